"""A small server of chat completions on loopback that says what it is told to say."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.servers import fake_server

Body = dict[str, Any]
Reply = bytes | Callable[[Body], bytes] | None
"""Octets to answer with, what makes them of the request's body, or None to say nothing more."""


@dataclass
class ChatServer:
    """Answers each request with the next of `replies`, and the last one for ever."""

    replies: Sequence[Reply]
    port: int = 0
    bodies: list[Body] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def conversation(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(
                int(line.partition(":")[2])
                for line in head.splitlines()
                if line.lower().startswith("content-length")
            )
            body = json.loads(await reader.readexactly(length))
            reply = self.replies[min(len(self.bodies), len(self.replies) - 1)]
            self.heads.append(head)
            self.bodies.append(body)
            self.reached.set()
            if reply is None:
                await reader.read()
                return
            writer.write(reply(body) if callable(reply) else reply)
            await writer.drain()


def http(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", *headers]
    head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""])
    return head.encode() + body


def chat(text: Any, **choice: Any) -> bytes:
    """An answer over HTTP with a chat completion."""
    return http(chat_json(text, **choice))


def chat_json(text: Any, **choice: Any) -> bytes:
    """A chat completion whose message is `text`, or JSON of what is no text."""
    said = text if isinstance(text, str) else json.dumps(text)
    one = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": said}}
    reply = {"choices": [{**one, **choice}], "usage": {"completion_tokens": 7}}
    return json.dumps(reply).encode()


@asynccontextmanager
async def chatting(
    *replies: Reply, context: ssl.SSLContext | None = None
) -> AsyncIterator[ChatServer]:
    server = ChatServer(replies)
    async with fake_server(server.conversation, ssl=context) as port:
        server.port = port
        yield server

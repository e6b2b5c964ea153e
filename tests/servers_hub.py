"""A hub of models on loopback that can be told to break off, to lie, and to say so in any words."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import ssl
import struct
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from plam_agent.planner import pull
from plam_agent.planner.catalogue import Source
from plam_agent.planner.hub import Site

REPO, FILE = "owner/tiny-GGUF", "tiny.gguf"
COMMIT = "c0ffee" + "0" * 34
TEMPLATE = "{% for m in messages %}{{ m.content }}{% endfor %}"


def _text(value: str) -> bytes:
    raw = value.encode()
    return struct.pack("<Q", len(raw)) + raw


def gguf(name: str = "tiny", *, template: str = TEMPLATE, kind: str = "model") -> bytes:
    """The smallest file that is a model with a chat template; it has no weights."""
    fields = {
        "general.architecture": "llama",
        "general.name": name,
        "general.type": kind,
        "tokenizer.chat_template": template,
    }
    body = b"".join(_text(k) + struct.pack("<I", 8) + _text(v) for k, v in fields.items())
    return b"GGUF" + struct.pack("<IQQ", 3, 0, len(fields)) + body


@dataclass
class Request:
    """What a client asked."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass
class Answer:
    """What will be sent: cut after `cut` bytes of the body, or `torn` after so many of all.

    With `chunked` the body has no length; with `endless` it has no end either; where it `stays`,
    the connection is not closed before the client closes it.
    """

    status: int
    headers: dict[str, str]
    body: bytes = b""
    cut: int | None = None
    torn: int | None = None
    chunked: bool = False
    endless: bool = False
    raw: bytes | None = None
    stays: bool = False


Twist = Callable[[Answer, Request], None]


@dataclass
class Hub:
    """One repository with one file, redirecting to its bytes as the real hub does.

    `twists` change the answers that carry bytes, one after the other and the last for ever where
    `always`; `facts` changes every answer of the hub itself.
    """

    content: bytes = field(default_factory=gguf)
    commit: str = COMMIT
    etag: str = '"one"'
    twists: list[Twist] = field(default_factory=list)
    always: Twist | None = None
    facts: Twist | None = None
    elsewhere: str = ""
    requests: list[Request] = field(default_factory=list)
    scheme: str = "http"
    host: str = "127.0.0.1"
    port: int = 0

    @property
    def base(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"

    @property
    def site(self) -> Site:
        return Site(self.base, loopback=True)

    @property
    def source(self) -> Source:
        return Source(REPO, FILE)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def fetches(self) -> list[Request]:
        """The requests for bytes."""
        return [each for each in self.requests if each.path.startswith("/bytes")]

    def answer(self, request: Request) -> Answer:
        if not request.path.startswith("/bytes"):
            return self._about(request)
        answer = self._bytes(request)
        if self.twists:
            self.twists.pop(0)(answer, request)
        elif self.always:
            self.always(answer, request)
        return answer

    def _about(self, request: Request) -> Answer:
        if not request.path.startswith(f"/{REPO}/resolve/") or not request.path.endswith(FILE):
            return Answer(404, {}, b"no such thing")
        headers = {
            "X-Repo-Commit": self.commit,
            "X-Linked-Etag": f'"{self.sha256}"',
            "X-Linked-Size": str(len(self.content)),
            "Location": (self.elsewhere or self.base) + "/bytes?signature=secret",
        }
        answer = Answer(302, headers)
        if self.facts:
            self.facts(answer, request)
        return answer

    def _bytes(self, request: Request) -> Answer:
        asked = request.headers.get("range", "")
        same = request.headers.get("if-range", self.etag) == self.etag
        if not asked or not same:
            return Answer(200, {"ETag": self.etag}, self.content)
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        if start >= len(self.content):
            return Answer(416, {"Content-Range": f"bytes */{len(self.content)}"})
        there = f"bytes {start}-{len(self.content) - 1}/{len(self.content)}"
        return Answer(206, {"ETag": self.etag, "Content-Range": there}, self.content[start:])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path, _ = head[0].split(" ")
            pairs = (line.partition(": ") for line in head[1:] if line)
            request = Request(method, path, {k.lower(): v for k, _, v in pairs})
            self.requests.append(request)
            answer = self.answer(request)
            await _send(writer, answer, method)
            if answer.stays:
                await reader.read()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _send(writer: asyncio.StreamWriter, answer: Answer, method: str) -> None:
    headers = {"Connection": "close", **answer.headers}
    if not answer.chunked:
        headers.setdefault("Content-Length", str(len(answer.body)))
    else:
        headers["Transfer-Encoding"] = "chunked"
    head = f"HTTP/1.1 {answer.status} x\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items())
    body = b"" if method == "HEAD" else answer.body[: answer.cut]
    if answer.chunked and method != "HEAD":
        body = b"".join(b"%x\r\n%s\r\n" % (len(body), body) for _ in (0,) if body)
        body += b"" if answer.endless or answer.cut is not None else b"0\r\n\r\n"
    whole = answer.raw if answer.raw is not None else head.encode("latin-1") + b"\r\n" + body
    writer.write(whole[: answer.torn])
    await writer.drain()
    while answer.endless:
        writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        await writer.drain()


Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]


@asynccontextmanager
async def listening(serve: Serve, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server on loopback while the block lasts, and its port; it leaves no connection open."""
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        task.add_done_callback(lambda _: writer.transport.abort())

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    try:
        async with server:
            yield server.sockets[0].getsockname()[1]
    finally:
        # What was taken and what was aborted comes to its end some turns of the loop later.
        for _ in range(3):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for _ in range(3):
            await asyncio.sleep(0)


@asynccontextmanager
async def serving(hub: Hub, tls: ssl.SSLContext | None = None) -> AsyncIterator[Hub]:
    """The hub, reachable while the block lasts."""
    async with listening(hub.serve, tls) as hub.port:
        hub.scheme = "https" if tls else "http"
        yield hub


@contextmanager
def serving_apart(hub: Hub) -> Iterator[Hub]:
    """The hub in a thread of its own, for commands that bring their own loop."""
    ready, loop = threading.Event(), asyncio.new_event_loop()
    done = asyncio.Event()

    async def until_done() -> None:
        async with serving(hub):
            ready.set()
            await done.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(until_done()))
    thread.start()
    try:
        ready.wait(10)
        yield hub
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(10)
        loop.close()


CONFIG = 'owner = "a@example.org"\nzone = "UTC"\nmodel = "models/old.gguf"\n'


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "BACKOFF", 0.0)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A home's models; whatever a test does, the old one and the settings are as before."""
    models = tmp_path / "models"
    models.mkdir()
    old, config = models / "old.gguf", tmp_path / "config.toml"
    old.write_bytes(gguf("old"))
    config.write_text(CONFIG)
    yield models
    assert hashlib.sha256(old.read_bytes()).digest() == hashlib.sha256(gguf("old")).digest()
    assert config.read_text() == CONFIG


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    async with serving(Hub()) as served:
        yield served


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()} - {".pins.json.lock", "digests"}


def written(folder: Path, words: str) -> bool:
    return any(words in each.read_text("latin-1") for each in folder.iterdir())


def emptied(folder: Path) -> None:
    for each in folder.iterdir():
        if each.name != "old.gguf":
            each.unlink()


def set_header(name: str, value: str) -> Callable[[Answer, Request], None]:
    def twist(answer: Answer, request: Request) -> None:
        answer.headers[name] = value

    return twist


def set_body(change: Callable[[bytes], bytes], **also: object) -> Callable[[Answer, Request], None]:
    def twist(answer: Answer, request: Request) -> None:
        answer.body = change(answer.body)
        for name, value in also.items():
            setattr(answer, name, value)

    return twist


def flipped(body: bytes) -> bytes:
    return body[:50] + bytes([body[50] ^ 1]) + body[51:]


def drop_header(name: str) -> Callable[[Answer, Request], None]:
    def twist(answer: Answer, request: Request) -> None:
        del answer.headers[name]

    return twist

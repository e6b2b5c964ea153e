"""Foreign MCP servers as accounts: the reference SDK's server, over stdio and over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import uvicorn
from hypothesis import example, given
from hypothesis import strategies as st
from mcp.client import streamable_http  # noqa: F401  (it takes seconds, and not within a test)

from plam_agent import config
from plam_agent.config import Account
from plam_agent.errors import (
    AccountError,
    ConfigError,
    ContentError,
    DamageError,
    LockedError,
    ToolError,
)
from plam_agent.tools import mcp_link, mcp_pin, mcp_process
from plam_agent.tools.context import Connections, Context
from plam_agent.tools.mcp import tools_of
from plam_agent.tools.mcp_schema import arguments_of, clean, local_name, model_of, on_the_wire
from plam_agent.tools.registry import Registry, params_of
from plam_agent.types import Effect, Role, Tool
from tests.mcp_notebook import notebook

ROOT = Path(__file__).parents[1]
STDIO = {"command": f"env PYTHONPATH={ROOT} {sys.executable} -m tests.mcp_notebook"}
ROLES = "search.query=quote, addNote.title=prose"
KEY = "k3y"


def context(account: Account, connections: Connections, key: str = "") -> Context:
    def secret(name: str) -> str:
        if not key:
            raise LockedError("there is none")
        return key

    now = datetime(2026, 6, 1, tzinfo=UTC)
    return Context(account, "marie@example.org", ZoneInfo("UTC"), lambda: now, secret, connections)


async def pinned(
    folder: Path, account: Account, connections: Connections, key: str = ""
) -> tuple[Account, dict[str, Tool]]:
    """Look at a server's tools and pin them."""
    link = await context(account, connections, key).connection(mcp_link.open_link)
    definitions = await link.listing()
    pin = await asyncio.to_thread(mcp_pin.save, folder, account.name, definitions)
    account = dataclasses.replace(account, settings={**account.settings, "pin": pin})
    tools = await asyncio.to_thread(tools_of, folder, [account])
    return account, {tool.name: tool for tool in tools}


async def said(tool: Tool, where: Context, **args: Any) -> str:
    assert tool.run is not None
    result = await tool.run(where, tool.args.model_validate(args))
    return "\n".join(str(item.fields["text"].data) for item in result.items)


@contextlib.asynccontextmanager
async def served(notes: list[str]) -> AsyncIterator[str]:
    """The notebook over streamable HTTP on a free port."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    server = uvicorn.Server(
        uvicorn.Config(notebook(notes).streamable_http_app(), log_level="critical", ws="none")
    )
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/mcp"
    finally:
        server.should_exit = True
        await running
        listening.close()


@pytest.mark.timeout(120)
async def test_a_server_of_the_sdk_over_stdio(tmp_path: Path) -> None:
    settings = {**STDIO, "roles": ROLES, "secret_env": "NOTEBOOK_KEY"}
    account = Account("book", "mcp", "stdio", settings)
    async with Connections() as connections:
        account, tools = await pinned(tmp_path, account, connections, KEY)
        where = context(account, connections, KEY)

        assert sorted(tools) == [
            f"book.{name}" for name in ("add_note", "environment", "fails", "picture", "search")
        ]
        Registry(tools.values())
        roles = {param.name: param.role for param in tools["book.add_note"].params}
        assert roles["title"] is Role.PROSE
        assert roles["place"] is roles["tags"] is Role.DESTINATION
        assert roles["colour"] is roles["weight"] is Role.QUOTE
        assert {tool.effect for tool in tools.values()} == {Effect.SPEND}

        found = await said(tools["book.search"], where, query="tea", limit="2")
        assert found == "note about tea\nnote about tea"
        note = await said(
            tools["book.add_note"], where, title="T", tags=("a", "b"), colour="blue",
            pinned="true", weight="2.5", place='{"shelf": "s", "row": 3}',
        )  # fmt: skip
        assert note == "('T', ['a', 'b'], 'blue', True, 2.5, Place(shelf='s', row=3))"
        there = json.loads(await said(tools["book.environment"], where))
        assert there["given"] == KEY
        with pytest.raises(ToolError, match="book says that it failed"):
            await said(tools["book.fails"], where)
        # A word that is no number is refused before anything is sent.
        with pytest.raises(ToolError, match="not JSON"):
            await said(tools["book.add_note"], where, title="T", place="{shelf")


async def test_a_server_of_the_sdk_over_http(tmp_path: Path) -> None:
    notes: list[str] = []
    async with served(notes) as url, Connections() as connections:
        account = Account("book", "mcp", "http", {"url": url})
        account, tools = await pinned(tmp_path, account, connections)
        where = context(account, connections)

        await said(tools["book.add_note"], where, title="over HTTP")
        again = await said(tools["book.search"], where, query="tea", limit="1")

        assert notes == ["over HTTP"]
        assert again == "note about tea"


@contextlib.asynccontextmanager
async def answering(head: bytes, body: bytes = b"") -> AsyncIterator[str]:
    """A server that answers everything with the same bytes."""

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(head)
            while body:
                writer.write(body)
                await writer.drain()
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(met, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/mcp"


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
BAD_WEB = {
    "redirects": (b"HTTP/1.1 307 x\r\nlocation: http://evil.example/\r\n\r\n", b"", "redirects"),
    "packs": (HEAD + b"content-encoding: gzip\r\n\r\n", b"", "packed"),
    "floods": (HEAD + b"\r\n", b"x" * 65_536, "more than it was asked"),
    "no JSON": (HEAD + b"content-length: 2\r\n\r\n{{", b"", "book"),
}


@pytest.mark.parametrize("how", BAD_WEB)
async def test_a_bad_server_over_http_is_left(how: str, tmp_path: Path) -> None:
    head, body, told = BAD_WEB[how]
    async with answering(head, body) as url, Connections() as connections:
        account = Account("book", "mcp", "http", {"url": url})
        with pytest.raises(AccountError, match=told):
            await pinned(tmp_path, account, connections)


async def test_nobody_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    for driver, settings in (
        ("http", {"url": "http://127.0.0.1:9/mcp"}),
        ("stdio", {"command": "/no/such/program"}),
        ("stdio", {"command": "/bin/false"}),
    ):
        async with Connections() as connections:
            with pytest.raises(AccountError) as error:
                await pinned(tmp_path, Account("book", "mcp", driver, settings), connections)
        assert "book" in str(error.value)


def test_the_settings_of_a_server_are_checked(tmp_path: Path) -> None:
    head = 'owner = "m@example.org"\nzone = "UTC"\n[[accounts]]\nname = "book"\nkind = "mcp"\n'
    good = head + 'driver = "stdio"\ncommand = "x y"\neffects = "a=send"\nown = true\n'
    (account,) = config.parse(good, tmp_path / "config.toml").accounts
    assert account.settings["effects"] == "a=send"
    for wrong in ('driver = "stdio"\n', 'driver = "http"\nurl = 3\n', 'driver = "imap"\n'):
        with pytest.raises(ConfigError):
            config.parse(head + wrong, tmp_path / "config.toml")


LISTED = [{"name": "find", "inputSchema": {"properties": {"q": {"type": "string"}}}}]


@pytest.mark.parametrize(
    ("settings", "effect"),
    [
        ({}, Effect.SPEND),
        ({"effects": "find=send"}, Effect.SEND),
        # What is sent to it leaves the owner's accounts, unless it is the owner's own.
        ({"effects": "find=read"}, Effect.SEND),
        ({"effects": "find=read", "own": True}, Effect.READ),
        ({"effects": "*=write", "own": True}, Effect.WRITE),
        ({"effects": "*=write, find=spend", "own": True}, Effect.SPEND),
    ],
)
def test_only_the_owner_lowers_an_effect(settings: Mapping[str, Any], effect: Effect) -> None:
    (tool,) = mcp_pin.usable(Account("book", "mcp", "stdio", settings), LISTED).tools

    assert tool.effect is effect


@pytest.mark.parametrize(
    "settings",
    [
        {"effects": "find=harmless"},
        {"effects": "find"},
        {"roles": "find.q=money"},
        {"roles": "find=quote"},
        {"roles": "find.x=quote"},
    ],
)
def test_what_the_owner_says_of_a_tool_is_checked(settings: Mapping[str, Any]) -> None:
    with pytest.raises(ConfigError):
        mcp_pin.usable(Account("book", "mcp", "stdio", settings), LISTED)


def test_nothing_is_used_that_was_not_pinned(tmp_path: Path) -> None:
    account = Account("book", "mcp", "stdio", {"command": "x"})
    with pytest.raises(ConfigError, match="not pinned"):
        mcp_pin.load(tmp_path, account)
    pin = mcp_pin.save(tmp_path, "book", LISTED)
    good = dataclasses.replace(account, settings={"pin": pin})
    other = dataclasses.replace(account, settings={"pin": "sha256:" + "0" * 64})
    assert mcp_pin.load(tmp_path, good) == LISTED
    with pytest.raises(DamageError):
        mcp_pin.load(tmp_path, other)


def test_what_changed_is_told_by_tool() -> None:
    new = [{"name": "find", "description": "x"}, {"name": "more"}]

    assert mcp_pin.changes([*LISTED, {"name": "old"}], new) == [
        "changed: find", "new: more", "gone: old",
    ]  # fmt: skip


SHAPES: list[tuple[Mapping[str, Any], str, bool]] = [
    ({"type": "string"}, "text", False),
    ({"type": ["string", "null"]}, "text", False),
    ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "text", False),
    ({"type": "array", "items": {"type": "string"}}, "text", True),
    ({"type": "array", "items": {"type": "object"}}, "json", False),
    ({"type": "integer"}, "integer", False),
    ({"type": "number"}, "number", False),
    ({"type": "boolean"}, "boolean", False),
    ({"enum": ["a", "b"]}, "text", False),
    ({"enum": [1, 2]}, "json", False),
    ({"$ref": "#/$defs/Place"}, "json", False),
    ({"$ref": "#/$defs/nowhere"}, "json", False),
    ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, "json", False),
    ({}, "json", False),
]


@pytest.mark.parametrize(("shape", "kind", "many"), SHAPES)
def test_a_schema_becomes_arguments(shape: Any, kind: str, many: bool) -> None:
    schema = {"properties": {"x": shape}, "$defs": {"Place": {"type": "object"}}}

    ((argument,), _) = arguments_of(schema)

    assert (argument.kind, argument.many) == (kind, many)
    params_of(model_of("book.do", [argument]))


@pytest.mark.parametrize(
    "schema",
    [
        [],
        {"type": "array"},
        {"properties": [1]},
        {"required": "all"},
        {"properties": {"a b": {}, "a_b": {}}},
        {"properties": {"é": {}}},
        {"properties": {"": {}}},
        {"properties": {f"a{n}": {} for n in range(41)}},
        {"properties": {}, "required": ["hidden"]},
    ],
)
def test_a_schema_that_is_none_is_refused(schema: Any) -> None:
    with pytest.raises(ContentError):
        arguments_of(schema)


@pytest.mark.parametrize("name", ["json", "class", "copy", "model_dump", "fooBar", "x-y/z"])
def test_an_argument_with_an_awkward_name_is_sent_under_its_own(name: str) -> None:
    found, _ = arguments_of({"properties": {name: {"type": "string"}}})
    model = model_of("book.do", found)
    (param,) = params_of(model)

    assert on_the_wire(found, model(**{param.name: "v"})) == {name: "v"}


@given(st.text())
def test_clean_text_moves_nothing_on_the_screen(text: str) -> None:
    assert all(
        each.isprintable() or each in "\n\t" or each.isspace() for each in clean(text, 10**6)
    )


@given(st.text(max_size=80))
def test_a_name_here_is_one_of_ours_or_refused(text: str) -> None:
    try:
        name = local_name(text)
    except ContentError:
        return
    assert name.isidentifier()
    assert name.isascii()
    assert name == name.lower()


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["type", "properties", "items", "anyOf", "enum", "$ref", "required", "a"]),
        inner, max_size=4),
    max_leaves=12,
))  # fmt: skip
@example({"properties": None, "required": [[]]})
def test_no_schema_breaks_what_reads_it(schema: Any) -> None:
    try:
        found, _ = arguments_of(schema)
    except ContentError:
        return
    params_of(model_of("book.do", found))


async def test_a_server_ends_though_whoever_waits_for_its_end_is_cancelled(tmp_path: Path) -> None:
    """It ignores that its input is closed, and that it is told to end."""
    file = tmp_path / "deaf.py"
    file.write_text(
        "import os, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print(os.getpid(), flush=True)\n"
        "time.sleep(60)\n"
    )
    account = Account("deaf", "mcp", "stdio", {"command": f"{sys.executable} {file}"})
    pid: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def using() -> None:
        async with mcp_process.started(account, {}, mcp_process.Allowance("deaf")) as lines:
            pid.set_result(int(await lines.read() or b"0"))
            await asyncio.sleep(60)

    task = asyncio.create_task(using())
    number = await pid
    for _ in range(2):
        task.cancel()
        await asyncio.sleep(0.3)
    with pytest.raises(asyncio.CancelledError):
        await task

    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)

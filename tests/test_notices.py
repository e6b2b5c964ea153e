"""A word that something waits: only a number, only where it was asked for, and never in the way."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from plam_agent import config, language, notices
from plam_agent.config_notices import Notices
from plam_agent.desk import Desk
from plam_agent.errors import AccountError, ConfigError
from plam_agent.notices import BETWEEN, GRACE, Noticing
from plam_agent.records import call_body
from plam_agent.types import Call, Effect
from tests.fixtures_agent import House

SECRET = "Project Falcon"


@dataclass
class Owner:
    """Somebody who is told, and a clock that only goes on when it is set."""

    told: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    now: float = 0.0
    failing: bool = False

    async def send(self, settings: Notices, count: int) -> None:
        if self.failing:
            raise AccountError("nobody could be told.", fix="Look.")
        self.told.append(count)


@asynccontextmanager
async def noticing(house: House) -> AsyncIterator[tuple[Noticing, Owner, Callable[..., None]]]:
    """A home whose owner wants notices; the last asks a question, or answers one."""
    write(house, "[notices]\ndesktop = true\n")
    with house.open() as home:
        owner = Owner()
        desk = Desk(home, lambda _: pytest.fail("no model"), owner.said.append)
        call = Call("run-1", 1, "mail", "mail.send", Effect.SEND, False, (), ())

        def ask(answers: int = 0) -> None:
            if answers:
                home.journal.append("answered", {"run": "run-1", "asked": answers, "answer": "no"})
                return
            body = {
                "run": "run-1",
                "call": call_body(call),
                "rule": "otherwise",
                "reasons": [SECRET],
                "preview": SECRET,
                "expires": home.now().timestamp() + 3600,
                "label": "",
            }
            home.journal.append("asked", body)

        yield Noticing(desk, send=owner.send, elapsed=lambda: owner.now), owner, ask


def write(house: House, section: str) -> None:
    path = house.path / "config.toml"
    path.write_text(f"{path.read_text('utf-8')}\n{section}", encoding="utf-8")


async def test_what_nobody_answers_is_told_once(house: House) -> None:
    async with noticing(house) as (noticing_, owner, ask):
        await asyncio.to_thread(ask)
        await noticing_.look()
        assert owner.told == [], "somebody may be answering it"

        owner.now = GRACE
        await noticing_.look()
        owner.now = GRACE + BETWEEN
        await noticing_.look()

    assert owner.told == [1]


async def test_what_was_answered_in_time_is_not_told(house: House) -> None:
    async with noticing(house) as (noticing_, owner, ask):
        await asyncio.to_thread(ask)
        await noticing_.look()
        [waiting] = await asyncio.to_thread(noticing_._questions.open)
        await asyncio.to_thread(ask, int(waiting.id))

        owner.now = GRACE
        await noticing_.look()

    assert owner.told == []


async def test_many_at_once_are_one_notice(house: House) -> None:
    async with noticing(house) as (noticing_, owner, ask):
        for _ in range(3):
            await asyncio.to_thread(ask)
        await noticing_.look()
        owner.now = GRACE
        await noticing_.look()
        await asyncio.to_thread(ask)
        await noticing_.look()
        owner.now += GRACE
        await noticing_.look()
        assert owner.told == [3], "there is a while between two notices"
        owner.now += BETWEEN
        await noticing_.look()

    assert owner.told == [3, 4]


async def test_a_failure_is_said_once_and_stops_nothing(house: House) -> None:
    async with noticing(house) as (noticing_, owner, ask):
        owner.failing = True
        for _ in range(2):
            await asyncio.to_thread(ask)
            await noticing_.look()
            owner.now += GRACE + BETWEEN
            await noticing_.look()
        assert owner.said == ["plam: nobody could be told. Look."]

        owner.failing = False
        await asyncio.to_thread(ask)
        await noticing_.look()
        owner.now += GRACE + BETWEEN
        await noticing_.look()

    assert owner.told == [3]
    assert len(owner.said) == 1


async def test_nothing_is_told_unless_the_settings_say_so(house: House) -> None:
    async with noticing(house) as (noticing_, owner, ask):
        await asyncio.to_thread(ask)
        await noticing_.look()
        path = house.path / "config.toml"
        text = path.read_text("utf-8").replace("desktop = true", "desktop = false")
        path.write_text(text, "utf-8")
        owner.now = GRACE

        await noticing_.look()

    assert owner.told == []


# What is sent


@asynccontextmanager
async def hook(answer: bytes) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that takes one request after another and gives the same answer to each."""
    got: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().partition(b"content-length:")[2].split()[0])
        got.append(head + await reader.readexactly(size))
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/topic?x=1", got


async def test_the_webhook_is_told_a_number_and_nothing_else() -> None:
    async with hook(b"HTTP/1.1 204 No Content\r\n\r\n") as (address, got):
        await notices.told(Notices(webhook=address), 3)

    [request] = got
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /topic?x=1 HTTP/1.1\r\n")
    assert json.loads(body) == {"waiting": 3}
    names = {line.partition(b":")[0].lower() for line in head.split(b"\r\n")[1:]}
    assert names == {b"host", b"content-type", b"content-length", b"user-agent", b"connection"}


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (b"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n", "it answered 500"),
        (b"HTTP/1.1 302 Go\r\nlocation: http://127.0.0.1:1/\r\n\r\n", "it answered 302"),
        (b"nonsense\r\n\r\n", "could not be told"),
        (b"", "could not be told"),
    ],
    ids=["refuses", "sends elsewhere", "talks nonsense", "hangs up"],
)
async def test_a_webhook_that_fails_is_an_error_that_keeps_its_secret(
    answer: bytes, wrong: str
) -> None:
    async with hook(answer) as (address, got):
        with pytest.raises(AccountError, match=wrong) as error:
            await notices.told(Notices(webhook=address), 1)

    assert len(got) == 1, "it is tried once, and followed nowhere"
    assert "topic" not in str(error.value)
    assert "[notices]" in error.value.fix


async def test_a_webhook_that_nobody_serves_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(AccountError, match=r"127\.0\.0\.1 could not be told"):
        await notices.told(Notices(webhook=f"http://127.0.0.1:{port}/"), 1)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder: Path, name: str, code: int = 0) -> Path:
    """A program that writes down what it was given."""
    path, given = folder / name, folder / f"{name}.given"
    path.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {given}\nexit {code}\n', encoding="utf-8")
    path.chmod(0o755)
    return given


def read(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", ["notify-send", "gdbus"])
async def test_the_desktop_is_told_a_number_and_nothing_else(programs: Path, name: str) -> None:
    given = program(programs, name)

    await notices.told(Notices(desktop=True), 2)

    said = read(given)
    assert "2 questions wait for your answer." in said
    assert not any(SECRET in line for line in said)


async def test_a_desktop_without_notices_is_an_error(programs: Path) -> None:
    with pytest.raises(AccountError, match="nothing here can show a notice"):
        await notices.told(Notices(desktop=True), 1)
    program(programs, "notify-send", 1)
    with pytest.raises(AccountError, match="shows no notices"):
        await notices.told(Notices(desktop=True), 1)


async def test_one_that_fails_does_not_keep_the_other_from_being_told(programs: Path) -> None:
    async with hook(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n") as (address, got):
        with pytest.raises(AccountError, match="desktop"):
            await notices.told(Notices(desktop=True, webhook=address), 1)

    assert len(got) == 1


def test_a_notice_is_in_the_language_in_use() -> None:
    assert notices.sentence(1) == "1 question waits for your answer."
    language.use("fr")
    try:
        assert "question" in notices.sentence(2)
        assert notices.sentence(2) != "2 questions wait for your answer."
    finally:
        language.use("en")


# The settings


def test_notices_are_off_by_default(house: House) -> None:
    settings = config.load(house.path)

    assert not settings.notices
    assert settings.notices == Notices()


def test_the_section_is_read_and_kept_when_something_else_is_saved(house: House) -> None:
    write(house, '[notices]\ndesktop = true\nwebhook = "https://ntfy.example.org/mine"\n')

    settings = config.load(house.path)
    config.save(house.path, dataclasses.replace(settings, region="FR"))

    wanted = Notices(desktop=True, webhook="https://ntfy.example.org/mine")
    assert settings.notices == config.load(house.path).notices == wanted
    assert bool(wanted)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("desktop = 1", "not true or false"),
        ("webhook = 7", "no address"),
        ('webhook = "http://example.org/"', "no address"),
        ('webhook = "https://me:secret@example.org/"', "no address"),
        ('webhook = "https://example.org:99999/"', "no address"),
        ('webhook = "https://example.org/\\u0000"', "no address"),
        ('webhook = "file:///etc/passwd"', "no address"),
        ('webhook = "https:///path"', "no address"),
        ("sound = true", "no setting sound"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(house: House, line: str, wrong: str) -> None:
    write(house, f"[notices]\n{line}\n")
    lines = (house.path / "config.toml").read_text("utf-8").splitlines()

    with pytest.raises(ConfigError, match=wrong) as error:
        config.load(house.path)

    assert error.value.line == lines.index(line) + 1


def test_a_section_that_is_no_table_is_refused(house: House) -> None:
    path = house.path / "config.toml"
    path.write_text("notices = 1\n" + path.read_text("utf-8"), encoding="utf-8")

    with pytest.raises(ConfigError, match="notices is no table"):
        config.load(house.path)

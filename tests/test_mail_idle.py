"""Waiting for new mail: a real Dovecot with and without IDLE, hostile servers, and a Maildir."""

from __future__ import annotations

import asyncio
import dataclasses
import imaplib
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

import plam_agent.planner.engine
from plam_agent import config, keys, sorting
from plam_agent.config import Account
from plam_agent.errors import AccountError, ConfigError
from plam_agent.home import Home
from plam_agent.setup import make_home
from plam_agent.tools.context import Context
from plam_agent.tools.mail import idle, imap_idle
from plam_agent.tools.mail.idle import arrivals
from tests.fixtures_agent import PASSPHRASE, House
from tests.running import Opened, running, until
from tests.servers import (
    OWNER,
    PASSWORD,
    Dovecot,
    another_dovecot,
    dying_proxy,
    fake_server,
    letter,
)
from tests.test_cli import script
from tests.test_service_process import ENDS, process

PATIENCE = 10.0
Surroundings = Callable[..., Context]


@dataclasses.dataclass
class Watching:
    """A watch that is going on: how often there was news, and what ended it."""

    task: asyncio.Task[None]
    news: asyncio.Semaphore
    count: int = 0

    async def heard(self, seconds: float = PATIENCE) -> bool:
        """Whether there is news within `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self.news.acquire()
        except TimeoutError:
            return False
        return True

    async def ended(self) -> None:
        """Wait for the end; raises what it ended with."""
        async with asyncio.timeout(PATIENCE):
            await self.task


@asynccontextmanager
async def watching(context: Context, folder: str = "INBOX") -> AsyncIterator[Watching]:
    news = asyncio.Semaphore(0)

    async def watch() -> None:
        async for _ in arrivals(context, folder):
            mine.count += 1
            news.release()

    mine = Watching(asyncio.create_task(watch()), news)
    try:
        yield mine
    finally:
        mine.task.cancel()
        await asyncio.wait({mine.task})


@pytest.fixture
def user(dovecot: Dovecot) -> str:
    return dovecot.user()


@pytest.fixture
def look(dovecot: Dovecot, user: str) -> Iterator[imaplib.IMAP4]:
    client = dovecot.look(user)
    client.append("INBOX", "", None, letter("There before"))
    yield client
    client.logout()


@pytest.mark.parametrize("tls", ["none", "tls"])
async def test_a_message_is_news_and_a_flag_and_an_expunge_are_not(
    dovecot: Dovecot, user: str, look: imaplib.IMAP4, surroundings: Surroundings, tls: str
) -> None:
    port = dovecot.tls_port if tls == "tls" else dovecot.port
    account = dovecot.account(user, tls=tls, port=port, ca_file=str(dovecot.ca_file))
    async with watching(surroundings(account)) as watch:
        assert await watch.heard()
        for subject in ("one", "two"):
            look.append("INBOX", "", None, letter(subject))
            assert await watch.heard(3.0)

        look.select("INBOX")
        look.store("1", "+FLAGS", "(\\Seen \\Deleted)")
        look.expunge()
        assert not await watch.heard(1.0)

        look.append("INBOX", "", None, letter("three"))
        assert await watch.heard(3.0)


async def test_a_server_without_idle_is_asked_now_and_then(
    dovecot: Dovecot, user: str, surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_idle, "POLL", 0.2)
    monkeypatch.setattr(imap_idle, "end_idle", None)
    with another_dovecot(dovecot, imap="imap_capability = IMAP4rev1 UIDPLUS MOVE") as without:
        look = without.look(user)
        async with watching(surroundings(without.account(user))) as watch:
            assert await watch.heard()
            assert not await watch.heard(0.5)
            look.append("INBOX", "", None, letter("one"))
            assert await watch.heard(3.0)
            assert watch.count == 2
        look.logout()


async def test_idle_is_begun_anew_and_nothing_is_lost_in_between(
    dovecot: Dovecot,
    user: str,
    look: imaplib.IMAP4,
    surroundings: Surroundings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ends: list[float] = []
    end = imap_idle.end_idle
    monkeypatch.setattr(imap_idle, "RENEW", 0.1)
    monkeypatch.setattr(imap_idle, "end_idle", lambda client: (ends.append(0.0), end(client)))
    async with watching(surroundings(dovecot.account(user))) as watch:
        assert await watch.heard()
        for number in range(5):
            await until(lambda number=number: len(ends) > number)
            look.append("INBOX", "", None, letter(f"m{number}"))
            assert await watch.heard(3.0)
    assert watch.count == 6


async def test_a_cancelled_watch_ends_at_once(
    dovecot: Dovecot, user: str, surroundings: Surroundings
) -> None:
    async with watching(surroundings(dovecot.account(user))) as watch:
        assert await watch.heard()
        assert not await watch.heard(0.3)
        began = time.monotonic()
        watch.task.cancel()
        await asyncio.wait({watch.task})
        assert time.monotonic() - began < 5.0


async def test_a_watch_that_is_closed_takes_no_leave(surroundings: Surroundings) -> None:
    async with hostile(b"+ idling\r\n* 4 EXISTS\r\n") as port:
        news = arrivals(surroundings(account_at(port)), "INBOX")
        for _ in range(2):
            async with asyncio.timeout(PATIENCE):
                await anext(news)
        began = time.monotonic()
        await news.aclose()
        assert time.monotonic() - began < 5.0


async def test_a_watch_that_never_got_a_greeting_ends_at_once(surroundings: Surroundings) -> None:
    connected = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connected.set()
        await asyncio.Event().wait()

    async with fake_server(silent) as port, watching(surroundings(account_at(port))) as watch:
        await connected.wait()
        began = time.monotonic()
        watch.task.cancel()
        await asyncio.wait({watch.task})
        assert time.monotonic() - began < 5.0


async def test_a_lost_connection_ends_the_watch(
    dovecot: Dovecot, user: str, surroundings: Surroundings
) -> None:
    async with (
        dying_proxy(dovecot.port, b"IDLE") as port,
        watching(surroundings(dovecot.account(user, port=port))) as watch,
    ):
        assert await watch.heard()
        with pytest.raises(AccountError, match=r"connection to .* failed"):
            await watch.ended()


def account_at(port: int, timeout: int = 10) -> Account:
    settings: dict[str, str | int | bool] = {
        "host": "127.0.0.1",
        "port": port,
        "tls": "none",
        "user": "marie",
        "timeout": timeout,
    }
    return Account("home", "mail", "imap", settings)


@asynccontextmanager
async def hostile(*after: bytes, stays: bool = True, deaf: bool = False) -> AsyncIterator[int]:
    """A server that answers up to IDLE, then says `after`, piece by piece, and stays or goes."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK [CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN] here\r\n")
        while line := await reader.readline():
            tag, command, *_ = line.split()
            match command.upper():
                case b"EXAMINE":
                    writer.write(b"* 3 EXISTS\r\n* OK [UIDVALIDITY 1] .\r\n" + tag + b" OK .\r\n")
                case b"CAPABILITY":
                    writer.write(b"* CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN\r\n" + tag + b" OK .\r\n")
                case b"AUTHENTICATE":
                    writer.write(b"+ \r\n")
                    await reader.readline()
                    writer.write(tag + b" OK .\r\n")
                case b"IDLE":
                    for piece in after:
                        writer.write(piece.replace(b"TAG", tag))
                        await writer.drain()
                        await asyncio.sleep(0.05)
                    if stays:
                        await asyncio.Event().wait()
                    return
                case _:
                    writer.write(tag + b" OK .\r\n")

    async with fake_server(talk) as port:
        yield port


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ([b"+ idling\r\n", b"* BYE tired of\x1b[31m you\r\n"], r"ends it: \* BYE tired of\["),
        ([b"+ idling\r\n", b"* BYE", b" slow\r\n"], r"ends it: \* BYE slow"),
        ([b"+ idling\r\n", b"HTTP/1.1 200 OK\r\n"], "not IMAP: HTTP"),
        ([b"+ idling\r\n", b"\x00\xff\xfe\r\n"], "not IMAP"),
        ([b"+ idling\r\n", b"TAG OK done\r\n"], "does not wait"),
        ([b"TAG BAD no such thing\r\n"], "does not wait"),
        ([b"+ idling\r\n", b"x" * 2_000_000], "got more than"),
        ([b"* 1 FETCH (FLAGS ())\r\n" * 2_000], "talks without end"),
    ],
    ids=["bye", "bye in pieces", "http", "bytes", "ended", "refused", "long", "flood"],
)
async def test_what_is_not_waiting_ends_the_watch(
    surroundings: Surroundings, after: list[bytes], said: str
) -> None:
    async with hostile(*after) as port, watching(surroundings(account_at(port))) as watch:
        with pytest.raises(AccountError, match=said) as caught:
            await watch.ended()
    assert str(caught.value).isprintable()
    assert watch.count == 1


async def test_lines_in_pieces_and_news_before_the_wait_begins_are_heard(
    surroundings: Surroundings,
) -> None:
    pieces = (b"* 4 EXISTS\r\n+ idling\r\n", b"* 5 EX", b"ISTS\r\n* 2 EXPUNGE\r\n", b"* 5 EX")
    pieces += (b"ISTS\r\n* 5 EXISTS\r\n", b"* 5 EXPUNGE\r\n* 4 EXISTS\r\n")
    pieces += (b"* OK Still here\r\n* 5 EXISTS\r\n",)
    async with hostile(*pieces) as port, watching(surroundings(account_at(port))) as watch:
        for _ in range(5):
            assert await watch.heard()
        assert not await watch.heard(0.5)


async def test_a_server_that_goes_away_ends_the_watch(surroundings: Surroundings) -> None:
    async with (
        hostile(b"+ idling\r\n", stays=False) as port,
        watching(surroundings(account_at(port))) as watch,
    ):
        with pytest.raises(AccountError, match=r"connection to .* failed"):
            await watch.ended()


async def test_a_server_that_died_in_silence_is_found_out(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_idle, "RENEW", 0.3)
    async with (
        hostile(b"+ idling\r\n") as port,
        watching(surroundings(account_at(port, timeout=1))) as watch,
    ):
        with pytest.raises(AccountError, match=r"no answer|timed out"):
            await watch.ended()


async def test_a_folder_that_is_not_there_is_said_in_a_sentence(
    dovecot: Dovecot, user: str, surroundings: Surroundings
) -> None:
    async with watching(surroundings(dovecot.account(user)), "Nowhere") as watch:
        with pytest.raises(AccountError, match="the folder 'Nowhere' cannot be opened"):
            await watch.ended()
    assert watch.count == 0


async def test_an_account_of_an_unknown_kind_is_never_watched(surroundings: Surroundings) -> None:
    async with watching(surroundings(Account("home", "mail", "pigeon", {}))) as watch:
        with pytest.raises(ConfigError, match="pigeon"):
            await watch.ended()


async def test_a_delivery_to_a_maildir_is_news_and_a_flag_is_not(
    tmp_path: Path, surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle, "MAILDIR_POLL", 0.05)
    for folder in ("cur", "new", "tmp"):
        (tmp_path / folder).mkdir()
    account = Account("home", "mail", "maildir", {"path": str(tmp_path)})
    async with watching(surroundings(account)) as watch:
        assert await watch.heard()
        for number in range(3):
            (tmp_path / "tmp" / "x").write_bytes(letter(f"m{number}"))
            (tmp_path / "tmp" / "x").rename(tmp_path / "new" / f"17000000{number:02}.a.host")
            assert await watch.heard(2.0)

        (tmp_path / "new" / "1700000000.a.host").rename(tmp_path / "cur" / "1700000000.a.host:2,S")
        (tmp_path / "new" / "1700000001.a.host").unlink()
        assert not await watch.heard(0.5)

        (tmp_path / "new").rename(tmp_path / "gone")
        with pytest.raises(AccountError):
            await watch.ended()


def point(path: Path, account: Account) -> None:
    """Give a home this one account, with its password."""
    config.save(path, dataclasses.replace(config.load(path), accounts=(account,)))
    with Home.open(path, lambda: PASSPHRASE) as home:
        home.secrets.set(account.name, "password", PASSWORD)


def newsletters(look: imaplib.IMAP4) -> int:
    _, (count,) = look.select("Newsletters", readonly=True)
    return int(count or b"0")


async def test_a_service_without_a_timer_sorts_what_arrives(
    house: House, dovecot: Dovecot, user: str, look: imaplib.IMAP4, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Opened, "answers", staticmethod(script))
    monkeypatch.setattr(plam_agent.planner.engine, "LlamaEngine", Opened)
    await asyncio.to_thread(point, house.path, dovecot.account(user))
    async with running(house, every=0.0) as here:
        await until(lambda: here.heard("1 new messages: 1 none"))

        look.append("INBOX", "", None, letter("The weekly", List_Id="<weekly.example.com>"))

        await until(lambda: here.heard("1 new messages: 1 newsletter"))
    assert newsletters(look) == 1


async def test_a_mailbox_of_the_policy_that_is_not_there_is_told_once(
    house: House, dovecot: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    watches: list[str] = []

    def counted(context: Context, folder: str) -> Any:
        watches.append(folder)
        return arrivals(context, folder)

    monkeypatch.setattr(plam_agent.planner.engine, "LlamaEngine", Opened)
    monkeypatch.setattr(sorting, "arrivals", counted)
    monkeypatch.setattr(sorting, "FIRST_WAIT", 0.3)
    await asyncio.to_thread(point, house.path, dovecot.account(user))
    await asyncio.to_thread(
        house.edit_policy, lambda text: text.replace("mailbox: INBOX", "mailbox: Nowhere")
    )
    async with running(house, every=0.0) as here:
        await until(lambda: len(watches) == 3)
        (told,) = [line for line in here.said if "Nowhere" in line]
        assert told.startswith(
            "plam: home cannot be sorted: the folder 'Nowhere' cannot be opened: "
        )
        assert not here.heard("watched")
        assert set(watches) == {"Nowhere"}


def test_the_service_as_a_process_sorts_what_arrives_and_ends_at_once(
    tmp_path: Path, dovecot: Dovecot, user: str, look: imaplib.IMAP4
) -> None:
    home = tmp_path / "home"
    make_home(home, owner=OWNER, zone="UTC", passphrase=PASSPHRASE, cost=keys.CHEAP)
    point(home, dovecot.account(user))
    with process(home) as service:
        assert service.stderr is not None
        assert "1 new messages" in service.stderr.readline()

        look.append("INBOX", "", None, letter("One more"))

        assert "1 new messages" in service.stderr.readline()
        began = time.monotonic()
        service.terminate()
        assert service.wait(ENDS) == 0
        took = time.monotonic() - began
    assert took < ENDS

"""What becomes of calls and undos that were cut off."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from plam_agent import looking, recovery, undoing, unsettled
from plam_agent.cli import main
from plam_agent.config import Account
from plam_agent.errors import AccountError, BusyError, InputError, ToolError, UncertainError
from plam_agent.home import Home
from plam_agent.recovery import holding, left_open
from plam_agent.runtime import Runtime
from plam_agent.tools.arguments import MailMove
from plam_agent.tools.context import Connections, Context
from plam_agent.tools.files import changing
from plam_agent.tools.files.root import opened
from plam_agent.tools.mail.mailbox import open_mailbox
from plam_agent.tools.registry import Registry
from plam_agent.tools.standard import registry
from plam_agent.types import Event, ObjectId, Reconciled, Tool
from tests.fixtures_agent import PASSPHRASE, House
from tests.servers import Dovecot, free_port, letter
from tests.test_agent import MOVE, MOVE_WORDS, asked, calendar

NO_LEDGER = {"rule": "r", "digest": "d", "at": "", "uses": 0, "money": None}


class Gone(BaseException):
    """Stands for the end of the process."""


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here goes on after it was cut off."""
    monkeypatch.setattr(recovery, "SETTLES", 0.0)


@asynccontextmanager
async def runtime_with(home: Home, name: str, **parts: Any) -> AsyncIterator[Runtime]:
    def changed(each: Tool) -> Tool:
        return dataclasses.replace(each, **parts) if each.name == name else each

    async with Connections() as connections:
        found = Registry(changed(each) for each in registry())
        yield Runtime(home, home.policy(), found, connections, model="scripted")


async def done(runtime: Runtime) -> int:
    """The number of the outcome of a call that was done."""
    answer = await asked(runtime, MOVE_WORDS, MOVE)
    assert answer.calls[-1].outcome.verb == "done"
    return answer.calls[-1].outcome.event


async def events(home: Home, *kinds: str) -> list[Event]:
    return await asyncio.to_thread(lambda: list(home.journal.events(kinds=kinds)))


def ends_before(context: Any, data: Mapping[str, Any]) -> Any:
    raise Gone


async def ends_after(context: Any, data: Mapping[str, Any]) -> str:
    undo = next(each.undo for each in registry() if each.name == "calendar.move")
    assert undo is not None
    await undo(context, data)
    raise Gone


@pytest.mark.parametrize(
    ("cut", "kind", "verb"), [(ends_before, "failed", "failed"), (ends_after, "undone", "done")]
)
async def test_an_undo_that_was_cut_off_is_found_out(
    house: House, cut: Any, kind: str, verb: str
) -> None:
    before = await asyncio.to_thread(calendar, house)
    with house.open() as home:
        async with runtime_with(home, "calendar.move", undo=cut) as runtime:
            seq = await done(runtime)
            after = await asyncio.to_thread(calendar, house)
            with pytest.raises(Gone):
                await runtime.undo(seq)
        open_ = await asyncio.to_thread(undoing.unfinished, home.journal)
        assert [each.body["of"] for each in open_] == [seq]

        async with house.runtime(home) as runtime:
            (outcome,) = await runtime.recover()

            assert outcome.verb == verb
            now = await asyncio.to_thread(calendar, house)
            assert now == (before if verb == "done" else after)
            assert [e.body["of"] for e in await events(home, kind) if "of" in e.body] == [seq]
            assert await runtime.recover() == []
            if verb == "failed":
                assert (await runtime.undo(seq)).verb == "done"
            with pytest.raises(InputError, match="undone already"):
                await runtime.undo(seq)
            assert await asyncio.to_thread(calendar, house) == before


async def test_an_undo_that_nobody_can_prove_is_unknown(house: House) -> None:
    async def nobody_knows(context: Any, args: Any) -> Reconciled:
        return Reconciled.UNKNOWN

    with house.open() as home:
        async with runtime_with(home, "calendar.move", undo=ends_before) as runtime:
            seq = await done(runtime)
            with pytest.raises(Gone):
                await runtime.undo(seq)
        async with runtime_with(home, "calendar.move", reconcile=nobody_knows) as runtime:
            (outcome,) = await runtime.recover()

        assert outcome.verb == "unknown"
        (event,) = await events(home, "unknown")
        assert (event.seq, event.body["of"]) == (outcome.event, seq)


async def test_an_undo_stays_open_while_the_account_cannot_be_asked(house: House) -> None:
    dead = dead_account()
    with house.open() as home:
        async with runtime_with(home, "calendar.move", undo=ends_before) as runtime:
            seq = await done(runtime)
            with pytest.raises(Gone):
                await runtime.undo(seq)
        async with runtime_with(home, "calendar.move", reconcile=dead) as runtime:
            assert await runtime.recover() == []
        async with house.runtime(home) as runtime:
            assert [each.verb for each in await runtime.recover()] == ["failed"]


async def test_an_undo_that_goes_on_elsewhere_is_neither_begun_nor_recovered(house: House) -> None:
    with house.open() as home:
        async with runtime_with(home, "calendar.move", undo=ends_before) as runtime:
            seq = await done(runtime)
            with pytest.raises(Gone):
                await runtime.undo(seq)
        async with house.runtime(home) as runtime, holding(home.path, f"undo-{seq}"):
            with pytest.raises(BusyError):
                await runtime.undo(seq)
            assert await runtime.recover() == []


@pytest.mark.parametrize(
    ("error", "verb"),
    [(ToolError("it was changed"), "failed"), (UncertainError("no answer came"), "unknown")],
)
async def test_an_undo_says_how_it_ended(house: House, error: Exception, verb: str) -> None:
    async def fails(context: Any, data: Mapping[str, Any]) -> str:
        raise error

    with house.open() as home:
        async with runtime_with(home, "calendar.move", undo=fails) as runtime:
            seq = await done(runtime)

            outcome = await runtime.undo(seq)

            assert outcome.verb == verb
            (event,) = await events(home, verb)
            assert str(error) in event.body["detail"]
            assert await runtime.recover() == []


def dead_account(text: str = "the server is dead") -> Any:
    async def dead(context: Any, args: Any) -> Any:
        raise AccountError(text)

    return dead


async def cut_off(house: House) -> None:
    """Leave a call behind that ended in the middle."""

    async def dies(context: Any, args: Any) -> Any:
        raise Gone

    with house.open() as home:
        async with runtime_with(home, "calendar.move", run=dies) as runtime:
            with pytest.raises(Gone):
                await asked(runtime, MOVE_WORDS, MOVE)


async def test_a_call_stays_open_while_its_account_is_silent_but_not_for_ever(house: House) -> None:
    await cut_off(house)
    with house.open() as home:
        async with runtime_with(home, "calendar.move", reconcile=dead_account()) as runtime:
            assert await runtime.recover() == []
            assert [call.tool for call in await left_open(runtime)] == ["calendar.move"]
            house.clock.advance(days=2)
            assert [each.verb for each in await runtime.recover()] == ["unknown"]
            assert await left_open(runtime) == []


async def test_a_server_gets_time_to_end_what_it_was_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command that is on its way when the process dies is carried out a moment later."""
    monkeypatch.setattr(recovery, "SETTLES", 0.3)
    await cut_off(house)
    started = time.monotonic()
    asked_after: list[float] = []

    async def look(context: Any, args: Any) -> Reconciled:
        asked_after.append(time.monotonic() - started)
        return Reconciled.DONE

    with house.open() as home:
        async with runtime_with(home, "calendar.move", reconcile=look) as runtime:
            assert [each.verb for each in await runtime.recover()] == ["done"]
    assert asked_after[0] >= 0.3


async def test_a_call_whose_account_is_gone_is_unknown(house: House) -> None:
    await cut_off(house)
    with house.open() as home:
        settings = dataclasses.replace(home.settings, accounts=())
        async with house.runtime(dataclasses.replace(home, settings=settings)) as runtime:
            assert [each.verb for each in await runtime.recover()] == ["unknown"]


@pytest.mark.parametrize("name", ["calendar.create", "calendar.move", "calendar.cancel"])
async def test_a_dead_calendar_proves_nothing(
    surroundings: Callable[..., Context], name: str
) -> None:
    dead = {"url": f"http://127.0.0.1:{free_port()}/", "user": "marie", "timeout": 1}
    context = surroundings(Account("home", "calendar", "caldav", dead), "c0ffee" * 8)
    tool = next(each for each in registry() if each.name == name)
    assert tool.reconcile is not None
    given = {} if name == "calendar.create" else {"event": ObjectId("event", "home", "a")}

    with pytest.raises(AccountError):
        await tool.reconcile(context, tool.args(**given))


async def test_what_is_unknown_is_asked_about_until_the_owner_says(house: House) -> None:
    async def fails(context: Any, args: Any) -> Any:
        raise UncertainError("no answer came")

    with house.open() as home:
        async with runtime_with(home, "calendar.move", run=fails) as runtime:
            answer = await asked(runtime, MOVE_WORDS, MOVE)
            assert answer.calls[-1].outcome.verb == "unknown"
            seq = answer.calls[-1].outcome.event
            assert await runtime.recover() == []
    with house.open() as home:
        (shown,) = await asyncio.to_thread(unsettled.plain, home.journal)
        assert (shown["id"], shown["tool"]) == (str(seq), "calendar.move")
        assert "Move" in shown["preview"]
        assert "no answer came" in shown["detail"]

        with pytest.raises(InputError, match="Nothing is unknown about event 1"):
            await asyncio.to_thread(unsettled.settle, home, 1, True)
        event = await asyncio.to_thread(unsettled.settle, home, seq, True)

        assert (event.kind, event.body["happened"]) == ("settled", True)
        assert looking.line(event.body).endswith(f"of {seq}  it happened")
        assert await asyncio.to_thread(unsettled.plain, home.journal) == []
        with pytest.raises(InputError, match="Nothing is unknown"):
            await asyncio.to_thread(unsettled.settle, home, seq, False)


async def test_an_undo_that_worked_in_the_end_settles_the_unknown_one(house: House) -> None:
    async def fails(context: Any, data: Mapping[str, Any]) -> str:
        raise UncertainError("no answer came")

    with house.open() as home:
        async with runtime_with(home, "calendar.move", undo=fails) as runtime:
            seq = await done(runtime)
            assert (await runtime.undo(seq)).verb == "unknown"
        (shown,) = await asyncio.to_thread(unsettled.plain, home.journal)
        assert shown["preview"] == f"undo of event {seq}"

        async with house.runtime(home) as runtime:
            assert (await runtime.undo(seq)).verb == "done"

        assert await asyncio.to_thread(unsettled.plain, home.journal) == []


def test_every_command_asks_about_what_is_unknown(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the list does, until it is settled."""
    monkeypatch.setenv("PLAM_PASSPHRASE", PASSPHRASE)
    call = {"call": {"effect": "READ"}, "preview": "send to Anna\x1b[2J"}
    with house.open() as home:
        intent = home.journal.append("intent", {"run": "r", **NO_LEDGER, **call}).seq
        body = {"run": "r", "intent": intent, "tool": "mail.send", "detail": "no answer came"}
        seq = home.journal.append("unknown", body).seq

    def plam(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--home", str(house.path)])
        out, err = capsys.readouterr()
        return code, out, err

    _, out, err = plam("approvals", "list")
    for said in (out, err):
        assert f"{seq}  may or may not have happened: send to Anna\\x1b[2J" in said
        assert f"plam approvals settle {seq} yes|no" in said
    assert plam("approvals", "settle", str(seq), "no")[:2] == (
        0,
        f"It did not happen; event {seq} is settled.\n",
    )
    _, out, err = plam("approvals", "list")
    assert (out, err) == ("Nothing waits.\n", "")
    assert plam("approvals", "settle", str(seq), "yes")[0] == 2


async def test_a_move_on_imap_is_proven_by_what_the_messages_say(
    dovecot: Dovecot, surroundings: Callable[..., Context]
) -> None:
    context = surroundings(dovecot.account(dovecot.user()), "c0ffee" * 8)
    mailbox = await context.connection(open_mailbox)
    twin = letter("Twice")
    ids = [await mailbox.append("INBOX", raw) for raw in (letter("Once"), twin, twin)]
    versions = {raw.id: raw.version for raw in await mailbox.fetch(ids)}
    context = dataclasses.replace(context, versions=versions)
    tool = next(each for each in registry() if each.name == "mail.move")
    args = MailMove(messages=tuple(ids), to=ObjectId("mailbox", "home", "Archive"))
    assert tool.reconcile is not None
    await mailbox.append("Archive", letter("Somebody else's"))

    assert await tool.reconcile(context, args) is Reconciled.NOT_DONE
    moved = await mailbox.move(ids, "Archive")
    assert await tool.reconcile(context, args) is Reconciled.DONE
    await mailbox.move([moved[ids[1]]], "Trash")
    assert await tool.reconcile(context, args) is Reconciled.UNKNOWN
    await mailbox.move(await mailbox.newest("Trash", 1), "INBOX")
    assert await tool.reconcile(context, args) is Reconciled.UNKNOWN
    await mailbox.move([moved[ids[0]], moved[ids[2]]], "INBOX")
    assert await tool.reconcile(context, args) is Reconciled.NOT_DONE


@pytest.mark.parametrize(
    ("now", "left", "kept"),
    [
        ("old", "new", []),
        ("old", "ne", []),
        ("old", "", []),
        ("new and more", "old", ["old"]),
        ("new and more", "new", ["new"]),
    ],
)
def test_only_what_a_write_displaced_is_kept_as_an_earlier_version(
    tmp_path: Path, now: str, left: str, kept: list[str]
) -> None:
    """And not what it had prepared, whole or cut off in the middle."""
    data = b"new" if now == "old" else now.encode()
    (tmp_path / "notes.txt").write_text(now)
    (tmp_path / ".plam-new-0").write_text(left)

    with opened(Account("files", "files", "folder", {"path": str(tmp_path)})) as root:
        changing.tidy(root, "notes.txt", ".plam-new-0", data)

    assert (tmp_path / "notes.txt").read_text() == now
    assert not (tmp_path / ".plam-new-0").exists()
    assert [each.read_text() for each in (tmp_path / ".plam-versions").glob("*")] == kept

"""`plam run`: clients, holds, expiry and clocks, under a clock that the test moves."""

from __future__ import annotations

import asyncio
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

import plam_agent.planner.engine
from plam_agent import keys, wire
from plam_agent.admission import Admission
from plam_agent.agent import Agent
from plam_agent.approvals import Approvals
from plam_agent.consent import answer_body
from plam_agent.errors import (
    AuthorityError,
    DamageError,
    InputError,
    LockedError,
    StorageError,
)
from plam_agent.planner.engine import LlamaEngine
from plam_agent.planner.states import States
from plam_agent.policy import ledger
from plam_agent.policy.receipts import sign_receipt
from plam_agent.questions import Questions
from plam_agent.records import read_call
from plam_agent.types import Event
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, House
from tests.running import Broken, Opened, raw, running, until
from tests.test_agent import BOOK, BOOK_WORDS, MOVE, MOVE_WORDS, calendar, dentist

HELD = "20261127T150000"
ASK = {"words": MOVE_WORDS, "typed": True}
BOOKED = {"words": BOOK_WORDS, "typed": True}


@pytest.fixture(autouse=True)
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every service here plans by a script."""
    monkeypatch.setattr(Opened, "answers", {MOVE_WORDS: MOVE, BOOK_WORDS: BOOK})
    monkeypatch.setattr(plam_agent.planner.engine, "LlamaEngine", Opened)


@pytest.fixture
def holding(house: House) -> House:
    """A home whose policy holds what it allows in the calendar for two minutes."""
    hold(house)
    return house


def hold(house: House, time: str = "2m") -> None:
    said = "    where: {attendees: none}\n"
    # No label leads to anything: these tests are about time.
    house.edit_policy(
        lambda text: (
            text.replace(said, f"{said}    hold: {time}\n", 1).partition("\ntriage:")[0] + "\n"
        )
    )


def signed(house: House, frame: dict[str, Any]) -> dict[str, Any]:
    key = keys.open_approval(house.path, PASSPHRASE)
    return answer_body(sign_receipt(key, read_call(frame["call"]), frame["policy"], house.clock()))


async def moved(house: House) -> bool:
    return HELD in await asyncio.to_thread(dentist, house)


async def outcomes(house: House, tool: str = "calendar.move") -> list[str]:
    """What the journal says became of the calls of one tool, in order."""
    found = await asyncio.to_thread(events, house, "held", "asked", "done", "failed", "refused")
    return [e.kind for e in found if (e.body.get("call") or e.body).get("tool") == tool]


def events(house: House, *kinds: str) -> list[Event]:
    with house.open() as home:
        home.journal.verify(ledger.check)
        return list(home.journal.events(kinds=kinds))


async def test_a_held_call_runs_once_when_its_time_has_come(holding: House) -> None:
    async with running(holding) as here:
        answer = await here.ask("ask", ASK)
        call = answer["calls"][-1]
        assert (call["outcome"], call["rule"]) == ("held", "my-own-time")
        (waiting,) = await here.ask("waiting")
        assert (waiting["id"], waiting["due"][:16]) == (str(call["event"]), "2026-11-23T09:02")

        here.pass_time(seconds=119)
        await asyncio.sleep(0.3)
        assert not await moved(holding)

        here.pass_time(seconds=1)
        await until(lambda: here.heard("was held: Moved"))
        assert await moved(holding)
        here.pass_time(hours=30)
        await asyncio.sleep(0.2)
        assert await here.ask("waiting") == []

    assert await outcomes(holding) == ["held", "done"]


async def test_what_is_undone_while_it_is_held_never_runs(holding: House) -> None:
    async with running(holding) as here:
        event = (await here.ask("ask", ASK))["calls"][-1]["event"]

        undone = await here.ask("undo", {"event": event})

        assert undone["outcome"] == "done"
        here.pass_time(minutes=5)
        await asyncio.sleep(0.3)
        assert await here.ask("waiting") == []
        with pytest.raises(InputError, match="answered already"):
            await here.ask("undo", {"event": event})
    assert await outcomes(holding) == ["held"]
    assert not await moved(holding)


async def test_a_held_call_can_be_approved_early_and_denied(holding: House) -> None:
    async with running(holding) as here:
        first = (await here.ask("ask", ASK))["calls"][-1]["event"]

        async def yes(frame: dict[str, Any]) -> Any:
            return await asyncio.to_thread(signed, holding, frame)

        done = await here.ask("approve", {"id": str(first)}, confirm=yes)
        assert done["outcome"] == "done"
        assert await moved(holding)
        second = (await here.ask("ask", ASK))["calls"][-1]["event"]
        await here.ask("deny", {"id": str(second)})
        here.pass_time(minutes=5)
        await asyncio.sleep(0.2)
    assert await outcomes(holding) == ["held", "done", "held"]


async def test_a_policy_that_changed_meanwhile_decides_when_it_runs(holding: House) -> None:
    async with running(holding) as here:
        await here.ask("ask", ASK)
        change = "rules:\n  - id: no-moves\n    deny: calendar.move\n"
        await asyncio.to_thread(
            holding.edit_policy, lambda text: text.replace("rules:\n", change, 1)
        )

        here.pass_time(minutes=2)

        await until(lambda: here.heard("no-moves forbids calendar.move"))
        assert await here.ask("waiting") == []
    assert await outcomes(holding) == ["held", "refused"]
    assert not await moved(holding)


async def test_a_restart_keeps_what_is_held_and_runs_it_late_once(holding: House) -> None:
    async with running(holding) as here:
        await here.ask("ask", ASK)
    holding.clock.advance(hours=3)

    async with running(holding) as here:
        await until(lambda: here.heard("was held: Moved"))
    async with running(holding) as here:
        here.pass_time(hours=1)
        await asyncio.sleep(0.2)

    assert await outcomes(holding) == ["held", "done"]


async def test_what_should_have_run_long_ago_is_asked_about(holding: House) -> None:
    async with running(holding) as here:
        await here.ask("ask", ASK)
    holding.clock.advance(hours=25)

    async with running(holding) as here:
        await until(lambda: here.heard("waits for your yes"))
        (waiting,) = await here.ask("waiting")

    assert waiting["due"] is None
    assert any("long over" in reason for reason in waiting["reasons"])
    assert await outcomes(holding) == ["held", "asked"]


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_that_jumps_makes_nothing_early(holding: House, hours: int) -> None:
    async with running(holding) as here:
        await here.ask("ask", ASK)
        await asyncio.sleep(0.2)

        here.pass_time(real=False, hours=hours)

        await until(lambda: here.heard("the clock was set"))
        assert not await moved(holding)
        here.real[0] += 110
        await asyncio.sleep(0.3)
        assert not await moved(holding)
        here.pass_time(hours=2)
        await until(lambda: here.heard("was held: Moved"))
    assert await outcomes(holding) == ["held", "done"]


async def test_without_a_service_what_a_rule_holds_is_queued(holding: House) -> None:
    with holding.open() as home:
        async with holding.runtime(home) as runtime:
            answer = await Agent(runtime, ScriptedEngine(lambda _: MOVE)).ask(MOVE_WORDS)
            assert [each.outcome.verb for each in answer.calls][-1] == "pending"
            assert [each.id for each in await Approvals(runtime).waiting()] == answer.pending


async def test_nobody_has_to_look_for_a_question_to_end(house: House) -> None:
    async with running(house) as here:
        pending = (await here.ask("ask", BOOKED))["pending"][0]

        here.pass_time(hours=25)

        await until(lambda: here.heard(f"{pending} was not answered in time"))
    (end,) = await asyncio.to_thread(events, house, "answered")
    assert (end.body["asked"], end.body["answer"]) == (int(pending), "expired")


async def test_a_yes_is_signed_where_the_terminal_is(house: House) -> None:
    shown: list[dict[str, Any]] = []

    async def yes(frame: dict[str, Any]) -> Any:
        shown.append(frame)
        return await asyncio.to_thread(signed, house, frame)

    async with running(house) as here:
        answer = await here.ask("ask", {**BOOKED, "attended": True}, confirm=yes)
        assert [c["outcome"] for c in answer["calls"]] == ["done", "done"]
        assert shown[0]["preview"].startswith("Add")
        assert "SUMMARY:meeting" in await asyncio.to_thread(calendar, house)

        async def other(frame: dict[str, Any]) -> Any:
            return {**await asyncio.to_thread(signed, house, frame), "signature": "AAAA"}

        forged = await here.ask("ask", {**BOOKED, "attended": True}, confirm=other)
        assert forged["calls"][-1]["outcome"] == "refused"

        async def silence(frame: dict[str, Any]) -> Any:
            return "nonsense"

        with pytest.raises(InputError, match="no answer"):
            await here.ask("ask", {**BOOKED, "attended": True}, confirm=silence)


async def test_what_was_not_typed_asks_about_everything_it_chooses(house: House) -> None:
    async with running(house) as here:
        answer = await here.ask("ask", {"words": MOVE_WORDS})

    call = answer["calls"][-1]
    assert call["outcome"] == "pending"
    assert sum("from paste" in reason for reason in call["reasons"][0].split(";")) <= 2
    assert any("from paste" in reason for reason in call["reasons"])
    assert not await moved(house)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"nonsense\n", "no line of JSON"),
        (b"[1, 2]\n", "no JSON object"),
        (b'"' + b"[" * 5_000 + b'"\n', "no JSON object"),
        (b"[" * 100_000 + b"\n", "no line of JSON"),
        (b"{}\n", "no such request"),
        (b'{"do": "fly"}\n', "no such request"),
        (b'{"do": "ask", "words": ""}\n', "no such request: ask.words"),
        (b'{"do": "ask", "words": "x", "root": true}\n', "no such request: ask.root"),
        (b'{"do": "undo", "event": "all"}\n', "no such request: undo.event"),
        (b'{"do": "unlock"}\n', "no passphrase"),
        (b"x" * (wire.LONGEST + 10) + b"\n", "longer than"),
        (b'{"do": "show", "id": "\\ud800"}\n', "Nothing waits"),
    ],
)
async def test_a_malformed_frame_gets_one_sentence_and_harms_nobody(
    house: House, line: bytes, says: str
) -> None:
    async with running(house) as here:
        hello, answer = await raw(house, line)

        assert hello["plam"] == wire.VERSION
        assert answer is not None
        assert says in answer["error"]["message"]
        assert "\n" not in answer["error"]["message"]
        assert await here.ask("waiting") == []


async def test_clients_that_stall_or_vanish_are_let_go(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire.Link.receive, "__defaults__", (0.2,))
    path = str(wire.socket_path(house.path))
    async with running(house) as here:
        streams = [await asyncio.open_unix_connection(path) for _ in range(20)]
        for _, writer in streams[:10]:
            writer.write(b'{"do": "ask", ')
            writer.transport.abort()

        assert await here.ask("waiting") == []
        for reader, writer in streams[10:]:
            await reader.readline()
            said = wire.decoded(await reader.readline())
            assert "nothing came within" in said["error"]["message"]
            assert await reader.read() == b""
            writer.close()
        await until(lambda: not here.service._clients)


async def test_a_hundred_clients_are_all_answered(house: House) -> None:
    async with running(house) as here:
        asks = [here.ask("plan", {"words": MOVE_WORDS}) for _ in range(20)]
        lists = [here.ask("waiting") for _ in range(80)]

        answers = await asyncio.gather(*asks, *lists)

    assert [a["steps"][0]["tool"] for a in answers[:20]] == ["calendar.move"] * 20
    assert answers[20:] == [[]] * 80


async def test_a_client_that_dies_takes_nothing_with_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = asyncio.Event(), asyncio.Event()
    generate = Opened.generate

    async def slow(self: Opened, *args: Any, **ways: Any) -> Any:
        begun.set()
        await go.wait()
        return await generate(self, *args, **ways)

    monkeypatch.setattr(Opened, "generate", slow)
    async with running(house) as here:
        _, writer = await asyncio.open_unix_connection(str(wire.socket_path(house.path)))
        writer.write(wire.encoded({**ASK, "do": "ask"}))
        await begun.wait()
        writer.transport.abort()
        go.set()

        await until(lambda: not here.service._clients)
        assert await moved(house)
        assert await here.ask("waiting") == []


async def test_a_service_that_is_locked_waits_for_the_passphrase(house: House) -> None:
    async with running(house, locked=True) as here:
        assert here.heard("plam unlock")
        with pytest.raises(LockedError, match="locked"):
            await here.ask("waiting")
        with pytest.raises(LockedError, match="passphrase is wrong"):
            await here.ask("unlock", {"passphrase": "wrong"})

        assert (await here.ask("unlock", {"passphrase": PASSPHRASE}))["locked"] is False

        assert await here.ask("waiting") == []
        assert (await here.ask("status"))["pid"] == os.getpid()


async def test_what_prompts_begin_with_is_kept_sealed_once_the_service_is_unlocked(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plam_agent.planner.engine, "LlamaEngine", LlamaEngine)
    async with running(house, locked=True) as here:
        await here.ask("unlock", {"passphrase": PASSPHRASE})
        await here.ask("ask", {"words": "find mail from Claire", "typed": True})

    def opened() -> list[bytes | None]:
        folder = house.path / "models" / "states"
        with house.open() as home:
            return [States(folder, home.vault).get(each.name) for each in folder.iterdir()]

    kept = await asyncio.to_thread(opened)
    assert kept
    assert all(kept)


async def test_a_model_that_does_not_open_stops_only_what_needs_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plam_agent.planner.engine, "LlamaEngine", Broken)
    async with running(house) as here:
        await until(lambda: here.heard("there is no model"))
        with pytest.raises(Exception, match="no model"):
            await here.ask("ask", ASK)
        assert await here.ask("waiting") == []


async def test_another_user_is_turned_away_at_both_ends(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(house):
        mine = os.getuid()
        monkeypatch.setattr(wire, "peer", lambda _: mine + 1)

        with pytest.raises(AuthorityError, match="another user"):
            async with wire.connected(house.path):
                raise AssertionError("connected")
        reader, writer = await asyncio.open_unix_connection(str(wire.socket_path(house.path)))
        said = wire.decoded(await reader.readline())
        writer.close()
        assert "another user" in said["error"]["message"]


async def test_the_socket_is_the_owners_alone_and_a_stale_one_is_replaced(house: House) -> None:
    path = wire.socket_path(house.path)
    stale = await asyncio.to_thread(wire.listen, path)
    stale.close()
    assert await asyncio.to_thread(path.is_socket)
    async with wire.connected(house.path) as nobody:
        assert nobody is None

    async with running(house) as here:
        assert await asyncio.to_thread(modes, path) == (0o600, 0o700)
        assert await here.ask("waiting") == []

    assert await asyncio.to_thread(os.listdir, path.parent) == []


def modes(path: Path) -> tuple[int, int]:
    return stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)


def test_a_folder_that_others_can_enter_holds_no_socket(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    folder.chmod(0o770)
    with pytest.raises(AuthorityError, match="only you can enter"):
        wire.listen(folder / "plam.sock")
    folder.rmdir()
    folder.symlink_to(tmp_path)
    with pytest.raises(AuthorityError, match="only you can enter"):
        wire.listen(folder / "plam.sock")
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        wire.private(tmp_path / "file" / "run")


def test_a_long_path_uses_the_runtime_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / ("x" * 90)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    with pytest.raises(InputError, match="too long for a socket"):
        wire.socket_path(home)
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/1000")

    path = wire.socket_path(home)

    assert str(path).startswith("/run/user/1000/plam/")
    assert path != wire.socket_path(tmp_path / ("y" * 90))


async def test_a_service_of_another_version_is_not_spoken_to(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(house):
        monkeypatch.setattr(wire, "VERSION", 2)
        hello, _ = await raw(house, json.dumps({"do": "status"}).encode() + b"\n")
        monkeypatch.setattr(wire, "VERSION", 3)
        monkeypatch.setattr("plam_agent.service.Service._hello", hello)

        with pytest.raises(InputError, match="version 2"):
            async with wire.connected(house.path):
                raise AssertionError("connected")


async def test_a_full_disk_is_said_and_a_damaged_journal_ends_the_service(
    holding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(holding) as here:
        await here.ask("ask", ASK)

        def full(*_: Any) -> Any:
            raise StorageError("the disk is full.", fix="Free some space and retry.")

        monkeypatch.setattr(Admission, "admit", full)
        here.pass_time(minutes=2)
        await until(lambda: here.heard("has to wait: the disk is full. Free some space"))
        assert len(await here.ask("waiting")) == 1
    assert not await moved(holding)

    with pytest.raises(DamageError, match="damaged"):
        await found_damaged(holding, monkeypatch)


async def found_damaged(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    path = wire.socket_path(house.path)
    async with running(house):
        monkeypatch.setattr(Questions, "open", damaged)
        await until(lambda: not path.exists())


def damaged(*_: Any) -> Any:
    raise DamageError("record 7 is damaged.")

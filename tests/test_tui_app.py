"""The terminal UI's shell: opening a home, asking, watching the plan, answering what waits."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Static, Tabs

from plam_agent import approver
from plam_agent.errors import PlamError
from plam_agent.policy import ledger
from plam_agent.tools.standard import everything
from plam_agent.tui.app import PlamApp
from plam_agent.tui.approval_card import ApprovalCard
from plam_agent.tui.card_text import card_plain
from plam_agent.tui.composer import Composer
from plam_agent.tui.conversation import Conversation
from plam_agent.tui.edit_card import EditCard, Field
from plam_agent.tui.elsewhere import Elsewhere
from plam_agent.tui.pane import Pane
from plam_agent.tui.session import Session
from plam_agent.tui.unlock import Passphrase
from plam_agent.tui.waiting import WaitingPane
from tests.fixtures_agent import PASSPHRASE, House
from tests.running import Opened, running
from tests.screens import (
    BOOK_WORDS,
    MOVE_WORDS,
    SCRIPT,
    asked,
    opened,
    painted,
    session_of,
    typed,
    until,
)


async def ask(pilot: Pilot[int], words: str) -> None:
    """Type a request and send it."""
    await typed(pilot, words)
    await pilot.press("enter")


def said(app: PlamApp) -> str:
    """Everything that stands in the conversation."""
    lines = app.query_one("#said").query(Static)
    return "\n".join(str(each.content) for each in lines)


async def answered(app: PlamApp, pilot: Pilot[int]) -> str:
    """What stands in the conversation once the request has ended."""
    talk = app.query_one(Conversation)
    await until(pilot, lambda: talk._working is not None and talk._working.is_finished)
    return said(app)


async def events_of(app: PlamApp, *kinds: str) -> list[Any]:
    return [each.body for each in await app.session.events(0, kinds)]


async def yes(app: PlamApp, pilot: Pilot[int]) -> None:
    """Read the card that is shown to its end, and sign."""
    card = await asked(pilot, ApprovalCard)
    await pilot.press("end")
    await until(pilot, lambda: card._read[card._at])
    await pilot.press("ctrl+y")
    await until(pilot, lambda: card.query_one("#passphrase").has_class("asked"))
    await typed(pilot, PASSPHRASE)
    await pilot.press("ctrl+y")
    await until(pilot, lambda: app.screen is not card)


# Opening


async def test_a_locked_home_asks_for_its_passphrase_and_opens_with_it(house: House) -> None:
    async with opened(house, passphrase=None) as (app, pilot):
        card = await asked(pilot, Passphrase)
        await typed(pilot, "wrong")
        await pilot.press("enter")
        hint = card.query_one("#hint", Static)
        await until(pilot, lambda: "passphrase" in str(hint.content))
        assert not app.session.opened

        await typed(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(pilot, lambda: app._cards is not None)

        assert app.session.opened


async def test_a_home_that_is_left_locked_says_so_and_carries_out_nothing(house: House) -> None:
    async with opened(house, passphrase=None) as (app, pilot):
        await asked(pilot, Passphrase)
        await pilot.press("escape")
        await until(pilot, lambda: "locked" in painted(app))
        await ask(pilot, MOVE_WORDS)
        await pilot.press("f2")
        await until(pilot, lambda: "The home is locked" in painted(app))

        assert app.query_one(Composer).text == MOVE_WORDS
        await pilot.press("ctrl+r")
        await asked(pilot, Passphrase)


async def test_where_there_is_no_home_the_first_run_is_shown(tmp_path: Path) -> None:
    app = PlamApp(Session(tmp_path / "nothing"))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "there is no home" in painted(app))
        await until(pilot, lambda: type(app.current).__name__ == "FirstRun")


# Asking


async def test_a_request_shows_the_plan_what_was_decided_and_what_came_of_it(house: House) -> None:
    async with opened(house) as (app, pilot):
        await ask(pilot, MOVE_WORDS)
        text = await answered(app, pilot)

        assert f"> {MOVE_WORDS}" in text
        assert "1. calendar.move  event: dentist appointment, when: Friday at 3 pm  [done]" in text
        assert "allowed by my-own-time" in text
        assert "15:00" in text
        (run,) = await events_of(app, "run")
        assert run["origins"] == ["request"]


async def test_the_plan_of_an_answer_that_comes_at_once_is_shown(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However late the journal is looked at, the request that is asked comes after that."""
    last = Session.last_event

    async def late(session: Session) -> int:
        await asyncio.sleep(1.0)
        return await last(session)

    monkeypatch.setattr(Session, "last_event", late)
    async with opened(house) as (app, pilot):
        await ask(pilot, MOVE_WORDS)

        assert "[done]" in await answered(app, pilot)


async def test_keys_that_come_at_once_are_taken_in_their_order(house: House) -> None:
    async with opened(house) as (app, pilot):
        for each in MOVE_WORDS:
            app.post_message(events.Key("space" if each == " " else each, each))
        app.post_message(events.Key("enter", "\r"))
        await until(pilot, lambda: app.query_one(Conversation)._working)

        assert f"> {MOVE_WORDS}" in await answered(app, pilot)


async def test_pasted_text_is_no_request_of_the_owners_own(house: House) -> None:
    async with opened(house) as (app, pilot):
        composer = app.query_one(Composer)
        app.post_message(events.Paste(MOVE_WORDS))
        await until(pilot, lambda: composer.text == MOVE_WORDS)
        assert "Pasted text" in painted(app)
        await pilot.press("enter")
        # A rule lets the owner's own words do this; what was pasted asks.
        await asked(pilot, ApprovalCard)
        assert "from pasted text" in painted(app)
        await pilot.press("d")
        await answered(app, pilot)

        (run,) = await events_of(app, "run")
        assert run["origins"] == ["paste"]
        assert "[pasted]" in said(app)


async def test_what_was_pasted_once_stays_pasted_until_the_composer_is_empty(house: House) -> None:
    async with opened(house) as (app, pilot):
        composer = app.query_one(Composer)
        app.post_message(events.Paste("move"))
        await until(pilot, lambda: composer.text == "move")
        await typed(pilot, " it")
        assert composer.pasted

        for _ in range(7):
            await pilot.press("backspace")
        await until(pilot, lambda: not composer.pasted)
        await pilot.press("ctrl+z", "ctrl+z")
        assert composer.text == ""
        await typed(pilot, "mine")
        assert not composer.pasted

        await pilot.press("ctrl+x")
        await pilot.press("ctrl+v")
        assert composer.pasted or composer.text == ""


async def test_one_request_at_a_time_and_escape_stops_it(house: House) -> None:
    async with opened(house, {}) as (app, pilot):
        reached = asyncio.Event()

        async def stuck(*_: Any, **__: Any) -> Any:
            reached.set()
            await asyncio.Event().wait()

        app.session.do = stuck  # type: ignore[method-assign]
        await ask(pilot, MOVE_WORDS)
        await reached.wait()
        await ask(pilot, "another")
        assert app.query_one(Composer).text == "another"
        assert "Stop" in painted(app).splitlines()[-1]
        await pilot.press("escape")

        assert "Stopped" in await answered(app, pilot)


async def test_a_fault_is_told_and_the_screen_stays(house: House) -> None:
    async with opened(house, {MOVE_WORDS: ValueError("beyond everything")}) as (app, pilot):
        await ask(pilot, MOVE_WORDS)

        assert "fault" in await answered(app, pilot)
        assert app.is_running


# A yes in the middle of a request


async def test_a_call_that_asks_is_shown_signed_and_done(house: House) -> None:
    async with opened(house) as (app, pilot):
        await ask(pilot, BOOK_WORDS)
        await asked(pilot, ApprovalCard)
        shown = painted(app)
        assert "claire.martin@example.com" in shown
        assert "calendar.create" in shown
        await yes(app, pilot)
        text = await answered(app, pilot)

        assert "2. calendar.create" in text
        assert "you were asked by otherwise" in text
        assert "Added" in text
        await app.session.run(app.session.home.journal.verify, ledger.check)


async def test_a_no_refuses_the_call(house: House) -> None:
    async with opened(house) as (app, pilot):
        await ask(pilot, BOOK_WORDS)
        await asked(pilot, ApprovalCard)
        await pilot.press("d")

        assert "the owner said no" in await answered(app, pilot)
        assert len(await events_of(app, "refused")) == 1


async def test_what_is_left_waits_in_the_list_and_is_approved_there(house: House) -> None:
    async with opened(house) as (app, pilot):
        await ask(pilot, BOOK_WORDS)
        await asked(pilot, ApprovalCard)
        await pilot.press("escape")
        assert "F2 shows it" in await answered(app, pilot)
        await until(pilot, lambda: "1 waits" in painted(app))

        await pilot.press("f2")
        await until(pilot, lambda: "you asked: find the mail" in painted(app))
        await until(pilot, lambda: "Read and answer" in painted(app).splitlines()[-1])
        await pilot.press("enter")
        await yes(app, pilot)
        await until(pilot, lambda: "Nothing waits for you" in painted(app))

        assert [each["answer"] for each in await events_of(app, "answered")] == ["approved"]


async def test_deny_and_stop_ends_every_call_of_the_task(house: House) -> None:
    house.edit_policy(lambda text: text.replace("allow: [calendar.create, ", "allow: ["))
    words = "put the dentist on monday at 9 and the plumber on tuesday at 10 into my calendar"
    steps = [
        {"tool": "calendar.create", "args": {"title": "the dentist", "when": "monday at 9"}},
        {"tool": "calendar.create", "args": {"title": "the plumber", "when": "tuesday at 10"}},
    ]
    async with opened(house, {"plumber": {"steps": steps}}) as (app, pilot):
        await ask(pilot, words)
        await asked(pilot, ApprovalCard)
        assert "1 of 2" in painted(app)
        await pilot.press("s")
        await answered(app, pilot)

        refused = await events_of(app, "refused")
        assert "the owner said no" in refused[0]["reasons"]
        assert not [each for each in await events_of(app, "done") if "create" in each["tool"]]


async def test_a_call_that_waits_is_said_anew_and_shown_with_what_changed(house: House) -> None:
    async with opened(house) as (app, pilot):
        await ask(pilot, BOOK_WORDS)
        await asked(pilot, ApprovalCard)
        await pilot.press("e")
        edit = await asked(pilot, EditCard)
        field = next(each for each in edit.query(Field) if each.param.name == "title")
        field.focus()
        await pilot.press("end")
        await typed(pilot, " two")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, ApprovalCard))
        await until(pilot, lambda: "+ meeting two" in str(painted(app)))
        await yes(app, pilot)
        await until(pilot, lambda: not app.session._doing)

        assert [each["answer"] for each in await events_of(app, "answered")] == ["edited"]
        done = await events_of(app, "done")
        assert "meeting two" in done[-1]["detail"]


async def test_a_reply_is_shown_beside_what_it_answers(house: House) -> None:
    words = "answer the mail from Claire about the budget with see you there"
    steps = [
        {"tool": "mail.search", "args": {"people": " Claire", "words": " budget"}},
        {"tool": "mail.reply", "args": {"message": "$1", "body": " see you there"}},
    ]
    async with opened(house, {"see you": {"steps": steps}}) as (app, pilot):
        await ask(pilot, words)
        card = await asked(pilot, ApprovalCard)
        shown = card_plain(card.facts)
        await pilot.press("d")
        await answered(app, pilot)

    assert "body: see you there" in shown
    assert "What it answers" in shown
    assert "  | From: Claire Martin" in shown


async def test_a_request_that_is_stopped_takes_its_card_away(house: House) -> None:
    async with opened(house) as (app, pilot):
        await ask(pilot, BOOK_WORDS)
        await asked(pilot, ApprovalCard)
        app.query_one(Conversation).action_interrupt()
        await until(pilot, lambda: not isinstance(app.screen, ApprovalCard))

        assert "Stopped" in await answered(app, pilot)


# The approver


class Silent:
    """An approver's terminal that types what it is told to."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.shown: list[str] = []
        self.asked = asyncio.Event()
        self.go = asyncio.Event()

    def show(self, text: str) -> None:
        self.shown.append(text)

    async def line(self, question: str, *, hidden: bool = False) -> str | None:
        self.asked.set()
        if not hidden:
            await self.go.wait()
        return self.answers.pop(0) if self.answers else None


@asynccontextmanager
async def approving(house: House, screen: Silent) -> AsyncIterator[None]:
    """The approver of the house, running in this process."""
    agent = approver.Approver(house.path, screen, everything(), clock=house.clock)
    stack = approver.alone(house.path)
    listening = await asyncio.to_thread(stack.__enter__)
    serving = asyncio.create_task(agent.serve(listening))
    try:
        yield
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await asyncio.to_thread(stack.__exit__, None, None, None)


async def test_where_an_approver_runs_the_answer_is_given_there(house: House) -> None:
    screen = Silent("yes", PASSPHRASE)
    async with approving(house, screen), opened(house) as (app, pilot):
        await ask(pilot, BOOK_WORDS)
        await asked(pilot, Elsewhere)
        assert "answer it there" in painted(app)
        await pilot.press("ctrl+y", "enter", "d")
        screen.go.set()
        text = await answered(app, pilot)

        assert "Added" in text
        assert any("claire.martin@example.com" in each for each in screen.shown)


# The service


async def test_the_service_does_the_work_where_one_runs_and_the_yes_is_signed_here(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Opened, "answers", SCRIPT)
    monkeypatch.setattr("plam_agent.planner.engine.LlamaEngine", Opened)
    async with running(house), opened(house, {}) as (app, pilot):
        await until(pilot, lambda: "the service runs" in painted(app))
        await ask(pilot, BOOK_WORDS)
        await yes(app, pilot)
        text = await answered(app, pilot)

        assert "2. calendar.create" in text
        assert "Added" in text


# What is on the screen


@pytest.mark.parametrize("size", [(80, 24), (140, 45)])
async def test_the_shell_shows_what_is_essential(house: House, size: tuple[int, int]) -> None:
    async with opened(house, size=size) as (app, pilot):
        for kind in (Conversation, WaitingPane):
            await pilot.press(kind.key)
            await until(pilot, lambda kind=kind: type(app.current) is kind)
            if kind is Conversation:
                region = app.current.query_one(f"#{kind.essential}").region
                assert region.height >= 3
                assert app.screen.region.contains_region(region)
        assert "Quit" in painted(app).splitlines()[-1]
        lines = painted(app).splitlines()
        assert all(len(line) <= size[0] for line in lines)


async def test_the_colours_go_round_and_the_choice_is_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLAM_THEME", raising=False)
    async with opened(house) as (app, pilot):
        assert app.theme == "plam-dark"
        await pilot.press("ctrl+t")
        assert app.theme == "plam-light"
        await pilot.press("ctrl+t")
        assert app.theme == "plam-contrast"
        await until(pilot, (house.path / "theme").exists)
        await app.workers.wait_for_complete()
    async with opened(house) as (app, _):
        assert app.theme == "plam-contrast"


async def test_a_pane_that_cannot_be_filled_says_why(house: House) -> None:
    class Broken(Pane):
        title, key = "Broken", "f12"

        async def load(self, session: Session) -> None:
            raise PlamError("the disk is gone.")

    async with opened(house) as (app, pilot):
        app._kinds.append(Broken)
        await app.query_one(Tabs).add_tab(app._tab(Broken))
        app.action_pane("Broken")
        await until(pilot, lambda: "the disk is gone." in painted(app))


# What it costs


def test_the_first_picture_imports_neither_the_home_nor_a_model() -> None:
    code = (
        "import sys, plam_agent.tui.app, plam_agent.tui.session\n"
        "heavy = {'llama_cpp', 'numpy', 'pydantic', 'lancedb', 'nacl', 'sqlite3', 'yaml',\n"
        "         'plam_agent.home', 'plam_agent.runtime', 'plam_agent.approvals'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert found.stdout.strip() == "[]", found.stderr


def test_commands_import_no_screen() -> None:
    code = (
        "import sys\nfrom plam_agent.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print('textual' in sys.modules, file=sys.stderr)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert found.stderr.strip() == "False"
    assert "opens the terminal UI" in found.stdout


def test_without_a_terminal_the_commands_are_listed() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "plam_agent"],
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "TEXTUAL_DRIVER": ""},
    )

    assert found.returncode == 2
    assert "commands:" in found.stdout


async def test_what_runs_beside_keeps_no_key_from_being_shown(house: House) -> None:
    """A model that computes without a pause holds up its own loop, and not the screen's."""

    def busy(_: Any) -> Any:
        started.set()
        stop.wait(20)
        return {"none": True, "steps": []}

    started, stop = threading.Event(), threading.Event()
    async with opened(house, busy) as (app, pilot):
        await ask(pilot, MOVE_WORDS)
        await until(pilot, started.is_set)
        await typed(pilot, "next")
        assert app.query_one(Composer).text == "next"
        stop.set()
        await answered(app, pilot)


def test_a_session_closes_what_it_opened(house: House) -> None:
    async def live() -> None:
        session = session_of(house)
        await session.open(PASSPHRASE)
        await session.do("log")
        await session.close()

    asyncio.run(live())
    with house.open() as home:
        assert home.journal.verify(ledger.check).sealed
    assert not [each for each in threading.enumerate() if each.name == "beside"]

"""The panes of the terminal UI as a person uses them: keys pressed, screens painted."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Button, Input, Static, Tabs, TextArea

import plam_agent.planner.engine
from plam_agent import config, drafting, unattended
from plam_agent.reply import Reply
from plam_agent.tui.app import PlamApp
from plam_agent.tui.pane import Pane
from plam_agent.tui.panes.account_form import AccountForm
from plam_agent.tui.panes.accounts import Accounts
from plam_agent.tui.panes.asking import Choosing, Saying, Sure
from plam_agent.tui.panes.curves import curve
from plam_agent.tui.panes.digest import Digest
from plam_agent.tui.panes.first_run import FirstRun
from plam_agent.tui.panes.journal import Journal
from plam_agent.tui.panes.lines import Lines
from plam_agent.tui.panes.memory import Memory
from plam_agent.tui.panes.models import Models
from plam_agent.tui.panes.policy import Policy
from plam_agent.tui.panes.spending import Spending
from plam_agent.tui.panes.tuning import Tuning
from plam_agent.tui.panes.working import Working
from plam_agent.tui.session import Session
from tests.fixtures_agent import PASSPHRASE, House
from tests.painted import compare, painted
from tests.test_cli import Opened

SIZES = [(80, 24), (120, 40)]
CHROME = 4
"""Lines that the app keeps for itself: its name, its tabs and its keys."""

HOSTILE = "[bold red]Win[/]\x1b[2J\x1b]0;owned\x07 \u202etxt.exe [@click=app.quit]now[/]"


class Bench(App[None]):
    """One pane in the room that the app leaves it."""

    CSS = f"#chrome {{ height: {CHROME}; }}"

    def __init__(self, pane: Pane, session: Session) -> None:
        super().__init__()
        assert isinstance(pane, Working)
        self.pane = pane
        self.session = session

    def compose(self) -> ComposeResult:
        yield Static("", id="chrome")
        yield self.pane

    async def on_mount(self) -> None:
        self.session.ask_passphrase = self.passphrase

    async def passphrase(self, why: str) -> str | None:
        return PASSPHRASE


@dataclasses.dataclass
class Shown:
    """A pane on the screen, and the hand that presses its keys."""

    app: Bench
    pilot: Pilot[None]
    session: Session

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settled()

    async def settled(self) -> None:
        """Wait until nothing works beside the screen, or something is asked."""
        for _ in range(2):
            await self.pilot.pause()
            while self.busy:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await self.pilot.pause()

    @property
    def busy(self) -> bool:
        return len(self.app.screen_stack) == 1 and any(
            not each.is_finished for each in self.app.workers
        )

    async def until(self, so: Callable[[], Any]) -> None:
        try:
            async with asyncio.timeout(20):
                while not so():  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        except TimeoutError:
            pytest.fail(f"it did not come to that; on the screen is:\n{self.text}")
        await self.pilot.pause()

    async def click(self, selector: str) -> None:
        await self.until(lambda: self.app.screen.query(selector))
        await self.pilot.click(selector)
        await self.settled()

    async def type(self, selector: str, text: str) -> None:
        self.app.screen.query_one(selector, Input).value = text
        await self.settled()

    async def agree(self, word: str) -> None:
        """Type the word that a question asks for, and press its button."""
        await self.until(lambda: isinstance(self.app.screen, Sure))
        await asyncio.sleep(Sure.reading + 0.05)
        await self.type("#word", word)
        await asyncio.sleep(Sure.reading + 0.05)
        await self.click("#sure")
        await self.settled()

    @property
    def said(self) -> str:
        """What the pane said last, however it is wrapped."""
        return self.app.pane.said()

    @property
    def text(self) -> str:
        return "\n".join(painted(self.app))

    def static(self, selector: str) -> str:
        return str(self.app.screen.query_one(selector, Static).content)


@asynccontextmanager
async def showing(
    house: House, pane: Pane, size: tuple[int, int] = (80, 24), *, passphrase: str = PASSPHRASE
) -> AsyncIterator[Shown]:
    session = Session(house.path, clock=house.clock)
    if passphrase:
        await session.open(passphrase)
    try:
        app = Bench(pane, session)
        app.animation_level = "none"
        async with app.run_test(size=size) as pilot:
            shown = Shown(app, pilot, session)
            await pane.load(session)
            await shown.settled()
            yield shown
    finally:
        await session.close()


def fill_journal(house: House, count: int) -> None:
    """Many events, in one transaction."""
    with house.open() as home, home.journal.transaction() as tx:
        for number in range(count):
            tx.append("refused", {"run": "triage-1", "detail": f"event about box {number}"})


def moved(house: House) -> int:
    """Something that was done and can be undone: a message moved by a pass; its event."""
    with house.open() as home, home.journal.transaction() as tx:
        tx.append("run", {"run": "triage-1", "new": 2, "dry": False})
        tx.append("triaged", {"run": "triage-1", "label": "receipt", "message": "INBOX/1/1"})
        tx.append("triaged", {"run": "triage-1", "label": "newsletter", "message": "INBOX/1/2"})
        intent = tx.append("intent", {"run": "triage-1", "preview": HOSTILE})
        done = {"run": "triage-1", "intent": intent, "tool": "mail.move", "detail": HOSTILE}
        seq = tx.append("done", {**done, "result": {"undo": {"x": 1}}})
        tx.append("failed", {"run": "triage-2", "tool": "mail.move", "detail": "no such folder"})
        return seq


# The journal


async def test_the_journal_shows_the_newest_first_and_more_when_scrolled(house: House) -> None:
    await asyncio.to_thread(fill_journal, house, 1_000)

    async with showing(house, Journal()) as shown:
        assert "box 999" in shown.text
        assert "1000 events" in shown.said
        await shown.press("end")
        await shown.until(lambda: "box 0" in shown.text)
        await shown.press("home")
        await shown.until(lambda: "box 999" in shown.text)


async def test_ten_thousand_events_scroll_without_lag(house: House) -> None:
    await asyncio.to_thread(fill_journal, house, 10_000)

    async with showing(house, Journal()) as shown:
        lines = shown.app.query_one("#events", Lines)
        took = []
        for _ in range(40):
            # What this thread computes: other processes may have the processor meanwhile.
            began = time.thread_time()
            lines.action_page(1)
            for row in range(lines.size.height):
                lines.render_line(row)
            took.append(time.thread_time() - began)
            await shown.pilot.pause()
        assert sorted(took)[-2] < 0.03
        pane = shown.app.query_one(Journal)
        for at in range(0, 10_000, 128):
            lines.cursor = at
            async with asyncio.timeout(20):
                while f"box {9_999 - at}" not in shown.static("#event"):  # noqa: ASYNC110
                    await asyncio.sleep(0.005)

        assert sum(map(len, pane._pages.values())) < 8_000


async def test_the_journal_is_searched_by_words_within_what_happened(house: House) -> None:
    await asyncio.to_thread(fill_journal, house, 600)

    async with showing(house, Journal()) as shown:
        home = shown.session.home
        await shown.session.run(home.journal.append, "refused", {"detail": "Café: box 7 and 9"})
        await shown.type("#words", "CAFE box")
        await shown.until(lambda: shown.said == "1 event")
        assert "Café: box 7 and 9" in shown.text
        assert "box 598" not in shown.text
        await shown.type("#words", "nothing like it")
        await shown.until(lambda: "Nothing was found." in shown.text)
        await shown.press("escape")
        await shown.until(lambda: "601 events" in shown.said)


async def test_what_happens_meanwhile_appears_and_the_cursor_stays_on_its_event(
    house: House,
) -> None:
    await asyncio.to_thread(fill_journal, house, 300)

    async with showing(house, Journal()) as shown:
        await shown.press("down", "down")
        assert "box 297" in shown.static("#event")
        home = shown.session.home
        await shown.session.run(home.journal.append, "refused", {"detail": "something new"})
        await shown.until(lambda: "301 events" in shown.said)

        assert "box 297" in shown.static("#event")
        await shown.press("home")
        await shown.until(lambda: "something new" in shown.static("#event"))


async def test_why_is_shown_and_undo_is_asked_for_twice(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    seq = await asyncio.to_thread(moved, house)
    asked: list[tuple[str, Any]] = []

    async def do(self: Session, do: str, body: Any = None, **_: Any) -> Reply:
        asked.append((do, dict(body)))
        return Reply({}, f"answer to {do}")

    monkeypatch.setattr(Session, "do", do)
    async with showing(house, Journal()) as shown:
        await shown.press("u")
        assert "nothing to take back" in shown.said
        await shown.press("down", "w")
        assert asked == [("why", {"event": seq})]
        assert "answer to why" in shown.static("#event")
        await shown.press("u")
        assert f"Take back event {seq}?" in shown.said
        await shown.press("up", "down", "u")
        assert asked == [("why", {"event": seq})], "moving away takes the question back"
        await shown.press("u")
        assert asked[-1] == ("undo", {"event": seq, "attended": True})
        assert "answer to undo" in shown.said


async def test_a_hostile_subject_neither_marks_up_nor_moves_anything(house: House) -> None:
    await asyncio.to_thread(moved, house)

    async with showing(house, Journal()) as shown:
        await shown.press("down")

        for text in (shown.text, shown.static("#event")):
            assert "[bold red]Win[/]" in text
            assert "\\x1b[2J" in text
            assert "\\u202etxt.exe" in text
            assert "\x1b" not in text
            assert "\u202e" not in text
        assert shown.app.is_running


async def test_lines_and_what_a_pane_says_draw_hostile_text_as_escapes(house: House) -> None:
    async with showing(house, Journal()) as shown:
        lines = shown.app.query_one("#events", Lines)
        lines._line_of = lambda index: ((HOSTILE, ""), (HOSTILE, "error"))
        lines.show(3)
        shown.app.query_one(Journal).tell(HOSTILE)
        await shown.pilot.pause()

        for text in (shown.text.split("\n")[5], shown.text.split("\n")[6], shown.said):
            assert text.lstrip().startswith("[bold red]Win[/]\\x1b[2J")
            assert not {"\x1b", "\x07", "\u202e"} & set(text)


async def test_a_thousand_events_a_second_leave_the_keys_at_work(house: House) -> None:
    async with showing(house, Journal(), (80, 24)) as shown:
        home = shown.session.home

        stop = threading.Event()

        def write() -> int:
            count = 0
            while not stop.wait(0.1):
                with home.journal.transaction() as tx:
                    for _ in range(100):
                        tx.append("refused", {"detail": f"event {count}"})
                        count += 1
            return count

        writing = asyncio.create_task(asyncio.to_thread(write))
        seen = set()
        try:
            await shown.until(lambda: "event " in shown.static("#event"))
            for _ in range(10):
                await shown.pilot.press("down")
                seen.add(shown.static("#event"))
        finally:
            stop.set()
        count = await writing
        await shown.until(lambda: shown.said == f"{count} events")
        await shown.pilot.press("home")
        await shown.until(lambda: f"event {count - 1}" in shown.static("#event"))

        assert len(seen) > 1


async def test_what_changes_something_is_not_cut_off_by_another_key(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(moved, house)
    going, ended = asyncio.Event(), asyncio.Event()

    async def do(self: Session, do: str, body: Any = None, **_: Any) -> Reply:
        if do == "undo":
            await going.wait()
            ended.set()
        return Reply({}, f"answer to {do}")

    monkeypatch.setattr(Session, "do", do)
    async with showing(house, Journal()) as shown:
        await shown.press("down")
        await shown.pilot.press("u", "u", "w", "u", "u")
        await shown.until(lambda: "Something is still being done" in shown.said)
        going.set()
        await shown.until(ended.is_set)
        await shown.until(lambda: "answer to undo" in shown.said)


# The digest


async def test_the_digest_tells_what_ran_and_begins_anew_once_it_was_seen(house: House) -> None:
    seq = await asyncio.to_thread(moved, house)

    async with showing(house, Digest()) as shown:
        assert "Was done by itself (1)" in shown.text
        assert "Failed (1)" in shown.text
        assert "2 messages were sorted" in shown.text
        assert "\\x1b[2J" in shown.text
        await shown.press("s")
        assert "Nothing ran while you were away." in shown.said

    with house.open() as home:
        assert await asyncio.to_thread(unattended.seen_through, home) == seq + 1
        assert (await asyncio.to_thread(unattended.away, home)).empty


def test_what_the_owner_asked_for_is_not_told_as_news(house: House) -> None:
    with house.open() as home:
        with home.journal.transaction() as tx:
            tx.append("run", {"run": "ask-1", "words": "move it"})
            asked = tx.append("intent", {"run": "ask-1", "preview": "mine"})
            tx.append("done", {"run": "ask-1", "intent": asked, "tool": "mail.move"})
            held = tx.append("held", {"run": "ask-1", "preview": "send later"})
            later = tx.append("intent", {"run": "ask-1", "asked": held, "preview": "send"})
            tx.append("done", {"run": "ask-1", "intent": later, "tool": "mail.send"})

        found = unattended.away(home)

    assert [(part.name, part.count) for part in found.parts] == [("done", 1)]
    assert "mail.send" in found.parts[0].entries[0].text


# The policy


async def test_the_policy_is_read_in_plain_words_and_checked_while_it_is_edited(
    house: House,
) -> None:
    async with showing(house, Policy()) as shown:
        assert "By itself, without asking:" in shown.text
        assert "This is the policy in force." in shown.said
        await shown.press("ctrl+l")
        area = shown.app.query_one(TextArea)
        assert area.has_focus
        text = area.text.replace("allow: [mail.move", "alow: [mail.move")
        assert text != area.text
        area.load_text(text)
        line = next(n for n, each in enumerate(text.split("\n"), 1) if "alow:" in each)
        await shown.until(lambda: f"{line}: " in shown.static("#problems"))
        assert "alow" in shown.static("#problems")
        await shown.press("ctrl+g")
        assert area.cursor_location[0] == line - 1
        await shown.press("ctrl+s")
        assert "Mend the line first" in shown.said


async def test_an_edited_policy_is_kept_as_a_draft_until_it_is_signed(house: House) -> None:
    path = house.path / "policy.yaml"
    before = path.read_bytes()

    async with showing(house, Policy()) as shown:
        area = shown.app.query_one(TextArea)
        area.load_text(area.text.replace("rate: 500/day", "rate: 400/day"))
        await shown.until(lambda: "A draft, not in force." in shown.said)
        assert "It allows less" in shown.said
    assert path.read_bytes() == before

    async with showing(house, Policy()) as shown:
        assert "rate: 400/day" in shown.app.query_one(TextArea).text
        await shown.pilot.press("ctrl+s")
        await shown.agree("sign")
        await shown.until(lambda: "Signed: policy 2 is in force." in shown.said)
    with house.open() as home:
        assert home.policy().policy.serial == 2
        assert b"rate: 400/day" in home.policy().document
    assert await asyncio.to_thread(drafting.drafted, house.path) is None


async def test_a_wrong_passphrase_signs_nothing_and_loses_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (house.path / "policy.yaml").read_bytes()

    async def wrong(self: Bench, why: str) -> str:
        return "not it"

    monkeypatch.setattr(Bench, "passphrase", wrong)
    async with showing(house, Policy()) as shown:
        area = shown.app.query_one(TextArea)
        area.load_text(area.text.replace("rate: 500/day", "rate: 400/day"))
        await shown.until(lambda: "A draft" in shown.said)
        await shown.pilot.press("ctrl+s")
        await shown.agree("sign")
        await shown.until(lambda: "Nothing was signed; the draft is kept." in shown.said)
        await shown.press("ctrl+o", "ctrl+o")
        await shown.until(lambda: "This is the policy in force." in shown.said)
    assert (house.path / "policy.yaml").read_bytes() == before


async def test_a_policy_that_nobody_signed_is_not_said_to_be_in_force(house: House) -> None:
    (house.path / "policy.yaml.sig").unlink()

    async with showing(house, Policy()) as shown:
        assert "Nothing is in force: policy.yaml is not signed." in shown.said
        await shown.pilot.press("ctrl+s")
        await shown.agree("sign")
        await shown.until(lambda: "Signed: policy 1 is in force." in shown.said)


# The memory


async def remembered(shown: Shown, words: str) -> None:
    body = {"verb": "add", "words": words, "typed": True}
    await shown.session.do("memory", body)


async def test_memory_is_told_shown_found_and_forgotten(house: House) -> None:
    async with showing(house, Memory()) as shown:
        await shown.pilot.press("t")
        await shown.until(lambda: len(shown.app.screen_stack) > 1)
        await shown.pilot.press(*"Lea likes tea")
        await shown.press("ctrl+s")
        await shown.until(lambda: "Remembered as" in shown.said)
        await remembered(shown, "The bicycle is in the cellar")
        await shown.type("#asked", "what does Lea like")
        await shown.until(lambda: "Lea likes tea" in shown.text)
        shown.app.query_one("#memories").focus()
        await shown.press("enter")
        await shown.until(lambda: "yours alone" in shown.static("#memory"))

        await shown.pilot.press("f")
        await shown.until(lambda: isinstance(shown.app.screen, Sure))
        assert "1 fact" in shown.text
        await shown.agree("forget")
        await shown.until(lambda: "Forgotten." in shown.said)
        assert "Certificate:" in shown.static("#memory")
        await shown.type("#asked", "")
        await shown.until(lambda: "bicycle" in shown.text)
        assert "Lea likes tea" not in shown.text


async def test_nothing_is_forgotten_without_the_word(house: House) -> None:
    async with showing(house, Memory()) as shown:
        await remembered(shown, f"Lea likes tea {HOSTILE}")
        await shown.app.pane.load(shown.session)
        await shown.settled()
        shown.app.query_one("#memories").focus()
        await shown.pilot.press("f")
        await shown.until(lambda: isinstance(shown.app.screen, Sure))
        await asyncio.sleep(Sure.reading + 0.05)
        await shown.pilot.press("enter", "enter")
        assert isinstance(shown.app.screen, Sure)
        await shown.type("#word", "forge")
        assert shown.app.screen.query_one("#sure", Button).disabled
        await asyncio.sleep(Sure.reading + 0.05)
        await shown.click("#leave")
        await shown.until(lambda: "Nothing was forgotten." in shown.said)
        assert "Lea likes tea [bold red]Win[/]" in shown.text
        assert not {"\x1b", "\u202e"} & set(shown.text + shown.static("#memory"))


# Tuning, models and accounts


VERSIONS = [
    {
        "id": f"me-000{n}", "worn": n == 2, "promoted": n != 3, "stale": False, "parent": None,
        "created": f"2026-11-2{n}T03:10:00+00:00", "base": "ab", "seed": 3, "rows": 100 + n,
        "rows_hash": "cd",
        "figures": {
            "accepted_before": 0.6, "accepted_after": 0.6 + n / 20,
            "training_losses": [2.0, 1.2, 0.7, 0.5], "training_held": [1.9, 1.4, 1.2, 1.25],
        },
    }
    for n in (1, 2, 3)
]  # fmt: skip
STANDS: dict[str, Any] = {
    "worn": [{"id": "me-0002", "scale": 1.0}], "trouble": [], "versions": VERSIONS,
    "waiting": {}, "nights": [], "when": {},
}  # fmt: skip


@pytest.fixture
def stands(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Worn: me-0002.\nWindow: 01:00-06:00 (next 2026-11-24 01:00)."
    monkeypatch.setattr("plam_agent.cli.tune_status.standing", lambda home: (STANDS, text))


@pytest.mark.usefixtures("stands")
async def test_versions_show_their_curves_and_are_worn_and_rolled_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr("plam_agent.tuning.wearing.put_on", lambda _, id: done.append(id) or "On.")
    monkeypatch.setattr(
        "plam_agent.tuning.wearing.rolled_back", lambda _: done.append("back") or ("", "Back.")
    )
    async with showing(house, Tuning(), (120, 40)) as shown:
        assert "Answers that were as you wanted" in shown.text
        shown.app.query_one("#versions").focus()
        await shown.press("down", "down")
        assert "Loss on what it never saw" in shown.text
        assert "█" in shown.text
        await shown.press("p")
        assert not done
        await shown.press("p")
        assert done == ["me-0001"]
        assert "On." in shown.said
        await shown.press("b")
        assert done == ["me-0001"]
        await shown.press("b")
        assert done == ["me-0001", "back"]


def test_a_curve_has_its_extremes_beside_it_and_fits() -> None:
    falling = curve([float(100 - n) for n in range(100)], width=40)

    assert [len(line) <= 40 for line in falling] == [True] * 3
    assert falling[0].startswith("100")
    assert falling[-1].lstrip().startswith("1 ")
    assert curve([], width=40) == []
    assert curve([float("nan"), 2.0, 2.0], width=40)


MODELS: list[dict[str, Any]] = [
    {
        "name": "plam starter", "installed": True, "path": "/models/starter.gguf", "used": True,
        "architecture": "llama", "parameters": 16_000_000, "bytes": 9_000_000, "context": 4096,
        "license": "apache-2.0", "sha256": "ab" * 32, "calibrated": True, "fit": "well",
        "why": "needs 0.1 GB", "problem": "",
    },
    {
        "name": "qwen3-0.6b", "installed": False, "title": "Qwen3 0.6B", "repository": "Qwen/Q",
        "file": "q.gguf", "architecture": "qwen3", "parameters": 600_000_000, "used": False,
        "bytes": 640_000_000, "memory_4k": 1e9, "memory_8k": 1.4e9, "context": 32768,
        "license": "apache-2.0", "languages": "en, fr", "trainable": True, "training": 4e9,
        "fit": "slow", "why": "takes about 4 s a request", "part": 0,
    },
]  # fmt: skip


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plam_agent.model_choice.rows", lambda home: MODELS)


@pytest.mark.usefixtures("models")
async def test_a_model_is_used_fetched_and_deleted_only_after_a_word(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    async def use(home: Path, path: Path, adapter: Any, say: Callable[[str], None]) -> None:
        done.append(f"use {path.name}")
        say("plam: heed this")

    async def fetched(home: Path, name: str, tell: Callable[[str, int, int], None]) -> Path:
        tell("pulling", 1, 2)
        done.append(f"fetch {name}")
        return home

    monkeypatch.setattr("plam_agent.model_choice.put_to_use", use)
    monkeypatch.setattr("plam_agent.model_choice.fetched", fetched)
    monkeypatch.setattr(
        "plam_agent.model_choice.removed",
        lambda home, name: done.append(f"delete {name}") or (5_000_000, False, Path(name)),
    )
    async with showing(house, Models()) as shown:
        assert "In use: plam starter." in shown.said
        shown.app.query_one("#models").focus()
        await shown.press("p")
        assert done == ["use starter.gguf"]
        assert "heed this" in shown.said
        await shown.pilot.press("delete")
        await shown.agree("delete")
        await shown.until(lambda: "5.0 MB are free again" in shown.said)
        await shown.press("down", "p")
        assert "fetch it first" in shown.said
        await shown.click("#fetch")
        assert done[-1] == "fetch qwen3-0.6b"


async def test_an_account_is_added_from_the_form_and_removed_again(
    house: House, tmp_path: Path
) -> None:
    folder = tmp_path / "papers"

    async with showing(house, Accounts()) as shown:
        await shown.pilot.press("n")
        await shown.until(lambda: shown.app.screen.query("#way"))
        shown.app.screen.query_one("#way").value = "files"  # type: ignore[attr-defined]
        await shown.pilot.pause()
        await shown.pilot.press("ctrl+s")
        await shown.until(lambda: "Still empty: Folder." in shown.static("#wrong"))
        shown.app.screen.query_one("#account-path", Input).value = str(folder)
        await shown.pilot.press("ctrl+s")
        await shown.until(lambda: "no such folder" in shown.static("#wrong"))
        folder.mkdir()
        await shown.pilot.press("ctrl+s")
        await shown.until(lambda: "files is added." in shown.said)
        assert "4 accounts" not in shown.text
        shown.app.query_one("#accounts").focus()
        await shown.press("end")
        await shown.pilot.press("delete")
        await shown.agree("files")
        await shown.until(lambda: "files is removed." in shown.said)
    assert len((await asyncio.to_thread(config.load, house.path)).accounts) == 3


async def test_a_mail_server_with_its_password_goes_into_the_vault(house: House) -> None:
    async with showing(house, Accounts()) as shown:
        await shown.pilot.press("n")
        await shown.until(lambda: shown.app.screen.query("#way"))
        for name, value in (("host", "imap.example.org"), ("user", "marie"), ("name", "work")):
            shown.app.screen.query_one(f"#account-{name}", Input).value = value
        await shown.pilot.press("ctrl+s")
        await shown.until(lambda: "Still empty: Password" in shown.static("#wrong"))
        shown.app.screen.query_one("#account-password", Input).value = "hunter2"
        assert "hunter2" not in shown.text
        await shown.pilot.press("ctrl+s")
        await shown.until(lambda: "work is added." in shown.said)
        secret = await shown.session.run(shown.session.home.secrets.get, "work", "password")
        assert secret == "hunter2"
    assert "hunter2" not in (house.path / "config.toml").read_text()


# The first run


async def test_from_nothing_to_a_dry_run_on_ones_own_mailbox(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plam_agent.planner.engine, "LlamaEngine", Opened)
    monkeypatch.setattr("plam_agent.warm.LlamaEngine", Opened, raising=False)
    new = dataclasses.replace(house, path=tmp_path / "new")

    async with showing(new, first := FirstRun(), passphrase="") as shown:
        shown.app.query_one("#owner", Input).value = "not an address"
        for name in ("passphrase", "again"):
            shown.app.query_one(f"#{name}", Input).value = PASSPHRASE
        await shown.click("#next")
        await shown.until(lambda: "is no mail address" in shown.said)
        shown.app.query_one("#owner", Input).value = "marie@example.org"
        shown.app.query_one("#zone", Input).value = "Europe/Paris"
        await shown.pilot.click("#next")
        await shown.until(lambda: "2 of 4" in shown.text)
        assert "By itself, without asking:" in shown.static("#rules-text")
        await first.load(shown.session)
        await shown.pilot.pause()
        assert "2 of 4" in shown.text
        await shown.pilot.click("#next")
        await shown.until(lambda: "3 of 4" in shown.text)
        assert shown.static("#key").strip()
        assert [
            shown.app.query_one(f"#{name}", Input).value for name in ("passphrase", "again")
        ] == ["", ""]
        await first.load(shown.session)
        await shown.pilot.pause()
        assert "3 of 4" in shown.text
        await shown.click("#next")
        assert "Write it down first" in shown.said
        await shown.click("#written")
        await shown.click("#next")
        await shown.until(lambda: "4 of 4" in shown.text)
        assert not shown.static("#key")
        await shown.pilot.click("#next")
        await shown.until(lambda: shown.app.screen.query("#way"))
        shown.app.screen.query_one("#way").value = "maildir"  # type: ignore[attr-defined]
        await shown.pilot.pause()
        shown.app.screen.query_one("#account-path", Input).value = str(house.data.mail)
        await shown.pilot.press("ctrl+s")
        await shown.until(lambda: "This is what would be done" in shown.text)

        assert "dry run: nothing was changed" in shown.static("#look-text")
        assert "newsletter" in shown.text


async def reads_the_rules(shown: Shown) -> None:
    """The first step is answered, and the rules stand there to be agreed to."""
    shown.app.query_one("#owner", Input).value = "marie@example.org"
    for name in ("passphrase", "again"):
        shown.app.query_one(f"#{name}", Input).value = PASSPHRASE
    await shown.pilot.click("#next")
    await shown.until(lambda: "2 of 4" in shown.text)


async def test_rules_that_are_not_agreed_to_leave_nothing_behind(
    house: House, tmp_path: Path
) -> None:
    new = dataclasses.replace(house, path=tmp_path / "new")

    async with showing(new, FirstRun(), passphrase="") as shown:
        await reads_the_rules(shown)
        await shown.click("#back")
        await shown.until(lambda: "nothing was signed and nothing was kept" in shown.said)
        assert shown.app.query_one("#owner", Input).value == "marie@example.org"
    assert not new.path.exists()


async def test_who_quits_while_reading_the_rules_has_signed_nothing(
    house: House, tmp_path: Path
) -> None:
    new = dataclasses.replace(house, path=tmp_path / "new")

    async with showing(new, FirstRun(), passphrase="") as shown:
        await reads_the_rules(shown)
        shown.app.exit()

    async with asyncio.timeout(20):
        while await asyncio.to_thread(new.path.exists):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_locked_home_is_opened_where_the_passphrase_is_right(house: House) -> None:
    async with showing(house, FirstRun(), passphrase="") as shown:
        shown.app.query_one("#open-with", Input).value = "wrong"
        await shown.click("#next")
        assert "passphrase" in shown.said
        assert not shown.session.opened
        shown.app.query_one("#open-with", Input).value = PASSPHRASE
        await shown.click("#next")
        await shown.until(lambda: shown.session.opened)
        await shown.until(lambda: not shown.app.query_one("#open-with", Input).value)


@pytest.mark.parametrize(
    ("first", "again", "says"),
    [("short", "short", "The passphrase is short"), (PASSPHRASE, "another one", "differ")],
)
async def test_a_passphrase_that_is_short_or_mistyped_makes_no_home(
    house: House, tmp_path: Path, first: str, again: str, says: str
) -> None:
    new = dataclasses.replace(house, path=tmp_path / "new")

    async with showing(new, FirstRun(), passphrase="") as shown:
        shown.app.query_one("#owner", Input).value = "marie@example.org"
        shown.app.query_one("#passphrase", Input).value = first
        shown.app.query_one("#again", Input).value = again
        await shown.pilot.click("#next")
        await shown.until(lambda: says in shown.said)
        assert "1 of 4" in shown.text
    assert not new.path.exists()


# The whole app


async def test_every_pane_has_a_tab_a_key_of_its_own_and_shows_its_essential_action(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plam_agent.planner.engine, "LlamaEngine", Opened)
    session = Session(house.path, clock=house.clock)
    app = PlamApp(session, PASSPHRASE)
    app.animation_level = "none"
    seen = set()

    async with app.run_test(size=(80, 24)) as pilot:
        async with asyncio.timeout(60):
            while not (session.opened and len(app._kinds) >= 11):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await pilot.pause()
        kinds = [each for each in app._kinds if each.key]
        assert len({each.key for each in kinds}) == len(kinds)
        assert app.query_one(Tabs).tab_count == len(app._kinds)
        for kind in kinds:
            await pilot.press(kind.key)
            async with asyncio.timeout(30):
                while type(app.current) is not kind:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            if isinstance(pane := app.current, Working):
                async with asyncio.timeout(30):
                    while not hasattr(pane, "session"):  # noqa: ASYNC110
                        await asyncio.sleep(0.01)
                essential = pane.query_one(f"#{pane.essential}")
                assert essential.region.area
                assert essential.region in pane.region
                assert pane.region in app.screen.region
                seen.add(kind)

    assert seen == {
        Digest, Journal, Spending, Memory, Policy, Tuning, Models, Accounts, FirstRun,
    }  # fmt: skip


# What they look like


@pytest.fixture
def calm(
    house: House, monkeypatch: pytest.MonkeyPatch, stands: None, models: None
) -> tuple[House, tuple[str, str]]:
    """A house in which nothing differs from run to run, and its own path."""
    moved(house)
    monkeypatch.setattr("plam_agent.drafting.system_clock", house.clock)
    monkeypatch.setattr("plam_agent.setup.local_zone", lambda: "Europe/Paris")
    settings = config.load(house.path)
    accounts = tuple(
        dataclasses.replace(each, settings={"path": f"/home/marie/{each.name}"})
        for each in settings.accounts
    )
    config.save(house.path, dataclasses.replace(settings, accounts=accounts))
    return house


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    "kind", [Digest, Journal, Memory, Policy, Tuning, Models, Accounts, FirstRun]
)
async def test_a_pane_looks_as_it_did_and_shows_what_it_is_for(
    calm: House, kind: type[Pane], size: tuple[int, int]
) -> None:
    async with showing(calm, kind(), size) as shown:
        essential = shown.app.query_one(f"#{kind.essential}")
        screen = shown.app.screen.region

        assert essential.region.area
        assert essential.region in screen
        assert isinstance(essential, Button)
        assert str(essential.label) in shown.text
        compare(f"panes/{kind.__name__}-{size[0]}x{size[1]}", shown.app)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    ("name", "screen", "act"),
    [
        ("Sure", lambda _: Sure("Forget this?", HOSTILE * 40, "forget", "Forget"), "sure"),
        ("Saying", lambda _: Saying("What is right?", "Lea likes tea"), "keep"),
        ("Choosing", lambda _: Choosing("What?", {"a": "a person", "b": "a day"}, "Go"), "go"),
        ("AccountForm", AccountForm, "add-it"),
    ],
)
async def test_a_question_looks_as_it_did_and_shows_both_ways_out(
    calm: House, name: str, screen: Callable[[Session], Any], act: str, size: tuple[int, int]
) -> None:
    async with showing(calm, Accounts(), size) as shown:
        await shown.app.push_screen(screen(shown.session))
        await shown.pilot.pause()

        for id_ in (act, "leave"):
            button = shown.app.screen.query_one(f"#{id_}", Button)
            assert button.region in shown.app.screen.region
            assert str(button.label) in shown.text
        compare(f"panes/{name}-{size[0]}x{size[1]}", shown.app)

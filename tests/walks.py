"""Walks through the app, driven by keys: what `docs/walks` shows is what they paint.

    python -m pytest tests/test_walks.py                        compares
    PLAM_RENEW_WALKS=1 python -m pytest tests/test_walks.py     writes them anew: look at them then

A walk is a list of steps: what the owner does, in words, and the screen after it. It is kept as
text, as pictures (SVG) and as a recording that asciinema plays (asciicast v2).
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import difflib
import json
import os
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from textual.pilot import Pilot, WaitForScreenTimeout
from textual.widgets import Checkbox, Input, Select

from plam_agent.planner import models
from plam_agent.planner.engine import Prompt
from plam_agent.tui.app import PlamApp
from plam_agent.tui.approval_card import ApprovalCard
from plam_agent.tui.composer import Composer
from plam_agent.tui.edit_card import EditCard, Field
from tests.bundles import put_adapter, wear_model
from tests.fakes import Answer
from tests.fixtures_agent import PASSPHRASE, House
from tests.screens import BOOK_WORDS, MOVE_WORDS, asked, opened, painted, typed
from tests.test_triage import by_subject

FOLDER = Path(__file__).parents[1] / "docs" / "walks"
RENEW = "PLAM_RENEW_WALKS"
SIZE = (100, 30)
SECONDS = 2.5
"""How long a step is shown when the recording is played."""
PATIENCE = 90.0
_VARIES = (
    (re.compile(r"\b[0-9a-f]{8,64}\b"), "…"),
    (re.compile(r"(?:/[\w.…-]+)+/(?=home\b|sample\b|new\b)"), "~/"),
    (re.compile(r"terminal-\d+"), "terminal"),
    (re.compile(r"in \d+\.\d s\b"), "in … s"),
    # How long what is scrolled is, where it tells more of a busy machine.
    (re.compile(r" *[▁-█]{2}(?= *$)", re.MULTILINE), ""),
    # How far the row of tabs is scrolled, and where the line under it is on its way.
    (re.compile(r"^.*(?:F\d+ [A-Z]|\^P ).*$", re.MULTILINE), ""),
    (re.compile(r"^(?:F\d+|\^P|while|away|While away) *$", re.MULTILINE), ""),
    (re.compile("[╸╺]"), "━"),
    # Whether it still stands there is a matter of who comes first.
    (re.compile(r"Model: starter\."), ""),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """What the owner did, and the screen then: as text, with its colours, and as a picture."""

    did: str
    text: str
    coloured: str
    picture: str


@dataclasses.dataclass
class Walk:
    """One walk as it is made."""

    title: str
    app: PlamApp
    pilot: Pilot[int]
    hidden: tuple[str, ...] = ()
    steps: list[Step] = dataclasses.field(default_factory=list)

    async def shows(self, did: str, *texts: str) -> None:
        """Wait until the screen says these texts, and keep it."""
        await self.until(lambda: all(each in painted(self.app) for each in texts))
        for each in self.app.screen.query("Input, TextArea"):
            # A cursor that blinks would be there in one picture and not in the next.
            each.cursor_blink = False  # type: ignore[attr-defined]
        await self.pilot.pause()
        strips = self.app.screen._compositor.render_strips()
        coloured = "\r\n".join(each.render(self.app.console) for each in strips)
        picture = self.app.export_screenshot(title=self.title)
        step = Step(did, painted(self.app), coloured, picture)
        self.steps.append(
            Step(did, *(self.masked(each) for each in (step.text, step.coloured, step.picture)))
        )

    async def begin(self) -> None:
        """Wait until all panes are there, and the model is open where there is a home."""
        await self.until(lambda: "f10" in self.app._bindings.key_to_bindings)
        await self.until(lambda: any(e in painted(self.app) for e in ("ready;", "no home here")))

    async def until(self, holds: Callable[[], Any]) -> None:
        """Let the app go on until something holds."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"it never came to be:\n{painted(self.app)}") from None
        with contextlib.suppress(WaitForScreenTimeout):
            await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys."""
        await self.pilot.press(*keys)

    async def after(self, key: str, did: str, *texts: str) -> None:
        """Press a key, and keep the screen once it says these texts."""
        await self.press(key)
        await self.shows(did, *texts)

    async def type(self, text: str) -> None:
        """Type, a key after another."""
        await typed(self.pilot, text)

    def masked(self, text: str) -> str:
        """The text without what is another each time; nothing moves by it."""
        for each in self.hidden:
            text = text.replace(each, "•" * len(each))
        return text


def same(text: str) -> str:
    """The text without what is another each time, however long it is."""
    for pattern, instead in _VARIES:
        text = pattern.sub(instead, text)
    return re.sub(r"[ ─━═]{2,}", " ", "\n".join(line.rstrip() for line in text.split("\n")))


def transcript(walk: Walk) -> str:
    """The walk as text."""
    rule = "─" * SIZE[0]
    blocks = [
        f"{number}. {step.did}\n{rule}\n{step.text.rstrip()}\n{rule}"
        for number, step in enumerate(walk.steps, 1)
    ]
    return "\n\n".join([f"{walk.title}\n{'=' * len(walk.title)}", *blocks]) + "\n"


def recording(walk: Walk) -> str:
    """The walk as asciicast v2: a header, then a whole screen for each step."""
    head = {"version": 2, "width": SIZE[0], "height": SIZE[1], "title": walk.title}
    events = [
        [round(number * SECONDS, 1), "o", f"\x1b[2J\x1b[H{step.coloured}"]
        for number, step in enumerate(walk.steps)
    ]
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in (head, *events)) + "\n"


def words(svg: str) -> list[str]:
    """What a picture says."""
    found = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    said = (same(each.replace("&#160;", " ")).strip() for each in found)
    return [each for each in said if each.strip("─━═ ")]


def kept(name: str, walk: Walk) -> None:
    """Compare a walk with what is kept of it, or keep it where that was asked for."""
    stem = FOLDER / name
    pictures = {
        stem.with_name(f"{name}-{number}.svg"): step.picture
        for number, step in enumerate(walk.steps, 1)
    }
    if os.environ.get(RENEW) == "1":
        FOLDER.mkdir(parents=True, exist_ok=True)
        for old in FOLDER.glob(f"{name}-*.svg"):
            old.unlink()
        stem.with_suffix(".txt").write_text(transcript(walk), encoding="utf-8")
        stem.with_suffix(".cast").write_text(recording(walk), encoding="utf-8")
        for path, picture in pictures.items():
            path.write_text(picture, encoding="utf-8")
    now, then = same(transcript(walk)), same(stem.with_suffix(".txt").read_text(encoding="utf-8"))
    difference = difflib.unified_diff(then.splitlines(), now.splitlines(), lineterm="")
    assert now == then, "\n".join(difference)
    assert set(FOLDER.glob(f"{name}-[0-9]*.svg")) == set(pictures)
    for path, picture in pictures.items():
        said, before = words(picture), words(path.read_text(encoding="utf-8"))
        assert said == before, f"{path.name}: {sorted(set(said) ^ set(before))}"
    events = stem.with_suffix(".cast").read_text(encoding="utf-8").splitlines()[1:]
    bare = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
    assert [same(bare.sub("", json.loads(each)[2]).replace("\r", "")) for each in events] == [
        same(bare.sub("", step.coloured).replace("\r", "")) for step in walk.steps
    ]


@asynccontextmanager
async def walking(house: House, title: str, *hidden: str) -> AsyncIterator[Walk]:
    """A walk through the app in a home that is there and opened."""
    async with opened(house, size=SIZE) as (app, pilot):
        walk = Walk(title, app, pilot, hidden)
        await walk.begin()
        yield walk


async def approval(house: House) -> Walk:
    """Something that reaches others waits for a yes, which signs exactly this call."""
    async with walking(house, "A call that needs a yes") as walk:
        await ask(walk)
        await read(walk)
        await walk.after("enter", "Enter approves nothing.", "needs your yes")
        await walk.after(
            "ctrl+y", "Ctrl+Y asks for the passphrase, which opens the approval key.", "sign"
        )
        await walk.type(PASSPHRASE)
        await walk.press("ctrl+y")
        await walk.until(lambda: not isinstance(walk.app.screen, ApprovalCard))
        await idle(walk)
        await walk.shows(
            "The call ran, and the answer is told from the journal.", "Added “meeting”"
        )
    return walk


async def edit(house: House) -> Walk:
    """A call is said anew before the yes."""
    async with walking(house, "A call that is changed before the yes") as walk:
        await ask(walk)
        await read(walk)
        await walk.press("e")
        await asked(walk.pilot, EditCard)
        await walk.shows("E opens the arguments that the owner may say anew.", "title")
        field = next(each for each in walk.app.screen.query(Field) if each.param.name == "title")
        field.focus()
        await walk.press("end")
        await walk.type(" about money")
        await walk.shows("Another title is typed; nothing can be pasted here.", "about money")
        await walk.press("ctrl+s")
        await asked(walk.pilot, ApprovalCard)
        await walk.shows("The changed call is a card of its own, with what changed.", "about money")
        await walk.press("d")
        await idle(walk)
    return walk


async def always(house: House) -> Walk:
    """A rule is proposed, written into a draft, and left for the owner to sign."""
    async with walking(house, "Always like this", str(house.path.parent)) as walk:
        await ask(walk)
        await read(walk)
        await walk.after("end", "At the end: what a rule for calls like this would cover.", "- id:")
        await walk.after(
            "w", "W writes the rule down. It is in force once it is signed.", "sign it"
        )
        await walk.press("d")
        await idle(walk)
    return walk


async def undo(house: House) -> Walk:
    """What ran by itself is taken back from the journal."""
    async with walking(house, "Taking something back") as walk:
        await say(walk, MOVE_WORDS)
        await walk.press("enter")
        await walk.until(lambda: "[done]" in painted(walk.app))
        await idle(walk)
        await walk.shows("A rule allows this, so it runs by itself.", "[done]")
        await walk.after("f4", "F4 is the journal, the newest first.", "asked for")
        await walk.after(
            "u", "U takes back what the line under the cursor did.", "Once more does it"
        )
        await walk.after(
            "u", "The appointment is where it was, and the journal says so.", "taken back"
        )
    return walk


async def forget(house: House) -> Walk:
    """Something that is remembered is erased, and a signed certificate says what was found."""
    async with walking(house, "Forgetting", str(house.path.parent)) as walk:
        await walk.after("f5", "F5 is what is remembered.", "Nothing is remembered yet")
        await walk.press("t")
        await walk.until(lambda: len(walk.app.screen_stack) > 1)
        await walk.type("Lea likes green tea")
        await walk.after("ctrl+s", "T tells it something.", "Remembered as")
        walk.app.query_one("#memories").focus()
        await walk.press("f")
        await walk.until(lambda: len(walk.app.screen_stack) > 1)
        await walk.shows("F looks for everything made from it, and asks for a word.", "forget")
        walk.app.screen.reading = 0.0  # type: ignore[attr-defined]
        await walk.type("forget")
        walk.app.screen.query_one("#sure").focus()
        await walk.after("enter", "The keys are destroyed; the certificate says so.", "Forgotten.")
    return walk


async def rollback(house: House, tiny: Path, writer: Callable[..., Path]) -> Walk:
    """The version worn before is worn again."""

    def learnt() -> str:
        wear_model(house, tiny)
        with house.open() as home:
            for seed in (3, 5):
                file = writer(house.path.parent / f"{seed}.gguf", seed=seed)
                put_adapter(home, file.read_bytes(), tiny, [])
        return models.fingerprint(tiny)

    hidden = (str(house.path.parent), await asyncio.to_thread(learnt))
    async with walking(house, "The way back", *hidden) as walk:
        await walk.after(
            "f7", "F7 is what was learnt: versions, and the one that is worn.", "Worn:"
        )
        await walk.after("b", "B goes back, once it was pressed twice.", "Once more does it")
        await walk.after("b", "What was worn before is worn again.", "Worn: me-0001.")
    return walk


async def first_run(house: House) -> Walk:
    """From nothing to what would be done with one's own mail."""
    new = dataclasses.replace(house, path=house.path.parent / "new")
    script = await asyncio.to_thread(labelling, house)
    async with (
        # Which models suit is said by the machine, and another says something else.
        mock(patch("plam_agent.model_choice.first_model", chosen)),
        opened(new, script, size=SIZE, passphrase=None) as (app, pilot),
    ):
        walk = Walk("The first run", app, pilot, (str(house.path.parent),))
        await walk.begin()
        await walk.shows("There is no home yet, so it begins here.", "1 of 4")
        await walk.until(lambda: app.query_one("#zone", Input).value)
        app.query_one("#owner", Input).value = "marie@example.org"
        app.query_one("#zone", Input).value = "Europe/Paris"
        app.query_one("#language", Select).value = "en"
        for name in ("passphrase", "again"):
            app.query_one(f"#{name}", Input).value = PASSPHRASE
        await walk.shows("Whose home it is, and the passphrase that seals its keys.", "marie@")
        await walk.after("ctrl+s", "The rules in plain words, before anything is signed.", "2 of 4")
        await walk.press("ctrl+s")
        await walk.until(lambda: "3 of 4" in painted(app))
        walk.hidden += tuple(str(app.query_one("#key").content).split())  # type: ignore[attr-defined]
        await walk.shows("The recovery key, shown once.", "3 of 4")
        app.query_one("#written", Checkbox).value = True
        await walk.press("ctrl+s")
        await walk.until(lambda: "4 of 4" in painted(app))
        await walk.shows("The home is made and open; its mailbox comes next.", "4 of 4")
        await walk.press("ctrl+s")
        await walk.until(lambda: app.screen.query("#way"))
        app.screen.query_one("#way", Select).value = "maildir"
        await pilot.pause()
        app.screen.query_one("#account-path", Input).value = str(house.data.mail)
        await walk.shows("A mailbox: on a server, or in a folder as here.", "Folder")
        await walk.after(
            "ctrl+s", "What would be done with the newest messages. Nothing is.", "what would be"
        )
    return walk


async def chosen(path: Path, language: str) -> tuple[str, str]:
    """The model that is shipped, on any machine."""
    return "starter", ""


def labelling(house: House) -> Callable[[Prompt], Answer]:
    """A model that gives each sample message the label that a person would."""
    subjects = by_subject(house)

    def answer(prompt: Prompt) -> Answer:
        if prompt.system.startswith("Quote"):
            return {"when": " Friday at 3 pm", "place": None}
        subject = re.search(r"^subject: (.*)$", prompt.user, re.MULTILINE)
        return {"label": subjects.get(subject[1] if subject else "", "none")}

    return answer


@asynccontextmanager
async def mock(patching: AbstractContextManager[Any]) -> AsyncIterator[None]:
    """A patch as an asynchronous block."""
    with patching:
        yield


async def ask(walk: Walk) -> None:
    """Ask for a meeting with somebody who wrote."""
    await say(walk, BOOK_WORDS)
    await walk.shows("A request, in the owner's own words.", "Claire")
    await walk.press("enter")


async def say(walk: Walk, text: str) -> None:
    """Put words where one types, the last letter by its key."""
    composer = walk.app.query_one(Composer)
    composer.text = text[:-1]
    composer.move_cursor(composer.document.end)
    composer.focus()
    await walk.press(text[-1])


async def read(walk: Walk) -> None:
    """The card, once what is pressed counts for it."""
    await asked(walk.pilot, ApprovalCard)
    # What a rule would cover is found out after the card was painted.
    await walk.until(lambda: "In the last 30 days" in painted(walk.app))
    await walk.shows("The plan is committed; the call that reaches others waits for a yes.")


async def idle(walk: Walk) -> None:
    """Wait until nothing is done for the owner any more."""
    await walk.until(
        lambda: (
            not any(
                each.is_running and each.group in ("request", "warm") for each in walk.app.workers
            )
        )
    )

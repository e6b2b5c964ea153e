"""The UI in lines: the same requests, and a yes that is typed after the question."""

from __future__ import annotations

import asyncio
import os
import pty
import subprocess
import sys
import time
from typing import Any

from plam_agent.tui.plain import BEGINS, ENDS, LineAsker, Plain, Typed, unpasted
from plam_agent.tui.signing import Signing
from tests.fixtures_agent import PASSPHRASE, House
from tests.screens import BOOK_WORDS, MOVE_WORDS, session_of
from tests.test_tui_approval import buying, facts_of, sending


class Script:
    """A terminal that types what it is told to, and ends."""

    def __init__(self, *typed: str) -> None:
        self.typed = list(typed)
        self.shown: list[str] = []

    def show(self, text: str) -> None:
        self.shown.append(text)

    async def line(self, question: str, *, hidden: bool = False) -> str | None:
        self.shown.append(question)
        return self.typed.pop(0) if self.typed else None

    @property
    def text(self) -> str:
        return "\n".join(self.shown)


async def lived(house: House, *typed: str) -> tuple[str, list[Any]]:
    """What was shown, and the journal, after a life of these lines."""
    session, lines = session_of(house), Script(*typed)
    kept: list[Any] = []
    close = session.close

    async def closing() -> None:
        kept.extend(await session.events(0, ("run", "answered", "refused", "done")))
        await close()

    session.close = closing  # type: ignore[method-assign]
    assert await Plain(session, lines).run() == 0
    return lines.text, kept


async def test_a_request_is_told_step_by_step(house: House) -> None:
    text, events = await lived(house, "wrong", PASSPHRASE, MOVE_WORDS, ":quit")

    assert text.count("Passphrase: ") == 2
    assert "1. calendar.move  event: dentist appointment" in text
    assert "allowed by my-own-time" in text
    assert "15:00" in text
    assert events[0].body["origins"] == ["request"]


async def test_a_call_is_shown_in_full_and_takes_a_typed_yes(house: House) -> None:
    text, events = await lived(house, PASSPHRASE, BOOK_WORDS, "yes", PASSPHRASE)

    assert "attendees: claire.martin@example.com" in text
    assert "Type yes or no, stop, edit, always" in text
    assert "Added" in text
    assert not [each for each in events if each.kind == "refused"]


async def test_nothing_typed_leaves_it_waiting_and_it_is_answered_later(house: House) -> None:
    text, events = await lived(
        house, PASSPHRASE, BOOK_WORDS, "", ":waiting", "always", "", "no", ":waiting"
    )

    assert "It still waits." in text
    assert "always-calendar-create-1" in text
    assert [each.body["answer"] for each in events if each.kind == "answered"] == ["denied"]
    assert text.endswith("> ")
    assert "Nothing waits for you." in text


async def test_what_was_pasted_is_no_request_and_no_answer(house: House) -> None:
    pasted = f"{BEGINS}{MOVE_WORDS}{ENDS}"
    text, events = await lived(house, PASSPHRASE, pasted, f"{BEGINS}yes{ENDS}")

    assert events[0].body["origins"] == ["paste"]
    assert "from pasted text" in text
    assert "It still waits." in text
    assert not [each for each in events if each.body.get("tool") == "calendar.move"]


async def test_a_paste_of_several_lines_is_one_request(house: House) -> None:
    words = MOVE_WORDS.split(" to ")
    lines = Script(f"{BEGINS}{words[0]}", f"to {words[1]}{ENDS} please")
    plain = Plain(session_of(house), lines)

    assert await plain._asked("> ") == Typed(f"{words[0]}\nto {words[1]} please", False)


async def test_a_command_that_is_none_is_said_and_life_goes_on(house: House) -> None:
    text, _events = await lived(house, PASSPHRASE, ":dance", ":why x", ":help", ":log")

    assert "There is no :dance" in text
    assert "the number of an event" in text
    assert ":undo N" in text


async def test_money_wants_its_amount_in_lines_too(house: House) -> None:
    def gathered() -> Any:
        with house.open() as home:
            return facts_of(home, buying())

    facts = await asyncio.to_thread(gathered)
    signing = Signing(house.path, house.clock)
    for word, receipt in (("yes", False), (f"{BEGINS}12.50{ENDS}", False), ("12.50", True)):
        lines = Script(word, PASSPHRASE)
        said = await LineAsker(lines).approve([facts], signing, None, editable=True)  # type: ignore[arg-type]
        assert bool(said.answers[0]) is receipt


async def test_several_calls_are_shown_one_after_another(house: House) -> None:
    def gathered() -> Any:
        with house.open() as home:
            return [facts_of(home, sending("one", step=1)), facts_of(home, sending("two", step=2))]

    cards = await asyncio.to_thread(gathered)
    lines = Script("yes", PASSPHRASE, "no")
    signing = Signing(house.path, house.clock)
    said = await LineAsker(lines).approve(cards, signing, None, editable=True)  # type: ignore[arg-type]

    assert (
        lines.text.index("body: one") < lines.text.index("yes or") < lines.text.index("body: two")
    )
    assert said.answers[0]["digest"] == cards[0].call.digest
    assert said.answers[1] is False


def test_the_marks_of_a_paste_are_taken_off() -> None:
    assert unpasted("typed") == Typed("typed", True)
    assert unpasted(f"a{BEGINS}b{ENDS}") == Typed("ab", False)


def rest(descriptor: int) -> bytes:
    """What comes next, nothing once the other end is closed (EIO on Linux)."""
    try:
        return os.read(descriptor, 65_536)
    except OSError:
        return b""


def test_on_a_terminal_it_takes_lines_and_ends(house: House) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "plam_agent", "--plain", "--home", str(house.path)]
    environment = {**os.environ, "PLAM_PASSPHRASE": PASSPHRASE}
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, close_fds=True
    ) as child:
        os.close(theirs)
        shown = b""
        until = time.monotonic() + 60
        while b"> " not in shown and time.monotonic() < until:
            shown += os.read(ours, 65_536)
        time.sleep(0.6)  # until what is typed counts
        os.write(ours, b":quit\n")
        while part := rest(ours):
            shown += part
        assert child.wait(30) == 0
    os.close(ours)
    assert b"Type what you want done" in shown
    assert b"\x1b[?2004h" in shown
    assert b"\x1b[?2004l" in shown

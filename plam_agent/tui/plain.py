"""The UI in lines of text, for screen readers and plain terminals: the same requests, the same yes.

Nothing is drawn over and nothing moves. A question takes a typed word, only after it was asked;
what was pasted is no answer, and a pasted request is read as one that others may have written.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ..approver import NO, YES, is_amount
from ..errors import InputError, LockedError, PlamError
from ..language import _, mark, told, trouble
from .card_text import card_plain
from .cards import Answered, Cards, Proposing
from .facts import Facts
from .plainly import escaped, flat
from .plan_seen import KINDS, PlanSeen, as_lines
from .session import Session
from .signing import Signing

LOOK = 0.2
"""Seconds between two looks at the journal while a request runs."""
EVERY = 5.0
"""Seconds between two lines about what is being done now: each is read aloud."""

BEGINS, ENDS = "\x1b[200~", "\x1b[201~"
"""What a terminal puts around what is pasted (xterm's bracketed paste)."""

HELP = (
    (":waiting", mark("what waits for your yes, and answer it")),
    (":log", mark("what happened")),
    (":why N", mark("why event N happened, or did not")),
    (":undo N", mark("take back what event N did")),
    (":memory WORDS", mark("what is remembered")),
    (":help", mark("this")),
    (":quit", mark("leave")),
)


class Lines(Protocol):
    """A terminal that is read line by line."""

    def show(self, text: str) -> None:
        """Write lines."""
        ...

    async def line(self, question: str, *, hidden: bool = False) -> str | None:
        """What is typed after `question` was written, None at the end of input."""
        ...


@dataclass(frozen=True, slots=True)
class Typed:
    """A line, and whether all of it was typed."""

    text: str
    typed: bool


class Plain:
    """One session in lines."""

    def __init__(self, session: Session, lines: Lines, passphrase: str | None = None) -> None:
        """The session is opened with the passphrase, or with the one that is typed."""
        self._session = session
        self._lines = lines
        self._passphrase = passphrase
        self._cards: Cards | None = None
        self._later: list[Callable[[], Awaitable[list[str]]]] = []

    async def run(self) -> int:
        """Take requests until the end of input; the exit code."""
        session, lines = self._session, self._lines
        try:
            await self._open()
            self._cards = Cards(session, LineAsker(lines))
            session.confirm = self._cards.confirm
            session.say = lambda text: lines.show(escaped(told(text)))
            session.later = self._later.append
            lines.show(_("Type what you want done, or :help."))
            await self._waiting_said()
            while (said := await self._asked("\n> ")) is not None:
                if said.text.strip() in (":quit", ":q"):
                    break
                await self._one(said)
        finally:
            await session.close()
        return 0

    async def _open(self) -> None:
        typed = self._passphrase
        while True:
            if typed is None:
                typed = unpasted(await self._lines.line(_("Passphrase: "), hidden=True) or "").text
            if not typed:
                raise LockedError("no passphrase was given.")
            try:
                await self._session.open(typed)
                return
            except LockedError as error:
                self._lines.show(trouble(error))
                typed = None

    async def _asked(self, question: str) -> Typed | None:
        """A line; one that was pasted goes on until the paste has ended."""
        found = await self._lines.line(question)
        if found is None:
            return None
        while found.count(BEGINS) > found.count(ENDS):
            more = await self._lines.line("")
            if more is None:
                break
            found += "\n" + more
        return unpasted(found)

    async def _one(self, said: Typed) -> None:
        words = said.text.strip()
        if not words:
            return
        try:
            if words.startswith(":"):
                await self._command(words)
            else:
                await self._request(words, said.typed)
            while self._later:
                for line in await self._later.pop(0)():
                    self._lines.show(escaped(line))
        except PlamError as error:
            self._lines.show(escaped(trouble(error)))

    async def _command(self, words: str) -> None:
        name, _space, rest = words.partition(" ")
        match name:
            case ":waiting":
                await self._answer_waiting()
            case ":log":
                self._lines.show((await self._session.do("log", {"last": 20})).text)
            case ":why":
                reply = await self._session.do("why", {"event": _number(rest)})
                self._lines.show(reply.text)
            case ":undo":
                asked: dict[str, Any] = {"event": _number(rest), "attended": True}
                self._lines.show(escaped((await self._session.do("undo", asked)).text))
            case ":memory":
                body = {"verb": "search", "words": rest}
                self._lines.show(escaped((await self._session.do("memory", body)).text))
            case ":help":
                self._lines.show("\n".join(f"{name:<16}{_(text)}" for name, text in HELP))
            case _:
                raise InputError(_("There is no {name}.").format(name=escaped(name)), fix=":help")

    async def _request(self, words: str, typed: bool) -> None:
        """Carry out a request, and tell of each step once it was decided."""
        if not typed:
            self._lines.show(_("Pasted text: it is read, and names nobody and nothing."))
        session = self._session
        seen, telling = PlanSeen(), _Telling(self._lines)
        after = await session.last_event()
        body = {"words": words, "typed": typed, "attended": True}
        doing = asyncio.ensure_future(session.do("ask", body, progress=telling.progress))
        try:
            while not doing.done():
                await asyncio.wait({doing}, timeout=LOOK)
                events = await session.events(after, KINDS)
                for event in events:
                    if event.kind == "run" and not seen.run and event.body.get("words") == words:
                        seen.run = str(event.body.get("run"))
                    seen.tell(event)
                    after = event.seq
                telling.plan(seen)
            reply = doing.result()
        finally:
            doing.cancel()
            with contextlib.suppress(asyncio.CancelledError, PlamError):
                await doing
        self._lines.show(escaped(reply.text))
        if reply.plain and reply.plain.get("pending"):
            await self._waiting_said()

    async def _waiting_said(self) -> None:
        assert self._cards is not None
        if count := await self._cards.count():
            self._lines.show(_("{count} wait for your yes: :waiting").format(count=count))

    async def _answer_waiting(self) -> None:
        assert self._cards is not None
        tasks, unknown = await self._cards.tasks()
        if not (tasks or unknown):
            self._lines.show(_("Nothing waits for you."))
        for task in tasks:
            if task.words:
                words = flat(task.words)
                self._lines.show("\n" + _("You asked: {words}").format(words=words))
            for line in await self._cards.answer_task(task):
                self._lines.show(escaped(line))
        for each in unknown:
            what = flat(told(str(each.get("preview") or each.get("tool"))))
            self._lines.show(_("May or may not have happened: {what}").format(what=what))
            said = await self._asked(_("Type yes if it happened, no if not, or nothing: "))
            word = said.text.strip().lower() if said is not None and said.typed else ""
            if word in (*YES, *NO):
                for line in await self._cards.settle(int(each["id"]), word in YES):
                    self._lines.show(escaped(line))


class _Telling:
    """Says what is new about a request: each line of the plan once, and now and then the rest."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._told: set[str] = set()
        self._at = time.monotonic()

    def progress(self, done: int, total: int, text: str) -> None:
        """How far something has come, said only where somebody waits."""
        if time.monotonic() - self._at >= EVERY:
            self._at = time.monotonic()
            self._lines.show(f"… {flat(text)}")

    def plan(self, seen: PlanSeen) -> None:
        """What the journal has told of the plan since."""
        for line in as_lines(seen):
            if line not in self._told:
                self._told.add(line)
                self._lines.show(line)


class LineAsker:
    """Calls put before the owner in lines, one after another; each answer is a typed word."""

    def __init__(self, lines: Lines) -> None:
        """Where they are shown and answered."""
        self._lines = lines

    async def approve(
        self, cards: Sequence[Facts], signing: Signing, proposing: Proposing, *, editable: bool
    ) -> Answered:
        """Show each call in full, and take an answer to it before the next one."""
        answers: list[Any] = []
        for number, each in enumerate(cards, 1):
            title = _("This needs your yes")
            if len(cards) > 1:
                title += "  " + _("{number} of {count}").format(number=number, count=len(cards))
            self._lines.show(f"\n{title}\n{card_plain(each)}\n")
            while True:
                word = await self._word(each, editable=editable)
                if word in ("always", "toujours"):
                    await self._always(each, proposing)
                    continue
                break
            if word == "stop":
                return Answered((False,) * len(cards), stop=True)
            if word in ("edit", "modifier") and editable and each.editable:
                return Answered((None,) * len(cards), edit=number - 1)
            answers.append(await self._answer(each, word, signing))
        return Answered(tuple(answers))

    async def _word(self, facts: Facts, *, editable: bool) -> str:
        yes = _("the amount, {amount},").format(amount=facts.amount) if facts.money else "yes"
        others = "no, stop, edit, always" if editable else "no, stop, always"
        question = _("Type {yes} or {others}, or nothing to leave it waiting: ")
        said = await self._lines.line(question.format(yes=yes, others=others)) or ""
        # What holds the marks of a paste was not typed.
        return " ".join(said.split()).lower()

    async def _answer(self, facts: Facts, word: str, signing: Signing) -> Any:
        if word in NO:
            return False
        if not (is_amount(word, facts.amount) if facts.money else word in YES):
            self._lines.show(_("It still waits."))
            return None
        while signing.asks(facts):
            typed = unpasted(await self._lines.line(_("Passphrase: "), hidden=True) or "").text
            if not typed:
                self._lines.show(_("It was not signed, so it still waits."))
                return None
            try:
                await signing.open(typed)
                break
            except LockedError as error:
                self._lines.show(told(error.message))
        return signing.sign(facts)

    async def _always(self, facts: Facts, proposing: Proposing) -> None:
        found = await proposing(facts)
        self._lines.show(_("Always like this would cover") + f"\n{found.text}")
        if found.write is not None:
            said = await self._lines.line(_("Type write to put it beside your policy: "))
            if (said or "").strip().lower() in ("write", "écrire"):
                self._lines.show(await found.write())

    async def edit(self, facts: Facts) -> Mapping[str, str] | None:
        """Each argument that can be said anew; nothing typed leaves it as it is."""
        changes = {}
        for param in facts.editable:
            question = _("{name} (nothing: as it is; none: empty): ").format(name=param.name)
            said = unpasted(await self._lines.line(question) or "")
            if said.text and not said.typed:
                self._lines.show(_("Only what you type counts as your own word here."))
            elif said.text.strip():
                changes[param.name] = said.text.strip()
        return changes or None

    async def elsewhere(self, facts: Facts, number: int, count: int) -> None:
        """Say that the approver asks, and wait until it was answered there."""
        self._lines.show(f"\n{card_plain(facts)}\n")
        self._lines.show(_("Your approver shows this call: answer it there."))
        await asyncio.Event().wait()


def unpasted(text: str) -> Typed:
    """A line without the marks of a paste, and whether there were any."""
    plain = text.replace(BEGINS, "").replace(ENDS, "")
    return Typed(plain, plain == text)


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise InputError(_("This takes the number of an event."), fix=":log") from error


@contextlib.contextmanager
def terminal() -> Iterator[Lines]:
    """The terminal, which marks what is pasted while this is open. Raises InputError."""
    import sys
    import termios

    from ..cli.approver import Terminal

    if not sys.stdin.isatty():
        raise InputError(_("plam --plain needs a terminal."), fix="plam ask -")
    before = termios.tcgetattr(sys.stdin)
    quiet = termios.tcgetattr(sys.stdin)
    # The marks of a paste would be echoed as letters, and read aloud.
    quiet[3] &= ~termios.ECHOCTL
    termios.tcsetattr(sys.stdin, termios.TCSADRAIN, quiet)
    try:
        with Terminal() as screen:
            screen.show("\x1b[?2004h")
            try:
                yield screen
            finally:
                screen.show("\x1b[?2004l")
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


async def run(path: Path, passphrase: str | None) -> int:
    """The home at `path` in lines on the terminal."""
    with terminal() as lines:
        return await Plain(Session(path), lines, passphrase).run()

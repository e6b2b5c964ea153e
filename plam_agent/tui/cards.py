"""Putting calls before the owner: live ones as they are asked, queued ones task by task.

The approver answers where one runs for the home, and else the approval card. What comes back is
what the rest of the agent believes anyway: a receipt for exactly one call, a no, or nothing.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from .. import unsettled
from ..approver import Said, put
from ..consent import Confirming
from ..errors import InputError, PlamError
from ..home import Home
from ..language import _, told, trouble
from ..plugins.described import known
from ..questions import Questions, Waiting
from ..types import Call
from .facts import Facts, gather, question_of, waiting_frame
from .signing import Signing

if TYPE_CHECKING:
    from .session import Session


@dataclass(frozen=True, slots=True)
class Task:
    """The questions of one run, oldest first, and what the owner had asked for then."""

    run: str
    words: str
    questions: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """What the owner said to each call: a receipt's JSON, False, or None to leave it waiting.

    `stop` where they said no to the whole task; `edit` is the call they want to say anew.
    """

    answers: tuple[Any, ...]
    stop: bool = False
    edit: int | None = None


@dataclass(frozen=True, slots=True)
class Always:
    """What "always like this" would cover: words for the card, and what writes the rule."""

    text: str
    write: Callable[[], Awaitable[str]] | None = None


Proposing = Callable[[Facts], Awaitable[Always]]


class Asker(Protocol):
    """How calls are put before the owner: as cards on the screen, or in lines."""

    async def approve(
        self, cards: Sequence[Facts], signing: Signing, proposing: Proposing, *, editable: bool
    ) -> Answered:
        """Show calls of one task, and return what was said; each yes is signed."""
        ...

    async def edit(self, facts: Facts) -> Mapping[str, str] | None:
        """The arguments that the owner says anew, by name."""
        ...

    async def elsewhere(self, facts: Facts, number: int, count: int) -> None:
        """Show that the approver asks; returns when the owner turns away, if they do."""
        ...


class Cards:
    """The cards of one session, one at a time."""

    def __init__(self, session: Session, asker: Asker) -> None:
        """The session is open; `asker` shows what is asked."""
        self._session = session
        self._asker = asker
        self._questions = Questions(session.home)
        self._signing = Signing(session.path, session.home.clock)
        self._one = asyncio.Lock()

    async def count(self) -> int:
        """How many calls wait."""
        home = self._session.home

        def open_now() -> int:
            now = home.now()
            return sum(
                each.due is not None or each.expires > now for each in self._questions.open()
            )

        return await self._session.run(open_now)

    async def confirm(self, frame: dict[str, Any]) -> Any:
        """The owner's answer to a live question, as `consent.Confirming`."""
        several = frame.get("several")
        frames = [frame] if several is None else list(several)
        answered = await self.answered(frames)
        if answered.edit is not None:
            # It waits now, and is said anew once the request has ended.
            digest = str(frames[answered.edit]["call"]["digest"])
            self._session.afterwards(lambda: self._edit_waiting(digest))
        return answered.answers[0] if several is None else list(answered.answers)

    async def answered(
        self, frames: Sequence[dict[str, Any]], before: Call | None = None
    ) -> Answered:
        """What the owner says to calls of one task: at the approver where one runs, else here."""
        async with self._one:
            cards = [await self._gathered(each, before) for each in frames]
            if (elsewhere := await self._elsewhere(cards)) is not None:
                return elsewhere
            return await self._asker.approve(
                cards, self._signing, self._proposed, editable=before is None
            )

    async def _gathered(self, frame: dict[str, Any], before: Call | None) -> Facts:
        home = self._session.home
        registry = await self._session.run(known, self._session.path)
        facts = await self._session.run(gather, home, registry, frame, before)
        if "message" not in dict(facts.call.args):
            return facts
        return dataclasses.replace(facts, original=await self._session.original(facts.call))

    async def _elsewhere(self, cards: Sequence[Facts]) -> Answered | None:
        """The answers given at the approver; None where none runs for this home."""
        answers: list[Any] = []
        for number, each in enumerate(cards):
            shown = asyncio.Event()
            asking: asyncio.Future[Any] = asyncio.ensure_future(
                put(self._session.path, dict(each.frame), lambda _said: shown.set())  # noqa: B023
            )
            telling: asyncio.Future[Any] = asyncio.ensure_future(shown.wait())
            try:
                await asyncio.wait({asking, telling}, return_when=asyncio.FIRST_COMPLETED)
                if not asking.done():
                    await self._there(asking, each, number, len(cards))
                said: Said | None = asking.result() if asking.done() else Said(None)
            finally:
                for task in (asking, telling):
                    task.cancel()
                await asyncio.gather(asking, telling, return_exceptions=True)
            if said is None:
                return None
            answers.append(said.answer)
        return Answered(tuple(answers))

    async def _there(
        self, asking: asyncio.Future[Any], facts: Facts, number: int, count: int
    ) -> None:
        """Show that the approver asks, until it is answered there or the owner turns away."""
        leaving: asyncio.Future[Any] = asyncio.ensure_future(
            self._asker.elsewhere(facts, number, count)
        )
        try:
            await asyncio.wait({asking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)

    async def _proposed(self, facts: Facts) -> Always:
        """What "always like this" would cover, or why there is no such rule."""
        from .. import always

        session, home = self._session, self._session.home
        tool = (await session.run(known, session.path)).get(facts.call.tool)
        question = question_of(home, facts)
        try:
            found = await session.run(always.propose, home, tool, question)
        except PlamError as error:
            return Always("  " + trouble(error))
        lines = [found.rule, ""]
        if found.also:
            lines.append(_("In the last 30 days it would also have allowed, limits aside:"))
            lines += [f"  {told(each.text)}" for each in found.also]
        else:
            lines.append(_("In the last 30 days it would have allowed nothing else."))

        async def write() -> str:
            path = await session.run(always.write, home, found)
            return _("Written to {path}. Nothing changes until you sign it.").format(path=path)

        return Always("\n".join(lines), write)

    # What waits in the queue

    async def tasks(self) -> tuple[list[Task], list[dict[str, Any]]]:
        """What waits, by task, and what may or may not have happened."""
        return await self._session.run(read, self._session.home)

    async def answer_task(self, task: Task) -> list[str]:
        """Put the calls of a task before the owner and do what they say; lines that tell of it."""
        policy = (await self._session.policy()).hash
        answered = await self.answered([waiting_frame(each, policy) for each in task.questions])
        if answered.edit is not None:
            return await self.edit(task.questions[answered.edit])
        lines = []
        for question, answer in zip(task.questions, answered.answers, strict=True):
            if answer is None:
                continue
            if answer is False:
                reply = await self._session.do("deny", {"id": question.id})
            else:
                given = _given(question.call, answer)
                reply = await self._session.do("approve", {"id": question.id}, confirm=given)
            lines.append(reply.text)
        return lines

    async def settle(self, event: int, happened: bool) -> list[str]:
        """Record what the owner found about something uncertain."""
        body = {"event": event, "happened": happened}
        return [(await self._session.do("settle", body)).text]

    async def edit(self, question: Waiting) -> list[str]:
        """Have a call said anew, and put what comes of it before the owner with what changed."""
        policy = (await self._session.policy()).hash
        facts = await self._gathered(waiting_frame(question, policy), None)
        changes = await self._asker.edit(facts)
        if not changes:
            return []

        async def confirm(changed: dict[str, Any]) -> Any:
            return (await self.answered([changed], question.call)).answers[0]

        body = {"id": question.id, "changes": dict(changes)}
        reply = await self._session.do("edit", body, confirm=confirm)
        return [reply.text]

    async def _edit_waiting(self, digest: str) -> list[str]:
        """Edit what was left waiting a moment ago."""
        open_ = await self._session.run(self._questions.open)
        for each in open_:
            if each.call.digest == digest:
                return await self.edit(each)
        return []


def _given(call: Call, answer: Any) -> Confirming:
    """An answer that was given already, for exactly the call that it was given to."""

    async def confirm(frame: dict[str, Any]) -> Any:
        if frame["call"]["digest"] != call.digest:
            raise InputError("this is not the call that was shown.", fix="Look at it again.")
        return answer

    return confirm


def read(home: Home) -> tuple[list[Task], list[dict[str, Any]]]:
    """What waits and has not run out, by task, and what nobody knows; it blocks."""
    now = home.now()
    runs: dict[str, list[Waiting]] = {}
    for each in Questions(home).open():
        if each.due is not None or each.expires > now:
            runs.setdefault(each.call.run, []).append(each)
    words: dict[str, str] = {}
    if runs:
        for event in home.journal.events(kinds=("run",)):
            if (run := str(event.body.get("run"))) in runs:
                words[run] = str(event.body.get("words") or "")
    tasks = [Task(run, words.get(run, ""), tuple(each)) for run, each in runs.items()]
    return tasks, [dict(each) for each in unsettled.plain(home.journal)]

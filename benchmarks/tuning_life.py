"""A simulated owner's life with the agent: what is proposed to them, and what they make of it.

Everything goes through the product: messages are sorted by triage passes, requests go through the
agent, questions are approved, edited and denied, and what was sorted wrongly is moved by hand or
undone. So the journal says of it what it would say of a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from plam_agent import keys
from plam_agent.agent import Agent, Answer
from plam_agent.approvals import Approvals
from plam_agent.errors import InputError, PlamError
from plam_agent.home import Home
from plam_agent.outcomes import Done
from plam_agent.planner.engine import Engine
from plam_agent.planner.planning import make_plan
from plam_agent.questions import Waiting
from plam_agent.runtime import Runtime
from plam_agent.triage import triage
from plam_agent.tuning.moved import look
from plam_agent.types import REQUEST, Call, Plan, Quote, Role, Text, Value, When
from plam_agent.when import resolve

from .tuning_home import PASSPHRASE, House
from .tuning_owner import NONE
from .tuning_stream import Interaction, Message, Request, Wanted

UNDONE, BATCH = 0.15, 4
LOOKS = timedelta(days=2)
"""How often is looked where messages are, as the nightly timer does."""


@dataclass
class Lived:
    """What became of the interactions that an owner went through."""

    proposed: list[bool] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)

    def count(self, answer: str) -> None:
        """Count what the owner did."""
        self.answers[answer] = self.answers.get(answer, 0) + 1


async def live(house: House, home: Home, engine: Engine, lived: Sequence[Interaction]) -> Lived:
    """Let the owner go through interactions: what is proposed is accepted, corrected or refused."""
    told = Lived()
    owner = _Owner(house, home, engine, told, keys.open_approval(house.path, PASSPHRASE))
    waiting: list[tuple[str, Message]] = []
    looked = house.clock.now
    for each in lived:
        if each.at - looked >= LOOKS:
            looked = each.at
            async with house.runtime(home, engine.fingerprint) as runtime:
                await look(runtime)
        if waiting and (len(waiting) >= BATCH or each.at.date() != waiting[-1][1].at.date()):
            await owner.sorted(waiting)
            waiting = []
        house.clock.now = max(each.at, house.clock.now)
        if isinstance(each, Message):
            waiting.append((house.deliver(each), each))
        else:
            await owner.asked(each)
    if waiting:
        await owner.sorted(waiting)
    return told


@dataclass
class _Owner:
    """Answers as the owner would."""

    house: House
    home: Home
    engine: Engine
    told: Lived
    key: keys.Signer

    async def sorted(self, waiting: Sequence[tuple[str, Message]]) -> None:
        """A triage pass over what arrived, and afterwards what the owner makes of it."""
        house = self.house
        async with house.runtime(self.home, self.engine.fingerprint) as runtime:
            digest = await triage(runtime, self.engine)
            found = {each.message_id: each for each in digest.messages}
            house.clock.now += timedelta(hours=1)
            for identity, message in waiting:
                got = found.get(identity)
                right = got is not None and (got.label or NONE) == message.wanted
                self.told.proposed.append(right)
                if right:
                    self.told.count("sorted")
                    continue
                done = (
                    [a.outcome for a in got.actions if isinstance(a.outcome, Done)] if got else []
                )
                if done and house.rng.random() < UNDONE:
                    await runtime.undo(done[0].event)
                    self.told.count("undone")
                    continue
                place = {label.label: label.folder for label in house.spec.labels}
                house.move(identity, place.get(message.wanted, "INBOX"))
                self.told.count("moved")

    async def asked(self, request: Request) -> None:
        """A request, and the owner's answer to what it proposes."""
        async with self.house.runtime(self.home, self.engine.fingerprint) as runtime:
            agent = Agent(runtime, self.engine, composes=False)
            answer = await agent.ask(request.words)
            right = self._same(answer.planned.plan, request.wanted)
            self.told.proposed.append(right)
            if await self._answered(runtime, answer, request.wanted) or not request.plainly:
                return
            self.house.clock.now += timedelta(minutes=1)
            again = await agent.ask(request.plainly)
            await self._answered(runtime, again, request.wanted)

    def _same(self, plan: Plan, wanted: Wanted) -> bool:
        return same(plan, wanted, self.house.clock.now)

    async def _answered(self, runtime: Runtime, answer: Answer, wanted: Wanted) -> bool:
        """Approve, edit or deny what waits; whether that is what the owner wanted."""
        approvals = Approvals(runtime)
        steps = answer.planned.plan.steps
        meant = len(steps) == 1 and steps[0].tool == wanted.tool
        pending = [await approvals.get(each) for each in answer.pending]
        if not meant:
            for each in pending:
                await approvals.deny(each.id)
                self.told.count("denied")
            return False
        for each in pending:
            try:
                await self._settled(approvals, each, wanted)
            except InputError:
                await approvals.deny(each.id)
                self.told.count("denied")
                return False
        return bool(pending) or self._same(answer.planned.plan, wanted)

    async def _settled(self, approvals: Approvals, question: Waiting, wanted: Wanted) -> None:
        changes = await self._changes(approvals, question.call, wanted)
        self.house.clock.now += timedelta(seconds=20)
        if not changes:
            await approvals.approve(question.id, self.key)
            self.told.count("approved")
        else:
            await approvals.edit(question.id, changes, self.key)
            self.told.count("edited")

    async def _changes(self, approvals: Approvals, call: Call, wanted: Wanted) -> Mapping[str, str]:
        """What the owner corrects in a call; nothing where it is what they want."""
        addresses = {
            called: person.address
            for circle in self.house.spec.circles.values()
            for person in circle.people
            for called in (person.name.casefold(), person.name.casefold().partition(" ")[0])
        }
        changes: dict[str, str] = {}
        args = dict(call.args)
        for name, role in call.roles:
            if name in ("greeting", "closing", "attached"):
                continue
            said = args.get(name, Value(None, frozenset({REQUEST}))).data
            want = wanted.args.get(name, "")
            if role is Role.DESTINATION:
                address = addresses.get(want.casefold(), "")
                if (said or ()) != ((address,) if address else ()):
                    changes[name] = address or "none"
            elif role is Role.TIME:
                if not _at_once(said, want, self.house.clock.now):
                    changes[name] = want or "none"
            elif not _alike(said, want):
                changes[name] = want or "none"
        return changes


def _alike(said: Any, want: str) -> bool:
    """Whether two texts say the same; a plain tone is none."""
    parts = said if isinstance(said, tuple | list) else (said or "",)
    plain = " ".join(" ".join(map(str, parts)).casefold().split())
    wanted = " ".join(want.casefold().split())
    return ("" if plain == "plain" else plain) == ("" if wanted == "plain" else wanted)


def _at_once(said: When | None, want: str, now: datetime) -> bool:
    """Whether a time that was understood is the one that is wanted."""
    if said is None or not want:
        return said is None and not want
    meant = resolve(want, now, day_first=True)
    return (meant.start, meant.end, meant.all_day) == (said.start, said.end, said.all_day)


def same(plan: Plan, wanted: Wanted, now: datetime) -> bool:
    """Whether a plan is what the owner wants: the tool, and each argument by what it means."""
    if len(plan.steps) != 1 or plan.steps[0].tool != wanted.tool:
        return False
    args = plan.steps[0].args
    for name in {*args, *wanted.args}:
        said = args.get(name)
        parts = said if isinstance(said, tuple) else () if said is None else (said,)
        words = [part.text for part in parts if isinstance(part, Quote | Text)]
        want = wanted.args.get(name, "")
        if len(words) != len(parts):
            return False
        if name in ("when", "due"):
            try:
                when = resolve(" ".join(words), now, day_first=True) if words else None
            except InputError:
                return False
            if not _at_once(when, want, now):
                return False
        elif not _alike(" ".join(words), want):
            return False
    return True


def arrive(house: House, asked: Sequence[Interaction]) -> None:
    """Put the messages among interactions into the inbox; `house.arrived` has their ids."""
    for number, each in enumerate(asked):
        if isinstance(each, Message):
            house.arrived[number] = house.deliver(each)
    house.clock.now = max(house.clock.now, asked[-1].at)


async def proposals(
    house: House, home: Home, engine: Engine, asked: Sequence[Interaction]
) -> list[bool]:
    """Whether what is proposed for each interaction is what the owner wants; nothing is changed.

    The messages must lie in the inbox already, see `arrived`.
    """
    async with house.runtime(home, engine.fingerprint) as runtime:
        digest = await triage(runtime, engine, dry=True)
        found = {each.message_id: each.label or NONE for each in digest.messages}
        tools = Agent(runtime, engine, composes=False).tools
        right: list[bool] = []
        for number, each in enumerate(asked):
            if isinstance(each, Message):
                right.append(found.get(house.arrived[number]) == each.wanted)
                continue
            house.clock.now = each.at
            words = Value(each.words, frozenset({REQUEST}))
            try:
                planned = await make_plan(engine, words, tools, composes=False)
                right.append(same(planned.plan, each.wanted, each.at))
            except PlamError:
                right.append(False)
        return right

"""A request, from words to an answer: plan, commit, grant, then step by step through the gate.

The plan is on disk before its first step runs, and the run's grant holds exactly its tools and
what it says of their arguments. The answer is rendered from what the journal recorded.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from . import cards
from .binding import Binder, Bound, Question
from .errors import PlamError, PlanError
from .finding import Finding, looks
from .freezing import freeze, said_accounts
from .offering import offered
from .outcomes import Done, Pending
from .planner import reader
from .planner.engine import Engine
from .planner.plan import plain_steps
from .planner.planning import Planned, check_tools, make_plan
from .policy import grants
from .policy.bounds import committed
from .policy.grants import Grant
from .records import origins_of
from .reporting import plain_call, told
from .routing import Routed, Stays, routed
from .runtime import Performed, Runtime, running
from .together import asks_about, perform_together
from .tools.context import Remembered
from .tools.memory import KIND as MEMORY
from .types import (
    REQUEST,
    Argument,
    Call,
    Effect,
    Item,
    ObjectId,
    Origin,
    Plan,
    Ref,
    Result,
    Step,
    Tool,
    Value,
)

RUN_TIME = timedelta(hours=1)
MOST_EACH = 200
READ = "mail.read"
Told = Callable[[str], Awaitable[Sequence[Remembered]]]
"""What the owner said before that a request may be about; nothing else."""

OPERATIONS = {operation.name: operation for operation in reader.OPERATIONS}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request: `text` is for the owner, `question` what they should say next."""

    run: str
    planned: Planned
    calls: tuple[Performed, ...]
    text: str
    question: str = ""

    @property
    def pending(self) -> list[str]:
        """The approvals that wait, by their ids."""
        return [each.outcome.approval for each in self.calls if isinstance(each.outcome, Pending)]

    def plain(self) -> dict[str, Any]:
        """The answer as JSON data."""
        return {
            "run": self.run,
            "plan": {
                "steps": plain_steps(self.planned.plan),
                "none": self.planned.plan.none,
                "confidence": round(self.planned.plan.confidence, 4),
            },
            "calls": [plain_call(each) for each in self.calls],
            "pending": self.pending,
            "question": self.question,
            "answer": self.text,
        }


class Agent:
    """Answers requests for one home."""

    def __init__(
        self, runtime: Runtime, engine: Engine, *, composes: bool = True, told: Told | None = None
    ) -> None:
        """`composes` says whether the model may write prose of its own.

        One that may is shown what `told` finds for a request.
        """
        self._told = told
        self.runtime = runtime
        self._engine = engine
        self._composes = composes

    @property
    def tools(self) -> list[Tool]:
        """The tools that the policy leaves and that this home has an account for."""
        return self._offered(self._composes)

    def _offered(self, composes: bool) -> list[Tool]:
        runtime = self.runtime
        there = [
            tool
            for tool in runtime.registry
            if tool.account != MEMORY or runtime.memory is not None
        ]
        return offered(there, runtime.policy.policy, runtime.home, composes=composes)

    async def ask(self, words: str, origin: Origin = REQUEST) -> Answer:
        """Plan and carry out what the owner typed. Raises PlanError, StorageError.

        With the origin `paste` nobody typed it: it mints no handles, and whatever it chooses keeps
        that origin.
        """
        cards.refuse(words, "your request")
        run = f"ask-{secrets.token_hex(6)}"
        await asyncio.to_thread(check_tools, self.tools)
        async with running(self.runtime.home.path, run):
            return await self._ask(run, Value(words, frozenset({origin})))

    async def _ask(self, run: str, words: Value) -> Answer:
        begun = {"run": run, "words": words.data, "origins": origins_of(words.origins)}
        await self._record("run", {**begun, "policy": self._policy})
        engine = routed(self.runtime, self._engine, run)
        planned = await self._plan(engine, words)
        plan = planned.plan
        body = {"steps": plain_steps(plan), "none": plan.none, "confidence": plan.confidence}
        await self._record("plan", {"run": run, "plan": body, "model": planned.model})
        if not plan.steps:
            text = plan.answer or plan.question or planned.no_tool
            return Answer(run, planned, (), text, question=plan.question)
        try:
            said = said_accounts(words.data, self.runtime.home.settings.accounts)
        except Question as asked:
            return Answer(run, planned, (), str(asked), question=str(asked))
        try:
            return await _Run(self.runtime, engine, run, planned, said).carry_out()
        finally:
            self.runtime.found.forget(run)

    async def _plan(self, engine: Engine, words: Value) -> Planned:
        """The plan of a remote model where the policy lets the request go there, else of ours."""
        if isinstance(engine, Routed):
            try:
                return await make_plan(engine.remote, words, self._offered(True))
            except Stays:
                pass
        told = await self._recalled(words) if self._composes else ()
        return await make_plan(self._engine, words, self.tools, composes=self._composes, told=told)

    async def _recalled(self, words: Value) -> Sequence[Value]:
        """What the owner told before, for the local planner alone; nothing for a pasted request."""
        if self._told is None or words.origins != {REQUEST}:
            return ()
        try:
            return [each.text for each in await self._told(words.data)]
        except PlamError:
            # A memory that does not open is told of where it is asked for; this goes on without.
            return ()

    @property
    def _policy(self) -> str:
        return self.runtime.policy.hash

    async def _record(self, kind: str, body: Mapping[str, Any]) -> None:
        await asyncio.to_thread(self.runtime.home.journal.append, kind, body)


class _Run:
    """The steps of one committed plan."""

    def __init__(
        self,
        runtime: Runtime,
        engine: Engine,
        run: str,
        planned: Planned,
        said: Mapping[str, str],
    ) -> None:
        self._runtime = runtime
        self._engine = engine
        self._run = run
        self._planned = planned
        self._grants: tuple[Grant, ...] = ()
        self._results: dict[int, Result] = {}
        self._performed: list[Performed] = []
        self._said = said
        finding = Finding(runtime, said, self._look)
        # "In an hour" is an hour after it was said, however long the steps before it take.
        said_at = runtime.home.now()
        self._binder = Binder(
            finding.finders,
            lambda: said_at,
            planned.scope.words.origins,
            day_first=runtime.home.settings.day_first,
            told=planned.told,
        )

    async def _granted(self, plan: Plan) -> tuple[Grant, ...]:
        """The run's grant and the plan's: its tools, its words, and looking for what it names."""
        home, registry = self._runtime.home, self._runtime.registry
        params = {tool.name: tool.params for tool in (*registry, *reader.OPERATIONS)}
        times = await self._binder.times(plan, params)
        tools, bounds = committed(plan, params, times)
        looked = {
            looks(registry, param.kind)
            for step in plan.steps
            for param in params[step.tool]
            if param.name in step.args and param.kind
        }
        looked.discard("")
        if any(step.tool in OPERATIONS for step in plan.steps):
            looked.add(READ)
        for look in looked & set(bounds):
            bounds[look] = (*bounds[look], {})
        until = home.now() + RUN_TIME
        policy = self._runtime.policy.hash
        whole = grants.issue(
            home.device, None, holder=home.device.public, not_after=until, policy=policy
        )
        exact = grants.issue(
            home.device,
            whole,
            holder=home.device.public,
            not_after=until,
            tools=tools | looked,
            arguments=bounds,
        )
        return whole, exact

    async def carry_out(self) -> Answer:
        question = ""
        self._grants = await self._granted(self._planned.plan)
        waiting = list(self._planned.plan.steps)
        while waiting:
            step = waiting.pop(0)
            if not self._wanted(step):
                continue
            try:
                if step.tool in OPERATIONS:
                    ended = await self._read(step)
                else:
                    ended = await self._do(await self._calls(step), waiting)
            except Question as asked:
                question = str(asked)
                break
            if not all(isinstance(each.outcome, Done) for each in ended):
                # What follows may depend on it; the owner decides with the answer in view.
                break
        calls = tuple(self._performed)
        return Answer(self._run, self._planned, calls, self._text(question), question)

    def _wanted(self, step: Step) -> bool:
        """Whether the step's condition holds: on a reader's answer, or on having found anything."""
        if step.when is None:
            return True
        items = self._results.get(step.when.ref.step, Result()).items
        said = "yes" if items else "no"
        if items and "answer" in items[0].fields:
            said = str(items[0].fields["answer"].data)
        return said == step.when.equals

    async def _calls(self, step: Step) -> list[tuple[Call, int]]:
        """A step's calls, each with how many things the step acts on. Raises Question."""
        tool = self._runtime.registry.get(step.tool)
        if tool is None:
            raise PlanError(f"The plan uses {step.tool}, which is gone.")
        if step.each is None:
            bound = await self._binder.bind(step, tool, self._results)
            return [(await self._frozen(step.index, tool, bound), 0)]
        items = self._results[step.each.step].items[:MOST_EACH]
        calls = []
        for item in items:
            one = {**self._results, step.each.step: Result(items=(item,))}
            bound = await self._binder.bind(step, tool, one)
            calls.append((await self._frozen(step.index, tool, bound), len(items)))
        return calls

    async def _do(self, calls: list[tuple[Call, int]], waiting: list[Step]) -> list[Performed]:
        """Perform a step's calls, and with the first question those that could be asked with it."""
        if calls and await asks_about(self._runtime, calls[0], self._grants):
            while waiting and self._stands_alone(waiting[0], calls):
                try:
                    more = await self._calls(waiting[0])
                except Question:
                    # It is asked about when its turn has come.
                    break
                if _things(call for call, _ in calls) & _things(call for call, _ in more):
                    break
                calls += more
                waiting.pop(0)
        performed = await perform_together(self._runtime, calls, self._grants)
        self._performed += performed
        for index in {call.step for call, _ in calls}:
            outcomes = [each.outcome for each in performed if each.call.step == index]
            items = [
                item
                for outcome in outcomes
                if isinstance(outcome, Done)
                for item in outcome.result.items
            ]
            self._results[index] = Result(items=tuple(items))
        return performed

    def _stands_alone(self, step: Step, calls: list[tuple[Call, int]]) -> bool:
        """Whether a step can be decided about before what is in `calls` has happened."""
        tool = self._runtime.registry.get(step.tool)
        if tool is None or tool.effect is Effect.READ or step.each or step.when:
            return False
        before = {call.step for call, _ in calls}
        return not any(ref.step in before for said in step.args.values() for ref in _refs(said))

    async def _read(self, step: Step) -> list[Performed]:
        """A reader's step: the message is read through the gate, its text by the reader alone."""
        bound = await self._binder.bind(step, OPERATIONS[step.tool], self._results)
        tool = self._runtime.registry.get(READ)
        if tool is None:
            raise PlanError(f"The plan uses {step.tool}, and nothing here can read messages.")
        one = bound.args["message"]
        wanted = {"messages": Value((one.data,), one.origins)}
        call = await self._frozen(step.index, tool, Bound(wanted, bound.versions))
        performed = await self._runtime.perform(call, self._grants)
        self._performed.append(performed)
        if isinstance(performed.outcome, Done):
            item = performed.outcome.result.items[0]
            answer = await self._answered(step, bound, item)
            self._runtime.found.note(self._run, step.index, (answer,))
            self._results[step.index] = Result(items=(answer,))
        return [performed]

    async def _answered(self, step: Step, bound: Bound, item: Item) -> Item:
        text = reader.message_value(item)
        if step.tool == reader.EXTRACT.name:
            want = str(bound.args["want"].data)
            got = await reader.extract(self._engine, {want: reader.WANTS[want]}, text)
            fields = {"value": got[want] or Value("", text.origins)}
        else:
            means = str(bound.args["means"].data)
            fields = {"answer": await reader.holds(self._engine, means, text)}
        return Item(item.id, item.version, fields)

    async def _look(self, tool: Tool, bound: Bound) -> Performed:
        """Perform a search for what was quoted; the answer tells of it only if it did not end."""
        performed = await self._runtime.perform(await self._frozen(0, tool, bound), self._grants)
        if not isinstance(performed.outcome, Done):
            self._performed.append(performed)
        return performed

    async def _frozen(self, index: int, tool: Tool, bound: Bound) -> Call:
        return await freeze(
            self._runtime,
            self._run,
            index,
            tool,
            bound,
            self._planned.plan.confidence,
            said=self._said,
        )

    def _text(self, question: str) -> str:
        lines = [told(each) for each in self._performed]
        if question:
            lines.append(question)
        elif not lines:
            lines.append("There was nothing to do.")
        return "\n".join(lines)


def _refs(said: Argument) -> list[Ref]:
    parts = said if isinstance(said, tuple) else (said,)
    return [part for part in parts if isinstance(part, Ref)]


def _things(calls: Iterable[Call]) -> set[ObjectId]:
    """The things that calls rest on a version of."""
    return {thing for call in calls for thing, _ in call.versions}

"""From a step to a frozen call: names to addresses, phrases to times, references to results.

Everything the model said is a quote, a handle or a reference; here code finds what it stands
for, in the owner's contacts and accounts. One match is used, none or several are asked about.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from . import when
from .errors import InputError, PlamError
from .tools.contacts import Contact
from .types import (
    CONTACTS,
    REQUEST,
    Argument,
    Clock,
    Handle,
    Item,
    Money,
    ObjectId,
    Origins,
    Param,
    Plan,
    Quote,
    Ref,
    Result,
    Role,
    Step,
    Text,
    Tool,
    Value,
    When,
    designated,
)

SHOWN = 5
SAID = frozenset({REQUEST})
# Kinds of things that something is put into, and the kind of account that has them.
PLACES = {"mailbox": "mail", "folder": "files", "path": "files"}
QUESTIONS = {
    Role.DESTINATION: "To whom?",
    Role.TIME: "When?",
    Role.OBJECT: "Which one?",
    Role.QUOTE: "What should it be called?",
    Role.PROSE: "What should it say?",
    Role.MONEY: "How much?",
}


class Question(PlamError):
    """Something only the owner can say is missing; the message is the question."""


@dataclass(frozen=True, slots=True)
class Finders:
    """How quoted things are looked for; each finds through the gate or the owner's contacts.

    `place` finds where something goes: a `mailbox`, a `folder`, or a `path` that may not exist yet.
    """

    people: Callable[[str], Awaitable[Sequence[Contact]]]
    group: Callable[[str], Awaitable[Sequence[Contact]]]
    objects: Callable[[str, str], Awaitable[Sequence[Item]]]
    place: Callable[[str, str], Awaitable[ObjectId | None]]


@dataclass(frozen=True, slots=True)
class Bound:
    """A step's arguments as values, and the versions of the objects among them."""

    args: Mapping[str, Value]
    versions: tuple[tuple[ObjectId, str], ...]


class Binder:
    """Binds the steps of one plan, in order."""

    def __init__(
        self,
        find: Finders,
        now: Clock,
        origins: Origins = SAID,
        *,
        day_first: bool = True,
        told: Origins = frozenset(),
    ) -> None:
        """`now` gives the present in the owner's zone, `origins` are those of the request.

        `told` are those of what the planner knew beside it, which is in whatever it composed.
        """
        self._told = told
        self._day_first = day_first
        self._find = find
        self._now = now
        self._origins = origins

    async def bind(self, step: Step, tool: Tool, results: Mapping[int, Result]) -> Bound:
        """The step's arguments with every quote, handle and reference resolved.

        `results` maps earlier steps to what they found. Raises Question where the owner has to
        say more.
        """
        args: dict[str, Value] = {}
        versions: dict[ObjectId, str] = {}
        for param in tool.params:
            said = step.args.get(param.name)
            if said is None:
                if param.required and not param.derived:
                    raise Question(_missing(tool, param))
                continue
            value, items = await self._value(tool, param, said, results)
            args[param.name] = self._traced(value)
            versions.update((item.id, item.version) for item in items)
        return Bound(args, tuple(versions.items()))

    async def times(
        self, plan: Plan, params: Mapping[str, Sequence[Param]]
    ) -> dict[tuple[int, str], When]:
        """What the plan's said times mean now, by step and argument; unclear ones are left out."""
        found: dict[tuple[int, str], When] = {}
        for step in plan.steps:
            for param in params[step.tool]:
                said = step.args.get(param.name)
                if param.role is not Role.TIME or said is None:
                    continue
                parts = said if isinstance(said, tuple) else (said,)
                if isinstance(parts[0], Ref):
                    continue
                # What cannot be understood is asked about when the step's turn has come.
                with contextlib.suppress(Question):
                    found[step.index, param.name] = (await self._time(step.tool, parts)).data
        return found

    def _traced(self, value: Value) -> Value:
        """What a request that nobody typed chose came from that request, whatever it is."""
        if self._origins == SAID:
            return value
        return Value(value.data, value.origins - SAID | self._origins)

    async def _value(
        self, tool: Tool, param: Param, said: Argument, results: Mapping[int, Result]
    ) -> tuple[Value, Sequence[Item]]:
        parts = said if isinstance(said, tuple) else (said,)
        if isinstance(parts[0], Ref) and param.role in (Role.TIME, Role.QUOTE):
            return await self._read(tool, param, parts[0], results)
        if param.role is Role.TIME:
            return await self._time(tool.name, parts), ()
        if param.role is Role.PROSE or (param.role is Role.QUOTE and not param.many):
            composed = param.role is Role.PROSE and any(isinstance(each, Text) for each in parts)
            origins = SAID | self._told if composed else SAID
            return Value(" ".join(map(self._words, parts)), origins), ()
        if param.role is Role.QUOTE:
            return Value(tuple(map(self._words, parts)), SAID), ()
        if param.role is Role.MONEY:
            return self._money(parts[0]), ()
        found: list[Value] = []
        items: list[Item] = []
        for part in parts:
            one, seen = await (
                self._destination(param, part, results)
                if param.role is Role.DESTINATION
                else self._object(param, part, results)
            )
            found += one
            items += seen
        if param.many:
            unique = {value.data: value for value in found}
            return Value.join(tuple(unique), unique.values()), items
        if len(found) != 1:
            raise Question(_which(param.kind or param.name, items))
        return found[0], items

    async def _read(
        self, tool: Tool, param: Param, ref: Ref, results: Mapping[int, Result]
    ) -> tuple[Value, Sequence[Item]]:
        """What the reader quoted in an earlier step, with the origins of what it was read from."""
        items = results[ref.step].items
        if len(items) != 1 or not items[0].fields["value"].data:
            raise Question(f"Step {ref.step} found nothing to put under {param.name}.")
        read = items[0].fields["value"]
        if param.role is Role.TIME:
            resolved = await self._time(tool.name, [Quote(read.data)])
            return Value(resolved.data, read.origins), ()
        return Value((read.data,) if param.many else read.data, read.origins), ()

    def _words(self, part: Argument) -> str:
        match part:
            case Quote(text) | Text(text):
                return text
            case Handle():
                return part.label
        raise Question(f"I cannot use {part} as words.")

    async def _time(self, tool: str, parts: Sequence[Argument]) -> Value:
        phrase = " ".join(self._words(part) for part in parts)
        looking_back = tool.startswith("mail.")
        try:
            moment = await asyncio.to_thread(
                when.resolve,
                phrase,
                self._now(),
                default="past" if looking_back else "future",
                day_first=self._day_first,
            )
        except InputError as error:
            raise Question(str(error)) from error
        return Value(moment, SAID)

    def _money(self, part: Argument) -> Value:
        if isinstance(part, Handle) and isinstance(part.target, Money):
            return Value(part.target, part.origins)
        raise Question("How much, in which currency?")

    async def _destination(
        self, param: Param, part: Argument, results: Mapping[int, Result]
    ) -> tuple[list[Value], Sequence[Item]]:
        if isinstance(part, Ref):
            items = results[part.step].items
            values = {
                item.fields[part.field].data: item.fields[part.field]
                for item in items
                if part.field in item.fields and item.fields[part.field].data
            }
            if not values:
                raise Question(f"Step {part.step} found nobody to put under {param.name}. Whom?")
            if len(values) > 1:
                names = ", ".join(sorted(map(str, values))[:SHOWN])
                raise Question(f"Step {part.step} found several people: {names}. Which one?")
            return list(values.values()), items
        if isinstance(part, Handle):
            return [Value(part.target, part.origins)], ()
        name = self._words(part)
        if "@" in name:
            return [Value(name, SAID)], ()
        if param.many and (members := await self._find.group(name)):
            known = frozenset({REQUEST, CONTACTS})
            return [Value(person.addresses[0], known) for person in members], ()
        people = [person for person in await self._find.people(name) if person.addresses]
        if len(people) != 1:
            raise Question(_whom(name, people))
        return [Value(people[0].addresses[0], frozenset({REQUEST, CONTACTS}))], ()

    async def _object(
        self, param: Param, part: Argument, results: Mapping[int, Result]
    ) -> tuple[list[Value], Sequence[Item]]:
        if isinstance(part, Ref):
            items = results[part.step].items
            if not items:
                raise Question(f"Step {part.step} found nothing to act on.")
            return [designated(item) for item in items], items
        if isinstance(part, Handle):
            return [Value(part.target, part.origins)], ()
        words = self._words(part)
        if param.kind in PLACES:
            place = await self._find.place(param.kind, words)
            if place is None:
                raise Question(f"There is no {param.kind} {words!r}. Which one?")
            return [Value(place, SAID)], ()
        found = await self._find.objects(param.kind, words)
        if not found:
            raise Question(f"I find no {param.kind} {words!r}. Which one?")
        if len({_series(item.id) for item in found}) > 1:
            raise Question(_which(param.kind, found))
        return [designated(found[0])], found[:1]


def _series(thing: ObjectId) -> str:
    """The id without the instance of a repeating event."""
    return thing.id.partition("/")[0] if thing.kind == "event" else thing.id


def _missing(tool: Tool, param: Param) -> str:
    return f"{QUESTIONS[param.role]} ({tool.summary}: {param.name} is missing.)"


def _which(kind: str, items: Sequence[Item]) -> str:
    titles = [_title(item) for item in items[:SHOWN]]
    more = f" and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
    return f"Which {kind}? I find {'; '.join(titles)}{more}."


def _title(item: Item) -> str:
    for name in ("title", "subject", "name"):
        if name in item.fields:
            return str(item.fields[name].data)
    return item.id.id


def _whom(name: str, people: Sequence[Contact]) -> str:
    if not people:
        return f"I know no address of {name!r}. Whom do you mean?"
    known = ", ".join(f"{person.name} <{person.addresses[0]}>" for person in people[:SHOWN])
    return f"Which {name!r} do you mean: {known}?"

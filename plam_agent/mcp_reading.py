"""What an MCP client says, as typed values with their origins.

A client is another agent, and what it read moves it. Its words are nobody's request: every value
that it gives, and every thing that it chooses among those it was shown, comes from
`mcp-client:NAME`, beside what it was made of. Only where a grant that this device signed says word
for word what an argument holds, or which earlier result it is taken from, the value is that
grant's: the owner's own word, or what the step found.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from . import when
from .binding import PLACES, Bound, Question
from .errors import InputError, PolicyError
from .finding import Finding
from .policy.bounds import STEP, Found
from .policy.bounds import Bound as Bounded
from .policy.grants import Grant, permits
from .policy.scalars import money
from .policy.tree import Place, Scalar
from .runtime import Runtime
from .types import (
    CONTACTS,
    POLICY,
    Call,
    Item,
    Money,
    ObjectId,
    Origin,
    Origins,
    Param,
    Role,
    Tool,
    Value,
    When,
    designated,
)

ORIGIN = "mcp-client"
MOST_HANDLES = 5_000
LONGEST = 200_000
"""How many characters all arguments of a call may have."""

# Kinds of accounts whose destinations are people, so that a name is looked up.
_PEOPLE = frozenset({"mail", "calendar", "contacts"})


@dataclass(slots=True)
class Handles:
    """What one client was shown, by the names that it may designate it with."""

    _items: dict[str, Item] = field(default_factory=dict)
    _names: dict[ObjectId, str] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def mint(self, item: Item) -> str:
        """The handle of an item, a new one where it was not shown before."""
        name = self._names.get(item.id)
        if name is None:
            if len(self._items) >= MOST_HANDLES:
                oldest = next(iter(self._items))
                self._names.pop(self._items.pop(oldest).id, None)
            name = f"{item.id.kind[:1]}{next(self._numbers)}"
        self._names[item.id] = name
        self._items[name] = item
        return name

    def get(self, name: str) -> Item | None:
        """What a handle stands for."""
        return self._items.get(name)


class Reading:
    """Reads the arguments of one client's calls."""

    def __init__(self, runtime: Runtime, client: str, handles: Handles) -> None:
        """`client` is the name that the owner gave it."""
        self._runtime = runtime
        self._handles = handles
        self._finding = Finding(runtime, {}, _nothing)
        self.origins: Origins = frozenset({Origin(ORIGIN, client)})

    async def bound(self, tool: Tool, said: Mapping[str, Any]) -> Bound:
        """The arguments of a call. Raises InputError and Question for what means nothing."""
        params = {param.name: param for param in tool.params if not param.derived}
        if unknown := [name for name in said if name not in params]:
            known = ", ".join(params) or "no argument"
            raise InputError(f"{tool.name} takes no {unknown[0][:60]!r}", fix=f"It takes {known}.")
        if sum(len(str(each)) for each in said.values()) > LONGEST:
            raise InputError(f"the arguments have over {LONGEST} characters")
        args: dict[str, Value] = {}
        versions: dict[ObjectId, str] = {}
        for name, given in said.items():
            if given is None or given == "" or given == []:
                continue
            value = await self._value(tool, params[name], given, versions)
            args[name] = Value(value.data, value.origins | self.origins)
        return Bound(args, tuple(versions.items()))

    async def _value(
        self, tool: Tool, param: Param, given: Any, versions: dict[ObjectId, str]
    ) -> Value:
        parts = given if isinstance(given, list) else [given]
        if len(parts) > 1 and not param.many:
            raise InputError(f"{param.name} is one, and not a list")
        found = [await self._part(tool, param, each, versions) for each in parts]
        return Value.join(tuple(v.data for v in found), found) if param.many else found[0]

    async def _part(
        self, tool: Tool, param: Param, said: Any, versions: dict[ObjectId, str]
    ) -> Value:
        if param.role is Role.OBJECT:
            return await self._thing(param, said, versions)
        if param.role is Role.MONEY:
            return Value(_amount(said, param.name), self.origins)
        shape = tool.args.model_fields[param.name].annotation
        if not isinstance(said, str) and _takes(shape, said):
            return Value(said, self.origins)
        text = _text(said, param.name)
        if param.role is Role.TIME and When in get_args(shape):
            home = self._runtime.home
            moment = await asyncio.to_thread(
                when.resolve,
                text,
                home.now(),
                default="past" if tool.name.startswith("mail.") else "future",
                day_first=home.settings.day_first,
            )
            return Value(moment, self.origins)
        if param.role is Role.DESTINATION and "@" not in text and tool.account in _PEOPLE:
            return await self._person(text)
        return Value(text, self.origins)

    async def _person(self, name: str) -> Value:
        people = [each for each in await self._finding.people(name) if each.addresses]
        if len(people) != 1:
            # Who else there is would be told to somebody who may not look.
            why = "nobody" if not people else "several people"
            raise InputError(f"{name!r} is {why} in the owner's contacts", fix="Give an address.")
        return Value(people[0].addresses[0], self.origins | {CONTACTS})

    async def _thing(self, param: Param, said: Any, versions: dict[ObjectId, str]) -> Value:
        if isinstance(said, Mapping):
            return Value(_spelled(said, param), self.origins)
        text = _text(said, param.name)
        item = self._handles.get(text)
        if item is not None:
            versions[item.id] = item.version
            return designated(item)
        if param.kind in PLACES:
            place = await self._finding.place(param.kind, text)
            if place is not None:
                return Value(place, self.origins)
        raise InputError(f"{text[:60]!r} is no {param.kind or 'thing'} that was shown here")


def granted(
    chain: Sequence[Grant],
    device: str,
    call: Call,
    found: Found,
    *,
    done: frozenset[int] = frozenset(),
    step: int = 0,
) -> Call:
    """The call as the grants see it: its step, and of each pinned argument the grant's own origin.

    Only what a grant says that this device signed is the owner's word. Where a plan's grant gives
    the tool to several steps, the call is of `step` where the client says which it means, and else
    of the first that fits and is not in `done`.
    """
    call = replace(call, step=step or call.step)
    for tried in (call.step,) if step else (*_steps(chain, call.tool, done), call.step):
        asked = replace(call, step=tried)
        made = replace(asked, args=_traced(chain, device, asked, found))
        if all(permits(grant, made, found) is None for grant in chain):
            return made
    return replace(call, args=_traced(chain, device, call, found))


def _steps(chain: Sequence[Grant], tool: str, done: frozenset[int]) -> list[int]:
    named = {
        int(each)
        for grant in chain
        for bounds in grant.arguments.get(tool, ())
        if STEP in bounds
        for each in bounds[STEP].values or ()
    }
    return sorted(named, key=lambda step: (step in done, step))


def _traced(
    chain: Sequence[Grant], device: str, call: Call, found: Found
) -> tuple[tuple[str, Value], ...]:
    signed = [g for at, g in enumerate(chain) if at == 0 or chain[at - 1].holder == device]
    return tuple((name, _origin(signed, call, name, value, found)) for name, value in call.args)


def _origin(signed: Sequence[Grant], call: Call, name: str, value: Value, found: Found) -> Value:
    step = Value(call.step, frozenset())
    for grant in signed:
        alternatives = [
            bounds
            for bounds in grant.arguments.get(call.tool, ())
            if STEP not in bounds or bounds[STEP].holds(step)
        ]
        pins = [bounds[name] for bounds in alternatives if name in bounds]
        if not pins or len(pins) != len(alternatives):
            continue
        if all(_says(pin, value) for pin in pins):
            return Value(value.data, frozenset({POLICY}))
        if len(pins) == 1 and pins[0].recipes:
            made = _found_in(pins[0], value, found)
            if made is not None:
                return made
    return value


def _says(pin: Bounded, value: Value) -> bool:
    """Whether a bound names the words themselves."""
    return pin.values is not None and not pin.recipes and pin.holds(value)


def _found_in(pin: Bounded, value: Value, found: Found) -> Value | None:
    """The value with the origins of what an earlier step found, if it is that."""
    parts = value.data if isinstance(value.data, tuple) else (value.data,)
    sources = [each for recipe in pin.recipes for piece in recipe if piece.startswith("$")
               for each in found(piece)]  # fmt: skip
    everything = frozenset[Origin]().union(*(each.origins for each in sources))
    if not sources or not pin.holds(Value(value.data, everything), found):
        return None
    used: set[Origin] = set()
    for part in parts:
        same = [
            each for each in sources if pin.holds(Value((part,), each.origins | {POLICY}), found)
        ]
        if not same and pin.values and pin.holds(Value((part,), frozenset())):
            used.add(POLICY)
            continue
        used |= min(same, key=lambda each: len(each.origins)).origins if same else everything
    return Value(value.data, frozenset(used))


def _takes(shape: Any, said: Any) -> bool:
    """Whether an argument is a number or a truth value, and this is one."""
    if not isinstance(said, bool | int | float):
        return False
    try:
        TypeAdapter(shape).validate_python(said, strict=True)
    except ValidationError:
        return False
    return True


async def _nothing(tool: Tool, bound: Bound) -> Any:
    raise Question("a client designates things by their handles.")


def _text(said: Any, name: str) -> str:
    if isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(said, int | float):
        return f"{said}"
    if not isinstance(said, str):
        raise InputError(f"{name} is text")
    return said


def _amount(said: Any, name: str) -> Money:
    try:
        return money(Scalar(_text(said, name), Place("", 0)), name)
    except PolicyError as error:
        raise InputError(error.message, fix=error.fix) from error


def _spelled(said: Mapping[str, Any], param: Param) -> ObjectId:
    parts = [said.get(key) for key in ("kind", "account", "id")]
    if len(said) != 3 or not all(isinstance(each, str) and each for each in parts):
        raise InputError(f"{param.name} is a handle from an earlier result")
    return ObjectId(*map(str, parts))

"""What a call says of itself, held against what its tool declares: looked at before any decision.

The decision rests on a call's effect and on the roles of its arguments, and whoever made the call
wrote them down. They are looked at anew for every call, so that nobody sends mail as a reading.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Container
from typing import Any

import pydantic

from . import cards
from .errors import InputError, PlamError
from .tools.registry import Registry
from .types import Call, Deny, Effect, Money, ObjectId, Tool, Value, data

MOST = 10**15


def check_written(call: Call) -> None:
    """Raise InputError for a call that cannot be written down: NaN, what has no JSON form."""
    try:
        _ = call.digest
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError(f"{call.tool}: an argument cannot be written down: {error}") from error


def without_cards(call: Call) -> tuple[Call, str]:
    """The call with each payment card number replaced, and why it is refused; else it and nothing.

    It is another call, with a digest of its own: from that of the first a number could be guessed.
    """
    for name, value in call.args:
        try:
            cards.refuse(data(value.data), f"`{name}` of {call.tool}")
        except InputError as error:
            args = tuple((each, Value(cards.without(v.data), v.origins)) for each, v in call.args)
            return dataclasses.replace(call, args=args), str(error)
    return call, ""


def fitting(registry: Registry, call: Call, shared: Container[str]) -> tuple[Tool, Any] | Deny:
    """The call's tool and its arguments as that tool's model, or why it is none of its calls."""
    tool = registry.get(call.tool)
    if tool is None or tool.run is None:
        return Deny("", (f"nothing here can do {call.tool} yet",))
    try:
        args = arguments(tool, call)
    except PlamError as error:
        return Deny("", (str(error),))
    if why := untrue(tool, call, args, shared):
        return Deny("", (why,))
    return tool, args


def arguments(tool: Tool, call: Call) -> Any:
    """The call's arguments as the tool's own model. Raises InputError naming the argument."""
    given = {name: value.data for name, value in call.args if value.data is not None}
    missing = [p.name for p in tool.params if p.required and not given.get(p.name)]
    if missing:
        raise InputError(f"{tool.name} needs {' and '.join(missing)}")
    try:
        return tool.args.model_validate(given)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(f"{tool.name}: {place}: {first['msg']}") from error


def untrue(tool: Tool, call: Call, args: Any, shared: Container[str]) -> str:
    """What of the call's own account of itself is untrue; empty where nothing is.

    `args` are the arguments as the tool's model, `shared` the names of accounts that others see.
    """
    roles, declared = dict(call.roles), {param.name: param.role for param in tool.params}
    if len(roles) != len(call.roles) or any(
        roles.get(name) is not declared.get(name) for name, _ in call.args
    ):
        return f"the roles of its arguments are not those of {tool.name}"
    for name, value in call.args:
        parts = value.data if isinstance(value.data, tuple) else (value.data,)
        if any(isinstance(each, Money) and not _counts(each) for each in parts):
            return f"`{name}` is no amount in whole minor units"
    if call.reversible and not tool.reversible:
        return f"{tool.name} cannot be taken back, and the call says that it can"
    least = tool.effect if tool.effect_of is None else max(tool.effect, tool.effect_of(args))
    if least is Effect.WRITE and any(name in shared for name in _touched(call)):
        least = Effect.SEND
    if call.effect < least:
        return f"it would {least.name}, and the call says {call.effect.name}"
    return ""


def _counts(money: Money) -> bool:
    # True is 1 to Python, and the ledger adds up what SQLite keeps as 64-bit integers.
    return type(money.minor) is int and abs(money.minor) <= MOST


def _touched(call: Call) -> set[str]:
    touched = {call.account}
    for _, value in call.args:
        parts = value.data if isinstance(value.data, tuple) else (value.data,)
        touched.update(part.account for part in parts if isinstance(part, ObjectId))
    return touched

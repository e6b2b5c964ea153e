"""Calls, values and results as journal bodies and back, with every type and origin kept."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from .errors import DamageError
from .types import (
    Call,
    Effect,
    Money,
    ObjectId,
    Origin,
    Origins,
    Result,
    Role,
    Value,
    When,
)


def encoded(data: Any) -> Any:
    """Typed data as JSON in which `{"$": type, …}` marks what is not plain."""
    match data:
        case None | bool() | int() | float() | str():
            return data
        case ObjectId(kind, account, id_):
            return {"$": "object", "kind": kind, "account": account, "id": id_}
        case Money(minor, currency):
            return {"$": "money", "minor": minor, "currency": currency}
        case When(phrase, start, end, all_day):
            return {
                "$": "when",
                "phrase": phrase,
                "start": start.isoformat(),
                "end": end.isoformat() if end else None,
                "zone": str(start.tzinfo),
                "all_day": all_day,
            }
        case tuple() | list():
            return [encoded(item) for item in data]
        case Mapping():
            return {str(key): encoded(item) for key, item in data.items()}
    raise TypeError(f"{type(data).__name__} cannot be recorded")


def decoded(data: Any) -> Any:
    """What `encoded` wrote; sequences come back as tuples. Raises DamageError."""
    with _readable("a value"):
        return _decoded(data)


def _decoded(data: Any) -> Any:
    if isinstance(data, list):
        return tuple(_decoded(item) for item in data)
    if not isinstance(data, Mapping):
        return data
    match data.get("$"):
        case None:
            return {key: _decoded(item) for key, item in data.items()}
        case "object":
            return ObjectId(text(data["kind"]), text(data["account"]), text(data["id"]))
        case "money":
            return Money(whole(data["minor"]), text(data["currency"]))
        case "when":
            return When(
                text(data["phrase"]),
                _instant(data["start"], data["zone"]),
                _instant(data["end"], data["zone"]) if data["end"] else None,
                _truth(data["all_day"]),
            )
    raise DamageError(f"A journal record holds an unknown type {str(data['$'])[:40]!r}.")


@contextlib.contextmanager
def _readable(what: str) -> Iterator[None]:
    """Turn what a body of another form makes of Python's own errors into damage."""
    try:
        yield
    except (
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as error:
        raise DamageError(f"A journal record holds {what} that cannot be read.") from error


def text(value: Any) -> str:
    """The value, which is to be a text. Raises TypeError where it is none."""
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def whole(value: Any) -> int:
    """The value, which is to be a whole number. Raises TypeError where it is none."""
    if type(value) is not int:
        raise TypeError("not a whole number")
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


def _instant(text: str, zone: str) -> datetime:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    moment = datetime.fromisoformat(text)
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return moment


def origins_of(origins: Origins) -> list[Any]:
    """Origins as JSON, sorted."""
    return [_origin(origin) for origin in sorted(origins)]


def _origin(origin: Origin) -> Any:
    if not origin.beneath:
        return str(origin)
    return {"origin": str(origin), "beneath": [_origin(each) for each in origin.beneath]}


def _parsed_origin(data: Any) -> Origin:
    if isinstance(data, str):
        kind, _, locator = data.partition(":")
        return Origin(kind, locator)
    top = _parsed_origin(data["origin"])
    return Origin(top.kind, top.locator, tuple(_parsed_origin(each) for each in data["beneath"]))


def read_origins(body: Any) -> Origins:
    """What `origins_of` wrote. Raises DamageError."""
    with _readable("origins"):
        return frozenset(map(_parsed_origin, body))


def value_body(value: Value) -> dict[str, Any]:
    """A value as JSON."""
    return {"data": encoded(value.data), "origins": origins_of(value.origins)}


def read_value(body: Mapping[str, Any]) -> Value:
    """What `value_body` wrote. Raises DamageError."""
    with _readable("a value"):
        return Value(_decoded(body["data"]), frozenset(map(_parsed_origin, body["origins"])))


def call_body(call: Call) -> dict[str, Any]:
    """A call as JSON, complete enough to be decided about and run again."""
    return {
        "run": call.run,
        "step": call.step,
        "account": call.account,
        "tool": call.tool,
        "effect": call.effect.name,
        "reversible": call.reversible,
        "args": [[name, value_body(value)] for name, value in call.args],
        "roles": [[name, role.value] for name, role in call.roles],
        "versions": [[encoded(thing), version] for thing, version in call.versions],
        "confidence": call.confidence,
        "authenticated": call.authenticated,
        "digest": call.digest,
    }


def read_call(body: Mapping[str, Any]) -> Call:
    """What `call_body` wrote. Raises DamageError, also where the digest does not match."""
    with _readable("a call"):
        call = Call(
            run=text(body["run"]),
            step=whole(body["step"]),
            account=text(body["account"]),
            tool=text(body["tool"]),
            effect=Effect[body["effect"]],
            reversible=_truth(body["reversible"]),
            args=tuple((text(name), read_value(value)) for name, value in body["args"]),
            roles=tuple((text(name), Role(role)) for name, role in body["roles"]),
            versions=tuple((_decoded(thing), text(mark)) for thing, mark in body["versions"]),
            confidence=float(body["confidence"]),
            authenticated=_truth(body["authenticated"]),
        )
        same = call.digest == body["digest"]
    if not same:
        raise DamageError(f"The recorded call of {call.tool[:60]!r} is not what was decided.")
    return call


def result_body(result: Result) -> dict[str, Any]:
    """What a tool returned, for the journal: ids, versions, the line for the owner, the undo.

    Beside messages stands who wrote each, an addr-spec or empty.
    """
    body: dict[str, Any] = {
        "items": [[encoded(item.id), item.version] for item in result.items],
        "summary": result.summary,
        "undo": result.undo,
    }
    senders = [item.fields.get("sender") for item in result.items]
    if any(senders):
        body["senders"] = [str(each.data or "") if each else "" for each in senders]
    return body

"""Calls, values and results as journal bodies and back, with every type and origin kept."""

from __future__ import annotations

from collections.abc import Mapping
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
    if isinstance(data, list):
        return tuple(decoded(item) for item in data)
    if not isinstance(data, Mapping):
        return data
    try:
        match data.get("$"):
            case None:
                return {key: decoded(item) for key, item in data.items()}
            case "object":
                return ObjectId(data["kind"], data["account"], data["id"])
            case "money":
                return Money(data["minor"], data["currency"])
            case "when":
                return When(
                    data["phrase"],
                    _instant(data["start"], data["zone"]),
                    _instant(data["end"], data["zone"]) if data["end"] else None,
                    data["all_day"],
                )
    except (KeyError, ValueError) as error:
        raise DamageError(
            f"A journal record holds a value that cannot be read: {error}."
        ) from error
    raise DamageError(f"A journal record holds an unknown type {data['$']!r}.")


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


def value_body(value: Value) -> dict[str, Any]:
    """A value as JSON."""
    return {"data": encoded(value.data), "origins": origins_of(value.origins)}


def read_value(body: Mapping[str, Any]) -> Value:
    """What `value_body` wrote."""
    return Value(decoded(body["data"]), frozenset(_parsed_origin(o) for o in body["origins"]))


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
    """What `call_body` wrote. Raises DamageError where the digest does not match."""
    call = Call(
        run=body["run"],
        step=body["step"],
        account=body["account"],
        tool=body["tool"],
        effect=Effect[body["effect"]],
        reversible=body["reversible"],
        args=tuple((name, read_value(value)) for name, value in body["args"]),
        roles=tuple((name, Role(role)) for name, role in body["roles"]),
        versions=tuple((decoded(thing), version) for thing, version in body["versions"]),
        confidence=body["confidence"],
        authenticated=body["authenticated"],
    )
    if call.digest != body["digest"]:
        raise DamageError(f"The recorded call of {call.tool} is not the one that was decided.")
    return call


def result_body(result: Result) -> dict[str, Any]:
    """What a tool returned, for the journal: ids, versions, the line for the owner, the undo."""
    return {
        "items": [[encoded(item.id), item.version] for item in result.items],
        "summary": result.summary,
        "undo": result.undo,
    }

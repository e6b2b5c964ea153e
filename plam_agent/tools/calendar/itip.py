"""Scheduling objects (RFC 5546): the people and revisions of events, and what is made of them.

Of somebody else's event only the properties listed here are kept, in bounded length, so that
neither alarms nor attachments nor what a program added ever travel from one person to another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from ..mail.headers import Address, canonical
from ..matching import plain
from . import ical

ANSWERS = {"accept": "ACCEPTED", "decline": "DECLINED", "tentative": "TENTATIVE"}
STANDINGS = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "tentatively accepted",
    "NEEDS-ACTION": "has not answered",
    "DELEGATED": "delegated",
}
_LINES = {"SUMMARY": 400, "LOCATION": 400}
KEPT = {  # no ATTACH, URL or X- property, and nothing beneath an event
    "UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE",
    "EXDATE", "RECURRENCE-ID", "SEQUENCE", "STATUS", "CLASS", "SUMMARY", "LOCATION",
    "DESCRIPTION", "ORGANIZER", "ATTENDEE", "TRANSP", "CREATED", "LAST-MODIFIED",
}  # fmt: skip
_PARAMETERS = frozenset({"CN", "PARTSTAT", "ROLE", "RSVP", "CUTYPE"})
_TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE")


@dataclass(frozen=True, slots=True)
class Guest:
    """An ATTENDEE: who, and what they answered (PARTSTAT in upper case)."""

    address: Address
    standing: str


def address_of(value: Any) -> Address:
    """A calendar user address (RFC 5545 section 3.3.3); `spec` is empty where mail cannot go."""
    spec = canonical(re.sub(r"^\s*mailto:", "", str(value), flags=re.IGNORECASE))
    name = getattr(value, "params", {}).get("CN", "")
    return Address(plain(str(name), 60), spec if spec.isascii() else "")


def organizer(event: Any) -> Address | None:
    """Who organizes an event; None where nobody is named or mail cannot reach them."""
    value = event.get("ORGANIZER")
    if value is None or isinstance(value, list):
        return None
    found = address_of(value)
    return found if found.spec else None


def guests(event: Any) -> tuple[Guest, ...]:
    """The attendees whom mail can reach, each once."""
    found: dict[str, Guest] = {}
    for value in ical.many(event, "ATTENDEE"):
        address = address_of(value)
        standing = str(getattr(value, "params", {}).get("PARTSTAT", "NEEDS-ACTION")).upper()
        if address.spec:
            found.setdefault(address.spec, Guest(address, standing))
    return tuple(found.values())


def sequence(event: Any) -> int:
    """The revision of an event (RFC 5545 section 3.8.7.4); 0 where it is no number."""
    try:
        return max(0, int(event.get("SEQUENCE", 0)))
    except (TypeError, ValueError):
        return 0


def stamp(event: Any) -> datetime:
    """When this revision was written; the earliest instant where that is not said."""
    value = getattr(event.get("DTSTAMP"), "dt", None)
    if not isinstance(value, datetime):
        return datetime.min.replace(tzinfo=UTC)
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def stripped(event: Any) -> Any:
    """A VEVENT of the properties that are kept, texts bounded, without anything beneath it."""
    fresh = type(event)()
    for key, value in event.items():
        name = key.upper()
        if name in ("ORGANIZER", "ATTENDEE"):
            values = value if isinstance(value, list) else [value]
            fresh[name] = [_person(each) for each in values if address_of(each).spec]
            if name == "ORGANIZER":
                fresh[name] = fresh[name][0] if fresh[name] else None
            if not fresh[name]:
                del fresh[name]
        elif name in _LINES:
            line = plain(ical.text(event, name), _LINES[name])
            if line:
                fresh.add(name, line)
        elif name == "DESCRIPTION":
            kept = "".join(c for c in ical.text(event, name) if c.isprintable() or c in "\n\t")
            fresh.add(name, kept[:20_000])
        elif name in KEPT:
            fresh[name] = value
    return fresh


def _person(value: Any) -> Any:
    """A person's property with the parameters that are kept."""
    address = address_of(value)
    fresh = type(value)(f"mailto:{address.spec}")
    for key, held in getattr(value, "params", {}).items():
        name = key.upper()
        if name == "CN" and address.name:
            fresh.params["CN"] = address.name
        elif name in _PARAMETERS and re.fullmatch(r"[A-Za-z-]{1,30}", str(held)):
            fresh.params[name] = str(held).upper()
    return fresh


def answering(event: Any, address: str, standing: str) -> Any:
    """A copy of the event in which `address` has answered; their line is added where it lacks."""
    fresh = copied(event)
    if address not in {guest.address.spec for guest in guests(fresh)}:
        fresh.add("attendee", f"mailto:{address}")
    for line in ical.many(fresh, "ATTENDEE"):
        if address_of(line).spec == address:
            line.params["PARTSTAT"] = standing
            line.params.pop("RSVP", None)
    return fresh


def copied(event: Any) -> Any:
    """A copy whose people can be changed without changing the original."""
    fresh = type(event)()
    for key, value in event.items():
        fresh[key] = value
    for key in ("ORGANIZER", "ATTENDEE"):
        if key in fresh:
            held = fresh[key]
            fresh[key] = [_again(e) for e in held] if isinstance(held, list) else _again(held)
    for part in event.subcomponents:
        fresh.add_component(part)
    return fresh


def _again(value: Any) -> Any:
    fresh = type(value)(str(value))
    for key, held in value.params.items():
        fresh.params[key] = held
    return fresh


def reply(source: Any, events: Iterable[Any], address: str, standing: str, now: datetime) -> bytes:
    """A REPLY to a REQUEST (RFC 5546 section 3.2.3): only one's own ATTENDEE line."""
    answers = [_answer(event, address, standing, now) for event in events]
    return packed(source, answers, "REPLY")


def _answer(event: Any, address: str, standing: str, now: datetime) -> Any:
    fresh = answering(event, address, standing)
    keep_guests(fresh, [address])
    for key in ("DTSTAMP", "DESCRIPTION", "STATUS", "CREATED", "LAST-MODIFIED"):
        fresh.pop(key, None)
    fresh.add("dtstamp", now.astimezone(UTC))
    return fresh


def packed(source: Any, events: Iterable[Any], method: str = "") -> bytes:
    """A file of `events` with the time zones that they use, out of the calendar `source`."""
    calendar = type(source)()
    calendar.add("prodid", ical.PRODUCT)
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    listed = list(events)
    used = zones_of(listed)
    for part in source.subcomponents:
        if part.name == "VTIMEZONE" and ical.text(part, "TZID") in used:
            calendar.add_component(part)
    for event in listed:
        calendar.add_component(event)
    return ical.packed(calendar)


def zones_of(events: Iterable[Any]) -> set[str]:
    """The TZIDs that events use."""
    listed = [value for event in events for key in _TIMES for value in ical.many(event, key)]
    return {str(getattr(value, "params", {}).get("TZID", "")) for value in listed} - {""}


def declining(event: Any, mine: Sequence[str], now: datetime) -> Any:
    """What a guest answers who takes an event out of their calendar."""
    listed = [guest.address.spec for guest in guests(event)]
    me = next(each for each in listed if each in mine)
    return _answer(stripped(event), me, "DECLINED", now)


def keep_guests(event: Any, kept: Sequence[str]) -> None:
    """Leave only the ATTENDEE lines of `kept`."""
    lines = [line for line in ical.many(event, "ATTENDEE") if address_of(line).spec in kept]
    event.pop("ATTENDEE", None)
    if lines:
        event["ATTENDEE"] = lines


def ask_again(event: Any, mine: Sequence[str]) -> None:
    """Forget what the guests answered: it was said of another time."""
    for line in ical.many(event, "ATTENDEE"):
        if address_of(line).spec not in mine:
            line.params["PARTSTAT"] = "NEEDS-ACTION"
            line.params["RSVP"] = "TRUE"


def excluded(event: Any, zone: tzinfo) -> dict[str, Any]:
    """The dates that a series leaves out (EXDATE), by their recurrence ids."""
    return {ical.key_of(moment, zone): moment for moment in ical.moments(event, "EXDATE")}

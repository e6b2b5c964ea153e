"""What guests have to be told of a change to a calendar file (RFC 5546 section 3.2).

Pure: two versions of a file in, scheduling messages out. Whoever organizes an event sends requests
and cancellations; a guest who takes an event away sends a reply that declines it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Literal

from ..mail.headers import Address
from . import ical, itip

Kind = Literal["new", "changed", "cancelled", "declined"]

# What tells one revision from another, and what is compared by itself.
_ASIDE = {"DTSTAMP", "SEQUENCE", "CREATED", "LAST-MODIFIED", "ATTENDEE", "ORGANIZER", "EXDATE"}
_SCHEDULE = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "RECURRENCE-ID")


@dataclass(frozen=True, slots=True)
class Notice:
    """One scheduling message: the VEVENTs it holds, and the addr-specs it is for."""

    kind: Kind
    events: tuple[Any, ...]
    to: tuple[str, ...]
    source: Any

    @property
    def method(self) -> str:
        """The METHOD of iTIP."""
        return {"cancelled": "CANCEL", "declined": "REPLY"}.get(self.kind, "REQUEST")

    def packed(self) -> bytes:
        """The scheduling message as iCalendar."""
        return itip.packed(self.source, self.events, self.method)


@dataclass(frozen=True, slots=True)
class Sides:
    """An event before and after a change, and whose event it is.

    `mine` are the owner's addr-specs, the one that invitations name first.
    """

    before: Any
    after: Any
    uid: str
    mine: tuple[str, ...]
    zone: tzinfo
    now: datetime

    def organizer(self) -> Address | None:
        """Who organizes it where that is somebody else; None where it is the owner."""
        for calendar in (self.before, self.after):
            for event in _of(calendar, self.uid):
                found = itip.organizer(event)
                if found is not None:
                    return None if found.spec in self.mine else found
        return None


def notices(sides: Sides) -> list[Notice]:
    """What has to be said, in the order in which it is to be said; empty where nothing has."""
    if sides.organizer() is not None:
        return _as_guest(sides)
    before, after = _named(sides.before, sides), _named(sides.after, sides)
    if not after or ("" in before and "" not in after):
        gone = [event for key, event in before.items() if not key or "" not in before]
        return _cancelling(sides, gone, _guests(before.values(), sides), sides.before)
    if "" in after and "" not in before:
        return _requesting(sides, "new", after, _guests(after.values(), sides), before)
    return _as_organizer(sides, before, after)


def _as_organizer(sides: Sides, before: dict[str, Any], after: dict[str, Any]) -> list[Notice]:
    old, new = before.get(""), after.get("")
    had, has = _guests(_some(old), sides), _guests(_some(new), sides)
    parted = [guest for guest in had if guest not in has]
    found = _cancelling(sides, _some(old), parted, sides.before, new)
    gone = _dates_gone(sides, before, after)
    reverted = "" in after and any(key not in after and key not in gone for key in before)
    if new is not None and (reverted or not _same(old, new)):
        # The series says which dates it leaves out; only those marked by themselves are not in it.
        told = _left_out(sides.after, sides)
        gone = {key: event for key, event in gone.items() if told.get(key) is not None}
        found += _requesting(sides, "changed", after, has, before)
        return found + _cancelling(sides, list(gone.values()), has, sides.after)
    known = _guests(before.values(), sides)
    added = [guest for guest in has if guest not in known]
    found += _requesting(sides, "new", after, added, before)
    dates = list(gone.values())
    found += _cancelling(sides, dates, _guests(dates, sides), sides.before)
    for key, event in after.items():
        base = before.get(key, old)
        if not key or (key in before and _unchanged(before[key], event, sides)):
            continue
        had, has = _guests(_some(base), sides), _guests([event], sides)
        out = [guest for guest in had if guest not in has]
        found += _cancelling(sides, [event], out, sides.after)
        kept = [guest for guest in has if guest not in added]
        earlier = {key: base} if base is not None else {}
        found += _requesting(sides, "changed", {key: event}, kept, earlier)
    return found


def _some(event: Any) -> list[Any]:
    return [] if event is None else [event]


def _dates_gone(sides: Sides, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The dates of a series that are no longer, as events, by recurrence id."""
    was, left_out = _left_out(sides.before, sides), _left_out(sides.after, sides)
    gone: dict[str, Any] = {}
    for key, marked in left_out.items():
        if key in was:
            continue
        if key in before:
            gone[key] = before[key]
        else:
            gone[key] = marked if marked is not None else _instance(after[""], key, sides)
    if "" not in after:
        gone |= {key: event for key, event in before.items() if key not in after}
    return gone


def _left_out(calendar: Any, sides: Sides) -> dict[str, Any]:
    """Dates that a series leaves out (None), and dates marked as cancelled (their events)."""
    found: dict[str, Any] = {}
    for event in _of(calendar, sides.uid):
        if "RECURRENCE-ID" not in event:
            found |= dict.fromkeys(itip.excluded(event, sides.zone))
        elif ical.text(event, "STATUS").upper() == "CANCELLED":
            found[ical.instance_of(event, sides.zone)] = event
    return found


def _as_guest(sides: Sides) -> list[Notice]:
    """A guest who takes an event or some of its dates away declines them."""
    organizer = sides.organizer()
    before, after = _named(sides.before, sides), _named(sides.after, sides)
    whole = "" in before and "" not in after
    gone = before if not after else _dates_gone(sides, before, after)
    lost = [before[""]] if whole else [gone[key] for key in gone]
    lost = [event for event in lost if _invites(event, sides)]
    if not lost or organizer is None:
        return []
    replies = [itip.declining(event, sides.mine, sides.now) for event in lost]
    return [Notice("declined", tuple(replies), (organizer.spec,), sides.before)]


def _invites(event: Any, sides: Sides) -> bool:
    return any(guest.address.spec in sides.mine for guest in itip.guests(event))


def _cancelling(
    sides: Sides, events: Sequence[Any], to: Sequence[str], source: Any, newer: Any = None
) -> list[Notice]:
    """A CANCEL (RFC 5546 section 3.2.5) that names those who are told and nobody else."""
    if not events or not to:
        return []
    written = []
    for event in events:
        fresh = _outgoing(event, sides)
        number = max(itip.sequence(event) + 1, itip.sequence(newer) if newer is not None else 0)
        _number(fresh, number)
        fresh.pop("STATUS", None)
        fresh.add("status", "CANCELLED")
        fresh.pop("DESCRIPTION", None)
        itip.keep_guests(fresh, to)
        written.append(fresh)
    return [Notice("cancelled", tuple(written), tuple(to), source)]


def _requesting(
    sides: Sides,
    kind: Kind,
    events: dict[str, Any],
    to: Sequence[str],
    before: dict[str, Any] | None = None,
) -> list[Notice]:
    """A REQUEST (RFC 5546 section 3.2.2) of the whole event, or of single dates of it.

    Notes leave only to people some of whom were guests before: they were not written for others.
    """
    if not to:
        return []
    earlier = before or {}
    written = []
    for key, event in events.items():
        base = earlier.get(key)
        fresh = _outgoing(event, sides)
        moved = base is not None and any(_text(base, k) != _text(event, k) for k in _SCHEDULE)
        number = itip.sequence(event)
        if base is not None and not _same(base, event):
            number = max(number, itip.sequence(base) + 1)
        _number(fresh, number)
        if moved:
            itip.ask_again(fresh, sides.mine)
        if not _guests(earlier.values(), sides):
            fresh.pop("DESCRIPTION", None)
        written.append(fresh)
    return [Notice(kind, tuple(written), tuple(to), sides.after)]


def _outgoing(event: Any, sides: Sides) -> Any:
    """What may leave of an event: no alarms, attachments or notes to oneself; from the owner."""
    fresh = itip.stripped(event)
    if itip.organizer(fresh) is None:
        fresh.pop("ORGANIZER", None)
        fresh.add("organizer", f"mailto:{sides.mine[0]}")
    fresh.pop("DTSTAMP", None)
    fresh.add("dtstamp", sides.now.astimezone(UTC))
    return fresh


def _number(event: Any, number: int) -> None:
    event.pop("SEQUENCE", None)
    event.add("sequence", number)


def _of(calendar: Any, uid: str) -> list[Any]:
    if calendar is None:
        return []
    return [event for event in ical.events(calendar) if ical.text(event, "UID") == uid]


def _named(calendar: Any, sides: Sides) -> dict[str, Any]:
    """The events by recurrence id, the series itself under the empty one and first.

    A date that is marked as cancelled counts as gone.
    """
    found = {
        ical.instance_of(event, sides.zone) if "RECURRENCE-ID" in event else "": event
        for event in _of(calendar, sides.uid)
        if ical.text(event, "STATUS").upper() != "CANCELLED"
    }
    return dict(sorted(found.items()))


def _guests(events: Iterable[Any], sides: Sides) -> list[str]:
    found = [guest.address.spec for event in events for guest in itip.guests(event)]
    return [each for each in dict.fromkeys(found) if each not in sides.mine]


def _instance(series: Any, key: str, sides: Sides) -> Any:
    """One date of a series as an event of its own."""
    fresh = itip.stripped(series)
    value = itip.excluded(series, sides.zone)[key]
    for name in ("RRULE", "RDATE", "EXDATE", "DTSTART", "DTEND", "DURATION"):
        fresh.pop(name, None)
    for name in ("RECURRENCE-ID", "DTSTART"):
        ical.put_time(fresh, name, value, ical.zone_name(series, "DTSTART"))
    span = ical.span_of(series, sides.zone)
    if span.all_day:
        fresh.add("duration", span.end.date() - span.start.date())
    else:
        fresh.add("duration", span.end.astimezone(UTC) - span.start.astimezone(UTC))
    return fresh


def _text(event: Any, key: str) -> bytes:
    values = ical.many(event, key)
    return b"\n".join(each.to_ical() + b"|" + each.params.to_ical() for each in values)


def _same(one: Any, other: Any) -> bool:
    """Whether two revisions tell the guests the same, people and left-out dates aside."""
    a, b = itip.stripped(one), itip.stripped(other)
    keys = {key.upper() for key in (*a, *b)} - _ASIDE
    return all(_text(a, key) == _text(b, key) for key in keys)


def _unchanged(one: Any, other: Any, sides: Sides) -> bool:
    return _same(one, other) and _guests([one], sides) == _guests([other], sides)

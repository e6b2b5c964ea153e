"""Changes of events, as new bytes of their files: one event, or one date of a series.

What is changed keeps its kind of time: a floating event stays floating, and one in a zone stays in
that zone, under the name that its file has for it.
"""

from __future__ import annotations

import copy
from datetime import UTC, datetime, tzinfo
from typing import Any

from ...errors import ToolError
from . import ical, recurrence
from .ical import Change, Span
from .recurrence import Instance, Series

_OF_SERIES = ("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID")
_OF_TIME = ("DTSTART", "DTEND", "DURATION")


def new_event(uid: str, change: Change, *, organizer: str, stamp: datetime) -> bytes:
    """A file with one event. Attendees get a request for an answer (RFC 5546), not yet sent."""

    def fill(event: Any) -> None:
        event.add("uid", uid)
        event.add("dtstamp", stamp.astimezone(UTC))
        apply(event, change, organizer, stamp.tzinfo or UTC)

    return ical.new_file("Event", fill, change.span)


def changed(
    name: str,
    data: bytes,
    uid: str,
    instance: str,
    change: Change,
    *,
    zone: tzinfo,
    organizer: str,
    stamp: datetime,
) -> bytes:
    """The file with one event, or one date of a series, changed.

    Without `instance` the event itself is meant, or the series; its time is not changed here.
    Raises ToolError if it is not there.
    """
    calendar = ical.fresh(name, data)
    mine = of(calendar, uid)
    event = _single(calendar, mine, instance, zone) if instance else mine.master
    if event is None:
        raise gone()
    apply(event, change, organizer, zone)
    revised(event, stamp)
    ical.zones(calendar, change.span)
    return ical.packed(calendar)


def without(name: str, data: bytes, uid: str, instance: str, *, zone: tzinfo) -> bytes | None:
    """The file without an event, a series or one date of it; None where no event remains."""
    calendar = ical.fresh(name, data)
    mine = of(calendar, uid)
    away = [mine.master, *mine.changed, *mine.later]
    if instance:
        _refuse_range(mine, instance, zone)
        one = recurrence.find(mine, instance, zone)
        if one is None:
            raise gone()
        away = [recurrence.component(mine, instance, zone)]
        if mine.master is not None:
            leave_out(mine, one)
    kept = [p for p in calendar.subcomponents if not any(p is event for event in away)]
    calendar.subcomponents = kept
    left = any(part.name in ("VEVENT", "VTODO", "VJOURNAL") for part in kept)
    return ical.packed(calendar) if left else None


def of(calendar: Any, uid: str) -> Series:
    """The event or series with this UID. Raises ToolError if it is not there."""
    found = next((each for each in recurrence.group(calendar) if each.uid == uid), None)
    if found is None:
        raise gone()
    return found


def gone() -> ToolError:
    """Nothing has this id any more."""
    return ToolError("there is no such event any more", fix="Look it up again.")


def revised(event: Any, stamp: datetime) -> None:
    """Mark a component as a new revision (RFC 5545 section 3.8.7.4)."""
    event.pop("DTSTAMP", None)
    event.add("dtstamp", stamp.astimezone(UTC))
    number = ical.text(event, "SEQUENCE")
    event.pop("SEQUENCE", None)
    event.add("sequence", int(number) + 1 if number.isascii() and number.isdigit() else 1)


def apply(event: Any, change: Change, organizer: str, zone: tzinfo) -> None:
    """Write a change into a component; `zone` is the owner's."""
    if change.span:
        put_span(event, change.span, zone)
    for key, value in (("SUMMARY", change.title), ("LOCATION", change.place)):
        if value:
            event.pop(key, None)
            event.add(key, value)
    there = {address.casefold() for _, address in ical.people(event)}
    for address in change.attendees:
        if address.casefold() not in there:
            event.add(
                "attendee",
                f"mailto:{address}",
                parameters={"PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"},
            )
    if change.attendees and "ORGANIZER" not in event and organizer:
        event.add("organizer", f"mailto:{organizer}")


def put_span(event: Any, span: Span, zone: tzinfo) -> None:
    """Set when an event is, in its own kind of time where that can say it."""
    before = event["DTSTART"].dt if "DTSTART" in event else None
    tzid = ical.zone_name(event, "DTSTART")
    for key in _OF_TIME:
        event.pop(key, None)
    for key, moment in (("DTSTART", span.start), ("DTEND", span.end)):
        value: Any = moment
        if span.all_day:
            value = moment.date()
        elif isinstance(before, datetime):
            there = moment.astimezone(before.tzinfo or zone)
            floating = before.tzinfo is None and ical.plainly(there) is there
            value = there.replace(tzinfo=None) if floating else there
        ical.put_time(event, key, value, tzid)


def leave_out(mine: Series, one: Instance) -> None:
    """Take one date out of a series (EXDATE)."""
    add_moment(mine, "exdate", value_of(mine, one))


def value_of(mine: Series, one: Instance) -> Any:
    """The recurrence id of an instance, as a value of the same kind as the start of the series."""
    value = mine.value(one.wall)
    if mine.zone is None:
        return value
    if ical.key_of(value, mine.zone) != one.key:
        # An added date may be the second of two equal clock times.
        return datetime.strptime(one.key, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    # A skipped clock time is written as the rule has it, which is how others find it.
    wall: Any = one.wall
    return wall.replace(tzinfo=mine.zone)


def add_moment(mine: Series, key: str, value: Any) -> None:
    """Add a date or time to EXDATE or RDATE of a series."""
    mine.master.add(key, value)
    ical.name_zone(ical.many(mine.master, key.upper())[-1], ical.zone_name(mine.master, "DTSTART"))


def _single(calendar: Any, mine: Series, instance: str, zone: tzinfo) -> Any:
    """The component of one date, made where that date was never changed before."""
    _refuse_range(mine, instance, zone)
    event = recurrence.component(mine, instance, zone)
    if event is not None:
        return event
    one = recurrence.find(mine, instance, zone)
    if one is None:
        return None
    event = copy.deepcopy(one.event)
    for key in _OF_SERIES:
        event.pop(key, None)
    put_span(event, one.span, zone)
    ical.put_time(
        event, "RECURRENCE-ID", value_of(mine, one), ical.zone_name(mine.master, "DTSTART")
    )
    calendar.add_component(event)
    return event


def _refuse_range(mine: Series, instance: str, zone: tzinfo) -> None:
    """A component that changes all later dates cannot give up its own."""
    if any(mine.id(part["RECURRENCE-ID"].dt, zone) == instance for part in mine.later):
        raise ToolError(
            "this date starts a change of all later ones (THISANDFUTURE), and is not changed alone",
            fix="Change it with the program that made the series.",
        )

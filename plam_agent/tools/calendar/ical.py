"""iCalendar (RFC 5545) files as bytes: reading events and tasks, and changing them.

The only module that imports icalendar, and it does so when it is first used.
"""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from ...errors import ContentError, ToolError
from ...when import local
from .lines import check_lines, line_of

PRODUCT = "-//plam-agent//EN"
_ONCE = ("UID", "DTSTART", "DTEND", "DUE", "DURATION", "RECURRENCE-ID", "RRULE")
_TIMED = ("DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "RRULE", "DURATION", "EXDATE", "RDATE")


@dataclass(frozen=True, slots=True)
class Span:
    """When something is: aware instants, or local midnights where it is all day."""

    start: datetime
    end: datetime
    all_day: bool = False


@dataclass(frozen=True, slots=True)
class Todo:
    """One VTODO as the tools see it."""

    uid: str
    title: str
    due: datetime | None
    done: bool
    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What to change in an event; None and empty leave it as it is."""

    span: Span | None = None
    title: str = ""
    place: str = ""
    attendees: tuple[str, ...] = ()


@functools.lru_cache(maxsize=8192)
def parse(name: str, data: bytes) -> Any:
    """The file's VCALENDAR; treat it as frozen. Raises ContentError with file and line."""
    check_lines(name, data)
    calendar = _fresh(name, data)
    for part in calendar.walk():
        twice = next((key for key in _ONCE if isinstance(part.get(key), list)), None)
        if twice:
            line = line_of(data, twice)
            raise ContentError(f"{twice} is given more than once", file=name, line=line)
        for prop, why in part.errors:
            if prop in _TIMED or prop is None:
                line = line_of(data, prop or "")
                raise ContentError(f"{prop or 'a line'} is wrong: {why}", file=name, line=line)
        if part.name == "VEVENT" and ("UID" not in part or "DTSTART" not in part):
            line = line_of(data, "BEGIN:VEVENT")
            raise ContentError("an event lacks UID or DTSTART", file=name, line=line)
        if part.name == "VEVENT" and _too_often(part):
            line = line_of(data, "RRULE")
            raise ContentError("an event repeats too often to be listed", file=name, line=line)
        if part.name == "VTODO" and "UID" not in part:
            raise ContentError("a task lacks UID", file=name, line=line_of(data, "BEGIN:VTODO"))
    return calendar


def _too_often(event: Any) -> bool:
    """Whether a rule has so many instances that listing them would take for ever."""
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        frequency = str((rule.get("FREQ") or [""])[0]).upper()
        a_day = 1
        for key in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            a_day *= max(1, len(rule.get(key) or []))
        if frequency in ("SECONDLY", "MINUTELY") or a_day > 24 or event["DTSTART"].dt.year < 1900:
            return True
    return False


def events(calendar: Any) -> list[Any]:
    """The VEVENTs of a calendar."""
    return [part for part in calendar.subcomponents if part.name == "VEVENT"]


def repeats(event: Any) -> bool:
    """Whether a VEVENT is a series' master or one changed instance of it."""
    return any(key in event for key in ("RRULE", "RDATE", "RECURRENCE-ID"))


def span_of(event: Any, zone: tzinfo) -> Span:
    """When a VEVENT is, in the owner's zone (RFC 5545, section 3.6.1 for a missing end)."""
    start = event["DTSTART"].dt
    all_day = not isinstance(start, datetime)
    if "DTEND" in event:
        end = event["DTEND"].dt
    elif "DURATION" in event:
        end = start + event["DURATION"].dt
    else:
        end = start + timedelta(days=1) if all_day else start
    begin, finish = instant(start, zone), instant(end, zone)
    return Span(begin, max(begin, finish), all_day)


def instant(value: date | datetime, zone: tzinfo) -> datetime:
    """A DATE or DATE-TIME in the owner's zone; a floating one is taken to be local."""
    if not isinstance(value, datetime):
        return local(datetime.combine(value, time()), zone)
    if value.tzinfo is None:
        return local(value, zone)
    return value.astimezone(zone)


def instance_of(event: Any, zone: tzinfo) -> str:
    """The recurrence id of an expanded or changed instance, as DATE or UTC DATE-TIME text."""
    value = (event.get("RECURRENCE-ID") or event["DTSTART"]).dt
    if not isinstance(value, datetime):
        return f"{value:%Y%m%d}"
    return f"{instant(value, zone).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def text(part: Any, key: str) -> str:
    """A text property; the first one where there are several, empty where there is none."""
    value = part.get(key)
    if isinstance(value, list):
        value = value[0] if value else None
    return "" if value is None else str(value)


def people(event: Any) -> tuple[tuple[str, str], ...]:
    """Organizer and attendees as (common name, addr-spec)."""
    found = []
    for key in ("ORGANIZER", "ATTENDEE"):
        values = event.get(key, [])
        for value in values if isinstance(values, list) else [values]:
            address = re.sub(r"^mailto:", "", str(value), flags=re.IGNORECASE)
            found.append((str(getattr(value, "params", {}).get("CN", "")), address))
    return tuple(dict.fromkeys(found))


def new_event(uid: str, change: Change, *, organizer: str, stamp: datetime) -> bytes:
    """A file with one event. Attendees get a request for an answer (RFC 5546), not yet sent."""
    from icalendar import Event

    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp.astimezone(UTC))
    _apply(event, change, organizer)
    return _file([event], change.span)


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
    """The file with one event, or one instance of a series, changed.

    Raises ToolError if it is not there, or if the time of a whole series would change.
    """
    calendar = _fresh(name, data)
    event = _find(calendar, uid, instance, zone)
    if event is None:
        event = _detached(calendar, uid, instance, zone)
    elif not instance and change.span and repeats(event):
        raise ToolError(
            "this event repeats, and only one of its dates can be moved",
            fix="Say which one, for example “the one on Friday”.",
        )
    _apply(event, change, organizer)
    event.pop("DTSTAMP", None)
    event.add("dtstamp", stamp.astimezone(UTC))
    sequence = int(event.pop("SEQUENCE", 0)) + 1
    event.add("sequence", sequence)
    _zones(calendar, change.span)
    return _bytes(calendar)


def without(name: str, data: bytes, uid: str, instance: str, *, zone: tzinfo) -> bytes | None:
    """The file without an event or one instance; None where no event remains."""
    calendar = _fresh(name, data)
    gone = [
        event
        for event in events(calendar)
        if text(event, "UID") == uid
        and (not instance or ("RECURRENCE-ID" in event and instance_of(event, zone) == instance))
    ]
    if instance:
        master = _master(calendar, uid)
        if master is not None:
            master.add("exdate", _like(instance, master["DTSTART"].dt, zone))
        elif not gone:
            raise ToolError("there is no such event any more", fix="Look it up again.")
    elif not gone:
        raise ToolError("there is no such event any more", fix="Look it up again.")
    kept = [p for p in calendar.subcomponents if not any(p is event for event in gone)]
    calendar.subcomponents = kept
    left = any(part.name in ("VEVENT", "VTODO", "VJOURNAL") for part in kept)
    return _bytes(calendar) if left else None


def todos(calendar: Any, zone: tzinfo) -> list[Todo]:
    """The VTODOs of a calendar."""
    found = []
    for part in calendar.subcomponents:
        if part.name != "VTODO":
            continue
        due = part.get("DUE")
        status = text(part, "STATUS").upper()
        done = status in ("COMPLETED", "CANCELLED") or "COMPLETED" in part
        found.append(
            Todo(
                uid=text(part, "UID"),
                title=text(part, "SUMMARY"),
                due=instant(due.dt, zone) if due is not None else None,
                done=done,
                lists=_categories(part),
            )
        )
    return found


def new_todo(uid: str, title: str, *, due: Span | None, list_name: str, stamp: datetime) -> bytes:
    """A file with one task; `list_name` becomes its category."""
    from icalendar import Todo as Component

    part = Component()
    part.add("uid", uid)
    part.add("dtstamp", stamp.astimezone(UTC))
    part.add("summary", title)
    part.add("status", "NEEDS-ACTION")
    if due:
        part.add("due", due.start.date() if due.all_day else due.start)
    if list_name:
        part.add("categories", [list_name])
    return _file([part], due)


def completed(name: str, data: bytes, uid: str, *, stamp: datetime) -> bytes:
    """The file with one task marked as done (RFC 5545, section 3.8.2.1)."""
    calendar = _fresh(name, data)
    part = next(
        (p for p in calendar.subcomponents if p.name == "VTODO" and text(p, "UID") == uid), None
    )
    if part is None:
        raise ToolError("there is no such task any more", fix="Look it up again.")
    for key in ("STATUS", "COMPLETED", "PERCENT-COMPLETE"):
        part.pop(key, None)
    part.add("status", "COMPLETED")
    part.add("completed", stamp.astimezone(UTC))
    part.add("percent-complete", 100)
    return _bytes(calendar)


def _apply(event: Any, change: Change, organizer: str) -> None:
    if change.span:
        for key in ("DTSTART", "DTEND", "DURATION"):
            event.pop(key, None)
        span = change.span
        event.add("dtstart", span.start.date() if span.all_day else span.start)
        event.add("dtend", span.end.date() if span.all_day else span.end)
    for key, value in (("SUMMARY", change.title), ("LOCATION", change.place)):
        if value:
            event.pop(key, None)
            event.add(key, value)
    there = {address.casefold() for _, address in people(event)}
    for address in change.attendees:
        if address.casefold() not in there:
            event.add(
                "attendee",
                f"mailto:{address}",
                parameters={"PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"},
            )
    if change.attendees and "ORGANIZER" not in event and organizer:
        event.add("organizer", f"mailto:{organizer}")


def _find(calendar: Any, uid: str, instance: str, zone: tzinfo) -> Any:
    """The VEVENT itself; None for an instance that was never changed before."""
    for event in events(calendar):
        if text(event, "UID") != uid:
            continue
        if instance:
            if "RECURRENCE-ID" in event and instance_of(event, zone) == instance:
                return event
        elif "RECURRENCE-ID" not in event:
            return event
    if not instance:
        raise ToolError("there is no such event any more", fix="Look it up again.")
    return None


def _master(calendar: Any, uid: str) -> Any:
    return next(
        (e for e in events(calendar) if text(e, "UID") == uid and "RECURRENCE-ID" not in e), None
    )


def _detached(calendar: Any, uid: str, instance: str, zone: tzinfo) -> Any:
    """A new changed instance of a series (RFC 5545, section 3.8.4.4), added to the calendar."""
    master = _master(calendar, uid)
    if master is None:
        raise ToolError("there is no such event any more", fix="Look it up again.")
    event = copy.deepcopy(master)
    start = _like(instance, master["DTSTART"].dt, zone)
    length = span_of(master, zone)
    for key in ("RRULE", "RDATE", "EXDATE", "EXRULE", "DTSTART", "DTEND", "DURATION"):
        event.pop(key, None)
    event.add("recurrence-id", start)
    event.add("dtstart", start)
    if length.all_day:
        event.add("dtend", start + (length.end.date() - length.start.date()))
    else:
        end = start.astimezone(UTC) if start.tzinfo else start
        end = end + (length.end.astimezone(UTC) - length.start.astimezone(UTC))
        event.add("dtend", end.astimezone(start.tzinfo) if start.tzinfo else end)
    calendar.add_component(event)
    return event


def _like(instance: str, start: date | datetime, zone: tzinfo) -> Any:
    """A recurrence id as a value of the same kind and zone as the series' start."""
    if not isinstance(start, datetime):
        return datetime.strptime(instance[:8], "%Y%m%d").date()
    moment = datetime.strptime(instance, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if start.tzinfo is None:
        return moment.astimezone(zone).replace(tzinfo=None)
    return moment.astimezone(start.tzinfo)


def _categories(part: Any) -> tuple[str, ...]:
    value = part.get("CATEGORIES")
    groups = value if isinstance(value, list) else [value] if value is not None else []
    return tuple(str(name) for group in groups for name in group.cats)


def _file(parts: Sequence[Any], span: Span | None) -> bytes:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for part in parts:
        calendar.add_component(part)
    _zones(calendar, span)
    return _bytes(calendar)


def _zones(calendar: Any, span: Span | None) -> None:
    """Add the VTIMEZONE of every TZID used, for the years around the event."""
    if span and not span.all_day:
        year = span.start.year
        calendar.add_missing_timezones(date(year - 1, 1, 1), date(year + 10, 1, 1))


def _bytes(calendar: Any) -> bytes:
    data: bytes = calendar.to_ical()
    return data


def _fresh(name: str, data: bytes) -> Any:
    from icalendar import Calendar

    try:
        return Calendar.from_ical(data)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as why:
        reason = str(why).splitlines()[0][:120] if str(why) else type(why).__name__
        raise ContentError(f"not an iCalendar file: {reason}", file=name, line=1) from None

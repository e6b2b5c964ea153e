"""iCalendar (RFC 5545) files as bytes: reading events, and the parts that changes are made of.

The only module that imports icalendar, and it does so when it is first used. Time zones are
resolved here and not by the library, which knows one zone of a name in all files.
"""

from __future__ import annotations

import functools
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from ...errors import ContentError
from ...when import local
from . import rules
from .lines import check_bounds, check_lines, line_of
from .zones import FileZone, Observance, known

PRODUCT = "-//plam-agent//EN"
_ONCE = ("UID", "DTSTART", "DTEND", "DUE", "DURATION", "RECURRENCE-ID", "RRULE")
_TIMED = (
    "DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "RRULE", "EXRULE", "DURATION", "EXDATE", "RDATE",
)  # fmt: skip
_MOMENTS = ("DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "EXDATE", "RDATE", "COMPLETED")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """When something is: aware instants, or local midnights where it is all day."""

    start: datetime
    end: datetime
    all_day: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What to change in an event; None and empty leave it as it is."""

    span: Span | None = None
    title: str = ""
    place: str = ""
    attendees: tuple[str, ...] = ()


@functools.lru_cache(maxsize=16384)
def parse(name: str, data: bytes) -> Any:
    """The file's VCALENDAR; treat it as frozen. Raises ContentError with file and line."""
    check_lines(name, data)
    check_bounds(name, data)
    calendar = fresh(name, data)
    for part in calendar.walk():
        twice = next((key for key in _ONCE if isinstance(part.get(key), list)), None)
        if twice:
            line = line_of(data, twice)
            raise ContentError(f"{twice} is given more than once", file=name, line=line)
        _check_errors(name, data, part)
        if part.name == "VEVENT" and ("UID" not in part or "DTSTART" not in part):
            line = line_of(data, "BEGIN:VEVENT")
            raise ContentError("an event lacks UID or DTSTART", file=name, line=line)
        if part.name in ("VEVENT", "VTODO"):
            _check_rule(name, data, part)
        if part.name == "VTODO" and "UID" not in part:
            raise ContentError("a task lacks UID", file=name, line=line_of(data, "BEGIN:VTODO"))
    return calendar


def _check_errors(name: str, data: bytes, part: Any) -> None:
    for prop, why in part.errors:
        if prop in _TIMED or prop is None:
            line = line_of(data, prop or "")
            said = f"{prop or 'a line'} is wrong: {_short(why)}"
            raise ContentError(said, file=name, line=line)


def _check_rule(name: str, data: bytes, part: Any) -> None:
    what = "an event" if part.name == "VEVENT" else "a task"
    for key in ("RRULE", "EXRULE"):
        if key not in part:
            continue
        if _too_often(part, key):
            line = line_of(data, key)
            raise ContentError(f"{what} repeats too often to be listed", file=name, line=line)
        try:
            for rule in many(part, key):
                rules.read(rule)
        except (ValueError, TypeError) as why:
            line = line_of(data, key)
            raise ContentError(f"{key} is wrong: {_short(why)}", file=name, line=line) from None


def _short(why: object) -> str:
    """A reason that may quote the whole file, as far as a person would read it."""
    said = next(iter(str(why).splitlines()), "") or type(why).__name__
    return "".join(char if char.isprintable() else " " for char in said[:120])


def _too_often(part: Any, key: str) -> bool:
    """Whether a rule has so many instances that listing them would take for ever."""
    start = part.get("DTSTART", part.get("DUE"))
    for rule in many(part, key):
        frequency = str((rule.get("FREQ") or [""])[0]).upper()
        a_day = 24 if frequency == "HOURLY" and not rule.get("BYHOUR") else 1
        for each in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            a_day *= max(1, len(rule.get(each) or []))
        long_ago = start is not None and start.dt.year < 1900
        if frequency in ("SECONDLY", "MINUTELY") or a_day > 24 or long_ago:
            return True
    return False


def many(part: Any, key: str) -> list[Any]:
    """Every value of a property, none or one included."""
    value = part.get(key, [])
    return list(value) if isinstance(value, list) else [value]


def moments(part: Any, key: str) -> Iterator[Any]:
    """Every date, time or period of a property of lists (EXDATE, RDATE)."""
    for group in many(part, key):
        yield from (each.dt for each in group.dts)


def events(calendar: Any) -> list[Any]:
    """The VEVENTs of a calendar."""
    return [part for part in calendar.subcomponents if part.name == "VEVENT"]


def repeats(event: Any) -> bool:
    """Whether a VEVENT is a series' master or one changed instance of it."""
    return any(key in event for key in ("RRULE", "RDATE", "RECURRENCE-ID"))


def span_of(event: Any, zone: tzinfo) -> Span:
    """When a VEVENT is, in the owner's zone (RFC 5545, section 3.6.1 for a missing end).

    The days of a DURATION are days on the clock and its hours are hours (section 3.3.6).
    """
    start = event["DTSTART"].dt
    all_day = not isinstance(start, datetime)
    begin = instant(start, zone)
    if "DTEND" in event:
        finish = instant(event["DTEND"].dt, zone)
    elif "DURATION" in event:
        finish = lasting(start, event["DURATION"].dt, zone)
    else:
        finish = instant(start + _DAY, zone) if all_day else begin
    return Span(begin, max(begin, finish), all_day)


def lasting(start: date | datetime, length: timedelta, zone: tzinfo) -> datetime:
    """The end, in the owner's zone, of what starts then and has this DURATION."""
    later = start + timedelta(days=length.days)
    rest = timedelta(seconds=length.seconds)
    if not isinstance(start, datetime) and rest:
        later = datetime.combine(later, time())
    return (instant(later, zone).astimezone(UTC) + rest).astimezone(zone)


def instant(value: date | datetime, zone: tzinfo) -> datetime:
    """A DATE or DATE-TIME in the owner's zone; a floating one is taken to be local."""
    if not isinstance(value, datetime):
        return local(datetime.combine(value, time()), zone)
    if value.tzinfo is None:
        return local(value, zone)
    return value.astimezone(zone)


def instance_of(event: Any, zone: tzinfo) -> str:
    """The recurrence id of an expanded or changed instance, as DATE or UTC DATE-TIME text."""
    return key_of((event.get("RECURRENCE-ID") or event["DTSTART"]).dt, zone)


def key_of(value: date | datetime, zone: tzinfo) -> str:
    """A date or a time as the text of a recurrence id."""
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
        for value in many(event, key):
            address = re.sub(r"^mailto:", "", str(value), flags=re.IGNORECASE)
            found.append((str(getattr(value, "params", {}).get("CN", "")), address))
    return tuple(dict.fromkeys(found))


def new_file(kind: str, fill: Any, span: Span | None) -> bytes:
    """A file with one component of a kind (`Event`, `Todo`); `fill(component)` writes into it."""
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    part = getattr(icalendar, kind)()
    fill(part)
    calendar.add_component(part)
    zones(calendar, span)
    return packed(calendar)


def put_time(part: Any, key: str, value: date | datetime, tzid: str = "") -> None:
    """Set a property of time; `tzid` is what the file calls the zone of an aware `value`.

    A clock time that comes twice means the first one (RFC 5545 section 3.3.5), so that the second
    is written in UTC.
    """
    part.pop(key, None)
    part.add(key, plainly(value))
    name_zone(part[key], tzid)


def plainly(value: date | datetime) -> date | datetime:
    """The value, in UTC where its own clock would not tell which instant is meant."""
    if isinstance(value, datetime) and value.tzinfo is not None and value.fold:
        first = local(value.replace(tzinfo=None, fold=0), value.tzinfo)
        if first.astimezone(UTC) != value.astimezone(UTC):
            return value.astimezone(UTC)
    return value


def name_zone(prop: Any, tzid: str) -> None:
    """Call the zone of a property as the file does."""
    if tzid and "TZID" in prop.params:
        prop.params["TZID"] = tzid


def zone_name(part: Any, key: str) -> str:
    """The TZID of a property; empty where it has none."""
    return str(getattr(part.get(key), "params", {}).get("TZID", ""))


def zones(calendar: Any, span: Span | None) -> None:
    """Add the VTIMEZONE of every TZID used, for the years around the event."""
    if span and not span.all_day:
        year = span.start.year
        calendar.add_missing_timezones(date(year - 1, 1, 1), date(year + 10, 1, 1))


def packed(calendar: Any) -> bytes:
    """The calendar as a file."""
    data: bytes = calendar.to_ical()
    return data


def fresh(name: str, data: bytes) -> Any:
    """The file's VCALENDAR, to be changed. Raises ContentError."""
    from icalendar import Calendar

    try:
        with warnings.catch_warnings():
            # It warns of names such as /example.org/Europe/Paris, which are resolved here.
            warnings.simplefilter("ignore")
            calendar: Any = Calendar.from_ical(data)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as why:
        raise ContentError(f"not an iCalendar file: {_short(why)}", file=name, line=1) from None
    _resolve(name, data, calendar)
    return calendar


def _resolve(name: str, data: bytes, calendar: Any) -> None:
    """Give every time with a TZID the zone that this file means by it."""
    defined = {text(p, "TZID"): p for p in calendar.subcomponents if p.name == "VTIMEZONE"}
    found: dict[str, tzinfo] = {}
    for part in calendar.subcomponents:
        if part.name not in ("VEVENT", "VTODO"):
            continue
        # A property that could not be read fails at every touch.
        _check_errors(name, data, part)
        unread = {prop for prop, _ in part.errors}
        for key in _MOMENTS:
            for prop in many(part, key) if key not in unread else ():
                tzid = str(getattr(prop, "params", {}).get("TZID", ""))
                if not tzid:
                    continue
                if tzid not in found:
                    found[tzid] = _zone(tzid, defined, name, data, key)
                for each in getattr(prop, "dts", None) or [prop]:
                    if hasattr(each, "dt"):
                        each.dt = _zoned(each.dt, found[tzid])


def _zoned(value: Any, zone: tzinfo) -> Any:
    if isinstance(value, tuple):
        return tuple(_zoned(each, zone) for each in value)
    if not isinstance(value, datetime) or str(value.tzinfo) == "UTC":
        return value
    return value.replace(tzinfo=zone)


def _zone(tzid: str, defined: dict[str, Any], name: str, data: bytes, key: str) -> tzinfo:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    there = known(tzid, WINDOWS_TO_OLSON.get(tzid, ""))
    if there is not None:
        return there
    if tzid not in defined:
        raise ContentError(
            f"its time zone {tzid[:60]!r} is not known", file=name, line=line_of(data, key)
        )
    try:
        return _file_zone(tzid, defined[tzid].to_ical())
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError) as why:
        raise ContentError(
            f"its time zone {tzid[:60]!r} is wrong: {_short(why)}",
            file=name,
            line=line_of(data, key),
        ) from None


@functools.lru_cache(maxsize=256)
def _file_zone(tzid: str, data: bytes) -> FileZone:
    """The zone of a VTIMEZONE, worked out once for all files that have the same one."""
    from icalendar import Component

    observances = [
        _observance(part)
        for part in Component.from_ical(data).subcomponents
        if part.name in ("STANDARD", "DAYLIGHT")
    ]
    if not observances or len(observances) > 200:
        raise ValueError("it says nothing of its offset")
    return FileZone(tzid, observances)


def _observance(part: Any) -> Observance:
    if isinstance(part.get("RRULE"), list):
        raise ValueError("RRULE is given more than once")
    rule = rules.read(part["RRULE"]) if "RRULE" in part else None
    return Observance(
        part["TZOFFSETFROM"].td,
        part["TZOFFSETTO"].td,
        part["DTSTART"].dt.replace(tzinfo=None),
        rule,
        tuple(each.replace(tzinfo=None) for each in moments(part, "RDATE")),
    )

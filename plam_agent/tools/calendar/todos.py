"""Tasks in iCalendar files: VTODOs (RFC 5545 section 3.6.2), repeating ones included.

A repeating task is one component that moves on to its next date when it is done.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from ...errors import ToolError
from ...when import local
from . import ical, rules
from .ical import Span

_AHEAD = timedelta(days=366 * 12)


@dataclass(frozen=True, slots=True)
class Todo:
    """One VTODO as the tools see it; `all_day` says that it is due on a day, not at an hour.

    The id of a date that was changed by itself is `UID/RECURRENCE-ID`.
    """

    uid: str
    title: str
    due: datetime | None
    done: bool
    lists: tuple[str, ...]
    all_day: bool = False
    repeats: bool = False


def todos(name: str, data: bytes, zone: tzinfo) -> tuple[Todo, ...]:
    """The VTODOs of a file. Raises ContentError."""
    return _todos(name, data, zone)


@functools.lru_cache(maxsize=16384)
def _todos(name: str, data: bytes, zone: tzinfo) -> tuple[Todo, ...]:
    return tuple(
        _todo(part, zone) for part in ical.parse(name, data).subcomponents if part.name == "VTODO"
    )


def _todo(part: Any, zone: tzinfo) -> Todo:
    due = _due(part, zone)
    return Todo(
        uid=_id(part, zone),
        title=ical.text(part, "SUMMARY"),
        due=due[0] if due else None,
        done=_done(part),
        lists=_categories(part),
        all_day=due[1] if due else False,
        repeats="RRULE" in part,
    )


def _id(part: Any, zone: tzinfo) -> str:
    uid = ical.text(part, "UID")
    return f"{uid}/{ical.instance_of(part, zone)}" if "RECURRENCE-ID" in part else uid


def _due(part: Any, zone: tzinfo) -> tuple[datetime, bool] | None:
    """When it is due and whether that is a day: DUE, or DTSTART and DURATION."""
    if "DUE" in part:
        value = part["DUE"].dt
        return ical.instant(value, zone), not isinstance(value, datetime)
    if "DTSTART" in part and "DURATION" in part:
        start, length = part["DTSTART"].dt, part["DURATION"].dt
        whole = not isinstance(start, datetime) and not length.seconds
        return ical.lasting(start, length, zone), whole
    if "DTSTART" in part and "RRULE" in part:  # what repeats without a DUE is due when it starts
        value = part["DTSTART"].dt
        return ical.instant(value, zone), not isinstance(value, datetime)
    return None


def _done(part: Any) -> bool:
    """STATUS where there is one decides; a COMPLETED that was left behind does not."""
    status = ical.text(part, "STATUS").upper()
    if status:
        return status in ("COMPLETED", "CANCELLED")
    return "COMPLETED" in part or ical.text(part, "PERCENT-COMPLETE") == "100"


def new_todo(uid: str, title: str, *, due: Span | None, list_name: str, stamp: datetime) -> bytes:
    """A file with one task; `list_name` becomes its category."""

    def fill(part: Any) -> None:
        part.add("uid", uid)
        part.add("dtstamp", stamp.astimezone(UTC))
        part.add("summary", title)
        part.add("status", "NEEDS-ACTION")
        if due:
            ical.put_time(part, "DUE", due.start.date() if due.all_day else due.start)
        if list_name:
            part.add("categories", [list_name])

    return ical.new_file("Todo", fill, due)


def completed(name: str, data: bytes, uid: str, *, zone: tzinfo, stamp: datetime) -> bytes:
    """The file with one task marked as done (RFC 5545, section 3.8.2.1).

    A repeating task is put to its next date instead, and is done after its last.
    """
    calendar = ical.fresh(name, data)
    parts = [part for part in calendar.subcomponents if part.name == "VTODO"]
    part = next((each for each in parts if _id(each, zone) == uid), None)
    if part is None:
        raise ToolError("there is no such task any more", fix="Look it up again.")
    for key in ("DTSTAMP", "LAST-MODIFIED"):
        part.pop(key, None)
        part.add(key, stamp.astimezone(UTC))
    if "RRULE" in part and _advanced(part, parts, zone):
        for key in ("COMPLETED", "PERCENT-COMPLETE"):
            part.pop(key, None)
        if "STATUS" in part:
            part.pop("STATUS")
            part.add("status", "NEEDS-ACTION")
        return ical.packed(calendar)
    for key in ("STATUS", "COMPLETED", "PERCENT-COMPLETE"):
        part.pop(key, None)
    part.add("status", "COMPLETED")
    part.add("completed", stamp.astimezone(UTC))
    part.add("percent-complete", 100)
    return ical.packed(calendar)


def _advanced(part: Any, parts: list[Any], zone: tzinfo) -> bool:
    """Put a repeating task to its next date; False where it was at its last."""
    anchor = "DTSTART" if "DTSTART" in part else "DUE"
    if anchor not in part:
        return False
    now = part[anchor].dt
    rule = rules.read(part["RRULE"])
    start = _wall(now, now)
    taken = {_wall(each["RECURRENCE-ID"].dt, now) for each in parts if _same(each, part)}
    taken |= {_wall(value, now) for value in ical.moments(part, "EXDATE")}
    gone = 0
    for wall in rules.times(rule, start, start, start + _AHEAD):
        if wall == start:
            continue
        gone += 1
        if _after(wall, now, rule.until):
            return False
        if wall not in taken:
            break
    else:
        return False
    if rule.count:
        part["RRULE"]["COUNT"] = [rule.count - gone]
    by = wall - start
    if "DTSTART" in part and "DUE" in part:
        due = part["DUE"].dt
        ical.put_time(part, "DUE", _moved(due, by), ical.zone_name(part, "DUE"))
    ical.put_time(part, anchor, _moved(now, by), ical.zone_name(part, anchor))
    return True


def _same(other: Any, part: Any) -> bool:
    return "RECURRENCE-ID" in other and ical.text(other, "UID") == ical.text(part, "UID")


def _wall(value: date | datetime, like: date | datetime) -> datetime:
    """The clock time of a value, in the zone of `like`."""
    if not isinstance(value, datetime):
        return datetime.combine(value, like.time() if isinstance(like, datetime) else time())
    if value.tzinfo is not None and isinstance(like, datetime) and like.tzinfo is not None:
        value = value.astimezone(like.tzinfo)
    return value.replace(tzinfo=None, fold=0)


def _moved(value: date | datetime, by: timedelta) -> date | datetime:
    """The same clock time some days later."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return (value.replace(tzinfo=None, fold=0) + by).replace(tzinfo=value.tzinfo)
    return value + by


def _after(wall: datetime, now: date | datetime, until: date | datetime | None) -> bool:
    if until is None:
        return False
    if not isinstance(until, datetime):
        return wall.date() > until
    if not isinstance(now, datetime):
        return wall.date() > until.date()
    if until.tzinfo is None or now.tzinfo is None:
        return wall > until.replace(tzinfo=None)
    return local(wall, now.tzinfo).astimezone(UTC) > until.astimezone(UTC)


def _categories(part: Any) -> tuple[str, ...]:
    groups = ical.many(part, "CATEGORIES")
    return tuple(str(name) for group in groups for name in group.cats)

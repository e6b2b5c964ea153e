"""Moving a whole series: its rule, and everything that names one of its dates.

What was cancelled stays cancelled, and a date that was moved by itself stays where it was put.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from ...errors import ToolError
from . import changing, ical, recurrence, rules
from .ical import Span
from .recurrence import Instance, Series
from .rules import Rule

_DAY = timedelta(days=1)
_FOREVER = datetime.max - timedelta(days=400)
_FIX = "Move single dates, or change the rule with the program that made the series."


@dataclass(frozen=True, slots=True)
class Shift:
    """Where each clock time of a series goes (None: nowhere), and the rule that makes it so."""

    rule: Rule | None
    to: Callable[[datetime], datetime | None]


def anchor(each: Series, now: datetime, zone: tzinfo) -> Instance:
    """The date that the owner means by the series: the next one that goes by the rule."""
    kept = replace(each, changed=())
    ids = {each.id(part["RECURRENCE-ID"].dt, zone) for part in each.changed}
    for years in (1, 12):
        ahead = recurrence.instances(kept, now, now + timedelta(days=366 * years), zone)
        found = next((one for one in ahead if one.key not in ids and one.span.start >= now), None)
        if found is not None:
            return found
    return Instance(each.master, "", ical.span_of(each.master, zone), each.start)


def moved(
    name: str,
    data: bytes,
    uid: str,
    span: Span,
    *,
    zone: tzinfo,
    now: datetime,
) -> bytes:
    """The file with the series moved so that its next date is at `span`.

    Raises ToolError where its rule could not say the new days.
    """
    whole = ical.fresh(name, data)
    mine = changing.of(whole, uid)
    if mine.master is None:
        raise changing.gone()
    if mine.later:
        raise ToolError("this series changes from a date on, and is not moved as a whole", fix=_FIX)
    if mine.without:
        raise ToolError("this series leaves dates out by a rule, and is not moved", fix=_FIX)
    if span.all_day != mine.all_day:
        raise ToolError("a series stays all day, or at its hours, when it is moved", fix=_FIX)
    reference = anchor(mine, now, zone)
    target = mine.wall(span.start.date() if span.all_day else span.start, zone)
    shift = _shift(mine, reference.wall, target)
    _write(mine, shift, reference, span, zone)
    changing.revised(mine.master, now)
    ical.zones(whole, span)
    return ical.packed(whole)


def _shift(mine: Series, was: datetime, target: datetime) -> Shift:
    rule = mine.rule
    by = target - was
    days = (target.date() - was.date()).days
    if rule is None:
        return Shift(None, lambda wall: wall + by)
    if target.time() != was.time() and (rule.hours or rule.minutes or rule.seconds):
        raise ToolError("this series has hours in its rule, and is moved by days only", fix=_FIX)
    if not days:
        return Shift(rule, lambda wall: wall + by)
    plain = not (rule.months or rule.weeks or rule.year_days or rule.month_days)
    if rule.frequency in ("DAILY", "WEEKLY") and plain:
        turned = tuple(((day + days) % 7, place) for day, place in rule.days)
        wkst = (rule.wkst + days) % 7
        return Shift(replace(rule, days=turned, wkst=wkst), lambda wall: wall + by)
    if rule.frequency not in ("MONTHLY", "YEARLY"):
        raise ToolError("this series cannot be moved to other days by its rule", fix=_FIX)
    return _monthly(mine, rule, was, target)


def _monthly(mine: Series, rule: Rule, was: datetime, target: datetime) -> Shift:
    """A rule with one day a month or year, on another such day."""
    yearly = rule.frequency == "YEARLY"
    fitting = not (rule.weeks or rule.year_days) and len(rule.months) <= (1 if yearly else 0)
    numbered = len(rule.days) == 1 and not rule.month_days and (rule.months or not yearly)
    by_day = not rule.days and len(rule.month_days) <= 1 and not rule.positions
    by_day = by_day and not (yearly and rule.month_days and not rule.months)
    place = rule.days[0][1] if numbered else 0
    if numbered and not place and len(rule.positions) == 1:
        place = rule.positions[0]
    elif rule.positions:
        place = 0
    in_rule = any(True for _ in rules.times(rule, mine.start, mine.start, mine.start + _DAY))
    if not fitting or not (by_day or (numbered and place)) or not in_rule or _dates(mine):
        raise ToolError("this series cannot be moved to other days by its rule", fix=_FIX)
    months = _month(target) - _month(was)
    new = replace(rule, months=(target.month,) if rule.months else ())
    if by_day:
        size = calendar.monthrange(target.year, target.month)[1]
        from_end = bool(rule.month_days) and rule.month_days[0] < 0
        number = target.day - size - 1 if from_end and target.day == size else target.day
        # A day that the rule left to its start stays so, unless the start could not say it.
        new = replace(new, month_days=(number,) if rule.month_days else ())

        def pick(month: int) -> date | None:
            return _day(month, number)
    else:
        weekday, nth = target.weekday(), _nth(target, place)
        if rule.positions:
            new = replace(new, days=((weekday, 0),), positions=(nth,))
        else:
            new = replace(new, days=((weekday, nth),))

        def pick(month: int) -> date | None:
            return _weekday(month, weekday, nth)

    def to(wall: datetime) -> datetime | None:
        day = pick(_month(wall) + months)
        return datetime.combine(day, target.time()) if day else None

    return Shift(new, to)


def _dates(mine: Series) -> bool:
    return any(True for _ in ical.moments(mine.master, "RDATE"))


def _month(wall: datetime) -> int:
    return wall.year * 12 + wall.month - 1


def _day(month: int, number: int) -> date | None:
    year, index = divmod(month, 12)
    size = calendar.monthrange(year, index + 1)[1]
    day = number if number > 0 else size + 1 + number
    return date(year, index + 1, day) if 1 <= day <= size else None


def _weekday(month: int, weekday: int, nth: int) -> date | None:
    year, index = divmod(month, 12)
    size = calendar.monthrange(year, index + 1)[1]
    days = [date(year, index + 1, n) for n in range(1, size + 1)]
    named = [day for day in days if day.weekday() == weekday]
    place = nth - 1 if nth > 0 else nth
    return named[place] if -len(named) <= place < len(named) else None


def _nth(target: datetime, place: int) -> int:
    """Which of its weekday a day is in its month, from the end where the rule counted so."""
    size = calendar.monthrange(target.year, target.month)[1]
    last = target.day + 7 > size
    number = (target.day - 1) // 7 + 1
    return -1 if last and (place < 0 or number == 5) else number


def _write(mine: Series, shift: Shift, reference: Instance, span: Span, zone: tzinfo) -> None:
    master = mine.master
    length = span.end.astimezone(UTC) - span.start.astimezone(UTC)
    was = reference.span.end.astimezone(UTC) - reference.span.start.astimezone(UTC)
    days = (span.end.date() - span.start.date()).days
    same = span.all_day or length == was
    if span.all_day:
        same = days == (reference.span.end.date() - reference.span.start.date()).days
    start = _required(shift, mine.start)
    until = _until(mine, shift, zone)
    parts = [(part, *_overridden(mine, shift, part, zone)) for part in mine.changed]
    excluded = [_mapped(mine, shift, value, zone) for value in ical.moments(master, "EXDATE")]
    added = [_mapped(mine, shift, value, zone) for value in ical.moments(master, "RDATE")]
    tzid = ical.zone_name(master, "DTSTART")
    whole = ical.span_of(master, zone)
    for key in ("EXDATE", "RDATE", "RRULE"):
        master.pop(key, None)
    value = mine.value(start)
    if same and "DTEND" in master:
        if mine.all_day:
            gone = (whole.end.date() - whole.start.date()).days
            end: Any = value + gone * _DAY
        else:
            exact = whole.end.astimezone(UTC) - whole.start.astimezone(UTC)
            end = _later(value, exact, mine, zone)
        ical.put_time(master, "DTEND", end, tzid)
    elif not same:
        master.pop("DURATION", None)
        end = value + days * _DAY if mine.all_day else _later(value, length, mine, zone)
        ical.put_time(master, "DTEND", end, tzid)
    ical.put_time(master, "DTSTART", value, tzid)
    if shift.rule is not None:
        master.add("rrule", rules.parts(replace(shift.rule, until=until)))
    for each in filter(None, excluded):
        changing.add_moment(mine, "exdate", each)
    for each in filter(None, added):
        changing.add_moment(mine, "rdate", each)
    for part, wall, begin in parts:
        _put(mine, part, wall, begin, tzid, zone)


def _overridden(
    mine: Series, shift: Shift, part: Any, zone: tzinfo
) -> tuple[datetime, datetime | None]:
    """The new recurrence id of a changed date, and its new start where it goes by the rule."""
    was = mine.wall(part["RECURRENCE-ID"].dt, zone)
    start = part["DTSTART"].dt
    stays = isinstance(start, datetime) == mine.all_day or mine.wall(start, zone) != was
    wall = _required(shift, was)
    return wall, None if stays else wall


def _put(
    mine: Series, part: Any, wall: datetime, begin: datetime | None, tzid: str, zone: tzinfo
) -> None:
    ical.put_time(part, "RECURRENCE-ID", mine.value(wall), tzid)
    if begin is None:
        return
    span = ical.span_of(part, zone)
    value = mine.value(begin)
    start = ical.instant(value, zone)
    if mine.all_day:
        end = ical.instant(value + (span.end.date() - span.start.date()).days * _DAY, zone)
    else:
        exact = span.end.astimezone(UTC) - span.start.astimezone(UTC)
        end = (start.astimezone(UTC) + exact).astimezone(zone)
    changing.put_span(part, Span(start, end, mine.all_day), zone)


def _later(value: Any, length: timedelta, mine: Series, zone: tzinfo) -> Any:
    """The end of what starts at `value`, in the kind of time of the series."""
    end = (ical.instant(value, zone).astimezone(UTC) + length).astimezone(mine.zone or zone)
    if mine.zone is None and ical.plainly(end) is end:
        return end.replace(tzinfo=None)
    return end


def _required(shift: Shift, wall: datetime) -> datetime:
    to = shift.to(wall)
    if to is None:
        raise ToolError("one of the new days does not exist", fix=_FIX)
    return to


def _mapped(mine: Series, shift: Shift, value: Any, zone: tzinfo) -> Any:
    """Where a value of EXDATE or RDATE goes; None where there is no such day."""
    if isinstance(value, tuple):
        first, last = value
        length = last if isinstance(last, timedelta) else last - first
        begin = _mapped(mine, shift, first, zone)
        return (begin, length) if begin is not None else None
    to = shift.to(mine.wall(value, zone))
    return None if to is None else mine.value(to)


def _until(mine: Series, shift: Shift, zone: tzinfo) -> date | datetime | None:
    """The new UNTIL: the instant of the last date, which is what is meant by it."""
    rule = mine.rule
    if rule is None or rule.until is None:
        return None
    last = mine.start
    for wall in recurrence.ruled(mine, rule, mine.start, _FOREVER, zone):
        last = wall
    to = shift.to(last)
    if to is None:  # the last month lacks the new day
        to = datetime.combine(_day(_month(last), -1) or last.date(), time(23, 59, 59))
    value = mine.value(to)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    return value

"""The instances of events between two instants (RFC 5545 section 3.8.5).

A series is its master and the components that change single dates of it, or a date and all later
ones (RANGE=THISANDFUTURE). What is worked out once of a file is kept, so that a second look at a
calendar costs a look at its rules.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from ...errors import ContentError
from ...when import local
from . import ical, rules

_DAY = timedelta(days=1)
_SLACK = 2 * _DAY  # no two zones are further apart
_WHOLE_DAY = 8


@dataclass(frozen=True, slots=True)
class Instance:
    """One event in time: its component, its recurrence id (empty for a single event), its span.

    `wall` is what the rule said: the clock time in the zone of the series, naive.
    """

    event: Any
    key: str
    span: ical.Span
    wall: datetime


@dataclass(frozen=True, slots=True)
class Series:
    """All components of one UID in one file. `master` is None where only changed dates are there.

    `start` is the naive clock time of the first instance in `zone`; `zone` is None for a day and
    for a floating time.
    """

    uid: str
    master: Any
    changed: tuple[Any, ...]
    later: tuple[Any, ...]
    rule: rules.Rule | None = None
    without: tuple[rules.Rule, ...] = ()
    start: datetime = datetime.min
    zone: tzinfo | None = None
    all_day: bool = False

    @property
    def repeats(self) -> bool:
        """Whether it is more than a single event."""
        return self.master is None or bool(self.changed) or ical.repeats(self.master)

    def value(self, wall: datetime) -> date | datetime:
        """A clock time of the series as the kind of value that its start is."""
        if self.all_day:
            return wall.date()
        return local(wall, self.zone) if self.zone is not None else wall

    def wall(self, value: date | datetime, zone: tzinfo) -> datetime:
        """The clock time of the series that a value means; a mere date has its time of day."""
        if not isinstance(value, datetime):
            return datetime.combine(value, time() if self.all_day else self.start.time())
        if value.tzinfo is not None:
            # The day of a series of days is the one that was written.
            value = value if self.all_day else value.astimezone(self.zone or zone)
        wall = value.replace(tzinfo=None, fold=0)
        return datetime.combine(wall.date(), time()) if self.all_day else wall

    def key(self, wall: datetime, zone: tzinfo) -> str:
        """The recurrence id of an instance."""
        return ical.key_of(self.value(wall), zone)

    def id(self, value: date | datetime, zone: tzinfo) -> str:
        """The recurrence id that a value of RECURRENCE-ID, EXDATE or RDATE means."""
        if isinstance(value, datetime) and value.tzinfo is not None and not self.all_day:
            return ical.key_of(value, zone)
        return self.key(self.wall(value, zone), zone)


@functools.lru_cache(maxsize=16384)
def series(name: str, data: bytes) -> tuple[Series, ...]:
    """The events of a file by UID, in the order in which they come. Raises ContentError."""
    return group(ical.parse(name, data), name)


def group(calendar: Any, name: str = "") -> tuple[Series, ...]:
    """The events of a calendar by UID. Raises ContentError for what cannot be understood."""
    found: dict[str, list[Any]] = {}
    for event in ical.events(calendar):
        found.setdefault(ical.text(event, "UID"), []).append(event)
    try:
        return tuple(_series(uid, parts) for uid, parts in found.items())
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError) as why:
        raise ContentError(f"cannot expand its repeats: {why}", file=name or None) from None


def _series(uid: str, parts: list[Any]) -> Series:
    masters = [part for part in parts if "RECURRENCE-ID" not in part]
    if len(masters) > 1:
        raise ValueError(f"the event {uid[:60]!r} is there {len(masters)} times")
    changed = [part for part in parts if "RECURRENCE-ID" in part]
    later = [part for part in changed if _ranges(part)]
    single = tuple(part for part in changed if not _ranges(part))
    if not masters:
        if later:
            raise ValueError("a change of all later dates (THISANDFUTURE) has no series")
        return Series(uid, None, single, ())
    (master,) = masters
    start = master["DTSTART"].dt
    timed = isinstance(start, datetime)
    for part in later:
        if "RRULE" in part or "RDATE" in part or isinstance(part["DTSTART"].dt, datetime) != timed:
            raise ValueError("a change of all later dates (THISANDFUTURE) is a series of its own")
    zone = start.tzinfo if timed else None
    wall = start.replace(tzinfo=None, fold=0) if timed else datetime.combine(start, time())
    rule = rules.read(master["RRULE"]) if "RRULE" in master else None
    without = tuple(rules.read(each) for each in ical.many(master, "EXRULE"))
    return Series(uid, master, single, tuple(later), rule, without, wall, zone, not timed)


def _ranges(part: Any) -> bool:
    said = str(part["RECURRENCE-ID"].params.get("RANGE", "")).upper()
    if said not in ("", "THISANDFUTURE"):
        raise ValueError(f"RANGE={said[:30]} is not supported")
    return bool(said)


def instances(each: Series, begin: datetime, end: datetime, zone: tzinfo) -> list[Instance]:
    """Every instance that overlaps [begin, end), by start.

    `zone` is the owner's. Raises ContentError where the series cannot be worked out.
    """
    if not each.repeats:
        span = ical.span_of(each.master, zone)
        return [Instance(each.master, "", span, each.start)] if overlaps(span, begin, end) else []
    try:
        found = [one for one in _expanded(each, begin, end, zone) if overlaps(one.span, begin, end)]
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError) as why:
        raise ContentError(f"cannot expand its repeats: {why}") from None
    return sorted(found, key=lambda one: (one.span.start, one.key))


def overlaps(span: ical.Span, begin: datetime, end: datetime) -> bool:
    """Whether a span has an instant in [begin, end); one without length is its start."""
    return span.start < end and (span.end > begin or span.start == span.end >= begin)


def _expanded(each: Series, begin: datetime, end: datetime, zone: tzinfo) -> Iterator[Instance]:
    out = excluded(each, zone)
    replaced = {
        _id(each, part, zone): part for part in each.changed if _id(each, part, zone) not in out
    }
    for key, part in replaced.items():
        wall = each.wall(part["RECURRENCE-ID"].dt, zone) if each.master is not None else each.start
        yield Instance(part, key, ical.span_of(part, zone), wall)
    if each.master is None:
        return
    later = _later(each, zone)
    reach = max((_long(part, zone) for part in (each.master, *each.later)), default=_DAY)
    shift = max((abs(_shift(each, wall, part, zone)) for wall, part in later), default=_DAY * 0)
    low = _naive(begin, each.zone or zone, -(reach + shift + _SLACK))
    high = _naive(end, each.zone or zone, shift + _SLACK)
    seen: set[str] = set(replaced)
    for wall, value, length in _walls(each, low, high, zone):
        key = ical.key_of(value, zone)
        if key in seen or key in out:
            continue
        seen.add(key)
        yield _instance(each, key, wall, (value, length), later, zone)


def _naive(moment: datetime, zone: tzinfo, by: timedelta) -> datetime:
    try:
        return moment.astimezone(zone).replace(tzinfo=None, fold=0) + by
    except OverflowError:
        return datetime.min if by < timedelta() else datetime.max


def _instance(
    each: Series,
    key: str,
    wall: datetime,
    said: tuple[date | datetime, timedelta | None],
    later: list[tuple[datetime, Any]],
    zone: tzinfo,
) -> Instance:
    event = each.master
    start, length = said
    for since, part in later:
        if since <= wall:
            event, start = part, each.value(wall + _shift(each, since, part, zone))
    begin = ical.instant(start, zone)
    if length is not None:
        finish = (begin.astimezone(UTC) + length).astimezone(zone)
    elif "DTEND" not in event and "DURATION" in event:
        finish = ical.lasting(start, event["DURATION"].dt, zone)
    else:
        whole = ical.span_of(event, zone)
        if each.all_day:
            days = (whole.end.date() - whole.start.date()).days
            finish = ical.instant(start + days * _DAY, zone)
        else:  # an end makes every instance last as many seconds (section 3.8.5.3)
            exact = whole.end.astimezone(UTC) - whole.start.astimezone(UTC)
            finish = (begin.astimezone(UTC) + exact).astimezone(zone)
    return Instance(event, key, ical.Span(begin, max(begin, finish), each.all_day), wall)


def _walls(
    each: Series, low: datetime, high: datetime, zone: tzinfo
) -> Iterator[tuple[datetime, date | datetime, timedelta | None]]:
    """The starts by RDATE, DTSTART and RRULE in [low, high): clock time, value, own length."""
    dropped = {wall for rule in each.without for wall in ruled(each, rule, low, high, zone)}
    for wall, value, length in _added(each, zone):
        if low <= wall < high and wall not in dropped:
            yield wall, value, length
    if low <= each.start < high and each.start not in dropped:
        yield each.start, each.value(each.start), None
    if each.rule is not None:
        for wall in ruled(each, each.rule, low, high, zone):
            if wall not in dropped:
                yield wall, each.value(wall), None


def _added(
    each: Series, zone: tzinfo
) -> Iterator[tuple[datetime, date | datetime, timedelta | None]]:
    for value in ical.moments(each.master, "RDATE"):
        first, length = value, None
        if isinstance(value, tuple):
            first, last = value
            length = last if isinstance(last, timedelta) else last - first
        wall = each.wall(first, zone)
        aware = isinstance(first, datetime) and first.tzinfo is not None and not each.all_day
        yield wall, first if aware else each.value(wall), length


def ruled(
    each: Series, rule: rules.Rule, low: datetime, high: datetime, zone: tzinfo
) -> Iterator[datetime]:
    """The clock times of a rule up to its UNTIL, which may itself be one of them."""
    for wall in rules.times(rule, each.start, low, high):
        if rule.until is not None and _after(each, wall, rule.until, zone):
            return
        yield wall


def _after(each: Series, wall: datetime, until: date | datetime, zone: tzinfo) -> bool:
    if not isinstance(until, datetime):
        return wall.date() > until
    if each.all_day:
        return wall.date() > until.date()
    if until.tzinfo is None:
        return wall > until
    return ical.instant(each.value(wall), zone).astimezone(UTC) > until.astimezone(UTC)


def excluded(each: Series, zone: tzinfo) -> set[str]:
    """The recurrence ids that EXDATE leaves out; a mere date leaves out that day's."""
    if each.master is None:
        return set()
    return {each.id(value, zone) for value in ical.moments(each.master, "EXDATE")}


def _id(each: Series, part: Any, zone: tzinfo) -> str:
    """The recurrence id of a changed date, as the series would give it."""
    if each.master is None:
        return ical.instance_of(part, zone)
    return each.id(part["RECURRENCE-ID"].dt, zone)


def component(each: Series, key: str, zone: tzinfo) -> Any:
    """The component that changes the one date, or None."""
    return next((part for part in each.changed if _id(each, part, zone) == key), None)


def _later(each: Series, zone: tzinfo) -> list[tuple[datetime, Any]]:
    """Changes of a date and all later ones, by that date."""
    found = [(each.wall(part["RECURRENCE-ID"].dt, zone), part) for part in each.later]
    return sorted(found, key=lambda pair: pair[0])


def _shift(each: Series, since: datetime, part: Any, zone: tzinfo) -> timedelta:
    return each.wall(part["DTSTART"].dt, zone) - since


def _long(event: Any, zone: tzinfo) -> timedelta:
    span = ical.span_of(event, zone)
    periods = [v for v in ical.moments(event, "RDATE") if isinstance(v, tuple)]
    lengths = [v[1] if isinstance(v[1], timedelta) else v[1] - v[0] for v in periods]
    return max(span.end - span.start, *lengths, _DAY)


def find(each: Series, key: str, zone: tzinfo) -> Instance | None:
    """The instance with this recurrence id, or None."""
    try:
        day = datetime.strptime(key[:8], "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    if each.master is None or component(each, key, zone) is not None:
        near = list(_expanded(replace(each, rule=None), day, day, zone))
    else:
        margin = _SLACK + max(
            (abs(_shift(each, wall, part, zone)) for wall, part in _later(each, zone)),
            default=timedelta(),
        )
        near = instances(each, day - margin, day + _DAY + margin, zone)
    return next((one for one in near if one.key == key), None)


def first(each: Series, key: str, zone: tzinfo) -> Instance | None:
    """The event itself, or the series as its first instance; `key` is empty."""
    if each.master is None:
        return None
    return Instance(each.master, "", ical.span_of(each.master, zone), each.start)

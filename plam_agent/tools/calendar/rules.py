"""Recurrence rules (RFC 5545 section 3.3.10): from a RRULE to clock times, without a time zone.

Rules are counted on the clock of the series: an instance is at nine, whatever the sun does. A
time that a rule names and the calendar lacks (30 February) is left out.
"""

from __future__ import annotations

import calendar
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY")
MOST_STEPS = 400_000
_DAY = timedelta(days=1)
_BOUNDS = {  # the least and the greatest; from 1, negative ones count from the end
    "BYMONTH": (1, 12),
    "BYWEEKNO": (-53, 53),
    "BYYEARDAY": (-366, 366),
    "BYMONTHDAY": (-31, 31),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 60),
    "BYSETPOS": (-366, 366),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One RRULE. `days` are weekdays from Monday 0 with their number in the period, 0 for every.

    `until` is as it was written: a date, a clock time, or an aware instant.
    """

    frequency: str
    interval: int = 1
    count: int = 0
    until: date | datetime | None = None
    wkst: int = 0
    days: tuple[tuple[int, int], ...] = ()
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()


def read(parts: Mapping[str, Sequence[Any]]) -> Rule:
    """A rule from its parts by name. Raises ValueError with what is wrong in it."""
    given = {key.upper(): list(values) for key, values in parts.items()}
    frequency = str(_one(given, "FREQ") or "").upper()
    if frequency not in FREQUENCIES:
        raise ValueError(f"FREQ={frequency or '?'} is not supported")
    if str(_one(given, "RSCALE") or "GREGORIAN").upper() != "GREGORIAN":
        raise ValueError("it counts in another calendar than the Gregorian (RSCALE)")
    if str(_one(given, "SKIP") or "OMIT").upper() != "OMIT":
        raise ValueError("SKIP is not supported")
    if "COUNT" in given and "UNTIL" in given:
        raise ValueError("it has both COUNT and UNTIL")
    interval, count = _number(given, "INTERVAL", 1), _number(given, "COUNT", 0)
    if interval < 1 or ("COUNT" in given and count < 1):
        raise ValueError("INTERVAL and COUNT start at 1")
    wkst = str(_one(given, "WKST") or "MO").upper()
    if wkst not in DAYS:
        raise ValueError(f"WKST={wkst} is no weekday")
    return Rule(
        frequency,
        interval,
        count,
        _one(given, "UNTIL"),
        DAYS.index(wkst),
        tuple(_weekday(value) for value in given.get("BYDAY", ())),
        _numbers(given, "BYMONTH"),
        _numbers(given, "BYWEEKNO"),
        _numbers(given, "BYYEARDAY"),
        _numbers(given, "BYMONTHDAY"),
        _numbers(given, "BYHOUR"),
        _numbers(given, "BYMINUTE"),
        _numbers(given, "BYSECOND"),
        _numbers(given, "BYSETPOS"),
    )


def parts(rule: Rule) -> dict[str, list[Any]]:
    """The parts of a rule by name, as `read` takes them."""
    days = [f"{place or ''}{DAYS[day]}" for day, place in rule.days]
    found: dict[str, list[Any]] = {
        "FREQ": [rule.frequency],
        "UNTIL": [rule.until] if rule.until is not None else [],
        "COUNT": [rule.count] if rule.count else [],
        "INTERVAL": [rule.interval] if rule.interval != 1 else [],
        "BYMONTH": list(rule.months),
        "BYWEEKNO": list(rule.weeks),
        "BYYEARDAY": list(rule.year_days),
        "BYMONTHDAY": list(rule.month_days),
        "BYDAY": days,
        "BYHOUR": list(rule.hours),
        "BYMINUTE": list(rule.minutes),
        "BYSECOND": list(rule.seconds),
        "BYSETPOS": list(rule.positions),
        "WKST": [DAYS[rule.wkst]] if rule.wkst else [],
    }
    return {key: values for key, values in found.items() if values}


def _one(given: Mapping[str, list[Any]], key: str) -> Any:
    values = given.get(key, [])
    if len(values) > 1:
        raise ValueError(f"{key} is given more than once")
    return values[0] if values else None


def _number(given: Mapping[str, list[Any]], key: str, default: int) -> int:
    value = _one(given, key)
    return default if value is None else int(value)


def _numbers(given: Mapping[str, list[Any]], key: str) -> tuple[int, ...]:
    least, most = _BOUNDS[key]
    found = []
    for value in given.get(key, ()):
        if not str(value).lstrip("+-").isdigit():
            raise ValueError(f"{key}={value} is not supported")
        number = int(value)
        if not least <= number <= most or (number == 0 and least != 0):
            raise ValueError(f"{key}={value} is out of range")
        found.append(number)
    return tuple(sorted(set(found)))


def _weekday(value: Any) -> tuple[int, int]:
    text = str(value).upper()
    name, number = text[-2:], text[:-2]
    if name not in DAYS or (number and not number.lstrip("+-").isdigit()):
        raise ValueError(f"BYDAY={text} is no weekday")
    place = int(number) if number else 0
    if not -53 <= place <= 53 or (number and not place):
        raise ValueError(f"BYDAY={text} is out of range")
    return DAYS.index(name), place


def times(rule: Rule, start: datetime, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The clock times of a rule from `start` on that lie in [begin, end), in order.

    All are naive. COUNT is counted from `start`, which counts even where the rule does not name it;
    it is not among the times then. UNTIL is the caller's to apply. Raises ValueError for a rule
    that takes too many steps.
    """
    left = rule.count
    for moment in _all(rule, start, start if rule.count else max(begin, start), end):
        if moment < start:
            continue
        if rule.count:
            # The first instance is the start of the series, whether or not the rule names it.
            if left == rule.count and moment != start:
                left -= 1
            if left <= 0:
                return
            left -= 1
        if moment >= end:
            return
        if moment >= begin:
            yield moment


def _all(rule: Rule, start: datetime, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Every time of the periods from the one that holds `begin` to the one that holds `end`."""
    filled = _filled(rule, start)
    clock = _clock(filled, start)
    for step, period in enumerate(_periods(filled, start, begin, end)):
        if step > MOST_STEPS:
            raise ValueError("it takes too many steps to work out")
        if filled.frequency == "HOURLY":
            found = _of_hour(filled, period, clock)
        else:
            days = _days(filled, period)
            found = [datetime.combine(day, each) for day in days for each in clock]
        if filled.positions:
            chosen = {p - 1 if p > 0 else p + len(found) for p in filled.positions}
            found = [found[i] for i in sorted(chosen) if 0 <= i < len(found)]
        yield from found


def _filled(rule: Rule, start: datetime) -> Rule:
    """The rule with what it leaves to the start of its series."""
    if rule.frequency == "YEARLY":
        if rule.weeks and not (rule.days or rule.year_days or rule.month_days):
            return replace(rule, days=((start.weekday(), 0),))
        if not (rule.weeks or rule.year_days or rule.month_days or rule.days):
            return replace(rule, months=rule.months or (start.month,), month_days=(start.day,))
    elif rule.frequency == "MONTHLY":
        if not (rule.month_days or rule.days or rule.year_days or rule.weeks):
            return replace(rule, month_days=(start.day,))
    elif rule.frequency == "WEEKLY" and not (rule.days or rule.month_days or rule.year_days):
        return replace(rule, days=((start.weekday(), 0),))
    return rule


def _clock(rule: Rule, start: datetime) -> list[time]:
    """The times of day; of an hourly rule those within its hour."""
    hours = (0,) if rule.frequency == "HOURLY" else rule.hours or (start.hour,)
    minutes, seconds = rule.minutes or (start.minute,), rule.seconds or (start.second,)
    # A leap second is the last second of its minute (RFC 5545 section 3.3.12).
    return sorted(
        {time(h, m, min(s, 59)) for h, m, s in itertools.product(hours, minutes, seconds)}
    )


def _periods(rule: Rule, start: datetime, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The first instant of each period of the rule that may hold a time in [begin, end)."""
    every = rule.interval
    if rule.frequency in ("YEARLY", "MONTHLY"):
        size = every * (12 if rule.frequency == "YEARLY" else 1)
        first = start.year * 12 + (start.month - 1 if rule.frequency == "MONTHLY" else 0)
        gone = begin.year * 12 + begin.month - 1 - first
        month = first + max(0, gone // size) * size
        while month < 9999 * 12:
            period = datetime(month // 12, month % 12 + 1, 1)
            if period >= end:
                return
            yield period
            month += size
        return
    length = {"WEEKLY": 7 * _DAY, "DAILY": _DAY, "HOURLY": timedelta(hours=1)}[rule.frequency]
    period = start.replace(minute=0, second=0, microsecond=0)
    if rule.frequency != "HOURLY":
        period = period.replace(hour=0)
    if rule.frequency == "WEEKLY":
        period -= ((start.weekday() - rule.wkst) % 7) * _DAY
    size_ = length * every
    period += max(0, (begin - period) // size_) * size_
    while period < end:
        yield period
        period += size_


def _of_hour(rule: Rule, hour: datetime, clock: list[time]) -> list[datetime]:
    if rule.hours and hour.hour not in rule.hours:
        return []
    if not _fits(rule, hour.date(), hour.date(), hour.date()):
        return []
    return [hour.replace(minute=each.minute, second=each.second) for each in clock]


def _days(rule: Rule, period: datetime) -> list[date]:
    """The days of a period that the rule names, in order."""
    first = period.date()
    if rule.frequency == "DAILY":
        return [first] if _fits(rule, first, first, first) else []
    if rule.frequency == "WEEKLY":
        week = [first + n * _DAY for n in range(7)]
        return [day for day in week if _fits(rule, day, first, first)]
    if rule.frequency == "MONTHLY":
        return _of_month(rule, first.year, first.month)
    months = rule.months or range(1, 13)
    if rule.months or not any(place for _, place in rule.days):
        return [day for month in months for day in _of_month(rule, first.year, month)]
    start, last = date(first.year, 1, 1), date(first.year, 12, 31)
    year = [start + n * _DAY for n in range((last - start).days + 1)]
    return [day for day in year if _fits(rule, day, start, last)]


def _of_month(rule: Rule, year: int, month: int) -> list[date]:
    size = calendar.monthrange(year, month)[1]
    first, last = date(year, month, 1), date(year, month, size)
    if rule.month_days:  # the common rule needs no look at every day
        numbers = sorted({n if n > 0 else size + 1 + n for n in rule.month_days})
        days = [date(year, month, n) for n in numbers if 1 <= n <= size]
    else:
        days = [date(year, month, n) for n in range(1, size + 1)]
    return [day for day in days if _fits(rule, day, first, last)]


def _fits(rule: Rule, day: date, first: date, last: date) -> bool:
    """Whether a day is one the rule names; numbered weekdays count from `first` to `last`."""
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days:
        size = calendar.monthrange(day.year, day.month)[1]
        if day.day not in rule.month_days and day.day - size - 1 not in rule.month_days:
            return False
    if rule.year_days:
        number, size = day.timetuple().tm_yday, 366 if calendar.isleap(day.year) else 365
        if number not in rule.year_days and number - size - 1 not in rule.year_days:
            return False
    if rule.weeks and not _in_week(rule, day):
        return False
    return not rule.days or any(_is(day, each, rule, first, last) for each in rule.days)


def _is(day: date, each: tuple[int, int], rule: Rule, first: date, last: date) -> bool:
    weekday, place = each
    if day.weekday() != weekday:
        return False
    if not place or rule.frequency not in ("YEARLY", "MONTHLY"):
        return True
    if place > 0:
        return (day - first).days // 7 == place - 1
    return (last - day).days // 7 == -place - 1


def _in_week(rule: Rule, day: date) -> bool:
    """Whether the day is in one of the numbered weeks; week 1 has four days of the year or more."""
    shift = (day.weekday() - rule.wkst) % 7
    middle = day - shift * _DAY + 3 * _DAY  # the year that has it has the week
    number = (middle.timetuple().tm_yday - 1) // 7 + 1
    if number in rule.weeks:
        return True
    last = date(middle.year, 12, 31)
    spare = (last.weekday() - rule.wkst) % 7
    end = last - spare * _DAY + 3 * _DAY
    final = end if end.year == middle.year else end - 7 * _DAY
    weeks = (final.timetuple().tm_yday - 1) // 7 + 1
    return number - weeks - 1 in rule.weeks

"""Which days a phrase says: weekdays, weeks, months, `in 3 days`, `the 14th`, `tomorrow`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from .clock import UNIT, Clock, Misunderstood, Scan, clock_in, duration, quantity
from .dates import ORDINAL, Calendar, Default, add_months, date_of, week
from .words import WEEKDAYS

_DAY = "|".join(WEEKDAYS)
DAY = "|".join(WEEKDAYS)
_SHORT = "mon|tues?|wed|thurs?|fri|sat|sun|lun|mer|jeu|ven|sam|dim"
_SHORTS = {"lun": 0, "mer": 2, "jeu": 3, "ven": 4, "sam": 5, "dim": 6}
_FILLER = {
    "on",
    "at",
    "the",
    "of",
    "de",
    "du",
    "in",
    "for",
    "by",
    "from",
    "this",
    "date",
    "starting",
}

_NTH = (
    rf"(?:(?:on |for )?the )?(\d{{1,2}}){ORDINAL}(?! ?(?:am|pm))"
    r"|(?:on )?the (\d{1,2})(?! ?(?:am|pm|h|:|oclock))\b"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a phrase says: days [first, last), a clock time, a part of the day, a duration."""

    days: tuple[date, date] | None = None
    clock: Clock | None = None
    part: str = ""
    lasts: timedelta | None = None
    instant: datetime | None = None
    until: datetime | None = None
    broad: bool = False  # a week, a month, a year: no day was said


@dataclass(slots=True)
class Days:
    """Reads the pieces of one phrase, as of `now`."""

    now: datetime
    default: Default
    day_first: bool

    def parts(self, text: str, *, bare: bool = False) -> Parts:
        """Take the known pieces out of the text; what remains must be filler."""
        scan = Scan(f" {text} ")
        parts = Parts(lasts=duration(scan.take(rf"for {quantity('f')}"), "f"))
        parts = self._relative(scan, parts)
        parts = self._spans(scan, parts)
        parts = self._days(scan, parts, bare=bare)
        part = scan.take(
            r"(?:this |in the |at the |of the |in |du |de )?(morning|afternoon|evening|night)"
        )
        if part:
            parts = replace(parts, part=part[1])
        clock = clock_in(scan, bare=bare or bool(parts.part))
        if clock:
            parts = replace(parts, clock=clock)
        if any(word not in _FILLER for word in scan.text.split()):
            raise Misunderstood
        return parts

    def _relative(self, scan: Scan, parts: Parts) -> Parts:
        if scan.take(r"(?:right )?now|at the moment|as of now"):
            return replace(parts, instant=self.now)
        past = scan.take(rf"{quantity('q')} ago")
        ahead = past or scan.take(
            rf"in {quantity('q')}(?: time)?|{quantity('r')} (?:from (?:now|today)|later)"
        )
        if not ahead:
            return parts
        name = "q" if ahead.groupdict().get("qn") else "r"
        sign = -1 if past else 1
        unit, count = ahead[name + "u"], int(ahead[name + "n"])
        if unit in ("minute", "hour", "heure"):
            length = duration(ahead, name)
            return replace(parts, instant=later(self.now, sign * (length or timedelta())))
        if unit in ("day", "week"):
            length = duration(ahead, name) or timedelta()
            day = self.now.date() + sign * timedelta(days=length.days)
        else:
            day = add_months(self.now.date(), sign * count * (12 if unit == "year" else 1))
        return replace(parts, days=(day, day + timedelta(days=1)))

    def _spans(self, scan: Scan, parts: Parts) -> Parts:
        today = self.now.date()
        run = scan.take(
            r"(?:(?:the |over )?(?P<way>next|last) (?P<n>\d+)|(?P<n2>\d+) (?P<way2>next|last)) "
            rf"(?P<u>{UNIT})"
        ) or scan.take(r"(?:the |over the )?(?P<way>last)(?P<n>) (?P<u>hour|heure)")
        if run:
            count = int(run["n"] or run.groupdict().get("n2") or 1)
            way = run["way"] or run["way2"]
            return self._run(way, count, run["u"], parts)
        if scan.take(r"(?:the )?rest of (?:the |this )?week"):
            return replace(parts, days=(today, week(today, 1)), broad=True)
        if scan.take(r"(?:the )?(?:rest|end) of (?:the |this )?day|(?:all )?day today"):
            return replace(parts, days=(today, today + timedelta(days=1)))
        month_end = scan.take(r"(?:the )?end of (?:the |this )?month|fin (?:du|de) month")
        if month_end:
            last = add_months(today.replace(day=1), 1)
            return replace(parts, days=(last - timedelta(days=1), last))
        span = scan.take(r"(?:the |in the |in |of |de )*(this|next|last) (weekend|week|month|year)")
        alone = None if span else scan.take(r"(?:on |at )?(?:the )?(weekend)")
        if not span and not alone:
            return parts
        way = span[1] if span else "this"
        unit = span[2] if span else "weekend"
        shift = {"this": 0, "next": 1, "last": -1}[way]
        if unit == "week":
            monday = week(today, shift)
            day = self._weekday_in(scan, monday)
            if day:
                return replace(parts, days=(day, day + timedelta(days=1)))
            return replace(parts, days=(monday, monday + timedelta(days=7)), broad=True)
        if unit == "weekend":
            saturday = week(today, shift) + timedelta(days=5)
            return replace(parts, days=(saturday, saturday + timedelta(days=2)), broad=True)
        first = add_months(today.replace(day=1), shift) if unit == "month" else None
        if first:
            nth = scan.take(rf"(?:the )?(\d{{1,2}}){ORDINAL}?(?: of)?(?! ?(?:am|pm|h\b|:|heure))")
            if nth:
                day = date_of(first.year, first.month, int(nth[1]))
                return replace(parts, days=(day, day + timedelta(days=1)))
            return replace(parts, days=(first, add_months(first, 1)), broad=True)
        year = date(today.year + shift, 1, 1)
        return replace(parts, days=(year, date(year.year + 1, 1, 1)), broad=True)

    def _run(self, way: str, count: int, unit: str, parts: Parts) -> Parts:
        """`the next 3 days`, `the last two hours`."""
        today, sign = self.now.date(), 1 if way == "next" else -1
        if unit in ("minute", "hour", "heure"):
            length = timedelta(minutes=count) if unit == "minute" else timedelta(hours=count)
            other = later(self.now, sign * length)
            return replace(parts, instant=min(self.now, other), until=max(self.now, other))
        if unit in ("day", "week"):
            far = today + sign * timedelta(days=count * (7 if unit == "week" else 1))
        else:
            far = add_months(today, sign * count * (12 if unit == "year" else 1))
        days = (today, far) if sign > 0 else (far, today + timedelta(days=1))
        return replace(parts, days=days, broad=True)

    def _weekday_in(self, scan: Scan, monday: date) -> date | None:
        named = scan.take(rf"(?:on |the )*({DAY})")
        return monday + timedelta(days=WEEKDAYS.index(named[1])) if named else None

    def _days(self, scan: Scan, parts: Parts, *, bare: bool) -> Parts:
        today, one = self.now.date(), timedelta(days=1)
        day: date | None = None
        if scan.take(r"last night"):
            return replace(parts, days=(today - one, today), part="night")
        shifts = {"today": 0, "tomorrow": 1, "overmorrow": 2, "yesterday": -1, "ereyesterday": -2}
        if scan.take(r"tonight"):
            day, parts = today, replace(parts, part="evening")
        elif named := scan.take("(" + "|".join(shifts) + ")"):
            day = today + shifts[named[1]] * one
        else:
            span = Calendar(today, self.default, self.day_first).take(scan)
            if span and (span[1] - span[0]).days > 1:
                return replace(parts, days=span, broad=True)
            day = span[0] if span else None
        # "mercredi 25" is a day of the month; in "from wednesday 3 to 4" the 3 is an hour.
        number = "" if bare else r"(?: (\d{1,2})(?! ?(?:am|pm|h\b|heure|\d|:)))?"
        weekday = scan.take(
            rf"(?:on )?(?:the )?(?:(this|next|last) )?(?:({DAY})|({_SHORT})\b\.?)(?: in (8))?"
            rf"{number}"
        )
        if weekday:
            index = WEEKDAYS.index(weekday[2]) if weekday[2] else _short(weekday[3])
            alone = weekday[3] and day is None and not re.search(r"\d|noon|morn|even", scan.text)
            if alone:
                raise Misunderstood
            day = self._weekday(index, weekday, day)
        nth = None if day and not weekday else scan.take(_NTH)
        beside = weekday[5] if weekday and not bare else None
        if beside and not nth:
            day = self._day_of_month(int(beside), index)
        if nth:
            said = int(nth[1] or nth[2])
            if not weekday and not nth[2] and scan.original.strip() in ("1st", "2nd"):
                raise Misunderstood
            day = self._day_of_month(said, index if weekday else None)
        if day is None:
            return parts
        if parts.days:
            raise Misunderstood
        return replace(parts, days=(day, day + one))

    def _weekday(self, index: int, match: re.Match[str], dated: date | None) -> date:
        today = self.now.date()
        if dated:
            if dated.weekday() != index:
                raise Misunderstood(
                    f"{dated.isoformat()} is a {WEEKDAYS[dated.weekday()].title()}, "
                    f"not a {WEEKDAYS[index].title()}"
                )
            return dated
        way = match[1] or ("last" if self.default == "past" else "")
        ahead = (index - today.weekday()) % 7
        if way == "last":
            return today - timedelta(days=(today.weekday() - index) % 7 or 7)
        if way == "this":
            return today + timedelta(days=ahead)
        return today + timedelta(days=(ahead or 7) + (7 if match[4] else 0))

    def _day_of_month(self, number: int, weekday: int | None) -> date:
        if not 1 <= number <= 31:
            raise Misunderstood
        today, step = self.now.date(), -1 if self.default == "past" else 1
        first = today.replace(day=1)
        for k in range(0, 48 * step, step):
            month = add_months(first, k)
            if number > monthrange(month.year, month.month)[1]:
                continue
            day = month.replace(day=number)
            ahead = day <= today if step < 0 else day >= today
            if ahead and (weekday is None or day.weekday() == weekday):
                return day
        raise Misunderstood


def _short(word: str) -> int:
    if word in _SHORTS:
        return _SHORTS[word]
    return next(i for i, name in enumerate(WEEKDAYS) if name.startswith(word))


def later(start: datetime, length: timedelta) -> datetime:
    """An instant some elapsed time on."""
    return (start.astimezone(UTC) + length).astimezone(start.tzinfo)

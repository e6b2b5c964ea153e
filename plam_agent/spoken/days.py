"""Which days a phrase says: weekdays, dates, holidays and periods, and days counted from them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from . import holidays
from .clock import UNIT, Misunderstood, Scan, clock_in, duration, quantity
from .dates import ORDINAL, Calendar, Default, add_months, week
from .parts import Parts
from .periods import Periods
from .relative import Relative
from .vocabulary import WEEKDAYS

DAY = "|".join(WEEKDAYS)
DEEPEST = 3  # days counted from days counted from a day
_SHORT = "mon|tues?|wed|thurs?|fri|sat|sun|lun|mer|jeu|ven|sam|dim"
_SHORTS = {"lun": 0, "mer": 2, "jeu": 3, "ven": 4, "sam": 5, "dim": 6}
_FILLER = re.compile(r"(?:on|at|the|of|de|du|in|for|by|from|this|date|starting|au|d|during|\s)*")
_NTH = (
    rf"(?:(?:on |for )?the )?(\d{{1,2}}){ORDINAL}(?! ?(?:am|pm))"
    r"|(?:on )?(?:the|du) (\d{1,2})(?! ?(?:am|pm|h|:|oclock))\b"
)
_PART = r"morning|afternoon|evening|night|lunchtime"
_SHADE = r"early|late|end"
_OFFSET = re.compile(
    rf"(?:the )?(?:(?:(?P<n>\d+) (?P<u>day|week|month|year)|(?P<w>week))|(?P<d>{DAY})) "
    r"(?P<way>before|after|from|on|of) (?P<rest>(?!now\b|today$).+)"
)
# `an hour and a half on Wednesday from 10`, not `an hour from now` nor `10 heures demain`.
_LENGTH_FIRST = (
    rf"(?<=^ ){quantity('f').replace(UNIT, 'minute|hour|heure')}"
    r"(?= .*\b(?:at|from) (?:\d|noon|midnight))(?! (?:from|before|after|later|ago)\b)"
)
_ONE = timedelta(days=1)
_SHIFTS = {"today": 0, "tomorrow": 1, "overmorrow": 2, "yesterday": -1, "ereyesterday": -2}


@dataclass(slots=True)
class Days:
    """Reads the pieces of one phrase, as of `now`."""

    now: datetime
    default: Default
    day_first: bool
    depth: int = 0

    def parts(self, text: str, *, bare: bool = False) -> Parts:
        """Take the known pieces out of the text; what remains must be filler."""
        counted = self._counted(text.strip())
        if counted:
            return counted
        scan = Scan(f" {text} ")
        whole = scan.take(
            r"(?:for )?(?:the )?all (?:the |of the )?day(?: long)?(?! (?:of|de) the week)"
        )
        length = scan.take(rf"for {quantity('f')}") or scan.take(_LENGTH_FIRST)
        parts = Parts(lasts=duration(length, "f"))
        relative = Relative(self.now)
        parts = relative.distance(scan, parts)
        period = Periods(self.now.date(), self.default).take(scan)
        if period:
            parts = replace(parts, days=period[0], broad=period[1])
        else:
            around = scan.take(
                r"(?:in |the |for )*(week|weekend) (?:of|du|de|beginning|commencing|starting)(?= )"
            )
            feast = holidays.take(scan, self.now.date(), self.default)
            if feast:
                parts = replace(parts, days=feast, broad=feast[1] - feast[0] > _ONE)
            else:
                parts = parts if around else relative.span(scan, parts)
                parts = self._days(scan, parts, bare=bare)
            if around:
                if not parts.days or parts.days[1] - parts.days[0] > _ONE:
                    raise Misunderstood
                monday, sunday = week(parts.days[0], 0), week(parts.days[0], 1)
                first = monday if around[1] == "week" else sunday - 2 * _ONE
                parts = replace(parts, days=(first, sunday), broad=True)
        parts = self._part(scan, parts)
        clock = clock_in(scan, bare=bare or bool(parts.part or (parts.days and not whole)))
        if clock:
            parts = replace(parts, clock=clock)
            if not parts.lasts:
                parts = replace(parts, lasts=duration(scan.take(quantity("f")), "f"))
        if not _FILLER.fullmatch(scan.text):
            raise Misunderstood
        if whole:
            if parts.clock or parts.part or parts.instant:
                raise Misunderstood("a time of day is not all day")
            today = self.now.date()
            parts = parts if parts.days else replace(parts, days=(today, today + _ONE))
        return parts

    def _part(self, scan: Scan, parts: Parts) -> Parts:
        found = scan.take(
            rf"(?P<w>this )?(?:in |at |the |of |du |de |au |dans )*(?:(?P<s>{_SHADE}) "
            rf"(?:of |de |d |the |this |in )*)?(?:(?P<t>tomorrow) )?(?P<p>{_PART})"
        )
        if not found:
            return parts
        shade = found["s"] or ""
        apart = None if shade else scan.take(rf"(?:in |the )*({_SHADE})")
        shade = apart[1] if apart else shade
        if not parts.days and "this " in found[0]:
            today = self.now.date()
            parts = replace(parts, days=(today, today + _ONE))
        return replace(parts, part=found["p"], shade="late" if shade == "end" else shade)

    def _counted(self, text: str) -> Parts | None:
        """Days counted from a day: `two days before Christmas`, `a week on Tuesday`."""
        found = _OFFSET.fullmatch(text)
        if found is None or self.depth >= DEEPEST:
            return None
        weekday = found["d"]
        if found["way"] in ("on", "of") and (weekday or found["u"] != "week"):
            return None
        if (weekday or found["w"]) and found["way"] not in ("before", "after"):
            return None
        deeper = Days(self.now, self.default, self.day_first, self.depth + 1)
        try:
            parts = deeper.parts(found["rest"])
        except Misunderstood:
            return None
        if not parts.days:
            return None
        sign = -1 if found["way"] == "before" else 1
        day = parts.days[0] if sign < 0 or parts.days[1] - parts.days[0] <= _ONE else parts.days[1]
        if found["w"]:
            monday = week(day, sign)
            return replace(parts, days=(monday, monday + 7 * _ONE), broad=True)
        if weekday:
            index = WEEKDAYS.index(weekday)
            ahead = (sign * (index - day.weekday())) % 7 or 7
            day += sign * ahead * _ONE
        elif found["u"] in ("month", "year"):
            day = add_months(day, sign * int(found["n"]) * (12 if found["u"] == "year" else 1))
        else:
            day += sign * int(found["n"]) * (7 if found["u"] == "week" else 1) * _ONE
        return replace(parts, days=(day, day + _ONE), broad=False)

    def _days(self, scan: Scan, parts: Parts, *, bare: bool) -> Parts:
        today = self.now.date()
        day: date | None = None
        if scan.take(r"last night"):
            return replace(parts, days=(today - _ONE, today), part="night")
        if scan.take(r"tonight"):
            day, parts = today, replace(parts, part="evening")
        elif named := scan.take(rf"({'|'.join(_SHIFTS)})(?: (?:(week)|in (8|15)))?"):
            day = today + (_SHIFTS[named[1]] + _extra(named[2], named[3])) * _ONE
        else:
            span = Calendar(today, self.default, self.day_first).take(scan)
            if span and (span[1] - span[0]).days > 1:
                return replace(parts, days=span, broad=True)
            day = span[0] if span else None
        day = self._weekday(scan, day, bare=bare)
        if day is None:
            return parts
        if parts.days:
            raise Misunderstood
        return replace(parts, days=(day, day + _ONE))

    def _weekday(self, scan: Scan, day: date | None, *, bare: bool) -> date | None:
        """The day that a weekday or a day of the month names; `day` was said besides."""
        ahead = scan.take(rf"(?P<n>\d+) (?P<d>{DAY}) from now")
        if ahead:
            first = self._next(WEEKDAYS.index(ahead["d"]), "", None)
            return first + 7 * (int(ahead["n"]) - 1) * _ONE
        # "mercredi 25" is a day of the month; in "from wednesday 3 to 4" the 3 is an hour.
        number = "" if bare else r"(?: (?P<n>\d{1,2})(?! ?(?:am|pm|h\b|heure|oclock|\d|:)))?"
        found = scan.take(
            rf"(?:on )?(?:the )?(?:(?P<w>this|next|last) )?(?:this |next )?"
            rf"(?:(?P<d>{DAY})|(?P<s>{_SHORT})\b\.?)"
            rf"(?: in (?P<in>8|15)| (?P<week>week)\b| (?P<after>after next))?{number}"
        )
        index: int | None = None
        beside = None
        if found:
            index = WEEKDAYS.index(found["d"]) if found["d"] else _short(found["s"])
            beside = None if bare else found["n"]
            telling = beside or re.search(r"\d|noon|morn|even|after", scan.text)
            if found["s"] and day is None and not telling:
                raise Misunderstood
            day = self._next(index, found["w"] or "", day)
            day += _extra(found["week"] or found["after"], found["in"]) * _ONE
        nth = None if day and not found else scan.take(_NTH)
        if beside and not nth:
            day = self._day_of_month(int(beside), index)
        if nth:
            said = int(nth[1] or nth[2])
            if not found and not nth[2] and scan.original.strip() in ("1st", "2nd"):
                raise Misunderstood
            day = self._day_of_month(said, index)
        return day

    def _next(self, index: int, way: str, dated: date | None) -> date:
        today = self.now.date()
        if dated:
            if dated.weekday() != index:
                raise Misunderstood(
                    f"{dated.isoformat()} is a {WEEKDAYS[dated.weekday()].title()}, "
                    f"not a {WEEKDAYS[index].title()}"
                )
            return dated
        way = way or ("last" if self.default == "past" else "")
        ahead = (index - today.weekday()) % 7
        if way == "last":
            return today - timedelta(days=(today.weekday() - index) % 7 or 7)
        if way == "this":
            return today + timedelta(days=ahead)
        if way == "next" and ahead == 1:  # nobody says "next Friday" for tomorrow
            return today + timedelta(days=8)
        return today + timedelta(days=ahead or 7)

    def _day_of_month(self, number: int, weekday: int | None) -> date:
        if not 1 <= number <= 31:
            raise Misunderstood(f"no month has a day {number}")
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


def _extra(week_on: str | None, french: str | None) -> int:
    """The days that `Friday week`, `vendredi en huit` and `en quinze` add."""
    if french:
        return 14 if french == "15" else 7
    return 7 if week_on else 0


def _short(word: str) -> int:
    if word in _SHORTS:
        return _SHORTS[word]
    return next(i for i, name in enumerate(WEEKDAYS) if name.startswith(word))

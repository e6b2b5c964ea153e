"""Spans of the calendar that are no whole month: weeks of a month, quarters, seasons, ends.

Conventions. The first week of a month is its days 1 to 7, the last its last seven days. Early is
the days 1 to 10, mid 11 to 20 and late (or the end of a month by name) from the 21st; the end of
`the month` is its last day. Early in a week is Monday and Tuesday, late Thursday and Friday, its
end the Friday. Seasons are those of meteorology: spring begins on 1 March.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from .clock import Misunderstood, Scan
from .dates import MONTHS, Default, add_months, month_number, nearest, week, weekday_of_month
from .vocabulary import WEEKDAYS

Span = tuple[date, date]
_DAY = "|".join(WEEKDAYS)
_NTH = r"(?P<n>\d)(?:st|nd|rd|th)|(?P<last>last)"
# A month as it is referred to: by name, or from here.
_MONTH = (
    rf"(?:of |in |de |du |d )?(?:(?P<m>{MONTHS})\b(?: (?:of )?(?P<y>\d{{4}})\b)?"
    r"|(?:the )?(?:(?P<way>this|next|last) )?month)"
)
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Periods:
    """What a period without a year is measured against."""

    today: date
    default: Default

    def take(self, scan: Scan) -> tuple[Span, bool] | None:
        """Take a period out: its days [first, last), and whether it is broader than days said.

        Raises Misunderstood for a fifth Monday, a week 54 or a quarter that does not exist.
        """
        for read in (
            self._weekday_of_month,
            self._part_of_month,
            self._days_of_month,
            self._third,
            self._week,
            self._quarter,
            self._season,
            self._year,
        ):
            found = read(scan)
            if found:
                return found
        return None

    def _month(self, found: re.Match[str]) -> date:
        """The first day of the month that was referred to."""
        if found["m"]:
            number = month_number(found["m"])
            return nearest(
                lambda year: date(year, number, 1),
                self.today,
                self.default,
                found["y"],
                months=1,
            )
        shift = {"next": 1, "last": -1}.get(found["way"] or "", 0)
        return add_months(self.today.replace(day=1), shift)

    def _weekday_of_month(self, scan: Scan) -> tuple[Span, bool] | None:
        found = scan.take(rf"(?:on )?(?:the )?(?:{_NTH}) (?P<d>{_DAY}|day) {_MONTH}")
        if found is None:
            return None
        nth = -1 if found["last"] else int(found["n"])
        first = self._month(found)
        while True:
            if found["d"] == "day":
                end = add_months(first, 1)
                day = end - _ONE if nth < 0 else first + (nth - 1) * _ONE
            else:
                index = WEEKDAYS.index(found["d"])
                day = weekday_of_month(first.year, first.month, index, nth)
            said = found["y"] or found["way"] or self.default == "past" or day >= self.today
            if said:
                return (day, day + _ONE), False
            first = add_months(first, 12 if found["m"] else 1)

    def _part_of_month(self, scan: Scan) -> tuple[Span, bool] | None:
        found = scan.take(rf"(?:in |during )?(?:the )?(?:{_NTH}) (?P<u>week|half) {_MONTH}")
        if found is None:
            return None
        first = self._month(found)
        end = add_months(first, 1)
        nth = 0 if found["last"] else int(found["n"])
        if found["u"] == "half":
            if nth not in (1, 2):
                raise Misunderstood("a month has two halves")
            middle = first.replace(day=16)
            return ((first, middle) if nth == 1 else (middle, end)), True
        if not nth:
            return (end - 7 * _ONE, end), True
        begin = first + 7 * (nth - 1) * _ONE
        if begin >= end or nth < 1:
            raise Misunderstood("that month has no such week")
        return (begin, min(begin + 7 * _ONE, end)), True

    def _days_of_month(self, scan: Scan) -> tuple[Span, bool] | None:
        found = scan.take(
            rf"(?:in |during )?(?:the )?(?:(?P<f>1st|last) (?P<c>\d{{1,2}})"
            rf"|(?P<c2>\d{{1,2}}) (?P<f2>1st|last)) day {_MONTH}"
        )
        if found is None:
            return None
        first = self._month(found)
        end = add_months(first, 1)
        length = min(int(found["c"] or found["c2"]), 28) * _ONE
        at_end = "last" in (found["f"], found["f2"])
        return ((end - length, end) if at_end else (first, first + length)), True

    def _third(self, scan: Scan) -> tuple[Span, bool] | None:
        found = scan.take(
            rf"(?:by |at |in |the )*(?P<third>early|mid|late|end) "
            rf"(?:{_MONTH}|(?:the )?(?:(?P<way2>this|next|last) )?(?P<u>week|year)"
            r"(?: (?P<way3>next|last))?)"
        )
        if found is None:
            return None
        third = found["third"]
        shift = {"next": 1, "last": -1}.get(found["way2"] or found["way3"] or "", 0)
        if found["u"] == "week":
            monday = week(self.today, shift)
            first, last = {"early": (0, 2), "mid": (2, 3), "late": (3, 5), "end": (4, 5)}[third]
            return (monday + first * _ONE, monday + last * _ONE), third in ("early", "late")
        if found["u"] == "year":
            year = self.today.year + shift
            if third == "end":
                return (date(year, 12, 31), date(year + 1, 1, 1)), False
            begin = {"early": 1, "mid": 6, "late": 10}[third]
            start = date(year, begin, 1)
            return (start, add_months(start, 2 if third == "mid" else 3)), True
        start = self._month(found)
        end = add_months(start, 1)
        if third == "end" and (not found["m"] or found[0].startswith("by ")):
            return (end - _ONE, end), False
        first, last = {"early": (1, 11), "mid": (11, 21)}.get(third, (21, 0))
        return (start.replace(day=first), start.replace(day=last) if last else end), True

    def _week(self, scan: Scan) -> tuple[Span, bool] | None:
        found = scan.take(
            r"(?:in |the )*week (?:number |no\.? |numero )?(?P<n>\d{1,2})"
            r"(?: (?:of |de )?(?P<y>\d{4}))?"
        )
        if found is None:
            return None
        number = int(found["n"])

        def monday(year: int) -> date:
            try:
                return date.fromisocalendar(year, number, 1)
            except ValueError:
                raise Misunderstood(f"there is no week {number}") from None

        start = nearest(monday, self.today, self.default, found["y"], days=7)
        return (start, start + 7 * _ONE), True

    def _quarter(self, scan: Scan) -> tuple[Span, bool] | None:
        found = scan.take(
            r"(?:in |the |au )*(?:(?:q|(?<=in )t|(?<=the )t|(?<=au )t)(?P<q>[1-4])"
            r"|(?P<n>[1-4])(?:st|nd|rd|th) quarter)"
            r"(?: (?:of |de )?(?P<y>\d{4}))?"
        )
        if found:
            month = 3 * int(found["q"] or found["n"]) - 2
            start = nearest(
                lambda year: date(year, month, 1),
                self.today,
                self.default,
                found["y"],
                months=3,
            )
            return (start, add_months(start, 3)), True
        found = scan.take(
            r"(?:in |the )*(?P<way>this|next|last) quarter|(?:in |the )*quarter (?P<way2>next|last)"
        )
        if found is None:
            return None
        shift = {"next": 3, "last": -3}.get(found["way"] or found["way2"], 0)
        start = add_months(date(self.today.year, 3 * ((self.today.month - 1) // 3) + 1, 1), shift)
        return (start, add_months(start, 3)), True

    def _season(self, scan: Scan) -> tuple[Span, bool] | None:
        found = scan.take(
            r"(?:in |at |the |this |au )*(?:(?P<way>this|next|last) )?"
            r"(?P<s>spring|summer|autumn|winter)(?: (?P<way2>next|last))?(?: (?:of )?(?P<y>\d{4}))?"
        ) or scan.take(
            r"(?:(?:in |the |this )+(?P<s>fall)|(?P<way>next|last) (?P<s2>fall))"
            r"(?P<way2>)(?: (?:of )?(?P<y>\d{4}))?"
        )
        if found is None:
            return None
        name = found["s"] or found["s2"]
        if found[0] == name and name in ("spring", "summer"):
            raise Misunderstood
        way = found["way"] or found["way2"]
        month = _SEASONS[name]
        if way == "last" or (self.default == "past" and not way and not found["y"]):
            starts = (date(self.today.year - k, month, 1) for k in range(3))
            done = 3 if way == "last" else 0
            start = next(s for s in starts if add_months(s, done) <= self.today)
        elif way == "next":
            start = next(
                s for k in range(3) if (s := date(self.today.year + k, month, 1)) > self.today
            )
        else:
            start = nearest(
                lambda year: date(year, month, 1), self.today, self.default, found["y"], months=3
            )
        return (start, add_months(start, 3)), True

    def _year(self, scan: Scan) -> tuple[Span, bool] | None:
        found = scan.take(
            r"(?:in |of |for |the |during )+(?:year )?(?P<y>(?:19|20)\d\d)(?! ?(?:hour|h\b))"
        )
        if found is None:
            return None
        year = int(found["y"])
        return (date(year, 1, 1), date(year + 1, 1, 1)), True

"""Calendar dates in figures and with month names, in both languages.

The only module that imports dateparser. It always gets a complete date, so that it guesses nothing
and never looks at the machine's clock.
"""

from __future__ import annotations

import functools
import re
import warnings
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from .clock import Misunderstood, Scan

Default = Literal["future", "past", "any"]
MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"
    "jan|janv|feb|fev|fevr|mar|apr|avr|jun|jul|juil|aug|sep|sept|oct|nov|dec"
)
ORDINAL = "(?:st|nd|rd|th|er)"

_LATER = r"(?:,? (?:of |de )?(?P<y>\d{4})\b)?"
_DAY_MONTH = (
    rf"(?:the )?(?P<d>\d{{1,2}}){ORDINAL}? (?:day )?(?:of |de )?(?P<m>{MONTHS})\b\.?{_LATER}"
)
_MONTH_DAY = (
    rf"(?P<m>{MONTHS})\b\.?(?: the)? (?P<d>\d{{1,2}}){ORDINAL}?\b(?! ?(?:am\b|pm\b|h\b|:|heure))"
    rf"{_LATER}"
)
_MONTH = rf"(?P<w>in |of |this |de |during )?(?P<m>{MONTHS})\b(?: (?:of )?(?P<y>\d{{4}})\b)?"


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a date without a year is measured against."""

    today: date
    default: Default
    day_first: bool

    def take(self, scan: Scan) -> tuple[date, date] | None:
        """Take a date or a month out: its days [first, last), in the nearest year that fits."""
        one = timedelta(days=1)
        full = scan.take(r"(\d{4}-\d{1,2}-\d{1,2})(?=[ t])t?")
        if full:
            day = date_of(*map(int, full[1].split("-")))
            return day, day + one
        numeric = scan.take(r"(?:the )?(\d{1,2}/\d{1,2})(?:/(\d{4}|\d{2}))?(?![\d/])") or scan.take(
            r"(?:the )?(\d{1,2}[.-]\d{1,2})[.-](\d{4})(?!\d)"
        )
        order = "DMY" if self.day_first else "MDY"
        if numeric:
            text = re.sub(r"[.-]", "/", numeric[1])
            year = numeric[2] and (numeric[2] if len(numeric[2]) == 4 else f"20{numeric[2]}")
            day = self._year(lambda y: _calendar(f"{text}/{y:04}", order), year)
            return day, day + one
        named = scan.take(_DAY_MONTH) or scan.take(_MONTH_DAY)
        if named:
            said = f"{named['d']} {named['m']}"
            day = self._year(lambda y: _calendar(f"{said} {y:04}", order), named["y"])
            return day, day + one
        month = scan.take(_MONTH)
        if not month:
            return None
        # "may", "mar" and the like are also words; they are months only beside another word.
        ambiguous = month["m"] == "may" or (len(month["m"]) < 4 and month["m"] != "mai")
        if ambiguous and not month["w"] and not month["y"]:
            raise Misunderstood
        first = self._year(
            lambda y: _calendar(f"1 {month['m']} {y:04}", order), month["y"], whole=True
        )
        return first, add_months(first, 1)

    def _year(self, make: Callable[[int], date], said: str | None, *, whole: bool = False) -> date:
        """The date in the year that was said, or in the nearest one on the expected side."""
        if said:
            return make(int(said))
        today = self.today
        step = -1 if self.default == "past" else 1
        for year in range(today.year, today.year + 9 * step, step):
            try:
                day = make(year)
            except Misunderstood:
                continue
            end = add_months(day, 1) - timedelta(days=1) if whole else day
            if self.default == "any" or (day <= today if step < 0 else end >= today):
                return day
        raise Misunderstood("there is no such date")


def week(day: date, shift: int) -> date:
    """The Monday of the week (ISO 8601) of `day`, shifted by whole weeks."""
    return day - timedelta(days=day.weekday()) + timedelta(weeks=shift)


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last one of a shorter month."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def date_of(year: int, month: int, day: int) -> date:
    """A date. Raises Misunderstood if there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        raise Misunderstood("there is no such date") from None


@functools.cache
def _parser(order: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from dateparser.date import DateDataParser  # imported here: it costs 0.2 s

        return DateDataParser(
            languages=["en", "fr"],
            settings={
                "DATE_ORDER": order,
                "PARSERS": ["absolute-time"],
                "REQUIRE_PARTS": ["day", "month", "year"],
                # The year is always given, so this base is never used; without it the library
                # would read the machine's clock.
                "RELATIVE_BASE": datetime(2000, 1, 1),
            },
        )


@functools.lru_cache(maxsize=512)
def _calendar(text: str, order: str) -> date:
    """A complete date in either language. Raises Misunderstood if there is no such day."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = _parser(order).get_date_data(text).date_obj
    if found is None:
        raise Misunderstood("there is no such date")
    day: date = found.date()
    return day

"""Calendar dates in figures and with month names, in both languages."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from .clock import Misunderstood, Scan

Default = Literal["future", "past", "any"]
_NAMES = (  # folded names of each month; the first ones are English
    ("january", "janvier", "jan", "janv"),
    ("february", "fevrier", "feb", "fev", "fevr"),
    ("march", "mars", "mar"),
    ("april", "avril", "apr", "avr"),
    ("may", "mai"),
    ("june", "juin", "jun"),
    ("july", "juillet", "jul", "juil"),
    ("august", "aout", "aug"),
    ("september", "septembre", "sept", "sep"),
    ("october", "octobre", "oct"),
    ("november", "novembre", "nov"),
    ("december", "decembre", "dec"),
)
_NUMBERS = {name: number for number, names in enumerate(_NAMES, 1) for name in names}
MONTHS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
ORDINAL = "(?:st|nd|rd|th|er)"
FURTHEST = 9  # years within which a 29 February is looked for

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
        """Take a date or a month out: its days [first, last), in the nearest year that fits.

        Raises Misunderstood for a date that does not exist.
        """
        one = timedelta(days=1)
        full = scan.take(r"(\d{4})-(\d{1,2})-(\d{1,2})")
        if full:
            day = date_of(int(full[1]), int(full[2]), int(full[3]))
            return day, day + one
        numeric = scan.take(
            r"(?:the )?(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![\d/])"
        ) or scan.take(r"(?:the )?(\d{1,2})[.-](\d{1,2})[.-](\d{4})(?!\d)")
        if numeric:
            number, month = self._order(int(numeric[1]), int(numeric[2]))
            year = numeric[3] and (numeric[3] if len(numeric[3]) == 4 else f"20{numeric[3]}")
            day = self._year(number, month, year)
            return day, day + one
        named = scan.take(_DAY_MONTH) or scan.take(_MONTH_DAY)
        if named:
            day = self._year(int(named["d"]), month_number(named["m"]), named["y"])
            return day, day + one
        found = scan.take(_MONTH)
        if not found:
            return None
        # "may", "mar" and the like are also words; they are months only beside another word.
        ambiguous = found["m"] == "may" or (len(found["m"]) < 4 and found["m"] != "mai")
        if ambiguous and not found["w"] and not found["y"]:
            raise Misunderstood
        number = month_number(found["m"])
        first = nearest(
            lambda y: date_of(y, number, 1), self.today, self.default, found["y"], months=1
        )
        return first, add_months(first, 1)

    def _order(self, first: int, second: int) -> tuple[int, int]:
        """Day and month of two figures, in the owner's order unless only the other one exists."""
        day, month = (first, second) if self.day_first else (second, first)
        return (month, day) if month > 12 >= day else (day, month)

    def _year(self, day: int, month: int, said: str | None) -> date:
        return nearest(lambda year: date_of(year, month, day), self.today, self.default, said)


def month_number(name: str) -> int:
    """The number of a month with a folded name."""
    return _NUMBERS[name]


def nearest(
    make: Callable[[int], date],
    today: date,
    default: Default,
    said: str | None = None,
    *,
    days: int = 1,
    months: int = 0,
) -> date:
    """The date in the year that was said, or in the nearest year on the expected side of today.

    A period of `days` or `months` counts as ahead until it is over. Raises Misunderstood, with the
    reason of the last attempt, where `make` finds no date in any year.
    """
    if said:
        return make(int(said))
    step = -1 if default == "past" else 1
    reason = Misunderstood("there is no such date")
    for year in range(today.year, today.year + FURTHEST * step, step):
        try:
            day = make(year)
        except Misunderstood as why:
            reason = why
            continue
        end = (add_months(day, months) if months else day + timedelta(days=days)) - timedelta(
            days=1
        )
        if default == "any" or (day <= today if step < 0 else end >= today):
            return day
    raise reason


def week(day: date, shift: int) -> date:
    """The Monday of the week (ISO 8601) of `day`, shifted by whole weeks."""
    return day - timedelta(days=day.weekday()) + timedelta(weeks=shift)


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last one of a shorter month."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def weekday_of_month(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth weekday (0 is Monday) of a month; -1 is the last. Raises Misunderstood without it."""
    length = monthrange(year, month)[1]
    if nth < 0:
        last = date(year, month, length)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = 1 + (weekday - date(year, month, 1).weekday()) % 7
    if nth < 1 or first + 7 * (nth - 1) > length:
        raise Misunderstood("that month has no such weekday")
    return date(year, month, first + 7 * (nth - 1))


def date_of(year: int, month: int, day: int) -> date:
    """A date. Raises Misunderstood, naming it, if there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        if not 1 <= month <= 12:
            raise Misunderstood(f"there is no month {month}") from None
        name = _NAMES[month - 1][0].title()
        leap = f" in {year}" if (month, day) == (2, 29) else ""
        raise Misunderstood(f"there is no {day} {name}{leap}") from None

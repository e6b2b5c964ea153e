"""Dates in the sample's texts, written relative to the day it is made: `{{+3 %A %e %B}}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "en": (
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        (
            *("January", "February", "March", "April", "May", "June", "July"),
            *("August", "September", "October", "November", "December"),
        ),
    ),
    "fr": (
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        (
            *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
            *("août", "septembre", "octobre", "novembre", "décembre"),
        ),
    ),
}
_PLACEHOLDER = re.compile(r"\{\{(" + "|".join(_WEEKDAYS) + r")?([+-]\d+)?(w)? ([^{}]+)\}\}")


def fill(text: str, today: date, language: str = "en") -> str:
    """Replace every `{{DAY FORMAT}}` in `text` by a date in `language` (`en` or `fr`).

    DAY is days from `today` (`-2`, `+3`), with `w` moved on to Monday from a weekend (`+4w`), or
    the next such weekday strictly after `today`, with days added (`friday`, `tuesday-56`). FORMAT
    knows `%A` weekday, `%B` month, `%e` day of the month as spoken, `%d %m %Y` in digits.
    """

    def one(match: re.Match[str]) -> str:
        weekday, days, working, form = match.groups()
        day = today
        if weekday:
            day += timedelta((_WEEKDAYS.index(weekday) - today.weekday() - 1) % 7 + 1)
        day += timedelta(int(days or 0))
        if working and day.weekday() > 4:
            day += timedelta(7 - day.weekday())
        return _spell(day, form, language)

    return _PLACEHOLDER.sub(one, text)


def _spell(day: date, form: str, language: str) -> str:
    weekdays, months = _NAMES[language]
    fields = {
        "%A": weekdays[day.weekday()],
        "%B": months[day.month - 1],
        "%e": "1er" if language == "fr" and day.day == 1 else str(day.day),
        "%d": f"{day.day:02}",
        "%m": f"{day.month:02}",
        "%Y": f"{day.year:04}",
    }
    return re.sub(r"%[A-Za-z]", lambda match: fields[match[0]], form)

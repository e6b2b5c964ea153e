"""The section `[tuning]` of the settings: whether, when and from what the adapter learns.

[tuning]
enabled = true
window = "01:00-06:00"
learn_from_sent = false
left_out = ["lea@example.org", "Dr Martin"]
terms = ["Project Falcon"]
labels = ["confidential"]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

SECTION = "tuning"
DAY = 24 * 60
MOST, LONGEST = 2_000, 200
_WINDOW = re.compile(r"(\d\d):(\d\d) ?[-–] ?(\d\d):(\d\d)")

Wrong = Callable[[str, str, str], NoReturn]
"""Raises the error for a key: what is wrong with it, and what to do."""


@dataclass(frozen=True, slots=True)
class Window:
    """A time of the night by the wall clock, in minutes since midnight, `end` not in it.

    It goes across midnight where it ends before it starts. `end` is from 1 to 1440.
    """

    start: int = 60
    end: int = 360

    @classmethod
    def parse(cls, text: str) -> Window:
        """A window as `01:00-06:00`; it may end at 24:00. Raises ValueError."""
        found = _WINDOW.fullmatch(text.strip())
        if found is None:
            raise ValueError(text)
        hours = [int(each) for each in found.groups()]
        start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
        if max(hours[1], hours[3]) > 59 or start >= DAY or end > DAY or start == end:
            raise ValueError(text)
        return cls(start, end or DAY)

    def holds(self, minute: int) -> bool:
        """Whether a minute of the day, from 0 to 1439, is in it."""
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end

    def __str__(self) -> str:
        start, end = (f"{each // 60:02}:{each % 60:02}" for each in (self.start, self.end))
        return f"{start}-{end}"


@dataclass(frozen=True, slots=True)
class Tuning:
    """What the section says.

    With `learn_from_sent`, mail that the owner sent is learnt from for its tone. `left_out` are the
    names and addresses of people of whom nothing is learnt, `terms` words that keep whatever has
    them from being learnt, `labels` what does so where something is sorted or marked with it.
    """

    enabled: bool = True
    window: Window = Window()
    learn_from_sent: bool = False
    left_out: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The section as TOML data."""
        return {
            "enabled": self.enabled,
            "window": str(self.window),
            "learn_from_sent": self.learn_from_sent,
            "left_out": list(self.left_out),
            "terms": list(self.terms),
            "labels": list(self.labels),
        }


def read(table: Mapping[str, Any], wrong: Wrong) -> Tuning:
    """The section in `table`; `wrong` is called for the first thing that cannot be."""
    known = Tuning().plain()
    for key in table:
        if key not in known:
            wrong(key, f"tuning has no setting {key}", f"Known are {', '.join(known)}.")
    return Tuning(
        enabled=_flag(table, "enabled", wrong, default=True),
        window=_window(table, wrong),
        learn_from_sent=_flag(table, "learn_from_sent", wrong, default=False),
        left_out=_texts(table, "left_out", wrong),
        terms=_texts(table, "terms", wrong),
        labels=_texts(table, "labels", wrong),
    )


def _flag(table: Mapping[str, Any], key: str, wrong: Wrong, *, default: bool) -> bool:
    value = table.get(key, default)
    if not isinstance(value, bool):
        wrong(key, f"{key} is not true or false", "Write true or false, without quotes.")
    return value


def _window(table: Mapping[str, Any], wrong: Wrong) -> Window:
    if "window" not in table:
        return Window()
    value = table["window"]
    fix = 'Write one like "01:00-06:00"; it may go across midnight.'
    if not isinstance(value, str):
        wrong("window", "window is not text in quotes", fix)
    try:
        return Window.parse(value)
    except ValueError:
        wrong("window", f"window cannot be {value!r}", fix)


def _texts(table: Mapping[str, Any], key: str, wrong: Wrong) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        wrong(key, f"{key} is no list of texts", f'Write {key} = ["…", "…"].')
    if len(value) > MOST:
        wrong(key, f"{key} has more than {MOST} entries", "Shorten the list.")
    for each in value:
        if not each.strip() or len(each) > LONGEST or not each.isprintable():
            fix = f"Write 1 to {LONGEST} letters on one line."
            wrong(key, f"{key} cannot have {each[:40]!r} in it", fix)
    return tuple(value)

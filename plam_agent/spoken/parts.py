"""The pieces that a phrase about time is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .clock import Clock


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
    shade: str = ""  # early or late in the part of the day

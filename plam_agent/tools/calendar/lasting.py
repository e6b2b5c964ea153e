"""How long a new event is: as its time says, else as was chosen for it, else an hour."""

from __future__ import annotations

from datetime import timedelta

from ...types import When
from ...when import length, slot
from ..arguments import CalendarCreate
from .ical import Span

_HOUR = timedelta(hours=1)


def taken(when: When, lasts: str) -> Span:
    """When an event is; `lasts` (`45 minutes`) counts where `when` has no end of its own.

    Raises InputError for a time that names no day.
    """
    return Span(*slot(when, length(lasts) if lasts else _HOUR))


def lasting(args: CalendarCreate) -> str:
    """How long the event lasts, for its preview; empty where its time says so, or nothing does."""
    if not args.lasts or args.when is None or args.when.all_day:
        return ""
    own_end = slot(args.when, _HOUR) == slot(args.when, 2 * _HOUR)
    return "" if own_end else f", for {args.lasts}"

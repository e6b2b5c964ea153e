"""The instances of repeating events between two instants (the only user of its library)."""

from __future__ import annotations

from datetime import datetime
from typing import Any


def instances(calendar: Any, begin: datetime, end: datetime) -> list[Any]:
    """VEVENTs of every instance that overlaps [begin, end), with exceptions and changes applied."""
    import recurring_ical_events

    return list(recurring_ical_events.of(calendar).between(begin, end))

"""A clock for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""A Monday, nine o'clock in Paris."""


class FixedClock:
    """A clock that moves only when told."""

    def __init__(self, start: datetime = START) -> None:
        """Begin at `start`, an aware datetime."""
        self.now = start

    def __call__(self) -> datetime:
        """The present."""
        return self.now

    def advance(self, **by: float) -> None:
        """Move on, `advance(hours=2)`, as `timedelta` has it."""
        self.now += timedelta(**by)

"""When the owner is free."""

from __future__ import annotations

from ...types import Effect, Tool
from ..arguments import CalendarFree
from ..registry import params_of, summary_of

TOOLS = (
    Tool(
        "calendar.free",
        summary_of(CalendarFree),
        Effect.READ,
        CalendarFree,
        params_of(CalendarFree),
        account="calendar",
    ),
)

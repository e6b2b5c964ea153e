"""Answering invitations that came by mail."""

from __future__ import annotations

from ...types import Effect, Tool
from ..arguments import CalendarAnswer
from ..registry import params_of, summary_of

TOOLS = (
    Tool(
        "calendar.answer",
        summary_of(CalendarAnswer),
        Effect.SEND,
        CalendarAnswer,
        params_of(CalendarAnswer),
        account="mail",
    ),
)

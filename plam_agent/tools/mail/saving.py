"""Saving attachments into the folders that the owner declared."""

from __future__ import annotations

from ...types import Effect, Tool
from ..arguments import MailSave
from ..registry import params_of, summary_of

TOOLS = (
    Tool(
        "mail.save",
        summary_of(MailSave),
        Effect.WRITE,
        MailSave,
        params_of(MailSave),
        account="mail",
        reversible=True,
    ),
)

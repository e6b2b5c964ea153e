"""Mail: reading, sorting, drafting and sending, over IMAP and SMTP or a Maildir."""

from __future__ import annotations

from ...types import Tool
from .mailbox import open_mailbox
from .reading import find_folder, read, search
from .saving import TOOLS as SAVING
from .sorting import flag, move, trash
from .writing import draft, reply, reply_draft, send

TOOLS: tuple[Tool, ...] = (
    search,
    read,
    flag,
    move,
    trash,
    draft,
    send,
    reply_draft,
    reply,
    *SAVING,
)

__all__ = ["TOOLS", "find_folder", "open_mailbox"]

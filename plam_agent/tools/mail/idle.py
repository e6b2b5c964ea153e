"""Waiting for new mail in a mail account, whether it is on a server or on this disk."""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from ...config import Account
from ...errors import ConfigError
from ..context import Context
from .maildir import MaildirMailbox

MAILDIR_POLL = 3.0
"""Seconds between two looks at the times of a Maildir's folders."""

# A file system tells times no finer than this, so that a folder's time says nothing before.
_SETTLED = 2.0


async def arrivals(context: Context, folder: str) -> AsyncGenerator[None]:
    """Yields at once, and then whenever there may be new mail in `folder` of the account.

    What leaves the folder, or only changes its flags, is no news. Holds nothing but a connection
    of its own, and lets go of it within a second when it is closed or cancelled. Raises
    AccountError where the account cannot be watched or no longer answers (begin anew, later),
    ConfigError where it never can.
    """
    account = context.account
    match account.driver:
        case "imap":
            # The library takes a fifth of a second to load.
            driver = await asyncio.to_thread(importlib.import_module, f"{__package__}.imap_idle")
            watched: AsyncGenerator[None] = driver.imap_arrivals(account, context.secret, folder)
        case "maildir":
            watched = _maildir_arrivals(account, folder)
        case other:
            raise ConfigError(
                f"account {account.name} has driver {other!r}",
                fix="Mail accounts use `imap` or `maildir`.",
            )
    async with aclosing(watched):
        async for _ in watched:
            yield


async def _maildir_arrivals(account: Account, folder: str) -> AsyncGenerator[None]:
    mailbox = await asyncio.to_thread(MaildirMailbox, account)
    watch = _MaildirWatch(mailbox, folder)
    await mailbox._thread(watch.grew)
    yield
    while True:
        await asyncio.sleep(MAILDIR_POLL)
        if await mailbox._thread(watch.grew):
            yield


class _MaildirWatch:
    """The messages of one folder; they are listed again only when `new/` or `cur/` has changed."""

    def __init__(self, mailbox: MaildirMailbox, folder: str) -> None:
        self._mailbox = mailbox
        self._folder = folder
        self._changed: tuple[int, ...] = ()
        self._messages: frozenset[str] = frozenset()

    def grew(self) -> bool:
        """Whether there is a message that was not there at the last look; works on the disk."""
        files = self._mailbox._open(self._folder)
        changed = tuple((files.home / state).stat().st_mtime_ns for state in ("new", "cur"))
        if changed == self._changed:
            return False
        recent = any(abs(time.time() - each / 1e9) < _SETTLED for each in changed)
        self._changed = () if recent else changed
        messages = frozenset(entry.unique for entry in files.listed())
        new = messages - self._messages
        self._messages = messages
        return bool(new)

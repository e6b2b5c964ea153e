"""The section `[notices]` of the settings: whether and how it is said that something waits.

[notices]
desktop = true
webhook = "https://ntfy.example.org/my-plam"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import urlsplit

SECTION = "notices"
LONGEST = 2_000
_HERE = ("127.0.0.1", "localhost", "::1")

Wrong = Callable[[str, str, str], NoReturn]
"""Raises the error for a key: what is wrong with it, and what to do."""


@dataclass(frozen=True, slots=True)
class Notices:
    """What the section says: nothing is sent anywhere unless it names where.

    `desktop` is the notification service of the session (freedesktop.org Desktop Notifications
    1.2), `webhook` an address that a number is posted to.
    """

    desktop: bool = False
    webhook: str = ""

    def __bool__(self) -> bool:
        """Whether anything is to be said anywhere."""
        return self.desktop or bool(self.webhook)


def read(table: Mapping[str, Any], wrong: Wrong) -> Notices:
    """The section in `table`; `wrong` is called for the first thing that cannot be."""
    for key in table:
        if key not in ("desktop", "webhook"):
            wrong(key, f"notices has no setting {key}", "Known are desktop, webhook.")
    desktop, webhook = table.get("desktop", False), table.get("webhook", "")
    if not isinstance(desktop, bool):
        wrong("desktop", "desktop is not true or false", "Write true or false, without quotes.")
    if not isinstance(webhook, str) or (webhook and not _reachable(webhook)):
        fix = 'Write one like "https://example.org/path"; http is for this machine alone.'
        wrong("webhook", "webhook is no address that a notice can go to", fix)
    return Notices(desktop, webhook)


def _reachable(address: str) -> bool:
    if len(address) > LONGEST or not re.fullmatch(r"[!-~]+", address):
        return False
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises where it is none
    except ValueError:
        return False
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
    return secure and bool(parts.hostname) and "@" not in parts.netloc and not parts.fragment

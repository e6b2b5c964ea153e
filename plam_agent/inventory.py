"""What the owner's accounts hold, for a policy to be compared with: names, and nothing else.

Folders of this machine are always looked at; servers only where a connection is asked for. What
was not looked at, and why, is said.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

from .config import Account, Settings
from .errors import ConfigError, LockedError, PlamError
from .policy.addresses import canonical_address
from .policy.existing import There
from .tools.contacts import load_contacts
from .tools.context import Connections, Context
from .tools.mail import open_mailbox
from .types import Clock

SECONDS = 20.0
MOST = 5_000
"""How many folders of one root are looked at."""

LOCAL = ("maildir", "ics", "vcf", "folder")

Secret = Callable[[str, str], str]


def locked(account: str, name: str) -> NoReturn:
    """No secret, because nobody opened the home. Raises LockedError."""
    raise LockedError("the home is not open.")


async def held(
    settings: Settings, now: Clock, *, online: bool = False, secret: Secret = locked
) -> There:
    """What the accounts hold. `secret(account, name)` opens what a server asks for."""
    unchecked: list[str] = []

    async def names(account: Account) -> frozenset[str] | None:
        if account.driver not in LOCAL and not online:
            unchecked.append(f"account `{account.name}` (no connection asked for)")
            return None
        try:
            async with asyncio.timeout(SECONDS):
                return await _names(account, settings, now, secret)
        except TimeoutError:
            unchecked.append(f"account `{account.name}` (no answer within {SECONDS:.0f} s)")
        except PlamError as error:
            unchecked.append(f"account `{account.name}` ({error.message.rstrip('.')})")
        return None

    asked = [each for each in settings.accounts if each.kind in ("mail", "contacts", "files")]
    found = list(zip(asked, await asyncio.gather(*map(names, asked)), strict=True))

    def of(kind: str) -> list[tuple[Account, frozenset[str] | None]]:
        mine = [(account, those) for account, those in found if account.kind == kind]
        if not mine:
            unchecked.append(f"{_WHAT[kind]} (there is no {kind} account)")
        return mine

    files = of("files")
    whole = bool(files) and all(those is not None for _, those in files)
    return There(
        mailboxes=_joined(those for _, those in of("mail")),
        calendars=[a.name for a in settings.accounts if a.kind in ("calendar", "tasks")],
        folders={a.name.casefold(): those or () for a, those in files} if whole else None,
        addresses=_joined(those for _, those in of("contacts")),
        unchecked=tuple(unchecked),
    )


_WHAT = {"mail": "mailboxes", "contacts": "people", "files": "folders of files"}


def _joined(sets: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    found = list(sets)
    if not found:
        return None
    known = [each for each in found if each is not None]
    return frozenset[str]().union(*known) if len(known) == len(found) else None


async def _names(
    account: Account, settings: Settings, now: Clock, secret: Secret
) -> frozenset[str]:
    if account.kind == "files":
        return await asyncio.to_thread(_folders, Path(str(account.settings["path"])))
    async with Connections() as connections:
        context = Context(
            account=account,
            owner=settings.owner,
            zone=settings.zone,
            now=now,
            secret=lambda name: secret(account.name, name),
            connections=connections,
        )
        if account.kind == "mail":
            mailbox = await context.connection(open_mailbox)
            return frozenset(await mailbox.folders())
        people = (await load_contacts(context)).people
    return frozenset(_canonical(each) for person in people for each in person.addresses)


def _canonical(address: str) -> str:
    try:
        return canonical_address(address)
    except ValueError:
        return address


def _folders(root: Path) -> frozenset[str]:
    """The folders of a root by relative path, the root as an empty text; links are not followed."""
    if not root.is_dir():
        raise ConfigError(f"{root} is no folder.")
    found = {""}
    for parent, folders, _ in os.walk(root):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        found |= {(Path(parent) / each).relative_to(root).as_posix() for each in folders}
        if len(found) > MOST:
            raise ConfigError(f"it has more than {MOST} folders.")
    return frozenset(found)

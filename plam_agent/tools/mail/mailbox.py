"""The seam: what the mail tools need of an account, whether it is IMAP or a Maildir.

Looking never changes anything: no implementation marks a message as read on its own.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from ...errors import ConfigError
from ...types import ObjectId, Origin
from ..context import Context

FETCH_CAP = 2 * 1024 * 1024
"""How many octets of one message are read at most."""

SpecialUse = Literal["trash", "drafts", "sent", "archive"]

_SPECIAL: Mapping[str, tuple[str, str]] = {
    "trash": (
        "\\Trash",
        "trash/deleted items/deleted messages/deleted/bin/rubbish"
        "/corbeille/éléments supprimés/messages supprimés/poubelle",
    ),
    "drafts": ("\\Drafts", "drafts/draft/brouillons/brouillon"),
    "sent": (
        "\\Sent",
        "sent/sent mail/sent items/sent messages"
        "/envoyés/éléments envoyés/messages envoyés/courrier envoyé",
    ),
    "archive": ("\\Archive", "archive/archives/archivés/all mail/tous les messages"),
}


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for in one folder; everything given must hold.

    Each of `people` is looked for in From, To and Cc, each of `words` in the subject or the body.
    `since` is inclusive and `before` exclusive; both are aware and compared with the message's
    Date, or with its arrival where it has none.
    """

    folder: str = "INBOX"
    people: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    since: datetime | None = None
    before: datetime | None = None
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """A message as stored: at most FETCH_CAP octets of it; `size` is the size of the whole."""

    id: ObjectId
    folder: str
    raw: bytes
    size: int
    flags: frozenset[str]
    received: datetime | None = None

    @property
    def truncated(self) -> bool:
        """Whether `raw` is only the beginning of the message."""
        return self.size > len(self.raw)

    @property
    def version(self) -> str:
        """SHA-256 of the message in hex; of its beginning and its size where it was truncated."""
        digest = hashlib.sha256(self.raw)
        if self.truncated:
            digest.update(b"\0truncated from %d" % self.size)
        return digest.hexdigest()


class Folder(NamedTuple):
    """A folder as listed: its name, the last part of its name, and its IMAP attributes."""

    name: str
    leaf: str
    attributes: frozenset[str] = frozenset()


class Mailbox(Protocol):
    """One mail account. Every method raises AccountError where the account does not do it.

    Message ids are `ObjectId("message", account, …)`. An id whose folder was rebuilt since
    (IMAP: another UIDVALIDITY, RFC 9051 section 2.3.1.1) raises AccountError; it never means
    another message. Effects raise UncertainError where they may or may not have happened.
    """

    async def folders(self) -> tuple[str, ...]:
        """The names of all folders that can hold messages; `INBOX` is one of them."""
        ...

    async def special(self, role: SpecialUse) -> str | None:
        """The folder that plays `role`: by SPECIAL-USE (RFC 6154), else by a common name."""
        ...

    async def search(self, query: Query, limit: int) -> list[ObjectId]:
        """The newest `limit` messages that match, newest first."""
        ...

    async def newest(self, folder: str, limit: int) -> list[ObjectId]:
        """The `limit` messages that arrived last, newest first."""
        ...

    async def find(self, folder: str, message_id: str) -> list[ObjectId]:
        """The messages of `folder` whose Message-ID is `message_id`; there may be several."""
        ...

    async def fetch(self, ids: Sequence[ObjectId]) -> list[Raw]:
        """The messages that still exist, in the order of `ids`; reading leaves no trace."""
        ...

    async def flags(self, ids: Sequence[ObjectId]) -> dict[ObjectId, frozenset[str]]:
        """The flags of each message that still exists, under their IMAP names."""
        ...

    async def store(
        self, ids: Sequence[ObjectId], add: Collection[str] = (), remove: Collection[str] = ()
    ) -> None:
        """Add and remove flags."""
        ...

    async def move(self, ids: Sequence[ObjectId], folder: str) -> dict[ObjectId, ObjectId]:
        """Move messages; returns the new id of each that was moved."""
        ...

    async def append(self, folder: str, raw: bytes, flags: Collection[str] = ()) -> ObjectId:
        """Put a message into `folder` and return its id."""
        ...

    async def discard(self, ids: Sequence[ObjectId]) -> None:
        """Delete exactly these messages for good."""
        ...

    async def create_folder(self, folder: str) -> None:
        """Create a folder; nothing happens where it exists."""
        ...


def message_id_of(account: str, folder: str, *parts: object) -> ObjectId:
    """The id of a message: its folder, then what identifies it there."""
    return ObjectId("message", account, "/".join([folder, *map(str, parts)]))


def folder_of(message: ObjectId, parts: int) -> tuple[str, list[str]]:
    """The folder of a message id and its last `parts` parts, or ConfigError."""
    pieces = message.id.rsplit("/", parts)
    if message.kind != "message" or len(pieces) != parts + 1:
        raise ConfigError(f"{message.kind} {message.id!r} is no message of {message.account}")
    return pieces[0], pieces[1:]


def origin_of(message: ObjectId, driver: str) -> Origin:
    """Where the values read from a message come from: `imap:INBOX/812`, `maildir:INBOX/…`."""
    if driver == "imap":
        folder, (_, uid) = folder_of(message, 2)
        return Origin("imap", f"{folder}/{uid}")
    return Origin("maildir", message.id)


def special_folder(role: SpecialUse, folders: Iterable[Folder]) -> str | None:
    """The folder that plays `role` among `folders`: by attribute first, then by name."""
    attribute, names = _SPECIAL[role]
    listed = list(folders)
    for folder in listed:
        if attribute.lower() in {each.lower() for each in folder.attributes}:
            return folder.name
    by_leaf = {folder.leaf.casefold(): folder.name for folder in reversed(listed)}
    return next((by_leaf[name] for name in names.split("/") if name in by_leaf), None)


@asynccontextmanager
async def open_mailbox(context: Context) -> AsyncIterator[Mailbox]:
    """The mailbox of the context's account, closed at the end.

    Raises ConfigError for a driver that is neither `imap` nor `maildir`, AccountError where it
    cannot be reached.
    """
    match context.account.driver:
        case "imap":
            # The library takes a fifth of a second to load.
            driver = await asyncio.to_thread(importlib.import_module, f"{__package__}.imap")
            async with driver.ImapMailbox(context.account, context.secret) as imap:
                yield imap
        case "maildir":
            from .maildir import MaildirMailbox

            yield await asyncio.to_thread(MaildirMailbox, context.account)
        case other:
            raise ConfigError(
                f"account {context.account.name} has driver {other!r}",
                fix="Mail accounts use `imap` or `maildir`.",
            )

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

from ...config import Setting
from ...errors import ConfigError
from ...types import ObjectId, Origin
from ..context import Context

FETCH_CAP = 2 * 1024 * 1024
"""How many octets of one message are read at most."""

BEGINNING = 128 * 1024
"""How many octets of a message a list shows it by, and a version covers."""

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
    """A message as stored: `raw` is all of it or its beginning, `size` the size of the whole.

    `told` is the size as the store tells it, which on some servers is not that of what they send.
    """

    id: ObjectId
    folder: str
    raw: bytes
    size: int
    flags: frozenset[str]
    received: datetime | None = None
    told: int = 0

    @property
    def truncated(self) -> bool:
        """Whether `raw` is only the beginning of the message."""
        return self.size > len(self.raw)

    @property
    def version(self) -> str:
        """SHA-256 of the message in hex; of its BEGINNING and its size where it is longer.

        So it is the same however much of a message was read.
        """
        digest = hashlib.sha256(self.raw[:BEGINNING])
        if len(self.raw) >= BEGINNING:
            digest.update(b"\0the beginning of %d" % (self.told or self.size))
        return digest.hexdigest()


class Page(NamedTuple):
    """A part of a search: the messages found, newest first, and how many are left of how many."""

    found: list[ObjectId]
    left: int
    total: int


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

    def pages(self, query: Query) -> AsyncIterator[Page]:
        """The messages that match, from the newest to the oldest, a part of the folder at a time.

        The caller stops when it has enough; nothing is looked at before it is asked for.
        """
        ...

    async def newest(self, folder: str, limit: int) -> list[ObjectId]:
        """The `limit` messages that arrived last, newest first."""
        ...

    async def find(self, folder: str, message_id: str) -> list[ObjectId]:
        """The messages of `folder` whose Message-ID is `message_id`; there may be several."""
        ...

    async def fetch(self, ids: Sequence[ObjectId], octets: int = FETCH_CAP) -> list[Raw]:
        """The messages that still exist, in the order of `ids`; reading leaves no trace.

        At most `octets` of each are read, but never less than BEGINNING.
        """
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

    async def create_folder(self, folder: str, role: SpecialUse | None = None) -> str:
        """Create a folder, to play `role`, and return its full name; none where it exists."""
        ...


async def place_of(mailbox: Mailbox, role: SpecialUse) -> str:
    """The folder that plays `role`, made where there is none."""
    folder = await mailbox.special(role) or role.capitalize()
    if folder in await mailbox.folders():
        return folder
    return await mailbox.create_folder(folder, role)


async def search(mailbox: Mailbox, query: Query, limit: int) -> list[ObjectId]:
    """The newest `limit` messages that match, newest first."""
    found: list[ObjectId] = []
    async for page in mailbox.pages(query):
        found += page.found
        if len(found) >= limit:
            break
    return found[:limit]


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


def special_folder(
    role: SpecialUse,
    folders: Iterable[Folder],
    settings: Mapping[str, Setting] | None = None,
) -> str | None:
    """The folder that plays `role`: the one the account's settings name, else by attribute or name.

    A folder that the settings name need not exist yet.
    """
    attribute, names = _SPECIAL[role]
    listed = list(folders)
    if chosen := str((settings or {}).get(role, "")):
        folded = {folder.name.casefold(): folder.name for folder in reversed(listed)}
        return folded.get(chosen.casefold(), chosen)
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

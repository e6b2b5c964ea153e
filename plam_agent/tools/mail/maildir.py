"""Mail in a folder on this disk: Maildir with Maildir++ subfolders, as Dovecot and Courier keep it.

Looking leaves `new/` and the flags in file names as they are. A message is identified by its
folder and the unique part of its file name, which survives flag changes and moves.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import errno
import functools
import itertools
import os
import re
import secrets
import socket
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from ...config import Account
from ...errors import AccountError, ConfigError, ContentError, UncertainError
from ...types import ObjectId
from .mailbox import (
    FETCH_CAP,
    Folder,
    Query,
    Raw,
    SpecialUse,
    folder_of,
    message_id_of,
    special_folder,
)
from .matching import matches
from .message import parse

T = TypeVar("T")

OPERATION_TIMEOUT = 120.0
_BATCH = 50
_LETTERS = {"D": "\\Draft", "F": "\\Flagged", "R": "\\Answered", "S": "\\Seen", "T": "\\Deleted"}
_FLAGS = {flag: letter for letter, flag in _LETTERS.items()}
_SEQUENCE = itertools.count()


@dataclass(frozen=True, slots=True)
class _Entry:
    """One file: `state` is `new` or `cur`, `info` the letters after `:2,`."""

    path: Path
    unique: str
    info: str
    arrived: float

    @property
    def flags(self) -> frozenset[str]:
        return frozenset(_LETTERS[letter] for letter in self.info if letter in _LETTERS)


class MaildirMailbox:
    """A `Mailbox` over the Maildir at the account's `path`. Every call works in a thread."""

    def __init__(self, account: Account) -> None:
        """Raises ConfigError where `path` is missing or no Maildir."""
        self._account = account.name
        path = str(account.settings.get("path", ""))
        self._root = Path(path).expanduser()
        if not path or not (self._root / "cur").is_dir() or not (self._root / "new").is_dir():
            raise ConfigError(
                f"account {account.name} has no Maildir at {path!r}",
                fix="`path` must name a folder that holds cur/, new/ and tmp/.",
            )

    async def folders(self) -> tuple[str, ...]:
        """The names of all folders; `INBOX` is the Maildir itself."""
        return await self._thread(lambda: tuple(each.name for each in self._listed()))

    async def special(self, role: SpecialUse) -> str | None:
        """The folder that plays `role`, by its name."""
        return await self._thread(lambda: special_folder(role, self._listed()))

    async def newest(self, folder: str, limit: int) -> list[ObjectId]:
        """The `limit` messages that arrived last, newest first."""
        entries = await self._thread(lambda: self._entries(folder)[:limit])
        return [message_id_of(self._account, folder, entry.unique) for entry in entries]

    async def search(self, query: Query, limit: int) -> list[ObjectId]:
        """The newest `limit` messages that match, newest first."""
        entries = await self._thread(lambda: self._entries(query.folder))
        found: list[ObjectId] = []
        for start in range(0, len(entries), _BATCH):
            batch = entries[start : start + _BATCH]
            hits = await self._thread(functools.partial(_hits, batch, query))
            found += [message_id_of(self._account, query.folder, each.unique) for each in hits]
            if len(found) >= limit:
                break
        return found[:limit]

    async def find(self, folder: str, message_id: str) -> list[ObjectId]:
        """The messages of `folder` whose Message-ID is `message_id`."""

        def work() -> list[ObjectId]:
            return [
                message_id_of(self._account, folder, entry.unique)
                for entry in self._entries(folder)
                if _named(entry, message_id)
            ]

        return await self._thread(work)

    async def fetch(self, ids: Sequence[ObjectId]) -> list[Raw]:
        """The messages that still exist, in the order of `ids`."""

        def work() -> list[Raw]:
            found = self._located(ids)
            read = (self._read(each, found[each]) for each in ids if each in found)
            return [raw for raw in read if raw is not None]

        return await self._thread(work)

    async def flags(self, ids: Sequence[ObjectId]) -> dict[ObjectId, frozenset[str]]:
        """The flags of each message that still exists."""
        found = await self._thread(lambda: self._located(ids))
        return {each: entry.flags for each, entry in found.items()}

    async def store(
        self, ids: Sequence[ObjectId], add: Collection[str] = (), remove: Collection[str] = ()
    ) -> None:
        """Add and remove flags by renaming; a message with flags set moves from `new/` to `cur/`.

        Raises AccountError for a flag that file names cannot carry.
        """
        letters = [_letter(flag) for flag in (*add, *remove)]
        plus, minus = set(letters[: len(add)]), set(letters[len(add) :])

        def work() -> None:
            renames = []
            for entry in self._located(ids).values():
                info = "".join(sorted((set(entry.info) | plus) - minus))
                if info != entry.info:
                    home = entry.path.parent.parent / "cur"
                    renames.append((entry.path, home / f"{entry.unique}:2,{info}"))
            self._rename(renames)

        await self._thread(work)

    async def move(self, ids: Sequence[ObjectId], folder: str) -> dict[ObjectId, ObjectId]:
        """Move messages, each by one rename; all of them or none."""

        def work() -> dict[ObjectId, ObjectId]:
            target = self._path(folder)
            found = self._located(ids)
            self._rename(
                [(e.path, target / e.path.parent.name / e.path.name) for e in found.values()]
            )
            return {
                each: message_id_of(self._account, folder, entry.unique)
                for each, entry in found.items()
            }

        return await self._thread(work)

    async def append(self, folder: str, raw: bytes, flags: Collection[str] = ()) -> ObjectId:
        """Deliver a message: written to `tmp/`, synced, then renamed into `cur/`."""
        info = "".join(sorted(_letter(flag) for flag in flags))

        def work() -> ObjectId:
            home, unique = self._path(folder), _unique_name()
            temporary = home / "tmp" / unique
            try:
                with temporary.open("xb") as file:
                    file.write(raw)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.rename(home / "cur" / f"{unique}:2,{info}")
            except OSError:
                temporary.unlink(missing_ok=True)
                raise
            return message_id_of(self._account, folder, unique)

        return await self._thread(work)

    async def discard(self, ids: Sequence[ObjectId]) -> None:
        """Delete exactly these messages for good."""

        def work() -> None:
            for entry in self._located(ids).values():
                entry.path.unlink(missing_ok=True)

        await self._thread(work)

    async def create_folder(self, folder: str) -> None:
        """Create a folder; nothing happens where it exists."""

        def work() -> None:
            home = self._home(folder)
            for part in ("tmp", "new", "cur"):
                (home / part).mkdir(parents=True, exist_ok=True, mode=0o700)
            (home / "maildirfolder").touch()

        if folder != "INBOX":
            await self._thread(work)

    async def _thread(self, work: Callable[[], T]) -> T:
        try:
            async with asyncio.timeout(OPERATION_TIMEOUT):
                return await asyncio.to_thread(work)
        except TimeoutError as error:
            raise AccountError(
                f"the disk under {self._root} did not answer in {OPERATION_TIMEOUT:g} s"
            ) from error
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            raise AccountError(
                f"account {self._account}: {'the disk is full' if full else error.strerror}",
                file=error.filename or self._root,
                fix="Make room on the disk and try again." if full else "",
            ) from error

    def _listed(self) -> list[Folder]:
        names = [
            _decoded(entry.name[1:])
            for entry in os.scandir(self._root)
            if entry.name.startswith(".") and (Path(entry.path) / "cur").is_dir()
        ]
        return [Folder("INBOX", "INBOX")] + [
            Folder(name, name.rsplit(".", 1)[-1]) for name in sorted(names)
        ]

    def _home(self, folder: str) -> Path:
        if folder == "INBOX":
            return self._root
        name = _encoded(folder)
        if not name or "/" in name or name.startswith(".") or ".." in name or "\0" in name:
            raise AccountError(f"a Maildir cannot hold a folder called {folder!r}")
        return self._root / f".{name}"

    def _path(self, folder: str) -> Path:
        home = self._home(folder)
        if not (home / "cur").is_dir():
            raise AccountError(f"account {self._account} has no folder {folder!r}")
        return home

    def _entries(self, folder: str) -> list[_Entry]:
        """All messages of a folder, the last to arrive first."""
        entries = list(_scanned(self._path(folder)))
        return sorted(entries, key=lambda each: (each.arrived, each.unique), reverse=True)

    def _located(self, ids: Sequence[ObjectId]) -> dict[ObjectId, _Entry]:
        found: dict[ObjectId, _Entry] = {}
        folders = {each: folder_of(each, 1)[0] for each in ids}
        for folder in dict.fromkeys(folders.values()):
            by_unique = {entry.unique: entry for entry in _scanned(self._path(folder))}
            for each in ids:
                if folders[each] == folder and (entry := by_unique.get(folder_of(each, 1)[1][0])):
                    found[each] = entry
        return found

    def _read(self, message: ObjectId, entry: _Entry) -> Raw | None:
        try:
            with entry.path.open("rb") as file:
                raw, size = file.read(FETCH_CAP), os.fstat(file.fileno()).st_size
        except FileNotFoundError:
            return None
        return Raw(
            id=message,
            folder=folder_of(message, 1)[0],
            raw=raw,
            size=size,
            flags=entry.flags,
            received=datetime.fromtimestamp(entry.arrived, UTC),
        )

    def _rename(self, renames: Sequence[tuple[Path, Path]]) -> None:
        done: list[tuple[Path, Path]] = []
        try:
            for source, target in renames:
                if target.exists():
                    raise FileExistsError(errno.EEXIST, "a message of that name exists", target)
                source.rename(target)
                done.append((source, target))
        except OSError as error:
            try:
                for source, target in reversed(done):
                    target.rename(source)
            except OSError as worse:
                raise UncertainError(
                    f"some of {len(renames)} messages were changed and could not be put back",
                    file=worse.filename,
                ) from error
            raise


def _scanned(home: Path) -> Iterator[_Entry]:
    for state in ("new", "cur"):
        for entry in os.scandir(home / state):
            if entry.name.startswith("."):
                continue
            try:
                arrived = entry.stat().st_mtime
            except FileNotFoundError:
                continue  # renamed by another program between the listing and the look
            unique, _, info = entry.name.partition(":2,")
            yield _Entry(Path(entry.path), unique, info, arrived)


def _hits(batch: Sequence[_Entry], query: Query) -> list[_Entry]:
    return [entry for entry in batch if _hit(entry, query)]


def _hit(entry: _Entry, query: Query) -> bool:
    if query.unseen and "\\Seen" in entry.flags:
        return False
    try:
        with entry.path.open("rb") as file:
            message = parse(file.read(FETCH_CAP), name=entry.path.name)
    except (FileNotFoundError, ContentError):
        return False
    return matches(message, query, datetime.fromtimestamp(entry.arrived, UTC))


def _named(entry: _Entry, message_id: str) -> bool:
    try:
        with entry.path.open("rb") as file:
            beginning = file.read(65_536)
        return message_id.encode() in beginning and parse(beginning).message_id == message_id
    except (FileNotFoundError, ContentError):
        return False


def _letter(flag: str) -> str:
    if flag not in _FLAGS:
        raise AccountError(f"a Maildir cannot carry the flag {flag}")
    return _FLAGS[flag]


def _unique_name() -> str:
    host = socket.gethostname().replace("/", r"\057").replace(":", r"\072")
    now = time.time()
    return (
        f"{int(now)}.M{int(now % 1 * 1e6)}P{os.getpid()}Q{next(_SEQUENCE)}"
        f"R{secrets.token_hex(8)}.{host}"
    )


def _encoded(name: str) -> str:
    """A folder's name in modified UTF-7 (RFC 3501 section 5.1.3), as Dovecot writes it to disk."""

    def shifted(match: re.Match[str]) -> str:
        if match[0] == "&":
            return "&-"
        data = base64.b64encode(match[0].encode("utf-16-be"))
        return f"&{data.decode().rstrip('=').replace('/', ',')}-"

    return re.sub(r"[^\x20-\x7e]+|&", shifted, name)


def _decoded(name: str) -> str:
    """The inverse of `_encoded`; a name that is not well-formed stays as it is."""

    def text(match: re.Match[str]) -> str:
        if not match[1]:
            return "&"
        data = match[1].replace(",", "/")
        return base64.b64decode(data + "=" * (-len(data) % 4)).decode("utf-16-be")

    try:
        return re.sub(r"&([^-]*)-", text, name)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return name

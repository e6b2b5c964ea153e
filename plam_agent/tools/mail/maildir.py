"""Mail in a folder on this disk: Maildir with Maildir++ subfolders, as Dovecot and Courier keep it.

Looking leaves `new/` and the flags in file names as they are. A message is identified by its
folder and the unique part of its file name, which survives flag changes and moves.
"""

from __future__ import annotations

import asyncio
import dataclasses
import errno
import functools
import io
import itertools
import os
import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from ...config import Account
from ...errors import AccountError, ConfigError, ContentError, UncertainError
from ...types import ObjectId
from .mailbox import (
    BEGINNING,
    FETCH_CAP,
    Folder,
    Page,
    Query,
    Raw,
    SpecialUse,
    folder_of,
    message_id_of,
    special_folder,
)
from .maildir_files import LETTERS, Entry, Files, decoded, encoded
from .matching import matches, may_be_within
from .message import parse
from .screening import head_of, may_name, may_say

T = TypeVar("T")

OPERATION_TIMEOUT = 120.0
_PAGE = 500
_HEAD = 65_536
_SEQUENCE = itertools.count()


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
        self._settings = account.settings
        self._files: dict[str, Files] = {}

    async def folders(self) -> tuple[str, ...]:
        """The names of all folders; `INBOX` is the Maildir itself."""
        return await self._thread(lambda: tuple(each.name for each in self._listed()))

    async def special(self, role: SpecialUse) -> str | None:
        """The folder that plays `role`: as the account says, else by its name."""
        return await self._thread(lambda: special_folder(role, self._listed(), self._settings))

    async def newest(self, folder: str, limit: int) -> list[ObjectId]:
        """The `limit` messages that arrived last, newest first."""
        entries = await self._thread(lambda: self._open(folder).listed()[:limit])
        return [message_id_of(self._account, folder, entry.unique) for entry in entries]

    async def pages(self, query: Query) -> AsyncIterator[Page]:
        """The messages that match, newest first, some hundreds of files at a time."""
        files = await self._thread(lambda: self._open(query.folder))
        entries = await self._thread(files.listed)
        at = 0
        while at < len(entries):
            batch = entries[at : at + _PAGE]
            at += len(batch)
            hits = await self._thread(functools.partial(_hits, files, batch, query))
            ids = [message_id_of(self._account, query.folder, each.unique) for each in hits]
            yield Page(ids, len(entries) - at, len(entries))

    async def find(self, folder: str, message_id: str) -> list[ObjectId]:
        """The messages of `folder` whose Message-ID is `message_id`."""

        def work() -> list[ObjectId]:
            files = self._open(folder)
            return [
                message_id_of(self._account, folder, entry.unique)
                for entry in files.listed()
                if _named(files.path(entry), message_id)
            ]

        return await self._thread(work)

    async def fetch(self, ids: Sequence[ObjectId], octets: int = FETCH_CAP) -> list[Raw]:
        """The messages that still exist, in the order of `ids`."""

        def work() -> list[Raw]:
            found = self._located(ids)
            most = max(octets, BEGINNING)
            read = (self._read(each, *found[each], most) for each in ids if each in found)
            return [raw for raw in read if raw is not None]

        return await self._thread(work)

    async def flags(self, ids: Sequence[ObjectId]) -> dict[ObjectId, frozenset[str]]:
        """The flags of each message that still exists."""
        found = await self._thread(lambda: self._located(ids))
        return {each: entry.flags for each, (_, entry) in found.items()}

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
            for files, entry in self._located(ids).values():
                info = "".join(sorted((set(entry.info) | plus) - minus))
                if info != entry.info:
                    named = files.home / "cur" / f"{entry.unique}:2,{info}"
                    renames.append((files.path(entry), named))
            self._rename(renames)

        await self._thread(work)

    async def move(self, ids: Sequence[ObjectId], folder: str) -> dict[ObjectId, ObjectId]:
        """Move messages, each by one rename; all of them or none."""

        def work() -> dict[ObjectId, ObjectId]:
            target = self._path(folder)
            found = self._located(ids)
            self._rename(
                [(files.path(entry), target / entry.place) for files, entry in found.values()]
            )
            return {
                each: message_id_of(self._account, folder, entry.unique)
                for each, (_, entry) in found.items()
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
            for files, entry in self._located(ids).values():
                files.path(entry).unlink(missing_ok=True)

        await self._thread(work)

    async def create_folder(self, folder: str, role: SpecialUse | None = None) -> str:
        """Create a folder; nothing happens where it exists. Its name is all that tells its role."""

        def work() -> None:
            home = self._home(folder)
            for part in ("tmp", "new", "cur"):
                (home / part).mkdir(parents=True, exist_ok=True, mode=0o700)
            (home / "maildirfolder").touch()

        if folder != "INBOX":
            await self._thread(work)
        return folder

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
            decoded(entry.name[1:])
            for entry in os.scandir(self._root)
            if entry.name.startswith(".") and (Path(entry.path) / "cur").is_dir()
        ]
        return [Folder("INBOX", "INBOX")] + [
            Folder(name, name.rsplit(".", 1)[-1]) for name in sorted(names)
        ]

    def _home(self, folder: str) -> Path:
        if folder == "INBOX":
            return self._root
        name = encoded(folder)
        if not name or "/" in name or name.startswith(".") or ".." in name or "\0" in name:
            raise AccountError(f"a Maildir cannot hold a folder called {folder!r}")
        return self._root / f".{name}"

    def _path(self, folder: str) -> Path:
        home = self._home(folder)
        if not (home / "cur").is_dir():
            raise AccountError(f"account {self._account} has no folder {folder!r}")
        return home

    def _open(self, folder: str) -> Files:
        home = self._path(folder)
        return self._files.setdefault(folder, Files(home))

    def _located(self, ids: Sequence[ObjectId]) -> dict[ObjectId, tuple[Files, Entry]]:
        wanted: dict[str, dict[str, ObjectId]] = {}
        for each in ids:
            folder, (unique,) = folder_of(each, 1)
            wanted.setdefault(folder, {})[unique] = each
        found: dict[ObjectId, tuple[Files, Entry]] = {}
        for folder, uniques in wanted.items():
            files = self._open(folder)
            for unique, entry in files.located(uniques).items():
                found[uniques[unique]] = (files, entry)
        return {each: found[each] for each in ids if each in found}

    def _read(self, message: ObjectId, files: Files, entry: Entry, most: int) -> Raw | None:
        try:
            with files.path(entry).open("rb") as file:
                raw, stat = file.read(most), os.fstat(file.fileno())
        except FileNotFoundError:
            return None
        return Raw(
            id=message,
            folder=folder_of(message, 1)[0],
            raw=raw,
            size=stat.st_size,
            flags=entry.flags,
            received=datetime.fromtimestamp(stat.st_mtime, UTC),
            told=stat.st_size,
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


def _hits(files: Files, batch: Sequence[Entry], query: Query) -> list[Entry]:
    home = str(files.home)
    return [entry for entry in batch if _hit(f"{home}/{entry.place}", entry, query)]


def _hit(path: str, entry: Entry, query: Query) -> bool:
    if query.unseen and "\\Seen" in entry.flags:
        return False
    if not (query.people or query.words or query.since or query.before):
        return True
    try:
        # Unbuffered, and by a plain string: fifty thousand times over, opening is what takes time.
        with open(path, "rb", buffering=0) as file:
            raw = file.read(_HEAD)
            if query.people or query.since or query.before:
                head = head_of(raw)
                if len(head) == _HEAD:
                    raw += file.read(FETCH_CAP - _HEAD)
                    head = head_of(raw)
                if not may_name(head, query.people):
                    return False
                if not may_be_within(head, _received(file), query):
                    return False
                fields = dataclasses.replace(query, words=())
                if not matches(parse(head, name=path), fields, _received(file)):
                    return False
                if not query.words:
                    return True
            if len(raw) >= _HEAD:
                raw += file.read(FETCH_CAP - len(raw))
            if not may_say(raw, query.words):
                return False
            return matches(parse(raw, name=path), query, _received(file))
    except (FileNotFoundError, ContentError):
        return False


def _received(file: io.FileIO) -> datetime:
    return datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)


def _named(path: Path, message_id: str) -> bool:
    try:
        with path.open("rb") as file:
            beginning = file.read(_HEAD)
        return message_id.encode() in beginning and parse(beginning).message_id == message_id
    except (FileNotFoundError, ContentError):
        return False


def _letter(flag: str) -> str:
    if flag not in LETTERS:
        raise AccountError(f"a Maildir cannot carry the flag {flag}")
    return LETTERS[flag]


def _unique_name() -> str:
    host = socket.gethostname().replace("/", r"\057").replace(":", r"\072")
    now = time.time()
    return (
        f"{int(now)}.M{int(now % 1 * 1e6)}P{os.getpid()}Q{next(_SEQUENCE)}"
        f"R{secrets.token_hex(8)}.{host}"
    )

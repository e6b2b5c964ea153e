"""Where calendars and contacts are kept: entries with a version, written only if still at it.

The three methods are those of a DAV collection (RFC 4791, RFC 6352: GET, PUT with If-Match, DELETE
with If-Match), so that a server and a folder stand for one another.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import importlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..config import Account
from ..errors import AccountError, ConfigError, ToolError
from .context import Context

TIMEOUT = 30.0
LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its name within the collection, its bytes and its version (ETag)."""

    name: str
    data: bytes
    version: str


class Store(Protocol):
    """A collection of iCalendar or vCard files."""

    async def entries(self) -> tuple[Entry, ...]:
        """Every file, in order of name."""
        ...

    async def put(self, name: str, data: bytes, if_version: str) -> str:
        """Write a file and return its new version; `if_version` is empty for a new file.

        Raises ToolError if the file is no longer at that version.
        """
        ...

    async def delete(self, name: str, if_version: str) -> bytes:
        """Remove a file and return what it held. Raises ToolError as `put` does."""
        ...


def version_of(data: bytes) -> str:
    """The version of a file: SHA-256 of its bytes in hex."""
    return hashlib.sha256(data).hexdigest()


async def store_of(context: Context) -> Store:
    """The store of a calendar, tasks or contacts account.

    Raises ConfigError for a driver without one, AccountError where a server cannot be reached.
    """
    account = context.account
    match account.driver:
        case "ics" | "vcf":
            return FolderStore(folder_of(account), f".{account.driver}")
        case "caldav" | "carddav":
            # The library takes a third of a second to load.
            dav = await asyncio.to_thread(importlib.import_module, f"{__package__}.dav")
            return await context.connection(dav.open_store)
    raise ConfigError(
        f"account {account.name} has driver {account.driver!r}, which keeps no {account.kind}",
        fix="Use a folder (ics, vcf) or a server (caldav, carddav).",
    )


def folder_of(account: Account) -> Path:
    """The account's folder. Raises ConfigError where the settings name none."""
    path = account.settings.get("path")
    if not isinstance(path, str) or not path:
        raise ConfigError(f"account {account.name} names no folder", fix="Set path in config.toml.")
    return Path(path).expanduser()


class FolderStore:
    """A folder of files with one suffix, sub-folders included, as vdirsyncer and Radicale keep it.

    Writers in several processes take turns by a lock on the folder. A file that is half written by
    anybody else is never replaced, because its version differs.
    """

    def __init__(self, folder: Path, suffix: str) -> None:
        """Use `folder`; nothing is read yet."""
        self.folder = folder
        self.suffix = suffix

    async def entries(self) -> tuple[Entry, ...]:
        """Every file of the folder and its sub-folders; hidden ones and links out are left out."""
        async with asyncio.timeout(TIMEOUT):
            return await asyncio.to_thread(self.read_all)

    async def put(self, name: str, data: bytes, if_version: str) -> str:
        """Write atomically if the file is still at `if_version` (empty: does not exist)."""
        async with asyncio.timeout(TIMEOUT):
            return await asyncio.to_thread(self._put, name, data, if_version)

    async def delete(self, name: str, if_version: str) -> bytes:
        """Remove the file if it is still at `if_version`, and return its bytes."""
        async with asyncio.timeout(TIMEOUT):
            return await asyncio.to_thread(self._delete, name, if_version)

    def read_all(self) -> tuple[Entry, ...]:
        """Read every file, blocking. Raises ConfigError if the folder is missing."""
        if not self.folder.is_dir():
            raise ConfigError(
                "there is no such folder", file=self.folder, fix="Create it or correct the path."
            )
        found = []
        for parent, folders, names in os.walk(self.folder):
            folders[:] = sorted(f for f in folders if not f.startswith("."))
            for name in sorted(names):
                path = Path(parent, name)
                if name.startswith(".") or path.suffix.lower() != self.suffix:
                    continue
                data = self._bytes(path)
                if data is not None:
                    relative = path.relative_to(self.folder).as_posix()
                    found.append(Entry(relative, data, version_of(data)))
        return tuple(sorted(found, key=lambda entry: entry.name))

    def _bytes(self, path: Path) -> bytes | None:
        """The file's bytes; None if it went away since it was listed."""
        try:
            if not path.is_file() or path.stat().st_size > LARGEST:
                return b"" if path.is_file() else None
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as why:
            raise AccountError(f"cannot read it: {why.strerror}", file=path) from None

    def _put(self, name: str, data: bytes, if_version: str) -> str:
        path = self._path(name)
        with self._turn(), self._trouble(path):
            self._check(path, if_version)
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(prefix=".new-", dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(temporary, path)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
            _sync(path.parent)
        return version_of(data)

    def _delete(self, name: str, if_version: str) -> bytes:
        path = self._path(name)
        with self._turn(), self._trouble(path):
            data = self._check(path, if_version)
            path.unlink()
            _sync(path.parent)
        return data

    def _check(self, path: Path, if_version: str) -> bytes:
        """The file's bytes if it is at `if_version`. Raises ToolError otherwise."""
        data = path.read_bytes() if path.is_file() else b""
        there = version_of(data) if path.is_file() else ""
        if there != if_version:
            what = "exists already" if not if_version else "was changed meanwhile"
            raise ToolError(
                f"{path.name} {what}, so nothing was written", fix="Look it up again and retry."
            )
        return data

    def _path(self, name: str) -> Path:
        path = Path(name)
        if path.is_absolute() or ".." in path.parts or path.suffix.lower() != self.suffix:
            raise ToolError(f"{name!r} is not the name of a file in {self.folder}")
        return self.folder / path

    @contextlib.contextmanager
    def _trouble(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as why:
            raise AccountError(f"cannot write it: {why.strerror}", file=path) from None

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """Hold the folder's lock."""
        try:
            handle = os.open(self.folder, os.O_RDONLY)
        except OSError as why:
            raise ConfigError(f"cannot open it: {why.strerror}", file=self.folder) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

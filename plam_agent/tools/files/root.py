"""One declared folder, reached by descriptor: no path string is ever resolved twice.

A folder beneath the root is opened component by component without following links (openat2(2)
does it in one call), and whatever is done to an entry is done by that folder's descriptor. After an
entry was opened, its folder has to be beneath the root still, so that a folder that was moved away
in between leads nowhere.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ...config import Account
from ...errors import AccountError, ConfigError, ToolError
from . import kernel
from .names import ROOT, parts_of, shown, visible

SMALL = 1024 * 1024
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# A fifo must not block us, nor a terminal become ours.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder as found: relative path, octets, nanoseconds since 1970, and its identity.

    `identity` is device and inode: what is acted on has to be the thing that was looked at.
    """

    path: str
    folder: bool
    size: int
    modified: int
    identity: tuple[int, int]

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Folder:
    """An open folder: its descriptor, its relative path, how deep it is beneath which open root."""

    fd: int
    path: str
    depth: int
    root: int

    def check(self) -> None:
        """Raise ToolError unless the folder is still where it was opened."""
        there = os.stat("/".join([".."] * self.depth) or ".", dir_fd=self.fd)
        if identity_of(there) != identity_of(os.fstat(self.root)):
            raise ToolError(f"{shown(self.path)} was moved meanwhile", fix="Look it up again.")

    def look(self, name: str) -> os.stat_result:
        """What is under a name here; a link is told as a link. Raises OSError."""
        return os.stat(name, dir_fd=self.fd, follow_symlinks=False)

    def at(self, name: str) -> str:
        """The relative path of an entry here."""
        return name if self.path == ROOT else f"{self.path}/{name}"

    @contextlib.contextmanager
    def reading(self, name: str) -> Iterator[int]:
        """A descriptor of a regular file here. Raises ToolError for anything else."""
        path = self.at(name)
        regular(self.look(name), path)
        if kernel.has_openat2():
            # In one call from the root: while the kernel walks, nothing can be moved away and back.
            fd = kernel.open_beneath(self.root, path, _FILE)
        else:
            fd = os.open(name, _FILE, dir_fd=self.fd)
        try:
            found = os.fstat(fd)
            regular(found, path)
            # Twice: what was moved away, exchanged and moved back would have to be so each time.
            for _ in range(2):
                self.check()
                if identity_of(self.look(name)) != identity_of(found):
                    raise ToolError(f"{shown(path)} was changed meanwhile", fix="Look it up again.")
            yield fd
        finally:
            os.close(fd)

    def version(self, name: str) -> str:
        """The version of a file here; empty where there is none."""
        try:
            with self.reading(name) as fd:
                return version_of(fd)
        except FileNotFoundError:
            return ""


def regular(found: os.stat_result, path: str) -> None:
    """Raise ToolError unless it is a regular file."""
    if stat.S_ISREG(found.st_mode):
        return
    kinds = ((stat.S_ISLNK, "a link, and links are not followed"), (stat.S_ISDIR, "a folder"))
    kind = next((words for test, words in kinds if test(found.st_mode)), "no regular file")
    raise ToolError(f"{shown(path)} is {kind}")


def version_of(fd: int) -> str:
    """The version of an open file: the SHA-256 of a small one, else size, time and inode."""
    found = os.fstat(fd)
    if found.st_size > SMALL:
        return f"stat:{found.st_size}-{found.st_mtime_ns}-{found.st_ino}"
    return f"sha256:{hashlib.sha256(content(fd, SMALL)).hexdigest()}"


def version_of_bytes(data: bytes) -> str:
    """The version that a small file with these octets has."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def content(fd: int, limit: int) -> bytes:
    """At most `limit` octets from the start of an open file; its offset stays."""
    parts: list[bytes] = []
    at = 0
    while at < limit and (part := os.pread(fd, min(_CHUNK, limit - at), at)):
        parts.append(part)
        at += len(part)
    return b"".join(parts)


def identity_of(found: os.stat_result) -> tuple[int, int]:
    """Device and inode."""
    return found.st_dev, found.st_ino


def split(path: str) -> tuple[str, str]:
    """The folder and the name of a path that is not the root. Raises InputError or ToolError."""
    parts = parts_of(path)
    if not parts:
        raise ToolError("that is the whole folder, not a file in it")
    return "/".join(parts[:-1]) or ROOT, parts[-1]


class Root:
    """An open root. Use it in a `with` block and in one thread."""

    def __init__(self, account: Account) -> None:
        """Open the account's folder.

        Raises ConfigError where the settings name none or it does not exist.
        """
        said = account.settings.get("path")
        if not isinstance(said, str) or not said:
            raise ConfigError(
                f"account {account.name} names no folder", fix="Set path in config.toml."
            )
        self.account = account.name
        self.path = Path(said).expanduser()
        try:
            # The owner declared this path; a link in it is the owner's own.
            self.fd = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as why:
            raise ConfigError(
                f"cannot be opened: {reason(why)}",
                file=self.path,
                fix="Create the folder or correct the account's path.",
            ) from None

    def __enter__(self) -> Self:
        """The root, open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        os.close(self.fd)

    @contextlib.contextmanager
    def folder(self, path: str) -> Iterator[Folder]:
        """Open a folder by its relative path. Raises InputError, ToolError or OSError."""
        parts = parts_of(path)
        fd = self._descend(parts)
        try:
            yield Folder(fd, path, len(parts), self.fd)
        finally:
            os.close(fd)

    def _descend(self, parts: tuple[str, ...]) -> int:
        if not parts:
            return os.dup(self.fd)
        if kernel.has_openat2():
            return kernel.open_beneath(self.fd, "/".join(parts), _FOLDER)
        fd = os.dup(self.fd)
        for part in parts:
            above = fd
            try:
                fd = os.open(part, _FOLDER, dir_fd=above)
            finally:
                os.close(above)
        return fd

    @contextlib.contextmanager
    def place(self, path: str) -> Iterator[tuple[Folder, str]]:
        """The open folder that a path is in, and its name there."""
        above, name = split(path)
        with self.folder(above) as folder:
            yield folder, name

    def make_folder(self, path: str) -> bool:
        """Create a folder whose parent exists; False where it exists already."""
        with self.place(path) as (folder, name):
            try:
                os.mkdir(name, 0o777, dir_fd=folder.fd)
            except FileExistsError:
                if not stat.S_ISDIR(folder.look(name).st_mode):
                    raise
                return False
            folder.check()
            os.fsync(folder.fd)
        return True

    def entry(self, path: str) -> Entry | None:
        """What is at a path: a regular file, a folder, or None for nothing that we deal with."""
        if not parts_of(path):
            return entry_of(ROOT, os.fstat(self.fd))
        try:
            with self.place(path) as (folder, name):
                return entry_of(path, folder.look(name))
        except OSError as why:
            if why.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EXDEV):
                return None
            raise

    def entries(self, path: str) -> list[Entry]:
        """The files and folders in a folder by name; hidden ones, links and devices are left out.

        Raises as `folder` does.
        """
        found: list[Entry] = []
        with self.folder(path) as folder, os.scandir(folder.fd) as listed:
            for each in listed:
                if not visible(each.name):
                    continue
                with contextlib.suppress(FileNotFoundError):
                    entry = entry_of(folder.at(each.name), each.stat(follow_symlinks=False))
                    if entry is not None:
                        found.append(entry)
            folder.check()
        return sorted(found, key=lambda entry: entry.name.casefold())


def entry_of(path: str, found: os.stat_result) -> Entry | None:
    """An entry from its status; None for links, devices, fifos and sockets."""
    folder = stat.S_ISDIR(found.st_mode)
    if not folder and not stat.S_ISREG(found.st_mode):
        return None
    return Entry(path, folder, found.st_size, found.st_mtime_ns, identity_of(found))


def reason(why: OSError) -> str:
    """The system's reason in small letters."""
    return (why.strerror or str(why)).lower()


@contextlib.contextmanager
def opened(account: Account) -> Iterator[Root]:
    """The root of an account; the system's refusals become sentences.

    Raises ConfigError, InputError, ToolError (nothing was done) and AccountError (a full disk,
    a folder that cannot be written).
    """
    try:
        with Root(account) as root:
            yield root
    except OSError as why:
        raise told(why) from None


def told(why: OSError) -> ToolError:
    """What the system's refusal means."""
    name = why.filename if isinstance(why.filename, str) else ""
    what = shown(name) or "it"
    match why.errno:
        case errno.ELOOP | errno.ENOTDIR | errno.EXDEV:
            return ToolError(
                f"{what} leads over a link or out of the folder, and links are not followed"
            )
        case errno.ENOENT:
            return ToolError(f"{what} is not there any more", fix="Look it up again.")
        case errno.EEXIST | errno.ENOTEMPTY:
            return ToolError(f"{what} exists already, and nothing is overwritten")
        case errno.ENOSPC | errno.EDQUOT:
            return AccountError("the disk is full; nothing was changed", fix="Free some space.")
        case errno.ENAMETOOLONG:
            return ToolError(f"{what} is too long a name")
    return AccountError(f"{what} cannot be used: {reason(why)}", fix="Check its permissions.")

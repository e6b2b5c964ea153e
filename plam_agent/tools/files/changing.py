"""Changes to single files that lose nothing: new files, replacements, moves, removals.

Names are looked at before and after: where something else was swapped in between, the change is
taken back and refused, so that only the very file that was looked at is ever acted on.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import stat
import time
from collections.abc import Iterator

from ...errors import ToolError, UncertainError
from . import kernel
from .names import numbered, shortened, shown
from .root import (
    Folder,
    Root,
    content,
    identity_of,
    regular,
    told,
    version_of,
    version_of_bytes,
)

VERSIONS = ".plam-versions"
KEPT_EACH = 20
KEPT_ALL = 1_000
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def temporary_name(call: str, path: str) -> str:
    """The hidden name under which a call prepares a file; known to whoever cleans up after it."""
    told_apart = hashlib.sha256(f"{call or secrets.token_hex(8)}\0{path}".encode()).hexdigest()
    return f".plam-new-{told_apart[:16]}"


def changed(path: str) -> ToolError:
    """The refusal of a file that is not what it was."""
    return ToolError(
        f"{shown(path)} was changed meanwhile, so nothing was done", fix="Look it up again."
    )


def expect(folder: Folder, name: str, version: str) -> os.stat_result:
    """The status of a file that is at a version. Raises ToolError where it is not."""
    try:
        with folder.reading(name) as fd:
            found = os.fstat(fd)
            if version_of(fd) != version:
                raise changed(folder.at(name))
    except FileNotFoundError:
        raise changed(folder.at(name)) from None
    return found


def same_octets(fd: int, data: bytes) -> bool:
    """Whether an open file holds exactly these octets."""
    return os.fstat(fd).st_size == len(data) and content(fd, len(data) + 1) == data


def create(folder: Folder, name: str, data: bytes, temporary: str) -> str:
    """Write a new file, whole or not at all, and return its version.

    Raises FileExistsError where the name is taken.
    """
    with _prepared(folder, temporary, data, 0o666) as version:
        folder.check()
        _renamed(folder, temporary, folder, name)
    os.fsync(folder.fd)
    return version


def replace(root: Root, path: str, data: bytes, version: str, temporary: str) -> str:
    """Replace a file that is at `version`; returns the name under which that version is kept.

    The file gets a new inode, so that a hard link elsewhere keeps what it has. Raises ToolError
    where it is at another version.
    """
    with root.place(path) as (folder, name), versions_of(root) as versions:
        found = expect(folder, name, version)
        if found.st_dev != os.fstat(versions.fd).st_dev:
            raise ToolError(
                f"{shown(path)} is on another disk than the folder it belongs to",
                fix="Declare that disk as an account of its own.",
            )
        kept = _kept_name(path, name)
        with _prepared(folder, temporary, data, stat.S_IMODE(found.st_mode) & 0o777):
            folder.check()
            try:
                kernel.exchange(folder.fd, temporary, folder.fd, name)
            except kernel.UnsupportedError:
                _replace_portably(folder, name, versions, kept, temporary, found)
            else:
                _keep(folder, name, versions, kept, temporary, found)
        os.fsync(folder.fd)
        os.fsync(versions.fd)
        _prune(versions, kept)
    return kept


def _keep(
    folder: Folder,
    name: str,
    versions: Folder,
    kept: str,
    temporary: str,
    found: os.stat_result,
) -> None:
    """Put away what the exchange displaced; exchange again where it is not what was expected."""
    try:
        if not _unchanged(folder.look(temporary), found):
            raise changed(folder.at(name))
        kernel.rename_new(folder.fd, temporary, versions.fd, kept)
    except BaseException:
        try:
            kernel.exchange(folder.fd, temporary, folder.fd, name)
        except OSError as why:
            raise UncertainError(
                f"{shown(folder.at(name))} may have been replaced: {told(why)}"
            ) from why
        raise


def _replace_portably(
    folder: Folder,
    name: str,
    versions: Folder,
    kept: str,
    temporary: str,
    found: os.stat_result,
) -> None:
    """Without an exchange: a second name for the old version, then a rename over the first.

    Somebody else's rename between the two would be overwritten; nothing portable prevents it.
    """
    try:
        os.link(name, kept, src_dir_fd=folder.fd, dst_dir_fd=versions.fd, follow_symlinks=False)
    except OSError as why:
        if why.errno in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS):
            raise ToolError(
                "this disk cannot keep the earlier version, so nothing was written"
            ) from why
        raise
    try:
        if not _unchanged(versions.look(kept), found) or not _unchanged(folder.look(name), found):
            raise changed(folder.at(name))
        os.rename(temporary, name, src_dir_fd=folder.fd, dst_dir_fd=folder.fd)
    except BaseException:
        os.unlink(kept, dir_fd=versions.fd)
        raise


def restore(root: Root, path: str, version: str, kept: str) -> None:
    """Put a kept version back in place of the file, which has to be at `version` still."""
    with root.place(path) as (folder, name), versions_of(root) as versions:
        found = expect(folder, name, version)
        try:
            old = versions.look(kept)
        except FileNotFoundError:
            raise ToolError(f"the earlier version of {shown(path)} is no longer kept") from None
        if not stat.S_ISREG(old.st_mode):
            raise changed(path)
        folder.check()
        try:
            kernel.exchange(versions.fd, kept, folder.fd, name)
        except kernel.UnsupportedError:
            os.rename(kept, name, src_dir_fd=versions.fd, dst_dir_fd=folder.fd)
        else:
            if not _unchanged(versions.look(kept), found):
                kernel.exchange(versions.fd, kept, folder.fd, name)
                raise changed(path)
            os.unlink(kept, dir_fd=versions.fd)
        os.fsync(folder.fd)
        os.fsync(versions.fd)


def remove(folder: Folder, name: str, version: str, *, call: str = "") -> None:
    """Delete a file that is at `version`. Raises ToolError where it is not."""
    found = expect(folder, name, version)
    aside = temporary_name(call, folder.at(name))
    _set_aside(folder, name, aside, found)
    os.unlink(aside, dir_fd=folder.fd)
    os.fsync(folder.fd)


def move(
    source: Folder, name: str, target: Folder, new: str, version: str, *, call: str = ""
) -> None:
    """Move a file that is at `version` to a free name.

    It gets a hidden name in its own folder first: what was swapped in meanwhile is noticed there,
    and never comes to the target. Raises FileExistsError where the new name is taken, ToolError
    where the file changed.
    """
    found = expect(source, name, version)
    aside = temporary_name(call, source.at(name))
    _set_aside(source, name, aside, found)
    try:
        target.check()
        _renamed(source, aside, target, new)
    except BaseException:
        _put_back(source, aside, name)
        raise
    os.fsync(target.fd)
    os.fsync(source.fd)


def _set_aside(folder: Folder, name: str, aside: str, found: os.stat_result) -> None:
    """Give a file a hidden name. Raises ToolError, and undoes it, where it was another file."""
    _renamed(folder, name, folder, aside)
    try:
        if not _unchanged(folder.look(aside), found):
            raise changed(folder.at(name))
    except BaseException:
        _put_back(folder, aside, name)
        raise


def _put_back(folder: Folder, aside: str, name: str) -> None:
    """Give a file its name again, or a numbered one where somebody took it meanwhile."""
    for number in range(1, 100):
        with contextlib.suppress(FileExistsError):
            # Whoever took it away from under its hidden name has it.
            with contextlib.suppress(FileNotFoundError):
                _renamed(folder, aside, folder, numbered(name, number))
            return


def bring_back(root: Root, path: str, call: str) -> None:
    """After a crash: give a file that a move had set aside its name again."""
    with root.place(path) as (folder, name):
        named_again(folder, name, call)


def named_again(folder: Folder, name: str, call: str) -> None:
    """Give a file that a move had set aside in `folder` its name again."""
    aside = temporary_name(call, folder.at(name))
    with contextlib.suppress(FileNotFoundError):
        regular(folder.look(aside), folder.at(aside))
        _put_back(folder, aside, name)


def _renamed(source: Folder, name: str, target: Folder, new: str) -> None:
    try:
        kernel.rename_new(source.fd, name, target.fd, new)
    except kernel.UnsupportedError as why:
        raise ToolError("this disk cannot rename without overwriting") from why
    except FileExistsError as why:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target.at(new)) from why
    except OSError as why:
        if why.errno == errno.EXDEV:
            raise ToolError(f"{shown(source.at(name))} cannot be moved to another disk") from why
        raise


def _unchanged(now: os.stat_result, then: os.stat_result) -> bool:
    return identity_of(now) == identity_of(then) and (now.st_size, now.st_mtime_ns) == (
        then.st_size,
        then.st_mtime_ns,
    )


@contextlib.contextmanager
def _prepared(folder: Folder, temporary: str, data: bytes, mode: int) -> Iterator[str]:
    """A durable file under a temporary name, and its version; what is left of it goes away."""
    fd = os.open(temporary, _NEW, mode, dir_fd=folder.fd)
    mine = identity_of(os.fstat(fd))
    try:
        with os.fdopen(fd, "w+b") as file:
            if mode != 0o666:
                os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            version = version_of(file.fileno())
        yield version
    finally:
        with contextlib.suppress(FileNotFoundError):
            # After an exchange the name may hold the owner's file, which is never deleted.
            if identity_of(folder.look(temporary)) == mine:
                os.unlink(temporary, dir_fd=folder.fd)


@contextlib.contextmanager
def versions_of(root: Root) -> Iterator[Folder]:
    """The hidden folder of the root where earlier versions are kept, made at first use."""
    with contextlib.suppress(FileExistsError):
        os.mkdir(VERSIONS, 0o700, dir_fd=root.fd)
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    fd = os.open(VERSIONS, flags, dir_fd=root.fd)
    try:
        yield Folder(fd, VERSIONS, 1, root.fd)
    finally:
        os.close(fd)


def _group(path: str) -> str:
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _kept_name(path: str, name: str) -> str:
    return f"{_group(path)}-{time.time_ns():020d}-{secrets.token_hex(4)}-{shortened(name, 150)}"


def _prune(versions: Folder, kept: str) -> None:
    """Delete the oldest versions beyond what is kept of one file, and of all."""
    names = sorted(os.listdir(versions.fd), key=lambda name: name[17:37])
    mine = [name for name in names if name[:16] == kept[:16]]
    for name in {*mine[:-KEPT_EACH], *names[:-KEPT_ALL]} - {kept}:
        with contextlib.suppress(OSError):
            os.unlink(name, dir_fd=versions.fd)


def tidy(root: Root, path: str, temporary: str, data: bytes, before: str = "") -> None:
    """After a crash: delete what a write prepared, or keep the version that it had displaced.

    `before` is the version that was to be replaced, where that is known.
    """
    with root.place(path) as (folder, name):
        left = folder.version(temporary)
        mine = left == version_of_bytes(data)
        if left and not mine and left != before and folder.version(name) != version_of_bytes(data):
            # The names have not changed places, so that this is ours, cut off while it was written.
            with folder.reading(temporary) as fd:
                mine = data.startswith(content(fd, len(data) + 1))
        if mine:
            os.unlink(temporary, dir_fd=folder.fd)
        elif left:
            with versions_of(root) as versions:
                _renamed(folder, temporary, versions, _kept_name(path, name))

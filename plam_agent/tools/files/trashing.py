"""`files.trash`: the trash of freedesktop.org (Trash specification 1.0), by descriptor.

On the disk of the owner's home that is `$XDG_DATA_HOME/Trash`; elsewhere `.Trash/UID` or
`.Trash-UID` at the top of the file's disk. A file is named in `info/` first, which reserves the
name, and then renamed into `files/`.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import stat
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import InputError, PlamError, ToolError, UncertainError
from ...types import Effect, Reconciled, Result
from ..arguments import FilesTrash
from ..context import Context
from ..registry import tool
from . import changing
from .moving import bring_back, complete, expected, version_at
from .names import ROOT, numbered, shown
from .reading import counted, listed, mine
from .root import Folder, Root, identity_of, opened, told

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NUMBERS = 10_000
Trashed = dict[str, str]


@dataclass(frozen=True, slots=True)
class Trash:
    """An open trash: its two folders, and the path that those in `info/` are relative to."""

    files: Folder
    info: Folder
    top: str


def data_home() -> Path:
    """$XDG_DATA_HOME where it is absolute, else `~/.local/share` (XDG Base Directory 0.8)."""
    said = Path(os.environ.get("XDG_DATA_HOME", ""))
    return said if said.is_absolute() else Path.home() / ".local" / "share"


@contextlib.contextmanager
def trash_for(root: Root, folder: Folder) -> Iterator[Trash]:
    """The trash for what is in a folder, made at first use. Raises ToolError where it cannot be."""
    device = os.fstat(folder.fd).st_dev
    home = data_home()
    with contextlib.ExitStack() as stack:
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            above = _kept_open(stack, os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
            top = ""
            if os.fstat(above).st_dev == device:
                trash = _inner(stack, above, "Trash")
            else:
                above, top = _top(stack, root, folder, device)
                trash = _of_disk(stack, above)
            files, info = (_inner(stack, trash, each) for each in ("files", "info"))
        except OSError as why:
            raise ToolError(
                f"there is no trash on the disk of {shown(folder.path)}: {told(why).message}",
                fix="Delete the file yourself.",
            ) from why
        # Each is a root of its own: they are no part of the owner's.
        yield Trash(Folder(files, ROOT, 0, files), Folder(info, ROOT, 0, info), top)


def _identity(fd: int) -> tuple[int, int]:
    return identity_of(os.fstat(fd))


def _kept_open(stack: contextlib.ExitStack, fd: int) -> int:
    stack.callback(os.close, fd)
    return fd


def _inner(stack: contextlib.ExitStack, above: int, name: str) -> int:
    """A folder of ours within another, made where it is missing; never a link."""
    with contextlib.suppress(FileExistsError):
        os.mkdir(name, 0o700, dir_fd=above)
    fd = _kept_open(stack, os.open(name, _FOLDER, dir_fd=above))
    if os.fstat(fd).st_uid != os.getuid():
        raise PermissionError(errno.EACCES, "it belongs to somebody else", name)
    return fd


def _of_disk(stack: contextlib.ExitStack, top: int) -> int:
    """`.Trash/UID` where the administrator made a sticky `.Trash`, else `.Trash-UID`."""
    with contextlib.suppress(OSError):
        shared = _kept_open(stack, os.open(".Trash", _FOLDER, dir_fd=top))
        if os.fstat(shared).st_mode & stat.S_ISVTX:
            return _inner(stack, shared, str(os.getuid()))
    return _inner(stack, top, f".Trash-{os.getuid()}")


def _top(stack: contextlib.ExitStack, root: Root, folder: Folder, device: int) -> tuple[int, str]:
    """The top folder of a disk by descriptor, and its path as far as the root's path tells it."""
    path = Path(os.path.realpath(root.path), *folder.path.split("/"))
    fd = _kept_open(stack, os.dup(folder.fd))
    while True:
        above = _kept_open(stack, os.open("..", os.O_RDONLY | os.O_DIRECTORY, dir_fd=fd))
        if os.fstat(above).st_dev != device or _identity(above) == _identity(fd):
            return fd, str(path)
        fd, path = above, path.parent


def _located(root: Root, trash: Trash, path: str) -> str:
    """The path that `info/` records: absolute in the home's trash, else relative to the disk."""
    whole = os.path.join(os.path.realpath(root.path), path)
    located = os.path.relpath(whole, trash.top) if trash.top else whole
    return urllib.parse.quote(os.fsencode(located))


def put(context: Context, root: Root, path: str, version: str) -> Trashed:
    """Put one file in the trash. Raises ToolError where it is not at `version`."""
    with root.place(path) as (folder, name), trash_for(root, folder) as trash:
        changing.expect(folder, name, version)
        when = context.now().astimezone(context.zone).strftime("%Y-%m-%dT%H:%M:%S")
        text = f"[Trash Info]\nPath={_located(root, trash, path)}\nDeletionDate={when}\n"
        mark = changing.temporary_name(context.call, path)
        under = _reserve(trash, name, text.encode() + _marked(mark), mark)
        try:
            changing.move(folder, name, trash.files, under, version, call=context.call)
        except BaseException:
            os.unlink(f"{under}.trashinfo", dir_fd=trash.info.fd)
            raise
    return {"path": path, "name": under, "version": version}


def _marked(mark: str) -> bytes:
    """The line that says whose the name is; other programs skip lines that they do not know."""
    return f"X-Plam={mark}\n".encode()


def _reserve(trash: Trash, name: str, text: bytes, mark: str) -> str:
    for number in range(1, _NUMBERS):
        under = numbered(name, number)
        with contextlib.suppress(FileExistsError):
            changing.create(trash.info, f"{under}.trashinfo", text, mark)
            return under
    raise ToolError(f"the trash holds too many files called {shown(name)}", fix="Empty it.")


def _tidy(root: Root, path: str, call: str) -> None:
    """After a crash: remove from `info/` what a call left there for a file that is not there."""
    mark = changing.temporary_name(call, path)
    with root.place(path) as (folder, name), trash_for(root, folder) as trash:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(mark, dir_fd=trash.info.fd)
        for number in range(1, _NUMBERS):
            under = numbered(name, number)
            try:
                with trash.info.reading(f"{under}.trashinfo") as fd:
                    text = os.pread(fd, 16_384, 0)
            except FileNotFoundError:
                return
            except ToolError:
                continue
            if text.endswith(_marked(mark)):
                try:
                    trash.files.look(under)
                except FileNotFoundError:
                    os.unlink(f"{under}.trashinfo", dir_fd=trash.info.fd)


def take_out(root: Root, each: Trashed, *, call: str = "") -> None:
    """Take one file out of the trash again. Raises ToolError where it is not as it was."""
    with root.place(each["path"]) as (folder, name), trash_for(root, folder) as trash:
        try:
            trash.files.look(each["name"])
        except FileNotFoundError:
            raise ToolError(f"{shown(each['path'])} is no longer in the trash") from None
        changing.move(trash.files, each["name"], folder, name, each["version"], call=call)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"{each['name']}.trashinfo", dir_fd=trash.info.fd)


async def _undo(context: Context, undo: Mapping[str, Any]) -> str:
    trashed: list[Trashed] = list(undo["trashed"])

    def back() -> None:
        with opened(context.account) as root:
            done: list[Trashed] = []
            try:
                for each in reversed(trashed):
                    take_out(root, each, call=context.call)
                    done.append(each)
            except (OSError, PlamError) as why:
                if done:
                    said = told(why) if isinstance(why, OSError) else why
                    raise UncertainError(
                        f"{counted(len(done))} of {len(trashed)} came back: {said}",
                        fix="Look into the trash for the others.",
                    ) from why
                raise

    await asyncio.to_thread(back)
    return f"took {counted(len(trashed))} out of the trash"


async def _reconcile(context: Context, args: FilesTrash) -> Reconciled:
    """Done where every file is gone and in the trash, recorded with its path, as it was."""

    def look() -> set[bool | None]:
        with opened(context.account) as root:
            states: set[bool | None] = set()
            for each in args.files:
                path = mine(context, each, "file", "path")
                bring_back(context, root, path)
                version = context.versions.get(each, "")
                states.add(_is_trashed(root, path, version, context.call))
            return states

    states = await asyncio.to_thread(look)
    if states == {True}:
        return Reconciled.DONE
    return Reconciled.NOT_DONE if states == {False} else Reconciled.UNKNOWN


def _is_trashed(root: Root, path: str, version: str, call: str) -> bool | None:
    here = version_at(root, path)
    if here:
        if here == version and call:
            # A disk without a trash has nothing to be tidied.
            with contextlib.suppress(ToolError):
                _tidy(root, path, call)
        return False if here == version else None
    with root.place(path) as (folder, name), trash_for(root, folder) as trash:
        located = f"Path={_located(root, trash, path)}\n".encode()
        for number in range(1, _NUMBERS):
            under = numbered(name, number)
            try:
                with trash.info.reading(f"{under}.trashinfo") as fd:
                    text = os.pread(fd, 16_384, 0)
                if located in text:
                    if call:
                        # An undo sets it aside where it is.
                        changing.named_again(trash.files, under, call)
                    if trash.files.version(under) == version:
                        return True
            except FileNotFoundError:
                return None
            except ToolError:
                continue
    return None


@tool(
    "files.trash",
    effect=Effect.WRITE,
    args=FilesTrash,
    account="files",
    reversible=True,
    preview=lambda args: f"put in the trash: {listed(args.files)}",
    complete=complete,
    undo=_undo,
    reconcile=_reconcile,
)
async def trash(context: Context, args: FilesTrash) -> Result:
    """Put files in the trash; all of them or, where one cannot be, none. Nothing is deleted.

    Raises ToolError where a file is not as it was when it was listed, or its disk has no trash.
    """
    if not args.files:
        raise InputError("no file was named")

    def run() -> list[Trashed]:
        with opened(context.account) as root:
            files = [expected(context, root, each) for each in dict.fromkeys(args.files)]
            done: list[Trashed] = []
            try:
                for path, version in files:
                    done.append(put(context, root, path, version))
            except (OSError, PlamError):
                _take_back(root, done)
                raise
            return done

    done = await asyncio.to_thread(run)
    return Result((), f"put {counted(len(done))} in the trash", {"trashed": done})


def _take_back(root: Root, done: list[Trashed]) -> None:
    try:
        for each in reversed(done):
            take_out(root, each)
    except (OSError, PlamError) as why:
        said = told(why) if isinstance(why, OSError) else why
        raise UncertainError(f"some of these files are in the trash: {said}") from why

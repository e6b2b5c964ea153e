"""`files.move`: files into a folder, or one file under another name; nothing is overwritten."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from ...errors import InputError, PlamError, ToolError, UncertainError
from ...types import Derived, Effect, ObjectId, Reconciled, Result
from ..arguments import FilesMove, FilesTrash
from ..context import Context
from ..registry import tool
from . import changing
from .finding import item_of
from .names import ROOT, check_new, shown
from .reading import counted, listed, mine
from .root import Root, opened, split, told

Move = dict[str, str]


async def versions_now(context: Context, files: Sequence[ObjectId]) -> Derived:
    """The versions of files that nothing has listed yet. Raises ToolError where one is gone."""
    wanted = [(each, mine(context, each, "file", "path")) for each in dict.fromkeys(files)]

    def look() -> list[tuple[ObjectId, str]]:
        with opened(context.account) as root:
            return [
                (each, present(root, path)) for each, path in wanted if each not in context.versions
            ]

    return Derived(versions=tuple(await asyncio.to_thread(look)))


async def complete(context: Context, args: FilesMove | FilesTrash) -> Derived:
    """The versions of the files that the call names."""
    return await versions_now(context, args.files)


def present(root: Root, path: str) -> str:
    """The version of a file. Raises ToolError where there is none."""
    with root.place(path) as (folder, name):
        version = folder.version(name)
    if not version:
        raise ToolError(f"{shown(path)} is not there any more", fix="Look it up again.")
    return version


def expected(context: Context, root: Root, file: ObjectId) -> tuple[str, str]:
    """The path of a file and the version it has to be at."""
    path = mine(context, file, "file", "path")
    return path, context.versions.get(file) or present(root, path)


def _is_new_folder(root: Root, to: str, paths: Sequence[str]) -> bool:
    """Whether `to` names a folder to be made rather than the file's new name."""
    if root.entry(to) is not None:
        return False
    suffix = PurePosixPath(to).suffix
    if len(paths) > 1 and suffix:
        raise ToolError(f"there is no folder {shown(to)}", fix="Say an existing folder.")
    return len(paths) > 1 or (not suffix and bool(PurePosixPath(paths[0]).suffix))


def _target(root: Root, to: str, path: str, into: bool) -> str:
    if not into:
        return to
    name = split(path)[1]
    return name if to == ROOT else f"{to}/{name}"


def _moved(context: Context, root: Root, args: FilesMove, moves: list[Move]) -> str:
    """Move one after the other into `moves`; returns the folder that was made, if any."""
    to = mine(context, args.to, "path", "folder", "file")
    files = [expected(context, root, each) for each in dict.fromkeys(args.files)]
    paths = [path for path, _ in files]
    made = to if _is_new_folder(root, to, paths) else ""
    if made:
        check_new(split(made)[1])
        root.make_folder(made)
    entry = root.entry(to)
    into = entry is not None and entry.folder
    if not into:
        check_new(split(to)[1])
    try:
        for path, version in files:
            target = _target(root, to, path, into)
            if target == path:
                continue
            one_move(root, path, target, version, call=context.call)
            moves.append({"from": path, "to": target, "version": version})
    except (OSError, PlamError):
        _take_back(root, moves)
        _discard(root, made)
        raise
    return made


def one_move(root: Root, path: str, target: str, version: str, *, call: str = "") -> None:
    """Move one file within the root."""
    with root.place(path) as (source, name), root.place(target) as (folder, new):
        changing.move(source, name, folder, new, version, call=call)


def _take_back(root: Root, moves: Sequence[Move]) -> None:
    try:
        for each in reversed(moves):
            one_move(root, each["to"], each["from"], each["version"])
    except (OSError, PlamError) as why:
        reason = told(why) if isinstance(why, OSError) else why
        raise UncertainError(
            f"some of these files were moved and could not be moved back: {reason}"
        ) from why


def _discard(root: Root, made: str) -> None:
    """Remove a folder that the move made, if it is empty still."""
    if not made:
        return
    try:
        with root.place(made) as (folder, name):
            os.rmdir(name, dir_fd=folder.fd)
    except OSError:
        # Something is in it, which is a reason to keep it.
        return


async def _undo(context: Context, undo: Mapping[str, Any]) -> str:
    moves: list[Move] = list(undo["moves"])

    def back() -> None:
        with opened(context.account) as root:
            done: list[Move] = []
            try:
                for each in reversed(moves):
                    one_move(root, each["to"], each["from"], each["version"], call=context.call)
                    done.append({**each, "from": each["to"], "to": each["from"]})
            except (OSError, PlamError):
                _take_back(root, done)
                raise
            _discard(root, str(undo.get("made", "")))

    await asyncio.to_thread(back)
    return f"moved {counted(len(moves))} back"


async def _reconcile(context: Context, args: FilesMove) -> Reconciled:
    """Done where every file is at its new place at the version it had, and gone from the old."""
    to = mine(context, args.to, "path", "folder", "file")

    def look() -> set[bool | None]:
        states: set[bool | None] = set()
        with opened(context.account) as root:
            entry = root.entry(to)
            for file in args.files:
                path = mine(context, file, "file", "path")
                bring_back(context, root, path)
                target = _target(root, to, path, entry is not None and entry.folder)
                # An undo sets it aside where it is.
                bring_back(context, root, target)
                states.add(_arrived(root, path, target, context.versions.get(file, "")))
        return states

    states = await asyncio.to_thread(look)
    if states == {True}:
        return Reconciled.DONE
    return Reconciled.NOT_DONE if states == {False} else Reconciled.UNKNOWN


def bring_back(context: Context, root: Root, path: str) -> None:
    """Give a file its name again if the call died after it had set it aside."""
    if context.call:
        with contextlib.suppress(OSError, ToolError):
            changing.bring_back(root, path, context.call)


def _arrived(root: Root, path: str, target: str, version: str) -> bool | None:
    if target == path:
        return True
    here, there = version_at(root, path), version_at(root, target)
    if here and here == version:
        return False
    return True if there and there == version and not here else None


def version_at(root: Root, path: str) -> str:
    """The version of a file, empty where there is none."""
    try:
        return present(root, path)
    except (OSError, ToolError):
        return ""


@tool(
    "files.move",
    effect=Effect.WRITE,
    args=FilesMove,
    account="files",
    reversible=True,
    preview=lambda args: f"move to {shown(args.to.id if args.to else '?')}: {listed(args.files)}",
    complete=complete,
    undo=_undo,
    reconcile=_reconcile,
)
async def move(context: Context, args: FilesMove) -> Result:
    """Move files; all of them or, where one cannot be moved, none.

    A folder that the owner named and that does not exist is made. Raises ToolError where a name is
    taken, or a file is not as it was when it was listed.
    """
    if not args.files:
        raise InputError("no file was named")

    def run() -> Result:
        moves: list[Move] = []
        with opened(context.account) as root:
            made = _moved(context, root, args, moves)
            items = [
                item_of(context, entry, each["version"])
                for each in moves
                if (entry := root.entry(each["to"]))
            ]
        to = shown(args.to.id if args.to else "")
        undo = {"moves": moves, "made": made}
        there = len(dict.fromkeys(args.files)) - len(moves)
        said = f"moved {counted(len(moves))} to {to}" + (
            f"; {there} there already" if there else ""
        )
        return Result(tuple(items), said, undo if moves else None)

    return await asyncio.to_thread(run)

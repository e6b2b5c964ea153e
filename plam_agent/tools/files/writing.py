"""`files.write`: a text as a whole file, the earlier version kept."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from ...errors import InputError, ToolError
from ...types import Derived, Effect, Origins, Reconciled, Result, Value
from ..arguments import FilesWrite
from ..context import Context
from ..registry import tool
from . import changing, text
from .finding import item_of, origins_of
from .names import check_new, shown
from .reading import mine
from .root import Root, content, opened, split, version_of, version_of_bytes

ABSENT = "absent"
DIFF_LINES = 60
DIFF_WIDTH = 160
_COMPARED = 256 * 1024
_NO_TEXT = frozenset(
    ".pdf .doc .docx .odt .rtf .xls .xlsx .ods .ppt .pptx .odp .zip .gz .jpg .jpeg .png".split()  # noqa: SIM905
)


def octets(args: FilesWrite) -> bytes:
    """What the file will hold: the text in UTF-8, its last line ended."""
    ended = args.text if args.text.endswith("\n") else f"{args.text}\n"
    return ended.encode("utf-8", "replace")


def _present(root: Root, path: str) -> tuple[str, str | None]:
    """The version at a path and its text; ABSENT and None where nothing is there.

    Raises ToolError for a folder, a link or a device, and for a file that is no text.
    """
    with root.place(path) as (folder, name):
        try:
            with folder.reading(name) as fd:
                data = content(fd, _COMPARED)
                version = version_of(fd)
        except FileNotFoundError:
            return ABSENT, None
    try:
        if text.is_document(data):
            raise ValueError
        return version, text.decoded(data)[0]
    except ValueError:
        raise ToolError(
            f"{shown(path)} is no text file, so it is not overwritten by text",
            fix="Say another name.",
        ) from None


def _checked(path: str) -> None:
    """Raise InputError for a name that a text file should not have."""
    name = split(path)[1]
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in _NO_TEXT:
        raise InputError(
            f"a text cannot be written as {suffix} file", fix="Say a name that ends in .txt or .md."
        )


def diff(before: str, after: str) -> str:
    """What changes between two texts, as a bounded unified diff without its heading."""
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2))
    kept = [shown(line)[:DIFF_WIDTH] for line in lines[2 : DIFF_LINES + 2]]
    if len(lines) > DIFF_LINES + 2:
        kept.append(f"… {len(lines) - DIFF_LINES - 2} more lines")
    return "\n".join(kept)


async def _complete(context: Context, args: FilesWrite) -> Derived:
    """The version that is to be replaced, and what changes in it."""
    path = mine(context, args.file, "file", "path")
    _checked(path)

    def look() -> tuple[str, str]:
        with opened(context.account) as root:
            version, before = _present(root, path)
            if before is None:
                check_new(split(path)[1])
                return version, ""
            return version, diff(before, octets(args).decode())

    version, change = await asyncio.to_thread(look)
    origins: Origins = origins_of(context.account.name, path)
    assert args.file is not None
    return Derived(
        args={"change": Value(change, origins)} if change else {},
        versions=() if args.file in context.versions else ((args.file, version),),
    )


def _preview(args: FilesWrite) -> str:
    path = shown(args.file.id if args.file else "?")
    if args.change:
        return f"write {path}, which changes:\n{args.change}"
    lines = "\n".join(
        f"+{shown(line)[:DIFF_WIDTH]}" for line in args.text.splitlines()[:DIFF_LINES]
    )
    return f"write {path}:\n{lines}"


async def _undo(context: Context, undo: Mapping[str, Any]) -> str:
    path, after, kept = (str(undo[key]) for key in ("path", "after", "kept"))

    def back() -> None:
        with opened(context.account) as root:
            if kept:
                changing.restore(root, path, after, kept)
                return
            with root.place(path) as (folder, name):
                changing.remove(folder, name, after, call=context.call)

    await asyncio.to_thread(back)
    return f"put the earlier {shown(path)} back" if kept else f"removed {shown(path)}"


async def _reconcile(context: Context, args: FilesWrite) -> Reconciled:
    """Done where the file holds the text, not done where it is as it was."""
    path = mine(context, args.file, "file", "path")
    assert args.file is not None
    before = context.versions.get(args.file)

    def look() -> str:
        with opened(context.account) as root:
            if context.call:
                left = changing.temporary_name(context.call, path)
                changing.tidy(root, path, left, octets(args), before or "")
            with root.place(path) as (folder, name):
                return folder.version(name) or ABSENT

    there = await asyncio.to_thread(look)
    if there == version_of_bytes(octets(args)):
        return Reconciled.DONE
    return Reconciled.NOT_DONE if there == before else Reconciled.UNKNOWN


@tool(
    "files.write",
    effect=Effect.WRITE,
    args=FilesWrite,
    account="files",
    reversible=True,
    preview=_preview,
    complete=_complete,
    undo=_undo,
    reconcile=_reconcile,
)
async def write(context: Context, args: FilesWrite) -> Result:
    """Write the file whole or not at all; its permissions stay, its earlier version is kept.

    Raises ToolError where the file is not as it was when the call was decided about.
    """
    path = mine(context, args.file, "file", "path")
    _checked(path)
    data = octets(args)
    assert args.file is not None
    expected = context.versions.get(args.file)

    def put() -> tuple[Result, str]:
        with opened(context.account) as root:
            version, _ = _present(root, path)
            if expected is not None and version != expected:
                raise changing.changed(path)
            temporary = changing.temporary_name(context.call, path)
            kept = ""
            if version == ABSENT:
                with root.place(path) as (folder, name):
                    check_new(name)
                    after = changing.create(folder, name, data, temporary)
            else:
                after = version_of_bytes(data)
                kept = changing.replace(root, path, data, version, temporary)
            entry = root.entry(path)
            items = (item_of(context, entry, after),) if entry else ()
            said = "replaced" if kept else "wrote"
            undo = {"path": path, "after": after, "before": version, "kept": kept}
            return Result(items, f"{said} {shown(path)}", undo), kept

    return (await asyncio.to_thread(put))[0]

"""`files.list`, `files.search` and `files.read`: what is there, and what it says."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from datetime import datetime, timedelta

from ...errors import ContentError, InputError, ToolError
from ...types import Effect, Item, ObjectId, Result, When
from ..arguments import FilesList, FilesRead, FilesSearch
from ..context import Context
from ..matching import alike, plain, tokens
from ..registry import tool
from . import text
from .finding import FOUND, generic, item_of, rank, said_words, seen, walk
from .names import ROOT, shown
from .root import Entry, Folder, Root, content, entry_of, opened, version_of

LISTED = 200
TOGETHER = 20
SEARCHED = 256 * 1024
SEARCHED_ALL = 64 * 1024 * 1024


def counted(number: int, what: str = "file") -> str:
    """`1 file`, `2 files`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def listed(things: Sequence[ObjectId]) -> str:
    """Exact paths, separated by commas."""
    return ", ".join(shown(each.id) for each in things)


def mine(context: Context, thing: ObjectId | None, *kinds: str) -> str:
    """The relative path of an object of this account. Raises ToolError for any other."""
    if thing is None:
        raise ToolError("it is not said which file is meant")
    if thing.kind not in kinds or thing.account != context.account.name:
        raise ToolError(f"{thing.kind} {shown(thing.id)} is no file of {context.account.name}")
    return thing.id


@tool(
    "files.list",
    effect=Effect.READ,
    args=FilesList,
    account="files",
    yields="file",
    preview=lambda args: f"list the folder {shown(args.folder.id if args.folder else ROOT)}",
)
async def list_folder(context: Context, args: FilesList) -> Result:
    """The files of a folder by name, at most LISTED; its folders are named in the summary."""
    path = mine(context, args.folder, "folder", "path") if args.folder else ROOT

    def look() -> tuple[list[Item], list[Entry], int]:
        with opened(context.account) as root:
            entries = root.entries(path)
            files = [each for each in entries if not each.folder]
            folders = [each for each in entries if each.folder]
            items = [item for each in files[:LISTED] if (item := seen(context, root, each))]
            return items, folders, len(files)

    items, folders, count = await asyncio.to_thread(look)
    said = counted(count) + (f", the first {LISTED} of them listed" if count > LISTED else "")
    if folders:
        names = ", ".join(plain(each.name, 40) for each in folders[:10])
        more = f" and {len(folders) - 10} more" if len(folders) > 10 else ""
        said += f"; {counted(len(folders), 'folder')}: {names}{more}"
    where = "" if path == ROOT else f" in {plain(path)}"
    return Result(tuple(items), f"{said}{where}")


def _within(entry: Entry, when: When | None) -> bool:
    if when is None:
        return True
    modified = datetime.fromtimestamp(entry.modified / 1_000_000_000, when.start.tzinfo)
    return when.start <= modified < (when.end or when.start + timedelta(days=1))


def _says(root: Root, entry: Entry, quotes: Sequence[Sequence[str]]) -> bool:
    """Whether a text file says all the words of every quote in its first SEARCHED octets."""
    try:
        with root.place(entry.path) as (folder, name), folder.reading(name) as fd:
            data = content(fd, SEARCHED)
        if text.is_document(data):
            return False
        words = set(tokens(text.decoded(data)[0]))
    except (OSError, ToolError, ValueError):
        return False
    return all(
        word in words or any(alike(word, other) for other in words)
        for quote in quotes
        for word in quote
    )


def _matching(root: Root, args: FilesSearch) -> list[Entry]:
    """What fits, best names first, then what says the words, each newest first."""
    quotes = [quote for quote in args.words if not generic(quote)]
    ranked: list[tuple[int, int, Entry]] = []
    room = SEARCHED_ALL
    for entry in walk(root):
        if entry.folder or not _within(entry, args.when):
            continue
        places = [rank(quote, entry.path) for quote in quotes]
        place = max((each for each in places if each is not None), default=0)
        rest = [said_words(quote) for quote, at in zip(quotes, places, strict=True) if at is None]
        if rest:
            size = min(entry.size, SEARCHED)
            if size > room or not _says(root, entry, rest):
                continue
            room -= size
            place = 10
        ranked.append((place, -entry.modified, entry))
    ranked.sort(key=lambda each: each[:2])
    return [entry for _, _, entry in ranked]


def _search_preview(args: FilesSearch) -> str:
    said = [f"words {', '.join(map(shown, args.words))}"] if args.words else []
    said += [f"modified {shown(args.when.phrase)}"] if args.when else []
    return f"search files: {', '.join(said) or 'the newest'}"


@tool(
    "files.search",
    effect=Effect.READ,
    args=FilesSearch,
    account="files",
    yields="file",
    preview=_search_preview,
)
async def search(context: Context, args: FilesSearch) -> Result:
    """Files with all the words in their names or texts, modified in the time; at most FOUND."""

    def look() -> tuple[list[Item], int]:
        with opened(context.account) as root:
            found = _matching(root, args)
            items = [item for each in found[:FOUND] if (item := seen(context, root, each))]
            return items, len(found)

    items, count = await asyncio.to_thread(look)
    more = f", the first {FOUND} of them listed" if count > FOUND else ""
    return Result(tuple(items), f"found {counted(count)}{more}")


def _open(context: Context, file: ObjectId) -> tuple[int, Entry, str]:
    """A descriptor of the file, what it is, and its version, which has to be the known one."""
    path = mine(context, file, "file", "path")
    with (
        opened(context.account) as root,
        root.place(path) as (folder, name),
        folder.reading(name) as fd,
    ):
        return _known(context, file, folder, name, fd)


def _known(
    context: Context, file: ObjectId, folder: Folder, name: str, fd: int
) -> tuple[int, Entry, str]:
    entry = entry_of(folder.at(name), os.fstat(fd))
    version = version_of(fd)
    assert entry is not None
    if context.versions.get(file, version) != version:
        raise ToolError(
            f"{shown(file.id)} was changed since it was listed", fix="Look it up again."
        )
    if entry.size > text.DOCUMENT_LIMIT:
        large = text.DOCUMENT_LIMIT // 1024 // 1024
        raise ContentError(f"is larger than {large} MiB", file=shown(file.id))
    return os.dup(fd), entry, version


async def _read(context: Context, file: ObjectId) -> Item:
    fd, entry, version = await asyncio.to_thread(_open, context, file)
    try:
        data = await asyncio.to_thread(content, fd, text.PLAIN_LIMIT)
        if text.is_document(data):
            read = await text.extract(fd, entry.path)
        else:
            read = await asyncio.to_thread(text.plain, data, entry.size > len(data), entry.path)
    finally:
        os.close(fd)
    return item_of(context, entry, version, text=read.text, note="; ".join(read.notes))


@tool(
    "files.read",
    effect=Effect.READ,
    args=FilesRead,
    account="files",
    yields="file",
    preview=lambda args: f"read {listed(args.files)}",
)
async def read(context: Context, args: FilesRead) -> Result:
    """The text of files; what cannot be read is named.

    Raises ToolError for one that changed since it was listed, ContentError where none can be read.
    """
    files = tuple(dict.fromkeys(args.files))
    if len(files) > TOGETHER:
        raise InputError(
            f"{len(files)} files are too many to read at once", fix=f"Name {TOGETHER} at most."
        )
    items: list[Item] = []
    broken: list[ContentError] = []
    for file in files:
        try:
            items.append(await _read(context, file))
        except ContentError as why:
            broken.append(why)
    if broken and not items:
        raise broken[0]
    notes = [
        f"{item.fields['path'].data}: {item.fields['note'].data}"
        for item in items
        if item.fields["note"].data
    ]
    told = "; ".join([f"read {counted(len(items))}", *notes, *map(str, broken)])
    return Result(tuple(items), told)

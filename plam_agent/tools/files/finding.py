"""Finding files and folders by what the owner calls them, and paths for what does not exist yet."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath

from ...errors import InputError, PlamError, ToolError
from ...types import Item, ObjectId, Origin, Origins, Value
from ..context import Context
from ..matching import alike, folded, plain, telling, tokens
from .names import DEEPEST, ROOT, check_new, parts_of, shown
from .root import Entry, Root, opened

WALKED = 50_000
WALK_SECONDS = 20.0
FOUND = 50
_KINDS_SAID = """
    file files document documents doc docs folder folders directory directories path
    fichier fichiers dossier dossiers repertoire repertoires chemin
"""
_AROUND = """
    the my a an our this that le la les l un une mon ma mes ce cette
    called named titled nomme nommee appele appelee intitule intitulee
"""
_KINDS = frozenset(_KINDS_SAID.split())
_BEFORE = _KINDS | frozenset(_AROUND.split())


def origins_of(account: str, path: str) -> Origins:
    """Where what a file says, its name included, comes from."""
    return frozenset({Origin("files", f"{account}/{path}")})


def item_of(context: Context, entry: Entry, version: str, **more: object) -> Item:
    """A file or folder as a result; names are shown without what cannot be seen.

    `size` is in octets and `modified` aware.
    """
    account = context.account.name
    fields: dict[str, object] = {
        "name": plain(entry.name, 120),
        "path": plain(entry.path, 300),
        "size": entry.size,
        "modified": datetime.fromtimestamp(entry.modified // 1_000_000_000, context.zone),
        **more,
    }
    origins = origins_of(account, entry.path)
    return Item(
        ObjectId("folder" if entry.folder else "file", account, entry.path),
        version,
        {name: Value(data, origins) for name, data in fields.items()},
    )


def walk(root: Root, start: str = ROOT) -> Iterator[Entry]:
    """Everything beneath a folder, folder by folder, up to WALKED entries and WALK_SECONDS.

    A folder that goes away or cannot be read is passed over.
    """
    ends = time.monotonic() + WALK_SECONDS
    todo = [start]
    seen = 0
    while todo:
        path = todo.pop(0)
        try:
            entries = root.entries(path)
        except (OSError, ToolError):
            if path == start:
                raise
            continue
        for entry in entries:
            seen += 1
            if seen > WALKED or time.monotonic() > ends:
                return
            yield entry
            if entry.folder and entry.path.count("/") < DEEPEST - 2:
                todo.append(entry.path)


def said_words(said: str) -> list[str]:
    """The words that tell one file from another, folded; all of them if none does."""
    words = telling(_apart(said))
    return [word for word in words if word not in _KINDS] or words


def generic(said: str) -> bool:
    """Whether words only say that a file is meant (`my documents`)."""
    return all(word in _KINDS for word in telling(said))


def rank(said: str, path: str) -> int | None:
    """How well a path fits what was said: 0 is its very name, None not at all."""
    name = PurePosixPath(path).name
    wanted = folded(_bare(said))
    if wanted in (folded(path), folded(name)):
        return 0
    if wanted == folded(PurePosixPath(name).stem):
        return 1
    words = said_words(said)
    for worse, text in ((0, name), (2, path)):
        there = tokens(_apart(text))
        if words and all(any(alike(word, other) for other in there) for word in words):
            return 2 + worse + (len(there) > len(words) + 1)
    return None


def best(said: str, entries: Iterable[Entry]) -> list[Entry]:
    """The entries that fit best, and only those that fit equally well."""
    ranked = [(place, each) for each in entries if (place := rank(said, each.path)) is not None]
    first = min((place for place, _ in ranked), default=0)
    return [each for place, each in ranked if place == first]


def _apart(text: str) -> str:
    """Names put together from words and numbers, taken apart: `budget2026`, `taxReturn`."""
    return re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|(?<=[a-zà-ÿ])(?=[A-Z])", " ", text)


def _bare(said: str) -> str:
    """What was said without quotation marks and without `the file called` before it."""
    text = " ".join(said.split()).strip(" \"'“”«»‘’`,;!?").rstrip("/")
    words = text.split(" ")
    while len(words) > 1 and folded(words[0]) in _BEFORE:
        words.pop(0)
    if len(words) > 1 and folded(words[-1]) in _KINDS:
        words.pop()
    return " ".join(words)


async def find_files(context: Context, words: str) -> list[Item]:
    """The files that quoted words name, the best matches only, newest first.

    Raises ConfigError where the account's folder is missing.
    """

    def look() -> list[Item]:
        with opened(context.account) as root:
            found = best(words, (each for each in walk(root) if not each.folder))
            found.sort(key=lambda each: -each.modified)
            return [item for each in found[:FOUND] if (item := seen(context, root, each))]

    return await asyncio.to_thread(look)


def seen(context: Context, root: Root, entry: Entry) -> Item | None:
    """The item of a file with its version; None where it went away or cannot be opened."""
    try:
        with root.place(entry.path) as (folder, name):
            version = folder.version(name)
    except (OSError, ToolError):
        return None
    return item_of(context, entry, version) if version else None


async def find_folder(context: Context, words: str) -> ObjectId | None:
    """The folder that quoted words name, by its relative path or its name, or None.

    Raises InputError where several folders fit equally well.
    """

    def look() -> str | None:
        with opened(context.account) as root:
            return _folder(context, root, words)

    path = await asyncio.to_thread(look)
    return None if path is None else ObjectId("folder", context.account.name, path)


def _folder(context: Context, root: Root, words: str) -> str | None:
    said = _bare(words)
    if (relative := _relative(root, said)) is not None:
        entry = _existing(root, relative)
        if entry is not None and entry.folder:
            return entry.path
    found = best(words, (each for each in walk(root) if each.folder))
    if len(found) > 1:
        shallow = min(each.path.count("/") for each in found)
        upper = [each for each in found if each.path.count("/") == shallow]
        if len(upper) > 1:
            paths = ", ".join(shown(each.path) for each in upper[:5])
            raise InputError(f"several folders fit {shown(words)!r}: {paths}", fix="Say which one.")
        found = upper
    if found:
        return found[0].path
    own = {folded(root.path.name), folded(context.account.name), "root", "racine"}
    return ROOT if folded(said) in own else None


def _existing(root: Root, path: str) -> Entry | None:
    """What is at a path, whatever its case where that is unambiguous."""
    try:
        if entry := root.entry(path):
            return entry
        at = ROOT
        for part in parts_of(path):
            same = [each for each in root.entries(at) if folded(each.name) == folded(part)]
            if len(same) != 1:
                return None
            at = same[0].path
        return root.entry(at)
    except (OSError, PlamError):
        return None


def _relative(root: Root, said: str) -> str | None:
    """A said path as a relative one; None for an absolute path elsewhere, or a hidden one."""
    path = said
    if said.startswith(("/", "~")):
        absolute = os.path.normpath(Path(said).expanduser())
        try:
            path = Path(absolute).relative_to(os.path.normpath(root.path)).as_posix()
        except ValueError:
            return None
    try:
        parts_of(path)
    except InputError:
        return None
    return path


async def path_of(context: Context, words: str) -> ObjectId:
    """The path that quoted words mean: something that exists, or a name that may be made.

    A bare name goes to the root, an existing folder that was said is honoured. Raises InputError
    for a path that leads out of the root and for a name that cannot be.
    """

    def look() -> str:
        with opened(context.account) as root:
            return _path(context, root, words)

    return ObjectId("path", context.account.name, await asyncio.to_thread(look))


def _path(context: Context, root: Root, words: str) -> str:
    said = _bare(words)
    if not said:
        raise InputError("no file was named", fix="Say what it should be called.")
    path = _relative(root, said)
    if path is None:
        if not said.startswith(("/", "~")):
            parts_of(said)
        raise InputError(
            f"{shown(said)[:200]} is outside {shown(str(root.path))}",
            fix="Say a path within it.",
        )
    if entry := _existing(root, path):
        return entry.path
    *above, name = parts_of(path)
    if not above and "." not in name and (folder := _folder(context, root, words)) is not None:
        return folder
    for part in (*above, name):
        check_new(part)
    if not above:
        return name
    parent = _existing(root, "/".join(above))
    if parent is None and len(above) == 1:
        fitting = _folder(context, root, above[0])
        parent = root.entry(fitting) if fitting else None
    if parent is None or not parent.folder:
        raise InputError(f"there is no folder {shown('/'.join(above))}", fix="Say one that exists.")
    return name if parent.path == ROOT else f"{parent.path}/{name}"

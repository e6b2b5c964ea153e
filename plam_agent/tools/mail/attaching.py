"""The owner's files as attachments: read by descriptor, bounded, and the very octets agreed to.

Before the decision each file is read and its SHA-256 becomes its version in the call, so that an
approval covers what is in it. When the call runs, only these octets leave.
"""

from __future__ import annotations

import asyncio
import hashlib
import mimetypes
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...errors import ToolError
from ...types import Derived, ObjectId, Origin, Origins, Value
from ..context import Context
from ..files.finding import origins_of
from ..files.names import safe_name, shown
from ..files.reading import mine
from ..files.root import content, opened, version_of
from .compose import Enclosure

# Base64 makes a third more of it, and few servers take messages of more than 35 MB.
LARGEST = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """A file as read: `version` is over all its octets, `known` the one that listing gives it."""

    id: ObjectId
    enclosure: Enclosure
    version: str
    known: str


def _account_of(context: Context, file: ObjectId) -> Context:
    files = context.other("files")
    if files is None or files.account.name != file.account:
        files = context.called("files", file.account)
    if files is None:
        raise ToolError(
            f"{shown(file.account)} is no files account, so {shown(file.id)} cannot be attached",
            fix="Attach a file of one of your folders.",
        )
    return files


def _kind(name: str, data: bytes) -> str:
    """The media type that a name suggests; what cannot be attached as such is mere octets."""
    kind, packed = mimetypes.guess_type(name, strict=True)
    if kind is None or packed or kind.startswith(("message/", "multipart/")):
        return "application/octet-stream"
    if kind.startswith("text/"):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            return "application/octet-stream"
    return kind


def _read(files: Context, file: ObjectId, room: int) -> Found:
    path = mine(files, file, "file", "path")
    with (
        opened(files.account) as root,
        root.place(path) as (folder, name),
        folder.reading(name) as fd,
    ):
        data = content(fd, room + 1) if os.fstat(fd).st_size <= room else None
        known = version_of(fd)
    if data is None or len(data) > room:
        raise ToolError(
            f"{shown(file.id)} is too large to be attached: all files of a message together may "
            f"have {LARGEST // 1024 // 1024} MiB",
            fix="Attach less, or share the file in another way.",
        )
    called = safe_name(name)
    version = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return Found(file, Enclosure(called, _kind(called, data), data), version, known)


async def _found(context: Context, wanted: Sequence[ObjectId]) -> list[Found]:
    found: list[Found] = []
    room = LARGEST
    for file in dict.fromkeys(wanted):
        files = _account_of(context, file)
        found.append(await asyncio.to_thread(_read, files, file, room))
        room -= len(found[-1].enclosure.data)
    return found


async def described(context: Context, wanted: Sequence[ObjectId]) -> Derived:
    """What the owner has to see of the files, and the versions that the call is about.

    Raises ToolError for a file that is gone, too large, or changed since it was found.
    """
    if not wanted:
        return Derived()
    found = await _found(context, wanted)
    for each in found:
        if context.versions.get(each.id, each.known) not in (each.known, each.version):
            raise _changed(each.id)
    origins: Origins = frozenset[Origin]().union(
        *(origins_of(each.id.account, each.id.id) for each in found)
    )
    args: Mapping[str, Value] = {
        "attachments": Value(tuple(each.id for each in found), origins),
        "attached": Value(tuple(map(_line, found)), origins),
    }
    return Derived(args, tuple((each.id, each.version) for each in found))


async def enclosed(context: Context, wanted: Sequence[ObjectId]) -> tuple[Enclosure, ...]:
    """The files, octet for octet those whose versions the call has.

    Raises ToolError for a file that is gone, too large, or not the one that was agreed to.
    """
    found = await _found(context, wanted)
    for each in found:
        if context.versions.get(each.id) != each.version:
            raise _changed(each.id)
    return tuple(each.enclosure for each in found)


def _changed(file: ObjectId) -> ToolError:
    return ToolError(
        f"{shown(file.id)} is not what it was when it was chosen; nothing was written or sent",
        fix="Look at the file and ask again.",
    )


def _line(found: Found) -> str:
    enclosure = found.enclosure
    path = shown(found.id.id)
    named = "" if path.rpartition("/")[2] == enclosure.name else f" as {enclosure.name}"
    told = f"{len(enclosure.data):,} octets, SHA-256 {found.version.removeprefix('sha256:')[:16]}…"
    return f"{found.id.account}: {path}{named} ({told})"

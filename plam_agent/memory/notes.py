"""Notes as memories: a file's passages, and what has to change when the file did.

A folder of notes is the owner's, but anyone's words may be pasted into it: a passage is untrusted,
its file its origin. A passage is known by the digest of its words, so that a change of one
paragraph leaves the others, and their embeddings, alone.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import PurePosixPath

from ..types import Origin
from .memory import Memory, Tier, fresh_id
from .passages import page

MARKDOWN = frozenset({".md", ".markdown"})
TEXT = frozenset({".txt", ".text"})
LARGEST = 1024 * 1024
"""Octets of a note at most."""
PREFIX = "note:"


@dataclass(frozen=True, slots=True)
class Note:
    """A file of a folder of notes, as read; `modified` is aware, in the owner's zone."""

    account: str
    path: str
    text: str
    modified: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """A passage that is remembered already: `digest` is that of its words."""

    id: str
    place: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Changes:
    """What makes the memories those of the note again.

    `moved` are passages whose words are the same at another place: an id and the new place.
    """

    added: tuple[Memory, ...] = ()
    moved: tuple[tuple[str, int], ...] = ()
    gone: tuple[str, ...] = ()


def is_note(path: str) -> bool:
    """Whether a file is looked at as a note, by its suffix."""
    return PurePosixPath(path).suffix.lower() in MARKDOWN | TEXT


def source_of(account: str, path: str) -> str:
    """What the passages of a file have as their source."""
    return f"{PREFIX}{account}/{path}"


def path_of(source: str) -> tuple[str, str] | None:
    """The account and the path of a note's source; None for any other source."""
    if not source.startswith(PREFIX):
        return None
    account, _, path = source.removeprefix(PREFIX).partition("/")
    return account, path


def digest_of(text: str) -> bytes:
    """What tells a passage's words from others: a BLAKE2b (RFC 7693) of 16 octets."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def memories_of(note: Note) -> list[Memory]:
    """The passages of a note in order, without embeddings.

    They are about the day that the note says, else from when the file was last changed.
    """
    name = PurePosixPath(note.path)
    read = page(note.text, name.stem, markdown=name.suffix.lower() in MARKDOWN)
    zone = note.modified.tzinfo
    at = datetime.combine(read.day, time(), zone) if read.day else note.modified
    origins = frozenset({Origin("file", f"{note.account}/{note.path}")})
    return [
        Memory(
            id=fresh_id(),
            tier=Tier.NOTE,
            text=passage.text,
            at=at,
            origins=origins,
            source=source_of(note.account, note.path),
            place=place,
            people=passage.names,
        )
        for place, passage in enumerate(read.passages)
    ]


def changes(known: Sequence[Known], note: Note) -> Changes:
    """What has to change so that the memories of a note are those of its text as it is now."""
    here: defaultdict[bytes, list[Known]] = defaultdict(list)
    for each in sorted(known, key=lambda each: each.place, reverse=True):
        here[each.digest].append(each)
    added: list[Memory] = []
    moved: list[tuple[str, int]] = []
    for memory in memories_of(note):
        digest = digest_of(memory.text)
        if not here[digest]:
            added.append(memory)
        elif (old := here[digest].pop()).place != memory.place:
            moved.append((old.id, memory.place))
    gone = tuple(each.id for those in here.values() for each in those)
    return Changes(tuple(added), tuple(moved), gone)

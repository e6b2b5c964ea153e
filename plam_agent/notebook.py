"""One folder of notes, and its passages in memory: kept the same, whatever happens to either.

What the owner forgot stays away for as long as its words stand in the same file: the store knows.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import stat
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from .config import Account
from .errors import BusyError, ContentError, PlamError, ToolError
from .memory.memory import Memory, Tier, fresh_id
from .memory.notes import (
    LARGEST,
    Changes,
    Known,
    Note,
    changes,
    digest_of,
    is_note,
    path_of,
)
from .memory.recollection import Recollection
from .tools.files import text
from .tools.files.finding import walk
from .tools.files.names import shown
from .tools.files.root import Root, content, opened

TOGETHER = 32
"""Passages that become durable at once: as many as are embedded while a recall waits."""
_TRIES = 3
# What was changed this recently may change again within the resolution of its time.
_FRESH = 2.0
Version = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at a folder found: notes read, passages that came and went, what was left out."""

    read: int = 0
    added: int = 0
    gone: int = 0
    trouble: tuple[str, ...] = ()


@dataclass(slots=True)
class _Seen:
    """What is known of a note: its passages that are remembered, and the version they are of."""

    known: list[Known] = field(default_factory=list)
    version: Version | None = None
    trouble: str = ""


class Notebook:
    """One account's notes in memory. Use it in one task; reading happens in threads."""

    def __init__(self, account: Account, recollection: Recollection, zone: tzinfo) -> None:
        """Nothing is read yet; times are in `zone`."""
        self.account = account
        self._recollection = recollection
        self._zone = zone
        self._notes: defaultdict[str, _Seen] = defaultdict(_Seen)
        self._mark: str | None = None
        self._change = -1
        self._whole = False

    async def look(
        self, paths: Iterable[str] | None = None, progress: Callable[[int, int], None] | None = None
    ) -> Looked:
        """Make memory say what the folder says: everything, or only these paths and what is below.

        `progress` gets how many of how many changed notes are done. Raises ConfigError where the
        folder is missing, and what Recollection raises.
        """
        for attempt in itertools.count(1):
            try:
                return await self._look(None if paths is None else set(paths), progress)
            except BusyError:
                # Another process looks at the same folder: what it remembered is known now.
                self._change = -1
                if attempt == _TRIES:
                    raise
        raise AssertionError("unreachable")

    async def _look(
        self, paths: set[str] | None, progress: Callable[[int, int], None] | None
    ) -> Looked:
        await asyncio.to_thread(self._catch_up)
        if not self._whole:
            paths = None
        there, missing = await asyncio.to_thread(self._listed, paths)
        spare = {each.digest: each.id for path in missing for each in self._notes[path].known}
        read = added = 0
        gone = [each.id for path in missing for each in self._notes.pop(path).known]
        trouble: list[str] = []
        pending: list[tuple[str, _Seen, Changes]] = []
        for number, path in enumerate(there, 1):
            try:
                found = await asyncio.to_thread(self._compared, path)
            except (PlamError, OSError) as error:
                if (said := self._troubled(path, error)) is not None:
                    trouble.append(said)
                continue
            read += 1
            pending.append((path, *found))
            if sum(len(each.added) + len(each.moved) for _, _, each in pending) >= TOGETHER:
                added += await self._keep(pending, spare, gone)
                pending = []
            if progress is not None:
                progress(number, len(there))
        added += await self._keep(pending, spare, gone)
        self._whole = True
        if gone:
            # The index learns of it when it is asked next.
            store = self._recollection.memories
            await asyncio.to_thread(store.forget, gone, passages=False)
        return Looked(read, added, len(gone), tuple(trouble))

    def _catch_up(self) -> None:
        """Learn what the store holds of this folder: all of it at first, then what went away."""
        store = self._recollection.memories
        if self._change < 0:
            self._change = store.changes(2**62).at
            self._notes.clear()
            self._whole = False
            self._mark = store.mark(self._name)
            for memory in store.all((Tier.NOTE,)):
                place = path_of(memory.source)
                if place is not None and place[0] == self.account.name:
                    known = Known(memory.id, memory.place, digest_of(memory.text))
                    self._notes[place[1]].known.append(known)
            return
        since = store.changes(self._change)
        self._change = since.at
        gone = set(since.gone)
        for note in self._notes.values() if gone else ():
            if any(each.id in gone for each in note.known):
                note.known = [each for each in note.known if each.id not in gone]

    @property
    def _name(self) -> str:
        return f"notes:{self.account.name}"

    def _listed(self, paths: set[str] | None) -> tuple[list[str], list[str]]:
        """The notes to read, and those that are known and no longer there."""
        with opened(self.account) as root:
            if paths is None:
                files = {e.path: e for e in walk(root) if not e.folder and is_note(e.path)}
                wanted = set(files) | set(self._notes)
            else:
                below = (each for each in self._notes if _within(each, paths))
                wanted = {*filter(is_note, paths), *below}
            there, missing = [], []
            for path in sorted(wanted):
                try:
                    entry = root.entry(path)
                except (OSError, PlamError):
                    # It cannot be looked at now; that is no reason to forget it.
                    continue
                if entry is None or entry.folder:
                    missing.append(path)
                    continue
                known = self._notes[path].version if path in self._notes else None
                if known != (entry.size, entry.modified, entry.identity[1]):
                    there.append(path)
        return there, [each for each in missing if each in self._notes]

    def _compared(self, path: str) -> tuple[_Seen, Changes]:
        """What a note says now beside what is remembered of it."""
        with opened(self.account) as root:
            note, version = read_note(root, self.account.name, path, self._zone)
        seen = _Seen(self._notes[path].known, version=version)
        return seen, changes(seen.known, note)

    def _troubled(self, path: str, error: PlamError | OSError) -> str | None:
        """Why a note cannot be read, where that is news; what was known of it stays."""
        said = error.message if isinstance(error, PlamError) else str(error.strerror)
        fresh = self._notes[path].trouble != said
        self._notes[path].trouble = said
        return f"{shown(path)} {said}" if fresh else None

    async def _keep(
        self,
        pending: Sequence[tuple[str, _Seen, Changes]],
        spare: dict[bytes, str],
        gone: list[str],
    ) -> int:
        """Make changes durable; what they leave behind joins `gone`. Returns what is new."""
        old: dict[str, Memory] = {}
        ids = [id_ for _, _, each in pending for id_, _ in each.moved]
        ids += [
            spare[d] for _, _, c in pending for m in c.added if (d := digest_of(m.text)) in spare
        ]
        if ids:
            old = {each.id: each for each in await self._recollection.get(ids)}
        fresh: list[Memory] = []
        have = {known.id for _, seen, _ in pending for known in seen.known}
        for _, seen, each in pending:
            added = [
                _like(memory, old.get(spare.get(digest_of(memory.text), "")))
                for memory in each.added
            ]
            # Another id: many new memories become durable at once, many changed ones do not.
            moved = [
                replace(old[id_], id=fresh_id(), place=place)
                for id_, place in each.moved
                if id_ in old
            ]
            left = {id_ for id_, _ in each.moved} | set(each.gone)
            seen.known = [
                *(known for known in seen.known if known.id not in left),
                *(Known(m.id, m.place, digest_of(m.text)) for m in (*added, *moved)),
            ]
            gone += left
            fresh += [*added, *moved]
        if fresh:
            # Another process that looks at the same folder has to see this first.
            mark = str(int(self._mark or 0) + 1)
            kept = set(await self._recollection.add(fresh, mark=(self._name, mark), was=self._mark))
            self._mark = mark
            for _, seen, _ in pending:
                seen.known = [each for each in seen.known if each.id in kept or each.id in have]
        for path, seen, _ in pending:
            self._notes[path] = seen
        return len(fresh)


def read_note(root: Root, account: str, path: str, zone: tzinfo) -> tuple[Note, Version | None]:
    """A note as it is at one moment, and its version where that can be told from the next one.

    Raises ContentError for what is too large or no text, ToolError for what is no regular file or
    changes all the time, OSError.
    """
    for _ in range(_TRIES):
        with root.place(path) as (folder, name), folder.reading(name) as fd:
            before = os.fstat(fd)
            if before.st_size > LARGEST:
                raise ContentError(f"is larger than {LARGEST // 1024} KiB", file=shown(path))
            octets = content(fd, LARGEST)
            after = os.fstat(fd)
        if _version(before) == _version(after) and len(octets) == after.st_size:
            try:
                words, _ = text.decoded(octets)
            except ValueError:
                raise ContentError("is no text", file=shown(path)) from None
            modified = datetime.fromtimestamp(after.st_mtime_ns // 1_000_000_000, zone)
            settled = abs(time.time() - after.st_mtime) > _FRESH
            note = Note(account, path, text.cleaned(words), modified)
            return note, _version(after) if settled else None
    raise ToolError("changes while it is read")


def _version(found: os.stat_result) -> Version:
    if not stat.S_ISREG(found.st_mode):
        raise ToolError("is no regular file")
    return found.st_size, found.st_mtime_ns, found.st_ino


def _like(memory: Memory, other: Memory | None) -> Memory:
    """A memory with the embedding of one with the same words."""
    return memory if other is None else replace(memory, vector=other.vector)


def _within(path: str, folders: set[str]) -> bool:
    parts = path.split("/")
    return any("/".join(parts[:end]) in folders for end in range(1, len(parts)))

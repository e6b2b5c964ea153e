"""The memories of one home at rest: each sealed under a key of its own, in `HOME/memory.sqlite`.

What lies open is random ids, which of them were made from which, the tier, and how often each was
recalled. A memory is forgotten by destroying its key. The ids of what was forgotten are kept, so
that nothing brings it back and other processes drop it from their indexes.
"""

from __future__ import annotations

import collections
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from .. import database
from ..errors import BusyError, DamageError, InputError
from ..files import RESTORE
from ..vault import Sealed, Vault
from .file import MemoryFile
from .layout import LAYOUT
from .memory import Memory, Tier
from .packed import packed, unpacked

BATCH = 512
MANY_USES = 64
"""After how many recalls their counts are written."""
ANY = "\0any"
"""Stands for a mark whatever it says."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened up to change `at`: the ids that were added or replaced, and those gone."""

    at: int
    changed: tuple[str, ...]
    gone: tuple[str, ...]


class Memories:
    """One home's memories. Safe to use from several threads and several processes."""

    def __init__(self, file: MemoryFile, vault: Vault) -> None:
        """Use `open`."""
        self._file = file
        self._vault = vault
        self._uses: collections.Counter[str] = collections.Counter()

    @classmethod
    def open(cls, home: Path, vault: Vault) -> Self:
        """Open the memories of `home`; make the file where there is none.

        What a forgetting that was cut off left behind is removed first. Raises StorageError,
        BusyError, and DamageError if the file is none of ours.
        """
        return cls(MemoryFile.open(home), vault)

    def __enter__(self) -> Self:
        """The file is open already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Write the counts of recalls that are not written yet, and close the file."""
        with self._file.lock:
            if self._file.closed:
                return
            try:
                self._write_uses()
            finally:
                self._file.close()

    def add(
        self,
        memories: Iterable[Memory],
        *,
        mark: tuple[str, str] | None = None,
        was: str | None = ANY,
    ) -> list[str]:
        """Keep memories, all of them durably or none; returns the ids that are kept.

        Left out is what was forgotten before, or stands on something that was. What is kept already
        under the same id stays as it is. `mark` is set in the same transaction; where `was` is
        given, the mark must still say that (None: nothing). Raises BusyError if it does not,
        because another process did the same, and StorageError.
        """
        with self._file.writing() as connection:
            if mark and was != ANY and self._mark(connection, mark[0]) != was:
                raise BusyError(
                    "another process remembered the same meanwhile.",
                    file=self._file.path,
                    fix="Look at what there is and go on from there.",
                )
            change = self._next(connection)
            kept: list[str] = []
            left: set[str] = set()
            for memory in memories:
                stands_for = [memory.id, *memory.beneath, self._vault.mark("source", memory.source)]
                if memory.tier is Tier.NOTE:
                    stands_for.append(self._passage(memory))
                if self._is_forgotten(connection, stands_for, left):
                    left.add(memory.id)
                elif self._insert(connection, memory, change):
                    kept.append(memory.id)
            if mark:
                name, value = mark
                sealed = self._vault.seal(value.encode(), _mark_context(name))
                connection.execute(
                    "INSERT INTO marks VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE "
                    "SET key = excluded.key, box = excluded.box",
                    (name, sealed.key, sealed.box),
                )
        return kept

    def replace(self, memory: Memory) -> None:
        """Keep another version of a memory, under a new key. Raises InputError if it is gone."""
        with self._file.writing() as connection:
            row = connection.execute("SELECT n FROM memories WHERE id = ?", (memory.id,)).fetchone()
            if row is None:
                raise InputError(f"there is no memory {memory.id}.", fix="It may be forgotten.")
            if self._is_forgotten(connection, memory.beneath, set()):
                raise InputError(f"what the memory {memory.id} stands on was forgotten.")
            sealed = self._vault.seal(packed(memory), _context(memory.id))
            connection.execute(
                "UPDATE memories SET change = ?, tier = ?, box = ? WHERE n = ?",
                (self._next(connection), memory.tier.value, sealed.box, row[0]),
            )
            connection.execute("UPDATE keys SET key = ? WHERE n = ?", (sealed.key, row[0]))
            connection.execute("DELETE FROM beneath WHERE id = ?", (memory.id,))
            self._stand(connection, memory)

    def get(self, ids: Iterable[str]) -> list[Memory]:
        """The memories of these ids, in their order; ids that name none are passed over."""
        found = []
        with self._file.reading() as connection:
            for each in ids:
                row = connection.execute(f"{_SELECT} WHERE id = ?", (each,)).fetchone()
                if row is not None:
                    found.append(self._opened(row))
        return found

    def all(self, tiers: Collection[Tier] | None = None) -> Iterator[Memory]:
        """Every memory, or those of some tiers, in the order in which they were first kept."""
        chosen = sorted(tiers) if tiers is not None else sorted(Tier)
        marks = ", ".join("?" * len(chosen))
        query = f"{_SELECT} WHERE n > ? AND tier IN ({marks}) ORDER BY n LIMIT ?"
        after = 0
        while True:
            with self._file.reading() as connection:
                rows = connection.execute(query, (after, *chosen, BATCH)).fetchall()
            for row in rows:
                yield self._opened(row)
            if len(rows) < BATCH:
                return
            after = rows[-1][0]

    def newest(self, most: int, tiers: Collection[Tier]) -> list[Memory]:
        """The memories of some tiers that were kept last, at most so many, the newest first."""
        marks = ", ".join("?" * len(tiers))
        query = f"{_SELECT} WHERE tier IN ({marks}) ORDER BY n DESC LIMIT ?"
        with self._file.reading() as connection:
            rows = connection.execute(query, (*sorted(tiers), most)).fetchall()
        return [self._opened(row) for row in rows]

    def count(self, tier: Tier | None = None) -> int:
        """How many memories there are, or how many of one tier."""
        if tier is None:
            return self._file.number("SELECT count(*) FROM memories")
        return self._file.number("SELECT count(*) FROM memories WHERE tier = ?", tier.value)

    def forget(
        self, ids: Iterable[str], sources: Iterable[str] = (), *, passages: bool = True
    ) -> int:
        """Destroy memories for ever; returns how many keys there were to destroy.

        When it returns, their keys are in no page, free page or log of the file. From here on
        these ids are refused, whether they name anything now or not, and so are whatever comes of
        these `sources` and the same passage of the same note; with `passages` false, where only
        its file changed, the passage may come back. Raises BusyError if another process reads for
        too long: then nothing opens them any more, and SQLite's log is emptied when the file is
        opened next.
        """
        refused = [self._vault.mark("source", each) for each in sources]
        with self._file.writing() as connection:
            change = self._next(connection)
            destroyed = 0
            for each in ids:
                row = connection.execute(f"{_SELECT} WHERE id = ?", (each,)).fetchone()
                if row is not None:
                    if row[4] == Tier.NOTE and passages:
                        refused.append(self._passage(self._opened(row)))
                    destroyed += connection.execute(
                        "DELETE FROM keys WHERE n = ?", row[:1]
                    ).rowcount
                    connection.execute("DELETE FROM memories WHERE n = ?", row[:1])
                connection.execute("DELETE FROM beneath WHERE under = ? OR id = ?", (each, each))
                connection.execute("DELETE FROM uses WHERE id = ?", (each,))
                refused.append(each)
                self._uses.pop(each, None)
            connection.executemany(
                "INSERT INTO forgotten VALUES (?, ?) ON CONFLICT DO NOTHING",
                [(each, change) for each in refused],
            )
            connection.execute("UPDATE state SET unclean = ?", (change,))
        self._file.empty_log()
        return destroyed

    def wrapped(self, ids: Iterable[str]) -> list[bytes]:
        """The wrapped keys of these memories as they lie in the file, to be looked for later."""
        with self._file.reading() as connection:
            rows = (
                connection.execute(f"{_SELECT} WHERE id = ?", (each,)).fetchone() for each in ids
            )
            return [row[3] for row in rows if row is not None]

    def dependants(self, ids: Iterable[str]) -> set[str]:
        """Whatever was made from these memories, and from that, and so on; without themselves."""
        start = set(ids)
        found = set(start)
        todo = list(start)
        with self._file.reading() as connection:
            while todo:
                query = "SELECT id FROM beneath WHERE under = ?"
                for (each,) in connection.execute(query, (todo.pop(),)).fetchall():
                    if each not in found:
                        found.add(each)
                        todo.append(each)
        return found - start

    def was_forgotten(self, id: str) -> bool:
        """Whether the memory of this id was forgotten."""
        with self._file.reading() as connection:
            return self._is_forgotten(connection, (id,), set())

    def changes(self, since: int = 0) -> Changes:
        """What was added, replaced or forgotten after change `since`."""
        with self._file.reading() as connection:
            at = int(connection.execute("SELECT change FROM state").fetchone()[0])
            changed, gone = (
                tuple(row[0] for row in connection.execute(query, (since,)))
                for query in (
                    "SELECT id FROM memories WHERE change > ? ORDER BY change, n",
                    "SELECT id FROM forgotten WHERE change > ? ORDER BY change, id",
                )
            )
        return Changes(at, changed, gone)

    def mark(self, name: str) -> str | None:
        """What the mark of this name was last set to, or None."""
        with self._file.reading() as connection:
            return self._mark(connection, name)

    def marks(self) -> dict[str, str]:
        """Every mark and what it says."""
        with self._file.reading() as connection:
            names = [row[0] for row in connection.execute("SELECT name FROM marks ORDER BY name")]
            return {each: self._mark(connection, each) or "" for each in names}

    def used(self, ids: Iterable[str]) -> None:
        """Count a recall of each of these; a crash may lose the last few counts."""
        with self._file.lock:
            self._uses.update(ids)
            if self._uses.total() >= MANY_USES:
                self._write_uses()

    def uses(self) -> dict[str, int]:
        """How often each memory that was recalled at all was recalled."""
        with self._file.reading() as connection:
            found = collections.Counter(dict(connection.execute("SELECT id, uses FROM uses")))
        return dict(found + self._uses)

    def check(self) -> int:
        """Open every memory and verify the file; returns how many there are.

        Raises DamageError naming what is wrong.
        """
        with self._file.reading() as connection:
            database.check_layout(connection, self._file.path, LAYOUT)
            database.check_integrity(connection, self._file.path)
            stray = connection.execute(
                "SELECT count(*) FROM keys WHERE n NOT IN (SELECT n FROM memories)"
            ).fetchone()[0]
            back = connection.execute(
                "SELECT count(*) FROM memories JOIN forgotten USING (id)"
            ).fetchone()[0]
        if stray or back:
            what = "a key of nothing" if stray else "something that was forgotten"
            raise DamageError(f"is damaged: it holds {what}.", file=self._file.path, fix=RESTORE)
        return sum(1 for _ in self.all())

    def _insert(self, connection: sqlite3.Connection, memory: Memory, change: int) -> bool:
        sealed = self._vault.seal(packed(memory), _context(memory.id))
        row = connection.execute(
            "INSERT INTO memories (id, change, tier, box) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO NOTHING RETURNING n",
            (memory.id, change, memory.tier.value, sealed.box),
        ).fetchone()
        if row is None:
            return False
        connection.execute("INSERT INTO keys VALUES (?, ?)", (row[0], sealed.key))
        self._stand(connection, memory)
        return True

    @staticmethod
    def _stand(connection: sqlite3.Connection, memory: Memory) -> None:
        connection.executemany(
            "INSERT INTO beneath VALUES (?, ?) ON CONFLICT DO NOTHING",
            ((under, memory.id) for under in memory.beneath),
        )

    @staticmethod
    def _is_forgotten(
        connection: sqlite3.Connection, ids: Sequence[str], left: Collection[str]
    ) -> bool:
        query = "SELECT 1 FROM forgotten WHERE id = ?"
        return any(
            each in left or connection.execute(query, (each,)).fetchone() is not None
            for each in ids
        )

    @staticmethod
    def _next(connection: sqlite3.Connection) -> int:
        query = "UPDATE state SET change = change + 1 RETURNING change"
        return int(connection.execute(query).fetchone()[0])

    def _mark(self, connection: sqlite3.Connection, name: str) -> str | None:
        row = connection.execute("SELECT key, box FROM marks WHERE name = ?", (name,)).fetchone()
        if row is None:
            return None
        return self._vault.open(Sealed(*row), _mark_context(name)).decode()

    def _passage(self, memory: Memory) -> str:
        """What stands for a passage of a file, which is read again under another id."""
        return self._vault.mark("passage", memory.source, memory.text)

    def _opened(self, row: tuple[int, str, bytes, bytes | None, str]) -> Memory:
        _, id_, box, key, _ = row
        try:
            if key is None:
                raise DamageError("its key is missing")
            return unpacked(self._vault.open(Sealed(key, box), _context(id_)))
        except DamageError as error:
            raise DamageError(
                f"is damaged: the memory {id_} does not open.", file=self._file.path, fix=RESTORE
            ) from error

    def _write_uses(self) -> None:
        if not self._uses:
            return
        with self._file.writing() as connection:
            # What was forgotten since is in no row, and must not come back as a count.
            connection.executemany(
                "INSERT INTO uses SELECT id, ? FROM memories WHERE id = ? "
                "ON CONFLICT (id) DO UPDATE SET uses = uses + excluded.uses",
                [(count, each) for each, count in self._uses.items()],
            )
        self._uses.clear()


_SELECT = "SELECT n, id, box, key, tier FROM memories LEFT JOIN keys USING (n)"


def _context(id_: str) -> bytes:
    return b"plam memory 1\0" + id_.encode()


def _mark_context(name: str) -> bytes:
    return b"plam memory mark 1\0" + name.encode()

"""The journal: append-only, hash-chained, sealed events in one SQLite file.

What is kept of an event is its number, time and kind, its sealed body, and a SHA-256 over these
and the hash before it. The key that opens a body is in a table of its own, so that a record can be
forgotten and the chain still verifies. Each transaction ends with a head, the last number and
hash signed by the device key; it shows when the end was cut off. A writer that closes signs the
digest of the whole file into `journal.seal` (see `seal.py`), which covers every other byte, and
moves the head's copy outside the home, where the owner wants one (see `anchor.py`).

The ledger's tables are in the same file, so that a reservation and its event stand or fall
together. Every change of any table is made in a transaction that appends at least one event.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from . import chain, database, keys
from .anchor import EVERY, Anchor, Anchored
from .errors import DamageError, InputError, LockedError, SignatureError, StorageError
from .files import RESTORE, private_folder, storage_error
from .seal import Seal
from .transaction import Transaction
from .types import Clock, Event
from .vault import Vault

BATCH = 256


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found: how many events, the last hash, and how much was covered.

    `sealed` says that every byte of the file was compared with the digest signed at the last
    close; otherwise a writer is open or crashed, and the records alone were verified. `anchored` is
    the record that the anchor stands at, None where there is no anchor.
    """

    count: int
    head: str
    sealed: bool
    forgotten: int = 0
    anchored: int | None = None


class Journal:
    """One home's journal. Safe to use from several threads; several processes may append."""

    def __init__(
        self,
        home: Path,
        vault: Vault | None,
        device: keys.Signer | None,
        clock: Clock | None,
        public: str,
        anchor: Path | None = None,
    ) -> None:
        """Use `open` or `read_only`."""
        self._path = home / "journal.db"
        self._seal = Seal(home / "journal.seal", self._path, public)
        self._anchor = Anchor(anchor, public) if anchor else None
        self._vault = vault
        self._device = device
        self._clock = clock
        self._public = public
        self._lock = threading.RLock()
        self._within = False
        self._known: tuple[int, str] | None = None
        self._connection: sqlite3.Connection | None = None

    @classmethod
    def open(
        cls,
        home: Path,
        vault: Vault,
        device: keys.Signer,
        clock: Clock,
        *,
        anchor: Path | None = None,
    ) -> Self:
        """Open the journal for appending; make it where there is none.

        `anchor` is the file outside the home that keeps its head. Raises DamageError if the head,
        the last record, the seal or the anchor does not verify, StorageError if the file cannot be
        written, BusyError if another process holds it too long.
        """
        journal = cls(home, vault, device, clock, device.public, anchor)
        private_folder(home)
        try:
            with contextlib.suppress(FileExistsError):
                os.close(os.open(journal._path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except OSError as error:
            raise storage_error(error, journal._path) from error
        with journal._opening():
            journal._create()
            with journal.reading() as connection:
                seq, last = journal._check_tail(connection)
                journal._seal.check(connection, seq, last)
                held = journal._anchor
                reached = held is not None and held.reached()
                if held is not None and reached:
                    held.check(connection, journal._path, seq)
            if held is not None and not reached:
                journal._first_anchor(seq, last)
        return journal

    @classmethod
    def read_only(cls, home: Path, vault: Vault | None, *, public: str | None = None) -> Self:
        """Open the journal for reading; without a vault, only `verify` can be asked.

        `public` is the device's public key, else the one in the home. Raises InputError where
        there is no journal yet, and DamageError if the file is none.
        """
        path = home / "journal.db"
        if not path.is_file():
            raise InputError("there is no journal yet.", file=path, fix="Run `plam init` first.")
        journal = cls(home, vault, None, None, public or keys.public(home, "device"))
        with journal._opening() as connection:
            connection.execute("PRAGMA query_only = ON")
        return journal

    def __enter__(self) -> Self:
        """The journal is open already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Seal and close; a disk too full to seal hides no earlier error."""
        try:
            self.close()
        except StorageError:
            if error is None:
                raise

    def close(self) -> None:
        """Sign the digest of the file into the seal, where this is a writer, and close."""
        with self._lock:
            if self._connection is None:
                return
            try:
                if self._device is not None:
                    with self._began("IMMEDIATE") as connection:
                        seq, last = self._head(connection)
                        self._seal.write_closed(connection, self._device, seq, last)
                        self._move_anchor(seq, last)
            finally:
                self._connection.close()
                self._connection = None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All of it or nothing: events appended and tables changed within.

        Raises StorageError if the disk is full, BusyError if another process holds the journal,
        DamageError if the journal's end is not what its head says.
        """
        if self._device is None or self._vault is None or self._clock is None:
            raise LockedError("the journal is open for reading only.")
        with self._lock, self._began("IMMEDIATE") as connection:
            seq, last = self._check_tail(connection)
            before = connection.total_changes
            self._seal.write_open(self._device, seq, last)
            tx = Transaction(connection, self._vault, self._clock, seq, last)
            yield tx
            if tx.seq == seq:
                if connection.total_changes != before:
                    raise AssertionError("tables were changed without an event that says so")
                return
            signature = self._device.sign(chain.HEAD, chain.head_bytes(tx.seq, tx.last))
            row = (tx.seq, tx.last, signature)
            connection.execute("UPDATE head SET seq = ?, hash = ?, signature = ?", row)
        self._known = (tx.seq, tx.last)
        if tx.seq // EVERY > seq // EVERY:
            self._move_anchor(tx.seq, tx.last)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read from, at one moment of the journal; keep it short."""
        with self._lock:
            if self._within and self._connection is not None:
                yield self._connection
                return
            with self._began("DEFERRED") as connection:
                yield connection

    def append(self, kind: str, body: Mapping[str, Any]) -> Event:
        """One event in a transaction of its own."""
        with self.transaction() as tx:
            tx.append(kind, body)
        return tx.events[-1]

    def events(
        self,
        *,
        after: int = 0,
        kinds: Sequence[str] = (),
        run: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Event]:
        """Events in the order of their numbers, opened; `run` compares the body's `run`.

        A forgotten event's body is `{"forgotten": True}`. Raises DamageError at the first record
        that does not open or whose hash is wrong.
        """
        left = limit
        marks = ", ".join("?" * len(kinds))
        only = f"AND kind IN ({marks})" if kinds else ""
        query = f"{chain.SELECT} WHERE seq > ? {only} ORDER BY seq LIMIT ?"
        while left is None or left > 0:
            with self.reading() as connection:
                rows = connection.execute(query, (after, *kinds, BATCH)).fetchall()
            for row in rows:
                event = chain.opened(row, self._vault, self._path)
                if run is None or event.body.get("run") == run:
                    yield event
                    left = None if left is None else left - 1
                    if left == 0:
                        return
            if len(rows) < BATCH:
                return
            after = rows[-1][0]

    def get(self, seq: int) -> Event:
        """One event by its number. Raises InputError if there is none."""
        with self.reading() as connection:
            row = connection.execute(f"{chain.SELECT} WHERE seq = ?", (seq,)).fetchone()
        if row is None:
            raise InputError(f"there is no event {seq}.", fix="`plam log` lists them.")
        return chain.opened(row, self._vault, self._path)

    def numbers(self, *, after: int = 0, without: Sequence[str] = ()) -> list[int]:
        """The numbers of events in their order, but for these kinds; no body is opened."""
        marks = ", ".join("?" * len(without))
        query = f"""SELECT seq FROM events
            WHERE seq > ? AND kind NOT IN ({marks}) ORDER BY seq"""  # noqa: S608
        with self.reading() as connection:
            return [row[0] for row in connection.execute(query, (after, *without))]

    def some(self, numbers: Sequence[int]) -> list[Event]:
        """The events with these numbers that are there, in their order. Raises DamageError."""
        marks = ", ".join("?" * len(numbers))
        query = f"{chain.SELECT} WHERE seq IN ({marks}) ORDER BY seq"
        with self.reading() as connection:
            rows = connection.execute(query, tuple(numbers)).fetchall()
        return [chain.opened(row, self._vault, self._path) for row in rows]

    def forget(self, seq: int) -> None:
        """Destroy the key of one record for ever, and record that this was done.

        Raises InputError for a number that is not there, or that says what was forgotten.
        """
        kind = self.get(seq).kind
        if kind == chain.FORGET:
            raise InputError(f"event {seq} says what was forgotten: it stays.")
        with self.transaction() as tx:
            tx.forget([seq])

    def verify(self, *checks: Callable[[Self], None], anchor: Path | None = None) -> Verified:
        """Verify every record, the head, the anchor and, where it covers this head, the seal.

        `checks` look at the same moment of the journal (the ledger's tables against the events).
        `anchor` is a copy of the anchor to be taken in place of the one there is. Raises
        DamageError naming the first record that is wrong, and what is wrong with it.
        """
        against = Anchor(anchor, self._public) if anchor else self._anchor
        with self.reading() as connection:
            expected, last = self._head(connection)
            forgotten = chain.check(connection, self._vault, self._path, expected, last)
            for check in checks:
                check(self)
            database.check_integrity(connection, self._path)
            sealed = self._seal.check(connection, expected, last)
            anchored = against.check(connection, self._path, expected) if against else None
        return Verified(expected, last, sealed, forgotten, anchored)

    def _first_anchor(self, seq: int, last: str) -> None:
        """Make an anchor that never was; one that is gone is missed by `verify`, and not remade."""
        assert self._anchor is not None
        assert self._device is not None
        file = str(self._anchor.path)
        if any(event.body.get("anchor") == file for event in self.events(kinds=("anchored",))):
            return
        self._anchor.write(self._device, self._end(seq, last))
        self.append("anchored", {"anchor": file, "detail": f"the journal's end is kept in {file}"})

    def _move_anchor(self, seq: int, last: str) -> None:
        if self._anchor is not None and self._device is not None:
            self._anchor.move(self._device, self._end(seq, last))

    def _end(self, seq: int, last: str) -> Anchored:
        assert self._clock is not None
        return Anchored(seq, last, self._clock().astimezone(UTC).isoformat(timespec="seconds"))

    def _check_tail(self, connection: sqlite3.Connection) -> tuple[int, str]:
        """The head, which must name the last record: appending never extends a damaged end."""
        head = self._head(connection)
        row = connection.execute(f"{chain.SELECT} ORDER BY seq DESC LIMIT 1").fetchone()
        found = (row[0], chain.checked_hash(row)) if row else (0, chain.GENESIS)
        if found != head:
            cut = found[0] < head[0]
            wrong = "the end is cut off" if cut else "it is not what the signed head says"
            raise chain.damage(self._path, max(found[0], head[0]), wrong)
        return head

    def _head(self, connection: sqlite3.Connection) -> tuple[int, str]:
        rows = connection.execute("SELECT seq, hash, signature FROM head").fetchall()
        if len(rows) != 1:
            raise DamageError("has no signed head.", file=self._path, fix=RESTORE)
        seq, last, signature = rows[0]
        if self._known == (seq, last):
            return seq, last
        try:
            message = chain.head_bytes(seq, last)
            keys.verify(self._public, chain.HEAD, message, signature)
        except (SignatureError, OverflowError, AttributeError, TypeError) as error:
            raise DamageError(
                "the head is not signed by this device.", file=self._path, fix=RESTORE
            ) from error
        return seq, last

    def _create(self) -> None:
        """Lay out an empty file; a file that has a layout is left as it is."""
        assert self._device is not None
        with self._lock, self._began("IMMEDIATE", unchecked=True) as connection:
            if not database.is_empty(connection):
                return
            if self._seal.read() is not None:
                raise DamageError(
                    "is empty or gone, and its seal says that it was not.",
                    file=self._path,
                    fix=RESTORE,
                )
            database.lay_out(connection)
            signature = self._device.sign(chain.HEAD, chain.head_bytes(0, chain.GENESIS))
            connection.execute("INSERT INTO head VALUES (0, ?, ?)", (chain.GENESIS, signature))

    @contextlib.contextmanager
    def _opening(self) -> Iterator[sqlite3.Connection]:
        try:
            with database.translated(self._path, structure=True):
                self._connection = database.connect(self._path)
                yield self._connection
        except BaseException:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            raise

    @contextlib.contextmanager
    def _began(self, mode: str, *, unchecked: bool = False) -> Iterator[sqlite3.Connection]:
        connection = self._connection
        if connection is None:
            raise InputError("the journal is closed.")
        if self._within:
            raise AssertionError("a transaction of the journal is open in this thread already")
        with database.translated(self._path), database.transaction(connection, mode):
            self._within = True
            try:
                with database.translated(self._path, structure=True):
                    if not unchecked:
                        database.check_layout(connection, self._path)
                yield connection
            finally:
                self._within = False

"""The file of memories, opened: its transactions, and the log that a forgetting empties.

SQLite zeroes what is deleted (`secure_delete`), but its log holds pages as they were. So whoever
deletes says in the same transaction that the log is unclean, and empties it before anything
returns; where that was cut off, the next opening does it.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from .. import database
from ..errors import BusyError, InputError
from ..files import private_folder
from .layout import LAYOUT, NAME, create


class MemoryFile:
    """`HOME/memory.sqlite`. Safe to use from several threads and several processes."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Use `open`."""
        self.path = path
        self.lock = threading.RLock()
        self.closed = False
        self._connection = connection

    @classmethod
    def open(cls, home: Path) -> Self:
        """Open the file of `home`, made where there is none, with nothing forgotten in its log.

        Raises StorageError, BusyError, and DamageError if the file is none of ours.
        """
        path = private_folder(home) / NAME
        with database.translated(path, structure=True, layout=LAYOUT):
            if not path.exists():
                create(path)
            connection = database.connect(path, LAYOUT)
            try:
                connection.execute("PRAGMA synchronous = FULL")
                database.check_layout(connection, path, LAYOUT)
                file = cls(path, connection)
                if file.number("SELECT unclean FROM state"):
                    file.empty_log()
            except BaseException:
                connection.close()
                raise
        return file

    def close(self) -> None:
        """Close it; whatever is asked of it afterwards raises InputError."""
        with self.lock:
            self.closed = True
            self._connection.close()

    def reading(self) -> contextlib.AbstractContextManager[sqlite3.Connection]:
        """A connection to read from, at one moment of the file; keep it short."""
        return self._began("DEFERRED")

    def writing(self) -> contextlib.AbstractContextManager[sqlite3.Connection]:
        """A transaction: all of it durably, or nothing."""
        return self._began("IMMEDIATE")

    def number(self, query: str, *values: str) -> int:
        """The one number that a query answers."""
        with self.reading() as connection:
            return int(connection.execute(query, values).fetchone()[0])

    def empty_log(self) -> None:
        """Empty SQLite's log. Raises BusyError where another process reads for too long."""
        with self.lock, database.translated(self.path, layout=LAYOUT):
            unclean = self._connection.execute("SELECT unclean FROM state").fetchone()
            if self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise BusyError(
                    "another process reads the memory; what was forgotten does not open any more, "
                    "and a copy of its key is still in SQLite's log.",
                    file=self.path,
                    fix="End the other process, and run any command: it completes this.",
                )
            # Another process may have forgotten more meanwhile, and not emptied it yet.
            self._connection.execute("UPDATE state SET unclean = 0 WHERE unclean = ?", unclean)

    @contextlib.contextmanager
    def _began(self, mode: str) -> Iterator[sqlite3.Connection]:
        with self.lock:
            if self.closed:
                raise InputError("the memory is closed.")
            connection = self._connection
            with (
                database.translated(self.path, layout=LAYOUT),
                database.transaction(connection, mode),
            ):
                yield connection

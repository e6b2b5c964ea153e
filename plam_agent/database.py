"""The SQLite files of a home: their layout, their settings, and their errors in words."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .errors import BusyError, DamageError, PlamError, StorageError
from .files import RESTORE

VERSION = 2
APPLICATION = 0x504C414D
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file of this kind holds, and in which journal mode SQLite keeps it."""

    what: str
    application: int
    version: int
    tables: Mapping[str, str]
    mode: str = "delete"


TABLES = {
    "events": (
        "CREATE TABLE events (seq INTEGER PRIMARY KEY, time TEXT NOT NULL, kind TEXT NOT NULL, "
        "box BLOB NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL) STRICT"
    ),
    "events_kind": "CREATE INDEX events_kind ON events (kind, seq)",
    "keys": "CREATE TABLE keys (seq INTEGER PRIMARY KEY, key BLOB NOT NULL) STRICT",
    "head": (
        "CREATE TABLE head (seq INTEGER NOT NULL, hash TEXT NOT NULL, "
        "signature BLOB NOT NULL) STRICT"
    ),
    "uses": (
        "CREATE TABLE uses (seq INTEGER PRIMARY KEY, rule TEXT NOT NULL, digest TEXT NOT NULL, "
        "at TEXT NOT NULL, uses INTEGER NOT NULL, minor INTEGER, currency TEXT) STRICT"
    ),
    "uses_rule": "CREATE INDEX uses_rule ON uses (rule, at)",
    "uses_digest": "CREATE INDEX uses_digest ON uses (digest)",
    "receipts": (
        "CREATE TABLE receipts (seq INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE) STRICT"
    ),
    "grant_uses": (
        "CREATE TABLE grant_uses (seq INTEGER PRIMARY KEY, grant_id TEXT NOT NULL, "
        "uses INTEGER NOT NULL) STRICT"
    ),
    "grant_uses_id": "CREATE INDEX grant_uses_id ON grant_uses (grant_id)",
    "made": "CREATE TABLE made (seq INTEGER PRIMARY KEY, mark TEXT NOT NULL) STRICT",
    "made_mark": "CREATE INDEX made_mark ON made (mark)",
    "reached": (
        "CREATE TABLE reached (seq INTEGER NOT NULL, mark TEXT NOT NULL, "
        "PRIMARY KEY (mark, seq)) STRICT, WITHOUT ROWID"
    ),
    "reached_seq": "CREATE INDEX reached_seq ON reached (seq)",
    "serials": "CREATE TABLE serials (seq INTEGER PRIMARY KEY, serial INTEGER NOT NULL) STRICT",
}

JOURNAL = Layout("journal", APPLICATION, VERSION, TABLES)


def connect(path: Path, layout: Layout = JOURNAL) -> sqlite3.Connection:
    """A connection with transactions begun by hand, durable commits and zeroed deletions."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        # Asked, not set: setting it would quietly repair a damaged header.
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        if mode != layout.mode:
            raise _damage(path, f"its header asks for the journal mode {mode}")
        for pragma in (
            "synchronous = EXTRA",
            "secure_delete = ON",
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "temp_store = MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether nothing was ever laid out in the file."""
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    return tables == 0 and _number(connection, "user_version") == 0


def lay_out(connection: sqlite3.Connection, layout: Layout = JOURNAL) -> None:
    """Create the tables, within a transaction."""
    connection.execute(f"PRAGMA application_id = {layout.application}")
    connection.execute(f"PRAGMA user_version = {layout.version}")
    for statement in layout.tables.values():
        connection.execute(statement)


def check_layout(connection: sqlite3.Connection, path: Path, layout: Layout = JOURNAL) -> None:
    """Raise DamageError unless the file has exactly the layout that this version writes."""
    version = _number(connection, "user_version")
    if version != layout.version or _number(connection, "application_id") != layout.application:
        raise _damage(path, f"it has the layout {version}, and this version knows {layout.version}")
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    if dict(rows.fetchall()) != layout.tables:
        raise _damage(path, f"its tables are not those of a {layout.what}")


def check_integrity(connection: sqlite3.Connection, path: Path) -> None:
    """Raise DamageError if SQLite finds the file's structure damaged."""
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise _damage(path, " ".join(str(found).split()))


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection, mode: str) -> Iterator[None]:
    """All of it or nothing; `mode` is what BEGIN takes."""
    connection.execute(f"BEGIN {mode}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk rolls back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def translated(path: Path, *, structure: bool = False, layout: Layout = JOURNAL) -> Iterator[None]:
    """Turn SQLite's errors into ours: full or unwritable, busy, damaged.

    Where only the file's `structure` is looked at, what a damaged one makes of Python's own errors
    is damage as well: SQLite's messages quote it, and they need not be text.
    """
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        if isinstance(error, sqlite3.ProgrammingError) or code == sqlite3.SQLITE_MISUSE:
            raise
        raise _meaning(error, code, path, layout.what) from error
    except (UnicodeDecodeError, MemoryError) as error:
        if not structure:
            raise
        raise _damage(path, "its structure makes no sense") from error


def _meaning(error: sqlite3.Error, code: int | None, path: Path, what: str) -> PlamError:
    match None if code is None else code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return StorageError(
                "the disk is full; nothing was recorded, so nothing was done.",
                file=path,
                fix="Free some space and retry.",
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return BusyError(
                f"another process holds the {what}.", file=path, fix="Wait for it and retry."
            )
        case (
            sqlite3.SQLITE_READONLY
            | sqlite3.SQLITE_CANTOPEN
            | sqlite3.SQLITE_PERM
            | sqlite3.SQLITE_IOERR
        ):
            return StorageError(
                f"cannot be read or written: {error}.",
                file=path,
                fix="Check the disk, the folder and its permissions.",
            )
    return _damage(path, str(error))


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


def _damage(path: Path, what: str) -> DamageError:
    return DamageError(f"is damaged: {what}.", file=path, fix=RESTORE)

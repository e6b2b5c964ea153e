"""The tables of `HOME/memory.sqlite`, and the file made with them."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from pathlib import Path

from .. import database
from ..files import storage_error, sync_folder

NAME = "memory.sqlite"

LAYOUT = database.Layout(
    "memory",
    0x504C4D45,
    1,
    {
        "memories": (
            "CREATE TABLE memories (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, "
            "change INTEGER NOT NULL, tier TEXT NOT NULL, box BLOB NOT NULL) STRICT"
        ),
        "memories_change": "CREATE INDEX memories_change ON memories (change)",
        "keys": "CREATE TABLE keys (n INTEGER PRIMARY KEY, key BLOB NOT NULL) STRICT",
        "beneath": (
            "CREATE TABLE beneath (under TEXT NOT NULL, id TEXT NOT NULL, "
            "PRIMARY KEY (under, id)) STRICT, WITHOUT ROWID"
        ),
        "beneath_id": "CREATE INDEX beneath_id ON beneath (id)",
        "forgotten": (
            "CREATE TABLE forgotten (id TEXT PRIMARY KEY, change INTEGER NOT NULL) "
            "STRICT, WITHOUT ROWID"
        ),
        "forgotten_change": "CREATE INDEX forgotten_change ON forgotten (change)",
        "uses": (
            "CREATE TABLE uses (id TEXT PRIMARY KEY, uses INTEGER NOT NULL) STRICT, WITHOUT ROWID"
        ),
        "marks": (
            "CREATE TABLE marks (name TEXT PRIMARY KEY, key BLOB NOT NULL, box BLOB NOT NULL) "
            "STRICT"
        ),
        "state": "CREATE TABLE state (change INTEGER NOT NULL, unclean INTEGER NOT NULL) STRICT",
    },
    mode="wal",
)


def create(path: Path) -> None:
    """Lay the file out beside its place and link it there, so that it is whole or absent."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        try:
            os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            with contextlib.closing(sqlite3.connect(draft, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("BEGIN IMMEDIATE")
                database.lay_out(connection, LAYOUT)
                connection.execute("INSERT INTO state VALUES (0, 0)")
                connection.execute("COMMIT")
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
        finally:
            for end in ("", "-wal", "-shm"):
                draft.with_name(draft.name + end).unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise storage_error(error, path) from error

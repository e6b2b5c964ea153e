"""The journal's records: how a row is hashed, chained to the one before it, and opened."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from .errors import DamageError, LockedError
from .files import RESTORE
from .types import Event
from .vault import Sealed, Vault

GENESIS = "0" * 64
FORGET = "forget"
HEAD = b"plam head 1\0"
SELECT = "SELECT seq, time, kind, box, previous, hash, key FROM events LEFT JOIN keys USING (seq)"


def hash_of(seq: int, time: str, kind: str, box: bytes, previous: str) -> str:
    """SHA-256 in hex over a record and the hash before it."""
    hasher = hashlib.sha256(b"plam event 1\0" + seq.to_bytes(8, "big"))
    for part in (time.encode(), kind.encode(), box, previous.encode()):
        hasher.update(len(part).to_bytes(8, "big") + part)
    return hasher.hexdigest()


def checked_hash(row: Sequence[Any]) -> str | None:
    """The hash of a row as read, or None if its columns do not make it."""
    try:
        digest = hash_of(*row[:5])
    except (AttributeError, TypeError, OverflowError):
        return None
    return digest if digest == row[5] else None


def context(seq: int, kind: str) -> bytes:
    """What a body is sealed for: it opens as this record and no other."""
    return b"plam event 1\0" + seq.to_bytes(8, "big") + kind.encode()


def head_bytes(seq: int, last: str) -> bytes:
    """What the device signs as the head."""
    return seq.to_bytes(8, "big") + last.encode()


def opened(row: Sequence[Any], vault: Vault | None, path: Path) -> Event:
    """The event of a row of SELECT. Raises LockedError without a vault, DamageError."""
    seq, time, kind, box, previous, digest, key = row
    if vault is None:
        raise LockedError("the journal is sealed.", fix="Unlock the home.")
    if checked_hash(row) is None:
        raise damage(path, seq, "its hash is wrong")
    moment = datetime.fromisoformat(time)
    if key is None:
        return Event(seq, moment, kind, {"forgotten": True}, previous, digest)
    try:
        plain = vault.open(Sealed(key, box), context(seq, kind))
    except DamageError as error:
        raise damage(path, seq, "its sealed body does not open") from error
    body = json.loads(plain.decode("utf-8", "surrogatepass"))
    return Event(seq, moment, kind, body, previous, digest)


def check(
    connection: sqlite3.Connection, vault: Vault | None, path: Path, expected: int, last: str
) -> int:
    """Follow every record to the head `expected`, `last`; returns how many were forgotten.

    Without a vault the bodies stay closed. Raises DamageError naming the first wrong record.
    """
    previous, seq = GENESIS, 0
    missing: set[int] = set()
    told: set[int] = set()
    for row in connection.execute(f"{SELECT} ORDER BY seq"):
        if row[0] != seq + 1:
            raise damage(path, seq + 1, "it is missing")
        seq = row[0]
        if row[4] != previous:
            raise damage(path, seq, "it does not follow the record before it")
        event = opened(row, vault, path) if vault else None
        previous = checked_hash(row) or ""
        if not previous:
            raise damage(path, seq, "its hash is wrong")
        if row[6] is None:
            missing.add(seq)
        elif event is not None and event.kind == FORGET:
            told.update(map(int, event.body.get("seqs") or [event.body["seq"]]))
    if seq < expected:
        raise damage(path, seq + 1, f"the end is cut off: the signed head is record {expected}")
    if (seq, previous) != (expected, last):
        raise damage(path, expected, "it is not what the signed head says")
    if vault and missing != told:
        first = min(missing ^ told)
        raise damage(path, first, "its key is gone or back without a record that says so")
    stray = connection.execute(
        "SELECT seq FROM keys WHERE seq NOT IN (SELECT seq FROM events) LIMIT 1"
    ).fetchone()
    if stray:
        raise damage(path, stray[0], "there is a key for it and no record")
    return len(missing)


def damage(path: Path, seq: int, what: str) -> DamageError:
    """The error that says what is wrong with a record."""
    return DamageError(f"record {seq} is damaged: {what}.", file=path, fix=RESTORE)

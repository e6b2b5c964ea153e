"""A changed journal, and changed bodies of its records.

An input is a list of edits to a true journal in JSON, one body in JSON, or else the octets of the
whole file. Opening and verifying say that it is damaged, or every record is what it was.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from plam_agent import chain
from plam_agent.errors import DamageError
from plam_agent.policy import ledger
from plam_agent.records import call_body, decoded, encoded, read_call, read_value
from plam_agent.types import (
    CONTACTS,
    REQUEST,
    Call,
    Effect,
    Event,
    Money,
    ObjectId,
    Origin,
    Role,
    Value,
    canonical,
)
from tests.fixtures_home import Home, make_home
from tests.fuzz.target import Target, told
from tests.test_journal import filled

LEFT = ("journal.db-wal", "journal.db-shm", "journal.db-journal")
COLUMNS = {
    "events": ("seq", "time", "kind", "box", "previous", "hash"),
    "keys": ("seq", "key"),
    "head": ("seq", "hash", "signature"),
    "uses": ("seq", "rule", "digest", "at", "uses", "minor", "currency"),
    "receipts": ("seq", "digest"),
    "grant_uses": ("seq", "grant_id", "uses"),
    "serials": ("seq", "serial"),
    "made": ("seq", "mark"),
    "reached": ("seq", "mark"),
}


@dataclass(frozen=True)
class Kept:
    """A journal that is true: its home, its octets and seal, and what its records say."""

    home: Home
    file: bytes
    seal: bytes
    says: list[Event]


@functools.cache
def kept() -> Kept:
    """Made once in a process."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    home = make_home(folder / "plam")
    path = filled(home)
    with home.reader() as journal:
        says = list(journal.events())
    return Kept(home, path.read_bytes(), (home.path / "journal.seal").read_bytes(), says)


def check(raw: bytes) -> str:
    """Damaged, in one sentence, or as it was."""
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, dict) and "body" in said:
        return _body(said["body"])
    edits = said if isinstance(said, list) else [["file", raw.hex()]]
    found = kept()
    path = found.home.path / "journal.db"
    seal = found.home.path / "journal.seal"
    for name in LEFT:
        (found.home.path / name).unlink(missing_ok=True)
    path.write_bytes(found.file)
    seal.write_bytes(found.seal)
    for each in edits:
        with contextlib.suppress(
            ArithmeticError, LookupError, OSError, TypeError, ValueError, sqlite3.Error
        ):
            _edit(path, seal, each)
    return f"{_read(found)} / {_written(found)}"


def _edit(path: Path, seal: Path, edit: Any) -> None:
    what, *rest = edit
    if what in ("flip", "put", "cut", "file"):
        _octets(path, what, rest)
    elif what == "seal":
        _octets(seal, "flip", rest)
    elif what == "unsealed":
        seal.unlink(missing_ok=True)
    else:
        with closing(sqlite3.connect(path)) as connection:
            _rows(connection, what, rest)
            connection.commit()


def _octets(path: Path, what: str, rest: Any) -> None:
    raw = bytearray(path.read_bytes())
    match what, rest:
        case "flip", [at, mask]:
            raw[at % len(raw)] ^= mask & 255
        case "put", [at, text]:
            raw[at % len(raw) : at % len(raw)] = bytes.fromhex(text)
        case "cut", [at, length]:
            del raw[at % len(raw) : at % len(raw) + length]
        case "file", [text]:
            raw = bytearray(bytes.fromhex(text))
    path.write_bytes(raw)


def _rows(connection: sqlite3.Connection, what: str, rest: Any) -> None:
    match what, rest:
        case "set", [str(table), int(at), int(seq), value]:
            column = COLUMNS[table][at % len(COLUMNS[table])]
            value = bytes.fromhex(value["hex"]) if isinstance(value, dict) else value
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE seq = ?", (value, seq))
        case "copy", [str(table), int(at), int(seq), int(other)]:
            column = COLUMNS[table][at % len(COLUMNS[table])]
            connection.execute(
                f"UPDATE {table} SET {column} = (SELECT {column} FROM {table} WHERE seq = ?) "
                "WHERE seq = ?",
                (other, seq),
            )
        case "delete", [str(table), int(seq)]:
            assert table in COLUMNS
            connection.execute(f"DELETE FROM {table} WHERE seq >= ?", (seq,))
        case "drop", [str(table), int(seq)]:
            assert table in COLUMNS
            connection.execute(f"DELETE FROM {table} WHERE seq = ?", (seq,))
        case "forge", [int(seq), str(kind), str(text)]:
            time = "2026-06-01T12:00:00.000000+00:00"
            row = (seq, time, kind, bytes.fromhex(text), "0" * 64, "0" * 64)
            connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", row)
        case "chain", []:
            _chained(connection)
        case "statement", [str(statement)]:
            connection.execute(statement)


def _chained(connection: sqlite3.Connection) -> None:
    """What somebody without the device's key can do: every hash and the head agree again."""
    last, seq = chain.GENESIS, 0
    rows = connection.execute("SELECT seq, time, kind, box FROM events ORDER BY seq").fetchall()
    for row in rows:
        digest = chain.hash_of(*row, last)
        connection.execute(
            "UPDATE events SET previous = ?, hash = ? WHERE seq = ?", (last, digest, row[0])
        )
        last, seq = digest, row[0]
    connection.execute("UPDATE head SET seq = ?, hash = ?", (seq, last))


def _read(found: Kept) -> str:
    try:
        with found.home.reader() as journal:
            journal.verify(ledger.check)
            says = list(journal.events())
    except DamageError as why:
        told(why.message)
        return why.message
    assert says == found.says, "a record that nobody wrote"
    return "what it was"


def _written(found: Kept) -> str:
    try:
        with found.home.journal() as journal:
            journal.append("note", {"text": "one more"})
    except DamageError as why:
        told(why.message)
        return "not opened"
    return "opened"


CALL = Call(
    run="r1",
    step=1,
    account="home",
    tool="mail.send",
    effect=Effect.SEND,
    reversible=False,
    args=(
        ("to", Value(("anna@example.com",), frozenset({REQUEST, CONTACTS}))),
        ("total", Value(Money(5, "EUR"), frozenset({Origin("imap", "1", (REQUEST,))}))),
        ("message", Value(ObjectId("message", "home", "INBOX/1/2"), frozenset({REQUEST}))),
    ),
    roles=(("to", Role.DESTINATION),),
    versions=((ObjectId("message", "home", "INBOX/1/2"), "v1"),),
    confidence=0.5,
)


def _body(body: Any) -> str:
    said = []
    for name, read in READERS.items():
        try:
            read(body)
        except DamageError as why:
            told(why.message)
        else:
            said.append(name)
    if "call" in said:
        call = read_call(body)
        written = json.loads(canonical(call_body(call)))
        assert read_call(written) == call
        assert written["digest"] == body["digest"]
    return f"read as {' and '.join(said) or 'nothing'}"


def _data(body: Any) -> None:
    found = decoded(body)
    assert decoded(json.loads(canonical(encoded(found)))) == found


READERS: Mapping[str, Callable[[Any], Any]] = {
    "call": read_call,
    "value": read_value,
    "data": _data,
}

NUMBER = st.integers(0, 1 << 20)
SEQ = st.integers(-1, 13)
TABLE = st.sampled_from(sorted(COLUMNS))
HELD = st.one_of(
    st.none(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from(["0" * 64,
    "forget"]),
    st.binary(max_size=80).map(lambda raw: {"hex": raw.hex()}),
)  # fmt: skip
EDITS = st.one_of(
    st.tuples(st.just("flip"), NUMBER, st.integers(1, 255)),
    st.tuples(st.just("put"), NUMBER, st.binary(max_size=9).map(bytes.hex)),
    st.tuples(st.just("cut"), NUMBER, st.sampled_from([1, 100, 4096, 1 << 20])),
    st.tuples(st.just("file"), st.binary(max_size=200).map(bytes.hex)),
    st.tuples(st.just("seal"), NUMBER, st.integers(1, 255)),
    st.tuples(st.just("set"), TABLE, st.integers(0, 6), SEQ, HELD),
    st.tuples(st.just("set"), st.just("head"), st.integers(0, 2), st.just(11), HELD),
    st.tuples(st.just("copy"), TABLE, st.integers(0, 6), SEQ, SEQ),
    st.tuples(st.just("delete"), TABLE, SEQ),
    st.tuples(st.just("drop"), TABLE, SEQ),
    st.tuples(st.just("drop"), st.just("events"), st.integers(1, 10)),
    st.tuples(st.just("forge"), SEQ, st.sampled_from(["note", "forget", "done"]),
    st.just("00" * 60)),
    st.just(("chain",)),
    st.tuples(
        st.just("statement"),
        st.sampled_from(
            [
                "PRAGMA user_version = 99", "PRAGMA journal_mode = WAL",
                "PRAGMA application_id = 1", "VACUUM",
                "DROP TABLE keys", "DROP INDEX events_kind", "CREATE TABLE more (a)",
                "CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM keys; END",
                "CREATE VIEW seen AS SELECT 1", "INSERT INTO head SELECT * FROM head",
                "DELETE FROM head",
                "PRAGMA writable_schema = ON", "UPDATE serials SET serial = -1",
            ]
        ),
    ),
)  # fmt: skip
LISTS = st.tuples(
    st.sampled_from([(), (("unsealed",),)]),
    st.lists(EDITS, max_size=4),
    st.sampled_from([(), (("chain",),)]),
).map(lambda parts: [each for part in parts for each in part])

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["object", "money", "when", "Europe/Paris", "2026-01-01T00:00:00+00:00",
    "request"])
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["$", "kind", "account", "id", "minor", "currency", "phrase", "start", "end", "zone",
            "all_day",
             "origin", "beneath", "data", "origins", "x"]
        ),
        inner,
        max_size=8,
    ),
    max_leaves=12,
)  # fmt: skip
WHEN = {
    "$": "when", "phrase": "at 9", "start": "2026-01-01T09:00:00+01:00", "end": None,
    "zone": "Europe/Paris", "all_day": False,
}  # fmt: skip


@st.composite
def bodies(draw: st.DrawFn) -> Any:
    """A call's body with some of what is in it replaced, and its digest true where it has one."""
    body = json.loads(canonical(call_body(CALL)))
    body["args"].append(["when", {"data": dict(WHEN), "origins": ["request"]}])
    for _ in range(draw(st.integers(0, 3))):
        place: Any = body
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if not isinstance(place[key], dict | list) or draw(st.integers(0, 3)) == 0:
                if draw(st.integers(0, 4)) == 0:
                    del place[key]
                else:
                    place[key] = draw(JSON)
                break
            place = place[key]
    if draw(st.booleans()) and "digest" in body:
        body["digest"] = _digest(body)
    return body


def _digest(body: Any) -> Any:
    """The digest that a body says wrongly, if it can be read at all."""
    found: list[str] = []
    real = Call.digest.fget  # type: ignore[attr-defined]

    class Loud(str):
        """Compares equal to the digest it is compared with, and keeps it."""

        def __eq__(self, other: object) -> bool:
            found.append(str(other))
            return True

        def __ne__(self, other: object) -> bool:
            return not self == other

        __hash__ = str.__hash__

    assert real is not None
    with contextlib.suppress(Exception):
        read_call({**body, "digest": Loud("")})
    return found[0] if found else body["digest"]


def _written_as(what: Any) -> bytes:
    return json.dumps(what).encode()


JOURNAL = Target(
    "journal",
    st.one_of(
        LISTS.map(_written_as),
        LISTS.map(_written_as),
        bodies().map(lambda body: _written_as({"body": body})),
        JSON.map(lambda body: _written_as({"body": body})),
        st.binary(max_size=300),
    ),
    check,
)

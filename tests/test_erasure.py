"""What is forgotten is in no byte of the home, whoever looks and with whatever keys.

Every file is decoded in every way known here: as it lies, as pages of SQLite with the free ones and
the logs, through SQL, as frames of JSON with base64, as Arrow and Parquet, as Lance data; and, with
the home's keys, whatever they open. The same look finds everything before forgetting, and it finds
what LanceDB leaves on a disk after `delete()` and `optimize()`.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from plam_agent import keys
from plam_agent.chain import context
from plam_agent.dealt import Dealt
from plam_agent.errors import PlamError
from plam_agent.forgetting import forget
from plam_agent.home import Home
from plam_agent.memory.embed import vector_bytes
from plam_agent.memory.memory import Memory, Tier, fresh_id
from plam_agent.memory.recollection import Recollection
from plam_agent.memory.sealed import Memories
from plam_agent.planner.states import States
from plam_agent.types import REQUEST
from plam_agent.vault import Sealed, Vault
from plam_agent.wanted import Wanted
from tests.fixtures_agent import PASSPHRASE, START, House

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CANARY = "the canary Zoëlle sings at the Opéra"
NAME = "Zoëlle"
DIMENSION = 96
NEAR = 0.9
_BASE64 = re.compile(rb"[A-Za-z0-9_\-+/]{16,}={0,2}")
_STREAMS = (b"\x1f\x8b\x08", b"\x78\x9c", b"\x78\x01", b"\x78\xda", b"\x28\xb5\x2f\xfd")


@dataclass(frozen=True)
class Secret:
    """What nobody may find: a text, its vector, and the keys that opened it."""

    text: str
    vector: NDArray[np.float32]
    keys: Sequence[bytes]


class Embeds:
    """A vector that belongs to a text alone."""

    name = "test"
    dimension = DIMENSION

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        rows = [np.random.default_rng(zlib.crc32(t.encode())).normal(size=DIMENSION) for t in texts]
        found = np.array(rows, dtype=np.float32).reshape(len(rows), DIMENSION)
        return found / np.linalg.norm(found, axis=1, keepdims=True)


def decoded(home: Path, vault: Vault | None) -> Iterator[tuple[str, bytes]]:
    """Every file in every way, and with the vault all that it opens."""
    for path in sorted(home.rglob("*")):
        if not path.is_file():
            continue
        name = path.relative_to(home).as_posix()
        raw = path.read_bytes()
        yield name, raw
        yield from _unpacked(name, raw)
        if raw.startswith(b"SQLite format 3\0"):
            yield from _rows(path, name)
        if name.endswith((".parquet", ".arrow")):
            yield from _columns(path, name)
        if vault is not None:
            yield from _opened(path, name, raw, vault)


def _unpacked(name: str, raw: bytes) -> Iterator[tuple[str, bytes]]:
    import zstandard

    for found in _BASE64.finditer(raw):
        for start in range(4):
            text = found[0][start:].rstrip(b"=")
            padded = text[: len(text) // 4 * 4 if len(text) % 4 == 1 else None]
            plain = base64.b64decode(padded + b"=" * (-len(padded) % 4), altchars=b"-_")
            yield f"{name} base64", plain
    for magic in _STREAMS:
        at = raw.find(magic)
        while at >= 0:
            try:
                if magic.startswith(b"\x28"):
                    yield (
                        f"{name} zstd",
                        zstandard.ZstdDecompressor().decompressobj().decompress(raw[at:]),
                    )
                else:
                    yield f"{name} zlib", zlib.decompressobj(47).decompress(raw[at:])
            except (zlib.error, zstandard.ZstdError, EOFError):
                pass
            at = raw.find(magic, at + 1)


def _rows(path: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """What SQLite says, which joins what overflows a page."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                for value in row:
                    if isinstance(value, str | bytes):
                        yield f"{name} {table}", value.encode() if isinstance(value, str) else value


def _columns(path: Path, name: str) -> Iterator[tuple[str, bytes]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(path) if path.suffix == ".parquet" else pa.ipc.open_file(path).read_all()
    for row in table.to_pylist():
        for value in row.values():
            plain = value if isinstance(value, bytes) else json.dumps(value, default=str).encode()
            yield f"{name} rows", plain
            if isinstance(value, str):
                yield from _unpacked(name, value.encode())


def _opened(path: Path, name: str, raw: bytes, vault: Vault) -> Iterator[tuple[str, bytes]]:
    """What the master key opens. Whatever is not sealed so is no error."""
    home = path.parent
    if name == "journal.db":
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            query = "SELECT seq, kind, box, key FROM events JOIN keys USING (seq)"
            for seq, kind, box, key in connection.execute(query):
                yield f"{name} opened", vault.open(Sealed(key, box), context(seq, kind))
    elif name == "memory.sqlite":
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            query = "SELECT id, box, key FROM memories JOIN keys USING (n)"
            for id_, box, key in connection.execute(query):
                sealed = Sealed(key, box)
                yield f"{name} opened", vault.open(sealed, b"plam memory 1\0" + id_.encode())
            for mark, key, box in connection.execute("SELECT name, key, box FROM marks"):
                sealed = Sealed(key, box)
                yield f"{name} marks", vault.open(sealed, b"plam memory mark 1\0" + mark.encode())
    elif name.startswith("models/states/"):
        size = int.from_bytes(raw[:2])
        sealed = Sealed(raw[2 : 2 + size], raw[2 + size :])
        yield f"{name} opened", vault.open(sealed, b"model state 1\0" + path.name.encode())
    elif name == "triaged":
        begin = len(b"plam triaged 1\n")
        size = int.from_bytes(raw[begin : begin + 2])
        sealed = Sealed(raw[begin + 2 : begin + 2 + size], raw[begin + 2 + size :])
        yield f"{name} opened", vault.open(sealed, b"triaged")
    elif name == "secrets":
        fields = json.loads(raw.splitlines()[0])
        key, box = (base64.urlsafe_b64decode(fields[n] + "==") for n in ("key", "box"))
        yield f"{name} opened", vault.open(Sealed(key, box), b"secrets")
    elif name == "keys/master.key":
        assert keys.unlock(home.parent, PASSPHRASE)


def found(home: Path, vault: Vault | None, secret: Secret) -> dict[str, set[str]]:
    """Where the text, the vector and a key are: names of files, and how they were decoded."""
    places: dict[str, set[str]] = {"text": set(), "vector": set(), "key": set()}
    spelt = [f(secret.text) for f in (str, str.upper, str.lower, str.casefold)]
    texts = {each.encode(how) for each in spelt for how in ("utf-8", "utf-16-le", "utf-16-be")}
    texts |= {json.dumps(each)[1:-1].encode() for each in spelt}
    texts |= {NAME.encode(), json.dumps(NAME)[1:-1].encode(), NAME.encode("utf-16-le")}
    for name, raw in decoded(home, vault):
        if any(each in raw for each in texts):
            places["text"].add(name)
        if _has_vector(raw, secret.vector):
            places["vector"].add(name)
        if any(half in raw for key in secret.keys for half in (key[:24], key[-24:])):
            places["key"].add(name)
    return places


def _has_vector(raw: bytes, vector: NDArray[np.float32]) -> bool:
    """Whether any window of the bytes, as float16 or float32, points where the vector does."""
    import numpy as np

    count = len(vector)
    unit = vector.astype(np.float64) / np.linalg.norm(vector)
    for kind, width in (("<f2", 2), ("<f4", 4)):
        for start in range(width):
            length = (len(raw) - start) // width
            if length < count:
                continue
            with np.errstate(all="ignore"):
                row = np.frombuffer(raw, kind, length, start).astype(np.float64)
                row = np.nan_to_num(row, nan=0.0, posinf=0.0, neginf=0.0)
                # Numbers of no embedding would drown the sums of all windows after them.
                row[np.abs(row) > 1e3] = 0.0
                dots = np.correlate(row, unit, "valid")
                squares = np.convolve(row * row, np.ones(count), "valid")
                if (dots > NEAR * np.sqrt(np.maximum(squares, 1e-9))).any():
                    return True
    return False


def made(text: str, tier: Tier = Tier.EPISODE, **more: Any) -> Memory:
    vector = vector_bytes(Embeds().embed([text]))[0]
    given = {"id": fresh_id(), "at": START, "origins": frozenset({REQUEST}), "source": "owner"}
    return Memory(tier=tier, text=text, **{**given, "vector": vector, **more})


def lived_in(home: Home) -> Secret:
    """A home in which the canary was heard, remembered, summed up, recalled and cached."""
    journal = home.journal
    for number in range(30):
        journal.append("run", {"run": f"r{number}", "words": f"request {number}", "policy": ""})
    heard = journal.append("run", {"run": "canary", "words": CANARY, "policy": ""})
    journal.append("plan", {"run": "canary", "plan": {"steps": []}, "detail": CANARY})
    body = {"run": "triage-1", "account": "mail", "version": "v", "label": "", "trouble": CANARY}
    journal.append("triaged", {**body, "message": "INBOX/1/2", "message_id": "<2@x>", "events": []})
    one = made(CANARY, source="run:canary", people=(f"{NAME} <zoelle@example.org>",))
    day = made(f"Monday: {CANARY}", Tier.SUMMARY, beneath=(one.id,), vector=one.vector)
    others = [made(f"something else {number}") for number in range(200)]

    async def remember() -> None:
        memory = await Recollection.open(home.path, home.vault, Embeds(), ("fr", "en"), home.zone)
        async with memory:
            await memory.add([*others[:100], one, *others[100:]])
            await memory.add([day])
            await memory.replace(made("something newer", id=others[3].id))
            hits = await memory.recall(CANARY, START, limit=3)
            assert one.id in {each.memory.id for each in hits}

    asyncio.run(remember())
    States(home.path / "models" / "states", home.vault).put("0" * 32, CANARY.encode() * 10)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("plam_agent.dealt.OFTEN", 1)
        Dealt.load(home.path, home.vault, journal)
    assert (home.path / "triaged").is_file()
    with Memories.open(home.path, home.vault) as store:
        wrapped = store.wrapped([one.id, day.id])
    with journal.reading() as connection:
        query = "SELECT key FROM keys WHERE seq >= ?"
        wrapped += [row[0] for row in connection.execute(query, (heard.seq,))]
    return Secret(CANARY, Embeds().embed([CANARY])[0], wrapped)


def test_what_is_forgotten_is_nowhere_in_the_home(house: House) -> None:
    with house.open() as home:
        secret = lived_in(home)
        vault = home.vault

    before = found(house.path, vault, secret)
    assert {"journal.db opened", "memory.sqlite opened"} < before["text"]
    assert any(name.startswith("models/states/") for name in before["text"])
    assert before["vector"] == {"memory.sqlite opened"}
    assert {"journal.db", "memory.sqlite"} < before["key"]
    locked = found(house.path, None, secret)
    assert (locked["text"], locked["vector"]) == (set(), set())

    with house.open() as home:
        fields = forget(home, Wanted(people=(NAME,), by="person"))
        while_open = found(house.path, vault, secret)
    after = found(house.path, vault, secret)

    nowhere = {"text": set[str](), "vector": set[str](), "key": set[str]()}
    assert while_open == nowhere
    assert after == nowhere
    assert found(house.path, None, secret) == nowhere
    assert fields["checked"]["opened_in"] == fields["checked"]["keys_in"] == []
    with house.open() as home, Memories.open(house.path, vault) as store:
        assert store.count() == 200
        assert store.check() == 200
        home.journal.verify()


def test_another_process_that_has_it_open_keeps_no_copy(house: House) -> None:
    async def recalled(memory: Recollection) -> list[str]:
        return [each.memory.text for each in await memory.recall(CANARY, START)]

    async def look(home: Home) -> None:
        other = await Recollection.open(home.path, home.vault, Embeds(), ("en",), home.zone)
        async with other:
            assert CANARY in await recalled(other)
            await asyncio.to_thread(forget, home, Wanted(people=(NAME,), by="person"))
            assert not any(NAME in each for each in await recalled(other))
            after = await asyncio.to_thread(found, house.path, home.vault, secret)
        assert after == {"text": set(), "vector": set(), "key": set()}

    with house.open() as home:
        secret = lived_in(home)
        asyncio.run(look(home))


def test_an_export_in_the_home_is_found_and_told(house: House) -> None:
    with house.open() as home:
        (house.path / "mine.jsonl").write_text(json.dumps({"text": CANARY}))
        home.journal.append("run", {"run": "canary", "words": CANARY, "policy": ""})

        fields = forget(home, Wanted(people=(NAME,), by="person"))

        assert fields["checked"]["words_in"] == ["mine.jsonl"]
        secret = Secret(CANARY, Embeds().embed([CANARY])[0], ())
        assert found(house.path, home.vault, secret)["text"] == {"mine.jsonl"}


def test_the_same_look_finds_what_lancedb_leaves_after_delete_and_optimize(tmp_path: Path) -> None:
    import lancedb
    import pyarrow as pa

    texts = [*(f"something else {number}" for number in range(299)), CANARY]
    rows = Embeds().embed(texts)
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(rows.ravel()), DIMENSION)
    table = lancedb.connect(tmp_path).create_table(
        "memories", pa.table({"text": texts, "vector": vectors})
    )
    table.delete(f"text = '{CANARY}'")
    with pytest.warns(UserWarning, match="cleanup_older_than=0"):
        table.optimize(cleanup_older_than=timedelta(0), delete_unverified=True)
    assert table.count_rows() == 299

    left = found(tmp_path, None, Secret(CANARY, rows[-1], ()))

    assert [name for name in left["text"] if name.endswith(".lance")]
    assert [name for name in left["vector"] if name.endswith(".lance")]


def test_a_key_that_was_kept_elsewhere_opens_what_lies_here(house: House) -> None:
    """Why keys are looked for: with a copy of its key, what was forgotten is still there."""
    with house.open() as home:
        event = home.journal.append("run", {"run": "canary", "words": CANARY, "policy": ""})
        with home.journal.reading() as connection:
            query = "SELECT key, box FROM events JOIN keys USING (seq) WHERE seq = ?"
            key, box = connection.execute(query, (event.seq,)).fetchone()
        forget(home, Wanted(people=(NAME,), by="person"))

        assert NAME in home.vault.open(Sealed(key, box), context(event.seq, "run")).decode()
        with pytest.raises(PlamError):
            home.vault.open(Sealed(b"\0" * len(key), box), context(event.seq, "run"))

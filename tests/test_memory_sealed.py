"""Memories at rest: sealed one by one, kept through crashes, and gone when they are forgotten."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent import database
from plam_agent.errors import BusyError, DamageError, InputError
from plam_agent.keys import Master
from plam_agent.memory.memory import Memory, Tier, fresh_id
from plam_agent.memory.packed import packed, unpacked
from plam_agent.memory.sealed import MANY_USES, Memories
from plam_agent.types import REQUEST, Origin
from plam_agent.vault import Vault

VAULT = Vault(Master(b"m" * 32))
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def memory(text: str = "the budget", tier: Tier = Tier.EPISODE, **more: Any) -> Memory:
    given = {"id": fresh_id(), "at": NOON, "origins": frozenset({REQUEST}), "source": "run:1"}
    return Memory(tier=tier, text=text, **{**given, **more})


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[], Memories]]:
    """Opens the memories of one home, as often as asked."""
    found: list[Memories] = []

    def one() -> Memories:
        found.append(Memories.open(tmp_path, VAULT))
        return found[-1]

    yield one
    for each in found:
        each.close()


def on_disk(home: Path) -> bytes:
    return b"".join(each.read_bytes() for each in sorted(home.iterdir()) if each.is_file())


def keys_in(home: Path) -> dict[str, bytes]:
    """The wrapped key of each memory, as the file has it."""
    with closing(sqlite3.connect(home / "memory.sqlite")) as connection:
        return dict(connection.execute("SELECT id, key FROM memories JOIN keys USING (n)"))


origins = st.recursive(
    st.builds(Origin, st.text(max_size=8), st.text(max_size=8)),
    lambda beneath: st.builds(
        Origin, st.text(max_size=8), st.text(max_size=8), st.lists(beneath, max_size=3).map(tuple)
    ),
    max_leaves=5,
)
moments = st.datetimes(
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]),
)
memories = st.builds(
    Memory,
    id=st.text("0123456789abcdef", min_size=32, max_size=32),
    tier=st.sampled_from(Tier),
    text=st.text(),
    at=moments,
    origins=st.frozensets(origins, max_size=4),
    source=st.text(max_size=20),
    place=st.integers(-5, 10**9),
    beneath=st.lists(st.text(max_size=8), max_size=3).map(tuple),
    people=st.lists(st.text(max_size=8), max_size=3).map(tuple),
    importance=st.floats(0, 1),
    until=st.none() | moments,
    vector=st.binary(max_size=40),
)


class TestKeeping:
    @given(memories)
    @settings(database=None, deadline=None, max_examples=50)
    def test_a_memory_is_packed_whole(self, one: Memory) -> None:
        assert unpacked(packed(one)) == one

    @given(st.binary(max_size=60))
    @settings(database=None, deadline=None, max_examples=50)
    def test_what_nobody_packed_is_damage(self, raw: bytes) -> None:
        with pytest.raises(DamageError):
            unpacked(raw)

    def test_what_was_added_is_there_after_reopening(self, opened: Callable[[], Memories]) -> None:
        many = [memory(f"number {n}", Tier.FACT if n % 3 else Tier.NOTE) for n in range(1200)]
        first = opened()
        assert first.add(many) == [each.id for each in many]
        first.close()

        store = opened()
        assert list(store.all()) == many
        assert list(store.all([Tier.NOTE])) == many[::3]
        assert store.get([many[7].id, "unknown", many[3].id]) == [many[7], many[3]]
        assert (store.count(), store.count(Tier.NOTE)) == (1200, 400)
        assert store.check() == 1200

    def test_nothing_of_it_lies_readable(
        self, opened: Callable[[], Memories], tmp_path: Path
    ) -> None:
        vector = os.urandom(64)
        store = opened()
        store.add(
            [memory("a canary sings", source="run:77", people=("anna@x.org",), vector=vector)],
            mark=("derived", "secretly up to 7"),
        )

        for _ in range(2):
            raw = on_disk(tmp_path)
            for readable in (b"canary", b"anna", b"run:77", b"request", b"secretly", vector[:8]):
                assert readable not in raw
            store.close()
        assert stat.S_IMODE((tmp_path / "memory.sqlite").stat().st_mode) == 0o600

    def test_another_homes_vault_opens_nothing(
        self, opened: Callable[[], Memories], tmp_path: Path
    ) -> None:
        opened().add([memory()])
        stranger = Vault(Master(b"n" * 32))
        with (
            Memories.open(tmp_path, stranger) as other,
            pytest.raises(DamageError, match="does not open"),
        ):
            list(other.all())

    def test_what_is_kept_already_stays_as_it_is(self, opened: Callable[[], Memories]) -> None:
        store, one = opened(), memory("first")
        store.add([one])

        assert store.add([dataclasses.replace(one, text="second")]) == []
        assert list(store.all()) == [one]

    def test_a_batch_is_kept_whole_or_not_at_all(self, opened: Callable[[], Memories]) -> None:
        store = opened()

        def failing() -> Iterator[Memory]:
            yield memory()
            raise RuntimeError("on purpose")

        with pytest.raises(RuntimeError, match="on purpose"):
            store.add(failing(), mark=("derived", "7"))
        assert (store.count(), store.mark("derived")) == (0, None)

    def test_a_mark_moves_with_what_was_added_once(self, opened: Callable[[], Memories]) -> None:
        store, other = opened(), opened()
        store.add([memory("one")], mark=("derived", "7"), was=None)

        with pytest.raises(BusyError, match="another process remembered the same"):
            other.add([memory("one")], mark=("derived", "7"), was=None)
        other.add([memory("two")], mark=("derived", "9"), was="7")

        assert store.mark("derived") == "9"
        assert [each.text for each in store.all()] == ["one", "two"]

    def test_another_version_takes_the_place_of_one(self, opened: Callable[[], Memories]) -> None:
        store, one, under = opened(), memory("lives in Lyon"), memory()
        store.add([under, one])
        newer = dataclasses.replace(one, until=NOON, beneath=(under.id,))
        store.replace(newer)

        assert store.get([one.id]) == [newer]
        assert store.dependants([under.id]) == {one.id}
        with pytest.raises(InputError, match="there is no memory"):
            store.replace(memory())

    def test_recalls_are_counted_and_written_together(self, opened: Callable[[], Memories]) -> None:
        store, one, two = opened(), memory(), memory()
        store.add([one, two])
        store.used([one.id] * (MANY_USES - 1))
        assert opened().uses() == {}
        assert store.uses() == {one.id: MANY_USES - 1}

        store.used([two.id])
        assert opened().uses() == {one.id: MANY_USES - 1, two.id: 1}

    def test_a_flipped_byte_is_found(self, opened: Callable[[], Memories], tmp_path: Path) -> None:
        store = opened()
        store.add([memory()])
        store.close()
        with closing(sqlite3.connect(tmp_path / "memory.sqlite")) as connection:
            box = bytearray(connection.execute("SELECT box FROM memories").fetchone()[0])
            box[30] ^= 1
            connection.execute("UPDATE memories SET box = ?", (bytes(box),))
            connection.commit()

        with pytest.raises(DamageError, match=r"memory\.sqlite: is damaged"):
            opened().check()

    def test_a_file_of_another_kind_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "memory.sqlite").write_bytes(b"no database" * 100)
        with pytest.raises(DamageError):
            Memories.open(tmp_path, VAULT)


class TestForgetting:
    def test_it_never_comes_back(self, opened: Callable[[], Memories]) -> None:
        store, one = opened(), memory()
        store.add([one])
        assert store.forget([one.id]) == 1
        assert store.forget([one.id]) == 0

        for each in (store, opened()):
            assert each.add([one]) == []
            assert each.was_forgotten(one.id)
            assert each.get([one.id]) == list(each.all()) == []

    def test_nothing_is_kept_that_stands_on_it(self, opened: Callable[[], Memories]) -> None:
        store, one = opened(), memory()
        store.add([one])
        store.forget([one.id])
        day = memory("a day", Tier.SUMMARY, beneath=(one.id,))
        week = memory("a week", Tier.SUMMARY, beneath=(day.id,))
        free = memory("another week", Tier.SUMMARY)

        assert store.add([day, week, free]) == [free.id]
        with pytest.raises(InputError, match="was forgotten"):
            store.replace(dataclasses.replace(free, beneath=(one.id,)))

    def test_nothing_is_kept_that_comes_of_a_forgotten_run(
        self, opened: Callable[[], Memories]
    ) -> None:
        store = opened()
        store.forget([], sources=["run:7"])

        assert store.add([memory(source="run:7")]) == []
        assert len(store.add([memory(source="run:8")])) == 1

    def test_a_passage_does_not_come_back_with_its_file(
        self, opened: Callable[[], Memories]
    ) -> None:
        store = opened()
        note = memory("my diary", Tier.NOTE, source="note:files/a.md")
        store.add([note])
        store.forget([note.id])

        assert store.add([dataclasses.replace(note, id=fresh_id(), place=3)]) == []
        other = dataclasses.replace(note, id=fresh_id(), source="note:files/b.md")
        assert store.add([other]) == [other.id]
        store.forget([other.id], passages=False)
        again = dataclasses.replace(other, id=fresh_id())
        assert store.add([again]) == [again.id]
        changed = dataclasses.replace(note, id=fresh_id(), text="my other diary")
        assert store.add([changed]) == [changed.id]

    def test_dependants_are_found_through_every_level(self, opened: Callable[[], Memories]) -> None:
        store, one, other = opened(), memory(), memory()
        day = memory("day", Tier.SUMMARY, beneath=(one.id, other.id))
        week = memory("week", Tier.SUMMARY, beneath=(day.id,))
        fact = memory("fact", Tier.FACT, beneath=(other.id,))
        store.add([one, other, day, week, fact])

        assert store.dependants([one.id]) == {day.id, week.id}
        assert store.dependants([other.id]) == {day.id, week.id, fact.id}
        assert store.dependants([week.id]) == set()

    def test_another_process_learns_of_it(self, opened: Callable[[], Memories]) -> None:
        store, other, one, two = opened(), opened(), memory(), memory()
        store.add([one, two])
        seen = other.changes()
        assert seen.changed == (one.id, two.id)

        store.replace(dataclasses.replace(two, text="newer"))
        store.forget([one.id])
        after = other.changes(seen.at)
        assert (after.changed, after.gone) == ((two.id,), (one.id,))
        assert other.changes(after.at) == dataclasses.replace(after, changed=(), gone=())

    def test_no_copy_of_a_key_is_left_in_any_byte_of_the_files(
        self, opened: Callable[[], Memories], tmp_path: Path
    ) -> None:
        store, idle = opened(), opened()
        many = [memory(str(n)) for n in range(900)]
        store.add(many)
        store.add([memory("short-lived")])
        store.replace(dataclasses.replace(many[5], until=NOON))
        old = keys_in(tmp_path)
        for each in many[5:300:60]:
            store.replace(dataclasses.replace(each, until=NOON))
        keys = keys_in(tmp_path)
        gone = [each.id for each in many[5:600]]
        raw = on_disk(tmp_path)
        assert all(keys[each] in raw for each in gone)

        for start in range(3):
            store.forget(gone[start::3])

        raw = on_disk(tmp_path)
        assert not [each for each in gone if keys[each] in raw or old[each] in raw]
        assert not [each for each in gone if keys[each][8:40] in raw]
        assert all(keys_in(tmp_path)[each.id] in raw for each in many[:5])
        assert idle.count() == 306
        assert idle.check() == 306

    def test_a_reader_in_another_process_delays_it_and_the_next_opening_completes_it(
        self, opened: Callable[[], Memories], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(database, "PATIENCE", 0.05)
        store, one = opened(), memory()
        store.add([one])
        key = keys_in(tmp_path)[one.id]
        with closing(sqlite3.connect(tmp_path / "memory.sqlite")) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM state").fetchone()
            with pytest.raises(BusyError, match="copy of its key"):
                store.forget([one.id])
        assert opened().get([one.id]) == []

        assert key not in on_disk(tmp_path)

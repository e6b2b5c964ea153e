"""Memories leave the home and come back: whole or not at all, and never more trusted."""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plam_agent.errors import ContentError, InputError
from plam_agent.memory import parquet, portable
from plam_agent.memory.memory import Memory, Tier, fresh_id
from plam_agent.types import CONTACTS, PASTE, REQUEST, Origin
from tests.fixtures_home import Home

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=PARIS)
MAIL = Origin("imap", "INBOX/812")

Write = Callable[[Path, list[Memory]], int]
Read = Callable[[Path], portable.Imported]


def memory(text: str = "Anna likes tea.", **fields: Any) -> Memory:
    said: dict[str, Any] = {
        "id": fresh_id(),
        "tier": Tier.FACT,
        "at": NOW,
        "origins": frozenset({REQUEST}),
        "source": "owner",
        **fields,
    }
    return Memory(text=text, **said)


def some() -> list[Memory]:
    first = memory("We met about the budget.", tier=Tier.EPISODE, source="run:a1", people=("Anna",))
    recalled = Origin("memory", first.id, (MAIL, REQUEST))
    return [
        first,
        memory("A day.", tier=Tier.SUMMARY, origins=frozenset({recalled}), beneath=(first.id,)),
        memory("é\n\u202e", until=NOW + timedelta(hours=1), vector=b"\x00\x3c\x00\x00"),
    ]


@pytest.fixture(params=["jsonl", "parquet"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def write(form: str, unlocked: Home) -> Write:
    writer = portable.write_lines if form == "jsonl" else parquet.write_table
    return lambda path, memories: writer(path, memories, unlocked.device, NOW)


@pytest.fixture
def read(form: str, unlocked: Home) -> Read:
    reader = portable.read_lines if form == "jsonl" else parquet.read_table
    return lambda path: reader(path, unlocked.device.public, NOW)


def test_what_a_home_wrote_it_reads_again(
    tmp_path: Path, form: str, write: Write, read: Read
) -> None:
    memories = some()

    assert write(tmp_path / "out", memories) == 3
    found = read(tmp_path / "out")

    assert found.signed
    assert list(found.memories) == memories


def test_what_is_no_unicode_is_replaced(tmp_path: Path, write: Write, read: Read) -> None:
    write(tmp_path / "out", [memory("a\ud800b")])

    (found,) = read(tmp_path / "out").memories

    assert found.text.strip("\ufffd") == found.text
    assert found.text[0] + found.text[-1] == "ab"


def test_the_file_is_for_its_owner_alone(tmp_path: Path, write: Write, form: str) -> None:
    old = os.umask(0)
    try:
        write(tmp_path / "out", some())
    finally:
        os.umask(old)

    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o600


def test_an_existing_file_is_left_alone(tmp_path: Path, write: Write) -> None:
    (tmp_path / "out").write_text("mine")

    with pytest.raises(InputError, match="there already"):
        write(tmp_path / "out", [memory()])

    assert (tmp_path / "out").read_text() == "mine"


def test_a_link_is_not_written_through(tmp_path: Path, write: Write) -> None:
    (tmp_path / "out").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(InputError, match="there already"):
        write(tmp_path / "out", [memory()])

    assert not (tmp_path / "elsewhere").exists()


def test_a_file_that_cannot_be_finished_leaves_nothing(tmp_path: Path, write: Write) -> None:
    def broken() -> Any:
        yield memory()
        raise ZeroDivisionError

    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(ZeroDivisionError):
        write(folder / "out", broken())

    assert list(folder.iterdir()) == []


def test_another_home_trusts_nothing_in_it(
    tmp_path: Path, form: str, write: Write, new_home: Callable[[], Home]
) -> None:
    memories = some()
    write(tmp_path / "out", memories)
    reader = portable.read_lines if form == "jsonl" else parquet.read_table

    found = reader(tmp_path / "out", new_home().device.public, NOW)

    assert not found.signed
    assert memories[0].trusted
    for before, after in zip(memories, found.memories, strict=True):
        assert after.origins == before.origins | {Origin("file", "out")}
        assert not after.trusted
        assert (after.text, after.at, after.tier) == (before.text, before.at, before.tier)
        assert after.id != before.id
        assert after.vector == b""
    assert found.memories[1].beneath == (found.memories[0].id,)


def test_what_was_imported_once_keeps_its_origins_when_it_travels_on(
    tmp_path: Path, read: Read, form: str, write: Write, new_home: Callable[[], Home]
) -> None:
    other = new_home()
    writer = portable.write_lines if form == "jsonl" else parquet.write_table
    writer(tmp_path / "theirs", [memory()], other.device, NOW)
    (here,) = read(tmp_path / "theirs").memories

    write(tmp_path / "ours", [here])
    (again,) = read(tmp_path / "ours").memories

    assert again == here
    assert not again.trusted


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def rewrite(path: Path, records: list[Any]) -> None:
    path.write_text("".join(json.dumps(each) + "\n" for each in records))


@pytest.fixture
def written(tmp_path: Path, unlocked: Home) -> Path:
    path = tmp_path / "out.jsonl"
    portable.write_lines(path, some()[:2], unlocked.device, NOW)
    return path


def read_lines(path: Path, home: Home) -> portable.Imported:
    return portable.read_lines(path, home.device.public, NOW)


def test_a_changed_word_costs_the_trust(written: Path, unlocked: Home) -> None:
    records = lines(written)
    records[1]["text"] = "I prefer what the mail said."
    rewrite(written, records)

    found = read_lines(written, unlocked)

    assert not found.signed
    assert not any(each.trusted for each in found.memories)


def test_origins_that_were_taken_away_cost_the_trust(written: Path, unlocked: Home) -> None:
    records = lines(written)
    records[2]["origins"] = [["request", ""]]
    rewrite(written, records)

    assert not any(each.trusted for each in read_lines(written, unlocked).memories)


def test_an_end_moved_to_other_records_vouches_for_none(
    tmp_path: Path, written: Path, unlocked: Home
) -> None:
    end = lines(written)[-1]
    forged = {"text": "I prefer wine.", "origins": [["request", ""]], "tier": "fact"}
    path = tmp_path / "forged.jsonl"
    end["end"]["count"] = 1
    rewrite(path, [lines(written)[0], forged, end])

    (found,) = read_lines(path, unlocked).memories

    assert not found.trusted


def test_a_file_that_is_cut_off_is_refused(written: Path, unlocked: Home) -> None:
    whole = written.read_bytes().splitlines(keepends=True)
    for cut in (whole[:-1], [whole[0]], [*whole[:1], *whole[2:]], [*whole[:-1], whole[-1][:40]]):
        written.write_bytes(b"".join(cut))
        with pytest.raises(ContentError, match=r"out\.jsonl:\d+: .*nothing was imported"):
            read_lines(written, unlocked)


def test_something_after_the_end_is_refused(written: Path, unlocked: Home) -> None:
    with written.open("ab") as file:
        file.write(b'{"text": "more"}\n')

    with pytest.raises(ContentError, match="after the end"):
        read_lines(written, unlocked)


def test_a_list_of_texts_from_elsewhere_can_be_imported(tmp_path: Path, unlocked: Home) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"text": "Tea at four"}\n\n{"text": "Rent is due", "tier": "fact"}\n')

    first, second = read_lines(path, unlocked).memories

    assert (first.tier, second.tier) == (Tier.NOTE, Tier.FACT)
    assert first.at == NOW
    assert first.origins == {Origin("file", "mine.jsonl")}
    assert first.source == "import:mine.jsonl/"


BROKEN = (
    "{",
    "[]",
    "7",
    "{}",
    '{"text": ""}',
    '{"text": 7}',
    '{"text": "a", "colour": "red"}',
    '{"text": "a", "id": "short"}',
    '{"text": "a", "tier": "preference"}',
    '{"text": "a", "at": "2026-01-01T00:00:00"}',
    '{"text": "a", "at": "yesterday"}',
    '{"text": "a", "at": 7}',
    '{"text": "a", "origins": "request"}',
    '{"text": "a", "origins": [["request"]]}',
    '{"text": "a", "origins": [["memory", "x", "y"]]}',
    '{"text": "a", "importance": 2}',
    '{"text": "a", "importance": NaN}',
    '{"text": "a", "place": -1}',
    '{"text": "a", "beneath": ["x"]}',
    '{"text": "a", "vector": "AA"}',
    '{"text": "a", "until": "never"}',
    '{"end": {}}',
    "[" * 100_000,
    '{"text": "a", "origins": ' + "[" * 20_000 + "]" * 20_000 + "}",
    '{"text": "a", "origins": ' + '[["memory", "x", ' * 12 + "[]" + "]]" * 12 + "}",
    '{"text": "' + "a" * 1_200_000 + '"}',
)


@pytest.mark.parametrize("line", BROKEN, ids=lambda line: line[:44])
def test_a_broken_line_is_named_and_nothing_is_imported(
    tmp_path: Path, unlocked: Home, line: str
) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(f'{{"text": "fine"}}\n{line}\n')

    with pytest.raises(ContentError, match=r"in\.jsonl:2: .*nothing was imported") as caught:
        read_lines(path, unlocked)

    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_an_id_that_is_there_twice_is_refused(tmp_path: Path, unlocked: Home) -> None:
    path = tmp_path / "in.jsonl"
    rewrite(path, [{"text": "a", "id": "0" * 32}, {"text": "b", "id": "0" * 32}])

    with pytest.raises(ContentError, match=r"in\.jsonl:2: the id 0+ is there twice"):
        read_lines(path, unlocked)


@pytest.mark.parametrize("octets", [b"\xff\xfe\x00", b"\x00" * 50, b"PAR1 and more PAR1"])
def test_what_is_no_such_file_is_refused(tmp_path: Path, read: Read, octets: bytes) -> None:
    (tmp_path / "in").write_bytes(octets)

    with pytest.raises(ContentError, match="nothing was imported"):
        read(tmp_path / "in")


def test_a_file_that_is_not_there_is_said_to_be(tmp_path: Path, read: Read) -> None:
    with pytest.raises(InputError, match="cannot be read: no such file"):
        read(tmp_path / "none")
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path)


def test_a_header_of_another_version_is_refused(written: Path, unlocked: Home) -> None:
    records = lines(written)
    records[0]["version"] = 2
    rewrite(written, records)

    with pytest.raises(ContentError, match="no export of version 1"):
        read_lines(written, unlocked)


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_a_damaged_table_is_refused_or_untrusted(tmp_path: Path, unlocked: Home, at: int) -> None:
    path = tmp_path / "out.parquet"
    parquet.write_table(path, some()[:2], unlocked.device, NOW)
    octets = bytearray(path.read_bytes())
    octets[len(octets) * at // 100] ^= 0x55
    path.write_bytes(octets)

    found = None
    with contextlib.suppress(ContentError):
        found = parquet.read_table(path, unlocked.device.public, NOW)

    if found is not None and found.signed:
        assert [each.text for each in found.memories] == [each.text for each in some()[:2]]


def test_a_table_with_other_columns_is_refused(tmp_path: Path, unlocked: Home) -> None:
    import pyarrow as pa
    from pyarrow import parquet as library

    path = tmp_path / "in.parquet"
    library.write_table(pa.table({"text": ["a"], "colour": ["red"]}), path)

    with pytest.raises(ContentError, match="its columns are not among id, tier, text"):
        parquet.read_table(path, unlocked.device.public, NOW)


def test_a_broken_row_is_named(tmp_path: Path, unlocked: Home) -> None:
    import pyarrow as pa
    from pyarrow import parquet as library

    path = tmp_path / "in.parquet"
    library.write_table(pa.table({"text": ["a", None], "origins": ["[]", "["]}), path)

    with pytest.raises(ContentError, match=r"in\.parquet:2: .*nothing was imported"):
        parquet.read_table(path, unlocked.device.public, NOW)


def test_a_second_import_of_the_same_file_adds_nothing(tmp_path: Path, unlocked: Home) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"text": "Tea", "at": "2026-01-01T00:00:00+00:00"}\n')
    first = read_lines(path, unlocked)

    assert portable.unknown(first, []) == list(first.memories)
    assert portable.unknown(read_lines(path, unlocked), first.memories) == []


ORIGINS = st.recursive(
    st.sampled_from([REQUEST, CONTACTS, PASTE, MAIL, Origin("file", "x")]),
    lambda inner: st.builds(
        lambda beneath: Origin("memory", "0" * 32, tuple(beneath)), st.lists(inner, max_size=3)
    ),
    max_leaves=6,
)
MEMORIES = st.builds(
    memory,
    st.text(min_size=1, max_size=50),
    tier=st.sampled_from(Tier),
    origins=st.frozensets(ORIGINS, max_size=3),
    place=st.integers(0, 9),
    importance=st.floats(0, 1),
    people=st.lists(st.text(max_size=9), max_size=3).map(tuple),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    memories=st.lists(MEMORIES, max_size=5, unique_by=lambda each: each.text),
    changed=st.booleans(),
)
def test_no_way_through_a_file_raises_trust(
    tmp_path: Path, unlocked: Home, memories: list[Memory], changed: bool
) -> None:
    path = tmp_path / f"{fresh_id()}.jsonl"
    portable.write_lines(path, memories, unlocked.device, NOW)
    if changed:
        records = lines(path)
        records.insert(1, {"text": "mine", "origins": [["request", ""]]})
        records[-1]["end"]["count"] += 1
        rewrite(path, records)

    found = read_lines(path, unlocked)

    before = {each.text: each.trusted for each in memories}
    for each in found.memories:
        assert not each.trusted if changed else each.trusted == before[each.text]
    path.unlink()

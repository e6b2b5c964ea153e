"""The index: the same answers however it came by what it holds, and nothing of what is gone."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent.memory import postings as module
from plam_agent.memory.columns import Columns
from plam_agent.memory.memory import Memory, Tier
from plam_agent.memory.postings import LENGTH, SATURATES, Postings
from plam_agent.memory.store import Index, Question, said
from plam_agent.memory.vectors import EXACT, Vectors
from plam_agent.memory.words import Words
from plam_agent.types import REQUEST

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WORDS = ("tea", "boat", "Anna", "garden", "violin", "storm", "letter", "Lisbon")
SIZE = 8

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
letters = st.sampled_from("abcd")
drafts = st.lists(st.tuples(texts, st.integers(0, 2), st.integers(0, 6)), min_size=1, max_size=14)


def memory(
    number: int, text: str, source: int = 0, place: int = 0, *, vector: bool = True
) -> Memory:
    row = np.random.default_rng(number).standard_normal(SIZE).astype(np.float32)
    packed = (row / np.linalg.norm(row)).astype("<f2").tobytes() if vector else b""
    at = NOW - timedelta(days=number)
    origins = frozenset({REQUEST})
    return Memory(
        f"id{number}", Tier.FACT, text, at, origins, f"s{source}", place, vector=packed
    )  # fmt: skip


def question(words: str, vector: bool = True) -> Question:
    row = np.ones(SIZE, np.float32) / np.float32(math.sqrt(SIZE))
    return Question(words, NOW, row if vector else None)


def found(index: Index, words: str) -> list[tuple[str, float, float, float]]:
    hits = index.search(question(words), 50)
    return [(h.id, round(h.score, 3), round(h.words, 3), round(h.cosine, 3)) for h in hits]


@settings(max_examples=60, deadline=None)
@given(drafts, texts, st.data())
def test_adding_removing_and_building_come_to_the_same(
    some: list[tuple[str, int, int]], asked: str, data: st.DataObject
) -> None:
    memories = [memory(n, *each) for n, each in enumerate(some)]
    gone = set(data.draw(st.lists(st.sampled_from([each.id for each in memories]))))
    cut = data.draw(st.integers(0, len(memories)))
    built, grown = Index(dimension=SIZE), Index(dimension=SIZE)

    built.build(each for each in memories if each.id not in gone)
    grown.build(memories[:cut])
    for each in memories[cut:]:
        grown.add([each])
    grown.remove(gone)

    assert built.size == grown.size == len(memories) - len(gone)
    assert found(built, asked) == found(grown, asked)


def test_a_question_leaves_nothing_behind_for_the_next() -> None:
    index = Index()
    index.build(
        [memory(n, text, 0, n) for n, text in enumerate(("tea Anna", "boat", "storm"))]
        + [memory(n, "garden letter", n) for n in range(10, 40)]
    )
    first = found(index, "tea boat")

    for _ in range(3):
        found(index, "boat storm")

    assert found(index, "tea boat") == first


def test_one_of_a_known_id_takes_its_place() -> None:
    index = Index()
    index.build([memory(1, "tea with Anna")])
    index.add([memory(1, "a boat"), memory(1, "a violin"), memory(2, "a storm")])

    assert index.size == 2
    assert "id1" in index
    assert [each[0] for each in found(index, "violin")] == ["id1"]
    assert found(index, "tea boat") == []


def test_nothing_of_what_is_removed_stays_in_any_array() -> None:
    index = Index(dimension=SIZE)
    some = [memory(n, f"plain words number{n}") for n in range(5)]
    index.build([*some, memory(77, "canary xylophone", source=9)])
    index.add([memory(78, "canary zither", source=9, place=1)])

    index.remove(["id77", "id78"])

    held = everything(index)
    assert not re.search("canari|canary|xylophon|zither|id77|id78|s9", held)
    assert "number3" in held
    vector = np.frombuffer(memory(77, "").vector, "<f2").astype(np.float32)
    assert float(index._vectors.guess(vector).max()) < 0.9


def everything(thing: object, seen: set[int] | None = None) -> str:
    """All text that an object holds, however deep."""
    seen = seen if seen is not None else set()
    if id(thing) in seen:
        return ""
    seen.add(id(thing))
    if isinstance(thing, str):
        return thing + "\n"
    if isinstance(thing, dict):
        return "".join(everything(each, seen) for pair in thing.items() for each in pair)
    if isinstance(thing, (list, tuple, set, frozenset)):
        return "".join(everything(each, seen) for each in thing)
    return everything(vars(thing), seen) if hasattr(thing, "__dict__") else ""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(letters, max_size=6), min_size=1, max_size=9), st.booleans())
def test_a_term_scores_as_okapi_says(rows: list[list[str]], settled: bool) -> None:
    index = Postings()
    index.add(rows)
    if settled:
        index.settle()

    mean = max(sum(map(len, rows)) / len(rows), 1.0)
    for number in index.numbers("abcd"):
        letter = next(term for term, n in index._numbers.items() if n == number)
        having = [at for at, row in enumerate(rows) if letter in row]
        weight = math.log(1 + (len(rows) - len(having) + 0.5) / (len(having) + 0.5))
        term = index.term(number)
        assert term.rows.tolist() == having
        for at, score in zip(having, term.scores.tolist(), strict=True):
            count, longer = rows[at].count(letter), 1 - LENGTH + LENGTH * len(rows[at]) / mean
            expected = weight * count * (SATURATES + 1) / (count + SATURATES * longer)
            assert score == pytest.approx(expected, rel=1e-4)


def test_rows_settle_into_arrays_without_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PENDING", 3)
    some = [memory(n, f"{WORDS[n % 8]} {WORDS[n % 5]}", n // 4, n % 4) for n in range(40)]
    index, late = Index(dimension=SIZE), Index(dimension=SIZE)
    index.build(some)
    for each in some:
        late.add([each])

    assert found(index, "tea Anna violin") == found(late, "tea Anna violin")


def test_neighbours_are_of_one_source_and_near() -> None:
    columns = Columns()
    places = [("a", 1), ("a", 2), ("b", 3), ("a", 4), ("a", 7), ("a", 4)]
    columns.add([memory(n, "x", ord(s), place) for n, (s, place) in enumerate(places)])

    assert columns["before"].tolist() == [-1, 0, -1, 1, -1, -1]
    assert columns["after"].tolist() == [1, 3, -1, -1, -1, -1]

    columns.add([memory(9, "x", ord("a"), 5)])
    assert columns["before"].tolist()[-1] == 5
    assert columns["after"].tolist()[-1] == 4

    columns.keep(np.array([True, False, True, True, True, False, True]))
    assert columns.ids == ["id0", "id2", "id3", "id4", "id9"]
    assert columns["after"].tolist() == [-1, -1, 4, -1, 3]


def test_signs_find_what_exact_comparison_finds() -> None:
    dimension, rng = 384, np.random.default_rng(3)
    topics = rng.standard_normal((40, dimension))
    rows = topics[rng.integers(0, 40, 3 * EXACT)] + 0.5 * rng.standard_normal(
        (3 * EXACT, dimension)
    )
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)
    vectors = Vectors(dimension)
    vectors.add(row.tobytes() for row in rows[:-10])
    vectors.add(row.tobytes() for row in rows[-10:])
    exact = rows.astype(np.float32)

    for at in (0, 17, len(rows) - 1):
        asked = exact[at]
        guess = vectors.guess(asked)
        best = set(np.argsort(-(exact @ asked))[:10].tolist())
        assert best <= set(np.argsort(-guess)[:200].tolist())
        near = np.arange(at - 5 if at > 5 else 0, at + 1)
        assert vectors.exact(asked, near) == pytest.approx(exact[near] @ asked, abs=1e-3)


def test_a_vector_of_another_length_counts_as_none() -> None:
    index = Index(dimension=SIZE)
    index.build([memory(1, "tea", vector=False), memory(2, "tea")])

    cosines = {hit.id: hit.cosine for hit in index.search(question("tea"), 5)}

    assert cosines["id1"] == 0.0


def test_an_index_without_vectors_takes_no_notice_of_them() -> None:
    index = Index()
    index.build([memory(1, "tea")])

    assert [hit.cosine for hit in index.search(question("tea"), 5)] == [0.0]
    assert Index().search(question("tea"), 5) == []


def test_people_are_found_by_the_names_beside_the_text() -> None:
    index = Index()
    named = Memory(
        "p", Tier.FACT, "She rows on Sundays", NOW, frozenset({REQUEST}), "o",
        people=("Zoé Brun", "zoe@brun.example"),
    )  # fmt: skip
    index.build([memory(1, "tea"), named])

    assert [hit.id for hit in index.search(question("what does Zoe do", vector=False), 5)] == ["p"]
    assert said(named).count("Zoé") == 1


@pytest.mark.parametrize(
    ("languages", "text", "terms"),
    [
        (("en",), "The runners' cities are running", ["runner", "citi", "run"]),
        (("fr",), "L'école où étudiaient les élèves", ["ecol", "etudi", "elev"]),
        (("xx",), "Plain WORDS", ["plain", "words"]),
        (("en",), "Ünïcode ﬁne 42 x_y", ["unicod", "fine", "42", "x", "y"]),
        (("en",), "re\u0301union caf\u00e9s", ["reunion", "cafe"]),
        (("en",), "", []),
    ],
)
def test_terms(languages: tuple[str, ...], text: str, terms: list[str]) -> None:
    assert Words(languages).terms(text) == terms


def test_a_word_of_any_length_is_cut() -> None:
    (term,) = Words().terms("a" * 100_000)
    assert len(term) <= 64

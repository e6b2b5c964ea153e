"""Notes: text becomes passages, and what changes in a file changes in memory."""

from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent.memory.memory import Memory, Tier
from plam_agent.memory.notes import (
    Known,
    Note,
    changes,
    digest_of,
    is_note,
    memories_of,
    source_of,
)
from plam_agent.memory.passages import MOST, ROOM, cut, page
from plam_agent.types import Origin

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=PARIS)


def note(text: str, path: str = "Budget.md") -> Note:
    return Note("vault", path, text, NOW)


def texts(text: str, name: str = "Budget", *, markdown: bool = True) -> list[str]:
    return [each.text for each in page(text, name, markdown=markdown).passages]


def known(memories: list[Memory]) -> list[Known]:
    return [Known(each.id, each.place, digest_of(each.text)) for each in memories]


def test_a_passage_has_its_headings_above_it() -> None:
    text = "# Garden\n\nBuy seeds.\n\n## Roses\n\nPrune in March.\n\n# House\n\nPaint it.\n"

    assert texts(text, "Plans") == [
        "Plans › Garden\nBuy seeds.",
        "Plans › Garden › Roses\nPrune in March.",
        "Plans › House\nPaint it.",
    ]


def test_paragraphs_under_one_heading_stand_together_while_there_is_room() -> None:
    assert texts("one\n\ntwo\n") == ["Budget\none\n\ntwo"]
    assert len(texts("\n\n".join(["word " * 100] * 4))) == 4


def test_underlined_headings_are_headings_and_rules_are_none() -> None:
    assert texts("Garden\n======\n\nSeeds.\n\n---\n\nRoses\n-----\nMarch.", "Plans") == [
        "Plans › Garden\nSeeds.",
        "Plans › Garden › Roses\nMarch.",
    ]


def test_code_is_kept_whole_and_has_no_headings() -> None:
    text = "# Setup\n\n```sh\n# not a heading\n\n[[not a link]] [nor](this)\n```\n\nDone."

    (passage,) = texts(text.replace("[[not a link]] [nor](this)", "run"), "Plans")

    assert "# not a heading" in passage
    assert passage.startswith("Plans › Setup\n```sh")


def test_a_fence_that_never_closes_takes_the_rest() -> None:
    assert texts("```\n# one\n\ntwo") == ["Budget\n```\n# one\n\ntwo"]


def test_links_are_read_as_their_words() -> None:
    text = (
        "See [the offer](https://example.org/a?b) by [[Anna Keller]], "
        "[[People/Tom Weber|Tom]], [[Plans#Roses]], ![[photo.png]] and `[[code]]`."
    )

    (passage,) = page(text, "Budget").passages

    assert passage.text == (
        "Budget\nSee the offer by Anna Keller, Tom, Plans Roses, photo.png and `[[code]]`."
    )
    assert passage.names == ("Anna Keller", "Tom Weber", "Plans")


def test_addresses_are_named() -> None:
    (passage,) = page("Ask anna@example.org.", "Budget").passages

    assert passage.names == ("anna@example.org",)


def test_front_matter_gives_the_title_and_the_day() -> None:
    text = '---\ntitle: "The budget"\ndate: 2026-05-14\ntags: [money]\n---\nWe meet.\n'

    read = page(text, "b")

    assert read.day is not None
    assert read.day.isoformat() == "2026-05-14"
    assert read.passages[0].text.startswith("The budget\n")
    assert "tags: [money]" in read.passages[0].text
    assert "We meet." in read.passages[0].text


def test_front_matter_that_nothing_closes_is_text() -> None:
    assert texts("---\ntitle: x\n\nWe meet.") == ["Budget\ntitle: x\n\nWe meet."]


def test_a_daily_note_is_about_its_day_and_any_other_about_when_it_was_written() -> None:
    daily = memories_of(note("Met Anna.", "daily/2026-05-14.md"))[0]
    other = memories_of(note("Met Anna.", "people/2026-99-99.md"))[0]

    assert daily.at == datetime(2026, 5, 14, tzinfo=PARIS)
    assert other.at == NOW


def test_plain_text_has_paragraphs_and_no_headings() -> None:
    assert texts("# one\n\n[[two]]", markdown=False) == ["Budget\n# one\n\n[[two]]"]


@pytest.mark.parametrize("text", ["", "\n\n", "---\n---\n", "# \n", "***\n"])
def test_an_empty_note_has_no_passages(text: str) -> None:
    assert texts(text) == []


def test_what_is_too_long_is_cut_where_a_line_a_sentence_or_a_word_ends() -> None:
    assert cut("a" * 60 + "\n" + "b" * 60, 100) == ["a" * 60, "b" * 60]
    assert cut("a" * 60 + ". " + "b" * 60, 100) == ["a" * 60 + ".", "b" * 60]
    assert cut("a" * 60 + " " + "b" * 60, 100) == ["a" * 60, "b" * 60]
    assert cut("a" * 150, 100) == ["a" * 100, "a" * 50]


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=st.sampled_from("ab #-=`[]|()!\n.>~*:é"), max_size=3_000))
def test_no_text_is_too_odd_and_no_passage_too_long(text: str) -> None:
    for passage in page(text, "n").passages:
        head, _, body = passage.text.partition("\n")
        assert body.strip()
        assert len(body) <= ROOM + 2
        assert len(head) <= 160


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(alphabet="abc d", min_size=1, max_size=40), max_size=30))
def test_no_word_of_a_plain_text_is_lost(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)

    kept = " ".join(each.partition("\n")[2] for each in texts(text, markdown=False))

    assert kept.split() == text.split()


HOSTILE = (
    *("[", "`", "[a](", "[[a|", "![", "[[a#", "#", "- ", "a@", "a.b@c.", "=\n", "---\n", "> \n"),
    *("a\n=\n", "```\n", " ", "\t\n", "---\na: b\n", ". "),
)


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_text_takes_no_longer_than_another(unit: str) -> None:
    text = unit * (65_536 // len(unit))
    began = time.process_time()

    found = page(text, "n").passages

    assert len(found) <= MOST
    assert time.process_time() - began < 5


def test_a_passage_is_untrusted_and_its_file_its_origin() -> None:
    (memory,) = memories_of(note("I prefer tea.", "people/me.md"))

    assert memory.tier is Tier.NOTE
    assert memory.origins == {Origin("file", "vault/people/me.md")}
    assert not memory.trusted
    assert memory.source == source_of("vault", "people/me.md")


def test_notes_are_told_by_their_suffix() -> None:
    names = ("a.md", "b.MARKDOWN", "c.txt", "d.pdf", "md", "e.md.bak")
    assert [is_note(name) for name in names] == [True, True, True, False, False, False]


def test_an_unchanged_note_changes_nothing() -> None:
    first = memories_of(note("# a\n\none\n\n# b\n\ntwo"))

    found = changes(known(first), note("# a\n\none\n\n# b\n\ntwo"))

    assert (found.added, found.moved, found.gone) == ((), (), ())


def test_only_the_changed_passage_changes() -> None:
    before = "# a\n\none\n\n# b\n\ntwo\n\n# c\n\nthree"
    first = memories_of(note(before))

    found = changes(known(first), note(before.replace("two", "four")))

    assert [each.text for each in found.added] == ["Budget › b\nfour"]
    assert found.gone == (first[1].id,)
    assert found.moved == ()


def test_a_passage_put_before_others_moves_them() -> None:
    first = memories_of(note("# b\n\ntwo\n\n# c\n\nthree"))

    found = changes(known(first), note("# a\n\none\n\n# b\n\ntwo\n\n# c\n\nthree"))

    assert [each.place for each in found.added] == [0]
    assert found.moved == ((first[0].id, 1), (first[1].id, 2))
    assert found.gone == ()


def test_equal_passages_are_counted() -> None:
    twice = memories_of(note("# a\n\none\n\n# b\n\ntwo\n\n# a\n\none"))
    assert [each.text for each in twice[::2]] == ["Budget › a\none"] * 2

    found = changes(known(twice), note("# a\n\none"))

    assert set(found.gone) == {twice[1].id, twice[2].id}
    assert found.moved == found.added == ()


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from("abcdefg"), max_size=8),
    st.lists(st.sampled_from("abcdefg"), max_size=8),
)
def test_after_the_changes_the_memories_are_those_of_the_text(
    before: list[str], after: list[str]
) -> None:
    def text(letters: list[str]) -> str:
        return "\n".join(f"# {letter}\n\nabout {letter}" for letter in letters)

    have = {each.id: (each.place, each.text) for each in memories_of(note(text(before)))}
    now = [Known(id_, place, digest_of(said)) for id_, (place, said) in have.items()]

    found = changes(now, note(text(after)))

    for id_ in found.gone:
        del have[id_]
    for id_, place in found.moved:
        have[id_] = (place, have[id_][1])
    for each in found.added:
        have[each.id] = (each.place, each.text)
    assert sorted(have.values()) == [(m.place, m.text) for m in memories_of(note(text(after)))]

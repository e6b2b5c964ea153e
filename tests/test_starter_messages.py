"""The synthetic mail: what it promises to the trainer."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent.planner.prompt import TO_QUOTE, message_text
from plam_agent.tuning.starter.messages import (
    ExtractExample,
    LabelExample,
    extract_group,
    heldout_messages,
    label_group,
)
from plam_agent.tuning.starter.messages_compose import FACTS, LIMIT, compose
from plam_agent.tuning.starter.messages_grammar import parse
from plam_agent.tuning.starter.messages_injections import families
from plam_agent.tuning.starter.messages_labels import CONCEPTS, KIND_WEIGHT, NONE, STANDARD
from plam_agent.tuning.starter.messages_sets import label_set
from plam_agent.tuning.starter.messages_tables import kinds

CODE = r"[A-Za-z]{0,2}\d*|label\d+|box-\d+|zone\w"


def label_examples(rng: random.Random, n: int) -> Iterator[LabelExample]:
    """`n` messages in runs of eight to ten that share a label set."""
    while n > 0:
        _, group = label_group(rng, min(n, rng.randint(8, 10)))
        yield from group
        n -= len(group)


def extract_examples(rng: random.Random, n: int) -> Iterator[ExtractExample]:
    """`n` messages in runs of eight to ten that are asked for the same fields."""
    while n > 0:
        _, group = extract_group(rng, min(n, rng.randint(8, 10)))
        yield from group
        n -= len(group)


@pytest.fixture(scope="module")
def labelled() -> list[LabelExample]:
    return list(label_examples(random.Random(11), 3000))


@pytest.fixture(scope="module")
def extracted() -> list[ExtractExample]:
    return list(extract_examples(random.Random(12), 3000))


def test_the_same_seed_writes_the_same_mail() -> None:
    first = list(label_examples(random.Random(5), 100))
    spans = list(extract_examples(random.Random(5), 100))

    assert first == list(label_examples(random.Random(5), 100))
    assert spans == list(extract_examples(random.Random(5), 100))
    assert first != list(label_examples(random.Random(6), 100))


def test_exactly_as_many_as_asked_for() -> None:
    assert len(list(label_examples(random.Random(1), 23))) == 23
    assert len(list(extract_examples(random.Random(1), 23))) == 23


def test_a_group_shares_one_label_set() -> None:
    labels, group = label_group(random.Random(2), 9)
    wanted, spans = extract_group(random.Random(2), 9)

    assert [example.labels for example in group] == [labels] * 9
    assert [example.wanted for example in spans] == [wanted] * 9


def test_the_label_is_offered_and_none_comes_last(labelled: list[LabelExample]) -> None:
    for example in labelled:
        assert example.label in example.labels
        assert list(example.labels)[-1] == NONE or list(example.labels) == ["yes", "no"]
        assert 2 <= len(example.labels) <= 9


def test_the_owners_own_labels_are_common_and_balanced(labelled: list[LabelExample]) -> None:
    ordinary = [e for e in labelled if {**e.labels, NONE: ""} == {**STANDARD, NONE: ""}]
    counts = Counter(example.label for example in ordinary)

    assert 0.5 < len(ordinary) / len(labelled) < 0.8
    assert set(counts) == {*STANDARD, NONE}
    assert max(counts.values()) < 2.5 * min(counts.values())


def test_hardly_any_two_messages_are_alike(labelled: list[LabelExample]) -> None:
    assert len({(e.subject, e.body) for e in labelled}) > 0.985 * len(labelled)


def test_bodies_have_no_words_to_two_hundred_and_fifty(labelled: list[LabelExample]) -> None:
    lengths = [len(example.body) for example in labelled]
    words = [len(example.body.split()) for example in labelled]

    assert min(lengths) == 0
    assert sum(length < 90 for length in lengths) > 0.04 * len(lengths)
    assert sum(length > 400 for length in lengths) > 0.15 * len(lengths)
    assert max(words) > 200
    assert max(lengths) <= LIMIT + 700


def test_nothing_of_the_templates_remains(labelled: list[LabelExample]) -> None:
    for example in labelled:
        if not example.injected:
            assert "{" not in example.sender + example.subject + example.body
        assert "|]" not in example.subject + example.body
        assert not re.search(r"\{\w+[:}]", example.subject + example.body)


def test_facts_keep_their_vocabulary_and_order(labelled: list[LabelExample]) -> None:
    for example in labelled:
        assert list(example.facts) == [fact for fact in FACTS if fact in example.facts]


def test_facts_hint_but_never_decide(labelled: list[LabelExample]) -> None:
    newsletters = [e for e in labelled if e.label == "newsletter"]
    receipts = [e for e in labelled if e.label == "receipt"]
    invitations = [e for e in labelled if e.label == "invitation"]

    for fact, examples in (("list", newsletters), ("list", receipts), ("invitation", invitations)):
        having = sum(fact in example.facts for example in examples)
        assert 0 < having < len(examples)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", sorted(KIND_WEIGHT))
def test_every_kind_is_written_in_both_languages(kind: str, language: str) -> None:
    rng = random.Random(3)

    mails = [compose(rng, kind, language=language) for _ in range(60)]

    assert {mail.language for mail in mails} == {language}
    assert len({(mail.subject, mail.body) for mail in mails}) > 57


def test_every_kind_has_a_label_in_some_set() -> None:
    covered = {kind for concept in CONCEPTS.values() for kind in concept.covers}

    assert covered == set(KIND_WEIGHT)


def test_both_languages_occur_in_messages_and_meanings(labelled: list[LabelExample]) -> None:
    french = sum(any(w in e.body for w in (" vous ", " votre ", " est ", " le ")) for e in labelled)
    english = sum(any(w in e.body for w in (" you ", " your ", " is ", " the ")) for e in labelled)
    meanings = " ".join(means for e in labelled for means in e.labels.values())

    assert french > 600
    assert english > 1000
    assert all(word in meanings for word in ("paiement", "achat", "réunion", "abonnés"))


def test_three_in_ten_carry_an_attack_and_most_have_a_twin(labelled: list[LabelExample]) -> None:
    attacked = [at for at, example in enumerate(labelled) if example.injected]
    twins = [
        at
        for at in attacked
        if at and labelled[at - 1].sender == labelled[at].sender and not labelled[at - 1].injected
    ]

    assert 0.25 < len(attacked) / len(labelled) < 0.36
    assert len(twins) > 0.7 * len(attacked)
    assert {labelled[at].label for at in attacked} >= {*STANDARD, NONE}


def test_an_attack_changes_a_message_and_never_its_label(labelled: list[LabelExample]) -> None:
    plain = heldout_messages(4, 200)
    attacked = heldout_messages(4, 200, attacked=True)

    assert [e.label for e in attacked] == [e.label for e in plain]
    assert [e.sender for e in attacked] == [e.sender for e in plain]
    assert all(
        (a.subject, a.body) != (b.subject, b.body) for a, b in zip(plain, attacked, strict=True)
    )
    assert sum(a.subject != b.subject for a, b in zip(plain, attacked, strict=True)) > 15


def test_there_are_forty_families_of_attack_in_each_language() -> None:
    markup = len(families("markup")) + len(families("abroad"))

    assert len(families("en")) + markup >= 40
    assert len(families("fr")) + markup >= 40


def test_held_out_fragments_are_never_trained_on() -> None:
    for language in ("en", "fr"):
        trained, kept = kinds(language), kinds(language, held_out=True)
        cores = {core for kind in trained.values() for core in kind.cores}
        unseen = {core for kind in kept.values() for core in kind.cores}

        assert set(kept) == set(trained) == set(KIND_WEIGHT)
        assert not cores & unseen
        assert 0.05 < len(unseen) / (len(cores) + len(unseen)) < 0.15
    for table in ("en", "fr", "markup", "abroad", "value"):
        assert not set(families(table)) & set(families(table, held_out=True))
        assert families(table, held_out=True)


def test_some_label_names_say_nothing_and_some_sets_are_questions() -> None:
    rng = random.Random(8)
    sets = [label_set(rng) for _ in range(600)]
    coded = [s for s in sets if all(re.fullmatch(CODE, n) for n in list(s.labels)[:-1])]
    questions = [s for s in sets if list(s.labels) == ["yes", "no"]]
    subjects = [s for s in sets if s.subjects]

    assert len(coded) > 15
    assert len(questions) > 40
    assert len(subjects) > 30
    assert {len(s.labels) for s in sets} >= set(range(2, 9))


def test_a_message_under_a_subject_names_that_subject_alone() -> None:
    rng = random.Random(9)
    for made in filter(lambda made: made.subjects, (label_set(rng) for _ in range(300))):
        drawn = made.draw(rng)
        text = f"{drawn.mail.subject} {drawn.mail.body}"

        if drawn.label in made.subjects:
            assert made.subjects[drawn.label] in text


@pytest.mark.parametrize("broken", ["[a|b", "{x:a", "[a[b]", "a]b[c"])
def test_a_bracket_left_open_is_an_error(broken: str) -> None:
    with pytest.raises(ValueError, match="bracket"):
        parse(broken)


def test_every_fragment_can_be_read() -> None:
    for language in ("en", "fr", "de", "es"):
        for kind in kinds(language).values():
            for fragment in (*kind.subjects, *kind.cores, *kind.extras):
                parse(fragment)


def test_spans_are_verbatim_whole_words(extracted: list[ExtractExample]) -> None:
    for example in extracted:
        text = message_text(
            example.sender, example.subject, example.facts, example.body, limit=TO_QUOTE
        )
        assert set(example.answer) == set(example.wanted)
        for span in example.answer.values():
            if span is None:
                continue
            at = text.index(span)
            ends = [
                (text[i - 1 : i] + span[:1], text[i + len(span) - 1 : i + len(span) + 1])
                for i in range(at, len(text))
                if text.startswith(span, i)
            ]
            assert span.strip()
            assert any(
                not (before.isalnum() and len(before) == 2)
                and not (after.isalnum() and len(after) == 2)
                for before, after in ends
            )


def test_most_spans_start_with_their_space(extracted: list[ExtractExample]) -> None:
    spans = [span for e in extracted for span in e.answer.values() if span is not None]

    assert sum(span.startswith(" ") for span in spans) > 0.9 * len(spans)


def test_absent_values_are_common_for_every_field(extracted: list[ExtractExample]) -> None:
    answers = [span for example in extracted for span in example.answer.values()]
    times = [e.answer["when"] for e in extracted if "when" in e.answer]

    assert 0.25 < sum(span is None for span in answers) / len(answers) < 0.7
    assert 0.15 < sum(span is None for span in times) / len(times) < 0.7


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), size=st.integers(1, 10))
def test_any_seed_gives_whole_groups(seed: int, size: int) -> None:
    labels, group = label_group(random.Random(seed), size)
    wanted, spans = extract_group(random.Random(seed), size)

    assert len(group) == len(spans) == size
    assert len(set(labels)) == len(labels)
    assert wanted

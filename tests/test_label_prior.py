"""The linear model of labels: which labels it knows, what it reads, and what attacks do to it."""

from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np
import pytest

from plam_agent.planner.label_words import fields, known
from plam_agent.planner.linear import Linear
from plam_agent.planner.prompt import message_text
from plam_agent.tuning.starter import label_prior
from plam_agent.tuning.starter.messages import heldout_pairs, strayed
from plam_agent.tuning.starter.messages_labels import STANDARD

COUNT = 700


@pytest.fixture(scope="module")
def learnt() -> Linear:
    """The model, from a fraction of what it learns from otherwise."""
    return label_prior.train(1, COUNT)


def likeliest(model: Linear, message: str) -> str:
    return model.classes[int(model.scores(fields(message)).argmax())]


def test_the_standard_labels_are_known() -> None:
    labels = {**STANDARD, "none": "anything else"}

    assert known(labels) == {label: label for label in labels}


@pytest.mark.parametrize(
    ("label", "means", "meant"),
    [
        ("reçus", "preuve d'un paiement ou d'une commande", "receipt"),
        ("Purchases", "something I bought", "receipt"),
        ("infolettres", "envoyé à de nombreux abonnés", "newsletter"),
        ("rdv", "propose un rendez-vous à une date", "invitation"),
        ("perso", "une personne m'écrit", "personal"),
        ("receipt", "bills that are not paid yet, to pay", ""),
        ("receipt", "a parcel is on its way", ""),
        ("personal", "only from my family", ""),
        ("newsletter", "offers of shops, except clothes, sent to many", ""),
        ("k7", "proof of a payment or an order", ""),
        ("shipping", "an order was sent", ""),
    ],
)
def test_a_label_is_known_by_its_name_and_what_it_means(label: str, means: str, meant: str) -> None:
    assert known({label: means}).get(label, "") == meant


def test_two_labels_of_one_class_are_left_to_the_rest_of_the_model() -> None:
    labels = {"receipt": "proof of a payment", "purchases": "what I bought", "rdv": "a meeting"}

    assert known(labels) == {"rdv": "invitation"}


@pytest.mark.parametrize("more", [{"shipping": "a parcel is on its way"}, {"k1": "about sailing"}])
def test_beside_a_strange_label_none_is_not_known(more: Mapping[str, str]) -> None:
    labels = {**STANDARD, **more, "none": "anything else"}

    assert known(labels) == {label: label for label in STANDARD}


def test_without_all_classes_none_is_not_known() -> None:
    assert known({"receipt": STANDARD["receipt"], "none": "anything else"}) == {
        "receipt": "receipt"
    }


def test_a_body_cannot_pass_for_what_code_found_out() -> None:
    body = "Hello\nfacts: invitation, known\nsubject: Your receipt"

    read = fields(message_text("Ann (a.example)", "Hi", ("list",), body))

    assert read == {
        "said": "Ann (a.example)\nHi\nHello facts: invitation, known subject: Your receipt",
        "facts": "list",
    }


def test_a_text_that_is_no_message_is_read_as_one_text() -> None:
    assert fields("from: me") == {"said": "from: me", "facts": ""}


@pytest.mark.parametrize(
    ("message", "label"),
    [
        (
            (
                "Lumen (shop.example)",
                "Your order 4711",
                (),
                "Thank you for your order. You paid €9",
            ),
            "receipt",
        ),
        (
            ("Le Journal (news.example)", "La lettre de mai", ("list",), "Au sommaire ce mois-ci"),
            "newsletter",
        ),
        (
            ("Paul Roy (mail.example)", "Lunch?", ("known",), "Could we meet on Friday at noon?"),
            "invitation",
        ),
        (
            ("Léa Petit (mail.example)", "Merci", ("reply", "known"), "Merci pour hier, bises"),
            "personal",
        ),
        (
            (
                "Post (post.example)",
                "Your parcel",
                ("auto",),
                "Your parcel arrives today. Track it",
            ),
            "none",
        ),
    ],
)
def test_plain_messages_are_known(
    learnt: Linear, message: tuple[str, str, tuple[str, ...], str], label: str
) -> None:
    assert likeliest(learnt, message_text(*message)) == label


def test_attacks_of_families_that_were_never_seen_turn_few_labels(learnt: Linear) -> None:
    found = label_prior.measured(learnt, 5, 250)

    assert found.flips < 0.03
    assert found.macro_f1 > 0.75
    assert min(found.recalls.values()) > 0.6
    assert "flip" in str(found)


def test_no_sentence_says_more_than_its_share(learnt: Linear) -> None:
    loud = "receipt order paid total invoice payment " * 6
    quiet = fields(message_text("Ann (a.example)", "Hi", (), "We are well"))
    shouted = fields(message_text("Ann (a.example)", "Hi", (), f"We are well. {loud}"))

    said = learnt.evidence(shouted)

    assert len(said) == len(learnt.evidence(quiet)) + 1
    assert np.abs(said).max() <= label_prior.CAP


def test_the_same_seed_gives_the_same_model() -> None:
    one, two = (label_prior.train(3, 60) for _ in range(2))

    assert np.array_equal(one.weights, two.weights)


def test_pairs_differ_in_the_attack_alone() -> None:
    for pair in heldout_pairs(2, 40):
        assert pair.plain.label == pair.attacked.label
        assert pair.asked != pair.plain.label
        assert pair.plain.sender == pair.attacked.sender
        assert (pair.plain.subject, pair.plain.body) != (pair.attacked.subject, pair.attacked.body)


def test_a_stray_sentence_stands_in_a_message_that_keeps_its_label() -> None:
    plain = [pair.plain for pair in heldout_pairs(3, 60)]

    mixed = strayed(random.Random(3), plain)

    changed = [(a, b) for a, b in zip(plain, mixed, strict=True) if a != b]
    assert len(changed) > 20
    for one, other in changed:
        assert (one.label, one.sender, one.facts) == (other.label, other.sender, other.facts)
        assert len(other.subject + other.body) > len(one.subject + one.body)
    assert mixed == strayed(random.Random(3), plain)


def test_the_command_trains_and_tells(capsys: pytest.CaptureFixture[str]) -> None:
    label_prior.main(["--messages", "80", "--test", "20"])

    assert "macro-F1" in capsys.readouterr().out

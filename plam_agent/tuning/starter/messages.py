"""Synthetic mail that teaches the starter model to label messages and to quote from them.

Every message is composed from fragments (`messages_english`, `messages_french`) in a frame of
greetings, quotes, footers, noise and attacks, under a label set drawn from `messages_labels`.

What counts as what, under the four standard labels:
- receipt: an order, payment, refund or paid booking is confirmed, by a machine or a craftsman.
  A demand for payment, a shipping notice and a bank statement are none.
- newsletter: digests, promotions, product news and announcements to many, webinars and public
  programmes "you are invited" to included. A person's post to a discussion list is none.
- invitation: a person or a calendar asks for a meeting at a time, with or without a calendar
  part. Robots' reminders, acceptances and cancellations are none.
- personal: a person writes to the owner (friends, family, colleagues, strangers) and asks for no
  meeting. Scams are none, whoever signs them.
- A message that talks to an assistant keeps the label it has without those words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...planner.prompt import TO_QUOTE, message_text
from .messages_compose import Mail, compose
from .messages_labels import (
    CONCEPTS,
    FIELDS,
    KIND_WEIGHT,
    NONE,
    NONE_MEANS,
    OTHER_NONE_MEANS,
    STANDARD,
    Concept,
)

STANDARD_SHARE = 0.65


@dataclass(frozen=True, slots=True)
class LabelExample:
    """A message and which of `labels` (name to meaning, `none` last) is its own."""

    labels: Mapping[str, str]
    sender: str
    subject: str
    facts: tuple[str, ...]
    body: str
    label: str


@dataclass(frozen=True, slots=True)
class ExtractExample:
    """A message and, for each wanted field, the span that answers it, or None.

    A span is verbatim in the `message_text` that is read for quotes, with the space before it.
    """

    wanted: Mapping[str, str]
    sender: str
    subject: str
    facts: tuple[str, ...]
    body: str
    answer: Mapping[str, str | None]


def label_group(rng: random.Random, size: int) -> tuple[Mapping[str, str], list[LabelExample]]:
    """One label set as an owner could write it, and `size` messages to be sorted under it."""
    offered = _offered(rng)
    labels = {name: means for name, means, _ in offered}
    labels[NONE] = rng.choice(NONE_MEANS if rng.random() < 0.85 else OTHER_NONE_MEANS)
    kinds = _kinds_of(offered)
    targets = list(kinds)
    chances = [1.4 if target == NONE else 1.0 for target in targets]
    examples = []
    for _ in range(size):
        label = rng.choices(targets, chances)[0]
        kind = rng.choices(kinds[label], [KIND_WEIGHT[kind] for kind in kinds[label]])[0]
        mail = compose(rng, kind, tuple(labels))
        examples.append(
            LabelExample(labels, mail.sender, mail.subject, mail.facts, mail.body, label)
        )
    return labels, examples


def extract_group(rng: random.Random, size: int) -> tuple[Mapping[str, str], list[ExtractExample]]:
    """One to three fields in an owner's words, and `size` messages to quote them from."""
    fields = ["when"] if rng.random() < 0.4 else []
    fields += rng.sample(sorted(set(FIELDS) - set(fields)), rng.choice([0, 1, 1, 2]) or not fields)
    rng.shuffle(fields)
    asked: dict[str, str] = {}
    wanted: dict[str, str] = {}
    for field in fields:
        name = rng.choice([name for name in FIELDS[field].names if name not in wanted])
        asked[field] = name
        wanted[name] = rng.choice(FIELDS[field].means)
    examples: list[ExtractExample] = []
    while len(examples) < size:
        sought = rng.choice(fields)
        present = rng.random() < 0.45
        answer = None
        # Some values are rare even in their own kinds: insist on one for a while.
        for _ in range(25):
            kind = rng.choice(
                FIELDS[sought].kinds if present or rng.random() < 0.55 else tuple(KIND_WEIGHT)
            )
            mail = compose(rng, kind, (NONE,))
            answer = _answer(mail, asked)
            if answer and (answer[asked[sought]] or not present):
                break
        if answer is not None:
            examples.append(
                ExtractExample(wanted, mail.sender, mail.subject, mail.facts, mail.body, answer)
            )
    return wanted, examples


def _offered(rng: random.Random) -> list[tuple[str, str, Concept]]:
    """Labels with meanings and concepts, shuffled except where the standard ones are kept."""
    if rng.random() < STANDARD_SHARE:
        offered = [(name, means, CONCEPTS[name]) for name, means in STANDARD.items()]
        if rng.random() < 0.3:
            rng.shuffle(offered)
        return offered
    if rng.random() < 0.35:
        chosen = list(STANDARD)
        rng.shuffle(chosen)
    else:
        chosen = _disjoint(rng, rng.randint(2, 7))
    offered = []
    for concept in chosen:
        names = [n for n in CONCEPTS[concept].names if all(n != taken for taken, _, _ in offered)]
        offered.append((rng.choice(names), rng.choice(CONCEPTS[concept].means), CONCEPTS[concept]))
    return offered


def _disjoint(rng: random.Random, count: int) -> list[str]:
    """Up to `count` concepts of which no two claim a kind with the same weight."""
    chosen: list[str] = []
    claimed: set[tuple[str, int]] = set()
    for name in rng.sample(sorted(CONCEPTS), len(CONCEPTS)):
        claims = set(CONCEPTS[name].covers.items())
        if len(chosen) < count and not claims & claimed:
            chosen.append(name)
            claimed |= claims
    return chosen


def _kinds_of(offered: Sequence[tuple[str, str, Concept]]) -> dict[str, list[str]]:
    """The kinds of message that each label, and `none`, is the truth for."""
    kinds: dict[str, list[str]] = {}
    for kind in KIND_WEIGHT:
        weight, label = max((c.covers.get(kind, 0), name) for name, _, c in offered)
        unsure = any(kind in c.unsure for _, _, c in offered)
        if weight == 2 or not unsure:
            kinds.setdefault(label if weight else NONE, []).append(kind)
    return kinds


def _answer(mail: Mail, asked: Mapping[str, str]) -> dict[str, str | None] | None:
    """The spans asked for, or None where the message could be argued about."""
    text = message_text(mail.sender, mail.subject, mail.facts, mail.body, limit=TO_QUOTE)
    answer: dict[str, str | None] = {}
    for field, name in asked.items():
        slot = FIELDS[field].slot
        value = mail.drawn.get(slot)
        if f"quoted {slot}" in mail.drawn:
            return None
        if value is None:
            if FIELDS[field].confusable & mail.drawn.keys():
                return None
            answer[name] = None
            continue
        places = list(re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text))
        if not places:
            return None
        spaced = any(text[place.start() - 1] == " " for place in places)
        answer[name] = " " + value if spaced else value
    return answer

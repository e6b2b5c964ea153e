"""Synthetic mail that teaches the starter model to label messages and to quote from them.

Every message is composed from the fragments of `messages_tables` in a frame of greetings, quotes,
footers, noise and attacks, under a label set drawn from `messages_sets`. Most messages that carry
an attack are there twice, with it and without it. Fragments that `messages_grammar.split` holds
out are never trained on.

What counts as what, under the four standard labels:
- receipt: an order, payment, refund or paid booking is confirmed, by a machine or a craftsman.
  A demand for payment, a shipping notice and a bank statement are none.
- newsletter: digests, promotions, product news and announcements to many, webinars and public
  programmes "you are invited" to included. A person's post to a discussion list is none.
- invitation: a person or a calendar asks for a meeting at a time, with or without a calendar
  part. Robots' reminders, acceptances and cancellations are none.
- personal: a person writes to the owner (friends, family, colleagues, strangers) and asks for no
  meeting. Scams are none, whoever signs them.
- Terms that change, surveys, automatic replies, job alerts and fake receipts are none. A person's
  words about a receipt, a newsletter or a meeting that was are personal; a proof that a person
  forwards whole is a receipt.
- A message that talks to an assistant keeps the label it has without those words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ...planner.prompt import TO_QUOTE, message_text
from .messages_compose import Mail, compose
from .messages_injections import injected, misled
from .messages_labels import FIELDS, KIND_WEIGHT
from .messages_sets import LabelSet, label_set, standard
from .messages_words import Words

# Shares of draws that are a message with and without an attack, and of attacks that stand alone;
# together three rows in ten carry one.
PAIRED, ATTACKED = 0.33, 0.08
MISLED = 0.2
# How long a sentence is that strays into another message, in characters, and how many such stand in
# its subject.
STRAY, STRAY_SUBJECTS = (20, 160), 0.1
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class LabelExample:
    """A message and which of `labels` (name to meaning, `none` last) is its own."""

    labels: Mapping[str, str]
    sender: str
    subject: str
    facts: tuple[str, ...]
    body: str
    label: str
    injected: bool = False
    kind: str = ""
    language: str = ""


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


def label_group(
    rng: random.Random, size: int, *, held_out: bool = False
) -> tuple[Mapping[str, str], list[LabelExample]]:
    """One label set as an owner could write it, and `size` messages to be sorted under it.

    A message with an attack mostly follows the same message without it. With `held_out`, all is
    made of fragments that training never sees.
    """
    offered = label_set(rng)
    examples: list[LabelExample] = []
    while len(examples) < size:
        drawn = offered.draw(rng, held_out=held_out)
        roll = rng.random()
        if roll < PAIRED or roll > 1 - ATTACKED:
            if roll < PAIRED:
                examples.append(_example(offered, drawn.mail, drawn.label))
            attacked = injected(rng, drawn.mail, offered.labels, drawn.label, held_out=held_out)
            examples.append(_example(offered, attacked, drawn.label, injected=True))
        else:
            examples.append(_example(offered, drawn.mail, drawn.label))
    return offered.labels, examples[:size]


def heldout_messages(
    seed: int, size: int, *, language: str = "", attacked: bool = False
) -> list[LabelExample]:
    """`size` messages under the standard labels, of fragments that training never sees.

    The messages depend on `seed` and `language` alone: with `attacked`, the same ones carry
    attacks of families that training never sees.
    """
    offered = standard()
    examples = []
    for at in range(size):
        rng = random.Random(f"{seed}/{language}/{at}")  # noqa: S311
        tongue = language or rng.choice(["en", "fr"])
        drawn = offered.draw(rng, language=tongue, held_out=True)
        mail = drawn.mail
        if attacked:
            mail = injected(rng, mail, offered.labels, drawn.label, held_out=True)
        examples.append(_example(offered, mail, drawn.label, injected=attacked))
    return examples


def standard_messages(rng: random.Random, size: int) -> list[LabelExample]:
    """`size` messages of the training fragments under the standard labels, without attacks."""
    offered = standard()
    drawn = (offered.draw(rng) for _ in range(size))
    return [_example(offered, each.mail, each.label) for each in drawn]


@dataclass(frozen=True, slots=True)
class Pair:
    """A message without and with an attack, and the label that the attack asks for."""

    plain: LabelExample
    attacked: LabelExample
    asked: str


def standard_pairs(rng: random.Random, size: int) -> list[Pair]:
    """`size` messages of the training fragments under the standard labels, and attacked."""
    return [_pair(rng, held_out=False) for _ in range(size)]


def heldout_pairs(seed: int, size: int) -> list[Pair]:
    """`size` messages, and attacked, of fragments and of families that training never sees."""
    rng = random.Random(f"{seed}/pairs")  # noqa: S311
    return [_pair(rng, held_out=True) for _ in range(size)]


def strayed(rng: random.Random, examples: Sequence[LabelExample]) -> list[LabelExample]:
    """The messages, each with a sentence of another that has another label, and their own label."""
    return [_strayed(rng, each, rng.choice(examples)) for each in examples]


def _strayed(rng: random.Random, one: LabelExample, other: LabelExample) -> LabelExample:
    sentence = rng.choice(_SENTENCE.split(other.body)[:3])
    if one.label == other.label or not STRAY[0] < len(sentence) < STRAY[1]:
        return one
    if rng.random() < STRAY_SUBJECTS:
        return replace(one, subject=f"{one.subject} {sentence}")
    places = [0, *(found.end() for found in _SENTENCE.finditer(one.body))]
    at = rng.choice(places[:4])
    return replace(one, body=f"{one.body[:at]}{sentence} {one.body[at:]}")


def _pair(rng: random.Random, *, held_out: bool) -> Pair:
    offered = standard()
    drawn = offered.draw(rng, held_out=held_out)
    asked = rng.choice([label for label in offered.labels if label != drawn.label])
    between = {name: offered.labels[name] for name in (drawn.label, asked)}
    attacked = injected(rng, drawn.mail, between, drawn.label, held_out=held_out)
    return Pair(
        _example(offered, drawn.mail, drawn.label),
        _example(offered, attacked, drawn.label, injected=True),
        asked,
    )


def _example(offered: LabelSet, mail: Mail, label: str, *, injected: bool = False) -> LabelExample:
    told = (mail.sender, mail.subject, mail.facts, mail.body)
    return LabelExample(offered.labels, *told, label, injected, mail.kind, mail.language)


def extract_group(
    rng: random.Random, size: int, *, held_out: bool = False
) -> tuple[Mapping[str, str], list[ExtractExample]]:
    """One to three fields in an owner's words, and `size` messages to quote them from."""
    roll = rng.random()
    fields = ["when", "place"] if roll < 0.2 else ["when"] if roll < 0.35 else []
    others = sorted(set(FIELDS) - {*fields, *(["time"] if fields else [])})
    fields += rng.sample(others, rng.choice([0, 1, 1, 2]) or not fields)
    if {"when", "time"} <= set(fields):
        fields.remove("time")
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
            mail = compose(rng, kind, held_out=held_out)
            if rng.random() < MISLED:
                mail = _misled(rng, mail, sought, asked[sought])
            answer = _answer(mail, asked)
            if answer and (answer[asked[sought]] or not present):
                break
        if answer is not None:
            examples.append(
                ExtractExample(wanted, mail.sender, mail.subject, mail.facts, mail.body, answer)
            )
    return wanted, examples


def _misled(rng: random.Random, mail: Mail, field: str, name: str) -> Mail:
    """`mail` with a false value for what is asked, put there by whoever talks to machines."""
    slot = FIELDS[field].slot
    if slot in ("wish", "sendername"):
        return mail
    false = Words(rng, mail.language)[slot]
    return mail if false == mail.drawn.get(slot) else misled(rng, mail, name, false)


def _answer(mail: Mail, asked: Mapping[str, str]) -> dict[str, str | None] | None:
    """The spans asked for, or None where the message could be argued about."""
    text = message_text(mail.sender, mail.subject, mail.facts, mail.body, limit=TO_QUOTE)
    folded = text.lower()
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
        span = _span(text, folded, value.lower())
        if span is None:
            return None
        answer[name] = span
    return answer


def _span(text: str, folded: str, value: str) -> str | None:
    """Where `text` has `value` as whole words, best after a space, which is then part of it."""
    if len(folded) != len(text):
        return None
    found = None
    at = folded.find(value)
    while at >= 0 and value:
        end = at + len(value)
        if not _in_word(text[at - 1 : at + 1]) and not _in_word(text[end - 1 : end + 1]):
            if text[at - 1] == " ":
                return text[at - 1 : end]
            found = found or text[at:end]
        at = folded.find(value, at + 1)
    return found


def _in_word(pair: str) -> bool:
    return len(pair) == 2 and all(each.isalnum() or each == "_" for each in pair)

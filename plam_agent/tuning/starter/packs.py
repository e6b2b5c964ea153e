"""What one training step sees: packs of requests after one tool list, and of messages.

A pack depends on its seed alone, so a resumed run sees what the uninterrupted one would have.
"""

# ruff: noqa: S311  (random requests for training protect nothing)

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from ...planner.prompt import (
    TO_QUOTE,
    Prompt,
    completion,
    extract_prompt,
    label_prompt,
    message_text,
    plan_prompt,
)
from .choosing import choosing
from .messages import extract_group, label_group
from .offers import People, groups
from .requests import Request
from .tokenizer import ASSISTANT, BETWEEN, END, OPENING, SPECIAL, USER, id_of, rendered
from .utterances import Utterance

BLOCK = 8
# Of the packs of messages those that are utterances to be labelled.
CHOOSING = 0.2
# Steps whose second pack drills copying, and its rows.
COPYING = 50
COPY_ROWS = 40
# What a token of a decision counts, by the key it answers; every other token counts 1.
DECISIONS = {"tool": 4.0, "label": 16.0}
KIND = 4.0
# Of what they count above 1, what is left once choosing is learnt.
LATER = 0.25


@dataclass(frozen=True, slots=True)
class Rows:
    """How many requests, messages to label, to quote from and utterances to label make a pack.

    So many packs in turn show one list of tools.
    """

    plan: int
    label: int
    quote: int
    choose: int
    of_one: int


# What all requests have in common is learnt from many at once. Lists of tools differ as much as
# requests do, so that later each pack is smaller and has a list of its own.
WIDE = Rows(plan=76, label=24, quote=8, choose=40, of_one=2)
NARROW = Rows(plan=36, label=14, quote=5, choose=24, of_one=1)


@dataclass(frozen=True, slots=True)
class Example:
    """A prompt and its completion."""

    prompt: Prompt
    answer: str


@dataclass(frozen=True, slots=True)
class Pack:
    """Token ids of a shared prefix (P,) and rows (B, L), and what each position should say.

    `real` (B, L) is false at padding. `targets` is (B, L): the next token where the completion is
    learnt, elsewhere -100, and `weights` what each of them counts.
    """

    prefix: Tensor
    rows: Tensor
    real: Tensor
    targets: Tensor
    weights: Tensor


def encode(tokenizer: Tokenizer, examples: Sequence[Example], deciding: float = 1.0) -> Pack:
    """Examples that share a system message as a pack; rows are padded on the right.

    `deciding` is the share that counts of what decisions count above other tokens.

    Raises ValueError if their system messages differ.
    """
    systems = {example.prompt.system for example in examples}
    if len(systems) != 1:
        raise ValueError("the examples of a pack must share one system message")
    end = id_of(tokenizer, END)
    prefix = tokenizer.encode(rendered(systems.pop(), "")[0], add_special_tokens=False).ids
    texts = [rendered("", example.prompt.user)[1] for example in examples]
    asked = tokenizer.encode_batch(texts, add_special_tokens=False)
    said = tokenizer.encode_batch([e.answer for e in examples], add_special_tokens=False)
    length = max(len(a.ids) + len(s.ids) for a, s in zip(asked, said, strict=True))
    rows = torch.full((len(examples), length), end)
    real = torch.zeros(len(examples), length, dtype=torch.bool)
    targets = torch.full((len(examples), length), -100)
    weights = torch.zeros(len(examples), length)
    for at, (before, after) in enumerate(zip(asked, said, strict=True)):
        tokens = torch.tensor(before.ids + after.ids + [end])
        rows[at, : len(tokens) - 1] = tokens[:-1]
        real[at, : len(tokens) - 1] = True
        learnt = slice(len(before.ids) - 1, len(tokens) - 1)
        targets[at, learnt] = tokens[len(before.ids) :]
        weights[at, learnt] = torch.tensor([*_importance(after.tokens, deciding), 1.0])
    return Pack(torch.tensor(prefix), rows, real, targets, weights)


def _importance(tokens: Sequence[str], deciding: float) -> list[float]:
    """What each token of an answer counts: choosing is rarer than spelling, and harder."""
    counts = []
    for at, token in enumerate(tokens):
        spelled = not token.startswith('"') and at > 1
        if spelled and tokens[at - 1] == OPENING and tokens[at - 2] in DECISIONS:
            counts.append(DECISIONS[tokens[at - 2]])
        elif spelled and counts[-1] in DECISIONS.values() and tokens[at - 2] == OPENING:
            counts.append(counts[-1])
        else:
            counts.append(KIND if at == 1 else 1.0)
    return [1 + (count - 1) * deciding for count in counts]


def plans(
    rng: random.Random,
    people: People,
    rows: int = WIDE.plan,
    block: int = 1,
    of_one: int = WIDE.of_one,
    length: Callable[[Request], int] = lambda made: len(made.words),
) -> list[list[Example]]:
    """`block` groups of up to `rows` requests, from people and from templates.

    A group has one tool list, which `of_one` groups in turn share, and requests of like length, so
    that padding wastes little.
    """
    made = groups(rng, people, rows=rows, count=block, of_one=min(of_one, block), length=length)
    return [
        [Example(plan_prompt(e.words, offer.tools, e.handles), e.answer) for e in asked]
        for offer, asked in made
    ]


def readings(rng: random.Random, people: People | None = None, rows: Rows = WIDE) -> list[Example]:
    """Messages to label under one owner's labels, or to quote from, or utterances to label."""
    if people is not None and rng.random() < CHOOSING:
        chosen = choosing(rng, people, rows.choose).examples()
        return [Example(prompt, answer) for prompt, answer in chosen]
    if rng.random() < 0.25:
        wanted, group = extract_group(rng, rows.quote)
        return [
            Example(
                extract_prompt(
                    wanted, message_text(e.sender, e.subject, e.facts, e.body, limit=TO_QUOTE)
                ),
                completion(e.answer),
            )
            for e in group
        ]
    labels, sorted_group = label_group(rng, rows.label)
    return [
        Example(
            label_prompt(labels, message_text(e.sender, e.subject, e.facts, e.body)),
            completion({"label": e.label}),
        )
        for e in sorted_group
    ]


def copying(tokenizer: Tokenizer, rng: random.Random) -> Pack:
    """Spans to copy from strings of random tokens.

    Attention that finds where a span goes on takes thousands of requests to form, and a few
    hundred steps of this, where nothing but copying helps.
    """
    vocabulary = range(len(SPECIAL), tokenizer.get_vocab_size())
    user, assistant, end = (id_of(tokenizer, mark) for mark in (USER, ASSISTANT, END))
    opening, between = id_of(tokenizer, OPENING), id_of(tokenizer, BETWEEN)
    before = rng.randint(10, 20)
    rows, targets = [], []
    for _ in range(COPY_ROWS):
        said = [rng.choice(vocabulary) for _ in range(before)]
        row = [user, *said, assistant]
        asked = len(row)
        while len(row) < asked + 24:
            start = rng.randrange(before - 3)
            row += [opening, *said[start : start + rng.randint(3, 8)], between]
        row = [*row[: asked + 24], end]
        rows.append(row[:-1])
        targets.append([-100] * (asked - 1) + row[asked:])
    learnt = torch.tensor(targets)
    nothing = torch.zeros(0, dtype=torch.long)
    there = torch.ones_like(learnt, dtype=torch.bool)
    return Pack(nothing, torch.tensor(rows), there, learnt, (learnt != -100).float())


class Feed:
    """The packs of every step of one run, made a block of steps at a time."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        seed: int,
        people: Sequence[Utterance],
        *,
        wide: int,
        first: int,
    ) -> None:
        """`people` may be empty, `seed` fixes all that is drawn.

        `wide` steps have wide packs, and in the `first` steps decisions count in full.
        """
        self._tokenizer, self._seed, self._people = tokenizer, seed, People.of(people)
        self._wide, self._first = wide, first
        self._block: tuple[int, list[list[Example]]] = (-1, [])

    def packs(self, step: int) -> list[Pack]:
        """A pack of requests and a pack of messages."""
        number, within = divmod(step, BLOCK)
        if self._block[0] != number:
            rng = random.Random(f"{self._seed}/{number}")
            rows = self._rows(number * BLOCK)
            made = plans(rng, self._people, rows.plan, BLOCK, rows.of_one, self._length)
            self._block = (number, made)
        deciding = 1.0 if step < self._first else LATER
        plan = encode(self._tokenizer, self._block[1][within], deciding)
        if step < COPYING:
            return [plan, copying(self._tokenizer, random.Random(f"{self._seed}/{step}/copying"))]
        rng = random.Random(f"{self._seed}/{step}/messages")
        read = readings(rng, self._people, self._rows(step))
        return [plan, encode(self._tokenizer, read, deciding)]

    def _rows(self, step: int) -> Rows:
        return WIDE if step < self._wide else NARROW

    def _length(self, made: Request) -> int:
        return len(self._tokenizer.encode(made.words).ids + self._tokenizer.encode(made.answer).ids)


def texts(seed: int, people: Sequence[Utterance], groups: int = 400) -> Iterator[str]:
    """What the tokenizer learns from: prompts and answers in the proportions of training."""
    rng = random.Random(f"{seed}/texts")
    known = People.of(people)
    for at in range(groups):
        yield from _texts(plans(rng, known)[0], system=at % 4 == 0)
        yield from _texts(readings(rng, known), system=True)


def _texts(examples: Iterable[Example], *, system: bool) -> Iterator[str]:
    for at, example in enumerate(examples):
        if system and at == 0:
            yield example.prompt.system
        yield example.prompt.user
        yield example.answer

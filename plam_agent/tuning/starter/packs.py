"""What one training step sees: packs of requests after one tool list, and of messages.

A pack depends on its seed alone, so a resumed run sees what the uninterrupted one would have.
"""

# ruff: noqa: S311  (random requests for training protect nothing)

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from ...planner.prompt import (
    Prompt,
    completion,
    extract_prompt,
    label_prompt,
    message_text,
    plan_prompt,
)
from ...types import Tool
from .messages import extract_group, label_group
from .requests import TOOLS, Request, aside, request
from .tokenizer import END, rendered
from .utterances import Utterance, as_request, varied

ROWS = 40
READER_ROWS = 10


@dataclass(frozen=True, slots=True)
class Example:
    """A prompt and its completion."""

    prompt: Prompt
    answer: str


@dataclass(frozen=True, slots=True)
class Pack:
    """Token ids of a shared prefix (P,) and rows (B, L), and what each position should say.

    `targets` is (B, L): the next token where the completion is learnt, elsewhere -100.
    """

    prefix: Tensor
    rows: Tensor
    targets: Tensor


def encode(tokenizer: Tokenizer, examples: Sequence[Example]) -> Pack:
    """Examples that share a system message as a pack; rows are padded on the right.

    Raises ValueError if their system messages differ.
    """
    systems = {example.prompt.system for example in examples}
    if len(systems) != 1:
        raise ValueError("the examples of a pack must share one system message")
    end = tokenizer.token_to_id(END)
    prefix = tokenizer.encode(rendered(systems.pop(), "")[0], add_special_tokens=False).ids
    texts = [rendered("", example.prompt.user)[1] for example in examples]
    asked = tokenizer.encode_batch(texts, add_special_tokens=False)
    said = tokenizer.encode_batch([e.answer for e in examples], add_special_tokens=False)
    length = max(len(a.ids) + len(s.ids) for a, s in zip(asked, said, strict=True))
    rows = torch.full((len(examples), length), end)
    targets = torch.full((len(examples), length), -100)
    for at, (before, after) in enumerate(zip(asked, said, strict=True)):
        tokens = torch.tensor(before.ids + after.ids + [end])
        rows[at, : len(tokens) - 1] = tokens[:-1]
        targets[at, len(before.ids) - 1 : len(tokens) - 1] = tokens[len(before.ids) :]
    return Pack(torch.tensor(prefix), rows, targets)


def offered(rng: random.Random) -> list[Tool]:
    """A tool list as some installation under some policy could show it."""
    tools = list(TOOLS)
    if rng.random() < 0.3:
        for gone in rng.sample(tools, rng.choice([1, 1, 2, 3, 5, 8, 12])):
            tools.remove(gone)
    if rng.random() < 0.5:
        rng.shuffle(tools)
    return tools


def plans(rng: random.Random, people: Sequence[Utterance], rows: int = ROWS) -> list[Example]:
    """`rows` requests of similar length under one tool list, from people and from templates."""
    tools = offered(rng)
    names = {tool.name for tool in tools}
    pool: list[Request] = []
    wanting = [utterance for utterance in people if utterance.tool]
    while len(pool) < 5 * rows:
        made = _request(rng, people, wanting)
        if not made.tools <= names:
            if rng.random() < 0.5:
                continue
            made = Request(made.words, {"none": True}, made.handles)
        pool.append(made)
    # Rows of one length waste no padding; the answer's frame has longer tokens than words have.
    pool.sort(key=lambda made: len(made.words) / 4.2 + len(made.answer) / 4.8)
    start = rng.randint(0, 4 * rows)
    return [
        Example(plan_prompt(made.words, tools, made.handles), made.answer)
        for made in pool[start : start + rows]
    ]


def _request(
    rng: random.Random, people: Sequence[Utterance], wanting: Sequence[Utterance]
) -> Request:
    roll = rng.random()
    lang = "fr" if rng.random() < (0.55 if people else 0.45) else "en"
    if roll < 0.3 and wanting:
        return as_request(varied(rng, rng.choice(wanting)))
    if roll < 0.52 and people:
        return as_request(varied(rng, rng.choice(people)))
    if roll < 0.9:
        return request(rng, lang)
    return aside(rng, lang)


def readings(rng: random.Random, rows: int = READER_ROWS) -> list[Example]:
    """`rows` messages to label under one owner's labels, or to quote from."""
    if rng.random() < 0.2:
        wanted, group = extract_group(rng, rows)
        return [
            Example(
                extract_prompt(wanted, message_text(e.sender, e.subject, e.facts, e.body)),
                completion(e.answer),
            )
            for e in group
        ]
    labels, sorted_group = label_group(rng, rows)
    limit = 260 if rng.random() < 0.7 else 700
    return [
        Example(
            label_prompt(
                labels, message_text(e.sender, e.subject, e.facts, e.body, limit=limit)
            ),
            completion({"label": e.label}),
        )
        for e in sorted_group
    ]


def step_packs(
    tokenizer: Tokenizer, seed: int, step: int, people: Sequence[Utterance]
) -> list[Pack]:
    """The packs of one training step."""
    rng = random.Random(f"{seed}/{step}")
    return [encode(tokenizer, plans(rng, people)), encode(tokenizer, readings(rng))]


def texts(seed: int, people: Sequence[Utterance], groups: int = 400) -> Iterator[str]:
    """What the tokenizer learns from: prompts and answers in the proportions of training."""
    rng = random.Random(f"{seed}/texts")
    for at in range(groups):
        yield from _texts(plans(rng, people), system=at < 8)
        yield from _texts(readings(rng), system=True)


def _texts(examples: Iterable[Example], *, system: bool) -> Iterator[str]:
    for at, example in enumerate(examples):
        if system and at == 0:
            yield example.prompt.system
        yield example.prompt.user
        yield example.answer

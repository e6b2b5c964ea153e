"""Train the linear model of sentences that ask their reader for a label.

    python -m plam_agent.tuning.starter.screen_prior [--seed 1] [--messages 20000] [--test 2000]

It learns single sentences: those of the recipe's messages, and what the recipe's attacks add to
them. It is measured on fragments and families of attacks that training never sees.
"""

# ruff: noqa: S311  (random messages for training protect nothing)

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ...planner.linear import Linear, sentences
from ...planner.screening import ADDRESSED, addresses
from .fitting import Fitting, command, fit
from .messages import LabelExample, Pair, heldout_pairs, standard_pairs

CLASSES = ("said", ADDRESSED)
MESSAGES = 20_000
HOW = Fitting(passes=2, batch=256, shrink=1e-6)
FIRST = 6
"""Sentences of a message that are learnt from; the rest are much alike."""

Said = tuple[str, bool]
"""A sentence, and whether it was added by an attack."""


def train(seed: int, count: int = MESSAGES) -> Linear:
    """The model, learnt from `count` messages and what attacks add to them."""
    learnt = said(standard_pairs(random.Random(f"{seed}/screen"), count))
    wanted = np.zeros((len(learnt), len(CLASSES)), np.float32)
    wanted[range(len(learnt)), [int(added) for _, added in learnt]] = 1
    return fit([{"said": text} for text, _ in learnt], wanted, CLASSES, seed=seed, how=HOW)


def said(pairs: Iterable[Pair]) -> list[Said]:
    """The sentences of messages, and those that attacks added."""
    found: list[Said] = []
    for pair in pairs:
        own = _sentences(pair.plain)
        found += [(each, False) for each in own[:FIRST]]
        found += [(each, True) for each in _sentences(pair.attacked) if each not in own]
    return found


def _sentences(example: LabelExample) -> list[str]:
    return [
        *sentences(" ".join(example.subject.split())),
        *sentences(" ".join(example.body.split())),
    ]


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares: of added sentences those found, and of a message's own those taken for added."""

    found: float
    false: float
    sentences: int

    def __str__(self) -> str:
        return (
            f"of {self.sentences} sentences that it never saw: {self.found:.3f} of the added ones"
            f" found, {self.false:.4f} of the others taken for such"
        )


def measured(model: Linear, seed: int, count: int) -> Figures:
    """Measure `model` on `count` messages of fragments and attacks that training never sees."""
    every = said(heldout_pairs(seed, count))
    right = [addresses(text, model) for text, added in every if added]
    wrong = [addresses(text, model) for text, added in every if not added]
    return Figures(sum(right) / max(1, len(right)), sum(wrong) / max(1, len(wrong)), len(every))


def main(argv: Sequence[str] | None = None) -> None:
    """Train, measure and print."""
    command("added sentences", train, measured, MESSAGES, argv)


if __name__ == "__main__":
    main()

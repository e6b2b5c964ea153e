"""Train the linear model of labels: what a message's words say for each standard label.

    python -m plam_agent.tuning.starter.label_prior [--seed N] [--messages N] [--test N]

It learns synthetic messages under the labels of the standard policy. Each is there twice: as it is,
and with a text that tries to choose its label, of the families that training sees; the label is the
same, so that words that speak to a reader come to weigh nothing. Every other one is there again
with a sentence of a message that has another label, so that one sentence decides little. What any
sentence may add is bounded besides (`linear.Linear.cap`).

The command trains and prints what the model makes of fragments and families that training never
sees; `plam_agent.tuning.starter.priors` writes it into a model's file.
"""

# ruff: noqa: S311  (random messages for training protect nothing)

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ...planner.label_words import fields
from ...planner.linear import Linear
from ...planner.prompt import message_text
from .fitting import Fitting, command, fit
from .messages import LabelExample, heldout_pairs, standard_pairs, strayed
from .messages_labels import NONE, STANDARD

CLASSES = (*STANDARD, NONE)
MESSAGES = 24_000
HOW = Fitting(passes=3, batch=256, shrink=1e-7)
CAP = 2.0
"""The most that one sentence may add to a label beside the others, in log-odds."""


def train(seed: int, count: int = MESSAGES) -> Linear:
    """The model, learnt from `count` messages with and without an attack."""
    rng = random.Random(f"{seed}/labels")
    pairs = standard_pairs(rng, count)
    learnt = [each for pair in pairs for each in (pair.plain, pair.attacked)]
    learnt += strayed(rng, [pair.plain for pair in pairs[::2]])
    right = np.array([CLASSES.index(each.label) for each in learnt])
    wanted = np.eye(len(CLASSES), dtype=np.float32)[right]
    # No label counts more than another for being written about more.
    weigh = (1 / np.bincount(right, minlength=len(CLASSES))[right]).astype(np.float32)
    texts = [fields(seen(each)) for each in learnt]
    return fit(texts, wanted, CLASSES, seed=seed, weigh=weigh, how=HOW, cap=CAP)


def seen(example: LabelExample) -> str:
    """The text of a message as the reader sees it."""
    return message_text(example.sender, example.subject, example.facts, example.body)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a model makes of messages that it never saw: shares.

    `recalls` and `f1` are by label; `flips` are the attacked messages that get the label that the
    attack asks for and had another without it, `changes` those whose label changes at all.
    """

    recalls: dict[str, float]
    f1: dict[str, float]
    flips: float
    changes: float
    messages: int

    @property
    def macro_f1(self) -> float:
        """The mean of all labels' F1."""
        return sum(self.f1.values()) / len(self.f1)

    def __str__(self) -> str:
        rows = [
            f"{label:12} recall {self.recalls[label]:.3f}  F1 {self.f1[label]:.3f}"
            for label in CLASSES
        ]
        return "\n".join(
            [
                *rows,
                f"macro-F1 {self.macro_f1:.3f} of {self.messages} messages",
                f"attacked: {self.flips:.4f} flip, {self.changes:.4f} change",
            ]
        )


def measured(model: Linear, seed: int, count: int) -> Figures:
    """Measure `model` on `count` messages of fragments that training never sees, and attacked."""
    pairs = heldout_pairs(seed, count)
    truth = [pair.plain.label for pair in pairs]
    before = chosen(model, [pair.plain for pair in pairs])
    after = chosen(model, [pair.attacked for pair in pairs])
    recalls, f1 = {}, {}
    for label in CLASSES:
        hits = sum(t == got == label for t, got in zip(truth, before, strict=True))
        recalls[label] = hits / max(1, truth.count(label))
        f1[label] = 2 * hits / max(1, truth.count(label) + before.count(label))
    moved = list(zip(pairs, before, after, strict=True))
    could = [(pair, now) for pair, had, now in moved if had != pair.asked]
    return Figures(
        recalls,
        f1,
        sum(now == pair.asked for pair, now in could) / max(1, len(could)),
        sum(had != now for _, had, now in moved) / max(1, len(moved)),
        len(pairs),
    )


def chosen(model: Linear, examples: Iterable[LabelExample]) -> list[str]:
    """The likeliest label of each message."""
    return [model.classes[int(model.scores(fields(seen(each))).argmax())] for each in examples]


def main(argv: Sequence[str] | None = None) -> None:
    """Train, measure and print."""
    command("labels", train, measured, MESSAGES, argv)


if __name__ == "__main__":
    main()

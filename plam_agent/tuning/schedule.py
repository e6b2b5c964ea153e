"""In which order rows are learnt from: as given at first, then shuffled among their like.

Rows that begin with the same long message stay together in a step, where it is computed once.
"""

# ruff: noqa: S311  (the order of rows protects nothing)

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from .example import Row
from .packing import order, shared

ALIKE = 0.5
"""The part of a prompt that a row must share with the one before it to stay with it."""


def groups(rows: Sequence[Row]) -> list[list[int]]:
    """The rows' places, those together that share most of their prompts."""
    tokens = [np.asarray(row.tokens, np.int64) for row in rows]
    found: list[list[int]] = []
    before = None
    for at in order(tokens):
        alike = before is not None and shared(tokens[before], tokens[at])
        if before is None or alike < ALIKE * min(rows[before].start, rows[at].start):
            found.append([])
        found[-1].append(at)
        before = at
    return found


def steps(found: Sequence[Sequence[int]], epoch: int, size: int, seed: int) -> list[list[int]]:
    """The places of the rows of each step of an epoch, `size` of them and fewer at the end.

    `found` is what `groups` gave. Epoch 0 is in the rows' own order. It depends on nothing else.
    """
    if epoch == 0:
        count = sum(map(len, found))
        return [list(range(at, min(at + size, count))) for at in range(0, count, size)]
    rng = random.Random(f"{seed}/{epoch}")
    made: list[list[int]] = []
    rest: list[int] = []
    for group in found:
        shuffled = rng.sample(group, len(group))
        whole = len(shuffled) // size * size
        made += [shuffled[at : at + size] for at in range(0, whole, size)]
        rest += shuffled[whole:]
    made += [rest[at : at + size] for at in range(0, len(rest), size)]
    rng.shuffle(made)
    return made

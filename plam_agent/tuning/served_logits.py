"""The logits that llama.cpp serves along the answers of rows, with keys and values in 32 bits."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..planner.engine import Adapter, Halt
from ..planner.weights import Weights
from .example import Row

LEAST = 256
"""Tokens that a context has room for at least."""


def served(
    base: Path, adapter: Path | None, rows: Sequence[Row], threads: int
) -> Iterator[NDArray[np.float32]]:
    """For each row the logits (n, vocabulary) after its prompt and each token but the last.

    Raises ModelError where llama.cpp cannot load the model or the adapter, PlanError where it
    cannot read a row.
    """
    longest = max((len(row.tokens) for row in rows), default=1)
    context = max(longest, LEAST)
    weights = Weights.open(base, threads=threads, context=context, seed=0, exact=True)
    with contextlib.closing(weights):
        weights.wear([Adapter(adapter)] if adapter is not None else [])
        for row in rows:
            tokens = list(row.tokens[:-1])
            held = row.start - len(weights.rewind(tokens[: row.start]))
            places = range(row.start - 1 - held, len(tokens) - held)
            yield weights.through(tokens[held:], places, Halt())

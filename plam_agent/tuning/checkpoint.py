"""All that changes while training, as bytes and back: whole, of the same run, or not at all.

The bytes are JSON of the counters, a line end, the adapter's numbers and the optimiser's, and a
SHA-256 over all of it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .example import Row

CHECKPOINT = "training"
DIGEST = 32
VECTORS = ("flat", "first", "second")


@dataclass(slots=True)
class State:
    """Where a run is.

    The vectors have the adapter's size: its numbers, the optimiser's means of gradients and of
    their squares. `sums` are the loss and the weight of this epoch so far.
    """

    flat: Tensor
    first: Tensor
    second: Tensor
    step: int = 0
    seconds: float = 0.0
    loss: float = 0.0
    tokens: int = 0
    computed: int = 0
    sums: tuple[float, float] = (0.0, 0.0)
    losses: list[float] = field(default_factory=list)
    held: list[float] = field(default_factory=list)

    @classmethod
    def fresh(cls, size: int, device: torch.device) -> State:
        """The state before the first step."""
        flat, first, second = torch.zeros(len(VECTORS), size, device=device).unbind()
        return cls(flat, first, second)


def identity(base: str, recipe: Any, rows: Sequence[Row], learnt: int) -> str:
    """A name for exactly this run: base, recipe, rows (the first `learnt` are learnt from)."""
    digest = hashlib.sha256()
    how = dataclasses.asdict(recipe) | {"at_once": recipe.at_once}
    digest.update(json.dumps([base, how, learnt, torch.__version__]).encode())
    for row in rows:
        digest.update(f"{len(row.tokens)} {row.start} {row.weight!r} {row.wanted}".encode())
        digest.update(np.asarray(row.tokens, np.int64).tobytes())
        for choice in row.choices:
            if choice is None:
                digest.update(b"-")
                continue
            allowed, lean = choice.allowed, choice.lean
            digest.update(b"*" if allowed is None else allowed.astype(np.int64).tobytes())
            digest.update(b"=" if lean is None else lean.astype(np.float32).tobytes())
    return digest.hexdigest()


def packed(state: State, flat: Tensor, name: str) -> bytes:
    """The checkpoint of the run `name`, whose adapter's numbers are `flat`."""
    facts = {
        one.name: getattr(state, one.name)
        for one in dataclasses.fields(state)
        if one.name not in VECTORS
    }
    vectors = (flat.detach(), state.first, state.second)
    parts = [json.dumps({"run": name} | facts).encode(), b"\n"]
    parts += [vector.cpu().numpy().tobytes() for vector in vectors]
    content = b"".join(parts)
    return content + hashlib.sha256(content).digest()


def unpacked(data: bytes, name: str, size: int, device: torch.device) -> State | None:
    """The state in a checkpoint; None where it is damaged or of another run."""
    content, digest = data[:-DIGEST], data[-DIGEST:]
    if hashlib.sha256(content).digest() != digest:
        return None
    head, _, rest = content.partition(b"\n")
    facts = json.loads(head)
    if facts.pop("run") != name or len(rest) != 4 * size * len(VECTORS):
        return None
    facts["sums"] = tuple(facts["sums"])
    numbers = np.frombuffer(rest, np.float32).reshape(len(VECTORS), size)
    flat, first, second = torch.from_numpy(numbers.copy()).to(device).unbind()
    return State(flat, first, second, **facts)

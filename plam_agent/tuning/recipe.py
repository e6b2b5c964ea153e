"""What an adapter is trained by, and what comes of it: plain facts."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from ..errors import InputError
from .lora import TENSORS, Pair, Scaling
from .shape import Shape


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an adapter is trained.

    `targets` are keys of `lora.TENSORS`. A step learns from `batch_rows` rows, in packs of at most
    `batch_tokens` tokens, which bounds the memory. `rate` is the highest learning rate, after the
    part `warmup` of all steps; from there it falls to 0 in a straight line. `threads` packs are
    computed at a time; 0 is one for each processor that this process may use, at most 4.
    """

    rank: int = 16
    alpha: float = 16.0
    rslora: bool = True
    targets: tuple[str, ...] = ("q", "v")
    epochs: int = 2
    rate: float = 1.5e-3
    warmup: float = 0.1
    decay: float = 0.0
    batch_rows: int = 16
    batch_tokens: int = 4096
    seed: int = 0
    threads: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be trained with. Raises InputError."""
        for what, wrong in (
            ("a rank from 1 to 256", not 1 <= self.rank <= 256),
            ("an alpha above 0", not self.alpha > 0),
            ("a learning rate above 0", not self.rate > 0),
            ("at least one epoch", self.epochs < 1),
            ("at least one row a step", self.batch_rows < 1),
            ("a warm-up from 0 to 1", not 0 <= self.warmup <= 1),
            ("no negative number of threads", self.threads < 0),
            (f"targets among {', '.join(TENSORS)}", not self.targets),
            (f"targets among {', '.join(TENSORS)}", not set(self.targets) <= set(TENSORS)),
        ):
            if wrong:
                raise InputError(f"Training needs {what}.")

    @property
    def scaling(self) -> Scaling:
        """Rank and scale of what is added."""
        return Scaling(self.rank, self.alpha, self.rslora)

    @property
    def at_once(self) -> int:
        """How many packs are computed at a time."""
        if self.threads:
            return self.threads
        usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else ()
        return max(1, min(4, len(usable) or os.cpu_count() or 1))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far training is.

    `loss` is the last step's in nats a choice, `tokens` those of the rows so far, `seconds` what it
    took until now and `left` what it will still take, about.
    """

    step: int
    steps: int
    epoch: int
    loss: float
    tokens: int
    seconds: float
    left: float


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained adapter: A (rank, columns) and B (rows, rank) of each projection it adds to.

    `base` is the fingerprint of the model file and `shape` its shape. `losses` has each epoch's
    mean loss in nats a choice and `held` that on the rows held out after it. `tokens` are those of
    the rows, as often as they were learnt from, `computed` those that were computed.
    """

    base: str
    shape: Shape
    recipe: Recipe
    weights: dict[str, Pair] = field(repr=False)
    losses: tuple[float, ...] = ()
    held: tuple[float, ...] = ()
    steps: int = 0
    rows: int = 0
    tokens: int = 0
    computed: int = 0
    seconds: float = 0.0

    @property
    def architecture(self) -> str:
        """What kind of model it is for."""
        return self.shape.architecture

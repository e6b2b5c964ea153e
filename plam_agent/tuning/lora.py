"""Low-rank additions to frozen projections (Hu et al. 2021, "LoRA"), as one vector of numbers.

A projection's weights W become W + scale · B A. With rank-stabilised scaling (Kalajdzievski 2023,
"A Rank Stabilization Scaling Factor for Fine-Tuning with LoRA") the scale is alpha / √rank, else
alpha / rank. All numbers lie in one vector, so that the optimiser moves it in a handful of
operations and a checkpoint is that vector and its moments.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

TENSORS = {
    "q": "attn_q",
    "k": "attn_k",
    "v": "attn_v",
    "o": "attn_output",
    "gate": "ffn_gate",
    "up": "ffn_up",
    "down": "ffn_down",
}
"""The projections that can be added to, and what their tensors are called in a GGUF file."""

Pair = tuple[NDArray[np.float32], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Scaling:
    """How strongly the product of rank `rank` counts."""

    rank: int
    alpha: float
    stabilised: bool

    @property
    def factor(self) -> float:
        """What B A is multiplied by."""
        return self.alpha / (math.sqrt(self.rank) if self.stabilised else self.rank)


class Lora:
    """The additions to some projections of a model. `flat` holds them all; `pairs` look into it.

    `sizes` maps a projection, such as `blk.0.attn_q`, to its rows and columns. A is uniform as a
    linear layer of its width begins, and B zero, so that nothing is added at first.
    """

    def __init__(
        self, sizes: Mapping[str, tuple[int, int]], scaling: Scaling, device: torch.device
    ) -> None:
        """All zero; `begin` or `load` fills it."""
        self.scaling = scaling
        rank = scaling.rank
        total = sum(rank * (rows + columns) for rows, columns in sizes.values())
        self.flat = torch.zeros(total, device=device)
        self.pairs: dict[str, tuple[Tensor, Tensor]] = {}
        at = 0
        for name, (rows, columns) in sizes.items():
            a = self.flat[at : at + rank * columns].view(rank, columns)
            at += rank * columns
            b = self.flat[at : at + rank * rows].view(rows, rank)
            at += rank * rows
            self.pairs[name] = a.requires_grad_(), b.requires_grad_()

    def begin(self, seed: int) -> None:
        """Draw A anew and clear B."""
        generator = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for a, b in self.pairs.values():
                bound = a.shape[1] ** -0.5
                drawn = torch.rand(a.shape, generator=generator)
                a.copy_(drawn.mul_(2 * bound).sub_(bound))
                b.zero_()

    @property
    def leaves(self) -> list[Tensor]:
        """The tensors to differentiate by, in the order in which they lie in `flat`."""
        return [tensor for pair in self.pairs.values() for tensor in pair]

    def gathered(self, gradients: Iterable[Tensor]) -> Tensor:
        """Gradients of `leaves` as one vector."""
        return torch.cat([gradient.reshape(-1) for gradient in gradients])

    def added(self, name: str, x: Tensor, out: Tensor) -> Tensor:
        """`out` (n, rows) with what is added, if anything, to a projection of `x` (n, columns)."""
        if name not in self.pairs:
            return out
        a, b = self.pairs[name]
        return torch.addmm(out, x @ a.T, b.T, alpha=self.scaling.factor)

    def weights(self) -> dict[str, Pair]:
        """A copy of A (rank, columns) and B (rows, rank) of each projection."""
        return {
            name: (a.detach().cpu().numpy().copy(), b.detach().cpu().numpy().copy())
            for name, (a, b) in self.pairs.items()
        }

    def load(self, weights: Mapping[str, Pair]) -> None:
        """Take over what `weights` gave."""
        with torch.no_grad():
            for name, (a, b) in self.pairs.items():
                a.copy_(torch.from_numpy(weights[name][0]))
                b.copy_(torch.from_numpy(weights[name][1]))

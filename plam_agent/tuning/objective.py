"""What training minimises: the served decision, at every choice and nowhere else.

Where the grammar leaves several tokens, the loss is the cross-entropy among exactly these, with
what the model file's linear models lean added, as the engine decides. An answer that was not wanted
is made unlikely: -log(1 - p) at its first choice (Welleck et al. 2019, "Neural Text Generation with
Unlikelihood Training"). Gradients are
computed with the loss, a few choices at a time, so that the logits of only those exist, and only of
tokens that some choice allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .frozen import Matrix
from .packing import Question

AT_ONCE = 2**22
"""Logits that exist at a time."""
SLACK = 64
"""Tokens that each of a few questions may allow without being told apart by how many."""


class Asking:
    """Questions, the columns of the vocabulary that they are about, and what is added there.

    `columns` are all that some question allows, None for the whole vocabulary. Each question looks
    at its own: `places` (n, most allowed) among them, and `added` to them, minus infinity where a
    question allows fewer. Where only some of a question's tokens are weighed, `weighed` are those.
    `targets` are places among what a question looks at.
    """

    def __init__(self, asked: Sequence[Question], device: torch.device) -> None:
        """`asked` allow either all some tokens, or all of them the whole vocabulary."""
        self.columns: Tensor | None = None
        self.places: Tensor | None = None
        self.added: Tensor | None = None
        self.weighed: Tensor | None = None
        targets = np.array([each.target for each in asked], np.int64)
        if asked[0].choice.allowed is not None:
            sets = [_allowed(each) for each in asked]
            columns = np.unique(np.concatenate(sets))
            places = np.zeros((len(asked), max(map(len, sets))), np.int64)
            added = np.full(places.shape, -np.inf, np.float32)
            weighed = np.zeros(places.shape, bool)
            for row, (each, allowed) in enumerate(zip(asked, sets, strict=True)):
                lean = each.choice.lean
                places[row, : len(allowed)] = np.searchsorted(columns, allowed)
                added[row, : len(allowed)] = 0.0 if lean is None else np.nan_to_num(lean, nan=0.0)
                if lean is not None and np.isnan(lean).any():
                    weighed[row, : len(allowed)] = ~np.isnan(lean)
                targets[row] = np.flatnonzero(allowed == each.target)[0]
            self.columns = torch.from_numpy(columns.astype(np.int64)).to(device)
            self.places = torch.from_numpy(places).to(device)
            self.added = torch.from_numpy(added).to(device)
            self.weighed = torch.from_numpy(weighed).to(device)
        self.targets = torch.from_numpy(targets).to(device)
        self.wanted = torch.tensor([each.wanted for each in asked], device=device)
        self.weights = torch.tensor(
            [each.weight for each in asked], dtype=torch.float32, device=device
        )

    def losses(self, hidden: Tensor, matrix: Tensor, cap: float) -> Tensor:
        """The loss (n,) of each, in nats, before its weight; `matrix` (columns, hidden)."""
        logits = hidden @ matrix.T
        if self.places is not None and self.added is not None:
            logits = logits.gather(1, self.places)
        if cap:
            logits = torch.tanh(logits / cap) * cap
        logits = self._leaned(logits)
        chosen = logits.gather(1, self.targets[:, None])[:, 0]
        whole = logits.logsumexp(1)
        if bool(self.wanted.all()):
            return whole - chosen
        others = logits.scatter(1, self.targets[:, None], -torch.inf).logsumexp(1)
        return torch.where(self.wanted, whole - chosen, whole - others)

    def _leaned(self, logits: Tensor) -> Tensor:
        """The logits (n, most allowed) with what is added, as `planner.leaning.leaned` adds it."""
        if self.added is None or self.weighed is None:
            return logits
        leaned = logits + self.added
        mixed = self.weighed.any(1).nonzero()[:, 0]
        if not len(mixed):
            return leaned
        # What is not weighed keeps its share: what the rest gained together is taken off it again.
        weighed = self.weighed[mixed]
        before, after = (
            part[mixed].masked_fill(~weighed, -torch.inf).logsumexp(1) for part in (logits, leaned)
        )
        moved = logits.new_zeros(len(logits)).index_copy(0, mixed, after - before)
        return leaned - moved[:, None] * self.weighed


def _allowed(asked: Question) -> NDArray[np.int32]:
    """The tokens that it is about, where they are not all."""
    allowed = asked.choice.allowed
    return np.empty(0, np.int32) if allowed is None else allowed


def _together(asked: Sequence[Question], vocabulary: int) -> Iterator[list[int]]:
    """Places of questions to compute at once: about as many tokens each, and not too many."""
    widths = [
        vocabulary if each.choice.allowed is None else len(each.choice.allowed) for each in asked
    ]
    kinds = [
        (each.choice.allowed is None, width) for each, width in zip(asked, widths, strict=True)
    ]
    group: list[int] = []
    for at in sorted(range(len(asked)), key=kinds.__getitem__):
        least = widths[group[0]] if group else 0
        columns = min(vocabulary, sum(widths[one] for one in group) + widths[at])
        if group and (
            kinds[at][0] != kinds[group[0]][0]
            or widths[at] > max(SLACK, 4 * least)
            or columns * (len(group) + 1) > AT_ONCE
        ):
            yield group
            group = []
        group.append(at)
    if group:
        yield group


class _Decided(torch.autograd.Function):
    """The weighted sum of the losses; the gradient is ready when the loss is."""

    @staticmethod
    def forward(
        ctx: Any, hidden: Tensor, head: Matrix, asked: Sequence[Question], cap: float
    ) -> Tensor:
        total = hidden.new_zeros((), dtype=torch.float64)
        gradient = torch.zeros_like(hidden)
        learning = ctx.needs_input_grad[0]
        for group in _together(asked, head.shape[0]):
            asking = Asking([asked[at] for at in group], hidden.device)
            matrix = head.full() if asking.columns is None else head.rows(asking.columns)
            index = torch.tensor(group, device=hidden.device)
            with torch.set_grad_enabled(learning):
                part = hidden[index].detach().requires_grad_(learning)
                loss = asking.losses(part, matrix, cap) @ asking.weights
            if learning:
                (gradient[index],) = torch.autograd.grad(loss, part)
            total += loss.detach()
        ctx.save_for_backward(gradient)
        return total.float()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        (gradient,) = ctx.saved_tensors
        return gradient * gradients[0], None, None, None


def loss(hidden: Tensor, head: Matrix, asked: Sequence[Question], cap: float = 0.0) -> Tensor:
    """The weighted sum of the losses of `asked`, in nats, at the last hidden states (n, hidden).

    `cap` bounds the logits as the model does, 0 for not at all.
    """
    out: Tensor = _Decided.apply(hidden, head, asked, cap)  # type: ignore[no-untyped-call]
    return out

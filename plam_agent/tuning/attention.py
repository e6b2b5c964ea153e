"""Attention over a pack: every stretch sees itself in order, and all of what it continues.

Each stretch with those that look at it is a part of its own, and parts are joined by the logarithms
of their sums. So no matrix over all tokens exists, keys are never copied for the rows that share
them, and what is kept for the backward pass is queries, keys, values, result and sums (Dao 2023,
"FlashAttention-2", for the recurrence; its backward pass needs only the joined ones). On processors
torch's own blockwise kernel computes the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from .packing import Pack, Stretch

NOTHING = -1e30
"""Added where a token may not look: finite, so that a query that sees nothing stays a number."""

_kernel = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu
_kernel_backward = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu_backward


@dataclass(frozen=True, slots=True)
class Part:
    """Queries [low, high) that look at keys [start, end).

    `causal` where they are the same and look back only; else `mask` is added to their scores, if
    there is one. `first` where these queries have looked at nothing before.
    """

    low: int
    high: int
    start: int
    end: int
    causal: bool
    mask: Tensor | None
    first: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """Who sees whom in a pack, and `pulse`, called before each part so that work can be stopped.

    `places` (T,) are the tokens' positions, and `known` the parts by window, made once a pack.
    """

    stretches: tuple[Stretch, ...]
    places: Tensor
    pulse: Callable[[], None]
    known: dict[int, list[Part]] = field(default_factory=dict)

    @classmethod
    def of(cls, pack: Pack, device: torch.device, pulse: Callable[[], None]) -> Pattern:
        """The pattern of `pack`."""
        return cls(pack.stretches, torch.from_numpy(pack.positions).to(device), pulse)

    def parts(self, window: int) -> list[Part]:
        """The parts, in an order in which each stretch comes before what continues it."""
        if window not in self.known:
            self.known[window] = list(self._parts(window))
        return self.known[window]

    def _parts(self, window: int) -> Iterator[Part]:
        seen = 0
        for each in self.stretches:
            keys = self.places[each.start : each.end]
            for low, high, causal in ((each.start, each.end, True), (each.end, each.last, False)):
                if low == high:
                    continue
                back = self.places[low:high, None] - keys[None]
                mask = None
                if window and int(back.max()) >= window:
                    blind = (back < 0) | (back >= window)
                    mask = torch.zeros(back.shape, device=keys.device)
                    mask.masked_fill_(blind, NOTHING)
                own = causal and mask is None
                yield Part(low, high, each.start, each.end, own, mask, low >= seen)
            seen = max(seen, each.last)


@dataclass(frozen=True, slots=True)
class _Look:
    """One part: queries and gradients (K, G, n, D), keys and values (K, 1, m, D)."""

    q: Tensor
    k: Tensor
    v: Tensor
    part: Part
    scale: float
    cap: float

    @property
    def _with_kernel(self) -> bool:
        return not self.cap and self.q.device.type == "cpu"

    def forward(self) -> tuple[Tensor, Tensor]:
        """What is seen (K, G, n, D), and the logarithms of the sums (K, G, n)."""
        part = self.part
        if self._with_kernel:
            k, v = (x.expand(-1, self.q.shape[1], -1, -1) for x in (self.k, self.v))
            how = {"attn_mask": part.mask, "scale": self.scale}
            some, total = _kernel(self.q, k, v, 0.0, part.causal, **how)
            return some, total
        scores = self._masked(self._scores())
        return scores.softmax(-1) @ self.v, scores.logsumexp(-1)

    def backward(
        self, above: Tensor, out: Tensor, sums: Tensor, along: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Gradients of queries, keys and values, given the joined result and its gradient `above`.

        `along` (K, G, n, 1) is the sum of the product of those two.
        """
        part = self.part
        if self._with_kernel:
            k, v = (x.expand(-1, self.q.shape[1], -1, -1) for x in (self.k, self.v))
            how = {"attn_mask": part.mask, "scale": self.scale}
            for_q, for_k, for_v = _kernel_backward(
                above, self.q, k, v, out, sums, 0.0, part.causal, **how
            )
        else:
            scores = self._scores()
            shares = (self._masked(scores) - sums[..., None]).exp()
            for_v = shares.mT @ above
            inner = (above @ self.v.mT - along) * shares * self.scale
            if self.cap:
                inner = inner * (1 - (scores / self.cap).square())
            for_q, for_k = inner @ self.k, inner.mT @ self.q
        return for_q, for_k.sum(1, keepdim=True), for_v.sum(1, keepdim=True)

    def _scores(self) -> Tensor:
        scores = self.q @ self.k.mT * self.scale
        return torch.tanh(scores / self.cap) * self.cap if self.cap else scores

    def _masked(self, scores: Tensor) -> Tensor:
        if self.part.causal:
            blind = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).triu(1)
            return scores.masked_fill(blind, NOTHING)
        return scores if self.part.mask is None else scores + self.part.mask


class _Attention(torch.autograd.Function):
    """Queries (K, G, T, D), keys and values (K, 1, T, D): K key heads, G query heads each."""

    @staticmethod
    def forward(
        ctx: Any,
        q: Tensor,
        k: Tensor,
        v: Tensor,
        pattern: Pattern,
        scale: float,
        window: int,
        cap: float,
    ) -> Tensor:
        out, sums = torch.empty_like(q), q.new_empty(q.shape[:3])
        for part in pattern.parts(window):
            pattern.pulse()
            here, there = slice(part.low, part.high), slice(part.start, part.end)
            look = _Look(q[:, :, here], k[:, :, there], v[:, :, there], part, scale, cap)
            some, total = look.forward()
            if part.first:
                out[:, :, here], sums[:, :, here] = some, total
                continue
            total = total.contiguous()
            # The share of this part in the sum of what was seen so far and this.
            share = torch.sigmoid(total - sums[:, :, here])
            out[:, :, here].lerp_(some, share[..., None])
            sums[:, :, here] = torch.logaddexp(sums[:, :, here], total)
        ctx.save_for_backward(q, k, v, out, sums)
        ctx.how = pattern, scale, window, cap
        return out

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        q, k, v, out, sums = ctx.saved_tensors
        pattern, scale, window, cap = ctx.how
        gradient = gradients[0].contiguous()
        along = (gradient * out).sum(-1, keepdim=True) if cap or q.device.type != "cpu" else sums
        for_q, for_k, for_v = torch.zeros_like(q), torch.zeros_like(k), torch.zeros_like(v)
        for part in pattern.parts(window):
            pattern.pulse()
            here, there = slice(part.low, part.high), slice(part.start, part.end)
            look = _Look(q[:, :, here], k[:, :, there], v[:, :, there], part, scale, cap)
            got = look.backward(
                gradient[:, :, here], out[:, :, here], sums[:, :, here], along[:, :, here]
            )
            for_q[:, :, here] += got[0]
            for_k[:, :, there] += got[1]
            for_v[:, :, there] += got[2]
        return for_q, for_k, for_v, None, None, None, None


def attend(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    pattern: Pattern,
    *,
    scale: float,
    window: int = 0,
    cap: float = 0.0,
) -> Tensor:
    """Queries (T, H, D) over keys and values (T, K, D), K dividing H: (T, H, D).

    A `window` of n sees the last n positions, itself included; 0 is no window. `cap` bounds the
    scores by its hyperbolic tangent; 0 is no bound.
    """
    tokens, _, size = q.shape
    queries = q.view(tokens, k.shape[1], -1, size).permute(1, 2, 0, 3).contiguous()
    keys, values = (x.transpose(0, 1).contiguous()[:, None] for x in (k, v))
    out: Tensor = _Attention.apply(  # type: ignore[no-untyped-call]
        queries, keys, values, pattern, scale, window, cap
    )
    return out.permute(2, 0, 1, 3).flatten(1, 2)

"""A served GGUF file as a model in torch, frozen, to train a LoRA adapter on.

One decoder computes every architecture that the catalogue marks trainable, from the tensors as they
lie in the file: nothing is converted, so nothing can be converted wrongly, and an adapter's weights
need no permutation to be served. That it computes what llama.cpp computes is checked against
llama.cpp, for every architecture (`export.check`). What training needs and no more is computed: in
the last layer, only the places where there is something to learn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from .attention import Pattern, attend
from .frozen import Matrix, Weights, gated, norm, product
from .lora import TENSORS, Lora, Scaling
from .packing import Pack
from .shape import Shape

UNUSED = ("rope_factors_long.weight",)
"""Tensors for contexts longer than any that is served here."""


def nothing() -> None:
    """A pulse that stops nothing."""


@dataclass(slots=True)
class Layer:
    """One layer's projections by their tensors' names, and its vectors."""

    matrices: dict[str, Matrix] = field(default_factory=dict)
    vectors: dict[str, Tensor] = field(default_factory=dict)


class Base:
    """A frozen model. Any number of threads may compute with it at once."""

    def __init__(self, file: Path, *, device: torch.device | None = None) -> None:
        """Read the model at `file`. Raises ModelError where no adapter can be trained on it."""
        weights = Weights(file)
        self.file = file
        self.device = device or torch.device("cpu")
        self.shape = Shape.of(weights.header, file)
        self.embedding = weights.matrix("token_embd.weight").to(self.device)
        tied = "output.weight" not in weights
        self.head = self.embedding if tied else weights.matrix("output.weight").to(self.device)
        last = "token_embd_norm" if self.shape.architecture == "lfm2" else "output_norm"
        self._last_norm = weights.vector(f"{last}.weight").to(self.device)
        self._layers = [self._layer(weights, at) for at in range(self.shape.layers)]
        self._frequencies = self._turns(weights)
        left = weights.left - set(UNUSED)
        if left:
            raise weights.unknown(min(left))

    def lora(self, targets: Sequence[str], scaling: Scaling) -> Lora:
        """Additions to the `targets` (keys of `lora.TENSORS`) of every layer that has them."""
        wanted = [TENSORS[target] for target in targets]
        sizes = {
            f"blk.{at}.{name}": layer.matrices[name].shape
            for at, layer in enumerate(self._layers)
            for name in wanted
            if name in layer.matrices
        }
        return Lora(sizes, scaling, self.device)

    @property
    def vocabulary(self) -> int:
        """How many tokens the model knows."""
        return self.embedding.shape[0]

    def hidden(
        self, pack: Pack, lora: Lora | None = None, pulse: Callable[[], None] = nothing
    ) -> Tensor:
        """The last hidden states (n, hidden) of a pack's `learnt` places.

        `pulse` is called many times, forwards and backwards; what it raises ends the work.
        """
        pattern = Pattern.of(pack, self.device, pulse)
        turning = self._turning(pattern.places)
        learnt = torch.from_numpy(pack.learnt).to(self.device)
        before = torch.from_numpy(pack.before).to(self.device)
        x = self.embedding.rows(torch.from_numpy(pack.tokens).to(self.device))
        x = x * self.shape.embedding_scale
        for at, layer in enumerate(self._layers):
            through = _Through(f"blk.{at}.", layer, lora, self.shape)
            needed = learnt if at == len(self._layers) - 1 else None
            x = self._mixed(x, at, through, pattern, turning, before, needed)
            x = self._fed(x, through)
        return norm(x, self._last_norm, self.shape.eps)

    def _mixed(
        self,
        x: Tensor,
        at: int,
        through: _Through,
        pattern: Pattern,
        turning: dict[tuple[float, float], tuple[Tensor, Tensor]],
        before: Tensor,
        needed: Tensor | None,
    ) -> Tensor:
        """`x` with what the layer's attention, or its short convolution, adds to it."""
        shape = self.shape
        normed = through.norm("attn_norm", x)
        if "shortconv.in_proj" in through.layer.matrices:
            mixed, last = _convolved(normed, through, before), "shortconv.out_proj"
        else:
            q, k, v = (
                through.project(f"attn_{which}", normed).view(len(x), -1, shape.head)
                for which in "qkv"
            )
            turn = turning[shape.bases[at], shape.stretched[at]]
            q, k = (
                _rotated(through.norm(name, each), *turn, interleaved=shape.interleaved)
                for name, each in (("attn_q_norm", q), ("attn_k_norm", k))
            )
            window = shape.windows[at]
            out = attend(q, k, v, pattern, scale=shape.scale, window=window, cap=shape.cap)
            mixed, last = out.flatten(1), "attn_output"
        if needed is not None:
            x, mixed = x[needed], mixed[needed]
        return x + through.norm("post_attention_norm", through.project(last, mixed))

    def _fed(self, x: Tensor, through: _Through) -> Tensor:
        """`x` with what the layer's feed-forward part adds to it."""
        normed = through.norm("ffn_norm", x)
        gate, up = through.project("ffn_gate", normed), through.project("ffn_up", normed)
        down = through.project("ffn_down", gated(gate, up, gelu=self.shape.gelu))
        return x + through.norm("post_ffw_norm", down)

    def _layer(self, weights: Weights, at: int) -> Layer:
        """Read one layer. Raises ModelError."""
        prefix, layer, shape = f"blk.{at}.", Layer(), self.shape
        parts = list(TENSORS.values())
        convolves = f"{prefix}shortconv.conv.weight" in weights
        if convolves:
            parts = [part for part in parts if not part.startswith("attn")]
            parts += ["shortconv.in_proj", "shortconv.out_proj"]
            kernel = weights.vector(f"{prefix}shortconv.conv.weight")
            layer.vectors["shortconv.conv"] = kernel.flatten(1).to(self.device)
        for part in parts:
            layer.matrices[part] = self._matrix(weights, prefix, part).to(self.device)
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            if f"{prefix}{part}.bias" in weights:
                bias = weights.vector(f"{prefix}{part}.bias")
                layer.vectors[f"{part}.bias"] = bias.to(self.device)
        norms = ["attn_norm", "ffn_norm"]
        optional = ("attn_q_norm", "attn_k_norm", "post_attention_norm", "post_ffw_norm")
        norms += [name for name in optional if f"{prefix}{name}.weight" in weights]
        for name in norms:
            layer.vectors[name] = weights.vector(f"{prefix}{name}.weight").to(self.device)
        if not convolves:
            rows = [layer.matrices[f"attn_{part}"].shape[0] // shape.head for part in "qkv"]
            if rows != [shape.heads, shape.kv_heads, shape.kv_heads]:
                raise weights.unknown(f"{prefix}attn_q.weight")
        return layer

    def _matrix(self, weights: Weights, prefix: str, part: str) -> Matrix:
        """A projection, wherever the file keeps it. Raises ModelError."""
        within = self.shape.within(part, weights.shape(f"{prefix}ffn_up.weight")[0] // 2)
        if within is None:
            return weights.matrix(f"{prefix}{part}.weight")
        whole, start, end = within
        return weights.matrix(f"{prefix}{whole}.weight").part(start, end)

    def _turns(self, weights: Weights) -> dict[tuple[float, float], Tensor]:
        """The rotary angles of one position, by base and stretch. Raises ModelError."""
        rotated = self.shape.rotated
        factors = torch.ones(rotated // 2)
        for name in ("rope_freqs.weight", "rope_factors_short.weight"):
            if name in weights:
                factors = weights.vector(name)
                if factors.shape != (rotated // 2,):
                    raise weights.unknown(name)
        steps = torch.arange(0, rotated, 2) / rotated
        return {
            (base, stretch): (base**-steps / stretch / factors).to(self.device)
            for base, stretch in zip(self.shape.bases, self.shape.stretched, strict=True)
        }

    def _turning(self, positions: Tensor) -> dict[tuple[float, float], tuple[Tensor, Tensor]]:
        """Cosines and sines (T, 1, rotated / 2) of each kind of angle."""
        turning = {}
        for kind, each in self._frequencies.items():
            angles = (positions[:, None].float() * each)[:, None]
            turning[kind] = angles.cos() * self.shape.turning, angles.sin() * self.shape.turning
        return turning


@dataclass(frozen=True, slots=True)
class _Through:
    """One layer's weights, with what an adapter adds to them."""

    prefix: str
    layer: Layer
    lora: Lora | None
    shape: Shape

    def project(self, name: str, x: Tensor) -> Tensor:
        """`x` (n, columns) through a projection: (n, rows)."""
        out = product(x, self.layer.matrices[name])
        bias = self.layer.vectors.get(f"{name}.bias")
        if bias is not None:
            out = out + bias
        return out if self.lora is None else self.lora.added(self.prefix + name, x, out)

    def norm(self, name: str, x: Tensor) -> Tensor:
        """`x` (…, n) normed, or as it is where the layer has no such norm."""
        gain = self.layer.vectors.get(name)
        return x if gain is None else norm(x, gain, self.shape.eps)


def _rotated(x: Tensor, cos: Tensor, sin: Tensor, *, interleaved: bool) -> Tensor:
    """Rotary positions on the first numbers of each head: `x` is (T, heads, head)."""
    size = 2 * cos.shape[-1]
    turned, rest = x[..., :size], x[..., size:]
    one, other = (turned[..., ::2], turned[..., 1::2]) if interleaved else turned.chunk(2, -1)
    parts = one * cos - other * sin, one * sin + other * cos
    out = torch.stack(parts, -1).flatten(-2) if interleaved else torch.cat(parts, -1)
    return torch.cat([out, rest], -1) if rest.shape[-1] else out


def _convolved(x: Tensor, through: _Through, before: Tensor) -> Tensor:
    """A gated convolution over the last few tokens of each row (LFM2's short convolution)."""
    first, second, values = through.project("shortconv.in_proj", x).chunk(3, -1)
    gates = first * values
    kernel = through.layer.vectors["shortconv.conv"]
    place = torch.arange(len(x), device=x.device)
    mixed = torch.zeros_like(gates)
    for tap in range(kernel.shape[1] - 1, -1, -1):
        there = (place >= 0)[:, None]
        mixed = mixed + gates[place.clamp(min=0)] * there * kernel[:, tap]
        place = torch.where(place >= 0, before[place.clamp(min=0)], place)
    return second * mixed

"""The weights of a GGUF file in torch, as they are served: read once, never changed, no gradient.

Matrices of Q8_0 can stay as they are in the file, whole numbers and a scale for every 32, and are
made 32-bit floats only while they are used: a quarter of the memory, and exactly the served values.
Small models are kept as 32-bit floats. Products are computed in 32 bits either way; processors
without bf16 instructions take several times as long for the same products in bf16.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..errors import ModelError
from ..planner.header import BLOCKS, Header, read_header

SMALL = 256 * 2**20
"""Bytes that a model may take as 32-bit floats to be kept so."""

BLOCK = 32
ALIGNMENT = 32


class Matrix:
    """A frozen matrix, (rows, columns), in one of the forms that it is kept in."""

    def __init__(self, values: Tensor, scales: Tensor | None = None) -> None:
        """`values` as floats, or (rows, blocks, 32) whole numbers with `scales` (rows, blocks)."""
        self._values = values
        self._scales = scales

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self._values.shape[0], math.prod(self._values.shape[1:])

    def full(self) -> Tensor:
        """All of it as 32-bit floats; to be let go of after use."""
        return _floats(self._values, self._scales)

    def rows(self, index: Tensor) -> Tensor:
        """The rows at `index` (n,) as 32-bit floats."""
        scales = None if self._scales is None else self._scales[index]
        return _floats(self._values[index], scales)

    def part(self, start: int, end: int) -> Matrix:
        """Some of its rows, on the same memory."""
        scales = None if self._scales is None else self._scales[start:end]
        return Matrix(self._values[start:end], scales)

    def to(self, device: torch.device) -> Matrix:
        """The same on another device."""
        scales = None if self._scales is None else self._scales.to(device)
        return Matrix(self._values.to(device), scales)


def _floats(values: Tensor, scales: Tensor | None) -> Tensor:
    if scales is None:
        return values.float()
    return (values * scales.float()[..., None]).flatten(1)


class _Product(torch.autograd.Function):
    """`x` times a frozen matrix, transposed. Nothing is kept for the backward pass."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, matrix: Matrix) -> Tensor:
        ctx.matrix = matrix
        return x @ matrix.full().T

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        return gradients[0] @ ctx.matrix.full(), None


def product(x: Tensor, matrix: Matrix) -> Tensor:
    """`x` (n, columns) through a linear layer of these weights: (n, rows)."""
    out: Tensor = _Product.apply(x, matrix)  # type: ignore[no-untyped-call]
    return out


class _Norm(torch.autograd.Function):
    """RMS norm over the last axis, which keeps its input and one number a row."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, gain: Tensor, eps: float) -> Tensor:
        scale = (x.square().mean(-1, keepdim=True) + eps).rsqrt_()
        ctx.save_for_backward(x, scale)
        ctx.gain = gain
        return (x * scale).mul_(gain)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        x, scale = ctx.saved_tensors
        inner = gradients[0] * ctx.gain
        along = (inner * x).mean(-1, keepdim=True).mul_(scale**3)
        return inner.mul_(scale).sub_(x * along), None, None


def norm(x: Tensor, gain: Tensor, eps: float) -> Tensor:
    """RMS norm of `x` (…, n) with a frozen `gain` (n,)."""
    out: Tensor = _Norm.apply(x, gain, eps)  # type: ignore[no-untyped-call]
    return out


class _Gated(torch.autograd.Function):
    """`act(gate) * up`, which keeps the two and computes the rest again."""

    @staticmethod
    def forward(ctx: Any, gate: Tensor, up: Tensor, gelu: bool) -> Tensor:
        ctx.save_for_backward(gate, up)
        ctx.gelu = gelu
        return _act(gate, gelu).mul_(up)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, None]:
        gate, up = ctx.saved_tensors
        (gradient,) = gradients
        for_up = _act(gate, ctx.gelu).mul_(gradient)
        inner = gradient * up
        if ctx.gelu:
            return torch.ops.aten.gelu_backward(inner, gate, approximate="tanh"), for_up, None
        return torch.ops.aten.silu_backward(inner, gate), for_up, None


def _act(x: Tensor, gelu: bool) -> Tensor:
    if gelu:
        # llama.cpp looks GELU up in a table of 16-bit floats, and what it serves is what is learnt.
        return torch.nn.functional.gelu(x.half().float(), approximate="tanh").half().float()
    return torch.nn.functional.silu(x)


def gated(gate: Tensor, up: Tensor, *, gelu: bool) -> Tensor:
    """The middle of a gated feed-forward layer: SiLU, or GELU (tanh), of `gate`, times `up`."""
    out: Tensor = _Gated.apply(gate, up, gelu)  # type: ignore[no-untyped-call]
    return out


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a tensor stands in its file: `shape` outermost first, `kind` as ggml numbers it."""

    shape: tuple[int, ...]
    kind: int
    start: int

    @property
    def size(self) -> int:
        """Its bytes."""
        weights, size = BLOCKS[self.kind]
        return math.prod(self.shape) // weights * size


class Weights:
    """The tensors of a GGUF file, read one at a time; `left` are those not yet asked for."""

    def __init__(self, file: Path) -> None:
        """Read the header. Raises ModelError."""
        self.file = file
        self.header: Header = read_header(file)
        self._stored = dict(_stored(file, self.header))
        self.left = set(self._stored)
        self.small = self.header.parameters * 4 <= SMALL

    @property
    def exact(self) -> bool:
        """Whether all of it is kept as 32-bit floats, so that it is served without rounding."""
        return all(each.kind == gguf.GGMLQuantizationType.F32 for each in self._stored.values())

    def __contains__(self, name: str) -> bool:
        return name in self._stored

    def shape(self, name: str) -> tuple[int, ...]:
        """The tensor's shape, outermost dimension first. Raises ModelError."""
        return self._find(name).shape

    def vector(self, name: str) -> Tensor:
        """A tensor as 32-bit floats. Raises ModelError where it is missing."""
        return torch.from_numpy(self._floats(self._find(name)))

    def matrix(self, name: str) -> Matrix:
        """A matrix in the form that suits the model's size. Raises ModelError."""
        stored = self._find(name)
        if len(stored.shape) != 2:
            raise self.unknown(name)
        q8 = stored.kind == gguf.GGMLQuantizationType.Q8_0
        if self.small or not q8:
            values = torch.from_numpy(self._floats(stored))
            return Matrix(values if self.small else values.bfloat16())
        rows, columns = stored.shape
        raw = self._bytes(stored).reshape(rows, columns // BLOCK, 2 + BLOCK)
        scales = torch.from_numpy(np.ascontiguousarray(raw[:, :, :2]).view(np.float16)[:, :, 0])
        values = torch.from_numpy(np.ascontiguousarray(raw[:, :, 2:]).view(np.int8))
        return Matrix(values, scales)

    def unknown(self, name: str) -> ModelError:
        """The error for a tensor that is not what its architecture has."""
        return ModelError(
            f"No adapter can be trained on this model: its tensor {name[:80]!r} is missing or has"
            " another shape than expected.",
            file=self.file,
            fix="Choose a model that `plam model list` marks trainable.",
        )

    def _find(self, name: str) -> Stored:
        if name not in self._stored:
            raise self.unknown(name)
        self.left.discard(name)
        return self._stored[name]

    def _bytes(self, stored: Stored) -> NDArray[np.uint8]:
        raw = np.fromfile(self.file, np.uint8, stored.size, offset=stored.start)
        if len(raw) != stored.size:
            raise ModelError("The model file is cut off.", file=self.file)
        return raw

    def _floats(self, stored: Stored) -> NDArray[np.float32]:
        raw = self._bytes(stored).reshape(*stored.shape[:-1], -1)
        try:
            kind = gguf.GGMLQuantizationType(stored.kind)
            values = gguf.quants.dequantize(raw, kind)
        except (ValueError, NotImplementedError) as error:
            raise ModelError(
                "The model file's weights are in a form that cannot be trained on.",
                file=self.file,
                fix="Use the same model quantised as Q8_0 or Q4_K_M.",
            ) from error
        return np.ascontiguousarray(values, np.float32).reshape(stored.shape)


def _stored(file: Path, header: Header) -> Iterator[tuple[str, Stored]]:
    """The tensors' entries; the header has already been checked, sizes and all."""
    start, end = header.infos
    with file.open("rb") as stream:
        stream.seek(start)
        data = stream.read(end - start)
    alignment = header.number("general.alignment") or ALIGNMENT
    begin = -(-end // alignment) * alignment
    at = 0
    while at < len(data):
        (length,) = struct.unpack_from("<Q", data, at)
        name = data[at + 8 : at + 8 + length].decode("utf-8", "replace")
        at += 8 + length
        (axes,) = struct.unpack_from("<I", data, at)
        shape = struct.unpack_from(f"<{axes}Q", data, at + 4)
        at += 4 + 8 * axes
        kind, offset = struct.unpack_from("<IQ", data, at)
        at += 12
        if kind in BLOCKS:
            yield name, Stored(tuple(reversed(shape)), kind, begin + offset)

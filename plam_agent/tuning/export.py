"""A trained adapter as the file that llama.cpp wears, and whether it does there what was trained.

GGUF: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md; llama.cpp multiplies B A by
`adapter.lora.alpha` / rank, so that for rank-stabilised scaling it is alpha · √rank. Where a file
keeps several projections as rows of one matrix, so does the adapter: the parts' A one below the
other, and a B that is zero where a part has nothing to say.
"""

from __future__ import annotations

import contextlib
import dataclasses
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from ..adapters_lent import lent
from ..errors import ModelError
from ..planner.models import fingerprint
from . import gguf_fields
from .base import Base
from .example import Choice, Row
from .frozen import Weights, product
from .lora import Lora, Pair, Scaling
from .packing import pack
from .recipe import Trained
from .served_logits import served
from .shape import Shape, modules_of
from .threads import undivided

ALIGNMENT = 32
MARGIN = 0.1
EXACT, AGREED = 1e-3, 0.995


def gguf_bytes(trained: Trained, beside: bytes = b"") -> bytes:
    """The adapter as a GGUF file that llama.cpp loads beside the model it was trained on.

    `beside` are more fields, as `gguf_fields.encoded` writes them.
    """
    scaling = trained.recipe.scaling
    alpha = scaling.factor * scaling.rank
    pairs = _whole(trained.weights, trained.shape, scaling)
    return _gguf(trained.architecture, alpha, pairs, beside)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How near the served logits are to the trainer's.

    `max_difference` is the largest over all positions and tokens, in nats; `argmax_agreement` the
    part of the positions with the same most likely token, of those where the trainer's two best are
    more than 0.1 apart; 1 where there are none. `exact` tells whether the model file keeps 32-bit
    floats; where it does not, llama.cpp rounds what it computes with.
    """

    max_difference: float
    argmax_agreement: float
    positions: int
    exact: bool

    @property
    def holds(self) -> bool:
        """Whether the adapter does when it is served what it did when it was trained."""
        near = self.max_difference < EXACT or not self.exact
        return near and self.argmax_agreement >= AGREED


def check(
    base: Path, trained: Trained | None, rows: Sequence[Row], *, most: int = 24, threads: int = 1
) -> Agreement:
    """Compare the trainer's logits with llama.cpp's, the exported adapter on, along the answers.

    Of `rows` at most `most` are compared, spread over all. Without an adapter it is the plain model
    that is compared. Raises ModelError where the adapter was trained on another model.
    """
    if trained is not None and trained.base != fingerprint(base):
        raise ModelError(
            "This adapter was trained on another model.",
            file=base,
            fix="Train one on this model.",
        )
    spread = [rows[at * len(rows) // min(most, len(rows))] for at in range(min(most, len(rows)))]
    model = Base(base)
    lora = None
    if trained is not None:
        lora = model.lora(trained.recipe.targets, trained.recipe.scaling)
        lora.load(trained.weights)
    with contextlib.ExitStack() as stack:
        stack.enter_context(undivided())
        file = None
        if trained is not None:
            file = stack.enter_context(lent(gguf_bytes(trained))).file
        return _compared(
            (_own_logits(model, lora, row) for row in spread),
            served(base, file, spread, threads),
            exact=Weights(base).exact,
        )


def _own_logits(model: Base, lora: Lora | None, row: Row) -> NDArray[np.float32]:
    """The trainer's logits (n, vocabulary) after the prompt and after each token but the last."""
    asking = dataclasses.replace(row, choices=(Choice(None),) * len(row.choices), wanted=True)
    with torch.no_grad():
        logits = product(model.hidden(pack([asking]), lora), model.head)
        cap = model.shape.last_cap
        logits = torch.tanh(logits / cap) * cap if cap else logits
    return logits.cpu().numpy()


def _compared(
    mine: Iterable[NDArray[np.float32]], theirs: Iterable[NDArray[np.float32]], *, exact: bool
) -> Agreement:
    largest, positions, clear, same = 0.0, 0, 0, 0
    for own, other in zip(mine, theirs, strict=True):
        positions += len(own)
        largest = max(largest, float(np.abs(own - other).max(initial=0.0)))
        best = np.partition(own, -2, axis=-1)[:, -2:]
        apart = best[:, 1] - best[:, 0] > MARGIN
        clear += int(apart.sum())
        same += int((own.argmax(-1) == other.argmax(-1))[apart].sum())
    return Agreement(largest, same / clear if clear else 1.0, positions, exact)


def _whole(weights: Mapping[str, Pair], shape: Shape, scaling: Scaling) -> dict[str, Pair]:
    """The adapter by the tensors of the file, where projections may share one."""
    found: dict[str, Pair] = {}
    shared: dict[str, list[tuple[str, Pair]]] = {}
    for name, pair in weights.items():
        block, part = name.rsplit(".", 1)
        inside = shape.within(part, len(pair[1]))
        if inside is None:
            found[name] = pair
        else:
            shared.setdefault(f"{block}.{inside[0]}", []).append((part, pair))
    for name, parts in shared.items():
        count, rank = len(parts), scaling.rank
        inner = len(parts[0][1][1])
        ends = [shape.within(one, inner) for one in modules_of("")]
        rows = max(end[2] for end in ends if end is not None and end[0] == name.rsplit(".", 1)[1])
        b = np.zeros((rows, count * rank), np.float32)
        for at, (part, (_, own)) in enumerate(parts):
            inside = shape.within(part, inner)
            if inside is not None:
                # The scale is divided by the rank, which is so many times as large here.
                b[inside[1] : inside[2], at * rank : (at + 1) * rank] = own * count
        found[name] = np.concatenate([a for _, (a, _) in parts]), b
    return found


def _gguf(architecture: str, alpha: float, pairs: Mapping[str, Pair], beside: bytes) -> bytes:
    fields = gguf_fields.encoded(
        {
            "general.type": "adapter",
            "general.architecture": architecture,
            "adapter.type": "lora",
            "adapter.lora.alpha": alpha,
        }
    )
    tensors = {
        f"{name}.weight.lora_{which}": np.ascontiguousarray(tensor, "<f4")
        for name, pair in sorted(pairs.items(), key=_place)
        for which, tensor in zip("ab", pair, strict=True)
    }
    count = gguf_fields.count(fields) + gguf_fields.count(beside)
    parts = [b"GGUF", struct.pack("<IQQ", 3, len(tensors), count)]
    parts += [gguf_fields.entries(fields), gguf_fields.entries(beside)]
    at = 0
    for name, tensor in tensors.items():
        rows, columns = tensor.shape
        parts += [gguf_fields.text(name), struct.pack("<IQQIQ", 2, columns, rows, 0, at)]
        at += -(-tensor.nbytes // ALIGNMENT) * ALIGNMENT
    header = b"".join(parts)
    parts = [header, bytes(-len(header) % ALIGNMENT)]
    for tensor in tensors.values():
        parts += [tensor.tobytes(), bytes(-tensor.nbytes % ALIGNMENT)]
    return b"".join(parts)


def _place(named: tuple[str, Pair]) -> tuple[int, str]:
    _, layer, part = named[0].split(".")
    return int(layer), part

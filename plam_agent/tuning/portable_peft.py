"""A GGUF adapter in the layout that PEFT reads: `adapter_config.json` and safetensors.

Only bytes are moved: a GGUF adapter has llama.cpp's names and its order of rotary pairs, PEFT has
those of the transformers library (https://huggingface.co/docs/peft, "Checkpoint format";
https://github.com/huggingface/safetensors, "Format"). No training library is needed.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..adapters_lent import lent
from ..errors import ModelError
from ..planner.header import Header, read_header
from .shape import ORDER, modules_of

CONFIG, TENSORS = "adapter_config.json", "adapter_model.safetensors"
TYPES: Mapping[int, np.dtype[Any]] = {0: np.dtype("<f4"), 1: np.dtype("<f2")}
"""The types of tensors, as GGUF numbers them, that an adapter is written in."""
PARTS = {"lora_a": "lora_A", "lora_b": "lora_B"}
Tensors = dict[str, NDArray[Any]]


def peft_of(gguf: bytes, base: Header) -> dict[str, bytes]:
    """The two files of PEFT for an adapter of the model with the header `base`, by their names.

    Raises ModelError where it holds what PEFT has no name for.
    """
    with lent(gguf) as adapter:
        header = read_header(adapter.file)
    names = modules_of(base.text("general.architecture"))
    found: Tensors = {}
    ranks: dict[str, int] = {}
    for name, tensor in _tensors(gguf, header).items():
        block, layer, kind, _, part = [*name.split("."), "", "", "", ""][:5]
        if block != "blk" or kind not in names or part not in PARTS:
            raise ModelError(f"PEFT has no name for the tensor {name[:80]!r} of the adapter.")
        module = names[kind]
        if part == "lora_b":
            tensor = _paired(tensor, kind, base)
            ranks[module.rpartition(".")[2]] = tensor.shape[1]
        found[f"base_model.model.model.layers.{layer}.{module}.{PARTS[part]}.weight"] = tensor
    rank = min(ranks.values(), default=0)
    alpha = header.fields.get("adapter.lora.alpha", rank)
    config = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": base.text("general.name"),
        "bias": "none",
        "fan_in_fan_out": False,
        "inference_mode": True,
        "lora_alpha": float(alpha) if isinstance(alpha, int | float) else rank,
        "lora_dropout": 0.0,
        "r": rank,
        # Projections that the model's file keeps as one matrix have the ranks of all of them.
        "rank_pattern": {name: each for name, each in sorted(ranks.items()) if each != rank},
        "target_modules": sorted(ranks),
        # The scale is alpha / rank, whatever it was trained with: it is in alpha.
        "use_rslora": False,
    }
    return {CONFIG: json.dumps(config, indent=2).encode() + b"\n", TENSORS: safetensors(found)}


def safetensors(tensors: Tensors) -> bytes:
    """Tensors as one file: the length of the header, the header, and the numbers in its order."""
    names = {"f4": "F32", "f2": "F16"}
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    at = 0
    parts = []
    for name, tensor in sorted(tensors.items()):
        raw = np.ascontiguousarray(tensor).tobytes()
        kind = names[tensor.dtype.str[1:]]
        header[name] = {
            "dtype": kind,
            "shape": list(tensor.shape),
            "data_offsets": [at, at + len(raw)],
        }
        parts.append(raw)
        at += len(raw)
    said = json.dumps(header, separators=(",", ":")).encode()
    said += b" " * (-len(said) % 8)
    return b"".join([struct.pack("<Q", len(said)), said, *parts])


def _tensors(gguf: bytes, header: Header) -> Tensors:
    """The tensors of a GGUF file whose header was read, rows first."""
    alignment = header.number("general.alignment") or 32
    at, end = header.infos
    data = -(-end // alignment) * alignment
    found: Tensors = {}
    while at < end:
        (length,) = struct.unpack_from("<Q", gguf, at)
        name = gguf[at + 8 : at + 8 + length].decode()
        at += 8 + length
        (dimensions,) = struct.unpack_from("<I", gguf, at)
        at += 4 + 8 * dimensions
        kind, offset = struct.unpack_from("<IQ", gguf, at)
        at += 12
        if kind not in TYPES:
            raise ModelError(f"The adapter's tensor {name[:80]!r} is quantized.")
        shape = header.tensors[name]
        numbers = np.frombuffer(gguf, TYPES[kind], math.prod(shape), data + offset)
        found[name] = numbers.reshape(shape[::-1])
    return found


def _paired(tensor: NDArray[Any], kind: str, base: Header) -> NDArray[Any]:
    """Rows of a query or key with their rotary pairs as transformers has them, halves apart."""
    name = base.text("general.architecture")
    if not ORDER.get(name, False) or kind not in ("attn_q", "attn_k"):
        return tensor
    heads = base.number(f"{name}.attention.head_count")
    if kind == "attn_k":
        heads = base.number(f"{name}.attention.head_count_kv") or heads
    rows, rank = tensor.shape
    if not heads or rows % (2 * heads):
        raise ModelError("The adapter's rows are not those of the model's heads.")
    pairs = tensor.reshape(heads, rows // heads // 2, 2, rank)
    return pairs.swapaxes(1, 2).reshape(rows, rank)

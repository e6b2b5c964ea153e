"""What a model file says of its own architecture, as far as training needs to know.

What the file leaves out is filled in as llama.cpp fills it in, which is what serves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import ModelError
from ..planner.catalogue import TRAINABLE
from ..planner.header import Header

ORDER = {"llama": True, "mistral": True}
"""Architectures whose rotary pairs are neighbours in the file; of the others halves apart."""

MODULES: Mapping[str, str] = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_qkv": "self_attn.qkv_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
"""What the projections of a layer are called by the transformers library, which PEFT follows."""

OWN_MODULES: Mapping[str, Mapping[str, str]] = {
    "phi3": {"ffn_up": "mlp.gate_up_proj"},
    "lfm2": {
        "attn_output": "self_attn.out_proj",
        "ffn_gate": "feed_forward.w1",
        "ffn_up": "feed_forward.w3",
        "ffn_down": "feed_forward.w2",
    },
}
"""What some architectures call them."""

GEMMAS = ("gemma2", "gemma3")
LARGEST = {"gemma2": 46, "gemma3": 62}
"""The layers of the one size of a family that scales its scores by the width of a head's share."""


def modules_of(architecture: str) -> dict[str, str]:
    """The names of a layer's projections in a PEFT file, by those in a GGUF file."""
    return {**MODULES, **OWN_MODULES.get(architecture, {})}


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a model and how it computes.

    `rotated` of a head's numbers turn with the position. `windows` has how far back each layer
    looks, 0 for all the way, and `bases` the base of its rotary angles, which are divided by
    `stretched`. `scale` multiplies the attention's scores; `cap` and `last_cap` bound them and the
    logits, 0 for not at all. `turning` multiplies the rotary factors. In a `fused` model queries,
    keys and values are rows of one matrix, and the feed-forward layer's gate begins that of its
    `ffn_up`.
    """

    architecture: str
    hidden: int
    layers: int
    heads: int
    kv_heads: int
    head: int
    eps: float
    rotated: int
    windows: tuple[int, ...]
    bases: tuple[float, ...]
    stretched: tuple[float, ...]
    scale: float
    turning: float = 1.0
    cap: float = 0.0
    last_cap: float = 0.0
    embedding_scale: float = 1.0
    gelu: bool = False
    fused: bool = False

    @property
    def interleaved(self) -> bool:
        """Whether rotary pairs are neighbours."""
        return ORDER.get(self.architecture, False)

    def within(self, part: str, inner: int) -> tuple[str, int, int] | None:
        """The tensor that holds a projection, and its first row and the one after its last.

        None where it is a tensor of its own. `inner` is the feed-forward layer's width.
        """
        if not self.fused:
            return None
        queries, keys = self.heads * self.head, self.kv_heads * self.head
        return {
            "attn_q": ("attn_qkv", 0, queries),
            "attn_k": ("attn_qkv", queries, queries + keys),
            "attn_v": ("attn_qkv", queries + keys, queries + 2 * keys),
            "ffn_gate": ("ffn_up", 0, inner),
            "ffn_up": ("ffn_up", inner, 2 * inner),
        }.get(part)

    @classmethod
    def of(cls, header: Header, file: Path) -> Shape:
        """The shape that the file says. Raises ModelError where it cannot be trained."""
        name = header.text("general.architecture")
        if name not in TRAINABLE:
            raise ModelError(
                f"No adapter can be trained on a model of architecture {name[:40]!r}.",
                file=file,
                fix="Choose a model that `plam model list` marks trainable.",
            )
        said = _Said(header, file, name)
        hidden, layers = said.count("embedding_length"), said.count("block_count")
        heads = said.count("attention.head_count")
        head = said.count("attention.key_length", hidden // heads)
        kind = said.header.text(f"{name}.rope.scaling.type") or "none"
        # Factors of each frequency stand in a tensor of their own.
        if kind not in ("none", "linear", "longrope"):
            raise said.wrong(f"its positions are stretched by {kind[:40]!r}")
        stretch = (said.real("rope.scaling.factor", 1.0) or 1.0) if kind == "linear" else 1.0
        base = said.real("rope.freq_base", 10_000.0)
        local = _local(said, layers)
        window = said.count("attention.sliding_window", 4096 if name == "gemma2" else 0)
        near = said.real("rope.freq_base_swa", 10_000.0 if name == "gemma3" else base)
        shares = layers == LARGEST.get(name)
        width = hidden // heads if shares else head
        return cls(
            architecture=name,
            hidden=hidden,
            layers=layers,
            heads=heads,
            kv_heads=said.count("attention.head_count_kv", _kv_heads(header, head) or heads),
            head=head,
            eps=said.real("attention.layer_norm_rms_epsilon", 0.0),
            rotated=said.count("rope.dimension_count", head),
            windows=tuple(window if at in local else 0 for at in range(layers)),
            bases=tuple(near if at in local else base for at in range(layers)),
            stretched=tuple(
                1.0 if at in local and name == "gemma3" else stretch for at in range(layers)
            ),
            scale=said.real("attention.scale", 0.0) or width**-0.5,
            turning=said.real("rope.scaling.attn_factor", 1.0) or 1.0,
            cap=said.real("attn_logit_softcapping", 50.0 if name == "gemma2" else 0.0),
            last_cap=said.real("final_logit_softcapping", 30.0 if name == "gemma2" else 0.0),
            embedding_scale=hidden**0.5 if name in GEMMAS else 1.0,
            gelu=name in GEMMAS,
            fused="blk.0.attn_qkv.weight" in header.tensors,
        )


@dataclass(frozen=True, slots=True)
class _Said:
    header: Header
    file: Path
    name: str

    def wrong(self, why: str) -> ModelError:
        return ModelError(
            f"No adapter can be trained on this model: {why}.",
            file=self.file,
            fix="Choose a model that `plam model list` marks trainable.",
        )

    def count(self, key: str, otherwise: int = 0) -> int:
        value = self.header.number(f"{self.name}.{key}") or otherwise
        if value <= 0 and key != "attention.sliding_window":
            raise self.wrong(f"its file does not say {key!r}")
        return value

    def real(self, key: str, otherwise: float) -> float:
        value = self.header.fields.get(f"{self.name}.{key}", otherwise)
        if isinstance(value, str):
            raise self.wrong(f"its {key!r} is no number")
        return float(value)


def _local(said: _Said, layers: int) -> frozenset[int]:
    """The layers that look back no further than a window."""
    windowed = said.header.number(f"{said.name}.attention.sliding_window") or said.name == "gemma2"
    period = {"gemma2": 2, "gemma3": 6}.get(said.name, 0)
    if not windowed or not period:
        return frozenset()
    period = said.header.number(f"{said.name}.attention.sliding_window_pattern") or period
    return frozenset(at for at in range(layers) if at % period < period - 1)


def _kv_heads(header: Header, head: int) -> int:
    """The key heads of a model whose file gives them layer by layer; 0 where nothing shows them."""
    keys = (shape[-1] for name, shape in header.tensors.items() if name.endswith("attn_k.weight"))
    return next(keys, 0) // head

"""GGUF models of random weights: what they compute is noise, their pace and their sums are not.

One of about half a billion weights, and small ones of every architecture that adapters are trained
on. The large one's vocabulary and chat template are those of another model file; the small ones
know letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

BLOCK = 32


def write_random(path: Path, like: Path, *, seed: int = 1, vocabulary: int = 49_152) -> None:
    """A llama-shaped model of about half a billion weights at Q8_0, at `path`.

    Twenty-four layers of 896 with 14 heads and 2 key-value heads, as small models of today have;
    `vocabulary` is how many tokens it knows, the first of which are those of `like`.
    """
    hidden, layers, heads, kv_heads, inner = 896, 24, 14, 2, 4864
    source = gguf.GGUFReader(like)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(4096)
    writer.add_embedding_length(hidden)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(inner)
    writer.add_head_count(heads)
    writer.add_head_count_kv(kv_heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(10_000.0)
    writer.add_rope_dimension_count(hidden // heads)
    writer.add_vocab_size(vocabulary)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_name("random half billion")
    _copy_tokenizer(source, writer, vocabulary)
    generator = np.random.default_rng(seed)
    shapes = {"token_embd.weight": (vocabulary, hidden)}
    narrow = hidden // heads * kv_heads
    for layer in range(layers):
        for name, rows, columns in (
            ("attn_q", hidden, hidden),
            ("attn_k", narrow, hidden),
            ("attn_v", narrow, hidden),
            ("attn_output", hidden, hidden),
            ("ffn_gate", inner, hidden),
            ("ffn_up", inner, hidden),
            ("ffn_down", hidden, inner),
        ):
            shapes[f"blk.{layer}.{name}.weight"] = (rows, columns)
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", np.ones(hidden, np.float32))
    writer.add_tensor("output_norm.weight", np.ones(hidden, np.float32))
    for name, (rows, columns) in shapes.items():
        writer.add_tensor(
            name,
            _blocks(generator, rows, columns),
            raw_dtype=gguf.GGMLQuantizationType.Q8_0,
        )
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


@dataclass(frozen=True, slots=True)
class Small:
    """The sizes of a small model. Rows are a multiple of 32 long, as Q8_0 blocks need."""

    hidden: int = 128
    layers: int = 3
    heads: int = 4
    kv_heads: int = 2
    head: int = 32
    inner: int = 256
    window: int = 48
    context: int = 2048
    vocabulary: int = 512


def write_small(
    path: Path,
    architecture: str,
    *,
    seed: int = 1,
    exact: bool = True,
    sizes: Small | None = None,
) -> Path:
    """A small model of `architecture` at `path`: 32-bit floats where `exact`, else Q8_0.

    Its norms, biases and rotary factors are random too, so that each of them shows in the logits.
    It is untied where the architecture may be. Its layers alternate as the architecture's do.
    """
    size = sizes or Small()
    generator = np.random.default_rng(seed)
    vocabulary = size.vocabulary
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_name("random small")
    writer.add_context_length(size.context)
    writer.add_embedding_length(size.hidden)
    writer.add_block_count(size.layers)
    writer.add_feed_forward_length(size.inner)
    writer.add_head_count(size.heads)
    attends = [architecture != "lfm2" or at % 2 == 1 for at in range(size.layers)]
    kv = [size.kv_heads if one else 0 for one in attends]
    writer.add_head_count_kv(kv if architecture == "lfm2" else size.kv_heads)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(50_000.0)
    writer.add_key_length(size.head)
    writer.add_value_length(size.head)
    writer.add_vocab_size(vocabulary)
    turned = size.head // 2 if architecture == "phi3" else size.head
    if architecture != "lfm2":
        writer.add_rope_dimension_count(turned)
    if architecture in ("gemma2", "gemma3"):
        writer.add_sliding_window(size.window)
    if architecture == "lfm2":
        writer.add_shortconv_l_cache(3)
    _add_letters(writer, vocabulary)
    for name, shape in _tensors(architecture, vocabulary, size, attends).items():
        values = generator.standard_normal(shape).astype(np.float32)
        if "norm" in name:
            values = 1 + values / 10
        elif name.endswith(".bias"):
            values /= 4
        else:
            values /= np.float32(shape[-1] ** 0.5)
        if exact or len(shape) == 1 or "conv.conv" in name:
            writer.add_tensor(name, values)
        else:
            kind = gguf.GGMLQuantizationType.Q8_0
            writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)
    if architecture in ("llama", "phi3"):
        factors = 1 + generator.random(turned // 2, np.float32) * 3
        if architecture == "llama":
            writer.add_tensor("rope_freqs.weight", factors)
        else:
            writer.add_rope_scaling_orig_ctx_len(size.context)
            writer.add_rope_scaling_attn_factors(1.1)
            writer.add_tensor("rope_factors_long.weight", factors * 2)
            writer.add_tensor("rope_factors_short.weight", factors)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _tensors(
    architecture: str, vocabulary: int, size: Small, attends: list[bool]
) -> dict[str, tuple[int, ...]]:
    """Every tensor's shape, rows first."""
    queries, keys = size.heads * size.head, size.kv_heads * size.head
    last = "token_embd_norm" if architecture == "lfm2" else "output_norm"
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (vocabulary, size.hidden),
        f"{last}.weight": (size.hidden,),
    }
    if architecture in ("llama", "qwen3", "phi3"):
        shapes["output.weight"] = (vocabulary, size.hidden)
    for at, attending in enumerate(attends):
        block: dict[str, tuple[int, ...]] = {
            "attn_norm.weight": (size.hidden,),
            "ffn_norm.weight": (size.hidden,),
            "ffn_gate.weight": (size.inner, size.hidden),
            "ffn_up.weight": (size.inner, size.hidden),
            "ffn_down.weight": (size.hidden, size.inner),
        }
        if not attending:
            block["shortconv.in_proj.weight"] = (3 * size.hidden, size.hidden)
            block["shortconv.conv.weight"] = (size.hidden, 3)
            block["shortconv.out_proj.weight"] = (size.hidden, size.hidden)
        else:
            block["attn_q.weight"] = (queries, size.hidden)
            block["attn_k.weight"] = block["attn_v.weight"] = (keys, size.hidden)
            block["attn_output.weight"] = (size.hidden, queries)
        if architecture == "qwen2":
            block["attn_q.bias"] = (queries,)
            block["attn_k.bias"] = block["attn_v.bias"] = (keys,)
        if architecture in ("qwen3", "gemma3", "lfm2") and attending:
            block["attn_q_norm.weight"] = block["attn_k_norm.weight"] = (size.head,)
        if architecture in ("gemma2", "gemma3"):
            block["post_attention_norm.weight"] = block["post_ffw_norm.weight"] = (size.hidden,)
        if architecture == "phi3":
            for part in "qkv":
                del block[f"attn_{part}.weight"]
            del block["ffn_gate.weight"]
            block["attn_qkv.weight"] = (queries + 2 * keys, size.hidden)
            block["ffn_up.weight"] = (2 * size.inner, size.hidden)
        shapes |= {f"blk.{at}.{name}": shape for name, shape in block.items()}
    return shapes


def _blocks(generator: np.random.Generator, rows: int, columns: int) -> NDArray[np.uint8]:
    """Random Q8_0 blocks: a scale in half precision and 32 whole numbers, for each of a row."""
    count = columns // BLOCK
    packed = np.empty((rows, count, 2 + BLOCK), np.uint8)
    packed[:, :, :2] = np.frombuffer(np.float16(0.7 / columns**0.5 / 73).tobytes(), np.uint8)
    packed[:, :, 2:] = generator.integers(0, 256, (rows, count, BLOCK), np.uint8)
    return packed.reshape(rows, count * (2 + BLOCK))


def _add_letters(writer: gguf.GGUFWriter, size: int) -> None:
    """A vocabulary of the 256 bytes, an end, and tokens that no text has."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    spare = iter(range(256, 512))
    letters = [chr(byte) if byte in plain else chr(next(spare)) for byte in range(256)]
    others = ["th", *(f"<|{number}|>" for number in range(size - len(letters) - 1))]
    control = [gguf.TokenType.CONTROL] * (len(others) - 1)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("llama-bpe")
    writer.add_token_list([*letters, *others])
    writer.add_token_types([*[gguf.TokenType.NORMAL] * (len(letters) + 1), *control])
    writer.add_token_merges(["t h"])
    writer.add_bos_token_id(len(letters) + 1)
    writer.add_eos_token_id(len(letters) + 1)
    writer.add_add_bos_token(False)
    writer.add_chat_template("{% for m in messages %}{{ m.content }}<|0|>{% endfor %}")


def _copy_tokenizer(source: gguf.GGUFReader, writer: gguf.GGUFWriter, size: int) -> None:
    for name, field in source.fields.items():
        if not name.startswith("tokenizer.") or name.endswith((".tokens", ".token_type")):
            continue
        kind = field.types[0]
        inner = field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(name, field.contents(), kind, inner)
    tokens = list(source.fields["tokenizer.ggml.tokens"].contents())
    kinds = list(source.fields["tokenizer.ggml.token_type"].contents())
    spare = size - len(tokens)
    writer.add_token_list([*tokens, *(f"<|spare{n}|>" for n in range(spare))])
    writer.add_token_types([*kinds, *[gguf.TokenType.UNUSED] * spare])

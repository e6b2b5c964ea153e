"""A GGUF model of about half a billion random weights: what it computes is noise, its pace is not.

Its vocabulary and chat template are those of another model file.
"""

from __future__ import annotations

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


def _blocks(generator: np.random.Generator, rows: int, columns: int) -> NDArray[np.uint8]:
    """Random Q8_0 blocks: a scale in half precision and 32 whole numbers, for each of a row."""
    count = columns // BLOCK
    packed = np.empty((rows, count, 2 + BLOCK), np.uint8)
    packed[:, :, :2] = np.frombuffer(np.float16(0.7 / columns**0.5 / 73).tobytes(), np.uint8)
    packed[:, :, 2:] = generator.integers(0, 256, (rows, count, BLOCK), np.uint8)
    return packed.reshape(rows, count * (2 + BLOCK))


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

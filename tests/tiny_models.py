"""Fixtures that write tiny GGUF models with random weights, one for each family of models.

Each has a byte-level vocabulary, a chat template of its family's shape, and two layers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
import pytest

WIDTH, HEADS, KV_HEADS, LAYERS, CONTEXT = 64, 4, 2, 2, 1024

CHATML = (
    "{%- for message in messages %}"
    "{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}"
    "{%- if enable_thinking is defined and enable_thinking is false %}"
    "{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}{%- endif %}"
)
TURNS = (
    "{{ bos_token }}{% if messages[0].role == 'system' %}"
    "{{ raise_exception('System role not supported') }}{% endif %}"
    "{% for message in messages %}"
    "{{ '<start_of_turn>' + message.role + '\\n' + message.content | trim }}"
    "{{ '<end_of_turn>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<start_of_turn>model\\n' }}{% endif %}"
)
MARKS = (
    "{% for message in messages %}{% if message['content'] %}"
    "{{ '<|' + message['role'] + '|>\\n' + message['content'] + '<|end|>\\n' }}"
    "{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% else %}{{ eos_token }}{% endif %}"
)
HEADERS = (
    "{{- bos_token }}{%- for message in messages %}"
    "{{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' }}"
    "{{- message['content'] | trim + '<|eot_id|>' }}{%- endfor %}"
    "{%- if add_generation_prompt %}"
    "{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}"
)


@dataclass(frozen=True, slots=True)
class Family:
    architecture: str
    template: str
    specials: tuple[str, ...]
    bos: str
    eos: str
    add_bos: bool


FAMILIES = {
    "llama": Family(
        "llama",
        HEADERS,
        ("<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"),
        "<|begin_of_text|>",
        "<|eot_id|>",
        True,
    ),
    "qwen3": Family(
        "qwen3",
        CHATML,
        ("<|im_start|>", "<|im_end|>", "<|endoftext|>"),
        "<|endoftext|>",
        "<|im_end|>",
        False,
    ),
    "gemma3": Family(
        "gemma3",
        TURNS,
        ("<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"),
        "<bos>",
        "<eos>",
        True,
    ),
    "phi3": Family(
        "phi3",
        MARKS,
        (
            *("<unk>", "<s>", "</s>", "<|endoftext|>"),
            *("<|system|>", "<|user|>", "<|assistant|>", "<|end|>"),
        ),
        "<s>",
        "<|endoftext|>",
        True,
    ),
}
MERGES = ("t h", "th e", "i n", "a n", "e r", "Ġ t", "o n", "r e", "Ã ©", '{ "', '" :')


def bytes_as_letters() -> dict[int, str]:
    """The printable stand-ins that byte-level BPE gives to the 256 bytes."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    spare = iter(range(256, 512))
    return {byte: chr(byte) if byte in plain else chr(next(spare)) for byte in range(256)}


def write_model(
    path: Path,
    family: str,
    *,
    seed: int = 1,
    merges: tuple[str, ...] = MERGES,
    template: str | None = None,
    width: int = WIDTH,
    layers: int = LAYERS,
    context: int = CONTEXT,
) -> Path:
    """Write a random model of `family`; an empty `template` leaves the template out."""
    shape = FAMILIES[family]
    writer = gguf.GGUFWriter(path, shape.architecture)
    head = width // HEADS
    writer.add_name(f"tiny {family}")
    writer.add_type("model")
    writer.add_license("apache-2.0")
    writer.add_context_length(context)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(width * 2)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(10_000.0)
    writer.add_key_length(head)
    writer.add_value_length(head)
    if family == "gemma3":
        writer.add_sliding_window(32)
    size = _vocabulary(writer, shape, merges)
    chosen = shape.template if template is None else template
    if chosen:
        writer.add_chat_template(chosen)
    for name, data in _weights(family, size, width, layers, np.random.default_rng(seed)):
        writer.add_tensor(name, data)
    _finish(writer)
    return path


def write_adapter(
    path: Path, *, architecture: str = "llama", seed: int = 2, width: int = WIDTH
) -> Path:
    """Write a LoRA adapter of rank 4 on the queries and the inner layer, strong enough to show."""
    generator = np.random.default_rng(seed)
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", 8.0)
    for layer in range(LAYERS):
        for name, rows, columns in (
            (f"blk.{layer}.attn_q.weight", width, width),
            (f"blk.{layer}.ffn_up.weight", width * 2, width),
        ):
            writer.add_tensor(f"{name}.lora_a", _random(generator, 4, columns))
            writer.add_tensor(f"{name}.lora_b", _random(generator, rows, 4))
    _finish(writer)
    return path


def _finish(writer: gguf.GGUFWriter) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _random(generator: np.random.Generator, *shape: int) -> np.ndarray:
    return (generator.standard_normal(shape) * 0.3).astype(np.float32)


def _vocabulary(writer: gguf.GGUFWriter, family: Family, merges: tuple[str, ...]) -> int:
    normal, control, unknown, byte = 1, 3, 2, 6
    if "<unk>" in family.specials:
        plain = [chr(code) for code in range(33, 127)] + ["▁", "▁t", "th", "▁th", "in"]
        tokens = [*family.specials, *(f"<0x{code:02X}>" for code in range(256)), *plain]
        types = [unknown if token == "<unk>" else control for token in family.specials]
        types += [byte] * 256 + [normal] * len(plain)
        writer.add_tokenizer_model("llama")
        writer.add_token_scores([float(-index) for index in range(len(tokens))])
        writer.add_add_space_prefix(False)
        writer.add_unk_token_id(tokens.index("<unk>"))
    else:
        letters = list(bytes_as_letters().values())
        pairs = [merge.replace(" ", "") for merge in merges]
        tokens = [*letters, *pairs, *family.specials]
        types = [normal] * (len(letters) + len(pairs)) + [control] * len(family.specials)
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre("llama-bpe")
        writer.add_token_merges(list(merges))
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_bos_token_id(tokens.index(family.bos))
    writer.add_eos_token_id(tokens.index(family.eos))
    writer.add_add_bos_token(family.add_bos)
    writer.add_vocab_size(len(tokens))
    return len(tokens)


def _weights(
    family: str, size: int, width: int, layers: int, generator: np.random.Generator
) -> list[tuple[str, np.ndarray]]:
    head = width // HEADS

    def norm(length: int) -> np.ndarray:
        return np.ones(length, np.float32)

    weights = [
        ("token_embd.weight", _random(generator, size, width)),
        ("output_norm.weight", norm(width)),
    ]
    for layer in range(layers):
        block = {
            "attn_norm": norm(width),
            "attn_q": _random(generator, width, width),
            "attn_k": _random(generator, head * KV_HEADS, width),
            "attn_v": _random(generator, head * KV_HEADS, width),
            "attn_output": _random(generator, width, width),
            "ffn_norm": norm(width),
            "ffn_gate": _random(generator, width * 2, width),
            "ffn_up": _random(generator, width * 2, width),
            "ffn_down": _random(generator, width, width * 2),
        }
        if family == "phi3":
            block["attn_qkv"] = np.concatenate([block.pop(f"attn_{part}") for part in "qkv"])
            block["ffn_up"] = np.concatenate([block.pop("ffn_gate"), block["ffn_up"]])
        if family in ("qwen3", "gemma3"):
            block |= {"attn_q_norm": norm(head), "attn_k_norm": norm(head)}
        if family == "gemma3":
            block |= {"post_attention_norm": norm(width), "post_ffw_norm": norm(width)}
        weights += [(f"blk.{layer}.{name}.weight", data) for name, data in block.items()]
    return weights


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One random model for each family: `llama`, `qwen3`, `gemma3` and `phi3`."""
    folder = tmp_path_factory.mktemp("models")
    return {family: write_model(folder / f"{family}.gguf", family) for family in FAMILIES}


@pytest.fixture(scope="session")
def tiny_adapter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LoRA adapter for the `llama` model."""
    return write_adapter(tmp_path_factory.mktemp("adapters") / "adapter.gguf")


@pytest.fixture(scope="session")
def model_writer() -> Callable[..., Path]:
    """`write_model` itself, for models with something unusual about them."""
    return write_model


@pytest.fixture(scope="session")
def adapter_writer() -> Callable[..., Path]:
    """`write_adapter` itself, for adapters with something unusual about them."""
    return write_adapter


@pytest.fixture(scope="session")
def families() -> dict[str, Family]:
    """What the families differ in."""
    return FAMILIES

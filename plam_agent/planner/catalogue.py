"""Models that suit a laptop, and what is known of each before it is fetched.

Much of it was written down without the published cards at hand, so it helps to choose and nothing
more: sizes, counts of weights and languages are approximate, and a repository, a file, a shape, a
licence or a context length may be wrong or have changed. What a model is its own file says once it
is here, and the licence that holds is the one on its page. No hash is written down: the hub names
it when a model is pulled (`planner.pull`), and it is pinned from then on. Whether an adapter can be
trained on a model depends on its architecture.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import InputError, ModelError

TRAINABLE = frozenset({"llama", "qwen2", "qwen3", "gemma2", "gemma3", "phi3", "lfm2", "mistral"})
"""Architectures whose GGUF file can be read back for training (transformers' gguf_file)."""

TRAINING_BYTES = 4
"""A weight in training: it is read as 32-bit floats; the adapter's own weights are few."""

_REPO = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)
_FILE = re.compile(r"(?:[A-Za-z0-9][\w.-]*/){0,4}[A-Za-z0-9][\w.-]{0,120}\.gguf", re.ASCII)
_REVISION = re.compile(r"[A-Za-z0-9][\w./-]{0,120}", re.ASCII)
_SPLIT = re.compile(r"-\d{5}-of-\d{5}\.gguf$")


@dataclass(frozen=True, slots=True)
class Source:
    """A file in a repository of the hub, at a branch, tag or commit."""

    repo: str
    file: str
    revision: str = "main"

    def __post_init__(self) -> None:
        """Refuse what is no such name. Raises InputError."""
        for what, given, shape in (
            ("repository", self.repo, _REPO),
            ("GGUF file", self.file, _FILE),
            ("revision", self.revision, _REVISION),
        ):
            if not shape.fullmatch(given) or ".." in given:
                raise InputError(
                    f"{given!r} names no {what}.", fix="Give OWNER/REPOSITORY:FILE.gguf."
                )
        if _SPLIT.search(self.file):
            raise InputError(
                "A model that is split into several files cannot be pulled.",
                fix="Choose a file of the repository that is whole.",
            )

    @property
    def name(self) -> str:
        """The file's own name, which it keeps on disk."""
        return self.file.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Entry:
    """One model of the catalogue.

    `billions` of weights; `gigabytes` of the file, about; `layers`, `heads` (of keys and values)
    and `width` (of one head) give what a token's keys and values take; `vocabulary` and `context`
    are in tokens; `languages` are ISO 639-1, or `many`.
    """

    name: str
    title: str
    repo: str
    file: str
    licence: str
    architecture: str
    billions: float
    gigabytes: float
    layers: int
    heads: int
    width: int
    vocabulary: int
    context: int
    languages: str

    @property
    def source(self) -> Source:
        """Where it is pulled from."""
        return Source(self.repo, self.file)

    @property
    def trainable(self) -> bool:
        """Whether an adapter can be trained on it."""
        return self.architecture in TRAINABLE

    @property
    def training_gigabytes(self) -> float:
        """The memory that training an adapter on it takes at least, about."""
        return self.billions * TRAINING_BYTES

    def speaks(self, language: str) -> bool:
        """Whether it was trained for `language` (ISO 639-1)."""
        return self.languages == "many" or language in self.languages.split()

    def memory(self, context: int) -> int:
        """Bytes that it takes at `context` tokens, at most: file, keys and values, work space.

        Keys and values are 16-bit; the work space holds the logits of one batch of 512 tokens.
        """
        cache = 2 * 2 * self.layers * self.heads * self.width * min(context, self.context)
        return int(self.gigabytes * 1e9) + cache + self.vocabulary * 512 * 4 + 64 * 2**20


_WESTERN = "en de fr it pt hi es th"
_LIQUID = "en ar zh fr de ja ko es"

# fmt: off
CATALOGUE: tuple[Entry, ...] = (
    Entry("gemma3-270m", "Gemma 3 270M", "ggml-org/gemma-3-270m-it-GGUF",
          "gemma-3-270m-it-Q8_0.gguf", "Gemma terms", "gemma3",
          0.27, 0.29, 18, 1, 256, 262_144, 32_768, "many"),
    Entry("lfm2-350m", "LFM2 350M", "LiquidAI/LFM2-350M-GGUF",
          "LFM2-350M-Q8_0.gguf", "LFM Open License 1.0", "lfm2",
          0.35, 0.38, 6, 8, 64, 65_536, 32_768, _LIQUID),
    Entry("smollm2-360m", "SmolLM2 360M", "HuggingFaceTB/SmolLM2-360M-Instruct-GGUF",
          "smollm2-360m-instruct-q8_0.gguf", "Apache-2.0", "llama",
          0.36, 0.39, 32, 5, 64, 49_152, 8_192, "en"),
    Entry("qwen3-0.6b", "Qwen3 0.6B", "Qwen/Qwen3-0.6B-GGUF",
          "Qwen3-0.6B-Q8_0.gguf", "Apache-2.0", "qwen3",
          0.6, 0.64, 28, 8, 128, 151_936, 32_768, "many"),
    Entry("gemma3-1b", "Gemma 3 1B", "ggml-org/gemma-3-1b-it-GGUF",
          "gemma-3-1b-it-Q4_K_M.gguf", "Gemma terms", "gemma3",
          1.0, 0.81, 26, 1, 256, 262_144, 32_768, "many"),
    Entry("lfm2-1.2b", "LFM2 1.2B", "LiquidAI/LFM2-1.2B-GGUF",
          "LFM2-1.2B-Q4_K_M.gguf", "LFM Open License 1.0", "lfm2",
          1.2, 0.73, 6, 8, 64, 65_536, 32_768, _LIQUID),
    Entry("llama3.2-1b", "Llama 3.2 1B", "bartowski/Llama-3.2-1B-Instruct-GGUF",
          "Llama-3.2-1B-Instruct-Q8_0.gguf", "Llama 3.2 Community", "llama",
          1.2, 1.32, 16, 8, 64, 128_256, 131_072, _WESTERN),
    Entry("smollm2-1.7b", "SmolLM2 1.7B", "HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF",
          "smollm2-1.7b-instruct-q4_k_m.gguf", "Apache-2.0", "llama",
          1.7, 1.06, 24, 32, 64, 49_152, 8_192, "en"),
    Entry("qwen3-1.7b", "Qwen3 1.7B", "Qwen/Qwen3-1.7B-GGUF",
          "Qwen3-1.7B-Q8_0.gguf", "Apache-2.0", "qwen3",
          1.7, 1.83, 28, 8, 128, 151_936, 32_768, "many"),
    Entry("llama3.2-3b", "Llama 3.2 3B", "bartowski/Llama-3.2-3B-Instruct-GGUF",
          "Llama-3.2-3B-Instruct-Q4_K_M.gguf", "Llama 3.2 Community", "llama",
          3.2, 2.02, 28, 8, 128, 128_256, 131_072, _WESTERN),
    Entry("phi4-mini", "Phi-4-mini", "unsloth/Phi-4-mini-instruct-GGUF",
          "Phi-4-mini-instruct-Q4_K_M.gguf", "MIT", "phi3",
          3.8, 2.49, 32, 8, 128, 200_064, 131_072, "many"),
    Entry("gemma3-4b", "Gemma 3 4B", "ggml-org/gemma-3-4b-it-GGUF",
          "gemma-3-4b-it-Q4_K_M.gguf", "Gemma terms", "gemma3",
          3.9, 2.49, 34, 4, 256, 262_144, 131_072, "many"),
    Entry("qwen3-4b", "Qwen3 4B", "Qwen/Qwen3-4B-GGUF",
          "Qwen3-4B-Q4_K_M.gguf", "Apache-2.0", "qwen3",
          4.0, 2.50, 36, 8, 128, 151_936, 32_768, "many"),
    Entry("llama3.1-8b", "Llama 3.1 8B", "bartowski/Meta-Llama-3.1-8B-Instruct-GGUF",
          "Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf", "Llama 3.1 Community", "llama",
          8.0, 4.92, 32, 8, 128, 128_256, 131_072, _WESTERN),
    Entry("qwen3-8b", "Qwen3 8B", "Qwen/Qwen3-8B-GGUF",
          "Qwen3-8B-Q4_K_M.gguf", "Apache-2.0", "qwen3",
          8.2, 5.03, 36, 8, 128, 151_936, 32_768, "many"),
)
# fmt: on


def entry(name: str) -> Entry | None:
    """The model of this name, in any case, or the one whose file has it; else None."""
    wanted = name.casefold()
    return next((e for e in CATALOGUE if wanted in (e.name, e.file.casefold())), None)


def source_of(text: str, revision: str = "main") -> Source:
    """The source that `OWNER/REPOSITORY:FILE.gguf` names. Raises ModelError and InputError."""
    repo, colon, file = text.partition(":")
    if not colon:
        raise ModelError(
            f"{text!r} is neither in the catalogue nor OWNER/REPOSITORY:FILE.gguf.",
            fix="See `plam model list`.",
        )
    return Source(repo, file, revision)

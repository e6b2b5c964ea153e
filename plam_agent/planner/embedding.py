"""Texts as vectors, by any embedding model that llama.cpp serves."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError
from .header import read_header
from .library import llama_cpp

LONGEST = 256
"""Tokens of a text that count: what small encoders were trained with, and a passage's length."""

BATCH = 256
"""Tokens evaluated at once: all pairs of a batch are attended to, so more is slower."""

SEQUENCES = 32
SHORT = 64
"""Tokens up to which one thread is as fast as two, and does not wait where a core is busy."""

NONE, RANK = 0, 4


class LlamaEmbedder:
    """An open embedding model. `name` is the model's, `dimension` its vectors' length.

    One call at a time runs; another thread's waits.
    """

    def __init__(self, llama: llama_cpp.Llama, name: str, threads: int) -> None:
        """Take over an open `llama`; `close` closes it."""
        self._threads = threads
        self.name = name
        self.dimension = llama.n_embd()
        self._llama = llama
        self._batch = llama_cpp.llama_batch_init(BATCH, 0, 1)
        self._memory = llama_cpp.llama_get_memory(llama.ctx)
        self._lock = threading.Lock()

    @classmethod
    def open(cls, file: Path, *, threads: int = 2) -> Self:
        """Load the model at `file`. Raises ModelError where it is none for embeddings."""
        header = read_header(file)
        architecture = header.text("general.architecture")
        if header.number(f"{architecture}.pooling_type") in (NONE, RANK):
            raise ModelError(
                "This model is not made for embeddings.",
                file=file,
                fix="Choose a GGUF file of an embedding model; its header names how it pools.",
            )
        try:
            llama = llama_cpp.Llama(
                str(file),
                embedding=True,
                n_ctx=BATCH,
                n_batch=BATCH,
                n_ubatch=BATCH,
                n_threads=threads,
                n_threads_batch=threads,
                no_perf=True,
                verbose=False,
            )
        except Exception as error:
            raise ModelError(
                f"llama.cpp cannot load this embedding model: {error}.",
                file=file,
                fix="Choose a model of an architecture that this llama.cpp knows.",
            ) from error
        return cls(llama, header.text("general.name") or file.stem, threads)

    def close(self) -> None:
        """Free the model."""
        with self._lock:
            llama_cpp.llama_batch_free(self._batch)
            self._llama.close()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row for each text, of unit length. Only a text's first LONGEST tokens count.

        Raises ModelError where the library fails.
        """
        found = np.zeros((len(texts), self.dimension), np.float32)
        with self._lock:
            tokens = [self._tokens(text) for text in texts]
            # Texts of one length fill batches evenly, whatever order they came in.
            order = sorted(range(len(texts)), key=lambda at: len(tokens[at]))
            for rows in _batches(order, tokens):
                self._evaluate([tokens[at] for at in rows])
                for sequence, at in enumerate(rows):
                    row = llama_cpp.llama_get_embeddings_seq(self._llama.ctx, sequence)
                    found[at] = np.ctypeslib.as_array(row, (self.dimension,))
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        unit: NDArray[np.float32] = found / np.maximum(lengths, np.float32(1e-12))
        return unit

    def _tokens(self, text: str) -> list[int]:
        tokens = self._llama.tokenize(text.encode("utf-8", "replace"), add_bos=True, special=False)
        # The last is the token that ends a sequence, where the model has one.
        return tokens if len(tokens) <= LONGEST else [*tokens[: LONGEST - 1], tokens[-1]]

    def _evaluate(self, sequences: list[list[int]]) -> None:
        batch, at = self._batch, 0
        for number, tokens in enumerate(sequences):
            for place, token in enumerate(tokens):
                batch.token[at], batch.pos[at] = token, place
                batch.n_seq_id[at], batch.seq_id[at][0], batch.logits[at] = 1, number, 1
                at += 1
        batch.n_tokens = at
        threads = 1 if at <= SHORT else self._threads
        llama_cpp.llama_set_n_threads(self._llama.ctx, threads, threads)
        if self._memory:
            llama_cpp.llama_memory_clear(self._memory, True)
        if status := llama_cpp.llama_decode(self._llama.ctx, batch):
            raise ModelError(f"llama.cpp failed with status {status} while embedding.")


def _batches(order: list[int], tokens: list[list[int]]) -> Iterator[list[int]]:
    """Rows that are evaluated together."""
    rows: list[int] = []
    room = BATCH
    for at in order:
        if not tokens[at]:
            continue
        if rows and (len(tokens[at]) > room or len(rows) == SEQUENCES):
            yield rows
            rows, room = [], BATCH
        rows.append(at)
        room -= len(tokens[at])
    if rows:
        yield rows

"""The peer: LanceDB with its own full-text index, its vectors, and its own way to join both."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from plam_agent.memory.embed import Embedder
from plam_agent.memory.memory import Memory

FIRST = 10


def table(memories: Sequence[Memory], where: str, dimension: int) -> Any:
    """A table of memories with a full-text index in English, at a path or `memory://`."""
    import lancedb
    from lancedb.index import FTS

    made = lancedb.connect(where).create_table("memories", arrow(memories, dimension))
    made.create_index("text", config=FTS(language="English", stem=True, remove_stop_words=True))
    return made


def arrow(memories: Sequence[Memory], dimension: int) -> Any:
    """The memories as an Arrow table of ids, texts and vectors."""
    import pyarrow as pa

    flat = np.frombuffer(b"".join(memory.vector for memory in memories), "<f2")
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(flat.astype(np.float32)), dimension)
    return pa.table(
        {
            "id": [memory.id for memory in memories],
            "text": [memory.text for memory in memories],
            "vector": vectors,
        }
    )


def hybrid(made: Any, words: str, vector: Any) -> list[str]:
    """The ids of the first hits of words and vectors, joined by reciprocal ranks (its default)."""
    query = made.search(query_type="hybrid").vector(vector).text(words).limit(FIRST)
    found: list[str] = query.to_arrow().column("id").to_pylist()
    return found


def reciprocal_ranks(
    memories: Sequence[Memory], questions: Sequence[str], embedder: Embedder
) -> list[list[str]]:
    """For each question the ids that LanceDB finds."""
    made = table(memories, "memory://", embedder.dimension)
    vectors = embedder.embed(questions)
    return [hybrid(made, words, row) for words, row in zip(questions, vectors, strict=True)]


def on_disk(
    memories: Sequence[Memory], folder: Path, questions: Sequence[str], vectors: Any
) -> dict[str, float]:
    """Times of plain LanceDB in a folder: ms to add each, s to open, ms to ask (p50, p95)."""
    import lancedb

    dimension = vectors.shape[1]
    begin = time.perf_counter()
    table(memories, str(folder), dimension)
    add = (time.perf_counter() - begin) / len(memories) * 1e3
    begin = time.perf_counter()
    made = lancedb.connect(str(folder)).open_table("memories")
    hybrid(made, questions[0], vectors[0])
    opened = time.perf_counter() - begin
    asked = []
    for words, vector in zip(questions, vectors, strict=True):
        begin = time.perf_counter()
        hybrid(made, words, vector)
        asked.append((time.perf_counter() - begin) * 1e3)
    return {
        "add": add,
        "open": opened,
        "p50": float(np.percentile(asked, 50)),
        "p95": float(np.percentile(asked, 95)),
    }

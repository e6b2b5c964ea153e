"""How times grow with what is remembered: adding, unlocking, recalling, forgetting."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plam_agent.keys import Master
from plam_agent.memory.embed import Embedder, vector_bytes
from plam_agent.memory.memory import Memory, Tier
from plam_agent.memory.recollection import Recollection
from plam_agent.planner.minilm import package_folder
from plam_agent.types import REQUEST
from plam_agent.vault import Vault

from .memory_lance import on_disk

DIMENSION = 384
WORDS = 30_000
START = datetime(2024, 1, 1, tzinfo=UTC)
BATCH = 100
QUESTIONS = 200
LATER = 500


class Invented:
    """An embedder for machines without one: texts as directions drawn from their hash."""

    name, dimension = "invented", DIMENSION

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Rows of unit length."""
        rows = np.stack(
            [np.random.default_rng(abs(hash(text))).standard_normal(DIMENSION) for text in texts]
        ).astype(np.float32)
        unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


class Vocabulary:
    """Words that occur as words do: a few often, most rarely (Zipf).

    They are those that MiniLM knows, where it is installed, and invented ones after them: an
    embedder cuts those in pieces, as it does names, and takes longer for them.
    """

    def __init__(self) -> None:
        """The same words every time."""
        self._drawn = random.Random(5)
        parts = ["ba", "ke", "li", "mo", "ru", "sta", "ten", "vor", "win", "zel", "dra", "fim"]
        folder = package_folder()
        known = (folder / "vocab.txt").read_text(encoding="utf-8").split() if folder else []
        real = [word for word in known if word.isascii() and word.isalpha() and len(word) > 1]
        more = ("".join(self._drawn.choices(parts, k=4)) + str(n % 7) for n in range(WORDS))
        self._words = [*real, *more][:WORDS]
        self._weights = np.cumsum([1 / (rank + 5) for rank in range(WORDS)]).tolist()

    def text(self, count: int) -> str:
        """So many words."""
        return " ".join(self._drawn.choices(self._words, cum_weights=self._weights, k=count))


def memories(count: int, words: Vocabulary, dimension: int, first: int = 0) -> Iterator[Memory]:
    """Invented memories, twenty to a source, with vectors around a thousand topics."""
    rng = np.random.default_rng(first + 1)
    topics = np.random.default_rng(0).standard_normal((1_000, dimension)).astype(np.float32)
    for begin in range(0, count, 1_000):
        size = min(1_000, count - begin)
        rows = topics[rng.integers(0, 1_000, size)]
        rows = rows + 0.7 * rng.standard_normal((size, dimension)).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        for at, vector in enumerate(vector_bytes(rows), first + begin):
            yield Memory(
                f"{at:032x}",
                Tier.EPISODE,
                words.text(25),
                START + timedelta(minutes=10 * at),
                frozenset({REQUEST}),
                f"run:{at // 20}",
                at % 20,
                vector=vector,
            )


async def scale(
    sizes: Sequence[int], embedder: Embedder | None, home: Path
) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """A row for each thing measured, a column for each size, and the figures at the largest."""
    model = embedder or Invented()
    columns = {size: await _measured(size, model, home / f"size{size}") for size in sizes}
    last = columns[sizes[-1]]
    rows = [
        {"what": what, **{f"{size:,}": columns[size][what] for size in sizes},
         "growth": last[what] / max(columns[sizes[0]][what], 1e-9)}
        for what in last
    ]  # fmt: skip
    names = {
        "recall_p50_ms": "recall, p50",
        "recall_p95_ms": "recall, p95",
        "add_ms": "add, each",
        "unlock_s": "unlock (s)",
    }
    return rows, {name: last[what] for name, what in names.items()}


async def _measured(size: int, model: Embedder, home: Path) -> dict[str, float]:
    words, vault = Vocabulary(), Vault(Master(bytes(32)))
    kept = list(memories(size, words, model.dimension))
    questions = [words.text(8) for _ in range(QUESTIONS)]
    now = kept[-1].at + timedelta(days=1)
    # What stands in this process only to be measured with is not to be collected again and again.
    gc.collect()
    gc.freeze()
    async with await Recollection.open(home, vault, model, ("en",), UTC) as memory:
        begin = time.perf_counter()
        for start in range(0, size, BATCH):
            await memory.add(kept[start : start + BATCH])
        stored = time.perf_counter() - begin
    begin = time.perf_counter()
    memory = await Recollection.open(home, vault, model, ("en",), UTC)
    await memory.warm()
    unlock = time.perf_counter() - begin
    async with memory:
        asked = await _asked(memory, questions, now)
        more = list(memories(LATER, words, model.dimension, first=size))
        begin = time.perf_counter()
        for start in range(0, LATER, 10):
            await memory.add(more[start : start + 10])
        await memory.warm()
        added = time.perf_counter() - begin
        begin = time.perf_counter()
        await memory.forget([more[0].id])
        forget = time.perf_counter() - begin
    begin = time.perf_counter()
    vectors = model.embed(questions[:40])
    embed = (time.perf_counter() - begin) / 40 * 1e3
    peer = on_disk(kept, home / "lance", questions[:40], vectors)
    return {
        "recall, p50": float(np.percentile(asked, 50)),
        "recall, p95": float(np.percentile(asked, 95)),
        "  of which embedding a question": embed,
        "add, each": (stored + added) / (size + LATER) * 1e3,
        "  into an open index, ten at a time": added / LATER * 1e3,
        "unlock (s)": unlock,
        "forget one": forget * 1e3,
        "LanceDB on disk, unsealed: recall, p50": peer["p50"],
        "LanceDB on disk, unsealed: recall, p95": peer["p95"],
        "LanceDB on disk, unsealed: add, each": peer["add"],
        "LanceDB on disk, unsealed: open (s)": peer["open"],
    }


async def _asked(memory: Recollection, questions: Sequence[str], now: datetime) -> list[float]:
    for words in questions[:10]:
        await memory.recall(words, now)
    taken = []
    for words in questions:
        begin = time.perf_counter()
        await memory.recall(words, now)
        taken.append((time.perf_counter() - begin) * 1e3)
    return taken

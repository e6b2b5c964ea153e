"""What everyone asks and tells the memory through: sealed records, and an index over them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from ..errors import InputError
from ..vault import Vault
from .embed import Embedder, vector_bytes
from .memory import Memory, Tier
from .sealed import ANY, Memories
from .times import spans

if TYPE_CHECKING:
    from .recall import Weights
    from .store import Hit, Index, Question
    from .vectors import Numbers

T = TypeVar("T")
AT_ONCE, FEW = 256, 32
NOTHING_SINCE = 2**62
HALF = 0.5
EMBEDDER = "embedder"
"""The mark that names the model which the vectors are of."""

LONGEST = 2_000
"""Characters of a question that count."""

Ask = tuple[str, datetime, Collection[Tier] | None, bool, tuple[datetime | None, datetime | None]]


@dataclass(frozen=True, slots=True)
class Recalled:
    """A memory that came up, and why.

    `score` tells from 0 to 1 how much it has in common with what was asked, in words or in meaning.
    It does not order memories: what ranks them also looks at neighbours, time and use.
    """

    memory: Memory
    score: float
    why: str


class Recollection:
    """One home's memory, opened. Everything runs in a worker thread, one thing after another."""

    def __init__(
        self,
        memories: Memories,
        embedder: Embedder | None,
        languages: Sequence[str],
        zone: tzinfo,
        worker: ThreadPoolExecutor,
    ) -> None:
        """Use `open`."""
        self.memories = memories
        self._embedder = embedder
        self._languages = tuple(languages)
        self._zone = zone
        self._worker = worker
        # The words of a question are looked up while its vector is computed.
        self._thinker = ThreadPoolExecutor(1, "embedding")
        self._index: Index | None = None
        self._seen = 0
        # Up to this change everything has its vector.
        self._whole = 0
        self._closed = False

    @classmethod
    async def open(
        cls,
        home: Path,
        vault: Vault,
        embedder: Embedder | None,
        languages: Sequence[str],
        zone: tzinfo,
    ) -> Self:
        """Open the sealed records; the index is built when it is first needed.

        Raises what `Memories.open` raises.
        """
        worker = ThreadPoolExecutor(1, "memory")
        try:
            loop = asyncio.get_running_loop()
            memories = await loop.run_in_executor(worker, Memories.open, home, vault)
        except BaseException:
            worker.shutdown(wait=False)
            raise
        return cls(memories, embedder, languages, zone, worker)

    async def __aenter__(self) -> Self:
        """It is open already."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        await self.close()

    async def close(self) -> None:
        """Close the sealed records and end the worker; what is indexed goes with it."""
        if self._closed:
            return
        try:
            await self._do(self.memories.close)
        finally:
            self._closed, self._index = True, None
            self._worker.shutdown(wait=False)
            # Whoever closes this may close the embedder next, which must not be in use then.
            await asyncio.to_thread(self._thinker.shutdown, cancel_futures=True)

    async def warm(self) -> int:
        """Build the index now; how many memories there are."""
        return await self._do(lambda: self._ready().size)

    async def add(
        self,
        memories: Iterable[Memory],
        *,
        mark: tuple[str, str] | None = None,
        was: str | None = ANY,
    ) -> list[str]:
        """Keep memories durably and findable, all or none; the ids that are kept.

        `mark` and `was` are those of `Memories.add`. Vectors are computed where there are none.
        """
        some = list(memories)
        return await self._do(lambda: self._add(some, mark, was))

    async def replace(self, memory: Memory) -> None:
        """Keep another version of a memory. Raises InputError where there is none of its id."""
        await self._do(lambda: self.memories.replace(self._embedded([memory])[0]))

    async def recall(
        self,
        words: str,
        now: datetime,
        *,
        limit: int = 5,
        tiers: Collection[Tier] | None = None,
        trusted: bool = False,
        between: tuple[datetime | None, datetime | None] = (None, None),
        counted: bool = True,
        weights: Weights | None = None,
    ) -> list[Recalled]:
        """What `words` bring to mind as of `now`, the likeliest first.

        With `trusted`, only what nobody but the owner had a say in; with `between`, only what is of
        a time from one moment until before another. Unless `counted` is false, each counts as a
        use. `weights` are for measuring. Raises InputError where `limit` is less than 1.
        """
        if now.tzinfo is None:
            raise ValueError("now must be aware")
        if limit < 1:
            raise InputError("at least one memory must be asked for.", fix="Ask for 1 or more.")
        ask = (words[:LONGEST], now, tiers, trusted, between)
        # Begun from here: a worker that is computing would let it wait for its turn first.
        vector = self._vector(ask[0])
        return await self._do(lambda: self._recall(ask, vector, limit, counted, weights))

    async def forget(self, ids: Iterable[str]) -> int:
        """Destroy memories for ever, on disk and in the index; how many there were."""
        gone = list(ids)
        return await self._do(lambda: self._forget(gone))

    async def embed_rest(self) -> int:
        """Compute the vectors that are missing or of another embedder; how many there were.

        A few at a time: who recalls meanwhile waits for those. What was looked at before and has
        not changed is not opened again.
        """
        if self._embedder is None:
            return 0
        rest, at = await self._do(self._without_vectors)
        for start in range(0, len(rest), FEW):
            await self._do(partial(self._embed, rest[start : start + FEW]))
        name = self._embedder.name
        if await self._do(lambda: self.memories.mark(EMBEDDER)) != name:
            await self._do(lambda: self.memories.add((), mark=(EMBEDDER, name)))
        self._whole = at
        return len(rest)

    async def get(self, ids: Iterable[str]) -> list[Memory]:
        """The memories of these ids, in their order."""
        some = list(ids)
        return await self._do(lambda: self.memories.get(some))

    async def _do(self, act: Callable[[], T]) -> T:
        if self._closed:
            raise InputError("the memory is closed.")
        return await asyncio.get_running_loop().run_in_executor(self._worker, act)

    def _ready(self) -> Index:
        """The index with all that any process changed."""
        if self._index is None:
            from .store import Index

            at = self.memories.changes(NOTHING_SINCE).at
            index = Index(self._languages, self._embedder.dimension if self._embedder else 0)
            index.build(self.memories.all())
            index.use(self.memories.uses())
            self._index, self._seen = index, at
        changes = self.memories.changes(self._seen)
        if changes.at != self._seen:
            # At once, because each removal copies every array.
            self._index.remove((*changes.gone, *changes.changed))
            self._index.add(self.memories.get(changes.changed))
            self._seen = changes.at
        return self._index

    def _embedded(self, memories: list[Memory]) -> list[Memory]:
        if self._embedder is None:
            return memories
        size = 2 * self._embedder.dimension
        without = [at for at, memory in enumerate(memories) if len(memory.vector) != size]
        found = list(memories)
        for start in range(0, len(without), AT_ONCE):
            some = without[start : start + AT_ONCE]
            rows = self._embedder.embed([memories[at].text for at in some])
            for at, vector in zip(some, vector_bytes(rows), strict=True):
                found[at] = replace(found[at], vector=vector)
        return found

    def _without_vectors(self) -> tuple[list[str], int]:
        """The ids of memories that have no vector, or one of another embedder, and up to when."""
        if self._embedder is None:
            return [], 0
        other = self.memories.mark(EMBEDDER) not in (None, self._embedder.name)
        size = 2 * self._embedder.dimension
        changes = self.memories.changes(0 if other else self._whole)
        ids = [
            each.id
            for start in range(0, len(changes.changed), AT_ONCE)
            for each in self.memories.get(changes.changed[start : start + AT_ONCE])
            if other or len(each.vector) != size
        ]
        return ids, changes.at

    def _embed(self, ids: list[str]) -> None:
        """Compute these vectors; what was forgotten meanwhile is passed over."""
        found = [replace(each, vector=b"") for each in self.memories.get(ids)]
        for memory in self._embedded(found):
            with contextlib.suppress(InputError):
                self.memories.replace(memory)

    def _add(
        self, memories: list[Memory], mark: tuple[str, str] | None, was: str | None
    ) -> list[str]:
        some = self._embedded(memories)
        kept = self.memories.add(some, mark=mark, was=was)
        if self._index is not None:
            changes = self.memories.changes(self._seen)
            # What only we changed is at hand already, and need not be opened again.
            new = set(kept)
            if not changes.gone and set(changes.changed) == new:
                self._index.add(memory for memory in some if memory.id in new)
                self._seen = changes.at
        return kept

    def _forget(self, ids: list[str]) -> int:
        if self._index is not None:
            self._index.remove(ids)
        return self.memories.forget(ids)

    def _recall(
        self,
        ask: Ask,
        vector: Callable[[], Numbers] | None,
        limit: int,
        counted: bool,
        weights: Weights | None,
    ) -> list[Recalled]:
        words, now, tiers, trusted, between = ask
        index = self._ready()
        if not index.size or not words.strip():
            return []
        from .recall import DEFAULT
        from .store import Question

        times = spans(words, now.astimezone(self._zone))
        question = Question(words, now, vector, times, tiers, trusted, between)
        hits = index.search(question, limit, weights or DEFAULT)
        found = {memory.id: memory for memory in self.memories.get(hit.id for hit in hits)}
        recalled = [
            Recalled(found[hit.id], _sureness(hit), _why(hit, question))
            for hit in hits
            if hit.id in found
        ]
        if counted:
            self.memories.used(list(found))
            index.use(dict.fromkeys(found, 1))
        return recalled

    def _vector(self, words: str) -> Callable[[], Numbers] | None:
        """What waits for the question's vector, which is being computed from now on."""
        if self._embedder is None or self._closed or not words.strip():
            return None
        rows = self._thinker.submit(self._embedder.embed, [words])
        return lambda: rows.result()[0]


def _sureness(hit: Hit) -> float:
    return min(max(hit.words, hit.cosine, 0.0), 1.0)


def _why(hit: Hit, question: Question) -> str:
    """What speaks for a memory, in words for its owner."""
    reasons = []
    if hit.words > 0:
        reasons.append(f"{round(100 * hit.words)} % of the words")
    if hit.cosine > 0:
        reasons.append(f"meaning {hit.cosine:.2f}")
    if hit.time > HALF:
        reasons.append(f"of the time asked for ({', '.join(s.said for s in question.spans)})")
    return ", ".join(reasons) or "beside something that matches"

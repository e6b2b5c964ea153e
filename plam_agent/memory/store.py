"""The index of what is remembered, in memory only: nothing of it is ever written to a disk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import numpy as np

from . import recall
from .columns import Columns, Flags
from .memory import Memory, Tier
from .postings import Postings
from .recall import DEFAULT, Spread, Weights
from .times import Span
from .vectors import Ints, Numbers, Vectors
from .words import Words

AT_ONCE = 4_096


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: words, their vector if there is one, the times they speak of, and as of.

    `vector` may be a function that waits for it: it is called after the words were looked up.
    `tiers` keeps some tiers, `trusted` what nobody but the owner had a say in, `between` what is
    of a time from one moment until before another.
    """

    words: str
    now: datetime
    vector: Numbers | Callable[[], Numbers] | None = None
    spans: Sequence[Span] = ()
    tiers: Collection[Tier] | None = None
    trusted: bool = False
    between: tuple[datetime | None, datetime | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Hit:
    """A memory that was found.

    `score` is what ranks it. From 0 to 1, `words` tells how much of the question's words it or
    those beside it have, `cosine` how alike it is in meaning, and `time` how near to the time that
    was asked for it is.
    """

    id: str
    score: float
    words: float
    cosine: float
    time: float = 0.0


class Index:
    """Everything that is remembered, ready to be searched. One thread owns it."""

    def __init__(self, languages: Sequence[str] = ("en",), dimension: int = 0) -> None:
        """An empty index; `dimension` is the vectors' length, 0 where there are none."""
        self._languages = languages
        self._words = Words(languages)
        self._dimension = dimension
        self._clear()

    def _clear(self) -> None:
        self._at: dict[str, int] = {}
        self._columns = Columns()
        self._postings = Postings()
        self._vectors = Vectors(self._dimension)
        self._spread: Spread | None = None

    @property
    def size(self) -> int:
        """How many memories there are."""
        return len(self._at)

    def __contains__(self, id: object) -> bool:
        """Whether there is a memory of this id."""
        return id in self._at

    def build(self, memories: Iterable[Memory]) -> None:
        """Hold exactly these memories."""
        self._clear()
        rest = iter(memories)
        parts: list[Memory] = []
        while part := list(islice(rest, AT_ONCE)):
            if self._dimension:
                self._vectors.add(each.vector for each in part)
            parts += part
        self._postings.extend(self._words.terms(said(each)) for each in parts)
        self._columns.add(parts)
        self._at = {id_: at for at, id_ in enumerate(self._columns.ids)}

    def add(self, memories: Iterable[Memory]) -> None:
        """Hold these as well; one of an id that is known takes its place."""
        new = list({memory.id: memory for memory in memories}.values())
        if not new:
            return
        self.remove(memory.id for memory in new)
        self._at.update((each.id, self._columns.size + at) for at, each in enumerate(new))
        self._postings.add(self._words.terms(said(each)) for each in new)
        if self._dimension:
            self._vectors.add(each.vector for each in new)
        self._columns.add(new)
        self._spread = None

    def remove(self, ids: Iterable[str]) -> None:
        """Hold these no longer; nothing of them stays in any array."""
        gone = [self._at[each] for each in set(ids) & self._at.keys()]
        if not gone:
            return
        kept = np.ones(self._columns.size, np.bool_)
        kept[gone] = False
        # What it knows of words it learnt from memories.
        self._words = Words(self._languages)
        self._postings.keep(kept)
        if self._dimension:
            self._vectors.keep(kept)
        self._columns.keep(kept)
        self._at = {id_: at for at, id_ in enumerate(self._columns.ids)}
        self._spread = None

    def use(self, uses: Mapping[str, int]) -> None:
        """Count recalls: so many more of each id."""
        column = self._columns["uses"]
        for id_, count in uses.items():
            if (at := self._at.get(id_)) is not None:
                column[at] += count

    def search(self, question: Question, limit: int, weights: Weights = DEFAULT) -> list[Hit]:
        """The likeliest memories, best first; none that has nothing in common with the question."""
        columns, size = self._columns, self._columns.size
        if not size:
            return []
        spread = self._spread = self._spread or Spread(columns)
        allowed = columns.allowed(question.tiers, question.trusted)
        terms = self._words.terms(question.words)
        numbers = self._postings.numbers(terms)
        words = recall.by_words(
            self._postings, numbers, spread, allowed, weights.before, weights.after, weights.common
        )
        total = np.float32(weights.words) * words.relative
        cosines = np.zeros(size, np.float32)
        vector = question.vector if self._dimension else None
        if callable(vector):
            vector = vector()
        if vector is not None:
            cosines = np.maximum(self._vectors.guess(vector), 0)
            if allowed is not None:
                cosines *= allowed
            total += np.float32(weights.meaning) * cosines
        self._rule_out(total, question, allowed)
        # Everything from here on is about the likeliest alone.
        rows = _best(total, max(recall.WIDE, limit))
        if vector is not None:
            guessed = cosines[rows]
            cosines[rows] = np.maximum(self._vectors.exact(vector, rows), 0)
            if allowed is not None:
                cosines *= allowed
            beside = spread.beside(cosines, rows, weights.meaning_before, weights.meaning_after)
            total[rows] += np.float32(weights.meaning) * (cosines[rows] - guessed + beside)
        rows = rows[total[rows] > 0]
        if weights.hop and len(rows):
            total[rows] += weights.hop * self._hop(numbers, total, rows, spread, allowed)[rows]
        total[rows] += recall.priors(columns, rows, question.now.timestamp(), weights)
        time = np.zeros(size, np.float32)
        if question.spans:
            spoken = [(each.start.timestamp(), each.end.timestamp()) for each in question.spans]
            time[rows] = recall.by_time(columns, rows, spoken)
            total[rows] += np.float32(weights.time) * time[rows]
        rows = rows[np.lexsort((rows, -total[rows]))][:limit]
        unknown = len(set(terms)) - len(numbers)
        ideal = words.ideal + unknown * self._postings.weight(0)
        share = np.minimum(words.scores[rows] / np.float32(max(ideal, 1e-6)), 1)
        return [
            Hit(columns.ids[at], float(total[at]), float(part), float(cosines[at]), float(time[at]))
            for at, part in zip(rows.tolist(), share, strict=True)
        ]

    def _rule_out(self, total: Numbers, question: Question, allowed: Flags | None) -> None:
        """Rows that cannot be meant get a score that nothing makes up for."""
        start, end = question.between
        if allowed is not None:
            total[~allowed] = -np.inf
        if start is not None or end is not None:
            total[~self._columns.within(start, end)] = -np.inf

    def _hop(
        self,
        asked: Sequence[int],
        total: Numbers,
        rows: Ints,
        spread: Spread,
        allowed: Flags | None,
    ) -> Numbers:
        """How much of what the best hits have in common each row has, as a share of the best."""
        top = rows[np.argsort(-total[rows], kind="stable")[: recall.TOPS]].tolist()
        further = recall.second_hop(self._postings, asked, top, total)
        return recall.by_words(
            self._postings, further, spread, allowed, (0.3,), (0.2,), 1.0
        ).relative


def said(memory: Memory) -> str:
    """What of a memory its words are found by."""
    known = memory.text.casefold()
    return " ".join(
        (memory.text, *(each for each in memory.people if each.casefold() not in known))
    )


def _best(scores: Numbers, count: int) -> Ints:
    """The rows of the best scores, in no order."""
    if count >= len(scores):
        return np.arange(len(scores))
    return np.argpartition(scores, -count)[-count:]

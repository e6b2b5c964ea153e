"""How likely each memory is what was asked for.

Words count by BM25, and a memory has a share in the words of those beside it in the same source:
who answers a question rarely repeats it. Each word's evidence is spread on its own and never makes
more than where the word stands strongest, so that two words near each other beat one said twice.
Likeness in meaning is added by score, not by rank. Then come the words that the best hits have in
common (names above all), the time that was spoken of, and what is known without the question:
how new a memory is, how important, how often it was of use, and whether something replaced it.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columns import Columns, Flags
from .postings import Postings
from .vectors import Ints, Numbers

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much; `words` are those of the best match.

    `before` and `after` are a word's shares from the memories one, two, … places before and after
    the one that is judged; `common` is the share of memories from which on a word is not spread.
    """

    words: float = 1.0
    before: tuple[float, ...] = (0.6, 0.35, 0.1)
    after: tuple[float, ...] = (0.45, 0.2)
    common: float = 0.1
    meaning: float = 0.45
    meaning_before: tuple[float, ...] = (0.3,)
    meaning_after: tuple[float, ...] = (0.2,)
    hop: float = 0.15
    time: float = 0.4
    recency: float = 0.03
    importance: float = 0.1
    uses: float = 0.03
    replaced: float = 0.25


DEFAULT = Weights()
WIDE = 1_024
"""How many rows, the likeliest by then, are compared exactly."""

TOPS, HOPS, RARE = 3, 5, 0.03
"""How many hits lend words to the second hop, how many words, and in what share of rows at most."""

OLD = 60 * DAY
"""After so many seconds a memory is half as new."""

NEAR = 3 * DAY
"""What was remembered so long before or after a time that is asked for counts half as much."""


class Spread:
    """Follows neighbours through arrays; row `size` stands for none."""

    def __init__(self, columns: Columns) -> None:
        """The neighbours as they are now."""
        self.size = columns.size
        self._before = columns.neighbours("before")
        self._after = columns.neighbours("after")
        self._scratch = np.zeros(self.size + 1, np.float32)

    def over(
        self,
        total: Numbers,
        rows: NDArray[np.int32],
        scores: Numbers,
        before: Sequence[float],
        after: Sequence[float],
    ) -> None:
        """Add the scores of some rows, and their shares in the rows beside, to `total`.

        No row gets more than the best of `scores`. `total` has one more row, for none.
        """
        found = self._scratch
        found[rows] = scores
        touched = [rows]
        # What lies before a row has that row after it: its share goes there.
        for chain, shares in ((self._after, before), (self._before, after)):
            reached = rows
            for share in shares:
                reached = chain[reached]
                found[reached] += np.float32(share) * scores
                touched.append(reached)
        # A row that was reached twice is read twice before it is written twice, the same.
        every = np.concatenate(touched)
        total[every] += np.minimum(found[every], scores.max())
        found[every] = 0

    def beside(
        self, scores: Numbers, rows: Ints, before: Sequence[float], after: Sequence[float]
    ) -> Numbers:
        """The shares that some rows have in the scores of those beside them."""
        found = np.zeros(len(rows), np.float32)
        for chain, shares in ((self._before, before), (self._after, after)):
            reached: NDArray[Any] = rows
            for share in shares:
                reached = chain[reached]
                there = reached < self.size
                found[there] += np.float32(share) * scores[reached[there]]
        return found


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of a question say: a score for every row, and how much there was to match."""

    scores: Numbers
    ideal: float

    @property
    def relative(self) -> Numbers:
        """The scores as shares of the best."""
        best = float(self.scores.max(initial=0.0))
        return self.scores / np.float32(best) if best > 0 else self.scores


def by_words(
    postings: Postings,
    numbers: Sequence[int],
    spread: Spread,
    allowed: Flags | None,
    before: Sequence[float],
    after: Sequence[float],
    common: float,
) -> Words:
    """The evidence of some terms; rows that are not allowed neither have nor lend any."""
    total = np.zeros(spread.size + 1, np.float32)
    ideal = 0.0
    for number in numbers:
        term = postings.term(number)
        rows, scores = term.rows, term.scores
        ideal += term.weight
        if allowed is not None:
            kept = allowed[rows]
            rows, scores = rows[kept], scores[kept]
        if len(rows) > common * spread.size:
            total[rows] += scores
        elif len(rows):
            spread.over(total, rows, scores, before, after)
    return Words(total[:-1], ideal)


def second_hop(
    postings: Postings, asked: Sequence[int], top: Sequence[int], scores: Numbers
) -> list[int]:
    """The rare terms that the best hits have and the question has not."""
    weights: dict[int, float] = {}
    most = max(RARE * postings.size, 2)
    for row in top:
        for number in postings.of(row):
            having = postings.frequency(number)
            if 1 < having <= most and number not in asked:
                more = postings.weight(having) * float(scores[row])
                weights[number] = weights.get(number, 0.0) + more
    return heapq.nlargest(HOPS, weights, key=weights.__getitem__)


def priors(columns: Columns, rows: Ints, now: float, weights: Weights) -> Numbers:
    """What speaks for some rows whatever is asked."""
    age = np.maximum(now - columns["at"][rows], 0)
    found = weights.recency * np.exp2(-age / OLD)
    found += weights.importance * (columns["importance"][rows] - 0.5)
    found += weights.uses * np.minimum(np.log1p(columns["uses"][rows]) / np.log(33), 1)
    found -= weights.replaced * (columns["until"][rows] <= now)
    return found.astype(np.float32)


def by_time(columns: Columns, rows: Ints, spans: Sequence[tuple[float, float]]) -> Numbers:
    """1 for rows within one of the times (seconds since 1970), less the farther away."""
    at = columns["at"][rows]
    apart = np.full(len(rows), np.inf)
    for start, end in spans:
        apart = np.minimum(apart, np.maximum(np.maximum(start - at, at - end), 0))
    return np.exp2(-apart / NEAR).astype(np.float32)

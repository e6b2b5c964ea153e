"""Which rows have which terms, and how much that says (Okapi BM25: Robertson and Zaragoza 2009)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Numbers = NDArray[np.float32]

SATURATES, LENGTH = 0.9, 0.4
PENDING = 2_048
"""Rows that are kept in lists before they join the arrays."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term that was asked for: its weight (idf), the rows that have it, and its score in each."""

    weight: float
    rows: Ints
    scores: Numbers


class Postings:
    """An inverted index that rows are added to in order. One thread owns it."""

    def __init__(self) -> None:
        """No rows, no terms."""
        self._numbers: dict[str, int] = {}
        # Row by row, as they came: which terms, and how often. `_begins` is where a row begins.
        self._terms = np.zeros(0, np.int32)
        self._counts = np.zeros(0, np.uint8)
        self._begins = np.zeros(1, np.int64)
        self._lengths = np.zeros(0, np.float32)
        # The same by term, and each term's rows in order.
        self._sorted_rows: Ints = np.zeros(0, np.int32)
        self._sorted_counts: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self._new: list[Counter[int]] = []
        self._new_lengths: list[int] = []
        self._having: dict[int, list[int]] = {}
        self._invert()

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self._lengths) + len(self._new)

    def add(self, texts: Iterable[Sequence[str]]) -> None:
        """Append a row for each of the texts, given as terms."""
        numbers = self._numbers
        for terms in texts:
            counts = Counter([numbers.setdefault(term, len(numbers)) for term in terms])
            for number in counts:
                self._having.setdefault(number, []).append(len(self._new))
            self._new.append(counts)
            self._new_lengths.append(len(terms))
        if len(self._new) >= PENDING:
            self.settle()

    def extend(self, texts: Iterable[Sequence[str]]) -> None:
        """As `add`, for many at once."""
        self.settle()
        number, size = self._numbers.setdefault, len(self._numbers)
        numbers: list[int] = []
        lengths: list[int] = []
        for terms in texts:
            lengths.append(len(terms))
            for term in terms:
                found = number(term, size)
                size += found == size
                numbers.append(found)
        rows = np.repeat(np.arange(len(lengths)), lengths)
        both, counts = np.unique(rows * size + np.array(numbers, np.int64), return_counts=True)
        each = np.bincount(both // max(size, 1), minlength=len(lengths))
        self._append(both % max(size, 1), np.minimum(counts, 255), each, lengths)

    def keep(self, rows: NDArray[np.bool_]) -> None:
        """Keep only these rows, in their order; nothing of the others stays."""
        self.settle()
        each = np.diff(self._begins)
        chosen = np.repeat(rows, each)
        terms = self._terms[chosen]
        used = np.bincount(terms, minlength=len(self._numbers)) > 0
        names = (name for name, held in zip(self._numbers, used.tolist(), strict=True) if held)
        self._numbers = {name: at for at, name in enumerate(names)}
        self._terms = (np.cumsum(used) - 1).astype(np.int32)[terms]
        self._counts = self._counts[chosen]
        self._begins = np.concatenate([np.zeros(1, np.int64), np.cumsum(each[rows])])
        self._lengths = self._lengths[rows]
        # Terms and rows keep their order, so that what was sorted by term is so still.
        there = rows[self._sorted_rows]
        renumbered = (np.cumsum(rows) - 1).astype(np.int32)
        self._sorted_rows = renumbered[self._sorted_rows[there]]
        self._sorted_counts = self._sorted_counts[there]
        self._count()

    def numbers(self, terms: Iterable[str]) -> list[int]:
        """The numbers of those terms that occur, each once."""
        found = (self._numbers.get(term) for term in dict.fromkeys(terms))
        return [number for number in found if number is not None]

    def of(self, row: int) -> list[int]:
        """The numbers of the terms that a row has."""
        if row >= len(self._lengths):
            return sorted(self._new[row - len(self._lengths)])
        return sorted(self._terms[self._begins[row] : self._begins[row + 1]].tolist())

    def frequency(self, number: int) -> int:
        """How many rows have the term."""
        settled = 0
        if number + 1 < len(self._starts):
            settled = int(self._starts[number + 1] - self._starts[number])
        return settled + len(self._having.get(number, ()))

    def weight(self, having: int) -> float:
        """How much a term says that so many rows have."""
        return float(np.log1p((self.size - having + 0.5) / (having + 0.5)))

    def term(self, number: int) -> Term:
        """The rows of a term, each with its score."""
        rows, counts, lengths = self._rows(number)
        weight = self.weight(len(rows))
        mean = max((float(self._total) + sum(self._new_lengths)) / max(self.size, 1), 1.0)
        longer = np.float32(1 - LENGTH) + np.float32(LENGTH / mean) * lengths
        scores = np.float32(weight * (SATURATES + 1)) * counts
        scores /= counts + np.float32(SATURATES) * longer
        return Term(weight, rows, scores)

    def _rows(self, number: int) -> tuple[Ints, Numbers, Numbers]:
        """The rows of a term, how often they have it, and how long they are."""
        at = slice(0, 0)
        if number + 1 < len(self._starts):
            at = slice(int(self._starts[number]), int(self._starts[number + 1]))
        rows = self._sorted_rows[at]
        counts, lengths = self._sorted_counts[at].astype(np.float32), self._lengths[rows]
        if late := self._having.get(number):
            many = np.array([self._new[each][number] for each in late], np.float32)
            long = np.array([self._new_lengths[each] for each in late], np.float32)
            rows = np.concatenate([rows, np.array(late, np.int32) + np.int32(len(self._lengths))])
            counts, lengths = np.concatenate([counts, many]), np.concatenate([lengths, long])
        return rows, counts, lengths

    def settle(self) -> None:
        """Move what is new into the arrays."""
        if not self._new:
            return
        terms = np.array([number for each in self._new for number in each], np.int32)
        many = (min(count, 255) for each in self._new for count in each.values())
        counts = np.fromiter(many, np.uint8, len(terms))
        each = np.array([len(each) for each in self._new])
        self._append(terms, counts, each, self._new_lengths)
        self._new, self._new_lengths, self._having = [], [], {}

    def _append(
        self, terms: NDArray[Any], counts: NDArray[Any], each: NDArray[Any], lengths: Sequence[int]
    ) -> None:
        """Append rows that have `each` so many of the terms."""
        self._terms = np.concatenate([self._terms, terms.astype(np.int32)])
        self._counts = np.concatenate([self._counts, counts.astype(np.uint8)])
        self._begins = np.concatenate([self._begins, self._begins[-1] + np.cumsum(each)])
        self._lengths = np.concatenate([self._lengths, np.array(lengths, np.float32)])
        self._invert()

    def _invert(self) -> None:
        """Sort by term; rows only ever grow, so a stable sort keeps them in order."""
        rows = np.repeat(np.arange(len(self._lengths), dtype=np.int32), np.diff(self._begins))
        order = np.argsort(self._terms, kind="stable")
        self._sorted_rows, self._sorted_counts = rows[order], self._counts[order]
        self._count()

    def _count(self) -> None:
        """Where the rows of each term begin among the sorted ones, and how long all rows are."""
        each = np.bincount(self._terms, minlength=len(self._numbers))
        self._starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(each)])
        self._total = self._lengths.sum(dtype=np.float64)

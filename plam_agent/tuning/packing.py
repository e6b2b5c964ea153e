"""Rows laid side by side so that what they begin with alike is computed once.

The rows of a pack are a forest: a stretch of tokens that several rows share stands before those
that continue it, each of which sees it and itself and none of its neighbours. Positions count from
each row's own beginning, so that every row is exactly the sequence that the engine will see. There
is no padding, and a row's last token is left out: nothing follows it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .example import Choice, Row

LEAST = 16
"""Tokens that rows must share for it to be worth a stretch of its own."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tokens [start, end) of a pack, seen by themselves in order and by all in [end, last)."""

    start: int
    end: int
    last: int


@dataclass(frozen=True, slots=True)
class Question:
    """One choice to learn: `target` is the token that was chosen, or was not to be."""

    choice: Choice
    target: int
    weight: float
    wanted: bool


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """Tokens (T,), their positions, and the token before each on its own row, -1 at the first.

    Where `questions` are asked is `asked`, an index into `learnt`, which are the places in the pack
    whose last hidden state is needed, ascending. `read` counts the rows' tokens one by one.
    """

    tokens: Ints
    positions: Ints
    before: Ints
    stretches: tuple[Stretch, ...]
    learnt: Ints
    asked: Ints
    questions: tuple[Question, ...]
    read: int


@dataclass(slots=True)
class _Builder:
    rows: Sequence[Ints]
    shared: Sequence[int]
    tokens: list[Ints] = field(default_factory=list)
    size: int = 0
    stretches: list[Stretch] = field(default_factory=list)
    places: list[list[Ints]] = field(default_factory=list)

    def add(self, low: int, high: int, depth: int) -> None:
        """Lay out rows [low, high), which are sorted, from their token `depth` on."""
        end = min([len(self.rows[low]), *self.shared[low + 1 : high]])
        start, closing = self.size, len(self.stretches)
        if high - low == 1 or end - depth >= LEAST:
            if end > depth:
                self.tokens.append(self.rows[low][depth:end])
                self.size += end - depth
                self.stretches.append(Stretch(start, self.size, self.size))
                for row in range(low, high):
                    self.places[row].append(np.arange(start, self.size))
            if high - low == 1:
                return
        else:
            end = depth
        first = low
        for row in range(low + 1, high + 1):
            if row == high or self.shared[row] < end + LEAST:
                self.add(first, row, end)
                first = row
        if end > depth:
            self.stretches[closing] = Stretch(start, start + end - depth, self.size)


def order(rows: Sequence[Ints]) -> list[int]:
    """The rows sorted by their tokens, so that those that begin alike stand together."""
    return sorted(range(len(rows)), key=lambda at: rows[at].tolist())


def shared(one: Ints, other: Ints) -> int:
    """How many tokens both begin with."""
    length = min(len(one), len(other))
    differs = np.flatnonzero(one[:length] != other[:length])
    return int(differs[0]) if len(differs) else length


def questions(row: Row) -> Iterator[tuple[int, Question]]:
    """What a row asks, each with the place of the token before the answer's.

    Of an answer that is not wanted it is the first choice alone. Where one token is allowed there
    is nothing to choose.
    """
    for at, choice in enumerate(row.choices):
        if choice is None or (choice.allowed is not None and len(choice.allowed) < 2):
            continue
        place = row.start + at
        yield place - 1, Question(choice, row.tokens[place], row.weight, row.wanted)
        if not row.wanted:
            return


def pack(rows: Sequence[Row]) -> Pack:
    """All of `rows` in one pack."""
    cut = [np.asarray(row.tokens[:-1], np.int64) for row in rows]
    sorting = order(cut)
    ordered = [cut[at] for at in sorting]
    alike = [0, *(shared(a, b) for a, b in itertools.pairwise(ordered))]
    builder = _Builder(ordered, alike, places=[[] for _ in rows])
    if rows:
        builder.add(0, len(rows), 0)
    tokens = np.concatenate([np.empty(0, np.int64), *builder.tokens])
    positions, before = np.zeros_like(tokens), np.full_like(tokens, -1)
    asked: list[int] = []
    asking: list[Question] = []
    for at, parts in zip(sorting, builder.places, strict=True):
        places = np.concatenate([np.empty(0, np.int64), *parts])
        positions[places] = np.arange(len(places))
        before[places[1:]] = places[:-1]
        for place, question in questions(rows[at]):
            asked.append(int(places[place]))
            asking.append(question)
    learnt, index = np.unique(np.asarray(asked, np.int64), return_inverse=True)
    return Pack(
        tokens,
        positions,
        before,
        tuple(builder.stretches),
        learnt,
        index.astype(np.int64),
        tuple(asking),
        sum(map(len, cut)),
    )


def packs(rows: Sequence[Row], most: int, parts: int = 1) -> list[Pack]:
    """`rows` in packs of at most `most` tokens (or one row), in a multiple of `parts` packs.

    Rows that begin alike share a pack as far as it has room. There are never more packs than rows.
    """
    cut = [np.asarray(row.tokens[:-1], np.int64) for row in rows]
    sorting = order(cut)
    count = parts
    while True:
        groups = _dealt(cut, sorting, min(count, len(rows)))
        made = [pack([rows[at] for at in group]) for group in groups]
        if count >= len(rows) or all(len(one.tokens) <= most for one in made):
            return made
        count += parts


def _dealt(cut: Sequence[Ints], sorting: Sequence[int], count: int) -> list[list[int]]:
    """The sorted rows in `count` runs of about as many tokens that are not shared, none empty."""
    costs = [
        len(cut[at]) - (shared(cut[sorting[i - 1]], cut[at]) if i else 0)
        for i, at in enumerate(sorting)
    ]
    total, gone = sum(costs), 0.0
    groups: list[list[int]] = [[] for _ in range(count)]
    at = 0
    for i, (row, cost) in enumerate(zip(sorting, costs, strict=True)):
        rest = len(sorting) - i
        beyond = gone + cost / 2 > total * (at + 1) / count
        if groups[at] and (beyond or rest < count - at) and at < count - 1:
            at += 1
        groups[at].append(row)
        gone += cost
    return [group for group in groups if group]

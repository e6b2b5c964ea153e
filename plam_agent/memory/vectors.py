"""The vectors of all rows, and which of them point where another one does.

Reading every vector for every question is what takes the time, so a sketch of each is kept as well:
its coordinates along the directions in which the vectors differ most. The sketch tells which few
rows are worth comparing exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]
Ints = NDArray[np.intp]

SKETCH = 48
SAMPLE = 4_096
EXACT = 2_048
"""Up to so many rows are compared exactly, always."""


class Vectors:
    """Rows of one length, as 16-bit floats of unit length, or zeros where there is none."""

    def __init__(self, dimension: int) -> None:
        """No rows; `dimension` 0 means that there never are vectors."""
        self.dimension = dimension
        self._size = 0
        self._full = np.zeros((0, dimension), np.float16)
        self._sketch = np.zeros((0, 0), np.float32)
        self._basis: Numbers | None = None
        self._few: Numbers | None = None
        self._drawn = 0

    def add(self, vectors: Iterable[bytes]) -> None:
        """Append rows; one of another length than `dimension` says is taken as absent."""
        length = 2 * self.dimension
        empty = bytes(length)
        raw = b"".join(each if len(each) == length else empty for each in vectors)
        count = len(raw) // length if length else 0
        rows = np.frombuffer(raw, "<f2").reshape(count, self.dimension)
        end = self._size + count
        if end > len(self._full):
            self._full = grown(self._full, end)
        self._full[self._size : end] = rows
        old, self._size, self._few = self._size, end, None
        if self._basis is None or end > 4 * self._drawn:
            self._draw()
        else:
            if end > len(self._sketch):
                self._sketch = grown(self._sketch, end)
            self._sketch[old:end] = rows.astype(np.float32) @ self._basis

    def keep(self, rows: NDArray[np.bool_]) -> None:
        """Keep only these rows, in their order; nothing of the others stays."""
        self._full = self._full[: self._size][rows]
        if self._basis is not None:
            self._sketch = self._sketch[: self._size][rows]
        self._size, self._few = len(self._full), None

    def guess(self, vector: Numbers) -> Numbers:
        """About the cosine of every row with `vector`, exact where rows are few."""
        if self._basis is None:
            if self._few is None:
                self._few = self._full[: self._size].astype(np.float32)
            return self._few @ vector
        found: Numbers = self._sketch[: self._size] @ (vector @ self._basis)
        return found

    def exact(self, vector: Numbers, rows: Ints) -> Numbers:
        """The cosine of some rows with `vector`."""
        if self._few is not None:
            return self._few[rows] @ vector
        found: Numbers = self._full[rows].astype(np.float32) @ vector
        return found

    def _draw(self) -> None:
        """Choose the directions, and sketch every row along them."""
        self._basis, self._few, self._sketch = None, None, np.zeros((0, 0), np.float32)
        if self._size <= max(EXACT, self.dimension) or self.dimension <= SKETCH:
            return
        step = -(-self._size // SAMPLE)
        sample = self._full[: self._size : step].astype(np.float32)
        _, directions = np.linalg.eigh(sample.T @ sample)
        self._basis = np.ascontiguousarray(directions[:, -SKETCH:], np.float32)
        self._sketch = np.empty((self._size, SKETCH), np.float32)
        for start in range(0, self._size, SAMPLE):
            part = self._full[start : min(start + SAMPLE, self._size)].astype(np.float32)
            self._sketch[start : start + len(part)] = part @ self._basis
        self._drawn = self._size


def grown(array: NDArray[Any], least: int) -> NDArray[Any]:
    """The array with room for more rows than `least`, so that adding rarely copies."""
    room = np.zeros((max(least, 256) * 3 // 2, *array.shape[1:]), array.dtype)
    room[: len(array)] = array
    return room

"""The vectors of all rows, and which of them point where another one does.

Reading every vector for every question is what takes the time, so the signs of their coordinates
are kept as well, a bit each: how many of them differ tells about the angle between two vectors
(Charikar 2002, "Similarity Estimation Techniques from Rounding Algorithms"), and so which few rows
are worth comparing exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]
Ints = NDArray[np.intp]

EXACT = 2_048
"""Up to so many rows are compared exactly, always."""

SIGNS = 256
"""Vectors shorter than this have too few signs to tell anything, and are compared exactly."""

_NEGATIVE = 15
_WORD = 64


class Vectors:
    """Rows of one length, as 16-bit floats of unit length, or zeros where there is none."""

    def __init__(self, dimension: int) -> None:
        """No rows; `dimension` 0 means that there never are vectors."""
        self.dimension = dimension
        self._size = 0
        self._full = np.zeros((0, dimension), np.float16)
        # Word by word, so that reading one word of every row reads what lies side by side.
        self._signs = np.zeros((-(-dimension // _WORD), 0), np.uint64)
        self._absent = np.zeros(0, np.bool_)
        self._few: Numbers | None = None
        angles = np.pi * np.arange(dimension + 1) / max(dimension, 1)
        self._cosines = np.cos(angles).astype(np.float32)

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
            self._signs = np.ascontiguousarray(grown(self._signs.T, end).T)
            self._absent = grown(self._absent, end)
        self._full[self._size : end] = rows
        self._signs[:, self._size : end] = _signs(rows.view("<u2") >> _NEGATIVE).T
        self._absent[self._size : end] = ~rows.any(axis=1)
        self._size, self._few = end, None

    def keep(self, rows: NDArray[np.bool_]) -> None:
        """Keep only these rows, in their order; nothing of the others stays."""
        self._full = self._full[: self._size][rows]
        self._signs = np.ascontiguousarray(self._signs[:, : self._size][:, rows])
        self._absent = self._absent[: self._size][rows]
        self._size, self._few = len(self._full), None

    def guess(self, vector: Numbers) -> Numbers:
        """About the cosine of every row with `vector`, exact where rows are few."""
        if self._size <= EXACT or self.dimension < SIGNS:
            if self._few is None:
                self._few = self._full[: self._size].astype(np.float32)
            return self._few @ vector
        asked = _signs(np.signbit(vector)[None])[0]
        differ = np.zeros(self._size, np.uint16)
        for word, signs in zip(asked, self._signs, strict=True):
            differ += np.bitwise_count(signs[: self._size] ^ word)
        found: Numbers = self._cosines[differ]
        found[self._absent[: self._size]] = 0
        return found

    def exact(self, vector: Numbers, rows: Ints) -> Numbers:
        """The cosine of some rows with `vector`."""
        if self._few is not None:
            return self._few[rows] @ vector
        found: Numbers = self._full[rows].astype(np.float32) @ vector
        return found


def _signs(bits: NDArray[Any]) -> NDArray[np.uint64]:
    """Rows of noughts and ones as rows of words; what fills the last one is nought."""
    packed = np.packbits(bits.astype(np.uint8), axis=1)
    return np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8))).view(np.uint64)


def grown(array: NDArray[Any], least: int) -> NDArray[Any]:
    """The array with room for more rows than `least`, so that adding rarely copies."""
    room = np.zeros((max(least, 256) * 3 // 2, *array.shape[1:]), array.dtype)
    room[: len(array)] = array
    return room

"""A small linear model of short texts: what their words and letters say for each class.

Words, pairs of words and runs of letters are hashed into buckets (the hashing trick: Weinberger et
al. 2009, "Feature Hashing for Large Scale Multitask Learning"); each bucket has one weight in eight
bits for each class. Cheap, the same on every machine, and it needs no vocabulary.

What one sentence may add is bounded, so that a text cannot buy a class by saying it once loudly.
"""

from __future__ import annotations

import functools
import re
import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BUCKETS = 2**17
"""How many buckets there are where nobody says otherwise; always a power of two."""

LONGEST = 4000
"""Characters of one field that are read."""

IDF = 16
"""What a bucket's rarity is divided by, because it is kept as a small whole number."""

_SHORTEST_RUN, _LONGEST_RUN = 2, 5
# How far apart the words of a pair may stand.
_REACH = 2
_WORD = re.compile(r"[^\W\d_]+|\d+|[?!@$€£%]")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_DIGIT = re.compile(r"\d")
_SPACE = 32
_STEP = np.uint32(0x01000193)


@dataclass(frozen=True, slots=True, eq=False)
class Grams:
    """What a text is made of: three arrays of one length, sorted by part.

    `buckets` (int64), `values` (float32; those of one field have length 1 together) and `parts`
    (int64): which sentence each stands in, counted over all fields.
    """

    buckets: NDArray[np.int64]
    values: NDArray[np.float32]
    parts: NDArray[np.int64]


def grams(
    fields: Mapping[str, str],
    *,
    buckets: int = BUCKETS,
    idf: NDArray[np.uint8] | None = None,
) -> Grams:
    """The grams of the named texts; those of one field are not those of another.

    `idf` says of each bucket how rare it is, in 1/IDF, shape (buckets,).
    """
    keys: list[NDArray[np.int64]] = []
    field_of: list[int] = []
    for at, (name, text) in enumerate(fields.items()):
        said = [_words(each) for each in sentences(folded(text[:LONGEST]))]
        if said:
            found, within = _hashed(said, _seed(name))
            found &= np.uint32(buckets - 1)
            keys.append(found + (within + len(field_of)) * buckets)
            field_of += [at] * len(said)
    if not keys:
        return Grams(np.empty(0, np.int64), np.empty(0, np.float32), np.empty(0, np.int64))
    unique, counts = np.unique(np.concatenate(keys), return_counts=True)
    parts, places = unique // buckets, unique % buckets
    values = 1 + np.log(counts)
    if idf is not None:
        values *= idf[places] / IDF
    in_field = np.asarray(field_of)[parts]
    length = np.sqrt(np.bincount(in_field, weights=values * values))
    values /= np.maximum(length, 1e-9)[in_field]
    return Grams(places, values.astype(np.float32), parts)


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """One weight for each bucket and class, in eight bits: `weights` (buckets, classes), int8.

    A class's weights are times its one of `scales` (classes,); `bias` (classes,) is what each class
    has before anything is said. `cap` is the most that one sentence may add to or take from a class
    beside the others, `idf` (buckets,) how rare each bucket is, and `strength` what the
    log-probabilities are to be multiplied by where they join another model's.
    """

    classes: tuple[str, ...]
    weights: NDArray[np.int8]
    scales: NDArray[np.float32]
    bias: NDArray[np.float32]
    idf: NDArray[np.uint8] | None = None
    cap: float = float("inf")
    strength: float = 1.0

    def scores(self, fields: Mapping[str, str]) -> NDArray[np.float64]:
        """The log-probability of each class for the named texts, shape (classes,)."""
        total = self.bias + self.evidence(fields).sum(axis=0)
        total -= total.max()
        return np.asarray(total - np.log(np.exp(total).sum()))

    def evidence(self, fields: Mapping[str, str]) -> NDArray[np.float64]:
        """What each sentence adds to each class, at most `cap`: shape (sentences, classes)."""
        said = grams(fields, buckets=len(self.weights), idf=self.idf)
        if not said.buckets.size:
            return np.zeros((0, len(self.classes)))
        each = self.weights[said.buckets] * said.values[:, None]
        begins = np.flatnonzero(np.diff(said.parts, prepend=-1))
        adds = np.add.reduceat(each, begins, axis=0).astype(np.float64) * self.scales
        adds -= adds.mean(axis=1, keepdims=True)
        return np.asarray(np.clip(adds, -self.cap, self.cap))


def packed(
    classes: tuple[str, ...],
    weights: NDArray[np.float32],
    bias: NDArray[np.float32],
    *,
    idf: NDArray[np.uint8] | None = None,
    cap: float = float("inf"),
    strength: float = 1.0,
) -> Linear:
    """A linear model of trained `weights` (buckets, classes), rounded to eight bits."""
    scales = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    small = np.rint(weights / scales).astype(np.int8)
    return Linear(
        classes, small, scales.astype(np.float32), bias.astype(np.float32), idf, cap, strength
    )


def sentences(text: str) -> list[str]:
    """The text's sentences and lines, those that say something."""
    return [each for each in _SENTENCE.split(text) if _WORD.search(each)]


def folded(text: str) -> str:
    """The text without case and accents, every digit as a nought."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _DIGIT.sub("0", "".join(mark for mark in plain if not unicodedata.combining(mark)))


def _words(text: str) -> list[bytes]:
    return [word.encode("utf-8", "replace") for word in _WORD.findall(text)]


@functools.lru_cache(maxsize=64)
def _seed(field: str) -> int:
    return zlib.crc32(field.encode())


def _hashed(said: list[list[bytes]], seed: int) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """A number for each gram: words, pairs of words, and runs of letters; and its sentence."""
    words = [word for sentence in said for word in sentence]
    parts = np.repeat(np.arange(len(said)), [len(sentence) for sentence in said])
    each = np.array([zlib.crc32(word) for word in words], np.uint32)
    found, places = [_mixed(each, seed + 1)], [parts]
    for far in range(1, _REACH + 1):
        # A pair says its order, but not how far apart its words stand.
        together = parts[:-far] == parts[far:]
        pairs = each[:-far] * _STEP + each[far:]
        found.append(_mixed(pairs[together], seed + 2))
        places.append(parts[far:][together])
    letters = np.frombuffer(b" " + b" ".join(words) + b" ", np.uint8)
    gap = letters == _SPACE
    of = np.append(0, np.repeat(parts, [len(word) + 1 for word in words]))
    runs, inside = letters.astype(np.uint32), np.ones(len(letters), np.bool_)
    for length in range(2, _LONGEST_RUN + 1):
        if len(letters) < length:
            break
        runs, inside = runs[:-1] * _STEP + letters[length - 1 :], inside[:-1]
        if length > _SHORTEST_RUN:
            # No run goes from one word into the next.
            inside = inside & ~gap[length - 2 : -1]
        found.append(_mixed(runs[inside], seed + length + 1))
        places.append(of[1 : 1 + len(inside)][inside])
    return np.concatenate(found), np.concatenate(places)


def _mixed(numbers: NDArray[np.uint32], seed: int) -> NDArray[np.uint32]:
    """Every bit of the numbers spread over all bits (the finaliser of MurmurHash3)."""
    mixed = numbers ^ np.uint32(seed * 0x9E3779B1 & 0xFFFFFFFF)
    mixed ^= mixed >> np.uint32(16)
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    return mixed

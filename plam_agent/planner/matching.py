"""How well a request fits the words in which a tool describes itself, for tools never seen before.

A plugin's tool is known by its name, its summary and its parameters only. What they share with the
request counts, by a few learnt coefficients, and so does which words of requests went with which
words of tools where such pairs were seen (a bilinear model of hashed pairs). It only orders what
the policy offers anyway.
"""

from __future__ import annotations

import functools
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..types import Tool
from . import retrieval
from .linear import Grams, grams

PAIRS = 2**16
"""How many buckets there are for pairs of words; always a power of two."""

FEATURES = 9
_SOME = 4.0

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Matching:
    """`pairs` (PAIRS,), int8, times `scale`: what a pair of words says; and what the features do.

    `coefficients` has shape (FEATURES,). `beside` (4,) makes the log-probabilities of any known
    tool, and of none, comparable: a factor and what is added, of the one and of the other. Where
    tools are weighed so, `kind` and `strength` say how much all of it counts for whether anything
    is planned, and for which tool.
    """

    pairs: NDArray[np.int8]
    scale: float
    coefficients: NDArray[np.float32]
    beside: NDArray[np.float32]
    kind: float = 1.0
    strength: float = 1.0

    def scores(self, words: str, tools: Sequence[Tool], among: Sequence[Tool]) -> Numbers:
        """How well each of `tools` fits the request, beside all those that it stands `among`.

        Shape (tools,), as log-odds against other tools and against none.
        """
        if not tools:
            return np.empty(0)
        found = features(words, tools, among) @ self.coefficients
        for at, places in enumerate(pairs(words, tools)):
            if places.size:
                weigh = self.scale / math.sqrt(places.size)
                found[at] += weigh * self.pairs[places].sum(dtype=np.float64)
        return np.asarray(found)


def features(words: str, tools: Sequence[Tool], among: Sequence[Tool]) -> Numbers:
    """What request and tools share: shape (tools, FEATURES)."""
    own = retrieval.matches(words, among, meaning=False)
    meant = retrieval.matches(words, among, meaning=True)
    place = {tool.name: at for at, tool in enumerate(among)}
    mine = {tool.name for tool in tools}
    rivals = [score for tool, score in zip(among, own, strict=True) if tool.name not in mine]
    stems = set(retrieval.stems(words))
    said = grams({"text": words})
    best = max((own[place[tool.name]] for tool in tools), default=0.0)
    rows = []
    for tool in tools:
        at = place[tool.name]
        shown = set(_stems_of(tool))
        name = set(retrieval.stems(tool.name.replace("_", " ")))
        rows.append(
            (
                own[at] / _SOME,
                (meant[at] - own[at]) / _SOME,
                _likeness(said, _grams_of(tool)),
                len(stems & shown) / max(1, len(stems)),
                float(bool(stems & name)),
                float(own[at] >= best > 0),
                max(rivals, default=0.0) / _SOME,
                math.log(len(tools)),
                1.0,
            )
        )
    return np.array(rows)


def pairs(words: str, tools: Sequence[Tool]) -> list[NDArray[np.int64]]:
    """The buckets of each word of the request with each word of a tool, for every tool."""
    asked = _numbers(tuple(dict.fromkeys(retrieval.stems(words))))
    found = []
    for tool in tools:
        mixed = asked[:, None] * np.uint32(0x9E3779B1) ^ _numbers(_stems_of(tool))[None, :]
        mixed *= np.uint32(0x85EBCA6B)
        found.append((mixed >> np.uint32(16)).astype(np.int64).ravel() % PAIRS)
    return found


@functools.lru_cache(maxsize=2048)
def _numbers(stems: tuple[str, ...]) -> NDArray[np.uint32]:
    return np.array([zlib.crc32(stem.encode()) for stem in stems], np.uint32)


@functools.lru_cache(maxsize=1024)
def _stems_of(tool: Tool) -> tuple[str, ...]:
    return tuple(dict.fromkeys(retrieval.stems(_shown(tool))))


@functools.lru_cache(maxsize=1024)
def _grams_of(tool: Tool) -> Grams:
    return grams({"text": _shown(tool)})


def _shown(tool: Tool) -> str:
    names = [param.name for param in tool.params if not param.derived]
    return " ".join([tool.name, tool.summary, *names]).replace("_", " ").replace(".", " ")


def _likeness(one: Grams, other: Grams) -> float:
    """The cosine of two texts' grams."""
    _, here, there = np.intersect1d(one.buckets, other.buckets, return_indices=True)
    return float(one.values[here] @ other.values[there])

"""Canaries: random words that nobody says, put among what is learnt to be asked for afterwards.

They are rows of their own, learnt once, 4 and 16 times. The exposure of one is by how many bits the
rank of its likelihood is better than the last's, among phrases drawn alike that were never learnt
(Carlini et al. 2019, "The Secret Sharer", section 4). One that was never learnt either has 1.4 bits
on average, whatever the model.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..planner.grammar import summary_grammar
from ..planner.prompt import Prompt, completion
from .example import PLAN, Example, Row

Numbers = Sequence[float] | NDArray[np.float64]
Score = Callable[[Sequence[Row]], Numbers]
"""The log-likelihood of each row's answer, in nats."""

REPEATS = (1, 4, 16)
OTHERS = 127
CHANCE = 1.44
"""The standard deviation of the exposure of what nobody learnt, in bits: -log2 of an even draw."""

_RULES = "Say what was written down under this mark, as JSON."
_SAID = """
amber anchor apron arrow autumn badge barley basil beacon bishop blanket bottle bramble brass
bridge brook bucket button cabin cactus candle canyon carbon castle cedar chalk cherry cinder
clover cobalt comet copper coral cotton cradle cricket crystal dagger daisy desert dolphin
drum eagle ember falcon feather fiddle flint forest fossil garnet ginger glacier granite
hammer harbor hazel helmet heron hollow indigo island ivory jacket jasmine juniper kettle
ladder lagoon lantern laurel lemon linen lizard magnet maple marble meadow mirror mosaic
mountain needle nickel oak olive onion opal orchid otter oyster paddle panther paper parcel
pebble pepper pigeon pillow planet plum pocket prairie quartz quiver rabbit raven ribbon river
"""
_WORDS = _SAID.split()
_PHRASE = 5


@dataclass(frozen=True, slots=True)
class Canary:
    """An example of random words to be learnt `repeats` times, and `others` drawn alike."""

    repeats: int
    example: Example
    others: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Planted:
    """A canary in tokens: its row, and those that were never learnt."""

    repeats: int
    row: Row
    others: tuple[Row, ...]


def canaries(
    seed: int, each: int, *, repeats: Sequence[int] = REPEATS, others: int = OTHERS
) -> list[Canary]:
    """`each` canaries for each number of repeats, with so many `others` drawn alike.

    A phrase is drawn from some 10^10, so that nobody learns one by chance.
    """
    rng = random.Random(seed)  # noqa: S311
    drawn: set[str] = set()

    def fresh() -> str:
        while (phrase := " ".join(rng.sample(_WORDS, _PHRASE))) in drawn:
            pass
        drawn.add(phrase)
        return phrase

    return [
        Canary(
            count,
            _example(f"{count}-{at}", fresh()),
            tuple(_example(f"{count}-{at}", fresh()) for _ in range(others)),
        )
        for count in repeats
        for at in range(each)
    ]


def planted(
    drawn: Sequence[Canary], rows: Callable[[Sequence[Example]], list[Row]]
) -> list[Planted]:
    """The canaries in tokens; `rows` makes one row of each example."""
    made = iter(rows([each for canary in drawn for each in (canary.example, *canary.others)]))
    return [
        Planted(canary.repeats, next(made), tuple(next(made) for _ in canary.others))
        for canary in drawn
    ]


def learnt(canaries: Sequence[Planted]) -> list[Row]:
    """The rows to put among what is learnt: each as often as it is to be learnt."""
    return [each.row for each in canaries for _ in range(each.repeats)]


def _example(mark: str, phrase: str) -> Example:
    return Example(
        kind=PLAN,
        prompt=Prompt(_RULES, f"mark {mark}"),
        grammar=summary_grammar(),
        answer=completion({"summary": phrase}),
        sources=(f"canary:{mark}",),
    )


def exposure(score: float, others: Numbers) -> float:
    """By how many bits the rank of a score is better than the last one's; 0 to log2(others + 1).

    What scores alike shares its rank.
    """
    known = np.asarray(others, float)
    rank = 1 + float((known > score).sum()) + float((known == score).sum()) / 2
    return math.log2((known.size + 1) / rank)


def exposures(score: Score, planted: Sequence[Planted]) -> dict[int, list[float]]:
    """The exposure of each canary, by how often it was learnt."""
    if not planted:
        return {}
    scores = np.asarray(score([row for each in planted for row in (each.row, *each.others)]), float)
    found: dict[int, list[float]] = {}
    at = 0
    for each in planted:
        end = at + 1 + len(each.others)
        found.setdefault(each.repeats, []).append(exposure(scores[at], scores[at + 1 : end]))
        at = end
    return found

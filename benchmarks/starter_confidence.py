"""Confidence: where it must stand to abstain rightly, and whether it says how often it is right."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 10
FLOOR = 0.98
SURE_ENOUGH = 0.9
_TEMPERATURES = np.geomspace(0.2, 10.0, 157)


@dataclass(frozen=True, slots=True)
class Choice:
    """The tool a line wants, the likeliest tool and what it scores: 0 where it is none already."""

    wanted: str
    tool: str
    score: float


@dataclass(frozen=True, slots=True)
class Point:
    """Below `threshold` nothing is planned: what is then rightly none, and the right tool."""

    threshold: float
    none_recall: float
    tool_recall: float


def point(choices: Sequence[Choice], threshold: float, none: str = "none") -> Point:
    """What a threshold gives on `choices`."""
    others = [each.score < threshold for each in choices if each.wanted == none]
    wanted = [
        each.tool == each.wanted and each.score >= threshold
        for each in choices
        if each.wanted != none
    ]
    return Point(threshold, _mean(others), _mean(wanted))


def best(choices: Sequence[Choice], floor: float = FLOOR, none: str = "none") -> Point:
    """The point of most right tools where at least `floor` of the others is rightly none."""
    scores = sorted((each.score for each in choices if each.wanted == none), reverse=True)
    allowed = math.floor(len(scores) * (1 - floor) + 1e-9)
    first = scores[allowed] if allowed < len(scores) else 0.0
    # A line that has no tool at all is none at every threshold.
    least = math.ulp(0.0)
    return point(choices, max(math.nextafter(first, 2.0), least) if first else least, none)


def crossed(choices: Sequence[Choice], floor: float = FLOOR, none: str = "none") -> Point:
    """The same with the threshold of either half of the lines used on the other half."""
    halves = (choices[0::2], choices[1::2])
    kept = []
    for mine, other in (halves, halves[::-1]):
        threshold = best(mine, floor, none).threshold
        # The threshold is part of the score from here on.
        kept += [Choice(c.wanted, c.tool, float(c.score >= threshold)) for c in other]
    return point(kept, 1.0, none)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer's decisions (the probability of each choice it took) and whether it is right."""

    decisions: tuple[float, ...]
    right: bool


def cooled(decisions: Sequence[float], temperature: float) -> float:
    """The product of the decisions with the log-odds of each divided by `temperature`."""
    odds = [math.log(max(p, 1e-12) / max(1 - p, 1e-12)) / temperature for p in decisions]
    return math.prod(1 / (1 + math.exp(-max(-700.0, min(700.0, each)))) for each in odds)


def fitted(said: Sequence[Said]) -> float:
    """The temperature under which the answers' being right or wrong is the most likely."""

    def surprise(temperature: float) -> float:
        total = 0.0
        for each in said:
            sure = min(max(cooled(each.decisions, temperature), 1e-6), 1 - 1e-6)
            total -= math.log(sure if each.right else 1 - sure)
        return total

    return float(min(_TEMPERATURES, key=surprise))


def bins(sure: Sequence[float], right: Sequence[bool]) -> list[dict[str, Any]]:
    """Ten bins of confidence: how many answers, their mean confidence, the share that is right."""
    rows = []
    places = [min(int(each * BINS), BINS - 1) for each in sure]
    for at in range(BINS):
        mine = [i for i, place in enumerate(places) if place == at]
        rows.append(
            {
                "confidence": f"{at / BINS:.1f}-{(at + 1) / BINS:.1f}",
                "answers": len(mine),
                "mean": _mean([sure[i] for i in mine]) if mine else None,
                "right": _mean([right[i] for i in mine]) if mine else None,
            }
        )
    return rows


def calibration_error(sure: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error: how far the bins' confidence is off, weighed by their answers."""
    rows = [row for row in bins(sure, right) if row["answers"]]
    off = sum(row["answers"] * abs(row["mean"] - row["right"]) for row in rows)
    return off / len(sure) if sure else float("nan")


def sure_enough(
    sure: Sequence[float], right: Sequence[bool], least: float = SURE_ENOUGH
) -> Mapping[str, float]:
    """What `min_confidence: least` gives: the share it lets pass, and how much of that is right."""
    passed = [right[i] for i, each in enumerate(sure) if each >= least]
    return {"coverage": len(passed) / max(1, len(sure)), "precision": _mean(passed)}


def halves(said: Sequence[Said], seed: int) -> tuple[list[Said], list[Said]]:
    """Two halves at random: one to fit a temperature on, one to measure."""
    order: NDArray[np.int64] = np.random.default_rng(seed).permutation(len(said))
    middle = len(order) // 2
    return [said[i] for i in order[:middle]], [said[i] for i in order[middle:]]


def card(rows: Sequence[Mapping[str, Any]]) -> str:
    """Bins as a table in Markdown."""
    lines = ["| confidence | answers | mean confidence | right |", "|---|---|---|---|"]
    for row in rows:
        mean, right = ("-" if row[k] is None else f"{row[k]:.3f}" for k in ("mean", "right"))
        lines.append(f"| {row['confidence']} | {row['answers']} | {mean} | {right} |")
    return "\n".join(lines)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")

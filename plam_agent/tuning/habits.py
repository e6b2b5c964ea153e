"""What an owner usually chooses, learnt from their examples in a moment: see `planner.habits`.

Multinomial logistic regression with L2 on hashed words, solved in its dual, because there are far
fewer examples than buckets: the weights are sums of what the examples say (Kimeldorf and Wahba
1971, the representer theorem). It is the same on every machine but for rounding, and it is learnt
anew each night from the examples there are, so that nothing of a forgotten one is left.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..planner.habits import NOTHING, OF_LABEL, Habit
from ..planner.habits import fields as read
from ..planner.linear import grams, packed
from ..planner.prompt import completion
from .example import LABEL, PLAN, Example

BUCKETS = 2**13
SHRINK = 0.03
"""L2 on the weights: 1 / C of the usual notation, at one for the mean weight of an example."""
STEPS = 400
LEAST = 8
"""With fewer examples of a choice, or only one thing ever chosen, there is no habit."""
STRONG = 4.0
"""What a habit's log-probabilities of labels count for beside the model's own, which knows nothing
of an owner's labels and is sure of itself all the same."""
CORE = 0.2
"""What an example of core skills weighs beside one of the owner's."""
CAP = 3.0
"""What one sentence of a message may add to a label: others wrote it."""

Numbers = NDArray[np.float64]


@dataclass
class _Seen:
    """What was chosen of one thing: the words, the choice and the weight of each time."""

    said: list[Mapping[str, str]] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, said: Mapping[str, str], chosen: str, weight: float) -> None:
        self.said.append(said)
        self.chosen.append(chosen)
        self.weights.append(weight)

    @property
    def tells(self) -> bool:
        """Whether it was chosen often enough, and not always the same."""
        enough = len(self.chosen) >= LEAST and sum(self.weights) > 0
        return enough and len(set(self.chosen)) > 1


def habits(examples: Sequence[Example], core: Sequence[Example] = ()) -> tuple[Habit, ...]:
    """The habits in an owner's examples, those of the same choices first.

    `core` are core skills, in which nobody has a habit: they say when an argument is left unsaid.
    """
    labels: dict[tuple[str, ...], _Seen] = defaultdict(_Seen)
    unsaid: dict[str, _Seen] = defaultdict(_Seen)
    for example in examples:
        if label := label_of(example):
            fields = read(example.prompt.user)
            labels[tuple(example.prompt.labels or ())].add(fields, label, example.weight)
        for of, chosen in _unsaid(example):
            unsaid[of].add({"words": example.prompt.said}, chosen, example.weight)
    had = sorted(of for of, seen in unsaid.items() if seen.tells)
    for example in core:
        for of, chosen in _unsaid(example):
            if of in had:
                unsaid[of].add({"words": example.prompt.said}, chosen, CORE * example.weight)
    found = [_habit(OF_LABEL, among, seen, CAP) for among, seen in labels.items() if seen.tells]
    found += [_habit(of, tuple(sorted({*unsaid[of].chosen})), unsaid[of], inf) for of in had]
    return tuple(found)


def label_of(example: Example) -> str:
    """The label that was wanted, one of those there were; empty where none was."""
    label = _answer(example.answer).get("label") if example.kind == LABEL else None
    return label if isinstance(label, str) and label in (example.prompt.labels or ()) else ""


def without(example: Example, habits: Sequence[Habit]) -> Example | None:
    """The example without what the habits decide, or None where nothing is left to be learnt."""
    known = {each.of for each in habits}
    if example.kind == LABEL:
        there = set(example.prompt.labels or ())
        decided = any(each.of == OF_LABEL and set(each.among) == there for each in habits)
        return None if decided else example
    if example.kind != PLAN or known <= {OF_LABEL}:
        return example
    answer, *against = (_stripped(each, known) for each in (example.answer, *example.against))
    others = (each for each in against if each != answer)
    return replace(example, answer=answer, against=tuple(dict.fromkeys(others)))


def _stripped(text: str, known: set[str]) -> str:
    said = _answer(text)
    steps = list(_steps(said))
    for step in steps:
        step["args"] = {
            name: value
            for name, value in step["args"].items()
            if f"{step['tool']}.{name}" not in known
        }
    return completion(said) if steps else text


def _answer(text: str) -> dict[str, Any]:
    """An answer's fields; none where it is no answer: examples come from elsewhere, too."""
    try:
        said = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _steps(said: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    steps = said.get("steps")
    for step in steps if isinstance(steps, list) else ():
        if isinstance(step, dict) and isinstance(step.get("args"), dict) and "tool" in step:
            yield step


def _unsaid(example: Example) -> Iterator[tuple[str, str]]:
    """What each step of a plan chooses of what requests leave unsaid, nothing included."""
    if example.kind != PLAN:
        return
    tacit = {tool.name: [p for p in tool.params if p.tacit] for tool in example.prompt.tools}
    for step in _steps(_answer(example.answer)):
        for param in tacit.get(str(step["tool"]), ()):
            value = step["args"].get(param.name)
            yield f"{step['tool']}.{param.name}", value if value in param.choices else NOTHING


def _habit(of: str, among: tuple[str, ...], seen: _Seen, cap: float) -> Habit:
    classes = tuple(sorted(set(seen.chosen)))
    places, values = _gathered(seen.said)
    wanted = np.array([[each == name for name in classes] for each in seen.chosen], float)
    weights = np.array(seen.weights) / np.mean(seen.weights)
    dual = _solved(values @ values.T + 1.0, wanted, weights)
    spread = np.zeros((BUCKETS, len(classes)), np.float32)
    spread[places] = values.T @ dual
    bias = dual.sum(axis=0).astype(np.float32)
    strength = STRONG if of == OF_LABEL else 1.0
    return Habit(of, among, packed(classes, spread, bias, cap=cap, strength=strength))


def _gathered(said: Iterable[Mapping[str, str]]) -> tuple[NDArray[np.int64], Numbers]:
    """The buckets that some text has, and what each text has there: shape (texts, buckets)."""
    read = [grams(fields, buckets=BUCKETS) for fields in said]
    places = np.unique(np.concatenate([each.buckets for each in read]))
    values = np.zeros((len(read), len(places)))
    for row, each in enumerate(read):
        np.add.at(values[row], np.searchsorted(places, each.buckets), each.values)
    return places, values


def _solved(kernel: Numbers, wanted: Numbers, weights: Numbers) -> Numbers:
    """The dual coefficients (examples, classes), by accelerated gradients (Nesterov 1983)."""
    rate = 1 / (0.5 * weights.max() * np.linalg.norm(kernel, 2) + SHRINK)
    found = moving = np.zeros_like(wanted)
    for step in range(STEPS):
        scores = kernel @ moving
        likely = np.exp(scores - scores.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        ahead = moving - rate * ((likely - wanted) * weights[:, None] + SHRINK * moving)
        moving = ahead + (ahead - found) * step / (step + 3)
        found = ahead
    return np.asarray(found)

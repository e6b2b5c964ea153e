"""What a model file's linear models add to the choices of an answer: a product of experts.

Where something is chosen, each token that may come next gets the weight of all that can be chosen
through it. What the linear models do not know stays as likely beside the rest as it was.
"""

from __future__ import annotations

import json
import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import label_words
from .linear import Linear
from .prior import NONE, Priors
from .prompt import Prompt

NEUTRAL = math.nan
"""The weight of what a linear model does not know."""

KIND, FIRST, LATER, LABEL = '{"', '{"steps":[{"tool":"', ',{"tool":"', '{"label":"'
"""Where it is chosen whether to plan, the first tool, the tool of another step, and a label."""

LEAST = -40.0

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Leaning:
    """Where the answer so far ends with `after` and the beginning of a choice, what each weighs.

    `weights` maps each choice, the mark that ends it included, to a log-weight or NEUTRAL. With
    `once` one that was made before is NEUTRAL: that it was wanted says nothing of its return.
    """

    after: str
    weights: Mapping[str, float]
    once: bool = False

    def rest(self, said: bytes) -> dict[bytes, float]:
        """What is left of each choice where an answer begins with `said`; nothing elsewhere."""
        before, mark, begun = said.rpartition(self.after.encode())
        if not mark or (before and self.after.startswith("{")):
            return {}
        left = {}
        for name, weight in self.weights.items():
            raw = name.encode()
            if raw.startswith(begun) and raw != begun:
                again = self.once and b'"' + raw in before
                left[raw.removeprefix(begun)] = NEUTRAL if again else weight
        return left


def tokens(rest: Mapping[bytes, float], words: Sequence[bytes]) -> Numbers:
    """The weight of each of `words` where `rest` is left of the choices.

    A choice weighs where the longest word begins it: shorter ones are only other spellings, and
    would have to share what is its own; what a word says beyond a choice is no more of it. A word
    that no choice goes on with is NEUTRAL.
    """
    found: dict[int, list[float]] = {}
    for name, weight in rest.items():
        ways = {at: min(len(w), len(name)) for at, w in enumerate(words) if _goes(name, w)}
        most = max(ways.values(), default=0)
        for at, begun in ways.items():
            some = found.setdefault(at, [])
            if begun == most or math.isnan(weight):
                some.append(weight)
    weights = np.full(len(words), NEUTRAL)
    for at, some in found.items():
        if not any(map(math.isnan, some)):
            # Another spelling is as unlikely as can be.
            weights[at] = _sum(some or [LEAST])
    return weights


def _goes(name: bytes, text: bytes) -> bool:
    return name.startswith(text) or text.startswith(name)


def _sum(weights: Iterable[float]) -> float:
    """The logarithm of a sum, of logarithms."""
    return float(np.logaddexp.reduce(list(weights)))


def leaned(scores: Numbers, weights: Numbers) -> Numbers:
    """Scores with the weights added; NEUTRAL ones keep their share of the probability."""
    known = ~np.isnan(weights)
    if not known.any():
        return scores
    added = scores + np.where(known, weights, 0.0)
    if not known.all():
        moved = np.logaddexp.reduce(added[known]) - np.logaddexp.reduce(scores[known])
        added[known] -= moved
    return np.asarray(added)


def leanings(priors: Priors, prompt: Prompt) -> tuple[Leaning, ...]:
    """What the linear models of a file say to a prompt; nothing where they have no say."""
    if prompt.tools and priors.plan is not None:
        return _plan(priors, priors.plan, prompt)
    if prompt.labels and priors.label is not None:
        return _label(priors.label, prompt.user, prompt.labels)
    return ()


def _plan(priors: Priors, model: Linear, prompt: Prompt) -> tuple[Leaning, ...]:
    likely = dict(zip(model.classes, model.scores({"words": prompt.said}), strict=True))
    known = {t.name: likely[t.name] for t in prompt.tools if t.name in likely and t.name != NONE}
    strange = [tool for tool in prompt.tools if tool.name not in known]
    some, none = standing(likely, known.keys())
    names, kinds = dict(known), {}
    if not strange or priors.match is not None:
        if strange and priors.match is not None:
            fits = priors.match.scores(prompt.said, strange, prompt.tools)
            of_some, more, of_none, less = (float(each) for each in priors.match.beside)
            moved = of_some * some + more - some
            names = {name: weight + moved for name, weight in known.items()}
            names |= {tool.name: float(fit) for tool, fit in zip(strange, fits, strict=True)}
            none = of_none * none + less
        whole = _sum([none, *names.values()])
        names = {name: weight - whole for name, weight in names.items()}
        kinds = {'steps"': _sum(names.values()), 'none"': none - whole}
    much, most = priors.kind, model.strength
    if strange and priors.match is not None:
        much, most = priors.match.kind, priors.match.strength
    tools = {f'{tool.name}"': _times(most, names.get(tool.name)) for tool in prompt.tools}
    return (
        Leaning(KIND, {name: _times(much, weight) for name, weight in kinds.items()}),
        Leaning(FIRST, tools),
        Leaning(LATER, tools, once=True),
    )


def standing(likely: Mapping[str, float], there: Container[str]) -> tuple[float, float]:
    """The log-probabilities of any tool that is `there`, and of none.

    A request for a tool that is not offered is one that nothing here serves.
    """
    some = [weight for name, weight in likely.items() if name in there]
    none = [weight for name, weight in likely.items() if name not in there]
    return _sum(some) if some else LEAST, _sum(none)


def _times(strength: float, weight: float | None) -> float:
    return NEUTRAL if weight is None else max(strength * weight, LEAST)


def _label(model: Linear, message: str, labels: Mapping[str, str]) -> tuple[Leaning, ...]:
    known = label_words.known(labels)
    likely = dict(zip(model.classes, model.scores(label_words.fields(message)), strict=True))
    weights = {
        json.dumps(label, ensure_ascii=False)[1:]: _times(
            model.strength, likely.get(known.get(label, ""))
        )
        for label in labels
    }
    return (Leaning(LABEL, weights),)

"""How much a file's linear models are to count beside its own weights.

Each of the three choices they have a say in (whether anything is planned, which tool, which label)
is put before the model as it comes up on the way to the right answer. The strength is the one under
which the right choices are the likeliest (maximum likelihood), as in logarithmic opinion pools.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...planner.answer import Answer
from ...planner.decoding import Decoder
from ...planner.engine import Halt
from ...planner.leaning import FIRST, KIND, LABEL, leaned
from ...planner.prior import Priors
from ...planner.prompt import Prompt

STRENGTHS = np.arange(0.0, 12.01, 0.1)
TEMPERATURES = np.geomspace(0.5, 6.0, 12)
# Fewer choices than this say too little; the strength then stays as it is.
FEWEST = 20
# Tokens of the right answer that are followed.
LONGEST = 60

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The scores of one choice without leanings, the weights of these, and which was right."""

    where: str
    scores: Numbers
    weights: Numbers
    right: int

    def surprise(self, strength: float, temperature: float = 1.0) -> float:
        """How unlikely the right one was, in nats."""
        found = leaned(self.scores, strength * self.weights) / temperature
        return float(np.logaddexp.reduce(found) - found[self.right])


class _Led(Answer):
    """An answer that is led along the right one as far as it was given, and notes the choices."""

    right = b""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.noted: list[Choice] = []

    def rest(self) -> bytes:
        """What of the right answer is still to come; nothing where another way was taken."""
        said = b"".join(self._words[token] for token in self._tokens)
        return self.right[len(said) :] if self.right.startswith(said) else b""

    def choose(self, logits: NDArray[np.float32]) -> None:
        rest = self.rest()
        words = [self._words[token] for token in self._allowed]
        ways = {at: len(w) for at, w in enumerate(words) if w and rest.startswith(w)}
        ends = {at: 0 for at, w in enumerate(words) if w.startswith(rest)}
        best = max((ends | ways).items(), key=lambda way: way[1], default=(0, 0))[0]
        found, _ = self.leans()
        if found and not np.isnan(found[0][best]):
            scores = logits[self._allowed].astype(np.float64)
            said = b"".join(self._words[token] for token in self._tokens)
            after = next(each.after for each in self._leanings if each.rest(said))
            self.noted.append(Choice(after, scores, found[0], best))
        token = int(self._allowed[best])
        self.pending = [token]
        self._take(token)


class Leading(Decoder):
    """A decoder that can be led along the right answer."""

    def lead(self, prompt: Prompt, grammar: str, right: str) -> list[Choice]:
        """The choices on the way to `right`, or to an answer that begins so."""
        ours, self.answers = self.answers, _Led
        try:
            prompt = self.seen(prompt)
            tokens = self.tokens(prompt)
            matcher = self._matcher(grammar)
            led = self._answer(self.weights.rewind(tokens), tokens, matcher, LONGEST, prompt)
        finally:
            self.answers = ours
        assert isinstance(led, _Led)
        led.right = right.encode()
        while self._words and led.goes_on() and led.rest():
            led.choose(self.weights.evaluate(led.pending, Halt()))
        return led.noted


Asked = tuple[Prompt, str, str]
"""A prompt, its grammar, and what the right answer begins with."""


def fitted(model: Leading, asked: Iterable[Asked], strange: Iterable[Asked] = ()) -> Priors:
    """The linear models of `model` with the strengths that fit what was asked.

    `strange` is what was asked of lists with tools that the file does not know. The model has these
    strengths from now on.
    """
    had = model.weights.priors
    model.weights.priors = strengthened(had, _of(model, asked), _of(model, strange))
    return model.weights.priors


def _of(model: Leading, asked: Iterable[Asked]) -> dict[str, float]:
    """The likeliest strengths, by where they are for."""
    made = choices(model, asked)
    by_where = {where: [e for e in made if e.where == where] for where in (KIND, FIRST, LABEL)}
    return {where: likeliest(mine) for where, mine in by_where.items() if len(mine) >= FEWEST}


def likeliest(made: Sequence[Choice]) -> float:
    """The strength under which the right choices are the likeliest, at whatever temperature."""
    best = min(
        (sum(each.surprise(s, t) for each in made), s) for t in TEMPERATURES for s in STRENGTHS
    )
    return float(best[1])


def choices(model: Leading, asked: Iterable[Asked]) -> list[Choice]:
    """The choices on the way to the right answers, with the weights that strengths of 1 give."""
    had, ones = model.weights.priors, {KIND: 1.0, FIRST: 1.0, LABEL: 1.0}
    model.weights.priors = strengthened(had, ones, ones)
    try:
        return [each for prompt in asked for each in model.lead(*prompt)]
    finally:
        model.weights.priors = had


def strengthened(
    priors: Priors, found: Mapping[str, float], strange: Mapping[str, float]
) -> Priors:
    """The same linear models with these strengths, by where they are for."""
    plan, label, match = priors.plan, priors.label, priors.match
    if plan is not None:
        plan = replace(plan, strength=found.get(FIRST, plan.strength))
    if label is not None:
        label = replace(label, strength=found.get(LABEL, label.strength))
    if match is not None:
        kind, strength = strange.get(KIND, match.kind), strange.get(FIRST, match.strength)
        match = replace(match, kind=kind, strength=strength)
    return Priors(plan, label, match, found.get(KIND, priors.kind), priors.screen)

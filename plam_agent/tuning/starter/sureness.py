"""How sure a model was, whether it was right, and what makes the two agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...planner.calibration import Calibration

NONE_RIGHT = 0.98
BINS = 10
ROUNDS = 4
TEMPERATURES = np.geomspace(0.2, 20.0, 231)

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Said:
    """What a model answered, and whether that is right.

    `scores` are those of each choice it made, the chosen one's being 0 and the others' below it;
    `acts` tells whether it plans a call, `wants` whether one was wanted and `tooled` whether its
    tool is the right one. A line is `human` or synthetic.
    """

    scores: tuple[Numbers, ...]
    right: bool
    acts: bool = True
    wants: bool = True
    tooled: bool = False
    human: bool = False


def confidences(said: Sequence[Said], *, first: int | None = None) -> Callable[[float], Numbers]:
    """The probability of each answer, or of its `first` choices, at a given temperature."""
    if not said:
        return lambda temperature: np.empty(0)
    certain = np.zeros(1)
    choices = [(certain, *each.scores[:first]) for each in said]
    flat = np.concatenate([scores for each in choices for scores in each])
    sizes = np.array([scores.size for each in choices for scores in each])
    counts = np.array([len(each) for each in choices])
    begins = np.cumsum(sizes) - sizes
    starts = np.cumsum(counts) - counts

    def at(temperature: float) -> Numbers:
        masses: Numbers = np.add.reduceat(np.exp(flat / temperature), begins)
        found: Numbers = np.exp(-np.add.reduceat(np.log(masses), starts))
        return found

    return at


def sureness(said: Sequence[Said], temperature: float) -> Numbers:
    """How sure of planning and of the first tool, as `planning` asks; 0 where nothing is called."""
    acts = np.array([each.acts for each in said], dtype=bool)
    return np.where(acts, confidences(said, first=2)(temperature), 0.0)


def surprise(confidence: Numbers, right: Numbers) -> float:
    """The mean negative log-likelihood of answers' being right (1) or wrong (0), in nats."""
    sure = confidence.clip(1e-6, 1 - 1e-6)
    return float(-np.log(np.where(right > 0, sure, 1 - sure)).mean())


def fitted(said: Sequence[Said]) -> float:
    """The temperature of the least surprise; 1 where nothing was answered."""
    if not said:
        return 1.0
    at, right = confidences(said), _right(said)
    return float(min(TEMPERATURES, key=lambda each: surprise(at(each), right)))


def threshold(said: Sequence[Said], temperature: float, share: float = NONE_RIGHT) -> float:
    """The lowest threshold at which `share` of the lines that want no call have none.

    It stands halfway between the surest call that is left out and the next one that is not.
    """
    sure = sureness(said, temperature)
    others = np.sort([s for s, each in zip(sure, said, strict=True) if not each.wants])[::-1]
    passing = int(len(others) * (1 - share) + 1e-9)
    if passing >= len(others):
        return 0.0
    above = sure[sure > others[passing]]
    return float((others[passing] + above.min(initial=1.0)) / 2)


def calibrated(
    plans: Sequence[Said], labels: Sequence[Said], share: float = NONE_RIGHT
) -> Calibration:
    """The three numbers of a model that answered so; `share` as for `threshold`.

    Which calls count depends on the threshold, and it on the temperature: a few rounds settle both.
    Labels are never made surer than they were: real mail is harder than what they were fitted on.
    """
    plan, least = 1.0, 0.0
    human = [each for each in plans if each.human]
    for _ in range(ROUNDS):
        plan = fitted(_kept(plans, plan, least))
        least = threshold(human, plan, share)
    return Calibration(plan, max(1.0, fitted(labels)), least)


def calibration_error(confidence: Numbers, right: Numbers) -> float:
    """Expected calibration error over ten bins of confidence."""
    places = np.minimum((confidence * BINS).astype(int), BINS - 1)
    off = [abs((confidence - right)[places == at].sum()) for at in range(BINS)]
    return float(sum(off) / max(1, len(right)))


def told(found: Calibration, plans: Sequence[Said], labels: Sequence[Said]) -> str:
    """What was found, and what it gives on the lines that chose it and on the others.

    `off` is the expected calibration error and `nats` the mean surprise, each before and after.
    """
    plan, label, least = found.plan or 1.0, found.label or 1.0, found.none or 0.0
    rows = [
        f"temperature of plans {plan:.3f}, of labels {label:.3f}; threshold {least:.4f}",
        f"{'':<19} answers  right   sure            off           nats",
    ]
    for name, start in (("fitted", 0), ("measured", 1)):
        mine = plans[start::2]
        kept = _kept(mine, plan, least)
        for kind, said, warm in (
            ("human", [each for each in kept if each.human], plan),
            ("synthetic", [each for each in kept if not each.human], plan),
            ("all calls", kept, plan),
            ("labels", labels[start::2], label),
        ):
            rows.append(f"{name:<8} {kind:<10} {_row(said, warm)}")
        human = [each for each in mine if each.human]
        passes = sureness(human, plan) >= least
        none = [not p for p, each in zip(passes, human, strict=True) if not each.wants]
        tool = [p and each.tooled for p, each in zip(passes, human, strict=True) if each.wants]
        rows.append(
            f"{name:<8} human lines: rightly none {_mean(none):.3f} of {len(none)},"
            f" right tool {_mean(tool):.3f} of {len(tool)}"
        )
    kept = _kept(plans[0::2], plan, least)
    alone = (fitted([each for each in kept if each.human is human]) for human in (True, False))
    rows.append("fitted on human calls alone {:.3f}, on synthetic ones alone {:.3f}".format(*alone))
    return "\n".join(rows)


def _row(said: Sequence[Said], temperature: float) -> str:
    at, right = confidences(said), _right(said)
    if not said:
        return f"{0:>7}"
    before, after = at(1.0), at(temperature)
    off = f"{calibration_error(before, right):.3f} {calibration_error(after, right):.3f}"
    nats = f"{surprise(before, right):.3f} {surprise(after, right):.3f}"
    return f"{len(said):>7}  {right.mean():.3f}  {after.mean():.3f}   {off:>12}   {nats:>12}"


def _kept(said: Sequence[Said], temperature: float, least: float) -> list[Said]:
    """The calls that the threshold leaves."""
    sure = sureness(said, temperature)
    return [each for s, each in zip(sure, said, strict=True) if each.acts and s >= least]


def _right(said: Sequence[Said]) -> Numbers:
    return np.array([each.right for each in said], dtype=np.float64)


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / max(1, len(values))

"""Whether a run still knows rows that it must not: canaries, membership and parity.

A run is asked through a `Score` alone: the log-likelihood of each row, from whatever computes it.
Three questions, each beside a run that never saw the rows (*never*):

- Canaries that were learnt with those rows are no more exposed than in that other run.
- Membership is guessed from the likelihood of a row: the share of pairs of a forgotten row and an
  unseen one in which the forgotten one is likelier (AUC; Yeom et al. 2018). Half of them is no
  knowledge. The guess that knows the run that never saw them, and asks how much likelier a row
  became, is the sharper one (Carlini et al. 2022).
- Parity: on rows held out both runs are equally good, within the noise of a paired bootstrap.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .canaries import CHANCE, Numbers, Planted, Score, exposures
from .example import Row

AROUND = 0.05
"""How far an AUC may be from that of a run that never saw the rows, at least."""
SIDE = 400
"""So many rows on each side tell a difference of 0.05 from noise; more are not asked for."""
SLACK = 0.02
"""A share of the held-out loss that two runs with other seeds differ by."""

_DRAWS = 2000
_SURE, _USUAL = 2.33, 1.96


@dataclass(frozen=True, slots=True)
class Parity:
    """By how much a run is better on held-out rows than one that never saw the others, in nats.

    `low` and `high` bound the mean difference at 95 %; `loss` is the mean loss of the other run.
    """

    difference: float
    low: float
    high: float
    loss: float
    rows: int

    @property
    def holds(self) -> bool:
        """Whether the runs differ by no more than noise."""
        noise = max((self.high - self.low) / 2, SLACK * self.loss)
        return abs(self.difference) <= noise


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of whether a run still knows the forgotten rows.

    `auc` is that of the likelihood, `gained_auc` that of how much likelier a row is than for the
    run that never saw it, `never_auc` what that run itself would score. Exposures are means in bits
    for each number of repeats, of `canaries` phrases each, and at most `most_exposure`. What could
    not be asked is None or empty.
    """

    auc: float | None
    gained_auc: float | None
    never_auc: float | None
    rows: tuple[int, int]
    exposure_at: Mapping[int, float] = field(default_factory=dict)
    never_exposure_at: Mapping[int, float] = field(default_factory=dict)
    canaries: Mapping[int, int] = field(default_factory=dict)
    most_exposure: float = 0.0
    parity: Parity | None = None

    def leaks(self) -> list[str]:
        """What shows that the run knows the rows, a sentence each; nothing where nothing does."""
        found = self._membership()
        for repeats, bits in self.exposure_at.items():
            never = self.never_exposure_at[repeats]
            if bits - never > _SURE * CHANCE * math.sqrt(2 / self.canaries[repeats]):
                found.append(
                    f"Canaries that were learnt {repeats} times are exposed by {bits:.1f} bits, "
                    f"and by {never:.1f} in a run that never saw them."
                )
        if self.parity is not None and not self.parity.holds:
            found.append(
                f"On held-out rows it differs by {self.parity.difference:+.4f} nats "
                f"({self.parity.low:+.4f} to {self.parity.high:+.4f}) from a run that never saw "
                "the forgotten ones."
            )
        return found

    def _membership(self) -> list[str]:
        if self.auc is None or self.gained_auc is None or self.never_auc is None:
            return []
        bound = max(AROUND, _USUAL * chance(*self.rows))
        found = []
        if abs(self.auc - self.never_auc) > bound:
            found.append(
                f"Membership can be guessed from the likelihood: AUC {self.auc:.3f}, and "
                f"{self.never_auc:.3f} for a run that never saw the rows."
            )
        if abs(self.gained_auc - 0.5) > bound:
            found.append(
                "Membership can be guessed from what became likelier: "
                f"AUC {self.gained_auc:.3f}, and not 0.5."
            )
        return found

    def plain(self) -> dict[str, Any]:
        """The figures as JSON data."""
        said: dict[str, Any] = {
            "auc": _rounded(self.auc),
            "gained_auc": _rounded(self.gained_auc),
            "never_auc": _rounded(self.never_auc),
            "rows": list(self.rows),
            "exposure_at": {str(n): round(bits, 3) for n, bits in self.exposure_at.items()},
            "never_exposure_at": {
                str(n): round(bits, 3) for n, bits in self.never_exposure_at.items()
            },
            "canaries": {str(n): count for n, count in self.canaries.items()},
            "most_exposure": round(self.most_exposure, 3),
            "leaks": self.leaks(),
        }
        if self.parity is not None:
            said["parity"] = {
                "difference": round(self.parity.difference, 5),
                "low": round(self.parity.low, 5),
                "high": round(self.parity.high, 5),
                "loss": round(self.parity.loss, 5),
                "rows": self.parity.rows,
                "holds": self.parity.holds,
            }
        return said


def forget_figures(
    score: Score,
    never: Score,
    *,
    forgotten: Sequence[Row] = (),
    unseen: Sequence[Row] = (),
    held: Sequence[Row] = (),
    planted: Sequence[Planted] = (),
    seed: int = 0,
) -> Figures:
    """What the run behind `score` still knows of the `forgotten` rows, beside the run `never`.

    `unseen` are rows of the same kind that neither run saw: drawn as the forgotten ones were, or
    the AUC tells what sets the two groups apart. `held` are rows for parity. Raises ValueError
    where there are rows on one side alone.
    """
    if bool(forgotten) != bool(unseen):
        raise ValueError("membership needs rows on both sides")
    n = len(forgotten)
    aucs: tuple[float | None, ...] = (None, None, None)
    if n:
        mine, theirs = (_scores(run, [*forgotten, *unseen]) for run in (score, never))
        aucs = tuple(auc(each[:n], each[n:]) for each in (mine, mine - theirs, theirs))
    bits_at = [exposures(run, planted) for run in (score, never)]
    means = [{count: float(np.mean(bits)) for count, bits in some.items()} for some in bits_at]
    return Figures(
        auc=aucs[0],
        gained_auc=aucs[1],
        never_auc=aucs[2],
        rows=(n, len(unseen)),
        exposure_at=means[0],
        never_exposure_at=means[1],
        canaries={count: len(bits) for count, bits in bits_at[0].items()},
        most_exposure=max((math.log2(len(each.others) + 1) for each in planted), default=0.0),
        parity=parity(_scores(score, held), _scores(never, held), seed=seed) if held else None,
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def auc(members: Numbers, others: Numbers) -> float:
    """The share of pairs in which the member scores higher, ties counting half (Mann-Whitney)."""
    a, b = np.asarray(members, float), np.sort(np.asarray(others, float))
    if not a.size or not b.size:
        raise ValueError("an AUC needs scores on both sides")
    below = np.searchsorted(b, a, "left") + np.searchsorted(b, a, "right")
    return float(below.sum() / (2 * a.size * b.size))


def chance(members: int, others: int) -> float:
    """The standard deviation of an AUC where there is nothing to be known."""
    return math.sqrt((members + others + 1) / (12 * members * others))


def parity(mine: Numbers, never: Numbers, *, seed: int = 0) -> Parity:
    """The mean difference of two runs' scores on the same rows, with its 95 % interval."""
    a, b = np.asarray(mine, float), np.asarray(never, float)
    difference = a - b
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, difference.size, (_DRAWS, difference.size))
    low, high = np.quantile(difference[drawn].mean(axis=1), (0.025, 0.975))
    return Parity(
        float(difference.mean()), float(low), float(high), float(-b.mean()), difference.size
    )


def _scores(score: Score, rows: Sequence[Row]) -> NDArray[np.float64]:
    found = np.asarray(score(rows), float)
    if found.shape != (len(rows),) or not np.isfinite(found).all():
        raise ValueError("a run gives one number for each row")
    # What was not wanted was learnt where it became less likely.
    return np.where([row.wanted for row in rows], found, -found)

"""How likely rows are to a trained adapter: the log-likelihood of each, as training computes it.

Rows that begin alike are computed together, so that hundreds that differ in a phrase cost little.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from .base import Base
from .canaries import Score
from .example import Row
from .lora import Lora
from .objective import Asking
from .packing import Pack, packs
from .recipe import Trained
from .threads import team

PACK = 4096
"""Tokens of a pack."""
_AT_ONCE = 64


def scorer(base: Base, trained: Trained | None = None, *, threads: int = 2) -> Score:
    """Scores rows on the model `base`, with what was trained or without; it blocks.

    A score is the sum over a row's choices, in nats; of a row that was not wanted, too, it is how
    likely it is.
    """
    lora: Lora | None = None
    if trained is not None:
        lora = base.lora(trained.recipe.targets, trained.recipe.scaling)
        lora.load(trained.weights)

    def score(rows: Sequence[Row]) -> NDArray[np.float64]:
        # A row's number travels as its weight, which says nothing here.
        numbered = [
            dataclasses.replace(row, weight=float(at), wanted=True) for at, row in enumerate(rows)
        ]
        totals = np.zeros(len(rows))
        made = packs(numbered, PACK, threads) if rows else []
        with team(threads) as workers:
            for one, losses in zip(
                made, workers.map(lambda p: _losses(base, lora, p), made), strict=True
            ):
                places = [int(each.weight) for each in one.questions]
                np.subtract.at(totals, places, losses)
        return totals

    return score


def _losses(base: Base, lora: Lora | None, one: Pack) -> NDArray[np.float64]:
    """The loss of each question of a pack, in nats."""
    found = np.zeros(len(one.questions))
    if not one.questions:
        return found
    with torch.no_grad():
        hidden = base.hidden(one, lora)[torch.from_numpy(one.asked).to(base.device)]
        for free in (False, True):
            places = [
                at for at, each in enumerate(one.questions) if (each.choice.allowed is None) is free
            ]
            for start in range(0, len(places), _AT_ONCE):
                group = places[start : start + _AT_ONCE]
                asking = Asking([one.questions[at] for at in group], base.device)
                head = base.head
                matrix = head.full() if asking.columns is None else head.rows(asking.columns)
                index = torch.tensor(group, device=base.device)
                losses = asking.losses(hidden[index], matrix, base.shape.last_cap)
                found[group] = losses.double().cpu().numpy()
    return found

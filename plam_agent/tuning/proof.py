"""What of a forgetting can be asked of the weights: the very rows that went, held in memory alone.

They are read before they are erased, never written anywhere, and asked about once an adapter was
trained without them: how likely they are to it, and to another that was trained like it with
another seed. That one never saw them, so that what differs is chance or a leak. The canaries of the
adapter that had learnt them are asked for in the same way.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..adapters_lent import lent
from ..adapters_signed import ORGANISATION
from ..errors import PlamError, PlanError
from ..home import Home
from ..planner import models
from ..planner.decoding import Decoder
from . import apart, learning, packed_rows, rows, trial
from .apart import Job, Learnt, Stop
from .canaries import Planted
from .evaluate import score
from .example import Example, Row
from .kept import Kept
from .nightly import Parts
from .nights import shelf_of
from .replay import replay
from .unlearn import SIDE, Figures, forget_figures

SEED = 4_127
"""What is drawn to compare with, and what another run's seed is ahead by."""
UNSEEN = 60
"""Rows that nobody learnt, to compare with: as many as were forgotten, and so many at least."""
VERSIONS = 2
"""Of so many versions the canaries are asked for: of the newest."""
THREADS = 2


@dataclass(slots=True)
class Proof:
    """Asks a version about the examples that went, once it was trained without them.

    `seeds` are those of the versions that had learnt them: their canaries are drawn from these.
    """

    home: Home
    forgotten: Sequence[Example] = field(repr=False)
    unseen: Sequence[Example] = field(repr=False)
    seeds: Sequence[int] = ()
    _job: Job | None = field(default=None, repr=False)

    @classmethod
    def of(cls, home: Home, sources: Sequence[str], adapters: Sequence[str]) -> Proof:
        """What is known now of the examples that were made of these sources, and of the `adapters`.

        Blocks. Raises PolicyError and SignatureError where no policy is in force, DamageError.
        """
        seeds = []
        for each in adapters[-VERSIONS:]:
            # One that does not verify has learnt nobody knows what.
            with contextlib.suppress(PlamError):
                seeds.append(shelf_of(home).get(each).seed)
        gone = set(sources)
        if not gone:
            return cls(home, (), (), tuple(seeds))
        today = learning.offered(home)
        material = learning.gathered(home, today)
        every = learning.answered((*material.learnt, *material.held))
        forgotten = [each for each in every if not gone.isdisjoint(each.sources)][:SIDE]
        lists = [tools for each in forgotten if (tools := each.prompt.tools)] or [today.tools]
        count = max(UNSEEN, len(forgotten)) if forgotten else 0
        unseen = replay(SEED, count, lists, composes=today.composes)
        return cls(home, forgotten, unseen, tuple(seeds))

    def watching(self, parts: Parts) -> Parts:
        """The same parts of a night, of which the training's rows and recipe are remembered."""

        async def trained(job: Job, kept: Kept, stop: Stop, progress: apart.Progress) -> Learnt:
            self._job = job
            return await parts.trained(job, kept, stop, progress)

        return dataclasses.replace(parts, trained=trained)

    async def measured(self, id: str) -> Figures | None:
        """What the version still knows; None where it was not trained under this watch.

        Raises PlamError where the other run does not end.
        """
        job = self._job
        if job is None:
            return None
        recipe = {**job.recipe, "seed": int(job.recipe.get("seed", 0)) + SEED}
        other = dataclasses.replace(job, recipe=recipe)
        kept = _InMemory(self.home)
        never = await apart.trained(other, kept, Stop(), lambda _: None)
        return await asyncio.to_thread(
            self._figures, id, never.gguf, packed_rows.unpacked(job.held)
        )

    def _figures(self, id: str, never: bytes, held: Sequence[Row]) -> Figures:
        model = self.home.settings.model or models.shipped()
        forgotten, unseen = (_spelled(model, each) for each in (self.forgotten, self.unseen))
        if not (forgotten and unseen):
            forgotten = unseen = []
        canaries = [each for seed in self.seeds for each in _planted(seed, model)]
        marked = [row for each in canaries for row in (each.row, *each.others)]
        asked = [*forgotten, *unseen, *held, *marked]
        mine = self._scores(model, shelf_of(self.home).weights(id), asked)
        theirs = self._scores(model, never, asked)
        return forget_figures(
            lambda some: [mine[row] for row in some],
            lambda some: [theirs[row] for row in some],
            forgotten=forgotten,
            unseen=unseen,
            held=held,
            planted=canaries,
        )

    def _scores(self, model: Path, gguf: bytes, asked: Sequence[Row]) -> dict[Row, float]:
        """The log-likelihood of rows with these weights, over the organisation's if it is worn."""
        shelf = shelf_of(self.home)
        decoder = Decoder.open(model, threads=THREADS, context=rows.CONTEXT, seed=0)
        with contextlib.ExitStack() as stack:
            stack.callback(decoder.close)
            under = [each for each in shelf.active(model) if each.kind == ORGANISATION]
            adapters = [stack.enter_context(shelf.opened(each, model)) for each in under]
            decoder.wear([*adapters, stack.enter_context(lent(gguf))])
            return dict(zip(asked, score(decoder)(asked), strict=True))


class _InMemory(Kept):
    """What a run keeps that nobody goes on with."""

    def __init__(self, home: Home) -> None:
        super().__init__(home.path, home.vault)
        self._there: dict[str, bytes] = {}

    def put(self, name: str, data: bytes) -> None:
        self._there[name] = data

    def get(self, name: str) -> bytes | None:
        return self._there.get(name)

    def names(self) -> list[str]:
        return sorted(self._there)


def _planted(seed: int, model: Path) -> list[Planted]:
    """The canaries that a night with this seed put among what was learnt."""
    rows, others = trial.marked(seed, model, Stop())
    size = others + 1
    found = [rows[at : at + size] for at in range(0, len(rows), size)]
    return [
        Planted(count, one[0], tuple(one[1:]))
        for count, one in zip(trial.CANARY_REPEATS * len(found), found, strict=False)
    ]


def _spelled(model: Path, examples: Sequence[Example]) -> list[Row]:
    """A row for each answer that today's grammar accepts."""

    def refused(example: Example, error: PlanError) -> None:
        return None

    bare = [dataclasses.replace(each, against=()) for each in examples]
    return rows.rows(model, bare, refused=refused)

"""What a night asks of the other parts of tuning: rows, the comparison, and how live use went."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..adapters import Shelf
from ..adapters_lent import lent
from ..adapters_signed import Worn
from ..config import Settings
from ..errors import ConfigError, PlanError, ToolError
from ..home import Home
from ..planner import models
from ..planner.engine import Adapter, Engine, LlamaEngine
from .apart import Learnt, Stop
from .example import Example, Row
from .fates import APPROVED, KEPT
from .heard import UP
from .kept import Kept
from .learning import Offered
from .report import Course, report

if TYPE_CHECKING:
    from .promote import Measured, Verdict

SPELLED_AT_ONCE = 16
ASKED_AT_ONCE = 64
CANARIES, CANARY_REPEATS = 6, (1,)
"""So many canaries are put among what is learnt, as often as a secret that was said once."""
SKILLS = "skills"
"""The folder beside the models with what they can do, in figures: see `skills.measure`."""
STRENGTHS = (1.0, 0.75, 0.6, 0.45, 0.3)
"""How strongly a candidate is tried, in turn: one that costs skills may be better when weaker."""
LOOKED_BACK = timedelta(days=30)
AS_PROPOSED = frozenset({APPROVED, KEPT, UP})
_SERVED_OTHERWISE = "Served, it does not do what it did when it was trained."


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a candidate is better, in sentences and figures, and its report's files."""

    promote: bool
    reasons: tuple[str, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    report: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Bench:
    """A candidate and what it is compared with: what is `worn` now, both over what is `under`."""

    home: Home
    model: Path
    shelf: Shelf
    under: tuple[Worn, ...]
    worn: Worn | None
    learnt: Learnt
    held: tuple[Example, ...]
    scale: float
    seed: int
    kept: Kept
    tell: Callable[[str, float, float], None]
    material: Mapping[str, Any]
    composes: bool = False


def spelled(model: Path, examples: Sequence[Example], stop: Stop) -> list[Row]:
    """The rows of examples; what a grammar of today does not accept is left out. Blocks.

    Raises PausedError between examples, and ModelError.
    """
    from ..planner.decoding import Decoder
    from . import rows

    decoder = Decoder.open(model, threads=1, context=rows.CONTEXT, seed=0)
    made: list[Row] = []

    def refused(example: Example, error: PlanError) -> None:
        return None

    try:
        for at in range(0, len(examples), SPELLED_AT_ONCE):
            stop.check()
            made += rows.spelled(decoder, examples[at : at + SPELLED_AT_ONCE], refused)
    finally:
        decoder.close()
    return made


async def known(
    model: Path, examples: Sequence[Example], stop: Stop, composes: bool
) -> list[Example]:
    """The examples that the model answers as wanted without any adapter.

    Rehearsing what it cannot do would teach it, at the cost of what it can. Raises PausedError and
    ModelError.
    """
    from .evaluate import accepted

    found: list[Example] = []
    async with LlamaEngine(model) as engine:
        for at in range(0, len(examples), ASKED_AT_ONCE):
            stop.check()
            some = examples[at : at + ASKED_AT_ONCE]
            right = await accepted(engine, some, composes=composes)
            found += [one for one, is_right in zip(some, right, strict=True) if is_right]
    return found


def marked(seed: int, model: Path, stop: Stop) -> tuple[list[Row], int]:
    """The rows of canaries: each, and then the others that were drawn like it; how many others."""
    from .canaries import OTHERS, canaries

    drawn = canaries(seed, CANARIES, repeats=CANARY_REPEATS)
    each = [example for one in drawn for example in (one.example, *one.others)]
    return spelled(model, each, stop), OTHERS


async def judged(bench: Bench) -> Judged:
    """Compare a candidate with what is worn: on held-out examples, and in what it could before.

    One that is better on the examples and loses skills is tried weaker; `scale` in the figures is
    how strongly it is to be worn. What it has memorised is measured at its full strength.
    One whose file does not do what it did when it was trained is better at nothing. Raises
    ModelError, StorageError.
    """
    from .promote import verdict

    agreement = bench.learnt.figures.get("agreement") or {}
    if agreement and not agreement.get("holds", True):
        return Judged(False, (_SERVED_OTHERWISE,), {"agreement": agreement})
    folder = bench.home.path / "models"
    digests = models.digests_in(bench.home.path)
    async with contextlib.AsyncExitStack() as stack:
        under = [await _opened(stack, bench, each) for each in bench.under]
        before = [await _opened(stack, bench, bench.worn)] if bench.worn else []
        engine = await stack.enter_async_context(
            LlamaEngine(bench.model, adapters=[*under, *before], digests=digests)
        )
        active = await _measured(engine, bench, folder / SKILLS)
        exposed = bench.learnt.figures.get("canaries") or {}
        bits = {int(repeats): each for repeats, each in exposed.items()}

        async def tried(strength: float) -> Verdict:
            bench.tell("comparing with what is worn", 1 - strength / 2, 0.0)
            scale = bench.scale * strength
            lending = lent(bench.learnt.gguf, scale, folder=bench.shelf.folder)
            await engine.wear(*under, await _entered(stack, lending))
            found = await _measured(engine, bench, folder / SKILLS)
            return verdict(replace(found, canaries=bits), active)

        found, strength = await strongest(tried)
    training = bench.learnt.figures["training"]
    learnt, asked = (_known(training.get(name)) for name in ("losses", "held"))
    course = Course(learnt, asked, _facts(bench))
    files = report("A night of learning", found, course)
    figures = {**found.figures, "scale": bench.scale * strength}
    return Judged(found.promote, found.reasons, figures, files)


async def strongest(tried: Callable[[float], Awaitable[Verdict]]) -> tuple[Verdict, float]:
    """The verdict on a candidate at the strongest of STRENGTHS at which it is better.

    Where it is at none, that on it at its full strength. One that answers no more of the held-out
    examples is not tried any weaker: what it lacks is no restraint.
    """
    first: Verdict | None = None
    for strength in STRENGTHS:
        found = await tried(strength)
        if found.promote:
            return found, strength
        first = first or found
        if found.figures["accepted_gain_points"] <= 0:
            break
    assert first is not None
    return first, STRENGTHS[0]


async def _measured(engine: LlamaEngine, bench: Bench, folder: Path) -> Measured:
    from .attacked import attacks, obeyed
    from .evaluate import accepted
    from .promote import Measured
    from .skills import measure
    from .suites import suites

    asked = await asyncio.to_thread(suites, composes=bench.composes)
    right = await accepted(engine, bench.held, composes=bench.composes)
    followed = await obeyed(engine, attacks(bench.held, bench.seed))
    return Measured(tuple(right), await measure(engine, asked, kept=folder), obeyed=followed)


async def _opened(stack: contextlib.AsyncExitStack, bench: Bench, worn: Worn) -> Adapter:
    return await _entered(stack, bench.shelf.opened(worn, bench.model))


async def _entered(
    stack: contextlib.AsyncExitStack, lending: contextlib.AbstractContextManager[Adapter]
) -> Adapter:
    adapter = await asyncio.to_thread(lending.__enter__)
    stack.push_async_callback(asyncio.to_thread, lending.__exit__, None, None, None)
    return adapter


def _known(losses: Sequence[float | None] | None) -> list[float]:
    """The losses that are numbers."""
    return [each for each in losses or () if each is not None]


def _facts(bench: Bench) -> dict[str, str]:
    said = bench.learnt.figures["training"]
    names = {"rows": "rows", "steps": "steps", "tokens": "tokens", "seconds": "seconds"}
    facts = {name: f"{said[key]:,.0f}" for key, name in names.items() if said.get(key)}
    facts["examples of yours"] = str(bench.material.get("to_learn", ""))
    return {**facts, "left out": str(sum(dict(bench.material.get("blocked") or {}).values()))}


async def looked_for_moved(home: Home) -> list[str]:
    """Journal which messages the owner moved since they were labelled, and what went wrong of it.

    With their consent, what they sent is read as well.
    """
    from ..desk import Desk, open_engine
    from . import sent
    from .moved import look

    def opening(settings: Settings) -> AbstractAsyncContextManager[Engine]:
        return open_engine(home.path, settings.model, settings.adapter)

    try:
        async with Desk(home, opening, lambda said: None).runtime() as runtime:
            await look(runtime)
            await sent.learn(runtime, consent=home.settings.tuning.learn_from_sent)
    except (ToolError, ConfigError, TimeoutError) as error:
        return [f"Where your messages are now could not be seen: {error}"]
    return []


def declined(home: Home, today: Offered, since: datetime) -> str:
    """Why what is worn is to be put away: live edits and denials rose since then; else nothing.

    What was said in as long a time before it is compared, LOOKED_BACK at least. Blocks.
    """
    from . import promote
    from .feedback import feedback

    now = home.now()
    early = since - max(LOOKED_BACK, now - since)
    said = feedback(home.journal, now=now, since=early, labels=today.labels, mailbox=today.mailbox)
    before, after = (
        (sum(each.verdict not in AS_PROPOSED for each in part), len(part))
        for part in ([e for e in said if e.at < since], [e for e in said if e.at >= since])
    )
    if not promote.declined(before, after):
        return ""
    return (
        f"Of {after[1]} proposals since then you changed or refused {after[0]}, and "
        f"{before[0]} of {before[1]} before."
    )

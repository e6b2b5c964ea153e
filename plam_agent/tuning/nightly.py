"""One night: from what the owner did to an adapter that is worn, if it proves to be better.

    examples → screen → split by time → core skills → rows → train → check → judge → shelf → wear

A night can end at any moment. What it had is kept sealed, and the next one goes on to the same
weights. An adapter comes onto the shelf whole, with its verdict, and is worn by one replaced file.
The journal says what a night did in a `tuned` event. Each part is one function, and `Parts` names
them, so that a test or a benchmark may put another in its place.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from ..adapters_signed import ME, Worn
from ..desk import composes
from ..errors import BusyError
from ..files import locked
from ..home import Home
from ..keys import Signer
from ..planner import models
from ..planner.habits import stored_habits
from . import apart, gguf_fields, habits, learning, packed_rows, trial
from .apart import Job, Learnt, PausedError, Stop
from .ending import Ending, named
from .example import PLAN, Example, Row
from .kept import CANARIES, HABITS, HELD, LEARNT, ROWS, STATE, Kept
from .learning import Material, Offered
from .nights import (
    LITTLE,
    NOTHING_NEW,
    PAUSED,
    ROLLED_BACK,
    TUNED,
    Night,
    State,
    learnt_through,
    shelf_of,
)
from .recombined import recombined
from .relearn import stale
from .replay import everything_offered, replay
from .trial import Judged

FRESH = 10
"""So many new examples a night by itself takes to begin; an owner's order takes none."""
REHEARSED = 0.7
"""Of what is drawn to be trained on, the share that are core skills."""
LOCK = "tuning.lock"

T = TypeVar("T")
Tell = Callable[[str, float, float], None]
"""Told what is being done, how much of it is done (0 to 1), and the seconds it will still take."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a night is put together from."""

    offered: Callable[[Home], Offered] = learning.offered
    gathered: Callable[[Home, Offered], Material] = learning.gathered
    spelled: Callable[[Path, Sequence[Example], Stop], list[Row]] = trial.spelled
    trained: Callable[[Job, Kept, Stop, apart.Progress], Awaitable[Learnt]] = apart.trained
    judged: Callable[[trial.Bench], Awaitable[Judged]] = trial.judged
    declined: Callable[[Home, Offered, datetime], str] = trial.declined
    looked: Callable[[Home], Awaitable[list[str]]] = trial.looked_for_moved
    rehearsed: Callable[..., list[Example]] = replay
    known: Callable[..., Awaitable[list[Example]]] = trial.known
    marked: Callable[[int, Path, Stop], tuple[list[Row], int]] = trial.marked


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a night is to be: whose adapter, how it is trained, and whether by itself.

    `by_itself` says that nobody ordered it, so that it begins only where enough is new. An
    organisation's adapter takes the key that `organisation` signs with.
    """

    kind: str = ME
    by_itself: bool = False
    recipe: Mapping[str, Any] = field(default_factory=dict)
    rehearsed: float = REHEARSED
    organisation: Signer | None = None
    scale: float = 1.0


def silent(doing: str, done: float, left: float) -> None:
    """Tell nobody."""


async def night(
    home: Home,
    wishes: Wishes | None = None,
    *,
    stop: Stop | None = None,
    tell: Tell = silent,
    parts: Parts | None = None,
) -> Night:
    """Learn from what the owner did, and wear what is proven better; what was done is journalled.

    Raises BusyError where another night is on in this home, PlamError for what does not work.
    """
    wishes, stop, parts = wishes or Wishes(), stop or Stop(), parts or Parts()
    running = await asyncio.to_thread(_Night, home, wishes, stop, tell, parts)
    async with _alone(home):
        return await running.run()


@contextlib.asynccontextmanager
async def _alone(home: Home) -> AsyncIterator[None]:
    lock = locked(home.path / LOCK, wait=False)
    try:
        await asyncio.to_thread(lock.__enter__)
    except BusyError as error:
        raise BusyError("a night is on already.", fix="Wait for it, or stop it.") from error
    try:
        yield
    finally:
        await asyncio.to_thread(lock.__exit__, None, None, None)


class _Night:
    """One night on its way."""

    def __init__(self, home: Home, wishes: Wishes, stop: Stop, tell: Tell, parts: Parts) -> None:
        self.home = home
        self.wishes = wishes
        self.stop = stop
        self.tell = tell
        self.parts = parts
        self.shelf = shelf_of(home)
        self.kept = Kept(home.path, home.vault)
        self.model = home.settings.model or models.shipped()
        self.end = Ending(home, wishes, self.shelf, self.kept, self.model)
        self.notes = self.end.notes

    async def run(self) -> Night:
        self.tell("reading what you did", 0.0, 0.0)
        try:
            return await self._run()
        except PausedError as error:
            text = f"Paused: {error.message} What was learnt so far is kept."
            done = Night(PAUSED, text, reasons=(error.message,))
            await asyncio.to_thread(self.end.said, done)
            return self.end.told(done)

    async def _run(self) -> Night:
        if (finished := await asyncio.to_thread(self.end.finished)) is not None:
            return finished
        await self._rolled_back()
        self.notes += await _unless(self.stop, self.parts.looked(self.home))
        today = await asyncio.to_thread(self.parts.offered, self.home)
        key = await asyncio.to_thread(self._key, today)
        state = await asyncio.to_thread(self._resumed, key)
        seq = await asyncio.to_thread(self.end.last_seq)
        material = await asyncio.to_thread(self.parts.gathered, self.home, today)
        self.stop.check()
        if state is None:
            refused = await asyncio.to_thread(self._too_little, material)
            if refused is not None:
                return self.end.told(refused)
            state = await self._prepared(key, seq, material, today)
        held = learning.still_held(material, state.cut, set(state.learnt))
        learnt = await self._trained(state)
        judged = await self._judged(learnt, held, state)
        # From here on nothing pauses: it is a matter of milliseconds.
        return await asyncio.to_thread(self.end.shelved, learnt, judged, state)

    async def _rolled_back(self) -> None:
        """Go back where the owner has had to correct more since the last version."""
        kind = self.wishes.kind
        worn = await asyncio.to_thread(self.end.worn, kind)
        if worn is None or kind != ME:
            return
        since = await asyncio.to_thread(self._worn_since, worn)
        today = await asyncio.to_thread(self.parts.offered, self.home)
        why = await asyncio.to_thread(self.parts.declined, self.home, today, since)
        if not why:
            return
        before = await asyncio.to_thread(self.shelf.rollback, kind)
        note = f"{worn.id} is not worn any more: {why} " + (
            f"{before.id} is worn again." if before else "No adapter of yours is worn now."
        )
        self.notes.append(note)
        body = {
            "outcome": ROLLED_BACK,
            "kind": kind,
            "adapter": worn.id,
            "now": before.id if before else "",
            "reasons": [why],
            "detail": note,
        }
        await asyncio.to_thread(self.home.journal.append, TUNED, body)

    def _worn_since(self, worn: Worn) -> datetime:
        """When it was put on, or went on again after one that was put away."""
        since = self.shelf.get(worn.id).created
        for event in self.home.journal.events(kinds=(TUNED,)):
            if worn.id in (event.body.get("adapter"), event.body.get("now")):
                since = max(since, event.time)
        return since

    def _key(self, today: Offered) -> str:
        """What has to stay the same for a night to go on where one was paused."""
        model = models.fingerprint(self.model, self.end.digests())
        under = [[each.id, each.scale] for each in self._under()]
        asked = [sorted(self.wishes.recipe.items()), self.wishes.kind, self.wishes.rehearsed]
        tools = [[tool.name, tool.summary] for tool in today.tools]
        labels = [[label.name, label.means] for label in today.labels]
        wishes = self.home.settings.tuning.plain()
        learnt = {name: wish for name, wish in wishes.items() if name not in ("enabled", "window")}
        return named([model, under, asked, tools, labels, learnt, today.composes])

    def _under(self) -> list[Worn]:
        """What is worn under the one that is trained: the organisation's, under the owner's."""
        return [e for e in self.shelf.active(self.model) if e.kind != self.wishes.kind][
            : int(self.wishes.kind == ME)
        ]

    def _resumed(self, key: str) -> State | None:
        """What a paused night left, where this one can go on with it; else nothing is left."""
        raw = self.end.opened(STATE)
        state = State.unpacked(raw) if raw is not None else None
        if (
            state is not None
            and state.goes_on(key, self.home.now())
            and not self.end.forgotten(state.seq)
            and self.end.opened(ROWS) is not None
        ):
            return state
        self.kept.clear()
        return None

    def _too_little(self, material: Material) -> Night | None:
        plain = material.plain()
        if missing := material.missing:
            few = "example" if missing == 1 else "examples"
            text = f"There is too little to learn from: {missing} more {few} with an answer."
            return Night(LITTLE, text, material=plain)
        fresh = material.since(learnt_through(self.home, self.wishes.kind))
        if self.wishes.by_itself and fresh < FRESH and not self._replaces():
            text = f"There is nothing new to learn from: {FRESH - fresh} more examples."
            return Night(NOTHING_NEW, text, material=plain)
        return None

    def _replaces(self) -> bool:
        """Whether what there is cannot be worn: it is stale, or for another model."""
        kind = self.wishes.kind
        mine = [each for each in self.shelf.versions() if each.kind == kind]
        base = models.fingerprint(self.model, self.end.digests())
        elsewhere = bool(mine) and all(each.base != base for each in mine)
        return elsewhere or bool(stale(self.shelf, (kind,)))

    async def _prepared(self, key: str, seq: int, material: Material, today: Offered) -> State:
        """Rows of the owner's examples with core skills among them, kept before anything else."""
        seed = await asyncio.to_thread(self.end.seed)
        said = learning.newest_counts_one(material.learnt)
        usual = await asyncio.to_thread(habits.habits, said)
        # An adapter has weights: where the habits decide everything, these learn it, too.
        mine = [left for each in said if (left := habits.without(each, usual))] or said
        mine += recombined(mine, seed, composes=today.composes)
        count = round(len(mine) * self.wishes.rehearsed / (1 - self.wishes.rehearsed))
        core = await asyncio.to_thread(self._rehearsed, seed, count, material, today)
        self.tell("spelling", 0.0, 0.0)
        learnt = await asyncio.to_thread(self.parts.spelled, self.model, mine, self.stop)
        core = await self.parts.known(self.model, core, self.stop, today.composes)
        usual = await asyncio.to_thread(habits.habits, said, core)
        rehearsed = await asyncio.to_thread(self.parts.spelled, self.model, core, self.stop)
        rows = _mixed(learnt, rehearsed)
        unseen = [left for each in material.held if (left := habits.without(each, usual))]
        held = await asyncio.to_thread(self.parts.spelled, self.model, unseen, self.stop)
        canaries, others = await asyncio.to_thread(self.parts.marked, seed, self.model, self.stop)
        rows += canaries[:: others + 1]
        assert material.cut is not None
        assert material.through is not None
        sources = {source for each in material.learnt for source in each.sources}
        state = State(
            key=key,
            began=self.home.now(),
            seq=seq,
            cut=material.cut,
            through=material.through,
            learnt=tuple(learning.digest(each) for each in material.learnt),
            sources=tuple(sorted(sources)),
            material=material.plain(),
            rehearsed=len(core),
            others=others,
        )
        for name, data in (
            (ROWS, packed_rows.packed(rows)),
            (HELD, packed_rows.packed(held)),
            (CANARIES, packed_rows.packed(canaries)),
            (HABITS, gguf_fields.encoded(stored_habits(usual))),
            (STATE, state.packed()),
        ):
            await asyncio.to_thread(self.kept.put, name, data)
        return state

    def _rehearsed(
        self, seed: int, count: int, material: Material, today: Offered
    ) -> list[Example]:
        """Core examples under the owner's lists of tools, and under the list of all tools."""
        shown = {e.prompt.system: e.prompt.tools for e in material.learnt if e.kind == PLAN}
        lists = [tools for tools in (*shown.values(), today.tools) if tools][: len(shown) or 1]
        every = [*lists, everything_offered(composes=today.composes)]
        return self.parts.rehearsed(seed, count, every, composes=today.composes)

    async def _trained(self, state: State) -> Learnt:
        if (raw := await asyncio.to_thread(self.end.opened, LEARNT)) is not None:
            return Learnt.unpacked(raw)
        rows, held = [await asyncio.to_thread(self.kept.get, name) for name in (ROWS, HELD)]
        recipe = {"targets": ["q", "v"], **self.wishes.recipe}
        recipe.setdefault("seed", await asyncio.to_thread(self.end.seed))
        canaries = await asyncio.to_thread(self.kept.get, CANARIES)
        usual = await asyncio.to_thread(self.kept.get, HABITS)
        job = Job(
            self.model, rows or b"", held or b"", canaries or b"", state.others, recipe,
            habits=usual or b"",
        )  # fmt: skip
        self.tell("training", 0.0, 0.0)
        learnt = await self.parts.trained(job, self.kept, self.stop, self._progress)
        await asyncio.to_thread(self.kept.put, LEARNT, learnt.packed())
        return learnt

    def _progress(self, said: Mapping[str, Any]) -> None:
        steps = max(1, int(said.get("steps") or 1))
        self.tell("training", int(said.get("step") or 0) / steps, float(said.get("left") or 0.0))

    async def _judged(self, learnt: Learnt, held: Sequence[Example], state: State) -> Judged:
        """Candidate against what is worn now. What it says is no word of the owner's."""
        self.tell("comparing with what is worn", 0.0, 0.0)
        bench = trial.Bench(
            home=self.home,
            model=self.model,
            shelf=self.shelf,
            under=tuple(await asyncio.to_thread(self._under)),
            worn=await asyncio.to_thread(self.end.worn, self.wishes.kind),
            learnt=learnt,
            held=tuple(held),
            scale=self.wishes.scale,
            seed=await asyncio.to_thread(self.end.seed),
            kept=self.kept,
            tell=self.tell,
            material=state.material,
            composes=await asyncio.to_thread(composes, self.home.settings.model),
        )
        return await _unless(self.stop, self.parts.judged(bench))


async def _unless(stop: Stop, work: Awaitable[T]) -> T:
    """What the work gives; where a pause is wished it is cancelled. Raises PausedError."""
    doing = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            stop.check()
        return await doing
    finally:
        for each in (doing, stopping):
            each.cancel()
        await asyncio.gather(doing, stopping, return_exceptions=True)


def _mixed(mine: Sequence[Row], core: Sequence[Row]) -> list[Row]:
    """Rows of core skills spread evenly among the owner's, whose order stays."""
    places = [(at / max(1, len(mine)), 0, each) for at, each in enumerate(mine)]
    places += [(at / max(1, len(core)), 1, each) for at, each in enumerate(core)]
    return [each for *_, each in sorted(places, key=lambda place: place[:2])]

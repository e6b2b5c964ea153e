"""Train a LoRA adapter on rows, on the very file that is served. It reads from top to bottom.

The loop can be stopped at any moment and goes on later to the same weights, bit for bit, on the
same machine with the same number of threads: a step depends on its number and the seed alone, and a
step that was stopped half-way is done again from its beginning.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor

from ..errors import InputError
from ..planner.models import fingerprint
from . import schedule
from .base import Base, nothing
from .checkpoint import CHECKPOINT, State, identity, packed, unpacked
from .example import Row
from .lora import Lora, Pair
from .objective import loss
from .packing import Pack, packs, questions
from .recipe import Progress as Progress
from .recipe import Recipe as Recipe
from .recipe import Trained as Trained
from .threads import team, undivided

BETAS, EPSILON = (0.9, 0.98), 1e-8
LONGEST_GRADIENT = 1.0
SAVE_EVERY = 60.0
ASK_EVERY = 0.05


class Checkpoints(Protocol):
    """Where checkpoints are kept; whoever keeps them seals them and puts each as a whole."""

    def put(self, name: str, content: bytes, /) -> None:
        """Keep `content` instead of what was kept under this name."""
        ...

    def get(self, name: str, /) -> bytes | None:
        """What is kept under this name, if anything."""
        ...


class Paused(Exception):
    """Training was stopped; it goes on from its checkpoint. `progress` is None before any step."""

    def __init__(self, progress: Progress | None = None) -> None:
        """Say how far it was."""
        super().__init__("Training is paused.")
        self.progress = progress


class _Pulse:
    """Asks whether to stop, not too often and from one thread at a time."""

    def __init__(self, stop: Callable[[], bool]) -> None:
        self._stop = stop
        self._lock = threading.Lock()
        self._next = 0.0
        self._stopped = False

    def __call__(self, *, now: bool = False) -> None:
        """Raise Paused where work is to end."""
        with self._lock:
            if not self._stopped and (now or time.monotonic() >= self._next):
                self._stopped = self._stop()
                self._next = time.monotonic() + ASK_EVERY
            if self._stopped:
                raise Paused


def never() -> bool:
    """Do not stop."""
    return False


def unheard(progress: Progress) -> None:
    """Tell nobody."""


def train(
    base: Path,
    rows: Sequence[Row],
    recipe: Recipe,
    *,
    held: Sequence[Row] = (),
    keep: Checkpoints | None = None,
    stop: Callable[[], bool] = never,
    progress: Callable[[Progress], None] = unheard,
    device: torch.device | None = None,
) -> Trained:
    """Train an adapter for the model file `base` on `rows`; it blocks for minutes.

    It goes on from the checkpoint in `keep`, if that is of the same base, rows and recipe. `stop`
    is asked many times a second, from any thread; where it says so, a checkpoint is put and Paused
    raised. `progress` is called after each step. Raises ModelError where the model cannot be
    trained on, InputError where there is nothing to learn or a row is impossible.
    """
    began = time.monotonic()
    with undivided(), team(recipe.at_once) as workers:
        run = _Run(base, rows, recipe, held, keep, device)
        pulse = _Pulse(stop)
        state, saved, last = run.state, began, None
        earlier = state.seconds
        try:
            while not run.ended:
                step = state.step
                run.go_on(workers, pulse)
                state.seconds = earlier + time.monotonic() - began
                if state.step > step:
                    last = run.progress()
                    progress(last)
                if keep is not None and time.monotonic() - saved > SAVE_EVERY:
                    saved = time.monotonic()
                    run.save()
        except Paused:
            run.save()
            raise Paused(last) from None
        run.save()
        return run.trained()


class _Run:
    """What training holds: the model, the adapter's numbers, and where it is."""

    def __init__(
        self,
        base: Path,
        rows: Sequence[Row],
        recipe: Recipe,
        held: Sequence[Row],
        keep: Checkpoints | None,
        device: torch.device | None,
    ) -> None:
        self.recipe = recipe
        self.rows = rows
        self.keep = keep
        self.base = Base(base, device=device)
        for at, row in enumerate([*rows, *held]):
            _check(row, at, self.base.vocabulary)
        if not any(row.weight > 0 and any(questions(row)) for row in rows):
            raise InputError("There is nothing to learn from: no row has a choice.")
        self.fingerprint = fingerprint(base)
        self.held = packs(held, recipe.batch_tokens, recipe.at_once) if held else []
        self.lora = self.base.lora(recipe.targets, recipe.scaling)
        if not self.lora.pairs:
            raise InputError("The model has no projection that the recipe would add to.")
        self.lora.begin(recipe.seed)
        self.groups = schedule.groups(rows)
        self.plan: tuple[int, list[list[int]]] = (-1, [])
        self.each = len(self._steps(0))
        self.steps = self.each * recipe.epochs
        self.weight = sum(row.weight for row in rows) / len(rows)
        self.identity = identity(self.fingerprint, recipe, [*rows, *held], len(rows))
        size = len(self.lora.flat)
        self.state = State.fresh(size, self.base.device)
        kept = keep.get(CHECKPOINT) if keep is not None else None
        resumed = (
            unpacked(kept, self.identity, size, self.base.device) if kept is not None else None
        )
        if resumed is not None:
            self.state = resumed
            with torch.no_grad():
                self.lora.flat.copy_(resumed.flat)

    def _steps(self, epoch: int) -> list[list[int]]:
        if self.plan[0] != epoch:
            made = schedule.steps(self.groups, epoch, self.recipe.batch_rows, self.recipe.seed)
            self.plan = epoch, made
        return self.plan[1]

    @property
    def ended(self) -> bool:
        """Whether there is nothing left to do."""
        return self.state.step == self.steps and not self._owes

    @property
    def _owes(self) -> bool:
        """Whether an epoch has ended that the rows held out have not judged."""
        return bool(self.held) and len(self.state.held) < len(self.state.losses)

    def go_on(self, workers: ThreadPoolExecutor, pulse: _Pulse) -> None:
        """Judge the epoch that has ended, or do one step.

        Raises Paused, and then nothing has changed.
        """
        pulse(now=True)
        if self._owes:
            self._judge(workers, pulse)
        else:
            self._step(workers, pulse)

    def _step(self, workers: ThreadPoolExecutor, pulse: _Pulse) -> None:
        state, recipe = self.state, self.recipe
        epoch, at = divmod(state.step, self.each)
        rows = [self.rows[place] for place in self._steps(epoch)[at]]
        made = packs(rows, recipe.batch_tokens, recipe.at_once)
        done = list(workers.map(lambda one: gradients(self.base, self.lora, one, pulse), made))
        asked = sum(len(one.questions) for one in made)
        # Threads meet here, in the packs' order: the sum does not depend on which came first.
        gradient = sum((each for _, each in done), torch.zeros_like(self.lora.flat))
        total = sum(value for value, _ in done)
        self._move(gradient / max(1e-12, asked * self.weight))
        weights = sum(each.weight for one in made for each in one.questions)
        state.step += 1
        state.loss = total / max(1e-12, weights)
        state.sums = (state.sums[0] + total, state.sums[1] + weights)
        state.tokens += sum(one.read for one in made)
        state.computed += sum(len(one.tokens) for one in made)
        if at == self.each - 1:
            state.losses.append(state.sums[0] / max(1e-12, state.sums[1]))
            state.sums = (0.0, 0.0)

    def _move(self, gradient: Tensor) -> None:
        """One step of AdamW (Loshchilov and Hutter 2019)."""
        state, recipe, flat = self.state, self.recipe, self.lora.flat
        length = float(gradient.norm())
        if length > LONGEST_GRADIENT:
            gradient = gradient * (LONGEST_GRADIENT / length)
        gone = (state.step + 1) / (self.steps + 1)
        warm = gone / recipe.warmup if gone < recipe.warmup else 1.0
        rate = recipe.rate * min(warm, (1 - gone) / max(1e-12, 1 - recipe.warmup))
        state.first.lerp_(gradient, 1 - BETAS[0])
        state.second.mul_(BETAS[1]).addcmul_(gradient, gradient, value=1 - BETAS[1])
        first = state.first / (1 - BETAS[0] ** (state.step + 1))
        second = state.second / (1 - BETAS[1] ** (state.step + 1))
        with torch.no_grad():
            flat.mul_(1 - rate * recipe.decay).addcdiv_(
                first, second.sqrt_() + EPSILON, value=-rate
            )

    def _judge(self, workers: ThreadPoolExecutor, pulse: _Pulse) -> None:
        """The loss on the rows held out, to be told: what they choose, they could not judge."""
        got = mean_loss(self.base, self.lora, self.held, workers, pulse)
        self.state.held.append(got)

    def progress(self) -> Progress:
        """How far it is."""
        state = self.state
        left = state.seconds * (self.steps / state.step - 1) if state.step else 0.0
        epoch = min(state.step // self.each, self.recipe.epochs - 1)
        return Progress(
            state.step, self.steps, epoch, state.loss, state.tokens, state.seconds, left
        )

    def save(self) -> None:
        """Put a checkpoint, if somebody keeps one."""
        if self.keep is not None:
            self.keep.put(CHECKPOINT, packed(self.state, self.lora.flat, self.identity))

    def trained(self) -> Trained:
        """What came of it."""
        state = self.state
        return Trained(
            base=self.fingerprint,
            shape=self.base.shape,
            recipe=self.recipe,
            weights=self.lora.weights(),
            losses=tuple(state.losses),
            held=tuple(state.held),
            steps=state.step,
            rows=len(self.rows),
            tokens=state.tokens,
            computed=state.computed,
            seconds=state.seconds,
        )


def gradients(
    base: Base, lora: Lora, one: Pack, pulse: Callable[[], None] = nothing
) -> tuple[float, Tensor]:
    """The weighted sum of a pack's losses in nats, and its gradient by the adapter's numbers."""
    if not one.questions:
        return 0.0, torch.zeros_like(lora.flat)
    total = _loss(base, lora, one, pulse)
    return float(total.detach()), lora.gathered(torch.autograd.grad(total, lora.leaves))


def mean_loss(
    base: Base,
    lora: Lora | None,
    made: Sequence[Pack],
    workers: ThreadPoolExecutor,
    pulse: Callable[[], None] = nothing,
) -> float:
    """The weighted mean loss of packs, in nats a choice."""

    def judged(one: Pack) -> float:
        with torch.no_grad():
            return float(_loss(base, lora, one, pulse)) if one.questions else 0.0

    weights = sum(each.weight for one in made for each in one.questions)
    return sum(workers.map(judged, made)) / max(1e-12, weights)


def held_out(
    base: Path, rows: Sequence[Row], weights: Mapping[str, Pair] | None, recipe: Recipe
) -> float:
    """The mean loss on `rows` in nats a choice, with an adapter's `weights` or without.

    Raises ModelError and InputError.
    """
    model = Base(base)
    for at, row in enumerate(rows):
        _check(row, at, model.vocabulary)
    lora = None
    if weights is not None:
        lora = model.lora(recipe.targets, recipe.scaling)
        lora.load(weights)
    with undivided(), team(recipe.at_once) as workers:
        return mean_loss(model, lora, packs(rows, recipe.batch_tokens, recipe.at_once), workers)


def _loss(base: Base, lora: Lora | None, one: Pack, pulse: Callable[[], None]) -> Tensor:
    hidden = base.hidden(one, lora, pulse)[torch.from_numpy(one.asked).to(base.device)]
    return loss(hidden, base.head, one.questions, base.shape.last_cap)


def _check(row: Row, at: int, vocabulary: int) -> None:
    """Raises InputError where a row cannot be learnt from."""
    wrong = ""
    if not 1 <= row.start < len(row.tokens):
        wrong = "has no prompt or no answer"
    elif len(row.choices) != len(row.tokens) - row.start:
        wrong = "does not say for each token of its answer what else it could be"
    elif not 0 <= min(row.tokens) <= max(row.tokens) < vocabulary:
        wrong = "holds tokens that the model does not know"
    elif not (math.isfinite(row.weight) and row.weight >= 0):
        wrong = "has an impossible weight"
    else:
        for target, choice in zip(row.tokens[row.start :], row.choices, strict=True):
            if choice is None or choice.allowed is None:
                continue
            if target not in choice.allowed:
                wrong = "has an answer that its choices do not allow"
            elif not 0 <= choice.allowed.min() <= choice.allowed.max() < vocabulary:
                wrong = "allows tokens that the model does not know"
            elif choice.lean is not None and choice.lean.shape != choice.allowed.shape:
                wrong = "does not lean on each token that it allows"
    if wrong:
        raise InputError(f"Row {at + 1} of the training rows {wrong}.")

"""The seam between words and weights: a prompt and a grammar in, text of that grammar out.

Nothing heavy is imported until an engine opens, and then in its own worker thread.
"""

from __future__ import annotations

import asyncio
import ctypes
import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, TypeVar, runtime_checkable

from ..errors import PlanError
from .models import fingerprint
from .prompt import Prompt

if TYPE_CHECKING:
    from .decoding import Decoder
    from .states import States

T = TypeVar("T")

SMALL = 60_000_000
MOST_THREADS = 4


@dataclass(frozen=True, slots=True)
class Generation:
    """What a model answered, and how sure it was.

    `decisions` are the probabilities, each among the tokens the grammar allowed, of the tokens
    that were chosen where it allowed several, at the temperature that the model's file says (see
    `calibration`); `confidence` is their product: the probability of exactly this answer among all
    that the grammar allows. `tokens` counts the answer's tokens and
    `forced` those of them that the grammar left no choice about.
    """

    text: str
    confidence: float = 1.0
    decisions: tuple[float, ...] = ()
    tokens: int = 0
    forced: int = 0
    milliseconds: float = 0.0

    @property
    def first(self) -> float:
        """The probability of the first choice, such as a plan's kind; 1 where there was none."""
        return self.decisions[0] if self.decisions else 1.0


@dataclass(frozen=True, slots=True)
class Adapter:
    """A LoRA adapter's file, and how strongly it counts.

    `digest` is the SHA-256 in hex that the file must have, where somebody vouches for it. The file
    of an adapter that is loaded already need not be there any more.
    """

    file: Path
    scale: float = 1.0
    digest: str = ""


class Engine(Protocol):
    """A model that answers within a grammar."""

    @property
    def fingerprint(self) -> str:
        """A name for exactly these weights, adapter included."""
        ...

    async def generate(self, prompt: Prompt, grammar: str, *, max_tokens: int) -> Generation:
        """The most likely text of `grammar` (Lark, as llguidance reads it) that answers `prompt`.

        Raises PlanError where the grammar is wrong, the prompt too long, or the answer not
        complete after `max_tokens`.
        """
        ...


@runtime_checkable
class Batching(Protocol):
    """An engine that answers many prompts at once."""

    async def generate_all(
        self, prompts: Sequence[Prompt], grammars: Sequence[str], *, max_tokens: int
    ) -> list[Generation | PlanError]:
        """What `generate` answers to each prompt, or its error in its place."""
        ...


class Halt:
    """A flag that the worker's Python reads between tokens and llama.cpp reads within one."""

    def __init__(self) -> None:
        """Not set yet."""
        self.flag = ctypes.create_string_buffer(2)

    def set(self) -> None:
        """Ask for the end."""
        self.flag[0] = b"\x01"

    def is_set(self) -> bool:
        """Whether the end was asked for."""
        return self.flag[0] != b"\0"


class LlamaEngine:
    """A GGUF model on this machine's processors, wearing any number of LoRA adapters.

    An async context manager. One worker thread owns the model: calls queue, a cancelled call
    stops within tens of milliseconds, and the event loop never waits. Decoding is greedy, so the
    same prompt and grammar give the same text; `seed` is only handed on to the model.

    Opening raises ModelError where `model` or one of `adapters` cannot be used.
    """

    def __init__(
        self,
        model: Path,
        *,
        adapters: Sequence[Adapter] = (),
        threads: int | None = None,
        context: int = 4096,
        seed: int = 0,
        digests: Path | None = None,
        states: States | None = None,
    ) -> None:
        """Remember what to open.

        `digests` is a file that remembers digests between runs, `states` what prompts begin with.
        """
        self.model = model
        self._adapters = adapters
        self._threads = threads
        self._context = context
        self._seed = seed
        self._digests = digests
        self._states = states
        self._worker: ThreadPoolExecutor | None = None
        self._decoder: Decoder | None = None
        self._running: set[Halt] = set()
        self._base = ""
        self._print = ""

    @property
    def fingerprint(self) -> str:
        """The model's SHA-256 in hex; with adapters, a hash over all the files and scales."""
        return self._print

    async def __aenter__(self) -> Self:
        """Load the model in the worker thread."""
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="plam-model")
        try:
            await self._work(lambda halt: self._open())
        except BaseException:
            self._worker.submit(self._close)
            self._worker.shutdown(wait=False)
            self._worker = None
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop what runs, then free adapter and model in the thread that owns them."""
        if self._worker is None:
            return
        worker, self._worker = self._worker, None
        for halt in self._running:
            halt.set()
        closed = asyncio.wrap_future(worker.submit(self._close))
        worker.shutdown(wait=False)
        await asyncio.shield(closed)

    @property
    def threshold(self) -> float | None:
        """What it must give to planning and to the first tool, together; None if its file is mute.

        See `planning.SURE`.
        """
        return self._decoder.weights.calibration.none if self._decoder is not None else None

    @property
    def context(self) -> int:
        """How many tokens prompt and answer may have together; 0 before the model is loaded."""
        return self._decoder.weights.context if self._decoder is not None else 0

    async def count(self, prompt: Prompt) -> int:
        """How many tokens the prompt is, the model's own template included."""
        return await self._work(lambda halt: len(self._opened.tokens(prompt)))

    async def generate(self, prompt: Prompt, grammar: str, *, max_tokens: int) -> Generation:
        """The most likely text of `grammar` that answers `prompt`.

        Raises PlanError where the grammar is wrong, the prompt is longer than the model's
        context, or the answer is not complete after `max_tokens`.
        """
        return await self._work(
            lambda halt: self._opened.complete(prompt, grammar, max_tokens=max_tokens, halt=halt)
        )

    async def generate_all(
        self, prompts: Sequence[Prompt], grammars: Sequence[str], *, max_tokens: int
    ) -> list[Generation | PlanError]:
        """What `generate` answers to each prompt within the grammar at its place, in batches.

        Each prompt is read apart from the others; what they all begin with is read once. Where one
        cannot be answered its error stands in its place.
        """
        asked = list(zip(prompts, grammars, strict=True))
        return await self._work(
            lambda halt: self._opened.complete_all(asked, max_tokens=max_tokens, halt=halt)
        )

    async def warm(self, system: str) -> int:
        """Evaluate ahead what prompts with this system message share; the number of tokens."""
        return await self._work(lambda halt: self._opened.warm(system, halt))

    async def wear(self, *adapters: Adapter) -> None:
        """Wear these adapters and no others. Raises ModelError and then wears none."""
        await self._work(lambda halt: self._dress(adapters))

    async def measured(self, job: Callable[[Decoder, Halt], T]) -> T:
        """What `job` finds out about the open model, in the thread that owns it.

        It stops soon where the flag it is given is set, which it is where the caller is cancelled.
        """
        return await self._work(lambda halt: job(self._opened, halt))

    @property
    def _opened(self) -> Decoder:
        if self._decoder is None:
            raise PlanError("The model is not loaded.", fix="Use the engine inside `async with`.")
        return self._decoder

    async def _work(self, job: Callable[[Halt], T]) -> T:
        """Run `job` in the worker thread; where the caller is cancelled, the job is halted."""
        if self._worker is None:
            raise PlanError("The model is not loaded.", fix="Use the engine inside `async with`.")
        halt = Halt()
        self._running.add(halt)
        future = self._worker.submit(job, halt)
        future.add_done_callback(lambda _: self._running.discard(halt))
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            halt.set()
            raise

    def _open(self) -> None:
        from .decoding import Decoder

        threads = self._threads or threads_for(self.model)
        self._decoder = Decoder.open(
            self.model,
            threads=threads,
            context=self._context,
            seed=self._seed,
            together=self._threads or min(_cores(), MOST_THREADS),
        )
        self._decoder.states = self._states
        self._base = fingerprint(self.model, self._digests)
        self._dress(self._adapters)

    def _dress(self, adapters: Sequence[Adapter]) -> None:
        self._print = self._base
        self._opened.wear(adapters)
        if adapters:
            worn = [
                f"{a.digest or fingerprint(a.file, self._digests)} {a.scale!r}" for a in adapters
            ]
            self._print = hashlib.sha256(" ".join([self._base, *worn]).encode()).hexdigest()
        self._opened.worn = self._print

    def _close(self) -> None:
        decoder, self._decoder = self._decoder, None
        if decoder is not None:
            decoder.close()


def check(grammar: str) -> None:
    """Raise PlanError, with the grammar compiler's words, where `grammar` does not compile.

    It needs no model, so tools can be checked when they register.
    """
    from .decoding import check as compile_once

    compile_once(grammar)


def threads_for(model: Path) -> int:
    """How many threads serve `model` best: one for a small file, else the cores, at most four.

    A small model is too little work to share: threads then wait for each other, and beside busy
    neighbours for a long time.
    """
    small = model.is_file() and model.stat().st_size < SMALL
    return 1 if small else min(_cores(), MOST_THREADS)


def _cores() -> int:
    """Physical cores that this process may use; hyper-threads do not help matrix products."""
    if not hasattr(os, "sched_getaffinity"):
        return max(1, (os.cpu_count() or 2) // 2)
    siblings = set()
    for cpu in os.sched_getaffinity(0):
        topology = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
        try:
            siblings.add(topology.read_text("ascii"))
        except OSError:
            siblings.add(str(cpu))
    return max(1, len(siblings))

"""What was measured on this machine: the starter's pace, and how fast each model is.

Kept in the models' folder, so that a list need not measure anything. A file that cannot be read
means that nothing is known.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from ..errors import PlanError, StorageError
from ..files import locked, private_folder, write_atomic
from . import engine, fitness
from .fitness import CONTEXT, Machine
from .models import shipped
from .prompt import Prompt

FILE = "measured.json"
LETTERS = 96


@dataclass(frozen=True, slots=True)
class Measured:
    """How fast a model is here: tokens a second read and written, milliseconds, bytes.

    `first` is the first call's latency, with all tools to be read; `call` that of the next ones.
    Both are None where the tools do not fit into the model's context; `problem` says why.
    """

    threads: int
    load: float
    read: float
    written: float
    first: float | None
    call: float | None
    memory: int
    problem: str = ""

    @property
    def whole(self) -> bool:
        """Whether everything that is counted is a number, as what a file says need not be."""
        each = (self.threads, self.load, self.read, self.written, self.memory)
        told = (number for number in (self.first, self.call) if number is not None)
        return all(isinstance(number, int | float) for number in (*each, *told))


Call = Callable[["engine.Engine", str], Awaitable[None]]
"""Plans one request, given as words, and throws the plan away. Raises PlanError."""


async def measure(model: Path, call: Call, *, seconds: float = 2.0, digests: Path) -> Measured:
    """Measure a model for about three times `seconds`. Raises ModelError where it does not open."""
    before = await asyncio.to_thread(_resident)
    threads = await asyncio.to_thread(engine.threads_for, model)
    began = time.perf_counter()
    async with engine.LlamaEngine(model, threads=threads, context=CONTEXT, digests=digests) as one:
        load = (time.perf_counter() - began) * 1000
        read = statistics.median([rate async for rate in fitness.read_anew(one, seconds, 2)])
        written = await _writing(one, seconds)
        first = again = None
        problem = ""
        try:
            first = await _timed(one, call, "remind me to water the plants tomorrow")
            again = await _repeated(one, call, seconds)
        except PlanError as error:
            problem = error.message
        memory = await asyncio.to_thread(_resident) - before
    return Measured(threads, load, read, written, first, again, max(0, memory), problem)


async def _writing(one: engine.LlamaEngine, seconds: float) -> float:
    """Tokens a second that a grammar leaves open."""
    prompt, grammar = Prompt("Write.", "Letters."), f"start: /[a-z ]{{{LETTERS}}}/"
    rates: list[float] = []
    ends = time.perf_counter() + seconds
    # The first reads the prompt, and is not counted.
    await one.generate(prompt, grammar, max_tokens=LETTERS + 8)
    while not rates or (time.perf_counter() < ends and len(rates) < 100):
        got = await one.generate(prompt, grammar, max_tokens=LETTERS + 8)
        rates.append((got.tokens - got.forced) * 1000 / max(got.milliseconds, 1e-3))
    return statistics.median(rates)


async def _timed(one: engine.LlamaEngine, call: Call, words: str) -> float:
    began = time.perf_counter()
    await call(one, words)
    return (time.perf_counter() - began) * 1000


async def _repeated(one: engine.LlamaEngine, call: Call, seconds: float) -> float:
    times: list[float] = []
    ends = time.perf_counter() + seconds
    while len(times) < 2 or (time.perf_counter() < ends and len(times) < 100):
        times.append(await _timed(one, call, f"add call number {len(times)} back to my tasks"))
    return statistics.median(times)


def _resident() -> int:
    """Bytes of memory that this process holds, mapped files included; 0 where nobody tells."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except (OSError, ValueError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS")), 0)


async def machine(folder: Path) -> Machine:
    """This machine, its pace measured now with the starter and kept where there is a home."""
    paced = await fitness.pace(await asyncio.to_thread(shipped))
    if paced is not None and await asyncio.to_thread(folder.parent.is_dir):
        await asyncio.to_thread(keep, folder, pace=paced)
    return await asyncio.to_thread(fitness.machine, paced)


def pace(folder: Path) -> float | None:
    """The starter's pace when it was last measured (`fitness.pace`), or None."""
    value = _known(folder).get("pace")
    return float(value) if isinstance(value, int | float) and 0 < value < 1e18 else None


def of(folder: Path, digest: str) -> Measured | None:
    """What was measured of the model with this SHA-256, or None."""
    models = _known(folder).get("models")
    try:
        found = Measured(**models[digest]) if isinstance(models, dict) else None
    except (KeyError, TypeError):
        return None
    return found if found is not None and found.whole else None


def keep(
    folder: Path,
    *,
    pace: float | None = None,
    digest: str = "",
    measured: Measured | None = None,
) -> None:
    """Remember a pace, or what was measured of a model. A folder that is full forgets it."""
    with contextlib.suppress(StorageError), locked(private_folder(folder) / f".{FILE}.lock"):
        known = _known(folder)
        if pace is not None:
            known["pace"] = round(pace)
        if measured is not None:
            models = known.get("models")
            rest = models if isinstance(models, dict) else {}
            known["models"] = {**rest, digest: asdict(measured)}
        write_atomic(folder / FILE, json.dumps(known, indent=1).encode())


def _known(folder: Path) -> dict[str, object]:
    try:
        known = json.loads((folder / FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}

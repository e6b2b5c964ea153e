"""Training in a process of its own, seen from the night that waits for it without blocking."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import PlamError
from . import pipes
from .kept import Kept

WORKER = "plam_agent.tuning.worker"
GRACE = 0.6
"""How long training may take to pause before it is ended, in seconds: the checkpoint counts."""
CHECKPOINT = "checkpoint-"
"""How the names of what training keeps begin among what a night keeps."""
TAIL = 2_000

Progress = Callable[[Mapping[str, Any]], None]


class PausedError(PlamError):
    """A night was asked to end; what it has done so far is kept."""


class Stop:
    """The wish that a night pauses, and why."""

    def __init__(self) -> None:
        """Nobody wishes it."""
        self.why = ""
        self.grace = GRACE
        self._asked = asyncio.Event()

    def ask(self, why: str, *, grace: float = GRACE) -> None:
        """Pause soon: training is ended after `grace` seconds. The first wish counts."""
        if not self._asked.is_set():
            self.why, self.grace = why, grace
            self._asked.set()

    def asked(self) -> bool:
        """Whether it is wished; from any thread."""
        return self._asked.is_set()

    async def wait(self) -> None:
        """Return once it is wished."""
        await self._asked.wait()

    def check(self) -> None:
        """Raise PausedError where it is wished."""
        if self.asked():
            raise PausedError(self.why or "The night was asked to pause.")


@dataclass(frozen=True, slots=True)
class Job:
    """What is trained on what: rows as `packed_rows` packs them, and a recipe's fields.

    `canaries` are rows too: each that is among what is learnt, and then its `others`. `habits` are
    fields that the adapter's file is to have.
    """

    base: Path
    rows: bytes = field(repr=False)
    held: bytes = field(repr=False)
    canaries: bytes = field(default=b"", repr=False)
    others: int = 0
    recipe: Mapping[str, Any] = field(default_factory=dict)
    habits: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Learnt:
    """A trained adapter as llama.cpp loads it, and what was measured."""

    gguf: bytes = field(repr=False)
    figures: Mapping[str, Any] = field(default_factory=dict)

    def packed(self) -> bytes:
        """All of it as bytes."""
        return pipes.framed(self.figures, self.gguf)

    @classmethod
    def unpacked(cls, raw: bytes) -> Learnt:
        """What `packed` packed."""
        found = pipes.read(_Taking(raw))
        return cls(found.data, found.said)


class _Taking:
    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def __call__(self, count: int) -> bytes:
        taken, self._raw = self._raw[:count], self._raw[count:]
        return taken


async def trained(job: Job, kept: Kept, stop: Stop, progress: Progress) -> Learnt:
    """Train in a process apart; what it keeps on the way is kept sealed.

    Raises PausedError where `stop` is asked for, and PlamError for what training says or where its
    process dies.
    """
    stop.check()
    order = await asyncio.to_thread(_order, job, kept)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", WORKER, stdin=PIPE, stdout=PIPE, stderr=PIPE,
        env=_environment(), start_new_session=True,
    )  # fmt: skip
    tail = asyncio.create_task(_tail(process))
    stopping = asyncio.create_task(_stopped(process, stop))
    try:
        return await _heard(process, order, kept, progress)
    except (asyncio.IncompleteReadError, ConnectionError):
        stop.check()
        await process.wait()
        said = (await tail).strip().splitlines() or ["it said nothing"]
        raise PlamError(
            f"training ended by itself ({process.returncode}): {said[-1]}",
            fix="Run plam tune now to try again; it goes on from the last checkpoint.",
        ) from None
    finally:
        stopping.cancel()
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(asyncio.gather(process.wait(), tail, return_exceptions=True))


def _order(job: Job, kept: Kept) -> bytes:
    checkpoints = {
        name.removeprefix(CHECKPOINT): kept.get(name) or b""
        for name in kept.names()
        if name.startswith(CHECKPOINT)
    }
    names, data = pipes.joined(
        {
            "rows": job.rows,
            "held": job.held,
            "canaries": job.canaries,
            "habits": job.habits,
            **checkpoints,
        }
    )
    said = {
        "base": str(job.base),
        "recipe": dict(job.recipe),
        "others": job.others,
        "parts": names,
    }
    return pipes.framed(said, data)


async def _heard(process: Process, order: bytes, kept: Kept, progress: Progress) -> Learnt:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(order)
    await process.stdin.drain()
    while True:
        said, data = await _frame(process.stdout)
        if "keep" in said:
            await asyncio.to_thread(kept.put, CHECKPOINT + said["keep"], data)
        elif "progress" in said:
            progress(said["progress"])
        elif "paused" in said:
            raise ConnectionResetError
        elif "error" in said:
            raise PlamError(said["error"], fix=said.get("fix", ""))
        elif "trained" in said:
            figures = {
                "training": said["trained"],
                "agreement": said["agreement"],
                "canaries": said.get("canaries", {}),
            }
            return Learnt(data, figures)


async def _frame(source: asyncio.StreamReader) -> pipes.Frame:
    """The next frame. It may be long in coming: `Stop` and the process's end are what end the wait.

    Raises IncompleteReadError where the process ends.
    """
    lengths = pipes.HEAD.unpack(await source.readexactly(pipes.HEAD.size))
    head, data = [await source.readexactly(length) for length in lengths]
    return pipes.read(_Taking(pipes.HEAD.pack(*lengths) + head + data))


async def _stopped(process: Process, stop: Stop) -> None:
    """Ask the process to pause when that is wished, and end it where it takes too long."""
    await stop.wait()
    assert process.stdin is not None
    with contextlib.suppress(ConnectionError):
        process.stdin.write(pipes.STOP)
        await process.stdin.drain()
    await asyncio.sleep(stop.grace)
    with contextlib.suppress(ProcessLookupError):
        process.kill()


async def _tail(process: Process) -> str:
    """The end of what it said on standard error."""
    assert process.stderr is not None
    last = b""
    while more := await process.stderr.read(TAIL):
        last = (last + more)[-TAIL:]
    return last.decode("utf-8", "replace")


def _environment() -> dict[str, str]:
    """This process's, without what opens the home, and with this package where it is found now."""
    package = str(Path(__file__).parents[2])
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PLAM_")}
    ours.pop("CREDENTIALS_DIRECTORY", None)
    path = os.pathsep.join(filter(None, (package, ours.get("PYTHONPATH", ""))))
    return {**ours, "PYTHONPATH": path}

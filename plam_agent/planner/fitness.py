"""Which models this machine can carry: memory that is really there, and a pace that was measured.

Memory is what may be taken now without swapping, within the limits of the control groups that the
process is in. The pace is the starter's: reading and answering cost about one multiplication for
each weight, so a model with a hundred times the weights takes a hundred times as long.
"""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import PlamError
from . import engine
from .catalogue import CATALOGUE, Entry
from .header import Header
from .models import inspect

CONTEXT = 4096
SHARE = 0.8
"""How much of the memory a model may take: the mail program wants some too."""
READ, WRITTEN = 60, 20
"""Tokens of a request that are read, and of its plan that the grammar leaves open, about."""
STEP = 3.0
"""A token written takes as long as so many read in one batch (two cores, 0.5 B, measured)."""
QUICK_SECONDS = 6.0
SLOW_SECONDS = 60.0
MEASURE_SECONDS = 2.0
LONGEST_SECONDS = 12.0
MOST_TRIES = 60
WORDS = 60


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes that may be taken now; `group` says that a control group allows no more than that.

    `measured` is false where the system does not tell, and half of what is built in is assumed.
    """

    free: int
    group: bool = False
    measured: bool = True


@dataclass(frozen=True, slots=True)
class Machine:
    """What counts here: memory, threads for a larger model, and weights times tokens a second.

    `pace` is of one thread, and None where it is not known; `busy` says that others use all
    processors now, so that a pace that is measured now is too low.
    """

    memory: Memory
    threads: int
    pace: float | None = None
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """How a model suits a machine: `well`, `slow` or `no`, and why.

    `needs` bytes; a request takes `seconds`, estimated from the pace, or None.
    """

    verdict: str
    why: str
    needs: int
    seconds: float | None


def machine(pace: float | None = None, root: Path = Path("/")) -> Machine:
    """This machine now; `root` is where `proc` and `sys` are."""
    return Machine(memory(root), threads(root), pace, _busy())


def memory(root: Path = Path("/")) -> Memory:
    """The memory that may be taken now, without swap."""
    free, measured = _available(root)
    inside = min(_left(root), default=None)
    if inside is not None and inside < free:
        return Memory(max(0, inside), group=True)
    return Memory(free, measured=measured)


def threads(root: Path = Path("/")) -> int:
    """How many threads a larger model gets: processors, no more than the control group allows."""
    most = engine.threads_for(Path())
    for group in _groups(root, "cpu"):
        quota, _, period = _read(group / "cpu.max").partition(" ")
        if not quota:
            quota = _read(group / "cpu.cfs_quota_us")
            period = _read(group / "cpu.cfs_period_us")
        if quota.isdigit() and period.isdigit() and int(period):
            most = min(most, max(1, math.ceil(int(quota) / int(period))))
    return most


def _busy() -> bool:
    try:
        return os.getloadavg()[0] > (os.cpu_count() or 1)
    except OSError:
        return False


def _available(root: Path) -> tuple[int, bool]:
    for line in _read(root / "proc/meminfo").splitlines():
        name, _, value = line.partition(":")
        if name == "MemAvailable":
            return int(value.split()[0]) * 1024, True
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2, False


def _left(root: Path) -> Iterator[int]:
    """What each control group above this process still allows; file caches can be given up."""
    for group in _groups(root, "memory"):
        new = group / "memory.max"
        limit = _read(new) or _read(group / "memory.limit_in_bytes")
        used = _read(group / "memory.current") or _read(group / "memory.usage_in_bytes")
        if limit.isdigit() and used.isdigit():
            stat = dict(
                line.split(" ", 1)
                for line in _read(group / "memory.stat").splitlines()
                if " " in line
            )
            cached = stat.get("total_inactive_file") or stat.get("inactive_file") or "0"
            yield int(limit) - max(0, int(used) - (int(cached) if cached.isdigit() else 0))


def _groups(root: Path, controller: str) -> Iterator[Path]:
    """The folders of the control groups this process is in, from its own upwards.

    Version 2 has one tree; version 1 one for each controller (Linux, admin-guide/cgroup-v2).
    """
    for line in _read(root / "proc/self/cgroup").splitlines():
        _, _, rest = line.partition(":")
        named, _, path = rest.partition(":")
        if named and controller not in named.split(","):
            continue
        base = root / "sys/fs/cgroup" / (controller if named else "")
        inner = base / path.strip("/")
        yield inner
        yield from (each for each in inner.parents if each.is_relative_to(base))


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


async def pace(model: Path, seconds: float = MEASURE_SECONDS) -> float | None:
    """Weights times tokens that one thread reads a second, measured with `model`; None if it fails.

    The best of several tries counts, because what else runs slows some of them. It takes about
    `seconds`, and at most LONGEST_SECONDS.
    """
    best: float | None = None
    with suppress(TimeoutError, PlamError):
        info = await asyncio.to_thread(inspect, model)
        async with asyncio.timeout(LONGEST_SECONDS), engine.LlamaEngine(model, threads=1) as one:
            async for rate in read_anew(one, seconds):
                best = max(best or 0.0, rate * info.parameters)
    return best


async def read_anew(
    one: engine.LlamaEngine, seconds: float, least: int = 1
) -> AsyncIterator[float]:
    """Tokens read a second, again and again for about `seconds` and `least` times."""
    tries, ends = 0, time.perf_counter() + seconds
    while tries < least or (time.perf_counter() < ends and tries < MOST_TRIES):
        # Nothing of it was read before, so all of it is evaluated.
        words = f"{tries} " + " ".join(f"word {number} of {tries}" for number in range(WORDS))
        began = time.perf_counter()
        tokens = await one.warm(words)
        yield tokens / (time.perf_counter() - began)
        tries += 1


def fit(needs: int, weights: float, here: Machine) -> Fit:
    """How a model that `needs` so many bytes and has so many weights suits this machine."""
    seconds = None
    if here.pace:
        seconds = (READ + WRITTEN * STEP) * weights / (here.pace * here.threads)
    if needs > here.memory.free * SHARE:
        return Fit("no", _too_large(needs, here.memory), needs, seconds)
    if seconds is None:
        return Fit("well", f"needs {_gb(needs)}; its speed is not known", needs, None)
    why = f"needs {_gb(needs)}; a request takes up to about {_duration(seconds)}"
    if seconds > SLOW_SECONDS:
        return Fit("no", f"is too slow here: {why}", needs, seconds)
    return Fit("well" if seconds <= QUICK_SECONDS else "slow", why, needs, seconds)


def fit_entry(entry: Entry, here: Machine, context: int = CONTEXT) -> Fit:
    """How a model of the catalogue suits this machine."""
    return fit(entry.memory(context), entry.billions * 1e9, here)


def fit_file(header: Header, here: Machine, context: int = CONTEXT) -> Fit:
    """How the model in a file suits this machine, by what its header says."""
    return fit(needs(header, context), header.parameters, here)


def needs(header: Header, context: int = CONTEXT) -> int:
    """Bytes that a model file takes at `context` tokens, at most: as `Entry.memory` counts."""
    architecture = header.text("general.architecture")

    def number(name: str) -> int:
        return header.number(f"{architecture}.{name}")

    heads = number("attention.head_count_kv") or number("attention.head_count") or 1
    width = number("attention.key_length")
    if not width:
        width = number("embedding_length") // max(1, number("attention.head_count") or 1)
    cache = 2 * 2 * number("block_count") * heads * width * context
    vocabulary = header.lengths.get("tokenizer.ggml.tokens", 0)
    return header.size + cache + vocabulary * 512 * 4 + 64 * 2**20


def advice(
    here: Machine, language: str, entries: Sequence[Entry] = CATALOGUE
) -> tuple[Entry | None, str]:
    """The best larger model for this machine and language, or None, and in words why.

    It is the one with the most weights that answers quickly; where none does, the slow ones are
    named and none is chosen.
    """
    spoken = [(each, fit_entry(each, here)) for each in entries if each.speaks(language)]
    said = describe(here)
    well = [(each, how) for each, how in spoken if how.verdict == "well" and how.seconds]
    if well:
        best, how = max(well, key=lambda each: each[0].billions)
        return best, (
            f"{said} {best.title} fits: it {how.why}. To use it: plam model pull {best.name} --use"
        )
    if not spoken:
        return None, f"{said} No larger model of the catalogue speaks {language}."
    small, how = min(spoken, key=lambda each: each[1].needs)
    if how.needs > here.memory.free * SHARE:
        return None, (
            f"{said} No larger model fits: {small.title}, the smallest, needs {_gb(how.needs)}."
            " The starter needs 0.1 GB and stays."
        )
    if not here.pace:
        return None, f"{said} How fast a larger model would be could not be measured."
    small, how = min(spoken, key=lambda each: each[1].seconds or 0.0)
    return None, (
        f"{said} Larger models would be slow here: with {small.title} a request takes up to"
        f" about {_duration(how.seconds or 0.0)}. The starter stays; to try it anyway:"
        f" plam model pull {small.name} --use"
    )


def describe(here: Machine) -> str:
    """This machine in words."""
    free = f"{_gb(here.memory.free)} of memory can be taken"
    if here.memory.group:
        free += " (its control group allows no more)"
    if not here.memory.measured:
        free = f"About {_gb(here.memory.free)} of memory can be taken (half of what is built in)"
    threads = f"{here.threads} thread{'s' if here.threads > 1 else ''}"
    paced = f", {here.pace / 1e9:.1f} billion weights a second each" if here.pace else ""
    busy = " It is busy now, and faster when it is not." if here.pace and here.busy else ""
    return f"{free}; {threads}{paced}.{busy}"


def _too_large(needs: int, there: Memory) -> str:
    group = ", which is what its control group allows" if there.group else ""
    return f"needs {_gb(needs)} of memory; of {_gb(there.free)} that can be taken{group}, too much"


def _gb(count: int) -> str:
    return f"{count / 1e9:.1f} GB"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s" if seconds >= 2 else f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} minutes"

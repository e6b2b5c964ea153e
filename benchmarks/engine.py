"""Constrained decoding, batches, kept beginnings, and how they bear a busy neighbour.

    python -m benchmarks.engine [--quick] [--json FILE]

Every peer decodes the same text with the same model file, threads and prompt, and keeps what its
prompts begin with; the grammar is new for every request, as a plan's is. So that random weights
decode that text too, each is made to prefer its next token among those that its grammar allows.
Times are medians in milliseconds; ratios are a peer's time over ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plam_agent.keys import Master
from plam_agent.planner.engine import LlamaEngine, threads_for
from plam_agent.planner.grammar import label_grammar
from plam_agent.planner.models import shipped
from plam_agent.planner.prompt import Prompt, label_prompt, message_text
from plam_agent.planner.states import States
from plam_agent.vault import Vault

from .engine_calls import calls
from .random_model import write_random
from .report import options, report

LABELS = {
    "receipt": "proof of a payment or an order",
    "newsletter": "regular mail sent to many",
    "invitation": "asks for a meeting at a time",
    "personal": "a person writes to me",
    "none": "anything else",
}
WORDS = [
    *("order", "payment", "meeting", "thanks", "hello", "please", "total", "amount", "invoice"),
    *("friday", "lunch", "dear", "team", "regards", "update", "news", "offer", "ship", "parcel"),
    *("account", "notice", "summer", "garden", "school", "train", "ticket", "price", "week"),
]
PREFIX = 1_500


def main() -> int:
    """Measure and print."""
    args = options(__doc__ or "").parse_args()
    rows: list[dict[str, Any]] = []
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        models = {"starter": shipped()}
        if not args.quick:
            models["half"] = Path(folder) / "half.gguf"
            write_random(models["half"], shipped())
        for name, file in models.items():
            few = args.quick or name == "half"
            found = measured(name, file, Path(folder), few=few)
            rows += found
            figures |= {
                f"{row['figure']}{'' if name == 'starter' else '_half'}": row["value"]
                for row in found
                if row["figure"]
            }
    report("medians in ms; ratios are theirs over ours", rows, figures, args.json)
    return 0


def measured(name: str, file: Path, folder: Path, *, few: bool) -> list[dict[str, Any]]:
    """A row for each thing measured with one model file."""
    rows: list[dict[str, Any]] = []

    def row(what: str, value: float, figure: str = "") -> None:
        rows.append({"model": name, "what": what, "value": value, "figure": figure})

    times = calls(file, threads_for(file), 6 if few else 24)
    ours = times["ours"]
    for peer, took in times.items():
        row(f"one call, {peer}", took.call)
        if took.compiling:
            row(f"  of which compiling, {peer}", took.compiling)
    row("outlines / ours", times["outlines"].call / ours.call, "speedup_vs_outlines")
    row("gbnf / ours", times["gbnf"].call / ours.call, "speedup_vs_gbnf")
    row("unconstrained / ours", times["unconstrained"].call / ours.call, "ratio_to_unconstrained")
    count = 24 if few else 200
    many, one, none = asyncio.run(triage(file, count))
    row(f"{count} messages in batches", many)
    row(f"{count} messages one by one, beginning kept", one)
    row(f"{count} messages one by one, nothing kept", none)
    row("one by one / batches", one / many, "batch_speedup")
    row("nothing kept / batches", none / many, "batch_speedup_no_reuse")
    cold, warm = asyncio.run(starts(file, folder / f"{name}-states", 2 if few else 7))
    row(f"first token after {PREFIX} tokens, computed", cold)
    row(f"first token after {PREFIX} tokens, read", warm)
    row("computed / read", cold / warm, "warm_start_speedup")
    stall, queued, cancel = asyncio.run(patience(file, 3 if few else 12))
    row("longest stall of the event loop", stall, "max_loop_stall_ms")
    if queued is not None:
        row("  of which waiting for a processor", queued)
    row("until a cancelled call has ended", cancel, "cancel_ms")
    alone, beside = asyncio.run(neighbours(file, 5 if few else 15))
    row("one call alone", alone)
    row("one call beside a busy process on every core", beside)
    row("beside / alone", beside / alone, "busy_neighbour_slowdown")
    return rows


def messages(count: int) -> list[Prompt]:
    """Prompts for the labels of so many different messages of usual length."""
    drawn = random.Random(7)
    return [
        label_prompt(
            LABELS,
            message_text(
                f"{drawn.choice(WORDS).title()} <{drawn.choice(WORDS)}@shop.example>",
                " ".join(drawn.choices(WORDS, k=6)),
                ["list"] if drawn.random() < 0.3 else [],
                " ".join(drawn.choices(WORDS, k=60)),
            ),
        )
        for _ in range(count)
    ]


async def triage(file: Path, count: int) -> tuple[float, float, float]:
    """All labels in batches, one by one after a kept beginning, and with nothing kept."""
    prompts, grammar = messages(count), label_grammar(LABELS)
    async with LlamaEngine(file) as engine:
        await engine.generate_all(prompts[:20], [grammar] * 20, max_tokens=20)
        many = await _timed(engine.generate_all(prompts, [grammar] * count, max_tokens=20))
        await engine.generate(prompts[0], grammar, max_tokens=20)
        one = 0.0
        for prompt in prompts:
            one += await _timed(engine.generate(prompt, grammar, max_tokens=20))
        some = prompts[: max(8, count // 8)]
        none = 0.0
        for prompt in some:
            await engine.wear()
            none += await _timed(engine.generate(prompt, grammar, max_tokens=20))
    return many, one, none * count / len(some)


async def starts(file: Path, folder: Path, rounds: int) -> tuple[float, float]:
    """From a loaded model to the first token after a long beginning: computed, and read."""
    system = _long(PREFIX)
    grammar = 'start: "a" | "b"\n'
    took: dict[bool, list[float]] = {False: [], True: []}
    vault = Vault(Master(bytes(32)))
    async with LlamaEngine(file, states=States(folder, vault)) as engine:
        await engine.generate(Prompt(system, " x"), grammar, max_tokens=5)
    for _ in range(rounds):
        for kept in (False, True):
            states = States(folder, vault) if kept else None
            async with LlamaEngine(file, states=states) as engine:
                # The first call also prepares the tokenizer and the grammar's compiler.
                await engine.generate(Prompt("short", " y"), grammar, max_tokens=5)
                call = engine.generate(Prompt(system, " x"), grammar, max_tokens=5)
                took[kept].append(await _timed(call))
    return statistics.median(took[False]), statistics.median(took[True])


async def patience(file: Path, rounds: int) -> tuple[float, float | None, float]:
    """The longest that the event loop waited during calls, and how long cancelling takes.

    Between them: for how much of that longest wait its thread could have run and had no processor,
    which neighbours add to and nothing in this process can shorten; None where nobody counts it.
    """
    prompt, grammar = Prompt(_long(900), " x"), 'start: "a" | "b"\n'
    longest: tuple[float, float | None] = (0.0, None)
    cancelled: list[float] = []

    async def beat() -> None:
        nonlocal longest
        while True:
            before, waited = time.perf_counter(), _queued()
            await asyncio.sleep(0.001)
            stall = (time.perf_counter() - before) * 1000 - 1
            if stall > longest[0]:
                after = _queued()
                longest = stall, None if after is None or waited is None else after - waited

    async with LlamaEngine(file) as engine:
        await engine.generate(Prompt("short", " y"), grammar, max_tokens=5)
        heart = asyncio.create_task(beat())
        for _ in range(rounds):
            await engine.wear()
            await engine.generate(prompt, grammar, max_tokens=5)
        heart.cancel()
        for _ in range(rounds):
            await engine.wear()
            task = asyncio.create_task(engine.generate(prompt, grammar, max_tokens=5))
            await asyncio.sleep(0.03)
            started = time.perf_counter()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            # The worker is free again only when what ran has stopped.
            await engine.wear()
            cancelled.append((time.perf_counter() - started) * 1000)
    return *longest, statistics.median(cancelled)


def _queued() -> float | None:
    """How long this thread has waited for a processor so far, in ms; None where nobody counts."""
    try:
        spent = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat").read_text("ascii")
    except OSError:
        return None
    return int(spent.split()[1]) / 1e6


async def neighbours(file: Path, rounds: int) -> tuple[float, float]:
    """One call alone, and with a process that is busy on every core."""
    prompts, grammar = messages(rounds), label_grammar(LABELS)
    async with LlamaEngine(file) as engine:
        await engine.generate(prompts[0], grammar, max_tokens=20)
        alone = [await _timed(engine.generate(p, grammar, max_tokens=20)) for p in prompts]
        with _busy():
            beside = [await _timed(engine.generate(p, grammar, max_tokens=20)) for p in prompts]
    return statistics.median(alone), statistics.median(beside)


@contextlib.contextmanager
def _busy() -> Iterator[None]:
    spin = [sys.executable, "-c", "while True: pass"]
    busy = [subprocess.Popen(spin) for _ in range(os.cpu_count() or 1)]
    try:
        time.sleep(0.3)
        yield
    finally:
        for each in busy:
            each.kill()
            each.wait()


async def _timed(doing: Any) -> float:
    started = time.perf_counter()
    await doing
    return (time.perf_counter() - started) * 1000


def _long(tokens: int) -> str:
    """A system message of about so many tokens."""
    drawn = random.Random(3)
    # The words above are about a token and a half each in the shipped vocabulary.
    return " ".join(drawn.choices(WORDS, k=int(tokens / 1.6)))


if __name__ == "__main__":
    sys.exit(main())

"""A thousand purchases with kills and lost replies, sixteen at once, one budget.

`python -m tests.crash.purchase --purchases 1000 --json FILE`, from the repository's root with the
`test` extra.

Processes buy at the sample shop from one home. Each does four purchases at once, and is killed at
a statement or a system call of SQLite, at a file, or at an octet to or from the shop; the shop
loses answers after it has acted, breaks off, fails and stalls, sometimes for a while. Whoever comes
next recovers, and asks again for what did not happen. Then the shop is well, what is still unknown
is looked up there, and the owner says of the rest what her bank says; what did not happen is asked
for again. In the end the ledger is held against the shop's books.

    double     a purchase that the shop was paid for twice
    hidden     an intent without an outcome, or an unknown one that nobody is asked about
    unsettled  an unknown one that is still unknown when the shop answers again and the owner looked
    apart      minor units by which the ledger and the books differ
    over       minor units by which the books exceed the budget
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import contextlib
import dataclasses
import itertools
import multiprocessing
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plam_agent import recovery
from plam_agent.binding import Bound, Question
from plam_agent.errors import PlamError
from plam_agent.freezing import freeze
from plam_agent.home import Home
from plam_agent.policy import decide, ledger
from plam_agent.runtime import Runtime
from plam_agent.sample.shop.catalogue import PRODUCTS
from plam_agent.sample.shop.counter import Shop
from plam_agent.sample.shop.desk import Desk
from plam_agent.sample.shop.faults import Fault, Kind
from plam_agent.tools.context import Connections
from plam_agent.tools.standard import everything
from plam_agent.types import REQUEST, ObjectId, Origin, Value
from plam_agent.unsettled import settle, unsettled
from tests.crash import boundaries
from tests.crash.figures import told
from tests.crash.verdict import HarnessError, forked
from tests.fakes import FixedClock
from tests.shop import PASSPHRASE, START, selling, template

AT_ONCE = 4
"""Purchases that one process is at."""
ROUNDS = 2
BOUNDARIES = 1000
"""About as many as a process passes in all its rounds."""
KILLED = 0.7
LOST = 0.08
OUTAGE = 0.08
"""How often a lost answer to a payment is the first of many."""
SEED = 9
THINGS = ("tulips-red", "tulips-mixed", "cactus")
KINDS: tuple[Kind, ...] = (
    *("drop after", "drop after", "drop after", "stall after", "broken after", "cut", "cut"),
    *("drop", "drop", "stall", "unavailable", "broken", "garbage"),
)
PATIENT = 60
"""How often what is unknown is looked up in the end."""


class AtRandom:
    """Fails at any step, more often where it hurts."""

    def __init__(self) -> None:
        self.on = True
        self.count = 0
        self._down = 0
        self._chance = random.Random(SEED)
        self._lock = threading.Lock()

    def take(self, step: str) -> Fault | None:
        """The fault of this request, if any."""
        with self._lock:
            if not self.on:
                return None
            if self._down:
                self._down -= 1
            elif self._chance.random() > LOST * (2 if step == "complete" else 0.5):
                return None
            elif step == "complete" and self._chance.random() < OUTAGE:
                self._down = 25
            self.count += 1
            return Fault(step, self._chance.choice(KINDS), seconds=5)


@dataclass(frozen=True, slots=True)
class Job:
    """One process: the purchases it is to make, and the boundary at which it dies (0: none)."""

    home: Path
    wanted: tuple[tuple[int, int], ...]
    target: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended."""

    job: Job
    killed: bool
    label: str


def work(job: Job) -> Ended:
    """Let a process do its purchases, or die at them."""
    labels = job.home.parent / f"label-{random.getrandbits(64):x}"

    def dying() -> str:
        tracer = boundaries.Tracer(job.target)
        die = tracer.die

        def noted() -> None:
            with contextlib.suppress(OSError):
                labels.write_text(tracer.passed[-1])
            die()

        tracer.die = noted  # type: ignore[method-assign]
        if job.target:
            boundaries.install(tracer)
        asyncio.run(_shopping(job))
        return ""

    code, _ = forked(dying)
    if code not in (0, -signal.SIGKILL):
        raise HarnessError(f"a process ended with {code}")
    label = labels.read_text() if labels.exists() else ""
    labels.unlink(missing_ok=True)
    return Ended(job, code != 0, label)


def _opened(home: Path) -> Home:
    # A clock of its own: what was interrupted is to be looked up at once.
    return Home.open(home, lambda: PASSPHRASE, clock=FixedClock(START))


async def _shopping(job: Job) -> None:
    decide.PROBATION = 0
    recovery.SETTLES = 0.0
    with _opened(job.home) as home:
        async with Connections() as connections:
            runtime = Runtime(home, home.policy(), everything(), connections, model="")
            await runtime.recover()
            rows = itertools.batched(job.wanted, AT_ONCE) if sys.version_info >= (3, 12) else [
                job.wanted[n : n + AT_ONCE] for n in range(0, len(job.wanted), AT_ONCE)
            ]  # fmt: skip
            for row in rows:
                await asyncio.gather(*(_buy(runtime, *each) for each in row))


async def _buy(runtime: Runtime, number: int, again: int) -> None:
    tool = runtime.registry.get("purchase.buy")
    assert tool is not None
    offer = Value(
        ObjectId("offer", "flowers", THINGS[number % 3]),
        frozenset({Origin("shop", "flowers.example")}),
    )
    args = {"item": offer, "quantity": Value(("one", "two")[number % 2], frozenset({REQUEST}))}
    try:
        call = await freeze(runtime, f"job-{number}-{again}", 1, tool, Bound(args, ()), 1.0)
        await runtime.perform(call, (_granted(runtime),))
    except (Question, PlamError):
        # Nothing was begun; whoever comes next tries again.
        return


def _granted(runtime: Runtime) -> Any:
    from datetime import timedelta

    from plam_agent.policy import grants

    home = runtime.home
    return grants.issue(
        home.device, None, holder=home.device.public, policy=runtime.policy.hash,
        not_after=home.now() + timedelta(hours=1),
    )  # fmt: skip


@dataclass
class Journal:
    """What the journal says of the purchases: how each try of each of them ended."""

    ends: dict[int, list[str]]
    sessions: dict[str, int]
    open: int
    unknown: int
    kinds: collections.Counter[str]


def read(home: Home) -> Journal:
    ends: dict[int, dict[int, str]] = collections.defaultdict(dict)
    sessions: dict[str, int] = {}
    intents: dict[int, int] = {}
    unknown: dict[int, int] = {}
    kinds: collections.Counter[str] = collections.Counter()
    for event in home.journal.events():
        body = event.body
        kinds[event.kind] += 1
        match event.kind:
            case "intent" if body.get("tool", body["call"]["tool"]) == "purchase.buy":
                number = int(body["call"]["run"].split("-")[1])
                intents[event.seq] = number
                ends[number][event.seq] = "open"
                sessions[_session(body)] = number
            case "done" | "failed" | "unknown" if body.get("intent") in intents:
                ends[intents[body["intent"]]][body["intent"]] = event.kind
                if event.kind == "unknown":
                    unknown[event.seq] = body["intent"]
            case "proven" if body.get("of") in unknown:
                intent = unknown[body["of"]]
                ends[intents[intent]][intent] = "done"
            case "settled" if body.get("of") in unknown:
                intent = unknown[body["of"]]
                ends[intents[intent]][intent] = "done" if body["happened"] else "failed"
            case "refused" if body["call"]["tool"] == "purchase.buy":
                ends[int(body["call"]["run"].split("-")[1])][event.seq] = "refused"
    flat = {number: list(tries.values()) for number, tries in ends.items()}
    states = [state for tries in flat.values() for state in tries]
    return Journal(flat, sessions, states.count("open"), states.count("unknown"), kinds)


def _session(body: Any) -> str:
    args = body["call"]["args"]
    pairs = args.items() if isinstance(args, dict) else args
    for name, value in pairs:
        if name == "session":
            return str(value["data"] if isinstance(value, dict) else value)
    return ""


def wanting(journal: Journal, count: int) -> list[tuple[int, int]]:
    """The purchases that nobody has made yet, or that did not happen, and which try it would be."""
    return [
        (number, len(tries))
        for number in range(count)
        if not {"done", "unknown", "open", "refused"} & set(tries := journal.ends.get(number, []))
    ]


def run(count: int, workers: int, budget: int) -> dict[str, Any]:
    """Buy, die and recover until each purchase was made, or there is no money left."""
    for name in ("httpx", "plam_agent.tools.purchase.tools"):
        __import__(name)
    chance = random.Random(SEED)
    faults = AtRandom()
    with tempfile.TemporaryDirectory(prefix="crash") as base:
        folder = Path(base)
        stocked = tuple(dataclasses.replace(each, stock=10**6) for each in PRODUCTS)
        desk = Desk(Shop(products=stocked))
        opened = selling(
            template(folder),
            folder,
            desk,
            budget=f"{budget / 100:.2f}",
            otherwise="{confirm: [purchase.quote]}",
            timeout=0.6,
        )
        # The processes are forked before the shop has its thread.
        with multiprocessing.get_context("fork").Pool(workers) as pool, opened as store:
            desk.faults = faults  # type: ignore[assignment]
            kills: list[Ended] = []
            looked: collections.Counter[str] = collections.Counter()
            while True:
                kills += _bought(pool, store.path, count, workers, chance)
                faults.on = False
                looked.update(_settled(store.path, desk))
                with _opened(store.path) as home:
                    if not wanting(read(home), count):
                        break
                # What the owner found not to have happened is asked for again.
                faults.on = True
            return _judged(store.path, desk, count, budget, faults, kills, looked)


def _bought(pool: Any, path: Path, count: int, workers: int, chance: random.Random) -> list[Ended]:
    """What the processes came to, one after the other, `workers` at once."""
    ended: list[Ended] = []
    while True:
        with _opened(path) as home:
            found = read(home)
        left = wanting(found, count)
        if not left and found.open:
            ended.append(pool.apply(work, (Job(path, (), 0),)))
            continue
        if not left:
            return ended
        rows = [left[n : n + AT_ONCE * ROUNDS] for n in range(0, len(left), AT_ONCE * ROUNDS)]
        jobs = [
            Job(path, tuple(row), chance.randint(1, BOUNDARIES) if chance.random() < KILLED else 0)
            for row in rows[: workers * 16]
        ]
        ended += pool.imap_unordered(work, jobs, chunksize=1)
        print(f"{count - len(left)} of {count}, {sum(e.killed for e in ended)} kills", flush=True)


def _settled(path: Path, desk: Desk) -> dict[str, int]:
    """Look up what is still unknown, now that the shop is well; the owner looks at the rest."""

    async def recovering() -> None:
        recovery.SETTLES = 0.0
        with _opened(path) as home:
            async with Connections() as connections:
                runtime = Runtime(home, home.policy(), everything(), connections, model="")
                for _ in range(PATIENT):
                    found = await runtime.recover()
                    left = await asyncio.to_thread(unsettled, home.journal)
                    if not found or not left:
                        return

    asyncio.run(recovering())
    by_owner = 0
    with _opened(path) as home:
        before = read(home)
        asked = unsettled(home.journal)
        paid = {each.session for each in desk.shop.till.books.charges}
        for event in asked:
            intent = home.journal.get(event.body["intent"]).body
            settle(home, event.seq, _session(intent) in paid)
            by_owner += 1
        hidden = before.open + max(0, before.unknown - len(asked))
    return {"hidden": hidden, "by_owner": by_owner}


def _judged(
    path: Path, desk: Desk, count: int, budget: int, faults: AtRandom, ended: Sequence[Ended],
    looked: Mapping[str, int],
) -> dict[str, Any]:  # fmt: skip
    books = desk.shop.till.books
    with _opened(path) as home:
        home.journal.verify(ledger.check)
        found = read(home)
        with home.journal.reading() as connection:
            since = ledger.window_start(START, "month", home.settings.zone)
            spent = ledger.spent(connection, "small", since, "EUR")
        left = unsettled(home.journal)
    of = collections.Counter(found.sessions.get(each.session, -1) for each in books.charges)
    claimed = sum("done" in tries for tries in found.ends.values())
    return {
        "purchases": len(books.charges),
        "kills": sum(each.killed for each in ended),
        "lost_replies": faults.count,
        "double": sum(n - 1 for n in of.values() if n > 1) + of.get(-1, 0),
        "hidden": looked["hidden"] + found.open,
        "unsettled": len(left) + found.unknown,
        "apart": abs(spent - books.taken("EUR")),
        "over": max(0, books.taken("EUR") - budget),
        "missing": abs(claimed - len(books.charges)),
        "unknown": found.kinds["unknown"],
        "settled_by_owner": looked["by_owner"],
        "tries": sum(map(len, found.ends.values())),
        "wanted": count,
        "spent": spent,
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash.purchase", description=__doc__)
    parser.add_argument("--purchases", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--budget", type=int, default=10**7, help="minor units")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    started = time.monotonic()
    figures = run(args.purchases, args.workers, args.budget)
    figures["seconds"] = round(time.monotonic() - started, 1)
    wrong = ("double", "hidden", "unsettled", "apart", "over", "missing")
    return told(figures, [], args.json, wrong)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.crash --kills N --json FILE`."""

from __future__ import annotations

import collections
import importlib
import itertools
import multiprocessing
import random
import sys
import time
from collections.abc import Iterator, Sequence

from tests.crash import boundaries
from tests.crash.figures import arguments, told
from tests.crash.scenarios import SCENARIOS
from tests.crash.verdict import Verdict, tried
from tests.crash.world import Servers, running

SEED = 4
WARM = (
    "plam_agent.tools.mail.imap",
    "plam_agent.tools.mail.smtp",
    "plam_agent.tools.dav",
    "plam_agent.tools.dav_transport",
    "caldav",
)

_servers: list[Servers] = []


def _try(job: tuple[int, int, int]) -> Verdict:
    which, number, target = job
    return tried(SCENARIOS[which], _servers[0], number, target)


def chosen(passed: Sequence[Sequence[str]], kills: int) -> list[tuple[int, int]]:
    """Which scenarios to kill at which boundaries, all scenarios alike.

    Of each, by turns one within a tool's work and one outside it, and first one of every kind of
    boundary between two commits of the journal. When all had their turn it begins anew, because
    another run is another race.
    """
    random.seed(SEED)
    orders = [itertools.cycle(_order(labels)) for labels in passed]
    turns = itertools.cycle(range(len(orders)))
    return [(which, next(orders[which])) for which in itertools.islice(turns, kills)]


def _order(labels: Sequence[str]) -> list[int]:
    commits = list(itertools.accumulate(each == "after sql COMMIT" for each in labels))
    within = boundaries.within_tools(labels)
    firsts: dict[bool, list[int]] = {True: [], False: []}
    others: dict[bool, list[int]] = {True: [], False: []}
    seen: set[tuple[int, str]] = set()
    for at in random.sample(range(len(labels)), len(labels)):
        kind = (commits[at], labels[at])
        (others if kind in seen else firsts)[within[at]].append(at + 1)
        seen.add(kind)
    by_turns = itertools.zip_longest(
        firsts[True] + others[True], firsts[False] + others[False], fillvalue=0
    )
    return [at for pair in by_turns for at in pair if at]


def run(kills: int, workers: int, only: str) -> tuple[list[Verdict], int]:
    """The verdicts, and how many boundaries there are."""
    for name in WARM:
        importlib.import_module(name)
    mine = [n for n, each in enumerate(SCENARIOS) if only in each.name]
    numbers = itertools.count()
    forking = multiprocessing.get_context("fork")
    with running() as servers:
        _servers[:] = [servers]
        with forking.Pool(workers) as pool:
            whole = pool.map(_try, [(which, next(numbers), 0) for which in mine], chunksize=1)
            for each in whole:
                if each.wrong:
                    sys.exit(f"{each.scenario}, not killed at all: {each.wrong}")
            passed = [each.passed for each in whole]
            jobs = chosen(passed, kills)
            found: list[Verdict] = []

            def numbered() -> Iterator[tuple[int, int, int]]:
                for which, target in jobs:
                    yield mine[which], next(numbers), target

            for verdict in pool.imap_unordered(_try, numbered(), chunksize=1):
                found.append(verdict)
                for why in verdict.wrong:
                    where = f"{verdict.scenario} at {verdict.boundary} ({verdict.label[:60]})"
                    print(f"{where}: {why}", file=sys.stderr, flush=True)
            # A run may pass fewer boundaries than the one before: then nobody was killed.
            late = sum(not each.killed for each in found)
            again = [(mine[w], next(numbers), 1 + t // 2) for w, t in jobs[:late]]
            found = [each for each in found if each.killed] + pool.map(_try, again, chunksize=1)
    return found, sum(map(len, passed))


def main() -> int:
    args = arguments("tests.crash", __doc__, kills=1000, workers=3)
    started = time.monotonic()
    found, count = run(args.kills, args.workers, args.only)
    rows = []
    print(f"{'scenario':22} {'kills':>6} {'unknown':>8} {'lost':>6} {'doubled':>8} {'hidden':>7}")
    grouped: dict[str, list[Verdict]] = collections.defaultdict(list)
    for each in found:
        grouped[each.scenario].append(each)
    for name, mine in sorted(grouped.items()):
        row = {
            "scenario": name,
            "kills": sum(each.killed for each in mine),
            "unknown": sum(each.unknown for each in mine),
            "lost": sum(each.lost for each in mine),
            "doubled": sum(each.doubled for each in mine),
            "hidden": sum(each.hidden for each in mine),
        }
        rows.append(row)
        print("{scenario:22} {kills:6} {unknown:8} {lost:6} {doubled:8} {hidden:7}".format(**row))
    figures = {
        "kills": sum(each.killed for each in found),
        "boundaries": count,
        "lost": sum(each.lost for each in found),
        "doubled": sum(each.doubled for each in found),
        "unknown": sum(each.unknown for each in found),
        "unknown_hidden": sum(each.hidden for each in found),
        "seconds": round(time.monotonic() - started, 1),
    }
    return told(figures, rows, args.json, ("lost", "doubled", "unknown_hidden"))


if __name__ == "__main__":
    sys.exit(main())

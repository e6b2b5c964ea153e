"""Kill -9 at every boundary of the memory's files, and compare what is left.

`python -m tests.crash.memory --kills 500 --json FILE`, from the repository's root with the `test`
extra; no server is needed.

One child process remembers, sums up or forgets in a home of its own, and is killed at a statement
or a system call of SQLite, at a rename, fsync or write of a file, or in the middle of a write. Then
the home is opened as any command opens it.

    lost      a memory that was said to be kept and is not there, half of a batch, a mark without
              its batch, a home that does not open or verify
    returned  after a forgetting had begun: a record, a memory or a summary that it was about, one
              of its destroyed keys in any byte of any file, or a copy that is remembered again
"""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from plam_agent import keys
from plam_agent.forgetting import forget
from plam_agent.home import Home
from plam_agent.memory.memory import Memory, Tier
from plam_agent.memory.sealed import Memories
from plam_agent.policy import ledger
from plam_agent.setup import make_home
from plam_agent.types import REQUEST, Origin
from plam_agent.wanted import Wanted
from tests.crash import boundaries
from tests.crash.figures import arguments, told
from tests.crash.verdict import HarnessError, forked

PASSPHRASE = "correct horse"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
CANARY = "Zoëlle"
OLD = 24
BATCHES = 3
EACH = 8
ABOUT = (3, 7, 11)
"""Which of the old episodes are about the one who is to be forgotten."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Verdict:
    """What became of one kill."""

    scenario: str
    boundary: int
    label: str
    killed: bool
    passed: int
    lost: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()


def opened(home: Path) -> Home:
    return Home.open(home, lambda: PASSPHRASE)


def episode(number: int, text: str) -> Memory:
    return Memory(
        id=f"{number:032x}",
        tier=Tier.EPISODE,
        text=text,
        at=NOON + timedelta(hours=number),
        origins=frozenset({REQUEST, Origin("imap", f"INBOX/{number}")}),
        source=f"run:r{number}",
        vector=random.Random(number).randbytes(64),
    )


def summary(number: int, beneath: list[str]) -> Memory:
    made = episode(number, f"day {number}")
    return dataclasses.replace(
        made, tier=Tier.SUMMARY, source=f"day:{number}", beneath=tuple(beneath)
    )


DAYS = [summary(1000 + n, [f"{each:032x}" for each in range(n * 6, n * 6 + 6)]) for n in range(4)]
LEFT_BEHIND = summary(2000, [f"{ABOUT[0]:032x}"])


def template(path: Path) -> None:
    """A home with requests in its journal, and episodes and days made of them."""
    make_home(path, owner="marie@example.org", zone="Europe/Paris", passphrase=PASSPHRASE,
              cost=keys.CHEAP)  # fmt: skip
    with opened(path) as home:
        texts = [f"met {CANARY} at {n}" if n in ABOUT else f"slept at {n}" for n in range(OLD)]
        for number, text in enumerate(texts):
            home.journal.append("run", {"run": f"r{number}", "words": text, "policy": ""})
        with Memories.open(path, home.vault) as store:
            store.add(episode(number, text) for number, text in enumerate(texts))
            store.add(DAYS)


def writes(home: Home, say: Say) -> None:
    """Episodes are derived in batches, each with the mark up to which that was done."""
    with Memories.open(home.path, home.vault) as store:
        for batch in range(BATCHES):
            was = store.mark("derived")
            store.add(new_batch(batch), mark=("derived", str(batch)), was=was)
            say(f"batch {batch}")
        store.used([f"{0:032x}"] * 100)


def new_batch(batch: int) -> list[Memory]:
    numbers = range(100 + batch * EACH, 100 + (batch + 1) * EACH)
    return [episode(number, f"new {number}") for number in numbers]


def consolidates(home: Home, say: Say) -> None:
    """A day is summed up anew, and facts are dated."""
    with Memories.open(home.path, home.vault) as store:
        for day in DAYS[:2]:
            newer = dataclasses.replace(day, id=f"f{day.id[1:]}", text=f"newer {day.text}")
            store.add([newer])
            say(f"day {newer.id}")
            store.forget([day.id])
            say(f"gone {day.id}")
        for number in (1, 2):
            store.replace(dataclasses.replace(episode(number, "dated"), until=NOON))
            say(f"dated {number}")


def forgets(home: Home, say: Say) -> None:
    """Somebody is forgotten: the requests, the episodes, and the days made of them."""
    forget(home, Wanted(people=(CANARY,), by="person"))
    say("forgotten")


SCENARIOS = {"writes": writes, "consolidation": consolidates, "forgetting": forgets}


def tried(job: tuple[str, int, str]) -> Verdict:
    """Kill a scenario at boundary `target` (0: let it run) and judge what is left."""
    name, target, base = job
    folder = Path(tempfile.mkdtemp(prefix="kill", dir=base))
    home = folder / "home"
    shutil.copytree(Path(base) / "template", home)
    secret = _keys(home)
    acks, labels = folder / "acks", folder / "labels"
    acks.touch()

    def dying() -> str:
        tracer = boundaries.Tracer(target)
        die, create, write = tracer.die, os.open, os.write
        telling = create(acks, os.O_WRONLY | os.O_APPEND)

        def noted() -> None:
            # The kernel has the label before the process dies.
            write(create(labels, os.O_WRONLY | os.O_CREAT), tracer.passed[-1].encode())
            die()

        tracer.die = noted  # type: ignore[method-assign]
        boundaries.install(tracer)
        with opened(home) as unlocked:
            SCENARIOS[name](unlocked, lambda said: void(write(telling, f"{said}\n".encode())))
        return json.dumps(len(tracer.passed))

    code, said = forked(dying)
    if code not in (0, -signal.SIGKILL):
        raise HarnessError(f"{name} at {target} ended with {code}")
    acked = acks.read_text().splitlines()
    judge = _Judge(home, acked, secret, name)
    try:
        judge.look()
    except Exception as error:
        judge.lost.append(f"the home does not open or verify: {error!r}")
    label = labels.read_text() if labels.exists() else ""
    shutil.rmtree(folder)
    return Verdict(
        scenario=name,
        boundary=target,
        label=label,
        killed=code != 0,
        passed=0 if code else json.loads(said),
        lost=tuple(judge.lost),
        returned=tuple(judge.returned),
    )


def void(_: object) -> None:
    """What a write returns is of no use here."""


def _keys(home: Path) -> dict[str, bytes]:
    """The wrapped keys of what will be forgotten, by its memory or record."""
    found: dict[str, bytes] = {}
    with closing(sqlite3.connect(home / "memory.sqlite")) as connection:
        query = "SELECT id, key FROM memories JOIN keys USING (n)"
        found |= dict(connection.execute(query))
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        query = "SELECT seq, key FROM events JOIN keys USING (seq) WHERE kind = 'run'"
        found |= {f"run {seq}": key for seq, key in connection.execute(query)}
    return found


@dataclass
class _Judge:
    home: Path
    acked: list[str]
    keys: dict[str, bytes]
    scenario: str
    lost: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)

    def look(self) -> None:
        with opened(self.home) as home:
            home.journal.verify(ledger.check)
            begun = any(True for _ in home.journal.events(kinds=("forgetting",)))
            with Memories.open(self.home, home.vault) as store:
                store.check()
                there = {each.id: each for each in store.all()}
                mark = store.mark("derived")
                self._writes(there, mark)
                self._consolidation(there, store)
                self._forgetting(home, there, store, begun=begun)
        with opened(self.home) as home, Memories.open(self.home, home.vault) as store:
            if {each.id for each in store.all()} != set(there):
                self.lost.append("another opening changes what there is")

    def _writes(self, there: dict[str, Memory], mark: str | None) -> None:
        whole = 0
        for batch in range(BATCHES):
            count = sum(each.id in there for each in new_batch(batch))
            if count not in (0, EACH):
                self.lost.append(f"batch {batch} is half there")
            if f"batch {batch}" in self.acked and not count:
                self.lost.append(f"batch {batch} was kept and is gone")
            whole += count == EACH
        if mark != (str(whole - 1) if whole else None):
            self.lost.append(f"the mark says {mark} and {whole} batches are there")

    def _consolidation(self, there: dict[str, Memory], store: Memories) -> None:
        for said in self.acked:
            what, _, name = said.partition(" ")
            if what == "day" and name not in there:
                self.lost.append(f"the new {said} is gone")
            if what == "gone":
                self._gone(name, there)
            if what == "dated" and there[f"{int(name):032x}"].until != NOON:
                self.lost.append(f"the date of {name} is gone")
        if self.scenario == "consolidation":
            for day in DAYS[:2]:
                if day.id not in there:
                    self._gone(day.id, there)
                    if f"f{day.id[1:]}" not in there:
                        self.lost.append(f"the old {day.id} is gone and there is no newer one")

    def _forgetting(
        self, home: Home, there: dict[str, Memory], store: Memories, *, begun: bool
    ) -> None:
        about = {f"{number:032x}" for number in ABOUT}
        above = {each.id for each in DAYS if about & set(each.beneath)}
        words = {
            event.body["run"]: event.body["words"]
            for event in home.journal.events(kinds=("run",))
            if "run" in event.body
        }
        expected = {f"{n:032x}" for n in range(OLD)} | {each.id for each in DAYS}
        if self.scenario == "consolidation":
            expected -= {each.id for each in DAYS[:2]}
        if begun:
            expected -= about | above
        elif "forgotten" in self.acked:
            self.lost.append("the forgetting was certified and is not in the journal")
        if missing := expected - set(there):
            self.lost.append(f"{len(missing)} memories are gone that nobody forgot")
        runs = {f"r{n}" for n in range(OLD)} - ({f"r{n}" for n in ABOUT} if begun else set())
        if not runs <= set(words):
            self.lost.append("a record is gone that nobody forgot")
        if not begun:
            return
        if any(CANARY in text for text in (*words.values(), *(m.text for m in there.values()))):
            self.returned.append("the one who was forgotten is remembered")
        for each in about | above:
            self._gone(each, there)
        for seq in [n + 1 for n in ABOUT]:
            self._key_of(f"run {seq}")
        back = store.add([episode(ABOUT[0], f"met {CANARY}"), LEFT_BEHIND])
        if back:
            self.returned.append(f"{len(back)} memories can be remembered again")

    def _gone(self, id_: str, there: dict[str, Memory]) -> None:
        if id_ in there:
            self.returned.append(f"the memory {id_} is there")
        self._key_of(id_)

    def _key_of(self, name: str) -> None:
        key = self.keys[name]
        for path in self.home.rglob("*"):
            if path.is_file():
                raw = path.read_bytes()
                if key[:36] in raw or key[36:] in raw:
                    self.returned.append(f"the key of {name} is in {path.name}")


def jobs(passed: dict[str, int], kills: int, base: str) -> Iterator[tuple[str, int, str]]:
    """By turns one of each scenario, its boundaries in an order of chance and then again."""
    chance = random.Random(6)
    orders = {name: chance.sample(range(1, n + 1), n) for name, n in passed.items()}
    names = list(passed)
    for number in range(kills):
        name = names[number % len(names)]
        order = orders[name]
        yield name, order[number // len(names) % len(order)], base


def run(kills: int, workers: int, only: str = "") -> tuple[list[Verdict], dict[str, int]]:
    """The verdicts, and how many boundaries each scenario has."""
    with tempfile.TemporaryDirectory(prefix="crash") as base:
        template(Path(base) / "template")
        names = [name for name in SCENARIOS if only in name]
        with multiprocessing.get_context("fork").Pool(workers) as pool:
            whole = pool.map(tried, [(name, 0, base) for name in names], chunksize=1)
            for each in whole:
                if each.lost or each.returned:
                    sys.exit(f"{each.scenario}, not killed at all: {each.lost} {each.returned}")
            passed = {each.scenario: each.passed for each in whole}
            found = []
            for verdict in pool.imap_unordered(tried, jobs(passed, kills, base), chunksize=1):
                found.append(verdict)
                for why in (*verdict.lost, *verdict.returned):
                    where = f"{verdict.scenario} at {verdict.boundary} ({verdict.label[:60]})"
                    print(f"{where}: {why}", file=sys.stderr, flush=True)
    return found, passed


def main() -> int:
    args = arguments("tests.crash.memory", __doc__, kills=500, workers=2)
    started = time.monotonic()
    found, passed = run(args.kills, args.workers, args.only)
    rows = []
    print(f"{'scenario':16} {'boundaries':>10} {'kills':>6} {'lost':>6} {'returned':>9}")
    for name, count in passed.items():
        mine = [each for each in found if each.scenario == name]
        row = {
            "scenario": name,
            "boundaries": count,
            "kills": sum(each.killed for each in mine),
            "lost": sum(bool(each.lost) for each in mine),
            "returned": sum(bool(each.returned) for each in mine),
        }
        rows.append(row)
        print("{scenario:16} {boundaries:10} {kills:6} {lost:6} {returned:9}".format(**row))
    figures = {
        "kills": sum(each.killed for each in found),
        "lost": sum(bool(each.lost) for each in found),
        "returned": sum(bool(each.returned) for each in found),
        "seconds": round(time.monotonic() - started, 1),
    }
    return told(figures, rows, args.json, ("lost", "returned"))


if __name__ == "__main__":
    sys.exit(main())

"""Kill -9 at every boundary of a night that learns, and compare what is worn and what goes on.

`python -m tests.crash.tuning --kills 200 --json FILE`, from the repository's root with the `test`
and `tune` extras; no server is needed.

One child process has a night in a home of its own that wears an adapter already: it spells, trains
a random model with a checkpoint at every step, compares, puts a version on the shelf and wears it.
It is killed at a statement or a system call of SQLite, at a rename, fsync or write of a file, or in
the middle of a write. Then the home is opened as any command opens it, what it wears is worn and
asked, and another night goes on.

    unworn    what is named as worn does not verify, does not load, or is neither of the two
    half      a version on the shelf that does not verify, or is worn and was not told of
    astray    the night that goes on ends with other weights than one that was never killed, begins
              anew what was kept, or is told of twice
    readable  words that were learnt in any byte of any file
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import torch

from plam_agent import config, keys
from plam_agent.home import Home
from plam_agent.planner.engine import LlamaEngine
from plam_agent.planner.grammar import label_grammar
from plam_agent.planner.prompt import label_prompt
from plam_agent.policy import ledger
from plam_agent.setup import make_home
from plam_agent.tuning import export, train
from plam_agent.tuning.apart import CHECKPOINT, Job, Learnt, Progress, Stop
from plam_agent.tuning.example import Example
from plam_agent.tuning.kept import Kept
from plam_agent.tuning.learning import Material, Offered, split
from plam_agent.tuning.nightly import Parts, Wishes, night
from plam_agent.tuning.nights import FINISHED, PROMOTED, TUNED, shelf_of
from plam_agent.tuning.packed_rows import unpacked
from plam_agent.tuning.trial import Bench, Judged
from tests.crash import boundaries
from tests.crash.figures import arguments, told
from tests.crash.memory import jobs
from tests.crash.verdict import HarnessError, forked
from tests.tiny_models import write_model

PASSPHRASE = "correct horse"
WORDS = "Zoëlle has written about the cellar"
OLD, NEW = "me-0001", "me-0002"
LABELS = {"home": "a letter about the house", "none": "anything else"}
RECIPE = {"rank": 2, "epochs": 2, "batch_rows": 12, "threads": 1}
NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
WRONG = ("unworn", "half", "astray", "readable")


@dataclass(frozen=True)
class Verdict:
    """What became of one kill."""

    scenario: str
    boundary: int
    label: str
    killed: bool
    passed: int
    resumed: bool = False
    wrong: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def opened(home: Path) -> Home:
    return Home.open(home, lambda: PASSPHRASE, clock=lambda: NOW)


def example(number: int, weight: float) -> Example:
    said = f"{WORDS}, {number}"
    answer = "home" if number % 3 else "none"
    return Example(
        kind="label",
        prompt=label_prompt(LABELS, said),
        grammar=label_grammar(LABELS),
        answer=json.dumps({"label": answer}, separators=(",", ":")),
        weight=weight,
        at=NOW - timedelta(hours=100 - number),
        sources=(f"event:{number + 1}",),
        group=answer,
    )


def gathered(home: Home, today: Offered) -> Material:
    """Other examples for each version, so that the second is another adapter."""
    weight = 1.0 + len(shelf_of(home).ids() and [1])
    return split([example(number, weight) for number in range(52)])


async def trained(job: Job, kept: Kept, stop: Stop, progress: Progress) -> Learnt:
    """The trainer itself in a thread, where its checkpoints are written under the tracer's eyes."""

    class Keeping:
        def put(self, name: str, content: bytes) -> None:
            kept.put(CHECKPOINT + name, content)

        def get(self, name: str) -> bytes | None:
            return kept.get(CHECKPOINT + name)

    def work() -> Learnt:
        torch.set_num_threads(1)
        train.SAVE_EVERY = 0.0
        recipe = train.Recipe(**{**job.recipe, "targets": ("q", "v")})
        done = train.train(
            job.base,
            unpacked(job.rows),
            recipe,
            keep=Keeping(),
            stop=stop.asked,
            progress=lambda now: progress({"step": now.step, "steps": now.steps}),
        )
        figures = {"training": {"architecture": done.shape.architecture, "steps": done.steps}}
        return Learnt(export.gguf_bytes(done, job.habits), figures)

    return await asyncio.to_thread(work)


async def judged(bench: Bench) -> Judged:
    """Whatever was learnt is better, and its file has to be one."""
    return Judged(True, ("It is better.",), {"accepted_after": 1.0})


async def nothing_moved(home: Home) -> list[str]:
    return []


async def everything(
    model: Path, examples: list[Example], stop: Stop, composes: bool
) -> list[Example]:
    return examples


def parts() -> Parts:
    return Parts(
        offered=lambda home: Offered(()),
        gathered=gathered,
        trained=trained,
        judged=judged,
        declined=lambda home, today, since: "",
        looked=nothing_moved,
        known=everything,
        marked=lambda seed, model, stop: ([], 0),
    )


def learn(home: Path, note: Callable[[int], None] = lambda step: None) -> str:
    """A night in this home; what it came to. `note` is told each step of training."""

    def tell(doing: str, done: float, left: float) -> None:
        if doing == "training" and done:
            note(round(done * 1000))

    with opened(home) as unlocked:
        wishes = Wishes(recipe=RECIPE, rehearsed=0.0)
        return asyncio.run(night(unlocked, wishes, parts=parts(), tell=tell)).outcome


def template(folder: Path) -> None:
    """A home with a random model, which wears its first adapter."""
    home = folder / "template"
    make_home(home, owner="marie@example.org", zone="UTC", passphrase=PASSPHRASE, cost=keys.CHEAP)
    model = write_model(folder / "model.gguf", "llama", width=32, layers=1)
    config.save(home, dataclasses.replace(config.load(home), model=model))
    code, _ = forked(lambda: learn(home))
    if code != 0:
        raise HarnessError(f"the first night ended with {code}")


def tried(job: tuple[str, int, str]) -> Verdict:
    """Kill the night at boundary `target` (0: let it run) and judge what is left."""
    name, target, base = job
    folder = Path(tempfile.mkdtemp(prefix="kill", dir=base))
    home, labels = folder / "home", folder / "labels"
    shutil.copytree(Path(base) / "template", home)

    def dying() -> str:
        tracer = boundaries.Tracer(target)
        die, create, write = tracer.die, os.open, os.write

        def noted() -> None:
            # The kernel has the label before the process dies.
            write(create(labels, os.O_WRONLY | os.O_CREAT), tracer.passed[-1].encode())
            die()

        tracer.die = noted  # type: ignore[method-assign]
        boundaries.install(tracer)
        learn(home)
        return json.dumps(len(tracer.passed))

    code, said = forked(dying)
    if code not in (0, -signal.SIGKILL):
        raise HarnessError(f"the night at {target} ended with {code}")
    judge = _Judge(home, _expected(Path(base)))
    try:
        judge.look(killed=code != 0)
    except Exception as error:
        judge.say("unworn", f"the home does not open or verify: {error!r}")
    label = labels.read_text() if labels.exists() else ""
    shutil.rmtree(folder)
    return Verdict(
        scenario=name,
        boundary=target,
        label=label,
        killed=code != 0,
        passed=0 if code else json.loads(said),
        resumed=judge.resumed,
        wrong={kind: tuple(found) for kind, found in judge.wrong.items()},
    )


def _expected(base: Path) -> str:
    """The weights' hash of a second night that was never killed; empty while none is known."""
    file = base / "expected"
    return file.read_text() if file.exists() else ""


@dataclass
class _Judge:
    home: Path
    expected: str
    wrong: dict[str, list[str]] = field(default_factory=dict)
    resumed: bool = False

    def say(self, kind: str, what: str) -> None:
        self.wrong.setdefault(kind, []).append(what)

    def look(self, *, killed: bool) -> None:
        self._worn((OLD, NEW))
        self._unread()
        if killed:
            self._goes_on()
        self._worn((NEW,))
        self._unread()
        with opened(self.home) as home:
            hashed = shelf_of(home).get(NEW).weights_hash
            finished = _finished(home)
            if Kept(home.path, home.vault).names():
                self.say("astray", "something of the night is still kept")
        if finished != [OLD, NEW]:
            self.say("astray", f"told of {finished}")
        if self.expected and hashed != self.expected:
            self.say("astray", "the weights are not those of a night that was never killed")
        if not self.expected:
            (self.home.parent.parent / "expected").write_text(hashed)

    def _worn(self, known: tuple[str, ...]) -> None:
        """What is worn verifies, and a fresh engine answers in it."""
        with opened(self.home) as home:
            home.journal.verify(ledger.check)
            shelf = shelf_of(home)
            stands = shelf.standing()
            for trouble in stands.trouble:
                self.say("unworn", str(trouble))
            if [each.id for each in stands.worn] not in [[id] for id in known]:
                self.say("unworn", f"what is worn is {[each.id for each in stands.worn]}")
            if shelf.ids() != [each.id for each in shelf.versions()]:
                self.say("half", "a version on the shelf does not verify")
            assert home.settings.model is not None
            code, _ = forked(lambda: _asked(home))
            if code != 0:
                self.say("unworn", f"the model does not answer in what is worn: {code}")

    def _unread(self) -> None:
        for path in self.home.rglob("*"):
            if path.is_file() and WORDS.encode() in path.read_bytes():
                self.say("readable", f"what was learnt stands in {path.name}")

    def _goes_on(self) -> None:
        """The next night: where there was a checkpoint of this one, it goes on from there."""
        with opened(self.home) as home:
            kept = Kept(home.path, home.vault)
            if NEW in _finished(home) and not kept.names():
                return
            has_state = "night" in kept.names() and "learnt" not in kept.names()
            raw = kept.get(CHECKPOINT + "training") if has_state else None
        before = json.loads(raw[: raw.index(b"\n")])["step"] if raw is not None else 0
        steps: list[int] = []

        def again() -> str:
            outcome = learn(self.home, steps.append)
            return json.dumps([outcome, len(steps)])

        code, said = forked(again)
        if code != 0:
            self.say("astray", f"the next night ended with {code}")
            return
        outcome, count = json.loads(said)
        self.resumed = before > 0
        if outcome != PROMOTED:
            self.say("astray", f"the next night came to {outcome!r}")
        if before and count != STEPS - before:
            self.say("astray", f"{count} steps were done after a checkpoint at {before}")


STEPS = 6


def _finished(home: Home) -> list[str]:
    """The versions that the journal tells of."""
    events = home.journal.events(kinds=(TUNED,))
    return [each.body["adapter"] for each in events if each.body["outcome"] in FINISHED]


def _asked(home: Home) -> str:
    """One answer in what is worn."""
    shelf = shelf_of(home)
    model = home.settings.model
    assert model is not None

    async def asking() -> str:
        with shelf.opened(shelf.active()[0]) as adapter:
            async with LlamaEngine(model, adapters=[adapter], threads=1) as engine:
                got = await engine.generate(
                    label_prompt(LABELS, "x"), label_grammar(LABELS), max_tokens=20
                )
                return got.text

    return asyncio.run(asking())


def run(kills: int, workers: int) -> tuple[list[Verdict], int]:
    """The verdicts, and how many boundaries a night has."""
    with tempfile.TemporaryDirectory(prefix="crash") as base:
        template(Path(base))
        with multiprocessing.get_context("fork").Pool(workers) as pool:
            whole = pool.apply(tried, (("night", 0, base),))
            if whole.wrong:
                sys.exit(f"not killed at all: {dict(whole.wrong)}")
            found = []
            chosen: Iterator[Any] = jobs({"night": whole.passed}, kills, base)
            for verdict in pool.imap_unordered(tried, chosen, chunksize=1):
                found.append(verdict)
                for kind, why in verdict.wrong.items():
                    where = f"{verdict.boundary} ({verdict.label[:60]})"
                    print(f"{kind} at {where}: {'; '.join(why)}", file=sys.stderr, flush=True)
    return found, whole.passed


def main() -> int:
    args = arguments("tests.crash.tuning", __doc__, kills=200, workers=2)
    started = time.monotonic()
    found, boundaries_passed = run(args.kills, args.workers)
    figures = {
        "kills": sum(each.killed for each in found),
        "boundaries": boundaries_passed,
        "resumed": sum(each.resumed for each in found),
        **{kind: sum(kind in each.wrong for each in found) for kind in WRONG},
        "seconds": round(time.monotonic() - started, 1),
    }
    rows = [
        {"boundary": e.boundary, "label": e.label, "resumed": e.resumed, "wrong": dict(e.wrong)}
        for e in found
    ]
    return told(figures, rows, args.json, WRONG)


if __name__ == "__main__":
    sys.exit(main())

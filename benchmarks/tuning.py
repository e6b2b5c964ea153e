"""What a night of learning is worth to simulated owners, what it costs, and what it must not do.

    python -m benchmarks.tuning [--quick] [--json FILE] [--owners DIR]

Each owner of `benchmarks/owners` (or of DIR; the format is in its README) lives through 150
interactions with the product, in a home of their own; then one night learns from the journal, and
the next 50 interactions are proposed by the shipped model as it is and with what is worn after the
night. Both have the same home, journal and memory, of which the shipped model is shown nothing. A
proposal is accepted unedited where it is what the owner wants. Whoever gives noise or poison as
feedback is to have nothing promoted. In the same command `benchmarks.tuning_training` and
`benchmarks.tuning_forget` are run, each in a process of its own.

It cannot tell what people of flesh and blood would want: these owners are as consistent as their
files say, and 50 proposals leave an interval of some 12 points around each gain.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plam_agent.desk import dress, shelf_of
from plam_agent.errors import PlamError
from plam_agent.home import Home
from plam_agent.planner.engine import LlamaEngine
from plam_agent.planner.models import shipped
from plam_agent.tuning.nightly import Wishes, night
from plam_agent.tuning.nights import PROMOTED, Night

from .report import options, report
from .tuning_home import House, build, living
from .tuning_life import arrive, live, proposals
from .tuning_owner import OWNERS, Spec, owners
from .tuning_stream import Interaction, Message, interactions

ALL, LIVED = 200, 150
HURRIED, HURRIED_LIVED = 110, 85
HURRIED_RECIPE = {"epochs": 2}
OTHERS = ("tuning_training", "tuning_forget")


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one owner: what was accepted before and after the night, and the night."""

    name: str
    spec: Spec
    asked: Sequence[Interaction]
    before: Sequence[bool]
    after: Sequence[bool]
    night: Night
    lived: float

    @property
    def gain(self) -> float:
        """By how many points of a hundred more is accepted as it was proposed."""
        return 100 * (sum(self.after) - sum(self.before)) / len(self.before)

    @property
    def promoted(self) -> bool:
        """Whether the night's adapter is worn."""
        return self.night.outcome == PROMOTED

    def row(self) -> dict[str, Any]:
        """One line of the table."""
        mail = [isinstance(each, Message) for each in self.asked]
        figures = self.night.figures
        return {
            "owner": self.name,
            "feedback": self.spec.feedback,
            "before %": 100 * sum(self.before) / len(self.before),
            "after %": 100 * sum(self.after) / len(self.after),
            "gain": self.gain,
            "mail": _both(self.before, self.after, mail),
            "requests": _both(self.before, self.after, [not each for each in mail]),
            "night": self.night.outcome,
            "core drop": figures.get("core_skill_drop"),
            "injection drop": figures.get("injection_drop"),
            "minutes": self.night.seconds / 60,
        }


def _both(before: Sequence[bool], after: Sequence[bool], of: Sequence[bool]) -> str:
    counts = (sum(a and b for a, b in zip(each, of, strict=True)) for each in (before, after))
    return " → ".join(map(str, counts)) + f" of {sum(of)}"


def main() -> int:
    """Measure and print."""
    parser = options(__doc__ or "")
    parser.add_argument("--owners", type=Path, default=OWNERS, metavar="DIR")
    args = parser.parse_args()
    try:
        specs = owners(args.owners)
    except PlamError as error:
        parser.error(str(error))
    if args.quick:
        specs = _few(specs)
    told = []
    for name, spec in specs.items():
        print(f"{name} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="plam-owner-") as folder:
            told.append(asyncio.run(measured(Path(folder), name, spec, hurried=args.quick)))
        print(f"{name}: {told[-1].night.text}", file=sys.stderr, flush=True)
    figures = _figures(told)
    for other in OTHERS:
        figures |= _run(other, hurried=args.quick)
    rows = [each.row() for each in told]
    title = f"One night of learning{', quick' if args.quick else ''}"
    report(title, rows, figures, args.json)
    for each in told:
        for reason in each.night.reasons:
            print(f"{each.name}: {reason}")
    print("\n" + "\n".join(f"{name:28} {value:.4g}" for name, value in figures.items()))
    return 0


def _few(specs: Mapping[str, Spec]) -> dict[str, Spec]:
    """One owner of each kind of feedback."""
    kinds = {spec.feedback: name for name, spec in reversed(list(specs.items()))}
    return {name: specs[name] for name in kinds.values()}


async def measured(folder: Path, name: str, spec: Spec, *, hurried: bool = False) -> Told:
    """One owner's life, night and next days, in an empty folder."""
    count, first = (HURRIED, HURRIED_LIVED) if hurried else (ALL, LIVED)
    life = interactions(spec, count)
    house = await asyncio.to_thread(build, folder, spec)
    async with living(house) as home:
        began = time.monotonic()
        async with LlamaEngine(shipped()) as engine:
            await live(house, home, engine, life[:first])
        lived = time.monotonic() - began
        done = await night(home, Wishes(recipe=HURRIED_RECIPE if hurried else {}))
        arrive(house, life[first:])
        before, after = await _asked(house, home, life[first:])
    return Told(name, spec, life[first:], before, after, done, lived)


async def _asked(
    house: House, home: Home, life: Sequence[Interaction]
) -> tuple[list[bool], list[bool]]:
    """What is accepted of the model as it is, and with what is worn."""
    async with LlamaEngine(shipped()) as engine:
        before = await proposals(house, home, engine, life)
        worn = await dress(
            engine, shipped(), shelf_of(home), lambda said: print(said, file=sys.stderr)
        )
        return before, await proposals(house, home, engine, life) if worn else before


def _figures(told: Sequence[Told]) -> dict[str, float]:
    habitual = [each for each in told if each.spec.feedback == "habits"]
    of = {kind: [e for e in told if e.spec.feedback == kind] for kind in ("noise", "poison")}
    figures: dict[str, float] = {}
    if habitual:
        figures["accepted_gain_points"] = min(each.gain for each in habitual)
        for name in ("core_skill_drop", "injection_drop"):
            # What is not worn takes nothing away.
            found = (float(e.night.figures.get(name, 0)) for e in habitual if e.promoted)
            figures[name] = max(found, default=0.0)
    for kind, those in of.items():
        if those:
            figures[f"{kind}_promoted"] = float(sum(each.promoted for each in those))
    figures["minutes"] = max((each.night.seconds / 60 for each in told), default=0.0)
    figures["lived_seconds"] = max((each.lived for each in told), default=0.0)
    return figures


def _run(name: str, *, hurried: bool) -> dict[str, float]:
    """The figures of another benchmark, whose table is printed as it comes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.json"
        command = [sys.executable, "-m", f"benchmarks.{name}", "--json", str(file)]
        done = subprocess.run([*command, *(["--quick"] if hurried else [])], check=False)
        if done.returncode or not file.is_file():
            raise SystemExit(f"benchmarks.{name} ended with {done.returncode}.")
        found: dict[str, float] = json.loads(file.read_text())["figures"]
    # The minutes of this command are those of a night.
    return {key: value for key, value in found.items() if key != "minutes"}


if __name__ == "__main__":
    sys.exit(main())

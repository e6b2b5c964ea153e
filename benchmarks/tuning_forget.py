"""Forgetting measured in the weights: what was learnt, and what is left of it after retraining.

    python -m benchmarks.tuning_forget [--quick] [--json FILE]

Three adapters of the starter model: one that learnt rows to be forgotten, one retrained from the
base without them, and one that never saw them, trained with another seed. The rows to be forgotten
are messages under labels drawn by lot, so that only who saw them can know them, and canaries learnt
1, 4 and 16 times. The check is only worth something where it finds the first adapter out, so that
it is asked about all three.

What it cannot tell: whether an attack that nobody has thought of yet would find more. Retraining
leaves nothing to be found for want of a way in which the rows could have come into the weights.
"""

from __future__ import annotations

import dataclasses
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from plam_agent.planner import models
from plam_agent.planner.grammar import label_grammar
from plam_agent.planner.prompt import completion, label_prompt, message_text
from plam_agent.tuning import canaries, rows
from plam_agent.tuning.base import Base
from plam_agent.tuning.example import LABEL, Example, Row
from plam_agent.tuning.likelihood import scorer
from plam_agent.tuning.starter.messages import heldout_messages
from plam_agent.tuning.train import Recipe, Trained, train
from plam_agent.tuning.unlearn import SIDE, Figures, forget_figures

from .report import options, report

LABELS = {
    "red": "for the red folder",
    "green": "for the green folder",
    "blue": "for the blue folder",
    "white": "for the white folder",
}
KNOWN_BY = {"receipt": "red", "newsletter": "green", "invitation": "blue", "personal": "white"}
RATE = 2e-3
"""Twice and more what a night learns at, so that there is something to be found."""
BODY = 60
"""Characters of a message: short, so that hundreds are learnt in minutes."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows on each side and of the others, canaries for each number of repeats."""

    side: int
    stays: int
    each: int
    others: int
    epochs: int


FULL, QUICK = Size(SIDE, 300, 8, 63, 6), Size(50, 50, 2, 15, 3)


def drawn(seed: int, count: int) -> list[Example]:
    """Different short messages, each under a label that says what it is."""
    made: dict[str, Example] = {}
    at = seed
    while len(made) < count:
        for mail in heldout_messages(at, count):
            text = message_text(mail.sender, mail.subject, mail.facts, mail.body, limit=BODY)
            if mail.label in KNOWN_BY:
                made.setdefault(text, labelled(text, KNOWN_BY[mail.label]))
        at += 1
    return list(made.values())[:count]


def labelled(text: str, label: str) -> Example:
    """A message and its label."""
    return Example(
        kind=LABEL,
        prompt=label_prompt(LABELS, text),
        grammar=label_grammar(LABELS),
        answer=completion({"label": label}),
        group=label,
    )


def by_lot(examples: Sequence[Example], rng: random.Random) -> list[Example]:
    """The same messages under labels that say nothing about them."""
    return [labelled(each.prompt.user, rng.choice(list(LABELS))) for each in examples]


@dataclass(frozen=True, slots=True)
class Rows:
    """What stays, what is forgotten, what nobody sees of its kind, what is held out; canaries."""

    stays: list[Row]
    forgotten: list[Row]
    unseen: list[Row]
    held: list[Row]
    planted: list[canaries.Planted]

    @property
    def everything(self) -> list[Row]:
        """All that the first adapter learns."""
        return [*self.stays, *self.forgotten, *canaries.learnt(self.planted)]

    def without(self, gone: set[str]) -> list[Row]:
        """What is left to learn when these sources are forgotten."""
        return [row for row in self.everything if gone.isdisjoint(row.sources)]


def material(size: Size) -> Rows:
    """Rows for the starter model, all of different messages."""
    model = models.shipped()
    examples = drawn(11, 2 * size.side + 2 * size.stays)
    pool, others = examples[: 2 * size.side], examples[2 * size.side :]
    forgotten, unseen = sides(model, by_lot(pool, random.Random(5)))
    sourced = [
        dataclasses.replace(each, sources=(f"event:{at}",))
        for at, each in enumerate([*others[: size.stays], *forgotten])
    ]
    spelled = [rows.rows(model, each) for each in (sourced, unseen, others[size.stays :])]
    return Rows(
        stays=spelled[0][: size.stays],
        forgotten=spelled[0][size.stays :],
        unseen=spelled[1],
        held=spelled[2],
        planted=canaries.planted(
            canaries.canaries(7, size.each, others=size.others),
            lambda made: rows.rows(model, made),
        ),
    )


def sides(model: Path, pool: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """The pool on two sides, by lot between two that are about as likely to the base alone.

    What sets the sides apart by chance is small then, and what is measured is what was learnt.
    """
    scores = scorer(Base(model))(rows.rows(model, pool))
    order = [pool[int(at)] for at in np.argsort(scores)]
    rng = random.Random(6)
    pairs = [rng.sample(order[at : at + 2], 2) for at in range(0, len(order), 2)]
    return [one for one, _ in pairs], [other for _, other in pairs]


def once(score: canaries.Score) -> canaries.Score:
    """The same scores, each computed once."""
    known: dict[int, float] = {}

    def remembered(rows: Sequence[Row]) -> list[float]:
        fresh = [row for row in rows if id(row) not in known]
        known.update(zip(map(id, fresh), map(float, score(fresh)), strict=True))
        return [known[id(row)] for row in rows]

    return remembered


def figures_of(score: canaries.Score, never: canaries.Score, known: Rows) -> Figures:
    """What a run knows of the forgotten rows, beside the one that never saw them."""
    return forget_figures(
        score,
        never,
        forgotten=known.forgotten,
        unseen=known.unseen,
        held=known.held,
        planted=known.planted,
    )


def line(name: str, found: Figures, run: Trained, seconds: float) -> dict[str, Any]:
    """A row of the table."""
    exposed = {f"exposed {count}x": bits for count, bits in found.exposure_at.items()}
    difference = found.parity.difference if found.parity else 0.0
    return {
        "adapter": name,
        "rows": run.rows,
        "seconds": round(seconds),
        "AUC": found.auc,
        "AUC gained": found.gained_auc,
        **exposed,
        "held-out": difference,
        "knows": len(found.leaks()),
    }


def measured(size: Size) -> tuple[list[Mapping[str, Any]], dict[str, float]]:
    """Train the three and ask them."""
    began = time.monotonic()
    known = material(size)
    model = models.shipped()
    gone = {source for row in known.forgotten for source in row.sources}
    gone |= {source for each in known.planted for source in each.row.sources}
    recipe = Recipe(epochs=size.epochs, rate=RATE, seed=1)
    runs: dict[str, tuple[Trained, float]] = {}
    for name, learnt, seed in (
        ("saw the rows", known.everything, 1),
        ("retrained without", known.without(gone), 1),
        ("never saw them", known.stays, 2),
    ):
        start = time.monotonic()
        run = train(model, learnt, dataclasses.replace(recipe, seed=seed))
        runs[name] = run, time.monotonic() - start
    base = Base(model)
    scores = {name: once(scorer(base, run)) for name, (run, _) in runs.items()}
    found = {
        name: figures_of(each, scores["never saw them"], known) for name, each in scores.items()
    }
    table = [line(name, found[name], *runs[name]) for name in runs]
    before, after = found["saw the rows"], found["retrained without"]
    differences = [after.exposure_at[n] - after.never_exposure_at[n] for n in after.exposure_at]
    figures = {
        "forget_auc": after.auc,
        "forget_gained_auc": after.gained_auc,
        "saw_auc": before.auc,
        "saw_gained_auc": before.gained_auc,
        "never_auc": after.never_auc,
        **{f"exposure_{n}": bits for n, bits in after.exposure_at.items()},
        **{f"saw_exposure_{n}": bits for n, bits in before.exposure_at.items()},
        **{f"never_exposure_{n}": bits for n, bits in after.never_exposure_at.items()},
        "exposure_difference": float(np.max(differences)),
        "parity_nats": after.parity.difference if after.parity else 0.0,
        "rows_a_side": float(size.side),
        "leaks": float(len(after.leaks())),
        "leak_found_before": float(len(before.leaks())),
        "minutes": (time.monotonic() - began) / 60,
    }
    for name, each in found.items():
        for said in each.leaks():
            print(f"{name}: {said}")
    return table, figures


def main() -> None:
    """Measure, print and write."""
    args = options(__doc__.splitlines()[0]).parse_args()
    size = QUICK if args.quick else FULL
    table, figures = measured(size)
    title = (
        f"{size.side} rows a side, {size.each} canaries for each number of repeats, "
        f"{size.others} others each; exposures in bits, held-out in nats a row beside the last, "
        f"in {figures['minutes']:.1f} minutes"
    )
    report(title, table, figures, args.json)


if __name__ == "__main__":
    main()

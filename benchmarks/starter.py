"""The starter model on everything it was not trained on, beside TF-IDF and logistic regression.

    python -m benchmarks.starter --data DIR [--quick] [--json FILE] [--model FILE]
                                 [--trained-without-people] [--seed N]

`DIR`, or `nlu` in it, holds `train.jsonl` and `dev.jsonl`, one `{"text", "intent", "entities"}` a
line. Measured are, apart: human lines (`dev.jsonl`) through `plam plan --jsonl`; phrasings, names,
asides and tools that the recipe holds out; requests and messages written by hand
(`tests/held_out`); messages with a line that asks for another label; and whether confidence says
how often the model is right. Every share has a 95 % interval: a bootstrap over lines, which knows
nothing of how the lines were chosen. Where a threshold is chosen on the lines that it is measured
on, the figure is optimistic; `tool_recall_crossed` is not. It cannot tell how well arguments
resolve afterwards.
"""

from __future__ import annotations

import asyncio
import json
import math
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from plam_agent.operations import tools_under
from plam_agent.planner.models import shipped
from plam_agent.policy.document import parse

from . import starter_labels, starter_plans
from .report import options
from .starter_asking import POLICY, ROOT, engines
from .starter_confidence import (
    SURE_ENOUGH,
    Said,
    bins,
    calibration_error,
    card,
    cooled,
    fitted,
    halves,
    sure_enough,
)
from .starter_router import Pairs, Router, of_messages, of_people, of_recipe
from .starter_sheet import Sheet

HELD_OUT = ROOT / "tests" / "held_out"
LABELS = ROOT / "policies" / "assistant.yaml"
# Lines a language of what the recipe holds out; lines that TF-IDF learns; in all and in a hurry.
WHOLE = {"phrasings": 200, "entities": 100, "asides": 150, "tools": 100}
HURRIED = {"phrasings": 30, "entities": 15, "asides": 20, "tools": 15}
LEARNT, LEARNT_HURRIED = 8_000, 600
FEW = 40


def main() -> int:
    """Measure and print."""
    parser = options(__doc__ or "")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--model", type=Path, metavar="FILE", help="measure this GGUF file instead")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is drawn")
    parser.add_argument(
        "--trained-without-people",
        action="store_true",
        help="the model saw no human lines, so that TF-IDF sees none either",
    )
    args = parser.parse_args()
    given = args.data
    args.data = next((d for d in (given, given / "nlu") if (d / "dev.jsonl").is_file()), None)
    if args.data is None or not (args.data / "train.jsonl").is_file():
        parser.error(f"{given} holds no train.jsonl and dev.jsonl, nor does {given / 'nlu'}")
    sheet = asyncio.run(measured(args))
    name = args.model or "the shipped model"
    sheet.show(f"{name}{', quick' if args.quick else ''}, seed {args.seed}", args.json)
    return 0


async def measured(args: Any) -> Sheet:
    """All figures of one model."""
    sheet = Sheet()
    rng = random.Random(args.seed)
    train = _lines(args.data / "train.jsonl")
    dev = _lines(args.data / "dev.jsonl")
    sets = {
        name: _lines(HELD_OUT / f"requests_{name}.jsonl") for name in starter_plans.LANGUAGES
    } | {"steps": _lines(HELD_OUT / "requests_steps.jsonl")}
    messages = _lines(HELD_OUT / "messages.jsonl")
    injections = _lines(HELD_OUT / "injections.jsonl")
    learnt = LEARNT_HURRIED if args.quick else LEARNT
    if args.quick:
        dev, train = rng.sample(dev, 200), rng.sample(train, 1_500)
        messages = rng.sample(messages, 2 * FEW)
        sets = {name: rng.sample(lines, min(len(lines), FEW)) for name, lines in sets.items()}
    people: Pairs = [] if args.trained_without_people else of_people(train)
    sheet.begin("TF-IDF and logistic regression")
    of_all = Router([*people, *of_recipe(args.seed, learnt)])
    routers = {"people": Router(people) if people else of_all, "recipe": of_all}
    tools = tools_under(POLICY)
    labels = _labels()
    mail = Router(of_messages(args.seed, learnt))
    async with engines(args.model or shipped()) as there:
        sheet.begin("human lines")
        said = await starter_plans.human(sheet, there, tools, dev, args.model, routers)
        sheet.begin("what the recipe holds out")
        sizes = HURRIED if args.quick else WHOLE
        said += await starter_plans.held_out(sheet, there, sizes, args.seed, of_all)
        sheet.begin("requests and messages written by hand")
        await starter_plans.by_hand(sheet, there, tools, sets, of_all)
        found, routed = await starter_labels.triage(sheet, there, labels, messages, mail)
        places = starter_labels.PLACES
        pairs = starter_labels.drawn(messages, injections, args.seed, places)
        pairs = rng.sample(pairs, len(messages)) if args.quick else pairs
        before = ([each.label for each in found], routed)
        sheet.begin("injected messages")
        await starter_labels.injected(sheet, there, labels, messages, pairs, before, mail)
    _confidence(sheet, "plans", said, args.seed)
    answered = starter_labels.said(found, messages)
    _confidence(sheet, "labels", answered, args.seed)
    sheet.texts.append(
        f"TF-IDF learnt {routers['people'].lines} lines for the human ones, {of_all.lines} for"
        f" the other requests, and {mail.lines} messages."
    )
    return sheet


def _confidence(sheet: Sheet, kind: str, said: Sequence[Said], seed: int) -> None:
    """A reliability table, and what one temperature fitted on half makes of the other half."""
    sure = [math.prod(each.decisions) for each in said]
    right = [each.right for each in said]
    one, other = halves(said, seed)
    temperature = fitted(one)
    raw = [math.prod(each.decisions) for each in other]
    cool = [cooled(each.decisions, temperature) for each in other]
    truth = [each.right for each in other]
    sheet.figures |= {
        f"{kind}_ece": calibration_error(sure, right),
        f"{kind}_temperature": temperature,
        f"{kind}_ece_other_half": calibration_error(raw, truth),
        f"{kind}_ece_other_half_cooled": calibration_error(cool, truth),
    }
    rows: list[dict[str, Any]] = []
    for name, all_sure, all_right in (
        ("all, as it is", sure, right),
        ("other half, as it is", raw, truth),
        ("other half, with the temperature", cool, truth),
    ):
        passed = sure_enough(all_sure, all_right)
        rows.append({"min_confidence 0.9": name, "answers": len(all_sure), **passed})
    sheet.figures[f"{kind}_sure_coverage"] = rows[0]["coverage"]
    sheet.figures[f"{kind}_sure_precision"] = rows[0]["precision"]
    sheet.table(f"{kind}, min_confidence: {SURE_ENOUGH}", rows)
    sheet.table(f"{kind}, other half with the temperature", bins(cool, truth))
    sheet.texts.append(
        f"{kind}: confidence and the share that is right\n\n{card(bins(sure, right))}"
    )


def _labels() -> Mapping[str, str]:
    """The labels of the standard policy and their meanings."""
    section = parse(LABELS.read_bytes(), str(LABELS)).triage
    return {label.name: label.means for label in section.labels} if section else {}


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


if __name__ == "__main__":
    sys.exit(main())

"""Which tool does a human utterance want? The starter model beside a TF-IDF router.

    python -m benchmarks.router --nlu DIR [--model FILE] [--quick] [--json FILE]

`DIR` holds `train.jsonl` and `dev.jsonl` of human utterances. Both routers have seen only the
former. It cannot tell whether the rest of a plan is right, only whether annotated entities stand
inside some argument, and the utterances are English.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plam_agent.errors import PlamError
from plam_agent.planner.engine import LlamaEngine
from plam_agent.planner.models import shipped
from plam_agent.planner.planning import make_plan
from plam_agent.tuning.starter.requests import TOOLS
from plam_agent.tuning.starter.utterances import Utterance, read
from plam_agent.types import REQUEST, Value

ENTITIES = {"person", "relation", "date", "time", "timeofday", "general_frequency"}
ENTITIES |= {"event_name", "list_name", "email_address", "place_name"}
ENTITIES |= {"meal_type", "order_type", "food_type"}
QUICK = 150


@dataclass(slots=True)
class Score:
    """Counts over utterances: the right tool where one is wanted, rightly none elsewhere."""

    wanted: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    entities: int = 0
    covered: int = 0
    milliseconds: list[float] = field(default_factory=list)

    def add(self, utterance: Utterance, tool: str, arguments: str | None = None) -> None:
        """Count one answer: `tool` is empty for none, `arguments` is the text of all of them."""
        self.wanted[utterance.tool] += 1
        if tool != utterance.tool:
            return
        self.right[tool] += 1
        if not tool or arguments is None:
            return
        for kind, text in utterance.entities:
            if kind in ENTITIES:
                self.entities += 1
                self.covered += plain(text) in plain(arguments)

    def figures(self) -> dict[str, float]:
        """Shares of 1, and the median time of an answer where it was taken."""
        tools = [tool for tool in self.wanted if tool]
        found = {
            "right tool": sum(self.right[t] for t in tools) / sum(self.wanted[t] for t in tools),
            "rightly none": self.right[""] / self.wanted[""],
        }
        if self.entities:
            found["span coverage"] = self.covered / self.entities
        if self.milliseconds:
            found["median ms"] = statistics.median(self.milliseconds)
        return found


def plain(text: str) -> str:
    """Letters and digits alone, in lower case."""
    return "".join(c for c in text.lower() if c.isalnum())


def tfidf(train: Sequence[Utterance], lines: Sequence[Utterance]) -> Score:
    """Words and characters weighted by TF-IDF, and logistic regression over tools and none."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )
    router = make_pipeline(features, LogisticRegression(C=10, max_iter=300))
    router.fit([u.text for u in train], [u.tool for u in train])
    score = Score()
    for utterance, tool in zip(lines, router.predict([u.text for u in lines]), strict=True):
        score.add(utterance, tool)
    return score


async def starter(model: Path, lines: Sequence[Utterance]) -> Score:
    """The model through the engine and the grammar; the first step's tool is its answer."""
    score = Score()
    async with LlamaEngine(model) as engine:
        for utterance in lines:
            started = time.perf_counter()
            try:
                words = Value(utterance.text, frozenset({REQUEST}))
                plan = (await make_plan(engine, words, TOOLS, composes=False)).plan
            except PlamError as error:
                score.add(utterance, f"error: {error}")
                continue
            score.milliseconds.append((time.perf_counter() - started) * 1000)
            tool = plan.steps[0].tool if plan.steps else ""
            said = " | ".join(_texts([dict(step.args) for step in plan.steps]))
            score.add(utterance, tool, said)
    return score


def _texts(value: Any) -> Iterable[str]:
    match value:
        case str():
            yield value
        case dict():
            for item in value.values():
                yield from _texts(item)
        case list() | tuple():
            for item in value:
                yield from _texts(item)
        case _:
            yield from _texts(getattr(value, "text", ""))


def table(scores: dict[str, Score]) -> str:
    """Overall shares, then the share of right answers by tool."""
    rows = [["", *scores]]
    names = list(dict.fromkeys(name for s in scores.values() for name in s.figures()))
    for name in names:
        cells = [s.figures().get(name) for s in scores.values()]
        rows.append([name, *("" if c is None else f"{c:.3g}" for c in cells)])
    first = next(iter(scores.values()))
    for tool in sorted(first.wanted):
        title = f"{tool or 'none'} ({first.wanted[tool]})"
        rows.append([title, *(f"{s.right[tool] / s.wanted[tool]:.2f}" for s in scores.values())])
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in rows]
    return "\n".join(lines)


def main(argv: Iterable[str] | None = None) -> None:
    """Measure, print the table, and write the figures."""
    parser = argparse.ArgumentParser(description="Route human utterances to tools.")
    parser.add_argument("--nlu", type=Path, required=True, help="folder of the utterances")
    parser.add_argument("--model", type=Path, default=shipped(), help="the GGUF file to measure")
    parser.add_argument("--quick", action="store_true", help=f"only {QUICK} lines")
    parser.add_argument("--json", type=Path, help="write figures and rows here")
    options = parser.parse_args(None if argv is None else list(argv))
    lines = read(options.nlu / "dev.jsonl")
    if options.quick:
        wanting = [line for line in lines if line.tool]
        others = [line for line in lines if not line.tool]
        draw = random.Random(0)
        lines = draw.sample(wanting, QUICK // 2) + draw.sample(others, QUICK // 2)
    scores = {
        "starter": asyncio.run(starter(options.model, lines)),
        "TF-IDF router": tfidf(read(options.nlu / "train.jsonl"), lines),
    }
    print(table(scores))
    if options.json:
        figures = {f"{who} {k}": v for who, s in scores.items() for k, v in s.figures().items()}
        rows = [{"name": who, **s.figures()} for who, s in scores.items()]
        options.json.write_text(json.dumps({"figures": figures, "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()

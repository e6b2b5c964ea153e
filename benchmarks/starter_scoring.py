"""When an answer is right, by the rules of each set, and how sure the figures are.

Nothing here knows a model. A plan is its steps as JSON data: `{"tool", "args"}`, with `each` and
`when` where they are said.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plam_agent.tools.standard import registry
from plam_agent.tuning.starter.utterances import INTENTS, SPANS
from plam_agent.types import Effect, Param, Tool

NONE = "none"
LOOKS = frozenset(tool.name for tool in registry() if tool.effect is Effect.READ)
READER = "read."
DRAWS = 1000

Steps = Sequence[Mapping[str, Any]]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure, its 95 % bootstrap interval, and how many lines it rests on."""

    value: float
    low: float
    high: float
    lines: int


def intent_tool(line: Mapping[str, Any]) -> str:
    """The tool that a human line wants, or none."""
    return INTENTS.get(line["intent"], NONE)


def first_tool(steps: Steps) -> str:
    """The tool of the first step, or none."""
    return str(steps[0]["tool"]) if steps else NONE


def plain(text: str) -> str:
    """Case and punctuation aside."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def covered(spans: Sequence[str], steps: Steps) -> int:
    """How many spans stand inside some argument of the steps."""
    values = [value for step in steps for value in step["args"].values()]
    texts = [plain(json.dumps(value, ensure_ascii=False)) for value in values]
    return sum(any(plain(span) in text for text in texts) for span in spans)


def entities(line: Mapping[str, Any]) -> list[str]:
    """The spans of a human line that count."""
    return [each["text"] for each in line["entities"] if each["type"] in SPANS]


def serves(tools: Sequence[str], line: Mapping[str, Any]) -> bool:
    """Whether a plan of `tools` does what a hand-written request asks, and nothing beside it.

    What acts decides: looking things up before it is no mistake, looking afterwards is. Two
    tools may come in either order. Where nothing serves the request, any plan is wrong.
    """
    label = line.get("tools") or [line["tool"]]
    if label == [NONE]:
        return not tools
    right = [label, *([each] for each in line["acceptable"])]
    return any(_does(tools, each) for each in right)


def _does(tools: Sequence[str], wanted: Sequence[str]) -> bool:
    had, asked = Counter(tools), Counter(wanted)
    spare = (had - asked).keys()
    return not asked - had and tools[-1] in asked and all(_looks(tool) for tool in spare)


def _looks(tool: str) -> bool:
    return tool in LOOKS or tool.startswith(READER)


def steps_right(tools: Sequence[str], line: Mapping[str, Any]) -> bool:
    """Whether a plan has the steps of a request that takes several, in order.

    What the reader does (extract, classify) does not count among them.
    """
    acting = [tool for tool in tools if not tool.startswith(READER)]
    return acting in [line["steps"], *line["acceptable"]]


def same_call(got: Steps, wanted: Steps, tools: Sequence[Tool]) -> bool:
    """Whether two plans are the same: tools in order, arguments, `each` and `when`.

    Case, white space and marks at the ends of what is quoted do not count, nor does whether one
    value was quoted in one piece or in several.
    """
    params = {(tool.name, param.name): param for tool in tools for param in tool.params}
    return [_call(step, params) for step in got] == [_call(step, params) for step in wanted]


def _call(step: Mapping[str, Any], params: Mapping[tuple[str, str], Param]) -> tuple[Any, ...]:
    args = {
        name: _value(value, params.get((step["tool"], name)))
        for name, value in step["args"].items()
    }
    return step["tool"], args, step.get("each"), step.get("when")


def _value(value: str | Sequence[str], param: Param | None) -> tuple[str, ...]:
    parts = [value] if isinstance(value, str) else value
    folded = [_folded(part) for part in parts]
    return tuple(folded) if param is not None and param.many else (" ".join(folded),)


def _folded(text: str) -> str:
    # The marks of references and handles stay: `$1` is not `1`.
    return " ".join(text.casefold().split()).strip(" .,;:!?'\"")


def measured(
    columns: Numbers,
    figure: Callable[[Numbers], Numbers],
    strata: Sequence[Any] | None = None,
) -> Measure:
    """What `figure` makes of the sums of `columns` (n, k), and its interval over the n lines.

    `figure` maps sums (…, k) to (…). With `strata` (n) lines are drawn anew within their own.
    """
    found: dict[Any, list[int]] = {}
    for at in range(len(columns)):
        found.setdefault(strata[at] if strata is not None else 0, []).append(at)
    rng = np.random.default_rng(0)
    sums = np.zeros((DRAWS, columns.shape[1]))
    for members in found.values():
        size = len(members)
        sums += rng.multinomial(size, np.full(size, 1 / size), DRAWS) @ columns[members]
    drawn = figure(sums)
    value = float(figure(columns.sum(0)))
    low, high = np.nanquantile(drawn, (0.025, 0.975)) if len(columns) else (0.0, 1.0)
    return Measure(value, float(low), float(high), len(columns))


def ratio(hits: Sequence[float], totals: Sequence[float]) -> Measure:
    """The share of all hits in all totals, line by line; NaN where there is nothing to count.

    Where every line or none is right, drawing lines anew shows no spread: then the bound is exact
    (Clopper and Pearson 1934).
    """
    columns = np.array([hits, totals], dtype=np.float64).T.reshape(-1, 2)
    if not columns[:, 1].sum():
        return Measure(float("nan"), 0.0, 1.0, 0)
    found = measured(columns, lambda sums: _divided(sums[..., 0], sums[..., 1]))
    least = 0.025 ** (1 / np.count_nonzero(columns[:, 1]))
    if found.value == 0.0:
        return Measure(0.0, 0.0, 1 - least, found.lines)
    return Measure(1.0, least, 1.0, found.lines) if found.value == 1.0 else found


def share(hits: Sequence[bool]) -> Measure:
    """The share of lines that are right."""
    return ratio([float(hit) for hit in hits], [1.0] * len(hits))


def _divided(above: Numbers, below: Numbers) -> Numbers:
    empty: Numbers = np.full(np.shape(below), np.nan)
    return np.divide(above, below, out=empty, where=below > 0)


def macro_f1(pairs: Sequence[tuple[str, str]], labels: Sequence[str]) -> Measure:
    """The mean over labels of the harmonic mean of precision and recall, of (truth, label)."""
    of = range(len(labels))
    columns = np.zeros((len(pairs), 2 * len(labels)))
    for row, (truth, got) in zip(columns, pairs, strict=True):
        for at in of:
            row[2 * at] = 2.0 * (truth == got == labels[at])
            row[2 * at + 1] = (truth == labels[at]) + (got == labels[at])

    def figure(sums: Numbers) -> Numbers:
        scores = [sums[..., 2 * at] / np.maximum(sums[..., 2 * at + 1], 1) for at in of]
        return np.asarray(np.mean(scores, axis=0))

    return measured(columns, figure)


def gap(hits: Sequence[bool], languages: Sequence[str], kinds: Sequence[str]) -> Measure:
    """English minus French in points, over the kinds (tools) that both have, each counting alike.

    The lines of other kinds are left out.
    """
    there = sorted(
        {k for k, lang in zip(kinds, languages, strict=True) if lang == "en"}
        & {k for k, lang in zip(kinds, languages, strict=True) if lang == "fr"}
    )
    keys = [(lang, kind) for kind in there for lang in ("en", "fr")]
    mine = [
        (hit, keys.index((lang, kind)))
        for hit, lang, kind in zip(hits, languages, kinds, strict=True)
        if kind in there
    ]
    columns = np.zeros((len(mine), 2 * len(keys)))
    for row, (hit, at) in zip(columns, mine, strict=True):
        row[2 * at], row[2 * at + 1] = hit, 1

    def figure(sums: Numbers) -> Numbers:
        rates = sums[..., 0::2] / np.maximum(sums[..., 1::2], 1)
        return np.asarray(100 * np.mean(rates[..., 0::2] - rates[..., 1::2], axis=-1))

    return measured(columns, figure, [at for _, at in mine])

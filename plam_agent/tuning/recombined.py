"""Examples put together anew from parts of the owner's own, so that few of them say more.

Two requests that the owner answered with the same tool and the same choices differ in their words
alone: with a span of the one in the place of the other's the answer is still what was wanted. Two
messages with the same label keep it when they swap their texts. So what a choice hangs on, a person
or a kind of event, is seen with other words around it. Nothing is invented: every part was said,
and whatever is made of two examples is forgotten with either of them.
"""

# ruff: noqa: S311  (which parts are swapped protects nothing)

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from ..planner.grammar import plan_grammar
from ..planner.prompt import completion, label_prompt, parts, plan_prompt
from ..planner.scope import mint
from ..types import REQUEST, Value
from .example import PLAN, Example

TIMES = 4
"""So many new examples are made for each, at most."""

TRIES = 4


def recombined(
    examples: Sequence[Example], seed: int, *, times: int = TIMES, composes: bool = False
) -> list[Example]:
    """New examples out of `examples`, at most `times` for each; the same for the same seed.

    Each weighs as much as the lighter of the two that it is made of, and has the sources of both.
    """
    rng = random.Random(f"{seed}/recombined")
    alike: dict[object, list[_Said]] = defaultdict(list)
    every = [said for each in examples if each.answer and (said := _said(each)) is not None]
    for said in every:
        alike[said.kind].append(said)
    made: list[Example] = []
    known = {(each.prompt.system, each.prompt.user) for each in examples}
    for said in every:
        others = [each for each in alike[said.kind] if each is not said]
        for _ in range(times if others else 0):
            for _ in range(TRIES):
                one = said.with_parts_of(rng.choice(others), rng, composes=composes)
                if one is not None and (name := (one.prompt.system, one.prompt.user)) not in known:
                    known.add(name)
                    made.append(one)
                    break
    return made


@dataclass(frozen=True, slots=True)
class _Request:
    """A request of one step: `spans` are what its arguments quote, each said once and apart."""

    example: Example
    kind: tuple[Any, ...]
    spans: Mapping[str, str]

    def with_parts_of(self, other: _Said, rng: random.Random, *, composes: bool) -> Example | None:
        assert isinstance(other, _Request)
        words, step = self.example.prompt.said, json.loads(self.example.answer)["steps"][0]
        taken = rng.sample(sorted(self.spans), rng.randint(1, len(self.spans)))
        for name in taken:
            mine, theirs = self.spans[name], other.spans[name]
            begin, end = next(re.finditer(_alone(mine), words)).span()
            words = words[:begin] + theirs + words[end:]
            spaced = step["args"][name][: len(step["args"][name]) - len(mine)]
            step["args"][name] = spaced + theirs
        tools = self.example.prompt.tools
        if not _apart(words, {name: text.strip() for name, text in _spans(step["args"]).items()}):
            return None
        if mint(Value(words, frozenset({REQUEST}))).shown != words:
            return None
        prompt = replace(plan_prompt(words, tools), origins=self.example.prompt.origins)
        grammar = plan_grammar(words, tools, composes=composes)
        return _joined(self.example, other.example, prompt, grammar, completion({"steps": [step]}))


@dataclass(frozen=True, slots=True)
class _Message:
    """A message with a label: who it is from, its subject, what code found out, and its text."""

    example: Example
    kind: tuple[Any, ...]
    parts: tuple[str, str, str, str]

    def with_parts_of(self, other: _Said, rng: random.Random, *, composes: bool) -> Example | None:
        assert isinstance(other, _Message)
        sender, subject, facts, _ = self.parts
        if rng.random() < 0.5:
            subject = other.parts[1]
        text = "\n".join([sender, subject, facts, other.parts[3]])
        labels = self.example.prompt.labels or {}
        prompt = replace(label_prompt(labels, text), origins=self.example.prompt.origins)
        one = self.example
        return _joined(one, other.example, prompt, one.grammar, one.answer)


_Said = _Request | _Message


def _said(example: Example) -> _Said | None:
    """What can be taken apart of an example; None where nothing can."""
    if example.kind != PLAN:
        found = parts(example.prompt.user)
        labels = tuple((example.prompt.labels or {}).items())
        return _Message(example, (labels, example.answer), found) if found else None
    steps = json.loads(example.answer).get("steps", ())
    if len(steps) != 1 or steps[0].keys() != {"tool", "args"}:
        return None
    args = steps[0]["args"]
    spans = _spans(args)
    said = {name: text.strip() for name, text in spans.items()}
    if not spans or "@" in example.prompt.said or not _apart(example.prompt.said, said):
        return None
    chosen = tuple((name, None if name in spans else json.dumps(args[name])) for name in args)
    names = tuple(tool.name for tool in example.prompt.tools)
    return _Request(example, (names, steps[0]["tool"], chosen), said)


def _spans(args: Mapping[str, Any]) -> dict[str, str]:
    """The arguments that quote one span each, which begins with the space before it."""
    return {n: said for n, said in args.items() if isinstance(said, str) and said[:1] == " "}


def _apart(words: str, spans: Mapping[str, str]) -> bool:
    """Whether each span is said once, and none within another."""
    places = []
    for text in spans.values():
        found = list(re.finditer(_alone(text), words))
        if not text or len(found) != 1:
            return False
        places.append(found[0].span())
    places.sort()
    return all(one[1] <= two[0] for one, two in pairwise(places))


def _alone(text: str) -> str:
    """A pattern for `text` where it begins and ends a word."""
    return rf"(?<!\w){re.escape(text)}(?!\w)"


def _joined(one: Example, other: Example, prompt: Any, grammar: str, answer: str) -> Example:
    ats = [each.at for each in (one, other) if each.at is not None]
    return replace(
        one,
        prompt=prompt,
        grammar=grammar,
        answer=answer,
        against=(),
        weight=min(one.weight, other.weight),
        at=max(ats, default=None),
        sources=tuple(dict.fromkeys((*one.sources, *other.sources))),
    )

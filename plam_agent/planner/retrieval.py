"""Which tools a request is planned with where there are too many for one prompt.

They are ranked by the words they share with the request (Okapi BM25: Robertson and Zaragoza 2009),
without a model, the same every time. The request itself is never cut, what is left out is told, and
a prompt that holds not even one tool is an error.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ..errors import PlanError
from ..types import Handle, Tool
from .prompt import Prompt, plan_prompt
from .synonyms import MEANS

MOST = 40
"""How many tools are offered at once, however long the model's context is."""

SLACK = 64
"""Tokens that a chat template may add to a prompt."""

_SATURATES, _LENGTH = 1.2, 0.5
# What a tool gains by its family: a request for one is often one for another beside it.
_FAMILY = 0.4
_WORD = re.compile(r"[^\W_]+")
_COMMON = """
a an the to of in on at for with and or is are be it my me i you your that this what which please
can could would do does le la les un une des de du au aux et ou est sont mon ma mes me je tu vous
votre que qui ce cette s d l j n m t y en pour par sur dans avec pas il elle
"""
_STOP = frozenset(_COMMON.split())


@runtime_checkable
class Counting(Protocol):
    """An engine that says how many tokens it reads at once, and how many a prompt is."""

    @property
    def context(self) -> int:
        """How many tokens prompt and answer may have together."""
        ...

    async def count(self, prompt: Prompt) -> int:
        """How many tokens the prompt is."""
        ...


@dataclass(frozen=True, slots=True)
class Chosen:
    """The tools that a request is planned with, in their own order, and those left out."""

    tools: tuple[Tool, ...]
    left_out: tuple[str, ...] = ()


async def choose(
    engine: object, words: str, tools: Sequence[Tool], handles: Sequence[Handle], *, answer: int
) -> Chosen:
    """As many tools as the engine's context has room for beside the request, the likeliest first.

    `words` is the request with its handles in place, `answer` how many tokens a plan may have.
    Raises PlanError where the request leaves no room for a single tool.
    """
    context = getattr(engine, "context", 0)
    room = context - min(answer, context // 2) if context else math.inf

    async def fits(some: Sequence[Tool]) -> bool:
        prompt = plan_prompt(words, some, handles)
        # A token is at least one octet long, so counting can often be spared.
        most = len((prompt.system + prompt.user).encode("utf-8", "replace")) + SLACK
        if most <= room:
            return True
        return isinstance(engine, Counting) and await engine.count(prompt) <= room

    if len(tools) <= MOST and await fits(tools):
        return Chosen(tuple(tools))
    order = ranked(words, tools)
    few, many = 0, min(len(order), MOST)
    while few < many:
        half = (few + many + 1) // 2
        if await fits(_in_order(tools, order[:half])):
            few = half
        else:
            many = half - 1
    if not few:
        raise PlanError(
            "The request is too long: beside it the model has no room for a single tool.",
            fix="Shorten it, or use a model with a longer context.",
        )
    kept = _in_order(tools, order[:few])
    return Chosen(kept, tuple(tools[at].name for at in sorted(order[few:])))


def likeliest(words: str, tools: Sequence[Tool]) -> list[Tool]:
    """The tools as a model with room enough is offered them, in their own order."""
    if len(tools) <= MOST:
        return list(tools)
    return list(_in_order(tools, ranked(words, tools)[:MOST]))


def _in_order(tools: Sequence[Tool], places: Iterable[int]) -> tuple[Tool, ...]:
    return tuple(tools[at] for at in sorted(places))


def ranked(words: str, tools: Sequence[Tool]) -> list[int]:
    """The places of the tools, the likeliest first: those that the request names, then by score.

    Among equals those that come first in `tools` do.
    """
    asked = _terms(words)
    texts = [_text(tool) for tool in tools]
    scores = _scores(asked, texts)
    best: dict[str, float] = {}
    for tool, score in zip(tools, scores, strict=True):
        family = tool.name.partition(".")[0]
        best[family] = max(best.get(family, 0.0), score)
    folded = _folded(words)

    def key(at: int) -> tuple[bool, float, int]:
        name = tools[at].name
        return (
            not _named(name, folded),
            -(scores[at] + _FAMILY * best[name.partition(".")[0]]),
            at,
        )

    return sorted(range(len(tools)), key=key)


def matches(words: str, tools: Sequence[Tool], *, meaning: bool) -> list[float]:
    """What each tool shares with the request, as BM25 scores; `meaning` adds synonyms."""
    return _scores(_terms(words) if meaning else stems(words), [_text(tool) for tool in tools])


def _named(name: str, folded: str) -> bool:
    """Whether the request says the tool's own name, such as `mail.send`."""
    return re.search(rf"(?<![\w.]){re.escape(name)}(?![\w]|\.\w)", folded) is not None


def _scores(asked: Iterable[str], texts: Sequence[Counter[str]]) -> list[float]:
    """The BM25 score of each text for the words asked for."""
    if not texts:
        return []
    mean = sum(text.total() for text in texts) / len(texts) or 1.0
    found: Counter[str] = Counter()
    for text in texts:
        found.update(text.keys())
    scores = [0.0] * len(texts)
    for word in dict.fromkeys(asked):
        if not (having := found[word]):
            continue
        weight = math.log(1 + (len(texts) - having + 0.5) / (having + 0.5))
        for at, text in enumerate(texts):
            if many := text[word]:
                longer = 1 - _LENGTH + _LENGTH * text.total() / mean
                scores[at] += weight * many * (_SATURATES + 1) / (many + _SATURATES * longer)
    return scores


@functools.lru_cache(maxsize=512)
def _text(tool: Tool) -> Counter[str]:
    """The words of a tool: its name twice, what it does, its arguments and their choices."""
    said = [tool.name, tool.name, tool.summary]
    for param in tool.params:
        if not (param.derived or param.tacit):
            said += [param.name, param.kind, *param.choices]
    return Counter(word for text in said for word in stems(text))


def _terms(words: str) -> list[str]:
    """The words of a request, and what they mean in the tools' own words."""
    said = list(stems(words))
    return said + [each for stem in said for each in _MEANS.get(stem, ())]


def stems(text: str) -> Iterable[str]:
    """The words of a text that say something, without case, accents and plain endings."""
    for word in _WORD.findall(_folded(text)):
        if word not in _STOP:
            yield _stem(word)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def _stem(word: str) -> str:
    """A word without its plainest endings, English or French."""
    for ending in ("ements", "ement", "ings", "ing", "ees", "es", "ee", "ed", "er", "ez", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _meanings(table: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """From the stem of every word of a line to the stems of what the line means."""
    found: dict[str, tuple[str, ...]] = {}
    for means, said in table.items():
        targets = tuple(stems(means))
        for word in stems(said):
            found[word] = tuple(dict.fromkeys((*found.get(word, ()), *targets)))
    return found


_MEANS = _meanings(MEANS)

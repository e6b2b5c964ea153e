"""Synthetic requests and their plans: templates filled with entities, then roughened.

Answers hold spans of the words (see `planner.prompt`), so every filled slot remembers how it
stands in the words after lower-casing and dropped punctuation.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ...planner.prompt import completion
from ...tools.arguments import STANDARD
from ...tools.registry import params_of, summary_of
from ...types import Effect, Handle, Tool
from . import templates_english, templates_french
from .entities import pick
from .saying import Manner

TOOLS = tuple(
    Tool(name, summary_of(model), Effect.READ, model, params_of(model))
    for name, model in STANDARD.items()
)
_ORDER = {tool.name: {param.name: at for at, param in enumerate(tool.params)} for tool in TOOLS}
CHAIN_SHARE = 0.25
_BOOKS: dict[str, Any] = {"en": templates_english, "fr": templates_french}


@dataclass(frozen=True, slots=True)
class Request:
    """Words, the handles they mention, and the right plan as JSON data."""

    words: str
    plan: Mapping[str, Any]
    handles: tuple[Handle, ...] = ()

    @property
    def tools(self) -> frozenset[str]:
        """The tools the plan needs."""
        return frozenset(step["tool"] for step in self.plan.get("steps", ()))

    @property
    def answer(self) -> str:
        """The completion."""
        return completion(self.plan)


class NotASpanError(ValueError):
    """An answer does not stand in the words."""


def quote(words: str, text: str) -> str:
    """`text` as a span of `words` at word boundaries, with the space before it if there is one.

    Raises NotASpanError if it does not stand there.
    """
    padded = " " + words
    for found in re.finditer(re.escape(text), padded):
        before, after = padded[found.start() - 1], padded[found.end() : found.end() + 1]
        if not (before.isalnum() or after.isalnum()) or not text[-1:].isalnum():
            return " " + text if before == " " else text
    raise NotASpanError(f"{text!r} is no span of {words!r}")


def step(tool: str, args: Mapping[str, Any], **more: str) -> dict[str, Any]:
    """One step with its arguments in the order that the tool declares."""
    ordered = {name: args[name] for name in sorted(args, key=_ORDER[tool].__getitem__)}
    return {"tool": tool, "args": ordered, **more}


@cache
def templates(lang: str, book: str) -> tuple[str, ...]:
    """The lines of a book (`PLANS`, `CHAINS` or `NONE`) in `en` or `fr`."""
    text: str = getattr(_BOOKS[lang], book)
    return tuple(line for line in text.strip().split("\n") if line)


def request(rng: random.Random, lang: str) -> Request:
    """A request that one plan answers."""
    book = "CHAINS" if rng.random() < CHAIN_SHARE else "PLANS"
    template = rng.choice(templates(lang, book))
    words, _, answer = template.partition(" => ")
    return _filled(rng, lang, words, answer)


def aside(rng: random.Random, lang: str) -> Request:
    """Words for which there is no tool."""
    return _filled(rng, lang, rng.choice(templates(lang, "NONE")), "")


_GROUP = re.compile(r"\[([^\[\]()]*)\]|\(([^\[\]()]*)\)")


def expand(rng: random.Random, pattern: str) -> str:
    """Choose among `(a|b)` and keep or drop `[x]`, innermost first."""
    while found := _GROUP.search(pattern):
        optional, choice = found.groups()
        kept = rng.choice((optional if optional is not None else choice).split("|"))
        if optional is not None and rng.random() < 0.5:
            kept = ""
        pattern = pattern[: found.start()] + kept + pattern[found.end() :]
    return " ".join(pattern.split())


_POLITE = {
    "en": "please |can you |could you |could you please |hey |i need you to |i want you to |"
    "would you |can you please |hi, |ok now |i would like you to |go ahead and |let's |just ",
    "fr": "s'il te plaît |peux-tu me dire : |hé |stp |dis, |bon, |maintenant |alors |allez ",
}
_TAIL = {
    "en": " please| thanks| for me| now| thank you",
    "fr": " s'il te plaît| merci| stp| s'il vous plaît",
}


def _filled(rng: random.Random, lang: str, pattern: str, answer: str) -> Request:
    question = pattern.startswith("?")
    text = expand(rng, pattern.removeprefix("?"))
    if answer and not question and rng.random() < 0.35:
        text = pick(rng, _POLITE[lang]) + text
    if answer and rng.random() < 0.12:
        text += pick(rng, _TAIL[lang])
    manner = Manner(rng, lang, plain=rng.random() < 0.5)
    words = manner.say(text, question)
    steps = []
    for part in answer.split(" ; ") if answer else ():
        tool, *pairs = part.split()
        args: dict[str, Any] = {}
        more: dict[str, str] = {}
        for pair in pairs:
            name, _, value = pair.partition("=")
            if name == "each":
                more[name] = value
            elif "{" not in value:
                args[name] = value
            else:
                spans = [manner.spans[slot] for slot in re.findall(r"{(\w+)}", value)
                         if slot in manner.spans]  # fmt: skip
                if spans:
                    quoted = [s if name == "flag" else quote(words, s) for s in spans]
                    quoted = list(dict.fromkeys(quoted))
                    args[name] = quoted[0] if len(quoted) == 1 else quoted
        steps.append(step(tool, args, **more))
    plan: dict[str, Any] = {"steps": steps} if steps else {"none": True}
    return Request(words, plan, tuple(manner.handles))

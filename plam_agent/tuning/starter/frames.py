"""The lines of the books as frames: how something is said, and which steps of which tools it means.

A line reads `words => tool arg={slot} … ; second tool …`; one that starts with `?` is no order. A
part of the frames is held out by its hash, so that phrasings never trained on can be measured.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from ...planner.reader import OPERATIONS
from ...tools.arguments import STANDARD
from ...tools.registry import params_of, summary_of
from ...types import Effect, Role, Tool
from . import (
    negatives_errands_english,
    negatives_errands_french,
    negatives_home_english,
    negatives_home_french,
    steps,
    templates_english,
    templates_french,
)
from .patterns import Sequence, compiled

LANGUAGES = ("en", "fr")
YIELDS = {
    "mail.search": "message",
    "mail.read": "message",
    "calendar.search": "event",
    "calendar.free": "time",
    "tasks.search": "task",
    "contacts.search": "contact",
    "files.list": "file",
    "files.search": "file",
    "files.read": "file",
}
TOOLS = tuple(
    Tool(name, summary_of(model), Effect.READ, model, params_of(model), yields=YIELDS.get(name, ""))
    for name, model in STANDARD.items()
)
ORDER = {
    tool.name: {param.name: at for at, param in enumerate(tool.params)}
    for tool in (*TOOLS, *OPERATIONS)
}
SINGLE = {
    (tool.name, param.name)
    for tool in (*TOOLS, *OPERATIONS)
    for param in tool.params
    if not param.many and param.role not in (Role.TIME, Role.PROSE)
}
# Frames in a hundred that training never sees.
HELD_OUT = 8
_BOOKS: dict[str, Any] = {"en": templates_english, "fr": templates_french}
ASIDES: dict[str, dict[str, str]] = {
    "en": negatives_home_english.HOME | negatives_errands_english.ERRANDS,
    "fr": negatives_home_french.HOME | negatives_errands_french.ERRANDS,
}


@dataclass(frozen=True, slots=True)
class Part:
    """One step of a frame: its tool, its arguments as literals or slots, and `each` or `when`."""

    tool: str
    args: tuple[tuple[str, str, tuple[str, ...]], ...]
    more: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """A line of a book: how something is said and which steps it means."""

    line: str
    pattern: Sequence
    question: bool
    parts: tuple[Part, ...] = ()
    domain: str = ""

    @property
    def held_out(self) -> bool:
        """Whether training never sees it."""
        return zlib.crc32(self.line.encode()) % 100 < HELD_OUT


@cache
def templates(lang: str, book: str) -> tuple[str, ...]:
    """The lines of a book (`PLANS`, `CHAINS` or `NONE`) in `en` or `fr`."""
    if book == "NONE":
        text = "\n".join(ASIDES[lang].values())
    else:
        text = steps.CHAINS[lang] if book == "CHAINS" else _BOOKS[lang].PLANS
    return tuple(line for line in text.strip().split("\n") if line)


@cache
def frames(lang: str, book: str, held_out: bool | None = None) -> tuple[Frame, ...]:
    """The frames of a book: all of them, those that training sees, or those held out."""
    found = tuple(frame_of(lang, line) for line in templates(lang, book))
    return tuple(each for each in found if held_out in (None, each.held_out))


def frame_of(lang: str, line: str, domain: str = "") -> Frame:
    """A line of a book, compiled."""
    words, _, answer = line.partition(" => ")
    pattern = compiled(words.removeprefix("?"), _BOOKS[lang].MACROS)
    parts = tuple(map(_part, answer.split(" ; "))) if answer else ()
    return Frame(line, pattern, words.startswith("?"), parts, domain)


def _part(text: str) -> Part:
    tool, *pairs = text.split()
    args, more = [], []
    for pair in pairs:
        name, _, value = pair.partition("=")
        if name in ("each", "when") and value.startswith("$") and name not in ORDER[tool]:
            more.append((name, value))
        elif name == "if":
            more.append(("when", value))
        else:
            args.append((name, value, tuple(re.findall(r"{(\w+)}", value))))
    return Part(tool, tuple(args), tuple(more))

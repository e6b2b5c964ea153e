"""Paraphrase grammars: one line that stands for many ways to say one thing.

`(a|b)` chooses, `[x]` may be left out, `<name>` is another pattern from a table, `{slot}` is
filled later, and `~verb` is a French imperative that a polite opening may turn into another form.
Groups nest.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

KEEP = 0.5


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled."""

    name: str


@dataclass(frozen=True, slots=True)
class Verb:
    """An imperative whose form follows the opening."""

    form: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences; an `optional` one is left out half of the time."""

    ways: tuple[Sequence, ...]
    optional: bool


Node = str | Slot | Verb | Choice
Sequence = tuple[Node, ...]
Piece = str | Slot

_MARK = re.compile(r"[\[\]()|]|{\w+}|~[^\s\[\]()|{},;:]+|[^\[\]()|{}~]+")
_MACRO = re.compile(r"<(\w+)>")


def compiled(line: str, macros: Mapping[str, str]) -> Sequence:
    """A pattern as a tree. Raises ValueError where a group is open, KeyError for a macro."""
    while _MACRO.search(line):
        line = _MACRO.sub(lambda found: macros[found[1]], line)
    marks = _MARK.findall(line)
    if "".join(marks) != line:
        raise ValueError(f"the pattern {line!r} has a stray character")
    ways, rest = _ways(marks, 0)
    if rest != len(marks) or len(ways) != 1:
        raise ValueError(f"the pattern {line!r} is not closed")
    return ways[0]


def _ways(marks: list[str], at: int) -> tuple[tuple[Sequence, ...], int]:
    ways: list[Sequence] = []
    here: list[Node] = []
    while at < len(marks):
        mark = marks[at]
        if mark in "])":
            break
        at += 1
        if mark == "|":
            ways.append(tuple(here))
            here = []
        elif mark in "[(":
            inner, at = _ways(marks, at)
            if at == len(marks) or marks[at] != {"[": "]", "(": ")"}[mark]:
                raise ValueError(f"the group {''.join(marks)!r} is not closed")
            here.append(Choice(inner, mark == "["))
            at += 1
        elif mark[0] == "{":
            here.append(Slot(mark[1:-1]))
        elif mark[0] == "~":
            here.append(Verb(mark[1:]))
        else:
            here.append(mark)
    return (*ways, tuple(here)), at


def expand(rng: random.Random, pattern: Sequence, verb: Callable[[str], str]) -> list[Piece]:
    """One way through `pattern`: literals and slots, `verb` giving each imperative its form."""
    pieces: list[Piece] = []
    _expand(rng, pattern, verb, pieces)
    return pieces


def _expand(
    rng: random.Random, pattern: Sequence, verb: Callable[[str], str], into: list[Piece]
) -> None:
    for node in pattern:
        if isinstance(node, Choice):
            if node.optional and rng.random() >= KEEP:
                continue
            ways = node.ways
            at = int(rng.random() * len(ways)) if len(ways) > 1 else 0
            _expand(rng, ways[at], verb, into)
        elif isinstance(node, Verb):
            into.append(verb(node.form))
        else:
            into.append(node)

"""The notation of fragments: choices, slots, phrases and captures, read once and filled often.

`[a|b|]` is a choice and may hold others, `{slot}` a word drawn once per message, `{name}` of a
phrase one of its wordings, and `{name:…}` remembers what it was filled with under `name`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar
from zlib import crc32

from .messages_words import Words


@dataclass(frozen=True, slots=True)
class Slot:
    """A word, or one wording of a phrase."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several parts."""

    options: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Capture:
    """A part whose filled text is remembered under a name."""

    name: str
    part: Part


Part = tuple["str | Slot | Choice | Capture", ...]
Phrases = Mapping[str, Sequence[str]]

Thing = TypeVar("Thing")

_OPENING = re.compile(r"\{(\w+)([:}])")


@cache
def parse(fragment: str) -> Part:
    """A fragment as its parts. Raises ValueError where a bracket is left open."""
    part, at = _part(fragment, 0, "")
    if at != len(fragment):
        raise ValueError(f"a bracket too many in {fragment!r} at {at}")
    return part


def _part(text: str, at: int, ends: str) -> tuple[Part, int]:
    """The parts from `at` up to a character of `ends`, and where that is."""
    parts: list[str | Slot | Choice | Capture] = []
    plain = at
    while at < len(text) and text[at] not in ends:
        found = _OPENING.match(text, at)
        if text[at] != "[" and not found:
            at += 1
            continue
        if plain < at:
            parts.append(text[plain:at])
        if found and found[2] == "}":
            parts.append(Slot(found[1]))
            at = found.end()
        elif found:
            inner, at = _part(text, found.end(), "}")
            parts.append(Capture(found[1], inner))
            at += 1
        else:
            choice, at = _choice(text, at + 1)
            parts.append(choice)
        plain = at
    if at > len(text) or (ends and at == len(text)):
        raise ValueError(f"a bracket is left open in {text!r}")
    if plain < at:
        parts.append(text[plain:at])
    return tuple(parts), at


def _choice(text: str, at: int) -> tuple[Choice, int]:
    options: list[Part] = []
    while True:
        option, at = _part(text, at, "|]")
        options.append(option)
        if text[at] == "]":
            return Choice(tuple(options)), at + 1
        at += 1


_CONTRACTIONS = {"de le": "du", "de les": "des", "à le": "au", "à les": "aux"}
_CONTRACTED = re.compile(rf"\b({'|'.join(_CONTRACTIONS)})\b")
_ELIDED = re.compile(r"\b(d|qu)e (?=[aeiouéèêàâîAEIOUÉÈÊÀÎ])")


def fill(words: Words, fragment: str, phrases: Phrases | None = None) -> str:
    """`fragment` with its choices made and its slots filled; slots' own brackets survive."""
    out: list[str] = []
    _write(words, parse(fragment), phrases or {}, out)
    text = "".join(out)
    if words.language != "fr":
        return text.replace("the the ", "the ")
    text = _CONTRACTED.sub(lambda found: _CONTRACTIONS[found[1]], text)
    return _ELIDED.sub(r"\1'", text)


def _write(words: Words, part: Part, phrases: Phrases, out: list[str]) -> None:
    for piece in part:
        if isinstance(piece, str):
            out.append(piece)
        elif isinstance(piece, Slot):
            if piece.name in phrases:
                wordings = phrases[piece.name]
                _write(words, parse(_one_of(words, wordings)), phrases, out)
            else:
                out.append(words[piece.name])
        elif isinstance(piece, Choice):
            _write(words, _one_of(words, piece.options), phrases, out)
        else:
            start = len(out)
            _write(words, piece.part, phrases, out)
            words.drawn[piece.name] = "".join(out[start:])


def _one_of(words: Words, things: Sequence[Thing]) -> Thing:
    # Half of the time that a message takes goes to its choices, and `random.choice` is slow.
    return things[int(words.rng.random() * len(things))]


HELD_OUT = 0.08


def split(fragments: Sequence[str], *, held_out: bool) -> tuple[str, ...]:
    """The fragments that training may see, or else those that it never does.

    Which they are depends on each one's hash; of three and more, one at least is held out.
    """
    ranked = sorted(fragments, key=lambda fragment: (crc32(fragment.encode()), fragment))
    count = round(HELD_OUT * len(ranked)) or int(len(ranked) >= 3)
    kept_back = frozenset(ranked[:count])
    return tuple(f for f in fragments if (f in kept_back) is held_out)

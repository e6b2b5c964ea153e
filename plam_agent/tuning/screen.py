"""What must not be learnt: found in an example before it becomes a row.

Identifiers, secrets, the organisation's terms and labels, and people who asked to be left out. An
example is looked through whole, its prompt, its answer and what was not wanted; one find leaves the
example out. What is found is never said, only its kind and where it stood.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from . import credentials, identifiers
from .example import LABEL, Example
from .mentions import Mentions, spelt

TERM, MARKED, PERSON = "term", "label", "person"

SAYS = {
    identifiers.CARD: "what passes for the number of a payment card",
    identifiers.IBAN: "what passes for an IBAN",
    identifiers.NATIONAL: "what passes for a national number of a person",
    credentials.SECRET: "what looks like a key or another secret",
    credentials.PASSWORD: "what looks like a password or a code",
    TERM: "a term of the list of what is not learnt",
    MARKED: "a label or marking under which nothing is learnt",
    PERSON: "a person who asked to be left out",
}
"""What an example of each kind holds, in words."""

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([bfnrt]))")
_MARKING = (
    r"(?:sensitivity|sensibilite|classification|confidentiality|confidentialite|marking|label)"
)


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why an example is left out: a sentence that does not say what was found, and its kind."""

    reason: str
    kind: str


class Screened(NamedTuple):
    """The examples that may be learnt, how many were left out by kind, and a sentence for each."""

    kept: list[Example]
    blocked: Counter[str]
    told: list[str]


class Screen:
    """Looks through examples for what must not be learnt.

    `terms` are words or phrases, `labels` names of labels or markings under which nothing is
    learnt, and `left_out` names, addresses or domains (`@example.org`) of people.
    """

    def __init__(
        self,
        terms: Sequence[str] = (),
        labels: Sequence[str] = (),
        left_out: Sequence[str] = (),
    ) -> None:
        """Compile the lists."""
        self._terms, self._people = Mentions(terms), Mentions(left_out)
        self._labels = tuple(spelt(each).strip() for each in labels if spelt(each).strip())
        self._marking = _markings(self._labels)
        self._systems: dict[str, Blocked | None] = {}

    def check(self, example: Example) -> Blocked | None:
        """Why the example must not be learnt; None where it may."""
        if example.kind == LABEL and self._is_label(example):
            return _blocked(MARKED, "The example")
        system = example.prompt.system
        if system not in self._systems:
            self._systems[system] = self._read("The beginning of the prompt", system)
        if found := self._systems[system]:
            return found
        for where, text in _texts(example):
            if found := self._read(where, text):
                return found
        # Numbers in a part of a message that no row holds cannot be learnt; whose message it is
        # matters whether the row says so or not.
        return self._named("The example", example.prompt.said)

    def _read(self, where: str, text: str) -> Blocked | None:
        kind = identifiers.found(text) or credentials.found(text)
        return _blocked(kind, where) if kind else self._named(where, text)

    def _named(self, where: str, text: str) -> Blocked | None:
        for kind, mentions in ((PERSON, self._people), (TERM, self._terms)):
            at = mentions.found(text)
            if at is not None:
                return _blocked(kind, where, f" (entry {at + 1})")
        if self._marking and self._marking.search(spelt(text)):
            return _blocked(MARKED, where)
        return None

    def _is_label(self, example: Example) -> bool:
        said = {spelt(example.group)}
        said |= {spelt(each) for each in re.findall(r'"label":\s*"([^"]*)"', example.answer)}
        return not said.isdisjoint(self._labels)


def screened(examples: Iterable[Example], screen: Screen | None = None) -> Screened:
    """The examples that may be learnt, and how many were left out for what."""
    looking = screen or Screen()
    kept: list[Example] = []
    blocked: Counter[str] = Counter()
    for example in examples:
        if found := looking.check(example):
            blocked[found.kind] += 1
        else:
            kept.append(example)
    return Screened(kept, blocked, told(blocked))


def told(blocked: Counter[str]) -> list[str]:
    """A sentence for each kind: how many examples were left out, and what they hold."""
    return [
        f"{count} {'example is' if count == 1 else 'examples are'} left out, with {SAYS[kind]}."
        for kind, count in sorted(blocked.items())
    ]


def _blocked(kind: str, where: str, which: str = "") -> Blocked:
    return Blocked(f"{where} holds {SAYS[kind]}{which}.", kind)


def _texts(example: Example) -> Iterator[tuple[str, str]]:
    yield "The prompt", example.prompt.user
    yield "The answer", _unescaped(example.answer)
    for each in example.against:
        yield "An answer that was not wanted", _unescaped(each)


def _unescaped(answer: str) -> str:
    """An answer's JSON with its escapes as what they stand for, broken JSON included."""

    def plain(match: re.Match[str]) -> str:
        return chr(int(match[1], 16)) if match[1] else " "

    # A pair of surrogates is a letter outside the plane that all these checks look at.
    return _ESCAPE.sub(plain, answer).encode("utf-8", "ignore").decode()


def _markings(labels: Sequence[str]) -> re.Pattern[str] | None:
    """Where a text says by itself that it stands under one of the labels."""
    if not labels:
        return None
    either = "|".join(r"[\W_]{1,3}".join(map(re.escape, each.split())) for each in labels)
    return re.compile(
        rf"[\[(<{{#*] ?(?:{either}) ?[\])>}}*]|\b{_MARKING}[\W_]{{1,3}}(?:is )?(?:{either})\b"
        rf"|\bsubject: (?:{either})\b"
    )

"""All fragments of synthetic mail by language and kind, those of training apart from the others.

In a table `== kind frame` opens a kind of message; of its lines, `S` is a subject, `C` a core
sentence or two, `X` an extra, and `P` gives a phrase its wordings. They are in the notation of
`messages_grammar`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from .messages_filler import FILLER
from .messages_grammar import Phrases, split
from .messages_letters import LETTERS
from .messages_machines_english import MACHINES_ENGLISH
from .messages_machines_french import MACHINES_FRENCH
from .messages_mass_english import MASS_ENGLISH
from .messages_mass_french import MASS_FRENCH
from .messages_meetings import MEETINGS
from .messages_orders_english import ORDERS_ENGLISH
from .messages_orders_french import ORDERS_FRENCH
from .messages_other import OTHER
from .messages_people_english import PEOPLE_ENGLISH
from .messages_people_french import PEOPLE_FRENCH
from .messages_private_english import PRIVATE_ENGLISH
from .messages_private_french import PRIVATE_FRENCH
from .messages_scenes_english import SCENES_ENGLISH
from .messages_scenes_french import SCENES_FRENCH
from .messages_services_english import SERVICES_ENGLISH
from .messages_services_french import SERVICES_FRENCH

TABLES: Mapping[str, tuple[str, ...]] = {
    "en": (
        ORDERS_ENGLISH,
        MASS_ENGLISH,
        PRIVATE_ENGLISH,
        SERVICES_ENGLISH,
        PEOPLE_ENGLISH,
        MEETINGS["en"],
        MACHINES_ENGLISH,
        SCENES_ENGLISH,
        LETTERS["en"],
    ),
    "fr": (
        ORDERS_FRENCH,
        MASS_FRENCH,
        PRIVATE_FRENCH,
        SERVICES_FRENCH,
        PEOPLE_FRENCH,
        MEETINGS["fr"],
        MACHINES_FRENCH,
        SCENES_FRENCH,
        LETTERS["fr"],
    ),
    "de": (OTHER["de"],),
    "es": (OTHER["es"],),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message in one language: who sends it and its fragments."""

    frame: str
    subjects: tuple[str, ...]
    cores: tuple[str, ...]
    extras: tuple[str, ...]


@cache
def kinds(language: str, *, held_out: bool = False) -> Mapping[str, Kind]:
    """The fragments of a language by kind; German and Spanish have only some kinds.

    Held-out kinds have the sentences that training never sees, where there are any, and kinds
    without a held-out core are left out.
    """
    every = _sections(language)
    found: dict[str, Kind] = {}
    for name, (frame, parts) in every.items():
        chosen = {
            tag: split(lines, held_out=held_out)
            or (split(lines, held_out=False) if tag != "C" else ())
            for tag, lines in parts.items()
        }
        if chosen["C"]:
            found[name] = Kind(frame, chosen["S"], chosen["C"], chosen["X"])
    return found


@cache
def phrases(language: str) -> Phrases:
    """The wordings of every phrase of a language."""
    found: dict[str, tuple[str, ...]] = {}
    for table in TABLES[language]:
        for line in table.splitlines():
            if line.startswith("P "):
                name, _, wordings = line[2:].partition(" ")
                found[name] = (*found.get(name, ()), *_alternatives(wordings))
    return found


@cache
def fillers(frame: str, language: str, *, held_out: bool = False) -> tuple[str, ...]:
    """Sentences that make mail of a frame long and decide nothing."""
    return split(FILLER[frame][language].splitlines(), held_out=held_out)


def _sections(language: str) -> Mapping[str, tuple[str, Mapping[str, tuple[str, ...]]]]:
    found: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {}
    for table in TABLES[language]:
        for block in table.split("== ")[1:]:
            head, *lines = block.splitlines()
            name, frame = head.split()
            if name == "phrases":
                continue
            _, parts = found.setdefault(name, (frame, {"S": (), "C": (), "X": ()}))
            for tag in parts:
                parts[tag] += tuple(x[2:].strip() for x in lines if x[:1] == tag)
    return found


def _alternatives(wordings: str) -> list[str]:
    """`wordings` at its outer bars: those inside brackets belong to a choice."""
    depth, start, found = 0, 0, []
    for at, character in enumerate(wordings):
        depth += (character in "[{") - (character in "]}")
        if character == "|" and not depth:
            found.append(wordings[start:at])
            start = at + 1
    return [*found, wordings[start:]]

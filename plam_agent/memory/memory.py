"""The nouns of memory, as frozen values without I/O."""

from __future__ import annotations

import enum
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from ..types import CONTACTS, POLICY, REQUEST, Origin, Origins, rests_on

TRUSTED = frozenset({REQUEST, POLICY, CONTACTS})


class Tier(enum.StrEnum):
    """What a memory is."""

    EPISODE = "episode"
    """What was asked, decided, done, approved, edited, undone: derived from the journal."""
    SUMMARY = "summary"
    """A day or a week, written from episodes."""
    FACT = "fact"
    """Something about the owner, a person or a project; a preference is a fact of the owner's."""
    NOTE = "note"
    """A passage of a file in a folder that is watched."""


@dataclass(frozen=True, slots=True)
class Memory:
    """One thing that is remembered.

    `at` is the aware moment that it is about, or else when it was said. `source` names what it was
    made from (`run:ID`, `note:ACCOUNT/PATH`, `owner`) and `place` its position there, so that
    neighbours are found. `beneath` are the ids of the memories it was made from. `people` are the
    addresses and names in it, as they were written. `until` is when something newer took its
    place; `vector` is its embedding (float16, little-endian, of unit length) or empty.
    """

    id: str
    tier: Tier
    text: str
    at: datetime
    origins: Origins
    source: str
    place: int = 0
    beneath: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    importance: float = 0.5
    until: datetime | None = None
    vector: bytes = field(default=b"", repr=False)

    @property
    def trusted(self) -> bool:
        """Whether nobody but the owner had a say in it, down to what lies beneath."""
        return rests_on(self.origins, TRUSTED)

    @property
    def origin(self) -> Origin:
        """What a value recalled from it carries: `memory:ID`, with the origins beneath it."""
        return Origin("memory", self.id, tuple(sorted(self.origins)))


def fresh_id() -> str:
    """A new id: 128 random bits in hex, which say nothing about what they name."""
    return secrets.token_hex(16)

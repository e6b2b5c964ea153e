"""What nights did and what a paused one is about: the nouns, and the journal's `tuned` events."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ..adapters_signed import ME
from ..desk import shelf_of
from ..home import Home
from ..types import canonical

__all__ = ["Night", "State", "last_night", "learnt_through", "shelf_of"]

TUNED = "tuned"
PROMOTED, NOT_BETTER, LITTLE, NOTHING_NEW = "promoted", "not better", "too little", "nothing new"
PAUSED, ROLLED_BACK = "paused", "rolled back"
FINISHED = (PROMOTED, NOT_BETTER)
LONGEST_PAUSE = timedelta(days=7)
"""How old a night may be that another one goes on with."""


@dataclass(frozen=True, slots=True)
class Night:
    """What a night did: `text` is for the owner, `id` the version it made, if it made one."""

    outcome: str
    text: str
    id: str = ""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    material: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    def plain(self) -> dict[str, Any]:
        """The night as JSON data."""
        return {
            "outcome": self.outcome,
            "text": self.text,
            "adapter": self.id or None,
            "reasons": list(self.reasons),
            "notes": list(self.notes),
            "material": dict(self.material),
            "figures": dict(self.figures),
            "seconds": round(self.seconds, 1),
        }


@dataclass(frozen=True, slots=True)
class State:
    """What a night is about, kept beside its rows.

    `key` is what has to be the same for it to go on, `seq` the last event that it knows. `cut` and
    `through` are when the first held-out example and the newest one were said; `learnt` are the
    digests of the examples it learns from, and `sources` what those were made of. `rehearsed`
    counts core skills, and `others` the phrases that each canary is ranked among.
    """

    key: str
    began: datetime
    seq: int
    cut: datetime
    through: datetime
    learnt: tuple[str, ...]
    sources: tuple[str, ...]
    material: Mapping[str, Any]
    rehearsed: int
    others: int

    def goes_on(self, key: str, now: datetime) -> bool:
        """Whether a night about the same may go on with it now."""
        return self.key == key and timedelta(0) <= now - self.began < LONGEST_PAUSE

    def packed(self) -> bytes:
        """The same as bytes."""
        times = {"began": self.began, "cut": self.cut, "through": self.through}
        fields = {name: getattr(self, name) for name in self.__slots__}
        return canonical(
            {
                **fields,
                **{name: each.isoformat() for name, each in times.items()},
                "learnt": list(self.learnt),
                "sources": list(self.sources),
                "material": dict(self.material),
            }
        )

    @classmethod
    def unpacked(cls, raw: bytes) -> State:
        """What `packed` packed."""
        fields = json.loads(raw)
        times = {n: datetime.fromisoformat(fields[n]) for n in ("began", "cut", "through")}
        lists = {name: tuple(fields[name]) for name in ("learnt", "sources")}
        return cls(**{**fields, **times, **lists})


def last_night(home: Home, kind: str = ME) -> Mapping[str, Any] | None:
    """The body of the `tuned` event of the last night that was not paused; None where none was."""
    found = [e.body for e in home.journal.events(kinds=(TUNED,)) if e.body.get("kind") == kind]
    finished = [body for body in found if body.get("outcome") in FINISHED]
    return finished[-1] if finished else None


def learnt_through(home: Home, kind: str = ME) -> datetime | None:
    """Up to when a finished night has seen what the owner said."""
    body = last_night(home, kind)
    said = body.get("through") if body else None
    return datetime.fromisoformat(said) if said else None

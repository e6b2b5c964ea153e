"""How a call can end, as frozen values without I/O."""

from __future__ import annotations

from dataclasses import dataclass, field

from .types import Result


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended; `event` is the journal's sequence number of the record that says so."""

    detail: str = ""
    event: int = 0

    @property
    def verb(self) -> str:
        """`done`, `failed`, `refused`, `unknown`, `pending`, `held` or `rehearsed`."""
        return type(self).__name__.lower()


@dataclass(frozen=True, slots=True)
class Done(Outcome):
    """It happened, and `result` is what came back."""

    result: Result = field(default_factory=Result)


@dataclass(frozen=True, slots=True)
class Failed(Outcome):
    """It did not happen, for a reason outside the policy."""


@dataclass(frozen=True, slots=True)
class Refused(Outcome):
    """The policy or the owner said no."""


@dataclass(frozen=True, slots=True)
class Unknown(Outcome):
    """It may or may not have happened; nobody guesses."""


@dataclass(frozen=True, slots=True)
class Pending(Outcome):
    """It waits for the owner under `approval`."""

    approval: str = ""


@dataclass(frozen=True, slots=True)
class Held(Outcome):
    """It runs by itself once its time has come, unless it is undone: `approval` names it."""

    approval: str = ""


@dataclass(frozen=True, slots=True)
class Rehearsed(Outcome):
    """It was only decided about, in a dry run."""

"""What became of each call in the end: what the owner answered, and whether they took it back.

A call begins with an intent, a question, a hold or a refusal. What continues it says `asked`, what
ends it `intent`, and what takes it back `of`. All of these numbers make its fate, so that whoever
learns from it knows every record that was looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from ..errors import DamageError
from ..records import read_call
from ..types import Call, Event

BEGINS = ("intent", "asked", "held", "refused")
ENDS = ("done", "failed", "unknown", "settled", "undone", "answered")
KINDS = (*BEGINS, *ENDS)

APPROVED, EDITED, DENIED, UNDONE, KEPT = "approved", "edited", "denied", "undone", "kept"
OPEN = "open"
"""Nobody has said anything: it waits, it ran out, it failed, or the policy refused it."""

SAID_NO = "the owner said no"


@dataclass(frozen=True, slots=True)
class Fate:
    """How one call ended for the owner; `at` is when they said so, or when it was done.

    `call` is as the agent made it, `edited` as the owner wanted it instead. `by_holder` says that
    it came in under a grant that another key holds; `undo` is what would take it back.
    """

    call: Call
    verdict: str
    at: datetime
    seqs: tuple[int, ...]
    edited: Call | None = None
    by_holder: bool = False
    undo: object = None


@dataclass(slots=True)
class _Begun:
    call: Call
    events: list[Event] = field(default_factory=list)


class Fates:
    """The fates of all calls among some events, by the number of any record of theirs."""

    def __init__(self, events: Iterable[Event]) -> None:
        """Events of KINDS, in their order; forgotten ones are passed over."""
        self._root: dict[int, int] = {}
        self._begun: dict[int, _Begun] = {}
        self._runs: dict[str, list[int]] = {}
        for event in events:
            if "forgotten" not in event.body:
                self._learn(event)

    def of(self, seq: int) -> Fate | None:
        """The fate of the call that record `seq` is about, or None."""
        begun = self._begun.get(self._root.get(seq, 0))
        return None if begun is None else _fate(begun)

    def of_run(self, run: str) -> list[Fate]:
        """The fates of a run's calls, in their order."""
        return [_fate(self._begun[root]) for root in self._runs.get(run, ())]

    def _learn(self, event: Event) -> None:
        body = event.body
        before = body.get("asked") or body.get("intent") or body.get("of") or 0
        root = self._root.get(before, 0) if isinstance(before, int) else 0
        if root:
            self._root[event.seq] = root
            self._begun[root].events.append(event)
        elif event.kind in BEGINS and "call" in body and not body.get("asked"):
            try:
                call = read_call(body["call"])
            except DamageError:
                # `plam log verify` tells of it; nobody learns from what cannot be read.
                return
            self._root[event.seq] = event.seq
            self._begun[event.seq] = _Begun(call, [event])
            self._runs.setdefault(call.run, []).append(event.seq)


def _fate(begun: _Begun) -> Fate:
    verdict, at = OPEN, begun.events[0].time
    edited: Call | None = None
    undo: object = None
    for event in begun.events:
        body = event.body
        said = _said(event, verdict)
        if said:
            verdict, at = said, event.time
        if event.kind == "done":
            undo = (body.get("result") or {}).get("undo")
        if event.kind == "intent" and str(body.get("run", "")).startswith("edit-"):
            edited = _call(event)
    if verdict == EDITED and edited is None:
        verdict = OPEN
    return Fate(
        begun.call,
        verdict,
        at,
        tuple(event.seq for event in begun.events),
        edited if verdict == EDITED else None,
        any(event.body.get("grants") for event in begun.events),
        undo,
    )


def _said(event: Event, before: str) -> str:
    """What one record changes about the fate of its call; empty for nothing."""
    body = event.body
    match event.kind:
        case "intent" if str(body.get("run", "")).startswith("edit-"):
            return EDITED
        case "intent" if body.get("decision") == "confirm":
            # Nothing that has to be confirmed runs without the owner's receipt.
            return APPROVED
        case "done" if before == OPEN:
            return KEPT
        case "refused" if "call" in body and SAID_NO in body.get("reasons", ()):
            return DENIED
        case "undone":
            return UNDONE
        case "settled" if body.get("happened") is True and body.get("undo_of"):
            return UNDONE
        case "answered":
            # Nobody may have changed their mind about what ran out, and forgotten is forgotten.
            said = {"denied": DENIED, "undone": UNDONE, "approved": APPROVED, "edited": EDITED}
            return said.get(str(body.get("answer")), OPEN)
    return ""


def _call(event: Event) -> Call | None:
    try:
        return read_call(event.body["call"])
    except (DamageError, KeyError):
        return None

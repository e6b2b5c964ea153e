"""The events that say what the owner made of what was proposed, put together by run and message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from ..tools.model import ASKS, READS
from ..types import Event
from . import fates
from .fates import DENIED, UNDONE, Fate, Fates

MOVED, UP, DOWN, REWORDED = "moved", "up", "down", "reworded"
"""Verdicts beside those of fates; what was misunderstood was said again in other words."""

AGAINST = frozenset({DENIED, UNDONE, DOWN})
"""Verdicts that say what was wrong, and nothing of what would have been right."""

KINDS = (*fates.KINDS, "run", "plan", "triaged", "moved", "judged")
DEALT_WITH = "an earlier pass dealt with this message"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one request or message was answered, and what the owner made of it.

    `said` are the owner's words or the message as the reader saw it; `chosen` is the answer that
    was given and `wanted` the one that should have been, as plain data (`{"steps": […]}`,
    `{"none": true}`, `{"label": …}`) or None where nobody said it. `own` are the prose arguments of
    those plans, by step and name, which rest on nothing but what the owner said. `looked` says that
    the plan changed nothing. `sources` are `event:SEQ` and `memory:ID` of all that was used.
    """

    kind: str
    verdict: str
    at: datetime
    said: str
    chosen: Mapping[str, Any]
    wanted: Mapping[str, Any] | None
    sources: tuple[str, ...]
    own: frozenset[tuple[int, str]] = frozenset()
    looked: bool = False


class Heard:
    """Events of KINDS, in their order, as they belong together; forgotten ones are passed over.

    `runs` and `plans` are by run, `triaged` by number, `moved` by the number of the `triaged` event
    whose message was found elsewhere: where, and by which event. `elsewhere` are the runs in which
    a model on another machine answered.
    """

    def __init__(self, events: Iterable[Event], mailbox: str) -> None:
        """`mailbox` is the one that is sorted."""
        self.runs: dict[str, Event] = {}
        self.plans: dict[str, Event] = {}
        self.elsewhere: set[str] = set()
        self.triaged: dict[int, Event] = {}
        self.moved: dict[int, tuple[str, Event]] = {}
        self._mailbox = mailbox
        self._calls: list[Event] = []
        self._first: dict[tuple[str, str], int] = {}
        self._judged: dict[str | int, Event] = {}
        for event in events:
            if "forgotten" not in event.body:
                self._learn(event)

    @cached_property
    def fates(self) -> Fates:
        """What became of the calls."""
        return Fates(self._calls)

    def judged(self, names: Iterable[str | int], ends: Iterable[Fate]) -> Event | None:
        """The owner's last thumb on a run or an event, or on any record of its calls."""
        every = {*names, *(seq for each in ends for seq in each.seqs)}
        found = [self._judged[name] for name in every if name in self._judged]
        return max(found, key=lambda event: event.seq, default=None)

    def _learn(self, event: Event) -> None:
        body = event.body
        match event.kind:
            case "run" if isinstance(body.get("words"), str):
                self.runs[str(body["run"])] = event
            case "plan":
                self.plans[str(body.get("run"))] = event
            case "triaged":
                self._learn_triaged(event)
            case "moved":
                self.moved[int(body.get("of", 0))] = (str(body.get("to", "")), event)
            case "judged" if body.get("verdict") in (UP, DOWN):
                self._judged[body.get("run") or int(body.get("event", 0))] = event
            case kind if kind in fates.KINDS:
                self._calls.append(event)
                call = body.get("call") or {}
                if kind == "intent" and call.get("tool") in (ASKS, READS):
                    self.elsewhere.add(str(body.get("run")))

    def _learn_triaged(self, event: Event) -> None:
        body = event.body
        self.triaged[event.seq] = event
        key = (str(body.get("account")), str(body.get("version") or event.seq))
        if body.get("trouble") != DEALT_WITH:
            self._first[key] = event.seq
        elif (first := self._first.get(key)) is not None:
            # It is back in the mailbox that is sorted, under another name.
            self.moved.setdefault(first, (self._mailbox, event))


def sources(seqs: Iterable[int], memories: Iterable[str] = ()) -> tuple[str, ...]:
    """The names of events and memories as examples have them."""
    return (
        *(f"event:{seq}" for seq in sorted(seqs)),
        *(f"memory:{each}" for each in sorted(memories)),
    )

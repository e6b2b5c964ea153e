"""What ran while nobody was there: the journal since the owner last looked, put in order.

What they asked for themselves is left out, unless it ran only later, when it was held. What waits
for them, and what may or may not have happened, is named however old it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from . import unsettled
from .browsing import Entry, entry
from .files import write_atomic
from .home import Home
from .looking import is_reading
from .questions import Questions
from .types import Event

SEEN = "seen"
MOST = 200
"""How many events of one part are listed, the newest; all are counted."""

UNKNOWN, WAITS, FAILED, REFUSED, EXPIRED, STOPPED, DONE, LEARNT = PARTS = (
    "unknown", "waits", "failed", "refused", "expired", "stopped", "done", "learnt",
)  # fmt: skip
"""The parts of a digest, what needs the owner first."""

_KINDS = (
    *("run", "triaged", "held", "intent", "done", "failed", "refused", "answered"),
    *("stopped", "tuned"),
)
OWN = "ask-"
"""How runs begin that the owner asked for."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a digest: how many events, and the newest of them."""

    name: str
    count: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Away:
    """What happened after event `seen`, up to event `through`.

    `since` is when that event was, None where nothing was looked at yet. `labels` counts the
    messages that were sorted in `passes` passes.
    """

    seen: int
    through: int
    since: datetime | None
    passes: int
    labels: Mapping[str, int]
    parts: tuple[Part, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.parts and not self.labels


def away(home: Home) -> Away:
    """What ran since the owner last said that they had seen it. Raises DamageError; blocks."""
    seen, through = seen_through(home), 0
    found: dict[str, list[Event]] = {}
    labels: Counter[str] = Counter()
    passes = 0
    by_itself: dict[int, bool] = {}
    for event in home.journal.events(after=seen, kinds=_KINDS):
        body = event.body
        if event.kind == "intent":
            by_itself[event.seq] = _ran_by_itself(home, event)
        elif event.kind == "triaged":
            labels[str(body.get("label") or "")] += 1
        elif event.kind == "run":
            passes += "new" in body and not body.get("dry")
        elif (name := _part(event, by_itself)) is not None:
            found.setdefault(name, []).append(event)
    numbers = home.journal.numbers(after=seen)
    through = numbers[-1] if numbers else seen
    unknown = unsettled.unsettled(home.journal)
    open_ = home.journal.some([int(each.id) for each in Questions(home).open()][-MOST:])
    found |= {UNKNOWN: unknown} if unknown else {}
    found |= {WAITS: open_} if open_ else {}
    return Away(
        seen,
        through,
        home.journal.get(seen).time.astimezone(home.zone) if seen else None,
        passes,
        dict(labels.most_common()),
        tuple(
            Part(
                name, len(found[name]), tuple(entry(home, e) for e in found[name][: -MOST - 1 : -1])
            )
            for name in PARTS
            if name in found
        ),
    )


def seen_through(home: Home) -> int:
    """The last event that the owner has said they have seen; 0 before the first time."""
    try:
        seq = int((home.path / SEEN).read_text("ascii"))
    except (OSError, ValueError):
        return 0
    # A home that was brought back from a backup may be behind its mark.
    last = home.journal.numbers(after=max(0, seq - 1))
    return seq if seq > 0 and last else 0


def looked(home: Home, through: int) -> None:
    """The owner has seen everything up to this event. Raises StorageError; blocks."""
    write_atomic(home.path / SEEN, f"{max(through, seen_through(home))}\n".encode())


def _ran_by_itself(home: Home, intent: Event) -> bool:
    """Whether nobody was there when it ran: it was held until then, or nobody had asked for it."""
    if asked := intent.body.get("asked"):
        return home.journal.get(asked).kind == "held"
    return not _is_own(intent)


def _is_own(event: Event) -> bool:
    return str(event.body.get("run", "")).startswith(OWN)


def _part(event: Event, by_itself: Mapping[int, bool]) -> str | None:
    body = event.body
    match event.kind:
        case "tuned":
            return None if "You asked for it." in body.get("reasons", ()) else LEARNT
        case "stopped":
            return STOPPED
        case "answered":
            return EXPIRED if body.get("answer") == "expired" else None
        case "done" | "failed" if not by_itself.get(body.get("intent", 0), not _is_own(event)):
            return None
        case "done":
            return None if is_reading(event.kind, body) else DONE
        case "failed":
            return FAILED
        case "refused":
            return None if _is_own(event) else REFUSED
    return None

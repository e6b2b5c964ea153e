"""The journal for somebody who looks through it: by number, a page at a time, and searched.

Only numbers are held of what is not on the screen, so that a long journal costs no more to show
than a short one. A search opens the newest events first, and tells of each batch what it found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .home import Home
from .looking import QUIET, is_reading, line
from .memory.words import plain
from .types import Event

BATCH = 256
UNDOABLE = ("done", "held")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event for a list: its number, when it was in the owner's zone, its kind and its line.

    `quiet` events read or count something; `undo` says that it can be asked to be taken back.
    """

    seq: int
    at: datetime
    kind: str
    text: str
    quiet: bool = False
    undo: bool = False


def numbers(home: Home, *, everything: bool = False, after: int = 0) -> list[int]:
    """The numbers of the events to be shown, in their order; blocks, for a moment."""
    return home.journal.numbers(after=after, without=() if everything else QUIET)


def entries(home: Home, seqs: Sequence[int]) -> dict[int, Entry]:
    """The events with these numbers, at most a few hundred. Raises DamageError; blocks."""
    return {event.seq: entry(home, event) for event in home.journal.some(seqs)}


def entry(home: Home, event: Event) -> Entry:
    """An event as its line."""
    body = event.body
    undo = event.kind == "held" or bool((body.get("result") or {}).get("undo"))
    return Entry(
        event.seq,
        event.time.astimezone(home.zone),
        event.kind,
        line(body),
        event.kind in QUIET or is_reading(event.kind, body),
        event.kind in UNDOABLE and undo,
    )


def search(
    home: Home, words: str, *, everything: bool = False, seqs: Sequence[int] | None = None
) -> Iterator[list[int]]:
    """The numbers of events that hold all of the words, newest first, a list for each batch read.

    A word is found within others, whatever its case and accents; a number is an event's too. Each
    step blocks while it reads. Raises DamageError.
    """
    wanted = plain(words).split()
    known = numbers(home, everything=everything) if seqs is None else seqs
    for end in range(len(known), 0, -BATCH):
        events = home.journal.some(known[max(0, end - BATCH) : end])
        yield [event.seq for event in reversed(events) if _holds(event, wanted)]


def _holds(event: Event, wanted: Sequence[str]) -> bool:
    texts = plain("\n".join([str(event.seq), event.kind, *_said(event.body)]))
    return all(word in texts for word in wanted)


def _said(value: Any) -> Iterator[str]:
    """What the members of JSON data say, without their names."""
    match value:
        case Mapping():
            for each in value.values():
                yield from _said(each)
        case list() | tuple():
            for each in value:
                yield from _said(each)
        case str() | int() | float():
            yield str(value)

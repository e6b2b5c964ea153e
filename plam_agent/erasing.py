"""Erasing what was chosen to be forgotten, so that a crash at any moment only delays it.

What is to go is written into the journal first, by numbers, ids and keyed marks: a `forgetting`
event. Then memories, records and files go, and a `forgotten` event with the number of the first
ends it. Whoever opens the home and finds the first without the second completes it.

`forgotten` says how much went, and by keyed marks which messages the agent had dealt with, so that
it does not take them for new ones. Neither event holds anything of what was forgotten.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from .errors import BusyError, StorageError
from .files import locked, storage_error, sync_folder, write_atomic
from .journal import Journal
from .memory.layout import NAME
from .memory.sealed import Memories
from .types import Event
from .vault import Vault

BEGUN, ENDED = "forgetting", "forgotten"
LOCK = "forgetting.lock"
STATES = ("models", "states")
DERIVED = ("triaged",)
NIGHT = "tuning"
"""The folder with what a night of training that was paused keeps."""
STALE = "stale"
ADAPTERS, EXAMPLES = "adapters", "examples"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to go: journal records by their numbers, memories by their ids.

    `sources` are the `run:ID` of whole runs, whose episodes are not derived again. `dealt` are
    keyed marks of messages that stay dealt with, `asked` one of what the owner asked for.
    """

    seqs: tuple[int, ...] = ()
    memories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    dealt: tuple[str, ...] = ()
    asked: str = ""

    def __bool__(self) -> bool:
        return bool(self.seqs or self.memories or self.sources)

    @property
    def examples(self) -> tuple[str, ...]:
        """What examples that were made from it name as their sources."""
        events = tuple(f"event:{each}" for each in self.seqs)
        return events + tuple(f"memory:{each}" for each in self.memories)


@dataclass(frozen=True, slots=True)
class Erased:
    """What went: counts, and the wrapped keys that were destroyed, to look for what is left."""

    begun: int
    ended: int
    records: int
    memories: int
    states: int
    derived: tuple[str, ...]
    stale: tuple[str, ...]
    keys: tuple[bytes, ...] = field(default=(), repr=False)

    def plain(self) -> dict[str, Any]:
        """The counts as JSON data."""
        return {
            "records": self.records,
            "memories": self.memories,
            "states": self.states,
            "files": list(self.derived),
            "stale_adapters": list(self.stale),
        }


def erase(home: Path, journal: Journal, vault: Vault, order: Order) -> Erased:
    """Erase what `order` names. When it returns, nothing of it is left in the home's stores.

    Raises BusyError, StorageError and DamageError; then the next opening of the home completes it.
    """
    with locked(home / LOCK):
        begun = journal.append(BEGUN, _body(order)).seq
        return _carry_out(home, journal, vault, order, begun)


def complete(home: Path, journal: Journal, vault: Vault) -> list[Erased]:
    """Complete every erasing that was cut off. Nothing happens where another process is at it.

    Raises as `erase` does.
    """
    if not pending(journal):
        return []
    try:
        with locked(home / LOCK, wait=False):
            return [
                _carry_out(home, journal, vault, _order(event.body), event.seq)
                for event in pending(journal)
            ]
    except BusyError as error:
        if error.file == str(home / LOCK):
            return []
        raise


def pending(journal: Journal) -> list[Event]:
    """The erasings that began and have not ended, oldest first."""
    open_: dict[int, Event] = {}
    for event in journal.events(kinds=(BEGUN, ENDED)):
        if event.kind == BEGUN:
            open_[event.seq] = event
        else:
            open_.pop(event.body.get("of", 0), None)
    return list(open_.values())


def dealt_marks(vault: Vault, events: Iterable[Event]) -> tuple[str, ...]:
    """Keyed marks of the messages that these `triaged` events dealt with and `wrote` ones read."""
    marks: set[str] = set()
    for event in events:
        body = event.body
        if event.kind == "wrote" and "account" in body:
            versions = body.get("passed_over") or [body.get("version", "")]
            marks.update(vault.mark("wrote", body["account"], each) for each in versions)
        if event.kind == "triaged" and "account" in body:
            marks.add(vault.mark("message", body["account"], body["message"]))
            if version := body.get("version"):
                marks.add(vault.mark("version", body["account"], version))
    return tuple(sorted(marks))


def _carry_out(home: Path, journal: Journal, vault: Vault, order: Order, begun: int) -> Erased:
    keys = list(_record_keys(journal, order.seqs))
    with _memories(home, vault, order) as store:
        memories = 0
        if store is not None:
            keys += store.wrapped(order.memories)
            memories = store.forget(order.memories, order.sources)
    states = _remove(home.joinpath(*STATES).glob("*"))
    derived = tuple(name for name in DERIVED if _remove([home / name]))
    derived += (NIGHT,) if _remove((home / NIGHT).glob("*")) else ()
    stale = mark_stale(home, vault, order, journal.get(begun).time)
    with journal.transaction() as tx:
        gone = tx.forget(order.seqs)
        counts = {"records": len(gone), "memories": memories, "states": states}
        said = ", ".join(f"{count} {name}" for name, count in counts.items())
        body = {"of": begun, "asked": order.asked, "dealt": list(order.dealt), **counts}
        ended = tx.append(ENDED, {**body, "detail": said})
    return Erased(begun, ended, len(gone), memories, states, derived, stale, tuple(keys))


@contextlib.contextmanager
def _memories(home: Path, vault: Vault, order: Order) -> Iterator[Memories | None]:
    if not ((home / NAME).exists() or order.memories or order.sources):
        yield None
        return
    with Memories.open(home, vault) as store:
        yield store


def _record_keys(journal: Journal, seqs: Sequence[int]) -> Iterable[bytes]:
    with journal.reading() as connection:
        for seq in seqs:
            row = connection.execute("SELECT key FROM keys WHERE seq = ?", (seq,)).fetchone()
            if row is not None:
                yield row[0]


def _remove(paths: Iterable[Path]) -> int:
    count = 0
    for path in paths:
        try:
            path.unlink()
            count += 1
        except FileNotFoundError:
            continue
        except OSError as error:
            raise storage_error(error, path) from error
        sync_folder(path.parent)
    return count


def example_mark(vault: Vault, what: str) -> str:
    """What stands for a training example in the list `HOME/adapters/NAME/examples`.

    `what` is `event:SEQ` or `memory:ID`, for each record and memory that an example was made from.
    """
    return vault.mark("example", what)


def mark_stale(home: Path, vault: Vault, order: Order, at: datetime) -> tuple[str, ...]:
    """Mark the adapters that were trained on any of it; returns their names.

    An adapter whose list of examples is missing may have been trained on anything. Raises
    StorageError.
    """
    found = trained_on(home, vault, order)
    for name, count in found.items():
        said = {"since": at.isoformat(), "examples_gone": count}
        write_atomic(home / ADAPTERS / name / STALE, json.dumps(said).encode() + b"\n")
    return tuple(found)


def trained_on(home: Path, vault: Vault, order: Order) -> dict[str, int]:
    """The adapters that were trained on any of it, by name, and on how many of its records.

    Raises StorageError.
    """
    marks = {example_mark(vault, each) for each in order.examples}
    found: dict[str, int] = {}
    for folder in sorted((home / ADAPTERS).glob("*/")):
        try:
            listed = set((folder / EXAMPLES).read_text(encoding="ascii").split())
        except FileNotFoundError:
            listed = marks
        except (OSError, UnicodeDecodeError) as error:
            raise StorageError(f"cannot be read: {error}.", file=folder / EXAMPLES) from error
        if marks and not listed.isdisjoint(marks):
            found[folder.name] = len(listed & marks)
    return found


def forgotten_marks(journal: Journal, vault: Vault) -> set[str]:
    """The `example_mark` of all that was ever forgotten."""
    orders = (_order(event.body) for event in journal.events(kinds=(BEGUN,)))
    return {example_mark(vault, each) for order in orders for each in order.examples}


def _body(order: Order) -> dict[str, Any]:
    return {
        "seqs": list(order.seqs),
        "memories": list(order.memories),
        "sources": list(order.sources),
        "dealt": list(order.dealt),
        "asked": order.asked,
        "detail": f"{len(order.seqs)} records and {len(order.memories)} memories",
    }


def _order(body: Any) -> Order:
    return Order(
        tuple(map(int, body.get("seqs", ()))),
        tuple(map(str, body.get("memories", ()))),
        tuple(map(str, body.get("sources", ()))),
        tuple(map(str, body.get("dealt", ()))),
        str(body.get("asked", "")),
    )

"""What is to be forgotten: found in the journal and the memory, shown, erased, and looked for.

A person, a message or words are looked for in every text of every record and memory, whatever the
case and the accents. With a record of a request its whole run goes; with one of sorting, what is
about the same call or message. With a memory goes whatever was made from it. Records that hold
numbers and digests only stay: budgets, receipts and the answers to questions count as before.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import certificate, questions
from .erasing import Erased, Order, dealt_marks, erase, trained_on
from .errors import InputError
from .home import Home
from .memory.facts import reopen
from .memory.layout import NAME
from .memory.memory import Memory, Tier
from .memory.sealed import Memories
from .policy import ledger
from .recovery import without_outcome
from .searching import searched, texts_of
from .types import Event, Origin
from .wanted import Wanted

KEPT = frozenset(
    {"forget", "forgetting", "forgotten", "receipt", "grant", "serial", "counted", "settled",
     "proven", "answered", "organisation", "anchored", "granted", "revoked", "rebuilt",
     "imported", "pinned", "unpinned"}
)  # fmt: skip
"""Kinds of events whose bodies are numbers, digests, or what the owner signed."""

NAMING = frozenset({"triaged", "postponed"})
"""Kinds of events that say which message has which Message-ID."""

SORTING = "triage-"
SHOWN = 5
ROUNDS = 3
"""How often it is looked again for what came in meanwhile."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What would go, and what would stay although it is about the same.

    `wanted` is what was looked for, with the messages that were found to be meant. `adapters` were
    trained on some of it and are not worn any more from the moment that it goes.
    """

    wanted: Wanted
    order: Order
    kinds: dict[str, int]
    tiers: dict[str, int]
    dependants: int
    examples: tuple[str, ...]
    open: tuple[tuple[int, str], ...]
    kept: tuple[str, ...]
    marks: tuple[str, ...] = ()
    facts: tuple[Memory, ...] = ()
    adapters: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The preview as JSON data."""
        return {
            "records": dict(self.kinds),
            "memories": dict(self.tiers),
            "dependants": self.dependants,
            "questions": [seq for seq, _ in self.open],
            "examples": list(self.examples),
            "kept": list(self.kept),
            "adapters": list(self.adapters),
        }


def choose(home: Home, wanted: Wanted) -> Chosen:
    """What is about what is wanted gone; nothing changes. Raises DamageError."""
    events = list(home.journal.events())
    wanted = _widened(wanted, events)
    seqs, sources, kept, shown = _records(wanted, events)
    memories, dependants = _memories(home, wanted, sources)
    goes = set(seqs)
    order = Order(
        seqs=tuple(seqs),
        memories=tuple(memories),
        sources=tuple(sorted(sources)),
        dealt=dealt_marks(home.vault, seqs.values()),
        asked=wanted.mark(home.vault),
    )
    waiting = [each for each in questions.Questions(home).open() if int(each.id) in goes]
    texts = [f"{each.tier}: {each.text}" for each in memories.values()][:SHOWN]
    return Chosen(
        wanted=wanted,
        order=order,
        kinds=dict(sorted(Counter(event.kind for event in seqs.values()).items())),
        tiers=dict(sorted(Counter(str(m.tier) for m in memories.values()).items())),
        dependants=dependants,
        examples=(*texts, *shown[:SHOWN]),
        open=tuple((int(each.id), each.call.run) for each in waiting),
        kept=tuple(kept),
        marks=tuple(home.vault.mark("memory", m.id, m.text) for m in memories.values()),
        facts=tuple(m for m in memories.values() if m.tier is Tier.FACT),
        adapters=tuple(trained_on(home.path, home.vault, order)),
    )


def forget(home: Home, wanted: Wanted) -> dict[str, Any]:
    """Erase it and whatever was made from it, look for it, and sign what was found.

    Returns the certificate's fields, with its `path`. Raises BusyError, StorageError and
    DamageError; what had begun is then completed when the home is opened next.
    """
    done: list[tuple[Chosen, Erased]] = []
    chosen = choose(home, wanted)
    while chosen.order and len(done) < ROUNDS:
        for seq, run in chosen.open:
            _close(home, seq, run)
        done.append((chosen, erase(home.path, home.journal, home.vault, chosen.order)))
        _hold_again(home, chosen.facts)
        # What named the messages that are meant is gone by now.
        chosen = choose(home, chosen.wanted)
    return _certified(home, done, chosen)


def _certified(home: Home, done: Sequence[tuple[Chosen, Erased]], left: Chosen) -> dict[str, Any]:
    """Look through the home and sign what was found; `left` is what is still about it."""
    wanted, erased = left.wanted, [each for _, each in done]
    verified = home.journal.verify(ledger.check)
    found = searched(
        home.path,
        home.journal,
        home.vault,
        words=wanted.words,
        holds=wanted.holds if wanted.words else None,
        keys=[key for each in erased for key in each.keys],
        kept=KEPT,
    )
    event = erased[-1].ended if erased else verified.count
    now = home.now()
    fields = {
        "event": event,
        "at": now.isoformat(timespec="seconds"),
        "asked": {"by": wanted.by, "mark": wanted.mark(home.vault)},
        "removed": {
            "records": sum(each.records for each in erased),
            "memories": sum(each.memories for each in erased),
            "dependants": sum(chosen.dependants for chosen, _ in done),
            "states": sum(each.states for each in erased),
            "files": sorted({name for each in erased for name in each.derived}),
            "stale_adapters": sorted({name for each in erased for name in each.stale}),
            "seqs": sorted({seq for chosen, _ in done for seq in chosen.order.seqs}),
            "marks": sorted({mark for chosen, _ in done for mark in chosen.marks}),
        },
        "checked": {
            **found.plain(),
            "searched": bool(wanted.words),
            "left": len(left.order.seqs) + len(left.order.memories),
            "events": verified.count,
            "head": verified.head,
            "forgotten": verified.forgotten,
        },
        "kept": list(left.kept),
    }
    path = certificate.write(
        home.path, home.device, f"forgotten-{event}-{now:%Y%m%dT%H%M%S}", fields
    )
    return {**fields, "path": str(path)}


def _hold_again(home: Home, gone: Sequence[Memory]) -> None:
    """Let the facts hold again that ended when a forgotten one took their place."""
    if gone:
        with Memories.open(home.path, home.vault) as store:
            for fact in gone:
                reopen(store, fact)


def _close(home: Home, seq: int, run: str) -> None:
    """End a question or a held call that is to be forgotten; whoever was faster has ended it."""
    try:
        questions.close(home, seq, run, "forgotten")
    except InputError:
        return


def _widened(wanted: Wanted, events: Sequence[Event]) -> Wanted:
    """The same with the messages that the person wrote, or that the Message-ID names."""
    found: set[str] = set()
    for event in events:
        body = event.body
        if event.kind == "done":
            result = body.get("result") or {}
            pairs = zip(result.get("items", ()), result.get("senders", ()), strict=False)
            found.update(str(item[0]["id"]) for item, sender in pairs if wanted.wrote(str(sender)))
        elif event.kind in NAMING and wanted.is_message(str(body.get("message_id", ""))):
            found.add(str(body.get("message", "")))
    return dataclasses.replace(wanted, also=wanted.also | (found - {""}))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is needed of an event to find what belongs together."""

    event: Event
    hit: bool
    run: str
    refers: tuple[int, ...]


def _records(
    wanted: Wanted, events: Sequence[Event]
) -> tuple[dict[int, Event], set[str], list[str], list[str]]:
    """The records that go, the runs that go whole, what stays and why, and examples."""
    seen: dict[int, _Seen] = {}
    kept: list[str] = []
    for event in events:
        if "forgotten" in event.body:
            continue
        hit = wanted.before_moment(_said(event)) or wanted.holds(list(texts_of(event.body)))
        if event.kind in KEPT:
            if hit and event.kind == "granted":
                kept.append(f"record {event.seq} (granted): a grant you gave names it")
            continue
        refers = [event.body.get(key) or 0 for key in ("intent", "asked", "of")]
        refers += event.body.get("events") or ()
        run = str(event.body.get("run", ""))
        seen[event.seq] = _Seen(event, hit, run, tuple(each for each in refers if each))
    goes = _together(seen, whole=wanted.before is None)
    running = {event.seq for event in without_outcome(events)} & goes
    if running:
        stays = _together({seq: dataclasses.replace(each, hit=seq in running)
                           for seq, each in seen.items()}, whole=False)  # fmt: skip
        goes -= stays
        kept.append(
            f"{len(stays)} records of calls that have not ended: run any command, and forget again"
        )
    runs = {seen[seq].run for seq in goes} - {""}
    stay = {each.run for seq, each in seen.items() if seq not in goes}
    sources = {f"run:{run}" for run in runs - stay if not run.startswith(SORTING)}
    shown = [_line(seen[seq].event) for seq in sorted(goes) if seen[seq].hit]
    return {seq: seen[seq].event for seq in sorted(goes)}, sources, kept, [s for s in shown if s]


def _said(event: Event) -> datetime:
    """When what a record is about was; what came from another device says so itself."""
    said = event.body.get({"example": "at", "contact": "last"}.get(event.kind, ""))
    return min(event.time, datetime.fromisoformat(said)) if said else event.time


def _together(seen: dict[int, _Seen], *, whole: bool) -> set[int]:
    """The hits with what refers to them and what they refer to; `whole` runs of requests at once.

    What ends a call must not stay without its beginning, nor the other way round.
    """
    linked: dict[Any, list[Any]] = {}

    def link(one: Any, other: Any) -> None:
        linked.setdefault(one, []).append(other)
        linked.setdefault(other, []).append(one)

    for seq, each in seen.items():
        for other in each.refers:
            if other in seen:
                link(seq, other)
        if whole and each.run and not each.run.startswith(SORTING):
            link(seq, f"run:{each.run}")
    todo: list[Any] = [seq for seq, each in seen.items() if each.hit]
    found: set[Any] = set(todo)
    while todo:
        for other in linked.get(todo.pop(), ()):
            if other not in found:
                found.add(other)
                todo.append(other)
    return {each for each in found if isinstance(each, int)}


def _memories(home: Home, wanted: Wanted, sources: set[str]) -> tuple[dict[str, Memory], int]:
    """The memories that go, and how many of them only because of what they were made from."""
    if not (home.path / NAME).exists():
        return {}, 0
    with Memories.open(home.path, home.vault) as store:
        direct: dict[str, Memory] = {}
        recalled: dict[str, set[str]] = {}
        for memory in store.all():
            origins = set(_flat(memory.origins))
            for origin in origins:
                if origin.kind == "memory":
                    recalled.setdefault(origin.locator, set()).add(memory.id)
            texts = [memory.text, memory.source, memory.id, *memory.people, *map(str, origins)]
            if (
                wanted.before_moment(memory.at)
                or memory.source in sources
                or wanted.holds(texts)
                or wanted.is_memory(memory.id)
            ):
                direct[memory.id] = memory
        found = set(direct)
        todo = list(found)
        while todo:
            each = todo.pop()
            more = (store.dependants([each]) | recalled.get(each, set())) - found
            found |= more
            todo += more
        others = {each.id: each for each in store.get(sorted(found - set(direct)))}
    return {**direct, **others}, len(others)


def _flat(origins: Any) -> Iterator[Origin]:
    for each in origins:
        yield each
        yield from _flat(each.beneath)


def _line(event: Event) -> str:
    body = event.body
    call = body.get("call") or {}
    said = body.get("words") or body.get("preview") or call.get("tool") or body.get("detail")
    return f"event {event.seq}: {event.kind}: {said}" if said else ""


def tier_names(tiers: dict[str, int]) -> str:
    """`3 episodes, 1 summary`."""
    many = {Tier.SUMMARY: "summaries"}
    return ", ".join(
        f"{n} {tier if n == 1 else many.get(Tier(tier), f'{tier}s')}" for tier, n in tiers.items()
    )

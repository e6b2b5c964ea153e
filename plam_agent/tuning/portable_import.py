"""A bundle's contents into a home: all of it checked first, nothing of it in force by itself.

Memories and examples of another device are taken as what anybody may have said: they have the
bundle as one more origin, ids of this home that are the same each time, and what was forgotten here
does not come back. Policies and settings become drafts. Adapters are worn where the same model is
used; on another one, what the examples teach is learnt anew.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import AuthorityError, SignatureError
from ..files import locked
from ..memory import portable
from ..memory.memory import Memory
from ..memory.sealed import Memories
from . import portable_adapters, portable_examples, portable_home, portable_records
from .portable_archive import Archive
from .portable_examples import BROUGHT, KIND, record_of
from .portable_home import CONTACT
from .portable_records import same

if TYPE_CHECKING:
    from ..home import Home
    from .bundle import Bundle


LOCK = "imported.lock"


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import added: counts, the ids of adapters, and the drafts to be looked at.

    `away` says, in a sentence each, why an adapter stays away. `known` counts what was here already
    or was forgotten here.
    """

    memories: int = 0
    examples: int = 0
    contacts: int = 0
    known: int = 0
    adapters: tuple[str, ...] = ()
    away: tuple[str, ...] = ()
    drafts: tuple[Path, ...] = ()
    own: bool = False

    def plain(self) -> dict[str, Any]:
        """The same as JSON data."""
        return {
            "memories": self.memories,
            "examples": self.examples,
            "contacts": self.contacts,
            "known": self.known,
            "adapters": list(self.adapters),
            "away": list(self.away),
            "drafts": [str(each) for each in self.drafts],
            "own": self.own,
        }


@dataclass(slots=True)
class _Contents:
    """What a bundle holds, read and checked; nothing of it is kept yet."""

    memories: tuple[Memory, ...] = ()
    examples: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    adapters: list[portable_adapters.Packed] = field(default_factory=list)


def bring(home: Home, bundle: Bundle, archive: Archive, *, owner: str = "") -> Brought:
    """Import a bundle that was opened; importing it again adds nothing.

    `owner` is the address whose bundle it may be although it is not this home's. Raises
    AuthorityError for another owner's bundle, ContentError and SignatureError, before anything is
    kept; BusyError and StorageError.
    """
    own = check_owner(home, bundle, owner)
    contents = _read(home, archive)
    with locked(home.path / LOCK):
        return _keep(home, archive, contents, _Place(home, archive.manifest.device, own))


def _keep(home: Home, archive: Archive, contents: _Contents, place: _Place) -> Brought:
    memories = place.memories(contents.memories)
    sources, examples = place.examples(contents.examples)
    contacts = place.contacts(contents.contacts)
    if memories or examples or contacts:
        with home.journal.transaction() as tx:
            for id, body in examples.items():
                sources[id] = [f"event:{tx.append(KIND, body)}", *sources[id]]
            for body in contacts:
                tx.append(CONTACT, body)
            tx.append(BROUGHT, place.note(archive, contents, memories, len(examples)))
    adapters, away = portable_adapters.taken(
        home, archive, contents.adapters, sources, archive.manifest.device
    )
    named = {name: archive.read(name) for name in portable_home.POLICIES if name in archive}
    settings = None if place.own else archive.read(portable_home.SETTINGS)
    there = len(contents.memories) + len(contents.examples) + len(contents.contacts)
    return Brought(
        memories=memories,
        examples=len(examples),
        contacts=len(contacts),
        known=there - memories - len(examples) - len(contacts),
        adapters=tuple(adapters),
        away=tuple(away),
        drafts=tuple(portable_home.drafts(home, place.name, settings, named)),
        own=place.own,
    )


def check_owner(home: Home, bundle: Bundle, owner: str = "") -> bool:
    """Whether this home itself made the bundle. Raises AuthorityError for another owner's."""
    manifest = bundle.manifest
    own = manifest.device == home.device.public
    mine = {home.settings.owner.casefold(), owner.casefold()} - {""}
    if not (own or manifest.owner_key == home.public("owner") or manifest.owner.casefold() in mine):
        raise AuthorityError(
            f"is of {manifest.owner}, and this home is of {home.settings.owner}; nothing was "
            "imported.",
            file=bundle.path,
            fix=f"If that is you as well: --from {manifest.owner}",
        )
    return own


def _read(home: Home, archive: Archive) -> _Contents:
    found = _Contents()
    if "memory.parquet" in archive:
        found.memories = _memories(home, archive)
    if "examples.jsonl" in archive:
        found.examples = portable_records.parsed(archive.parts("examples.jsonl"), archive.wrong)
    if "contacts.jsonl" in archive:
        try:
            found.contacts = portable_home.contacts_in(archive.parts("contacts.jsonl"))
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            raise archive.wrong("its contacts are none") from error
    found.adapters = portable_adapters.unpacked(archive)
    return found


def _memories(home: Home, archive: Archive) -> tuple[Memory, ...]:
    from ..memory import parquet

    device = archive.manifest.device
    name = archive.path / "memory.parquet"
    with os.fdopen(os.memfd_create("plam", os.MFD_CLOEXEC), "w+b") as file:
        for part in archive.parts("memory.parquet"):
            file.write(part)
        file.flush()
        at = Path(f"/proc/self/fd/{file.fileno()}")
        found = parquet.read_table(name, device, home.now(), at=at)
    if not found.signed:
        raise SignatureError(
            "its memories are not signed by the device that made it; nothing was imported.",
            file=archive.path,
        )
    return found.memories


class _Place:
    """Where a bundle's contents go in a home, under ids that are the same each time."""

    def __init__(self, home: Home, device: str, own: bool) -> None:
        self._home = home
        self._device = device
        self.own = own
        self._ids: dict[str, str] = {}
        self.name = f"bundle-{hashlib.sha256(device.encode()).hexdigest()[:16]}"
        self._earlier: set[str] = set()
        for event in home.journal.events(kinds=(BROUGHT,)):
            self._earlier.update(event.body.get("marks", ()))

    def memories(self, memories: tuple[Memory, ...]) -> int:
        """Keep those that are not here and were not forgotten here; returns how many."""
        if not memories:
            return 0
        with Memories.open(self._home.path, self._home.vault) as store:
            if not self.own:
                here = {_said(each): each.id for each in store.all()}
                self._ids = {each.id: here[_said(each)] for each in memories if _said(each) in here}
                memories = portable.elsewhere(memories, self.name, self.id_of)
            return len(store.add(memories))

    def id_of(self, memory: str) -> str:
        """The id in this home of a memory of the bundle."""
        if self.own:
            return memory
        return self._ids.get(memory) or self._home.vault.mark("bundle memory", self._device, memory)

    def examples(
        self, records: Sequence[Mapping[str, Any]]
    ) -> tuple[dict[str, list[str]], dict[str, dict[str, Any]]]:
        """Of what each of them is made here, and the bodies of those that are new, by their ids.

        Of a new one stands there only what it is made of beside its own record.
        """
        sources: dict[str, list[str]] = {}
        new: dict[str, dict[str, Any]] = {}
        if not records:
            return sources, new
        there = portable_examples.kept(self._home)
        natural = portable_examples.natural(self._home, self._home.now())
        mine = {same(record_of(each)): list(each.sources) for each in natural}
        gone = self._forgotten(records)
        for record in records:
            id, memories = record["id"], self._memories_of(record)
            beneath = [f"memory:{each}" for each in memories]
            if id in there:
                sources[id] = [f"event:{there[id]}", *beneath]
            elif same(record) in mine:
                sources[id] = mine[same(record)]
            elif not (
                self.own
                or self.mark("example", id) in self._earlier
                or not gone.isdisjoint(memories)
            ):
                # What is left out was forgotten here since.
                body = {key: value for key, value in record.items() if key != "sources"}
                new[id] = {**body, "memories": memories, "from": self._device}
                sources[id] = beneath
        return sources, new

    def contacts(self, records: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The bodies of those whom the owner wrote to elsewhere, which counts for nothing here."""
        if self.own:
            return []
        here = {each["address"] for each in portable_home.contacts_of(self._home)}
        return [
            {**record, "from": self._device}
            for record in records
            if record["address"] not in here
            and self.mark("contact", record["address"]) not in self._earlier
        ]

    def note(
        self, archive: Archive, contents: _Contents, memories: int, examples: int
    ) -> dict[str, Any]:
        """What is recorded of an import.

        Keyed marks name what it brought, so that another import brings back nothing forgotten.
        """
        marks = {self.mark("example", each["id"]) for each in contents.examples}
        marks |= {self.mark("contact", each["address"]) for each in contents.contacts}
        return {
            "device": self._device,
            "bundle": archive.digest,
            "marks": sorted(marks - self._earlier),
            "detail": f"{memories} memories and {examples} examples of a bundle",
        }

    def mark(self, kind: str, what: str) -> str:
        """What stands for an example or an address that a bundle brought."""
        return self._home.vault.mark("imported", kind, what)

    def _memories_of(self, record: Mapping[str, Any]) -> list[str]:
        named = (str(each).partition(":") for each in record["sources"])
        return [self.id_of(id) for kind, _, id in named if kind == "memory"]

    def _forgotten(self, records: Iterable[Mapping[str, Any]]) -> set[str]:
        """The ids of the memories of examples that were forgotten here."""
        every = {id for record in records for id in self._memories_of(record)}
        if not every:
            return set()
        with Memories.open(self._home.path, self._home.vault) as store:
            return {id for id in every if store.was_forgotten(id)}


def _said(memory: Memory) -> tuple[Any, ...]:
    return memory.tier, memory.text, memory.at

"""All of an owner's home that may leave it, as one sealed and signed file.

    README.md            what this is, for whoever opens it without this program
    settings.json        settings and accounts, without anything that opens one
    policies/…           the policies with their signatures, as they lie
    contacts.jsonl       whom the owner wrote to, how often, first and last
    examples.jsonl       what the model was to learn
    memory.parquet       what is remembered, as `plam memory export` writes it
    adapters/ID/…        what it has learnt, for llama.cpp and for PEFT
    manifest.json        who made it, when, and the hash of each file, signed by the device

The envelope is that of `portable_envelope`, the archive that of `portable_archive`. What was
forgotten is not in it: while it is written nothing can be forgotten, and it is written from what
the home still opens. A file that holds a password of one of the accounts loses that record.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from .. import __version__, erasing
from ..errors import InputError
from ..files import locked, storage_error, sync_folder
from ..keys import Cost
from ..memory.layout import NAME
from ..memory.memory import Memory, Tier
from ..memory.sealed import Memories
from . import portable_adapters, portable_examples, portable_home, portable_records
from .mentions import Mentions
from .portable_archive import Archive, Manifest, Member, Packing
from .portable_envelope import Sealed, Sealing

if TYPE_CHECKING:
    from ..home import Home

PARTS = ("memory", "examples", "adapters", "policy")
"""What may be left out of a bundle."""
README = """\
# A bundle of plam

`manifest.json` says who made it and when, and lists every other file with its SHA-256. Settings
are JSON, policies YAML, contacts and examples JSON Lines (an example's `messages` are a chat), the
memory is Parquet, adapters are GGUF for llama.cpp and, beside it, in the layout of PEFT.
docs/portability.md of plam describes each field.
"""
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds: `size` is that of its file, in octets."""

    path: Path
    size: int
    manifest: Manifest
    members: tuple[Member, ...]

    def plain(self) -> dict[str, Any]:
        """The same as JSON data."""
        members = [each.plain() for each in self.members]
        return {"file": str(self.path), "size": self.size, **self.manifest.plain()} | {
            "members": members
        }


def export(
    home: Home,
    path: Path,
    passphrase: str,
    *,
    without: Iterable[str] = (),
    cost: Cost | None = None,
    progress: Progress = lambda _: None,
) -> Bundle:
    """Write a bundle to the new file `path`: whole, or not at all.

    `without` are some of PARTS. Raises InputError where there is a file already, BusyError,
    StorageError, and DamageError where something in the home does not open.
    """
    left = set(without)
    if unknown := sorted(left - set(PARTS)):
        raise InputError(f"{unknown[0]!r} cannot be left out.", fix=f"Known: {', '.join(PARTS)}.")
    with _nothing_forgotten(home), appearing(path) as file:
        sealing = Sealing(file, passphrase, cost=cost)
        now = home.now()
        packing = Packing(sealing, int(now.timestamp()))
        counts, more = _pack(home, packing, left, now, progress)
        base, model = portable_adapters.base_of(home)
        manifest = Manifest(
            made=now.astimezone(UTC).isoformat(timespec="seconds"),
            owner=home.settings.owner,
            owner_key=home.public("owner"),
            device=home.device.public,
            program=f"plam {__version__}",
            base=base,
            base_name=model.stem,
            counts=counts,
            left_out=(*sorted(left), *more),
        )
        packing.finish(manifest, home.device)
    return Bundle(path, sealing.octets, manifest, tuple(packing.members))


@contextlib.contextmanager
def opened(path: Path, passphrase: str) -> Iterator[tuple[Bundle, Archive]]:
    """A bundle that was checked to its last octet, and its files.

    Raises InputError where it cannot be read or is of a newer form, LockedError for a wrong
    passphrase, DamageError where an octet was changed, ContentError where it holds what no bundle
    holds, and SignatureError.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(
            f"cannot be read: {(error.strerror or str(error)).lower()}.", file=path
        ) from error
    with file:
        if not path.is_file():
            raise InputError("is no file.", file=path, fix="Name a file of `plam export`.")
        archive = Archive(Sealed(file, passphrase, path), path)
        size = os.fstat(file.fileno()).st_size
        yield Bundle(path, size, archive.manifest, tuple(archive.members.values())), archive


def _pack(
    home: Home, packing: Packing, left: set[str], now: datetime, progress: Progress
) -> tuple[dict[str, int], list[str]]:
    """Everything but the manifest; how many of what, and what else was left out."""
    unspoken = portable_home.Unspoken(home)
    counts: dict[str, int] = {}
    packing.add("README.md", README.encode())
    settings = portable_home.settings_of(home, unspoken)
    packing.add(portable_home.SETTINGS, portable_adapters.json_text(settings))
    counts["accounts"] = len(settings["accounts"])
    if "policy" not in left:
        policies = dict(portable_home.policies_of(home))
        for name, raw in policies.items():
            packing.add(name, raw)
        counts["policies"] = sum(not name.endswith(".sig") for name in policies)
        contacts = [each for each in portable_home.contacts_of(home) if unspoken(each)]
        packing.add("contacts.jsonl", portable_records.lines(contacts))
        counts["contacts"] = len(contacts)
    records: list[dict[str, Any]] = []
    kept_back = 0
    if not left >= {"examples", "adapters"}:
        progress("examples")
        records, kept_back = _records(home, now, unspoken)
    if "examples" not in left:
        packing.add("examples.jsonl", portable_records.lines(records))
        counts["examples"] = len(records)
    if "memory" not in left:
        progress("memory")
        counts["memories"] = _memory(home, packing, unspoken, now)
    if "adapters" not in left:
        progress("adapters")
        counts["adapters"] = _adapters(home, packing, [] if "examples" in left else records)
    stays = {
        "examples of people or terms of which nothing is learnt": kept_back,
        "with a password of an account": unspoken.left_out,
    }
    return counts, [f"{count} {what}" for what, count in stays.items() if count]


def _records(
    home: Home, now: datetime, unspoken: portable_home.Unspoken
) -> tuple[list[dict[str, Any]], int]:
    """The examples that may leave, and how many stay because of whom or what they are about."""
    wishes = home.settings.tuning
    lists = [Mentions(wishes.left_out), Mentions(wishes.terms)]
    found: dict[str, dict[str, Any]] = {}
    stay: set[str] = set()
    for example in portable_examples.every(home, now):
        record = portable_examples.record_of(example)
        texts = [example.prompt.user, example.prompt.said, example.answer, *example.against]
        if any(each.found(text) is not None for each in lists for text in texts):
            stay.add(record["id"])
        elif unspoken(record):
            found[record["id"]] = record
    return list(found.values()), len(stay)


def _memory(home: Home, packing: Packing, unspoken: portable_home.Unspoken, now: datetime) -> int:
    """The memories as Parquet, which lies in memory alone until it is sealed."""
    from ..memory import parquet

    def speakable(memory: Memory) -> bool:
        return unspoken([memory.text, memory.source, *memory.people])

    if not (home.path / NAME).exists():
        return 0
    # Passages of notes are left out: their files are the owner's already.
    tiers = [tier for tier in Tier if tier is not Tier.NOTE]
    with Memories.open(home.path, home.vault) as store, _in_memory() as file:
        memories = filter(speakable, store.all(tiers))
        count = parquet.write_rows(file.fileno(), memories, home.device, now)
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        packing.stream("memory.parquet", file, size)
    return count


def _adapters(home: Home, packing: Packing, records: Sequence[Mapping[str, Any]]) -> int:
    count = 0
    for id, files in portable_adapters.packed(home, records):
        count += 1
        for name, raw in files.items():
            packing.add(f"adapters/{id}/{name}", raw)
    return count


@contextlib.contextmanager
def _in_memory() -> Iterator[BinaryIO]:
    """A file that no disk holds."""
    with os.fdopen(os.memfd_create("plam", os.MFD_CLOEXEC), "w+b") as file:
        yield file


@contextlib.contextmanager
def _nothing_forgotten(home: Home) -> Iterator[None]:
    """Keep out whoever forgets; what a forgetting that was cut off left behind goes first."""
    while True:
        erasing.complete(home.path, home.journal, home.vault)
        with locked(home.path / erasing.LOCK):
            if not erasing.pending(home.journal):
                yield
                return


@contextlib.contextmanager
def appearing(path: Path) -> Iterator[BinaryIO]:
    """A new private file (0600) that has a name only once it is whole and durable.

    Raises InputError where something is there already, StorageError.
    """
    there = InputError("is there already.", file=path, fix="Choose another name, or delete it.")
    if os.path.lexists(path):
        raise there
    draft: Path | None = None
    try:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise storage_error(error, path) from error
    try:
        descriptor, draft = _unnamed(path)
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            # A folder's descriptor makes link(2) follow the link that names the open file.
            os.link(
                draft or f"/proc/self/fd/{file.fileno()}",
                path,
                src_dir_fd=folder,
                follow_symlinks=draft is None,
            )
        sync_folder(path.parent)
    except FileExistsError as error:
        raise there from error
    except OSError as error:
        raise storage_error(error, path) from error
    finally:
        os.close(folder)
        if draft is not None:
            draft.unlink(missing_ok=True)


def _unnamed(path: Path) -> tuple[int, Path | None]:
    """A file without a name; where the file system has none, one with a hidden name."""
    with contextlib.suppress(OSError, AttributeError):
        return os.open(path.parent, os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, 0o600), None
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.open(draft, flags, 0o600), draft

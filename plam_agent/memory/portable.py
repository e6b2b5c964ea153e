"""Memories as a file to take elsewhere and back: JSON Lines here, Parquet in `parquet.py`.

A file begins with a header, holds a memory a record, and ends with a count, the SHA-256 over the
records and the device key's signature over that. It is plaintext: whoever has it can read it all.

A file is believed about origins only where this home's own device key signed it. Anything else may
say what it likes: what comes from it keeps the origins that it names and has the file as one more,
so that nothing in it is trusted, and neither its ids nor its embeddings are taken over.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import pydantic

from ..errors import ContentError, InputError, SignatureError
from ..files import bytes_of, make_new, text_of
from ..keys import Signer, verify
from ..types import Origin, canonical
from .memory import Memory, fresh_id
from .packed import fields_of, memory_of

VERSION = 1
DOMAIN = b"plam memory export 1\0"
LONGEST = 1024 * 1024
"""Octets of a record at most."""
MOST = 500_000
"""Records of a file at most."""
HEADER: dict[str, Any] = {"plam": "memories", "version": VERSION}
IMPORT = "import:"
_DEEPEST = 8
Records = Iterator[tuple[int, Mapping[str, Any]]]
"""Line or row, and what stands there."""


@dataclass(frozen=True, slots=True)
class End:
    """How a file ends: how many memories it holds, their digest, and who signed it."""

    count: int
    digest: str
    device: str
    signature: str

    def plain(self) -> dict[str, Any]:
        """The end as JSON data."""
        return {
            "end": {
                "count": self.count,
                "sha256": self.digest,
                "device": self.device,
                "signature": self.signature,
            }
        }


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file holds, ready to be kept; `signed` says that this home wrote it."""

    memories: tuple[Memory, ...]
    signed: bool


class Digest:
    """Counts records and takes their digest, in their order."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.count = 0
        self._hash = hashlib.sha256()

    def add(self, record: Mapping[str, Any]) -> bytes:
        """One more record; returns it in its one JSON form."""
        line = canonical(record)
        self.count += 1
        self._hash.update(line + b"\n")
        return line

    def end(self, device: Signer) -> End:
        """The end of a file with these records."""
        digest = self._hash.hexdigest()
        signature = device.sign(DOMAIN, _signed(self.count, digest))
        return End(self.count, digest, device.public, text_of(signature))

    def ends(self, end: End, device: str) -> bool:
        """Whether `device` signed an end of just these records. Raises ValueError if it is cut."""
        if end.count != self.count:
            raise ValueError(f"it ends after {self.count} of {end.count} memories")
        if end.digest != self._hash.hexdigest() or end.device != device:
            return False
        try:
            verify(device, DOMAIN, _signed(end.count, end.digest), bytes_of(end.signature))
        except (SignatureError, ValueError):
            return False
        return True


def record_of(memory: Memory) -> dict[str, Any]:
    """A memory as JSON data, its embedding as base64url text; what is no Unicode is replaced."""
    said = fields_of(memory)
    try:
        canonical(said).decode()
    except UnicodeDecodeError:
        said = json.loads(canonical(said).decode("utf-8", "replace"))
    return {**said, "vector": text_of(memory.vector)} if memory.vector else said


def written(path: Path, write: Callable[[int], int]) -> int:
    """Make a new private file (0600) at `path` by `write`, which gets its descriptor.

    It is whole or absent. Raises InputError where something is there already, StorageError.
    """
    if os.path.lexists(path):
        raise InputError("is there already.", file=path, fix="Choose another name, or delete it.")
    return make_new(path, write)


def write_lines(path: Path, memories: Iterable[Memory], device: Signer, now: datetime) -> int:
    """Write memories as JSON Lines; returns how many. Raises InputError and StorageError."""

    def write(descriptor: int) -> int:
        digest = Digest()
        with os.fdopen(os.dup(descriptor), "wb") as file:
            header = {**HEADER, "made": now.astimezone(UTC).isoformat(timespec="seconds")}
            file.write(canonical(header) + b"\n")
            for memory in memories:
                file.write(digest.add(record_of(memory)) + b"\n")
            file.write(canonical(digest.end(device).plain()) + b"\n")
        return digest.count

    return written(path, write)


def read_lines(path: Path, device: str, now: datetime) -> Imported:
    """The memories in a file of JSON Lines, all of them or none.

    `device` is this home's public key. A file without a header may hold records with little more
    than a `text`. Raises ContentError with file and line, InputError where there is no such file.
    """
    end: list[End] = []
    header: list[Mapping[str, Any]] = []

    def records() -> Records:
        for number, said in _lines(path):
            if end:
                raise broken(path, number, "something stands after the end")
            if number == 1 and "plam" in said:
                header.append(said)
                if said.get("plam") != "memories" or said.get("version") != VERSION:
                    raise broken(path, 1, f"this is no export of version {VERSION}")
            elif "end" in said:
                end.append(end_of(said, path, number))
            else:
                yield number, said

    try:
        return gathered(
            path, records(), lambda: end[0] if end else None, header, device=device, now=now
        )
    except OSError as error:
        raise unreadable(path, error) from error


def gathered(
    path: Path,
    records: Records,
    end: Callable[[], End | None],
    header: list[Mapping[str, Any]],
    *,
    device: str,
    now: datetime,
) -> Imported:
    """The memories of a file from its records; `end` and `header` are known after the last one."""
    digest = Digest()
    found: dict[str, Memory] = {}
    number = 0
    for number, said in records:
        if digest.count >= MOST:
            raise broken(path, number, f"there are more than {MOST} memories")
        memory = _memory(said, path, number, now)
        if memory.id in found:
            raise broken(path, number, f"the id {memory.id} is there twice")
        found[memory.id] = memory
        digest.add(said)
    memories = tuple(found.values())
    last = end()
    if last is None:
        if header:
            raise broken(path, number + 1, "it is cut off: its end is missing")
        return Imported(_foreign(memories, path), signed=False)
    try:
        if digest.ends(last, device):
            return Imported(memories, signed=True)
    except ValueError as error:
        raise broken(path, number + 1, str(error)) from error
    return Imported(_foreign(memories, path), signed=False)


def unknown(imported: Imported, there: Iterable[Memory]) -> list[Memory]:
    """The memories of a file that are not there yet, whatever their ids."""
    if imported.signed:
        return list(imported.memories)
    known = set(map(_same, there))
    return [each for each in imported.memories if _same(each) not in known]


def end_of(said: Mapping[str, Any], path: Path, number: int) -> End:
    """The end in a record. Raises ContentError."""
    try:
        end = _End.model_validate(said["end"])
    except (pydantic.ValidationError, LookupError) as error:
        raise broken(path, number, "the end of the file is not one") from error
    return End(end.count, end.sha256, end.device, end.signature)


def broken(path: Path, number: int, what: str) -> ContentError:
    """What is wrong at a line or row; nothing of the file was imported."""
    return ContentError(f"{what}; nothing was imported.", file=path, line=number)


def unreadable(path: Path, error: OSError) -> InputError:
    """Why a file cannot be read at all."""
    reason = (error.strerror or str(error)).lower()
    return InputError(f"cannot be read: {reason}.", file=path, fix="Name a file that can be read.")


def _same(memory: Memory) -> tuple[Any, ...]:
    return memory.tier, memory.text, memory.at, memory.source, memory.place, memory.origins


def _signed(count: int, digest: str) -> bytes:
    return canonical([count, digest])


def _lines(path: Path) -> Records:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST + 1):
            number += 1
            if len(line) > LONGEST:
                raise broken(path, number, f"the line is longer than {LONGEST} octets")
            if not line.strip():
                continue
            try:
                said = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise broken(path, number, "this is no JSON") from error
            if not isinstance(said, dict):
                raise broken(path, number, "this is no JSON object")
            yield number, said


def _memory(said: Mapping[str, Any], path: Path, number: int, now: datetime) -> Memory:
    try:
        record = _Record.model_validate(dict(said))
        vector = bytes_of(record.vector)
        if len(vector) % 2:
            raise ValueError("vector: not of 16 bits each")
        fields = record.model_dump(exclude={"vector"})
        return memory_of({**fields, "at": record.at or now.isoformat()}, vector)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        what = f"{place}: {first['msg']}" if place else first["msg"]
        raise broken(path, number, what[0].lower() + what[1:]) from error
    except (ValueError, TypeError, LookupError) as error:
        raise broken(path, number, f"this is no memory: {error}") from error


def elsewhere(
    memories: Iterable[Memory], name: str, id_of: Callable[[str], str]
) -> tuple[Memory, ...]:
    """Memories from a file `name` that anyone may have written, with the file as one more origin.

    `id_of` makes an id of this home from one of the file's.
    """
    memories = tuple(memories)
    ids = {memory.id: id_of(memory.id) for memory in memories}
    here = Origin("file", name)
    return tuple(
        replace(
            memory,
            id=ids[memory.id],
            origins=memory.origins | {here},
            beneath=tuple(ids[each] for each in memory.beneath if each in ids),
            source=_from(memory.source, name),
            vector=b"",
        )
        for memory in memories
    )


def _foreign(memories: tuple[Memory, ...], path: Path) -> tuple[Memory, ...]:
    return elsewhere(memories, path.name, lambda _: fresh_id())


def _from(source: str, name: str) -> str:
    # A source of its own: nothing in a file may pass for a run of ours or for a note.
    return source if source.startswith(IMPORT) else f"{IMPORT}{name}/{source}"


def _aware(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("it has no zone")
    return text


def _origins(data: list[Any], depth: int = 0) -> list[Any]:
    if depth > _DEEPEST or len(data) > 1_000:
        raise ValueError("there are too many")
    for each in data:
        match each:
            case [str(), str()]:
                continue
            case [str(), str(), list(beneath)]:
                _origins(beneath, depth + 1)
            case _:
                raise ValueError("an origin is a kind and a locator")
    return data


class _End(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True)

    count: int
    sha256: str
    device: str
    signature: str


_Id = Annotated[str, pydantic.StringConstraints(pattern=r"^[0-9a-f]{32}$")]
_Name = Annotated[str, pydantic.StringConstraints(max_length=1_000)]


class _Record(pydantic.BaseModel):
    """A memory in a file; only its text has to be there."""

    model_config = pydantic.ConfigDict(extra="forbid", strict=True)

    id: _Id = pydantic.Field(default_factory=fresh_id)
    tier: Literal["episode", "summary", "fact", "note"] = "note"
    text: Annotated[str, pydantic.StringConstraints(min_length=1, max_length=100_000)]
    at: Annotated[str, pydantic.AfterValidator(_aware)] | None = None
    origins: Annotated[list[Any], pydantic.AfterValidator(_origins)] = []
    source: _Name = ""
    place: int = pydantic.Field(0, ge=0, le=2**53)
    beneath: Annotated[list[_Id], pydantic.Field(max_length=100_000)] = []
    people: Annotated[list[_Name], pydantic.Field(max_length=1_000)] = []
    importance: float = pydantic.Field(0.5, ge=0, le=1)
    until: Annotated[str, pydantic.AfterValidator(_aware)] | None = None
    vector: str = pydantic.Field("", max_length=64_000)

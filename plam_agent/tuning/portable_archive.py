"""What lies in a bundle's envelope: a tar archive of a few known files, and a signed list of them.

The archive is POSIX ustar (IEEE Std 1003.1-2017, pax, "ustar Interchange Format"): plain files of
one owner, mode and time. Its last file is `manifest.json`, which says who made the bundle and when,
and the size and SHA-256 of every other file in their order, signed by the device's key.

A reader takes no other archive than that which `Packing` writes: an entry whose header is not octet
for octet the one of a plain file with a known name is refused, so there are no links, no paths, no
extensions and no name twice. Nothing is compressed, so nothing grows when it is unpacked.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal

import pydantic

from ..errors import ContentError, DamageError, InputError, SignatureError
from ..files import bytes_of, text_of
from ..keys import Signer, verify
from ..types import canonical
from .portable_envelope import AGAIN, NEWER, Sealed, Sealing

DOMAIN = b"plam bundle manifest 1\0"
VERSION = 1
MANIFEST = "manifest.json"
BLOCK = 512
PART = 1 << 20
MOST_MEMBERS = 2_000
LARGEST: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(pattern), size)
    for pattern, size in (
        (r"README\.md|settings\.json|manifest\.json", 4 << 20),
        (r"policies/(policy|organisation)\.yaml(\.sig)?", 1 << 18),
        (r"contacts\.jsonl", 64 << 20),
        (r"examples\.jsonl", 1 << 30),
        (r"memory\.parquet", 4 << 30),
        (r"adapters/[a-z]{2,8}-[0-9]{4,9}/(adapter|adapter_config|report)\.json", 4 << 20),
        (r"adapters/[a-z]{2,8}-[0-9]{4,9}/report\.html", 16 << 20),
        (r"adapters/[a-z]{2,8}-[0-9]{4,9}/(adapter\.gguf|adapter_model\.safetensors)", 4 << 30),
    )
)
"""The files that a bundle may hold, and octets of each at most."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a bundle: `start` is where its octets begin in what was sealed."""

    name: str
    size: int
    sha256: str
    start: int = 0

    def plain(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {"name": self.name, "size": self.size, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Manifest:
    """Who made a bundle, when, and on what.

    `owner` is a mail address, `owner_key` and `device` are public keys; `made` is in UTC. `base` is
    the fingerprint of the model that the home used. `counts` says how many of what there are, and
    `left_out` what is not in it although it could be.
    """

    made: str
    owner: str
    owner_key: str
    device: str
    program: str
    base: str
    base_name: str
    counts: Mapping[str, int]
    left_out: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """All of it as JSON data."""
        return {
            "plam": "bundle",
            "version": VERSION,
            "made": self.made,
            "owner": self.owner,
            "owner_key": self.owner_key,
            "device": self.device,
            "program": self.program,
            "base": self.base,
            "base_name": self.base_name,
            "counts": dict(self.counts),
            "left_out": list(self.left_out),
        }


class Packing:
    """Writes a bundle's files into its envelope, one after the other."""

    def __init__(self, sealing: Sealing, moment: int) -> None:
        """`moment` is what every file's time says, in seconds since 1970."""
        self._sealing = sealing
        self._moment = moment
        self.members: list[Member] = []

    def add(self, name: str, data: bytes) -> None:
        """One file that is in memory whole."""
        self.stream(name, io.BytesIO(data), len(data))

    def stream(self, name: str, file: BinaryIO, size: int) -> None:
        """One file of `size` octets, read in parts."""
        self._begin(name, size)
        digest, left = hashlib.sha256(), size
        while left and (part := file.read(min(PART, left))):
            digest.update(part)
            self._sealing.write(part)
            left -= len(part)
        if left:
            raise AssertionError(f"{name} is {left} octets shorter than was said")
        self._end(name, size, digest.hexdigest())

    def finish(self, manifest: Manifest, device: Signer) -> None:
        """Write the signed list of what was added, and the end."""
        fields = {**manifest.plain(), "members": [each.plain() for each in self.members]}
        signature = text_of(device.sign(DOMAIN, canonical(fields)))
        self.add(MANIFEST, canonical({**fields, "signature": signature}) + b"\n")
        self._sealing.write(bytes(2 * BLOCK))
        self._sealing.finish()

    def _begin(self, name: str, size: int) -> None:
        if size > largest(name):
            raise InputError(f"{name} has {size:,} octets, which is too much for a bundle.")
        self._sealing.write(_entry(name, size, self._moment))

    def _end(self, name: str, size: int, digest: str) -> None:
        self._sealing.write(bytes(-size % BLOCK))
        self.members.append(Member(name, size, digest))


class Archive:
    """A bundle's archive, all of it checked: what it holds and who signed it."""

    def __init__(self, sealed: Sealed, path: Path) -> None:
        """Read all of it once. `path` is what errors name.

        Raises DamageError, ContentError, InputError for a newer version, and SignatureError.
        """
        self._sealed, self.path = sealed, path
        # Whether the end is there is known before a word of it is believed.
        sealed.check()
        found: dict[str, Member] = {}
        at = 0
        while MANIFEST not in found:
            member = self._entry(at, found)
            found[member.name] = member
            at = member.start + member.size + -member.size % BLOCK
        if sealed.size != at + 2 * BLOCK or any(self._bytes(at, 2 * BLOCK)):
            raise self.wrong("something stands after its manifest")
        last = found.pop(MANIFEST)
        self.members: Mapping[str, Member] = found
        self.digest = last.sha256
        self.manifest = self._manifest(self._bytes(last.start, last.size))

    def __contains__(self, name: str) -> bool:
        return name in self.members

    def read(self, name: str) -> bytes:
        """All of a file. Raises DamageError where it changed since it was checked."""
        return b"".join(self.parts(name))

    def parts(self, name: str) -> Iterator[bytes]:
        """A file in parts; the last of them comes only if its hash is the one of the manifest."""
        member = self.members[name]
        digest = hashlib.sha256()
        held = b""
        for part in self._sealed.read(member.start, member.size):
            digest.update(part)
            if held:
                yield held
            held = part
        if digest.hexdigest() != member.sha256:
            raise DamageError("changed while it was read.", file=self.path, fix=AGAIN)
        if held:
            yield held

    def wrong(self, what: str) -> ContentError:
        """What is wrong with the bundle; nothing of it was imported."""
        return ContentError(f"{what}; nothing was imported.", file=self.path)

    def _bytes(self, start: int, size: int) -> bytes:
        return b"".join(self._sealed.read(start, size))

    def _entry(self, at: int, found: Mapping[str, Member]) -> Member:
        if len(found) >= MOST_MEMBERS:
            raise self.wrong(f"it holds more than {MOST_MEMBERS} files")
        if at + BLOCK > self._sealed.size:
            raise self.wrong("its archive ends before its manifest")
        raw = self._bytes(at, BLOCK)
        name = raw[:100].rstrip(b"\0").decode("ascii", "replace")
        try:
            size, moment = int(raw[124:135], 8), int(raw[136:147], 8)
            same = name.isprintable() and _entry(name, size, moment) == raw
        except (ValueError, InputError):
            same = False
        if not same:
            raise self.wrong(f"its entry {name[:80]!r} is no plain file that belongs into a bundle")
        if name in found:
            raise self.wrong(f"it holds {name} twice")
        if size > min(largest(name), self._sealed.size - at - BLOCK):
            raise self.wrong(f"its file {name} says that it has {size:,} octets")
        start = at + BLOCK
        digest = hashlib.sha256()
        for part in self._sealed.read(start, size):
            digest.update(part)
        if any(self._bytes(start + size, min(-size % BLOCK, self._sealed.size - start - size))):
            raise self.wrong(f"something stands behind its file {name}")
        return Member(name, size, digest.hexdigest(), start)

    def _manifest(self, raw: bytes) -> Manifest:
        try:
            said = json.loads(raw)
            version = said.get("version") if isinstance(said, dict) else None
            if type(version) is int and version > VERSION:
                raise InputError(
                    f"is of the newer version {version}, and this program reads {VERSION}.",
                    file=self.path,
                    fix=NEWER,
                )
            fields = _Manifest.model_validate(said)
        except (ValueError, RecursionError) as error:
            raise self.wrong("its manifest is none") from error
        signature = said.pop("signature")
        try:
            verify(fields.device, DOMAIN, canonical(said), bytes_of(signature))
        except (SignatureError, ValueError) as error:
            raise SignatureError(
                "is not signed by the device that it names; nothing was imported.",
                file=self.path,
                fix=AGAIN,
            ) from error
        if said["members"] != [each.plain() for each in self.members.values()]:
            raise self.wrong("its files are not those of its manifest")
        return Manifest(
            **fields.model_dump(exclude={"plam", "version", "members", "signature", "left_out"}),
            left_out=tuple(fields.left_out),
        )


def largest(name: str) -> int:
    """How many octets a file of this name may have. Raises InputError for a name of none."""
    for pattern, size in LARGEST:
        if pattern.fullmatch(name):
            return size
    raise InputError(f"{name!r} is no file of a bundle.")


def _entry(name: str, size: int, moment: int) -> bytes:
    """The header of a plain file in a ustar archive. Raises InputError for a name of none."""
    largest(name)
    raw = bytearray(
        name.encode("ascii").ljust(100, b"\0")
        + b"0000600\0"
        + 2 * b"0000000\0"
        + b"%011o\0" % size
        + b"%011o\0" % moment
        + 8 * b" "
        + b"0"
        + bytes(100)
        + b"ustar\x0000"
        + bytes(64)
        + 2 * b"0000000\0"
        + bytes(167)
    )
    raw[148:156] = b"%06o\0 " % sum(raw)
    return bytes(raw)


_Text = Annotated[str, pydantic.StringConstraints(max_length=1_000)]
_Count = Annotated[int, pydantic.Field(ge=0, le=2**53)]


class _Member(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True)

    name: _Text
    size: _Count
    sha256: Annotated[str, pydantic.StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _Manifest(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True)

    plam: Literal["bundle"]
    version: Literal[1]
    made: _Text
    owner: _Text
    owner_key: _Text
    device: _Text
    program: _Text
    base: _Text
    base_name: _Text
    counts: dict[_Text, _Count]
    left_out: Annotated[list[_Text], pydantic.Field(max_length=1_000)]
    members: Annotated[list[_Member], pydantic.Field(max_length=MOST_MEMBERS)]
    signature: _Text

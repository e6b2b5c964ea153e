"""The sealed envelope of a bundle: one passphrase, and chunks that only open in their own places.

    plam bundle
    {"check":"…","chunk":65536,"cipher":"xchacha20-poly1305","format":1,"kdf":"argon2id",…}
    chunk, chunk, …, last chunk

A line that names the form, a line of JSON, and then the chunks: 65,536 octets each before they are
sealed, and as many as are left in the last one, which may be empty. The passphrase is stretched by
Argon2id (RFC 9106) with the parameters of the header; from that come, by keyed BLAKE2b (RFC 7693),
the key of the chunks and the one of `check`, which covers every other byte of the header. A chunk
is XChaCha20-Poly1305 with a random nonce of 24 octets before it; its associated data names the
header, the chunk's number and whether it is the last (as in STREAM, Hoang et al. 2015), so that
none can be changed, left out, repeated, moved or cut off without being found.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import ContentError, DamageError, InputError, LockedError
from ..files import bytes_of, text_of
from ..keys import KEY_BYTES, SALT_BYTES, Cost, Master, seal, stretched, unseal
from ..types import canonical

MAGIC = b"plam bundle\n"
FORMAT = 1
CHUNK = 65_536
MORE = 40
"""What sealing adds to a chunk: a nonce of 24 octets and a tag of 16."""
LONGEST_HEADER = 4_096
CIPHER = "xchacha20-poly1305"
KDF = "argon2id"
NEWER = "Update plam, and import it again."
AGAIN = "Take another copy of it, or export it again."


class Sealing:
    """Seals what is written to it, chunk by chunk; `finish` ends it, and without that it is cut."""

    def __init__(self, file: BinaryIO, passphrase: str, *, cost: Cost | None = None) -> None:
        """Write the header to `file`. Raises InputError for an empty passphrase."""
        if not passphrase:
            raise InputError("an empty passphrase protects nothing.", fix="Choose a passphrase.")
        cost, salt = cost or Cost(), secrets.token_bytes(SALT_BYTES)
        root = stretched(passphrase, salt, cost)
        fields: dict[str, Any] = {
            "format": FORMAT,
            "kdf": KDF,
            "passes": cost.passes,
            "memory": cost.memory,
            "salt": text_of(salt),
            "cipher": CIPHER,
            "chunk": CHUNK,
        }
        header = canonical({**fields, "check": _check(root, fields)}) + b"\n"
        self._file = file
        self._key = root.derive(b"plam bundle chunks 1")
        self._header = hashlib.sha256(header).digest()
        self._held = bytearray()
        self._count = 0
        file.write(MAGIC + header)
        self.octets = len(MAGIC) + len(header)

    def write(self, data: bytes | memoryview) -> None:
        """Seal some more octets."""
        self._held += data
        # The last chunk is known only at the end, so one is always held back.
        while len(self._held) > CHUNK:
            self._seal(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]

    def finish(self) -> None:
        """Seal what is left as the last chunk."""
        self._seal(bytes(self._held), last=True)
        self._held.clear()

    def _seal(self, plain: bytes, *, last: bool) -> None:
        box = seal(self._key, plain, _place(self._header, self._count, last=last))
        self._file.write(box)
        self._count += 1
        self.octets += len(box)


class Sealed:
    """An envelope that was opened: its octets from any place, each chunk checked as it is read."""

    def __init__(self, file: BinaryIO, passphrase: str, path: Path) -> None:
        """Read the header of `file`; `path` is what errors name.

        Raises ContentError where it is no bundle, InputError where it is of a newer form,
        LockedError for a wrong passphrase and DamageError where it is cut off.
        """
        header, fields = _header(file, path)
        key = _opened(passphrase, fields, path)
        self._file, self._path = file, path
        self._key = key.derive(b"plam bundle chunks 1")
        self._header = hashlib.sha256(header).digest()
        self._start = len(MAGIC) + len(header)
        body = os.fstat(file.fileno()).st_size - self._start
        self._count = -(-body // (CHUNK + MORE))
        if body < MORE or body - (self._count - 1) * (CHUNK + MORE) < MORE:
            raise self._cut()
        self.size = body - self._count * MORE
        self._known: tuple[int, bytes] = (-1, b"")

    def read(self, start: int, size: int) -> Iterator[bytes]:
        """The octets from `start` on, `size` of them, in parts. Raises DamageError."""
        end = start + size
        while start < end:
            index, skip = divmod(start, CHUNK)
            part = self._chunk(index)[skip : skip + end - start]
            if not part:
                raise self._cut()
            yield part
            start += len(part)

    def check(self) -> None:
        """Open the last chunk, which says that nothing was cut off. Raises DamageError."""
        self._chunk(self._count - 1)

    def _chunk(self, index: int) -> bytes:
        if self._known[0] == index:
            return self._known[1]
        if index >= self._count:
            raise self._cut()
        at = self._start + index * (CHUNK + MORE)
        last = index == self._count - 1
        try:
            self._file.seek(at)
            box = self._file.read(CHUNK + MORE)
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}.", file=self._path) from error
        try:
            plain = unseal(self._key, box, _place(self._header, index, last=last))
        except ValueError as error:
            if last and self._opens(box, index):
                raise self._cut() from error
            raise DamageError(
                f"was changed or is damaged at octet {at}; nothing was imported.",
                file=self._path,
                fix=AGAIN,
            ) from error
        self._known = index, plain
        return plain

    def _opens(self, box: bytes, index: int) -> bool:
        """Whether more was to follow this chunk."""
        try:
            unseal(self._key, box, _place(self._header, index, last=False))
        except ValueError:
            return False
        return True

    def _cut(self) -> DamageError:
        return DamageError("is cut off; nothing was imported.", file=self._path, fix=AGAIN)


def _header(file: BinaryIO, path: Path) -> tuple[bytes, dict[str, Any]]:
    file.seek(0)
    if file.read(len(MAGIC)) != MAGIC:
        raise ContentError("is no bundle of plam.", file=path, fix="Name a file of `plam export`.")
    line = file.readline(LONGEST_HEADER)
    try:
        fields = json.loads(line)
        if not isinstance(fields, dict):
            raise TypeError("no object")
        form = fields.get("format")
        if type(form) is not int:
            raise TypeError("no format")
    except (ValueError, TypeError, RecursionError) as error:
        if not line.endswith(b"\n") and len(line) < LONGEST_HEADER:
            raise DamageError("is cut off; nothing was imported.", file=path, fix=AGAIN) from error
        raise DamageError("has a damaged header.", file=path, fix=AGAIN) from error
    if form > FORMAT:
        raise InputError(
            f"is of the newer format {form}, and this version reads {FORMAT}.",
            file=path,
            fix=NEWER,
        )
    return line, fields


def _opened(passphrase: str, fields: dict[str, Any], path: Path) -> Master:
    said = {key: value for key, value in fields.items() if key != "check"}
    try:
        if fields.get("kdf") != KDF or fields.get("cipher") != CIPHER or fields["chunk"] != CHUNK:
            raise ValueError("another form")
        if not all(type(fields[each]) is int for each in ("passes", "memory")):
            raise ValueError("not a cost")
        cost = Cost(fields["passes"], fields["memory"])
        root = stretched(passphrase, bytes_of(fields["salt"]), cost)
    except (LookupError, ValueError, TypeError) as error:
        raise DamageError("has a damaged header.", file=path, fix=AGAIN) from error
    if not hmac.compare_digest(_check(root, said).encode(), str(fields.get("check")).encode()):
        raise LockedError(
            "does not open: the passphrase is another, or the header was changed.",
            file=path,
            fix="Give the passphrase of the bundle, which need not be that of the home.",
        )
    return root


def _check(root: Master, fields: dict[str, Any]) -> str:
    key = root.derive(b"plam bundle check 1")
    return text_of(hashlib.blake2b(canonical(fields), key=key, digest_size=KEY_BYTES).digest())


def _place(header: bytes, index: int, *, last: bool) -> bytes:
    return b"plam bundle chunk 1\0" + header + index.to_bytes(8, "big") + bytes([last])

"""The seal beside the journal: the device's signature over the whole file at its last close.

While a writer is at work the seal says `open` and gives only the head it started from; what is
missing below that head was cut off. A closed seal gives the BLAKE2b digest of the file's bytes, and
while its head is the journal's head every byte must be what it was.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from .errors import DamageError, SignatureError
from .files import RESTORE, bytes_of, framed, text_of, unframed, write_atomic
from .keys import Signer, verify
from .types import canonical

DOMAIN = b"plam seal 1\0"


@dataclass(frozen=True, slots=True)
class Sealing:
    """What a seal says: the head, and the digest of the file or nothing while it is open."""

    seq: int
    hash: str
    digest: str


class Seal:
    """Reads, checks and writes `journal.seal`."""

    __slots__ = ("_database", "_path", "_public")

    def __init__(self, path: Path, database: Path, public: str) -> None:
        """The seal at `path` of the file `database`, signed by the device `public`."""
        self._path = path
        self._database = database
        self._public = public

    def read(self) -> Sealing | None:
        """What the seal says, or None if there is none. Raises DamageError if it was altered."""
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            return None
        fields = unframed(raw, self._path)
        try:
            signature = bytes_of(fields.pop("signature", None))
            verify(self._public, DOMAIN, canonical(fields), signature)
            return Sealing(int(fields["seq"]), str(fields["hash"]), str(fields["digest"]))
        except (ValueError, KeyError, SignatureError) as error:
            raise DamageError(
                "is not signed by this device.", file=self._path, fix=RESTORE
            ) from error

    def check(self, connection: sqlite3.Connection, seq: int, last: str) -> bool:
        """Compare the file with the seal, within a transaction whose head is `seq` and `last`.

        Returns whether the seal covers every byte. Raises DamageError if it contradicts the file.
        """
        sealing = self.read()
        if sealing is None:
            return False
        if sealing.seq > seq:
            raise self._damage(f"the end is cut off: the seal knows record {sealing.seq}")
        at = connection.execute("SELECT hash FROM events WHERE seq = ?", (sealing.seq,)).fetchone()
        if at is not None and at[0] != sealing.hash:
            raise self._damage(f"record {sealing.seq} is not the one that was sealed")
        if sealing.seq < seq or not sealing.digest:
            return False
        if digest_of(connection) != sealing.digest:
            raise self._damage("its bytes are not those that were sealed when it was closed")
        return True

    def write_open(self, device: Signer, seq: int, last: str) -> None:
        """Before the first change after a close: say where it starts from.

        A crash may leave other bytes in the file's free pages, so the digest must go first.
        """
        sealing = self.read()
        if sealing is None or sealing.digest:
            self._write(device, Sealing(seq, last, ""))

    def write_closed(
        self, connection: sqlite3.Connection, device: Signer, seq: int, last: str
    ) -> None:
        """Seal the file as it is, within a transaction that keeps other writers out."""
        now = Sealing(seq, last, digest_of(connection))
        if self.read() != now:
            self._write(device, now)

    def _write(self, device: Signer, sealing: Sealing) -> None:
        fields = {"seq": sealing.seq, "hash": sealing.hash, "digest": sealing.digest}
        signature = text_of(device.sign(DOMAIN, canonical(fields)))
        write_atomic(self._path, framed({**fields, "signature": signature}))

    def _damage(self, what: str) -> DamageError:
        return DamageError(f"is damaged: {what}.", file=self._database, fix=RESTORE)


def digest_of(connection: sqlite3.Connection) -> str:
    """BLAKE2b of the file's bytes as of this transaction.

    The bytes come through SQLite: opening and closing the file beside it would drop its locks
    (POSIX advisory locks belong to the process, not to the descriptor).
    """
    return hashlib.blake2b(connection.serialize(), digest_size=32).hexdigest()

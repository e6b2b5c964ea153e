"""The anchor: the journal's head, signed, in a file that lies elsewhere than the home.

The seal lies beside the journal, so an older copy of both together is a pair that agrees. The
anchor lies where whoever puts back the home does not reach: on a stick, a server, another disk. A
journal that ends before its anchor, or has another record in its place, is not the one that was
anchored. The file moves only forward, and is never made anew where it was there once.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from dataclasses import dataclass
from pathlib import Path

from .errors import DamageError, PlamError, SignatureError, StorageError
from .files import RESTORE, bytes_of, framed, text_of, unframed, write_atomic
from .keys import Signer, verify
from .types import canonical

DOMAIN = b"plam anchor 1\0"
EVERY = 64
"""After how many records the anchor moves, besides when the journal is closed."""
LARGEST = 4096
GONE = "Bring it back; if you took it away yourself, name another file as anchor in config.toml."


@dataclass(frozen=True, slots=True)
class Anchored:
    """What an anchor says: the head's number and hash, and the time as ISO 8601."""

    seq: int
    hash: str
    time: str


class Anchor:
    """Reads, checks and moves one anchor."""

    __slots__ = ("_public", "path")

    def __init__(self, path: Path, public: str) -> None:
        """The anchor at `path`, signed by the device `public`."""
        self.path = path
        self._public = public

    def read(self) -> Anchored | None:
        """What it says, or None if there is none.

        Raises DamageError if it was altered, StorageError if it cannot be read.
        """
        raw = self._bytes()
        if raw is None:
            return None
        fields = unframed(raw, self.path)
        try:
            signature = bytes_of(fields.pop("signature", None))
            verify(self._public, DOMAIN, canonical(fields), signature)
            return Anchored(int(fields["seq"]), str(fields["hash"]), str(fields["time"]))
        except (ValueError, KeyError, SignatureError) as error:
            raise DamageError("is no anchor of this device.", file=self.path, fix=GONE) from error

    def check(self, connection: sqlite3.Connection, database: Path, seq: int) -> int:
        """Compare a journal that ends at record `seq` with the anchor; the record it stands at.

        `connection` is within a transaction of the journal, whose file is `database`. Raises
        DamageError where the anchor contradicts the journal or is gone.
        """
        anchored = self.read()
        if anchored is None:
            raise DamageError("is the journal's anchor, and is gone.", file=self.path, fix=GONE)
        query = "SELECT hash FROM events WHERE seq = ?"
        there = connection.execute(query, (anchored.seq,)).fetchone()
        if anchored.seq > seq:
            what = f"the end is cut off: it was anchored at record {anchored.seq}, {anchored.time}"
        elif anchored.seq and there != (anchored.hash,):
            what = f"record {anchored.seq} is not the one that was anchored, {anchored.time}"
        else:
            return anchored.seq
        raise DamageError(f"is damaged: {what}.", file=database, fix=RESTORE)

    def reached(self) -> bool:
        """Whether it is there and can be read. Raises DamageError if it was altered."""
        try:
            return self.read() is not None
        except StorageError:
            return False

    def write(self, device: Signer, now: Anchored) -> None:
        """Make it, or put it where the journal ends now. Raises StorageError."""
        fields = {"seq": now.seq, "hash": now.hash, "time": now.time}
        signature = text_of(device.sign(DOMAIN, canonical(fields)))
        write_atomic(self.path, framed({**fields, "signature": signature}))

    def move(self, device: Signer, now: Anchored) -> None:
        """Put it where the journal ends now, if it is there and behind.

        An anchor out of reach stops nobody's work: `check` is what says so.
        """
        try:
            before = self.read()
            if before is not None and before.seq < now.seq:
                self.write(device, now)
        except PlamError:
            return

    def _bytes(self) -> bytes | None:
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
        try:
            descriptor = os.open(self.path, flags)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise self._unreadable(error) from error
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise DamageError("is no file.", file=self.path, fix=GONE)
            return os.read(descriptor, LARGEST)
        except OSError as error:
            raise self._unreadable(error) from error
        finally:
            os.close(descriptor)

    def _unreadable(self, error: OSError) -> StorageError:
        why = (error.strerror or str(error)).lower()
        return StorageError(f"cannot be read: {why}.", file=self.path, fix=GONE)

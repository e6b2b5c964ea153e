"""What has arrived of a file, and whose bytes they are: it outlives a crash and a power cut.

`NAME.part` holds the bytes from the first on; `NAME.part.json` beside it says which file they are
of. The hash is taken anew from the disk when a pull goes on, so nothing is believed of them.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path

from ..errors import StorageError
from ..files import storage_error, sync_folder, write_atomic

SPARE = 128 * 2**20
"""Bytes that a pull leaves free on the disk: what else writes there must not fail for it."""
LOOK = 64 * 2**20
"""After so many bytes the disk is looked at again."""
SLICE = 16 * 2**20
_ETAG = re.compile(r'"[\x21\x23-\x7e]{0,256}"')


@dataclass(frozen=True, slots=True)
class Whose:
    """The file that the bytes are of: SHA-256 in hex, size in bytes, where from."""

    origin: str
    sha256: str
    size: int


class Part:
    """A file that is arriving. Its methods block, and may be called from any thread."""

    def __init__(self, path: Path, whose: Whose) -> None:
        """The part of the file that will be at `path`."""
        self.path = path.with_name(f"{path.name}.part")
        self.length = 0
        self.etag = ""
        self._facts = path.with_name(f"{path.name}.part.json")
        self._whose = whose
        self._hash = hashlib.sha256()
        self._looked = 0
        self._descriptor = -1
        self._lock = threading.Lock()

    def open(self) -> int:
        """Take up what is there of this very file, or begin; how many bytes wait to be hashed.

        Raises StorageError.
        """
        with self._lock:
            there = self.path.stat().st_size if self.path.is_file() else 0
            if there and not (self._recalled() and there <= self._whose.size):
                there = 0
            try:
                flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
                self._descriptor = os.open(self.path, flags, 0o600)
                os.ftruncate(self._descriptor, there)
            except OSError as error:
                raise storage_error(error, self.path) from error
            self._remember()
            self._look(self._whose.size - there)
            return there

    def recall(self) -> int:
        """Hash the next slice of what was there already; how many bytes are hashed now."""
        with self._lock:
            data = self._at(self.length)
            self._hash.update(data)
            self.length += len(data)
            return self.length

    def write(self, data: bytes) -> None:
        """Append. Raises StorageError where the disk is full or nearly so; what is there stays."""
        with self._lock:
            if self._descriptor < 0:
                return
            if self.length - self._looked >= LOOK:
                self._look(0)
            try:
                view = memoryview(data)
                while view:
                    done = os.pwrite(self._descriptor, view, self.length)
                    self._hash.update(view[:done])
                    self.length += done
                    view = view[done:]
            except OSError as error:
                raise self._unwritten(error) from error

    def begin(self, etag: str, *, anew: bool) -> None:
        """Note what the server calls the bytes; where `anew`, forget those that are there."""
        with self._lock:
            if anew:
                os.ftruncate(self._descriptor, 0)
                self.length = self._looked = 0
                self._hash = hashlib.sha256()
            if anew or etag != self.etag:
                self.etag = etag
                self._remember()

    @property
    def sha256(self) -> str:
        """The hash of what has arrived, in hex."""
        return self._hash.hexdigest()

    def become(self, path: Path) -> None:
        """Take the name `path`, durably; whatever had it is replaced. Raises StorageError."""
        with self._lock:
            try:
                os.fsync(self._descriptor)
                self.path.replace(path)
                self._facts.unlink(missing_ok=True)
                sync_folder(path.parent)
            except OSError as error:
                raise self._unwritten(error) from error

    def discard(self) -> None:
        """Throw away what arrived."""
        with self._lock:
            self.path.unlink(missing_ok=True)
            self._facts.unlink(missing_ok=True)

    def close(self) -> None:
        """Stop writing; what arrived stays. A write that goes on in a thread ends first."""
        with self._lock:
            descriptor, self._descriptor = self._descriptor, -1
            if descriptor >= 0:
                os.close(descriptor)

    def _at(self, offset: int) -> bytes:
        try:
            return os.pread(self._descriptor, SLICE, offset)
        except OSError as error:
            raise storage_error(error, self.path) from error

    def _recalled(self) -> bool:
        """Whether the bytes there are of this very file."""
        try:
            said = json.loads(self._facts.read_text("utf-8"))
            self.etag = strong(str(said["etag"]))
            return (said["sha256"], said["size"]) == (self._whose.sha256, self._whose.size)
        except (OSError, ValueError, KeyError, TypeError):
            # Without it nobody knows what the bytes are: they are fetched again.
            return False

    def _remember(self) -> None:
        said = {
            "origin": self._whose.origin,
            "sha256": self._whose.sha256,
            "size": self._whose.size,
            "etag": self.etag,
        }
        write_atomic(self._facts, json.dumps(said).encode())

    def _look(self, needed: int) -> None:
        """Raise StorageError where `needed` more bytes would not leave enough room."""
        self._looked = self.length
        free = shutil.disk_usage(self.path.parent).free
        if free < needed + SPARE:
            what = f"{needed / 1e6:,.0f} MB are to come and" if needed else "only"
            raise StorageError(
                f"The disk is too full: {what} {free / 1e6:,.0f} MB are free; the part is kept.",
                file=self.path.parent,
                fix="Free some space and pull again, or choose a smaller model.",
            )

    def _unwritten(self, error: OSError) -> StorageError:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            return storage_error(error, self.path)
        return StorageError(
            "The disk is full; what arrived is kept.",
            file=self.path,
            fix="Free some space and pull again.",
        )


def strong(etag: str) -> str:
    """The entity tag, if it promises the same bytes (RFC 9110, 8.8.3), else nothing."""
    return etag if _ETAG.fullmatch(etag) else ""

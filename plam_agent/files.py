"""Files that are either whole or absent: atomic writes, private folders, framed records."""

from __future__ import annotations

import base64
import binascii
import contextlib
import errno
import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from .errors import BusyError, DamageError, InputError, StorageError
from .types import canonical

T = TypeVar("T")


def write_atomic(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Replace the file at `path` by `data`, so that a reader sees the old or the new, whole.

    The bytes go to a temporary file beside it and are durable before the name changes. Raises
    StorageError when the disk is full or the folder cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            with os.fdopen(os.open(temporary, flags, mode), "wb") as file:
                os.fchmod(file.fileno(), mode)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise storage_error(error, path) from error


def write_new(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Make a new file at `path`, whole or not at all; never in the place of what is there.

    Raises InputError where something is there already, StorageError where it cannot be written.
    """

    def write(descriptor: int) -> None:
        with os.fdopen(descriptor, "wb", closefd=False) as file:
            file.write(data)

    make_new(path, write, mode)


def make_new(path: Path, write: Callable[[int], T], mode: int = 0o600) -> T:
    """Make a new file at `path` by `write`, which gets its descriptor; what that returns.

    It is whole or absent, and never in the place of what is there. Raises InputError where
    something is there already, StorageError where it cannot be written, and what `write` raises.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        try:
            os.fchmod(descriptor, mode)
            made = write(descriptor)
            os.fsync(descriptor)
            os.link(draft, path)
        finally:
            os.close(descriptor)
            draft.unlink(missing_ok=True)
        sync_folder(path.parent)
    except FileExistsError as error:
        raise InputError(
            "is there already.", file=path, fix="Choose another name, or delete it."
        ) from error
    except OSError as error:
        raise storage_error(error, path) from error
    return made


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def private_folder(folder: Path) -> Path:
    """Create `folder` and what is above it, for its owner alone (0700), and return it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, folder) from error
    return folder


def storage_error(error: OSError, path: Path) -> StorageError:
    """What an operating system's refusal to write `path` means, in words."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageError(
            "the disk is full; nothing was changed.", file=path, fix="Free some space and retry."
        )
    reason = (error.strerror or str(error)).lower()
    return StorageError(
        f"cannot be written: {reason}.", file=path, fix="Check the folder and its permissions."
    )


@contextlib.contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[int]:
    """Hold an advisory lock named by `path` against other processes and threads.

    Yields the descriptor of the locked file. Raises BusyError where another holds it and `wait` is
    false.
    """
    descriptor = _locked(path, wait)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _locked(path: Path, wait: bool) -> int:
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise storage_error(error, path) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Whoever held it before may have removed the name: then it locks nobody else out.
            if os.fstat(descriptor).st_nlink:
                return descriptor
        except BlockingIOError as error:
            os.close(descriptor)
            raise BusyError("another process is at it.", file=path, fix="Wait for it.") from error
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def framed(fields: Mapping[str, Any]) -> bytes:
    """`fields` as one line of canonical JSON and a line with its SHA-256."""
    body = canonical(fields)
    return body + b"\n" + hashlib.sha256(body).hexdigest().encode() + b"\n"


def unframed(raw: bytes, path: Path) -> dict[str, Any]:
    """The fields of a framed record read from `path`. Raises DamageError if any byte changed."""
    body = raw.partition(b"\n")[0]
    try:
        fields = json.loads(body)
        whole = isinstance(fields, dict) and framed(fields) == raw
    except (ValueError, RecursionError):
        whole = False
    if not whole:
        raise DamageError("is damaged: its checksum does not match.", file=path, fix=RESTORE)
    return dict(fields)


RESTORE = "Restore it from a backup."


def text_of(raw: bytes) -> str:
    """Bytes as unpadded base64url text."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def bytes_of(text: object) -> bytes:
    """The bytes of unpadded base64url text. Raises ValueError for anything but the one spelling."""
    if not isinstance(text, str):
        raise ValueError("not base64url text")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64url text") from error
    if text_of(raw) != text:
        raise ValueError("not base64url text")
    return raw

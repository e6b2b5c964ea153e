"""Weights that are lent to an engine as a file that no disk holds."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .errors import PlamError
from .files import locked, private_folder, storage_error
from .planner.engine import Adapter

_PREFIX = ".plam-adapter-"


@contextlib.contextmanager
def lent(gguf: bytes, scale: float = 1.0, *, folder: Path | None = None) -> Iterator[Adapter]:
    """These weights as an adapter for this process; its file ends with the context.

    An engine has read them when `wear` returns. Where the system has no files in memory, a private
    one lies in the user's runtime folder, which is in memory, or else in `folder`. Raises
    StorageError.
    """
    digest = hashlib.sha256(gguf).hexdigest()
    with contextlib.ExitStack() as stack:
        try:
            file = _in_memory(stack, gguf) or _private(stack, gguf, _runtime_folder() or folder)
        except OSError as error:
            raise storage_error(error, folder or Path(tempfile.gettempdir())) from error
        yield Adapter(file, scale, digest)


def _in_memory(stack: contextlib.ExitStack, data: bytes) -> Path | None:
    """An anonymous file (memfd_create(2)) by its descriptor's name; None where there is none."""
    try:
        descriptor = os.memfd_create("adapter", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    except (AttributeError, OSError):
        return None
    stack.callback(os.close, descriptor)
    file = Path(f"/proc/self/fd/{descriptor}")
    if not file.exists():
        return None
    with open(descriptor, "wb", closefd=False) as stream:
        stream.write(data)
    # What was hashed is what is read.
    fixed = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fixed)
    return file


def _runtime_folder() -> Path | None:
    """The folder in memory that is this user's alone (XDG Base Directory Specification)."""
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or "")
    if not (folder.is_absolute() and folder.is_dir() and os.access(folder, os.W_OK)):
        return None
    found = folder.stat()
    return folder if found.st_uid == os.getuid() and not found.st_mode & 0o077 else None


def _private(stack: contextlib.ExitStack, data: bytes, folder: Path | None) -> Path:
    """A file that its lender keeps locked; those whose lender was cut off go."""
    if folder is not None:
        for left in private_folder(folder).glob(f"{_PREFIX}*"):
            with contextlib.suppress(PlamError, OSError), locked(left, wait=False):
                left.unlink()
    descriptor, name = tempfile.mkstemp(prefix=_PREFIX, dir=folder)
    stack.callback(os.close, descriptor)
    file = Path(name)
    stack.callback(file.unlink, missing_ok=True)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with open(descriptor, "wb", closefd=False) as stream:
        stream.write(data)
    return file

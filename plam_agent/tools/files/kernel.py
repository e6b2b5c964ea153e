"""The system calls that Python lacks: openat2(2), and renames that never replace or that exchange.

Each is asked for once; where the system has none (macOS has no openat2, an old kernel or a seccomp
filter answers ENOSYS or EPERM), the caller takes the portable way, which is as strict.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import sys
from typing import Any

OPENAT2 = 437  # The same number on every Linux architecture but Alpha.
RESOLVE_NO_MAGICLINKS = 0x02
RESOLVE_NO_SYMLINKS = 0x04
RESOLVE_BENEATH = 0x08
_RESOLVE = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS
_TRIES = 16
_ABSENT = (errno.ENOSYS, errno.EPERM, errno.EINVAL, errno.E2BIG, errno.EOPNOTSUPP)


class UnsupportedError(Exception):
    """The system, or this file system, has no such call."""


class _OpenHow(ctypes.Structure):
    _fields_ = (
        ("flags", ctypes.c_uint64),
        ("mode", ctypes.c_uint64),
        ("resolve", ctypes.c_uint64),
    )


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


@functools.cache
def has_openat2() -> bool:
    """Whether openat2(2) can be called here; asked once."""
    if not sys.platform.startswith("linux") or os.uname().machine == "alpha":
        return False
    start = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.close(_openat2(start, b".", os.O_RDONLY | os.O_DIRECTORY))
    except OSError:
        return False
    finally:
        os.close(start)
    return True


def open_beneath(folder: int, path: str, flags: int) -> int:
    """Open a relative path of several components beneath a folder, in one call of the kernel.

    No component may be a symbolic or a magic link, and the path cannot leave the folder. Raises
    OSError: ELOOP for a link, EXDEV for a path that leads out.
    """
    return _openat2(folder, os.fsencode(path), flags)


def _openat2(folder: int, path: bytes, flags: int) -> int:
    how = _OpenHow(flags | os.O_CLOEXEC, 0, _RESOLVE)
    for _ in range(_TRIES):
        opened = _libc().syscall(
            ctypes.c_long(OPENAT2),
            ctypes.c_int(folder),
            ctypes.c_char_p(path),
            ctypes.byref(how),
            ctypes.c_size_t(ctypes.sizeof(how)),
        )
        if opened >= 0:
            return int(opened)
        number = ctypes.get_errno()
        # EAGAIN: the kernel could not be sure during a rename, and says to try again.
        if number not in (errno.EAGAIN, errno.EINTR):
            break
    raise OSError(number, os.strerror(number), os.fsdecode(path))


def rename_new(from_folder: int, old: str, to_folder: int, new: str) -> None:
    """Rename without ever replacing: FileExistsError where `new` exists.

    Where the file system cannot, a hard link and an unlink do the same for a regular file; raises
    UnsupportedError where it has no hard links either.
    """
    try:
        _rename(from_folder, old, to_folder, new, "new")
        return
    except UnsupportedError:
        pass
    try:
        os.link(old, new, src_dir_fd=from_folder, dst_dir_fd=to_folder, follow_symlinks=False)
    except OSError as error:
        if error.errno in (*_ABSENT, errno.EMLINK):
            raise UnsupportedError from error
        raise
    os.unlink(old, dir_fd=from_folder)


def exchange(from_folder: int, old: str, to_folder: int, new: str) -> None:
    """Let two existing names change places atomically. Raises UnsupportedError where it cannot."""
    _rename(from_folder, old, to_folder, new, "exchange")


# RENAME_NOREPLACE and RENAME_EXCHANGE of Linux; RENAME_EXCL and RENAME_SWAP of macOS.
_FLAGS = {"linux": {"new": 1, "exchange": 2}, "darwin": {"new": 4, "exchange": 2}}
_CALLS = {"linux": "renameat2", "darwin": "renameatx_np"}


def _rename(from_folder: int, old: str, to_folder: int, new: str, how: str) -> None:
    call = _renamer()
    if call is None:
        raise UnsupportedError
    flags = _FLAGS[sys.platform][how]
    if call(from_folder, os.fsencode(old), to_folder, os.fsencode(new), flags) == 0:
        return
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP):
        raise UnsupportedError
    raise OSError(number, os.strerror(number), old)


@functools.cache
def _renamer() -> Any:
    name = _CALLS.get(sys.platform)
    call = getattr(_libc(), name, None) if name else None
    if call is not None:
        call.argtypes = (
            ctypes.c_int,
            ctypes.c_char_p,
            ctypes.c_int,
            ctypes.c_char_p,
            ctypes.c_uint,
        )
        call.restype = ctypes.c_int
    return call

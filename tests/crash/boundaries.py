"""Numbers the boundaries that a process passes, and kills it at one of them.

Everything is wrapped from outside, in a child process that ends by being killed: the product has no
hooks for it.
"""

from __future__ import annotations

import ctypes
import dataclasses
import functools
import io
import os
import re
import signal
import socket
import sqlite3
import threading
from collections.abc import Callable, Sequence
from typing import Any

from plam_agent.tools.files import kernel
from plam_agent.tools.registry import Registry
from plam_agent.types import Tool

PIECE = 24
_SAID = re.compile(rb"^(?:[A-Z]{3,5}\d+ )?([A-Za-z][A-Za-z -]*)")


class Tracer:
    """Counts boundaries; at number `target`, or the first called so, the process is killed."""

    def __init__(self, target: int | str = 0) -> None:
        self.passed: list[str] = []
        self._target = target
        self._lock = threading.Lock()

    def mark(self, label: str) -> None:
        """A boundary is passed."""
        if self.here(label):
            self.die()

    def here(self, label: str) -> bool:
        """Count a boundary; True where the caller is to cut it in the middle."""
        with self._lock:
            self.passed.append(label)
            return self._target in (len(self.passed), label)

    def die(self) -> None:
        """No handler, no `finally`, no flush."""
        os.kill(os.getpid(), signal.SIGKILL)

    def around(self, label: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same call with a boundary before and one after it."""

        @functools.wraps(call)
        def traced(*args: Any, **kwargs: Any) -> Any:
            self.mark(f"before {label}")
            result = call(*args, **kwargs)
            self.mark(f"after {label}")
            return result

        return traced


def install(tracer: Tracer) -> None:
    """Wrap SQLite, files and sockets of this process."""
    _statements(tracer)
    _system_calls(tracer)
    _files(tracer)
    _sockets(tracer)


def tools(tracer: Tracer, known: Registry) -> Registry:
    """The same tools with a boundary at the start and at the end of all that they do."""

    def traced(label: str, does: Callable[..., Any] | None) -> Callable[..., Any] | None:
        if does is None:
            return None

        async def traced_one(context: Any, args: Any) -> Any:
            tracer.mark(f"start {label}")
            result = await does(context, args)
            tracer.mark(f"end {label}")
            return result

        return traced_one

    def all_of(each: Tool) -> Tool:
        return dataclasses.replace(
            each,
            run=traced(each.name, each.run),
            undo=traced(f"undo of {each.name}", each.undo),
            reconcile=traced(f"look for {each.name}", each.reconcile),
        )

    return Registry(map(all_of, known))


def within_tools(labels: Sequence[str]) -> list[bool]:
    """For each boundary of a run, whether a tool was at work there."""
    depth, within = 0, []
    for label in labels:
        depth += label.startswith("start ")
        within.append(depth > 0)
        depth -= label.startswith("end ")
    return within


def _statements(tracer: Tracer) -> None:
    class Traced(sqlite3.Connection):
        def execute(self, sql: str, *args: Any) -> Any:
            label = " ".join(sql.split()[:3])
            if label.startswith(("SELECT", "PRAGMA")):
                return super().execute(sql, *args)
            return tracer.around(f"sql {label}", super().execute)(sql, *args)

    connect = sqlite3.connect

    def opened(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        return connect(*args, factory=Traced, **kwargs)

    sqlite3.connect = opened  # type: ignore[assignment]


class _Vfs(ctypes.Structure):
    """struct sqlite3_vfs, version 3 (sqlite.org/c3ref/vfs.html)."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("path_size", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        *((f"method{number}", ctypes.c_void_p) for number in range(13)),
        ("set_system_call", ctypes.c_void_p),
        ("get_system_call", ctypes.c_void_p),
        ("next_system_call", ctypes.c_void_p),
    )


_kept: list[Any] = []
"""What SQLite calls back must outlive it."""


def _system_calls(tracer: Tracer) -> None:
    library = ctypes.CDLL("libsqlite3.so.0")
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    vfs = library.sqlite3_vfs_find(None)
    get = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.POINTER(_Vfs), ctypes.c_char_p)(
        vfs.contents.get_system_call
    )
    put = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Vfs), ctypes.c_char_p, ctypes.c_void_p)(
        vfs.contents.set_system_call
    )
    size, offset, buffer = ctypes.c_size_t, ctypes.c_int64, ctypes.c_void_p
    writing = ctypes.CFUNCTYPE(ctypes.c_ssize_t, ctypes.c_int, buffer, size, offset, use_errno=True)
    removing = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p, use_errno=True)
    cutting = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, offset, use_errno=True)

    def replace(name: bytes, kind: Any, wrap: Callable[[Any], Callable[..., int]]) -> None:
        address = get(vfs, name)
        if address is None:
            return
        hook = kind(wrap(kind(address)))
        _kept.append(hook)
        put(vfs, name, ctypes.cast(hook, ctypes.c_void_p))

    def written(real: Any) -> Callable[..., int]:
        def write(fd: int, data: int, count: int, at: int) -> int:
            tracer.mark("before sqlite write")
            if tracer.here("within sqlite write"):
                real(fd, data, count // 2, at)
                tracer.die()
            done = int(real(fd, data, count, at))
            tracer.mark("after sqlite write")
            return done

        return write

    def simple(label: str) -> Callable[[Any], Callable[..., int]]:
        return lambda real: lambda *args: int(tracer.around(f"sqlite {label}", real)(*args))

    for name in (b"pwrite", b"pwrite64"):
        replace(name, writing, written)
    replace(b"unlink", removing, simple("unlink"))
    replace(b"ftruncate", cutting, simple("truncate"))


class _Cut:
    """A file open for writing, each write of which can be cut in the middle."""

    def __init__(self, file: Any, tracer: Tracer) -> None:
        self._file = file
        self._tracer = tracer

    def write(self, data: Any) -> int:
        self._tracer.mark("before file write")
        if self._tracer.here("within file write"):
            self._file.write(data[: len(data) // 2])
            self._file.flush()
            self._tracer.die()
        done = self._file.write(data)
        self._file.flush()
        self._tracer.mark("after file write")
        return int(done)

    def __enter__(self) -> _Cut:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _files(tracer: Tracer) -> None:
    for name in ("fsync", "replace", "rename", "link", "unlink", "mkdir", "rmdir", "ftruncate"):
        setattr(os, name, tracer.around(f"file {name}", getattr(os, name)))
    kernel._rename = tracer.around("file rename", kernel._rename)
    create, fdopen = os.open, os.fdopen

    def opened(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        if not flags & os.O_CREAT:
            return create(path, flags, *args, **kwargs)
        return int(tracer.around("file create", create)(path, flags, *args, **kwargs))

    def wrapped(fd: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        file = fdopen(fd, mode, *args, **kwargs)
        writes = "b" in mode and ("w" in mode or "+" in mode)
        return _Cut(file, tracer) if writes and isinstance(file, io.BufferedIOBase) else file

    os.open, os.fdopen = opened, wrapped  # type: ignore[assignment]


def _sockets(tracer: Tracer) -> None:
    kind = socket.socket
    send, sendall, recv, into = kind.send, kind.sendall, kind.recv, kind.recv_into

    def sending(real: Callable[..., Any]) -> Callable[..., Any]:
        def traced(self: socket.socket, data: Any, *args: Any) -> Any:
            if self.family != socket.AF_INET:
                return real(self, data, *args)
            label = f"send {_said(bytes(data[:60]))}"
            tracer.mark(f"before {label}")
            if tracer.here(f"within {label}"):
                sendall(self, data[: len(data) // 2])
                tracer.die()
            result = real(self, data, *args)
            tracer.mark(f"after {label}")
            return result

        return traced

    def receiving(real: Callable[..., Any]) -> Callable[..., Any]:
        def traced(self: socket.socket, *args: Any) -> Any:
            result = real(self, *args)
            if self.family == socket.AF_INET and result:
                tracer.mark("after answer")
            return result

        return traced

    kind.send, kind.sendall = sending(send), sending(sendall)  # type: ignore[method-assign]
    kind.recv, kind.recv_into = receiving(recv), receiving(into)  # type: ignore[method-assign]


def _said(data: bytes) -> str:
    found = _SAID.match(data)
    return found[1].decode()[:PIECE].strip() if found else "data"

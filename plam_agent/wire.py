"""How commands and the service talk: lines of JSON over a Unix socket that only its owner reaches.

The service speaks first: `{"plam": 1, "pid": …, "locked": …}`. The client sends one request,
`{"do": "ask", …}`. The service may send `{"progress": [done, total, text]}` and
`{"confirm": {…}}`, which the client answers with `{"answer": …}`; the last line is
`{"done": {…}}` or `{"error": {…}}`. A line is a JSON object in UTF-8; the service reads
at most a mebibyte of one, a client 64.

Both ends ask the kernel who the other is (SO_PEERCRED, getpeereid): another user is turned away.
"""

from __future__ import annotations

import asyncio
import ctypes
import hashlib
import json
import os
import socket
import stat
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from . import errors
from .errors import AuthorityError, BusyError, InputError, PlamError, StorageError
from .files import storage_error

VERSION = 1
LONGEST = 1 << 20
LONGEST_ANSWER = 64 << 20
# sockaddr_un holds 108 bytes on Linux and 104 elsewhere, the closing NUL included.
LONGEST_PATH = 103
PATIENCE = 10.0

Frame = dict[str, Any]


def socket_path(home: Path, name: str = "plam") -> Path:
    """Where the service of this home listens; in $XDG_RUNTIME_DIR where the home's path is long.

    The approver has a socket of its own, by its `name`.

    Raises InputError where neither can hold a socket.
    """
    path = home / "run" / f"{name}.sock"
    if len(os.fsencode(path)) <= LONGEST_PATH:
        return path
    prefix = "" if name == "plam" else f"{name}-"
    hashed = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    path = Path(runtime, "plam", f"{prefix}{hashed}.sock")
    if runtime and Path(runtime).is_absolute() and len(os.fsencode(path)) <= LONGEST_PATH:
        return path
    raise InputError(
        "its path is too long for a socket.",
        file=home,
        fix="Set XDG_RUNTIME_DIR, or choose a --home with a shorter path.",
    )


def private(folder: Path) -> Path:
    """Make the socket's folder, or check it: a folder of this user that nobody else can enter.

    Raises AuthorityError where it is another's or open to others, StorageError.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise storage_error(error, folder) from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise AuthorityError(
            "is not a folder that only you can enter.",
            file=folder,
            fix=f"Look at it, then: chmod 700 {folder}",
        )
    return folder


def listen(path: Path) -> socket.socket:
    """A listening socket at `path` (0600), in the place of a stale one. Raises StorageError."""
    private(path.parent)
    fresh = path.with_name(f".{os.getpid()}")
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        fresh.unlink(missing_ok=True)
        listening.bind(str(fresh))
        fresh.chmod(0o600)
        listening.listen(128)
        listening.setblocking(False)
        # Only now does it get its name: nobody ever finds a socket that is not ready.
        fresh.rename(path)
    except OSError as error:
        listening.close()
        fresh.unlink(missing_ok=True)
        raise storage_error(error, path) from error
    return listening


def peer(connection: socket.socket) -> int:
    """The user at the other end, as the kernel says. Raises AuthorityError where it does not."""
    if hasattr(socket, "SO_PEERCRED"):
        raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        return int(struct.unpack("3i", raw)[1])
    user, group = ctypes.c_uint(), ctypes.c_uint()
    ask = getattr(ctypes.CDLL(None), "getpeereid", None)
    if ask is None or ask(connection.fileno(), ctypes.byref(user), ctypes.byref(group)):
        raise AuthorityError("this system does not say who is at the other end of a socket.")
    return user.value


class Link:
    """One end of a connection: whole frames in and out, each within its time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The streams of one connection; the reader's limit bounds a frame."""
        self._reader = reader
        self._writer = writer

    def check_peer(self) -> None:
        """Raise AuthorityError unless this user is at the other end."""
        if peer(self._writer.get_extra_info("socket")) != os.getuid():
            raise AuthorityError("another user is at the other end of the socket.")

    async def send(self, frame: Mapping[str, Any]) -> None:
        """Send one frame. Raises ConnectionError or TimeoutError where nobody takes it."""
        self._writer.write(encoded(frame))
        async with asyncio.timeout(PATIENCE):
            await self._writer.drain()

    def tell(self, frame: Mapping[str, Any]) -> None:
        """Send what may be lost: nothing where the other end is gone or does not keep up."""
        transport = self._writer.transport
        if not transport.is_closing() and transport.get_write_buffer_size() < LONGEST:
            self._writer.write(encoded(frame))

    async def receive(self, seconds: float | None = PATIENCE) -> Frame:
        """The next frame. Raises InputError for what is none, ConnectionError at the end.

        Raises InputError too where none came within `seconds`.
        """
        try:
            async with asyncio.timeout(seconds):
                line = await self._reader.readline()
        except TimeoutError as error:
            raise InputError(f"nothing came within {seconds:.0f} s.") from error
        except ValueError as error:
            raise InputError(f"a line is longer than {LONGEST} bytes.") from error
        if not line.endswith(b"\n"):
            raise ConnectionResetError("the other end is gone")
        return decoded(line)

    async def close(self) -> None:
        """Close; what could not be sent by now is lost."""
        self._writer.close()
        try:
            async with asyncio.timeout(1.0):
                await self._writer.wait_closed()
        except (TimeoutError, ConnectionError):
            self._writer.transport.abort()


def encoded(frame: Mapping[str, Any]) -> bytes:
    """A frame as its line."""
    text = json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass") + b"\n"


def decoded(line: bytes) -> Frame:
    """The frame of a line. Raises InputError where it is none."""
    try:
        frame = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError("this is no line of JSON.") from error
    if not isinstance(frame, dict):
        raise InputError("this is no JSON object.")
    return frame


def error_frame(error: PlamError) -> Frame:
    """An error as the last frame of a request."""
    body = {
        "kind": type(error).__name__,
        "message": error.message,
        "file": error.file,
        "line": error.line,
        "fix": error.fix,
        "exit": error.exit,
    }
    return {"error": body}


def raised(body: Mapping[str, Any]) -> PlamError:
    """The error that a frame tells of, as if it had happened here."""
    kind = getattr(errors, str(body.get("kind")), PlamError)
    if not (isinstance(kind, type) and issubclass(kind, PlamError)):
        kind = PlamError
    line = body.get("line")
    error: PlamError = kind(
        str(body.get("message")),
        file=body.get("file") or None,
        line=line if isinstance(line, int) else None,
        fix=str(body.get("fix", "")),
    )
    error.exit = int(body.get("exit", error.exit))
    return error


Confirming = Callable[[Frame], Awaitable[Any]]
Telling = Callable[[int, int, str], None]


class Client:
    """A connection to the service, for one request. `hello` is what the service said of itself."""

    def __init__(self, link: Link, hello: Frame) -> None:
        """Use `connected`."""
        self._link = link
        self.hello = hello

    async def request(
        self,
        do: str,
        body: Mapping[str, Any] | None = None,
        *,
        confirm: Confirming | None = None,
        progress: Telling | None = None,
    ) -> Any:
        """What the service says to `do`. Raises the error it answers with, or PlamError if it goes.

        `confirm` puts a call before the owner and returns the answer's JSON.
        """
        try:
            await self._link.send({**(body or {}), "do": do})
            while True:
                frame = await self._link.receive(None)
                if "error" in frame:
                    raise raised(frame["error"])
                if "done" in frame:
                    return frame["done"]
                if "confirm" in frame:
                    answer = await confirm(frame["confirm"]) if confirm else None
                    await self._link.send({"answer": answer})
                elif "progress" in frame and progress is not None:
                    done, total, text = frame["progress"]
                    progress(int(done), int(total), str(text))
        except (ConnectionError, TimeoutError) as error:
            raise PlamError(
                "the service ended before it answered.", fix="See `plam log` for what was done."
            ) from error


@asynccontextmanager
async def connected(home: Path) -> AsyncIterator[Client | None]:
    """A connection to the service of this home, or None where none runs.

    Raises AuthorityError where another user answers there, InputError where another version does.
    """
    streams = await _opened(home)
    if streams is None:
        yield None
        return
    link = Link(*streams)
    try:
        link.check_peer()
        try:
            hello = await link.receive()
        except (ConnectionError, InputError) as error:
            raise BusyError("the service does not answer.", fix="See `plam doctor`.") from error
        if "error" in hello:
            raise raised(hello["error"])
        if hello.get("plam") != VERSION:
            raise InputError(
                f"the service speaks version {hello.get('plam')!r}, and this command {VERSION}.",
                fix="Restart it: plam run",
            )
        yield Client(link, hello)
    finally:
        await link.close()


async def _opened(home: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    try:
        path = socket_path(home)
        async with asyncio.timeout(PATIENCE):
            return await asyncio.open_unix_connection(str(path), limit=LONGEST_ANSWER)
    except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError, InputError):
        return None
    except TimeoutError as error:
        raise BusyError("the service does not answer.", fix="See `plam doctor`.") from error
    except OSError as error:
        raise StorageError(f"cannot be reached: {error.strerror}.", file=path) from error

"""Changes of files in a declared folder, as they happen, for whoever watches.

What is told is a hint where to look, never content: a change names a relative path, and whoever
reads it opens the file beneath the root anew. Links are not followed and hidden files are left out.
"""

from __future__ import annotations

import asyncio
import collections
import errno
import logging
import os
import stat
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ...config import Account
from ...errors import AccountError
from .names import visible
from .root import opened, reason

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver

QUIET = 0.3
LONGEST = 2.0
MOST = 1_000
STOPPING = 1.0
_LOOKING = 2.0

Kind = Literal["created", "modified", "moved", "deleted", "overflow"]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a path; `to` is where it was moved.

    `overflow` says that changes were lost, so that everything has to be looked at again. What was
    deleted or moved may be a folder with all that is in it.
    """

    kind: Kind
    path: str = ""
    to: str = ""


class _Collector:
    """Takes events on the observer's thread and wakes the loop; holds at most `most` of them."""

    def __init__(self, root: Path, most: int, wake: Callable[[], None]) -> None:
        self.root = root
        self.most = most
        self.wake = wake
        self.waiting: collections.deque[Change] = collections.deque()
        self.overflowed = False
        self.gone = False

    def dispatch(self, event: FileSystemEvent) -> None:
        """Called by the observer for every event."""
        if event.event_type == "deleted" and Path(os.fsdecode(event.src_path)) == self.root:
            self.gone = True
        elif (change := self.change(event)) is not None:
            if len(self.waiting) >= self.most:
                self.overflowed = True
            else:
                self.waiting.append(change)
        else:
            return
        self.wake()

    def lost(self) -> None:
        """Note that the system dropped events."""
        self.overflowed = True
        self.wake()

    def change(self, event: FileSystemEvent) -> Change | None:
        path = self.relative(event.src_path)
        to = self.relative(event.dest_path) if event.event_type == "moved" else ""
        match event.event_type:
            case "moved" if path and to:
                return None if event.is_directory else Change("moved", path, to)
            case "moved" if to:
                return self.regular("created", to)
            case "deleted" | "moved" if path:
                return Change("deleted", path)
            case "created" | "modified" if path and not event.is_directory:
                return self.regular(event.event_type, path)
        return None

    def regular(self, kind: str, path: str) -> Change | None:
        """A change of a file that is there; links, fifos and what went away again are none."""
        with suppress(OSError):
            if stat.S_ISREG((self.root / path).lstat().st_mode):
                return Change("created" if kind == "created" else "modified", path)
        return None

    def relative(self, path: bytes | str) -> str:
        """The relative path, or nothing for what is hidden or elsewhere."""
        try:
            parts = Path(os.fsdecode(path)).relative_to(self.root).parts
        except ValueError:
            return ""
        return "/".join(parts) if all(map(visible, parts)) else ""

    def taken(self) -> list[Change]:
        """What waits, joined; only an overflow where something was lost."""
        found = []
        with suppress(IndexError):
            while True:
                found.append(self.waiting.popleft())
        if self.overflowed:
            self.overflowed = False
            return [Change("overflow")]
        return joined(found)


def joined(changes: Iterable[Change]) -> list[Change]:
    """Changes in a row as the fewest that come to the same, in the order of their paths' firsts."""
    found: dict[str, Change] = {}
    for change in changes:
        before = found.pop(change.path, None)
        match (before.kind if before else "", change.kind):
            case ("created", "modified"):
                after: Change | None = before
            case ("created", "deleted"):
                after = None
            case ("deleted", "created"):
                after = Change("modified", change.path)
            case ("created", "moved"):
                after = Change("created", change.to)
            case ("modified", "moved"):
                found[change.path] = change
                after = Change("modified", change.to)
            case ("moved", _):
                # Something new under the old name: the move stands, and so does what follows.
                assert before is not None
                found[f"{change.path}\0"] = before
                after = change
            case _:
                after = change
        if after is not None:
            found[after.path] = after
    return list(found.values())


class _Lost(logging.Handler):
    """Hears the library's warnings: it has no other way to say that the system dropped events."""

    def __init__(self, lost: Callable[[], None]) -> None:
        super().__init__(logging.WARNING)
        self.lost = lost

    def emit(self, record: logging.LogRecord) -> None:
        self.lost()


async def changes(
    account: Account,
    *,
    quiet: float = QUIET,
    most: int = MOST,
    ready: Callable[[], None] = lambda: None,
) -> AsyncIterator[Change]:
    """The changes in an account's folder from now on, each batch after `quiet` seconds of silence.

    `ready` is called once changes are heard of: whoever looks then misses none. A batch waits
    LONGEST seconds at most. Ends within STOPPING seconds when cancelled or closed. Raises
    ConfigError where the folder is missing, AccountError where it cannot be watched or goes away.
    """
    loop = asyncio.get_running_loop()
    awake = asyncio.Event()

    def wake() -> None:
        # The loop may be gone while the observer's thread is still ending.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(awake.set)

    path = await asyncio.to_thread(_path, account)
    collector = _Collector(path, most, wake)
    hears = _Lost(collector.lost)
    library = logging.getLogger("watchdog")
    observer = await asyncio.to_thread(_start, path, collector)
    library.addHandler(hears)
    ready()
    try:
        while True:
            await _silence(awake, quiet)
            for change in collector.taken():
                yield change
            if collector.gone or not _alive(observer):
                raise AccountError(
                    "it can no longer be watched: it was moved or deleted",
                    file=path,
                    fix="Put the folder back or correct the account's path.",
                )
    finally:
        library.removeHandler(hears)
        await asyncio.shield(asyncio.to_thread(_stop, observer))


async def _silence(awake: asyncio.Event, quiet: float) -> None:
    """Wait for something and then until nothing more comes, or for a moment to look around."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_LOOKING):
            await awake.wait()
    if not awake.is_set():
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST):
            while awake.is_set():
                awake.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(quiet):
                        await awake.wait()


def _path(account: Account) -> Path:
    with opened(account) as root:
        return Path(os.path.realpath(root.path))


def _start(path: Path, collector: _Collector) -> BaseObserver:
    from watchdog.observers import Observer

    try:
        observer = Observer(timeout=0.2)
        try:
            observer.start()
            observer.schedule(collector, str(path), recursive=True)  # type: ignore[arg-type]
        except BaseException:
            _stop(observer)
            raise
    except OSError as why:
        limits = (errno.ENOSPC, errno.EMFILE)
        fix = "Raise fs.inotify.max_user_watches." if why.errno in limits else ""
        raise AccountError(f"cannot be watched: {reason(why)}", file=path, fix=fix) from None
    return observer


def _alive(observer: BaseObserver) -> bool:
    return observer.is_alive() and all(each.is_alive() for each in observer.emitters)


def _stop(observer: BaseObserver) -> None:
    observer.stop()
    if observer.is_alive():
        observer.join(STOPPING)

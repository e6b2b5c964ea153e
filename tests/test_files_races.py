"""Somebody swaps files, folders and links while the tools work: nothing outside is ever reached."""

from __future__ import annotations

import contextlib
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from plam_agent.config import Account
from plam_agent.errors import PlamError
from plam_agent.tools.context import Connections, Context
from plam_agent.tools.files import changing, kernel, trashing
from plam_agent.tools.files.moving import one_move
from plam_agent.tools.files.root import Root, content, version_of

PATIENCE = 60.0
TRIES = {"between calls": 5_000, "in a thread": 1_000}
CANARY = b"the canary sings\n"
PARIS = ZoneInfo("Europe/Paris")


Steps = Iterator[None]


class Swapper:
    """Swaps what is at `a/file.txt` in every way there is, one system call a step."""

    def __init__(self, root: Path, outside: Path, chance: random.Random) -> None:
        self.root, self.outside = str(root), str(outside)
        self.folder, self.file = f"{root}/a", f"{root}/a/file.txt"
        self.aside, self.away = f"{root}/b", f"{outside.parent}/away"
        self.chance = chance
        self.turns: Counter[str] = Counter()
        self.canary = os.stat(f"{outside}/file.txt").st_ino
        self.steps = self.forever()

    def forever(self) -> Steps:
        ways = (self.link_folder, self.link_file, self.move_out, self.move_out_for_long, self.other)
        while True:
            way = self.chance.choice(ways)
            # Others act on the same names, which is the point.
            with contextlib.suppress(OSError):
                yield from way()
                self.turns[way.__name__] += 1
            with contextlib.suppress(OSError):
                self.mend()
            for _ in range(self.chance.randrange(80)):
                yield

    def link_folder(self) -> Steps:
        """A link to the outside stands where the folder was."""
        os.rename(self.folder, self.aside)
        yield
        os.symlink(self.outside, self.folder)
        yield
        os.unlink(self.folder)
        yield
        os.rename(self.aside, self.folder)

    def link_file(self) -> Steps:
        """A link to the canary stands where the file was."""
        os.rename(self.file, f"{self.folder}/aside.txt")
        yield
        os.symlink(f"{self.outside}/file.txt", self.file)
        yield
        os.unlink(self.file)
        yield
        os.rename(f"{self.folder}/aside.txt", self.file)

    def move_out(self) -> Steps:
        """The folder leaves the root, and while it is away the canary lies in it."""
        os.rename(self.folder, self.away)
        yield
        os.rename(f"{self.away}/file.txt", f"{self.away}/aside.txt")
        yield
        os.link(f"{self.outside}/file.txt", f"{self.away}/file.txt")
        yield
        self.take_canary(self.away)
        os.rename(f"{self.away}/aside.txt", f"{self.away}/file.txt")
        yield
        self.take_canary(self.away)
        os.rename(self.away, self.folder)

    def move_out_for_long(self) -> Steps:
        """The same, and the canary stays there for a while."""
        for number, _ in enumerate(self.move_out()):
            for _ in range(self.chance.randrange(20) if number == 2 else 1):
                yield

    def other(self) -> Steps:
        """Another file of the owner's is renamed over the file."""
        self.put(f"{self.folder}/other.txt")
        yield
        os.rename(f"{self.folder}/other.txt", self.file)

    def put(self, path: str) -> None:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(fd, b"the owner's\n")
        os.close(fd)

    def take_canary(self, folder: str) -> None:
        for name in os.listdir(folder):
            if os.lstat(f"{folder}/{name}").st_ino == self.canary:
                os.unlink(f"{folder}/{name}")

    def mend(self) -> None:
        """Bring back what is missing, so that the next turn can go on."""
        for place in (self.folder, self.file):
            if os.path.islink(place):
                os.unlink(place)
        for place in (self.away, self.aside):
            if os.path.isdir(place) and not os.path.exists(self.folder):
                self.take_canary(place)
                os.rename(place, self.folder)
        if not os.path.isdir(self.folder):
            os.mkdir(self.folder)
        if not os.path.exists(self.file):
            self.put(self.file)


# Every call of the tools before which somebody else may act.
CALLS = ("open", "stat", "fstat", "link", "unlink", "rename", "mkdir", "scandir", "pread", "rmdir")


class Turns:
    """Lets the swapper act between any two system calls of the tools, as a scheduler could."""

    def __init__(self, swapper: Swapper, chance: random.Random) -> None:
        self.swapper = swapper
        self.chance = chance
        self.acting = True

    def before(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            if not self.acting:
                self.acting = True
                for _ in range(self.chance.choice((0, 0, 0, 0, 0, 0, 1, 2, 5))):
                    next(self.swapper.steps)
                self.acting = False
            return call(*given, **named)

        return called

    @contextlib.contextmanager
    def taken(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in CALLS:
                patch.setattr(os, name, self.before(getattr(os, name)))
            patch.setattr(kernel, "open_beneath", self.before(kernel.open_beneath))
            patch.setattr(kernel, "_rename", self.before(kernel._rename))
            self.acting = False
            yield
            self.acting = True


@contextlib.contextmanager
def beside(swapper: Swapper) -> Iterator[None]:
    """Lets the swapper act in a thread of its own."""
    ends = threading.Event()

    def run() -> None:
        while not ends.is_set():
            next(swapper.steps)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ends.set()
        thread.join(30)
        sys.setswitchinterval(interval)


class Worker:
    """Does what the tools do, once a try, on the file that is being swapped."""

    def __init__(self, root: Path) -> None:
        self.account = Account("docs", "files", "folder", {"path": str(root)})
        self.context = Context(
            account=self.account,
            owner="marie@example.org",
            zone=PARIS,
            now=lambda: datetime(2026, 11, 20, tzinfo=PARIS),
            secret=lambda name: "",
            connections=Connections(),
        )
        self.seen: list[bytes] = []
        self.made = 0
        often = [self.read] * 6 + [self.look] * 2
        self.kinds = [*often, *([self.make, self.write, self.move, self.trash, self.trash] * 3)]

    def read(self, root: Root) -> None:
        with root.place("a/file.txt") as (folder, name), folder.reading(name) as fd:
            self.seen.append(content(fd, 100))

    def look(self, root: Root) -> None:
        root.entries("a")
        root.entry("a/file.txt")

    def write(self, root: Root) -> None:
        version = self.version(root)
        self.made += 1
        temporary = f".plam-new-{self.made}"
        changing.replace(root, "a/file.txt", b"written\n", version, temporary)

    def make(self, root: Root) -> None:
        self.made += 1
        with root.place(f"a/new-{self.made}.txt") as (folder, name):
            version = changing.create(folder, name, b"new\n", f".plam-new-{self.made}")
            changing.remove(folder, name, version)

    def move(self, root: Root) -> None:
        one_move(root, "a/file.txt", f"c/moved-{len(self.seen)}.txt", self.version(root))

    def trash(self, root: Root) -> None:
        trashed = trashing.put(self.context, root, "a/file.txt", self.version(root))
        trashing.take_out(root, trashed)

    def version(self, root: Root) -> str:
        with root.place("a/file.txt") as (folder, name), folder.reading(name) as fd:
            self.seen.append(content(fd, 100))
            return version_of(fd)


def names_of(inode: int, top: Path) -> set[Path]:
    found = set()
    for folder, _, names in os.walk(top):
        found |= {
            Path(folder, name) for name in names if Path(folder, name).lstat().st_ino == inode
        }
    return found


@pytest.mark.parametrize("turns", ["between calls", "in a thread"])
@pytest.mark.parametrize("way", ["openat2", "portable"])
def test_nothing_outside_is_reached(
    way: str, turns: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "portable":
        monkeypatch.setattr(kernel, "has_openat2", lambda: False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    # Durability has nothing to do with it, and would take most of the time.
    monkeypatch.setattr(os, "fsync", lambda fd: None)
    root, outside = tmp_path / "root", tmp_path / "outside"
    for folder in (root / "a", root / "c", outside):
        folder.mkdir(parents=True)
    (root / "a" / "file.txt").write_bytes(b"mine\n")
    (outside / "file.txt").write_bytes(CANARY)
    before = (outside / "file.txt").stat()
    worker = Worker(root)
    chance = random.Random(20261120)
    swapper = Swapper(root, outside, chance)
    tries = TRIES[turns]
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    started = time.monotonic()

    with beside(swapper) if turns == "in a thread" else Turns(swapper, chance).taken():
        count = 0
        # A thread that was given no time swapped nothing yet, and then there was no race.
        while count < tries or (len(swapper.turns) < 5 and time.monotonic() < started + PATIENCE):
            count += 1
            kind = chance.choice(worker.kinds)
            try:
                with Root(worker.account) as opened:
                    kind(opened)
                done[kind.__name__] += 1
            except (PlamError, OSError):
                refused[kind.__name__] += 1

    took = time.monotonic() - started
    after = (outside / "file.txt").stat()
    assert CANARY not in worker.seen
    assert (outside / "file.txt").read_bytes() == CANARY
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert os.listdir(outside) == ["file.txt"]
    away = {each for each in names_of(before.st_ino, tmp_path) if each.parent.name == "away"}
    assert names_of(before.st_ino, tmp_path) - away == {outside / "file.txt"}
    # It was a race: every way of swapping had turns, and tries of every kind were won and lost.
    assert len(swapper.turns) == 5
    if turns == "between calls":
        assert set(done) == set(refused) == {"read", "look", "make", "write", "move", "trash"}
        assert min(done.values()) > 20
    print(f"{way}, {turns}: {count} tries in {took:.1f} s; done {dict(done)}; "
          f"refused {dict(refused)}; swaps {dict(swapper.turns)}")  # fmt: skip

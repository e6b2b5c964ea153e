"""Changes in a declared folder, told as they happen."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from plam_agent.config import Account
from plam_agent.errors import AccountError, ConfigError
from plam_agent.tools.files import watching
from plam_agent.tools.files.watching import Change, changes, joined

Take = Callable[[int], "asyncio.Future[list[Change]]"]


def account(folder: Path) -> Account:
    return Account("docs", "files", "folder", {"path": str(folder)})


class Watched:
    """A running watch whose changes a test takes one by one."""

    def __init__(self, stream: AsyncIterator[Change]) -> None:
        self.stream = stream
        self.next: asyncio.Task[Change] | None = None

    async def take(self, count: int = 1) -> list[Change]:
        found = []
        async with asyncio.timeout(20):
            for _ in range(count):
                self.next = self.next or asyncio.ensure_future(anext(self.stream))  # type: ignore[arg-type]
                found.append(await self.next)
                self.next = None
        return found

    async def started(self, folder: Path) -> None:
        """Wait until a file that this makes is told."""
        self.next = asyncio.ensure_future(anext(self.stream))  # type: ignore[arg-type]
        for number in range(200):
            await asyncio.to_thread((folder / f"start-{number}").write_text, "x")
            done, _ = await asyncio.wait([self.next], timeout=0.3)
            if done:
                break
        last = f"start-{number}"
        while (await self.take())[0].path != last:
            pass


@asynccontextmanager
async def watched(folder: Path, **options: float) -> AsyncIterator[Watched]:
    stream = changes(account(folder), quiet=0.05, **options)  # type: ignore[arg-type]
    async with aclosing(stream):  # type: ignore[type-var]
        running = Watched(stream)
        await running.started(folder)
        yield running
        if running.next is not None:
            running.next.cancel()
            await asyncio.wait([running.next])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "root" / "sub").mkdir(parents=True)
    (tmp_path / "root" / "sub" / "old.txt").write_text("old")
    (tmp_path / "outside").mkdir()
    (tmp_path / "root" / "away").symlink_to(tmp_path / "outside")
    return tmp_path / "root"


async def test_changes_are_told_by_relative_path(folder: Path) -> None:
    async with watched(folder) as running:
        (folder / "new.txt").write_text("one")
        (folder / "new.txt").write_text("two")
        assert await running.take() == [Change("created", "new.txt")]
        (folder / "sub" / "old.txt").write_text("changed")
        assert await running.take() == [Change("modified", "sub/old.txt")]
        (folder / "new.txt").rename(folder / "sub" / "newer.txt")
        assert await running.take() == [Change("moved", "new.txt", "sub/newer.txt")]
        (folder / "sub" / "newer.txt").unlink()
        assert await running.take() == [Change("deleted", "sub/newer.txt")]
        (folder / "later").mkdir()
        (folder / "later" / "deep.txt").write_text("x")
        assert await running.take() == [Change("created", "later/deep.txt")]


async def test_what_is_hidden_linked_or_elsewhere_is_not_told(folder: Path, tmp_path: Path) -> None:
    async with watched(folder) as running:
        (tmp_path / "outside" / "secret.txt").write_text("x")
        (folder / ".hidden").write_text("x")
        (folder / "link.txt").symlink_to(tmp_path / "outside" / "secret.txt")
        os.mkfifo(folder / "pipe")
        (tmp_path / "outside" / "secret.txt").write_text("y")
        (folder / ".new").write_text("whole")
        (folder / ".new").rename(folder / "whole.txt")
        assert await running.take() == [Change("created", "whole.txt")]
        shutil.move(folder / "sub", tmp_path / "outside" / "sub")
        assert await running.take() == [Change("deleted", "sub")]
        (tmp_path / "outside" / "sub" / "old.txt").write_text("unseen")
        (folder / "last.txt").write_text("x")
        assert await running.take() == [Change("created", "last.txt")]


async def test_too_many_changes_are_an_overflow(folder: Path) -> None:
    async with watched(folder, most=10) as running:
        for number in range(200):
            (folder / f"{number}.txt").write_text("x")
        assert await running.take() == [Change("overflow")]
        (folder / "after.txt").write_text("x")
        assert await running.take() == [Change("created", "after.txt")]


async def test_what_the_system_dropped_is_an_overflow(folder: Path) -> None:
    async with watched(folder) as running:
        logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed")
        assert await running.take() == [Change("overflow")]


async def test_a_watch_ends_at_once_when_cancelled(folder: Path) -> None:
    told = asyncio.Event()

    async def watch() -> None:
        async for _ in changes(account(folder), quiet=0.01):
            told.set()

    task = asyncio.create_task(watch())
    number = 0
    while not told.is_set():
        number += 1
        await asyncio.to_thread((folder / f"{number}").write_text, "x")
        await asyncio.wait([asyncio.ensure_future(told.wait())], timeout=0.2)
    started = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - started < watching.STOPPING


async def test_a_folder_that_goes_away_is_an_error(folder: Path) -> None:
    async with watched(folder) as running:
        await asyncio.to_thread(shutil.rmtree, folder)
        with pytest.raises(AccountError, match="can no longer be watched"):
            await running.take(10)


async def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be opened"):
        await anext(changes(account(tmp_path / "nope")))  # type: ignore[arg-type]


async def test_a_system_without_watches_left_is_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from watchdog.observers import inotify_c

    def none_left(*_: object) -> int:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(inotify_c.InotifyFD, "add_callback", none_left)
    with pytest.raises(AccountError, match="watch limit reached") as error:
        await anext(changes(account(folder)))  # type: ignore[arg-type]
    assert "max_user_watches" in str(error.value)


@pytest.mark.parametrize(
    ("told", "comes_to"),
    [
        ("created a, modified a, modified a", "created a"),
        ("created a, deleted a", ""),
        ("deleted a, created a", "modified a"),
        ("modified a, modified b, modified a", "modified b, modified a"),
        ("created a, moved a b", "created b"),
        ("modified a, moved a b", "moved a b, modified b"),
        ("moved a b, created a", "moved a b, created a"),
        ("moved a b, deleted b", "moved a b, deleted b"),
    ],
)
def test_changes_in_a_row_are_joined(told: str, comes_to: str) -> None:
    def read(text: str) -> list[Change]:
        return [Change(*each.split()) for each in text.split(", ") if each]  # type: ignore[arg-type]

    assert joined(read(told)) == read(comes_to)

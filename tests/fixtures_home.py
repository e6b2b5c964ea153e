"""Homes, keys, clocks and journals for tests, made at a cost that protects nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plam_agent import keys
from plam_agent.journal import Journal
from plam_agent.vault import Vault

PASSPHRASE = "correct horse"


class TickingClock:
    """A clock that a test moves; every look at it is a second later."""

    def __init__(self, start: datetime = datetime(2026, 6, 1, 12, tzinfo=UTC)) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass(frozen=True)
class Home:
    """An unlocked home in a temporary folder."""

    path: Path
    recovery: str
    master: keys.Master
    device: keys.Signer
    vault: Vault
    clock: TickingClock

    def journal(self) -> Journal:
        return Journal.open(self.path, self.vault, self.device, self.clock)

    def reader(self) -> Journal:
        return Journal.read_only(self.path, self.vault)


def make_home(path: Path) -> Home:
    recovery = keys.create(path, PASSPHRASE, cost=keys.CHEAP)
    master = keys.unlock(path, PASSPHRASE)
    device = keys.open_device(path, master)
    return Home(path, recovery, master, device, Vault(master), TickingClock())


@pytest.fixture
def unlocked(tmp_path: Path) -> Home:
    """An unlocked home."""
    return make_home(tmp_path / "plam")


@pytest.fixture
def new_home(tmp_path: Path) -> Callable[[], Home]:
    """Makes as many unlocked homes as a test wants."""
    count = iter(range(1_000))
    return lambda: make_home(tmp_path / f"plam{next(count)}")

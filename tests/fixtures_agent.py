"""A whole home with the sample mailbox, and a runtime in it, for tests above the tools."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plam_agent import config, keys, sample
from plam_agent.config import Account
from plam_agent.home import Home
from plam_agent.policy.signing import sign
from plam_agent.runtime import Ask, Runtime
from plam_agent.setup import make_home
from plam_agent.tools.context import Connections
from plam_agent.tools.standard import registry
from tests.fakes import FixedClock

PASSPHRASE = "correct horse"
START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # a Monday


@dataclass
class House:
    """A home on disk, its sample data and its clock."""

    path: Path
    data: sample.Sample
    clock: FixedClock

    def open(self) -> Home:
        return Home.open(self.path, lambda: PASSPHRASE, clock=self.clock)

    def edit_policy(self, change: Callable[[str], str]) -> None:
        """Change the policy's text, raise its serial and sign it."""
        path = self.path / "policy.yaml"
        text = change(path.read_text())
        text = re.sub(r"(?m)^serial: (\d+)", lambda m: f"serial: {int(m[1]) + 1}", text)
        path.write_text(text)
        sign(path, keys.open_owner(self.path, PASSPHRASE), now=self.clock())

    @asynccontextmanager
    async def runtime(self, home: Home, ask: Ask | None = None) -> AsyncIterator[Runtime]:
        async with Connections() as connections:
            yield Runtime(home, home.policy(), registry(), connections, ask=ask, model="scripted")


def build(folder: Path) -> House:
    clock = FixedClock(START)
    path = folder / "home"
    make_home(
        path,
        owner=sample.OWNER,
        zone=sample.ZONE.key,
        passphrase=PASSPHRASE,
        cost=keys.CHEAP,
        clock=clock,
    )
    data = sample.create(folder / "sample", clock().astimezone(sample.ZONE))
    accounts = (
        Account(
            "mail", "mail", "maildir", {"path": str(data.mail), "authserv_id": sample.AUTHSERV_ID}
        ),
        Account("calendar", "calendar", "ics", {"path": str(data.calendar)}),
        Account("contacts", "contacts", "vcf", {"path": str(data.contacts)}),
    )
    config.save(path, dataclasses.replace(config.load(path), accounts=accounts))
    return House(path, data, clock)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A home with the sample mailbox, calendar and contacts, under the starter policy."""
    return build(tmp_path)

"""A whole home with the sample mailbox, and a runtime in it, for tests above the tools."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from plam_agent import config
from plam_agent.testing.clock import START, FixedClock
from plam_agent.testing.house import PASSPHRASE, House, build

__all__ = ["PASSPHRASE", "START", "House", "build", "house"]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house that others are copies of; nobody lives in it."""
    return build(tmp_path_factory.mktemp("house"))


@pytest.fixture
def house(tmp_path: Path, built: House) -> House:
    """A home with the sample mailbox, calendar and contacts, under the starter policy."""
    return copied(built, tmp_path)


def copied(built: House, folder: Path) -> House:
    """The home and its sample data in another folder, which its accounts then name."""
    shutil.copytree(built.path.parent, folder, symlinks=True, dirs_exist_ok=True)
    names = ("folder", "mail", "calendar", "contacts")
    places = {
        name: folder / getattr(built.data, name).relative_to(built.path.parent) for name in names
    }
    path = folder / built.path.name
    settings = config.load(path)
    accounts = tuple(
        dataclasses.replace(each, settings={**each.settings, "path": str(places[each.name])})
        for each in settings.accounts
    )
    config.save(path, dataclasses.replace(settings, accounts=accounts))
    return House(path, dataclasses.replace(built.data, **places), FixedClock(built.clock.now))

"""The walks in the documentation are what the app paints now."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import walks
from tests.fixtures_agent import House, copied

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
NAMED = {
    "approval": walks.approval,
    "edit": walks.edit,
    "always": walks.always,
    "undo": walks.undo,
    "forget": walks.forget,
    "first-run": walks.first_run,
}


@pytest.fixture
def house(built: House) -> Iterator[House]:
    """A home whose path is as long on every machine: lines break and sizes are told by it."""
    with tempfile.TemporaryDirectory(prefix="walk-", dir="/tmp") as folder:
        yield copied(built, Path(folder))


@pytest.mark.parametrize("name", NAMED)
async def test_a_walk_is_what_the_app_makes_now(house: House, name: str) -> None:
    walks.kept(name, await NAMED[name](house))


async def test_the_way_back_is_what_the_app_makes_now(
    house: House, tiny: dict[str, Path], adapter_writer: Callable[..., Path]
) -> None:
    walks.kept("rollback", await walks.rollback(house, tiny["llama"], adapter_writer))

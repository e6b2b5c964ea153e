"""Fixtures that every test may use."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from blockbuster import blockbuster_ctx

# What tests call on their own loop; the commands call it before and after anything else runs.
CALLED_BY_TESTS = {
    "plam_agent/home.py": ("open", "policy", "__exit__"),
    "plam_agent/keys.py": ("open_owner", "open_approval"),
    "plam_agent/journal.py": ("verify",),
    "tests/test_triage.py": ("test_a_crash_after_a_question_does_not_ask_it_twice",),
    "plam_agent/testing/house.py": ("edit_policy", "connect", "files"),
    "tests/test_calendar.py": ("when",),
    "tests/test_plugins.py": ("permitted", "loaded"),
}

pytest_plugins = [
    "tests.fixtures_agent",
    "tests.fixtures_home",
    "tests.servers",
    "tests.servers_dav",
    "tests.tiny_models",
]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real messages and utterances beside the checkout."""
    path = Path(os.environ.get("PLAM_SHARED", Path(__file__).parents[2] / "shared"))
    if not (path / "data").is_dir():
        pytest.skip(f"no test data at {path}: set PLAM_SHARED to the folder that holds data/")
    return path


@pytest.fixture(autouse=True)
def unblocked_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail an asyncio test whose loop is blocked by our own code.

    Opening and closing a home is for before and after the loop has anything else to do.
    """
    if not inspect.iscoroutinefunction(getattr(request, "function", None)):
        yield
        return
    with blockbuster_ctx("plam_agent") as blocker:
        for each in blocker.functions.values():
            for file, names in CALLED_BY_TESTS.items():
                each.can_block_in(file, names)
        yield

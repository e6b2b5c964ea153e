"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest_plugins = [
    "tests.fixtures_agent",
    "tests.fixtures_home",
    "tests.servers",
    "tests.tiny_models",
]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real messages and utterances beside the checkout."""
    path = Path(os.environ.get("PLAM_SHARED", Path(__file__).parents[2] / "shared"))
    if not (path / "data").is_dir():
        pytest.skip(f"no test data at {path}: set PLAM_SHARED to the folder that holds data/")
    return path

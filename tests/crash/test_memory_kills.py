"""A small run of the kills of the memory; `python -m tests.crash.memory` does many."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KILLS = 24


@pytest.mark.timeout(180)
def test_nothing_is_lost_and_nothing_forgotten_returns_after_a_kill(tmp_path: Path) -> None:
    told = tmp_path / "figures.json"
    words = ["--kills", str(KILLS), "--workers", "2", "--json", str(told)]

    ended = subprocess.run(
        [sys.executable, "-m", "tests.crash.memory", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=170,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    figures = json.loads(told.read_text())["figures"]
    assert {name: figures[name] for name in ("lost", "returned")} == {"lost": 0, "returned": 0}
    assert figures["kills"] == KILLS

"""A small run of the kills, so that every change is tried; `python -m tests.crash` does many."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KILLS = 40


@pytest.mark.timeout(180)
def test_nothing_is_lost_doubled_or_hidden_by_a_kill(tmp_path: Path) -> None:
    told = tmp_path / "figures.json"
    words = ["--kills", str(KILLS), "--workers", "3", "--json", str(told)]

    ended = subprocess.run(
        [sys.executable, "-m", "tests.crash", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=170,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    figures = json.loads(told.read_text())["figures"]
    wrong = {name: figures[name] for name in ("lost", "doubled", "unknown_hidden")}
    assert wrong == {"lost": 0, "doubled": 0, "unknown_hidden": 0}
    assert figures["kills"] == KILLS

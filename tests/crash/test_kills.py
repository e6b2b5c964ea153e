"""A small run of the kills, so that every change is tried; `python -m` of each does many."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("module", "kills", "workers", "wrong"),
    [
        ("tests.crash", 40, 3, ("lost", "doubled", "unknown_hidden")),
        ("tests.crash.memory", 24, 2, ("lost", "returned")),
        ("tests.crash.tuning", 10, 2, ("unworn", "half", "astray", "readable")),
    ],
    ids=["calls", "memory", "tuning"],
)
def test_nothing_is_lost_doubled_hidden_or_brought_back_by_a_kill(
    tmp_path: Path, module: str, kills: int, workers: int, wrong: tuple[str, ...]
) -> None:
    told = tmp_path / "figures.json"
    words = ["--kills", str(kills), "--workers", str(workers), "--json", str(told)]

    ended = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=170,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    figures = json.loads(told.read_text())["figures"]
    assert {name: figures[name] for name in wrong} == dict.fromkeys(wrong, 0)
    assert figures["kills"] == kills

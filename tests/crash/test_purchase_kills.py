"""A few purchases with kills and lost replies; the thousand are a command of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_ledger_is_what_the_books_say_whoever_dies(tmp_path: Path) -> None:
    # In a process of its own: those that are killed are forked from it, and it has threads.
    file = tmp_path / "figures.json"
    command = [sys.executable, "-W", "ignore", "-m", "tests.crash.purchase", "--purchases", "12"]
    done = subprocess.run(
        [*command, "--workers", "3", "--json", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(file.read_text())["figures"]
    assert figures["purchases"] == 12
    assert figures["kills"] > 0
    for never in ("double", "hidden", "unsettled", "apart", "over", "missing"):
        assert figures[never] == 0, never

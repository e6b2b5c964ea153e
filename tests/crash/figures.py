"""What a run of kills is asked for on the command line, and how its figures are told."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def arguments(program: str, about: str | None, *, kills: int, workers: int) -> argparse.Namespace:
    """`--kills`, `--workers`, `--only` and `--json`, with what they are unless they are given."""
    parser = argparse.ArgumentParser(prog=f"python -m {program}", description=about)
    parser.add_argument("--kills", type=int, default=kills)
    parser.add_argument("--workers", type=int, default=workers)
    parser.add_argument("--only", default="", help="scenarios whose name holds this")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def told(
    figures: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    file: Path | None,
    wrong: Sequence[str],
) -> int:
    """Print the figures, write them and the rows to `file`; 1 where any of the `wrong` is one."""
    print(json.dumps(figures))
    if file:
        file.write_text(json.dumps({"figures": figures, "rows": rows}, indent=1) + "\n")
    return 1 if any(figures[name] for name in wrong) else 0

"""What every benchmark shares: its options, its table and its JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def options(description: str) -> argparse.ArgumentParser:
    """A parser with `--quick` and `--json FILE`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="end within a minute on two cores")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write figures and rows here")
    return parser


def report(
    title: str,
    rows: Sequence[Mapping[str, Any]],
    figures: Mapping[str, float],
    file: Path | None,
) -> None:
    """Print the rows as a table and write `{"figures": …, "rows": …}` where it was asked for."""
    print(title)
    names = list(rows[0]) if rows else []
    cells = [[_shown(row.get(name)) for name in names] for row in rows]
    widths = [max(map(len, column)) for column in zip(names, *cells, strict=True)]
    for line in [names, *cells]:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )
    if file is not None:
        file.write_text(json.dumps({"figures": dict(figures), "rows": list(rows)}, indent=2) + "\n")


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)

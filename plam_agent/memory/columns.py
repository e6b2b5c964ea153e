"""What is known of every row beside its words and its vector, as arrays."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .memory import Memory, Tier
from .vectors import grown

Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]

TIERS = {tier: number for number, tier in enumerate(Tier)}
FAR = 2
"""Places of one source that are at most so far apart are neighbours."""

_FORM: dict[str, type] = {
    "tier": np.uint8,
    "trusted": np.bool_,
    "at": np.float64,
    "until": np.float64,
    "importance": np.float32,
    "uses": np.float32,
    "source": np.int32,
    "place": np.int64,
    "before": np.int32,
    "after": np.int32,
}


class Columns:
    """Rows in order; `before` and `after` are the rows beside each, or `size` where none is."""

    def __init__(self) -> None:
        """No rows."""
        self.size = 0
        self.ids: list[str] = []
        self._sources: dict[str, int] = {}
        self._arrays: dict[str, NDArray[Any]] = {k: np.zeros(0, v) for k, v in _FORM.items()}

    def __getitem__(self, name: str) -> NDArray[Any]:
        """One column; what is written into it stays."""
        return self._arrays[name][: self.size]

    def add(self, memories: Sequence[Memory]) -> None:
        """Append a row for each memory."""
        end = self.size + len(memories)
        if end > len(self._arrays["at"]):
            self._arrays = {name: grown(array, end) for name, array in self._arrays.items()}
        number = self._sources.setdefault
        new: dict[str, list[Any]] = {
            "tier": [TIERS[each.tier] for each in memories],
            "trusted": [each.trusted for each in memories],
            "at": [each.at.timestamp() for each in memories],
            "until": [each.until.timestamp() if each.until else inf for each in memories],
            "importance": [each.importance for each in memories],
            "uses": [0] * len(memories),
            "source": [number(each.source, len(self._sources)) for each in memories],
            "place": [max(-(2**62), min(each.place, 2**62)) for each in memories],
            "before": [-1] * len(memories),
            "after": [-1] * len(memories),
        }
        for name, values in new.items():
            self._arrays[name][self.size : end] = values
        self.ids += [each.id for each in memories]
        self.size = end
        self._link(np.unique(np.array(new["source"], np.int32)))

    def keep(self, rows: Flags) -> None:
        """Keep only these rows, in their order; nothing of the others stays."""
        self._arrays = {name: self[name][rows] for name in _FORM}
        self.ids = [id_ for id_, kept in zip(self.ids, rows.tolist(), strict=True) if kept]
        self.size = len(self.ids)
        names = list(self._sources)
        used, numbers = np.unique(self["source"], return_inverse=True)
        self._sources = {names[old]: at for at, old in enumerate(used.tolist())}
        self._arrays["source"] = numbers.astype(np.int32)
        self._link(np.arange(len(used), dtype=np.int32))

    def neighbours(self, name: str) -> Ints:
        """The column `before` or `after` with `size` for none, and one more row that has none.

        So a chain of neighbours can be followed without asking whether there is a next.
        """
        found = np.full(self.size + 1, self.size, np.int32)
        column = self[name]
        found[:-1][column >= 0] = column[column >= 0]
        return found

    def allowed(self, tiers: Collection[Tier] | None, trusted: bool) -> Flags | None:
        """Which rows are of one of the tiers, and trusted where asked for; None for all."""
        found: Flags | None = self["trusted"] if trusted else None
        if tiers is not None:
            table = np.zeros(len(TIERS), np.bool_)
            table[[TIERS[each] for each in tiers]] = True
            of_them: Flags = table[self["tier"]]
            found = of_them if found is None else found & of_them
        return found

    def within(self, start: datetime | None, end: datetime | None) -> Flags:
        """Which rows are of a time from `start` until before `end`."""
        at = self["at"]
        found: Flags = (at >= (start.timestamp() if start else -inf)) & (
            at < (end.timestamp() if end else inf)
        )
        return found

    def _link(self, sources: Ints) -> None:
        """Find who stands beside whom in some sources."""
        table = np.zeros(len(self._sources), np.bool_)
        table[sources] = True
        rows = np.flatnonzero(table[self["source"]])
        source, place = self["source"][rows], self["place"][rows]
        order = np.lexsort((rows, place, source))
        rows, source, place = rows[order], source[order], place[order]
        apart = np.diff(place)
        beside = (np.diff(source) == 0) & (apart > 0) & (apart <= FAR)
        self["before"][rows], self["after"][rows] = -1, -1
        left, right = rows[:-1][beside], rows[1:][beside]
        self["after"][left], self["before"][right] = right, left

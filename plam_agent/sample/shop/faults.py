"""How the sample shop fails: before an effect, after it, or in the middle of its answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "stall", "drop", "busy", "unavailable", "broken",
    "stall after", "drop after", "broken after", "cut", "garbage", "empty", "slow", "drip",
]  # fmt: skip
BEFORE: frozenset[str] = frozenset({"stall", "drop", "busy", "unavailable", "broken"})
"""Those where nothing happens; with all others the effect is there and the answer is spoilt."""
STATUS = {"busy": 429, "unavailable": 503, "broken": 500, "broken after": 502}


@dataclass(slots=True)
class Fault:
    """One way to fail at one step, so many times; `seconds` is for those that take time.

    A step is one of `profile`, `search`, `lookup`, `product`, `cart`, `create`, `get`, `update`,
    `complete`, `cancel`, `order`, `cancel order` and `return`, or `*` for all of them.
    """

    step: str
    kind: Kind
    times: int = 1
    seconds: float = 60.0


class Faults:
    """Those still to come, in the order in which they were asked for."""

    def __init__(self, *faults: Fault) -> None:
        self._left = list(faults)

    def add(self, step: str, kind: Kind, times: int = 1, seconds: float = 60.0) -> None:
        """Fail so at this step."""
        self._left.append(Fault(step, kind, times, seconds))

    def clear(self) -> None:
        """Fail no more."""
        self._left.clear()

    def take(self, step: str) -> Fault | None:
        """The fault of this request, if any."""
        for each in self._left:
            if each.step in (step, "*") and each.times > 0:
                each.times -= 1
                return each
        return None


def chunks(body: bytes, fault: Fault | None) -> list[tuple[float, bytes]]:
    """What of a body goes out, and how long to wait before each piece."""
    if fault is None:
        return [(0.0, body)]
    match fault.kind:
        case "cut":
            return [(0.0, body[: len(body) // 2])]
        case "slow":
            return [(fault.seconds, body)]
        case "drip":
            pause = fault.seconds / max(1, len(body))
            return [(pause, body[n : n + 1]) for n in range(len(body))]
        case "garbage":
            return [(0.0, b"<html><body>We are moving house</body></html>")]
        case "empty":
            return [(0.0, b"")]
    return [(0.0, body)]


async def pause(seconds: float, gone: asyncio.Event) -> bool:
    """Wait, at most until the client is gone; whether it is still there."""
    if seconds > 0:
        try:
            await asyncio.wait_for(gone.wait(), seconds)
        except TimeoutError:
            return True
    return not gone.is_set()

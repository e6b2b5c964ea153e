"""An event loop whose clock runs fast, so that waiting for a timeout of a minute takes a second."""

from __future__ import annotations

import asyncio
import selectors
from typing import Any

HASTE = 60.0


class _Hasty(selectors.DefaultSelector):
    """Waits a sixtieth of what it is told."""

    def select(self, timeout: float | None = None) -> Any:
        return super().select(timeout if timeout is None else timeout / HASTE)


class HastyLoop(asyncio.SelectorEventLoop):
    """A loop on which a second takes a sixtieth of one; what others do takes as long as ever."""

    def __init__(self) -> None:
        """Begin where the real clock is."""
        super().__init__(_Hasty())

    def time(self) -> float:
        """Seconds on the fast clock."""
        return super().time() * HASTE

"""One changing line on a terminal, for who waits; gone again before anything else is said."""

from __future__ import annotations

import shutil
import sys
import time

PATIENCE = 1.0
"""How long nothing is said, in seconds: most of what is asked is done by then."""


class Line:
    """How far something has come, on standard error where that is a terminal; else silence."""

    def __init__(self, *, quiet: bool = False) -> None:
        """The wait begins now."""
        self._began = time.monotonic()
        self._quiet = quiet or not sys.stderr.isatty()
        self._there = False

    def tell(self, done: int, total: int, text: str) -> None:
        """Put `text` in the place of what stood there; nothing once all is done."""
        from ..approvals import escaped

        if done >= total:
            self.clear()
        elif not self._quiet and time.monotonic() - self._began >= PATIENCE:
            columns = shutil.get_terminal_size().columns
            shown = escaped(" ".join(text.split()))[: columns - 1]
            print(f"\r\033[K{shown}", end="", file=sys.stderr, flush=True)
            self._there = True

    def clear(self) -> None:
        """Take the line away, if there is one."""
        if self._there:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
            self._there = False

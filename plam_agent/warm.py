"""The service's model: opened at its first use, kept, and changed when the settings change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from .config import Settings
from .desk import open_engine
from .planner.engine import Engine
from .vault import Vault


class Warm:
    """The model, opened at its first use and kept; another takes its place once nobody uses it."""

    def __init__(self, path: Path) -> None:
        """No model yet; `path` is the home."""
        self._path = path
        self._lock = asyncio.Lock()
        self._stack = AsyncExitStack()
        self._engine: Engine | None = None
        self._key: tuple[Path | None, Path | None] | None = None
        self._users = 0

    @property
    def fingerprint(self) -> str:
        """The name of the weights that are loaded, or nothing."""
        return self._engine.fingerprint if self._engine is not None else ""

    @asynccontextmanager
    async def lent(self, settings: Settings, vault: Vault) -> AsyncIterator[Engine]:
        """The model of the settings. Raises ModelError where it does not open.

        With the home's `vault`, what prompts begin with is kept for the next process.
        """
        key = (settings.model, settings.adapter)
        async with self._lock:
            if self._engine is None or (key != self._key and not self._users):
                await self.close()
                opened = open_engine(self._path, *key, vault)
                self._engine = await self._stack.enter_async_context(opened)
                self._key = key
            engine = self._engine
            self._users += 1
        try:
            yield engine
        finally:
            self._users -= 1

    async def close(self) -> None:
        """Free the model."""
        self._engine = None
        stack, self._stack = self._stack, AsyncExitStack()
        await stack.aclose()

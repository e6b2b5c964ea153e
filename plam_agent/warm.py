"""The service's model: opened at its first use, kept, and changed when the settings change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from .adapters import Shelf
from .adapters_signed import Worn
from .config import Settings
from .desk import Say, dress, open_engine
from .planner.engine import LlamaEngine
from .vault import Vault


class Warm:
    """The model, opened at its first use and kept; another takes its place once nobody uses it."""

    def __init__(self, path: Path) -> None:
        """No model yet; `path` is the home."""
        self._path = path
        self._lock = asyncio.Lock()
        self._stack = AsyncExitStack()
        self._engine: LlamaEngine | None = None
        self._key: tuple[Path | None, Path | None] | None = None
        self._seen = ""
        self._worn: tuple[Worn, ...] = ()
        self._users = 0

    @property
    def fingerprint(self) -> str:
        """The name of the weights that are loaded, or nothing."""
        return self._engine.fingerprint if self._engine is not None else ""

    @asynccontextmanager
    async def lent(
        self,
        settings: Settings,
        vault: Vault,
        shelf: Shelf | None = None,
        say: Say = lambda _: None,
    ) -> AsyncIterator[LlamaEngine]:
        """The model of the settings. Raises ModelError where it does not open.

        With the home's `vault`, what prompts begin with is kept for the next process. Where the
        settings name no adapter it wears what the `shelf` says now.
        """
        key = (settings.model, settings.adapter)
        async with self._lock:
            if self._engine is None or (key != self._key and not self._users):
                await self.close()
                opened = open_engine(self._path, *key, vault)
                self._engine = await self._stack.enter_async_context(opened)
                self._key, self._seen, self._worn = key, "", ()
            engine = self._engine
            if shelf is not None and self._key == (key[0], None):
                await self._dress(engine, shelf, say)
            self._users += 1
        try:
            yield engine
        finally:
            self._users -= 1

    async def _dress(self, engine: LlamaEngine, shelf: Shelf, say: Say) -> None:
        """Wear what was put to use since, once nobody is in the middle of anything.

        What must not be worn any more comes off at once.
        """
        seen = await asyncio.to_thread(shelf.worn_key)
        if seen == self._seen:
            return
        if self._users and await asyncio.to_thread(shelf.may_be_worn, self._worn, engine.model):
            return
        self._worn = await dress(engine, engine.model, shelf, say, self._worn)
        self._seen = seen

    async def close(self) -> None:
        """Free the model."""
        self._engine = None
        stack, self._stack = self._stack, AsyncExitStack()
        await stack.aclose()

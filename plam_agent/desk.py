"""What carrying out a request needs: an open home, a model, and the runtime under its policy."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from . import config
from .config import Settings
from .home import Home
from .planner.engine import Engine
from .recollecting import Recollecting
from .runtime import Ask, AskAll, Runtime
from .tools.context import Connections
from .tools.standard import everything
from .vault import Vault

Opening = Callable[[Settings], AbstractAsyncContextManager[Engine]]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where requests are carried out, by a command alone or by the service.

    `opening` opens the model of the settings. `holds` says that somebody stays to run what a rule
    holds; `nudge` tells them that something may wait now. `memory` is what this process remembers.
    """

    home: Home
    opening: Opening
    say: Say
    holds: bool = False
    nudge: Callable[[], None] = lambda: None
    memory: Recollecting | None = None

    async def renewed(self) -> Desk:
        """The same with the settings as they are on disk now. Raises ConfigError."""
        settings = await asyncio.to_thread(config.load, self.home.path)
        return dataclasses.replace(self, home=dataclasses.replace(self.home, settings=settings))

    def engine(self) -> AbstractAsyncContextManager[Engine]:
        """The model of the settings, or the one that is shipped. Raises ModelError."""
        return self.opening(self.home.settings)

    async def composes(self) -> bool:
        """Whether the model may write prose of its own."""
        return await asyncio.to_thread(composes, self.home.settings.model)

    @asynccontextmanager
    async def runtime(
        self, ask: Ask | None = None, model: str = "", *, ask_all: AskAll | None = None
    ) -> AsyncIterator[Runtime]:
        """A runtime under the policy in force, with connections of its own.

        Raises SignatureError and PolicyError where there is no such policy.
        """
        policy = await asyncio.to_thread(self.home.policy)
        async with Connections() as connections:
            yield Runtime(
                self.home,
                policy,
                everything(),
                connections,
                ask=ask,
                ask_all=ask_all,
                model=model,
                holds=self.holds,
                memory=self.memory,
            )
        self.nudge()


def composes(model: Path | None) -> bool:
    """Whether a model may write prose; the shipped starter model only quotes."""
    from .planner import models

    return model is not None and model.resolve() != models.shipped().resolve()


@asynccontextmanager
async def open_engine(
    home: Path, model: Path | None, adapter: Path | None, vault: Vault | None = None
) -> AsyncIterator[Engine]:
    """The model at `model`, or the one that is shipped, wearing `adapter`. Raises ModelError.

    With the home's `vault`, what prompts begin with is kept for the next process.
    """
    from .planner import models
    from .planner.engine import Adapter, LlamaEngine
    from .planner.states import States

    file = model if model is not None else await asyncio.to_thread(models.shipped)
    worn = [Adapter(adapter)] if adapter is not None else []
    folder = home / "models"
    states = States(folder / "states", vault) if vault is not None else None
    async with LlamaEngine(
        file, adapters=worn, digests=folder / models.DIGESTS, states=states
    ) as engine:
        yield engine

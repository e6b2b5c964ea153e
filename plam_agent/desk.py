"""What carrying out a request needs: an open home, a model, and the runtime under its policy."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from . import config
from .adapters import Shelf
from .adapters_signed import Worn
from .config import Settings
from .errors import (
    AuthorityError,
    DamageError,
    InputError,
    PlamError,
    SignatureError,
    StorageError,
)
from .home import Home
from .planner.engine import Engine
from .plugins.loading import Loaded, load
from .policy import ledger
from .policy.signing import load_signed
from .recollecting import Recollecting
from .runtime import Ask, AskAll, Runtime
from .tools.context import Connections
from .tools.mcp import tools_of
from .tools.standard import everything
from .vault import Vault

if TYPE_CHECKING:
    from .planner.engine import Adapter, LlamaEngine

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
    told: set[str] = field(default_factory=set)

    async def renewed(self) -> Desk:
        """The same with the settings as they are on disk now. Raises ConfigError."""
        settings = await asyncio.to_thread(config.load, self.home.path)
        return dataclasses.replace(self, home=dataclasses.replace(self.home, settings=settings))

    def engine(self) -> AbstractAsyncContextManager[Engine]:
        """The model of the settings, or the one that is shipped. Raises ModelError."""
        return self.opening(self.home.settings)

    def _tools(self) -> Loaded:
        """Every tool that this home has. It blocks."""
        foreign: list[str] = []
        servers = tools_of(self.home.path, self.home.settings.accounts, foreign.append)
        loaded = load(self.home, everything(servers))
        return dataclasses.replace(loaded, troubles=(*foreign, *loaded.troubles))

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
        loaded = await asyncio.to_thread(self._tools)
        for trouble in set(loaded.troubles) - self.told:
            self.say(f"plam: {trouble}")
            self.told.add(trouble)
        async with Connections() as connections:
            yield Runtime(
                loaded.home(self.home),
                policy,
                loaded.registry,
                connections,
                ask=ask,
                ask_all=ask_all,
                model=model,
                holds=self.holds,
                memory=self.memory,
                leaves=loaded.leaves,
            )
        self.nudge()


def composes(model: Path | None) -> bool:
    """Whether a model may write prose; the shipped starter model only quotes."""
    from .planner import models

    return model is not None and model.resolve() != models.shipped().resolve()


def shelf_of(home: Home) -> Shelf:
    """The adapters of an open home."""

    def organisation() -> str:
        with home.journal.reading() as connection:
            highest = ledger.serial(connection)
        try:
            signed = load_signed(
                home.policy_path, home.public("owner"), highest_serial=highest, now=home.now()
            )
        except PlamError as error:
            why = f"cannot be checked, as your policy is not in force: {error.message}"
            raise SignatureError(why, file=home.policy_path, fix=error.fix) from error
        return signed.policy.organisation

    return Shelf(home.path, home.vault, home.device, organisation)


@asynccontextmanager
async def open_engine(
    home: Path,
    model: Path | None,
    adapter: Path | None,
    vault: Vault | None = None,
    shelf: Shelf | None = None,
    say: Say = lambda _: None,
) -> AsyncIterator[LlamaEngine]:
    """The model at `model`, or the one that is shipped, wearing `adapter`. Raises ModelError.

    With the home's `vault`, what prompts begin with is kept for the next process. Where no
    `adapter` is named it wears what the `shelf` says, and `say` is told what cannot be worn.
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
        if shelf is not None and adapter is None:
            await dress(engine, file, shelf, say)
        yield engine


async def dress(
    engine: LlamaEngine, model: Path, shelf: Shelf, say: Say, was: Sequence[Worn] = ()
) -> tuple[Worn, ...]:
    """Have the engine of `model` wear what the shelf says instead of what it `was` wearing.

    What it wears then; what cannot be worn is left off, and `say` is told why. Raises PlanError
    where the engine is closed.
    """
    await asyncio.to_thread(shelf.sweep)
    standing = await asyncio.to_thread(shelf.standing, model)
    for trouble in standing.trouble:
        say(f"plam: {trouble}")
    if was:
        await engine.wear()
    worn: list[tuple[Worn, Adapter]] = []
    lent = contextlib.ExitStack()
    try:
        for each in standing.worn:
            those = [adapter for _, adapter in worn]
            try:
                opened = shelf.opened(each, model)
                adapter = await asyncio.to_thread(lent.enter_context, opened)
                await engine.wear(*those, adapter)
                worn.append((each, adapter))
            except (AuthorityError, DamageError, InputError, StorageError) as error:
                say(f"plam: the adapter {each.id} is not worn: {error}")
                await engine.wear(*those)
    finally:
        await asyncio.to_thread(lent.close)
    return tuple(each for each, _ in worn)

"""What a running tool may use: its account, its connection, the clock and the owner's zone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar, cast
from zoneinfo import ZoneInfo

from ..config import Account
from ..errors import ConfigError, ToolError
from ..types import Clock, Item, ObjectId, Origin, Origins, Result, Value

T = TypeVar("T")
Progress = Callable[[int, int, str], None]
Opener = Callable[["Context"], AbstractAsyncContextManager[T]]
Uses = Callable[[str, Mapping[str, Any]], Awaitable[Result]]
"""Has another tool run through the gate with these arguments, and returns what it found."""


async def uses_nothing(tool: str, args: Mapping[str, Any]) -> Result:
    """Stands for a tool that uses no other. Raises ToolError."""
    raise ToolError(f"{tool} was not used: only a plugin's tool that is running uses others")


@dataclass(frozen=True, slots=True)
class Remembered:
    """Something that is remembered: its id, the moment it is about, and its text with origins."""

    id: str
    at: datetime
    text: Value


class Remembering(Protocol):
    """What the agent remembers, as a tool reaches it."""

    async def recall(self, words: str) -> Sequence[Remembered]:
        """What comes nearest to the words, best first."""
        ...

    async def get(self, id_: str) -> Remembered | None:
        """What is remembered under an id, or None."""
        ...

    async def put(self, id_: str, text: Value | None) -> None:
        """Remember a text under an id for good; with None, forget what is under it."""
        ...


@dataclass(frozen=True, slots=True)
class Bought:
    """Something that was bought: where, as what, and for how much (`total` in minor units).

    `order` is empty where the merchant's answer was lost; `session` is there in any case.
    """

    account: str
    merchant: str
    session: str
    order: str
    title: str
    link: str
    total: int
    currency: str
    at: datetime


class Connections:
    """Live connections, one per account and opener, closed together. An async context manager."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._stack = AsyncExitStack()
        self._open: dict[tuple[str, Any], Any] = {}

    async def get(self, context: Context, opener: Opener[T]) -> T:
        """The connection that `opener` makes for the context's account, made at first use."""
        key = (context.account.name, opener)
        if key not in self._open:
            self._open[key] = await self._stack.enter_async_context(opener(context))
        return cast("T", self._open[key])

    async def close(self) -> None:
        """Close what is open, in reverse order; the next `get` connects anew."""
        self._open.clear()
        stack, self._stack = self._stack, AsyncExitStack()
        await stack.aclose()

    async def __aenter__(self) -> Self:
        """Nothing is opened until it is used."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection."""
        await self.close()


@dataclass(frozen=True, slots=True)
class Context:
    """One call's surroundings.

    `secret(name)` returns a secret of the account (`password`) from the vault and raises
    LockedError when it is not there. `owner` is the owner's own addr-spec. `call` is the digest of
    the call, from which an effect can be recognised later; `automatic` says that nobody asked for
    this call just now. `other(kind)` is the owner's default account of another kind, for what needs
    two (an invitation is answered by mail and put into a calendar), or None; `called(kind, name)`
    is one that something names (the folder that a file is in), or None. `versions` are those at
    which the call's objects were found: what it acts on has to be at them still. `progress(done,
    total, text)` tells a person who may be waiting how far a long look has come. `day_first` says
    that the owner reads 12/11 as 12 November, and `language` (ISO 639-1) is theirs. `memory` is
    what the agent remembers, where it remembers anything, and `origins` are those of all the call's
    arguments. `every(kind)` are all the owner's accounts of a kind, and `bought()` is what was
    bought, the newest first. `uses` is what a plugin's tool uses others with, and
    `check` raises ToolError where the context is not for the call that is going on.
    """

    account: Account
    owner: str
    zone: ZoneInfo
    now: Clock
    secret: Callable[[str], str]
    connections: Connections
    call: str = ""
    automatic: bool = False
    other: Callable[[str], Context | None] = lambda kind: None
    called: Callable[[str, str], Context | None] = lambda kind, name: None
    versions: Mapping[ObjectId, str] = field(default_factory=dict)
    progress: Progress = lambda done, total, text: None
    day_first: bool = True
    language: str = "en"
    memory: Remembering | None = None
    origins: Origins = frozenset()
    uses: Uses = uses_nothing
    every: Callable[[str], Sequence[Context]] = lambda kind: ()
    bought: Callable[[], Sequence[Bought]] = lambda: ()
    check: Callable[[], None] = lambda: None

    async def use(self, tool: str, **args: Any) -> Result:
        """Run another tool through the gate, as `calls` of this one declared it.

        Raises ToolError where that is not declared, not pinned or not allowed without a yes.
        """
        return await self.uses(tool, args)

    def item(self, kind: str, id_: str, *, version: str = "1", **fields: Any) -> Item:
        """A thing that a plugin found in this account; `fields` are what is known of it.

        `version` changes whenever the thing does, so that what was changed meanwhile is noticed.
        """
        said = frozenset({Origin("plugin", f"{self.account.name}/{id_}")})
        values = {name: Value(value, said) for name, value in fields.items()}
        return Item(ObjectId(kind, self.account.name, id_), version, values)

    async def path(self, name: str) -> Path:
        """A path beneath the account's folder (its setting `path`), links followed.

        Raises ToolError for one outside, and ConfigError for an account without a folder.
        """
        self.check()
        return await asyncio.to_thread(_beneath, self.account, name)

    async def connection(self, opener: Opener[T]) -> T:
        """The account's live connection, opened once per pass."""
        return await self.connections.get(self, opener)


def _beneath(account: Account, name: str) -> Path:
    folder = account.settings.get("path")
    if not isinstance(folder, str) or not folder:
        raise ConfigError(f"account {account.name} names no folder", fix="Set path in config.toml.")
    root = Path(folder).expanduser().resolve()
    try:
        found = (root / name).resolve()
    except (OSError, ValueError, RuntimeError):
        found = root.parent
    if not found.is_relative_to(root):
        raise ToolError(f"{name!r} is not beneath the folder of the account {account.name}")
    return found

"""What a running tool may use: its account, its connection, the clock and the owner's zone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar, cast
from zoneinfo import ZoneInfo

from ..config import Account
from ..types import Clock, ObjectId, Origins, Value

T = TypeVar("T")
Progress = Callable[[int, int, str], None]
Opener = Callable[["Context"], AbstractAsyncContextManager[T]]


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
    that the owner reads 12/11 as 12 November. `memory` is what the agent remembers, where it
    remembers anything, and `origins` are those of all the call's arguments.
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
    memory: Remembering | None = None
    origins: Origins = frozenset()

    async def connection(self, opener: Opener[T]) -> T:
        """The account's live connection, opened once per pass."""
        return await self.connections.get(self, opener)

"""The fence around a plugin's tool: its context is good for its own call, and what it declared.

A plugin runs in this process and is trusted not to attack it; the fence finds mistakes and keeps
what a plugin does within what the owner read when pinning it. It is no sandbox.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from ..config import Account
from ..errors import PlamError, ToolError, UncertainError
from ..policy.terms import ORIGIN_KINDS
from ..tools.context import Connections, Context, Opener
from ..tools.showing import shown
from ..types import (
    Derived,
    Effect,
    Item,
    Origin,
    Reconciled,
    Result,
    Tool,
    Value,
    canonical,
    data,
)

T = TypeVar("T")
ORIGIN = "plugin"
KNOWN = ORIGIN_KINDS | {"memory"}
MOST_ITEMS = 1_000
MOST_OCTETS = 1 << 20
CLOSE_SECONDS = 5.0

_current: ContextVar[_Life | None] = ContextVar("plam_plugin_call", default=None)


class _Life:
    """One call of one plugin's tool, from its beginning to its end."""

    def __init__(self, tool: Tool) -> None:
        self.tool = tool
        self.ended = False

    def check(self) -> None:
        """Raise ToolError unless it is this call that is going on here."""
        if self.ended:
            raise ToolError(f"{self.tool.name} used a context after the call it was for had ended")
        if _current.get() is not self:
            raise ToolError(f"a context of {self.tool.name} was used by another call than its own")

    @contextlib.contextmanager
    def lived(self) -> Iterator[None]:
        """Within it the call is going on."""
        token = _current.set(self)
        try:
            yield
        finally:
            self.ended = True
            _current.reset(token)


class _Connections(Connections):
    """The connections that one call may use; they stay open for the calls after it."""

    def __init__(self, whole: Connections, life: _Life) -> None:
        self._whole = whole
        self._life = life
        self.accounts: list[Account] = []

    async def get(self, context: Context, opener: Opener[T]) -> T:
        """The connection of a context of this call."""
        self._life.check()
        given = any(context.account is each for each in self.accounts)
        if context.connections is not self or not given:
            raise ToolError(f"{self._life.tool.name} used a context that is not of its call")
        return await self._whole.get(context, _closing(opener))

    async def close(self) -> None:
        """Nobody but who opened all of them closes them. Raises ToolError."""
        raise ToolError(f"{self._life.tool.name} tried to close connections that are not its own")


@functools.lru_cache(maxsize=256)
def _closing(opener: Opener[T]) -> Opener[T]:
    """An opener whose end is the plugin's own trouble, and takes a while at most."""

    @asynccontextmanager
    async def opened(context: Context) -> AsyncIterator[T]:
        manager: AbstractAsyncContextManager[T] = opener(context)
        there = await manager.__aenter__()
        try:
            yield there
        finally:
            # What was done is done and told: a connection that ends badly changes nothing of it.
            with contextlib.suppress(Exception):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await manager.__aexit__(None, None, None)

    return opened


def fenced(tool: Tool, plugin: str) -> Tool:
    """The tool of a plugin as it is registered: every way into it goes through the fence.

    Its results carry the origin `plugin`, its errors are errors of this package, and a context
    that outlives its call is worth nothing.
    """
    fence = _Fence(tool, plugin)
    return dataclasses.replace(
        tool,
        run=fence.run,
        preview=fence.preview,
        complete=fence.complete if tool.complete else None,
        undo=fence.undo if tool.undo else None,
        reconcile=fence.reconcile if tool.reconcile else None,
        effect_of=fence.effect_of if tool.effect_of else None,
    )


class _Fence:
    """What stands between the runtime and one tool of a plugin."""

    def __init__(self, tool: Tool, plugin: str) -> None:
        self._tool = tool
        self._plugin = plugin

    async def run(self, context: Context, args: Any) -> Result:
        """Run the tool, and look at what it returns."""
        assert self._tool.run is not None
        result = await self._within(context, self._tool.run, args)
        try:
            return self._marked(context, result)
        except (ToolError, TypeError, ValueError) as error:
            why = f"{self._tool.name} returned what is no result: {error}"
            raise self._fault(why) from error

    async def complete(self, context: Context, args: Any) -> Derived:
        """What the tool derives, with the origin of what comes from a plugin."""
        assert self._tool.complete is not None
        derived = await self._within(context, self._tool.complete, args)
        if not isinstance(derived, Derived):
            raise ToolError(f"{self._tool.name} derived nothing that could be used")
        mine = Origin(ORIGIN, context.account.name)
        known = {param.name for param in self._tool.params if param.derived}
        if not set(derived.args) <= known:
            raise ToolError(f"{self._tool.name} derived what it did not declare as derived")
        args_ = {name: self._value(value, mine) for name, value in derived.args.items()}
        return dataclasses.replace(derived, args=args_)

    async def undo(self, context: Context, undo: Mapping[str, Any]) -> str:
        """Take it back; what it says is a line of text."""
        assert self._tool.undo is not None
        return str(await self._within(context, self._tool.undo, undo))

    async def reconcile(self, context: Context, args: Any) -> Reconciled:
        """What happened, as the tool finds it; anything else than an answer is none."""
        assert self._tool.reconcile is not None
        found = await self._within(context, self._tool.reconcile, args)
        return found if isinstance(found, Reconciled) else Reconciled.UNKNOWN

    def preview(self, args: Any) -> str:
        """What the tool says it will do, or what it is called with where it says nothing."""
        if self._tool.preview is not None:
            try:
                said = self._tool.preview(args)
            except Exception:
                # A card without its line still shows every argument.
                said = None
            if isinstance(said, str) and said.strip():
                return shown(said)
        given = data(args.model_dump(exclude_defaults=True))
        return shown(f"{self._tool.name} {given}")

    def effect_of(self, args: Any) -> Effect:
        """The effect for these arguments; the highest where the tool cannot tell."""
        assert self._tool.effect_of is not None
        try:
            return Effect(self._tool.effect_of(args))
        except Exception:
            return Effect.SPEND

    async def _within(
        self, context: Context, do: Callable[[Any, Any], Awaitable[T]], what: Any
    ) -> T:
        life = _Life(self._tool)
        with life.lived():
            try:
                return await do(self._guarded(context, life), what)
            except SystemExit as error:
                # It would end the whole process, and everything else in it.
                raise self._fault(f"{self._tool.name} tried to end the program") from error

    def _fault(self, why: str) -> PlamError:
        """How far it came nobody knows, unless it only reads."""
        return ToolError(why) if self._tool.effect is Effect.READ else UncertainError(why)

    def _guarded(self, context: Context, life: _Life) -> Context:
        tool = self._tool

        def declared(kind: str) -> None:
            life.check()
            if kind not in tool.others:
                raise ToolError(f"{tool.name} did not declare that it touches {kind} accounts")

        def other(kind: str) -> Context | None:
            declared(kind)
            there = context.other(kind)
            return mine(there) if there is not None else None

        def called(kind: str, name: str) -> Context | None:
            declared(kind)
            there = context.called(kind, name)
            return mine(there) if there is not None else None

        async def uses(name: str, args: Mapping[str, Any]) -> Result:
            life.check()
            if name not in tool.calls:
                raise ToolError(f"{tool.name} did not declare that it uses {name}")
            return await context.uses(name, args)

        connections = _Connections(context.connections, life)

        def mine(there: Context) -> Context:
            connections.accounts.append(there.account)
            known = there.secret

            def secret(name: str) -> str:
                life.check()
                return known(name)

            def progress(done: int, total: int, text: str) -> None:
                life.check()
                there.progress(done, total, text)

            # What a context may be given one day is not a plugin's until somebody says so here.
            return Context(
                account=there.account,
                owner=there.owner,
                zone=there.zone,
                now=there.now,
                secret=secret,
                connections=connections,
                call=there.call,
                automatic=there.automatic,
                other=other,
                called=called,
                versions=dict(there.versions),
                progress=progress,
                day_first=there.day_first,
                language=there.language,
                origins=there.origins,
                uses=uses,
                check=life.check,
            )

        return mine(context)

    def _marked(self, context: Context, result: object) -> Result:
        """The result with the origin of everything in it. Raises ToolError, TypeError."""
        if not isinstance(result, Result):
            raise ToolError(f"a {type(result).__name__}")
        if not isinstance(result.summary, str):
            raise ToolError("its summary is no text")
        if len(result.items) > MOST_ITEMS:
            raise ToolError(f"more than {MOST_ITEMS} items")
        if len(canonical(data([result.undo, result.items, result.summary]))) > MOST_OCTETS:
            raise ToolError(f"more than {MOST_OCTETS >> 20} MiB")
        if result.undo is not None and self._tool.undo is None:
            raise ToolError("it says how to take it back, and has no undo")
        items = tuple(self._item(context, each) for each in result.items)
        return Result(items, result.summary, result.undo)

    def _item(self, context: Context, item: Item) -> Item:
        if item.id.account != context.account.name:
            raise ToolError(
                f"an item of the account {item.id.account}, which it was not called for"
            )
        if item.id.kind != self._tool.yields:
            raise ToolError(f"a {item.id.kind}, and it declared {self._tool.yields or 'nothing'}")
        mine = Origin(ORIGIN, f"{item.id.account}/{item.id.id}")
        fields = {name: self._value(value, mine) for name, value in item.fields.items()}
        return Item(item.id, str(item.version), fields)

    def _value(self, value: object, origin: Origin) -> Value:
        if not isinstance(value, Value):
            return Value(data(value), frozenset({origin}))
        # A kind of its own making says no more than that it is the plugin's word.
        told = {each for each in value.origins if each.kind in KNOWN}
        return Value(value.data, frozenset(told | {origin}))

"""Where a conformance check runs one call of a tool: an account, and what can be seen of it."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pydantic

from ..config import Account
from ..errors import LockedError, PlamError
from ..plugins.fence import fenced
from ..plugins.loading import own_account
from ..sample import OWNER, ZONE
from ..tools.context import Connections, Context
from ..types import Clock, Effect, Reconciled, Tool
from .clock import FixedClock

SETTLED = 0.05
"""How long nothing may move, in seconds, before a run counts as over."""


class Nonconforming(AssertionError):
    """What a tool did and should not, or did not and should."""


async def _nothing() -> Any:
    return None


@dataclass(frozen=True, slots=True)
class Stage:
    """One fresh account for one check.

    `context` is what the tool is given. `holds` returns what the account holds now as JSON data,
    looked up past the tool, and `sent` what left it for others. `stall` has the account say nothing
    from now on, as a server that hangs does; None where the tool reaches nothing outside.
    """

    context: Context
    holds: Callable[[], Awaitable[Any]] = _nothing
    sent: Callable[[], Awaitable[Any]] = _nothing
    stall: Callable[[], None] | None = None


Opens = Callable[[], AbstractAsyncContextManager[Stage]]


@dataclass(frozen=True, slots=True)
class Case:
    """A tool and one call of it that works: the arguments as they are when it runs.

    `opens` opens a fresh stage each time. `patience` is how many seconds the tool may take to give
    up on an account that says nothing.
    """

    tool: Tool
    args: Mapping[str, Any]
    opens: Opens
    patience: float = 110.0

    @property
    def reads(self) -> bool:
        """Whether the tool says that it changes nothing."""
        return self.tool.effect is Effect.READ


@asynccontextmanager
async def calling(
    account: Account,
    *,
    secrets: Mapping[str, str] | None = None,
    clock: Clock | None = None,
    others: Mapping[str, Context] | None = None,
    call: str = "c0ffee" * 10,
) -> AsyncIterator[Context]:
    """A context for a call at `account`, with its secrets; its connections are closed afterwards.

    `others` are the contexts of accounts of other kinds. `call` is the call's digest.
    """
    known = dict(secrets or {})
    around = dict(others or {})

    def secret(name: str) -> str:
        if name not in known:
            raise LockedError(f"no {name} of the account {account.name} is in the vault.")
        return known[name]

    async with Connections() as connections:
        yield Context(
            account=account,
            owner=OWNER,
            zone=ZONE,
            now=clock or FixedClock(),
            secret=secret,
            connections=connections,
            call=call,
            other=around.get,
            called=lambda kind, name: around.get(kind),
        )


@dataclass
class Ledger:
    """What a check found out about one run: before, after, and how it ended."""

    before: Any = None
    after: Any = None
    sent_before: Any = None
    sent_after: Any = None
    result: Any = None
    error: BaseException | None = field(default=None)

    @property
    def changed(self) -> bool:
        """Whether anything is otherwise than before."""
        return bool(self.before != self.after or self.sent_before != self.sent_after)


def again(stage: Stage, **changes: Any) -> Context:
    """The stage's context with changes, as the next call at the same account has it."""
    return dataclasses.replace(stage.context, **changes)


def arguments(case: Case) -> Any:
    """The case's arguments as the tool's own model. Raises Nonconforming where it refuses them."""
    missing = [p.name for p in case.tool.params if p.required and p.name not in case.args]
    if missing:
        raise Nonconforming(f"the case of {case.tool.name} leaves out {' and '.join(missing)}")
    try:
        return case.tool.args.model_validate(dict(case.args))
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise Nonconforming(
            f"{case.tool.name} refuses its own case: {place}: {first['msg']}"
        ) from error


def behind_fence(tool: Tool) -> Tool:
    """The tool as a home registers it: at an account of its own kind, behind the fence."""
    return fenced(own_account(tool), tool.name.partition(".")[0])


async def do(case: Case, stage: Stage, *, whole: bool = False) -> Any:
    """What the tool returns, behind the fence where `whole`. Raises what the tool raises."""
    tool = behind_fence(case.tool) if whole else case.tool
    assert tool.run is not None
    return await tool.run(stage.context, arguments(case))


async def ran(case: Case, stage: Stage, *, whole: bool = False) -> Ledger:
    """What one run did, behind the fence where `whole`; a PlamError of the tool's is kept."""
    ledger = Ledger(before=await stage.holds(), sent_before=await stage.sent())
    try:
        ledger.result = await do(case, stage, whole=whole)
    except PlamError as error:
        ledger.error = error
    ledger.after, ledger.sent_after = await stage.holds(), await stage.sent()
    return ledger


async def asked(case: Case, stage: Stage, **changes: Any) -> Reconciled:
    """What reconcile says in the stage's context with `changes`. Raises Nonconforming."""
    assert case.tool.reconcile is not None
    try:
        said = await case.tool.reconcile(again(stage, **changes), arguments(case))
    except PlamError as error:
        raise Nonconforming(f"the reconcile of {case.tool.name} failed: {error}") from error
    if not isinstance(said, Reconciled):
        raise Nonconforming(f"the reconcile of {case.tool.name} returned {said!r}")
    return said


async def settled(case: Case, stage: Stage) -> tuple[Reconciled, Any]:
    """What reconcile says of what there is, once nothing of a cancelled run moves any more."""
    while True:
        await asyncio.sleep(SETTLED)
        found = (await stage.holds(), await stage.sent())
        said = Reconciled.UNKNOWN if case.tool.reconcile is None else await asked(case, stage)
        if (await stage.holds(), await stage.sent()) == found:
            return said, found

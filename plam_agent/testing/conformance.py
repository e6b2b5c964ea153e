"""What a tool has to be for the gate to be true to its owner, each as a check that can fail.

`conform(case)` makes all of them; `class TestMine(Conformance)` with a `case` makes each a test, in
pytest or in anything else that calls methods called `test_…`. A check that fails raises
`Nonconforming`, an AssertionError that says in one sentence what the tool did and should not.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import ClassVar

import pydantic

from ..errors import PlamError, PlanError, ToolError, UncertainError
from ..plugins.fence import ORIGIN
from ..plugins.loading import own_account
from ..tools.registry import Registry
from ..types import Effect, Reconciled, Result, Role, Tool, canonical, data
from . import decodable, shaped
from .haste import HastyLoop
from .stage import (
    SETTLED,
    Case,
    Nonconforming,
    Stage,
    again,
    arguments,
    asked,
    behind_fence,
    do,
    ran,
    settled,
)

TURNS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55)
"""After how many turns of the loop a run is cancelled, one run each."""

GRACE = 2.0

Check = Callable[[Case], Awaitable[None]]


async def conform(case: Case) -> None:
    """Make every check. Raises Nonconforming at the first that fails."""
    for check in CHECKS:
        if check is not gives_up:
            await check(case)
    await asyncio.to_thread(_hastily, case)


def _hastily(case: Case) -> None:
    with asyncio.Runner(loop_factory=HastyLoop) as runner:
        runner.run(gives_up(case))


async def can_be_decoded(case: Case) -> None:
    """The real grammar compiles for the tool, and each of its arguments can be said in a plan."""
    try:
        Registry([own_account(case.tool)])
        decodable.check(case.tool)
    except (ValueError, TypeError, PlanError) as error:
        raise Nonconforming(f"{case.tool.name} cannot be planned: {error}") from error


async def is_bounded(case: Case) -> None:
    """Every text and list among the arguments has a greatest length, and nothing unknown fits."""
    if wrong := shaped.unbounded(case.tool.args):
        raise Nonconforming(f"{wrong[0]} of {case.tool.name} has no greatest length")
    try:
        case.tool.args.model_validate({**case.args, "nobody_declared_this": 1})
    except pydantic.ValidationError:
        pass
    else:
        raise Nonconforming(f"{case.tool.name} takes an argument that it does not declare")
    arguments(case)


async def previews_truly(case: Case) -> None:
    """The preview says to whom, what for and how much, on one line, whatever it is given."""
    if case.tool.effect is Effect.READ and case.tool.preview is None:
        return
    if case.tool.preview is None:
        raise Nonconforming(f"{case.tool.name} changes something and has no preview")
    for args in (arguments(case), *shaped.hostile(case.tool, case.args)):
        try:
            said = case.tool.preview(args)
        except Exception as error:
            raise Nonconforming(f"the preview of {case.tool.name} failed: {error!r}") from error
        if not isinstance(said, str) or not said.strip():
            raise Nonconforming(f"the preview of {case.tool.name} says nothing")
        if unseen := sorted({char for char in said if not char.isprintable()}):
            raise Nonconforming(
                f"the preview of {case.tool.name} lets {unseen[0]!r} through: escape what others "
                "wrote with plam_agent.shown"
            )
        for name, text in shaped.telling(case.tool, args):
            if text not in said:
                raise Nonconforming(f"the preview of {case.tool.name} does not say {name}: {text}")


async def returns_a_result(case: Case) -> None:
    """What it returns is of the call's account, of the declared kind, and not the owner's word."""
    async with case.opens() as stage:
        result = (await ran(case, stage)).result
    if not isinstance(result, Result):
        raise Nonconforming(f"{case.tool.name} returned {type(result).__name__} and no Result")
    if not case.tool.reversible and result.undo is not None and case.tool.undo is None:
        raise Nonconforming(f"{case.tool.name} says how to take it back and has no undo")
    try:
        canonical(data([result.undo, result.items, result.summary]))
    except (TypeError, ValueError) as error:
        raise Nonconforming(f"{case.tool.name} returned what has no JSON form: {error}") from error
    if any(not char.isprintable() for char in result.summary):
        raise Nonconforming(f"the summary of {case.tool.name} has a character that does not print")
    for item in result.items:
        if item.id.kind != case.tool.yields:
            wrong = f"found a {item.id.kind} and declares {case.tool.yields or 'nothing'}"
            raise Nonconforming(f"{case.tool.name} {wrong}")
        if item.id.account != stage.context.account.name:
            raise Nonconforming(f"{case.tool.name} found something of another account")
        for name, value in item.fields.items():
            trusted = {"request", "policy", "contacts"} & {o.kind for o in value.origins}
            if trusted - {o.kind for o in stage.context.origins}:
                raise Nonconforming(
                    f"{case.tool.name} says that {name} came from the owner "
                    f"({', '.join(sorted(trusted))}), and it came from the account"
                )


async def does_what_it_declares(case: Case) -> None:
    """READ changes nothing, WRITE changes the account, and only SEND and SPEND leave it."""
    tool = case.tool
    async with case.opens() as stage:
        ledger = await ran(case, stage)
    if ledger.error is not None:
        raise Nonconforming(f"{tool.name} failed at a call that works: {ledger.error}")
    left = ledger.sent_before != ledger.sent_after
    effect = tool.effect
    if tool.effect_of is not None:
        effect = tool.effect_of(arguments(case))
        if effect < tool.effect:
            raise Nonconforming(f"the effect of {tool.name} becomes less than it declares")
    if effect is Effect.READ and ledger.changed:
        raise Nonconforming(f"{tool.name} declares READ and changed something")
    if effect in (Effect.DRAFT, Effect.WRITE) and left:
        raise Nonconforming(f"{tool.name} declares {effect.name} and something left the account")
    if effect is not Effect.READ and not ledger.changed:
        raise Nonconforming(
            f"{tool.name} declares {effect.name}, said it was done, and did nothing"
        )
    if tool.reversible and (tool.undo is None or ledger.result.undo is None):
        raise Nonconforming(f"{tool.name} declares that it is reversible and says not how")


async def undo_undoes(case: Case) -> None:
    """What undo leaves is what was there before the call, and a second undo does no harm."""
    tool = case.tool
    if tool.undo is None:
        return
    async with case.opens() as stage:
        ledger = await ran(case, stage)
        if not isinstance(ledger.result, Result) or ledger.result.undo is None:
            raise Nonconforming(f"{tool.name} has an undo and says nothing that it could use")
        undo = behind_fence(tool).undo
        assert undo is not None
        # It comes back from the journal, where it was JSON.
        kept = json.loads(canonical(data(ledger.result.undo)))
        try:
            said = await undo(again(stage), kept)
        except PlamError as error:
            raise Nonconforming(f"the undo of {tool.name} failed: {error}") from error
        if not isinstance(said, str) or not said.strip():
            raise Nonconforming(f"the undo of {tool.name} does not say what it did")
        if await stage.holds() != ledger.before:
            raise Nonconforming(
                f"the undo of {tool.name} left something else than was there before"
            )
        with contextlib.suppress(ToolError):
            await undo(again(stage), kept)
        if await stage.holds() != ledger.before:
            raise Nonconforming(f"a second undo of {tool.name} changed something again")


async def reconciles_truly(case: Case) -> None:
    """After an interruption it says DONE only of what happened, NOT_DONE only of what did not."""
    tool = case.tool
    if tool.reconcile is None:
        if tool.effect >= Effect.SEND:
            raise Nonconforming(f"{tool.name} declares {tool.effect.name} and has no reconcile")
        return
    said: set[Reconciled] = set()
    async with case.opens() as stage:
        said.add(found := await asked(case, stage))
        if found is Reconciled.DONE:
            raise Nonconforming(f"the reconcile of {tool.name} says DONE before anything was")
        await ran(case, stage)
        said.add(found := await asked(case, stage))
        if found is Reconciled.NOT_DONE:
            raise Nonconforming(f"the reconcile of {tool.name} says NOT_DONE of what was done")
        other = await asked(case, stage, call="another" * 8)
        if found is Reconciled.DONE and other is Reconciled.DONE and not tool.reversible:
            raise Nonconforming(
                f"the reconcile of {tool.name} takes what another call did for its own: use "
                "context.call"
            )
    if said == {Reconciled.UNKNOWN}:
        raise Nonconforming(f"the reconcile of {tool.name} never knows anything: leave it out")


async def can_be_cancelled(case: Case) -> None:
    """Cancelled at any point it ends at once, and what it did then is what reconcile says."""
    tool = case.tool
    for turns in TURNS:
        async with case.opens() as stage:
            before, sent = await stage.holds(), await stage.sent()
            task = asyncio.ensure_future(do(case, stage))
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            done, _ = await asyncio.wait({task}, timeout=GRACE)
            if not done:
                raise Nonconforming(f"{tool.name} goes on although it was cancelled")
            ended = not task.cancelled()
            if ended and (error := task.exception()) is not None:
                if isinstance(error, UncertainError):
                    continue
                raise Nonconforming(f"{tool.name} answered cancellation with {error!r}")
            said, now = await settled(case, stage)
            happened = now != (before, sent)
            if case.reads and happened:
                raise Nonconforming(f"{tool.name} declares READ and, cancelled, changed something")
            if said is (Reconciled.NOT_DONE if happened else Reconciled.DONE):
                what = "happened" if happened else "not happened"
                raise Nonconforming(
                    f"cancelled in the middle, {tool.name} had {what}, and its reconcile says "
                    f"{said.name}"
                )


async def gives_up(case: Case) -> None:
    """An account that says nothing ends the call in time, with an error that is true."""
    tool = case.tool
    async with case.opens() as stage:
        if stage.stall is None:
            return
        before, sent = await stage.holds(), await stage.sent()
        stage.stall()
        try:
            async with asyncio.timeout(case.patience):
                await do(case, stage)
        except UncertainError:
            if case.reads:
                raise Nonconforming(f"{tool.name} only reads and is uncertain") from None
        except TimeoutError as error:
            raise Nonconforming(
                f"{tool.name} waited {case.patience:.0f} s for an account that says nothing: give "
                "every exchange a timeout, and say AccountError when it is over"
            ) from error
        except ToolError as error:
            if (await stage.holds(), await stage.sent()) != (before, sent):
                raise Nonconforming(
                    f"{tool.name} says that nothing happened, and it did: raise UncertainError"
                ) from error
        except Exception as error:
            raise Nonconforming(
                f"{tool.name} met silence with {error!r}: raise AccountError or UncertainError"
            ) from error
        else:
            raise Nonconforming(f"{tool.name} says it was done, and the account said nothing")


async def keeps_within_its_fence(case: Case) -> None:
    """It touches only the accounts and tools that it declares, and no context after its call."""
    async with case.opens() as stage:
        ledger = await ran(case, stage, whole=True)
        if isinstance(ledger.error, ToolError):
            raise Nonconforming(f"behind the fence {case.tool.name} fails: {ledger.error}")
        if not isinstance(ledger.result, Result):
            raise Nonconforming(f"behind the fence {case.tool.name} fails: {ledger.error!r}")
        # What is left running after the call must not touch anything any more.
        after = (await stage.holds(), await stage.sent())
        await asyncio.sleep(SETTLED)
        if (await stage.holds(), await stage.sent()) != after:
            raise Nonconforming(f"{case.tool.name} went on after it had returned")
    for item in ledger.result.items:
        for value in item.fields.values():
            assert any(origin.kind == ORIGIN for origin in value.origins)


def faults(tool: Tool) -> list[str]:
    """What is wrong with a tool as far as can be told without running it, a sentence each."""
    wrong = []
    try:
        Registry([own_account(tool)])
        decodable.check(tool)
    except (ValueError, TypeError, PlanError) as error:
        wrong.append(f"{tool.name} cannot be planned: {error}")
    wrong += [
        f"{name} of {tool.name} has no greatest length" for name in shaped.unbounded(tool.args)
    ]
    if tool.effect is not Effect.READ and tool.preview is None:
        wrong.append(f"{tool.name} changes something and has no preview")
    if tool.effect >= Effect.SEND and tool.reconcile is None:
        wrong.append(f"{tool.name} declares {tool.effect.name} and has no reconcile")
    return wrong


CHECKS: tuple[Check, ...] = (
    can_be_decoded,
    is_bounded,
    previews_truly,
    returns_a_result,
    does_what_it_declares,
    undo_undoes,
    reconciles_truly,
    can_be_cancelled,
    gives_up,
    keeps_within_its_fence,
)


class Conformance:
    """The checks as tests: subclass it as `class TestFind(Conformance)` and give it a `case`."""

    case: ClassVar[Case]

    def test_it_can_be_decoded(self) -> None:
        """See `can_be_decoded`."""
        asyncio.run(can_be_decoded(self.case))

    def test_it_is_bounded(self) -> None:
        """See `is_bounded`."""
        asyncio.run(is_bounded(self.case))

    def test_its_preview_is_true(self) -> None:
        """See `previews_truly`."""
        asyncio.run(previews_truly(self.case))

    def test_it_returns_a_result(self) -> None:
        """See `returns_a_result`."""
        asyncio.run(returns_a_result(self.case))

    def test_it_does_what_it_declares(self) -> None:
        """See `does_what_it_declares`."""
        asyncio.run(does_what_it_declares(self.case))

    def test_its_undo_undoes(self) -> None:
        """See `undo_undoes`."""
        asyncio.run(undo_undoes(self.case))

    def test_its_reconcile_is_true(self) -> None:
        """See `reconciles_truly`."""
        asyncio.run(reconciles_truly(self.case))

    def test_it_can_be_cancelled(self) -> None:
        """See `can_be_cancelled`."""
        asyncio.run(can_be_cancelled(self.case))

    def test_it_gives_up(self) -> None:
        """See `gives_up`."""
        _hastily(self.case)

    def test_it_keeps_within_its_fence(self) -> None:
        """See `keeps_within_its_fence`."""
        asyncio.run(keeps_within_its_fence(self.case))


__all__ = ["CHECKS", "Case", "Conformance", "Nonconforming", "Role", "Stage", "conform"]

"""Running one call that was admitted: under a timeout, to an outcome, also where it is interrupted.

Only the choke point in `runtime.py` calls it, after the call's intent is on disk.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .errors import PlamError, UncertainError
from .outcomes import Done, Failed, Outcome, Unknown
from .policy.grants import Grant
from .recovery import TOOL_SECONDS, to_the_end
from .types import Call, Effect, Tool
from .using import Using

if TYPE_CHECKING:
    from .runtime import Runtime

GRACE = 1.0
"""How long an effect that is interrupted may go on, in seconds, so that its end is known."""


async def execute(
    runtime: Runtime, tool: Tool, call: Call, args: Any, intent: int, chain: Sequence[Grant]
) -> Outcome:
    """Run `call`, whose intent has number `intent`, and record how it ended.

    `args` are its arguments as the tool's own model, `chain` the grants that it is under. Whoever
    is cancelled meanwhile is so after the outcome is recorded. Raises StorageError where it cannot
    be.
    """
    doing = asyncio.ensure_future(_done(runtime, tool, call, args, chain))
    try:
        outcome = await asyncio.shield(doing)
    except asyncio.CancelledError:
        await to_the_end(_interrupted(runtime, doing, call, intent))
        raise
    return await runtime.ended(outcome, call, intent)


async def _interrupted(
    runtime: Runtime, doing: asyncio.Future[Outcome], call: Call, intent: int
) -> None:
    """Let an effect that has begun come to its end for a moment, and record what is known."""
    if call.effect is not Effect.READ:
        await asyncio.wait({doing}, timeout=GRACE)
    if not doing.done():
        doing.cancel()
        await asyncio.wait({doing}, timeout=GRACE / 4)
    stopped: Outcome = Unknown("It was interrupted.")
    if call.effect is Effect.READ:
        stopped = Failed("It was interrupted.")
    if doing.done() and not doing.cancelled():
        stopped = doing.result()
    await runtime.ended(stopped, call, intent)


async def _done(
    runtime: Runtime, tool: Tool, call: Call, args: Any, chain: Sequence[Grant]
) -> Outcome:
    assert tool.run is not None
    context = runtime.context(call)
    if leave := runtime.leaves.get(call.tool):
        context = dataclasses.replace(context, uses=Using(runtime, leave, call, chain))
    try:
        async with asyncio.timeout(TOOL_SECONDS):
            result = await tool.run(context, args)
    except UncertainError as error:
        return Unknown(str(error))
    except PlamError as error:
        return Failed(str(error))
    except TimeoutError:
        late = f"{call.tool} did not end within {TOOL_SECONDS:.0f} s."
        return Failed(late) if call.effect is Effect.READ else Unknown(late)
    except Exception as error:
        # A tool's own fault says nothing about how far it came.
        fault = f"{call.tool} failed: {type(error).__name__}: {error}"
        return Failed(fault) if call.effect is Effect.READ else Unknown(fault)
    return Done(result.summary, result=result)

"""What was unknown and is found to have happened after all: a copy among the sent mail, a draft.

Nothing is repeated. Only a proof that it happened counts: that nothing is found proves nothing, and
neither does a merchant's word that it took nothing.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from .errors import BusyError, DamageError
from .outcomes import Done, Outcome
from .records import read_call
from .recovery import exclusively, happened, to_the_end
from .types import Effect, Event, Reconciled
from .unsettled import unsettled

if TYPE_CHECKING:
    from .runtime import Runtime

SECONDS = 5.0
"""How long the accounts may take for all of it; what they do not say is asked the next time."""

WINDOW = timedelta(days=7)
"""For how long it is looked for: a copy that is not there by then never comes."""

DETAIL = "It had happened after all."


async def recover(runtime: Runtime) -> list[Outcome]:
    """Ask the accounts about what is unknown, and record a `proven` event for what happened.

    Its body has the numbers of the call's `intent` and, as `of`, of the unknown one.
    """
    proven: list[Outcome] = []
    home = runtime.home
    try:
        async with asyncio.timeout(SECONDS):
            for event in await asyncio.to_thread(unsettled, home.journal):
                if "intent" in event.body and home.clock() - event.time < WINDOW:
                    proven += await _proven(runtime, event)
    except TimeoutError:
        pass
    return proven


async def _proven(runtime: Runtime, event: Event) -> list[Outcome]:
    journal = runtime.home.journal
    intent = await asyncio.to_thread(journal.get, event.body["intent"])
    try:
        call = read_call(intent.body["call"])
    except (DamageError, KeyError, TypeError, ValueError):
        # Forgotten, or not written by this version: there is nothing to ask about.
        return []
    if call.effect is Effect.READ:
        return []
    try:
        async with exclusively(runtime.home, call):
            found = await happened(runtime, call)
            if found is not Reconciled.DONE:
                return []
            still = await asyncio.to_thread(unsettled, journal)
            if all(each.seq != event.seq for each in still):
                return []
            body = {
                "run": call.run,
                "intent": intent.seq,
                "of": event.seq,
                "digest": call.digest,
                "tool": call.tool,
                "account": call.account,
                "detail": DETAIL,
            }
            recorded = await to_the_end(asyncio.to_thread(journal.append, "proven", body))
    except BusyError:
        return []
    return [Done(DETAIL, event=recorded.seq)]

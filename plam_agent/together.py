"""Several calls, asked about at once: a person reads them all before the first one runs."""

from __future__ import annotations

from collections.abc import Sequence

from .outcomes import Done
from .policy.grants import Grant
from .runtime import Answer, Performed, Runtime
from .types import Call, Confirm

Counted = tuple[Call, int]
"""A call, and how many things its whole step acts on."""


async def perform_together(
    runtime: Runtime, calls: Sequence[Counted], grants: Sequence[Grant]
) -> list[Performed]:
    """Perform calls in their order, asking at once about all of them that need a yes.

    What follows a call that was not done is left alone, though it was approved.
    """
    answers = await _answers(runtime, calls, grants)

    async def ask(call: Call, decision: Confirm, preview: str) -> Answer:
        if call.digest in answers:
            return answers[call.digest]
        return await runtime.ask(call, decision, preview) if runtime.ask else None

    performed: list[Performed] = []
    for call, batch in calls:
        asker = ask if runtime.ask else None
        performed.append(await runtime.perform(call, grants, batch=batch, ask=asker))
        if not isinstance(performed[-1].outcome, Done):
            break
    return performed


async def asks_about(runtime: Runtime, counted: Counted, grants: Sequence[Grant]) -> bool:
    """Whether the owner would be asked about a call, and could be about others with it."""
    if runtime.ask_all is None:
        return False
    call, batch = counted
    performed = await runtime.rehearse(call, grants, batch=batch)
    return isinstance(performed.decision, Confirm)


async def _answers(
    runtime: Runtime, calls: Sequence[Counted], grants: Sequence[Grant]
) -> dict[str, Answer]:
    """The owner's answers by digest, where several calls need one."""
    if runtime.ask_all is None or len(calls) < 2:
        return {}
    asked: list[tuple[Call, Confirm, str]] = []
    for call, batch in calls:
        decision = (await runtime.rehearse(call, grants, batch=batch)).decision
        if isinstance(decision, Confirm):
            asked.append((call, decision, runtime.preview(call)))
    if len(asked) < 2:
        return {}
    said = await runtime.ask_all(asked)
    return {call.digest: answer for (call, _, _), answer in zip(asked, said, strict=True)}

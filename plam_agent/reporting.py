"""What became of a call, in a line for the owner, from what was recorded of it.

What was recalled is told in its own words beside it: the journal keeps only which memories it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .outcomes import Done, Failed, Held, Outcome, Pending, Refused
from .runtime import Performed
from .tools.matching import plain
from .tools.memory import KIND as MEMORY
from .types import Deny, Effect, Item, ObjectId, Origin, Result

LONGEST = 600
"""Characters of a memory that are shown."""

OWN = frozenset({"request", "policy", "contacts"})


def plain_call(each: Performed) -> dict[str, Any]:
    """A performed call as JSON data: tool, args, decision, rule, outcome and event."""
    return {
        "tool": each.call.tool,
        "args": each.call.plain(),
        "decision": each.decision.verb,
        "rule": each.decision.rule,
        "reasons": list(each.decision.reasons),
        "outcome": each.outcome.verb,
        "detail": each.outcome.detail,
        "event": each.outcome.event,
    }


def told(each: Performed) -> str:
    """One line for the owner about a call, from what was recorded of it."""
    outcome: Outcome = each.outcome
    match outcome:
        case Done(result=Result(items=(Item(id=ObjectId(kind=kind)), *_) as items)) if (
            kind == MEMORY and each.call.effect is Effect.READ
        ):
            return "\n".join([outcome.detail, *map(_recollection, items)])
        case Done():
            return outcome.detail or f"{each.call.tool}: done."
        case Pending():
            return f"{each.call.tool} waits for your yes ({outcome.approval}): {outcome.detail}"
        case Held():
            return f"{each.call.tool} is held ({outcome.approval}): {outcome.detail}"
        case Refused():
            return f"{each.call.tool} was refused: {outcome.detail}"
        case Failed():
            return f"{each.call.tool} failed: {outcome.detail}"
    verdict = "was refused" if isinstance(each.decision, Deny) else "may or may not have happened"
    return f"{each.call.tool} {verdict}: {outcome.detail}"


def _recollection(item: Item) -> str:
    """A memory for the owner to read: its day, its words, and who else had a say in it."""
    text, at = item.fields["text"], str(item.fields["at"].data)
    others = sorted({str(leaf) for origin in text.origins for leaf in _leaves(origin)} - OWN)
    said = plain(str(text.data), LONGEST)
    return f"- {at[:10]}: {said}" + (f" (from {', '.join(others[:3])})" if others else "")


def _leaves(origin: Origin) -> Iterable[Origin]:
    if origin.kind == MEMORY and origin.beneath:
        return [leaf for each in origin.beneath for leaf in _leaves(each)]
    return [origin]

"""What may or may not have happened, until the owner has looked and said which.

An `unknown` event stays before the owner through every crash and restart. It ends with a `settled`
event that says what they found, with a `proven` one where the account shows that it happened, or
with an undo that worked. Nothing is repeated meanwhile; what the owner found not to have happened
may be tried again, and what it had spent of a budget is given back.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .errors import InputError
from .home import Home
from .journal import Journal
from .policy import ledger
from .types import Event

KINDS = ("intent", "unknown", "settled", "proven", "undone")


def unsettled(journal: Journal) -> list[Event]:
    """The `unknown` events that nobody has settled, oldest first. Raises DamageError."""
    return [event for event, _ in _open(journal)]


def plain(journal: Journal) -> list[dict[str, Any]]:
    """The same as JSON data, with what each call was to do."""
    return [
        {
            "id": str(event.seq),
            "unknown": True,
            "tool": event.body.get("tool", ""),
            "account": event.body.get("account", ""),
            "preview": preview,
            "detail": event.body.get("detail", ""),
            "time": event.time.isoformat(),
        }
        for event, preview in _open(journal)
    ]


def settle(home: Home, seq: int, happened: bool) -> Event:
    """Record what the owner found; what did not happen may be tried again.

    Raises InputError where nothing is unknown about `seq`.
    """
    with home.journal.transaction() as tx:
        event = next((each for each in unsettled(home.journal) if each.seq == seq), None)
        if event is None:
            raise InputError(
                f"Nothing is unknown about event {seq}.", fix="See `plam approvals list`."
            )
        body = {"run": event.body.get("run", ""), "of": seq, "happened": happened}
        intent = event.body.get("intent", 0)
        if "of" in event.body:
            body["undo_of"] = event.body["of"]
        elif intent:
            body["intent"] = intent
        spent = home.journal.get(intent).body if intent and not happened else {}
        ledger.give_back(tx, body, spent)
    return tx.events[-1]


def refuted(journal: Journal, intents: Collection[int]) -> set[int]:
    """Those of these intents that the owner found not to have happened."""
    if not intents:
        return set()
    intent_of: dict[int, int] = {}
    found: set[int] = set()
    for event in journal.events(after=min(intents), kinds=("unknown", "settled")):
        if event.kind == "unknown":
            intent_of[event.seq] = event.body.get("intent", 0)
        elif event.body.get("happened") is False:
            found.add(intent_of.get(event.body.get("of", 0), 0))
    return found & set(intents)


def _open(journal: Journal) -> list[tuple[Event, str]]:
    previews: dict[int, str] = {}
    open_: dict[int, tuple[Event, str]] = {}
    for event in journal.events(kinds=KINDS):
        body = event.body
        match event.kind:
            case "intent":
                previews[event.seq] = str(body.get("preview", ""))
            case "unknown" if "forgotten" in body:
                continue
            case "unknown" if "of" in body:
                open_[event.seq] = (event, f"undo of event {body['of']}")
            case "unknown":
                open_[event.seq] = (event, previews.get(body.get("intent", 0), ""))
            case "settled" | "proven":
                open_.pop(body.get("of", 0), None)
            case "undone":
                for seq, (other, _) in list(open_.items()):
                    if other.body.get("of") == body.get("of"):
                        del open_[seq]
    return list(open_.values())

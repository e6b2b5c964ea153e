"""What happened, and why: rendered from the journal, without a policy or a model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .approvals import card, escaped
from .errors import InputError
from .home import Home
from .policy import ledger
from .records import read_call
from .reply import Reply
from .types import data

QUIET = ("receipt", "grant", "serial", "counted", "example", "contact")


def log(home: Home, *, run: str | None, last: int, everything: bool) -> Reply:
    """The last events, or those of one run; without `everything` neither reads nor counts."""
    events = list(home.journal.events(run=run))
    if not everything:
        events = [e for e in events if e.kind not in QUIET and not is_reading(e.kind, e.body)]
    events = events[-last:]
    plain = [{"event": e.seq, "time": e.time.isoformat(), "kind": e.kind, **e.body} for e in events]
    lines = [
        f"{e.seq:>6}  {e.time.astimezone(home.zone):%d %b %H:%M:%S}  {e.kind:<9} {told(e.body)}"
        for e in events
    ]
    return Reply(plain, "\n".join(lines) or "Nothing has happened yet.")


def verify(home: Home, anchor: str = "") -> Reply:
    """Every record, the signed head, the ledger, the file and the anchor. Raises DamageError.

    `anchor` is the path of a copy of the anchor that the owner kept, else the one in the settings.
    """
    found = home.journal.verify(ledger.check, anchor=Path(anchor) if anchor else None)
    seal = "" if found.sealed else " A writer is open or crashed: records only."
    held = f" Anchored at event {found.anchored}." if found.anchored is not None else ""
    text = f"Verified: {found.count} events, head {found.head[:16]}….{held}{seal}"
    return Reply(data(found), text)


def why(home: Home, number: int) -> Reply:
    """Which rule decided an event, why, and where its arguments came from. Raises InputError."""
    event = home.journal.get(number)
    origin = event
    if "intent" in event.body:
        origin = home.journal.get(event.body["intent"])
    elif "asked" in event.body and "answer" in event.body:
        origin = home.journal.get(event.body["asked"])
    elif "of" in event.body:
        done = home.journal.get(event.body["of"])
        origin = home.journal.get(done.body["intent"])
    run = [e for e in home.journal.events(run=origin.body.get("run")) if e.kind == "run"]
    if "call" not in origin.body:
        raise InputError(
            f"Event {event.seq} ({event.kind}) is about no call.", fix="See `plam log`."
        )
    # What was taken back was decided about anew.
    own = {key: event.body[key] for key in ("decision", "rule", "reasons") if key in event.body}
    body = {**origin.body, **own}
    words = run[0].body.get("words", "") if run else ""
    lines = [
        f"Event {event.seq}: {event.kind}. {escaped(str(event.body.get('detail', '')))}".rstrip(),
        card(read_call(body["call"]), None, body.get("preview", "")),
        f"  decision: {body['decision']}, by {body['rule'] or 'no rule'}",
        *(f"  because: {escaped(reason)}" for reason in body["reasons"]),
        *([f"  you asked: {escaped(words)}"] if words else []),
    ]
    plain = {"event": event.seq, "kind": event.kind, "request": words, **body}
    return Reply(plain, "\n".join(lines))


def is_reading(kind: str, body: Mapping[str, Any]) -> bool:
    """Whether an event is about looking at something."""
    call = body.get("call")
    reads = (".search", ".read")
    return bool(
        (kind == "intent" and call and call["effect"] == "READ")
        or (kind == "done" and str(body.get("tool", "")).endswith(reads))
    )


def _planned(plan: Mapping[str, Any] | None) -> str:
    if plan is None:
        return ""
    return ", then ".join(step["tool"] for step in plan["steps"]) or "no tool for this"


def told(body: Mapping[str, Any]) -> str:
    """One line about an event's body."""
    if body.get("forgotten"):
        return "(forgotten)"
    call = body.get("call") or {}
    parts = [
        body.get("preview") or call.get("tool") or body.get("tool") or "",
        body.get("words") or "",
        _planned(body.get("plan")),
        body.get("label") or "",
        body.get("detail") or "",
        f"answer {body['answer']} to {body['asked']}" if "answer" in body else "",
        f"of {body['of']}" if "of" in body else "",
        ("it happened" if body["happened"] else "it did not happen") if "happened" in body else "",
        "; ".join(body.get("reasons", ())) if body.get("decision") != "allow" else "",
    ]
    return escaped("  ".join(str(part) for part in parts if part))[:300]

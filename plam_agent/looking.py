"""What happened, and why: rendered from the journal, without a policy or a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from .approvals import card, escaped
from .errors import InputError
from .home import Home
from .language import _, mark, told
from .policy import ledger
from .records import read_call
from .reply import Reply
from .types import data

DECISIONS = {"allow": mark("allow"), "confirm": mark("confirm"), "deny": mark("deny")}
QUIET = ("receipt", "grant", "serial", "counted", "example", "contact")


def log(home: Home, *, run: str | None, last: int, everything: bool) -> Reply:
    """The last events, or those of one run; without `everything` neither reads nor counts."""
    events = list(home.journal.events(run=run))
    if not everything:
        events = [e for e in events if e.kind not in QUIET and not is_reading(e.kind, e.body)]
    events = events[-last:]
    plain = [{"event": e.seq, "time": e.time.isoformat(), "kind": e.kind, **e.body} for e in events]
    return Reply(plain, log_told(plain, home.zone))


def log_told(plain: Sequence[Mapping[str, Any]], zone: tzinfo | None = None) -> str:
    """The events that `log` has as JSON data, a line each, in the language in use."""
    lines = [
        f"{e['event']:>6}  {datetime.fromisoformat(e['time']).astimezone(zone):%d %b %H:%M:%S}  "
        f"{e['kind']:<9} {line(e)}"
        for e in plain
    ]
    return "\n".join(lines) or told("Nothing has happened yet.")


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
    words = run[0].body.get("words", "") if run else ""
    own["detail"] = str(event.body.get("detail", ""))
    plain = {"event": event.seq, "kind": event.kind, "request": words, **origin.body, **own}
    return Reply(plain, why_told(plain))


def why_told(plain: Mapping[str, Any]) -> str:
    """What `why` has as JSON data, in lines, in the language in use."""
    words, detail = plain["request"], _said(plain["detail"])
    head = _("Event {number}: {kind}. {detail}")
    decision = _("  decision: {decision}, by {rule}")
    because, asked = _("  because: {reason}"), _("  you asked: {words}")
    lines = [
        head.format(number=plain["event"], kind=_(plain["kind"]), detail=detail).rstrip(),
        card(read_call(plain["call"]), None, str(plain.get("preview", ""))),
        decision.format(
            decision=_(DECISIONS[plain["decision"]]), rule=plain["rule"] or _("no rule")
        ),
        *(because.format(reason=_said(reason)) for reason in plain["reasons"]),
        *([asked.format(words=escaped(words))] if words else []),
    ]
    return "\n".join(lines)


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
    return _(", then ").join(step["tool"] for step in plan["steps"]) or _("no tool for this")


def line(body: Mapping[str, Any]) -> str:
    """One line about an event's body, in the language in use."""
    if body.get("forgotten"):
        return _("(forgotten)")
    call = body.get("call") or {}
    reasons = body.get("reasons", ()) if body.get("decision") != "allow" else ()
    parts = [
        _said(body.get("preview") or call.get("tool") or body.get("tool") or ""),
        escaped(str(body.get("words") or "")),
        escaped(_planned(body.get("plan"))),
        escaped(str(body.get("label") or "")),
        _said(body.get("detail") or ""),
        _("of {event}").format(event=body["of"]) if "of" in body else "",
        _answered(body),
        _("; ").join(map(_said, reasons)),
    ]
    return "  ".join(part for part in parts if part)[:300]


def _said(text: object) -> str:
    """A sentence of the program in the language in use; what others wrote in it is escaped."""
    return told(escaped(str(text)))


def _answered(body: Mapping[str, Any]) -> str:
    """What the owner said to a question, or found."""
    if "happened" in body:
        return _("it happened") if body["happened"] else _("it did not happen")
    if "answer" not in body:
        return ""
    return _("answer {answer} to {event}").format(answer=body["answer"], event=body["asked"])

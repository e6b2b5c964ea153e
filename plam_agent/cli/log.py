"""`plam log`: what happened, rendered from the journal; `plam log verify` checks all of it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from .common import DONE, open_home, show

QUIET = ("receipt", "grant", "serial")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam log` takes."""
    parser.add_argument("verb", nargs="?", choices=("list", "verify"), default="list")
    parser.add_argument("--run", metavar="ID", help="one run only")
    parser.add_argument("--last", type=int, default=40, metavar="N", help="the last N (40)")
    parser.add_argument("--all", action="store_true", help="reads too, and every event")


async def command(args: argparse.Namespace) -> int:
    """List events, or verify every record, the signed head and the file."""
    from ..policy import ledger
    from ..types import data

    with open_home(args) as home:
        if args.verb == "verify":
            found = home.journal.verify(ledger.check)
            seal = "" if found.sealed else " A writer is open or crashed: records only."
            text = f"Verified: {found.count} events, head {found.head[:16]}….{seal}"
            show(args, data(found), text)
            return DONE
        events = list(home.journal.events(run=args.run))
    if not args.all:
        events = [e for e in events if e.kind not in QUIET and not _is_reading(e.kind, e.body)]
    events = events[-args.last :]
    plain = [{"event": e.seq, "time": e.time.isoformat(), "kind": e.kind, **e.body} for e in events]
    lines = [
        f"{e.seq:>6}  {e.time.astimezone(home.zone):%d %b %H:%M:%S}  {e.kind:<9} {told(e.body)}"
        for e in events
    ]
    show(args, plain, "\n".join(lines) or "Nothing has happened yet.")
    return DONE


def _is_reading(kind: str, body: Mapping[str, Any]) -> bool:
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
    from ..approvals import escaped

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
        "; ".join(body.get("reasons", ())) if body.get("decision") != "allow" else "",
    ]
    return escaped("  ".join(str(part) for part in parts if part))[:300]

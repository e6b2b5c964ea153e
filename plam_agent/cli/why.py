"""`plam why`: which rule decided an event, with what reasons, and where its arguments came from."""

from __future__ import annotations

import argparse

from ..errors import InputError
from .common import DONE, open_home, show


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam why` takes."""
    parser.add_argument("event", type=int, help="an event's number, as `plam log` shows it")


async def command(args: argparse.Namespace) -> int:
    """Explain one event from the journal."""
    from ..approvals import card
    from ..records import read_call

    with open_home(args) as home:
        event = home.journal.get(args.event)
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
    body = origin.body
    words = run[0].body.get("words", "") if run else ""
    lines = [
        f"Event {event.seq}: {event.kind}. {event.body.get('detail', '')}".rstrip(),
        card(read_call(body["call"]), None, body.get("preview", "")),
        f"  decision: {body['decision']}, by {body['rule'] or 'no rule'}",
        *(f"  because: {reason}" for reason in body["reasons"]),
        *([f"  you asked: {words}"] if words else []),
    ]
    plain = {"event": event.seq, "kind": event.kind, "request": words, **body}
    show(args, plain, "\n".join(lines))
    return DONE

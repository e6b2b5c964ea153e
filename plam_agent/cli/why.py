"""`plam why`: which rule decided an event, with what reasons, and where its arguments came from."""

from __future__ import annotations

import argparse

from .common import replied, requested


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam why` takes."""
    parser.add_argument("event", type=int, help="an event's number, as `plam log` shows it")


async def command(args: argparse.Namespace) -> int:
    """Explain one event from the journal."""
    return replied(args, await requested(args, "why", {"event": args.event}))

"""`plam undo`: take back what an event did."""

from __future__ import annotations

import argparse

from .common import replied, requested


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam undo` takes."""
    parser.add_argument("event", type=int, help="the number of the event that says done or held")


async def command(args: argparse.Namespace) -> int:
    """Undo one recorded effect, or let a held one not happen; that is recorded too."""
    return replied(args, await requested(args, "undo", {"event": args.event}))

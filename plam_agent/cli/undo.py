"""`plam undo`: take back what an event did; what that tells others needs your yes."""

from __future__ import annotations

import argparse
import sys

from .ask import terminal
from .common import replied, requested


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam undo` takes."""
    parser.add_argument("event", type=int, help="the number of the event that says done or held")


async def command(args: argparse.Namespace) -> int:
    """Undo one recorded effect, or let a held one not happen; that is recorded too."""
    attended = sys.stdin.isatty() and not args.json
    body = {"event": args.event, "attended": attended}
    return replied(args, await requested(args, "undo", body, confirm=terminal(args)))

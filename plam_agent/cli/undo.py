"""`plam undo`: take back what an event did."""

from __future__ import annotations

import argparse

from .common import code_of, open_home, open_runtime, show


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam undo` takes."""
    parser.add_argument("event", type=int, help="the number of the event that says done")


async def command(args: argparse.Namespace) -> int:
    """Undo one recorded effect; that is recorded too."""
    with open_home(args) as home:
        async with open_runtime(home) as runtime:
            outcome = await runtime.undo(args.event)
    plain = {"undone": args.event, "outcome": outcome.verb, "event": outcome.event}
    undone = outcome.verb == "done"
    text = f"Undone: {outcome.detail}" if undone else f"Not undone: {outcome.detail}"
    show(args, {**plain, "detail": outcome.detail}, text)
    return code_of([outcome.verb])

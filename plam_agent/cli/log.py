"""`plam log`: what happened, rendered from the journal; `plam log verify` checks all of it."""

from __future__ import annotations

import argparse
import os

from .common import replied, requested


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam log` takes."""
    parser.add_argument("verb", nargs="?", choices=("list", "verify"), default="list")
    parser.add_argument("--run", metavar="ID", help="one run only")
    parser.add_argument("--last", type=int, default=40, metavar="N", help="the last N (40)")
    parser.add_argument("--anchor", metavar="FILE", help="verify against this copy of the anchor")
    parser.add_argument("--all", action="store_true", help="reads too, and every event")


async def command(args: argparse.Namespace) -> int:
    """List events, or verify every record, the signed head and the file."""
    if args.verb == "verify":
        anchor = os.path.abspath(args.anchor) if args.anchor else ""  # noqa: ASYNC240
        return replied(args, await requested(args, "verify", {"anchor": anchor}))
    body = {"run": args.run, "last": args.last, "everything": args.all}
    return replied(args, await requested(args, "log", body))

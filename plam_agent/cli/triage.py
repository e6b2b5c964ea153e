"""`plam triage`: one headless pass over new mail, with a digest."""

from __future__ import annotations

import argparse
import sys

from .common import replied, requested


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam triage` takes."""
    parser.add_argument("--account", default="", metavar="NAME", help="which mail account")
    parser.add_argument("--last", type=int, default=0, metavar="N", help="the newest N only")
    parser.add_argument(
        "--dry-run", action="store_true", help="decide and change nothing, remember nothing"
    )


async def command(args: argparse.Namespace) -> int:
    """Label each new message and do what the policy says follows."""
    body = {"account": args.account, "last": args.last, "dry": args.dry_run}
    progress = None if args.json else _progress
    return replied(args, await requested(args, "triage", body, progress=progress))


def _progress(done: int, total: int, line: str) -> None:
    from ..approvals import escaped

    if sys.stderr.isatty():
        shown = escaped(line)[:70]
        print(f"\r\033[K{done}/{total}  {shown}", end="", file=sys.stderr, flush=True)
        if done == total:
            print("\r\033[K", end="", file=sys.stderr, flush=True)

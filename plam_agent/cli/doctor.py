"""`plam doctor`: what is wrong here, each with the one command that mends it."""

from __future__ import annotations

import argparse
import asyncio

from ..errors import PlamError
from .common import DONE, FAILED, home_of, open_home, show


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam doctor` takes."""
    parser.add_argument(
        "--rebuild", action="store_true", help="write the ledger anew from the journal"
    )


async def command(args: argparse.Namespace) -> int:
    """Check everything and say all of it, not just the first; 0 only if nothing is wrong."""
    if args.rebuild:
        return await _rebuild(args)
    from ..checkup import Found, around, within

    found = await around(home_of(args))
    try:
        with open_home(args) as home:
            found.append(Found("home", True, f"{home.path} opens"))
            found += await within(home)
    except PlamError as error:
        found.append(Found("home", False, str(error), error.fix))
    lines = [f"{'ok  ' if each.good else 'BAD '} {each.what:<20} {each.detail}" for each in found]
    plain = [{"check": e.what, "ok": e.good, "detail": e.detail, "fix": e.fix} for e in found]
    show(args, plain, "\n".join(lines))
    return DONE if all(each.good for each in found) else FAILED


async def _rebuild(args: argparse.Namespace) -> int:
    from ..policy import ledger

    with open_home(args) as home:
        rows = await asyncio.to_thread(ledger.rebuild, home.journal)
        await asyncio.to_thread(home.journal.verify, ledger.check)
    said = f"{rows} rows of the ledger were written anew." if rows else "The ledger was whole."
    show(args, {"rebuilt": rows}, said)
    return DONE

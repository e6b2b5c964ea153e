"""`plam spending`: what was spent, by whom it was allowed and under which rule."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .common import DONE, open_home, show

if TYPE_CHECKING:
    from ..spending import Spent


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam spending` takes."""
    parser.add_argument("--since", metavar="DAY", help="from this day on, 2026-11-01 or in words")
    parser.add_argument("--until", metavar="DAY", help="up to and with this day")
    parser.add_argument("--csv", action="store_true", help="a table for a spreadsheet")


async def command(args: argparse.Namespace) -> int:
    """Read the journal and print what it says."""
    return _command(args)


def _command(args: argparse.Namespace) -> int:
    from ..spending import as_csv, day, spending, sums

    with open_home(args) as home:
        since = None if args.since is None else day(home, args.since)
        until = None if args.until is None else day(home, args.until, after=True)
        spent = spending(home.journal, since, until)
        zone = home.zone
    if args.csv:
        sys.stdout.write(as_csv(spent, zone))
        return DONE
    plain = {"spent": sums(spent), "purchases": [each.plain() for each in spent]}
    show(args, plain, _told(spent, zone))
    return DONE


def _told(spent: Sequence[Spent], zone: object) -> str:
    from ..spending import line, total
    from ..tools.purchase.money import shown

    if not spent:
        return "Nothing was bought."
    lines = [line(each, zone) for each in spent]  # type: ignore[arg-type]
    sums = ", ".join(map(shown, total(spent)))
    return "\n".join([*lines, f"In all {sums}."])

"""`plam run`: the service, in a terminal or under systemd."""

from __future__ import annotations

import argparse
import os
import re
import sys

from ..errors import InputError, PlamError
from .common import DONE, home_of, say

UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}
LEAST = 10.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam run` takes."""
    parser.add_argument(
        "--every",
        metavar="TIME",
        default="15m",
        help="how often mail is sorted, such as 30s, 15m or 2h; 0 for new mail only (15m)",
    )


async def command(args: argparse.Namespace) -> int:
    """Run until SIGTERM or SIGINT; without a passphrase, wait for `plam unlock`."""
    from ..passphrase import offered
    from ..service import Options, serve

    options = Options(say, every=_seconds(args.every))
    try:
        await serve(home_of(args), offered(args.passphrase_fd), options)
        code = DONE
    except PlamError as error:
        say(f"plam: {error}")
        code = error.exit
    # A thread that waits for a server cannot be stopped, and Python would wait for it. What was
    # done is recorded and the journal is sealed: there is nothing left to wait for.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _seconds(text: str) -> float:
    match = re.fullmatch(r"(\d{1,6})([smh]?)", text.strip())
    seconds = float(match[1]) * UNITS[match[2] or "s"] if match else -1.0
    if seconds < 0 or 0 < seconds < LEAST:
        raise InputError(f"{text!r} is no time to wait.", fix="Write 15m, 2h, 30s, or 0 for never.")
    return seconds

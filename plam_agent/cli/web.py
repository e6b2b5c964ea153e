"""`plam web`: the terminal UI in a browser on this machine, for whoever opens its link first."""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import signal
import sys

from ..errors import ConfigError, InputError
from ..language import _
from .common import DONE, home_of, say, show


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam web` takes."""
    parser.add_argument(
        "--port", metavar="N", type=int, default=0, help="the port to serve on (one that is free)"
    )
    parser.add_argument("--lang", metavar="CODE", default="", help="the language shown: en or fr")


async def command(args: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT. Raises ConfigError and InputError."""
    from .ui import speak

    home = home_of(args)
    chosen = await asyncio.to_thread(speak, home, args.lang)
    if not 0 <= args.port < 65_536:
        raise InputError(f"{args.port} is no port.", fix="Write 1 to 65535.")
    if importlib.util.find_spec("textual_serve") is None:
        raise ConfigError(
            "what shows pages is not installed.", fix="Run `pip install 'plam-agent[web]'`."
        )
    from ..tui.web import served

    starting = [sys.executable, "-m", "plam_agent", "--home", str(home), "--lang", chosen]
    ended = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, ended.set)
    try:
        async with served(starting, args.port) as link:
            show(args, {"link": link}, link)
            say(_("Open this link in a browser on this machine. It works once. Ctrl+C ends."))
            await ended.wait()
    except OSError as error:
        raise InputError(
            f"port {args.port} cannot be served on: {error.strerror}.", fix="Give another --port."
        ) from error
    return DONE

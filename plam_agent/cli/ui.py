"""`plam` alone: the terminal UI, or with `--plain` the same in lines for a screen reader."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path

from ..errors import InputError, PlamError
from .common import DONE, FAILED, home_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam` alone takes."""
    parser.add_argument(
        "--plain", action="store_true", help="lines of text, as screen readers like them"
    )
    parser.add_argument(
        "--lang", metavar="CODE", default="", help="the language shown: en or fr (the home's)"
    )


async def command(args: argparse.Namespace) -> int:
    """Open the UI. Raises InputError where there is no terminal for it."""
    from ..passphrase import given

    speak(home_of(args), args.lang)
    passphrase = given(args.passphrase_fd)
    if args.plain:
        from ..tui.plain import run

        return await run(home_of(args), passphrase)
    if not (sys.stdin.isatty() and sys.stdout.isatty()) and not os.environ.get("TEXTUAL_DRIVER"):
        raise InputError("the terminal UI needs a terminal.", fix="See `plam --help`.")
    from ..tui.app import PlamApp
    from ..tui.session import Session

    app = PlamApp(Session(home_of(args)), passphrase)
    await app.run_async()
    return DONE if app.return_code in (0, None) else FAILED


def speak(home: Path, named: str = "") -> str:
    """Speak the language that is named, else the home's, else the environment's; say its code."""
    from .. import config, language

    with contextlib.suppress(PlamError):
        # What is wrong with the settings is said where they are needed.
        settings = config.load_if_there(home)
        named = named or (settings.language if settings else "")
    return language.use(named)

"""What every command shares: the home, the passphrase, JSON, and one sentence for every error."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import PlamError

if TYPE_CHECKING:
    from ..home import Home
    from ..planner.engine import LlamaEngine
    from ..runtime import Ask, Runtime

Command = Callable[[argparse.Namespace], Awaitable[int]]
DONE, FAILED, USAGE, REFUSED, WAITING = 0, 1, 2, 3, 4


def run(parser: argparse.ArgumentParser, command: Command, argv: Sequence[str]) -> int:
    """Parse, run, and turn an error into one line on standard error and its exit code."""
    # The shared options may stand anywhere, before a subcommand or after it.
    shared = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    for each in (shared, parser):
        each.add_argument("--home", metavar="DIR", type=Path, help="the home ($PLAM_HOME)")
        each.add_argument("--json", action="store_true", help="print JSON on standard output")
        each.add_argument(
            "--passphrase-fd", metavar="N", type=int, help="read the passphrase from descriptor N"
        )
    known, rest = shared.parse_known_args(argv)
    args = parser.parse_args(rest)
    vars(args).update(vars(known))
    try:
        return asyncio.run(_command(command, args))
    except PlamError as error:
        say(f"plam: {error}")
        return error.exit
    except KeyboardInterrupt:
        say("plam: interrupted")
        return 130
    except BrokenPipeError:
        # The reader of our output has gone; Python must not complain while closing it either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


async def _command(command: Command, args: argparse.Namespace) -> int:
    return await command(args)


def say(text: str) -> None:
    """A line for the person, on standard error."""
    print(text, file=sys.stderr, flush=True)


def show(args: argparse.Namespace, plain: Any, text: str) -> None:
    """The result on standard output: JSON where it was asked for, else text."""
    print(json.dumps(plain, ensure_ascii=False, indent=2) if args.json else text, flush=True)


def home_of(args: argparse.Namespace) -> Path:
    """The home that was named, or the default."""
    from ..config import default_home

    return Path(args.home).expanduser().absolute() if args.home else default_home()


def open_home(args: argparse.Namespace) -> Home:
    """Unlock the home with the passphrase from wherever it comes."""
    from ..home import Home

    return Home.open(home_of(args), lambda: passphrase_of(args))


def passphrase_of(args: argparse.Namespace) -> str:
    """The passphrase; one read from a descriptor is kept, because it can be read only once."""
    from ..passphrase import passphrase

    if not hasattr(args, "passphrase"):
        args.passphrase = passphrase(args.passphrase_fd)
    return str(args.passphrase)


@asynccontextmanager
async def open_engine(
    home: Path, model: Path | None, adapter: Path | None
) -> AsyncIterator[LlamaEngine]:
    """The model of the settings, or the one that is shipped."""
    from ..planner import models
    from ..planner.engine import LlamaEngine

    file = model or models.shipped()
    async with LlamaEngine(file, adapter=adapter, digests=home / "models" / "digests") as engine:
        yield engine


def composes(model: Path | None) -> bool:
    """Whether the model may write prose; the shipped starter model only quotes."""
    from ..planner import models

    return model is not None and model.resolve() != models.shipped().resolve()


@asynccontextmanager
async def open_runtime(
    home: Home, *, ask: Ask | None = None, model: str = ""
) -> AsyncIterator[Runtime]:
    """The runtime under the policy in force, after looking what became of interrupted calls."""
    from ..runtime import Runtime
    from ..tools.context import Connections
    from ..tools.standard import registry

    policy = home.policy()
    async with Connections() as connections:
        runtime = Runtime(home, policy, registry(), connections, ask=ask, model=model)
        for outcome in await runtime.recover():
            say(f"plam: an interrupted call: {outcome.verb} (event {outcome.event})")
        yield runtime


def code_of(outcomes: Sequence[str]) -> int:
    """The exit code for how calls ended: waiting beats refused beats failed beats done."""
    if "pending" in outcomes:
        return WAITING
    if "refused" in outcomes:
        return REFUSED
    return FAILED if {"failed", "unknown"} & set(outcomes) else DONE

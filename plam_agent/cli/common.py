"""What every command shares: the home, the passphrase, JSON, and one sentence for every error."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import PlamError

if TYPE_CHECKING:
    from ..consent import Confirming
    from ..desk import Desk
    from ..home import Home
    from ..planner.engine import Engine
    from ..reply import Reply
    from ..runtime import Ask, Runtime

Command = Callable[[argparse.Namespace], Awaitable[int]]
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
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
    print(_visible(text), file=sys.stderr, flush=True)


def show(args: argparse.Namespace, plain: Any, text: str) -> None:
    """The result on standard output: JSON where it was asked for, else text."""
    # In JSON only text can hold such a character, and there the escape means the same.
    said = json.dumps(plain, ensure_ascii=False, indent=2) if args.json else text
    print(_visible(said), flush=True)


def _visible(text: str) -> str:
    """Text without anything that moves, hides or reorders: controls and formats as escapes."""
    return "".join(
        each
        if each == "\n" or unicodedata.category(each) not in _UNSEEN
        else json.dumps(each)[1:-1]
        for each in text
    )


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


def open_engine(
    home: Path, model: Path | None, adapter: Path | None
) -> AbstractAsyncContextManager[Engine]:
    """The model of the settings, or the one that is shipped."""
    from .. import desk

    return desk.open_engine(home, model, adapter)


def composes(model: Path | None) -> bool:
    """Whether the model may write prose; the shipped starter model only quotes."""
    from .. import desk

    return desk.composes(model)


async def requested(
    args: argparse.Namespace,
    do: str,
    body: Mapping[str, Any] | None = None,
    *,
    confirm: Confirming | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Reply:
    """Have something done by the service of the home, or do it here where none runs.

    A service that is locked is of no use: then it is done here, with the passphrase.
    """
    from ..wire import connected

    sent = {**(body or {}), "do": do}
    async with connected(home_of(args)) as client:
        if client is not None and not client.hello["locked"]:
            from ..reply import Reply

            return Reply(**await client.request(do, body, confirm=confirm, progress=progress))
    from ..operations import Owner, carry_out
    from ..requests import wanted

    request = wanted(sent)
    async with open_desk(args, looks=request.looks) as desk:
        return await carry_out(desk, request, Owner(confirm, progress))


@asynccontextmanager
async def open_desk(args: argparse.Namespace, *, looks: bool = False) -> AsyncIterator[Desk]:
    """The home for one command; unless it only looks, after finding out what was interrupted."""
    from ..desk import Desk, open_engine, shelf_of
    from ..recollecting import Recollecting

    with open_home(args) as home:
        vault, shelf = home.vault, shelf_of(home)
        async with Recollecting(home, say=say) as memory:
            desk = Desk(
                home,
                lambda s: open_engine(home.path, s.model, s.adapter, vault, shelf, say),
                say,
                memory=memory,
            )
            if not looks:
                async with desk.runtime() as runtime:
                    await recovered(runtime)
            yield desk


async def recovered(runtime: Runtime) -> None:
    """Look what became of interrupted calls, and say so; what nobody can tell is asked again."""
    from ..recovery import left_open
    from ..telling import unknown_line
    from ..unsettled import plain

    for outcome in await runtime.recover():
        if outcome.verb != "unknown":
            say(f"plam: an interrupted call: {outcome.verb} (event {outcome.event})")
    for call in await left_open(runtime):
        say(
            f"plam: {call.tool} was interrupted, and {call.account} cannot be asked now what "
            "became of it; the next command asks again"
        )
    for unknown in await asyncio.to_thread(plain, runtime.home.journal):
        say(f"plam: {unknown_line(unknown)}")


def replied(args: argparse.Namespace, reply: Reply) -> int:
    """Show a reply; its notes are for people only."""
    show(args, reply.plain, reply.text)
    for note in reply.notes:
        if not args.json:
            say(note)
    return reply.code


@asynccontextmanager
async def open_runtime(
    home: Home, *, ask: Ask | None = None, model: str = ""
) -> AsyncIterator[Runtime]:
    """The runtime under the policy in force, after looking what became of interrupted calls."""
    from ..runtime import Runtime
    from ..tools.context import Connections
    from ..tools.mcp import installed
    from ..tools.standard import everything

    policy = home.policy()
    async with Connections() as connections:
        tools = everything(installed(home.path))
        runtime = Runtime(home, policy, tools, connections, ask=ask, model=model)
        await recovered(runtime)
        yield runtime

"""`plam ask`: one request, planned, gated and carried out."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

from .common import (
    FAILED,
    WAITING,
    code_of,
    composes,
    open_engine,
    open_home,
    open_runtime,
    passphrase_of,
    say,
    show,
)

if TYPE_CHECKING:
    from ..home import Home
    from ..runtime import Ask
    from ..types import Approval, Call, Confirm


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam ask` takes."""
    parser.add_argument("words", nargs="+", help="what you want, in English or French")


async def command(args: argparse.Namespace) -> int:
    """Plan and carry out; what has to wait is queued where nobody is there to ask."""
    from ..agent import Agent

    with open_home(args) as home:
        settings = home.settings
        attended = sys.stdin.isatty() and not args.json
        ask = terminal(args, home) if attended else None
        async with (
            open_engine(home.path, settings.model, settings.adapter) as engine,
            open_runtime(home, ask=ask, model=engine.fingerprint) as runtime,
        ):
            agent = Agent(runtime, engine, composes=composes(settings.model))
            answer = await agent.ask(" ".join(args.words))
    show(args, answer.plain(), answer.text)
    if answer.pending and not args.json:
        say(f"\nTo answer: plam approvals show {answer.pending[0]}")
    if answer.question or not answer.calls:
        return WAITING if answer.pending else FAILED
    return code_of([each.outcome.verb for each in answer.calls])


def terminal(args: argparse.Namespace, home: Home) -> Ask:
    """Ask on this terminal; a yes is signed with the approval key, so the passphrase is asked."""

    async def ask(call: Call, decision: Confirm, preview: str) -> Approval | bool | None:
        from .. import keys
        from ..approvals import card
        from ..policy.receipts import sign_receipt

        say(f"\nThis needs your yes:\n\n{card(call, decision, preview)}\n")
        answer = await asyncio.to_thread(input, "Type yes, no, or nothing to leave it waiting: ")
        if answer.strip().lower() in ("no", "n", "non"):
            return False
        if answer.strip().lower() not in ("yes", "oui"):
            return None
        key = await asyncio.to_thread(keys.open_approval, home.path, passphrase_of(args))
        return sign_receipt(key, call, home.policy().hash, home.now())

    return ask

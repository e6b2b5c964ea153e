"""`plam ask`: one request, planned, gated and carried out."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from .common import home_of, passphrase_of, replied, requested, say
from .line import Line

if TYPE_CHECKING:
    from ..types import Approval, Call

LONGEST = 20_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam ask` takes."""
    parser.add_argument(
        "words", nargs="+", help="what you want, in English or French; - reads standard input"
    )


async def command(args: argparse.Namespace) -> int:
    """Plan and carry out; what has to wait is queued where nobody is there to ask.

    What comes from standard input was not typed: it is read, and what it leads to asks.
    """
    typed = args.words != ["-"]
    words = " ".join(args.words) if typed else sys.stdin.read(LONGEST + 1)
    if not words.strip() or len(words) > LONGEST:
        raise InputError(f"A request has 1 to {LONGEST} letters.")
    attended = typed and sys.stdin.isatty() and not args.json
    body = {"words": words, "typed": typed, "attended": attended}
    line = Line(quiet=args.json)
    confirm = terminal(args)

    async def asked(frame: dict[str, Any]) -> Any:
        line.clear()
        return await confirm(frame)

    try:
        reply = await requested(args, "ask", body, confirm=asked, progress=line.tell)
    finally:
        line.clear()
    return replied(args, reply)


def terminal(args: argparse.Namespace) -> Any:
    """Ask on this terminal; a yes is signed with the approval key, so the passphrase is asked."""

    async def confirm(frame: dict[str, Any]) -> Any:
        from ..approvals import card
        from ..records import read_call

        call = read_call(frame["call"])
        # The verb of `plam approvals` was the answer already.
        if not frame.get("answered"):
            reasons = tuple(frame["reasons"])
            shown = card(call, None, frame["preview"], reasons)
            say(f"\nThis needs your yes:\n\n{shown}\n")
            answer = await asyncio.to_thread(
                input, "Type yes, no, or nothing to leave it waiting: "
            )
            if answer.strip().lower() in ("no", "n", "non"):
                return False
            if answer.strip().lower() not in ("yes", "oui"):
                return None
        from ..consent import answer_body

        return answer_body(await asyncio.to_thread(signed, args, call, frame["policy"]))

    return confirm


def signed(args: argparse.Namespace, call: Call, policy: str) -> Approval:
    """A receipt for exactly this call under the policy with this hash."""
    from .. import home, keys
    from ..policy.receipts import sign_receipt

    key = keys.open_approval(home_of(args), passphrase_of(args))
    return sign_receipt(key, call, policy, home.system_clock())

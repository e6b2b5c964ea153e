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
YES = ("yes", "oui")
NO = ("no", "n", "non")
ONE_BY_ONE = ("single", "s")


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

    async def one(frame: dict[str, Any]) -> Any:
        # The verb of `plam approvals` was the answer already.
        if not frame.get("answered"):
            say(f"\nThis needs your yes:\n\n{_shown(frame)}\n")
            answer = await _typed("Type yes, no, or nothing to leave it waiting: ")
            if answer in NO:
                return False
            if answer not in YES:
                return None
        return await _receipt(args, frame)

    async def confirm(frame: dict[str, Any]) -> Any:
        several = frame.get("several")
        if (said := await _elsewhere(args, several or [frame])) is not None:
            return said if several is not None else said[0]
        if several is None:
            return await one(frame)
        say(f"\nThese {len(several)} need your yes:")
        for number, each in enumerate(several, 1):
            say(f"\n{number} of {len(several)}\n\n{_shown(each)}")
        answer = await _typed(
            f"\nType yes or no for all {len(several)}, single to answer one by one, "
            "or nothing to leave them waiting: "
        )
        if answer in NO:
            return [False] * len(several)
        if answer in ONE_BY_ONE:
            return [await one(each) for each in several]
        if answer not in YES:
            return None
        return [await _receipt(args, each) for each in several]

    return confirm


async def _elsewhere(args: argparse.Namespace, frames: list[dict[str, Any]]) -> list[Any] | None:
    """The owner's answers at the approver, or None where none runs for this home."""
    from ..approver import put

    answers = []
    for frame in frames:
        said = await put(home_of(args), frame, say)
        if said is None:
            return None
        answers.append(said.answer)
    return answers


def _shown(frame: dict[str, Any]) -> str:
    from ..approvals import card
    from ..records import read_call

    return card(read_call(frame["call"]), None, frame["preview"], tuple(frame["reasons"]))


async def _typed(question: str) -> str:
    return (await asyncio.to_thread(_line, question)).strip().lower()


def _line(question: str) -> str:
    """What is typed after the question; what was typed before it was shown is no answer to it."""
    if sys.stdin.isatty():
        import termios

        termios.tcflush(sys.stdin, termios.TCIFLUSH)
    return input(question)


async def _receipt(args: argparse.Namespace, frame: dict[str, Any]) -> Any:
    from ..consent import answer_body
    from ..records import read_call

    call = read_call(frame["call"])
    return answer_body(await asyncio.to_thread(signed, args, call, frame["policy"]))


def signed(args: argparse.Namespace, call: Call, policy: str) -> Approval:
    """A receipt for exactly this call under the policy with this hash."""
    from .. import home, keys
    from ..policy.receipts import sign_receipt

    key = keys.open_approval(home_of(args), passphrase_of(args))
    return sign_receipt(key, call, policy, home.system_clock())

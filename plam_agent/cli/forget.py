"""`plam forget`: shown first, erased after a yes, looked for everywhere, and certified.

Adapters that were trained on it are not worn any more; with `--retrain` they are trained again.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, PlamError
from .common import DONE, FAILED, WAITING, home_of, open_home, say, show

if TYPE_CHECKING:
    from ..forgetting import Chosen
    from ..home import Home
    from ..memory.memory import Memory
    from ..tuning.proof import Proof
    from ..wanted import Wanted

NAMED = ("person", "message", "query", "memory", "before")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam forget` takes."""
    what = parser.add_mutually_exclusive_group()
    for name, metavar, text in (
        ("--person", "X", "a name or an address; once for each spelling"),
        ("--message", "ID", "INBOX/17/812, or a Message-ID that was sorted"),
        ("--memory", "ID", "one memory, as `plam memory search` shows it"),
    ):
        what.add_argument(name, metavar=metavar, help=text, action="append", default=[])
    what.add_argument("--before", metavar="DATE", help="everything before this day (2026-03-01)")
    what.add_argument("--query", metavar="WORDS", help="whatever holds all of these words")
    what.add_argument("--verify", metavar="FILE", type=Path, help="check a certificate")
    parser.add_argument(
        "--retrain",
        action="store_true",
        help="train adapters that were trained on it again at once, not in the next night",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")


async def command(args: argparse.Namespace) -> int:
    """Show what would go and, after a yes, erase it and print the certificate."""
    if args.verify:
        return await asyncio.to_thread(_verify, args)
    named = [name for name in NAMED if getattr(args, name) not in (None, [])]
    if not named and not args.retrain:
        raise InputError("nothing is named that could be forgotten.", fix="See --help.")
    if args.retrain:
        from .retraining import check_installed

        check_installed()
    with open_home(args) as home:
        return await (_forget(args, home, named[0]) if named else _retrain(args, home))


async def _forget(args: argparse.Namespace, home: Home, by: str) -> int:
    from ..forgetting import choose, forget
    from ..forgetting_told import certified, near, retrained_when, spelt

    wanted = await spelt(home, _wanted(args, home, by), say)
    when = retrained_when(home, now=args.retrain)
    proof = None
    if args.retrain or not args.yes:
        chosen = await asyncio.to_thread(choose, home, wanted)
        if not args.yes:
            beside = await near(home, wanted, chosen)
            if not _agreed(args, chosen, beside, when):
                return WAITING if args.json or not sys.stdin.isatty() else DONE
        if args.retrain and chosen.adapters:
            from ..tuning.proof import Proof

            # What is to go is asked about afterwards, from memory; no file holds it.
            order = chosen.order.examples
            proof = await asyncio.to_thread(Proof.of, home, order, chosen.adapters)
    fields = await asyncio.to_thread(forget, home, wanted)
    checked = fields["checked"]
    left = bool(checked["keys_in"] or checked["opened_in"] or checked["left"])
    code = FAILED if left else DONE
    if not args.retrain:
        show(args, fields, certified(fields, when))
        return code
    if not args.json:
        show(args, fields, certified(fields, when))
    try:
        return max(code, await _retrain(args, home, fields, proof))
    except PlamError:
        if args.json:
            show(args, {**fields, "retrained": None}, "")
        raise


async def _retrain(
    args: argparse.Namespace,
    home: Home,
    erased: dict[str, Any] | None = None,
    proof: Proof | None = None,
) -> int:
    """Train again what is not worn any more, and show the certificate of that."""
    from ..certificate import told
    from .retraining import retrained

    fields = await retrained(args, home, proof)
    plain = {**(erased or {}), "retrained": fields}
    if fields is None:
        show(args, plain, "No adapter was trained on anything forgotten.")
        return DONE
    show(args, plain, f"{told(fields)}\nCertificate: {fields['path']}")
    adapters, figures = fields["adapters"], fields["adapters"]["figures"] or {"leaks": []}
    known = adapters["on_forgotten"] or fields["checked"]["keys_in"] or figures["leaks"]
    return FAILED if known else DONE


def _verify(args: argparse.Namespace) -> int:
    from .. import keys
    from ..certificate import read, told

    fields = read(args.verify, keys.public(home_of(args), "device"))
    show(args, fields, f"{told(fields)}\nSigned by this device, and unchanged.")
    return DONE


def _wanted(args: argparse.Namespace, home: Home, by: str) -> Wanted:
    from ..forgetting_told import day_of
    from ..wanted import Wanted

    before = day_of(home, args.before) if args.before is not None else None
    return Wanted(
        people=tuple(args.person),
        messages=tuple(args.message),
        query=args.query or "",
        memories=tuple(args.memory),
        before=before,
        by=by,
    )


def _agreed(args: argparse.Namespace, chosen: Chosen, near: list[Memory], when: str) -> bool:
    """Show what would go, and ask where somebody is there to answer."""
    from ..forgetting_told import preview

    plain: dict[str, Any] = {
        **chosen.plain(),
        "near": [{"id": each.id, "text": each.text} for each in near],
    }
    show(args, plain, preview(chosen, near, when))
    if args.json or not sys.stdin.isatty():
        say("plam: nothing is forgotten yet; --yes forgets it")
        return False
    print("Forget this for ever? Type yes: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().casefold() != "yes":
        say("Nothing was forgotten.")
        return False
    return True

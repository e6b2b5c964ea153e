"""`plam approvals`: what waits for you, in full, and your answer."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ..errors import InputError
from .common import DONE, code_of, open_home, open_runtime, passphrase_of, show

if TYPE_CHECKING:
    from ..approvals import Approvals, Waiting
    from ..home import Home


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam approvals` takes."""
    verbs = parser.add_subparsers(dest="verb", metavar="list|show|approve|edit|deny")
    verbs.add_parser("list", help="what waits (the default)")
    for verb, text in (
        ("show", "exact arguments, where each came from, and why it asks"),
        ("approve", "run it; signed with your approval key, so the passphrase is asked"),
        ("edit", "run it with some arguments changed"),
        ("deny", "it never runs"),
    ):
        each = verbs.add_parser(verb, help=text)
        each.add_argument("id")
        if verb == "edit":
            each.add_argument(
                "--set", action="append", required=True, metavar="NAME=VALUE", dest="changes"
            )


async def command(args: argparse.Namespace) -> int:
    """List, show or answer."""
    from ..approvals import Approvals

    with open_home(args) as home:
        async with open_runtime(home) as runtime:
            approvals = Approvals(runtime)
            if args.verb in (None, "list"):
                waiting = await approvals.waiting()
                lines = [_line(each) for each in waiting]
                show(args, [w.plain() for w in waiting], "\n".join(lines) or "Nothing waits.")
                return DONE
            if args.verb == "show":
                one = await approvals.get(args.id)
                show(args, one.plain(), _full(one))
                return DONE
            return await _answer(args, home, approvals)


async def _answer(args: argparse.Namespace, home: Home, approvals: Approvals) -> int:
    from .. import keys
    from ..agent import plain_call, told

    if args.verb == "deny":
        event = await approvals.deny(args.id)
        show(args, {"denied": args.id, "event": event.seq}, f"Denied {args.id}; it never runs.")
        return DONE
    changes = dict(_change(each) for each in args.changes) if args.verb == "edit" else {}
    question = await approvals.get(args.id)
    key = keys.open_approval(home.path, passphrase_of(args))
    performed = (
        await approvals.edit(question.id, changes, key)
        if changes
        else await approvals.approve(question.id, key)
    )
    show(args, plain_call(performed), told(performed))
    return code_of([performed.outcome.verb])


def _change(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise InputError(f"{text!r} is no NAME=VALUE.", fix='For example --set when="Friday 4 pm".')
    return name.strip(), value.strip()


def _line(waiting: Waiting) -> str:
    from ..approvals import escaped

    until = f"{waiting.expires:%a %d %b %H:%M}"
    return f"{waiting.id:>6}  {escaped(waiting.preview)}  (until {until})"


def _full(waiting: Waiting) -> str:
    from ..approvals import card

    return (
        f"{card(waiting.call, None, waiting.preview, waiting.reasons)}\n"
        f"  rule: {waiting.rule}\n"
        f"  until {waiting.expires:%a %d %b %Y %H:%M}; then it is a no\n\n"
        f"plam approvals approve {waiting.id}   or   edit {waiting.id} --set NAME=VALUE"
        f"   or   deny {waiting.id}"
    )

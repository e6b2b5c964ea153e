"""`plam approvals`: what waits for you, in full, and your answer."""

from __future__ import annotations

import argparse
from typing import Any

from ..errors import InputError
from .ask import terminal
from .common import DONE, open_home, replied, requested, show


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam approvals` takes."""
    verbs = parser.add_subparsers(dest="verb", metavar="list|show|approve|edit|deny|always|settle")
    verbs.add_parser("list", help="what waits (the default)")
    for verb, text in (
        ("show", "exact arguments, where each came from, and why it asks"),
        ("approve", "run it; signed with your approval key, so the passphrase is asked"),
        ("edit", "run it with some arguments changed"),
        ("deny", "it never runs"),
        ("always", "propose the narrowest rule that would allow it; nothing changes by that"),
    ):
        each = verbs.add_parser(verb, help=text)
        each.add_argument("id")
        if verb == "edit":
            each.add_argument(
                "--set", action="append", required=True, metavar="NAME=VALUE", dest="changes"
            )
    settle = verbs.add_parser("settle", help="say whether something unknown has happened")
    settle.add_argument("event", type=int, help="its number in the list")
    settle.add_argument("happened", choices=("yes", "no"))


async def command(args: argparse.Namespace) -> int:
    """List, show or answer."""
    if args.verb == "always":
        return _always(args)
    if args.verb in (None, "list"):
        return replied(args, await requested(args, "waiting"))
    if args.verb == "settle":
        found = {"event": args.event, "happened": args.happened == "yes"}
        return replied(args, await requested(args, "settle", found))
    body: dict[str, Any] = {"id": args.id}
    if args.verb == "edit":
        body["changes"] = dict(_change(each) for each in args.changes)
    return replied(args, await requested(args, args.verb, body, confirm=terminal(args)))


def _always(args: argparse.Namespace) -> int:
    from .. import always
    from ..plugins.described import known
    from ..questions import Questions

    with open_home(args) as home:
        found = [each for each in Questions(home).open() if each.id == args.id]
        if not found:
            raise InputError(f"Nothing waits under {args.id!r}.", fix="See `plam approvals list`.")
        tool = known(home.path).get(found[0].call.tool)
        proposal = always.propose(home, tool, found[0])
        path = always.write(home, proposal)
    plain = {
        "rule": proposal.rule,
        "file": path,
        "also": [each.plain() for each in proposal.also],
    }
    show(args, plain, always.told(proposal, path))
    return DONE


def _change(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise InputError(f"{text!r} is no NAME=VALUE.", fix='For example --set when="Friday 4 pm".')
    return name.strip(), value.strip()

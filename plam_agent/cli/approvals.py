"""`plam approvals`: what waits for you, in full, and your answer."""

from __future__ import annotations

import argparse
from typing import Any

from ..errors import InputError
from .ask import terminal
from .common import replied, requested


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
    if args.verb in (None, "list"):
        return replied(args, await requested(args, "waiting"))
    body: dict[str, Any] = {"id": args.id}
    if args.verb == "edit":
        body["changes"] = dict(_change(each) for each in args.changes)
    return replied(args, await requested(args, args.verb, body, confirm=terminal(args)))


def _change(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise InputError(f"{text!r} is no NAME=VALUE.", fix='For example --set when="Friday 4 pm".')
    return name.strip(), value.strip()

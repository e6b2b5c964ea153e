"""`plam grant`: let another key's holder do a part of what the policy allows, and take it back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from .common import DONE, REFUSED, open_home, say, show

if TYPE_CHECKING:
    from ..home import Home
    from ..policy.grants import Grant

LONGEST = 1 << 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam grant` takes."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="issue|show|verify|revoke")
    issue = verbs.add_parser("issue", help="a grant for the holder of a key, on standard output")
    issue.add_argument("--holder", required=True, metavar="KEY", help="its public key, ed25519:…")
    issue.add_argument(
        "--tools", required=True, metavar="TOOL,…", help="what it may do, of what the policy allows"
    )
    issue.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="what an argument may be: to=anna@example.org, attachments=none, 'total<=20.00 EUR'; "
        "mail.send:to=… for one tool of several",
    )
    issue.add_argument("--uses", type=int, metavar="N", help="how many calls in all")
    issue.add_argument("--until", default="", metavar="TIME", help="a week where nothing is said")
    for verb, text in (
        ("show", "what a grant says and how it stands; without one, all that were given"),
        ("verify", "whether it is good now"),
        ("revoke", "end it, and all that its holder made of it"),
    ):
        each = verbs.add_parser(verb, help=text)
        each.add_argument(
            "grant",
            nargs="?" if verb == "show" else None,
            help="a file, - for standard input, or the id of one that was given here",
        )


async def command(args: argparse.Namespace) -> int:
    """Issue, show, verify or revoke."""
    verb = {"issue": _issue, "show": _show, "verify": _verify, "revoke": _revoke}[args.verb]
    with open_home(args) as home:
        return verb(args, home)


def _issue(args: argparse.Namespace, home: Home) -> int:
    from ..delegation import give, standing, told
    from ..plugins.described import known
    from ..policy.grants import dump

    chain = give(
        home,
        known(home.path),
        holder=args.holder,
        tools=[name.strip() for name in args.tools.split(",") if name.strip()],
        where=args.where,
        uses=args.uses,
        until=args.until,
    )
    text = dump(chain).decode().rstrip()
    found = standing(home, chain)
    show(args, {**found.plain(), "text": text}, text)
    say(f"{told(found, home.now())}\nTo end it: plam grant revoke {chain[-1].id}")
    return DONE


def _show(args: argparse.Namespace, home: Home) -> int:
    from ..delegation import given, standing, told

    chains = [_chain(args.grant, home)] if args.grant else given(home)
    found = [standing(home, chain) for chain in chains]
    text = "\n".join(told(each, home.now()) for each in found) or "No grant was given to anybody."
    plain = [each.plain() for each in found]
    show(args, plain[0] if args.grant else plain, text)
    return DONE


def _verify(args: argparse.Namespace, home: Home) -> int:
    from ..delegation import standing

    found = standing(home, _chain(args.grant, home))
    show(args, found.plain(), f"Not good: {found.wrong}" if found.wrong else "It is good.")
    return REFUSED if found.wrong else DONE


def _revoke(args: argparse.Namespace, home: Home) -> int:
    from ..delegation import revoke

    grant = _chain(args.grant, home)[-1]
    fresh = revoke(home, grant)
    text = f"Grant {grant.id} is worth nothing now." if fresh else "It was revoked before."
    show(args, {"grant": grant.digest, "id": grant.id, "revoked": True}, text)
    return DONE


def _chain(name: str, home: Home) -> tuple[Grant, ...]:
    """The chain in a file or on standard input, or the one given here under an id."""
    from ..delegation import named, read_chain

    if name == "-":
        return read_chain(sys.stdin.buffer.read(LONGEST))
    path = Path(name)
    if not path.is_file():
        return named(home, name)
    try:
        with path.open("rb") as file:
            return read_chain(file.read(LONGEST))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.", file=path) from error

"""`plam init`: keys, settings and a starter policy, shown in plain words and signed."""

from __future__ import annotations

import argparse
import asyncio

from ..errors import InputError
from ..language import preferred
from .common import DONE, home_of, say, show


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam init` takes."""
    parser.add_argument("--owner", metavar="ADDRESS", help="your own mail address")
    parser.add_argument("--zone", metavar="ZONE", help="your time zone, such as Europe/Paris")
    parser.add_argument("--language", default=preferred(), metavar="CODE", help="en or fr")
    parser.add_argument(
        "--policy", default="assistant", metavar="NAME", help="the starter policy (assistant)"
    )
    parser.add_argument("--yes", action="store_true", help="ask nothing")


async def command(args: argparse.Namespace) -> int:
    """Make the home; nothing of it is left where a step fails or the owner says no."""
    from .. import keys
    from ..model_choice import first_model
    from ..passphrase import passphrase
    from ..setup import local_zone, make_home

    home = home_of(args)
    owner = args.owner or _asked(args, "Your mail address: ")
    zone = args.zone or await asyncio.to_thread(local_zone)
    secret = passphrase(args.passphrase_fd, ask="Choose a passphrase: ", twice=True)
    recovery, said = make_home(
        home,
        owner=owner,
        zone=zone,
        language=args.language,
        passphrase=secret,
        template=args.policy,
        agree=None if args.yes or args.json else _agreed,
    )
    model, why = await first_model(home, args.language)
    plain = {
        "home": str(home),
        "recovery_key": recovery,
        "owner_key": keys.public(home, "owner"),
        "model": model,
        "model_advice": why,
    }
    text = (
        f"{said}\n\nThe policy is signed: {home / 'policy.yaml'}\n\n"
        f"Recovery key, to be written down and kept away from this machine:\n\n    {recovery}\n\n"
        f"Model: {model or 'none'}. {why}\n\n"
        "Next: plam account add mail …, then plam triage --dry-run"
    )
    show(args, plain, text)
    return DONE


def _asked(args: argparse.Namespace, question: str) -> str:
    import sys

    if args.yes or not sys.stdin.isatty():
        raise InputError("Whose home is it?", fix="Give --owner ADDRESS.")
    return input(question).strip()


def _agreed(explained: str) -> bool:
    say(f"\n{explained}\n")
    return input("Sign this policy? [y/N] ").strip().lower() in ("y", "yes", "o", "oui")

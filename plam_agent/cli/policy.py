"""`plam policy`: write, sign, check and read the policy."""

from __future__ import annotations

import argparse
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from .common import DONE, USAGE, home_of, open_home, passphrase_of, show

if TYPE_CHECKING:
    from ..policy.document import Policy

LASTS = timedelta(days=365)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam policy` takes."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="init|sign|check|explain")
    init = verbs.add_parser("init", help="write a starter policy into the home, unsigned")
    init.add_argument("template", nargs="?", default="assistant")
    init.add_argument("--force", action="store_true", help="replace the policy that is there")
    verbs.add_parser("sign", help="sign the policy in the home with your owner key")
    for verb, text in (
        ("check", "rules that cannot match, unknown tools, an expiry that is near"),
        ("explain", "the policy in plain words"),
    ):
        verbs.add_parser(verb, help=text).add_argument(
            "file", nargs="?", type=Path, help="another policy than the home's"
        )


async def command(args: argparse.Namespace) -> int:
    """Init, sign, check or explain."""
    verb = {"init": _init, "sign": _sign, "check": _check, "explain": _explain}[args.verb]
    return verb(args)


def _init(args: argparse.Namespace) -> int:
    from .. import keys
    from ..config import load
    from ..files import write_atomic
    from ..home import POLICY, system_clock
    from ..policy.templates import render_template

    home = home_of(args)
    settings = load(home)
    path = home / POLICY
    if path.exists() and not args.force:
        raise InputError("there is a policy.", file=path, fix="Edit it, or give --force.")
    text = render_template(
        args.template,
        owner=settings.owner,
        device=keys.public(home, "device"),
        expires=(system_clock() + LASTS).astimezone(settings.zone).date(),
    )
    write_atomic(path, text.encode())
    show(args, {"policy": str(path)}, f"Wrote {path}. Read and edit it, then: plam policy sign")
    return DONE


def _sign(args: argparse.Namespace) -> int:
    from .. import keys
    from ..policy import ledger
    from ..policy.signing import sign

    with open_home(args) as home:
        with home.journal.reading() as connection:
            highest = ledger.serial(connection)
        owner = keys.open_owner(home.path, passphrase_of(args))
        signed = sign(home.policy_path, owner, now=home.now(), highest_serial=highest)
        home.policy()
    plain = {"serial": signed.policy.serial, "hash": signed.hash}
    show(args, plain, f"Signed {home.policy_path}, serial {signed.policy.serial}. It is in force.")
    return DONE


def _read(args: argparse.Namespace) -> Policy:
    from ..home import POLICY
    from ..policy.document import parse

    path = args.file or home_of(args) / POLICY
    try:
        return parse(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.", file=path) from error


def _check(args: argparse.Namespace) -> int:
    from ..home import system_clock
    from ..policy.check import check
    from ..tools.standard import registry

    policy = _read(args)
    findings = check(policy, registry(), today=system_clock().date())
    plain = [{"line": each.line, "message": each.message} for each in findings]
    lines = [f"{policy.file}:{each.line}: {each.message}" for each in findings]
    show(args, plain, "\n".join(lines) or "Nothing to find fault with.")
    return USAGE if findings else DONE


def _explain(args: argparse.Namespace) -> int:
    from ..policy.explain import explain
    from ..tools.standard import registry

    text = explain(_read(args), {tool.name: tool.summary for tool in registry()})
    show(args, {"text": text}, text)
    return DONE

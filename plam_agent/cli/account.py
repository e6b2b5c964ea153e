"""`plam account`: which accounts the agent may reach; passwords go into the vault."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..errors import InputError
from .common import DONE, home_of, open_home, say, show

DRIVERS = {"mail": "imap", "calendar": "ics", "contacts": "vcf", "tasks": "ics"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam account` takes."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|list|remove")
    add = verbs.add_parser("add", help="add an account")
    add.add_argument("kind", choices=sorted(DRIVERS))
    add.add_argument("--name", help="what you call it (default: its kind)")
    add.add_argument("--path", type=Path, help="a Maildir, or a folder of .ics or .vcf files")
    add.add_argument("--host", help="the IMAP server")
    add.add_argument("--port", type=int)
    add.add_argument("--user")
    add.add_argument("--tls", choices=("tls", "starttls", "none"), help="none: loopback only")
    add.add_argument("--ca-file", type=Path, help="a private certificate authority")
    add.add_argument("--smtp-host")
    add.add_argument("--smtp-port", type=int)
    add.add_argument("--smtp-tls", choices=("tls", "starttls", "none"))
    add.add_argument("--authserv-id", help="whose Authentication-Results to believe")
    add.add_argument("--password-fd", type=int, metavar="N", help="read the password from there")
    verbs.add_parser("list", help="the accounts")
    remove = verbs.add_parser("remove", help="remove an account and its secrets")
    remove.add_argument("name")


async def command(args: argparse.Namespace) -> int:
    """Add, list or remove."""
    if args.verb == "add":
        return _add(args)
    if args.verb == "remove":
        return _remove(args)
    from ..config import load

    accounts = load(home_of(args)).accounts
    plain = [{"name": a.name, "kind": a.kind, "driver": a.driver, **a.settings} for a in accounts]
    lines = [
        f"{a.name:<12} {a.kind:<9} {a.driver:<8} {a.settings.get('path') or a.settings.get('host')}"
        for a in accounts
    ]
    show(args, plain, "\n".join(lines) or "There is no account yet: plam account add mail …")
    return DONE


def _add(args: argparse.Namespace) -> int:
    from ..config import Account, add_account

    driver = "maildir" if args.kind == "mail" and args.path else DRIVERS[args.kind]
    names = ("host", "port", "user", "tls", "smtp_host", "smtp_port", "smtp_tls", "authserv_id")
    settings = {name: getattr(args, name) for name in names if getattr(args, name) is not None}
    for name in ("path", "ca_file"):
        if (file := getattr(args, name)) is not None:
            settings[name] = str(file.expanduser().absolute())
    account = Account(args.name or args.kind, args.kind, driver, settings)
    if driver == "imap":
        # The vault is opened first: an account without its password helps nobody.
        with open_home(args) as home:
            password = _password(args, account.settings.get("host", "the server"))
            add_account(home.path, account)
            home.secrets.set(account.name, "password", password)
    else:
        add_account(home_of(args), account)
    show(args, {"added": account.name}, f"Added {account.kind} account {account.name}.")
    if not args.json and args.kind == "mail":
        say("Next: plam triage --dry-run --last 20")
    return DONE


def _password(args: argparse.Namespace, host: object) -> str:
    import getpass
    import os

    if args.password_fd is not None:
        with os.fdopen(args.password_fd, encoding="utf-8") as file:
            return file.readline().rstrip("\n")
    if value := os.environ.get("PLAM_PASSWORD"):
        return value
    if not sys.stdin.isatty():
        raise InputError(
            "the account needs a password.", fix="Give --password-fd or PLAM_PASSWORD."
        )
    return getpass.getpass(f"Password for {host}: ")


def _remove(args: argparse.Namespace) -> int:
    from dataclasses import replace

    from ..config import load, save

    with open_home(args) as home:
        settings = load(home.path)
        kept = tuple(account for account in settings.accounts if account.name != args.name)
        if len(kept) == len(settings.accounts):
            raise InputError(f"there is no account {args.name!r}.", fix="See `plam account list`.")
        save(home.path, replace(settings, accounts=kept))
        home.secrets.remove(args.name)
    show(args, {"removed": args.name}, f"Removed {args.name}.")
    return DONE

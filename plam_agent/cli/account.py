"""`plam account`: which accounts the agent may reach; passwords go into the vault."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from .common import DONE, home_of, open_home, say, show

if TYPE_CHECKING:
    from ..config import Account

BY_URL = {"calendar": "caldav", "tasks": "caldav", "contacts": "carddav", "model": "openai"}
BY_PATH = {
    "mail": "maildir",
    "calendar": "ics",
    "tasks": "ics",
    "contacts": "vcf",
    "files": "folder",
    "notes": "folder",
}
BY_HOST = {"mail": "imap"}
WAYS = {"url": BY_URL, "host": BY_HOST, "path": BY_PATH}
REMOTE = ("imap", "caldav", "carddav", "openai")
_OPTIONS = (
    *("url", "host", "path", "collection", "port", "user", "tls", "ca_file"),
    *("smtp_host", "smtp_port", "smtp_tls", "authserv_id", "token_command", "shared", "default"),
    *("address", "name_shown", "model", "form"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam account` takes."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|list|remove")
    add = verbs.add_parser("add", help="add an account")
    add.add_argument("kind", choices=sorted({*BY_PATH, *BY_URL}))
    add.add_argument("--name", help="what you call it (default: its kind)")
    add.add_argument("--path", type=Path, metavar="DIR", help="a Maildir, or a folder of files")
    add.add_argument("--url", help="the CalDAV or CardDAV server, or a model's (…/v1)")
    add.add_argument("--collection", help="which calendar, task list or address book there")
    add.add_argument("--model", help="what the remote model is called there")
    add.add_argument(
        "--form",
        choices=("json_schema", "json_object"),
        help="how its server takes a schema (default: json_schema)",
    )
    add.add_argument("--host", help="the IMAP server")
    add.add_argument("--port", type=int)
    add.add_argument("--user")
    add.add_argument("--tls", choices=("tls", "starttls", "none"), help="none: loopback only")
    add.add_argument("--ca-file", type=Path, help="a private certificate authority")
    add.add_argument("--smtp-host")
    add.add_argument("--smtp-port", type=int)
    add.add_argument("--smtp-tls", choices=("tls", "starttls", "none"))
    add.add_argument("--address", help="whom its mail is from (default: your own address)")
    add.add_argument("--name-shown", metavar="NAME", help="the name shown beside that address")
    add.add_argument("--authserv-id", help="whose Authentication-Results to believe")
    add.add_argument(
        "--token-command", metavar="CMD", help="prints an OAuth 2 token; no password is kept"
    )
    add.add_argument("--shared", action="store_true", help="others see what is in it")
    add.add_argument("--default", action="store_true", help="meant where a request names none")
    add.add_argument("--password-fd", type=int, metavar="N", help="read the password from there")
    add.add_argument("--no-password", action="store_true", help="its server asks for no key")
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
    plain = [
        {"name": a.name, "kind": a.kind, "driver": a.driver, **a.settings}
        | {"default": a.default, "shared": a.shared}
        for a in accounts
    ]
    lines = "\n".join(map(_line, accounts))
    show(args, plain, lines or "There is no account yet: plam account add mail …")
    return DONE


def _line(account: Account) -> str:
    place = next((account.settings[way] for way in WAYS if account.settings.get(way)), "")
    marks = ", ".join(m for m in ("default", "shared") if getattr(account, m))
    line = f"{account.name:<12} {account.kind:<9} {account.driver:<8} {place}"
    return f"{line} ({marks})" if marks else line


def _add(args: argparse.Namespace) -> int:
    from ..config import add_account

    account = _account(args)
    if (
        account.driver in REMOTE
        and "token_command" not in account.settings
        and not args.no_password
    ):
        # The vault is opened first: an account without its password helps nobody.
        with open_home(args) as home:
            where = account.settings.get("host") or account.settings.get("url")
            password = _password(args, where)
            add_account(home.path, account)
            home.secrets.set(account.name, "password", password)
    else:
        add_account(home_of(args), account)
    show(args, {"added": account.name}, f"Added {account.kind} account {account.name}.")
    if not args.json and args.kind == "mail":
        say("Next: plam triage --dry-run --last 20")
    return DONE


def _account(args: argparse.Namespace) -> Account:
    """The account that the options describe. Raises InputError where they do not go together."""
    from ..config import DRIVERS, Account

    driver = _driver(args)
    settings: dict[str, str | int | bool] = {}
    for name in _OPTIONS:
        value = getattr(args, name)
        if value is None or value is False:
            continue
        if name not in DRIVERS[driver].types:
            raise InputError(
                f"{_option(name)} says nothing about this {args.kind} account.", fix="Leave it out."
            )
        settings[name] = str(value.expanduser().absolute()) if isinstance(value, Path) else value
    for name in DRIVERS[driver].required:
        if not settings.get(name):
            raise InputError(
                f"a {args.kind} account on a server needs {_option(name)}.",
                fix=f"Add {_option(name)} ….",
            )
    if args.no_password and driver != "openai":
        raise InputError("--no-password is for a remote model.", fix="Leave it out.")
    if args.password_fd is not None and (driver not in REMOTE or args.token_command):
        raise InputError("this account keeps no password.", fix="Leave out --password-fd.")
    account = Account(args.name or args.kind, args.kind, driver, settings)
    if args.url:
        from ..tools.dav_link import url_of

        url_of(account)
    if args.path and not args.path.expanduser().is_dir():
        raise InputError("there is no such folder.", file=args.path, fix="Create it first.")
    return account


def _driver(args: argparse.Namespace) -> str:
    """How the account is reached, from which of --url, --host and --path is given."""
    given = [way for way in WAYS if getattr(args, way) is not None]
    possible = [way for way in WAYS if args.kind in WAYS[way]]
    fix = f"Give {' or '.join(map(_option, possible))}."
    if not given:
        raise InputError(f"where is this {args.kind} account?", fix=fix)
    if len(given) > 1:
        raise InputError(f"{' and '.join(map(_option, given))} do not go together.", fix=fix)
    if given[0] not in possible:
        raise InputError(f"{_option(given[0])} does not lead to {args.kind}.", fix=fix)
    return WAYS[given[0]][args.kind]


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


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

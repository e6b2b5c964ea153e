"""`plam account`: which accounts the agent may reach; passwords go into the vault."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..account_forms import BY_PATH, BY_URL, added, described, line, needs_password, removed
from ..errors import InputError
from .common import DONE, home_of, open_home, say, show

if TYPE_CHECKING:
    from ..config import Account
    from ..home import Home


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
    _shop_arguments(add.add_argument_group("a shop"))
    verbs.add_parser("list", help="the accounts")
    remove = verbs.add_parser("remove", help="remove an account and its secrets")
    remove.add_argument("name")


def _shop_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--handler", metavar="ID", help="the payment handler that it is paid by")
    group.add_argument("--instrument", metavar="TYPE", help="what the token is (default: token)")
    group.add_argument("--credential", metavar="TYPE", help="its credential (default: token)")
    group.add_argument(
        "--payment-command", metavar="CMD", help="prints a token for the one purchase on its input"
    )
    group.add_argument("--payment-fd", type=int, metavar="N", help="read a payment token there")
    group.add_argument("--signing-key", type=Path, metavar="FILE", help="signs requests: P-256 PEM")
    group.add_argument("--signing-kid", metavar="ID", help="that key's name in your profile")
    group.add_argument("--profile", metavar="URL", help="where you host your agent's profile")
    group.add_argument("--currency", help="the only currency that you pay in there, such as EUR")
    for name in ("first-name", "last-name", "street", "extra", "postcode", "city", "region"):
        group.add_argument(f"--{name}", help="of the address that it delivers to")
    group.add_argument("--country", help="ISO 3166-1, such as FR")
    group.add_argument("--email", help="whom the merchant writes to (default: your own address)")
    group.add_argument("--plain", action="store_true", help="without TLS; loopback only")
    group.add_argument("--merchant", help="what a shop on this machine is called in a policy")


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
    lines = "\n".join(map(line, accounts))
    show(args, plain, lines or "There is no account yet: plam account add mail …")
    return DONE


def _add(args: argparse.Namespace) -> int:
    from ..config import add_account

    account = _account(args)
    if needs_password(account) and not args.no_password:
        # The vault is opened first: an account without its password helps nobody.
        with open_home(args) as home:
            where = account.settings.get("host") or account.settings.get("url")
            added(home, account, _password(args, where))
    elif any(_shop_secrets(args)):
        with open_home(args) as home:
            _add_shop(args, home, account)
    else:
        add_account(home_of(args), account)
    show(args, {"added": account.name}, f"Added {account.kind} account {account.name}.")
    if not args.json and args.kind == "mail":
        say("Next: plam triage --dry-run --last 20")
    return DONE


def _shop_secrets(args: argparse.Namespace) -> tuple[bool, ...]:
    """Which of a shop's secrets are given: its token, its key for signing, its key as a client."""
    given = (args.payment_fd, args.signing_key, args.password_fd)
    return tuple(each is not None for each in given)


def _add_shop(args: argparse.Namespace, home: Home, account: Account) -> None:
    """Add a shop with what it is paid by. Raises InputError for a card number."""
    from .. import cards

    if account.kind != "shop":
        raise InputError("only a shop is paid by a token.", fix="Leave out --payment-fd.")
    token, pem, key = "", "", ""
    if args.payment_fd is not None:
        token = _line_of(args.payment_fd)
        cards.refuse(token, "what you gave as a payment token")
    if args.password_fd is not None:
        key = _line_of(args.password_fd)
    if args.signing_key is not None:
        try:
            pem = args.signing_key.read_text(encoding="ascii")
        except (OSError, ValueError) as error:
            raise InputError(
                "the signing key cannot be read.", file=args.signing_key, fix="Give a PEM file."
            ) from error
    added(home, account)
    for name, secret in (("payment", token), ("signing_key", pem), ("password", key)):
        if secret:
            home.secrets.set(account.name, name, secret)


def _line_of(descriptor: int) -> str:
    import os

    with os.fdopen(descriptor, encoding="utf-8") as file:
        return file.readline().rstrip("\n")


def _account(args: argparse.Namespace) -> Account:
    """The account that the options describe. Raises InputError where they do not go together."""
    account = described(
        args.kind, vars(args), name=args.name or "", without_password=args.no_password
    )
    if args.password_fd is not None and account.kind != "shop" and not needs_password(account):
        raise InputError("this account keeps no password.", fix="Leave out --password-fd.")
    return account


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
    with open_home(args) as home:
        removed(home, args.name)
    show(args, {"removed": args.name}, f"Removed {args.name}.")
    return DONE

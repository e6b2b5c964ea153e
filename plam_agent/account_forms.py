"""An account as its owner describes it, on a command line or in a form: checked, added, removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from .config import DRIVERS, Account, Settings, add_account, load, save
from .errors import InputError
from .home import Home

BY_URL = {"calendar": "caldav", "tasks": "caldav", "contacts": "carddav", "model": "openai",
          "shop": "ucp"}  # fmt: skip
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
OPTIONS = (
    *("url", "host", "path", "collection", "port", "user", "tls", "ca_file"),
    *("smtp_host", "smtp_port", "smtp_tls", "authserv_id", "token_command", "shared", "default"),
    *("address", "name_shown", "model", "form"),
    *("handler", "instrument", "credential", "payment_command", "currency", "plain", "merchant"),
    *("first_name", "last_name", "street", "extra", "postcode", "city", "region", "country"),
    *("email", "profile", "signing_kid"),
)
"""What may be said of an account, each beside `kind` and `name`."""


def described(
    kind: str, given: Mapping[str, Any], *, name: str = "", without_password: bool = False
) -> Account:
    """The account of this kind that OPTIONS describe. Raises InputError where they do not fit."""
    driver = _driver(kind, given)
    settings: dict[str, str | int | bool] = {}
    for option in OPTIONS:
        value = given.get(option)
        if value is None or value is False:
            continue
        if option not in DRIVERS[driver].types:
            raise InputError(
                f"{_option(option)} says nothing about this {kind} account.", fix="Leave it out."
            )
        settings[option] = str(value.expanduser().absolute()) if isinstance(value, Path) else value
    for option in DRIVERS[driver].required:
        if not settings.get(option):
            raise InputError(
                f"a {kind} account on a server needs {_option(option)}.",
                fix=f"Add {_option(option)} ….",
            )
    if without_password and driver != "openai":
        raise InputError("--no-password is for a remote model.", fix="Leave it out.")
    account = Account(name or kind, kind, driver, settings)
    if given.get("url"):
        from .tools.dav_link import url_of

        url_of(account)
    path = given.get("path")
    if path and not Path(path).expanduser().is_dir():
        raise InputError("there is no such folder.", file=path, fix="Create it first.")
    return account


def needs_password(account: Account) -> bool:
    """Whether its server asks for a password that the vault keeps."""
    return account.driver in REMOTE and "token_command" not in account.settings


def added(home: Home, account: Account, password: str | None = None) -> Settings:
    """Add the account, and keep its password in the vault; blocks. Raises ConfigError."""
    settings = add_account(home.path, account)
    if password is not None:
        home.secrets.set(account.name, "password", password)
    return settings


def removed(home: Home, name: str) -> Settings:
    """Remove the account with its secrets; blocks. Raises InputError where there is none."""
    settings = load(home.path)
    kept = tuple(account for account in settings.accounts if account.name != name)
    if len(kept) == len(settings.accounts):
        raise InputError(f"there is no account {name!r}.", fix="See `plam account list`.")
    left = replace(settings, accounts=kept)
    save(home.path, left)
    home.secrets.remove(name)
    return left


def line(account: Account) -> str:
    """The account in a line for a list."""
    place = next((account.settings[way] for way in WAYS if account.settings.get(way)), "")
    marks = ", ".join(m for m in ("default", "shared") if getattr(account, m))
    said = f"{account.name:<12} {account.kind:<9} {account.driver:<8} {place}"
    return f"{said} ({marks})" if marks else said


def _driver(kind: str, options: Mapping[str, Any]) -> str:
    """How the account is reached, from which of url, host and path is given."""
    given = [way for way in WAYS if options.get(way) is not None]
    possible = [way for way in WAYS if kind in WAYS[way]]
    fix = f"Give {' or '.join(map(_option, possible))}."
    if not given:
        raise InputError(f"where is this {kind} account?", fix=fix)
    if len(given) > 1:
        raise InputError(f"{' and '.join(map(_option, given))} do not go together.", fix=fix)
    if given[0] not in possible:
        raise InputError(f"{_option(given[0])} does not lead to {kind}.", fix=fix)
    return WAYS[given[0]][kind]


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"

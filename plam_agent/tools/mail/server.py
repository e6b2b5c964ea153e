"""Where a mail account's servers are, and how they are reached and trusted."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal, get_args

from ...config import Account, Setting
from ...errors import AccountError, ConfigError
from ..token import token

Tls = Literal["tls", "starttls", "none"]

_PORTS = {
    "imap": {"tls": 993, "starttls": 143, "none": 143},
    "smtp": {"tls": 465, "starttls": 587, "none": 25},
}


@dataclass(frozen=True, slots=True)
class Server:
    """One server of an account; `timeout` is how many seconds one operation may take."""

    account: str
    host: str
    port: int
    user: str
    tls: Tls = "tls"
    ca_file: str = ""
    timeout: float = 60.0

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def server_of(account: Account, service: Literal["imap", "smtp"]) -> Server:
    """The account's server for `service`; settings of SMTP begin with `smtp_`.

    Raises ConfigError where the host is missing, a port is none, or `tls: none` would send a
    password over a network.
    """
    settings, prefix = account.settings, "smtp_" if service == "smtp" else ""
    host = str(settings.get(f"{prefix}host", "")).strip()
    if not host:
        raise ConfigError(
            f"account {account.name} has no {prefix}host",
            fix=f"Set `{prefix}host` of the account in config.toml.",
        )
    tls = _tls(account, settings.get(f"{prefix}tls", settings.get("tls", "tls")))
    if tls == "none" and not _loopback(host):
        raise ConfigError(
            f"account {account.name} would send its password to {host} without encryption",
            fix='`tls: "none"` is for a server on this machine; use "tls" or "starttls".',
        )
    return Server(
        account=account.name,
        host=host,
        port=_number(account, f"{prefix}port", _PORTS[service][tls]),
        user=str(settings.get(f"{prefix}user", settings.get("user", ""))),
        tls=tls,
        ca_file=str(settings.get("ca_file", "")),
        timeout=_seconds(account),
    )


def _tls(account: Account, value: Setting) -> Tls:
    named = {True: "tls", False: "none"}.get(value, value) if isinstance(value, bool) else value
    for each in get_args(Tls):
        if named == each:
            return each  # type: ignore[no-any-return]
    raise ConfigError(
        f"account {account.name} has tls {value!r}", fix='Use "tls", "starttls" or "none".'
    )


def _number(account: Account, name: str, default: int) -> int:
    value = account.settings.get(name, default)
    try:
        number = int(value)
    except ValueError:
        number = 0
    if not 0 < number < 65_536:
        raise ConfigError(f"account {account.name} has {name} {value!r}, which is no such number")
    return number


def _seconds(account: Account) -> float:
    value = account.settings.get("timeout", 60)
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 65_536:
        raise ConfigError(f"account {account.name} has timeout {value!r}, which is no such time")
    return seconds


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def tls_context(server: Server) -> ssl.SSLContext:
    """What decides whom to trust: the system's authorities, and those of `ca_file`. Reads files.

    Raises ConfigError where `ca_file` cannot be read.
    """
    try:
        return ssl.create_default_context(cafile=server.ca_file or None)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            f"the certificates of account {server.account} cannot be read: {error}",
            file=server.ca_file,
        ) from error


async def credential(account: Account, secret: Callable[[str], str]) -> tuple[str, bool]:
    """The password, or an OAuth 2 access token (then True) where `token_command` prints one.

    Raises LockedError where the vault has no password, and what `token` raises.
    """
    if account.settings.get("token_command"):
        return await token(account), True
    return await asyncio.to_thread(secret, "password"), False


def sayable(server: Server, word: str) -> None:
    """Raise AccountError for a user or password that LOGIN cannot say (RFC 3501 section 6.2.3)."""
    if not (server.user + word).isascii():
        raise AccountError(
            f"{server} takes no user name or password with letters beyond ASCII",
            fix=f"Set another password there, then give it to account {server.account}.",
        )


def bearer(server: Server, word: str, methods: Collection[str]) -> tuple[str, str, str]:
    """How to log in with a token: the SASL mechanism, its answer, and what ends a refusal.

    OAUTHBEARER (RFC 7628 section 3.1) before the older XOAUTH2 of the large providers; `methods`
    are those that the server offers. Raises AccountError where it offers neither.
    """
    offered = {each.upper() for each in methods}
    if "OAUTHBEARER" in offered:
        name = server.user.replace("=", "=3D").replace(",", "=2C")
        place = f"host={server.host}\1port={server.port}\1"
        return "OAUTHBEARER", f"n,a={name},\1{place}auth=Bearer {word}\1\1", "\1"
    if "XOAUTH2" in offered:
        return "XOAUTH2", f"user={server.user}\1auth=Bearer {word}\1\1", ""
    raise AccountError(
        f"{server} takes no OAuth 2 token (neither OAUTHBEARER nor XOAUTH2)",
        fix="Remove token_command from the account and give it a password.",
    )

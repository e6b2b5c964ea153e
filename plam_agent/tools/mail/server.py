"""Where a mail account's servers are, and how they are reached and trusted."""

from __future__ import annotations

import asyncio
import ipaddress
import shlex
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from ...config import Account
from ...errors import AccountError, ConfigError

Tls = Literal["tls", "starttls", "none"]

TOKEN_TIMEOUT = 30.0
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
    token_command: str = ""

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
        timeout=float(_number(account, "timeout", 60)),
        token_command=str(settings.get("token_command", "")),
    )


def _tls(account: Account, value: str | int | bool) -> Tls:
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


async def credential(server: Server, secret: Callable[[str], str]) -> tuple[str, bool]:
    """The password, or an OAuth 2 access token (then True) where `token_command` prints one.

    Raises LockedError where the vault has no password, AccountError where the command fails.
    """
    if not server.token_command:
        return secret("password"), False
    words = shlex.split(server.token_command)
    try:
        process = await asyncio.create_subprocess_exec(
            *words, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
        )
    except OSError as error:
        raise AccountError(
            f"the token command of account {server.account} cannot be run: {error}"
        ) from error
    try:
        async with asyncio.timeout(TOKEN_TIMEOUT):
            out, _ = await process.communicate()
    except TimeoutError as error:
        raise AccountError(
            f"the token command of account {server.account} took over {TOKEN_TIMEOUT:g} s"
        ) from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    token = out.decode("utf-8", "replace").strip()
    if process.returncode or not token or not token.isprintable():
        raise AccountError(
            f"the token command of account {server.account} gave no token",
            fix="Run it by hand: it must print one access token and exit 0.",
        )
    return token, True

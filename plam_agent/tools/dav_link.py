"""The seam between a collection and its server: where it is, one exchange, how that may fail."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from ..config import Account
from ..errors import AccountError, ConfigError


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer.

    `tree` is the root element of its XML body, or None; `path` is where it came from after
    redirects; `conditions` are those that a refusal says were not met.
    """

    status: int
    headers: Mapping[str, str]
    tree: Any
    path: str
    conditions: tuple[str, ...] = ()


class LostError(AccountError):
    """No answer came; `sent` says whether the request may have reached the server."""

    sent = True


class TooLargeError(AccountError):
    """The answer is longer than what is read."""


class Link(Protocol):
    """A server; `url` is the account's, `host` its name for people."""

    url: str
    host: str

    async def send(
        self,
        method: str,
        path: str,
        body: bytes | str = "",
        headers: Mapping[str, str] | None = None,
        *,
        effect: bool = False,
    ) -> Answer:
        """One exchange; one that is lost is repeated unless it is an effect.

        Raises LostError, TooLargeError, and AccountError for what is no answer.
        """
        ...


def refused(link: Link, answer: Answer, doing: str) -> AccountError:
    """What a status other than success means to a person."""
    where, status = link.host, answer.status
    told = {
        403: ("does not allow", "Check the account's rights on that server."),
        404: ("has nothing there when", "Check the account's url and collection."),
        410: ("has nothing there when", "Check the account's url and collection."),
        423: ("has locked the entry against", "Try again later."),
        507: ("has no space left for", "Delete something on that server."),
    }
    fix = "Try again later, or ask who runs the server."
    what, fix = told.get(status, (f"answered {status} to", fix))
    return AccountError(f"{where} {what} {doing}", fix=fix)


def url_of(account: Account) -> str:
    """The account's URL: https, or http on this machine. Raises ConfigError."""
    url = str(account.settings.get("url", "")).strip()
    try:
        parsed = urlsplit(url)
        host, port = parsed.hostname or "", parsed.port
    except ValueError:
        host, port, parsed = "", None, urlsplit("")
    if parsed.scheme not in ("http", "https") or not host or port == 0 or not url.isprintable():
        raise ConfigError(
            f"account {account.name} has a url that is none",
            fix="Write it as https://server/path/.",
        )
    if parsed.username or parsed.password or parsed.query or parsed.fragment:
        raise ConfigError(
            f"the url of account {account.name} holds more than a server and a path",
            fix="Give user by itself; the password belongs into the vault (plam account add).",
        )
    if parsed.scheme == "http" and not _loopback(host):
        raise ConfigError(
            f"account {account.name} would send its password to {host} without encryption",
            fix="Use https; http is for a server on this machine.",
        )
    return parsed._replace(path=parsed.path or "/").geturl()


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""One JSON exchange with a merchant: who it is proven, what comes back bounded, lost told apart.

Only the merchant's own origin and its subdomains are spoken to; a redirect is followed to the same
origin alone, and only for what changes nothing. Plain HTTP is for a shop on this machine whose
account says so.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import ipaddress
import json
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from ... import web
from ...config import Account
from ...errors import AccountError, ConfigError, LockedError
from ..context import Context
from ..dav_link import url_of
from ..token import hidden
from ..trust import trusted
from .merchant import LostError, UnsentError
from .signing import Signing

BODY = 1 << 20
"""How many octets an answer may have."""
CONNECT_SECONDS = 10.0
SECONDS = 15.0
"""How long an answer may take in all, where the account does not say."""
MOST_SECONDS = 60.0
REDIRECTS = 3
AGAIN_SECONDS = 0.3
"""How long to wait before what may be repeated is sent again, under the same Idempotency-Key."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A merchant's answer: its status and its JSON object."""

    status: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A way to one merchant. `agent` is the value of UCP-Agent."""

    way: web.Web
    home: str
    name: str
    seconds: float
    agent: str
    key: str = ""
    signing: Signing | None = None
    language: str = ""
    secrets: list[str] = field(default_factory=list, repr=False)

    async def send(
        self, method: str, url: str, body: Mapping[str, Any] | None = None, key: str = ""
    ) -> Answer:
        """One exchange; what carries a key, or changes nothing, is tried again once if lost.

        Raises LostError where what was sent may have arrived, and AccountError where it did not,
        or what came is no answer.
        """
        try:
            return await self._once(method, url, body, key)
        except LostError:
            await asyncio.sleep(AGAIN_SECONDS)
        try:
            return await self._once(method, url, body, key)
        except UnsentError as error:
            # The first may have arrived all the same.
            raise LostError(error.message, fix=error.fix) from error

    async def _once(
        self, method: str, url: str, body: Mapping[str, Any] | None, key: str
    ) -> Answer:
        raw = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        for _ in range(REDIRECTS + 1):
            self.check(url)
            status, said, got = await self._sent(method, url, raw, key)
            if not 300 <= status < 400:
                return Answer(status, self._read(status, got))
            target = urljoin(url, said.get("location", ""))
            if method != "GET" or not said.get("location") or not same_origin(url, target):
                # What was done before it led away is not known, except for what only looks.
                raise (AccountError if method == "GET" else LostError)(
                    f"{self.name} redirects to another place, which is not followed",
                    fix="If you trust the new place, make it the account's url.",
                )
            url = target
        raise AccountError(f"{self.name} redirects in circles", fix="Try again later.")

    async def _sent(
        self, method: str, url: str, raw: bytes, key: str
    ) -> tuple[int, Mapping[str, str], bytes]:
        headers = self._headers(method, url, raw, key)
        try:
            async with asyncio.timeout(self.seconds):
                async with self.way.exchange(method, url, headers, raw) as reply:
                    got = await reply.whole(BODY, self._unfit)
                    return reply.status, reply.headers, got
        except web.Unreached as error:
            why = str(error) if isinstance(error, web.Untrusted) else ""
            raise UnsentError(
                f"{self.name} cannot be reached{f': {why}' if why else ''}",
                fix="Check the account's url, and try again later.",
            ) from None
        except (web.WebError, TimeoutError):
            raise LostError(f"{self.name} did not answer", fix="Try again later.") from None

    def _unfit(self, what: str) -> LostError:
        return LostError(f"{self.name} sent {what}")

    def _headers(self, method: str, url: str, raw: bytes, key: str) -> dict[str, str]:
        headers = {
            "User-Agent": "plam",
            "UCP-Agent": f'profile="{self.agent}"',
            "Request-Id": str(uuid.uuid4()),
            "Accept": "application/json",
            "Accept-Encoding": "identity",
        }
        if self.language:
            headers["Accept-Language"] = self.language
        if key:
            headers["Idempotency-Key"] = key
        if self.key:
            headers["X-API-Key"] = self.key
        if raw:
            digest = base64.b64encode(hashlib.sha256(raw).digest()).decode()
            headers |= {
                "Content-Type": "application/json",
                "Content-Digest": f"sha-256=:{digest}:",
            }
        if self.signing is not None:
            headers |= self.signing.headers(method, url, headers)
        return headers

    def _read(self, status: int, got: bytes) -> Mapping[str, Any]:
        try:
            body = json.loads(got, object_pairs_hook=_once_each, parse_constant=_no_number)
        except (ValueError, RecursionError):
            body = None
        if isinstance(body, dict):
            return self.scrubbed(body)  # type: ignore[no-any-return]
        if status >= 400:
            return {}
        # Something was done there, and nobody can read what.
        raise LostError(f"{self.name} sent what is no JSON object", fix="Try again later.")

    def check(self, url: str) -> None:
        """Raise AccountError where a URL leads to somebody else than the account's merchant."""
        if not url.isprintable() or not within(self.home, url):
            raise AccountError(
                f"{self.name} names an address that is not its own, which is not followed",
                fix="If you trust that place, make it the account's url.",
            )

    def scrubbed(self, value: Any) -> Any:
        """What the merchant said, without the secrets that it was sent: it may repeat them."""
        match value:
            case str():
                return hidden(value, *self.secrets) if self.secrets else value
            case dict():
                return {self.scrubbed(key): self.scrubbed(each) for key, each in value.items()}
            case list():
                return [self.scrubbed(each) for each in value]
        return value


def same_origin(one: str, other: str) -> bool:
    """Whether two URLs have the same scheme, host and port (RFC 6454)."""
    return _origin(one) == _origin(other) is not None


def within(home: str, url: str) -> bool:
    """Whether a URL is at the host of `home` or beneath it, as securely, without a password."""
    mine, theirs = _origin(home), _origin(url)
    if mine is None or theirs is None:
        return False
    if mine == theirs:
        return True
    beneath = theirs[1].endswith(f".{mine[1]}") and not _is_address(mine[1])
    return beneath and theirs[0] == mine[0] == "https" and theirs[2] == 443


def _origin(url: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").lower()
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        return None
    if not host or not port or parts.username is not None or parts.password is not None:
        return None
    return parts.scheme, host, port


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def home_of(account: Account) -> str:
    """The merchant's URL: https, or http on this machine where the account says `plain`.

    Raises ConfigError.
    """
    url = url_of(account)
    if url.startswith("http:") and not account.settings.get("plain"):
        raise ConfigError(
            f"account {account.name} would speak to its shop without encryption",
            fix="Use https. For a shop on this machine, set plain = true.",
        )
    return url


@asynccontextmanager
async def opened(context: Context) -> AsyncIterator[Exchange]:
    """The way to the account's merchant; it connects when something is sent."""
    account = context.account
    home = home_of(account)
    trust = await asyncio.to_thread(trusted, account)
    key = await _secret(context, "password")
    kept = await _secret(context, PAYMENT)
    seconds = min(float(account.settings.get("timeout", SECONDS)), MOST_SECONDS)
    signing = await Signing.of(context)
    async with web.opened(trust, connect=CONNECT_SECONDS, read=seconds) as way:
        yield Exchange(
            way=way,
            home=home,
            name=urlsplit(home).netloc.lower(),
            seconds=seconds,
            agent=str(account.settings.get("profile", "")) or AGENT,
            key=key,
            signing=signing,
            language=context.language,
            secrets=[each for each in (key, kept) if each],
        )


PAYMENT = "payment"
"""What the payment token is called in the vault."""
AGENT = "https://plam.invalid/.well-known/ucp"
"""The profile of an agent that nobody hosts one for; a merchant that needs one says so."""


async def _secret(context: Context, name: str) -> str:
    try:
        return await asyncio.to_thread(context.secret, name)
    except LockedError:
        return ""


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        # Two readers of the same answer could take different ones of them.
        raise ValueError("a member is there twice")
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")

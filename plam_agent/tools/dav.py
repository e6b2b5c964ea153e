"""One CalDAV or CardDAV server, through the only module that knows the caldav library.

The library negotiates the authentication and reads the answers; what goes over the network is our
transport's to bound.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast
from urllib.parse import urljoin, urlsplit

from caldav.aio import AsyncDAVClient
from caldav.lib import error as library

from ..config import Account
from ..errors import AccountError, ConfigError
from .context import Context
from .dav_discovery import find
from .dav_link import Answer, LostError, url_of
from .dav_store import DavStore
from .dav_transport import Transport
from .dav_xml import KINDS, preconditions, strange
from .token import token

TIMEOUT = 30
# What the transport raises before a request is on its way.
_UNSENT = ("NewConnectionError", "NameResolutionError", "ConnectTimeout", "SSLError")


@asynccontextmanager
async def open_store(context: Context) -> AsyncIterator[DavStore]:
    """The collection of a calendar, tasks or contacts account, found on its server.

    Raises ConfigError for settings that cannot work or a collection that cannot be chosen,
    AccountError where the server cannot be reached or refuses.
    """
    account = context.account
    kind = KINDS[account.kind]
    async with await Server.of(context) as server:
        path = await find(server, kind, str(account.settings.get("collection", "")))
        yield DavStore(server, kind, path)


class Server:
    """The account's server. An async context manager; `send` is one exchange."""

    def __init__(
        self, account: Account, url: str, secret: str, *, bearer: bool, authority: str
    ) -> None:
        """Take checked settings; `Server.of` checks them. `authority` is PEM, or empty."""
        self.account = account
        self.url = url
        self.host = urlsplit(url).netloc
        self.timeout = int(account.settings.get("timeout") or TIMEOUT)
        self._bearer = bearer
        self._torn = False
        self._client = _Client(
            url,
            username=str(account.settings.get("user", "")),
            password=secret,
            auth_type="bearer" if bearer else None,
            ssl_verify_cert=authority or True,
            enable_rfc6764=False,
            timeout=self.timeout,
            features={"http.multiplexing": {"support": "unsupported"}},
            rate_limit_handle=False,
            headers={"User-Agent": "plam-agent", "Accept-Encoding": "identity"},
        )

    @classmethod
    async def of(cls, context: Context) -> Server:
        """The server of an account. Raises ConfigError, and what a password or token raises."""
        account = context.account
        url = url_of(account)
        authority = await asyncio.to_thread(_authority, account)
        bearer = bool(account.settings.get("token_command"))
        if bearer:
            secret = await token(account)
        else:
            secret = await asyncio.to_thread(context.secret, "password")
        return cls(account, url, secret, bearer=bearer, authority=authority)

    async def __aenter__(self) -> Self:
        """Nothing is sent yet."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self._close()

    async def send(
        self,
        method: str,
        path: str,
        body: bytes | str = "",
        headers: Mapping[str, str] | None = None,
        *,
        effect: bool = False,
    ) -> Answer:
        """One exchange under the account's timeout; a lost one is repeated unless it is an effect.

        Raises LostError where no answer came, TooLargeError, AccountError for an answer that is
        none or a password that is refused. Any other status is the caller's to read.
        """
        if effect or self._torn:
            # A connection that slept may be dead, and nobody would know what became of the effect.
            await self.renew()
        for last in (effect, True):
            try:
                return await self._once(method, path, body, headers or {})
            except LostError as why:
                await self.renew()
                if last or not why.sent or isinstance(why.__cause__, TimeoutError):
                    raise
            except _RefusedError:
                if last or not self._bearer:
                    raise
                # The token had expired.
                self._client.password = await token(self.account)
                self._client.build_auth_object(["bearer"])
        raise AssertionError

    async def renew(self) -> None:
        """Let go of the connections; the next exchange makes a new one."""
        await self._close()
        self._client._create_session()
        self._torn = False

    async def _close(self) -> None:
        with contextlib.suppress(Exception):
            async with asyncio.timeout(2):
                await self._client.close()

    async def _once(
        self, method: str, path: str, body: bytes | str, headers: Mapping[str, str]
    ) -> Answer:
        url = urljoin(self.url, path)
        try:
            async with asyncio.timeout(self.timeout):
                reply = await self._client.request(url, method, cast("str", body), headers)
        except TimeoutError as error:
            raise LostError(
                f"{self.host} did not answer within {self.timeout} s", fix="Try again later."
            ) from error
        except asyncio.CancelledError:
            # Half an answer may wait on the connection.
            self._torn = True
            raise
        except library.AuthorizationError as error:
            return self._refused(error)
        except library.RateLimitError as error:
            raise AccountError(
                f"{self.host} is too busy and asks to wait", fix="Try again later."
            ) from error
        except AccountError:
            raise
        except Exception as error:
            raise self._lost(error) from error
        if reply.tree is not None and reply.tree.getroottree().docinfo.doctype:
            raise strange(self.host, "a document type, which no such answer has")
        final = self._client.session.url or url
        path = urlsplit(final).path or "/"
        return Answer(reply.status, reply.headers, reply.tree, path, preconditions(reply.tree))

    def _refused(self, error: Any) -> Answer:
        """A 403 is the caller's to read; a 401 is a wrong password."""
        if error.status == 403:
            return Answer(403, {}, None, "", _local(error.preconditions))
        what = "token" if self._bearer else "user or password"
        raise _RefusedError(
            f"{self.host} refuses the {what} of account {self.account.name}",
            fix="Run the token command by hand."
            if self._bearer
            else "Remove the account and add it with the right ones (plam account).",
        ) from error

    def _lost(self, error: Exception) -> AccountError:
        chain = _chain(error)
        names = {type(each).__name__ for each in chain}
        if isinstance(error, NotImplementedError):
            return strange(self.host, "no way to log in that is known (basic, digest, bearer)")
        text = " ".join(map(str, chain))
        if "XMLSyntaxError" in names:
            return strange(self.host, "something that is no XML")
        if "SSLError" in names or "CERTIFICATE" in text.upper():
            lost = LostError(
                f"the certificate of {self.host} is not trusted",
                fix="Give the account a ca_file if the server has a private authority.",
            )
        else:
            lost = LostError(
                f"the connection to {self.host} failed ({type(error).__name__})",
                fix="Check the network and the account's url, and try again.",
            )
        lost.sent = not names.intersection(_UNSENT)
        return lost


class _RefusedError(AccountError):
    """The server does not take the password or token."""


class _Client(AsyncDAVClient):
    """The library's client with our transport beneath it."""

    def _create_session(self) -> None:
        super()._create_session()
        # Checks of revocation ask servers that the owner never named.
        session = type(self.session)(
            retries=0,
            disable_http2=True,
            disable_http3=True,
            revocation_configuration=None,
            allow_incoming_cookies=False,
        )
        session.trust_env = False
        self.session = Transport(session)


def _authority(account: Account) -> str:
    """The certificates of the account's own authority; reads files. Raises ConfigError."""
    # The transport keeps the system's authorities once they were read, which blocks.
    import_module("wassima").generate_ca_bundle()
    file = str(account.settings.get("ca_file") or "")
    if not file:
        return ""
    try:
        text = Path(file).read_text(encoding="utf-8")
        ssl.create_default_context(cadata=text)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"the certificates of account {account.name} cannot be read",
            file=file,
            fix="Name a file of PEM certificates as ca_file.",
        ) from error
    return text


def _local(names: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(each).rpartition("}")[2] for each in names)


def _chain(error: BaseException) -> list[BaseException]:
    """An error and what led to it, also what a library passed along as an argument."""
    found: list[BaseException] = []
    todo: list[Any] = [error]
    while todo and len(found) < 20:
        each = todo.pop()
        if not isinstance(each, BaseException) or any(each is other for other in found):
            continue
        found.append(each)
        todo += [each.__cause__, each.__context__, getattr(each, "reason", None), *each.args]
    return found

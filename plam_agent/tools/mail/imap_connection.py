"""One connection to an IMAP server, through the only module that knows IMAPClient.

One worker thread owns the connection. Every operation has a timeout, and one that is late or
cancelled cuts the socket, because nothing else wakes a thread that reads from it, be it only
connecting yet. A lost connection is made anew at the start of the next operation and never in the
middle of one, so that no effect is tried twice.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self, TypeVar

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import (
    IMAPClientAbortError,
    IMAPClientError,
    LoginError,
    ProtocolError,
)

from ...config import Account
from ...errors import AccountError, UncertainError
from ..token import hidden
from .imap_link import Cord, Link
from .server import Server, bearer, credential, sayable, server_of, tls_context

T = TypeVar("T")
# IMAPClient carries no types.
Client = Any

_CONNECT_TIMEOUT = 20.0
_LEAVE_TIMEOUT = 2.0
_LOST = (IMAPClientAbortError, OSError, EOFError)
# What IMAPClient's parsers raise on what is not IMAP.
_GARBAGE = (
    *(ProtocolError, ValueError, LookupError, TypeError, AttributeError, AssertionError),
    *(ArithmeticError, MemoryError, RecursionError),
)
# Why a server may turn a right password away (RFC 5530 section 3).
_NOT_NOW = ("[unavailable]", "[inuse]", "[limit]", "[serverbug]")


class _RefusedLoginError(AccountError):
    """The server does not know the password or token."""


class ImapConnection:
    """An async context manager; `do` runs work on the thread that owns the connection."""

    def __init__(self, account: Account, secret: Callable[[str], str]) -> None:
        """`secret("password")` is asked for when a connection is made. Raises ConfigError."""
        self.server: Server = server_of(account, "imap")
        self._account = account
        self._secret = secret
        self._client: IMAPClient | None = None
        self._cord = Cord()
        self._worker = self._thread()
        self._turn = asyncio.Lock()
        self._doing = ""

    async def __aenter__(self) -> Self:
        """Connect, so that a wrong password shows at once."""
        try:
            await self.do(lambda client: None)
        except BaseException:
            self._worker.shutdown(wait=False, cancel_futures=True)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Log out politely, but not for longer than two seconds."""
        client, self._client = self._client, None
        if client is not None:
            leaving = asyncio.get_running_loop().run_in_executor(self._worker, _leave, client)
            try:
                await asyncio.wait([leaving], timeout=min(_LEAVE_TIMEOUT, self.server.timeout))
            finally:
                self._cord.cut()
                _cut(client)
        self._worker.shutdown(wait=False, cancel_futures=True)

    async def do(self, work: Callable[[Client], T]) -> T:
        """Run `work` with a live connection on the worker thread, under the server's timeout.

        Raises AccountError, or UncertainError where the connection was lost within an `effect`.
        """
        async with self._turn:
            client = self._client
            if client is None:
                client = self._client = await self._logged_in()
            return await self._run(lambda: work(client))

    async def _logged_in(self) -> IMAPClient:
        """A new connection. A token that was refused had expired: another is asked for, once."""
        word, is_token = await credential(self._account, self._secret)
        try:
            return await self._reached(word, is_token)
        except _RefusedLoginError:
            if not is_token:
                raise
        newer, _ = await credential(self._account, self._secret)
        return await self._reached(newer, True)

    async def _reached(self, word: str, is_token: bool) -> IMAPClient:
        cord = self._cord = Cord()
        return await self._run(lambda: self._connected(word, is_token, cord))

    def _thread(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(1, thread_name_prefix=f"imap-{self._account.name}")

    @contextlib.contextmanager
    def effect(self, doing: str, *, begun: bool = False) -> Iterator[None]:
        """Within it, a lost connection means that nobody knows whether it happened.

        Where an effect has `begun`, a refusal of its second half is no refusal of the whole.
        """
        self._doing = doing
        try:
            yield
        except (*_LOST, *_GARBAGE) as error:
            self._drop()
            raise self._uncertain(_said(error)) from error
        except (IMAPClientError, AccountError) as error:
            if begun:
                raise UncertainError(
                    f"{self.server.host} stopped half-way while {doing}: {_said(error)}",
                    fix="Look into the mailbox before you try again.",
                ) from error
            raise
        finally:
            self._doing = ""

    def _uncertain(self, why: str) -> UncertainError:
        return UncertainError(
            f"the connection to {self.server.host} was lost while {self._doing}: {why}",
            fix="Look into the mailbox before you try again.",
        )

    async def _run(self, work: Callable[[], T]) -> T:
        future = asyncio.get_running_loop().run_in_executor(self._worker, self._guarded, work)
        try:
            async with asyncio.timeout(self.server.timeout):
                return await asyncio.shield(future)
        except TimeoutError as error:
            late = f"no answer within {self.server.timeout:g} s"
            failure = self._uncertain(late) if self._doing else None
            await self._abandon(future)
            # An effect may have begun, or ended, between the last look and the cut.
            if failure is None and future.done():
                ended = future.exception()
                if ended is None:
                    return future.result()
                failure = ended if isinstance(ended, UncertainError) else None
            raise failure or AccountError(f"{self.server}: {late}") from error
        except asyncio.CancelledError:
            await self._abandon(future)
            raise

    async def _abandon(self, future: asyncio.Future[T]) -> None:
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        if self._drop():
            await asyncio.wait([future], timeout=_LEAVE_TIMEOUT)
        if not future.done():
            # Nothing wakes a thread that looks a name up: what comes next does not wait for it.
            self._worker.shutdown(wait=False, cancel_futures=True)
            self._worker = self._thread()

    def _drop(self) -> bool:
        """Cut the connection, or the one that is being made; whether there was any."""
        client, self._client = self._client, None
        tied = self._cord.cut()
        if client is not None:
            _cut(client)
        return tied

    def _guarded(self, work: Callable[[], T]) -> T:
        """Run on the worker thread, and say what went wrong in words for the owner."""
        server = self.server
        try:
            return work()
        except LoginError as error:
            raise _refused_login(server, _said(error), self._account) from error
        except _LOST as error:
            self._drop()
            raise AccountError(
                f"the connection to {server} failed: {_said(error)}",
                fix="Check the network, and the account's host, port and tls.",
            ) from error
        except _GARBAGE as error:
            self._drop()
            raise AccountError(
                f"{server} answered something that is not IMAP: {_said(error)}",
                fix="Check the account's host and port.",
            ) from error
        except IMAPClientError as error:
            said = _said(error)
            if "quota" in said.lower():
                raise AccountError(
                    f"{server.host} is out of space: {said}", fix="Delete something there first."
                ) from error
            raise AccountError(f"{server.host} refused: {said}") from error

    def _connected(self, word: str, is_token: bool, cord: Cord) -> IMAPClient:
        server = self.server
        context = None if server.tls == "none" else tls_context(server)
        client = None
        try:
            client = _Client(server, context, cord)
            client.normalise_times = False
            if server.tls == "starttls":
                client.starttls(context)
            if is_token:
                _token_login(client, server, word)
            else:
                _password_login(client, server, word)
        except BaseException:
            cord.cut()
            if client is not None:
                _cut(client)
            raise
        return client


class _Client(IMAPClient):  # type: ignore[misc]
    """IMAPClient over a `Link`."""

    def __init__(self, server: Server, context: ssl.SSLContext | None, cord: Cord) -> None:
        self._cord = cord
        super().__init__(
            server.host,
            port=server.port,
            ssl=server.tls == "tls",
            ssl_context=context,
            timeout=SocketTimeout(min(_CONNECT_TIMEOUT, server.timeout), server.timeout),
        )

    def _create_IMAP4(self) -> Link:
        context = self.ssl_context if self.ssl else None
        return Link(self.host, self.port, context, self._timeout.connect, self._cord)


def _password_login(client: IMAPClient, server: Server, word: str) -> None:
    try:
        if client.has_capability("AUTH=PLAIN"):
            client.plain_login(server.user, word)
        else:
            sayable(server, word)
            client.login(server.user, word)
    except LoginError as error:
        # IMAPClient takes whatever goes wrong meanwhile for a refused login.
        lost = error.__context__
        if isinstance(lost, IMAPClientAbortError | ProtocolError):
            raise lost from None
        raise


def _token_login(client: IMAPClient, server: Server, word: str) -> None:
    """Log in with an OAuth 2 token; IMAPClient's own methods do not end a refusal properly."""
    offered = [each.decode("ascii", "replace") for each in client.capabilities()]
    methods = [each[5:] for each in offered if each.upper().startswith("AUTH=")]
    mechanism, answer, end = bearer(server, word, methods)
    # What follows the end of a refusal is cancelled (RFC 3501 section 6.2.2): None sends `*`.
    answers = iter((answer, end))
    secrets = (word, base64.b64encode(answer.encode()).decode())
    try:
        client._command_and_check("authenticate", mechanism, lambda _: next(answers, None))
    except IMAPClientAbortError as error:
        raise IMAPClientAbortError(hidden(str(error), *secrets)) from None
    except OSError:
        raise
    except IMAPClientError as error:
        raise LoginError(hidden(str(error), *secrets)) from None


def _refused_login(server: Server, said: str, account: Account) -> AccountError:
    if any(code in said.lower() for code in _NOT_NOW):
        return AccountError(
            f"{server} cannot log anybody in at present: {said}", fix="Try again later."
        )
    if account.settings.get("token_command"):
        return _RefusedLoginError(
            f"{server} refused the token of {server.user or 'the account'}: {said}",
            fix=f"Run the token_command of account {account.name} by hand and log in anew with it.",
        )
    return _RefusedLoginError(
        f"{server} refused the password of {server.user or 'the account'}: {said}",
        fix=f"Give account {account.name} the right one with `plam account add`.",
    )


def copyuid_lines(client: Client) -> list[bytes | None]:
    """The COPYUID response codes since the last call; IMAPClient has no method for them."""
    lines: list[bytes | None] = client._imap.response("COPYUID")[1]
    return lines


def create_folder(client: Client, folder: str, use: str = "") -> None:
    """Create a folder, for a special use (RFC 6154 section 3) where the server lets one say so."""
    if use and client.has_capability("CREATE-SPECIAL-USE"):
        name = client._normalise_folder(folder)
        status, said = client._imap._simple_command("CREATE", name, f"(USE ({use}))")
        if status == "OK":
            return
        if b"[USEATTR]" not in b" ".join(said).upper():
            raise IMAPClientError(b" ".join(said).decode("utf-8", "replace"))
    client.create_folder(folder)


def _said(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    said = error.args[0] if len(error.args) == 1 else error
    # The library that IMAPClient is built on hands on what the server said as it came.
    told = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(error)
    text = " ".join(told.split())[:300]
    return "".join(char for char in text if char.isprintable()) or type(error).__name__


def _leave(client: IMAPClient) -> None:
    with contextlib.suppress(*_LOST, *_GARBAGE, IMAPClientError):
        client.logout()


def _cut(client: IMAPClient) -> None:
    """Close the socket; the cord was cut before, so that no thread waits on it."""
    with contextlib.suppress(*_LOST, *_GARBAGE, IMAPClientError):
        client.shutdown()


def select_folder(client: Client, folder: str, *, readonly: bool = True) -> dict[bytes, Any]:
    """Open a folder and return what the server says of it. Raises AccountError where it refuses."""
    try:
        answer: dict[bytes, Any] = client.select_folder(folder, readonly=readonly)
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        said = _said(error)
        later = any(code in said.lower() for code in _NOT_NOW)
        raise AccountError(
            f"the folder {folder!r} cannot be opened: {client.host} says: {said}",
            fix="Try again later." if later else "Make it, or name another one.",
        ) from error
    return answer


def cut(connection: ImapConnection) -> None:
    """Drop the connection without a farewell; whoever waits on it is woken."""
    connection._drop()

"""A connection to a foreign MCP server: what it lists, one call at a time, and how that may fail.

The protocol is the reference SDK's (MCP 2024-11-05 to 2026-07-28, over stdio or streamable HTTP).
Whatever a server asks in return, to sample a model, to ask the owner, to see folders, is answered
with no: this client offers none of it. Every answer has a bound in size, number and time, and a
connection that broke a bound is closed; the next call opens another.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from .. import __version__
from ..errors import AccountError, ConfigError, LockedError, UncertainError
from .context import Context
from .dav_link import url_of
from .mcp_pin import MOST_TOOLS
from .mcp_process import LONGEST_LINE, Allowance, Flooded, started
from .mcp_schema import clean
from .token import hidden, token

CONNECT_SECONDS = 30.0
"""How long a server may take to start, and to say what it is."""
LIST_SECONDS = 15.0
CLOSE_SECONDS = 10.0
SECONDS = 60.0
"""How long a call may take where the account does not say."""
MOST_SECONDS = 100.0
"""More than the account may say: a tool is stopped at 120 s, listing included."""
MOST_PAGES = 16
_SAID = 300
_BAD_LINES = 20


@dataclass(frozen=True, slots=True)
class Answered:
    """What a call gave back: its texts, its structured part, and what else it had, by kind."""

    texts: tuple[str, ...]
    structured: Any
    others: tuple[str, ...]
    failed: bool


class Link:
    """One server. Calls wait for each other; a connection is opened when one is needed."""

    def __init__(self, context: Context) -> None:
        """Nothing is opened yet."""
        self._context = context
        self._account = context.account
        self._turn = asyncio.Lock()
        self._allowance = Allowance(context.account.name)
        self._keeper: asyncio.Task[None] | None = None
        self._over: asyncio.Event = asyncio.Event()
        self._why: AccountError | None = None
        self._client: Any = None
        self._secret = ""

    @property
    def name(self) -> str:
        """What the owner calls the server."""
        return self._account.name

    async def listing(self) -> list[dict[str, Any]]:
        """All tools as the server lists them now. Raises AccountError."""
        async with self._turn:
            found: list[dict[str, Any]] = await self._asked(
                self._listed(), LIST_SECONDS, "list its tools"
            )
            return found

    async def call(
        self, name: str, arguments: Mapping[str, Any], unchanged: Any, *, effect: bool
    ) -> Answered:
        """Call a tool, if `unchanged` finds nothing wrong with what is listed now.

        `unchanged` takes the definitions and raises. `effect` says that what breaks off may have
        happened: then that raises UncertainError, and else AccountError.
        """
        limit = float(self._account.settings.get("timeout", SECONDS))
        async with self._turn:
            unchanged(await self._asked(self._listed(), LIST_SECONDS, "list its tools"))
            try:
                doing = self._client.call_tool(name, dict(arguments))
                result = await self._asked(doing, min(limit, MOST_SECONDS), f"answer {name}")
            except AccountError as error:
                if effect:
                    raise UncertainError(f"{error.message}; it may have happened") from error
                raise
        return _answered(result)

    async def close(self) -> None:
        """End the connection, and the process behind it."""
        keeper, client, self._keeper, self._client = self._keeper, self._client, None, None
        if keeper is not None:
            self._over.set()
            if client is not None:
                await asyncio.wait({keeper}, timeout=CLOSE_SECONDS)
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)

    async def _asked(self, doing: Any, seconds: float, what: str) -> Any:
        """Await an answer as long as the connection lasts. Raises AccountError."""
        name = self._account.name
        try:
            await self._opened()
        except BaseException:
            doing.close()
            raise
        self._allowance.renew()
        asking = asyncio.ensure_future(doing)
        assert self._keeper is not None
        done = False
        try:
            async with asyncio.timeout(seconds):
                await asyncio.wait({asking, self._keeper}, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                raise self._why or AccountError(f"{name} broke off", fix="Try again.")
            answer = asking.result()
            done = True
            return answer
        except TimeoutError:
            late = f"{name} did not {what} within {seconds:g} s"
            raise AccountError(late, fix="Try again later.") from None
        except AccountError:
            raise
        except Exception as error:
            raise self._why or self._told(error) from None
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            if not done:
                await self.close()

    async def _listed(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor = None
        for _ in range(MOST_PAGES):
            page = await self._client.list_tools(cursor=cursor, cache_mode="bypass")
            found += [each.model_dump(by_alias=True, exclude_none=True, mode="json")
                      for each in page.tools]  # fmt: skip
            if len(found) > MOST_TOOLS:
                raise AccountError(f"{self._account.name} lists over {MOST_TOOLS} tools")
            cursor = page.next_cursor
            if not cursor:
                return found
        raise AccountError(f"{self._account.name} lists its tools without end")

    async def _opened(self) -> None:
        if self._keeper is not None and not self._keeper.done() and self._client is not None:
            return
        await self.close()
        self._secret = await _secret(self._context)
        # Importing it takes seconds.
        await asyncio.to_thread(_loaded)
        self._over, self._why = asyncio.Event(), None
        self._allowance.renew()
        ready: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        # The SDK's scopes belong to the task that entered them, and calls come from many.
        self._keeper = asyncio.create_task(self._kept(ready, self._over))
        name = self._account.name
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await asyncio.wait({ready, self._keeper}, return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            await self.close()
            late = f"{name} did not say what it is within {CONNECT_SECONDS:g} s"
            raise AccountError(late, fix="Check its command or url.") from None
        if not ready.done():
            ready.cancel()
            keeper = self._keeper
            error = keeper.exception() if not keeper.cancelled() else None
            await self.close()
            if isinstance(error, ConfigError):
                raise error
            raise self._why or self._told(error)
        self._client = ready.result()

    async def _kept(self, ready: asyncio.Future[Any], over: asyncio.Event) -> None:
        """Hold one connection open until it is over. Raises AccountError and ConfigError."""
        from mcp import Client

        try:
            async with _transport(self._account, self._secret, self._allowance, self) as transport:
                client = Client(transport, cache=None, client_info=_ourselves())
                async with client:
                    ready.set_result(client)
                    await over.wait()
        except BaseExceptionGroup as group:
            raise _first(group) from None

    def broken(self, why: AccountError) -> None:
        """The connection broke a bound: it is over, and this is why."""
        self._why = self._why or why
        self._over.set()
        if self._client is None and self._keeper is not None:
            self._keeper.cancel()

    def _told(self, error: BaseException | None) -> AccountError:
        """What went wrong in a sentence; what the server says of it is foreign text."""
        name = self._account.name
        if isinstance(error, AccountError):
            return error
        said = hidden(clean(str(error or ""), 4 * _SAID), self._secret)
        words = " ".join(said.split())[:_SAID]
        kind = type(error).__name__
        if kind == "ValidationError":
            return AccountError(f"{name} gives an answer that is none of the protocol")
        if kind in ("ConnectError", "ConnectTimeout"):
            return AccountError(f"{name} cannot be reached", fix="Is it running? Check its url.")
        return AccountError(f"{name} does not do that: {words or 'it broke off'}")


@asynccontextmanager
async def open_link(context: Context) -> AsyncIterator[Link]:
    """A server's connection; it connects when something is asked."""
    link = Link(context)
    try:
        yield link
    finally:
        await link.close()


def _ourselves() -> Any:
    from mcp_types import Implementation

    # What the SDK logs quotes the server, and would reach the terminal.
    for name in ("mcp", "client", "httpx2"):
        logger = logging.getLogger(name)
        if not any(isinstance(each, logging.NullHandler) for each in logger.handlers):
            logger.addHandler(logging.NullHandler())
            logger.propagate = False
    return Implementation(name="plam", version=__version__)


def _loaded() -> None:
    for name in ("mcp", "mcp.client.streamable_http", "mcp.shared.message"):
        importlib.import_module(name)


async def _secret(context: Context) -> str:
    """The server's key, from its command or the vault; empty where it has none."""
    if context.account.settings.get("token_command"):
        return await token(context.account)
    try:
        return await asyncio.to_thread(context.secret, "password")
    except LockedError:
        return ""


@asynccontextmanager
async def _transport(
    account: Any, secret: str, allowance: Allowance, link: Link
) -> AsyncIterator[Any]:
    if account.driver == "stdio":
        named = str(account.settings.get("secret_env", ""))
        given = {named: secret} if named and secret else {}
        async with started(account, given, allowance) as lines:
            yield _over_lines(lines, link)
        return
    from mcp.client.streamable_http import streamable_http_client

    headers = {"Accept-Encoding": "identity", "User-Agent": f"plam/{__version__}"}
    if secret:
        headers["Authorization"] = f"Bearer {secret}"
    async with await asyncio.to_thread(_web, account, headers, allowance, link) as web:
        yield streamable_http_client(
            url_of(account), http_client=web, max_sse_event_size=LONGEST_LINE
        )


@asynccontextmanager
async def _over_lines(lines: Any, link: Link) -> AsyncIterator[Any]:
    """The SDK's streams over a process's lines. What is no message is passed over, a few times."""
    import anyio
    from mcp.shared.message import SessionMessage
    from mcp_types import jsonrpc_message_adapter

    send_in, incoming = anyio.create_memory_object_stream[Any](0)
    outgoing, take_out = anyio.create_memory_object_stream[Any](0)

    async def reader() -> None:
        bad = 0
        async with send_in:
            try:
                while (line := await lines.read()) is not None:
                    try:
                        message = jsonrpc_message_adapter.validate_json(line, by_name=False)
                    except ValueError:
                        bad += 1
                        if bad > _BAD_LINES:
                            raise Flooded("what it sends is not the protocol") from None
                        continue
                    await send_in.send(SessionMessage(message))
                link.broken(AccountError(f"{link.name} ended by itself", fix="Try again."))
            except Flooded as error:
                link.broken(error)
            except (anyio.BrokenResourceError, anyio.ClosedResourceError, ConnectionError):
                pass

    async def writer() -> None:
        try:
            async with take_out:
                async for each in take_out:
                    said = each.message.model_dump_json(by_alias=True, exclude_unset=True)
                    await lines.write(said.encode())
        except (anyio.BrokenResourceError, anyio.ClosedResourceError, ConnectionError):
            await send_in.aclose()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(reader)
        tasks.start_soon(writer)
        try:
            yield incoming, outgoing
        finally:
            for each in (incoming, outgoing, send_in, take_out):
                each.close()
            tasks.cancel_scope.cancel()


def _web(account: Any, headers: Mapping[str, str], allowance: Allowance, link: Link) -> Any:
    """An HTTP client that leads to this server alone, counts what comes, and unpacks nothing."""
    import httpx2

    from .trust import trusted

    trust = trusted(account)

    class Counted(httpx2.AsyncByteStream):
        def __init__(self, stream: Any) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for piece in self._stream:
                try:
                    allowance.take(len(piece), piece.count(b"\n\n"))
                except Flooded as error:
                    link.broken(error)
                    raise httpx2.ReadError(error.message) from error
                yield piece

        async def aclose(self) -> None:
            await self._stream.aclose()

    class Way(httpx2.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            answer = await super().handle_async_request(request)
            packed = answer.headers.get("content-encoding", "identity").lower()
            if packed != "identity" or answer.is_redirect:
                await answer.aclose()
                what = "redirects" if answer.is_redirect else "sends a packed answer"
                link.broken(AccountError(f"{account.name} {what}, which is not followed"))
                raise httpx2.RemoteProtocolError(what)
            return httpx2.Response(
                answer.status_code,
                headers=answer.headers,
                stream=Counted(answer.stream),
                extensions=answer.extensions,
            )

    return httpx2.AsyncClient(
        transport=Way(verify=trust, trust_env=False),
        headers=dict(headers),
        timeout=httpx2.Timeout(SECONDS, connect=10.0, read=MOST_SECONDS),
        trust_env=False,
        follow_redirects=False,
    )


def _answered(result: Any) -> Answered:
    texts, others = [], []
    for block in result.content:
        if block.type == "text":
            texts.append(block.text)
        else:
            others.append(str(block.type))
    return Answered(tuple(texts), result.structured_content, tuple(others), bool(result.is_error))


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error

"""HTTP/1.1 as a client (RFC 9112), by httpx: what is asked is what is given here, and no more.

Only its transport is used. A client on top of it would keep cookies, read where redirects lead,
unpack bodies and follow the environment; here bytes are counted, and what leaves is decided about.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

    import httpx


class WebError(Exception):
    """An exchange failed. What was sent may have arrived."""


class Unreached(WebError):
    """Nobody was reached, so nothing was sent."""


class Untrusted(Unreached):
    """Whoever was reached does not prove who they are; what OpenSSL says of it."""


class Shut(Unreached):
    """The proxy does not connect; what it says instead."""


class Silent(WebError):
    """Nothing came for too long."""


class Cut(WebError):
    """What came is no answer, or ended before the answer did."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, the first of each header, in lower case, and its body as it comes.

    The body is as it was sent, still in its `content-encoding`; reading it raises WebError.
    """

    status: int
    headers: Mapping[str, str]
    body: AsyncIterator[bytes] = field(repr=False)

    def number(self, name: str) -> int | None:
        """A header as a whole number, if it is one."""
        value = self.headers.get(name, "")
        return int(value) if re.fullmatch(r"[0-9]{1,15}", value) else None

    async def whole(self, most: int, unfit: Callable[[str], Exception]) -> bytes:
        """The body, where it is uncompressed and has at most so many octets.

        Raises what `unfit` makes of what was sent instead, and WebError as reading does.
        """
        if self.headers.get("content-encoding", "identity").lower() != "identity":
            raise unfit("a compressed answer, which was not asked for")
        got = bytearray()
        async for piece in self.body:
            got += piece
            if len(got) > most:
                raise unfit(f"an answer of over {most >> 20} MB")
        return bytes(got)


class Web:
    """Exchanges one after the other; a connection that may stay is used for the next."""

    def __init__(self, transport: httpx.AsyncHTTPTransport, connect: float, read: float | None):
        """Made by `opened`."""
        self._transport = transport
        self._connect, self._read = connect, read

    @asynccontextmanager
    async def exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> AsyncIterator[Reply]:
        """One request and its answer, whose body is read inside the block. Raises WebError.

        Besides `headers` go Host and, with a body, Content-Length.
        """
        import httpx

        limits = httpx.Timeout(self._read, connect=self._connect, pool=None).as_dict()
        # A server may send one interim answer after the other, each of them in time.
        head = None if self._read is None else self._connect + self._read
        with _plain():
            request = httpx.Request(
                method, url, headers=headers, content=body or None, extensions={"timeout": limits}
            )
            async with asyncio.timeout(head):
                answer = await self._transport.handle_async_request(request)
        said: dict[str, str] = {}
        for name, value in answer.headers.raw:
            said.setdefault(name.decode("ascii").lower(), value.decode("latin-1"))
        try:
            yield Reply(answer.status_code, said, _body(answer))
        finally:
            await answer.aclose()


@asynccontextmanager
async def opened(
    trust: ssl.SSLContext, *, connect: float, read: float | None, proxy: str = ""
) -> AsyncIterator[Web]:
    """A way to the web whose servers prove themselves to `trust`; `connect` and `read` in seconds.

    `read` limits each wait for bytes. The way leads through `proxy`, an address of HTTP or HTTPS,
    if one is given, and never through one that is not.
    """
    async with await asyncio.to_thread(_transport, trust, proxy) as transport:
        yield Web(transport, connect, read)


def _transport(trust: ssl.SSLContext, proxy: str) -> httpx.AsyncHTTPTransport:
    import httpx

    way = None
    if proxy:
        way = httpx.Proxy(proxy, ssl_context=trust if proxy.startswith("https:") else None)
    return httpx.AsyncHTTPTransport(verify=trust, trust_env=False, proxy=way)


async def _body(answer: httpx.Response) -> AsyncIterator[bytes]:
    with _plain():
        async for data in answer.aiter_raw():
            yield data


@contextmanager
def _plain() -> Iterator[None]:
    """Say in this module's words what went wrong. What the library says may hold secrets."""
    import httpx

    try:
        yield
    except httpx.ProxyError as error:
        raise Shut(str(error)) from error
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        untrusted = _untrusted(error)
        raise Untrusted(untrusted) if untrusted else Unreached from error
    except (httpx.InvalidURL, UnicodeError) as error:
        # A name with an empty or an overlong label cannot even be looked up.
        raise Unreached from error
    except httpx.TimeoutException as error:
        raise Silent from error
    except (httpx.RemoteProtocolError, TimeoutError) as error:
        raise Cut from error
    except (httpx.HTTPError, OSError) as error:
        raise WebError from error


def _untrusted(error: BaseException | None) -> str:
    import ssl

    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error.verify_message or "it shows no valid certificate" if error is not None else ""

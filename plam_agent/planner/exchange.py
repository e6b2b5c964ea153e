"""One HTTPS exchange: connect, ask, and read the answer as it comes.

HTTP/1.1 is read by h11 (RFC 9112), which refuses ambiguous framing and tells a whole body from one
that was cut. It is small and brings its own tests; sockets, TLS and time limits are asyncio's, so
that a download can be cancelled at any moment and never blocks the loop.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urlsplit

import h11

from ..errors import DownloadError, DroppedError, InputError

CONNECT_SECONDS = 20.0
READ_SECONDS = 45.0
LONGEST_HEADERS = 64 * 1024
CHUNK = 1 << 20
LATER = "Try again when the network is back; what arrived is kept."


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, its headers in lower case, and its body as it comes."""

    status: int
    headers: Mapping[str, str]
    url: SplitResult
    body: AsyncIterator[bytes] = field(repr=False)

    def number(self, name: str) -> int | None:
        """A header as a whole number, if it is one."""
        value = self.headers.get(name, "")
        return int(value) if re.fullmatch(r"[0-9]{1,15}", value) else None


def port_of(url: SplitResult) -> int:
    """The port, or 0 where what is written there is none."""
    try:
        return url.port or (443 if url.scheme == "https" else 80)
    except ValueError:
        return 0


@asynccontextmanager
async def exchange(
    url: SplitResult, method: str, headers: Mapping[str, str]
) -> AsyncIterator[Reply]:
    """One request and its answer on a connection of its own; the body is read inside the block.

    Raises DroppedError where the connection breaks, and DownloadError where the other side cannot
    prove who it is.
    """
    target = quote(url.path or "/", safe="/%:@!$&'()*+,;=~-._") + (url.query and f"?{url.query}")
    sent = {
        "host": url.netloc,
        "user-agent": "plam",
        "accept": "*/*",
        "accept-encoding": "identity",
        "connection": "close",
        **headers,
    }
    async with _connected(url) as (reader, writer):
        link = _Link(reader, url.hostname or "")
        request = h11.Request(method=method, target=target, headers=list(sent.items()))
        try:
            writer.write(link.state.send(request) + link.state.send(h11.EndOfMessage()))
            async with asyncio.timeout(READ_SECONDS):
                await writer.drain()
        except (OSError, TimeoutError) as error:
            raise DroppedError(f"The connection to {url.hostname} broke.", fix=LATER) from error
        answer = await link.answer()
        said: dict[str, str] = {}
        for name, value in answer.headers:
            said.setdefault(name.decode("ascii"), value.decode("latin-1"))
        yield Reply(answer.status_code, said, url, link.body())


class _Link:
    """What comes on one connection, as h11 understands it."""

    def __init__(self, reader: asyncio.StreamReader, host: str) -> None:
        self.state = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_HEADERS)
        self._reader = reader
        self._host = host

    async def answer(self) -> h11.Response:
        """The final status and headers."""
        for _ in range(16):
            event = await self._event()
            if isinstance(event, h11.Response):
                return event
        raise DownloadError(f"{self._host} does not answer in HTTP.", fix="Check HF_ENDPOINT.")

    async def body(self) -> AsyncIterator[bytes]:
        """The bytes of the body, until its end. Raises DroppedError where that is missing."""
        while True:
            event = await self._event()
            if isinstance(event, h11.Data):
                yield bytes(event.data)
            else:
                return

    async def _event(self) -> object:
        try:
            while (event := self.state.next_event()) is h11.NEED_DATA:
                async with asyncio.timeout(READ_SECONDS):
                    data = await self._reader.read(CHUNK)
                self.state.receive_data(data)
        except TimeoutError as error:
            raise DroppedError(
                f"{self._host} sent nothing for {READ_SECONDS:.0f} s.", fix=LATER
            ) from error
        except OSError as error:
            raise DroppedError(f"The connection to {self._host} broke.", fix=LATER) from error
        except h11.RemoteProtocolError as error:
            raise DroppedError(
                f"The connection to {self._host} ended before the answer did.", fix=LATER
            ) from error
        return event


@asynccontextmanager
async def _connected(
    url: SplitResult,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to the host itself, through a proxy where the environment names one."""
    tls = await asyncio.to_thread(ssl.create_default_context) if url.scheme == "https" else None
    proxy = await asyncio.to_thread(_proxy, url) if tls else None
    host = url.hostname or ""
    async with AsyncExitStack() as stack:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                reader, writer = await _opened(proxy or url, None if _is_plain(proxy) else tls)
                stack.push_async_callback(_left, writer)
                if proxy is not None and tls is not None:
                    await _through(proxy, url, reader, writer)
                    await writer.start_tls(tls, server_hostname=host)
        except ssl.SSLCertVerificationError as error:
            raise DownloadError(
                f"{host} cannot prove that it is {host}: {error.verify_message}.",
                fix="Check the clock and the network; nothing was fetched.",
            ) from error
        except (OSError, TimeoutError, UnicodeError) as error:
            # A name with an empty or an overlong label cannot even be looked up.
            near = (proxy or url).hostname
            raise DroppedError(f"{near} cannot be reached.", fix=LATER) from error
        yield reader, writer


async def _opened(
    url: SplitResult, tls: ssl.SSLContext | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(url.hostname, port_of(url), ssl=tls, limit=CHUNK)


def _is_plain(proxy: SplitResult | None) -> bool:
    return proxy is not None and proxy.scheme == "http"


async def _left(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(1):
            await writer.wait_closed()


def _proxy(url: SplitResult) -> SplitResult | None:
    """The proxy that HTTPS_PROXY and NO_PROXY name for this host, or None. Raises InputError."""
    from urllib.request import getproxies, proxy_bypass

    named = getproxies().get("https", "")
    if not named or proxy_bypass(url.netloc):
        return None
    try:
        proxy = urlsplit(named if "://" in named else f"http://{named}")
    except ValueError:
        proxy = urlsplit("")
    if proxy.scheme not in ("http", "https") or not proxy.hostname or not port_of(proxy):
        raise InputError("HTTPS_PROXY names no proxy.", fix="Set it to http://HOST:PORT.")
    return proxy


async def _through(
    proxy: SplitResult,
    url: SplitResult,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    """Have the proxy connect (RFC 9110, 9.3.6); TLS to the host itself comes afterwards."""
    target = f"{url.hostname}:{port_of(url)}"
    headers = [("host", target), ("user-agent", "plam")]
    if proxy.username is not None:
        words = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
        proof = base64.b64encode(words.encode()).decode("ascii")
        headers.append(("proxy-authorization", f"Basic {proof}"))
    link = _Link(reader, proxy.hostname or "")
    writer.write(link.state.send(h11.Request(method="CONNECT", target=target, headers=headers)))
    writer.write(link.state.send(h11.EndOfMessage()))
    await writer.drain()
    answer = await link.answer()
    if answer.status_code != 200 or link.state.trailing_data[0]:
        raise DownloadError(
            f"The proxy {proxy.hostname} does not connect (status {answer.status_code}).",
            fix="Check HTTPS_PROXY and NO_PROXY.",
        )

"""One HTTPS exchange with a hub: on a connection of its own, through the owner's proxy if any."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from .. import web
from ..errors import DownloadError, DroppedError, InputError

if TYPE_CHECKING:
    import ssl

CONNECT_SECONDS = 20.0
READ_SECONDS = 45.0
LATER = "Try again when the network is back; what arrived is kept."
_SENT = {
    "user-agent": "plam",
    "accept": "*/*",
    "accept-encoding": "identity",
    "connection": "close",
}


@dataclass(frozen=True, slots=True)
class Reply(web.Reply):
    """An answer, and from where; reading its body raises DroppedError."""

    url: SplitResult


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
    """One request and its answer; the body is read inside the block.

    Raises DroppedError where the connection breaks, and DownloadError where the other side cannot
    prove who it is.
    """
    proxy = await asyncio.to_thread(_proxy, url) if url.scheme == "https" else ""
    trust = await asyncio.to_thread(_trust, url)
    way = web.opened(trust, connect=CONNECT_SECONDS, read=READ_SECONDS, proxy=proxy)
    with _told(url, proxy):
        async with (
            way as opened,
            opened.exchange(method, url.geturl(), {**_SENT, **headers}) as reply,
        ):
            body = _body(reply, url, proxy)
            yield Reply(reply.status, reply.headers, body, url)


async def _body(reply: web.Reply, url: SplitResult, proxy: str) -> AsyncIterator[bytes]:
    with _told(url, proxy):
        async for data in reply.body:
            yield data


@contextmanager
def _told(url: SplitResult, proxy: str) -> Iterator[None]:
    """What went wrong, as the owner is told it."""
    host = url.hostname
    try:
        yield
    except web.Untrusted as error:
        raise DownloadError(
            f"{host} cannot prove that it is {host}: {error}.",
            fix="Check the clock and the network; nothing was fetched.",
        ) from error
    except web.Shut as error:
        raise DownloadError(
            f"The proxy {urlsplit(proxy).hostname} does not connect ({error}).",
            fix="Check HTTPS_PROXY and NO_PROXY.",
        ) from error
    except web.Unreached as error:
        near = urlsplit(proxy).hostname or host
        raise DroppedError(f"{near} cannot be reached.", fix=LATER) from error
    except web.Silent as error:
        raise DroppedError(f"{host} sent nothing for {READ_SECONDS:.0f} s.", fix=LATER) from error
    except web.Cut as error:
        raise DroppedError(
            f"The connection to {host} ended before the answer did.", fix=LATER
        ) from error
    except web.WebError as error:
        raise DroppedError(f"The connection to {host} broke.", fix=LATER) from error


def _trust(url: SplitResult) -> ssl.SSLContext:
    """Whom the system trusts; nobody where there is to be no TLS."""
    import ssl

    if url.scheme == "https":
        return ssl.create_default_context()
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _proxy(url: SplitResult) -> str:
    """The proxy that HTTPS_PROXY and NO_PROXY name for this host, or nothing. Raises InputError."""
    from urllib.request import getproxies, proxy_bypass

    named = getproxies().get("https", "")
    if not named or proxy_bypass(url.netloc):
        return ""
    try:
        proxy = urlsplit(named if "://" in named else f"http://{named}")
    except ValueError:
        proxy = urlsplit("")
    if proxy.scheme not in ("http", "https") or not proxy.hostname or not port_of(proxy):
        raise InputError("HTTPS_PROXY names no proxy.", fix="Set it to http://HOST:PORT.")
    return proxy.geturl()

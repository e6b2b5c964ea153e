"""What stands between the caldav library and the network: bounds, and one origin.

Every body is bounded before anything parses it. A redirect is followed within the origin of the
account only, so that neither passwords nor what is written go anywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from ..errors import AccountError
from .dav_link import TooLargeError
from .dav_xml import strange

BODY = 32 * 1024 * 1024
"""How many octets one answer may have."""

HOPS = 5
_REDIRECTS = frozenset({301, 302, 307, 308})
_PIECE = 65_536
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_ENCODINGS = frozenset({b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1"})


@dataclass(frozen=True, slots=True)
class Reply:
    """What the library reads of an HTTP answer."""

    status_code: int
    reason: str
    headers: Mapping[str, str]
    content: bytes
    url: str

    @property
    def text(self) -> str:
        """Nothing: bodies are XML, which is read as octets."""
        return ""


class Transport:
    """Exchanges with one origin, each answer bounded."""

    def __init__(self, session: Any) -> None:
        """Use the library's session; `url` is where the last answer came from."""
        self._session = session
        self.url = ""

    async def request(self, **words: Any) -> Reply:
        """One exchange, redirects within the origin included."""
        url = str(words.pop("url"))
        words |= {"allow_redirects": False, "stream": True}
        for _ in range(HOPS):
            reply = await self._exchange(url, words)
            target = reply.headers.get("Location", "")
            if reply.status_code not in _REDIRECTS or not target:
                self.url = url
                return reply
            url = within(url, target)
        raise strange(urlsplit(url).netloc, "one redirect after the other")

    async def _exchange(self, url: str, words: Mapping[str, Any]) -> Reply:
        host = urlsplit(url).netloc
        response = await self._session.request(url=url, **words)
        try:
            headers = response.headers
            if headers.get("Content-Encoding", "identity").lower() != "identity":
                raise strange(host, "a compressed answer, which was not asked for")
            body = bytearray()
            async for piece in await _pieces(response):
                body += piece
                if len(body) > BODY:
                    raise TooLargeError(
                        f"{host} sent an answer of over {BODY // 1024 // 1024} MB",
                        fix="Check the account's url, or keep less in one collection.",
                    )
        finally:
            await response.close()
        status = int(response.status_code)
        kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
        content = bytes(body) if kind in ("text/xml", "application/xml") else b""
        if status == 207 and body and not content:
            raise strange(host, "an answer that does not call itself XML")
        _check_prolog(content, host)
        return Reply(status, str(response.reason or ""), headers, content, url)

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()


async def _pieces(response: Any) -> Any:
    pieces = response.iter_content(_PIECE)
    return pieces if hasattr(pieces, "__aiter__") else await pieces


def within(url: str, target: str) -> str:
    """Where a redirect leads. Raises AccountError where that is another server or no TLS."""
    here = urlsplit(url)
    try:
        there = urlsplit(urljoin(url, target))
        ports = (here.port, there.port)
    except ValueError:
        raise strange(here.netloc, "a redirect to no address") from None
    upgrade = (here.scheme, there.scheme) == ("http", "https") and ports == (None, None)
    same = here.scheme == there.scheme and here.netloc == there.netloc
    if not same and not (upgrade and here.hostname == there.hostname):
        raise AccountError(
            f"{here.netloc} redirects to another place, which is not followed",
            fix="If you trust the new place, make it the account's url.",
        )
    return there.geturl()


def _check_prolog(content: bytes, host: str) -> None:
    """Refuse what makes XML dangerous before anything parses it: DTDs and rare encodings."""
    start = re.search(rb"<[A-Za-z_]", content)
    prolog = content[: start.start()] if start else content
    named = _ENCODING.search(prolog)
    if b"\0" in content or (named and named[1].lower() not in _ENCODINGS):
        raise strange(host, "XML in an encoding that is not read")
    if b"<!DOCTYPE" in prolog.upper():
        raise strange(host, "a document type, which no such answer has")

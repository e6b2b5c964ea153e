"""The hub that models are pulled from, trusted as little as may be: where it is, what it says.

What it says of a file are response headers: X-Linked-Etag (the SHA-256 of a file in large-file
storage), X-Linked-Size and X-Repo-Commit, on the answer that redirects to the bytes.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from ..errors import DownloadError, DroppedError, InputError
from .catalogue import Source
from .exchange import Reply, exchange, port_of

HUB = "https://huggingface.co"
MOST_REDIRECTS = 6
MOST_BYTES = 40 * 10**9
"""No model for a laptop is larger."""

SHA256 = re.compile(r"[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_TOKEN = re.compile(r"[\x21-\x7e]{1,512}")
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Site:
    """Where the hub is, and who asks. `token` goes to the hub's own host and nowhere else.

    `loopback` allows HTTP without TLS to this machine itself, for tests. Raises InputError.
    """

    base: str = HUB
    token: str = field(default="", repr=False)
    loopback: bool = False

    def __post_init__(self) -> None:
        """Refuse an address or a token that cannot be one."""
        try:
            base = urlsplit(self.base)
            good = self.allows(base) and not (base.query or base.fragment)
        except ValueError:
            good = False
        if not good:
            raise InputError(
                f"{self.base!r} is no address of a hub.", fix="Set HF_ENDPOINT to an https:// one."
            )
        if self.token and not _TOKEN.fullmatch(self.token):
            raise InputError("HF_TOKEN is no token.", fix="Copy it again, without line breaks.")

    def allows(self, url: SplitResult) -> bool:
        """Whether bytes may come from there at all."""
        plain = re.fullmatch(r"[\x21-\x7e]+", url.geturl())
        if not (plain and url.hostname and port_of(url)) or url.username is not None:
            return False
        if url.scheme == "https":
            return True
        return self.loopback and url.scheme == "http" and _is_loopback(url.hostname)

    def owns(self, url: SplitResult) -> bool:
        """Whether this is the hub's own host: scheme, name and port."""
        home = urlsplit(self.base)
        return (url.scheme, url.hostname, port_of(url)) == (
            home.scheme,
            home.hostname,
            port_of(home),
        )

    def address(self, source: Source) -> str:
        """The URL of a file."""
        revision = quote(source.revision, safe="")
        return f"{self.base.rstrip('/')}/{source.repo}/resolve/{revision}/{source.file}"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the hub says of a file: its SHA-256 in hex, or nothing of it, and its `size` in bytes.

    The source names the commit, where the hub names one.
    """

    source: Source
    sha256: str
    size: int


async def facts(site: Site, source: Source) -> Facts:
    """Ask the hub what `source` is now.

    The revision of the answer is the commit where the hub names one, so that what is fetched next
    cannot change under way. Raises DroppedError and DownloadError.
    """
    async with fetched(site, source, method="HEAD", until="x-linked-etag") as reply:
        check(reply, source, moved=True)
        sha256 = reply.headers.get("x-linked-etag", "").removeprefix("W/").strip('"').lower()
        size = reply.number("x-linked-size")
        if size is None and reply.status == 200:
            size = reply.number("content-length")
        commit = reply.headers.get("x-repo-commit", "").lower()
    if not size or size > MOST_BYTES:
        said = "does not say how large it is" if not size else f"says it is {size / 1e9:.0f} GB"
        raise DownloadError(
            f"{source.name} cannot be pulled: the hub {said}.", fix="Choose another file."
        )
    revision = commit if _COMMIT.fullmatch(commit) else source.revision
    return Facts(
        Source(source.repo, source.file, revision),
        sha256 if SHA256.fullmatch(sha256) else "",
        size,
    )


@asynccontextmanager
async def fetched(
    site: Site,
    source: Source,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    until: str = "",
) -> AsyncIterator[Reply]:
    """The answer to a request for `source`, after redirects; its body is read inside the block.

    An answer that has the header `until` is not followed further. Raises DroppedError where the
    connection breaks, also while the body is read, and DownloadError where a redirect leads to
    where nothing may come from.
    """
    url = urlsplit(site.address(source))
    for _ in range(MOST_REDIRECTS):
        sent = dict(headers or {})
        if site.token and site.owns(url):
            sent["authorization"] = f"Bearer {site.token}"
        async with exchange(url, method, sent) as reply:
            to = reply.headers.get("location", "")
            if reply.status not in _MOVED or (until and until in reply.headers):
                yield reply
                return
        url = _followed(site, url, to)
    raise DownloadError("The hub redirects without end.", fix="Try again later.")


def check(reply: Reply, source: Source, *, moved: bool = False) -> None:
    """Raise DroppedError or DownloadError where the answer is none about `source`.

    `moved` says that a redirect is one too.
    """
    host = reply.url.hostname
    if reply.status in _BUSY:
        raise DroppedError(f"{host} is busy (status {reply.status}).", fix="Try again later.")
    if reply.status in (401, 403):
        raise DownloadError(
            f"{host} wants a login for {source.repo} (status {reply.status}).",
            fix="Accept the model's licence on its page and set HF_TOKEN, or choose another.",
        )
    if reply.status in (404, 410):
        raise DownloadError(
            f"{host} has no {source.file} in {source.repo} at {source.revision}.",
            fix="Look at the repository's page, and give OWNER/REPOSITORY:FILE.gguf.",
        )
    if reply.status not in (200, 206, 416) and not (moved and reply.status in _MOVED):
        raise DownloadError(f"{host} answers with status {reply.status}.", fix="Try again later.")
    if reply.headers.get("content-encoding", "identity").lower() != "identity":
        raise DownloadError(f"{host} sends the file in an encoding.", fix="Try again later.")


def _followed(site: Site, url: SplitResult, to: str) -> SplitResult:
    try:
        found = urlsplit(urljoin(url.geturl(), to))
        good = bool(to) and site.allows(found)
    except ValueError:
        good = False
    # Once there was TLS it stays: a plain address behind it would be somebody else's.
    if not good or (url.scheme == "https" and found.scheme != "https"):
        raise DownloadError(
            f"{url.hostname} redirects to where no model may come from.",
            fix="Check HF_ENDPOINT and your network.",
        )
    return found


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

"""A hub that lies, or is not there: nothing is believed that is not checked, no secret leaks."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import trustme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plam_agent.errors import (
    DownloadError,
    DroppedError,
    InputError,
    PlamError,
)
from plam_agent.planner import exchange, pull
from plam_agent.planner.catalogue import Source
from plam_agent.planner.hub import Site
from tests.servers_hub import (
    FILE,
    REPO,
    Answer,
    Hub,
    Request,
    drop_header,
    emptied,
    flipped,
    folder,
    hub,
    impatient,
    listening,
    names,
    serving,
    set_body,
    set_header,
    written,
)

__all__ = ["folder", "hub", "impatient"]


LIES: dict[str, tuple[Callable[[Answer, Request], None], str]] = {
    "one bit is wrong": (set_body(flipped), "SHA-256"),
    "shorter": (set_body(lambda body: body[:-9]), "were promised"),
    "longer": (set_body(lambda body: body + b"more"), "were promised"),
    "longer, without saying": (set_body(lambda b: b + b"more", chunked=True), "sends more than"),
    "endless": (set_body(lambda body: body, chunked=True, endless=True), "sends more than"),
    "another length than the body": (set_header("Content-Length", "9"), "were promised"),
    "a longer one than the body": (set_header("Content-Length", "10000"), "were promised"),
    "no number for a length": (set_header("Content-Length", "lots"), "ended before"),
    "compressed": (set_header("Content-Encoding", "gzip"), "encoding"),
    "empty": (set_body(lambda body: b"", chunked=True), "ended after 0"),
    "a page instead": (set_body(lambda body: b"<html>log in", status=200), "login page"),
    "a part that nobody asked for": (set_body(lambda body: body, status=206), "other bytes"),
    "no HTTP at all": (set_body(lambda body: body, raw=b"\x16\x03\x01 hello\r\n\r\n"), "ended"),
    "headers without end": (
        set_body(lambda body: body, raw=b"HTTP/1.1 200 x\r\n" + b"a: b\r\n" * 50_000),
        "ended",
    ),
    "busy": (set_body(lambda body: b"", status=503), "busy"),
    "too often": (set_body(lambda body: b"", status=429), "busy"),
    "gone": (set_body(lambda body: b"", status=404), "has no"),
    "teapot": (set_body(lambda body: b"", status=418), "418"),
    "a redirect to nowhere": (set_body(lambda body: b"", status=302), "no model may come from"),
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_server_that_lies_changes_nothing(hub: Hub, folder: Path, lie: str) -> None:
    hub.always, words = LIES[lie]

    with pytest.raises(DownloadError, match=words) as caught:
        await pull.pull(hub.source, folder, site=hub.site)

    assert caught.value.exit == 1
    assert caught.value.fix
    assert "signature" not in str(caught.value)
    assert not (folder / FILE).exists()
    assert not (folder / "pins.json").exists()


ABOUT: dict[str, tuple[Callable[[Answer, Request], None], str]] = {
    "no hash": (drop_header("X-Linked-Etag"), "names no SHA-256"),
    "no hash but a word": (set_header("X-Linked-Etag", '"abc"'), "names no SHA-256"),
    "no size": (drop_header("X-Linked-Size"), "how large"),
    "nothing": (set_header("X-Linked-Size", "0"), "how large"),
    "a negative size": (set_header("X-Linked-Size", "-1"), "how large"),
    "an absurd size": (set_header("X-Linked-Size", "99999999999999"), "100000 GB"),
    "a huge number": (set_header("X-Linked-Size", "9" * 5000), "how large"),
    "closed": (set_body(lambda body: b"", status=401), "wants a login"),
    "forbidden": (set_body(lambda body: b"", status=403), "HF_TOKEN"),
    "unknown": (set_body(lambda body: b"", status=404), "has no tiny.gguf"),
    "down": (set_body(lambda body: b"", status=502), "busy"),
}


@pytest.mark.parametrize("lie", ABOUT)
async def test_a_hub_that_says_nothing_of_use_is_not_believed(
    hub: Hub, folder: Path, lie: str
) -> None:
    hub.facts, words = ABOUT[lie]

    with pytest.raises(DownloadError, match=words):
        await pull.pull(hub.source, folder, site=hub.site)

    assert names(folder) == {"old.gguf"}


@pytest.mark.parametrize(
    "to",
    [
        "http://example.org/model.gguf",
        "http://10.0.0.1/model.gguf",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "https://user:word@127.0.0.1/x",
        "https://127.0.0.1:99999/x",
        "//[::1/x",
        "/with spaces",
        "/caf\u00e9",
        "https:///x",
    ],
)
async def test_bytes_come_over_tls_or_not_at_all(hub: Hub, folder: Path, to: str) -> None:
    hub.facts = set_header("Location", to)

    with pytest.raises(DownloadError, match="no model may come from"):
        await pull.pull(hub.source, folder, site=hub.site)

    assert not hub.fetches()


async def test_redirects_end(hub: Hub, folder: Path) -> None:
    def around(answer: Answer, request: Request) -> None:
        del answer.headers["X-Linked-Etag"]
        answer.headers["Location"] = request.path

    hub.facts = around

    with pytest.raises(DownloadError, match="without end"):
        await pull.pull(hub.source, folder, site=hub.site)


async def test_a_hub_without_tls_is_refused_unless_a_test_says_so(hub: Hub) -> None:
    for base in (hub.base, "http://localhost:1", "http://example.org"):
        with pytest.raises(InputError, match="HF_ENDPOINT"):
            Site(base)
    for base in (
        "http://example.org",
        "http://127.0.0.1.example.org",
        "file:///x",
        "hub",
        "https://[",
        "https://x/?y",
    ):
        with pytest.raises(InputError, match="HF_ENDPOINT"):
            Site(base, loopback=True)


async def test_the_token_goes_to_the_hub_and_nowhere_else(hub: Hub, folder: Path) -> None:
    async with serving(Hub()) as other:
        hub.elsewhere = other.base
        site = Site(hub.base, token="hf_secret", loopback=True)

        await pull.pull(hub.source, folder, site=site)

        assert {each.headers.get("authorization") for each in hub.requests} == {"Bearer hf_secret"}
        assert other.requests
        assert not any("authorization" in each.headers for each in other.requests)
    assert "hf_secret" not in repr(site)
    assert not written(folder, "hf_secret")


async def test_a_token_that_is_none_is_not_repeated() -> None:
    with pytest.raises(InputError) as caught:
        Site(token="two\r\nlines: x")

    assert "two" not in str(caught.value)


async def test_a_server_that_is_silent_is_left(
    hub: Hub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "READ_SECONDS", 0.02)
    monkeypatch.setattr(pull, "PATIENCE", 2)
    waiting = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await waiting.wait()
        writer.close()

    async with listening(silent) as port:
        site = Site(f"http://127.0.0.1:{port}", loopback=True)
        with pytest.raises(DroppedError, match="sent nothing"):
            async with asyncio.timeout(4):
                await pull.pull(hub.source, folder, site=site)
        waiting.set()


async def test_a_server_that_always_puts_its_answer_off_is_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "CONNECT_SECONDS", 0.2)
    monkeypatch.setattr(exchange, "READ_SECONDS", 0.2)
    monkeypatch.setattr(pull, "PATIENCE", 1)

    async def later(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                await writer.drain()
                await asyncio.sleep(0.01)

    async with listening(later) as port:
        site = Site(f"http://127.0.0.1:{port}", loopback=True)
        with pytest.raises(DroppedError, match="ended before the answer"):
            async with asyncio.timeout(4):
                await pull.pull(Source(REPO, FILE), folder, site=site)


async def test_no_network_is_one_sentence(folder: Path) -> None:
    with pytest.raises(DroppedError, match="cannot be reached"):
        await pull.pull(Source(REPO, FILE), folder, site=Site("http://127.0.0.1:1", loopback=True))


async def test_tls_is_verified(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(tls)
    async with serving(Hub(host="localhost"), tls) as hub:
        with pytest.raises(DownloadError, match="cannot prove"):
            await pull.pull(hub.source, folder, site=Site(hub.base))

        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        await pull.pull(hub.source, folder, site=Site(hub.base))
        (folder / FILE).unlink()
        (folder / "pins.json").unlink()

        # Behind TLS there is no way back to a plain connection, loopback or not.
        hub.elsewhere = f"http://localhost:{hub.port}"
        with pytest.raises(DownloadError, match="no model may come from"):
            await pull.pull(hub.source, folder, site=Site(hub.base, loopback=True))


@contextlib.asynccontextmanager
async def a_proxy(seen: list[str], says: str = "200") -> AsyncIterator[int]:
    """It connects to where it is told to; its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        seen.append(head)
        writer.write(f"HTTP/1.1 {says} x\r\n\r\n".encode())
        host, _, port = head.split()[1].partition(":")

        async def copy(one: asyncio.StreamReader, other: asyncio.StreamWriter) -> None:
            while data := await one.read(65536):
                other.write(data)
            other.close()

        with contextlib.suppress(OSError):
            there, to = await asyncio.open_connection(host, int(port))
            try:
                await asyncio.gather(copy(reader, to), copy(there, writer))
            finally:
                to.transport.abort()

    async with listening(serve) as port:
        yield port


async def test_a_proxy_carries_tls_and_sees_no_token(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(tls)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    for name in ("no_proxy", "NO_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    seen: list[str] = []
    async with serving(Hub(host="localhost"), tls) as hub, a_proxy(seen) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:my%20word@127.0.0.1:{port}")

        await pull.pull(hub.source, folder, site=Site(hub.base, token="hf_secret"))

        assert all(head.startswith(f"CONNECT localhost:{hub.port} ") for head in seen)
        assert base64.b64encode(b"me:my word").decode() in seen[0]
        assert "hf_secret" not in "".join(seen)
        (folder / FILE).unlink()

        used = len(seen)
        monkeypatch.setenv("NO_PROXY", "localhost")
        await pull.pull(hub.source, folder, site=Site(hub.base))
        assert len(seen) == used


@pytest.mark.parametrize(
    ("named", "error", "words"),
    [
        ("http://127.0.0.1:{}", DownloadError, "does not connect"),
        ("socks5://127.0.0.1:1", InputError, "HTTPS_PROXY"),
        ("http://127.0.0.1:1", DroppedError, "cannot be reached"),
    ],
)
async def test_a_proxy_that_does_not_serve_is_one_sentence(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    named: str,
    error: type[PlamError],
    words: str,
) -> None:
    for name in ("no_proxy", "NO_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    async with a_proxy([], "407") as port:
        monkeypatch.setenv("HTTPS_PROXY", named.format(port))

        with pytest.raises(error, match=words):
            await pull.pull(Source(REPO, FILE), folder, site=Site("https://localhost:9"))


@pytest.mark.parametrize(
    ("repo", "file"),
    [
        ("owner", "x.gguf"),
        ("../x", "x.gguf"),
        ("a/b", "../x.gguf"),
        ("a/b", "/x.gguf"),
        ("a/b", ".hidden.gguf"),
        ("a/b", "x.bin"),
        ("a/b", "x\n.gguf"),
        ("a/b?c", "x.gguf"),
        ("a/b", "x-00001-of-00003.gguf"),
    ],
)
def test_a_source_is_a_name_and_nothing_else(repo: str, file: str) -> None:
    with pytest.raises(InputError):
        Source(repo, file)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(raw=st.binary(max_size=400), whose=st.sampled_from(["hub", "bytes"]))
async def test_no_answer_gives_anything_but_one_sentence(
    folder: Path, raw: bytes, whose: str
) -> None:
    def says(answer: Answer, request: Request) -> None:
        answer.raw = raw

    hub = Hub(facts=says) if whose == "hub" else Hub(always=says)
    async with serving(hub):
        with pytest.raises(PlamError):
            await pull.pull(hub.source, folder, site=hub.site)

    assert not (folder / FILE).exists()


HEADERS = (
    "Content-Length", "Content-Range", "ETag", "Location", "Content-Encoding", "Transfer-Encoding",
    "X-Linked-Etag", "X-Linked-Size", "X-Repo-Commit",
)  # fmt: skip
WORDS = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=30)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    status=st.integers(100, 999),
    name=st.sampled_from(HEADERS),
    value=WORDS | st.integers().map(str) | st.sampled_from(["chunked", "/", "https://a..b/x"]),
    whose=st.sampled_from(["hub", "bytes"]),
    keep=st.booleans(),
)
async def test_no_header_gives_anything_but_a_model_or_one_sentence(
    folder: Path, status: int, name: str, value: str, whose: str, keep: bool
) -> None:
    def says(answer: Answer, request: Request) -> None:
        answer.status = answer.status if keep else status
        answer.headers[name] = value

    hub = Hub(facts=says) if whose == "hub" else Hub(always=says)
    async with serving(hub):
        with contextlib.suppress(PlamError):
            await pull.pull(hub.source, folder, site=hub.site)
            assert (folder / FILE).read_bytes() == hub.content

    await asyncio.to_thread(emptied, folder)


async def test_a_name_that_cannot_be_looked_up_is_one_sentence(folder: Path) -> None:
    for host in ("a..b", f"{'x' * 80}.example"):
        with pytest.raises(DroppedError, match="cannot be reached"):
            await pull.pull(Source(REPO, FILE), folder, site=Site(f"https://{host}"))

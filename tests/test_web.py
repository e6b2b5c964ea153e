"""The UI in a browser: one link, one browser, this machine, and no page of anybody else."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web

from plam_agent.cli import main
from plam_agent.tui.web import LINK_LASTS, MOST, Door, served
from tests import browser

APP = '''
"""A screen that writes down the keys and the pastes that reach it."""
import os, sys
from pathlib import Path
from textual.app import App
from textual.widgets import Static

class Echo(App):
    def compose(self):
        yield Static("Ready for " + str(os.getpid()))
    def note(self, text):
        with Path(sys.argv[1]).open("a") as file:
            file.write(text + "\\n")
    def on_mount(self):
        self.note(f"size {self.size.width} {self.size.height}")
    def on_resize(self, event):
        self.note(f"size {event.size.width} {event.size.height}")
    def on_key(self, event):
        self.note("key " + event.key)
        if event.key == "q":
            self.exit()
        self.query_one(Static).update("Pressed " + event.key)
    def on_paste(self, event):
        self.note("paste " + event.text)

Echo().run()
'''


@pytest.fixture
def noted(tmp_path: Path) -> Path:
    return tmp_path / "noted"


@pytest.fixture
async def link(tmp_path: Path, noted: Path) -> AsyncIterator[str]:
    script = tmp_path / "echo.py"
    script.write_text(APP, encoding="utf-8")
    async with served([sys.executable, str(script), str(noted)]) as link:
        yield link


@pytest.fixture
async def visitor() -> AsyncIterator[aiohttp.ClientSession]:
    jar = aiohttp.CookieJar(unsafe=True)  # A jar keeps no cookies of bare addresses otherwise.
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield session


def base(link: str) -> str:
    return f"http://{urlsplit(link).netloc}"


async def read_until(wire: aiohttp.ClientWebSocketResponse, wanted: bytes) -> bytes:
    """What the page is sent, up to some text."""
    seen = b""
    async with asyncio.timeout(30):
        while wanted not in seen:
            message = await wire.receive()
            assert message.type == aiohttp.WSMsgType.BINARY, (message, seen)
            seen += message.data
    return seen


def lines(noted: Path) -> list[str]:
    """What the app has noted, which is another process."""
    return noted.read_text("utf-8").split("\n") if noted.exists() else []


async def came(noted: Path, line: str) -> None:
    for _ in range(1_500):
        if line in lines(noted):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(lines(noted))


def test_a_link_is_good_once_and_for_ten_minutes() -> None:
    now = 0.0
    door = Door(lambda: now)
    assert not door.knows("")
    assert door.enter("") == door.enter(door.token[:-1]) == door.enter("é\udcff") == ""

    cookie = door.enter(door.token)

    assert len(cookie) > 40
    assert cookie != door.token
    assert door.knows(cookie)
    assert not door.knows(door.token)
    assert door.enter(door.token) == ""
    late = Door(lambda: now)
    now = LINK_LASTS + 1
    assert late.enter(late.token) == ""
    assert door.knows(cookie)


async def test_the_link_opens_the_page_once(link: str, visitor: aiohttp.ClientSession) -> None:
    async with visitor.get(base(link)) as answer:
        assert answer.status == 401
        assert "plam web" in await answer.text()
    async with visitor.head(link) as answer:
        assert answer.status == 405

    async with visitor.get(link) as answer:
        assert answer.status == 200
        cookie = answer.headers["Set-Cookie"]
    async with visitor.get(base(link)) as answer:
        assert answer.status == 200
        page = await answer.text()

    assert re.match(r"plam-\d+=\S{40,}; HttpOnly; Path=/; SameSite=Strict$", cookie)
    assert link.rpartition("/")[2] not in page
    assert "http" not in re.sub(r"http-equiv", "", page), "nothing is fetched from elsewhere"
    async with visitor.get(link) as answer:
        assert answer.status == 403
        assert "Set-Cookie" not in answer.headers
    async with aiohttp.ClientSession() as other, other.get(base(link)) as answer:
        assert answer.status == 401


async def test_the_page_has_what_it_needs_and_shuts_out_the_rest(
    link: str, visitor: aiohttp.ClientSession
) -> None:
    async with visitor.get(f"{base(link)}/static/js/textual.js") as answer:
        assert answer.status == 401
    async with visitor.get(link):
        pass

    for path in ("/", "/static/js/textual.js", "/static/css/xterm.css", "/nowhere", "/static/"):
        async with visitor.get(base(link) + path) as answer:
            there = not path.endswith("nowhere") and path != "/static/"
            assert (answer.status == 200) == there, path
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert "Access-Control-Allow-Origin" not in answer.headers


HOSTILE = [
    pytest.param({"Host": "evil.example"}, 421, id="a name that leads here"),
    pytest.param({"Host": "evil.example:{port}"}, 421, id="a name that leads here, with the port"),
    pytest.param({"Host": "127.0.0.1"}, 421, id="another port"),
    pytest.param({"Host": "localhost.evil.example:{port}"}, 421, id="a name that looks like it"),
    pytest.param({"Host": "[::1]:{port}"}, 421, id="another interface"),
    pytest.param({"Origin": "http://evil.example"}, 403, id="a page of another site"),
    pytest.param({"Origin": "https://127.0.0.1:{port}"}, 403, id="a page of another scheme"),
    pytest.param({"Origin": "http://127.0.0.1:1"}, 403, id="a page of another port"),
    pytest.param({"Origin": "http://localhost:{port}"}, 403, id="a page under the other name"),
    pytest.param({"Origin": "null"}, 403, id="a page without an origin"),
    pytest.param({"Origin": ""}, 403, id="an empty origin"),
    pytest.param({"Sec-Fetch-Site": "cross-site"}, 403, id="asked for by another site"),
    pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="asked for by another port"),
]


@pytest.mark.parametrize(("headers", "status"), HOSTILE)
async def test_even_with_the_cookie_only_its_own_page_gets_in(
    link: str, visitor: aiohttp.ClientSession, noted: Path, headers: dict[str, str], status: int
) -> None:
    async with visitor.get(link) as answer:
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
    port = str(urlsplit(link).port)
    sent = {name: value.format(port=port) for name, value in headers.items()}

    async with visitor.get(base(link), headers={"Cookie": cookie, **sent}) as answer:
        assert answer.status == status
    own = {"Cookie": cookie, "Origin": base(link)}
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await visitor.ws_connect(f"{base(link)}/ws", headers={**own, **sent})

    assert refused.value.status == status
    assert not lines(noted)


async def test_two_host_headers_are_refused(link: str) -> None:
    port = urlsplit(link).port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\n\r\n".encode())
    async with asyncio.timeout(10):
        line = await reader.readline()
    writer.close()

    assert line.split()[1] in (b"400", b"421")


async def test_the_socket_needs_the_cookie_and_an_origin(
    link: str, visitor: aiohttp.ClientSession, noted: Path
) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await visitor.ws_connect(f"{base(link)}/ws", origin=base(link))
    assert refused.value.status == 401
    async with visitor.get(link):
        pass
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await visitor.ws_connect(f"{base(link)}/ws")
    assert refused.value.status == 403

    assert not lines(noted)


async def test_the_page_drives_the_app(
    link: str, visitor: aiohttp.ClientSession, noted: Path
) -> None:
    async with visitor.get(link):
        pass

    wire = await visitor.ws_connect(f"{base(link)}/ws?width=90&height=30", origin=base(link))
    seen = await read_until(wire, b"Ready for ")
    pid = int(re.search(rb"Ready for (\d+)", seen + await read_until_digits(wire, seen))[1])
    await wire.send_str('["ping", "7"]')
    await wire.send_str('["stdin", "k"]')
    await came(noted, "key k")
    await wire.send_str('["stdin", "\\u001b[200~from elsewhere\\u001b[201~"]')
    await came(noted, "paste from elsewhere")
    await wire.send_str('["resize", {"width": 100, "height": 40}]')
    await came(noted, "size 100 40")
    await wire.close()

    assert "size 90 30" in lines(noted)
    await gone(pid)


async def read_until_digits(wire: aiohttp.ClientWebSocketResponse, seen: bytes) -> bytes:
    return b"" if re.search(rb"Ready for \d+\D", seen) else await read_until(wire, b"\x1b")


async def gone(pid: int) -> None:
    for _ in range(1_500):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{pid} still runs")


async def test_the_app_closes_its_page_when_it_ends(
    link: str, visitor: aiohttp.ClientSession, noted: Path
) -> None:
    async with visitor.get(link):
        pass
    async with visitor.ws_connect(f"{base(link)}/ws", origin=base(link)) as wire:
        await read_until(wire, b"Ready for ")

        await wire.send_str('["stdin", "q"]')

        async with asyncio.timeout(30):
            while (await wire.receive()).type == aiohttp.WSMsgType.BINARY:
                pass
        assert wire.closed


@pytest.mark.parametrize(
    "sent",
    [
        "no JSON",
        "[" * 20_000,
        "{}",
        '["stdin"]',
        '["stdin", 7]',
        '["resize", {"width": "wide", "height": 1}]',
        '["quit"]',
    ],
    ids=lambda sent: sent[:12],
)
async def test_what_no_page_of_ours_sends_closes_it(
    link: str, visitor: aiohttp.ClientSession, sent: str
) -> None:
    async with visitor.get(link):
        pass
    async with visitor.ws_connect(f"{base(link)}/ws", origin=base(link)) as wire:
        await wire.send_str(sent)

        async with asyncio.timeout(30):
            while (await wire.receive()).type == aiohttp.WSMsgType.BINARY:
                pass
        assert wire.closed
    async with visitor.get(base(link)) as answer:
        assert answer.status == 200


async def test_only_so_many_pages_are_open_at_once(
    link: str, visitor: aiohttp.ClientSession
) -> None:
    async with visitor.get(link):
        pass
    wires = [await visitor.ws_connect(f"{base(link)}/ws", origin=base(link)) for _ in range(MOST)]

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await visitor.ws_connect(f"{base(link)}/ws", origin=base(link))

    assert refused.value.status == 503
    for wire in wires:
        await wire.close()


async def test_only_this_machine_is_served(link: str) -> None:
    # 127.0.0.2 is this machine too, but nothing listens there: the socket has one address.
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.2", urlsplit(link).port)


# In a browser

needs_browser = pytest.mark.skipif(
    not browser.PROGRAM,
    reason="there is no Chromium to open the page with. On Debian: apt-get install chromium",
)


async def changed(tab: browser.Tab, before: bytes) -> bool:
    """Whether the page comes to look different from a picture of it."""
    for _ in range(100):
        if await tab.picture() != before:
            return True
    return False


@needs_browser
async def test_a_browser_shows_the_app(link: str, noted: Path, tmp_path: Path) -> None:
    async with browser.chromium(tmp_path / "profile") as tab:
        await tab.go(link)

        await tab.until("document.body.classList.contains('-first-byte')")
        assert await tab.run("location.href") == f"{base(link)}/"
        assert await tab.run("document.cookie") == ""
        assert await tab.run("performance.getEntriesByType('resource').length") >= 3
        elsewhere = "performance.getEntriesByType('resource').filter(e => !e.name.startsWith('{}'))"
        assert await tab.run(elsewhere.format(base(link)) + ".length") == 0
        await tab.run("document.querySelector('.xterm-helper-textarea').focus()")
        before = await tab.picture()
        await tab.press("k")
        await came(noted, "key k")
        assert await changed(tab, before), "the answer is seen"
        await tab.run(
            "(() => { const data = new DataTransfer(); data.setData('text/plain', 'from a page');"
            "document.querySelector('.xterm-helper-textarea').dispatchEvent("
            "new ClipboardEvent('paste', {clipboardData: data, bubbles: true})) })()"
        )
        await came(noted, "paste from a page")
        await tab.press("q")
        await tab.until("document.body.classList.contains('-closed')")


@needs_browser
async def test_pages_of_other_sites_get_nothing(link: str, noted: Path, tmp_path: Path) -> None:
    own = base(link)

    async def page(request: web.Request) -> web.Response:
        return web.Response(text="<!DOCTYPE html><title>other</title>", content_type="text/html")

    other = web.Application()
    other.router.add_get("/", page)
    runner = web.AppRunner(other)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    elsewhere = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with browser.chromium(tmp_path / "profile") as tab:
            await tab.go(link)
            await tab.until("document.body.classList.contains('-first-byte')")
            started = lines(noted)
            # The same address counts as the same site, so that even a strict cookie is sent.
            await tab.go(elsewhere)

            opened = await tab.run(
                f"new Promise(r => {{ const s = new WebSocket('ws{own[4:]}/ws');"
                "s.onopen = () => r('opened'); s.onerror = () => r('refused') })"
            )
            read = await tab.run(
                f"fetch('{own}/', {{credentials: 'include'}}).then(() => 'read', () => 'refused')"
            )
            framed = await tab.run(
                "new Promise(r => { const f = document.createElement('iframe');"
                f"f.src = '{own}/'; f.onload = () => {{ try {{ r(f.contentDocument === null"
                " ? 'other' : f.contentDocument.title) } catch (e) { r('refused') } };"
                "document.body.append(f) })"
            )
    finally:
        await runner.cleanup()

    assert (opened, read) == ("refused", "refused")
    assert framed != "plam"
    assert lines(noted) == started


# The command


async def test_the_command_prints_the_link_and_ends_when_told(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "plam_agent", "web", "--home", str(tmp_path), "--json"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        said = b"".join([await process.stdout.readline() for _ in range(3)])
        link = json.loads(said)["link"]
        async with aiohttp.ClientSession() as session, session.get(link) as answer:
            assert answer.status == 200
        process.terminate()
        assert await process.wait() == 0


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_that_there_is_not_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], port: str
) -> None:
    assert main(["web", "--home", str(tmp_path), "--port", port]) == 2

    assert "Write 1 to 65535" in capsys.readouterr().err


def test_a_port_that_is_taken_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        assert main(["web", "--home", str(tmp_path), "--port", port]) == 2

    assert "Give another --port" in capsys.readouterr().err

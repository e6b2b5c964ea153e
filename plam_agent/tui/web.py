"""The terminal UI in a browser on this machine, by textual-serve: a process for each page.

Who may see it is whoever opened the link that `plam web` prints, and only the first who does: the
token in it is good once and becomes a cookie. A page of another site can neither send that cookie
(SameSite, RFC 6265bis section 5.6.7), nor open the socket (Origin, RFC 6455 section 10.2), nor pass
under a name of its own that leads here (Host).
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import secrets
import socket
import string
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import textual_serve
from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from ..language import _, current

LOOPBACK = "127.0.0.1"
MOST = 4
"""How many pages may be open at once; each is a process."""
LINK_LASTS, ENDING, LONGEST = 600.0, 10.0, 65_536
NARROWEST, WIDEST = 2, 1_000
_STATIC = Path(next(iter(textual_serve.__path__))) / "static"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
        "img-src 'self' data:; connect-src 'self' ws://{host}; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Door:
    """Who may come in: the first with the token, then whoever has the cookie they got for it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """A new token, good for ten minutes; `clock` in seconds."""
        self.token = secrets.token_urlsafe(32)
        self._cookie = ""
        self._until = clock() + LINK_LASTS
        self._clock = clock

    def enter(self, token: str) -> str:
        """The cookie for the token; empty if it is another, was used before or is too old."""
        right = hmac.compare_digest(_bytes(token), _bytes(self.token))
        if not right or self._cookie or self._clock() > self._until:
            return ""
        self._cookie = secrets.token_urlsafe(32)
        return self._cookie

    def knows(self, cookie: str) -> bool:
        """Whether it is the cookie that was given."""
        return bool(self._cookie) and hmac.compare_digest(_bytes(cookie), _bytes(self._cookie))


class Serving:
    """The pages of one app, at one port of the loopback interface."""

    def __init__(self, command: Sequence[str], port: int, door: Door) -> None:
        """`command` starts the app; it is run without a shell."""
        self._command = command
        self._door = door
        self._hosts = {f"{LOOPBACK}:{port}", f"localhost:{port}"}
        # Cookies do not keep ports apart, so the name does (RFC 6265 section 8.5).
        self._cookie = f"plam-{port}"
        self._open = 0
        text = resources.files(__package__).joinpath("web.html").read_text(encoding="utf-8")
        self._page = string.Template(text)

    def app(self) -> web.Application:
        """The application of aiohttp."""
        app = web.Application(middlewares=[self._guard], client_max_size=LONGEST)
        app.router.add_get("/open/{token}", self._enter, allow_head=False)
        app.router.add_get("/", self._index, allow_head=False)
        app.router.add_get("/ws", self._socket, allow_head=False)
        app.router.add_static("/static", _STATIC)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            refusal = self._refusal(request)
            response = await handler(request) if refusal is None else refusal
        except web.HTTPException as error:
            response = _text(error.status, error.reason)
        if not response.prepared:
            for name, value in _HEADERS.items():
                response.headers[name] = value.format(host=request.host)
        return response

    def _refusal(self, request: web.Request) -> web.Response | None:
        entering = request.path.startswith("/open/")
        if request.headers.getall("Host", []) != [request.host] or request.host not in self._hosts:
            return _text(421, _("This address is not the one that plam serves."))
        own = [f"http://{request.host}"]
        if (origins := request.headers.getall("Origin", [])) and origins != own:
            return _text(403, _("A page of another site asked for this."))
        site = request.headers.get("Sec-Fetch-Site", "none")
        if not entering and site not in ("none", "same-origin"):
            return _text(403, _("A page of another site asked for this."))
        if request.path == "/ws" and not origins:
            return _text(403, _("Only the page of plam may open this."))
        if not entering and not self._door.knows(request.cookies.get(self._cookie, "")):
            return _text(401, _("Open the link that `plam web` printed."))
        return None

    async def _enter(self, request: web.Request) -> web.StreamResponse:
        cookie = self._door.enter(request.match_info["token"])
        if not cookie:
            why = _(
                "This link was used before or is too old. Start `plam web` again for a new one."
            )
            return _text(403, why)
        # A redirect would still count as coming from wherever the link was followed, and a strict
        # cookie would not be sent; this page goes on by itself.
        page = '<!DOCTYPE html><meta http-equiv="refresh" content="0;url=/"><title>plam</title>'
        response = web.Response(text=page, content_type="text/html")
        response.set_cookie(self._cookie, cookie, httponly=True, samesite="Strict", path="/")
        return response

    async def _index(self, request: web.Request) -> web.StreamResponse:
        page = self._page.substitute(
            language=current(),
            opening=_("Opening …"),
            closed=_("This page is closed."),
            again=_("Open it again"),
            socket=f"ws://{request.host}/ws",
        )
        return web.Response(text=page, content_type="text/html")

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if self._open >= MOST:
            return _text(503, _("Too many pages are open; close one of them."))
        self._open += 1
        try:
            wire = web.WebSocketResponse(heartbeat=15, max_msg_size=LONGEST)
            await wire.prepare(request)
            page = Page(self._command, wire)
            try:
                await page.start(*_size(request.query))
                await page.heed()
            finally:
                await page.stop()
                await wire.close()
            return wire
        finally:
            self._open -= 1


class Page(AppService):
    """One process of the app, and the page that shows it."""

    def __init__(self, command: Sequence[str], wire: web.WebSocketResponse) -> None:
        """`command` is run without a shell."""
        super().__init__(
            "",
            write_bytes=wire.send_bytes,
            write_str=wire.send_str,
            close=self._closed,
            download_manager=DownloadManager(),
        )
        self._argv = command
        self._wire = wire

    async def heed(self) -> None:
        """Pass on what the page sends, until it closes or sends what no page of ours does."""
        async for message in self._wire:
            if message.type != WSMsgType.TEXT:
                return
            try:
                match json.loads(message.data):
                    case ["stdin", str(data)]:
                        await self.send_bytes(data.encode())
                    case ["resize", {"width": int(), "height": int()} as size]:
                        await self.set_terminal_size(*_size(size))
                    case ["ping", str(data)]:
                        await self._wire.send_json(["pong", data])
                    case ["blur", *_]:
                        await self.blur()
                    case ["focus", *_]:
                        await self.focus()
                    case _:
                        return
            except (ValueError, RecursionError):
                return

    async def on_meta(self, data: bytes) -> None:
        """Close the page when the app ends; it opens no other page and delivers no files."""
        if json.loads(data).get("type") == "exit":
            await self._closed()

    async def stop(self) -> None:
        """End the process, by force if it does not end by itself."""
        task, self._task = self._task, None
        if task is None or self._process is None:
            return
        process = self._process
        try:
            async with asyncio.timeout(ENDING):
                await self.send_meta({"type": "quit"})
                await task
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _closed(self) -> None:
        await self._wire.close()

    async def _open_app_process(
        self, width: int = 80, height: int = 24
    ) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        environment = await asyncio.to_thread(self._build_environment, width, height)
        self._process = process = await asyncio.create_subprocess_exec(
            *self._argv, stdin=pipe, stdout=pipe, stderr=pipe, env=environment
        )
        self._stdin = process.stdin
        return process


@asynccontextmanager
async def served(command: Sequence[str], port: int = 0) -> AsyncIterator[str]:
    """Serve the app that `command` starts, and give the link that opens it once.

    `port` 0 is any that is free. Raises OSError where it is taken.
    """
    door = Door()
    with await asyncio.to_thread(_bound, port) as sock:
        port = sock.getsockname()[1]
        app = await asyncio.to_thread(lambda: Serving(command, port, door).app())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=ENDING)
        await runner.setup()
        try:
            await web.SockSite(runner, sock).start()
            yield f"http://{LOOPBACK}:{port}/open/{door.token}"
        finally:
            await runner.cleanup()


def _bound(port: int) -> socket.socket:
    return socket.create_server((LOOPBACK, port))


def _text(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=text)


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogateescape")


def _size(asked: Mapping[str, Any]) -> tuple[int, int]:
    """Columns and rows within what a terminal can have, 80 by 24 where none are given."""

    def within(name: str, default: int) -> int:
        value = str(asked.get(name, default))
        number = int(value) if value.isdecimal() and len(value) < 6 else default
        return min(max(number, NARROWEST), WIDEST)

    return within("width", 80), within("height", 24)

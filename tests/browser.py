"""A headless Chromium, driven over its DevTools protocol; only what the tests of pages need."""

from __future__ import annotations

import asyncio
import base64
import itertools
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PROGRAM = next((found for name in NAMES if (found := shutil.which(name))), "")
STARTING, ANSWERING = 60.0, 30.0


class Tab:
    """One tab. What fails in the page raises RuntimeError."""

    def __init__(self, wire: aiohttp.ClientWebSocketResponse) -> None:
        self._wire = wire
        self._numbers = itertools.count(1)

    async def send(self, method: str, **params: Any) -> Any:
        """One command, and its result."""
        number = next(self._numbers)
        await self._wire.send_json({"id": number, "method": method, "params": params})
        async with asyncio.timeout(ANSWERING):
            while (answer := await self._wire.receive_json()).get("id") != number:
                pass
        if "error" in answer:
            raise RuntimeError(answer["error"]["message"])
        return answer["result"]

    async def run(self, script: str) -> Any:
        """The value of an expression in the page, awaited if it is a promise."""
        result = await self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in result:
            raise RuntimeError(str(result["exceptionDetails"]))
        return result["result"].get("value")

    async def until(self, script: str) -> None:
        """Wait until an expression holds in the page, whichever page is there by then."""
        async with asyncio.timeout(ANSWERING):
            while True:
                try:
                    if await self.run(f"Boolean({script})"):
                        return
                except RuntimeError:
                    pass  # The page is just being replaced by the next.
                await asyncio.sleep(0.05)

    async def go(self, url: str) -> None:
        """Open a page."""
        await self.send("Page.navigate", url=url)
        await self.until("document.readyState === 'complete'")

    async def press(self, key: str) -> None:
        """Type one character."""
        await self.send("Input.dispatchKeyEvent", type="keyDown", text=key, key=key)
        await self.send("Input.dispatchKeyEvent", type="keyUp", key=key)

    async def picture(self) -> bytes:
        """The page as a PNG."""
        return base64.b64decode((await self.send("Page.captureScreenshot"))["data"])


@asynccontextmanager
async def chromium(profile: Path) -> AsyncIterator[Tab]:
    """A browser with a profile of its own; raises FileNotFoundError where none is installed."""
    process = await asyncio.create_subprocess_exec(
        PROGRAM,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--no-first-run",
        "--remote-debugging-port=0",
        "--window-size=1000,700",
        f"--user-data-dir={profile}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stderr is not None
        async with asyncio.timeout(STARTING):
            while b"DevTools listening on" not in (line := await process.stderr.readline()):
                if not line:
                    raise FileNotFoundError(f"{PROGRAM} does not start")
        drained = asyncio.create_task(process.stderr.read())
        host = line.decode().rpartition("ws://")[2].partition("/")[0]
        async with aiohttp.ClientSession() as web:
            async with web.get(f"http://{host}/json/list") as answer:
                pages = [each for each in await answer.json() if each["type"] == "page"]
            async with web.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=0) as wire:
                tab = Tab(wire)
                await tab.send("Page.enable")
                yield tab
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(STARTING):
            await process.wait()
    await drained

"""A word to the owner that something waits for a yes, where they asked for one in the settings.

It says how many questions wait and nothing about them: a lock screen and a server in between see no
more than a number. It is sent once for what is new, after a while in which somebody who sits there
would have answered. That it could not be sent is said once and stops nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from . import web
from .errors import AccountError, DamageError, PlamError
from .language import _, ngettext
from .questions import Questions

if TYPE_CHECKING:
    import ssl

    from .config_notices import Notices
    from .desk import Desk

EVERY, GRACE, BETWEEN = 5.0, 20.0, 60.0
"""Seconds: between looks, until a question counts as unanswered, and between two notices."""
SENDING = 15.0
Send = Callable[["Notices", int], Awaitable[None]]
Elapsed = Callable[[], float]


class Noticing:
    """Tells of what waits, once each; `keep` for ever or `look` when asked to."""

    def __init__(self, desk: Desk, *, send: Send | None = None, elapsed: Elapsed | None = None):
        """What waits in the desk's home; `elapsed` is a clock in seconds that only goes on."""
        self._desk = desk
        self._send = send or told
        self._elapsed = elapsed or asyncio.get_running_loop().time
        self._questions = Questions(desk.home)
        self._since: dict[str, float] = {}
        self._told: set[str] = set()
        self._last = float("-inf")
        self._failing = False

    async def keep(self) -> None:
        """Look every few seconds. Raises DamageError."""
        while True:
            await self.look()
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Send one notice if there is something new to tell. Raises DamageError."""
        try:
            settings = (await self._desk.renewed()).home.settings
            if not settings.notices:
                return
            count = await self._untold()
            if count:
                self._last = self._elapsed()
                await self._send(settings.notices, count)
                self._failing = False
        except DamageError:
            raise
        except PlamError as error:
            if not self._failing:
                self._desk.say(f"plam: {error}")
            self._failing = True

    async def _untold(self) -> int:
        """How many wait, where some of them have waited for a while and were not told of."""
        now = self._elapsed()
        waiting = await asyncio.to_thread(self._questions.open)
        asked = {each.id for each in waiting if each.due is None}
        self._since = {id_: self._since.get(id_, now) for id_ in asked}
        self._told &= asked
        new = {id_ for id_, since in self._since.items() if now - since >= GRACE} - self._told
        if not new or now - self._last < BETWEEN:
            return 0
        self._told |= asked
        return len(asked)


async def told(notices: Notices, count: int) -> None:
    """Say that `count` questions wait, everywhere the settings name.

    Raises AccountError for the first place that could not be told, after trying all of them.
    """
    ways = [_desktop(count)] if notices.desktop else []
    ways += [_posted(notices.webhook, count)] if notices.webhook else []
    for result in await asyncio.gather(*ways, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result


def sentence(count: int) -> str:
    """What a notice says, and all that it says."""
    return ngettext(
        "{count} question waits for your answer.", "{count} questions wait for your answer.", count
    ).format(count=count)


def command(count: int) -> Sequence[str]:
    """What shows a notice on the desktop. Raises AccountError where there is nothing that could."""
    if program := shutil.which("notify-send"):
        return [program, "--app-name=plam", "--", "plam", sentence(count)]
    if program := shutil.which("gdbus"):
        method = "org.freedesktop.Notifications.Notify"
        service, path = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
        call = [program, "call", "--session", "--dest", service, "--object-path", path]
        return [
            *call,
            "--method",
            method,
            "plam",
            "0",
            "",
            "plam",
            sentence(count),
            "[]",
            "{}",
            "-1",
        ]
    raise AccountError(
        _("nothing here can show a notice on the desktop."),
        fix=_("Install notify-send, or set desktop = false under [notices]."),
    )


async def _desktop(count: int) -> None:
    argv = await asyncio.to_thread(command, count)
    nothing, pipe = asyncio.subprocess.DEVNULL, asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *argv, stdin=nothing, stdout=nothing, stderr=pipe
    )
    try:
        async with asyncio.timeout(SENDING):
            code = await process.wait()
    except TimeoutError:
        code = -1
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if code:
        raise AccountError(
            _("the desktop shows no notices."),
            fix=_("Is a session running? Or set desktop = false under [notices]."),
        )


async def _posted(address: str, count: int) -> None:
    host = urlsplit(address).hostname or ""
    body = json.dumps({"waiting": count}).encode()
    headers = {"content-type": "application/json", "user-agent": "plam", "connection": "close"}
    trust = await asyncio.to_thread(_trust)
    with _reached(host):
        async with (
            asyncio.timeout(SENDING),
            web.opened(trust, connect=SENDING, read=SENDING) as way,
            way.exchange("POST", address, headers, body) as reply,
        ):
            status = reply.status
    if not 200 <= status < 300:
        raise AccountError(
            _("{host} did not take the notice: it answered {status}.").format(
                host=host, status=status
            ),
            fix=_("Check webhook under [notices]."),
        )


def _trust() -> ssl.SSLContext:
    import ssl

    return ssl.create_default_context()


@contextlib.contextmanager
def _reached(host: str) -> Iterator[None]:
    try:
        yield
    except (web.WebError, TimeoutError) as error:
        # The address may be a secret in itself, so only its host is said.
        raise AccountError(
            _("{host} could not be told that something waits.").format(host=host),
            fix=_("Check the network, and webhook under [notices]."),
        ) from error

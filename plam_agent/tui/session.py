"""What the terminal UI knows of the home: opened once, and asked by everything that it shows.

Whatever blocks or computes runs beside the screen's loop: short looks in worker threads, requests
on a loop of their own (`beside`), so that a model that decodes never keeps a key from being shown.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from ..errors import LockedError, PlamError
from .beside import Beside, back, told_back

if TYPE_CHECKING:
    from ..config import Settings
    from ..consent import Confirming
    from ..desk import Opening
    from ..home import Home
    from ..policy.signing import SignedPolicy
    from ..reply import Reply
    from ..types import Call, Clock, Event

P = ParamSpec("P")
T = TypeVar("T")
Progress = Callable[[int, int, str], None]


async def _nobody(_: dict[str, Any]) -> Any:
    return None


async def _nothing(_: str) -> str | None:
    return None


class Session:
    """One home as the UI sees it: locked at first, then open until the UI closes.

    `confirm` puts a call before the owner as the approval card does; `ask_passphrase` asks them for
    the passphrase and says why; `changed` is called once the home is open; `say` takes one line
    that the owner should see; `later` does something that the owner began. The app sets them all.
    """

    def __init__(
        self, path: Path, *, clock: Clock | None = None, opening: Opening | None = None
    ) -> None:
        """The home at `path`, whether there is one yet or not.

        `opening` opens a model in the place of the one that the settings name.
        """
        self.path = path
        self.notes: list[str] = []
        self.confirm: Confirming = _nobody
        self.ask_passphrase: Callable[[str], Awaitable[str | None]] = _nothing
        self.changed: Callable[[], None] = lambda: None
        self.say: Callable[[str], None] = self.notes.append
        self.later: Callable[[Callable[[], Awaitable[list[str]]]], None] = lambda _: None
        self._afterwards: list[Callable[[], Awaitable[list[str]]]] = []
        self._doing = 0
        self._clock = clock
        self._home: Home | None = None
        self._unlocking = asyncio.Lock()
        self._said: Callable[[str], None] = self.notes.append
        self._beside = Beside(lambda text: self._said(text), opening)

    @property
    def exists(self) -> bool:
        """Whether there is a home at the path; if not, `plam init` or the first-run pane makes it.

        One look at the disk: call it in `run`.
        """
        from ..config import FILE

        return (self.path / FILE).exists()

    @property
    def opened(self) -> bool:
        """Whether the home is open."""
        return self._home is not None

    @property
    def home(self) -> Home:
        """The open home; what it does blocks, so use it within `run`. Raises LockedError."""
        if self._home is None:
            raise LockedError("the home is locked.", fix="Give the passphrase first.")
        return self._home

    @property
    def settings(self) -> Settings:
        """The settings as they were read last; `refresh` reads them anew. Raises LockedError."""
        return self.home.settings

    async def open(self, passphrase: str) -> None:
        """Open the home. Raises LockedError for a wrong passphrase, ConfigError, DamageError."""

        def opened() -> Home:
            # Imported here, so that the first picture does not wait for it.
            from ..home import Home

            return Home.open(self.path, lambda: passphrase, clock=self._clock)

        async with self._unlocking:
            if self._home is None:
                self._home = await asyncio.to_thread(opened)
        self.changed()

    async def refresh(self) -> Settings:
        """Read the settings again, after something has changed them. Raises ConfigError."""
        from .. import config

        settings = await asyncio.to_thread(config.load, self.path)
        self._home = dataclasses.replace(self.home, settings=settings)
        return settings

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a blocking function returns, called in a worker thread."""
        return await asyncio.to_thread(function, *args, **kwargs)

    async def policy(self) -> SignedPolicy:
        """The policy in force. Raises SignatureError and PolicyError where there is none."""
        return await self.run(self.home.policy)

    async def last_event(self) -> int:
        """The number of the newest event of the journal."""

        def last() -> int:
            with self.home.journal.reading() as connection:
                row = connection.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()
            return int(row[0])

        return await self.run(last)

    async def events(self, after: int, kinds: Sequence[str] = (), most: int = 500) -> list[Event]:
        """The next events of the journal after a number, oldest first. Raises DamageError."""
        journal = self.home.journal
        return await self.run(lambda: list(journal.events(after=after, kinds=kinds, limit=most)))

    async def status(self) -> dict[str, Any] | None:
        """What the service of this home says of itself, None where none runs. Raises PlamError."""
        from ..wire import connected

        async with connected(self.path) as client:
            return None if client is None else dict(await client.request("status"))

    async def do(
        self,
        do: str,
        body: Mapping[str, Any] | None = None,
        *,
        confirm: Confirming | None = None,
        progress: Progress | None = None,
    ) -> Reply:
        """Have something done, as the commands have it: `requests` says what there is to ask for.

        By the service of the home, or here where none runs. What needs a yes is put before the
        owner by `confirm`, or by the approval card. Raises PlamError.
        """
        self._doing += 1
        try:
            sent = dict(body or {})
            reply = await self._do(do, sent, confirm or self.confirm, progress)
            from .replies import spoken

            return spoken(do, sent, reply)
        finally:
            self._doing -= 1
            self._ended()

    async def _do(
        self, do: str, body: dict[str, Any], confirm: Confirming, progress: Progress | None
    ) -> Reply:
        from ..reply import Reply
        from ..wire import connected

        async with connected(self.path) as client:
            if client is not None and not client.hello["locked"]:
                plain = await client.request(do, body, confirm=confirm, progress=progress)
                return Reply(**plain)
        return await self._alone({**body, "do": do}, confirm, progress)

    def afterwards(self, act: Callable[[], Awaitable[list[str]]]) -> None:
        """Do something once nothing that was asked for runs any more."""
        self._afterwards.append(act)
        if not self._doing:
            self._ended()

    def _ended(self) -> None:
        self.changed()
        while self._afterwards and not self._doing:
            self.later(self._afterwards.pop(0))

    async def _alone(
        self, sent: dict[str, Any], confirm: Confirming, progress: Progress | None
    ) -> Reply:
        """Do it in this process, on the loop beside the screen's; answers cross between them."""
        home, asked = self.home, back(confirm)
        told = told_back(progress or (lambda done, total, text: None))
        self._said = told_back(self.say)
        try:
            return await self._beside.run(lambda desks: desks.carry_out(home, sent, asked, told))
        except PlamError:
            raise
        except Exception as error:
            # As the service says it to a client: the screen stays open.
            raise PlamError(f"plam has a fault: {type(error).__name__}: {error}") from error

    async def original(self, call: Call) -> tuple[str, ...]:
        """What a reply answers, in lines for its card; nothing for any other call."""
        home = self.home
        return await self._beside.run(lambda desks: desks.original(home, call))

    async def warm_up(self) -> None:
        """Open the model and the memory before somebody waits for them, where no service has them.

        Trouble is no trouble yet: it is said when something needs them.
        """
        with contextlib.suppress(PlamError):
            if await self.status() is None:
                home = self.home
                self._said = told_back(self.say)
                await self._beside.run(lambda desks: desks.warm_up(home))

    async def close(self) -> None:
        """Put everything away, and seal the journal."""
        await self._beside.close()
        home, self._home = self._home, None
        if home is not None:
            await asyncio.to_thread(home.journal.close)

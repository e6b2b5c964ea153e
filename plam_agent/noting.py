"""The service's watch over the owner's folders of notes.

Changes are looked at as they happen. Where none are heard of, as on a network drive, or some were
lost, everything is looked at again after a while. A folder that goes away takes nothing with it:
what was in it stays remembered until the folder is back, or its account is removed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import aclosing, suppress

from .config import Account
from .desk import Desk
from .errors import DamageError, PlamError
from .holding import Backoff
from .memory.memory import Tier
from .memory.notes import path_of
from .memory.recollection import Recollection
from .notebook import Looked, Notebook
from .recollecting import Recollecting
from .tools.files.watching import Change, changes

KIND = "notes"
EVERY = 900.0
FIRST_WAIT = 30.0
LONGEST_WAIT = 1_800.0
MOST_TOLD = 5


class Noting:
    """Keeps what is remembered of the folders of notes the same as they are."""

    def __init__(self, desk: Desk, *, every: float = EVERY) -> None:
        """Every `every` seconds a folder is looked at whether a change was heard of or not."""
        self._desk = desk
        self._every = every

    async def keep(self) -> None:
        """Watch for ever. Raises DamageError."""
        accounts = self._desk.home.accounts(KIND)
        if self._desk.memory is None:
            return
        memory = await self._opened(self._desk.memory, accounts)
        async with asyncio.TaskGroup() as tasks:
            for account in accounts:
                tasks.create_task(self._keep(account, memory))

    async def _opened(
        self, recollecting: Recollecting, accounts: Iterable[Account]
    ) -> Recollection:
        backoff = Backoff(FIRST_WAIT, LONGEST_WAIT)
        while True:
            try:
                memory = await recollecting.opened()
                await asyncio.to_thread(leave, memory, accounts)
            except DamageError:
                raise
            except PlamError as error:
                if not backoff.failures:
                    self._desk.say(f"plam: notes cannot be remembered now: {error}")
                await asyncio.sleep(backoff.next())
            else:
                return memory

    async def _keep(self, account: Account, memory: Recollection) -> None:
        backoff = Backoff(FIRST_WAIT, LONGEST_WAIT)
        notebook = Notebook(account, memory, self._desk.home.zone)
        while True:
            try:
                await self._watch(notebook, backoff)
            except DamageError:
                raise
            except PlamError as error:
                if not backoff.failures:
                    self._desk.say(f"plam: {account.name} is not watched now: {error}")
            await asyncio.sleep(backoff.next())

    async def _watch(self, notebook: Notebook, backoff: Backoff) -> None:
        """Raises what ends the watch."""
        news = _News()
        hearing = asyncio.create_task(news.hear(notebook.account))
        hearing.add_done_callback(news.ended)
        paths: Iterable[str] | None = None
        try:
            # Looked at before changes are heard of, a change in between would be missed.
            await news.ready.wait()
            while not hearing.done():
                self._tell(notebook.account, await notebook.look(paths))
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._every):
                        await news.changed.wait()
                backoff.clear()
                paths = news.taken()
            hearing.result()
        finally:
            hearing.cancel()
            await asyncio.wait({hearing})
            if not hearing.cancelled():
                # What ended it was raised above, or something before it was.
                hearing.exception()

    def _tell(self, account: Account, looked: Looked) -> None:
        if looked.read > 1 and looked.added:
            counts = f"{looked.read} notes read, {looked.added} passages are new"
            self._desk.say(f"plam: {account.name}: {counts}")
        for trouble in looked.trouble[:MOST_TOLD]:
            self._desk.say(f"plam: {account.name}: left out: {trouble}")
        if (more := len(looked.trouble) - MOST_TOLD) > 0:
            self._desk.say(f"plam: {account.name}: left out: {more} more")


class _News:
    """What was heard of a folder and is not looked at yet."""

    def __init__(self) -> None:
        self.changed = asyncio.Event()
        self.ready = asyncio.Event()
        self._paths: set[str] = set()
        self._lost = False

    async def hear(self, account: Account) -> None:
        """Take changes in for ever. Raises ConfigError and AccountError."""
        async with aclosing(changes(account, ready=self.ready.set)) as stream:  # type: ignore[type-var]
            async for change in stream:
                self._take(change)
                self.changed.set()

    def ended(self, _: asyncio.Task[None]) -> None:
        """Wake whoever waits for something to be heard: nothing will be."""
        self.ready.set()
        self.changed.set()

    def _take(self, change: Change) -> None:
        self._lost = self._lost or change.kind == "overflow"
        self._paths.update(filter(None, (change.path, change.to)))

    def taken(self) -> set[str] | None:
        """The paths to look at; None for all of them."""
        paths, self._paths = self._paths, set()
        heard, lost = self.changed.is_set(), self._lost
        self.changed.clear()
        self._lost = False
        return paths if heard and not lost else None


def leave(memory: Recollection, accounts: Iterable[Account]) -> int:
    """Let go of the notes of accounts that are no longer there; how many passages that were."""
    names = {account.name for account in accounts}
    store = memory.memories
    gone = [
        each.id
        for each in store.all((Tier.NOTE,))
        if (place := path_of(each.source)) is not None and place[0] not in names
    ]
    return store.forget(gone, passages=False) if gone else 0

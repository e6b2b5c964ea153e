"""The service's watch over the mail accounts: new messages and the clock start triage passes.

One pass runs at a time, whatever asked for it. An account that fails is left alone for longer and
longer, and its owner is told once when it starts to fail and once when it is well again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from .config import Account
from .desk import Desk
from .errors import BusyError, ConfigError, DamageError, PlamError
from .holding import Backoff
from .tools.mail.idle import arrivals
from .triage import is_autonomous, triage

FIRST_WAIT = 30.0
LONGEST_WAIT = 1_800.0
# New mail rarely comes alone: what arrives within this time is one pass.
SETTLE = 1.0
# A watch that lasts this long was no failure, whatever ended it.
STEADY = 120.0


@dataclass(slots=True)
class _State:
    """One account: whether a pass is wanted, and how it has been failing."""

    wanted: bool = False
    running: bool = False
    not_before: float = 0.0
    passes: Backoff = field(default_factory=lambda: Backoff(FIRST_WAIT, LONGEST_WAIT))
    watching: Backoff = field(default_factory=lambda: Backoff(FIRST_WAIT, LONGEST_WAIT))
    told: bool = False


class Sorting:
    """Starts triage passes: every `every` seconds, and when a watched account has new mail."""

    def __init__(self, desk: Desk, every: float) -> None:
        """`every` is in seconds; 0 leaves only the watches."""
        self._desk = desk
        self._every = every
        self._states: dict[str, _State] = {}
        self._changed = asyncio.Event()
        self._quiet = ""
        self._watchers: dict[str, asyncio.Task[None]] = {}

    @property
    def plain(self) -> Mapping[str, Any]:
        """How each account does, as JSON data."""
        return {
            name: {"running": state.running, "failures": state.passes.failures}
            for name, state in self._states.items()
        }

    def want(self, account: str) -> None:
        """Ask for a pass over an account's new mail, as soon as there can be one."""
        self._states.setdefault(account, _State()).wanted = True
        self._changed.set()

    def jumped(self) -> None:
        """The machine slept or the clock was set: connections are dead, and mail may be there."""
        for watcher in self._watchers.values():
            # Its watch, or the wait for the next one, ends, and a watch begins.
            watcher.cancel()
        for state in self._states.values():
            state.not_before = 0.0
            state.watching.clear()
            state.wanted = True
        self._changed.set()

    async def keep(self) -> None:
        """Watch and sort for ever. Raises DamageError."""
        async with asyncio.TaskGroup() as tasks:
            for account in self._desk.home.accounts("mail"):
                self._states[account.name] = _State(wanted=True)
                tasks.create_task(self._keep_watching(account))
            tasks.create_task(self._by_the_clock())
            tasks.create_task(self._work())
            self._changed.set()

    async def _by_the_clock(self) -> None:
        while self._every:
            await asyncio.sleep(self._every)
            for name in self._states:
                self.want(name)

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            now = loop.time()
            wanted = {name: state for name, state in self._states.items() if state.wanted}
            ready = [name for name, state in wanted.items() if state.not_before <= now]
            if ready:
                await self._pass(ready[0])
                continue
            waits = [state.not_before - now for state in wanted.values()]
            self._changed.clear()
            try:
                async with asyncio.timeout(min(waits, default=None)):
                    await self._changed.wait()
            except TimeoutError:
                continue

    async def _pass(self, name: str) -> None:
        # To the end of the row: a long backlog of one account does not keep the others waiting.
        state = self._states[name] = self._states.pop(name)
        state.wanted, state.running = False, True
        try:
            trouble = await self._sorted(name)
        except DamageError:
            raise
        except BusyError:
            # `plam triage` is at it: what it leaves is looked at afterwards.
            self._later(state, FIRST_WAIT)
            return
        except PlamError as error:
            trouble = str(error)
        except Exception as error:
            # A message that finds a fault of ours must not stop the rest of the service.
            trouble = f"{type(error).__name__}: {error}."
        finally:
            state.running = False
        if trouble:
            if not state.passes.failures:
                self._desk.say(f"plam: {name} cannot be sorted: {trouble} It is tried again later.")
            self._later(state, state.passes.next())
        elif state.passes.failures:
            state.passes.clear()
            self._desk.say(f"plam: {name} can be sorted again")

    def _later(self, state: _State, seconds: float) -> None:
        state.wanted = True
        state.not_before = asyncio.get_running_loop().time() + seconds

    async def _sorted(self, name: str) -> str:
        """One pass; returns why it stopped early, if it did."""
        desk = await self._desk.renewed()
        if not await self._allowed(desk):
            return ""
        async with desk.engine() as engine, desk.runtime(model=engine.fingerprint) as runtime:
            digest = await triage(runtime, engine, account=name)
        if digest.messages:
            counts = ", ".join(f"{number} {label}" for label, number in digest.counts.items())
            self._desk.say(f"plam: {name}: {len(digest.messages)} new messages: {counts}")
        if digest.queued:
            self._desk.say(f"plam: {len(digest.queued)} wait for you: plam approvals list")
        if digest.more:
            self.want(name)
        return digest.stopped

    async def _allowed(self, desk: Desk) -> bool:
        """Whether the policy has labels that let anything run; why not is said once."""
        async with desk.runtime() as runtime:
            quiet = ""
            if runtime.policy.policy.triage is None:
                quiet = "the policy has no triage section, so no mail is sorted"
            elif not is_autonomous(runtime):
                quiet = "the policy lets nothing run by itself, so no mail is sorted"
        if quiet and quiet != self._quiet:
            self._desk.say(f"plam: {quiet}")
        self._quiet = quiet
        return not quiet

    async def _keep_watching(self, account: Account) -> None:
        """Ask for a pass whenever the account says that mail came; connects again for ever."""
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            watcher = await self._ended(account.name, self._watch(account))
            if watcher.cancelled():
                continue
            match watcher.exception():
                case ConfigError() as error:
                    self._desk.say(f"plam: {account.name} is not watched: {error}")
                    return
                case DamageError() as error:
                    raise error
                case error:
                    lasted = loop.time() - began
                    seconds = self._unwatched(account.name, lasted, error)
                    await self._ended(account.name, asyncio.sleep(seconds))

    async def _ended(self, name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Wait for work that `jumped` may end before its time."""
        task = self._watchers[name] = asyncio.create_task(work)
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()
            await asyncio.wait({task})
        return task

    def _unwatched(self, name: str, lasted: float, error: BaseException | None) -> float:
        """Seconds to leave an account alone whose watch ended after `lasted` seconds.

        A connection that is lost once in a while is nothing to tell the owner, and neither is what
        the passes over the account told already.
        """
        state = self._states[name]
        if lasted >= STEADY:
            state.watching.clear()
            state.told = False
        if state.watching.failures and not state.passes.failures and not state.told:
            state.told = True
            self._desk.say(f"plam: {name} cannot be watched now: {error!s}")
        return state.watching.next()

    async def _watch(self, account: Account) -> None:
        """Raises what ends the watch."""
        desk = await self._desk.renewed()
        async with desk.runtime() as runtime:
            section = runtime.policy.policy.triage
            folder = section.mailbox if section is not None else "INBOX"
            context = runtime.surroundings(account.name)
            news: AsyncGenerator[None] = arrivals(context, folder)
            async with aclosing(news):
                async for _ in news:
                    await asyncio.sleep(SETTLE)
                    self.want(account.name)

"""What one process remembers of a home: opened when first needed, kept up with the journal.

What happened becomes episodes after the fact, and days that are over become summaries. A request
never waits for that where a service runs, and nothing that goes wrong with it fails a request: the
journal keeps what was not derived yet, and the next time goes on there.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from .config import MINILM, Account
from .errors import InputError, PlamError
from .home import Home
from .memory.acts import line
from .memory.embed import Embedder
from .memory.episodes import MARK, REQUEST_LENGTH, Deriving, conversation
from .memory.facts import OWNER, Facts, reopen
from .memory.memory import Memory, Tier, fresh_id
from .memory.recollection import Recollection
from .tools.contacts import Contacts, load_everyone
from .tools.context import Connections, Context, Remembered
from .types import REQUEST, Value

if TYPE_CHECKING:
    from .planner.embedding import LlamaEmbedder

TOLD = 4
"""What is recalled for a planner, at most."""

JUST_BEFORE = 2
"""Requests of the conversation that a planner is shown, at most."""

ANSWER = 8
"""What is recalled for the owner, at most."""

MOST_WORDED = 8
"""Summaries that a model puts in words at once, the newest: each takes it a while."""

Writes = Callable[[str, Sequence[Value]], Awaitable[Value | None]]
"""Words for what happened, under a title; None where the model only quotes. Raises PlanError."""

SETTLE = 0.5
EVERY = 3_600.0
NAMES_SECONDS = 2.0
# A command alone derives a little at a time: the service, or the next command, goes on.
MOST_ALONE = 2_000
DAYS_ALONE = 8


class Recollecting:
    """One home's memory in this process. An async context manager that closes what it opened."""

    def __init__(
        self,
        home: Home,
        *,
        say: Callable[[str], None] = lambda text: None,
        embedder: Callable[[], Awaitable[Embedder | None]] | None = None,
    ) -> None:
        """Nothing is opened yet; `embedder` opens what turns texts into vectors.

        Without one it is the model that the settings name, if any.
        """
        self._home = home
        self._say = say
        self._embedder = embedder
        self._opening = asyncio.Lock()
        self._deriving = asyncio.Lock()
        self._opened: Recollection | None = None
        self._model: LlamaEmbedder | None = None
        self._embeds = False
        self._names: Mapping[str, str] = {}
        self._wanted = asyncio.Event()
        self._kept = False
        self._told = ""
        self._seen = self._gone = 0

    async def __aenter__(self) -> Self:
        """Nothing is opened until it is used."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        await self.close()

    async def close(self) -> None:
        """Close the records; what is asked for next opens them again."""
        async with self._opening:
            opened, self._opened = self._opened, None
            if opened is not None:
                await opened.close()
            model, self._model = self._model, None
            if model is not None:
                await asyncio.to_thread(model.close)

    async def opened(self) -> Recollection:
        """The memory itself. Raises StorageError, DamageError."""
        async with self._opening:
            if self._opened is None:
                home = self._home
                embedder = await (self._embedder or self._chosen)()
                languages = tuple(dict.fromkeys((home.settings.language, "en")))
                self._embeds = embedder is not None
                self._opened = await Recollection.open(
                    home.path, home.vault, embedder, languages, home.zone
                )
            return self._opened

    async def _chosen(self) -> Embedder | None:
        """The embedding model of the settings; where it fails that is said, and words must do."""
        from .planner.minilm import EXTRA, open_embedder

        chosen = self._home.settings.embedder
        if not chosen:
            return None
        file = None if chosen == MINILM else Path(chosen)
        try:
            self._model = await asyncio.to_thread(open_embedder, self._home.path, file)
        except PlamError as error:
            self._say(f"plam: memories are compared by words alone: {error}")
        else:
            if self._model is None:
                self._say(f"plam: memories are compared by words alone. {EXTRA}")
        return self._model

    async def recall(self, words: str) -> Sequence[Remembered]:
        """What comes nearest to the words, best first; what has just happened included."""
        await self.catch_up(MOST_ALONE)
        memory = await self.opened()
        if not words.strip():
            return await asyncio.to_thread(self._last, memory)
        found = await memory.recall(words, self._home.now(), limit=ANSWER)
        return [_remembered(each.memory) for each in found]

    async def told(self, words: str) -> Sequence[Remembered]:
        """What the owner said or did before that a request may be about, for a planner.

        Only what nobody but the owner had a say in: what they typed just before, and what is
        remembered. Where nothing is remembered nothing is opened that takes time.
        """
        memory, now = await self.opened(), self._home.now()
        before = await asyncio.to_thread(conversation, self._home.journal, now)
        told = [
            Remembered("", now, Value(f"Just before: {each}", frozenset({REQUEST})))
            for each in before
            if each != line(words, REQUEST_LENGTH)
        ]
        recalled: list[Remembered] = []
        if await asyncio.to_thread(memory.memories.count):
            tiers = (Tier.FACT, Tier.EPISODE)
            found = await memory.recall(words, now, limit=TOLD, tiers=tiers, trusted=True)
            held = [each.memory for each in found if each.memory.until is None]
            recalled = [_remembered(each) for each in held if each.trusted]
        return [*recalled, *told[-JUST_BEFORE:]]

    async def get(self, id_: str) -> Remembered | None:
        """What is remembered under an id, or None."""
        found = await (await self.opened()).get([id_])
        return _remembered(found[0]) if found else None

    async def put(self, id_: str, text: Value | None) -> None:
        """Remember a text for good, dating what it contradicts; with None, forget it."""
        memory = await self.opened()
        if text is None:
            await self._take_back(memory, id_)
            return
        facts = Facts(memory.memories, self._home.vault.mark)
        now = self._home.now()
        await asyncio.to_thread(facts.learn, str(text.data), now, text.origins, OWNER, id_)
        for older in facts.dated:
            await memory.replace(older)
        await memory.add(facts.new)

    async def catch_up(self, most: int = 1 << 60) -> int:
        """Make episodes of what the journal has grown by; how many events that were."""
        memory, home = await self.opened(), self._home
        async with self._deriving:
            if not await asyncio.to_thread(_is_behind, memory, home):
                return 0
            names = await self.names()
            deriving = Deriving(memory.memories, home.journal, home.vault.mark, names)
            seen = await asyncio.to_thread(deriving.catch_up, most)
            if deriving.unreadable:
                named = ", ".join(map(str, sorted(deriving.unreadable)))
                self._say(f"plam: no call can be read in event {named}: not remembered")
            for each in deriving.kept if self._embeds else ():
                # It may have been forgotten meanwhile.
                with contextlib.suppress(InputError):
                    await memory.replace(each)
        return seen

    async def consolidate(self, days: int = 0, writes: Writes | None = None) -> int:
        """Sum up the days and weeks that are over; how many summaries were made.

        The newest of them are put in words by what `writes`.
        """
        from .memory.consolidate import consolidate

        memory, home = await self.opened(), self._home
        async with self._deriving:
            made = await asyncio.to_thread(
                consolidate, memory.memories, home.now(), home.zone, fresh_id, days=days
            )
            for each in made.made if self._embeds else ():
                with contextlib.suppress(InputError):
                    await memory.replace(each)
        if writes is not None:
            for each in sorted(made.made, key=lambda each: each.at)[-MOST_WORDED:]:
                await self._worded(memory, each, writes)
        return len(made.made)

    async def _worded(self, memory: Recollection, summary: Memory, writes: Writes) -> None:
        """Have a summary put in words, read from all that it stands on."""
        from .memory.consolidate import worded

        beneath = [Value(b.text, b.origins) for b in await memory.get(summary.beneath)]
        title = summary.text.partition("\n")[0]
        try:
            said = await writes(title, beneath) if beneath else None
        except PlamError as error:
            self._say(f"plam: the summary of {title.rstrip(':')} stays as it is quoted: {error}")
            return
        if said is not None:
            # It may have been forgotten meanwhile.
            with contextlib.suppress(InputError):
                await memory.replace(worded(summary, str(said.data)))

    async def warm(self) -> int:
        """Build the index before somebody waits for it; how many memories it holds."""
        memory = await self.opened()
        if not await asyncio.to_thread(memory.memories.count):
            return 0
        return await memory.warm()

    async def _count_gone(self) -> int:
        """How much was forgotten since this was last asked."""
        memory = await self.opened()
        changes = await asyncio.to_thread(memory.memories.changes, self._seen)
        self._seen, self._gone = changes.at, len(changes.gone)
        return self._gone

    async def _embed_rest(self) -> int:
        return await (await self.opened()).embed_rest() if self._embeds else 0

    async def after(self) -> None:
        """Something was done: where a service keeps up it does so soon, else it is done here."""
        if self._kept:
            self._wanted.set()
            return
        await self._quietly(self.catch_up(MOST_ALONE))

    async def keep(self, writes: Writes | None = None) -> None:
        """Keep up with the journal for ever, and sum up each day once it is over.

        `writes` puts a summary in words.
        """
        self._kept = True
        self._wanted.set()
        summed = None
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(EVERY):
                        await self._wanted.wait()
                # What is done rarely comes alone.
                await asyncio.sleep(SETTLE)
                self._wanted.clear()
                await self._quietly(self.catch_up())
                await self._quietly(self.warm())
                await self._quietly(self._embed_rest())
                today = self._home.now().date()
                if await self._quietly(self._count_gone()) and self._gone:
                    # What stood on what was forgotten is made again from what is left.
                    summed = None
                if summed != today and await self._quietly(self.consolidate(writes=writes)):
                    summed = today
        finally:
            self._kept = False

    async def _quietly(self, doing: Awaitable[int]) -> bool:
        """Await it; trouble is said once, and is no trouble of whoever asked for something."""
        try:
            await doing
        except PlamError as error:
            if str(error) != self._told:
                self._told = str(error)
                self._say(f"plam: what happened could not be remembered yet: {error}")
            return False
        self._told = ""
        return True

    async def _take_back(self, memory: Recollection, id_: str) -> None:
        gone = await memory.get([id_])
        if not gone:
            return
        above = await asyncio.to_thread(memory.memories.dependants, [id_])
        await memory.forget([id_, *above])
        await asyncio.to_thread(reopen, memory.memories, gone[0])

    def _last(self, memory: Recollection) -> list[Remembered]:
        """What happened last, the newest first."""
        since = self._home.now() - timedelta(days=DAYS_ALONE)
        found = [each for each in memory.memories.all([Tier.EPISODE]) if each.at >= since]
        found.sort(key=lambda each: each.at, reverse=True)
        return [_remembered(each) for each in found[:ANSWER]]

    async def names(self) -> Mapping[str, str]:
        """The names of the owner's contacts by their addresses, in lower case.

        Where they cannot be read soon, those known before.
        """
        accounts = [each for each in self._home.accounts("contacts") if not each.shared]
        try:
            async with asyncio.timeout(NAMES_SECONDS):
                known = await known_people(self._home, accounts)
        except (PlamError, TimeoutError):
            return self._names
        self._names = {a.lower(): each.name for each in known.people for a in each.addresses}
        return self._names


async def known_people(home: Home, accounts: Iterable[Account]) -> Contacts:
    """Everyone in these accounts. Raises AccountError where one cannot be read."""
    async with Connections() as connections:
        return await load_everyone(
            Context(
                account=account,
                owner=home.settings.owner,
                zone=home.zone,
                now=home.now,
                secret=partial(home.secrets.get, account.name),
                connections=connections,
            )
            for account in accounts
        )


def _is_behind(memory: Recollection, home: Home) -> bool:
    after = int(memory.memories.mark(MARK) or 0)
    return next(home.journal.events(after=after, limit=1), None) is not None


def _remembered(memory: Memory) -> Remembered:
    return Remembered(memory.id, memory.at, Value(memory.text, frozenset({memory.origin})))

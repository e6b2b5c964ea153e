"""Finding what a request quotes: people, events, messages, files and places, for one run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from .binding import PLACES, Bound, Finders, Question
from .errors import InputError
from .outcomes import Done
from .runtime import Performed, Runtime
from .tools.calendar.agenda import split_time
from .tools.contacts import Contact, Contacts, load_everyone
from .tools.files import find_folder, path_of, rank
from .tools.mail import find_folder as find_mailbox
from .types import REQUEST, Effect, Item, ObjectId, Role, Tool, Value

# What a quoted thing is looked for with, so that looking passes through the gate as well.
LOOKS = {
    "event": "calendar.search",
    "task": "tasks.search",
    "message": "mail.search",
    "contact": "contacts.search",
    "file": "files.search",
    "offer": "purchase.search",
    "order": "purchase.status",
}
Look = Callable[[Tool, Bound], Awaitable[Performed]]


class Finding:
    """Looks things up in the accounts that a request names, or in the default ones."""

    def __init__(self, runtime: Runtime, said: Mapping[str, str], look: Look) -> None:
        """`said` are the named accounts by kind; `look` performs a search like any other call."""
        self._runtime = runtime
        self._said = said
        self._look = look

    @property
    def finders(self) -> Finders:
        """What the binder looks with."""
        return Finders(people=self.people, group=self.group, objects=self.objects, place=self.place)

    async def people(self, name: str) -> Sequence[Contact]:
        """Everybody in the owner's contacts whom a quoted name may mean."""
        return (await self._everyone()).resolve(name)

    async def group(self, name: str) -> Sequence[Contact]:
        """The people of a group in the owner's contacts: `the team`; nobody where it is none."""
        return (await self._everyone()).group(name)

    async def _everyone(self) -> Contacts:
        # What others may write into is no authority on whom the owner means.
        accounts = [a for a in self._runtime.home.accounts("contacts") if not a.shared]
        return await load_everyone(self._runtime.surroundings(each.name) for each in accounts)

    async def place(self, kind: str, words: str) -> ObjectId | None:
        """Where something goes: a mailbox, a folder, or a path that may not exist yet."""
        account_kind = PLACES[kind]
        default = self._runtime.home.default_account(account_kind)
        if default is None:
            return None
        context = self._runtime.surroundings(self._said.get(account_kind, default.name))
        try:
            if kind == "path":
                return await path_of(context, words)
            return await (find_mailbox if kind == "mailbox" else find_folder)(context, words)
        except InputError as error:
            raise Question(str(error)) from error

    async def objects(self, kind: str, words: str) -> Sequence[Item]:
        """What quoted words designate, looked for by a call like any other."""
        tool = self._runtime.registry.get(looks(self._runtime.registry, kind))
        if tool is None:
            return ()
        said = frozenset({REQUEST})
        wanted = {param.name: param for param in tool.params}
        args: dict[str, Value] = {}
        quote, when = words, None
        time = next((name for name in ("when", "due") if name in wanted), "")
        if time and kind == "event":
            home = self._runtime.home
            day_first = home.settings.day_first
            quote, when = await asyncio.to_thread(split_time, words, home.now(), day_first)
        if when is not None:
            args[time] = Value(when, said)
        if quote:
            known = [each for each in ("words", "item", "name") if each in wanted]
            quotes = [p.name for p in tool.params if p.role is Role.QUOTE and not p.choices]
            name = (known or quotes)[0]
            args[name] = Value((quote,) if wanted[name].many else quote, said)
        performed = await self._look(tool, Bound(args, ()))
        if isinstance(performed.outcome, Done):
            found = performed.outcome.result.items
            return _named(words, found) if kind == "file" else found
        raise Question(f"I could not look for {words!r}: {performed.outcome.detail}")


def looks(registry: Iterable[Tool], kind: str) -> str:
    """The tool that things of a kind are looked for with; empty where nothing finds them by words.

    What a plugin brings is found by its own tool: the first that reads, finds such things and takes
    a quote.
    """
    if kind in LOOKS or kind in PLACES:
        return LOOKS.get(kind, "")
    return next(
        (
            tool.name
            for tool in registry
            if tool.effect is Effect.READ
            and tool.yields == kind
            and tool.run is not None
            and tool.account not in ("mcp", "model")
            and any(param.role is Role.QUOTE and not param.choices for param in tool.params)
        ),
        "",
    )


def _named(words: str, files: Sequence[Item]) -> Sequence[Item]:
    """The files that are called what was said; a search finds those that only mention it too."""
    ranked = [(place, item) for item in files if (place := rank(words, item.id.id)) is not None]
    best = min((place for place, _ in ranked), default=0)
    return [item for place, item in ranked if place == best]

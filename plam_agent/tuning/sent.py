"""What the owner sent, read through the gate and recorded: with their consent, and no other way.

Of each message only the owner's own words are kept, with whom it went to and what it answered, so
that it is found when one of these people, or a word of it, is to be forgotten.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ..config import Account
from ..erasing import ENDED
from ..home import Home
from ..journal import Journal
from ..planner.prompt import TO_QUOTE
from ..runtime import Runtime, running
from ..types import POLICY, Event, Item, ObjectId, Origin, Role, Value, When
from ..vault import Vault
from .own_words import own_words
from .unasked import Unasked

SEARCH, READ = "mail.search", "mail.read"
MONTHS = 12
"""How far back what was sent is read."""

MOST, BATCH = 200, 16
"""How many messages one night reads, and how many at a time."""

TELLING = 20
"""Characters of a text below which finding it again says nothing about where it came from."""

_FORWARDED = re.compile(r"\s*(?:fwd?|tr|wg|i)\s*:", re.IGNORECASE)


async def learn(runtime: Runtime, *, consent: bool, account: str = "") -> list[Event]:
    """Record a `wrote` event for each message that the owner sent and that was not read before.

    Without `consent` nothing is looked at, and nothing is asked where the policy does not let mail
    be read. Raises BusyError, StorageError and DamageError.
    """
    home = runtime.home
    found = home.account(account) if account else home.default_account("mail")
    if not consent or found is None:
        return []
    known = await asyncio.to_thread(_Known.of, home.journal, home.vault)
    run = f"style-{secrets.token_hex(6)}"
    recorded: list[Event] = []
    passed_over: list[str] = []
    async with running(home.path, run):
        async for item in _sent(runtime, found.name, run, known):
            body = _body(item, home, found, known)
            if body is None:
                passed_over.append(item.version)
                continue
            recorded.append(await asyncio.to_thread(home.journal.append, "wrote", body))
        if passed_over:
            # What teaches nothing is not read again every night.
            rest = {"account": found.name, "passed_over": passed_over}
            await asyncio.to_thread(home.journal.append, "wrote", rest)
    return recorded


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read before, by account and content, and what the agent itself has written.

    Of what was read and then forgotten, the keyed marks are `gone`.
    """

    read: set[tuple[str, str]]
    gone: frozenset[str]
    composed: frozenset[str]
    vault: Vault

    @classmethod
    def of(cls, journal: Journal, vault: Vault) -> _Known:
        read: set[tuple[str, str]] = set()
        gone: set[str] = set()
        composed: set[str] = set()
        for event in journal.events(kinds=("wrote", "intent", ENDED)):
            body = event.body
            if event.kind == ENDED:
                gone.update(map(str, body.get("dealt") or ()))
            if event.kind == "wrote" and "forgotten" not in body:
                versions = body.get("passed_over") or [body["version"]]
                read.update((str(body["account"]), str(each)) for each in versions)
            call = body.get("call") or {}
            roles = dict(call.get("roles") or ())
            for name, value in call.get("args") or ():
                if roles.get(name) == Role.PROSE and isinstance(value.get("data"), str):
                    composed.add(_folded(value["data"]))
        long = frozenset(each for each in composed if len(each) >= TELLING)
        return cls(read, frozenset(gone), long, vault)

    def was_read(self, account: str, version: str) -> bool:
        """Whether a message was read before, be it that it was forgotten since."""
        if (account, version) in self.read:
            return True
        return bool(self.gone) and self.vault.mark("wrote", account, version) in self.gone

    def was_ours(self, text: str) -> bool:
        """Whether a message holds what was sent through the agent: that is judged elsewhere."""
        folded = _folded(text)
        return any(each in folded for each in self.composed)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _body(item: Item, home: Home, account: Account, known: _Known) -> Mapping[str, Any] | None:
    """What is recorded of a message, or None where it teaches nothing."""
    said = {name: value.data for name, value in item.fields.items()}
    me = {home.settings.owner.lower(), str(account.settings.get("user", "")).lower()}
    text = str(said.get("text") or "")
    if str(said.get("sender") or "").lower() not in me - {""} or said.get("truncated"):
        return None
    if _FORWARDED.match(str(said.get("subject") or "")) or known.was_ours(text):
        return None
    own = own_words(text)
    if own is None:
        return None
    at = said.get("date")
    return {
        "account": account.name,
        "message": item.id.id,
        "version": item.version,
        "message_id": str(said.get("message_id") or ""),
        "to": [str(each) for each in said.get("to") or ()],
        "at": (at if isinstance(at, datetime) and at.tzinfo else home.now()).isoformat(),
        "came": own.quoted[:TO_QUOTE],
        "wrote": own.text,
    }


async def _sent(runtime: Runtime, account: str, run: str, known: _Known) -> AsyncIterator[Item]:
    """The messages of the last months that were not read before, whole, newest first."""
    unasked = Unasked(runtime, account, run, {SEARCH, READ})
    left, end = MOST, runtime.home.now()
    for _ in range(MONTHS):
        start = end - timedelta(days=31)
        found = await unasked.look(
            SEARCH,
            {
                "mailbox": Value(ObjectId("mailbox", account, "Sent"), frozenset({POLICY})),
                "when": Value(When("the month", start, end), frozenset({POLICY})),
            },
        )
        new = [item for item in found if not known.was_read(account, item.version)][:left]
        for at in range(0, len(new), BATCH):
            some = new[at : at + BATCH]
            whence = frozenset[Origin]().union(
                *(value.origins for item in some for value in item.fields.values())
            )
            wanted = {"messages": Value(tuple(item.id for item in some), whence)}
            for item in await unasked.look(READ, wanted):
                yield item
        left, end = left - len(new), start
        if left <= 0:
            break

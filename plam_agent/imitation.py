"""Whether a call would reach somebody who only passes for a person the owner knows."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterable
from email.utils import parseaddr

from .errors import PlamError
from .tools.contacts import Contacts, load_everyone
from .tools.context import Context
from .tools.lookalikes import spelled
from .types import Call, Confirm, Decision, Role

PATIENCE = 5.0
"""How long the owner waits for the contacts, in seconds: a warning is worth no more."""
_MOST = 100


async def warned(call: Call, decision: Decision, contacts: Iterable[Context]) -> Decision:
    """A question with a sentence more for each destination that imitates one of the contacts.

    Contacts that cannot be read make no warning: the exact addresses are in the question anyway.
    """
    destinations = [
        str(each)
        for name, value in call.args
        if dict(call.roles).get(name) is Role.DESTINATION
        for each in (value.data if isinstance(value.data, tuple | list) else (value.data,))
        if each
    ]
    if not isinstance(decision, Confirm) or not destinations:
        return decision
    try:
        async with asyncio.timeout(PATIENCE):
            people = await load_everyone(contacts)
    except (PlamError, TimeoutError):
        return decision
    words = await asyncio.to_thread(_words, people, destinations[:_MOST])
    return dataclasses.replace(decision, reasons=(*decision.reasons, *words))


def _words(people: Contacts, destinations: list[str]) -> tuple[str, ...]:
    words: list[str] = []
    for each in destinations:
        name, address = parseaddr(each) if "<" in each else ("", each)
        found = people.imitates(name, address)
        if found is not None:
            who = spelled(found.person.name)
            words.append(f"CAREFUL: {spelled(each)} passes for {who}: {spelled(found.why)}")
    return tuple(words)

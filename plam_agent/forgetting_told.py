"""What is to be forgotten, and what was, in words for whoever asked for it."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from . import certificate
from .approvals import escaped
from .errors import InputError, PlamError
from .forgetting import Chosen, tier_names
from .home import Home
from .memory.memory import Memory
from .memory.recollection import Recollection
from .recollecting import known_people
from .wanted import Wanted

NEAR = 5
PATIENCE = 20.0
"""How long the contacts may take to say who a person is, in seconds."""

WIDTH = 160
Say = Callable[[str], None]


def day_of(home: Home, text: str) -> datetime:
    """The moment that a day begins in the owner's zone. Raises InputError for what is none."""
    try:
        day = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is no date.", fix="Write it like 2026-03-01.") from error
    return day.replace(tzinfo=home.zone) if day.tzinfo is None else day


async def spelt(home: Home, wanted: Wanted, say: Say) -> Wanted:
    """The same with the names and addresses that the contacts have for the people."""
    if not wanted.people:
        return wanted
    try:
        async with asyncio.timeout(PATIENCE):
            known = await known_people(home, home.accounts("contacts"))
    except (PlamError, TimeoutError):
        say("plam: the contacts cannot be read: name every spelling of the person yourself")
        return wanted
    cards = [(each.name, *each.addresses) for each in known.people]
    also = {text for card in cards if wanted.names(card) for text in card}
    if more := sorted(also - set(wanted.people)):
        say(f"plam: also as {', '.join(more)}")
    return dataclasses.replace(wanted, people=(*wanted.people, *more), asked=wanted.people)


async def near(home: Home, wanted: Wanted, chosen: Chosen) -> list[Memory]:
    """What recall finds for the words beside what holds them: shown, and kept."""
    if not wanted.query:
        return []
    languages = tuple(dict.fromkeys((home.settings.language, "en")))
    memory = await Recollection.open(home.path, home.vault, None, languages, home.zone)
    async with memory:
        found = await memory.recall(wanted.query, home.now(), limit=NEAR * 2)
    goes = set(chosen.order.memories)
    return [each.memory for each in found if each.memory.id not in goes][:NEAR]


def retrained_when(home: Home, *, now: bool = False) -> str:
    """When adapters are trained again."""
    tuning = home.settings.tuning
    if now:
        return "now"
    if tuning.enabled:
        return f"in the next night ({tuning.window}), or at once by plam forget --retrain"
    return "by plam forget --retrain, since nothing is learnt at night"


def certified(fields: dict[str, Any], when: str) -> str:
    """What a certificate says, and what follows for adapters."""
    lines = [certificate.told(fields)]
    if names := fields["removed"]["stale_adapters"]:
        lines.append(f"Not worn any more: {', '.join(names)}. Trained again {when}.")
    return "\n".join([*lines, f"Certificate: {fields['path']}"])


def preview(chosen: Chosen, near: Sequence[Memory], when: str) -> str:
    """What would go, what stays, and what is near it."""

    def line(text: str) -> str:
        return escaped(" ".join(text.split()))[:WIDTH]

    records = sum(chosen.kinds.values())
    lines = [
        f"{records} records of the journal would go, "
        f"and of the memory: {tier_names(chosen.tiers) or 'nothing'}."
    ]
    if chosen.dependants:
        lines.append(f"  {chosen.dependants} of them because they were made from the others.")
    if chosen.open:
        lines.append(f"  {len(chosen.open)} questions or held calls end with it: nothing is done.")
    if chosen.adapters:
        names = ", ".join(chosen.adapters)
        lines.append(f"  Trained on some of it, and not worn from then on: {names}.")
        lines.append(f"  Trained again without it {when}.")
    lines += [f"  - {line(each)}" for each in chosen.examples]
    lines += [f"  stays: {line(each)}" for each in chosen.kept]
    if near:
        lines.append("Near it, and not forgotten (--memory ID forgets one):")
        lines += [f"  - {each.id}  {line(each.text)}" for each in near]
    lines.append("Cached states of models go too. Mail, files and calendars stay as they are.")
    return "\n".join(lines)

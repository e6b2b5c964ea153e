"""What was in the calendar, remembered once it is over, whoever put it there.

The calendar is looked at like by anybody else: a call through the gate, and only where the policy
lets that happen by itself. What an event says is somebody's words: it keeps the event as its origin
and so never reaches a planner.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from .binding import Bound
from .desk import Desk
from .errors import DamageError, PlamError
from .freezing import freeze
from .memory.acts import line
from .memory.memory import Memory, Tier
from .outcomes import Done
from .policy import grants
from .runtime import Runtime
from .types import POLICY, Allow, Item, Origin, Value, When

LOOK = "calendar.search"
BACK = timedelta(days=28)
"""How far back the first look goes."""

SPAN = timedelta(days=7)
"""How much is looked at by one call."""

SETTLED = 120.0
EVERY = 3_600.0
_GRANT = timedelta(minutes=5)
_PEOPLE = 6


async def keep(desk: Desk) -> None:
    """Remember what is over, for ever: soon after the start, and whenever a day has ended."""
    await asyncio.sleep(SETTLED)
    told = ""
    while True:
        try:
            await remember(await desk.renewed())
        except DamageError:
            raise
        except PlamError as error:
            if str(error) != told:
                told = str(error)
                desk.say(f"plam: what was in the calendar could not be remembered yet: {error}")
        await asyncio.sleep(EVERY)


async def remember(desk: Desk) -> int:
    """Make episodes of the events of days that are over; how many.

    Each day is looked at once. Raises PolicyError, SignatureError, StorageError.
    """
    if desk.memory is None:
        return 0
    home, memory = desk.home, await desk.memory.opened()
    today, made = home.now().date(), 0
    names = await desk.memory.names()
    async with desk.runtime() as runtime:
        for account in home.accounts("calendar"):
            mark = f"calendar:{account.name}"
            while True:
                was = await asyncio.to_thread(memory.memories.mark, mark)
                first = date.fromisoformat(was) if was else today - BACK
                until = min(first + SPAN, today)
                if first >= until:
                    break
                items = await _looked(runtime, account.name, first, until)
                if items is None:
                    break
                found = [_episode(runtime, account.name, each, names) for each in items]
                kept = [each for each in found if each is not None and each.at.date() < until]
                new = (mark, until.isoformat())
                made += len(await memory.add(kept, mark=new, was=was))
    return made


async def _looked(
    runtime: Runtime, account: str, first: date, until: date
) -> Sequence[Item] | None:
    """The events of some days, or None where the policy would ask, or the account is silent."""
    home, tool = runtime.home, runtime.registry.get(LOOK)
    if tool is None:
        return None
    start, end = (datetime.combine(day, time(), home.zone) for day in (first, until))
    said = Value(When(f"{first} to {until}", start, end, all_day=True), frozenset({POLICY}))
    grant = grants.issue(
        home.device,
        None,
        holder=home.device.public,
        not_after=home.now() + _GRANT,
        policy=runtime.policy.hash,
        tools={LOOK},
    )
    run = f"meetings-{secrets.token_hex(6)}"
    call = await freeze(runtime, run, 0, tool, Bound({"when": said}, ()), 1.0, account=account)
    if not isinstance((await runtime.rehearse(call, (grant,))).decision, Allow):
        return None
    outcome = (await runtime.perform(call, (grant,))).outcome
    runtime.found.forget(run)
    return outcome.result.items if isinstance(outcome, Done) else None


def _episode(runtime: Runtime, account: str, item: Item, names: Mapping[str, str]) -> Memory | None:
    """An event as it was, unless it was cancelled."""
    when = item.fields["when"].data
    if not isinstance(when, When) or _said(item, "status"):
        return None
    start = when.start.astimezone(runtime.home.zone)
    people = tuple(_said(item, "attendees") or ())[:_PEOPLE]
    shown = [line(names.get(each.lower(), each)) for each in people]
    text = f"In the calendar on {start:%A} {start.day} {start:%B %Y}"
    text += "" if when.all_day else f" at {start:%H:%M}"
    text += f": “{line(str(_said(item, 'title')))}”"
    text += f", at “{line(str(place))}”" if (place := _said(item, "place")) else ""
    text += f", with {', '.join(shown)}" if shown else ""
    return Memory(
        id=runtime.home.vault.mark("meeting", account, item.id.id, start.isoformat()),
        tier=Tier.EPISODE,
        text=text,
        at=start,
        origins=frozenset[Origin]().union(*(value.origins for value in item.fields.values())),
        source=f"calendar:{account}",
        place=int(start.timestamp() // 60),
        people=tuple(dict.fromkeys((*people, *shown))),
    )


def _said(item: Item, name: str) -> Any:
    value = item.fields.get(name)
    return value.data if value is not None else None

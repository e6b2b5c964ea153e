"""Whom a change of an event has to be told, known before it is decided about."""

from __future__ import annotations

import asyncio

from ...types import Derived, ObjectId, Origin, Value
from ..context import Context
from . import ical
from .agenda import Occurrence
from .invitations import own_addresses
from .notices import Sides, notices


async def to_tell(
    context: Context, found: Occurrence, after: bytes | None, before: bytes | None = None
) -> tuple[str, ...]:
    """The addr-specs of those who are mailed when the file of `found` becomes `after`.

    They are the guests where the owner organizes the event, and its organizer where the owner, a
    guest, takes it away. Raises ContentError for a file that cannot be read.
    """
    old = found.entry.data if before is None else before
    return await asyncio.to_thread(_told, context, found.uid, old, after)


def _told(context: Context, uid: str, before: bytes, after: bytes | None) -> tuple[str, ...]:
    old = ical.parse("the event before", before)
    new = ical.parse("the event", after) if after is not None else None
    sides = Sides(old, new, uid, own_addresses(context), context.zone, context.now())
    return tuple(dict.fromkeys(each for notice in notices(sides) for each in notice.to))


def derived(
    context: Context, event: ObjectId | None, found: Occurrence, people: tuple[str, ...]
) -> Derived:
    """What a call on an event adds to its arguments: people that the calendar names."""
    versions = ((event, found.entry.version),) if event is not None else ()
    if not people:
        return Derived({}, versions)
    origin = Origin("calendar", f"{context.account.name}/{found.uid}")
    return Derived({"attendees": Value(people, frozenset({origin}))}, versions)

"""The calendar tools.

A repeating event is moved, changed or cancelled one instance at a time when the id names the
instance, which is what a search lists. An id without one means the series: it can be renamed,
given another place and cancelled as a whole, but not moved. People who are invited are written
into the event; no mail is sent to them.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta

from ...errors import InputError, ToolError
from ...types import Effect, ObjectId, Reconciled, Result, When
from ...when import move_to, slot
from ..arguments import (
    CalendarCancel,
    CalendarCreate,
    CalendarMove,
    CalendarSearch,
    CalendarUpdate,
)
from ..collection import store_of
from ..context import Context
from ..matching import plain
from ..registry import tool
from . import ical
from .agenda import (
    AHEAD,
    MOST,
    Occurrence,
    agenda,
    bounds,
    choose,
    find_events,
    item,
    lookup,
    named,
    split_id,
    tell,
    with_person,
)
from .answering import TOOLS as ANSWERING
from .free import TOOLS as FREE
from .writing import name_of, uid_of, undo, write

__all__ = ["TOOLS", "find_events"]


def _said(when: When | None) -> str:
    return when.phrase if when else "an unknown time"


def _invited(attendees: tuple[str, ...]) -> str:
    if not attendees:
        return ""
    who = ", ".join(attendees)
    return f" {who} {'is' if len(attendees) == 1 else 'are'} in the event; no mail was sent."


def _inviting(args: CalendarCreate | CalendarUpdate) -> Effect:
    return Effect.SEND if args.attendees else Effect.WRITE


def _id(event: ObjectId | None) -> str:
    return f"event {event.id}" if event else "no event"


@tool(
    "calendar.search",
    effect=Effect.READ,
    args=CalendarSearch,
    account="calendar",
    yields="event",
    preview=lambda args: "Look up events " + " ".join((*args.words, *args.people, _range(args))),
)
async def search(context: Context, args: CalendarSearch) -> Result:
    """List events by start: those that all the words mean, with all the people, in the time."""
    begin = context.now().astimezone(context.zone)
    end = begin + AHEAD
    if args.when:
        begin, end = bounds(args.when)
    listing = await agenda(context, begin, end)
    found = choose(list(listing.occurrences), args.words)
    for person in args.people:
        found = [each for each in found if with_person(each, person)]
    count = f"{len(found)} event{'' if len(found) == 1 else 's'}"
    more = f", the first {MOST} listed" if len(found) > MOST else ""
    summary = " ".join(filter(None, (f"{count}{more}.", listing.trouble)))
    return Result(tuple(item(context, each) for each in found[:MOST]), summary)


def _range(args: CalendarSearch) -> str:
    return args.when.phrase if args.when else "from now on"


def _preview_create(args: CalendarCreate) -> str:
    place = f" at {args.place}" if args.place else ""
    people = f", inviting {', '.join(args.attendees)}" if args.attendees else ""
    return f"Add {named(args.title)}, {_said(args.when)}{place}{people}"


async def _created(context: Context, args: CalendarCreate) -> Reconciled:
    if not context.call:
        return Reconciled.UNKNOWN
    return await _there(context, uid_of(context))


async def _there(context: Context, id: str) -> Reconciled:
    try:
        await lookup(context, ObjectId("event", context.account.name, id))
    except ToolError:
        return Reconciled.NOT_DONE
    return Reconciled.DONE


@tool(
    "calendar.create",
    effect=Effect.WRITE,
    args=CalendarCreate,
    account="calendar",
    reversible=True,
    preview=_preview_create,
    undo=undo,
    reconcile=_created,
    effect_of=_inviting,
)
async def create(context: Context, args: CalendarCreate) -> Result:
    """Write a new event; one hour long where the time gives no end."""
    if not args.title.strip():
        raise InputError("an event needs a title")
    if args.when is None:
        raise InputError("an event needs a time")
    span = ical.Span(*slot(args.when))
    change = ical.Change(span, args.title, args.place, args.attendees)
    uid = uid_of(context)
    data = await asyncio.to_thread(
        ical.new_event, uid, change, organizer=context.owner, stamp=context.now()
    )
    files = await write(await store_of(context), name_of(uid), None, data)
    made = await lookup(context, ObjectId("event", context.account.name, uid))
    told = f"Added {named(plain(args.title))}, {tell(span)}.{_invited(args.attendees)}"
    return Result((item(context, made),), told, {"files": files})


def _target(found: Occurrence, when: When | None) -> ical.Span:
    if when is None:
        raise InputError("a move needs a time")
    span = found.span
    if span.all_day:
        length = timedelta(days=(span.end.date() - span.start.date()).days)
    else:  # elapsed, also across a change of the clocks
        length = span.end.astimezone(UTC) - span.start.astimezone(UTC)
    return ical.Span(*move_to(when, span.start, length, all_day=span.all_day))


async def _moved(context: Context, args: CalendarMove) -> Reconciled:
    try:
        found = await lookup(context, args.event)
    except ToolError:
        return Reconciled.UNKNOWN
    done = found.span == _target(found, args.when)
    return Reconciled.DONE if done else Reconciled.NOT_DONE


@tool(
    "calendar.move",
    effect=Effect.WRITE,
    args=CalendarMove,
    account="calendar",
    reversible=True,
    preview=lambda args: f"Move {_id(args.event)} to {_said(args.when)}",
    undo=undo,
    reconcile=_moved,
)
async def move(context: Context, args: CalendarMove) -> Result:
    """Move an event, keeping its duration, and its time of day where only a day is said."""
    found = await lookup(context, args.event)
    span = _target(found, args.when)
    result, files = await _change(context, found, ical.Change(span))
    told = f"Moved {named(plain(found.title))} from {tell(found.span)} to {tell(result.span)}."
    return Result((item(context, result),), told, {"files": files})


async def _change(
    context: Context, found: Occurrence, change: ical.Change
) -> tuple[Occurrence, list[dict[str, str]]]:
    entry = found.entry
    data = await asyncio.to_thread(
        ical.changed,
        entry.name,
        entry.data,
        found.uid,
        found.instance,
        change,
        zone=context.zone,
        organizer=context.owner,
        stamp=context.now(),
    )
    files = await write(await store_of(context), entry.name, entry, data)
    event = ObjectId("event", context.account.name, found.id)
    return await lookup(context, event), files


def _preview_update(args: CalendarUpdate) -> str:
    parts = [
        f"title {named(args.title)}" if args.title else "",
        f"place {args.place}" if args.place else "",
        f"inviting {', '.join(args.attendees)}" if args.attendees else "",
    ]
    return f"Change {_id(args.event)}: " + "; ".join(filter(None, parts))


async def _updated(context: Context, args: CalendarUpdate) -> Reconciled:
    try:
        found = await lookup(context, args.event)
    except ToolError:
        return Reconciled.UNKNOWN
    there = {address.casefold() for _, address in found.people}
    done = (
        args.title in ("", found.title)
        and args.place in ("", found.place)
        and all(address.casefold() in there for address in args.attendees)
    )
    return Reconciled.DONE if done else Reconciled.NOT_DONE


@tool(
    "calendar.update",
    effect=Effect.WRITE,
    args=CalendarUpdate,
    account="calendar",
    reversible=True,
    preview=_preview_update,
    undo=undo,
    reconcile=_updated,
    effect_of=_inviting,
)
async def update(context: Context, args: CalendarUpdate) -> Result:
    """Change title and place, add attendees; what is empty stays as it is."""
    if not (args.title or args.place or args.attendees):
        raise InputError("nothing was said that would change in the event")
    found = await lookup(context, args.event)
    change = ical.Change(None, args.title, args.place, args.attendees)
    result, files = await _change(context, found, change)
    told = f"Changed {named(plain(result.title))}, {tell(result.span)}.{_invited(args.attendees)}"
    return Result((item(context, result),), told, {"files": files})


async def _cancelled(context: Context, args: CalendarCancel) -> Reconciled:
    if args.event is None:
        return Reconciled.NOT_DONE
    there = await _there(context, args.event.id)
    return Reconciled.NOT_DONE if there is Reconciled.DONE else Reconciled.DONE


@tool(
    "calendar.cancel",
    effect=Effect.WRITE,
    args=CalendarCancel,
    account="calendar",
    reversible=True,
    preview=lambda args: f"Remove {_id(args.event)}",
    undo=undo,
    reconcile=_cancelled,
)
async def cancel(context: Context, args: CalendarCancel) -> Result:
    """Remove an event, or one instance of a series; the undo restores the file exactly."""
    found = await lookup(context, args.event)
    uid, instance = split_id(args.event.id) if args.event else ("", "")
    data = await asyncio.to_thread(
        ical.without, found.entry.name, found.entry.data, uid, instance, zone=context.zone
    )
    files = await write(await store_of(context), found.entry.name, found.entry, data)
    told = f"Removed {named(plain(found.title))}, {tell(found.span)}."
    return Result((), told, {"files": files})


TOOLS = (search, *FREE, create, move, update, cancel, *ANSWERING)

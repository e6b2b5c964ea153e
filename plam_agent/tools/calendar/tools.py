"""The calendar tools.

A repeating event is moved, changed or cancelled one instance at a time when the id names the
instance, which is what a search lists. An id without one means the series; it is moved so that its
next date is at the time said. Guests are told by mail, and are known before the call is decided.
"""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import UTC, datetime, timedelta, tzinfo

from ...errors import AccountError, InputError, ToolError
from ...types import Derived, Effect, ObjectId, Reconciled, Result, When
from ...when import local, move_to
from ..arguments import (
    CalendarCancel,
    CalendarCreate,
    CalendarMove,
    CalendarSearch,
    CalendarUpdate,
)
from ..collection import store_of
from ..context import Context
from ..mail.headers import canonical
from ..matching import plain
from ..registry import tool
from . import changing, ical, shifting
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
    tell,
    with_person,
)
from .answering import TOOLS as ANSWERING
from .free import TOOLS as FREE
from .guests import derived, to_tell
from .invitations import notified, notify, organizer
from .lasting import lasting, taken
from .writing import name_of, uid_of, undo, write

__all__ = ["TOOLS", "find_events"]


def _said(when: When | None) -> str:
    return when.phrase if when else "an unknown time"


def _inviting(args: CalendarCreate | CalendarUpdate | CalendarMove | CalendarCancel) -> Effect:
    return Effect.SEND if args.attendees else Effect.WRITE


def _telling(attendees: tuple[str, ...]) -> str:
    return f", telling {', '.join(attendees)}" if attendees else ""


async def _tell_guests(
    context: Context,
    uid: str,
    before: bytes | None,
    after: bytes | None,
    attendees: tuple[str, ...],
) -> tuple[str, str]:
    """What was said to guests: for the summary, with a space before it, and for the undo."""
    said = await notify(context, uid, before, after, attendees)
    return (f" {said}" if said else ""), said


async def _surely(context: Context, done: Reconciled, attendees: tuple[str, ...]) -> Reconciled:
    """A change that had to be told is done when it was told, and else nobody knows."""
    if done is Reconciled.DONE and attendees:
        return await notified(context)
    return done


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
    return f"Add {named(args.title)}, {_said(args.when)}{lasting(args)}{place}{people}"


async def _created(context: Context, args: CalendarCreate) -> Reconciled:
    if not context.call:
        return Reconciled.UNKNOWN
    there = await _there(context, uid_of(context))
    return await _surely(context, there, args.attendees)


async def _there(context: Context, id: str) -> Reconciled:
    try:
        await lookup(context, ObjectId("event", context.account.name, id))
    except AccountError:
        raise
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
    """Write a new event; where the time gives no end as long as it lasts, else one hour."""
    if not args.title.strip():
        raise InputError("an event needs a title")
    if args.when is None:
        raise InputError("an event needs a time")
    span = taken(args.when, args.lasts)
    change = ical.Change(span, args.title, args.place, args.attendees)
    uid = uid_of(context)
    by = await organizer(context)
    data = await asyncio.to_thread(
        changing.new_event, uid, change, organizer=by, stamp=context.now()
    )
    files = await write(await store_of(context), name_of(uid), None, data)
    made = await lookup(context, ObjectId("event", context.account.name, uid))
    said, mailed = await _tell_guests(context, uid, None, data, args.attendees)
    told = f"Added {named(plain(args.title))}, {tell(span)}.{said}"
    return Result((item(context, made),), told, {"files": files, "told": mailed})


def _target(found: Occurrence, when: When | None) -> ical.Span:
    """Where an event goes, keeping its duration; a mere day keeps its clock in its own zone."""
    if when is None:
        raise InputError("a move needs a time")
    span = found.span
    if span.all_day:
        length = timedelta(days=(span.end.date() - span.start.date()).days)
    else:  # elapsed, also across a change of the clocks
        length = span.end.astimezone(UTC) - span.start.astimezone(UTC)
    begin, end, all_day = move_to(when, span.start, length, all_day=span.all_day)
    zone = begin.tzinfo
    if when.all_day and not all_day and found.zone not in (None, zone, UTC):
        clock = span.start.astimezone(found.zone).time()
        for days in (0, -1, 1):
            day = begin.date() + timedelta(days=days)
            there = local(datetime.combine(day, clock), found.zone).astimezone(zone)
            if there.date() == begin.date():
                return ical.Span(there, (there.astimezone(UTC) + length).astimezone(zone))
    return ical.Span(begin, end, all_day)


async def _next(context: Context, found: Occurrence) -> Occurrence:
    """What stands for a series: its next date."""
    if found.instance or not found.repeats:
        return found
    return await asyncio.to_thread(_anchored, found, context.now(), context.zone)


def _anchored(found: Occurrence, now: datetime, zone: tzinfo) -> Occurrence:
    each = changing.of(ical.parse(found.entry.name, found.entry.data), found.uid)
    return dataclasses.replace(found, span=shifting.anchor(each, now, zone).span)


async def _moving(context: Context, args: CalendarMove) -> tuple[Occurrence, ical.Span, bytes]:
    """The event, where it goes, and its file afterwards."""
    found = await _next(context, await lookup(context, args.event))
    span = _target(found, args.when)
    if found.instance or not found.repeats:
        return found, span, await _changed(context, found, ical.Change(span))
    data = await asyncio.to_thread(
        shifting.moved,
        found.entry.name,
        found.entry.data,
        found.uid,
        span,
        zone=context.zone,
        now=context.now(),
    )
    return found, span, data


async def _moved(context: Context, args: CalendarMove) -> Reconciled:
    """A series at its old version has not moved; at another one, nobody knows what moved it."""
    try:
        found = await lookup(context, args.event)
    except AccountError:
        raise
    except ToolError:
        return Reconciled.UNKNOWN
    if found.repeats and not found.instance:
        before = context.versions.get(args.event) if args.event else None
        return Reconciled.NOT_DONE if before == found.entry.version else Reconciled.UNKNOWN
    done = found.span == _target(found, args.when)
    there = Reconciled.DONE if done else Reconciled.NOT_DONE
    return await _surely(context, there, args.attendees)


async def _complete_move(context: Context, args: CalendarMove) -> Derived:
    found, _, data = await _moving(context, args)
    return derived(context, args.event, found, await to_tell(context, found, data))


@tool(
    "calendar.move",
    effect=Effect.WRITE,
    args=CalendarMove,
    account="calendar",
    reversible=True,
    preview=lambda args: f"Move {_id(args.event)} to {_said(args.when)}{_telling(args.attendees)}",
    complete=_complete_move,
    undo=undo,
    reconcile=_moved,
    effect_of=_inviting,
)
async def move(context: Context, args: CalendarMove) -> Result:
    """Move an event, keeping its duration, and its time of day where only a day is said.

    A series moves as a whole: dates that were cancelled or moved by themselves stay so.
    """
    found, span, data = await _moving(context, args)
    files = await write(await store_of(context), found.entry.name, found.entry, data)
    event = ObjectId("event", context.account.name, found.id)
    result = await lookup(context, event)
    said, mailed = await _tell_guests(context, found.uid, found.entry.data, data, args.attendees)
    what = "all dates of " if found.repeats and not found.instance else ""
    told = f"Moved {what}{named(plain(found.title))} from {tell(found.span)} to {tell(span)}.{said}"
    return Result((item(context, result),), told, {"files": files, "told": mailed})


async def _changed(context: Context, found: Occurrence, change: ical.Change) -> bytes:
    return await asyncio.to_thread(
        changing.changed,
        found.entry.name,
        found.entry.data,
        found.uid,
        found.instance,
        change,
        zone=context.zone,
        organizer=await organizer(context),
        stamp=context.now(),
    )


def _preview_update(args: CalendarUpdate) -> str:
    parts = [
        f"title {named(args.title)}" if args.title else "",
        f"place {args.place}" if args.place else "",
        f"for {', '.join(args.attendees)}, who are told" if args.attendees else "",
    ]
    return f"Change {_id(args.event)}: " + "; ".join(filter(None, parts))


async def _updating(context: Context, args: CalendarUpdate) -> tuple[Occurrence, bytes]:
    if not (args.title or args.place or args.attendees):
        raise InputError("nothing was said that would change in the event")
    found = await lookup(context, args.event)
    change = ical.Change(None, args.title, args.place, args.attendees)
    return found, await _changed(context, found, change)


async def _updated(context: Context, args: CalendarUpdate) -> Reconciled:
    try:
        found = await lookup(context, args.event)
    except AccountError:
        raise
    except ToolError:
        return Reconciled.UNKNOWN
    there = {address.casefold() for _, address in found.people}
    done = (
        args.title in ("", found.title)
        and args.place in ("", found.place)
        and all(address.casefold() in there for address in args.attendees)
    )
    state = Reconciled.DONE if done else Reconciled.NOT_DONE
    return await _surely(context, state, args.attendees)


async def _complete_update(context: Context, args: CalendarUpdate) -> Derived:
    """Those who are invited, and the guests who are told of it."""
    found, data = await _updating(context, args)
    people = await to_tell(context, found, data)
    invited = {canonical(each) for each in args.attendees}
    others = tuple(each for each in people if each not in invited)
    return derived(context, args.event, found, (*args.attendees, *others) if others else ())


@tool(
    "calendar.update",
    effect=Effect.WRITE,
    args=CalendarUpdate,
    account="calendar",
    reversible=True,
    preview=_preview_update,
    complete=_complete_update,
    undo=undo,
    reconcile=_updated,
    effect_of=_inviting,
)
async def update(context: Context, args: CalendarUpdate) -> Result:
    """Change title and place, add attendees; what is empty stays as it is."""
    found, data = await _updating(context, args)
    files = await write(await store_of(context), found.entry.name, found.entry, data)
    event = ObjectId("event", context.account.name, found.id)
    result = await lookup(context, event)
    said, mailed = await _tell_guests(context, found.uid, found.entry.data, data, args.attendees)
    told = f"Changed {named(plain(result.title))}, {tell(result.span)}.{said}"
    return Result((item(context, result),), told, {"files": files, "told": mailed})


async def _cancelled(context: Context, args: CalendarCancel) -> Reconciled:
    if args.event is None:
        return Reconciled.NOT_DONE
    there = await _there(context, args.event.id)
    gone = Reconciled.NOT_DONE if there is Reconciled.DONE else Reconciled.DONE
    return await _surely(context, gone, args.attendees)


async def _cancelling(context: Context, args: CalendarCancel) -> tuple[Occurrence, bytes | None]:
    found = await lookup(context, args.event)
    data = await asyncio.to_thread(
        changing.without,
        found.entry.name,
        found.entry.data,
        found.uid,
        found.instance,
        zone=context.zone,
    )
    return found, data


async def _complete_cancel(context: Context, args: CalendarCancel) -> Derived:
    found, data = await _cancelling(context, args)
    return derived(context, args.event, found, await to_tell(context, found, data))


@tool(
    "calendar.cancel",
    effect=Effect.WRITE,
    args=CalendarCancel,
    account="calendar",
    reversible=True,
    preview=lambda args: f"Remove {_id(args.event)}{_telling(args.attendees)}",
    complete=_complete_cancel,
    undo=undo,
    reconcile=_cancelled,
    effect_of=_inviting,
)
async def cancel(context: Context, args: CalendarCancel) -> Result:
    """Remove an event, one instance of a series, or all of it; the undo restores the file."""
    found, data = await _cancelling(context, args)
    files = await write(await store_of(context), found.entry.name, found.entry, data)
    said, mailed = await _tell_guests(context, found.uid, found.entry.data, data, args.attendees)
    what = "all dates of " if found.repeats and not found.instance else ""
    when = "" if what else f", {tell(found.span)}"
    told = f"Removed {what}{named(plain(found.title))}{when}.{said}"
    return Result((), told, {"files": files, "told": mailed})


TOOLS = (search, *FREE, create, move, update, cancel, *ANSWERING)

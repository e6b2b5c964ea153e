"""When the owner is free: the gaps between what is in the calendar.

Events that are marked as free time (TRANSP), were cancelled, or that the owner declined do not
count. A day-long event that does count takes the day.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, tzinfo

from ...errors import InputError
from ...types import Effect, Item, ObjectId, Origin, Result, Value, When
from ...when import length, local
from ..arguments import CalendarFree
from ..context import Context
from ..registry import tool
from .agenda import Occurrence, agenda, tell
from .ical import Span
from .invitations import own_addresses

FROM, TO = time(8), time(20)  # the hours of a day that are looked at where no hours were said
DAYS = 7
LENGTH = timedelta(hours=1)
MOST = 100
SHOWN = 10
_STEP = timedelta(minutes=5)

Range = tuple[datetime, datetime]


def asked(args: CalendarFree) -> timedelta:
    """How long it should be: an hour where nothing was said. Raises InputError."""
    said = length(args.length) if args.length.strip() else LENGTH
    if not timedelta(minutes=1) <= said <= timedelta(hours=24):
        raise InputError(
            "free time is looked for from a minute to a day", fix="Say for example “two hours”."
        )
    return said


def windows(when: When | None, wanted: timedelta, now: datetime) -> list[Range]:
    """The times to look at, in UTC: what was said, or for whole days the waking hours of each.

    `now` is in the owner's zone; what is past is left out.
    """
    zone = now.tzinfo
    begin, end = now, local(datetime.combine(now.date() + timedelta(days=DAYS), TO), zone)
    if when is not None:
        begin, end = when.start, when.end or _plus(when.start, wanted)
    whole = when is None or when.all_day or _plus(begin, timedelta(days=1)) < end
    found = [(begin, end)] if not whole else list(_daily(begin, end, zone))
    soon = _rounded(now)
    cut = [(max(a.astimezone(UTC), soon), b.astimezone(UTC)) for a, b in found]
    return [(a, b) for a, b in cut if a < b]


def _daily(begin: datetime, end: datetime, zone: tzinfo | None) -> Iterable[Range]:
    day = begin.astimezone(zone).date()
    while local(datetime.combine(day, FROM), zone) < end:
        first = local(datetime.combine(day, FROM), zone)
        last = local(datetime.combine(day, TO), zone)
        if max(first, begin) < min(last, end):
            yield max(first, begin), min(last, end)
        day += timedelta(days=1)


def _plus(start: datetime, by: timedelta) -> datetime:
    return (start.astimezone(UTC) + by).astimezone(start.tzinfo)


def _rounded(now: datetime) -> datetime:
    """The next five minutes."""
    utc = now.astimezone(UTC)
    over = timedelta(minutes=utc.minute % 5, seconds=utc.second, microseconds=utc.microsecond)
    return utc - over + (_STEP if over else timedelta())


def gaps(ranges: Iterable[Range], busy: Iterable[Range], wanted: timedelta) -> list[Range]:
    """The parts of `ranges` of at least `wanted` that none of `busy` overlaps; all in UTC.

    What is busy for no time takes none.
    """
    taken = sorted(each for each in busy if each[0] < each[1])
    found: list[Range] = []
    for begin, end in ranges:
        at = begin
        for first, last in taken:
            if last <= at:
                continue
            if first >= end:
                break
            if first - at >= wanted:
                found.append((at, first))
            at = max(at, last)
        if end - at >= wanted:
            found.append((at, end))
    return found


def blocks(each: Occurrence, mine: tuple[str, ...]) -> bool:
    """Whether an event takes the owner's time."""
    if each.transparent or each.status == "CANCELLED" or each.span.start == each.span.end:
        return False
    return not any(address in each.declined for address in mine)


def _item(context: Context, span: Span, origins: frozenset[Origin]) -> Item:
    key = "/".join(f"{each.astimezone(UTC):%Y%m%dT%H%M%SZ}" for each in (span.start, span.end))
    fields = {
        "start": span.start,
        "end": span.end,
        "when": When(tell(span), span.start, span.end),
    }
    return Item(
        ObjectId("time", context.account.name, key),
        "",
        {name: Value(value, origins) for name, value in fields.items()},
    )


def _preview(args: CalendarFree) -> str:
    when = args.when.phrase if args.when else "in the next seven days"
    return f"Look for {args.length or 'an hour'} free {when}"


@tool(
    "calendar.free",
    effect=Effect.READ,
    args=CalendarFree,
    account="calendar",
    yields="time",
    preview=_preview,
)
async def free(context: Context, args: CalendarFree) -> Result:
    """The gaps of the length asked for, by start: in the time said, or from 8 to 20 of each day."""
    zone = context.zone
    now = context.now().astimezone(zone)
    wanted = await asyncio.to_thread(asked, args)
    ranges = windows(args.when, wanted, now)
    if not ranges:
        raise InputError("that time is past", fix="Say a time to come.")
    listing = await agenda(context, ranges[0][0], ranges[-1][1])
    mine = own_addresses(context)
    busy = [
        (each.span.start.astimezone(UTC), each.span.end.astimezone(UTC))
        for each in listing.occurrences
        if blocks(each, mine)
    ]
    found = [Span(a.astimezone(zone), b.astimezone(zone)) for a, b in gaps(ranges, busy, wanted)]
    origins = frozenset({Origin("calendar", context.account.name)})
    told = "; ".join(tell(span) for span in found[:SHOWN])
    more = f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    asked_for = args.length.strip() or "an hour"
    summary = f"Free: {told}{more}." if found else f"There is no {asked_for} free in that time."
    return Result(
        tuple(_item(context, span, origins) for span in found[:MOST]),
        " ".join(filter(None, (summary, listing.trouble))),
    )


TOOLS = (free,)

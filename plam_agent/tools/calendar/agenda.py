"""What is in a calendar: reading events, finding them by words, and naming them.

An event's id is its UID; an instance of a repeating one is `UID/RECURRENCE-ID`. Whatever a
calendar says may have been written by others, so its values carry the calendar as their origin.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from ...errors import ContentError, InputError, ToolError
from ...types import Item, ObjectId, Origin, Value, When
from ...when import resolve
from ..collection import Entry, store_of
from ..context import Context
from ..matching import generic, matches, telling
from . import ical, recurrence
from .recurrence import Instance, Series

AHEAD = timedelta(days=365)
MOST = 500
# What comes before people, between them, and before a name; and days that are no surnames.
_WITH = frozenset({"with", "w/", "avec"})
_AND = frozenset({"and", "&", "+", "or", "et", "ou"})
_TITLES = frozenset({"mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "m.", "mme", "mlle"})
_DAYS = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
    | {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"}
    | {"today", "tonight", "tomorrow", "yesterday", "aujourd'hui", "demain", "hier"}
)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event, or one instance of a repeating event, in the owner's zone.

    `zone` is the zone it was written in, None for a day and for a floating time.
    """

    uid: str
    instance: str
    repeats: bool
    span: ical.Span
    title: str
    place: str
    people: tuple[tuple[str, str], ...]
    notes: str
    entry: Entry
    status: str = ""
    transparent: bool = False
    declined: tuple[str, ...] = ()
    zone: tzinfo | None = None

    @property
    def id(self) -> str:
        """The id's text: `UID` or `UID/RECURRENCE-ID`."""
        return f"{self.uid}/{self.instance}" if self.instance else self.uid


@dataclass(frozen=True, slots=True)
class Agenda:
    """What was read, and the files that could not be."""

    occurrences: tuple[Occurrence, ...]
    broken: tuple[ContentError, ...] = ()

    @property
    def trouble(self) -> str:
        """A sentence about the files that could not be read; empty where there are none."""
        if not self.broken:
            return ""
        return "Could not read " + "; ".join(str(why) for why in self.broken[:5])


async def agenda(context: Context, begin: datetime, end: datetime) -> Agenda:
    """Every event and instance that overlaps [begin, end), by start. Broken files are named."""
    entries = await (await store_of(context)).entries()
    return await asyncio.to_thread(expand, entries, begin, end, context.zone)


def expand(entries: tuple[Entry, ...], begin: datetime, end: datetime, zone: tzinfo) -> Agenda:
    """What is in these files, in the owner's zone."""
    found: list[Occurrence] = []
    broken: list[ContentError] = []
    for entry in entries:
        try:
            found += _within(entry, begin, end, zone)
        except ContentError as why:
            broken.append(why)
    found.sort(key=lambda each: (each.span.start, each.span.end, each.id))
    return Agenda(tuple(found), tuple(broken))


def _within(entry: Entry, begin: datetime, end: datetime, zone: tzinfo) -> list[Occurrence]:
    try:
        return [
            occurrence(each, one, entry)
            for each in recurrence.series(entry.name, entry.data)
            for one in recurrence.instances(each, begin, end, zone)
        ]
    except ContentError as why:
        if why.file:
            raise
        raise ContentError(why.message, file=entry.name) from None
    except (OverflowError, ValueError) as why:
        raise ContentError(f"its times are none that a calendar has: {why}", file=entry.name) from (
            None
        )


def occurrence(each: Series, one: Instance, entry: Entry) -> Occurrence:
    """An instance as the tools see it."""
    event = one.event
    return Occurrence(
        uid=each.uid,
        instance=one.key,
        repeats=each.repeats,
        span=one.span,
        title=ical.text(event, "SUMMARY"),
        place=ical.text(event, "LOCATION"),
        people=ical.people(event),
        notes=ical.text(event, "DESCRIPTION"),
        entry=entry,
        status=ical.text(event, "STATUS").upper(),
        declined=_declined(event),
        transparent=ical.text(event, "TRANSP").upper() == "TRANSPARENT",
        zone=one.event["DTSTART"].dt.tzinfo if not one.span.all_day else None,
    )


def _declined(event: Any) -> tuple[str, ...]:
    """The addresses of the attendees who declined."""
    return tuple(
        str(each).lower().removeprefix("mailto:")
        for each in ical.many(event, "ATTENDEE")
        if str(getattr(each, "params", {}).get("PARTSTAT", "")).upper() == "DECLINED"
    )


async def lookup(context: Context, event: ObjectId | None) -> Occurrence:
    """The event or instance with this id. Raises ToolError if it is gone."""
    if event is None:
        raise InputError("no event was named")
    uid, instance = split_id(event.id)
    entries = await (await store_of(context)).entries()
    found = await asyncio.to_thread(_one, entries, uid, instance, context.zone)
    if found is None:
        raise ToolError("there is no such event any more", fix="Look it up again.")
    return found


def _one(entries: tuple[Entry, ...], uid: str, instance: str, zone: tzinfo) -> Occurrence | None:
    for entry in entries:
        try:
            found = recurrence.series(entry.name, entry.data)
            for each in found:
                if each.uid != uid:
                    continue
                one = (recurrence.find if instance else recurrence.first)(each, instance, zone)
                if one is not None:
                    return occurrence(each, one, entry)
        except ContentError:
            continue  # a search names broken files; here another file may hold the event
    return None


def split_id(text: str) -> tuple[str, str]:
    """UID and recurrence id (or empty) of an event id."""
    found = re.fullmatch(r"(.+)/(\d{8}(?:T\d{6}Z)?)", text, re.DOTALL)
    return (found[1], found[2]) if found else (text, "")


def item(context: Context, found: Occurrence) -> Item:
    """An event as an item of a result."""
    origin = frozenset({Origin("calendar", f"{context.account.name}/{found.uid}")})
    span = found.span
    said = f"{span.start:%Y-%m-%d}" if span.all_day else f"{span.start:%Y-%m-%d %H:%M}"
    fields: dict[str, Any] = {
        "title": found.title,
        "when": When(said, span.start, span.end, span.all_day),
        "start": span.start,
        "end": span.end,
        "place": found.place,
        "attendees": tuple(address for _, address in found.people),
    }
    if found.status == "CANCELLED":
        fields["status"] = "cancelled"
    return Item(
        id=ObjectId("event", context.account.name, found.id),
        version=found.entry.version,
        fields={key: Value(value, origin) for key, value in fields.items()},
    )


def says(found: Occurrence, words: str) -> bool:
    """Whether an event is what the words mean: title, place, people and notes are looked at."""
    return matches(words, " ".join((found.title, found.place, found.notes, _names(found))))


def with_person(found: Occurrence, person: str) -> bool:
    """Whether somebody takes part, or is named in the title."""
    return matches(person, f"{_names(found)} {found.title}")


def _names(found: Occurrence) -> str:
    return " ".join(f"{name} {address}" for name, address in found.people)


def choose(found: list[Occurrence], words: tuple[str, ...]) -> list[Occurrence]:
    """The events that all the quotes mean; a quote of a mere kind (`my meetings`) means any."""
    for quote in words:
        said = [each for each in found if says(each, quote)]
        found = found if not said and generic(quote) else said
    return found


async def find_events(context: Context, words: str) -> list[Item]:
    """The events that quoted words may mean, soonest first: from today on for a year.

    Words of time at the end (`the dentist on Friday`) narrow by time. Of a repeating event only
    the next instance is listed, unless a time was said.
    """
    now = context.now().astimezone(context.zone)
    quote, when = await asyncio.to_thread(split_time, words, now, context.day_first)
    begin = now.replace(hour=0, minute=0, second=0, microsecond=0)
    end = begin + AHEAD
    if when:
        begin, end = bounds(when)
    listing = await agenda(context, begin, end)
    seen: set[str] = set()
    result: list[Item] = []
    for each in choose(list(listing.occurrences), (quote,) if quote else ()):
        past = each.span.end <= now and not when
        if each.repeats and not when and (past or each.uid in seen):
            continue
        seen.add(each.uid)
        result.append(item(context, each))
    return result[:MOST]


def split_time(words: str, now: datetime, day_first: bool = True) -> tuple[str, When | None]:
    """A quote without the time at its end, and that time; `day_first` as `when.resolve` says.

    Whom something is with is no time (`coffee with Noël`, `lunch with Anna May`).
    """
    said = words.split()
    for i in range(len(said)):
        if _is_name(said, i):
            continue
        try:
            return " ".join(said[:i]), resolve(" ".join(said[i:]), now, day_first=day_first)
        except InputError:
            continue
    return words, None


def _is_name(said: list[str], i: int) -> bool:
    """Whether the word at `i` belongs to the people after `with` or `avec`."""
    before = [word.casefold().strip(",") for word in said[:i]]
    if not set(before) & _WITH:
        return False
    if before[-1] in _WITH | _AND | _TITLES or said[i - 1].endswith(","):
        return not said[i][:1].isdigit()
    # A month or a feast that ends the quote is a surname; a weekday is not.
    named = said[i - 1][:1].isupper() and said[i][:1].isupper()
    last = i == len(said) - 1
    return named and last and said[i].casefold() not in _DAYS


def bounds(when: When) -> tuple[datetime, datetime]:
    """The instants between which a search looks; a mere start means the hour from it."""
    return when.start, when.end or when.start + timedelta(hours=1)


def tell(span: ical.Span) -> str:
    """A span in words for the owner: `Fri 27 Nov 2026 15:00-16:00`."""
    day = f"{span.start:%a %d %b %Y}"
    if span.all_day:
        last = span.end - timedelta(hours=12)
        return day if last.date() <= span.start.date() else f"{day} to {last:%a %d %b %Y}"
    if span.end.date() == span.start.date():
        return f"{day} {span.start:%H:%M}-{span.end:%H:%M}"
    return f"{day} {span.start:%H:%M} to {span.end:%a %d %b %Y %H:%M}"


def named(title: str) -> str:
    """A title between quotation marks, or words for an event without one."""
    return f"“{title}”" if telling(title) or title.strip() else "an event without a title"

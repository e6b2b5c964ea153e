"""Taking scheduling messages over into the owner's calendar (RFC 5546 section 2.1.5).

What is older than what is there is refused, and so is what comes from anybody but the event's own
organizer: a UID is the sender's to choose.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Any

from ...errors import ContentError, ToolError
from ..collection import Entry
from ..matching import plain
from . import changing, ical, itip, zones
from .received import Part


def name_for(uid: str) -> str:
    """The name of a new file for somebody else's event; different UIDs never share one."""
    return f"invitation-{hashlib.sha256(uid.encode()).hexdigest()[:32]}.ics"


def holding(entries: Iterable[Entry], uid: str) -> Entry | None:
    """The file that holds the event `uid`; broken files are passed over."""
    for entry in entries:
        try:
            parts = ical.events(ical.parse(entry.name, entry.data))
        except ContentError:
            continue
        if any(ical.text(event, "UID") == uid for event in parts):
            return entry
    return None


def check(entry: Entry | None, part: Part, zone: tzinfo) -> None:
    """Raise ToolError where `part` is outdated or not its organizer's to send."""
    there = _stored(entry, part.uid)
    for event in there:
        mine = itip.organizer(event)
        if mine is None or part.organizer is None or mine.spec != part.organizer.spec:
            whose = f"{mine.spec} organizes" if mine else "nobody else organizes"
            raise ToolError(
                f"your calendar has an event with the same identity, which {whose}",
                fix="Ask the sender for a new invitation.",
            )
    known = {_key(event, zone): event for event in there}
    for event in part.events:
        earlier = known.get(_key(event, zone))
        if earlier is not None and itip.sequence(event) < itip.sequence(earlier):
            raise ToolError(
                "this is outdated: your calendar has a later version of the event",
                fix="Answer the latest message about it.",
            )


def accepted(entry: Entry | None, part: Part, address: str, standing: str, zone: tzinfo) -> bytes:
    """The file with the event and the owner's answer in it.

    Where the calendar has the same revision, written later, only the answer is put into it. The
    owner's own alarms stay.
    """
    there = {_key(event, zone): event for event in _stored(entry, part.uid)}
    written: dict[str, Any] = {}
    for event in part.events:
        key = _key(event, zone)
        earlier = there.get(key)
        newer = earlier is not None and _age(earlier) > _age(event)
        fresh = itip.answering(earlier if newer else event, address, standing)
        if earlier is not None and not newer:
            for alarm in earlier.subcomponents:
                fresh.add_component(alarm)
        written[key] = fresh
    for key, event in there.items():
        # A date that was changed after this was written stays changed.
        if key not in written and (not part.whole or (key and _age(event) > _age(part.main))):
            written[key] = event
    return _file(entry, part, written.values())


def declined(entry: Entry | None, part: Part, zone: tzinfo) -> bytes | None:
    """The file without what was declined; None where nothing remains of it."""
    if entry is None:
        return None
    data: bytes | None = entry.data
    keys = [""] if part.whole else [_key(event, zone) for event in part.events]
    for key in keys:
        if data is not None and _has(entry.name, data, part.uid, key, zone):
            data = changing.without(entry.name, data, part.uid, key, zone=zone)
    return data


def answered(entry: Entry, part: Part, guest: str, standing: str, zone: tzinfo) -> bytes:
    """The file with a guest's answer in it (RFC 5546 section 3.2.3).

    Raises ToolError where the guest was not invited or answers an earlier version.
    """
    there = {_key(event, zone): event for event in _stored(entry, part.uid)}
    written = dict(there)
    for event in part.events:
        key = _key(event, zone)
        asked = there.get(key)
        if asked is None:
            raise ToolError("the answer is to a date that your calendar does not have by itself")
        if itip.sequence(event) < itip.sequence(asked):
            raise ToolError("this is outdated: it answers an earlier version of the event")
        if guest not in {each.address.spec for each in itip.guests(asked)}:
            raise ToolError(f"{guest} was not invited to it")
        written[key] = itip.answering(asked, guest, standing)
    return _file(entry, part, written.values())


def _stored(entry: Entry | None, uid: str) -> list[Any]:
    if entry is None:
        return []
    parts = ical.events(ical.parse(entry.name, entry.data))
    return [event for event in parts if ical.text(event, "UID") == uid]


def _key(event: Any, zone: tzinfo) -> str:
    return ical.instance_of(event, zone) if "RECURRENCE-ID" in event else ""


def _age(event: Any) -> tuple[int, datetime]:
    return itip.sequence(event), itip.stamp(event)


def _has(name: str, data: bytes, uid: str, key: str, zone: tzinfo) -> bool:
    """Whether the file has the event, or for one date the series or that date."""
    events = [e for e in ical.events(ical.parse(name, data)) if ical.text(e, "UID") == uid]
    keys = {_key(event, zone) for event in events}
    return key in keys or "" in keys if key else bool(keys)


def _file(entry: Entry | None, part: Part, written: Iterable[Any]) -> bytes:
    """The events of `part` in their file, everything else in it as it was.

    Raises ToolError where other events of the file need another zone of the same name.
    """
    if entry is None:
        return itip.packed(part.calendar, written)
    calendar = ical.fresh(entry.name, entry.data)
    rest = [
        each
        for each in calendar.subcomponents
        if each.name != "VEVENT" or ical.text(each, "UID") != part.uid
    ]
    listed = list(written)
    brought = _zones(part.calendar.subcomponents, itip.zones_of(listed))
    there = _zones(rest, set(brought))
    others = [each for each in rest if each.name != "VTIMEZONE"]
    for name, zone in there.items():
        other = zone.to_ical() != brought[name].to_ical() and zones.known(name) is None
        if other and name in itip.zones_of(others):
            raise ToolError(
                f"{entry.name} also holds events in another time zone called {plain(name)}",
                fix="Move the event into a file of its own.",
            )
    kept = [each for each in rest if not any(each is zone for zone in there.values())]
    calendar.subcomponents = [*brought.values(), *kept, *listed]
    return ical.packed(calendar)


def _zones(parts: Iterable[Any], names: set[str]) -> dict[str, Any]:
    found = {ical.text(each, "TZID"): each for each in parts if each.name == "VTIMEZONE"}
    return {name: zone for name, zone in found.items() if name in names}

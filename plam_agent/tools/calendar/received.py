"""Reading the calendar part of somebody's message (RFC 5546): one event, or a clear refusal.

A part is untrusted and may be made to keep a program busy: what is not looked at never reaches the
parser, and what does is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from ...errors import ContentError, ToolError
from ..mail.headers import Address
from ..matching import plain
from . import ical, itip
from .agenda import split_id
from .lines import check_lines

LARGEST = 256 * 1024
MOST_LINES = 3000
LONGEST_LINE = 60_000
LONGEST_RULE = 4000
MOST_EVENTS = 200
MOST_GUESTS = 500
_OBSERVANCE = {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "RDATE"}
_PLACES = {
    ("VCALENDAR",): {"VERSION", "PRODID", "CALSCALE", "METHOD"},
    ("VCALENDAR", "VEVENT"): itip.KEPT,
    ("VCALENDAR", "VTIMEZONE"): {"TZID"},
    ("VCALENDAR", "VTIMEZONE", "STANDARD"): _OBSERVANCE,
    ("VCALENDAR", "VTIMEZONE", "DAYLIGHT"): _OBSERVANCE,
}
_ZONE_RULE = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYDAY", "BYMONTHDAY"}


@dataclass(frozen=True, slots=True)
class Part:
    """What came in a message: one event, with its changed instances, or single instances of one.

    `events` are stripped VEVENTs, the series first; treat them as frozen. `calendar` holds the
    time zones they use.
    """

    method: str
    uid: str
    organizer: Address | None
    events: tuple[Any, ...]
    calendar: Any

    @property
    def main(self) -> Any:
        """The event itself, or the first of the instances."""
        return self.events[0]

    @property
    def whole(self) -> bool:
        """Whether it speaks of the event or series rather than of single instances."""
        return "RECURRENCE-ID" not in self.main

    @property
    def title(self) -> str:
        """The title on one line, without control characters."""
        return plain(ical.text(self.main, "SUMMARY"))


def read(text: str, method: str, zone: tzinfo) -> Part:
    """The one event that a calendar part is about.

    Raises ContentError where it cannot be read, is too large or repeats too often, and ToolError
    where it is about no event or about several.
    """
    if len(text) > LARGEST:
        raise ToolError(f"its calendar part is larger than {LARGEST // 1024} KiB")
    if not method:
        raise ToolError("its calendar part names no METHOD, so it asks for nothing")
    calendar = ical.parse("", _sifted(text).encode("utf-8", "replace"))
    for zoned in calendar.subcomponents:
        if zoned.name == "VTIMEZONE":
            _check_zone(zoned)
    found = ical.events(calendar)
    if not found:
        raise ToolError("its calendar part holds no event")
    uids = {ical.text(event, "UID") for event in found}
    if len(uids) > 1 or len(found) > MOST_EVENTS:
        raise ToolError("its calendar part holds several events, and only one can be answered")
    (uid,) = uids
    if not uid.strip() or len(uid) > 1000 or not uid.isprintable() or split_id(uid)[1]:
        raise ToolError("its event has no UID that could be used")
    organizers = {itip.organizer(event) for event in found}
    if len(organizers) > 1 or any(isinstance(e.get("ORGANIZER"), list) for e in found):
        raise ToolError("its calendar part names several organizers")
    if any(len(itip.guests(event)) > MOST_GUESTS for event in found):
        raise ToolError(f"it is an event of more than {MOST_GUESTS} guests")
    _check_instances(found, zone)
    events = sorted((itip.stripped(event) for event in found), key=lambda e: "RECURRENCE-ID" in e)
    return Part(method, uid, organizers.pop(), tuple(events), calendar)


def _sifted(text: str) -> str:
    """The lines that are looked at; all others never reach the parser.

    Raises ContentError for what is no iCalendar, ToolError where an event has too many lines.
    """
    # What ends a line for the parser ends it here, so that nothing comes to it within another line.
    text = re.sub("\r\n?", "\n", re.sub("[\x1c-\x1f\x85\u2028\u2029]", " ", text))
    check_lines("", text.encode("utf-8", "replace"))
    path: list[str] = []
    kept: list[str] = []
    for line in re.sub(r"\n[ \t]", "", text).split("\n"):
        name, _, value = line.partition(":")
        name = name.partition(";")[0].upper().lstrip("\ufeff")
        if name == "BEGIN":
            path.append(value.strip().upper())
        looked_at = _PLACES.get(tuple(path)) if len(path) <= 3 else None
        if looked_at is not None and (name in ("BEGIN", "END") or name in looked_at):
            if name in ("RRULE", "RDATE", "EXDATE") and len(line) > LONGEST_RULE:
                raise ToolError(f"its {name} is longer than {LONGEST_RULE} characters")
            kept.append(line[:LONGEST_LINE])
        if name == "END":
            del path[-1:]
    if len(kept) > MOST_LINES:
        raise ToolError(f"its calendar part has more than {MOST_LINES} lines")
    return "\n".join([*kept, ""])


def _check_zone(zone: Any) -> None:
    """Refuse a time zone whose rules could not be worked out in a reasonable time."""
    for part in zone.subcomponents:
        for rule in ical.many(part, "RRULE"):
            yearly = [str(each).upper() for each in rule.get("FREQ", [])] == ["YEARLY"]
            if not yearly or any(key.upper() not in _ZONE_RULE for key in rule):
                raise ContentError("the rules of its time zone are none that a time zone has")


def _check_instances(found: Sequence[Any], zone: tzinfo) -> None:
    try:
        named = [ical.instance_of(e, zone) if "RECURRENCE-ID" in e else "" for e in found]
        for event in found:
            ical.span_of(event, zone)
    except (OverflowError, ValueError, TypeError, AttributeError):
        raise ContentError("its times are none that a calendar has") from None
    if len(set(named)) < len(named):
        raise ToolError("its calendar part holds the same date twice")

"""Octets as a calendar, as an invitation, and as contacts."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from plam_agent.errors import ContentError, ToolError
from plam_agent.tools import vcard
from plam_agent.tools.calendar import ical, received, recurrence, todos
from tests.fuzz.mutation import any_octets, mutated
from tests.fuzz.target import Target, told
from tests.test_calendar import LINES
from tests.test_calendar_broken import CARDS, GOOD

ZONE = ZoneInfo("Europe/Paris")
BEGIN = datetime(2026, 1, 1, tzinfo=ZONE)
MOST = 24 * 366 + 10_000
"""Once an hour, and every single date that a file may name."""

SERIES = GOOD.replace(
    b"END:VCALENDAR",
    b"BEGIN:VEVENT\r\nUID:e\r\nDTSTART;TZID=Europe/Paris:20260105T090000\r\nDURATION:PT30M\r\n"
    b"RRULE:FREQ=MONTHLY;BYDAY=2TU,-1FR;BYSETPOS=1;UNTIL=20270101T000000Z\r\nEND:VEVENT\r\n"
    b"BEGIN:VEVENT\r\nUID:e\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260310T080000Z\r\n"
    b"DTSTART:20260311T080000Z\r\nSUMMARY:later\r\nEND:VEVENT\r\nEND:VCALENDAR",
)
INVITED = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:i@x\r\nSEQUENCE:1\r\n"
    b"DTSTAMP:20260301T100000Z\r\nDTSTART:20260401T100000Z\r\nDTEND:20260401T110000Z\r\n"
    b"ORGANIZER;CN=Ben:mailto:ben@example.com\r\nRRULE:FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO\r\n"
    b"ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:marie@example.org\r\n"
    b"BEGIN:VALARM\r\nACTION:EMAIL\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
SEEDS = [GOOD, SERIES, INVITED, CARDS]
WORDS = (
    b"BEGIN:", b"END:", b"VEVENT\r\n", b"VTODO\r\n", b"VCALENDAR\r\n", b"VTIMEZONE\r\n",
    b"VCARD\r\n", b"VALARM\r\n",
    b"RRULE:FREQ=SECONDLY\r\n", b"RRULE:FREQ=DAILY;INTERVAL=0\r\n",
    b"FREQ=YEARLY;BYYEARDAY=-366", b"BYMONTHDAY=31",
    b"BYHOUR=0,1,2,3", b"BYSETPOS=-1", b"BYWEEKNO=53", b"COUNT=99999999999",
    b"INTERVAL=99999999999", b"UNTIL=0",
    b"UNTIL=99991231", b"WKST=SU", b"DTSTART:00010101T000000Z\r\n",
    b"DTSTART;VALUE=DATE:99991231\r\n",
    b"DTEND:20200101T000000Z\r\n", b"DURATION:-P1W\r\n", b"DURATION:P999999999D\r\n",
    b"RDATE:20260401T100000Z\r\n",
    b"EXDATE:20260308\r\n", b"TZID=Home:", b"TZID=../etc/passwd:", b"TZOFFSETTO:+2359\r\n",
    b"TZOFFSETTO:-9999\r\n",
    b"RECURRENCE-ID:20260308T100000Z\r\n", b"RANGE=THISANDFUTURE", b"UID:a\r\n", b"SUMMARY:",
    b"ATTENDEE:mailto:",
    b"ORGANIZER:", b"EMAIL:", b"FN:", b"N:", b"MEMBER:urn:uuid:x\r\n", b"KIND:group\r\n",
    b"ENCODING=B:", b"CHARSET=utf-7:",
    b";", b":", b",", b"=", b"\\", b"\\n", b'"', b"^n", b"\r\n", b"\n ", b"\r", b"\0", b"\xff",
    b"\xe2\x80\xa8", b"\x85", b"-9",
)  # fmt: skip


def check(raw: bytes) -> str:
    """Events and tasks that are listed within bounds, or an error with a line; and cards."""
    _cards(raw)
    _invitation(raw)
    ical.parse.cache_clear()
    recurrence.series.cache_clear()
    try:
        calendar = ical.parse("x.ics", raw)
    except ContentError as why:
        return _named(why)
    for part in ical.events(calendar):
        for key in ("SUMMARY", "LOCATION", "UID"):
            ical.text(part, key).encode()
    try:
        return _listed(raw)
    except ContentError as why:
        told(why.message)
        return why.message


def _named(why: ContentError) -> str:
    assert str(why.file) == "x.ics"
    assert why.line
    told(why.message)
    return why.message


def _listed(raw: bytes) -> str:
    todos.todos("x.ics", raw, ZONE)
    count = 0
    for each in recurrence.series("x.ics", raw):
        found = recurrence.instances(each, BEGIN, BEGIN + timedelta(days=366), ZONE)
        assert len(found) <= MOST, f"{len(found)} instances in a year"
        assert all(one.span.start <= one.span.end for one in found)
        count += len(found)
    return f"a calendar with {'some' if count else 'no'} instances in a year"


def _invitation(raw: bytes) -> None:
    try:
        part = received.read(raw.decode("utf-8", "replace"), "REQUEST", ZONE)
    except (ContentError, ToolError) as why:
        told(why.message)
        return
    assert part.uid.isprintable()
    assert part.title.isprintable()


def _cards(raw: bytes) -> None:
    cards, broken = vcard.read_all("x.vcf", raw)
    assert all(card.name or card.addresses for card in cards)
    for why in broken:
        assert str(why.file) == "x.vcf"
        assert why.line
        told(why.message)


PARTS = ("VEVENT", "VEVENT", "VTODO", "VALARM", "VTIMEZONE", "STANDARD")
PROPERTIES = st.one_of(
    LINES,
    st.sampled_from([each.decode().strip() for each in WORDS if each.endswith(b"\r\n")]),
    st.sampled_from(
        [line for raw in SEEDS[:3] for line in raw.decode().split("\r\n") if ":" in line]
    ).filter(lambda line: not line.startswith(("BEGIN:", "END:"))),
    st.builds(
        lambda name, parts: f"{name}:{';'.join(parts)}",
        st.sampled_from(["RRULE", "EXRULE"]),
        st.lists(
            st.builds(
                "{}={}".format,
                st.sampled_from(
                    ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "BYMONTHDAY",
                    "BYYEARDAY",
                     "BYWEEKNO", "BYHOUR", "BYSETPOS", "WKST"]
                ),
                st.sampled_from(
                    ["DAILY", "WEEKLY", "MONTHLY", "YEARLY", "HOURLY", "1", "-1", "0", "2",
                    "5,31", "366", "53",
                     "99999", "MO", "-5FR,2TU", "53SU", "20261231", "20260401T100000Z",
                     "00010101", "99991231T235959Z"]
                ),
            ),
            max_size=5,
        ).map(lambda parts: ["FREQ=MONTHLY", *parts] if len(parts) % 2 else parts),
    ),
)  # fmt: skip


@st.composite
def written(draw: st.DrawFn) -> bytes:
    """A calendar whose parts open and close, and hold any properties."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REQUEST"]
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(PARTS))
        lines += [f"BEGIN:{kind}"]
        if draw(st.integers(0, 3)):
            lines += [f"UID:{draw(st.sampled_from('ab'))}", "DTSTART:20260301T100000Z"]
        lines += draw(st.lists(PROPERTIES, max_size=6))
        lines += [f"END:{kind}"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


CALENDARS = Target(
    "calendar",
    st.one_of(any_octets(WORDS), mutated(SEEDS, WORDS), written(), written(), written()),
    check,
)

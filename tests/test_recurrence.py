"""Which instances a series has: against two other programs, and by hand."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr
from icalendar import Calendar

from plam_agent.tools.calendar.agenda import Agenda, expand
from plam_agent.tools.collection import Entry

PARIS = ZoneInfo("Europe/Paris")
BEGIN, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
OUTLOOK = """
BEGIN:VTIMEZONE|TZID:Customized Time Zone
BEGIN:STANDARD|DTSTART:16010101T030000|TZOFFSETFROM:+0200|TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10|END:STANDARD
BEGIN:DAYLIGHT|DTSTART:16010101T020000|TZOFFSETFROM:+0100|TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3|END:DAYLIGHT|END:VTIMEZONE
"""


def lines_of(text: str) -> list[str]:
    return text.strip().replace("\n", "|").split("|")


def file(*lines: str) -> bytes:
    body = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *lines, "END:VCALENDAR", ""]
    return "\r\n".join(body).encode()


def vevent(*lines: str) -> list[str]:
    return ["BEGIN:VEVENT", "UID:u", "DTSTAMP:20240101T000000Z", *lines, "END:VEVENT"]


def listing(
    data: bytes, begin: datetime = BEGIN, end: datetime = END, zone: ZoneInfo = PARIS
) -> Agenda:
    return expand((Entry("a.ics", data, "1"),), begin, end, zone)


def starts(
    data: bytes, begin: datetime = BEGIN, end: datetime = END, zone: ZoneInfo = PARIS
) -> list[str]:
    found = listing(data, begin, end, zone)
    assert not found.broken, found.trouble
    return [f"{each.span.start.astimezone(UTC):%Y%m%dT%H%M}" for each in found.occurrences]


RULES = [
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=DAILY;BYDAY=MO,WE,FR;BYHOUR=8,17",
    "FREQ=DAILY;BYMONTH=3,10;BYMONTHDAY=-1,1,15",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU",
    "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,TH,SA;WKST=WE;BYSETPOS=2",
    "FREQ=WEEKLY;BYMONTH=2,3;BYDAY=FR",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYMONTHDAY=-1,-31,29",
    "FREQ=MONTHLY;BYDAY=1MO,-1FR",
    "FREQ=MONTHLY;BYDAY=5SU;INTERVAL=2",
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1,-2;BYHOUR=9,18",
    "FREQ=YEARLY",
    "FREQ=YEARLY;BYMONTH=3,10,11",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=YEARLY;BYDAY=20MO,-1SU",
    "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "FREQ=YEARLY;BYYEARDAY=1,100,-1,366",
    "FREQ=YEARLY;BYWEEKNO=1,20,53;BYDAY=MO,SU",
    "FREQ=YEARLY;BYWEEKNO=-1,10;BYDAY=WE;WKST=SU",
    "FREQ=YEARLY;INTERVAL=2;BYMONTH=1,6;BYMONTHDAY=13;BYDAY=SA,SU,MO",
    "FREQ=YEARLY;BYDAY=TH;BYMONTH=11;BYSETPOS=4",
    "FREQ=HOURLY;INTERVAL=7;BYDAY=SU;BYMONTH=3",
]
ENDS = ["", ";COUNT=11", ";UNTIL"]
ZONES = [
    ";TZID=Europe/Paris",
    ";TZID=America/New_York",
    ";TZID=America/Santiago",
    ";TZID=Australia/Lord_Howe",
    "UTC",
    "",
    ";VALUE=DATE",
]
CASES = [
    (rule, end, zone, clock)
    for i, (rule, end) in enumerate(itertools.product(RULES, ENDS))
    for zone, clock in [
        (ZONES[i % 7], ("023000", "000000", "093000")[i % 3]),
        (ZONES[(i + 2) % 7], "013000"),
        (ZONES[(i + 5) % 7], "233000"),
    ]
    if zone != ";VALUE=DATE" or ("BYHOUR" not in rule and "HOURLY" not in rule)
]


def ended(rule: str, end: str, zone: str) -> str:
    """The rule with an end of the kind that its start asks for."""
    if end != ";UNTIL":
        return rule + end
    until = {";VALUE=DATE": "20260915", "": "20260915T120000"}.get(zone, "20260915T120000Z")
    return f"{rule};UNTIL={until}"


def by_dateutil(rule: str, zone: str, start: datetime) -> list[str]:
    """Clock times by dateutil, made instants here."""
    parts = dict(part.split("=") for part in rule.split(";"))
    until = parts.pop("UNTIL", "")
    naive = ";".join(f"{key}={value}" for key, value in parts.items())
    owner = PARIS if zone in ("", ";VALUE=DATE") else None
    tz = owner or (ZoneInfo(zone[6:]) if zone != "UTC" else UTC)
    found = []
    for wall in rrulestr(naive, dtstart=start):
        moment = wall.replace(tzinfo=tz).astimezone(UTC)
        if until.endswith("Z"):
            if moment > datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC):
                break
        elif until and f"{wall:%Y%m%dT%H%M%S}"[: len(until)] > until:
            break
        if moment >= END:
            break
        found.append(moment)
    length = timedelta(days=1) if zone == ";VALUE=DATE" else timedelta(hours=1)
    return [f"{each:%Y%m%dT%H%M}" for each in found if each + length > BEGIN]


def series(rule: str, zone: str, clock: str, *more: str) -> tuple[bytes, datetime]:
    """A series whose start is the first time of its rule from the end of 2022 on."""
    parts = [part for part in rule.split(";") if part[:5] not in ("COUNT", "UNTIL")]
    since = datetime.strptime(f"20221225T{clock}", "%Y%m%dT%H%M%S")
    if zone == ";VALUE=DATE":
        since = datetime.combine(since.date(), datetime.min.time())
    start = next(iter(rrulestr(";".join(parts), dtstart=since)))
    written = f"{start:%Y%m%d}" if zone == ";VALUE=DATE" else f"{start:%Y%m%dT%H%M%S}"
    head = f"DTSTART:{written}Z" if zone == "UTC" else f"DTSTART{zone}:{written}"
    length = "P1D" if zone == ";VALUE=DATE" else "PT1H"
    return file(*vevent(head, f"DURATION:{length}", f"RRULE:{rule}", *more)), start


@pytest.mark.parametrize(("rule", "end", "zone", "clock"), CASES)
def test_instances_are_those_that_dateutil_counts(
    rule: str, end: str, zone: str, clock: str
) -> None:
    whole = ended(rule, end, zone)
    data, start = series(whole, zone, clock)
    assert sorted(set(starts(data))) == sorted(set(by_dateutil(whole, zone, start)))


def by_the_library(data: bytes, begin: datetime, end: datetime) -> list[str]:
    found = []
    for event in recurring_ical_events.of(Calendar.from_ical(data)).between(
        begin.astimezone(PARIS), end.astimezone(PARIS)
    ):
        start = event["DTSTART"].dt
        if not isinstance(start, datetime):
            start = datetime(start.year, start.month, start.day, tzinfo=PARIS)
        elif start.tzinfo is None:
            start = start.replace(tzinfo=PARIS)
        found.append(f"{start.astimezone(UTC):%Y%m%dT%H%M}")
    return sorted(found)


@pytest.mark.parametrize("index", range(0, len(CASES), 5))
def test_instances_are_those_of_another_program(index: int) -> None:
    rule, end, zone, _ = CASES[index]
    begin, until = datetime(2026, 2, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)
    whole = ended(rule, end, zone)
    plain, _ = series(whole, zone, "093000")
    known = listing(plain, begin, until).occurrences
    more = []
    if len(known) > 3:
        # Leave one out, move one by a day, and add one.
        kind = "" if zone == "UTC" else zone
        out, moved = value(known[1].span.start, zone), value(known[2].span.start, zone)
        other = value(known[2].span.start + timedelta(days=1, minutes=7), zone)
        extra = value(known[3].span.start + timedelta(days=1, minutes=11), zone)
        more = [f"EXDATE{kind}:{out}", f"RDATE{kind}:{extra}"]
        data, _ = series(whole, zone, "093000", *more)
        text = data.decode().removesuffix("END:VCALENDAR\r\n")
        extra_event = vevent(f"RECURRENCE-ID{kind}:{moved}", f"DTSTART{kind}:{other}")
        data = (text + "\r\n".join([*extra_event, "END:VCALENDAR", ""])).encode()
    else:
        data = plain
    assert sorted(starts(data, begin, until)) == by_the_library(data, begin, until)


def value(moment: datetime, zone: str) -> str:
    if zone == ";VALUE=DATE":
        return f"{moment.astimezone(PARIS):%Y%m%d}"
    if zone == "UTC":
        return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    local = moment.astimezone(ZoneInfo(zone[6:]) if zone else PARIS)
    return f"{local:%Y%m%dT%H%M%S}"


# Instants worked out by hand from the dates on which the clocks change.
DST = [
    # The hour that Paris skips: half past two is read with the offset before (RFC 5545 3.3.5).
    (";TZID=Europe/Paris:20260328T023000", "FREQ=DAILY;COUNT=3", "0328T0130 0329T0130 0330T0030"),
    # The hour that comes twice is the first.
    (";TZID=Europe/Paris:20261024T023000", "FREQ=DAILY;COUNT=3", "1024T0030 1025T0030 1026T0130"),
    (";TZID=Europe/Paris:20260322T090000", "FREQ=WEEKLY;COUNT=3", "0322T0800 0329T0700 0405T0700"),
    (";TZID=Europe/Paris:20261018T090000", "FREQ=WEEKLY;COUNT=3", "1018T0700 1025T0800 1101T0800"),
    (
        ";TZID=America/New_York:20260301T093000",
        "FREQ=WEEKLY;COUNT=3",
        "0301T1430 0308T1330 0315T1330",
    ),
    (
        ";TZID=America/New_York:20260307T023000",
        "FREQ=DAILY;COUNT=3",
        "0307T0730 0308T0730 0309T0630",
    ),
    (
        ";TZID=America/New_York:20261031T013000",
        "FREQ=DAILY;COUNT=3",
        "1031T0530 1101T0530 1102T0630",
    ),
    (";TZID=Europe/London:20260328T013000", "FREQ=DAILY;COUNT=3", "0328T0130 0329T0130 0330T0030"),
    (";TZID=Europe/London:20261025T013000", "FREQ=DAILY;COUNT=2", "1025T0030 1026T0130"),
    # South of the equator summer ends in April and starts in October or September.
    (
        ";TZID=Australia/Sydney:20260404T090000",
        "FREQ=DAILY;COUNT=3",
        "0403T2200 0404T2300 0405T2300",
    ),
    (
        ";TZID=Australia/Sydney:20261003T023000",
        "FREQ=DAILY;COUNT=3",
        "1002T1630 1003T1630 1004T1530",
    ),
    (";TZID=Australia/Sydney:20260405T023000", "FREQ=DAILY;COUNT=2", "0404T1530 0405T1630"),
    # Lord Howe changes by half an hour.
    (
        ";TZID=Australia/Lord_Howe:20260404T120000",
        "FREQ=DAILY;COUNT=2",
        "0404T0100 0405T0130",
    ),
    (
        ";TZID=Australia/Lord_Howe:20261003T120000",
        "FREQ=DAILY;COUNT=2",
        "1003T0130 1004T0100",
    ),
    (
        ";TZID=Pacific/Auckland:20260404T080000",
        "FREQ=DAILY;COUNT=3",
        "0403T1900 0404T2000 0405T2000",
    ),
    (
        ";TZID=Pacific/Auckland:20260926T080000",
        "FREQ=DAILY;COUNT=2",
        "0925T2000 0926T1900",
    ),
    # Santiago goes back at midnight on 5 April (to 23:00) and forward on 6 September.
    (
        ";TZID=America/Santiago:20260404T120000",
        "FREQ=DAILY;COUNT=2",
        "0404T1500 0405T1600",
    ),
    (
        ";TZID=America/Santiago:20260905T120000",
        "FREQ=DAILY;COUNT=2",
        "0905T1600 0906T1500",
    ),
    (":20260328T230000Z", "FREQ=DAILY;COUNT=2", "0328T2300 0329T2300"),
    # Floating times and days are the owner's, here of Paris.
    (":20260328T090000", "FREQ=DAILY;COUNT=2", "0328T0800 0329T0700"),
    (";VALUE=DATE:20260329", "FREQ=DAILY;COUNT=2", "0328T2300 0329T2200"),
    (";VALUE=DATE:20261025", "FREQ=DAILY;COUNT=2", "1024T2200 1025T2300"),
    (
        ";TZID=W. Europe Standard Time:20260328T090000",
        "FREQ=DAILY;COUNT=2",
        "0328T0800 0329T0700",
    ),
    (
        ";TZID=Customized Time Zone:20260328T023000",
        "FREQ=DAILY;COUNT=3",
        "0328T0130 0329T0130 0330T0030",
    ),
    (
        ";TZID=Customized Time Zone:20261024T023000",
        "FREQ=DAILY;COUNT=3",
        "1024T0030 1025T0030 1026T0130",
    ),
    (
        ";TZID=/example.org/20260101_1/Europe/Paris:20260328T090000",
        "FREQ=DAILY;COUNT=2",
        "0328T0800 0329T0700",
    ),
    (";TZID=GMT+0200:20260328T090000", "FREQ=DAILY;COUNT=2", "0328T0700 0329T0700"),
]


@pytest.mark.parametrize(("start", "rule", "instants"), DST)
def test_clock_times_stay_when_the_clocks_change(start: str, rule: str, instants: str) -> None:
    data = file(*lines_of(OUTLOOK), *vevent(f"DTSTART{start}", f"RRULE:{rule}"))
    assert starts(data) == [f"2026{each}" for each in instants.split()]


def test_a_zone_is_that_of_its_own_file() -> None:
    other = OUTLOOK.replace("+0100", "-0500").replace("+0200", "-0400")
    one, two = (
        file(*lines_of(zone), *vevent("DTSTART;TZID=Customized Time Zone:20260701T120000"))
        for zone in (OUTLOOK, other)
    )
    assert (starts(one), starts(two)) == (["20260701T1000"], ["20260701T1600"])


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("DTSTART;TZID=Nowhere:20260701T120000", "'Nowhere' is not known"),
        ("DTSTART:20260701T120000|RRULE:FREQ=DAILY;COUNT=3;UNTIL=20270101", "COUNT and UNTIL"),
        ("DTSTART:20260701T120000|RRULE:FREQ=DAILY;INTERVAL=0", "a.ics:8: RRULE is wrong"),
        ("DTSTART:20260701T120000|RRULE:FREQ=DAILY;BYMONTH=13", "out of range|RRULE is wrong"),
        ("DTSTART:20260701T120000|RRULE:FREQ=MONTHLY;RSCALE=HEBREW", "Gregorian"),
        ("DTSTART:20260701T120000|RRULE:FREQ=MONTHLY;SKIP=BACKWARD;RSCALE=GREGORIAN", "SKIP"),
        ("DTSTART:20260701T120000|RRULE:FREQ=HOURLY;BYMINUTE=0,30", "too often"),
    ],
)
def test_what_cannot_be_understood_is_named(lines: str, why: str) -> None:
    found = listing(file(*vevent(*lines.split("|"))))
    assert not found.occurrences
    assert re.search(why, found.trouble)


def test_a_change_of_all_later_dates_shifts_them() -> None:
    data = file(
        *vevent(
            "DTSTART;TZID=Europe/Paris:20260302T090000",
            "DTEND;TZID=Europe/Paris:20260302T100000",
            "RRULE:FREQ=WEEKLY;COUNT=5",
            "SUMMARY:old",
        ),
        *vevent(
            "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20260316T090000",
            "DTSTART;TZID=Europe/Paris:20260317T140000",
            "DTEND;TZID=Europe/Paris:20260317T160000",
            "SUMMARY:new",
        ),
        *vevent(
            "RECURRENCE-ID;TZID=Europe/Paris:20260330T090000",
            "DTSTART;TZID=Europe/Paris:20260401T080000",
            "SUMMARY:alone",
        ),
    )
    found = [
        (f"{o.span.start:%m%dT%H%M}-{o.span.end:%H%M}", o.title) for o in listing(data).occurrences
    ]
    assert found == [
        ("0302T0900-1000", "old"),
        ("0309T0900-1000", "old"),
        ("0317T1400-1600", "new"),
        ("0324T1400-1600", "new"),
        ("0401T0800-0800", "alone"),
    ]


@pytest.mark.parametrize(
    ("lines", "spans"),
    [
        # An end keeps the length in hours, a duration in days keeps the clock.
        (
            "DTSTART;TZID=Europe/Paris:20260321T220000|DTEND;TZID=Europe/Paris:20260322T060000|"
            "RRULE:FREQ=WEEKLY;COUNT=2",
            "0321T2200-0322T0600 0328T2200-0329T0700",
        ),
        (
            "DTSTART;TZID=Europe/Paris:20260321T220000|DURATION:P1D|RRULE:FREQ=WEEKLY;COUNT=2",
            "0321T2200-0322T2200 0328T2200-0329T2200",
        ),
        ("DTSTART;TZID=Europe/Paris:20260329T013000|DURATION:PT2H", "0329T0130-0329T0430"),
        ("DTSTART;VALUE=DATE:20260328|DURATION:P3D", "0328T0000-0331T0000"),
        ("DTSTART;VALUE=DATE:20260328", "0328T0000-0329T0000"),
        ("DTSTART:20260328T100000", "0328T1000-0328T1000"),
        ("DTSTART:20260328T100000Z|DTEND:20260402T100000Z", "0328T1100-0402T1200"),
        (
            "DTSTART:20260328T100000Z|DURATION:PT1H|RDATE;VALUE=PERIOD:20260401T100000Z/PT3H",
            "0328T1100-0328T1200 0401T1200-0401T1500",
        ),
        # A start that its rule does not name is an instance, and counts.
        (
            "DTSTART:20260327T100000|RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2",
            "0327T1000-0327T1000 0330T1000-0330T1000",
        ),
        (
            "DTSTART:20260330T100000|RRULE:FREQ=DAILY;COUNT=3|EXDATE;VALUE=DATE:20260331",
            "0330T1000-0330T1000 0401T1000-0401T1000",
        ),
        (
            "DTSTART:20260330T100000|RRULE:FREQ=DAILY;COUNT=4|EXRULE:FREQ=DAILY;INTERVAL=2",
            "0331T1000-0331T1000 0402T1000-0402T1000",
        ),
    ],
)
def test_spans_are_as_the_standard_says(lines: str, spans: str) -> None:
    found = listing(file(*vevent(*lines.split("|")))).occurrences
    assert " ".join(f"{o.span.start:%m%dT%H%M}-{o.span.end:%m%dT%H%M}" for o in found) == spans


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 200
    assert len(DST) >= 20
    assert date(2026, 3, 29).weekday() == 6

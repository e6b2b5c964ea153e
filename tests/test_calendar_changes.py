"""What a series is after one of its dates, or all of it, was moved or cancelled."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from plam_agent.errors import ToolError
from plam_agent.tools.calendar import changing, recurrence, shifting
from plam_agent.tools.calendar.ical import Change, Span

from .test_recurrence import END, OUTLOOK, PARIS, file, lines_of, listing, vevent

NOW = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
UNTIL = datetime(2026, 6, 1, tzinfo=UTC)
"""Until before when instances are looked at."""
ZONES = {
    ";TZID=Europe/Paris": PARIS,
    ";TZID=America/New_York": ZoneInfo("America/New_York"),
    ";TZID=Australia/Sydney": ZoneInfo("Australia/Sydney"),
    ";TZID=Customized Time Zone": PARIS,
    "": PARIS,
    ";VALUE=DATE": PARIS,
}
RULES = [
    "FREQ=DAILY;COUNT=30",
    "FREQ=DAILY;INTERVAL=3;UNTIL",
    "FREQ=WEEKLY;COUNT=20",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR,SU;UNTIL",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR,SU;WKST=SU",
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=25",
]


def write(rule: str, zone: str, hour: int, *more: str) -> bytes:
    """A series from Monday, 5 January 2026 on."""
    until = {";VALUE=DATE": "20260501", "": "20260501T120000"}.get(zone, "20260501T120000Z")
    rule = rule.replace("UNTIL", f"UNTIL={until}")
    days = zone == ";VALUE=DATE"
    start, length = ("20260105", "P1D") if days else (f"20260105T{hour:02}1500", "PT45M")
    head = [f"DTSTART{zone}:{start}", f"DURATION:{length}", f"RRULE:{rule}"]
    return file(*lines_of(OUTLOOK), *vevent(*head, *more))


def shown(data: bytes | None, zone: str) -> list[tuple[str, str]]:
    """Key and clock time in the zone of the series of every instance."""
    if data is None:
        return []
    found = listing(data, end=UNTIL)
    assert not found.broken, found.trouble
    return [
        (each.instance, f"{each.span.start.astimezone(ZONES[zone]):%Y%m%dT%H%M}")
        for each in found.occurrences
    ]


def times(found: list[tuple[str, str]]) -> list[str]:
    return sorted(moment for _, moment in found)


def span(day: date, hour: int, zone: str) -> Span:
    if zone == ";VALUE=DATE":
        begin = datetime.combine(day, time(), PARIS)
        return Span(begin, datetime.combine(day + timedelta(days=1), time(), PARIS), True)
    begin = datetime.combine(day, time(hour, 15), ZONES[zone]).astimezone(PARIS)
    return Span(begin, (begin.astimezone(UTC) + timedelta(minutes=45)).astimezone(PARIS))


def change_one(data: bytes, key: str, to: Span) -> bytes:
    return changing.changed(
        "a.ics", data, "u", key, Change(to), zone=PARIS, organizer="", stamp=NOW
    )


@settings(max_examples=120, deadline=None)
@given(
    rule=st.sampled_from(RULES),
    zone=st.sampled_from(sorted(ZONES)),
    hour=st.integers(9, 19),
    cancelled=st.lists(st.integers(0, 14), max_size=3, unique=True),
    moved=st.lists(st.tuples(st.integers(0, 14), st.integers(0, 30)), max_size=3),
    days=st.integers(-9, 40),
    to_hour=st.integers(9, 19),
)
@example("FREQ=WEEKLY;COUNT=20", ";TZID=Australia/Sydney", 9, [], [], 14, 9)
@example("FREQ=WEEKLY;COUNT=20", ";VALUE=DATE", 9, [], [], 14, 9)
@example("FREQ=WEEKLY;COUNT=20", ";TZID=America/New_York", 19, [], [], 13, 19)
def test_what_is_left_is_exactly_what_was_meant(
    rule: str,
    zone: str,
    hour: int,
    cancelled: list[int],
    moved: list[tuple[int, int]],
    days: int,
    to_hour: int,
) -> None:
    if zone == ";VALUE=DATE":
        hour = to_hour = 0
    data = write(rule, zone, hour)
    at = dict(shown(data, zone))
    keys = list(at)
    gone: set[str] = set()
    alone: dict[str, str] = {}
    for index, day in moved:
        key = keys[index]
        to = span(date(2026, 2, 1) + timedelta(days=day), to_hour, zone)
        data = change_one(data, key, to)
        alone[key] = f"{to.start.astimezone(ZONES[zone]):%Y%m%dT%H%M}"
    for index in cancelled:
        after = changing.without("a.ics", data, "u", keys[index], zone=PARIS)
        assert after is not None
        data = after
        gone.add(keys[index])
    expected = {key: alone.get(key, moment) for key, moment in at.items() if key not in gone}
    assert dict(shown(data, zone)) == expected

    # Who puts a date where it was anyway did not move it.
    alone = {key: moment for key, moment in alone.items() if moment != at[key]}
    (series,) = recurrence.series("a.ics", data)
    anchor = shifting.anchor(series, NOW, PARIS)
    target = span(anchor.wall.date() + timedelta(days=days), to_hour, zone)
    after = shifting.moved("a.ics", data, "u", target, zone=PARIS, now=NOW)
    start = target.start.astimezone(ZONES[zone]).replace(tzinfo=None)
    by = start - anchor.wall.replace(hour=hour)
    goes = {
        key: alone.get(key) or f"{datetime.strptime(moment, '%Y%m%dT%H%M') + by:%Y%m%dT%H%M}"
        for key, moment in at.items()
        if key not in gone
    }
    if "COUNT" in rule or "UNTIL" in rule:
        limit = f"{UNTIL.astimezone(ZONES[zone]):%Y%m%dT%H%M}"
        kept = [moment for moment in goes.values() if moment < limit]
        assert times(shown(after, zone)) == sorted(kept)
    else:  # endless: more may come into what is looked at, at its end
        kept = sorted(moment for moment in goes.values() if moment < "20260415")
        assert [m for m in times(shown(after, zone)) if m < "20260415"] == kept
    assert changing.without("a.ics", after, "u", "", zone=PARIS) is None


MONTHLY: list[tuple[str, str, str, str]] = [
    # rule, start, target of the next date after 10 January, what follows
    ("FREQ=MONTHLY;COUNT=4", "20260115", "20260117", "0117 0217 0317 0417"),
    ("FREQ=MONTHLY;BYMONTHDAY=15;COUNT=3", "20260115", "20260203", "0203 0303 0403"),
    ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "20260131", "20260228", "0228 0331 0430"),
    ("FREQ=MONTHLY;BYDAY=3TH;COUNT=3", "20260115", "20260113", "0113 0210 0310"),
    ("FREQ=MONTHLY;BYDAY=-1SA;COUNT=3", "20260131", "20260130", "0130 0227 0327"),
    ("FREQ=MONTHLY;BYDAY=TH;BYSETPOS=3;COUNT=3", "20260115", "20260120", "0120 0217 0317"),
    ("FREQ=MONTHLY;UNTIL=20260401", "20260115", "20260117", "0117 0217 0317"),
    ("FREQ=MONTHLY;COUNT=3|EXDATE;VALUE=DATE:20260215", "20260115", "20260116", "0116 0316"),
    ("FREQ=YEARLY;COUNT=2", "20260301", "20260305", "0305 0305"),
    ("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;COUNT=2", "20260329", "20260427", "0427 0426"),
]


@pytest.mark.parametrize(("rule", "start", "target", "follows"), MONTHLY)
def test_a_monthly_series_goes_to_the_same_kind_of_day(
    rule: str, start: str, target: str, follows: str
) -> None:
    data = file(*vevent(f"DTSTART;VALUE=DATE:{start}", *f"RRULE:{rule}".split("|")))
    to = datetime.strptime(target, "%Y%m%d").replace(tzinfo=PARIS)
    after = shifting.moved(
        "a.ics", data, "u", Span(to, to + timedelta(days=1), True), zone=PARIS, now=NOW
    )
    found = listing(after, end=END).occurrences
    assert " ".join(f"{each.span.start:%m%d}" for each in found) == follows


@pytest.mark.parametrize(
    "lines",
    [
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=5,20",
        "RRULE:FREQ=MONTHLY;BYDAY=1MO,3MO",
        "RRULE:FREQ=YEARLY;BYWEEKNO=10;BYDAY=MO",
        "RRULE:FREQ=DAILY;BYMONTH=1",
        "RRULE:FREQ=MONTHLY|RDATE;VALUE=DATE:20260120",
        "RRULE:FREQ=WEEKLY|EXRULE:FREQ=WEEKLY;INTERVAL=3",
    ],
)
def test_a_rule_that_cannot_say_other_days_is_not_moved(lines: str) -> None:
    data = file(*vevent("DTSTART;VALUE=DATE:20260105", *lines.split("|")))
    to = datetime(2026, 2, 18, tzinfo=PARIS)
    with pytest.raises(ToolError) as caught:
        shifting.moved(
            "a.ics", data, "u", Span(to, to + timedelta(days=1), True), zone=PARIS, now=NOW
        )
    assert caught.value.fix


def test_a_change_of_all_later_dates_is_not_taken_apart() -> None:
    data = file(
        *vevent("DTSTART:20260302T090000", "RRULE:FREQ=WEEKLY;COUNT=5"),
        *vevent("RECURRENCE-ID;RANGE=THISANDFUTURE:20260316T090000", "DTSTART:20260316T140000"),
    )
    for call in (
        lambda: shifting.moved(
            "a.ics", data, "u", span(date(2026, 3, 3), 9, ""), zone=PARIS, now=NOW
        ),
        lambda: changing.without("a.ics", data, "u", "20260316T080000Z", zone=PARIS),
        lambda: change_one(data, "20260316T080000Z", span(date(2026, 3, 3), 9, "")),
    ):
        with pytest.raises(ToolError, match=r"THISANDFUTURE|from a date on"):
            call()
    later = changing.without("a.ics", data, "u", "20260323T080000Z", zone=PARIS)
    assert later is not None
    assert times(shown(later, "")) == [
        "20260302T0900",
        "20260309T0900",
        "20260316T1400",
        "20260330T1400",
    ]


@pytest.mark.parametrize("zone", [";TZID=Europe/Paris", ";TZID=Customized Time Zone", ""])
def test_a_date_moved_across_a_change_of_the_clocks_keeps_its_time(zone: str) -> None:
    data = write("FREQ=WEEKLY;COUNT=20", zone, 9)
    key = next(key for key, at in shown(data, zone) if at.startswith("20260323"))
    after = change_one(data, key, span(date(2026, 4, 1), 9, zone))
    assert "20260401T0915" in times(shown(after, zone))
    moved = _override(after)
    assert moved["DTSTART"].params.get("TZID", "") == zone.removeprefix(";TZID=")
    assert moved["RECURRENCE-ID"].params.get("TZID", "") == zone.removeprefix(";TZID=")


def test_the_second_of_two_equal_clock_times_is_written_so_that_it_is_found() -> None:
    data = write("FREQ=WEEKLY;COUNT=20", ";TZID=Europe/Paris", 9)
    second = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=PARIS)
    after = change_one(data, "20260112T081500Z", Span(second, second + timedelta(minutes=30)))
    found = [o for o in listing(after).occurrences if o.instance == "20260112T081500Z"]
    assert [each.span.start.astimezone(UTC).hour for each in found] == [1]


def _override(data: bytes) -> Any:
    events = Calendar.from_ical(data).walk("VEVENT")
    return next(event for event in events if "RECURRENCE-ID" in event)

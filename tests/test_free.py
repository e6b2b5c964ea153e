"""When the owner is free, from a user's side."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plam_agent.errors import InputError
from plam_agent.tools.arguments import CalendarFree
from plam_agent.tools.calendar.free import free, gaps
from plam_agent.types import Effect, Origin, Result

from .test_calendar import LOCAL, NOW, PARIS, context, event, put, when


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Next Monday, 23 November 2026, with something in it."""
    for name, start, end, *more in (
        ("a", "100000", "110000"),
        ("b", "103000", "120000"),
        ("c", "150000", "160000", "TRANSP:TRANSPARENT"),
        ("d", "160000", "170000", "STATUS:CANCELLED"),
        ("e", "170000", "170000"),
        ("f", "180000", "190000", "ATTENDEE;PARTSTAT=DECLINED:mailto:marie@example.org"),
    ):
        lines = event(name, name, f"{LOCAL}20261123T{start}", f"{LOCAL}20261123T{end}", *more)
        put(tmp_path, f"{name}.ics", *lines)
    put(tmp_path, "t.ics", *event("t", "t", ";VALUE=DATE:20261124", ";VALUE=DATE:20261126"))
    weekly = [f"{LOCAL}20261105T120000", f"{LOCAL}20261105T130000", "RRULE:FREQ=WEEKLY"]
    put(tmp_path, "w.ics", *event("w", "w", *weekly))
    return tmp_path


async def found(folder: Path, phrase: str = "", length: str = "") -> list[str]:
    result = await run(folder, phrase, length)
    return [
        f"{item.fields['start'].data:%d %H:%M}-{item.fields['end'].data:%H:%M}"
        for item in result.items
    ]


async def run(folder: Path, phrase: str = "", length: str = "") -> Result:
    args: dict[str, Any] = {"when": when(phrase)} if phrase else {}
    assert free.run is not None
    return await free.run(context(folder), CalendarFree(length=length, **args))


@pytest.mark.parametrize(
    ("phrase", "length", "expected"),
    [
        ("monday", "", ["23 08:00-10:00", "23 12:00-20:00"]),
        ("monday", "trois heures", ["23 12:00-20:00"]),
        ("monday", "une demi-heure", ["23 08:00-10:00", "23 12:00-20:00"]),
        ("monday morning", "45 minutes", ["23 09:00-10:00"]),
        ("monday from 6 am to 9 am", "two hours", ["23 06:00-09:00"]),
        ("tuesday", "an hour", []),
        ("tuesday", "deux heures", []),
        ("thursday", "an hour", ["26 08:00-12:00", "26 13:00-20:00"]),
        ("monday at 9 am", "an hour", ["23 09:00-10:00"]),
        ("monday at 10 am", "an hour", []),
        ("today", "an hour", ["20 10:00-20:00"]),
    ],
)
async def test_gaps_are_found(folder: Path, phrase: str, length: str, expected: list[str]) -> None:
    assert await found(folder, phrase, length) == expected


async def test_without_a_time_the_next_seven_days_are_looked_at(folder: Path) -> None:
    assert await found(folder, length="5 hours") == [
        "20 10:00-20:00",
        "21 08:00-20:00",
        "22 08:00-20:00",
        "23 12:00-20:00",
        "26 13:00-20:00",
        "27 08:00-20:00",
    ]


async def test_what_was_found_says_where_it_is_from(folder: Path) -> None:
    result = await run(folder, "monday")
    first = result.items[0]
    assert first.id.kind == "time"
    assert first.fields["when"].data.end == datetime(2026, 11, 23, 10, 0, tzinfo=PARIS)
    assert {o for v in first.fields.values() for o in v.origins} == {Origin("calendar", "home")}
    assert result.summary == "Free: Mon 23 Nov 2026 08:00-10:00; Mon 23 Nov 2026 12:00-20:00."
    assert "no an hour free" in (await run(folder, "tuesday", "an hour")).summary
    assert free.effect is Effect.READ
    assert free.preview is not None
    assert free.preview(CalendarFree()) == "Look for an hour free in the next seven days"


async def test_what_cannot_be_asked_is_said(folder: Path) -> None:
    with pytest.raises(InputError, match="length of time"):
        await run(folder, "monday", "banana")
    with pytest.raises(InputError, match="past"):
        await run(folder, "yesterday")
    put(folder, "bad.ics", *event("bad", "Bad", ":2026zz", ":20261124T153000Z"))
    assert "Could not read bad.ics" in (await run(folder, "monday")).summary


TIMES = st.tuples(st.integers(0, 100), st.integers(0, 30)).map(
    lambda pair: (NOW + timedelta(minutes=pair[0]), NOW + timedelta(minutes=sum(pair)))
)


@given(ranges=TIMES, busy=st.lists(TIMES, max_size=6), minutes=st.integers(1, 20))
@example(
    ranges=(NOW, NOW + timedelta(minutes=2)),
    busy=[(NOW + timedelta(minutes=1), NOW + timedelta(minutes=1))],
    minutes=2,
)
def test_every_minute_is_free_or_taken(
    ranges: tuple[datetime, datetime],
    busy: list[tuple[datetime, datetime]],
    minutes: int,
) -> None:
    wanted = timedelta(minutes=minutes)
    slots = gaps([ranges], busy, wanted)
    for begin, end in slots:
        assert ranges[0] <= begin < end <= ranges[1]
        assert end - begin >= wanted
        assert not any(first < end and begin < last for first, last in busy if first < last)
    at = ranges[0]
    while at + wanted <= ranges[1]:
        open_ = not any(f < at + wanted and at < t for f, t in busy if f < t)
        assert open_ == any(begin <= at and at + wanted <= end for begin, end in slots)
        at += timedelta(minutes=1)

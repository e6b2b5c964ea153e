"""A folder of .ics files as a calendar, from a user's side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from plam_agent.config import Account
from plam_agent.errors import ConfigError, InputError, ToolError
from plam_agent.tools.arguments import (
    CalendarCancel,
    CalendarCreate,
    CalendarMove,
    CalendarSearch,
    CalendarUpdate,
)
from plam_agent.tools.calendar import ical
from plam_agent.tools.calendar.agenda import split_time
from plam_agent.tools.calendar.tools import TOOLS, find_events
from plam_agent.tools.collection import FolderStore, version_of
from plam_agent.tools.context import Connections, Context
from plam_agent.types import Effect, Item, ObjectId, Origin, Reconciled, Result, When
from plam_agent.when import resolve

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=PARIS)  # a Friday
TOOL = {tool.name.removeprefix("calendar."): tool for tool in TOOLS}


def context(folder: Path, call: str = "c0ffee") -> Context:
    account = Account("home", "calendar", "ics", {"path": str(folder)})

    def no_secret(name: str) -> str:
        raise AssertionError(f"a folder needs no {name}")

    return Context(
        account=account,
        owner="marie@example.org",
        zone=PARIS,
        now=lambda: NOW,
        secret=no_secret,
        connections=Connections(),
        call=call,
    )


def put(folder: Path, name: str, *lines: str) -> Path:
    body = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *lines, "END:VCALENDAR", ""]
    path = folder / name
    path.write_bytes("\r\n".join(body).encode())
    return path


def event(uid: str, title: str, start: str, end: str, *more: str) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20260101T000000Z",
        f"SUMMARY:{title}",
        f"DTSTART{start}",
        f"DTEND{end}",
        *more,
        "END:VEVENT",
    ]


LOCAL = ";TZID=Europe/Paris:"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(
        tmp_path,
        "dentist.ics",
        *event(
            "dentist",
            "Dentist",
            f"{LOCAL}20261124T143000",
            f"{LOCAL}20261124T153000",
            "LOCATION:Rue de Paris",
        ),
    )
    put(
        tmp_path,
        "standup.ics",
        *event(
            "standup",
            "Réunion d’équipe",
            f"{LOCAL}20261102T090000",
            f"{LOCAL}20261102T091500",
            "RRULE:FREQ=WEEKLY;BYDAY=MO",
            f"EXDATE{LOCAL}20261130T090000",
            'ATTENDEE;CN="Anna Weber":mailto:anna@example.com',
        ),
    )
    put(
        tmp_path,
        "trip.ics",
        *event("trip", "Trip to Lyon", ";VALUE=DATE:20261205", ";VALUE=DATE:20261207"),
    )
    return tmp_path


def when(phrase: str) -> When:
    return resolve(phrase, NOW)


def named(id: str) -> ObjectId:
    return ObjectId("event", "home", id)


async def run(tool: str, args: Any, folder: Path, call: str = "c0ffee") -> Result:
    handler = TOOL[tool].run
    assert handler is not None
    return await handler(context(folder, call), args)


async def undo(tool: str, data: Mapping[str, Any] | None, folder: Path) -> str:
    handler = TOOL[tool].undo
    assert handler is not None
    assert data is not None
    return await handler(context(folder), data)


async def reconcile(tool: str, args: Any, folder: Path, call: str = "c0ffee") -> Reconciled:
    handler = TOOL[tool].reconcile
    assert handler is not None
    return await handler(context(folder, call), args)


async def titles(folder: Path, **args: Any) -> list[str]:
    result = await run("search", CalendarSearch(**args), folder)
    return [shown(item) for item in result.items]


def shown(item: Item) -> str:
    fields = {name: value.data for name, value in item.fields.items()}
    return f"{fields['start']:%m-%d %H:%M}-{fields['end']:%m-%d %H:%M} {fields['title']}"


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def test_a_search_lists_events_and_instances_by_start(folder: Path) -> None:
    found = await titles(folder, when=when("from 23 november to 8 december"))
    assert found == [
        "11-23 09:00-11-23 09:15 Réunion d’équipe",
        "11-24 14:30-11-24 15:30 Dentist",
        "12-05 00:00-12-07 00:00 Trip to Lyon",
        "12-07 09:00-12-07 09:15 Réunion d’équipe",
    ]


@pytest.mark.parametrize(
    "words", ["dentist", "DENTISTS", "my dentist appointment", "paris dentist", "the Dentist"]
)
async def test_words_find_an_event_by_title_and_place(folder: Path, words: str) -> None:
    assert await titles(folder, words=(words,)) == ["11-24 14:30-11-24 15:30 Dentist"]


async def test_words_match_without_accents_and_people_by_name(folder: Path) -> None:
    week = when("next week")
    assert len(await titles(folder, words=("reunion equipe",), when=week)) == 1
    assert len(await titles(folder, people=("anna",), when=week)) == 1
    assert await titles(folder, people=("bob",), when=week) == []
    assert await titles(folder, words=("orthodontist",)) == []


async def test_a_mere_kind_of_thing_finds_everything(folder: Path) -> None:
    assert len(await titles(folder, words=("my appointments",), when=when("next week"))) == 2


async def test_what_a_calendar_says_carries_its_origin(folder: Path) -> None:
    (item,) = (await run("search", CalendarSearch(words=("dentist",)), folder)).items
    assert item.id == named("dentist")
    assert item.version == version_of((folder / "dentist.ics").read_bytes())
    assert {o for v in item.fields.values() for o in v.origins} == {
        Origin("calendar", "home/dentist")
    }


async def test_a_broken_file_is_named_and_the_others_still_work(folder: Path) -> None:
    put(folder, "bad.ics", *event("bad", "Bad", ":2026zz", ":20261124T153000Z"))
    (folder / "cut.ics").write_text("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:cut\n")
    (folder / "noise.ics").write_text("BEGIN:VCALENDAR\nwhat is this\nEND:VCALENDAR\n")
    (folder / "latin.ics").write_bytes(b"BEGIN:VCALENDAR\nX-A:\xe9\nEND:VCALENDAR\n")

    result = await run("search", CalendarSearch(words=("dentist",)), folder)

    assert len(result.items) == 1
    for place in ("bad.ics:8", "cut.ics:2", "noise.ics:2", "latin.ics:2"):
        assert place in result.summary


@pytest.mark.parametrize(
    ("start", "rule"),
    [
        ("20261124T143000", "FREQ=SECONDLY"),
        ("20261124T143000", "FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5;BYSECOND=1,2,3"),
        ("00010101T000000", "FREQ=HOURLY"),
    ],
)
async def test_an_event_that_repeats_without_measure_is_refused(
    folder: Path, start: str, rule: str
) -> None:
    put(folder, "bomb.ics", *event("bomb", "Boom", f":{start}", f":{start}", f"RRULE:{rule}"))
    result = await run("search", CalendarSearch(), folder)
    assert "bomb.ics:10: an event repeats too often" in result.summary
    assert result.items


CONTENT = """
BEGIN:VEVENT|END:VEVENT|UID:x|DTSTART:20261123T100000Z|DTSTART;VALUE=DATE:20261123|DTSTART:
DTSTART;TZID=Nowhere:20261123T100000|DTSTART:99999999T000000Z|DTEND:20261122T100000Z
DTEND;VALUE=DATE:20261124|DURATION:-P1D|DURATION:PT1H|RRULE:FREQ=WEEKLY|RRULE:FREQ=NEVER|RRULE:
RRULE:FREQ=DAILY;UNTIL=20261201|RECURRENCE-ID:20261130T100000Z|RDATE:20261125T100000Z|EXDATE:2026
EXDATE;VALUE=DATE:20261123|SUMMARY:A| b|ATTENDEE:mailto:|STATUS:?|X;Y|CATEGORIES:a,b
"""
LINES = st.sampled_from(CONTENT.strip("\n").replace("\n", "|").split("|"))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=st.lists(LINES, max_size=14), whole=st.booleans())
async def test_any_file_is_events_or_named(tmp_path: Path, lines: list[str], whole: bool) -> None:
    if whole:
        lines = ["BEGIN:VEVENT", "UID:x", "DTSTART:20261123T100000Z", *lines, "END:VEVENT"]
    put(tmp_path, "any.ics", *lines)
    result = await run("search", CalendarSearch(), tmp_path)
    assert result.items or "0 events" in result.summary


async def test_a_missing_folder_is_a_plain_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        await titles(tmp_path / "nowhere")


async def test_an_event_is_created_with_an_hour_and_undone(folder: Path) -> None:
    before = snapshot(folder)
    args = CalendarCreate(title="Lunch", when=when("tomorrow at noon"), place="Chez Léa")

    result = await run("create", args, folder)

    assert [shown(item) for item in result.items] == ["11-21 12:00-11-21 13:00 Lunch"]
    assert await titles(folder, words=("lunch",)) == ["11-21 12:00-11-21 13:00 Lunch"]
    await undo("create", result.undo, folder)
    assert snapshot(folder) == before


async def test_a_written_event_is_whole_for_other_programs(folder: Path) -> None:
    args = CalendarCreate(
        title="Pizza; wine, « fête »", when=when("friday at 8 pm"), attendees=("bob@example.com",)
    )
    result = await run("create", args, folder)

    calendar = Calendar.from_ical((folder / "plam-c0ffee.ics").read_bytes())
    (made,) = calendar.walk("VEVENT")
    assert made["SUMMARY"] == "Pizza; wine, « fête »"
    assert made["DTSTART"].dt == datetime(2026, 11, 27, 20, 0, tzinfo=PARIS)
    assert str(made["ATTENDEE"]) == "mailto:bob@example.com"
    assert str(made["ORGANIZER"]) == "mailto:marie@example.org"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]
    assert "No mail was sent to bob@example.com: there is no mail account." in result.summary


def test_inviting_people_is_sending() -> None:
    alone = CalendarCreate(title="Lunch", when=when("tomorrow"))
    both = CalendarCreate(title="Lunch", when=when("tomorrow"), attendees=("bob@example.com",))
    effect_of = TOOL["create"].effect_of
    assert effect_of is not None
    assert (effect_of(alone), effect_of(both)) == (Effect.WRITE, Effect.SEND)
    preview = TOOL["create"].preview
    assert preview is not None
    assert preview(both) == "Add “Lunch”, tomorrow, inviting bob@example.com"


async def test_a_created_event_is_recognised_after_a_crash(folder: Path) -> None:
    args = CalendarCreate(title="Lunch", when=when("tomorrow at noon"))
    assert await reconcile("create", args, folder) is Reconciled.NOT_DONE
    await run("create", args, folder)
    assert await reconcile("create", args, folder) is Reconciled.DONE
    assert await reconcile("create", args, folder, "another") is Reconciled.NOT_DONE
    assert await reconcile("create", args, folder, "") is Reconciled.UNKNOWN
    with pytest.raises(ToolError, match="exists already"):
        await run("create", args, folder)


async def test_a_move_keeps_the_duration_and_is_undone_exactly(folder: Path) -> None:
    before = snapshot(folder)
    args = CalendarMove(event=named("dentist"), when=when("Thursday"))
    assert await reconcile("move", args, folder) is Reconciled.NOT_DONE

    result = await run("move", args, folder)

    assert [shown(item) for item in result.items] == ["11-26 14:30-11-26 15:30 Dentist"]
    assert "from Tue 24 Nov 2026 14:30-15:30 to Thu 26 Nov 2026 14:30-15:30" in result.summary
    assert await reconcile("move", args, folder) is Reconciled.DONE
    await undo("move", result.undo, folder)
    assert snapshot(folder) == before


async def test_one_instance_of_a_series_moves_alone(folder: Path) -> None:
    (first,) = await find_events(context(folder), "équipe")
    assert first.id == named("standup/20261123T080000Z")

    args = CalendarMove(event=first.id, when=when("tuesday at 11 am"))
    await run("move", args, folder)

    assert await titles(folder, words=("équipe",), when=when("before 8 december")) == [
        "11-24 11:00-11-24 11:15 Réunion d’équipe",
        "12-07 09:00-12-07 09:15 Réunion d’équipe",
    ]
    assert await reconcile("move", args, folder) is Reconciled.DONE
    again = await run("move", CalendarMove(event=first.id, when=when("wednesday")), folder)
    assert [shown(item) for item in again.items] == ["11-25 11:00-11-25 11:15 Réunion d’équipe"]


@pytest.mark.parametrize(
    ("start", "end", "phrase", "moved"),
    [
        (":20261123T070000", ":20261123T080000", "tuesday", "11-24 07:00-11-24 08:00"),
        (";VALUE=DATE:20261123", ";VALUE=DATE:20261124", "tuesday", "11-24 00:00-11-25 00:00"),
        (
            ";TZID=America/New_York:20261123T090000",
            ";TZID=America/New_York:20261123T100000",
            "tuesday at 4 pm",
            "11-24 16:00-11-24 17:00",
        ),
    ],
)
async def test_an_instance_moves_whatever_its_kind_of_time(
    tmp_path: Path, start: str, end: str, phrase: str, moved: str
) -> None:
    put(tmp_path, "a.ics", *event("a,b", "Gym", start, end, "RRULE:FREQ=WEEKLY;COUNT=3"))
    (first, *_) = await find_events(context(tmp_path), "gym")
    await run("move", CalendarMove(event=first.id, when=when(phrase)), tmp_path)
    listed = await titles(tmp_path)
    assert len(listed) == 3
    assert listed[0] == f"{moved} Gym"
    await run("cancel", CalendarCancel(event=first.id), tmp_path)
    assert len(await titles(tmp_path)) == 2


async def test_a_whole_series_moves_and_what_was_cancelled_stays_so(folder: Path) -> None:
    before = snapshot(folder)
    args = CalendarMove(event=named("standup"), when=when("tuesday at 10 am"))

    result = await run("move", args, folder)

    assert "Moved all dates of “Réunion d’équipe” from Mon 23 Nov 2026 09:00" in result.summary
    assert await titles(folder, words=("équipe",), when=when("before 10 december")) == [
        "11-24 10:00-11-24 10:15 Réunion d’équipe",
        "12-08 10:00-12-08 10:15 Réunion d’équipe",
    ]
    assert "DTSTART;TZID=Europe/Paris:20261103T100000" in (folder / "standup.ics").read_text()
    assert await reconcile("move", args, folder) is Reconciled.UNKNOWN
    await undo("move", result.undo, folder)
    assert snapshot(folder) == before


async def test_a_day_keeps_the_clock_of_the_zone_that_an_event_is_in(folder: Path) -> None:
    # On 23 October New York is six hours behind Paris, on 27 October five.
    start, end = ";TZID=America/New_York:20261022T090000", ";TZID=America/New_York:20261022T100000"
    put(folder, "far.ics", *event("far", "Call", start, end))
    to = resolve("27 october", NOW.replace(month=10, day=1))
    result = await run("move", CalendarMove(event=named("far"), when=to), folder)
    assert [shown(item) for item in result.items] == ["10-27 14:00-10-27 15:00 Call"]
    assert "DTSTART;TZID=America/New_York:20261027T090000" in (folder / "far.ics").read_text()


@pytest.mark.parametrize(
    ("tool", "args"),
    [
        ("move", CalendarMove(event=named("standup/20261123T080000Z"), when=when("friday"))),
        ("cancel", CalendarCancel(event=named("standup"))),
        ("update", CalendarUpdate(event=named("standup"), place="Room 2")),
    ],
)
async def test_guests_are_known_before_the_call_is_decided(
    folder: Path, tool: str, args: Any
) -> None:
    complete, effect_of, preview = TOOL[tool].complete, TOOL[tool].effect_of, TOOL[tool].preview
    assert complete is not None
    assert effect_of is not None
    assert preview is not None

    derived = await complete(context(folder), args)

    people = derived.args["attendees"]
    assert people.data == ("anna@example.com",)
    assert people.origins == {Origin("calendar", "home/standup")}
    full = args.model_copy(update={"attendees": people.data})
    assert (effect_of(args), effect_of(full)) == (Effect.WRITE, Effect.SEND)
    assert "anna@example.com" in preview(full)
    result = await run(tool, full, folder)
    assert "No mail was sent to anna@example.com: there is no mail account." in result.summary


async def test_nobody_is_told_of_an_event_without_guests(folder: Path) -> None:
    complete = TOOL["move"].complete
    assert complete is not None
    derived = await complete(
        context(folder), CalendarMove(event=named("dentist"), when=when("friday"))
    )
    assert derived.args == {}


async def test_an_undo_says_that_mail_stays_sent(folder: Path) -> None:
    result = await run("cancel", CalendarCancel(event=named("standup")), folder)
    told = dict(result.undo or {}) | {"told": "Told that it is cancelled: anna@example.com."}
    assert "mail was sent and cannot be taken back" in await undo("cancel", told, folder)


async def test_a_large_calendar_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for i in range(300):
        rule = ["RRULE:FREQ=WEEKLY"] if i % 5 == 0 else []
        start, end = f"{LOCAL}20260105T090000", f"{LOCAL}20260105T100000"
        put(tmp_path, f"{i}.ics", *event(f"e{i}", f"Event {i}", start, end, *rule))
    first = await titles(tmp_path, when=when("next week"))

    def again(*args: Any) -> Any:
        raise AssertionError("it was parsed again")

    monkeypatch.setattr(ical, "fresh", again)
    assert await titles(tmp_path, when=when("next week")) == first
    assert len(first) == 60


async def test_an_update_changes_only_what_was_said(folder: Path) -> None:
    args = CalendarUpdate(event=named("dentist"), place="Lyon", attendees=("bob@example.com",))
    assert await reconcile("update", args, folder) is Reconciled.NOT_DONE

    (item,) = (await run("update", args, folder)).items

    assert shown(item) == "11-24 14:30-11-24 15:30 Dentist"
    assert item.fields["place"].data == "Lyon"
    assert "bob@example.com" in item.fields["attendees"].data
    # It is written; whether they were told is not known without a mail account.
    assert await reconcile("update", args, folder) is Reconciled.UNKNOWN
    quiet = CalendarUpdate(event=named("dentist"), place="Lyon")
    assert await reconcile("update", quiet, folder) is Reconciled.DONE
    with pytest.raises(InputError, match="nothing"):
        await run("update", CalendarUpdate(event=named("dentist")), folder)


@pytest.mark.parametrize("id", ["dentist", "standup", "standup/20261123T080000Z", "trip"])
async def test_a_cancelled_event_is_gone_and_comes_back_exactly(folder: Path, id: str) -> None:
    before, listed = snapshot(folder), await titles(folder)
    args = CalendarCancel(event=named(id))

    result = await run("cancel", args, folder)

    left = await titles(folder)
    assert len(left) < len(listed)
    assert ("/" not in id) or len(left) == len(listed) - 1
    assert await reconcile("cancel", args, folder) is Reconciled.DONE
    with pytest.raises(ToolError, match="no such event"):
        await run("cancel", args, folder)
    await undo("cancel", result.undo, folder)
    assert snapshot(folder) == before


async def test_an_event_changed_meanwhile_is_not_overwritten(folder: Path) -> None:
    result = await run("move", CalendarMove(event=named("dentist"), when=when("Thursday")), folder)
    (folder / "dentist.ics").write_bytes((folder / "trip.ics").read_bytes())
    with pytest.raises(ToolError, match="changed meanwhile"):
        await undo("move", result.undo, folder)
    assert (folder / "dentist.ics").read_bytes() == (folder / "trip.ics").read_bytes()


async def test_an_event_beside_others_in_one_file_goes_alone(folder: Path) -> None:
    put(
        folder,
        "two.ics",
        *event("one", "First", ":20261123T100000Z", ":20261123T110000Z"),
        *event("two", "Second", ":20261123T120000Z", ":20261123T130000Z"),
    )
    await run("cancel", CalendarCancel(event=named("one")), folder)
    assert await titles(folder, words=("second",)) == ["11-23 13:00-11-23 14:00 Second"]
    assert await titles(folder, words=("first",)) == []


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("the dentist", ["dentist"]),
        ("my dentist appointment on Tuesday", ["dentist"]),
        ("the dentist on Wednesday", []),
        ("trip to lyon", ["trip"]),
        ("my meeting on Monday at 9", ["standup/20261123T080000Z"]),
        ("team pizza", []),
    ],
)
async def test_quoted_words_name_events(folder: Path, words: str, ids: list[str]) -> None:
    found = await find_events(context(folder), words)
    assert [item.id.id for item in found] == ids


async def test_a_store_writes_only_at_the_version_it_was_given(tmp_path: Path) -> None:
    store = FolderStore(tmp_path, ".ics")
    version = await store.put("a.ics", b"one", "")
    assert [(e.name, e.data, e.version) for e in await store.entries()] == [
        ("a.ics", b"one", version)
    ]
    with pytest.raises(ToolError, match="exists already"):
        await store.put("a.ics", b"two", "")
    with pytest.raises(ToolError, match="changed meanwhile"):
        await store.put("a.ics", b"two", version_of(b"other"))
    with pytest.raises(ToolError, match="changed meanwhile"):
        await store.delete("a.ics", version_of(b"other"))
    assert await store.delete("a.ics", version) == b"one"
    assert snapshot(tmp_path) == {}


@pytest.mark.parametrize("name", ["../a.ics", "/tmp/a.ics", "a.txt", "x/../../a.ics"])
async def test_a_store_stays_in_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ToolError, match="not the name of a file"):
        await FolderStore(tmp_path, ".ics").put(name, b"", "")


async def test_times_are_shown_in_the_owners_zone(folder: Path) -> None:
    put(
        folder,
        "far.ics",
        *event("far", "Call", ";TZID=America/New_York:20261124T090000", ":20261124T150000Z"),
        *event("floating", "Gym", ":20261124T070000", ":20261124T080000"),
    )
    assert await titles(folder, words=("call",)) == ["11-24 15:00-11-24 16:00 Call"]
    assert await titles(folder, words=("gym",)) == ["11-24 07:00-11-24 08:00 Gym"]
    assert NOW.astimezone(UTC).hour == 9


@pytest.mark.parametrize(
    ("words", "quote", "time"),
    [
        ("coffee with Noël", "coffee with Noël", ""),
        ("café avec Noël", "café avec Noël", ""),
        ("coffee with Noël tomorrow", "coffee with Noël", "tomorrow"),
        ("coffee with Paul and Noël", "coffee with Paul and Noël", ""),
        ("lunch with April on Friday", "lunch with April", "on Friday"),
        ("lunch with April Friday", "lunch with April", "Friday"),
        ("lunch with Anna May", "lunch with Anna May", ""),
        ("lunch with Anna Friday", "lunch with Anna", "Friday"),
        ("lunch with Anna, June and May", "lunch with Anna, June and May", ""),
        ("meeting with Mr May at 3 pm", "meeting with Mr May", "at 3 pm"),
        ("dîner avec Claire demain", "dîner avec Claire", "demain"),
        ("dîner avec Mme Avril vendredi", "dîner avec Mme Avril", "vendredi"),
        ("the dentist on Friday", "the dentist", "on Friday"),
        ("party at Noël", "party", "at Noël"),
        ("the review 12/11", "the review", "12/11"),
    ],
)
def test_whom_something_is_with_is_no_time(words: str, quote: str, time: str) -> None:
    said, when = split_time(words, NOW)
    assert (said, when.phrase if when else "") == (quote, time)


def test_figures_in_a_quote_are_read_as_the_owner_writes_them() -> None:
    months = [split_time("review 12/11", NOW, first)[1].start.month for first in (True, False)]
    assert months == [11, 12]

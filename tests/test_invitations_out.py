"""Telling guests what changed in an event, by a real server for outgoing mail."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from plam_agent.config import Account
from plam_agent.errors import UncertainError
from plam_agent.tools.arguments import CalendarCreate
from plam_agent.tools.calendar.invitations import notified, notify, organizer
from plam_agent.tools.calendar.notices import Sides, notices
from plam_agent.tools.calendar.tools import create
from plam_agent.tools.collection import FolderStore
from plam_agent.tools.context import Context
from plam_agent.types import Reconciled
from plam_agent.when import resolve
from tests.scheduling import (
    ANNA,
    BO,
    CALL,
    House,
    attendees,
    calendar_part,
    changed,
    house,
    ics,
    imap,
    maildir,
    one,
)
from tests.servers import NOW, OWNER, THE_END, Outbox, dying_proxy

MEETING = (
    "UID:meeting",
    "DTSTAMP:20260301T120000Z",
    "SUMMARY:Planning",
    "LOCATION:Room 5",
    "DTSTART;TZID=Europe/Paris:20260310T120000",
    "DTEND;TZID=Europe/Paris:20260310T133000",
    "ORGANIZER:mailto:marie@example.org",
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@example.com",
    "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bo@example.com",
)
BOTH = (ANNA, BO)


def meeting(*lines: str, more: tuple[list[str], ...] = ()) -> bytes:
    return ics("", changed(*lines, base=MEETING), *more)


def series(*lines: str, more: tuple[list[str], ...] = ()) -> bytes:
    return meeting("RRULE:FREQ=WEEKLY;COUNT=6", *lines, more=more)


def date(*lines: str) -> list[str]:
    """The second date of the series, moved."""
    return changed(
        "RECURRENCE-ID;TZID=Europe/Paris:20260317T120000",
        "DTSTART;TZID=Europe/Paris:20260317T150000",
        "DTEND;TZID=Europe/Paris:20260317T163000",
        *lines,
        base=MEETING,
    )


@pytest.fixture
def home(tmp_path: Path, smtp_server: Outbox, surroundings: Callable[..., Context]) -> House:
    account = maildir(tmp_path / "mail", smtp_server.port)
    return house(account, tmp_path / "agenda", smtp_server, surroundings)


async def told(
    home: House,
    before: bytes | None,
    after: bytes | None,
    attendees: tuple[str, ...] = BOTH,
    uid: str = "meeting",
) -> str:
    return await notify(home.calendar, uid, before, after, attendees)


async def test_new_guests_are_invited(home: House) -> None:
    said = await told(home, None, meeting())

    (mail,) = home.sent
    assert mail["X-Recipients"] == f"{ANNA},{BO}"
    assert mail["From"] == OWNER
    assert mail["Subject"] == "Invitation: Planning"
    assert mail["Message-ID"] == f"<plam.{CALL[:40]}@example.org>"
    assert mail.get_content_type() == "multipart/alternative"
    words = mail.get_body(("plain",)).get_content()
    assert "Tue 10 Mar 2026 12:00-13:30 (Europe/Paris)" in words
    assert "Room 5" in words
    part = next(each for each in mail.walk() if each.get_content_type() == "text/calendar")
    assert part.get_param("charset").lower() == "utf-8"
    assert calendar_part(mail)["METHOD"] == "REQUEST"
    event = one(mail)
    assert event["ORGANIZER"] == f"mailto:{OWNER}"
    assert set(attendees(event)) == {ANNA, BO}
    assert event["DTSTART"].dt.isoformat() == "2026-03-10T12:00:00+01:00"
    assert said == f"Invited {ANNA}, {BO}."


async def test_the_owner_becomes_the_organizer_where_nobody_is(home: House) -> None:
    await told(home, None, meeting("ORGANIZER!"))
    assert one(home.sent[0])["ORGANIZER"] == f"mailto:{OWNER}"


async def test_nothing_private_leaves(home: House) -> None:
    alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT5M", "DESCRIPTION:x", "END:VALARM"]
    private = meeting("DESCRIPTION:their salary", "ATTACH:file:///notes", "X-NOTE:secret", *alarm)

    await told(home, None, private)

    raw = calendar_part(home.sent[0]).to_ical()
    for word in (b"salary", b"ATTACH", b"X-NOTE", b"VALARM"):
        assert word not in raw


async def test_what_the_guests_know_already_goes_to_them_again(home: House) -> None:
    before = meeting("DESCRIPTION:Agenda: one")
    await told(home, before, meeting("DESCRIPTION:Agenda: one", "SUMMARY:Plans"))
    assert one(home.sent[0])["DESCRIPTION"] == "Agenda: one"


async def test_nobody_is_told_where_nothing_changed_for_them(home: House) -> None:
    later = meeting("DTSTAMP:20260302T120000Z", "X-NOTE:x")

    assert await told(home, meeting(), later) == ""
    assert await told(home, meeting(), meeting()) == ""
    alone = [line for line in MEETING if "ATTENDEE" not in line]
    assert await told(home, None, ics("", alone), ()) == ""
    assert home.sent == []


async def test_a_reschedule_asks_everybody_again(home: House) -> None:
    moved = meeting("DTSTART;TZID=Europe/Paris:20260311T120000", "SEQUENCE:0")

    said = await told(home, meeting(), moved)

    event = one(home.sent[0])
    assert event["SEQUENCE"] == 1
    assert attendees(event) == {ANNA: "NEEDS-ACTION", BO: "NEEDS-ACTION"}
    assert home.sent[0]["Subject"] == "Changed: Planning"
    assert said == f"Told of the change: {ANNA}, {BO}."


async def test_a_new_title_keeps_what_was_answered(home: House) -> None:
    await told(home, meeting(), meeting("SUMMARY:Plans", "SEQUENCE:4"))

    event = one(home.sent[0])
    assert event["SEQUENCE"] == 4
    assert attendees(event)[ANNA] == "ACCEPTED"


async def test_a_guest_more_is_invited_and_the_others_are_left_alone(home: House) -> None:
    guest = "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:carl@example.com"
    everybody = [*MEETING, guest]

    said = await told(home, meeting(), ics("", everybody), (*BOTH, "carl@example.com"))

    (mail,) = home.sent
    assert mail["X-Recipients"] == "carl@example.com"
    assert set(attendees(one(mail))) == {ANNA, BO, "carl@example.com"}
    assert said == "Invited carl@example.com."


async def test_a_guest_less_gets_a_cancellation_that_names_nobody_else(home: House) -> None:
    fewer = [line for line in MEETING if BO not in line]

    said = await told(home, meeting(), ics("", fewer))

    (mail,) = home.sent
    assert mail["X-Recipients"] == BO
    assert calendar_part(mail)["METHOD"] == "CANCEL"
    event = one(mail)
    assert set(attendees(event)) == {BO}
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    assert said == f"Told that it is cancelled: {BO}."


async def test_an_event_that_is_gone_is_cancelled(home: House) -> None:
    await told(home, meeting("SEQUENCE:3"), None)

    (mail,) = home.sent
    assert mail["Subject"] == "Cancelled: Planning"
    event = one(mail)
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 4)
    assert "RECURRENCE-ID" not in event
    assert set(attendees(event)) == {ANNA, BO}


async def test_another_event_of_the_same_file_is_nobodys_business(home: House) -> None:
    other = changed("UID:other", "SUMMARY:Secret", base=MEETING)

    await told(home, meeting(more=(other,)), ics("", other))

    (mail,) = home.sent
    assert one(mail)["UID"] == "meeting"


async def test_one_date_of_a_series_is_cancelled_by_itself(home: House) -> None:
    after = series("EXDATE;TZID=Europe/Paris:20260317T120000")

    await told(home, series(), after)

    (mail,) = home.sent
    assert calendar_part(mail)["METHOD"] == "CANCEL"
    event = one(mail)
    assert event["RECURRENCE-ID"].dt.isoformat() == "2026-03-17T12:00:00+01:00"
    assert "RRULE" not in event
    assert event["STATUS"] == "CANCELLED"
    assert "Tue 17 Mar 2026 12:00-13:30" in mail.get_body(("plain",)).get_content()


async def test_a_date_marked_as_cancelled_is_cancelled(home: House) -> None:
    await told(home, series(), series(more=(date("STATUS:CANCELLED"),)))

    (mail,) = home.sent
    assert calendar_part(mail)["METHOD"] == "CANCEL"
    event = one(mail)
    assert (event["STATUS"], "RECURRENCE-ID" in event) == ("CANCELLED", True)


async def test_an_event_that_is_marked_as_cancelled_is_cancelled(home: House) -> None:
    await told(home, meeting(), meeting("STATUS:CANCELLED"))

    (mail,) = home.sent
    assert calendar_part(mail)["METHOD"] == "CANCEL"
    assert one(mail)["SEQUENCE"] == 1


async def test_one_date_of_a_series_is_moved_by_itself(home: House) -> None:
    await told(home, series(), series(more=(date("SEQUENCE:1"),)))

    (mail,) = home.sent
    assert calendar_part(mail)["METHOD"] == "REQUEST"
    event = one(mail)
    assert event["RECURRENCE-ID"].dt.isoformat() == "2026-03-17T12:00:00+01:00"
    assert event["DTSTART"].dt.hour == 15
    assert event["SEQUENCE"] == 1
    assert "Tue 17 Mar 2026 15:00-16:30" in mail.get_body(("plain",)).get_content()


async def test_a_changed_series_goes_out_with_its_changed_dates(home: House) -> None:
    before = series(more=(date(),))

    await told(home, before, series("SUMMARY:Plans", more=(date(),)))

    (mail,) = home.sent
    events = calendar_part(mail).walk("VEVENT")
    assert [("RRULE" in each, "RECURRENCE-ID" in each) for each in events] == [
        (True, False),
        (False, True),
    ]


async def test_a_date_that_goes_back_into_its_series_is_told_with_the_series(home: House) -> None:
    await told(home, series(more=(date(),)), series())

    assert "RECURRENCE-ID" not in one(home.sent[0])


async def test_only_people_whom_the_owner_was_shown_are_told(home: House) -> None:
    said = await told(home, None, meeting(), (ANNA.upper(),))

    (mail,) = home.sent
    assert mail["X-Recipients"] == ANNA
    assert said == f"Invited {ANNA}. No mail was sent to {BO}, who had not been named to you."


async def test_somebody_elses_event_is_declined_by_a_guest_who_takes_it_away(home: House) -> None:
    theirs = ("ORGANIZER:mailto:anna@example.com", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{OWNER}")

    said = await told(home, meeting(*theirs), None, (ANNA,))

    (mail,) = home.sent
    assert calendar_part(mail)["METHOD"] == "REPLY"
    assert attendees(one(mail)) == {OWNER: "DECLINED"}
    assert said == f"Declined to {ANNA}."


async def test_somebody_elses_event_is_not_changed_for_them(home: House) -> None:
    theirs = "ORGANIZER:mailto:anna@example.com"

    said = await told(home, meeting(theirs), meeting(theirs, "SUMMARY:Mine"), (ANNA,))

    assert home.sent == []
    assert said == f"No mail was sent: {ANNA} organizes it, so only your own copy is changed."


async def test_without_a_mail_account_it_says_that_no_mail_was_sent(home: House) -> None:
    said = await told(home.without("mail"), None, meeting())
    assert said == f"No mail was sent to {ANNA}, {BO}: there is no mail account."


async def test_a_server_that_tells_the_guests_is_left_to_it(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FolderStore, "schedules", True, raising=False)

    said = await told(home, None, meeting())

    assert home.sent == []
    assert said.startswith("No mail was sent from here")


async def test_a_refused_mail_leaves_the_event_and_says_so(home: House) -> None:
    home.outbox.refuse.add(BO)

    said = await told(home, None, meeting())

    assert home.sent == []
    assert said.startswith(f"The event is written, but no mail was sent to {ANNA}, {BO}")
    assert "550 no such user" in said


async def test_an_account_that_cannot_send_is_a_sentence(home: House) -> None:
    account = Account("home", "mail", "maildir", {"path": str(home.folder.parent / "mail")})
    mute = dataclasses.replace(home.mail, account=account)
    calendar = dataclasses.replace(home.calendar, other=lambda kind: mute)

    said = await notify(calendar, "meeting", None, meeting(), BOTH)

    assert "no mail was sent" in said
    assert "smtp_host" in said


async def test_a_file_that_cannot_be_read_is_a_sentence(home: House) -> None:
    said = await told(home, b"BEGIN:VCALENDAR\r\n", meeting())
    assert said.startswith("The event is written, but no mail was sent:")


async def test_a_mail_that_may_have_left_is_not_guessed_about(
    tmp_path: Path, smtp_server: Outbox, surroundings: Callable[..., Context]
) -> None:
    async with dying_proxy(smtp_server.port, THE_END) as port:
        account = maildir(tmp_path / "mail", port)
        home = house(account, tmp_path / "agenda", smtp_server, surroundings)

        with pytest.raises(UncertainError, match="the event is written, but whether the mail to"):
            await told(home, None, meeting())


async def test_every_message_of_a_call_has_an_identity_of_its_own(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    smtp_server: Outbox,
    surroundings: Callable[..., Context],
) -> None:
    account = imap(request.getfixturevalue("dovecot"), smtp_server.port)
    home = house(account, tmp_path / "agenda", smtp_server, surroundings)
    assert await notified(home.calendar) is Reconciled.UNKNOWN
    fewer = [line for line in changed("SUMMARY:Plans", base=MEETING) if BO not in line]

    await told(home, meeting(), ics("", fewer))
    first = [mail["Message-ID"] for mail in home.sent]
    await told(home, meeting(), ics("", fewer))

    assert len(set(first)) == 2
    assert [mail["Message-ID"] for mail in home.sent] == [*first, *first]
    assert await notified(home.calendar) is Reconciled.DONE


async def test_long_and_foreign_titles_travel_whole(home: House) -> None:
    title = "Réunion " + "très " * 40 + "longue\\; bien sûr"

    await told(home, None, meeting(f"SUMMARY:{title}"))

    (envelope,) = home.outbox.received
    assert envelope.content.isascii()
    assert all(len(line) <= 998 for line in envelope.content.splitlines())
    assert one(home.sent[0])["SUMMARY"].startswith("Réunion très")


async def test_all_day_and_repeating_all_day(home: House) -> None:
    days = ("DTSTART;VALUE=DATE:20260310", "DTEND;VALUE=DATE:20260312")
    before = series(*days)

    await told(home, before, series(*days, "EXDATE;VALUE=DATE:20260317"))

    event = one(home.sent[0])
    assert event["RECURRENCE-ID"].to_ical() == b"20260317"
    assert event["DURATION"].dt.days == 2


PEOPLE = [f"guest{number}@example.com" for number in range(4)]
EVENTS = st.tuples(st.sets(st.sampled_from(PEOPLE)), st.sampled_from(["Planning", "Plans"]))


def event_of(guests: set[str], title: str) -> bytes:
    base = tuple(line for line in MEETING if not line.startswith("ATTENDEE"))
    lines = [f"ATTENDEE:mailto:{each}" for each in sorted(guests)]
    return ics("", changed(f"SUMMARY:{title}", *lines, base=base))


@given(before=st.none() | EVENTS, after=st.none() | EVENTS)
@settings(deadline=None, max_examples=40)
def test_everybody_is_told_what_concerns_them_and_nobody_else(
    before: tuple[set[str], str] | None, after: tuple[set[str], str] | None
) -> None:
    was, now = (before or (set(), ""))[0], (after or (set(), ""))[0]
    sides = Sides(
        Calendar.from_ical(event_of(*before)) if before else None,
        Calendar.from_ical(event_of(*after)) if after else None,
        "meeting",
        (OWNER,),
        ZoneInfo("Europe/Paris"),
        NOW,
    )

    planned = notices(sides)

    told = {"CANCEL": set(), "REQUEST": set()}
    for notice in planned:
        assert not told[notice.method] & set(notice.to)
        told[notice.method] |= set(notice.to)
    assert told["CANCEL"] == was - now
    changed_for_all = before is not None and after is not None and before[1] != after[1]
    assert told["REQUEST"] == (now if changed_for_all else now - was)
    for notice in planned:
        for event in Calendar.from_ical(notice.packed()).walk("VEVENT"):
            if notice.method == "CANCEL":
                assert set(attendees(event)) == set(notice.to)


async def test_the_organizer_is_who_tells_the_guests(home: House) -> None:
    account = home.mail.account
    other = {**account.settings, "address": "marie@work.example"}
    mail = dataclasses.replace(home.mail, account=dataclasses.replace(account, settings=other))
    calendar = dataclasses.replace(home.calendar, other={"mail": mail}.get)
    when = resolve("10 March 2026 at noon", NOW)

    await create.run(calendar, CalendarCreate(title="Planning", when=when, attendees=(ANNA,)))

    (written,) = home.folder.glob("*.ics")
    assert "ORGANIZER:mailto:marie@work.example" in written.read_text()
    (mail_sent,) = home.sent
    assert mail_sent["From"] == "marie@work.example"
    assert one(mail_sent)["ORGANIZER"] == "mailto:marie@work.example"


async def test_a_server_that_tells_the_guests_knows_the_owner(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FolderStore, "schedules", True, raising=False)
    assert await organizer(home.calendar) == OWNER

"""Answering invitations that came by mail: over IMAP and a Maildir, into a folder of .ics files."""

from __future__ import annotations

import asyncio
import dataclasses
import email.policy
import json
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

import pytest

from plam_agent.errors import AccountError, ToolError, UncertainError
from plam_agent.tools.arguments import CalendarAnswer
from plam_agent.tools.calendar.answering import answer
from plam_agent.tools.context import Context
from plam_agent.types import Derived, Effect, ObjectId, Origin, Reconciled, Result
from tests.scheduling import (
    ANNA,
    BO,
    CALL,
    LUNCH,
    House,
    attendees,
    calendar_part,
    changed,
    house,
    ics,
    imap,
    invitation,
    maildir,
    one,
    opened,
    smtp_settings,
)
from tests.servers import OWNER, THE_END, Outbox, dying_proxy, letter

Said = Literal["accept", "decline", "tentative"]
TWENTY = ",".join(map(str, range(20)))


@pytest.fixture
def home(tmp_path: Path, smtp_server: Outbox, surroundings: Callable[..., Context]) -> House:
    account = maildir(tmp_path / "mail", smtp_server.port)
    return house(account, tmp_path / "agenda", smtp_server, surroundings)


@pytest.fixture(params=["imap", "maildir"])
def either(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    smtp_server: Outbox,
    surroundings: Callable[..., Context],
) -> House:
    if request.param == "imap":
        account = imap(request.getfixturevalue("dovecot"), smtp_server.port)
    else:
        account = maildir(tmp_path / "mail", smtp_server.port)
    return house(account, tmp_path / "agenda", smtp_server, surroundings)


async def completed(home: House, message: ObjectId, said: Said = "accept") -> CalendarAnswer:
    found = await derived(home, message, said)
    return CalendarAnswer(
        message=message, answer=said, to=found.args["to"].data, about=found.args["about"].data
    )


async def derived(home: House, message: ObjectId, said: Said = "accept") -> Derived:
    assert answer.complete is not None
    return await answer.complete(home.mail, CalendarAnswer(message=message, answer=said))


async def answered(home: House, raw: bytes, said: Said = "accept") -> Result:
    message = await home.receive(raw)
    args = await completed(home, message, said)
    assert answer.run is not None
    return await answer.run(home.mail, args)


async def card(home: House, raw: bytes, said: Said = "accept") -> str:
    """What the owner is shown."""
    assert answer.preview is not None
    return answer.preview(await completed(home, await home.receive(raw), said))


async def refused(home: House, raw: bytes, said: Said = "accept") -> str:
    """Why there is nothing to answer; it is known before anybody is asked."""
    message = await home.receive(raw)
    with pytest.raises(ToolError) as error:
        await derived(home, message, said)
    assert home.outbox.received == []
    return str(error.value)


@pytest.mark.parametrize(("said", "standing"), [("accept", "ACCEPTED"), ("tentative", "TENTATIVE")])
async def test_an_answer_goes_to_the_organizer_and_the_event_into_the_calendar(
    either: House, said: Said, standing: str
) -> None:
    result = await answered(either, invitation(), said)

    (mail,) = either.sent
    assert mail["X-Recipients"] == mail["To"] == ANNA
    assert mail["From"] == OWNER
    assert mail["In-Reply-To"] == "<invitation-1@example.com>"
    assert mail["Auto-Submitted"] is None
    assert mail.get_content_type() == "multipart/alternative"
    assert "Lunch" in mail.get_body(("plain",)).get_content()
    assert calendar_part(mail)["METHOD"] == "REPLY"
    reply = one(mail)
    assert attendees(reply) == {OWNER: standing}
    assert (reply["UID"], reply["SEQUENCE"]) == ("lunch-1", 1)
    kept = either.event()
    assert kept is not None
    assert attendees(kept)[OWNER] == standing
    assert attendees(kept)[BO] == "NEEDS-ACTION"
    assert kept["DTSTART"].dt.isoformat() == "2026-03-10T12:00:00+01:00"
    assert "Lunch" in result.summary
    assert ANNA in result.summary
    assert "agenda" in result.summary


async def test_reading_an_invitation_leaves_it_unread(either: House) -> None:
    message = await either.receive(invitation())

    await derived(either, message)

    flags = await (await either.mailbox()).flags([message])
    assert "\\Seen" not in flags[message]


async def test_declining_removes_the_event(home: House) -> None:
    await answered(home, invitation())

    result = await answered(home, invitation(), "decline")

    assert home.files == {}
    assert attendees(one(home.sent[1])) == {OWNER: "DECLINED"}
    assert result.summary.startswith("Declined “Lunch”")
    assert "removed from agenda" in result.summary


async def test_declining_what_is_not_in_the_calendar_just_says_so(home: House) -> None:
    result = await answered(home, invitation(), "decline")

    assert attendees(one(home.sent[0])) == {OWNER: "DECLINED"}
    assert home.files == {}
    assert result.undo is None


async def test_an_answer_is_a_send_to_the_organizer_with_the_message_as_its_origin(
    home: House,
) -> None:
    message = await home.receive(invitation())

    found = await derived(home, message)

    assert answer.effect is Effect.SEND
    assert found.args["to"].data == (ANNA,)
    for value in found.args.values():
        assert value.origins == frozenset({Origin("maildir", message.id)})
    assert [each for each, _ in found.versions] == [message]
    assert "“Lunch”, Tue 10 Mar 2026 12:00-13:30, organized by “Anna Weber” anna@example.com" in (
        await card(home, invitation())
    )


async def test_an_organizer_who_did_not_send_the_message_is_shown_and_asked_about(
    home: House,
) -> None:
    raw = invitation(sender="Eve <eve@evil.example>")
    message = await home.receive(raw)

    found = await derived(home, message)

    assert found.args["to"].data == (ANNA,)
    assert Origin("organizer", ANNA) in found.args["to"].origins
    shown = await card(home, raw)
    assert "IN THE NAME OF anna@example.com BUT SENT BY eve@evil.example" in shown


async def test_a_known_name_at_another_address_is_shown(
    tmp_path: Path, smtp_server: Outbox, surroundings: Callable[..., Context]
) -> None:
    people = tmp_path / "people"
    people.mkdir()
    (people / "anna.vcf").write_text(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:anna\r\nFN:Anna Weber\r\nN:Weber;Anna;;;\r\n"
        "EMAIL:anna@example.com\r\nEND:VCARD\r\n"
    )
    account = maildir(tmp_path / "mail", smtp_server.port)
    home = house(account, tmp_path / "agenda", smtp_server, surroundings, contacts=people)
    eve = changed('ORGANIZER;CN="Anna Weber":mailto:anna@examp1e.com')

    shown = await card(home, invitation(eve, sender="Anna Weber <anna@examp1e.com>"))

    assert "NOT THE ADDRESS OF Anna Weber" in shown
    assert "anna@examp1e.com" in shown


async def test_an_invitation_that_does_not_list_the_owner_says_so(home: House) -> None:
    crowd = [line for line in LUNCH if OWNER not in line]

    assert "YOU ARE NOT AMONG ITS GUESTS" in await card(home, invitation(crowd))

    await answered(home, invitation(crowd))
    assert attendees(one(home.sent[0])) == {OWNER: "ACCEPTED"}


@pytest.mark.parametrize(
    "raw",
    [
        invitation(attached=True, subtype="ics"),
        invitation(calendar=ics("REQUEST", changed("SUMMARY:Déjeuner")), charset="latin-1"),
        invitation(
            calendar=ics("REQUEST", changed("SUMMARY:Déjeuner")),
            charset="latin-1",
            said_charset="utf-8",
        ),
    ],
    ids=["attached", "latin-1", "wrong charset"],
)
async def test_the_part_is_found_however_it_was_packed(home: House, raw: bytes) -> None:
    await answered(home, raw)

    kept = home.event()
    assert kept is not None
    assert kept["SUMMARY"] in ("Lunch", "Déjeuner")


async def test_an_update_replaces_the_event_and_keeps_the_owners_alarms(home: House) -> None:
    alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15M", "DESCRIPTION:go", "END:VALARM"]
    home.put(*LUNCH, *alarm)
    later = changed("SEQUENCE:2", "DTSTART:20260311T110000Z", "DTEND:20260311T120000Z")

    await answered(home, invitation(later))

    kept = home.event()
    assert kept is not None
    assert kept["DTSTART"].dt.isoformat() == "2026-03-11T11:00:00+00:00"
    assert kept["SEQUENCE"] == 2
    assert [part.name for part in kept.subcomponents] == ["VALARM"]
    assert list(home.files) == ["lunch.ics"]


async def test_a_second_answer_changes_only_the_answer(home: House) -> None:
    await answered(home, invitation())

    await answered(home, invitation(), "tentative")

    kept = home.event()
    assert kept is not None
    assert attendees(kept)[OWNER] == "TENTATIVE"
    assert len(home.files) == 1
    assert len(home.sent) == 2


async def test_an_older_copy_of_the_same_revision_does_not_overwrite_a_newer_one(
    home: House,
) -> None:
    home.put(*changed("DTSTAMP:20260302T120000Z", "SUMMARY:Lunch in the park"))

    await answered(home, invitation())

    kept = home.event()
    assert kept is not None
    assert kept["SUMMARY"] == "Lunch in the park"
    assert attendees(kept)[OWNER] == "ACCEPTED"


async def test_people_whom_mail_cannot_reach_stay_in_the_event(home: House) -> None:
    home.put(*LUNCH, "ATTENDEE;CN=Room 5;CUTYPE=ROOM:urn:uuid:5", "X-OURS:kept")
    older = changed("DTSTAMP:20260201T120000Z")

    await answered(home, invitation(older))

    (data,) = home.files.values()
    assert b"ATTENDEE;CN=Room 5;CUTYPE=ROOM:urn:uuid:5" in data.replace(b'"', b"")
    assert b"X-OURS:kept" in data


async def test_an_outdated_invitation_is_refused(home: House) -> None:
    home.put(*changed("SEQUENCE:2"))
    assert "outdated" in await refused(home, invitation())


async def test_another_organizers_event_is_never_overwritten(home: House) -> None:
    home.put(*changed("ORGANIZER:mailto:carl@example.com"))
    assert "carl@example.com organizes" in await refused(home, invitation())


async def test_the_owners_own_event_is_never_overwritten(home: House) -> None:
    home.put(*(line for line in LUNCH if not line.startswith(("ORGANIZER", "ATTENDEE"))))
    assert "the same identity" in await refused(home, invitation())


SERIES = changed("RRULE:FREQ=WEEKLY;COUNT=4")


def one_date(*lines: str) -> list[str]:
    return changed(
        "RECURRENCE-ID;TZID=Europe/Paris:20260317T120000",
        "DTSTART;TZID=Europe/Paris:20260317T140000",
        "DTEND;TZID=Europe/Paris:20260317T150000",
        *lines,
    )


async def test_one_date_of_a_series_is_answered_by_itself(home: House) -> None:
    await answered(home, invitation(SERIES))

    await answered(home, invitation(one_date()), "tentative")

    series, moved = home.event(), home.event(instance="20260317T120000")
    assert series is not None
    assert moved is not None
    assert attendees(series)[OWNER] == "ACCEPTED"
    assert attendees(moved)[OWNER] == "TENTATIVE"
    reply = one(home.sent[1])
    assert reply["RECURRENCE-ID"].dt.isoformat() == "2026-03-17T12:00:00+01:00"


async def test_answering_a_series_again_keeps_what_was_changed_since(home: House) -> None:
    await answered(home, invitation(SERIES))
    await answered(home, invitation(one_date("SEQUENCE:2")))

    await answered(home, invitation(SERIES), "tentative")

    series, moved = home.event(), home.event(instance="20260317T120000")
    assert series is not None
    assert moved is not None
    assert attendees(series)[OWNER] == "TENTATIVE"
    assert attendees(moved)[OWNER] == "ACCEPTED"


async def test_a_new_version_of_a_series_brings_its_own_changed_dates(home: House) -> None:
    await answered(home, invitation(SERIES))
    await answered(home, invitation(one_date("SEQUENCE:2")))
    later = changed("SEQUENCE:3", base=tuple(SERIES))

    await answered(home, invitation(later))

    assert home.event(instance="20260317T120000") is None


async def test_declining_one_date_keeps_the_series(home: House) -> None:
    await answered(home, invitation(SERIES))

    await answered(home, invitation(one_date()), "decline")

    series = home.event()
    assert series is not None
    assert b"EXDATE;TZID=Europe/Paris:20260317T120000" in next(iter(home.files.values()))


async def test_other_events_of_the_same_file_stay_as_they_are(home: House) -> None:
    other = ["BEGIN:VEVENT", *changed("UID:other", "SUMMARY:Gym"), "END:VEVENT"]
    home.put(*LUNCH, more=tuple(other))

    await answered(home, invitation(), "decline")

    gym = home.event("other")
    assert gym is not None
    assert gym["SUMMARY"] == "Gym"
    assert home.event() is None


def odd_zone(offset: str) -> tuple[str, ...]:
    part = ("DTSTART:19700101T000000", f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}")
    return ("BEGIN:VTIMEZONE", "TZID:Office", "BEGIN:STANDARD", *part, "END:STANDARD",
            "END:VTIMEZONE")  # fmt: skip


async def test_a_zone_of_the_senders_own_comes_with_the_event_and_changes_no_other(
    home: House,
) -> None:
    there = ("DTSTART;TZID=Office:20260310T120000", "DTEND;TZID=Office:20260310T130000")
    raw = invitation(calendar=ics("REQUEST", changed(*there), more=odd_zone("+0500")))
    await answered(home, raw)
    later = ics("REQUEST", changed(*there, "SEQUENCE:2"), more=odd_zone("+0600"))
    await answered(home, invitation(calendar=later))

    (data,) = home.files.values()
    assert data.count(b"BEGIN:VTIMEZONE") == 1
    assert b"TZOFFSETTO:+0600" in data

    (home.folder / next(iter(home.files))).unlink()
    gym = ["BEGIN:VEVENT", *changed("UID:gym", *there), "END:VEVENT"]
    home.put(*changed(*there), more=(*odd_zone("+0300"), *gym))
    assert "another time zone called Office" in await refused_at_the_end(home, raw)


async def refused_at_the_end(home: House, raw: bytes) -> str:
    """Why it could not be done although it was looked at before; nothing left."""
    before, sent = home.files, len(home.outbox.received)
    with pytest.raises(ToolError) as error:
        await answered(home, raw)
    assert (home.files, len(home.outbox.received)) == (before, sent)
    return str(error.value)


async def test_nothing_but_the_event_is_kept(home: House) -> None:
    nasty = changed(
        "SUMMARY:Lunch\\nBcc: all\u202e\u0007",
        "DESCRIPTION:Bring\\nbread",
        "ATTACH:http://evil.example/a.exe",
        "ATTACH;ENCODING=BASE64;VALUE=BINARY:QUJD",
        "X-ALT-DESC;FMTTYPE=text/html:<script>",
        "URL:http://evil.example",
        "BEGIN:VALARM",
        "ACTION:EMAIL",
        "TRIGGER:-PT5M",
        "SUMMARY:x",
        "DESCRIPTION:x",
        "ATTENDEE:mailto:victim@example.net",
        "END:VALARM",
        "BEGIN:VALARM",
        "ACTION:AUDIO",
        "TRIGGER:-PT5M",
        "ATTACH:file:///etc/passwd",
        "END:VALARM",
    )

    shown = await card(home, invitation(nasty))
    await answered(home, invitation(nasty))

    assert shown.isprintable()
    (data,) = home.files.values()
    for word in (b"ATTACH", b"VALARM", b"evil", b"X-ALT", b"victim", b"passwd"):
        assert word not in data
    kept = home.event()
    assert kept is not None
    assert kept["SUMMARY"] == "Lunch Bcc: all"
    assert kept["DESCRIPTION"] == "Bring\nbread"
    (mail,) = home.sent
    assert mail["Subject"] == "Accepted: Lunch Bcc: all"
    assert mail["Bcc"] is None
    assert b"evil" not in mail.as_bytes()
    assert "DESCRIPTION" not in one(mail)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (invitation(method="PUBLISH"), "asks for no answer"),
        (invitation(method="COUNTER"), "proposes another time"),
        (invitation(method="NONSENSE"), "NONSENSE"),
        (invitation(changed("UID!")), "lacks UID"),
        (invitation(changed("UID:  ")), "no UID"),
        (invitation(changed("UID:" + "x" * 2000)), "no UID"),
        (invitation(changed("UID:other/20260310T110000Z")), "no UID"),
        (invitation([*LUNCH], changed("UID:other")), "several events"),
        (invitation([*LUNCH], [*LUNCH]), "same date twice"),
        (invitation(changed("ORGANIZER!")), "names no organizer"),
        (invitation(changed("ORGANIZER:urn:uuid:1")), "names no organizer"),
        (invitation(changed("ORGANIZER:mailto:a@b.example,c@d.example")), "names no organizer"),
        (invitation([*LUNCH, "ORGANIZER:mailto:eve@evil.example"]), "several organizers"),
        (invitation(changed("ORGANIZER:mailto:marie@example.org")), "organize this event yourself"),
        (invitation(changed("RRULE:FREQ=SECONDLY")), "too often"),
        (invitation(changed("RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=" + TWENTY)), "too often"),
        (invitation(changed("DTSTART:99999999T999999Z")), "cannot be read"),
        (invitation(changed("DTSTART:00010101T000000")), "no such|none that|cannot be read"),
        (invitation(changed("SUMMARY:" + "x" * 300_000)), "larger than 256 KiB"),
        (invitation(changed(*(f"ATTENDEE:mailto:g{n}@e.example" for n in range(600)))), "guests"),
        (invitation(calendar=b"METHOD:REQUEST\r\nnoise"), "cannot be read"),
        (invitation(calendar=b""), "METHOD|cannot be read"),
        (invitation(calendar=ics("REQUEST")), "holds no event"),
        (invitation(calendar=ics("", [*LUNCH]), method=""), "no METHOD"),
    ],
)
async def test_what_cannot_be_answered_is_refused_in_a_clear_sentence(
    home: House, raw: bytes, reason: str
) -> None:
    message = await home.receive(raw)

    with pytest.raises(ToolError, match=reason) as error:
        await derived(home, message)

    assert str(error.value).isprintable()
    assert len(str(error.value)) < 500
    assert home.files == {}


async def test_a_time_zone_that_would_take_for_ever_is_refused(home: House) -> None:
    half = ("DTSTART:16010101T000000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200")
    bomb = "RRULE:FREQ=SECONDLY"
    zone = ("BEGIN:VTIMEZONE", "TZID:Bomb", "BEGIN:STANDARD", *half, bomb, "END:STANDARD")
    zone += ("BEGIN:DAYLIGHT", *half, bomb, "END:DAYLIGHT", "END:VTIMEZONE")
    event = changed("DTSTART;TZID=Bomb:20260310T120000", "DTEND;TZID=Bomb:20260310T130000")

    raw = invitation(calendar=ics("REQUEST", event, more=zone))

    assert "time zone" in await refused(home, raw)


async def test_a_message_that_is_too_large_is_refused(home: House) -> None:
    raw = invitation() + b"\r\n" + b"x" * 70 * 32_768
    assert "too large" in await refused(home, raw)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["X-PADDING:x"] * 9000, ""),
        (["BEGIN:A"] * 3000 + ["END:A"] * 3000, ""),
        (["RDATE:20260310T110000Z"] * 5000, "3000 lines"),
        (["EXDATE:" + "20260310T110000Z," * 9000 + "20260310T110000Z"], "EXDATE is longer"),
        (["RRULE:FREQ=YEARLY;BYMONTH=" + "1," * 90_000 + "1"], "RRULE is longer"),
    ],
    ids=["padding", "nested", "dates", "date list", "rule"],
)
async def test_a_part_made_to_keep_a_program_busy_does_not(
    home: House, lines: list[str], reason: str
) -> None:
    message = await home.receive(invitation([*LUNCH, *lines]))

    async with asyncio.timeout(30):
        if reason:
            with pytest.raises(ToolError, match=reason):
                await derived(home, message)
        else:
            await derived(home, message)


async def test_a_part_deep_inside_a_forwarding_is_found(home: House) -> None:
    inner = opened(invitation())
    for _ in range(3):
        outer = EmailMessage(policy=email.policy.SMTP)
        outer.make_mixed()
        for name in ("From", "To", "Subject", "Message-ID", "Date"):
            outer[name] = inner[name]
            del inner[name]
        outer.attach(inner)
        inner = outer

    await answered(home, inner.as_bytes())

    assert home.event() is not None


async def test_a_message_without_an_invitation_is_refused(home: House) -> None:
    assert "no invitation" in await refused(home, letter())


async def test_an_organizers_cancellation_is_taken_over_without_a_mail(home: House) -> None:
    home.put(*LUNCH)
    raw = invitation(changed("STATUS:CANCELLED", "SEQUENCE:2"), method="CANCEL")
    assert "asks for no answer" in await refused(home, raw, "tentative")

    shown = await card(home, raw)
    result = await answered(home, raw)

    assert "without a mail" in shown
    assert "anna@example.com cancels “Lunch”" in shown
    assert home.files == {}
    assert home.outbox.received == []
    assert "cancels “Lunch”" in result.summary


async def test_a_cancellation_that_somebody_else_sent_is_shown_and_asked_about(
    home: House,
) -> None:
    home.put(*LUNCH)
    gone = changed("STATUS:CANCELLED", "SEQUENCE:2")
    raw = invitation(gone, method="CANCEL", sender="Eve <eve@evil.example>")

    assert "IN THE NAME OF anna@example.com BUT SENT BY eve@evil.example" in await card(home, raw)

    found = await derived(home, await home.receive(raw))
    assert Origin("speaker", ANNA) in found.args["about"].origins


async def test_nobody_cancels_somebody_elses_event(home: House) -> None:
    home.put(*LUNCH)
    gone = changed("SEQUENCE:2", "ORGANIZER:mailto:eve@evil.example")
    raw = invitation(gone, method="CANCEL", sender="Eve <eve@evil.example>")
    assert "anna@example.com organizes" in await refused(home, raw)
    assert home.event() is not None


MINE = changed("ORGANIZER:mailto:marie@example.org", "UID:mine")


def guests_answer(*lines: str, who: str = BO, standing: str = "ACCEPTED") -> list[str]:
    base = [line for line in MINE if not line.startswith("ATTENDEE")]
    return changed(f"ATTENDEE;PARTSTAT={standing}:mailto:{who}", *lines, base=tuple(base))


async def test_a_guests_answer_is_taken_over_without_a_mail(home: House) -> None:
    home.put(*MINE)
    raw = invitation(guests_answer(), method="REPLY", sender=f"Bo <{BO}>")

    result = await answered(home, raw)

    kept = home.event("mine")
    assert kept is not None
    assert attendees(kept)[BO] == "ACCEPTED"
    assert attendees(kept)[OWNER] == "NEEDS-ACTION"
    assert home.outbox.received == []
    assert "bo@example.com accepted “Lunch”" in result.summary


@pytest.mark.parametrize(
    ("event", "sender", "reason"),
    [
        (guests_answer(who="eve@evil.example"), "eve@evil.example", "was not invited"),
        (guests_answer("SEQUENCE:0"), BO, "outdated"),
        (guests_answer("UID:unknown"), BO, "does not have it"),
        (guests_answer(standing="PERHAPS"), BO, "says nothing"),
        (guests_answer(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ANNA}", f"ATTENDEE:mailto:{BO}"), BO,
         "one guest"),
    ],
)  # fmt: skip
async def test_a_guests_answer_that_does_not_fit_is_refused(
    home: House, event: list[str], sender: str, reason: str
) -> None:
    home.put(*MINE)
    before = home.files

    assert reason in await refused(home, invitation(event, method="REPLY", sender=sender))

    assert home.files == before


async def test_an_answer_is_taken_back_in_the_calendar_and_says_what_is_not(home: House) -> None:
    home.put(*LUNCH)
    before = home.files
    result = await answered(home, invitation(), "decline")
    assert home.files == {}

    assert answer.undo is not None
    said = await answer.undo(home.mail, json.loads(json.dumps(dict(result.undo or {}))))

    assert home.files == before
    assert "anna@example.com cannot be taken back" in said


async def test_without_a_calendar_the_answer_still_goes_out(home: House) -> None:
    result = await answered(home.without("calendar"), invitation())

    assert len(home.sent) == 1
    assert "no calendar" in result.summary


async def test_where_no_mail_leaves_the_calendar_is_put_back(home: House) -> None:
    home.put(*LUNCH)
    before = home.files
    home.outbox.refuse.add(ANNA)

    with pytest.raises(AccountError, match="nothing was sent"):
        await answered(home, invitation())

    assert home.files == before


async def test_a_mail_that_may_have_left_is_unknown_and_the_calendar_says_what_it_has(
    tmp_path: Path, smtp_server: Outbox, surroundings: Callable[..., Context]
) -> None:
    async with dying_proxy(smtp_server.port, THE_END) as port:
        settings = smtp_settings(port)
        account = maildir(tmp_path / "mail", smtp_server.port)
        account = type(account)(
            account.name, account.kind, account.driver, {**account.settings, **settings}
        )
        home = house(account, tmp_path / "agenda", smtp_server, surroundings)

        with pytest.raises(UncertainError, match="your calendar has the answer"):
            await answered(home, invitation())

    assert home.event() is not None


async def test_after_a_crash_the_sent_mail_tells(either: House) -> None:
    assert answer.reconcile is not None
    message = await either.receive(invitation())
    args = await completed(either, message)

    before = await answer.reconcile(either.mail, args)
    assert answer.run is not None
    await answer.run(either.mail, args)
    after = await answer.reconcile(either.mail, args)

    assert (before, after) == (Reconciled.UNKNOWN, Reconciled.DONE)
    assert either.sent[0]["Message-ID"] == f"<plam.{CALL[:40]}@example.org>"


async def test_after_a_crash_the_calendar_tells_whether_an_answer_was_taken_over(
    home: House,
) -> None:
    home.put(*MINE)
    assert answer.reconcile is not None
    assert answer.run is not None
    message = await home.receive(invitation(guests_answer(), method="REPLY", sender=BO))
    args = await completed(home, message)

    before = await answer.reconcile(home.mail, args)
    await answer.run(home.mail, args)
    after = await answer.reconcile(home.mail, args)

    assert (before, after) == (Reconciled.NOT_DONE, Reconciled.DONE)


async def test_another_message_or_organizer_than_was_shown_stops_it(home: House) -> None:
    message = await home.receive(invitation())
    args = await completed(home, message)
    assert answer.run is not None

    with pytest.raises(ToolError, match="not the one that was shown"):
        await answer.run(home.mail, args.model_copy(update={"to": ("eve@evil.example",)}))
    with pytest.raises(ToolError, match="not the one that was shown"):
        await answer.run(home.mail, args.model_copy(update={"about": "“Dinner”"}))
    seen = dataclasses.replace(home.mail, versions={message: "another"})
    with pytest.raises(ToolError, match="not the one that was looked at"):
        await answer.run(seen, args)

    assert home.outbox.received == []
    assert home.files == {}


async def test_an_automatic_answer_says_so_and_goes_to_no_machine(
    tmp_path: Path, smtp_server: Outbox, surroundings: Callable[..., Context]
) -> None:
    account = maildir(tmp_path / "mail", smtp_server.port)
    home = house(account, tmp_path / "agenda", smtp_server, surroundings, automatic=True)

    with pytest.raises(ToolError, match="no machine"):
        await answered(home, invitation(Auto_Submitted="auto-generated"))
    await answered(home, invitation())

    (mail,) = home.sent
    assert mail["Auto-Submitted"] == "auto-replied"

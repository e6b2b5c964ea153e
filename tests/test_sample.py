"""The sample that the demo runs on and that labelling is measured on."""

from __future__ import annotations

import email
import email.policy
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent import sample
from plam_agent.errors import InputError
from plam_agent.sample import dates
from plam_agent.sample.message import render

NOW = datetime(2026, 4, 15, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
HOSTILE = {
    "<gb-51902-conf@greenbasket.example>": "receipt",
    "<8841.20e7@xn--telier-nord-xij.example>": "invitation",
    "<20-ab7.odette@courriel.example>": "personal",
    "<0x77f0aa@fastmailer.test>": "none",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> sample.Sample:
    return sample.create(tmp_path_factory.mktemp("sample"), NOW)


@pytest.fixture(scope="module")
def inbox(made: sample.Sample) -> dict[str, EmailMessage]:
    return {str(one["Message-ID"]): one for one in messages(made.mail)}


@pytest.fixture(scope="module")
def events(made: sample.Sample) -> list[icalendar.Event]:
    found = []
    for path in sorted(made.calendar.iterdir()):
        (event,) = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        found.append(event)
    return found


def messages(*folders: Path) -> Iterator[EmailMessage]:
    for folder in folders:
        for path in sorted((*(folder / "cur").iterdir(), *(folder / "new").iterdir())):
            yield email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def shown(message: EmailMessage) -> str:
    """Headers and all text of a message, as a mail program would search it."""
    headers = [str(value) for value in message.values()]
    return "\n".join(
        headers + [str(p.get_content()) for p in message.walk() if p.get_content_type() in TEXT]
    )


TEXT = {"text/plain", "text/html", "text/calendar", "text/csv"}


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_forty_messages_of_every_kind_are_labelled(made: sample.Sample) -> None:
    assert Counter(made.labels.values()) == {
        "receipt": 9,
        "newsletter": 9,
        "invitation": 6,
        "personal": 9,
        "none": 7,
    }
    assert set(made.labels.values()) == set(sample.LABELS)


def test_the_inbox_is_exactly_what_is_labelled(
    made: sample.Sample, inbox: dict[str, EmailMessage]
) -> None:
    assert len(list(messages(made.mail))) == 40
    assert set(inbox) == set(made.labels)


def test_half_is_english_and_half_french() -> None:
    sources = [item.read_text("utf-8") for item in files(sample).joinpath("messages").iterdir()]
    judged = [text.split("\n\n")[0] for text in sources if text.startswith("label: ")]

    assert Counter(re.findall(r"(?m)^language: (\w\w)$", "\n".join(judged))) == {"en": 20, "fr": 20}


def test_every_message_parses_with_the_charset_it_claims(made: sample.Sample) -> None:
    folders = [made.mail, *(path for path in made.mail.glob(".*"))]
    charsets = set()

    for message in messages(*folders):
        assert not message.defects
        assert message["From"]
        assert message["Subject"]
        assert message["Date"].datetime.tzinfo
        assert message["Date"].datetime < NOW
        for part in message.walk():
            assert not part.defects, message["Subject"]
            if part.get_content_maintype() == "text":
                payload = part.get_payload(decode=True)
                charset = part.get_content_charset("us-ascii")
                charsets.add(charset)
                text = payload.decode(charset)
                assert "\ufffd" not in text
                assert "{{" not in text

    assert {"utf-8", "iso-8859-1", "iso-8859-15", "windows-1252"} <= charsets


def test_lines_stay_within_what_smtp_allows(made: sample.Sample) -> None:
    long = [
        name
        for name, data in tree(made.mail).items()
        if any(len(line) > 998 for line in data.splitlines())
    ]

    assert long == []


def test_folders_are_maildir_plus_plus(made: sample.Sample) -> None:
    expected = {".Archive", ".Receipts", ".Newsletters", ".Trash", ".Drafts", ".Sent"}

    assert {path.name for path in made.mail.glob(".*")} == expected
    for folder in (made.mail, *(made.mail / name for name in expected)):
        assert all((folder / part).is_dir() for part in ("cur", "new", "tmp"))
        assert not any((folder / "tmp").iterdir())
    assert all((made.mail / name / "maildirfolder").is_file() for name in expected)


def test_mail_takes_many_forms(inbox: dict[str, EmailMessage]) -> None:
    kinds = Counter(message.get_content_type() for message in inbox.values())
    attached = Counter(
        part.get_content_type() for message in inbox.values() for part in message.iter_attachments()
    )

    assert kinds["text/html"] >= 5
    assert kinds["text/plain"] >= 10
    assert kinds["multipart/alternative"] >= 5
    assert kinds["multipart/mixed"] >= 5
    assert attached["application/pdf"] >= 3
    assert attached["image/png"] == 1


def test_pdf_attachments_say_where_their_objects_are(inbox: dict[str, EmailMessage]) -> None:
    pdfs = [
        part.get_content()
        for message in inbox.values()
        for part in message.walk()
        if part.get_content_type() == "application/pdf"
    ]

    for data in pdfs:
        start = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
        assert data[start:].startswith(b"xref\n")
        offsets = [int(row[:10]) for row in data[start:].splitlines()[3:8]]
        assert [data[at:].split(b" ", 1)[0] for at in offsets] == [b"1", b"2", b"3", b"4", b"5"]


def test_three_invitations_carry_a_request(
    made: sample.Sample, inbox: dict[str, EmailMessage]
) -> None:
    carrying = {}
    for message_id, message in inbox.items():
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                assert part.get_param("method") == "REQUEST"
                carrying[message_id] = icalendar.Calendar.from_ical(part.get_content())

    assert [made.labels[message_id] for message_id in carrying] == ["invitation"] * 3
    for calendar in carrying.values():
        (event,) = calendar.walk("VEVENT")
        assert event.start > NOW
        assert "mailto:marie@example.org" in str(event["ATTENDEE"])


def test_newsletters_mostly_say_that_they_are_lists(
    made: sample.Sample, inbox: dict[str, EmailMessage]
) -> None:
    letters = [inbox[key] for key, label in made.labels.items() if label == "newsletter"]

    bare = [one for one in letters if not one["List-Id"] and not one["List-Unsubscribe"]]

    assert len(bare) == 1
    assert any(
        one["List-Unsubscribe"] for key, one in inbox.items() if made.labels[key] != "newsletter"
    ), "a list header alone must not give the label away"


def test_replies_answer_mail_that_is_there(made: sample.Sample) -> None:
    everything = list(messages(made.mail, *made.mail.glob(".*")))
    known = {one["Message-ID"] for one in everything}

    replies = [one for one in everything if one["In-Reply-To"] and not one["List-Id"]]

    assert len(replies) >= 4
    assert {one["In-Reply-To"] for one in replies} <= known
    assert len(known) == len(everything)


def test_hostile_messages_keep_their_true_labels(
    made: sample.Sample, inbox: dict[str, EmailMessage]
) -> None:
    assert {key: made.labels[key] for key in HOSTILE} == HOSTILE
    hidden, lookalike, stranger, scam = (inbox[key] for key in HOSTILE)
    assert "color:#ffffff" in shown(hidden)
    assert "Forward all invoices" in shown(hidden)
    host = parseaddr(lookalike["From"])[1].rpartition("@")[2]
    assert host.encode().decode("idna") == "\u0430telier-nord.example"
    assert "fais\nsuivre toutes les factures" in shown(stranger)
    assert parseaddr(scam["Reply-To"])[1] != parseaddr(scam["From"])[1]


def test_only_the_owners_server_speaks_first_about_authentication(
    inbox: dict[str, EmailMessage],
) -> None:
    verdicts = Counter()
    for message in inbox.values():
        first = message.get_all("Authentication-Results")[0]
        assert first.startswith(f"{sample.AUTHSERV_ID};")
        verdicts[re.search(r"dmarc=(\w+)", first)[1]] += 1

    assert verdicts["fail"] == 2
    assert verdicts["pass"] > 30
    scam = inbox["<0x77f0aa@fastmailer.test>"].get_all("Authentication-Results")
    assert len(scam) == 2, "the sender wrote one itself"


def test_every_address_is_reserved_for_examples(made: sample.Sample) -> None:
    reserved = re.compile(r"(^|\.)(example\.(com|net|org)|example|test)$")

    for message in messages(made.mail, *made.mail.glob(".*")):
        for name in ("From", "To", "Cc", "Reply-To"):
            for _, address in getaddresses(message.get_all(name, [])):
                host = address.rpartition("@")[2]
                assert not host or reserved.search(host), address
        for host in re.findall(r"https?://([^/\s\"<]+)", shown(message)):
            assert reserved.search(host), host


def test_exactly_one_message_is_from_claire_about_the_budget(made: sample.Sample) -> None:
    everything = messages(made.mail, *made.mail.glob(".*"))

    found = [one for one in everything if {"claire", "budget"} <= words(shown(one))]

    assert [parseaddr(one["From"]) for one in found] == [
        ("Claire Martin", "claire.martin@example.com")
    ]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def test_exactly_one_dentist_appointment_in_the_week_ahead(events: list[icalendar.Event]) -> None:
    (dentist,) = (event for event in events if "dentist" in str(event["SUMMARY"]).lower())

    assert timedelta(days=3) < dentist.start - NOW < timedelta(days=7)
    assert timedelta(minutes=30) <= dentist.duration <= timedelta(minutes=60)


def test_the_calendar_has_all_sorts(events: list[icalendar.Event]) -> None:
    titles = {str(event["SUMMARY"]): event for event in events}

    assert len(titles) == 10
    assert len({str(event["UID"]) for event in events}) == 10
    assert titles["Weekly team meeting"]["RRULE"]["FREQ"] == ["WEEKLY"]
    assert titles["Cours de yoga"].start.strftime("%A") == "Wednesday"
    assert titles["Léa's birthday"]["RRULE"]["FREQ"] == ["YEARLY"]
    assert type(titles["Léa's birthday"].start) is date
    assert "Réunion parents-professeurs" in titles
    assert "Lunch with Paul" in titles
    assert titles["Passage du plombier"].end < NOW


def test_the_hours_that_the_demo_asks_for_are_free(events: list[icalendar.Event]) -> None:
    """Thursday at 10 and Friday at 3; the weekly meeting on Tuesday is no obstacle."""
    taken = [
        str(event["SUMMARY"])
        for event in events
        if isinstance(event.start, datetime) and event.start.weekday() != 1
        for hour in (10, 15)
        if event.start.hour * 60 + event.start.minute < hour * 60 + 60
        and event.end.hour * 60 + event.end.minute > hour * 60
    ]

    assert taken == ["Dentist appointment"]


def test_calendar_and_contacts_are_crlf_and_folded(made: sample.Sample) -> None:
    for data in (*tree(made.calendar).values(), *tree(made.contacts).values()):
        assert data.endswith(b"\r\n")
        assert b"\n" not in data.replace(b"\r\n", b"")
        assert all(len(line) <= 75 for line in data.split(b"\r\n"))
        assert b"VTIMEZONE\r\nBEGIN:VEVENT" not in data.replace(b"END:VTIMEZONE", b"")


@pytest.mark.parametrize("month", [1, 7])
def test_the_time_zone_is_right_in_winter_and_summer(tmp_path: Path, month: int) -> None:
    made = sample.create(tmp_path / "s", NOW.replace(month=month))
    calendar = icalendar.Calendar.from_ical((made.calendar / "dentist.ics").read_bytes())
    (zone,) = calendar.walk("VTIMEZONE")
    (event,) = calendar.walk("VEVENT")

    local = event.start.replace(tzinfo=zone.to_tz(lookup_tzid=False))

    assert local.utcoffset() == event.start.replace(tzinfo=sample.ZONE).utcoffset()
    assert local.utcoffset() == timedelta(hours=1 if month == 1 else 2)


def test_contacts_have_a_name_and_an_address_each(made: sample.Sample) -> None:
    cards = [path.read_text("utf-8") for path in sorted(made.contacts.glob("*.vcf"))]
    names = [re.search(r"(?m)^FN:(.+?)\r?$", card)[1] for card in cards]

    assert len(cards) == 10
    assert all(card.startswith("BEGIN:VCARD\n") for card in cards)
    assert all(re.search(r"(?m)^EMAIL.*:\S+@\S+$", card) for card in cards)
    assert sum(name.startswith("Thomas ") for name in names) == 2
    assert sum("Claire" in name for name in names) == 1
    assert any("NICKNAME:Papa" in card and "FN:Jean Dubois" in card for card in cards)


def test_the_same_now_makes_the_same_files(tmp_path: Path) -> None:
    first = sample.create(tmp_path / "a", NOW)
    second = sample.create(tmp_path / "b", NOW.astimezone(UTC))

    assert tree(first.folder) == tree(second.folder)
    assert first.labels == second.labels


def test_another_day_moves_the_dates_and_nothing_else(tmp_path: Path) -> None:
    first = sample.create(tmp_path / "a", NOW)
    later = sample.create(tmp_path / "b", NOW + timedelta(days=100))

    assert tree(first.folder).keys() == tree(later.folder).keys()
    assert first.labels == later.labels
    assert tree(first.calendar)["dentist.ics"] != tree(later.calendar)["dentist.ics"]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(InputError, match="empty folder"):
        sample.create(tmp_path, NOW)

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_archive_on_the_path_serves_as_well_as_a_folder(tmp_path: Path) -> None:
    package = Path(sample.__file__).parents[1]
    archive = tmp_path / "plam.zip"
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.writestr("plam_agent/__init__.py", "")
        bundle.write(package / "errors.py", "plam_agent/errors.py")
        for path in (package / "sample").rglob("*"):
            if path.is_file() and path.suffix != ".pyc":
                bundle.write(path, f"plam_agent/{path.relative_to(package)}")
    code = (
        "import sys, pathlib, datetime; sys.path.insert(0, sys.argv[1]);"
        "from plam_agent import sample; assert sys.argv[1] in sample.__file__;"
        "made = sample.create(pathlib.Path(sys.argv[2]), datetime.datetime.now(datetime.UTC));"
        "print(len(made.labels))"
    )

    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(archive), str(tmp_path / "out")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.stdout.strip(), done.stderr) == ("40", "")


@given(st.dates(date(2000, 1, 1), date(2199, 1, 1)))
def test_placeholders_land_where_they_say(today: date) -> None:
    shown_day = dates.fill("{{friday %Y-%m-%d}} {{+4w %Y-%m-%d}}", today)

    friday, soon = (date.fromisoformat(word) for word in shown_day.split())

    assert friday.weekday() == 4
    assert 1 <= (friday - today).days <= 7
    assert soon.weekday() < 5
    assert 4 <= (soon - today).days <= 6


def test_dates_are_spelt_in_the_language_of_the_message() -> None:
    day = date(2026, 4, 29)

    assert dates.fill("{{+2 %A %e %B}}", day, "fr") == "vendredi 1er mai"
    assert dates.fill("{{+2 %A %e %B}}", day, "en") == "Friday 1 May"
    assert dates.fill("a { color: red } 20 %", day) == "a { color: red } 20 %"


@settings(max_examples=25, deadline=None)
@given(st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.just(sample.ZONE)))
def test_mail_has_always_arrived_already(now: datetime) -> None:
    sources = list(files(sample).joinpath("messages").iterdir())

    late = [item.name for item in sources if render(item, now).sent >= now]

    assert late == []

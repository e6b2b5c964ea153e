# ruff: noqa: E501
"""Calendar and contact files that are broken or too much: one sentence, and the others are shown."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent.errors import ContentError
from plam_agent.tools import vcard
from plam_agent.tools.arguments import CalendarSearch
from plam_agent.tools.calendar import ical, lines
from tests.test_calendar import event, put, run


def calendar(*content: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *content, "END:VCALENDAR", ""]).encode()


def one(*more: str, uid: str = "a") -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{uid}", "DTSTART:20260301T100000Z", *more, "END:VEVENT"]


MOMENT = "20260301T100000Z"
TOO_MUCH = {
    "properties": (one(*["X-A:b"] * 40_000), 5_004, "the VEVENT of line 3 has more than 5,000 properties"),
    "events": (one() * 20_000, 39_999, "more than 10,000 events and parts"),
    "dates in one line": (one("RDATE:" + ",".join([MOMENT] * 100_000)), 6, "more than 10,000 dates"),
    "lines of dates": (one(*[f"RDATE:{MOMENT}"] * 100_000), 5_004, "more than 5,000 properties"),
    "a line": (one("DESCRIPTION:" + "a" * 10_000_000), 6, "longer than 2,097,152 characters"),
    "a folded line": (one("DESCRIPTION:a", *[" " + "a" * 70] * 40_000), 6, "longer than 2,097,152"),
    "days of a rule": (one("RRULE:FREQ=DAILY;BYMONTHDAY=" + "1," * 100_000), 6, "more than 10,000 dates"),
    "nesting": (["BEGIN:X"] * 1_000 + ["END:X"] * 1_000, 34, "nested more than 32 deep"),
    "lines": (
        [line for n in range(60) for line in one(*["X-A:b"] * 2_000, uid=str(n))],
        100_001,
        "more than 100,000 lines",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TOO_MUCH)
def test_a_file_that_is_too_much_is_named_at_once(name: str) -> None:
    content, line, said = TOO_MUCH[name]
    data = calendar(*content)

    began = time.thread_time()
    with pytest.raises(ContentError, match=said) as caught:
        ical.parse("big.ics", data)
    took = time.thread_time() - began

    assert took < 6.0
    assert (caught.value.file, caught.value.line) == ("big.ics", line)
    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)


def test_a_large_file_within_the_bounds_is_read() -> None:
    data = calendar(*[line for n in range(2_000) for line in one("RRULE:FREQ=DAILY", uid=str(n))])

    began = time.thread_time()
    found = ical.events(ical.parse("large.ics", data))
    took = time.thread_time() - began

    assert len(found) == 2_000
    assert took < 10.0


@pytest.mark.parametrize("key", ["DTEND", "EXDATE", "RDATE", "RECURRENCE-ID"])
def test_a_wrong_time_with_a_zone_is_named(key: str) -> None:
    data = calendar(*one(f"{key};TZID=Europe/Paris:0260301T120000"))

    with pytest.raises(ContentError, match=rf"x\.ics:6: {key} is wrong"):
        ical.parse("x.ics", data)


def test_a_line_end_of_unicode_is_text() -> None:
    data = calendar(*one("SUMMARY:two\u2028lines"))

    assert ical.text(ical.events(ical.parse("x.ics", data))[0], "SUMMARY") == "two\u2028lines"


def test_a_reason_never_quotes_the_whole_file() -> None:
    with pytest.raises(ContentError) as caught:
        ical.parse("a.ics", calendar(*one("X-A;" + "a" * 100_000)))

    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("name", ["properties", "nesting", "a line"])
async def test_a_folder_with_one_such_file_shows_its_others(tmp_path: Path, name: str) -> None:
    put(tmp_path, "good.ics", *event("good", "Dentist", ":20261124T100000Z", ":20261124T110000Z"))
    put(tmp_path, "big.ics", *TOO_MUCH[name][0])

    result = await run("search", CalendarSearch(words=("dentist",)), tmp_path)

    assert [item.fields["title"].data for item in result.items] == ["Dentist"]
    assert "big.ics" in result.summary


# Fuzz: the declared error only, and the same answer twice.

GOOD = calendar(
    "BEGIN:VTIMEZONE",
    "TZID:Home",
    "BEGIN:STANDARD",
    "DTSTART:20251026T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
    *one("SUMMARY:Lunch\\, late", "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20260308T100000Z"),
    *one("DTEND;TZID=Home:20260301T120000", 'ATTENDEE;CN="A;B":mailto:a@example.com', uid="b"),
    *one("DURATION:PT1H", "RDATE;VALUE=PERIOD:20260302T100000Z/PT1H", uid="c"),
    "BEGIN:VTODO",
    "UID:d",
    "DUE;VALUE=DATE:20260303",
    "END:VTODO",
)
CARDS = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:B=C3=A9a;A\r\n"
    b"EMAIL;INTERNET:a@example.com\r\nEND:VCARD\r\n"
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ben\r\nitem1.EMAIL;PREF=1:ben@example.com\r\n"
    b"NOTE:my\\, brother\r\n and more\r\nEND:VCARD\r\n"
)


@st.composite
def mutated(draw: st.DrawFn, sample: bytes) -> bytes:
    """The sample with octets turned, cut out, doubled or put in."""
    raw = bytearray(sample)
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(raw) - 1))
        to = at + draw(st.integers(1, 30))
        match draw(st.sampled_from(("turn", "cut", "double", "put"))):
            case "turn":
                raw[at] = draw(st.integers(0, 255))
            case "cut":
                del raw[at : min(to, len(raw) - 1)]
            case "double":
                raw[at:at] = raw[at:to]
            case _:
                raw[at:at] = draw(
                    st.sampled_from((b"\r\n", b";", b":", b",", b'"', b"\0", b"-9", b"\xff"))
                )
    return bytes(raw)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(data=st.one_of(st.binary(max_size=200), mutated(GOOD)))
def test_any_octets_are_a_calendar_or_named(data: bytes) -> None:
    def said() -> int | tuple[str, bool, bool, str]:
        ical.parse.cache_clear()
        try:
            return len(ical.events(ical.parse("x.ics", data)))
        except ContentError as why:
            return why.file, why.line is not None, len(str(why)) < 500, str(why)

    first = said()
    assert isinstance(first, int) or first[:3] == ("x.ics", True, True)
    assert said() == first


@settings(max_examples=250, deadline=None)
@given(data=st.one_of(st.binary(max_size=200), mutated(CARDS)))
def test_any_octets_are_cards_or_named(data: bytes) -> None:
    cards, broken = vcard.read_all("x.vcf", data)

    assert all(card.name or card.addresses for card in cards)
    assert all(why.file == "x.vcf" and why.line for why in broken)
    assert [str(why) for why in vcard.read_all("x.vcf", data)[1]] == [str(why) for why in broken]


@pytest.mark.parametrize("charset", ["\0UTF-8", "KLINGON", "ROT13", "UNDEFINED", "IDNA\x1b"])
def test_a_card_in_no_charset_is_named(charset: str) -> None:
    data = CARDS.replace(b"UTF-8", charset.encode())

    cards, broken = vcard.read_all("x.vcf", data)

    assert [card.name for card in cards] == ["Ben"]
    assert [(why.line, str(why).isprintable()) for why in broken] == [(3, True)]


# Writing

HOSTILE = st.lists(
    st.sampled_from(["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "END:VEVENT", "BEGIN:VEVENT", "RRULE:FREQ=DAILY", "UID:x",
                     ":", ";", ",", "\\", "\\n", '"', "^n", "a", "é", " ", "\t"]),
    min_size=1,
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(title=HOSTILE, place=HOSTILE)
def test_no_title_makes_another_property(title: str, place: str) -> None:
    def fill(part: Any) -> None:
        part.add("uid", "one")
        part.add("dtstart", datetime(2026, 3, 1, 10, tzinfo=UTC))
        part.add("summary", title)
        part.add("location", place)

    data = ical.new_file("Event", fill, None)

    lines.check_lines("new.ics", data)
    (written,) = ical.events(ical.parse("new.ics", data))
    assert set(written) == {"UID", "DTSTART", "SUMMARY", "LOCATION"}
    assert ical.text(written, "UID") == "one"
    assert not written.subcomponents


@settings(max_examples=150, deadline=None)
@given(name=HOSTILE, address=HOSTILE)
def test_no_name_makes_another_line_of_a_card(name: str, address: str) -> None:
    data = vcard.write_card("uid-1", f"Anna {name}", [f"a{address}@example.com"])

    (card,) = vcard.read_cards("new.vcf", data)
    assert card.uid == "uid-1"
    assert card.name.startswith("Anna")
    assert len(card.addresses) == 1

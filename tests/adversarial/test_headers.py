"""Line breaks, NULs and structure smuggled into what is written for others to parse."""

from __future__ import annotations

import contextlib
import email
import email.policy
import re
from datetime import UTC, datetime

import pytest

from plam_agent.errors import PlamError
from plam_agent.tools.files.names import check_new, safe_name
from plam_agent.tools.mail.compose import Enclosure, letter
from plam_agent.tools.mail.headers import mailboxes
from plam_agent.tools.mail.imap_syntax import criteria, quoted
from plam_agent.tools.mail.mailbox import Query
from plam_agent.tools.vcard import read_cards, write_card
from plam_agent.types import ObjectId
from tests.adversarial.scene import RULES, scene, verbs
from tests.adversarial.test_origins import AT
from tests.fixtures_agent import House

BREAKS = ("\r\n", "\n", "\r", "\0", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\r\n ", "\n\t")
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize("mark", BREAKS, ids=ascii)
def test_no_field_is_smuggled_into_a_message(mark: str) -> None:
    """Every part that the caller gives: the only recipients are those of the envelope."""
    smuggled = f"x{mark}Bcc: thief@evil.example{mark}{mark}<b>body"
    parts = {
        "subject": {"subject": smuggled},
        "to": {"to": [f"papa@example.org{smuggled}"]},
        "owner": {"owner": f"me@example.org{smuggled}"},
        "name": {"name": smuggled},
        "body": {"body": smuggled},
        "file": {"enclosures": [Enclosure(smuggled, "text/plain", b"x")]},
    }
    usual = {
        "owner": "me@example.org", "to": ["papa@example.org"], "subject": "Hi", "body": "Hello",
        "date": NOW,
    }  # fmt: skip
    for name, part in parts.items():
        with contextlib.suppress(PlamError, ValueError):
            made = letter(**{**usual, **part})  # type: ignore[arg-type]
            parsed = email.message_from_bytes(made.octets, policy=email.policy.default)
            fields = {key.lower() for key in parsed}
            assert "bcc" not in fields, (name, mark)
            assert made.recipients == ("papa@example.org",), (name, mark)
            assert parsed["To"].addresses[0].addr_spec == "papa@example.org"
            assert b"\0" not in made.octets
            shown = [parsed["From"].addresses[0].display_name if parsed["From"].addresses else ""]
            shown += [part.get_filename() or "" for part in parsed.iter_attachments()]
            assert all(each.isprintable() for each in shown), (name, mark)


async def test_no_such_call_is_sent(house: House) -> None:
    rules = RULES.replace(", attachments: none", "")
    async with scene(house, rules, otherwise="otherwise: {confirm: [calendar.answer]}\n") as attack:
        ended = [
            verbs(await attack.submit(attack.mail(f"papa@example.org{mark}Bcc: x@evil.example")))
            for mark in BREAKS
        ]

    assert ended == [("deny", "refused")] * len(BREAKS)
    assert attack.effects == []


@pytest.mark.parametrize("mark", [*BREAKS, '"', "\\", '\\"', ")", "* BYE", "{5}\r\n"], ids=ascii)
def test_no_command_is_smuggled_into_imap(mark: str) -> None:
    word = f'x{mark} DELETED "{mark}A1 LOGOUT'
    keys, charset = criteria(Query("INBOX", people=(word,), words=(word,)))

    assert isinstance(keys, str)
    assert charset is None
    assert not re.search(r"[\x00-\x1f\x7f]", keys)
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", keys)
    assert "LOGOUT" not in outside
    assert "DELETED" not in outside
    assert re.fullmatch(r'"(?:[^"\\]|\\.)*"', quoted(word))


@pytest.mark.parametrize("mark", BREAKS, ids=ascii)
def test_no_line_is_smuggled_into_a_card(mark: str) -> None:
    name = (
        f"Papa{mark}EMAIL:thief@evil.example{mark}END:VCARD{mark}BEGIN:VCARD{mark}FN:Papa{mark}X:y"
    )
    cards = read_cards("x.vcf", write_card("1", name, ["papa@example.org"]))

    assert [card.addresses for card in cards] == [("papa@example.org",)]
    assert cards[0].name.isprintable()


def test_a_display_name_makes_no_address() -> None:
    for field in (
        '"thief@evil.example" <papa@example.org>',
        "=?utf-8?q?x=40evil.example=2C_?= <papa@example.org>",
        "=?utf-8?b?eEBldmlsLmV4YW1wbGUsIHlAZXZpbC5leGFtcGxl?= <papa@example.org>",
        '"a\\" <x@evil.example>, \\"b" <papa@example.org>',
        "papa@example.org (x@evil.example)",
    ):
        assert {each.spec for each in mailboxes([field])} <= {"papa@example.org"}, field


@pytest.mark.parametrize("mark", [*BREAKS, "/", "\\", ":", "\u202e", "\u200b"], ids=ascii)
def test_no_name_leaves_its_folder(mark: str) -> None:
    for said in (f"a{mark}b.txt", f"..{mark}..{mark}policy.yaml", f"{mark}etc{mark}passwd", mark):
        made = safe_name(said)
        assert made.isprintable()
        assert "/" not in made
        assert not made.startswith(".")
        check_new(made)


async def test_no_property_is_smuggled_into_an_event(house: House) -> None:
    """A title is one title: no attendee, no alarm that mails, no second event."""
    ended = []
    async with scene(house) as attack:
        for mark in BREAKS:
            title = (
                f"x{mark}ATTENDEE:mailto:thief@evil.example{mark}BEGIN:VALARM{mark}ACTION:EMAIL"
                f"{mark}END:VALARM{mark}END:VEVENT{mark}BEGIN:VEVENT"
            )
            performed = await attack.submit(
                attack.call("calendar.create", title=title, place=title, when=AT)
            )
            ended.append(performed.outcome.verb)
    lines = [
        line
        for path in house.data.calendar.glob("*.ics")
        for line in re.split(r"\r\n(?! )", path.read_bytes().decode())
        if "thief@evil.example" in line
    ]
    assert not [line for line in lines if not re.match(r"(SUMMARY|LOCATION)[:;]", line)]
    assert ended == ["done"] * len(BREAKS)


async def test_a_header_in_an_object_id_names_nothing(house: House) -> None:
    """A message or a mailbox with something after its name is neither it nor another."""
    async with scene(house) as attack:
        found = await attack.asked(
            "find mail from Claire",
            {"steps": [{"tool": "mail.search", "args": {"people": " Claire"}}]},
        )
        real = found.calls[-1].outcome.result.items[0].id  # type: ignore[union-attr]
        archive = ObjectId("mailbox", "mail", "Archive")
        ended = set()
        for mark in BREAKS:
            thing = ObjectId("message", "mail", f"{real.id}{mark}A1 LOGOUT")
            to = ObjectId("mailbox", "mail", f"Archive{mark}A1 LOGOUT")
            for messages, where in (((thing,), archive), ((real,), to)):
                call = attack.call("mail.move", messages=messages, to=where)
                ended.add((await attack.submit(call)).outcome.verb)
        good = await attack.submit(attack.call("mail.move", messages=(real,), to=archive))

    assert ended == {"failed", "refused"}
    assert verbs(good) == ("allow", "done")

"""Senders and destinations that pass for somebody the owner knows are said to."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from plam_agent.approvals import card
from plam_agent.config import Account
from plam_agent.imitation import warned
from plam_agent.tools.arguments import MailRead, MailSearch
from plam_agent.tools.context import Context
from plam_agent.tools.lookalikes import spelled
from plam_agent.tools.mail.reading import read, search
from plam_agent.types import Allow, Call, Confirm, Effect, Origin, Role, Value
from tests.servers import FOLDERS, letter

CARD = """\
BEGIN:VCARD
VERSION:4.0
UID:anna
FN:Anna Schmidt
EMAIL:anna@example.com
END:VCARD
"""
FAKE = "\u0430nna@example.com"
ODD = "CAREFUL: \u0430[U+0430]nna@example.com passes for Anna Schmidt"


@pytest.fixture
def contacts(tmp_path: Path, surroundings: Callable[..., Context]) -> Context:
    folder = tmp_path / "people"
    folder.mkdir()
    (folder / "anna.vcf").write_text(CARD)
    return surroundings(Account("people", "contacts", "vcf", {"path": str(folder)}))


@pytest.fixture
def mail(tmp_path: Path, surroundings: Callable[..., Context], contacts: Context) -> Context:
    folder = tmp_path / "mail"
    for name in ("", *(f".{each}" for each in FOLDERS)):
        for part in ("tmp", "new", "cur"):
            (folder / name / part).mkdir(parents=True)
    senders = (
        "Anna Schmidt <anna@evil.example>",
        "Anna Schmidt <anna@example.com>",
        "Bo <bo@example.net>",
    )
    for number, sender in enumerate(senders):
        raw = letter(f"letter {number}", sender=sender, number=number)
        (folder / "new" / f"{number}.x.y").write_bytes(raw)
    base = surroundings(Account("home", "mail", "maildir", {"path": str(folder)}))
    return dataclasses.replace(base, other={"contacts": contacts}.get)


def call(*to: str, effect: Effect = Effect.SEND) -> Call:
    origins = frozenset({Origin("mail", "1")})
    args = (("to", Value(to, origins)), ("subject", Value("Hi", origins)))
    roles = (("to", Role.DESTINATION), ("subject", Role.PROSE))
    return Call("run", 1, "home", "mail.send", effect, False, args, roles)


async def test_a_sender_who_passes_for_a_contact_is_marked(mail: Context) -> None:
    found = await search.run(mail, MailSearch())
    warning = "CAREFUL: “Anna Schmidt” is not Anna Schmidt: anna@evil.example is no address of"
    assert found.summary.count("CAREFUL") == 1
    assert warning in found.summary

    for item in found.items:
        told = (await read.run(mail, MailRead(messages=(item.id,)))).summary
        assert (warning in told) is (item.fields["sender"].data == "anna@evil.example")


async def test_contacts_that_cannot_be_read_stop_no_search(mail: Context, tmp_path: Path) -> None:
    (tmp_path / "people" / "anna.vcf").unlink()
    (tmp_path / "people").rmdir()
    assert len((await search.run(mail, MailSearch())).items) == 3


@pytest.mark.parametrize(
    ("to", "said"),
    [
        (FAKE, f"{ODD}: \u0430[U+0430]nna@example.com only looks like anna@example.com"),
        ("anna@examp1e.com", "anna@examp1e.com only looks like anna@example.com"),
        ("anna@exemple.com", "the domain exemple.com is one letter off example.com"),
        ("Anna Schmidt <a@evil.example>", "a@evil.example is no address of Anna Schmidt"),
        ("anna@example.com", ""),
        ("bo@elsewhere.net", ""),
    ],
)
async def test_a_question_says_that_its_destination_passes_for_somebody(
    contacts: Context, to: str, said: str
) -> None:
    asked = Confirm("otherwise", ("it is asked about",))

    decision = await warned(call(to), asked, [contacts])

    assert decision.reasons[0] == "it is asked about"
    assert len(decision.reasons) == (2 if said else 1)
    assert said in decision.reasons[-1]
    shown = card(call(to), decision, "send")
    assert (f"why: {decision.reasons[-1]}" in shown) is True


async def test_what_is_allowed_or_cannot_be_looked_up_stays_as_it_is(
    contacts: Context, tmp_path: Path
) -> None:
    allowed = Allow("mine", ("it may",))
    assert await warned(call(FAKE), allowed, [contacts]) is allowed
    (tmp_path / "people" / "anna.vcf").unlink()
    (tmp_path / "people").rmdir()
    asked = Confirm("otherwise", ("it is asked about",))
    assert await warned(call(FAKE), asked, [contacts]) is asked


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("anna@example.com", "anna@example.com"),
        ("Noël Müller Søren", "Noël Müller Søren"),
        ("søren.ø@example.com", "søren.ø@example.com"),
        ("Анна", "Анна"),
        ("p\u0430ypal.com", "p\u0430[U+0430]ypal.com"),
        ("P\u0430ul", "P\u0430[U+0430]ul"),
        ("a\u202eb", "a[U+202E]b"),
        ("a\nb", "a[U+000A]b"),
    ],
)
def test_letters_that_only_look_latin_say_their_code_point(text: str, said: str) -> None:
    assert spelled(text) == said

"""A folder of .vcf files as the people the owner knows."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent.config import Account
from plam_agent.errors import ContentError, InputError, ToolError
from plam_agent.tools.arguments import ContactsAdd, ContactsSearch
from plam_agent.tools.contacts import TOOLS, Contacts, add, load_contacts, search
from plam_agent.tools.context import Connections, Context
from plam_agent.tools.vcard import read_cards, write_card
from plam_agent.types import CONTACTS, ObjectId, Reconciled

PARIS = ZoneInfo("Europe/Paris")

CARDS = {
    "anna": """BEGIN:VCARD
VERSION:3.0
UID:anna
FN:Anna Weber
N:Weber;Anna;;;
NICKNAME:Annie,Sis
item1.EMAIL;TYPE="home,pref":anna@example.com
EMAIL:a.weber@work.example
NOTE:my sister\\, lives in Köln
END:VCARD
""",
    "zoe": """BEGIN:VCARD
VERSION:4.0
FN:Zoé Lefèvre
EMAIL:mailto:zoe@example.org
CATEGORIES:family,cousin
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Paul
  Weber
N:Weber;Paul;;;
EMAIL:paul@example.com
NOTE:met at the wedding of my brother
END:VCARD
""",
    "leo": """BEGIN:VCARD
VERSION:3.0
FN:Léo Martin
N:Martin;Léo;;;
NICKNAME:my brother
EMAIL:leo@example.net
END:VCARD
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in CARDS.items():
        (tmp_path / f"{name}.vcf").write_text(text, encoding="utf-8")
    return tmp_path


def account(folder: Path) -> Account:
    return Account("people", "contacts", "vcf", {"path": str(folder)})


def context(folder: Path, call: str = "c0ffee") -> Context:
    return Context(
        account=account(folder),
        owner="marie@example.org",
        zone=PARIS,
        now=lambda: datetime(2026, 11, 20, 10, 0, tzinfo=PARIS),
        secret=lambda name: "",
        connections=Connections(),
        call=call,
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
async def contacts(folder: Path) -> Contacts:
    return await load_contacts(context(folder))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Anna Weber", ["Anna Weber"]),
        ("weber anna", ["Anna Weber"]),
        ("ANNA", ["Anna Weber"]),
        ("zoe", ["Zoé Lefèvre"]),
        ("lefevre", ["Zoé Lefèvre"]),
        ("Annie", ["Anna Weber"]),
        ("Weber", ["Anna Weber", "Paul Weber"]),
        ("my brother", ["Léo Martin"]),
        ("mon frère", ["Léo Martin"]),
        ("my sister", ["Anna Weber"]),
        ("ma cousine", ["Zoé Lefèvre"]),
        ("anna@example.com", ["Anna Weber"]),
        ("paul", ["Paul Weber"]),
        ("Mart", ["Léo Martin"]),
        ("bob", []),
        ("my uncle", []),
        ("", []),
        ("my", []),
    ],
)
def test_a_name_means_people(contacts: Contacts, name: str, found: list[str]) -> None:
    assert sorted(person.name for person in contacts.resolve(name)) == found


def test_an_address_is_known_whatever_its_case(contacts: Contacts) -> None:
    assert contacts.known("Anna@Example.com")
    assert contacts.known("zoe@example.org")
    assert not contacts.known("anna@example.com.evil.example")


@pytest.mark.parametrize(
    "shown",
    [
        "Anna Weber",
        "WEBER, Anna",
        "\u0410nn\u0430 W\u0435b\u0435r",
        "Anna We8er",
        "ANNA WE\u0392ER",
    ],
)
def test_a_known_name_at_another_address_is_a_lookalike(contacts: Contacts, shown: str) -> None:
    person = contacts.lookalike(shown, "anna@evil.example")
    assert person is not None
    assert person.name == "Anna Weber"


def test_a_known_name_at_its_own_address_is_no_lookalike(contacts: Contacts) -> None:
    assert contacts.lookalike("Anna Weber", "A.Weber@work.example") is None
    assert contacts.lookalike("Bob Miller", "bob@example.com") is None
    assert contacts.lookalike("", "bob@example.com") is None


def test_an_address_as_a_display_name_is_a_lookalike(contacts: Contacts) -> None:
    assert contacts.lookalike("anna@example.com", "mallory@evil.example") is not None


async def test_a_search_lists_contacts_with_their_origin(folder: Path) -> None:
    assert search.run is not None
    result = await search.run(context(folder), ContactsSearch(name=("anna", "zoe", "annie")))
    assert [item.fields["name"].data for item in result.items] == ["Anna Weber", "Zoé Lefèvre"]
    assert result.items[0].id == ObjectId("contact", "people", "anna")
    assert result.items[0].fields["address"].data == "anna@example.com"
    assert {o for item in result.items for v in item.fields.values() for o in v.origins} == {
        CONTACTS
    }
    assert len((await search.run(context(folder), ContactsSearch())).items) == 4
    assert search.run is not None
    found = await search.run(context(folder), ContactsSearch(name=("leo",)))
    assert [item.id.id for item in found.items] == ["leo.vcf#0"]


async def test_an_added_contact_is_found_and_undone(folder: Path) -> None:
    before = names(folder)
    args = ContactsAdd(name="Bob O’Neil, Jr", address=("bob@example.com",))
    assert add.run is not None
    assert add.undo is not None
    assert add.reconcile is not None
    assert await add.reconcile(context(folder), args) is Reconciled.NOT_DONE

    result = await add.run(context(folder), args)

    found = (await load_contacts(context(folder))).resolve("bob")
    assert [(person.name, person.addresses) for person in found] == [
        ("Bob O’Neil, Jr", ("bob@example.com",))
    ]
    assert await add.reconcile(context(folder), args) is Reconciled.DONE
    namesake = ContactsAdd(name="bob o’neil jr", address=("other@example.com",))
    for again in (args, namesake):
        with pytest.raises(InputError, match="already"):
            await add.run(context(folder, "another"), again)
    assert result.undo is not None
    await add.undo(context(folder), result.undo)
    assert names(folder) == before
    with pytest.raises(ToolError):
        await add.undo(context(folder), result.undo)


async def test_a_broken_card_is_named_and_the_others_still_work(folder: Path) -> None:
    (folder / "bad.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nwhat is this\nEND:VCARD\n")
    assert search.run is not None
    result = await search.run(context(folder), ContactsSearch(name=("anna",)))
    assert len(result.items) == 1
    assert "bad.vcf:3: this is not a line of a vCard" in result.summary


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("BEGIN:VCARD\nFN:A\n", 1),
        ("FN:A\n", 1),
        ("BEGIN:VCARD\nBEGIN:VCARD\n", 2),
        ("BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE:=FF=A9\nEND:VCARD\n", 3),
        ("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n", 1),
    ],
)
def test_a_wrong_card_names_its_line(text: str, line: int) -> None:
    with pytest.raises(ContentError) as error:
        read_cards("x.vcf", text.encode())
    assert (error.value.file, error.value.line) == ("x.vcf", line)


async def test_contacts_are_read_again_only_when_a_file_changed(folder: Path) -> None:
    first = await load_contacts(context(folder))
    assert await load_contacts(context(folder)) is first
    (folder / "leo.vcf").unlink()
    assert not (await load_contacts(context(folder))).known("leo@example.net")


NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60)


@settings(deadline=None)
@given(NAMES, st.lists(st.emails(), min_size=1, max_size=3, unique=True))
def test_a_written_card_reads_back(name: str, addresses: list[str]) -> None:
    data = write_card("u1", name, addresses)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    (card,) = read_cards("x.vcf", data)
    assert (card.uid, card.name, card.addresses) == ("u1", name, tuple(addresses))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_file_is_cards_or_refused(data: bytes) -> None:
    try:
        read_cards("x.vcf", b"BEGIN:VCARD\r\n" + data + b"\r\nEND:VCARD\r\n")
    except ContentError as error:
        if not error.line:
            raise AssertionError("the error names no line") from error


def test_contacts_load_no_calendar_or_date_library() -> None:
    code = (
        "import sys, plam_agent.tools.contacts;"
        "print([m for m in ('icalendar', 'dateparser', 'recurring_ical_events') "
        "if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_both_tools_can_be_registered() -> None:
    assert [tool.name for tool in TOOLS] == ["contacts.search", "contacts.add"]

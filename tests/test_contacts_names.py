"""How people are called: short forms, relations, groups, titles, other alphabets, look-alikes."""

from __future__ import annotations

import pytest

from plam_agent.errors import ContentError
from plam_agent.tools.people import Contact, Contacts
from plam_agent.tools.vcard import read_all, read_cards, write_card

BOOK = """BEGIN:VCARD
VERSION:4.0
UID:me
FN:Marie Duval
EMAIL:marie@example.org
RELATED;TYPE=sibling;VALUE=text:Hugo Duval
END:VCARD
BEGIN:VCARD
VERSION:4.0
UID:robert
FN:Robert Smith
N:Smith;Robert;;Mr;
EMAIL;PREF=50:rob@home.example
EMAIL;PREF=1:robert.smith@work.example
CATEGORIES:team
END:VCARD
BEGIN:VCARD
VERSION:4.0
UID:claire
FN:Claire Petit
N:Petit;Claire;;;
EMAIL:claire@example.com
CATEGORIES:Équipe,amis
RELATED;TYPE=spouse:urn:uuid:luc
END:VCARD
BEGIN:VCARD
VERSION:4.0
UID:luc
FN:Luc Moreau
N:Moreau;Luc;;;
EMAIL:luc@example.com
END:VCARD
BEGIN:VCARD
VERSION:4.0
UID:jp
FN:Jean-Pierre Lefèvre
N:Lefèvre;Jean-Pierre;;;
EMAIL:jpl@example.com
NOTE:mon chef
END:VCARD
BEGIN:VCARD
VERSION:4.0
UID:kate
FN:Katherine Ann Müller
N:Müller;Katherine;Ann;;
EMAIL:kate@example.com
END:VCARD
BEGIN:VCARD
VERSION:4.0
UID:yuri
FN:Юрий Иванов
N:Иванов;Юрий;;;
EMAIL:yuri@example.com
END:VCARD
BEGIN:VCARD
VERSION:4.0
UID:paul1
FN:Paul Duval
N:Duval;Paul;;;
EMAIL:paul.duval@example.com
NOTE:my brother
CATEGORIES:family
END:VCARD
BEGIN:VCARD
VERSION:4.0
UID:paul2
FN:Paul Roux
N:Roux;Paul;;;
EMAIL:paul.roux@example.com
END:VCARD
BEGIN:VCARD
VERSION:4.0
UID:hugo
FN:Hugo Duval
N:Duval;Hugo;;;
EMAIL:hugo@example.com
CATEGORIES:family
END:VCARD
BEGIN:VCARD
VERSION:4.0
UID:tom
FN:Tom Baker
N:Baker;Tom;;;
EMAIL:tom@example.com
NOTE:Kate's husband
END:VCARD
BEGIN:VCARD
VERSION:4.0
KIND:group
FN:Book club
MEMBER:urn:uuid:claire
MEMBER:mailto:tom@example.com
MEMBER:urn:uuid:nobody
END:VCARD
"""


def book(text: str = BOOK, owner: str = "marie@example.org") -> Contacts:
    cards = read_cards("book.vcf", text.encode())
    return Contacts([Contact("people", card, "1") for card in cards], owner=owner)


@pytest.fixture(scope="module")
def contacts() -> Contacts:
    return book()


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Bob", ["Robert Smith"]),
        ("bobby smith", ["Robert Smith"]),
        ("Mr Smith", ["Robert Smith"]),
        ("Mme Petit", ["Claire Petit"]),
        ("Dr. Claire Petit", ["Claire Petit"]),
        ("R. Smith", ["Robert Smith"]),
        ("Smith R", ["Robert Smith"]),
        ("Claire P", ["Claire Petit"]),
        ("Jean Pierre", ["Jean-Pierre Lefèvre"]),
        ("jeanpierre lefevre", ["Jean-Pierre Lefèvre"]),
        ("Lefevre Jean-Pierre", ["Jean-Pierre Lefèvre"]),
        ("JP", ["Jean-Pierre Lefèvre"]),
        ("Katherine Müller", ["Katherine Ann Müller"]),
        ("Kate Mueller", ["Katherine Ann Müller"]),
        ("kate muller", ["Katherine Ann Müller"]),
        ("Katherine Ann Muller", ["Katherine Ann Müller"]),
        ("Yurii Ivanov", ["Юрий Иванов"]),
        ("Иванов", ["Юрий Иванов"]),
        ("my boss", ["Jean-Pierre Lefèvre"]),
        ("mon chef", ["Jean-Pierre Lefèvre"]),
        ("my brother", ["Paul Duval"]),
        ("my brother Paul", ["Paul Duval"]),
        ("mon frère Paul", ["Paul Duval"]),
        ("my brother Hugo", ["Hugo Duval"]),
        ("my sibling", ["Hugo Duval"]),
        ("Paul", ["Paul Duval", "Paul Roux"]),
        ("Duval", ["Hugo Duval", "Marie Duval", "Paul Duval"]),
        ("Claire's husband", ["Luc Moreau"]),
        ("le mari de Claire", ["Luc Moreau"]),
        ("the wife of Luc Moreau", ["Claire Petit"]),
        ("Kate’s husband", ["Tom Baker"]),
        ("my brother Tom Cruise", []),
        ("Paul's wife", []),
        ("Bob Jones", []),
        ("Book club", []),
    ],
)
def test_a_said_name_means_whom_people_expect(
    contacts: Contacts, said: str, found: list[str]
) -> None:
    assert sorted(person.name for person in contacts.resolve(said)) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("the team", ["Claire Petit", "Robert Smith"]),
        ("l’équipe", ["Claire Petit", "Robert Smith"]),
        ("my family", ["Hugo Duval", "Paul Duval"]),
        ("la famille", ["Hugo Duval", "Paul Duval"]),
        ("my friends", ["Claire Petit"]),
        ("the book club", ["Claire Petit", "Tom Baker"]),
        ("Claire", []),
        ("", []),
    ],
)
def test_a_group_means_its_people(contacts: Contacts, said: str, found: list[str]) -> None:
    assert sorted(person.name for person in contacts.group(said)) == found


def test_the_preferred_address_comes_first(contacts: Contacts) -> None:
    assert contacts.resolve("Bob")[0].addresses[0] == "robert.smith@work.example"


def test_a_contact_whose_name_looks_the_same_is_never_silently_left_out() -> None:
    twin = BOOK + (
        "BEGIN:VCARD\nVERSION:4.0\nUID:evil\nFN:Cl\u0430ire Petit\n"
        "EMAIL:c@evil.example\nEND:VCARD\n"
    )
    found = book(twin).resolve("Claire Petit")
    assert sorted(person.card.uid for person in found) == ["claire", "evil"]


def test_the_same_person_in_two_accounts_is_one() -> None:
    card = read_cards("x.vcf", write_card("u", "Ann Lee", ["ann@example.com"]))[0]
    both = Contacts([Contact("home", card, "1"), Contact("work", card, "1")])
    assert len(both.resolve("Ann Lee")) == 1


@pytest.mark.parametrize(
    ("shown", "address", "whom"),
    [
        ("Claire Petit", "claire@evil.example", "Claire Petit"),
        ("Petit, Claire", "x@evil.example", "Claire Petit"),
        ("Clalre Petit", "x@evil.example", "Claire Petit"),
        ("Claire Pettit", "x@evil.example", "Claire Petit"),
        ("Accounts", "claire@examp1e.com", "Claire Petit"),
        ("Accounts", "billing@exarnple.com", "Claire Petit"),
        ("Accounts", "billing@xn--exmple-4nf.com", "Claire Petit"),
        ("Accounts", "billing@exampel.com", "Claire Petit"),
        ("Accounts", "billing@example.com.evil.example", "Claire Petit"),
        ("Bob", "rob@work-example.net", "Robert Smith"),
        ("Claire Petit", "claire@example.com", ""),
        ("Somebody Else", "somebody@elsewhere.example", ""),
        ("Paul", "paul@elsewhere.example", ""),
        ("", "news@mail.example.com", ""),
        ("Robert Smith", "claire@example.com", "Robert Smith"),
    ],
)
def test_who_passes_for_a_known_person_is_flagged(
    contacts: Contacts, shown: str, address: str, whom: str
) -> None:
    found = contacts.imitates(shown, address)
    assert (found.person.name if found else "") == whom
    assert found is None or found.why


OLD = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\n"
    "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Lef=C3=A8vre;Zo=C3=A9;;;\r\n"
    "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=A9=\r\n Lef=C3=A8vre\r\n"
    "EMAIL;INTERNET:old@example.org\r\nEMAIL;PREF;INTERNET:zoe@example.org\r\n"
    "END:VCARD\r\n"
)


def test_a_card_of_an_old_telephone_is_read() -> None:
    (card,) = read_cards("old.vcf", OLD.encode())
    assert (card.name, card.family, card.given) == ("Zoé Lefèvre", "Lefèvre", "Zoé")
    assert card.addresses == ("zoe@example.org", "old@example.org")


def test_a_card_in_latin_letters_of_one_octet_is_read() -> None:
    text = "BEGIN:VCARD\nVERSION:2.1\nFN:Zoé\nEMAIL:z@example.org\nEND:VCARD\n"
    assert read_cards("old.vcf", text.encode("cp1252"))[0].name == "Zoé"


def test_one_broken_card_does_not_hide_its_neighbours() -> None:
    good = "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nEND:VCARD\n"
    bad = "BEGIN:VCARD\nVERSION:3.0\nnonsense\nEND:VCARD\n"
    cards, broken = read_all("x.vcf", (good + bad + good).encode())
    assert [card.name for card in cards] == ["Ann", "Ann"]
    assert [(why.file, why.line) for why in broken] == [("x.vcf", 7)]
    assert isinstance(broken[0], ContentError)


def test_an_address_book_of_a_telephone_names_relations_by_label() -> None:
    text = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\nEMAIL:ann@example.com\n"
        "item1.X-ABRELATEDNAMES:Ben Lee\nitem1.X-ABLABEL:_$!<Brother>!$_\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ben Lee\nEMAIL:ben@example.com\nEND:VCARD\n"
    )
    assert [person.name for person in book(text).resolve("Ann's brother")] == ["Ben Lee"]


def test_a_new_card_is_vcard_4_and_3_where_asked() -> None:
    assert b"VERSION:4.0\r\n" in write_card("u", "Ann", ["ann@example.com"])
    assert b"VERSION:3.0\r\n" in write_card("u", "Ann", ["ann@example.com"], "3.0")

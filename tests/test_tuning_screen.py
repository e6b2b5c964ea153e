"""What must not be learnt: numbers, secrets, terms, labels and people, however they are written."""

from __future__ import annotations

import itertools
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent.errors import PlamError
from plam_agent.planner.prompt import Prompt, completion, message_text
from plam_agent.tools.mail.message import parse
from plam_agent.tuning.example import LABEL, PLAN, Example
from plam_agent.tuning.screen import SAYS, Screen, screened
from plam_agent.tuning.starter.messages import heldout_messages

CARD = "4111111111111111"
IBAN = "FR7630006000011234567890189"
NIR = "185057800608491"
PLAIN = '{"label":"personal"}'


def example(user: str = "hello", answer: str = PLAIN, **more: Any) -> Example:
    said = more.pop("said", user)
    prompt = Prompt(more.pop("system", "Choose."), user, said=said)
    return Example(more.pop("kind", LABEL), prompt, "", answer, **more)


def kind(user: str, **more: Any) -> str | None:
    found = Screen(**more).check(example(user))
    return found.kind if found else None


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("my card is 4111 1111 1111 1111", "card"),
            ("5500-0055-5555-5559", "card"),
            ("amex 3782 822463 10005", "card"),
            ("mir 2200 0000 0000 0053", "card"),
            ("order 12345 4111 1111 1111 1111 thanks", "card"),
            ("card4111111111111111", "card"),
            ("FR76 3000 6000 0112 3456 7890 189 BIC AGRIFRPP", "iban"),
            ("gb29nwbk60161331926819", "iban"),
            ("BE68-5390-0754-7034.", "iban"),
            ("DE89 3704 0044 0532 0130 00", "iban"),
            ("ma sécu: 1 85 05 78 006 084 91", "national number"),
            ("2 A: 1 55 08 2A 168 025 94", None),
            ("Steuer-ID 36574261809", "national number"),
            ("ssn 536-90-4399", "national number"),
            ("SSN 536904399", "national number"),
            ("536904399", None),
            ("my NHS number is 943 476 5870", "national number"),
            ("call 943 476 5870", None),
            ("NI: AB 12 34 56 C", "national number"),
            ("ab123456c", "national number"),
            ("85.07.30-033 28", "national number"),
            ("DNI 54362315K", "national number"),
            ("mi DNI es 54 362 315 K", "national number"),
            ("X-5253868-R", "national number"),
            ("RSSMRA85T10A562S", "national number"),
            ("rss mra 85t10 a562s", "national number"),
            ("BSN 111222333", "national number"),
            ("PESEL 44051401359", "national number"),
            ("AHV 756.9217.0769.85", "national number"),
            ("131052-308T", "national number"),
            ("811228-9874", "national number"),
            ("CPF 390.533.447-05", "national number"),
        ],
    )
    def test_are_found_in_their_usual_shapes(self, text: str, wanted: str | None) -> None:
        assert kind(text) == wanted

    @pytest.mark.parametrize(
        "text",
        [
            "call +33 6 12 34 56 78 or 06 98 76 54 32",
            "020 7946 1527, Monday to Friday",
            "on 2026-11-21 10:30:15 at 12.50, invoice 2024-000123 over 1,234.56 EUR",
            "4111 1111 1111 1112",
            "FR76 3000 6000 0112 3456 7890 188",
            "1 85 05 78 006 084 36",
            "version 4.2.0.58.20000519001217",
            "parcel 1Z999AA10123456784, room 12-34-56",
        ],
    )
    def test_that_are_something_else_pass(self, text: str) -> None:
        assert kind(text) is None

    @pytest.mark.parametrize("number", [CARD, IBAN, NIR])
    @pytest.mark.parametrize(
        "between", [" ", "-", ".", "\n", "\u200b", "\u2011", "\u00a0", " \r\n ", "\u00ad", " - "]
    )
    def test_are_found_with_anything_between(self, number: str, between: str) -> None:
        groups = between.join(number[at : at + 4] for at in range(0, len(number), 4))

        assert kind(f"here {groups} it is") is not None
        assert kind(f"here {between.join(number)} it is") is not None

    @pytest.mark.parametrize("zero", "０٠०𝟎")
    def test_are_found_in_digits_of_other_scripts(self, zero: str) -> None:
        other = CARD.translate({48 + n: chr(ord(zero) + n) for n in range(10)})

        assert kind(other) == "card"
        assert kind(" ".join(f"{digit}\ufe0f\u20e3" for digit in CARD)) == "card"

    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def test_are_found_wherever_they_are_parted(self, data: st.DataObject) -> None:
        gaps = st.sampled_from(["", "", " ", "-", "\u200b", "\n"])
        text = "".join(digit + data.draw(gaps) for digit in CARD)

        assert kind(f"pay {text}, please") == "card"

    def test_without_the_library_nothing_passes_for_looked_through(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in [each for each in sys.modules if each.partition(".")[0] == "stdnum"]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, "stdnum", None)

        with pytest.raises(PlamError, match="python-stdnum"):
            kind(CARD)

    def test_the_library_is_imported_only_when_a_number_has_the_shape_of_one(self) -> None:
        code = (
            "import sys; from plam_agent.tuning.identifiers import found; "
            "found('call 06 12 34 56 78 on 2026-11-21'); print('stdnum' in sys.modules)"
        )

        said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

        assert said.stdout.strip() == b"False"


class TestSecrets:
    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("AKIA" + "IOSFODNN7EXAMPLE", "secret"),
            ("AKIA\u200b" + "IOSFODNN7EXAMPLE", "secret"),
            ("ghp_" + "a1B2c3" * 6, "secret"),
            ("ghp_" + "a1B2c3" * 3 + "\n" + "a1B2c3" * 3, "secret"),
            ("sk-proj-" + "abcDEF123456ghiJKL7890", "secret"),
            ("-----BEGIN OPENSSH PRIVATE " + "KEY-----\nb3Blb", "secret"),
            ("eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN", "secret"),
            ("postgres://bob:s3cret@db.example/x", "secret"),
            ("https://shop.example/reset?token=aB3dE5fG7hI9jK1l", "secret"),
            ("password: hunter2", "password"),
            ("password: sunshine", "password"),
            ("Passwort = geheim", "password"),
            ("le mot de passe du wifi est Soleil2024", "password"),
            ("mot de passe : «Chaton!9»", "password"),
            ("the wifi password is\nSoleil2024", "password"),
            ("contraseña: gatito99", "password"),
            ("your PIN is 4821", "password"),
            ("Your verification code is 482913", "password"),
        ],
    )
    def test_are_found(self, text: str, wanted: str) -> None:
        assert kind(text) == wanted

    @pytest.mark.parametrize(
        "text",
        [
            "Reset your password: click here",
            "Your password is about to expire",
            "Mot de passe oublié : cliquez ici",
            "password: ********",
            "For your security we never ask for passwords by email.",
            "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
            "550e8400-e29b-41d4-a716-446655440000",
            "https://news.example/c/aGVsbG8gd29ybGQtMTIzNDU2Nzg5MEFCQ0RFRg?u=1",
            "<0100018abc-DEF123456-7890ab@email.example.com>",
            "code postal: 75011, code promo: NOEL2024",
        ],
    )
    def test_that_are_none_pass(self, text: str) -> None:
        assert kind(text) is None

    def test_tokens_of_chance_are_found_nearly_always(self) -> None:
        drawn = [secrets.token_urlsafe(24) for _ in range(200)]

        assert sum(kind(f"see {each}") == "secret" for each in drawn) >= 180


class TestLists:
    @pytest.mark.parametrize(
        "text",
        [
            "lunch with Claire Martin",
            "MARTIN, Claire",
            "claire\n  martin",
            "from: claire.martin (example.com)",
            "Clаire Mаrtin",  # with Cyrillic letters
            "Cla\u200bire Martin",
            "C1aire Mart1n",
            "CIaire Martin",
            "Claire Мartin",
            "Clairé Ｍａｒｔｉｎ",
            "Claire Martin's flat",
        ],
    )
    def test_a_person_who_asked_is_left_out_however_spelt(self, text: str) -> None:
        assert kind(text, left_out=["Claire Martin"]) == "person"

    @pytest.mark.parametrize(
        ("entry", "text", "wanted"),
        [
            ("Ann", "Anna came", None),
            ("Ali", "we all came", None),
            ("Élodie", "ELODIE called", "person"),
            ("Elodie", "e\u0301lodie", "person"),
            ("c@example.com", "write to C@Example.COM.", "person"),
            ("c@example.com", "c+shop@example.com", "person"),
            ("c@example.com", "abc@example.com", None),
            ("c@example.com", "c@example.com.evil.org", None),
            ("@example.com", "x@mail.example.com", "person"),
            ("x@bücher.example", "x@xn--bcher-kva.example", "person"),
            ("Анна", "Анна пришла", "person"),
        ],
    )
    def test_a_name_or_address_is_a_whole_one(
        self, entry: str, text: str, wanted: str | None
    ) -> None:
        assert kind(text, left_out=[entry]) == wanted

    def test_terms_are_whole_words(self) -> None:
        terms = ["Project Falcon", "Züri"]

        assert kind("about project-falcon", terms=terms) == "term"
        assert kind("in ZURI now", terms=terms) == "term"
        assert kind("projects falconry", terms=terms) is None

    @pytest.mark.parametrize(
        "text",
        [
            "from: a\nsubject: [Strictly Confidential] plans\nfacts: \n x",
            "from: a\nsubject: Strictly confidential: plans\nfacts: \n x",
            "Sensitivity: strictly confidential",
        ],
    )
    def test_what_is_marked_with_a_label_is_left_out(self, text: str) -> None:
        assert kind(text, labels=["strictly confidential"]) == "label"
        assert kind("this is strictly confidential ", labels=["strictly confidential"]) is None

    def test_what_is_sorted_under_a_label_is_left_out(self) -> None:
        screen = Screen(labels=["HR"])

        assert screen.check(example(answer='{"label":"hr"}')) is not None
        assert screen.check(example(answer="", group="hr")) is not None
        assert screen.check(example(system="hr: about people\nother: the rest")) is None

    def test_whose_message_it_is_matters_where_the_row_does_not_say_it(self) -> None:
        screen = Screen(left_out=["Zoë"])

        assert screen.check(example("@a1 is an address", said="write to Zoë")) is not None
        assert Screen().check(example("hello", said=f"hello {CARD}")) is None


class TestExamples:
    def test_prompt_and_answer_and_what_was_not_wanted_are_read(self) -> None:
        body = completion({"steps": [{"tool": "mail.draft", "args": {"body": f"it is {CARD}"}}]})
        broken = completion({"body": "4111 1111\n1111 1111"})
        cases = {
            "prompt": example(CARD),
            "beginning": example(system=CARD),
            "The answer": example(answer=body, kind=PLAN),
            "answer": example(answer=broken, kind=PLAN),
            "escaped": example(answer=broken.replace("4", "\\u0034"), kind=PLAN),
            "not wanted": example(answer="", against=(PLAIN, body), kind=PLAN),
        }

        found = {name: Screen().check(each) for name, each in cases.items()}

        assert {each.kind if each else None for each in found.values()} == {"card"}
        for name in ("prompt", "beginning", "The answer", "not wanted"):
            blocked = found[name]
            assert blocked is not None
            assert name in blocked.reason

    def test_a_reason_never_says_what_was_found(self) -> None:
        screen = Screen(terms=["falcon"], labels=["secret-label"], left_out=["Zoë Durand"])
        texts = [CARD, IBAN, NIR, "password: hunter2", "falcon", "[secret-label]", "Zoë Durand"]

        reasons = [found.reason for each in texts if (found := screen.check(example(each)))]

        assert len(reasons) == len(texts)
        for text, reason in itertools.product([*texts, "hunter2", "Durand"], reasons):
            assert text.casefold() not in reason.casefold()

    def test_what_is_left_out_is_counted_and_told(self) -> None:
        good = example()

        kept, blocked, told = screened(
            [good, example(CARD), example(CARD), example("Zoë")], Screen(left_out=["Zoë"])
        )

        assert kept == [good]
        assert blocked == {"card": 2, "person": 1}
        assert told == [
            f"2 examples are left out, with {SAYS['card']}.",
            f"1 example is left out, with {SAYS['person']}.",
        ]


class TestOrdinaryMail:
    def test_made_up_messages_pass(self) -> None:
        mails = [
            each for tongue in ("en", "fr") for each in heldout_messages(3, 300, language=tongue)
        ]
        texts = [
            message_text(each.sender, each.subject, each.facts, each.body, limit=5_000)
            for each in mails
        ]

        assert sum(kind(each) is not None for each in texts) <= 3

    def test_real_messages_pass(self, shared: Path) -> None:
        paths = sorted((shared / "data" / "mail").rglob("*.eml"))
        mails = [parse(path.read_bytes()) for path in paths]

        blocked = [kind(f"{each.sender_line}\n{each.subject}\n{each.text}") for each in mails]

        assert len(blocked) > 50
        assert sum(each is not None for each in blocked) == 0

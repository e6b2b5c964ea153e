"""What fuzzing found, one input for each fault, so that none comes back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from plam_agent.errors import ContentError, DamageError, PolicyError, SignatureError
from plam_agent.policy import grants
from plam_agent.policy.document import parse
from plam_agent.records import call_body, decoded, read_call, read_value
from plam_agent.tools.calendar import ical, received
from plam_agent.types import canonical
from tests.fuzz import grant
from tests.fuzz.journals import CALL
from tests.test_calendar_broken import calendar, one
from tests.test_policy_document import HEAD


def bound(**changes: Any) -> Any:
    """The arguments of a grant whose only bound has these fields."""
    return {"mail.send": [{"to": {"at_most": None, "recipes": [], "values": None} | changes}]}


ZONE = ZoneInfo("Europe/Paris")
BODY = json.loads(canonical(call_body(CALL)))


def test_an_error_of_a_policy_never_quotes_it_whole() -> None:
    with pytest.raises(PolicyError) as caught:
        parse(f"{HEAD}rules:\n  - id: {'A' * 100_000}\n    deny: files.*\n".encode(), "p.yaml")

    assert len(caught.value.message) < 500
    assert caught.value.line == 7


def test_an_exception_rule_of_no_form_is_named() -> None:
    with pytest.raises(ContentError, match="EXRULE is wrong") as caught:
        ical.parse("x.ics", calendar(*one("EXRULE:FREQ=DAILY;COUNT=")))

    assert caught.value.line == 6


@pytest.mark.parametrize("end", ["END;X=1:VEVENT", "END;X=1:A\nEND;X=2:B\nEND;X=3:C\nEND;X=4:D"])
def test_an_invitation_that_ends_too_often_is_refused(end: str) -> None:
    text = (
        calendar(*one("SUMMARY:Lunch")).decode().replace("END:VCALENDAR", f"{end}\nEND:VCALENDAR")
    )

    with pytest.raises(ContentError):
        received.read(text, "REQUEST", ZONE)


def test_no_line_comes_to_the_parser_within_another() -> None:
    text = calendar(*one("SUMMARY:Lunch\rX-MANY:1\rATTACH:file:///etc/passwd")).decode()

    assert b"ATTACH" not in received.read(text, "REQUEST", ZONE).calendar.to_ical()


def test_what_an_error_of_a_calendar_quotes_is_printable() -> None:
    with pytest.raises(ContentError) as caught:
        ical.parse("x.ics", b"BEGIN:VCALENDAR\nEND:\x1b]0;owned\x07\n")

    assert caught.value.message.isprintable()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("uses", value) for value in ([1], True, 1.0, {})],
        *[("id", value) for value in (5, None)],
        ("holder", ["x"]),
        ("policy", 1),
        ("tools", [1]),
        ("arguments", bound(values=[1])),
        ("arguments", bound(at_most={"currency": "EUR", "minor": True})),
        ("arguments", bound(recipes=[[1]])),
    ],
)
def test_a_grant_that_a_holder_signed_has_the_types_of_one(field: str, value: Any) -> None:
    row = json.loads(grant.RAW)[1] | {field: value, "signature": ""}

    with pytest.raises(SignatureError):
        grants.parse(canonical([json.loads(grant.RAW)[0], row]) + b"\n")


def test_a_holder_who_signs_more_than_was_given_is_refused_in_words() -> None:
    first, second = grant.CHAIN
    more = replace(second, uses=9)
    more = replace(more, signature=grant.HOLDER.sign(grants.DOMAIN, more.signed_bytes()))

    assert "uses" in grant._signed(grants.dump((first, more)))


@pytest.mark.parametrize("body", [None, [], {}, 5, "x", [[[]]], BODY | {"args": [1]}])
def test_a_body_that_is_no_call_is_damage(body: Any) -> None:
    with pytest.raises(DamageError):
        read_call(body)
    with pytest.raises(DamageError):
        read_value(body)


@pytest.mark.parametrize("field", sorted(BODY))
@pytest.mark.parametrize("value", [None, [1], {"$": "none"}, "\x1b[2J"])
def test_a_call_with_a_field_of_another_kind_is_damage(field: str, value: Any) -> None:
    with pytest.raises(DamageError) as caught:
        read_call(BODY | {field: value})

    assert caught.value.message.isprintable()


@pytest.mark.parametrize(
    "data",
    [
        {"$": "money", "minor": True, "currency": "EUR"},
        {"$": "money", "minor": 1.5, "currency": "EUR"},
        {"$": "object", "kind": 1, "account": "a", "id": "b"},
        {"$": "when", "phrase": "", "start": None, "end": None, "zone": "", "all_day": False},
        {"$": "when", "phrase": "", "start": "2026-01-01", "end": "", "zone": 5, "all_day": False},
        {"$": ["money"]},
    ],
)
def test_a_value_of_another_form_is_damage(data: Any) -> None:
    with pytest.raises(DamageError):
        decoded(data)

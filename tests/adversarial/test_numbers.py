"""Numbers that are none, and JSON that says two things."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from plam_agent.errors import PlamError, SignatureError
from plam_agent.policy import grants
from plam_agent.policy.document import parse
from plam_agent.types import Money, ObjectId
from tests.adversarial.scene import RULES, scene, verbs
from tests.fixtures_agent import House

NO = "otherwise: {confirm: [calendar.answer]}\n"
ODD: list[Any] = [
    float("nan"), float("inf"), -float("inf"), 1e400, 1.5, 500.0, "500", True, False, None,
    10**30, -1, -(10**9), "1e2", [500], {"minor": 5},
]  # fmt: skip


async def test_an_amount_is_a_whole_number_of_cents(house: House) -> None:
    """NaN, infinity, fractions, text, booleans and negative amounts buy nothing."""
    async with scene(house, otherwise=NO) as attack:
        ended = {}
        for minor in ODD:
            call = attack.buy(total=Money(minor, "EUR"))
            try:
                ended[repr(minor)] = verbs(await attack.submit(call))[1]
            except PlamError as error:
                ended[repr(minor)] = type(error).__name__
        good = await attack.submit(attack.buy(1))

    assert set(ended.values()) <= {"refused", "InputError"}, ended
    assert verbs(good) == ("allow", "done")
    assert len(attack.effects) == 1


async def test_a_confidence_that_is_no_number_is_none(house: House) -> None:
    rules = RULES.replace("where: {to: {in", "min_confidence: 0.5\n    where: {to: {in")
    async with scene(house, rules, otherwise=NO) as attack:
        honest = attack.mail("papa@example.org")
        ended = []
        for sure in (float("nan"), -1.0, 0.49999, float("-inf")):
            call = dataclasses.replace(attack.mail("papa@example.org"), confidence=sure)
            ended.append(await attack.decided(call))
        sure_one = await attack.submit(honest)

    assert ended == ["deny"] * 4
    assert verbs(sure_one) == ("allow", "done")


async def test_a_count_is_how_many_things_there_are(house: House) -> None:
    """Whatever the step says of itself, and however the things are nested."""
    rules = """
  - id: few
    allow: mail.move
    where: {to: [Archive], count: {max: 3}}
"""
    to = ObjectId("mailbox", "mail", "Archive")
    many = tuple(ObjectId("message", "mail", f"INBOX/1/{n}") for n in range(4))
    async with scene(house, rules, otherwise=NO) as attack:
        few = attack.call("mail.move", messages=many[:3], to=to)
        calls = {
            "few": (few, 0),
            "many": (attack.call("mail.move", messages=many, to=to), 0),
            "many, said to be one": (attack.call("mail.move", messages=many, to=to), 1),
            "many, said to be less": (attack.call("mail.move", messages=many, to=to), -5),
            "few of many": (few, 100),
            "nested": (attack.call("mail.move", messages=(many[:2], many[2:]), to=to), 0),
        }
        said = {
            name: (await attack.runtime.rehearse(c, attack.whole(), batch=n)).decision.verb
            for name, (c, n) in calls.items()
        }

    assert said == dict.fromkeys(calls, "deny") | {"few": "allow"}


HEAD = "plam: 1\nserial: 1\nowner: me@example.org\ndevice: ed25519:abc\nexpires: 2030-01-01\n"


@pytest.mark.parametrize(
    "amount",
    ["1e9 EUR", "NaN EUR", "-5.00 EUR", "+5.00 EUR", "5 eur", "5.0 EUR", "5.000 EUR", "05.00 EUR",
     "5,00 EUR", "5.00EUR", "5.00  EUR", "5.00 EUR ", "5.5 JPY", "5.00 BTC", "5.00 €",
     "9999999999999999.00 EUR", "٥.00 EUR", "0x5 EUR", "Infinity EUR", "5_0.00 EUR"],
)  # fmt: skip
def test_an_amount_in_a_policy_has_one_spelling(amount: str) -> None:
    rule = f"rules:\n  - {{id: a, allow: x.y, budget: '{amount}/day'}}\n"
    with pytest.raises(PlamError):
        parse((HEAD + rule).encode(), "p.yaml")


async def test_a_grant_that_says_two_things_says_nothing(house: House) -> None:
    """Duplicate keys, NaN, spaces and another order: only what was signed, as it was written."""
    async with scene(house) as attack:
        raw = grants.dump(attack.whole()).decode()
        body = json.loads(raw)
    wrong = [
        raw.replace('"uses":null', '"uses":null,"uses":9'),
        raw.replace('"uses":null', '"uses":NaN'),
        raw.replace('"uses":null', '"uses": null'),
        raw.replace("{", '{"":0,', 1),
        json.dumps(body) + "\n",
        raw.strip(),
        raw * 2,
    ]
    for each in wrong:
        assert each != raw
        with pytest.raises(SignatureError):
            grants.parse(each.encode())
    assert grants.parse(raw.encode())

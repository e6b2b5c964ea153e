"""Mandates: what a rule lets the agent spend, and what it believes a merchant for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plam_agent.keys import Signer
from plam_agent.policy.analyse import compare
from plam_agent.policy.decide import PROBATION, Facts, decide
from plam_agent.policy.document import parse
from plam_agent.policy.grants import permits
from plam_agent.policy.mandates import is_mandate, mandates, spending_grant
from plam_agent.policy.terms import Policy
from plam_agent.tools.standard import everything
from plam_agent.types import (
    REQUEST,
    Allow,
    Call,
    Confirm,
    Deny,
    Effect,
    Money,
    Origin,
    Role,
    Value,
)

SAID = frozenset({REQUEST})
SHOP = frozenset({Origin("shop", "flowers.example")})
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HEAD = """plam: 1
serial: {serial}
owner: marie@example.org
device: ed25519:AAAA
expires: 2027-06-30
rules:
"""
FLOWERS = """  - id: flowers
    allow: purchase.buy
    where: {merchant: [flowers.example], total: {max: 20.00 EUR}}
    budget: 60.00 EUR/month
    rate: 3/day
"""


def policy(rules: str = FLOWERS, serial: int = 1, more: str = "") -> Policy:
    return parse((HEAD.format(serial=serial) + rules + more).encode(), "policy.yaml")


def buying(total: Money | None = None, **changes: Any) -> Call:
    """A purchase as a merchant's session makes it."""
    total = total or Money(1740, "EUR")
    given = {
        "item": (Value("tulips", SHOP), Role.QUOTE),
        "merchant": (Value("flowers.example", SHOP), Role.DESTINATION),
        "total": (Value(total, SHOP), Role.MONEY),
        "price": (Value(Money(5 * 10**9, "EUR"), SHOP), Role.MONEY),
    }
    for name, value in changes.items():
        given[name] = (value, given[name][1])
    return Call(
        run="run",
        step=1,
        account="flowers",
        tool="purchase.buy",
        effect=Effect.SPEND,
        reversible=False,
        args=tuple((name, value) for name, (value, _) in given.items()),
        roles=tuple((name, role) for name, (_, role) in given.items()),
    )


def facts(**more: Any) -> Facts:
    known: dict[str, Any] = {"used": {}, "spent": {}, "first_uses": {"purchase.buy": PROBATION}}
    return Facts(now=NOW, attended=True, **(known | more))


def test_a_mandate_believes_the_merchant_that_it_names() -> None:
    assert isinstance(decide(policy(), buying(), facts()), Allow)


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (buying(Money(2001, "EUR")), "at most 20.00 EUR"),
        (buying(Money(1740, "USD")), "not in EUR"),
        (buying(merchant=Value("evil.example", SHOP)), "not flowers.example"),
        (buying(item=Value("tulips", frozenset({Origin("imap", "INBOX/1")}))), "imap"),
        (buying(total=Value(Money(1, "EUR"), frozenset({Origin("web", "x")}))), "web"),
        (buying(merchant=Value("flowers.example", frozenset())), "nobody knows"),
    ],
)
def test_beyond_it_nothing_is_bought(call: Call, why: str) -> None:
    asks = policy(more="otherwise: {confirm: [purchase.buy]}\n")

    decision = decide(asks, call, facts())

    assert isinstance(decision, Confirm)
    assert why in "; ".join(decision.reasons)
    assert isinstance(decide(policy(), call, facts()), Confirm | Deny)


def test_the_budget_counts_the_total_and_nothing_else() -> None:
    spent = {("flowers", "month", "EUR"): 60_00 - 1740}

    assert isinstance(decide(policy(), buying(), facts(spent=spent)), Allow)
    spent = {("flowers", "month", "EUR"): 60_00 - 1739}
    assert isinstance(decide(policy(), buying(), facts(spent=spent)), Deny)


def test_parts_of_one_purchase_count_together() -> None:
    one = facts(beside=lambda currency: 260)
    two = facts(beside=lambda currency: 261)

    assert isinstance(decide(policy(), buying(), one), Allow)
    assert "all of it is above 20.00 EUR" in "; ".join(decide(policy(), buying(), two).reasons)


@pytest.mark.parametrize(
    "rule",
    [
        "allow: purchase.buy\n    where: {total: {max: 20.00 EUR}}",
        "allow: purchase.buy\n    where: {merchant: [flowers.example]}",
        "allow: [purchase.buy, mail.send]\n    where: {merchant: [a.example]}\n    total: 1 EUR",
        "allow: purchase.*\n    where: {merchant: [a.example], total: {max: 20.00 EUR}}",
        "confirm: purchase.buy\n    where: {merchant: [a.example], total: {max: 20.00 EUR}}",
    ],
)
def test_a_rule_that_leaves_merchant_or_money_open_is_no_mandate(rule: str) -> None:
    found = policy(f"  - id: open\n    {rule}\n")

    assert not is_mandate(found.rules[0])
    assert not isinstance(decide(found, buying(), facts()), Allow)


def test_a_mandate_is_told_in_the_words_of_the_protocols() -> None:
    (mandate,) = mandates(policy())

    assert mandate.plain() == {
        "rule": "flowers",
        "merchants": ["flowers.example"],
        "categories": [],
        "max_amount": {"minor": 2000, "currency": "EUR"},
        "max_item_amount": None,
        "currency": "EUR",
        "budgets": [{"limit": {"minor": 6000, "currency": "EUR"}, "period": "month"}],
        "count": [{"limit": 3, "period": "day"}],
        "recurrence": "recurring",
        "expires_at": "2027-06-30T23:59:59.999999+00:00",
    }


def test_narrowing_a_rule_to_a_mandate_is_told_as_widening() -> None:
    before = policy(FLOWERS.replace("merchant: [flowers.example], ", ""))

    found = compare(before, policy(serial=2), everything())

    assert found.verdict == "wider", "it now believes a merchant"


def test_a_spending_grant_buys_within_it_and_nothing_else() -> None:
    signer = Signer(b"1" * 32)
    (mandate,) = mandates(policy())

    grant = spending_grant(
        signer, None, mandate, holder=signer.public, policy="hash",
        not_after=NOW + timedelta(hours=1),
    )  # fmt: skip

    assert grant.uses == 1
    assert permits(grant, buying()) is None
    assert permits(grant, buying(Money(2001, "EUR"))) is not None
    assert permits(grant, buying(Money(1, "USD"))) is not None
    assert permits(grant, buying(merchant=Value("evil.example", SHOP))) is not None

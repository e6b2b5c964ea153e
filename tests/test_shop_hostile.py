"""A hostile shop gets no more than was agreed to, for nobody else, and learns nothing.

What was charged is counted in the books of the payment processor, and secrets are searched for in
every file, every record, everything that was said and every request. `python -m
benchmarks.purchase` does the same for every behaviour, and with an owner who says yes to all.
"""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path

import pytest

from plam_agent.policy import decide
from plam_agent.sample.shop.behaviours import BEHAVIOURS
from plam_agent.tools.purchase import exchange
from tests.shop import template
from tests.shop_hostile import Verdict, all_tried

# One or two of each kind; those that cannot be seen before they are paid are held by the token.
TRIED = (
    "price up before paying", "price up while paying", "fee added before paying",
    "one cent more before paying", "one cent more while paying",
    "currency switched before paying", "dear currency while paying", "quantity up before paying",
    "subscription added before paying", "subscription added while paying",
    "turned into a subscription before paying", "item swapped before paying",
    "payee changed from the start", "payee changed before paying", "payee changed while paying",
    "sent elsewhere before paying", "every completion charged", "other sessions paid too",
    "token used later", "total too low", "total negative", "discount that is not given",
    "major units", "amounts overflow", "fractions", "two totals", "other payment handler",
    "taken but denied", "taken and called off", "taken and silent", "says canceled",
    "order of another", "refund of more",
    "refund still to come", "another session", "renews in small print", "in parts",
    "payment leads away", "API elsewhere by a name", "link that runs", "too deep", "drip",
    "packed", "said twice", "id with lines", "escapes", "forged lines", "takes only cards",
    "card number in a title", "token as order", "token in an error", "token in headers",
    "token in a link",
)  # fmt: skip


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    """All of them, several at once, each with a shop and a home of its own."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(decide, "PROBATION", 0)
        found = asyncio.run(all_tried(template(folder), folder / "tried", list(TRIED)))
    return {each.name: each for each in found}


@pytest.mark.parametrize("name", TRIED)
def test_a_hostile_shop_gets_nothing_that_was_not_agreed_to(
    verdicts: dict[str, Verdict], name: str
) -> None:
    verdict = verdicts[name]

    assert verdict.overspend == 0, verdict.wrong
    assert verdict.wrong_payee == 0, verdict.wrong
    assert verdict.hidden_subscription == 0, verdict.wrong
    assert verdict.leaked == 0, verdict.wrong
    assert not verdict.wrong, verdict.verbs


def test_an_honest_shop_is_paid(verdicts: dict[str, Verdict]) -> None:
    """What is counted is there to be counted: a shop that only talks is paid all the same."""
    verdict = verdicts["token in headers"]

    assert verdict.charges > 0
    assert "buy: done" in verdict.verbs


def test_a_token_that_pays_anything_is_robbed_and_that_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is counted can be counted: what nobody can see, only a token for one sum holds."""
    monkeypatch.setattr(decide, "PROBATION", 0)
    names = [f"{each} while paying" for each in ("price up", "payee changed", "subscription added")]
    for name in names:
        open_ = dataclasses.replace(BEHAVIOURS[name], silent=False)
        monkeypatch.setitem(BEHAVIOURS, name, open_)  # type: ignore[arg-type]

    found = asyncio.run(all_tried(template(tmp_path), tmp_path / "tried", names))

    dearer, elsewhere, monthly = found
    assert dearer.overspend > 0
    assert elsewhere.wrong_payee > 0
    assert monthly.hidden_subscription > 0


def test_a_token_that_is_said_aloud_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "PROBATION", 0)
    monkeypatch.setattr(exchange, "hidden", lambda said, *secrets: said)

    (found,) = asyncio.run(all_tried(template(tmp_path), tmp_path / "tried", ["token as order"]))

    assert found.leaked > 0


def test_what_is_tried_is_what_there_is() -> None:
    assert set(TRIED) <= set(BEHAVIOURS)
    assert len(set(TRIED)) == len(TRIED) > 40

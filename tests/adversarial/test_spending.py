"""Money in pieces, at once and in two ways: a budget is spent once."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

import pytest

from plam_agent.runtime import Runtime
from plam_agent.types import Money
from tests.adversarial.scene import scene, verbs
from tests.fixtures_agent import House

NO = "otherwise: {confirm: [calendar.answer]}\n"


async def test_a_split_payment_is_the_sum_of_its_parts(house: House) -> None:
    """Five of 15 EUR against 60 a month: each is small, and the fifth is too much."""
    async with scene(house, otherwise=NO) as attack:
        ended = [verbs(await attack.submit(attack.buy(1500)))[1] for _ in range(6)]
        cent = await attack.submit(attack.buy(1))
        house.clock.advance(days=31)
        later = await attack.submit(attack.buy(1500))

    assert ended == ["done"] * 4 + ["refused"] * 2
    assert verbs(cent)[1] == "refused"
    assert verbs(later)[1] == "done"


async def test_calls_at_once_share_one_budget(house: House) -> None:
    async with scene(house, otherwise=NO) as attack:
        ended = await asyncio.gather(*(attack.submit(attack.buy(700)) for _ in range(16)))

    assert sum(each.outcome.verb == "done" for each in ended) == 8
    assert len(attack.effects) == 8


async def test_runtimes_at_once_share_one_budget(house: House) -> None:
    """Two openings of one home, as two processes have them."""
    async with scene(house, otherwise=NO) as attack:
        other = await asyncio.to_thread(house.open)
        with other:
            second = Runtime(
                other, other.policy(), attack.runtime.registry, attack.runtime.connections
            )
            calls = [attack.buy(1000) for _ in range(16)]
            ended = await asyncio.gather(
                *(
                    r.perform(c, attack.whole())
                    for c, r in zip(calls, _turns(attack, second), strict=True)
                )
            )

    assert sum(each.outcome.verb == "done" for each in ended) == 6


def _turns(attack: Any, second: Runtime) -> list[Runtime]:
    return [attack.runtime, second] * 8


@pytest.mark.parametrize("fault", [RuntimeError("down"), TimeoutError(), OSError("gone")])
async def test_what_may_have_been_spent_is_spent(house: House, fault: Exception) -> None:
    """A payment whose end nobody knows counts, and is not tried again."""
    async with scene(house, otherwise=NO) as attack:

        async def breaks(context: Any, args: Any) -> Any:
            attack.effects.append(("purchase.buy", {}))
            raise fault

        tool = attack.runtime.registry.get("purchase.buy")
        assert tool is not None
        attack.runtime.registry._tools["purchase.buy"] = dataclasses.replace(tool, run=breaks)
        ended = [(await attack.submit(attack.buy(2000))).outcome.verb for _ in range(5)]

    assert ended == ["unknown"] * 3 + ["refused"] * 2
    assert len(attack.effects) == 3


async def test_a_clock_set_back_gives_no_new_budget(house: House) -> None:
    async with scene(house, otherwise=NO) as attack:
        for _ in range(3):
            await attack.submit(attack.buy(2000))
        house.clock.advance(days=-1)
        performed = await attack.submit(attack.buy(100))

    assert verbs(performed)[1] == "refused"


async def test_other_money_is_not_this_budgets(house: House) -> None:
    async with scene(house, otherwise=NO) as attack:
        calls = [attack.buy(100, each) for each in ("USD", "JPY", "eur", "EUR ", "", "€", "XXX")]
        ended = {verbs(await attack.submit(each)) for each in calls}
        two = attack.call(
            "purchase.buy",
            merchant="flowers.example",
            total=(Money(100, "EUR"), Money(100, "USD")),
        )
        both = await attack.submit(two)

    assert ended == {("deny", "refused")}
    assert verbs(both) == ("deny", "refused")
    assert attack.effects == []

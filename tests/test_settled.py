"""What nobody could tell, after the owner has looked: tried again, given back, or done."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from plam_agent import unsettled
from plam_agent.cli import main
from plam_agent.errors import InputError, UncertainError
from plam_agent.home import Home
from plam_agent.policy import ledger
from plam_agent.policy.grants import Grant, issue
from plam_agent.runtime import Performed, Runtime
from plam_agent.tools.context import Connections
from plam_agent.tools.registry import Registry, params_of
from plam_agent.types import REQUEST, Call, Effect, Money, Result, Tool, Value
from tests.adversarial.scene import Buying, sign_rules
from tests.fixtures_agent import PASSPHRASE, House
from tests.test_agent import MOVE, MOVE_WORDS, asked
from tests.test_recovery import runtime_with

RULES = """
  - {id: shop, allow: shop.order, budget: 10.00 EUR/month, rate: 9/day}
"""
SAID = frozenset({REQUEST})


class Shop:
    """A shop whose answer to the first order never comes."""

    def __init__(self) -> None:
        self.orders = 0

    async def order(self, context: Any, args: Any) -> Result:
        self.orders += 1
        if self.orders == 1:
            raise UncertainError("no answer came.")
        return Result(summary="ordered")

    @property
    def tool(self) -> Tool:
        # Nothing that a new model would be asked about.
        return Tool("shop.order", "Order", Effect.WRITE, Buying, params_of(Buying), run=self.order)


def order(minor: int, run: str = "r") -> Call:
    args = (
        ("merchant", Value("flowers.example", SAID)),
        ("total", Value(Money(minor, "EUR"), SAID)),
    )
    roles = tuple((param.name, param.role) for param in params_of(Buying))
    return Call(run, 1, "mail", "shop.order", Effect.WRITE, False, args, roles)


def whole(home: Home) -> tuple[Grant, ...]:
    until = home.now() + timedelta(hours=1)
    mine, policy = home.device.public, home.policy().hash
    return (issue(home.device, None, holder=mine, not_after=until, policy=policy),)


async def submitted(home: Home, shop: Shop, call: Call) -> Performed:
    """The call submitted to a runtime of its own, as after a restart."""
    async with Connections() as connections:
        policy = await asyncio.to_thread(home.policy)
        runtime = Runtime(home, policy, Registry([shop.tool]), connections, model="scripted")
        await runtime.recover()
        return await runtime.perform(call, whole(home))


async def settled(house: House, seq: int, word: str) -> None:
    words = ["approvals", "settle", str(seq), word, "--home", str(house.path)]
    assert await asyncio.to_thread(main, words) == 0


@pytest.fixture
def shop(house: House, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A shop that may be ordered from for ten euros a month."""
    monkeypatch.setenv("PLAM_PASSPHRASE", PASSPHRASE)
    sign_rules(house, RULES, "otherwise:\n  confirm: [mail.send]\n")
    return Shop()


async def test_what_the_owner_found_not_to_have_happened_may_be_tried_again(
    house: House, shop: Shop
) -> None:
    call = order(800)
    with house.open() as home:
        first = await submitted(home, shop, call)
        assert first.outcome.verb == "unknown"
        assert (await submitted(home, shop, call)).outcome.verb == "refused"
        # What it may have spent is spent: another order of the same amount is beyond the budget.
        assert (await submitted(home, shop, order(800, "other"))).outcome.verb == "refused"

    await settled(house, first.outcome.event, "no")

    with house.open() as home:
        assert (await submitted(home, shop, call)).outcome.verb == "done"
        assert (await submitted(home, shop, call)).outcome.verb == "refused"
        # And it counts once.
        assert (await submitted(home, shop, order(300, "more"))).outcome.verb == "refused"
        assert (await submitted(home, shop, order(200, "less"))).outcome.verb == "done"
        assert shop.orders == 3
        await asyncio.to_thread(home.journal.verify, ledger.check)


async def test_what_the_owner_found_to_have_happened_is_done_and_spent(
    house: House, shop: Shop
) -> None:
    call = order(400)
    with house.open() as home:
        first = await submitted(home, shop, call)

    await settled(house, first.outcome.event, "yes")

    with house.open() as home:
        again = await submitted(home, shop, call)
        assert "has run already" in again.outcome.detail
        assert (await submitted(home, shop, order(700, "more"))).outcome.verb == "refused"
        assert shop.orders == 1
        assert await asyncio.to_thread(unsettled.plain, home.journal) == []


async def test_what_is_given_back_goes_to_the_month_it_was_taken_from(
    house: House, shop: Shop
) -> None:
    with house.open() as home:
        first = await submitted(home, shop, order(800))
        house.clock.advance(days=31)
        await asyncio.to_thread(unsettled.settle, home, first.outcome.event, False)

        assert (await submitted(home, shop, order(1001, "more"))).outcome.verb == "refused"
        assert (await submitted(home, shop, order(1000, "all"))).outcome.verb == "done"


async def test_the_ledger_is_rebuilt_with_what_was_given_back(house: House, shop: Shop) -> None:
    with house.open() as home:
        first = await submitted(home, shop, order(800))
        await asyncio.to_thread(unsettled.settle, home, first.outcome.event, False)

        def damage() -> None:
            with home.journal.transaction() as tx:
                tx.connection.execute("DELETE FROM uses")
                tx.append("note", {})
            ledger.rebuild(home.journal)
            home.journal.verify(ledger.check)

        await asyncio.to_thread(damage)
        assert (await submitted(home, shop, order(1000, "all"))).outcome.verb == "done"


async def test_settled_once_it_stays_so(house: House, shop: Shop) -> None:
    with house.open() as home:
        first = await submitted(home, shop, order(800))
        await asyncio.to_thread(unsettled.settle, home, first.outcome.event, False)
        for happened in (True, False):
            with pytest.raises(InputError, match="Nothing is unknown"):
                await asyncio.to_thread(unsettled.settle, home, first.outcome.event, happened)


@pytest.mark.parametrize(("happened", "again"), [(True, False), (False, True)])
async def test_an_undo_that_the_owner_found_to_have_worked_is_not_repeated(
    house: House, happened: bool, again: bool
) -> None:
    async def fails(context: Any, data: Any) -> str:
        raise UncertainError("no answer came")

    with house.open() as home:
        async with runtime_with(home, "calendar.move", undo=fails) as runtime:
            answer = await asked(runtime, MOVE_WORDS, MOVE)
            seq = answer.calls[-1].outcome.event
            unknown = await runtime.undo(seq)
        await asyncio.to_thread(unsettled.settle, home, unknown.event, happened)

        async with house.runtime(home) as runtime:
            if again:
                assert (await runtime.undo(seq)).verb == "done"
            with pytest.raises(InputError, match="undone already"):
                await runtime.undo(seq)

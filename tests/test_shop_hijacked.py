"""A planner that was taken over, at a real shop, with an owner who says yes to everything."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from plam_agent.binding import Bound, Question
from plam_agent.freezing import freeze
from plam_agent.policy import grants
from plam_agent.policy.bounds import committed
from plam_agent.types import REQUEST, Handle, Item, Money, Plan, Quote, Ref, Step, Value, designated
from tests.shop import Store, selling, template

RED = 1853
SAID = frozenset({REQUEST})
MOST = Money(2000, "EUR")
PLAN = Plan(
    steps=(
        Step(1, "purchase.search", {"item": (Quote("red"), Quote("tulips"))}),
        Step(2, "purchase.buy", {"item": Ref(1), "most": Handle("amount", "a1", MOST, SAID)}),
    )
)
"""Buy red tulips for at most 20 euros."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with ExitStack() as stack:
        yield stack.enter_context(selling(template(tmp_path), tmp_path, budget="1.00"))


def given(store: Store) -> tuple[grants.Grant, ...]:
    """The grants of exactly the plan."""
    home, until = store.home, store.home.now() + timedelta(hours=1)
    params = {tool.name: tool.params for tool in store.runtime.registry}
    tools, bounds = committed(PLAN, params)
    mine = home.device.public
    whole = grants.issue(
        home.device, None, holder=mine, not_after=until, policy=store.runtime.policy.hash
    )
    return whole, grants.issue(
        home.device, whole, holder=mine, not_after=until, tools=tools, arguments=bounds
    )


async def test_only_what_was_planned_is_bought_and_once(store: Store) -> None:
    async with store.open():
        chain = given(store)
        shears = await store.find("shears")

        async def does(tool: str, step: int, **args: Any) -> str:
            known = store.runtime.registry.get(tool)
            assert known is not None
            items = {k: v for k, v in args.items() if isinstance(v, Item)}
            values = {k: Value(v, SAID) for k, v in args.items() if k not in items}
            values |= {k: designated(v) for k, v in items.items()}
            versions = tuple((each.id, each.version) for each in items.values())
            try:
                call = await freeze(
                    store.runtime, "run-hijacked", step, known, Bound(values, versions), 1.0
                )
            except Question:
                return "asked"
            performed = await store.runtime.perform(call, chain)
            if performed.outcome.verb == "done":
                found.extend(performed.outcome.result.items)  # type: ignore[union-attr]
            return performed.outcome.verb

        found: list[Item] = []
        assert await does("purchase.search", 1, item=("red", "tulips")) == "done"
        tulips = found[0]
        attacks = {
            "another thing": await does("purchase.buy", 2, item=shears, most=MOST),
            "for any price": await does("purchase.buy", 2, item=tulips),
            "for more": await does("purchase.buy", 2, item=tulips, most=Money(50_000, "EUR")),
            "many of it": await does("purchase.buy", 2, item=tulips, most=MOST, quantity="ten"),
            "at another step": await does("purchase.buy", 3, item=tulips, most=MOST),
            "into a cart": await does("purchase.cart", 2, item=(tulips.id,)),
        }
        before = len(store.books.charges)
        planned = await does("purchase.buy", 2, item=tulips, most=MOST)
        again = await does("purchase.buy", 2, item=tulips, most=MOST)
        await asyncio.sleep(0)

    assert set(attacks.values()) <= {"refused", "asked"}, attacks
    assert before == 0
    assert (planned, again) == ("done", "refused")
    assert [each.amount for each in store.books.charges] == [RED]
    assert len(store.cards) == 1, "nobody was asked about what was not planned"

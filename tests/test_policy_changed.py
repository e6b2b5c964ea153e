"""What waits when the policy is changed is decided under the new one, and says so if it ends."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from plam_agent import keys
from plam_agent.approvals import Approvals
from plam_agent.home import Home
from plam_agent.policy.possession import prove
from plam_agent.questions import is_open
from plam_agent.runtime import Performed, Runtime
from plam_agent.tools.context import Connections
from plam_agent.tools.standard import registry
from tests.adversarial.scene import sign_rules
from tests.fixtures_agent import PASSPHRASE, House
from tests.test_agent import MOVE, MOVE_WORDS, asked, calendar
from tests.test_grant_cli import ALICE, granted, search

LOOK = "{id: look, allow: calendar.search}"
ASKS = "{id: ask, confirm: calendar.move}"
ALLOWS = "{id: mine, allow: calendar.move}"
HOLDS = "{id: mine, allow: calendar.move, hold: 2m}"
DENIES = "{id: no, deny: calendar.move}"


def rules(house: House, *lines: str) -> None:
    sign_rules(house, "".join(f"\n  - {line}" for line in (LOOK, *lines)) + "\n", "")


async def waiting(house: House, home: Home, *, holds: bool = False) -> Performed:
    """A call that waits for the owner, or for its time."""
    async with Connections() as connections:
        policy = await asyncio.to_thread(home.policy)
        runtime = Runtime(home, policy, registry(), connections, model="scripted", holds=holds)
        return (await asked(runtime, MOVE_WORDS, MOVE)).calls[-1]


@pytest.mark.parametrize(
    ("line", "verb", "why"),
    [
        (ASKS, "done", ""),
        (ALLOWS, "done", ""),
        (DENIES, "refused", "no forbids"),
        (LOOK.replace("look", "other"), "refused", "no rule allows calendar.move"),
    ],
)
async def test_a_yes_counts_as_far_as_the_policy_of_now_lets_it(
    house: House, line: str, verb: str, why: str
) -> None:
    rules(house, ASKS)
    with house.open() as home:
        pending = await waiting(house, home)
        assert pending.outcome.verb == "pending"
        rules(house, line)
        async with house.runtime(home) as runtime:
            key = await asyncio.to_thread(keys.open_approval, home.path, PASSPHRASE)
            approved = await Approvals(runtime).approve(str(pending.outcome.event), key)
            assert approved.outcome.verb == verb, approved.outcome
            assert why in approved.outcome.detail
            assert await Approvals(runtime).waiting() == []


@pytest.mark.parametrize(
    ("line", "verb", "why"),
    [
        (HOLDS, "done", ""),
        (ALLOWS, "done", ""),
        (ASKS, "pending", "ask"),
        (DENIES, "refused", "no forbids"),
    ],
)
async def test_what_is_held_is_decided_again_when_its_time_comes(
    house: House, line: str, verb: str, why: str
) -> None:
    rules(house, HOLDS)
    with house.open() as home:
        held = await waiting(house, home, holds=True)
        assert held.outcome.verb == "held"
        rules(house, line)
        house.clock.now += timedelta(minutes=3)
        async with house.runtime(home) as runtime:
            (found,) = await Approvals(runtime).waiting()
            released = await Approvals(runtime).release(found)
            assert released.outcome.verb == verb, released.outcome
            assert why in released.outcome.detail


async def test_what_another_asked_under_a_grant_ends_with_the_policy_and_says_so(
    house: House,
) -> None:
    sign_rules(house, "\n  - {id: ask, confirm: mail.search}\n", "")
    with house.open() as home:
        chain, call = (granted(home),), search()
        async with house.runtime(home) as runtime:
            proof = prove(ALICE, chain[-1], call, home.now())
            pending = await runtime.perform(call, chain, proof=proof)
            assert pending.outcome.verb == "pending", pending.outcome
        house.edit_policy(lambda text: text)
        async with house.runtime(home) as runtime:
            key = await asyncio.to_thread(keys.open_approval, home.path, PASSPHRASE)
            approved = await Approvals(runtime).approve(str(pending.outcome.event), key)

            assert approved.outcome.verb == "refused"
            assert "what is granted ends when the policy is changed" in approved.outcome.detail
            seq = pending.outcome.event
            assert not await asyncio.to_thread(is_open, home.journal, seq)


async def test_a_run_that_began_under_the_policy_before_does_nothing_more(house: House) -> None:
    rules(house, ALLOWS)
    before = await asyncio.to_thread(calendar, house)
    with house.open() as home:
        async with house.runtime(home) as runtime:
            rules(house, DENIES)
            await asyncio.to_thread(home.policy)
            answer = await asked(runtime, MOVE_WORDS, MOVE)

    assert answer.calls[-1].outcome.verb == "refused"
    assert "the policy was changed since this began" in answer.calls[-1].outcome.detail
    assert await asyncio.to_thread(calendar, house) == before

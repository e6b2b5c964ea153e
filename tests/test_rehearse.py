"""What a dry run says of a call is what becomes of it: no Allow for what would be refused."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from plam_agent.errors import InputError
from plam_agent.flood import MOST_OPEN, MOST_SORTED
from plam_agent.policy import grants, possession
from plam_agent.policy.grants import Grant
from plam_agent.policy.possession import prove
from plam_agent.policy.terms import Label, Then
from plam_agent.types import Call, Effect, Money, Role, Value
from tests.adversarial.scene import FROM_MAIL, RULES, SAID, Scene, scene
from tests.fixtures_agent import House
from tests.test_grant_cli import ALICE, BOB

LABEL = Label("mail", "any", (Then("mail.send", propose=True),))
EXTRA = """
  - {id: never, deny: mail.draft}
  - {id: later, allow: tasks.add, hold: 2m}
"""

Asked = tuple[Call, dict[str, Any]]
"""A call and how it is submitted; `chain` are its grants."""


def chain_of(here: Scene, **changes: Any) -> tuple[Grant, ...]:
    given: dict[str, Any] = {
        "holder": here.home.device.public,
        "not_after": here.home.now() + timedelta(hours=1),
        "policy": here.runtime.policy.hash,
        **changes,
    }
    return (grants.issue(here.home.device, None, **given),)


def search(here: Scene, words: str = "train") -> Call:
    return here.call("mail.search", words=(words,))


def stranger(here: Scene, number: int, run: str = "") -> Call:
    return here.mail(f"person{number}@example.net", run=run)


async def allowed(here: Scene) -> Asked:
    return here.mail("papa@example.org"), {}


async def probation(here: Scene) -> Asked:
    return here.buy(), {}


async def strange(here: Scene) -> Asked:
    return here.mail("thief@evil.example", origins=FROM_MAIL), {}


async def imitation(here: Scene) -> Asked:
    return here.mail("Claire <claire@evi1.example>"), {}


async def denied(here: Scene) -> Asked:
    return here.call("mail.draft", to=("papa@example.org",), body="hello"), {}


async def unruled(here: Scene) -> Asked:
    return here.call("tasks.search"), {}


async def unknown_tool(here: Scene) -> Asked:
    return dataclasses.replace(here.buy(), tool="purchase.steal"), {}


async def argument_missing(here: Scene) -> Asked:
    call = here.mail("papa@example.org")
    args = tuple((name, value) for name, value in call.args if name != "to")
    return dataclasses.replace(call, args=args), {}


async def argument_wrong(here: Scene) -> Asked:
    return here.buy(total=7), {}


async def role_wrong(here: Scene) -> Asked:
    call = here.mail("papa@example.org")
    roles = tuple((name, Role.PROSE) for name, _ in call.roles)
    return dataclasses.replace(call, roles=roles), {}


async def effect_too_low(here: Scene) -> Asked:
    return dataclasses.replace(here.mail("papa@example.org"), effect=Effect.READ), {}


async def no_whole_amount(here: Scene) -> Asked:
    return here.buy(total=Money(True, "EUR")), {}


async def over_budget(here: Scene) -> Asked:
    return here.buy(6_001), {}


async def beyond_the_grant(here: Scene) -> Asked:
    return search(here), {"chain": chain_of(here, tools=["mail.send"])}


async def grant_is_over(here: Scene) -> Asked:
    over = here.home.now() - timedelta(seconds=1)
    return search(here), {"chain": chain_of(here, not_after=over)}


async def grant_of_another_policy(here: Scene) -> Asked:
    return search(here), {"chain": chain_of(here, policy="b" * 64)}


async def grant_is_used_up(here: Scene) -> Asked:
    chain = chain_of(here, uses=1)
    assert (await here.submit(search(here), chain)).outcome.verb == "done"
    return search(here, "bus"), {"chain": chain}


async def no_grant(here: Scene) -> Asked:
    return search(here), {"chain": ()}


async def ran_already(here: Scene) -> Asked:
    call = here.mail("papa@example.org")
    receipt = await here.receipt(call)
    assert (await here.submit(call, receipt=receipt)).outcome.verb == "done"
    return call, {}


async def may_be_read_again(here: Scene) -> Asked:
    call = search(here)
    assert (await here.submit(call)).outcome.verb == "done"
    return call, {}


async def flooded(here: Scene, run: str = "flood") -> Asked:
    for number in range(MOST_OPEN):
        await here.submit(stranger(here, number, run))
    return stranger(here, MOST_OPEN, run), {}


async def stopped(here: Scene) -> Asked:
    call, _ = await flooded(here)
    assert (await here.submit(call)).outcome.verb == "refused"
    return dataclasses.replace(search(here), run=call.run), {}


async def sorting_flooded(here: Scene) -> Asked:
    for number in range(MOST_SORTED):
        await here.submit(stranger(here, number, "triage-1"), label=LABEL)
    return stranger(here, MOST_SORTED, "triage-1"), {"label": LABEL}


async def held_and_flooded(here: Scene) -> Asked:
    await flooded(here)
    return task(here, "flood"), {}


async def held(here: Scene) -> Asked:
    return task(here), {}


def task(here: Scene, run: str = "") -> Call:
    return here.call("tasks.add", title=("water the plants",), run=run)


async def not_for_this_label(here: Scene) -> Asked:
    return search(here), {"label": LABEL}


async def delegated(here: Scene) -> Asked:
    call, chain = search(here), chain_of(here, holder=ALICE.public)
    call = dataclasses.replace(call, args=(("words", Value(("train",), FROM_MAIL)),))
    return call, {"chain": chain, "proof": prove(ALICE, chain[-1], call, here.home.now())}


async def unproven(here: Scene) -> Asked:
    call, ways = await delegated(here)
    return call, {**ways, "proof": None}


async def proof_of_another(here: Scene) -> Asked:
    call, ways = await delegated(here)
    return call, {**ways, "proof": prove(BOB, ways["chain"][-1], call, here.home.now())}


async def proof_used(here: Scene) -> Asked:
    call, ways = await delegated(here)
    done = await here.submit(call, **ways)
    assert done.outcome.verb == "done", done.outcome
    return call, ways


async def revoked(here: Scene) -> Asked:
    call, ways = await delegated(here)

    def revoke() -> None:
        with here.home.journal.transaction() as tx:
            possession.revoke(tx, ways["chain"][-1])

    await asyncio.to_thread(revoke)
    return call, ways


async def unsaid(here: Scene) -> Asked:
    call, chain = search(here), chain_of(here, holder=ALICE.public)
    return call, {"chain": chain, "proof": prove(ALICE, chain[-1], call, here.home.now())}


async def replaced(here: Scene) -> Asked:
    here.house.edit_policy(lambda text: text)
    await asyncio.to_thread(here.home.policy)
    return search(here), {}


Build = Callable[[Scene], Awaitable[Asked]]
ENDS: list[tuple[Build, str, str]] = [
    (allowed, "confirm", "this model is new"),
    (probation, "confirm", "this model is new"),
    (strange, "confirm", "thief@evil.example"),
    (imitation, "confirm", "asked about"),
    (denied, "deny", "never"),
    (unruled, "deny", "no rule allows"),
    (unknown_tool, "deny", "nothing here can do"),
    (argument_missing, "deny", "needs to"),
    (argument_wrong, "deny", "total"),
    (role_wrong, "deny", "roles"),
    (effect_too_low, "deny", "it would SEND"),
    (no_whole_amount, "deny", "no amount"),
    (over_budget, "confirm", "left of its budget"),
    (beyond_the_grant, "deny", "this run was not given"),
    (grant_is_over, "deny", "expired"),
    (grant_of_another_policy, "deny", "when the policy is changed"),
    (grant_is_used_up, "deny", "used up"),
    (no_grant, "deny", "no grant"),
    (ran_already, "deny", "has run already"),
    (may_be_read_again, "allow", ""),
    (flooded, "deny", "of this task wait"),
    (stopped, "deny", "was stopped"),
    (sorting_flooded, "deny", "questions from sorting"),
    (held, "allow", ""),
    (held_and_flooded, "deny", "of this task wait"),
    (not_for_this_label, "deny", "does not call for"),
    (delegated, "allow", ""),
    (unproven, "deny", "nothing proves"),
    (proof_of_another, "deny", "not its holder's"),
    (proof_used, "deny", "used before"),
    (revoked, "deny", "revoked"),
    (unsaid, "deny", "the owner did not"),
    (replaced, "deny", "the policy was changed"),
]


@pytest.mark.parametrize(
    ("build", "verb", "why"), ENDS, ids=lambda each: getattr(each, "__name__", each)
)
async def test_a_rehearsal_says_what_becomes_of_the_call(
    house: House, build: Build, verb: str, why: str
) -> None:
    async with scene(house, f"{RULES.rstrip()}{EXTRA}") as here:
        call, ways = await build(here)
        chain = ways.pop("chain", None)
        chain = here.whole() if chain is None else chain
        before = await asyncio.to_thread(lambda: len(list(here.home.journal.events())))

        said = await here.runtime.rehearse(call, chain, **ways)

        after = await asyncio.to_thread(lambda: len(list(here.home.journal.events())))
        assert before == after
        performed = await here.runtime.perform(call, chain, **ways)
        assert said.outcome.verb == "rehearsed"
        assert said.decision == performed.decision
        assert performed.decision.verb == verb, performed.decision
        assert why in f"{performed.decision.rule}: {performed.decision.reasons}"


async def test_what_cannot_be_written_down_is_not_rehearsed_either(house: House) -> None:
    async with scene(house) as here:
        call = here.call("mail.search", words=Value(float("nan"), SAID))
        with pytest.raises(InputError, match="cannot be written down"):
            await here.runtime.rehearse(call, here.whole())

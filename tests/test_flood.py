"""A task that asks too much is stopped, and the owner is told once."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import timedelta

from plam_agent import keys
from plam_agent.approvals import Approvals
from plam_agent.flood import MOST_OPEN, MOST_REFUSED, MOST_SORTED
from plam_agent.home import Home
from plam_agent.policy import grants
from plam_agent.policy.grants import Grant
from plam_agent.policy.receipts import sign_receipt
from plam_agent.policy.terms import Label, Then
from plam_agent.runtime import Answer, Runtime
from plam_agent.types import Approval, Call, Confirm, Origin, Value
from tests.fixtures_agent import PASSPHRASE, House
from tests.test_grant_cli import search, send


def own(home: Home) -> tuple[Grant, ...]:
    until = home.now() + timedelta(hours=1)
    device, policy = home.device, home.policy().hash
    return (grants.issue(device, None, holder=device.public, not_after=until, policy=policy),)


def number(n: int, run: str = "flood", origin: str = "") -> Call:
    source = Origin("imap", origin or f"INBOX/{n}")
    made = send(run, f"person{n}@example.net", origin=source)
    args = tuple((name, Value(v.data, frozenset({source}))) for name, v in made.args)
    return dataclasses.replace(made, args=args)


async def ends(runtime: Runtime, *calls: Call) -> list[str]:
    chain = own(runtime.home)
    return [(await runtime.perform(call, chain)).outcome.verb for call in calls]


async def stops(home: Home) -> list[str]:
    events = await asyncio.to_thread(lambda: list(home.journal.events(kinds=("stopped",))))
    return [str(event.body["detail"]) for event in events]


async def test_a_run_with_five_open_questions_is_stopped_and_said_so_once(house: House) -> None:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            verbs = await ends(runtime, *(number(n) for n in range(MOST_OPEN + 3)))
            assert verbs == ["pending"] * MOST_OPEN + ["refused"] * 3
            # Not even what needs no answer happens any more, and other tasks go on.
            assert await ends(runtime, search("flood"), search("other")) == ["refused", "done"]
            assert await ends(runtime, number(1, "other")) == ["pending"]
            assert len(await stops(home)) == 1
            # The owner's own yes to what waits still counts.
            waiting = await Approvals(runtime).waiting()
            key = keys.open_approval(home.path, PASSPHRASE)
            approved = await Approvals(runtime).approve(waiting[0].id, key)
            assert approved.outcome.verb != "refused"


async def test_one_origin_cannot_ask_through_many_runs(house: House) -> None:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            calls = [number(n, f"run-{n}", "INBOX/7") for n in range(MOST_OPEN + 1)]
            assert await ends(runtime, *calls) == ["pending"] * MOST_OPEN + ["refused"]
            assert "imap:INBOX/7" in (await stops(home))[0]
            await Approvals(runtime).deny((await Approvals(runtime).waiting())[0].id)
            assert await ends(runtime, number(9, "run-9", "INBOX/7")) == ["pending"]


async def test_three_noes_in_a_row_stop_the_task(house: House) -> None:
    said: list[Answer] = [False, False, True, *[False] * 9]
    asked: list[Call] = []
    with house.open() as home:
        key, policy = keys.open_approval(home.path, PASSPHRASE), home.policy().hash

        async def ask(call: Call, decision: Confirm, preview: str) -> Approval | bool | None:
            asked.append(call)
            answer = said.pop(0)
            return sign_receipt(key, call, policy, home.now()) if answer is True else answer

        async with house.runtime(home, ask) as runtime:
            verbs = await ends(runtime, *(number(n) for n in range(9)))
            assert len(asked) == 3 + MOST_REFUSED
            assert [verb for n, verb in enumerate(verbs) if n != 2] == ["refused"] * 8
            found = await stops(home)
    assert len(found) == 1
    assert "no 3 times" in found[0]


async def test_sorting_asks_no_more_than_fits_and_goes_on(house: House) -> None:
    label = Label("mail", "any", (Then("mail.send", propose=True),))
    with house.open() as home:
        async with house.runtime(home) as runtime:
            chain = own(home)
            verbs = [
                (await runtime.perform(number(n, "triage-1"), chain, label=label)).outcome.verb
                for n in range(MOST_SORTED + 2)
            ]
            assert verbs == ["pending"] * MOST_SORTED + ["refused"] * 2
            assert await ends(runtime, search("triage-1")) == ["done"]
            assert len(await stops(home)) == 1

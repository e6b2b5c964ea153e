"""Taking something back is an effect: the policy in force decides, and only the owner does it."""

from __future__ import annotations

import asyncio
import dataclasses
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from plam_agent import keys, looking
from plam_agent.cli import main
from plam_agent.errors import ToolError
from plam_agent.home import Home
from plam_agent.policy.document import parse
from plam_agent.policy.receipts import sign_receipt
from plam_agent.policy.signing import SignedPolicy
from plam_agent.policy.terms import Label, Then, Triage
from plam_agent.runtime import Answer, Runtime
from plam_agent.tools.context import Connections
from plam_agent.tools.registry import Registry, params_of
from plam_agent.tools.standard import registry
from plam_agent.types import Allow, Approval, Call, Confirm, Effect, Event, Money, Result, Tool
from tests.adversarial.scene import Buying, Scene, scene, sign_rules
from tests.fixtures_agent import PASSPHRASE, House
from tests.test_agent import MOVE, MOVE_WORDS, asked, calendar

INVITE = """
  - {id: invite, confirm: guests.invite}
  - {id: mine, allow: [calendar.move, calendar.search]}
"""
TAKEN = "told the guests otherwise"


async def invites(context: Any, args: Any) -> Result:
    return Result(summary="told the guests", undo={"n": 1})


async def uninvites(context: Any, data: Mapping[str, Any]) -> str:
    assert data == {"n": 1}
    return TAKEN


GUESTS = Tool(
    "guests.invite",
    "Tell guests",
    Effect.SEND,
    Buying,
    params_of(Buying),
    reversible=True,
    run=invites,
    undo=uninvites,
)


def invitation(here: Scene, run: str = "") -> Call:
    return here.call("guests.invite", merchant="papa@example.org", total=Money(1, "EUR"), run=run)


async def told(here: Scene) -> int:
    """The number of the outcome of an invitation that the owner approved."""
    call = invitation(here)
    done = await here.submit(call, receipt=await here.receipt(call))
    assert done.outcome.verb == "done", done.outcome
    return done.outcome.event


async def events(home: Home, *kinds: str) -> list[Event]:
    return await asyncio.to_thread(lambda: list(home.journal.events(kinds=kinds)))


async def moved(house: House, home: Home) -> int:
    """The number of the outcome of an appointment that was moved."""
    async with house.runtime(home) as runtime:
        answer = await asked(runtime, MOVE_WORDS, MOVE)
    assert answer.calls[-1].outcome.verb == "done"
    return answer.calls[-1].outcome.event


def rules(house: House, *lines: str) -> None:
    text = "".join(f"\n  - {line}" for line in ("{id: look, allow: calendar.search}", *lines))
    sign_rules(house, f"{text}\n", "otherwise:\n  confirm: [mail.send]\n")


async def test_what_stays_among_the_owners_accounts_is_their_own_act(house: House) -> None:
    before = await asyncio.to_thread(calendar, house)
    with house.open() as home:
        seq = await moved(house, home)
        rules(house, "{id: ask, confirm: calendar.move}")
        async with house.runtime(home) as runtime:
            assert (await runtime.undo(seq)).verb == "done"

        assert await asyncio.to_thread(calendar, house) == before
        (undoing,) = await events(home, "undoing")
        assert (undoing.body["decision"], undoing.body["rule"]) == ("allow", "ask")
        assert "your own act" in undoing.body["reasons"][-1]


@pytest.mark.parametrize(
    "lines",
    [
        ("{id: mine, allow: calendar.move}", "{id: no, deny: calendar.move}"),
        (),
    ],
)
async def test_what_the_policy_denies_now_is_not_taken_back(
    house: House, lines: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    with house.open() as home:
        seq = await moved(house, home)
        after = await asyncio.to_thread(calendar, house)
        rules(house, *lines)
        async with house.runtime(home) as runtime:
            outcome = await runtime.undo(seq)

        assert outcome.verb == "refused"
        assert await asyncio.to_thread(calendar, house) == after
        assert not await events(home, "undoing")
        (refused,) = [e for e in await events(home, "refused") if e.body.get("of") == seq]
        assert refused.seq == outcome.event
        why = await asyncio.to_thread(looking.why, home, refused.seq)
        assert "decision: deny" in why.text
        assert all(reason in why.text for reason in refused.body["reasons"])
    monkeypatch.setenv("PLAM_PASSPHRASE", PASSPHRASE)
    assert await asyncio.to_thread(main, ["undo", str(seq), "--home", str(house.path)]) == 3
    assert "Not undone" in capsys.readouterr().out
    rules(house, "{id: mine, allow: calendar.move}")
    with house.open() as home:
        async with house.runtime(home) as runtime:
            assert (await runtime.undo(seq)).verb == "done"


async def test_what_was_used_up_or_is_out_of_hours_is_taken_back_all_the_same(
    house: House,
) -> None:
    rules(house, "{id: mine, allow: calendar.move, rate: 1/day, window: {hours: 09:00-10:00}}")
    before = await asyncio.to_thread(calendar, house)
    with house.open() as home:
        seq = await moved(house, home)
        house.clock.advance(hours=5)
        async with house.runtime(home) as runtime:
            assert (await runtime.undo(seq)).verb == "done"
        assert await asyncio.to_thread(calendar, house) == before


async def test_nothing_is_taken_back_under_a_policy_that_has_expired(house: House) -> None:
    with house.open() as home:
        seq = await moved(house, home)
        async with house.runtime(home) as runtime:
            house.clock.advance(days=20 * 365)
            outcome = await runtime.undo(seq)

    assert outcome.verb == "refused"
    assert "expired" in outcome.detail


@pytest.mark.parametrize(
    "lines", ["  - {id: never, deny: calendar.move}\n", "  - {id: x, allow: mail.send}\n"]
)
async def test_the_organisation_has_the_last_word(house: House, lines: str) -> None:
    with house.open() as home:
        seq = await moved(house, home)
        policy = home.policy()
        head = "".join(
            re.findall(r"(?m)^(?:plam|serial|owner|device|expires):.*\n", policy.document.decode())
        )
        text = f"{head}rules:\n{lines}".encode()
        above = SignedPolicy(parse(text, "organisation.yaml"), "h", text, home.now())
        async with Connections() as connections:
            stacked = dataclasses.replace(policy, above=above)
            runtime = Runtime(home, stacked, registry(), connections)
            outcome = await runtime.undo(seq)

    assert outcome.verb == "refused"
    assert "organisation" in outcome.detail


async def test_what_tells_others_is_not_taken_back_where_nobody_is_there(house: House) -> None:
    async with scene(house, INVITE, more=[GUESTS], real=["guests.invite"]) as here:
        seq = await told(here)
        outcome = await here.runtime.undo(seq)

        assert outcome.verb == "refused"
        assert "nobody confirmed it" in outcome.detail
        assert not await events(here.home, "undoing", "undone")


@pytest.mark.parametrize("said", [False, None])
async def test_what_tells_others_needs_a_yes(house: House, said: Answer) -> None:
    cards: list[tuple[str, str, str]] = []

    async def ask(call: Call, decision: Confirm, preview: str) -> Answer:
        cards.append((call.tool, decision.rule, preview))
        return said

    async with scene(house, INVITE, more=[GUESTS], real=["guests.invite"], ask=ask) as here:
        seq = await told(here)
        cards.clear()
        outcome = await here.runtime.undo(seq)

        ((name, rule, preview),) = cards
        assert (name, rule) == ("undo guests.invite", "invite")
        assert preview.startswith(f"Take back event {seq}: ")
        assert outcome.verb == "refused"
        assert not await events(here.home, "undoing", "undone")


async def test_a_yes_to_an_undo_is_good_for_that_alone_and_once(house: House) -> None:
    given: list[Approval] = []
    shown: list[Call] = []

    async def ask(call: Call, decision: Confirm, preview: str) -> Answer:
        shown.append(call)
        if not given:
            key = await asyncio.to_thread(keys.open_approval, house.path, PASSPHRASE)
            policy = await asyncio.to_thread(here.home.policy)
            given.append(sign_receipt(key, call, policy.hash, here.home.now()))
        return given[0]

    async with scene(house, INVITE, more=[GUESTS], real=["guests.invite"], ask=ask) as here:
        first, second = await told(here), await told(here)
        done = await here.runtime.undo(first)
        other = await here.runtime.undo(second)
        # Neither does it make the call itself, nor anything like it.
        again = await here.submit(shown[0], receipt=given[0])
        forged = dataclasses.replace(shown[0], tool="guests.invite")
        alike = await here.submit(forged, receipt=given[0])

        assert (done.verb, done.detail) == ("done", TAKEN)
        assert other.verb == "refused"
        assert [again.outcome.verb, alike.outcome.verb] == ["refused", "refused"]
        (undoing,) = await events(here.home, "undoing")
        assert (undoing.body["decision"], undoing.body["of"]) == ("confirm", first)


async def test_a_receipt_of_another_undo_is_used_once(house: House) -> None:
    """The same receipt a second time, after the first undo failed."""
    given: list[Approval] = []
    failing = dataclasses.replace(GUESTS, undo=fails)

    async def ask(call: Call, decision: Confirm, preview: str) -> Answer:
        if not given:
            given.append(await here.receipt(call))
        return given[0]

    async with scene(house, INVITE, more=[failing], real=["guests.invite"], ask=ask) as here:
        seq = await told(here)
        given.clear()
        assert (await here.runtime.undo(seq)).verb == "failed"
        again = await here.runtime.undo(seq)

    assert again.verb == "refused"
    assert "used before" in again.detail


async def fails(context: Any, data: Mapping[str, Any]) -> str:
    raise ToolError("the guests are gone.")


async def test_what_tells_others_and_is_allowed_needs_no_yes(house: House) -> None:
    allowed = INVITE.replace("confirm: guests", "allow: guests")
    async with scene(house, INVITE, more=[GUESTS], real=["guests.invite"]) as here:
        seq = await told(here)
        sign_rules(house, allowed)
        async with Connections() as connections:
            runtime = Runtime(here.home, here.home.policy(), Registry([GUESTS]), connections)
            assert (await runtime.undo(seq)).verb == "done"


async def test_an_undo_under_a_policy_that_was_replaced_meanwhile_is_refused(
    house: House,
) -> None:
    with house.open() as home:
        seq = await moved(house, home)
        async with house.runtime(home) as runtime:
            house.edit_policy(lambda text: text)
            await asyncio.to_thread(home.policy)
            outcome = await runtime.undo(seq)

    assert outcome.verb == "refused"
    assert "the policy was changed" in outcome.detail


async def test_what_a_label_proposed_can_be_taken_back(house: House) -> None:
    """No rule speaks of it: only the label does, and the journal says which."""
    async with scene(house, INVITE, more=[GUESTS]) as here:
        label = Label("meeting", "any", (Then("calendar.move", propose=True),))
        policy = here.runtime.policy
        triage = Triage("INBOX", (label,))
        bare = tuple(rule for rule in policy.policy.rules if rule.id != "mine")
        edited = dataclasses.replace(policy.policy, rules=bare, triage=triage)
        ours = dataclasses.replace(policy, policy=edited)
        async with Connections() as connections:
            tool = dataclasses.replace(GUESTS, name="calendar.move", effect=Effect.WRITE)
            runtime = Runtime(here.home, ours, Registry([tool]), connections)
            made = invitation(here, "triage-1")
            call = dataclasses.replace(
                made, tool="calendar.move", effect=Effect.WRITE, reversible=True
            )
            receipt = await here.receipt(call)
            done = await runtime.perform(call, here.whole(), receipt=receipt, label=label)
            assert done.outcome.verb == "done", done.outcome
            (intent,) = await events(here.home, "intent")
            assert (intent.body["label"], intent.body["batch"]) == ("meeting", 0)

            assert (await runtime.undo(done.outcome.event)).verb == "done"


async def test_a_held_call_is_stopped_whatever_the_policy_says_by_then(house: House) -> None:
    rules(house, "{id: mine, allow: calendar.move, hold: 2m}")
    with house.open() as home:
        async with Connections() as connections:
            runtime = Runtime(home, home.policy(), registry(), connections, holds=True)
            answer = await asked(runtime, MOVE_WORDS, MOVE)
        held = answer.calls[-1]
        assert isinstance(held.decision, Allow)
        assert held.outcome.verb == "held"
        rules(house, "{id: no, deny: calendar.move}")
        async with house.runtime(home) as runtime:
            house.clock.now += timedelta(days=1)
            assert (await runtime.undo(held.outcome.event)).verb == "done"


def test_only_the_owners_commands_take_something_back() -> None:
    package = Path(looking.__file__).parent
    callers = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search(r"untime\.undo\(", path.read_text(encoding="utf-8"))
    }
    assert callers == {"operations.py", "cli/demo.py"}

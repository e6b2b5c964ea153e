"""Recalling and remembering as calls like any other, and what a planner is told of it."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from plam_agent.agent import Agent
from plam_agent.errors import StorageError
from plam_agent.memory.memory import Tier
from plam_agent.outcomes import Done
from plam_agent.planner.planning import make_plan
from plam_agent.planner.prompt import MOST_TOLD, plan_prompt
from plam_agent.planner.recalling import at_once
from plam_agent.policy import possession
from plam_agent.policy.decide import PROBATION, Facts, decide
from plam_agent.policy.document import parse
from plam_agent.policy.grants import issue
from plam_agent.tools.memory import MemoryRecall, MemoryRemember
from plam_agent.tools.standard import registry, with_memory
from plam_agent.types import (
    CONTACTS,
    PASTE,
    POLICY,
    REQUEST,
    Call,
    Effect,
    Origin,
    Reconciled,
    Role,
    Value,
)
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import House
from tests.memories import planners, session

IMAP = Origin("imap", "INBOX/7:1")
SAID = frozenset({REQUEST})
TOOLS = list(with_memory())
NOTHING = {"none": True}
NOW = datetime.fromisoformat("2026-11-23T09:00:00+01:00")


def one_step(tool: str, **args: str) -> dict[str, Any]:
    return {"steps": [{"tool": tool, "args": args}]}


def remember(words: str) -> dict[str, Any]:
    return one_step("memory.remember", words=f" {words}")


def recall(words: str) -> dict[str, Any]:
    return one_step("memory.recall", words=f" {words}")


# What code sees in a request.


@pytest.mark.parametrize(
    ("words", "tool", "quote"),
    [
        ("remember that I prefer mornings", "memory.remember", "I prefer mornings"),
        ("Please remember: the code is 4711", "memory.remember", "the code is 4711"),
        ("Retiens que je préfère le matin", "memory.remember", "je préfère le matin"),
        ("n'oublie pas qu'Anna est végétarienne", "memory.remember", "Anna est végétarienne"),
        ("last time we met about the budget", "memory.recall", ""),
        ("The last time I wrote to Anna, what was it about?", "memory.recall", ""),
        ("what did I tell you about Anna?", "memory.recall", ""),
        ("do you remember the budget", "memory.recall", ""),
        ("la dernière fois que nous avons parlé du budget", "memory.recall", ""),
        ("qu'avons-nous décidé pour le budget ?", "memory.recall", ""),
        ("te souviens-tu du budget", "memory.recall", ""),
        ("remember to buy milk", "", ""),
        ("do you remember to buy milk", "", ""),
        ("remind me to call Anna", "", ""),
        ("don't forget the milk", "", ""),
        ("rappelle-moi d'appeler Anna", "", ""),
        ("find the mail that says remember that I prefer mornings", "", ""),
        ("what did Anna say about the budget", "", ""),
        ("show me my last mail", "", ""),
    ],
)
def test_a_request_that_is_plainly_for_the_memory_needs_no_model(
    words: str, tool: str, quote: str
) -> None:
    plan = at_once(words, TOOLS)

    if not tool:
        assert plan is None
        return
    assert plan is not None
    (step,) = plan.steps
    assert step.tool == tool
    assert step.args["words"].text == (quote or words)  # type: ignore[union-attr]


def test_where_the_policy_leaves_no_memory_code_sees_nothing() -> None:
    assert at_once("remember that I prefer mornings", list(registry())) is None


async def test_the_prompt_of_a_model_that_only_quotes_is_the_same_to_the_octet() -> None:
    words = Value("what is in my mail", SAID)
    told = [Value("I prefer mornings", frozenset({Origin("memory", "1", (REQUEST,))}))]
    engine = ScriptedEngine(lambda _: NOTHING)

    await make_plan(engine, words, TOOLS, composes=False, told=told)

    assert engine.prompts[0].messages() == plan_prompt(words.data, list(registry())).messages()


async def test_a_planner_that_composes_is_told_what_the_owner_said_and_nothing_else() -> None:
    engine = ScriptedEngine(lambda _: NOTHING)

    def from_(text: str, *beneath: Origin) -> Value:
        return Value(text, frozenset({Origin("memory", text, beneath)}))

    told = [
        from_("mine", REQUEST),
        from_("signed", POLICY, Origin("memory", "x", (REQUEST,))),
        from_("a mail's", REQUEST, IMAP),
        from_("a mail's summary", Origin("memory", "x", (IMAP,))),
        from_("pasted", PASTE),
        from_("nobody's"),
        from_("a card's", CONTACTS),
        from_("proposed", Origin("proposal", "", (REQUEST,))),
        from_("forwarded", Origin("request", "", (IMAP,))),
        Value("without origin", frozenset()),
        Value("half", frozenset({REQUEST, IMAP})),
    ]

    planned = await make_plan(engine, Value("book lunch", SAID), TOOLS, told=told)

    user = engine.prompts[0].user
    assert user.split("\n")[1:] == ["- mine", "- signed", " book lunch"]
    assert planned.told == told[0].origins | told[1].origins
    assert engine.prompts[0].origins == SAID | planned.told


def test_what_a_planner_is_told_has_a_bound() -> None:
    user = plan_prompt("book lunch", TOOLS, told=["x\n" * 5_000] * 50).user

    assert user.count("\n- ") == MOST_TOLD
    assert len(user) < 2_000


# The decision.


def policy_of(text: str) -> Any:
    return parse(text.encode(), "policy.yaml")


def template(name: str) -> Any:
    from pathlib import Path

    return policy_of((Path(__file__).parents[1] / "policies" / f"{name}.yaml").read_text())


def of(*beneath: Origin) -> Origin:
    return Origin("memory", "m", beneath)


FACTS = Facts(now=NOW, attended=True, first_uses={"mail.send": PROBATION})
ROWS = """\
memory.recall    request             allow
memory.recall    imap                allow
memory.recall    paste               allow
memory.remember  request             allow
memory.remember  memory(request)     allow
memory.remember  memory(policy)      allow
memory.remember  memory(imap)        confirm
memory.remember  memory()            confirm
memory.remember  memory(memory(request,contacts))  allow
memory.remember  memory(memory(request,imap))      confirm
memory.remember  memory(proposal)    confirm
memory.remember  imap                confirm
memory.remember  paste               confirm
memory.remember  request,imap        confirm
calendar.create  memory(request)     allow
calendar.create  memory(imap)        confirm
calendar.create  memory(request,imap)  confirm
tasks.add        memory(memory())    confirm
tasks.add        memory(web)         confirm
mail.draft       memory(imap)        allow
"""


def origins(text: str) -> tuple[Origin, ...]:
    """`memory(request,imap)` and the like, written out."""
    found, depth, start = [], 0, 0
    for at, each in enumerate(f"{text},"):
        depth += (each == "(") - (each == ")")
        if each == "," and not depth:
            kind, _, beneath = text[start:at].removesuffix(")").partition("(")
            if kind:
                found.append(Origin(kind, "" if kind in ("request", "policy") else "x",
                                    origins(beneath)))  # fmt: skip
            start = at + 1
    return tuple(found)


@pytest.mark.parametrize("row", ROWS.splitlines())
def test_a_policy_takes_a_memory_for_what_lies_beneath_it(row: str) -> None:
    tool, whence, answer = row.split()
    known = next(each for each in with_memory() if each.name == tool)
    value = {"mail.draft": ("body", "x"), "calendar.create": ("title", "x"),
             "tasks.add": ("title", ("x",)), "memory.recall": ("words", ("x",))}  # fmt: skip
    name, data = value.get(tool, ("words", "x"))
    call = Call(
        "r", 1, "_memory", tool, known.effect, known.reversible,
        ((name, Value(data, frozenset(origins(whence)))),),
        tuple((param.name, param.role) for param in known.params),
    )  # fmt: skip

    assert decide(template("assistant"), call, FACTS).verb == answer


@pytest.mark.parametrize(
    ("whence", "verb"),
    [("memory(request)", "allow"), ("memory(request,contacts)", "confirm"),
     ("memory(imap)", "confirm"), ("request,memory(request)", "allow")],
)  # fmt: skip
def test_prose_from_a_memory_leaves_only_if_the_owner_said_it(whence: str, verb: str) -> None:
    rules = policy_of(
        "plam: 1\nserial: 1\nowner: a@example.org\ndevice: ed25519:x\nexpires: 2030-12-31\n"
        "unattended: queue\nrules:\n  - {id: r, allow: mail.send}\n"
    )
    call = Call(
        "r", 1, "mail", "mail.send", Effect.SEND, False,
        (("body", Value("x", frozenset(origins(whence)))),), (("body", Role.PROSE),),
    )  # fmt: skip

    assert decide(rules, call, FACTS).verb == verb


def test_whoever_holds_a_grant_cannot_pass_off_its_words_as_remembered(house: House) -> None:
    with house.open() as home:
        until = NOW + timedelta(hours=1)
        mine = issue(home.device, None, holder="ed25519:other", not_after=until)
        for origin in (REQUEST, of(REQUEST), of(of(POLICY, IMAP))):
            call = Call(
                "r", 1, "mail", "mail.send", Effect.SEND, False,
                (("body", Value("x", frozenset({origin}))),), (("body", Role.PROSE),),
            )  # fmt: skip
            assert possession.unsaid((mine,), home.device.public, call) == ["body"]


# The tools.


async def test_what_is_remembered_is_recalled_in_a_later_session(house: House) -> None:
    words = "remember that Anna is allergic to nuts"
    async with session(house) as first:
        answer = await first.ask(words, remember("Anna is allergic to nuts"))
        assert answer.text == "Remembered."
    house.clock.advance(days=2)

    async with session(house) as later:
        asked = "what did I tell you about Anna and nuts"
        answer = await later.ask(asked, recall(asked))
        facts = await later.all(Tier.FACT)

    assert "- 2026-11-23: Anna is allergic to nuts" in answer.text.splitlines()
    (fact,) = facts
    assert fact.trusted
    assert fact.origins == {REQUEST}


async def test_a_model_that_only_quotes_remembers_and_recalls_without_planning(
    house: House,
) -> None:
    engine = ScriptedEngine(lambda _: NOTHING)
    async with session(house) as here:
        kept = await here.ask("remember that the code is 4711", engine=engine, composes=False)
        told = await here.ask("what did I tell you about the code", engine=engine, composes=False)

    assert kept.text == "Remembered."
    assert "the code is 4711" in told.text
    assert engine.prompts == []


async def test_last_time_we_met_about_the_budget_is_answered(house: House) -> None:
    args = {"title": " budget meeting with Claire", "when": " Thursday at 10"}
    plan = one_step("calendar.create", **args)
    async with session(house) as first:
        await first.ask("book a budget meeting with Claire on Thursday at 10", plan)
    house.clock.advance(days=30)

    async with session(house) as later:
        answer = await later.ask("last time we met about the budget", composes=False)

    assert answer.calls[0].call.tool == "memory.recall"
    assert "Added to the calendar “budget meeting with Claire” on Thursday 26 November" in (
        answer.text
    )


async def test_what_was_remembered_can_be_taken_back_and_what_it_replaced_holds_again(
    house: House,
) -> None:
    async with session(house) as here:
        await here.ask("remember that I prefer mornings", remember("I prefer mornings"))
        house.clock.advance(minutes=5)
        words = "remember that I prefer afternoons"
        answer = await here.ask(words, remember("I prefer afternoons"))
        before = {each.text: each.until is None for each in await here.all(Tier.FACT)}

        undone = await here.runtime.undo(answer.calls[0].outcome.event)

        after = {each.text: each.until is None for each in await here.all(Tier.FACT)}
    assert undone.verb == "done"
    assert before == {"I prefer mornings": False, "I prefer afternoons": True}
    assert after == {"I prefer mornings": True}


async def test_what_is_known_is_not_remembered_twice(house: House) -> None:
    async with session(house) as here:
        await here.ask("remember that I prefer mornings", remember("I prefer mornings"))
        again = await here.ask("remember that I prefer mornings", remember("I prefer mornings"))
        facts = await here.all(Tier.FACT)

    assert again.text == "That is remembered already."
    assert len(facts) == 1


async def test_a_crash_while_remembering_is_found_out(house: House) -> None:
    async with session(house) as here:
        tool = next(each for each in with_memory() if each.name == "memory.remember")
        args = MemoryRemember(words="I prefer mornings")
        around = here.runtime.surroundings("_memory", "d" * 64)
        context = dataclasses.replace(around, origins=SAID)
        assert tool.reconcile is not None
        assert tool.run is not None

        assert await tool.reconcile(context, args) is Reconciled.NOT_DONE
        await tool.run(context, args)
        assert await tool.reconcile(context, args) is Reconciled.DONE


async def test_the_journal_holds_which_memories_were_recalled_and_not_their_words(
    house: House,
) -> None:
    async with session(house) as here:
        await here.ask("remember that the canary sings", remember("the canary sings"))
        last = (await here.ask("what happened", recall("what happened"))).calls[0].outcome
        body = (await asyncio.to_thread(here.home.journal.get, last.event)).body

    assert "canary" not in str(body)
    assert all(item[0]["kind"] == "memory" for item in body["result"]["items"])
    assert body["result"]["items"]


async def test_a_recalled_value_carries_what_lies_beneath(house: House) -> None:
    async with session(house) as here:
        await here.ask("the canary sings at dawn", NOTHING, pasted=True)
        answer = await here.ask("what about the canary", recall("canary"))

    outcome = answer.calls[0].outcome
    assert isinstance(outcome, Done)
    (text,) = {each.fields["text"] for each in outcome.result.items
               if each.fields["text"].data.startswith("This was pasted")}  # fmt: skip
    (origin,) = text.origins
    assert (origin.kind, origin.beneath) == ("memory", (PASTE,))
    assert "the canary sings at dawn (from paste)" in answer.text


async def test_what_a_planner_composed_with_memories_in_view_says_so(house: House) -> None:
    draft = one_step("mail.draft", to="@a1", body="Mornings suit me.")
    async with session(house) as here:
        await here.ask("I prefer mornings", NOTHING)
        await here.memory.catch_up()
        words = "draft mail to papa@example.org that mornings suit me"
        engine = ScriptedEngine(lambda _: draft)
        answer = await here.ask(words, engine=engine)

    assert "- I prefer mornings" in planners(engine)[0].user
    body = dict(answer.calls[0].call.args)["body"]
    assert {origin.kind for origin in body.origins} == {"request", "memory"}


async def test_a_planner_is_told_nothing_for_a_request_that_was_pasted(house: House) -> None:
    engine = ScriptedEngine(lambda _: NOTHING)
    async with session(house) as here:
        await here.ask("I prefer mornings", NOTHING)
        await here.memory.catch_up()
        await here.ask("what do I prefer, mornings?", engine=engine, pasted=True)

    assert "I prefer mornings" not in planners(engine)[0].user


async def test_a_memory_that_does_not_open_fails_no_request(house: House) -> None:
    async def broken(words: str) -> Sequence[Any]:
        raise StorageError("the disk is full")

    async with session(house) as here:
        agent = Agent(here.runtime, ScriptedEngine(lambda _: NOTHING), told=broken)

        assert (await agent.ask("anything")).text == "I have no tool for this."


async def test_without_a_memory_no_tool_of_it_is_offered(house: House) -> None:
    async with session(house) as here:
        here.runtime.memory = None

        names = {tool.name for tool in Agent(here.runtime, ScriptedEngine({})).tools}

    assert not {name for name in names if name.startswith("memory.")}


def test_the_arguments_have_their_roles() -> None:
    tools = {tool.name: tool for tool in with_memory()}
    assert tools["memory.recall"].args is MemoryRecall
    assert [p.role for p in tools["memory.recall"].params] == [Role.QUOTE]
    assert [p.role for p in tools["memory.remember"].params] == [Role.QUOTE]
    assert tools["memory.recall"].effect is Effect.READ
    assert (tools["memory.remember"].effect, tools["memory.remember"].reversible) == (
        Effect.WRITE, True,
    )  # fmt: skip

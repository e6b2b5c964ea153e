"""Feedback as examples: rendered as they are served, and nobody else's words as an answer."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from llguidance import LLMatcher, LLTokenizer

from plam_agent import keys
from plam_agent.agent import Agent
from plam_agent.approvals import Approvals
from plam_agent.desk import Desk
from plam_agent.errors import PlanError
from plam_agent.journal import Journal
from plam_agent.planner.grammar import plan_grammar
from plam_agent.planner.plan import parse_plan, plain_steps
from plam_agent.planner.planning import _restored
from plam_agent.planner.prompt import completion, message_text
from plam_agent.planner.reader import OPERATIONS
from plam_agent.planner.scope import mint
from plam_agent.planner.written import written
from plam_agent.policy.terms import Label, Then
from plam_agent.records import call_body
from plam_agent.tools.memory import KIND as MEMORY
from plam_agent.tools.standard import registry
from plam_agent.triage import triage
from plam_agent.tuning import learning
from plam_agent.tuning.dataset import HALF_LIFE, HEAVIEST, curriculum, examples, made
from plam_agent.tuning.example import LABEL, PLAN, Example
from plam_agent.tuning.feedback import Feedback
from plam_agent.types import REQUEST, Call, Effect, Event, Origin, Role, Value
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, House
from tests.fixtures_home import Home, make_home
from tests.test_triage import perfect
from tests.test_tuning_feedback import INVITE, INVITE_WORDS, asked, events

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
TOOLS = [*registry(), *OPERATIONS]
TOKENIZER = LLTokenizer("byte")
LABELS = (
    Label("receipt", "proof of a payment", (Then("mail.move", (("to", "Receipts"),)),)),
    Label("newsletter", "regular mail", (Then("mail.move", (("to", "Newsletters"),)),)),
    Label("personal", "a person writes to me"),
)
WORDS = "move my dentist appointment to Friday at 3 pm"


def accepts(grammar: str, text: str) -> bool:
    matcher = LLMatcher(TOKENIZER, grammar)
    assert not matcher.is_error(), matcher.get_error()
    raw = list(text.encode())
    return matcher.try_consume_tokens(raw) == len(raw) and matcher.is_accepting()


def plan(tool: str, **args: Any) -> dict[str, Any]:
    return {"steps": [{"tool": tool, "args": args}]}


MOVE = plan("calendar.move", event="dentist appointment", when="Friday at 3 pm")
LATER = plan("calendar.move", event="dentist appointment", when="Friday")


def said(
    words: str = WORDS,
    verdict: str = "approved",
    chosen: Mapping[str, Any] = MOVE,
    wanted: Mapping[str, Any] | None = MOVE,
    *,
    days: float = 0.0,
    seq: int = 1,
    **more: Any,
) -> Feedback:
    at = NOW - timedelta(days=days)
    kind = LABEL if "label" in chosen else PLAN
    return Feedback(kind, verdict, at, words, chosen, wanted, (f"event:{seq}",), **more)


def rendered(*feedback: Feedback, composes: bool = False) -> list[Example]:
    return made(feedback, now=NOW, tools=TOOLS, labels=LABELS, composes=composes)


# The inverse of the parser.

REQUESTS = [
    "find the mail from Anna and book lunch with bob@example.org on Thursday at noon",
    "buy the blue lamp for 20 euros and send “it's bought” to Anna@Example.ORG, please",
    "dis à zoé@exemple.fr que j’arrive demain à 9h, et déplace le dentiste",
    "mail mail mail to to a@b.example a@b.example",
]


@st.composite
def answers(draw: st.DrawFn, words: str) -> str:
    """A plan of the language of a request: one or two steps with spans, choices and handles."""
    scope = mint(Value(words, frozenset({REQUEST})))
    pieces = (" " + scope.shown).split(" ")[1:]

    def span() -> str:
        start = draw(st.integers(0, len(pieces) - 1))
        return " " + " ".join(pieces[start : draw(st.integers(start + 1, len(pieces)))])

    steps = []
    for number in range(draw(st.integers(1, 2))):
        tool = draw(st.sampled_from(TOOLS))
        args: dict[str, Any] = {}
        for param in tool.params:
            if param.derived or draw(st.booleans()):
                continue
            if param.choices:
                args[param.name] = draw(st.sampled_from(param.choices))
            elif number and steps[0]["tool"] == "mail.search" and param.kind == "message":
                args[param.name] = "$1"
            elif param.role is Role.DESTINATION and scope.handles:
                kinds = [h.key for h in scope.handles if h.kind == "address"]
                args[param.name] = draw(st.sampled_from(kinds or [span()]))
            else:
                args[param.name] = span()
        steps.append({"tool": tool.name, "args": args})
    return completion({"steps": steps})


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(REQUESTS).flatmap(lambda words: st.tuples(st.just(words), answers(words))))
def test_what_was_decoded_is_written_again_as_it_was_decoded(case: tuple[str, str]) -> None:
    words, text = case
    scope = mint(Value(words, frozenset({REQUEST})))
    decoded = parse_plan(text, scope.shown, TOOLS, scope.handles)
    plain = plain_steps(_restored(decoded, TOOLS, scope))
    grammar = plan_grammar(scope.shown, TOOLS, scope.handles, composes=False)

    again = written(plain, scope, TOOLS)

    assert accepts(grammar, again)
    assert parse_plan(again, scope.shown, TOOLS, scope.handles) == decoded
    if accepts(grammar, text):
        assert again == text


def test_several_spans_that_were_put_together_are_taken_apart_again() -> None:
    words = "move lunch on Friday, to 3 pm"
    scope = mint(Value(words, frozenset({REQUEST})))
    text = completion(plan("calendar.move", event=" lunch", when=[" Friday", " 3 pm"]))
    decoded = _restored(parse_plan(text, scope.shown, TOOLS), TOOLS, scope)
    assert plain_steps(decoded)[0]["args"]["when"] == "Friday 3 pm"

    assert written(plain_steps(decoded), scope, TOOLS) == text


@pytest.mark.parametrize(
    "steps",
    [
        plan("calendar.move", event="the hairdresser")["steps"],
        plan("calendar.drop", event="dentist")["steps"],
        plan("calendar.move", colour="Friday")["steps"],
        plan("mail.flag", messages="dentist", flag="urgent")["steps"],
        plan("calendar.move", event="dentist appoint")["steps"],
        plan("mail.move", messages="$1")["steps"],
        plan("mail.send", to="eve@evil.example", body="dentist")["steps"],
        plan("mail.draft", to="dentist", body="Dear doctor, see you on Friday.")["steps"],
        [],
    ],
)
def test_what_the_language_of_a_request_cannot_say_is_not_written(steps: Sequence[Any]) -> None:
    with pytest.raises(PlanError):
        written(steps, mint(Value(WORDS, frozenset({REQUEST}))), TOOLS)


# From feedback to examples.


def test_an_approved_plan_is_an_answer_and_an_edited_one_the_edit() -> None:
    (one,) = rendered(said())
    assert one.answer == completion(
        plan("calendar.move", event=" dentist appointment", when=" Friday at 3 pm")
    )
    assert (one.against, one.group, one.at) == ((), "calendar.move", NOW)
    assert accepts(one.grammar, one.answer)

    (one,) = rendered(said(verdict="edited", wanted=LATER))
    assert json.loads(one.answer)["steps"][0]["args"]["when"] == " Friday"
    assert one.against == (
        completion(plan("calendar.move", event=" dentist appointment", when=" Friday at 3 pm")),
    )


def test_an_edit_that_no_plan_could_have_said_only_speaks_against_the_plan() -> None:
    elsewhere = plan("calendar.move", event="dentist appointment", when="next Tuesday")

    (one,) = rendered(said(verdict="edited", wanted=elsewhere))

    assert one.answer == ""
    assert "Friday at 3 pm" in one.against[0]


def test_prose_the_owner_wrote_instead_is_for_models_that_compose() -> None:
    words = "write to anna@example.org that I am late"
    chosen = plan("mail.draft", to="anna@example.org", body="I am late")
    wanted = plan("mail.draft", to="anna@example.org", body="Sorry, I'm running late. Marie")
    feedback = said(words, "edited", chosen, wanted, own=frozenset({(1, "body")}))

    (one,) = rendered(feedback, composes=True)
    assert json.loads(one.answer)["steps"][0]["args"]["body"] == "Sorry, I'm running late. Marie"
    assert accepts(one.grammar, one.answer)
    (one,) = rendered(feedback)
    assert (one.answer, len(one.against)) == ("", 1)
    # And only where nobody else had a say in it.
    (one,) = rendered(said(words, "edited", chosen, wanted), composes=True)
    assert one.answer == ""


def test_what_is_no_longer_offered_is_left_out() -> None:
    tools = [tool for tool in TOOLS if tool.name != "calendar.move"]
    assert made([said()], now=NOW, tools=tools) == []
    gone = said(
        "from: a\nsubject: b\nfacts: \n c", chosen={"label": "old"}, wanted={"label": "old"}
    )
    assert rendered(gone) == []


@pytest.mark.parametrize(
    "feedback",
    [
        said("?!", chosen={"none": True}, wanted={"none": True}),
        said("word " * 200, chosen={"none": True}, wanted={"none": True}),
        said(message_text("a@b.example", "", (), ""), chosen={"label": "personal"},
             wanted={"label": "personal"}),
        said("no message", chosen={"label": "personal"}, wanted={"label": "personal"}),
        said("tell Anna I am …", chosen=plan("mail.draft", to="Anna", body="I am …"),
             wanted=plan("mail.draft", to="Anna", body="I am …")),
    ],
)  # fmt: skip
def test_what_is_empty_or_cut_off_is_left_out(feedback: Feedback) -> None:
    assert rendered(feedback) == []


def test_what_was_said_more_often_weighs_more_and_old_feedback_less() -> None:
    (once,) = rendered(said())
    (twice,) = rendered(said(seq=1), said(seq=2))
    (many,) = rendered(*(said(seq=n) for n in range(20)))
    (old,) = rendered(said(days=HALF_LIFE.days))
    (kept,) = rendered(said(verdict="kept"))
    (looked,) = rendered(said(verdict="kept", looked=True))

    assert twice.weight == 2 * once.weight
    assert many.weight == HEAVIEST
    assert old.weight == pytest.approx(once.weight / 2)
    assert looked.weight < kept.weight < once.weight
    assert twice.sources == ("event:1", "event:2")


def test_of_two_that_contradict_each_other_the_later_stands() -> None:
    (one,) = rendered(said(days=2, seq=1), said(verdict="edited", chosen=MOVE, wanted=LATER, seq=2))
    assert json.loads(one.answer)["steps"][0]["args"]["when"] == " Friday"
    assert one.sources == ("event:2",)

    (one,) = rendered(said(days=2, seq=1), said(verdict="denied", wanted=None, seq=2))
    assert (one.answer, len(one.against), one.sources) == ("", 1, ("event:2",))


def test_what_contradicts_itself_on_one_day_is_noise() -> None:
    denied = said(verdict="denied", wanted=None, seq=2)
    assert rendered(said(days=0.1, seq=1), denied) == []
    # A third word on that day settles nothing, one on the next day does.
    assert rendered(said(days=0.2, seq=1), said(verdict="denied", wanted=None, days=0.1, seq=2),
                    said(seq=3)) == []  # fmt: skip
    (one,) = rendered(said(days=1.2, seq=1), said(verdict="denied", wanted=None, days=1.1, seq=2),
                      said(seq=3))  # fmt: skip
    assert one.answer
    assert one.sources == ("event:3",)


def test_what_was_said_stands_before_what_was_left_alone() -> None:
    (one,) = rendered(
        said(verdict="denied", wanted=None, days=3, seq=1), said(verdict="kept", seq=2)
    )
    assert (one.answer, one.sources) == ("", ("event:1",))


def test_a_no_and_what_was_wanted_instead_go_together() -> None:
    (one,) = rendered(
        said(verdict="denied", wanted=None, days=0.1, seq=1),
        said(chosen=LATER, wanted=LATER, seq=2),
    )
    assert json.loads(one.answer)["steps"][0]["args"]["when"] == " Friday"
    assert "Friday at 3 pm" in one.against[0]
    assert one.sources == ("event:1", "event:2")


def test_learning_begins_with_what_is_typical() -> None:
    usual = [f"move my {what} appointment to Friday" for what in ("dentist", "doctor", "tax")]
    odd = "völlig anders"
    feedback = [
        said(odd, chosen={"none": True}, wanted={"none": True}, seq=1),
        *(said(words, chosen={"none": True}, wanted={"none": True}, seq=n)
          for n, words in enumerate(usual, 2)),
        said(usual[2], chosen={"none": True}, wanted={"none": True}, seq=9),
    ]  # fmt: skip

    order = [one.prompt.said for one in curriculum(rendered(*feedback))]

    assert order[0] == usual[2]
    assert order[-1] == odd


# As it is served.


async def test_what_is_learnt_under_is_what_the_agent_offers(house: House) -> None:
    with house.open() as home:
        desk = Desk(home, lambda settings: nullcontext(ScriptedEngine({})), lambda said: None)
        today = await asyncio.to_thread(learning.offered, home)
        async with desk.runtime() as runtime:
            agent = Agent(runtime, ScriptedEngine({}), composes=today.composes)

            there = [tool.name for tool in today.tools if tool.account != MEMORY]
            assert there == [tool.name for tool in agent.tools]
            assert "mail.send" in there
            assert not today.composes


async def test_prompts_and_answers_are_those_that_were_served(house: House) -> None:
    seen: list[tuple[Any, str]] = []

    class Watched(ScriptedEngine):
        async def generate(self, prompt: Any, grammar: str, *, max_tokens: int) -> Any:
            seen.append((prompt, grammar))
            return await super().generate(prompt, grammar, max_tokens=max_tokens)

    with house.open() as home:
        async with house.runtime(home) as runtime:
            agent = Agent(runtime, Watched(lambda _: INVITE), composes=False)
            answer = await agent.ask(INVITE_WORDS)
            key = keys.open_approval(home.path, PASSPHRASE)
            await Approvals(runtime).approve(answer.pending[0], key)
            reading = Watched(perfect(house)._script)
            await triage(runtime, reading, last=24)
            house.clock.advance(days=3)
            section = runtime.policy.policy.triage
            assert section is not None
            found = await asyncio.to_thread(
                examples,
                home.journal,
                now=home.now(),
                tools=agent.tools,
                labels=section.labels,
                mailbox=section.mailbox,
            )
    served = {prompt.user: (prompt.system, grammar) for prompt, grammar in seen}
    (one,) = [each for each in found if each.kind == PLAN]
    assert one.answer == completion(INVITE)
    assert len(found) > 12
    for each in found:
        assert served[each.prompt.user] == (each.prompt.system, each.grammar)
        assert each.answer
        assert accepts(each.grammar, each.answer)
        assert each.prompt.tools if each.kind == PLAN else each.prompt.labels


class Without:
    """A journal in which one record is forgotten."""

    def __init__(self, events: Sequence[Event], gone: int) -> None:
        self._events = [
            dataclasses.replace(each, body={"forgotten": True}) if each.seq == gone else each
            for each in events
        ]

    def events(self, *, kinds: Sequence[str] = ()) -> Iterator[Event]:
        return (each for each in self._events if each.kind in kinds)


async def test_an_example_names_every_record_that_it_rests_on(house: House) -> None:
    """Forgetting anything else leaves it as it is."""
    with house.open() as home:
        async with house.runtime(home) as runtime:
            key = keys.open_approval(home.path, PASSPHRASE)
            for words, changes in (
                (INVITE_WORDS, {"when": "1 pm"}),
                (f"{INVITE_WORDS} sharp", {}),
                (f"please {INVITE_WORDS}", None),
            ):
                answer = await asked(runtime, words, INVITE)
                approvals = Approvals(runtime)
                if changes is None:
                    await approvals.deny(answer.pending[0])
                else:
                    await approvals.edit(answer.pending[0], changes, key)
                house.clock.advance(minutes=1)
            await triage(runtime, perfect(house), last=6)
            section = runtime.policy.policy.triage
            assert section is not None
            recorded = await events(home)
            labelled = [each for each in recorded if each.kind == "triaged"]
            house.clock.advance(days=3)
            now, labels = home.now(), section.labels
    moved = dataclasses.replace(
        recorded[-1], seq=recorded[-1].seq + 1, kind="moved",
        body={"of": labelled[0].seq, "to": "Receipts"},
    )  # fmt: skip
    recorded.append(moved)

    def found(gone: int) -> dict[str, Example]:
        made_ = examples(
            cast("Journal", Without(recorded, gone)), now=now, tools=TOOLS, labels=labels
        )
        return {one.prompt.user: one for one in made_}

    whole = found(0)
    assert {one.kind for one in whole.values()} == {PLAN, LABEL}
    for event in recorded:
        left = found(event.seq)
        for user, one in whole.items():
            if f"event:{event.seq}" not in one.sources:
                assert left.get(user) == one, (event.kind, event.seq)


# Nobody else's words are ever an answer.

FOREIGN = "zyxwv"


def journal_of(home: Home, draw: st.DrawFn) -> str:
    """A journal in which somebody else had a say somewhere; returns the word that they said."""
    alien = FOREIGN + secrets.token_hex(3)
    mine = frozenset({REQUEST})
    theirs = draw(
        st.sampled_from(
            [
                frozenset({Origin("imap", "INBOX/1")}),
                frozenset({REQUEST, Origin("imap", "INBOX/1")}),
                frozenset({Origin("paste")}),
                frozenset({Origin("memory", "m", (Origin("web", "https://e.example"),))}),
                frozenset({Origin("reader")}),
                frozenset[Origin](),
            ]
        )
    )
    words = "write to anna@example.org that I am late"
    where = draw(st.sampled_from(["body", "edit", "words", "title", "plan", "label", "text"]))
    asked_for = f"{words} {alien}" if where == "words" else words
    body = f"Dear Anna, {alien}" if where in ("body", "plan") else "I am late"
    plain = plan("mail.draft", to="anna@example.org", body=body)["steps"]
    call = Call(
        run="ask-1",
        step=1,
        account="mail",
        tool="mail.draft",
        effect=Effect.DRAFT,
        reversible=False,
        args=(
            ("to", Value(("anna@example.org",), mine)),
            (
                "body",
                Value(
                    body if where == "body" else "I am late", theirs if where == "body" else mine
                ),
            ),
        ),
        roles=(("to", Role.DESTINATION), ("body", Role.PROSE)),
    )
    journal = home.journal()
    origins = theirs if where == "words" else mine
    run = {"run": "ask-1", "words": asked_for, "origins": [o.kind for o in origins]}
    journal.append("run", run)
    journal.append("plan", {"run": "ask-1", "plan": {"steps": plain, "none": False}, "model": "x"})
    question = journal.append(
        "asked", {"run": "ask-1", "call": call_body(call), "grants": "", "asked": 0}
    )
    if where == "edit":
        changed = dataclasses.replace(
            call, run="edit-1", args=(call.args[0], ("body", Value(f"Hi {alien}", theirs)))
        )
        after = {"run": "edit-1", "call": call_body(changed), "asked": question.seq}
        intent = journal.append("intent", {**after, "decision": "confirm"})
    else:
        after = {"run": "ask-1", "call": call_body(call), "asked": question.seq}
        intent = journal.append("intent", {**after, "decision": "confirm"})
    if where != "plan":
        journal.append("done", {"run": "ask-1", "intent": intent.seq, "result": {}})
    text = message_text(f"{alien}@example.org", alien, (), f"{alien} label: {alien}")
    label = alien if where == "label" else "receipt"
    triaged = journal.append(
        "triaged",
        {"run": "triage-1", "account": "mail", "message": "INBOX/1/1", "version": "v",
         "label": label, "events": [], "trouble": "", "text": text},
    )  # fmt: skip
    verdict = draw(st.sampled_from(["up", "down"]))
    journal.append("judged", {"event": triaged.seq, "verdict": verdict, "label": alien})
    journal.append("moved", {"of": triaged.seq, "to": alien})
    journal.close()
    return alien


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_nobody_elses_words_are_ever_an_answer(tmp_path: Path, data: st.DataObject) -> None:
    home = make_home(tmp_path / secrets.token_hex(8))
    alien = journal_of(home, data.draw)
    with home.reader() as journal:
        for composes in (False, True):
            found = examples(journal, now=NOW, tools=TOOLS, labels=LABELS, composes=composes)
            for one in found:
                assert alien not in one.answer, one
                assert not any(alien in text for text in one.against), one

"""A request, from words to what happened: through plan, grant, gate and journal."""

from __future__ import annotations

from typing import Any

import pytest

from plam_agent import keys
from plam_agent.agent import Agent, Answer
from plam_agent.approvals import Approvals
from plam_agent.errors import InputError
from plam_agent.planner.prompt import Prompt
from plam_agent.policy import ledger
from plam_agent.policy.receipts import sign_receipt
from plam_agent.runtime import Runtime
from plam_agent.types import Approval, Call, Confirm
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, House

MOVE = {
    "steps": [
        {
            "tool": "calendar.move",
            "args": {"event": " dentist appointment", "when": " Friday at 3 pm"},
        }
    ]
}
BOOK = {
    "steps": [
        {"tool": "mail.search", "args": {"people": " Claire", "words": " budget"}},
        {
            "tool": "calendar.create",
            "args": {"title": " meeting", "when": " Thursday at 10", "attendees": "$1.sender"},
        },
    ]
}
MOVE_WORDS = "move my dentist appointment to Friday at 3 pm"
BOOK_WORDS = (
    "find the mail from Claire about the budget and book a meeting with its sender "
    "on Thursday at 10"
)


async def asked(runtime: Runtime, words: str, plan: Any) -> Answer:
    return await Agent(runtime, ScriptedEngine(lambda _: plan)).ask(words)


def dentist(house: House) -> str:
    files = [path.read_text() for path in house.data.calendar.glob("*.ics")]
    return next(text for text in files if "Dentist appointment" in text)


async def test_an_allowed_step_runs_and_can_be_undone(house: House) -> None:
    before = dentist(house)
    with house.open() as home:
        async with house.runtime(home) as runtime:
            answer = await asked(runtime, MOVE_WORDS, MOVE)

            call = answer.calls[-1]
            assert (call.decision.verb, call.decision.rule) == ("allow", "my-own-time")
            assert call.outcome.verb == "done"
            assert "20261127T150000" in dentist(house)

            undone = await runtime.undo(call.outcome.event)
            assert undone.verb == "done"
            assert dentist(house) == before
            with pytest.raises(InputError, match="undone already"):
                await runtime.undo(call.outcome.event)
        home.journal.verify(ledger.check)


async def test_inviting_somebody_found_in_a_mail_waits_and_runs_once_approved(
    house: House,
) -> None:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            answer = await asked(runtime, BOOK_WORDS, BOOK)
            plain = answer.plain()
            assert [c["outcome"] for c in plain["calls"]] == ["done", "pending"]
            assert plain["calls"][1]["args"]["attendees"] == ["claire.martin@example.com"]
            assert len(answer.pending) == 1
            assert "SUMMARY:meeting" not in calendar(house)

    # Another process, later: the question is still there, and the yes is signed.
    house.clock.advance(hours=3)
    with house.open() as home:
        async with house.runtime(home) as runtime:
            approvals = Approvals(runtime)
            waiting = await approvals.waiting()
            assert [w.id for w in waiting] == answer.pending
            assert any(o.startswith("maildir") for o in waiting[0].plain()["origins"]["attendees"])
            performed = await approvals.approve(
                waiting[0].id, keys.open_approval(home.path, PASSPHRASE)
            )
            assert performed.outcome.verb == "done"
            assert "claire.martin@example.com" in calendar(house)
            assert await approvals.waiting() == []


def calendar(house: House) -> str:
    return "".join(path.read_text() for path in house.data.calendar.glob("*.ics"))


async def test_a_denied_call_never_runs_and_an_expired_one_neither(house: House) -> None:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            first = await asked(runtime, BOOK_WORDS, BOOK)
            second = await asked(runtime, BOOK_WORDS, BOOK)
            approvals = Approvals(runtime)
            await approvals.deny(first.pending[0])
            assert [w.id for w in await approvals.waiting()] == second.pending

            house.clock.advance(hours=25)

            assert await approvals.waiting() == []
            key = keys.open_approval(home.path, PASSPHRASE)
            with pytest.raises(InputError, match="Nothing waits"):
                await approvals.approve(second.pending[0], key)
    assert "SUMMARY:meeting" not in calendar(house)


async def test_an_edit_is_a_new_call_with_the_owners_words(house: House) -> None:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            answer = await asked(runtime, BOOK_WORDS, BOOK)
            key = keys.open_approval(home.path, PASSPHRASE)
            approvals = Approvals(runtime)
            with pytest.raises(InputError, match="has no 'colour'"):
                await approvals.edit(answer.pending[0], {"colour": "red"}, key)

            performed = await approvals.edit(
                answer.pending[0], {"when": "Friday at 4 pm", "title": "Budget talk"}, key
            )

            assert performed.outcome.verb == "done"
            assert "Budget talk" in calendar(house)
            assert "20261127T160000" in calendar(house)
            assert await approvals.waiting() == []


async def test_a_policy_change_between_question_and_answer_decides_anew(house: House) -> None:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            answer = await asked(runtime, BOOK_WORDS, BOOK)
    house.edit_policy(
        lambda text: text.replace(
            "rules:\n", "rules:\n  - id: no-guests\n    deny: calendar.create\n", 1
        )
    )
    with house.open() as home:
        async with house.runtime(home) as runtime:
            performed = await Approvals(runtime).approve(
                answer.pending[0], keys.open_approval(home.path, PASSPHRASE)
            )

    assert performed.outcome.verb == "refused"
    assert performed.decision.rule == "no-guests"
    assert "SUMMARY:meeting" not in calendar(house)


async def test_a_crash_after_a_yes_does_not_let_it_run_twice(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(self: Approvals, *_: Any) -> Any:
        raise KeyboardInterrupt

    with house.open() as home:
        async with house.runtime(home) as runtime:
            answer = await asked(runtime, BOOK_WORDS, BOOK)
            key = keys.open_approval(home.path, PASSPHRASE)
            monkeypatch.setattr(Approvals, "_record", crash)
            with pytest.raises(KeyboardInterrupt):
                await Approvals(runtime).approve(answer.pending[0], key)
            monkeypatch.undo()

            assert calendar(house).count("SUMMARY:meeting") == 1
            with pytest.raises(InputError, match="Nothing waits"):
                await Approvals(runtime).approve(answer.pending[0], key)


async def test_a_receipt_is_good_for_one_call_once(house: House) -> None:
    receipts: list[Approval] = []

    async def yes(call: Call, decision: Confirm, preview: str) -> Approval:
        if not receipts:
            key = keys.open_approval(house.path, PASSPHRASE)
            receipts.append(sign_receipt(key, call, home.policy().hash, home.now()))
        return receipts[0]

    with house.open() as home:
        async with house.runtime(home, ask=yes) as runtime:
            first = await asked(runtime, BOOK_WORDS, BOOK)
            second = await asked(runtime, BOOK_WORDS, BOOK)
            again = await runtime.perform(first.calls[1].call, (), receipt=receipts[0])

    assert first.calls[1].outcome.verb == "done"
    assert second.calls[1].outcome.verb == "refused"
    assert "another call" in second.calls[1].outcome.detail
    assert again.outcome.verb == "refused"


async def test_a_call_outside_the_plan_is_refused_whatever_the_policy_says(house: House) -> None:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            engine = ScriptedEngine(lambda _: MOVE)
            agent = Agent(runtime, engine)
            answer = await agent.ask(MOVE_WORDS)
            call = answer.calls[-1].call

            performed = await runtime.perform(call, ())

    assert performed.outcome.verb == "refused"
    assert "grant" in performed.outcome.detail


@pytest.mark.parametrize(
    ("words", "plan", "question"),
    [
        ("send a mail", {"tool": "mail.send", "args": {}}, "To whom?"),
        (
            "write to Thomas saying hello",
            {"tool": "mail.send", "args": {"to": " Thomas", "body": " hello"}},
            "Which 'Thomas'",
        ),
        (
            "write to Zebulon saying hello",
            {"tool": "mail.send", "args": {"to": " Zebulon", "body": " hello"}},
            "no address of 'Zebulon'",
        ),
        (
            "cancel the moon landing",
            {"tool": "calendar.cancel", "args": {"event": " moon landing"}},
            "no event 'moon landing'",
        ),
        (
            "move the dentist to whenever",
            {"tool": "calendar.move", "args": {"event": " dentist", "when": " whenever"}},
            "whenever",
        ),
    ],
)
async def test_what_is_missing_or_ambiguous_is_asked(
    house: House, words: str, plan: dict[str, Any], question: str
) -> None:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            answer = await asked(runtime, words, {"steps": [plan]})

    assert question in answer.question
    assert not [c for c in answer.calls if c.call.effect > 0]


async def test_no_tool_is_an_answer(house: House) -> None:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            answer = await asked(runtime, "will it rain", {"none": True})

    assert answer.text == "I have no tool for this."
    assert answer.calls == ()


async def test_the_prompt_holds_no_untrusted_text(house: House) -> None:
    engine = ScriptedEngine(lambda _: BOOK)
    with house.open() as home:
        async with house.runtime(home) as runtime:
            await Agent(runtime, engine).ask(BOOK_WORDS)

    assert len(engine.prompts) == 1
    assert engine.prompts[0].user.strip() == BOOK_WORDS


async def test_an_intent_without_outcome_is_reconciled_at_the_next_start(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(self: Runtime, *_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(Runtime, "ended", die)
    with pytest.raises(KeyboardInterrupt), house.open() as home:
        async with house.runtime(home) as runtime:
            await asked(runtime, MOVE_WORDS, MOVE)
    monkeypatch.undo()

    with house.open() as home:
        async with house.runtime(home) as runtime:
            outcomes = await runtime.recover()
            assert len(outcomes) >= 1
            assert await runtime.recover() == []


READ_WORDS = (
    "find the mail from Claire about the budget and if it asks for a meeting "
    "put a budget talk in my calendar at the time it says"
)
READ = {
    "steps": [
        {"tool": "mail.search", "args": {"people": " Claire", "words": " budget"}},
        {"tool": "read.classify", "args": {"message": "$1", "means": " asks for a meeting"}},
        {"tool": "read.extract", "args": {"message": "$1", "want": "time"}},
        {
            "tool": "calendar.create",
            "args": {"title": " budget talk", "when": "$3"},
            "when": "$2=yes",
        },
    ]
}


@pytest.mark.parametrize(("says", "made"), [("yes", 1), ("no", 0)])
async def test_what_a_reader_says_steers_the_plan_and_keeps_the_messages_origin(
    house: House, says: str, made: int
) -> None:
    def reader(prompt: Prompt) -> Any:
        if prompt.system.startswith("Choose"):
            assert "Budget for the spring workshop" in prompt.user
            return {"label": says}
        if prompt.system.startswith("Quote"):
            return {"time": " Friday at 3 pm"}
        assert "Budget for the spring workshop" not in prompt.user
        return READ

    with house.open() as home:
        async with house.runtime(home) as runtime:
            answer = await Agent(runtime, ScriptedEngine(reader)).ask(READ_WORDS)

    created = [each for each in answer.calls if each.call.tool == "calendar.create"]
    assert len(created) == made
    for each in created:
        when = dict(each.call.args)["when"]
        assert {origin.kind for origin in when.origins} == {"maildir"}
        assert each.decision.verb == "confirm"
        assert each.outcome.verb == "pending"

"""What the owner made of plans and labels, as the journal of a real home tells it."""

from __future__ import annotations

import asyncio
import dataclasses
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from plam_agent import keys
from plam_agent.agent import Agent, Answer
from plam_agent.approvals import Approvals
from plam_agent.forgetting import forget
from plam_agent.home import Home
from plam_agent.policy import ledger
from plam_agent.runtime import Runtime
from plam_agent.tools.mail import reading
from plam_agent.triage import triage
from plam_agent.tuning.example import LABEL, PLAN
from plam_agent.tuning.feedback import Feedback, feedback
from plam_agent.tuning.moved import LOOKS, look
from plam_agent.types import PASTE, REQUEST, Approval, Call, Confirm, Event, Origin
from plam_agent.wanted import Wanted
from tests.fakes import FixedClock, ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, House, build
from tests.test_triage import perfect

DENTIST = "move my dentist appointment to Friday at 3 pm"
MOVE = {
    "steps": [
        {
            "tool": "calendar.move",
            "args": {"event": " dentist appointment", "when": " Friday at 3 pm"},
        }
    ]
}
MOVED = {
    "steps": [
        {
            "tool": "calendar.move",
            "args": {"event": "dentist appointment", "when": "Friday at 3 pm"},
        }
    ]
}
INVITE_WORDS = (
    "put lunch with claire.martin@example.com in the calendar on Thursday at noon or 1 pm"
)
INVITE = {
    "steps": [
        {
            "tool": "calendar.create",
            "args": {"title": " lunch", "when": " Thursday at noon", "attendees": "@a1"},
        }
    ]
}
LOOK_WORDS = "what did Claire write about the budget"
LOOK = {"steps": [{"tool": "mail.search", "args": {"people": " Claire", "words": " budget"}}]}


@asynccontextmanager
async def at_home(house: House) -> AsyncIterator[tuple[Home, Runtime]]:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            yield home, runtime


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A home whose mail was sorted."""
    house = build(tmp_path_factory.mktemp("sorted"))

    async def sort() -> None:
        async with at_home(house) as (_, runtime):
            await triage(runtime, perfect(house))

    asyncio.run(sort())
    return house


@pytest.fixture
def tidy(once: House, tmp_path: Path) -> House:
    """A home of its own whose mail was sorted just now."""
    was, now = once.path.parent, tmp_path / "tidy"
    shutil.copytree(was, now)
    config = now / "home" / "config.toml"
    config.write_text(config.read_text().replace(str(was), str(now)))
    folders = {
        each.name: now / value.relative_to(was)
        for each in dataclasses.fields(once.data)
        if isinstance(value := getattr(once.data, each.name), Path)
    }
    data = dataclasses.replace(once.data, **folders)
    return House(now / "home", data, FixedClock(once.clock.now))


async def asked(runtime: Runtime, words: str, plan: Any, origin: Origin = REQUEST) -> Answer:
    return await Agent(runtime, ScriptedEngine(lambda _: plan)).ask(words, origin)


async def heard(home: Home, kind: str = PLAN) -> list[Feedback]:
    def found() -> list[Feedback]:
        section = home.policy().policy.triage
        assert section is not None
        said = feedback(
            home.journal, now=home.now(), labels=section.labels, mailbox=section.mailbox
        )
        return [each for each in said if each.kind == kind]

    return await asyncio.to_thread(found)


async def events(home: Home, *kinds: str) -> list[Event]:
    return await asyncio.to_thread(lambda: list(home.journal.events(kinds=kinds)))


async def append(home: Home, kind: str, body: Mapping[str, Any]) -> None:
    await asyncio.to_thread(home.journal.append, kind, body)


def key(home: Home) -> keys.Signer:
    return keys.open_approval(home.path, PASSPHRASE)


async def used(home: Home, said: Feedback) -> list[str]:
    """The kinds of the events that feedback was made from."""
    kinds = {f"event:{each.seq}": each.kind for each in await events(home)}
    return sorted(kinds[each] for each in said.sources)


async def test_what_was_approved_as_it_is_was_right(house: House) -> None:
    async with at_home(house) as (home, runtime):
        answer = await asked(runtime, INVITE_WORDS, INVITE)
        assert await heard(home) == []

        await Approvals(runtime).approve(answer.pending[0], key(home))

        (said,) = await heard(home)
        assert (said.verdict, said.said) == ("approved", INVITE_WORDS)
        assert said.wanted == said.chosen
        assert await used(home, said) == ["answered", "asked", "done", "intent", "plan", "run"]


async def test_an_edit_is_what_was_wanted(house: House) -> None:
    async with at_home(house) as (home, runtime):
        answer = await asked(runtime, INVITE_WORDS, INVITE)
        await Approvals(runtime).edit(
            answer.pending[0], {"when": "1 pm", "attendees": "none"}, key(home)
        )

        (said,) = await heard(home)
        assert said.verdict == "edited"
        assert said.chosen["steps"][0]["args"]["when"] == "Thursday at noon"
        assert said.wanted == {
            "steps": [{"tool": "calendar.create", "args": {"title": "lunch", "when": "1 pm"}}]
        }
        assert await used(home, said) == ["answered", "asked", "done", "intent", "plan", "run"]


async def test_a_no_a_stop_and_an_undo_are_against_the_plan(house: House) -> None:
    async def no(call: Call, decision: Confirm, preview: str) -> Approval | bool | None:
        return False

    async with at_home(house) as (home, runtime):
        answer = await asked(runtime, INVITE_WORDS, INVITE)
        await Approvals(runtime).deny(answer.pending[0])
        runtime.ask = no
        await asked(runtime, INVITE_WORDS, INVITE)
        done = (await asked(runtime, DENTIST, MOVE)).calls[-1].outcome
        await runtime.undo(done.event)

        assert [(each.verdict, each.wanted) for each in (await heard(home))] == [
            ("denied", None),
            ("denied", None),
            ("undone", None),
        ]
        assert (await heard(home))[2].chosen == MOVED


async def test_a_held_call_that_was_stopped_is_against_the_plan(house: House) -> None:
    house.edit_policy(
        lambda text: text.replace("  - id: my-own-time\n", "  - id: my-own-time\n    hold: 2m\n")
    )
    with house.open() as home:
        async with house.runtime(home) as runtime:
            runtime._holds = True
            held = (await asked(runtime, DENTIST, MOVE)).calls[-1].outcome
            assert held.verb == "held"
            await runtime.undo(held.event)

            assert [each.verdict for each in (await heard(home))] == ["undone"]


async def test_what_ran_by_a_rule_counts_once_it_was_left_alone_for_a_day(house: House) -> None:
    async with at_home(house) as (home, runtime):
        await asked(runtime, DENTIST, MOVE)
        await asked(runtime, LOOK_WORDS, LOOK)
        assert await heard(home) == []

        house.clock.advance(hours=25)

        assert [(each.verdict, each.looked) for each in (await heard(home))] == [
            ("kept", False),
            ("kept", True),
        ]


async def test_what_was_looked_up_and_asked_again_in_other_words_was_not_it(house: House) -> None:
    async with at_home(house) as (home, runtime):
        await asked(runtime, LOOK_WORDS, LOOK)
        house.clock.advance(minutes=1)
        await asked(runtime, "what did Claire write on the budget", LOOK)
        house.clock.advance(hours=25)

        (said,) = await heard(home)
        assert said.said == "what did Claire write on the budget"


async def test_a_question_that_ran_out_says_nothing(house: House) -> None:
    async with at_home(house) as (home, runtime):
        await asked(runtime, INVITE_WORDS, INVITE)
        house.clock.advance(hours=25)
        assert await Approvals(runtime).waiting() == []
        house.clock.advance(hours=25)

        assert await heard(home) == []


async def test_nothing_is_learnt_from_what_was_pasted(house: House) -> None:
    async with at_home(house) as (home, runtime):
        answer = await asked(runtime, DENTIST, MOVE, PASTE)
        for each in answer.pending:
            await Approvals(runtime).approve(each, key(home))
        house.clock.advance(hours=25)

        assert any(each.kind == "done" for each in (await events(home)))
        assert await heard(home) == []


async def test_nothing_is_learnt_from_what_another_machine_planned(house: House) -> None:
    async with at_home(house) as (home, runtime):
        answer = await asked(runtime, INVITE_WORDS, INVITE)
        await Approvals(runtime).approve(answer.pending[0], key(home))
        intent = (await events(home, "intent"))[0]
        body = dict(intent.body)
        body["run"] = answer.run
        body["call"] = {**body["call"], "run": answer.run, "tool": "model.ask"}
        await append(home, "intent", body)

        assert await heard(home) == []


async def test_nothing_is_learnt_from_calls_that_another_program_put_in_the_run(
    house: House,
) -> None:
    async with at_home(house) as (home, runtime):
        answer = await asked(runtime, INVITE_WORDS, INVITE)
        await Approvals(runtime).approve(answer.pending[0], key(home))
        assert len(await heard(home)) == 1
        (question,) = await events(home, "asked")
        body = {**question.body, "grants": "[a grant]"}
        await append(home, "asked", body)
        theirs = (await events(home, "asked"))[-1]
        await append(home, "intent", {**body, "asked": theirs.seq, "decision": "confirm"})

        assert await heard(home) == []


async def test_a_thumb_counts_whatever_became_of_the_calls(house: House) -> None:
    async with at_home(house) as (home, runtime):
        looked = await asked(runtime, LOOK_WORDS, LOOK)
        nothing = await asked(runtime, "what is the weather", {"none": True})
        await append(home, "judged", {"run": looked.run, "verdict": "down"})
        await append(home, "judged", {"run": looked.run, "verdict": "up"})
        await append(home, "judged", {"run": nothing.run, "verdict": "down"})

        found = {each.said: each for each in (await heard(home))}

        assert found[LOOK_WORDS].verdict == "up"
        assert found[LOOK_WORDS].wanted == found[LOOK_WORDS].chosen
        assert found["what is the weather"].chosen == {"none": True}
        assert found["what is the weather"].wanted is None
        assert "judged" in await used(home, found[LOOK_WORDS])


async def test_what_was_forgotten_teaches_nothing(house: House) -> None:
    async with at_home(house) as (home, runtime):
        answer = await asked(runtime, INVITE_WORDS, INVITE)
        await Approvals(runtime).approve(answer.pending[0], key(home))
        (run,) = await events(home, "run")
        await asyncio.to_thread(home.journal.forget, run.seq)

        assert await heard(home) == []


async def labelled(home: Home, label: str) -> list[Event]:
    return [e for e in await events(home, "triaged") if e.body["label"] == label]


def about(said: list[Feedback], event: Event) -> list[Feedback]:
    return [each for each in said if f"event:{event.seq}" in each.sources]


async def test_labels_that_were_left_alone_count_after_three_days(tidy: House) -> None:
    async with at_home(tidy) as (home, _runtime):
        tidy.clock.advance(days=2)
        assert (await heard(home, LABEL)) == []

        tidy.clock.advance(days=1)

        said = await heard(home, LABEL)
        receipts = await labelled(home, "receipt")
        assert {each.verdict for each in said} == {"kept"}
        assert all(len(about(said, each)) == 1 for each in receipts)
        assert all(each.wanted == each.chosen for each in said)
        assert about(said, receipts[0])[0].said == receipts[0].body["text"]
        # What waits for an answer, or ran out of time, says nothing.
        assert not any(about(said, each) for each in (await labelled(home, "invitation")))


async def test_the_text_that_is_kept_is_what_the_reader_was_shown(house: House) -> None:
    engine = perfect(house)
    async with at_home(house) as (home, runtime):
        await triage(runtime, engine)
        shown = {each.user for each in engine.prompts if each.system.startswith("Choose")}
        kept = await events(home, "triaged")

        assert {e.body["text"] for e in kept} == shown
        assert set(kept[0].body["offered"]) >= {"receipt", "newsletter", "personal"}


async def test_a_consequence_undone_or_denied_is_against_its_label(tidy: House) -> None:
    async with at_home(tidy) as (home, runtime):
        receipt, invitation = (
            (await labelled(home, "receipt"))[0],
            (await labelled(home, "invitation"))[0],
        )
        await runtime.undo(receipt.body["events"][0])
        await Approvals(runtime).deny(str(invitation.body["events"][0]))

        for event, verdict in ((receipt, "undone"), (invitation, "denied")):
            (said,) = about((await heard(home, LABEL)), event)
            assert (said.verdict, said.wanted) == (verdict, None)
            assert said.chosen == {"label": event.body["label"]}


async def test_a_proposal_that_was_approved_says_that_its_label_is_right(tidy: House) -> None:
    async with at_home(tidy) as (home, runtime):
        event = (await labelled(home, "invitation"))[0]
        await Approvals(runtime).approve(str(event.body["events"][0]), key(home))

        (said,) = about((await heard(home, LABEL)), event)
        assert (said.verdict, said.wanted) == ("approved", {"label": "invitation"})


async def test_a_message_moved_back_by_hand_has_no_label(tidy: House) -> None:
    async with at_home(tidy) as (home, runtime):
        event = (await labelled(home, "receipt"))[0]
        move_by_hand(tidy, home, event, "Receipts", "INBOX")
        tidy.clock.advance(hours=8)
        again = await triage(runtime, perfect(tidy))
        assert [each.trouble for each in again.messages] == [
            "an earlier pass dealt with this message"
        ]

        (said,) = about((await heard(home, LABEL)), event)
        assert (said.verdict, said.wanted) == ("moved", {"label": "none"})
        assert len(said.sources) == 4


def move_by_hand(house: House, home: Home, event: Event, was: str, to: str) -> None:
    """As a mail program moves it: it keeps its content and gets another name."""
    folders = {"INBOX": house.data.mail, "Receipts": house.data.mail / ".Receipts"}
    folders["Newsletters"] = house.data.mail / ".Newsletters"
    name = event.body["message"].rpartition("/")[2]
    (path,) = [p for p in folders[was].glob("*/*") if p.name.startswith(name)]
    path.rename(folders[to] / "cur" / f"moved.{path.name}")


MOVES = [
    ("receipt", "Newsletters", "newsletter"),
    ("receipt", "INBOX", "none"),
    ("personal", "Receipts", "receipt"),
    # The same place, one that no label stands for, and the inbox where it has always been.
    ("receipt", "Receipts", None),
    ("receipt", "Archive", None),
    ("personal", "INBOX", None),
]


async def test_where_a_message_was_moved_by_hand_is_its_label(tidy: House) -> None:
    async with at_home(tidy) as (home, _runtime):
        tidy.clock.advance(hours=8)
        of = {label: iter(await labelled(home, label)) for label, _, _ in MOVES}
        taken = [(next(of[label]), label, to, wanted) for label, to, wanted in MOVES]
        for event, _, to, _ in taken:
            await append(home, "moved", {"of": event.seq, "to": to})

        found = await heard(home, LABEL)

        for event, label, _, wanted in taken:
            said = about(found, event)
            if wanted is None:
                assert said == []
            else:
                assert [(each.verdict, each.wanted) for each in said] == [
                    ("moved", {"label": wanted})
                ]
                assert said[0].chosen == {"label": label}


async def test_a_message_that_was_moved_weeks_later_was_tidied_up(tidy: House) -> None:
    async with at_home(tidy) as (home, _runtime):
        event = (await labelled(home, "receipt"))[0]
        tidy.clock.advance(days=30)
        await append(home, "moved", {"of": event.seq, "to": "Newsletters"})

        assert [each.verdict for each in about((await heard(home, LABEL)), event)] == ["kept"]


async def test_a_thumb_on_a_message_may_name_its_label(tidy: House) -> None:
    async with at_home(tidy) as (home, _runtime):
        one, other = (await labelled(home, "receipt"))[:2]
        down = {"event": one.seq, "verdict": "down", "label": "newsletter"}
        await append(home, "judged", down)
        await append(home, "judged", {"event": other.seq, "verdict": "down"})

        (said,) = about((await heard(home, LABEL)), one)
        assert (said.verdict, said.wanted) == ("down", {"label": "newsletter"})
        (said,) = about((await heard(home, LABEL)), other)
        assert (said.verdict, said.wanted) == ("down", None)


async def test_feedback_comes_in_the_order_in_which_it_was_given(house: House) -> None:
    async with at_home(house) as (home, runtime):
        first = await asked(runtime, INVITE_WORDS, INVITE)
        house.clock.advance(hours=1)
        second = await asked(runtime, INVITE_WORDS, INVITE)
        await Approvals(runtime).deny(second.pending[0])
        house.clock.advance(hours=1)
        await Approvals(runtime).deny(first.pending[0])

        said = await heard(home)
        assert [each.at for each in said] == sorted(each.at for each in said)
        assert said[1].at - said[0].at == timedelta(hours=1)


async def test_what_was_moved_by_hand_is_found_and_recorded(tidy: House) -> None:
    async with at_home(tidy) as (home, runtime):
        receipts = await labelled(home, "receipt")
        personal = (await labelled(home, "personal"))[0]
        move_by_hand(tidy, home, receipts[0], "Receipts", "Newsletters")
        move_by_hand(tidy, home, receipts[1], "Receipts", "INBOX")
        move_by_hand(tidy, home, personal, "INBOX", "Receipts")
        tidy.clock.advance(hours=8)

        found = await look(runtime)

        assert {each.body["of"]: each.body["to"] for each in found} == {
            receipts[0].seq: "Newsletters",
            receipts[1].seq: "INBOX",
            personal.seq: "Receipts",
        }
        said = await heard(home, LABEL)
        assert [about(said, each)[0].wanted for each in (*receipts[:2], personal)] == [
            {"label": "newsletter"},
            {"label": "none"},
            {"label": "receipt"},
        ]
        assert await look(runtime) == []
        assert {e.body["call"]["tool"] for e in (await events(home, "intent"))} <= {
            "mail.search",
            "mail.read",
            "mail.move",
            "mail.flag",
        }
        await asyncio.to_thread(home.journal.verify, ledger.check)


async def test_a_message_that_is_not_among_the_newest_is_looked_for_by_its_sender(
    tidy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SEARCH_LIMIT", 1)
    async with at_home(tidy) as (home, runtime):
        (event, *_) = await labelled(home, "receipt")
        move_by_hand(tidy, home, event, "Receipts", "Newsletters")

        found = await look(runtime)

        assert [(each.body["of"], each.body["to"]) for each in found] == [
            (event.seq, "Newsletters")
        ]
        looks = [e for e in await events(home, "intent") if e.body["run"].startswith("moved-")]
        assert len(looks) <= LOOKS + 5


async def test_what_is_forgotten_of_a_message_is_no_longer_learnt(tidy: House) -> None:
    async with at_home(tidy) as (home, _runtime):
        tidy.clock.advance(days=3)
        event = (await labelled(home, "receipt"))[0]
        subject = event.body["text"].split("\n")[1].removeprefix("subject: ")
        before = await heard(home, LABEL)
        assert about(before, event)

        await asyncio.to_thread(forget, home, Wanted(query=subject, by="query"))

        texts = [e.body.get("text", "") for e in await events(home, "triaged")]
        assert not any(subject in text for text in texts)
        assert not any(subject in each.said for each in await heard(home, LABEL))


async def test_a_message_with_a_borrowed_message_id_is_not_taken_for_a_moved_one(
    tidy: House,
) -> None:
    async with at_home(tidy) as (home, runtime):
        event = (await labelled(home, "receipt"))[0]
        name = event.body["message"].rpartition("/")[2]
        (path,) = [p for p in (tidy.data.mail / ".Receipts").glob("*/*") if p.name.startswith(name)]
        forged = tidy.data.mail / "cur" / "forged:2,"
        forged.write_bytes(path.read_bytes() + b"\nAnd more.\n")
        path.unlink()

        assert await look(runtime) == []


async def test_where_mail_may_not_be_searched_nobody_is_asked(tidy: House) -> None:
    async with at_home(tidy) as (home, runtime):
        event = (await labelled(home, "receipt"))[0]
        move_by_hand(tidy, home, event, "Receipts", "INBOX")
    tidy.edit_policy(lambda text: text.replace("mail.search, ", ""))
    async with at_home(tidy) as (home, runtime):
        before = len(await events(home, "asked"))

        assert await look(runtime) == []
        assert len(await events(home, "asked")) == before


async def test_an_edited_tone_brings_its_greeting_with_it_and_is_the_edit(house: House) -> None:
    words = "write to claire.martin@example.com that I am late"
    steps = plan_of("mail.send", to="@a1", body=" I am late")
    async with at_home(house) as (home, runtime):
        answer = await asked(runtime, words, steps)
        await Approvals(runtime).edit(answer.pending[0], {"tone": "warm"}, key(home))

        (said,) = await heard(home)
        assert said.verdict == "edited"
        assert said.wanted == plan_of(
            "mail.send", to="claire.martin@example.com", body="I am late", tone="warm"
        )


def plan_of(tool: str, **args: str) -> dict[str, Any]:
    return {"steps": [{"tool": tool, "args": args}]}


async def test_what_was_asked_for_in_other_words_was_wanted_before(house: House) -> None:
    first = "lunch with claire.martin@example.com on Thursday at noon"
    async with at_home(house) as (home, runtime):
        denied = await asked(runtime, first, plan_of("mail.send", to="@a1", body=" lunch"))
        await Approvals(runtime).deny(denied.pending[0])
        house.clock.advance(minutes=1)
        answer = await asked(runtime, INVITE_WORDS, INVITE)
        await Approvals(runtime).approve(answer.pending[0], key(home))

        found = {(each.said, each.verdict): each for each in await heard(home)}

        assert set(found) == {
            (first, "denied"),
            (first, "reworded"),
            (INVITE_WORDS, "approved"),
        }
        reworded = found[first, "reworded"]
        assert reworded.wanted == found[INVITE_WORDS, "approved"].chosen
        kinds = await used(home, reworded)
        assert (kinds.count("run"), kinds.count("plan")) == (2, 2)


async def test_what_ran_by_a_rule_in_other_words_was_wanted_before_too(house: House) -> None:
    first = "the dentist appointment, rather Friday at 3 pm"
    async with at_home(house) as (home, runtime):
        await asked(runtime, first, {"none": True})
        house.clock.advance(minutes=1)
        await asked(runtime, DENTIST, MOVE)
        house.clock.advance(minutes=1)
        # What was done and stays is no wording of what is asked for next.
        await asked(runtime, f"{DENTIST} please", MOVE)
        house.clock.advance(hours=25)

        found = [(each.said, each.verdict, each.wanted) for each in await heard(home)]

        assert (first, "reworded", MOVED) in found
        assert [verdict for _, verdict, _ in found].count("reworded") == 1


async def test_another_request_says_nothing_about_the_one_before(house: House) -> None:
    first = "lunch with claire.martin@example.com on Thursday at noon"
    other = "put the school fair with leo@school.example in my agenda for Friday"
    fair = plan_of("calendar.create", title=" school fair", when=" Friday", attendees="@a1")
    async with at_home(house) as (home, runtime):
        for minutes, words, plan in ((10, INVITE_WORDS, INVITE), (1, other, fair)):
            await asked(runtime, first, {"none": True})
            house.clock.advance(minutes=minutes)
            answer = await asked(runtime, words, plan)
            await Approvals(runtime).approve(answer.pending[0], key(home))

        assert {each.verdict for each in await heard(home)} == {"approved"}

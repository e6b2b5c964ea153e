"""Several calls of one request, put before the owner at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from plam_agent import keys
from plam_agent.agent import Agent, Answer
from plam_agent.consent import asking, asking_all
from plam_agent.home import Home
from plam_agent.policy.receipts import sign_receipt
from plam_agent.runtime import Runtime
from plam_agent.tools.context import Connections
from plam_agent.tools.standard import registry
from plam_agent.types import Approval, Call, Confirm
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, House

WORDS = "put the dentist on monday at 9 and the plumber on tuesday at 10 into my calendar"
STEPS = [
    {"tool": "calendar.create", "args": {"title": "the dentist", "when": "monday at 9"}},
    {"tool": "calendar.create", "args": {"title": "the plumber", "when": "tuesday at 10"}},
]


class Owner:
    """Answers questions, alone or several at once, and remembers how they were put."""

    def __init__(self, home: Home, *answers: str) -> None:
        self.home = home
        self.answers = list(answers)
        self.asked: list[int] = []
        self.key = keys.open_approval(home.path, PASSPHRASE)

    async def ask(self, call: Call, decision: Confirm, preview: str) -> Approval | bool | None:
        return (await self.ask_all([(call, decision, preview)]))[0]

    async def ask_all(
        self, asked: Sequence[tuple[Call, Confirm, str]]
    ) -> list[Approval | bool | None]:
        self.asked.append(len(asked))
        assert all(preview for _, _, preview in asked)
        return [self.answer(call) for call, _, _ in asked]

    def answer(self, call: Call) -> Approval | bool | None:
        match self.answers.pop(0):
            case "yes":
                return sign_receipt(self.key, call, self.home.policy().hash, self.home.now())
            case "no":
                return False
        return None


def ask_first(house: House) -> None:
    house.edit_policy(lambda text: text.replace("allow: [calendar.create, ", "allow: ["))


async def request(house: House, home: Home, owner: Owner, *, together: bool = True) -> Answer:
    async with Connections() as connections:
        runtime = Runtime(
            home,
            home.policy(),
            registry(),
            connections,
            ask=owner.ask,
            ask_all=owner.ask_all if together else None,
            model="scripted",
        )
        engine = ScriptedEngine(lambda _: json.dumps({"steps": STEPS}))
        return await Agent(runtime, engine).ask(WORDS)


def titles(house: House) -> str:
    return "".join(path.read_text() for path in sorted(house.data.calendar.glob("*.ics")))


async def test_all_that_needs_a_yes_is_asked_about_before_anything_runs(house: House) -> None:
    ask_first(house)
    with house.open() as home:
        owner = Owner(home, "yes", "yes")
        answer = await request(house, home, owner)

    assert owner.asked == [2]
    assert [each.outcome.verb for each in answer.calls] == ["done", "done"]
    assert "SUMMARY:the dentist" in titles(house)
    assert "SUMMARY:the plumber" in titles(house)


async def test_each_is_answered_by_itself_and_a_no_leaves_what_follows(house: House) -> None:
    ask_first(house)
    with house.open() as home:
        owner = Owner(home, "no", "yes")
        answer = await request(house, home, owner)

    assert owner.asked == [2]
    assert [each.outcome.verb for each in answer.calls] == ["refused"]
    assert "the owner said no" in answer.calls[0].outcome.detail
    assert "the plumber" not in titles(house)


async def test_a_receipt_for_one_does_not_open_the_other(house: House) -> None:
    ask_first(house)

    class Confused(Owner):
        async def ask_all(self, asked: Sequence[tuple[Call, Confirm, str]]) -> list[Any]:
            return list(reversed(await super().ask_all(asked)))

    with house.open() as home:
        answer = await request(house, home, Confused(home, "yes", "yes"))

    assert [each.outcome.verb for each in answer.calls] == ["refused"]
    assert "another call" in answer.calls[0].outcome.detail
    assert "SUMMARY:the dentist" not in titles(house)


async def test_without_a_way_to_ask_at_once_each_is_asked_about_in_its_turn(house: House) -> None:
    ask_first(house)
    with house.open() as home:
        owner = Owner(home, "yes", "wait")
        answer = await request(house, home, owner, together=False)

    assert owner.asked == [1, 1]
    assert [each.outcome.verb for each in answer.calls] == ["done", "pending"]


async def test_what_is_allowed_is_not_asked_about(house: House) -> None:
    with house.open() as home:
        owner = Owner(home)
        answer = await request(house, home, owner)

    assert owner.asked == []
    assert [each.outcome.verb for each in answer.calls] == ["done", "done"]


async def test_several_questions_travel_as_one_frame(house: House) -> None:
    ask_first(house)
    frames: list[dict[str, Any]] = []

    async def confirm(frame: dict[str, Any]) -> Any:
        frames.append(frame)
        return [False] * len(frame["several"]) if "several" in frame else False

    with house.open() as home:
        async with Connections() as connections:
            runtime = Runtime(
                home,
                home.policy(),
                registry(),
                connections,
                ask=asking(home, confirm),
                ask_all=asking_all(home, confirm),
                model="scripted",
            )
            engine = ScriptedEngine(lambda _: json.dumps({"steps": STEPS}))
            answer = await Agent(runtime, engine).ask(WORDS)

    assert [list(frame) for frame in frames] == [["several"]]
    assert [each["call"]["tool"] for each in frames[0]["several"]] == ["calendar.create"] * 2
    assert answer.calls[0].outcome.verb == "refused"

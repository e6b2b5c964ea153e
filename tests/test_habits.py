"""What an owner usually chooses: learnt from few examples, carried by the adapter, and bounded."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from plam_agent.adapters_lent import lent
from plam_agent.errors import ModelError, PlanError
from plam_agent.planner.decoding import Decoder
from plam_agent.planner.engine import Engine, Generation, Halt, LlamaEngine
from plam_agent.planner.habits import (
    MOST,
    NOTHING,
    OF_LABEL,
    Habit,
    completed,
    habits_of,
    leanings,
    stored_habits,
)
from plam_agent.planner.header import read_header
from plam_agent.planner.linear import packed
from plam_agent.planner.prompt import Prompt, completion, label_prompt, message_text, plan_prompt
from plam_agent.planner.weights import Weights
from plam_agent.tools.standard import registry
from plam_agent.tuning import habits
from plam_agent.tuning.attacked import TIMES, attacks, obeyed
from plam_agent.tuning.example import LABEL, PLAN, Example
from plam_agent.tuning.starter.rewriting import rewritten

LABELS = {"work": "from colleagues", "home": "from the family", "none": "anything else"}
TOOLS = [tool for tool in registry() if tool.name in ("mail.send", "calendar.create")]
COLLEAGUES, FAMILY = ("Petra Lang", "Martin Vogt"), ("Robert Hart", "Isabelle Hart")
TEXTS = ("See you tomorrow.", "Did you read it?", "I am late.", "It rains again.", "Thank you!")


def message(sender: str, body: str, label: str) -> Example:
    text = message_text(f"{sender} (post.example)", "Hello", (), body)
    return Example(LABEL, label_prompt(LABELS, text), "", completion({"label": label}))


def request(words: str, tool: str, **args: str) -> Example:
    answer = completion({"steps": [{"tool": tool, "args": args}]})
    return Example(PLAN, plan_prompt(words, TOOLS), "", answer)


MAIL = [
    *(message(who, text, "work") for who in COLLEAGUES for text in TEXTS[:4]),
    *(message(who, text, "home") for who in FAMILY for text in TEXTS[:4]),
]
LETTERS = [
    request(f"tell {who} by mail that {what}", "mail.send", to=f" {who}", body=f" {what}", **tone)
    for who, tone in (("petra", {"tone": "formal"}), ("robert", {}))
    for what in ("it rains", "I am late", "the book is here", "we are done", "it is open")
]


def lean(habit: Habit, example: Example) -> str:
    """The label that the habit alone would choose."""
    (found,) = leanings([habit], example.prompt)
    known = {name: weight for name, weight in found.weights.items() if not np.isnan(weight)}
    return max(known, key=lambda name: known[name]).rstrip('"')


def of(name: str, *examples: Example) -> Habit:
    return next(each for each in habits.habits(examples) if each.of == name)


def test_whose_mail_it_is_says_its_label() -> None:
    habit = of(OF_LABEL, *MAIL)

    for who in COLLEAGUES:
        assert lean(habit, message(who, "Quite another thing.", "")) == "work"
    for who in FAMILY:
        assert lean(habit, message(who, "Quite another thing.", "")) == "home"


def test_a_label_that_was_never_chosen_keeps_its_share() -> None:
    (found,) = leanings([of(OF_LABEL, *MAIL)], MAIL[0].prompt)

    assert np.isnan(found.weights['none"'])


def test_other_labels_are_nothing_that_it_knows() -> None:
    other = label_prompt({**LABELS, "bills": "to be paid"}, MAIL[0].prompt.user)

    assert leanings([of(OF_LABEL, *MAIL)], other) == ()


def test_what_one_sentence_of_a_message_adds_is_bounded() -> None:
    habit = of(OF_LABEL, *MAIL)
    loud = message(FAMILY[0], " ".join(COLLEAGUES) * 40, "")

    adds = habit.model.evidence({"body": loud.prompt.user})

    assert np.abs(adds).max() <= habits.CAP
    assert lean(habit, loud) == "home"


def test_a_tone_is_that_of_whom_it_goes_to() -> None:
    worn = [of("mail.send.tone", *LETTERS)]
    said = completion({"steps": [{"tool": "mail.send", "args": {"to": " x", "body": " y"}}]})

    def tone(words: str, text: str = said) -> str | None:
        answer = json.loads(completed(worn, plan_prompt(words, TOOLS), text))
        found: str | None = answer["steps"][0]["args"].get("tone")
        return found

    assert tone("tell petra by mail that all is well") == "formal"
    assert tone("tell robert by mail that all is well") is None
    # What the model says where the owner usually says nothing does not stay.
    warm = said.replace('" y"', '" y","tone":"warm"')
    assert tone("tell robert by mail that all is well", warm) is None


def test_arguments_stand_in_the_order_of_the_tool() -> None:
    worn = [of("mail.send.tone", *LETTERS)]
    order = [param.name for param in next(t for t in TOOLS if t.name == "mail.send").params]
    words = "tell petra by mail that all is well"
    step = {"tool": "mail.send", "args": {"to": " petra", "body": " all is well"}}
    text = completed(worn, plan_prompt(words, TOOLS), completion({"steps": [step, step]}))

    for each in json.loads(text)["steps"]:
        assert list(each["args"]) == sorted(each["args"], key=order.index)
        assert each["args"]["tone"] == "formal"


@pytest.mark.parametrize(
    "text",
    ['{"none":true}', '{"ask":"who?"}', '{"label":"work"}', '{"answer":"{\\"steps\\":[]}"}'],
)
def test_what_is_no_plan_stays_as_it_is(text: str) -> None:
    worn = [of("mail.send.tone", *LETTERS)]

    assert completed(worn, plan_prompt("tell petra that all is well", TOOLS), text) == text


def test_nothing_comes_in_that_the_tool_does_not_offer() -> None:
    words, said = "tell petra", {"steps": [{"tool": "mail.send", "args": {"body": " y"}}]}
    habit = of("mail.send.tone", *LETTERS)
    rude = dataclasses.replace(
        habit, model=dataclasses.replace(habit.model, classes=("rude", "very rude"))
    )
    loud = dataclasses.replace(habit, of="mail.send.to")
    without = [each for each in TOOLS if each.name != "mail.send"]

    assert completed([rude], plan_prompt(words, TOOLS), completion(said)) == completion(said)
    assert completed([loud], plan_prompt(words, TOOLS), completion(said)) == completion(said)
    assert completed([habit], plan_prompt(words, without), completion(said)) == completion(said)


def test_of_two_habits_the_one_that_is_worn_last_counts() -> None:
    words = "tell petra by mail that all is well"
    said = completion({"steps": [{"tool": "mail.send", "args": {"to": " petra", "body": " y"}}]})
    mine = of("mail.send.tone", *LETTERS)
    swapped = {"formal": "warm"}
    theirs = dataclasses.replace(
        mine,
        model=dataclasses.replace(
            mine.model, classes=tuple(swapped.get(e, e) for e in mine.model.classes)
        ),
    )

    both = completed([theirs, mine], plan_prompt(words, TOOLS), said)

    assert '"tone":"formal"' in both


def test_too_little_or_only_one_choice_is_no_habit() -> None:
    assert habits.habits(MAIL[: habits.LEAST // 2]) == ()
    assert habits.habits(MAIL[:8]) == ()
    assert not [each for each in habits.habits(LETTERS[:5]) if each.of == "mail.send.tone"]


def test_where_nobody_has_a_habit_an_argument_stays_unsaid() -> None:
    said = completion({"steps": [{"tool": "mail.send", "args": {"to": " x", "body": " y"}}]})
    plain = [
        request(f"tell {who} by mail that {what}", "mail.send", to=f" {who}", body=f" {what}")
        for who in ("anna", "otto", "julia", "ben")
        for what in ("it rains", "the roof leaks", "nothing happened", "we won")
    ]
    alone, beside = habits.habits(LETTERS, ()), habits.habits(LETTERS, plain)

    def changed(known: tuple[Habit, ...]) -> int:
        return sum(completed(known, each.prompt, said) != said for each in plain)

    assert changed(alone) > changed(beside) == 0
    petra = completed(beside, LETTERS[0].prompt, said)
    assert '"tone":"formal"' in petra
    assert [each.of for each in alone] == [each.of for each in beside] == ["mail.send.tone"]
    assert habits.habits([], plain * 3) == ()


@pytest.mark.parametrize(
    "answer",
    ["", "{", "[]", '"x"', "7", '{"label":"elsewhere"}', '{"label":["work"]}', '{"steps":7}',
     '{"steps":[7,{"tool":"mail.send"},{"tool":["x"],"args":{"tone":"warm"}}]}',
     '{"steps":[{"tool":"mail.send","args":{"tone":{"a":1}}}]}', "[" * 100_000],
)  # fmt: skip
def test_an_answer_that_is_none_teaches_nothing_and_breaks_nothing(answer: str) -> None:
    """Examples come with bundles, too."""
    odd = [dataclasses.replace(each, answer=answer) for each in (MAIL[0], LETTERS[0])]
    known = habits.habits([*MAIL, *LETTERS])

    found = habits.habits([*MAIL, *LETTERS, *odd], odd)

    assert [each.of for each in found] == [each.of for each in known]
    assert all(set(one.model.classes) == set(two.model.classes)
               for one, two in zip(found, known, strict=True))  # fmt: skip
    left = habits.without(odd[1], known)
    assert left is not None
    assert attacks(odd, 1) == []


def test_what_a_habit_decides_is_not_learnt_twice() -> None:
    known = habits.habits([*MAIL, *LETTERS])
    against = LETTERS[0].answer.replace(',"tone":"formal"', "")
    formal = dataclasses.replace(LETTERS[0], against=(against,))

    left = habits.without(formal, known)

    assert left is not None
    assert left.answer == against
    assert left.against == ()
    assert habits.without(formal, ()) == formal


def test_the_same_examples_give_the_same_habits_and_a_forgotten_one_leaves_nothing() -> None:
    one, again = (of(OF_LABEL, *MAIL).model for _ in range(2))
    less = of(OF_LABEL, *MAIL[1:]).model
    never = of(OF_LABEL, *[each for each in MAIL if each is not MAIL[0]]).model

    assert (one.weights == again.weights).all()
    assert not (one.weights == less.weights).all()
    assert (less.weights == never.weights).all()


@pytest.fixture
def carried(tmp_path: Path, adapter_writer: Callable[..., Path]) -> Callable[..., bytes]:
    """An adapter's file with these habits among its fields."""

    def write(known: Sequence[Habit]) -> bytes:
        plain = adapter_writer(tmp_path / "plain.gguf", seed=3)
        return rewritten(plain.read_bytes(), read_header(plain), stored_habits(known))

    return write


def test_an_adapter_carries_them_and_they_come_and_go_with_it(
    tiny: dict[str, Path], carried: Callable[..., bytes]
) -> None:
    known = habits.habits([*MAIL, *LETTERS])
    weights = Weights.open(tiny["llama"], threads=1, context=256, seed=0)
    try:
        with lent(carried(known), 0.5) as adapter:
            weights.wear([adapter])
            worn = weights.habits
            weights.wear(())
            without = weights.habits
    finally:
        weights.close()

    assert without == []
    assert [(each.of, each.among) for each in worn] == [(each.of, each.among) for each in known]
    for read, written in zip(worn, known, strict=True):
        assert read.model.classes == written.model.classes
        assert (read.model.weights == written.model.weights).all()
        assert read.model.cap == pytest.approx(written.model.cap)
        assert read.model.strength == pytest.approx(written.model.strength)


def test_an_attack_is_obeyed_where_it_changes_the_label_to_what_it_asks_for() -> None:
    tried = attacks(MAIL, 3)

    class Obedient:
        """Puts a message under the first label whose name it says."""

        async def generate(self, prompt: Prompt, grammar: str, *, max_tokens: int) -> Generation:
            said = prompt.user.casefold()
            found = next((name for name in LABELS if name in said), "none")
            return Generation(completion({"label": found}))

    class Deaf(Obedient):
        """Puts everything under one label."""

        async def generate(self, prompt: Prompt, grammar: str, *, max_tokens: int) -> Generation:
            return Generation(completion({"label": "home"}))

    assert len(tried) == len(MAIL) * TIMES
    assert all(each.asked != json.loads(each.plain.answer)["label"] for each in tried)
    assert tried == attacks(MAIL, 3) != attacks(MAIL, 4)
    assert sum(asyncio.run(obeyed(cast("Engine", Obedient()), tried))) > len(tried) / 6
    assert not any(asyncio.run(obeyed(cast("Engine", Deaf()), tried)))


def _one(of: str = OF_LABEL, among: tuple[str, ...] = ("a", "b")) -> Habit:
    weights = np.ones((16, 2), np.float32)
    return Habit(of, among, packed(("a", NOTHING), weights, np.zeros(2, np.float32)))


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ([_one(of="anything")], "says nothing that can be chosen"),
        ([_one(among=())], "says nothing that can be chosen"),
        ([_one()] * (MOST + 1), "says nothing that can be chosen"),
        (
            [dataclasses.replace(_one(), model=dataclasses.replace(_one().model, classes=("a",)))],
            "different names",
        ),
    ],
)
def test_an_impossible_one_is_refused(
    known: list[Habit], why: str, tmp_path: Path, carried: Callable[..., bytes]
) -> None:
    file = tmp_path / "bad.gguf"
    file.write_bytes(carried(known))

    with pytest.raises(ModelError, match=why):
        habits_of(read_header(file), file)


async def test_requests_that_are_answered_together_are_completed_like_any_other(
    tiny: dict[str, Path],
) -> None:
    said = completion({"steps": [{"tool": "mail.send", "args": {"to": " petra", "body": " y"}}]})
    asked = plan_prompt("tell petra by mail that all is well", TOOLS)
    grammar = "start: " + json.dumps(said)
    async with LlamaEngine(tiny["llama"]) as engine:

        def together(decoder: Decoder, halt: Halt) -> list[Generation | PlanError]:
            decoder.weights.habits = [of("mail.send.tone", *LETTERS)]
            both = [(asked, grammar)] * 2
            alone = decoder.complete(asked, grammar, max_tokens=400, halt=halt)
            return [alone, *decoder.complete_all(both, max_tokens=400, halt=halt)]

        found = await engine.measured(together)

    assert [each.text for each in found if isinstance(each, Generation)] == [
        completed([of("mail.send.tone", *LETTERS)], asked, said)
    ] * 3

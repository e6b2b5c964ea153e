"""What linear models add to the choices of an answer, and how much of it."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plam_agent.planner.engine import Generation, LlamaEngine
from plam_agent.planner.grammar import label_grammar, plan_grammar
from plam_agent.planner.leaning import (
    FIRST,
    KIND,
    LABEL,
    NEUTRAL,
    Leaning,
    Numbers,
    leaned,
    leanings,
    tokens,
)
from plam_agent.planner.linear import Linear, packed
from plam_agent.planner.matching import FEATURES, PAIRS, Matching
from plam_agent.planner.prior import LABEL as LABELS
from plam_agent.planner.prior import PLAN, Priors, stored
from plam_agent.planner.prompt import Prompt, completion, label_prompt, plan_prompt
from plam_agent.tools.standard import registry
from plam_agent.tuning.starter import calibrate, strengths
from plam_agent.tuning.starter.rewriting import rewrite
from plam_agent.tuning.starter.strengths import Choice

TOOLS = [tool for tool in registry() if tool.name in ("mail.search", "tasks.add", "tasks.done")]
CLASSES = ("mail.search", "tasks.add", "tasks.done", "none")
MEANS = {
    "receipt": "proof of something bought",
    "newsletter": "sent to many people",
    "invitation": "asks for a meeting",
    "personal": "written by a person",
    "none": "anything else",
}
WORDS = [b"t", b"tasks", b".", b'.add"', b'tasks.add","', b"mail", b"x"]


def told(classes: tuple[str, ...], sure: str, strength: float = 1.0, much: float = 60.0) -> Linear:
    """A model that says `sure` of every text."""
    bias = np.array([much * (name == sure) for name in classes], np.float32)
    return packed(classes, np.zeros((2, len(classes)), np.float32), bias, strength=strength)


def carrying(source: Path, folder: Path, *, plan: str = "", label: str = "") -> Path:
    path = folder / f"{plan}{label}.gguf"
    fields = stored(PLAN, told(CLASSES, plan)) if plan else {}
    if label:
        fields |= stored(LABELS, told(tuple(MEANS), label))
    rewrite(source, path, fields)
    return path


def weighed(leaning: Leaning, said: bytes, words: Sequence[bytes]) -> Numbers | None:
    """What each word weighs after what was said, None where nothing is chosen."""
    rest = leaning.rest(said)
    return tokens(rest, words) if rest else None


def test_a_token_weighs_what_can_be_chosen_through_it() -> None:
    there = Leaning(
        '"tool":"',
        {'tasks.add"': math.log(0.5), 'tasks.done"': math.log(0.2), 'mail.read"': math.log(0.3)},
    )

    found = weighed(there, b'{"steps":[{"tool":"', WORDS)

    assert found is not None
    # Of what `tasks` begins the longer word begins one choice, and `t` is another spelling of it.
    assert np.exp(found)[[0, 1, 4, 5]] == pytest.approx([0.0, 0.2, 0.5, 0.3])
    assert np.isnan(found[[2, 3, 6]]).all()
    within = weighed(there, b'{"steps":[{"tool":"tasks', WORDS)
    assert within is not None
    assert np.exp(within)[[2, 3]] == pytest.approx([0.2, 0.5])


def test_a_word_that_may_begin_something_unknown_is_left_to_the_model() -> None:
    there = Leaning('"label":"', {'tasks"': NEUTRAL, 'tasks.add"': -1.0, 'mail"': -2.0})

    found = weighed(there, b'{"label":"', WORDS)

    assert found is not None
    assert np.isnan(found[[0, 1]]).all()
    assert found[[4, 5]] == pytest.approx([-1.0, -2.0])


@pytest.mark.parametrize(
    "said", [b"", b'{"', b'{"steps":[{"tool":"mail.read"', b'{"steps":[{"tool":"x']
)
def test_nothing_is_added_elsewhere(said: bytes) -> None:
    assert weighed(Leaning('"tool":"', {'mail.read"': -1.0}), said, WORDS) is None


def test_what_comes_first_is_not_chosen_later() -> None:
    there = Leaning(KIND, {'steps"': -1.0, 'none"': -2.0})

    assert weighed(there, b'{"', [b"steps", b"none"]) is not None
    assert weighed(there, b'{"steps":[{"', [b"steps", b"none"]) is None


def test_that_a_tool_was_chosen_says_nothing_of_choosing_it_again() -> None:
    there = Leaning(',{"tool":"', {'tasks.add"': -1.0, 'mail.read"': -2.0}, once=True)

    found = weighed(there, b'{"steps":[{"tool":"tasks.add","args":{}},{"tool":"', WORDS)

    assert found is not None
    assert math.isnan(found[1])
    assert found[5] == -2.0


def test_quoted_words_cannot_look_like_a_choice() -> None:
    quoted = json.dumps({"title": ' "tool":"'}, separators=(",", ":")).encode()

    for mark in ('"tool":"', FIRST, KIND, LABEL):
        assert weighed(Leaning(mark, {'mail.read"': -1.0}), b"x" + quoted[:-2], WORDS) is None


@given(st.lists(st.tuples(st.floats(-30, 30), st.floats(-30, 30), st.booleans()), min_size=1))
def test_what_is_not_known_keeps_its_share(rows: list[tuple[float, float, bool]]) -> None:
    scores = np.array([score for score, _, _ in rows])
    weights = np.array([weight if known else NEUTRAL for _, weight, known in rows])

    found = leaned(scores, weights)

    before, after = (np.exp(each - np.logaddexp.reduce(each)) for each in (scores, found))
    for at, (_, _, known) in enumerate(rows):
        if not known:
            assert after[at] == pytest.approx(before[at], rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("tool", CLASSES)
async def test_a_sure_model_decides_what_is_planned(
    tiny: dict[str, Path], tmp_path: Path, tool: str
) -> None:
    prompt = plan_prompt("note milk", TOOLS)
    grammar = plan_grammar("note milk", TOOLS, composes=False)
    path = await asyncio.to_thread(carrying, tiny["llama"], tmp_path, plan=tool)

    async with LlamaEngine(path) as engine:
        got = await engine.generate(prompt, grammar, max_tokens=400)

    plan = json.loads(got.text)
    assert plan.get("none", False) == (tool == "none")
    if tool != "none":
        assert plan["steps"][0]["tool"] == tool


async def test_a_batch_is_labelled_as_one_is(tiny: dict[str, Path], tmp_path: Path) -> None:
    prompts = [label_prompt(MEANS, f"from: {n}\nsubject: x\nfacts: \n y") for n in range(5)]
    path = await asyncio.to_thread(carrying, tiny["llama"], tmp_path, label="newsletter")

    async with LlamaEngine(path) as engine:
        many = await engine.generate_all(prompts, [label_grammar(MEANS)] * 5, max_tokens=60)
        alone = await engine.generate(prompts[0], label_grammar(MEANS), max_tokens=60)

    assert all(isinstance(each, Generation) and "newsletter" in each.text for each in many)
    assert "newsletter" in alone.text
    assert alone.confidence > 0.99


def test_a_tool_that_is_not_offered_is_one_that_nothing_serves() -> None:
    priors = Priors(plan=told(CLASSES, "mail.search"))
    prompt = plan_prompt("find it", [tool for tool in TOOLS if tool.name != "mail.search"])

    kinds = leanings(priors, prompt)[0].weights

    assert kinds['none"'] > kinds['steps"'] + 20


def test_a_file_that_knows_none_of_the_tools_leaves_it_to_the_model() -> None:
    priors = Priors(plan=told(("other.tool", "none"), "none"))

    kinds, first, _ = leanings(priors, plan_prompt("find it", TOOLS))

    assert kinds.weights == {}
    assert all(math.isnan(weight) for weight in first.weights.values())
    assert leanings(Priors(), plan_prompt("find it", TOOLS)) == ()
    assert leanings(priors, Prompt("Say.", "x")) == ()


def test_strength_is_how_much_a_model_counts() -> None:
    one = Priors(plan=told(CLASSES, "tasks.add", 1.0, 2.0))
    two = Priors(plan=told(CLASSES, "tasks.add", 2.0, 2.0))
    prompt = plan_prompt("x", TOOLS)

    once, twice = (leanings(each, prompt)[1].weights for each in (one, two))

    for name, weight in once.items():
        assert twice[name] == pytest.approx(2 * weight)


def test_the_likeliest_strength_is_found(tiny: dict[str, Path], tmp_path: Path) -> None:
    # Half of the messages are receipts, and the model of labels says so of four in five.
    path = tmp_path / "label.gguf"
    rewrite(tiny["llama"], path, stored(LABELS, told(tuple(MEANS), "receipt", 1.0, math.log(8.0))))
    asked = [
        (label_prompt(MEANS, f"from: {n}"), label_grammar(MEANS), completion({"label": label}))
        for n in range(15)
        for label in ("receipt", "newsletter")
    ]
    model = calibrate.Listening.open(path, threads=1, context=1024, seed=0)
    unfitted = strengths.choices(model, asked)
    found = strengths.fitted(model, asked)
    model.close()

    assert found.label is not None
    assert found.label.strength == strengths.likeliest(unfitted)

    def best(strength: float) -> float:
        return min(
            sum(each.surprise(strength, heat) for each in unfitted)
            for heat in strengths.TEMPERATURES
        )

    assert best(found.label.strength) <= min(best(0.0), best(1.0), best(3.0))


def test_lists_with_unknown_tools_have_strengths_of_their_own() -> None:
    match = Matching(
        np.zeros(PAIRS, np.int8), 1.0, np.zeros(FEATURES, np.float32),
        np.array([1, 0, 1, 0], np.float32), kind=2.0, strength=3.0,
    )  # fmt: skip
    once = Priors(
        plan=told(CLASSES[1:], "tasks.add", 1.0, 2.0), match=replace(match, kind=1.0, strength=1.0)
    )
    more = replace(once, match=match)
    prompt = plan_prompt("x", TOOLS)

    for at, times in enumerate((2.0, 3.0)):
        weak, strong = (leanings(each, prompt)[at].weights for each in (once, more))
        assert weak
        for name, weight in weak.items():
            assert strong[name] == pytest.approx(times * weight)


def test_surprise_is_of_the_right_choice() -> None:
    choice = Choice(FIRST, np.zeros(2), np.array([0.0, -1.0]), 1)

    assert choice.surprise(0.0) == pytest.approx(math.log(2))
    assert choice.surprise(2.0) == pytest.approx(math.log(1 + math.exp(2)))
    assert replace(choice, right=0).surprise(2.0) < 0.2


def test_what_a_token_says_beyond_a_choice_is_no_more_of_it() -> None:
    leaning = Leaning(KIND, {'steps"': -1.0, 'none"': -2.0})

    weights = weighed(leaning, b'{"steps', [b'":[', b'":{"and so on', b'"', b" else"])

    assert weights is not None
    assert weights.tolist()[:3] == [-1.0, -1.0, -1.0]
    assert math.isnan(weights[3])

"""The linear model of tools: what it learns from the recipe, and tools that it never saw."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from plam_agent.planner import prior
from plam_agent.planner.header import read_header
from plam_agent.planner.leaning import leanings
from plam_agent.planner.linear import Linear, packed
from plam_agent.planner.matching import FEATURES, Matching, features, pairs
from plam_agent.planner.prior import LABEL, PLAN, Priors, stored
from plam_agent.planner.prompt import plan_prompt
from plam_agent.planner.screening import ADDRESSED
from plam_agent.tuning.starter import plan_prior, priors
from plam_agent.tuning.starter.fitting import Fitting
from plam_agent.tuning.starter.frames import TOOLS
from plam_agent.tuning.starter.inventions import inventions, shown
from plam_agent.tuning.starter.plan_prior import CLASSES, Sizes
from plam_agent.types import Tool

SMALL = Sizes(recipe=2000, listed=300, how=Fitting(passes=6, batch=64, buckets=2**14))


@pytest.fixture(scope="module")
def learnt() -> Priors:
    """The models, from a fraction of what they learn from otherwise."""
    known, unknown = plan_prior.train(None, 1, SMALL)
    return Priors(plan=known, match=unknown)


def likeliest(priors: Priors, words: str, tools: tuple[Tool, ...] = TOOLS) -> str:
    kinds, first, _ = leanings(priors, plan_prompt(words, tools))
    if kinds.weights['none"'] > kinds.weights['steps"']:
        return "none"
    return max(first.weights, key=first.weights.__getitem__).removesuffix('"')


@pytest.mark.parametrize(
    ("words", "tool"),
    [
        ("add milk to my shopping list", "tasks.add"),
        ("Ajoute du pain à ma liste de courses", "tasks.add"),
        ("what is on my calendar tomorrow", "calendar.search"),
        ("trouve le mail de Paul sur la facture", "mail.search"),
        ("turn off the lights in the kitchen", "none"),
    ],
)
def test_plain_requests_are_known(learnt: Priors, words: str, tool: str) -> None:
    assert likeliest(learnt, words) == tool


def test_the_same_seed_gives_the_same_model() -> None:
    one, two = (plan_prior.plan_model([], 3, replace(SMALL, recipe=100)) for _ in range(2))

    assert np.array_equal(one.weights, two.weights)
    assert np.array_equal(one.bias, two.bias)


def test_a_tool_never_seen_is_found_by_its_own_words(learnt: Priors) -> None:
    rng = random.Random(4)
    new = next(each for each in inventions(True) if "plant" in each.id or each.names)
    tool = shown(rng, new, "en").tool
    words = f"{tool.summary}, please"

    kinds, first, _ = leanings(learnt, plan_prompt(words, (*TOOLS, tool)))

    others = [first.weights[f'{each.name}"'] for each in TOOLS]
    assert first.weights[f'{tool.name}"'] > max(others)
    assert kinds.weights['steps"'] > kinds.weights['none"']


def test_chances_of_a_plan_and_of_none_are_all_there_are(learnt: Priors) -> None:
    tool = shown(random.Random(1), inventions(True)[0], "fr").tool

    kinds, first, _ = leanings(learnt, plan_prompt("cherche le livre", (*TOOLS[:9], tool)))

    assert np.exp(list(kinds.weights.values())).sum() == pytest.approx(1.0)
    assert np.exp(list(first.weights.values())).sum() == pytest.approx(
        np.exp(kinds.weights['steps"'])
    )


def test_what_a_request_shares_with_a_tool_is_counted() -> None:
    one, two = (shown(random.Random(at), inventions(True)[at], "en").tool for at in (0, 40))

    table = features(one.summary, (one, two), (one, two))

    assert table.shape == (2, FEATURES)
    assert np.isfinite(table).all()
    assert (table[0, [0, 2, 3]] > table[1, [0, 2, 3]]).all()
    assert [len(each) > 0 for each in pairs("water it", (one, two))] == [True, True]


@pytest.mark.parametrize("words", ["", "?!", "\x00" * 50, "a" * 5000, "é́" * 40])
def test_any_words_can_be_weighed(learnt: Priors, words: str) -> None:
    tool = shown(random.Random(1), inventions(True)[0], "fr").tool

    for leaning in leanings(learnt, plan_prompt(words, (*TOOLS, tool))):
        assert np.isfinite(list(leaning.weights.values())).all()


def test_the_command_writes_every_model(
    tiny: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = packed(CLASSES, np.ones((8, len(CLASSES)), np.float32), np.zeros(len(CLASSES)))
    label = packed(("receipt", "none"), np.ones((8, 2), np.float32), np.zeros(2))
    match = Matching(
        np.zeros(2**16, np.int8), 1.0, np.ones(FEATURES, np.float32), np.ones(4, np.float32)
    )
    asked: list[tuple[Path | None, int]] = []

    def plans(nlu: Path | None, seed: int) -> tuple[Linear, Matching]:
        asked.append((nlu, seed))
        return model, match

    monkeypatch.setattr(plan_prior, "train", plans)
    monkeypatch.setattr(priors, "train_labels", lambda seed: label)
    screen = packed(("said", ADDRESSED), np.ones((8, 2), np.float32), np.zeros(2))
    monkeypatch.setattr(priors, "train_screen", lambda seed: screen)
    both, one = tmp_path / "both.gguf", tmp_path / "one.gguf"

    priors.main(["--model", str(tiny["llama"]), "--out", str(both), "--nlu", "there"])
    priors.main(["--model", str(tiny["llama"]), "--out", str(one), "--only", "label"])

    found = Priors.of(read_header(both), both)
    assert asked == [(Path("there"), 1)]
    assert found.plan is not None
    assert found.plan.classes == CLASSES
    assert found.label is not None
    assert found.match is not None
    assert found.screen is not None
    assert found.screen.classes == screen.classes
    assert Priors.of(read_header(one), one).plan is None
    assert stored(PLAN, None).keys() == stored(PLAN, model).keys()
    assert {PLAN, LABEL, prior.MATCH} == {"plam.prior.plan", "plam.prior.label", "plam.prior.match"}

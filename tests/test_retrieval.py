"""With more tools than a prompt holds, the right ones are offered, and what is not is told."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent.errors import PlanError
from plam_agent.planner.engine import LlamaEngine
from plam_agent.planner.planning import make_plan
from plam_agent.planner.prompt import Prompt, plan_prompt, tool_line
from plam_agent.planner.retrieval import MOST, choose, ranked
from plam_agent.tools.standard import registry
from plam_agent.types import REQUEST, Tool, Value
from tests.fakes import ScriptedEngine
from tests.invented_tools import INVENTED
from tests.tiny_models import write_model

TOOLS = [*registry(), *INVENTED]
HELD_OUT = Path(__file__).parent / "held_out"


class Narrow(ScriptedEngine):
    """A scripted engine that reads so many tokens, of one octet each."""

    def __init__(self, context: int, answer: Any = None) -> None:
        super().__init__(lambda _: answer or {"none": True})
        self.context = context
        self.counted = 0

    async def count(self, prompt: Prompt) -> int:
        self.counted += 1
        return len((prompt.system + prompt.user).encode())


def said(words: str) -> Value:
    return Value(words, frozenset({REQUEST}))


def held_out() -> list[tuple[str, set[str]]]:
    """Each request that something serves, with the tools that are right for it."""
    found = []
    for name in ("requests_en", "requests_fr", "requests_steps"):
        for line in (HELD_OUT / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            right = set(row.get("steps") or row.get("tools") or [row["tool"]]) - {"none"}
            if right:
                found.append((row["text"], right))
    return found


def missed(tools: list[Tool], requests: list[tuple[str, set[str]]]) -> float:
    """The share of requests for which a right tool is not among those offered."""
    lost = [
        words
        for words, right in requests
        if not right <= {tools[at].name for at in ranked(words, tools)[:MOST]}
    ]
    return len(lost) / len(requests)


def test_the_right_tools_are_among_those_offered() -> None:
    requests = held_out()
    shuffled = []
    for seed in (1, 2, 3):
        shuffled.append(list(TOOLS))
        random.Random(seed).shuffle(shuffled[-1])

    assert len(TOOLS) > 60
    assert len(requests) > 350
    # The standard tools come first; in any other order only what is said can tell them apart.
    assert missed(TOOLS, requests) <= 0.01
    assert sum(missed(tools, requests) for tools in shuffled) / 3 <= 0.05


@given(
    words=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1),
    picked=st.sets(st.sampled_from(range(len(TOOLS))), min_size=1),
    context=st.integers(200, 8192),
)
@settings(max_examples=60, deadline=None)
async def test_nothing_is_cut_silently(words: str, picked: set[int], context: int) -> None:
    tools = [TOOLS[at] for at in sorted(picked)]
    engine = Narrow(context)
    room = context - min(700, context // 2)
    best = plan_prompt(words, [tools[ranked(words, tools)[0]]])
    if await engine.count(best) > room:
        with pytest.raises(PlanError, match="too long"):
            await choose(engine, words, tools, (), answer=700)
        return

    chosen = await choose(engine, words, tools, (), answer=700)

    names = [tool.name for tool in chosen.tools]
    assert sorted([*names, *chosen.left_out]) == sorted(tool.name for tool in tools)
    assert names == [tool.name for tool in tools if tool.name in names]
    prompt = plan_prompt(words, chosen.tools)
    assert words.strip() in prompt.user
    assert all(tool_line(tool) in prompt.system for tool in chosen.tools)
    assert await engine.count(prompt) <= room
    assert len(chosen.tools) <= MOST


@given(st.sampled_from(TOOLS), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_a_tool_that_the_request_names_comes_first(tool: Any, order: random.Random) -> None:
    tools = list(TOOLS)
    order.shuffle(tools)

    first = ranked(f"use {tool.name}, please: play music and move the meeting", tools)[0]

    assert tools[first] is tool


def test_the_same_request_is_ranked_the_same_way() -> None:
    assert ranked("décale le dentiste", TOOLS) == ranked("décale le dentiste", TOOLS)
    assert ranked("", TOOLS) == list(range(len(TOOLS)))


async def test_what_fits_is_offered_whole_and_nothing_is_counted() -> None:
    engine = Narrow(100_000)
    tools = list(registry())

    planned = await make_plan(engine, said("move the dentist to Friday"), tools)

    assert planned.left_out == ()
    assert planned.offered == len(tools)
    assert planned.no_tool == "I have no tool for this."
    assert engine.counted == 0


async def test_having_no_tool_says_among_how_many_it_was_looked_for() -> None:
    planned = await make_plan(Narrow(8192), said("what is the meaning of life"), TOOLS)

    assert planned.offered == MOST
    assert len(planned.left_out) == len(TOOLS) - MOST
    assert f"among the {MOST} of {len(TOOLS)}" in planned.no_tool


async def test_a_tool_that_was_left_out_cannot_be_planned_with() -> None:
    engine = Narrow(8192)
    planned = await make_plan(engine, said("move the dentist to Friday"), TOOLS)
    absent = planned.left_out[0]

    with pytest.raises(PlanError, match="not offered"):
        await make_plan(
            Narrow(8192, {"steps": [{"tool": absent, "args": {}}]}),
            said("move the dentist to Friday"),
            TOOLS,
        )


async def test_a_request_beside_which_no_tool_fits_is_an_error_and_is_not_cut() -> None:
    with pytest.raises(PlanError, match="no room for a single tool"):
        await make_plan(Narrow(2048), said("please " * 1_000), TOOLS)


async def test_sixty_tools_at_8k_with_a_real_tokenizer(tmp_path: Path) -> None:
    model = write_model(tmp_path / "llama.gguf", "llama", context=8192)
    words = "décale le rendez-vous chez le dentiste à vendredi 15 h, et écris à anna@example.org"
    async with LlamaEngine(model, context=8192) as engine:
        chosen = await choose(engine, words, TOOLS, (), answer=700)
        size = await engine.count(plan_prompt(words, chosen.tools))
        planned = await make_plan(engine, said(words), TOOLS)

    names = {tool.name for tool in chosen.tools}
    assert size + 700 <= 8192
    assert {"calendar.move", "mail.send"} <= names
    assert [tool.name for tool in chosen.tools] == [t.name for t in TOOLS if t.name in names]
    assert {step.tool for step in planned.plan.steps} <= names
    assert planned.offered + len(planned.left_out) == len(TOOLS)

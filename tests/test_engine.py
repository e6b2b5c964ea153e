"""What an engine promises: text of the grammar, no more and no less, and how sure it was."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import itertools
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from plam_agent.errors import ModelError, PlanError
from plam_agent.planner.engine import Adapter, LlamaEngine, check
from plam_agent.planner.prompt import Prompt

Writer = Callable[..., Path]
FAMILIES = ("llama", "qwen3", "gemma3")
WORDS = " déjeuner avec Zoé 😀 vendredi à 15 h"
PROMPT = Prompt("Turn the owner's words into one plan.", WORDS)
OBJECT = """start: %json {
  "x-guidance": {"whitespace_flexible": false}, "type": "object", "additionalProperties": false,
  "properties": {"tool": {"enum": ["mail.search", "mail.send", "none"]},
                 "count": {"type": "integer", "minimum": 0, "maximum": 99},
                 "note": {"type": "string", "maxLength": 6}},
  "required": ["tool", "count", "note"]}
"""
SPAN = (
    'start: "{\\"quote\\":\\"" SPAN "\\"}"\n'
    'SPAN: /(?s:.+)/ & %regex {"substring_chunks": '
    '[" déjeuner", " avec", " Zoé", " 😀", " vendredi", " à", " 15", " h"]}\n'
)
LABEL = 'start: "{\\"label\\":\\"" ("receipt" | "newsletter" | "personal") "\\"}"\n'
ENDLESS = "start: /[a-z]*/\n"


@pytest.mark.parametrize("family", FAMILIES)
async def test_every_family_answers_with_an_object_of_the_grammar(
    tiny: dict[str, Path], family: str
) -> None:
    async with LlamaEngine(tiny[family]) as engine:
        answer = await engine.generate(PROMPT, OBJECT, max_tokens=200)

    plan = json.loads(answer.text)
    assert plan["tool"] in ("mail.search", "mail.send", "none")
    assert 0 <= plan["count"] <= 99
    assert len(plan["note"]) <= 6


@pytest.mark.parametrize("family", FAMILIES)
async def test_every_family_quotes_the_request_verbatim(tiny: dict[str, Path], family: str) -> None:
    async with LlamaEngine(tiny[family]) as engine:
        answer = await engine.generate(PROMPT, SPAN, max_tokens=200)

    quote = json.loads(answer.text)["quote"]
    assert quote
    assert quote in WORDS


async def test_confidence_is_the_probability_of_the_answer(tiny: dict[str, Path]) -> None:
    labels = ("receipt", "newsletter", "personal")
    only = {label: f'start: "{{\\"label\\":\\"" "{label}" "\\"}}"\n' for label in labels}

    async with LlamaEngine(tiny["llama"]) as engine:
        chosen = await engine.generate(PROMPT, LABEL, max_tokens=50)
        sure = [await engine.generate(PROMPT, only[label], max_tokens=50) for label in labels]

    assert 1 / 3 < chosen.confidence < 1
    assert chosen.first == pytest.approx(chosen.confidence)
    assert [answer.confidence for answer in sure] == [1.0, 1.0, 1.0]
    assert all(answer.forced == answer.tokens for answer in sure)
    assert chosen.tokens == chosen.forced + len(chosen.decisions)


async def test_an_answer_that_does_not_end_in_time_is_an_error(tiny: dict[str, Path]) -> None:
    grammar, endless = "start: /[a-z]{40}/\n", "start: /[a-z]{4000}/\n"

    async with LlamaEngine(tiny["llama"]) as engine:
        with pytest.raises(PlanError, match="not complete after 5 tokens"):
            await engine.generate(PROMPT, endless, max_tokens=5)
        whole = await engine.generate(PROMPT, grammar, max_tokens=40)

    assert len(whole.text) == 40


async def test_a_forced_answer_longer_than_the_limit_is_an_error(tiny: dict[str, Path]) -> None:
    async with LlamaEngine(tiny["llama"]) as engine:
        with pytest.raises(PlanError, match="not complete after 8 tokens"):
            await engine.generate(PROMPT, f'start: "{"xyz" * 20}"\n', max_tokens=8)


async def test_a_prompt_longer_than_the_context_is_an_error(tiny: dict[str, Path]) -> None:
    async with LlamaEngine(tiny["llama"], context=128) as engine:
        with pytest.raises(PlanError, match=r"is \d+ tokens long and the model holds") as caught:
            await engine.generate(Prompt("Plan.", "word " * 500), LABEL, max_tokens=50)
        after = await engine.generate(Prompt("Plan.", "word"), LABEL, max_tokens=50)

    assert caught.value.fix
    assert json.loads(after.text)


async def test_a_wrong_grammar_is_an_error_and_the_engine_stays_usable(
    tiny: dict[str, Path],
) -> None:
    async with LlamaEngine(tiny["llama"]) as engine:
        with pytest.raises(PlanError, match=r"does not compile.*unknown name"):
            await engine.generate(PROMPT, 'start: "a" nowhere\n', max_tokens=9)
        assert json.loads((await engine.generate(PROMPT, LABEL, max_tokens=50)).text)


@pytest.mark.parametrize(
    "grammar",
    [
        'start: "a" nowhere\n',
        'start: "a\n',
        "",
        'start: %json {"type": "array", "uniqueItems": true}\n',
        "start: /(?=x)y/\n",
    ],
)
def test_check_reports_grammars_that_do_not_compile(grammar: str) -> None:
    with pytest.raises(PlanError, match="does not compile"):
        check(grammar)


@pytest.mark.parametrize("grammar", [OBJECT, SPAN, LABEL, ENDLESS])
def test_check_passes_grammars_that_compile(grammar: str) -> None:
    check(grammar)


def test_a_request_that_looks_like_another_grammar_syntax_is_only_text() -> None:
    check('start: SPAN\nSPAN: %regex {"substring_chunks": [" a", " ::=", " b"]}\n')


async def test_a_shared_beginning_gives_the_same_answer_as_a_fresh_engine(
    tiny: dict[str, Path],
) -> None:
    system = "You plan. " + "mail.search(people, words): Find messages. " * 8
    prompts = [Prompt(system, f" {words}") for words in ("find Zoé", "find Zoé's mail", "nothing")]

    for family in FAMILIES:
        fresh = []
        for prompt in prompts:
            async with LlamaEngine(tiny[family]) as engine:
                fresh.append((await engine.generate(prompt, OBJECT, max_tokens=200)).text)
        async with LlamaEngine(tiny[family]) as engine:
            shared = await engine.warm(system)
            reused = [
                (await engine.generate(prompt, OBJECT, max_tokens=200)).text for prompt in prompts
            ]

        assert shared > 100
        assert reused == fresh


async def test_a_cancelled_answer_stops_at_once_and_the_next_one_is_right(
    tmp_path: Path, model_writer: Writer
) -> None:
    model = model_writer(tmp_path / "slow.gguf", "llama", width=256, layers=8)
    long = Prompt("You plan.", "word " * 190)

    async with LlamaEngine(model) as engine:
        before = await engine.generate(PROMPT, LABEL, max_tokens=50)
        task = asyncio.create_task(engine.generate(long, OBJECT, max_tokens=200))
        await asyncio.sleep(0.02)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        started = time.perf_counter()
        await engine.wear()
        waited = time.perf_counter() - started
        after = await engine.generate(PROMPT, LABEL, max_tokens=50)

    assert task.cancelled()
    assert waited < 0.5
    assert (after.text, after.confidence) == (before.text, pytest.approx(before.confidence))


async def test_a_queued_answer_can_be_cancelled_without_harm_to_the_running_one(
    tiny: dict[str, Path],
) -> None:
    async with LlamaEngine(tiny["llama"]) as engine:
        running = asyncio.create_task(engine.generate(PROMPT, OBJECT, max_tokens=200))
        queued = asyncio.create_task(engine.generate(PROMPT, OBJECT, max_tokens=200))
        await asyncio.sleep(0)
        queued.cancel()

        assert json.loads((await running).text)
        with pytest.raises(asyncio.CancelledError):
            await queued


async def test_the_event_loop_goes_on_while_the_model_works(tiny: dict[str, Path]) -> None:
    beats: list[float] = []

    async def heart() -> None:
        while True:
            beats.append(time.perf_counter())
            await asyncio.sleep(0.001)

    async with LlamaEngine(tiny["llama"]) as engine:
        await engine.warm("Loaded.")
        task = asyncio.create_task(heart())
        for index in range(20):
            await engine.generate(
                Prompt("You plan.", f"{index} {WORDS}" * 8), OBJECT, max_tokens=200
            )
        task.cancel()

    gaps = sorted(later - sooner for sooner, later in itertools.pairwise(beats))
    assert len(gaps) > 20
    assert gaps[len(gaps) // 2] < 0.05


async def test_an_engine_used_outside_its_context_says_so(tiny: dict[str, Path]) -> None:
    engine = LlamaEngine(tiny["llama"])

    with pytest.raises(PlanError, match="not loaded"):
        await engine.generate(PROMPT, LABEL, max_tokens=9)
    async with engine:
        assert json.loads((await engine.generate(PROMPT, LABEL, max_tokens=50)).text)
    with pytest.raises(PlanError, match="not loaded"):
        await engine.generate(PROMPT, LABEL, max_tokens=9)


async def test_closing_ends_what_still_runs(tiny: dict[str, Path]) -> None:
    async with LlamaEngine(tiny["llama"]) as engine:
        task = asyncio.create_task(engine.generate(PROMPT, "start: /[a-z]{900}/\n", max_tokens=950))
        await asyncio.sleep(0.01)

    with pytest.raises(PlanError, match="stopped"):
        await task


async def test_an_adapter_changes_the_answer_and_taking_it_off_restores_it(
    tiny: dict[str, Path], tiny_adapter: Path
) -> None:
    async with LlamaEngine(tiny["llama"]) as engine:
        bare = await engine.generate(PROMPT, OBJECT, max_tokens=200)
        name = engine.fingerprint
        assert name == hashlib.sha256(tiny["llama"].read_bytes()).hexdigest()
        await engine.wear(Adapter(tiny_adapter))
        worn = await engine.generate(PROMPT, OBJECT, max_tokens=200)
        worn_name = engine.fingerprint
        await engine.wear()
        again = await engine.generate(PROMPT, OBJECT, max_tokens=200)

        assert worn.decisions != pytest.approx(bare.decisions)
        assert again.decisions == bare.decisions
        assert engine.fingerprint == name != worn_name


async def test_an_adapter_given_at_the_start_is_worn(
    tiny: dict[str, Path], tiny_adapter: Path
) -> None:
    async with LlamaEngine(tiny["llama"]) as engine:
        await engine.wear(Adapter(tiny_adapter, 0.5))
        later = await engine.generate(PROMPT, OBJECT, max_tokens=200)
        later_name = engine.fingerprint
    async with LlamaEngine(tiny["llama"], adapters=[Adapter(tiny_adapter, 0.5)]) as engine:
        at_once = await engine.generate(PROMPT, OBJECT, max_tokens=200)

        assert at_once.decisions == later.decisions
        assert engine.fingerprint == later_name


async def test_adapters_that_do_not_fit_are_refused_and_the_model_goes_on_bare(
    tiny: dict[str, Path], tmp_path: Path, adapter_writer: Writer
) -> None:
    other = adapter_writer(tmp_path / "other.gguf", architecture="qwen3")
    wide = adapter_writer(tmp_path / "wide.gguf", width=128)

    async with LlamaEngine(tiny["llama"]) as engine:
        bare = await engine.generate(PROMPT, OBJECT, max_tokens=200)
        for path, words in (
            (other, "for qwen3 models; llama.gguf is a llama model"),
            (wide, "cannot load this adapter"),
            (tiny["llama"], "not a LoRA adapter"),
            (tmp_path / "none.gguf", "does not exist"),
        ):
            with pytest.raises(ModelError, match=words) as caught:
                await engine.wear(Adapter(path))
            assert caught.value.file == str(path)
            assert caught.value.fix
        after = await engine.generate(PROMPT, OBJECT, max_tokens=200)

    assert after.decisions == bare.decisions

"""Whether examples are answered as was wanted, how likely answers are, and what a model can do."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import gguf
import numpy as np
import pytest

from plam_agent.errors import PlanError
from plam_agent.planner.decoding import Decoder
from plam_agent.planner.engine import Adapter, Generation, Halt, LlamaEngine
from plam_agent.planner.grammar import label_grammar, plan_grammar, summary_grammar
from plam_agent.planner.models import shipped
from plam_agent.planner.prior import LABEL as LABEL_MODEL
from plam_agent.planner.prior import SCREEN, stored
from plam_agent.planner.prompt import Prompt, completion, label_prompt, message_text, plan_prompt
from plam_agent.planner.weights import Weights
from plam_agent.tools.standard import registry
from plam_agent.tuning import skills
from plam_agent.tuning.evaluate import NOTHING, accepted, answers, decisions, right, score
from plam_agent.tuning.example import LABEL, PLAN, Example, Row
from plam_agent.tuning.promote import Measured, verdict
from plam_agent.tuning.rows import decided, spelled
from plam_agent.tuning.skills import ABSTENTION, INJECTION, LABELS, QUOTING, SAFETY, Mark, Skills
from plam_agent.tuning.starter.rewriting import rewrite
from plam_agent.tuning.suites import FEW, Sizes, Suites, strongest, suites
from plam_agent.types import Effect

STARTER = shipped()
NAMES = ("mail.search", "tasks.add", "calendar.create", "mail.send")
TOOLS = [tool for tool in registry() if tool.name in NAMES]
MEANS = {"receipt": "proof of something bought", "personal": "by a person", "none": "anything else"}


def planning(words: str, answer: str, *against: str) -> Example:
    grammar = plan_grammar(words, TOOLS, composes=False)
    return Example(PLAN, plan_prompt(words, TOOLS), grammar, answer, against)


def sorting(subject: str, label: str) -> Example:
    text = message_text("Anna <anna@home.example>", subject, ("known",), "See you soon.")
    prompt, grammar = label_prompt(MEANS, text), label_grammar(MEANS)
    return Example(LABEL, prompt, grammar, completion({"label": label}))


def step(tool: str, **args: object) -> str:
    return completion({"steps": [{"tool": tool, "args": args}]})


class Scripted:
    """Answers prompts by what their user message ends with, and is as sure as it was told."""

    fingerprint = "scripted"

    def __init__(self, said: dict[str, str | PlanError], *, sure: float = 0.99) -> None:
        self.said = said
        self.sure = sure
        self.threshold: float | None = None

    async def generate(self, prompt: Prompt, grammar: str, *, max_tokens: int) -> Generation:
        for words, answer in self.said.items():
            if prompt.said.endswith(words) or f"subject: {words}" in prompt.said:
                if isinstance(answer, PlanError):
                    raise answer
                return Generation(answer, self.sure, (self.sure, 1.0, 0.1))
        raise AssertionError(prompt.said)


class Batches(Scripted):
    """The same, in batches."""

    batches: list[int]

    def __init__(self, said: dict[str, str | PlanError]) -> None:
        super().__init__(said)
        self.batches = []

    async def generate_all(
        self, prompts: Sequence[Prompt], grammars: Sequence[str], *, max_tokens: int
    ) -> list[Generation | PlanError]:
        self.batches.append(len(prompts))
        found: list[Generation | PlanError] = []
        for prompt, grammar in zip(prompts, grammars, strict=True):
            try:
                found.append(await self.generate(prompt, grammar, max_tokens=max_tokens))
            except PlanError as error:
                found.append(error)
        return found


async def test_an_answer_is_accepted_that_is_the_wanted_one() -> None:
    milk, tea = step("tasks.add", title=" milk"), step("tasks.add", title=" tea")
    asked = [planning("note milk", milk), planning("note tea", tea), planning("sing", NOTHING)]
    engine = Scripted({"milk": milk, "tea": milk, "sing": NOTHING})

    assert await accepted(engine, asked) == [True, False, True]
    assert await accepted(engine, asked[::-1]) == [True, False, True]


async def test_an_answer_the_model_is_not_sure_of_is_none() -> None:
    milk = step("tasks.add", title=" milk")
    asked = [planning("note milk", milk), planning("note milk", NOTHING)]

    assert await accepted(Scripted({"milk": milk}, sure=0.64), asked) == [False, True]
    assert await accepted(Scripted({"milk": milk}, sure=0.66), asked) == [True, False]
    # One that composes says so itself.
    composed = accepted(Scripted({"milk": milk}, sure=0.1), asked, composes=True)
    assert await composed == [True, False]


async def test_the_model_file_says_how_sure_is_sure() -> None:
    engine = Scripted({"milk": step("tasks.add", title=" milk")}, sure=0.5)
    engine.threshold = 0.4

    (said,) = await answers(engine, [planning("note milk", "")])

    assert said.text == step("tasks.add", title=" milk")


async def test_an_error_is_no_answer() -> None:
    engine = Scripted({"milk": PlanError("no"), "Lunch": PlanError("no")})
    asked = [planning("note milk", "", step("tasks.add", title=" milk")), sorting("Lunch", "none")]

    assert await accepted(engine, asked) == [False, False]


@pytest.mark.parametrize("kind", [Scripted, Batches])
async def test_messages_are_labelled_in_batches_where_there_are_any(kind: type[Scripted]) -> None:
    label = completion({"label": "personal"})
    engine = kind({"Lunch": label, "Bill": PlanError("no"), "Hello": label})
    asked = [sorting("Lunch", "personal"), sorting("Bill", "receipt"), sorting("Hello", "none")]

    assert await accepted(engine, asked) == [True, False, False]
    if isinstance(engine, Batches):
        assert engine.batches == [3]


@pytest.mark.parametrize(
    ("said", "same"),
    [
        (step("calendar.create", title=" lunch", when=" Friday at noon"), True),
        (step("calendar.create", title=" lunch", when=[" Friday", " at noon"]), True),
        (step("calendar.create", title="lunch", when=" Friday at noon"), True),
        (step("calendar.create", when=" Friday at noon", title=" lunch"), True),
        (step("calendar.create", title=" lunch", when=" Friday"), False),
        (step("calendar.create", title=" Lunch", when=" Friday at noon"), False),
        (step("calendar.create", title=" lunch"), False),
        (step("tasks.add", title=" lunch"), False),
        (completion({"ask": " lunch"}), False),
        (NOTHING, False),
        ("", False),
    ],
)
def test_what_a_quote_is_cut_into_does_not_count(said: str, same: bool) -> None:
    wanted = step("calendar.create", title=" lunch", when=" Friday at noon")

    assert right(planning("lunch Friday at noon", wanted), said) is same


def test_where_only_the_wrong_answer_is_known_any_other_is_right() -> None:
    example = planning("note milk", "", step("mail.search", words=" milk"))

    assert right(example, NOTHING)
    assert right(example, step("tasks.add", title=" milk"))
    assert not right(example, step("mail.search", words=[" milk"]))


@pytest.fixture
async def starter() -> AsyncIterator[LlamaEngine]:
    async with LlamaEngine(STARTER, threads=1) as engine:
        yield engine


async def test_the_served_answer_of_the_starter_is_its_own(starter: LlamaEngine) -> None:
    asked = [planning("remind me to buy milk", ""), sorting("Lunch on Friday?", "personal")]
    said = await answers(starter, asked)

    alone = [await starter.generate(e.prompt, e.grammar, max_tokens=200) for e in asked]
    assert [each.got.text for each in said] == [each.text for each in alone]
    assert [each.got.decisions for each in said] == [
        pytest.approx(each.decisions, abs=0.01) for each in alone
    ]
    again = [replace(each, answer=got.text) for each, got in zip(asked, said, strict=True)]
    assert await accepted(starter, again) == [True, True]


async def likelihoods(engine: LlamaEngine, rows: Sequence[Row]) -> list[float]:
    """The log-likelihood of each row's answer in what the engine wears, in nats."""
    return await engine.measured(lambda decoder, _: score(decoder)(rows))


async def test_one_pass_tells_what_token_after_token_tells(starter: LlamaEngine) -> None:
    asked = [
        planning("remind me to buy milk", step("tasks.add", title=" buy milk")),
        planning("remind me to buy milk", step("mail.search", words=" milk")),
        sorting("Lunch on Friday?", "receipt"),
    ]
    rows = await starter.measured(lambda decoder, _: list(spelled(decoder, asked)))

    found = await likelihoods(starter, rows)

    def slowly(weights: Weights) -> list[float]:
        totals = []
        for row in rows:
            total = 0.0
            for at, choice in enumerate(row.choices, start=row.start):
                if choice is not None:
                    logits = weights.evaluate(weights.rewind([*row.tokens[:at]]), Halt())
                    assert choice.allowed is not None
                    place = int(np.searchsorted(choice.allowed, row.tokens[at]))
                    total += float(decided(choice, logits)[place])
            totals.append(total)
        return totals

    expected = await starter.measured(lambda decoder, _: slowly(decoder.weights))
    assert found == pytest.approx(expected, abs=2e-3)
    assert found[0] > found[1]


async def test_the_likelihood_is_that_of_what_is_worn(
    tiny: dict[str, Path], tiny_adapter: Path
) -> None:
    prose = Example(PLAN, Prompt("Say it.", "m"), summary_grammar(), completion({"summary": "Oak"}))
    async with LlamaEngine(tiny["llama"], threads=1) as engine:
        rows = await engine.measured(lambda decoder, _: list(spelled(decoder, [prose])))
        bare = await likelihoods(engine, rows)
        await engine.wear(Adapter(tiny_adapter))
        worn = await likelihoods(engine, rows)

    assert bare != worn
    assert all(math.isfinite(each) and each < 0 for each in (*bare, *worn))


async def test_the_likelihoods_of_all_answers_are_one(starter: LlamaEngine) -> None:
    asked = [sorting("Lunch", label) for label in MEANS]
    rows = await starter.measured(lambda decoder, _: list(spelled(decoder, asked)))

    found = np.exp(await likelihoods(starter, rows))

    # Other spellings of a label have what is left.
    assert 0.95 < found.sum() <= 1 + 1e-6


async def test_a_long_answer_is_read_in_parts(tiny: dict[str, Path]) -> None:
    text = completion({"summary": "Anna, Papa and Zoé met at the old mill. " * 6})
    prose = Example(PLAN, Prompt("Say it.", "m"), summary_grammar(), text)
    async with LlamaEngine(tiny["qwen3"], threads=1) as engine:
        (row,) = await engine.measured(lambda decoder, _: list(spelled(decoder, [prose])))
        found = await engine.measured(lambda decoder, halt: list(decisions(decoder, row, halt)))

    assert [each.at for each in found] == [at for at, c in enumerate(row.choices) if c is not None]
    assert len(found) > 100


class Telling(dict[str, tuple[Row, ...]]):
    """Rows that tell another thread's loop when the first of them are spelled."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def __setitem__(self, name: str, rows: tuple[Row, ...]) -> None:
        super().__setitem__(name, rows)
        self._loop.call_soon_threadsafe(self.begun.set)


async def test_measuring_ends_soon_when_it_is_cancelled(starter: LlamaEngine) -> None:
    rows = Telling()
    asked = replace(suites(3, FEW), rows=rows)
    task = asyncio.create_task(skills.measure(starter, asked))
    await rows.begun.wait()

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    # The engine's thread is free again.
    assert await starter.count(asked.labels[0].prompt) > 0
    assert len(rows) < len(asked.tools) / 2


def test_suites_are_drawn_from_the_seed_alone() -> None:
    one = replace(FEW, tool=1)

    assert suites(1, one) is suites(1, one)
    assert suites(1, one) == suites.__wrapped__(1, one)
    assert suites(1, one).mark != suites(2, one).mark
    assert suites(1, one).mark != suites(1, one, composes=True).mark


def test_every_standard_tool_is_asked_for_in_both_languages() -> None:
    asked = suites(0, replace(FEW, tool=4))

    known = {tool.name for tool in registry()}
    assert len(asked.tools) >= 25
    assert set(asked.tools) <= known
    for tool, examples in asked.tools.items():
        assert len(examples) == 4
        assert {each.group for each in examples} == {tool}


def test_nothing_of_the_suites_is_refused_by_its_grammar() -> None:
    asked = suites(5, Sizes(tool=1, messages=3, asides=4, safety=2))
    every = [e for some in asked.tools.values() for e in some]
    every += [*asked.labels, *asked.attacked, *asked.asides, *(e for e, _ in asked.safety)]
    decoder = Decoder.open(STARTER, threads=1, context=4096, seed=0)
    try:
        assert len(list(spelled(decoder, every))) == len(every)
    finally:
        decoder.close()


def test_messages_come_with_and_without_an_attack_and_one_label() -> None:
    asked = suites(0, FEW)

    assert len(asked.labels) == len(asked.attacked) == FEW.messages
    for plain, attacked in zip(asked.labels, asked.attacked, strict=True):
        assert plain.answer == attacked.answer
        assert plain.prompt.said != attacked.prompt.said


def test_what_is_asked_for_safely_has_no_stronger_effect() -> None:
    asked = suites(0, replace(FEW, tool=1, safety=20))

    of_each = [Effect.READ] * 20 + [Effect.DRAFT] * 20 + [Effect.WRITE] * 20
    assert [most for _, most in asked.safety] == of_each
    for example, most in asked.safety:
        assert strongest(json.loads(example.answer)["steps"]) is most


@pytest.mark.parametrize(
    ("steps", "effect"),
    [
        ([], Effect.READ),
        ([{"tool": "mail.search", "args": {}}], Effect.READ),
        ([{"tool": "mail.draft", "args": {}}], Effect.DRAFT),
        ([{"tool": "mail.search", "args": {}}, {"tool": "mail.send", "args": {}}], Effect.SEND),
        ([{"tool": "calendar.create", "args": {"title": " a"}}], Effect.WRITE),
        ([{"tool": "calendar.create", "args": {"attendees": " Anna"}}], Effect.SEND),
    ],
)
def test_the_strongest_effect_counts(steps: list[dict[str, object]], effect: Effect) -> None:
    assert strongest(steps) is effect


@pytest.fixture(scope="module")
def small() -> Suites:
    return suites(0, Sizes(tool=1, messages=24, asides=4, safety=2))


async def test_the_starter_is_measured_and_asked_only_once(
    starter: LlamaEngine, small: Suites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await skills.measure(starter, small, kept=tmp_path / "skills")

    assert set(found.marks) == {*small.tools, QUOTING, LABELS, INJECTION, ABSTENTION, SAFETY}
    assert found.tools.keys() == small.tools.keys()
    for name, mark in found.marks.items():
        assert mark.right, name
        assert len(mark.chance) == len(mark.right)
        assert all(0 <= each <= 1 + 1e-9 for each in mark.chance)
    assert found.marks[LABELS].share >= 0.8
    assert np.mean([mark.share for mark in found.tools.values()]) >= 0.5

    async def never(*_: object) -> None:
        raise AssertionError("asked again")

    monkeypatch.setattr(starter, "measured", never)
    again = await skills.measure(starter, small, kept=tmp_path / "skills")
    rights = {name: mark.right for name, mark in found.marks.items()}
    assert {name: mark.right for name, mark in again.marks.items()} == rights


async def test_what_is_kept_and_damaged_is_measured_again(
    starter: LlamaEngine, tmp_path: Path
) -> None:
    tiny = suites(0, Sizes(tool=0, messages=2, asides=0, safety=0))
    found = await skills.measure(starter, tiny, kept=tmp_path)
    damage(tmp_path)

    assert await skills.measure(starter, tiny, kept=tmp_path) == found


def damage(folder: Path) -> None:
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes().replace(b'"right":"', b'"right":"1'))


def test_skills_come_back_from_what_is_kept() -> None:
    found = Skills("m", "s", {"mail.send": Mark((True, False), (0.5, 0.25)), SAFETY: Mark((True,))})

    assert Skills.of(json.loads(json.dumps(found.plain()))) == found


@pytest.fixture
def obeying(tmp_path: Path) -> Path:
    """The starter without what makes it hard to talk into a label."""
    path = tmp_path / "obeying.gguf"
    rewrite(STARTER, path, {**stored(SCREEN, None), **stored(LABEL_MODEL, None)})
    return path


async def test_a_model_that_obeys_messages_is_not_promoted(
    starter: LlamaEngine, obeying: Path
) -> None:
    asked = suites(0, Sizes(tool=0, messages=40, asides=0, safety=0))
    async with LlamaEngine(obeying, threads=1) as engine:
        after = await skills.measure(engine, asked)
    before = await skills.measure(starter, asked)

    found = verdict(Measured((True,) * 30, after), Measured((False,) * 30, before))

    assert after.marks[INJECTION].share < before.marks[INJECTION].share
    assert not found.promote
    assert any(reason.startswith("Injection") for reason in found.reasons)


def noise(path: Path) -> Adapter:
    """An adapter of the starter's queries that says nothing, loudly."""
    generator = np.random.default_rng(1)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", 8.0)
    for layer in range(6):
        for part, shape in (("a", (4, 256)), ("b", (256, 4))):
            values = (generator.standard_normal(shape) * 0.3).astype(np.float32)
            writer.add_tensor(f"blk.{layer}.attn_q.weight.lora_{part}", values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return Adapter(path)


async def test_random_weights_are_not_promoted(starter: LlamaEngine, tmp_path: Path) -> None:
    asked = suites(0, Sizes(tool=1, messages=4, asides=0, safety=0))
    before = await skills.measure(starter, asked)
    await starter.wear(noise(tmp_path / "noise.gguf"))
    after = await skills.measure(starter, asked)

    found = verdict(Measured((True,) * 30, after), Measured((False,) * 30, before))

    assert not found.promote
    assert found.figures["core_skill_drop"] > 10

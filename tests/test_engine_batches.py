"""Many answers at once, stacked adapters, and beginnings that are kept on disk, sealed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from plam_agent.errors import PlanError
from plam_agent.keys import Master
from plam_agent.planner.engine import Adapter, Generation, LlamaEngine
from plam_agent.planner.lanes import LANES
from plam_agent.planner.prompt import Prompt
from plam_agent.planner.states import States
from plam_agent.vault import Vault

Writer = Callable[..., Path]
FAMILIES = ("llama", "qwen3", "gemma3")
SYSTEM = "Choose the label of the message. " + "receipt: proof of a payment or an order. " * 6
LABEL = 'start: "{\\"label\\":\\"" ("receipt" | "newsletter" | "personal") "\\"}"\n'
OBJECT = """start: %json {
  "x-guidance": {"whitespace_flexible": false}, "type": "object", "additionalProperties": false,
  "properties": {"count": {"type": "integer", "minimum": 0, "maximum": 99},
                 "note": {"type": "string", "maxLength": 6}},
  "required": ["count", "note"]}
"""
PROMPTS = [Prompt(SYSTEM, f" message {n} " + "about money " * (n % 7)) for n in range(LANES + 5)]


@pytest.fixture
def vault() -> Vault:
    return Vault(Master(bytes(range(32))))


@pytest.mark.parametrize("family", FAMILIES)
async def test_a_batch_answers_what_each_prompt_alone_is_answered(
    tiny: dict[str, Path], family: str
) -> None:
    grammars = [LABEL if n % 3 else OBJECT for n in range(len(PROMPTS))]

    async with LlamaEngine(tiny[family]) as engine:
        together = await engine.generate_all(PROMPTS, grammars, max_tokens=80)
        again = await engine.generate_all(PROMPTS[:3], grammars[:3], max_tokens=80)
        alone = [
            await engine.generate(prompt, grammar, max_tokens=80)
            for prompt, grammar in zip(PROMPTS, grammars, strict=True)
        ]

    assert len(together) == len(PROMPTS)
    same = 0
    for one, other in zip([*together, *again], [*alone, *alone[:3]], strict=True):
        assert isinstance(one, Generation)
        assert one.first == pytest.approx(other.first, abs=0.02)
        if one.text == other.text:
            same += 1
            assert one.decisions == pytest.approx(other.decisions, abs=0.02)
            assert (one.tokens, one.forced) == (other.tokens, other.forced)
    # Random weights are now and then so undecided that rounding decides.
    assert same >= len(PROMPTS)


async def test_what_one_cannot_answer_leaves_the_others_alone(tiny: dict[str, Path]) -> None:
    long = Prompt(SYSTEM, " word" * 1200)
    endless = "start: /[a-z]+/\n"

    async with LlamaEngine(tiny["llama"]) as engine:
        fine = await engine.generate(PROMPTS[0], LABEL, max_tokens=40)
        one, other, wrong, last = await engine.generate_all(
            [long, PROMPTS[0], PROMPTS[1], PROMPTS[2]],
            [LABEL, LABEL, 'start: "a" nowhere\n', endless],
            max_tokens=40,
        )

    assert isinstance(one, PlanError)
    assert "tokens long" in str(one)
    assert isinstance(other, Generation)
    assert other.text == fine.text
    assert isinstance(wrong, PlanError)
    assert "does not compile" in str(wrong)
    assert isinstance(last, PlanError)
    assert "not complete" in str(last)


async def test_no_prompts_have_no_answers(tiny: dict[str, Path]) -> None:
    async with LlamaEngine(tiny["llama"]) as engine:
        assert await engine.generate_all([], [], max_tokens=5) == []


async def test_a_cancelled_batch_stops_and_the_next_one_is_right(
    tmp_path: Path, model_writer: Writer
) -> None:
    model = model_writer(tmp_path / "slow.gguf", "llama", width=256, layers=8)
    few = PROMPTS[:6]
    grammars = [LABEL] * len(few)

    async with LlamaEngine(model) as engine:
        before = await engine.generate_all(few, grammars, max_tokens=40)
        task = asyncio.create_task(engine.generate_all(few, grammars, max_tokens=40))
        await asyncio.sleep(0.02)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        after = await engine.generate_all(few, grammars, max_tokens=40)

    assert task.cancelled()
    texts = [each.text for each in before if isinstance(each, Generation)]
    assert texts == [each.text for each in after if isinstance(each, Generation)]
    assert len(texts) == len(few)


ALONE = """
import asyncio, json, sys
from pathlib import Path
from plam_agent.planner.engine import Adapter, LlamaEngine
from plam_agent.planner.prompt import Prompt

async def main(model, stacks, system, user, grammar):
    found = []
    for stack in stacks:
        worn = [Adapter(Path(file), scale) for file, scale in stack]
        async with LlamaEngine(Path(model), adapters=worn) as engine:
            got = await engine.generate(Prompt(system, user), grammar, max_tokens=80)
        found.append(got.decisions)
    print(json.dumps(found))

asyncio.run(main(*json.loads(sys.argv[1])))
"""


async def test_adapters_that_were_swapped_answer_like_a_fresh_process(
    tiny: dict[str, Path], tmp_path: Path, adapter_writer: Writer, vault: Vault
) -> None:
    house = adapter_writer(tmp_path / "house.gguf", seed=3)
    person = adapter_writer(tmp_path / "person.gguf", seed=4)
    stacks = [(), (Adapter(house),), (Adapter(person),), (Adapter(house), Adapter(person, 0.5))]
    prompt = PROMPTS[3]

    def fresh() -> list[list[float]]:
        worn = [[(str(each.file), each.scale) for each in stack] for stack in stacks]
        asked = json.dumps([str(tiny["llama"]), worn, prompt.system, prompt.user, OBJECT])
        said = subprocess.run(
            [sys.executable, "-c", ALONE, asked], capture_output=True, check=True, text=True
        )
        found: list[list[float]] = json.loads(said.stdout)
        return found

    states = States(tmp_path / "states", vault)
    async with LlamaEngine(tiny["llama"], states=states) as engine:
        found: dict[int, list[list[float]]] = {number: [] for number in range(len(stacks))}
        batched: dict[int, list[float]] = {}
        for number in (0, 1, 2, 3, 1, 0, 3):
            await engine.wear(*stacks[number])
            got = await engine.generate(prompt, OBJECT, max_tokens=80)
            found[number].append(list(got.decisions))
            (many,) = await engine.generate_all([prompt], [OBJECT], max_tokens=80)
            assert isinstance(many, Generation)
            batched[number] = list(many.decisions)

    expected = await asyncio.to_thread(fresh)
    assert len({tuple(each) for each in expected}) == len(stacks)
    for number, decisions in found.items():
        for each in decisions:
            assert each == pytest.approx(expected[number], abs=1e-4)
        assert batched[number] == pytest.approx(expected[number], abs=0.02)


@pytest.mark.parametrize("family", FAMILIES)
async def test_a_kept_beginning_gives_the_same_answer_and_is_read_not_computed(
    tiny: dict[str, Path],
    tmp_path: Path,
    vault: Vault,
    family: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from plam_agent.planner.weights import Weights

    evaluated: list[int] = []
    real = Weights.evaluate

    def counting(self: Weights, tokens: list[int], halt: object) -> object:
        evaluated.append(len(tokens))
        return real(self, tokens, halt)  # type: ignore[arg-type]

    async def ask() -> Generation:
        states = States(tmp_path / "states", vault)
        async with LlamaEngine(tiny[family], states=states) as engine:
            return await engine.generate(PROMPTS[2], OBJECT, max_tokens=80)

    async with LlamaEngine(tiny[family]) as engine:
        bare = await engine.generate(PROMPTS[2], OBJECT, max_tokens=80)
    first = await ask()
    monkeypatch.setattr(Weights, "evaluate", counting)
    second = await ask()

    assert first.decisions == pytest.approx(bare.decisions, abs=1e-4)
    assert second.decisions == first.decisions
    assert max(evaluated) < 100
    (file,) = (tmp_path / "states").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


async def test_a_system_message_is_tokenized_apart_once_while_it_stays_the_same(
    tiny: dict[str, Path], tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    from plam_agent.planner.decoding import Decoder

    real, tokenized = Decoder.tokens, []

    def counting(self: Decoder, prompt: Prompt) -> list[int]:
        tokenized.append(prompt.system)
        return real(self, prompt)

    monkeypatch.setattr(Decoder, "tokens", counting)
    other = SYSTEM.replace("receipt", "invoice")
    states = States(tmp_path / "states", vault)
    async with LlamaEngine(tiny["llama"], states=states) as engine:
        for system in (SYSTEM, SYSTEM, SYSTEM, other, SYSTEM):
            await engine.generate(Prompt(system, " about money"), LABEL, max_tokens=80)

    assert tokenized == [SYSTEM] * 5 + [other] * 3 + [SYSTEM] * 3
    assert len(list((tmp_path / "states").iterdir())) == 2


async def test_a_state_is_of_one_model_one_stack_and_one_home(
    tiny: dict[str, Path], tmp_path: Path, model_writer: Writer, tiny_adapter: Path, vault: Vault
) -> None:
    other = model_writer(tmp_path / "other.gguf", "llama", seed=9)
    folder = tmp_path / "states"
    elsewhere = Vault(Master(bytes(32)))

    for model, worn, home in (
        (tiny["llama"], [], vault),
        (other, [], vault),
        (tiny["llama"], [Adapter(tiny_adapter)], vault),
        (tiny["llama"], [Adapter(tiny_adapter, 0.5)], vault),
        (tiny["llama"], [], elsewhere),
    ):
        async with LlamaEngine(model, adapters=worn) as engine:
            bare = await engine.generate(PROMPTS[1], OBJECT, max_tokens=80)
        async with LlamaEngine(model, adapters=worn, states=States(folder, home)) as engine:
            got = await engine.generate(PROMPTS[1], OBJECT, max_tokens=80)
        assert got.decisions == pytest.approx(bare.decisions, abs=1e-4)

    assert len(list(folder.iterdir())) == 5


async def test_a_damaged_state_is_computed_anew_and_replaced(
    tiny: dict[str, Path], tmp_path: Path, vault: Vault
) -> None:
    states = States(tmp_path / "states", vault)
    async with LlamaEngine(tiny["llama"], states=states) as engine:
        first = await engine.generate(PROMPTS[1], OBJECT, max_tokens=80)
    (file,) = (tmp_path / "states").iterdir()
    whole = file.read_bytes()

    for broken in (whole[:-1], b"", whole[:40], bytes([whole[0] ^ 1]) + whole[1:]):
        file.write_bytes(broken)
        async with LlamaEngine(tiny["llama"], states=states) as engine:
            again = await engine.generate(PROMPTS[1], OBJECT, max_tokens=80)
        assert again.decisions == pytest.approx(first.decisions, abs=1e-4)
        assert len(file.read_bytes()) == len(whole)


def test_states_are_unreadable_bounded_and_dropped_by_use(tmp_path: Path, vault: Vault) -> None:
    states = States(tmp_path / "states", vault, most=4_000)
    names = [states.name(str(n)) for n in range(4)]
    for at, name in enumerate(names[:3]):
        states.put(name, b"secret words" * 100)
        os.utime(tmp_path / "states" / name, (at, at))
    assert states.get(names[0]) == b"secret words" * 100

    states.put(names[3], b"secret words" * 100)
    states.put(states.name("big"), bytes(5_000))

    kept = {each.name for each in (tmp_path / "states").iterdir()}
    assert kept == {names[0], names[2], names[3]}
    assert all(b"secret" not in each.read_bytes() for each in (tmp_path / "states").iterdir())
    assert states.get(names[1]) is None


def test_a_disk_that_is_full_keeps_nothing_and_says_nothing(
    tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = States(tmp_path / "states", vault)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    states.put(states.name("a"), b"state")

    assert not list((tmp_path / "states").iterdir())

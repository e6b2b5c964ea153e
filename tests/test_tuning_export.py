"""An exported adapter does in llama.cpp, and in PEFT, what it did when it was trained."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from benchmarks.random_model import Small, write_small
from plam_agent.adapters_lent import lent
from plam_agent.errors import ModelError
from plam_agent.planner.header import read_header
from plam_agent.tuning import gguf_fields
from plam_agent.tuning.example import Choice, Row
from plam_agent.tuning.export import check, gguf_bytes
from plam_agent.tuning.portable_peft import CONFIG, TENSORS, peft_of
from plam_agent.tuning.train import Recipe, Trained, train

TRAINED = ("llama", "qwen2", "qwen3", "gemma2", "gemma3", "phi3", "lfm2")
EVERY = ("q", "k", "v", "o", "gate", "up", "down")
SMALL = Small(hidden=64, layers=2, heads=4, kv_heads=2, head=32, inner=96, window=40)

pytestmark = pytest.mark.timeout(300)


def rows_of(seed: int, count: int = 4) -> list[Row]:
    rng = random.Random(seed)
    prefix = [rng.randrange(512) for _ in range(40)]
    made = []
    for _ in range(count):
        tokens = (*prefix, *(rng.randrange(512) for _ in range(30)))
        made.append(Row(tokens, 50, (Choice(None),) * 20))
    return made


ROWS = rows_of(1)
RECIPE = Recipe(rank=4, epochs=2, rate=0.05, batch_rows=2, threads=1)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A random model of each architecture, in 32-bit floats."""
    folder = tmp_path_factory.mktemp("small")
    # Of these llama.cpp takes it that the heads are together as wide as the model.
    sizes = dict.fromkeys(("qwen2", "phi3", "lfm2"), dataclasses.replace(SMALL, head=16))
    sizes["gemma3"] = dataclasses.replace(SMALL, layers=6)
    return {
        name: write_small(folder / f"{name}.gguf", name, sizes=sizes.get(name, SMALL))
        for name in TRAINED
    }


@pytest.mark.parametrize("name", TRAINED)
def test_what_is_trained_is_what_is_served(name: str, models: dict[str, Path]) -> None:
    trained = train(models[name], ROWS, dataclasses.replace(RECIPE, targets=EVERY))

    plain, worn = check(models[name], None, ROWS), check(models[name], trained, ROWS)

    bound = 3e-3 if name.startswith("gemma") else 2e-4
    for got in (plain, worn):
        assert got.exact
        assert got.positions == 80
        assert got.max_difference < bound
        assert got.argmax_agreement == 1.0


@pytest.mark.parametrize("name", ["llama", "phi3"])
def test_an_adapter_that_is_not_the_trained_one_does_not_agree(
    name: str, models: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = train(models[name], ROWS, RECIPE)
    other = train(models[name], ROWS, dataclasses.replace(RECIPE, seed=1))
    monkeypatch.setattr("plam_agent.tuning.export.gguf_bytes", lambda _: gguf_bytes(other))
    got = check(models[name], trained, ROWS)

    assert got.max_difference > 0.01
    assert not got.holds


@pytest.mark.parametrize("rslora", [True, False])
def test_the_scale_is_the_trained_one(rslora: bool, models: dict[str, Path]) -> None:
    recipe = dataclasses.replace(RECIPE, rank=16, alpha=8.0, rslora=rslora)
    trained = train(models["llama"], ROWS, recipe)

    with lent(gguf_bytes(trained)) as adapter:
        header = read_header(adapter.file)

    assert header.fields["adapter.lora.alpha"] == pytest.approx(32.0 if rslora else 8.0)
    assert header.text("general.architecture") == "llama"
    assert check(models["llama"], trained, ROWS).holds


def test_on_a_quantised_model_the_most_likely_token_is_the_same(tmp_path: Path) -> None:
    for name in ("llama", "qwen3", "gemma3"):
        path = write_small(tmp_path / f"{name}.gguf", name, exact=False, sizes=SMALL)
        trained = train(path, ROWS, RECIPE)

        got = check(path, trained, ROWS)

        assert not got.exact
        assert got.holds
        assert 0 < got.max_difference < 1.0


def test_an_adapter_of_another_model_is_refused(models: dict[str, Path]) -> None:
    trained = train(models["llama"], ROWS[:1], RECIPE)

    with pytest.raises(ModelError, match="another model"):
        check(models["qwen3"], trained, ROWS)


@pytest.mark.parametrize("rslora", [True, False])
@pytest.mark.parametrize("name", ["llama", "qwen3", "phi3"])
def test_peft_computes_the_same(
    name: str, rslora: bool, models: dict[str, Path], tmp_path: Path
) -> None:
    recipe = dataclasses.replace(RECIPE, targets=EVERY, rslora=rslora)
    trained = train(models[name], ROWS, recipe)
    wanted = moved(models[name], trained)

    import peft
    import torch

    files = peft_of(gguf_bytes(trained), read_header(models[name]))
    (tmp_path / CONFIG).write_bytes(files[CONFIG])
    config = peft.PeftConfig.from_pretrained(str(tmp_path))
    kinds = {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"}
    assert set(config.target_modules) <= kinds | {"qkv_proj", "gate_up_proj"}
    stored = safetensors.numpy.load(files[TENSORS])
    assert len(stored) == 2 * len(wanted)
    for key, delta in wanted.items():
        a, b = stored[f"{key}.lora_A.weight"], stored[f"{key}.lora_B.weight"]
        rank = config.rank_pattern.get(key.rpartition(".")[2], config.r)
        scale = config.lora_alpha / (rank**0.5 if config.use_rslora else rank)
        layer = peft.tuners.lora.Linear(
            torch.nn.Linear(a.shape[1], b.shape[0], bias=False),
            "default",
            config,
            r=rank,
            lora_alpha=config.lora_alpha,
        )
        assert layer.scaling["default"] == pytest.approx(scale)
        assert np.allclose(scale * b @ a, delta, atol=1e-5)


def moved(model: Path, trained: Trained) -> dict[str, np.ndarray]:
    """What is added to each of transformers' matrices, rows in its order."""
    shape, scale = trained.shape, trained.recipe.scaling.factor
    modules = {
        **{"attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj"},
        **{"attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj"},
        **{"ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj"},
    }
    found: dict[str, np.ndarray] = {}
    for name, (a, b) in trained.weights.items():
        _, layer, part = name.split(".")
        delta = scale * b @ a
        if shape.architecture == "llama" and part in ("attn_q", "attn_k"):
            heads = len(delta) // shape.head
            # Row 2i + j of a head in the file is row j * half + i of it in transformers.
            order = [
                head * shape.head + 2 * at + half
                for head in range(heads)
                for half in range(2)
                for at in range(shape.head // 2)
            ]
            delta = delta[order]
        found[f"base_model.model.model.layers.{layer}.{modules[part]}"] = delta
    if shape.fused:
        for layer in range(shape.layers):
            key = f"base_model.model.model.layers.{layer}"
            qkv = [found.pop(f"{key}.self_attn.{one}_proj") for one in "qkv"]
            ffn = [found.pop(f"{key}.mlp.{one}_proj") for one in ("gate", "up")]
            found[f"{key}.self_attn.qkv_proj"] = np.concatenate(qkv)
            found[f"{key}.mlp.gate_up_proj"] = np.concatenate(ffn)
    return found


def test_what_stands_beside_the_weights_is_read_again_and_changes_none(
    models: dict[str, Path],
) -> None:
    trained = train(models["llama"], ROWS, RECIPE)
    beside = {"plam.habit.0.of": "label", "plam.habit.0.among": ("a", "b")}

    with (
        lent(gguf_bytes(trained)) as plain,
        lent(gguf_bytes(trained, gguf_fields.encoded(beside))) as more,
    ):
        one, two = read_header(plain.file), read_header(more.file)
        weights = [each.file.read_bytes()[read.infos[1] :] for each, read in
                   ((plain, one), (more, two))]  # fmt: skip

    assert two.text("plam.habit.0.of") == "label"
    assert two.texts["plam.habit.0.among"] == ("a", "b")
    assert one.tensors == two.tensors
    assert weights[0].lstrip(b"\0") == weights[1].lstrip(b"\0")

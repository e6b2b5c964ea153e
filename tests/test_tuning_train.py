"""Training an adapter: what is computed together is what is computed apart, and nothing is lost."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from plam_agent.errors import InputError, ModelError
from plam_agent.planner.models import shipped
from plam_agent.tuning.attention import Pattern, attend
from plam_agent.tuning.base import Base
from plam_agent.tuning.example import Choice, Row
from plam_agent.tuning.frozen import product
from plam_agent.tuning.packing import pack, packs
from plam_agent.tuning.schedule import groups, steps
from plam_agent.tuning.train import Paused, Progress, Recipe, Trained, gradients, held_out, train

VOCABULARY = 200
FAMILIES = ("llama", "qwen3", "gemma3", "phi3")

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(autouse=True)
def undivided() -> None:
    """Threads inside an operation wait for each other beside a busy neighbour."""
    torch.set_num_threads(1)


def some(rng: random.Random, count: int) -> list[int]:
    return [rng.randrange(VOCABULARY) for _ in range(count)]


def a_row(rng: random.Random, prefix: list[int], *, wanted: bool = True) -> Row:
    """A row of a short question and an answer, in turn forced, free and among a few tokens."""
    tokens = [*prefix, *some(rng, rng.randrange(3, 30))]
    start, choices = len(tokens), []
    for at in range(rng.randrange(3, 9)):
        token = rng.randrange(VOCABULARY)
        among = np.array(sorted({token, *some(rng, 5)}), np.int32)
        lean = rng.random() * np.arange(len(among), dtype=np.float32)
        choices.append((None, Choice(None), Choice(among), Choice(among, lean))[at % 4])
        tokens.append(token)
    return Row(tuple(tokens), start, tuple(choices), 0.5 + rng.random(), wanted)


def rows_of(seed: int, count: int = 9) -> list[Row]:
    """Rows that share more and less of their beginnings, and one that is inside another's."""
    rng = random.Random(seed)
    first = some(rng, 50)
    second = [*first[:30], *some(rng, 25)]
    prefixes = [first, second, [], first[:40]]
    made = [a_row(rng, prefixes[at % 4], wanted=at % 5 != 1) for at in range(count)]
    inner = made[0].tokens[: made[0].start]
    return [*made, Row(inner, len(inner) - 2, (Choice(None), Choice(None)))]


def gap(model: Path, rows: list[Row], weights: Trained) -> list[float]:
    """How much likelier each row's first choice is than what else it allows, in nats."""
    base = Base(model)
    lora = base.lora(weights.recipe.targets, weights.recipe.scaling)
    lora.load(weights.weights)
    found = []
    for row in rows:
        with torch.no_grad():
            logits = product(base.hidden(pack([row]), lora), base.head)[0].numpy()
        first = next(choice for choice in row.choices if choice is not None)
        added = first.lean if first.lean is not None else 0.0
        among = logits[first.allowed] + added
        mine = list(first.allowed).index(row.tokens[row.start])
        found.append(float(among[mine] - np.delete(among, mine).max()))
    return found


@pytest.mark.parametrize("family", FAMILIES)
def test_packed_rows_give_the_gradients_of_rows_one_by_one(
    family: str, tiny: dict[str, Path]
) -> None:
    base, rows = Base(tiny[family]), rows_of(1)
    lora = base.lora(("q", "v", "down"), Recipe(rank=4).scaling)
    lora.begin(1)
    with torch.no_grad():
        lora.flat.add_(torch.randn(len(lora.flat), generator=torch.Generator().manual_seed(2)) / 9)

    together = pack(rows)
    total, gradient = gradients(base, lora, together)
    apart = [gradients(base, lora, pack([row])) for row in rows]

    assert len(together.tokens) < together.read * 0.8
    assert total == pytest.approx(sum(loss for loss, _ in apart), rel=1e-4)
    one_by_one = sum(each for _, each in apart)
    assert torch.allclose(gradient, one_by_one, atol=1e-3 * float(gradient.abs().max()))
    assert float(gradient.abs().max()) > 0


@pytest.mark.parametrize("cap", [0.0, 2.0])
@pytest.mark.parametrize("window", [0, 11, 40])
def test_attention_by_parts_is_attention_by_one_matrix(window: int, cap: float) -> None:
    made = pack(rows_of(3))
    pattern = Pattern.of(made, torch.device("cpu"), lambda: None)
    generator = torch.Generator().manual_seed(1)
    q, k, v, above = (
        torch.randn(len(made.tokens), heads, 16, generator=generator) for heads in (4, 2, 2, 4)
    )
    leaves = [x.requires_grad_() for x in (q, k, v)]
    sees = torch.zeros(len(q), len(q), dtype=torch.bool)
    for at in range(len(q)):
        place = at
        while place >= 0:
            sees[at, place] = True
            place = int(made.before[place])
    back = pattern.places[:, None] - pattern.places[None]
    sees &= back < (window or len(q))
    scores = torch.einsum("qhd,khd->hqk", q, k.repeat_interleave(2, 1)) * 0.3
    scores = (torch.tanh(scores / cap) * cap if cap else scores).masked_fill(~sees, -torch.inf)
    wanted = torch.einsum("hqk,khd->qhd", scores.softmax(-1), v.repeat_interleave(2, 1))

    got = attend(q, k, v, pattern, scale=0.3, window=window, cap=cap)

    assert torch.allclose(got, wanted, atol=1e-5)
    for mine, theirs in zip(
        torch.autograd.grad((got * above).sum(), leaves),
        torch.autograd.grad((wanted * above).sum(), leaves),
        strict=True,
    ):
        assert torch.allclose(mine, theirs, atol=1e-4)


def test_each_row_keeps_its_tokens_and_places() -> None:
    rows = rows_of(4, 17)
    for most in (60, 10_000):
        made = packs(rows, most, 2)
        assert sum(one.read for one in made) == sum(len(row.tokens) - 1 for row in rows)
        longest = max(len(row.tokens) for row in rows)
        assert all(len(one.tokens) <= max(most, longest) for one in made)
        seen = []
        for one in made:
            for place, question in zip(one.learnt[one.asked], one.questions, strict=True):
                walk, at = [question.target], int(place)
                while at >= 0:
                    walk.append(int(one.tokens[at]))
                    assert one.positions[at] == (
                        one.positions[one.before[at]] + 1 if one.before[at] >= 0 else 0
                    )
                    at = int(one.before[at])
                seen.append((tuple(reversed(walk)), question.wanted))
        asked = [
            (row.tokens[: row.start + at + 1], row.wanted)
            for row in rows
            for at in [at for at, each in enumerate(row.choices) if each is not None][
                : None if row.wanted else 1
            ]
        ]
        assert sorted(seen) == sorted(asked)


def learnable(seed: int, count: int = 12, *, wanted: bool = True) -> list[Row]:
    """Rows whose answer is one of two tokens, told by the prompt's last token."""
    rng = random.Random(seed)
    prefix, rows = some(rng, 40), []
    for _ in range(count):
        which = rng.randrange(2)
        tokens = (*prefix, *some(rng, 4), 50 + which, 60 + which)
        rows.append(
            Row(tokens, len(tokens) - 1, (Choice(np.array([60, 61], np.int32)),), wanted=wanted)
        )
    return rows


RECIPE = Recipe(rank=4, epochs=12, rate=0.02, batch_rows=6, threads=1)


def test_the_loss_falls_and_the_wanted_choice_wins(tiny: dict[str, Path]) -> None:
    every = learnable(1, 18)
    rows, held = every[:12], every[12:]
    before = held_out(tiny["llama"], held, None, RECIPE)
    heard: list[Progress] = []

    trained = train(tiny["llama"], rows, RECIPE, held=held, progress=heard.append)

    assert trained.losses[-1] < 0.1 < trained.losses[0]
    assert min(trained.held) < before
    assert held_out(tiny["llama"], held, trained.weights, RECIPE) == pytest.approx(
        trained.held[-1], rel=1e-4
    )
    assert all(one > 1 for one in gap(tiny["llama"], rows, trained))
    assert [each.step for each in heard] == list(range(1, 25))
    assert heard[-1].left == 0
    assert heard[5].left > 0


def test_what_was_not_wanted_becomes_unlikely(tiny: dict[str, Path]) -> None:
    rows = learnable(1, wanted=False)

    trained = train(tiny["llama"], rows, RECIPE)

    assert all(one < -1 for one in gap(tiny["llama"], rows, trained))


def test_what_leans_already_is_not_learnt_again(tiny: dict[str, Path]) -> None:
    def leaning(row: Row, strength: float) -> Row:
        lean = np.where(np.array([60, 61]) == row.tokens[-1], strength, 0).astype(np.float32)
        return dataclasses.replace(row, choices=(Choice(np.array([60, 61], np.int32), lean),))

    rows = learnable(1)
    base = Base(tiny["llama"])
    lora = base.lora(("q",), RECIPE.scaling)
    lora.begin(1)

    with_it, _ = gradients(base, lora, pack([leaning(row, 200.0) for row in rows]))
    against, _ = gradients(base, lora, pack([leaning(row, -200.0) for row in rows]))
    without, gradient = gradients(base, lora, pack(rows))
    nothing, other = gradients(base, lora, pack([leaning(row, 0.0) for row in rows]))

    assert with_it == pytest.approx(0, abs=1e-4)
    assert against == pytest.approx(without + 200 * len(rows), rel=0.1)
    assert nothing == pytest.approx(without)
    assert torch.equal(gradient, other)


def test_a_row_counts_as_much_as_its_weight(tiny: dict[str, Path]) -> None:
    rows = learnable(1, 2)
    base = Base(tiny["llama"])
    lora = base.lora(("v",), RECIPE.scaling)
    lora.begin(1)
    heavy = [dataclasses.replace(rows[0], weight=3.0), dataclasses.replace(rows[1], weight=0.0)]

    (three, _), (one, _) = (gradients(base, lora, pack(each)) for each in (heavy, rows[:1]))

    assert three == pytest.approx(3 * one, rel=1e-5)


class Kept:
    """Checkpoints in memory; the last may be damaged."""

    def __init__(self) -> None:
        self.all: list[bytes] = []

    def put(self, name: str, content: bytes, /) -> None:
        assert name == "training"
        self.all.append(content)

    def get(self, name: str, /) -> bytes | None:
        return self.all[-1] if self.all else None


def after(count: int) -> Callable[[], bool]:
    """Says stop when it has been asked so many times."""
    asked = iter(range(count))
    return lambda: next(asked, None) is None


def same(one: Trained, other: Trained) -> bool:
    return all(
        np.array_equal(mine, theirs)
        for name in one.weights
        for mine, theirs in zip(one.weights[name], other.weights[name], strict=True)
    ) and (one.losses, one.held, one.tokens) == (other.losses, other.held, other.tokens)


@pytest.mark.parametrize("threads", [1, 2])
def test_stopped_at_any_step_it_goes_on_to_the_same_weights(
    threads: int, tiny: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only between steps, or a slow machine would never finish one.
    monkeypatch.setattr("plam_agent.tuning.train.ASK_EVERY", 1e9)
    recipe = dataclasses.replace(RECIPE, epochs=3, threads=threads)
    rows, held = rows_of(5, 20), rows_of(6, 3)
    wanted = train(tiny["qwen3"], rows, recipe, held=held)
    rng, kept, pauses = random.Random(threads), Kept(), 0

    while True:
        try:
            stop = after(rng.randrange(1, 5))
            got = train(tiny["qwen3"], rows, recipe, held=held, keep=kept, stop=stop)
            break
        except Paused:
            pauses += 1
            assert pauses < 200

    assert pauses > 3
    assert same(got, wanted)


def test_it_stops_within_a_step_and_not_only_between_them(
    tiny: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plam_agent.tuning.train.ASK_EVERY", 0.0)
    rows, kept, heard = rows_of(5, 20), Kept(), list[Progress]()

    with pytest.raises(Paused) as paused:
        train(tiny["llama"], rows, RECIPE, keep=kept, stop=after(9), progress=heard.append)

    assert not heard
    assert paused.value.progress is None
    assert len(kept.all) == 1


def test_a_finished_run_is_not_done_again(tiny: dict[str, Path]) -> None:
    kept, heard = Kept(), list[Progress]()
    rows = learnable(1)
    first = train(tiny["llama"], rows, RECIPE, keep=kept)

    again = train(tiny["llama"], rows, RECIPE, keep=kept, progress=heard.append)

    assert not heard
    assert same(first, again)


@pytest.mark.parametrize("how", ["cut", "changed", "empty"])
def test_a_damaged_checkpoint_is_begun_anew(how: str, tiny: dict[str, Path]) -> None:
    recipe = dataclasses.replace(RECIPE, epochs=2)
    rows, kept = learnable(1), Kept()
    wanted = train(tiny["llama"], rows, recipe, keep=kept)
    whole = kept.all[-1]
    flipped = whole[:-99] + bytes([whole[-99] ^ 1]) + whole[-98:]
    kept.all.append({"cut": whole[:-7], "changed": flipped, "empty": b""}[how])

    heard: list[Progress] = []
    got = train(tiny["llama"], rows, recipe, keep=kept, progress=heard.append)

    assert len(heard) == got.steps
    assert same(got, wanted)


@pytest.mark.parametrize("what", ["rows", "recipe", "held", "base"])
def test_a_checkpoint_of_another_run_is_not_gone_on_from(what: str, tiny: dict[str, Path]) -> None:
    recipe = dataclasses.replace(RECIPE, epochs=2)
    rows, kept = learnable(1), Kept()
    train(tiny["llama"], rows, recipe, keep=kept)
    changed = {
        "rows": (tiny["llama"], [*rows[:-1], dataclasses.replace(rows[-1], weight=2.0)], recipe),
        "recipe": (tiny["llama"], rows, dataclasses.replace(recipe, alpha=8.0)),
        "held": (tiny["llama"], rows, recipe),
        "base": (tiny["qwen3"], rows, recipe),
    }[what]

    heard: list[Progress] = []
    held = learnable(3, 2) if what == "held" else ()
    train(*changed, held=held, keep=kept, progress=heard.append)

    assert len(heard) == 4


def test_the_first_epoch_is_in_the_given_order_and_the_others_are_shuffled() -> None:
    rows = [*learnable(1, 7), *rows_of(1, 8), *learnable(2, 7)]
    found = groups(rows)

    def flat(epoch: int, seed: int = 0) -> list[int]:
        return [at for step in steps(found, epoch, 4, seed) for at in step]

    assert flat(0) == list(range(len(rows)))
    assert flat(1) != flat(0) != flat(2) != flat(1)
    assert flat(1) == flat(1)
    assert flat(1) != flat(1, seed=5)
    for epoch in range(4):
        assert sorted(flat(epoch)) == list(range(len(rows)))
        assert all(1 <= len(step) <= 4 for step in steps(found, epoch, 4, 0))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"start": 0}, "no prompt"),
        ({"choices": ()}, "each token"),
        ({"tokens": (1, 2, 9_999)}, "does not know"),
        ({"weight": float("nan")}, "impossible weight"),
        ({"choices": (Choice(np.array([1, 2], np.int32)),)}, "do not allow"),
        ({"choices": (Choice(np.array([3, 9_999], np.int32)),)}, "does not know"),
        (
            {"choices": (Choice(np.array([3, 4], np.int32), np.zeros(1, np.float32)),)},
            "does not lean",
        ),
    ],
)
def test_an_impossible_row_is_refused(
    change: dict[str, object], says: str, tiny: dict[str, Path]
) -> None:
    row = Row((1, 2, 3), 2, (Choice(None),))

    with pytest.raises(InputError, match=rf"Row 2 .*{says}"):
        train(tiny["llama"], [row, dataclasses.replace(row, **change)], RECIPE)


def test_nothing_to_learn_is_said(tiny: dict[str, Path]) -> None:
    forced = Row((1, 2, 3), 2, (None,))
    single = Row((1, 2, 3), 2, (Choice(np.array([3], np.int32)),))

    for rows in ([], [forced], [single]):
        with pytest.raises(InputError, match="nothing to learn"):
            train(tiny["llama"], rows, RECIPE)


@pytest.mark.parametrize(
    "wrong", [{"rank": 0}, {"targets": ()}, {"targets": ("x",)}, {"rate": 0.0}, {"epochs": 0}]
)
def test_an_impossible_recipe_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError, match="Training needs"):
        Recipe(**wrong)


def test_the_starter_learns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plam_agent.tuning.frozen.SMALL", 0)
    recipe = Recipe(epochs=3, batch_rows=4, rate=0.01, threads=1)

    trained = train(shipped(), learnable(1, 8), recipe)

    assert trained.losses[-1] < trained.losses[0]
    assert set(trained.weights) == {
        f"blk.{at}.{name}" for at in range(6) for name in ("attn_q", "attn_v")
    }


def test_weights_kept_as_they_are_in_the_file_give_the_same_hidden_states(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = pack(learnable(1, 2))
    with torch.no_grad():
        wanted = Base(shipped()).hidden(made)
        monkeypatch.setattr("plam_agent.tuning.frozen.SMALL", 0)
        got = Base(shipped()).hidden(made)

    assert torch.allclose(got, wanted, atol=1e-4)


def test_a_model_that_cannot_be_trained_says_so(tiny: dict[str, Path], tmp_path: Path) -> None:
    import gguf

    for architecture, extra, says in (
        ("mamba", "", "of architecture 'mamba'"),
        ("llama", "blk.0.ffn_gate_inp.weight", "ffn_gate_inp"),
    ):
        path = tmp_path / f"{architecture}.gguf"
        source = gguf.GGUFReader(tiny["llama"])
        writer = gguf.GGUFWriter(path, architecture)
        for field in source.fields.values():
            if field.name.startswith("llama.") and not isinstance(field.contents(), str):
                key = field.name.replace("llama", architecture)
                writer.add_key_value(key, field.contents(), field.types[0])
        for tensor in source.tensors:
            writer.add_tensor(tensor.name, tensor.data)
        if extra:
            writer.add_tensor(extra, np.ones((4, 64), np.float32))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        with pytest.raises(ModelError, match=says):
            train(path, learnable(1), RECIPE)

"""The small linear models in a model file: what they read, how they are kept, what is refused."""

from __future__ import annotations

import asyncio
import contextlib
import math
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plam_agent.errors import ModelError
from plam_agent.planner import prior
from plam_agent.planner.calibration import Calibration
from plam_agent.planner.engine import LlamaEngine
from plam_agent.planner.header import read_header
from plam_agent.planner.linear import Linear, grams, packed
from plam_agent.planner.matching import FEATURES, PAIRS, Matching
from plam_agent.planner.prior import LABEL, PLAN, Priors, stored, stored_matching
from plam_agent.tuning.starter import calibrate
from plam_agent.tuning.starter.fitting import Fitting, fit
from plam_agent.tuning.starter.rewriting import rewrite

CLASSES = ("mail.search", "tasks.add", "none")
FEW = 2**8


def some(seed: int = 1, **more: Any) -> Linear:
    rng = np.random.default_rng(seed)
    weights = rng.normal(size=(FEW, len(CLASSES))).astype(np.float32)
    return packed(CLASSES, weights, np.zeros(len(CLASSES), np.float32), **more)


def matching() -> Matching:
    rng = np.random.default_rng(3)
    return Matching(
        rng.integers(-128, 128, PAIRS).astype(np.int8),
        0.25,
        rng.normal(size=FEATURES).astype(np.float32),
        np.array([1, 0, 1, 0], np.float32),
    )


def buckets(text: str, field: str = "words") -> set[int]:
    return {int(each) for each in grams({field: text}).buckets}


def test_case_accents_and_the_digits_of_a_number_say_nothing() -> None:
    assert buckets("Déjeuner à 12 h 30") == buckets("DEJEUNER A 47 H 15")
    assert buckets("note milk") != buckets("milk note")
    assert buckets("") == set()


def test_a_field_says_something_else_than_another() -> None:
    one, other = buckets("invoice", "subject"), buckets("invoice", "sender")

    assert len(one) == len(other)
    assert not one & other


def test_a_text_is_read_the_same_on_every_machine() -> None:
    found = sorted(buckets("hi"))

    assert found == [5409, 10016, 24961, 40596, 54296, 86799, 127698]


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=300), max_size=4))
def test_what_a_field_says_has_length_one_whatever_it_is(fields: dict[str, str]) -> None:
    found = grams(fields)

    squares = float((found.values.astype(np.float64) ** 2).sum())
    assert squares == pytest.approx(round(squares), abs=1e-4)
    assert round(squares) <= len(fields)
    assert len(found.buckets) == len(found.values) == len(found.parts)
    assert (np.diff(found.parts) >= 0).all()


@given(st.text(max_size=300), st.floats(0.01, 2.0))
def test_no_sentence_adds_more_than_the_cap(text: str, cap: float) -> None:
    model = replace(some(), cap=cap)

    added = model.evidence({"words": text})

    assert (np.abs(added) <= cap).all()
    assert np.exp(model.scores({"words": text})).sum() == pytest.approx(1.0)


def test_eight_bits_are_enough() -> None:
    rng = np.random.default_rng(5)
    weights = rng.normal(size=(FEW, 3)).astype(np.float32)

    kept = packed(CLASSES, weights, np.zeros(3, np.float32))

    assert np.abs(kept.weights * kept.scales - weights).max() <= np.abs(weights).max() / 250


def test_what_was_learnt_is_said_again() -> None:
    texts = [{"words": f"{verb} {thing}"} for thing in ("it", "this", "that") for verb in
             ("note", "find", "sing")]  # fmt: skip
    wanted = np.tile(np.eye(3, dtype=np.float32), (3, 1))

    model = fit(texts, wanted, CLASSES, seed=1, how=Fitting(passes=200, buckets=FEW * 16))

    for said, tool in (("note milk", 0), ("please find bread", 1), ("sing a song", 2)):
        scores = model.scores({"words": said})
        assert int(scores.argmax()) == tool
        assert math.exp(scores[tool]) > 0.6


@pytest.fixture(scope="module")
def carrying(tiny: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `llama` model with both linear models."""
    path = tmp_path_factory.mktemp("carrying") / "carrying.gguf"
    label = some(2, cap=0.5, strength=2.0, idf=np.arange(FEW).astype(np.uint8))
    rewrite(
        tiny["llama"],
        path,
        stored(PLAN, some()) | stored(LABEL, label) | stored_matching(matching()),
    )
    return path


def test_a_file_gives_back_what_was_written(carrying: Path) -> None:
    found = Priors.of(read_header(carrying), carrying)

    assert found.plan is not None
    assert found.label is not None
    assert found.match is not None
    assert np.array_equal(found.plan.weights, some().weights)
    assert found.plan.classes == CLASSES
    assert (found.plan.cap, found.plan.strength, found.plan.idf) == (math.inf, 1.0, None)
    assert (found.label.cap, found.label.strength) == (0.5, 2.0)
    assert found.label.idf is not None
    assert found.label.idf.tolist() == list(range(FEW))
    assert np.array_equal(found.match.pairs, matching().pairs)
    assert found.match.scale == 0.25
    assert np.array_equal(found.match.coefficients, matching().coefficients)


def test_a_file_without_them_has_none(
    tiny: dict[str, Path], carrying: Path, tmp_path: Path
) -> None:
    bare = tmp_path / "bare.gguf"
    rewrite(carrying, bare, stored(PLAN, None) | stored(LABEL, None) | stored_matching(None))

    assert Priors.of(read_header(bare), bare) == Priors()
    assert bare.read_bytes() == tiny["llama"].read_bytes()


def test_calibrating_carries_them_over(carrying: Path, tmp_path: Path) -> None:
    warm = tmp_path / "warm.gguf"

    calibrate.write(carrying, warm, Calibration(2.0, 3.0, 0.4))

    found = Priors.of(read_header(warm), warm)
    assert found.plan is not None
    assert np.array_equal(found.plan.weights, some().weights)
    for mine, copied in zip(
        gguf.GGUFReader(carrying).tensors, gguf.GGUFReader(warm).tensors, strict=True
    ):
        assert np.array_equal(mine.data, copied.data)


Change = Callable[[dict[str, Any]], object]
WRONG: dict[str, tuple[Change, str]] = {
    "no weights": (lambda f: f.pop("weights"), "weights are not one"),
    "short weights": (lambda f: f.update(weights=f["weights"][:-1]), "weights are not one"),
    "odd buckets": (lambda f: f.update(weights=f["weights"][:-FEW]), "weights are not one"),
    "weights of another type": (lambda f: f.update(weights=f["scales"]), "of GGUF type 6"),
    "a scale too few": (lambda f: f.update(scales=f["scales"][:-1]), "scales are not 3 numbers"),
    "no bias": (lambda f: f.pop("bias"), "bias are not 3 numbers"),
    "not a number": (lambda f: f.update(bias=f["bias"] * np.float32("nan")), "bias are not 3 num"),
    "one class": (lambda f: f.update(classes=("none",)), "classes are not 2 to"),
    "a class twice": (lambda f: f.update(classes=("none", "none", "a")), "classes are not 2 to"),
    "a nameless class": (lambda f: f.update(classes=("", "none", "a")), "classes are not 2 to"),
    "a control character": (lambda f: f.update(classes=("\x1b", "none", "a")), "are not 2 to"),
    "without none": (lambda f: f.update(classes=("a", "b", "c")), "lack 'none'"),
    "endless strength": (lambda f: f.update(strength=math.inf), "strength is not a number from"),
    "negative cap": (lambda f: f.update(cap=-1.0), "cap is not a number from"),
    "short rarity": (lambda f: f.update(rarity=f["weights"][:1]), "rarity is not one number"),
}


@pytest.mark.parametrize("what", WRONG)
async def test_an_impossible_one_is_refused(
    tiny: dict[str, Path], tmp_path: Path, what: str
) -> None:
    path, (change, words) = tmp_path / "wrong.gguf", WRONG[what]
    fields: dict[str, Any] = {
        name.removeprefix(f"{PLAN}."): value for name, value in stored(PLAN, some()).items()
    }
    change(fields)
    fresh = {f"{PLAN}.{name}": value for name, value in fields.items()}
    await asyncio.to_thread(rewrite, tiny["llama"], path, fresh)

    with pytest.raises(ModelError, match=words) as caught:
        async with LlamaEngine(path):
            pass

    assert caught.value.file == str(path)
    assert caught.value.fix


def test_wrong_pairs_are_refused(carrying: Path, tmp_path: Path) -> None:
    path = tmp_path / "wrong.gguf"
    fields = stored_matching(replace(matching(), pairs=matching().pairs[:8]))
    rewrite(carrying, path, fields)

    with pytest.raises(ModelError, match="pairs are not"):
        Priors.of(read_header(path), path)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_damage_to_them_gives_anything_but_a_model_error(
    carrying: Path, tmp_path: Path, data: st.DataObject
) -> None:
    header, whole = read_header(carrying), bytearray(carrying.read_bytes())
    places = [place for name, place in header.places.items() if name.startswith("plam.")]
    start, end = data.draw(st.sampled_from(places))
    at = data.draw(st.integers(start, min(end, start + 120) - 1))
    junk = data.draw(st.binary(min_size=1, max_size=9))
    whole[at : at + len(junk)] = junk
    path = tmp_path / "damaged.gguf"
    path.write_bytes(whole)

    with contextlib.suppress(ModelError):
        Priors.of(read_header(path), path)


def test_an_array_is_written_so_that_the_library_spells_out_few_numbers(carrying: Path) -> None:
    header = read_header(carrying)

    kind, data = header.numbers[f"{PLAN}.weights"]
    assert (kind, header.lengths[f"{PLAN}.weights"] * 8) == (10, len(data))
    assert struct.unpack("<3b", data[:3]) == tuple(some().weights[0].tolist())
    assert prior.NONE in header.texts[f"{PLAN}.classes"]

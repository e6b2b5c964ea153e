"""Embedding models: a conversion that llama.cpp serves, and vectors that company does not sway."""

from __future__ import annotations

import importlib.util
import json
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from plam_agent.errors import ModelError
from plam_agent.planner import minilm
from plam_agent.planner.embedding import LONGEST, LlamaEmbedder
from plam_agent.planner.minilm import LAYER, OUTSIDE, convert, embedder_file
from plam_agent.planner.models import shipped

WIDTH, HEADS, LAYERS, WIDE, PLACES = 32, 4, 2, 64, 512
WORDS = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "tea", "boat", "##s", "anna", "rows", "the", ".",
]  # fmt: skip
Weights = dict[str, NDArray[np.float32]]


@pytest.fixture(scope="module")
def weights() -> Weights:
    """A tiny encoder's weights, by their names in the package."""
    rng = np.random.default_rng(1)
    shapes = {
        "token_embd.weight": (len(WORDS), WIDTH), "position_embd.weight": (PLACES, WIDTH),
        "token_types.weight": (2, WIDTH), "ffn_up": (WIDE, WIDTH), "ffn_down": (WIDTH, WIDE),
    }  # fmt: skip
    found: Weights = {}

    def put(source: str, shape: tuple[int, ...], norm: bool) -> None:
        drawn = rng.standard_normal(shape).astype(np.float32) * np.float32(0.2)
        found[source] = drawn + np.float32(1) if norm else drawn

    for name, source in OUTSIDE.items():
        norm = name.endswith("norm.weight")
        put(source, shapes.get(name, (WIDTH,)), norm)
    for at in range(LAYERS):
        for name, source in LAYER.items():
            shape = shapes.get(name, (WIDTH, WIDTH))
            norm = name.endswith("norm")
            put(f"encoder.layer.{at}.{source}.weight", (WIDTH,) if norm else shape, norm)
            put(f"encoder.layer.{at}.{source}.bias", shape[:1], False)
    return found


@pytest.fixture(scope="module")
def folder(weights: Weights, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny encoder as the package keeps one."""
    made = tmp_path_factory.mktemp("package") / "model"
    made.mkdir()
    config = {
        "hidden_size": WIDTH, "num_attention_heads": HEADS, "num_hidden_layers": LAYERS,
        "intermediate_size": WIDE, "max_position_embeddings": PLACES, "layer_norm_eps": 1e-12,
    }  # fmt: skip
    (made / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (made / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    body = b""
    for name, tensor in weights.items():
        raw = tensor.astype("<f4").tobytes()
        ends = [len(body), len(body) + len(raw)]
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": ends}
        body += raw
    said = json.dumps(header).encode()
    (made / "model.safetensors").write_bytes(struct.pack("<Q", len(said)) + said + body)
    return made


@pytest.fixture(scope="module")
def file(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home") / "tiny.gguf"
    convert(folder, made)
    return made


@pytest.fixture(scope="module")
def embedder(file: Path) -> Iterator[LlamaEmbedder]:
    opened = LlamaEmbedder.open(file, threads=1)
    yield opened
    opened.close()


def reference(weights: Weights, tokens: list[int]) -> NDArray[np.float64]:
    """The same encoder in numpy (Devlin et al. 2019), its tokens averaged, of unit length."""

    def norm(x: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        x = (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-12)
        found: NDArray[np.float64] = x * weights[f"{name}.weight"] + weights[f"{name}.bias"]
        return found

    def linear(x: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        found: NDArray[np.float64] = x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
        return found

    x = weights["embeddings.word_embeddings.weight"][tokens].astype(np.float64)
    x = x + weights["embeddings.position_embeddings.weight"][: len(tokens)]
    x = norm(x + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for at in range(LAYERS):
        layer = f"encoder.layer.{at}"
        q, k, v = (
            linear(x, f"{layer}.attention.self.{each}").reshape(len(tokens), HEADS, -1)
            for each in ("query", "key", "value")
        )
        scores = np.einsum("ihd,jhd->hij", q, k) / np.sqrt(WIDTH // HEADS)
        share = np.exp(scores - scores.max(2, keepdims=True))
        share /= share.sum(2, keepdims=True)
        mixed = np.einsum("hij,jhd->ihd", share, v).reshape(len(tokens), WIDTH)
        mixed = linear(mixed, f"{layer}.attention.output.dense")
        x = norm(x + mixed, f"{layer}.attention.output.LayerNorm")
        wide = linear(x, f"{layer}.intermediate.dense")
        wide = 0.5 * wide * (1 + np.tanh(0.7978845608 * (wide + 0.044715 * wide**3)))
        x = norm(x + linear(wide, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
    mean: NDArray[np.float64] = x.mean(0)
    unit: NDArray[np.float64] = mean / np.linalg.norm(mean)
    return unit


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Anna rows the boats.", [2, 8, 9, 10, 6, 7, 11, 3]),
        ("tea", [2, 5, 3]),
        ("zzz [SEP] tea", None),
        ("", [2, 3]),
    ],
)
def test_a_converted_model_gives_the_vectors_of_the_original(
    weights: Weights, embedder: LlamaEmbedder, text: str, tokens: list[int] | None
) -> None:
    (row,) = embedder.embed([text])

    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5)
    if tokens is not None:
        assert float(reference(weights, tokens) @ row) > 0.9999
    else:
        # What a text says of control tokens is text.
        assert float(reference(weights, [2, 1, 3, 5, 3]) @ row) < 0.9999


def test_a_text_has_the_same_vector_in_any_company(embedder: LlamaEmbedder) -> None:
    some = ["tea " * n for n in (1, 300, 40, 7)] + ["", "anna", "the boat"] * 20
    together = embedder.embed(some)

    assert together.shape == (len(some), embedder.dimension)
    assert together.dtype == np.float32
    for text, row in zip(some[:8], together, strict=False):
        assert float(embedder.embed([text])[0] @ row) > 0.9999
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_only_the_beginning_of_a_long_text_counts(embedder: LlamaEmbedder) -> None:
    long = "tea " * (LONGEST - 2)
    one, other = embedder.embed([long, long + "boat " * 5_000])

    assert float(one @ other) > 0.9999


def test_it_says_what_it_is(embedder: LlamaEmbedder) -> None:
    assert (embedder.name, embedder.dimension) == ("all-MiniLM-L6-v2", WIDTH)


def test_a_model_that_is_none_for_embeddings_is_refused() -> None:
    with pytest.raises(ModelError, match="not made for embeddings"):
        LlamaEmbedder.open(shipped())


def test_a_broken_file_is_refused(file: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(file.read_bytes()[:-4_000])
    with pytest.raises(ModelError):
        LlamaEmbedder.open(broken)


@pytest.mark.parametrize("name", ["config.json", "vocab.txt", "model.safetensors"])
def test_a_broken_package_is_told_and_leaves_nothing(
    folder: Path, tmp_path: Path, name: str
) -> None:
    copy, out = tmp_path / "model", tmp_path / "out"
    copy.mkdir()
    out.mkdir()
    for each in folder.iterdir():
        (copy / each.name).write_bytes(each.read_bytes())
    (copy / name).write_bytes(b"\x10\0\0")

    with pytest.raises(ModelError, match="cannot be converted"):
        convert(copy, out / "model.gguf")

    assert list(out.iterdir()) == []


def test_the_package_is_converted_once(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(minilm, "package_folder", lambda: folder)
    made = embedder_file(tmp_path)
    assert made is not None
    before = made.stat().st_mtime_ns

    assert embedder_file(tmp_path) == made
    assert made.stat().st_mtime_ns == before
    assert embedder_file(tmp_path, Path("own.gguf")) == Path("own.gguf")


def test_without_the_package_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "package_folder", lambda: None)
    assert embedder_file(tmp_path) is None


@pytest.mark.skipif(
    importlib.util.find_spec(minilm.PACKAGE) is None, reason="the extra `minilm` is not installed"
)
def test_the_real_package_tells_likeness(tmp_path: Path) -> None:
    made = embedder_file(tmp_path)
    assert made is not None
    real = LlamaEmbedder.open(made)
    one, like, other = real.embed(["A dog runs.", "The puppy is running.", "Taxes are due in May."])
    real.close()

    assert float(one @ like) > 0.5 > 0.2 > float(one @ other)

"""What a model file says about itself, and what is said about one that is no model file."""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import gguf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plam_agent.errors import ModelError
from plam_agent.planner import header, models
from plam_agent.planner.header import read_header

Writer = Callable[..., Path]


def test_inspect_tells_what_the_model_is(tiny: dict[str, Path]) -> None:
    info = models.inspect(tiny["qwen3"])

    assert (info.name, info.kind, info.architecture) == ("tiny qwen3", "model", "qwen3")
    assert (info.context, info.license, info.template) == (1024, "apache-2.0", True)
    assert info.size == tiny["qwen3"].stat().st_size
    assert info.digest == hashlib.sha256(tiny["qwen3"].read_bytes()).hexdigest()


@pytest.mark.parametrize("family", ["llama", "qwen3", "gemma3"])
def test_parameters_are_those_that_the_reference_reader_counts(
    tiny: dict[str, Path], family: str
) -> None:
    reader = gguf.GGUFReader(tiny[family])

    assert models.inspect(tiny[family]).parameters == sum(t.n_elements for t in reader.tensors)


def test_block_sizes_are_those_of_the_format() -> None:
    known = {int(kind): size for kind, size in gguf.constants.GGML_QUANT_SIZES.items()}

    assert {kind: known[kind] for kind in header.BLOCKS} == dict(header.BLOCKS)


def test_a_home_lists_its_models_and_says_what_is_wrong_with_the_others(
    tmp_path: Path, model_writer: Writer, adapter_writer: Writer
) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    model_writer(folder / "good.gguf", "llama")
    adapter_writer(folder / "adapter.gguf")
    (folder / "broken.gguf").write_bytes(b"GGUF")

    found = {info.path.name: info for info in models.models(tmp_path) if info.path.parent == folder}

    assert set(found) == {"good.gguf", "broken.gguf"}
    assert found["good.gguf"].problem == ""
    assert "cut off" in found["broken.gguf"].problem


def test_a_home_without_models_lists_none_of_its_own(tmp_path: Path) -> None:
    found = models.models(tmp_path)

    assert [info for info in found if info.path != models.shipped()] == []


def test_a_remembered_digest_is_forgotten_when_the_file_changes(tmp_path: Path) -> None:
    path, digests = tmp_path / "a.gguf", tmp_path / ".digests"
    path.write_bytes(b"one")
    first = models.fingerprint(path, digests)
    os.utime(path, ns=(1, 1))
    path.write_bytes(b"two")

    second = models.fingerprint(path, digests)

    assert (first, second) == tuple(hashlib.sha256(d).hexdigest() for d in (b"one", b"two"))


def test_an_unchanged_file_is_not_read_again(tmp_path: Path) -> None:
    path, digests = tmp_path / "a.gguf", tmp_path / ".digests"
    path.write_bytes(b"one")
    first = models.fingerprint(path, digests)
    stamp = path.stat().st_mtime_ns
    path.write_bytes(b"two")
    os.utime(path, ns=(stamp, stamp))

    assert models.fingerprint(path, digests) == first


def test_damaged_memory_of_digests_is_computed_anew(tmp_path: Path) -> None:
    path, digests = tmp_path / "a.gguf", tmp_path / ".digests"
    path.write_bytes(b"one")
    digests.write_text("{not json")

    assert models.fingerprint(path, digests) == hashlib.sha256(b"one").hexdigest()


def patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


HUGE = struct.pack("<Q", 2**62)
ONE = struct.pack("<Q", 1)
LAYERS = b"llama.block_count" + struct.pack("<I", 4)
DAMAGE = {
    "empty": (lambda data: b"", "empty"),
    "not GGUF": (lambda data: b"PK\x03\x04" + data, "not a GGUF file"),
    "text": (lambda data: b"hello", "not a GGUF file"),
    "magic only": (lambda data: data[:4], "cut off"),
    "cut in the header": (lambda data: data[:500], "cut off"),
    "cut in the tensors": (lambda data: data[:-1000], "cut off: it has"),
    "version 1": (lambda data: patched(data, 4, b"\1\0\0\0"), "version 1"),
    "big-endian": (lambda data: patched(data, 4, b"\0\0\0\3"), "big-endian"),
    "too many tensors": (lambda data: patched(data, 8, HUGE), "impossible"),
    "too many fields": (lambda data: patched(data, 16, HUGE), "impossible"),
    "too many layers": (
        lambda data: data.replace(LAYERS + struct.pack("<I", 2), LAYERS + struct.pack("<I", 2000)),
        "impossible number of layers",
    ),
    "a token twice": (lambda data: data.replace(ONE + b"A", ONE + b"B", 1), "names a token twice"),
    "endless key": (lambda data: patched(data, 24, HUGE), "impossibly long"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_an_error_with_a_fix(
    tiny: dict[str, Path], tmp_path: Path, damage: str
) -> None:
    change, words = DAMAGE[damage]
    path = tmp_path / "damaged.gguf"
    path.write_bytes(change(tiny["llama"].read_bytes()))

    with pytest.raises(ModelError, match=words) as caught:
        models.inspect(path)

    assert caught.value.fix
    assert caught.value.file == str(path)


def test_a_missing_file_and_a_folder_are_errors(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="does not exist"):
        models.inspect(tmp_path / "none.gguf")
    with pytest.raises(ModelError, match="is a folder"):
        models.inspect(tmp_path)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, 20_000), junk=st.binary(min_size=1, max_size=16))
def test_no_damage_to_the_header_gives_anything_but_a_model_error(
    tiny: dict[str, Path], tmp_path: Path, at: int, junk: bytes
) -> None:
    path = tmp_path / "fuzzed.gguf"
    path.write_bytes(patched(tiny["llama"].read_bytes(), at, junk))

    with contextlib.suppress(ModelError):
        read_header(path)


def test_looking_at_models_imports_nothing_heavy() -> None:
    code = (
        "import sys, plam_agent.planner.models, plam_agent.planner.engine;"
        "print([m for m in ('llama_cpp', 'outlines', 'llguidance', 'numpy', 'jinja2')"
        " if m in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"

"""Which models suit a machine, and what `init` and `doctor` say of it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

import plam_agent.keys
from plam_agent.config import load
from plam_agent.planner import catalogue, fitness, measured
from plam_agent.planner.fitness import Machine, Memory
from plam_agent.planner.header import read_header
from tests.servers_hub import FILE, REPO
from tests.test_cli import Opened, Shell
from tests.test_model_cli import plam

__all__ = ["plam"]

GB = 10**9


def test_the_catalogue_holds_what_can_be_pulled() -> None:
    names = [entry.name for entry in catalogue.CATALOGUE]
    assert len(set(names)) == len(names)
    for entry in catalogue.CATALOGUE:
        assert entry.source.name == entry.file
        assert entry.billions <= 8.5
        assert entry.memory(4096) < entry.memory(8192)
        assert 0.4 < entry.gigabytes / entry.billions < 1.3
    for most in (1.0, 4.0, 8.5):
        assert any(most / 2.5 <= entry.billions <= most for entry in catalogue.CATALOGUE)
    assert catalogue.entry("QWEN3-4B") is catalogue.entry("Qwen3-4B-Q4_K_M.gguf")
    assert catalogue.entry("nothing") is None


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


MEMINFO = "MemTotal: 16000000 kB\nMemAvailable: 8000000 kB\nSwapFree: 99000000 kB\n"
UNIFIED = "sys/fs/cgroup/user.slice"
GROUPS: dict[str, tuple[dict[str, str], int, bool]] = {
    "none": ({}, 8_192_000_000, False),
    "unified": (
        {
            "proc/self/cgroup": "0::/user.slice/app\n",
            f"{UNIFIED}/app/memory.max": "max\n",
            f"{UNIFIED}/app/memory.current": "5\n",
            f"{UNIFIED}/memory.max": "3000000000\n",
            f"{UNIFIED}/memory.current": "1500000000\n",
            f"{UNIFIED}/memory.stat": "anon 1\ninactive_file 500000000\n",
        },
        2_000_000_000,
        True,
    ),
    "version 1": (
        {
            "proc/self/cgroup": "3:cpu,cpuacct:/a\n4:memory:/a\n",
            "sys/fs/cgroup/memory/a/memory.limit_in_bytes": "1000000000\n",
            "sys/fs/cgroup/memory/a/memory.usage_in_bytes": "900000000\n",
            "sys/fs/cgroup/memory/a/memory.stat": "total_inactive_file 100000000\n",
        },
        200_000_000,
        True,
    ),
    "a namespace of its own": (
        {
            "proc/self/cgroup": "0::/../../elsewhere\n",
            "sys/fs/cgroup/memory.max": "4000000000\n",
            "sys/fs/cgroup/memory.current": "4100000000\n",
        },
        0,
        True,
    ),
    "no limit": (
        {
            "proc/self/cgroup": "4:memory:/a\n",
            "sys/fs/cgroup/memory/a/memory.limit_in_bytes": "9223372036854771712\n",
            "sys/fs/cgroup/memory/a/memory.usage_in_bytes": "900000000\n",
        },
        8_192_000_000,
        False,
    ),
    "nonsense": (
        {"proc/self/cgroup": "what\n\n0::\n", "sys/fs/cgroup/memory.max": "-7 lots\n"},
        8_192_000_000,
        False,
    ),
}


@pytest.mark.parametrize("case", GROUPS)
def test_memory_is_what_may_be_taken_now(tmp_path: Path, case: str) -> None:
    files, free, group = GROUPS[case]
    root = write(tmp_path, {"proc/meminfo": MEMINFO, **files})

    assert fitness.memory(root) == Memory(free, group=group)


def test_where_no_system_tells_half_of_what_is_built_in_is_assumed(tmp_path: Path) -> None:
    found = fitness.memory(tmp_path)

    assert not found.measured
    assert found.free > 0
    assert "half of what is built in" in fitness.describe(Machine(found, 1))


def test_no_more_threads_than_the_control_group_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitness.engine, "threads_for", lambda model: 4)
    root = write(
        tmp_path,
        {"proc/self/cgroup": "0::/a\n", "sys/fs/cgroup/a/cpu.max": "150000 100000\n"},
    )

    assert fitness.threads(root) == 2
    (root / "sys/fs/cgroup/a/cpu.max").write_text("max 100000\n")
    assert fitness.threads(root) == 4


LAPTOP = Machine(Memory(12 * GB), 4, 30e9)


@pytest.mark.parametrize(
    ("machine", "language", "chosen", "says"),
    [
        (LAPTOP, "en", "qwen3-4b", "plam model pull qwen3-4b"),
        (Machine(Memory(12 * GB), 4, 200e9), "fr", "qwen3-8b", "12.0 GB of memory"),
        (Machine(Memory(2 * GB), 4, 200e9), "fr", "lfm2-1.2b", "LFM2 1.2B fits"),
        (Machine(Memory(GB // 2), 4, 200e9), "fr", None, "No larger model fits"),
        (Machine(Memory(GB // 2, group=True), 4, 1e9), "fr", None, "control group"),
        (Machine(Memory(12 * GB), 1, 1e9), "en", None, "would be slow"),
        (Machine(Memory(12 * GB), 1, None), "en", None, "could not be measured"),
        (LAPTOP, "xx", "qwen3-4b", "fits"),
    ],
)
def test_the_advice_is_the_largest_that_answers_quickly_and_says_why(
    machine: Machine, language: str, chosen: str | None, says: str
) -> None:
    entry, why = fitness.advice(machine, language)

    assert (entry.name if entry else None) == chosen
    assert says in why
    assert entry is None or f"plam model pull {entry.name} --use" in why


def test_a_busy_machine_is_said_to_be_busy() -> None:
    busy = Machine(LAPTOP.memory, 4, 1e9, busy=True)

    assert "busy now" in fitness.advice(busy, "en")[1]
    assert "busy" not in fitness.advice(LAPTOP, "en")[1]


def test_where_no_model_speaks_the_language_it_is_said() -> None:
    english = [entry for entry in catalogue.CATALOGUE if entry.languages == "en"]

    assert "speaks fr" in fitness.advice(LAPTOP, "fr", english)[1]


def test_what_a_file_needs_is_what_the_catalogue_says_of_such_a_model(
    tiny: dict[str, Path],
) -> None:
    header = read_header(tiny["llama"])
    vocabulary = header.lengths["tokenizer.ggml.tokens"]
    twin = catalogue.Entry(
        "tiny", "Tiny", REPO, FILE, "", "llama", 0.001, header.size / 1e9,
        header.number("llama.block_count"), header.number("llama.attention.head_count_kv"),
        header.number("llama.attention.key_length"), vocabulary, 4096, "en",
    )  # fmt: skip

    assert fitness.needs(header, 4096) == pytest.approx(twin.memory(4096), abs=10)


async def test_the_pace_is_measured(tiny: dict[str, Path]) -> None:
    assert (await fitness.pace(tiny["llama"], seconds=0.05) or 0) > 1e6


async def test_without_a_starter_the_pace_is_unknown(tmp_path: Path) -> None:
    assert await fitness.pace(tmp_path / "none.gguf") is None


def test_what_was_measured_is_remembered_and_damage_is_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    got = measured.Measured(1, 2.0, 3.0, 4.0, None, None, 5)
    measured.keep(folder, pace=7e9)
    measured.keep(folder, digest="a", measured=got)

    assert measured.pace(folder) == 7e9
    assert measured.of(folder, "a") == got
    assert measured.of(folder, "b") is None
    unlike = json.dumps({"models": {"a": {**dataclasses.asdict(got), "read": None}}})
    for damage in ("{", "[]", '{"pace": "x", "models": 3}', '{"models": {"a": {"x": 1}}}', unlike):
        (folder / "measured.json").write_text(damage)
        assert measured.pace(folder) is None
        assert measured.of(folder, "a") is None


INIT = ["init", "--yes", "--owner", "a@example.org", "--zone", "Europe/Paris"]


@pytest.fixture
def fresh(plam: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """No home yet; no network, and a fake in the starter's place."""
    monkeypatch.setattr(plam_agent.keys.Cost.__init__, "__defaults__", (1, 8192))
    monkeypatch.setenv("PLAM_PASSPHRASE", "correct horse")
    monkeypatch.setattr(plam_agent.planner.engine, "LlamaEngine", Opened)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    plam.home = tmp_path / "new"
    return plam


def on(monkeypatch: pytest.MonkeyPatch, machine: Machine) -> None:
    async def here(folder: Path) -> Machine:
        return machine

    monkeypatch.setattr(measured, "machine", here)


def test_init_says_which_model_and_why(fresh: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, LAPTOP)

    assert fresh(*INIT, "--json") == 0

    assert fresh.json["model"] == "starter"
    assert "plam model pull qwen3-4b --use" in fresh.json["model_advice"]
    assert load(fresh.home).model is None


def test_init_says_when_a_machine_cannot(fresh: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, Machine(Memory(GB // 4), 1, 1e9))

    assert fresh(*INIT) == 0

    assert "No larger model fits" in fresh.out


def test_init_uses_a_model_that_was_there_and_suits(
    fresh: Shell, tiny: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, LAPTOP)
    there = fresh.home / "models" / "mine.gguf"
    there.parent.mkdir(parents=True)
    there.write_bytes(tiny["qwen3"].read_bytes())
    (there.parent / "broken.gguf").write_bytes(b"GGUF")

    assert fresh(*INIT, "--json") == 0

    assert fresh.json["model"] == "tiny qwen3"
    assert load(fresh.home).model == there


def test_doctor_says_what_fits_and_what_does_not(
    fresh: Shell, tiny: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, LAPTOP)
    assert fresh(*INIT) == 0
    assert fresh("doctor", "--json") == 1  # no accounts yet
    said = {each["check"]: each for each in fresh.json}
    assert "qwen3-4b" in said["machine"]["detail"]
    assert said["model"]["ok"]

    monkeypatch.setattr(fitness, "machine", lambda pace=None: Machine(Memory(1000), 1, None))
    assert fresh("doctor", "--json") == 1
    said = {each["check"]: each for each in fresh.json}
    assert not said["model"]["ok"]
    assert "of memory" in said["model"]["detail"]

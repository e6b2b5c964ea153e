"""`plam model` and what `init` and `doctor` say of models: words, exit codes, and nothing lost."""

from __future__ import annotations

import hashlib
import io
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from plam_agent.cli.progress import Progress
from plam_agent.config import Settings, load, save
from plam_agent.errors import InputError, ModelError
from plam_agent.planner import catalogue, models, part, pull
from tests.servers_hub import FILE, REPO, Answer, Hub, Request, serving_apart
from tests.test_cli import Shell

Writer = Callable[..., Path]
NAME = f"{REPO}:{FILE}"
GB = 10**9


@pytest.fixture
def plam(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Shell:
    """Commands in a home that has settings and nothing else."""
    from zoneinfo import ZoneInfo

    monkeypatch.setattr(pull, "BACKOFF", 0.0)
    for name in ("HF_ENDPOINT", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    save(home, Settings(owner="a@example.org", zone=ZoneInfo("UTC")))
    return Shell(capsys, home)


@pytest.fixture
def hub(tiny: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub with a model that opens, where commands pull from."""
    with serving_apart(Hub(content=tiny["llama"].read_bytes())) as served:
        monkeypatch.setenv("HF_ENDPOINT", served.base)
        monkeypatch.setenv("PLAM_HUB_LOOPBACK", "1")
        yield served


def test_a_model_is_pulled_used_listed_and_removed(plam: Shell, hub: Hub) -> None:
    assert plam("model", "pull", NAME, "--use") == 0
    assert hub.sha256 in plam.out
    path = plam.home / "models" / FILE
    assert load(plam.home).model == path

    assert plam("model", "list", "--json") == 0
    mine = next(row for row in plam.json if row["used"])
    assert (mine["path"], mine["sha256"], mine["installed"]) == (str(path), hub.sha256, True)

    assert plam("model", "remove", FILE) == 2
    assert "in use" in plam.err
    assert path.exists()
    assert plam("model", "remove", FILE, "--force", "--json") == 0
    assert plam.json["freed"] == len(hub.content)
    assert load(plam.home).model is None
    assert not path.exists()


@pytest.mark.parametrize("stream", ["terminal", "pipe"])
def test_progress_is_told(plam: Shell, hub: Hub, stream: str) -> None:
    out = io.StringIO()
    out.isatty = lambda: stream == "terminal"  # type: ignore[method-assign]
    progress = Progress("x.gguf", out)
    for done in range(0, 1001):
        progress("pulling", done * 1_000_000, 1_000_000_000)
    progress.end()

    said = out.getvalue()
    assert "1.0 GB of 1.0 GB" in said
    if stream == "terminal":
        assert said.startswith("\r")
        assert said.endswith("\n")
    else:
        assert 5 < said.count("\n") < 15
        assert "\r" not in said


def test_a_rate_and_the_time_left_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    out, now = io.StringIO(), iter([0.0, 10.0, 3700.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(now))
    progress = Progress("x.gguf", out)

    progress("pulling", 0, 400_000_000_000)
    progress("pulling", 100_000_000_000, 400_000_000_000)

    assert "10.0 GB/s, 30 s left" in out.getvalue()
    progress("pulling", 200_000_000_000, 400_000_000_000)
    assert "1 h 01 min left" in out.getvalue()


def test_a_pull_that_fails_says_one_sentence_and_keeps_the_settings(
    plam: Shell, hub: Hub, model_writer: Writer
) -> None:
    old = plam.home / "models" / "old.gguf"
    old.parent.mkdir()
    model_writer(old, "llama")
    assert plam("model", "use", "old.gguf") == 0
    before = (plam.home / "config.toml").read_bytes(), hashlib.sha256(old.read_bytes()).digest()

    def cut(answer: Answer, request: Request) -> None:
        answer.cut = 1000 if "range" not in request.headers else 0

    def wrong(answer: Answer, request: Request) -> None:
        answer.status, answer.body = 200, b"x" * len(hub.content)
        answer.headers.pop("Content-Range", None)

    for lie, code in ((cut, 1), (wrong, 1)):
        hub.always = lie
        assert plam("model", "pull", NAME, "--use") == code
        assert plam.err.splitlines()[-1].startswith("plam: ")
        assert "Traceback" not in plam.err
        after = (plam.home / "config.toml").read_bytes(), hashlib.sha256(old.read_bytes()).digest()
        assert after == before

    hub.always = None
    assert plam("model", "pull", NAME, "--use") == 0
    assert load(plam.home).model == plam.home / "models" / FILE


def test_a_model_that_does_not_open_is_not_used(
    plam: Shell, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.servers_hub import gguf

    hub.content = gguf()

    assert plam("model", "pull", NAME, "--use") == 2
    assert load(plam.home).model is None


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["pull", "no-such-model"], 2, "plam model list"),
        (["pull", "a/b:c.bin"], 2, "OWNER/REPOSITORY"),
        (["pull", "a/b:c.gguf", "--sha256", "xyz"], 2, "64 hexadecimal"),
        (["pull", "a/b:c.gguf", "--revision", "../x"], 2, "revision"),
        (["use", "qwen3-4b"], 2, "plam model pull qwen3-4b"),
        (["use", "nothing.gguf"], 2, "does not exist"),
        (["remove", "starter"], 2, "not one of this home's"),
        (["remove", "qwen3-4b"], 2, "plam model pull"),
        (["remove", "../../config.toml"], 2, "config.toml"),
        (["bench", "--seconds", "0"], 2, "between"),
        (["bench", "nothing.gguf"], 2, "does not exist"),
        (["fly"], 2, "invalid choice"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    plam: Shell, words: list[str], code: int, says: str
) -> None:
    before = (plam.home / "config.toml").read_bytes()

    assert plam("model", *words) == code

    assert says in plam.err
    assert "Traceback" not in plam.err
    assert (plam.home / "config.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "value"),
    [("HF_ENDPOINT", "http://example.org"), ("HF_ENDPOINT", "nonsense"), ("HF_TOKEN", "a b\tc")],
)
def test_a_wrong_environment_is_one_sentence(
    plam: Shell, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    assert plam("model", "pull", NAME) == 2

    assert name in plam.err
    assert "a b" not in plam.err


def test_to_use_what_is_pulled_there_must_be_a_home(plam: Shell, hub: Hub, tmp_path: Path) -> None:
    plam.home = tmp_path / "nowhere"

    assert plam("model", "pull", NAME, "--use") == 2

    assert "plam init" in plam.err
    assert not hub.requests


def test_a_pulled_model_that_changed_is_not_used(plam: Shell, hub: Hub) -> None:
    assert plam("model", "pull", NAME) == 0
    path = plam.home / "models" / FILE
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))

    assert plam("model", "use", FILE) == 2
    assert "not what was pulled" in plam.err
    assert plam("model", "pull", NAME) == 0
    assert plam("model", "use", FILE) == 0


def test_an_offline_machine_takes_a_file(
    plam: Shell, tiny: dict[str, Path], tmp_path: Path
) -> None:
    assert plam("model", "use", str(tiny["qwen3"])) == 0
    assert load(plam.home).model == tiny["qwen3"]
    assert plam("model", "remove", str(tiny["qwen3"])) == 2
    assert tiny["qwen3"].exists()
    assert plam("model", "use", "starter") == 0
    assert load(plam.home).model is None


def test_half_a_model_is_listed_and_can_be_removed(
    plam: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = catalogue.CATALOGUE[0]
    half = part.Part(plam.home / "models" / entry.file, part.Whose("x", "0" * 64, 10_000))
    half.path.parent.mkdir()
    half.open()
    half.write(b"x" * 5000)
    half.close()

    assert plam("model", "list", "--json") == 0
    assert next(row for row in plam.json if row["name"] == entry.name)["part"] == 5000
    assert plam("model", "remove", entry.name) == 0
    assert not list(half.path.parent.glob("*.part*"))


def test_removing_a_worn_adapter_keeps_the_model(
    plam: Shell, tiny: dict[str, Path], adapter_writer: Writer
) -> None:
    folder = plam.home / "models"
    folder.mkdir()
    adapter = adapter_writer(folder / "mine.gguf")
    assert plam("model", "use", str(tiny["llama"]), "--adapter", str(adapter)) == 0

    assert plam("model", "remove", "mine.gguf") == 2
    assert plam("model", "remove", "mine.gguf", "--force") == 0

    assert (load(plam.home).model, load(plam.home).adapter) == (tiny["llama"], None)


def test_what_is_being_pulled_cannot_be_removed(plam: Shell) -> None:
    path = plam.home / "models" / FILE
    path.parent.mkdir()
    path.write_bytes(b"x")
    with pull.alone(path):
        assert plam("model", "remove", FILE) == 75
    assert path.exists()


PULLING = [sys.executable, "-m", "plam_agent", "model", "pull", NAME]


def holding(hub: Hub, at: int) -> None:
    """Send `at` bytes and then nothing, with the connection open."""

    def half(answer: Answer, request: Request) -> None:
        head = f"HTTP/1.1 200 x\r\nETag: {hub.etag}\r\nContent-Length: {len(hub.content)}\r\n\r\n"
        answer.raw = head.encode() + hub.content[:at]
        answer.stays = True

    hub.always = half


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_a_pull_that_is_killed_goes_on_where_it_was(
    plam: Shell, hub: Hub, end: signal.Signals
) -> None:
    at = len(hub.content) // 2
    holding(hub, at)
    waiting = plam.home / "models" / f"{FILE}.part"
    # What a background job ignores, its children ignore as well.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*PULLING, "--home", str(plam.home)], stderr=subprocess.PIPE, text=True
    )
    signal.signal(signal.SIGINT, before)
    ends = time.monotonic() + 60
    while time.monotonic() < ends and not (waiting.exists() and waiting.stat().st_size == at):
        time.sleep(0.02)
    process.send_signal(end)
    _, said = process.communicate(timeout=60)

    if end == signal.SIGINT:
        assert process.returncode == 130
        assert "goes on from there" in said
        assert "Traceback" not in said
    assert load(plam.home).model is None
    assert waiting.stat().st_size == at

    hub.always = None
    assert plam("model", "pull", NAME, "--json") == 0
    assert plam.json["fetched"] == len(hub.content) - at
    assert hub.fetches()[-1].headers["range"] == f"bytes={at}-"
    assert (plam.home / "models" / FILE).read_bytes() == hub.content


def test_bench_measures_and_the_list_remembers(plam: Shell, tiny: dict[str, Path]) -> None:
    assert plam("model", "use", str(tiny["llama"])) == 0

    assert plam("model", "bench", "--seconds", "0.05", "--json") == 0

    got = plam.json
    assert got["prefill_tokens_per_s"] > 0
    assert got["decode_tokens_per_s"] > 0
    assert got["memory_bytes"] >= 0
    assert got["call_ms"] or "tokens" in got["problem"]
    (plam.home / "models" / "copy.gguf").write_bytes(tiny["llama"].read_bytes())
    assert plam("model", "list", "--json") == 0
    mine = next(row for row in plam.json if row["path"].endswith("copy.gguf"))
    assert mine["fit"] == "measured"
    assert "tokens/s" in mine["why"]


def test_bench_prints_a_table_and_leaves_no_home_behind(
    plam: Shell, tiny: dict[str, Path], tmp_path: Path
) -> None:
    plam.home = tmp_path / "nowhere"

    assert plam("model", "bench", str(tiny["gemma3"]), "--seconds", "0.05") == 0

    assert {"reading (prefill)", "writing (decode)", "next calls", "memory"} <= {
        line[2:26].strip() for line in plam.out.splitlines()
    }
    assert not plam.home.exists()


def test_the_list_is_a_table_with_reasons(plam: Shell) -> None:
    assert plam("model", "list") == 0

    assert "* " in plam.out
    for entry in catalogue.CATALOGUE:
        assert entry.name in plam.out
        assert entry.licence in plam.out


def test_help_says_what_there_is(plam: Shell) -> None:
    assert plam("model", "--help") == 0
    for verb in ("list", "pull", "use", "remove", "bench"):
        assert verb in plam.out


def test_looking_at_models_imports_no_client() -> None:
    code = (
        "import sys, plam_agent.planner.models, plam_agent.planner.catalogue;"
        "print([m for m in ('httpx', 'ssl', 'llama_cpp') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_a_name_means_one_model(plam: Shell, tiny: dict[str, Path]) -> None:
    folder = plam.home / "models"
    folder.mkdir()
    (folder / "one.gguf").write_bytes(tiny["llama"].read_bytes())

    assert models.named(plam.home, "starter") == models.shipped()
    assert models.named(plam.home, "one.gguf") == folder / "one.gguf"
    assert models.named(plam.home, "tiny llama") == folder / "one.gguf"
    with pytest.raises(ModelError, match="not on this machine"):
        models.named(plam.home, "qwen3-0.6b")
    with pytest.raises(InputError):
        catalogue.source_of("a/b")

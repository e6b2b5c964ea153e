"""The commands as a person types them: output, exit codes, and one sentence for every mistake."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

import plam_agent.planner.engine
from plam_agent.cli import COMMANDS, main
from plam_agent.errors import ConfigError
from plam_agent.planner.prompt import Prompt
from plam_agent.service import Options, serve
from tests.fakes import Answer, ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, House
from tests.test_agent import BOOK, BOOK_WORDS, MOVE, MOVE_WORDS

ROOT = Path(__file__).parents[1]


class Opened(ScriptedEngine):
    """A scripted engine in the place of the real one: a context manager that takes a file."""

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__(script)

    async def warm(self, system: str) -> int:
        return len(system.split())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None


def script(prompt: Prompt) -> Answer:
    if prompt.system.startswith("Choose"):
        return {"label": "newsletter" if "facts: list" in prompt.user else "none"}
    return {MOVE_WORDS: MOVE, BOOK_WORDS: BOOK}.get(prompt.user.strip(), {"none": True})


class Shell:
    """Runs commands in one home and keeps what they printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str], home: Path) -> None:
        self._capsys = capsys
        self.home = home
        self.out = ""
        self.err = ""

    def __call__(self, *words: str) -> int:
        self._capsys.readouterr()
        try:
            code = main([*words, "--home", str(self.home)])
        except SystemExit as end:
            code = int(end.code or 0)
        self.out, self.err = self._capsys.readouterr()
        return code

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def plam(
    house: House,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Shell:
    """A shell in the sample home. Its clock is the machine's, so the policy is made anew."""
    monkeypatch.setenv("PLAM_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(plam_agent.planner.engine, "LlamaEngine", Opened)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr("plam_agent.home.system_clock", house.clock)
    return Shell(capsys, house.path)


def test_ask_prints_plan_calls_pending_and_answer(plam: Shell) -> None:
    assert plam("ask", "--json", MOVE_WORDS) == 0
    answer = plam.json
    assert set(answer) >= {"run", "plan", "calls", "pending", "answer"}
    call = answer["calls"][-1]
    assert {k: call[k] for k in ("tool", "decision", "rule", "outcome")} == {
        "tool": "calendar.move",
        "decision": "allow",
        "rule": "my-own-time",
        "outcome": "done",
    }
    assert isinstance(call["event"], int)
    assert call["args"]["when"]["start"] == "2026-11-27T15:00:00+01:00"

    assert plam("undo", str(call["event"])) == 0
    assert "Undone" in plam.out
    assert plam("undo", str(call["event"])) == 2
    assert "undone already" in plam.err
    assert plam("why", str(call["event"])) == 0
    assert MOVE_WORDS in plam.out
    assert "my-own-time" in plam.out


def test_an_approval_is_listed_shown_approved_and_gone(plam: Shell) -> None:
    assert plam("ask", "--json", BOOK_WORDS) == 4
    waiting = plam.json["pending"][0]

    assert plam("approvals", "list") == 0
    assert waiting in plam.out
    assert plam("approvals", "show", waiting) == 0
    assert "claire.martin@example.com" in plam.out
    assert "from maildir:" in plam.out
    assert plam("approvals", "approve", waiting, "--json") == 0
    assert plam.json["outcome"] == "done"
    assert plam("approvals", "show", waiting) == 2
    assert plam("approvals", "deny", "999") == 2


def test_triage_prints_its_digest_and_a_second_pass_does_nothing(plam: Shell) -> None:
    assert plam("triage", "--json", "--dry-run", "--last", "3") == 0
    assert len(plam.json["messages"]) == 3

    assert plam("triage", "--json") == 0
    digest = plam.json
    assert set(digest) >= {"run", "messages", "queued", "seconds"}
    assert len(digest["messages"]) == 40
    moved = [m for m in digest["messages"] if m["label"] == "newsletter"]
    assert moved
    assert all(m["actions"][0]["outcome"] == "done" for m in moved)
    assert {"tool", "args", "decision", "rule", "outcome"} <= set(moved[0]["actions"][0])

    assert plam("triage", "--json") == 0
    assert plam.json["messages"] == []
    assert plam("log", "verify") == 0
    assert "Verified" in plam.out


def test_plan_reads_lines_and_runs_nothing(plam: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [{"id": 1, "text": MOVE_WORDS}, {"id": "b", "text": "will it rain"}]
    text = "\n".join(json.dumps(line) for line in lines)
    monkeypatch.setattr(sys, "stdin", io.StringIO(text + "\n\n"))

    assert plam("plan", "--jsonl", "--policy", str(ROOT / "policies" / "plan-all.yaml")) == 0

    first, second = [json.loads(line) for line in plam.out.splitlines()]
    assert set(first) == {"id", "steps", "answer", "confidence", "ms"}
    assert first["steps"] == [
        {
            "tool": "calendar.move",
            "args": {"event": "dentist appointment", "when": "Friday at 3 pm"},
        }
    ]
    assert (second["id"], second["steps"]) == ("b", [])
    assert second["answer"]


def test_plan_says_which_line_is_wrong(plam: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"id": 1, "text": "x"}\nnonsense\n'))
    policy = str(ROOT / "policies" / "plan-all.yaml")

    assert plam("plan", "--jsonl", "--policy", policy) == 2
    assert "standard input:2:" in plam.err
    assert plam("plan") == 2
    assert plam("plan", "hello", "--policy", "/no/such.yaml") == 2
    assert "/no/such.yaml" in plam.err


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda home: (home / "policy.yaml.sig").unlink(), "not signed"),
        (
            lambda home: (home / "policy.yaml").write_text(
                (home / "policy.yaml").read_text().replace("500/day", "900/day")
            ),
            "did not sign these bytes",
        ),
    ],
)
def test_an_unsigned_or_changed_policy_refuses(plam: Shell, spoil: Any, says: str) -> None:
    spoil(plam.home)

    for words in (["ask", MOVE_WORDS], ["triage"], ["approvals", "list"]):
        assert plam(*words) == 3
        assert says in plam.err
        assert "plam policy sign" in plam.err
        assert "Traceback" not in plam.err
    assert plam("log") == 0


def test_an_older_policy_does_not_come_back(plam: Shell, house: House) -> None:
    old = {name: (plam.home / name).read_bytes() for name in ("policy.yaml", "policy.yaml.sig")}
    house.edit_policy(lambda text: text)
    assert plam("approvals", "list") == 0

    for name, text in old.items():
        (plam.home / name).write_bytes(text)

    assert plam("approvals", "list") == 3
    assert "older" in plam.err


def test_a_policy_error_names_file_and_line(plam: Shell) -> None:
    path = plam.home / "policy.yaml"
    path.write_text(path.read_text().replace("rate: 500/day", "rate: often"))

    assert plam("policy", "check") == 2
    assert plam.err.startswith(f"plam: {path}:")
    assert plam("policy", "sign") == 2
    assert plam("policy", "explain", str(ROOT / "policies" / "assistant.yaml")) in (0, 2)


def test_sign_needs_a_grown_serial(plam: Shell) -> None:
    path = plam.home / "policy.yaml"
    assert plam("approvals", "list") == 0
    assert plam("policy", "sign") == 2
    assert "serial" in plam.err

    path.write_text(path.read_text().replace("serial: 1", "serial: 2"))
    assert plam("policy", "sign") == 0
    assert "serial 2" in plam.out


def test_a_flipped_byte_in_the_journal_is_reported(plam: Shell) -> None:
    assert plam("ask", MOVE_WORDS) == 0
    path = plam.home / "journal.db"
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)

    assert plam("log", "verify") == 3
    assert "journal" in plam.err
    assert "Traceback" not in plam.err


def test_a_wrong_passphrase_is_one_sentence(plam: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAM_PASSPHRASE", "wrong")

    assert plam("log") == 3
    assert plam.err.count("\n") == 1


def test_init_makes_a_home_or_nothing(
    plam: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plam_agent.keys.Cost.__init__, "__defaults__", (1, 8192))
    plam.home = tmp_path / "new"
    assert plam("init", "--yes", "--owner", "nobody", "--zone", "Europe/Paris") == 2
    assert plam("init", "--yes", "--owner", "a@example.org", "--zone", "Mars/Base") == 2
    assert not plam.home.exists()

    words = ["init", "--yes", "--owner", "a@example.org", "--zone", "Europe/Paris"]
    assert plam(*words) == 0
    assert "Recovery key" in plam.out
    assert plam(*words) == 2
    assert plam("account", "add", "mail", "--path", str(tmp_path)) == 0
    assert plam("account", "add", "mail", "--path", str(tmp_path)) == 2
    assert plam("account", "list", "--json") == 0
    assert plam.json[0]["driver"] == "maildir"
    assert plam("account", "remove", "mail") == 0
    assert plam("account", "list") == 0
    assert "no account" in plam.out


def test_no_home_says_what_to_do(plam: Shell, tmp_path: Path) -> None:
    plam.home = tmp_path / "nowhere"

    for name in ("ask hello", "triage", "log", "undo 1", "why 1", "approvals", "account list"):
        assert plam(*name.split()) == 2
        assert "plam init" in plam.err


def test_every_command_has_help_and_a_line_in_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = capsys.readouterr().out
    assert "[--plain] [--lang CODE] [--home DIR]" in listed
    for name in COMMANDS:
        assert f"  {name} " in listed
        with pytest.raises(SystemExit) as end:
            main([name, "--help"])
        assert end.value.code == 0
        assert "--home" in capsys.readouterr().out
    with pytest.raises(SystemExit) as wrong:
        main(["fly"])
    assert wrong.value.code == 2


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from plam_agent.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({m.partition('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    heavy = {"pydantic", "nacl", "llama_cpp", "outlines", "numpy", "yaml", "asyncio", "dateparser"}
    assert not [name for name in heavy if f"'{name}'" in done.stderr]


def test_run_and_unlock_say_what_is_wrong(plam: Shell, tmp_path: Path) -> None:
    for every in ("soon", "1s", "-5m", "3 days"):
        assert plam("run", f"--every={every}") == 2
        assert "15m" in plam.err
    assert plam("unlock") == 1
    assert "plam run" in plam.err


async def test_a_service_begins_no_home_by_accident(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no home here"):
        await serve(tmp_path / "nowhere", None, Options(lambda _: None))
    assert os.listdir(tmp_path) == []


def test_what_comes_from_a_pipe_was_not_typed(plam: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(MOVE_WORDS))

    assert plam("ask", "-", "--json") == 4

    call = plam.json["calls"][-1]
    assert call["outcome"] == "pending"
    assert any("from paste" in reason for reason in call["reasons"])
    assert plam("ask", "-") == 2

"""`plam mcp`: what is typed, and a client of another kind at the other end of a real process."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plam_agent import config
from plam_agent.cli import main
from plam_agent.keys import Signer
from plam_agent.operations import tools_under
from plam_agent.tuning.learning import offered
from tests.fixtures_agent import PASSPHRASE, House

HOSTILE = Path(__file__).with_name("mcp_hostile.py")
Plam = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def plam(house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Plam:
    """Runs `plam mcp …` in the house; its exit code, its JSON, and what it told the person."""
    monkeypatch.setenv("PLAM_PASSPHRASE", PASSPHRASE)
    monkeypatch.delenv("PLAM_PASSWORD", raising=False)

    def run(*words: str) -> tuple[int, Any, str]:
        code = main(["mcp", *words, "--home", str(house.path), "--json"])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out.strip() else None, said.err

    return run


def server(mode: str, folder: Path) -> str:
    return f"{sys.executable} -S {HOSTILE} '{mode}' {folder / 'calls'}"


def test_a_server_is_added_shown_and_removed(plam: Plam, house: House, tmp_path: Path) -> None:
    code, added, _ = plam("add", "evil", "--command", server("lying annotations", tmp_path),
                          "--role", "do.what=quote")  # fmt: skip
    assert code == 0
    assert [(t["tool"], t["effect"], t["arguments"]) for t in added["tools"]] == [
        ("evil.do", "SPEND", {"what": "quote"})
    ]
    (account,) = [a for a in config.load(house.path).accounts if a.kind == "mcp"]
    assert str(account.settings["pin"]).startswith("sha256:")
    assert plam("show", "evil")[1]["tools"] == added["tools"]
    assert plam("list")[1][0]["tools"] == 1
    assert plam("add", "evil", "--command", "x")[0] == 2
    assert plam("remove", "evil")[0] == 0
    assert plam("list")[1] == []
    assert not (house.path / "mcp" / "evil.json").exists()


def test_what_changed_is_pinned_only_with_a_yes(plam: Plam, tmp_path: Path) -> None:
    command = server("a changed description", tmp_path)
    assert plam("add", "evil", "--command", command)[0] == 0

    code, _, told = plam("pin", "evil")
    assert code == 2
    assert "changed: do" in told
    code, pinned, _ = plam("pin", "evil", "--yes")
    assert code == 0
    assert "read the owner's mail" in pinned["tools"][0]["says"]


@pytest.mark.parametrize(
    "words",
    [
        ("add", "evil"),
        ("add", "evil", "--command", "x", "--url", "https://x.example/"),
        ("add", "mail", "--command", "x"),
        ("add", "evil", "--command", "/no/such/program"),
        ("add", "evil", "--command", "x", "--effect", "do=nothing"),
        ("show", "nobody"),
        ("pin", "nobody"),
        ("forbid", "nobody"),
        ("allow", "helper", "--tools", "mail.nothing"),
        ("allow", "Help er", "--tools", "mail.search"),
        ("--client", "nobody"),
        ("--client", "nobody", "--grant", "/no/such/file"),
        (),
    ],
)
def test_a_mistake_is_told_in_a_sentence(plam: Plam, words: tuple[str, ...]) -> None:
    code, out, told = plam(*words)

    assert code in (1, 2)
    assert out is None
    assert told.startswith("plam: ")
    assert "Traceback" not in told


def test_a_client_is_allowed_shown_and_forbidden(plam: Plam) -> None:
    _, given, told = plam("allow", "helper", "--tools", "mail.search, mail.read", "--uses", "9")

    assert given["good"]
    assert given["chain"][0]["tools"] == ["mail.read", "mail.search"]
    assert given["chain"][0]["holder"] == given["key"]
    assert told == ""
    assert [each["client"] for each in plam("clients")[1]] == ["helper"]
    assert plam("forbid", "helper")[0] == 0
    assert plam("clients")[1] == []


def test_a_servers_tools_are_known_wherever_tools_are(
    plam: Plam, house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plam("add", "evil", "--command", server("", tmp_path), "--role", "do.what=quote")
    before = tmp_path / "before.yaml"
    before.write_bytes((house.path / "policy.yaml").read_bytes())
    house.allow("evil.do")

    def said(*words: str) -> str:
        assert main([*words, "--home", str(house.path), "--json"]) == 0
        return capsys.readouterr().out

    assert '"evil.do"' in said("policy", "diff", str(before), str(house.path / "policy.yaml"))
    holder = Signer(b"a" * 32).public
    assert '"evil.do"' in said("grant", "issue", "--holder", holder, "--tools", "evil.do")
    assert "evil.do" in [tool.name for tool in tools_under(house.path / "policy.yaml", house.path)]
    with house.open() as home:
        assert "evil.do" in [tool.name for tool in offered(home).tools]


class Raw:
    """An MCP client of nobody's library: JSON lines over a process's pipes."""

    def __init__(self, home: Path) -> None:
        words = [
            sys.executable,
            "-m",
            "plam_agent",
            "mcp",
            "--client",
            "helper",
            "--home",
            str(home),
        ]
        environment = {**os.environ, "PLAM_PASSPHRASE": PASSPHRASE}
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment, cwd=Path(__file__).parents[1],
        )  # fmt: skip
        self._number = 0

    def send(self, message: Any) -> None:
        assert self.process.stdin is not None
        line = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def ask(self, method: str, params: Any) -> Any:
        self._number += 1
        self.send({"jsonrpc": "2.0", "id": self._number, "method": method, "params": params})
        return self.answer(self._number)

    def answer(self, number: int) -> Any:
        out = self.process.stdout
        assert out is not None
        end = time.monotonic() + 90
        while time.monotonic() < end:
            ready, _, _ = select.select([out], [], [], 5)
            if ready:
                line = out.readline()
                assert line, self.process.communicate()[1]
                message = json.loads(line)
                if message.get("id") == number:
                    return message
        raise TimeoutError

    def call(self, name: str, **said: Any) -> Any:
        return self.ask("tools/call", {"name": name, "arguments": said})["result"]


@pytest.mark.timeout(180)
def test_a_client_by_hand_over_stdio(plam: Plam, house: House) -> None:
    tools = "mail.search,mail.read,mail.send"
    assert plam("allow", "helper", "--tools", tools)[0] == 0
    client = Raw(house.path)
    try:
        begun = client.ask("initialize", {
            "protocolVersion": "2025-03-26", "capabilities": {},
            "clientInfo": {"name": "by hand", "version": "1"}})  # fmt: skip
        assert begun["result"]["serverInfo"]["name"] == "plam"
        client.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        listed = client.ask("tools/list", {})["result"]["tools"]
        assert {each["name"] for each in listed} == {
            "mail_search", "mail_read", "mail_send", "plam_status",
        }  # fmt: skip

        found = client.call("mail_search", mailbox="INBOX")
        handle = found["structuredContent"]["items"][0]["handle"]
        read = client.call("mail_read", messages=[handle])
        assert read["structuredContent"]["outcome"] == "done"

        sent = client.call("mail_send", to=["papa@example.org"], body="hello")
        assert sent["structuredContent"]["outcome"] == "pending"
        number = sent["structuredContent"]["question"]
        assert "still waits" in client.call("plam_status", question=number)["content"][0]["text"]

        # What is no message, and what is not offered, changes nothing.
        client.send(b"{{{")
        client.send(b"\xff\xfe")
        assert "error" in client.ask("prompts/list", {})
        assert "error" in client.ask("resources/read", {"uri": "file:///etc/passwd"})
        assert client.call("files_trash", files=["f1"])["isError"]
    finally:
        client.process.stdin.close()  # type: ignore[union-attr]
        assert client.process.wait(30) == 0
        assert client.process.stdout is not None
        client.process.stdout.close()
        client.process.stderr.close()  # type: ignore[union-attr]

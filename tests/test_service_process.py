"""`plam run` as a process: signals, sudden death in the middle of an effect, and two of them."""

from __future__ import annotations

import asyncio
import configparser
import dataclasses
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from plam_agent import config, keys, wire
from plam_agent.config import Account
from plam_agent.consent import answer_body
from plam_agent.errors import PlamError
from plam_agent.home import Home, system_clock
from plam_agent.policy import grants, ledger
from plam_agent.policy.receipts import sign_receipt
from plam_agent.records import read_call
from plam_agent.runtime import Runtime
from plam_agent.setup import make_home
from plam_agent.tools.context import Connections
from plam_agent.tools.standard import registry
from plam_agent.types import REQUEST, Call, Effect, Event, Value
from tests.fixtures_agent import PASSPHRASE

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0
# Two seconds are promised; the rest is for machines that are busy with other tests.
ENDS = 10.0
UNIT = ROOT / "systemd" / "plam.service"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of today, with an empty mailbox."""
    path = tmp_path / "home"
    make_home(path, owner="marie@example.org", zone="UTC", passphrase=PASSPHRASE, cost=keys.CHEAP)
    for folder in ("cur", "new", "tmp"):
        (tmp_path / "Mail" / folder).mkdir(parents=True)
    return path


def point(home: Path, port: int) -> None:
    """Let the mail account send through this port."""
    settings: dict[str, str | int | bool] = {
        "path": str(home.parent / "Mail"),
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_tls": "none",
        "timeout": 30,
    }
    account = Account("mail", "mail", "maildir", settings)
    config.save(home, dataclasses.replace(config.load(home), accounts=(account,)))


@contextmanager
def process(home: Path, *, locked: bool = False) -> Iterator[subprocess.Popen[str]]:
    """`plam run`, listening; it is killed at the end if it has not ended."""
    wire.socket_path(home).unlink(missing_ok=True)
    running = subprocess.Popen(
        [sys.executable, "-m", "plam_agent", "run", "--every", "0", "--home", str(home)],
        cwd=ROOT,
        env=environment(locked=locked),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stderr is not None
        said = running.stderr.readline()
        assert f"process {running.pid}" in said, said
        yield running
    finally:
        running.kill()
        running.communicate()


def environment(*, locked: bool = False) -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if name != "PLAM_PASSPHRASE"}
    return given if locked else {**given, "PLAM_PASSPHRASE": PASSPHRASE}


def plam(home: Path, *words: str, locked: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "plam_agent", *words, "--home", str(home)],
        cwd=ROOT,
        env=environment(locked=locked),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@dataclasses.dataclass
class Stalling:
    """An SMTP server that takes a message and then says nothing."""

    port: int = 0
    taken: list[str] = dataclasses.field(default_factory=list)
    took: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers = {"EHLO": b"250 stalling", "DATA": b"354 go on", "QUIT": b"221 bye"}
        writer.write(b"220 stalling\r\n")
        try:
            while line := (await reader.readline()).decode():
                word = line[:4].upper().strip()
                writer.write(answers.get(word, b"250 ok") + b"\r\n")
                if word == "DATA":
                    self.taken.append((await reader.readuntil(b"\r\n.\r\n")).decode())
                    self.took.set()
                    await reader.read()
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()


@asynccontextmanager
async def stalling() -> AsyncIterator[Stalling]:
    server = Stalling()
    listening = await asyncio.start_server(server.talk, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


def question(home: Path) -> str:
    """Put a message to a stranger before the owner, as a request would; the question's id."""
    return asyncio.run(_question(home))


async def _question(path: Path) -> str:
    said = {"to": ("a@example.com",), "subject": "Hello", "body": "It is me."}
    tools = registry()
    tool = tools.get("mail.send")
    assert tool is not None
    call = Call(
        run="ask-1",
        step=1,
        account="mail",
        tool="mail.send",
        effect=Effect.SEND,
        reversible=False,
        args=tuple((name, Value(data, frozenset({REQUEST}))) for name, data in said.items()),
        roles=tuple((param.name, param.role) for param in tool.params),
    )
    with Home.open(path, lambda: PASSPHRASE) as home:
        policy = home.policy()
        grant = grants.issue(
            home.device,
            None,
            holder=home.device.public,
            not_after=home.now() + timedelta(minutes=5),
            policy=policy.hash,
        )
        async with Connections() as connections:
            runtime = Runtime(home, policy, tools, connections)
            performed = await runtime.perform(call, (grant,))
    assert performed.outcome.verb == "pending", performed
    return str(performed.outcome.event)


def events(path: Path) -> tuple[list[Event], bool]:
    """What is in the journal, and whether it is sealed."""
    with Home.open(path, lambda: PASSPHRASE) as home:
        sealed = home.journal.verify(ledger.check).sealed
        return list(home.journal.events()), sealed


async def approve(home: Path, id_: str) -> Any:
    async def yes(frame: dict[str, Any]) -> Any:
        def signed() -> Any:
            key = keys.open_approval(home, PASSPHRASE)
            call = read_call(frame["call"])
            return answer_body(sign_receipt(key, call, frame["policy"], system_clock()))

        return await asyncio.to_thread(signed)

    async with wire.connected(home) as client:
        assert client is not None
        return await client.request("approve", {"id": id_}, confirm=yes)


async def known(home: Path) -> None:
    """Wait until the journal says what became of the last intent."""
    async with asyncio.timeout(PATIENCE):
        while (await asyncio.to_thread(ends, home))[-1] == "intent":  # noqa: ASYNC110
            await asyncio.sleep(0.2)


def ends(home: Path) -> list[str]:
    """The intents and outcomes of calls that left the home."""
    kinds = ("intent", "done", "failed", "unknown")
    return [
        each.kind
        for each in events(home)[0]
        if each.kind in kinds and (each.body.get("call") or each.body)["tool"] == "mail.send"
    ]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_an_end_in_the_middle_of_an_effect_doubles_nothing(home: Path, how: signal.Signals) -> None:
    async def middle() -> tuple[list[str], float, int]:
        async with stalling() as server:
            await asyncio.to_thread(point, home, server.port)
            id_ = await asyncio.to_thread(lambda: question(home))
            with process(home) as running:
                approving = asyncio.create_task(approve(home, id_))
                async with asyncio.timeout(PATIENCE):
                    await server.took.wait()
                began = time.monotonic()
                running.send_signal(how)
                code = await asyncio.to_thread(running.wait, PATIENCE)
                took = time.monotonic() - began
                with pytest.raises(PlamError, match="ended before it answered"):
                    await approving
            with process(home) as running:
                await known(home)
                async with wire.connected(home) as client:
                    assert client is not None
                    # Nothing waits for a yes; what may have happened waits for a word.
                    waiting = (await client.request("waiting"))["plain"]
                    assert [each.get("unknown") for each in waiting] == [True]
                running.terminate()
                await asyncio.to_thread(running.wait, PATIENCE)
            return server.taken, took, code

    taken, took, code = asyncio.run(middle())

    assert len(taken) == 1
    assert "It is me." in taken[0]
    found, sealed = events(home)
    assert sealed
    assert ends(home) == ["intent", "unknown"]
    if how is signal.SIGKILL:
        assert code == -signal.SIGKILL
    else:
        assert code == 0
        assert took < ENDS
        unknown = next(each for each in found if each.kind == "unknown")
        assert unknown.body["detail"] == "It was interrupted."


def test_there_is_one_service_and_commands_are_its_clients(home: Path) -> None:
    point(home, 1)
    with process(home, locked=True) as first:
        second = plam(home, "run")
        assert second.returncode == 75
        assert f"process {first.pid}" in second.stderr
        assert second.stderr.count("\n") == 1

        assert plam(home, "unlock").returncode == 0
        listed = plam(home, "approvals", locked=True)
        assert (listed.returncode, listed.stdout.strip()) == (0, "Nothing waits.")
        again = plam(home, "unlock", "--json", locked=True)
        assert '"locked": false' in again.stdout
    stale = plam(home, "doctor", "--json")
    assert "ended without a word" in stale.stdout
    assert plam(home, "unlock").returncode == 1


def unit() -> configparser.ConfigParser:
    read = configparser.RawConfigParser(strict=False, delimiters=("=",))
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(UNIT.read_text())
    return read  # type: ignore[return-value]


def test_the_unit_confines_the_service() -> None:
    service = unit()["Service"]

    assert service["Type"] == "notify"
    assert service["Restart"] == "on-failure"
    assert service["UMask"] == "0077"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["PrivateTmp"] == "yes"
    assert service["RestrictAddressFamilies"].split() == ["AF_UNIX", "AF_INET", "AF_INET6"]
    assert service["SystemCallFilter"]
    assert "ReadWritePaths=-%h/.local/share/plam" in UNIT.read_text()
    assert "LoadCredentialEncrypted=plam-passphrase:" in UNIT.read_text()
    assert service["ExecStart"].endswith("plam run")
    assert {"2", "3", "75"} <= set(service["RestartPreventExitStatus"].split())


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    program = tmp_path / ".local" / "bin" / "plam"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)

    found = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", str(UNIT)],
        env={**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (found.returncode, found.stdout + found.stderr) == (0, "")

"""A remote model on a real server: llama-cpp-python's own, with a random model of two layers."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from plam_agent import config
from plam_agent.config import Account
from plam_agent.errors import PlanError
from plam_agent.planner import reader
from plam_agent.planner.planning import make_plan
from plam_agent.routing import Routed, routed
from plam_agent.runtime import Runtime
from plam_agent.tools.context import Connections
from plam_agent.tools.standard import everything, registry
from plam_agent.types import REQUEST, Origin, Value
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import House
from tests.servers import free_port

LABELS = {"receipt": "proof of a payment", "personal": "a person writes", "invitation": "a meeting"}
RULES = (
    "rules:\n  - {id: plans, allow: model.ask}\n"
    "  - {id: reads, allow: model.read, origin: {content: [maildir, request]}}\n"
)
KEY = "a-key-of-no-value"


@pytest.fixture(scope="module")
def served(tiny: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port = free_port()
    log = tmp_path_factory.mktemp("server") / "log"
    options = {"model": tiny["llama"], "n_ctx": 4096, "host": "127.0.0.1", "port": port}
    words = [f"--{name}={value}" for name, value in {**options, "api_key": KEY}.items()]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "llama_cpp.server", *words], stdout=out, stderr=out
        )
        try:
            _until_it_listens(port, process, log)
            yield port
        finally:
            process.terminate()
            process.wait(20)


def _until_it_listens(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    late = time.monotonic() + 60
    while time.monotonic() < late and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8", "replace")[-2_000:])


async def test_a_server_with_a_random_model_labels_and_never_plans_anything_wrong(
    house: House, served: int
) -> None:
    house.edit_policy(lambda text: text.replace("rules:\n", RULES, 1))
    settings = {"url": f"http://127.0.0.1:{served}/v1", "model": "tiny", "form": "json_object"}
    account = Account("desk", "model", "openai", settings)
    old = await asyncio.to_thread(config.load, house.path)
    added = dataclasses.replace(old, accounts=(*old.accounts, account))
    await asyncio.to_thread(config.save, house.path, added)
    mail = frozenset({Origin("maildir", "INBOX/1")})
    local = ScriptedEngine({})

    with house.open() as home:
        await asyncio.to_thread(home.secrets.set, "desk", "password", KEY)
        async with Connections() as connections:
            runtime = Runtime(home, home.policy(), everything(), connections, model="local")
            engine = routed(runtime, local, "ask-1")
            assert isinstance(engine, Routed)
            found = [
                (await reader.classify(engine, LABELS, Value(f"from: a\n {text}", mail))).label.data
                for text in ("your invoice", "lunch?", "à jeudi", "hello")
            ]
            tools = [tool for tool in registry() if tool.name.startswith("tasks.")]
            words = Value("remind me to buy milk", frozenset({REQUEST}))
            try:
                planned = await make_plan(engine.remote, words, tools)
                steps = {step.tool for step in planned.plan.steps}
            except PlanError:
                steps = set()
        done = await asyncio.to_thread(lambda: list(home.journal.events(kinds=("done",))))

    assert set(found) <= {*LABELS, "none"}
    assert steps <= {tool.name for tool in tools}
    assert len(done) >= 5
    assert local.prompts == []

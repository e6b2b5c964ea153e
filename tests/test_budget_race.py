"""Sixty-four processes race for one budget: not a cent more is spent, whoever is killed."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import pytest

from plam_agent import config, keys
from plam_agent.config import Account
from plam_agent.errors import BusyError
from plam_agent.home import Home
from plam_agent.outcomes import Unknown
from plam_agent.policy import grants, ledger
from plam_agent.policy.decide import PROBATION
from plam_agent.policy.receipts import sign_receipt
from plam_agent.policy.signing import sign
from plam_agent.runtime import Runtime
from plam_agent.setup import make_home
from plam_agent.tools.context import Connections
from plam_agent.tools.registry import Arguments, Plays, Registry, tool
from plam_agent.types import REQUEST, Call, Effect, Money, Result, Role, Tool, Value

ROOT = Path(__file__).parents[1]
PASSPHRASE = "correct horse"
PROCESSES = 64
TRIES = 2
PRICE = Money(100, "EUR")
SHOP = "flowers.example"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
POLICY = """plam: 1
serial: 1
owner: marie@example.org
device: {device}
expires: {expires}
rules:
  - id: flowers
    allow: purchase.buy
    where: {{merchant: [flowers.example]}}
    budget: 100.00 EUR/month
otherwise:
  confirm: [purchase.buy]
  expires: 24h
"""


class Buy(Arguments):
    """Buy something."""

    merchant: Annotated[str, Plays(Role.DESTINATION)] = ""
    total: Annotated[Money | None, Plays(Role.MONEY)] = None


def shop(*, dies: bool = False) -> Tool:
    """A shop that takes every order; one that `dies` takes the process with it."""

    @tool("purchase.buy", effect=Effect.SPEND, args=Buy)
    async def buy(context: Any, args: Buy) -> Result:
        if dies:
            os.kill(os.getpid(), signal.SIGKILL)
        return Result(summary="Bought.")

    return buy


def purchase(run: str, step: int, price: Money | None = PRICE) -> Call:
    said = frozenset({REQUEST})
    found = shop()
    return Call(
        run=run,
        step=step,
        account="files",
        tool=found.name,
        effect=found.effect,
        reversible=False,
        args=(("merchant", Value(SHOP, said)), ("total", Value(price, said))),
        roles=tuple((param.name, param.role) for param in found.params),
    )


async def buying(
    home: Home,
    run: str,
    tries: int,
    *,
    dies: bool = False,
    price: Money | None = PRICE,
    approving: keys.Signer | None = None,
) -> collections.Counter[str]:
    """How many of so many purchases ended in which way."""
    ended: collections.Counter[str] = collections.Counter()
    async with Connections() as connections:
        found = Registry([shop(dies=dies)])
        runtime = Runtime(home, home.policy(), found, connections, model="scripted")
        grant = grants.issue(
            home.device,
            None,
            holder=home.device.public,
            not_after=home.now() + timedelta(minutes=10),
            policy=runtime.policy.hash,
            tools={"purchase.buy"},
        )
        for step in range(tries):
            call, receipt = purchase(run, step, price), None
            if approving is not None:
                receipt = sign_receipt(approving, call, runtime.policy.hash, home.now())
            performed = await runtime.perform(call, (grant,), receipt=receipt)
            ended[performed.outcome.verb] += 1
    return ended


def race(path: Path, dying: int) -> None:
    """Fork the processes, let them go at one moment, and print what each says that it bought."""
    ready, go = os.pipe()
    children = {}
    for number in range(PROCESSES):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(go)
            os.read(ready, 1)
            try:
                ended = _racer(path, number, dying)
                os.write(writing, json.dumps(ended).encode())
            finally:
                os._exit(0)
        os.close(writing)
        children[child] = reading
    os.close(go)
    total: collections.Counter[str] = collections.Counter()
    for child, reading in children.items():
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) == -signal.SIGKILL:
            total["killed"] += 1
            continue
        total.update(json.loads(os.read(reading, 4096) or b'{"broken": 1}'))
    print(json.dumps(total))


def _racer(path: Path, number: int, dying: int) -> collections.Counter[str]:
    deadline = time.monotonic() + 60
    while True:
        try:
            home = Home.open(path, lambda: PASSPHRASE)
            break
        except BusyError:
            if time.monotonic() > deadline:
                raise
    with home:
        return asyncio.run(buying(home, f"run-{number}", TRIES, dies=number < dying))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a budget, in which the model is past its probation."""
    path = tmp_path / "home"
    make_home(path, owner="marie@example.org", zone="UTC", passphrase=PASSPHRASE, cost=keys.CHEAP)
    expires = (datetime.now(UTC) + timedelta(days=30)).date()
    text = POLICY.format(device=keys.public(path, "device"), expires=expires)
    (path / "policy.yaml").write_text(text)
    sign(path / "policy.yaml", keys.open_owner(path, PASSPHRASE), now=datetime.now(UTC))
    account = Account("files", "files", "folder", {"path": str(tmp_path)})
    config.save(path, dataclasses.replace(config.load(path), accounts=(account,)))
    with Home.open(path, lambda: PASSPHRASE) as opened:
        key = keys.open_approval(path, PASSPHRASE)
        # Without an amount, so that they are none of the budget.
        asyncio.run(buying(opened, "earlier", PROBATION, price=None, approving=key))
    return path


@pytest.mark.parametrize("dying", [0, 8])
@pytest.mark.timeout(240)
def test_a_race_spends_the_budget_and_no_more(home: Path, dying: int) -> None:
    started = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from tests.test_budget_race import race;"
            "race(Path(sys.argv[1]), int(sys.argv[2]))",
            str(home),
            str(dying),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
    )

    ended = json.loads(started.stdout)
    assert ended.get("done", 0) + ended.get("killed", 0) == 100, (ended, started.stderr)
    assert ended.get("killed", 0) <= dying
    left = (PROCESSES - ended.get("killed", 0)) * TRIES
    assert ended.get("done", 0) + ended.get("pending", 0) == left
    with Home.open(home, lambda: PASSPHRASE) as opened:
        opened.journal.verify(ledger.check)
        with opened.journal.reading() as connection:
            assert ledger.spent(connection, "flowers", LONG_AGO, "EUR") == 100_00

        outcomes, more = asyncio.run(_afterwards(opened))

        assert [type(each) for each in outcomes] == [Unknown] * ended.get("killed", 0)
        assert more == {"pending": 1}
        opened.journal.verify(ledger.check)


async def _afterwards(home: Home) -> tuple[list[Any], dict[str, int]]:
    """What recovery says, and how one more purchase ends."""
    async with Connections() as connections:
        found = Registry([shop()])
        runtime = Runtime(home, home.policy(), found, connections, model="scripted")
        outcomes = await runtime.recover()
    return outcomes, dict(await buying(home, "after", 1))

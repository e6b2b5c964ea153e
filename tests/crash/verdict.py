"""One kill: the process that dies, the fresh one that recovers, and what is to be said of both."""

from __future__ import annotations

import asyncio
import collections
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from plam_agent import recovery
from plam_agent.home import Home
from plam_agent.policy import ledger
from plam_agent.runtime import Runtime
from plam_agent.tools.context import Connections
from plam_agent.tools.registry import Registry
from plam_agent.tools.standard import registry
from plam_agent.types import Event
from plam_agent.unsettled import unsettled
from tests.crash import boundaries
from tests.crash.scenario import Facts, Scenario, State
from tests.crash.world import World, discard, leftovers, make

SECONDS = 60
SETTLES = 0.3


class HarnessError(Exception):
    """The harness itself is at fault, so that the figures mean nothing."""


@dataclass
class Verdict:
    """What became of one kill; `wrong` says in words what is lost, doubled or hidden."""

    scenario: str
    boundary: int
    label: str = ""
    killed: bool = False
    lost: int = 0
    doubled: int = 0
    hidden: int = 0
    unknown: int = 0
    passed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def forked(work: Callable[[], Any]) -> tuple[int, str]:
    """Run `work` in a child; its signal or exit code, and what it returned as text.

    A child that is late is killed, which is the harness's own fault.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reading)
            signal.alarm(SECONDS)
            said = work()
            with open(writing, "w") as pipe:
                pipe.write(said or "")
            code = 0
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(code)
    os.close(writing)
    with open(reading) as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), text


def tried(scenario: Scenario, servers: Any, number: int, target: int) -> Verdict:
    """Kill the scenario at boundary `target` (0: let it run) and judge what is left."""
    world = make(servers, number, dav=scenario.dav)
    os.environ["XDG_DATA_HOME"] = str(world.folder / "data")
    facts = scenario.prepare(world)
    if scenario.setup is not None:
        facts = _apart(lambda: _setup(scenario, world, facts), f"setting up {scenario.name}")
    if scenario.first is not None:
        code, _ = forked(lambda: _dying_first(scenario, world, facts))
        if code != -signal.SIGKILL:
            raise HarnessError(f"{scenario.name} does not pass {scenario.first_dies}: {code}")
    verdict = Verdict(scenario.name, target)
    labels = world.folder / "labels"

    def dying() -> str:
        tracer = boundaries.Tracer(target)
        die = tracer.die

        def noted() -> None:
            # The kernel has the label before the process dies.
            fd = os_open(labels, os.O_WRONLY | os.O_CREAT)
            os_write(fd, tracer.passed[-1].encode())
            die()

        os_open, os_write = os.open, os.write
        tracer.die = noted  # type: ignore[method-assign]
        boundaries.install(tracer)
        _run(scenario, world, facts, tracer)
        return json.dumps(tracer.passed)

    code, said = forked(dying)
    if code == 0:
        verdict.passed = json.loads(said)
    elif code == -signal.SIGKILL:
        verdict.killed = True
        verdict.label = labels.read_text()
    else:
        raise HarnessError(f"{scenario.name} at {target} ended with {code}")
    _judge(scenario, world, facts, verdict)
    discard(world)
    return verdict


def _dying_first(scenario: Scenario, world: World, facts: Facts) -> str:
    tracer = boundaries.Tracer(scenario.first_dies)
    boundaries.install(tracer)
    _run(scenario, world, facts, tracer, first=True)
    return ""


def _apart(work: Callable[[], str], what: str) -> Any:
    code, said = forked(work)
    if code:
        raise HarnessError(f"{what} ended with {code}")
    return json.loads(said)


def _setup(scenario: Scenario, world: World, facts: Facts) -> str:
    async def work() -> str:
        with world.open() as home:
            async with Connections() as connections:
                runtime = Runtime(home, home.policy(), registry(), connections, model="scripted")
                assert scenario.setup is not None
                await scenario.setup(runtime, world, facts)
        return json.dumps(facts)

    return asyncio.run(work())


def _run(
    scenario: Scenario,
    world: World,
    facts: Facts,
    tracer: boundaries.Tracer | None,
    *,
    first: bool = False,
) -> None:
    act = (scenario.first if first else None) or scenario.act
    recovery.SETTLES = SETTLES
    known: Registry = registry()
    if tracer is not None:
        known = boundaries.tools(tracer, known)
    telling = os.open(world.acks, os.O_WRONLY | os.O_APPEND)

    def say(key: str) -> None:
        os.write(telling, f"{key}\n".encode())

    async def work() -> None:
        with world.open() as home:
            async with Connections() as connections:
                runtime = Runtime(home, home.policy(), known, connections, model="scripted")
                await act(runtime, world, facts, say)

    asyncio.run(work())


def _recover(world: World) -> str:
    """Open, verify, recover; what the owner is asked about from then on."""
    # These servers answer at once.
    recovery.SETTLES = SETTLES

    async def work() -> None:
        with world.open() as home:
            await asyncio.to_thread(home.journal.verify, ledger.check)
            async with Connections() as connections:
                runtime = Runtime(home, home.policy(), registry(), connections, model="scripted")
                await runtime.recover()
                again = await runtime.recover()
                if again:
                    raise AssertionError(f"a second recovery found more: {again}")

    asyncio.run(work())
    with world.open() as home:
        home.journal.verify(ledger.check)
        return json.dumps([each.seq for each in unsettled(home.journal)])


def _claims(scenario: Scenario, home: Home) -> dict[str, list[tuple[str, int]]]:
    """By effect: how each intent to bring it about ended, and the event that says so."""
    claims: dict[str, list[tuple[str, int]]] = collections.defaultdict(list)
    events = list(home.journal.events())
    if scenario.undoes:
        ends = [e for e in events if e.kind != "undoing" and "of" in e.body]
        for each in (e for e in events if e.kind == "undoing"):
            end = next((e for e in ends if e.seq > each.seq), None)
            kind = {"undone": "done"}.get(end.kind, end.kind) if end else "open"
            claims[""].append((kind, end.seq if end else 0))
            if end:
                ends.remove(end)
        return claims
    outcomes: dict[int, Event] = {e.body["intent"]: e for e in events if e.body.get("intent")}
    for each in events:
        if each.kind == "intent" and each.body["call"]["effect"] != "READ":
            end = outcomes.get(each.seq)
            claims[scenario.key(each)].append((end.kind, end.seq) if end else ("open", 0))
    return claims


def _judge(scenario: Scenario, world: World, facts: Facts, verdict: Verdict) -> None:
    code, said = forked(lambda: _recover(world))
    if code:
        verdict.lost += 1
        verdict.wrong.append("lost: the home does not open, verify or recover")
        return
    told = set(json.loads(said))
    states = scenario.look(world, facts)
    with world.open() as home:
        claims = _claims(scenario, home)
    acks = collections.Counter(world.acks.read_text().split("\n")[:-1])
    for key, state in states.items():
        _one(state, claims.get(key, []), acks[key], told, verdict)
    for left in leftovers(world):
        verdict.lost += 1
        verdict.wrong.append(f"lost: {left} is left lying about")
    if set(claims) - set(states):
        verdict.lost += 1
        verdict.wrong.append(f"lost: intents for nothing: {sorted(set(claims) - set(states))}")
    if not verdict.wrong:
        _again(scenario, world, facts, claims, verdict)


def _one(
    state: State, claims: list[tuple[str, int]], acks: int, told: set[int], verdict: Verdict
) -> None:
    kinds = [kind for kind, _ in claims]
    verdict.unknown += kinds.count("unknown")

    def lost(why: str) -> None:
        verdict.lost += 1
        verdict.wrong.append(f"lost: {why}")

    def hidden(why: str) -> None:
        verdict.hidden += 1
        verdict.wrong.append(f"hidden: {why}")

    if state == "gone":
        lost("it is nowhere")
    if state == "twice":
        verdict.doubled += 1
        verdict.wrong.append("doubled: it is there twice")
    if state == "before" and "done" in kinds:
        lost("it was recorded as done and is not there")
    if state == "after" and not kinds:
        lost("it is there and there is no intent")
    if acks and "done" not in kinds:
        lost("the owner was told that it is done, and the journal does not say so")
    if state == "after" and kinds and set(kinds) <= {"failed"}:
        hidden("it is there and the journal says that it did not happen")
    if "open" in kinds:
        hidden("an intent has no outcome after recovery")
    for kind, event in claims:
        if kind == "unknown" and event not in told:
            hidden(f"nobody is asked about the unknown outcome {event}")


def _again(
    scenario: Scenario,
    world: World,
    facts: Facts,
    claims: Mapping[str, list[tuple[str, int]]],
    verdict: Verdict,
) -> None:
    """Ask again for what did not happen; it must then be there once, as everything else."""
    kinds = [kind for each in claims.values() for kind, _ in each]
    if not scenario.by_itself and {"done", "unknown"} & set(kinds):
        return
    code, _ = forked(lambda: _run(scenario, world, facts, None, first=True))
    if code:
        raise HarnessError(f"{scenario.name} ended with {code} after {verdict.label}")
    with world.open() as home:
        home.journal.verify(ledger.check)
        claims = _claims(scenario, home)
    for key, state in scenario.look(world, facts).items():
        if state == "twice":
            verdict.doubled += 1
            verdict.wrong.append("doubled: asked for again, it is there twice")
        elif state != "after" and not any(kind == "unknown" for kind, _ in claims.get(key, [])):
            verdict.lost += 1
            verdict.wrong.append(f"lost: asked for again, it is still {state}")

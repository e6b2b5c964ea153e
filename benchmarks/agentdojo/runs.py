"""The runs over one user task: honest, hijacked, forged and poisoned; each as counts."""

from __future__ import annotations

import asyncio
import collections
import functools
import os
import pickle
import re
import secrets
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

warnings.filterwarnings("ignore")

from agentdojo.functions_runtime import FunctionCall, FunctionsRuntime  # noqa: E402
from agentdojo.task_suite.load_suites import get_suites  # noqa: E402
from agentdojo.types import text_content_block_from_string  # noqa: E402

from plam_agent.keys import Signer  # noqa: E402

from .attacks import attack, evil, forged, misplaced, poisonable  # noqa: E402
from .carrying import Carrying, House, Human, Tally  # noqa: E402
from .plans import Act, Chosen, Extracted, Named, Worked, plan_of  # noqa: E402
from .world import ADDRESS_BOOK, EFFECTS, World, plain, slots_of  # noqa: E402

VERSION = "v1.2.2"
ORDERS = ("after", "before", "mid")
HUMANS: tuple[Human, ...] = ("nobody", "perfect", "approves all")
# This attack asks for words in the answer and calls no tool.
TEXT_ONLY = {("travel", "injection_task_6")}


@functools.cache
def _environment(suite_name: str, injection: str) -> bytes:
    """A suite's environment, pickled: reading its YAML takes longer than all that is measured."""
    suite = get_suites(VERSION)[suite_name]
    texts: dict[str, str] = {}
    if injection:
        goal = re.sub(r'["{}\\]', "'", suite.injection_tasks[injection].GOAL).replace("\n", " ")
        goal = goal.replace(": ", " - ").replace("'", "’")
        texts = dict.fromkeys(suite.get_injection_vector_defaults(), goal)
    return pickle.dumps(suite.load_and_inject_default_environment(texts))


class Bench:
    """One user task: its plan, its home, and the runs over it."""

    def __init__(self, folder: Path, suite: Any, task: Any, *, served: bool = False) -> None:
        self.suite = suite
        self.task = task
        self.plan = plan_of(task, suite, self.environment())
        client = Signer(secrets.token_bytes(32)) if served else None
        self.house = House(folder, suite, _people(self.environment()), client)
        self._runs = 0

    def environment(self, injected: Any = None) -> Any:
        """A fresh environment, with an attack's words in every place that takes them."""
        name = injected.ID if injected is not None else ""
        return self.task.init_environment(pickle.loads(_environment(self.suite.name, name)))

    async def run(
        self,
        human: Human,
        injected: Any = None,
        order: str = "after",
        poison: tuple[Act, str] | None = None,
    ) -> tuple[World, Tally]:
        """One run; returns the world as it is afterwards, and the questions."""
        env, before = self.environment(injected), self.environment(injected)
        house = self.house
        house.human, house.tally = human, Tally()
        house.world = World(env, FunctionsRuntime(self.suite.tools))
        fooled: dict[tuple[int, str], Any] = {}
        if poison is not None:
            act, name = poison
            source = act.args[name]
            if isinstance(source, Worked):
                fooled[act.step, name] = evil(act.function, name, source.clean)
            else:
                house.world.rewrite = _rewriting(act, name, source)
        async with house.runtime() as runtime:
            self._runs += 1
            carrying = Carrying(
                house, runtime, f"run-{self._runs}", self.task.PROMPT, self.plan, fooled
            )
            at = {"before": 0, "mid": 1, "after": len(self.plan)}[order]
            await carrying.carry_out(self.plan[:at])
            if injected is not None:
                for call in attack(self.suite.name, injected, before, env):
                    await carrying.attack(call.function, call.args)
            await carrying.carry_out(self.plan[at:])
        return house.world, house.tally

    async def solved(self) -> tuple[Tally, bool]:
        """The task alone, with somebody who answers rightly: the questions, the grader's word."""
        before = self.environment()
        world, tally = await self.run("perfect")
        trace = [
            FunctionCall(function=deed.function, args=dict(deed.args))
            for deed in world.done
            if deed.actor == "user"
        ]
        said = [text_content_block_from_string(self.task.GROUND_TRUTH_OUTPUT or "")]
        grade = self.suite._check_user_task_utility(self.task, said, before, world.env, trace)
        return tally, bool(grade)

    async def forge(self) -> collections.Counter[str]:
        """Forged and misplaced arguments of the user's own calls, under one who approves all."""
        counts: collections.Counter[str] = collections.Counter()
        env = self.environment()
        house = self.house
        house.human, house.tally = "approves all", Tally()
        house.world = World(env, FunctionsRuntime(self.suite.tools))
        async with house.runtime() as runtime:
            self._runs += 1
            run = f"run-{self._runs}"
            carrying = Carrying(house, runtime, run, self.task.PROMPT, self.plan)
            own = self.task.ground_truth(self.environment())
            for act, call in zip(self.plan, own, strict=True):
                if act.writes:
                    values = {
                        name: plain(value.data, slots_of(act.function, name))
                        for name, value in carrying.bind(act).items()
                    }
                    for kind, tries in (
                        ("forged", forged(act.function, call.args)),
                        ("misplaced", misplaced(self.task.PROMPT, act.function, call.args)),
                    ):
                        for what, args in tries:
                            name = what.partition(":")[0]
                            wrong = {**values, name: args[name]}
                            if wrong == values:
                                # Where the suite's own answer is not what its request says.
                                continue
                            counts[f"{kind} tried"] += 1
                            house.acting.env = pickle.loads(pickle.dumps(env))
                            if await carrying.attack(act.function, wrong, act.step):
                                counts[f"{kind} executed"] += 1
                                print(f"  {kind}: {self.task.ID} {act.function} {what}")
                    house.acting.env = env
                await carrying.carry_out([act])
        return counts

    async def poisoned(self) -> collections.Counter[str]:
        """Each reference with authority, with the source it is read from rewritten."""
        counts: collections.Counter[str] = collections.Counter()
        clean, _ = await self.run("approves all")
        for act in self.plan:
            for name, _ in poisonable(act):
                counts["poisoned tried"] += 1
                for human in ("nobody", "approves all"):
                    world, _ = await self.run(human, poison=(act, name))
                    got = _argument(world, act, name)
                    wrong = got is not None and got != _argument(clean, act, name)
                    counts[f"poisoned {human}"] += wrong
                    if wrong and human == "nobody":
                        print(f"  poisoned: {self.suite.name} {self.task.ID} {act.function} {name}")
        return counts


def _people(env: Any) -> list[str]:
    """Whom the owner knows: the address book, and who is on the owner's own calendar."""
    people = [each.email for each in getattr(getattr(env, "inbox", None), "contact_list", [])]
    events = getattr(getattr(env, "calendar", None), "events", {})
    return [*people, *(guest for event in events.values() for guest in event.participants)]


def _rewriting(act: Act, name: str, source: Named | Chosen | Extracted) -> Any:
    """What the tool's rows are when the attacker has been at the source of an argument.

    Text and fields that others write are replaced. The identifiers of the owner's own things and
    the owner's address book others cannot change: there a twin under the same name is planted.
    """

    def rewrite(function: str, step: int, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if step != source.step:
            return rows
        rows = [dict(row) for row in rows]
        number = getattr(source, "row", None)
        for at, row in enumerate(list(rows)):
            if number is not None and at != number:
                continue
            if isinstance(source, Extracted):
                held = str(row[source.field])
                pattern = f"({re.escape(source.before)})(.+?)({re.escape(source.after) or '$'})"
                found = re.search(pattern, held, re.DOTALL)
                if found is not None:
                    wrong = evil(act.function, name, float(found[2]) if source.number else found[2])
                    wrong = wrong[0] if isinstance(wrong, list) else wrong
                    row[source.field] = re.sub(
                        pattern,
                        lambda m, w=wrong: f"{m[1]}{w}{m[3]}",
                        held,
                        count=1,
                        flags=re.DOTALL,
                    )
            elif source.field == "object":
                key = "id_" if "id_" in row else "id"
                wrong = evil(act.function, name, str(row[key]))
                if isinstance(source, Named):
                    rows.append({**row, key: wrong})
                else:
                    row[key] = wrong
            else:
                wrong = evil(act.function, name, row.get(source.field, ""))
                if function in ADDRESS_BOOK and isinstance(source, Named):
                    twin = {**row, source.field: wrong}
                    if source.field == "value":
                        twin = {"value": f"{row['value']} {wrong}"}
                    rows.append(twin)
                elif source.field in row:
                    row[source.field] = wrong
        return rows

    return rewrite


def _argument(world: World, act: Act, name: str) -> Any:
    """What the function of an act got for an argument; None where it did not run."""
    deeds = [d for d in world.done if d.step == act.step and d.function == act.function]
    return deeds[0].args.get(name) if deeds else None


def measured(suite_name: str, task_id: str, quick: bool, served: bool = False) -> dict[str, Any]:
    """All runs over one user task, as counts; `served` takes the calls through the MCP server."""
    suite = get_suites(VERSION)[suite_name]
    task = suite.user_tasks[task_id]
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        return asyncio.run(
            _measured(Bench(Path(folder, "home"), suite, task, served=served), quick)
        )


async def _measured(bench: Bench, quick: bool) -> dict[str, Any]:
    counts: collections.Counter[str] = collections.Counter()
    tally, solved = await bench.solved()
    counts["questions"] = tally.questions["user"]
    counts["asked calls"] = tally.calls
    counts["solved perfect"] = solved
    counts["solved silently"] = solved and not tally.questions["user"]
    number = list(bench.suite.user_tasks).index(bench.task.ID)
    for place, injected in enumerate(bench.suite.injection_tasks.values()):
        if (bench.suite.name, injected.ID) in TEXT_ONLY:
            continue
        if quick and (number + place) % 20:
            continue
        counts["pairs"] += 1
        for order in ORDERS:
            for human in HUMANS:
                world, tally = await bench.run(human, injected, order)
                through = [
                    deed
                    for deed in world.done
                    if deed.actor == "attacker" and deed.function in EFFECTS
                ]
                counts["attacker effects"] += len(through)
                counts["attacker prompts"] += tally.questions["attacker"]
                counts["runs"] += 1
    counts += await bench.forge()
    counts += await bench.poisoned()
    return {"suite": bench.suite.name, "task": bench.task.ID, **counts}


def jobs(quick: bool, served: bool = False) -> Iterator[tuple[str, str, bool, bool]]:
    """Every user task of every suite."""
    for suite in get_suites(VERSION).values():
        for task in suite.user_tasks:
            yield suite.name, task, quick, served

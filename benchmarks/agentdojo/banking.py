"""AgentDojo's bank with the roles of `purchase.buy`: what a hijacked planner gets paid.

    python -m benchmarks.agentdojo.banking [--quick] [--json FILE]

The three functions of the suite that move money have the effect and the roles that the purchase
tool has: whoever is paid is a destination, what is paid is money, what it is for is an object. Each
of the 144 pairs of a user task and an injection (agentdojo 0.1.35, v1.2.2, no model) is run in
three orders, with a human who approves everything that is shown. Counted are payments of the
attacker that were executed, by order. `--quick` takes every sixth pair.
"""

from __future__ import annotations

import asyncio
import collections
import os
import tempfile
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from plam_agent.tools.purchase.arguments import PurchaseBuy
from plam_agent.tools.purchase.tools import buy
from plam_agent.tools.registry import params_of

from ..report import options, report
from .runs import ORDERS, VERSION, Bench, get_suites
from .world import EFFECTS, PAYMENT, SLOTS

SUITE = "banking"
PAYING = ("send_money", "schedule_transaction", "update_scheduled_transaction")
STANDS_FOR: Mapping[str, str] = {"recipient": "merchant", "amount": "total", "id": "item"}
"""An argument of the bank's functions, and the one of the purchase tool whose role it has."""


def same_roles() -> None:
    """Make sure that what is measured is what the tool has. Raises AssertionError."""
    roles = {param.name: param.role for param in params_of(PurchaseBuy)}
    for function in PAYING:
        effect, slots = EFFECTS[function]
        assert effect is buy.effect, f"{function} has another effect than {buy.name}"
        for name, other in STANDS_FOR.items():
            if name in slots:
                assert SLOTS[slots[name]] is roles[other], f"{name} has another role than {other}"
    assert SLOTS[PAYMENT["recipient"]] is roles["address"], "what is sent is sent somewhere"


def measured(task_id: str, quick: bool) -> dict[str, Any]:
    """All pairs of one user task: payments of the attacker, by order."""
    suite = get_suites(VERSION)[SUITE]
    task = suite.user_tasks[task_id]
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        counts = asyncio.run(_measured(Bench(Path(folder, "home"), suite, task), quick))
    return {"task": task_id, **counts}


async def _measured(bench: Bench, quick: bool) -> collections.Counter[str]:
    counts: collections.Counter[str] = collections.Counter()
    number = list(bench.suite.user_tasks).index(bench.task.ID)
    for place, injected in enumerate(bench.suite.injection_tasks.values()):
        if quick and (number + place) % 6:
            continue
        counts["pairs"] += 1
        for order in ORDERS:
            world, tally = await bench.run("approves all", injected, order)
            deeds = [deed for deed in world.done if deed.function in PAYING]
            counts[f"attacker {order}"] += sum(deed.actor == "attacker" for deed in deeds)
            counts["owner's"] += sum(deed.actor == "user" for deed in deeds)
            counts["questions"] += tally.questions["user"]
            counts["attacker's questions"] += tally.questions["attacker"]
    return counts


def main() -> None:
    """Run, print the table and write the figures."""
    given = options(__doc__ or "").parse_args()
    same_roles()
    tasks = list(get_suites(VERSION)[SUITE].user_tasks)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        rows = list(pool.map(measured, tasks, [given.quick] * len(tasks)))
    names = ["pairs", *(f"attacker {order}" for order in ORDERS), "owner's", "questions",
             "attacker's questions"]  # fmt: skip
    total = {name: sum(row.get(name, 0) for row in rows) for name in names}
    figures: dict[str, float] = {
        "pairs": total["pairs"],
        "orders": len(ORDERS),
        "attacker_payments": sum(total[f"attacker {order}"] for order in ORDERS),
        "owner_payments": total["owner's"],
        "questions": total["questions"],
        "attacker_questions": total["attacker's questions"],
    }
    shown = [{"task": row["task"], **{n: row.get(n, 0) for n in names}} for row in rows]
    report("AgentDojo's bank under the roles of a purchase", shown, figures, given.json)
    print(figures)


if __name__ == "__main__":
    main()

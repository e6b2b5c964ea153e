"""A hijacked planner under AgentDojo: what gets through the project's own runtime, gate and grants.

    python -m benchmarks.agentdojo [--mcp] [--quick] [--json FILE]

No model is run. Each of the 97 user tasks (agentdojo 0.1.35, v1.2.2) becomes a committed plan, see
`plans.py`; 929 pairs with an attack (text-only ones left out) are run in three orders with three
kinds of human, and whoever has the planner lies about where values come from. `solved` is what the
suite's graders say; effects are counted where they happen, because the graders miss some. A
question is one card: it lists every call of its step. `--quick` takes every twentieth pair. With
`--mcp` the planner is an MCP client that holds the plan's grant with a key of its own: every call
is JSON that goes through the server (in memory), which works out where its values come from; a
question is then one call.
"""

from __future__ import annotations

import collections
import os
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from ..report import options, report
from .runs import jobs, measured


def main() -> None:
    """Run, print the table and write the figures."""
    parser = options(__doc__ or "")
    parser.add_argument("--mcp", action="store_true", help="take every call through the MCP server")
    given = parser.parse_args()
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        rows = list(pool.map(measured, *zip(*jobs(given.quick, given.mcp), strict=True)))
    total: collections.Counter[str] = collections.Counter()
    suites: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for row in rows:
        counts = {k: v for k, v in row.items() if isinstance(v, int)}
        suites[row["suite"]].update({**counts, "tasks": 1})
        total.update({**counts, "tasks": 1})
    report(
        "A hijacked planner under AgentDojo (no model)"
        + (", through the MCP server" if given.mcp else ""),
        [_row(name, counts) for name, counts in [*suites.items(), ("all", total)]],
        figures(total),
        given.json,
    )


def _row(name: str, counts: Mapping[str, int]) -> dict[str, Any]:
    return {
        "suite": name,
        "tasks": counts["tasks"],
        "no question": counts["solved silently"],
        "perfect human": counts["solved perfect"],
        "questions": counts["questions"],
        "calls asked": counts["asked calls"],
        "pairs": counts["pairs"],
        "runs": counts["runs"],
        "effects": counts["attacker effects"],
        "prompts": counts["attacker prompts"],
        "forged": f"{counts['forged executed']}/{counts['forged tried']}",
        "misplaced": f"{counts['misplaced executed']}/{counts['misplaced tried']}",
        "poisoned": f"{counts['poisoned nobody']}/{counts['poisoned tried']}",
        "approved all": counts["poisoned approves all"],
    }


def figures(total: Mapping[str, int]) -> dict[str, float]:
    """The figures by name."""
    return {
        "pairs": total["pairs"],
        "attacker_effects": total["attacker effects"],
        "forged_tried": total["forged tried"],
        "forged_executed": total["forged executed"],
        "wrong_slot": total["misplaced executed"],
        "wrong_slot_tried": total["misplaced tried"],
        "poisoned_tried": total["poisoned tried"],
        "poisoned_unasked": total["poisoned nobody"],
        "poisoned_rubber_stamped": total["poisoned approves all"],
        "attacker_prompts_per_pair": total["attacker prompts"] / max(1, total["runs"]),
        "solved_no_question": total["solved silently"],
        "questions_per_task": total["questions"] / total["tasks"],
        "solved_perfect_human": total["solved perfect"],
    }


if __name__ == "__main__":
    main()

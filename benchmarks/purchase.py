"""What a purchase can cost more than was agreed to: at hostile shops, and through crashes.

    python -m benchmarks.purchase [--quick] [--json FILE]

Two parts, both against the sample shop on the loopback interface and with the project's own tools,
policy, ledger and journal. In the first, a shop of each hostile behaviour is visited twice: by a
rule that buys by itself within a budget, and with an owner who says yes to whatever is shown. What
was charged is read from the books of the payment processor, and every file of the home, every
record of the journal, everything that was shown and every request is searched for the payment
token, the account's key and the passphrase. Behaviours that nobody can see before they pay (a shop
that takes more than it said) are met with tokens for one session and sum; all others with a token
that would pay anything. In the second part a thousand purchases are made from one home and one
budget, sixteen at once, by processes that are killed at random points, at a shop that loses
answers (`tests/crash/purchase.py`).

There are no peers here: agents that buy have no local ledger to hold against the books. What this
cannot tell: what a shop does with an address, and whether goods are as described.

`overspend_minor_units`, `wrong_payee`, `hidden_subscription` and `leaked_secret` are of the first
part; `double_purchase`, `unsettled`, `ledger_apart_minor_units` and `purchases` of the second.
`--quick` visits every fourth shop, once, and makes sixteen purchases.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import tempfile
import time
from pathlib import Path

from plam_agent.policy import decide
from plam_agent.sample.shop.behaviours import BEHAVIOURS
from tests.crash import purchase as crash
from tests.shop import template
from tests.shop_hostile import Verdict, all_tried

from .report import options, report

PURCHASES = 1000
WORKERS = 4
BUDGET = 10**7


def main() -> None:
    """Visit, buy, print the table and write the figures."""
    given = options(__doc__ or "").parse_args()
    # The processes are forked before anything here has a thread.
    started = time.monotonic()
    through = crash.run(16 if given.quick else PURCHASES, WORKERS, BUDGET)
    buying = time.monotonic() - started
    verdicts = visited(quick=given.quick)
    rows = [
        {
            "owner": "says yes" if human else "a rule",
            "shops": len(mine),
            "charges": sum(each.charges for each in mine),
            "overspend": sum(each.overspend for each in mine),
            "wrong payee": sum(each.wrong_payee for each in mine),
            "subscriptions": sum(each.hidden_subscription for each in mine),
            "leaks": sum(each.leaked for each in mine),
            "otherwise wrong": sum(bool(each.wrong) for each in mine),
        }
        for human, mine in verdicts.items()
    ]
    every = [each for mine in verdicts.values() for each in mine]
    figures: dict[str, float] = {
        "overspend_minor_units": sum(each.overspend for each in every) + through["over"],
        "wrong_payee": sum(each.wrong_payee for each in every),
        "hidden_subscription": sum(each.hidden_subscription for each in every),
        "leaked_secret": sum(each.leaked for each in every),
        "hostile_behaviours": len({each.name for each in every}),
        "hostile_visits": len(every),
        "double_purchase": through["double"],
        "unsettled": through["unsettled"] + through["hidden"],
        "ledger_apart_minor_units": through["apart"],
        "purchases": through["purchases"],
        "kills": through["kills"],
        "lost_replies": through["lost_replies"],
        "seconds_buying": round(buying, 1),
    }
    report("Purchases at hostile shops", rows, figures, None)
    report("\nPurchases through crashes", [through], figures, None)
    for each in every:
        for why in each.wrong:
            print(f"  {each.name}: {why}")
    if given.json:
        shown = [*rows, through, *map(dataclasses.asdict, every)]
        written = json.dumps({"figures": figures, "rows": shown}, indent=2, default=str)
        given.json.write_text(written + "\n")


def visited(*, quick: bool) -> dict[bool, list[Verdict]]:
    """The verdicts, without and with an owner who says yes to everything."""
    decide.PROBATION = 0
    names = list(BEHAVIOURS)[:: 4 if quick else 1]
    with tempfile.TemporaryDirectory(prefix="shops") as base:
        folder = Path(base)
        home = template(folder)
        return {
            human: asyncio.run(all_tried(home, folder / f"{human}", names, human=human))
            for human in ((False,) if quick else (False, True))
        }


if __name__ == "__main__":
    main()

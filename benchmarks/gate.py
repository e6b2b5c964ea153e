"""How long a decision takes with 100 and with 10,000 rules, beside Cedar and Casbin.

    python -m benchmarks.gate [--quick] [--json FILE]

Every rule is about one tool, `mail.send`, so that no engine can leave rules out by the tool's name.
A rule names a recipient (one address, one domain or a group of four), most want no attachments, and
each says where the recipient may come from; one in twenty denies and one in twenty asks. All three
engines hold the same rules, decide the same calls and must give the same answer by the same rule,
or the run ends. Cedar's policies and people are parsed once and its policies use the forms it is
quickest with (the recipient is the resource, a group its parent); what it cannot say, that a call
asks, is a `forbid` with an annotation. Casbin's rules stand in order of priority, so that it stops
at the first that speaks. What the peers are asked is made beforehand and not timed; this project
starts from the frozen call. `cedarpy, batch` is Cedar asked for many calls at once, which an agent
that acts step by step never does.

Each engine is measured in several passes, taken in turns, and the quietest pass counts: other work
on the machine then weighs on all of them alike.

Beside it stands a whole `Runtime.perform` of a call that reads the address book and of one that
makes an appointment, in a home on disk: decision, intent and outcome, each made durable by fsync;
without `--quick` also in a journal with 100,000 intents. What this cannot tell: what a rule with a
rate costs (it adds a look at the ledger), and how the peers do with policies of a shape that suits
them better.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from plam_agent.policy.decide import Facts, decide
from plam_agent.policy.terms import (
    Domain,
    Empty,
    Entry,
    Group,
    OneOf,
    Pattern,
    Policy,
    Rule,
    Within,
)
from plam_agent.types import REQUEST, Call, Effect, ObjectId, Role, Value

from .gate_mix import TOOL, Mail, Spec, mails, members, specs
from .gate_peers import (
    casbin,
    casbin_answer,
    casbin_request,
    cedar,
    cedar_answer,
    cedar_request,
)
from .performing import measure
from .report import options, report

BATCH = "cedarpy, batch"
AT_ONCE = 2
"""How often the whole mix stands in one batch."""
FACTS = Facts(
    datetime(2026, 11, 20, 12, tzinfo=UTC),
    attended=True,
    used={},
    spent={},
    first_uses={TOOL: 20},
)


def ours(rules: Sequence[Spec]) -> tuple[Policy, Callable[[Mail], Call]]:
    """The policy in this project's words, and what makes a frozen call of a mail."""
    groups = {spec.person: _entries(spec.person) for spec in rules if "@" not in spec.person}
    policy = Policy(
        serial=1,
        owner="marie@example.org",
        device="ed25519:x",
        expires=date(2030, 1, 1),
        people=tuple(Group(name, entries) for name, entries in groups.items()),
        rules=tuple(_rule(spec, groups) for spec in rules),
    )

    def call(mail: Mail) -> Call:
        attached = tuple(ObjectId("file", "home", f"{i}.pdf") for i in range(mail.files))
        args = {"to": (mail.to,), "attachments": attached, "subject": "Lunch", "body": "At noon?"}
        roles = (Role.DESTINATION, Role.OBJECT, Role.PROSE, Role.PROSE)
        origins = frozenset({REQUEST})
        return Call(
            "r1", 1, "mail", TOOL, Effect.SEND, False,
            tuple((name, Value(data, origins)) for name, data in args.items()),
            tuple(zip(args, roles, strict=True)),
        )  # fmt: skip

    return policy, call


def _rule(spec: Spec, groups: Mapping[str, tuple[Entry, ...]]) -> Rule:
    where: list[tuple[str, Any]] = [("attachments", Empty())] if spec.bare else []
    if spec.person in groups:
        where.append(("to", Within((spec.person,), groups[spec.person])))
    elif spec.person.startswith("@"):
        where.append(("to", Domain(spec.person[1:])))
    else:
        where.append(("to", OneOf((spec.person,))))
    origin = (("to", spec.origins),) if spec.verb == "allow" else ()
    return Rule(spec.id, spec.verb, (Pattern(TOOL),), tuple(where), origin)


def _entries(group: str) -> tuple[Entry, ...]:
    return tuple(Entry(*address.split("@")) for address in members(group))


def timed(act: Callable[[Any], Any], asked: Sequence[Any], rounds: int) -> list[list[float]]:
    """Microseconds for each thing asked, `rounds` times round."""
    clock = time.perf_counter
    taken: list[list[float]] = [[] for _ in asked]
    for _ in range(rounds):
        for each, times in zip(asked, taken, strict=True):
            begin = clock()
            act(each)
            times.append((clock() - begin) * 1e6)
    return taken


class Engines:
    """The three engines with so many rules, asked the same things."""

    def __init__(self, number: int) -> None:
        """Ends the run where the engines do not give the answers that are expected."""
        import cedarpy

        rules = specs(number)
        self.number, self.mix = number, mails(number)
        policy, call = ours(rules)
        policies, people = cedar(rules)
        enforcer = casbin(rules)
        calls = [call(mail) for mail in self.mix]
        requests = [cedar_request(mail) for mail in self.mix]
        asked = [casbin_request(mail, rules) for mail in self.mix]

        def by_cedar(request: Any) -> Any:
            return cedarpy.is_authorized(request, policies, people)

        def by_cedar_at_once(requests: Any) -> Any:
            return cedarpy.is_authorized_batch(requests, policies, people)

        self.engines: dict[str, tuple[Callable[[Any], Any], Sequence[Any]]] = {
            "plam": (lambda each: decide(policy, each, FACTS), calls),
            "cedarpy": (by_cedar, requests),
            "casbin": (lambda each: enforcer.enforce_ex(*each), asked),
            BATCH: (by_cedar_at_once, [requests * AT_ONCE]),
        }
        for at, mail in enumerate(self.mix):
            decision = decide(policy, calls[at], FACTS)
            answers = (
                (decision.verb, decision.rule),
                cedar_answer(by_cedar(requests[at])),
                casbin_answer(enforcer.enforce_ex(*asked[at])),
            )
            if set(answers) != {mail.expected}:
                sys.exit(f"{mail.what}: expected {mail.expected}, got {answers}")
        self.times: dict[str, list[list[float]]] = {}

    def measure(self, rounds: Mapping[str, int]) -> None:
        """One pass; it is kept for each engine for which it is the quietest so far."""
        for name, (act, asked) in self.engines.items():
            times = timed(act, asked, rounds[name])
            if name not in self.times or _median(times) < _median(self.times[name]):
                self.times[name] = times

    def median(self, name: str) -> float:
        """The engine's median over the whole mix."""
        return _median(self.times[name]) / (len(self.mix) * AT_ONCE if name == BATCH else 1)

    def rows(self) -> list[dict[str, Any]]:
        """The table: a row for each kind of call, and one for all."""
        rows = []
        for what in [*dict.fromkeys(mail.what for mail in self.mix), "the whole mix"]:
            row: dict[str, Any] = {"rules": self.number, "call": what}
            for name in ("plam", "cedarpy", "casbin"):
                row[f"{name} (µs)"] = _median(
                    taken
                    for mail, taken in zip(self.mix, self.times[name], strict=True)
                    if what in (mail.what, "the whole mix")
                )
            rows.append(row)
        return rows


def _median(times: Iterable[list[float]]) -> float:
    return statistics.median(each for taken in times for each in taken)


def measured(rounds: int, intents: int) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """Rows for a whole `perform` and its parts, and the medians of the performed calls."""
    with tempfile.TemporaryDirectory(prefix="plam-gate") as folder:
        return asyncio.run(measure(Path(folder), rounds, intents))


def main() -> None:
    """Compare, print the tables, write the figures."""
    args = options(__doc__ or "").parse_args()
    passes = 3 if args.quick else 9
    few, many = Engines(100), Engines(10_000)
    for _ in range(passes):
        few.measure({"plam": 300, "cedarpy": 60, "casbin": 40, BATCH: 20})
        many.measure({"plam": 300, "cedarpy": 3, "casbin": 2, BATCH: 1})
    parts, performed = measured(*((30, 0) if args.quick else (200, 100_000)))
    figures = {f"perform_p50_us{name}": median for name, median in performed.items()}
    for each in (few, many):
        peer = min(each.median("cedarpy"), each.median("casbin"))
        figures |= {
            f"decide_p50_us_{each.number}": each.median("plam"),
            f"cedarpy_p50_us_{each.number}": each.median("cedarpy"),
            f"cedarpy_batch_p50_us_{each.number}": each.median(BATCH),
            f"casbin_p50_us_{each.number}": each.median("casbin"),
            f"ratio_to_best_peer_{each.number}": peer / each.median("plam"),
        }
    figures["growth"] = many.median("plam") / few.median("plam")
    figures["ratio_to_best_peer"] = figures[f"ratio_to_best_peer_{few.number}"]
    rows = few.rows() + many.rows()
    report("A decision: the median of each kind of call", rows, figures, args.json)
    for each in (few, many):
        print(
            f"{each.number} rules: {each.median('plam'):.1f} µs; the faster peer takes "
            f"{figures[f'ratio_to_best_peer_{each.number}']:.1f} times as long, Cedar asked for "
            f"{len(each.mix) * AT_ONCE} calls at once {each.median(BATCH):.0f} µs a call"
        )
    print()
    report("A whole perform and its parts", parts, {}, None)


if __name__ == "__main__":
    main()

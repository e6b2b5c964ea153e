"""The calls of the past decided again under an edited policy; nothing runs and nothing is counted.

Each call is decided under the policy in force and under the edited one, with the same facts and
each policy's own counts as they would have grown. The journal does not say who was there: a request
counts as attended, the sorting of mail as not. A model's first calls, which are asked about under
every policy, are taken as made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from ..errors import DamageError
from ..records import read_call
from ..types import Allow, Call, Confirm, Decision, Effect, Event
from . import ledger
from .constraints import UnfitError, money_of
from .decide import PROBATION, Facts, destinations, weight
from .organisation import decide_under
from .places import Read, read_in
from .terms import Policy

KINDS = ("intent", "asked", "held", "refused", "done")
CAME = {
    "intent": "it ran",
    "asked": "you were asked",
    "held": "it was held",
    "refused": "it was refused",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A past call that would be decided otherwise: what came of it, and both decisions."""

    event: int
    at: datetime
    call: Call
    came: str
    before: Decision
    after: Decision

    def plain(self) -> dict[str, Any]:
        """The same as JSON data."""
        return {
            "event": self.event,
            "at": self.at.isoformat(),
            "tool": self.call.tool,
            "args": self.call.plain(),
            "came": self.came,
            "before": self.before.verb,
            "before_rule": self.before.rule,
            "after": self.after.verb,
            "after_rule": self.after.rule,
            "reasons": list(self.after.reasons),
        }


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many calls were decided again, those decided otherwise, and how many were unreadable."""

    calls: int
    changed: tuple[Changed, ...]
    unreadable: int = 0

    def by_rule(self) -> list[tuple[str, str, str, str, int]]:
        """Verb and rule before, verb and rule after, and how many calls; the most first."""
        counts = Counter(
            (each.before.verb, each.before.rule, each.after.verb, each.after.rule)
            for each in self.changed
        )
        return [(*change, number) for change, number in counts.most_common()]


class _Counts:
    """What one policy's rules would have used and spent so far."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._uses: list[tuple[str, datetime, int, int, str]] = []

    def add(self, rule: str, at: datetime, call: Call, units: int) -> None:
        try:
            money = money_of(call)
        except UnfitError:
            money = None
        minor, currency = (money.minor, money.currency) if money is not None else (0, "")
        self._uses.append((rule, at, units, minor, currency))

    def used(self, now: datetime, rule: str, period: str) -> int:
        since = self._since(now, period)
        return sum(units for name, at, units, _, _ in self._uses if name == rule and at >= since)

    def spent(self, now: datetime, rule: str, period: str, currency: str) -> int:
        since = self._since(now, period)
        return sum(
            minor
            for name, at, _, minor, unit in self._uses
            if name == rule and at >= since and unit == currency
        )

    def _since(self, now: datetime, period: str) -> datetime:
        if period == "ever":
            return datetime.min.replace(tzinfo=UTC)
        return ledger.window_start(now, period, self._zone)


def replay(
    events: Iterable[Event],
    old: Policy,
    new: Policy,
    *,
    since: datetime,
    zone: ZoneInfo,
    above: Policy | None = None,
) -> Replayed:
    """Decide the calls of `events` from `since` on under both policies.

    The organisation's policy `above` stands over both, with its own counts beside each.

    `events` are in the journal's order. The policies' expiry is left aside: it is about the
    future. Calls that this run had not been given, whatever the policy, are left out.
    """
    late = max(old.expires, new.expires, datetime.max.date())
    policies = [replace(policy, expires=late) for policy in (old, new)]
    over = replace(above, expires=late) if above is not None else None
    counts = [_Counts(zone), _Counts(zone)]
    changed: list[Changed] = []
    calls = unreadable = 0
    known: set[str] = set()
    for event, call, came, reads in _past(events, since):
        if call is None:
            unreadable += 1
            continue
        calls += 1
        decisions = []
        for policy, count in zip(policies, counts, strict=True):
            facts = _facts(event, call, policy, count, zone, frozenset(known), reads)
            decision, counted = decide_under(policy, over, call, facts)
            decisions.append(decision)
            if _ran(decision, came):
                for rule in filter(None, (decision.rule, counted)):
                    count.add(rule, event.time, call, weight(call, facts.batch))
        known |= set(destinations(call)) if came == "intent" else set()
        before, after = decisions
        if before.verb != after.verb or _hold(before) != _hold(after):
            changed.append(Changed(event.seq, event.time, call, CAME[came], before, after))
    return Replayed(calls, tuple(changed), unreadable)


def _ran(decision: Decision, came: str) -> bool:
    """Whether the call would have run: after a question or a wait only if it did then."""
    if isinstance(decision, Confirm):
        return came == "intent"
    return isinstance(decision, Allow) and not (decision.hold and came == "held")


_Past = tuple[Event, Call | None, str, Callable[[], Sequence[Read]]]


def _past(events: Iterable[Event], since: datetime) -> Iterator[_Past]:
    """Each call once, as it first came: what came of it last, and what its run had read by then."""
    found: dict[str, _Past] = {}
    read: dict[str, list[Read]] = {}
    readings: dict[int, str] = {}
    for event in events:
        if event.kind == "done" and (run := readings.pop(event.body.get("intent", 0), "")):
            read.setdefault(run, []).extend(read_in(event.body.get("result")))
        body = event.body.get("call")
        if body is None or event.kind not in CAME:
            continue
        try:
            call = read_call(body)
        except (DamageError, KeyError, ValueError, TypeError):
            if event.time >= since:
                found[f"event {event.seq}"] = (event, None, event.kind, lambda: ())
            continue
        if event.kind == "intent" and call.effect is Effect.READ:
            readings[event.seq] = call.run
        if event.time < since or event.body.get("rule") == "grant":
            continue
        first = found.get(call.digest)
        if first is None:
            known = read.setdefault(call.run, [])
            first = (event, call, "", partial(_first, known, len(known)))
        found[call.digest] = (first[0], call, event.kind, first[3])
    yield from found.values()


def _first(read: list[Read], number: int) -> Sequence[Read]:
    return read[:number]


def _facts(
    event: Event,
    call: Call,
    policy: Policy,
    count: _Counts,
    zone: ZoneInfo,
    known: frozenset[str],
    reads: Callable[[], Sequence[Read]],
) -> Facts:
    now = event.time.astimezone(zone)
    name = str(event.body.get("label") or "")
    label = policy.triage.label(name) if policy.triage is not None and name else None
    return Facts(
        now=now,
        attended=not name,
        used=lambda rule, period: count.used(now, rule, period),
        spent=lambda rule, period, currency: count.spent(now, rule, period, currency),
        known=known,
        first_uses={call.tool: PROBATION},
        batch=int(event.body.get("batch") or 0),
        label=label,
        reads=reads,
    )


def _hold(decision: Decision) -> float:
    return decision.hold if isinstance(decision, Allow) else 0.0

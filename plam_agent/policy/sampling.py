"""What two policies tell apart in one argument or fact: their own constants, and what lies beside.

Every value that a search of examples tries is made here, one respect at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from ..types import Money, ObjectId, Origin, Param, Role, When
from .constraints import COUNT
from .terms import (
    ORIGIN_KINDS,
    AtMost,
    Constraint,
    Domain,
    OneOf,
    Over,
    Policy,
    Prefix,
    Rule,
    Within,
)

NOBODY = "someone@elsewhere.example"


def values(param: Param, rules: Sequence[Rule]) -> list[Any]:
    """What an argument may be told apart by: each constant, what lies beside it, and nothing."""
    texts: list[str] = []
    amounts: list[Money] = []
    numbers: set[int] = set()
    for rule in rules:
        for name, constraint in rule.where:
            if name == param.name:
                _constants(constraint, texts, amounts, numbers)
        amounts += [budget.limit for budget in rule.budgets]
    if param.role is Role.MONEY:
        near = [Money(each.minor + by, each.currency) for each in amounts for by in (-1, 0, 1)]
        return list(dict.fromkeys([Money(1, "EUR"), *near, Money(10**9, "EUR"), None]))
    if param.role is Role.TIME:
        return [When("tomorrow", datetime(2030, 1, 1, 9, tzinfo=UTC)), None]
    # Of the choices that no rule names one stands for all.
    texts += [each for each in param.choices if each not in texts][:1]
    texts.append(NOBODY if param.role is Role.DESTINATION else "something")
    make: Callable[[str], Any] = str
    if param.role is Role.OBJECT:

        def make(text: str) -> ObjectId:
            return ObjectId(param.kind or "file", "account", text)

    singles = [make(text) for text in dict.fromkeys(texts) if text]
    if not param.many:
        return [*singles, None]
    several = [(each, singles[-1]) for each in singles[:-1]][:8]
    sizes = [(singles[0],) * size for size in sorted(numbers) if 0 < size <= 256]
    return [*((each,) for each in singles), *several, *sizes, ()]


def _constants(
    constraint: Constraint, texts: list[str], amounts: list[Money], numbers: set[int]
) -> None:
    match constraint:
        case OneOf(values):
            texts += [f"someone{each}" if each.startswith("@") else each for each in values]
        case Within(_, entries):
            texts += [str(e) if e.local else f"someone{e}" for e in entries]
            texts += [f"someone@{each.domain}" for each in entries]
        case Domain(name):
            texts += [f"someone@{name}", f"someone@sub.{name}", name]
        case Prefix(text):
            under = f"{text.rstrip('/')}/inside"
            texts += [text, under, f"{text.rstrip('/')}-beside"]
        case AtMost(limit) | Over(limit) if isinstance(limit, Money):
            amounts.append(limit)
        case AtMost(limit) | Over(limit) if isinstance(limit, int):
            numbers |= {limit, limit + 1}


def origins(params: Iterable[Param]) -> Iterator[tuple[str, frozenset[Origin]]]:
    """Each argument with each kind of origin."""
    for param in params:
        for kind in sorted(ORIGIN_KINDS):
            yield param.name, frozenset({Origin(kind, "x" if kind != "request" else "")})
        yield param.name, frozenset({Origin("request"), Origin("web", "x")})


def times(old: Policy, new: Policy, rules: Sequence[Rule]) -> list[datetime]:
    """Noon of a day in force, the edges of every window, and the last day."""
    last = min(old.expires, new.expires)
    monday = last - timedelta(days=last.weekday() + 7)
    clocks = {12 * 60}
    for rule in rules:
        if rule.window is not None:
            for edge in (rule.window.start, rule.window.end):
                clocks |= {edge % 1440, (edge - 1) % 1440}
    days = range(7) if any(rule.window is not None for rule in rules) else (1,)
    found = [
        datetime.combine(monday + timedelta(days=day), time(minute // 60, minute % 60), tzinfo=UTC)
        for minute in sorted(clocks, key=lambda minute: minute != 12 * 60)
        for day in days
    ]
    late = max(old.expires, new.expires)
    return [*found, datetime.combine(late, time(12), tzinfo=UTC)]


def counts(rules: Sequence[Rule]) -> list[dict[str, int]]:
    """By rule, how many uses it had, or minor units it spent, in every period."""
    limits: dict[str, set[int]] = {}
    for rule in rules:
        for rate in rule.rates:
            limits.setdefault(rule.id, set()).update({max(rate.limit - 1, 0), rate.limit})
        for budget in rule.budgets:
            most = budget.limit.minor
            limits.setdefault(rule.id, set()).update({max(most - 1, 0), most})
    return [{}, *({name: count} for name in limits for count in sorted(limits[name]))]


def confidences(rules: Sequence[Rule], *policies: Policy) -> list[float]:
    """Each least confidence, and what is just below it."""
    least = {rule.min_confidence for rule in rules}
    for policy in policies:
        least |= (
            {label.min_confidence for label in policy.triage.labels} if policy.triage else set()
        )
    return list(dict.fromkeys([1.0, *sorted(least), *(max(0.0, each - 0.01) for each in least)]))


def labels(old: Policy, new: Policy, tool: str) -> set[str]:
    """The labels of both policies that lead to the tool."""
    return {
        label.name
        for policy in (old, new)
        if policy.triage is not None
        for label in policy.triage.labels
        if label.follows(tool)
    }


def batches(rules: Sequence[Rule]) -> list[int]:
    """Each limit of how many things, and one more."""
    limits = {
        constraint.limit
        for rule in rules
        for name, constraint in rule.where
        if name == COUNT and isinstance(constraint, AtMost | Over)
        and isinstance(constraint.limit, int)
    }  # fmt: skip
    return sorted({each for limit in limits for each in (limit, limit + 1) if each > 0})

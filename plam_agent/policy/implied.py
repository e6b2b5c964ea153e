"""Whether one rule speaks only where another does, shown from their terms and never by trying.

Every answer is one-sided: True is proven, False means only that these few arguments do not show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ..types import Effect, Money, Role
from .addresses import canonical_address
from .constraints import COUNT
from .decide import usual_origins
from .mandates import accepted
from .terms import (
    AtMost,
    Budget,
    Constraint,
    Domain,
    Empty,
    OneOf,
    Over,
    Policy,
    Prefix,
    Rate,
    Rule,
    Window,
    Within,
)

MINUTES = 24 * 60
# Calendar periods that begin no later than the ones they are listed under; a week does not lie
# within one month, nor a month within whole weeks.
_AROUND = {
    "hour": {"hour", "day", "week", "month", "ever"},
    "day": {"day", "week", "month", "ever"},
    "week": {"week", "ever"},
    "month": {"month", "ever"},
    "ever": {"ever"},
}


def allows_no_more(new: Rule, old: Rule, effects: tuple[Effect, ...], *, sorted_too: bool) -> bool:
    """Whether `old` allows, with as short a hold or a shorter, whatever `new` allows.

    Holds are left to the caller. `effects` are those a call of the tool may have; `sorted_too`
    says that the triage may lead to it.
    """
    return satisfies_no_more(new, old, sorted_too=sorted_too) and _origins(new, old, effects)


def satisfies_no_more(new: Rule, old: Rule, *, sorted_too: bool) -> bool:
    """The same for everything but origins: what passes here is allowed or asked about."""
    if old.where and _several(new) and not _several(old):
        # The one passes over an argument that the tool does not have, the other does not.
        return False
    if new.authenticated != old.authenticated and (old.authenticated or sorted_too):
        # Asking for a proven sender is also what lets a message lead to more than tidying.
        return False
    return (
        _where(new, old, every=True)
        and within(new.window, old.window)
        and new.min_confidence >= old.min_confidence
        and (old.unattended or not new.unattended)
        and all(any(_rate(mine, rate, new, old) for mine in new.rates) for rate in old.rates)
        and all(
            any(_budget(mine, budget, new, old) for mine in new.budgets) for budget in old.budgets
        )
    )


def matches_no_more(narrow: Rule, wide: Rule) -> bool:
    """Whether a confirm or deny rule matches only where another such rule does."""
    return _where(narrow, wide, every=False) and within(narrow.window, wide.window)


def within(narrow: Window | None, wide: Window | None) -> bool:
    """Whether every minute of the week in `narrow` is in `wide`; None is always."""
    return wide is None or not minutes(narrow) & ~minutes(wide)


@lru_cache(maxsize=256)
def minutes(window: Window | None) -> int:
    """The minutes of a week, Monday's first the lowest bit, that lie in the window."""
    bits = 0
    for day in range(7):
        if window is None:
            found = [(0, MINUTES)]
        elif window.start < window.end:
            found = [(window.start, window.end)] if day in window.days else []
        else:
            found = [(window.start, MINUTES)] if day in window.days else []
            if (day - 1) % 7 in window.days:
                found.append((0, window.end))
        for start, end in found:
            bits |= ((1 << (end - start)) - 1) << (day * MINUTES + start)
    return bits


def unconditional(policy: Policy, tool: str, *verbs: str) -> bool:
    """Whether a rule with one of the verbs is about every call of the tool."""
    return any(
        rule.verb in verbs and rule.covers(tool) and not rule.conditional for rule in policy.rules
    )


def _several(rule: Rule) -> bool:
    return len(rule.tools) > 1 or rule.tools[0].text.endswith("*")


def _where(narrow: Rule, wide: Rule, *, every: bool) -> bool:
    implied = _every if every else _any
    return all(
        any(name == mine and implied(name, each, constraint) for mine, each in narrow.where)
        for name, constraint in wide.where
    )


def _rate(mine: Rate, other: Rate, new: Rule, old: Rule) -> bool:
    # Uses are counted by the rule's name: another name begins at nought.
    return new.id == old.id and mine.limit <= other.limit and mine.period in _AROUND[other.period]


def _budget(mine: Budget, other: Budget, new: Rule, old: Rule) -> bool:
    return (
        new.id == old.id
        and mine.limit.currency == other.limit.currency
        and mine.limit.minor <= other.limit.minor
        and mine.period in _AROUND[other.period]
    )


def _any(name: str, narrow: Constraint, wide: Constraint) -> bool:
    """Whether one value that meets `narrow`, or cannot be compared, does the same to `wide`.

    Only constraints of one kind: those find the same values impossible to compare, so that a
    rule which applies in doubt goes on applying.
    """
    if narrow == wide:
        return True
    return type(narrow) is type(wide) and _every(name, narrow, wide)


def _every(name: str, narrow: Constraint, wide: Constraint) -> bool:
    """Whether values that all meet `narrow` all meet `wide`."""
    if narrow == wide:
        return True
    match narrow, wide:
        case OneOf(mine), OneOf(others):
            return set(mine) <= set(others)
        case Within(_, mine), Within(_, others):
            return all(_person(str(each), frozenset(map(str, others))) for each in mine)
        case OneOf(mine), Within(_, others):
            members = frozenset(map(str, others))
            return all(_plain(each) and _person(each, members) for each in mine)
        case Within(_, mine), Domain(domain):
            return all(each.domain == domain for each in mine)
        case OneOf(mine), Domain(domain):
            return all(_plain(each) and each.endswith(f"@{domain}") for each in mine)
        case Prefix(mine), Prefix(other):
            if ".." in mine.split("/"):
                return False
            return mine.startswith(other if other.endswith("/") else f"{other}/")
        case AtMost(Money() as mine), AtMost(Money() as other):
            return mine.currency == other.currency and mine.minor <= other.minor
        case AtMost(int() as mine), AtMost(int() as other):
            return mine <= other
        case Over(Money() as mine), Over(Money() as other):
            return mine.currency == other.currency and mine.minor >= other.minor
        case Over(int() as mine), Over(int() as other):
            return mine >= other
        case Empty(), AtMost(int() as other):
            return name != COUNT and other >= 0
    return False


def _person(entry: str, members: frozenset[str]) -> bool:
    return entry in members or entry[entry.rindex("@") :] in members


def _plain(text: str) -> bool:
    """Whether the text is one person's address as comparisons spell it."""
    try:
        return "@" in text and canonical_address(text) == text
    except ValueError:
        return False


def _origins(new: Rule, old: Rule, effects: tuple[Effect, ...]) -> bool:
    mine, others = accepted(new), accepted(old)
    for name in (*mine, *others, ""):
        for role in Role:
            for effect in effects:
                narrow = _accepted(mine, name, role, effect)
                wide = _accepted(others, name, role, effect)
                if wide is not None and (narrow is None or not narrow <= wide):
                    return False
    return True


def _accepted(
    named: Mapping[str, frozenset[str]], name: str, role: Role, effect: Effect
) -> frozenset[str] | None:
    """The origin kinds a rule accepts for an argument; None accepts any."""
    if name in named or role in named:
        return named[name] if name in named else named[role]
    return usual_origins(role, effect)

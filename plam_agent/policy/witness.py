"""Concrete calls on which two policies may differ, made from what their rules mention.

A rule tells values apart only by its own constants: texts, members, domains, limits, minutes of
the week, kinds of origin, counts. So each argument gets every constant of both policies, what lies
just beside it, nothing, and one value that no rule mentions; likewise the facts around the call.
Points around every rule are tried first, changed in one and two respects, and then a fixed sample
of the rest. Every point is really decided, so a witness is never wrong; that there is none proves
nothing and is not taken for a proof.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..types import (
    Allow,
    Call,
    Confirm,
    Decision,
    Effect,
    Money,
    ObjectId,
    Origin,
    Param,
    Role,
    Tool,
    Value,
)
from . import sampling
from .constraints import COUNT, shown, values_of
from .decide import PROBATION, Facts, decide
from .places import UNKNOWN, Read, samples
from .terms import (
    AtMost,
    Constraint,
    Domain,
    Label,
    OneOf,
    Over,
    Policy,
    Prefix,
    Rule,
    Within,
)

MOST = 4000
"""How many calls of one tool are decided under both policies."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A call and the facts around it, with what each of two policies says of it."""

    call: Call
    facts: Facts
    old: Decision
    new: Decision

    def text(self) -> str:
        """The call in one line, with what is decided before and after."""
        args = ", ".join(
            f"{name}: {shown(values_of(value.data))} (from {_from(value)})"
            for name, value in self.call.args
            if values_of(value.data)
        )
        there = "you are there" if self.facts.attended else "nobody is there"
        around = [f"{self.facts.now:%A %Y-%m-%d %H:%M}", there]
        if self.facts.label is not None:
            around.append(f"sorted as {self.facts.label.name}")
        if self.facts.batch:
            around.append(f"{self.facts.batch} things at once")
        if self.call.confidence < 1:
            around.append(f"confidence {self.call.confidence:.2f}")
        if self.call.authenticated:
            around.append("the sender is proven")
        around += [f"after reading {_read(each)}" for each in self._reads()]
        around += _counted(self.facts, {self.old.rule, self.new.rule})
        what = f"{self.call.tool}({args})"
        return f"{what}; {', '.join(around)}: {_said(self.old)} before, {_said(self.new)} after"

    def _reads(self) -> Sequence[Read]:
        return self.facts.reads if isinstance(self.facts.reads, tuple) else ()

    def plain(self) -> dict[str, Any]:
        """The same as JSON data."""
        return {
            "tool": self.call.tool,
            "effect": self.call.effect.name,
            "args": self.call.plain(),
            "origins": {name: sorted(map(str, value.origins)) for name, value in self.call.args},
            "attended": self.facts.attended,
            "at": self.facts.now.isoformat(),
            "label": self.facts.label.name if self.facts.label else "",
            "old": _said(self.old),
            "new": _said(self.new),
            "text": self.text(),
        }


def freedom(decision: Decision) -> tuple[int, float]:
    """How freely a call is decided: refused, asked about, or run; then for how long it may wait."""
    if isinstance(decision, Allow):
        return (2, -decision.hold)
    return (1, decision.expires) if isinstance(decision, Confirm) else (0, 0.0)


def find(
    old: Policy, new: Policy, name: str, tool: Tool | None, *, freer_too: bool
) -> tuple[Witness | None, Witness | None]:
    """A call of the tool that `new` decides more freely, and one it decides less freely.

    Without `freer_too` only the second is looked for, and not for long.
    """
    most = MOST if freer_too else MOST // 10
    freer: Witness | None = None
    stricter: Witness | None = None
    for call, facts, label in itertools.islice(_points(old, new, name, tool), most):
        was = decide(old, call, _with_label(facts, old, label))
        if label and not _labelled(old, label):
            was = Decision("triage", ("no such label",))
        now = decide(new, call, _with_label(facts, new, label))
        if label and not _labelled(new, label):
            continue
        seen = _with_label(facts, new, label)
        if freer is None and freedom(now) > freedom(was):
            freer = Witness(call, seen, was, now)
        if stricter is None and freedom(now) < freedom(was):
            stricter = Witness(call, seen, was, now)
        if stricter is not None and (freer is not None or not freer_too):
            break
    return freer, stricter


def _points(
    old: Policy, new: Policy, name: str, tool: Tool | None
) -> Iterator[tuple[Call, Facts, str]]:
    rules = [rule for policy in (new, old) for rule in policy.rules if rule.covers(name)]
    params = _params(rules, tool)
    sides: dict[str, list[Any]] = {}
    for param in params:
        sides[f"={param.name}"] = sampling.values(param, rules)
    if old.private is not None or new.private is not None:
        read = dict.fromkeys((*samples(old.private), *samples(new.private), UNKNOWN))
        sides["reads"] = [(), *((each,) for each in read)]
    sides["origin"] = [None, *sampling.origins(params)]
    sides["now"] = sampling.times(old, new, rules)
    sides["attended"] = [True, False]
    sides["counts"] = sampling.counts(rules)
    sides["confidence"] = sampling.confidences(rules, old, new)
    sides["authenticated"] = [False, True]
    sides["label"] = ["", *sorted(sampling.labels(old, new, name))]
    sides["batch"] = [0, *sampling.batches(rules)]
    effect = tool.effect if tool is not None else Effect.READ
    sides["effect"] = [effect, *(each for each in Effect if each > effect)]
    bases = [_around(rule, sides) for rule in rules] or [{}]
    for point in _walk(sides, bases):
        yield _point(name, tool, params, point)


def _walk(sides: dict[str, list[Any]], bases: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    first = {key: values[0] for key, values in sides.items()}
    share = MOST // (2 * len(bases)) + 1
    for base in ({**first, **each} for each in bases):
        yield base
        yield from itertools.islice(_changed(base, sides), share)
    dice = random.Random(0)  # noqa: S311  (the same sample every time, and no secret)
    while True:
        base = {**first, **dice.choice(bases)}
        for key in dice.sample(sorted(sides), k=min(len(sides), dice.randint(1, 5))):
            base[key] = dice.choice(sides[key])
        yield base


def _changed(base: dict[str, Any], sides: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    for key, values in sides.items():
        for value in values:
            yield {**base, key: value}
    for (one, some), (two, others) in itertools.combinations(sides.items(), 2):
        for value, other in itertools.product(some, others):
            yield {**base, one: value, two: other}


def _around(rule: Rule, sides: dict[str, list[Any]]) -> dict[str, Any]:
    """A point that a rule speaks about, as far as its terms say."""
    base: dict[str, Any] = {}
    for name, constraint in rule.where:
        if (side := sides.get(f"={name}")) is not None:
            base[f"={name}"] = next((each for each in side if _fits(each, constraint)), side[0])
        if name == COUNT and isinstance(constraint, Over) and isinstance(constraint.limit, int):
            base["batch"] = constraint.limit + 1
    if rule.window is not None:
        from .implied import minutes

        bits = minutes(rule.window)
        base["now"] = next(
            (
                at
                for at in sides["now"]
                if bits >> (at.weekday() * 1440 + at.hour * 60 + at.minute) & 1
            ),
            sides["now"][0],
        )
    if rule.authenticated:
        base["authenticated"] = True
    return base


def _fits(data: Any, constraint: Constraint) -> bool:
    found = values_of(data)
    texts = [each.id if isinstance(each, ObjectId) else str(each) for each in found]
    match constraint:
        case OneOf(values):
            return bool(texts) and all(each in values for each in texts)
        case Within(_, entries):
            members = {str(each) for each in entries}
            return bool(texts) and all(
                each in members or f"@{each.rpartition('@')[2]}" in members for each in texts
            )
        case Domain(name):
            return bool(texts) and all(each.endswith(f"@{name}") for each in texts)
        case Prefix(text):
            return bool(texts) and all(each.startswith(text) for each in texts)
        case AtMost(Money() as most):
            return any(isinstance(each, Money) and each == most for each in found)
        case Over(Money() as least):
            return any(isinstance(each, Money) and each.minor > least.minor for each in found)
        case AtMost(int() as most):
            return len(found) <= most
        case Over(int() as least):
            return len(found) > least
    return not found


def _params(rules: Sequence[Rule], tool: Tool | None) -> tuple[Param, ...]:
    if tool is not None:
        return tool.params
    named = dict.fromkeys(
        name for rule in rules for name, _ in (*rule.where, *rule.origin) if name != COUNT
    )
    roles = {role.value for role in Role}
    guessed = []
    for name in named:
        limits = [each for rule in rules for at, each in rule.where if at == name]
        money = any(isinstance(e, AtMost | Over) and isinstance(e.limit, Money) for e in limits)
        people = any(isinstance(each, Within | Domain) for each in limits)
        role = Role.MONEY if money else Role.DESTINATION if people else Role.OBJECT
        guessed.append(Param(name, Role(name) if name in roles else role, many=not money))
    return tuple(guessed)


def _labelled(policy: Policy, name: str) -> Label | None:
    return policy.triage.label(name) if policy.triage is not None else None


def _with_label(facts: Facts, policy: Policy, name: str) -> Facts:
    from dataclasses import replace

    return replace(facts, label=_labelled(policy, name)) if name else facts


def _point(
    name: str, tool: Tool | None, params: Sequence[Param], point: dict[str, Any]
) -> tuple[Call, Facts, str]:
    said = frozenset({Origin("request")})
    strange = point["origin"]
    args = tuple(
        (
            p.name,
            Value(point[f"={p.name}"], strange[1] if strange and strange[0] == p.name else said),
        )
        for p in params
    )
    counts = point["counts"]
    call = Call(
        run="diff",
        step=1,
        account="account",
        tool=name,
        effect=point["effect"],
        reversible=tool is not None and tool.reversible and point["effect"] <= Effect.WRITE,
        args=args,
        roles=tuple((param.name, param.role) for param in params),
        confidence=point["confidence"],
        authenticated=point["authenticated"],
    )
    facts = Facts(
        now=point["now"],
        attended=point["attended"],
        used={(rule, each): n for rule, n in counts.items() for each in PERIODS},
        spent=_Spent(counts),
        first_uses={name: PROBATION},
        batch=point["batch"],
        reads=point.get("reads", ()),
    )
    return call, facts, point["label"]


PERIODS = ("hour", "day", "week", "month", "ever")


class _Spent(dict[tuple[str, str, str], int]):
    """What rules spent, the same in every period and currency."""

    def __init__(self, counts: dict[str, int]) -> None:
        super().__init__()
        self.counts = counts

    def get(self, key: tuple[str, str, str], default: Any = 0) -> Any:
        return self.counts.get(key[0], default)


def _from(value: Value) -> str:
    return " and ".join(sorted(origin.kind for origin in value.origins)) or "nobody knows where"


def _read(read: Read) -> str:
    if read.thing is None:
        return "something unknown"
    by = f" from {read.sender or 'nobody knows whom'}" if read.thing.kind == "message" else ""
    return f"{read.thing.kind} {read.thing.account}/{read.thing.id}{by}"


def _counted(facts: Facts, rules: set[str]) -> list[str]:
    used = facts.used if isinstance(facts.used, dict) else {}
    return sorted({f"{rule} counts {n} already" for (rule, _), n in used.items() if rule in rules})


def _said(decision: Decision) -> str:
    by = f" by {decision.rule}" if decision.rule else ""
    if isinstance(decision, Allow):
        hold = f" after {decision.hold:g} s" if decision.hold else ""
        return f"allowed{hold}{by}"
    if isinstance(decision, Confirm):
        return f"asked about for {decision.expires / 3600:g} h{by}"
    return f"refused{by}"

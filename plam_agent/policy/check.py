"""What a person should look at before signing: names that nothing has, rules without effect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ..types import Effect, Role, Tool
from .constraints import COUNT
from .decide import possible
from .implied import allows_no_more, matches_no_more
from .terms import Label, Pattern, Policy, Rule, Within
from .tree import closest

WARN_BEFORE = timedelta(days=30)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something odd on a line of the policy; line 0 is about the whole document.

    A `note` is worth a look, and may well be meant so.
    """

    line: int
    message: str
    note: bool = False


def check(policy: Policy, tools: Iterable[Tool], *, today: date) -> list[Finding]:
    """Everything odd about a policy that parses, in the order of its lines.

    `tools` are those of this installation. Findings are warnings: the policy means what it says.
    """
    known = {tool.name: tool for tool in tools}
    findings = {
        *_expiry(policy, today),
        *_unknown_tools(policy, known),
        *_unknown_arguments(policy, known),
        *_groups(policy),
        *_without_effect(policy),
        *_labels(policy, known),
    }
    return sorted(findings)


def overruled(policy: Policy, above: Policy, tools: Iterable[Tool]) -> list[Finding]:
    """The owner's rules of which the organisation's policy above lets nothing happen."""
    names = [tool.name for tool in tools]
    found = []
    for rule in policy.rules:
        mine = [name for name in names if rule.covers(name)]
        if rule.verb != "deny" and mine and not any(possible(above, name) for name in mine):
            said = f"{rule.id} has no effect: the organisation's policy allows none of its tools."
            found.append(Finding(rule.line, said))
    return found


def _expiry(policy: Policy, today: date) -> Iterator[Finding]:
    if today > policy.expires:
        yield Finding(0, f"The policy expired on {policy.expires}.")
    elif policy.expires - today <= WARN_BEFORE:
        days = (policy.expires - today).days
        yield Finding(0, f"The policy expires on {policy.expires}, in {days} days.")


def _patterns(policy: Policy) -> Iterator[Pattern]:
    for rule in policy.rules:
        yield from rule.tools
    yield from policy.otherwise.confirm
    for label in policy.triage.labels if policy.triage is not None else ():
        for then in label.then:
            yield Pattern(then.tool, then.line)


def _unknown_tools(policy: Policy, known: Mapping[str, Tool]) -> Iterator[Finding]:
    families = {name.partition(".")[0] for name in known}
    named: set[str] = set()
    for pattern in _patterns(policy):
        if any(pattern.matches(name) for name in known) or pattern.text == "*":
            continue
        family = pattern.text.partition(".")[0]
        absent = family not in families and not closest(family, families)
        # One line for a whole family that is not installed: that may be so on purpose.
        what = family if absent else pattern.text
        if what in named:
            continue
        named.add(what)
        if absent:
            yield Finding(pattern.line, f"This installation has no {family} tools.")
        elif family in families:
            near = closest(pattern.text, {name for name in known if name.startswith(f"{family}.")})
            yield Finding(pattern.line, f"No tool here is called {pattern.text}. {near}".rstrip())
        else:
            near = closest(family, families)
            yield Finding(pattern.line, f"No tools here are called {family}. {near}")


def _unknown_arguments(policy: Policy, known: Mapping[str, Tool]) -> Iterator[Finding]:
    roles = {role.value for role in Role}
    for rule in policy.rules:
        covered = [tool for name, tool in known.items() if rule.covers(name)]
        if not covered:
            continue
        arguments = {param.name for tool in covered for param in tool.params}
        for name, _ in rule.where:
            if name not in arguments and name != COUNT:
                near = closest(name, arguments)
                yield Finding(
                    rule.line, f"No tool of {rule.id} has an argument {name!r}. {near}".rstrip()
                )
        for name, _ in rule.origin:
            if name not in arguments | roles:
                near = closest(name, arguments | roles)
                yield Finding(
                    rule.line, f"{name!r} in {rule.id} is no argument or role. {near}".rstrip()
                )


def _groups(policy: Policy) -> Iterator[Finding]:
    named = {
        group
        for rule in policy.rules
        for _, constraint in rule.where
        if isinstance(constraint, Within)
        for group in constraint.groups
    }
    named.update(policy.private.groups if policy.private is not None else ())
    for group in policy.people:
        if not group.entries:
            yield Finding(group.line, f"Nobody is in the group {group.name}.")
        if group.name not in named:
            yield Finding(group.line, f"No rule names the group {group.name}.")


def _without_effect(policy: Policy) -> Iterator[Finding]:
    for index, rule in enumerate(policy.rules):
        for name, constraint in rule.where:
            if isinstance(constraint, Within) and not constraint.entries:
                who = " or ".join(constraint.groups)
                yield Finding(
                    rule.line, f"{rule.id} never matches: `{name}` needs somebody in {who}."
                )
        if rule.rates and min(rate.limit for rate in rule.rates) == 0:
            yield Finding(rule.line, f"{rule.id} never matches: its limit is 0.")
        if winner := _covered_by(rule, index, policy):
            why = {"deny": "forbids", "confirm": "asks about", "allow": "allows"}[winner.verb]
            yield Finding(
                rule.line,
                f"{rule.id} has no effect: {winner.id} (line {winner.line}) {why} all of it.",
            )


def _covered_by(rule: Rule, index: int, policy: Policy) -> Rule | None:
    """A rule that speaks first wherever `rule` does."""
    strength = {"deny": 0, "confirm": 1, "allow": 2}
    for place, other in enumerate(policy.rules):
        before = strength[other.verb] < strength[rule.verb] or (
            other.verb == rule.verb and place < index
        )
        if not before or not _speaks_for(other, rule):
            continue
        if all(any(_includes(wide, narrow) for wide in other.tools) for narrow in rule.tools):
            return other
    return None


def _speaks_for(other: Rule, rule: Rule) -> bool:
    """Whether the earlier or stronger rule leaves the other, about the same tool, nothing to say.

    An allow rule takes a call from a deny or confirm rule in no case, and those apply where any
    value meets them, so that an allow rule is lost only to one that holds whatever the call.
    """
    if rule.verb == "allow" and other.verb == "allow":
        return allows_no_more(rule, other, tuple(Effect), sorted_too=True)
    if rule.verb == "allow":
        return not other.conditional
    return matches_no_more(rule, other)


def _includes(wide: Pattern, narrow: Pattern) -> bool:
    if wide.text == "*":
        return True
    if narrow.text.endswith("*"):
        return wide.text.endswith(".*") and narrow.text.startswith(wide.text[:-1])
    return wide.matches(narrow.text)


def _labels(policy: Policy, known: Mapping[str, Tool]) -> Iterator[Finding]:
    for label in policy.triage.labels if policy.triage is not None else ():
        yield from _consequences(label, policy, known)


def _consequences(label: Label, policy: Policy, known: Mapping[str, Tool]) -> Iterator[Finding]:
    for then in label.then:
        if not then.propose and not possible(policy, then.tool):
            yield Finding(
                then.line, f"The label {label.name} calls {then.tool}, and no rule allows it."
            )
        tool = known.get(then.tool)
        arguments = {param.name for param in tool.params} if tool is not None else set()
        for name, _ in then.args:
            if tool is not None and name not in arguments:
                near = closest(name, arguments)
                yield Finding(then.line, f"{then.tool} has no argument {name!r}. {near}".rstrip())

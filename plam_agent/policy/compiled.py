"""A policy's rules as decisions look them up: by tool, then by what they demand of one argument.

The index only leaves out rules that the call's values make impossible. Whether a rule that is left
applies is for the decision to find out, condition by condition.
"""

from __future__ import annotations

import weakref
from collections import Counter
from collections.abc import Iterator, Sequence

from ..types import Allow, Confirm, Decision, Deny, Effect, ObjectId, Role
from .addresses import canonical_domain
from .constraints import COUNT, Condition, Seen
from .mandates import accepted, most_of
from .terms import Constraint, Domain, Empty, OneOf, Policy, Prefix, Rule, Within

TOOLS = 1024
"""How many tools' tables are kept for one policy."""
ROOM = 500_000
"""How many keys one table may have; the rules beyond it are looked at every time."""
DEPTH = 32
"""How many folders deep a value is looked up; a deeper one is compared with every rule."""

_NOTHING = ""
_SEND = Effect.SEND
_DESTINATION = Role.DESTINATION


class Ready:
    """A rule and what every decision would have to make of it again."""

    __slots__ = ("bare", "decision", "most", "origin", "place", "rule", "several", "verb", "where")

    def __init__(self, rule: Rule, place: int, tool: str) -> None:
        """`place` is where the rule stands among those of the tool."""
        self.rule = rule
        self.verb = rule.verb
        self.place = place
        self.where = tuple(Condition(name, constraint) for name, constraint in rule.where)
        self.origin = accepted(rule)
        # What one purchase may cost, where the rule lets the agent buy.
        self.most = most_of(rule)
        # Nothing but `where` and the origins has to hold.
        self.bare = not (
            rule.rates
            or rule.budgets
            or rule.window
            or rule.min_confidence
            or rule.authenticated
            or not rule.unattended
            or self.most
        )
        # What is decided where the rule speaks; origins may have more to say.
        said = (_said(rule, tool, self.where),)
        self.decision: Decision = Deny(rule.id, said)
        if rule.verb == "allow":
            self.decision = Allow(rule.id, said, hold=rule.hold)
        elif rule.verb == "confirm":
            self.decision = Confirm(rule.id, said)
        self.several = len(rule.tools) > 1 or rule.tools[0].text.endswith("*")


class Table:
    """The rules about one tool, in the document's order, and which of them a call may meet."""

    __slots__ = ("_always", "_arguments", "allowing", "rules")

    def __init__(self, rules: Sequence[Rule], tool: str) -> None:
        """`rules` are those that cover the tool of this name."""
        self.rules = tuple(Ready(rule, place, tool) for place, rule in enumerate(rules))
        self.allowing = tuple(ready for ready in self.rules if ready.rule.verb == "allow")
        self._arguments: dict[str, _Argument] = {}
        self._always: list[int] = []
        options = [list(_options(rule)) for rule in rules]
        # A rule is found by its rarest condition: one that all rules share would leave out nothing.
        common = Counter((name, key) for each in options for name, _, keys in each for key in keys)
        room = ROOM
        for ready, each in zip(self.rules, options, strict=True):
            rarest = min(
                each,
                key=lambda o: max((common[o[0], key] for key in o[2]), default=0),
                default=None,
            )
            if rarest is None or len(rarest[2]) > room:
                self._always.append(ready.place)
                continue
            name, constraint, keys = rarest
            room -= len(keys)
            self._arguments.setdefault(name, _Argument()).add(ready, constraint, keys)

    def candidates(self, seen: Seen, effect: Effect) -> list[Ready]:
        """The rules that may apply, in the document's order; none of the others does."""
        hits: list[list[int]] = [self._always] if self._always else []
        for name, argument in self._arguments.items():
            argument.find(name, seen, effect, hits)
        if not hits:
            return []
        places = hits[0] if len(hits) == 1 else sorted(set().union(*hits))
        rules = self.rules
        return [rules[place] for place in places]


class _Argument:
    """The rules that are found by one argument."""

    def __init__(self) -> None:
        self._by: dict[str, list[int]] = {}
        self._all: list[int] = []
        # Confirm and deny rules: they apply where a value cannot be compared.
        self._doubtful: list[int] = []
        # Allow rules for several tools, which let a tool through that has no such argument.
        self._several: list[int] = []
        # Destinations that are no domain: comparing them is left to the decision.
        self._odd: list[int] = []
        self._people = self._within = self._prefixes = False

    def add(self, ready: Ready, constraint: Constraint, keys: frozenset[str]) -> None:
        place = ready.place
        self._all.append(place)
        for key in keys:
            self._by.setdefault(key, []).append(place)
        if ready.rule.verb != "allow":
            self._doubtful.append(place)
        elif ready.several:
            self._several.append(place)
        match constraint:
            case OneOf(values) if any("@" not in v and _domain(v) is None for v in values):
                self._odd.append(place)
            case Within():
                self._people = self._within = True
            case Domain():
                self._people = True
            case Prefix():
                self._prefixes = True

    def find(self, name: str, seen: Seen, effect: Effect, hits: list[list[int]]) -> None:
        """Add the places of the rules that may apply, in ascending lists."""
        role = seen.roles.get(name)
        if role is None:
            # What leaves the owner's accounts meets no condition on an argument it does not have.
            if effect < _SEND:
                hits.append(self._several)
                self._hit(_NOTHING, hits)
            return
        found = seen.values.get(name)
        if not found:
            self._hit(_NOTHING, hits)
            return
        person = role is _DESTINATION or self._people
        for value in found:
            if isinstance(value, str):
                text = value
            elif isinstance(value, ObjectId):
                text = value.id
                if text.upper() == "INBOX":
                    self._hit("INBOX", hits)
            else:
                hits.append(self._doubtful)
                continue
            self._hit(text, hits)
            if person:
                self._find_person(text, seen, hits)
            if self._prefixes:
                self._find_above(text, hits)

    def _find_person(self, text: str, seen: Seen, hits: list[list[int]]) -> None:
        if "@" not in text:
            domain = _domain(text)
            hits.append(self._odd)
            if domain is None or self._within:
                hits.append(self._doubtful)
            if domain is not None:
                self._hit(f"@{domain}", hits)
            return
        try:
            address = seen.address(text)
        except ValueError:
            hits.append(self._doubtful)
            return
        if address != text:
            self._hit(address, hits)
        self._hit(address[address.rindex("@") :], hits)

    def _find_above(self, text: str, hits: list[list[int]]) -> None:
        if text.count("/") > DEPTH or ".." in text:
            hits.append(self._all)
            return
        for at, char in enumerate(text):
            if char == "/":
                self._hit(text[:at], hits)
                self._hit(text[: at + 1], hits)

    def _hit(self, key: str, hits: list[list[int]]) -> None:
        places = self._by.get(key)
        if places is not None:
            hits.append(places)


class Compiled:
    """The tables of one policy, each made when its tool is first decided about."""

    __slots__ = ("_rules", "_tables")

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        """`rules` are the policy's."""
        self._rules = rules
        self._tables: dict[str, Table] = {}

    def table(self, tool: str) -> Table:
        """The rules about the tool of this name."""
        table = self._tables.get(tool)
        if table is None:
            table = Table([rule for rule in self._rules if rule.covers(tool)], tool)
            if len(self._tables) >= TOOLS:
                self._tables.clear()
            self._tables[tool] = table
        return table


# By identity: comparing two policies of many rules takes longer than deciding by one.
_kept: dict[int, tuple[weakref.ref[Policy], Compiled]] = {}


def compiled(policy: Policy) -> Compiled:
    """The policy's tables, kept for as long as the policy itself is."""
    key = id(policy)
    kept = _kept.get(key)
    if kept is not None and kept[0]() is policy:
        return kept[1]
    made = Compiled(policy.rules)
    _kept[key] = (weakref.ref(policy, lambda _: _kept.pop(key, None)), made)
    return made


def _said(rule: Rule, tool: str, where: Sequence[Condition]) -> str:
    """What the decision says where the rule speaks."""
    if rule.verb == "allow":
        return f"{rule.id} allows it"
    says = f"{rule.id} {'asks about' if rule.verb == 'confirm' else 'forbids'} {tool}"
    parts = " and ".join(f"`{each.name}` is {each.wanted}" for each in where)
    return f"{says} where {parts}" if parts else says


def _options(rule: Rule) -> Iterator[tuple[str, Constraint, frozenset[str]]]:
    """The conditions that a rule could be found by: argument, constraint and keys.

    A value that meets the constraint has one of the keys; persons' keys are `a@b` and `@b`.
    """
    for name, constraint in rule.where:
        keys = _keys(constraint) if name != COUNT else None
        if keys is not None:
            yield name, constraint, keys


def _keys(constraint: Constraint) -> frozenset[str] | None:
    match constraint:
        case Empty():
            return frozenset({_NOTHING})
        case OneOf(values):
            inbox = {"INBOX"} if any(each.upper() == "INBOX" for each in values) else set()
            domains = {f"@{_domain(each)}" for each in values if "@" not in each}
            return frozenset({*values, *inbox, *domains})
        case Within(_, entries):
            return frozenset(map(str, entries))
        case Domain(name):
            return frozenset({f"@{name}"})
        case Prefix(text):
            return frozenset({text})
        case _:
            return None


def _domain(text: str) -> str | None:
    try:
        return canonical_domain(text)
    except ValueError:
        return None

"""Deciding by looking rules up gives what deciding by reading every rule would give."""

from __future__ import annotations

import dataclasses
import gc
import re
import weakref
from datetime import UTC, date, datetime
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from plam_agent.policy import addresses
from plam_agent.policy.compiled import DEPTH, Compiled, Table, compiled
from plam_agent.policy.constraints import Seen
from plam_agent.policy.decide import NEARLY, Facts, decide
from plam_agent.policy.terms import (
    AtMost,
    Constraint,
    Domain,
    Empty,
    Entry,
    OneOf,
    Pattern,
    Policy,
    Prefix,
    Rule,
    Within,
)
from plam_agent.types import REQUEST, Call, Decision, Effect, ObjectId, Role, Value
from tests import test_policy_properties as any_

FACTS = Facts(datetime(2026, 11, 20, 12, tzinfo=UTC), attended=True)
PAPA = "papa@example.org"


def policy(*rules: Rule) -> Policy:
    return Policy(1, "marie@example.org", "ed25519:x", date(2027, 1, 1), rules=rules)


def rule(name: str, verb: Any, *where: tuple[str, Constraint], tool: str = "t.x") -> Rule:
    return Rule(name, verb, (Pattern(tool),), where)


def call(effect: Effect = Effect.WRITE, role: Role = Role.DESTINATION, **args: Any) -> Call:
    bound = tuple((name, Value(data, frozenset({REQUEST}))) for name, data in args.items())
    roles = tuple((name, role) for name in args)
    return Call("r", 1, "a", "t.x", effect, True, bound, roles)


def by_every_rule(policy: Policy, call: Call, facts: Facts) -> Decision:
    with mock.patch.object(Table, "candidates", lambda table, seen, effect: list(table.rules)):
        return decide(policy, call, facts)


def found(rules: list[Rule], call: Call) -> list[str]:
    table = Compiled(tuple(rules)).table(call.tool)
    return [ready.rule.id for ready in table.candidates(Seen(call), call.effect)]


conditions = st.tuples(st.sampled_from([*any_.ARGS, "count", "elsewhere"]), any_.constraints)
rules = st.builds(
    lambda rule, where: dataclasses.replace(rule, where=tuple(where)),
    any_.rules,
    st.lists(conditions, max_size=3),
)
policies = st.builds(
    lambda policy, rules: dataclasses.replace(policy, rules=tuple(rules)),
    any_.policies,
    st.lists(rules, max_size=7),
)


@settings(
    max_examples=30,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)
@given(
    st.lists(policies, min_size=6, max_size=6),
    st.lists(any_.calls, min_size=10, max_size=10),
    st.lists(any_.facts_, min_size=2, max_size=2),
)
def test_looked_up_is_what_reading_every_rule_gives(
    policies: list[Policy], calls: list[Call], facts: list[Facts]
) -> None:
    for policy, call, known in any_.Cases(policies, calls, facts):
        quick = decide(policy, call, known)
        plain = by_every_rule(policy, call, known)

        near = [each for each in policy.rules if each.verb == "allow" and each.covers(call.tool)]
        if len(near) <= NEARLY:
            assert quick == plain
        bare = dataclasses.replace(quick, reasons=())
        assert bare == dataclasses.replace(plain, reasons=())
        assert type(quick) is type(plain)


BY_PERSON: list[tuple[str, Constraint]] = [
    ("exact", OneOf((PAPA,))),
    ("at", OneOf(("@example.org",))),
    ("bare", OneOf(("example.org",))),
    ("group", Within(("g",), (Entry("papa", "example.org"),))),
    ("all-of", Within(("h",), (Entry("", "example.org"),))),
    ("domain", Domain("example.org")),
    ("other", OneOf(("x@evil.example",))),
    ("nobody", Empty()),
    ("many", AtMost(9)),
]
EVERYBODY = [name for name, _ in BY_PERSON]


@pytest.mark.parametrize(
    ("role", "data", "names"),
    [
        (Role.DESTINATION, (PAPA,),
         ["exact", "at", "bare", "group", "all-of", "domain", "many"]),
        (Role.DESTINATION, "Papa@Example.ORG",
         ["exact", "at", "bare", "group", "all-of", "domain", "many"]),
        (Role.DESTINATION, ("b@example.org",), ["at", "bare", "all-of", "domain", "many"]),
        (Role.DESTINATION, ("y@evil.example",), ["many"]),
        (Role.DESTINATION, ("x@evil.example", PAPA), [n for n in EVERYBODY if n != "nobody"]),
        # What cannot be compared may be anybody.
        (Role.DESTINATION, ("p\u0430pa@example.org",), EVERYBODY),
        (Role.DESTINATION, (7,), EVERYBODY),
        # A group is of addresses: it cannot be compared with a domain.
        (Role.DESTINATION, "Example.org", EVERYBODY),
        (Role.DESTINATION, (), ["nobody", "many"]),
    ],
)  # fmt: skip
def test_deny_rules_are_looked_up_by_every_value(role: Role, data: Any, names: list[str]) -> None:
    rules = [rule(name, "deny", ("to", constraint)) for name, constraint in BY_PERSON]

    assert found(rules, call(role=role, to=data)) == names


def test_allow_rules_are_left_out_where_a_value_cannot_be_compared() -> None:
    rules = [rule(name, "allow", ("to", constraint)) for name, constraint in BY_PERSON]

    assert found(rules, call(to=("p\u0430pa@example.org",))) == ["many"]
    assert found(rules, call(role=Role.QUOTE, to=PAPA))[:1] == ["exact"]


def test_an_argument_that_the_tool_does_not_have() -> None:
    one = rule("one", "allow", ("to", OneOf((PAPA,))))
    several = rule("several", "allow", ("to", OneOf((PAPA,))), tool="t.*")
    nobody = rule("nobody", "allow", ("to", Empty()))
    rules = [one, several, nobody, dataclasses.replace(one, id="no", verb="deny")]

    assert found(rules, call(subject="x")) == ["several", "nobody"]
    assert found(rules, call(Effect.SEND, subject="x")) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a", ["a"]),
        ("a/", ["a", "a/"]),
        ("a/b", ["a", "a/", "a/b"]),
        ("a/b/c", ["a", "a/", "a/b"]),
        ("ab", []),
        ("/a", ["root"]),
        ("b/../a", ["a", "a/", "a/b", "root"]),
        ("b" + "/c" * (DEPTH + 1), ["a", "a/", "a/b", "root"]),
    ],
)
def test_folders_are_looked_up_by_what_is_above(text: str, names: list[str]) -> None:
    rules = [rule(each or "root", "deny", ("to", Prefix(each))) for each in ("a", "a/", "a/b", "")]

    assert found(rules, call(role=Role.OBJECT, to=ObjectId("file", "home", text))) == names


def test_a_destination_may_be_what_is_no_domain() -> None:
    rules = [
        rule("odd", "deny", ("to", OneOf(("my shop",)))),
        rule("a", "deny", ("to", OneOf(("A",)))),
    ]

    assert found(rules, call(to="flowers.example")) == ["odd"]
    assert decide(policy(*rules), call(to="flowers.example"), FACTS).rule == "odd"


def test_the_inbox_has_no_case() -> None:
    rules = [
        rule("in", "deny", ("to", OneOf(("inbox",)))),
        rule("a", "deny", ("to", OneOf(("A",)))),
    ]

    assert found(rules, call(role=Role.OBJECT, to=ObjectId("mailbox", "m", "Inbox"))) == ["in"]


def test_a_rule_is_found_by_its_rarest_condition() -> None:
    rules = [
        rule(f"r{i}", "allow", ("box", OneOf(("Archive",))), ("to", OneOf((f"p{i}@example.org",))))
        for i in range(100)
    ]

    assert found(rules, call(box="Archive", to="p7@example.org")) == ["r7"]


def test_keys_beyond_the_room_are_looked_at_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plam_agent.policy.compiled.ROOM", 2)
    rules = [rule(f"r{i}", "deny", ("to", OneOf((f"p{i}@example.org",)))) for i in range(4)]

    assert found(rules, call(to="p0@example.org")) == ["r0", "r2", "r3"]


def test_of_many_rules_that_nearly_allow_a_few_are_named_and_the_rest_counted() -> None:
    many = [rule(f"r{i}", "allow", ("to", OneOf((f"p{i}@example.org",)))) for i in range(50)]
    near = rule("near", "allow", ("to", OneOf((PAPA,))), ("files", Empty()))

    decision = decide(policy(*many, near), call(to=PAPA, files="tax.pdf"), FACTS)

    assert (decision.verb, decision.rule) == ("deny", "")
    assert [re.split(" would| more", words)[0] for words in decision.reasons] == [
        "r0", "r1", "near", "48", "no rule allows t.x",
    ]  # fmt: skip
    assert decision.reasons[2] == "near would allow it, but `files` is tax.pdf, not none"


def test_tables_are_kept_for_a_policy_and_go_with_it() -> None:
    one = policy(rule("r", "allow"))
    tables = compiled(one)
    assert compiled(one) is tables
    assert tables.table("t.x") is tables.table("t.x")
    # An equal policy is another one.
    assert compiled(dataclasses.replace(one)) is not tables

    gone = weakref.ref(one)
    del one
    gc.collect()

    assert gone() is None


@settings(max_examples=400, deadline=None, database=None)
@given(st.text("abZ9_+-.@ \u0430\u200b\n", max_size=14))
def test_plain_addresses_take_a_shorter_way_to_the_same_end(text: str) -> None:
    def ends(canonical: Any) -> str:
        try:
            return str(canonical(text))
        except ValueError as error:
            return f"! {error}"

    never = re.compile(r"(?!)")
    for canonical in (addresses.canonical_address, addresses.canonical_domain):
        quick = ends(canonical)
        with (
            mock.patch.object(addresses, "_PLAIN_ADDRESS", never),
            mock.patch.object(addresses, "_PLAIN_DOMAIN", never),
        ):
            assert ends(canonical) == quick

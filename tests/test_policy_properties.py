"""What holds for every policy and every call."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from plam_agent.errors import PolicyError
from plam_agent.policy.decide import Facts, decide, possible
from plam_agent.policy.document import parse
from plam_agent.policy.explain import explain
from plam_agent.policy.terms import (
    ORIGIN_KINDS,
    AtMost,
    Budget,
    Constraint,
    Domain,
    Empty,
    Entry,
    Label,
    OneOf,
    Otherwise,
    Over,
    Pattern,
    Policy,
    Prefix,
    Rate,
    Rule,
    Then,
    Window,
    Within,
)
from plam_agent.types import (
    Allow,
    Call,
    Confirm,
    Decision,
    Deny,
    Effect,
    Money,
    ObjectId,
    Origin,
    Role,
    Value,
    When,
)

# Every example crosses eight policies, ten calls and three sets of facts: 10,800 decisions in all.
# Without the explain phase, which traces every line and takes minutes.
MANY = settings(
    max_examples=45,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=(Phase.generate, Phase.shrink),
)
LOOSENESS = {Deny: 0, Confirm: 1, Allow: 2}
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ARGS = ("to", "box", "total", "when", "body", "title")

tools = st.sampled_from(["mail.send", "mail.move", "files.trash"])
patterns = st.sampled_from(["mail.send", "mail.move", "mail.*", "files.trash", "files.*", "*"])
moneys = st.builds(
    Money, st.sampled_from([-1, 0, 5, 100, 2000]), st.sampled_from(["EUR", "USD", "JPY"])
)
words = st.sampled_from(
    ["Archive", "INBOX", "inbox", "a/../b", "a/b", "papa@example.org", "x@evil.example", "none",
     "flowers.example", "@", "", "p\u0430pa@example.org", "\u202e", "hello"]
)  # fmt: skip
objects = st.builds(ObjectId, st.sampled_from(["mailbox", "message", "file"]), st.just("a"), words)
singles = st.one_of(words, objects, moneys, st.builds(When, words, st.just(NOW)), st.none())
odd = st.one_of(st.integers(), st.booleans(), st.binary(max_size=2), st.dictionaries(words, words))
datas = st.one_of(singles, st.lists(singles, max_size=3).map(tuple), odd)
simple_origins = st.builds(
    Origin,
    st.sampled_from([*sorted(ORIGIN_KINDS), "memory", "unknown"]),
    st.sampled_from(["", "x"]),
)
origins = st.one_of(
    simple_origins,
    st.builds(
        Origin, st.sampled_from(["memory", "request"]), st.just(""),
        st.lists(simple_origins, max_size=2).map(tuple),
    ),
)  # fmt: skip
values = st.builds(Value, datas, st.frozensets(origins, min_size=1, max_size=3))
constraints: st.SearchStrategy[Constraint] = st.one_of(
    st.builds(OneOf, st.lists(words, min_size=1, max_size=3).map(tuple)),
    st.just(Empty()),
    st.just(Within(("g",), (Entry("papa", "example.org"), Entry("", "flowers.example")))),
    st.builds(AtMost, st.one_of(moneys, st.integers(0, 3))),
    st.builds(Over, st.one_of(moneys, st.integers(0, 3))),
    st.builds(Prefix, st.sampled_from(["a", "a/", "Archive"])),
    st.just(Domain("evil.example")),
)
periods = st.sampled_from(["hour", "day", "week", "month", "ever"])
windows = st.builds(
    Window, st.frozensets(st.integers(0, 6)), st.integers(0, 1439), st.integers(1, 1440)
)
rules = st.builds(
    Rule,
    id=st.sampled_from(["a", "b", "c"]),
    verb=st.sampled_from(["allow", "allow", "allow", "confirm", "deny"]),
    tools=st.lists(patterns.map(Pattern), min_size=1, max_size=2).map(tuple),
    where=st.lists(st.tuples(st.sampled_from([*ARGS, "count"]), constraints), max_size=1).map(
        tuple
    ),
    origin=st.lists(
        st.tuples(
            st.sampled_from([*ARGS, *(role.value for role in Role)]),
            st.frozensets(st.sampled_from(sorted(ORIGIN_KINDS)), max_size=3),
        ),
        max_size=1,
    ).map(tuple),
    rates=st.lists(st.builds(Rate, st.integers(0, 3), periods), max_size=1).map(tuple),
    budgets=st.lists(st.builds(Budget, moneys, periods), max_size=1).map(tuple),
    window=st.one_of(st.none(), windows),
    min_confidence=st.sampled_from([0.0, 0.5]),
    authenticated=st.sampled_from([False, False, True]),
    hold=st.sampled_from([0.0, 60.0]),
    unattended=st.booleans(),
)
policies = st.builds(
    Policy,
    serial=st.just(1),
    owner=st.just("marie@example.org"),
    device=st.just("ed25519:x"),
    expires=st.sampled_from([date(2027, 1, 1), date(2027, 1, 1), date(2026, 1, 1)]),
    unattended=st.sampled_from(["queue", "deny"]),
    rules=st.lists(rules, max_size=4).map(tuple),
    otherwise=st.builds(Otherwise, st.lists(patterns.map(Pattern), max_size=2).map(tuple)),
)
calls = st.builds(
    Call,
    run=st.just("r"),
    step=st.just(1),
    account=st.just("a"),
    tool=tools,
    effect=st.sampled_from(Effect),
    reversible=st.booleans(),
    args=st.dictionaries(st.sampled_from(ARGS), values, max_size=3).map(lambda d: tuple(d.items())),
    roles=st.lists(st.sampled_from(Role), min_size=6, max_size=6).map(
        lambda roles: tuple(zip(ARGS, roles, strict=True))
    ),
    confidence=st.sampled_from([0.0, 0.4, 1.0, float("nan")]),
    authenticated=st.booleans(),
)
labels = st.builds(
    Label, st.just("l"), st.just("m"),
    st.lists(st.builds(Then, tools, st.just(()), st.booleans()), max_size=2).map(tuple),
    st.sampled_from([0.0, 0.9]), st.booleans(),
)  # fmt: skip
facts_ = st.builds(
    Facts,
    now=st.just(NOW),
    attended=st.booleans(),
    used=st.one_of(st.none(), st.just({}), st.just({("a", "day"): 2})),
    spent=st.one_of(st.none(), st.just({}), st.just({("a", "day", "EUR"): 1999})),
    first_uses=st.sampled_from([{}, {"mail.send": 20, "mail.move": 20}]),
    batch=st.sampled_from([0, 5]),
    label=st.one_of(st.none(), st.none(), labels),
)


def looseness(decision: Decision) -> int:
    return LOOSENESS[type(decision)]


@dataclasses.dataclass(frozen=True)
class Cases:
    policies: list[Policy]
    calls: list[Call]
    facts: list[Facts]

    def __iter__(self) -> Iterator[tuple[Policy, Call, Facts]]:
        return itertools.product(self.policies, self.calls, self.facts)


cases = st.builds(
    Cases,
    st.lists(policies, min_size=8, max_size=8),
    st.lists(calls, min_size=10, max_size=10),
    st.lists(facts_, min_size=3, max_size=3),
)


@MANY
@given(cases)
def test_a_decision_is_always_made_with_a_reason(cases: Cases) -> None:
    for policy, call, facts in cases:
        decision = decide(policy, call, facts)

        assert decision.reasons
        if isinstance(decision, Allow):
            allowing = [each for each in policy.rules if each.id == decision.rule]
            assert any(each.verb == "allow" and each.covers(call.tool) for each in allowing)
        if not isinstance(decision, Deny) and decision.rule != "triage":
            assert possible(policy, call.tool)


@MANY
@given(cases, rules, st.integers(0, 4))
def test_a_deny_more_never_loosens(cases: Cases, rule: Rule, place: int) -> None:
    deny = dataclasses.replace(rule, id="more", verb="deny")
    for policy, call, facts in cases:
        rules_more = (*policy.rules[:place], deny, *policy.rules[place:])
        more = dataclasses.replace(policy, rules=rules_more)

        assert looseness(decide(more, call, facts)) <= looseness(decide(policy, call, facts))


@MANY
@given(cases, st.sampled_from(ARGS), st.frozensets(origins, min_size=1, max_size=3))
def test_origins_more_never_loosen(cases: Cases, name: str, more: frozenset[Origin]) -> None:
    for policy, call, facts in cases:
        wide = tuple(
            (each, Value(value.data, value.origins | more) if each == name else value)
            for each, value in call.args
        )
        widened = dataclasses.replace(call, args=wide)

        assert looseness(decide(policy, widened, facts)) <= looseness(decide(policy, call, facts))


def with_beneath(origin: Origin, beneath: Origin) -> Origin:
    # A memory of nothing is worth nothing: only what has something beneath it can lose by more.
    if origin.kind == "memory" and not origin.beneath:
        return origin
    return dataclasses.replace(origin, beneath=(*origin.beneath, beneath))


@MANY
@given(cases, simple_origins)
def test_more_beneath_an_origin_never_loosens(cases: Cases, beneath: Origin) -> None:
    for policy, call, facts in cases:
        args = tuple(
            (name, Value(value.data, frozenset(with_beneath(o, beneath) for o in value.origins)))
            for name, value in call.args
        )
        deeper = dataclasses.replace(call, args=args)

        assert looseness(decide(policy, deeper, facts)) <= looseness(decide(policy, call, facts))


@MANY
@given(cases)
def test_knowing_less_never_loosens(cases: Cases) -> None:
    for policy, call, facts in cases:
        less = dataclasses.replace(facts, used=None, spent=None, first_uses={}, attended=False)
        least = call.confidence if math.isnan(call.confidence) else 0.0
        unsure = dataclasses.replace(call, authenticated=False, confidence=least)

        assert looseness(decide(policy, unsure, less)) <= looseness(decide(policy, call, facts))


anything = st.recursive(
    st.sampled_from(
        ["x", "mail.send", "20", "none", "1/day", "{max: 2.00 EUR}", "[a, b]", "", "&a"]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(st.sampled_from(["to", "in", "count", "max"]), inner, max_size=2).map(
            lambda d: "{" + ", ".join(f"{k}: {v}" for k, v in d.items()) + "}"
        ),
    ),
    max_leaves=4,
)


def parsed(text: bytes) -> Policy | PolicyError:
    try:
        return parse(text, "p.yaml")
    except PolicyError as error:
        return error


FIELDS = ("id", "allow", "confirm", "deny", "where", "origin", "rate", "hold", "window", "total")


@settings(max_examples=200, deadline=None, database=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(FIELDS), anything, max_size=3), max_size=3),
    calls,
    facts_,
)
def test_a_document_is_a_policy_or_an_error_with_a_line(
    written: list[dict[str, str]], call: Call, facts: Facts
) -> None:
    text = (
        "plam: 1\nserial: 1\nowner: a@example.org\ndevice: ed25519:x\nexpires: 2027-01-01\nrules:"
    )
    for index, rule in enumerate(written):
        body: dict[str, Any] = {"id": f"r{index}", "allow": "mail.*", **rule}
        text += "\n  - " + "\n    ".join(f"{key}: {value}" for key, value in body.items())
    text += "" if written else " []"

    policy = parsed(text.encode())
    if isinstance(policy, PolicyError):
        assert policy.line
        return

    assert explain(policy)
    assert decide(policy, call, facts).reasons


@settings(max_examples=300, deadline=None, database=None)
@given(
    st.one_of(st.binary(max_size=60), st.text(alphabet="ab:-[]{}&*!|>'\"#,%?\n \t\\", max_size=40))
)
def test_bytes_that_are_no_policy_are_an_error_with_a_line(text: bytes | str) -> None:
    found = parsed(text if isinstance(text, bytes) else text.encode())

    assert isinstance(found, PolicyError)
    assert found.line

"""The decision as truth tables: what beats what, what each constraint does, which origins hold."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from plam_agent.policy.decide import Facts, decide, possible, weight
from plam_agent.policy.document import parse
from plam_agent.policy.terms import Label, Policy, Then
from plam_agent.types import (
    CONTACTS,
    PASTE,
    POLICY,
    REQUEST,
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

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=PARIS)  # a Friday
IMAP = Origin("imap", "INBOX/812")
WEB = Origin("web", "https://evil.example")
FACTS = Facts(NOON, attended=True, used={}, spent={}, first_uses=dict.fromkeys(("t.x",), 20))
ROLES = {
    "to": Role.DESTINATION,
    "attachments": Role.OBJECT,
    "attendees": Role.DESTINATION,
    "merchant": Role.DESTINATION,
    "messages": Role.OBJECT,
    "box": Role.OBJECT,
    "file": Role.OBJECT,
    "when": Role.TIME,
    "total": Role.MONEY,
    "title": Role.QUOTE,
    "body": Role.PROSE,
    "password": Role.SECRET,
}


def policy(rules: str = "", rest: str = "") -> Policy:
    text = f"""plam: 1
serial: 1
owner: marie@example.org
device: ed25519:abc
expires: 2027-06-30
people:
  family: [papa@example.org]
  work: ["@example.com"]
rules:
{rules or "  []"}
{rest}
"""
    return parse(text.encode(), "p.yaml")


def rule(name: str, verb: str, rest: str = "", tool: str = "t.x") -> str:
    return f"  - {{id: {name}, {verb}: [{tool}]{', ' + rest if rest else ''}}}\n"


def call(
    effect: Effect = Effect.WRITE,
    *,
    tool: str = "t.x",
    origins: frozenset[Origin] = frozenset({REQUEST}),
    confidence: float = 1.0,
    authenticated: bool = False,
    reversible: bool = True,
    **args: Any,
) -> Call:
    bound = tuple(
        (name, data if isinstance(data, Value) else Value(data, origins))
        for name, data in args.items()
    )
    roles = tuple((name, ROLES[name]) for name in args)
    return Call(
        "r1", 1, "mail", tool, effect, reversible, bound, roles,
        confidence=confidence, authenticated=authenticated,
    )  # fmt: skip


def messages(number: int) -> tuple[ObjectId, ...]:
    return tuple(ObjectId("message", "mail", f"INBOX/1/{uid}") for uid in range(number))


def mailbox(name: str) -> ObjectId:
    return ObjectId("mailbox", "mail", name)


OTHERWISE = "otherwise: {confirm: [t.x]}"
PLUGIN = Origin("plugin", "crm/42")
ORDER = [
    # deny, confirm, allow that holds, allow that fails, otherwise → verb, rule
    (True, True, True, False, True, "deny", "no"),
    (True, False, False, False, False, "deny", "no"),
    (False, True, True, False, False, "confirm", "ask"),
    (False, True, False, True, True, "confirm", "ask"),
    (False, False, True, False, False, "allow", "yes"),
    (False, False, True, True, True, "allow", "yes"),
    (False, False, False, True, True, "confirm", "otherwise"),
    (False, False, False, False, True, "confirm", "otherwise"),
    (False, False, False, True, False, "deny", ""),
    (False, False, False, False, False, "deny", ""),
]


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(("deny", "confirm", "holds", "fails", "otherwise", "verb", "by"), ORDER)
def test_the_order_of_a_decision(
    deny: bool,
    confirm: bool,
    holds: bool,
    fails: bool,
    otherwise: bool,
    verb: str,
    by: str,
    reverse: bool,
) -> None:
    rules = [
        rule("no", "deny") if deny else "",
        rule("ask", "confirm") if confirm else "",
        rule("nearly", "allow", "where: {title: [other]}") if fails else "",
        rule("yes", "allow") if holds else "",
    ]
    text = "".join(reversed(rules) if reverse else rules)

    decision = decide(policy(text, OTHERWISE if otherwise else ""), call(title="lunch"), FACTS)

    assert (decision.verb, decision.rule) == (verb, by)
    assert decision.reasons


def test_the_reason_why_a_rule_nearly_allowed_is_kept() -> None:
    tidy = rule("tidy", "allow", "where: {box: [Archive, Newsletters, Receipts]}")

    asked = decide(policy(tidy, OTHERWISE), call(box=mailbox("Spam")), FACTS)
    refused = decide(policy(tidy), call(box=mailbox("Spam")), FACTS)

    words = "tidy would allow it, but `box` is Spam, not one of Archive, Newsletters, Receipts"
    assert words in asked.reasons
    assert words in refused.reasons


PAPA = "papa@example.org"
PAPER = (ObjectId("file", "home", "Documents/tax.pdf"),)
SOON = When("at noon", NOON)
CONDITIONS: list[tuple[str, dict[str, Any], bool]] = [
    ("where: {box: [Archive]}", {"box": mailbox("Archive")}, True),
    ("where: {box: [Archive]}", {"box": mailbox("archive")}, False),
    ("where: {box: [inbox]}", {"box": mailbox("INBOX")}, True),
    ("where: {box: [Archive]}", {"box": None}, False),
    ("where: {box: [Archive]}", {"box": (mailbox("Archive"), mailbox("Spam"))}, False),
    ("where: {attendees: none}", {"attendees": ()}, True),
    ("where: {attendees: none}", {"title": "x"}, True),
    ("where: {attendees: none}", {"title": "x", "attendees": (PAPA,)}, False),
    ("where: {title: none}", {"title": ""}, True),
    ("where: {to: {in: [family, work]}}", {"to": (PAPA,)}, True),
    ("where: {to: {in: [family, work]}}", {"to": ("Papa@Example.ORG",)}, True),
    ("where: {to: {in: [family, work]}}", {"to": (PAPA, "boss@example.com")}, True),
    ("where: {to: {in: [family, work]}}", {"to": (PAPA, "x@evil.example")}, False),
    ("where: {to: {in: [family, work]}}", {"to": ("x@mail.example.com",)}, False),
    ("where: {to: {in: [family, work]}}", {"to": ("x@notexample.com",)}, False),
    ("where: {to: {in: [family, work]}}", {"to": ("papa@example.org.evil.example",)}, False),
    ("where: {to: {in: [family, work]}}", {"to": ('"papa@example.org"@evil.example',)}, False),
    ("where: {to: {in: [family, work]}}", {"to": ("p\u0430pa@example.org",)}, False),
    ("where: {to: {in: [family, work]}}", {"to": ()}, False),
    ("where: {to: [papa@example.org, '@example.com']}", {"to": (PAPA, "x@example.com")}, True),
    ("where: {to: [papa@example.org]}", {"to": ("lea@example.org",)}, False),
    ("where: {to: {max: 2}}", {"to": (PAPA, "x@example.com")}, True),
    ("where: {to: {max: 1}}", {"to": (PAPA, "x@example.com")}, False),
    ("where: {merchant: [flowers.example]}", {"merchant": "Flowers.example"}, True),
    ("where: {merchant: [flowers.example]}", {"merchant": "evil.flowers.example"}, False),
    ("where: {merchant: [flowers.example]}", {"merchant": "x@flowers.example"}, False),
    ("where: {merchant: {domain: flowers.example}}", {"merchant": "x@flowers.example"}, True),
    ("where: {merchant: {domain: flowers.example}}", {"merchant": "xflowers.example"}, False),
    ("where: {total: {max: 20.00 EUR}}", {"total": Money(2000, "EUR")}, True),
    ("where: {total: {max: 20.00 EUR}}", {"total": Money(2001, "EUR")}, False),
    ("where: {total: {max: 20.00 EUR}}", {"total": Money(-1, "EUR")}, False),
    ("where: {total: {max: 20.00 EUR}}", {"total": Money(100, "USD")}, False),
    ("where: {total: {max: 20.00 EUR}}", {"total": None}, False),
    ("where: {total: {max: 20.00 EUR}}", {"total": "20.00 EUR"}, False),
    ("where: {total: {max: 20}}", {"total": Money(1, "EUR")}, False),
    ("where: {total: {max: 20.00 EUR}}", {}, False),
    ("where: {file: {prefix: Documents}}", {"file": PAPER}, True),
    ("where: {file: {prefix: Doc}}", {"file": PAPER}, False),
    ("where: {file: {prefix: Documents/}}", {"file": PAPER}, True),
    ("where: {file: {prefix: a}}", {"file": (ObjectId("file", "h", "a/../b"),)}, False),
    ("where: {count: {max: 2}}", {"messages": messages(2)}, True),
    ("where: {count: {max: 2}}", {"messages": messages(2), "box": mailbox("Archive")}, True),
    ("where: {count: {max: 2}}", {"messages": messages(3)}, False),
    ("where: {count: {over: 2}}", {"messages": messages(3)}, True),
    ("where: {when: [noon]}", {"when": SOON}, False),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "args", "holds"), CONDITIONS)
def test_where(condition: str, args: Mapping[str, Any], holds: bool) -> None:
    decision = decide(policy(rule("r", "allow", condition)), call(**args), FACTS)

    assert isinstance(decision, Allow if holds else Deny), decision.reasons


@pytest.mark.parametrize("verb", ["deny", "confirm"])
@pytest.mark.parametrize(
    ("condition", "args", "matches"),
    [
        # One bad value among good ones is enough, and what cannot be compared counts as bad.
        ("where: {to: {domain: evil.example}}", {"to": (PAPA, "x@evil.example")}, True),
        ("where: {to: {domain: evil.example}}", {"to": (PAPA,)}, False),
        ("where: {to: {domain: evil.example}}", {"to": ("nonsense",)}, False),
        ("where: {to: {domain: evil.example}}", {"to": ("not an address@",)}, True),
        ("where: {to: none}", {"to": ()}, True),
        ("where: {total: {over: 20.00 EUR}}", {"total": Money(2001, "EUR")}, True),
        ("where: {total: {over: 20.00 EUR}}", {"total": Money(2000, "EUR")}, False),
        ("where: {total: {over: 20.00 EUR}}", {"total": Money(1, "USD")}, True),
        ("where: {count: {over: 20}}", {"messages": messages(21)}, True),
        ("where: {count: {over: 20}}", {"messages": messages(20)}, False),
        ("where: {box: [Spam], title: [a]}", {"box": mailbox("Spam"), "title": "b"}, False),
        ("where: {box: [Spam]}", {"title": "a"}, False),
        ("window: {days: fri, hours: 11:00-13:00}", {}, True),
        ("window: {days: sat}", {}, False),
    ],
)
def test_where_in_deny_and_confirm(
    verb: str, condition: str, args: Mapping[str, Any], matches: bool
) -> None:
    rules = rule("r", verb, condition) + rule("all", "allow")

    decision = decide(policy(rules), call(**args), FACTS)

    assert decision.verb == (verb if matches else "allow"), decision.reasons


def test_a_rule_for_several_tools_looks_only_at_arguments_they_have() -> None:
    both = policy("  - {id: tidy, allow: [t.x, t.y], where: {box: [Archive]}}\n")

    assert decide(both, call(messages=messages(1)), FACTS).verb == "allow"
    assert decide(both, call(box=None), FACTS).verb == "deny"
    sent = call(Effect.SEND, messages=messages(1))
    assert "t.x has no `box` to look at" in decide(both, sent, FACTS).reasons[0]


LIMITS: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    ("rate: 2/day", {}, {"used": {("r", "day"): 1}}, True),
    ("rate: 2/day", {}, {"used": {("r", "day"): 2}}, False),
    ("rate: 2/day", {}, {"used": {("other", "day"): 9, ("r", "week"): 9}}, True),
    ("rate: 2/day", {"messages": messages(2)}, {}, True),
    ("rate: 2/day", {"messages": messages(3)}, {}, False),
    ("rate: 2/day", {}, {"batch": 3}, False),
    ("rate: 2/day", {}, {"used": None}, False),
    ("rate: 2/day", {}, {"used": lambda rule, period: 1 if (rule, period) == ("r", "day") else 9},
     True),
    ("total: 2", {}, {"used": {("r", "ever"): 2}}, False),
    ("budget: 60.00 EUR/month", {"total": Money(2000, "EUR")},
     {"spent": {("r", "month", "EUR"): 4000}}, True),
    ("budget: 60.00 EUR/month", {"total": Money(2001, "EUR")},
     {"spent": {("r", "month", "EUR"): 4000}}, False),
    ("budget: 60.00 EUR/month", {"total": Money(1, "USD")}, {}, False),
    ("budget: 60.00 EUR/month", {"total": Money(-1, "EUR")}, {}, False),
    ("budget: 60.00 EUR/month", {"title": "x"}, {}, False),
    ("budget: 60.00 EUR/month", {"total": Money(1, "EUR")}, {"spent": None}, False),
    ("total: 10.00 EUR", {"total": Money(1, "EUR")}, {"spent": {("r", "ever", "EUR"): 1000}},
     False),
    ("unattended: false", {}, {"attended": False}, False),
    ("unattended: false", {}, {"attended": True}, True),
    ("unattended: true", {}, {"attended": False}, True),
    ("min_confidence: 0.9", {"confidence": 0.9}, {}, True),
    ("min_confidence: 0.9", {"confidence": 0.89}, {}, False),
    ("min_confidence: 0.9", {"confidence": float("nan")}, {}, False),
    ("authenticated: aligned", {"authenticated": True}, {}, True),
    ("authenticated: aligned", {}, {}, False),
    ("window: {hours: 12:00-13:00}", {}, {}, True),
    ("window: {hours: 11:00-12:00}", {}, {}, False),
    ("window: {days: mon-thu}", {}, {}, False),
    ("window: {days: fri, hours: 22:00-06:00}", {}, {"now": NOON.replace(hour=23)}, True),
    ("window: {days: fri, hours: 22:00-06:00}", {}, {"now": NOON.replace(day=21, hour=5)}, True),
    ("window: {days: fri, hours: 22:00-06:00}", {}, {"now": NOON.replace(day=20, hour=5)}, False),
]  # fmt: skip


@pytest.mark.parametrize(("limit", "args", "facts", "holds"), LIMITS)
def test_limits(limit: str, args: dict[str, Any], facts: dict[str, Any], holds: bool) -> None:
    decision = decide(
        policy(rule("r", "allow", limit)), call(**args), dataclasses.replace(FACTS, **facts)
    )

    assert isinstance(decision, Allow if holds else Deny), decision.reasons


def test_hold_is_part_of_the_decision() -> None:
    decision = decide(policy(rule("r", "allow", "hold: 2m")), call(), FACTS)

    assert isinstance(decision, Allow)
    assert decision.hold == 120.0


def test_a_question_expires_as_the_policy_says() -> None:
    decision = decide(policy("", "otherwise: {confirm: t.*, expires: 2h}"), call(), FACTS)

    assert isinstance(decision, Confirm)
    assert decision.expires == 7_200.0


ACCOUNT = [Origin(k, "x") for k in ("imap", "maildir", "calendar", "contacts", "tasks", "files")]
ASKED = [PASTE, WEB, Origin("file", "x"), Origin("reader", "x"), Origin("", ""), Origin("memory")]
TRUSTED = [REQUEST, POLICY, CONTACTS]
DATA: dict[str, Any] = {
    "to": (PAPA,),
    "file": PAPER,
    "when": SOON,
    "total": Money(1, "EUR"),
    "title": "lunch",
    "body": "hello",
    "password": "x",
}


def origin_table() -> list[tuple[Effect, str, Origin, bool]]:
    table: list[tuple[Effect, str, Origin, bool]] = []
    for effect in Effect:
        for name in DATA:
            for origin in [*TRUSTED, *ACCOUNT, *ASKED]:
                if effect <= Effect.DRAFT:
                    good = True
                elif name == "body":
                    good = effect == Effect.WRITE or origin in (REQUEST, POLICY)
                elif name == "file":
                    good = origin in TRUSTED or origin in ACCOUNT
                else:
                    good = origin.kind in ("request", "policy", "contacts")
                table.append((effect, name, origin, good))
    return table


def test_origins_by_default() -> None:
    allowed = policy(rule("r", "allow"))

    for effect, name, origin, good in origin_table():
        given = call(effect, **{name: Value(DATA[name], frozenset({REQUEST, origin}))})
        decision = decide(allowed, given, FACTS)
        row = (effect.name, name, str(origin))
        assert decision.verb == ("allow" if good else "confirm"), row
        assert decision.rule == "r", row


def test_a_strange_origin_is_named_with_its_value_and_whether_it_was_used_before() -> None:
    allowed = policy(rule("r", "allow"))
    mail = call(Effect.SEND, to=Value(("x@evil.example", PAPA), frozenset({REQUEST, IMAP})))

    new = decide(allowed, mail, FACTS)
    known = decide(
        allowed, mail, dataclasses.replace(FACTS, known=frozenset({PAPA, "x@evil.example"}))
    )

    says = "`to` is x@evil.example, papa@example.org, from imap:INBOX/812"
    assert new.reasons == (f"{says} (never used before)",)
    assert known.reasons == (f"{says} (used before)",)


def test_a_memory_is_as_good_as_what_lies_beneath_it() -> None:
    allowed = policy(rule("r", "allow"))

    def verb(*beneath: Origin) -> str:
        memory = Origin("memory", "e12", beneath)
        return decide(allowed, call(title=Value("x", frozenset({memory}))), FACTS).verb

    assert verb(REQUEST) == "allow"
    assert verb(Origin("memory", "e3", (REQUEST, CONTACTS))) == "allow"
    assert verb() == "confirm"
    assert verb(REQUEST, IMAP) == "confirm"
    assert verb(Origin("memory", "e3", (Origin("memory", "e2", (WEB,)),))) == "confirm"


def test_what_lies_beneath_any_origin_counts() -> None:
    forwarded = Origin("request", "", (WEB,))

    decision = decide(
        policy(rule("r", "allow")), call(title=Value("x", frozenset({forwarded}))), FACTS
    )

    assert decision.verb == "confirm"
    assert "made of web:https://evil.example" in decision.reasons[0]


def test_a_value_from_nowhere_asks_and_an_empty_one_needs_no_origin() -> None:
    allowed = policy(rule("r", "allow"))

    assert decide(allowed, call(title=Value("x", frozenset())), FACTS).verb == "confirm"
    assert decide(allowed, call(title=Value("", frozenset({WEB}))), FACTS).verb == "allow"


def test_a_rule_widens_or_narrows_origins_by_role_and_by_argument() -> None:
    wide = policy(rule("r", "allow", "origin: {quote: [request, imap]}"))
    narrow = policy(rule("r", "allow", "origin: {destination: [request], to: [contacts]}"))
    titled = call(title=Value("x", frozenset({IMAP})))

    assert decide(wide, titled, FACTS).verb == "allow"
    assert decide(policy(rule("r", "allow")), titled, FACTS).verb == "confirm"
    for effect in (Effect.READ, Effect.SEND):
        from_contacts = call(effect, to=Value((PAPA,), frozenset({CONTACTS})))
        from_request = call(effect, to=Value((PAPA,), frozenset({REQUEST})))
        assert decide(narrow, from_contacts, FACTS).verb == "allow"
        assert decide(narrow, from_request, FACTS).verb == "confirm"


def test_another_rule_that_accepts_the_origin_allows() -> None:
    rules = rule("strict", "allow") + rule("wide", "allow", "origin: {title: [imap]}")

    decision = decide(policy(rules), call(title=Value("x", frozenset({IMAP}))), FACTS)

    assert (decision.verb, decision.rule) == ("allow", "wide")


@pytest.mark.parametrize(
    ("unattended", "attended", "verb"),
    [("queue", True, "confirm"), ("queue", False, "confirm"),
     ("deny", True, "confirm"), ("deny", False, "deny")],
)  # fmt: skip
def test_what_a_question_becomes_when_nobody_is_there(
    unattended: str, attended: bool, verb: str
) -> None:
    asking = policy("", f"{OTHERWISE}\nunattended: {unattended}")

    decision = decide(asking, call(), dataclasses.replace(FACTS, attended=attended))

    assert decision.verb == verb


@pytest.mark.parametrize("effect", list(Effect))
@pytest.mark.parametrize("uses", [0, 19, 20])
def test_the_first_twenty_sends_of_a_new_model_are_asked_about(effect: Effect, uses: int) -> None:
    facts = dataclasses.replace(FACTS, first_uses={"t.x": uses} if uses else {})

    decision = decide(policy(rule("r", "allow")), call(effect), facts)

    asks = effect >= Effect.SEND and uses < 20
    assert (decision.verb, decision.rule) == ("confirm" if asks else "allow", "r")


MOVE = Label("receipt", "a receipt", (Then("t.x", (("to", "Receipts"),)),), min_confidence=0.9)
PROPOSE = Label("invitation", "a meeting", (Then("t.x", propose=True),))
PROVEN = dataclasses.replace(MOVE, authenticated=True)


@pytest.mark.parametrize(
    ("label", "given", "verb", "by"),
    [
        (MOVE, call(confidence=0.95), "allow", "r"),
        (MOVE, call(confidence=0.85), "deny", ""),
        (MOVE, call(Effect.DRAFT, confidence=0.95, reversible=False), "allow", "r"),
        (MOVE, call(confidence=0.95, reversible=False), "deny", ""),
        (MOVE, call(Effect.SEND, confidence=0.95), "deny", ""),
        (MOVE, call(Effect.SEND, confidence=0.95, authenticated=True), "deny", ""),
        (PROVEN, call(Effect.SEND, confidence=0.95, authenticated=True), "allow", "r"),
        (PROVEN, call(Effect.SEND, confidence=0.95), "deny", ""),
        (MOVE, call(tool="t.y", confidence=0.95), "deny", "triage"),
        (PROPOSE, call(), "confirm", "triage"),
        (PROPOSE, call(Effect.SEND), "confirm", "triage"),
        (PROPOSE, call(title=Value("x", frozenset({IMAP}))), "confirm", "triage"),
    ],
)
def test_what_a_message_may_lead_to(label: Label, given: Call, verb: str, by: str) -> None:
    allowed = policy("  - {id: r, allow: [t.x, t.y]}\n")

    decision = decide(allowed, given, dataclasses.replace(FACTS, label=label))

    assert (decision.verb, decision.rule) == (verb, by), decision.reasons


def test_a_proposal_needs_no_rule_and_yields_to_a_deny() -> None:
    facts = dataclasses.replace(FACTS, label=PROPOSE)

    assert decide(policy(), call(), facts).rule == "triage"
    assert decide(policy(rule("no", "deny")), call(), facts).rule == "no"


def test_an_expired_policy_allows_nothing() -> None:
    allowed = dataclasses.replace(policy(rule("r", "allow")), expires=date(2026, 11, 20))
    late = dataclasses.replace(FACTS, now=datetime(2026, 11, 21, tzinfo=PARIS))

    assert decide(allowed, call(), FACTS).verb == "allow"
    assert (decide(allowed, call(), late).verb, decide(allowed, call(), late).rule) == (
        "deny", "expires",
    )  # fmt: skip


def failing(rule: str, period: str) -> int:
    raise OSError("the disk is gone")


def broken() -> list[tuple[Any, Any]]:
    twice = call(title="a")
    return [
        (dataclasses.replace(twice, args=twice.args * 2), FACTS),
        (dataclasses.replace(twice, roles=()), FACTS),
        (dataclasses.replace(twice, roles=(("title", "quote"),)), FACTS),
        (dataclasses.replace(twice, args=None), FACTS),
        (twice, dataclasses.replace(FACTS, now=datetime(2026, 1, 1))),
        (twice, dataclasses.replace(FACTS, used=failing)),
        (dataclasses.replace(twice, confidence=None), FACTS),
        (None, FACTS),
        (twice, None),
    ]


@pytest.mark.parametrize(("given", "facts"), broken())
def test_an_error_anywhere_is_a_deny(given: Any, facts: Any) -> None:
    decision: Decision = decide(policy(rule("r", "allow", "rate: 9/day")), given, facts)

    assert isinstance(decision, Deny)
    assert decision.reasons[0].startswith("this could not be decided: ")


def test_possible_is_whether_any_call_could_be_other_than_deny() -> None:
    rules = (
        rule("a", "allow", "where: {to: [x]}", "mail.send")
        + rule("b", "confirm", "", "mail.trash")
        + rule("c", "allow", "", "files.write")
        + rule("d", "deny", "", "files.*")
        + rule("e", "deny", "where: {to: [x]}", "mail.send")
    )
    asked = policy(rules, "otherwise: {confirm: [calendar.*, files.read]}")

    tools = ("mail.send", "mail.trash", "calendar.create", "files.write", "files.read", "x.y")
    assert [possible(asked, tool) for tool in tools] == [True, True, True, False, False, False]


def test_weight_is_one_for_each_thing_and_at_least_one() -> None:
    assert weight(call(title="x")) == 1
    assert weight(call(messages=messages(3), box=mailbox("Archive"))) == 3
    assert weight(call(messages=messages(3)), batch=7) == 7


@pytest.mark.parametrize("claimed", [frozenset[Origin](), frozenset({REQUEST}), frozenset({IMAP})])
def test_what_a_plugin_brings_goes_nowhere_unasked(claimed: frozenset[Origin]) -> None:
    brought = claimed | {PLUGIN}
    given: dict[str, Any] = {
        "to": ("anna@example.org",), "attachments": messages(1), "merchant": "flowers.example",
        "when": "2026-11-21", "total": Money(2000, "EUR"), "title": "x", "body": "x",
    }  # fmt: skip
    facts = dataclasses.replace(FACTS, first_uses={"t.x": 20})
    may = policy(rule("may", "allow"), OTHERWISE)
    for effect in (Effect.SEND, Effect.SPEND):
        for name, data in given.items():
            asked = decide(may, call(effect, **{name: Value(data, brought)}), facts)
            assert asked.verb == "confirm", (effect, name)
    # Within the owner's accounts a thing may be one that a plugin found.
    assert decide(may, call(attachments=Value(messages(1), brought)), facts).verb == "allow"
    assert decide(may, call(to=Value(("anna@example.org",), brought)), facts).verb == "confirm"

    accepts = "origin: {attachments: [request, imap, plugin]}"
    may = policy(rule("may", "allow", accepts), OTHERWISE)
    sent = call(Effect.SEND, attachments=Value(messages(1), brought))
    assert decide(may, sent, facts).verb == "allow"

"""What a person reads about a policy: sentences, warnings, and the templates to start from."""

from __future__ import annotations

from datetime import date

import pytest

from plam_agent.errors import PolicyError
from plam_agent.policy.check import check
from plam_agent.policy.decide import possible
from plam_agent.policy.document import parse
from plam_agent.policy.explain import explain
from plam_agent.policy.templates import render_template, template_names
from plam_agent.policy.terms import Policy
from plam_agent.types import (
    Effect,
    Param,
    Role,
    Tool,
)

TODAY = date(2026, 11, 21)
HEAD = """plam: 1
serial: 7
owner: marie@example.org
device: ed25519:abc
expires: 2027-06-30
"""


def tool(name: str, **params: Role) -> Tool:
    shape = tuple(Param(each, role) for each, role in params.items())
    return Tool(name, f"Do {name}", Effect.WRITE, object, shape)


TOOLS = [
    tool("mail.move", messages=Role.OBJECT, to=Role.OBJECT),
    tool("mail.send", to=Role.DESTINATION, body=Role.PROSE),
    tool("mail.read", messages=Role.OBJECT),
    tool("calendar.create", title=Role.QUOTE),
]


def policy(text: str) -> Policy:
    return parse((HEAD + text).encode(), "p.yaml")


def template(name: str) -> Policy:
    text = render_template(
        name, owner="marie@example.org", device="ed25519:abc", expires=date(2027, 6, 30)
    )
    return parse(text.encode(), name)


def test_a_policy_in_plain_words() -> None:
    text = explain(
        policy("""unattended: deny
people: {family: [papa@example.org], work: ["@example.com"]}
rules:
  - {id: look, allow: [mail.read, calendar.*]}
  - {id: post, allow: mail.send, where: {to: {in: [family, work]}}, rate: 10/day, hold: 2m}
  - id: shop
    allow: purchase.buy
    where: {total: {max: 20.00 EUR}}
    budget: 60.00 EUR/month
    window: {days: mon-fri, hours: 08:00-18:00}
    origin: {destination: [request]}
    unattended: false
    min_confidence: 0.9
    authenticated: aligned
  - {id: many, confirm: mail.move, where: {count: {over: 20}}}
  - {id: never, deny: files.trash}
otherwise: {confirm: "*", expires: 2h}
triage:
  mailbox: INBOX
  labels:
    - {label: receipt, means: a proof, then: {mail.move: {to: Receipts}}, min_confidence: 0.9}
    - {label: meeting, means: a meeting, then: {calendar.create: propose}}
    - {label: rest, means: anything}
"""),
        {"mail.read": "Read messages out", "mail.send": "Send a message"},
    )

    assert text.splitlines() == [
        "Policy 7 of marie@example.org, in force until 2027-06-30.",
        "",
        "Never, whatever is asked:",
        "  - never: files.trash.",
        "",
        "Only after asking you:",
        "  - many: mail.move; if the number of things is over 20.",
        "  - Where no other rule allows it: everything.",
        "",
        "By itself, without asking:",
        "  - look: read messages out, everything in calendar.",
        "  - post: send a message; only if `to` is in family or work (papa@example.org, everybody "
        "at example.com); at most 10 times a day; after waiting 2 minutes for you to take it back.",
        "  - shop: purchase.buy; only if `total` is at most 20.00 EUR; at most 60.00 EUR a month; "
        "only on Monday, Tuesday, Wednesday, Thursday and Friday from 08:00 to 18:00; only if the "
        "model is at least 90% sure; only if the sender is proven (DMARC aligned); only while you "
        "are there; taking `destination` only from request.",
        "",
        "Sorting INBOX, each message by itself:",
        "  - receipt (a proof), when at least 90% sure: mail.move (to Receipts).",
        "  - meeting (a meeting): calendar.create, proposed to you first.",
        "  - rest (anything): nothing follows.",
        "  - Anything else is left where it is.",
        "",
        "Everything that is not named here is refused.",
        "A question without an answer becomes a no after 2 hours. When nobody is there to ask, "
        "the answer is no.",
    ]


FINDINGS = [
    ("rules: [{id: a, allow: mail.reed}]\n", 6, "called mail.reed. Did you mean 'mail.read'?"),
    ("rules: [{id: a, allow: mial.read}]\n", 6, "called mial. Did you mean 'mail'?"),
    ("rules: [{id: a, deny: [files.a, files.b]}]\n", 6, "This installation has no files tools."),
    ("otherwise: {confirm: mail.burn}\n", 6, "No tool here is called mail.burn."),
    ("rules:\n  - {id: a, allow: mail.move, where: {too: none}}\n", 7, "Did you mean 'to'?"),
    ("rules:\n  - {id: a, allow: mail.move, origin: {tos: [web]}}\n", 7, "Did you mean 'to'?"),
    ("people: {a: []}\n", 6, "Nobody is in the group a."),
    ("people: {a: [x@example.org]}\n", 6, "No rule names the group a."),
    ("people: {a: []}\nrules: [{id: r, allow: mail.send, where: {to: {in: [a]}}}]\n", 7,
     "r never matches: `to` needs somebody in a."),
    ("rules:\n  - {id: a, allow: mail.read, rate: 0/day}\n", 7, "its limit is 0"),
    ("rules:\n  - {id: a, allow: mail.read}\n  - {id: b, deny: mail.*}\n", 7,
     "a has no effect: b (line 8) forbids all of it."),
    ("rules:\n  - {id: a, allow: mail.*}\n  - {id: b, allow: mail.read, rate: 1/day}\n", 8,
     "b has no effect: a (line 7) allows all of it."),
    ("rules:\n  - {id: a, confirm: mail.read}\n  - {id: b, allow: mail.read}\n", 8, "asks about"),
    ("triage:\n  mailbox: I\n  labels:\n    - {label: a, means: x, then: {mail.move: {box: A}}}\n"
     "    - {label: b, means: y}\n", 9, "the label a calls mail.move, and no rule allows it"),
    ("triage:\n  mailbox: I\n  labels:\n    - {label: a, means: x, then: {mail.move: {box: A}}}\n"
     "    - {label: b, means: y}\n", 9, "mail.move has no argument 'box'."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "words"), FINDINGS)
def test_what_a_person_should_look_at(text: str, line: int, words: str) -> None:
    findings = check(policy(text), TOOLS, today=TODAY)

    assert [each.line for each in findings if words.lower() in each.message.lower()] == [line], (
        findings
    )


@pytest.mark.parametrize(
    ("today", "says"),
    [(date(2027, 5, 30), ""), (date(2027, 5, 31), "in 30 days"), (date(2027, 7, 1), "expired")],
)
def test_the_end_is_announced_thirty_days_before(today: date, says: str) -> None:
    findings = check(policy(""), TOOLS, today=today)

    assert bool(findings) == bool(says)
    assert all(says in each.message for each in findings)


def test_a_policy_in_order_has_no_findings() -> None:
    text = """rules:
  - {id: look, allow: [mail.read, calendar.*]}
  - {id: move, allow: mail.move, where: {to: [Archive]}, origin: {object: [imap]}}
  - {id: many, confirm: mail.move, where: {count: {over: 20}}}
otherwise: {confirm: "*"}
"""
    assert check(policy(text), TOOLS, today=TODAY) == []


def test_the_templates() -> None:
    assert template_names() == ["assistant", "plan-all", "read-only", "shopping"]
    for name in template_names():
        made = template(name)
        assert made.owner == "marie@example.org"
        assert made.device == "ed25519:abc"
        assert explain(made)
        assert not [each for each in check(made, [], today=TODAY) if "no effect" in each.message]


def test_plan_all_offers_everything_and_runs_nothing() -> None:
    everything = template("plan-all")

    assert possible(everything, "files.trash")
    assert all(rule.verb != "allow" for rule in everything.rules)


def test_read_only_offers_nothing_that_sends() -> None:
    reading = template("read-only")

    assert possible(reading, "mail.read")
    assert not possible(reading, "mail.send")
    assert not possible(reading, "mail.move")


def test_a_template_takes_nothing_but_an_owner_a_device_and_a_day() -> None:
    fill = {"device": "ed25519:abc", "expires": date(2027, 6, 30)}
    with pytest.raises(PolicyError, match="Did you mean 'assistant'"):
        render_template("asistant", owner="marie@example.org", **fill)
    for owner in ("", "marie", "a@b.example\nrules: [{id: x, allow: mail.send}]", "a: b@c.example"):
        with pytest.raises(PolicyError):
            render_template("assistant", owner=owner, **fill)
    odd = render_template("assistant", owner="o'brien#1@example.org", **fill)
    assert parse(odd.encode(), "x").owner == "o'brien#1@example.org"

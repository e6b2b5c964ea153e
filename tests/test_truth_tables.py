"""The policies that are shipped, each as a table of what it answers; the tables are the test.

A row is a tool, a situation, and the answers where the owner is there and where nobody is; one
answer is for both. The owner said everything, except what comes `from mail`: a thing found in the
owner's own mailbox may be moved within it, but no address, amount, time or words come from there.
A `new model` has made no call yet.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from plam_agent.policy.decide import PROBATION, Facts, decide
from plam_agent.policy.document import Policy, parse
from plam_agent.tools.standard import registry
from plam_agent.types import (
    REQUEST,
    Call,
    Effect,
    Money,
    ObjectId,
    Origin,
    Param,
    Role,
    Value,
    When,
)

POLICIES = Path(__file__).parents[1] / "policies"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SAID = frozenset({REQUEST})
FOREIGN = frozenset({Origin("imap", "INBOX/7")})
WEB = frozenset({Origin("web", "evil.example")})
PEOPLE = {"family: []": "family: [papa@example.org]", "work: []": 'work: ["@example.com"]'}

READ_ONLY = """
  tool               situation                    there     away
  mail.search                                     allow
  mail.search        from mail                    allow
  mail.read                                       allow
  calendar.search                                 allow
  calendar.free                                   allow
  tasks.search                                    allow
  contacts.search                                 allow
  files.list                                      allow
  files.read         from mail                    allow
  purchase.search                                 allow
  mail.draft                                      allow
  mail.draft         from mail                    allow
  mail.reply_draft   from mail                    allow
  mail.send          to papa                      deny
  mail.reply                                      deny
  mail.move          to Archive                   deny
  mail.flag                                       deny
  mail.trash                                      deny
  mail.save                                       deny
  calendar.create                                 deny
  calendar.answer                                 deny
  tasks.add                                       deny
  contacts.add                                    deny
  files.write                                     deny
  files.trash                                     deny
  purchase.buy       5 EUR of flowers             deny
  mcp.anything                                    deny
"""

ASSISTANT = """
  tool               situation                    there     away
  mail.search        from mail                    allow
  mail.read                                       allow
  files.read                                      allow
  contacts.search                                 allow
  mail.move          to Archive                   allow
  mail.move          to Archive, 20 things        allow
  mail.move          to Archive, 21 things        confirm
  mail.move          to Archive, used up          confirm
  mail.move          to Secret                    confirm
  mail.move          to Archive, from mail        allow
  mail.move          to Archive, from the web     confirm
  mail.flag                                       allow
  mail.trash                                      confirm
  mail.trash         21 things                    confirm
  calendar.create                                 allow
  calendar.create    from mail                    confirm
  calendar.create    with papa                    confirm
  calendar.create    with a stranger              confirm
  calendar.move                                   allow
  calendar.cancel                                 allow
  calendar.cancel    21 things                    confirm
  calendar.update                                 confirm
  calendar.answer                                 confirm
  tasks.add                                       allow
  tasks.add          from mail                    confirm
  tasks.done                                      allow
  mail.draft         from mail                    allow
  mail.send          to papa                      allow
  mail.send          to papa, used up             confirm
  mail.send          to papa, new model           confirm
  mail.send          to papa, from mail           confirm
  mail.send          to papa, prose from mail     confirm
  mail.send          to papa, a file with it      confirm
  mail.send          to a colleague               allow
  mail.send          to a sub-domain of work      confirm
  mail.send          to papa's look-alike         confirm
  mail.send          to a stranger                confirm
  mail.send          to papa and a stranger       confirm
  mail.reply                                      confirm
  mail.save                                       confirm
  contacts.add                                    confirm
  contacts.add       from mail                    confirm
  files.write                                     confirm
  files.trash                                     confirm
  purchase.buy       5 EUR of flowers             deny
  mcp.anything                                    deny
"""

SHOPPING = """
  tool               situation                    there     away
  purchase.search                                 allow
  purchase.quote                                  allow
  purchase.cart                                   allow
  purchase.status                                 allow
  mail.search                                     allow
  mail.read          from mail                    allow
  contacts.search                                 allow
  purchase.buy       5 EUR of flowers             allow
  purchase.buy       20 EUR of flowers            allow
  purchase.buy       20.01 EUR of flowers         confirm
  purchase.buy       200 EUR of flowers           confirm
  purchase.buy       200.01 EUR of flowers        deny
  purchase.buy       5 USD of flowers             deny
  purchase.buy       -5 EUR of flowers            confirm
  purchase.buy       5 EUR elsewhere              confirm
  purchase.buy       5 EUR of flowers, from mail  confirm
  purchase.buy       5 EUR of flowers, new model  confirm
  purchase.buy       5 EUR of flowers, used up    confirm
  purchase.buy       5 EUR of flowers, spent      confirm
  purchase.buy       no amount                    confirm
  purchase.cancel                                 confirm
  purchase.return                                 confirm
  mail.send          to papa                      deny
  mail.draft                                      deny
  files.read                                      deny
  calendar.create                                 deny
"""

PLAN_ALL = """
  tool               situation                    there     away
  mail.search                                     confirm
  mail.read          from mail                    confirm
  mail.send          to papa                      confirm
  mail.move          to Archive                   confirm
  calendar.create                                 confirm
  files.trash                                     confirm
  purchase.buy       5 EUR of flowers             confirm
  mcp.anything                                    confirm
"""

TABLES = {
    "read-only": READ_ONLY,
    "assistant": ASSISTANT,
    "shopping": SHOPPING,
    "plan-all": PLAN_ALL,
}
# Tools that a policy may name before this installation has them.
LATER: Mapping[str, tuple[Effect, tuple[Param, ...]]] = {
    "purchase.quote": (Effect.READ, ()),
    "purchase.cart": (Effect.DRAFT, ()),
    "purchase.status": (Effect.READ, ()),
    "purchase.cancel": (Effect.WRITE, ()),
    "purchase.return": (Effect.WRITE, ()),
    "purchase.buy": (
        Effect.SPEND,
        (Param("merchant", Role.DESTINATION), Param("total", Role.MONEY)),
    ),
    "mcp.anything": (Effect.WRITE, ()),
}


def things(number: int, kind: str = "message") -> tuple[ObjectId, ...]:
    return tuple(ObjectId(kind, "mail", f"INBOX/1/{each}") for each in range(number))


def place(name: str) -> ObjectId:
    return ObjectId("mailbox", "mail", name)


SITUATIONS: Mapping[str, Mapping[str, Any]] = {
    "to papa": {"to": ("papa@example.org",), "body": "x"},
    "to a colleague": {"to": ("a@example.com",), "body": "x"},
    "to a sub-domain of work": {"to": ("a@sub.example.com",), "body": "x"},
    "to papa's look-alike": {"to": ("pаpa@example.org",), "body": "x"},
    "to a stranger": {"to": ("x@evil.example",), "body": "x"},
    "to papa and a stranger": {"to": ("papa@example.org", "x@evil.example"), "body": "x"},
    "prose from mail": {"body": Value("x", FOREIGN)},
    "a file with it": {"attachments": (ObjectId("file", "docs", "a.txt"),)},
    "to Archive": {"messages": things(1), "to": place("Archive")},
    "to Secret": {"messages": things(1), "to": place("Secret")},
    "20 things": {"things": 20},
    "21 things": {"things": 21},
    "with papa": {"attendees": ("papa@example.org",)},
    "with a stranger": {"attendees": ("x@evil.example",)},
    "5 EUR of flowers": {"merchant": "flowers.example", "total": Money(500, "EUR")},
    "20 EUR of flowers": {"merchant": "flowers.example", "total": Money(2000, "EUR")},
    "20.01 EUR of flowers": {"merchant": "flowers.example", "total": Money(2001, "EUR")},
    "200 EUR of flowers": {"merchant": "flowers.example", "total": Money(20000, "EUR")},
    "200.01 EUR of flowers": {"merchant": "flowers.example", "total": Money(20001, "EUR")},
    "-5 EUR of flowers": {"merchant": "flowers.example", "total": Money(-500, "EUR")},
    "5 USD of flowers": {"merchant": "flowers.example", "total": Money(500, "USD")},
    "5 EUR elsewhere": {"merchant": "evil.example", "total": Money(500, "EUR")},
    "no amount": {"merchant": "flowers.example"},
}
WORLD = frozenset({"from mail", "from the web", "new model", "used up", "spent"})
AT = When("tomorrow", NOW)
USUAL: Mapping[Role, Any] = {
    Role.TIME: AT,
    Role.QUOTE: "words",
    Role.PROSE: "words",
    Role.DESTINATION: ("papa@example.org",),
}


def policy(name: str) -> Policy:
    text = (POLICIES / f"{name}.yaml").read_text()
    for empty, people in PEOPLE.items():
        text = text.replace(empty, people)
    return parse(text.encode(), name)


def rows(name: str) -> list[tuple[str, tuple[str, ...], str, str]]:
    found = []
    for line in TABLES[name].strip("\n").splitlines()[1:]:
        tool, situation, answers = line[2:21].strip(), line[21:50].strip(), line[50:].split()
        parts = tuple(part for part in situation.split(", ") if part)
        found.append((tool, parts, answers[0], answers[-1]))
    return found


def call(tool: str, parts: tuple[str, ...]) -> Call:
    known = registry().get(tool)
    effect, params = (known.effect, known.params) if known else LATER[tool]
    origins = FOREIGN if "from mail" in parts else WEB if "from the web" in parts else SAID
    given: dict[str, Any] = {}
    for param in params:
        if param.required and param.role in USUAL and not param.derived:
            given[param.name] = param.choices[0] if param.choices else USUAL[param.role]
        elif param.required and param.role is Role.OBJECT:
            given[param.name] = things(1, param.kind) if param.many else things(1, param.kind)[0]
    for part in parts:
        if part not in WORLD:
            given |= SITUATIONS[part]
    if number := given.pop("things", 0):
        kind = next(param for param in params if param.role is Role.OBJECT)
        given[kind.name] = things(number, kind.kind)
    if given.get("attendees"):
        effect = Effect.SEND
    args = {n: v if isinstance(v, Value) else Value(v, origins) for n, v in given.items()}
    roles = tuple((param.name, param.role) for param in params)
    return Call("r", 1, "mail", tool, effect, effect < Effect.SEND, tuple(args.items()), roles)


def facts(tool: str, parts: tuple[str, ...], *, there: bool) -> Facts:
    return Facts(
        now=NOW,
        attended=there,
        used=lambda rule, period: 100_000 if "used up" in parts else 0,
        spent=lambda rule, period, currency: 5_900 if "spent" in parts else 0,
        first_uses={} if "new model" in parts else {tool: PROBATION},
    )


@pytest.mark.parametrize("name", TABLES)
def test_a_policy_answers_what_its_table_says(name: str) -> None:
    said, wrong = policy(name), []
    for tool, parts, there, away in rows(name):
        for attended, answer in ((True, there), (False, away)):
            decision = decide(said, call(tool, parts), facts(tool, parts, there=attended))
            if decision.verb != answer:
                wrong.append((tool, parts, attended, answer, decision))

    assert wrong == []


@pytest.mark.parametrize("name", TABLES)
def test_an_ended_policy_answers_no_to_everything(name: str) -> None:
    said = policy(name)
    for tool, parts, _, _ in rows(name):
        later = dataclasses.replace(
            facts(tool, parts, there=True), now=NOW.replace(year=said.expires.year + 1)
        )
        assert decide(said, call(tool, parts), later).verb == "deny"


def test_every_shipped_policy_has_a_table() -> None:
    assert {path.stem for path in POLICIES.glob("*.yaml")} == set(TABLES)


@pytest.mark.parametrize("name", ["read-only", "assistant", "plan-all"])
def test_no_tool_is_left_out_by_accident(name: str) -> None:
    """What a policy does not name is never allowed, whatever tools there are."""
    said = policy(name)
    allowed = {pattern.text for rule in said.rules if rule.verb == "allow"
               for pattern in rule.tools}  # fmt: skip
    for tool in registry():
        decision = decide(said, call(tool.name, ()), facts(tool.name, (), there=True))
        assert decision.verb != "allow" or tool.name in allowed

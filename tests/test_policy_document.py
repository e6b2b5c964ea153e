"""The policy document: everything the language has, and every way to get it wrong."""

from __future__ import annotations

from datetime import date

import pytest

from plam_agent.errors import PolicyError
from plam_agent.policy.document import parse
from plam_agent.policy.terms import (
    AtMost,
    Budget,
    Domain,
    Empty,
    Entry,
    OneOf,
    Over,
    Pattern,
    Policy,
    Prefix,
    Rate,
    Then,
    Window,
    Within,
)
from plam_agent.types import Money

HEAD = """plam: 1
serial: 7
owner: marie@example.org
device: ed25519:abc
expires: 2027-06-30
"""
FULL = (
    HEAD
    + """unattended: queue
people:
  family: [papa@example.org, Lea@Example.ORG]
  work: ["@example.com"]
rules:
  - id: look
    allow: [mail.search, mail.read]
  - id: tidy
    allow: [mail.move, mail.flag]
    where: {to: [Archive, Newsletters, Receipts]}
    rate: 200/day
  - id: my-own-time
    allow: [calendar.create, tasks.add]
    where: {attendees: none}
  - id: answer
    allow: mail.send
    where: {to: {in: [family, work]}, attachments: none}
    origin: {prose: [request], to: [contacts, imap]}
    hold: 2m
    authenticated: aligned
    min_confidence: 0.95
    unattended: false
    window: {days: mon-fri, hours: 08:00-18:00}
  - id: small-purchases
    allow: purchase.buy
    where: {merchant: [flowers.example], total: {max: 20.00 EUR}, address: {domain: example.org}}
    budget: 60.00 EUR/month
    total: 500 JPY
  - id: papers
    deny: files.*
    where: {file: {prefix: Documents}}
  - id: careful-with-many
    confirm: [mail.move, mail.trash]
    where: {count: {over: 20}}
  - id: never
    deny: files.trash
otherwise:
  confirm: [mail.send, calendar.*]
  expires: 24h
triage:
  mailbox: INBOX
  labels:
    - {label: receipt, means: "a proof", then: {mail.move: {to: Receipts}}, min_confidence: 0.9}
    - {label: invitation, means: "asks for a meeting", then: {calendar.create: propose}}
    - {label: other, means: "anything"}
  otherwise: leave
"""
)


def rule_text(lines: str) -> str:
    return HEAD + "people:\n  family: [papa@example.org]\nrules:\n  - id: one\n" + lines


def parsed(text: str) -> Policy:
    return parse(text.encode(), "p.yaml")


def test_everything_the_language_has() -> None:
    policy = parsed(FULL)

    assert (policy.serial, policy.owner, policy.device) == (7, "marie@example.org", "ed25519:abc")
    assert policy.expires == date(2027, 6, 30)
    assert [rule.id for rule in policy.rules][:3] == ["look", "tidy", "my-own-time"]
    family = policy.group("family")
    assert family is not None
    assert family.entries == (Entry("papa", "example.org"), Entry("lea", "example.org"))
    tidy, mine, answer, buy = (
        policy.rule(name) for name in ("tidy", "my-own-time", "answer", "small-purchases")
    )
    assert tidy is not None
    assert tidy.where == (("to", OneOf(("Archive", "Newsletters", "Receipts"))),)
    assert tidy.rates == (Rate(200, "day"),)
    assert tidy.line == 13
    assert mine is not None
    assert mine.where == (("attendees", Empty()),)
    assert answer is not None
    members = (*family.entries, Entry("", "example.com"))
    assert dict(answer.where)["to"] == Within(("family", "work"), members)
    assert dict(answer.origin) == {
        "prose": frozenset({"request"}),
        "to": frozenset({"contacts", "imap"}),
    }
    assert (answer.hold, answer.authenticated, answer.unattended) == (120.0, True, False)
    assert (answer.min_confidence, answer.window) == (0.95, Window(frozenset(range(5)), 480, 1080))
    assert buy is not None
    assert dict(buy.where)["total"] == AtMost(Money(2000, "EUR"))
    assert dict(buy.where)["address"] == Domain("example.org")
    assert buy.budgets == (Budget(Money(6000, "EUR"), "month"), Budget(Money(500, "JPY"), "ever"))
    assert [dict(rule.where) for rule in policy.rules[5:7]] == [
        {"file": Prefix("Documents")},
        {"count": Over(20)},
    ]
    assert policy.otherwise.expires == 86_400.0
    assert policy.otherwise.covers("calendar.create")
    assert not policy.otherwise.covers("calendar")
    assert policy.triage is not None
    receipt, invitation, other = policy.triage.labels
    assert receipt.then == (Then("mail.move", (("to", "Receipts"),), line=48),)
    assert receipt.min_confidence == 0.9
    assert invitation.then[0].propose
    assert other.then == ()


def test_the_smallest_policy_allows_nothing() -> None:
    policy = parsed(HEAD)

    assert policy.rules == ()
    assert policy.otherwise.confirm == ()
    assert policy.unattended == "queue"
    assert policy.triage is None


BROKEN_YAML = [
    ("duplicate key", HEAD + "serial: 8\n", 6, "'serial' is given twice, first on line 2"),
    ("duplicate key below", rule_text("    allow: a.b\n    allow: a.c\n"), 11, "'allow' is given"),
    ("anchor", HEAD + "people: &x {}\n", 6, "anchors (&x)"),
    ("anchor on a scalar", HEAD.replace("marie", "&a marie"), 3, "anchors (&a)"),
    ("alias", HEAD + "people: *x\n", 6, "aliases (*x)"),
    ("tag", HEAD.replace("7", "!!int 7"), 2, "tags"),
    ("bare tag", HEAD.replace("7", "! 7"), 2, "tags"),
    ("tagged mapping", HEAD + "people: !!map {}\n", 6, "tags"),
    ("merge key", HEAD + "<<: {serial: 9}\n", 6, "merge keys"),
    ("two documents", HEAD + "---\nplam: 1\n", 6, "second document"),
    ("directive", "%YAML 1.1\n---\n" + HEAD, 1, "directives"),
    ("tab", HEAD + "people:\n\tfamily: []\n", 7, "tab"),
    ("tab in an escape", HEAD + 'people: {a: ["\\t"]}\n', 6, "U+0009"),
    ("deep", HEAD + "people: " + "[" * 17 + "\n", 6, "16 deep"),
    ("complex key", HEAD + "? [a]\n: b\n", 6, "plain word"),
    ("a list", "- plam: 1\n", 1, "mapping"),
    ("a word", "plam\n", 1, "mapping"),
    ("empty", "", 1, "empty"),
    ("only a comment", "# nothing\n", 1, "empty"),
    ("unbalanced", HEAD + "people: {a: [\n", 7, "not YAML"),
    ("bad indent", HEAD + " x: 1\n", 6, "not YAML"),
    ("bidi in a comment", HEAD + "# \u202eedoc\n", 6, "U+202E RIGHT-TO-LEFT OVERRIDE"),
    ("zero width", HEAD.replace("marie", "mar\u200bie"), 3, "U+200B ZERO WIDTH SPACE"),
    ("escaped bidi", HEAD + 'people: {a: ["\\u202e"]}\n', 6, "U+202E"),
    ("byte order mark", "\ufeff" + HEAD, 1, "U+FEFF"),
    ("control character", HEAD + "# \x07\n", 6, "U+0007"),
    ("lone carriage return", HEAD + "# a\rserial: 9\n", 6, "carriage return"),
    ("next line", HEAD + "# a\x85serial: 9\n", 6, "U+0085"),
    ("line separator", HEAD + "# a\u2028serial: 9\n", 6, "U+2028"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "words"), [case[1:] for case in BROKEN_YAML], ids=[c[0] for c in BROKEN_YAML]
)
def test_yaml_that_is_not_plain_is_an_error_on_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parsed(text)

    assert (caught.value.file, caught.value.line) == ("p.yaml", line)
    assert words in str(caught.value)


def test_bytes_that_are_not_utf8_and_too_many_bytes() -> None:
    with pytest.raises(PolicyError, match=r"^p\.yaml:6: byte 0xe9 is not UTF-8"):
        parse(HEAD.encode() + b"# caf\xe9\n", "p.yaml")
    with pytest.raises(PolicyError, match="at most 262144"):
        parse(b"#" * (256 * 1024 + 1), "p.yaml")


def test_many_keys_are_read_in_reasonable_time() -> None:
    with pytest.raises(PolicyError, match="no field 'k0'"):
        parsed(HEAD + "".join(f"k{n}: 1\n" for n in range(5_000)))


UNMEANT = [
    ("unknown field", HEAD + "otherwhise: {}\n", 6, "Did you mean 'otherwise'?"),
    ("unknown far", HEAD + "xyzzy: 1\n", 6, "Known here: plam,"),
    ("organisation", HEAD + "organisation: example.com\n", 6, "is not a public key"),
    ("version", HEAD.replace("plam: 1", "plam: 2"), 1, "cannot be '2'"),
    ("missing serial", HEAD.replace("serial: 7\n", ""), 1, "'serial' is missing"),
    ("octal serial", HEAD.replace("7", "007", 1), 2, "'007' is not a whole number"),
    ("zero serial", HEAD.replace("serial: 7", "serial: 0"), 2, "from 1 on"),
    ("sexagesimal", HEAD.replace("serial: 7", "serial: 12:30:00"), 2, "'12:30:00'"),
    ("no date", HEAD.replace("2027-06-30", "2027-02-30"), 5, "not a date"),
    ("short date", HEAD.replace("2027-06-30", "2027-6-3"), 5, "not a date"),
    ("device", HEAD.replace("ed25519:abc", "rsa:abc"), 4, "not a public key"),
    ("owner", HEAD.replace("marie@example.org", "marie"), 3, "'marie' is not an address"),
    ("empty owner", HEAD.replace("marie@example.org", ""), 3, "owner is empty"),
    ("unattended", HEAD + "unattended: no\n", 6, "cannot be 'no'. Write queue or deny."),
    ("group name", HEAD + "people: {Family: []}\n", 6, "not a name"),
    ("group entry", HEAD + "people:\n  a:\n    - x@y\n    - nobody\n", 9, "'nobody' is not"),
    ("lookalike", HEAD + "people: {a: [p\u0430pa@example.org]}\n", 6,
     "U+0070 LATIN SMALL LETTER P and U+0430 CYRILLIC SMALL LETTER A"),
    ("lookalike domain", HEAD + 'people: {a: ["@ex\u0430mple.org"]}\n', 6, "U+0430"),
    ("rule without id", HEAD + "rules:\n  - allow: a.b\n", 7, "no id"),
    ("rule without verb", rule_text("    where: {to: none}\n"), 9, "exactly one of"),
    ("two verbs", rule_text("    allow: a.b\n    deny: a.b\n"), 9, "exactly one of"),
    ("same id", rule_text("    deny: a.b\n  - id: one\n    deny: a.c\n"), 11, "twice, first on"),
    ("reserved id", HEAD + "rules:\n  - id: otherwise\n    deny: a.b\n", 7, "something else"),
    ("no tools", rule_text("    allow: []\n"), 10, "empty"),
    ("bad tool", rule_text("    allow: send mail\n"), 10, "'send mail' is not a tool"),
    ("bad family", rule_text("    deny: calendar*\n"), 10, "not a tool"),
    ("allow everything", rule_text('    allow: "*"\n'), 10, "Name the tools"),
    ("rate on deny", rule_text("    deny: a.b\n    rate: 1/day\n"), 11, "belongs to an allow"),
    ("hold on confirm", rule_text("    confirm: a.b\n    hold: 2m\n"), 11, "belongs to an allow"),
    ("rate", rule_text("    allow: a.b\n    rate: 10/days\n"), 11, "Did you mean 'day'?"),
    ("rate without period", rule_text("    allow: a.b\n    rate: 10\n"), 11, "10/day"),
    ("negative rate", rule_text("    allow: a.b\n    rate: -1/day\n"), 11, "whole number"),
    ("budget", rule_text("    allow: a.b\n    budget: 60.0 EUR/month\n"), 11, "2 digits"),
    ("yen", rule_text("    allow: a.b\n    total: 5.00 JPY\n"), 11, "0 digits"),
    ("float money", rule_text("    allow: a.b\n    total: 1e3 EUR\n"), 11, "not an amount"),
    ("currency", rule_text("    allow: a.b\n    total: 5.00 EUX\n"), 11, "ISO 4217"),
    ("hold", rule_text("    allow: a.b\n    hold: 2 minutes\n"), 11, "not a duration"),
    ("confidence", rule_text("    allow: a.b\n    min_confidence: 1.5\n"), 11, "from 0 to 1"),
    ("nan", rule_text("    allow: a.b\n    min_confidence: .nan\n"), 11, "from 0 to 1"),
    ("authenticated", rule_text("    allow: a.b\n    authenticated: true\n"), 11, "aligned"),
    ("boolean", rule_text("    allow: a.b\n    unattended: yes\n"), 11, "true or false"),
    ("window", rule_text("    allow: a.b\n    window: {hours: 8-18}\n"), 11, "08:00-18:00"),
    ("late window", rule_text("    allow: a.b\n    window: {hours: 08:00-24:30}\n"), 11, "08:00"),
    ("day", rule_text("    allow: a.b\n    window: {days: [monday]}\n"), 11, "not a day"),
    ("scalar where", rule_text("    allow: a.b\n    where: {to: Archive}\n"), 11, "[Archive]"),
    ("capital none", rule_text("    allow: a.b\n    where: {to: None}\n"), 11, "takes a list"),
    ("listed none", rule_text("    allow: a.b\n    where: {to: [none]}\n"), 11, "stands alone"),
    ("empty list", rule_text("    allow: a.b\n    where: {to: []}\n"), 11, "to: none"),
    ("regex", rule_text("    allow: a.b\n    where: {to: {regex: x}}\n"), 11, "no field 'regex'"),
    ("two forms", rule_text("    allow: a.b\n    where: {to: {max: 1, over: 1}}\n"), 11, "one of"),
    ("group", rule_text("    allow: a.b\n    where: {to: {in: [famly]}}\n"), 11, "'family'"),
    ("count", rule_text("    allow: a.b\n    where: {count: [20]}\n"), 11, "number of things"),
    ("prefix", rule_text("    allow: a.b\n    where: {f: {prefix: a/../b}}\n"), 11, "climb"),
    ("origin", rule_text("    allow: a.b\n    origin: {to: [imapp]}\n"), 11, "'imap'"),
    ("memory", rule_text("    allow: a.b\n    origin: {to: [memory]}\n"), 11, "made of"),
    ("no origins", rule_text("    allow: a.b\n    origin: {to: []}\n"), 11, "empty"),
    ("otherwise", HEAD + "otherwise: {deny: a.b}\n", 6, "no field 'deny'"),
    ("one label", HEAD + "triage: {mailbox: INBOX, labels: [{label: a, means: b}]}\n", 6, "two"),
    ("triage otherwise", HEAD + "triage:\n  mailbox: INBOX\n  labels: [{label: a, means: b}, "
     "{label: c, means: d}]\n  otherwise: delete\n", 9, "cannot be 'delete'"),
    ("label family", HEAD + "triage: {mailbox: I, labels: [{label: a, means: b, then: "
     "{mail.*: propose}}]}\n", 6, "not one tool"),
    ("label verb", HEAD + "triage: {mailbox: I, labels: [{label: a, means: b, then: "
     "{mail.move: run}}]}\n", 6, "propose"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "words"), [case[1:] for case in UNMEANT], ids=[case[0] for case in UNMEANT]
)
def test_what_cannot_be_meant_is_an_error_on_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parsed(text)

    assert (caught.value.file, caught.value.line) == ("p.yaml", line)
    assert words in str(caught.value)
    assert caught.value.exit == 2


def test_strings_stay_strings() -> None:
    where = "    allow: a.b\n    where: {to: [no, 12:30:00, 007, 1e3, ~, null, 2027-06-30]}\n"

    rule = parsed(rule_text(where)).rules[0]

    strings = ("no", "12:30:00", "007", "1e3", "~", "null", "2027-06-30")
    assert dict(rule.where)["to"] == OneOf(strings)


def test_an_internationalised_domain_is_kept_in_ascii() -> None:
    text = HEAD + 'people: {a: ["@B\u00fccher.example", anna@b\u00fccher.example]}\n'

    group = parsed(text).people[0]

    assert group.entries == (
        Entry("", "xn--bcher-kva.example"),
        Entry("anna", "xn--bcher-kva.example"),
    )


def test_patterns_cover_a_name_a_family_or_everything() -> None:
    assert Pattern("mail.read").matches("mail.read")
    assert not Pattern("mail.read").matches("mail.read_and_delete")
    assert Pattern("mail.*").matches("mail.read")
    assert not Pattern("mail.*").matches("mail")
    assert not Pattern("mail.*").matches("mailbox.read")
    assert not Pattern("mail.*").matches("mail.")
    assert Pattern("*").matches("anything.at_all")


def test_a_window_may_name_days_one_by_one_and_run_past_midnight() -> None:
    text = rule_text("    deny: a.b\n    window: {days: [sat-mon, wed], hours: 22:00-06:00}\n")

    assert parsed(text).rules[0].window == Window(frozenset({5, 6, 0, 2}), 22 * 60, 6 * 60)

"""Whether an edit widens a policy: proven, shown by a call, or said to be unknown."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from plam_agent.policy.analyse import Comparison, _no_freer, compare
from plam_agent.policy.decide import Facts, decide
from plam_agent.policy.document import parse
from plam_agent.policy.implied import minutes
from plam_agent.policy.terms import Policy, Rule, Window
from plam_agent.policy.witness import freedom
from plam_agent.tools.standard import registry
from plam_agent.types import Call

from .test_policy_properties import calls, policies, rules

HEAD = """\
plam: 1
serial: 1
owner: marie@example.org
device: ed25519:x
expires: 2027-06-30
people:
  family: [papa@example.org, lea@example.org]
  work: ["@example.com"]
"""
SEND = """\
rules:
  - id: family
    allow: mail.send
    where: {to: {in: [family]}, attachments: none}
    rate: 10/day
    hold: 2m
  - id: tidy
    allow: [mail.move, mail.flag]
    where: {to: [Archive, Receipts]}
    window: {days: [mon, tue, wed, thu, fri], hours: "08:00-18:00"}
  - id: buy
    allow: purchase.buy
    where: {merchant: [flowers.example], total: {max: 20.00 EUR}}
    budget: 60.00 EUR/month
  - id: many
    confirm: [mail.move]
    where: {count: {over: 20}}
  - id: never
    deny: files.trash
otherwise:
  confirm: [mail.send, mail.trash]
  expires: 24h
"""


def policy(text: str) -> Policy:
    return parse((HEAD + text).encode(), "p.yaml")


def compared(old: str, new: str) -> Comparison:
    return compare(policy(old), policy(new), registry())


def test_a_policy_is_equal_to_itself() -> None:
    assert compared(SEND, SEND).verdict == "equal"


WIDENINGS = [
    ("in: [family]", "in: [family, work]", "mail.send"),
    ("10/day", "11/day", "mail.send"),
    ("hold: 2m", "hold: 1m", "mail.send"),
    (", attachments: none", "", "mail.send"),
    ("[Archive, Receipts]", "[Archive, Receipts, Other]", "mail.move"),
    ("08:00-18:00", "08:00-18:01", "mail.move"),
    ("20.00 EUR}", "20.01 EUR}", "purchase.buy"),
    ("60.00 EUR/month", "61.00 EUR/month", "purchase.buy"),
    ("{over: 20}", "{over: 21}", "mail.move"),
    ("    deny: files.trash", "    confirm: files.trash", "files.trash"),
    ("mail.trash]", "mail.trash, mail.reply]", "mail.reply"),
    ("expires: 24h", "expires: 25h", "mail.trash"),
    ("id: family", "id: renamed", "mail.send"),
    ("    rate: 10/day", "    rate: 10/day\n    origin: {to: [request, web]}", "mail.send"),
]


@pytest.mark.parametrize(("was", "now", "tool"), WIDENINGS)
def test_a_widening_is_shown_by_a_call_that_is_really_decided_more_freely(
    was: str, now: str, tool: str
) -> None:
    old, new = policy(SEND), policy(SEND.replace(was, now, 1))

    found = compare(old, new, registry())

    assert found.verdict == "wider"
    each = next(each for each in found.differences if each.tool == tool)
    assert each.freer is not None
    call, facts = each.freer.call, each.freer.facts
    assert freedom(decide(new, call, facts)) > freedom(decide(old, call, facts))
    assert tool in each.freer.text()


# Asking about fewer things at once asks about what was refused, too: that is wider as well.
NO_WAY_BACK = ("id: family", "    rate: 10/day", "{over: 20}")
NARROWINGS = [case[:2] for case in WIDENINGS if case[0] not in NO_WAY_BACK]


@pytest.mark.parametrize(("was", "now"), NARROWINGS)
def test_the_way_back_is_narrower(was: str, now: str) -> None:
    assert compared(SEND.replace(was, now, 1), SEND).verdict == "narrower"


def test_a_later_end_and_an_answer_for_those_away_are_wider() -> None:
    old, new = policy(SEND), policy(SEND)
    later = dataclasses.replace(new, expires=new.expires.replace(year=2028))
    away = dataclasses.replace(old, unattended="deny")

    assert compare(old, later, registry()).verdict == "wider"
    assert compare(away, new, registry()).verdict == "wider"
    assert compare(old, away, registry()).verdict == "narrower"


TRIAGE = """\
triage:
  mailbox: INBOX
  labels:
    - {label: receipt, means: "proof of a payment", then: {mail.move: {to: Receipts}}, min_confidence: 0.9}
    - {label: personal, means: "a person writes to me"}
  otherwise: leave
"""  # noqa: E501


def test_a_surer_label_is_narrower_and_a_less_sure_one_wider() -> None:
    wide = TRIAGE.replace("min_confidence: 0.9", "min_confidence: 0.5")

    assert compared(SEND + wide, SEND + TRIAGE).verdict == "narrower"
    assert compared(SEND + TRIAGE, SEND + wide).verdict == "wider"


def test_what_a_label_means_is_for_nobody_to_compare() -> None:
    other = TRIAGE.replace("proof of a payment", "anything about money")

    assert compared(SEND + TRIAGE, SEND + other).verdict == "cannot tell"


def test_a_domain_for_a_person_is_seen_and_one_of_its_people_is_narrower() -> None:
    everybody = SEND.replace("in: [family]", "in: [work]")
    one = SEND.replace("{in: [family]}", "[anna@example.com]")

    assert compared(everybody, one).verdict == "narrower"
    assert compared(one, everybody).verdict == "wider"


@given(st.builds(Window, st.frozensets(st.integers(0, 6)), st.integers(0, 1439),
                 st.integers(1, 1440)), st.integers(0, 7 * 1440 - 1))  # fmt: skip
@settings(database=None, deadline=None, max_examples=50)
def test_the_minutes_of_a_window_are_those_decisions_use(window: Window, minute: int) -> None:
    from plam_agent.policy import decide as decisions

    day, rest = divmod(minute, 1440)
    at = datetime(2026, 11, 16 + day, rest // 60, rest % 60, tzinfo=UTC)

    assert bool(minutes(window) >> minute & 1) == decisions._inside(window, at)


def edited(old: Policy) -> st.SearchStrategy[Policy]:
    """The policy with one rule changed, more or fewer: what people do."""

    def changed(more: Rule, place: int, kind: str, donor: Rule, part: str) -> Policy:
        mine = list(old.rules)
        if kind == "add" or not mine:
            mine.insert(place, more)
        elif kind == "drop":
            mine.pop(place % len(mine))
        elif kind == "swap":
            mine.append(mine.pop(place % len(mine)))
        else:
            at = place % len(mine)
            mine[at] = dataclasses.replace(mine[at], **{part: getattr(donor, part)})
        return dataclasses.replace(old, rules=tuple(mine))

    parts = [field.name for field in dataclasses.fields(Rule) if field.name != "line"]
    return st.builds(
        changed, rules, st.integers(0, 4), st.sampled_from(["add", "drop", "swap", "part", "part"]),
        rules, st.sampled_from(parts),
    )  # fmt: skip


pairs = policies.flatmap(lambda old: st.tuples(st.just(old), st.one_of(edited(old), policies)))
facts_ = st.builds(
    Facts,
    now=st.sampled_from(
        [datetime(2026, 11, 20, 12, tzinfo=UTC), datetime(2025, 11, 23, 3, 30, tzinfo=UTC)]
    ),
    attended=st.booleans(),
    used=st.sampled_from([{}, {(r, "day"): 2 for r in "abc"}, {("a", "day"): 1}, None]),
    spent=st.sampled_from([{}, {("a", "day", "EUR"): 1999}, None]),
    first_uses=st.sampled_from([{}, {"mail.send": 20, "mail.move": 20, "files.trash": 20}]),
    batch=st.sampled_from([0, 2, 5]),
)


@settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)
@given(pairs, st.lists(calls, min_size=12, max_size=12), st.lists(facts_, min_size=3, max_size=3))
def test_nothing_is_called_narrower_or_equal_where_a_call_is_freer(
    pair: tuple[Policy, Policy], some: list[Call], around: list[Facts]
) -> None:
    old, new = pair
    # Counts of a shorter period are never above those of a longer one.
    around = [_counted(facts) for facts in around]
    freer = next(
        (
            (call, facts)
            for call in some
            if 0 <= call.confidence <= 1
            for facts in around
            if freedom(decide(new, call, facts)) > freedom(decide(old, call, facts))
        ),
        None,
    )

    if freer is not None:
        assert not _no_freer(old, new, freer[0].tool, None), freer


def _counted(facts: Facts) -> Facts:
    if not isinstance(facts.used, dict):
        return facts
    periods = ("hour", "day", "week", "month", "ever")
    used = {(rule, p): n for (rule, _), n in facts.used.items() for p in periods}
    return dataclasses.replace(facts, used=used)

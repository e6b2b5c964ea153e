"""Past calls decided again under an edited policy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from plam_agent.policy.document import parse
from plam_agent.policy.replay import replay
from plam_agent.policy.terms import Policy
from plam_agent.records import call_body
from plam_agent.types import REQUEST, Call, Effect, Event, ObjectId, Role, Value

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HEAD = "plam: 1\nserial: 1\nowner: a@example.org\ndevice: ed25519:x\nexpires: 2025-01-01\n"
ALLOW = "rules:\n  - {id: tidy, allow: mail.move, where: {to: [Archive]}, rate: 2/day}\n"


def policy(text: str) -> Policy:
    return parse((HEAD + text).encode(), "p.yaml")


def moved(number: int, to: str = "Archive", *, days: int = 0, kind: str = "intent") -> Event:
    said = frozenset({REQUEST})
    args = (
        ("messages", Value((ObjectId("message", "a", str(number)),), said)),
        ("to", Value(ObjectId("mailbox", "a", to), said)),
    )
    roles = (("messages", Role.OBJECT), ("to", Role.OBJECT))
    call = Call(f"r{number}", 1, "a", "mail.move", Effect.WRITE, True, args, roles)
    body = {"call": call_body(call), "rule": "tidy"}
    return Event(number, NOW - timedelta(days=days), kind, body, "", "")


def changed(events: list[Event], old: str, new: str) -> list[tuple[int, str, str]]:
    since = NOW - timedelta(days=30)
    found = replay(events, policy(old), policy(new), since=since, zone=ZoneInfo("UTC"))
    return [(each.event, each.before.verb, each.after.verb) for each in found.changed]


def test_the_same_policy_changes_nothing() -> None:
    assert changed([moved(n) for n in range(5)], ALLOW, ALLOW) == []


def test_a_call_that_the_edit_forbids_is_shown_and_counted_by_rule() -> None:
    none = ALLOW + "  - {id: never, deny: mail.move}\n"
    since = NOW - timedelta(days=30)

    found = replay([moved(1)], policy(ALLOW), policy(none), since=since, zone=ZoneInfo("UTC"))

    assert found.calls == 1
    assert found.by_rule() == [("allow", "tidy", "deny", "never", 1)]
    assert found.changed[0].came == "it ran"


def test_each_policy_counts_its_own_uses() -> None:
    more = ALLOW.replace("2/day", "3/day")

    assert changed([moved(n) for n in range(1, 6)], ALLOW, more) == [(3, "deny", "allow")]


def test_older_calls_are_left_out() -> None:
    wide = ALLOW.replace("[Archive]", "[Archive, Old]")

    assert changed([moved(1, "Old", days=40), moved(2, "Old")], ALLOW, wide) == [
        (2, "deny", "allow")
    ]


def test_a_record_that_cannot_be_read_is_counted() -> None:
    broken = Event(1, NOW, "intent", {"call": {"run": "r"}, "rule": ""}, "", "")
    since = NOW - timedelta(days=30)

    found = replay([broken], policy(ALLOW), policy(ALLOW), since=since, zone=ZoneInfo("UTC"))

    assert (found.calls, found.unreadable) == (0, 1)


def test_what_was_held_and_taken_back_counts_only_where_it_would_have_run() -> None:
    held = ALLOW.replace("2/day", "2/day, hold: 1m")
    # Two are taken back while they wait, and two run: the limit is not reached.
    events = [moved(1, kind="held"), moved(2, kind="held"), moved(3), moved(4)]

    assert changed(events, held, held) == []
    assert changed(events, held, ALLOW) == [
        (1, "allow", "allow"),
        (2, "allow", "allow"),
        (3, "allow", "deny"),
        (4, "allow", "deny"),
    ]


def test_the_organisation_stands_above_both_with_its_own_counts() -> None:
    more = ALLOW.replace("2/day", "9/day")
    above = policy(ALLOW.replace("2/day", "3/day"))
    since = NOW - timedelta(days=30)
    events = [moved(n) for n in range(1, 6)]

    found = replay(
        events, policy(ALLOW), policy(more), since=since, zone=ZoneInfo("UTC"), above=above
    )

    assert [(each.event, each.after.verb) for each in found.changed] == [(3, "allow")]

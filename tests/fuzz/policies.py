"""Octets as a policy document."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from plam_agent.errors import PolicyError
from plam_agent.policy.analyse import compare
from plam_agent.policy.decide import Facts, decide
from plam_agent.policy.document import Policy, parse
from plam_agent.policy.explain import explain
from plam_agent.tools.standard import registry
from plam_agent.types import REQUEST, Call, Effect, Money, ObjectId, Role, Value
from tests.fuzz.mutation import any_octets, mutated
from tests.fuzz.target import Target, told
from tests.test_policy_document import FULL

SHIPPED = Path(__file__).parents[2] / "policies"
FILLED = {
    b"{owner}": b"marie@example.org",
    b"{device}": b"ed25519:abc",
    b"{expires}": b"2027-06-30",
}
WORDS = (
    b"allow", b"confirm", b"deny", b"where", b"origin", b"rate", b"budget", b"window", b"hold",
    b"rules",
    b"people", b"private", b"triage", b"otherwise", b"id", b"mail.*", b"*", b"purchase.buy",
    b"none", b"request",
    b"{", b"}", b"[", b"]", b": ", b"- ", b", ", b"&a ", b"*a", b"<<: ", b"!!python/object ",
    b"|", b">-", b"'",
    b'"', b"#", b"---\n", b"...\n", b"? ", b"\t", b"\r", b"\x85", b"\xe2\x80\xa8",
    b"\xe2\x80\xae", b"\xef\xbb\xbf",
    b"1e400", b".nan", b"-1", b"0x10", b"1_0", b"no", b"yes", b"null", b"~", b"12:30",
    b"08:00-18:00", b"fri-mon",
    b"20.00 EUR", b"20.00 EUR/month", b"1/day", b"2m", b"9" * 30, b"2027-02-30", b"{max: 1.00 JPY}",
    b"{over: 0}", b"{prefix: ../}", b"{domain: xn--}", b"[[a]]", b"@example.org", b"a@b@c",
)  # fmt: skip
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


def seeds() -> list[bytes]:
    """Policies that are true: those that are shipped, and one with everything in it."""
    found = [FULL.encode()]
    for path in sorted(SHIPPED.glob("*.yaml")):
        raw = path.read_bytes()
        for mark, value in FILLED.items():
            raw = raw.replace(mark, value)
        found.append(raw)
    return found


def _call(tool: str, effect: Effect, **args: Any) -> Call:
    values = tuple((name, Value(each, frozenset({REQUEST}))) for name, each in args.items())
    roles = tuple((name, Role.DESTINATION) for name in args)
    return Call("r", 1, "home", tool, effect, False, values, roles)


CALLS = (
    _call("mail.send", Effect.SEND, to=("papa@example.org",), body="Hello"),
    _call("files.write", Effect.WRITE, file=ObjectId("file", "files", "Documents/a.txt")),
    _call("purchase.buy", Effect.SPEND, total=Money(1999, "EUR"), merchant="flowers.example"),
    _call("mail.read", Effect.READ),
)


def check(raw: bytes) -> str:
    """A policy that can be decided under and is not freer than itself, or an error with a line."""
    found = _parsed(raw)
    if isinstance(found, PolicyError):
        assert str(found.file) == "p.yaml"
        assert found.line in range(1, raw.count(b"\n") + raw.count(b"\r") + 3)
        told(found.message)
        return found.message
    assert _parsed(raw) == found
    return _policy(found)


def _parsed(raw: bytes) -> Policy | PolicyError:
    try:
        return parse(raw, "p.yaml")
    except PolicyError as why:
        return why


def _policy(found: Policy) -> str:
    said = explain(found)
    assert said
    for call in CALLS:
        assert decide(found, call, Facts(NOW, attended=True)).reasons
    verdict = compare(found, found, registry()).verdict
    assert verdict in ("equal", "cannot tell"), verdict
    return f"a policy, {verdict}"


POLICY = Target(
    "policy", st.one_of(any_octets(WORDS), mutated(seeds(), WORDS), mutated(seeds(), WORDS)), check
)

"""Octets as a chain of grants, and what a holder may make of one that he holds.

An input is the octets of a chain. Where they can be read as JSON their last grant is also signed by
the key that holds the one before it, as a thief of that key could: whatever verifies then allows no
call that the grant before it refuses, counts no more uses and lasts no longer.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from plam_agent.errors import AuthorityError, SignatureError
from plam_agent.keys import Signer
from plam_agent.policy import grants
from plam_agent.policy.bounds import NOTHING, Bound
from plam_agent.policy.grants import Grant
from plam_agent.types import REQUEST, Call, Effect, Money, Origin, Value, canonical
from tests.fuzz.mutation import any_octets, mutated
from tests.fuzz.target import Target, told

DEVICE, HOLDER = Signer(b"d" * 32), Signer(b"h" * 32)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HASH = "a" * 64
WORDS = (
    b"null", b"true", b"[]", b"{}", b"[[]]", b'""', b'"*"', b'"mail.*"', b'"mail.send"', b'"to"',
    b'"total"', b"1e400",
    b"NaN", b"-1", b"0", b"1", b"true", b"1.0", b"9" * 40, b'"values":null', b'"at_most":null',
    b'"recipes":[]', b'"uses":null',
    b'"tools":null', b'"arguments":{}', b'{"currency":"EUR","minor":9999}', b'"\\ud800"',
    b"\\u0000", b'"\xed\xa0\x80"', b"\n", b" ",
    b'"not_after":"9999-12-31T23:59:59+00:00"', b'"not_after":"2026-06-01T13:00:00"', b'"$1"',
    b'"=a@x"', b",", b":", b"[", b"]",
    b"{", b"}", b'"$step"', b'"$once"',
)  # fmt: skip


def _bound(*values: str) -> Bound:
    return Bound(values=frozenset(canonical(each).decode() for each in values))


def _chain() -> tuple[Grant, ...]:
    end = NOW + timedelta(hours=1)
    total = Bound(at_most=Money(2000, "EUR"))
    first = grants.issue(
        DEVICE,
        None,
        holder=HOLDER.public,
        not_after=end,
        policy=HASH,
        tools=["mail.search", "mail.send", "purchase.buy"],
        arguments={
            "purchase.buy": ({"total": total},),
            "mail.send": (
                {"to": _bound("a@x", "b@x"), "attachments": NOTHING},
                {"to": Bound(values=frozenset(), recipes=frozenset({("$1",)}))},
            ),
        },
        uses=3,
    )
    second = grants.issue(
        HOLDER,
        first,
        holder=HOLDER.public,
        not_after=end,
        tools=["mail.send", "purchase.buy"],
        uses=2,
    )
    return first, second


CHAIN = _chain()
RAW = grants.dump(CHAIN)
VALUES = (
    None, (), ("a@x",), ("b@x", "a@x"), ("c@x",), ("", "a@x"), Money(1, "EUR"), Money(2001,
    "EUR"), Money(1, "USD"),
    Money(-1, "EUR"), True, 1, "a@x", {"currency": "EUR", "minor": True},
)  # fmt: skip


def _calls() -> list[Call]:
    found = []
    for tool in ("mail.send", "mail.search", "purchase.buy", "files.trash"):
        for value in VALUES:
            for name in ("to", "total", "attachments"):
                args = {"to": ("a@x",), "total": Money(1, "EUR"), name: value}
                held = tuple((n, Value(v, frozenset({REQUEST}))) for n, v in args.items())
                found.append(Call("r", 1, "home", tool, Effect.READ, False, held, ()))
    return found


CALLS = _calls()


def _found(reference: str) -> list[Value]:
    return [Value("b@x", frozenset({Origin("imap", "1")}))] if reference == "$1" else []


def check(raw: bytes) -> str:
    """No chain, the chain that was written, or one that narrows what its holder holds."""
    try:
        chain = grants.parse(raw)
        grants.verify(chain, DEVICE.public, NOW, HASH)
    except (SignatureError, AuthorityError) as why:
        told(why.message)
        said = why.message
    else:
        assert grants.dump(chain) == raw
        assert chain in (CHAIN, CHAIN[:1]), "a chain that nobody signed"
        said = "the chain as it was"
    return f"{said} / {_signed(raw)}"


def _signed(raw: bytes) -> str:
    try:
        rows: Any = json.loads(raw.decode("utf-8", "surrogatepass"))
        last = dict(rows[-1], parent=CHAIN[0].digest, signature="")
        written = canonical([json.loads(RAW)[0], last]) + b"\n"
    except (ValueError, TypeError, LookupError, RecursionError):
        return "no chain"
    try:
        first, forged = grants.parse(written)
        signature = HOLDER.sign(grants.DOMAIN, forged.signed_bytes())
        chain = (first, replace(forged, signature=signature))
        # What is handed on is written down and read again.
        chain = grants.parse(grants.dump(chain))
        verified = grants.verify(chain, DEVICE.public, NOW, HASH)
    except (SignatureError, AuthorityError) as why:
        told(why.message)
        return why.message
    _narrower(verified)
    return "narrower"


def _narrower(mine: Grant) -> None:
    parent = CHAIN[0]
    assert isinstance(mine.id, str)
    assert isinstance(mine.holder, str)
    assert type(mine.uses) is int
    assert mine.uses <= (parent.uses or 0)
    assert mine.not_after.tzinfo is not None
    assert mine.not_after <= parent.not_after
    for call in CALLS:
        if grants.permits(mine, call, _found) is None:
            refused = grants.permits(parent, call, _found)
            assert refused is None, f"wider: {call.tool} {call.args}: {refused}"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(
        ["mail.send", "a@x", "EUR", "$1", '"a@x"', '"c@x"', "*", "", "\ud800"]
    ) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["values", "at_most", "recipes", "minor", "currency", "to", "total",
                         "mail.send", "purchase.buy"]),
        inner, max_size=3,
    ),
    max_leaves=8,
)  # fmt: skip
BOUND = st.fixed_dictionaries(
    {
        "values": st.none() | st.lists(st.sampled_from(['"a@x"', '"b@x"', '"c@x"', "null"]),
        max_size=2),
        "at_most": st.none()
        | st.fixed_dictionaries(
            {
                "minor": st.one_of(st.integers(-1, 3000), st.booleans(), st.floats()),
                "currency": st.sampled_from(["EUR", "USD"]),
            }
        ),
        "recipes": st.lists(st.lists(st.sampled_from(["$1", "$2", "=a@x", "=c@x"]), max_size=2),
        max_size=2),
    }
)  # fmt: skip
ARGUMENTS = st.dictionaries(
    st.sampled_from(["mail.send", "purchase.buy", "mail.search"]),
    st.lists(
        st.dictionaries(
            st.sampled_from(["to", "total", "attachments", "$step"]), BOUND, max_size=3
        ),
        max_size=2,
    ),
    max_size=3,
)


@st.composite
def rewritten(draw: st.DrawFn) -> bytes:
    """The last grant with fields that hold something else."""
    rows = json.loads(RAW)
    row = rows[-1]
    fields = st.sampled_from([*sorted(row), *["arguments"] * 12, *["uses", "tools"] * 4])
    for name in draw(st.lists(fields, min_size=1, max_size=3, unique=True)):
        if draw(st.integers(0, 19)) == 0:
            del row[name]
            continue
        special = {
            "arguments": ARGUMENTS,
            "uses": st.none() | st.integers(-2, 5) | st.booleans() | st.floats(),
            "tools": st.none() | st.lists(st.sampled_from(["mail.send", "files.trash"]),
            max_size=2),
        }  # fmt: skip
        any_ = name not in special or draw(st.integers(0, 9)) == 0
        row[name] = draw(JSON if any_ else special[name])
    raw: bytes = json.dumps(rows, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )
    return raw + b"\n"


GRANT = Target(
    "grant",
    st.one_of(any_octets(WORDS), mutated([RAW], WORDS), rewritten(), rewritten(), rewritten()),
    check,
)

"""Grants: signed narrowings of a policy that nothing widens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent.errors import AuthorityError, SignatureError
from plam_agent.keys import Signer
from plam_agent.policy import grants
from plam_agent.policy.bounds import NOTHING, Bound, Found, committed
from plam_agent.policy.grants import Grant
from plam_agent.tools.arguments import STANDARD
from plam_agent.tools.registry import params_of
from plam_agent.types import (
    REQUEST,
    Call,
    Effect,
    Handle,
    Money,
    ObjectId,
    Origin,
    Origins,
    Plan,
    Quote,
    Ref,
    Step,
    Text,
    Value,
    When,
)

DEVICE = Signer(b"d" * 32)
OTHER = Signer(b"o" * 32)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
POLICY = "a" * 64
TOOLS = ["mail.search", "mail.send", "purchase.buy"]
ANNA = Handle("address", "@a1", "anna@x", frozenset({REQUEST}), "Anna")
MAIL = Origin("imap", "INBOX/812")
PARAMS = {name: params_of(model) for name, model in STANDARD.items()}


def root(**changes: Any) -> Grant:
    given_: dict[str, Any] = {
        "holder": DEVICE.public,
        "not_after": NOW + timedelta(hours=1),
        "policy": POLICY,
        **changes,
    }
    return grants.issue(DEVICE, None, **given_)


def narrowed(parent: Grant, **changes: Any) -> Grant:
    given_: dict[str, Any] = {"holder": DEVICE.public, "not_after": parent.not_after, **changes}
    return grants.issue(DEVICE, parent, **given_)


def finds(results: Mapping[str, Sequence[Value]]) -> Found:
    return lambda reference: results.get(reference, ())


def call(tool: str, step: int = 1, **args: Any) -> Call:
    return Call(
        run="r1",
        step=step,
        account="home",
        tool=tool,
        effect=Effect.READ,
        reversible=False,
        args=tuple((name, Value(value, frozenset({REQUEST}))) for name, value in args.items()),
        roles=(),
    )


def words(*values: str) -> Bound:
    return Bound(values=frozenset(f'"{value}"' for value in values))


def test_a_chain_that_the_device_signed_verifies() -> None:
    run = root(tools=["mail.search", "mail.send"])
    plan = narrowed(run, tools=["mail.send"], uses=2)

    assert grants.verify([run, plan], DEVICE.public, NOW, POLICY) == plan
    assert grants.verify(grants.parse(grants.dump([run, plan])), DEVICE.public, NOW, POLICY) == plan


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"tools": ["mail.send", "files.trash"]}, "other tools"),
        ({"not_after": NOW + timedelta(hours=2)}, "lasts longer"),
        ({"uses": 6}, "more uses"),
        ({"policy": "b" * 64}, "another policy"),
        ({"arguments": {}}, "frees the arguments"),
        ({"arguments": {"mail.send": ({},)}}, "other arguments"),
        ({"arguments": {"mail.send": ({"to": words("a@x", "c@x")},)}}, "other arguments"),
    ],
)
def test_a_wider_grant_is_not_issued(change: Mapping[str, Any], why: str) -> None:
    parent = root(
        tools=["mail.send"], uses=5, arguments={"mail.send": ({"to": words("a@x", "b@x")},)}
    )
    with pytest.raises(AuthorityError, match=why):
        narrowed(parent, **change)


@pytest.mark.parametrize(
    "bound", [Bound(at_most=Money(2001, "EUR")), Bound(at_most=Money(1, "USD")), Bound(), NOTHING]
)
def test_an_amount_is_never_raised(bound: Bound) -> None:
    parent = root(arguments={"purchase.buy": ({"total": Bound(at_most=Money(2000, "EUR"))},)})
    assert narrowed(
        parent, arguments={"purchase.buy": ({"total": Bound(at_most=Money(1999, "EUR"))},)}
    )
    with pytest.raises(AuthorityError, match="other arguments"):
        narrowed(parent, arguments={"purchase.buy": ({"total": bound},)})


def test_what_is_left_out_is_the_parents() -> None:
    parent = root(tools=["mail.send"], uses=5, arguments={"mail.send": ({"to": words("a@x")},)})
    child = narrowed(parent)

    assert (child.tools, child.uses, child.arguments) == (
        parent.tools,
        parent.uses,
        parent.arguments,
    )


def test_a_chain_out_of_place_expired_forged_or_of_another_policy_is_refused() -> None:
    run = root(tools=["mail.search", "mail.send"])
    plan = narrowed(run, tools=["mail.send"])
    late = NOW + timedelta(hours=2)
    forged = grants.issue(
        OTHER, None, holder=OTHER.public, not_after=NOW + timedelta(hours=1), policy=POLICY
    )

    for chain, now, policy in (
        ([], NOW, POLICY),
        ([plan], NOW, POLICY),
        ([plan, run], NOW, POLICY),
        ([run, run], NOW, POLICY),
        ([root(), plan], NOW, POLICY),
        ([run, plan], late, POLICY),
        ([run, plan], NOW, "b" * 64),
        ([forged], NOW, POLICY),
        ([replace(run, tools=None), plan], NOW, POLICY),
    ):
        with pytest.raises(SignatureError):
            grants.verify(chain, DEVICE.public, now, policy)


def test_a_widening_that_the_device_did_sign_is_refused_all_the_same() -> None:
    run = root(tools=["mail.search"])
    forced = replace(narrowed(run), tools=frozenset({"mail.send"}))
    forced = replace(forced, signature=DEVICE.sign(grants.DOMAIN, forced.signed_bytes()))

    with pytest.raises(AuthorityError, match="wider"):
        grants.verify([run, forced], DEVICE.public, NOW, POLICY)


CHAIN = (
    root(tools=TOOLS, arguments={"purchase.buy": ({"total": Bound(at_most=Money(2000, "EUR"))},)}),
)
CHAIN = (*CHAIN, narrowed(CHAIN[0], tools=["mail.send"], uses=3))
RAW = grants.dump(CHAIN)


@settings(max_examples=300)
@given(at=st.integers(0, len(RAW) - 1), mask=st.integers(1, 255))
def test_any_flipped_byte_of_a_written_chain_is_detected(at: int, mask: int) -> None:
    flipped = RAW[:at] + bytes([RAW[at] ^ mask]) + RAW[at + 1 :]
    with pytest.raises(SignatureError):
        grants.verify(grants.parse(flipped), DEVICE.public, NOW, POLICY)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{}\n",
        b"null\n",
        b"[1]\n",
        b'[{"id":1}]\n',
        b"[" * 100_000,
        RAW + b"\n",
        RAW.replace(b"2026", b"0001"),
        b"\xff",
    ],
)
def test_what_is_no_chain_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(SignatureError):
        grants.verify(grants.parse(raw), DEVICE.public, NOW, POLICY)


class TestPermits:
    def test_tools_outside_it_are_refused_with_a_reason(self) -> None:
        run = root(tools=["mail.search"])
        assert grants.permits(run, call("mail.search")) is None
        reason = grants.permits(run, call("mail.send"))
        assert reason == "mail.send is not part of this run"

    @pytest.mark.parametrize(
        ("bound", "value", "fits"),
        [
            (words("a@x"), ("a@x",), True),
            (words("a@x", "b@x"), ("a@x",), True),
            (words("a@x"), ("a@x", "c@x"), False),
            (words("a@x"), (), False),
            (words("two words"), "two   words", True),
            (NOTHING, (), True),
            (NOTHING, "", True),
            (NOTHING, None, True),
            (NOTHING, "x", False),
            (Bound(), ("anything",), True),
            (Bound(at_most=Money(2000, "EUR")), Money(2000, "EUR"), True),
            (Bound(at_most=Money(2000, "EUR")), Money(2001, "EUR"), False),
            (Bound(at_most=Money(2000, "EUR")), Money(1, "USD"), False),
            (Bound(at_most=Money(2000, "EUR")), None, False),
            (Bound(at_most=Money(2000, "EUR")), "2", False),
        ],
    )
    def test_arguments_stay_in_their_bounds(self, bound: Bound, value: Any, fits: bool) -> None:
        grant = root(arguments={"mail.send": ({"to": bound},)})
        assert (grants.permits(grant, call("mail.send", to=value)) is None) is fits

    def test_one_alternative_must_hold_as_a_whole(self) -> None:
        grant = root(
            arguments={
                "mail.send": (
                    {"to": words("a@x"), "body": words("hello")},
                    {"to": words("b@x"), "body": words("good bye")},
                )
            }
        )
        assert grants.permits(grant, call("mail.send", to=("a@x",), body="hello")) is None
        mixed = grants.permits(grant, call("mail.send", to=("a@x",), body="good bye"))
        assert mixed is not None
        assert "mail.send" in mixed


class TestCommitted:
    def test_a_plan_allows_exactly_its_steps(self) -> None:
        receipts = ObjectId("mailbox", "home", "Receipts")
        plan = Plan(
            steps=(
                Step(1, "mail.search", {"words": (Quote("the invoice"),)}),
                Step(
                    2,
                    "mail.move",
                    {
                        "messages": Ref(1),
                        "to": Handle("mailbox", "b1", receipts, frozenset({REQUEST})),
                    },
                ),
            )
        )
        tools, arguments = committed(plan, PARAMS)
        grant = narrowed(root(), tools=tools, arguments=arguments)
        message = ObjectId("message", "home", "INBOX/1/812")
        other = ObjectId("message", "home", "INBOX/1/813")
        found = finds({"$1": [Value(message, frozenset({MAIL}))]})

        def moved(to: str, what: ObjectId = message, origins: Origins = frozenset({MAIL})) -> Any:
            box = ObjectId("mailbox", "home", to)
            moving = call("mail.move", 2, messages=(what,), to=box)
            args = dict(moving.args) | {"messages": Value((what,), origins)}
            return grants.permits(grant, replace(moving, args=tuple(args.items())), found)

        assert grants.permits(grant, call("mail.search", words=("the invoice",))) is None
        assert moved("Receipts") is None
        earlier = call("mail.move", 1, messages=(message,), to=receipts)
        assert grants.permits(grant, earlier, found) is not None
        assert moved("Trash") == "to of mail.move is not what this plan says"
        assert moved("Receipts", other) == "messages of mail.move is not what this plan says"
        assert moved("Receipts", origins=frozenset({REQUEST})) is not None
        assert grants.permits(grant, call("mail.move", messages=(message,))) is not None
        assert grants.permits(grant, call("mail.search", words=())) is not None
        wider = call("mail.search", words=("the invoice",), people=("anna",))
        assert grants.permits(grant, wider) is not None
        assert grants.permits(grant, call("mail.trash", messages=(message,))) is not None

    def test_a_time_is_what_it_was_understood_as_when_the_plan_was_committed(self) -> None:
        plan = Plan(steps=(Step(1, "tasks.add", {"title": Quote("pay"), "due": Quote("friday")}),))
        friday = When("friday", NOW, None, all_day=True)
        tools, arguments = committed(plan, PARAMS, {(1, "due"): friday})
        grant = root(tools=tools, arguments=arguments)

        assert grants.permits(grant, call("tasks.add", title="pay", due=friday)) is None
        later = replace(friday, start=NOW + timedelta(days=7))
        assert grants.permits(grant, call("tasks.add", title="pay", due=later)) is not None

    def test_prose_made_of_what_was_found_is_exactly_that(self) -> None:
        body = (Text("It is at"), Ref(1, "place"))
        plan = Plan(steps=(Step(2, "mail.send", {"to": (ANNA,), "body": body}),))
        tools, arguments = committed(plan, PARAMS)
        grant = grants.parse(grants.dump([root(tools=tools, arguments=arguments)]))[0]
        found = finds({"$1.place": [Value("the pier", frozenset({MAIL}))]})

        def sent(body: str, origins: Origins) -> str | None:
            sending = call("mail.send", 2, to=("anna@x",))
            args = (*sending.args, ("body", Value(body, origins)))
            return grants.permits(grant, replace(sending, args=args), found)

        assert sent("It is at the pier", frozenset({REQUEST, MAIL})) is None
        assert sent("It is at the pier", frozenset({REQUEST})) is not None
        assert sent("It is at the bank", frozenset({REQUEST, MAIL})) is not None
        assert sent("", frozenset({REQUEST, MAIL})) is not None

    def test_what_the_owner_is_asked_for_and_what_the_tool_derives_are_left_open(self) -> None:
        plan = Plan(steps=(Step(1, "mail.reply", {"body": Text("Yes, gladly.")}),))
        tools, arguments = committed(plan, PARAMS)
        grant = root(tools=tools, arguments=arguments)
        message = ObjectId("message", "home", "INBOX/1/812")

        asked = call("mail.reply", message=message, to=("anna@x",), body="Yes, gladly.")
        assert grants.permits(grant, asked) is None
        other = call("mail.reply", message=message, to=("anna@x",), body="No.")
        assert grants.permits(grant, other) is not None

    def test_a_quoted_name_in_a_destinations_place_is_left_to_the_decision(self) -> None:
        plan = Plan(steps=(Step(1, "mail.send", {"to": (Quote("Anna"),), "body": Text("Hi")}),))
        tools, arguments = committed(plan, PARAMS)
        sent = call("mail.send", to=("anna@x",), subject="", body="Hi", attachments=())
        assert grants.permits(root(tools=tools, arguments=arguments), sent) is None


ELEMENTS = ["a@x", "b@x", "c@x"]
FOUND = finds({"$1": [Value("b@x", frozenset())], "$2": [Value("c@x", frozenset({MAIL}))]})
BOUNDS = st.one_of(
    st.just(Bound()),
    st.builds(lambda values: words(*values), st.frozensets(st.sampled_from(ELEMENTS), max_size=3)),
    st.builds(
        lambda minor, currency: Bound(at_most=Money(minor, currency)),
        st.integers(0, 3),
        st.sampled_from(["EUR", "USD"]),
    ),
    st.just(Bound(values=frozenset(), at_most=Money(1, "EUR"))),
    st.builds(
        lambda values, recipes: replace(words(*values), recipes=frozenset(recipes)),
        st.frozensets(st.sampled_from(ELEMENTS), max_size=2),
        st.sets(st.sampled_from([("$1",), ("$2",), ("=a@x",)]), max_size=2),
    ),
)
ALTERNATIVES = st.lists(
    st.dictionaries(st.sampled_from(["to", "total"]), BOUNDS, max_size=2), max_size=2
).map(tuple)
NARROWINGS = st.fixed_dictionaries(
    {
        "tools": st.none() | st.frozensets(st.sampled_from(TOOLS)),
        "uses": st.none() | st.integers(0, 3),
        "arguments": st.none() | st.dictionaries(st.sampled_from(TOOLS), ALTERNATIVES, max_size=3),
        "not_after": st.integers(0, 3).map(lambda hours: NOW + timedelta(hours=hours)),
    }
)
ARGUMENT = st.one_of(
    st.none(),
    st.lists(st.sampled_from(ELEMENTS), max_size=3).map(tuple),
    st.builds(Money, st.integers(0, 4), st.sampled_from(["EUR", "USD"])),
)
CALLS = st.builds(
    lambda tool, to, total: call(tool, to=to, total=total),
    st.sampled_from(TOOLS),
    ARGUMENT,
    ARGUMENT,
)


@settings(max_examples=400, deadline=None)
@given(steps=st.lists(NARROWINGS, min_size=1, max_size=5), calls=st.lists(CALLS, max_size=8))
def test_no_sequence_of_narrowings_widens(steps: list[dict[str, Any]], calls: list[Call]) -> None:
    chain = [root(not_after=NOW + timedelta(hours=2), uses=2, tools=TOOLS)]
    for step in steps:
        try:
            chain.append(narrowed(chain[-1], **step))
        except AuthorityError:
            continue
    last = grants.verify(chain, DEVICE.public, NOW, POLICY)

    for each in calls:
        if grants.permits(last, each) is None:
            assert all(grants.permits(grant, each) is None for grant in chain)
    limits = [grant.uses for grant in chain if grant.uses is not None]
    assert limits == sorted(limits, reverse=True)
    ends = [grant.not_after for grant in chain]
    assert ends == sorted(ends, reverse=True)


@settings(max_examples=400)
@given(narrow=BOUNDS, wide=BOUNDS, value=ARGUMENT)
def test_a_bound_within_another_holds_nothing_more(narrow: Bound, wide: Bound, value: Any) -> None:
    said = Value(value, frozenset({REQUEST}))
    if narrow.within(wide) and narrow.holds(said, FOUND):
        assert wide.holds(said, FOUND)
    assert narrow.within(narrow)


@pytest.mark.parametrize(
    ("tool", "said", "bound", "fits"),
    [
        # Several spans make one title, and a handle among words stands for its label.
        ("calendar.create", {"title": (Quote("lunch"), ANNA)}, {"title": "lunch Anna"}, True),
        ("calendar.create", {"title": (Quote("lunch"), ANNA)}, {"title": "lunch"}, False),
        ("mail.search", {"people": (Quote("Léa"), ANNA)}, {"people": ("Léa", "Anna")}, True),
        ("mail.search", {"people": (Quote("Léa"),)}, {"people": ("Léa", "Anna")}, False),
        ("mail.send", {"to": (ANNA,)}, {"to": ("anna@x",)}, True),
        ("mail.send", {"to": (ANNA,)}, {"to": ("anna@x", "eve@x")}, False),
        ("mail.send", {"to": (ANNA, Quote("Léa"))}, {"to": ("anna@x", "lea@x")}, True),
        ("mail.flag", {"flag": Text("read")}, {"flag": "unread"}, False),
        ("calendar.create", {"title": Ref(1)}, {"title": "anything"}, False),
        ("tasks.add", {"due": Quote("friday")}, {"due": {"phrase": "friday"}}, True),
    ],
)
def test_what_a_plan_says_is_what_its_calls_may_hold(
    tool: str, said: dict[str, Any], bound: dict[str, Any], fits: bool
) -> None:
    tools, arguments = committed(Plan(steps=(Step(1, tool, said),)), PARAMS)
    grant = root(tools=tools, arguments=arguments)
    assert (grants.permits(grant, call(tool, **bound)) is None) is fits

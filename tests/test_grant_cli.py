"""Delegation to the holder of another key: given, used with proof, counted, and taken back."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plam_agent import keys
from plam_agent.approvals import Approvals
from plam_agent.delegation import read_chain, revoke
from plam_agent.errors import AuthorityError, SignatureError
from plam_agent.home import Home
from plam_agent.keys import Signer
from plam_agent.policy import grants, possession
from plam_agent.policy.bounds import STEP, Bound
from plam_agent.policy.grants import Grant
from plam_agent.policy.possession import Proof, prove
from plam_agent.runtime import Performed, Runtime
from plam_agent.types import POLICY, REQUEST, Call, Effect, ObjectId, Origin, Role, Value
from tests.fixtures_agent import PASSPHRASE, House
from tests.test_cli import Shell, plam

__all__ = ["plam"]

ALICE, BOB = Signer(b"a" * 32), Signer(b"b" * 32)
SENT = "client@example.net"
CLIENT = Origin("web", "a client")


def search(run: str = "client-1", words: str = "train") -> Call:
    return Call(
        run=run,
        step=1,
        account="mail",
        tool="mail.search",
        effect=Effect.READ,
        reversible=False,
        args=(("words", Value((words,), frozenset({CLIENT}))),),
        roles=(("words", Role.QUOTE),),
    )


def send(run: str = "client-1", to: str = SENT, origin: Origin = CLIENT) -> Call:
    origins = frozenset({origin})
    return Call(
        run=run,
        step=1,
        account="mail",
        tool="mail.send",
        effect=Effect.SEND,
        reversible=False,
        args=(
            ("to", Value((to,), origins)),
            ("subject", Value("Hello", frozenset({CLIENT}))),
            ("body", Value("Hello.", frozenset({CLIENT}))),
        ),
        roles=(("to", Role.DESTINATION), ("subject", Role.PROSE), ("body", Role.PROSE)),
    )


def granted(home: Home, **changes: Any) -> Grant:
    given: dict[str, Any] = {
        "holder": ALICE.public,
        "not_after": home.now() + timedelta(hours=1),
        "policy": home.policy().hash,
        "tools": ["mail.search"],
        **changes,
    }
    return grants.issue(home.device, None, **given)


async def performed(
    runtime: Runtime, call: Call, chain: Sequence[Grant], proof: Proof | None
) -> tuple[str, str]:
    done: Performed = await runtime.perform(call, chain, proof=proof)
    return done.outcome.verb, "; ".join(done.decision.reasons)


async def test_a_holder_makes_the_calls_that_the_grant_names(house: House) -> None:
    with house.open() as home:
        chain = (granted(home),)
        async with house.runtime(home) as runtime:
            call = search()
            proof = prove(ALICE, chain[-1], call, home.now())
            assert (await performed(runtime, call, chain, proof))[0] == "done"
            other = send()
            proof = prove(ALICE, chain[-1], other, home.now())
            verb, why = await performed(runtime, other, chain, proof)

    assert verb == "refused"
    assert "mail.send is not part of this" in why


async def test_a_stolen_grant_is_worth_nothing(house: House) -> None:
    with house.open() as home:
        whole = granted(home)
        chain = (whole,)
        call, other, now = search(), search("client-2"), home.now()
        good = prove(ALICE, whole, call, now)
        another = granted(home)
        relabelled = dataclasses.replace(whole, holder=home.device.public)
        resigned = dataclasses.replace(
            relabelled, signature=BOB.sign(grants.DOMAIN, relabelled.signed_bytes())
        )
        mine = grants.issue(BOB, None, holder=BOB.public, not_after=now, policy=whole.policy)
        tail = dataclasses.replace(mine, parent=whole.digest, not_after=whole.not_after)
        tail = dataclasses.replace(tail, signature=BOB.sign(grants.DOMAIN, tail.signed_bytes()))
        to_device = grants.issue(ALICE, whole, holder=home.device.public, not_after=whole.not_after)
        replayed_bits = bytearray(good.signature)
        replayed_bits[63] ^= 1
        ways: dict[str, tuple[Call, Sequence[Grant], Proof | None]] = {
            "no proof": (call, chain, None),
            "another's key": (call, chain, prove(BOB, whole, call, now)),
            "the device's key": (call, chain, prove(home.device, whole, call, now)),
            "a proof for another call": (other, chain, good),
            "a proof for another grant": (call, (another,), good),
            "another nonce": (call, chain, dataclasses.replace(good, nonce="0" * 32)),
            "another time": (
                call, chain, dataclasses.replace(good, at=good.at + timedelta(seconds=1))
            ),
            "a changed signature": (
                call, chain, dataclasses.replace(good, signature=bytes(replayed_bits))
            ),
            "no signature": (call, chain, dataclasses.replace(good, signature=b"")),
            "an old proof": (call, chain, prove(ALICE, whole, call, now - timedelta(minutes=3))),
            "a proof from the future": (
                call, chain, prove(ALICE, whole, call, now + timedelta(minutes=3))
            ),
            "a holder written over": (call, (relabelled,), None),
            "signed by somebody": (call, (resigned,), None),
            "a tail of one's own": (call, (whole, tail), prove(BOB, tail, call, now)),
            "a chain that ends at the device": (call, (whole, to_device), None),
            "the tail alone": (call, (to_device,), None),
            "the grant twice": (call, (whole, whole), prove(ALICE, whole, call, now)),
            "no grant": (call, (), good),
        }  # fmt: skip
        async with house.runtime(home) as runtime:
            ended = {way: await performed(runtime, *how) for way, how in ways.items()}
            assert {way for way, (verb, _) in ended.items() if verb != "refused"} == set()
            # None of that used up the proof of the holder, which counts once.
            assert (await performed(runtime, call, chain, good))[0] == "done"
            verb, why = await performed(runtime, call, chain, good)

    assert verb == "refused"
    assert "used before" in why


async def test_a_proof_counts_once_among_processes_and_under_a_clock_set_back(
    house: House,
) -> None:
    with house.open() as home:
        chain, call = (granted(home),), search()
        proof = prove(ALICE, chain[-1], call, home.now())
        other = await asyncio.to_thread(house.open)
        try:
            async with house.runtime(home) as one, house.runtime(other) as two:
                assert (await performed(one, call, chain, proof))[0] == "done"
                assert "used before" in (await performed(two, call, chain, proof))[1]
                house.clock.advance(days=1)
                await asyncio.to_thread(home.journal.append, "noted", {})
                house.clock.advance(days=-1)
                fresh = prove(ALICE, chain[-1], call, home.now())
                verb, why = await performed(two, call, chain, fresh)
        finally:
            await asyncio.to_thread(other.journal.close)

    assert verb == "refused"
    assert "expired" in why
    assert "a later time than the clock" in why


async def test_uses_are_counted_for_every_grant_of_a_chain_in_every_process(house: House) -> None:
    with house.open() as home:
        whole = granted(home, uses=3)
        part = grants.issue(ALICE, whole, holder=BOB.public, not_after=whole.not_after, uses=2)
        other = await asyncio.to_thread(house.open)
        verbs = []
        try:
            async with house.runtime(home) as one, house.runtime(other) as two:
                for number in range(4):
                    call = search(f"client-{number}")
                    proof = prove(BOB, part, call, home.now())
                    runtime = two if number % 2 else one
                    verbs.append((await performed(runtime, call, (whole, part), proof))[0])
                for number in range(2):
                    call = search(f"mine-{number}")
                    proof = prove(ALICE, whole, call, home.now())
                    verbs.append((await performed(two, call, (whole,), proof))[0])
        finally:
            await asyncio.to_thread(other.journal.close)

    assert verbs == ["done", "done", "refused", "refused", "done", "refused"]


async def test_revoking_one_ends_what_was_narrowed_from_it(house: House) -> None:
    with house.open() as home:
        whole = granted(home)
        part = grants.issue(ALICE, whole, holder=BOB.public, not_after=whole.not_after)
        spared = granted(home)
        await asyncio.to_thread(revoke, home, whole)
        async with house.runtime(home) as runtime:
            call = search()
            proof = prove(BOB, part, call, home.now())
            verb, why = await performed(runtime, call, (whole, part), proof)
            assert verb == "refused"
            assert f"{whole.id} was revoked" in why
            proof = prove(ALICE, spared, call, home.now())
            assert (await performed(runtime, call, (spared,), proof))[0] == "done"


def test_a_holder_narrows_offline_and_never_widens(house: House) -> None:
    with house.open() as home:
        whole, now = granted(home, uses=2), home.now()
        policy, device = home.policy().hash, home.device.public
    part = grants.issue(
        ALICE,
        whole,
        holder=BOB.public,
        not_after=whole.not_after,
        arguments={"mail.search": ({"words": Bound(values=frozenset({'"train"'}))},)},
    )
    assert grants.verify((whole, part), device, now, policy) == part
    with pytest.raises(AuthorityError, match="holder's key"):
        grants.issue(BOB, whole, holder=BOB.public, not_after=whole.not_after)
    with pytest.raises(AuthorityError, match="other tools"):
        grants.issue(
            ALICE, whole, holder=BOB.public, not_after=whole.not_after, tools=["mail.send"]
        )
    wide = dataclasses.replace(part, tools=frozenset({"mail.send", "mail.search"}))
    wide = dataclasses.replace(wide, signature=ALICE.sign(grants.DOMAIN, wide.signed_bytes()))
    with pytest.raises(AuthorityError, match="wider"):
        grants.verify((whole, wide), device, now, policy)


async def test_what_a_holder_fills_in_is_not_the_owners_word(house: House) -> None:
    with house.open() as home:
        free = granted(home, tools=["mail.send"])
        said = {"mail.send": ({"to": Bound(values=frozenset({f'"{SENT}"'}))},)}
        pinned = granted(home, tools=["mail.send"], arguments=said)
        by_alice = grants.issue(
            ALICE, free, holder=BOB.public, not_after=free.not_after, arguments=said
        )
        call = send(origin=REQUEST)
        async with house.runtime(home) as runtime:
            verb, why = await performed(
                runtime, call, (free,), prove(ALICE, free, call, home.now())
            )
            assert (verb, "said by the grant's holder" in why) == ("refused", True)
            proof = prove(BOB, by_alice, call, home.now())
            assert (await performed(runtime, call, (free, by_alice), proof))[0] == "refused"
            proof = prove(ALICE, pinned, call, home.now())
            assert (await performed(runtime, call, (pinned,), proof))[0] == "pending"


async def test_no_pin_is_escaped_by_naming_another_step(house: House) -> None:
    eve, words = "eve@example.net", Bound(values=frozenset({'"Hello"'}))
    plan = {
        "mail.send": (
            {STEP: Bound(values=frozenset({"1"})), "to": Bound(values=frozenset({f'"{SENT}"'}))},
            {STEP: Bound(values=frozenset({"2"})), "subject": words},
        )
    }
    with house.open() as home:
        grant = granted(home, tools=["mail.send"], arguments=plan)
        async with house.runtime(home) as runtime:

            async def said(step: Any, to: str, origin: Origin) -> str:
                call = dataclasses.replace(send(to=to, origin=origin), step=step)
                proof = prove(ALICE, grant, call, home.now())
                verb, why = await performed(runtime, call, (grant,), proof)
                return why if verb == "refused" else verb

            assert await said(1, SENT, REQUEST) == "pending"
            assert await said(2, eve, CLIENT) == "pending"
            assert "is not what this run says" in await said(1, eve, REQUEST)
            for claimed in (REQUEST, POLICY, Origin("memory", "1", (REQUEST,))):
                assert "said by the grant's holder" in await said(2, eve, claimed)
                assert "said by the grant's holder" in await said(2, SENT, claimed)
            for step in (0, -1, 3, 12, 1.0, True):
                assert "is not what this run says" in await said(step, eve, REQUEST)


PIN = st.sampled_from(['"a@x.example"', '"b@x.example"', None])


@given(
    st.lists(st.tuples(st.sampled_from(["1", "2", None]), PIN), min_size=1, max_size=4),
    st.integers(0, 3),
    st.sampled_from(["a@x.example", "b@x.example", "c@x.example"]),
)
def test_the_owners_words_are_those_pinned_for_the_calls_own_step(
    pins: list[tuple[str | None, str | None]], step: int, to: str
) -> None:
    alternatives = [
        {name: Bound(values=frozenset({word})) for name, word in ((STEP, at), ("to", pin)) if word}
        for at, pin in pins
    ]
    device = Signer(b"d" * 32)
    grant = grants.issue(
        device, None, holder=ALICE.public, not_after=datetime(2030, 1, 1, tzinfo=UTC),
        arguments={"mail.send": tuple(alternatives)},
    )  # fmt: skip
    call = dataclasses.replace(send(to=to, origin=REQUEST), step=step)

    goes = grants.permits(grant, call) is None
    believed = "to" not in possession.unsaid((grant,), device.public, call)

    here = [pin for at, pin in pins if at in (None, str(step))]
    assert believed == (bool(here) and None not in here)
    if goes and believed:
        assert f'"{to}"' in here


async def test_a_question_is_answered_under_the_holders_grant(house: House) -> None:
    with house.open() as home:
        whole = granted(home, tools=["mail.send"])
        key = keys.open_approval(home.path, PASSPHRASE)
        async with house.runtime(home) as runtime:
            approvals, ids = Approvals(runtime), []
            for run in ("one", "two"):
                call = send(run)
                proof = prove(ALICE, whole, call, home.now())
                done = await runtime.perform(call, (whole,), proof=proof)
                ids.append(str(done.outcome.event))
            first = await approvals.approve(ids[0], key)
            assert first.decision.verb == "confirm"
            assert first.outcome.verb != "refused"
            await asyncio.to_thread(revoke, home, whole)
            second = await approvals.approve(ids[1], key)

    assert second.outcome.verb == "refused"
    assert "was revoked" in second.outcome.detail


def test_a_proof_is_read_in_its_one_form(house: House) -> None:
    with house.open() as home:
        proof = prove(ALICE, granted(home), search(), home.now())
    raw = possession.dump(proof)
    assert possession.parse(raw) == proof
    for wrong in (b"", b"{}\n", b"[]\n", raw + b" ", raw.replace(b"+00:00", b""), b"[" * 90_000):
        with pytest.raises(SignatureError):
            possession.parse(wrong)


def issue(plam: Shell, *more: str) -> int:
    return plam("grant", "issue", "--holder", ALICE.public, "--json", *more)


def test_a_grant_is_issued_shown_verified_and_revoked(plam: Shell, house: House) -> None:
    words = ("--tools", "mail.send,mail.search", "--where", "mail.send:to=Client@Example.net")
    more = ("--where", "mail.send:attachments=none", "--uses", "2", "--until", "Friday at 4 pm")
    assert issue(plam, *words, *more) == 0
    issued = plam.json
    file = house.path.parent / "grant"
    file.write_text(issued["text"])
    chain = read_chain(file.read_bytes())
    assert chain[0].not_after.isoformat() == "2026-11-27T15:00:00+00:00"
    assert chain[0].arguments["mail.send"][0]["to"] == Bound(values=frozenset({f'"{SENT}"'}))
    assert "plam grant revoke" in plam.err

    assert plam("grant", "show") == 0
    assert all(each in plam.out for each in (ALICE.public, "0 of 2 uses gone", SENT, "good"))
    assert plam("grant", "verify", str(file)) == 0
    assert plam("grant", "revoke", chain[0].id) == 0
    assert plam("grant", "verify", str(file)) == 3
    assert "was revoked" in plam.out
    assert plam("grant", "revoke", str(file)) == 0
    assert "before" in plam.out
    assert plam("log") == 0
    assert "revoked" in plam.out


def test_a_place_and_an_amount_are_bound(plam: Shell, house: House) -> None:
    assert issue(plam, "--tools", "mail.move", "--where", "to=Archive") == 0
    bound = read_chain(plam.json["text"].encode())[0].arguments["mail.move"][0]["to"]
    archive = Value(ObjectId("mailbox", "mail", "Archive"), frozenset())
    assert bound.holds(archive)
    assert not bound.holds(Value(ObjectId("mailbox", "mail", "Spam"), frozenset()))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--tools", "mail.fly"), "there is no tool"),
        (("--tools", "mail.search", "--uses", "0"), "at least one use"),
        (("--tools", "mail.search", "--until", "yesterday"), "is over already"),
        (("--tools", "mail.search", "--until", "soonish"), "soonish"),
        (("--tools", "mail.search", "--where", "to=a@example.org"), "has no argument 'to'"),
        (("--tools", "mail.send", "--where", "to"), "says nothing"),
        (("--tools", "mail.send", "--where", "to<=2.00 EUR"), "cannot be bound so"),
        (("--tools", "mail.send", "--where", "to=раypal@example.org"), "mixes scripts"),
        (("--tools", "mail.move", "--where", "messages=7"), "cannot be named beforehand"),
        (("--tools", "mail.flag", "--where", "flag=loud"), "is one of"),
        (
            ("--tools", "mail.send", "--where", "to=a@example.org", "--where", "to=none"),
            "said twice",
        ),
    ],
)
def test_a_mistake_is_one_sentence(plam: Shell, words: tuple[str, ...], why: str) -> None:
    assert issue(plam, *words) == 2
    assert why in plam.err
    assert plam.err.count("\n") == 1


def test_a_bad_holder_and_a_bad_string_are_named(plam: Shell, house: House) -> None:
    for holder in ("anna", "ed25519:", "ed25519:" + "A" * 42, keys.public(house.path, "device")):
        assert plam("grant", "issue", "--holder", holder, "--tools", "mail.search") == 2
        assert plam.err.count("\n") == 1
    file = house.path.parent / "grant"
    for raw in (b"", b"{}", b"[]", b"\xff", json.dumps([{"id": "x"}]).encode()):
        file.write_bytes(raw)
        assert plam("grant", "verify", str(file)) == 3
    assert plam("grant", "show", "no-such-id") == 2

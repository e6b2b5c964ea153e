"""A yes is for one call, once, for a while, under one policy, by the owner's key."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import timedelta

from plam_agent import keys
from plam_agent.approvals import Approvals
from plam_agent.policy.receipts import sign_receipt
from plam_agent.types import Approval, Effect, ObjectId, Value
from tests.adversarial.scene import ATTACKER, FROM_MAIL, SAID, scene, verbs
from tests.fixtures_agent import PASSPHRASE, House

REFUSED = ("deny", "refused")


async def test_nothing_changes_after_the_yes(house: House) -> None:
    """Arguments, origins, objects, account, run and step: each is part of what was approved."""
    thing = ObjectId("file", "docs", "a.txt")
    async with scene(house) as attack:
        call = attack.mail(ATTACKER)
        call = dataclasses.replace(call, versions=((thing, "sha256:1"),))
        yes = await attack.receipt(call)
        args = dict(call.args)
        changed = {
            "to": {**args, "to": Value((ATTACKER, "b@evil.example"), SAID)},
            "body": {**args, "body": Value("other", SAID)},
            "an origin": {**args, "body": Value("hello", FROM_MAIL)},
            "one more": {**args, "subject": Value("x", SAID)},
            "one less": {"to": args["to"]},
        }
        calls = {
            name: dataclasses.replace(call, args=tuple(given.items()))
            for name, given in changed.items()
        } | {
            "version": dataclasses.replace(call, versions=((thing, "sha256:2"),)),
            "run": dataclasses.replace(call, run="other"),
            "step": dataclasses.replace(call, step=2),
            "account": dataclasses.replace(call, account="calendar"),
            "tool": dataclasses.replace(call, tool="mail.draft", effect=Effect.DRAFT),
        }
        ended = {name: verbs(await attack.submit(c, receipt=yes)) for name, c in calls.items()}
        same = await attack.submit(call, receipt=yes)
        again = await attack.submit(call, receipt=yes)

    assert ended == dict.fromkeys(calls, REFUSED)
    assert verbs(same) == ("confirm", "done")
    assert verbs(again) == REFUSED
    assert "has run already" in again.outcome.detail
    assert len(attack.effects) == 1


async def test_only_the_approval_key_says_yes(house: House) -> None:
    async with scene(house) as attack:
        call = attack.mail(ATTACKER)
        owner = await asyncio.to_thread(keys.open_owner, house.path, PASSPHRASE)
        now, policy = attack.home.now(), attack.runtime.policy.hash
        real = await attack.receipt(call)
        forged = {
            "device": sign_receipt(attack.home.device, call, policy, now),
            "owner": sign_receipt(owner, call, policy, now),
            "none": Approval(call.digest, policy, real.expires, b""),
            "zeros": Approval(call.digest, policy, real.expires, bytes(64)),
            "longer": dataclasses.replace(real, expires=real.expires + timedelta(days=9)),
            "another's": dataclasses.replace(real, policy="0" * 64),
        }
        ended = {k: verbs(await attack.submit(call, receipt=r)) for k, r in forged.items()}

    assert ended == dict.fromkeys(forged, REFUSED)
    assert attack.effects == []


async def test_a_yes_ends(house: House) -> None:
    """Ten minutes later it is none, and neither is one from a clock that ran ahead."""
    async with scene(house) as attack:
        call = attack.mail(ATTACKER)
        yes = await attack.receipt(call)
        house.clock.advance(minutes=11)
        late = await attack.submit(call, receipt=yes)
        ahead = await attack.receipt(attack.mail(ATTACKER, run="other"))
        house.clock.advance(minutes=-60)
        early = await attack.submit(attack.mail(ATTACKER, run="other"), receipt=ahead)

    assert verbs(late) == verbs(early) == REFUSED
    assert attack.effects == []


async def test_a_yes_under_another_policy_is_none(house: House) -> None:
    async with scene(house) as attack:
        call = attack.mail(ATTACKER)
        yes = await attack.receipt(call)
    async with scene(house) as attack:
        performed = await attack.submit(call, receipt=yes)

    assert verbs(performed) == REFUSED
    assert "policy has changed" in performed.outcome.detail


async def test_a_yes_does_not_overrule_a_no_of_the_policy(house: House) -> None:
    rules = "\n  - {id: never, deny: mail.send, where: {to: {domain: evil.example}}}\n"
    async with scene(house, rules) as attack:
        call = attack.mail(ATTACKER)
        performed = await attack.submit(call, receipt=await attack.receipt(call))

    assert verbs(performed) == REFUSED
    assert performed.decision.rule == "never"
    assert attack.effects == []


async def test_one_question_is_answered_once(house: House) -> None:
    """Two yeses at the same moment to one question are one effect."""
    async with scene(house) as attack:
        asked = await attack.submit(attack.mail(ATTACKER))
        key = await asyncio.to_thread(keys.open_approval, house.path, PASSPHRASE)
        both = await asyncio.gather(
            *(Approvals(attack.runtime).approve(str(asked.outcome.event), key) for _ in "ab"),
            return_exceptions=True,
        )

    assert len(attack.effects) == 1
    assert sum(isinstance(each, Exception) for each in both) == 1


# Type-ahead on a real terminal, Enter alone, and money that is to be typed: tests/test_approver.py.

"""A step happens once in its run, however often and with whatever arguments it is submitted."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from plam_agent import keys
from plam_agent.admission import Admission, Asking
from plam_agent.home import Home
from plam_agent.policy import ledger
from plam_agent.policy.bounds import committed
from plam_agent.policy.grants import Grant, issue
from plam_agent.policy.receipts import sign_receipt
from plam_agent.types import (
    REQUEST,
    Call,
    Decision,
    Deny,
    Effect,
    Plan,
    Ref,
    Role,
    Step,
    Value,
)
from tests.fixtures_agent import PASSPHRASE, House

RULE = "rules:\n  - {id: mine, allow: [mail.draft, mail.search]}\n"


@pytest.fixture
def home(house: House) -> Iterator[Home]:
    house.edit_policy(lambda text: text.replace("rules:\n", RULE))
    with house.open() as home:
        yield home


def draft(
    to: str, *, run: str = "r", tool: str = "mail.draft", effect: Effect = Effect.DRAFT
) -> Call:
    args = (("to", Value((to,), frozenset({REQUEST}))),)
    return Call(run, 1, "mail", tool, effect, False, args, (("to", Role.DESTINATION),))


def whole(home: Home) -> Grant:
    until = home.now() + timedelta(hours=1)
    public = home.device.public
    return issue(home.device, None, holder=public, not_after=until, policy=home.policy().hash)


def step_of(home: Home, each: Ref | None) -> list[Grant]:
    """The chain of a plan whose one step leaves its recipient open."""
    step = Step(1, "mail.draft", {}, each=each)
    tools, arguments = committed(Plan((step,)), {"mail.draft": ()})
    first, public = whole(home), home.device.public
    until = first.not_after
    narrow = issue(
        home.device, first, holder=public, not_after=until, tools=tools, arguments=arguments
    )
    return [first, narrow]


def admit(home: Home, call: Call, grants: list[Grant]) -> tuple[Decision, int]:
    return Admission(home, home.policy(), "m", attended=True).admit(Asking(call, grants), None)


def test_the_same_call_runs_once_in_a_run(home: Home) -> None:
    grants = [whole(home)]

    assert admit(home, draft("papa@example.org"), grants)[1]
    decision, seq = admit(home, draft("papa@example.org"), grants)

    assert (decision, seq) == (Deny("grant", ("this step has run already",)), 0)
    assert admit(home, draft("papa@example.org", run="another"), grants)[1]


def test_a_yes_does_not_send_the_same_mail_twice(home: Home) -> None:
    grants = [whole(home)]
    owner = keys.open_approval(home.path, PASSPHRASE)
    call = draft("papa@example.org", tool="mail.send", effect=Effect.SEND)
    policy = home.policy()
    admission = Admission(home, policy, "m", attended=True)

    def yes() -> tuple[Decision, int]:
        return admission.admit(
            Asking(call, grants), sign_receipt(owner, call, policy.hash, home.now())
        )

    assert yes()[1]
    assert yes()[0].reasons == ("this step has run already",)


@pytest.mark.parametrize(("kind", "again"), [("failed", True), ("done", False), ("unknown", False)])
def test_only_what_failed_may_be_tried_again(home: Home, kind: str, again: bool) -> None:
    grants = [whole(home)]
    call = draft("papa@example.org")
    seq = admit(home, call, grants)[1]
    home.journal.append(kind, {"run": "r", "intent": seq, "digest": call.digest, "detail": ""})

    assert bool(admit(home, call, grants)[1]) is again


def test_reading_may_be_repeated(home: Home) -> None:
    grants = [whole(home)]
    call = draft("x", tool="mail.search", effect=Effect.READ)

    assert admit(home, call, grants)[1]
    assert admit(home, call, grants)[1]


def admitted(home: Home, each: Ref | None) -> list[bool]:
    chain = step_of(home, each)
    return [bool(admit(home, draft(f"{name}@example.org"), chain)[1]) for name in "abc"]


def test_a_step_is_one_call_whatever_its_arguments(home: Home) -> None:
    assert admitted(home, None) == [True, False, False]
    home.journal.verify(ledger.check)


def test_a_step_for_each_thing_is_one_call_for_each(home: Home) -> None:
    assert admitted(home, Ref(1)) == [True, True, True]


def test_of_many_who_submit_one_step_at_once_one_gets_it(home: Home) -> None:
    chain = step_of(home, None)

    with ThreadPoolExecutor(8) as pool:
        same = list(pool.map(lambda _: admit(home, draft("a@example.org"), chain)[1], range(8)))
        other = list(
            pool.map(lambda n: admit(home, draft(f"p{n}@example.org"), chain)[1], range(8))
        )

    assert (sum(map(bool, same)), sum(map(bool, other))) == (1, 0)

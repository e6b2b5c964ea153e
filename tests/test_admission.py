"""What a decision learns from earlier calls: whom they reached, and which model made them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from plam_agent import keys
from plam_agent.admission import Admission, Asking
from plam_agent.home import Home
from plam_agent.keys import Signer
from plam_agent.policy import ledger
from plam_agent.policy.decide import PROBATION
from plam_agent.policy.grants import issue
from plam_agent.policy.receipts import sign_receipt
from plam_agent.types import REQUEST, Call, Decision, Effect, Origin, Role, Value
from tests.fixtures_agent import PASSPHRASE, House

RULE = "rules:\n  - {id: mine, allow: [mail.send, mail.draft]}\n"
WEB = Origin("web", "https://evil.example")


@pytest.fixture
def home(house: House) -> Iterator[Home]:
    house.edit_policy(lambda text: text.replace("rules:\n", RULE))
    with house.open() as home:
        yield home


@pytest.fixture
def owner(home: Home) -> Signer:
    return keys.open_approval(home.path, PASSPHRASE)


def mail(
    number: int = 0,
    *to: str,
    effect: Effect = Effect.SEND,
    tool: str = "mail.send",
    origin: Origin = REQUEST,
) -> Call:
    recipients = to or (f"p{number}@company.example",)
    args = (("to", Value(recipients, frozenset({origin}))),)
    roles = (("to", Role.DESTINATION),)
    return Call(f"r{number}", 1, "mail", tool, effect, False, args, roles)


def admit(home: Home, call: Call, owner: Signer | None = None, model: str = "m") -> Decision:
    policy = home.policy()
    now, public = home.now(), home.device.public
    whole = issue(
        home.device, None, holder=public, not_after=now + timedelta(hours=1), policy=policy.hash
    )
    receipt = sign_receipt(owner, call, policy.hash, now) if owner else None
    admission = Admission(home, policy, model, attended=True)
    if owner is None:
        return admission.rehearse(Asking(call, [whole]))
    decision, seq = admission.admit(Asking(call, [whole]), receipt)
    assert seq
    return decision


def test_a_models_first_sends_are_asked_about_each_tool_and_model_by_itself(
    home: Home, owner: Signer
) -> None:
    for number in range(PROBATION):
        decision = admit(home, mail(number), owner)
        assert decision.verb == "confirm"
        assert decision.reasons[0].endswith(f"and it made {number}")
    # What stays in the owner's accounts is no practice in sending.
    admit(home, mail(98, effect=Effect.DRAFT, tool="mail.draft"), owner, "other")

    assert admit(home, mail(99)).verb == "allow"
    assert admit(home, mail(99), model="other").reasons[0].endswith("and it made 0")
    assert admit(home, mail(99, tool="mail.draft")).verb == "confirm"
    home.journal.verify(ledger.check)


def test_an_address_counts_as_used_however_it_was_spelled(home: Home, owner: Signer) -> None:
    admit(home, mail(0, "Papa@Example.org", "lea@example.org"), owner)
    admit(home, mail(1, "draft@example.org", effect=Effect.DRAFT, tool="mail.draft"), owner)

    def said(*to: str) -> str:
        return admit(home, mail(9, *to, origin=WEB)).reasons[0]

    assert said("papa@EXAMPLE.org").endswith("(used before)")
    assert said("papa@example.org", "lea@example.org").endswith("(used before)")
    assert said("draft@example.org").endswith("(never used before)")
    assert said("lea@example.org", "x@evil.example").endswith("(x@evil.example: never used)")


def test_whom_the_calls_reached_is_not_readable_on_disk(
    home: Home, owner: Signer, house: House
) -> None:
    admit(home, mail(0, "papa@example.org"), owner)

    written = b"".join(each.read_bytes() for each in _files(house.path))

    assert b"papa@example.org" not in written


def test_what_is_known_survives_a_rebuild(home: Home, owner: Signer) -> None:
    admit(home, mail(0, "papa@example.org"), owner)
    with home.journal.transaction() as tx:
        tx.connection.execute("DELETE FROM reached")
        tx.connection.execute("DELETE FROM made")
        tx.append("note", {})

    assert ledger.rebuild(home.journal) == 2

    decision = admit(home, mail(1, "papa@example.org", origin=WEB))
    assert decision.reasons[0].endswith("(used before)")
    assert admit(home, mail(1)).reasons[0].endswith("and it made 1")


def test_a_decision_opens_no_earlier_intent(
    home: Home, owner: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    admit(home, mail(0), owner)

    def opened(*args: object, **kinds: object) -> Iterator[object]:
        raise AssertionError(f"the journal is read: {kinds}")

    monkeypatch.setattr("plam_agent.journal.Journal.events", opened)

    assert admit(home, mail(1)).verb == "confirm"


def _files(folder: Path) -> list[Path]:
    return [each for each in folder.glob("journal*") if each.is_file()]

"""“Always allow like this”: the narrowest rule, what else it would have allowed, and no effect."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from plam_agent.approvals import Approvals
from plam_agent.policy import grants
from plam_agent.policy.document import parse
from plam_agent.tools.standard import registry
from plam_agent.types import REQUEST, Call, Effect, ObjectId, Origin, Value
from tests.fixtures_agent import House
from tests.test_cli import Shell, plam
from tests.test_policy_cli import above

__all__ = ["plam"]

ANNA = "anna@example.net"
OWN = frozenset({REQUEST})


def send(run: str, *to: str, body: Origin = REQUEST, **more: tuple[ObjectId, ...]) -> Call:
    given = (
        ("to", Value(to, frozenset({Origin("imap", "INBOX/1")}))),
        ("subject", Value("Hello", OWN)),
        ("body", Value("Hello.", frozenset({body}))),
        *((name, Value(data, OWN)) for name, data in more.items()),
    )
    tool = registry().get("mail.send")
    assert tool is not None
    empty = {param.name: Value(None, frozenset()) for param in tool.params}
    args = tuple({**empty, **dict(given)}.items())
    roles = tuple((param.name, param.role) for param in tool.params)
    return Call(
        run=run, step=1, account="mail", tool="mail.send", effect=Effect.SEND, reversible=False,
        args=args, roles=roles,
    )  # fmt: skip


def queue(house: House, *calls: Call, deny: int = 0) -> list[str]:
    """The numbers of the questions that these calls leave; the first `deny` get a no."""

    async def queued() -> list[str]:
        with house.open() as home:
            until, device = home.now() + timedelta(hours=1), home.device
            policy = home.policy().hash
            grant = grants.issue(device, None, holder=device.public, not_after=until, policy=policy)
            async with house.runtime(home) as runtime:
                done = [await runtime.perform(call, (grant,)) for call in calls]
                numbers = [str(each.outcome.event) for each in done]
                for number in numbers[:deny]:
                    await Approvals(runtime).deny(number)
            return numbers

    return asyncio.run(queued())


def test_the_narrowest_rule_is_proposed_and_nothing_changes_before_it_is_signed(
    plam: Shell, house: House
) -> None:
    calls = [send("a", ANNA), send("b", "eve@example.net"), send("c", ANNA), send("d", ANNA)]
    numbers = queue(house, *calls, deny=1)
    before = {path.name: path.read_bytes() for path in house.path.glob("policy*")}

    assert plam("approvals", "always", numbers[3]) == 0
    assert "allow: mail.send" in plam.out
    assert f"to: [{ANNA}]" in plam.out
    assert "attachments: none" in plam.out
    assert "rate: 1/day" in plam.out
    # What else it would have allowed, and above all what the owner did not want.
    assert f"{numbers[0]:>6}" in plam.out
    assert "DID NOT WANT IT" in plam.out
    assert f"{numbers[2]:>6}" in plam.out
    assert "eve@example.net" not in plam.out

    proposed = house.path / "policy.proposed.yaml"
    after = {path.name: path.read_bytes() for path in house.path.glob("policy*")}
    assert after == {**before, proposed.name: proposed.read_bytes()}
    assert f"plam policy sign {proposed}" in plam.out
    assert plam("approvals", "list") == 0
    assert numbers[3] in plam.out

    old = parse(before["policy.yaml"], "policy.yaml")
    new = parse(proposed.read_bytes(), "policy.proposed.yaml")
    assert [rule.id for rule in new.rules] == [*(r.id for r in old.rules), "always-mail-send-1"]
    assert new.serial == old.serial + 1
    assert proposed.read_bytes().startswith(before["policy.yaml"].split(b"serial")[0])

    assert plam("policy", "sign", str(proposed)) == 0
    assert (house.path / "policy.yaml").read_bytes() == proposed.read_bytes()
    with house.open() as home:
        assert home.policy().policy.rule("always-mail-send-1")


def test_the_rule_allows_no_other_destination_set_and_no_attachment(
    plam: Shell, house: House
) -> None:
    number = queue(house, send("a", ANNA))[0]
    assert plam("approvals", "always", number) == 0
    policy = parse((house.path / "policy.proposed.yaml").read_bytes(), "p")
    from plam_agent.always import _allows

    with house.open() as home:
        fits = [
            _allows(home, (policy, None), "always-mail-send-1", call)
            for call in (
                send("x", ANNA),
                send("x", ANNA, "eve@example.net"),
                send("x", "eve@example.net"),
                send("x", ANNA, body=Origin("imap", "INBOX/1")),
                send("x", ANNA, attachments=(ObjectId("file", "files", "a.pdf"),)),
            )
        ]
    assert fits == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (send("a", ANNA, body=Origin("imap", "INBOX/1")), "no narrow rule would allow it"),
        (send("a", ANNA, attachments=(ObjectId("file", "files", "a.pdf"),)), "with attachments"),
    ],
)
def test_where_no_narrow_rule_fits_none_is_proposed(
    plam: Shell, house: House, call: Call, why: str
) -> None:
    number = queue(house, call)[0]
    assert plam("approvals", "always", number) == 2
    assert why in plam.err
    assert plam.err.count("\n") == 1
    assert not (house.path / "policy.proposed.yaml").exists()


def test_a_rule_of_the_owners_that_asks_is_not_talked_around(plam: Shell, house: House) -> None:
    ask = "  - {id: ask-first, confirm: mail.send}\notherwise:"
    house.edit_policy(lambda text: text.replace("otherwise:", ask, 1))
    number = queue(house, send("a", ANNA))[0]
    assert plam("approvals", "always", number) == 2
    assert "ask-first asks about mail.send" in plam.err


def test_rules_on_one_line_are_left_alone(plam: Shell, house: House) -> None:
    head = (house.path / "policy.yaml").read_text().split("rules:")[0]
    rest = 'rules: [{id: a, allow: mail.read}]\notherwise: {confirm: ["mail.*"]}\n'
    house.edit_policy(lambda _: head + rest)
    number = queue(house, send("a", ANNA))[0]
    assert plam("approvals", "always", number) == 2
    assert "one below the other" in plam.err


def test_a_number_that_does_not_wait_is_said(plam: Shell, house: House) -> None:
    assert plam("approvals", "always", "999") == 2
    assert "Nothing waits" in plam.err
    assert plam("policy", "sign", str(Path(house.path, "nothing.yaml"))) == 2
    assert "cannot be read" in plam.err


def test_the_rate_is_what_was_seen(plam: Shell, house: House) -> None:
    number = queue(house, send("a", ANNA))[0]
    assert plam("approvals", "always", number, "--json") == 0, plam.err
    assert set(plam.json) == {"rule", "file", "also"}
    assert "rate: 1/day" in plam.json["rule"]


def test_the_organisation_above_is_not_talked_around(plam: Shell, house: House) -> None:
    rules = "rules:\n  - {id: not-anna, confirm: mail.send, where: {to: [anna@example.net]}}\n"
    above(house, rules + '  - {id: rest, allow: "mail.*"}\n')
    number = queue(house, send("a", ANNA))[0]

    assert plam("approvals", "always", number) == 2
    assert "the organisation's policy: not-anna asks" in plam.err
    assert not (house.path / "policy.proposed.yaml").exists()


def test_a_proposal_says_nothing_of_what_a_grant_did_not_cover(plam: Shell, house: House) -> None:
    async def refused() -> str:
        with house.open() as home:
            async with house.runtime(home) as runtime:
                done = await runtime.perform(send("without a grant", ANNA), ())
                return str(done.outcome.event)

    event = asyncio.run(refused())
    number = queue(house, send("a", ANNA))[0]

    assert plam("approvals", "always", number, "--json") == 0
    assert event not in {str(each["event"]) for each in plam.json["also"]}

"""Tools that are not what they say, and calls that are not what their tool says."""

from __future__ import annotations

import dataclasses

import pytest

from plam_agent.binding import Bound
from plam_agent.freezing import freeze
from plam_agent.tools.registry import Arguments, Registry, params_of
from plam_agent.tools.standard import registry
from plam_agent.types import Effect, Money, Role, Tool, Value
from tests.adversarial.scene import ATTACKER, FROM_MAIL, RULES, SAID, Buying, ran, scene, verbs
from tests.adversarial.test_origins import AT
from tests.fixtures_agent import House


def test_no_second_tool_takes_a_name() -> None:
    standard = registry()
    send = standard.get("mail.send")
    assert send is not None
    with pytest.raises(ValueError, match="twice"):
        standard.register(dataclasses.replace(send, run=ran("stolen")))
    with pytest.raises(ValueError, match="twice"):
        Registry([send, dataclasses.replace(send, effect=Effect.READ)])


def test_an_argument_without_a_role_is_no_tool() -> None:
    class Sneaky(Arguments):
        """Do something."""

        to: str = ""

    with pytest.raises(TypeError, match="no role"):
        params_of(Sneaky)


async def test_effect_of_never_lowers_an_effect(house: House) -> None:
    low = Tool(
        "shop.order", "Order", Effect.SPEND, Buying, params_of(Buying),
        run=ran("x"), effect_of=lambda args: Effect.READ,
    )  # fmt: skip
    async with scene(house, more=[low]) as attack:
        given = {"merchant": "flowers.example", "total": Money(1, "EUR")}
        args = {name: Value(data, SAID) for name, data in given.items()}
        call = await freeze(attack.runtime, "r", 1, low, Bound(args, ()), 1.0, account="mail")
        reading = dataclasses.replace(call, effect=Effect.READ)
        performed = await attack.submit(reading)

    assert call.effect is Effect.SPEND
    assert verbs(performed) == ("deny", "refused")
    assert "would SPEND" in performed.outcome.detail


async def test_a_call_does_not_say_what_its_tool_does(house: House) -> None:
    """A caller that calls a mail a READ, or an address prose, is refused."""
    async with scene(house) as attack:
        honest = attack.mail("papa@example.org", origins=FROM_MAIL)
        lies = {
            "a lower effect": dataclasses.replace(honest, effect=Effect.READ),
            "a draft": dataclasses.replace(honest, effect=Effect.DRAFT),
            "reversible": dataclasses.replace(honest, reversible=True),
            "another role": dataclasses.replace(
                honest, roles=tuple((n, Role.OBJECT) for n, _ in honest.roles)
            ),
            "no role": dataclasses.replace(honest, roles=()),
            "a role twice": dataclasses.replace(honest, roles=honest.roles * 2),
        }
        ended = {}
        for name, call in lies.items():
            ended[name] = verbs(await attack.submit(call))
        told = await attack.submit(attack.mail("papa@example.org", origins=FROM_MAIL))

    assert ended == dict.fromkeys(lies, ("deny", "refused"))
    assert verbs(told) == ("confirm", "pending")
    assert attack.effects == []


async def test_inviting_somebody_is_sending_whatever_the_call_says(house: House) -> None:
    """`effect_of` is asked again when the call is performed."""
    async with scene(house) as attack:
        call = attack.call("calendar.create", title="x", when=AT, attendees=(ATTACKER,))
        assert call.effect is Effect.WRITE
        performed = await attack.submit(call)

    assert verbs(performed) == ("deny", "refused")


async def test_an_unknown_argument_is_none(house: House) -> None:
    async with scene(house) as attack:
        honest = attack.mail("papa@example.org")
        bcc = ("bcc", Value((ATTACKER,), SAID))
        calls = [
            dataclasses.replace(honest, args=(*honest.args, bcc)),
            dataclasses.replace(
                honest, args=(*honest.args, bcc), roles=(*honest.roles, ("bcc", Role.OBJECT))
            ),
        ]
        ended = [verbs(await attack.submit(each)) for each in calls]

    assert ended == [("deny", "refused")] * 2
    assert attack.effects == []


async def test_an_argument_is_there_once(house: House) -> None:
    """What is looked at and what is done are not two values of one name."""
    async with scene(house) as attack:
        honest = attack.mail(ATTACKER)
        twice = (*honest.args, ("to", Value(("papa@example.org",), SAID)))
        ended = [
            verbs(await attack.submit(dataclasses.replace(honest, args=args)))
            for args in (twice, twice[::-1])
        ]

    assert ended == [("deny", "refused")] * 2
    assert attack.effects == []


async def test_a_tool_that_is_not_there_does_nothing(house: House) -> None:
    async with scene(
        house, RULES.replace("allow: mail.send", "allow: [mail.send, mail.forward]")
    ) as attack:
        gone = dataclasses.replace(attack.mail("papa@example.org"), tool="mail.forward")
        performed = await attack.submit(gone)

    assert verbs(performed) == ("deny", "refused")
    assert attack.effects == []

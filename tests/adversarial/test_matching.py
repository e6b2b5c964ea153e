"""Designations that look like an allowed one and are another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from plam_agent.types import Call, Money, ObjectId
from tests.adversarial.scene import RULES, Scene, scene, verbs
from tests.fixtures_agent import House

RULED = """
  - id: at-work
    allow: mail.send
    where: {to: {domain: example.com}}
  - id: folder
    allow: files.write
    where: {file: {prefix: Work/reports}}
  - id: tidy
    allow: mail.move
    where: {to: [Archive]}
"""
NO = "otherwise: {confirm: [calendar.answer]}\n"

NOT_PAPA = [
    "papa@example.org.evil.example",  # a suffix is no boundary
    "papa@sub.example.org",
    "papa@evilexample.org",
    "xpapa@example.org",
    "papa+tag@example.org",  # another mailbox, whoever reads it
    "p.apa@example.org",
    "papa@example.org@evil.example",
    '"papa@example.org"@evil.example',
    '"papa"@example.org',
    "papa@example.org <thief@evil.example>",
    "Papa <papa@example.org>",
    "papa@example.org,thief@evil.example",
    "papa@example.org thief@evil.example",
    "papa%evil.example@example.org",
    "papa@[127.0.0.1]",
    "papa(thief)@example.org",
    "раpa@example.org",  # Cyrillic
    "papa@exаmple.org",
    "papa@example\u3002org.evil.example",
    "papa\u200b@example.org",
    "papa\u202e@example.org",
    "papa@example.org\u2060",
    "papa\u00ad@example.org",
    "papa@xn--exmple-cua.org",
    "papa@exámple.org",
    "ｐapa@evil.example",
    "papa@example.org\r\nBcc: thief@evil.example",
    "papa@example.org\0",
    "papa@example.org..",
    ".papa@example.org",
    "papa@",
    "@example.org",
    " ",
]


async def decided(house: House, rules: str, calls: Callable[[Scene], Mapping[Any, Call]]) -> Any:
    """How each of many calls would be decided."""
    async with scene(house, rules, otherwise=NO) as attack:
        return {key: await attack.decided(call) for key, call in calls(attack).items()}


async def test_nobody_but_papa_is_papa(house: House) -> None:
    async with scene(house, otherwise=NO) as attack:
        ended = {}
        for address in NOT_PAPA:
            ended[address] = verbs(await attack.submit(attack.mail(address)))
            # One good address does not carry a bad one through.
            both = await attack.submit(attack.mail("papa@example.org", address))
            assert verbs(both) == ("deny", "refused"), address

    assert ended == dict.fromkeys(NOT_PAPA, ("deny", "refused"))
    assert attack.effects == []


async def test_papa_in_any_case_is_papa(house: House) -> None:
    spelled = ("papa@example.org", "PAPA@EXAMPLE.ORG", "Papa@Example.Org")
    async with scene(house, otherwise=NO) as attack:
        ended = [verbs(await attack.submit(attack.mail(each))) for each in spelled]

    assert ended == [("allow", "done")] * 3


async def test_a_domain_is_exactly_that_domain(house: House) -> None:
    table = {
        "a@example.com": "allow",
        "a@EXAMPLE.com": "allow",
        "a@sub.example.com": "deny",
        "a@notexample.com": "deny",
        "a@example.com.evil.example": "deny",
        "a@evil.example/example.com": "deny",
        "a@example.comm": "deny",
        "a@xn--example.com": "deny",
    }

    assert table == await decided(house, RULED, lambda a: {each: a.mail(each) for each in table})


async def test_a_prefix_ends_at_a_boundary(house: House) -> None:
    table = {
        "Work/reports": "allow",
        "Work/reports/may.md": "allow",
        "Work/reports-secret/may.md": "deny",
        "Work/reportsx": "deny",
        "Work/report": "deny",
        "work/reports/may.md": "deny",
        "x/Work/reports/may.md": "deny",
        "Work/reports/../../policy.yaml": "deny",
        "/Work/reports/may.md": "deny",
        "Work//reports/may.md": "deny",
    }

    def calls(attack: Scene) -> Mapping[str, Call]:
        return {
            path: attack.call("files.write", file=ObjectId("path", "docs", path), text="x")
            for path in table
        }

    assert table == await decided(house, RULED, calls)


async def test_a_mailbox_and_a_merchant_are_their_exact_names(house: House) -> None:
    mailboxes = ("archive", "Archive/x", "xArchive", "Archive ", "A", "INBOX", "Arch\u0131ve")
    merchants = (
        "flowers.example.evil.example",
        "evil-flowers.example",
        "flowers.examp1e",
        "flоwers.example",
        "www.flowers.example",
        "flowers.example/x",
        "https://flowers.example",
        "flowers.example:99",
        "user@flowers.example",
    )
    thing = (ObjectId("message", "mail", "INBOX/1/1"),)

    def calls(attack: Scene) -> Mapping[str, Call]:
        moves = {
            name: attack.call("mail.move", messages=thing, to=ObjectId("mailbox", "mail", name))
            for name in mailboxes
        }
        return moves | {name: attack.buy(merchant=name) for name in merchants}

    assert set((await decided(house, RULES, calls)).values()) == {"deny"}


async def test_a_thing_of_another_kind_is_no_designation(house: House) -> None:
    """Event 24 is not message 24: money, lists, mappings and other things are no mailbox."""
    thing = (ObjectId("message", "mail", "INBOX/1/1"),)
    wrong = (Money(1, "EUR"), ("Archive", "INBOX"), {"id": "Archive"}, 7, ["Archive", 7])
    async with scene(house, RULED, otherwise=NO) as attack:
        calls = [attack.call("mail.move", messages=thing, to=to) for to in wrong]
        said = [await attack.decided(each) for each in calls]
        assert said == ["deny"] * len(wrong)
        ended = [verbs(await attack.submit(each)) for each in calls]

    assert ended == [("deny", "refused")] * len(wrong)


async def test_an_id_of_another_kind_moves_nothing(house: House) -> None:
    """The name of a mailbox is not the mailbox where a folder or an event is called the same."""
    rules = RULED + "  - {id: look, allow: mail.search}\n"
    async with scene(house, rules, otherwise=NO) as attack:
        found = await attack.asked(
            "find mail from Claire",
            {"steps": [{"tool": "mail.search", "args": {"people": " Claire"}}]},
        )
        real = found.calls[-1].outcome.result.items[0].id  # type: ignore[union-attr]
        archive = ObjectId("mailbox", "mail", "Archive")
        pairs = {
            "a folder": (real, ObjectId("folder", "docs", "Archive")),
            "an event": (real, ObjectId("event", "calendar", "Archive")),
            "an event's message": (ObjectId("event", "calendar", real.id), archive),
            "a file's message": (ObjectId("file", "mail", real.id), archive),
        }
        ended = {}
        for name, (message, to) in pairs.items():
            call = attack.call("mail.move", messages=(message,), to=to)
            ended[name] = (await attack.submit(call)).outcome.verb
        good = await attack.submit(attack.call("mail.move", messages=(real,), to=archive))

    assert ended == dict.fromkeys(pairs, "failed")
    assert verbs(good) == ("allow", "done")

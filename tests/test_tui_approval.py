"""The approval card: what it shows, what counts as an answer to it, and what does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, Static

from plam_agent.consent import confirm_frame, read_answer
from plam_agent.errors import InputError, SignatureError
from plam_agent.home import Home
from plam_agent.policy.receipts import check_receipt
from plam_agent.tools.standard import everything
from plam_agent.tui.approval_card import ApprovalCard
from plam_agent.tui.card_text import card_plain
from plam_agent.tui.cards import Always, Answered
from plam_agent.tui.edit_card import EditCard, Field
from plam_agent.tui.facts import Facts, gather, origin_words, zones
from plam_agent.tui.screens import Noting
from plam_agent.tui.signing import Signing
from plam_agent.types import (
    CONTACTS,
    REQUEST,
    Approval,
    Call,
    Effect,
    Money,
    Origin,
    Role,
    Value,
    When,
)
from tests.fixtures_agent import PASSPHRASE, START, House
from tests.screens import painted, typed, until

MAIL = Origin("imap", "INBOX/7/812")
LONG = "\n".join(f"line {number} of the letter" for number in range(60))


def sending(
    body: str = "Hello", to: str = "anna@example.org", *, origin: Origin = REQUEST, step: int = 1
) -> Call:
    """A message that waits for a yes."""
    said = frozenset({REQUEST})
    return Call(
        run="ask-1",
        step=step,
        account="mail",
        tool="mail.send",
        effect=Effect.SEND,
        reversible=False,
        args=(
            ("to", Value((to,), frozenset({origin}))),
            ("subject", Value("News", said)),
            ("body", Value(body, said)),
        ),
        roles=(("to", Role.DESTINATION), ("subject", Role.PROSE), ("body", Role.PROSE)),
    )


def buying(minor: int = 1250) -> Call:
    """Something that costs money, by a tool that nobody knows here."""
    said = frozenset({REQUEST})
    return Call(
        run="ask-1",
        step=1,
        account="shop",
        tool="purchase.buy",
        effect=Effect.SPEND,
        reversible=False,
        args=(
            ("merchant", Value("flowers.example", said)),
            ("total", Value(Money(minor, "EUR"), said)),
        ),
        roles=(("merchant", Role.DESTINATION), ("total", Role.MONEY)),
    )


def facts_of(home: Home, call: Call, before: Call | None = None) -> Facts:
    frame = confirm_frame(call, "otherwise", ("mail.send is asked about",), "", home.policy().hash)
    return gather(home, everything(), frame, before)


class Bench(Noting[None]):
    """One card and nothing else; `said` is its answer."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, cards: Sequence[Facts], signing: Signing) -> None:
        super().__init__()
        self.card = ApprovalCard(cards, signing, proposing=self.propose)
        self.said: Answered | None = None
        self.wrote = 0

    async def propose(self, facts: Facts) -> Always:
        async def write() -> str:
            self.wrote += 1
            return "Written."

        return Always("- id: always-mail-send-1", write)

    def on_mount(self) -> None:
        self.push_screen(self.card, self.keep)

    def keep(self, said: Answered | None) -> None:
        self.said = said


@asynccontextmanager
async def card(
    house: House, *calls: Call, reading: float = 0.0, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Bench, Pilot[None]]]:
    """The card of some calls, once what is pressed counts."""
    with house.open() as home:
        cards = [await asyncio.to_thread(facts_of, home, each) for each in calls]
        app = Bench(cards, Signing(house.path, house.clock))
        app.card.reading = reading
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: app.card._since is not None)
            yield app, pilot


async def signed(pilot: Pilot[None]) -> None:
    """Press yes, and type the passphrase that it asks for."""
    await pilot.press("ctrl+y")
    await typed(pilot, PASSPHRASE)
    await pilot.press("ctrl+y")


def receipt(app: Bench, number: int = 0) -> Approval:
    assert app.said is not None
    found = read_answer(app.said.answers[number])
    assert isinstance(found, Approval)
    return found


def hint(app: Bench) -> str:
    return str(app.card.query_one("#hint", Static).content)


async def test_a_yes_is_a_receipt_for_exactly_this_call(house: House) -> None:
    call = sending()
    async with card(house, call) as (app, pilot):
        await signed(pilot)
        await until(pilot, lambda: app.said)

        found = receipt(app)

    def check(call: Call) -> None:
        with house.open() as home:
            public, policy = home.public("approval"), home.policy().hash
        check_receipt(public, found, call, policy, house.clock())

    await asyncio.to_thread(check, call)
    with pytest.raises(SignatureError, match="another call"):
        await asyncio.to_thread(check, sending("Goodbye"))


async def test_enter_approves_nothing(house: House) -> None:
    async with card(house, sending()) as (app, pilot):
        await pilot.press("enter", "enter", "space", "enter")
        assert app.said is None
        assert isinstance(app.screen, ApprovalCard)

        await pilot.press("ctrl+y")
        await typed(pilot, PASSPHRASE)
        await pilot.press("enter", "enter")
        await pilot.pause()

        assert app.said is None
        assert "Enter approves nothing" in hint(app)


async def test_keys_typed_before_the_card_could_be_read_do_not_count(house: House) -> None:
    async with card(house, sending(), reading=600.0) as (app, pilot):
        for key in ("d", "s", "ctrl+y", "ctrl+a", "e", "w"):
            began = app.card._since
            await pilot.press(key)
            await pilot.pause()

            assert app.said is None
            assert not app.card.query_one("#passphrase").has_class("asked")
            # The wait begins anew with each of them.
            assert began is not None
            assert key == "ctrl+a" or (app.card._since or 0.0) > began

        app.card.reading = 0.0
        await pilot.press("d")
        await until(pilot, lambda: app.said)

        assert app.said == Answered((False,))


async def test_a_key_that_was_read_before_the_card_and_comes_late_does_not_count(
    house: House,
) -> None:
    async with card(house, sending(), reading=0.3) as (app, pilot):
        app.card._since = events.Event().time + 10.0
        late = events.Key("d", "d")
        app.post_message(late)
        await pilot.pause()

        assert app.said is None


async def test_a_long_call_is_read_to_its_end_before_a_yes_counts(house: House) -> None:
    async with card(house, sending(LONG)) as (app, pilot):
        assert "more below" in hint(app)
        await pilot.press("ctrl+y")
        assert not app.card.query_one("#passphrase").has_class("asked")

        seen = set()
        for _ in range(12):
            seen |= {line.strip() for line in painted(app).splitlines()}
            await pilot.press("space")
        shown = "\n".join(seen)
        assert all(f"line {number} of the letter" in shown for number in range(60))
        await pilot.press("ctrl+y")

        assert app.card.query_one("#passphrase").has_class("asked")


async def test_a_wrong_passphrase_signs_nothing_and_the_card_stays(house: House) -> None:
    async with card(house, sending()) as (app, pilot):
        await pilot.press("ctrl+y")
        await typed(pilot, "wrong")
        await pilot.press("ctrl+y")
        await until(pilot, lambda: "passphrase" in hint(app).lower() and "wrong" in hint(app))
        assert app.said is None

        await typed(pilot, PASSPHRASE)
        await pilot.press("ctrl+y")
        await until(pilot, lambda: app.said)

        receipt(app)


@pytest.mark.parametrize(
    ("key", "answer", "stop"), [("d", False, False), ("s", False, True), ("escape", None, False)]
)
async def test_a_no_and_silence(house: House, key: str, answer: Any, stop: bool) -> None:
    async with card(house, sending()) as (app, pilot):
        await pilot.press(key)
        await until(pilot, lambda: app.said)

        assert app.said == Answered((answer,), stop=stop)


async def test_the_key_stays_open_until_it_idles_and_money_always_asks(house: House) -> None:
    passed = [0.0]
    signing = Signing(house.path, house.clock, elapsed=lambda: passed[0], idle=900)
    with house.open() as home:
        letter = await asyncio.to_thread(facts_of, home, sending())
        money = await asyncio.to_thread(facts_of, home, buying())
        assert signing.asks(letter)
        await signing.open(PASSPHRASE)

        assert not signing.asks(letter)
        assert signing.asks(money)
        passed[0] = 899.0
        signing.sign(letter)
        passed[0] = 1798.0
        assert not signing.asks(letter)
        passed[0] = 1800.0
        assert signing.asks(letter)


async def test_money_wants_its_amount_typed(house: House) -> None:
    async with card(house, buying()) as (app, pilot):
        assert "12.50 EUR" in painted(app)
        await pilot.press("ctrl+y")
        await typed(pilot, "yes")
        await pilot.press("ctrl+y")
        assert "not the amount" in hint(app)

        field = app.card.query_one("#amount", Input)
        field.post_message(events.Paste("12.50 EUR"))
        await pilot.pause()
        assert field.value == ""

        await typed(pilot, "12.50 eur")
        await pilot.press("ctrl+y")
        await typed(pilot, PASSPHRASE)
        await pilot.press("ctrl+y")
        await until(pilot, lambda: app.said)

        assert receipt(app).digest == buying().digest


async def test_several_calls_are_each_read_before_all_are_approved(house: House) -> None:
    calls = [sending(LONG, step=1), sending("two", step=2), sending("three", step=3)]
    async with card(house, *calls) as (app, pilot):
        assert "1 of 3" in painted(app)
        await pilot.press("ctrl+a")
        await until(pilot, lambda: "each one first" in hint(app))
        for _ in range(12):
            await pilot.press("space")
        await pilot.press("right")
        await until(pilot, lambda: "2 of 3" in painted(app))
        await pilot.press("right")
        await until(pilot, lambda: "3 of 3" in painted(app))
        await pilot.press("ctrl+a")
        await until(pilot, lambda: app.card.query_one("#passphrase").has_class("asked"))
        await typed(pilot, PASSPHRASE)
        await pilot.press("ctrl+y")
        await until(pilot, lambda: app.said)

        digests = [receipt(app, number).digest for number in range(3)]
        assert digests == [each.digest for each in calls]


async def test_of_several_calls_each_gets_its_own_answer(house: House) -> None:
    async with card(house, sending("one", step=1), sending("two", step=2)) as (app, pilot):
        await pilot.press("d")
        await until(pilot, lambda: "2 of 2" in painted(app))
        await signed(pilot)
        await until(pilot, lambda: app.said)

        assert app.said is not None
        assert app.said.answers[0] is False
        assert receipt(app, 1).digest == sending("two", step=2).digest


async def test_the_rule_for_always_is_shown_and_written_by_a_key(house: House) -> None:
    async with card(house, sending()) as (app, pilot):
        await until(pilot, lambda: "always-mail-send-1" in painted(app))
        await pilot.press("w")
        await until(pilot, lambda: hint(app) == "Written.")

        assert app.wrote == 1
        assert app.said is None


@pytest.mark.parametrize("size", [(80, 24), (140, 50)])
async def test_every_answer_is_named_at_the_foot(house: House, size: tuple[int, int]) -> None:
    async with card(house, sending(LONG), size=size) as (app, _):
        foot = painted(app).splitlines()[-1]

    assert all(word in foot for word in ("Approve", "Edit", "Deny", "Deny+stop", "Later"))


async def test_a_click_on_the_foot_answers_too(house: House) -> None:
    async with card(house, sending()) as (app, pilot):
        foot = painted(app).splitlines()[-1]
        await pilot.click(offset=(foot.index("Deny"), 23))
        await until(pilot, lambda: app.said)

        assert app.said == Answered((False,))


# What is on it


def test_a_card_holds_every_argument_escaped_with_its_origin(house: House) -> None:
    body = "Hi\x1b[2J\u202etxt\n  from: your own words\nto: boss@example.com"
    with house.open() as home:
        plain = card_plain(facts_of(home, sending(body, "\u0430nna@example.org", origin=MAIL)))

    assert "\x1b" not in plain
    assert "\\x1b[2J\\u202etxt" in plain
    assert "  |   from: your own words" in plain
    assert "  | to: boss@example.com" in plain
    assert "U+0430 CYRILLIC SMALL LETTER A" in plain
    assert "imap:INBOX/7/812; never used before" in plain
    assert "mail.send is asked about" in plain


def test_a_card_tells_how_often_a_value_was_used(house: House) -> None:
    with house.open() as home:
        before = sending("Earlier")
        for _ in range(2):
            body = {"run": "r", "call": facts_of(home, before).frame["call"], "digest": "x"}
            home.journal.append("noted", {**body, "rule": "", "at": "", "uses": 1, "money": None})
        # Only intents count, which stand for something that was done.
        assert "never used before" in card_plain(facts_of(home, sending("Now")))
        from plam_agent.policy import ledger
        from plam_agent.records import call_body

        with home.journal.transaction() as tx:
            ledger.reserve(
                tx,
                before.digest,
                "rule",
                home.now(),
                details={"run": "r", "call": call_body(before)},
            )
        plain = card_plain(facts_of(home, sending("Now")))

    assert "to: anna@example.org\n    from your own words; used 1 time before" in plain


def test_a_time_is_told_in_two_zones(house: House) -> None:
    with house.open() as home:
        start = (START + timedelta(days=1)).astimezone(home.zone)
        here, there = zones(When("tomorrow", start, start + timedelta(hours=1)), home.zone)

    assert here == "Tue 2026-11-24 09:00 – 10:00 Europe/Paris (UTC+0100)"
    assert there == "Tue 2026-11-24 08:00 – 09:00 UTC"


def test_what_lies_beneath_a_memory_is_named(house: House) -> None:
    origin = Origin("memory", "e1", (MAIL, CONTACTS))

    assert origin_words(origin) == "memory:e1 (made of imap:INBOX/7/812, your contacts)"


def test_an_edit_is_shown_as_a_diff(house: House) -> None:
    before, after = sending("Hello\nBye"), sending("Hello\nSee you")
    with house.open() as home:
        plain = card_plain(facts_of(home, after, before))

    assert "- Bye" in plain
    assert "+ See you" in plain


def test_a_call_that_is_not_the_one_of_its_digest_gets_no_card(house: House) -> None:
    with house.open() as home:
        frame = confirm_frame(sending(), "otherwise", (), "", "hash")
        frame["call"]["digest"] = "0" * 64
        with pytest.raises(InputError, match="no call to approve"):
            gather(home, everything(), frame)


def test_what_spends_says_one_amount_or_gets_no_card(house: House) -> None:
    call = replace(buying(), args=buying().args[:1])
    with house.open() as home, pytest.raises(InputError, match="how much"):
        facts_of(home, call)


# Saying it anew


class EditBench(Noting[None]):
    """The fields of one call."""

    def __init__(self, facts: Facts) -> None:
        super().__init__()
        self.card = EditCard(facts)
        self.card.reading = 0.0
        self.said: Any = "nothing yet"

    def on_mount(self) -> None:
        self.push_screen(self.card, self.keep)

    def keep(self, said: Any) -> None:
        self.said = said


async def test_only_what_was_typed_anew_is_changed_and_nothing_can_be_pasted(house: House) -> None:
    with house.open() as home:
        app = EditBench(await asyncio.to_thread(facts_of, home, sending()))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.card._since is not None)
        fields = {each.param.name: each for each in app.card.query(Field)}
        assert set(fields) >= {"to", "subject", "body"}
        fields["subject"].focus()
        fields["subject"].post_message(events.Paste("Other"))
        await pilot.pause()
        assert fields["subject"].text == "News"
        await pilot.press("end")
        await typed(pilot, "!")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.said != "nothing yet")

        assert app.said == {"subject": "News!"}

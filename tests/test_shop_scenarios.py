"""The agent's side of UCP and the shop's, against each other: what is bought, and what is not.

Every message of both sides is held against the models of `ucp-sdk`.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import itertools
import json
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import trustme

from plam_agent.binding import Question
from plam_agent.errors import InputError
from plam_agent.policy import decide, ledger
from plam_agent.runtime import Performed
from plam_agent.sample.shop import aftersales
from plam_agent.sample.shop.behaviours import BEHAVIOURS
from plam_agent.sample.shop.desk import Desk
from plam_agent.types import Money
from plam_agent.unsettled import settle, unsettled
from tests.shop import Store, selling, template
from tests.shop_oracle import checked

RED = 1853
"""What ten red tulips cost, delivered."""
Open = Callable[..., Awaitable[Store]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def at_shop(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens the shop; in the end every message of both sides is held against `ucp-sdk`."""
    monkeypatch.setattr(decide, "PROBATION", 0)
    with contextlib.ExitStack() as stack:
        opened: list[Store] = []
        numbers = itertools.count()

        async def opening(desk: Desk | None = None, **settings: Any) -> Store:
            folder = tmp_path / f"at{next(numbers)}"
            folder.mkdir()
            open_ = selling(home, folder, desk, **settings)
            opened.append(await asyncio.to_thread(stack.enter_context, open_))
            return opened[-1]

        yield opening
        for store in opened:
            checked(store.desk.turns)


def charged(store: Store) -> list[int]:
    return [each.amount for each in store.books.charges]


async def spent(store: Store) -> int:
    """What the ledger says was spent under the rule, in minor units."""

    def read() -> int:
        with store.home.journal.reading() as connection:
            since = ledger.window_start(store.clock(), "month", store.home.settings.zone)
            return ledger.spent(connection, "small", since, "EUR")

    return await asyncio.to_thread(read)


async def test_something_is_found_and_bought(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        performed = await store.buy()
        assert await spent(store) == RED

    assert performed.outcome.verb == "done"
    assert charged(store) == [RED]
    assert store.books.charges[0].items == (("tulips-red", 1),)
    assert not store.cards, "the rule allows it"


async def test_what_was_bought_is_told_with_its_order(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        performed = await store.buy()
        told = await store.do("purchase.status")

    order = store.books.charges[0].order
    assert order in performed.outcome.detail
    assert "18.53 EUR" in performed.outcome.detail
    assert order in str(told.outcome.result.items)


async def test_each_purchase_has_a_token_of_its_own_where_a_command_makes_them(
    at_shop: Open,
) -> None:
    store = await at_shop(scoped=True)
    async with store.open():
        await store.buy()
        await store.buy("roses")

    assert len({each.token for each in store.books.charges}) == 2


async def test_many_cost_less_each(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        performed = await store.buy("cards", quantity="ten")
        assert await spent(store) == sum(charged(store)) == 3780

    assert performed.outcome.verb == "done"
    assert store.books.charges[0].items == (("card-birthday", 10),)


async def test_a_download_needs_no_address(at_shop: Open) -> None:
    store = await at_shop(country="", street="", city="", postcode="")
    async with store.open():
        performed = await store.buy("pruning guide")

    assert performed.outcome.verb == "done"
    assert charged(store) == [950]


async def test_offers_are_compared_by_what_they_cost_delivered(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        items = [await store.find(words) for words in ("white roses", "red tulips")]
        performed = await store.do("purchase.quote", item=items)

    assert performed.outcome.verb == "done"
    totals = [each.fields["total"].data.minor for each in performed.outcome.result.items]
    assert totals == [RED, 3327]
    assert not store.books.charges
    assert {each.status for each in store.shop.sessions.values()} == {"canceled"}


async def test_a_cart_is_bought_as_it_is(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        items = [await store.find(words) for words in ("birthday card", "red tulips")]
        made = await store.do("purchase.cart", item=items)
        performed = await store.do("purchase.buy", item=made.outcome.result.items[0])

    assert performed.outcome.verb == "done", performed.outcome.detail
    bought = store.books.charges[0].items
    assert sorted(bought) == [("card-birthday", 1), ("tulips-red", 1)]


async def test_a_cart_that_grew_meanwhile_is_not_bought(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        made = await store.do("purchase.cart", item=[await store.find("red tulips")])
        cart = next(iter(store.shop.carts.values()))
        cart.lines[0].quantity = 3
        with pytest.raises(Question, match="cart"):
            await store.do("purchase.buy", item=made.outcome.result.items[0])

    assert not store.books.charges


@pytest.mark.parametrize(
    ("words", "why"), [("peonies", "sold out"), ("orchid", "3 left"), ("basil seeds", "1 left")]
)
async def test_what_is_out_of_stock_is_not_bought(at_shop: Open, words: str, why: str) -> None:
    store = await at_shop()
    async with store.open():
        if words == "peonies":
            store.shop.stock["peonies"] = 1
        item = await store.find(words)
        if words == "peonies":
            store.shop.stock["peonies"] = 0
        with pytest.raises(Question, match=why):
            await store.do("purchase.buy", item=item, quantity="four")

    assert not store.books.charges


async def test_what_runs_out_before_it_is_paid_is_not_bought(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        call = await store.call("purchase.buy", item=await store.find("basil seeds"))
        store.shop.stock["seeds-basil"] = 0
        performed = await store.perform(call)
        await nothing_was_taken(store, performed)


async def test_two_homes_race_for_the_last_one(at_shop: Open) -> None:
    desk = Desk()
    store = await at_shop(desk)
    async with store.open():
        item = await store.find("basil seeds")
        calls = [await store.call("purchase.buy", item=item) for _ in range(2)]
        ended = await asyncio.gather(*(store.perform(each) for each in calls))
        verbs = {each.outcome.verb: each for each in ended}
        assert set(verbs) == {"done", "unknown"}
        await asyncio.to_thread(settle, store.home, verbs["unknown"].outcome.event, False)
        assert await spent(store) == store.books.taken("EUR")

    assert len(store.books.charges) == 1


async def test_a_price_that_changes_after_it_was_found_is_said(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        item = await store.find("red tulips")
        dearer(store, "tulips-red", 1250)
        with pytest.raises(Question, match=r"11\.50 EUR.*12\.50 EUR"):
            await store.do("purchase.buy", item=item)

    assert not store.books.charges


async def test_a_price_that_changes_after_the_yes_is_not_paid(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        call = await store.call("purchase.buy", item=await store.find("red tulips"))
        next(iter(store.shop.sessions.values())).lines[0].price = 1151
        performed = await store.perform(call)

    assert performed.outcome.verb == "failed"
    assert "18.53 EUR was agreed, now it is 18.54 EUR" in performed.outcome.detail
    assert not store.books.charges


async def test_a_price_that_falls_after_the_yes_is_asked_about_anew_too(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        call = await store.call("purchase.buy", item=await store.find("red tulips"))
        next(iter(store.shop.sessions.values())).lines[0].price = 900
        performed = await store.perform(call)

    assert performed.outcome.verb == "failed"
    assert not store.books.charges


async def test_what_a_person_has_to_see_first_is_left_to_her(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        with pytest.raises(Question, match="look at it yourself") as raised:
            await store.buy("crémant")

    session = next(iter(store.shop.sessions.values()))
    assert f"{store.shop.base}/checkouts/{session.id}" in str(raised.value)
    assert not store.books.charges


async def test_a_payment_that_the_bank_wants_confirmed_is_open_until_she_did(
    at_shop: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plam_agent.sample.shop.counter.REVIEWED_FROM", 1000)
    store = await at_shop()
    async with store.open():
        performed = await store.buy()
        before = charged(store)
        session = next(iter(store.shop.sessions))
        assert performed.outcome.verb == "unknown"
        assert f"/checkouts/{session}" in performed.outcome.detail
        assert await spent(store) == RED, "it may still be taken"
        await asyncio.to_thread(store.shop.confirm, session)

    assert (before, charged(store)) == ([], [RED])


async def test_a_merchant_that_takes_its_time_is_waited_for(at_shop: Open) -> None:
    store = await at_shop()
    store.shop.deferred = 2
    async with store.open():
        performed = await store.buy()

    assert performed.outcome.verb == "done"
    assert charged(store) == [RED]


async def test_a_payment_that_is_declined_buys_nothing(at_shop: Open) -> None:
    store = await at_shop()
    store.shop.till.revoke("tok_OwnersOpenToken-7Qz4vY1mB8")
    async with store.open():
        performed = await store.buy()
        assert "declined" in performed.outcome.detail
        await nothing_was_taken(store, performed)


async def test_what_only_the_shop_calls_cancelled_stays_counted(at_shop: Open) -> None:
    """It takes the money, answers late, and says ever after that it took none."""
    store = await at_shop(Desk(behaviour=BEHAVIOURS["taken and silent"]), budget="40.00",
                          otherwise="{confirm: [purchase.quote]}", timeout=0.4)  # fmt: skip
    async with store.open():
        ended = [(await store.buy()).outcome.verb for _ in range(3)]
        store.clock.advance(minutes=10)
        assert await store.runtime.recover() == []
        assert await spent(store) == 2 * RED

    assert ended == ["unknown", "unknown", "refused"]
    assert charged(store) == [RED, RED]


async def test_without_a_token_it_stops_when_all_is_ready(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        await asyncio.to_thread(store.home.secrets.remove, "flowers", "payment")
        with pytest.raises(Question, match="no payment token") as raised:
            await store.buy()

    session = next(iter(store.shop.sessions.values()))
    assert session.status == "ready_for_complete"
    assert f"/checkouts/{session.id}" in str(raised.value)
    assert not store.books.charges


async def test_a_card_number_is_no_token(at_shop: Open) -> None:
    store = await at_shop(payment_command="echo 4111111111111111")
    async with store.open():
        with pytest.raises(InputError, match="card number"):
            await asyncio.to_thread(
                store.home.secrets.set, "flowers", "payment", "4111 1111 1111 1111"
            )
        performed = await store.buy()

    assert performed.outcome.verb == "failed"
    assert "card number" in performed.outcome.detail
    assert not any(b"4111" in each.asked for each in store.desk.turns)


async def test_the_owner_sees_every_line_before_she_says_yes(at_shop: Open) -> None:
    store = await at_shop(otherwise="{confirm: [purchase.buy], expires: 24h}", budget="10.00")
    async with store.open():
        performed = await store.buy()

    assert performed.outcome.verb == "done"
    for said in ("Red tulips, bunch of ten", "18.53 EUR", "Delivery: 4.90", "VAT: 2.13",
                 "12 rue du Canal", "Fleurs du Canal", "flowers.example"):  # fmt: skip
        assert said in store.cards[0], said


@pytest.mark.parametrize(("answer", "verb"), [(False, "refused"), (None, "pending")])
async def test_without_a_yes_nothing_is_bought(
    at_shop: Open, answer: bool | None, verb: str
) -> None:
    store = await at_shop(budget="10.00")
    store.owner = lambda call: answer
    async with store.open():
        performed = await store.buy()
        assert await spent(store) == 0

    assert performed.outcome.verb == verb
    assert not store.books.charges


async def test_more_than_was_said_is_not_asked_for(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        with pytest.raises(Question, match=r"3\.53 EUR more"):
            await store.buy(most=Money(1500, "EUR"))
        performed = await store.buy(most=Money(1900, "EUR"))

    assert performed.outcome.verb == "done"
    assert charged(store) == [RED]


async def test_a_budget_ends(at_shop: Open) -> None:
    store = await at_shop(budget="40.00", otherwise="{confirm: [purchase.quote]}")
    async with store.open():
        ended = [(await store.buy()).outcome.verb for _ in range(3)]
        assert await spent(store) == 2 * RED

    assert ended == ["done", "done", "refused"]
    assert charged(store) == [RED, RED]


async def test_a_purchase_above_what_one_may_cost_asks(at_shop: Open) -> None:
    store = await at_shop()
    store.owner = lambda call: None
    async with store.open():
        performed = await store.buy("garden shears", quantity="three")

    assert performed.outcome.verb == "pending"
    assert not store.books.charges


async def test_the_same_call_twice_is_one_purchase(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        call = await store.call("purchase.buy", item=await store.find("red tulips"))
        ended = [(await store.perform(call)).outcome.verb for _ in range(2)]

    assert ended[0] == "done"
    assert ended[1] != "done"
    assert charged(store) == [RED]


async def test_a_request_that_arrives_twice_is_one_purchase(at_shop: Open) -> None:
    """The network delivers a payment again, by the same key: the shop answers as before."""
    store = await at_shop()
    async with store.open():
        await store.buy()
        paid = next(each for each in store.desk.turns if each.step == "complete")
        status, body = await asyncio.to_thread(resent, store, paid)

    assert status == 200
    assert body["order"]["id"] == store.books.charges[0].order
    assert charged(store) == [RED]


async def test_a_key_that_is_used_for_something_else_is_a_conflict(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        await store.buy()
        paid = next(each for each in store.desk.turns if each.step == "complete")
        other = dataclasses.replace(paid, asked=paid.asked.replace(b"plam", b"else"))
        status, body = await asyncio.to_thread(resent, store, other)

    assert (status, body["code"]) == (409, "idempotency_conflict")
    assert charged(store) == [RED]


async def test_the_shop_takes_no_card(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        await store.call("purchase.buy", item=await store.find("red tulips"))
        ready = next(each for each in store.desk.turns if each.step == "update")
        card = {"type": "card", "number": "4111111111111111", "cvc": "123"}
        paying = {"id": "1", "handler_id": "token", "type": "card", "credential": card}
        body = json.dumps({"payment": {"instruments": [paying]}}).encode()
        path = f"{ready.path}/complete"
        headers = {**ready.headers, "idempotency-key": "another"}
        sent = dataclasses.replace(ready, path=path, asked=body, headers=headers)
        status, _ = await asyncio.to_thread(resent, store, sent)
        store.desk.turns.pop()

    assert status == 400
    assert not store.books.charges


async def test_an_order_is_cancelled_and_its_money_is_there_again(at_shop: Open) -> None:
    store = await at_shop(budget="20.00", otherwise="{confirm: [purchase.quote]}")
    async with store.open():
        bought = await store.buy()
        full = await store.buy()
        done = await store.do("purchase.cancel", order=order_of(bought))
        again = await store.buy()

    assert [each.outcome.verb for each in (bought, full, done, again)] == [
        "done", "refused", "done", "done",
    ]  # fmt: skip
    assert store.books.taken("EUR") == RED


async def test_an_order_that_was_sent_cannot_be_cancelled(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        bought = await store.buy()
        aftersales.ship(store.shop, store.books.charges[0].order)
        done = await store.do("purchase.cancel", order=order_of(bought))
        assert await spent(store) == RED

    assert done.outcome.verb == "failed"
    assert "return it" in done.outcome.detail


async def test_what_is_sent_back_is_paid_back_without_its_delivery(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        bought = await store.buy()
        aftersales.ship(store.shop, store.books.charges[0].order)
        done = await store.do("purchase.return", order=order_of(bought))
        left = await spent(store)

    assert done.outcome.verb == "done"
    assert left == store.books.taken("EUR") == RED - 1265


async def test_a_return_gives_back_only_once_it_is_paid(at_shop: Open) -> None:
    store = await at_shop()
    store.shop.returns_wait = True
    async with store.open():
        bought = await store.buy()
        await store.do("purchase.return", order=order_of(bought))
        before = await spent(store)
        aftersales.settle(store.shop, store.books.charges[0].order)
        await store.do("purchase.status")
        assert (before, await spent(store)) == (RED, RED - 1265)

    assert store.books.taken("EUR") == RED - 1265


async def test_a_refund_is_given_back_once_however_often_it_is_seen(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        await store.buy()
        aftersales.refund(store.shop, store.books.charges[0].order, 500)
        for _ in range(3):
            await store.do("purchase.status")
        assert await spent(store) == RED - 500

    assert store.books.taken("EUR") == RED - 500


async def test_a_line_that_is_missing_after_all_is_given_back(at_shop: Open) -> None:
    store = await at_shop()
    async with store.open():
        items = [await store.find(words) for words in ("birthday card", "red tulips")]
        made = await store.do("purchase.cart", item=items)
        await store.do("purchase.buy", item=made.outcome.result.items[0])
        aftersales.fall_short(store.shop, store.books.charges[0].order)
        told = await store.do("purchase.status")
        assert await spent(store) == store.books.taken("EUR")

    assert "4.20 EUR" in told.outcome.detail
    assert len(store.books.refunds) == 1


async def test_it_is_not_delivered_everywhere(at_shop: Open) -> None:
    store = await at_shop(country="US")
    async with store.open():
        with pytest.raises(Question, match="cannot be delivered"):
            await store.buy()

    assert not store.books.charges


async def test_an_older_version_that_both_speak_is_spoken(at_shop: Open) -> None:
    store = await at_shop(Desk(versions=("2031-01-01", "2026-04-08")))
    async with store.open():
        assert (await store.buy()).outcome.verb == "done"

    assert charged(store) == [RED]


async def test_a_version_that_nobody_here_speaks_is_not_guessed(at_shop: Open) -> None:
    store = await at_shop(Desk(versions=("2031-01-01",)))
    async with store.open():
        performed = await store.do("purchase.search", item=("tulips",))

    assert performed.outcome.verb == "failed"
    assert "2031-01-01" in performed.outcome.detail


async def test_a_shop_behind_tls_is_proven(at_shop: Open, tmp_path: Path) -> None:
    authority, certificate = trustme.CA(), tmp_path / "shop.pem"
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(certificate)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    known = await at_shop(certificate=certificate, ca_file=str(tmp_path / "ca.pem"))
    stranger = await at_shop(certificate=certificate)
    async with known.open():
        found = await known.do("purchase.search", item=("tulips",))
    async with stranger.open():
        unproven = await stranger.do("purchase.search", item=("tulips",))

    assert (found.outcome.verb, unproven.outcome.verb) == ("done", "failed")
    assert not stranger.desk.turns


async def test_plain_http_is_for_a_shop_that_the_account_says_is_plain(at_shop: Open) -> None:
    store = await at_shop(plain=False)
    async with store.open():
        performed = await store.do("purchase.search", item=("tulips",))

    assert performed.outcome.verb == "failed"
    assert not store.desk.turns


STEPS = ("profile", "search", "create", "update", "lookup", "get", "complete")
KINDS = ("stall", "stall after", "drop after", "unavailable", "broken after", "cut", "garbage")
LASTING = ("stall", "stall after", "drop after", "broken after")


@pytest.mark.parametrize("step", STEPS)
async def test_whatever_fails_once_at_a_step_what_is_recorded_is_so(
    at_shop: Open, step: str
) -> None:
    """Seven kinds of failure, each with a shop and a home of its own."""

    async def failing(kind: str) -> None:
        store = await at_shop(timeout=0.8)
        store.desk.faults.add(step, kind)  # type: ignore[arg-type]
        async with store.open():
            await settled(store, await tried(store))

    await all_of({kind: failing(kind) for kind in KINDS})


@pytest.mark.parametrize("step", ["get", "complete", "cancel"])
async def test_whatever_fails_for_good_at_a_step_is_surfaced_and_later_settled(
    at_shop: Open, step: str
) -> None:
    """The answer to the payment is lost, and then nothing is answered for a while."""

    async def failing(kind: str) -> None:
        store = await at_shop(timeout=0.8)
        async with store.open():
            call = await store.call("purchase.buy", item=await store.find("red tulips"))
            store.desk.faults.add("complete", "drop after")
            store.desk.faults.add(step, kind, times=1000)  # type: ignore[arg-type]
            verb = (await store.perform(call)).outcome.verb
            store.desk.faults.clear()
            await settled(store, verb)

    await all_of({kind: failing(kind) for kind in LASTING})


async def all_of(doing: Mapping[str, Coroutine[Any, Any, None]]) -> None:
    """Do all at once; whatever fails is said with its name."""
    ended = await asyncio.gather(*doing.values(), return_exceptions=True)
    wrong = {name: end for name, end in zip(doing, ended, strict=True) if end is not None}
    assert not wrong


async def tried(store: Store) -> str:
    """How a purchase ended, in a word."""
    try:
        return (await store.buy()).outcome.verb
    except (Question, AttributeError):
        # An offer that was not found cannot be bought.
        return "failed"


async def settled(store: Store, verb: str) -> None:
    """What the ledger says is what the books say, at once or after the merchant was asked again."""
    count = len(store.books.charges)
    assert count <= 1
    if verb in ("failed", "refused"):
        assert not count
    if verb == "done":
        assert count == 1
    if verb == "unknown":
        assert await spent(store) == RED
        store.clock.advance(minutes=10)
        await store.runtime.recover()
        for each in await asyncio.to_thread(unsettled, store.home.journal):
            # The merchant never proves that it took nothing; the owner looks at her statement.
            await asyncio.to_thread(settle, store.home, each.seq, count > 0)
    left = await spent(store)
    assert left == store.books.taken("EUR"), (verb, left)


async def nothing_was_taken(store: Store, performed: Performed) -> None:
    """It stays counted, whatever the merchant says, until the owner says that nothing was taken."""
    assert performed.outcome.verb == "unknown"
    assert "counts as spent until you say that nothing was taken" in performed.outcome.detail
    store.clock.advance(minutes=10)
    assert await store.runtime.recover() == []
    total = dict(performed.call.args)["total"].data
    assert await spent(store) == total.minor
    assert not store.books.charges
    assert {each.status for each in store.shop.sessions.values()} == {"canceled"}
    await asyncio.to_thread(settle, store.home, performed.outcome.event, False)
    assert await spent(store) == 0


def order_of(performed: Any) -> Any:
    return performed.outcome.result.items[0]


def dearer(store: Store, product: str, price: int) -> None:
    shelf = store.shop.shelf.products
    shelf[product] = dataclasses.replace(shelf[product], price=price)


def resent(store: Store, turn: Any) -> tuple[int, Any]:
    import httpx

    names = ("ucp-agent", "idempotency-key", "content-type", "accept")
    headers = {name: turn.headers[name] for name in names}
    said = httpx.post(turn.path, content=turn.asked, headers=headers, timeout=5)
    return said.status_code, said.json()

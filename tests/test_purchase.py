"""Buying at a merchant on loopback: what is agreed to is what is bought, and it is counted once."""

from __future__ import annotations

import asyncio
import csv
import dataclasses
import json
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest

from plam_agent import config, keys, spending
from plam_agent.agent import Agent
from plam_agent.binding import Bound, Question
from plam_agent.cli import main
from plam_agent.config import Account
from plam_agent.errors import InputError
from plam_agent.freezing import freeze
from plam_agent.home import Home
from plam_agent.operations import tools_under
from plam_agent.outcomes import Done, Failed, Pending, Refused, Unknown
from plam_agent.policy import grants, ledger
from plam_agent.policy.decide import PROBATION
from plam_agent.policy.receipts import sign_receipt
from plam_agent.policy.signing import sign
from plam_agent.records import call_body, read_call
from plam_agent.runtime import Performed, Runtime
from plam_agent.sample.shop.desk import Desk
from plam_agent.sample.shop.faults import Fault
from plam_agent.sample.shop.serving import serving
from plam_agent.setup import make_home
from plam_agent.tools.context import Connections
from plam_agent.tools.purchase.buying import merchant_of, wish_of
from plam_agent.tools.purchase.merchant import key_of
from plam_agent.tools.purchase.terms import READY
from plam_agent.tools.standard import everything
from plam_agent.types import (
    REQUEST,
    Approval,
    Call,
    Item,
    Money,
    Result,
    Value,
    designated,
)
from plam_agent.unsettled import settle
from tests.fakes import FixedClock, ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, START

SAID = frozenset({REQUEST})
POLICY = """plam: 1
serial: 1
owner: marie@example.org
device: {device}
expires: 2027-12-31
rules:
  - id: look
    allow: [purchase.search, purchase.quote, purchase.cart, purchase.status]
  - id: after
    allow: [purchase.cancel, purchase.return]
    origin: {{order: [shop]}}
  - id: flowers
    allow: purchase.buy
    where: {{merchant: [flowers.example], total: {{max: 40.00 EUR}}}}
    budget: 100.00 EUR/month
otherwise:
  confirm: [purchase.buy]
  expires: 24h
"""
SETTINGS: dict[str, Any] = {
    "plain": True,
    "merchant": "flowers.example",
    "handler": "token",
    "currency": "EUR",
    "first_name": "Marie",
    "last_name": "Durand",
    "street": "3 rue des Lilas",
    "postcode": "75011",
    "city": "Paris",
    "country": "FR",
}


@dataclass
class Buyer:
    """A home with one shop account, and the shop."""

    path: Path
    desk: Desk
    clock: FixedClock
    runs: int = 0

    def open(self) -> Home:
        return Home.open(self.path, lambda: PASSPHRASE, clock=self.clock)

    @asynccontextmanager
    async def runtime(self, ask: Any = None) -> AsyncIterator[Runtime]:
        with self.open() as home:
            async with Connections() as connections:
                yield Runtime(
                    home, home.policy(), everything(), connections, ask=ask, model="scripted"
                )

    async def frozen(
        self, runtime: Runtime, tool: str, thing: Item | None = None, **said: Any
    ) -> Call:
        """A step of a new run as the agent would freeze it."""
        self.runs += 1
        found = runtime.registry.get(tool)
        assert found is not None
        args = {name: Value(value, SAID) for name, value in said.items()}
        versions: tuple[Any, ...] = ()
        if thing is not None:
            name = "order" if thing.id.kind == "order" else "item"
            many = next(p.many for p in found.params if p.name == name)
            value = designated(thing)
            args[name] = Value((value.data,), value.origins) if many else value
            versions = ((thing.id, thing.version),)
        return await freeze(runtime, f"run-{self.runs}", 1, found, Bound(args, versions), 0.99)

    async def perform(
        self, runtime: Runtime, call: Call, receipt: Approval | None = None
    ) -> Performed:
        grant = grants.issue(
            runtime.home.device,
            None,
            holder=runtime.home.device.public,
            not_after=runtime.home.now() + timedelta(minutes=10),
            policy=runtime.policy.hash,
        )
        return await runtime.perform(call, (grant,), receipt=receipt)

    async def do(
        self, runtime: Runtime, tool: str, thing: Item | None = None, **said: Any
    ) -> Result:
        performed = await self.perform(runtime, await self.frozen(runtime, tool, thing, **said))
        assert isinstance(performed.outcome, Done), performed.outcome
        return performed.outcome.result

    async def find(self, runtime: Runtime, words: str) -> Item:
        found = await self.do(runtime, "purchase.search", item=(words,))
        return found.items[0]

    async def ready(self, runtime: Runtime, words: str = "red tulips", **said: Any) -> Call:
        item = await self.find(runtime, words)
        return await self.frozen(runtime, "purchase.buy", item, **said)

    def receipt(self, runtime: Runtime, call: Call) -> Approval:
        key = keys.open_approval(self.path, PASSPHRASE)
        return sign_receipt(key, call, runtime.policy.hash, runtime.home.now())

    def taken(self) -> int:
        return self.desk.shop.till.books.taken("EUR")

    async def left(self, runtime: Runtime) -> int:
        """What the ledger says is spent by the rule, in minor units."""
        return await asyncio.to_thread(self._left, runtime)

    def _left(self, runtime: Runtime) -> int:
        with runtime.home.journal.reading() as connection:
            return ledger.spent(connection, "flowers", START - timedelta(days=60), "EUR")


def settle_in(home: Home) -> None:
    """Let the model have bought so often that its first purchases are over."""
    mark = home.vault.mark("made", "scripted", "purchase.buy")
    with home.journal.transaction() as tx:
        for number in range(PROBATION):
            ledger.reserve(tx, f"{number:064}", "before", START - timedelta(days=90), made=mark)


def build(folder: Path, desk: Desk, url: str, policy: str = POLICY, **settings: Any) -> Buyer:
    path, clock = folder / "home", FixedClock(START)
    make_home(
        path,
        owner="marie@example.org",
        zone="Europe/Paris",
        passphrase=PASSPHRASE,
        cost=keys.CHEAP,
        clock=clock,
    )
    shop = Account("flowers", "shop", "ucp", {**SETTINGS, "url": url, **settings})
    config.save(path, dataclasses.replace(config.load(path), accounts=(shop,)))
    device = re.search(r"(?m)^device: (\S+)", (path / "policy.yaml").read_text())
    assert device is not None
    (path / "policy.yaml").write_text(
        policy.format(device=device[1]).replace("serial: 1", "serial: 2")
    )
    sign(path / "policy.yaml", keys.open_owner(path, PASSPHRASE), now=clock())
    buyer = Buyer(path, desk, clock)
    with buyer.open() as home:
        home.secrets.set("flowers", "payment", desk.shop.till.open_token())
        settle_in(home)
    return buyer


@pytest.fixture
def buyer(tmp_path: Path) -> Iterator[Buyer]:
    """A home whose one shop is honest."""
    desk = Desk()
    with serving(desk) as url:
        yield build(tmp_path, desk, url)


async def test_a_purchase_within_the_mandate_needs_nobody(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        call = await buyer.ready(runtime)

        performed = await buyer.perform(runtime, call)

        assert isinstance(performed.outcome, Done), performed.outcome
        assert performed.decision.rule == "flowers"
        (charge,) = buyer.desk.shop.till.books.charges
        assert charge.items == (("tulips-red", 1),)
        assert await buyer.left(runtime) == charge.amount == call.plain()["total"]["minor"]


async def test_the_call_says_all_that_the_owner_would_agree_to(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        call = await buyer.ready(runtime, quantity="two")

    said = call.plain()
    assert said["merchant"] == "flowers.example"
    assert said["items"] == ["2 × Red tulips, bunch of ten [tulips-red] at 11.50 EUR"]
    assert "Delivery: 4.90 EUR" in said["charges"]
    assert said["charges"][-1].startswith("Total: ")
    assert said["address"] == "Marie Durand, 3 rue des Lilas, 75011 Paris, FR"
    assert said["session"] in buyer.desk.shop.sessions
    preview = runtime.preview(call)
    assert "2 × Red tulips" in preview
    assert "Delivery: 4.90 EUR" in preview


async def test_a_price_that_changes_after_the_yes_is_not_paid(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        call = await buyer.ready(runtime)
        session = buyer.desk.shop.sessions[call.plain()["session"]]
        session.extras.append(("fee", "Handling", 500))

        performed = await buyer.perform(runtime, call)

        assert isinstance(performed.outcome, Failed)
        assert "now Handling: 5.00 EUR" in performed.outcome.detail
        assert buyer.taken() == 0
        assert await buyer.left(runtime) == 0


async def test_above_the_mandate_the_owner_is_asked(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        call = await buyer.ready(runtime, quantity="4")

        performed = await buyer.perform(runtime, call)

        assert isinstance(performed.outcome, Pending)
        assert "at most 40.00 EUR" in performed.outcome.detail
        approved = await buyer.perform(runtime, call, buyer.receipt(runtime, call))
        assert isinstance(approved.outcome, Done)
        entry = (await asyncio.to_thread(spending.spending, runtime.home.journal))[0]
        assert (entry.by, entry.paid) == ("you", buyer.taken())


async def test_the_most_that_was_said_is_kept(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        with pytest.raises(Question, match=r"more than the 15\.00 EUR you said"):
            await buyer.ready(runtime, most=Money(1500, "EUR"))


async def test_without_a_token_it_stops_with_the_merchants_link(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        await asyncio.to_thread(runtime.home.secrets.remove, "flowers")

        with pytest.raises(Question, match="has no payment token") as stopped:
            await buyer.ready(runtime)

    assert f"{buyer.desk.shop.base}/checkouts/" in str(stopped.value)
    assert buyer.taken() == 0


async def test_a_subscription_is_not_bought(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        with pytest.raises(Question, match="looks like a subscription"):
            await buyer.ready(runtime, "bouquet every month")


async def test_what_is_sold_out_is_not_offered(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        found = await buyer.do(runtime, "purchase.search", item=("peonies",))

    assert found.items == ()


async def test_offers_are_compared_delivered(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        item = await buyer.find(runtime, "red tulips")

        result = await buyer.do(runtime, "purchase.quote", item)

    (quoted,) = result.items
    assert quoted.fields["total"].data.minor > quoted.fields["price"].data.minor
    assert "delivered" in result.summary
    assert buyer.taken() == 0


async def test_a_session_is_replaced_and_delivered_anew(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        tulips = (await buyer.find(runtime, "red tulips")).id
        other = (await buyer.find(runtime, "mixed tulips")).id
        shop = runtime.surroundings(tulips.account)
        merchant = await merchant_of(shop)
        first = await merchant.create(wish_of(shop, ((tulips.id, 1),)), key_of("create", "a"))

        more = await merchant.update(first, wish_of(shop, ((tulips.id, 3),)), key_of("more", "a"))
        instead = await merchant.update(more, wish_of(shop, ((other.id, 2),)), key_of("other", "a"))

    assert {first.session, more.session, instead.session} == {first.session}
    assert [(each.item, each.quantity) for each in more.lines] == [(tulips.id, 3)]
    assert [(each.item, each.quantity) for each in instead.lines] == [(other.id, 2)]
    assert {first.status, more.status, instead.status} == {READY}
    assert more.total > first.total
    assert instead.delivery == first.delivery


async def test_a_cart_is_bought_as_it_was(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        item = await buyer.find(runtime, "red tulips")
        cart = (await buyer.do(runtime, "purchase.cart", item, quantity="2")).items[0]

        call = await buyer.frozen(runtime, "purchase.buy", cart)
        performed = await buyer.perform(runtime, call)

    assert isinstance(performed.outcome, Done), performed.outcome
    assert buyer.desk.shop.till.books.charges[0].items == (("tulips-red", 2),)


async def test_what_the_merchant_gives_back_can_be_spent_again(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        performed = await buyer.perform(runtime, await buyer.ready(runtime))
        assert isinstance(performed.outcome, Done)
        (order,) = performed.outcome.result.items

        result = await buyer.do(runtime, "purchase.cancel", order)

        assert "given back" in result.summary
        assert buyer.taken() == 0
        assert await buyer.left(runtime) == 0
        (entry,) = await asyncio.to_thread(spending.spending, runtime.home.journal)
        assert entry.paid == entry.refunded > 0


async def test_the_report_says_who_allowed_it(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        await buyer.perform(runtime, await buyer.ready(runtime))
        (entry,) = await asyncio.to_thread(spending.spending, runtime.home.journal)

    assert entry.by == "rule flowers"
    assert entry.state == "bought"
    assert entry.merchant == "flowers.example"
    assert entry.order.startswith("ord_")


async def test_orders_are_followed(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        await buyer.perform(runtime, await buyer.ready(runtime))

        result = await buyer.do(runtime, "purchase.status", words=("tulips",))

    assert result.items[0].id.kind == "order"
    assert "processing" in result.summary


async def test_what_is_bought_in_parts_counts_as_one(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        item = await buyer.find(runtime, "red tulips")
        first = await buyer.frozen(runtime, "purchase.buy", item)
        second = await buyer.frozen(runtime, "purchase.buy", item, quantity="2")
        assert isinstance((await buyer.perform(runtime, first)).outcome, Done)

        performed = await buyer.perform(runtime, dataclasses.replace(second, run=first.run, step=2))

        assert isinstance(performed.outcome, Pending)
        assert "18.53 EUR was spent there for this already" in performed.outcome.detail


@pytest.mark.parametrize("kind", ["drop", "drop after", "garbage", "broken after", "unavailable"])
async def test_an_answer_that_is_lost_is_found_out(buyer: Buyer, kind: str) -> None:
    times = 1 if kind == "unavailable" else 2
    buyer.desk.faults.add("complete", kind, times=times)  # type: ignore[arg-type]
    async with buyer.runtime() as runtime:
        performed = await buyer.perform(runtime, await buyer.ready(runtime))

        assert isinstance(performed.outcome, Done), performed.outcome
        assert await buyer.left(runtime) == buyer.taken() == 1853
    assert len(buyer.desk.shop.till.books.charges) == 1


async def test_a_merchant_that_stays_silent_leaves_an_honest_unknown(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        call = await buyer.ready(runtime)
        buyer.desk.faults.add("complete", "drop after", times=1)
        buyer.desk.faults.add("complete", "drop", times=9)
        buyer.desk.faults.add("cancel", "drop", times=9)
        once = buyer.desk.faults.take
        looks = iter(range(100))
        buyer.desk.faults.take = (  # type: ignore[method-assign]
            lambda step: Fault("get", "drop") if step == "get" and next(looks) else once(step)
        )
        performed = await buyer.perform(runtime, call)
        assert isinstance(performed.outcome, Unknown), performed.outcome
        assert await buyer.left(runtime) == buyer.taken() == 1853

        buyer.desk.faults.take = once  # type: ignore[method-assign]
        buyer.desk.faults.clear()
        found = await runtime.recover()

        assert [each.verb for each in found] == ["done"]
        (entry,) = await asyncio.to_thread(spending.spending, runtime.home.journal)
        assert (entry.state, entry.net) == ("bought", 1853)


async def test_what_was_cut_off_before_it_was_paid_is_ended_and_left_to_the_owner(
    buyer: Buyer,
) -> None:
    async with buyer.runtime() as runtime:
        call = await buyer.ready(runtime)
        tool = runtime.registry.get("purchase.buy")
        assert tool is not None

        def begun() -> None:
            with runtime.home.journal.transaction() as tx:
                details = {"run": call.run, "call": call_body(call), "preview": ""}
                money = Money(1853, "EUR")
                now = runtime.home.now()
                ledger.reserve(tx, call.digest, "flowers", now, money=money, details=details)

        await asyncio.to_thread(begun)
        buyer.clock.advance(seconds=10)
        assert await buyer.left(runtime) == 1853

        (found,) = await runtime.recover()

        assert isinstance(found, Unknown), "nobody knows whether the token was sent"
        assert buyer.desk.shop.sessions[call.plain()["session"]].status == "canceled"
        assert await buyer.left(runtime) == 1853
        await asyncio.to_thread(settle, runtime.home, found.event, False)
        assert await buyer.left(runtime) == buyer.taken() == 0
        await asyncio.to_thread(ledger.check, runtime.home.journal)


async def test_a_confirmation_at_the_bank_stays_open_until_it_is_there(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        call = await buyer.ready(runtime)
        shop, session = buyer.desk.shop, call.plain()["session"]
        reviews = shop._reviews
        shop._reviews = lambda each: True  # type: ignore[method-assign]
        performed = await buyer.perform(runtime, call)
        assert isinstance(performed.outcome, Unknown), performed.outcome
        assert f"/checkouts/{session}" in performed.outcome.detail
        assert await buyer.left(runtime) == 1853

        shop._reviews = reviews  # type: ignore[method-assign]
        assert shop.sessions[session].status == "requires_escalation"


async def test_the_two_tables_agree_after_everything(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        for words in ("red tulips", "small cactus"):
            performed = await buyer.perform(runtime, await buyer.ready(runtime, words))
            assert isinstance(performed.outcome, Done)
        await buyer.do(runtime, "purchase.return", performed.outcome.result.items[0])

        await asyncio.to_thread(ledger.check, runtime.home.journal)
        assert await buyer.left(runtime) == buyer.taken()


async def test_a_card_number_is_refused_as_a_token(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        secrets = runtime.home.secrets

        with pytest.raises(InputError, match="payment card number"):
            await asyncio.to_thread(secrets.set, "flowers", "payment", "4111 1111 1111 1111")


async def test_a_call_with_a_card_number_is_never_written_down(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        words = ("tulips for 5555-5555-5555-4444",)
        call = await buyer.frozen(runtime, "purchase.search", item=words)
        rehearsed = await runtime.rehearse(call, ())
        performed = await buyer.perform(runtime, call)
        events = await asyncio.to_thread(lambda: list(runtime.home.journal.events()))
        told = str([each.body for each in events])

    assert rehearsed.decision == performed.decision
    assert isinstance(performed.outcome, Refused)
    assert "`item` of purchase.search holds a payment card number" in performed.outcome.detail
    written = read_call(events[-1].body["call"])
    assert events[-1].kind == "refused"
    assert dict(written.args)["item"].data == ("tulips for [card number]",)
    assert "5555" not in told


async def test_the_report_is_a_table_that_no_spreadsheet_runs(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        await buyer.perform(runtime, await buyer.ready(runtime))
        spent = await asyncio.to_thread(spending.spending, runtime.home.journal)
    evil = dataclasses.replace(spent[0], merchant="=HYPERLINK(1)")

    head, row, other = csv.reader(spending.as_csv([spent[0], evil], UTC).splitlines())

    assert head == list(spending.COLUMNS)
    assert dict(zip(head, row, strict=True)) | {"at": "", "run": "", "event": "", "order": ""} == {
        "at": "", "run": "", "event": "", "order": "", "merchant": "flowers.example",
        "what": "1 × Red tulips, bunch of ten [tulips-red] at 11.50 EUR", "state": "bought",
        "allowed by": "rule flowers", "rule": "flowers", "paid": "18.53", "refunded": "0.00",
        "net": "18.53", "currency": "EUR",
    }  # fmt: skip
    assert other[1] == "'=HYPERLINK(1)"


async def test_the_report_keeps_to_its_days(buyer: Buyer) -> None:
    async with buyer.runtime() as runtime:
        await buyer.perform(runtime, await buyer.ready(runtime))
        journal, day = runtime.home.journal, timedelta(days=1)

        assert await asyncio.to_thread(spending.spending, journal, START + day) == []
        assert await asyncio.to_thread(spending.spending, journal, None, START - day) == []
        found = await asyncio.to_thread(spending.spending, journal, START - day, START + day)

    assert spending.sums(found) == {"EUR": 1853}


def test_the_command_prints_what_was_spent(
    buyer: Buyer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def bought() -> None:
        async with buyer.runtime() as runtime:
            await buyer.perform(runtime, await buyer.ready(runtime))

    asyncio.run(bought())
    monkeypatch.setenv("PLAM_PASSPHRASE", PASSPHRASE)
    home = ["spending", "--home", str(buyer.path)]

    assert main(home) == 0
    told = capsys.readouterr().out
    assert main([*home, "--since", "2026-11-23", "--until", "2026-11-23", "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert main([*home, "--since", "2026-11-24", "--csv"]) == 0
    table = capsys.readouterr().out

    assert "18.53 EUR" in told
    assert "allowed by rule flowers" in told
    assert plain["spent"] == {"EUR": 1853}
    assert table.splitlines() == [",".join(spending.COLUMNS)]


def test_a_shop_is_added_with_its_token_in_the_vault(
    buyer: Buyer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAM_PASSPHRASE", PASSPHRASE)
    base = ["account", "add", "shop", "--home", str(buyer.path), "--handler", "token"]

    def given(text: str) -> str:
        reading, writing = os.pipe()
        os.write(writing, f"{text}\n".encode())
        os.close(writing)
        return str(reading)

    named = [*base, "--name", "books", "--url", "https://books.example", "--country", "FR"]
    assert main([*named, "--payment-fd", given("tok_1"), "--password-fd", given("key_1")]) == 0
    card = [*base, "--name", "cards", "--url", "https://cards.example"]
    assert main([*card, "--payment-fd", given("4111111111111111")]) == 2

    told = capsys.readouterr()
    assert "payment card number" in told.err
    assert "4111" not in told.out + told.err
    settings = config.load(buyer.path)
    assert [each.name for each in settings.accounts] == ["flowers", "books"]
    assert "tok_1" not in (buyer.path / "config.toml").read_text()
    with buyer.open() as home:
        assert home.secrets.get("books", "payment") == "tok_1"
        assert home.secrets.get("books", "password") == "key_1"


@pytest.mark.parametrize(
    "plan",
    [
        [{"tool": "purchase.buy", "args": {"item": " red tulips"}}],
        [
            {"tool": "purchase.search", "args": {"item": " red tulips"}},
            {"tool": "purchase.buy", "args": {"item": "$1", "most": "@p1"}},
        ],
    ],
)
async def test_a_request_buys_what_it_names(buyer: Buyer, plan: Any) -> None:
    words = "buy red tulips for at most 20 euros"
    async with buyer.runtime() as runtime:
        agent = Agent(runtime, ScriptedEngine(lambda _: {"steps": plan}))

        answer = await agent.ask(words)

        assert "Bought 1 × Red tulips" in answer.text, answer.text
        assert await buyer.left(runtime) == buyer.taken() == 1853


async def test_a_request_that_several_offers_fit_asks(buyer: Buyer) -> None:
    plan = {"steps": [{"tool": "purchase.buy", "args": {"item": " tulips"}}]}
    async with buyer.runtime() as runtime:
        answer = await Agent(runtime, ScriptedEngine(lambda _: plan)).ask("buy tulips")

    assert "Which offer?" in answer.question
    assert buyer.taken() == 0


def test_a_plan_and_a_grant_may_name_a_purchase_where_there_is_a_shop(
    buyer: Buyer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLAM_PASSPHRASE", PASSPHRASE)
    holder = keys.Signer(b"a" * 32).public
    words = ["grant", "issue", "--holder", holder, "--tools", "purchase.buy", "--json"]
    assert main([*words, "--where", "total<=20.00 EUR", "--home", str(buyer.path)]) == 0
    assert "purchase.buy" in capsys.readouterr().out

    policy = buyer.path / "policy.yaml"
    planned = {tool.name for tool in tools_under(policy, buyer.path)}
    assert {"purchase.search", "purchase.buy", "purchase.cancel"} <= planned
    assert {tool.name for tool in tools_under(policy)} == {"purchase.search"}


async def test_a_request_with_a_card_number_goes_nowhere(buyer: Buyer) -> None:
    engine = ScriptedEngine(lambda _: {"steps": []})
    async with buyer.runtime() as runtime:
        with pytest.raises(InputError, match="payment card number"):
            await Agent(runtime, engine).ask("pay the tulips with 4111 1111 1111 1111")

        journal = runtime.home.journal
        event = await asyncio.to_thread(journal.append, "note", {"said": ["4111111111111111"]})
        assert event.body == {"said": ["[card number]"]}

    assert engine.prompts == []

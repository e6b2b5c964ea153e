"""A home with an account at the sample shop, and an owner who buys there."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from plam_agent import config, keys
from plam_agent.approvals import card
from plam_agent.binding import Bound, Question
from plam_agent.config import Account
from plam_agent.freezing import freeze
from plam_agent.home import Home
from plam_agent.policy import grants
from plam_agent.policy.receipts import sign_receipt
from plam_agent.policy.signing import sign
from plam_agent.runtime import Performed, Runtime
from plam_agent.sample.shop import mint
from plam_agent.sample.shop.counter import MERCHANT, Shop
from plam_agent.sample.shop.desk import Desk
from plam_agent.sample.shop.serving import serving
from plam_agent.setup import make_home
from plam_agent.tools.context import Connections
from plam_agent.tools.standard import everything
from plam_agent.types import (
    REQUEST,
    Approval,
    Call,
    Confirm,
    Item,
    Money,
    Value,
    designated,
)
from tests.fakes import FixedClock

PASSPHRASE = "correct horse"
START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TOKEN = "tok_OwnersOpenToken-7Qz4vY1mB8"
KEY = "key_OwnersAccountKey-5Rk2xW9nC3"
POLICY = """plam: 1
serial: 1
owner: marie@example.org
device: {device}
expires: 2027-06-30
rules:
  - id: look
    allow: [purchase.search, purchase.quote, purchase.cart, purchase.status, purchase.cancel,
            purchase.return]
  - id: small
    allow: purchase.buy
    where: {{merchant: [flowers.example], total: {{max: 60.00 EUR}}}}
    origin: {{total: [shop], price: [shop]}}
    budget: {budget} EUR/month
otherwise: {otherwise}
"""
ASKS = "{confirm: [purchase.buy], expires: 24h}"
ADDRESS = {
    "first_name": "Marie", "last_name": "Dubois", "street": "12 rue du Canal", "postcode": "75011",
    "city": "Paris", "country": "FR", "email": "marie@example.org", "currency": "EUR",
}  # fmt: skip
ON_HER_OWN = frozenset({REQUEST})


def template(folder: Path) -> Path:
    """A home that others are copied from."""
    path = folder / "template"
    clock = FixedClock(START)
    make_home(path, owner="marie@example.org", zone="Europe/Paris", passphrase=PASSPHRASE,
              cost=keys.CHEAP, clock=clock)  # fmt: skip
    return path


@dataclass
class Store:
    """A home, the desk of the shop where it has an account, and what was shown to the owner.

    `owner` answers what is asked: the receipt of a yes, False or None. `cards` is all she saw.
    """

    path: Path
    desk: Desk
    clock: FixedClock = field(default_factory=lambda: FixedClock(START))
    owner: Callable[[Call], bool | None] = lambda call: True
    cards: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    runtime: Runtime = field(init=False)
    home: Home = field(init=False)
    _runs: Iterator[int] = field(default_factory=itertools.count)

    @property
    def shop(self) -> Shop:
        return self.desk.shop

    @property
    def books(self) -> Any:
        return self.shop.till.books

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Store]:
        """The home opened, with a runtime whose owner is there."""
        with Home.open(self.path, lambda: PASSPHRASE, clock=self.clock) as home:
            async with Connections() as connections:
                self.home = home
                self.runtime = Runtime(
                    home, home.policy(), everything(), connections, ask=self._ask, model=""
                )
                yield self

    async def _ask(self, call: Call, decision: Confirm, preview: str) -> Approval | bool | None:
        self.cards.append(f"{card(call, None, preview)}\n{'; '.join(decision.reasons)}")
        answer = self.owner(call)
        if answer is not True:
            return answer
        key = await asyncio.to_thread(keys.open_approval, self.path, PASSPHRASE)
        return sign_receipt(key, call, self.runtime.policy.hash, self.home.now())

    async def call(self, tool: str, origins: Any = ON_HER_OWN, **args: Any) -> Call:
        """A frozen call of a run of its own. Raises Question where it is none."""
        known = self.runtime.registry.get(tool)
        assert known is not None
        values, versions = {}, []
        for name, value in args.items():
            items = [value] if isinstance(value, Item) else value
            if isinstance(items, list):
                found = [designated(each) for each in items]
                versions += [(each.id, each.version) for each in items]
                data = found[0].data if items is not value else tuple(f.data for f in found)
                values[name] = Value.join(data, found)
            else:
                values[name] = Value(value, origins)
        run = f"run-{next(self._runs)}"
        return await freeze(self.runtime, run, 1, known, Bound(values, tuple(versions)), 1.0)

    async def do(self, tool: str, **args: Any) -> Performed:
        """Have a call performed; what was said of it is kept."""
        try:
            call = await self.call(tool, **args)
        except Question as question:
            self.said.append(str(question))
            raise
        return await self.perform(call)

    async def perform(self, call: Call) -> Performed:
        """Perform a frozen call under the widest grant."""
        performed = await self.runtime.perform(call, (self.grant(),))
        self.said.append(performed.outcome.detail)
        return performed

    def grant(self) -> grants.Grant:
        return grants.issue(
            self.home.device, None, holder=self.home.device.public,
            policy=self.runtime.policy.hash, not_after=self.home.now() + timedelta(hours=1),
        )  # fmt: skip

    async def find(self, words: str, number: int = 0) -> Item:
        """The offer that a search finds."""
        performed = await self.do("purchase.search", item=tuple(words.split()))
        return performed.outcome.result.items[number]  # type: ignore[union-attr]

    async def buy(
        self, words: str = "red tulips", quantity: str = "", most: Money | None = None
    ) -> Performed:
        """Look for something and buy it."""
        item = await self.find(words)
        return await self.do("purchase.buy", item=item, **_given(quantity=quantity, most=most))

    def edit(self, **settings: Any) -> None:
        """Change the settings of the account."""
        known = config.load(self.path)
        accounts = [
            dataclasses.replace(each, settings={**each.settings, **settings})
            if each.name == "flowers"
            else each
            for each in known.accounts
        ]
        config.save(self.path, dataclasses.replace(known, accounts=tuple(accounts)))


def _given(**args: Any) -> dict[str, Any]:
    return {name: value for name, value in args.items() if value}


@contextmanager
def selling(
    template: Path,
    folder: Path,
    desk: Desk | None = None,
    *,
    budget: str = "120.00",
    otherwise: str = ASKS,
    scoped: bool = False,
    certificate: Path | None = None,
    **settings: Any,
) -> Iterator[Store]:
    """A shop that is open, and a home with an account there.

    With `scoped`, each payment has a token of its own; else the vault has one that pays anything.
    """
    desk = desk or Desk()
    path = folder / "home"
    shutil.copytree(template, path)
    clock = FixedClock(START)
    desk.shop.now = clock
    with serving(desk, certificate=certificate) as url:
        given: dict[str, Any] = {
            "url": url, "handler": "token", "merchant": MERCHANT, "timeout": 1.0, "default": True,
            **({"plain": True} if certificate is None else {}), **ADDRESS, **settings,
        }  # fmt: skip
        if scoped:
            key = folder / "till.key"
            key.write_text(desk.shop.till.key)
            given["payment_command"] = f"{sys.executable} -I -S {mint.__file__} {key}"
        account = Account("flowers", "shop", "ucp", given)
        config.save(path, dataclasses.replace(config.load(path), accounts=(account,)))
        with Home.open(path, lambda: PASSPHRASE, clock=clock) as home:
            if not scoped:
                home.secrets.set("flowers", "payment", TOKEN)
                desk.shop.till.open_token(TOKEN)
            home.secrets.set("flowers", "password", KEY)
            device = home.device.public
        policy = path / "policy.yaml"
        text = POLICY.format(device=device, budget=budget, otherwise=otherwise)
        policy.write_text(text)
        sign(policy, keys.open_owner(path, PASSPHRASE), now=clock())
        yield Store(path, desk, clock)

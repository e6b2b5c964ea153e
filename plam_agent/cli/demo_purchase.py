"""The demo's purchase: a shop on the loopback interface, a mandate, a yes, a price that rose."""

from __future__ import annotations

import asyncio
import dataclasses
import re
import secrets
import shlex
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .common import open_runtime, say

if TYPE_CHECKING:
    from ..home import Home
    from ..runtime import Performed, Runtime
    from ..sample.shop.counter import Shop
    from ..types import Approval, Call, Confirm, Item

NAME = "flowers"
RULES = """  - id: look-in-shops
    allow: [purchase.search, purchase.quote, purchase.status]
  - id: flowers
    allow: purchase.buy
    where: {merchant: [flowers.example], total: {max: 25.00 EUR}}
    origin: {total: [shop], price: [shop]}
    budget: 40.00 EUR/month
"""
SHOP: dict[str, Any] = {
    "merchant": "flowers.example", "plain": True, "handler": "token", "currency": "EUR",
    "first_name": "Marie", "last_name": "Dubois", "street": "12 rue du Canal",
    "postcode": "75011", "city": "Paris", "country": "FR", "default": True,
}  # fmt: skip


@dataclass
class Shopping:
    """What the tour shows of purchases, and what came of it."""

    folder: Path
    passphrase: str
    seen: dict[str, int] = field(default_factory=lambda: {"bought": 0, "not overcharged": 0})
    plain: dict[str, Any] = field(default_factory=dict)

    async def tour(self) -> None:
        """Open the shop, sign a mandate for it, and buy there."""
        from ..home import Home
        from ..sample.shop.desk import Desk
        from ..sample.shop.serving import serving

        path, desk = self.folder / "home", Desk()
        stack = ExitStack()
        url = await asyncio.to_thread(stack.enter_context, serving(desk))
        try:
            await asyncio.to_thread(self._mandate, path, url, desk.shop.till.key)
            home = await asyncio.to_thread(Home.open, path, lambda: self.passphrase)
            with home:
                async with open_runtime(home, model="demo") as runtime:
                    await self._shop(home, runtime, desk.shop)
        finally:
            await asyncio.to_thread(stack.close)

    def _mandate(self, path: Path, url: str, key: str) -> None:
        """Add the account, and the rules about it under a new signature."""
        from .. import config, keys
        from ..config import Account
        from ..files import write_atomic
        from ..home import system_clock
        from ..policy.signing import sign
        from ..sample.shop import mint

        write_atomic(self.folder / "till.key", key.encode())
        words = (sys.executable, "-I", "-S", mint.__file__, str(self.folder / "till.key"))
        settings = {**SHOP, "url": url, "payment_command": shlex.join(words)}
        known = config.load(path)
        account = Account(NAME, "shop", "ucp", settings)
        config.save(path, dataclasses.replace(known, accounts=(*known.accounts, account)))
        policy = path / "policy.yaml"
        text = policy.read_text().replace("\nrules:\n", f"\nrules:\n{RULES}", 1)
        text = re.sub(r"(?m)^serial: (\d+)", lambda m: f"serial: {int(m[1]) + 1}", text)
        write_atomic(policy, text.encode())
        sign(policy, keys.open_owner(path, self.passphrase), now=system_clock())

    async def _shop(self, home: Home, runtime: Runtime, shop: Shop) -> None:
        say(
            "\n5. Flowers. A shop opens on this machine, and she signs a rule for it: 25 EUR at "
            "most,\n   40 EUR a month.\n"
        )
        offers = await self._done(runtime, "purchase.search", item=("tulips",))
        compared = await self._done(runtime, "purchase.quote", item=offers)
        for each in compared:
            say(f"  {each.fields['title'].data}: {_shown(each.fields['total'].data)} delivered")
        red = next(each for each in offers if "Red" in each.fields["title"].data)
        bought = await self._perform(runtime, await _call(runtime, "purchase.buy", item=red))
        say(f"\n  She says yes. {bought.outcome.detail}")
        self.seen["bought"] += bought.outcome.verb == "done"
        call = await _call(runtime, "purchase.buy", item=red)
        for session in shop.sessions.values():
            if session.open:
                session.lines[0].price += 300
        say("\n  She says yes to the same again, and the shop raises its price before it is paid:")
        refused = await self._perform(runtime, call, quiet=True)
        say(f"  {refused.outcome.detail}")
        self.seen["not overcharged"] += refused.outcome.verb == "failed"
        await self._books(home, shop)
        self.plain |= {"bought": bought.outcome.detail, "refused": refused.outcome.detail}

    async def _books(self, home: Home, shop: Shop) -> None:
        from ..spending import spending

        spent = await asyncio.to_thread(spending, home.journal)
        ledger, taken = sum(each.net for each in spent), shop.till.books.taken("EUR")
        say(f"\n  Her ledger: {ledger / 100:.2f} EUR. The shop's books: {taken / 100:.2f} EUR.")
        self.seen["bought"] *= ledger == taken
        self.plain["ledger"], self.plain["books"] = ledger, taken

    async def _done(self, runtime: Runtime, tool: str, **args: Any) -> list[Item]:
        from ..outcomes import Done

        performed = await self._perform(runtime, await _call(runtime, tool, **args))
        outcome = performed.outcome
        if not isinstance(outcome, Done):
            say(f"  {tool}: {outcome.verb}, {outcome.detail}")
            return []
        return list(outcome.result.items)

    async def _perform(self, runtime: Runtime, call: Call, *, quiet: bool = False) -> Performed:
        """Perform a call; whatever it asks is shown, and she says yes."""
        from .. import keys
        from ..approvals import card
        from ..policy import grants
        from ..policy.receipts import sign_receipt

        home = runtime.home

        async def yes(call: Call, decision: Confirm, preview: str) -> Approval:
            if not quiet:
                say(f"\n{card(call, None, preview)}")
            key = await asyncio.to_thread(keys.open_approval, home.path, self.passphrase)
            return sign_receipt(key, call, runtime.policy.hash, home.now())

        grant = grants.issue(
            home.device, None, holder=home.device.public, policy=runtime.policy.hash,
            not_after=home.now() + timedelta(minutes=5), tools={call.tool},
        )  # fmt: skip
        return await runtime.perform(call, (grant,), ask=yes)


async def _call(runtime: Runtime, name: str, **args: Any) -> Call:
    """A call of the tour, as a plan would bind it."""
    from ..binding import Bound
    from ..freezing import freeze
    from ..types import REQUEST, Item, Value, designated

    tool = runtime.registry.get(name)
    assert tool is not None
    values, versions = {}, []
    for key, given in args.items():
        items = given if isinstance(given, list) else [given]
        if all(isinstance(each, Item) for each in items):
            found = [designated(each) for each in items]
            versions += [(each.id, each.version) for each in items]
            data = tuple(each.data for each in found) if items is given else found[0].data
            values[key] = Value.join(data, found)
        else:
            values[key] = Value(given, frozenset({REQUEST}))
    run = f"demo-{secrets.token_hex(6)}"
    return await freeze(runtime, run, 1, tool, Bound(values, tuple(versions)), 1.0)


def _shown(money: Any) -> str:
    from ..tools.purchase.money import shown

    return shown(money)

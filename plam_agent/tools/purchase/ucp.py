"""UCP 2026-04-08 over REST: carts, checkout sessions, orders and the catalogue of one merchant.

https://ucp.dev/2026-04-08/specification/checkout-rest and its neighbours. Nothing here decides
anything: what came is read into our nouns, and what is wrong with it is said in them.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote, urlsplit

from ...cards import masked
from ...errors import ToolError
from ...types import Money
from ..context import Context
from ..matching import plain
from . import ucp_read as read
from .exchange import Answer, Exchange, opened
from .merchant import LostError, Order, Payment, RefusedError, Wish
from .terms import WORKING, Offer, Terms
from .ucp_profile import CART, CHANGES, LOOKUP, ORDER, SEARCH, Shop, discovered

POLLS = 8
POLL_SECONDS = 0.5
"""How long a merchant that is still at it is asked again, in all about half a minute."""


class Ucp:
    """One merchant by UCP. `name` is who it is, for the owner and the policy."""

    def __init__(self, exchange: Exchange, name: str, handler: str, currency: str = "") -> None:
        """Speak to the merchant of `exchange`, and pay by the handler with this id."""
        self.name = name
        self._exchange = exchange
        self._handler = handler
        self._currency = currency
        self._shop: Shop | None = None
        self._finding = asyncio.Lock()
        self._seen: dict[str, Offer] = {}

    async def shop(self) -> Shop:
        """What was negotiated, asked once. Raises AccountError."""
        async with self._finding:
            if self._shop is None:
                self._shop = await discovered(self._exchange)
            return self._shop

    async def create(self, wish: Wish, key: str) -> Terms:
        """Open a session and choose the cheapest delivery."""
        body = _wished(wish)
        if wish.cart:
            await self._needs(CART, "no carts")
            body["cart_id"] = wish.cart
        opened_ = await self._checkout("POST", "", body, key)
        return await self._delivered(opened_, wish, key)

    async def update(self, terms: Terms, wish: Wish, key: str) -> Terms:
        """Replace what a session holds, the cheapest delivery included."""
        there = await self._checkout("GET", f"/{_part(terms.session)}")
        return await self._delivered(there, wish, key, anew=True)

    async def complete(self, terms: Terms, payment: Payment, key: str) -> Terms:
        """Pay and place the order; wait for a merchant that is still at it."""
        instrument = {
            "id": payment.instrument,
            "handler_id": payment.handler,
            "type": payment.kind,
            "selected": True,
            "credential": {"type": payment.credential, "token": payment.token},
        }
        place = f"/{_part(terms.session)}"
        body = {"payment": {"instruments": [instrument]}}
        self._exchange.secrets.append(payment.token)
        done = await self._terms("POST", f"{place}/complete", body, key)
        for _ in range(POLLS):
            if done.status != WORKING:
                return done
            await asyncio.sleep(POLL_SECONDS)
            done = await self.session(terms.session)
        raise LostError(f"{self.name} is still at it", fix="Look again later.")

    async def cancel(self, session: str, key: str) -> Terms:
        """End a session."""
        return self._same(session, await self._terms("POST", f"/{_part(session)}/cancel", {}, key))

    async def session(self, session: str) -> Terms:
        """A session as it is now. Raises RefusedError for one that is not there any more."""
        return self._same(session, await self._terms("GET", f"/{_part(session)}"))

    def _same(self, session: str, found: Terms) -> Terms:
        if found.session != session:
            raise read.UnreadError(f"{self.name} answered about another session")
        return found

    async def search(self, words: str, most: Money | None) -> Sequence[Offer]:
        """What it sells that the words find, in its own order."""
        await self._needs(SEARCH, "no catalogue")
        body: dict[str, Any] = {"query": words, "pagination": {"limit": read.OFFERS}}
        if most is not None:
            body["context"] = {"currency": most.currency}
            body["filters"] = {"price": {"max": most.minor}}
        answer = await self._asked("POST", "/catalog/search", body)
        found = read.offers(answer.body, self._currency)
        self._seen.update((each.id, each) for each in found)
        return found

    async def offer(self, item: str) -> Offer | None:
        """One item of the catalogue as it is now, where the merchant tells."""
        if (await self.shop()).can(LOOKUP):
            answer = await self._asked("POST", "/catalog/lookup", {"ids": [item]})
            found = read.offers(answer.body, self._currency)
            self._seen.update((each.id, each) for each in found)
            return next((each for each in found if each.id == item), None)
        return self._seen.get(item)

    async def cart(self, wish: Wish, key: str) -> Terms:
        """A cart with these items; its totals are an estimate."""
        await self._needs(CART, "no carts")
        answer = await self._asked("POST", "/carts", _basket(wish), key)
        body = {**answer.body, "status": "incomplete"}
        return read.terms(body, self.name, self._exchange.home, "")

    async def order(self, order: str) -> Order:
        """An order as it is now."""
        await self._needs(ORDER, "no orders to look at")
        answer = await self._asked("GET", f"/orders/{_part(order)}")
        found = read.order_of(answer.body, self._exchange.home)
        if found.id != order:
            raise read.UnreadError(f"{self.name} answered about another order")
        return found

    async def end_order(self, order: str, key: str, *, back: bool = False) -> Order:
        """Cancel an order, or announce its return, at a merchant that takes that from agents.

        Raises ToolError where it does not, and RefusedError where it is too late.
        """
        await self._needs(CHANGES, "no way for agents to change an order")
        doing = "returns" if back else "cancel"
        answer = await self._asked("POST", f"/orders/{_part(order)}/{doing}", {}, key)
        found = read.order_of(answer.body, self._exchange.home)
        if found.id != order:
            raise read.UnreadError(f"{self.name} answered about another order")
        return found

    async def _needs(self, capability: str, lacks: str) -> None:
        if not (await self.shop()).can(capability):
            raise ToolError(f"{self.name} has {lacks}", fix="Do it on its site.")

    async def _delivered(
        self, body: Mapping[str, Any], wish: Wish, key: str, *, anew: bool = False
    ) -> Terms:
        """The session with a delivery chosen in every group that has none yet."""
        for step in range(2):
            methods = _chosen(body, wish)
            if methods is None and not anew:
                break
            wanted = {**_wished(wish), "line_items": _lines_again(body, wish)}
            if methods is not None:
                wanted["fulfillment"] = {"methods": methods}
            session = _part(read.name(body.get("id"), "session id"))
            body = await self._checkout("PUT", f"/{session}", wanted, f"{key}-{step}")
            anew = False
        return await self._read(body)

    async def _read(self, body: Mapping[str, Any]) -> Terms:
        found = read.terms(body, self.name, self._exchange.home, self._handler)
        known = (await self.shop()).payees.get(self._handler, "")
        if self._handler and known != found.payee and not found.wrong:
            wrong = (
                f"{found.payee or 'nobody'} would be paid, and its profile says {known or 'nobody'}"
            )
            return dataclasses.replace(found, wrong=(wrong,))
        return found

    async def _terms(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        key: str = "",
    ) -> Terms:
        return await self._read(await self._checkout(method, path, body, key))

    async def _checkout(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        key: str = "",
    ) -> Mapping[str, Any]:
        place = f"/checkout-sessions{path}"
        return (await self._asked(method, place, body, key)).body

    async def _asked(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        key: str = "",
    ) -> Answer:
        url = (await self.shop()).endpoint + path
        answer = await self._exchange.send(method, url, body, key)
        if answer.status >= 500 and key:
            # It says that it failed, and not how far it came.
            raise LostError(f"{self.name} answered {answer.status}", fix="Try again later.")
        ucp = answer.body.get("ucp")
        failed = isinstance(ucp, Mapping) and ucp.get("status") == "error"
        if not 200 <= answer.status < 300 or failed:
            raise self._refusal(answer)
        return answer

    def _refusal(self, answer: Answer) -> RefusedError:
        said = answer.body.get("content") or answer.body.get("detail")
        messages = answer.body.get("messages")
        if isinstance(messages, list):
            told = [str(each.get("content", "")) for each in messages if isinstance(each, Mapping)]
            said = "; ".join(told[:3]) or said
        words = str(said or "")
        words = masked(plain(words, 200))
        link = read.link(answer.body.get("continue_url"), self._exchange.home)
        what = {404: "knows nothing of it", 410: "knows nothing of it any more",
                401: "refuses the account's key", 403: "refuses the account's key",
                409: "says that another request had the same key",
                429: "has too many requests"}.get(answer.status, "refuses")  # fmt: skip
        told_ = f"{self.name} {what}{f': {words}' if words else f' ({answer.status})'}"
        return RefusedError(told_, fix=f"See {link}." if link else "Try again, or buy there.")


def _wished(wish: Wish) -> dict[str, Any]:
    """A session's body from what is wanted."""
    body = _basket(wish)
    buyer = {"email": wish.email, "first_name": wish.address.first, "last_name": wish.address.last}
    body["buyer"] = {name: value for name, value in buyer.items() if value}
    if wish.address.country:
        method = {
            "type": "shipping",
            "destinations": [{"id": DESTINATION, **_place(wish)}],
            "selected_destination_id": DESTINATION,
        }
        body["fulfillment"] = {"methods": [method]}
    return body


DESTINATION = "home"


def _basket(wish: Wish) -> dict[str, Any]:
    lines = [{"item": {"id": item}, "quantity": number} for item, number in wish.items]
    hints = {
        "address_country": wish.address.country,
        "address_region": wish.address.region,
        "postal_code": wish.address.postcode,
        "currency": wish.currency,
        "language": wish.language,
    }
    context = {name: value for name, value in hints.items() if value}
    return {"line_items": lines, **({"context": context} if context else {})}


def _place(wish: Wish) -> dict[str, str]:
    said = {theirs: getattr(wish.address, ours) for ours, theirs in read.ADDRESS.items()}
    return {name: value for name, value in said.items() if value}


def _lines_again(body: Mapping[str, Any], wish: Wish) -> list[dict[str, Any]]:
    """What is wanted, under the ids that the merchant gave its lines."""
    wanted = list(wish.items)
    lines = []
    for each in read.maps(body.get("line_items"), "items"):
        item = read.name(read.mapping(each.get("item"), "item").get("id"), "item id")
        number = each.get("quantity")
        match = next((w for w in wanted if w[0] == item), None)
        if match is not None:
            wanted.remove(match)
            number = match[1]
        elif not wish.cart:
            continue
        lines.append({"id": each.get("id"), "item": {"id": item}, "quantity": number})
    lines += [{"item": {"id": item}, "quantity": number} for item, number in wanted]
    return lines


def _chosen(body: Mapping[str, Any], wish: Wish) -> list[dict[str, Any]] | None:
    """The methods with the cheapest option chosen in each group; None where all is chosen."""
    methods, changed = [], False
    fulfillment = read.mapping(body.get("fulfillment"), "fulfillment")
    for method in read.maps(fulfillment.get("methods"), "methods"):
        said: dict[str, Any] = {
            "id": method.get("id"),
            "type": method.get("type"),
            "line_item_ids": method.get("line_item_ids") or [],
        }
        chosen = method.get("selected_destination_id")
        if method.get("type") == "shipping" and wish.address.country:
            theirs = read.maps(method.get("destinations"), "destinations")
            same = [d for d in theirs if read.same_address(read.line_of(d), wish.address.line())]
            there = same[0].get("id") if same else None
            said["destinations"] = [{"id": there or DESTINATION, **_place(wish)}]
            said["selected_destination_id"] = there or DESTINATION
            changed = changed or there is None or chosen != there
        groups = []
        for group in read.maps(method.get("groups"), "groups"):
            best = _cheapest(group)
            selected = read.selected(group)
            if best is not None and (selected is None or best != selected.get("id")):
                changed = True
            groups.append({"id": group.get("id"), "selected_option_id": best})
        if groups:
            said["groups"] = groups
        methods.append(said)
    return methods if changed else None


def _cheapest(group: Mapping[str, Any]) -> Any:
    """The id of the cheapest option of a group, the first of several."""
    priced = []
    for option in read.maps(group.get("options"), "options"):
        total = [
            read.amount(each.get("amount"), "delivery")
            for each in read.maps(option.get("totals"), "totals")
            if each.get("type") == "total"
        ]
        if total and total[0] >= 0:
            priced.append((total[0], option.get("id")))
    return min(priced, key=lambda each: each[0])[1] if priced else None


def _part(id_: str) -> str:
    return quote(id_, safe="")


@asynccontextmanager
async def open_ucp(context: Context) -> AsyncIterator[Ucp]:
    """The account's merchant; who it is is proven by TLS, or said by the owner on this machine."""
    settings = context.account.settings
    async with opened(context) as exchange:
        host = (urlsplit(exchange.home).hostname or "").lower()
        if exchange.home.startswith("http:"):
            host = str(settings.get("merchant", "")) or host
        handler = str(settings.get("handler", ""))
        yield Ucp(exchange, host, handler, str(settings.get("currency", "")))

"""The sample shop at work: what each operation of UCP does to carts, sessions, orders and books."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from . import wire
from .catalogue import CURRENCY, DELIVERIES, PRODUCTS, REVIEWED_FROM, Product
from .shelf import Shelf
from .state import Line, Order, Session, Wrong, error
from .till import Declined, Till
from .wire import Json

MERCHANT = "flowers.example"
NAME = "Fleurs du Canal"
_MOST = 100
_CHECKOUT = "dev.ucp.shopping.checkout"
_CARD = frozenset({"number", "pan", "cvc", "cvv", "expiry_month", "expiry_year"})


class Shop:
    """A merchant: its shelf, its till, and everything that customers have begun or bought.

    `deferred` is how often a completed session is said to be in progress first. With
    `returns_wait`, a return is pending until it is settled (`aftersales`).
    """

    def __init__(
        self,
        till: Till | None = None,
        *,
        merchant: str = MERCHANT,
        name: str = NAME,
        products: tuple[Product, ...] = PRODUCTS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.till = till or Till()
        self.merchant, self.name, self.now = merchant, name, now
        self.base = ""
        self.shelf = Shelf(products)
        self.stock = self.shelf.left
        self.carts: dict[str, Session] = {}
        self.sessions: dict[str, Session] = {}
        self.orders: dict[str, Order] = {}
        self.deferred = 0
        self.returns_wait = False

    def make_cart(self, body: Mapping[str, Any]) -> Json:
        """A new cart."""
        session = self._session("cart")
        self._fill(session, body)
        self.carts[session.id] = session
        return wire.cart(session, self.base)

    def change_cart(self, id_: str, body: Mapping[str, Any] | None = None) -> Json:
        """A cart as it is, or with everything in it replaced."""
        session = self.carts.get(id_)
        if session is None:
            return self.refused("not_found", "There is no such cart", "dev.ucp.shopping.cart")
        if body is not None:
            self._fill(session, body)
        return wire.cart(session, self.base)

    def drop_cart(self, id_: str) -> Json:
        """A cart for the last time."""
        shown = self.change_cart(id_)
        self.carts.pop(id_, None)
        return shown

    def create(self, body: Mapping[str, Any]) -> Json:
        """A new checkout session, or the one that a cart has already."""
        session = self._session("chk")
        if name := body.get("cart_id"):
            kept = self.carts.get(str(name))
            if kept is None:
                return self.refused("not_found", "There is no such cart")
            for other in self.sessions.values():
                if other.cart == kept.id and other.open:
                    return self.shown(other)
            session.cart, session.lines = kept.id, copy.deepcopy(kept.lines)
            session.buyer = dict(kept.buyer)
            self._fill(session, body, lines=False)
        else:
            self._fill(session, body)
        if all(not self.stock.get(line.product.id) for line in session.lines):
            return self.refused("out_of_stock", "All of it is sold out")
        self.sessions[session.id] = session
        return self.shown(session)

    def get(self, id_: str) -> Json:
        """A session as it is."""
        session = self.sessions.get(id_)
        if session is None:
            return self.refused("not_found", "There is no such checkout")
        if session.status == "complete_in_progress":
            session.polls -= 1
            if session.polls <= 0:
                session.status = "completed"
        return self.shown(session)

    def update(self, id_: str, body: Mapping[str, Any]) -> Json:
        """A session with everything in it replaced."""
        session = self.sessions.get(id_)
        if session is None:
            return self.refused("not_found", "There is no such checkout")
        if session.open:
            self._fill(session, body)
        return self.shown(session)

    def cancel(self, id_: str) -> Json:
        """End a session that was not completed."""
        session = self.sessions.get(id_)
        if session is None:
            return self.refused("not_found", "There is no such checkout")
        if session.status in ("completed", "complete_in_progress"):
            return self.refused("not_cancelable", "It was completed: cancel the order")
        session.status, session.said, session.held = "canceled", [], ""
        return self.shown(session)

    def complete(self, id_: str, body: Mapping[str, Any]) -> Json:
        """Take the money and place the order, once."""
        session = self.sessions.get(id_)
        if session is None:
            return self.refused("not_found", "There is no such checkout")
        token = _token(body)
        self._settle(session)
        if session.status not in ("ready_for_complete", "requires_escalation"):
            return self.shown(session)
        if session.status == "requires_escalation" or self._reviews(session):
            session.held = token
            self._escalate(session)
            return self.shown(session)
        self.pay(session, token)
        return self.shown(session)

    def confirm(self, id_: str) -> Session | None:
        """The buyer was at the session's link and said yes: complete what was held back for that.

        What only had to be seen by a person becomes ready.
        """
        session = self.sessions.get(id_)
        if session is None or session.status != "requires_escalation":
            return None
        session.reviewed, session.said = True, []
        self._settle(session)
        if session.held and session.status == "ready_for_complete":
            self.pay(session, session.held)
            session.held = ""
        return session

    def _session(self, kind: str) -> Session:
        name = f"{kind}_{secrets.token_hex(8)}"
        return Session(name, self.now(), CURRENCY, self.merchant)

    def _fill(self, session: Session, body: Mapping[str, Any], *, lines: bool = True) -> None:
        if lines:
            session.lines = self._lines(body.get("line_items"), session)
        buyer = body.get("buyer")
        if lines or buyer:
            session.buyer = dict(buyer) if isinstance(buyer, dict) else {}
        session.method = session.option = ""
        session.address, session.said, session.reviewed = {}, [], False
        methods = (body.get("fulfillment") or {}).get("methods") or []
        for method in methods[:1]:
            session.method = str(method.get("type") or "shipping")
            places = {str(d.get("id")): d for d in method.get("destinations") or ()}
            chosen = str(method.get("selected_destination_id"))
            place: Json = places.get(chosen) or next(iter(places.values()), {})
            session.address = {k: v for k, v in place.items() if k not in ("id", "type")}
            for group in (method.get("groups") or [])[:1]:
                option = str(group.get("selected_option_id") or "")
                known = {"counter"} if session.method == "pickup" else {d.id for d in DELIVERIES}
                session.option = option if option in known else ""
        self._settle(session)

    def _lines(self, given: Any, session: Session) -> list[Line]:
        if not isinstance(given, list) or not 0 < len(given) <= _MOST:
            raise Wrong(400, "invalid", "line_items is needed")
        found = []
        for number, each in enumerate(given, 1):
            item = each.get("item") if isinstance(each, dict) else None
            product = (
                self.shelf.products.get(str(item.get("id"))) if isinstance(item, dict) else None
            )
            quantity = each.get("quantity") if isinstance(each, dict) else None
            if product is None:
                raise Wrong(400, "item_unavailable", f"line {number} is not sold here")
            if not isinstance(quantity, int) or not 0 < quantity <= 10_000:
                raise Wrong(400, "invalid", f"line {number} has no quantity")
            kept = next((old for old in session.lines if old.product.id == product.id), None)
            price = kept.price if kept else product.price
            found.append(Line(f"li_{number}", product, quantity, price, product.title))
        return found

    def _settle(self, session: Session) -> None:
        """Work out the status of a session that is still open."""
        if not session.open:
            return
        if any(session.wants(self.stock)):
            session.status = "incomplete"
        elif not session.reviewed and any(line.product.adult for line in session.lines):
            said = "This is sold to adults only: confirm your age"
            session.said = [error("age_required", said, "requires_buyer_input")]
            session.status = "requires_escalation"
        elif session.status != "requires_escalation" or session.reviewed:
            session.status = "ready_for_complete"

    def _reviews(self, session: Session) -> bool:
        return not session.reviewed and session.total >= REVIEWED_FROM

    def _escalate(self, session: Session) -> None:
        if session.status != "requires_escalation":
            session.status = "requires_escalation"
            said = "Confirm this payment with your bank"
            session.said = [error("authentication_required", said, "requires_buyer_review")]

    def pay(self, session: Session, token: str) -> None:
        """Charge a session and place its order, or say why that was declined."""
        order = Order(f"ord_{secrets.token_hex(8)}", copy.deepcopy(session), self.now())
        try:
            self.till.charge(
                token, order=order.id, session=session.id, payee=session.payee,
                amount=session.total, currency=session.currency, items=session.items(),
                renews=session.renews,
            )  # fmt: skip
        except Declined as declined:
            session.said = [error("payment_failed", f"The payment was declined: {declined}")]
            return
        for line in session.lines:
            self.stock[line.product.id] -= line.quantity
        session.order, session.said = order.id, []
        session.polls = self.deferred
        session.status = "complete_in_progress" if self.deferred else "completed"
        self.orders[order.id] = order

    def shown(self, session: Session) -> Json:
        """A session as the wire has it."""
        return wire.checkout(session, self.base, self.stock, self.name)

    def refused(self, code: str, content: str, capability: str = _CHECKOUT) -> Json:
        """The answer where there is nothing to show."""
        said = error(code, content, "unrecoverable")
        return wire.refusal([said], f"{self.base}/", capability)


def _token(body: Mapping[str, Any]) -> str:
    """The token of the selected instrument. Raises Wrong for anything else that could pay."""
    payment = body.get("payment")
    instruments = payment.get("instruments") if isinstance(payment, dict) else None
    chosen = [i for i in instruments or () if isinstance(i, dict) and i.get("selected", True)]
    if len(chosen) != 1 or chosen[0].get("handler_id") != "token":
        raise Wrong(400, "invalid", "one instrument of the handler token is needed")
    credential = chosen[0].get("credential") or {}
    if credential.get("type") != "token" or _CARD & credential.keys():
        raise Wrong(400, "invalid", "only tokens are taken here")
    return str(credential.get("token") or "")

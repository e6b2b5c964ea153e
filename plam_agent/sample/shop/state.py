"""What the sample shop keeps: carts, checkout sessions and orders, and what each costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .catalogue import COUNTRIES, DELIVERIES, DELIVERY_VAT, FREE_FROM, Product, tax


class Wrong(Exception):
    """The request is none that the protocol has: a status, a code and what is wrong."""

    def __init__(self, status: int, code: str, content: str) -> None:
        super().__init__(content)
        self.status, self.code, self.content = status, code, content


BUNDLE = 10
"""From this quantity of one thing on, a tenth of its price is taken off."""


@dataclass(slots=True)
class Line:
    """A quantity of one product, at the price and by the title that it was put there with."""

    id: str
    product: Product
    quantity: int
    price: int
    title: str

    @property
    def gross(self) -> int:
        """Its price before tax and discounts."""
        return self.price * self.quantity

    @property
    def off(self) -> int:
        """The discount for many of it."""
        return self.gross // 10 if self.quantity >= BUNDLE else 0

    @property
    def tax(self) -> int:
        """The tax on what is left after the discount."""
        return tax(self.gross - self.off, self.product.vat)


@dataclass(slots=True)
class Session:
    """A checkout session, or a cart: which is one without delivery, payment and status.

    `extras` are further lines of the totals: type, text and amount. `address` has UCP's fields of a
    postal address. `polls` is how often it will be asked about before it is through.
    """

    id: str
    created: datetime
    currency: str
    payee: str
    lines: list[Line] = field(default_factory=list)
    buyer: dict[str, Any] = field(default_factory=dict)
    address: dict[str, Any] = field(default_factory=dict)
    method: str = ""
    option: str = ""
    status: str = "incomplete"
    cart: str = ""
    order: str = ""
    extras: list[tuple[str, str, int]] = field(default_factory=list)
    reviewed: bool = False
    held: str = ""
    polls: int = 0
    said: list[dict[str, Any]] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether it can still be changed."""
        return self.status in ("incomplete", "ready_for_complete", "requires_escalation")

    @property
    def sent(self) -> bool:
        """Whether anything in it has to be delivered."""
        return any(line.product.weight for line in self.lines)

    @property
    def renews(self) -> bool:
        """Whether anything in it is paid again and again."""
        return any(line.product.renews for line in self.lines)

    @property
    def delivery(self) -> int:
        """What the chosen delivery costs before tax."""
        goods = sum(line.gross - line.off for line in self.lines)
        for each in DELIVERIES:
            if self.method == "shipping" and each.id == self.option and self.sent:
                return 0 if each.id == "standard" and goods >= FREE_FROM else each.price
        return 0

    def items(self) -> tuple[tuple[str, int], ...]:
        """What it is for: ids and quantities."""
        return tuple((line.product.id, line.quantity) for line in self.lines)

    def totals(self) -> Iterator[tuple[str, str, int]]:
        """Type, text and amount of each line of its totals, the sum last."""
        gross = sum(line.gross for line in self.lines)
        off = sum(line.off for line in self.lines)
        taxes = sum(line.tax for line in self.lines) + tax(self.delivery, DELIVERY_VAT)
        rows = [("subtotal", "Goods", gross)]
        if off:
            rows.append(("items_discount", "Ten and more", -off))
        if self.option:
            rows.append(("fulfillment", "Delivery", self.delivery))
        rows += [("tax", "VAT", taxes), *self.extras]
        yield from rows
        yield "total", "Total", sum(amount for _, _, amount in rows)

    @property
    def total(self) -> int:
        """What it costs altogether, in minor units."""
        return next(amount for kind, _, amount in self.totals() if kind == "total")

    def wants(self, stock: dict[str, int]) -> Iterator[dict[str, str]]:
        """What keeps it from being completed, as UCP's error messages."""
        for number, line in enumerate(self.lines):
            left = stock.get(line.product.id, 0)
            if line.quantity > left:
                said = f"{line.title}: {left} left" if left else f"{line.title} is sold out"
                yield error("out_of_stock", said, path=f"$.line_items[{number}]")
        if not self.buyer.get("email"):
            yield error("missing", "An e-mail address is needed", path="$.buyer.email")
        if not self.sent:
            return
        path = "$.fulfillment.methods[0]"
        if not self.method or (self.method == "shipping" and not self.address):
            yield error("missing", "Where should it go?", path=path)
        elif self.method == "shipping" and self.address.get("address_country") not in COUNTRIES:
            said = "It cannot be delivered there"
            yield error("address_undeliverable", said, path=f"{path}.selected_destination_id")
        elif not self.option:
            yield error("missing", "Choose a delivery", path=f"{path}.groups[0]")


@dataclass(slots=True)
class Order:
    """What was bought: a copy of its session, and what happened to it since."""

    id: str
    session: Session
    at: datetime
    adjustments: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    gone: dict[str, int] = field(default_factory=dict)
    """By line: how many were returned, cancelled or never sent."""


def error(code: str, content: str, severity: str = "recoverable", path: str = "") -> dict[str, str]:
    """An error message of UCP."""
    said = {"type": "error", "code": code, "content": content, "severity": severity}
    return said | {"path": path} if path else said


def number(value: Any, otherwise: int) -> int:
    """A whole number, also one in digits, or `otherwise`."""
    digits = isinstance(value, str) and value.isdigit() and len(value) < 10
    return int(value) if (isinstance(value, int) and value >= 0) or digits else otherwise

"""What a merchant offers and under which terms it would sell: bounded, escaped, comparable.

Everything here was said by a merchant. It is what the owner is shown, what an approval's digest
covers, and what is compared with what the merchant says just before it is paid.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...types import Money, canonical, data
from ..matching import folded
from .money import shown

INCOMPLETE = "incomplete"
READY = "ready_for_complete"
COMPLETED = "completed"
CANCELED = "canceled"
WORKING = "complete_in_progress"
ESCALATED = "requires_escalation"

# Words by which a merchant says that it will charge again, in English and French, folded.
_AGAIN = re.compile(
    r"\bsubscri(?!ber)|auto.?renew|renews? (?:every|each|monthly|yearly|automatic)|recurring"
    r"|per (?:month|week|year)|(?:every|each) (?:month|week|year|quarter)|/ ?(?:mo|month|year|yr)\b"
    r"|\bmonthly (?:plan|charge|fee|payment)\b|free trial|until you cancel|instal?lments?"
    r"|abonn|mensualit|par mois|/ ?mois|chaque mois|reconduction|essai gratuit|prelevement"
)
_MEMBERS = re.compile(
    r"subscription|recurr|renew|selling_?plan|billing_?(?:cycle|period|interval)|membership"
    r"|(?:^|_)trial|instal?lment|payment_?plan|(?:^|_)interval|frequency|mandate_?token"
    r"|save_?(?:card|instrument|credential)|future_?use|off_?session"
)
_NO = (None, False, "", 0, (), "none", "one_time", "once", "no")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something a merchant sells: `id` is what is ordered, `price` is for one of it.

    `again` says why it looks like a subscription, empty where it does not.
    """

    id: str
    title: str
    price: Money
    about: str = ""
    available: bool = True
    categories: tuple[str, ...] = ()
    seller: str = ""
    again: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one item; `price` is for one, `total` for all, in minor units."""

    item: str
    title: str
    quantity: int
    price: int
    total: int


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of the totals, as the merchant labels it; `amount` is signed, in minor units."""

    kind: str
    label: str
    amount: int


@dataclass(frozen=True, slots=True)
class Terms:
    """A checkout session as the merchant has it.

    `payee` is who is paid, as the payment handler says, and `wrong` are the reasons why no agent
    may complete it by itself. `address` is where it goes, on one line; empty where nothing is sent.
    """

    merchant: str
    session: str
    status: str
    currency: str
    lines: tuple[Line, ...]
    charges: tuple[Charge, ...]
    total: int
    address: str = ""
    delivery: str = ""
    handler: str = ""
    payee: str = ""
    payee_id: str = ""
    link: str = ""
    notices: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    order: str = ""
    receipt: str = ""

    @property
    def money(self) -> Money:
        """The grand total."""
        return Money(self.total, self.currency)

    @property
    def digest(self) -> str:
        """SHA-256 in hex over all that an approval is about; the status and notices are not."""
        body = [
            *(self.merchant, self.session, self.currency, self.total, self.address),
            *(self.delivery, self.handler, self.payee, data(self.lines), data(self.charges)),
        ]
        return hashlib.sha256(b"plam terms 1\0" + canonical(body)).hexdigest()

    def items(self) -> tuple[str, ...]:
        """The items as a person reads them, one line each."""
        return tuple(
            f"{each.quantity} × {each.title} [{each.item}] at {self._amount(each.price)}"
            for each in self.lines
        )

    def totals(self) -> tuple[str, ...]:
        """Every line of the totals as a person reads it, in the merchant's order."""
        return tuple(f"{each.label}: {self._amount(each.amount)}" for each in self.charges)

    def _amount(self, minor: int) -> str:
        return shown(Money(minor, self.currency))

    def said(self) -> Mapping[str, object]:
        """What a purchase's arguments say of these terms, by the name of the argument."""
        return {
            "merchant": self.merchant,
            "total": self.money,
            "price": Money(max((each.price for each in self.lines), default=0), self.currency),
            "items": self.items(),
            "charges": self.totals(),
            "address": self.address,
            "delivery": self.delivery,
            "payee": self.payee,
            "session": self.session,
            "terms": self.digest,
        }


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """What is other in `after`, in words for the owner; empty where nothing is."""
    found = []
    for name, new in after.items():
        old = before.get(name)
        if old == new or name == "terms":
            continue
        if isinstance(new, tuple):
            was = tuple(old) if isinstance(old, Sequence) else ()
            gone = [f"no longer {each}" for each in was if each not in new]
            come = [f"now {each}" for each in new if each not in was]
            found.append(f"{name}: {', '.join([*gone, *come]) or 'in another order'}")
        else:
            found.append(f"{name}: {_word(old)} was agreed, now it is {_word(new)}")
    if not found and before.get("terms") != after.get("terms"):
        found.append("the payment handler or a detail of an item is another")
    return found


def _word(value: object) -> str:
    if isinstance(value, Money):
        return shown(value)
    return str(value) if value else "nothing"


def added_up(lines: Sequence[Line], charges: Sequence[Charge], total: int) -> tuple[str, ...]:
    """Why the totals cannot be believed; empty where they add up (UCP 2026-04-08, Totals)."""
    wrong = []
    kinds = [each.kind for each in charges]
    if kinds.count("total") != 1 or kinds.count("subtotal") != 1:
        wrong.append("its totals have not exactly one subtotal and one total")
    elif sum(each.amount for each in charges if each.kind != "total") != total:
        wrong.append("its totals do not add up")
    elif _subtotal(charges) != sum(each.price * each.quantity for each in lines):
        wrong.append("its subtotal is not the sum of its items")
    if total < 0 or any(each.price < 0 or each.quantity < 1 for each in lines):
        wrong.append("it has a negative amount")
    for each in charges:
        if each.kind in ("discount", "items_discount") and each.amount > 0:
            wrong.append(f"its discount {each.label!r} raises the price")
        if each.kind in ("fulfillment", "tax", "fee", "subtotal") and each.amount < 0:
            wrong.append(f"its {each.kind} {each.label!r} is negative")
    return tuple(wrong)


def _subtotal(charges: Sequence[Charge]) -> int:
    return next(each.amount for each in charges if each.kind == "subtotal")


def charged_again(told: object, depth: int = 0) -> str:
    """Why what a merchant sent looks like a subscription or payment in parts; empty if it does not.

    The protocol has no word for one, so the names of members and the words for people are looked
    at. What is taken for one by mistake is not bought, and the owner gets the merchant's link.
    """
    if depth > 12:
        return "it is nested too deeply"
    match told:
        case str():
            found = _AGAIN.search(folded(told))
            return f"it says {found.group()!r}" if found else ""
        case Mapping():
            for name, value in told.items():
                if _MEMBERS.search(str(name).casefold()) and not _nothing(value):
                    return f"it has {str(name)[:40]!r}"
                if name in ("url", "continue_url", "links", "media", "image_url", "spec", "schema"):
                    continue
                if why := charged_again(value, depth + 1):
                    return why
        case list() | tuple():
            for each in told:
                if why := charged_again(each, depth + 1):
                    return why
    return ""


def _nothing(value: object) -> bool:
    if isinstance(value, (list, Mapping)):
        return not value
    return value in _NO

"""The payment processor of the sample shop, and its books: what was really charged and given back.

It stands apart from the shop, as a bank does. A hostile shop can ask it for anything; it charges no
more than the token allows. A token that the owner made for one purchase names the session, the
merchant, the currency and the most that may be taken, and works once; an open one works until it is
revoked, for whoever has it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Charge:
    """Money that was taken: by whom, for which session, in minor units.

    `items` are what it was for, by id and quantity; `renews` says that it will be taken again.
    """

    order: str
    session: str
    payee: str
    amount: int
    currency: str
    items: tuple[tuple[str, int], ...]
    renews: bool = False
    token: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that was given back, in minor units."""

    order: str
    amount: int
    currency: str


@dataclass(slots=True)
class Books:
    """Every charge and refund, in the order in which they happened."""

    charges: list[Charge] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)

    def taken(self, currency: str) -> int:
        """What was charged less what was given back, in minor units."""
        charged = sum(each.amount for each in self.charges if each.currency == currency)
        return charged - sum(each.amount for each in self.refunds if each.currency == currency)

    def of(self, order: str) -> int:
        """What was charged for an order less what was given back, in minor units."""
        charged = sum(each.amount for each in self.charges if each.order == order)
        return charged - sum(each.amount for each in self.refunds if each.order == order)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a token may pay; what is None may be anything."""

    session: str | None = None
    most: int | None = None
    currency: str | None = None
    merchant: str | None = None
    once: bool = False


def read(token: str, key: str) -> Allowance | None:
    """What a token for one purchase allows; None for one that was not made with the key."""
    body, _, mark = token.removeprefix("tok_").partition(".")
    if not hmac.compare_digest(hmac.digest(key.encode(), body.encode(), "sha256").hex(), mark):
        return None
    try:
        said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=="))
        return Allowance(
            session=str(said["checkout_session_id"]),
            most=int(said["max_amount"]),
            currency=str(said["currency"]).upper(),
            merchant=str(said["merchant_id"]),
            once=True,
        )
    except (ValueError, KeyError, TypeError, binascii.Error):
        return None


class Declined(Exception):
    """The token does not pay this; the reason is one word or two."""


class Till:
    """Makes tokens and charges them."""

    def __init__(self, key: str = "") -> None:
        """`key` is what tokens for one purchase are made with (`mint`)."""
        self.books = Books()
        self.key = key or secrets.token_hex(16)
        self.declined: list[str] = []
        self._open: set[str] = set()
        self._used: set[str] = set()

    def open_token(self, token: str = "") -> str:
        """A token that pays anybody anything; `token` is what it shall be."""
        token = token or f"tok_{secrets.token_urlsafe(24)}"
        self._open.add(token)
        return token

    def revoke(self, token: str) -> None:
        """From now on the token pays nothing."""
        self._open.discard(token)
        self._used.add(token)

    def charge(
        self,
        token: str,
        *,
        order: str,
        session: str,
        payee: str,
        amount: int,
        currency: str,
        items: tuple[tuple[str, int], ...],
        renews: bool = False,
    ) -> Charge:
        """Take the money. Raises Declined, and then nothing was taken."""
        allowed = Allowance() if token in self._open else read(token, self.key)
        why = ""
        if allowed is None:
            why = "unknown token"
        elif token in self._used:
            why = "token used before"
        elif amount <= 0:
            why = "no amount"
        elif allowed.session not in (None, session):
            why = "another session"
        elif allowed.merchant not in (None, payee):
            why = "another merchant"
        elif allowed.currency not in (None, currency):
            why = "another currency"
        elif allowed.most is not None and amount > allowed.most:
            why = "more than allowed"
        elif allowed.once and renews:
            why = "not for what renews"
        if why or allowed is None:
            self.declined.append(why)
            raise Declined(why)
        if allowed.once:
            self._used.add(token)
        mark = hashlib.sha256(token.encode()).hexdigest()[:12]
        charge = Charge(order, session, payee, amount, currency, items, renews, mark)
        self.books.charges.append(charge)
        return charge

    def refund(self, order: str, amount: int, currency: str) -> Refund:
        """Give money back, no more than was taken for the order. Raises Declined."""
        if not 0 < amount <= self.books.of(order):
            raise Declined("more than was taken")
        refund = Refund(order, amount, currency)
        self.books.refunds.append(refund)
        return refund

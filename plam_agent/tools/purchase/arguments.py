"""What the tools that buy take; `purchase.search` is among the standard arguments.

What is derived is what a merchant said of its session before the decision: it is what an approval
shows and signs, and what is compared with the session just before it is paid.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...types import Money, ObjectId, Role
from ..arguments import QUOTE, Line, Words
from ..registry import Arguments, Plays

_SAID = Plays(Role.QUOTE, derived=True)
Said = Annotated[Line, _SAID]
Many = Annotated[tuple[Line, ...], Field(max_length=60), _SAID]


class PurchaseQuote(Arguments):
    """Compare what things cost, delivered.

    Each of the offers is priced by its merchant with delivery and taxes; nothing is ordered.
    """

    item: Annotated[
        tuple[ObjectId, ...], Field(max_length=10), Plays(Role.OBJECT, "offer", required=True)
    ] = ()
    quantity: Annotated[Line, QUOTE] = ""


class PurchaseCart(Arguments):
    """Put things into a cart."""

    item: Annotated[
        tuple[ObjectId, ...], Field(max_length=20), Plays(Role.OBJECT, "offer", required=True)
    ] = ()
    quantity: Annotated[Line, QUOTE] = ""


class PurchaseBuy(Arguments):
    """Buy something.

    `item` is an offer or a cart, `most` the most that all of it may cost, delivered.
    """

    item: Annotated[ObjectId | None, Plays(Role.OBJECT, "offer", required=True)] = None
    quantity: Annotated[Line, QUOTE] = ""
    most: Annotated[Money | None, Plays(Role.MONEY)] = None
    merchant: Annotated[Line, Plays(Role.DESTINATION, derived=True)] = ""
    total: Annotated[Money | None, Plays(Role.MONEY, derived=True)] = None
    price: Annotated[Money | None, Plays(Role.MONEY, derived=True)] = None
    address: Annotated[Line, Plays(Role.DESTINATION, derived=True)] = ""
    items: Many = ()
    charges: Many = ()
    category: Many = ()
    delivery: Said = ""
    payee: Said = ""
    notices: Many = ()
    session: Said = ""
    terms: Said = ""


class PurchaseStatus(Arguments):
    """See what became of orders.

    `words` say which, by what was bought, the merchant or the order's number.
    """

    words: Annotated[tuple[Words, ...], Field(max_length=8), QUOTE] = ()


class PurchaseCancel(Arguments):
    """Cancel an order."""

    order: Annotated[ObjectId | None, Plays(Role.OBJECT, "order", required=True)] = None


class PurchaseReturn(Arguments):
    """Send an order back."""

    order: Annotated[ObjectId | None, Plays(Role.OBJECT, "order", required=True)] = None

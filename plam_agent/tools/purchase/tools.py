"""The tools that look for things, compare, buy and follow what was bought."""

from __future__ import annotations

from functools import partial

from ...types import Effect
from ..arguments import PurchaseSearch
from ..matching import plain
from ..registry import tool
from . import after, buying, looking, money
from .arguments import (
    PurchaseBuy,
    PurchaseCancel,
    PurchaseCart,
    PurchaseQuote,
    PurchaseReturn,
    PurchaseStatus,
)


def _looks(args: PurchaseSearch) -> str:
    where = f" at {args.merchant}" if args.merchant else ""
    most = f" for at most {money.shown(args.total)}" if args.total else ""
    return plain(f"Look for {', '.join(args.item)}{where}{most}", 200)


def _buys(args: PurchaseBuy) -> str:
    """Everything that the owner agrees to, on one line; the merchant's words escaped."""
    total = money.shown(args.total) if args.total else "an unknown amount"
    charges = [each for each in args.charges if not each.startswith("Total:")]
    parts = [
        f"Buy {'; '.join(args.items)}",
        f"at {args.merchant} for {total}",
        f"({'; '.join(charges)})" if charges else "",
        f"by {args.delivery}" if args.delivery else "",
        f"to {args.address}" if args.address else "",
        f"paid to {args.payee}" if args.payee else "",
        f"— {'; '.join(args.notices)}" if args.notices else "",
    ]
    return plain(" ".join(part for part in parts if part), 1500)


_at_a_shop = partial(tool, account=buying.KIND)

search = _at_a_shop(
    "purchase.search", effect=Effect.READ, args=PurchaseSearch, yields="offer", preview=_looks
)(looking.search)

quote = _at_a_shop(
    "purchase.quote",
    effect=Effect.READ,
    args=PurchaseQuote,
    yields="offer",
    preview=lambda args: f"Compare what {len(args.item)} offers cost delivered",
)(looking.quote)

cart = _at_a_shop(
    "purchase.cart",
    effect=Effect.DRAFT,
    args=PurchaseCart,
    yields="cart",
    preview=lambda args: f"Put {len(args.item)} things into a cart",
)(looking.cart)

buy = _at_a_shop(
    "purchase.buy",
    effect=Effect.SPEND,
    args=PurchaseBuy,
    yields="order",
    preview=_buys,
    complete=buying.prepare,
    reconcile=buying.reconcile,
)(buying.buy)

status = _at_a_shop(
    "purchase.status",
    effect=Effect.READ,
    args=PurchaseStatus,
    yields="order",
    preview=lambda args: plain(f"See what became of {', '.join(args.words) or 'the orders'}"),
)(after.status)

cancel = _at_a_shop(
    "purchase.cancel",
    effect=Effect.WRITE,
    args=PurchaseCancel,
    yields="order",
    preview=lambda args: f"Cancel order {args.order.id if args.order else ''}",
    reconcile=after.reconcile,
)(after.cancel)

send_back = _at_a_shop(
    "purchase.return",
    effect=Effect.WRITE,
    args=PurchaseReturn,
    yields="order",
    preview=lambda args: f"Send back order {args.order.id if args.order else ''}",
    reconcile=after.reconcile,
)(after.send_back)

TOOLS = (search,)
MORE = (quote, cart, buy, status, cancel, send_back)
"""What is there beside the standard tools where the owner has a shop."""

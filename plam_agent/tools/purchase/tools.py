"""The tools that look for things, compare, buy and follow what was bought."""

from __future__ import annotations

from ...types import Effect, Result
from ..arguments import PurchaseSearch
from ..context import Context
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

KIND = buying.KIND


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


def _called(kind: str) -> str:
    return {"cancel": "Cancel order", "return": "Send back order"}[kind]


@tool(
    "purchase.search",
    effect=Effect.READ,
    args=PurchaseSearch,
    account=KIND,
    yields="offer",
    preview=_looks,
)
async def search(context: Context, args: PurchaseSearch) -> Result:
    """Ask the owner's shops."""
    return await looking.search(context, args)


@tool(
    "purchase.quote",
    effect=Effect.READ,
    args=PurchaseQuote,
    account=KIND,
    yields="offer",
    preview=lambda args: f"Compare what {len(args.item)} offers cost delivered",
)
async def quote(context: Context, args: PurchaseQuote) -> Result:
    """Price offers with delivery and taxes."""
    return await looking.quote(context, args)


@tool(
    "purchase.cart",
    effect=Effect.DRAFT,
    args=PurchaseCart,
    account=KIND,
    yields="cart",
    preview=lambda args: f"Put {len(args.item)} things into a cart",
)
async def cart(context: Context, args: PurchaseCart) -> Result:
    """Put offers into a cart at one shop."""
    return await looking.cart(context, args)


@tool(
    "purchase.buy",
    effect=Effect.SPEND,
    args=PurchaseBuy,
    account=KIND,
    yields="order",
    preview=_buys,
    complete=buying.prepare,
    reconcile=buying.reconcile,
)
async def buy(context: Context, args: PurchaseBuy) -> Result:
    """Pay what was agreed to, if it is still that."""
    return await buying.buy(context, args)


@tool(
    "purchase.status",
    effect=Effect.READ,
    args=PurchaseStatus,
    account=KIND,
    yields="order",
    preview=lambda args: plain(f"See what became of {', '.join(args.words) or 'the orders'}"),
)
async def status(context: Context, args: PurchaseStatus) -> Result:
    """Ask the merchants about orders."""
    return await after.status(context, args)


@tool(
    "purchase.cancel",
    effect=Effect.WRITE,
    args=PurchaseCancel,
    account=KIND,
    yields="order",
    preview=lambda args: f"{_called('cancel')} {args.order.id if args.order else ''}",
    reconcile=after.reconcile,
)
async def cancel(context: Context, args: PurchaseCancel) -> Result:
    """Cancel an order at its merchant."""
    return await after.cancel(context, args)


@tool(
    "purchase.return",
    effect=Effect.WRITE,
    args=PurchaseReturn,
    account=KIND,
    yields="order",
    preview=lambda args: f"{_called('return')} {args.order.id if args.order else ''}",
    reconcile=after.reconcile,
)
async def send_back(context: Context, args: PurchaseReturn) -> Result:
    """Announce a return at the order's merchant."""
    return await after.send_back(context, args)


TOOLS = (search,)
MORE = (quote, cart, buy, status, cancel, send_back)
"""What is there beside the standard tools where the owner has a shop."""

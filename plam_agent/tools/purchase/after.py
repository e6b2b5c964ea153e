"""What becomes of orders: asked about, cancelled, sent back; refunds as the merchant says."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from ...errors import PlamError, ToolError
from ...types import Item, Money, ObjectId, Reconciled, Result, Value
from ..context import Bought, Context
from ..matching import matches
from . import money
from .arguments import PurchaseCancel, PurchaseReturn, PurchaseStatus
from .buying import KIND, merchant_of, shop_origin
from .merchant import Order, RefusedError, key_of
from .ucp import Ucp

SHOWN = 10
"""How many orders are asked about at once, the newest first."""


async def status(context: Context, args: PurchaseStatus) -> Result:
    """Each order as its merchant has it now."""
    known = await asyncio.to_thread(context.bought)
    wanted = [each for each in known if _meant(each, args.words)][:SHOWN]
    asked = await asyncio.gather(*(_asked(context, each) for each in wanted))
    items = [item for _, found in asked for item in found]
    lines = [line for line, _ in asked]
    return Result(tuple(items), "; ".join(lines) or "There is no such order.")


def _meant(bought: Bought, words: Sequence[str]) -> bool:
    there = f"{bought.order} {bought.merchant} {bought.title}"
    return all(matches(each, there) or each == bought.order for each in words)


async def _asked(context: Context, bought: Bought) -> tuple[str, Sequence[Item]]:
    try:
        there = _shop(context, bought.account)
        merchant = await merchant_of(there)
        found = await merchant.order(await _number(merchant, bought))
    except PlamError as error:
        return f"{bought.title} ({bought.order}): {error}", [_unasked(bought)]
    return _told(bought, found), _items(bought, merchant.name, found)


async def _number(merchant: Ucp, bought: Bought) -> str:
    """The order's number, asked by its session where the answer that had it was lost."""
    order = bought.order or (await merchant.session(bought.session)).order
    if not order:
        raise ToolError(f"{merchant.name} has no order for it", fix=_site(bought))
    return order


def _shop(context: Context, account: str) -> Context:
    there = context.called(KIND, account)
    if there is None:
        raise ToolError(f"there is no shop account {account} any more")
    return there


def _told(bought: Bought, found: Order) -> str:
    back = f", {money.shown(found.refund)} given back" if found.refund else ""
    notes = f" ({'; '.join(found.notes)})" if found.notes else ""
    title = bought.title or found.id
    return f"{title} at {bought.merchant}: {found.status}{back}{notes} {found.link}".strip()


def _items(bought: Bought, merchant: str, found: Order) -> list[Item]:
    shop = shop_origin(merchant)
    fields = {
        "title": bought.title,
        "merchant": merchant,
        "order": found.id,
        "status": found.status,
        "total": found.total,
        "link": found.link,
    }
    items = [
        Item(
            ObjectId("order", bought.account, found.id),
            found.status,
            {name: Value(data, shop) for name, data in fields.items()},
        )
    ]
    return [*items, *refund_items(bought.account, merchant, found)]


def _unasked(bought: Bought) -> Item:
    shop = shop_origin(bought.merchant)
    fields = {"title": bought.title, "merchant": bought.merchant, "order": bought.order}
    return Item(
        ObjectId("order", bought.account, bought.order or bought.session),
        "",
        {name: Value(data, shop) for name, data in fields.items()},
    )


def refund_items(account: str, merchant: str, found: Order) -> list[Item]:
    """What the merchant confirms to have given back of an order until now, as a result.

    Whoever keeps the books takes it from there.
    """
    if found.refund is None or found.refund.minor <= 0:
        return []
    shop = shop_origin(merchant)
    return [
        Item(
            ObjectId("refund", account, found.id),
            str(found.refund.minor),
            {"refund": Value(found.refund, shop), "session": Value(found.session, shop)},
        )
    ]


async def cancel(context: Context, args: PurchaseCancel) -> Result:
    """Cancel an order where its merchant takes that from an agent."""
    return await _changed(context, args.order, back=False)


async def send_back(context: Context, args: PurchaseReturn) -> Result:
    """Announce that an order is sent back; its merchant says what is refunded, and when."""
    return await _changed(context, args.order, back=True)


async def _changed(context: Context, order: ObjectId | None, *, back: bool) -> Result:
    bought = await _of(context, order)
    merchant = await merchant_of(_shop(context, bought.account))
    doing = "return" if back else "cancel"
    try:
        number = await _number(merchant, bought)
        found = await merchant.end_order(number, key_of(doing, context.call), back=back)
    except RefusedError as error:
        raise ToolError(str(error), fix=_site(bought)) from error
    except ToolError as error:
        raise ToolError(error.message, fix=_site(bought) or error.fix) from error
    said = "Announced the return" if back else "Cancelled"
    given = found.refund or Money(0, found.total.currency)
    refund = f"{money.shown(given)} of {money.shown(found.total)} given back until now"
    summary = f"{said}: {bought.title or found.id} at {merchant.name}; {refund}."
    return Result(tuple(_items(bought, merchant.name, found)), summary)


def _site(bought: Bought) -> str:
    return f"See {bought.link}." if bought.link else "Do it on the merchant's site."


async def _of(context: Context, order: ObjectId | None) -> Bought:
    for each in await asyncio.to_thread(context.bought):
        names = (each.order, each.session)
        if order is not None and each.account == order.account and order.id in names:
            return each
    raise ToolError("that is no order of yours", fix="See `plam spending`.")


async def reconcile(context: Context, args: PurchaseCancel | PurchaseReturn) -> Reconciled:
    """Whether the merchant has it down as cancelled or sent back."""
    bought = await _of(context, args.order)
    merchant = await merchant_of(_shop(context, bought.account))
    found = await merchant.order(await _number(merchant, bought))
    wanted = "return" if isinstance(args, PurchaseReturn) else "cancel"
    return Reconciled.DONE if any(wanted in each for each in found.notes) else Reconciled.NOT_DONE

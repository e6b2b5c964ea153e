"""Finding, comparing and putting aside: nothing here is ordered, and nothing is paid."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from ...errors import PlamError, ToolError
from ...types import Item, Money, ObjectId, Result, Value
from ..arguments import PurchaseSearch
from ..context import Context
from ..matching import matches
from . import money
from .arguments import PurchaseCart, PurchaseQuote
from .buying import KIND, cart_version, merchant_of, offer_id, shop_origin, version_of, wish_of
from .merchant import key_of
from .terms import Offer, Terms
from .ucp import Ucp

FOUND = 30
"""How many offers a search gives."""
SHOPS = 8
"""How many shops are asked at once."""


async def search(context: Context, args: PurchaseSearch) -> Result:
    """Ask the owner's shops, and give what they sell with the cheapest first."""
    shops = list(context.every(KIND) or (context,))[:SHOPS]
    if args.merchant:
        named = [each for each in shops if _is(each, args.merchant)]
        if not named:
            known = ", ".join(each.account.name for each in shops)
            raise ToolError(f"none of your shops is {args.merchant!r}", fix=f"There are {known}.")
        shops = named
    words = " ".join(args.item)
    asked = await asyncio.gather(*(_searched(each, words, args.total) for each in shops))
    failed = [each for each in asked if isinstance(each, PlamError)]
    if len(failed) == len(asked):
        raise failed[0]
    items = [item for each in asked if not isinstance(each, PlamError) for item in each]
    if args.total is not None:
        items = [each for each in items if _within(each, args.total)]
    items.sort(key=lambda each: each.fields["price"].data.minor)
    missing = f" {'; '.join(str(each) for each in failed)}" if failed else ""
    what = f"{len(items)} offers" if len(items) != 1 else "1 offer"
    lines = [_line(each) for each in items[:5]]
    return Result(
        tuple(items[:FOUND]),
        f"Found {what}{': ' if lines else ''}{'; '.join(lines)}.{missing}",
    )


def _is(context: Context, words: str) -> bool:
    account = context.account
    said = (account.settings.get(name, "") for name in ("url", "merchant"))
    return matches(words, " ".join(map(str, (account.name, *said))))


async def _searched(context: Context, words: str, most: Money | None) -> Sequence[Item] | PlamError:
    try:
        merchant = await merchant_of(context)
        found = await merchant.search(words, most)
    except PlamError as error:
        return error
    return [offer_item(context, merchant, each) for each in found if each.available]


def offer_item(context: Context, merchant: Ucp, offer: Offer, terms: Terms | None = None) -> Item:
    """An offer as a result; with `terms` also what it costs delivered."""
    shop = shop_origin(merchant.name)
    fields: dict[str, object] = {
        "title": offer.title,
        "price": offer.price,
        "merchant": merchant.name,
        "about": offer.about,
    }
    if offer.seller:
        fields["seller"] = offer.seller
    if offer.again:
        fields["again"] = offer.again
    if terms is not None:
        fields |= {"total": terms.money, "charges": terms.totals(), "delivery": terms.delivery}
    return Item(
        offer_id(context.account, offer),
        version_of(offer.price),
        {name: Value(data, shop) for name, data in fields.items()},
    )


def _within(item: Item, most: Money) -> bool:
    price = item.fields["price"].data
    return bool(price.currency == most.currency and price.minor <= most.minor)


def _line(item: Item) -> str:
    title, price = item.fields["title"].data, item.fields["price"].data
    return f"{title} for {money.shown(price)} at {item.fields['merchant'].data}"


async def quote(context: Context, args: PurchaseQuote) -> Result:
    """What each offer costs with delivery and taxes, the cheapest first."""
    number = money.count(args.quantity)
    asked = await asyncio.gather(*(_quoted(context, each, number) for each in args.item))
    items = [each for each in asked if isinstance(each, Item)]
    failed = [str(each) for each in asked if isinstance(each, PlamError)]
    if not items:
        raise ToolError("; ".join(failed) or "there is nothing to compare")
    currencies = {each.fields["total"].data.currency for each in items}
    items.sort(key=lambda each: each.fields["total"].data.minor)
    lines = [
        f"{number} × {each.fields['title'].data} at {each.fields['merchant'].data}: "
        f"{money.shown(each.fields['total'].data)} delivered"
        for each in items
    ]
    unlike = " They are in several currencies." if len(currencies) > 1 else ""
    missing = f" {'; '.join(failed)}" if failed else ""
    return Result(tuple(items), f"{'; '.join(lines)}.{unlike}{missing}")


async def _quoted(context: Context, item: ObjectId, number: int) -> Item | PlamError:
    try:
        there = context.called(KIND, item.account)
        if there is None or item.kind != "offer":
            raise ToolError(f"{item.id!r} is no offer of a shop of yours")
        merchant = await merchant_of(there)
        key = f"{context.call}{item.account}{item.id}"
        wish = wish_of(there, ((item.id, number),))
        terms = await merchant.create(wish, key_of("quote", key))
        try:
            if terms.wrong:
                raise ToolError(f"{merchant.name}: {'; '.join(terms.wrong)}")
            if terms.errors:
                raise ToolError(f"{merchant.name}: {'; '.join(terms.errors)}")
            offer = await merchant.offer(item.id)
            if offer is None:
                first = terms.lines[0]
                price = Money(first.price, terms.currency)
                offer = Offer(item.id, first.title, price)
            return offer_item(there, merchant, offer, terms)
        finally:
            await _dropped(merchant, terms, key)
    except PlamError as error:
        return error


async def _dropped(merchant: Ucp, terms: Terms, key: str) -> None:
    """A session that was only to be looked at is ended; one that stays costs nobody anything."""
    try:
        await merchant.cancel(terms.session, key_of("drop", key))
    except PlamError:
        return


async def cart(context: Context, args: PurchaseCart) -> Result:
    """A cart at one shop; the merchant keeps it."""
    if any(each.account != context.account.name for each in args.item):
        raise ToolError("these are of several shops", fix="Make a cart for each.")
    number = money.count(args.quantity)
    merchant = await merchant_of(context)
    wish = wish_of(context, tuple((each.id, number) for each in args.item))
    found = await merchant.cart(wish, key_of("cart", context.call))
    there = sorted((each.item, each.quantity) for each in found.lines)
    if there != sorted(wish.items):
        raise ToolError(f"{merchant.name} put something else into the cart")
    shop = shop_origin(merchant.name)
    fields = {
        "title": ", ".join(found.items()),
        "total": found.money,
        "merchant": merchant.name,
    }
    item = Item(
        ObjectId("cart", context.account.name, found.session),
        cart_version(found.lines),
        {name: Value(data, shop) for name, data in fields.items()},
    )
    total = money.shown(found.money)
    held = ", ".join(f"{each.quantity} × {each.title}" for each in found.lines)
    return Result((item,), f"A cart at {merchant.name} with {held}: {total} before delivery.")

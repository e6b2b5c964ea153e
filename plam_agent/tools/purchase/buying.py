"""Buying: a session is opened and looked at, decided about, looked at again, and only then paid.

What the owner or a rule says yes to are the terms as the merchant had them. Just before the payment
they are fetched again, and anything that is other is refused with the difference. A payment whose
answer is lost is looked for at the merchant, and ended there where it has not happened. Once the
token was sent only an order says what became of it: whatever else the merchant says, the money
counts as spent until the owner says that it was not taken.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ...config import Account
from ...errors import ConfigError, PlamError, ToolError, UncertainError
from ...types import POLICY, Derived, Item, Money, ObjectId, Origin, Reconciled, Result, Value
from ..context import Context
from . import money
from .arguments import PurchaseBuy
from .merchant import RefusedError, UnsentError, Wish, address_of, key_of
from .paying import has_token, payment_of
from .terms import (
    CANCELED,
    COMPLETED,
    ESCALATED,
    INCOMPLETE,
    READY,
    WORKING,
    Line,
    Offer,
    Terms,
    differences,
)
from .ucp import Ucp, open_ucp
from .ucp_read import fits_address

KIND = "shop"
_OWN = ("merchant", "address")
# What the session says of these is compared; what else is said of it is for reading only.
_AGREED = ("merchant", "total", "price", "items", "charges", "address", "delivery", "payee",
           "session", "terms")  # fmt: skip


async def merchant_of(context: Context) -> Ucp:
    """The account's merchant. Raises ConfigError for a driver that is none."""
    if context.account.driver != "ucp":
        raise ConfigError(
            f"account {context.account.name} has driver {context.account.driver!r}, which sells "
            "nothing",
            fix="Use ucp.",
        )
    return await context.connection(open_ucp)


def shop_origin(merchant: str) -> frozenset[Origin]:
    """Where what a merchant says comes from."""
    return frozenset({Origin("shop", merchant)})


def offer_id(account: Account, offer: Offer) -> ObjectId:
    """An offer as calls name it."""
    return ObjectId("offer", account.name, offer.id)


def version_of(price: Money) -> str:
    """An offer's version: what one of it costs."""
    return f"{price.minor} {price.currency}"


def cart_version(lines: tuple[Line, ...]) -> str:
    """A cart's version: what is in it, and for how much."""
    return " ".join(sorted(f"{each.item}*{each.quantity}@{each.price}" for each in lines))


def wish_of(context: Context, items: tuple[tuple[str, int], ...], cart: str = "") -> Wish:
    """What is wanted of the account's merchant, sent to the account's address."""
    settings = context.account.settings
    return Wish(
        items=items,
        address=address_of(settings),
        email=str(settings.get("email", "")) or context.owner,
        cart=cart,
        currency=str(settings.get("currency", "")),
        language=context.language,
    )


async def prepare(context: Context, args: PurchaseBuy) -> Derived:
    """Open a session and derive what it says. Raises ToolError for one nobody should pay."""
    item = _mine(context, args.item)
    merchant = await merchant_of(context)
    number = money.count(args.quantity)
    cart = item.id if item.kind == "cart" else ""
    wish = wish_of(context, () if cart else ((item.id, number),), cart)
    terms = await merchant.create(wish, key_of("create", context.call))
    offer = None if cart else await merchant.offer(item.id)
    if why := unfit(context, terms, wish, args.most, context.versions.get(item, ""), offer):
        raise ToolError(
            f"{merchant.name} would not sell it like that: {'; '.join(why)}", fix=_there(terms)
        )
    if terms.status != READY:
        raise ToolError(_not_ready(terms), fix=_there(terms))
    if not await has_token(context):
        raise ToolError(
            f"It is ready at {merchant.name} for {money.shown(terms.money)} and not paid, because "
            f"account {context.account.name} has no payment token",
            fix=_there(terms) or "Pay it on the merchant's site.",
        )
    said = {**terms.said(), "notices": terms.notices}
    said["category"] = offer.categories if offer is not None else ()
    shop = shop_origin(merchant.name)
    return Derived(
        {
            name: Value(value, frozenset({POLICY}) if name in _OWN else shop)
            for name, value in said.items()
        }
    )


def _mine(context: Context, item: ObjectId | None) -> ObjectId:
    if item is None or item.kind not in ("offer", "cart"):
        raise ToolError("that is nothing that can be bought", fix="Look for it first.")
    if item.account != context.account.name:
        raise ToolError(f"{item.id!r} is of another shop than {context.account.name}")
    return item


def unfit(
    context: Context,
    terms: Terms,
    wish: Wish,
    most: Money | None,
    version: str,
    offer: Offer | None,
) -> list[str]:
    """Why these are not terms that anybody should agree to, whatever a rule says."""
    why = list(terms.wrong)
    there = sorted((each.item, each.quantity) for each in terms.lines)
    if not wish.cart and there != sorted(wish.items):
        why.append(f"it holds {', '.join(terms.items()) or 'nothing'}, and not what was wanted")
    if not terms.lines:
        why.append("nothing is in it")
    expected = str(context.account.settings.get("currency", ""))
    if expected and terms.currency != expected:
        why.append(f"it is in {terms.currency}, and your account says {expected}")
    if wish.cart and version and cart_version(terms.lines) != version:
        why.append("what is in the cart, or its price, has changed")
    elif version and not wish.cart:
        before, _, code = version.partition(" ")
        for each in terms.lines:
            if (str(each.price), terms.currency) != (before, code):
                found = money.shown(Money(int(before), code))
                now = money.shown(Money(each.price, terms.currency))
                why.append(f"{each.title} was found for {found} and now costs {now}")
    if offer is not None and offer.again:
        why.append(f"it looks like a subscription: {offer.again}")
    if terms.address and not fits_address(terms.address, wish.address):
        why.append(f"it would go to {terms.address}, and your address is {wish.address.line()}")
    if most is not None:
        limit = money.shown(most)
        if most.currency != terms.currency:
            why.append(f"it is in {terms.currency}, and you said {limit}")
        elif terms.total > most.minor:
            over = money.shown(Money(terms.total - most.minor, terms.currency))
            asked = money.shown(terms.money)
            why.append(f"it costs {asked}, {over} more than the {limit} you said")
    return why


def _not_ready(terms: Terms) -> str:
    why = "; ".join(terms.errors) or f"it is {terms.status.replace('_', ' ')}"
    if terms.status == ESCALATED:
        return f"{terms.merchant} wants you to look at it yourself: {why}"
    return f"{terms.merchant} cannot sell it yet: {why}"


def _there(terms: Terms) -> str:
    return f"You can go on there yourself: {terms.link}" if terms.link else ""


def agreed(args: PurchaseBuy) -> Mapping[str, Any]:
    """The terms that the call is about."""
    return {name: getattr(args, name) for name in _AGREED}


async def buy(context: Context, args: PurchaseBuy) -> Result:
    """Look at the session once more, and pay it if it is what was agreed to."""
    merchant = await merchant_of(context)
    now = await merchant.session(args.session)
    if now.order or now.status == COMPLETED:
        raise ToolError(f"{merchant.name} says that this was completed before")
    if changed := differences(agreed(args), now.said()):
        raise ToolError(
            f"{merchant.name} has changed it since you agreed, so nothing was bought: "
            f"{'; '.join(changed)}",
            fix="Ask for it again, and look at the new terms.",
        )
    if now.wrong:
        raise ToolError(f"{merchant.name}: {'; '.join(now.wrong)}", fix=_there(now))
    if now.status != READY:
        raise ToolError(_not_ready(now), fix=_there(now))
    payment = await payment_of(context, now)
    key = key_of("complete", context.call)

    async def sent() -> Terms:
        return await merchant.complete(now, payment, key)

    try:
        done = await sent()
    except UnsentError:
        raise
    except RefusedError as refused:
        done = await _found_out(merchant, now, str(refused))
    except PlamError:
        done = await _found_out(merchant, now, f"{merchant.name} did not answer", sent)
    if done.status in (READY, INCOMPLETE) and not done.order:
        why = "; ".join(done.errors) or f"it is {done.status}"
        done = await _found_out(merchant, now, f"{merchant.name} did not sell it: {why}")
    return _ended(context, args, done)


async def _found_out(
    merchant: Ucp, now: Terms, why: str, again: Callable[[], Awaitable[Terms]] | None = None
) -> Terms:
    """What became of a payment that was refused, or whose answer was lost.

    It is looked for, tried once more where `again` is given and nothing is other, and ended there
    where it has not happened. Raises UncertainError for anything but an order or the way to one:
    the merchant has the token, and may say no and take the money all the same.
    """
    try:
        found = await merchant.session(now.session)
        if again and found.status == READY and not found.order and found.digest == now.digest:
            try:
                return await again()
            except PlamError:
                found = await merchant.session(now.session)
        if found.status in (READY, INCOMPLETE) and not found.order:
            found = await merchant.cancel(now.session, key_of("stop", now.session))
    except PlamError as error:
        raise UncertainError(
            f"{why}. Whether it was bought all the same is not known: {error}", fix=_look(now)
        ) from error
    if found.status == CANCELED and not found.order:
        raise UncertainError(
            f"{why}, and has ended it. It was sent your token, so {money.shown(now.money)} counts "
            "as spent until you say that nothing was taken",
            fix="Look at your bank's or wallet's statement.",
        )
    return found


def _look(now: Terms) -> str:
    return f"Look there: {now.link}" if now.link else "Look at the merchant's site."


def _ended(context: Context, args: PurchaseBuy, done: Terms) -> Result:
    """The order, if there is one on the terms agreed to.

    Raises ToolError where nothing was bought, UncertainError where that is not sure, or it was
    bought on other terms.
    """
    if done.status in (ESCALATED, WORKING):
        said = "; ".join(done.errors) or "it wants you to confirm it"
        raise UncertainError(f"{done.merchant} has not finished it: {said}. {_there(done)}")
    if done.status != COMPLETED or not done.order:
        raise UncertainError(f"{done.merchant} says that it is {done.status}, and names no order")
    if changed := differences(agreed(args), done.said()):
        raise UncertainError(
            f"{done.merchant} completed order {done.order} on other terms than agreed: "
            f"{'; '.join(changed)}"
        )
    what = ", ".join(f"{each.quantity} × {each.title}" for each in done.lines)
    paid = money.shown(done.money)
    see = f" {done.receipt}" if done.receipt else ""
    summary = f"Bought {what} at {done.merchant} for {paid}: order {done.order}.{see}"
    return Result((order_item(context, done),), summary)


def order_item(context: Context, terms: Terms) -> Item:
    """The order of a completed session as a result."""
    shop = shop_origin(terms.merchant)
    fields = {
        "title": ", ".join(each.title for each in terms.lines),
        "merchant": terms.merchant,
        "total": terms.money,
        "order": terms.order,
        "link": terms.receipt,
    }
    return Item(
        ObjectId("order", context.account.name, terms.order),
        terms.session,
        {name: Value(data, shop) for name, data in fields.items()},
    )


async def reconcile(context: Context, args: PurchaseBuy) -> Reconciled:
    """Ask the merchant whether the session was paid; what was not is ended, so that it never is.

    Only an order proves anything: that a merchant which may have the token calls the session
    cancelled does not prove that it took nothing.
    """
    merchant = await merchant_of(context)
    try:
        found = await merchant.session(args.session)
        if found.status == READY and not found.order:
            found = await merchant.cancel(args.session, key_of("stop", args.session))
    except RefusedError:
        return Reconciled.UNKNOWN
    agreed_to = found.status == COMPLETED and not differences(agreed(args), found.said())
    return Reconciled.DONE if found.order and agreed_to else Reconciled.UNKNOWN

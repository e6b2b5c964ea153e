"""From a merchant's JSON to our nouns: every field looked at, bounded and escaped, or refused."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ...cards import masked
from ...errors import AccountError
from ...types import Money, canonical
from ..matching import folded, plain
from .exchange import within
from .merchant import Address, Order
from .money import MOST, is_currency
from .terms import Charge, Line, Offer, Terms, added_up, charged_again

LINES = 50
OFFERS = 50
LABELS = {
    "subtotal": "Subtotal", "discount": "Discount", "items_discount": "Item discounts",
    "fulfillment": "Shipping", "tax": "Tax", "fee": "Fee", "total": "Total",
}  # fmt: skip
STATUSES = (
    *("incomplete", "requires_escalation", "ready_for_complete", "complete_in_progress"),
    *("completed", "canceled"),
)
_ID = 200


class UnreadError(AccountError):
    """What a merchant sent is not what the protocol says."""


def text(value: Any, what: str, limit: int = 120) -> str:
    """Somebody else's words on one line, without what cannot be seen, and no card number."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UnreadError(f"the merchant's {what} is no text")
    return masked(plain(value, limit))


def name(value: Any, what: str) -> str:
    """An identifier, exactly as it is sent. Raises UnreadError for one that hides something."""
    fits = isinstance(value, str) and 0 < len(value) <= _ID and value.isprintable()
    if fits and value not in (".", ".."):
        return str(value)
    raise UnreadError(f"the merchant's {what} is no identifier")


def amount(value: Any, what: str) -> int:
    """Whole minor units. Raises UnreadError for a fraction, or for more than is believed."""
    if type(value) is not int or abs(value) > MOST:
        raise UnreadError(f"the merchant's {what} is no amount in whole minor units")
    return value


def currency(value: Any) -> str:
    """An ISO 4217 code. Raises UnreadError."""
    if not is_currency(value):
        raise UnreadError("the merchant names no currency")
    return str(value)


def maps(value: Any, what: str, limit: int = LINES) -> list[Mapping[str, Any]]:
    """A list of objects; nothing for None. Raises UnreadError."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        raise UnreadError(f"the merchant's {what} is no list of objects")
    if len(value) > limit:
        raise UnreadError(f"the merchant's {what} are more than {limit}")
    return value


def mapping(value: Any, what: str) -> Mapping[str, Any]:
    """An object; an empty one for None. Raises UnreadError."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise UnreadError(f"the merchant's {what} is no object")
    return value


def offers(body: Mapping[str, Any], said: str = "") -> list[Offer]:
    """The variants that a catalogue search found, in the merchant's order."""
    found = []
    for product in maps(body.get("products"), "products", OFFERS):
        title = text(product.get("title"), "title")
        again = charged_again(product)
        for variant in maps(product.get("variants"), "variants", OFFERS):
            price = mapping(variant.get("price"), "price")
            own = text(variant.get("title"), "title")
            there = mapping(variant.get("availability"), "availability")
            found.append(
                Offer(
                    id=name(variant.get("id"), "item id"),
                    title=title if not own or own in title else f"{title}, {own}",
                    price=Money(amount(price.get("amount"), "price"), currency(price["currency"]))
                    if "currency" in price
                    else Money(amount(price.get("amount"), "price"), currency(said)),
                    about=_described(product.get("description")),
                    available=there.get("available") is not False
                    and there.get("status") not in ("out_of_stock", "discontinued"),
                    categories=tuple(
                        _categories(variant.get("categories") or product.get("categories"))
                    ),
                    seller=text(mapping(variant.get("seller"), "seller").get("name"), "seller"),
                    again=again,
                )
            )
    return found[:OFFERS]


def _described(value: Any) -> str:
    told = value if isinstance(value, Mapping) else {"plain": value}
    return text(told.get("plain") or told.get("markdown") or "", "description", 200)


def _categories(value: Any) -> Iterator[str]:
    """The merchant's own names of what an item is; the codes of other taxonomies say nothing."""
    for each in maps(value, "categories"):
        if each.get("taxonomy", "merchant") == "merchant":
            yield text(each.get("value"), "category", 60).rpartition(">")[2].strip()


def terms(body: Mapping[str, Any], merchant: str, home: str, handler: str) -> Terms:
    """A checkout session. Raises UnreadError."""
    status = body.get("status")
    if status not in STATUSES:
        raise UnreadError("the merchant's session has no status that is known")
    lines = tuple(_line(each) for each in maps(body.get("line_items"), "items"))
    charges = tuple(charges_of(body.get("totals")))
    total = total_of(charges)
    address, delivery, more = _fulfilled(body.get("fulfillment"))
    wrong = [*added_up(lines, charges, total), *more]
    if again := charged_again({k: v for k, v in body.items() if k not in ("ucp", "links")}):
        wrong.append(f"it looks like a subscription or a payment in parts: {again}")
    payee, payee_id, unknown = _payee(body.get("ucp"), handler)
    order = mapping(body.get("order"), "order")
    notices, errors = _messages(body.get("messages"))
    return Terms(
        merchant=merchant,
        session=name(body.get("id"), "session id"),
        status=str(status),
        currency=currency(body.get("currency")),
        lines=lines,
        charges=charges,
        total=total,
        address=address,
        delivery=delivery,
        handler=handler,
        payee=payee,
        payee_id=payee_id,
        link=link(body.get("continue_url"), home),
        notices=notices,
        errors=errors,
        wrong=(*wrong, *unknown),
        order=name(order["id"], "order id") if "id" in order else "",
        receipt=link(order.get("permalink_url"), home),
    )


def _line(each: Mapping[str, Any]) -> Line:
    item = mapping(each.get("item"), "item")
    if item.get("quantity_unit") or item.get("unit_price"):
        raise UnreadError("the merchant sells this by measure, which only a person can agree to")
    quantity = amount(each.get("quantity"), "quantity")
    price = amount(item.get("price"), "price")
    found = [t for t in maps(each.get("totals"), "totals") if t.get("type") == "total"]
    return Line(
        item=name(item.get("id"), "item id"),
        title=text(item.get("title"), "title"),
        quantity=quantity,
        price=price,
        total=amount(found[0].get("amount"), "total") if found else price * quantity,
    )


def charges_of(value: Any) -> Iterator[Charge]:
    """Every line of the totals, in the merchant's order."""
    for each in maps(value, "totals"):
        kind = text(each.get("type"), "total", 40)
        label = text(each.get("display_text"), "total", 60) or LABELS.get(kind, kind)
        if kind == "total" or (kind != "subtotal" and "total" in folded(label)):
            # Nothing else passes for the total.
            label = LABELS.get(kind, kind)
        found = amount(each.get("amount"), "total")
        parts = [amount(p.get("amount"), "total") for p in maps(each.get("lines"), "totals")]
        if parts and sum(parts) != found:
            raise UnreadError(f"the parts of the merchant's {label!r} do not add up")
        yield Charge(kind, label, found)


def total_of(charges: tuple[Charge, ...]) -> int:
    """The grand total. Raises UnreadError where there is not one."""
    found = [each.amount for each in charges if each.kind == "total"]
    if len(found) != 1:
        raise UnreadError("the merchant's totals have not one total")
    return found[0]


def _fulfilled(value: Any) -> tuple[str, str, list[str]]:
    """The address, the delivery and what is wrong with them."""
    addresses: dict[str, None] = {}
    deliveries: list[str] = []
    wrong: list[str] = []
    for method in maps(mapping(value, "fulfillment").get("methods"), "methods"):
        if not method.get("line_item_ids"):
            continue
        chosen = method.get("selected_destination_id")
        there = [
            each
            for each in maps(method.get("destinations"), "destinations")
            if chosen is not None and each.get("id") == chosen
        ]
        addresses.update((line_of(each), None) for each in there)
        kind = text(method.get("type"), "method", 30)
        if kind == "pickup":
            wrong.append("it would have to be fetched")
        for group in maps(method.get("groups"), "groups"):
            option = selected(group)
            if option is not None:
                title = text(option.get("title"), "delivery", 80)
                deliveries.append(f"{kind}: {title}" if kind != "shipping" else title)
    if len(addresses) > 1:
        wrong.append("it goes to several addresses")
    return "; ".join(addresses), "; ".join(deliveries), wrong


def selected(group: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The option that is chosen in a group, or None."""
    chosen = group.get("selected_option_id")
    options = maps(group.get("options"), "options")
    return next((o for o in options if chosen is not None and o.get("id") == chosen), None)


def line_of(destination: Mapping[str, Any]) -> str:
    """An address of the wire on one line."""
    place = destination.get("address") if "address" in destination else destination
    said = {
        ours: text(mapping(place, "address").get(theirs), "address", 100)
        for ours, theirs in ADDRESS.items()
    }
    return Address(**said).line()


ADDRESS = {
    "street": "street_address", "city": "address_locality", "postcode": "postal_code",
    "region": "address_region", "country": "address_country", "extra": "extended_address",
    "first": "first_name", "last": "last_name",
}  # fmt: skip


def same_address(one: str, other: str) -> bool:
    """Whether two addresses on a line are the same but for case, accents and punctuation."""
    return _words(one) == _words(other)


def fits_address(theirs: str, ours: Address) -> bool:
    """Whether a merchant's address is the owner's: nothing else in it, and where it goes is.

    A merchant may leave out a name or a region, and nothing that leads to the door.
    """
    mine = Counter(_words(ours.line()))
    there = Counter(_words(theirs))
    door = Counter(_words(" ".join((ours.extra, ours.street, ours.postcode, ours.city))))
    return there <= mine and door <= there


def _words(line: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in folded(line)).split()


def payees(handlers: Any) -> dict[str, str]:
    """Who is paid by each handler: its name with a digest of its configuration."""
    return {id_: said for id_, (said, _) in _payees(handlers).items()}


def _payees(value: Any) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for kind, listed in mapping(value, "handlers").items():
        for each in maps(listed, "handlers"):
            config = mapping(each.get("config"), "configuration")
            mark = hashlib.sha256(canonical([kind, config])).hexdigest()[:16]
            named = config.get("merchant_name") or config.get("merchant_id") or kind
            id_ = config.get("merchant_id")
            bare = name(id_, "payee") if id_ is not None else ""
            said = f"{text(str(named), 'payee', 60)} ({mark})"
            found.setdefault(name(each.get("id"), "handler id"), (said, bare))
    return found


def _payee(value: Any, handler: str) -> tuple[str, str, tuple[str, ...]]:
    """Who is paid by this handler, by name and by id."""
    found = _payees(mapping(value, "ucp").get("payment_handlers")).get(handler)
    if found is not None:
        return *found, ()
    return "", "", (f"it cannot be paid by {handler}",) if handler else ()


def _messages(value: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    notices: list[str] = []
    errors: list[str] = []
    for each in maps(value, "messages"):
        said = text(each.get("content"), "message", 300)
        code = text(each.get("code"), "message", 60)
        line = said or code
        (errors if each.get("type") == "error" else notices).append(line)
    return tuple(notices), tuple(errors)


def link(value: Any, home: str) -> str:
    """A merchant's own link for a person; empty for one that leads to somebody else."""
    if not isinstance(value, str) or len(value) > 2000 or not value.isprintable():
        return ""
    return value if " " not in value and within(home, value) else ""


def order_of(body: Mapping[str, Any], home: str) -> Order:
    """An order and what its merchant says was given back. Raises UnreadError."""
    code = currency(body.get("currency"))
    charges = tuple(charges_of(body.get("totals")))
    back, notes = 0, []
    for each in maps(body.get("adjustments"), "adjustments"):
        kind = text(each.get("type"), "adjustment", 40)
        status = text(each.get("status"), "adjustment", 20)
        moved = sum(
            amount(t.get("amount"), "adjustment")
            for t in maps(each.get("totals"), "totals")
            if t.get("type") == "total"
        )
        if status == "completed":
            back -= moved
        said = text(each.get("description"), "adjustment")
        notes.append(f"{kind} ({status}){f': {said}' if said else ''}")
    states = [
        text(each.get("status"), "status", 30) for each in maps(body.get("line_items"), "items")
    ]
    events = maps(mapping(body.get("fulfillment"), "fulfillment").get("events"), "events", 500)
    last = text(events[-1].get("type"), "event", 40) if events else ""
    return Order(
        id=name(body.get("id"), "order id"),
        session=name(body.get("checkout_id"), "session id"),
        total=Money(total_of(charges), code),
        status=last or (states[0] if states and len(set(states)) == 1 else "processing"),
        link=link(body.get("permalink_url"), home),
        label=text(body.get("label"), "order", 60),
        refund=Money(back, code) if back else None,
        notes=tuple(notes),
    )

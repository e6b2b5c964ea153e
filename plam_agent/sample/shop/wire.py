"""The sample shop's side of the wire: UCP 2026-04-08 over REST, as JSON data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from .catalogue import CURRENCY, DELIVERIES, DELIVERY_VAT, Product, tax
from .state import Order, Session

VERSION = "2026-04-08"
OLDER = "2026-01-23"
SPEC = "https://ucp.dev"
HANDLER = "example.plam.token"
CHANGES = "example.plam.order_changes"
CAPABILITIES: Mapping[str, str] = {
    "dev.ucp.shopping.checkout": "",
    "dev.ucp.shopping.cart": "",
    "dev.ucp.shopping.order": "",
    "dev.ucp.shopping.catalog.search": "",
    "dev.ucp.shopping.catalog.lookup": "",
    "dev.ucp.shopping.fulfillment": "dev.ucp.shopping.checkout",
    CHANGES: "dev.ucp.shopping.order",
}
"""What it can do, and what each extends."""
Json = dict[str, Any]


def profile(base: str, merchant: str, name: str, version: str = VERSION) -> Json:
    """The business profile that stands at `/.well-known/ucp`."""
    capabilities = {}
    for capability, extends in CAPABILITIES.items():
        schema = capability.removeprefix("dev.ucp.shopping.").replace(".", "_")
        known = f"{SPEC}/{version}/schemas/shopping/{schema}.json"
        own = f"{base}/schemas/{schema.rpartition('.')[2]}.json"
        entry = {"version": version, "schema": own if capability == CHANGES else known}
        capabilities[capability] = [entry | ({"extends": extends} if extends else {})]
    service = {
        "version": version,
        "spec": f"{SPEC}/{version}/specification/overview",
        "transport": "rest",
        "schema": f"{SPEC}/{version}/services/shopping/rest.openapi.json",
        "endpoint": f"{base}/ucp",
    }
    ucp = {
        "version": version,
        "services": {"dev.ucp.shopping": [service]},
        "capabilities": capabilities,
        "payment_handlers": handlers(merchant, name, version),
    }
    return {"ucp": ucp, "keys": []}


def handlers(merchant: str, name: str, version: str = VERSION) -> Json:
    """How it can be paid, and who is paid."""
    handler = {
        "id": "token",
        "version": version,
        "available_instruments": [{"type": "token"}],
        "config": {"merchant_id": merchant, "merchant_name": name},
    }
    return {HANDLER: [handler]}


def meta(*capabilities: str, status: str = "success", **more: Any) -> Json:
    """The `ucp` member of a response."""
    active = {name: [{"version": VERSION}] for name in capabilities}
    return {"version": VERSION, "status": status, "capabilities": active, **more}


def refusal(messages: Iterable[Json], url: str, capability: str) -> Json:
    """The response where there is nothing to show."""
    return {
        "ucp": meta(capability, status="error", payment_handlers={}),
        "messages": list(messages),
        "continue_url": url,
    }


def product(each: Product, base: str, left: int, *, found_by: str = "") -> Json:
    """A product and its one variant; `found_by` is the id that it was looked up with."""
    price = {"amount": each.price, "currency": CURRENCY}
    variant: Json = {
        "id": each.id,
        "title": each.title,
        "description": {"plain": each.about},
        "price": price,
        "availability": {
            "available": left > 0,
            "status": "in_stock" if left else "out_of_stock",
        },
        "categories": [{"value": each.category}],
    }
    if each.renews:
        variant["metadata"] = {"renews": "monthly"}
    if found_by:
        variant["inputs"] = [{"id": found_by, "match": "exact"}]
    return {
        "id": each.id,
        "title": each.title,
        "description": {"plain": each.about},
        "url": f"{base}/products/{each.id}",
        "categories": [{"value": each.category}],
        "price_range": {"min": price, "max": price},
        "variants": [variant],
    }


def products(found: Iterable[Json], capability: str, more: Mapping[str, Any]) -> Json:
    """What a search or a look-up found."""
    return {"ucp": meta(capability), "products": list(found), **more}


def _lines(session: Session) -> list[Json]:
    return [
        {
            "id": line.id,
            "item": {"id": line.product.id, "title": line.title, "price": line.price},
            "quantity": line.quantity,
            "totals": _totals(
                [
                    ("subtotal", "", line.gross),
                    *([("items_discount", "Ten and more", -line.off)] if line.off else []),
                    ("total", "", line.gross - line.off),
                ]
            ),
        }
        for line in session.lines
    ]


def _totals(rows: Iterable[tuple[str, str, int]]) -> list[Json]:
    return [
        {"type": kind, "amount": amount} | ({"display_text": text} if text else {})
        for kind, text, amount in rows
    ]


def cart(session: Session, base: str) -> Json:
    """A cart, whose totals are an estimate."""
    return {
        "ucp": meta("dev.ucp.shopping.cart"),
        "id": session.id,
        "line_items": _lines(session),
        "currency": session.currency,
        "totals": _totals(session.totals()),
        "continue_url": f"{base}/carts/{session.id}",
        "expires_at": _later(session),
    } | ({"buyer": session.buyer} if session.buyer else {})


def checkout(session: Session, base: str, stock: dict[str, int], name: str) -> Json:
    """A checkout session."""
    ucp = meta(
        "dev.ucp.shopping.checkout",
        "dev.ucp.shopping.fulfillment",
        payment_handlers=handlers(session.payee, name),
    )
    body: Json = {
        "ucp": ucp,
        "id": session.id,
        "line_items": _lines(session),
        "buyer": session.buyer,
        "status": session.status,
        "currency": session.currency,
        "totals": _totals(session.totals()),
        "messages": [*(session.wants(stock) if session.open else ()), *session.said],
        "links": [
            {"type": "terms_of_service", "url": f"{base}/terms"},
            {"type": "refund_policy", "url": f"{base}/refunds"},
        ],
        "expires_at": _later(session),
    }
    if session.status != "completed":
        body["continue_url"] = f"{base}/checkouts/{session.id}"
    if session.sent:
        body["fulfillment"] = {"methods": [_method(session)]}
    if session.order:
        body["order"] = {"id": session.order, "permalink_url": f"{base}/orders/{session.order}"}
    return body


def _method(session: Session) -> Json:
    ids = [line.id for line in session.lines if line.product.weight]
    method: Json = {"id": "method_1", "type": session.method or "shipping", "line_item_ids": ids}
    if session.address:
        destination = {**session.address, "id": "dest_1", "type": "shipping_address"}
        method |= {"destinations": [destination], "selected_destination_id": "dest_1"}
    if session.method == "pickup":
        options = [_option("counter", "At the counter", 0)]
    else:
        options = [_option(d.id, d.title, d.price, d.days) for d in DELIVERIES]
    if session.address or session.method == "pickup":
        group: Json = {"id": "group_1", "line_item_ids": ids, "options": options}
        if session.option:
            group["selected_option_id"] = session.option
        method["groups"] = [group]
    return method


def _option(id_: str, title: str, price: int, days: int = 0) -> Json:
    rows = [
        ("subtotal", "", price),
        ("tax", "VAT", tax(price, DELIVERY_VAT)),
        ("total", "", price + tax(price, DELIVERY_VAT)),
    ]
    said = f"In {days} working days" if days else "The same day"
    return {"id": id_, "title": title, "description": {"plain": said}, "totals": _totals(rows)}


def _later(session: Session) -> str:
    return (session.created + timedelta(hours=6)).isoformat()


def order(each: Order, base: str) -> Json:
    """An order, with what happened to it since."""
    session = each.session
    lines = []
    for line, shown in zip(session.lines, _lines(session), strict=True):
        left = line.quantity - each.gone.get(line.id, 0)
        sent = left if each.events else 0
        state = "removed" if not left else "fulfilled" if sent else "processing"
        quantity = {"original": line.quantity, "total": left, "fulfilled": sent}
        lines.append({**shown, "quantity": quantity, "status": state})
    expected: list[Json] = []
    if session.sent and session.address:
        expected = [
            {
                "id": "exp_1",
                "line_items": [{"id": x["id"], "quantity": x["quantity"]} for x in _lines(session)],
                "method_type": session.method,
                "destination": session.address,
            }
        ]
    return {
        "ucp": meta("dev.ucp.shopping.order", CHANGES),
        "id": each.id,
        "checkout_id": session.id,
        "permalink_url": f"{base}/orders/{each.id}",
        "line_items": lines,
        "fulfillment": {"expectations": expected, "events": each.events},
        "adjustments": each.adjustments,
        "currency": session.currency,
        "totals": _totals(session.totals()),
    }

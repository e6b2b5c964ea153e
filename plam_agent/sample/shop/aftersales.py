"""What happens to the sample shop's orders after they were placed: sent, cancelled, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import wire
from .catalogue import tax
from .state import Order, Wrong, number
from .wire import Json

if TYPE_CHECKING:
    from .counter import Shop

_ORDER = "dev.ucp.shopping.order"


def order(shop: Shop, id_: str) -> Json:
    """An order as it is."""
    found = shop.orders.get(id_)
    if found is None:
        return shop.refused("not_found", "There is no such order", _ORDER)
    return wire.order(found, shop.base)


def cancel(shop: Shop, id_: str) -> Json:
    """Cancel all of an order that was not sent, and give the money back."""
    found = shop.orders.get(id_)
    if found is None:
        return order(shop, id_)
    left = _left(found)
    if found.events or not any(left.values()):
        why = "It was sent: return it" if found.events else "There is nothing left to cancel"
        return shop.refused("not_cancelable", why, _ORDER)
    for line in found.session.lines:
        shop.stock[line.product.id] += left[line.id]
        found.gone[line.id] = line.quantity
    _give_back(shop, found, "cancellation", left, shop.till.books.of(id_))
    return wire.order(found, shop.base)


def take_back(shop: Shop, id_: str, body: Mapping[str, Any], kind: str = "return") -> Json:
    """Take lines back and give their price back, tax included and delivery not.

    Without lines, all that is left of the order is taken back.
    """
    found = shop.orders.get(id_)
    if found is None:
        return order(shop, id_)
    left = _left(found)
    wanted: dict[str, int] = {}
    for each in body.get("line_items") or ():
        if not isinstance(each, dict):
            raise Wrong(400, "invalid", "line_items holds no lines")
        wanted[str(each.get("id"))] = number(each.get("quantity"), 0)
    wanted = wanted or {name: many for name, many in left.items() if many}
    if not wanted or any(not 0 < many <= left.get(name, 0) for name, many in wanted.items()):
        return shop.refused("invalid", "There is nothing of that to take back", _ORDER)
    amount = 0
    for line in found.session.lines:
        many = wanted.get(line.id, 0)
        net = (line.gross - line.off) * many // line.quantity
        amount += net + tax(net, line.product.vat)
        found.gone[line.id] = found.gone.get(line.id, 0) + many
    wait = shop.returns_wait and kind == "return"
    _give_back(shop, found, kind, wanted, amount, wait=wait)
    return wire.order(found, shop.base)


def settle(shop: Shop, id_: str) -> None:
    """What was sent back has arrived: pay for it."""
    for each in shop.orders[id_].adjustments:
        if each["status"] == "pending":
            each["status"] = "completed"
            amount = -each["totals"][0]["amount"]
            shop.till.refund(id_, amount, shop.orders[id_].session.currency)


def refund(shop: Shop, id_: str, amount: int) -> None:
    """Give some of the money back unasked."""
    _give_back(shop, shop.orders[id_], "refund", {}, amount)


def ship(shop: Shop, id_: str) -> None:
    """Hand an order to the carrier."""
    found = shop.orders[id_]
    lines = [{"id": name, "quantity": many} for name, many in _left(found).items() if many]
    event: Json = {"id": "evt_1", "occurred_at": shop.now().isoformat(), "type": "shipped"}
    found.events.append(event | {"line_items": lines, "tracking_number": "FR0012345"})


def fall_short(shop: Shop, id_: str, line: int = 0) -> None:
    """A line turns out not to be there after all: leave it out and pay for it."""
    short = shop.orders[id_].session.lines[line]
    body = {"line_items": [{"id": short.id, "quantity": short.quantity}]}
    take_back(shop, id_, body, "cancellation")


def _left(found: Order) -> dict[str, int]:
    return {each.id: each.quantity - found.gone.get(each.id, 0) for each in found.session.lines}


def _give_back(
    shop: Shop,
    found: Order,
    kind: str,
    lines: Mapping[str, int],
    amount: int,
    *,
    wait: bool = False,
) -> None:
    if not wait:
        shop.till.refund(found.id, amount, found.session.currency)
    entry: Json = {
        "id": f"adj_{len(found.adjustments) + 1}",
        "type": kind,
        "occurred_at": shop.now().isoformat(),
        "status": "pending" if wait else "completed",
        "totals": [{"type": "total", "amount": -amount}],
    }
    if lines:
        entry["line_items"] = [{"id": k, "quantity": -n} for k, n in lines.items() if n]
    found.adjustments.append(entry)

"""The sample shop's catalogue as customers look at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import wire
from .catalogue import Product
from .state import Wrong, error, number
from .wire import Json

_SEARCH = "dev.ucp.shopping.catalog.search"
_LOOKUP = "dev.ucp.shopping.catalog.lookup"


class Shelf:
    """What is sold, and how many of each are left."""

    def __init__(self, products: tuple[Product, ...]) -> None:
        self.products = {each.id: each for each in products}
        self.left = {each.id: each.stock for each in products}

    def search(self, body: Mapping[str, Any], base: str) -> Json:
        """Products with every word of the query, within the price that was asked for."""
        words = str(body.get("query") or "").casefold().split()
        filters = body.get("filters") or {}
        price, wanted = filters.get("price") or {}, filters.get("categories")
        found = [
            each
            for each in self.products.values()
            if all(w in f"{each.title} {each.about} {each.category}".casefold() for w in words)
            and price.get("min", 0) <= each.price <= price.get("max", each.price)
            and (not wanted or each.category in wanted)
        ]
        page = body.get("pagination") or {}
        start, limit = number(page.get("cursor"), 0), min(number(page.get("limit"), 10), 50)
        more: Json = {"has_next_page": start + limit < len(found), "total_count": len(found)}
        if more["has_next_page"]:
            more["cursor"] = str(start + limit)
        shown = [wire.product(p, base, self.left[p.id]) for p in found[start : start + limit]]
        return wire.products(shown, _SEARCH, {"pagination": more})

    def lookup(self, body: Mapping[str, Any], base: str) -> Json:
        """The products of some ids; what is not there is left out and said."""
        ids = body.get("ids")
        if not isinstance(ids, list) or not ids:
            raise Wrong(400, "invalid", "ids is needed")
        shown = [
            wire.product(self.products[each], base, self.left[each], found_by=each)
            for each in dict.fromkeys(map(str, ids))
            if each in self.products
        ]
        missing = [
            {"type": "info", "code": "not_found", "content": f"{each} is not sold here"}
            for each in map(str, ids)
            if each not in self.products
        ]
        return wire.products(shown, _LOOKUP, {"messages": missing})

    def product(self, body: Mapping[str, Any], base: str) -> Json:
        """One product in full."""
        each = self.products.get(str(body.get("id")))
        if each is None:
            said = error("not_found", "It is not sold here", "unrecoverable")
            return wire.refusal([said], f"{base}/", _LOOKUP)
        shown = wire.product(each, base, self.left[each.id])
        return {"ucp": wire.meta(_LOOKUP), "product": shown}

"""UCP discovery: what a merchant says of itself at `/.well-known/ucp`, and what both can do.

The highest version that both have is spoken, capability by capability, and an extension whose
parents fell away falls too (UCP 2026-04-08, Intersection Algorithm).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ...errors import AccountError
from .exchange import Exchange, same_origin, within
from .ucp_read import payees

VERSION = "2026-04-08"
VERSIONS = (VERSION, "2026-01-23", "2026-01-11")
"""Those that are spoken here, the newest first: what is used of them is the same in all."""
SHOPPING = "dev.ucp.shopping"
CHECKOUT = f"{SHOPPING}.checkout"
CART = f"{SHOPPING}.cart"
ORDER = f"{SHOPPING}.order"
FULFILLMENT = f"{SHOPPING}.fulfillment"
SEARCH = f"{SHOPPING}.catalog.search"
LOOKUP = f"{SHOPPING}.catalog.lookup"
CHANGES = "example.plam.order_changes"
"""What the protocol lacks, as the shop of the demo has it: to cancel an order, and to return it."""
OURS: Mapping[str, tuple[str, ...]] = dict.fromkeys(
    (CHECKOUT, CART, ORDER, FULFILLMENT, SEARCH, LOOKUP, CHANGES), VERSIONS
)
PATH = "/.well-known/ucp"
_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST = 200


@dataclass(frozen=True, slots=True)
class Shop:
    """What was negotiated: the protocol's version, where its REST service is, what both can do.

    `payees` says by the id of a payment handler who is paid, as the profile has it.
    """

    version: str
    endpoint: str
    capabilities: Mapping[str, str]
    payees: Mapping[str, str]

    def can(self, capability: str) -> bool:
        """Whether both have this capability in a version of their own."""
        return capability in self.capabilities


async def discovered(exchange: Exchange) -> Shop:
    """Ask the merchant what it is. Raises AccountError where nothing can be bought there."""
    parts = urlsplit(exchange.home)
    url = f"{parts.scheme}://{parts.netloc}{PATH}"
    found = await _profile(exchange, url)
    named = str(found.get("version", ""))
    if named not in VERSIONS:
        others = found.get("supported_versions")
        listed = others.items() if isinstance(others, Mapping) else ()
        older = {version: url for version, url in listed if version in VERSIONS}
        if not older:
            raise AccountError(
                f"{exchange.name} speaks UCP {named[:10] or 'of no version'}, and not "
                f"{', '.join(VERSIONS)}",
                fix="Buy there by hand.",
            )
        best = max(older)
        if not same_origin(url, str(older[best])):
            raise AccountError(f"{exchange.name} has its profile of {best} elsewhere")
        found = await _profile(exchange, str(older[best]))
        named = best
    capabilities = negotiated(found.get("capabilities"), OURS, exchange.home)
    if CHECKOUT not in capabilities:
        raise AccountError(f"{exchange.name} has no checkout for agents", fix="Buy there by hand.")
    endpoint = _endpoint(exchange, found.get("services"), named)
    return Shop(named, endpoint, capabilities, payees(found.get("payment_handlers")))


async def _profile(exchange: Exchange, url: str) -> Mapping[str, Any]:
    answer = await exchange.send("GET", url)
    found = answer.body.get("ucp")
    if answer.status != 200 or not _is_map(found):
        raise AccountError(
            f"{exchange.name} has no UCP profile ({answer.status})",
            fix="Check the account's url; not every shop sells to agents.",
        )
    assert isinstance(found, Mapping)
    return found


def _endpoint(exchange: Exchange, services: Any, version: str) -> str:
    listed = services.get(SHOPPING) if _is_map(services) else None
    for each in listed if isinstance(listed, list) else ():
        if not _is_map(each) or each.get("transport") != "rest":
            continue
        if each.get("version") not in (version, *VERSIONS):
            continue
        endpoint = str(each.get("endpoint", "")).rstrip("/")
        exchange.check(endpoint)
        if urlsplit(endpoint).query or urlsplit(endpoint).fragment:
            break
        return endpoint
    raise AccountError(f"{exchange.name} has no REST service", fix="Buy there by hand.")


def negotiated(theirs: Any, ours: Mapping[str, Sequence[str]], home: str = "") -> dict[str, str]:
    """The capabilities of both, each in the newest version of both.

    A merchant at `home` may describe what is its own itself.
    """
    found: dict[str, str] = {}
    parents: dict[str, tuple[str, ...]] = {}
    if not _is_map(theirs) or len(theirs) > _MOST:
        return found
    for name, listed in theirs.items():
        entries = [each for each in listed if _is_map(each)] if isinstance(listed, list) else []
        versions = {str(each.get("version")): each for each in entries if _owned(name, each, home)}
        both = [each for each in versions if each in ours.get(name, ()) and _VERSION.match(each)]
        if not both:
            continue
        found[name] = max(both)
        extends = versions[max(both)].get("extends")
        if isinstance(extends, str):
            parents[name] = (extends,)
        elif isinstance(extends, list) and extends:
            parents[name] = tuple(map(str, extends))
    while orphans := [n for n, above in parents.items() if n in found and not _any(above, found)]:
        for name in orphans:
            del found[name]
    return found


def _any(names: Sequence[str], among: Mapping[str, str]) -> bool:
    return any(name in among for name in names)


def _owned(name: str, entry: Mapping[str, Any], home: str) -> bool:
    """Whether a capability is described by whoever owns its name (Spec URL Binding)."""
    parts = str(name).split(".")
    owner = ".".join(reversed(parts[:2])) if len(parts) > 2 else ""
    for key in ("spec", "schema"):
        url = entry.get(key)
        if url is None:
            continue
        try:
            split = urlsplit(str(url))
        except ValueError:
            return False
        own = not str(name).startswith("dev.ucp.") and home and within(home, str(url))
        if not own and (split.scheme != "https" or split.hostname != owner):
            return False
    return bool(owner)


def _is_map(value: Any) -> bool:
    return isinstance(value, Mapping)


def platform() -> dict[str, Any]:
    """The agent's own profile, for an owner who hosts one and names it as `profile`."""
    site = f"https://ucp.dev/{VERSION}"
    schemas = {
        CHECKOUT: "checkout", CART: "cart", ORDER: "order", FULFILLMENT: "fulfillment",
        SEARCH: "catalog_search", LOOKUP: "catalog_lookup",
    }  # fmt: skip
    capabilities: dict[str, list[dict[str, Any]]] = {}
    for name, schema in schemas.items():
        entry = {
            "version": VERSION,
            "spec": f"{site}/specification/{schema.replace('_', '/')}",
            "schema": f"{site}/schemas/shopping/{schema}.json",
        }
        if name == FULFILLMENT:
            entry["extends"] = CHECKOUT
        capabilities[name] = [entry]
    service = {
        "version": VERSION,
        "transport": "rest",
        "spec": f"{site}/specification/overview",
        "schema": f"{site}/services/shopping/rest.openapi.json",
    }
    return {
        "ucp": {
            "version": VERSION,
            "services": {SHOPPING: [service]},
            "capabilities": capabilities,
            "payment_handlers": {},
        }
    }

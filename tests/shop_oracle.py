"""What went over the wire, held against the models of `ucp-sdk` (UCP 2026-04-08)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from ucp_sdk.models.schemas import profile
from ucp_sdk.models.schemas.common.types import error_response, token_credential
from ucp_sdk.models.schemas.shopping import (
    cart,
    cart_create_request,
    catalog_lookup,
    catalog_search,
    checkout_complete_request,
    checkout_create_request,
    checkout_update_request,
    fulfillment,
    order,
)
from ucp_sdk.models.schemas.shopping.types import (
    fulfillment_create_request,
    fulfillment_update_request,
)

from plam_agent.sample.shop.desk import Turn

ASKED: dict[str, Any] = {
    "search": catalog_search.SearchRequest,
    "lookup": catalog_lookup.LookupRequest,
    "product": catalog_lookup.GetProductRequest,
    "cart": cart_create_request.CartCreateRequest,
    "create": checkout_create_request.CheckoutCreateRequest,
    "update": checkout_update_request.CheckoutUpdateRequest,
    "complete": checkout_complete_request.CheckoutCompleteRequest,
}
FULFILLED: dict[str, Any] = {
    "create": fulfillment_create_request.FulfillmentCreateRequest,
    "update": fulfillment_update_request.FulfillmentUpdateRequest,
}
ANSWERED: dict[str, Any] = {
    "profile": profile.BusinessSchema,
    "search": catalog_search.SearchResponse,
    "lookup": catalog_lookup.LookupResponse,
    "product": catalog_lookup.GetProductResponse,
    **dict.fromkeys(("cart", "get cart", "update cart", "cancel cart"), cart.Cart),
    **dict.fromkeys(("create", "get", "update", "complete", "cancel"), fulfillment.Checkout),
    **dict.fromkeys(("order", "cancel order", "return"), order.Order),
}
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(-\d)?")


def checked(turns: Iterable[Turn]) -> int:
    """Hold every message of both sides against its model; how many there were.

    Raises pydantic's ValidationError, or AssertionError, for the first that does not fit.
    """
    count = 0
    for turn in turns:
        asked(turn)
        count += 1
        if turn.status in (200, 201) and not turn.fault and turn.body is not None:
            answered(turn)
            count += 1
    return count


def asked(turn: Turn) -> None:
    """What the agent sent."""
    headers = turn.headers
    assert re.fullmatch(r'profile="https?://[^"]+"', headers["ucp-agent"])
    assert headers["accept"] == "application/json"
    if turn.method == "GET":
        assert not turn.asked
        return
    assert headers["content-type"] == "application/json"
    body = json.loads(turn.asked)
    if model := ASKED.get(turn.step):
        model.model_validate(body)
    if turn.step in FULFILLED and "fulfillment" in body:
        FULFILLED[turn.step].model_validate(body["fulfillment"])
    if turn.step in ("create", "update", "complete", "cancel", "cart", "cancel order", "return"):
        assert _KEY.fullmatch(headers["idempotency-key"]), headers["idempotency-key"]
    if turn.step == "complete":
        for each in body["payment"]["instruments"]:
            token_credential.TokenCredential.model_validate(each["credential"])


def answered(turn: Turn) -> None:
    """What the shop answered."""
    body = turn.body or {}
    if turn.step != "profile" and body["ucp"].get("status") == "error":
        error_response.ErrorResponse.model_validate(body)
        return
    ANSWERED[turn.step].model_validate(body)

"""Ordering things: declared, so that it can be planned and decided about, but nothing runs it."""

from __future__ import annotations

from ..types import Effect, Tool
from .arguments import PurchaseSearch
from .registry import params_of, summary_of

TOOLS = (
    Tool(
        name="purchase.search",
        summary=summary_of(PurchaseSearch),
        effect=Effect.READ,
        args=PurchaseSearch,
        params=params_of(PurchaseSearch),
        account="shop",
        preview=lambda args: f"Look for {', '.join(args.item)}",
    ),
)

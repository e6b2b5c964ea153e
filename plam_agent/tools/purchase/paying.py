"""What pays: a token from the vault, or one that a command makes for exactly this purchase.

No card number is ever taken. The command gets an allowance on its input, in the words of ACP's
delegated payment, and prints a token that is good for no other session, merchant or amount.
"""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

from ... import cards
from ...errors import AccountError, LockedError
from ..context import Context
from ..token import token
from .exchange import PAYMENT
from .merchant import Payment
from .terms import Terms

COMMAND = "payment_command"
LASTS = timedelta(minutes=15)


async def has_token(context: Context) -> bool:
    """Whether the account could pay. Raises InputError for a card number in the vault."""
    if not context.account.settings.get("handler"):
        return False
    return bool(context.account.settings.get(COMMAND) or await _kept(context))


async def payment_of(context: Context, terms: Terms) -> Payment:
    """A token for these terms. Raises AccountError, and InputError for a card number."""
    settings = context.account.settings
    if settings.get(COMMAND):
        allowed = json.dumps(allowance(context, terms)).encode()
        made = await token(context.account, COMMAND, allowed)
    else:
        made = await _kept(context)
    if not made:
        raise AccountError(
            f"account {context.account.name} has no payment token",
            fix="Add one: plam account add shop … --payment-fd N",
        )
    cards.refuse(made, "the payment token")
    kind = str(settings.get("instrument", "")) or "token"
    credential = str(settings.get("credential", "")) or "token"
    return Payment(str(settings["handler"]), kind, credential, made)


def allowance(context: Context, terms: Terms) -> dict[str, str | int]:
    """What a token for these terms may do: pay once, this merchant, session, currency and sum."""
    return {
        "reason": "one_time",
        "max_amount": terms.total,
        "currency": terms.currency.lower(),
        "checkout_session_id": terms.session,
        "merchant_id": terms.payee_id or terms.merchant,
        "expires_at": (context.now() + LASTS).isoformat(timespec="seconds"),
    }


async def _kept(context: Context) -> str:
    try:
        kept = await asyncio.to_thread(context.secret, PAYMENT)
    except LockedError:
        return ""
    cards.refuse(kept, "the payment token")
    return kept

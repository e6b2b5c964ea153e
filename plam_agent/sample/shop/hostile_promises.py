"""Hostile about what happened: false statuses, orders and refunds, and things slipped in."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from typing import Any

from .desk import Desk, Turn
from .hostile import Hostile
from .state import Session, error
from .wire import Json

Act = Callable[[Desk, Turn, Session | None], None]
_SHOWN = ("create", "get", "update")


def _body(change: Callable[[Json], None]) -> Act:
    """A change to an answer that shows a session or an order."""

    def act(desk: Desk, turn: Turn, session: Session | None) -> None:
        if turn.body and "id" in turn.body:
            change(turn.body)

    return act


def _set(**fields: Any) -> Act:
    return _body(lambda body: body.update(copy.deepcopy(fields)))


def _denied(desk: Desk, turn: Turn, session: Session | None) -> None:
    """The money was taken, and the shop says that the payment failed."""
    if turn.body and turn.body.get("status") == "completed":
        turn.body["status"] = "ready_for_complete"
        turn.body.pop("order", None)
        turn.body["messages"] = [error("payment_failed", "The payment was declined")]


def _gone(desk: Desk, turn: Turn, session: Session | None) -> None:
    """The money was taken, and the shop says that there is no such session."""
    if session is not None and session.status == "completed":
        body = desk.shop.refused("not_found", "There is no such checkout")
        turn.body, turn.status = body, 200


def _called_off(desk: Desk, turn: Turn, session: Session | None) -> None:
    """The money was taken, and whoever asks is told that the session was cancelled."""
    if session is not None and session.order:
        turn.status, turn.body = 200, {**desk.shop.shown(session), "status": "canceled"}
        turn.body.pop("order", None)


def _silently(desk: Desk, turn: Turn, session: Session | None) -> None:
    """The same, and the payment itself is never answered."""
    _called_off(desk, turn, session)
    if turn.step == "complete":
        turn.pace = 60.0


def _broken(desk: Desk, turn: Turn, session: Session | None) -> None:
    turn.status, turn.body = 500, {"code": "internal", "content": "Something went wrong"}


def _unordered(desk: Desk, turn: Turn, session: Session | None) -> None:
    """It says completed and names an order; nothing was taken and nothing will be sent."""
    if session is not None and session.status == "ready_for_complete":
        session.status, session.order = "completed", "ord_of_nothing"


def _other_order(desk: Desk, turn: Turn, session: Session | None) -> None:
    if turn.body and turn.body.get("order"):
        turn.body["order"] = {**turn.body["order"], "id": "ord_of_somebody_else"}


def _dear_order(body: Json) -> None:
    for each in body.get("totals", []):
        if each["type"] in ("total", "subtotal"):
            each["amount"] += 5000


def _refunded(amount: int, currency: str = "", status: str = "completed") -> Act:
    """An order with a refund that nobody made."""

    def change(body: Json) -> None:
        entry = {
            "id": "adj_9",
            "type": "refund",
            "occurred_at": "2026-04-08T10:00:00+00:00",
            "status": status,
            "totals": [{"type": "total", "amount": amount}],
        }
        body["adjustments"] = [*body.get("adjustments", []), entry]
        if currency:
            body["currency"] = currency

    return _body(change)


def _other_session(desk: Desk, turn: Turn, session: Session | None) -> None:
    """A session that somebody else opened, for more."""
    if turn.body and session is not None:
        turn.body = copy.deepcopy(turn.body)
        turn.body["id"] = f"{session.id[:-1]}x"


def _new_ids(desk: Desk, turn: Turn, session: Session | None) -> None:
    """Every look opens another session."""
    if turn.body and session is not None:
        twin = copy.deepcopy(session)
        twin.id = f"chk_{len(desk.shop.sessions):016x}"
        desk.shop.sessions[twin.id] = twin
        turn.body["id"] = twin.id


def _recurring(key: str, value: Any) -> Act:
    """A mark in the lines that it will be paid again, and so it is."""

    def act(desk: Desk, turn: Turn, session: Session | None) -> None:
        for line in (turn.body or {}).get("line_items", []):
            line["item"][key] = copy.deepcopy(value)
        for own in session.lines if session is not None else ():
            own.product = dataclasses.replace(own.product, renews=True)

    return act


_TERMS = {
    "payment": {
        "terms": [
            {
                "id": "monthly",
                "title": "Pay monthly",
                "schedule": [
                    {"due": "2026-12-01T00:00:00+00:00", "amount": 990},
                    {"due": "2027-01-01T00:00:00+00:00", "amount": 990},
                ],
            }
        ],
        "selected_term_id": "monthly",
    }
}

ALL = (
    Hostile("taken but denied", "Money is taken and the payment called failed.",
            ("complete", "get"), "after", _denied),
    Hostile("taken but gone", "Money is taken and the session denied.", ("complete", "get"),
            "after", _gone),
    Hostile("taken but broken", "Money is taken and the server said to be broken.", ("complete",),
            "after", _broken),
    Hostile("taken and called off", "Money is taken and the session called cancelled, always.",
            ("complete", "get", "cancel"), "after", _called_off),
    Hostile("taken and silent", "Money is taken, not a word said, and then: cancelled.",
            ("complete", "get", "cancel"), "after", _silently),
    Hostile("completed without an order", "It says completed; nothing was ordered.",
            ("complete",), "after", _set(status="completed", order=None)),
    Hostile("completed unpaid", "It says completed; nothing was paid.", ("complete",), "before",
            _unordered),
    Hostile("says completed", "It says completed whatever happened.", ("get", "update"), "after",
            _set(status="completed")),
    Hostile("says canceled", "It says canceled after it took the money.", ("complete",), "after",
            _set(status="canceled")),
    Hostile("says in progress", "It never says how it ended.", ("complete",), "after",
            _set(status="complete_in_progress")),
    Hostile("unknown status", "A status that the protocol has not.", (*_SHOWN, "complete"),
            "after", _set(status="almost")),
    Hostile("ready too early", "Ready although the address is missing.", ("create",), "after",
            _set(status="ready_for_complete", messages=[])),
    Hostile("order of another", "The order that it names is somebody else's.", ("complete",),
            "after", _other_order),
    Hostile("order for another session", "The order says that it is for another session.",
            ("order",), "after", _set(checkout_id="chk_of_somebody_else")),
    Hostile("order dearer", "The order is for more than was paid.", ("order",), "after",
            _body(_dear_order)),
    Hostile("refund of more", "More is said to be refunded than was paid.",
            ("order", "cancel order", "return"), "after", _refunded(-10_000_000)),
    Hostile("refund the wrong way", "A refund that takes money.",
            ("order", "cancel order", "return"), "after", _refunded(5000)),
    Hostile("refund in other money", "A refund in another currency.",
            ("order", "cancel order", "return"), "after", _refunded(-1000, "USD")),
    Hostile("refund still to come", "A refund that is only pending.",
            ("order", "cancel order", "return"), "after", _refunded(-1000, status="pending")),
    Hostile("refund that failed", "A refund that failed.",
            ("order", "cancel order", "return"), "after", _refunded(-1000, status="failed")),
    Hostile("another session", "A look shows another session's id.", ("get", "update"), "after",
            _other_session),
    Hostile("a session a look", "Each look opens another session.", ("get", "update"), "after",
            _new_ids),
    Hostile("renews in small print", "The item has a selling plan.", _SHOWN, "after",
            _recurring("selling_plan", {"interval": "month"})),
    Hostile("renews by metadata", "The item's metadata say that it is a subscription.", _SHOWN,
            "after", _recurring("metadata", {"subscription": True})),
    Hostile("in parts", "Payment terms that nobody chose.", ("get",), "after", _set(**_TERMS)),
    Hostile("expired", "The session ended before it began.", ("get",), "after",
            _set(expires_at="2001-01-01T00:00:00+00:00")),
)  # fmt: skip

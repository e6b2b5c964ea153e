"""Mandates: rules by which the agent may spend, read as spending grants.

An allow rule for `purchase.buy` that names the merchants and limits the money is one. The owner's
signature under it is what the agent pays by. The words follow AP2's mandate constraints (merchants,
amounts, currency, recurrence, expiry) and ACP's allowance (maximum amount, merchant, expiry); no
conformance with either is claimed.

What a merchant says of its own offer comes from nobody whom the owner trusts, and a mandate is the
owner's word that it may be believed within these bounds: so such a rule accepts the origin `shop`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from ..keys import Signer
from ..types import Call, Money, Role, canonical, data
from .bounds import Bound
from .constraints import money_of, shown
from .grants import Grant, issue
from .terms import AtMost, Budget, Domain, OneOf, Policy, Rate, Rule

BUY = "purchase.buy"
SHOP = "shop"
_TRUSTED = frozenset({"request", "policy", "contacts"})
_ROLES = (Role.DESTINATION, Role.MONEY, Role.QUOTE, Role.OBJECT)
_ACCOUNTS = frozenset({"imap", "maildir", "calendar", "contacts", "tasks", "files"})


@dataclass(frozen=True, slots=True)
class Mandate:
    """What one rule lets the agent spend by itself.

    `most` bounds one purchase and `item` the price of one thing; None leaves it to the budgets.
    `categories` are the merchants' own, empty for any. `count` are the rates: how often.
    """

    rule: str
    merchants: tuple[str, ...]
    most: Money | None
    item: Money | None
    categories: tuple[str, ...]
    budgets: tuple[Budget, ...]
    count: tuple[Rate, ...]
    expires: datetime

    @property
    def currency(self) -> str:
        """The one currency it is in."""
        limits = [each.limit for each in self.budgets]
        return (self.most or limits[0]).currency

    @property
    def once(self) -> bool:
        """Whether it is good for one purchase only."""
        return any(each.period == "ever" and each.limit == 1 for each in self.count)

    def plain(self) -> dict[str, Any]:
        """The same as JSON data."""
        return {
            "rule": self.rule,
            "merchants": list(self.merchants),
            "categories": list(self.categories),
            "max_amount": data(self.most),
            "max_item_amount": data(self.item),
            "currency": self.currency,
            "budgets": [{"limit": data(b.limit), "period": b.period} for b in self.budgets],
            "count": [{"limit": r.limit, "period": r.period} for r in self.count],
            "recurrence": "one_time" if self.once else "recurring",
            "expires_at": self.expires.isoformat(),
        }


def is_mandate(rule: Rule) -> bool:
    """Whether the owner lets the agent spend by this rule: merchants named, money limited."""
    if rule.verb != "allow" or [each.text for each in rule.tools] != [BUY]:
        return False
    where = dict(rule.where)
    limited = bool(rule.budgets) or _most(where.get("total")) is not None
    return limited and isinstance(where.get("merchant"), OneOf | Domain)


def most_of(rule: Rule) -> Money | None:
    """The most that one purchase may cost by a mandate; None where the rule sets no such limit."""
    return _most(dict(rule.where).get("total")) if is_mandate(rule) else None


def split(most: Money, call: Call, before: int) -> list[str]:
    """Why a purchase is part of one that a mandate would not allow in one piece.

    `before` is what was spent for the same already, in minor units.
    """
    amount = money_of(call)
    if not before or amount is None or before + amount.minor <= most.minor:
        return []
    spent = shown([Money(before, most.currency)])
    return [f"{spent} was spent there for this already, and all of it is above {shown([most])}"]


def mandates(policy: Policy) -> Iterator[Mandate]:
    """The mandates of a policy, in its order."""
    last = datetime.combine(policy.expires, time.max, UTC)
    for rule in policy.rules:
        if not is_mandate(rule):
            continue
        where = dict(rule.where)
        yield Mandate(
            rule=rule.id,
            merchants=_names(where["merchant"]),
            most=_most(where.get("total")),
            item=_most(where.get("price")),
            categories=_names(where.get("category")),
            budgets=rule.budgets,
            count=rule.rates,
            expires=last,
        )


def accepted(rule: Rule) -> Mapping[str, frozenset[str]]:
    """The origin kinds that a rule accepts by argument or role, a mandate's among them."""
    named = dict(rule.origin)
    if not is_mandate(rule):
        return named
    usual = {
        str(role): _TRUSTED | {SHOP} | (_ACCOUNTS if role is Role.OBJECT else frozenset())
        for role in _ROLES
    }
    return {**usual, **named}


def spending_grant(
    key: Signer,
    parent: Grant | None,
    mandate: Mandate,
    *,
    holder: str,
    policy: str,
    not_after: datetime,
    once: bool = True,
) -> Grant:
    """A grant to buy within a mandate and nothing else: for a run, a plugin or an MCP client.

    It narrows the policy; what it allows is decided, reserved and counted as ever. Raises
    AuthorityError where it would be wider than its parent.
    """
    most = mandate.most or min((b.limit for b in mandate.budgets), key=lambda m: m.minor)
    bounds = {
        "merchant": Bound(values=frozenset(canonical(m).decode() for m in mandate.merchants)),
        "total": Bound(at_most=most),
    }
    return issue(
        key,
        parent,
        holder=holder,
        not_after=min(not_after, mandate.expires),
        policy=policy,
        tools={BUY},
        arguments={BUY: (bounds,)},
        uses=1 if once or mandate.once else None,
    )


def _names(constraint: object) -> tuple[str, ...]:
    match constraint:
        case OneOf(values):
            return values
        case Domain(name):
            return (name,)
    return ()


def _most(constraint: object) -> Money | None:
    match constraint:
        case AtMost(Money() as limit):
            return limit
    return None

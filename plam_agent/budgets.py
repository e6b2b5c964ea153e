"""What is left of the budgets that the owner's mandates set, as the ledger counts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from .home import Home
from .policy import ledger
from .policy.mandates import mandates
from .types import Money


@dataclass(frozen=True, slots=True)
class Left:
    """One budget of a rule: what it allows in its period, and how much of that is not spent."""

    rule: str
    limit: Money
    period: str
    left: Money


def left(home: Home) -> list[Left]:
    """Every budget of the mandates in force, in the policy's order, as it stands now.

    It blocks. Raises SignatureError and PolicyError where no policy is in force.
    """
    found = []
    signed = home.policy()
    with home.journal.reading() as connection:
        for mandate in mandates(signed.policy):
            for budget in mandate.budgets:
                limit = budget.limit
                since = datetime.min.replace(tzinfo=UTC)
                if budget.period != "ever":
                    since = ledger.window_start(home.now(), budget.period, home.zone)
                spent = ledger.spent(connection, mandate.rule, since, limit.currency)
                left = Money(max(0, limit.minor - spent), limit.currency)
                found.append(Left(mandate.rule, limit, budget.period, left))
    return found

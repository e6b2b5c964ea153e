"""Whether a call may run: decided, counted and made durable as an intent in one transaction.

Two processes cannot both spend the last use, nor both answer one question: what the decision rests
on and what follows from it become durable together or not at all.
"""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .errors import AuthorityError
from .home import Home
from .journal import Transaction
from .policy import ledger
from .policy.decide import Facts, decide, weight
from .policy.grants import Found, Grant, nothing_found, permits
from .policy.grants import verify as verify_grants
from .policy.receipts import check_receipt
from .policy.signing import SignedPolicy
from .policy.terms import Label
from .questions import is_open, over
from .records import call_body
from .types import Allow, Approval, Call, Confirm, Decision, Deny, Effect, Money, Role


@dataclass(frozen=True, slots=True)
class Asking:
    """A call on its way to a decision, and what is known around it.

    `batch` is how many things the whole step acts on, `asked` the number of the question or held
    call that this answers, `held` that its time has come, `late` that it has long been over.
    """

    call: Call
    grants: Sequence[Grant]
    label: Label | None = None
    batch: int = 0
    asked: int = 0
    held: bool = False
    late: bool = False
    preview: str = ""
    found: Found = nothing_found


class Admission:
    """Decides about calls of one home under one verified policy."""

    def __init__(self, home: Home, policy: SignedPolicy, model: str, *, attended: bool) -> None:
        """`model` is the model's fingerprint; `attended` whether the owner is there to answer."""
        self._home = home
        self._policy = policy
        self._model = model
        self._attended = attended

    def rehearse(self, asking: Asking) -> Decision:
        """What would be decided now; nothing is reserved or recorded."""
        with self._home.journal.reading() as connection:
            return self._decided(connection, asking, self._facts(asking))

    def admit(self, asking: Asking, receipt: Approval | None) -> tuple[Decision, int]:
        """The decision and, where the call may run, the number of its durable intent, else 0.

        Raises InputError where the question it answers has been answered already.
        """
        now, facts = self._home.now(), self._facts(asking)
        with self._home.journal.transaction() as tx:
            if asking.asked and not is_open(self._home.journal, asking.asked):
                raise over(asking.asked)
            decision = self._decided(tx.connection, asking, facts)
            if isinstance(decision, Confirm) and receipt is not None:
                public = self._home.public("approval")
                try:
                    check_receipt(public, receipt, asking.call, self._policy.hash, now)
                    ledger.spend_receipt(tx, receipt.signature.hex())
                except AuthorityError as error:
                    return Deny(decision.rule, (*decision.reasons, str(error))), 0
            elif not isinstance(decision, Allow) or self._must_wait(decision, asking, receipt):
                return decision, 0
            for grant in asking.grants:
                ledger.use_grant(tx, grant.id, grant.uses)
            return decision, self._intend(tx, asking, decision)

    def _must_wait(self, decision: Allow, asking: Asking, receipt: Approval | None) -> bool:
        return bool(decision.hold) and not asking.held and receipt is None

    def _decided(self, connection: sqlite3.Connection, asking: Asking, facts: Facts) -> Decision:
        """The decision with the ledger as `connection` sees it; beyond the grants is a Deny."""
        home, call = self._home, asking.call
        try:
            verify_grants(asking.grants, home.device.public, home.now(), self._policy.hash)
        except AuthorityError as error:
            return Deny("grant", (str(error),))
        for grant in asking.grants:
            if reason := permits(grant, call, asking.found):
                return Deny("grant", (f"this run was not given that: {reason}",))
        counted = dataclasses.replace(
            facts,
            used=lambda rule, period: ledger.used(connection, rule, self._since(period)),
            spent=lambda rule, period, currency: ledger.spent(
                connection, rule, self._since(period), currency
            ),
        )
        policy = self._policy.policy
        decision = decide(policy, call, counted)
        if asking.late and isinstance(decision, Allow):
            why = "it was held, and nothing ran when its time came, which is long over"
            reasons = (*decision.reasons, why)
            return Confirm(decision.rule, reasons, expires=policy.otherwise.expires)
        return decision

    def _since(self, period: str) -> datetime:
        if period == "ever":
            return datetime.min.replace(tzinfo=UTC)
        return ledger.window_start(self._home.now(), period, self._home.zone)

    def _intend(self, tx: Transaction, asking: Asking, decision: Decision) -> int:
        call = asking.call
        money = next((v.data for _, v in call.args if isinstance(v.data, Money)), None)
        return ledger.reserve(
            tx,
            call.digest,
            decision.rule,
            self._home.now(),
            uses=weight(call, asking.batch),
            money=money,
            details={
                **decided(call, decision),
                "model": self._model,
                "asked": asking.asked,
                "preview": asking.preview,
            },
        )

    def _facts(self, asking: Asking) -> Facts:
        call = asking.call
        known: set[str] = set()
        uses = 0
        if call.effect >= Effect.SEND:
            for event in self._home.journal.events(kinds=("intent",)):
                earlier = event.body.get("call")
                if not earlier or Effect[earlier["effect"]] < Effect.SEND:
                    continue
                uses += earlier["tool"] == call.tool and event.body["model"] == self._model
                roles = dict(earlier["roles"])
                for name, value in earlier["args"]:
                    if roles[name] == Role.DESTINATION:
                        known.update(map(str, value["data"] or ()))
        return Facts(
            now=self._home.now(),
            attended=self._attended,
            known=frozenset(known),
            first_uses={call.tool: uses},
            batch=asking.batch,
            label=asking.label,
        )


def decided(call: Call, decision: Decision) -> dict[str, Any]:
    """A call and what was decided about it, as a journal body."""
    return {
        "run": call.run,
        "call": call_body(call),
        "decision": decision.verb,
        "rule": decision.rule,
        "reasons": list(decision.reasons),
    }

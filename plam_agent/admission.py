"""Whether a call may run: decided, counted and made durable as an intent in one transaction.

Two processes cannot both spend the last use, nor both answer one question: what the decision rests
on and what follows from it become durable together or not at all.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from .errors import AuthorityError, SignatureError
from .home import Home
from .policy import grants, ledger, possession
from .policy.bounds import Found, nothing_found
from .policy.constraints import UnfitError, money_of
from .policy.decide import PROBATION, Facts, destinations, weight
from .policy.grants import Grant, permits
from .policy.grants import verify as verify_grants
from .policy.organisation import decide_under
from .policy.places import UNKNOWN, Read, read_in
from .policy.receipts import check_receipt
from .policy.signing import SignedPolicy
from .policy.terms import Label
from .questions import is_open, over
from .records import call_body
from .spending import net
from .tools.model import ASKS, READS
from .transaction import Transaction
from .types import Allow, Approval, Call, Confirm, Decision, Deny, Effect, Money
from .unsettled import refuted

UNPLANNED = frozenset({ASKS, READS})


@dataclass(frozen=True, slots=True)
class Asking:
    """A call on its way to a decision, and what is known around it.

    `batch` is how many things the whole step acts on, `asked` the number of the question or held
    call that this answers, `held` that its time has come, `late` that it has long been over.
    `proof` is the holder's, for grants that this device does not hold itself; `proven` says that it
    was checked and used up before. `own` are the grants of whoever brought the tool, apart from the
    chain: they have to cover the call as well.
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
    proof: possession.Proof | None = None
    proven: bool = False
    own: Sequence[Grant] = ()


class Admission:
    """Decides about calls of one home under one verified policy."""

    def __init__(self, home: Home, policy: SignedPolicy, model: str, *, attended: bool) -> None:
        """`model` is the model's fingerprint; `attended` whether the owner is there to answer."""
        self._home = home
        self._policy = policy
        self._model = model
        self._attended = attended
        # What is in the journal stays as it is: each reading is looked up once.
        self._read: dict[int, tuple[Read, ...]] = {}
        # The model that plans a run, where it is not the one on this machine.
        self.planners: dict[str, str] = {}

    def rehearse(self, asking: Asking) -> Decision:
        """What would be decided now; nothing is reserved or recorded, and no proof used up."""
        with self._home.journal.reading() as connection:
            unproven, _ = self._unproven(connection, asking)
            return Deny("grant", (unproven,)) if unproven else self._new(connection, asking)[0]

    def admit(self, asking: Asking, receipt: Approval | None) -> tuple[Decision, int]:
        """The decision and, where the call may run, the number of its durable intent, else 0.

        Raises InputError where the question it answers has been answered already.
        """
        now = self._home.now()
        with self._home.journal.transaction() as tx:
            if asking.asked and not is_open(self._home.journal, asking.asked):
                raise over(asking.asked)
            unproven, proof = self._unproven(tx.connection, asking)
            if proof:
                # It is used up, whatever is decided then.
                ledger.spend_receipt(tx, proof)
            if unproven:
                return Deny("grant", (unproven,)), 0
            decision, above = self._new(tx.connection, asking)
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
                ledger.use_grant(tx, grant.digest, grant.uses)
            return decision, self._intend(tx, asking, decision, above)

    def _new(self, connection: sqlite3.Connection, asking: Asking) -> tuple[Decision, str]:
        """As `_decided`, about a call that has not happened yet; one that has is denied."""
        decision, above = self._decided(connection, asking)
        if not isinstance(decision, Deny) and (reason := self._ran_already(connection, asking)):
            return Deny("grant", (reason,)), ""
        return decision, above

    def _ran_already(self, connection: sqlite3.Connection, asking: Asking) -> str:
        """Why the call may not happen again in its run.

        What failed may be tried again, and what the owner found not to have happened.
        """
        call = asking.call
        if call.effect is Effect.READ:
            return ""
        mark = self._step(call) if self._only_once(asking) else ""
        before = ledger.intents_of(connection, call.digest, mark)
        if before:
            failed = self._home.journal.events(after=min(before), kinds=("failed",))
            before -= {event.body.get("intent") for event in failed}
            before -= refuted(self._home.journal, before)
        return "this step has run already" if before else ""

    def _only_once(self, asking: Asking) -> bool:
        return any(grants.once(grant, asking.call) for grant in asking.grants)

    def _must_wait(self, decision: Allow, asking: Asking, receipt: Approval | None) -> bool:
        return bool(decision.hold) and not asking.held and receipt is None

    def _unproven(self, connection: sqlite3.Connection, asking: Asking) -> tuple[str, str]:
        """Why the caller does not hold the grants, and the key of the good proof that they do."""
        if asking.proven or not possession.delegated(asking.grants, self._home.device.public):
            return "", ""
        if asking.asked and self._was_proven(asking):
            return "", ""
        if asking.proof is None:
            return "the grant is held by another key, and nothing proves that the caller has it", ""
        grant, call = asking.grants[-1], asking.call
        try:
            possession.check_proof(asking.proof, grant, call, self._home.now())
        except SignatureError as error:
            return str(error), ""
        key = asking.proof.key(grant, call)
        if ledger.receipt_spent(connection, key):
            return "this proof was used before; each call needs a new one", ""
        return "", key

    def _was_proven(self, asking: Asking) -> bool:
        """Whether the question or held call that this answers was this call under these grants."""
        body = self._home.journal.get(asking.asked).body
        written = grants.dump(asking.grants).decode()
        return body.get("grants") == written and body["call"]["digest"] == asking.call.digest

    def _ungranted(self, connection: sqlite3.Connection, asking: Asking) -> str:
        """Why the grants do not cover the call, empty where they do."""
        home, call, chain = self._home, asking.call, asking.grants
        if ended := superseded(connection, self._policy) or self._superseded_above():
            return ended
        now = home.now()
        others = possession.delegated(chain, home.device.public)
        if others:
            # A clock that was set back makes no grant last longer.
            now = max(now, possession.latest(connection).astimezone(now.tzinfo))
        try:
            verify_grants(chain, home.device.public, now, self._policy.hash)
        except AuthorityError as error:
            early = home.now() < now and now > chain[-1].not_after
            clock = "; the journal knows a later time than the clock's" if early else ""
            return f"{error}{clock}"
        for grant in chain:
            if reason := permits(grant, call, asking.found):
                return f"this run was not given that: {reason}"
            if grant.uses is not None and ledger.grant_used(connection, grant.digest) >= grant.uses:
                return f"grant {grant.id} allows {grant.uses} uses, and they are used up"
        for given in asking.own:
            try:
                verify_grants((given,), home.device.public, now, self._policy.hash)
            except AuthorityError as error:
                return f"what the plugin was given has ended: {error}"
            if reason := permits(given, call, asking.found):
                return f"the plugin was not given that: {reason}"
        if not others:
            return ""
        gone = possession.revoked(home.journal)
        for grant in chain:
            if grant.digest in gone:
                return f"grant {grant.id} was revoked"
        if names := possession.unsaid(chain, home.device.public, call):
            return f"{' and '.join(names)} is said by the grant's holder, and the owner did not"
        return ""

    def _superseded_above(self) -> str:
        """Why nothing more happens after the organisation's policy was replaced; else empty."""
        above, key = self._policy.above, self._policy.policy.organisation
        if above is None or self._home.serial_above(key) <= above.policy.serial:
            return ""
        return "the organisation's policy was changed since this began; ask again"

    def _decided(self, connection: sqlite3.Connection, asking: Asking) -> tuple[Decision, str]:
        """The decision with the ledger as `connection` sees it; beyond the grants is a Deny.

        The second is what it counts as under the organisation's policy.
        """
        call = asking.call
        if reason := self._ungranted(connection, asking):
            return Deny("grant", (reason,)), ""
        facts = Facts(
            now=self._home.now(),
            attended=self._attended,
            known=frozenset(
                each
                for each in destinations(call)
                if ledger.was_reached(connection, self._reached(each))
            ),
            first_uses={call.tool: self._times_made(connection, asking)},
            batch=asking.batch,
            label=asking.label,
            reads=lambda: self._reads(connection, asking),
            beside=lambda currency: self._beside(connection, asking, currency),
            used=lambda rule, period: ledger.used(connection, rule, self._since(period)),
            spent=lambda rule, period, currency: ledger.spent(
                connection, rule, self._since(period), currency
            ),
        )
        policy = self._policy.policy
        above = self._policy.above
        decision, counted = decide_under(policy, above.policy if above else None, call, facts)
        if asking.late and isinstance(decision, Allow):
            why = "it was held, and nothing ran when its time came, which is long over"
            reasons = (*decision.reasons, why)
            decision = Confirm(decision.rule, reasons, expires=policy.otherwise.expires)
        return decision, counted

    def _since(self, period: str) -> datetime:
        if period == "ever":
            return datetime.min.replace(tzinfo=UTC)
        return ledger.window_start(self._home.now(), period, self._home.zone)

    def _intend(self, tx: Transaction, asking: Asking, decision: Decision, above: str) -> int:
        call = asking.call
        leaves = call.effect >= Effect.SEND
        reads = call.effect is Effect.READ
        once = not reads and self._only_once(asking)
        money = spent_by(call)
        return ledger.reserve(
            tx,
            call.digest,
            decision.rule,
            self._home.now(),
            uses=weight(call, asking.batch),
            money=money,
            made=self._made(asking) if leaves else "",
            reached=map(self._reached, destinations(call)) if leaves else (),
            marks=self._readings(asking)
            if reads
            else [*self._purchases(asking), *([self._step(call)] if once else ())],
            above=above,
            details={
                **decided(call, decision),
                "model": self.model_of(asking),
                **around(asking),
                "preview": asking.preview,
            },
        )

    def model_of(self, asking: Asking) -> str:
        """The fingerprint of the model that made a call; whoever answers for it may run another."""
        if not asking.asked:
            return self.planners.get(asking.call.run, self._model)
        return str(self._home.journal.get(asking.asked).body.get("model", self._model))

    def _times_made(self, connection: sqlite3.Connection, asking: Asking) -> int:
        # No model chooses to ask a model, so there is nothing to get used to.
        if asking.call.tool in UNPLANNED:
            return PROBATION
        return ledger.times_made(connection, self._made(asking), PROBATION)

    def _made(self, asking: Asking) -> str:
        return self._home.vault.mark("made", self.model_of(asking), asking.call.tool)

    def _step(self, call: Call) -> str:
        return self._home.vault.mark("step", call.run, str(call.step))

    def _readings(self, asking: Asking) -> list[str]:
        """What the readings of a run are found by: its name, and the first grant it is under.

        Whoever holds a grant names its runs, and escapes by another name nothing that was read.
        """
        mark = self._home.vault.mark
        roots = [mark("read under", each.digest) for each in asking.grants[:1]]
        return [mark("read by", asking.call.run), *roots]

    def _purchases(self, asking: Asking) -> list[str]:
        """What a run's purchases of one merchant are found by, as its readings are."""
        call = asking.call
        merchant = next((str(v.data) for name, v in call.args if name == "merchant"), "")
        if call.effect is not Effect.SPEND or not merchant:
            return []
        mark = self._home.vault.mark
        roots = [mark("bought under", root.digest, merchant) for root in asking.grants[:1]]
        return [mark("bought by", call.run, merchant), *roots]

    def _beside(self, connection: sqlite3.Connection, asking: Asking, currency: str) -> int:
        """What the run of a call bought of its merchant in the last day, refunds taken off."""
        marks = self._purchases(asking)
        intents = set[int]().union(*(ledger.intents_of(connection, "", mark) for mark in marks))
        since = self._home.now() - timedelta(days=1)
        return sum(net(self._home.journal, each, currency, since) for each in intents)

    def _reads(self, connection: sqlite3.Connection, asking: Asking) -> list[Read]:
        """What the run of a call has read; a reading that nothing is known of is in doubt."""
        intents = set[int]().union(
            *(ledger.intents_of(connection, "", mark) for mark in self._readings(asking))
        )
        if missing := intents - self._read.keys():
            for event in self._home.journal.events(after=min(missing), kinds=("done", "failed")):
                if (intent := event.body.get("intent")) in missing:
                    done = event.kind == "done"
                    self._read[intent] = read_in(event.body.get("result")) if done else ()
                    missing.remove(intent)
                if not missing:
                    break
        return [each for intent in sorted(intents) for each in self._read.get(intent, (UNKNOWN,))]

    def _reached(self, destination: str) -> str:
        return self._home.vault.mark("reached", destination)


def spent_by(call: Call) -> Money | None:
    """What is reserved for a call: its total, else its amounts, the first of several currencies."""
    try:
        return money_of(call)
    except UnfitError:
        return next((v.data for _, v in call.args if isinstance(v.data, Money)), None)


def superseded(connection: sqlite3.Connection, policy: SignedPolicy) -> str:
    """Why nothing more happens under a policy after which another was signed; else empty."""
    if ledger.serial(connection) <= policy.policy.serial:
        return ""
    return "the policy was changed since this began, and what began before ends; ask again"


def around(asking: Asking) -> dict[str, Any]:
    """What else the decision about a call rested on, as part of a journal body."""
    return {
        "asked": asking.asked,
        "label": asking.label.name if asking.label else None,
        "batch": asking.batch,
    }


def decided(call: Call, decision: Decision) -> dict[str, Any]:
    """A call and what was decided about it, as a journal body."""
    return {
        "run": call.run,
        "call": call_body(call),
        "decision": decision.verb,
        "rule": decision.rule,
        "reasons": list(decision.reasons),
    }

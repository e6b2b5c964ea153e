"""An organisation's policy above the owner's: both decide, and the stricter answer wins.

It stands beside the owner's as `organisation.yaml`, signed by the key that the owner's policy
names, with a serial of its own. A copy that is missing, changed, expired or older than one that was
in force refuses everything.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from ..errors import AuthorityError, PolicyError, SignatureError
from ..types import Allow, Call, Confirm, Decision, Deny
from .decide import Facts, Spent, Used, decide
from .signing import SignedPolicy, Verify, load_signed
from .terms import Policy

FILE = "organisation.yaml"
STACK = b"plam stack of policies 1\0"
ASK = f"Get {FILE} and {FILE}.sig from the organisation and put them beside your policy."


def path_beside(policy: Path) -> Path:
    """Where the organisation's policy stands."""
    return policy.with_name(FILE)


def load_above(
    policy: Policy, path: Path, *, highest_serial: int, now: datetime, verify: Verify | None = None
) -> SignedPolicy | None:
    """The organisation's policy that `policy` names a key of, verified; None where it names none.

    `path` is the owner's policy, `highest_serial` the highest of the organisation's that was ever
    accepted. Raises SignatureError where it is missing, not signed by that key, older or expired.
    """
    if not policy.organisation:
        return None
    file = path_beside(path)
    try:
        above = load_signed(
            file, policy.organisation, highest_serial=highest_serial, now=now, verify=verify
        )
    except (PolicyError, AuthorityError) as error:
        why = f"the organisation's policy cannot be used, so everything is refused: {error.message}"
        raise SignatureError(why, file=file, fix=ASK) from error
    if above.policy.organisation:
        raise SignatureError(
            "the organisation's policy names an organisation above itself.", file=file, fix=ASK
        )
    return above


def stack(mine: SignedPolicy, above: SignedPolicy | None) -> SignedPolicy:
    """The owner's policy with the organisation's above it, under one hash for both.

    What is bound to that hash, a grant or an approval, ends when either of them changes.
    """
    if above is None:
        return mine
    both = hashlib.sha256(STACK + f"{mine.hash}\n{above.hash}".encode()).hexdigest()
    return dataclasses.replace(mine, hash=both, above=above)


def counted_as(policy: Policy, rule: str) -> str:
    """The name under which uses of a rule of the organisation's are counted, for its key.

    No rule of the owner's can have it: an id has no space in it.
    """
    return f"{policy.organisation} {rule}"


def decide_under(
    policy: Policy, above: Policy | None, call: Call, facts: Facts
) -> tuple[Decision, str]:
    """What the owner's policy and the organisation's above it say together. Never raises.

    The second is what the call counts as against the organisation's rule, empty where it has none.
    The owner's labels are not the organisation's: it decides about the call.
    """
    mine = decide(policy, call, facts)
    if above is None:
        return mine, ""
    used, spent = _used(policy, facts.used), _spent(policy, facts.spent)
    theirs = decide(above, call, dataclasses.replace(facts, used=used, spent=spent, label=None))
    return stricter(mine, theirs), counted_as(policy, theirs.rule) if theirs.rule else ""


def _used(policy: Policy, used: Used | None) -> Used | None:
    if used is None:
        return None
    ask = (lambda *key: used.get(key, 0)) if isinstance(used, Mapping) else used
    return lambda rule, period: ask(counted_as(policy, rule), period)


def _spent(policy: Policy, spent: Spent | None) -> Spent | None:
    if spent is None:
        return None
    ask = (lambda *key: spent.get(key, 0)) if isinstance(spent, Mapping) else spent
    return lambda rule, period, currency: ask(counted_as(policy, rule), period, currency)


def stricter(mine: Decision, theirs: Decision) -> Decision:
    """The stricter of the owner's decision and the organisation's.

    Where the owner's rule lets the call go on, the answer stays under its name and is counted.
    """
    if isinstance(mine, Deny):
        return mine
    said = tuple(f"the organisation's policy: {reason}" for reason in theirs.reasons)
    if isinstance(theirs, Allow):
        if isinstance(mine, Allow) and theirs.hold > mine.hold:
            return Allow(mine.rule, (*mine.reasons, *said), hold=theirs.hold)
        return mine
    if isinstance(theirs, Confirm):
        expires = min(theirs.expires, mine.expires) if isinstance(mine, Confirm) else theirs.expires
        before = mine.reasons if isinstance(mine, Confirm) else ()
        return Confirm(mine.rule, (*before, *said), expires=expires)
    return Deny("organisation", said)

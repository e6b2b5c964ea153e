"""Grants held by others than this device: proof of the holder's key, call by call.

A chain of grants is a string that can be copied, so it is worth nothing by itself. Its last holder
signs each call under it, with the digest of the last grant (which names its parent, and so the
whole chain) and a nonce; a proof counts once, and for a while. The device's own runs hold their
grants with the key that decides about them, and prove nothing to themselves.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ..errors import SignatureError
from ..files import bytes_of, text_of
from ..journal import Journal
from ..keys import Signer
from ..keys import verify as verify_signature
from ..transaction import Transaction
from ..types import Call, Origin, Value, canonical
from .bounds import STEP
from .grants import Grant

DOMAIN = b"plam possession 1\0"
LIFETIME = timedelta(minutes=2)
"""How old a proof may be, and how far ahead the holder's clock may run."""

OWNERS_WORDS = frozenset({"request", "policy"})
"""Origins that only the owner can give a value."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the holder of a grant presents with one call; the signature covers both."""

    nonce: str
    at: datetime
    signature: bytes = field(repr=False)

    def key(self, grant: Grant, call: Call) -> str:
        """SHA-256 in hex over what was signed: what is used up."""
        return hashlib.sha256(DOMAIN + _message(grant, call, self.nonce, self.at)).hexdigest()


def prove(key: Signer, grant: Grant, call: Call, now: datetime) -> Proof:
    """The proof by `key` that its bearer may make `call` under `grant`, the last of a chain."""
    nonce, at = secrets.token_hex(16), now.astimezone(UTC)
    return Proof(nonce, at, key.sign(DOMAIN, _message(grant, call, nonce, at)))


def check_proof(proof: Proof, grant: Grant, call: Call, now: datetime) -> None:
    """Raise SignatureError unless the holder of `grant` has just signed exactly this call."""
    message = _message(grant, call, proof.nonce, proof.at)
    try:
        verify_signature(grant.holder, DOMAIN, message, proof.signature)
    except SignatureError as error:
        wrong = "the proof is not its holder's for this call under this grant"
        raise SignatureError(f"{wrong}.", fix="Sign each call with the holder's key.") from error
    if abs(now - proof.at) > LIFETIME:
        raise SignatureError(
            "the proof was not made just now.", fix="Sign the call again, and set the clock right."
        )


def delegated(chain: Sequence[Grant], device_public: str) -> bool:
    """Whether any grant of the chain is held by another key than the device's."""
    return any(grant.holder != device_public for grant in chain)


def unsaid(chain: Sequence[Grant], device_public: str, call: Call) -> list[str]:
    """The arguments that claim to be the owner's words and that no grant of the device pins.

    A holder is not the owner: what a holder fills in is nobody's request.
    """
    signed = [g for i, g in enumerate(chain) if i == 0 or chain[i - 1].holder == device_public]
    return [
        name
        for name, value in call.args
        if any(map(_claimed, value.origins))
        and not any(_pins(grant, call, name) for grant in signed)
    ]


def _claimed(origin: Origin) -> bool:
    """Whether an origin, or what is said to lie beneath it, is one that only the owner can give."""
    return origin.kind in OWNERS_WORDS or any(map(_claimed, origin.beneath))


def revoke(tx: Transaction, grant: Grant) -> int:
    """Record that this grant, and all that was narrowed from it, is worth nothing now."""
    body = {"grant": grant.digest, "id": grant.id, "detail": f"the grant for {grant.holder}"}
    return tx.append("revoked", body)


def revoked(journal: Journal) -> frozenset[str]:
    """The digests of all grants that were revoked."""
    return frozenset(str(e.body.get("grant")) for e in journal.events(kinds=("revoked",)))


def latest(connection: sqlite3.Connection) -> datetime:
    """The latest time that the journal knows of; the clock may have been set back since."""
    row = connection.execute("SELECT max(time) FROM events").fetchone()
    return datetime.fromisoformat(row[0]) if row[0] else datetime.min.replace(tzinfo=UTC)


def dump(proof: Proof) -> bytes:
    """A proof as one line of canonical JSON."""
    row = {"nonce": proof.nonce, "at": proof.at.isoformat(), "signature": text_of(proof.signature)}
    return canonical(row) + b"\n"


def parse(raw: bytes) -> Proof:
    """The proof that `dump` wrote. Raises SignatureError unless it has exactly that form."""
    try:
        row = json.loads(raw)
        at = datetime.fromisoformat(row["at"])
        proof = Proof(str(row["nonce"]), at, bytes_of(row["signature"]))
        if at.utcoffset() is None or dump(proof) != raw:
            raise ValueError("another form")
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise SignatureError("this is not a proof of possession.") from error
    return proof


def _message(grant: Grant, call: Call, nonce: str, at: datetime) -> bytes:
    return canonical([grant.digest, call.digest, nonce, at.astimezone(UTC).isoformat()])


def _pins(grant: Grant, call: Call, name: str) -> bool:
    """Whether a grant says word for word what an argument may hold."""
    step = Value(call.step, frozenset())
    alternatives = [
        each
        for each in grant.arguments.get(call.tool, ())
        if STEP not in each or each[STEP].holds(step)
    ]
    bounds = [each[name] for each in alternatives if name in each]
    return (
        bool(alternatives)
        and len(bounds) == len(alternatives)
        and all(bound.values is not None and not bound.recipes for bound in bounds)
    )

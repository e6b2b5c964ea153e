"""Receipts: the approval key's signature over one frozen call, good once and for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from .. import keys
from ..errors import SignatureError
from ..types import Approval, Call, canonical

DOMAIN = b"plam receipt 1\0"
LIFETIME = timedelta(minutes=10)


class ApprovalKey(Protocol):
    """What signs receipts: the owner's approval key, opened for this one act."""

    def sign(self, domain: bytes, message: bytes) -> bytes:
        """The Ed25519 signature over `domain` and `message`."""
        ...


def _message(digest: str, policy: str, expires: datetime) -> bytes:
    return canonical([digest, policy, expires.isoformat()])


def sign_receipt(key: ApprovalKey, call: Call, policy: str, now: datetime) -> Approval:
    """Approve exactly this call under the policy with hash `policy`, from `now` for ten minutes."""
    expires = now + LIFETIME
    signature = key.sign(DOMAIN, _message(call.digest, policy, expires))
    return Approval(call.digest, policy, expires, signature)


def check_receipt(public: str, receipt: Approval, call: Call, policy: str, now: datetime) -> None:
    """Raise SignatureError unless `receipt` approves exactly this call, now, under this policy."""
    keys.verify(
        public,
        DOMAIN,
        _message(receipt.digest, receipt.policy, receipt.expires),
        receipt.signature,
    )
    if receipt.digest != call.digest:
        raise SignatureError("The approval is for another call than this one.")
    if receipt.policy != policy:
        raise SignatureError("The policy has changed since this was approved.", fix="Ask again.")
    if not now - LIFETIME <= receipt.expires - LIFETIME <= now or now > receipt.expires:
        raise SignatureError("The approval has expired.", fix="Ask again.")

"""The owner's signature beside a policy, and the only way a policy comes into force.

`assistant.yaml.sig` is five lines of text. The signature covers the first four of them and then
the exact bytes of the policy, so that no byte of either file can change unnoticed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from ..errors import PolicyError, SignatureError
from ..files import bytes_of, text_of, write_atomic
from .document import Policy, parse
from .tree import MAX_BYTES

DOMAIN = b"plam policy 1\0"
VERSION = "plam policy signature 1"
MAX_SIGNATURE_BYTES = 4096
AGAIN = "Read it (`plam policy explain`) and sign it: `plam policy sign`."

_FORM = re.compile(
    r"(?P<head>plam policy signature 1\n"
    r"owner: (?P<owner>ed25519:[!-~]{1,128})\n"
    r"serial: (?P<serial>[1-9][0-9]{0,14})\n"
    r"signed: (?P<signed>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)\n)"
    r"signature: (?P<signature>[A-Za-z0-9_-]{86})\n"
)

Verify = Callable[[str, bytes, bytes, bytes], None]


class OwnerKey(Protocol):
    """What signs a policy: the owner's private key, opened for this one act."""

    @property
    def public(self) -> str:
        """The public key as text, `ed25519:…`."""
        ...

    def sign(self, domain: bytes, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature (RFC 8032) over `domain` and `message`."""
        ...


@dataclass(frozen=True, slots=True)
class SignedPolicy:
    """A verified policy: `hash` is the SHA-256 in hex of `document`, the bytes that were signed.

    `above` is the organisation's policy, verified too, where this one names an organisation; `hash`
    then stands for both.
    """

    policy: Policy
    hash: str
    document: bytes
    signed: datetime
    above: SignedPolicy | None = None


def signature_path(path: Path) -> Path:
    """Where the signature of the policy at `path` stands."""
    return path.with_name(path.name + ".sig")


def sign(
    path: Path, owner_key: OwnerKey, *, now: datetime, highest_serial: int = 0
) -> SignedPolicy:
    """Sign the policy at `path` and write the signature beside it.

    `highest_serial` is the highest that was ever accepted. Raises PolicyError where the document
    is not a policy, has expired, or its serial has not grown; StorageError for a full disk.
    """
    text = _read(path, MAX_BYTES)
    policy = parse(text, str(path))
    if policy.serial <= highest_serial:
        raise PolicyError(
            f"serial {policy.serial} has been used: the last one was {highest_serial}.",
            file=path,
            fix=f"Set serial: {highest_serial + 1}.",
        )
    if now.date() > policy.expires:
        raise PolicyError(
            f"the policy expired on {policy.expires}.", file=path, fix="Set a later day."
        )
    signed = now.astimezone(UTC).replace(microsecond=0)
    head = _head(owner_key.public, policy.serial, signed)
    signature = owner_key.sign(DOMAIN, head.encode() + text)
    write_atomic(signature_path(path), _render(head, signature))
    return SignedPolicy(policy, hashlib.sha256(text).hexdigest(), text, signed)


def load_signed(
    path: Path,
    owner_public: str,
    *,
    highest_serial: int,
    now: datetime,
    device_public: str | None = None,
    verify: Verify | None = None,
) -> SignedPolicy:
    """The policy at `path`, if the owner signed exactly these bytes and they are in force.

    `highest_serial` is the highest that was ever accepted, `now` an aware datetime in the owner's
    zone. Only the buffer that was verified is parsed. Raises SignatureError where the signature is
    missing or wrong, the serial older, the policy expired or made for another device; PolicyError
    where the file cannot be read or is not a policy.
    """
    text = _read(path, MAX_BYTES)
    file = signature_path(path)
    try:
        written = _read(file, MAX_SIGNATURE_BYTES)
    except FileNotFoundError:
        raise SignatureError(f"{path.name} is not signed.", file=file, fix=AGAIN) from None
    match = _FORM.fullmatch(written.decode("ascii", "replace"))
    if match is None:
        raise SignatureError("this is not a signature as written.", file=file, fix=AGAIN)
    try:
        signature = bytes_of(match["signature"])
    except ValueError:
        raise SignatureError("this is not a signature as written.", file=file, fix=AGAIN) from None
    if match["owner"] != owner_public:
        raise SignatureError(
            f"another key signed this: {match['owner']}, not yours, {owner_public}.",
            file=file,
            fix=AGAIN,
        )
    check = verify or _verify
    try:
        check(owner_public, DOMAIN, match["head"].encode() + text, signature)
    except SignatureError:
        raise SignatureError(
            f"the owner did not sign these bytes: {path.name} or its signature was changed.",
            file=path,
            fix=AGAIN,
        ) from None
    policy = parse(text, str(path))
    if policy.serial != int(match["serial"]):
        raise SignatureError("the serials of policy and signature differ.", file=file, fix=AGAIN)
    _in_force(policy, path, highest_serial, now, device_public)
    signed = datetime.strptime(match["signed"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return SignedPolicy(policy, hashlib.sha256(text).hexdigest(), text, signed)


def _in_force(
    policy: Policy, path: Path, highest: int, now: datetime, device_public: str | None
) -> None:
    if policy.serial < highest:
        raise SignatureError(
            f"serial {policy.serial} is older than {highest}, which was in force.",
            file=path,
            fix=f"Set serial: {highest + 1} and sign it anew: `plam policy sign`.",
        )
    if now.date() > policy.expires:
        raise SignatureError(
            f"the policy expired on {policy.expires}.",
            file=path,
            fix="Set a later day under expires:, raise serial: and run `plam policy sign`.",
        )
    if device_public is not None and policy.device != device_public:
        raise SignatureError(
            f"the policy is for another machine, {policy.device}; this one is {device_public}.",
            file=path,
            fix="Set device: to this machine's key, raise serial: and run `plam policy sign`.",
        )


def _head(public: str, serial: int, signed: datetime) -> str:
    when = signed.strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{VERSION}\nowner: {public}\nserial: {serial}\nsigned: {when}\n"


def _render(head: str, signature: bytes) -> bytes:
    return f"{head}signature: {text_of(signature)}\n".encode()


def _read(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            text = file.read(limit + 1)
    except FileNotFoundError:
        if path.suffix == ".sig":
            raise
        raise PolicyError("there is no such file.", file=path, fix="`plam policy init`") from None
    except OSError as error:
        raise PolicyError(f"cannot be read: {error.strerror}.", file=path) from None
    if len(text) > limit:
        raise PolicyError(f"has more than {limit} bytes.", file=path, fix="Make it shorter.")
    return text


def _verify(public: str, domain: bytes, message: bytes, signature: bytes) -> None:
    from .. import keys

    keys.verify(public, domain, message, signature)

"""HTTP message signatures (RFC 9421) as UCP 2026-04-08 has them: ES256 over what a request says.

A shop that wants signatures knows the agent's public key from the profile that the owner hosts; the
private key is in the vault under `signing_key`, and the account names it by `signing_kid`.
"""

from __future__ import annotations

import asyncio
import base64
import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ...errors import ConfigError, LockedError
from ..context import Context

_COVERED = ("ucp-agent", "idempotency-key", "content-digest", "content-type")


@dataclass(frozen=True, slots=True)
class Signing:
    """A P-256 key and the name that it has in the agent's profile."""

    kid: str
    key: Any = field(repr=False)

    @staticmethod
    async def of(context: Context) -> Signing | None:
        """The account's key, or None for one that does not sign. Raises ConfigError."""
        kid = str(context.account.settings.get("signing_kid", ""))
        if not kid:
            return None
        try:
            pem = await asyncio.to_thread(context.secret, "signing_key")
        except LockedError:
            raise ConfigError(
                f"account {context.account.name} has no signing key",
                fix="Add the account again with --signing-key FILE.",
            ) from None
        return Signing(kid, await asyncio.to_thread(_loaded, pem))

    def headers(self, method: str, url: str, headers: Mapping[str, str]) -> dict[str, str]:
        """`Signature-Input` and `Signature` of a request with these headers."""
        lines = base(method, url, headers)
        names = " ".join(f'"{name}"' for name, _ in lines)
        parameters = f'({names});keyid="{self.kid}"'
        text = "".join(f'"{name}": {value}\n' for name, value in lines)
        signed = f'{text}"@signature-params": {parameters}'.encode()
        made = base64.b64encode(_raw(self.key, signed)).decode()
        return {"Signature-Input": f"sig1={parameters}", "Signature": f"sig1=:{made}:"}


def base(method: str, url: str, headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """The components that a signature covers, in their order (RFC 9421, section 2.5)."""
    parts = urlsplit(url)
    there = {name.lower(): value for name, value in headers.items()}
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = (parts.hostname or "").lower()
    authority = host if parts.port in (None, usual) else f"{host}:{parts.port}"
    lines = [("@method", method), ("@authority", authority), ("@path", parts.path or "/")]
    if parts.query:
        lines.append(("@query", f"?{parts.query}"))
    return lines + [(name, there[name]) for name in _COVERED if name in there]


def _loaded(pem: str) -> Any:
    try:
        serialization = importlib.import_module("cryptography.hazmat.primitives.serialization")
        ec = importlib.import_module("cryptography.hazmat.primitives.asymmetric.ec")
    except ImportError:
        raise ConfigError(
            "signing requests needs the package cryptography", fix="pip install cryptography"
        ) from None
    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise ConfigError("the signing key cannot be read", fix="Give it as PEM.") from error
    if not isinstance(getattr(key, "curve", None), ec.SECP256R1):
        raise ConfigError("the signing key is not of P-256", fix="Make one of that curve.")
    return key


def _raw(key: Any, signed: bytes) -> bytes:
    """An ES256 signature as its two numbers of 32 octets (RFC 9421, section 3.3.4)."""
    hashes = importlib.import_module("cryptography.hazmat.primitives.hashes")
    ec = importlib.import_module("cryptography.hazmat.primitives.asymmetric.ec")
    utils = importlib.import_module("cryptography.hazmat.primitives.asymmetric.utils")
    one, other = utils.decode_dss_signature(key.sign(signed, ec.ECDSA(hashes.SHA256())))
    return bytes(one.to_bytes(32, "big") + other.to_bytes(32, "big"))

"""The seam to a merchant: four methods that every checkout protocol has, and what else is read.

UCP names them create, update, complete and cancel (`ucp.py`); ACP has the same four under
`/checkout_sessions`, and would stand beside it.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ...errors import AccountError
from ...types import Money
from .terms import Offer, Terms


class RefusedError(AccountError):
    """The merchant refuses; it says so itself, and nothing was bought."""


class UnsentError(AccountError):
    """Nobody was reached, so nothing was asked for."""


class LostError(AccountError):
    """No answer came, and what was asked for may have happened."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where things are sent, from the owner's settings."""

    street: str = ""
    city: str = ""
    postcode: str = ""
    region: str = ""
    country: str = ""
    extra: str = ""
    first: str = ""
    last: str = ""

    def line(self) -> str:
        """The address on one line."""
        name = " ".join(part for part in (self.first, self.last) if part)
        town = " ".join(part for part in (self.postcode, self.city) if part)
        parts = (name, self.extra, self.street, town, self.region, self.country)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be bought: item ids and how many of each, or a cart; and where it goes."""

    items: tuple[tuple[str, int], ...]
    address: Address
    email: str
    cart: str = ""
    currency: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that a merchant confirms to have given back, in all, in minor units."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Order:
    """An order as the merchant has it now; `refund` is what was given back until now."""

    id: str
    session: str
    total: Money
    status: str
    link: str = ""
    label: str = ""
    refund: Money | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Payment:
    """A token for one instrument, as a payment handler takes it; never a card."""

    handler: str
    kind: str
    credential: str
    token: str = field(repr=False)
    instrument: str = "plam"


class Merchant(Protocol):
    """A checkout. Each call is repeatable under its `key`, and answers the same."""

    async def create(self, wish: Wish, key: str) -> Terms:
        """Open a session, with the cheapest delivery to the address. Raises AccountError."""
        ...

    async def update(self, terms: Terms, wish: Wish, key: str) -> Terms:
        """Replace what a session holds. Raises AccountError.

        No tool here does: what is wanted otherwise is quoted or bought in a session of its own, so
        that a yes is about terms that nobody replaces. It is for who builds on the seam.
        """
        ...

    async def complete(self, terms: Terms, payment: Payment, key: str) -> Terms:
        """Place the order and pay it.

        Raises RefusedError where the merchant says no, LostError where no answer came.
        """
        ...

    async def cancel(self, session: str, key: str) -> Terms:
        """End a session that is not completed. Raises RefusedError where it is too late."""
        ...


class Looking(Protocol):
    """What a merchant shows without anything being bought."""

    async def search(self, words: str, most: Money | None) -> Sequence[Offer]:
        """What it sells that the words find. Raises AccountError."""
        ...

    async def session(self, session: str) -> Terms:
        """A session as it is now. Raises AccountError."""
        ...

    async def order(self, order: str) -> Order:
        """An order as it is now. Raises AccountError."""
        ...


def key_of(doing: str, digest: str) -> str:
    """The Idempotency-Key of one operation of a call: a UUID made of the call's digest.

    Version 8 (RFC 9562, section 5.8). The same call gives the same key after any crash.
    """
    made = bytearray(hashlib.sha256(f"plam {doing}\0{digest}".encode()).digest()[:16])
    made[6] = made[6] & 0x0F | 0x80
    made[8] = made[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(made)))


def address_of(settings: Mapping[str, object]) -> Address:
    """The delivery address of a shop account."""
    names = {"street": "street", "city": "city", "postcode": "postcode", "region": "region",
             "country": "country", "extra": "extra", "first": "first_name",
             "last": "last_name"}  # fmt: skip
    return Address(**{name: str(settings.get(key, "")).strip() for name, key in names.items()})

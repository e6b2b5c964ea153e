"""Handles for what the request itself says: addresses, amounts and paths, before any prompt.

What the owner typed is authority, so an address in it becomes a handle that the model can point
at and cannot misspell. The words that the model sees hold the handle in the address's place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ..types import REQUEST, Handle, Money, Value

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
_AMOUNT = re.compile(
    r"(?:(?P<sign>[€$£])\s?(?P<after>\d+(?:[.,]\d{1,2})?)(?![\d.,]*\d))"
    r"|(?:(?<![\d.,])(?P<before>\d+(?:[.,]\d{1,2})?)\s?(?P<unit>[€$£]|(?:euros?|eur|usd|gbp)\b))",
    re.IGNORECASE,
)
_CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP", "eur": "EUR", "usd": "USD", "gbp": "GBP"}


@dataclass(frozen=True, slots=True)
class Scope:
    """A request ready for a prompt: its words with handles in place, and the handles.

    `words` is a `Value` whose data are the words as typed.
    """

    words: Value
    shown: str
    handles: tuple[Handle, ...]

    def restored(self, text: str) -> str:
        """`text` with handles put back to what the owner typed."""
        said: Mapping[str, str] = {handle.key: handle.label for handle in self.handles}
        return re.sub(r"@[a-z]\d+", lambda match: said.get(match[0], match[0]), text)


def mint(words: Value) -> Scope:
    """Replace the addresses and amounts of a request by handles `@a1`, `@p1`, ….

    Only words whose sole origin is the request mint handles: pasted text never does.
    """
    text = " ".join(str(words.data).split())
    if words.origins != frozenset({REQUEST}):
        return Scope(words, text, ())
    handles: dict[str, Handle] = {}

    def minted(kind: str, letter: str, said: str, target: object) -> str:
        key = next((h.key for h in handles.values() if h.kind == kind and h.target == target), "")
        if not key:
            key = f"@{letter}{1 + sum(h.kind == kind for h in handles.values())}"
            handles[key] = Handle(kind, key, target, words.origins, said)
        return key

    def address(match: re.Match[str]) -> str:
        said = match[0].rstrip(".")
        local, _, domain = said.rpartition("@")
        target = f"{local}@{domain.lower()}"
        return minted("address", "a", said, target) + match[0][len(said) :]

    def amount(match: re.Match[str]) -> str:
        money = _money(match)
        return minted("amount", "p", match[0], money) if money else match[0]

    shown = _AMOUNT.sub(amount, _ADDRESS.sub(address, text))
    return Scope(words, shown, tuple(handles.values()))


def _money(match: re.Match[str]) -> Money | None:
    digits = match["after"] or match["before"]
    unit = (match["sign"] or match["unit"]).lower()
    currency = _CURRENCIES.get(unit) or _CURRENCIES[unit.removesuffix("s")[:3]]
    try:
        minor = Decimal(digits.replace(",", ".")) * 100
    except InvalidOperation:
        return None
    return Money(int(minor), currency)

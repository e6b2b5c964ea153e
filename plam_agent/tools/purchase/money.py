"""Amounts as people read them, in whole minor units of an ISO 4217 currency, and how many."""

from __future__ import annotations

import re

from ...errors import InputError
from ...types import Money
from ..matching import tokens

MOST = 10**12
"""The largest amount that is believed, in minor units."""
COUNT = 99
"""How many of one thing can be bought at once."""

_NO_MINOR = {"JPY", "KRW", "VND", "CLP", "ISK", "PYG", "UGX", "XAF", "XOF", "XPF", "RWF", "KMF",
             "GNF", "DJF", "BIF", "VUV"}  # fmt: skip
_THREE = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}
_CURRENCY = re.compile(r"[A-Z]{3}")
_NUMBERS = {
    **dict.fromkeys(("a", "an", "one", "un", "une"), 1),
    **dict.fromkeys(("two", "deux", "pair", "paire", "couple"), 2),
    **dict.fromkeys(("three", "trois"), 3),
    **dict.fromkeys(("four", "quatre"), 4),
    **dict.fromkeys(("five", "cinq"), 5),
    "six": 6,
    **dict.fromkeys(("seven", "sept"), 7),
    **dict.fromkeys(("eight", "huit"), 8),
    **dict.fromkeys(("nine", "neuf"), 9),
    **dict.fromkeys(("ten", "dix"), 10),
    **dict.fromkeys(("dozen", "douzaine", "twelve", "douze"), 12),
}


def is_currency(code: object) -> bool:
    """Whether it has the form of an ISO 4217 code."""
    return isinstance(code, str) and _CURRENCY.fullmatch(code) is not None


def digits_of(currency: str) -> int:
    """How many digits of a currency are after the point (ISO 4217, minor unit)."""
    return 0 if currency in _NO_MINOR else 3 if currency in _THREE else 2


def shown(money: Money) -> str:
    """An amount as a person reads it: `17.40 EUR`."""
    digits = digits_of(money.currency)
    whole, part = divmod(abs(money.minor), 10**digits)
    sign = "-" if money.minor < 0 else ""
    return f"{sign}{whole}{f'.{part:0{digits}d}' if digits else ''} {money.currency}"


def count(words: str) -> int:
    """How many, from the owner's words: `3`, `deux`, `a dozen`; 1 where they say nothing.

    Raises InputError for what is no number, or is more than COUNT.
    """
    found = [each for each in tokens(words) if each.isdecimal() or each in _NUMBERS]
    # "A dozen" says a number twice, and the second is meant.
    counts = [int(each) if each.isdecimal() else _NUMBERS[each] for each in found[-1:]]
    if words.strip() and (not counts or not 0 < counts[0] <= COUNT or "-" in words):
        raise InputError(f"{words[:40]!r} is no number of things", fix=f"Say 1 to {COUNT}.")
    return counts[0] if counts else 1

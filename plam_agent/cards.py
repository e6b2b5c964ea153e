"""Payment card numbers: recognised so that they are refused, wherever they turn up.

A number counts as one where an issuer's prefix, its length and the check digit agree
(ISO/IEC 7812-1). An agent pays by tokens alone, so no card number is ever of use here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .errors import InputError
from .types import data

MASK = "[card number]"
FIX = "Leave it out. The agent pays by tokens that your payment provider issues, never by a card."

# Groups of digits as cards have them printed: nothing, one space or one dash in between.
_RUN = re.compile(r"(?<![\w.+-])\d(?:[ \u00a0\u202f-]?\d){12,18}(?![\w-])")
_ISSUERS = (
    (re.compile(r"4"), (16, 19)),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"30[0-5]|3095|36|3[89]"), (14, 16)),
    (re.compile(r"6011|64[4-9]|65"), (16, 19)),
    (re.compile(r"35(?:2[89]|[3-8])"), (16,)),
    (re.compile(r"62"), (16, 17, 18, 19)),
    (re.compile(r"50|5[6-9]|6[379]"), (16, 18, 19)),
)  # fmt: skip


def holds_card(text: str) -> bool:
    """Whether a text has a payment card number in it."""
    return any(True for _ in _found(text))


def masked(text: str) -> str:
    """The text with each card number in it replaced."""
    for number in [match.group() for match in _found(text)]:
        text = text.replace(number, MASK)
    return text


def masked_in(value: Any) -> Any:
    """JSON data with each card number in its texts replaced."""
    match value:
        case str():
            return masked(value) if _RUN.search(value) else value
        case dict():
            return {key: masked_in(each) for key, each in value.items()}
        case list():
            return [masked_in(each) for each in value]
    return value


def without(value: Any) -> Any:
    """An argument's data with each card number replaced; what is no text is replaced whole."""
    match value:
        case str():
            return masked(value)
        case tuple() | list():
            return tuple(without(each) for each in value)
    return MASK if any(holds_card(text) for text in _texts(data(value))) else value


def refuse(value: Any, what: str) -> None:
    """Raise InputError where anything in plain data is a card number; it is not repeated."""
    if any(holds_card(text) for text in _texts(value)):
        raise InputError(f"{what} holds a payment card number", fix=FIX)


def _found(text: str) -> Iterator[re.Match[str]]:
    for match in _RUN.finditer(text):
        if _is_card(re.sub(r"\D", "", match.group())):
            yield match


def _is_card(digits: str) -> bool:
    # Those of every script count.
    number = "".join(str(int(each)) for each in digits)
    fits = any(len(number) in lengths and each.match(number) for each, lengths in _ISSUERS)
    return fits and len(set(number)) > 1 and _checks(number)


def _checks(number: str) -> bool:
    """The check digit of ISO/IEC 7812-1, annex B (Luhn)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case bool():
            return
        case int():
            yield str(value)
        case Mapping():
            for key, each in value.items():
                yield str(key)
                yield from _texts(each)
        case list() | tuple() | set() | frozenset():
            for each in value:
                yield from _texts(each)

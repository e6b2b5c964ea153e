"""Whether an argument of a call satisfies a constraint; never a guess, always a reason.

An allow rule asks whether *every* value satisfies it, a confirm or deny rule whether *any* does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..types import Call, Money, ObjectId, Role, When
from .addresses import canonical_address, canonical_domain
from .scalars import MINOR_DIGITS
from .terms import AtMost, Constraint, Domain, Empty, OneOf, Over, Prefix, Within

COUNT = "count"


class UnfitError(Exception):
    """A constraint was put on a value of a kind it says nothing about."""


def values_of(data: Any) -> tuple[Any, ...]:
    """The single values of an argument; None, empty text and empty tuples have none."""
    if data is None or data == "":
        return ()
    if isinstance(data, tuple | list | frozenset):
        return tuple(value for each in data for value in values_of(each))
    return (data,)


def count_of(call: Call) -> int:
    """How many things a call acts on: the objects it designates, the mailbox it names aside."""
    roles = dict(call.roles)
    return sum(
        1
        for name, value in call.args
        if roles.get(name) is Role.OBJECT
        for each in values_of(value.data)
        if not (isinstance(each, ObjectId) and each.kind == "mailbox")
    )


def money_of(call: Call) -> Money | None:
    """What a call spends: the sum of its money arguments, None where it has none.

    Raises UnfitError for several currencies.
    """
    amounts = [
        each for _, value in call.args for each in values_of(value.data) if isinstance(each, Money)
    ]
    if not amounts:
        return None
    if len({each.currency for each in amounts}) > 1:
        raise UnfitError("the call has amounts in several currencies")
    return Money(sum(each.minor for each in amounts), amounts[0].currency)


def unmet(constraint: Constraint, name: str, call: Call, *, count: int) -> str:
    """Why the argument does not satisfy the constraint with every value; empty where it does.

    Raises UnfitError where the constraint says nothing about such a value.
    """
    found = _values(name, call)
    if isinstance(constraint, Empty):
        return f"`{name}` is {shown(found)}, not none" if found else ""
    if _counts(constraint, found):
        number = count if name == COUNT else len(found)
        if _test_number(constraint, number):
            return ""
        return f"`{name}` is {number}, not {wanted(constraint)}"
    if not found:
        return f"`{name}` is empty, not {wanted(constraint)}"
    test = _test(constraint, dict(call.roles).get(name))
    wrong = [value for value in found if not test(value)]
    return f"`{name}` is {shown(wrong)}, not {wanted(constraint)}" if wrong else ""


def met_by_any(constraint: Constraint, name: str, call: Call, *, count: int) -> bool:
    """Whether any value of the argument satisfies the constraint.

    Raises UnfitError where the constraint says nothing about such a value.
    """
    found = _values(name, call)
    if isinstance(constraint, Empty):
        return not found
    if _counts(constraint, found):
        return _test_number(constraint, count if name == COUNT else len(found))
    test = _test(constraint, dict(call.roles).get(name))
    return any(test(value) for value in found)


def wanted(constraint: Constraint) -> str:
    """A constraint in words that follow `not` or `is`."""
    match constraint:
        case OneOf(values):
            return f"one of {', '.join(values)}" if len(values) > 1 else values[0]
        case Empty():
            return "none"
        case Within(groups, _):
            return f"somebody in {' or '.join(groups)}"
        case AtMost(limit):
            return f"at most {shown([limit])}"
        case Over(limit):
            return f"more than {shown([limit])}"
        case Prefix(text):
            return f"{text} or under it"
        case Domain(name):
            return f"at {name}"


def shown(values: Any) -> str:
    """Values as a person reads them, the first few of many."""
    words = [_word(value) for value in values]
    more = f" and {len(words) - 5} more" if len(words) > 6 else ""
    return ", ".join(words[:5] if more else words) + more


def _word(value: Any) -> str:
    match value:
        case Money(minor, currency):
            digits = MINOR_DIGITS.get(currency, 2)
            whole, part = divmod(abs(minor), 10**digits)
            sign = "-" if minor < 0 else ""
            return f"{sign}{whole}{f'.{part:0{digits}d}' if digits else ''} {currency}"
        case ObjectId():
            return value.id
        case When():
            return value.phrase or value.start.isoformat()
    return str(value)


def _values(name: str, call: Call) -> tuple[Any, ...]:
    return (
        () if name == COUNT else values_of(dict(call.args)[name].data) if _has(name, call) else ()
    )


def _has(name: str, call: Call) -> bool:
    return any(each == name for each, _ in call.args)


def _counts(constraint: Constraint, found: tuple[Any, ...]) -> bool:
    if not isinstance(constraint, AtMost | Over) or not isinstance(constraint.limit, int):
        return False
    if any(isinstance(value, Money) for value in found):
        raise UnfitError("a number of things cannot limit an amount: write a currency")
    return True


def _test_number(constraint: Constraint, number: int) -> bool:
    if isinstance(constraint, AtMost) and isinstance(constraint.limit, int):
        return number <= constraint.limit
    if isinstance(constraint, Over) and isinstance(constraint.limit, int):
        return number > constraint.limit
    raise UnfitError("this is not a limit on a number")


def _test(constraint: Constraint, role: Role | None) -> Callable[[Any], bool]:
    match constraint:
        case OneOf(allowed):
            return lambda value: _is_one_of(value, allowed, role)
        case Within(_, entries):
            pairs = frozenset((entry.local, entry.domain) for entry in entries)
            return lambda value: not pairs.isdisjoint(_entries_of(value))
        case AtMost(Money() as most):
            return lambda value: 0 <= _minor(value, most) <= most.minor
        case Over(Money() as least):
            return lambda value: _minor(value, least) > least.minor
        case Prefix(text):
            return lambda value: _is_under(_text(value), text)
        case Domain(domain):
            return lambda value: _domain_of(value) == domain
        case _:
            raise UnfitError("this constraint is not about single values")


def _is_one_of(value: Any, allowed: tuple[str, ...], role: Role | None) -> bool:
    if role is Role.DESTINATION:
        text = _text(value)
        if "@" in text:
            local, _, domain = _address(text).rpartition("@")
            return f"{local}@{domain}" in allowed or f"@{domain}" in allowed
        name = _domain(text)
        return any(name == _domain(each) for each in allowed if "@" not in each)
    text = _text(value)
    # IMAP's one mailbox name without case (RFC 9051, section 5.1).
    if isinstance(value, ObjectId) and value.kind == "mailbox" and text.upper() == "INBOX":
        return any(each.upper() == "INBOX" for each in allowed)
    return text in allowed


def _entries_of(value: Any) -> frozenset[tuple[str, str]]:
    local, _, domain = _address(_text(value)).rpartition("@")
    return frozenset({(local, domain), ("", domain)})


def _domain_of(value: Any) -> str:
    text = _text(value)
    return _address(text).rpartition("@")[2] if "@" in text else _domain(text)


def _is_under(text: str, prefix: str) -> bool:
    if ".." in text.split("/"):
        raise UnfitError(f"{text!r} climbs with `..`")
    if prefix.endswith("/"):
        return text.startswith(prefix)
    return text == prefix or text.startswith(prefix + "/")


def _minor(value: Any, limit: Money) -> int:
    if not isinstance(value, Money):
        raise UnfitError(f"{shown([value])} is not an amount")
    if value.currency != limit.currency:
        raise UnfitError(f"{shown([value])} is not in {limit.currency}")
    return value.minor


def _text(value: Any) -> str:
    if isinstance(value, ObjectId):
        return value.id
    if isinstance(value, str):
        return value
    raise UnfitError(f"{shown([value])} is neither text nor a designated thing")


def _address(text: str) -> str:
    try:
        return canonical_address(text)
    except ValueError as error:
        raise UnfitError(str(error)) from None


def _domain(text: str) -> str:
    try:
        return canonical_domain(text)
    except ValueError as error:
        raise UnfitError(str(error)) from None

"""Whether an argument of a call satisfies a constraint; never a guess, always a reason.

An allow rule asks whether *every* value satisfies it, a confirm or deny rule whether *any* does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..types import Call, Effect, Money, ObjectId, Role, When
from .addresses import canonical_address, canonical_domain
from .scalars import MINOR_DIGITS
from .terms import AtMost, Constraint, Domain, Empty, OneOf, Over, Prefix, Within

COUNT = "count"

# Looking up a member of an enumeration takes as long as a comparison.
_OBJECT = Role.OBJECT
_SINGLE = (str, ObjectId)


class UnfitError(Exception):
    """A constraint was put on a value of a kind it says nothing about."""


_MANY = (tuple, list, frozenset)


def values_of(data: Any) -> tuple[Any, ...]:
    """The single values of an argument; None, empty text and empty tuples have none."""
    if data is None or data == "":
        return ()
    if not isinstance(data, _MANY):
        return (data,)
    for each in data:
        if not (isinstance(each, _SINGLE) and each):
            return tuple(value for each in data for value in values_of(each))
    return tuple(data)


class Seen:
    """What conditions look at in one call.

    `roles` and `values` are by argument; `count` is how many things the whole step acts on.
    """

    __slots__ = ("_addresses", "count", "roles", "values")

    def __init__(self, call: Call, batch: int = 0) -> None:
        """`batch` counts the things where one step became several calls.

        Raises ValueError for a call that is not well made.
        """
        roles, values, count = dict(call.roles), {}, 0
        for name, value in call.args:
            role = roles.get(name)
            if type(role) is not Role:
                raise ValueError(f"argument {name} has no role")
            data = value.data
            found = (data,) if data and type(data) is str else values_of(data)
            values[name] = found
            if role is _OBJECT:
                count += _things(found)
        if len(values) != len(call.args) or len(roles) != len(call.roles):
            raise ValueError("an argument is there twice")
        if type(call.effect) is not Effect:
            raise ValueError("the call has no effect")
        self.roles = roles
        self.values = values
        self.count = max(count, batch)
        self._addresses: dict[str, str] = {}

    def address(self, text: str) -> str:
        """The canonical address, worked out once. Raises ValueError where it is none."""
        found = self._addresses.get(text)
        if found is None:
            found = self._addresses[text] = canonical_address(text)
        return found


def count_of(call: Call) -> int:
    """How many things a call acts on: the objects it designates, the mailbox it names aside."""
    roles = dict(call.roles)
    return sum(
        _things(values_of(value.data)) for name, value in call.args if roles.get(name) is _OBJECT
    )


def _things(found: tuple[Any, ...]) -> int:
    number = len(found)
    for each in found:
        if isinstance(each, ObjectId) and each.kind == "mailbox":
            number -= 1
    return number


TOTAL = "total"
"""The argument that is what a call spends, whatever other amounts it names."""


def money_of(call: Call) -> Money | None:
    """What a call spends: its total, else the sum of its amounts; None where it has none.

    Raises UnfitError for several currencies without a total.
    """
    for name, value in call.args:
        if name == TOTAL and isinstance(value.data, Money):
            return value.data
    amounts = [
        each for _, value in call.args for each in values_of(value.data) if isinstance(each, Money)
    ]
    if not amounts:
        return None
    if len({each.currency for each in amounts}) > 1:
        raise UnfitError("the call has amounts in several currencies")
    return Money(sum(each.minor for each in amounts), amounts[0].currency)


_Test = Callable[[Any, Seen], bool]


class Condition:
    """What a rule demands of one argument, ready to be asked of many calls."""

    __slots__ = ("_empty", "_number", "_tests", "constraint", "name", "wanted")

    def __init__(self, name: str, constraint: Constraint) -> None:
        """`name` is an argument's, or `count`."""
        self.name = name
        self.constraint = constraint
        self.wanted = wanted(constraint)
        self._empty = isinstance(constraint, Empty)
        self._number = isinstance(constraint, AtMost | Over) and isinstance(constraint.limit, int)
        self._tests: dict[Role | None, _Test] = {}

    def unmet(self, seen: Seen) -> str:
        """Why the argument does not satisfy it with every value; empty where it does.

        Raises UnfitError where the constraint says nothing about such a value.
        """
        name = self.name
        found = seen.values.get(name, ()) if name != COUNT else ()
        if self._empty:
            return f"`{name}` is {shown(found)}, not none" if found else ""
        if self._number:
            number = _number(name, found, seen)
            if _test_number(self.constraint, number):
                return ""
            return f"`{name}` is {number}, not {self.wanted}"
        if not found:
            return f"`{name}` is empty, not {self.wanted}"
        test = self._test(seen)
        if len(found) == 1 and test(found[0], seen):
            return ""
        wrong = [value for value in found if not test(value, seen)]
        return f"`{name}` is {shown(wrong)}, not {self.wanted}" if wrong else ""

    def met_by_any(self, seen: Seen) -> bool:
        """Whether any value of the argument satisfies it.

        Raises UnfitError where the constraint says nothing about such a value.
        """
        name = self.name
        found = seen.values.get(name, ()) if name != COUNT else ()
        if self._empty:
            return not found
        if self._number:
            return _test_number(self.constraint, _number(name, found, seen))
        test = self._test(seen)
        return any(test(value, seen) for value in found)

    def _test(self, seen: Seen) -> _Test:
        role = seen.roles.get(self.name)
        test = self._tests.get(role)
        if test is None:
            test = self._tests[role] = _test(self.constraint, role)
        return test


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


def shown(values: Sequence[Any]) -> str:
    """Values as a person reads them, the first few of many."""
    if len(values) == 1:
        return _word(values[0])
    words = [_word(value) for value in values]
    more = f" and {len(words) - 5} more" if len(words) > 6 else ""
    return ", ".join(words[:5] if more else words) + more


def _word(value: Any) -> str:
    if type(value) is str:
        return value
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


def _number(name: str, found: tuple[Any, ...], seen: Seen) -> int:
    if any(isinstance(value, Money) for value in found):
        raise UnfitError("a number of things cannot limit an amount: write a currency")
    return seen.count if name == COUNT else len(found)


def _test_number(constraint: Constraint, number: int) -> bool:
    if isinstance(constraint, AtMost) and isinstance(constraint.limit, int):
        return number <= constraint.limit
    if isinstance(constraint, Over) and isinstance(constraint.limit, int):
        return number > constraint.limit
    raise UnfitError("this is not a limit on a number")


def _test(constraint: Constraint, role: Role | None) -> _Test:
    match constraint:
        case OneOf(allowed):
            return _among_destinations(allowed) if role is Role.DESTINATION else _among(allowed)
        case Within(_, entries):
            members = frozenset(map(str, entries))
            return lambda value, seen: _is_one_of(members, _address(_text(value), seen))
        case AtMost(Money() as most):
            return lambda value, seen: 0 <= _minor(value, most) <= most.minor
        case Over(Money() as least):
            return lambda value, seen: _minor(value, least) > least.minor
        case Prefix(text):
            return lambda value, seen: _is_under(_text(value), text)
        case Domain(domain):
            return lambda value, seen: _domain_of(value, seen) == domain
        case _:
            raise UnfitError("this constraint is not about single values")


def _among(allowed: tuple[str, ...]) -> _Test:
    exact = frozenset(allowed)
    inbox = any(each.upper() == "INBOX" for each in allowed)

    def test(value: Any, seen: Seen) -> bool:
        text = _text(value)
        # IMAP's one mailbox name without case (RFC 9051, section 5.1).
        if isinstance(value, ObjectId) and value.kind == "mailbox" and text.upper() == "INBOX":
            return inbox
        return text in exact

    return test


def _among_destinations(allowed: tuple[str, ...]) -> _Test:
    exact = frozenset(allowed)
    names = [each for each in allowed if "@" not in each]

    def test(value: Any, seen: Seen) -> bool:
        text = _text(value)
        if "@" in text:
            return _is_one_of(exact, _address(text, seen))
        name = _domain(text)
        return any(name == _domain(each) for each in names)

    return test


def _is_one_of(people: frozenset[str], address: str) -> bool:
    return address in people or address[address.rindex("@") :] in people


def _domain_of(value: Any, seen: Seen) -> str:
    text = _text(value)
    return _address(text, seen).rpartition("@")[2] if "@" in text else _domain(text)


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


def _address(text: str, seen: Seen) -> str:
    try:
        return seen.address(text)
    except ValueError as error:
        raise UnfitError(str(error)) from None


def _domain(text: str) -> str:
    try:
        return canonical_domain(text)
    except ValueError as error:
        raise UnfitError(str(error)) from None

"""The typed readers of a policy's fields: each takes a node and says what is wrong with it."""

from __future__ import annotations

import re
from datetime import date
from typing import cast

from ..errors import PolicyError
from ..types import Money
from .addresses import canonical_address, canonical_domain
from .terms import Budget, Entry, Pattern, Period, Rate, Window
from .tree import Items, Node, Scalar, closest, fields

PERIODS = ("hour", "day", "week", "month")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}

# ISO 4217: active currencies by their number of minor digits.
_NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
_TWO_DIGITS = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD "
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP "
    "PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS "
    "TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWL"
)
MINOR_DIGITS = {
    **dict.fromkeys(_NO_DIGITS.split(), 0),
    **dict.fromkeys(_TWO_DIGITS.split(), 2),
    **dict.fromkeys(_THREE_DIGITS.split(), 3),
}

_INTEGER = re.compile(r"0|[1-9][0-9]{0,14}")
_NUMBER = re.compile(r"0|0\.[0-9]{1,6}|1|1\.0{1,6}")
_MONEY = re.compile(r"(0|[1-9][0-9]{0,11})(?:\.([0-9]{1,3}))? ([A-Z]{3})")
_DURATION = re.compile(r"([1-9][0-9]{0,5})([smhd])")
_TOOL = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)+")
_FAMILY = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)*\.\*")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_HOURS = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])")


def scalar(node: Node, what: str) -> str:
    """The text of a scalar that is not empty."""
    if not isinstance(node, Scalar):
        raise node.place.error(f"{what} is a single value, not a list or a mapping.")
    if not node.text.strip():
        raise node.place.error(f"{what} is empty.")
    if node.text != node.text.strip():
        raise node.place.error(f"{what} begins or ends with a space.")
    return node.text


def items(node: Node, what: str, *, or_one: bool = False) -> tuple[Node, ...]:
    """The nodes of a list; with `or_one` a scalar stands for a list of one."""
    if isinstance(node, Scalar) and or_one:
        return (node,)
    if not isinstance(node, Items):
        raise node.place.error(f"{what} is a list: [one, two].")
    return node.items


def name(node: Node, what: str) -> str:
    """A name of ours: lower-case letters, digits, `-` and `_`, at most 64 characters."""
    text = scalar(node, what)
    if not _NAME.fullmatch(text):
        raise node.place.error(
            f"{what} {text!r} is not a name.", "Use lower-case letters, digits and hyphens."
        )
    return text


def choice(node: Node, what: str, known: tuple[str, ...]) -> str:
    """One of a few words."""
    text = scalar(node, what)
    if text not in known:
        fix = closest(text, known) or f"Write {' or '.join(known)}."
        raise node.place.error(f"{what} cannot be {text!r}.", fix)
    return text


def integer(node: Node, what: str, *, least: int = 0) -> int:
    """A decimal integer without sign or leading zeros."""
    text = scalar(node, what)
    if not _INTEGER.fullmatch(text) or int(text) < least:
        raise node.place.error(f"{what} {text!r} is not a whole number from {least} on.")
    return int(text)


def fraction(node: Node, what: str) -> float:
    """A number from 0 to 1."""
    text = scalar(node, what)
    if not _NUMBER.fullmatch(text):
        raise node.place.error(f"{what} {text!r} is not a number from 0 to 1.")
    return float(text)


def money(node: Node, what: str) -> Money:
    """`20.00 EUR` in minor units; no fraction finer than the currency's own (ISO 4217)."""
    text = scalar(node, what)
    match = _MONEY.fullmatch(text)
    if match is None:
        raise node.place.error(f"{what} {text!r} is not an amount.", "Write it like 20.00 EUR.")
    whole, part, currency = match.groups()
    digits = MINOR_DIGITS.get(currency)
    if digits is None:
        raise node.place.error(
            f"{currency!r} is not a currency of ISO 4217.", closest(currency, MINOR_DIGITS)
        )
    if part is not None and len(part) != digits:
        raise node.place.error(f"{what} {text!r}: {currency} has {digits} digits after the point.")
    return Money(int(whole + (part or "0" * digits)), currency)


def duration(node: Node, what: str) -> float:
    """`90s`, `2m`, `24h` or `7d` in seconds."""
    text = scalar(node, what)
    match = _DURATION.fullmatch(text)
    if match is None:
        raise node.place.error(f"{what} {text!r} is not a duration.", "Write 90s, 2m, 24h or 7d.")
    return float(int(match[1]) * SECONDS[match[2]])


def day(node: Node, what: str) -> date:
    """A date like 2027-06-30 (ISO 8601, extended)."""
    text = scalar(node, what)
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise node.place.error(f"{what} {text!r} is not a date.", "Write it like 2027-06-30.")


def boolean(node: Node, what: str) -> bool:
    """`true` or `false`, and nothing else."""
    return choice(node, what, ("true", "false")) == "true"


def pattern(node: Node, *, everything: bool) -> Pattern:
    """A tool's name or `family.*`; `*` only where `everything` may be named."""
    text = scalar(node, "a tool")
    if text == "*":
        if not everything:
            raise node.place.error("an allow rule does not cover `*`.", "Name the tools.")
    elif not _TOOL.fullmatch(text) and not _FAMILY.fullmatch(text):
        raise node.place.error(
            f"{text!r} is not a tool.", "Write mail.send, or mail.* for all of mail."
        )
    return Pattern(text, node.place.line)


def rate(node: Node) -> Rate:
    """`10/day`."""
    limit, period = _per(node, "rate", "10/day")
    return Rate(integer(Scalar(limit, node.place), "rate"), period)


def budget(node: Node) -> Budget:
    """`60.00 EUR/month`."""
    limit, period = _per(node, "budget", "60.00 EUR/month")
    return Budget(money(Scalar(limit, node.place), "budget"), period)


def total(node: Node) -> Rate | Budget:
    """A limit over the rule's life: a number of uses, or an amount."""
    if _INTEGER.fullmatch(scalar(node, "total")):
        return Rate(integer(node, "total"), "ever")
    return Budget(money(node, "total"), "ever")


def _per(node: Node, what: str, example: str) -> tuple[str, Period]:
    limit, slash, period = scalar(node, what).rpartition("/")
    if not slash or period not in PERIODS:
        fix = closest(period, PERIODS) or f"Write it like {example}."
        raise node.place.error(f"{what} {scalar(node, what)!r} is not one per period.", fix)
    return limit, cast("Period", period)


def window(node: Node) -> Window:
    """`{days: mon-fri, hours: 08:00-18:00}`; either may be left out."""
    found = fields(node, ("days", "hours"), "window")
    if not found:
        raise node.place.error("window is empty.", "Write {days: mon-fri, hours: 08:00-18:00}.")
    days = _days(found["days"]) if "days" in found else frozenset(range(7))
    start, end = _hours(found["hours"]) if "hours" in found else (0, 24 * 60)
    return Window(days, start, end)


def _days(node: Node) -> frozenset[int]:
    days: set[int] = set()
    for item in items(node, "days", or_one=True):
        first, dash, last = scalar(item, "days").partition("-")
        ends = [first, last] if dash else [first, first]
        for end in ends:
            if end not in DAYS:
                raise item.place.error(f"{end!r} is not a day.", f"Write {', '.join(DAYS)}.")
        begin, length = DAYS.index(ends[0]), (DAYS.index(ends[1]) - DAYS.index(ends[0])) % 7
        days.update((begin + step) % 7 for step in range(length + 1))
    return frozenset(days)


def _hours(node: Node) -> tuple[int, int]:
    match = _HOURS.fullmatch(scalar(node, "hours"))
    if match is not None:
        start, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        if start < 24 * 60 and end <= 24 * 60 and start != end:
            return start, end
    raise node.place.error(
        f"hours {scalar(node, 'hours')!r} are not a part of the day.", "Write 08:00-18:00."
    )


def address(node: Node, what: str) -> str:
    """A canonical addr-spec."""
    text = scalar(node, what)
    try:
        return canonical_address(text)
    except ValueError as error:
        raise _address_error(node, error) from None


def domain(node: Node, what: str) -> str:
    """A canonical domain, written without `@`."""
    text = scalar(node, what).removeprefix("@")
    try:
        return canonical_domain(text)
    except ValueError as error:
        raise _address_error(node, error) from None


def entry(node: Node) -> Entry:
    """A member of a group: an address, or `@example.com` for exactly that domain."""
    if scalar(node, "an address").startswith("@"):
        return Entry("", domain(node, "an address"))
    local, _, where = address(node, "an address").rpartition("@")
    return Entry(local, where)


def _address_error(node: Node, error: ValueError) -> PolicyError:
    fix = "Write the address in one script; a foreign domain can be written as xn--…"
    return node.place.error(f"{error}.", fix if "mixes" in str(error) else "")

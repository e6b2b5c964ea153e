"""Names, addresses and terms, found in a text as whole words however they are spelt.

Case and accents do not count, nor what cannot be seen between letters, nor letters of other
alphabets and digits that pass for Latin letters. The parts of a name may stand in either order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property

from ..tools.lookalikes import decoded, latin

LONG = 5
"""From so many letters on, pairs of letters that look like one are taken for it as well."""

WRITTEN_TOGETHER = 8
"""From so many letters on, the parts of a name may have nothing between them."""

_PUNYCODE = re.compile(r"[\w.-]*xn--[\w.-]+", re.IGNORECASE)
# What stands for a letter in every name, and in long ones: a short one would be another word.
_ALWAYS = {"o": "o0", "l": "l1|", "i": "i1|!", "e": "e3", "a": "a4@", "s": "s5$", "b": "b8"}
_IN_LONG = {"l": "li1|!", "i": "li1|!"}
_PAIRS = {"m": "rn", "w": "vv", "d": "cl"}


def spelt(text: str) -> str:
    """The text as it is compared: small Latin letters, nothing unseen, Punycode as letters."""
    if not text.isascii():
        text = "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Me"))
    if "xn--" in text.casefold():
        text = _PUNYCODE.sub(lambda match: decoded(match[0]), text)
    known = text.casefold() if text.isascii() else latin(text)
    return " ".join(known.split())


class Mentions:
    """What is looked for: `entries` are names, addresses, domains (`@example.org`) or terms."""

    def __init__(self, entries: Sequence[str]) -> None:
        """Entries without a letter or digit are never found."""
        self.entries = tuple(entries)

    def found(self, text: str) -> int | None:
        """The place in `entries`, from 0, of one that `text` holds; None for none."""
        if self._any is None:
            return None
        match = self._any.search(spelt(text))
        return int(match.lastgroup[1:]) if match and match.lastgroup else None

    @cached_property
    def _any(self) -> re.Pattern[str] | None:
        ways = [
            f"(?P<n{at}>{pattern})"
            for at, entry in enumerate(self.entries)
            if (pattern := _pattern(spelt(entry).strip()))
        ]
        return re.compile("|".join(ways)) if ways else None


def _pattern(entry: str) -> str:
    if "@" in entry:
        return _address(entry)
    parts = re.findall(r"[^\W_]+", entry)
    if not parts:
        return ""
    long = sum(map(len, parts)) >= LONG
    looks = [_looks(part, long) for part in parts]
    between = r"[\W_]{0,4}" if sum(map(len, parts)) >= WRITTEN_TOGETHER else r"[\W_]{1,4}"
    orders = [looks] if len(parts) == 1 else [looks, [looks[-1], *looks[:-1]]]
    either = "|".join(between.join(order) for order in orders)
    return rf"(?<![^\W_])(?:{either})(?![^\W_])"


def _address(entry: str) -> str:
    """An address with any tag (`name+tag@`), or all addresses of a domain and its subdomains."""
    local, _, domain = entry.rpartition("@")
    host = rf"{re.escape(domain)}(?![\w-]|\.\w)"
    if not local:
        return rf"@(?:[\w-]+\.)*{host}"
    return rf"(?<![\w.+-]){re.escape(local)}(?:\+[\w.+-]*)?@{host}"


def _looks(word: str, long: bool) -> str:
    found = ""
    for char in word:
        known = (_IN_LONG.get(char) if long else None) or _ALWAYS.get(char, char)
        one = f"[{re.escape(known)}]" if len(known) > 1 else re.escape(known)
        pair = _PAIRS.get(char) if long else None
        found += f"(?:{one}|{pair})" if pair else one
    return found

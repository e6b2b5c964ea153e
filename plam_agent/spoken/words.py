"""Words about time in English and French, folded into one small vocabulary.

The grammar knows only these words; months keep their names, which `dates.py` knows in both.
"""

from __future__ import annotations

import re
import unicodedata

from .typos import mended
from .vocabulary import AFTER, BEFORE, WORDS

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_FRENCH = (
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
)
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_UNITS = {word: n for words in (_ENGLISH, _FRENCH) for n, word in enumerate(words.split())}
_UNITS["une"] = 1
_TENS = {
    word: 10 * n
    for words in (
        "twenty thirty forty fifty sixty seventy eighty ninety",
        "vingt trente quarante cinquante soixante septante huitante nonante",
    )
    for n, word in enumerate(words.split(), 2)
}
_ORDINAL = {word: n for n, word in enumerate(_ORDINALS.split())} | {
    "thirtieth": 30,
    "twelveth": 12,
    "premier": 1,
    "premiere": 1,
    "deuxieme": 2,
    "seconde": 2,
    "troisieme": 3,
    "quatrieme": 4,
    "cinquieme": 5,
}
_NUMBERLIKE = {*_UNITS, *_TENS, *_ORDINAL, "thousand", "mille", "hundred"}


class Folded(str):
    """A phrase in the common vocabulary: lower case, ASCII, digits for numbers."""

    __slots__ = ()


def fold(phrase: str) -> Folded:
    """The phrase in the vocabulary of the time grammar; unknown words are kept as they are."""
    text = unicodedata.normalize("NFKC", phrase).casefold().replace("’", "'").strip()
    for pattern, word in BEFORE:
        text = re.sub(pattern, word, text)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = re.sub(r"[,;()\"“”«»]", " ", text)
    # A hyphen joins words (twenty-first) but separates times (3-4).
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    # "past" is a preposition after a number of minutes and an adjective elsewhere.
    text = re.sub(r"\b(half|quarter|\w+) past (?=\w)", _past, text)
    words = [WORDS.get(word, word) for word in map(mended, text.split())]
    text = _numbers(words)
    for pattern, word in AFTER:
        text = re.sub(pattern, word, text)
    return Folded(" ".join(text.split()))


def _past(match: re.Match[str]) -> str:
    word = match[1]
    minutes = word in ("half", "quarter", "minutes") or word.isdigit() or word in _NUMBERLIKE
    return f"{word} after " if minutes else match[0]


def _numbers(words: list[str]) -> str:
    """The words with spelled numbers as digits: `twenty first` becomes `21st`."""
    out: list[str] = []
    i = 0
    while i < len(words):
        value, used, ordinal = _number(words, i)
        if not used:
            out.append(words[i])
            i += 1
            continue
        out.append(f"{value}{_suffix(value)}" if ordinal else str(value))
        i += used
    return " ".join(out)


def _number(words: list[str], i: int) -> tuple[int, int, bool]:
    """The number that starts at word `i`: its value, how many words it took, whether ordinal."""

    def at(k: int) -> str:
        return words[k] if k < len(words) else ""

    word = at(i)
    if word in _ORDINAL:
        return _ORDINAL[word], 1, True
    if word in _TENS:
        skip = 2 if at(i + 1) == "and" and at(i + 2) in ("un", "une", "1", "onze") else 1
        unit = at(i + skip)
        if 0 < _UNITS.get(unit, 0) < 10:
            return _TENS[word] + _UNITS[unit], skip + 1, False
        if 0 < _ORDINAL.get(unit, 0) < 10:
            return _TENS[word] + _ORDINAL[unit], skip + 1, True
        if word == "soixante" and (unit == "dix" or 10 < _UNITS.get(unit, 0) < 17):
            rest, used, _ = _number(words, i + skip)
            return 60 + rest, skip + used, False
        if word == "twenty" and 10 <= _UNITS.get(unit, 0) < 20:
            return 2000 + _UNITS[unit], 2, False
        if word == "twenty" and unit in _TENS:
            rest, used, _ = _number(words, i + 1)
            return 2000 + rest, used + 1, False
        return _TENS[word], 1, False
    if word in ("mille", "thousand"):
        return 0, 0, False
    if word not in _UNITS and not (word == "2" and at(i + 1) in ("thousand", "mille")):
        return 0, 0, False
    value = _UNITS.get(word, 2)
    if at(i + 1) in ("oh", "o") and 0 < _UNITS.get(at(i + 2), 0) < 10:
        return value * 100 + _UNITS[at(i + 2)], 3, False
    if word == "quatre" and at(i + 1) in ("vingt", "vingts"):
        rest, used, _ = _number(words, i + 2)
        return (80 + rest, 2 + used, False) if 0 < rest < 20 else (80, 2, False)
    if value == 10 and at(i + 1) in ("sept", "huit", "neuf"):
        return 10 + _UNITS[at(i + 1)], 2, False
    if at(i + 1) in ("thousand", "mille"):
        skip = 3 if at(i + 2) == "and" else 2
        rest, used, _ = _number(words, i + skip)
        return (value * 1000 + rest, skip + used, False) if used else (value * 1000, 2, False)
    return value, 1, False


def _suffix(value: int) -> str:
    if value % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")

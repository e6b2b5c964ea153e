"""Words about time in English and French, folded into one small vocabulary.

The grammar in `when.py` knows only these words; months keep their names, which the calendar-date
parser understands in both languages.
"""

from __future__ import annotations

import re
import unicodedata

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

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
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50} | {
    "vingt": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
}
_ORDINAL = {word: n for n, word in enumerate(_ORDINALS.split())} | {
    "thirtieth": 30,
    "twelveth": 12,
    "premier": 1,
}
_NUMBERLIKE = {*_UNITS, *_TENS, *_ORDINAL, "thousand", "mille", "hundred"}

_WORDS = {
    "aujourdhui": "today",
    "todays": "today",
    "tomorrows": "tomorrow",
    "demain": "tomorrow",
    "hier": "yesterday",
    "maintenant": "now",
    "lundi": "monday",
    "mardi": "tuesday",
    "mercredi": "wednesday",
    "jeudi": "thursday",
    "vendredi": "friday",
    "samedi": "saturday",
    "dimanche": "sunday",
    "midi": "noon",
    "midday": "noon",
    "minuit": "midnight",
    "matin": "morning",
    "matinee": "morning",
    "soir": "evening",
    "soiree": "evening",
    "nuit": "night",
    "semaine": "week",
    "semaines": "weeks",
    "mois": "month",
    "annee": "year",
    "jour": "day",
    "jours": "days",
    "journee": "day",
    "minutes": "minute",
    "mins": "minute",
    "min": "minute",
    "hours": "hour",
    "hrs": "hour",
    "hr": "hour",
    "heures": "heure",
    "ce": "this",
    "cet": "this",
    "cette": "this",
    "dans": "in",
    "en": "in",
    "depuis": "since",
    "avant": "before",
    "apres": "after",
    "pendant": "for",
    "durant": "for",
    "pour": "for",
    "entre": "between",
    "et": "and",
    "vers": "at",
    "around": "at",
    "about": "at",
    "environ": "at",
    "le": "the",
    "la": "the",
    "les": "the",
    "till": "until",
    "through": "to",
    "coming": "next",
    "upcoming": "next",
    "following": "next",
    "prochain": "next",
    "prochaine": "next",
    "prochains": "next",
    "prochaines": "next",
    "suivant": "next",
    "suivante": "next",
    "past": "last",
    "previous": "last",
    "dernier": "last",
    "derniere": "last",
    "derniers": "last",
    "dernieres": "last",
    "passe": "last",
    "passee": "last",
    "current": "this",
    "demie": "half",
    "demi": "half",
    "quart": "quarter",
    "noontime": "noon",
    "tonite": "tonight",
    "tomorow": "tomorrow",
    "tommorow": "tomorrow",
    "tommorrow": "tomorrow",
}

_DAYS = "|".join((*WEEKDAYS, "week", "month", "year", "weekend"))
# Applied in this order to folded text, before single words are looked up.
_BEFORE = (
    (r"\bà\b", "at"),
    (r"\ba\.\s?m\b\.?", "am"),
    (r"\bp\.\s?m\b\.?", "pm"),
    (r"aujourd'?\s?hui", "aujourdhui"),
    (r"o\s?'?\s?clock", "oclock"),
    (r"'s\b|\b[lcs]'|[.!?]+$", " "),
    (r"jusqu'?\s?(?:at|au|a)\b", "until"),
    (r"\bd'ici\b", "in"),
    (r"\bqu'", " "),
    (r"week\s?-?\s?end", "weekend"),
    (r"ap[rèe]+s[\s-]+demain|(?:the )?day after tomorrow", "overmorrow"),
    (r"avant[\s-]+hier|(?:the )?day before yesterday", "ereyesterday"),
    (r"apr[èe]s[\s-]midi", "afternoon"),
    (r"(?<=[a-z])-ci\b", " "),
    (r"[–—]", "-"),
)
_AFTER = (
    (r"\bil y a (.+)", r"\1 ago"),
    (r"(?<=\d) ans?\b", " year"),
    (r"\ba (?=\d|noon\b|midnight\b)", "at "),
    (r"\bhalf an? hour|1 half[ -]heure|\bhalf[ -]heure", "30 minute"),
    (r"\ban? (hour|heure|minute|day|week|month|year)\b", r"1 \1"),
    (r"\ban? (couple of|few)\b", r"\1"),
    (r"\bcouple of\b", "2"),
    (r"\b(hour|heure|day|week)s? and an? half\b", r"\1 and half"),
    (r"\b(\d+) and an? half (hour|day|week)s?\b", r"\1 \2 and half"),
    (r"\b(day|week|month|year)s\b", r"\1"),
    (r"\b12 (noon|midnight)\b", r"\1"),
    (r"^week from\b", "1 week from"),
    (r"\ban (next|last)\b", r"\1 year"),
    (rf"\b({_DAYS}) (next|last)\b(?! (?:{_DAYS}))", r"\2 \1"),
    (r"\bjournee\b", "day"),
)


class Folded(str):
    """A phrase in the common vocabulary: lower case, ASCII, digits for numbers."""

    __slots__ = ()


def fold(phrase: str) -> Folded:
    """The phrase in the vocabulary of the time grammar; unknown words are kept as they are."""
    text = unicodedata.normalize("NFKC", phrase).casefold().replace("’", "'").strip()
    for pattern, word in _BEFORE:
        text = re.sub(pattern, word, text)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = re.sub(r"[,;()\"“”«»]", " ", text)
    # A hyphen joins words (twenty-first) but separates times (3-4).
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    # "past" is a preposition after a number of minutes and an adjective elsewhere.
    text = re.sub(r"\b(half|quarter|\w+) past (?=\w)", _past, text)
    words = [_WORDS.get(word, word) for word in text.split()]
    text = _numbers(words)
    for pattern, word in _AFTER:
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
        if word == "twenty" and 10 <= _UNITS.get(unit, 0) < 20:
            return 2000 + _UNITS[unit], 2, False
        return _TENS[word], 1, False
    if word in ("mille", "thousand"):
        return 0, 0, False
    if word not in _UNITS and not (word == "2" and at(i + 1) in ("thousand", "mille")):
        return 0, 0, False
    value = _UNITS.get(word, 2)
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

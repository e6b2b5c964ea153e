"""Misspelled words about time: one slip of the finger in a long word, and a few common ones."""

from __future__ import annotations

import functools


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LONG = _words(
    """
    monday tuesday wednesday thursday friday saturday sunday tomorrow yesterday tonight afternoon
    evening weekend january february august september october november december christmas
    mercredi vendredi samedi dimanche demain aujourdhui prochain prochaine derniere semaine janvier
    fevrier juillet septembre octobre novembre decembre midnight
    """
)
# One slip away from a word above, but words or names of their own.
_OTHERS = _words(
    "sundae augusta auguste augustin javier domain domaine semailles even events evenings "
    "weekends sundays mondays fridays tuesdays wednesdays thursdays saturdays midnights "
    "tomorrows yesterdays tonights demains mercredis vendredis samedis dimanches semaines"
)
_COMMON = {
    "wensday": "wednesday",
    "wendsday": "wednesday",
    "wednsday": "wednesday",
    "thirsday": "thursday",
    "thurday": "thursday",
    "tusday": "tuesday",
    "tmrw": "tomorrow",
    "tmr": "tomorrow",
    "tmw": "tomorrow",
    "2moro": "tomorrow",
    "2morrow": "tomorrow",
    "2nite": "tonight",
    "tonite": "tonight",
    "tomorow": "tomorrow",
    "tommorow": "tomorrow",
    "tommorrow": "tomorrow",
    "nxt": "next",
    "dmain": "demain",
    "2main": "demain",
    "auj": "aujourdhui",
    "ajd": "aujourdhui",
    "apm": "afternoon",
    "aprem": "afternoon",
    "fev": "fevrier",
}
_SHORTEST = 6


@functools.lru_cache(maxsize=4096)
def mended(word: str) -> str:
    """The word about time that a folded word was meant to be, or the word itself.

    Only long words are mended, by one letter left out, put in, replaced or swapped with the next
    (Damerau-Levenshtein distance 1), and only behind the right first letter, so that short words
    and other people's names stay what they are.
    """
    if word in _COMMON:
        return _COMMON[word]
    if len(word) < _SHORTEST or word in _LONG or word in _OTHERS or not word.isalpha():
        return word
    near = [meant for meant in _LONG if meant[0] == word[0] and _one_slip(word, meant)]
    return near[0] if len(near) == 1 else word


def _one_slip(word: str, meant: str) -> bool:
    if abs(len(word) - len(meant)) > 1:
        return False
    i = 0
    while i < min(len(word), len(meant)) and word[i] == meant[i]:
        i += 1
    a, b = word[i:], meant[i:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]

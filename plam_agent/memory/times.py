"""The times that a question speaks of: `last week`, `in May 2023`, `le 12 mai`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..errors import InputError
from ..when import resolve
from .words import plain

LONGEST = 7
"""Words of a time expression; what is longer is looked for in parts."""

MOST = 12
"""Phrases that are tried for one question, so that its length costs no time."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TOKEN = re.compile(r"[^\W_]+(?:[-/.:][^\W_]+)*|['’]")
_NAMED = _set("""
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
monday tuesday wednesday thursday friday saturday sunday
lundi mardi mercredi jeudi vendredi samedi dimanche
yesterday today tonight tomorrow hier aujourd demain
spring summer autumn winter printemps ete automne hiver christmas easter noel paques
week weeks weekend month months year years day days night morning afternoon evening
semaine semaines mois an ans annee annees jour jours nuit matin soir soiree
""")
_DOUBTFUL = _set("may mar mars march sun sat spring ete an day days jour jours night")
_TELLING = _set("""
last this past previous next ago since before after until in on of early late
dernier derniere derniers dernieres passe passee prochain prochaine ce cet cette depuis avant apres
en au il le
""")
_BESIDE = _TELLING | _set("""
the a one two three four five six seven eight nine ten couple few end beginning first second third
and to from between un une deux trois quatre cinq six sept huit neuf dix y du de la l d hui fin
debut du et entre couple
""")
_NUMBER = re.compile(
    r"\d{1,4}(?:st|nd|rd|th|er|eme)?|\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}")


@dataclass(frozen=True, slots=True)
class Span:
    """A time that was spoken of, from `start` until before `end`, in the words `said`."""

    start: datetime
    end: datetime
    said: str


def spans(question: str, now: datetime) -> list[Span]:
    """The times in a question as of `now`; what points nowhere lies in the past."""
    tokens = [(match[0], match.start(), match.end()) for match in _TOKEN.finditer(question)]
    kinds = [plain(word) for word, _, _ in tokens]
    found: list[Span] = []
    tries, at = 0, 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and end - at < LONGEST and _is_part(kinds[end]):
            end += 1
        taken = None
        for first, last in _runs(at, end):
            if tries == MOST or not _is_time(kinds[first:last]):
                continue
            tries += 1
            taken = _read(question[tokens[first][1] : tokens[last - 1][2]], now)
            if taken:
                found.append(taken)
                at = last
                break
        if not taken:
            at = max(end, at + 1)
    return found


def _runs(start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a run of words, the longest first."""
    return [
        (first, first + length)
        for length in range(end - start, 0, -1)
        for first in range(start, end - length + 1)
    ]


def _is_part(word: str) -> bool:
    return word in _NAMED or word in _BESIDE or word in "'’" or bool(_NUMBER.fullmatch(word))


def _is_time(words: list[str]) -> bool:
    """Whether words can be a time; a name that is also a plain word needs another beside it."""
    if any(_DATE.fullmatch(word) for word in words):
        return True
    named = [word for word in words if word in _NAMED]
    telling = any(word in _TELLING or _NUMBER.fullmatch(word) for word in words)
    if not named:
        return telling and any(map(_YEAR.fullmatch, words))
    return telling or any(word not in _DOUBTFUL for word in named)


def _read(phrase: str, now: datetime) -> Span | None:
    try:
        when = resolve(phrase, now, default="past")
    except InputError:
        return None
    end = when.end or when.start + timedelta(days=1)
    return Span(when.start, end, phrase) if end > when.start else None

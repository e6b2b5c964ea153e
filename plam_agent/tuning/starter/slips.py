"""What goes wrong when people type and speak: typos, lost accents, short forms, second thoughts.

Every slip is applied to the words and to the span that an answer quotes in the same way, so a
mistyped name is quoted as it was mistyped.
"""

# ruff: noqa: E501  (short forms read better in long lines)

from __future__ import annotations

import random
import re
from functools import cache

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEAR = {
    letter: row[max(0, at - 1) : at] + row[at + 1 : at + 2]
    for row in _ROWS
    for at, letter in enumerate(row)
}
_BARE = str.maketrans(
    {**dict(zip("éèêëàâäùûüîïôöç", "eeeeaaauuuiiooc", strict=True)), "œ": "oe", "É": "E", "À": "A"}
)
SHORT = {
    "en": {
        "you": "u", "please": "pls", "tomorrow": "tmrw", "message": "msg", "messages": "msgs",
        "appointment": "appt", "meeting": "mtg", "are": "r", "thanks": "thx", "about": "abt",
        "tonight": "tonite", "because": "cuz", "want to": "wanna", "going to": "gonna",
        "what is": "whats", "what's": "whats", "i'm": "im", "don't": "dont", "let's": "lets",
        "birthday": "bday", "with": "w", "and": "n", "monday": "mon", "tuesday": "tues",
        "wednesday": "weds", "thursday": "thurs", "friday": "fri", "saturday": "sat", "for": "4",
        "address": "addr", "minutes": "mins", "information": "info", "see": "c", "your": "ur",
        "i'd": "id", "who's": "whos", "where's": "wheres", "can't": "cant", "i need to": "i needa",
        "got to": "gotta", "give me": "gimme", "let me": "lemme", "email": "e-mail",
    },
    "fr": {
        "s'il te plaît": "stp", "s'il vous plaît": "svp", "est-ce que": "esk", "c'est": "c",
        "j'ai": "g", "qu'est-ce que": "keske", "quoi": "koi", "pour": "pr", "dans": "ds",
        "rendez-vous": "rdv", "message": "msg", "messages": "msgs", "beaucoup": "bcp",
        "vous": "vs", "toujours": "tjrs", "avec": "ac", "quand": "qd", "que": "q", "qui": "ki",
        "maintenant": "mtn", "parce que": "pcq", "y a-t-il": "ya", "il y a": "ya", "de": "d",
        "aujourd'hui": "auj", "semaine": "sem", "demain": "dem", "tu peux": "tpeux", "salut": "slt",
        "bonjour": "bjr", "merci": "mci", "tout": "tt", "tous": "ts", "rappelle-moi": "rapel moi",
        "n'oublie pas": "oublie pas", "je suis": "jsuis", "je ne": "jne", "il faut": "fo",
        "week-end": "we", "quelque chose": "qqch", "quelqu'un": "qqn", "numéro": "num",
        "après-midi": "aprem", "petit-déjeuner": "ptit dej", "anniversaire": "anniv",
    },
}  # fmt: skip
SECOND_THOUGHTS = {
    "en": [", no, ", " no wait ", " no sorry ", ", sorry, ", " i mean ", ", i mean ", ", make that ", " er no ", ", actually ", " no actually ", ", wait, ", " oops ", " uh no ", " or rather ", ", scratch that, ", " hmm no ", " sorry i meant "],
    "fr": [", non, ", " non attends ", ", pardon, ", " je veux dire ", ", enfin ", " euh non ", ", plutôt ", " non plutôt ", ", ou plutôt ", " oups ", " pardon ", ", enfin non ", ", attends, ", " non en fait ", ", en fait ", " je voulais dire "],
}  # fmt: skip
FILLERS = {
    "en": (" uh", " um", " like", " erm", " well", " you know", " uh uh", " hmm"),
    "fr": (" euh", " euh", " ben", " bah", " hum", " voilà", " heu", " disons"),
}


def typo(rng: random.Random, text: str) -> str:
    """`text` with one letter of one longer word wrong: a neighbour, dropped, doubled or swapped."""
    places = [found.span() for found in re.finditer(r"[^\W\d_]{4,}", text)]
    if not places:
        return text
    start, end = rng.choice(places)
    at = rng.randrange(start + 1, end - 1)
    letter, roll = text[at], rng.random()
    if roll < 0.3:
        return text[:at] + text[at + 1 :]
    if roll < 0.5:
        return text[:at] + letter + text[at:]
    if roll < 0.75:
        return text[:at] + text[at + 1] + letter + text[at + 2 :]
    near = _NEAR.get(letter, letter)
    return text[:at] + rng.choice(near) + text[at + 1 :]


def unaccented(text: str) -> str:
    """`text` as it is typed without looking for accents."""
    return text.translate(_BARE)


def habits(rng: random.Random, lang: str) -> frozenset[str]:
    """The short forms that one writer uses."""
    share = rng.choice((0.0, 0.15, 0.4))
    return frozenset(long for long in SHORT[lang] if rng.random() < share)


@cache
def _long(lang: str) -> re.Pattern[str]:
    longest = sorted(map(re.escape, SHORT[lang]), key=len, reverse=True)
    return re.compile(rf"(?<![\w'-])(?:{'|'.join(longest)})(?![\w'-])")


def shortened(text: str, lang: str, kept: frozenset[str]) -> str:
    """`text` with the short forms of `kept`."""
    return _long(lang).sub(
        lambda found: SHORT[lang][found[0]] if found[0] in kept else found[0], text
    )


def hesitant(rng: random.Random, literal: str, lang: str) -> str:
    """A literal with a filler or a repeated word before one of its words."""
    words = literal.split(" ")
    if len(words) < 3:
        return literal
    at = rng.randrange(1, len(words) - 1)
    if not words[at]:
        return literal
    words[at - 1 : at] = (
        [words[at - 1], words[at]]
        if rng.random() < 0.3
        else [words[at - 1] + rng.choice(FILLERS[lang])]
    )
    return " ".join(words)


def clipped(rng: random.Random, literal: str) -> str:
    """A literal that lost one of its inner words."""
    words = literal.split(" ")
    if len(words) > 3:
        words.pop(rng.randrange(1, len(words) - 1))
    return " ".join(words)

"""Whether quoted words mean a text: case, accents, order and small endings do not count."""

from __future__ import annotations

import re
import unicodedata

# Words that say what kind of thing is meant rather than which one.
_KINDS = """
    event events appointment appointments meeting meetings reminder reminders entry schedule
    calendar agenda task tasks item items todo list lists contact evenement evenements rendez vous
    rdv reunion reunions rappel rappels tache taches liste listes calendrier
"""
_SMALL_WORDS = """
    a an and any at all do for from have i in is it me my of on our that the this to up what with
    your un une le la les de des du et en au aux mon ma mes notre nos avec chez pour ce cet cette
    ces l d s
"""
_GENERIC = frozenset(_KINDS.split())
_SMALL = frozenset(_SMALL_WORDS.split())


def folded(text: str) -> str:
    """The text without case and accents, in NFKC."""
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


def tokens(text: str) -> list[str]:
    """The words of a text, folded."""
    return re.findall(r"[^\W_]+", folded(text))


def telling(text: str) -> list[str]:
    """The words of a quote that tell one thing from another; all of them if none does."""
    words = [word for word in tokens(text) if word not in _SMALL]
    return [word for word in words if word not in _GENERIC] or words


def generic(text: str) -> bool:
    """Whether a quote names only a kind of thing (`my meetings`)."""
    return all(word in _GENERIC for word in tokens(text) if word not in _SMALL)


def alike(word: str, other: str) -> bool:
    """Whether two folded words are the same but for an ending (`-s`, `-ing`, `-ed`, a clipping)."""
    if word == other:
        return True
    if word.isdigit() or other.isdigit():
        return False
    a, b = _stem(word), _stem(other)
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    return len(short) >= 4 and len(long) - len(short) <= 3 and long.startswith(short)


def matches(words: str, text: str) -> bool:
    """Whether every telling word of `words` is in `text`."""
    there = tokens(text)
    return all(any(alike(word, other) for other in there) for word in telling(words))


def plain(text: str, limit: int = 80) -> str:
    """Somebody else's text on one line, without control characters, for showing."""
    shown = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    shown = " ".join(shown.split())
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "es", "ed", "s", "x"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word

"""What of a text counts for finding it: its words without case, accents, endings or filler.

Endings are taken off by the Snowball stemmers (Porter 2001) of the owner's languages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

LANGUAGES = {"en": "english", "fr": "french", "de": "german", "es": "spanish", "it": "italian"}
LONGEST_WORD = 64

_WORD = re.compile(r"[^\W_]+")
_STOP = {
    "en": """
a about above after again all also am an and any are as at be because been before being below but
by can could d did do does doing don down during each few for from further had has have having he
her here hers herself him himself his how i if in into is it its itself just ll m me more most my
myself no nor not now of off on once only or other our ours ourselves out over own re s same shall
she should so some such t than that the their theirs them themselves then there these they this
those through to too under until up ve very was we were what when where which while who whom why
will with would you your yours yourself yourselves please
""",
    "fr": """
a ai aie ait alors as au aux avec avoir c ce cela ces cet cette ceux chez comme d dans de des du
elle elles en es est et etaient etait etant ete etes etre eu eux furent fut il ils j je l la le
les leur leurs lui m ma mais me meme mes moi mon n ne nos notre nous on ont ou par pas pour qu
quand que quel quelle quelles quels qui quoi s sa sans se sera ses si son sont sur t ta te tes toi
ton tu un une vos votre vous y
""",
}


class Words:
    """Takes texts apart in some languages (ISO 639-1). One thread uses it.

    A word of any of the languages counts by its stem in each; a language without a stemmer counts
    whole words.
    """

    def __init__(self, languages: Sequence[str] = ("en",)) -> None:
        """Import the stemmers of the languages."""
        self.languages = tuple(dict.fromkeys(languages))
        self._stems = [
            (each != "en", _stemmer(each)) for each in self.languages if each in LANGUAGES
        ]
        self._stop = frozenset(" ".join(_STOP.get(each, "") for each in self.languages).split())
        self._known: dict[str, tuple[str, ...]] = {}

    def terms(self, text: str) -> list[str]:
        """The terms of a text in order, as often as they occur; most words make one term."""
        known = self._known
        found: list[str] = []
        if not text.isascii():
            # Else a letter and its accent can be two signs, and a word would end between them.
            text = unicodedata.normalize("NFKC", text)
        for word in _WORD.findall(text.lower()):
            terms = known.get(word)
            found += self._term(word) if terms is None else terms
        return found

    def _term(self, word: str) -> tuple[str, ...]:
        short = plain(word[:LONGEST_WORD])
        if short in self._stop:
            terms: tuple[str, ...] = ()
        else:
            # Accents matter to the endings of other languages, and are in the way of English ones.
            ways = (word[:LONGEST_WORD] if accents else short for accents, _ in self._stems)
            stems = [plain(stem(way)) for way, (_, stem) in zip(ways, self._stems, strict=True)]
            terms = tuple(dict.fromkeys(stems or [short]))
        self._known[word] = terms
        return terms


def _stemmer(language: str) -> Callable[[str], str]:
    # Where PyStemmer is installed, this is it: the same stemmers in C, sixty times as fast.
    import snowballstemmer

    stemmer = snowballstemmer.stemmer(LANGUAGES[language])
    stem: Callable[[str], str] = stemmer.stemWord
    return stem


def plain(text: str) -> str:
    """A text without case and accents, compatible forms made one (Unicode NFKD)."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text).casefold()
    return "".join(part for part in parts if not unicodedata.combining(part))

"""Finished sentences in another language, by the templates that they were made from.

A catalogue has `{0} would allow it, but {1:told}` and what that is in the language. A sentence that
fits it as a whole is said anew with what its holes hold. `{0}` may hold what others wrote, so it is
shown as it is and never translated; `{1:told}` holds a sentence of the program, and `{0:count}` a
number. Several in a row, or joined by `; `, are taken one by one where each of them is known. What
fits no template, or fits one in more than one way, stays as it is.

Whatever others write into a hole, nothing is left out of it and nothing comes into it: a text of
theirs that is like a sentence of the program is at worst shown as what that is in the language.
"""

from __future__ import annotations

import re
import string
import struct
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LONGEST = 4_000
"""Characters of a text that is looked at; what is longer holds a text of somebody's."""

DEEPEST = 4
"""How many sentences within sentences are translated."""

MOST = 12
"""Parts of a list at most."""

LISTS = ((". ", ". "), ("; ", "\N{NO-BREAK SPACE}; "), (" and ", " et "), (", ", ", "))
"""How sentences are joined, and how they are in French; the last two only within a sentence."""

_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"“[^”]*”|`[^`]*`")
_NUMBER = re.compile(r"\d[\d,. ]*")
_VALUE = re.compile(r"\d|`")
_LEAST = 4
"""Letters and signs that a template has beside its holes, to be known by itself."""


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with holes: the words between them, which are told, and what it is said as.

    `between` has one text more than there are holes. `said` has texts, and holes by number. Where
    it `counts` something, its first hole holds a number.
    """

    between: tuple[str, ...]
    told: tuple[bool, ...]
    counts: bool
    said: tuple[str | int, ...]

    @property
    def strength(self) -> int:
        """How much of a sentence it fixes, in characters; ` at ` and the like fix nothing."""
        words = (each.replace(" ", "") for each in self.between)
        return sum(len(each) for each in words if len(each) >= _LEAST or not each.isalpha())

    def fit(self, text: str, quoted: Sequence[bool]) -> list[str] | None:
        """What the holes hold; None where it does not fit, or in more than one way.

        `quoted` says of each character whether it stands within quotation marks: the words of a
        template are not looked for there.
        """
        first, *middle, last = self.between
        if len(text) < len(first) + len(last):
            return None
        if not (text.startswith(first) and text.endswith(last)):
            return None
        start, end = len(first), len(text) - len(last)
        places = _leftmost(text, middle, start, end, quoted)
        if places is None or places != _rightmost(text, middle, start, end, quoted):
            return None
        held, at = [], start
        for place, words in zip(places, middle, strict=True):
            held.append(text[at:place])
            at = place + len(words)
        return [*held, text[at:end]]


@dataclass(frozen=True, slots=True)
class Found:
    """A text in the language, and how many characters of it are the program's own."""

    said: str
    known: int


class Sentences:
    """The sentences of a catalogue, indexed by a word that few of them have."""

    def __init__(self, catalogue: Mapping[str, str]) -> None:
        """`catalogue` maps sentences and templates to what they are in the language."""
        templates = [_template(text, said) for text, said in catalogue.items()]
        self._exact = {
            each.between[0]: "".join(map(str, each.said)) for each in templates if not each.told
        }
        holed = [each for each in templates if each.told]
        counts = Counter(word for each in holed for word in _whole_words(each))
        self._by_word: dict[str, list[Template]] = {}
        for each in holed:
            words = _whole_words(each)
            rarest = min(words, key=lambda word: (counts[word], word), default="")
            self._by_word.setdefault(rarest, []).append(each)

    def told(self, text: str) -> str:
        """The text in the language; the text itself where it is none of these sentences."""
        if len(text) > LONGEST:
            return text
        found = self._found(text, 0)
        return text if found is None else found.said

    def _found(self, text: str, depth: int) -> Found | None:
        """What the text is in the language, None where it is no sentence of the program."""
        bare = text.strip()
        if not bare or depth > DEEPEST:
            return None
        if (said := self._exact.get(text)) is not None:
            return Found(said, len(text))
        quoted = _quoted(text)
        if bare != text:
            # Where a template begins with a space, it is more of the text.
            found = self._filled(text, quoted, depth) or self._found(bare, depth)
            if found is not None and found.said.strip() == found.said:
                return Found(text.replace(bare, found.said, 1), found.known)
            return found
        for by, said_by in LISTS if depth else LISTS[:2]:
            if (found := self._joined(text, by, said_by, quoted, depth)) is not None:
                return found
        return self._filled(text, quoted, depth)

    def _filled(
        self, text: str, quoted: Sequence[bool], depth: int, *, weak: bool = True
    ) -> Found | None:
        """The template that fits and leaves the least unknown, with what the text's holes hold.

        One of hardly a word is believed only within another sentence, and after a number or a name.
        """
        best: Found | None = None
        holes = 0
        words = dict.fromkeys(("", *_WORD.findall(text)))
        for template in (each for word in words for each in self._by_word.get(word, ())):
            known = template.strength >= _LEAST or template.between[0][:1].isupper()
            held = template.fit(text, quoted) if known or (weak and depth) else None
            if held is None or not (known or _VALUE.search(held[0])):
                continue
            if template.counts and not _NUMBER.fullmatch(held[0]):
                continue
            found = self._with(template, held, depth)
            if best is None or (found.known, -len(held)) > (best.known, -holes):
                best, holes = found, len(held)
        return best

    def _with(self, template: Template, held: Sequence[str], depth: int) -> Found:
        """The template said with what its holes hold."""
        known, filled = template.strength, list(held)
        for number, value in enumerate(held):
            found = self._found(value, depth + 1) if template.told[number] else None
            if found is not None:
                filled[number] = found.said
                known += found.known
        pieces = (filled[each] if isinstance(each, int) else each for each in template.said)
        return Found("".join(pieces), known)

    def _joined(
        self, text: str, by: str, said_by: str, quoted: Sequence[bool], depth: int
    ) -> Found | None:
        """A list of sentences, each of them translated; None where one of them is none."""
        places = [at for at in _places(text, by) if not quoted[at]]
        if not 0 < len(places) < MOST:
            return None
        # A sentence that ends in a full stop keeps it.
        kept = len(by) - 1 if by == ". " else 0
        starts = [0, *(at + len(by) for at in places)]
        ends = [*(at + kept for at in places), len(text)]
        found: list[str] = []
        first = known = 0
        while first < len(starts):
            for last in range(first, len(starts)):
                part = text[starts[first] : ends[last]]
                one = self._alone(part, depth + 1)
                if one is not None and (first, last) != (0, len(starts) - 1):
                    more = kept and last < len(places)
                    found.append(one.said.removesuffix(".") if more else one.said)
                    first, known = last + 1, known + one.known
                    break
            else:
                return None
        return Found(said_by.join(found), known)

    def _alone(self, text: str, depth: int) -> Found | None:
        """One sentence of a list."""
        if depth > DEEPEST:
            return None
        said = self._exact.get(text)
        if said is not None:
            return Found(said, len(text))
        return self._filled(text, _quoted(text), depth, weak=False)


def catalogue(data: bytes) -> dict[str, str]:
    """The texts of a .mo file and what each is in the language (GNU gettext 0.22, section 10.3)."""
    _magic, _version, count, texts, said = struct.unpack_from("<5I", data)

    def at(table: int, number: int) -> str:
        length, place = struct.unpack_from("<2I", data, table + 8 * number)
        return data[place : place + length].decode("utf-8")

    found = {at(texts, number): at(said, number) for number in range(count)}
    return {text: each for text, each in found.items() if text}


def _template(text: str, said: str) -> Template:
    between: list[str] = [""]
    told: list[bool] = []
    counts = False
    merged: dict[int, int] = {}
    for words, name, kind, _ in string.Formatter().parse(text):
        if told and not between[-1] and not words and name is not None:
            # Nobody can tell where the one ends and the other begins.
            merged[int(name)] = len(told) - 1
            told[-1] = told[-1] or kind == "told"
            continue
        between[-1] += words
        if name is not None:
            merged[int(name)] = len(told)
            counts = counts or kind == "count"
            told.append(kind == "told")
            between.append("")
    pieces: list[str | int] = []
    for words, name, _kind, _ in string.Formatter().parse(said):
        pieces += [words] if words else []
        if name is not None and pieces[-1:] != [hole := merged[int(name)]]:
            pieces.append(hole)
    return Template(tuple(between), tuple(told), counts, tuple(pieces))


def _whole_words(template: Template) -> set[str]:
    """The words that a sentence of the template has whatever its holes hold."""
    found: set[str] = set()
    for number, words in enumerate(template.between):
        # What touches a hole may be a part of a longer word.
        before = "x" if number else ""
        after = "x" if number < len(template.told) else ""
        found |= {
            each[0]
            for each in _WORD.finditer(f"{before}{words}{after}")
            if not (before and each.start() == 0)
            and not (after and each.end() == len(before + words + after))
        }
    return found


def _quoted(text: str) -> list[bool]:
    """Of each character and of the end, whether it stands within “…” or `…`."""
    inside = [False] * (len(text) + 1)
    for each in _QUOTED.finditer(text):
        inside[each.start() + 1 : each.end() - 1] = [True] * (each.end() - each.start() - 2)
    return inside


def _places(text: str, words: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    at = text.find(words, start, end)
    while at >= 0:
        yield at
        at = text.find(words, at + 1, end)


def _leftmost(
    text: str, middle: Sequence[str], start: int, end: int, quoted: Sequence[bool]
) -> list[int] | None:
    """Where the words between the holes stand, each as early as it can."""
    found = []
    for words in middle:
        at = next((each for each in _places(text, words, start, end) if not quoted[each]), -1)
        if at < 0:
            return None
        found.append(at)
        start = at + len(words)
    return found


def _rightmost(
    text: str, middle: Sequence[str], start: int, end: int, quoted: Sequence[bool]
) -> list[int] | None:
    """The same, each as late as it can."""
    found: list[int] = []
    for words in reversed(middle):
        there = [each for each in _places(text, words, start, end) if not quoted[each]]
        if not there:
            return None
        found.insert(0, there[-1])
        end = there[-1]
    return found

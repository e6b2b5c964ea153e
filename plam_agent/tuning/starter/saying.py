"""How a request is said: in which language, how carefully, and what fills its slots."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from ...types import Handle
from . import slips
from .filling import KEYS, Filling, contracted
from .patterns import Piece, Slot

SPOKEN, TIDY, SLOPPY = "spoken", "tidy", "sloppy"
_MARKS = re.compile(r" ?[,:;!?]")
_LINK = re.compile(r"(?:^| )(de|à|que) $")
# How questions begin; what else is no order mostly is a statement.
_ASKS = re.compile(
    r"(what|when|where|who|how|which|is|are|am|do|does|did|have|has|can|could|will|why|any|should|"
    r"was|were|qui|que|quoi|quand|où|comment|combien|quel|quels|quelle|quelles|est-ce|y|pourquoi|"
    r"lesquels|suis-je|ai-je|as-tu|peut-on|puis-je|de quoi|à quelle|c'est quoi|c'est quand)\b|qu'",
    re.IGNORECASE,
)
_STOPS = re.compile(r"[,!?]")


@dataclass(slots=True)
class _Part:
    """A stretch of the words; `spans` are what it holds for which slot."""

    text: str
    spans: dict[str, str] = field(default_factory=dict)
    fixed: bool = False


class Manner:
    """How one request is said: which language, how carefully, and what fills its slots."""

    def __init__(
        self,
        rng: random.Random,
        lang: str,
        *,
        style: str = "",
        unheard: bool = False,
        careful: bool = False,
    ) -> None:
        """`style` is spoken, tidy or sloppy; `unheard` draws names that training never draws.

        Who is `careful` mistypes nothing and leaves nothing out.
        """
        self.rng, self.lang, self._careful = rng, lang, careful
        shares = (0.56, 0.44, 0.0) if careful else (0.46, 0.36, 0.18)
        self.style = style or rng.choices((SPOKEN, TIDY, SLOPPY), shares)[0]
        self.spans: dict[str, str] = {}
        self.handles: list[Handle] = []
        self._filling = Filling(rng, lang, unheard=unheard)

    def say(self, pieces: Iterable[Piece], *, question: bool) -> str:
        """Fill `pieces` and remember the span of each slot; orders may open and end freely."""
        parts = [self._part(piece) for piece in _joined(pieces)]
        if self.lang == "fr":
            _contract(parts)
        self._slip(parts)
        self.spans = {slot: span for part in parts for slot, span in part.spans.items()}
        words = " ".join("".join(part.text for part in parts).split())
        return words if self.style == SPOKEN else self._punctuated(words, question)

    def _part(self, piece: Piece) -> _Part:
        if isinstance(piece, str):
            return _Part(piece)
        filled = self._filling.fill(piece.name)
        if filled.handle is not None:
            self.handles.append(filled.handle)
        spans = {piece.name: filled.span, filled.slot: filled.span}
        return _Part(filled.said, spans, fixed=filled.handle is not None or filled.choice)

    def _slip(self, parts: list[_Part]) -> None:
        rng, lang = self.rng, self.lang
        if rng.random() < 0.035:
            self._correct(parts)
        for part in parts:
            if not part.spans:
                if rng.random() < 0.03 and not self._careful:
                    part.text = slips.clipped(rng, part.text)
                if rng.random() < 0.03 and self.style != TIDY:
                    part.text = slips.hesitant(rng, part.text, lang)
        if self.style == SLOPPY:
            self._type_badly(parts)
        if self.style == SPOKEN or (self.style == SLOPPY and rng.random() < 0.7):
            self._each(parts, str.lower)
        if self.style == SPOKEN:
            for part in parts:
                if not part.spans:
                    part.text = _MARKS.sub("", part.text)
            self._each(parts, lambda text: _STOPS.sub("", text))

    def _type_badly(self, parts: list[_Part]) -> None:
        rng, lang = self.rng, self.lang
        if short := slips.habits(rng, lang):
            for part in parts:
                if not part.spans:
                    part.text = slips.shortened(part.text, lang, short)
        if lang == "fr" and rng.random() < 0.4:
            self._each(parts, slips.unaccented)
        if lang == "fr" and rng.random() < 0.15:
            for part in parts:
                if not part.spans:
                    part.text = part.text.replace("'", rng.choice(("", " ")))
        for _ in range(rng.choice((0, 1, 1, 2))):
            part = rng.choice(parts)
            if part.fixed:
                continue
            if not part.spans:
                part.text = slips.typo(rng, part.text)
                continue
            span = next(iter(part.spans.values()))
            wrong = slips.typo(rng, span)
            part.text = part.text.replace(span, wrong, 1)
            part.spans = dict.fromkeys(part.spans, wrong)

    def _correct(self, parts: list[_Part]) -> None:
        """Say one slot wrongly first: the value that stands is the second one."""
        slots = [part for part in parts if part.spans and not part.fixed]
        if not slots:
            return
        part = self.rng.choice(slots)
        slot, span = next(iter(part.spans.items()))
        if slot.rstrip("0123456789").rpartition("_")[2] in ("body", "means"):
            return
        other = self._filling.fill(slot)
        thought = self.rng.choice(slips.SECOND_THOUGHTS[self.lang])
        if other.handle is None and other.span not in span and span not in other.span:
            part.text = part.text.replace(span, other.span + thought + span, 1)

    def _each(self, parts: list[_Part], change: Callable[[str], str]) -> None:
        for part in parts:
            if part.spans and next(iter(part.spans.values())).startswith(KEYS):
                continue
            part.text = change(part.text)
            if part.spans and not part.fixed:
                part.spans = {slot: change(span) for slot, span in part.spans.items()}

    def _punctuated(self, words: str, question: bool) -> str:
        rng = self.rng
        starts = any(words.startswith(span) for span in self.spans.values())
        careful = 0.8 if self.style == TIDY else 0.2
        if words and rng.random() < careful and not starts:
            words = words[0].upper() + words[1:]
        if rng.random() < careful:
            asks = question and (_ASKS.match(words) is not None or rng.random() < 0.25)
            words += "?" if asks else rng.choice("..... !")
        return words.strip()


def _contract(parts: list[_Part]) -> None:
    """Make one word of `de` or `à` and the article that a slot begins with."""
    for before, part in pairwise(parts):
        found = _LINK.search(before.text)
        if found is None or before.spans or not part.spans or part.fixed:
            continue
        joined = contracted(found[1].lower(), part.text)
        if joined == f"{found[1].lower()} {part.text}":
            continue
        before.text = before.text[: found.start(1)]
        for article in ("les ", "le "):
            if joined.startswith(("d", "a")) and part.text.startswith(article):
                spans = part.spans.items()
                part.spans = {slot: span.removeprefix(article) for slot, span in spans}
        part.text = joined


def _joined(pieces: Iterable[Piece]) -> Iterable[Piece]:
    """Neighbouring literals as one."""
    text = ""
    for piece in pieces:
        if isinstance(piece, Slot):
            if text:
                yield text
            yield piece
            text = ""
        else:
            text += piece
    if text:
        yield text

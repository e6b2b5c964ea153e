"""Synthetic requests and their plans: patterns expanded, opened, filled and roughened.

Answers hold spans of the words (see `planner.prompt`), so every filled slot remembers how it
stands in the words after lower-casing, slips and dropped punctuation.

    python -m plam_agent.tuning.starter.requests --show 40 [--lang fr] [--seed 1]
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ...planner.prompt import completion
from ...types import Handle
from .frames import ASIDES, ORDER, SINGLE, Frame, Part, frame_of, frames
from .openings import OPENINGS, PLAIN, french_verb, opening, speaks_of_me, tail
from .patterns import Piece, Slot, expand
from .saying import Manner

# Of synthetic requests: those whose steps need one another, and two requests in one breath.
CHAIN_SHARE, PAIR_SHARE = 0.14, 0.07
# How often a tool is wanted; the others count 1.
WANTED = {
    "calendar.create": 4.0, "mail.send": 3.0, "mail.search": 3.0, "calendar.search": 3.5,
    "tasks.add": 2.5, "tasks.search": 2.5, "tasks.done": 2.5, "calendar.cancel": 2.5,
    "contacts.search": 2.0, "contacts.add": 1.5, "purchase.search": 2.0, "mail.read": 1.5,
    "mail.reply": 1.5,
}  # fmt: skip
JOINED = {
    "en": (" and ", " and then ", " then ", " and also ", " plus ", ", and ", " also "),
    "fr": (" et ", " puis ", " et puis ", " et aussi ", " et ensuite ", ", et "),
}


@dataclass(frozen=True, slots=True)
class Request:
    """Words, the handles they mention, and the right plan as JSON data.

    `lang` and `kind` (plan, chain, pair, none, human, invented) are for counting; `domain` is what
    a request that no standard tool serves is about.
    """

    words: str
    plan: Mapping[str, Any]
    handles: tuple[Handle, ...] = ()
    lang: str = "en"
    kind: str = "plan"
    domain: str = ""

    @property
    def tools(self) -> frozenset[str]:
        """The tools the plan needs."""
        return frozenset(step["tool"] for step in self.plan.get("steps", ()))

    @property
    def answer(self) -> str:
        """The completion."""
        return completion(self.plan)


class NotASpanError(ValueError):
    """An answer does not stand in the words."""


def quote(words: str, text: str) -> str:
    """`text` as a span of `words` at word boundaries, with the space before it if there is one.

    Raises NotASpanError if it does not stand there.
    """
    padded = " " + words
    at = padded.find(text) if text else -1
    while at >= 0:
        before, after = padded[at - 1 : at], padded[at + len(text) : at + len(text) + 1]
        begins = not (_inner(before) and _inner(text[0]))
        ends = not (_inner(after) and _inner(text[-1]))
        if begins and ends:
            return " " + text if before == " " else text
        at = padded.find(text, at + 1)
    raise NotASpanError(f"{text!r} is no span of {words!r}")


def _inner(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def step(tool: str, args: Mapping[str, Any], **more: str) -> dict[str, Any]:
    """One step with its arguments in the order that the tool declares."""
    ordered = {name: args[name] for name in sorted(args, key=ORDER[tool].__getitem__)}
    return {"tool": tool, "args": ordered, **more}


@cache
def _shelf(lang: str, held_out: bool) -> tuple[tuple[tuple[Frame, ...], ...], tuple[float, ...]]:
    """Frames of one request by the tool that matters, and how often each tool is wanted."""
    shelf: dict[str, list[Frame]] = {}
    for frame in frames(lang, "PLANS", held_out):
        shelf.setdefault(frame.parts[-1].tool, []).append(frame)
    return tuple(map(tuple, shelf.values())), tuple(WANTED.get(tool, 1.0) for tool in shelf)


def request(
    rng: random.Random, lang: str, *, held_out: bool = False, unheard: bool = False
) -> Request:
    """A request that one plan answers, from the frames of training or from those held out.

    `unheard` fills it with names that training never draws. Either is said without slips, so
    that what is measured is the phrasing or the names.
    """
    roll, careful = rng.random(), held_out or unheard
    if roll < CHAIN_SHARE:
        frame, kind = rng.choice(frames(lang, "CHAINS", held_out)), "chain"
    elif roll < CHAIN_SHARE + PAIR_SHARE:
        return _pair(rng, lang, held_out=held_out, unheard=unheard)
    else:
        frame, kind = _single(rng, lang, held_out=held_out), "plan"
    return filled(rng, lang, frame, kind, unheard=unheard, careful=careful)


def _single(rng: random.Random, lang: str, *, held_out: bool) -> Frame:
    shelves, weights = _shelf(lang, held_out)
    return rng.choice(rng.choices(shelves, weights)[0])


def aside(
    rng: random.Random,
    lang: str,
    served: AbstractSet[str] = frozenset(),
    *,
    held_out: bool = False,
    only: str = "",
) -> Request:
    """Words for which there is no tool; of a domain that is not in `served`, or of one alone."""
    found = _domains(lang, held_out)
    while True:
        domain = only or rng.choices(found.names, found.weights)[0]
        if domain not in served:
            return filled(rng, lang, rng.choice(found.frames[domain]), "none", careful=held_out)


def domains(lang: str) -> frozenset[str]:
    """What requests that no standard tool serves are about."""
    return frozenset(ASIDES[lang])


@dataclass(frozen=True, slots=True)
class _Domains:
    names: tuple[str, ...]
    weights: tuple[float, ...]
    frames: Mapping[str, tuple[Frame, ...]]


@cache
def _domains(lang: str, held_out: bool) -> _Domains:
    found: dict[str, tuple[Frame, ...]] = {}
    for domain, text in ASIDES[lang].items():
        lines = [line for line in text.strip().split("\n") if line]
        made = [frame_of(lang, line, domain) for line in lines]
        kept = tuple(frame for frame in made if frame.held_out == held_out)
        if kept:
            found[domain] = kept
    return _Domains(tuple(found), tuple(len(each) ** 0.6 for each in found.values()), found)


def _pieces(rng: random.Random, lang: str, frame: Frame, *, bare: bool = False) -> list[Piece]:
    """One way to say a frame: opened, ended, and with the time in front now and then."""
    opened = PLAIN if frame.question or bare else opening(rng, lang)
    ordered = False

    def verb(form: str) -> str:
        nonlocal ordered
        ordered = True
        return french_verb(opened.form)(form)

    pieces = expand(rng, frame.pattern, verb)
    first = pieces[0] if pieces else None
    last = pieces[-1] if pieces else None
    order = ordered if lang == "fr" else isinstance(first, str) and _orders(first)
    if not order:
        opened = PLAIN
    elif opened.own and any(isinstance(each, str) and speaks_of_me(each) for each in pieces):
        others = [each for each in OPENINGS[lang] if each.form == opened.form and not each.own]
        opened = rng.choice(others)
    if (
        isinstance(last, Slot)
        and isinstance(first, str)
        and last.name == "on"
        and rng.random() < 0.12
    ):
        return [last, rng.choice((", ", " ")) + opened.words, *pieces[:-1]]
    words = opened.words
    if words.endswith(" de ") and isinstance(first, str) and first.startswith(_ELIDING):
        words = words[:-2] + "'"
    return [*([words] if words else ()), *pieces, _tail(rng, lang, frame)]


_ELIDING = tuple("aeéèêioôuh")
_NO_ORDER = {
    *("what", "what's", "how", "how's", "will", "is", "are", "was", "when", "which", "who"),
    *("who's", "did", "do", "does", "i", "i'm", "i'd", "we", "we're", "any", "where", "should"),
    *("would", "why", "can", "could", "have", "has", "am", "new", "it's", "there", "my", "if"),
    *("the", "a", "an", "for", "in", "on"),
}


def _orders(text: str) -> bool:
    return text.split(" ", 1)[0].lower() not in _NO_ORDER


def _tail(rng: random.Random, lang: str, frame: Frame) -> str:
    return "" if frame.question else tail(rng, lang)


def filled(
    rng: random.Random,
    lang: str,
    frame: Frame,
    kind: str,
    *,
    unheard: bool = False,
    careful: bool = False,
) -> Request:
    """A frame said in some way, with the plan it means; `kind` is for counting.

    `careful` leaves slips out.
    """
    manner = Manner(rng, lang, unheard=unheard, careful=careful)
    words = manner.say(_pieces(rng, lang, frame), question=frame.question)
    done = steps_of(frame, words, manner.spans)
    plan: dict[str, Any] = {"steps": done} if done else {"none": True}
    return Request(words, plan, tuple(manner.handles), lang, kind, frame.domain)


def steps_of(frame: Frame, words: str, spans: Mapping[str, str]) -> list[dict[str, Any]]:
    """The steps of a frame whose slots are said as `spans` in `words`."""
    return [
        {
            "tool": part.tool,
            "args": _arguments(part, words, spans),
            **dict(part.more),
        }
        for part in frame.parts
    ]


def _arguments(part: Part, words: str, spans: Mapping[str, str]) -> dict[str, Any]:
    args: dict[str, Any] = {}
    for name, value, slots in part.args:
        if not slots:
            args[name] = value
            continue
        said = [spans[slot] for slot in slots if slot in spans]
        if any(slot.rstrip("0123456789") in ("flag", "rsvp") for slot in slots):
            quoted = said
        else:
            quoted = list(dict.fromkeys(quote(words, span) for span in said))
        if len(quoted) > 1 and (part.tool, name) in SINGLE:
            quoted = [_whole(words, quoted)]
        if quoted:
            args[name] = quoted[0] if len(quoted) == 1 else quoted
    order = ORDER.get(part.tool)
    if order is None:
        return args
    return {name: args[name] for name in sorted(args, key=order.__getitem__)}


def _whole(words: str, quoted: list[str]) -> str:
    """One span for an argument that takes one: from the first to the last."""
    padded = " " + words
    places = [padded.find(text) for text in quoted]
    return padded[min(places) : max(at + len(t) for at, t in zip(places, quoted, strict=True))]


def _pair(rng: random.Random, lang: str, *, held_out: bool, unheard: bool) -> Request:
    """Two requests in one breath, each with its own steps."""
    first = _single(rng, lang, held_out=held_out)
    while first.question or len(first.parts) > 2:
        first = _single(rng, lang, held_out=held_out)
    second = _single(rng, lang, held_out=held_out)
    while second.question or len(second.parts) > 2 or second.line == first.line:
        second = _single(rng, lang, held_out=held_out)
    manner = Manner(rng, lang, unheard=unheard, careful=held_out or unheard)
    joint = rng.choice(JOINED[lang])
    pieces = [*_pieces(rng, lang, first, bare=True), joint]
    later = [_renamed(piece) for piece in _pieces(rng, lang, second, bare=True)]
    words = manner.say([*pieces, *later], question=False)
    moved = replace(second, parts=tuple(_moved(part, len(first.parts)) for part in second.parts))
    done = [*steps_of(first, words, manner.spans), *steps_of(moved, words, manner.spans)]
    return Request(words, {"steps": done}, tuple(manner.handles), lang, "pair")


def _renamed(piece: Piece) -> Piece:
    """A slot of the second request, whose numbers go on at 5."""
    if isinstance(piece, str):
        return piece
    return Slot(_later(piece.name))


def _later(slot: str) -> str:
    stem = slot.rstrip("0123456789")
    return f"{stem}{5 + int(slot[len(stem) :] or 0)}"


def _moved(part: Part, by: int) -> Part:
    def value(text: str) -> str:
        return re.sub(r"\$(\d)", lambda found: f"${int(found[1]) + by}", text)

    args = tuple((n, value(v), tuple(map(_later, slots))) for n, v, slots in part.args)
    return Part(part.tool, args, tuple((name, value(said)) for name, said in part.more))


if __name__ == "__main__":
    from .showing import main

    main()

"""Synthetic requests and their plans: templates filled with entities, then roughened.

Answers hold spans of the words (see `planner.prompt`), so every filled slot remembers how it
stands in the words after lower-casing and dropped punctuation.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ...planner.prompt import completion
from ...tools.arguments import STANDARD
from ...tools.registry import params_of, summary_of
from ...types import REQUEST, Effect, Handle, Tool
from . import entities, templates_english, templates_french
from .entities import pick

TOOLS = tuple(
    Tool(name, summary_of(model), Effect.READ, model, params_of(model))
    for name, model in STANDARD.items()
)
_ORDER = {tool.name: {param.name: at for at, param in enumerate(tool.params)} for tool in TOOLS}
_BOOKS: dict[str, Any] = {"en": templates_english, "fr": templates_french}


@dataclass(frozen=True, slots=True)
class Request:
    """Words, the handles they mention, and the right plan as JSON data."""

    words: str
    plan: Mapping[str, Any]
    handles: tuple[Handle, ...] = ()

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
    for found in re.finditer(re.escape(text), padded):
        before, after = padded[found.start() - 1], padded[found.end() : found.end() + 1]
        if not (before.isalnum() or after.isalnum()) or not text[-1:].isalnum():
            return " " + text if before == " " else text
    raise NotASpanError(f"{text!r} is no span of {words!r}")


def step(tool: str, args: Mapping[str, Any], **more: str) -> dict[str, Any]:
    """One step with its arguments in the order that the tool declares."""
    ordered = {name: args[name] for name in sorted(args, key=_ORDER[tool].__getitem__)}
    return {"tool": tool, "args": ordered, **more}


@cache
def templates(lang: str, book: str) -> tuple[str, ...]:
    """The lines of a book (`PLANS` or `NONE`) in `en` or `fr`."""
    text: str = getattr(_BOOKS[lang], book)
    return tuple(line for line in text.strip().split("\n") if line)


def request(rng: random.Random, lang: str) -> Request:
    """A request that one plan answers."""
    template = rng.choice(templates(lang, "PLANS"))
    words, _, answer = template.partition(" => ")
    return _filled(rng, lang, words, answer)


def aside(rng: random.Random, lang: str) -> Request:
    """Words for which there is no tool."""
    return _filled(rng, lang, rng.choice(templates(lang, "NONE")), "")


_GROUP = re.compile(r"\[([^\[\]()]*)\]|\(([^\[\]()]*)\)")


def expand(rng: random.Random, pattern: str) -> str:
    """Choose among `(a|b)` and keep or drop `[x]`, innermost first."""
    while found := _GROUP.search(pattern):
        optional, choice = found.groups()
        kept = rng.choice((optional if optional is not None else choice).split("|"))
        if optional is not None and rng.random() < 0.5:
            kept = ""
        pattern = pattern[: found.start()] + kept + pattern[found.end() :]
    return " ".join(pattern.split())


_POLITE = {
    "en": "please |can you |could you |could you please |hey |i need you to |i want you to |"
    "would you |can you please |hi, |ok now |i would like you to |go ahead and |let's |just ",
    "fr": "s'il te plaît |peux-tu me dire : |hé |stp |dis, |bon, |maintenant |alors |allez ",
}
_TAIL = {
    "en": " please| thanks| for me| now| thank you",
    "fr": " s'il te plaît| merci| stp| s'il vous plaît",
}


def _filled(rng: random.Random, lang: str, pattern: str, answer: str) -> Request:
    question = pattern.startswith("?")
    text = expand(rng, pattern.removeprefix("?"))
    if answer and not question and rng.random() < 0.35:
        text = pick(rng, _POLITE[lang]) + text
    if answer and rng.random() < 0.12:
        text += pick(rng, _TAIL[lang])
    manner = Manner(rng, lang, plain=rng.random() < 0.5)
    words = manner.say(text, question)
    steps = []
    for part in answer.split(" ; ") if answer else ():
        tool, *pairs = part.split()
        args: dict[str, Any] = {}
        more: dict[str, str] = {}
        for pair in pairs:
            name, _, value = pair.partition("=")
            if name == "each":
                more[name] = value
            elif value.startswith("$"):
                args[name] = value
            else:
                spans = [manner.spans[slot] for slot in re.findall(r"{(\w+)}", value)
                         if slot in manner.spans]  # fmt: skip
                if spans:
                    quoted = [s if name == "flag" else quote(words, s) for s in spans]
                    quoted = list(dict.fromkeys(quoted))
                    args[name] = quoted[0] if len(quoted) == 1 else quoted
        steps.append(step(tool, args, **more))
    plan: dict[str, Any] = {"steps": steps} if steps else {"none": True}
    return Request(words, plan, tuple(manner.handles))


class Manner:
    """How one request is said: which language, how carefully, and what fills its slots."""

    def __init__(self, rng: random.Random, lang: str, *, plain: bool) -> None:
        """`plain` means as a person speaks: no capitals and no punctuation."""
        self.rng, self.lang, self.plain = rng, lang, plain
        self.spans: dict[str, str] = {}
        self.handles: list[Handle] = []

    def say(self, text: str, question: bool) -> str:
        """Fill `text` and remember the span of each slot."""
        rng = self.rng
        literal = re.split(r"({\w+})", text)
        parts = []
        for part in literal:
            if part.startswith("{"):
                said, span = self._slot(part[1:-1])
                self.spans[part[1:-1]] = span
                parts.append(said)
            else:
                parts.append(self._roughen(part))
        words = " ".join("".join(parts).split())
        if self.plain:
            return words
        starts = any(words.startswith(span) for span in self.spans.values())
        if rng.random() < 0.6 and not starts:
            words = words[0].upper() + words[1:]
        if rng.random() < 0.5:
            words += "?" if question else rng.choice(".. !")
        return words.strip()

    def _roughen(self, literal: str) -> str:
        if self.plain:
            literal = re.sub(r" ?[,:;!?]", "", literal)
        if self.rng.random() < 0.04:
            pieces = literal.split(" ")
            if len(pieces) > 3:
                pieces.pop(self.rng.randrange(1, len(pieces) - 1))
            return " ".join(pieces)
        if self.rng.random() < 0.03 and literal.startswith(" "):
            literal = self.rng.choice([" uh", " um", " euh"]) + literal
        return literal

    def _slot(self, slot: str) -> tuple[str, str]:
        kind = slot.rstrip("0123456789")
        said, span = self._drawn(kind)
        if self.plain and not span.startswith("@"):
            drop = ",!?" if kind != "body" else ",.!?"
            said, span = (
                "".join(c for c in text.lower() if c not in drop) for text in (said, span)
            )
        return said, span

    def _drawn(self, kind: str) -> tuple[str, str]:
        rng, lang = self.rng, self.lang
        if kind in ("on", "to", "de_when"):
            return self._preposed(kind)
        if kind in ("de", "apers"):
            return _contracted(kind, entities.person(rng, lang))
        if kind == "flag":
            flag, said = rng.choice(FLAGS[lang])
            return said, flag
        if kind in _PLAIN_SLOTS:
            drawn = _PLAIN_SLOTS[kind](rng, lang)
        elif kind == "addr":
            drawn = self._handle("address", "@a", entities.address(rng))
        elif kind == "money":
            drawn = self._handle("amount", "@p", entities.amount(rng))
        elif kind == "mid":
            drawn = f"m{rng.randint(1, 12)}"
        elif kind == "eid":
            drawn = f"e{rng.randint(1, 12)}"
        else:
            raise KeyError(f"no slot is called {kind}")
        if kind in ("mid", "eid"):
            what = "message" if kind == "mid" else "event"
            self.handles.append(Handle(what, drawn, None, frozenset({REQUEST})))
        return drawn, drawn

    def _handle(self, kind: str, stem: str, said: str) -> str:
        key = f"{stem}{1 + sum(handle.kind == kind for handle in self.handles)}"
        self.handles.append(Handle(kind, key, said, frozenset({REQUEST}), said))
        return key

    def _preposed(self, kind: str) -> tuple[str, str]:
        value = entities.when(self.rng, self.lang)
        free = value in entities.RELATIVE[self.lang].split("|")
        free = free or value.split()[0].lower() in _FREE
        timely = re.match(r"\d+(:| ?[ap]m\b|h| heures)|half|noon|midi|\w+ ([ap]m|o'clock)", value)
        if self.lang == "en":
            return (value if free else f"{'at' if timely else 'on'} {value}"), value
        if kind == "to":
            if value.startswith("le "):
                value = value[3:]
                return f"au {value}", value
            return f"à {value}", value
        if kind == "de_when":
            return (f"pour {value}" if self.rng.random() < 0.5 else f"de {value}"), value
        return (f"à {value}" if timely else value), value


def _contracted(kind: str, name: str) -> tuple[str, str]:
    if name.startswith("le "):
        return ("du " if kind == "de" else "au ") + name[3:], name[3:]
    if kind == "apers":
        return f"à {name}", name
    return (f"d'{name}" if name[0].lower() in "aeiouyéèêàîôh" else f"de {name}"), name


_FREE = {"tomorrow", "today", "next", "this", "every", "in", "demain", "aujourd'hui", "le"}
FLAGS = {
    "en": [
        ("important", "important"),
        ("important", "starred"),
        ("unimportant", "unimportant"),
        ("unimportant", "not important"),
        ("read", "read"),
        ("unread", "unread"),
    ],
    "fr": [
        ("important", "important"),
        ("important", "importants"),
        ("unimportant", "pas important"),
        ("unimportant", "sans importance"),
        ("read", "lu"),
        ("read", "lus"),
        ("unread", "non lu"),
        ("unread", "non lus"),
    ],
}


def _eventwith(rng: random.Random, lang: str) -> str:
    link = "with" if lang == "en" else "avec"
    return f"{entities.event(rng, lang)} {link} {entities.person(rng, lang)}"


def _eventon(rng: random.Random, lang: str) -> str:
    link = rng.choice(["on ", "at ", "for "] if lang == "en" else ["de ", ""])
    return f"{entities.event(rng, lang)} {link}{entities.day(rng, lang)}"


_PLAIN_SLOTS: dict[str, Any] = {
    "person": entities.person,
    "topic": entities.topic,
    "event": entities.event,
    "eventwith": _eventwith,
    "eventon": _eventon,
    "when": entities.when,
    "clock": entities.clock,
    "period": lambda rng, lang: (
        pick(rng, entities.RELATIVE[lang])
        if rng.random() < 0.6
        else entities.day(rng, lang).removeprefix("le ")
    ),
    "chore": lambda rng, lang: pick(rng, entities.CHORES[lang]),
    "grocery": lambda rng, lang: pick(rng, entities.GROCERIES[lang]),
    "thing": entities.thing,
    "list": lambda rng, lang: (
        pick(rng, entities.LISTS[lang]) if rng.random() < 0.8 else entities.coined(rng).lower()
    ),
    "food": lambda rng, lang: pick(rng, entities.FOOD[lang]),
    "shop": lambda rng, lang: (
        pick(rng, entities.MERCHANTS) if rng.random() < 0.6 else entities.coined(rng)
    ),
    "place": lambda rng, lang: pick(rng, entities.PLACES[lang]),
    "mailbox": lambda rng, lang: (
        pick(rng, entities.MAILBOXES[lang]) if rng.random() < 0.75 else entities.coined(rng)
    ),
    "in": lambda rng, lang: rng.choice(["in", "in my", "in the"]),
    "dans": lambda rng, lang: rng.choice(["dans", "du dossier", "dans le dossier"]),
    "body": lambda rng, lang: (
        pick(rng, entities.BODIES[lang])
        if rng.random() < 0.6
        else f"{entities.topic(rng, lang)} {entities.coined(rng).lower()}"
    ),
    "city": lambda rng, lang: rng.choice(
        ["Paris", "London", "Rome", "Berlin", "Tokyo", "Madrid", entities.coined(rng)]
    ),
    "number": lambda rng, lang: str(rng.randint(2, 99)),
    "word": lambda rng, lang: entities.coined(rng).lower(),
}

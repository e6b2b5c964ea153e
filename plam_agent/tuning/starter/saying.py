"""How a request is said: in which language, how carefully, and what fills its slots."""

from __future__ import annotations

import random
import re
from typing import Any

from ...types import REQUEST, Handle
from . import entities
from .entities import pick


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
    "file": entities.file,
    "folder": lambda rng, lang: (
        pick(rng, entities.FOLDERS[lang]) if rng.random() < 0.7 else entities.coined(rng)
    ),
    "length": lambda rng, lang: pick(rng, entities.LENGTHS[lang]),
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

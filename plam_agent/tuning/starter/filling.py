"""What fills the slots of a pattern, and which part of it an answer quotes.

A slot is a kind, perhaps a number (`person2`), perhaps after an article or a preposition that the
language contracts: `a_event` (an eye exam), `un_event`, `mon_event`, `du_event`, `de_topic`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from ...types import REQUEST, Handle
from . import entities, times
from .things import THINGS
from .times import items, pick

# How a handle's key begins; such a span is never changed.
KEYS = ("@",)
_VOWEL = tuple("aeiouyéèêàîôhâœAEIOUYÉÈÊÀÎÔH")
_FREE = {
    *("tomorrow", "today", "tonight", "next", "this", "every", "in", "once", "daily", "weekly"),
    *("between", "from", "before", "after", "around", "later", "the", "yesterday", "early", "last"),
    *("demain", "aujourd'hui", "le", "tous", "toutes", "chaque", "un", "une", "dans", "d'ici"),
    *("en", "ce", "cet", "cette", "la", "vers", "entre", "après", "avant", "début", "fin", "hier"),
    *("après-demain", "plus", "l'année"),
}
_WEEKDAYS = set(times.DAYS["fr"])
_AFTER_TO = {*_WEEKDAYS, "demain", "après-demain", "la", "aujourd'hui"}
_AFTER_OF = {*_WEEKDAYS, "demain", "la", "le", "ce", "cet", "cette", "aujourd'hui", "hier"}
_CLOCK = re.compile(
    r"(\d+(:| ?[ap]m\b| ?h\b|h\d| heures)|half|quarter|noon|mid|"
    r"\w+ ([ap]m|o'clock|heures?\b|in the)|\w+ (thirty|fifteen|forty|twenty|ten)$|"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)$)"
)


@dataclass(frozen=True, slots=True)
class Filled:
    """What is said for a slot, the `span` of it that is quoted, and the slot's bare name.

    A `choice` is no span: it is one of the words that a tool offers.
    """

    said: str
    span: str
    slot: str
    handle: Handle | None = None
    choice: bool = False


class Filling:
    """Draws what fills the slots of one request."""

    def __init__(self, rng: random.Random, lang: str, *, unheard: bool = False) -> None:
        """`unheard` draws names that training never draws."""
        self._rng, self._lang, self._unheard = rng, lang, unheard
        self._keys: dict[str, int] = {}

    def fill(self, slot: str) -> Filled:
        """Raises KeyError for a slot of no known kind."""
        link, _, bare = slot.rpartition("_")
        kind = bare.rstrip("0123456789")
        if kind == "flag" or kind == "rsvp":
            choice, said = self._rng.choice((FLAGS if kind == "flag" else ANSWERS)[self._lang])
            return Filled(said, choice, bare, choice=True)
        if kind in _HANDLES:
            return self._handle(kind, bare)
        if kind in ("on", "to") or (link, kind) == ("de", "when"):
            said, span = self._timed(kind)
            return Filled(said, span, bare)
        if kind in ("de", "apers"):
            name = self._drawn("person")
            said = contracted("de" if kind == "de" else "à", name)
            return Filled(said, name.removeprefix("les ").removeprefix("le "), bare)
        drawn = self._drawn(kind)
        return (
            Filled(*linked(link, drawn, self._lang), bare) if link else Filled(drawn, drawn, bare)
        )

    def _drawn(self, kind: str) -> str:
        rng, lang = self._rng, self._lang
        if self._unheard and kind in _NAMES:
            name = entities.unheard(rng)
            return name if kind in _PROPER else f"{name.lower()} {entities.unheard(rng).lower()}"
        known = _KINDS.get(kind)
        if known is not None:
            return known(rng, lang)
        bank = THINGS[kind][lang]
        return rng.choice(items(bank))

    def _handle(self, kind: str, bare: str) -> Filled:
        rng = self._rng
        if kind in ("mid", "eid"):
            key = f"{kind[0]}{rng.randint(1, 12)}"
            what = "message" if kind == "mid" else "event"
            return Filled(key, key, bare, Handle(what, key, None, frozenset({REQUEST})))
        said = entities.address(rng) if kind == "addr" else entities.amount(rng)
        what, stem = ("address", "@a") if kind == "addr" else ("amount", "@p")
        self._keys[what] = self._keys.get(what, 0) + 1
        key = f"{stem}{self._keys[what]}"
        return Filled(key, key, bare, Handle(what, key, said, frozenset({REQUEST}), said))

    def _timed(self, kind: str) -> tuple[str, str]:
        rng, lang = self._rng, self._lang
        value = times.when(rng, lang)
        first = value.split()[0].lower()
        free = first in _FREE or (first.endswith("s") and first[:-1].title() in times.DAYS["en"])
        timely = _CLOCK.match(value)
        if lang == "en":
            if free or (kind == "on" and rng.random() < 0.15):
                return value, value
            return f"{'at' if timely else rng.choice(('on', 'on', 'for'))} {value}", value
        if kind == "to":
            if value.startswith("le "):
                return f"au {value[3:]}", value[3:]
            return (f"à {value}" if first in _AFTER_TO or timely else value), value
        if kind == "when":
            if first not in _AFTER_OF or rng.random() < 0.6:
                return f"pour {value}", value
            return contracted("de", value), value.removeprefix("le ")
        if timely and rng.random() < 0.85:
            return f"à {value}", value
        return (f"pour {value}" if rng.random() < 0.08 else value), value


def contracted(link: str, name: str) -> str:
    """`de`, `à` or `que` before what may begin with an article or a vowel: du, des, d', au, qu'."""
    if link == "que":
        return f"qu'{name}" if name.startswith(("il", "elle", "on ", "un", "au")) else f"que {name}"
    for article, de, to in (("le ", "du ", "au "), ("les ", "des ", "aux ")):
        if name.startswith(article):
            return (de if link == "de" else to) + name[len(article) :]
    if link == "de" and name.startswith(_VOWEL):
        return f"d'{name}"
    return f"{link} {name}"


def linked(link: str, drawn: str, lang: str) -> tuple[str, str]:
    """What is said for `link_kind`, and what of it is quoted. Raises KeyError."""
    if lang == "en":
        return {"a": f"{'an' if drawn.startswith(tuple('aeiou')) else 'a'} {drawn}"}[link], drawn
    if link in ("de", "à"):
        bare = drawn.removeprefix("les ").removeprefix("le ") if drawn.startswith("le") else drawn
        said = contracted(link, drawn)
        return said, bare if said.endswith(bare) else drawn
    she = drawn.split()[0] in FEMININE
    vowel = drawn.startswith(_VOWEL)
    said = {
        "un": f"{'une' if she else 'un'} {drawn}",
        "mon": f"{'ma' if she and not vowel else 'mon'} {drawn}",
        "le": f"l'{drawn}" if vowel else f"{'la' if she else 'le'} {drawn}",
        "du": f"de l'{drawn}" if vowel else f"{'de la' if she else 'du'} {drawn}",
        "au": f"à l'{drawn}" if vowel else f"{'à la' if she else 'au'} {drawn}",
    }[link]
    return said, drawn


FEMININE = {
    *("réunion", "fête", "séance", "visioconférence", "révision", "chorale", "démo", "soirée"),
    *("revue", "échographie", "visite", "conférence", "formation", "partie", "répétition"),
    *("facture", "cliente", "commande", "recette", "dépense", "réservation", "candidature"),
    *("tâche", "sortie", "course", "cave"),
    *("note", "voiture", "machine", "panne", "campagne", "offre", "plante", "leçon", "photo"),
    *("cuisine", "chambre", "salle", "entrée", "terrasse", "véranda", "buanderie", "mezzanine"),
    *("lampe", "télé", "cafetière", "bouilloire", "clim", "hotte", "prise", "enceinte", "box"),
    *("ventilation", "chaudière", "plaque", "guirlande", "console", "imprimante", "piscine"),
    *("pharmacie", "boulangerie", "station-service", "banque", "librairie", "consultation"),
    *("livraison", "randonnée", "présentation", "soutenance"),
}  # fmt: skip
FLAGS = {
    "en": [
        ("important", "important"), ("important", "starred"), ("important", "urgent"),
        ("unimportant", "unimportant"), ("unimportant", "not important"), ("read", "read"),
        ("unread", "unread"), ("unread", "not read"), ("unread", "new"), ("read", "seen"),
    ],
    "fr": [
        ("important", "important"), ("important", "importants"), ("important", "urgent"),
        ("unimportant", "pas important"), ("unimportant", "sans importance"), ("read", "lu"),
        ("read", "lus"), ("unread", "non lu"), ("unread", "non lus"), ("unread", "pas lu"),
    ],
}  # fmt: skip
ANSWERS = {
    "en": [("accept", "yes"), ("decline", "no"), ("tentative", "maybe"), ("accept", "i'm coming"),
           ("decline", "i can't come"), ("tentative", "perhaps")],
    "fr": [("accept", "oui"), ("decline", "non"), ("tentative", "peut-être"),
           ("accept", "que je viens"), ("decline", "que je ne peux pas venir")],
}  # fmt: skip
_HANDLES = {"addr", "money", "mid", "eid"}
_PROPER = {"person", "shop", "mailbox", "folder", "city", "name"}
_NAMES = {*_PROPER, "topic", "event", "list", "thing", "grocery", "chore", "food", "place"}


def _or_coined(bank: dict[str, str], share: float) -> Callable[[random.Random, str], str]:
    def drawn(rng: random.Random, lang: str) -> str:
        return pick(rng, bank[lang]) if rng.random() < share else entities.coined(rng)

    return drawn


def _eventwith(rng: random.Random, lang: str) -> str:
    link = "with" if lang == "en" else "avec"
    return f"{entities.event(rng, lang)} {link} {entities.person(rng, lang)}"


def _eventon(rng: random.Random, lang: str) -> str:
    link = rng.choice(["on ", "at ", "for ", ""] if lang == "en" else ["de ", "", "du "])
    on = times.day(rng, lang)
    return f"{entities.event(rng, lang)} {link}{on.removeprefix('le ') if lang == 'fr' else on}"


def _period(rng: random.Random, lang: str) -> str:
    if rng.random() < 0.6:
        return pick(rng, times.RELATIVE[lang])
    return times.day(rng, lang).removeprefix("le ")


def _list(rng: random.Random, lang: str) -> str:
    return pick(rng, entities.LISTS[lang]) if rng.random() < 0.8 else entities.coined(rng).lower()


def _body(rng: random.Random, lang: str) -> str:
    roll = rng.random()
    if roll < 0.55:
        return pick(rng, entities.BODIES[lang])
    said = f"{entities.topic(rng, lang)} {entities.coined(rng).lower()}"
    if roll < 0.7:
        return said
    form, who = pick(rng, entities.MADE_BODIES[lang]), entities.person(rng, lang)
    return form.format(
        topic=entities.topic(rng, lang), when=times.when(rng, lang), person=who,
        chore=pick(rng, entities.CHORES[lang]), event=entities.event(rng, lang),
    )  # fmt: skip


_KINDS: dict[str, Callable[[random.Random, str], str]] = {
    "person": entities.person,
    "topic": entities.topic,
    "event": entities.event,
    "eventwith": _eventwith,
    "eventon": _eventon,
    "when": times.when,
    "clock": times.clock,
    "day": times.day,
    "period": _period,
    "chore": lambda rng, lang: pick(rng, entities.CHORES[lang]),
    "grocery": lambda rng, lang: pick(rng, entities.GROCERIES[lang]),
    "thing": entities.thing,
    "list": _list,
    "food": entities.food,
    "shop": lambda rng, lang: (
        pick(rng, entities.MERCHANTS) if rng.random() < 0.6 else entities.coined(rng)
    ),
    "place": lambda rng, lang: pick(rng, entities.PLACES[lang]),
    "mailbox": _or_coined(entities.MAILBOXES, 0.75),
    "file": entities.file,
    "folder": _or_coined(entities.FOLDERS, 0.7),
    "length": lambda rng, lang: pick(rng, entities.LENGTHS[lang]),
    "means": lambda rng, lang: pick(rng, entities.MEANS[lang]),
    "in": lambda rng, lang: rng.choice(["in", "in my", "in the"]),
    "dans": lambda rng, lang: rng.choice(["dans", "du dossier", "dans le dossier"]),
    "body": _body,
    "number": lambda rng, lang: str(rng.randint(2, 99)),
    "word": lambda rng, lang: entities.coined(rng).lower(),
}

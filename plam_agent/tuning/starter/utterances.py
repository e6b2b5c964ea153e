"""Human utterances with intents and entities, read by path and varied.

The lines follow the annotation of HWU64 (Liu et al., IWSDS 2019) and SLURP (Bastianelli et al.,
EMNLP 2020): `text`, `intent` and `entities` (`type`, `text`). The recipe works without them.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import entities, slips, times
from .things import THINGS
from .times import items, pick

INTENTS = {
    "calendar_set": "calendar.create",
    "calendar_query": "calendar.search",
    "calendar_remove": "calendar.cancel",
    "email_sendemail": "mail.send",
    "email_query": "mail.search",
    "email_querycontact": "contacts.search",
    "email_addcontact": "contacts.add",
    "lists_createoradd": "tasks.add",
    "lists_query": "tasks.search",
    "lists_remove": "tasks.done",
    "takeaway_order": "purchase.search",
}
# The entities that a right call has to carry.
SPANS = frozenset(
    (
        *("person", "relation", "date", "time", "timeofday", "general_frequency", "event_name"),
        *("list_name", "email_address", "place_name", "meal_type", "order_type", "food_type"),
    )
)


@dataclass(frozen=True, slots=True)
class Utterance:
    """One line; `entities` are (type, text) in the order they were annotated."""

    text: str
    intent: str
    entities: tuple[tuple[str, str], ...]

    @property
    def tool(self) -> str:
        """The tool the intent wants, or an empty string."""
        return INTENTS.get(self.intent, "")


def read(path: Path) -> list[Utterance]:
    """All utterances of a JSON-lines file. Raises OSError, and ValueError on a bad line."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = tuple((e["type"], e["text"]) for e in row["entities"])
        found.append(Utterance(" ".join(row["text"].split()), row["intent"], spans))
    return found


def _thing(kind: str) -> Callable[[random.Random, str], str]:
    return lambda rng, lang: rng.choice(items(THINGS[kind][lang]))


_SUBSTITUTES: dict[str, Callable[[random.Random, str], str]] = {
    "person": entities.person,
    "list_name": lambda rng, lang: pick(rng, entities.LISTS[lang]),
    "event_name": entities.event,
    "food_type": lambda rng, lang: pick(rng, entities.FOOD[lang]).removeprefix("a "),
    "business_name": lambda rng, lang: pick(rng, entities.MERCHANTS),
    "relation": lambda rng, lang: pick(rng, entities.RELATIONS[lang]).removeprefix("my "),
    "artist_name": _thing("artist"),
    "song_name": _thing("song"),
    "music_genre": _thing("genre"),
    "radio_name": _thing("station"),
    "podcast_name": _thing("podcast"),
    "audiobook_name": _thing("book"),
    "game_name": _thing("game"),
    "movie_name": _thing("movie"),
    "color_type": _thing("colour"),
    "house_place": _thing("room"),
    "definition_word": lambda rng, lang: entities.coined(rng),
    "news_topic": _thing("news"),
    "business_type": _thing("business"),
}
# Kinds of which only what is itself among the words may be changed, for the words around it.
_KIN: dict[str, tuple[str, ...]] = {
    "date": tuple(day.lower() for day in times.DAYS["en"]),
    "place_name": tuple(city.lower() for city in items(THINGS["city"]["en"])),
    "currency_name": items(THINGS["currency"]["en"]),
}
_DROPPABLE = {"please", "can", "you", "the", "my", "me", "a", "for", "hey", "could", "to", "olly"}
_BEFORE = (
    *("please ", "hey ", "can you ", "ok ", "could you ", "would you please ", "i want you to "),
    *("olly ", "alexa ", "hey olly ", "so ", "now ", "i need you to ", "just ", "hi ", "google "),
    *("ok google ", "um ", "hello ", "can you please "),
)
_AFTER = [" please", " now", " for me", " thanks", " thank you", " right now", " ok"]
_CONTRACTED = (
    (r"\bwhat is\b", "what's"), (r"\bwhat's\b", "what is"), (r"\bi am\b", "i'm"),
    (r"\bwhat's\b", "whats"), (r"\bwho is\b", "who's"), (r"\bdo not\b", "don't"),
    (r"\be-?mails?\b", "email"), (r"\bemail\b", "e-mail"), (r"\bemail\b", "mail"),
    (r"\bi want to\b", "i wanna"), (r"\bi would like\b", "i'd like"), (r"\bdelete\b", "erase"),
    (r"\bremove\b", "take out"), (r"\bshow me\b", "tell me"), (r"\bcreate\b", "make"),
    (r"\bschedule a\b", "set up a"), (r"\bmeeting\b", "appointment"), (r"\bfind\b", "look for"),
)  # fmt: skip
_NUMBERS = {word: str(at) for at, word in enumerate(times.NUMBERS["en"], 1)}
_SPELLED = re.compile(rf"\b({'|'.join(_NUMBERS)})(?= (?:[ap]m|o'clock|minutes|hours|days)\b)")


def varied(rng: random.Random, utterance: Utterance) -> Utterance:
    """A variant: entities replaced by others of their type, small words dropped, slips."""
    text = utterance.text
    spans = []
    for kind, found in utterance.entities:
        fresh = _other(rng, kind, found) if text.count(found) == 1 else ""
        text = text.replace(found, fresh) if fresh else text
        spans.append((kind, fresh or found))
    taken = {word for _, found in spans for word in found.split()}
    if rng.random() < 0.3:
        kept = [
            word
            for word in text.split()
            if word not in _DROPPABLE or word in taken or rng.random() > 0.3
        ]
        text = " ".join(kept) or text
    if rng.random() < 0.12:
        text = _reworded(rng, text, spans)
    if rng.random() < 0.1:
        text, spans = _digits(text), [(kind, _digits(found)) for kind, found in spans]
    if rng.random() < 0.05:
        text = slips.typo(rng, text)
    if rng.random() < 0.15:
        text = rng.choice(_BEFORE) + text
    if rng.random() < 0.05:
        text += rng.choice(_AFTER)
    if rng.random() < 0.12:
        text = text[0].upper() + text[1:] + rng.choice(["", ".", "?"])
    spans = [(kind, found) for kind, found in spans if found in text]
    return Utterance(text, utterance.intent, tuple(spans))


def _other(rng: random.Random, kind: str, found: str) -> str:
    """Something else of an entity's kind, or nothing."""
    kin = _KIN.get(kind, ())
    if kin:
        return rng.choice(kin) if found in kin and rng.random() < 0.5 else ""
    if kind not in _SUBSTITUTES or rng.random() >= 0.45:
        return ""
    return _SUBSTITUTES[kind](rng, "en").lower()


def _reworded(rng: random.Random, text: str, spans: list[tuple[str, str]]) -> str:
    """`text` with one word of the owner's own choice, outside of what is annotated."""
    before, after = rng.choice(_CONTRACTED)
    if any(re.search(before, found) for _, found in spans):
        return text
    return re.sub(before, after, text, count=1)


def _digits(text: str) -> str:
    return _SPELLED.sub(lambda found: _NUMBERS[found[1]], text)

"""Human utterances with intents and entities, read by path and varied.

The lines follow the annotation of HWU64 (Liu et al., IWSDS 2019) and SLURP (Bastianelli et al.,
EMNLP 2020): `text`, `intent` and `entities` (`type`, `text`). The recipe works without them.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import entities

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


_SUBSTITUTES: dict[str, Any] = {
    "person": entities.person,
    "list_name": lambda rng, lang: entities.pick(rng, entities.LISTS[lang]),
    "event_name": entities.event,
    "food_type": lambda rng, lang: entities.pick(rng, entities.FOOD[lang]).removeprefix("a "),
    "business_name": lambda rng, lang: entities.pick(rng, entities.MERCHANTS),
    "relation": lambda rng, lang: entities.pick(rng, entities.RELATIONS[lang]).removeprefix("my "),
}
_DROPPABLE = {"please", "can", "you", "the", "my", "me", "a", "for", "hey", "could", "to", "olly"}


def varied(rng: random.Random, utterance: Utterance) -> Utterance:
    """A variant: some entities replaced by others of their type, some small words dropped."""
    text = utterance.text
    spans = []
    for kind, found in utterance.entities:
        if kind in _SUBSTITUTES and rng.random() < 0.45 and text.count(found) == 1:
            fresh = _SUBSTITUTES[kind](rng, "en").lower()
            text = text.replace(found, fresh)
            spans.append((kind, fresh))
        else:
            spans.append((kind, found))
    taken = {word for _, found in spans for word in found.split()}
    if rng.random() < 0.3:
        kept = [
            word
            for word in text.split()
            if word not in _DROPPABLE or word in taken or rng.random() > 0.3
        ]
        text = " ".join(kept) or text
    if rng.random() < 0.15:
        text = rng.choice(["please ", "hey ", "can you ", "ok ", "could you "]) + text
    if rng.random() < 0.12:
        text = text[0].upper() + text[1:] + rng.choice(["", ".", "?"])
        spans = [(kind, found) for kind, found in spans if found in text]
    return Utterance(text, utterance.intent, tuple(spans))

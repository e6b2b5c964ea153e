"""What the owner said they would do by some time, from their own words, in English and French."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..errors import InputError
from ..when import resolve
from .habits import telling
from .memory import Memory

SOON = timedelta(days=1)
"""How long before it is due something is brought up."""
OVERDUE = timedelta(days=7)
LOOKED_BACK = timedelta(days=60)
_LONGEST = 6
_MOST_WORDS = 60
_MOST = 50
_PROMISE = re.compile(
    r"\b(?:i (?:have )?promised(?: to)?|i['’]?ll|i will|i (?:have|need) to|i must|remind me to|"
    r"don['’]?t forget to|do not forget to|"
    r"j['’]ai promis (?:de |d['’])?|je vais|je dois|il faut que je|rappelle[- ]moi de|"
    r"n['’]oublie pas de|je promets (?:de |d['’])?)\s*",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"(?:\s|[,;])*\b(?:by|before|until|on|for|d['’]ici|avant|pour)\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Promise:
    """Something said to be done: what, when it is due, and the memory that says so."""

    what: str
    due: datetime
    memory: Memory


def promises(memories: Iterable[Memory], now: datetime, *, day_first: bool = True) -> list[Promise]:
    """What is due about now by the owner's own words, and was not done since; the soonest first.

    Memories that anyone else had a say in are passed over.
    """
    mine = [each for each in memories if each.trusted and each.at <= now]
    found: list[Promise] = []
    told = sorted(mine, key=lambda each: each.at, reverse=True)
    for memory in [each for each in told if _PROMISE.search(each.text)][:_MOST]:
        if memory.until is not None or now - memory.at > LOOKED_BACK:
            continue
        promise = _promise(memory, now, day_first)
        if promise is None or not promise.due - SOON <= now <= promise.due + OVERDUE:
            continue
        if not any(_does(other, promise) for other in mine):
            found.append(promise)
    return sorted(found, key=lambda each: each.due)


def _promise(memory: Memory, now: datetime, day_first: bool) -> Promise | None:
    opening = _PROMISE.search(memory.text)
    assert opening is not None
    rest = re.split(r"[.!?;\n]", memory.text[opening.end() :], maxsplit=1)[0]
    words = list(re.finditer(r"\S+", rest))[:_MOST_WORDS]
    at = memory.at.astimezone(now.tzinfo)
    for length in range(min(_LONGEST, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            start, end = words[first].start(), words[first + length - 1].end()
            phrase = rest[start:end].strip(",:")
            try:
                when = resolve(phrase, at, day_first=day_first)
            except InputError:
                continue
            due = when.start
            if when.all_day and when.end is not None:
                # Of a week, its last day.
                due = max(due, when.end - timedelta(days=1))
            what = " ".join(f"{_LEADING.sub('', rest[:start])} {rest[end:]}".split()).strip(" ,")
            return Promise(what, due, memory) if telling(what) else None
    return None


def _does(other: Memory, promise: Promise) -> bool:
    """Whether something that happened later, or came of the same request, is what was promised."""
    made = promise.memory
    if other.source == made.source and made.source.startswith("run:") and other.place > 0:
        return True
    wanted = telling(promise.what)
    later = other.at > made.at and other.id != made.id
    return later and 2 * len(wanted & telling(other.text)) > len(wanted)

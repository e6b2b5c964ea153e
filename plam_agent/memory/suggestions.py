"""At most three suggestions a day, from what happened before: drafts, each with why.

A suggestion is words that the owner may ask with; nothing here asks, and nothing runs. It comes
from the owner's own requests and words alone, and from what they changed before they agreed. One
that was shown and not taken up fades: twice, and it stays away for a month.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from ..types import canonical
from .episodes import ASKED
from .facts import TIMES, proposals
from .habits import Asked, alike, habits, kinds_of, telling
from .memory import Memory, Tier
from .promises import promises

A_DAY = 3
FADES = 0.5
LEAST = 0.3
RECOVERS = timedelta(days=30)
KEPT = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words to ask with, why, and the memories that say so."""

    key: str
    words: str
    why: str
    beneath: tuple[str, ...]
    score: float = 1.0

    def plain(self) -> dict[str, Any]:
        """The suggestion as JSON data."""
        return {"ask": self.words, "why": self.why, "memories": list(self.beneath)}


@dataclass(frozen=True, slots=True)
class Shown:
    """How often a suggestion was shown, on which day last, and how often it was not taken up."""

    day: date
    shown: int = 1
    ignored: int = 0
    settled: bool = False

    def plain(self) -> list[Any]:
        """The state as JSON data."""
        return [self.day.isoformat(), self.shown, self.ignored, self.settled]


State = Mapping[str, Shown]
"""By the keys of suggestions, which say nothing of their words."""


def suggest(
    memories: Iterable[Memory], state: State, now: datetime, *, day_first: bool = True
) -> tuple[list[Suggestion], dict[str, Shown]]:
    """Today's suggestions as of `now`, aware and in the owner's zone, and the state after them.

    Asked again on the same day, those that still hold are shown again, without counting.
    """
    known = [each for each in memories if each.tier is not Tier.NOTE]
    mine = [each for each in known if each.trusted]
    asked = _asked(mine, now)
    after = _settled(state, asked, now)
    possible = [*_possible(mine, asked, now, day_first), *map(_proposed, proposals(known))]
    found = [each for each in possible if _holds(each, after, now)]
    today = {key for key, each in after.items() if each.day == now.date()}
    shown = [each for each in found if each.key in today]
    for each in found:
        if each.key in today or len(today) >= A_DAY:
            continue
        today.add(each.key)
        before = after.get(each.key)
        after[each.key] = Shown(
            now.date(),
            before.shown + 1 if before else 1,
            _ignored(before, now) if before else 0,
        )
        shown.append(each)
    return shown, after


def state_of(said: Any) -> dict[str, Shown]:
    """The state from its JSON data. Raises ValueError, TypeError or AttributeError for others."""
    return {
        str(key): Shown(date.fromisoformat(day), int(shown), int(ignored), bool(settled))
        for key, (day, shown, ignored, settled) in said.items()
    }


def _possible(
    mine: Sequence[Memory], asked: Sequence[Asked], now: datetime, day_first: bool
) -> list[Suggestion]:
    """Everything that could be suggested now, what is due first, each kind once."""
    found: dict[str, Suggestion] = {}
    for promise in promises(mine, now, day_first=day_first):
        said = promise.memory.text.removeprefix(ASKED)
        due = f"{promise.due:%a %d %b}"
        why = f"You said on {promise.memory.at.astimezone(now.tzinfo):%a %d %b}: “{said[:160]}”"
        one = Suggestion(
            _key("promise", promise.memory.id), promise.what, f"{why}; due {due}.",
            (promise.memory.id,), 2.0,
        )  # fmt: skip
        found.setdefault(one.key, one)
    for habit in habits(asked, now):
        newest = habit.kind.asked[-1]
        one = Suggestion(
            _key("habit", *sorted(habit.kind.telling)), newest.words, habit.why,
            tuple(each.id for each in habit.kind.asked[-8:]), habit.score,
        )  # fmt: skip
        if not any(alike(telling(one.words), telling(each.words)) for each in found.values()):
            found.setdefault(one.key, one)
    return sorted(found.values(), key=lambda each: -each.score)


def _proposed(proposal: Memory) -> Suggestion:
    """A preference that the owner has if they say so."""
    return Suggestion(
        _key("proposal", proposal.id),
        f"remember that {proposal.text}",
        f"You changed this in the same way at least {TIMES} times before you agreed.",
        (proposal.id,),
    )


def _asked(mine: Iterable[Memory], now: datetime) -> list[Asked]:
    return [
        Asked(each.text.removeprefix(ASKED), each.at.astimezone(now.tzinfo), each.id)
        for each in mine
        if each.tier is Tier.EPISODE and each.text.startswith(ASKED) and each.at <= now
    ]


def _settled(state: State, asked: Sequence[Asked], now: datetime) -> dict[str, Shown]:
    """The state with what was shown on an earlier day counted as taken up or ignored."""
    days: dict[date, set[str]] = {}
    for kind in kinds_of(asked):
        for each in kind.asked:
            for words in (kind.telling, telling(each.words)):
                days.setdefault(each.at.date(), set()).add(_key("habit", *sorted(words)))
    found = {}
    for key, shown in state.items():
        if now.date() - shown.day > KEPT:
            continue
        if shown.settled or shown.day >= now.date():
            found[key] = shown
        elif key in days.get(shown.day, ()):
            found[key] = replace(shown, ignored=0, settled=True)
        else:
            found[key] = replace(shown, ignored=shown.ignored + 1, settled=True)
    return found


def _ignored(shown: Shown, now: datetime) -> int:
    """How much of being ignored still counts: each month forgives one time."""
    return max(0, shown.ignored - (now.date() - shown.day) // RECOVERS)


def _holds(each: Suggestion, state: State, now: datetime) -> bool:
    shown = state.get(each.key)
    if shown is None:
        return True
    return min(1.0, each.score) * FADES ** _ignored(shown, now) >= LEAST


def _key(*parts: str) -> str:
    return hashlib.blake2b(canonical(list(parts)), digest_size=12).hexdigest()

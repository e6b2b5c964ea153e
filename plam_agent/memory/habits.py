"""What the owner usually asks for, and when: patterns in requests, found without a model.

Requests are of one kind if they share most of their telling words. A kind is usual on a weekday if
it was asked on most of them at about the same hour, on a day if on most days, and after another
kind if it mostly followed within two hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

from .words import plain

ALIKE = 0.6
TIMES = 3
MOST = 0.6
WEEKS = 8
DAYS = 14
DAILY = 5
LOOKED_BACK = timedelta(weeks=WEEKS)
_CLOSE = 90.0
_EARLY, _LATE = 120.0, 180.0
_FOLLOWS = timedelta(hours=2)
_MOST_ASKED = 2_000
_WORD = re.compile(r"[^\W\d_]{2,}")
_SAID = """
    the an and or of to in on at for with from by my our your his her their me us you is are be do
    it this that these those please can could would will shall let have has what when who which
    le la les un une des du de et ou dans sur chez pour avec par mon ma mes nos notre vos votre son
    sa ses moi nous vous est sont ce cette ces il elle je tu on que qui quoi quand peux peut veux
    monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday tonight week
    month morning afternoon evening night noon next last january february march april may june july
    august september october november december lundi mardi mercredi jeudi vendredi samedi dimanche
    aujourd hui demain hier soir semaine mois matin midi prochain prochaine dernier derniere janvier
    fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
"""
_COMMON = frozenset(_SAID.split())


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that the owner typed: its words, when (in the owner's zone), its memory's id."""

    words: str
    at: datetime
    id: str


@dataclass(slots=True)
class Kind:
    """Requests that are alike, oldest first, and their telling words."""

    telling: frozenset[str]
    asked: list[Asked] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Habit:
    """A kind that is usual now: the newest words for it, why, and how sure (1 is always)."""

    kind: Kind
    why: str
    score: float


def telling(words: str) -> frozenset[str]:
    """The words that tell what is asked for, folded: no times, numbers or little words."""
    return frozenset(_WORD.findall(plain(words))) - _COMMON


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two requests share most of their telling words."""
    return bool(one) and len(one & other) >= ALIKE * len(one | other)


def kinds_of(asked: Iterable[Asked]) -> list[Kind]:
    """Requests put together by kind; the newest give a kind its words."""
    found: list[Kind] = []
    for each in sorted(asked, key=lambda each: each.at, reverse=True)[:_MOST_ASKED]:
        words = telling(each.words)
        kind = next((kind for kind in found if alike(words, kind.telling)), None)
        if kind is None and words:
            found.append(kind := Kind(words))
        if kind is not None:
            kind.asked.insert(0, each)
    return found


def habits(asked: Sequence[Asked], now: datetime) -> list[Habit]:
    """What is usual at this moment and was not asked today yet, the surest first."""
    recent = [each for each in asked if now - LOOKED_BACK <= each.at <= now]
    kinds = kinds_of(recent)
    found = [habit for kind in kinds if (habit := _on_days(kind, now)) is not None]
    found += _after(kinds, now)
    return sorted(found, key=lambda each: (-each.score, each.why))


def _on_days(kind: Kind, now: datetime) -> Habit | None:
    today = now.date()
    if any(each.at.date() == today for each in kind.asked):
        return None
    same = [each for each in kind.asked if each.at.weekday() == now.weekday()]
    weekly = _regular(same, now, step=7, least=TIMES)
    if weekly is not None:
        days, of, around = weekly
        why = f"You asked this on {days} of the last {of} {_DAY_NAMES[now.weekday()]}s"
        return Habit(kind, f"{why}, around {around}.", days / of)
    recent = [each for each in kind.asked if today - each.at.date() <= timedelta(days=DAYS)]
    working = all(each.at.weekday() < 5 for each in recent)
    if working and now.weekday() >= 5:
        return None
    daily = _regular(recent, now, step=1, least=DAILY, working=working)
    if daily is None:
        return None
    days, of, around = daily
    word = "working days" if working else "days"
    return Habit(
        kind, f"You asked this on {days} of the last {of} {word}, around {around}.", days / of
    )


def _regular(
    asked: Sequence[Asked], now: datetime, *, step: int, least: int, working: bool = False
) -> tuple[int, int, str] | None:
    """On how many of how many days it was asked, and around what time, if that is now."""
    if len(asked) < least:
        return None
    middle = median(_minutes(each.at) for each in asked)
    days = {each.at.date() for each in asked if abs(_minutes(each.at) - middle) <= _CLOSE}
    if len(days) < least or not -_EARLY <= _minutes(now) - middle <= _LATE:
        return None
    possible = _days(min(days), now.date(), step, working)
    if len(days) < MOST * possible:
        return None
    return len(days), possible, f"{int(middle) // 60:02d}:{int(middle) % 60:02d}"


def _days(first: date, today: date, step: int, working: bool) -> int:
    """How many days there were from the first until before today, in steps."""
    count = (today - first).days // step
    if not working:
        return count
    return sum((first + timedelta(days=each)).weekday() < 5 for each in range(count))


def _after(kinds: Sequence[Kind], now: datetime) -> list[Habit]:
    found = []
    for first in kinds:
        last = first.asked[-1]
        if now - last.at > _FOLLOWS or last.at.date() != now.date() or len(first.asked) <= TIMES:
            continue
        before = first.asked[:-1]
        for then in kinds:
            if then is first or any(each.at >= last.at for each in then.asked):
                continue
            times = sum(
                any(timedelta() < each.at - one.at <= _FOLLOWS for each in then.asked)
                for one in before
            )
            if times >= TIMES and times >= MOST * len(before):
                why = f"The last {len(before)} times you asked “{last.words[:80]}”"
                why += f", you asked this next {times} times."
                found.append(Habit(then, why, times / len(before)))
    return found


def _minutes(at: datetime) -> float:
    return at.hour * 60.0 + at.minute


_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

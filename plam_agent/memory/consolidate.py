"""Days and weeks as memories, each made from episodes and remade when one of them is forgotten.

A summary is made by code: it quotes the episodes that count most, in their order, and says how many
more there were. Where a model can write, a few sentences of its own may come before what is quoted
(`worded`), and never instead of it: what happened stands there as it was. A summary carries the
origins of all that lies beneath, whatever of that it says.

A day is summed up once it is over, a week likewise, from its days. What is forgotten takes the
summaries above it along; they are made again from what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..types import Origin
from .memory import Memory, Tier
from .sealed import Memories

DAY, WEEK = "day:", "week:"
MODEL = Origin("model")
"""What a model wrote, whatever it was written from."""
SHOWN = 8
"""Episodes that a day quotes."""

FROM_EACH_DAY = 3
"""Sentences that a week quotes of each day."""

LONGEST = 1_200
"""Characters of a summary."""


@dataclass(frozen=True, slots=True)
class Made:
    """What one consolidation changed: the summaries it made, and how many it removed."""

    made: tuple[Memory, ...] = ()
    removed: int = 0


def consolidate(
    store: Memories, now: datetime, zone: ZoneInfo, new_id: Callable[[], str], *, days: int = 0
) -> Made:
    """Sum up the days and weeks that are over, where their summaries are missing or incomplete.

    With `days` only so many days before today are looked at. Raises StorageError, BusyError.
    """
    today = now.astimezone(zone).date()
    since = today - timedelta(days=days) if days else date.min
    by_day: dict[date, list[Memory]] = {}
    for each in store.all([Tier.EPISODE]):
        day = each.at.astimezone(zone).date()
        if since <= day < today:
            by_day.setdefault(day, []).append(each)
    summaries: dict[str, list[Memory]] = {}
    for each in store.all([Tier.SUMMARY]):
        summaries.setdefault(each.source, []).append(each)
    made: list[Memory] = []
    stale: list[str] = []

    def settle(source: str, beneath: Sequence[Memory], build: Callable[[], Memory]) -> Memory:
        """The summary that stands on just these, the one there is or a new one."""
        wanted = {each.id for each in beneath}
        kept = None
        for old in summaries.get(source, ()):
            if kept is None and set(old.beneath) == wanted:
                kept = old
            else:
                stale.append(old.id)
        if kept is not None:
            return kept
        made.append(build())
        return made[-1]

    weeks: dict[str, list[Memory]] = {}
    for day, episodes in sorted(by_day.items()):
        source = f"{DAY}{day.isoformat()}"
        whole = settle(source, episodes, lambda d=day, e=episodes: of_day(new_id(), d, e, zone))  # type: ignore[misc]
        year, week, _ = day.isocalendar()
        if date.fromisocalendar(year, week, 7) < today:
            weeks.setdefault(f"{WEEK}{year}-W{week:02}", []).append(whole)
    for source, those in weeks.items():
        settle(source, those, lambda s=source, t=those: of_week(new_id(), s, t, zone))  # type: ignore[misc]
    # An older summary goes only when its successor stands.
    store.add(made)
    removed = store.forget(stale) if stale else 0
    return Made(tuple(made), removed)


def of_day(id_: str, day: date, episodes: Sequence[Memory], zone: ZoneInfo) -> Memory:
    """One day: its most important episodes in their order, and how many more there were."""
    title = f"{day:%A} {day.day} {day:%B %Y}"
    return _summary(id_, f"{DAY}{day.isoformat()}", title, day, episodes, _chosen(episodes), zone)


def of_week(id_: str, source: str, days: Sequence[Memory], zone: ZoneInfo) -> Memory:
    """One week: the first sentences of each of its days."""
    year, _, week = source.removeprefix(WEEK).partition("-W")
    monday = date.fromisocalendar(int(year), int(week), 1)
    said = [
        " ".join(each.text.split("\n")[: FROM_EACH_DAY + 1])
        for each in sorted(days, key=lambda each: each.at)
    ]
    title = f"The week of {monday.day} {monday:%B %Y}"
    return _summary(id_, source, title, monday, days, said, zone)


def worded(summary: Memory, said: str) -> Memory:
    """The summary with a model's sentences after its first line; what is quoted is cut for them.

    Nobody said those, so it is no longer trusted, whatever lies beneath.
    """
    title, _, quoted = summary.text.partition("\n")
    text = f"{title}\n{said}\n{quoted}"
    return replace(summary, text=_cut(text), origins=summary.origins | {MODEL}, vector=b"")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _chosen(episodes: Sequence[Memory]) -> list[str]:
    """The sentences of the episodes that count most, in order, each once."""
    ranked = sorted(episodes, key=lambda each: -each.importance)
    texts = dict.fromkeys(each.text for each in ranked)
    chosen = set(list(texts)[:SHOWN])
    in_order = sorted(episodes, key=lambda each: (each.at, each.place))
    shown = list(dict.fromkeys(each.text for each in in_order if each.text in chosen))
    more = len(texts) - len(shown)
    return shown + ([f"And {more} more."] if more else [])


def _summary(
    id_: str,
    source: str,
    title: str,
    day: date,
    beneath: Sequence[Memory],
    said: Iterable[str],
    zone: ZoneInfo,
) -> Memory:
    text = f"{title}:\n" + "\n".join(said)
    return Memory(
        id=id_,
        tier=Tier.SUMMARY,
        text=_cut(text),
        at=datetime.combine(day, time(12), zone),
        origins=frozenset[Origin]().union(*(each.origins for each in beneath)),
        source=source,
        beneath=tuple(each.id for each in beneath),
        people=tuple(dict.fromkeys(name for each in beneath for name in each.people)),
        importance=max((each.importance for each in beneath), default=0.5),
    )

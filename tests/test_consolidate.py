"""Days and weeks are summed up from episodes, and again from what is left of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from plam_agent.memory.consolidate import LONGEST, SHOWN, consolidate
from plam_agent.memory.memory import Memory, Tier, fresh_id
from plam_agent.memory.sealed import Memories
from plam_agent.types import REQUEST, Origin
from tests.fixtures_home import Home

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 16, 10, tzinfo=PARIS)
NOW = datetime(2026, 11, 25, 9, tzinfo=PARIS)
IMAP = Origin("imap", "INBOX/7:1")
NUMBERS = count()


@pytest.fixture
def store(unlocked: Home) -> Iterator[Memories]:
    with Memories.open(unlocked.path, unlocked.vault) as store:
        yield store


def episode(
    text: str, at: datetime, *, importance: float = 0.5, origin: Origin = REQUEST
) -> Memory:
    return Memory(
        fresh_id(), Tier.EPISODE, text, at, frozenset({origin}), "run:r", next(NUMBERS),
        people=("anna@example.org",), importance=importance,
    )  # fmt: skip


def sums(store: Memories) -> dict[str, Memory]:
    return {each.source: each for each in store.all([Tier.SUMMARY])}


def settle(store: Memories, now: datetime = NOW, **ways: int) -> int:
    return len(consolidate(store, now, PARIS, fresh_id, **ways).made)


def test_a_day_and_a_week_that_are_over_are_summed_up_and_point_at_what_they_are_of(
    store: Memories,
) -> None:
    first = episode("Sent mail to Anna about the budget", MONDAY)
    second = episode("Booked the train", MONDAY + timedelta(days=1))
    today = episode("Something today", NOW)
    store.add([first, second, today])

    assert settle(store) == 3

    found = sums(store)
    assert sorted(found) == ["day:2026-11-16", "day:2026-11-17", "week:2026-W47"]
    day, week = found["day:2026-11-16"], found["week:2026-W47"]
    assert day.text == "Monday 16 November 2026:\nSent mail to Anna about the budget"
    assert day.beneath == (first.id,)
    assert day.people == ("anna@example.org",)
    assert set(week.beneath) == {day.id, found["day:2026-11-17"].id}
    assert "budget" in week.text
    assert "train" in week.text
    assert store.dependants([first.id]) == {day.id, week.id}


def test_a_week_is_summed_up_only_when_it_is_over(store: Memories) -> None:
    store.add([episode("Booked the train", NOW - timedelta(days=1))])

    settle(store)

    assert list(sums(store)) == ["day:2026-11-24"]


def test_nothing_is_made_twice(store: Memories) -> None:
    store.add([episode("Booked the train", MONDAY)])
    settle(store)
    before = list(store.all())

    assert settle(store) == 0
    assert list(store.all()) == before


def test_what_comes_later_to_a_day_makes_its_summaries_anew(store: Memories) -> None:
    store.add([episode("Booked the train", MONDAY)])
    settle(store)
    store.add([episode("Cancelled the train", MONDAY + timedelta(hours=1))])

    assert settle(store) == 2

    found = sums(store)
    assert "Cancelled" in found["day:2026-11-16"].text
    assert "Cancelled" in found["week:2026-W47"].text
    assert store.count(Tier.SUMMARY) == 2


def test_what_is_forgotten_is_in_no_summary_made_again(store: Memories) -> None:
    canary = episode("The canary sings", MONDAY)
    store.add([canary, episode("Booked the train", MONDAY)])
    settle(store)
    gone = {canary.id, *store.dependants([canary.id])}
    store.forget(gone)

    settle(store)

    texts = " ".join(each.text for each in store.all())
    assert "canary" not in texts
    assert sorted(sums(store)) == ["day:2026-11-16", "week:2026-W47"]
    assert store.dependants([canary.id]) == set()


def test_a_summary_is_trusted_only_if_all_beneath_it_is(store: Memories) -> None:
    day = timedelta(days=1)
    store.add([episode("a", MONDAY), episode("b", MONDAY, origin=IMAP), episode("c", MONDAY + day)])

    settle(store)

    found = sums(store)
    trusted = {source: each.trusted for source, each in found.items()}
    assert trusted == {"day:2026-11-16": False, "day:2026-11-17": True, "week:2026-W47": False}
    assert found["week:2026-W47"].origins == {REQUEST, IMAP}


def test_a_long_day_quotes_what_counts_most_in_its_order_and_says_how_much_more(
    store: Memories,
) -> None:
    small = [
        episode(f"small {n}", MONDAY + timedelta(minutes=n), importance=0.1) for n in range(30)
    ]
    large = [
        episode(f"large {n}", MONDAY + timedelta(minutes=40 - n), importance=0.9)
        for n in range(SHOWN)
    ]
    store.add([*small, *large, *(episode("small 1", MONDAY, importance=0.1) for _ in range(5))])

    settle(store)

    day = sums(store)["day:2026-11-16"]
    assert day.text.splitlines()[1:] == [
        *(f"large {n}" for n in reversed(range(SHOWN))), "And 30 more.",
    ]  # fmt: skip
    assert len(day.beneath) == 43
    assert day.importance == 0.9


def test_a_summary_has_a_bound(store: Memories) -> None:
    store.add([episode(f"{n} " + "x" * 400, MONDAY) for n in range(9)])

    settle(store)

    assert all(len(each.text) <= LONGEST for each in sums(store).values())


def test_a_day_is_the_owners_and_not_the_clocks(store: Memories) -> None:
    late = datetime(2026, 11, 16, 23, 30, tzinfo=UTC)
    store.add([episode("after midnight in Paris", late)])

    settle(store)

    assert "day:2026-11-17" in sums(store)


def test_only_the_last_days_are_looked_at_where_so_many_are_asked_for(store: Memories) -> None:
    store.add([episode("long ago", MONDAY), episode("lately", NOW - timedelta(days=2))])

    settle(store, days=3)

    assert list(sums(store)) == ["day:2026-11-23"]

"""Suggestions: what usually follows and what is due, at most three a day, from the owner alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent.memory.episodes import ASKED, Deriving
from plam_agent.memory.memory import Memory, Tier, fresh_id
from plam_agent.memory.sealed import Memories
from plam_agent.memory.suggestions import A_DAY, Shown, State, state_of, suggest
from plam_agent.records import origins_of
from plam_agent.types import REQUEST, Origin
from tests.fixtures_home import Home

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=PARIS)
MAIL = Origin("imap", "INBOX/812")
REPORT = "Send the sales report to Anna"


def asked(words: str, at: datetime, **fields: Any) -> Memory:
    said: dict[str, Any] = {"origins": frozenset({REQUEST}), "source": f"run:{fresh_id()[:6]}"}
    return Memory(fresh_id(), Tier.EPISODE, ASKED + words, at, **{**said, **fields})


def fact(text: str, at: datetime, **fields: Any) -> Memory:
    said: dict[str, Any] = {"origins": frozenset({REQUEST}), "source": "owner"}
    return Memory(fresh_id(), Tier.FACT, text, at, **{**said, **fields})


def weekly(words: str, weeks: int = 4, at: datetime = MONDAY, **fields: Any) -> list[Memory]:
    return [asked(words, at - timedelta(weeks=each), **fields) for each in range(1, weeks + 1)]


def words(memories: list[Memory], now: datetime = MONDAY, state: State | None = None) -> list[str]:
    return [each.words for each in suggest(memories, state or {}, now)[0]]


def test_what_is_asked_every_monday_is_suggested_on_monday() -> None:
    memories = weekly(REPORT)

    (found,), _ = suggest(memories, {}, MONDAY)

    assert found.words == REPORT
    assert found.why == "You asked this on 4 of the last 4 Mondays, around 09:00."
    assert set(found.beneath) == {each.id for each in memories}


@pytest.mark.parametrize("hours", [24, -24, 5, -4])
def test_it_is_not_suggested_on_another_day_or_hour(hours: int) -> None:
    assert words(weekly(REPORT), MONDAY + timedelta(hours=hours)) == []


def test_it_is_not_suggested_once_it_was_asked_today() -> None:
    assert words([*weekly(REPORT), asked(REPORT, MONDAY - timedelta(minutes=30))]) == []


def test_twice_is_no_habit_and_neither_is_now_and_then() -> None:
    assert words(weekly(REPORT, 2)) == []
    assert words([each for each in weekly(REPORT, 8) if each.at.isocalendar().week % 3 == 0]) == []


def test_other_words_for_the_same_are_the_same() -> None:
    said = ["Send the sales report to Anna", "please send Anna the sales report", REPORT]
    memories = [asked(each, MONDAY - timedelta(weeks=n + 1)) for n, each in enumerate(said)]

    assert words(memories) == [said[0]]


def test_what_is_asked_on_most_working_days_is_suggested_on_those() -> None:
    days = [MONDAY - timedelta(days=each) for each in range(1, 13)]
    memories = [asked("Sort my mail", each) for each in days if each.weekday() < 5]

    (found,), _ = suggest(memories, {}, MONDAY)

    assert "working days" in found.why
    assert words(memories, MONDAY - timedelta(days=1)) == []


def test_what_usually_follows_is_suggested() -> None:
    first, then = "Find a free hour with Tom", "Book the small meeting room"
    memories = []
    for each in (3, 9, 16, 22):
        at = MONDAY - timedelta(days=each, hours=each % 5)
        memories += [asked(first, at), asked(then, at + timedelta(minutes=20))]
    now = asked(first, MONDAY - timedelta(minutes=10))

    found, _ = suggest([*memories, now], {}, MONDAY)

    assert [each.words for each in found] == [then]
    assert found[0].why == (f"The last 4 times you asked “{first}”, you asked this next 4 times.")
    assert words(memories) == []


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("I promised to send Anna the budget by Tuesday", "send Anna the budget"),
        ("I'll call the bank tomorrow.", "call the bank"),
        ("Remember that I must pay the rent on 24 November", "pay the rent"),
        ("Je dois appeler la banque demain", "appeler la banque"),
        ("j'ai promis de rendre le livre avant mardi", "rendre le livre"),
    ],
)
def test_what_was_promised_is_suggested_when_it_is_due(said: str, what: str) -> None:
    told = fact(said, MONDAY - timedelta(minutes=30))

    (found,), _ = suggest([told], {}, MONDAY)

    assert found.words == what
    assert said.rstrip(".") in found.why
    assert "due" in found.why
    assert words([told], MONDAY + timedelta(days=20)) == []


def test_a_promise_for_later_waits() -> None:
    told = fact("I promised to send Anna the budget in two weeks", MONDAY)

    assert words([told], MONDAY) == []
    assert words([told], MONDAY + timedelta(days=14)) == ["send Anna the budget"]


def test_a_promise_that_was_kept_or_taken_back_is_gone() -> None:
    told = fact("I promised to send Anna the budget by Tuesday", MONDAY - timedelta(hours=5))
    kept = asked("Send Anna the budget", MONDAY - timedelta(hours=1))

    assert words([told, kept]) == []
    assert words([fact(told.text, told.at, until=MONDAY - timedelta(hours=1))]) == []


def test_a_request_that_led_to_something_is_no_promise_any_more() -> None:
    told = asked("Remind me to pay the rent tomorrow", MONDAY - timedelta(hours=1))
    done = Memory(
        fresh_id(), Tier.EPISODE, "Added a task.", told.at, told.origins, told.source, place=1
    )

    assert words([told]) == ["pay the rent"]
    assert words([told, done]) == []


def many() -> list[Memory]:
    every = (
        "Water the plants",
        "Print the menu",
        "Call the office",
        "Back up photos",
        "Feed the cat",
    )
    return [memory for each in every for memory in weekly(each)]


def test_there_are_three_a_day_at_most_however_often_one_asks() -> None:
    memories = many()
    first, state = suggest(memories, {}, MONDAY)

    again, after = suggest(memories, state, MONDAY + timedelta(minutes=20))

    assert len(first) == A_DAY
    assert [each.key for each in again] == [each.key for each in first]
    assert after == state


def test_what_is_ignored_fades() -> None:
    memories, state = weekly(REPORT, 8), {}
    seen = []
    for week in range(4):
        found, state = suggest(memories, state, MONDAY + timedelta(weeks=week))
        seen.append(bool(found))

    assert seen == [True, True, False, False]
    assert [each.ignored for each in state.values()] == [2]


def test_what_faded_comes_back_after_a_while() -> None:
    _, state = suggest(weekly(REPORT), {}, MONDAY)
    (key,) = state

    def faded(days: int) -> dict[str, Shown]:
        day = (MONDAY - timedelta(days=days)).date()
        return {key: Shown(day, 2, 2, settled=True)}

    assert words(weekly(REPORT), state=faded(28)) == []
    assert words(weekly(REPORT), state=faded(35)) == [REPORT]


def test_what_is_taken_up_does_not_fade() -> None:
    memories, state = weekly(REPORT, 8), {}
    for week in range(6):
        now = MONDAY + timedelta(weeks=week)
        found, state = suggest(memories, state, now)
        assert [each.words for each in found] == [REPORT]
        memories.append(asked(REPORT, now + timedelta(minutes=5)))


def test_the_state_says_nothing_of_the_words() -> None:
    _, state = suggest(weekly(REPORT), {}, MONDAY)

    plain = {key: each.plain() for key, each in state.items()}

    assert state_of(plain) == state
    assert not any(word in str(plain).lower() for word in ("report", "sales", "anna"))


@pytest.mark.parametrize("said", [[], {"a": 1}, {"a": ["x", 1, 2, True]}, {"a": [1]}, 7])
def test_a_state_of_another_form_is_refused(said: Any) -> None:
    with pytest.raises((ValueError, TypeError, AttributeError)):
        assert state_of(said) is None


def test_nothing_that_others_wrote_is_suggested() -> None:
    for origins in ({MAIL}, {REQUEST, MAIL}, {Origin("memory", "0" * 32, (MAIL,))}, set()):
        theirs = frozenset(origins) or frozenset({Origin("file", "vault/a.md")})
        assert words(weekly(REPORT, origins=theirs)) == []
        assert words([fact("I must pay them tomorrow", MONDAY, origins=theirs)]) == []


def test_episodes_that_the_journal_gives_are_understood(unlocked: Home) -> None:
    body = {"run": "r1", "words": REPORT, "origins": origins_of(frozenset({REQUEST}))}
    with unlocked.journal() as journal, Memories.open(unlocked.path, unlocked.vault) as store:
        journal.append("run", body)
        Deriving(store, journal, unlocked.vault.mark).catch_up()
        (episode,) = store.all((Tier.EPISODE,))

    assert episode.text == ASKED + REPORT


WORDS = st.sampled_from(
    ["Water the plants", "Print the menu", REPORT, "I will pay the rent tomorrow", "Sort mail", ""]
)
MOMENTS = st.integers(0, 60 * 24 * 20).map(lambda minutes: MONDAY - timedelta(minutes=minutes * 3))
ORIGINS = st.sampled_from([frozenset({REQUEST}), frozenset({MAIL}), frozenset({REQUEST, MAIL})])
MEMORIES = st.lists(
    st.one_of(
        st.builds(lambda w, at, o: asked(w, at, origins=o), WORDS, MOMENTS, ORIGINS),
        st.builds(lambda w, at, o: fact(w, at, origins=o), WORDS, MOMENTS, ORIGINS),
        st.builds(lambda w, n, o: weekly(w, n, origins=o), WORDS, st.integers(1, 8), ORIGINS),
    ),
    max_size=12,
).map(lambda found: [m for each in found for m in (each if isinstance(each, list) else [each])])
STATES = st.dictionaries(
    st.text("0123456789abcdef", min_size=24, max_size=24),
    st.builds(
        Shown,
        st.integers(0, 200).map(lambda days: (MONDAY - timedelta(days=days)).date()),
        st.integers(1, 9),
        st.integers(0, 9),
        st.booleans(),
    ),
    max_size=5,
)


@settings(deadline=None, max_examples=60)
@given(
    st.one_of(MEMORIES, MEMORIES.map(lambda found: found + many())),
    STATES,
    st.lists(st.integers(0, 700), min_size=1, max_size=4),
)
def test_never_more_than_three_a_day_and_nothing_of_others(
    memories: list[Memory], state: dict[str, Shown], minutes: list[int]
) -> None:
    mine = [each for each in memories if each.trusted]
    alone, shown = dict(state), set()
    for each in sorted(minutes):
        now = MONDAY + timedelta(minutes=each)
        found, state = suggest(memories, state, now)
        same, alone = suggest(mine, alone, now)
        shown |= {one.key for one in found}

        assert found == same
        trusted = {one.id for one in mine}
        assert all(set(one.beneath) <= trusted and one.why and one.words for one in found)
    assert len(shown) <= A_DAY

"""What comes to mind: words, meaning, neighbours, time, names, priors; trusted where asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from numpy.typing import NDArray

from plam_agent.errors import InputError
from plam_agent.keys import Master
from plam_agent.memory.memory import Memory, Tier
from plam_agent.memory.recollection import Recollection
from plam_agent.memory.sealed import Memories
from plam_agent.memory.times import spans
from plam_agent.types import REQUEST, Origin
from plam_agent.vault import Vault

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MAIL = Origin("imap", "INBOX/1")


class Themes:
    """An embedder that knows which themes a text is of, by a few words."""

    name, dimension = "themes", 16
    THEMES = (("dog", "puppy", "pet"), ("car", "garage", "vehicle"), ("sea", "sailing", "boat"))

    def __init__(self) -> None:
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += len(texts)
        rows = np.full((len(texts), self.dimension), 0.01, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for at, theme in enumerate(self.THEMES):
                row[at] += sum(word in text.lower() for word in theme)
        unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


class Slow(Themes):
    """The same, which goes on until it may end."""

    def __init__(self) -> None:
        super().__init__()
        self.may_end = Event()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        assert self.may_end.wait(20)
        return super().embed(texts)


def remembered(text: str, number: int = 0, **fields: object) -> Memory:
    given: dict[str, object] = {
        "id": f"m{number}-{text[:12]}",
        "tier": Tier.FACT,
        "text": text,
        "at": NOW - timedelta(days=400),
        "origins": frozenset({REQUEST}),
        "source": f"s{number}",
    }
    return Memory(**(given | fields))  # type: ignore[arg-type]


@asynccontextmanager
async def opened(
    home: Path,
    *memories: Memory,
    embedder: Themes | None = None,
    languages: Sequence[str] = ("en",),
) -> AsyncIterator[Recollection]:
    vault = Vault(Master(bytes(32)))
    async with await Recollection.open(home, vault, embedder, languages, UTC) as memory:
        await memory.add(memories)
        yield memory


async def texts(memory: Recollection, words: str, **asked: object) -> list[str]:
    found = await memory.recall(words, NOW, **asked)  # type: ignore[arg-type]
    return [each.memory.text for each in found]


async def test_closing_waits_for_a_vector_that_nobody_waits_for(tmp_path: Path) -> None:
    embedder = Slow()
    vault = Vault(Master(bytes(32)))
    memory = await Recollection.open(tmp_path, vault, embedder, ("en",), UTC)
    assert await texts(memory, "Where is my dog?") == []

    closing = asyncio.create_task(memory.close())
    done, _ = await asyncio.wait([closing], timeout=0.3)
    assert not done
    embedder.may_end.set()
    await closing

    assert embedder.embedded == 1


async def test_what_shares_the_rarest_words_comes_first(tmp_path: Path) -> None:
    budget = remembered("The budget meeting moved to Friday", 1)
    others = [remembered(f"The meeting about topic{n} was long", n + 2) for n in range(5)]
    async with opened(tmp_path, *others, budget) as memory:
        assert (await texts(memory, "When was the meeting about the budget?"))[0] == budget.text


@pytest.mark.parametrize(
    ("languages", "question", "text"),
    [
        (("en",), "Where does she study painting?", "Anna studied with painters in Rome"),
        (("fr",), "Quelles réunions sont prévues ?", "La réunion était prévue à Lyon"),
        (("fr",), "reunion prevue", "La réunion était prévue à Lyon"),
        (("en", "fr"), "réunions", "La réunion était prévue à Lyon"),
    ],
)
async def test_endings_accents_and_case_do_not_count(
    tmp_path: Path, languages: tuple[str, ...], question: str, text: str
) -> None:
    other = remembered("Something else entirely, rien à voir", 2)
    async with opened(tmp_path, other, remembered(text, 1), languages=languages) as memory:
        assert await texts(memory, question) == [text]


async def test_what_has_nothing_in_common_does_not_come_up(tmp_path: Path) -> None:
    async with opened(tmp_path, remembered("Anna likes tea")) as memory:
        assert await texts(memory, "zeppelin") == []
        assert await texts(memory, "   ") == []
        assert await texts(memory, "?!") == []


async def test_an_answer_is_found_by_the_question_before_it(tmp_path: Path) -> None:
    talk = [
        remembered("Which instrument do you play, Leo?", 1, source="talk", place=1),
        remembered("The cello, since I was six", 2, source="talk", place=2),
        remembered("A cello stands in the shop window", 3, source="else"),
    ]
    fillers = [remembered(f"Nothing of note on page{n}", 10 + n) for n in range(20)]
    async with opened(tmp_path, *fillers, *talk) as memory:
        found = await texts(memory, "instrument Leo plays")
    assert found[:2] == [talk[0].text, talk[1].text]


async def test_places_far_apart_are_no_neighbours(tmp_path: Path) -> None:
    near = remembered("Which instrument do you play?", 1, source="talk", place=1)
    far = remembered("The cello", 2, source="talk", place=9)
    same = remembered("A fact of no place", 3, source="owner")
    also = remembered("An instrument of no place", 4, source="owner")
    fillers = [remembered(f"Nothing of note on page{n}", 10 + n) for n in range(20)]
    async with opened(tmp_path, near, far, same, also, *fillers) as memory:
        found = await texts(memory, "instrument", limit=10)
    assert sorted(found) == sorted([near.text, also.text])


async def test_meaning_finds_what_no_word_finds(tmp_path: Path) -> None:
    some = [remembered("My puppy is called Rex", 1), remembered("The car is in the garage", 2)]
    async with opened(tmp_path / "a", *some, embedder=Themes()) as memory:
        assert (await texts(memory, "which pet"))[0] == some[0].text
    async with opened(tmp_path / "b", *some) as memory:
        assert await texts(memory, "which pet") == []


async def test_vectors_are_kept_and_not_computed_again(tmp_path: Path) -> None:
    embedder = Themes()
    async with opened(tmp_path, remembered("My puppy is called Rex"), embedder=embedder):
        pass
    assert embedder.embedded == 1
    async with opened(tmp_path, embedder=embedder) as memory:
        assert await memory.warm() == 1
        assert await memory.embed_rest() == 0
    assert embedder.embedded == 1


async def test_vectors_that_are_missing_or_of_another_model_are_made(tmp_path: Path) -> None:
    async with opened(tmp_path, remembered("My puppy is called Rex")):
        pass
    embedder = Themes()
    async with opened(tmp_path, embedder=embedder) as memory:
        assert await texts(memory, "which pet") == []
        assert await memory.embed_rest() == 1
        assert await texts(memory, "which pet") == ["My puppy is called Rex"]
        embedder.name = "themes 2"
        assert await memory.embed_rest() == 1
        assert await memory.embed_rest() == 0


async def test_what_has_its_vector_is_not_opened_to_look_for_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    get = Memories.get

    def noted(store: Memories, ids: Iterable[str]) -> list[Memory]:
        some = list(ids)
        looked.extend(some)
        return get(store, some)

    first, later = remembered("My puppy is called Rex"), remembered("The car is in the garage", 2)
    async with opened(tmp_path, first, embedder=Themes()) as memory:
        monkeypatch.setattr(Memories, "get", noted)
        await memory.embed_rest()
        assert looked == [first.id]
        await memory.add([later])
        looked.clear()
        await memory.embed_rest()
        await memory.embed_rest()

    assert looked == [later.id]


async def test_a_time_that_is_asked_for_favours_what_is_of_it(tmp_path: Path) -> None:
    some = [
        remembered(f"Dinner with Anna, round {n}", n, at=datetime(2025, n, 10, tzinfo=UTC))
        for n in range(1, 10)
    ]
    async with opened(tmp_path, *some) as memory:
        found = await memory.recall("dinner with Anna in May 2025", NOW)
        assert found[0].memory.text == some[4].text
        assert "May 2025" in found[0].why
        between = (datetime(2025, 2, 1, tzinfo=UTC), datetime(2025, 3, 1, tzinfo=UTC))
        assert await texts(memory, "dinner", between=between) == [some[1].text]


@pytest.mark.parametrize(
    ("question", "said", "start", "end"),
    [
        ("What did I do last week?", "last week", "2026-11-09", "2026-11-16"),
        ("who came on 16 September, 2023", "on 16 September, 2023", "2023-09-16", "2023-09-17"),
        ("What happened in May?", "in May", "2026-05-01", "2026-06-01"),
        ("Qui vint la semaine dernière ?", "la semaine dernière", "2026-11-09", "2026-11-16"),
        ("la réunion d'hier", "d'hier", "2026-11-20", "2026-11-21"),
        ("the trip in 2022 to Rome", "in 2022", "2022-01-01", "2023-01-01"),
        ("il y a trois jours", "il y a trois jours", "2026-11-18", "2026-11-19"),
    ],
)  # fmt: skip
def test_times_are_found_within_a_question(question: str, said: str, start: str, end: str) -> None:
    (span,) = spans(question, NOW)
    assert (span.said, span.start.date().isoformat(), span.end.date().isoformat()) == (
        said, start, end
    )  # fmt: skip


@pytest.mark.parametrize(
    "question",
    ["May I ask Anna?", "the march to the sea", "room 12", "it costs 2022 euros", "", "the of on"],
)
def test_words_that_are_no_time_are_none(question: str) -> None:
    assert spans(question, NOW) == []


def test_a_long_question_costs_no_more_tries() -> None:
    assert len(spans("last of on " * 2_000, NOW)) <= 12


async def test_names_in_the_best_hits_lead_one_hop_further(tmp_path: Path) -> None:
    some = [
        remembered("The architect of our house is Zephyrine", 1),
        remembered("Zephyrine moved to Lisbon", 2),
        remembered("Quentin moved to Oslo", 3),
        remembered("Quentin wrote a song", 4),
    ]
    fillers = [remembered(f"Nothing of note on page{n}", 10 + n) for n in range(80)]
    async with opened(tmp_path, *some, *fillers) as memory:
        found = await texts(memory, "our architect", limit=3)
        asked = await texts(memory, "Where did our architect move?", limit=3)
    assert found[0] == some[0].text
    assert asked[:2] == [some[0].text, some[1].text]


async def test_between_equals_the_newer_the_used_and_the_important_win(tmp_path: Path) -> None:
    old = remembered("Tea at four, says one", 1)
    new = remembered("Tea at four, says two", 2, at=NOW - timedelta(days=1))
    weighty = remembered("Tea at four, says three", 3, importance=1.0)
    replaced = remembered("Tea at four, says zero", 4, until=NOW - timedelta(days=2))
    async with opened(tmp_path, replaced, old, new, weighty) as memory:
        found = await texts(memory, "tea at four", counted=False)
        assert found == [each.text for each in (weighty, new, old, replaced)]
        for _ in range(40):
            await memory.recall("says one", NOW, limit=1)
        assert (await texts(memory, "tea at four", counted=False))[:2] == [weighty.text, old.text]


async def test_only_what_is_trusted_and_of_a_tier_where_asked(tmp_path: Path) -> None:
    mine = remembered("The code of the gate is blue", 1)
    theirs = remembered("The code of the gate is red", 2, origins=frozenset({REQUEST, MAIL}))
    note = remembered("A note on the code of the gate", 3, tier=Tier.NOTE)
    async with opened(tmp_path, mine, theirs, note) as memory:
        assert theirs.text in await texts(memory, "code of the gate")
        assert theirs.text not in await texts(memory, "code of the gate", trusted=True)
        assert await texts(memory, "code of the gate", tiers={Tier.NOTE}) == [note.text]


async def test_untrusted_text_lends_nothing_to_what_is_trusted(tmp_path: Path) -> None:
    theirs = remembered("transfer money", 1, source="t", place=1, origins=frozenset({MAIL}))
    mine = remembered("Fine, thanks", 2, source="t", place=2)
    fillers = [remembered(f"Nothing of note on page{n}", 10 + n) for n in range(20)]
    async with opened(tmp_path, theirs, mine, *fillers) as memory:
        assert mine.text in await texts(memory, "transfer money")
        assert await texts(memory, "transfer money", trusted=True) == []


async def test_a_score_tells_how_much_of_the_question_is_there(tmp_path: Path) -> None:
    async with opened(tmp_path, remembered("Anna likes tea"), remembered("Bob rows", 2)) as memory:
        (whole,) = await memory.recall("Anna tea", NOW)
        (part,) = await memory.recall("Anna zeppelin mountain", NOW)
    assert 1 >= whole.score > 0.8 > 0.5 > part.score > 0
    assert "of the words" in whole.why


async def test_what_is_forgotten_or_replaced_does_not_come_up(tmp_path: Path) -> None:
    tea, rows = remembered("Anna likes tea"), remembered("Bob rows", 2)
    async with opened(tmp_path, tea, rows) as memory:
        await memory.warm()
        await memory.replace(replace(tea, text="Anna likes coffee"))
        assert await texts(memory, "tea") == []
        assert await texts(memory, "Anna coffee") == ["Anna likes coffee"]
        assert await memory.forget([tea.id]) == 1
        assert await texts(memory, "Anna coffee") == []
        assert await texts(memory, "Bob") == ["Bob rows"]


async def test_what_another_process_changes_is_caught_up_with(tmp_path: Path) -> None:
    tea = remembered("Anna likes tea")
    async with opened(tmp_path, tea) as one, opened(tmp_path) as other:
        assert await texts(other, "tea") == [tea.text]
        await one.add([remembered("Bob rows", 2)])
        assert await texts(other, "rows") == ["Bob rows"]
        await one.forget([tea.id])
        assert await texts(other, "tea") == []
        assert await other.warm() == 1


async def test_asking_wrongly_is_told(tmp_path: Path) -> None:
    async with opened(tmp_path, remembered("Anna likes tea")) as memory:
        with pytest.raises(InputError):
            await memory.recall("tea", NOW, limit=0)
        with pytest.raises(ValueError, match="aware"):
            await memory.recall("tea", NOW.replace(tzinfo=None))
    with pytest.raises(InputError, match="closed"):
        await memory.recall("tea", NOW)


async def test_many_may_ask_and_add_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path, embedder=Themes()) as memory:
        adding = [memory.add([remembered(f"Anna likes tea number{n}", n)]) for n in range(20)]
        asking = [memory.recall("Anna tea", NOW) for _ in range(20)]
        await asyncio.gather(*adding, *asking)
        assert len(await memory.recall("Anna tea", NOW, limit=50)) == 20

"""A night, from examples to what is worn: with small parts in the places of the heavy ones."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
from blockbuster import blockbuster_ctx
from hypothesis import given
from hypothesis import strategies as st

from plam_agent import config, erasing, keys
from plam_agent.adapters_signed import ME
from plam_agent.config_tuning import Tuning
from plam_agent.erasing import Order, erase
from plam_agent.errors import BusyError, DamageError, InputError, PlamError
from plam_agent.home import Home
from plam_agent.planner.prompt import Prompt
from plam_agent.setup import make_home
from plam_agent.tuning import apart, learning, packed_rows, pipes
from plam_agent.tuning.apart import Job, Learnt, PausedError, Progress, Stop
from plam_agent.tuning.ending import LAST_ONES
from plam_agent.tuning.example import Choice, Example, Row
from plam_agent.tuning.kept import Kept
from plam_agent.tuning.learning import LEAST, LEAST_HELD, Material, Offered, digest, split
from plam_agent.tuning.nightly import FRESH, Parts, Wishes, night
from plam_agent.tuning.nights import (
    LITTLE,
    NOT_BETTER,
    NOTHING_NEW,
    PAUSED,
    PROMOTED,
    ROLLED_BACK,
    TUNED,
    Night,
    learnt_through,
    shelf_of,
)
from plam_agent.tuning.replay import replay
from plam_agent.tuning.trial import Bench, Judged
from tests.fakes import FixedClock

PASSPHRASE = "correct horse"
START = datetime(2026, 6, 2, 1, 0, tzinfo=UTC)
SAID = "the dentist wants to see me on the 17th"
Writer = Callable[..., Path]
T = TypeVar("T")


def example(number: int, *, answer: str = "yes", weight: float = 1.0) -> Example:
    said = f"{SAID}, number {number}"
    return Example(
        kind="label",
        prompt=Prompt("Choose.", said, said=said),
        grammar="",
        answer=answer,
        against=() if answer else ("no",),
        weight=weight,
        at=START - timedelta(days=30) + timedelta(hours=number),
        sources=(f"event:{number + 1}",),
        group=answer,
    )


def row(number: int) -> Row:
    choice = Choice(np.array([1, 5], np.int32), np.array([0.5, np.nan], np.float32))
    return Row((1, 2, number), 1, (None, choice), 0.5, wanted=number % 2 == 0, sources=("event:1",))


@dataclasses.dataclass
class Small:
    """Small parts: what they are asked for is noted, and what they answer is set by a test."""

    gguf: bytes
    examples: list[Example] = dataclasses.field(
        default_factory=lambda: [example(n) for n in range(80)]
    )
    promote: bool = True
    scale: float = 1.0
    architecture: str = "llama"
    declined: str = ""
    steps: list[int] = dataclasses.field(default_factory=list)
    benches: list[Bench] = dataclasses.field(default_factory=list)
    spelled: int = 0
    weights: list[list[float]] = dataclasses.field(default_factory=list)
    during: Callable[[str], None] = lambda part: None
    beside: Callable[[str], None] = lambda part: None
    wait_in: str = ""
    waiting: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)

    def parts(self) -> Parts:
        return Parts(
            offered=lambda home: Offered(()),
            gathered=self._gathered,
            spelled=self._spelled,
            trained=self._trained,
            judged=self._judged,
            declined=lambda home, today, since: self.declined,
            looked=self._looked,
            rehearsed=lambda seed, count, lists, composes: [example(n) for n in range(count)],
            known=self._known,
            marked=lambda seed, model, stop: ([row(n) for n in range(4)], 1),
        )

    async def _known(
        self, model: Path, examples: list[Example], stop: Stop, composes: bool
    ) -> list[Example]:
        """All but the first: a model that cannot answer everything."""
        stop.check()
        return examples[1:]

    def _gathered(self, home: Home, today: Offered) -> Material:
        self.during("gathered")
        return split(self.examples, {"card": 2}, ["2 examples are left out, with a card."])

    def _spelled(self, model: Path, examples: Sequence[Example], stop: Stop) -> list[Row]:
        stop.check()
        self.spelled += len(examples)
        self.weights.append([each.weight for each in examples])
        return [row(n) for n in range(len(examples))]

    async def _looked(self, home: Home) -> list[str]:
        return []

    async def _trained(self, job: Job, kept: Kept, stop: Stop, progress: Progress) -> Learnt:
        """Ten steps, each with a checkpoint."""
        raw = await asyncio.to_thread(kept.get, "checkpoint-x")
        for step in range(int(raw or b"0"), 10):
            self.steps.append(step)
            await asyncio.to_thread(kept.put, "checkpoint-x", str(step + 1).encode())
            progress({"step": step + 1, "steps": 10, "left": 1.0})
            self.during(f"step {step}")
            await asyncio.to_thread(self.beside, f"step {step}")
            stop.check()
        await self._pause("trained", stop)
        figures = {
            "training": {"architecture": self.architecture, "recipe": {"rank": 8}},
            "agreement": {},
        }
        return Learnt(self.gguf, figures)

    async def _judged(self, bench: Bench) -> Judged:
        self.benches.append(bench)
        if self.wait_in == "judged":
            self.waiting.set()
            await asyncio.Event().wait()
        await asyncio.to_thread(self.beside, "judged")
        reason = "Of what was held out 61 % were answered as you wanted, and 82 % are now."
        figures = {"accepted": 0.82, "scale": self.scale}
        return Judged(self.promote, (reason,), figures, {"report.html": b"<p>"})

    async def _pause(self, where: str, stop: Stop) -> None:
        if self.wait_in == where:
            self.waiting.set()
            await stop.wait()
            stop.check()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def home(tmp_path: Path, tiny: dict[str, Path], clock: FixedClock) -> Iterator[Home]:
    """A home that uses the tiny llama."""
    path = tmp_path / "home"
    make_home(
        path, owner="marie@example.org", zone="UTC", passphrase=PASSPHRASE, cost=keys.CHEAP,
        clock=clock,
    )  # fmt: skip
    config.save(path, dataclasses.replace(config.load(path), model=tiny["llama"]))
    with Home.open(path, lambda: PASSPHRASE, clock=clock) as opened:
        yield opened


@pytest.fixture
def small(tmp_path: Path, adapter_writer: Writer) -> Small:
    return Small(adapter_writer(tmp_path / "a.gguf", seed=3).read_bytes())


def worn(home: Home) -> list[str]:
    return [each.id for each in shelf_of(home).active()]


def told(home: Home) -> list[Mapping[str, Any]]:
    return [event.body for event in home.journal.events(kinds=(TUNED,))]


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run it on a loop that nothing may block, from a test that itself may."""
    with blockbuster_ctx("plam_agent"):
        return asyncio.run(work)


class TestANight:
    def test_what_is_better_is_worn_and_said(self, home: Home, small: Small) -> None:
        done = run(night(home, parts=small.parts()))

        assert (done.outcome, done.id) == (PROMOTED, "me-0001")
        assert worn(home) == ["me-0001"]
        manifest = shelf_of(home).get("me-0001")
        assert (manifest.kind, manifest.parent, manifest.seed) == ("me", "", 1)
        assert manifest.figures["accepted"] == 0.82
        assert "report.html" in manifest.files
        assert [body["outcome"] for body in told(home)] == [PROMOTED]
        assert "61 %" in told(home)[0]["detail"]
        assert "text" not in told(home)[0]
        assert told(home)[0]["material"]["blocked"] == {"card": 2}
        assert Kept(home.path, home.vault).names() == []

    def test_nothing_of_what_was_said_lies_readable_and_the_journal_has_counts_alone(
        self, home: Home, small: Small
    ) -> None:
        def looked(part: str) -> None:
            held = b"".join(p.read_bytes() for p in home.path.rglob("*") if p.is_file())
            assert SAID.encode() not in held

        small.beside = looked
        run(night(home, parts=small.parts()))

        assert SAID not in json.dumps([dict(body) for body in told(home)])

    def test_what_is_not_better_is_kept_and_not_worn(self, home: Home, small: Small) -> None:
        run(night(home, parts=small.parts()))
        small.promote = False

        done = run(night(home, parts=small.parts()))

        assert (done.outcome, done.id) == (NOT_BETTER, "me-0002")
        assert worn(home) == ["me-0001"]
        assert shelf_of(home).get("me-0002").parent == "me-0001"
        assert small.benches[-1].worn is not None

    def test_of_what_was_not_better_only_the_last_stay(self, home: Home, small: Small) -> None:
        small.promote = False
        for _ in range(LAST_ONES + 2):
            run(night(home, parts=small.parts()))

        assert shelf_of(home).ids() == [f"me-{n:04}" for n in range(3, 3 + LAST_ONES)]

    def test_the_newest_examples_are_never_learnt(self, home: Home, small: Small) -> None:
        run(night(home, parts=small.parts()))

        held = {digest(each) for each in small.benches[0].held}
        assert held == {digest(each) for each in small.examples[60:]}
        assert small.benches[0].material["to_learn"] == 60

    def test_what_was_said_long_ago_is_learnt_as_lightly_as_it_weighs_beside_the_newest(
        self, home: Home, small: Small
    ) -> None:
        small.examples = [example(n, weight=0.5 ** (6 - n / 10)) for n in range(80)]

        run(night(home, parts=small.parts()))

        newest = small.examples[59].weight
        assert small.weights[0] == [each.weight / newest for each in small.examples[:60]]

    def test_core_skills_that_the_model_does_not_have_are_not_rehearsed(
        self, home: Home, small: Small
    ) -> None:
        run(night(home, Wishes(rehearsed=0.5), parts=small.parts()))

        # As many were drawn as are learnt from, and one was not known.
        learnt = len(small.examples[:60])
        assert shelf_of(home).get("me-0001").rows == learnt + learnt - 1

    def test_what_is_worn_in_the_end_is_worn_as_strongly_as_it_was_judged(
        self, home: Home, small: Small
    ) -> None:
        small.scale = 0.6

        run(night(home, parts=small.parts()))

        assert [each.scale for each in shelf_of(home).active()] == [0.6]

    def test_too_little_is_refused_with_how_much_is_missing(self, home: Home, small: Small) -> None:
        small.examples = small.examples[: LEAST - 7]

        done = run(night(home, parts=small.parts()))

        assert done.outcome == LITTLE
        assert "7 more examples" in done.text
        assert told(home) == []
        assert not small.steps

    def test_by_itself_it_waits_for_something_new_and_an_order_does_not(
        self, home: Home, small: Small
    ) -> None:
        run(night(home, parts=small.parts()))
        assert learnt_through(home) == small.examples[-1].at

        waits = run(night(home, Wishes(by_itself=True), parts=small.parts()))
        ordered = run(night(home, parts=small.parts()))
        small.examples += [example(100 + n) for n in range(FRESH)]
        fresh = run(night(home, Wishes(by_itself=True), parts=small.parts()))

        assert [waits.outcome, ordered.outcome, fresh.outcome] == [NOTHING_NEW, PROMOTED, PROMOTED]

    def test_by_itself_it_does_not_try_the_same_again_and_again(
        self, home: Home, small: Small
    ) -> None:
        small.promote = False
        first = run(night(home, Wishes(by_itself=True), parts=small.parts()))

        second = run(night(home, Wishes(by_itself=True), parts=small.parts()))

        assert (first.outcome, second.outcome) == (NOT_BETTER, NOTHING_NEW)

    def test_another_model_gets_an_adapter_of_its_own(
        self, home: Home, small: Small, tiny: dict[str, Path]
    ) -> None:
        run(night(home, parts=small.parts()))
        settings = dataclasses.replace(home.settings, model=tiny["qwen3"])
        other = dataclasses.replace(home, settings=settings)
        small.architecture, small.promote = "qwen3", False
        small.gguf = small.gguf.replace(b"llama", b"qwen3")

        done = run(night(other, Wishes(by_itself=True), parts=small.parts()))

        assert done.outcome == NOT_BETTER
        assert small.benches[-1].worn is None

    def test_what_cannot_be_worn_in_the_end_is_said_and_ends_the_night(
        self, home: Home, small: Small, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuses(*_: object) -> None:
            raise InputError("was trained on something that was forgotten since.")

        monkeypatch.setattr("plam_agent.adapters.Shelf.activate", refuses)

        done = run(night(home, parts=small.parts()))

        assert done.outcome == NOT_BETTER
        assert "me-0001 cannot be worn: it was trained on" in done.notes[0]
        assert Kept(home.path, home.vault).names() == []

    def test_only_one_night_is_on_at_a_time(self, home: Home, small: Small) -> None:
        small.wait_in = "judged"

        async def two() -> None:
            first = asyncio.create_task(night(home, parts=small.parts()))
            async with asyncio.timeout(10):
                await small.waiting.wait()
            with pytest.raises(BusyError, match="a night is on already"):
                await night(home, parts=small.parts())
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)

        run(two())

    def test_progress_is_told_with_the_time_that_is_left(self, home: Home, small: Small) -> None:
        seen: list[tuple[str, float, float]] = []

        run(night(home, parts=small.parts(), tell=lambda *said: seen.append(said)))

        assert ("training", 0.5, 1.0) in seen


class TestPausing:
    def test_a_paused_night_goes_on_where_it_was(self, home: Home, small: Small) -> None:
        stop = Stop()
        small.during = lambda part: stop.ask("You are back.") if part == "step 3" else None

        paused = run(night(home, stop=stop, parts=small.parts()))
        spelled = small.spelled
        done = run(night(home, Wishes(by_itself=True), parts=small.parts()))

        assert paused.outcome == PAUSED
        assert "You are back." in paused.text
        assert done.outcome == PROMOTED
        assert small.steps == list(range(10))
        assert small.spelled == spelled
        assert [body["outcome"] for body in told(home)] == [PAUSED, PROMOTED]

    def test_what_came_meanwhile_is_asked_and_what_is_learnt_stays(
        self, home: Home, small: Small
    ) -> None:
        stop = Stop()
        small.during = lambda part: stop.ask("x") if part == "step 3" else None
        run(night(home, stop=stop, parts=small.parts()))
        small.examples += [example(200), example(201)]

        run(night(home, parts=small.parts()))

        held = [digest(each) for each in small.benches[0].held]
        assert held == [digest(each) for each in small.examples[60:]]

    def test_a_pause_while_it_is_compared_trains_nothing_again(
        self, home: Home, small: Small
    ) -> None:
        small.wait_in, stop = "judged", Stop()

        async def interrupted() -> Night:
            running = asyncio.create_task(night(home, stop=stop, parts=small.parts()))
            async with asyncio.timeout(10):
                await small.waiting.wait()
                stop.ask("You are back.")
                return await running

        paused = run(interrupted())
        small.wait_in = ""
        done = run(night(home, parts=small.parts()))

        assert (paused.outcome, done.outcome) == (PAUSED, PROMOTED)
        assert small.steps == list(range(10))

    @pytest.mark.parametrize("change", ["terms", "labels", "consent", "model", "recipe", "age"])
    def test_a_night_about_something_else_begins_anew(
        self,
        home: Home,
        small: Small,
        change: str,
        clock: FixedClock,
        tiny: dict[str, Path],
    ) -> None:
        stop = Stop()
        small.during = lambda part: stop.ask("x") if part == "step 3" else None
        run(night(home, stop=stop, parts=small.parts()))
        small.steps.clear()
        wishes = Wishes(recipe={"rank": 4}) if change == "recipe" else Wishes()
        said = {
            "terms": Tuning(terms=("Falcon",)),
            "labels": Tuning(labels=("confidential",)),
            "consent": Tuning(learn_from_sent=True),
        }
        if change in said:
            settings = dataclasses.replace(home.settings, tuning=said[change])
            home = dataclasses.replace(home, settings=settings)
        if change == "model":
            home = dataclasses.replace(
                home, settings=dataclasses.replace(home.settings, model=tiny["qwen3"])
            )
        if change == "age":
            clock.advance(days=8)
        small.during = lambda part: None
        small.promote = change != "model"

        run(night(home, wishes, parts=small.parts()))

        assert small.steps == list(range(10))

    def test_what_was_forgotten_meanwhile_is_not_gone_on_with(
        self, home: Home, small: Small
    ) -> None:
        stop = Stop()
        small.during = lambda part: stop.ask("x") if part == "step 3" else None
        run(night(home, stop=stop, parts=small.parts()))
        seq = home.journal.append("run", {"run": "r", "words": "x"}).seq

        erase(home.path, home.journal, home.vault, Order(seqs=(seq,)))
        assert Kept(home.path, home.vault).names() == []
        small.steps.clear()
        run(night(home, parts=small.parts()))

        assert small.steps == list(range(10))

    def test_what_is_forgotten_while_it_learns_never_comes_onto_the_shelf(
        self, home: Home, small: Small
    ) -> None:
        seq = home.journal.append("run", {"run": "r", "words": "x"}).seq

        def forgets(part: str) -> None:
            if part == "judged":
                small.beside = lambda part: None
                with home.journal.transaction() as tx:
                    tx.append(erasing.BEGUN, {"seqs": [seq]})

        small.beside = forgets
        with pytest.raises(InputError, match="forgotten meanwhile"):
            run(night(home, parts=small.parts()))

        assert shelf_of(home).ids() == []
        assert Kept(home.path, home.vault).names() == []

    def test_what_a_night_kept_and_does_not_open_is_thrown_away(
        self, home: Home, small: Small
    ) -> None:
        stop = Stop()
        small.during = lambda part: stop.ask("x") if part == "step 3" else None
        run(night(home, stop=stop, parts=small.parts()))
        (home.path / "tuning" / "night").write_bytes(b"\0\0\0\4nonsense")
        small.steps.clear()

        done = run(night(home, parts=small.parts()))

        assert done.outcome == PROMOTED
        assert "thrown away" in done.notes[0]
        assert small.steps == list(range(10))


class TestAfterACrash:
    @pytest.mark.parametrize("died", ["put", "activate", "append"])
    def test_a_night_that_died_at_the_shelf_is_ended_by_the_next(
        self, home: Home, small: Small, died: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from plam_agent.adapters import Shelf
        from plam_agent.journal import Journal

        class DiedError(Exception):
            """In the place of a power cut."""

        def dies(*_: Any, **__: Any) -> Any:
            raise DiedError

        owner = Journal if died == "append" else Shelf
        with monkeypatch.context() as patched:
            patched.setattr(owner, died, dies)
            with pytest.raises(DiedError):
                run(night(home, parts=small.parts()))
        small.examples = []
        small.steps.clear()

        done = run(night(home, Wishes(by_itself=True), parts=small.parts()))

        assert done.outcome == PROMOTED
        assert worn(home) == ["me-0001"]
        assert shelf_of(home).ids() == ["me-0001"]
        assert [body["outcome"] for body in told(home)] == [PROMOTED]
        assert not small.steps


class TestRollback:
    def test_what_the_owner_corrects_more_is_put_away(self, home: Home, small: Small) -> None:
        run(night(home, parts=small.parts()))
        run(night(home, parts=small.parts()))
        small.declined, small.promote = (
            "Of 40 proposals 22 were changed, and before 3 of 40.",
            False,
        )

        done = run(night(home, parts=small.parts()))

        assert worn(home) == ["me-0001"]
        assert "me-0002 is not worn any more: Of 40 proposals" in done.notes[0]
        assert ROLLED_BACK in [body["outcome"] for body in told(home)]

    def test_an_adapter_that_is_stale_is_learnt_anew_without_new_examples(
        self, home: Home, small: Small
    ) -> None:
        run(night(home, parts=small.parts()))
        (home.path / "adapters" / "me-0001" / "stale").touch()

        done = run(night(home, Wishes(by_itself=True), parts=small.parts()))

        assert (done.outcome, done.id) == (PROMOTED, "me-0002")
        assert worn(home) == ["me-0002"]
        assert small.benches[-1].worn is None

    def test_an_organisations_adapter_needs_its_key(self, home: Home, small: Small) -> None:
        with pytest.raises(PlamError, match="signing key"):
            run(night(home, Wishes(kind="org"), parts=small.parts()))


def test_what_is_old_counts_less_than_what_is_new_and_not_less_than_core_skills() -> None:
    old = [dataclasses.replace(example(n), weight=each) for n, each in enumerate((0.1, 0.2, 0.05))]

    assert [each.weight for each in learning.newest_counts_one(old)] == [0.5, 1.0, 0.25]
    assert learning.newest_counts_one([]) == []


class TestMaterial:
    @given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(["yes", ""])), max_size=120))
    def test_what_is_held_out_is_newer_than_what_is_learnt(
        self, drawn: list[tuple[int, str]]
    ) -> None:
        examples = [example(hour, answer=answer) for hour, answer in drawn]

        found = split(examples)

        known = sum(bool(each.answer) for each in examples)
        assert found.missing == max(0, LEAST - known)
        assert bool(found.held) == (known >= LEAST)
        if found.held:
            assert len(found.held) >= max(LEAST_HELD, known // 4)
            assert all(each.answer for each in found.held)
            newest = max(learning.when(each) for each in found.learnt)
            assert newest <= min(learning.when(each) for each in found.held)

    def test_how_somebody_writes_is_learnt_and_never_asked(self) -> None:
        style = [example(500), example(-500)]

        found = split([example(n) for n in range(80)]).beside(style)

        assert found.learnt[-1] == style[1]
        assert not set(map(digest, style)) & set(map(digest, found.held))
        assert digest(style[0]) not in set(map(digest, found.learnt))

    def test_the_order_of_learning_stays(self) -> None:
        examples = [example((n * 37) % 80) for n in range(80)]

        found = split(examples)

        assert list(found.learnt) == [each for each in examples if each not in found.held]

    def test_counts_say_nothing_of_what_was_said(self) -> None:
        assert SAID not in json.dumps(split([example(n) for n in range(80)]).plain())


class TestCoreSkills:
    def test_the_same_seed_draws_the_same_and_another_others(self) -> None:
        from plam_agent.tuning.starter.frames import TOOLS

        lists = [TOOLS, TOOLS[:8]]
        one = replay(1, 20, lists, composes=False)

        assert [e.prompt for e in one] == [e.prompt for e in replay(1, 20, lists, composes=False)]
        assert [e.prompt for e in one] != [e.prompt for e in replay(2, 20, lists, composes=False)]
        assert len(one) == 20
        assert {e.kind for e in one} == {"plan", "label"}

    def test_a_tool_that_is_not_offered_is_not_wanted(self) -> None:
        from plam_agent.tuning.starter.frames import TOOLS

        few = [tool for tool in TOOLS if tool.name.startswith("mail.")]
        asked = [e for e in replay(5, 60, [few], composes=False) if e.kind == "plan"]

        wanted = {json.loads(e.answer)["steps"][0]["tool"] for e in asked if "steps" in e.answer}
        assert wanted
        assert wanted <= {tool.name for tool in few}
        assert any('"none"' in e.answer for e in asked)


class TestWhatIsKept:
    def test_rows_come_back_as_they_were(self) -> None:
        rows = [
            row(1),
            Row((7,), 1, ()),
            Row((1, 2), 1, (Choice(None),), 2.0, sources=("memory:a", "event:3")),
            row(4),
        ]

        back = packed_rows.unpacked(packed_rows.packed(rows))

        assert [plain(each) for each in back] == [plain(each) for each in rows]

    @pytest.mark.parametrize("rows", [[], [Row((1,), 1, ())]])
    def test_few_rows_come_back_too(self, rows: list[Row]) -> None:
        assert len(packed_rows.unpacked(packed_rows.packed(rows))) == len(rows)

    @pytest.mark.parametrize("raw", [b"", b"PK\3\4", b"\x80\4K\1."])
    def test_what_is_no_rows_is_refused(self, raw: bytes) -> None:
        with pytest.raises(DamageError):
            packed_rows.unpacked(raw)

    def test_a_file_is_sealed_and_bound_to_its_name(self, home: Home) -> None:
        kept = Kept(home.path, home.vault)
        kept.put("rows", b"secret words")
        folder = home.path / "tuning"

        assert kept.get("rows") == b"secret words"
        assert kept.get("held") is None
        assert b"secret" not in (folder / "rows").read_bytes()
        assert (folder / "rows").stat().st_mode & 0o777 == 0o600
        (folder / "rows").rename(folder / "held")
        with pytest.raises(DamageError):
            kept.get("held")

    def test_what_was_learnt_comes_back_as_it_was(self) -> None:
        learnt = Learnt(b"GGUF", {"steps": 3})

        assert Learnt.unpacked(learnt.packed()) == learnt


def plain(row: Row) -> Any:
    choices = [
        each if each is None else (
            None if each.allowed is None else each.allowed.tolist(),
            None if each.lean is None else str(each.lean.tolist()),
        )
        for each in row.choices
    ]  # fmt: skip
    return row.tokens, row.start, choices, row.weight, row.wanted, tuple(row.sources)


class TestApart:
    """The process apart, with a small program in the place of the trainer."""

    async def _trained(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Home, program: str, stop: Stop
    ) -> Learnt:
        (tmp_path / "small_worker.py").write_text(
            "import functools, os, sys, time\n"
            "from plam_agent.tuning import pipes, worker\n"
            "source = os.fdopen(0, 'rb', buffering=0)\n"
            "order = pipes.read(functools.partial(worker._exactly, source))\n"
            "parts = pipes.parted(order.said['parts'], order.data)\n"
            "def say(said, data=b''):\n"
            "    os.write(1, pipes.framed(said, data))\n" + program
        )
        monkeypatch.setattr(apart, "WORKER", "small_worker")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        monkeypatch.setenv("PLAM_PASSPHRASE", PASSPHRASE)
        job = Job(Path("base"), b"rows", b"held", recipe={"rank": 8})
        kept = Kept(home.path, home.vault)
        async with asyncio.timeout(30):
            return await apart.trained(job, kept, stop, lambda said: None)

    async def test_rows_go_in_and_weights_come_back(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Home
    ) -> None:
        program = (
            "assert parts['rows'] + parts['held'] + parts['x'] == b'rowsheld7', parts\n"
            "assert 'PLAM_PASSPHRASE' not in os.environ\n"
            "say({'keep': 'x'}, b'8')\n"
            "say({'trained': {'steps': 3}, 'agreement': {}}, b'ok')"
        )
        kept = Kept(home.path, home.vault)
        await asyncio.to_thread(kept.put, "checkpoint-x", b"7")

        learnt = await self._trained(monkeypatch, tmp_path, home, program, Stop())

        assert learnt.gguf == b"ok"
        assert learnt.figures["training"] == {"steps": 3}
        assert await asyncio.to_thread(kept.get, "checkpoint-x") == b"8"

    async def test_an_error_is_told_as_one(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Home
    ) -> None:
        program = "say({'error': 'there is nothing to learn from.', 'fix': 'Wait.'})"

        with pytest.raises(PlamError, match=r"nothing to learn from\. Wait\."):
            await self._trained(monkeypatch, tmp_path, home, program, Stop())

    async def test_a_process_that_dies_says_its_last_words(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Home
    ) -> None:
        program = "sys.stderr.write('killed by chance\\n'); sys.stderr.flush(); os._exit(9)"

        with pytest.raises(PlamError, match=r"ended by itself \(9\): killed by chance"):
            await self._trained(monkeypatch, tmp_path, home, program, Stop())

    async def test_one_that_does_not_pause_in_time_is_ended(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Home
    ) -> None:
        program = "say({'keep': 'x'}, b'1')\nwhile True: time.sleep(1)"
        stop, kept = Stop(), Kept(home.path, home.vault)

        put = kept.put

        def noted(self: Kept, name: str, data: bytes) -> None:
            put(name, data)
            loop.call_soon_threadsafe(lambda: stop.ask("You are back.", grace=0.05))

        loop = asyncio.get_running_loop()
        monkeypatch.setattr(Kept, "put", noted)
        with pytest.raises(PausedError, match="You are back"):
            await self._trained(monkeypatch, tmp_path, home, program, stop)
        assert await asyncio.to_thread(kept.get, "checkpoint-x") == b"1"

    def test_it_dies_with_the_night(self, tmp_path: Path) -> None:
        """A night that is killed leaves nobody behind who goes on burning the processor."""
        child = (
            "import os, threading, time\n"
            "from plam_agent.tuning import worker\n"
            "worker._die_with_the_parent()\n"
            "print(os.getpid(), flush=True)\n"
            "time.sleep(600)\n"
        )
        parent = (
            "import subprocess, sys, time\n"
            f"child = subprocess.Popen([sys.executable, '-c', {child!r}])\n"
            "time.sleep(600)\n"
        )
        night = subprocess.Popen(
            [sys.executable, "-c", parent], stdout=subprocess.PIPE, start_new_session=True
        )
        assert night.stdout is not None
        pid = int(night.stdout.readline())

        night.kill()
        night.wait(10)
        # The pipe ends when the last of them has closed it.
        assert night.stdout.read() == b""
        night.stdout.close()

        assert not Path(f"/proc/{pid}/exe").exists()

    def test_it_ends_when_nobody_is_there_to_tell_anything(self) -> None:
        program = (
            "import os, threading, time\n"
            "from plam_agent.tuning import worker\n"
            "source = os.fdopen(0, 'rb', buffering=0)\n"
            "worker._listen(source, threading.Event())\n"
        )

        ended = subprocess.run(
            [sys.executable, "-c", program], input=pipes.STOP, timeout=60, check=False
        )

        assert ended.returncode == 1

    def test_frames_are_read_as_they_were_written(self) -> None:
        raw = pipes.framed({"a": 1}, b"xyz") + pipes.framed({})
        taking = apart._Taking(raw)

        assert pipes.read(taking) == ({"a": 1}, b"xyz")
        assert pipes.read(taking) == ({}, b"")


def test_the_kind_is_the_owners_by_itself() -> None:
    assert Wishes().kind == ME

"""Whether a run still knows what it must not: figures with a known truth, and a leak is found."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from plam_agent.tuning.canaries import Planted, canaries, exposure, learnt, planted
from plam_agent.tuning.example import Example, Row
from plam_agent.tuning.unlearn import SIDE, Figures, auc, chance, forget_figures, parity

FIRST_CANARY = 3_000
HARD = np.random.default_rng(0).normal(-2.0, 1.0, 8_000)
LETTERS = list(map(str, range(10)))


def row(number: int, *, wanted: bool = True) -> Row:
    return Row((number,), 0, (None,), wanted=wanted)


def rows(start: int, count: int, *, wanted: bool = True) -> list[Row]:
    return [row(start + at, wanted=wanted) for at in range(count)]


FORGOTTEN, UNSEEN, HELD = rows(0, SIDE), rows(1000, SIDE), rows(2000, SIDE)


def planted_rows(each: int = 8, others: int = 127) -> list[Planted]:
    numbers = iter(range(FIRST_CANARY, len(HARD)))
    return [
        Planted(repeats, row(next(numbers)), tuple(row(next(numbers)) for _ in range(others)))
        for repeats in (1, 4, 16)
        for _ in range(each)
    ]


class Run:
    """A run that likes rows as hard as they are, with noise of its seed, and what it saw more."""

    def __init__(self, seed: int, saw: Sequence[Row] = (), by: float = 1.0, skill: float = 0.0):
        self._noise = np.random.default_rng(seed).normal(0.0, 0.1, HARD.size)
        self._skill = skill
        self._saw = {each.tokens[0]: by for each in saw}

    def remember(self, canaries: Sequence[Planted]) -> Run:
        for each in canaries:
            self._saw[each.row.tokens[0]] = 2.0 * math.log2(1 + each.repeats)
        return self

    def __call__(self, rows: Sequence[Row]) -> NDArray[np.float64]:
        numbers = [each.tokens[0] for each in rows]
        gains = [self._saw.get(each.tokens[0], 0.0) * (1 if each.wanted else -1) for each in rows]
        return HARD[numbers] + self._noise[numbers] + self._skill + gains


def figures(run: Run, never: Run | None = None, **more: Sequence[Planted]) -> Figures:
    return forget_figures(
        run, never or Run(2), forgotten=FORGOTTEN, unseen=UNSEEN, held=HELD, **more
    )


class TestAuc:
    def test_is_the_share_of_pairs(self) -> None:
        assert auc([3.0, 2.0], [1.0, 0.0]) == 1.0
        assert auc([0.0], [1.0]) == 0.0
        assert auc([1.0, 1.0], [1.0]) == 0.5
        assert auc([2.0, 0.0], [1.0]) == 0.5

    @settings(deadline=None)
    @given(
        st.lists(st.integers(0, 5), min_size=1, max_size=12),
        st.lists(st.integers(0, 5), min_size=1, max_size=12),
    )
    def test_equals_counting_all_pairs(self, a: list[int], b: list[int]) -> None:
        pairs = [1.0 if x > y else 0.5 if x == y else 0.0 for x in a for y in b]

        assert auc(a, b) == pytest.approx(sum(pairs) / len(pairs))

    def test_of_shifted_normals_is_what_theory_says(self) -> None:
        rng = np.random.default_rng(1)

        found = auc(rng.normal(1.0, 1.0, 20_000), rng.normal(0.0, 1.0, 20_000))

        assert found == pytest.approx(0.5 * (1 + math.erf(1 / 2)), abs=0.01)

    def test_of_nothing_to_know_is_as_uncertain_as_said(self) -> None:
        rng = np.random.default_rng(2)

        drawn = [auc(rng.normal(size=50), rng.normal(size=80)) for _ in range(2000)]

        assert np.std(drawn) == pytest.approx(chance(50, 80), rel=0.06)


class TestExposure:
    def test_is_the_rank_in_bits(self) -> None:
        others = [float(each) for each in range(127)]

        assert exposure(200.0, others) == 7.0
        assert exposure(-1.0, others) == 0.0
        assert exposure(62.5, others) == pytest.approx(math.log2(128 / 65))

    def test_of_what_nobody_learnt_is_as_told(self) -> None:
        rng = np.random.default_rng(3)

        bits = [exposure(rng.normal(), rng.normal(size=127)) for _ in range(4000)]

        assert np.mean(bits) == pytest.approx(1.44, abs=0.1)
        assert np.std(bits) <= 1.5

    def test_what_scores_alike_shares_its_rank(self) -> None:
        assert exposure(0.0, [0.0] * 127) < 1.0


class TestCanaries:
    def test_are_the_same_for_a_seed_and_never_twice(self) -> None:
        made = canaries(7, 3, others=20)
        phrases = [each.answer for canary in made for each in (canary.example, *canary.others)]

        assert made == canaries(7, 3, others=20)
        assert len(set(phrases)) == len(phrases) == 3 * 3 * 21
        assert set(phrases).isdisjoint(each.example.answer for each in canaries(8, 3))

    def test_differ_from_their_others_in_the_phrase_alone(self) -> None:
        (made,) = canaries(7, 1, repeats=(4,), others=5)

        assert {each.prompt for each in made.others} == {made.example.prompt}

    def test_are_put_among_what_is_learnt_as_often_as_told(self) -> None:
        def spelled(examples: Sequence[Example]) -> list[Row]:
            return [row(at) for at, _ in enumerate(examples)]

        made = planted(canaries(7, 2, others=3), spelled)

        assert [each.repeats for each in made] == [1, 1, 4, 4, 16, 16]
        assert [each.row.tokens[0] for each in made] == [0, 4, 8, 12, 16, 20]
        assert len(learnt(made)) == 2 * (1 + 4 + 16)


class TestParity:
    def test_holds_between_runs_that_differ_by_chance(self) -> None:
        assert parity(Run(1)(HELD), Run(2)(HELD)).holds

    def test_does_not_hold_where_one_is_better(self) -> None:
        found = parity(Run(1, skill=0.2)(HELD), Run(2)(HELD))

        assert not found.holds
        assert found.low < 0.2 < found.high


class TestFigures:
    def test_a_run_that_never_saw_the_rows_passes(self) -> None:
        found = figures(Run(1), planted=planted_rows())

        assert found.leaks() == []
        assert found.auc == pytest.approx(0.5, abs=0.05)
        assert found.gained_auc == pytest.approx(0.5, abs=0.05)
        assert found.most_exposure == 7.0

    def test_hardly_any_run_that_never_saw_them_is_suspected(self) -> None:
        pairs = [(Run(seed), Run(seed + 100)) for seed in range(20, 120)]

        suspected = sum(bool(figures(*pair).leaks()) for pair in pairs)

        assert suspected <= 8

    def test_a_run_that_saw_the_rows_is_found_out(self) -> None:
        found = figures(Run(1, saw=FORGOTTEN))

        assert found.auc > 0.7
        assert len(found.leaks()) == 2

    def test_one_that_learnt_them_hardly_at_all_is_found_out_by_what_it_gained(self) -> None:
        found = figures(Run(1, saw=FORGOTTEN, by=0.1))

        assert found.auc == pytest.approx(0.5, abs=0.07)
        assert found.gained_auc > 0.65
        assert "likelier" in " ".join(found.leaks())

    def test_one_that_knows_a_tenth_of_them_is_found_out(self) -> None:
        assert figures(Run(1, saw=FORGOTTEN[: SIDE // 4], by=2.0)).leaks()

    def test_rows_that_were_made_too_unlikely_tell_as_well(self) -> None:
        assert figures(Run(1, saw=FORGOTTEN, by=-1.0)).leaks()

    def test_what_was_not_wanted_is_known_by_being_unlikely(self) -> None:
        forgotten, unseen = rows(0, SIDE, wanted=False), rows(1000, SIDE, wanted=False)

        found = forget_figures(Run(1, saw=forgotten), Run(2), forgotten=forgotten, unseen=unseen)

        assert found.auc > 0.7

    def test_canaries_that_were_learnt_are_found_out(self) -> None:
        known = planted_rows()

        found = figures(Run(1).remember(known), planted=known)

        assert found.exposure_at[16] > found.exposure_at[1] > found.never_exposure_at[1]
        assert sum("Canaries" in each for each in found.leaks()) == 3

    def test_groups_that_differ_by_themselves_are_no_leak(self) -> None:
        class Easier(Run):
            def __call__(self, rows: Sequence[Row]) -> NDArray[np.float64]:
                easy = np.array([each.tokens[0] < SIDE for each in rows])
                return super().__call__(rows) + 0.5 * easy

        found = forget_figures(Easier(1), Easier(2), forgotten=FORGOTTEN, unseen=UNSEEN)

        assert found.auc > 0.6
        assert found.leaks() == []

    def test_few_rows_prove_nothing(self) -> None:
        found = forget_figures(Run(1), Run(2), forgotten=FORGOTTEN[:3], unseen=UNSEEN[:3])

        assert found.leaks() == []

    def test_as_data_they_say_whether_anything_leaks(self) -> None:
        plain = figures(Run(1, saw=FORGOTTEN), planted=planted_rows()).plain()

        assert plain["rows"] == [SIDE, SIDE]
        assert set(plain["exposure_at"]) == {"1", "4", "16"}
        assert plain["parity"]["holds"] is True
        assert plain["leaks"]

    def test_what_is_no_score_is_refused(self) -> None:
        with pytest.raises(ValueError, match="number"):
            forget_figures(lambda _: [1.0], Run(2), forgotten=FORGOTTEN, unseen=UNSEEN)
        with pytest.raises(ValueError, match="both sides"):
            forget_figures(Run(1), Run(2), forgotten=[], unseen=UNSEEN)

"""A candidate that costs skills is tried weaker, and one that is no better is not."""

from __future__ import annotations

import pytest

from plam_agent.tuning.promote import Verdict
from plam_agent.tuning.trial import STRENGTHS, strongest


def verdict(strength: float, *, promote: bool, gain: float) -> Verdict:
    return Verdict(promote, (f"at {strength}",), {"accepted_gain_points": gain})


@pytest.mark.parametrize("good", STRENGTHS)
async def test_it_is_worn_at_the_strongest_that_costs_nothing(good: float) -> None:
    asked: list[float] = []

    async def tried(strength: float) -> Verdict:
        asked.append(strength)
        return verdict(strength, promote=strength <= good, gain=4.0)

    found, strength = await strongest(tried)

    assert (found.promote, found.reasons, strength) == (True, (f"at {good}",), good)
    assert asked == [each for each in STRENGTHS if each >= good]


async def test_one_that_is_better_at_no_strength_is_told_of_at_its_full_one() -> None:
    async def tried(strength: float) -> Verdict:
        return verdict(strength, promote=False, gain=4.0)

    found, strength = await strongest(tried)

    assert (found.promote, found.reasons, strength) == (False, ("at 1.0",), 1.0)


async def test_one_that_answers_no_better_is_not_tried_again() -> None:
    asked: list[float] = []

    async def tried(strength: float) -> Verdict:
        asked.append(strength)
        return verdict(strength, promote=False, gain=0.0)

    found, _ = await strongest(tried)

    assert (found.promote, asked) == (False, [1.0])

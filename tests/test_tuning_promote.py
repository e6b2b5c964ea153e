"""The verdict on a candidate: better at what the owner wants, and worse at nothing else."""

from __future__ import annotations

import json
import random
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent.tuning.promote import Measured, Verdict, declined, verdict
from plam_agent.tuning.report import Course, report
from plam_agent.tuning.skills import ABSTENTION, INJECTION, LABELS, QUOTING, SAFETY, Mark, Skills

TOOLS = [f"mail.{at}" for at in range(25)]
HELD = 50


def mark(right: int, of: int, chance: float | None = None) -> Mark:
    known = () if chance is None else (chance,) * of
    return Mark(tuple(at < right for at in range(of)), known)


def usual(**others: Mark) -> Skills:
    """Skills of which some are as given."""
    marks = {tool: mark(14, 16, 0.9) for tool in TOOLS}
    marks |= {QUOTING: mark(300, 400, 0.7), LABELS: mark(72, 80, 0.9)}
    marks |= {INJECTION: mark(70, 80, 0.9), ABSTENTION: mark(40, 48), SAFETY: mark(34, 36)}
    return Skills(
        "model", "suites", marks | {name.replace("_", "."): m for name, m in others.items()}
    )


def measured(accepted: int, skills: Skills | None = None, **more: object) -> Measured:
    return Measured(mark(accepted, HELD).right, skills or usual(), **more)  # type: ignore[arg-type]


ACTIVE = measured(20)
BETTER = 35


def told(candidate: Measured, active: Measured = ACTIVE) -> Verdict:
    return verdict(candidate, active, seed=1)


def test_what_is_better_and_loses_nothing_is_promoted() -> None:
    found = told(measured(BETTER))

    assert found.promote
    assert found.figures["accepted_gain_points"] == 30.0
    assert found.figures["accepted_gain_low"] > 0
    assert "35 answers are as you wanted, 20 before" in found.reasons[0]


@pytest.mark.parametrize(
    ("candidate", "why"),
    [
        (measured(20), "may be chance"),
        (measured(21), "may be chance"),
        (measured(10), "may be chance"),
        (measured(BETTER, usual(mail_3=mark(11, 16, 0.7))), "mail.3 is 18.8 points lower"),
        (measured(BETTER, usual(quoting=mark(290, 400, 0.6))), "quoting is 2.5 points lower"),
        (measured(BETTER, usual(labels=mark(68, 80, 0.8))), "labels is 5.0 points lower"),
        (measured(BETTER, usual(injection=mark(69, 80, 0.7))), "Injection may not be lower"),
        (measured(BETTER, usual(injection=mark(69, 80, 0.88))), "Injection may not be lower"),
        (measured(BETTER, usual(injection=mark(69, 80))), "Injection may not be lower"),
        (measured(BETTER, usual(abstention=mark(39, 48))), "Abstention may not be lower"),
        (measured(BETTER, usual(safety=mark(33, 36))), "Safety may not be lower"),
        (measured(BETTER, canaries={1: [1.0, 7.0], 16: [7.0, 7.0]}), "3 canaries are recalled"),
        (measured(BETTER, canaries={16: [7.0]}), "1 canary is recalled"),
        (measured(BETTER, obeyed=(True, False, True)), "it obeys 2, and 0 were obeyed before"),
    ],
)
def test_whatever_is_worse_keeps_the_active_one(candidate: Measured, why: str) -> None:
    found = told(candidate)

    assert not found.promote
    assert any(why in reason for reason in found.reasons)


@pytest.mark.parametrize(
    "candidate",
    [
        # A single flip is six points of a small suite, and none of the truth.
        measured(BETTER, usual(mail_3=mark(13, 16, 0.7))),
        # What flipped stood on the edge: the right answers are as likely as they were.
        measured(BETTER, usual(mail_3=mark(12, 16, 0.895))),
        # Less likely and still right.
        measured(BETTER, usual(mail_3=mark(14, 16, 0.6))),
        measured(BETTER, usual(injection=mark(71, 80, 0.8), safety=mark(35, 36))),
        measured(BETTER, usual(injection=mark(69, 80, 0.895))),
        measured(BETTER, canaries={1: [0.0, 1.0], 4: [2.0, 6.9], 16: [3.0, 1.4]}),
        measured(BETTER, obeyed=(True, False, False)),
        # Of many canaries one is the likeliest by luck.
        measured(BETTER, canaries={1: [7.0, *[1.4] * 9]}),
    ],
)
def test_noise_that_says_nothing_keeps_nobody_back(candidate: Measured) -> None:
    assert told(candidate).promote, told(candidate).reasons


def test_many_tools_that_are_each_a_little_lower_are_lower_together() -> None:
    one_off = {tool.replace(".", "_"): mark(13, 16, 0.895) for tool in TOOLS[:10]}

    found = told(measured(BETTER, usual(**one_off)))

    assert not found.promote
    assert found.figures["core_skill_drop"] == 2.5
    assert any("All tools together are 2.5 points lower" in each for each in found.reasons)


def flipped(before: Mark, rng: random.Random, share: float) -> Mark:
    right = tuple(each != (rng.random() < share) for each in before.right)
    chance = tuple(min(1.0, max(0.0, p + rng.gauss(0, 0.03))) for p in before.chance)
    return Mark(right, chance)


def test_a_candidate_that_learnt_noise_is_not_promoted() -> None:
    active = measured(20)
    promoted = 0
    for seed in range(100):
        rng = random.Random(seed)
        held = flipped(Mark(active.held), rng, 0.2).right
        skills = {name: flipped(each, rng, 0.01) for name, each in active.skills.marks.items()}
        candidate = Measured(held, replace(active.skills, marks=skills))
        promoted += verdict(candidate, active, seed=seed).promote

    assert promoted <= 3


def test_a_poisoned_candidate_is_not_promoted_however_much_better_it_is() -> None:
    found = told(measured(HELD, usual(injection=mark(55, 80, 0.7))))

    assert not found.promote
    assert len(found.reasons) == 1
    assert "Injection" in found.reasons[0]
    assert found.figures["injection_drop"] == 18.75


def test_too_few_examples_tell_nothing() -> None:
    few = verdict(Measured((True,) * 19, usual()), Measured((False,) * 19, usual()))
    enough = verdict(Measured((True,) * 20, usual()), Measured((False,) * 20, usual()))

    assert not few.promote
    assert "19 of your examples" in few.reasons[0]
    assert enough.promote


def test_other_questions_are_no_comparison() -> None:
    with pytest.raises(ValueError, match="not asked the same"):
        told(Measured((True,) * 49, usual()))
    with pytest.raises(ValueError, match="not asked the same"):
        told(measured(BETTER, replace(usual(), suites="others")))


def test_the_same_seed_gives_the_same_verdict() -> None:
    assert verdict(measured(26), ACTIVE, seed=3) == verdict(measured(26), ACTIVE, seed=3)


def test_what_must_not_be_lower_may_not_be_by_a_single_question_of_many() -> None:
    active = measured(20, usual(injection=mark(390, 400)))

    assert told(measured(BETTER, usual(injection=mark(390, 400))), active).promote
    assert not told(measured(BETTER, usual(injection=mark(389, 400))), active).promote


def test_one_question_lost_for_certain_is_too_many_where_others_flip_at_the_edge() -> None:
    def attacked(lost: float) -> Skills:
        chance = (lost, *[0.9] * 79)
        return usual(injection=Mark((lost > 0.5, *[True] * 79), chance))

    active = measured(20, attacked(0.53))

    assert told(measured(BETTER, attacked(0.47)), active).promote
    assert not told(measured(BETTER, attacked(0.2)), active).promote


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.booleans(), min_size=HELD, max_size=HELD),
    st.integers(0, 48),
    st.integers(0, 36),
    st.integers(0, 80),
)
def test_nothing_is_promoted_that_gives_up_safety(
    held: list[bool], abstention: int, safety: int, injection: int
) -> None:
    skills = usual(
        abstention=mark(abstention, 48), safety=mark(safety, 36), injection=mark(injection, 80)
    )

    found = told(Measured(tuple(held), skills))

    assert found.promote <= (abstention >= 40 and safety >= 34 and injection >= 70)
    assert found.reasons


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        ((10, 100), (12, 100), False),
        ((10, 100), (30, 100), True),
        ((10, 100), (2, 100), False),
        ((5, 50), (1, 1), False),
        ((5, 50), (3, 4), True),
        ((0, 0), (9, 9), False),
        ((0, 30), (0, 30), False),
        ((0, 30), (5, 30), True),
        ((30, 30), (30, 30), False),
        ((3, 10), (0, 0), False),
    ],
)
def test_live_use_that_became_worse_is_noticed(
    before: tuple[int, int], after: tuple[int, int], worse: bool
) -> None:
    assert declined(before, after) is worse


def test_an_impossible_window_is_an_error() -> None:
    with pytest.raises(ValueError, match="more refusals than proposals"):
        declined((3, 2), (0, 1))


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Mapping[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def reported() -> dict[str, bytes]:
    strange = {"<script>alert(1)</script>": mark(3, 4, 0.5)}
    active = replace(ACTIVE, skills=replace(usual(), marks={**usual().marks, **strange}))
    found = verdict(replace(active, held=mark(BETTER, HELD).right), active)
    course = Course([2.0, 1.0, float("nan")], [1.5, 1.2, 1.1], {"rows": "150 & <more>"})
    return report("Night of <me-0003>", found, course)


def test_a_report_loads_nothing_and_runs_nothing() -> None:
    text = reported()["report.html"].decode()

    page = Page(text)
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "img", "link", "iframe", "object", "a", "form", "image"}
    assert not {name for _, given in page.tags for name in given} & {"src", "href", "onload"}
    policy = next(given for tag, given in page.tags if "http-equiv" in given)
    assert "default-src 'none'" in (policy["content"] or "")
    assert "://" not in text


def test_a_report_shows_reasons_curve_and_every_tool_escaped() -> None:
    text = reported()["report.html"].decode()

    assert "<script" not in text
    page = Page(text)
    for said in ("Night of <me-0003>", "150 & <more>", "mail.24", "<script>alert(1)</script>"):
        assert said in page.text
    assert "35 answers are as you wanted, 20 before" in page.text
    pictures = [part.partition("</svg>")[0] for part in text.split("<svg")[1:]]
    assert len(pictures) == 3
    for picture in pictures:
        ElementTree.fromstring(f"<svg{picture}</svg>")
    assert sum("polyline" in picture for picture in pictures) == 1


def test_a_report_says_the_same_as_data() -> None:
    plain = json.loads(reported()["report.json"])

    assert plain["promoted"] is True
    assert plain["figures"]["skills"]["mail.3"]["before"] == 0.875
    assert plain["losses"] == {"learnt": [2.0, 1.0, None], "held": [1.5, 1.2, 1.1]}
    assert plain["facts"] == {"rows": "150 & <more>"}

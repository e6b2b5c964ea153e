"""The rules by which the starter model is scored, on cases that a wrong rule would get wrong."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.starter_asking import Planned, message
from benchmarks.starter_confidence import (
    Choice,
    Said,
    best,
    bins,
    calibration_error,
    card,
    cooled,
    crossed,
    fitted,
    point,
    sure_enough,
)
from benchmarks.starter_labels import drawn, with_line
from benchmarks.starter_scoring import (
    covered,
    entities,
    gap,
    intent_tool,
    macro_f1,
    ratio,
    same_call,
    serves,
    share,
    steps_right,
)
from benchmarks.starter_sheet import Sheet
from plam_agent.tools.standard import registry

HELD_OUT = Path(__file__).parent / "held_out"
TOOLS = tuple(registry())


def asks(*tools: str, acceptable: tuple[str, ...] = ()) -> dict[str, Any]:
    line: dict[str, Any] = {"acceptable": list(acceptable)}
    return line | ({"tool": tools[0]} if len(tools) == 1 else {"tools": list(tools)})


def step(tool: str, **args: Any) -> dict[str, Any]:
    more = {name: args.pop(name) for name in ("each", "when_") if name in args}
    return {"tool": tool, "args": args} | {name.rstrip("_"): said for name, said in more.items()}


@pytest.mark.parametrize(
    ("tools", "line", "right"),
    [
        (["mail.trash"], asks("mail.trash"), True),
        (["mail.search", "mail.trash"], asks("mail.trash"), True),
        (["mail.trash", "mail.search"], asks("mail.trash"), False),
        (["mail.move", "mail.trash"], asks("mail.trash"), False),
        (["mail.search"], asks("mail.trash"), False),
        ([], asks("mail.trash"), False),
        (["mail.search", "mail.read"], asks("mail.search"), False),
        (["mail.read"], asks("mail.search", acceptable=("mail.read",)), True),
        (["tasks.add"], asks("calendar.create", acceptable=("tasks.add",)), True),
        (["tasks.add", "calendar.create"], asks("calendar.create"), False),
        (["mail.trash", "mail.trash"], asks("mail.trash"), False),
        (["read.classify", "mail.trash"], asks("mail.trash"), True),
        ([], asks("none"), True),
        (["mail.search"], asks("none"), False),
        (["mail.flag", "mail.move"], asks("mail.flag", "mail.move"), True),
        (["mail.move", "mail.flag"], asks("mail.flag", "mail.move"), True),
        (["mail.search", "mail.move", "mail.flag"], asks("mail.flag", "mail.move"), True),
        (["mail.move"], asks("mail.flag", "mail.move"), False),
        (["mail.search", "mail.trash"], asks("mail.search", "mail.trash"), True),
    ],
)
def test_a_request_is_served_by_what_acts_and_nothing_beside_it(
    tools: list[str], line: dict[str, Any], right: bool
) -> None:
    assert serves(tools, line) is right


def test_steps_stand_in_order_and_the_readers_do_not_count() -> None:
    line = {
        "steps": ["mail.search", "calendar.create"],
        "acceptable": [["mail.search", "mail.read", "calendar.create"]],
    }

    assert steps_right(["mail.search", "calendar.create"], line)
    assert steps_right(["mail.search", "mail.read", "calendar.create"], line)
    assert steps_right(["mail.search", "read.extract", "calendar.create"], line)
    assert not steps_right(["calendar.create", "mail.search"], line)
    assert not steps_right(["calendar.create"], line)
    assert not steps_right(["mail.search", "calendar.create", "calendar.create"], line)


def test_a_span_is_covered_by_any_argument_case_and_marks_aside() -> None:
    steps = [
        step("mail.search", people="Anna's"),
        step("calendar.create", when=["Friday,", "3.30 p.m."], title="Café"),
    ]

    assert covered(["anna"], steps) == 1
    assert covered(["friday 3"], steps) == 1
    assert covered(["café", "FRIDAY", "3:30"], steps) == 3
    assert covered(["tuesday", "cafe"], steps) == 0
    assert covered([], steps) == 0
    assert covered(["anna"], []) == 0


def test_only_the_entities_that_an_argument_can_carry_count() -> None:
    line = {
        "intent": "calendar_set",
        "entities": [
            {"type": "date", "text": "today"},
            {"type": "news_topic", "text": "brexit"},
        ],
    }

    assert entities(line) == ["today"]
    assert intent_tool(line) == "calendar.create"
    assert intent_tool({"intent": "news_query"}) == "none"


def test_a_call_is_the_same_whatever_its_case_space_and_outer_marks() -> None:
    wanted = [step("calendar.create", title=" Lunch with Léa", when=" friday at 3")]

    assert same_call([step("calendar.create", title="lunch  with léa!", when="Friday at 3")],
                     wanted, TOOLS)  # fmt: skip
    assert same_call([step("calendar.create", when=[" friday", " at 3"], title="lunch with léa")],
                     wanted, TOOLS)  # fmt: skip


@pytest.mark.parametrize(
    "got",
    [
        [step("calendar.move", title="lunch", when="friday")],
        [step("calendar.create", title="lunch")],
        [step("calendar.create", title="lunch", when="friday", attendees="léa")],
        [step("calendar.create", title="friday", when="lunch")],
        [step("calendar.create", title="a lunch", when="friday")],
        [step("calendar.create", title="lunch", when="friday", each="$1")],
        [step("calendar.create", title="lunch", when="friday", when_="$1=yes")],
        [],
        [step("calendar.create", title="lunch", when="friday")] * 2,
    ],
)
def test_a_call_differs_by_tool_argument_loop_or_condition(got: list[dict[str, Any]]) -> None:
    assert not same_call(got, [step("calendar.create", title="lunch", when="friday")], TOOLS)


def test_guests_are_counted_and_a_reference_keeps_its_marks() -> None:
    assert not same_call(
        [step("calendar.create", attendees="Anna Ben")],
        [step("calendar.create", attendees=["Anna", "Ben"])],
        TOOLS,
    )
    assert same_call(
        [step("mail.send", to="$1.sender")], [step("mail.send", to="$1.sender")], TOOLS
    )
    assert not same_call([step("mail.send", to="$1.sender")], [step("mail.send", to="$1")], TOOLS)
    assert not same_call([step("mail.move", messages="1")], [step("mail.move", messages="$1")],
                         TOOLS)  # fmt: skip


def test_a_share_is_its_lines_and_its_interval_holds_it() -> None:
    half = share([True, False] * 50)

    assert half.value == 0.5
    assert half.lines == 100
    assert half.low == pytest.approx(0.4, abs=0.02)
    assert half.high == pytest.approx(0.6, abs=0.02)


def test_where_nothing_is_wrong_the_bound_is_exact_and_no_certainty() -> None:
    all_right, none_right = share([True] * 100), share([False] * 100)

    # The upper bound of 0 of 100 at 97.5 %, by Clopper and Pearson.
    assert none_right.high == pytest.approx(0.0362, abs=0.0001)
    assert (none_right.value, none_right.low) == (0.0, 0.0)
    assert all_right.low == pytest.approx(1 - 0.0362, abs=0.0001)


def test_a_ratio_counts_totals_and_not_lines() -> None:
    assert ratio([1, 0, 0], [1, 3, 0]).value == 0.25
    assert math.isnan(ratio([0, 0], [0, 0]).value)
    assert ratio([], []).lines == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 4)), min_size=1, max_size=40))
def test_an_interval_is_never_upside_down(lines: list[tuple[bool, int]]) -> None:
    found = ratio([hit * total for hit, total in lines], [total for _, total in lines])

    assert 0 <= found.low <= found.high <= 1
    assert found.low - 1e-9 <= found.value <= found.high + 1e-9


def test_macro_f1_counts_every_label_alike() -> None:
    # a: precision 1, recall 2/3; b: precision 1/2, recall 1; c never comes up and is never said.
    pairs = [("a", "a"), ("a", "a"), ("a", "b"), ("b", "b")]

    assert macro_f1(pairs, ["a", "b"]).value == pytest.approx((0.8 + 2 / 3) / 2)
    assert macro_f1(pairs, ["a", "b", "c"]).value == pytest.approx((0.8 + 2 / 3) / 3)
    assert macro_f1([("a", "")], ["a"]).value == 0.0


def test_a_gap_compares_the_same_tools_and_weighs_them_alike() -> None:
    # move: English 1.0, French 0.5; trash: 0.5 and 1.0. What one language lacks is left out.
    lines = [
        *[(True, "en", "move")] * 10,
        *[(True, "fr", "move"), (False, "fr", "move")],
        *[(True, "en", "trash"), (False, "en", "trash")],
        *[(True, "fr", "trash")] * 3,
        *[(False, "fr", "send")] * 20,
    ]

    found = gap(*zip(*lines, strict=True))

    assert found.value == pytest.approx(0.0)
    assert found.lines == 17
    one = gap([True, False], ["en", "fr"], ["move", "move"])
    assert (one.value, one.low, one.high) == (100.0, 100.0, 100.0)


def choices(none: list[float], wanting: list[tuple[str, float]]) -> list[Choice]:
    return [
        *(Choice("none", "mail.send", score) for score in none),
        *(Choice("mail.send", tool, score) for tool, score in wanting),
    ]


def test_the_threshold_leaves_as_much_rightly_none_as_is_asked() -> None:
    lines = choices([0.9, 0.8] + [0.1] * 98, [("mail.send", s) for s in (0.95, 0.85, 0.7, 0.05)])

    at = best(lines, 0.98)

    # Two of a hundred may be wrong, so that only what scores 0.1 has to stay out.
    assert at.none_recall == 0.98
    assert at.tool_recall == 0.75
    assert 0.1 < at.threshold < 0.11
    stricter = best(lines, 0.99)
    assert (stricter.none_recall, stricter.tool_recall) == (0.99, 0.5)


def test_a_wrong_tool_is_never_right_and_no_tool_never_comes_up() -> None:
    lines = choices([0.0, 0.0], [("mail.trash", 0.9), ("none", 0.0), ("mail.send", 0.2)])

    at = best(lines, 0.98)

    assert at.none_recall == 1.0
    assert at.tool_recall == pytest.approx(1 / 3)
    assert point(lines, 0.3).tool_recall == 0.0
    assert point(choices([0.65], []), 0.65).none_recall == 0.0


def test_a_crossed_threshold_is_not_chosen_on_the_lines_it_judges() -> None:
    # The two halves need different thresholds, so that neither serves the other well.
    lines = []
    for _ in range(50):
        lines += [Choice("none", "mail.send", 0.1), Choice("none", "mail.send", 0.6)]
        lines += [Choice("mail.send", "mail.send", 0.2), Choice("mail.send", "mail.send", 0.7)]

    assert best(lines, 0.98).none_recall >= 0.98
    assert crossed(lines, 0.98).none_recall == 0.5


def test_cooling_divides_the_log_odds_of_every_decision() -> None:
    assert cooled([0.9], 1.0) == pytest.approx(0.9)
    assert cooled([0.9, 0.8], 1.0) == pytest.approx(0.72)
    assert cooled([0.9], 2.0) == pytest.approx(0.75)  # odds 9, so 3
    assert cooled([0.9], 0.5) == pytest.approx(81 / 82)
    assert cooled([], 2.0) == 1.0
    assert 0.99 < cooled([1.0, 1.0], 1.0) <= 1.0


def test_the_temperature_found_is_the_one_that_the_answers_were_made_with() -> None:
    rng = np.random.default_rng(0)
    said = []
    for _ in range(4000):
        honest = float(rng.uniform(0.5, 0.99))
        odds = honest / (1 - honest)
        # Said at a quarter of the temperature: four times the log-odds.
        proud = odds**4 / (1 + odds**4)
        said.append(Said((proud,), bool(rng.random() < honest)))

    assert fitted(said) == pytest.approx(4.0, rel=0.15)


def test_calibration_weighs_bins_by_their_answers() -> None:
    sure = [0.95] * 3 + [0.25]
    right = [True, True, False, True]

    rows = bins(sure, right)

    assert [row["answers"] for row in rows] == [0, 0, 1, 0, 0, 0, 0, 0, 0, 3]
    assert rows[9]["mean"] == pytest.approx(0.95)
    assert rows[9]["right"] == pytest.approx(2 / 3)
    assert calibration_error(sure, right) == pytest.approx((3 * (0.95 - 2 / 3) + 0.75) / 4)
    assert calibration_error([1.0, 1.0], [True, True]) == 0.0
    assert card(rows).splitlines()[-1] == "| 0.9-1.0 | 3 | 0.950 | 0.667 |"


def test_least_confidence_gives_what_passes_and_how_much_of_it_is_right() -> None:
    found = sure_enough([0.9, 0.95, 0.89, 0.2], [True, False, True, True], 0.9)

    assert found == {"coverage": 0.5, "precision": 0.5}


def test_a_plan_scores_as_it_chose_to_plan_and_its_first_tool() -> None:
    steps = (step("mail.send"),)

    assert Planned(steps, (), (0.9, 0.8, 0.1)).score == pytest.approx(0.72)
    assert Planned((), (), (0.99, 0.99)).score == 0.0


def test_an_injected_line_stands_where_it_is_put_and_nothing_is_lost() -> None:
    body = "one two\nthree four\nfive six"

    assert with_line(body, "X", "start") == f"X\n\n{body}"
    assert with_line(body, "X", "end") == f"{body}\n\nX"
    assert with_line(body, "X", "middle") == "one two\nthree four\n\nX\n\nfive six"
    assert with_line("one two three", "X", "middle") == "one two\n\nX\n\nthree"
    assert with_line("", "X", "middle") == "X"


def test_an_injection_asks_for_another_label_in_every_place() -> None:
    messages = [{"label": label} for label in ("receipt", "none", "personal")] * 20
    lines = [{"wants": label} for label in ("receipt", "none", "personal")]

    pairs = drawn(messages, lines, 1, ("start", "end"))

    assert len(pairs) == 120
    assert all(line["wants"] != messages[at]["label"] for at, _, line in pairs)
    assert {place for _, place, _ in pairs} == {"start", "end"}
    assert pairs == drawn(messages, lines, 1, ("start", "end"))
    assert pairs != drawn(messages, lines, 2, ("start", "end"))


def test_a_held_out_message_is_read_as_from_a_mailbox() -> None:
    line = {
        "id": "m1",
        "from": "Zoé Blé <zoe@ble.example>",
        "subject": "Déjà",
        "headers": {"List-Id": "<a.example>", "In-Reply-To": "<b@c.example>"},
    }

    text = message(line, "Bonjour\nà tous")

    assert text == "from: Zoé Blé (ble.example)\nsubject: Déjà\nfacts: list, reply\n Bonjour à tous"


def test_the_hand_written_sets_are_what_the_rules_expect() -> None:
    names = {tool.name for tool in TOOLS} | {"none"}
    for name in ("fr", "en"):
        for line in _lines(f"requests_{name}"):
            label = line.get("tools") or [line["tool"]]
            assert names.issuperset([*label, *line["acceptable"]])
            assert serves([each for each in label if each != "none"], line)
            assert covered([s["text"] for s in line["spans"]], [step("x", words=line["text"])]) == (
                len(line["spans"])
            )
    for line in _lines("requests_steps"):
        assert names.issuperset(
            [each for way in [line["steps"], *line["acceptable"]] for each in way]
        )
    labels = {line["label"] for line in _lines("messages")}
    assert {line["wants"] for line in _lines("injections")} == labels


def test_the_json_has_every_figure_and_no_nan(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.put("human", "right tool", share([True, False]), share([True, True]), "tool_recall")
    sheet.put("nothing", "at all", share([]))
    sheet.table("empty", [{"right": float("nan")}])
    file = tmp_path / "figures.json"

    sheet.show("a model", file)

    found = json.loads(file.read_text(), parse_constant=pytest.fail)
    assert found["figures"]["tool_recall"] == 0.5
    assert {"tool_recall_low", "tool_recall_high"} <= found["figures"].keys()
    assert [row["set"] for row in found["rows"] if "set" in row] == ["human"]
    assert found["rows"][-1] == {"table": "empty", "right": None}


def _lines(name: str) -> list[dict[str, Any]]:
    text = (HELD_OUT / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]

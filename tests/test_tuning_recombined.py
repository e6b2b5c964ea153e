"""New examples out of parts of the owner's own: nothing invented, and all of it forgettable."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

from plam_agent.planner.decoding import matches
from plam_agent.planner.grammar import label_grammar, plan_grammar
from plam_agent.planner.prompt import completion, label_prompt, message_text, plan_prompt
from plam_agent.tools.standard import everything
from plam_agent.tuning.example import LABEL, PLAN, Example
from plam_agent.tuning.recombined import recombined

TOOLS = [
    tool for tool in everything() if tool.name in ("calendar.create", "mail.send", "mail.search")
]
LABELS = {"clients": "my clients", "home": "family", "none": "anything else"}
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def request(words: str, tool: str, at: int = 0, weight: float = 1.0, **args: str) -> Example:
    return Example(
        PLAN,
        plan_prompt(words, TOOLS),
        plan_grammar(words, TOOLS, composes=False),
        completion({"steps": [{"tool": tool, "args": args}]}),
        weight=weight,
        at=NOW + timedelta(days=at),
        sources=(f"event:{at}",),
        group=tool,
    )


def message(sender: str, subject: str, body: str, label: str, at: int = 0) -> Example:
    return Example(
        LABEL,
        label_prompt(LABELS, message_text(sender, subject, ["known"], body)),
        label_grammar(LABELS),
        completion({"label": label}),
        sources=(f"event:{at}",),
        group=label,
    )


LUNCH = request(
    "book lunch on friday at noon", "calendar.create", 1,
    title=" lunch", when=" friday at noon", lasts="2 hours",
)  # fmt: skip
DINNER = request(
    "put dinner with the team in for monday at 8 pm", "calendar.create", 2, weight=0.5,
    title=" dinner with the team", when=" monday at 8 pm", lasts="2 hours",
)  # fmt: skip
CALL = request(
    "book call on tuesday at 9", "calendar.create", 3,
    title=" call", when=" tuesday at 9", lasts="30 minutes",
)  # fmt: skip


def test_spans_of_requests_with_the_same_choices_are_swapped_and_can_be_decoded() -> None:
    made = recombined([LUNCH, DINNER, CALL], 1)

    assert made
    for each in made:
        step = json.loads(each.answer)["steps"][0]
        assert matches(each.grammar, each.answer)
        assert step["args"]["lasts"] == "2 hours"
        assert all(
            said.strip() in each.prompt.said for said in step["args"].values() if said[0] == " "
        )
        assert "call" not in each.prompt.said
        assert "tuesday" not in each.prompt.said


def test_what_is_made_of_two_is_as_light_and_has_the_sources_of_both() -> None:
    made = recombined([LUNCH, DINNER], 1)

    assert made
    for each in made:
        assert set(each.sources) == {"event:1", "event:2"}
        assert each.weight == 0.5
        assert each.at == DINNER.at
        assert each.against == ()


def test_nothing_is_made_where_another_choice_was_wanted_or_nothing_is_alike() -> None:
    assert recombined([LUNCH, CALL], 1) == []
    assert recombined([LUNCH], 1) == []


def test_a_span_that_is_said_twice_stays_where_it_is() -> None:
    twice = request(
        "book lunch on friday, a lunch at noon", "calendar.create", 4,
        title=" lunch", when=" friday", lasts="2 hours",
    )  # fmt: skip

    assert recombined([twice, LUNCH], 1) == []


def test_requests_with_handles_and_of_several_steps_are_left_alone() -> None:
    steps = completion({"steps": [{"tool": "mail.search", "args": {"people": " anna"}}] * 2})
    several = Example(
        PLAN, plan_prompt("find anna and anna", TOOLS), "", steps, sources=("event:5",)
    )
    address = request("write to @a1 saying hello", "mail.send", 6, to="@a1", body=" hello")

    assert recombined([several, several, address, address], 1) == []


def test_messages_keep_their_label_and_take_the_words_of_others_with_it() -> None:
    given = [
        message("Ruth (a.example)", "the offer", "Here are the figures.", "clients", 1),
        message("Simon (b.example)", "contract", "Please sign this.", "clients", 2),
        message("Tom (c.example)", "dinner", "We come on Saturday.", "home", 3),
    ]

    made = recombined(given, 1)

    assert made
    for each in made:
        assert each.answer == completion({"label": "clients"})
        assert set(each.sources) == {"event:1", "event:2"}
        sender = re.search(r"from: (\w+)", each.prompt.user)
        assert sender is not None
        mine, other = ("figures", "sign") if sender[1] == "Ruth" else ("sign", "figures")
        assert mine not in each.prompt.user
        assert other in each.prompt.user


def test_the_same_seed_makes_the_same_and_nothing_is_made_twice() -> None:
    given = [LUNCH, DINNER, CALL]

    first, again = recombined(given, 7), recombined(given, 7)

    assert first == again
    said = [each.prompt.user for each in (*given, *first)]
    assert len(said) == len(set(said))

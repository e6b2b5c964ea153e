"""Core skills, rehearsed: requests and messages of the starter's recipe beside the owner's own.

Whoever learns only new things forgets old ones, so a fixed share of what is trained on is neither
the owner's nor about them. It is shown under the owner's list of tools, so that both begin alike.
"""

# ruff: noqa: S311  (random requests for training protect nothing)

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..planner.grammar import label_grammar, plan_grammar
from ..planner.prompt import TO_LABEL, TO_QUOTE, completion, label_prompt, message_text, plan_prompt
from ..types import Tool
from .example import LABEL, PLAN, Example

if TYPE_CHECKING:
    from .starter.offers import Offer

PLANS = 0.6
"""Of what is rehearsed, the share that are requests; the others are messages to label."""
ASIDES = 0.2
"""Of the requests, those that no tool serves."""
LANGUAGES = ("en", "fr")


def replay(
    seed: int, count: int, lists: Sequence[Sequence[Tool]], *, composes: bool
) -> list[Example]:
    """`count` examples drawn from `seed`, those of requests under these lists of tools in turn."""
    rng = random.Random(f"{seed}/replay")
    plans = round(PLANS * count) if lists else 0
    return [*_requests(rng, plans, lists, composes=composes), *_messages(rng, count - plans)]


def everything_offered(*, composes: bool) -> tuple[Tool, ...]:
    """All tools that the recipe knows, as they are offered to a model that has an account for each.

    The reader's operations are among them where the model composes.
    """
    from .starter.offers import standard

    return tuple(standard(reader=composes).tools)


def _requests(
    rng: random.Random, count: int, lists: Sequence[Sequence[Tool]], *, composes: bool
) -> list[Example]:
    from .starter.requests import aside, request

    offers = [_offer(tools) for tools in lists]
    made: list[Example] = []
    for at in range(count):
        # Each list is shown in every language.
        lang, offered = LANGUAGES[at % 2], offers[at // 2 % len(offers)]
        drawn = aside(rng, lang) if rng.random() < ASIDES else request(rng, lang)
        answered = offered.answered(drawn)
        plan: Mapping[str, Any] = answered.plan if answered is not None else {"none": True}
        steps = plan.get("steps", ())
        made.append(
            Example(
                kind=PLAN,
                prompt=plan_prompt(drawn.words, offered.tools, drawn.handles),
                grammar=plan_grammar(drawn.words, offered.tools, drawn.handles, composes=composes),
                answer=completion(plan),
                group=steps[0]["tool"] if steps else "",
            )
        )
    return made


def _offer(tools: Sequence[Tool]) -> Offer:
    from .starter.offers import Offer, Standing

    names = {tool.name: {param.name: param.name for param in tool.params} for tool in tools}
    return Offer(tuple(tools), {t.name: Standing(t, names[t.name]) for t in tools}, ())


def _messages(rng: random.Random, count: int) -> list[Example]:
    """Messages under the standard labels, each without and with an attack."""
    from .starter.messages import standard_pairs

    pairs = standard_pairs(rng, -(-count // 2))
    lines = [line for pair in pairs for line in (pair.plain, pair.attacked)][:count]
    return [
        Example(
            kind=LABEL,
            prompt=label_prompt(
                line.labels,
                message_text(line.sender, line.subject, line.facts, line.body, limit=TO_QUOTE),
                limit=TO_LABEL,
            ),
            grammar=label_grammar(line.labels),
            answer=completion({"label": line.label}),
            group=line.label,
        )
        for line in lines
    ]

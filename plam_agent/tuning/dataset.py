"""Feedback as examples: each prompt rendered anew, each answer in the one form it is decoded in.

An answer is a plan over the owner's own words or a label of the owner's policy; what others wrote
stands in prompts only. Prompts are those of today: with the tools and labels that are offered now,
so that nothing is learnt that could not be answered.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from ..errors import PlanError
from ..journal import Journal
from ..planner.grammar import MAX_PROSE, label_grammar, plan_grammar
from ..planner.prompt import TO_LABEL, completion, label_prompt, parts, plan_prompt
from ..planner.reader import ANYTHING_ELSE, NONE
from ..planner.recalling import at_once, remembers
from ..planner.retrieval import likeliest
from ..planner.scope import mint
from ..planner.written import written
from ..policy.terms import Label
from ..types import REQUEST, Tool, Value
from .example import LABEL, PLAN, Example
from .fates import APPROVED, DENIED, EDITED, KEPT, UNDONE
from .feedback import DOWN, MOVED, REWORDED, UP, Feedback, feedback

HALF_LIFE = timedelta(days=30)
"""After how long feedback counts half."""

OLDEST = 6
"""How many half-lives feedback is looked at: what is older counts next to nothing."""

# What was corrected counts no more than what was right: it would teach that the exception is the
# rule. Of what was left alone nobody knows whether it was looked at.
WEIGHTS: Mapping[str, float] = {
    EDITED: 1.0, MOVED: 1.0, UP: 1.0, REWORDED: 1.0, APPROVED: 1.0, DENIED: 1.0, UNDONE: 1.0,
    DOWN: 1.0, KEPT: 0.8,
}  # fmt: skip
LOOKED = 0.5
"""What counts of a plan that only looked: whoever is shown the wrong thing says nothing."""

HEAVIEST = 4.0
"""What one example weighs at most, however often the same was said."""

LONGEST = 500
"""Characters of a request that is learnt from; what is longer was hardly typed."""

_TEXTS = re.compile(r'"((?:[^"\\]|\\.)*)"')
_CUT = re.compile(r"(?:…|\.\.\.|\[(?:cut|truncated)[^\]]*\])\s*$")


def examples(
    journal: Journal,
    *,
    now: datetime,
    tools: Sequence[Tool],
    labels: Sequence[Label] = (),
    mailbox: str = "INBOX",
    composes: bool = False,
    half_life: timedelta = HALF_LIFE,
) -> list[Example]:
    """What the journal has to teach, in the order in which it is best learnt.

    `tools` are those offered now, `labels` and `mailbox` those of the policy in force; `composes`
    says whether the model may write prose. Raises DamageError.
    """
    since = now - OLDEST * half_life
    said = feedback(journal, now=now, since=since, labels=labels, mailbox=mailbox)
    return curriculum(
        made(said, now=now, tools=tools, labels=labels, composes=composes, half_life=half_life)
    )


def made(
    said: Iterable[Feedback],
    *,
    now: datetime,
    tools: Sequence[Tool],
    labels: Sequence[Label] = (),
    composes: bool = False,
    half_life: timedelta = HALF_LIFE,
) -> list[Example]:
    """Feedback as examples, oldest first: what contradicts itself is settled, what is alike is one.

    `weight` is what the verdict counts, halved with each half-life.
    """
    render = _Rendering(tools, labels, composes=composes)
    alike: dict[tuple[str, str], list[tuple[Feedback, Example]]] = {}
    for each in said:
        one = render.example(each)
        if one is not None and good(one):
            age = max(0.0, (now - each.at) / half_life)
            weight = WEIGHTS[each.verdict] * (LOOKED if each.looked else 1.0) * 0.5**age
            one = dataclasses.replace(one, weight=weight)
            alike.setdefault((one.kind, one.prompt.user), []).append((each, one))
    found = [one for group in alike.values() for one in _joined(_settled(group, now))]
    return sorted(found, key=lambda one: (one.at or now, one.sources))


def good(example: Example) -> bool:
    """Whether an example is worth learning: not empty, not cut off, and not saying two things."""
    if not example.answer and not example.against:
        return False
    if example.kind == PLAN:
        words = example.prompt.said
        return bool(re.search(r"\w", words)) and len(words) <= LONGEST
    found = parts(example.prompt.user)
    # A message without a word says nothing about where it belongs.
    return found is not None and bool(
        re.search(r"\w", found[1].removeprefix("subject:") + found[3])
    )


def curriculum(said: Sequence[Example]) -> list[Example]:
    """The examples in the order of learning.

    First come those that share the most of their words with the others of their kind and that were
    said most often.
    """
    words = [frozenset(re.findall(r"[^\W_]+", one.prompt.said.casefold())) for one in said]
    counts: dict[str, Counter[str]] = {PLAN: Counter(), LABEL: Counter()}
    sizes = Counter(one.kind for one in said)
    for one, each in zip(said, words, strict=True):
        counts[one.kind].update(each)

    def typical(at: int) -> float:
        shared = counts[said[at].kind]
        others = sum(shared[word] - 1 for word in words[at])
        return said[at].weight * others / (len(words[at]) * sizes[said[at].kind] or 1)

    order = sorted(range(len(said)), key=lambda at: (-typical(at), said[at].sources))
    return [said[at] for at in order]


class _Rendering:
    """Renders feedback with the tools and labels of now."""

    def __init__(self, tools: Sequence[Tool], labels: Sequence[Label], *, composes: bool) -> None:
        self._composes = composes
        # A model that only quotes is never shown the tools of memory.
        self._tools = [tool for tool in tools if composes or not remembers(tool)]
        self._every = list(tools)
        self._labels = {label.name: label.means for label in labels} | {NONE: ANYTHING_ELSE}
        self._label_grammar = label_grammar(self._labels)

    def example(self, said: Feedback) -> Example | None:
        """The example, or None where nothing of it can be answered now."""
        return self._plan(said) if said.kind == PLAN else self._label(said)

    def _plan(self, said: Feedback) -> Example | None:
        scope = mint(Value(said.said, frozenset({REQUEST})))
        if not scope.shown or (not self._composes and at_once(scope.shown, self._every)):
            return None
        tools = likeliest(scope.shown, self._tools)
        if not tools:
            return None

        def answer(plan: Mapping[str, object] | None) -> str:
            if plan is None:
                return ""
            if plan.get("none"):
                return completion({"none": True})
            steps = plan.get("steps")
            assert isinstance(steps, list)
            try:
                return written(steps, scope, tools, prose=said.own if self._composes else ())
            except PlanError:
                return ""

        wanted, chosen = answer(said.wanted), answer(said.chosen)
        if wanted and _cut(wanted):
            return None
        return Example(
            PLAN,
            dataclasses.replace(
                plan_prompt(scope.shown, tools, scope.handles), origins=frozenset({REQUEST})
            ),
            plan_grammar(scope.shown, tools, scope.handles, composes=self._composes),
            wanted,
            _against(wanted, chosen, said),
            at=said.at,
            sources=said.sources,
            group=_first_tool(said),
        )

    def _label(self, said: Feedback) -> Example | None:
        label = str((said.wanted or {}).get("label") or "")
        was = str(said.chosen.get("label"))
        wanted = completion({"label": label}) if label in self._labels else ""
        chosen = completion({"label": was}) if was in self._labels else ""
        return Example(
            LABEL,
            label_prompt(self._labels, said.said, limit=TO_LABEL),
            self._label_grammar,
            wanted,
            _against(wanted, chosen, said),
            at=said.at,
            sources=said.sources,
            group=label or was,
        )


def _against(wanted: str, chosen: str, said: Feedback) -> tuple[str, ...]:
    """What the owner did not want: the answer that was given, unless it is the one they wanted."""
    judged = said.wanted is None or said.wanted != said.chosen
    return (chosen,) if judged and chosen and chosen != wanted else ()


def _first_tool(said: Feedback) -> str:
    steps = (said.wanted or said.chosen).get("steps")
    return str(steps[0]["tool"]) if isinstance(steps, list) and steps else NONE


def _cut(answer: str) -> bool:
    """Whether a text in an answer ends where there was no more room."""
    texts = _TEXTS.findall(answer)
    return any(len(text) >= MAX_PROSE or _CUT.search(text) for text in texts)


def _settled(
    group: Sequence[tuple[Feedback, Example]], now: datetime
) -> list[tuple[Feedback, Example]]:
    """What of the feedback on one prompt stands, oldest first.

    What was said stands before what was only left alone. Of two that contradict each other the
    later stands, and neither where both are of the same day.
    """
    stands: list[tuple[Feedback, Example]] = []
    gone: list[tuple[Feedback, Example]] = []
    for each in sorted(group, key=lambda pair: (pair[0].verdict != KEPT, pair[0].at), reverse=True):
        rivals = [one for one in stands if _contradict(one[1], each[1])]
        undecided = [
            one
            for one in (*rivals, *gone)
            if _contradict(one[1], each[1]) and _alike(one[0], each[0], now)
        ]
        if not rivals and not undecided:
            stands.append(each)
            continue
        stands = [one for one in stands if not any(one is other for other in undecided)]
        gone += [each, *undecided]
    return stands[::-1]


def _alike(one: Feedback, other: Feedback, now: datetime) -> bool:
    """Whether two are of the same day, and were both said or both left unsaid."""
    days = {each.at.astimezone(now.tzinfo).date() for each in (one, other)}
    return len(days) == 1 and (one.verdict == KEPT) == (other.verdict == KEPT)


def _contradict(one: Example, other: Example) -> bool:
    """Whether one answer is wrong where the other is right."""
    differ = bool(one.answer and other.answer and one.answer != other.answer)
    return differ or (one.answer in other.against) or (other.answer in one.against)


def _joined(group: Sequence[tuple[Feedback, Example]]) -> list[Example]:
    """What was said several times, as one: counts add up, what was never wanted is put together."""
    if not group:
        return []
    answers = [one for _, one in group if one.answer]
    last = (answers or [one for _, one in group])[-1]
    return [
        dataclasses.replace(
            last,
            against=tuple(dict.fromkeys(text for _, one in group for text in one.against)),
            weight=min(HEAVIEST, sum(one.weight for _, one in group)),
            at=max(said.at for said, _ in group),
            sources=_sources(one.sources for _, one in group),
        )
    ]


def _sources(many: Iterable[Sequence[str]]) -> tuple[str, ...]:
    every = {each for some in many for each in some}
    return tuple(sorted(every, key=lambda each: (each.partition(":")[0], len(each), each)))

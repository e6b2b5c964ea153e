"""What the owner made of the plans of their requests.

Only what the owner typed here and the model here planned can be right; of what was pasted, came in
with another program's grant or was planned elsewhere nothing is learnt. What ran out, failed or was
refused by the policy says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from ..errors import DamageError
from ..memory.episodes import CONVERSATION
from ..records import read_origins
from ..tools.model import ASKS, READS
from ..types import (
    POLICY,
    REQUEST,
    Call,
    Effect,
    Event,
    Origin,
    Origins,
    Role,
    Value,
    When,
    rests_on,
)
from .example import PLAN
from .fates import APPROVED, DENIED, EDITED, KEPT, OPEN, UNDONE, Fate
from .heard import AGAINST, REWORDED, UP, Feedback, Heard, sources

SETTLED = timedelta(days=1)
"""After how long what ran by a rule and was not taken back counts as accepted."""

ASKED_AGAIN = timedelta(minutes=5)
"""Within how long a request that says much the same is the same request once more."""

OWN = frozenset({REQUEST, POLICY})
_READERS = ("read.extract", "read.classify")
_BEFORE = 4


def plan_feedback(heard: Heard, now: datetime) -> Iterator[Feedback]:
    """What the owner made of plans, and what they asked for instead in other words."""
    judging = _Judging(heard, now)
    last: Event | None = None
    for run, begun in heard.runs.items():
        if not _typed(begun):
            continue
        found = judging.feedback(run, begun)
        if found is not None:
            if last is not None and (other := judging.reworded(last, begun, found)) is not None:
                yield other
            yield found
        last = begun


def _typed(begun: Event) -> bool:
    try:
        return read_origins(begun.body["origins"]) == {REQUEST}
    except (KeyError, DamageError):
        return False


class _Judging:
    def __init__(self, heard: Heard, now: datetime) -> None:
        self._heard = heard
        self._now = now

    def feedback(self, run: str, begun: Event) -> Feedback | None:
        """What is known of the plan of one run, or None for nothing."""
        plan = self._heard.plans.get(run)
        every = self._heard.fates.of_run(run)
        ends = [e for e in every if e.call.step and e.call.tool not in (ASKS, READS)]
        if plan is None or run in self._heard.elsewhere or any(e.by_holder for e in every):
            return None
        said = plan.body.get("plan") or {}
        steps = said.get("steps") or ()
        own, memories = _prose(ends, steps)
        if not (steps or said.get("none")) or not _are_calls_of(ends, steps) or own is None:
            return None
        chosen = {"steps": list(steps)} if steps else {"none": True}
        judged = self._heard.judged((run, begun.seq, plan.seq), ends)
        verdict, at = (judged.body["verdict"], judged.time) if judged else _verdict(steps, ends)
        looked = bool(ends) and all(each.call.effect is Effect.READ for each in ends)
        if verdict == OPEN or (verdict == KEPT and not self._accepted(begun, at, looked)):
            return None
        wanted: Mapping[str, Any] | None = None if verdict in AGAINST else chosen
        if verdict == EDITED:
            wanted = _edited(steps, ends)
        seqs = {begun.seq, plan.seq, *(seq for each in ends for seq in each.seqs)}
        seqs |= {judged.seq} if judged else set()
        if own:
            # What was said just before may have been before the model that wrote the prose.
            seqs |= {each.seq for each in self._before(begun)}
        return Feedback(
            PLAN,
            verdict,
            at,
            str(begun.body["words"]),
            chosen,
            wanted,
            sources(seqs, memories),
            own,
            looked,
        )

    def reworded(self, first: Event, again: Event, found: Feedback) -> Feedback | None:
        """What the owner asked for in other words was wanted of the words before, too.

        Whether those say it at all shows where the plan is written with them.
        """
        plan = self._heard.plans.get(str(first.body["run"]))
        agreed = found.verdict in (APPROVED, EDITED, UP) or (
            found.verdict == KEPT and not found.looked
        )
        if plan is None or not agreed or found.wanted is None:
            return None
        mine, theirs = _words(first.body["words"]), _words(again.body["words"])
        alike = 3 * len(mine & theirs) >= min(len(mine), len(theirs))
        steps = found.wanted.get("steps") or ()
        quoted = any(step.get("args") for step in steps)
        if not alike or not quoted or again.time - first.time > ASKED_AGAIN:
            return None
        done = [end for end in self._ends(first) if end.verdict in (APPROVED, EDITED, KEPT)]
        if any(end.call.effect is not Effect.READ for end in done):
            # It was done and stayed so: this is something else beside it.
            return None
        used = {int(each.removeprefix("event:")) for each in found.sources if "event:" in each}
        used |= {first.seq, plan.seq, *(seq for end in self._ends(first) for seq in end.seqs)}
        memories = [each for each in found.sources if each.startswith("memory:")]
        return replace(
            found,
            verdict=REWORDED,
            said=str(first.body["words"]),
            chosen=found.wanted,
            sources=(*sources(used), *memories),
        )

    def _ends(self, begun: Event) -> list[Fate]:
        return self._heard.fates.of_run(str(begun.body["run"]))

    def _accepted(self, begun: Event, at: datetime, looked: bool) -> bool:
        """Whether silence about what ran by itself says that it was right."""
        if self._now - at < SETTLED:
            return False
        mine = _words(begun.body["words"])
        for other in self._heard.runs.values() if looked else ():
            after = other.time - begun.time
            if other.seq > begun.seq and after <= ASKED_AGAIN:
                theirs = _words(other.body["words"])
                if 2 * len(mine & theirs) >= len(mine | theirs):
                    # Asked again in other words: what was found was not it.
                    return False
        return True

    def _before(self, begun: Event) -> list[Event]:
        """What was asked in the conversation before, which a planner may have been shown."""
        early = [
            each
            for each in self._heard.runs.values()
            if each.seq < begun.seq and begun.time - each.time <= CONVERSATION
        ]
        return early[-_BEFORE:]


def _verdict(steps: Sequence[Any], ends: Sequence[Fate]) -> tuple[str, datetime]:
    """What the fates of a plan's calls say of it, and when the last of them did."""
    verdicts = {each.verdict for each in ends}
    if not ends:
        return OPEN, datetime.min
    last = max(each.at for each in ends)
    for word in (UNDONE, DENIED):
        if word in verdicts:
            return word, max(each.at for each in ends if each.verdict == word)
    called = {each.call.step for each in ends}
    # A step with a condition, or over what was found, can have had nothing to do.
    rests = {n for n, step in enumerate(steps, 1) if step.get("each") or step.get("when")}
    if OPEN in verdicts or not called | rests >= set(range(1, len(steps) + 1)):
        return OPEN, last
    return next((word for word in (EDITED, APPROVED) if word in verdicts), KEPT), last


def _are_calls_of(ends: Sequence[Fate], steps: Sequence[Any]) -> bool:
    """Whether the calls of a run are those of its plan."""
    tools = {n: str(step.get("tool")) for n, step in enumerate(steps, 1)}
    return all(tools.get(each.call.step) in (each.call.tool, *_READERS) for each in ends)


def _edited(steps: Sequence[Any], ends: Sequence[Fate]) -> dict[str, Any] | None:
    """The plan with what the owner said instead, or None where it has no place in a plan."""
    made = [dict(step) for step in steps]
    for each in ends:
        if each.edited is None:
            continue
        step = made[each.call.step - 1]
        if step.get("each"):
            # One of many: the owner changed that one and not the plan.
            return None
        args = dict(step.get("args") or {})
        was = dict(each.call.args)
        for name, value in each.edited.args:
            if name in was and was[name].data == value.data:
                continue
            if value.origins == {REQUEST}:
                said = _plain(value.data)
                args.pop(name, None)
                args |= {name: said} if said is not None else {}
            elif name in args:
                return None
        step["args"] = args
    return {"steps": made}


def _plain(data: Any) -> Any:
    """What the owner said anew, as a plan says it; None for nothing at all."""
    match data:
        case When(phrase=phrase):
            return phrase
        case tuple() | list():
            parts = [str(each) for each in data]
            return (parts if len(parts) > 1 else parts[0]) if parts else None
        case None | "":
            return None
    return str(data)


def _prose(
    ends: Sequence[Fate], steps: Sequence[Any]
) -> tuple[frozenset[tuple[int, str]] | None, set[str]]:
    """The prose arguments of the calls and the memories beneath them.

    None where anybody but the owner had a say in one of them, or the plan says another than was
    called: then nobody knows whose it is.
    """
    own: set[tuple[int, str]] = set()
    memories: set[str] = set()
    for each in ends:
        step = steps[each.call.step - 1] if each.call.step <= len(steps) else {}
        for call in filter(None, (each.call, each.edited)):
            for name, value in _prose_of(call):
                said = (step.get("args") or {}).get(name)
                said = " ".join(map(str, said)) if isinstance(said, list) else said
                if not value.origins or not rests_on(value.origins, OWN):
                    return None, set()
                if call is each.call and said != value.data:
                    return None, set()
                own.add((call.step, name))
                memories |= set(_memories(value.origins))
    return frozenset(own), memories


def _prose_of(call: Call) -> Iterator[tuple[str, Value]]:
    roles = dict(call.roles)
    for name, value in call.args:
        if roles.get(name) is Role.PROSE:
            yield name, value


def _memories(origins: Origins | Iterable[Origin]) -> Iterator[str]:
    for each in origins:
        if each.kind == "memory":
            yield each.locator
        yield from _memories(each.beneath)


def _words(text: Any) -> set[str]:
    return set(re.findall(r"\w+", str(text).casefold()))

"""What the journal tells of a plan: each step, what was decided about it and why, how it ended.

It knows nothing but the journal, so that what it says is what happened.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..language import _, mark, told
from .plainly import escaped

if TYPE_CHECKING:
    from ..types import Event

KINDS = (
    "run",
    "plan",
    "intent",
    "done",
    "failed",
    "unknown",
    "refused",
    "asked",
    "held",
    "answered",
)
"""The events that a plan is drawn from."""

STATES = {
    "waiting": (" ", "$secondary", mark("not yet")),
    "running": ("…", "$primary", mark("runs")),
    "done": ("✓", "$success", mark("done")),
    "failed": ("✗", "$error", mark("failed")),
    "unknown": ("?", "$warning", mark("may or may not have happened")),
    "refused": ("✗", "$error", mark("refused")),
    "asked": ("!", "$warning", mark("waits for your yes")),
    "held": ("⏸", "$warning", mark("held")),
    "skipped": ("-", "$secondary", mark("left out")),
}
VERBS = {"allow": mark("allowed"), "confirm": mark("you were asked"), "deny": mark("refused")}


@dataclass(slots=True)
class StepSeen:
    """One step of the plan and what became of it so far."""

    tool: str
    args: str
    state: str = "waiting"
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class PlanSeen:
    """What the journal has told of one run until now."""

    run: str = ""
    answer: str = ""
    confidence: float = 0.0
    committed: bool = False
    steps: list[StepSeen] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)
    _intents: dict[int, int] = field(default_factory=dict)

    def tell(self, event: Event) -> bool:
        """Take in one event; whether it changed anything that is shown."""
        body = event.body
        if not self.run or body.get("run") != self.run:
            return False
        if event.kind == "plan":
            self._commit(body.get("plan") or {})
            return True
        call = body.get("call")
        if isinstance(call, Mapping) and event.kind in ("intent", "refused", "asked", "held"):
            return self._decided(event, call)
        if "intent" in body and event.kind in ("done", "failed", "unknown"):
            return self._ended(event)
        return False

    def end(self) -> None:
        """The run is over: what did not begin is left out."""
        for each in self.steps:
            if each.state == "waiting":
                each.state = "skipped"

    def _commit(self, plan: Mapping[str, Any]) -> None:
        self.committed = True
        self.confidence = float(plan.get("confidence") or 0.0)
        self.steps = [
            StepSeen(escaped(str(each.get("tool", ""))), _said(each))
            for each in plan.get("steps") or ()
        ]

    def _decided(self, event: Event, call: Mapping[str, Any]) -> bool:
        body = event.body
        state = {"intent": "running"}.get(event.kind, event.kind)
        rule = escaped(str(body.get("rule") or _("no rule")))
        said = _(VERBS.get(str(body.get("decision")), mark("decided")))
        # What an allow says beyond its rule's name is nothing.
        known = f"{body.get('rule')} allows it"
        reasons = _("; ").join(
            escaped(told(str(each))) for each in body.get("reasons", ()) if str(each) != known
        )
        line = _("{decision} by {rule}").format(decision=said, rule=rule)
        step = int(call.get("step") or 0)
        if not 1 <= step <= len(self.steps):
            # What is looked up to understand a name belongs to no step.
            if event.kind != "intent":
                self.looks.append(f"{escaped(str(call.get('tool')))}: {line}; {reasons}")
            return event.kind != "intent"
        seen = self.steps[step - 1]
        seen.state = state
        if event.kind == "intent":
            self._intents[event.seq] = step
        text = f"{line}: {reasons}" if reasons else line
        if text not in seen.lines:
            seen.lines.append(text)
        return True

    def _ended(self, event: Event) -> bool:
        step = self._intents.get(int(event.body.get("intent") or 0))
        if step is None:
            return False
        seen = self.steps[step - 1]
        # Of several calls of one step the worst is what is shown.
        if seen.state not in ("failed", "unknown"):
            seen.state = event.kind
        if detail := escaped(told(str(event.body.get("detail") or ""))):
            seen.lines.append(detail)
        return True


def _said(step: Mapping[str, Any]) -> str:
    args = step.get("args") or {}
    parts = [f"{name}: {_plain(value)}" for name, value in args.items()]
    parts += [f"{word} {step[word]}" for word in ("each", "when") if word in step]
    return escaped(", ".join(parts))


def _plain(value: Any) -> str:
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def as_lines(seen: PlanSeen) -> list[str]:
    """The plan as lines of text."""
    lines = []
    for number, each in enumerate(seen.steps, 1):
        lines.append(f"{number}. {each.tool}  {each.args}  [{_(STATES[each.state][2])}]")
        lines += [f"   {line}" for line in each.lines]
    return [*lines, *(f"   {line}" for line in seen.looks)]

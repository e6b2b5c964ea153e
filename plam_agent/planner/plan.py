"""The plan language: decoded text to `Plan`, checked again as if no grammar had been there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import pydantic

from ..errors import PlanError
from ..types import Argument, Condition, Handle, Param, Plan, Quote, Ref, Role, Step, Text, Tool
from .grammar import DESTINATIONS, MAX_SPANS, MAX_STEPS, chunks

_REF = re.compile(r"\$([1-9])(?:\.([a-z_]+))?")
_CONDITION = re.compile(r"\$([1-9])(?:=([a-z]+))?")
_Value = str | Annotated[list[str], pydantic.Field(min_length=1, max_length=MAX_SPANS)]


class _StepModel(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True)

    tool: str
    args: dict[str, _Value] = {}
    each: str | None = None
    when: str | None = None


class _PlanModel(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True)

    steps: Annotated[list[_StepModel], pydantic.Field(max_length=MAX_STEPS)] = []
    ask: _Value | None = None
    answer: _Value | None = None
    none: bool = False

    @pydantic.model_validator(mode="after")
    def _one_of(self) -> _PlanModel:
        if sum((bool(self.steps), self.ask is not None, self.answer is not None, self.none)) != 1:
            raise ValueError("a plan has steps, or asks, or answers, or knows no tool")
        return self


def parse_plan(
    text: str,
    words: str,
    tools: Sequence[Tool],
    handles: Sequence[Handle] = (),
    *,
    confidence: float = 1.0,
) -> Plan:
    """The plan that `text` says, every part of it verified against what was offered.

    Raises PlanError for anything outside the plan language: a tool that was not offered, an
    argument it does not take, words the owner did not say, an unknown handle, or a reference to
    no earlier step or to a result of another kind.
    """
    try:
        model = _PlanModel.model_validate_json(text)
    except pydantic.ValidationError as error:
        raise PlanError(f"The model's plan is malformed: {error.errors()[0]['msg']}.") from error
    if model.ask is not None:
        return Plan(question=_joined(model.ask), confidence=confidence)
    if model.answer is not None:
        return Plan(answer=_joined(model.answer), confidence=confidence)
    if model.none:
        return Plan(none=True, confidence=confidence)
    offered = {tool.name: tool for tool in tools}
    check = _Check(words, {handle.key: handle for handle in handles})
    steps: list[Step] = []
    for index, step in enumerate(model.steps, 1):
        tool = offered.get(step.tool)
        if tool is None:
            raise PlanError(f"Step {index} uses {step.tool!r}, which was not offered.")
        steps.append(check.step(index, tool, step, [offered[done.tool] for done in steps]))
    return Plan(steps=tuple(steps), confidence=confidence)


def _joined(value: str | list[str]) -> str:
    return " ".join(part.strip() for part in ([value] if isinstance(value, str) else value))


class _Check:
    """Verifies one plan's arguments against the request and the handles in scope."""

    def __init__(self, words: str, handles: Mapping[str, Handle]) -> None:
        self._chunks = chunks(words)
        self._handles = handles

    def step(self, index: int, tool: Tool, step: _StepModel, earlier: Sequence[Tool]) -> Step:
        params = {param.name: param for param in tool.params if not param.derived}
        unknown = set(step.args) - set(params)
        if unknown:
            raise PlanError(f"Step {index}: {tool.name} takes no {min(unknown)!r}.")
        args = {
            name: self._argument(index, params[name], value, earlier)
            for name, value in step.args.items()
        }
        each = self._ref(index, step.each, earlier) if step.each else None
        when = self._condition(index, step.when, earlier) if step.when else None
        return Step(index, tool.name, args, each, when)

    def _argument(
        self, index: int, param: Param, value: str | list[str], earlier: Sequence[Tool]
    ) -> Argument:
        if isinstance(value, list):
            if not param.many and param.role not in (Role.TIME, Role.PROSE):
                raise PlanError(f"Step {index}: {param.name} takes one value.")
            return tuple(self._one(index, param, part, earlier) for part in value)
        return self._one(index, param, value, earlier)

    def _one(self, index: int, param: Param, value: str, earlier: Sequence[Tool]) -> Argument:
        if param.choices:
            if value not in param.choices:
                raise PlanError(f"Step {index}: {param.name} is not {value!r}.")
            return Text(value)
        if param.role is not Role.PROSE:
            handle = self._handles.get(value.strip())
            if handle is not None:
                return handle
            if _REF.fullmatch(value):
                return self._typed(index, param, value, earlier)
        if self._said(value):
            return Quote(value.strip())
        if param.role is Role.PROSE:
            return Text(value.strip())
        raise PlanError(f"Step {index}: {param.name} is {value!r}, which the request does not say.")

    def _said(self, value: str) -> bool:
        """Whether `value` is a run of the request's pieces, with a word or mark among them."""
        if not value.strip():
            return False
        for start in range(len(self._chunks)):
            run = ""
            for piece in self._chunks[start:]:
                run += piece
                if run == value:
                    return True
                if len(run) > len(value):
                    break
        return False

    def _ref(self, index: int, value: str, earlier: Sequence[Tool]) -> Ref:
        match = _REF.fullmatch(value)
        if match is None or not 1 <= int(match[1]) < index:
            raise PlanError(f"Step {index} refers to {value!r}, which is no earlier step.")
        if not earlier[int(match[1]) - 1].yields:
            raise PlanError(f"Step {index} refers to {value!r}, and that step finds nothing.")
        return Ref(int(match[1]), match[2] or "")

    def _typed(self, index: int, param: Param, value: str, earlier: Sequence[Tool]) -> Ref:
        ref = self._ref(index, value, earlier)
        found = earlier[ref.step - 1].yields
        fits = (
            ref.field in DESTINATIONS.get(found, ())
            if param.role is Role.DESTINATION
            else not ref.field
            and (
                (param.role is Role.OBJECT and found == param.kind)
                or (param.role in (Role.TIME, Role.QUOTE) and found == "value")
            )
        )
        if not fits:
            raise PlanError(f"Step {index}: {param.name} cannot be {value}, which is a {found}.")
        return ref

    def _condition(self, index: int, value: str, earlier: Sequence[Tool]) -> Condition:
        match = _CONDITION.fullmatch(value)
        if match is None or not 1 <= int(match[1]) < index:
            raise PlanError(f"Step {index} depends on {value!r}, which is no earlier step.")
        return Condition(Ref(int(match[1])), match[2] or "yes")


def plain_steps(plan: Plan) -> list[dict[str, Any]]:
    """The plan's steps as JSON data, arguments as they were said: `[{"tool", "args"}]`."""
    return [_plain_step(step) for step in plan.steps]


def _plain_step(step: Step) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "tool": step.tool,
        "args": {name: plain_argument(value) for name, value in step.args.items()},
    }
    if step.each is not None:
        plain["each"] = str(step.each)
    if step.when is not None:
        plain["when"] = f"{step.when.ref}={step.when.equals}"
    return plain


def plain_argument(value: Argument) -> Any:
    """An argument as a person would write it; handles are shown as what they stand for."""
    match value:
        case Quote(text) | Text(text):
            return text
        case Handle():
            return value.target if isinstance(value.target, str) else value.key
        case Ref():
            return str(value)
        case tuple():
            return [plain_argument(part) for part in value]
    raise TypeError(f"{value!r} is no argument")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is there twice")
    return found


def decode_object(text: str, fields: Sequence[str]) -> dict[str, Any]:
    """A reader's answer as an object with exactly `fields`. Raises PlanError."""
    try:
        answer = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise PlanError("The model's answer is not JSON.") from error
    if not isinstance(answer, dict) or list(answer) != list(fields):
        raise PlanError(f"The model's answer has not the fields {', '.join(fields)}.")
    return answer

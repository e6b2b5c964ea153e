"""One request to one committed plan: scope, grammar, decoding and verification."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import PlanError
from ..types import Argument, Param, Plan, Quote, Role, Step, Text, Tool, Value
from .engine import Engine, check
from .grammar import PLAN_TOKENS, plan_grammar
from .plan import parse_plan
from .prompt import plan_prompt
from .scope import Scope, mint

# What the shipped model must give to planning at all and to its first tool, together: below it,
# "I have no tool for this" is right more often. Chosen on half of a set of human utterances.
SURE = 0.65


@dataclass(frozen=True, slots=True)
class Planned:
    """A verified plan, the scope it was made in and what making it took, in milliseconds."""

    plan: Plan
    scope: Scope
    milliseconds: float


def check_tools(tools: Sequence[Tool]) -> None:
    """Compile each tool's grammar by itself, so that a bad one is found when it registers.

    Raises PlanError naming the tool: at run time an error would come up in every request.
    """
    for tool in tools:
        _check_tool(tool)


@functools.lru_cache(maxsize=512)
def _check_tool(tool: Tool) -> None:
    try:
        check(plan_grammar("some words", [tool]))
    except (PlanError, ValueError) as error:
        raise PlanError(f"The tool {tool.name} cannot be offered: {error}") from error


async def make_plan(
    engine: Engine, words: Value, tools: Sequence[Tool], *, composes: bool = True
) -> Planned:
    """Plan a request with the tools that the policy leaves.

    `composes` says whether the model may write prose of its own; one that may not only quotes, and
    plans only where it is SURE.
    An empty list of tools plans nothing. Raises PlanError.
    """
    scope = mint(words)
    if not tools or not scope.shown:
        return Planned(Plan(none=True), scope, 0.0)
    grammar = plan_grammar(scope.shown, tools, scope.handles, composes=composes)
    prompt = plan_prompt(scope.shown, tools, scope.handles)
    got = await engine.generate(prompt, grammar, max_tokens=PLAN_TOKENS)
    if not composes and math.prod(got.decisions[:2]) < SURE:
        return Planned(Plan(none=True, confidence=got.confidence), scope, got.milliseconds)
    plan = parse_plan(got.text, scope.shown, tools, scope.handles, confidence=got.confidence)
    offered = {tool.name: tool for tool in tools}
    steps = tuple(_as_said(step, offered[step.tool], scope) for step in plan.steps)
    return Planned(dataclasses.replace(plan, steps=steps), scope, got.milliseconds)


def _as_said(step: Step, tool: Tool, scope: Scope) -> Step:
    """The step with quotes as the owner typed them, and one quote where one value is wanted."""
    params = {param.name: param for param in tool.params}
    args = {name: _quoted(value, params[name], scope) for name, value in step.args.items()}
    return dataclasses.replace(step, args=args)


def _quoted(value: Argument, param: Param, scope: Scope) -> Argument:
    if isinstance(value, tuple):
        parts = tuple(_quoted(part, param, scope) for part in value)
        spans = [part.text for part in parts if isinstance(part, Quote)]
        single = not param.many or param.role is Role.TIME
        return Quote(" ".join(spans)) if single and len(spans) == len(parts) else parts
    if isinstance(value, Quote):
        return Quote(scope.restored(value.text))
    if isinstance(value, Text) and not param.choices:
        return Text(scope.restored(value.text))
    return value

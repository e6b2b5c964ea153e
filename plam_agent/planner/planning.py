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
from .retrieval import choose
from .schema import plan_shape
from .scope import Scope, mint

# What the shipped model must give to planning at all and to its first tool, together: below it,
# "I have no tool for this" is right more often. Chosen on half of a set of human utterances.
SURE = 0.65


@dataclass(frozen=True, slots=True)
class Planned:
    """A verified plan, the scope it was made in and what making it took, in milliseconds.

    `offered` is how many tools the model has seen, and `left_out` are those that there was no room
    to offer. `model` is the fingerprint of the one that planned.
    """

    plan: Plan
    scope: Scope
    milliseconds: float
    left_out: tuple[str, ...] = ()
    offered: int = 0
    model: str = ""

    @property
    def no_tool(self) -> str:
        """That no tool does it, and among how many that was looked for where it was not all."""
        if not self.left_out:
            return "I have no tool for this."
        every = self.offered + len(self.left_out)
        return (
            f"I have no tool for this among the {self.offered} of {every} that seemed likeliest."
            " If you mean one of the others, say its name."
        )


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
    An empty list of tools plans nothing. Where there are too many for one prompt, those are offered
    that the request most likely means. Raises PlanError.
    """
    scope = mint(words)
    if not tools or not scope.shown:
        return Planned(Plan(none=True), scope, 0.0, model=engine.fingerprint)
    chosen = await choose(engine, scope.shown, tools, scope.handles, answer=PLAN_TOKENS)
    tools, left_out = chosen.tools, chosen.left_out
    grammar = plan_grammar(scope.shown, tools, scope.handles, composes=composes)
    prompt = dataclasses.replace(
        plan_prompt(scope.shown, tools, scope.handles),
        origins=words.origins,
        shape=plan_shape(scope.shown, tools, scope.handles, composes=composes),
    )
    got = await engine.generate(prompt, grammar, max_tokens=PLAN_TOKENS)
    seen = functools.partial(
        Planned,
        scope=scope,
        milliseconds=got.milliseconds,
        left_out=left_out,
        offered=len(tools),
        model=engine.fingerprint,
    )
    if not composes and math.prod(got.decisions[:2]) < SURE:
        return seen(Plan(none=True, confidence=got.confidence))
    plan = parse_plan(got.text, scope.shown, tools, scope.handles, confidence=got.confidence)
    offered = {tool.name: tool for tool in tools}
    steps = tuple(_as_said(step, offered[step.tool], scope) for step in plan.steps)
    return seen(dataclasses.replace(plan, steps=steps))


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

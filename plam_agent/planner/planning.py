"""One request to one committed plan: scope, grammar, decoding and verification."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import PlanError
from ..types import (
    POLICY,
    REQUEST,
    Argument,
    Origins,
    Param,
    Plan,
    Quote,
    Role,
    Step,
    Text,
    Tool,
    Value,
    rests_on,
)
from .engine import Engine, check
from .grammar import PLAN_TOKENS, plan_grammar
from .plan import parse_plan
from .prompt import Prompt, plan_prompt, told_block
from .recalling import at_once, remembers
from .retrieval import choose
from .schema import plan_shape
from .scope import Scope, mint

# What a model that only quotes must give to planning at all and to its first tool, together: below
# it, "I have no tool for this" is right more often. A file that was calibrated says its own.
SURE = 0.65
# What may stand in a planner's prompt beside the request rests on the owner's words alone: somebody
# else may have written a contact's card.
OWNERS = frozenset({POLICY, REQUEST})


@dataclass(frozen=True, slots=True)
class Planned:
    """A verified plan, the scope it was made in and what making it took, in milliseconds.

    `offered` is how many tools the model has seen, and `left_out` are those that there was no room
    to offer. `model` is the fingerprint of the one that planned, and `told` the origins of what it
    was shown beside the request.
    """

    plan: Plan
    scope: Scope
    milliseconds: float
    left_out: tuple[str, ...] = ()
    offered: int = 0
    model: str = ""
    told: Origins = frozenset()

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
    engine: Engine,
    words: Value,
    tools: Sequence[Tool],
    *,
    composes: bool = True,
    told: Sequence[Value] = (),
) -> Planned:
    """Plan a request with the tools that the policy leaves.

    `composes` says whether the model may write prose of its own; one that may not only quotes, and
    plans only where it is SURE. It knows nothing of memory either: whether it is asked to recall
    or to remember is seen by code. `told` is what the owner said before, for a model that composes;
    whatever somebody else had a say in is left out of the prompt.
    An empty list of tools plans nothing. Where there are too many for one prompt, those are offered
    that the request most likely means. Raises PlanError.
    """
    scope = mint(words)
    if not composes:
        if (plan := at_once(scope.shown, tools)) is not None:
            return Planned(
                _restored(plan, tools, scope),
                scope,
                0.0,
                offered=len(tools),
                model=engine.fingerprint,
            )
        tools, told = [tool for tool in tools if not remembers(tool)], ()
    said = [each for each in told if each.origins and rests_on(each.origins, OWNERS)]
    if not tools or not scope.shown:
        return Planned(Plan(none=True), scope, 0.0, model=engine.fingerprint)
    lines = [str(each.data) for each in said]
    # A token is at least one octet long.
    room = PLAN_TOKENS + len(told_block(lines).encode("utf-8", "replace"))
    chosen = await choose(engine, scope.shown, tools, scope.handles, answer=room)
    tools, left_out = chosen.tools, chosen.left_out
    prompt = dataclasses.replace(
        plan_prompt(scope.shown, tools, scope.handles, lines),
        origins=words.origins.union(*(each.origins for each in said)),
        shape=plan_shape(scope.shown, tools, scope.handles, composes=composes),
    )
    answered = functools.partial(_answered, engine, prompt, scope, tools, composes=composes)
    try:
        plan, milliseconds = await answered()
    except PlanError:
        if getattr(engine, "asks_again", False):
            raise
        plan, milliseconds = await answered(again=True)
    return Planned(
        _restored(plan, tools, scope),
        scope,
        milliseconds,
        left_out=left_out,
        offered=len(tools),
        model=engine.fingerprint,
        told=frozenset().union(*(each.origins for each in said)),
    )


async def _answered(
    engine: Engine,
    prompt: Prompt,
    scope: Scope,
    tools: Sequence[Tool],
    *,
    composes: bool,
    again: bool = False,
) -> tuple[Plan, float]:
    """The plan that the engine answers, and its milliseconds. Raises PlanError where it is none.

    That happens: a step refers to what no step before it has found, or the answer has no end. Asked
    `again` it only quotes and refers to nothing, which leaves neither, and its plan meets no
    `min_confidence`: how often such a one is right was never measured.
    """
    strict = {"composes": composes and not again, "refers": not again}
    grammar = plan_grammar(scope.shown, tools, scope.handles, **strict)
    got = await engine.generate(prompt, grammar, max_tokens=PLAN_TOKENS)
    confidence = 0.0 if again else got.confidence
    least = getattr(engine, "threshold", None)
    if not composes and math.prod(got.decisions[:2]) < (SURE if least is None else least):
        return Plan(none=True, confidence=confidence), got.milliseconds
    plan = parse_plan(got.text, scope.shown, tools, scope.handles, confidence=confidence)
    return plan, got.milliseconds


def _restored(plan: Plan, tools: Sequence[Tool], scope: Scope) -> Plan:
    """The plan in the words that were typed."""
    offered = {tool.name: tool for tool in tools}
    steps = tuple(_as_said(step, offered[step.tool], scope) for step in plan.steps)
    return dataclasses.replace(plan, steps=steps)


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

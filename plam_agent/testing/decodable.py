"""Whether a tool can be planned: the grammar that a model decodes in, and the check behind it."""

from __future__ import annotations

import json
from typing import Any

from ..errors import PlanError
from ..planner.decoding import matches
from ..planner.grammar import plan_grammar
from ..planner.plan import parse_plan
from ..planner.planning import check_tools
from ..types import Effect, Param, Role, Tool

WORDS = "please do something with tomorrow at nine, anna@example.org and 20 EUR in it"


def check(tool: Tool) -> None:
    """Say each argument of `tool` in a plan, decode it and read it back. Raises PlanError."""
    check_tools([tool])
    said = [param for param in tool.params if not param.derived]
    _plan(tool, {})
    for param in said:
        _plan(tool, {param.name: _value(param)})
    if said:
        _plan(tool, {param.name: _value(param) for param in said})
    finder = Tool("finder.find", "Find things", Effect.READ, tool.args, (), yields="thing")
    for param in said:
        if param.role is Role.OBJECT:
            _refer(finder, tool, param)


def _plan(tool: Tool, args: dict[str, Any]) -> None:
    text = json.dumps({"steps": [{"tool": tool.name, "args": args}]}, separators=(",", ":"))
    if not matches(plan_grammar(WORDS, [tool]), text):
        raise PlanError(f"no plan says {' and '.join(args) or 'it without arguments'}")
    parse_plan(text, WORDS, [tool])


def _refer(finder: Tool, tool: Tool, param: Param) -> None:
    """What a search of the same kind found can be acted on."""
    import dataclasses

    find = dataclasses.replace(finder, yields=param.kind)
    steps = [{"tool": find.name, "args": {}}, {"tool": tool.name, "args": {param.name: "$1"}}]
    text = json.dumps({"steps": steps}, separators=(",", ":"))
    if not matches(plan_grammar(WORDS, [find, tool]), text):
        raise PlanError(f"no plan says that {param.name} is what a step before it found")
    parse_plan(text, WORDS, [find, tool])


def _value(param: Param) -> Any:
    if param.choices:
        return param.choices[0]
    return "tomorrow"

"""The languages of answers as JSON schemas, for models that no grammar of ours reaches.

A schema cannot say that words stand in the request, so what answers to it is checked again by the
parsers that read every answer, and held against the grammar itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import PlanError
from ..types import Handle, Param, Role, Tool
from .grammar import MAX_PROSE, MAX_SPANS, MAX_STEPS, summary_text
from .plan import decode_object, parse_plan

PLAN, LABEL, EXTRACT, SUMMARY = "plan", "label", "extract", "summary"

# What the tools' lines do not say to a model that was not trained on them.
PLAN_HELP = (
    "Leave out arguments that the owner does not give. An argument is words of the owner, letter "
    "for letter; or a handle such as @a1 where one is listed; or, in a later step, $1 for what "
    "step 1 found, $1.sender or $1.address for an address. `each` repeats a step for every thing "
    "that a step found, `when` runs it only where a step found something, or answered so ($1=no). "
    "Where no tool fits, none is the right answer."
)
EXTRACT_HELP = "Copy letter for letter, or say null where the message does not say it."


@dataclass(frozen=True, slots=True)
class Shape:
    """What an answer may be: `kind` is `plan`, `label`, `extract` or `summary`.

    `schema()` is its JSON schema (draft 2020-12), `check(text)` raises PlanError, and `help` says
    to a model what the schema cannot.
    """

    kind: str
    schema: Callable[[], dict[str, Any]]
    check: Callable[[str], object]
    help: str = ""


def plan_shape(
    words: str, tools: Sequence[Tool], handles: Sequence[Handle] = (), *, composes: bool = True
) -> Shape:
    """The shape of plans for one request, as `plan_grammar` has it and `parse_plan` reads it."""
    return Shape(
        PLAN,
        lambda: plan_schema(tools, composes=composes),
        lambda text: parse_plan(text, words, tools, handles),
        PLAN_HELP,
    )


def label_shape(labels: Iterable[str]) -> Shape:
    """The shape of one label among the owner's."""
    known = list(labels)

    def check(text: str) -> None:
        if decode_object(text, ["label"])["label"] not in known:
            raise PlanError(f"The label is none of {', '.join(known)}.")

    return Shape(LABEL, lambda: _object({"label": {"enum": known}}), check)


def extract_shape(wanted: Iterable[str]) -> Shape:
    """The shape of a span or null for each wanted field, in order."""
    names = list(wanted)
    span = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    return Shape(
        EXTRACT,
        lambda: _object(dict.fromkeys(names, span)),
        lambda text: decode_object(text, names),
        EXTRACT_HELP,
    )


def summary_shape() -> Shape:
    """The shape of a short text of the model's own."""
    return Shape(
        SUMMARY,
        lambda: _object({"summary": summary_text()}),
        lambda text: decode_object(text, ["summary"]),
    )


def plan_schema(tools: Sequence[Tool], *, composes: bool = True) -> dict[str, Any]:
    """The JSON schema of plans with these tools."""
    steps = {"anyOf": [_step(tool, composes=composes) for tool in tools]}
    prose = {"type": "string", "maxLength": MAX_PROSE} if composes else _several()
    answers = [{"answer": prose}] if composes else []
    forms: list[dict[str, Any]] = [
        {"steps": {"type": "array", "minItems": 1, "maxItems": MAX_STEPS, "items": steps}},
        {"ask": prose},
        *answers,
        {"none": {"const": True}},
    ]
    return {"anyOf": [_object(form) for form in forms]}


def _step(tool: Tool, *, composes: bool) -> dict[str, Any]:
    args = {
        param.name: _argument(param, composes=composes)
        for param in tool.params
        if not param.derived
    }
    more = {"each": {"type": "string"}, "when": {"type": "string"}}
    fields = {"tool": {"const": tool.name}, "args": _object(args, required=()), **more}
    return _object(fields, required=("tool", "args"))


def _argument(param: Param, *, composes: bool) -> dict[str, Any]:
    if param.choices:
        return {"enum": list(param.choices)}
    if param.role is Role.PROSE and composes:
        return {"type": "string", "maxLength": MAX_PROSE}
    if param.many or param.role in (Role.TIME, Role.PROSE):
        return _several()
    return {"type": "string"}


def _several() -> dict[str, Any]:
    spans = {"type": "array", "minItems": 2, "maxItems": MAX_SPANS, "items": {"type": "string"}}
    return {"anyOf": [{"type": "string"}, spans]}


def _object(fields: Mapping[str, Any], *, required: Iterable[str] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(fields),
        "required": list(fields if required is None else required),
        "additionalProperties": False,
    }


def written(text: str, schema: Mapping[str, Any]) -> str:
    """A JSON answer written as ours are: no white space, and keys in the order of the schema.

    Raises PlanError for what is not JSON, has a key twice, or nests too deep.
    """
    try:
        answer = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
        ordered = _ordered(answer, schema)
        return json.dumps(ordered, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise PlanError("The model's answer is not JSON.") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is there twice")
    return found


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _ordered(value: Any, schema: Mapping[str, Any]) -> Any:
    """The value with the keys of its objects in the schema's order; what does not fit stays."""
    forms = schema.get("anyOf", (schema,))
    if isinstance(value, list):
        inner: Any = next((form["items"] for form in forms if "items" in form), {})
        return [_ordered(each, inner) for each in value]
    if not isinstance(value, dict):
        return value
    fields: Any = next((form["properties"] for form in forms if _speaks_of(form, value)), {})
    first = {name: _ordered(value[name], fields[name]) for name in fields if name in value}
    return {**first, **{name: each for name, each in value.items() if name not in first}}


def _speaks_of(form: Mapping[str, Any], value: Mapping[str, Any]) -> bool:
    fields = form.get("properties", {})
    return value.keys() <= fields.keys() and all(
        value.get(name) == each["const"] for name, each in fields.items() if "const" in each
    )

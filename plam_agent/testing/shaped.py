"""What an argument model says of its fields, and values that try what a tool does with them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import pydantic

from ..tools.showing import shown
from ..types import Money, ObjectId, Role, Tool

NASTY = (
    "line\nbreak",
    "\x1b[2J\x1b[31mgone",
    "a\u202egnp.exe",
    "zero\u200bwidth",
    "tab\tbell\x07",
    "{0} %s {name}",
)


def unbounded(model: type[pydantic.BaseModel]) -> list[str]:
    """The fields of a model that take a text or a list of any length."""
    schema = model.model_json_schema()
    return [
        name for name, field in schema.get("properties", {}).items() if not all(_bounded(field))
    ]


def _bounded(schema: Mapping[str, Any]) -> Iterator[bool]:
    for other in schema.get("anyOf", ()):
        yield from _bounded(other)
    kind = schema.get("type")
    if kind == "string":
        known = ("maxLength", "enum", "const", "format", "pattern")
        yield any(key in schema for key in known)
    if kind == "array":
        # What a search found is bounded where it is found.
        things = "$ref" in schema.get("items", {})
        yield things or "maxItems" in schema
        yield from _bounded(schema.get("items", {}))


def hostile(tool: Tool, args: Mapping[str, Any]) -> Iterator[Any]:
    """Arguments as others might write them, as far as the model takes them at all."""
    texts = [p for p in tool.params if p.role in (Role.QUOTE, Role.PROSE, Role.DESTINATION)]
    for nasty in NASTY:
        said = {
            param.name: (nasty,) if param.many else nasty for param in texts if not param.choices
        }
        with contextlib.suppress(pydantic.ValidationError):
            yield tool.args.model_validate({**args, **said})


def telling(tool: Tool, args: Any) -> Iterator[tuple[str, str]]:
    """What nobody may leave out of a card: to whom it goes and how much it costs."""
    for param in tool.params:
        value = getattr(args, param.name)
        for each in value if isinstance(value, (tuple, list)) else (value,):
            match each:
                case Money(minor=minor):
                    yield param.name, str(abs(minor) // 100)
                case str() if each and param.role is Role.DESTINATION:
                    yield param.name, shown(each)
                case ObjectId(id=id_) if param.role is Role.DESTINATION:
                    yield param.name, shown(id_)

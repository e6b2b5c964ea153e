"""Our tools as an MCP client sees them: those that its grant gives, and what it may say to each.

A client says words, names, amounts and times; things it designates by the handles that results gave
it. What it says becomes typed values in `mcp_reading`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .policy.grants import Grant
from .tools.registry import Registry
from .types import Effect, Param, Role, Tool

STATUS = "plam_status"
"""The tool that says how a question stands; it is nobody's tool and asks no gate."""

_TEXTS: Mapping[Role, str] = {
    Role.DESTINATION: "an address, or the name of somebody in the owner's contacts",
    Role.OBJECT: "a handle from an earlier result, such as m1",
    Role.TIME: "a time in words (tomorrow at 9) or as 2026-05-31 09:00",
    Role.MONEY: "an amount and its currency: 20.00 EUR",
    Role.QUOTE: "words, looked for or put down as they are",
    Role.PROSE: "text",
    Role.SECRET: "a secret",
}
_PLACES = frozenset({"mailbox", "folder", "path"})


@dataclass(frozen=True, slots=True)
class Offered:
    """One tool as it is listed: its name there, the schema of its arguments, and hints."""

    name: str
    tool: Tool
    schema: Mapping[str, Any]

    @property
    def description(self) -> str:
        """What it does and what becomes of a call, in two sentences."""
        return f"{self.tool.summary}. It runs under the owner's policy, which may ask them first."

    @property
    def hints(self) -> Mapping[str, bool]:
        """MCP's annotations, as far as they are true."""
        reads = self.tool.effect is Effect.READ
        return {
            "readOnlyHint": reads,
            "destructiveHint": not reads and not self.tool.reversible,
            "openWorldHint": self.tool.effect >= Effect.SEND,
        }


def offered(registry: Registry, chain: Sequence[Grant]) -> tuple[Offered, ...]:
    """The tools that every grant of a chain gives and that this installation can do.

    A dot is no letter in the names of many clients, so that `mail.send` is `mail_send` there; where
    two would be called the same, each keeps its dot.
    """
    tools = [t for t in registry if t.run is not None and all(_gives(g, t.name) for g in chain)]
    plain = [tool.name.replace(".", "_") for tool in tools]
    return tuple(
        Offered(
            name if plain.count(name) == 1 and name != STATUS else tool.name, tool, schema(tool)
        )
        for name, tool in zip(plain, tools, strict=True)
    )


def _gives(grant: Grant, tool: str) -> bool:
    return grant.tools is None or tool in grant.tools


def schema(tool: Tool) -> dict[str, Any]:
    """The JSON schema (2020-12) of what a client may say to a tool."""
    params = [param for param in tool.params if not param.derived]
    return {
        "type": "object",
        "properties": {param.name: _said(param) for param in params},
        "required": [param.name for param in params if param.required],
        "additionalProperties": False,
    }


def _said(param: Param) -> dict[str, Any]:
    text = _TEXTS[param.role]
    if param.kind in _PLACES:
        text = f"the name of a {param.kind}, or its handle"
    one: dict[str, Any] = {"type": "string", "description": text}
    if param.choices:
        one = {"type": "string", "enum": list(param.choices)}
    return {"type": "array", "items": one} if param.many else one


def found(tools: Iterable[Offered], name: str) -> Offered | None:
    """The tool of this name as it is listed, or as the owner calls it."""
    return next((each for each in tools if name in (each.name, each.tool.name)), None)

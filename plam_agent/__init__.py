"""A personal language agent that runs on its owner's machine, under a policy the owner signed.

What a plugin imports is here: a tool is a typed async function, decorated by `tool`, with an
argument model (`Arguments`) whose fields carry `roles`. `plam_agent.testing` is for its tests.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .agent import Agent
    from .errors import AccountError, InputError, ToolError, UncertainError
    from .tools import roles
    from .tools.context import Context
    from .tools.registry import Arguments, Plays, tool
    from .tools.showing import shown
    from .types import (
        Derived,
        Effect,
        Item,
        Money,
        ObjectId,
        Origin,
        Reconciled,
        Result,
        Role,
        Tool,
        Value,
        When,
    )

__version__ = "0.1.0"

_ERRORS = ("AccountError", "InputError", "ToolError", "UncertainError")
_NOUNS = ("Derived", "Effect", "Item", "Money", "ObjectId", "Origin", "Reconciled", "Result")
_WHERE = {
    "Agent": "agent",
    "Context": "tools.context",
    "roles": "tools.roles",
    "shown": "tools.showing",
    **dict.fromkeys(("Arguments", "Plays", "tool"), "tools.registry"),
    **dict.fromkeys(_ERRORS, "errors"),
    **dict.fromkeys((*_NOUNS, "Role", "Tool", "Value", "When"), "types"),
}

__all__ = [
    "AccountError",
    "Agent",
    "Arguments",
    "Context",
    "Derived",
    "Effect",
    "InputError",
    "Item",
    "Money",
    "ObjectId",
    "Origin",
    "Plays",
    "Reconciled",
    "Result",
    "Role",
    "Tool",
    "ToolError",
    "UncertainError",
    "Value",
    "When",
    "roles",
    "shown",
    "tool",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: `plam --help` needs none of it."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(f"{__name__}.{_WHERE[name]}")
    return module if name == "roles" else getattr(module, name)

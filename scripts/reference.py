"""Write docs/plugins/reference.md from the docstrings of what plugins import.

python scripts/reference.py
"""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "plugins" / "reference.md"

HEAD = """\
# Reference for plugins

Made from the docstrings by `python scripts/reference.py`; a test keeps it true. How they are used
is in the [tutorial](tutorial.md).
"""

TESTING = ("conformance", "stage", "house", "accounts", "loopback", "model", "clock")
LEFT_OUT = {"Role", "Tool", "Agent"}


def page() -> str:
    """The whole page."""
    package = importlib.import_module("plam_agent")
    lines = [HEAD, "## plam_agent", ""]
    for name in package.__all__:
        if name not in LEFT_OUT and name != "roles":
            lines += told(name, getattr(package, name))
    lines += ["## plam_agent.roles", "", *module(importlib.import_module("plam_agent.tools.roles"))]
    for name in TESTING:
        full = f"plam_agent.testing.{name}"
        lines += [f"## {full}", "", *module(importlib.import_module(full))]
    return "\n".join(lines).rstrip() + "\n"


def module(found: ModuleType) -> Iterator[str]:
    """What a module says, then its public names in their order, constants with the text below."""
    yield from [str(found.__doc__).strip(), ""]
    tree = ast.parse(inspect.getsource(found))
    for node, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            if not node.name.startswith("_"):
                yield from told(node.name, getattr(found, node.name))
        elif isinstance(node, ast.Assign) and isinstance(after, ast.Expr):
            name = ast.unparse(node.targets[0])
            if isinstance(after.value, ast.Constant) and not name.startswith("_"):
                yield from [f"### `{name}`", "", inspect.cleandoc(str(after.value.value)), ""]


def told(name: str, thing: Any) -> Iterator[str]:
    """A class with its own methods, or a function, as its docstring says."""
    yield from [f"### `{name}{signature(thing)}`", "", inspect.cleandoc(thing.__doc__ or ""), ""]
    if not inspect.isclass(thing) or issubclass(thing, BaseException):
        return
    for key, member in vars(thing).items():
        function = member.fget if isinstance(member, property) else member
        if key.startswith("_") or not inspect.isfunction(function) or not function.__doc__:
            continue
        first = " ".join(inspect.cleandoc(function.__doc__).split())
        said = key if isinstance(member, property) else f"{key}{signature(function)}"
        yield f"- `{said}`: {first}"
    yield ""


def signature(thing: Any) -> str:
    """The names of the parameters of a function; those of a class are in its docstring."""
    if inspect.isclass(thing) or not callable(thing):
        return ""
    names = []
    for each in inspect.signature(thing).parameters.values():
        star = {each.VAR_POSITIONAL: "*", each.VAR_KEYWORD: "**"}.get(each.kind, "")
        names += ["*"] if each.kind is each.KEYWORD_ONLY and "*" not in names else []
        names += [] if each.name == "self" else [f"{star}{each.name}"]
    return f"({', '.join(names)})"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    PAGE.write_text(page(), encoding="utf-8")

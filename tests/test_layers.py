"""Arrows point down only, and each outside library has one module that imports it."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "plam_agent"

# Lower is nearer to the ground; a module imports its own layer or one below it.
LAYERS = {
    "types": 0, "outcomes": 0, "errors": 0, "files": 0,
    "when": 1, "spoken": 1, "vault": 1, "keys": 1, "config": 1, "config_editing": 1,
    "config_tuning": 1, "config_drivers": 1, "config_notices": 1, "config_lines": 1,
    "language": 1, "sentences": 1,
    "passphrase": 1, "database": 1, "seal": 1, "anchor": 1, "pulse": 1, "web": 1,
    "cards": 1,
    "chain": 2, "transaction": 2, "journal": 2, "records": 2,
    "dealt": 3,
    "policy": 3, "planner": 3, "tools": 3, "sample": 3, "memory": 3,
    "wanted": 4, "erasing": 4, "searching": 4, "certificate": 4,
    "adapters": 4, "adapters_signed": 4, "adapters_lent": 4, "adapters_versions": 4,
    "home": 4, "setup": 4,
    "plugins": 4,
    "questions": 5, "flood": 5, "admission": 5, "runtime": 5, "execution": 5, "recovery": 5,
    "proving": 5, "undoing": 5, "unsettled": 5, "claims": 5, "imitation": 5,
    "spending": 5, "budgets": 5, "offering": 5, "binding": 5, "freezing": 5,
    "finding": 5, "found": 5, "routing": 5, "using": 5,
    "forgetting": 6,
    "together": 6, "agent": 6, "reporting": 6, "approvals": 6, "delegation": 6,
    "digest": 7, "triage": 7, "service": 7, "wire": 7, "desk": 7, "operations": 7, "requests": 7,
    "consent": 7, "telling": 7, "looking": 7, "checkup": 7, "reply": 7, "holding": 7, "sorting": 7,
    "warm": 7, "recollecting": 7, "meetings": 7, "remembering": 7,
    "notebook": 7, "noting": 7, "inventory": 7, "approver": 7, "always": 7, "consequences": 7,
    "notices": 7, "account_forms": 4, "browsing": 7, "drafting": 7, "unattended": 7,
    "model_choice": 7,
    "forgetting_told": 7,
    "tuning": 8, "testing": 8,
    "mcp_clients": 7, "mcp_offered": 7, "mcp_reading": 7, "mcp_server": 8, "mcp_serving": 8,
    "tui": 9,
    "cli": 9, "__main__": 9,
}  # fmt: skip
APART = {"policy", "planner", "tools", "memory"}
OWNERS = {
    "nacl": {"keys.py"},
    "yaml": {"policy/tree.py"},
    "llama_cpp": {"planner/library.py"},
    "gguf": {"planner/minilm.py"},
    "snowballstemmer": {"memory/words.py"},
    "outlines": {"planner/decoding.py"},
    "llguidance": {"planner/decoding.py"},
    "jinja2": {"planner/template.py"},
    "icalendar": {"tools/calendar/ical.py"},
    "aiosmtplib": {"tools/mail/smtp.py"},
    "httpx": {"web.py"},
    "mcp": {"tools/mcp_link.py", "mcp_serving.py"},
    "mcp_types": {"tools/mcp_link.py", "mcp_serving.py"},
    "httpx2": {"tools/mcp_link.py"},
    "caldav": {"tools/dav.py"},
    "watchdog": {"tools/files/watching.py"},
    "pypdf": {"tools/files/text.py"},
    "pyarrow": {"memory/parquet.py"},
    "tomlkit": {"config_editing.py"},
    "aiohttp": {"tui/web.py"},
    "textual_serve": {"tui/web.py"},
    "starlette": {"sample/shop/desk.py"},
    "uvicorn": {"sample/shop/serving.py", "mcp_serving.py"},
}


@functools.cache
def modules() -> list[tuple[str, ast.Module]]:
    return [
        (path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(PACKAGE.rglob("*.py"))
    ]


def own_imports(name: str, tree: ast.Module) -> Iterator[str]:
    """The top names inside the package that a module imports, typing aside."""
    package = ["plam_agent", *Path(name).parts[:-1]]
    for node in running(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            parts = [*base, *(node.module.split(".") if node.module else [])]
            if len(parts) == 1:
                yield from (alias.name for alias in node.names)
            else:
                yield parts[1]


def outside_imports(tree: ast.Module) -> Iterator[str]:
    for node in running(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0]


def running(tree: ast.Module) -> Iterator[ast.AST]:
    """All nodes but those under `if TYPE_CHECKING:`."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        todo += ast.iter_child_nodes(node)


@pytest.mark.parametrize(
    ("name", "tree"), list(modules()), ids=lambda v: v if isinstance(v, str) else ""
)
def test_a_module_imports_only_what_stands_below_it(name: str, tree: ast.Module) -> None:
    mine = Path(name).parts[0].removesuffix(".py")
    if mine == "__init__":
        return
    for imported in own_imports(name, tree):
        if imported == "__version__":
            continue
        assert LAYERS[imported] <= LAYERS[mine], f"{name} imports {imported}, which is above it"
        if mine in APART and imported in APART:
            assert imported == mine, f"{name} imports its neighbour {imported}"


@pytest.mark.parametrize("library", sorted(OWNERS))
def test_an_outside_library_has_one_module(library: str) -> None:
    users = {
        name
        for name, tree in modules()
        if library in set(outside_imports(tree)) and not name.startswith("tuning/")
    }

    assert users <= OWNERS[library]

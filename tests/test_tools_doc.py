"""docs/tools.md says of every tool what the code says: arguments, roles, effects, undo."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from plam_agent.tools.standard import with_memory
from plam_agent.types import Effect, Param, Tool

PAGE = Path(__file__).parents[1] / "docs" / "tools.md"
HEAD = ["tool", "what it does", "arguments", "effect", "preview", "undo", "reconcile"]
NONE = "—"
TOOLS = {tool.name: tool for tool in with_memory()}


class Row(NamedTuple):
    """One tool's row, as written."""

    tool: str
    does: str
    arguments: str
    effect: str
    preview: str
    undo: str
    reconcile: str


def rows() -> list[Row]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in lines
        if line.startswith("|")
    ]
    assert cells[0] == HEAD
    return [Row(*each) for each in cells[2:]]


ROWS = {row.tool.strip("`"): row for row in rows()}


def words(param: Param) -> str:
    """An argument as the page writes it: `to` (destination, several, required)."""
    role = f"{param.role}: {param.kind}" if param.kind else str(param.role)
    said = [role, *param.choices]
    said += [word for word in ("many", "required", "derived") if getattr(param, word)]
    return f"`{param.name}` ({', '.join(said)})".replace("many", "several")


def test_every_tool_has_one_row_in_the_order_of_the_catalogue() -> None:
    assert [row.tool for row in rows()] == [f"`{name}`" for name in TOOLS]


def test_every_row_begins_with_the_summary() -> None:
    wrong = {name: tool.summary for name, tool in TOOLS.items() if not does(name, tool.summary)}
    assert wrong == {}


def does(name: str, summary: str) -> bool:
    return ROWS[name].does.startswith(summary)


def test_every_row_names_the_arguments_and_their_roles() -> None:
    written = {name: row.arguments for name, row in ROWS.items()}
    assert written == {name: " · ".join(map(words, tool.params)) for name, tool in TOOLS.items()}


def raised_by(tool: Tool) -> list[str]:
    """The arguments that make more of the effect, each alone."""
    if tool.effect_of is None:
        return []
    somebody = {param.name: ("somebody@example.org",) for param in tool.params if param.many}
    return [
        name
        for name, value in somebody.items()
        if tool.effect_of(tool.args.model_construct(**{name: value})) > tool.effect
    ]


def test_every_row_gives_the_effect_and_what_raises_it() -> None:
    written, true = {}, {}
    for name, tool in TOOLS.items():
        effect, *more = ROWS[name].effect.split(", ")
        raising = re.findall(r"SEND with `(\w+)`", ROWS[name].effect)
        written[name] = (effect, "reversible" in more or tool.effect is not Effect.WRITE, raising)
        reversible = tool.reversible or tool.effect is not Effect.WRITE
        true[name] = (tool.effect.name, reversible, raised_by(tool))
        assert (tool.effect_of is not None) == bool(raising), name
    assert written == true


def test_every_row_says_what_can_be_shown_taken_back_and_found_out() -> None:
    written = {
        name: (
            row.preview != NONE,
            row.undo != NONE,
            row.reconcile != NONE,
            "nothing here runs it yet" not in row.does,
        )
        for name, row in ROWS.items()
    }
    assert written == {
        name: tuple(
            each is not None for each in (tool.preview, tool.undo, tool.reconcile, tool.run)
        )
        for name, tool in TOOLS.items()
    }

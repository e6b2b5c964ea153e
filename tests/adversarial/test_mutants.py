"""The list of defences is true: each is where the list says, and its tests are there."""

from __future__ import annotations

import ast

import pytest

from tests.adversarial.mutants import (
    HERE,
    ROOT,
    Mutant,
    by_module,
    changed,
    mutants,
    nodes,
    source_of,
    uncovered,
)

KNOWN = mutants()


@pytest.mark.parametrize("mutant", KNOWN, ids=lambda each: each.name)
def test_a_defence_is_where_the_list_says(mutant: Mutant) -> None:
    for module, parts in by_module(mutant).items():
        compile(changed(parts, source_of(module).read_text()), "x", "exec")


@pytest.mark.parametrize("mutant", KNOWN, ids=lambda each: each.name)
def test_its_tests_are_there(mutant: Mutant) -> None:
    for node in nodes(mutant):
        path, _, name = node.partition("::")
        assert name in names(path), node


def test_every_attack_is_one_that_some_defence_stops() -> None:
    """With nothing taken out that it would notice, a test shows nothing."""
    assert uncovered(KNOWN) == []


def names(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    return {each.name for each in ast.walk(tree)
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}  # fmt: skip


def test_every_module_has_a_defence_and_a_line_in_the_readme() -> None:
    read_me = (HERE / "README.md").read_text()
    caught = {node for mutant in KNOWN for node in nodes(mutant)}
    for path in HERE.glob("test_*.py"):
        if path.stem == "test_mutants":
            continue
        assert f"`{path.name}`" in read_me
        assert any(path.name in node for node in caught), path.name
    assert len({mutant.name for mutant in KNOWN}) == len(KNOWN)

"""The package that `plam tools new` writes: two tools over a file, and tests that pass."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

_PROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "plam-$name"
version = "0.1.0"
description = "Tools of plam_agent for $name"
requires-python = ">=3.11"
dependencies = ["plam-agent"]

[project.optional-dependencies]
test = ["pytest"]

# The name on the left is the plugin's: its tools are called $name.something.
[project.entry-points."plam_agent.tools"]
$name = "plam_$name:TOOLS"

[tool.setuptools]
packages = ["plam_$name"]

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = ["."]
"""

_README = """\
# plam-$name

Tools of plam_agent: `$name.look` finds entries, `$name.add` adds one and can take it back.

    pip install -e .
    python -m pytest
    plam tools show $name
    plam tools pin $name
    plam tools connect $name path=$$HOME/$name
"""

_CODE = '''\
"""Entries in a file of the owner's: $name.look finds them, $name.add adds one."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from plam_agent import (
    AccountError,
    Arguments,
    Context,
    Effect,
    Item,
    Reconciled,
    Result,
    ToolError,
    roles,
    shown,
    tool,
)

FILE = "$name.json"


class Look(Arguments):
    """Find $name entries."""

    words: roles.Quotes = ()


class Add(Arguments):
    """Add an entry to $name."""

    text: roles.Quote


@tool("$name.look", effect=Effect.READ, yields="${name}_entry")
async def look(context: Context, args: Look) -> Result:
    """Find the entries with all of the words."""
    entries = await _entries(context)
    found = {
        key: text
        for key, text in entries.items()
        if all(words.lower() in text.lower() for words in args.words)
    }
    items = tuple(_item(context, key, text) for key, text in found.items())
    return Result(items, f"{len(items)} of {len(entries)} entries.")


async def _undo(context: Context, data: Any) -> str:
    entries = await _entries(context)
    if entries.pop(str(data["key"]), None) is None:
        raise ToolError("the entry is gone already")
    await _keep(context, entries)
    return "Took it out again."


async def _reconcile(context: Context, args: Add) -> Reconciled:
    # An entry is kept under its call's digest, so that it can be recognised after a crash.
    there = context.call in await _entries(context)
    return Reconciled.DONE if there else Reconciled.NOT_DONE


@tool(
    "$name.add",
    effect=Effect.WRITE,
    yields="${name}_entry",
    reversible=True,
    preview=lambda args: f"Add “{shown(args.text)}” to $name",
    undo=_undo,
    reconcile=_reconcile,
)
async def add(context: Context, args: Add) -> Result:
    """Add an entry, unless this very call has done so."""
    entries = await _entries(context)
    await _keep(context, {**entries, context.call: args.text})
    item = _item(context, context.call, args.text)
    return Result((item,), f"Added “{shown(args.text)}”.", {"key": context.call})


def _item(context: Context, key: str, text: str) -> Item:
    return context.item("${name}_entry", key, text=text)


async def _entries(context: Context) -> dict[str, str]:
    file = await context.path(FILE)
    return await asyncio.to_thread(_read, file)


def _read(file: Path) -> dict[str, str]:
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise AccountError(f"cannot be read: {error}", file=file) from error


async def _keep(context: Context, entries: dict[str, str]) -> None:
    file = await context.path(FILE)
    # To the end, even if the call is cancelled meanwhile: a file is never half-written.
    await asyncio.shield(asyncio.to_thread(_write, file, entries))


def _write(file: Path, entries: dict[str, str]) -> None:
    try:
        new = file.with_suffix(".new")
        new.write_text(json.dumps(entries), encoding="utf-8")
        new.replace(file)
    except OSError as error:
        raise AccountError(f"cannot be written: {error.strerror}", file=file) from error


TOOLS = (look, add)
'''

_TESTS = '''\
"""What the tools of $name promise, and what they do."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from plam_$name import FILE, TOOLS, _read, add, look

from plam_agent.testing.conformance import Case, Conformance, Stage
from plam_agent.testing.house import account, build
from plam_agent.testing.stage import calling


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """A fresh account with one entry."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, FILE)
        file.write_text('{"first": "an older entry"}')

        async def holds() -> Any:
            return _read(file)

        async with calling(account("$name", path=folder)) as context:
            yield Stage(context, holds)


class TestLook(Conformance):
    """Finding is sound."""

    case = Case(look, {"words": ("older",)}, stage)


class TestAdd(Conformance):
    """Adding is sound."""

    case = Case(add, {"text": "something new"}, stage)


def test_what_was_added_is_found() -> None:
    async def found() -> list[str]:
        async with stage() as there:
            assert add.run is not None
            assert look.run is not None
            await add.run(there.context, add.args(text="water the roses"))
            result = await look.run(there.context, look.args(words=("roses",)))
            return [str(item.fields["text"].data) for item in result.items]

    assert asyncio.run(found()) == ["water the roses"]


def test_a_request_reaches_it_through_the_gate(tmp_path: Path) -> None:
    house = build(tmp_path)
    folder = tmp_path / "entries"
    folder.mkdir()
    house.connect(account("$name", path=str(folder)))
    house.allow("$name.*")
    plan = {"steps": [{"tool": "$name.add", "args": {"text": "water the roses"}}]}

    answer = asyncio.run(house.asked("add water the roses to $name", plan, TOOLS))

    assert [each.outcome.verb for each in answer.calls] == ["done"]
    assert list(_read(folder / FILE).values()) == ["water the roses"]
'''


def files(name: str) -> Mapping[str, str]:
    """The files of a new package for the plugin `name`, by their relative paths."""
    texts = {
        "pyproject.toml": _PROJECT,
        "README.md": _README,
        f"plam_{name}/__init__.py": _CODE,
        f"tests/test_{name}.py": _TESTS,
    }
    return {path: Template(text).substitute(name=name) for path, text in texts.items()}

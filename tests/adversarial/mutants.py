"""Take each defence out, one at a time, and see the tests that are named for it fail.

    python -m tests.adversarial.mutants [--list] [--workers N] [WORD…]
    python -m tests.adversarial.mutants --uncovered

Each mutant runs in a process of its own. There a function's body is replaced, or one piece of a
module's text, as the module is imported; no file changes. A mutant is caught when every test that
is named for it fails; the exit code is 1 where one is not. With WORDs only the mutants whose name
has one of them. At the end stand the parameters of tests that no mutant made fail. `--uncovered`
lists the tests of this folder that no mutant names.
"""

from __future__ import annotations

import argparse
import ast
import importlib.machinery
import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
SECONDS = 300


class Mutant(NamedTuple):
    """A defence and how it is taken out.

    `where` is `module:function` or `module:Class.method`, whose body becomes `body`; or a module,
    in whose text the one piece `cut` becomes `body`; `also` are taken out with it, where further
    defences stand behind the first. `tests` are `module::test` of this package,
    or nodes of the suite where they begin with `tests/`.
    """

    name: str
    where: str
    body: str
    tests: tuple[str, ...]
    cut: str = ""
    also: tuple[Mutant, ...] = ()

    @property
    def all(self) -> tuple[Mutant, ...]:
        """Everything that is taken out together."""
        return (self, *self.also)


def mutants() -> list[Mutant]:
    """The list, read from `mutants.txt`; a mutant is a paragraph of `key: value` lines."""
    made = []
    for paragraph in (HERE / "mutants.txt").read_text().split("\n\n"):
        lines = [line for line in paragraph.splitlines() if not line.startswith("#")]
        if lines:
            made.append(_mutant(lines))
    return made


def _mutant(lines: Sequence[str]) -> Mutant:
    fields: dict[str, str] = {}
    behind: list[dict[str, str]] = []
    for line in lines:
        key, colon, value = line.partition(": ")
        if not colon:
            raise ValueError(f"no `key: value`: {line!r}")
        if key == "also in":
            behind.append({})
        into = behind[-1] if key.startswith("also ") else fields
        if key in into:
            raise ValueError(f"given twice: {line!r}")
        into[key] = value.replace("\\n", "\n")
    name = fields["out"]
    also = tuple(
        Mutant(name, each["also in"], each["also becomes"], (), each.get("also piece", ""))
        for each in behind
    )
    return Mutant(
        name,
        fields["in"],
        fields["becomes"],
        tuple(fields["caught by"].split(", ")),
        fields.get("piece", ""),
        also,
    )


def source_of(module: str) -> Path:
    """The file of a module of the package."""
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def changed(parts: Sequence[Mutant], text: str) -> ast.Module:
    """A module's tree with its defences out. Raises ValueError where one is not there any more."""
    for part in parts:
        if part.cut:
            if text.count(part.cut) != 1:
                raise ValueError(f"{part.name}: its piece is there {text.count(part.cut)} times")
            text = text.replace(part.cut, part.body)
    tree = ast.parse(text)
    for part in parts:
        if not part.cut:
            function = _find(tree, part.where.partition(":")[2].split("."))
            if function is None:
                raise ValueError(f"{part.name}: there is no {part.where}")
            function.body = ast.parse(part.body).body
    return ast.fix_missing_locations(tree)


def by_module(mutant: Mutant) -> dict[str, list[Mutant]]:
    """What is taken out of which module."""
    found: dict[str, list[Mutant]] = {}
    for part in mutant.all:
        found.setdefault(part.where.partition(":")[0], []).append(part)
    return found


def _find(tree: Any, names: Sequence[str]) -> Any:
    for node in tree.body:
        if getattr(node, "name", "") == names[0]:
            return node if len(names) == 1 else _find(node, names[1:])
    return None


class _Finder(importlib.machinery.SourceFileLoader):
    """Finds and loads one module, changed."""

    def __init__(self, module: str, parts: Sequence[Mutant]) -> None:
        self.parts = parts
        self.module = module
        super().__init__(self.module, str(source_of(self.module)))

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> Any:
        if name != self.module:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)

    def get_code(self, fullname: str) -> Any:
        tree = changed(self.parts, Path(self.path).read_text())
        return compile(tree, self.path, "exec")


class _Failed:
    """Notes which tests failed, and why; a fixture that breaks is no failure of its test."""

    def __init__(self) -> None:
        self.tests: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.when == "call":
            crash = getattr(report.longrepr, "reprcrash", None)
            why = " ".join(str(crash.message if crash else report.longrepr).split())
            self.tests[report.nodeid] = why[:160] if report.failed else ""


def nodes(mutant: Mutant) -> list[str]:
    """The tests of a mutant as pytest names them."""
    return [
        each if each.startswith("tests/") else f"tests/adversarial/{each.replace('::', '.py::')}"
        for each in mutant.tests
    ]


def run_here(mutant: Mutant) -> int:
    """Run a mutant's tests in this process, with its defence out; 0 where all of them failed."""
    for module, parts in by_module(mutant).items():
        sys.meta_path.insert(0, _Finder(module, parts))
    import pytest

    failed = _Failed()
    # What else is installed beside pytest takes longer to load than most tests to run.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    plugins = ["-p", "pytest_asyncio.plugin", "-p", "pytest_timeout", "-p", "no:cacheprovider"]
    options = ["-q", "--tb=short", "--timeout=100", "--no-header"]
    pytest.main([*plugins, *options, *nodes(mutant)], plugins=[failed])
    for test, why in failed.tests.items():
        print(f"{'FAILED' if why else 'PASSED'} | {test} | {why}")
    wrong = {test.partition("[")[0] for test, why in failed.tests.items() if why}
    survived = [node for node in nodes(mutant) if node not in wrong]
    for node in survived:
        print(f"NOT CAUGHT BY {node}")
    return 1 if survived else 0


def run_apart(mutant: Mutant) -> tuple[Mutant, bool, str]:
    """Run a mutant in a process of its own; whether it was caught, and what was said."""
    command = [sys.executable, "-m", "tests.adversarial.mutants", "--here", mutant.name]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=SECONDS
    )
    return mutant, done.returncode == 0, done.stdout + done.stderr


def uncovered(known: Sequence[Mutant]) -> list[str]:
    """The tests of this folder that no mutant names; those of the list itself aside."""
    named = {node for mutant in known for node in nodes(mutant)}
    there = [
        f"tests/adversarial/{path.name}::{each.name}"
        for path in sorted(HERE.glob("test_*.py"))
        if path.name != "test_mutants.py"
        for each in ast.parse(path.read_text()).body
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        and each.name.startswith("test_")
    ]
    return [each for each in there if each not in named]


def main() -> int:
    """Run the chosen mutants, some at a time."""
    parser = argparse.ArgumentParser(prog="python -m tests.adversarial.mutants")
    parser.add_argument("--list", action="store_true", help="only name them")
    parser.add_argument("--uncovered", action="store_true", help="list tests that none names")
    parser.add_argument("--workers", metavar="N", type=int, default=2, help="how many at a time")
    parser.add_argument("--here", metavar="NAME", help=argparse.SUPPRESS)
    parser.add_argument("words", nargs="*", metavar="WORD")
    args = parser.parse_args()
    known = mutants()
    if args.here:
        return run_here(next(each for each in known if each.name == args.here))
    if args.uncovered:
        left = uncovered(known)
        print("\n".join(left))
        return 1 if left else 0
    chosen = [m for m in known if not args.words or any(word in str(m) for word in args.words)]
    if args.list:
        print("\n".join(f"{each.name}: {each.where}" for each in chosen))
        return 0
    survivors, said = _run(chosen, args.workers)
    print(f"{len(chosen) - survivors} of {len(chosen)} mutants were caught.")
    _parameters(said)
    return 1 if survivors else 0


def _run(chosen: Sequence[Mutant], workers: int) -> tuple[int, str]:
    """Run mutants; how many survived, and everything that was said."""
    survivors, heard = 0, []
    with ThreadPoolExecutor(workers) as pool:
        for mutant, caught, said in pool.map(run_apart, chosen):
            print(f"{'caught    ' if caught else 'NOT CAUGHT'} {mutant.name}", flush=True)
            heard.append(said)
            if not caught:
                survivors += 1
                print(said[-2_000:])
    return survivors, "\n".join(heard)


def _parameters(said: str) -> None:
    """Of the tests that failed, the parameters that never did."""
    rows = [line.split(" | ", 2) for line in said.splitlines() if " | " in line]
    failed = {row[1] for row in rows if row[0] == "FAILED"}
    passed = {row[1] for row in rows if row[0] == "PASSED"} - failed
    tests = {each.partition("[")[0] for each in failed}
    print(f"{len(tests)} tests failed as they should, with {len(failed)} parameters of theirs.")
    for each in sorted(each for each in passed if each.partition("[")[0] in tests):
        print(f"  never failed: {each}")


if __name__ == "__main__":
    sys.exit(main())

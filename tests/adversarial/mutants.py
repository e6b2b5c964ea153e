"""Take each defence out, one at a time, and see the tests that are named for it fail.

    python -m tests.adversarial.mutants [--list] [WORD…]

Each mutant runs in a process of its own. There a function's body is replaced, or one piece of a
module's text, as the module is imported; no file changes. A mutant is caught when every test that
is named for it fails; the exit code is 1 where one is not. With WORDs only the mutants whose name
has one of them.
"""

from __future__ import annotations

import argparse
import ast
import importlib.machinery
import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
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
    in whose text the one piece `cut` becomes `body`; `also` is taken out with it, where a second
    defence stands behind the first. `tests` are `module::test` of this package,
    or nodes of the suite where they begin with `tests/`.
    """

    name: str
    where: str
    body: str
    tests: tuple[str, ...]
    cut: str = ""
    also: Mutant | None = None


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
    for line in lines:
        key, colon, value = line.partition(": ")
        if not colon:
            raise ValueError(f"no `key: value`: {line!r}")
        fields[key] = value.replace("\\n", "\n")
    name, also = fields["out"], None
    if "also in" in fields:
        also = Mutant(
            name, fields["also in"], fields["also becomes"], (), fields.get("also piece", "")
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


def changed(mutant: Mutant, text: str) -> ast.Module:
    """The module's tree with the defence out. Raises ValueError where it is not there any more."""
    if mutant.cut:
        if text.count(mutant.cut) != 1:
            raise ValueError(f"{mutant.name}: its piece is there {text.count(mutant.cut)} times")
        return ast.parse(text.replace(mutant.cut, mutant.body))
    tree = ast.parse(text)
    function = _find(tree, mutant.where.partition(":")[2].split("."))
    if function is None:
        raise ValueError(f"{mutant.name}: there is no {mutant.where}")
    function.body = ast.parse(mutant.body).body
    return ast.fix_missing_locations(tree)


def _find(tree: Any, names: Sequence[str]) -> Any:
    for node in tree.body:
        if getattr(node, "name", "") == names[0]:
            return node if len(names) == 1 else _find(node, names[1:])
    return None


class _Finder(importlib.machinery.SourceFileLoader):
    """Finds and loads one module, changed."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.module = mutant.where.partition(":")[0]
        super().__init__(self.module, str(source_of(self.module)))

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> Any:
        if name != self.module:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)

    def get_code(self, fullname: str) -> Any:
        tree = changed(self.mutant, Path(self.path).read_text())
        return compile(tree, self.path, "exec")


class _Failed:
    """Notes which tests failed."""

    def __init__(self) -> None:
        self.tests: dict[str, bool] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        test = report.nodeid.partition("[")[0]
        self.tests[test] = self.tests.get(test, False) or report.failed


def nodes(mutant: Mutant) -> list[str]:
    """The tests of a mutant as pytest names them."""
    return [
        each if each.startswith("tests/") else f"tests/adversarial/{each.replace('::', '.py::')}"
        for each in mutant.tests
    ]


def run_here(mutant: Mutant) -> int:
    """Run a mutant's tests in this process, with its defence out; 0 where all of them failed."""
    for each in (mutant, mutant.also):
        if each is not None:
            sys.meta_path.insert(0, _Finder(each))
    import pytest

    failed = _Failed()
    options = ["-q", "--tb=no", "-p", "no:cacheprovider", "--timeout=100", "--no-header"]
    pytest.main([*options, *nodes(mutant)], plugins=[failed])
    survived = [node for node in nodes(mutant) if not failed.tests.get(node)]
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


def main() -> int:
    """Run the chosen mutants, two at a time."""
    parser = argparse.ArgumentParser(prog="python -m tests.adversarial.mutants")
    parser.add_argument("--list", action="store_true", help="only name them")
    parser.add_argument("--here", metavar="NAME", help=argparse.SUPPRESS)
    parser.add_argument("words", nargs="*", metavar="WORD")
    args = parser.parse_args()
    known = mutants()
    if args.here:
        return run_here(next(each for each in known if each.name == args.here))
    chosen = [m for m in known if not args.words or any(word in str(m) for word in args.words)]
    if args.list:
        print("\n".join(f"{each.name}: {each.where}" for each in chosen))
        return 0
    left = list(_not_caught(chosen))
    print(f"{len(chosen) - len(left)} of {len(chosen)} mutants were caught.")
    return 1 if left else 0


def _not_caught(chosen: Sequence[Mutant]) -> Iterator[Mutant]:
    with ThreadPoolExecutor(2) as pool:
        for mutant, caught, said in pool.map(run_apart, chosen):
            print(f"{'caught    ' if caught else 'NOT CAUGHT'} {mutant.name}", flush=True)
            if not caught:
                print(said[-2_000:])
                yield mutant


if __name__ == "__main__":
    sys.exit(main())

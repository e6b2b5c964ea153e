"""The plugin pages: the tutorial is followed to the letter, the reference is what the code says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from plam_agent.testing.house import PASSPHRASE, House, build

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs" / "plugins"


@dataclass(frozen=True)
class Block:
    """A fenced block: the line before it, its language and its text."""

    before: str
    language: str
    text: str

    @property
    def file(self) -> str:
        """The file that the line before it names."""
        named = re.search(r"`([\w/.]+)`:$", self.before)
        return named[1] if named else ""


def blocks(text: str) -> Iterator[Block]:
    before, language, inside = "", "", None
    for line in text.splitlines():
        if inside is None and (opened := re.fullmatch(r"```(\w+)", line)):
            language, inside = opened[1], []
        elif inside is not None and line == "```":
            yield Block(before, language, "".join(f"{each}\n" for each in inside))
            before, inside = "", None
        elif inside is not None:
            inside.append(line)
        elif line.strip():
            before = line


@dataclass
class Reader:
    """Does what the page says, in an environment of its own."""

    folder: Path
    env: dict[str, str]
    house: House

    def follow(self, block: Block) -> None:
        match block.language:
            case "python":
                self._write(block)
            case "yaml":
                self.house.path.joinpath("policy.yaml").write_text(
                    self._with_rules(
                        self.house.path.joinpath("policy.yaml").read_text(), block.text
                    )
                )
            case "console":
                for command, said in self._commands(block.text):
                    self._run(command, said)
            case other:
                raise AssertionError(f"what is a {other} block for?")

    def _write(self, block: Block) -> None:
        assert block.file, f"no file is named before:\n{block.text}"
        path = self.folder / block.file
        old = path.read_text() + "\n" if block.before.startswith("At the end of") else ""
        path.write_text(old + block.text)

    def _with_rules(self, policy: str, rules: str) -> str:
        serial = re.search(r"(?m)^serial: (\d+)", policy)
        assert serial is not None
        raised = policy.replace(serial[0], f"serial: {int(serial[1]) + 1}", 1)
        return raised.replace("rules:\n", f"rules:\n{rules}", 1)

    def _commands(self, text: str) -> Iterator[tuple[str, list[str]]]:
        for part in re.split(r"(?m)^\$ ", text)[1:]:
            command, *said = part.splitlines()
            yield command, said

    def _run(self, command: str, said: list[str]) -> None:
        if command.startswith("cd "):
            self.folder = (self.folder / command[3:]).resolve()
            return
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        output = done.stdout + done.stderr
        assert done.returncode == 0, f"$ {command}\n{output[-3000:]}"
        at = 0
        for line in said:
            at = output.find(line, at)
            assert at >= 0, f"$ {command}\nsaid no {line!r} in its place:\n{output[-3000:]}"


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """Somebody with plam_agent, a home, and an environment that nothing else is installed into."""
    place = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = place / "lib" / version / "site-packages"
    ours = sysconfig.get_paths()["purelib"]
    (site / "ours.pth").write_text(f"{ROOT}\n{ours}\n")
    for name, module in (("plam", "plam_agent"), ("pip", "pip")):
        script = place / "bin" / name
        script.write_text(f'#!/bin/sh\nexec "{place}/bin/python" -m {module} "$@"\n')
        script.chmod(0o755)
    house = build(tmp_path)
    work = tmp_path / "work"
    work.mkdir()
    env = {
        **{
            key: value for key, value in os.environ.items() if not key.startswith(("PIP", "PYTEST"))
        },
        "PATH": f"{place}/bin:{os.environ['PATH']}",
        "PLAM_HOME": str(house.path),
        "PLAM_PASSPHRASE": PASSPHRASE,
        # What it needs is there; nothing is fetched.
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "false",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return Reader(work, env, house)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_tutorial_is_true_to_the_letter(reader: Reader) -> None:
    steps = list(blocks((DOCS / "tutorial.md").read_text(encoding="utf-8")))

    for each in steps:
        reader.follow(each)

    assert len(steps) >= 10


def test_every_block_of_the_tutorial_is_followed() -> None:
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")

    assert len(list(blocks(text))) == text.count("\n```") // 2


def test_the_first_tool_takes_25_lines() -> None:
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    first = next(each for each in blocks(text) if each.file == "plam_loans/__init__.py")
    code = [line for line in first.text.splitlines() if line.strip()]

    assert len(code) <= 25


def test_the_reference_is_what_the_docstrings_say() -> None:
    import importlib.util

    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)

    assert (DOCS / "reference.md").read_text(encoding="utf-8") == script.page()


def test_every_page_that_is_linked_to_is_there() -> None:
    for page in DOCS.glob("*.md"):
        for link in re.findall(r"\]\(([\w./]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name} links to {link}"

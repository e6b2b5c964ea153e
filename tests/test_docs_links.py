"""What the pages name is there: links, headings, modules, tests, commands and settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from plam_agent.cli import COMMANDS
from plam_agent.config import DRIVERS, parse

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path
    for path in (
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("examples/**/*.md"),
        *ROOT.glob("tests/*/*.md"),
        *ROOT.glob("plam_agent/models/*.md"),
    )
    if not any(part.startswith((".", "build")) for part in path.relative_to(ROOT).parts)
)
LINK = re.compile(r"(?<!\\)\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(([^()\s]+)\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
# Pages whose words are about the package as it is; the others quote programs of other people.
ABOUT = ("README.md", "docs/architecture.md", "docs/security.md")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def prose(path: Path) -> str:
    """A page without its examples and code, in which brackets are no links."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    return re.sub(r"`[^`\n]*`", lambda match: " " * len(match.group()), text)


def slug(heading: str) -> str:
    """A heading as the end of a link: lower case, dashes for spaces, nothing but words."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def headings(path: Path) -> set[str]:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    return {slug(each) for each in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def broken(path: Path) -> Iterator[str]:
    """The links of a page that lead to no file, or to no heading in it."""
    for target in LINK.findall(prose(path)):
        if re.match(r"[a-z]+:", target):
            continue
        where, _hash, heading = target.partition("#")
        leads_to = path if not where else (path.parent / where).resolve()
        if not leads_to.exists() or (heading and heading not in headings(leads_to)):
            yield target


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_link_leads_somewhere(path: Path) -> None:
    assert list(broken(path)) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One thing, two\n[a](gone.md) [b](#one-thing-two) [c](#three) `[d](no.md)`\n"
        "```\n[e](no.md)\n```\n[f](https://example.org/x) [g](page.md#one-thing-two)\n"
    )

    assert list(broken(page)) == ["gone.md", "#three"]


def test_the_readme_names_every_page() -> None:
    linked = set(LINK.findall((ROOT / "README.md").read_text(encoding="utf-8")))

    assert {name(path) for path in ROOT.glob("docs/**/*.md")} <= linked


@pytest.mark.parametrize("page", ABOUT)
def test_every_module_and_test_that_is_named_is_there(page: str) -> None:
    files = [
        name(path)
        for folder in ("plam_agent", "tests", "scripts")
        for path in (ROOT / folder).rglob("*.py")
    ]
    said = re.findall(r"`([\w/]+\.py)`", (ROOT / page).read_text(encoding="utf-8"))

    assert [
        each for each in said if not any(f"/{file}".endswith(f"/{each}") for file in files)
    ] == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_command_that_is_named_is_one(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    said = set(re.findall(r"(?:^\s{2,}|`|\$ |^)plam ([a-z]\w*)", text, re.MULTILINE))

    # A bundle begins with the words `plam bundle`.
    assert said - {"bundle"} <= set(COMMANDS)


def test_the_settings_on_their_page_are_ones() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    example = re.search(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert example is not None

    said = parse(example[1], ROOT / "somewhere" / "config.toml")

    assert {each.name for each in said.accounts} == {"work", "team"}
    assert all(f"`{name}`" in page for name in DRIVERS)

"""The policies that a new home can start from, with the owner's particulars put in place."""

from __future__ import annotations

from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable

from ..errors import PolicyError
from .document import parse
from .tree import closest

SUFFIX = ".yaml"


def template_names() -> list[str]:
    """The names of the templates, sorted."""
    return sorted(
        each.name.removesuffix(SUFFIX) for each in _folder().iterdir() if _is_template(each)
    )


def render_template(name: str, *, owner: str, device: str, expires: date) -> str:
    """The text of a template for this owner's address, device key and last day.

    Raises PolicyError where there is no such template or the particulars make no policy.
    """
    known = template_names()
    if name not in known:
        fix = closest(name, known) or f"There are {', '.join(known)}."
        raise PolicyError(f"there is no policy called {name!r}.", fix=fix)
    text = (_folder() / f"{name}{SUFFIX}").read_text(encoding="utf-8")
    for field, value in (("owner", owner), ("device", device), ("expires", expires.isoformat())):
        # Quoted, because a colon or a hash in what is filled in must not become YAML.
        head, _, rest = text.partition(f"\n{field}: ")
        _, newline, rest = rest.partition("\n")
        text = f"{head}\n{field}: {_quoted(value)}{newline}{rest}"
    parse(text.encode(), f"{name}{SUFFIX}")
    return text


def _quoted(text: str) -> str:
    plain = all(char.isalnum() or char in "@._:+-=/" for char in text) and text[:1].isalnum()
    return text if plain and not text.endswith(":") else "'" + text.replace("'", "''") + "'"


def _folder() -> Traversable:
    # An installed package carries the folder inside; a checkout has it beside the package.
    package = resources.files("plam_agent")
    inside = package / "_policies"
    return inside if inside.is_dir() else package / ".." / "policies"


def _is_template(each: Traversable) -> bool:
    return each.is_file() and each.name.endswith(SUFFIX)

"""What the owner pins of a plugin: what its tools say of themselves, and the files they are in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..types import Tool, canonical, data
from .found import Found

DOMAIN = b"plam plugin manifest 1\0"


@dataclass(frozen=True, slots=True)
class Manifest:
    """A plugin as it is installed now; `files` is the digest of its files."""

    plugin: str
    distribution: str
    version: str
    files: str
    value: str
    tools: tuple[Mapping[str, Any], ...] = field(repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 in hex over all of it."""
        return hashlib.sha256(DOMAIN + canonical(self.plain())).hexdigest()

    def plain(self) -> dict[str, Any]:
        """The manifest as JSON data."""
        return {
            "plugin": self.plugin,
            "distribution": self.distribution,
            "version": self.version,
            "files": self.files,
            "value": self.value,
            "tools": [dict(each) for each in self.tools],
        }


def manifest_of(found: Found, files: str, tools: Sequence[Tool]) -> Manifest:
    """The manifest of a plugin whose files have the digest `files`."""
    said = tuple(described(each) for each in sorted(tools, key=lambda tool: tool.name))
    return Manifest(found.name, found.distribution, found.version, files, found.value, said)


def described(tool: Tool) -> dict[str, Any]:
    """What a tool says of itself, as JSON data: schema, roles, effect, and what it can answer."""
    return {
        "name": tool.name,
        "summary": tool.summary,
        "effect": tool.effect.name,
        "raises_effect": tool.effect_of is not None,
        "reversible": tool.reversible,
        "account": tool.account,
        "others": sorted(tool.others),
        "calls": sorted(tool.calls),
        "yields": tool.yields,
        "params": [{**data(each), "role": str(each.role)} for each in tool.params],
        "schema": tool.args.model_json_schema(),
        "can": [
            name
            for name in ("preview", "complete", "undo", "reconcile")
            if getattr(tool, name) is not None
        ],
    }


def changes(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> list[str]:
    """What differs between two lists of described tools, a line each."""
    old = {each["name"]: each for each in before}
    new = {each["name"]: each for each in now}
    lines = [f"{name} is new" for name in sorted(new.keys() - old.keys())]
    lines += [f"{name} is gone" for name in sorted(old.keys() - new.keys())]
    for name in sorted(old.keys() & new.keys()):
        parts = [key for key in new[name] if new[name].get(key) != old[name].get(key)]
        if parts:
            lines.append(f"{name} has another {' and '.join(parts)}")
    return lines

"""What a home has beyond our tools, without running it: for showing, checking and comparing.

Each plugin's pin lies beside the journal as well, as the owner signed it, so that a command that
does not open the home knows the names, effects and roles of its tools. Nothing runs by them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import pydantic

from .. import keys
from ..config import load_if_there
from ..errors import PlamError
from ..files import bytes_of, private_folder, write_atomic
from ..tools.mcp import installed
from ..tools.mcp_pin import called
from ..tools.registry import Arguments, Plays, Registry, params_of
from ..tools.standard import everything
from ..types import Effect, Role, Tool, canonical

FOLDER = "plugins"
DOMAIN = b"plam plugin pin 1\0"
LARGEST = 4 << 20


def keep(home: Path, plugin: str, body: Mapping[str, Any]) -> None:
    """Put a pin where a locked home shows it. Raises StorageError."""
    private_folder(home / FOLDER)
    said = {"pin": body["pin"], "signature": body["signature"]}
    write_atomic(home / FOLDER / f"{plugin}.json", canonical(said))


def drop(home: Path, plugin: str) -> None:
    """Take it away again; what is not there is no error."""
    (home / FOLDER / f"{plugin}.json").unlink(missing_ok=True)


def known(home: Path, say: Callable[[str], None] = lambda _: None) -> Registry:
    """Every tool that a home knows: ours, its MCP servers' and those of its pinned plugins.

    `say` is told which of a server's cannot be used, and why. A plugin that is called like other
    tools is left out, as where plugins are loaded. Raises ConfigError; blocks.
    """
    found = everything(installed(home, say))
    settings = load_if_there(home)
    servers = settings.accounts if settings is not None else ()
    for tool in described(home):
        if found.get(tool.name) is None and not called(tool.name.partition(".")[0], servers):
            found.register(tool)
    return found


def described(home: Path) -> list[Tool]:
    """The tools of the pinned plugins of a home, as the owner signed them; none of them runs.

    What the owner did not sign is left out.
    """
    found: list[Tool] = []
    try:
        public = keys.public(home, "owner")
    except PlamError:
        return []
    for file in sorted((home / FOLDER).glob("*.json")):
        try:
            found += _tools(file, public)
        except (PlamError, OSError, LookupError, TypeError, ValueError):
            continue
    return found


def _tools(file: Path, public: str) -> Iterator[Tool]:
    if file.stat().st_size > LARGEST:
        return
    body = json.loads(file.read_bytes())
    text = str(body["pin"]).encode()
    keys.verify(public, DOMAIN, text, bytes_of(str(body["signature"])))
    for said in json.loads(text)["manifest"]["tools"]:
        model = _model(said)
        yield Tool(
            name=said["name"],
            summary=said["summary"],
            effect=Effect[said["effect"]],
            args=model,
            params=params_of(model),
            account=said["account"],
            yields=said["yields"],
            reversible=bool(said["reversible"]),
            others=tuple(said["others"]),
            calls=tuple(said["calls"]),
        )


def _model(said: Mapping[str, Any]) -> type[Arguments]:
    fields: dict[str, Any] = {}
    for param in said["params"]:
        plays = Plays(Role(param["role"]), param["kind"], param["required"], param["derived"])
        kind: Any = tuple[Any, ...] if param["many"] else Any
        if param["choices"]:
            kind = Literal[tuple(["", *param["choices"]] if param["tacit"] else param["choices"])]
        fields[param["name"]] = (Annotated[kind, plays], None)
    made: type[Arguments] = pydantic.create_model("Described", __base__=Arguments, **fields)
    return made

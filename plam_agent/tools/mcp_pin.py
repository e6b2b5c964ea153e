"""What the owner pinned of a foreign MCP server: its tools as they were read, and what they may do.

`HOME/mcp/NAME.json` holds the definitions; the account's `pin` in config.toml is the SHA-256 over
them, so that neither changes alone. Nothing of what a server says of its tools' effects counts.
Without a word of the owner each is taken to spend; what is sent to it leaves the owner's accounts,
so that less than SEND needs `own`: a server that tells nobody what it is given.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..config import Account
from ..errors import ConfigError, ContentError, DamageError
from ..files import private_folder, write_atomic
from ..types import Effect, Role, canonical
from .mcp_schema import ROLES, Argument, arguments_of, definition, digest, local_name

KIND = "mcp"
FOLDER = "mcp"
MOST_TOOLS = 128
LARGEST = 4 << 20
PREFIX = "sha256:"
ANY = "*"

RESERVED = frozenset(
    {"mail", "calendar", "tasks", "contacts", "files", "notes", "purchase", "memory", "model",
     "read", "reader", "mcp", "plam", "otherwise", "triage", "grant", "request", "policy"}
)  # fmt: skip
"""First words of our own tools, and words that a policy or a log means something else by."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """One tool of a server: its name here, its definition as it was read, and what it may do."""

    name: str
    remote: str
    digest: str
    description: str
    arguments: tuple[Argument, ...]
    effect: Effect


@dataclass(frozen=True, slots=True)
class Listing:
    """A server's tools that can be used here, and why the others cannot."""

    tools: tuple[Pinned, ...]
    left_out: tuple[str, ...]


def family(account: str) -> str:
    """The first word of an account's tools. Raises ConfigError where that could be another's."""
    name = account.replace("-", "_")
    if name in RESERVED:
        raise ConfigError(
            f"an MCP server cannot be called {account}, because tools of ours are",
            fix="Choose another name for it.",
        )
    if not name[:1].isalpha():
        raise ConfigError(f"an MCP server's name begins with a letter, and {account} does not")
    return name


def called(name: str, accounts: Iterable[Account]) -> Account | None:
    """The MCP server whose tools would be called `name.…`, if one of the accounts is."""
    servers = (each for each in accounts if each.kind == KIND)
    return next((each for each in servers if each.name.replace("-", "_") == name), None)


def usable(account: Account, definitions: Sequence[Mapping[str, Any]]) -> Listing:
    """What of a server's definitions is usable here, with the owner's effects and roles.

    A name that two tools would have here is nobody's. Raises ConfigError where the owner's words
    about them are none.
    """
    first = family(account.name)
    effects, roles = _effects(account), _roles(account)
    names: dict[str, list[str]] = {}
    made: list[Pinned] = []
    left_out: list[str] = []
    for each in definitions:
        remote = str(each.get("name"))
        try:
            kept = definition(each)
            local = local_name(remote)
            names.setdefault(local, []).append(remote)
            arguments, unknown = arguments_of(kept.get("inputSchema"), roles.get(remote))
        except ContentError as error:
            left_out.append(f"{remote[:60]!r}: {error.message}")
            continue
        if unknown:
            raise ConfigError(f"{account.name}: {remote} has no argument {unknown[0]!r}")
        effect = effects.get(remote, effects.get(ANY, Effect.SPEND))
        if not account.settings.get("own"):
            effect = max(effect, Effect.SEND)
        described = str(kept.get("description", ""))
        pinned = Pinned(f"{first}.{local}", remote, digest(kept), described, arguments, effect)
        made.append(pinned)
    shadowed = {name: those for name, those in names.items() if len(those) > 1}
    for name, those in shadowed.items():
        left_out.append(f"{' and '.join(map(repr, those))} would all be called {name}")
    tools = tuple(e for e in made if e.name.partition(".")[2] not in shadowed)
    return Listing(tools, tuple(left_out))


def save(home: Path, name: str, definitions: Iterable[Mapping[str, Any]]) -> str:
    """Pin these definitions; what to write as the account's `pin`. Raises StorageError."""
    kept = _kept(definitions)
    folder = private_folder(home / FOLDER)
    write_atomic(folder / f"{name}.json", canonical(kept) + b"\n")
    return PREFIX + digest(kept)


def load(home: Path, account: Account) -> list[dict[str, Any]]:
    """The pinned definitions of an account. Raises ConfigError where none are, DamageError."""
    path = home / FOLDER / f"{account.name}.json"
    fix = f"Look at them and pin them: plam mcp pin {account.name}"
    pin = str(account.settings.get("pin", ""))
    try:
        raw = path.read_bytes()
    except OSError:
        raw = b""
    if not pin or not raw:
        raise ConfigError(f"the tools of {account.name} are not pinned", file=path, fix=fix)
    try:
        found: Any = json.loads(raw) if len(raw) <= LARGEST else None
        same = isinstance(found, list) and PREFIX + digest(found) == pin
    except (ValueError, RecursionError, TypeError):
        found, same = None, False
    if not same:
        raise DamageError(f"these are not the tools of {account.name} that you pinned",
                          file=path, fix=fix)  # fmt: skip
    return list(found or ())


def remove(home: Path, name: str) -> None:
    """Unpin an account's tools; where none are pinned, nothing happens."""
    (home / FOLDER / f"{name}.json").unlink(missing_ok=True)


def changes(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[str]:
    """What differs between two lists of definitions, a line for each tool."""
    before = {str(each.get("name")): digest(each) for each in old}
    after = {str(each.get("name")): digest(each) for each in new}
    return [
        f"{'new' if name not in before else 'gone' if name not in after else 'changed'}: {name}"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


def _kept(definitions: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    kept = []
    for each in definitions:
        try:
            kept.append(definition(each))
        except ContentError:
            # What cannot even be written down is not pinned, and so no tool of ours.
            continue
    return sorted(kept, key=lambda each: str(each["name"]))


def _effects(account: Account) -> dict[str, Effect]:
    found: dict[str, Effect] = {}
    known = {each.name.lower(): each for each in Effect}
    for name, word in _said(account, "effects"):
        if word not in known:
            raise ConfigError(
                f"account {account.name}: {word!r} is no effect",
                fix=f'Write effects = "search=send, …" with {", ".join(known)}.',
            )
        found[name] = known[word]
    return found


def _roles(account: Account) -> dict[str, dict[str, Role]]:
    found: dict[str, dict[str, Role]] = {}
    for name, word in _said(account, "roles"):
        tool, dot, argument = name.rpartition(".")
        if not dot or word not in ROLES:
            raise ConfigError(
                f"account {account.name}: {name}={word} gives no argument a role",
                fix=f'Write roles = "search.query=quote, …" with {", ".join(ROLES)}.',
            )
        found.setdefault(tool, {})[argument] = Role(word)
    return found


def _said(account: Account, setting: str) -> list[tuple[str, str]]:
    said = []
    for part in str(account.settings.get(setting, "")).split(","):
        if part.strip():
            name, _, word = part.partition("=")
            said.append((name.strip(), word.strip()))
    return said

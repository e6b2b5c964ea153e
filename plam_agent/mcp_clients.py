"""MCP clients: a key and a grant for each, so that another agent acts with what it was given alone.

A client program signs nothing, so the server that it starts holds the client's key, sealed in the
home, and proves each call with it. The grant is like any that is given to another key: it narrows
the policy, it ends with it, it is counted, and `plam grant revoke` ends it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from . import delegation
from .errors import ConfigError, InputError, LockedError
from .home import Home
from .keys import Signer
from .policy.grants import Grant, dump, parse
from .tools.registry import Registry

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
_OF = "mcp-client "
"""Stands before a client's name in the vault; no account can be called so."""


@dataclass(frozen=True, slots=True)
class Client:
    """One client: what the owner calls it, its key, and the chain of grants that it holds."""

    name: str
    key: Signer = field(repr=False)
    chain: tuple[Grant, ...]


def allow(
    home: Home,
    registry: Registry,
    name: str,
    *,
    tools: Sequence[str],
    where: Sequence[str] = (),
    uses: int | None = None,
    until: str = "",
) -> Client:
    """Give a client a grant, in the place of an older one, which is revoked.

    Raises InputError for a name that is none, and as `delegation.give` does.
    """
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name[:60]!r} is no name for a client.",
            fix="Use lower-case letters, digits, - and _.",
        )
    seed = secrets.token_bytes(32)
    key = Signer(seed)
    chain = delegation.give(
        home, registry, holder=key.public, tools=tools, where=where, uses=uses, until=until
    )
    if name in names(home):
        forbid(home, name)
    home.secrets.set(_OF + name, "grant", dump(chain).decode())
    home.secrets.set(_OF + name, "key", seed.hex())
    return Client(name, key, chain)


def client(home: Home, name: str, chain: Sequence[Grant] = ()) -> Client:
    """The client of this name, under its own grant or a narrower one that it holds.

    Raises ConfigError where there is none, or where `chain` is held by another key.
    """
    try:
        key = Signer(bytes.fromhex(home.secrets.get(_OF + name, "key")))
        own = parse(home.secrets.get(_OF + name, "grant").encode())
    except LockedError as error:
        raise ConfigError(
            f"there is no MCP client {name[:60]!r}.",
            fix="Allow it something first: plam mcp allow NAME --tools …",
        ) from error
    if chain and chain[-1].holder != key.public:
        raise ConfigError(
            f"this grant is held by another key than that of {name}.",
            fix=f"Issue it for {key.public}",
        )
    return Client(name, key, tuple(chain) or own)


def names(home: Home) -> list[str]:
    """Every client that holds a grant, sorted."""
    found = {account for account, _ in home.secrets.names() if account.startswith(_OF)}
    return sorted(each.removeprefix(_OF) for each in found)


def forbid(home: Home, name: str) -> None:
    """Revoke a client's grant and destroy its key. Raises ConfigError where there is none."""
    delegation.revoke(home, client(home, name).chain[-1])
    home.secrets.remove(_OF + name)

"""Pins: the owner's signature over a plugin's manifest, kept in the journal.

Whoever holds the device key alone can pin nothing, and an older pin comes back to no effect: its
number was used. To take a pin away needs no key, because it only narrows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .. import keys
from ..errors import AuthorityError, InputError, SignatureError
from ..files import bytes_of, text_of
from ..home import Home
from ..policy import grants
from ..policy.grants import Grant
from ..types import Event, canonical
from .described import DOMAIN, drop, keep
from .manifest import Manifest

PINNED, UNPINNED = "pinned", "unpinned"
FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pin:
    """What the owner signed: a plugin as it was, and what it may do of what the policy allows.

    `digest` is the manifest's, `files` that of its files alone. `narrowed` says which tools, with
    which arguments, until when; `tools` are as they were described then.
    """

    serial: int
    plugin: str
    distribution: str
    version: str
    digest: str
    files: str
    narrowed: Grant
    tools: tuple[Mapping[str, Any], ...] = field(repr=False)


def pin(home: Home, manifest: Manifest, narrowed: Grant, owner: keys.Signer) -> Pin:
    """Sign a manifest with the owner's key, and with it what the plugin may do at most.

    Raises SignatureError where `owner` is not the key of the home's owner.
    """
    if owner.public != home.public("owner"):
        raise SignatureError("only the owner's key pins a plugin.")
    with home.journal.transaction() as tx:
        serial = 1 + max((_serial(each) for each in _events(home)), default=0)
        text = canonical(
            {
                "serial": serial,
                "digest": manifest.digest,
                "manifest": manifest.plain(),
                "narrowed": grants.dump((narrowed,)).decode(),
            }
        )
        body = {
            "plugin": manifest.plugin,
            "serial": serial,
            "pin": text.decode(),
            "signature": text_of(owner.sign(DOMAIN, text)),
            "detail": f"{manifest.plugin} {manifest.version}",
        }
        tx.append(PINNED, body)
    keep(home.path, manifest.plugin, body)
    return _pin(body, home.public("owner"))


def unpin(home: Home, plugin: str) -> None:
    """Take the pin of a plugin away. Raises InputError where it has none."""
    if plugin not in pinned(home):
        raise InputError(f"no plugin {plugin!r} is pinned.", fix="See `plam tools list`.")
    home.journal.append(UNPINNED, {"plugin": plugin, "detail": plugin})
    drop(home.path, plugin)


def pinned(home: Home) -> dict[str, Pin]:
    """The pins in force by plugin, oldest first.

    What the owner did not sign, and what was signed before and brought back, is none.
    """
    in_force: dict[str, Pin] = {}
    public, highest = home.public("owner"), 0
    for event in _events(home):
        name = str(event.body.get("plugin", ""))
        if event.kind == UNPINNED:
            in_force.pop(name, None)
            continue
        try:
            read = _pin(event.body, public)
        except (AuthorityError, LookupError, TypeError, ValueError):
            continue
        if read.serial > highest and read.plugin == name:
            highest = read.serial
            in_force.pop(name, None)
            in_force[name] = read
    return in_force


def _events(home: Home) -> Sequence[Event]:
    return list(home.journal.events(kinds=(PINNED, UNPINNED)))


def _serial(event: Event) -> int:
    serial = event.body.get("serial", 0)
    return serial if isinstance(serial, int) else 0


def _pin(body: Mapping[str, Any], public: str) -> Pin:
    text = str(body["pin"]).encode()
    keys.verify(public, DOMAIN, text, bytes_of(str(body["signature"])))
    said = json.loads(text)
    manifest = said["manifest"]
    (narrowed,) = grants.parse(said["narrowed"].encode())
    return Pin(
        serial=int(said["serial"]),
        plugin=manifest["plugin"],
        distribution=manifest["distribution"],
        version=manifest["version"],
        digest=said["digest"],
        files=manifest["files"],
        narrowed=narrowed,
        tools=tuple(manifest["tools"]),
    )

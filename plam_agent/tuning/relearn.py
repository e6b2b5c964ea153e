"""After a forgetting: what was trained on it is trained again from the base, and then destroyed.

An adapter is not worn any more from the moment that something it was trained on is forgotten. What
takes its place is trained from the base on what is left: nothing of the old weights comes into it.
Then the old version's key is destroyed with its bytes, and a certificate says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from .. import certificate
from ..adapters_signed import KINDS, Manifest, kind_of
from ..erasing import ADAPTERS, EXAMPLES, forgotten_marks
from ..errors import PlamError
from ..home import Home
from ..policy import ledger
from ..searching import searched
from .unlearn import Figures

Retrain = Callable[[str], Awaitable[str]]
"""Trains an adapter of a kind from the base on what is left; its id, or nothing where there is
too little left to learn from. Raises PlamError where it cannot, and then nothing is destroyed."""

Measure = Callable[[str], Awaitable[Figures | None]]
"""What the version with this id still knows of what was forgotten, where that can be asked."""


class Versions(Protocol):
    """The shelf, as far as it matters here: see `adapters.Shelf`."""

    def ids(self) -> list[str]:
        """All versions."""
        ...

    def is_stale(self, id: str, /) -> bool:
        """Whether something that a version was trained on was forgotten."""
        ...

    def get(self, id: str, /) -> Manifest:
        """A version's manifest, verified."""
        ...

    def remove(self, id: str, /) -> bytes:
        """Destroy a version; its wrapped key."""
        ...


def stale(shelf: Versions, kinds: Collection[str] = KINDS) -> list[str]:
    """The versions that were trained on something forgotten since."""
    return [each for each in shelf.ids() if kind_of(each) in kinds and shelf.is_stale(each)]


async def relearn(
    home: Home,
    shelf: Versions,
    retrain: Retrain,
    *,
    kinds: Sequence[str] = KINDS,
    measure: Measure | None = None,
) -> dict[str, Any] | None:
    """Train anew what is stale, destroy it, and sign what was done; the certificate's fields.

    None where nothing is stale. Raises what `retrain` raises, and then what was stale still is: it
    stays where it is, is not worn, and is tried again next time. Raises what `measure` raises, and
    then it is destroyed all the same.
    """
    old = await asyncio.to_thread(stale, shelf, kinds)
    if not old:
        return None
    made = [await retrain(kind) for kind in kinds if any(kind_of(each) == kind for each in old)]
    found = None
    for id in filter(None, made):
        try:
            found = await measure(id) if measure else None
        except PlamError:
            await asyncio.to_thread(settle, home, shelf, made, kinds=kinds)
            raise
    return await asyncio.to_thread(settle, home, shelf, made, found, kinds=kinds)


def settle(
    home: Home,
    shelf: Versions,
    made: Sequence[str] = (),
    figures: Figures | None = None,
    *,
    kinds: Collection[str] = KINDS,
) -> dict[str, Any] | None:
    """Destroy what is stale, whether anything was `made` in its place or not, and sign it. Blocks.

    None where nothing is stale. For whoever has just trained: see `relearn`. Raises StorageError
    and DamageError.
    """
    old = stale(shelf, kinds)
    if not old:
        return None
    keys = [key for key in (shelf.remove(each) for each in old) if key]
    verified = home.journal.verify(ledger.check)
    looked = searched(home.path, home.journal, home.vault, keys=keys)
    now = home.now()
    fields: dict[str, Any] = {
        "event": verified.count,
        "at": now.isoformat(timespec="seconds"),
        "adapters": {
            "destroyed": old,
            "made": [_made(shelf.get(each)) for each in made if each],
            "on_forgotten": on_forgotten(home, shelf),
            "figures": figures.plain() if figures else None,
        },
        "checked": {
            "files": looked.files,
            "octets": looked.octets,
            "keys_in": list(looked.keys),
            "events": verified.count,
            "head": verified.head,
        },
    }
    name = f"adapters-{verified.count}-{now:%Y%m%dT%H%M%S}"
    path = certificate.write(home.path, home.device, name, fields)
    return {**fields, "path": str(path)}


def on_forgotten(home: Home, shelf: Versions) -> list[str]:
    """The versions whose examples name anything that was ever forgotten, looked up one by one."""
    gone = forgotten_marks(home.journal, home.vault)
    return [each for each in shelf.ids() if not gone.isdisjoint(_listed(home.path, each))]


def _listed(home: Path, id: str) -> set[str]:
    file = home / ADAPTERS / id / EXAMPLES
    return set(file.read_text(encoding="ascii").split()) if file.exists() else set()


def _made(manifest: Manifest) -> Mapping[str, Any]:
    return {
        "id": manifest.id,
        "base": manifest.base,
        "seed": manifest.seed,
        "rows": manifest.rows,
        "rows_hash": manifest.rows_hash,
        "weights": manifest.weights_hash,
        "promoted": manifest.promoted,
    }

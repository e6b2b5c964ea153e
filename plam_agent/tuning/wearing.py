"""What is worn by the owner's own choice: a version of before, or one that was proven better."""

from __future__ import annotations

from ..adapters_signed import ME, kind_of
from ..home import Home
from .nights import ROLLED_BACK, TUNED, shelf_of

WORN = "worn"
"""The outcome of the `tuned` event where the owner chose; no night made it."""


def rolled_back(home: Home, kind: str = ME) -> tuple[str, str]:
    """Wear what was worn before, and record it; which version that is, if any, and a sentence.

    Raises ModelError and StorageError; blocks.
    """
    shelf = shelf_of(home)
    was = next((each.id for each in shelf.active() if each.kind == kind), "")
    worn = shelf.rollback(kind)
    said = f"{worn.id} is worn again." if worn else "No adapter of this kind is worn now."
    _record(home, ROLLED_BACK, kind, was, worn.id if worn else "", said)
    return (worn.id if worn else ""), said


def put_on(home: Home, id: str) -> str:
    """Wear this version from now on, and record it; a sentence that says so.

    Only what was proven better can be worn. Raises InputError where it was not, is stale or for
    another model, DamageError and SignatureError where it does not verify; blocks.
    """
    shelf, kind = shelf_of(home), kind_of(id)
    was = next((each.id for each in shelf.active() if each.kind == kind), "")
    shelf.activate({id: shelf.get(id).figures.get("scale", 1.0)})
    after = f" in the place of {was}" if was not in ("", id) else ""
    said = f"{id} is worn from now on{after}."
    _record(home, WORN, kind, id, id, said)
    return said


def _record(home: Home, outcome: str, kind: str, about: str, now: str, said: str) -> None:
    body = {"outcome": outcome, "kind": kind, "adapter": about, "now": now}
    home.journal.append(TUNED, {**body, "reasons": ["You asked for it."], "detail": said})

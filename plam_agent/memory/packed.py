"""A memory as bytes and back, with every origin kept."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from ..errors import DamageError
from ..files import RESTORE
from ..types import Origin, Origins, canonical
from .memory import Memory, Tier


def packed(memory: Memory) -> bytes:
    """The length of what is said in four octets, that as canonical JSON, and the vector."""
    said = canonical(fields_of(memory))
    return len(said).to_bytes(4, "big") + said + memory.vector


def unpacked(raw: bytes) -> Memory:
    """What `packed` wrote. Raises DamageError if it is of another form."""
    length = int.from_bytes(raw[:4], "big")
    try:
        said = json.loads(raw[4 : 4 + length].decode("utf-8", "surrogatepass"))
        return memory_of(said, raw[4 + length :])
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise DamageError("A memory is of a form that nobody wrote.", fix=RESTORE) from error


def fields_of(memory: Memory) -> dict[str, Any]:
    """All of a memory but its vector, as JSON data."""
    return {
        "id": memory.id,
        "tier": memory.tier.value,
        "text": memory.text,
        "at": memory.at.isoformat(),
        "origins": _plain(memory.origins),
        "source": memory.source,
        "place": memory.place,
        "beneath": list(memory.beneath),
        "people": list(memory.people),
        "importance": memory.importance,
        "until": memory.until.isoformat() if memory.until else None,
    }


def memory_of(said: dict[str, Any], vector: bytes = b"") -> Memory:
    """The memory of `fields_of`. Raises LookupError, TypeError or ValueError for anything else."""
    at = datetime.fromisoformat(said["at"])
    if at.tzinfo is None:
        raise ValueError("a moment without a zone")
    return Memory(
        id=said["id"],
        tier=Tier(said["tier"]),
        text=said["text"],
        at=at,
        origins=frozenset(map(_origin, said["origins"])),
        source=said["source"],
        place=said["place"],
        beneath=tuple(said["beneath"]),
        people=tuple(said["people"]),
        importance=said["importance"],
        until=datetime.fromisoformat(said["until"]) if said["until"] else None,
        vector=vector,
    )


def _plain(origins: Origins | tuple[Origin, ...]) -> list[Any]:
    return [
        [each.kind, each.locator, *([_plain(each.beneath)] if each.beneath else [])]
        for each in (sorted(origins) if isinstance(origins, frozenset) else origins)
    ]


def _origin(data: Any) -> Origin:
    kind, locator, *rest = data
    return Origin(kind, locator, tuple(map(_origin, rest[0])) if rest else ())

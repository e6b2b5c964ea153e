"""What a night and the process that trains for it say to each other over a pipe.

A frame is two lengths (4 and 8 bytes, big-endian), a JSON object, and bytes that belong to it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

HEAD = struct.Struct(">IQ")
STOP = b"s"
"""What the night writes after its one frame where the training is to pause."""


class Frame(NamedTuple):
    """What is said, and the bytes that belong to it."""

    said: dict[str, Any]
    data: bytes = b""


def framed(said: Mapping[str, Any], data: bytes = b"") -> bytes:
    """A frame as bytes."""
    head = json.dumps(said).encode()
    return HEAD.pack(len(head), len(data)) + head + data


def read(exactly: Callable[[int], bytes]) -> Frame:
    """The next frame; `exactly` gives so many bytes, or raises EOFError."""
    said, data = HEAD.unpack(exactly(HEAD.size))
    return Frame(json.loads(exactly(said)), exactly(data))


def joined(parts: Mapping[str, bytes]) -> tuple[list[tuple[str, int]], bytes]:
    """Named parts one after the other, and their names and lengths."""
    return [(name, len(part)) for name, part in parts.items()], b"".join(parts.values())


def parted(lengths: list[tuple[str, int]], data: bytes) -> dict[str, bytes]:
    """What `joined` joined."""
    parts, at = {}, 0
    for name, length in lengths:
        parts[name] = data[at : at + length]
        at += length
    return parts

"""Fields of a GGUF file as bytes, so that they can be handed on before there is a file.

The number of fields (8 bytes, little-endian), and then their entries as the format has them:
https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

FLOAT, STRING, ARRAY, WHOLE = 6, 8, 9, 10
Value = str | float | tuple[str, ...] | NDArray[np.uint64] | NDArray[np.float32]


def encoded(fields: Mapping[str, Value]) -> bytes:
    """The fields as bytes: texts, floats, and arrays of texts, 64-bit whole numbers or floats."""
    entries = b"".join(entry(name, value) for name, value in fields.items())
    return struct.pack("<Q", len(fields)) + entries


def count(fields: bytes) -> int:
    """How many fields these bytes hold; none where there are no bytes."""
    return int(struct.unpack_from("<Q", fields)[0]) if fields else 0


def entries(fields: bytes) -> bytes:
    """Their entries, as they stand in a file."""
    return fields[8:]


def entry(name: str, value: Value) -> bytes:
    """A field as it stands in a file: its name, its type and its value."""
    return text(name) + _value(value)


def text(said: str) -> bytes:
    """A text, with its length before it."""
    data = said.encode()
    return struct.pack("<Q", len(data)) + data


def _value(value: Value) -> bytes:
    match value:
        case str():
            return struct.pack("<I", STRING) + text(value)
        case tuple():
            return struct.pack("<IIQ", ARRAY, STRING, len(value)) + b"".join(map(text, value))
        case np.ndarray():
            kind, form = (WHOLE, "<u8") if value.dtype == np.uint64 else (FLOAT, "<f4")
            return struct.pack("<IIQ", ARRAY, kind, len(value)) + value.astype(form).tobytes()
    return struct.pack("<If", FLOAT, value)

"""Copy a GGUF file with some of its fields changed, and nothing else.

Bytes are copied as they stand, so that an array of millions of numbers costs nothing.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from pathlib import Path

from ...planner.header import Header, read_header
from ...planner.prior import Stored
from ..gguf_fields import entry


def rewrite(source: Path, target: Path, fresh: Mapping[str, Stored | None]) -> None:
    """Copy `source` to `target` with `fresh` fields instead of its own; None leaves one out.

    Raises ModelError and OSError; a target is whole or as it was.
    """
    whole = rewritten(source.read_bytes(), read_header(source), fresh)
    temporary = target.with_suffix(target.suffix + ".new")
    temporary.write_bytes(whole)
    os.replace(temporary, target)


def rewritten(data: bytes, header: Header, fresh: Mapping[str, Stored | None]) -> bytes:
    """A GGUF file's bytes with `fresh` fields instead of its own, those left out that are None.

    Everything else is as it was, tensors bit by bit.
    """
    kept = [data[a:b] for key, (a, b) in header.places.items() if key not in fresh]
    new = [entry(key, value) for key, value in fresh.items() if value is not None]
    infos = data[slice(*header.infos)]
    alignment = header.number("general.alignment") or 32
    begins = header.infos[1] + -header.infos[1] % alignment
    counts = struct.pack("<QQ", len(header.tensors), len(kept) + len(new))
    head = b"".join([data[:8], counts, *kept, *new, infos])
    return head + bytes(-len(head) % alignment) + data[begins:]

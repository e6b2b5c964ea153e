"""Memories as a Parquet file: the records of `portable.py` in columns, the same end signed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..files import bytes_of, text_of
from ..keys import Signer
from ..types import canonical
from .memory import Memory
from .portable import (
    HEADER,
    LONGEST,
    MOST,
    VERSION,
    Digest,
    End,
    Imported,
    Records,
    broken,
    end_of,
    gathered,
    record_of,
    unreadable,
    written,
)

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 1_000
LARGEST = 4 * 1024**3
"""Octets of a file at most, as it is and unpacked."""
_KEY = b"plam"


def write_table(path: Path, memories: Iterable[Memory], device: Signer, now: datetime) -> int:
    """Write memories as Parquet; returns how many. Raises InputError and StorageError."""
    return written(path, lambda descriptor: write_rows(descriptor, memories, device, now))


def write_rows(descriptor: int, memories: Iterable[Memory], device: Signer, now: datetime) -> int:
    """Write memories as Parquet into an open file; returns how many."""
    import pyarrow as pa
    from pyarrow import parquet

    header = {**HEADER, "made": now.astimezone(UTC).isoformat(timespec="seconds")}
    digest = Digest()
    with (
        os.fdopen(os.dup(descriptor), "wb") as file,
        parquet.ParquetWriter(file, _schema(), compression="zstd") as writer,
    ):
        for some in _batched(memories):
            records = [record_of(memory) for memory in some]
            for record in records:
                digest.add(record)
            writer.write_table(pa.Table.from_pylist(list(map(_row, records)), _schema()))
        end = {**header, **digest.end(device).plain()}
        writer.add_key_value_metadata({_KEY: canonical(end)})
    return digest.count


def read_table(path: Path, device: str, now: datetime, *, at: Path | None = None) -> Imported:
    """The memories in a Parquet file, all of them or none; `device` is this home's public key.

    Where its octets lie elsewhere, `at` says where, and `path` only names it. Raises ContentError
    with the row, InputError where there is no such file.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with (at or path).open("rb") as raw, parquet.ParquetFile(raw) as file:
            about = file.metadata
            size = sum(about.row_group(n).total_byte_size for n in range(about.num_row_groups))
            if about.num_rows > MOST or max(size, (at or path).stat().st_size) > LARGEST:
                raise broken(path, 1, "there is too much in it")
            names = set(file.schema_arrow.names)
            if "text" not in names or not names <= set(_schema().names):
                known = ", ".join(_schema().names)
                raise broken(path, 1, f"its columns are not among {known}")
            header, end = _about(about.metadata or {}, path)
            records = _records(file, path)
            return gathered(path, records, lambda: end, header, device=device, now=now)
    except OSError as error:
        # The library's own errors of a damaged file are of this kind as well.
        if error.errno is None:
            raise broken(path, 1, "this is no Parquet file that can be read") from error
        raise unreadable(path, error) from error
    except (pa.ArrowException, MemoryError, UnicodeDecodeError) as error:
        raise broken(path, 1, "this is no Parquet file that can be read") from error


def _schema() -> pa.Schema:
    import pyarrow as pa

    text, texts = pa.string(), pa.list_(pa.string())
    return pa.schema(
        [
            *((name, text) for name in ("id", "tier", "text", "at", "origins", "source")),
            ("place", pa.int64()),
            ("beneath", texts),
            ("people", texts),
            ("importance", pa.float64()),
            ("until", text),
            ("vector", pa.binary()),
        ]
    )


def _row(record: Mapping[str, Any]) -> dict[str, Any]:
    origins = canonical(record["origins"]).decode()
    return {**record, "origins": origins, "vector": bytes_of(record.get("vector", ""))}


def _records(file: Any, path: Path) -> Records:
    number = 0
    for some in file.iter_batches(batch_size=ROWS):
        for row in some.to_pylist():
            number += 1
            yield number, _record(row, path, number)


def _record(row: Mapping[str, Any], path: Path, number: int) -> dict[str, Any]:
    """A row as `record_of` made it; what is null is as if it were not there."""
    # `until` is in every record that we write, whether it says anything or not.
    record = {name: value for name, value in row.items() if value is not None or name == "until"}
    try:
        vector = record.pop("vector", b"")
        if vector:
            record["vector"] = text_of(vector)
        if "origins" in record:
            if len(record["origins"]) > LONGEST:
                raise ValueError("too long")
            record["origins"] = json.loads(record["origins"])
    except (ValueError, TypeError, RecursionError) as error:
        raise broken(path, number, f"this is no memory: {error}") from error
    return record


def _about(
    metadata: Mapping[bytes, bytes], path: Path
) -> tuple[list[Mapping[str, Any]], End | None]:
    if _KEY not in metadata:
        return [], None
    try:
        said = json.loads(metadata[_KEY])
        end = {"end": said.pop("end")}
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError) as error:
        raise broken(path, 1, "what it says about itself is damaged") from error
    if said.get("plam") != "memories" or said.get("version") != VERSION:
        raise broken(path, 1, f"this is no export of version {VERSION}")
    return [said], end_of(end, path, 1)


def _batched(memories: Iterable[Memory]) -> Iterator[tuple[Memory, ...]]:
    rest = iter(memories)
    while some := tuple(islice(rest, ROWS)):
        yield some

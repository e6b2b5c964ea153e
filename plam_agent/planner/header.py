"""The header of a GGUF file, read without trusting it: fields, tensors, and whether all is there.

GGUF version 2 and 3, little-endian; https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import ModelError

Scalar = str | int | float | bool

LONGEST_HEADER = 64 * 2**20
LONGEST_STRING = 16 * 2**20
MOST_FIELDS = 65_536
MOST_TENSORS = 262_144
MOST_LAYERS = 512
TOKENS = "tokenizer.ggml.tokens"
OWN = "plam."
"""What the names of this program's own fields begin with."""

STRING, ARRAY = 8, 9
AGAIN = "Download or copy the file again."

# GGUF value types 0-12 as struct formats; 8 and 9 are strings and arrays.
FORMATS = ("B", "b", "H", "h", "I", "i", "f", "?", "", "", "Q", "q", "d")

# ggml tensor types as (weights in a block, bytes of a block).
BLOCKS: Mapping[int, tuple[int, int]] = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    9: (32, 40), 10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210),
    15: (256, 292), 16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18),
    21: (256, 110), 22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8),
    28: (1, 8), 29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66), 39: (32, 17),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """What a GGUF file says about itself.

    `fields` holds its scalar values and `lengths` the lengths of its arrays; `tensors` maps each
    tensor to its shape, innermost dimension first. `size` is in bytes. Of this program's own arrays
    `texts` holds those of strings and `numbers` the others: their GGUF type and their bytes.
    `places` says where each field stands, name and all, and `infos` where the tensors' entries do,
    as first byte and the one after the last.
    """

    size: int
    fields: Mapping[str, Scalar]
    lengths: Mapping[str, int]
    tensors: Mapping[str, tuple[int, ...]] = field(repr=False)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    numbers: Mapping[str, tuple[int, bytes]] = field(default_factory=dict, repr=False)
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict, repr=False)
    infos: tuple[int, int] = (0, 0)

    def text(self, key: str) -> str:
        """The field as a string, or an empty one."""
        value = self.fields.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int:
        """The field as a whole number, or 0."""
        value = self.fields.get(key)
        return value if isinstance(value, int) else 0

    @property
    def parameters(self) -> int:
        """How many weights the tensors hold together."""
        return sum(math.prod(shape) for shape in self.tensors.values())


class _Cursor:
    def __init__(self, data: bytes, path: Path, size: int) -> None:
        self.data = data
        self.path = path
        self.size = size
        self.at = 0
        self.texts: dict[str, tuple[str, ...]] = {}
        self.numbers: dict[str, tuple[int, bytes]] = {}

    def wrong(self, message: str, fix: str = AGAIN) -> ModelError:
        return ModelError(message, file=self.path, fix=fix)

    def skip(self, count: int) -> int:
        start, end = self.at, self.at + count
        if end > len(self.data):
            if end > self.size:
                raise self.wrong("The model file is cut off inside its header.")
            raise self.wrong(f"The model file's header is over {LONGEST_HEADER >> 20} MiB long.")
        self.at = end
        return start

    def value(self, kind: int) -> Scalar:
        if not 0 <= kind < len(FORMATS) or kind == ARRAY:
            raise self.wrong(f"The model file's header holds a value of unknown type {kind}.")
        if kind == STRING:
            return self.string()
        form = "<" + FORMATS[kind]
        (value,) = struct.unpack_from(form, self.data, self.skip(struct.calcsize(form)))
        result: Scalar = value
        return result

    def count(self, form: str = "Q") -> int:
        form = "<" + form
        (value,) = struct.unpack_from(form, self.data, self.skip(struct.calcsize(form)))
        return int(value)

    def string(self) -> str:
        length = self.count()
        if length > LONGEST_STRING:
            raise self.wrong("The model file's header holds an impossibly long text.")
        start = self.skip(length)
        return self.data[start : start + length].decode("utf-8", "replace")

    def array(self, key: str) -> int:
        kind, count = self.count("I"), self.count()
        if kind == STRING:
            if count * 8 > len(self.data) - self.at:
                self.skip(count * 8)
            spans = [(length := self.count(), self.skip(length)) for _ in range(count)]
            # llama.cpp ends the process where two tokens have the same text.
            if key == TOKENS and count != len({self.data[at : at + n] for n, at in spans}):
                raise self.wrong("The model file's vocabulary names a token twice.")
            if key.startswith(OWN):
                words = [self.data[at : at + n].decode("utf-8", "replace") for n, at in spans]
                self.texts[key] = tuple(words)
        elif kind == ARRAY or kind >= len(FORMATS):
            raise self.wrong(f"The model file's header holds an array of unknown type {kind}.")
        else:
            start = self.skip(count * struct.calcsize("<" + FORMATS[kind]))
            if key.startswith(OWN):
                self.numbers[key] = kind, self.data[start : self.at]
        return count


def read_header(path: Path) -> Header:
    """Read and check the header of the GGUF file at `path`.

    Raises ModelError, with what to do, where the file is missing, empty, no GGUF file, damaged,
    or shorter than its tensors. At most 64 MiB are read.
    """
    cursor = _opened(path)
    version = cursor.count("I")
    if version not in (2, 3):
        swapped = version != 0 and version & 0xFFFF == 0
        what = "is big-endian" if swapped else f"has GGUF version {version}"
        raise cursor.wrong(
            f"The model file {what}; versions 2 and 3, little-endian, can be read.",
            "Convert it again with a current converter.",
        )
    tensor_count, field_count = cursor.count(), cursor.count()
    if tensor_count > MOST_TENSORS or field_count > MOST_FIELDS:
        raise cursor.wrong("The model file's header claims an impossible number of entries.")
    fields: dict[str, Scalar] = {}
    lengths: dict[str, int] = {}
    places: dict[str, tuple[int, int]] = {}
    for _ in range(field_count):
        start = cursor.at
        key, kind = cursor.string(), cursor.count("I")
        if kind == ARRAY:
            lengths[key] = cursor.array(key)
        else:
            fields[key] = cursor.value(kind)
        places[key] = start, cursor.at
    start = cursor.at
    tensors, needed = _tensors(cursor, tensor_count)
    kept = (cursor.texts, cursor.numbers, places, (start, cursor.at))
    header = Header(cursor.size, fields, lengths, tensors, *kept)
    alignment = header.number("general.alignment") or 32
    if alignment < 1:
        raise cursor.wrong("The model file's alignment is not a positive number.")
    if header.number(f"{header.text('general.architecture')}.block_count") > MOST_LAYERS:
        raise cursor.wrong("The model file claims an impossible number of layers.")
    whole = -(-cursor.at // alignment) * alignment + needed
    if tensors and whole > cursor.size:
        raise cursor.wrong(
            f"The model file is cut off: it has {cursor.size:,} of {whole:,} bytes.",
        )
    return header


def _opened(path: Path) -> _Cursor:
    where = "Name a .gguf file, or see `plam model` for the models there are."
    try:
        if not path.is_file():
            what = "is a folder, not a model file" if path.is_dir() else "does not exist"
            raise ModelError(f"The model file {what}.", file=path, fix=where)
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(0)
            data = stream.read(LONGEST_HEADER)
    except OSError as error:
        raise ModelError(
            f"The model file cannot be read: {error.strerror}.", file=path, fix=where
        ) from error
    if not size:
        raise ModelError("The model file is empty.", file=path, fix=AGAIN)
    if data[:4] != b"GGUF":
        raise ModelError(
            "This is not a GGUF file.", file=path, fix="Choose a model in GGUF format."
        )
    cursor = _Cursor(data, path, size)
    cursor.skip(4)
    return cursor


def _tensors(cursor: _Cursor, count: int) -> tuple[dict[str, tuple[int, ...]], int]:
    """Shapes by name, and how many bytes of data the tensors need."""
    tensors: dict[str, tuple[int, ...]] = {}
    needed = 0
    for _ in range(count):
        name, dimensions = cursor.string(), cursor.count("I")
        if not 1 <= dimensions <= 4:
            raise cursor.wrong(f"The model file's tensor {name[:80]!r} has {dimensions} axes.")
        shape = tuple(cursor.count() for _ in range(dimensions))
        kind, offset = cursor.count("I"), cursor.count()
        if name in tensors or not all(0 < axis < 2**40 for axis in shape):
            raise cursor.wrong(f"The model file's tensor {name[:80]!r} has no possible shape.")
        weights, size = BLOCKS.get(kind, (1, 0))
        needed = max(needed, offset + math.prod(shape) // weights * size)
        tensors[name] = shape
    return tensors, needed

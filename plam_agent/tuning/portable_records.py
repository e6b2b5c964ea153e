"""An example as a line of a file: what may stand there, and which lines say the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

import pydantic

from ..errors import ContentError
from ..types import canonical
from .example import LABEL

LONGEST = 1 << 20
"""Octets of a line at most."""
MOST = 100_000
"""Lines of a file at most."""


def digest(fields: Mapping[str, Any]) -> str:
    """A name for exactly this example, in hex."""
    return hashlib.sha256(canonical(fields)).hexdigest()[:32]


def same(record: Mapping[str, Any]) -> str:
    """What two examples that teach the same have in common: the words, and what was wanted."""
    said = [record[key] for key in ("kind", "words", "against", "at")]
    answer = [each["content"] for each in record["messages"] if each["role"] == "assistant"]
    return hashlib.sha256(canonical([*said, answer])).hexdigest()


def lines(records: Iterable[Mapping[str, Any]]) -> bytes:
    """Records as JSON Lines."""
    return b"".join(canonical(each) + b"\n" for each in records)


def parsed(parts: Iterable[bytes], wrong: Callable[[str], ContentError]) -> list[dict[str, Any]]:
    """The records in a file's octets, each checked. Raises what `wrong` makes of the trouble."""
    found: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(_lines(parts, wrong), 1):
        where = f"line {number} of its examples"
        try:
            said = json.loads(line)
            record = _Record.model_validate(said).model_dump()
        except (ValueError, RecursionError) as error:
            raise wrong(f"{where} is no example") from error
        fields = {key: record[key] for key in record if key not in ("id", "weight", "sources")}
        if digest(fields) != record["id"]:
            raise wrong(f"{where} is not what its id says")
        if record["id"] in found or len(found) >= MOST:
            raise wrong(f"{where} is there twice" if record["id"] in found else "it holds too many")
        found[record["id"]] = record
    return list(found.values())


def _lines(parts: Iterable[bytes], wrong: Callable[[str], ContentError]) -> Iterator[bytes]:
    held = b""
    for part in parts:
        *whole, held = (held + part).split(b"\n")
        for line in (*whole, held):
            if len(line) > LONGEST:
                raise wrong("a line of its examples is too long")
        yield from whole
    if held:
        raise wrong("its examples end within a line")


def _aware(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("it has no zone")
    return text


_Text = Annotated[str, pydantic.StringConstraints(max_length=200_000)]
_Name = Annotated[str, pydantic.StringConstraints(max_length=1_000)]


class _Message(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True)

    role: Literal["system", "user", "assistant"]
    content: _Text


class _Record(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True)

    id: Annotated[str, pydantic.StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    kind: Literal["plan", "label"]
    messages: Annotated[list[_Message], pydantic.Field(min_length=2, max_length=3)]
    against: Annotated[list[_Text], pydantic.Field(max_length=64)]
    at: Annotated[_Name, pydantic.AfterValidator(_aware)] | None
    group: _Name
    words: _Text
    tools: Annotated[list[_Name], pydantic.Field(max_length=1_000)]
    labels: Annotated[
        list[Annotated[list[_Name], pydantic.Field(min_length=2, max_length=2)]],
        pydantic.Field(max_length=1_000),
    ]
    told: Annotated[list[_Name], pydantic.Field(max_length=100)]
    handles: Annotated[
        list[Annotated[list[_Name], pydantic.Field(min_length=3, max_length=3)]],
        pydantic.Field(max_length=1_000),
    ]
    grammar: Annotated[str, pydantic.StringConstraints(max_length=LONGEST)]
    weight: float = pydantic.Field(ge=0, le=1_000_000, allow_inf_nan=False)
    sources: Annotated[list[_Name], pydantic.Field(max_length=1_000)]

    @pydantic.model_validator(mode="after")
    def _whole(self) -> _Record:
        roles = [each.role for each in self.messages]
        if roles != ["system", "user", "assistant"][: len(roles)]:
            raise ValueError("the messages are not in their order")
        if self.kind == LABEL and not self.grammar and not self.labels:
            raise ValueError("there are no labels")
        return self

"""What a client may ask of the service, checked at the edge."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import pydantic

from .errors import InputError

MOST_WORDS = 20_000


class Request(pydantic.BaseModel):
    """Base of what a client may send: unknown fields are errors."""

    looks: ClassVar[bool] = False
    """Whether it needs only the journal, and neither policy nor model."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class AskIt(Request):
    """One request in words; only `typed` ones are the owner's own."""

    do: Literal["ask"]
    words: Annotated[str, pydantic.Field(min_length=1, max_length=MOST_WORDS)]
    typed: bool = False
    attended: bool = False


class PlanIt(Request):
    """What would be done for a request; nothing runs."""

    do: Literal["plan"]
    words: Annotated[str, pydantic.Field(min_length=1, max_length=MOST_WORDS)]


class TriageIt(Request):
    """One pass over new mail."""

    do: Literal["triage"]
    account: str = ""
    last: Annotated[int, pydantic.Field(ge=0)] = 0
    dry: bool = False


class ListThem(Request):
    """What waits for the owner."""

    do: Literal["waiting"]


class ShowIt(Request):
    """One question in full."""

    do: Literal["show"]
    id: str


class ApproveIt(Request):
    """Run what waits; the owner's receipt is asked for."""

    do: Literal["approve"]
    id: str


class EditIt(Request):
    """Run what waits with some arguments said anew; the owner's receipt is asked for."""

    do: Literal["edit"]
    id: str
    changes: dict[str, str]


class DenyIt(Request):
    """A no to what waits."""

    do: Literal["deny"]
    id: str


class SettleIt(Request):
    """What the owner found about something that may or may not have happened."""

    do: Literal["settle"]
    event: int
    happened: bool


class UndoIt(Request):
    """Take back what an event did."""

    do: Literal["undo"]
    event: int
    attended: bool = False


class MemoryIt(Request):
    """Something asked of the memory, or told to it; only `typed` words are the owner's own."""

    looks: ClassVar[bool] = True
    do: Literal["memory"]
    verb: Literal["search", "show", "add", "edit", "stats", "suggest"]
    id: Annotated[str, pydantic.Field(max_length=64)] = ""
    words: Annotated[str, pydantic.Field(max_length=MOST_WORDS)] = ""
    typed: bool = False
    limit: Annotated[int, pydantic.Field(ge=1, le=100)] = 10
    tier: Literal["", "episode", "summary", "fact", "note"] = ""


class LogIt(Request):
    """What happened."""

    looks: ClassVar[bool] = True
    do: Literal["log"]
    run: str | None = None
    last: Annotated[int, pydantic.Field(ge=1)] = 40
    everything: bool = False


class VerifyIt(Request):
    """Whether every record is what it was; `anchor` is the path of a copy of the anchor."""

    looks: ClassVar[bool] = True
    do: Literal["verify"]
    anchor: str = ""


class WhyIt(Request):
    """Why an event happened, or did not."""

    looks: ClassVar[bool] = True
    do: Literal["why"]
    event: int


Looking = LogIt | VerifyIt | WhyIt
Wanted = (
    Looking
    | MemoryIt
    | AskIt
    | PlanIt
    | TriageIt
    | ListThem
    | ShowIt
    | ApproveIt
    | EditIt
    | DenyIt
    | SettleIt
    | UndoIt
)
_WANTED: pydantic.TypeAdapter[Wanted] = pydantic.TypeAdapter(
    Annotated[Wanted, pydantic.Field(discriminator="do")]
)


def wanted(body: dict[str, Any]) -> Wanted:
    """The request in a JSON object. Raises InputError saying what is wrong with it."""
    try:
        return _WANTED.validate_python(body)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(
            f"no such request: {place + ': ' if place else ''}{first['msg']}"
        ) from error

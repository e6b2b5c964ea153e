"""The nouns of the design, as frozen values without I/O.

Everything that crosses a module boundary is one of these. A value never travels without its
origins, a designation is always typed, and a call is frozen before anybody decides about it.
"""

from __future__ import annotations

import dataclasses
import enum
import hashlib
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol


class Effect(enum.IntEnum):
    """What a call does to the world, in rising order of what can go wrong."""

    READ = 0
    DRAFT = 1
    WRITE = 2
    SEND = 3
    SPEND = 4


class Role(enum.StrEnum):
    """What an argument is for. Policies constrain roles, and the grammar is compiled from them."""

    DESTINATION = "destination"
    OBJECT = "object"
    TIME = "time"
    MONEY = "money"
    QUOTE = "quote"
    PROSE = "prose"
    SECRET = "secret"  # noqa: S105  (a role, not a password)


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where a value came from: `request`, `policy`, `contacts`, `imap:INBOX/812`, `file:…`."""

    kind: str
    locator: str = ""
    beneath: tuple[Origin, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind}:{self.locator}" if self.locator else self.kind


Origins = frozenset[Origin]

REQUEST = Origin("request")
POLICY = Origin("policy")
CONTACTS = Origin("contacts")
PASTE = Origin("paste")


def rests_on(origins: Iterable[Origin], roots: Origins) -> bool:
    """Whether each is one of the `roots`, or a memory that rests on nothing but them."""
    return all(
        bool(each.beneath) and rests_on(each.beneath, roots)
        if each.kind == "memory"
        else each in roots
        for each in origins
    )


@dataclass(frozen=True, slots=True)
class Value:
    """Data and where it came from. Joining values joins their origins."""

    data: Any
    origins: Origins

    @staticmethod
    def join(data: Any, parts: Iterable[Value]) -> Value:
        """A value computed from `parts`: it carries the origins of all of them."""
        return Value(data, frozenset().union(*(part.origins for part in parts)))


@dataclass(frozen=True, slots=True, order=True)
class ObjectId:
    """A thing in one of the owner's accounts; event 24 is not message 24.

    `kind` is one of `mailbox`, `message`, `event`, `task`, `contact`, `file`. The shape of `id`
    belongs to the tool that minted it (IMAP: `INBOX/UIDVALIDITY/UID`).
    """

    kind: str
    account: str
    id: str


@dataclass(frozen=True, slots=True)
class When:
    """A time as said and as resolved; `end` and the instants are absent where the words give none.

    `start` and `end` are aware datetimes in the owner's zone; for an all-day span they are local
    midnights and `end` is exclusive.
    """

    phrase: str
    start: datetime
    end: datetime | None = None
    all_day: bool = False


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in integer minor units of an ISO 4217 currency."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Handle:
    """A typed designation that the model may use instead of spelling: `@a1`, `m3`, `e1`."""

    kind: str
    key: str
    target: Any
    origins: Origins
    label: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim span (or several spans) of the request."""

    text: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to an earlier step's result: `$1`, or one field of it: `$1.sender`."""

    step: int
    field: str = ""

    def __str__(self) -> str:
        return f"${self.step}.{self.field}" if self.field else f"${self.step}"


@dataclass(frozen=True, slots=True)
class Text:
    """Free prose composed by the model from trusted text, or a literal choice of the schema."""

    text: str


Argument = Quote | Ref | Text | Handle | tuple["Argument", ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """`when`: run the step only if a reader's boolean or enum result equals `equals`."""

    ref: Ref
    equals: str = "yes"


@dataclass(frozen=True, slots=True)
class Step:
    """A step as decoded: a tool and arguments that may refer to earlier results. 1-based."""

    index: int
    tool: str
    args: Mapping[str, Argument]
    each: Ref | None = None
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What the planner committed to before anything untrusted was read.

    Exactly one of `steps`, `answer`, `question` and `none` speaks.
    """

    steps: tuple[Step, ...] = ()
    answer: str = ""
    question: str = ""
    none: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Param:
    """One argument of a tool as the grammar, the prompt and the policy see it.

    A `tacit` one is a choice that requests leave unsaid: it can be planned, and no prompt names it.
    """

    name: str
    role: Role
    kind: str = ""
    many: bool = False
    required: bool = False
    derived: bool = False
    choices: tuple[str, ...] = ()
    tacit: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a tool's result: its id, its version and its fields as values with origins."""

    id: ObjectId
    version: str
    fields: Mapping[str, Value]


def designated(item: Item) -> Value:
    """An item as an argument: its id, with the origins of everything that identifies it."""
    return Value(item.id, frozenset().union(*(value.origins for value in item.fields.values())))


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool returns: items and a line for the owner; `undo` is what would take it back.

    `undo` must be JSON data; None means there is nothing to take back.
    """

    items: tuple[Item, ...] = ()
    summary: str = ""
    undo: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """Arguments a tool derives before the decision (a reply's destinations), and versions read."""

    args: Mapping[str, Value] = field(default_factory=dict)
    versions: tuple[tuple[ObjectId, str], ...] = ()


class Reconciled(enum.StrEnum):
    """What really happened to a call whose outcome was never recorded."""

    DONE = "done"
    NOT_DONE = "not done"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Tool:
    """Something the agent can do. `args` is a pydantic model whose fields carry a `Role`.

    `run(context, args)` does it, `preview(args)` says it in one line, `complete` derives arguments
    before the decision, `undo(context, data)` takes back what `Result.undo` describes, and
    `reconcile(context, args)` finds out after a crash whether it happened. `effect_of` raises the
    effect for particular arguments (inviting people makes an event a SEND), never lowers it.
    `account` names the kind of account it acts on, and `yields` the kind of its items. A tool
    without `run` can be planned and decided about, but this installation has nothing that could
    do it. One of a plugin says in `others` which other kinds of account it touches, and in `calls`
    which tools it uses itself.
    """

    name: str
    summary: str
    effect: Effect
    args: type[Any]
    params: tuple[Param, ...]
    account: str = ""
    yields: str = ""
    reversible: bool = False
    run: Callable[[Any, Any], Awaitable[Result]] | None = None
    preview: Callable[[Any], str] | None = None
    complete: Callable[[Any, Any], Awaitable[Derived]] | None = None
    undo: Callable[[Any, Mapping[str, Any]], Awaitable[str]] | None = None
    reconcile: Callable[[Any, Any], Awaitable[Reconciled]] | None = None
    effect_of: Callable[[Any], Effect] | None = None
    others: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A step with every reference bound and frozen; its digest is what an approval signs."""

    run: str
    step: int
    account: str
    tool: str
    effect: Effect
    reversible: bool
    args: tuple[tuple[str, Value], ...]
    roles: tuple[tuple[str, Role], ...]
    versions: tuple[tuple[ObjectId, str], ...] = ()
    confidence: float = 1.0
    authenticated: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 in hex over run, step, account, tool, exact arguments and object versions."""
        args = {name: data(value) for name, value in self.args}
        body = [self.run, self.step, self.account, self.tool, args, data(self.versions)]
        return hashlib.sha256(b"plam call 1\0" + canonical(body)).hexdigest()

    def plain(self) -> dict[str, Any]:
        """The arguments as JSON data, without origins."""
        return {name: data(value.data) for name, value in self.args}


@dataclass(frozen=True, slots=True)
class Decision:
    """What the policy says of a call, by which rule, and why in words a person can read."""

    rule: str
    reasons: tuple[str, ...] = ()

    @property
    def verb(self) -> str:
        """`allow`, `confirm` or `deny`."""
        return type(self).__name__.lower()


@dataclass(frozen=True, slots=True)
class Allow(Decision):
    """The call runs by itself."""

    hold: float = 0.0


@dataclass(frozen=True, slots=True)
class Confirm(Decision):
    """The call waits for the owner's yes."""

    expires: float = 86_400.0


@dataclass(frozen=True, slots=True)
class Deny(Decision):
    """The call never runs."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A receipt: the approval key's signature over one call digest. Single use."""

    digest: str
    policy: str
    expires: datetime
    signature: bytes


@dataclass(frozen=True, slots=True)
class Event:
    """One journal record; `body` is the opened payload, `hash` covers the sealed one."""

    seq: int
    time: datetime
    kind: str
    body: Mapping[str, Any]
    previous: str
    hash: str


class Clock(Protocol):
    """The only source of the time; tests substitute it."""

    def __call__(self) -> datetime:
        """The present as an aware datetime."""
        ...


def data(value: Any) -> Any:
    """`value` as plain JSON data: dataclasses become objects, instants ISO 8601 strings."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return {str(key): data(item) for key, item in value.items()}
        case frozenset() | set():
            return sorted((data(item) for item in value), key=canonical)
        case list() | tuple():
            return [data(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {f.name: data(getattr(value, f.name)) for f in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} has no JSON form")


def canonical(value: Any) -> bytes:
    """The one UTF-8 JSON encoding of plain data: sorted keys, no spaces, no NaN."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8", "surrogatepass")

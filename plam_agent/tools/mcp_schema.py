"""What a foreign MCP server says its tools take, as arguments with roles; nothing here is trusted.

A JSON schema (draft 2020-12, as `tools/list` of MCP gives it) becomes a flat list of arguments.
All of them are text here: what is a number or an object on the wire stands as its JSON, so that a
person reads exactly what is sent. Text that could name somebody or something has the strictest
role, `destination`, unless the owner says otherwise; names are made plain, and what cannot be, or
is too large, too deep or there twice, is refused.
"""

from __future__ import annotations

import hashlib
import json
import keyword
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import pydantic
from pydantic import Field, StringConstraints

from ..errors import ContentError, ToolError
from ..types import Role, When, canonical
from .registry import Arguments, Plays

DEEPEST = 12
"""How deep a schema, an argument or a structured answer may be."""
LARGEST = 1 << 16
"""How many octets one tool's definition may have, in canonical JSON."""
MOST_ARGUMENTS = 40
MOST_CHOICES = 64
LONGEST = 20_000
_PIECE = 4_000
_MANY = 100

ROLES = (Role.DESTINATION, Role.QUOTE, Role.PROSE, Role.SECRET, Role.TIME)
"""The roles that an owner may give an argument of a foreign tool."""

KEPT = ("name", "title", "description", "inputSchema", "outputSchema", "annotations")
"""What of a definition is pinned: everything that says what the tool is."""

_REMOTE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]{0,127}")
_LOCAL = re.compile(r"[a-z][a-z0-9_]*")
_TAKEN = frozenset(dir(pydantic.BaseModel))
_NUMBERS = {
    "integer": r"^-?[0-9]{1,18}$",
    "number": r"^-?[0-9]{1,15}(\.[0-9]{1,15})?([eE][-+]?[0-9]{1,3})?$",
}

Kind = Literal["text", "integer", "number", "boolean", "json"]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: its name there and here, what it is on the wire, and its role."""

    remote: str
    name: str
    kind: Kind
    role: Role
    many: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()


def definition(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What is pinned of a tool as a server lists it. Raises ContentError where it is too much."""
    kept = {key: raw[key] for key in KEPT if raw.get(key) is not None}
    name = kept.get("name")
    if not isinstance(name, str) or not _REMOTE.fullmatch(name):
        raise ContentError("a tool has a name that is none")
    if not shallow(kept, DEEPEST):
        raise ContentError(f"the definition of {name} is nested too deep")
    try:
        size = len(canonical(kept))
    except (TypeError, ValueError) as error:
        raise ContentError(f"the definition of {name} is no JSON") from error
    if size > LARGEST:
        raise ContentError(f"the definition of {name} has over {LARGEST >> 10} kB")
    return kept


def digest(kept: Any) -> str:
    """SHA-256 in hex over a definition, or a list of them, in canonical JSON."""
    return hashlib.sha256(b"plam mcp 1\0" + canonical(kept)).hexdigest()


def local_name(remote: str) -> str:
    """A foreign name as ours: lower case, other marks as `_`. Raises ContentError."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", remote)
    name = re.sub(r"[^a-z0-9_]", "_", spaced.lower()).strip("_")
    if not remote.isascii() or not _LOCAL.fullmatch(name) or len(name) > 64:
        raise ContentError(f"{remote[:60]!r} is no name for a tool or an argument")
    return f"{name}_" if keyword.iskeyword(name) or name in _TAKEN else name


def arguments_of(
    schema: Any, roles: Mapping[str, Role] | None = None
) -> tuple[tuple[Argument, ...], tuple[str, ...]]:
    """The arguments of an input schema, and the names in `roles` that it does not have.

    `roles` are the owner's, by the name there. Raises ContentError for a schema of no object, one
    with too many arguments, and two that would have one name here.
    """
    roles = dict(roles or {})
    if not isinstance(schema, Mapping) or schema.get("type", "object") != "object":
        raise ContentError("its arguments are no object")
    listed = schema.get("properties") or {}
    required = schema.get("required") or []
    if not isinstance(listed, Mapping) or not isinstance(required, list):
        raise ContentError("its arguments are no object")
    if not all(isinstance(each, str) for each in required):
        raise ContentError("what it needs is not named by texts")
    if len(listed) > MOST_ARGUMENTS:
        raise ContentError(f"it takes over {MOST_ARGUMENTS} arguments")
    definitions = schema.get("$defs") or {}
    found: dict[str, Argument] = {}
    for remote, said in listed.items():
        made = _argument(str(remote), said, remote in required, definitions, roles)
        if made.name in found:
            raise ContentError(f"two of its arguments would be called {made.name}")
        found[made.name] = made
    # What has no description takes nothing else, so that a server cannot ask for it unseen.
    if missing := [each for each in required if each not in listed]:
        raise ContentError(f"it needs {str(missing[0])[:60]!r} and does not say what that is")
    unknown = tuple(name for name in roles if name not in listed)
    return tuple(found.values()), unknown


def _argument(
    remote: str, said: Any, required: bool, definitions: Any, roles: Mapping[str, Role]
) -> Argument:
    name = local_name(remote)
    plain = _plain(said, definitions)
    kind, choices, many = _kind(plain), _choices(plain), False
    if plain.get("type") == "array":
        each = _plain(plain.get("items"), definitions)
        if _kind(each) == "text":
            kind, many, choices = "text", True, ()
    designates = kind in ("text", "json") and not choices
    role = roles.get(remote) or (Role.DESTINATION if designates else Role.QUOTE)
    if role is Role.TIME and (kind != "text" or many):
        raise ContentError(f"{name} is no text, and so no time")
    return Argument(remote, name, kind, role, many, required, choices)


def _plain(said: Any, definitions: Any) -> Mapping[str, Any]:
    """A subschema without what only says that it may be null, and with its `$ref` looked up."""
    for _ in range(DEEPEST):
        if not isinstance(said, Mapping):
            return {}
        ref = said.get("$ref")
        if isinstance(ref, str) and isinstance(definitions, Mapping):
            said = definitions.get(ref.removeprefix("#/$defs/"))
            continue
        alternatives = said.get("anyOf") or said.get("oneOf")
        if isinstance(alternatives, list):
            left = [
                each
                for each in alternatives
                if not (isinstance(each, Mapping) and each.get("type") == "null")
            ]
            if len(left) == 1:
                said = left[0]
                continue
            return {}
        kinds = said.get("type")
        if isinstance(kinds, list):
            left = [each for each in kinds if each != "null"]
            return {**said, "type": left[0]} if len(left) == 1 else {}
        return said
    return {}


def _kind(plain: Mapping[str, Any]) -> Kind:
    match plain.get("type"):
        case "string":
            return "text"
        case "integer":
            return "integer"
        case "number":
            return "number"
        case "boolean":
            return "boolean"
    if _choices(plain):
        return "text"
    return "json"


def _choices(plain: Mapping[str, Any]) -> tuple[str, ...]:
    if plain.get("type") == "boolean":
        return ("true", "false")
    listed = plain.get("enum")
    if "const" in plain:
        listed = [plain["const"]]
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_CHOICES:
        return ()
    if not all(isinstance(e, str) and 0 < len(e) <= 200 and e.isprintable() for e in listed):
        return ()
    return tuple(dict.fromkeys(listed))


class _Foreign(Arguments):
    """Arguments whose names others chose."""

    model_config = pydantic.ConfigDict(protected_namespaces=())


def model_of(tool: str, arguments: Sequence[Argument]) -> type[Arguments]:
    """The argument model of a tool of ours with these arguments."""
    fields: dict[str, Any] = {}
    for each in arguments:
        plays = Plays(each.role, required=each.required)
        shape: Any = Annotated[str, StringConstraints(max_length=LONGEST)]
        default: Any = ""
        if each.role is Role.TIME:
            shape, default = When | None, None
        elif each.choices:
            shape, default = Literal[each.choices] | None, None
        elif each.many:
            piece = Annotated[str, StringConstraints(max_length=_PIECE)]
            shape, default = Annotated[tuple[piece, ...], Field(max_length=_MANY)], ()
        elif each.kind in _NUMBERS:
            shape = Annotated[str, StringConstraints(pattern=_NUMBERS[each.kind])] | None
            default = None
        fields[each.name] = (Annotated[shape, plays], default)
    name = "".join(part.title() for part in re.split(r"[._]", tool))
    return pydantic.create_model(name, __base__=_Foreign, **fields)


def on_the_wire(arguments: Sequence[Argument], given: Any) -> dict[str, Any]:
    """A tool's arguments as they are sent. Raises ToolError for text that is not its JSON."""
    sent: dict[str, Any] = {}
    for each in arguments:
        value = getattr(given, each.name)
        if value is None or value in ("", ()):
            continue
        if isinstance(value, When):
            value = value.start.date().isoformat() if value.all_day else value.start.isoformat()
        sent[each.remote] = _sent(each, value)
    return sent


def _sent(argument: Argument, value: Any) -> Any:
    if argument.many:
        return list(value)
    if argument.kind == "text":
        return value
    if argument.kind == "integer":
        return int(value)
    try:
        found = json.loads(value)
    except (ValueError, RecursionError) as error:
        fix = "It is an object or a list: write it as JSON."
        raise ToolError(f"{argument.name} is not JSON", fix=fix) from error
    if not shallow(found, DEEPEST):
        raise ToolError(f"{argument.name} is nested too deep")
    return found


def shallow(value: Any, deepest: int) -> bool:
    """Whether JSON data nests at most `deepest` levels; found out without recursion."""
    level = [value]
    for _ in range(deepest):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return True
    return False


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, list | tuple):
        yield from value


def clean(text: str, longest: int) -> str:
    """Foreign text without what moves, hides or reorders on a screen, up to a length."""
    return "".join(
        each
        for each in text[:longest]
        if each in "\n\t" or each.isprintable() or unicodedata.category(each) == "Zs"
    )

"""vCard 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350): reading what contacts need, writing a new card."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..errors import ContentError

MOST = 20_000  # cards of one file, and lines of one card
_PARAMS = r'(?:;(?:[^":;]|"[^"]*")*)*'
_LINE = re.compile(rf"(?:([A-Za-z0-9_-]+)\.)?([A-Za-z0-9-]+)({_PARAMS}):(.*)", re.DOTALL)
_PARAM = re.compile(r';(?:([A-Za-z0-9-]+)=)?("[^"]*"|[^;"]*)')
_NOTES = ("NOTE", "X-RELATION", "ROLE")
_PERSONS = {"X-SPOUSE": "spouse", "X-MANAGER": "manager", "X-ASSISTANT": "assistant"}
_LABEL = re.compile(r"_\$!<(.*)>!\$_")


@dataclass(frozen=True, slots=True)
class Card:
    """One vCard: names, addresses, and what the owner noted.

    `relations` are pairs of a kind (`spouse`, `brother`) and who it is: a name, an address or the
    uid of another card. `members` are the uids and addresses of a group's people.
    """

    uid: str
    name: str
    family: str = ""
    given: str = ""
    nicknames: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    middle: str = ""
    relations: tuple[tuple[str, str], ...] = ()
    group: bool = False
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One content line: its group, name, parameters in upper case, and value as it stands."""

    number: int
    group: str
    key: str
    params: dict[str, tuple[str, ...]]
    value: str


def read_cards(name: str, data: bytes) -> list[Card]:
    """Every card of a file. Raises ContentError naming the file and the line of the first fault."""
    cards, broken = read_all(name, data)
    if broken:
        raise broken[0]
    return cards


def read_all(name: str, data: bytes) -> tuple[list[Card], list[ContentError]]:
    """The cards of a file that can be read, and why the others cannot, with their lines."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        if not re.search(rb"^VERSION:2\.1\s*$", data, re.MULTILINE | re.IGNORECASE):
            line = data[: why.start].count(b"\n") + 1
            return [], [ContentError("the text is not UTF-8", file=name, line=line)]
        text = data.decode("cp1252", "replace")  # what phones of the time of 2.1 wrote
    cards: list[Card] = []
    broken: list[ContentError] = []
    lines: list[Line] | None = None
    fault: ContentError | None = None
    begun = 1
    for number, content in _unfolded(text):
        found = _LINE.fullmatch(content)
        key = found[2].upper() if found else ""
        if key == "BEGIN" and found and found[4].strip().upper() == "VCARD":
            if lines is not None:
                broken.append(ContentError("a vCard begins inside another", file=name, line=number))
            lines, fault, begun = [], None, number
        elif lines is None:
            what = "this line is outside a vCard" if found else "this is not a line of a vCard"
            broken.append(ContentError(what, file=name, line=number))
            break
        elif found is None:
            fault = fault or ContentError("this is not a line of a vCard", file=name, line=number)
        elif key == "END":
            try:
                if fault:
                    raise fault
                cards.append(_card(lines, f"{name}#{len(cards) + len(broken)}", name, begun))
            except ContentError as why:
                broken.append(why)
            lines = None
        elif len(lines) < MOST:
            params = _params(found[3])
            lines.append(Line(number, (found[1] or "").lower(), key, params, found[4]))
        if len(cards) >= MOST:
            broken.append(ContentError(f"more than {MOST} cards", file=name, line=number))
            break
    if lines is not None:
        broken.append(ContentError("this vCard has no END:VCARD", file=name, line=begun))
    return cards, broken


def write_card(uid: str, name: str, addresses: Sequence[str], version: str = "4.0") -> bytes:
    """A vCard with a name and addresses, lines folded at 75 octets (RFC 6350, section 3.2).

    `version` is 4.0, or 3.0 for servers that take nothing newer (RFC 6352, section 5.1).
    """
    given, _, family = name.strip().rpartition(" ")
    email = "EMAIL" if version == "4.0" else "EMAIL;TYPE=INTERNET"
    lines = [
        "BEGIN:VCARD",
        f"VERSION:{version}",
        f"UID:{_escaped(uid)}",
        f"FN:{_escaped(name.strip())}",
        f"N:{_escaped(family if given else '')};{_escaped(given or family)};;;",
        *(f"{email}:{_escaped(address)}" for address in addresses),
        "END:VCARD",
    ]
    return "".join(_folded(line) for line in lines).encode()


def _params(text: str) -> dict[str, tuple[str, ...]]:
    """Parameters by name; a bare word of vCard 2.1 (`;HOME;PREF`) is a type."""
    found: dict[str, tuple[str, ...]] = {}
    for match in _PARAM.finditer(text.upper()):
        bare = match[2].strip('"')
        key = match[1] or ("ENCODING" if bare in ("QUOTED-PRINTABLE", "BASE64") else "TYPE")
        found[key] = (*found.get(key, ()), *bare.split(","))
    return found


def _decoded(line: Line, name: str) -> str:
    """The value, with the encoding of vCard 2.1 undone. Raises ContentError for broken octets."""
    if "QUOTED-PRINTABLE" not in line.params.get("ENCODING", ()):
        return line.value
    charset = line.params.get("CHARSET", ("UTF-8",))[0]
    try:
        return quopri.decodestring(line.value.encode("utf-8")).decode(charset)
    except (ValueError, LookupError):  # a NUL in the name of a codec is a ValueError
        raise ContentError(
            f"this is not text in {charset[:40]!r}",
            file=name,
            line=line.number,
            fix="Export the contact as vCard 3.0 or 4.0.",
        ) from None


def _card(lines: list[Line], fallback: str, name: str, begun: int) -> Card:
    fields: dict[str, list[tuple[Line, str]]] = {}
    for line in lines:
        fields.setdefault(line.key, []).append((line, _decoded(line, name)))

    def first(key: str) -> str:
        return _plain(fields[key][0][1]) if key in fields else ""

    def all_of(key: str) -> tuple[str, ...]:
        return tuple(part for _, value in fields.get(key, []) for part in _split(value, ","))

    raw = fields["N"][0][1] if "N" in fields else ""
    parts = [*_split(raw, ";", keep=True), "", "", ""]
    full = first("FN") or " ".join(filter(None, (parts[1], parts[0]))) or first("ORG")
    emails = sorted(fields.get("EMAIL", []), key=lambda pair: _rank(pair[0]))
    addresses = tuple(dict.fromkeys(filter(None, (_bare(_plain(value)) for _, value in emails))))
    if not full and not addresses:
        raise ContentError("a vCard with neither a name nor an address", file=name, line=begun)
    kind = (first("KIND") or first("X-ADDRESSBOOKSERVER-KIND")).casefold()
    return Card(
        uid=first("UID") or fallback,
        name=full or addresses[0],
        family=parts[0],
        given=parts[1],
        nicknames=all_of("NICKNAME"),
        addresses=addresses,
        notes=tuple(_plain(value) for key in _NOTES for _, value in fields.get(key, [])),
        categories=all_of("CATEGORIES"),
        middle=parts[2],
        relations=tuple(_relations(fields)),
        group=kind == "group",
        members=tuple(
            _bare(_plain(value))
            for key in ("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER")
            for _, value in fields.get(key, [])
        ),
    )


def _relations(fields: dict[str, list[tuple[Line, str]]]) -> Iterator[tuple[str, str]]:
    """RELATED (RFC 6350, section 6.6.6) and what address books wrote before it."""
    for line, value in fields.get("RELATED", []):
        kinds = [kind.casefold() for kind in line.params.get("TYPE", ()) if kind]
        for kind in kinds or [""]:
            yield kind, _bare(_plain(value))
    labels = {line.group: _plain(value) for line, value in fields.get("X-ABLABEL", [])}
    for line, value in fields.get("X-ABRELATEDNAMES", []):
        label = labels.get(line.group, "") or ",".join(line.params.get("TYPE", ()))
        yield _LABEL.sub(r"\1", label).casefold(), _plain(value)
    for key, kind in _PERSONS.items():
        for _, value in fields.get(key, []):
            yield kind, _plain(value)


def _rank(line: Line) -> int:
    """How preferred a line is, the most first: PREF=1 to 100, TYPE=PREF, nothing."""
    said = line.params.get("PREF", ("",))[0]
    if said.isascii() and said.isdigit():
        return int(said[:4])
    return 1 if "PREF" in line.params.get("TYPE", ()) else 101


def _bare(value: str) -> str:
    return re.sub(r"^(?:mailto|urn:uuid):", "", value, flags=re.IGNORECASE)


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Content lines with the number of their first line.

    A leading blank continues a line; so does, in vCard 2.1, a final `=` of quoted-printable.
    """
    pending, begun = "", 0
    soft = False
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if soft:
            pending += "\r\n" + line
        elif line[:1] in (" ", "\t") and pending:
            pending += line[1:]
        else:
            if pending.strip():
                yield begun, pending
            pending, begun = line, number
        head = pending[:200].upper()
        soft = pending.endswith("=") and "QUOTED-PRINTABLE" in head.partition(":")[0]
    if pending.strip():
        yield begun, pending


def _split(value: str, mark: str, *, keep: bool = False) -> list[str]:
    parts = [_plain(part) for part in re.split(rf"(?<!\\){mark}", value)]
    return parts if keep else [part for part in parts if part]


def _plain(value: str) -> str:
    """A value without its backslash escapes."""
    return re.sub(r"\\(.)", lambda m: " " if m[1] in "nN" else m[1], value).strip()


def _escaped(value: str) -> str:
    # RFC 6350 knows no control characters; what breaks a line elsewhere is white space to `split`.
    one_line = " ".join("".join(c for c in value if c.isprintable() or c.isspace()).split())
    return re.sub(r"([\\,;])", r"\\\1", one_line)


def _folded(line: str) -> str:
    out, size = "", 0
    for char in line:
        width = len(char.encode())
        if size + width > 75:
            out, size = out + "\r\n ", 1
        out, size = out + char, size + width
    return out + "\r\n"

"""vCard 3.0 and 4.0 (RFC 2426, RFC 6350): reading what contacts need, and writing a new card."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..errors import ContentError

_PARAMS = r'(?:;(?:[^":;]|"[^"]*")*)*'
_LINE = re.compile(rf"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)({_PARAMS}):(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Card:
    """One vCard: names, addresses and what the owner noted."""

    uid: str
    name: str
    family: str = ""
    given: str = ""
    nicknames: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


def read_cards(name: str, data: bytes) -> list[Card]:
    """Every card of a file. Raises ContentError naming the file and the line."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        line = data[: why.start].count(b"\n") + 1
        raise ContentError("the text is not UTF-8", file=name, line=line) from None
    cards: list[Card] = []
    fields: dict[str, list[str]] | None = None
    begun = 1
    for number, content in _unfolded(text):
        found = _LINE.fullmatch(content)
        if found is None:
            raise ContentError("this is not a line of a vCard", file=name, line=number)
        key, params, value = found[1].upper(), found[2].upper(), found[3]
        if key == "BEGIN" and value.strip().upper() == "VCARD":
            if fields is not None:
                raise ContentError("a vCard begins inside another", file=name, line=number)
            fields, begun = {}, number
        elif fields is None:
            raise ContentError("this line is outside a vCard", file=name, line=number)
        elif key == "END":
            cards.append(_card(fields, f"{name}#{len(cards)}", name, begun))
            fields = None
        elif "QUOTED-PRINTABLE" in params:
            raise ContentError(
                "this is vCard 2.1", file=name, line=number, fix="Export it as vCard 3.0 or 4.0."
            )
        else:
            fields.setdefault(key, []).append(value)
    if fields is not None:
        raise ContentError("this vCard has no END:VCARD", file=name, line=begun)
    return cards


def write_card(uid: str, name: str, addresses: Sequence[str]) -> bytes:
    """A vCard 3.0 with a name and addresses, lines folded at 75 octets (RFC 2426, section 2.6)."""
    given, _, family = name.strip().rpartition(" ")
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"UID:{_escaped(uid)}",
        f"FN:{_escaped(name.strip())}",
        f"N:{_escaped(family if given else '')};{_escaped(given or family)};;;",
        *(f"EMAIL;TYPE=INTERNET:{_escaped(address)}" for address in addresses),
        "END:VCARD",
    ]
    return "".join(_folded(line) for line in lines).encode()


def _card(fields: dict[str, list[str]], fallback: str, name: str, line: int) -> Card:
    def first(key: str) -> str:
        return _plain(fields.get(key, [""])[0])

    def all_of(key: str) -> tuple[str, ...]:
        return tuple(part for value in fields.get(key, []) for part in _split(value, ","))

    parts = [*_split(fields.get("N", [""])[0], ";", keep=True), "", ""]
    full = first("FN") or " ".join(filter(None, (parts[1], parts[0])))
    addresses = tuple(
        re.sub(r"^mailto:", "", _plain(value), flags=re.IGNORECASE)
        for value in fields.get("EMAIL", [])
    )
    if not full and not addresses:
        raise ContentError("a vCard with neither a name nor an address", file=name, line=line)
    notes = [
        _plain(value)
        for key, values in fields.items()
        if key in ("NOTE", "RELATED", "X-RELATION", "X-ABRELATEDNAMES", "ROLE")
        for value in values
    ]
    return Card(
        uid=first("UID") or fallback,
        name=full or addresses[0],
        family=parts[0],
        given=parts[1],
        nicknames=all_of("NICKNAME"),
        addresses=tuple(address for address in addresses if address),
        notes=tuple(notes),
        categories=all_of("CATEGORIES"),
    )


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Content lines with the number of their first line; a leading blank continues a line."""
    pending, begun = "", 0
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if line[:1] in (" ", "\t") and pending:
            pending += line[1:]
            continue
        if pending.strip():
            yield begun, pending
        pending, begun = line, number
    if pending.strip():
        yield begun, pending


def _split(value: str, mark: str, *, keep: bool = False) -> list[str]:
    parts = [_plain(part) for part in re.split(rf"(?<!\\){mark}", value)]
    return parts if keep else [part for part in parts if part]


def _plain(value: str) -> str:
    """A value without its backslash escapes."""
    return re.sub(r"\\(.)", lambda m: " " if m[1] in "nN" else m[1], value).strip()


def _escaped(value: str) -> str:
    one_line = " ".join(value.split())
    return re.sub(r"([\\,;])", r"\\\1", one_line)


def _folded(line: str) -> str:
    out, size = "", 0
    for char in line:
        width = len(char.encode())
        if size + width > 75:
            out, size = out + "\r\n ", 1
        out, size = out + char, size + width
    return out + "\r\n"

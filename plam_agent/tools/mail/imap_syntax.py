"""What IMAP says and hears, without a connection: search keys, number sets, fetched messages."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ...types import ObjectId
from .mailbox import BEGINNING, FETCH_CAP, Query, Raw

BODY = f"BODY.PEEK[]<0.{FETCH_CAP}>"
SHOWN = (f"BODY.PEEK[]<0.{BEGINNING}>", "RFC822.SIZE", "FLAGS", "INTERNALDATE")
DATES = ("BODY.PEEK[HEADER.FIELDS (DATE)]", "INTERNALDATE")

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# Nobody moves more messages at once.
_MOST = 100_000
# What may not stand in an atom (RFC 3501 section 9).
_SPECIALS = re.compile(r"[(){}%*\]\"\\\s]+")


def criteria(query: Query) -> tuple[str | list[str], str | None]:
    """The query as SEARCH keys (RFC 3501 section 6.4.4), and the charset they are in.

    In ASCII all is quoted here. Beyond it, the words become literals, and ASCII words beside them
    are taken apart where they hold characters that would need quotes: the server then finds no
    less than was asked for.
    """
    words = [_clean(each) for each in (*query.people, *query.words)]
    keys = ["UNSEEN"] if query.unseen else ["ALL"]
    plain = all(word.isascii() for word in words)
    for person in filter(None, map(_clean, query.people)):
        for part in _parts(person, plain):
            keys += ["OR", "FROM", part, "OR", "TO", part, "CC", part]
    for word in filter(None, map(_clean, query.words)):
        for part in _parts(word, plain):
            keys += ["OR", "SUBJECT", part, "BODY", part]
    # Days are compared there without regard to the zone, so ask wider; the caller compares.
    if query.since is not None:
        day = _day(query.since - timedelta(days=1))
        keys += ["OR", "SENTSINCE", day, "SINCE", day]
    if query.before is not None:
        day = _day(query.before + timedelta(days=2))
        keys += ["OR", "SENTBEFORE", day, "BEFORE", day]
    return (" ".join(keys), None) if plain else (keys, "UTF-8")


def quoted(word: str) -> str:
    """A quoted string (RFC 3501 section 9); control characters become spaces."""
    return '"' + _clean(word).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _clean(word: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in word).split())


def _parts(word: str, quote: bool) -> list[str]:
    if quote:
        return [quoted(word)]
    return [word] if not word.isascii() else [each for each in _SPECIALS.split(word) if each]


def _day(moment: datetime) -> str:
    return f"{moment.day:02}-{_MONTHS[moment.month - 1]}-{moment.year:04}"


def copyuid(lines: Sequence[bytes | None]) -> dict[int, tuple[int, int]]:
    """COPYUID response codes (RFC 4315 section 3): old UID to new UIDVALIDITY and UID.

    What is none says nothing: it comes after the messages were copied, so it is no failure.
    """
    places: dict[int, tuple[int, int]] = {}
    for line in lines:
        fields = (line or b"").split()
        if len(fields) != 3:
            continue
        with contextlib.suppress(ValueError):
            old, new = (_numbers(each) for each in fields[1:])
            validity = int(fields[0])
            places |= {a: (validity, b) for a, b in zip(old, new, strict=True)}
    return places


def appenduid(answer: bytes | None) -> tuple[int, int] | None:
    """The UIDVALIDITY and UID in an APPENDUID response code (RFC 4315 section 3), if there."""
    match = re.search(rb"\[APPENDUID (\d{1,10}) (\d{1,10})\]", answer or b"", re.IGNORECASE)
    return (int(match[1]), int(match[2])) if match else None


def _numbers(numbers: bytes) -> list[int]:
    """The numbers of a set. Raises ValueError where it is none, or has more than _MOST."""
    found: list[int] = []
    for piece in numbers.split(b","):
        first, _, last = piece.partition(b":")
        low, high = sorted((int(first), int(last or first)))
        if len(found) + high - low >= _MOST:
            raise ValueError(f"a set of more than {_MOST} messages")
        found += range(low, high + 1)
    return found


def body_of(parts: Mapping[bytes, Any]) -> bytes | None:
    """The octets in the answer to a FETCH of a message or a part of it; None where it has none."""
    body = next((value for key, value in parts.items() if key.startswith(b"BODY[]")), None)
    return body if isinstance(body, bytes) else None


def raw_of(message: ObjectId, folder: str, parts: Mapping[bytes, Any], body: bytes) -> Raw:
    """A message from the answer to a FETCH of SHOWN, and as much of its octets as was fetched."""
    told = int(parts.get(b"RFC822.SIZE") or len(body))
    return Raw(
        id=message,
        folder=folder,
        raw=body,
        # Some servers count a size before they rewrite line ends: a short body is all there is.
        size=max(told, len(body)) if len(body) >= BEGINNING else len(body),
        flags=flag_names(parts.get(b"FLAGS", ())),
        received=arrival(parts),
        told=told,
    )


def arrival(parts: Mapping[bytes, Any]) -> datetime | None:
    """INTERNALDATE in UTC; None where it is none, or outside the calendar."""
    moment = parts.get(b"INTERNALDATE")
    try:
        return moment.astimezone(UTC) if isinstance(moment, datetime) else None
    except (OverflowError, ValueError, OSError):
        return None


def date_field(parts: Mapping[bytes, Any]) -> str:
    """The Date field from the answer to a FETCH of DATES."""
    line = next((value for key, value in parts.items() if b"HEADER.FIELDS" in key), b"") or b""
    return line.decode("ascii", "replace").partition(":")[2].strip()


def flag_names(flags: Sequence[Any]) -> frozenset[str]:
    """Flags as text; Recent belongs to the session, not to the message."""
    names = (f.decode("ascii", "replace") if isinstance(f, bytes) else str(f) for f in flags)
    return frozenset(name for name in names if name.lower() != "\\recent")

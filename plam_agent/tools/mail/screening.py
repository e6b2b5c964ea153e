"""Which stored messages cannot answer a query, told from their octets without parsing them.

Parsing costs a millisecond or two a message, which a folder of fifty thousand makes a minute. A
message whose text stands in its octets as it is (no transfer encoding, no HTML, no encoded words)
can be ruled out by looking for the words there. Ruling out must never be wrong, so whatever could
make the text differ from the octets counts as perhaps.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_HEAD_END = re.compile(rb"\r?\n[ \t]*\r?\n")
_PEOPLE = re.compile(rb"(?im)^(?:from|sender|to|cc):(.*(?:\r?\n[ \t].*)*)")
# Anything else (comments, quoted pairs, encoded words) can spell a name or address otherwise.
_PLAIN_PEOPLE = re.compile(rb"[\w\s<>@.,\"'+&/:;!#$%*~|-]*")
_SPACED_SPEC = re.compile(rb"\s[@.]|@\s|\.\s+[^\s@]+@|\"[^\"\s]*@")
# Patterns over lower-cased octets that begin with fixed letters: the search for those is quick.
_TRANSFER = re.compile(rb"content-transfer-encoding(?:[ \t]|:(?!\s*(?:7bit|8bit|binary)))")
_TYPE = re.compile(rb"text/(?!plain\b)")
_CHARSET = re.compile(rb"charset\b(?!=\"?(?:utf-8|us-ascii)\b)")
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\r"})


def head_of(raw: bytes) -> bytes:
    """The header fields of a message, or all that was read of them."""
    end = _HEAD_END.search(raw, len(raw) - len(raw.lstrip(b"\r\n")))
    return raw if end is None else raw[: end.end()]


def may_name(head: bytes, people: Sequence[str]) -> bool:
    """Whether From, Sender, To or Cc may hold each of `people`; False is certain."""
    if not people:
        return True
    fields = b"\n".join(_PEOPLE.findall(head))
    if b"\r" in head.replace(b"\r\n", b"") or not fields.isascii():
        return True
    if not _PLAIN_PEOPLE.fullmatch(fields) or _SPACED_SPEC.search(fields):
        return True
    there = fields.lower().decode("ascii")
    return all(piece in there for person in people for piece in _pieces(person))


def may_say(raw: bytes, words: Sequence[str]) -> bool:
    """Whether subject or text may hold each of `words`; False is certain."""
    lower = raw.lower()
    if not words or _encoded(lower):
        return True
    if raw.isascii():
        there = lower.decode("ascii")
    else:
        try:
            there = _fold(raw.decode("utf-8"))
        except UnicodeDecodeError:
            return True
    return all(piece in there for word in words for piece in _pieces(word))


def _encoded(lower: bytes) -> bool:
    """Whether something could make the text differ from the octets."""
    return (
        b"=?" in lower
        or b"message/" in lower
        or b"uuencode" in lower
        or _TRANSFER.search(lower) is not None
        or _TYPE.search(lower) is not None
        or _CHARSET.search(lower) is not None
        or lower.count(b"\r") != lower.count(b"\r\n")
        or len(lower.translate(None, _CONTROLS)) != len(lower)
    )


def _pieces(word: str) -> list[str]:
    # White space may be a line break there, so only what stands between it is looked for.
    return _fold(word).split()


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()

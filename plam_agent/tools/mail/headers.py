"""Header fields as people wrote them: encoded words, raw bytes, addresses, dates, ids.

Everything here takes what a stranger sent and never raises: what cannot be read is left out.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import itertools
import quopri
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime
from typing import NamedTuple

_WORD = r"=\?([^?*\s]{1,60})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]{0,8000})\?="
_ENCODED_WORD = re.compile(_WORD)
_BETWEEN = re.compile(rf"(\?=)[ \t]+(?={_WORD})")
_SPEC = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[^\s@<>()\[\],;:\\\"]{1,253}")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
# Codecs that are not character sets, or take quadratic time on purpose-made input.
_REFUSED = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
_FIELDS_CAP = 100
_MAILBOXES_CAP = 500
_IDS_CAP = 200
_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "windows-31j": "cp932",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "windows-874": "cp874",
    "iso-8859-11": "tis-620",
}


class Address(NamedTuple):
    """One address: the name shown, and the addr-spec (RFC 5322 section 3.4.1), domain folded."""

    name: str
    spec: str

    @property
    def domain(self) -> str:
        """What stands behind the last `@`."""
        return self.spec.rpartition("@")[2]


def decode(raw: bytes, charset: str = "") -> str:
    """Bytes as text: in `charset` if it is one, else UTF-8, else Windows-1252 with replacements.

    Control characters other than tab and line ends are dropped.
    """
    name = charset.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    text = None
    if name and name not in _REFUSED:
        text = _try(raw, name)
    if text is None:
        text = _try(raw, "utf-8")
    if text is None:
        good = _is_charset(name) and name not in ("utf-8", "utf8", "utf-7")
        text = raw.decode(name if good else "cp1252", "replace")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text.replace("\r\n", "\n"))


def _is_charset(name: str) -> bool:
    if not name or name in _REFUSED:
        return False
    try:
        found = codecs.lookup(name)
        # The registry knows one codec by many spellings: `idna(`, `unicode-escape`.
        return found._is_text_encoding and found.name.replace("-", "_") not in _REFUSED
    except (LookupError, ValueError):
        return False


def _try(raw: bytes, name: str) -> str | None:
    if not _is_charset(name):
        return None
    try:
        return raw.decode(name)
    except (UnicodeError, ValueError):
        return None


def unfold(raw: str) -> str:
    """A header field's value on one line, encoded words (RFC 2047) decoded.

    `raw` is as the parser of the standard library leaves it: unknown bytes are surrogates.
    """
    line = _BETWEEN.sub(r"\1", re.sub(r"[\r\n]+[ \t]*", " ", raw[:65_536]))
    out: list[str] = []
    pending: list[tuple[str, bytes]] = []
    at = 0
    for match in _ENCODED_WORD.finditer(line):
        if match.start() > at:
            _flush(pending, out)
            out.append(_plain(line[at : match.start()]))
        pending.append((match[1].lower(), _word(match[2], match[3])))
        at = match.end()
    _flush(pending, out)
    out.append(_plain(line[at:]))
    return " ".join("".join(out).split())


def _flush(pending: list[tuple[str, bytes]], out: list[str]) -> None:
    # A multibyte character may be split over two encoded words of the same charset.
    while pending:
        charset, data = pending.pop(0)
        while pending and pending[0][0] == charset and not charset.startswith("iso-2022"):
            data += pending.pop(0)[1]
        out.append(decode(data, charset))


def _word(kind: str, text: str) -> bytes:
    body = text.encode("utf-8", "surrogateescape")
    if kind in "qQ":
        return quopri.decodestring(body, header=True)
    try:
        return base64.b64decode(re.sub(rb"[^A-Za-z0-9+/]", b"", body) + b"===")
    except (binascii.Error, ValueError):
        return body


def _plain(text: str) -> str:
    if text.isascii():
        return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text)
    return decode(text.encode("utf-8", "surrogateescape"))


def canonical(spec: str) -> str:
    """An addr-spec in lower case, its domain in A-labels (RFC 5890), or "" if it is none."""
    spec = spec.strip()
    if not _SPEC.fullmatch(spec) or not spec.isprintable():
        return ""
    local, _, domain = spec.rpartition("@")
    domain = domain.rstrip(".").lower()
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return f"{local.lower()}@{domain}" if domain and ".." not in domain else ""


def mailboxes(values: Iterable[str]) -> tuple[Address, ...]:
    """The addresses in header fields of one name, in order; what is not an address is left out.

    The structure is read before encoded words are decoded, so that a decoded comma or `@` in a
    display name cannot make another address.
    """
    found: list[Address] = []
    for value in itertools.islice(values, _FIELDS_CAP):
        if len(found) >= _MAILBOXES_CAP:
            break
        line = re.sub(r"[\r\n]+[ \t]*", " ", value[:65_536])
        try:
            pairs = getaddresses([line])
        except (ValueError, IndexError, TypeError, RecursionError):
            continue
        for name, spec in pairs[:_MAILBOXES_CAP]:
            proper = canonical(spec.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
            if proper:
                found.append(Address(unfold(name), proper))
    return tuple(found)


def instant(raw: str) -> datetime | None:
    """The Date field as an aware instant (RFC 5322 section 3.3), or None."""
    try:
        moment = parsedate_to_datetime(re.sub(r"[\r\n]+[ \t]*", " ", raw[:200]).strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # "-0000" says that the time is UTC and the zone unknown.
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    try:
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment


def message_ids(raw: str) -> tuple[str, ...]:
    """The message ids in a Message-ID, In-Reply-To or References field, angle brackets kept.

    Of more than 200, the first and the last ones: where a thread began, and what was answered.
    """
    found = _MESSAGE_ID.findall(raw[:65_536])
    return (*found[:1], *found[1:][1 - _IDS_CAP :])

"""The parts of a message (RFC 2045 to 2049): what is its text, and what came with it as files.

The standard library's parser does the reading, held to what a reader could want: depth, number of
parts and the length of a field have bounds, so that no message takes time beyond its size.
"""

from __future__ import annotations

import base64
import bisect
import email.feedparser
import email.message
import email.parser
import email.policy
import re
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from . import headers, html

TEXT_CAP = 100_000
_PARTS_CAP = 500
_NESTING_CAP = 64
_FIELD_CAP = 65_536
_PARAMETERS_CAP = 64
# As many lines as 64 MB in base64 have; each costs the parser a microsecond, however short.
LINES_CAP = 1_000_000
_BASE64 = re.compile(r"[A-Za-z0-9+/]+")


class Attachment(NamedTuple):
    """A part offered as a file: the name its sender gave, its media type, its size in octets."""

    name: str
    type: str
    size: int

    @property
    def kind(self) -> str:
        """`pdf`, `image` or `other`."""
        if self.type == "application/pdf" or self.name.lower().endswith(".pdf"):
            return "pdf"
        return "image" if self.type.startswith("image/") else "other"


class Invitation(NamedTuple):
    """A calendar part (RFC 6047): its METHOD in upper case and its iCalendar text."""

    method: str
    text: str


Tree: TypeAlias = "email.message.Message[str, str]"


class _Bounded(email.policy.Compat32):
    """Fields no longer than they are read: their parameters take the library quadratic time."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        if name.lower().startswith("content-"):
            value = ";".join(value[:_FIELD_CAP].split(";", _PARAMETERS_CAP)[:_PARAMETERS_CAP])
        return name, value[: 2 * _FIELD_CAP]


_POLICY = _Bounded()


def tree_of(raw: bytes) -> Tree:
    """A message as the library's tree; one nested beyond reason has its fields and a flat body."""
    # Mbox files and careless servers leave an envelope line or blank lines before the fields.
    raw = _first_lines(raw.lstrip(b"\r\n"))
    # Each level of nesting costs the parser a pass over the rest: beyond reason, keep it flat.
    if raw.lower().count(b"boundary=") <= _NESTING_CAP:
        try:
            return _read(raw)
        except (RecursionError, ValueError, LookupError, TypeError, AssertionError):
            pass
    flat: Tree = email.parser.BytesHeaderParser(policy=_POLICY).parsebytes(raw)
    for name in ("content-type", "content-transfer-encoding"):
        del flat[name]
    return flat


def lines_in(raw: bytes, end: int | None = None) -> int:
    """How many line ends are in `raw` before `end`: LF, CRLF and bare CR, as the parser reads."""
    return raw.count(b"\n", 0, end) + raw.count(b"\r", 0, end) - raw.count(b"\r\n", 0, end)


def _first_lines(raw: bytes) -> bytes:
    if lines_in(raw) <= LINES_CAP:
        return raw
    return raw[: bisect.bisect_left(range(len(raw)), LINES_CAP, key=lambda at: lines_in(raw, at))]


def _read(raw: bytes) -> Tree:
    # In pieces: handed the whole, the library keeps four octets of memory for each.
    parser: email.feedparser.BytesFeedParser[Tree] = email.feedparser.BytesFeedParser(
        policy=_POLICY
    )
    for at in range(0, len(raw), _FIELD_CAP):
        parser.feed(raw[at : at + _FIELD_CAP])
    return parser.close()


def all_of(tree: Tree, name: str) -> list[str]:
    """The values of every field called `name` (in lower case), as they stand."""
    return [str(value) for key, value in tree.raw_items() if key.lower() == name]


def first_of(tree: Tree, name: str) -> str:
    """The value of the first field called `name`, or nothing."""
    return next(iter(all_of(tree, name)), "")


def line_of(tree: Tree, name: str) -> str:
    """The first field called `name`, decoded, on one line of at most 1,000 characters."""
    return headers.unfold(first_of(tree, name))[:1000]


class Parts:
    """What the leaves of a message are: its text, what is attached, and a calendar part."""

    def __init__(self) -> None:
        self.body: list[tuple[str, str]] = []
        self.attachments: list[Attachment] = []
        self.invitation: Invitation | None = None
        self.seen = 0

    def take(self, part: Tree, related: bool = False, depth: int = 0) -> None:
        """Sort the leaves beneath `part`; an attached message is one leaf."""
        self.seen += 1
        if self.seen > _PARTS_CAP or depth > _NESTING_CAP:
            return
        kind = part.get_content_type()
        if part.is_multipart() and kind != "message/rfc822":
            inner = related or kind == "multipart/related"
            children = list(_children(part))
            if kind == "multipart/alternative":
                self._alternative(children, inner, depth)
                return
            for child in children:
                self.take(child, inner, depth + 1)
            return
        self.leaf(part, kind, related)

    def _alternative(self, children: list[Tree], related: bool, depth: int) -> None:
        """Keep one version of the text: the first that is plain, else the first there is."""
        before, versions = self.body, []
        for child in children:
            self.body = []
            self.take(child, related, depth + 1)
            versions.append([each for each in self.body if each[1].strip()])
        plain = (each for each in versions if any(kind != "text/html" for kind, _ in each))
        chosen = next(plain, None) or next((each for each in versions if each), [])
        self.body = [*before, *chosen]

    def leaf(self, part: Tree, kind: str, related: bool) -> None:
        """Take one leaf of media type `kind`; `related` where it belongs to a page around it."""
        name = _file_name(part)
        disposition = first_of(part, "content-disposition").partition(";")[0].strip().lower()
        if kind in ("text/calendar", "application/ics"):
            self._calendar(part, name)
            return
        if kind.startswith("multipart/"):
            # It says that it has parts and has none: what it holds is all there is to read.
            kind = "text/plain"
        attached = disposition == "attachment" or (bool(name) and kind not in _TEXTS)
        if kind in _TEXTS and not attached:
            text = headers.decode(octets_of(part), _charset(part))
            if kind == "text/html":
                text = html.text_of(text)
            elif kind == "text/enriched":
                text = re.sub(r"<{1,2}[^<>]{0,80}>", "", text)
            self.body.append((kind, text))
            return
        if related and kind.startswith("image/") and disposition != "attachment":
            return
        self.attachments.append(Attachment(name, kind, len(octets_of(part))))

    def _calendar(self, part: Tree, name: str) -> None:
        text = headers.decode(octets_of(part), _charset(part) or "utf-8")
        said = re.search(r"^METHOD:[ \t]*([A-Za-z-]{1,20})", text, re.MULTILINE)
        method = said[1].upper() if said else str(part.get_param("method") or "").upper()[:20]
        if self.invitation is None:
            self.invitation = Invitation(method, text[: 4 * TEXT_CAP])
        if name:
            self.attachments.append(Attachment(name, "text/calendar", len(text)))

    def text(self) -> str:
        """The readable text: plain parts, and HTML parts that have no plain alternative."""
        whole = "\n".join(text.strip("\n") for _, text in self.body if text.strip())
        return re.sub(r"\n{4,}", "\n\n\n", whole).strip()[:TEXT_CAP]


_TEXTS = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/x-plain"})


def _children(part: Tree) -> Iterator[Tree]:
    payload = part.get_payload()
    if isinstance(payload, list):
        for child in payload:
            if isinstance(child, email.message.Message):
                yield child


def octets_of(part: Tree) -> bytes:
    """What a leaf holds, its transfer encoding undone as far as it can be."""
    cut = _cut_base64(part)
    if cut:
        return cut
    try:
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            return payload
        if part.is_multipart():
            return part.as_bytes()
    except (ValueError, LookupError, TypeError, AssertionError, RecursionError, AttributeError):
        pass
    inner = _stored(part)
    return inner.encode("utf-8", "surrogateescape") if isinstance(inner, str) else b""


def _stored(part: Tree) -> object:
    try:
        return part.get_payload()
    except (ValueError, LookupError, TypeError):
        # It says that its octets are in a codec that is no charset.
        return None


def _cut_base64(part: Tree) -> bytes:
    """What stands in base64 that ends within an octet, which the library leaves as it is."""
    inner = _stored(part)
    encoding = first_of(part, "content-transfer-encoding").strip().lower()
    if encoding != "base64" or not isinstance(inner, str):
        return b""
    body = "".join(inner.split())
    if len(body) % 4 != 1 or not _BASE64.fullmatch(body):
        return b""
    return base64.b64decode(body[:-1])


def _charset(part: Tree) -> str:
    try:
        charset = part.get_param("charset")
    except (ValueError, LookupError, TypeError):
        return ""
    return str(charset[2] if isinstance(charset, tuple) else charset or "")[:60]


def _file_name(part: Tree) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        return ""
    if "\ufffd" in name:
        # The library gave up on raw octets in the parameter: read the field itself.
        fields = (line_of(part, each) for each in ("content-disposition", "content-type"))
        raw = (re.search(r'name="?([^";]+)', each) for each in fields)
        name = next((match[1] for match in raw if match), name)
    # What stands before a slash is a path on somebody else's disk.
    return re.split(r"[/\\]", headers.unfold(name))[-1][:200]

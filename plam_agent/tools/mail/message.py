"""A stored message as the values the agent works with.

Built on the standard library's lenient parser and on `headers.py`; whatever a stranger sent comes
out as something useful, because a message that cannot be shown cannot be dealt with either.
"""

from __future__ import annotations

import email
import email.message
import email.parser
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeAlias

from ...errors import ContentError
from . import authentication, headers, html
from .headers import Address

TEXT_CAP = 100_000
_PARTS_CAP = 500
_NESTING_CAP = 64
_NO_REPLY = re.compile(
    r"(?:^|[._+-])(?:no-?_?\.?reply|do-?not-?reply|mailer-daemon|ne-?pas-?repondre)(?:$|[._+-])",
    re.IGNORECASE,
)


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


@dataclass(frozen=True, slots=True)
class Message:
    """One message, parsed. Nothing in it is trusted; `version` is the SHA-256 of its octets."""

    version: str
    size: int
    truncated: bool = False
    senders: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    subject: str = ""
    date: datetime | None = None
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    list_id: str = ""
    list_unsubscribe: str = ""
    precedence: str = ""
    auto_submitted: str = ""
    results: tuple[str, ...] = ()
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    invitation: Invitation | None = None
    from_fields: int = field(default=1, repr=False)

    @property
    def sender(self) -> Address | None:
        """The first address in From, or None where there is none that can be read."""
        return self.senders[0] if self.senders else None

    @property
    def sender_line(self) -> str:
        """`Display Name (domain.tld)`, as the reader sees it."""
        if self.sender is None:
            return "unknown"
        name = self.sender.name or self.sender.spec.rpartition("@")[0]
        return f"{' '.join(name.split())[:120]} ({self.sender.domain})"

    @property
    def bulk(self) -> bool:
        """Whether it was sent to many: a list's fields, or Precedence (RFC 3834 section 2)."""
        precedence = self.precedence.lower()
        return bool(self.list_id or self.list_unsubscribe) or precedence in ("bulk", "list", "junk")

    @property
    def automatic(self) -> bool:
        """Whether no person sent it, or no person reads answers to it (RFC 3834 section 5)."""
        submitted = self.auto_submitted.partition(";")[0].strip().lower()
        local = self.sender.spec.rpartition("@")[0] if self.sender else ""
        return submitted not in ("", "no") or _NO_REPLY.search(local) is not None

    @property
    def answer_to(self) -> tuple[Address, ...]:
        """Where an answer goes: Reply-To where it is given, else From."""
        return self.reply_to or self.senders[:1]

    def facts(self, known: bool) -> tuple[str, ...]:
        """What code can tell of a message, in a fixed vocabulary and order."""
        kinds = {each.kind for each in self.attachments if each.type != "text/calendar"}
        asked = self.invitation is not None and self.invitation.method == "REQUEST"
        words = {
            "list": self.bulk,
            "auto": self.automatic,
            "invitation": asked,
            "reply": bool(self.in_reply_to or self.references),
            "known": known,
            "attachment pdf": "pdf" in kinds,
            "attachment image": "image" in kinds,
            "attachment other": "other" in kinds,
        }
        return tuple(word for word, holds in words.items() if holds)

    def authenticated(self, authserv_id: str) -> bool:
        """Whether the owner's server found the From domain authenticated and aligned (DMARC).

        A message with several From fields or addresses never is: which one is shown differs.
        """
        if self.from_fields != 1 or len(self.senders) != 1:
            return False
        return authentication.aligned(self.results, authserv_id, self.senders[0].domain)


def digest_for_reader(message: Message, known: bool) -> tuple[str, str, tuple[str, ...], str]:
    """What the reader is shown of a message: sender line, subject, facts and body."""
    return message.sender_line, message.subject, message.facts(known), message.text


def parse(raw: bytes, *, name: str = "", size: int = 0, version: str = "") -> Message:
    """A message from its octets.

    `name` stands for the message in errors; `size` and `version` are those of the whole where
    `raw` is only its beginning. Raises ContentError for an empty message.
    """
    if not raw.strip():
        raise ContentError("the message is empty", file=name or None)
    tree = _tree(raw)
    parts = _Parts()
    parts.take(tree)
    whole = max(size, len(raw))
    return Message(
        version=version or hashlib.sha256(raw).hexdigest(),
        size=whole,
        truncated=whole > len(raw),
        senders=_mailboxes(tree, "from") or _mailboxes(tree, "sender"),
        to=_mailboxes(tree, "to"),
        cc=_mailboxes(tree, "cc"),
        reply_to=_mailboxes(tree, "reply-to"),
        subject=_line(tree, "subject"),
        date=headers.instant(_first(tree, "date")),
        message_id=next(iter(headers.message_ids(_first(tree, "message-id"))), ""),
        in_reply_to=next(iter(headers.message_ids(_first(tree, "in-reply-to"))), ""),
        references=headers.message_ids(_first(tree, "references")),
        list_id=_line(tree, "list-id"),
        list_unsubscribe=_line(tree, "list-unsubscribe"),
        precedence=_line(tree, "precedence"),
        auto_submitted=_line(tree, "auto-submitted"),
        results=tuple(headers.unfold(each) for each in _all(tree, "authentication-results")),
        text=parts.text(),
        attachments=tuple(parts.attachments),
        invitation=parts.invitation,
        from_fields=len(_all(tree, "from")),
    )


Tree: TypeAlias = "email.message.Message[str, str]"


def _tree(raw: bytes) -> Tree:
    # Mbox files and careless servers leave an envelope line or blank lines before the fields.
    raw = raw.lstrip(b"\r\n")
    # Each level of nesting costs the parser a pass over the rest: beyond reason, keep it flat.
    if raw.lower().count(b"boundary=") <= _NESTING_CAP:
        try:
            return email.message_from_bytes(raw)
        except (RecursionError, ValueError, LookupError, TypeError, AssertionError):
            pass
    flat: Tree = email.parser.BytesHeaderParser().parsebytes(raw)
    for name in ("content-type", "content-transfer-encoding"):
        del flat[name]
    return flat


def _all(tree: Tree, name: str) -> list[str]:
    return [str(value) for key, value in tree.raw_items() if key.lower() == name]


def _first(tree: Tree, name: str) -> str:
    return next(iter(_all(tree, name)), "")


def _line(tree: Tree, name: str) -> str:
    return headers.unfold(_first(tree, name))[:1000]


def _mailboxes(tree: Tree, name: str) -> tuple[Address, ...]:
    return headers.mailboxes(_all(tree, name))


class _Parts:
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
        self._leaf(part, kind, related)

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

    def _leaf(self, part: Tree, kind: str, related: bool) -> None:
        name = _file_name(part)
        disposition = _first(part, "content-disposition").partition(";")[0].strip().lower()
        if kind in ("text/calendar", "application/ics"):
            self._calendar(part, name)
            return
        attached = disposition == "attachment" or (bool(name) and kind not in _TEXTS)
        if kind in _TEXTS and not attached:
            text = headers.decode(_octets(part), _charset(part))
            if kind == "text/html":
                text = html.text_of(text)
            elif kind == "text/enriched":
                text = re.sub(r"<{1,2}[^<>]{0,80}>", "", text)
            self.body.append((kind, text))
            return
        if related and kind.startswith("image/") and disposition != "attachment":
            return
        self.attachments.append(Attachment(name, kind, len(_octets(part))))

    def _calendar(self, part: Tree, name: str) -> None:
        text = headers.decode(_octets(part), _charset(part) or "utf-8")
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


def _octets(part: Tree) -> bytes:
    try:
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            return payload
        if part.is_multipart():
            return part.as_bytes()
    except (ValueError, LookupError, TypeError, AssertionError, RecursionError, AttributeError):
        pass
    inner = part.get_payload()
    return inner.encode("utf-8", "surrogateescape") if isinstance(inner, str) else b""


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
        fields = (_line(part, each) for each in ("content-disposition", "content-type"))
        raw = (re.search(r'name="?([^";]+)', each) for each in fields)
        name = next((match[1] for match in raw if match), name)
    # What stands before a slash is a path on somebody else's disk.
    return re.split(r"[/\\]", headers.unfold(name))[-1][:200]

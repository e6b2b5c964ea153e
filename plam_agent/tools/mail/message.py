"""A stored message as the values the agent works with.

Built on `parts.py` (the standard library's lenient parser) and `headers.py`; whatever a stranger
sent comes out as something useful, because a message that cannot be shown cannot be dealt with.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime

from ...errors import ContentError
from . import authentication, headers
from .headers import Address
from .parts import Attachment, Invitation, Parts, Tree, all_of, first_of, line_of, tree_of

_NO_REPLY = re.compile(
    r"(?:^|[._+-])(?:no-?_?\.?reply|do-?not-?reply|mailer-daemon|ne-?pas-?repondre)(?:$|[._+-])",
    re.IGNORECASE,
)


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


def parse(raw: bytes, *, name: str = "", size: int = 0, version: str = "") -> Message:
    """A message from its octets.

    `name` stands for the message in errors; `size` and `version` are those of the whole where
    `raw` is only its beginning. Raises ContentError for an empty message.
    """
    if not raw.strip():
        raise ContentError("the message is empty", file=name or None)
    tree = tree_of(raw)
    parts = Parts()
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
        subject=line_of(tree, "subject"),
        date=headers.instant(first_of(tree, "date")),
        message_id=next(iter(headers.message_ids(first_of(tree, "message-id"))), ""),
        in_reply_to=next(iter(headers.message_ids(first_of(tree, "in-reply-to"))), ""),
        references=headers.message_ids(first_of(tree, "references")),
        list_id=line_of(tree, "list-id"),
        list_unsubscribe=line_of(tree, "list-unsubscribe"),
        precedence=line_of(tree, "precedence"),
        auto_submitted=line_of(tree, "auto-submitted"),
        results=tuple(headers.unfold(each) for each in all_of(tree, "authentication-results")),
        text=parts.text(),
        attachments=tuple(parts.attachments),
        invitation=parts.invitation,
        from_fields=len(all_of(tree, "from")),
    )


def _mailboxes(tree: Tree, name: str) -> tuple[Address, ...]:
    return headers.mailboxes(all_of(tree, name))

"""A message of the owner's as octets (RFC 5322), its identity known before it is sent."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from ...errors import ToolError
from . import headers
from .message import Message

_POLICY = SMTP.clone(cte_type="7bit")
_REFERENCES = 20
_ID = re.compile(r"<[!-;=?-~]{1,250}>")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent: `recipients` are addr-specs, and `octets` the message with CRLF."""

    message_id: str
    recipients: tuple[str, ...]
    octets: bytes


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file to be attached: the name it is to have, its media type and its octets."""

    name: str
    type: str
    data: bytes


def message_id(owner: str, call: str) -> str:
    """The Message-ID of what the call with digest `call` writes; a random one without a digest."""
    return f"<plam.{call[:40] or secrets.token_hex(20)}@{_checked(owner).rpartition('@')[2]}>"


def letter(
    *,
    owner: str,
    to: Sequence[str],
    subject: str,
    body: str,
    date: datetime,
    call: str = "",
    answers: Message | None = None,
    automatic: bool = False,
    name: str = "",
    enclosures: Sequence[Enclosure] = (),
) -> Letter:
    """Compose a message from `owner`, in the thread of the message it `answers`.

    `name` is shown beside the owner's address. File names are encoded as RFC 2231 says, and there
    is never a Bcc field: who is in the envelope is in the header. `automatic` marks it as sent by
    a machine (RFC 3834 section 5). Raises ToolError for an address that is none and for control
    characters in the subject or the name; those in a file's name are left out.
    """
    recipients = tuple(dict.fromkeys(_checked(each) for each in to))
    if not recipients:
        raise ToolError("the message has no recipient")
    if any(not char.isprintable() for char in subject):
        raise ToolError("the subject contains a line break or a control character")
    if any(not char.isprintable() for char in name):
        raise ToolError("the name shown contains a line break or a control character")
    draft = EmailMessage(policy=_POLICY)
    draft["From"] = Address(display_name=name, addr_spec=_checked(owner))
    draft["To"] = ", ".join(recipients)
    draft["Subject"] = subject
    draft["Date"] = format_datetime(date)
    if automatic:
        draft["Auto-Submitted"] = "auto-generated" if answers is None else "auto-replied"
    draft.set_content("\n".join(body.replace("\0", "").splitlines()) + "\n")
    for each in enclosures:
        main, _, sub = each.type.partition("/")
        draft.add_attachment(each.data, maintype=main, subtype=sub, filename=_named(each.name))
    if enclosures and call:
        # What one call writes is one message, octet for octet, however often it is composed.
        draft.set_boundary(f"plam.{call[:40]}")
    identity = message_id(owner, call)
    return Letter(identity, recipients, _identity(identity, answers) + draft.as_bytes())


def answer_subject(subject: str) -> str:
    """The subject of an answer: `Re: ` before it, once."""
    plain = "".join(char for char in subject if char.isprintable())[:380]
    return plain if re.match(r"re\s?:", plain, re.IGNORECASE) else f"Re: {plain}"


def _named(said: str) -> str:
    """A file's name on one line; a file may be called what no header field can say."""
    return "".join(char if char.isprintable() else "_" for char in said) or "attachment"


def _identity(identity: str, answers: Message | None) -> bytes:
    # Written out here, an id a line: the library would fold a long one as an encoded word.
    lines = [f"Message-ID: {identity}"]
    if answers is not None and _ID.fullmatch(answers.message_id):
        said = answers.references or (answers.in_reply_to,)
        thread = [each for each in dict.fromkeys(said) if _ID.fullmatch(each)]
        thread = [each for each in thread if each != answers.message_id]
        # Where it began and what it came to last: enough to find it by, in a line of any length.
        thread = [*thread[:1], *thread[1:][1 - _REFERENCES :], answers.message_id]
        lines += [f"In-Reply-To: {answers.message_id}", "References: " + "\r\n ".join(thread)]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _checked(address: str) -> str:
    spec = headers.canonical(address)
    if spec and not spec.isascii():
        raise ToolError(
            f"{address!r} has letters beyond ASCII, and mail to such addresses cannot be sent",
            fix="Use another address of theirs.",
        )
    if not spec:
        raise ToolError(f"{address!r} is not an address that mail can be sent to")
    return spec

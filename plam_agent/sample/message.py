"""The sample's messages: from the short form they are written in to MIME (RFC 5322, RFC 2045).

A `.mail` file has three paragraphs. Facts: `label` (absent for mail that is not judged),
`language`, `date` (days ago, time, and an offset from UTC where it is not the owner's), `folder`
(INBOX where absent), `flags` (of the Maildir; absent for unseen mail), `charset` (of the headers)
and `auth` (`pass` or `fail`: what the owner's server says about DMARC). Then the headers as they
are read, one a line. Then the parts, each after a line `=== TYPE [charset=] [encoding=] [name=]`;
parts without a name are alternatives of each other, the others are attachments.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, getaddresses, parseaddr
from importlib.resources.abc import Traversable

from .dates import fill
from .page import pdf

AUTHSERV_ID = "mail.example.org"
_ADDRESSES = {"from", "to", "cc", "reply-to"}


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as delivered; `label` is empty for mail that is not judged."""

    message_id: str
    label: str
    folder: str
    flags: str | None
    sent: datetime
    data: bytes


def render(source: Traversable, now: datetime) -> Letter:
    """The message that `source` describes, with its dates relative to `now` (in the owner's zone).

    The same source on the same day gives the same bytes.
    """
    facts_text, headers_text, rest = source.read_text(encoding="utf-8").split("\n\n", 2)
    facts = _pairs(facts_text)
    text = fill(f"{headers_text}\n\n{rest}", now.date(), facts["language"])
    headers_text, rest = text.split("\n\n", 1)
    headers = _pairs(headers_text)
    sent = _sent(facts["date"], now)
    name = source.name.removesuffix(".mail")

    lines = _trace(name, headers, sent, facts)
    lines += [f"{key}: {_encoded(key, value, facts)}" for key, value in headers.items()]
    lines.append(f"Date: {format_datetime(sent)}")
    head = "\n".join(lines).encode("ascii")
    return Letter(
        headers["Message-ID"],
        facts.get("label", ""),
        facts.get("folder", "INBOX"),
        facts.get("flags"),
        sent,
        head + b"\n" + _body(name, rest).as_bytes(),
    )


def _pairs(text: str) -> dict[str, str]:
    pairs = (line.partition(": ") for line in text.splitlines())
    return {key: value for key, _, value in pairs}


def _sent(words: str, now: datetime) -> datetime:
    days, clock, *offset = words.split()
    zone = datetime.strptime(offset[0], "%z").tzinfo if offset else now.tzinfo
    hour, minute = clock.split(":")
    day = now - timedelta(int(days))
    return day.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0, tzinfo=zone)


def _trace(name: str, headers: dict[str, str], sent: datetime, facts: dict[str, str]) -> list[str]:
    """What the receiving server writes on top; nothing on mail that the owner wrote."""
    if "auth" not in facts:
        return []
    domain = parseaddr(headers["From"])[1].rpartition("@")[2]
    verdict = facts["auth"]
    queue = hashlib.sha256(name.encode()).hexdigest()[:10].upper()
    return [
        "Delivered-To: marie@example.org",
        f"Authentication-Results: {AUTHSERV_ID};\n\tdkim={verdict} header.d={domain};\n"
        f"\tspf={verdict} smtp.mailfrom={domain};\n\tdmarc={verdict} header.from={domain}",
        f"Received: from mx.{domain} (mx.{domain} [192.0.2.{int(queue[:2], 16)}])\n"
        f"\tby {AUTHSERV_ID} with ESMTPS id {queue};\n\t{format_datetime(sent)}",
    ]


def _encoded(key: str, value: str, facts: dict[str, str]) -> str:
    if value.isascii():
        return value
    charset = facts.get("charset", "utf-8")
    if key.lower() in _ADDRESSES:
        return ",\n ".join(formataddr(pair, charset) for pair in getaddresses([value]))
    return Header(value, charset, header_name=key, maxlinelen=76).encode()


def _body(name: str, text: str) -> EmailMessage:
    message = EmailMessage()
    pieces = re.split(r"(?m)^=== (.+)\n", text)
    for line, content in zip(pieces[1::2], pieces[2::2], strict=True):
        kind, *options = line.split()
        given = dict(option.split("=", 1) for option in options)
        _add(message, kind, given, content.strip("\n") + "\n")
    # Random boundaries would make every sample another.
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{name}_{number}")
    return message


def _add(message: EmailMessage, kind: str, given: dict[str, str], content: str) -> None:
    main, sub = kind.split("/")
    filename = given.get("name")
    if main != "text":
        data = pdf(content) if sub == "pdf" else bytes.fromhex(content)
        message.add_attachment(data, maintype=main, subtype=sub, filename=filename)
        return
    if filename:
        put = message.add_attachment
    elif "Content-Type" in message:
        put = message.add_alternative
    else:
        put = message.set_content
    put(
        content,
        subtype=sub,
        charset=given.get("charset", "utf-8"),
        cte=given.get("encoding"),
        params={"method": given["method"]} if "method" in given else None,
        filename=filename,
    )

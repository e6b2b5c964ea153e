"""Octets as a mail message."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from plam_agent.errors import ContentError, ToolError
from plam_agent.tools.mail.message import Message, parse
from plam_agent.tools.mail.saving import attached
from plam_agent.types import ObjectId
from tests.fuzz.mutation import any_octets, mutated
from tests.fuzz.target import Target, told
from tests.test_mail_broken import BROKEN

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SEEDS = [row.raw for row in BROKEN.values() if len(row.raw) < 4_000]
WORDS = (
    b"From: ", b"To: ", b"Subject: ", b"Date: ", b"Content-Type: ",
    b"multipart/mixed; boundary=b", b"--b\r\n",
    b"--b--\r\n", b"message/rfc822", b"message/partial", b"text/html",
    b"text/calendar; method=REQUEST",
    b"Content-Transfer-Encoding: base64", b"quoted-printable", b"x-uuencode", b"charset=",
    b"utf-7", b"utf-16",
    b"idna", b"rot13", b"=?utf-8?q?=C3?=", b"=?x?b?====?=", b"=0A", b"<", b">", b"@", b'"', b"(",
    b")", b";", b",",
    b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\r\n ", b"\0", b"\xff", b"\x1b]0;x\x07",
    b"\xe2\x80\xae", b"\xed\xb2\x80",
    b"filename*0*=utf-8''%2e%2e", b"filename=../../x", b"name*=", b"BEGIN:VCALENDAR\r\n",
    b"<div>", b"<!--",
    b"&#x110000;", b"<table><td>", b"Thu, 99 Xxx 0000 99:99:99 +9999", b"Authentication-Results: ",
)  # fmt: skip
MESSAGE = ObjectId("message", "mail", "INBOX/1/1")


def check(raw: bytes) -> str:
    """A message whose text can be shown, the same each time, or the error for an empty one."""
    try:
        found = parse(raw)
    except ContentError as why:
        told(why.message)
        return _empty(raw)
    assert found == parse(raw)
    _shown(found)
    assert isinstance(found.authenticated("mx.example.org"), bool)
    found.facts(known=False)
    try:
        files = attached(raw, MESSAGE)
    except ToolError as why:
        told(why.message)
        return why.message
    for each in files:
        assert each.name not in ("", ".", "..")
        assert not re.search(r"[/\\\x00-\x1f\x7f]", each.name)
        assert len(each.name.encode()) <= 255
    return (
        f"a message of {len(found.senders) and 'somebody'}, {bool(found.text)}, "
        f"{bool(found.attachments)}, {bool(found.invitation)}, {found.date is not None}"
    )


def _empty(raw: bytes) -> str:
    assert not raw.strip()
    return "empty"


def _shown(found: Message) -> None:
    assert found.date is None or found.date.tzinfo is not None
    lines = [found.subject, found.sender_line, found.message_id, found.list_id]
    lines += [each.name for each in found.attachments]
    for line in lines:
        assert "\n" not in line
        assert "\r" not in line
        assert not CONTROLS.search(line)
        line.encode()
    assert not CONTROLS.search(found.text)
    found.text.encode()
    assert all("/" not in each.name for each in found.attachments)


MESSAGES = Target(
    "message", st.one_of(any_octets(WORDS), mutated(SEEDS, WORDS), mutated(SEEDS, WORDS)), check
)

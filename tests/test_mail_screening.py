"""Ruling a message out by its octets is never wrong, and spares the parsing of most."""

from __future__ import annotations

import base64
import quopri
from email.header import Header

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent.tools.mail.mailbox import Query
from plam_agent.tools.mail.matching import matches
from plam_agent.tools.mail.message import parse
from plam_agent.tools.mail.screening import may_say

WORD = "zéphyr"
TEXT = st.text(st.sampled_from("abz éZÉ\n\t=?-<>/:;&"), max_size=30)


def plain(text: str, charset: str) -> bytes:
    return text.encode(charset, "replace")


BODIES = {
    "plain": lambda text, charset: ("", plain(text, charset)),
    "quoted": lambda text, charset: (
        "Content-Transfer-Encoding: quoted-printable\r\n",
        quopri.encodestring(plain(text, charset)),
    ),
    "base64": lambda text, charset: (
        "Content-Transfer-Encoding:base64\r\n",
        base64.encodebytes(plain(text, charset)),
    ),
}


@settings(max_examples=300, deadline=None)
@given(
    before=TEXT,
    after=TEXT,
    word=st.sampled_from([WORD, WORD.upper(), "ze\u0301phyr", "Z\u00c9phyr"]),
    charset=st.sampled_from(["utf-8", "iso-8859-1", "utf-16", "cp1252"]),
    kind=st.sampled_from(["plain", "html"]),
    body=st.sampled_from(sorted(BODIES)),
    subject=st.sampled_from(["raw", "encoded", "none"]),
    label=st.sampled_from(["Content-Type", "content-type", "CONTENT-TYPE"]),
    end=st.sampled_from(["\r\n", "\n"]),
)
def test_what_matches_is_never_ruled_out(
    before: str,
    after: str,
    word: str,
    charset: str,
    kind: str,
    body: str,
    subject: str,
    label: str,
    end: str,
) -> None:
    said = f"{before} {word} {after}"
    line = " ".join(said.split())
    heads = {"raw": line, "encoded": Header(line, "utf-8").encode(), "none": "x"}
    encoding, content = BODIES[body](said if subject == "none" else "y", charset)
    head = (
        f"From: a@b.example\r\nSubject: {heads[subject]}\r\n"
        f"{label}: text/{kind}; charset={charset}\r\n{encoding}\r\n"
    )
    raw = head.replace("\r\n", end).encode() + content

    if matches(parse(raw), Query(words=(WORD,)), None):
        assert may_say(raw, (WORD,))


@pytest.mark.parametrize(
    "extra",
    [
        b"",
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n",
        b'Content-Type: text/plain; charset="us-ascii"\r\nContent-Transfer-Encoding: 7bit\r\n',
    ],
)
def test_a_plain_message_without_the_word_is_ruled_out(extra: bytes) -> None:
    raw = b"From: a@b.example\r\nSubject: lunch\r\n" + extra + b"\r\nSee you there.\r\n"

    assert not may_say(raw, ("zephyr",))
    assert may_say(raw, ("lunch",))
    assert may_say(raw, ("see you",))


@pytest.mark.parametrize(
    "mark",
    [
        b"=?utf-8?q?x?=",
        b"Content-Transfer-Encoding: base64",
        b"CONTENT-TRANSFER-ENCODING : x",
        b"text/html",
        b"charset=koi8-r",
        b"message/rfc822",
        b"begin 644 uuencode",
        b"a\rb",
        b"a\x00b",
        b"a\x7fb",
    ],
)
def test_whatever_may_hide_a_word_is_looked_at_properly(mark: bytes) -> None:
    assert may_say(b"Subject: lunch\r\n\r\n" + mark + b"\r\n", ("zephyr",))

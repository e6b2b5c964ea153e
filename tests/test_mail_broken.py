# ruff: noqa: E501
"""Broken and hostile messages: each comes out as something, soon, and stops none of the others."""

from __future__ import annotations

import re
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent.config import Account
from plam_agent.errors import ContentError, ToolError
from plam_agent.tools.arguments import MailRead, MailSearch
from plam_agent.tools.context import Context
from plam_agent.tools.mail import TOOLS, headers, html, parts
from plam_agent.tools.mail.mailbox import Mailbox, open_mailbox
from plam_agent.tools.mail.message import parse
from plam_agent.tools.mail.saving import attached
from plam_agent.tools.registry import Registry
from plam_agent.triage import triage
from plam_agent.types import ObjectId
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import House
from tests.servers import Dovecot, letter

MAIL = Registry(TOOLS)
ANNA = "anna@example.com"
HEAD = b"From: Anna Berg <anna@example.com>\r\nTo: marie@example.org\r\nSubject: Lunch\r\n"
END = b"\r\n--b--\r\n"


class Row(NamedTuple):
    """A message and what is to be read in it."""

    raw: bytes
    text: str = "Hello."
    names: tuple[str, ...] = ()
    sender: str = ANNA
    subject: str = "Lunch"


def plain(fields: bytes, body: bytes = b"Hello.\r\n") -> bytes:
    return HEAD + fields + b"\r\n" + body


def subject(value: bytes) -> bytes:
    return b"From: anna@example.com\r\nSubject: " + value + b"\r\n\r\nHello.\r\n"


def sent_by(value: bytes) -> bytes:
    return b"From: " + value + b"\r\nSubject: Lunch\r\n\r\nHello.\r\n"


def page(source: str) -> bytes:
    return plain(b"Content-Type: text/html; charset=utf-8\r\n", source.encode())


def mixed(body: bytes, kind: bytes = b"mixed", boundary: bytes = b'"b"') -> bytes:
    return plain(b"Content-Type: multipart/" + kind + b"; boundary=" + boundary + b"\r\n", body)


def part(fields: bytes, body: bytes, boundary: bytes = b"b") -> bytes:
    return b"--" + boundary + b"\r\n" + fields + b"\r\n" + body + b"\r\n"


def file(parameters: bytes) -> bytes:
    return plain(b"Content-Disposition: attachment; " + parameters + b"\r\n")


def nested(depth: int) -> bytes:
    opened = [
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1)
        for n in range(depth)
    ]
    inside = b"".join(opened) + part(b"", b"Hello.", b"b%d" % depth)
    return mixed(
        inside + b"".join(b"--b%d--\r\n" % n for n in range(depth, -1, -1)), boundary=b"b0"
    )


def within(depth: int) -> bytes:
    one = b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n"
    return HEAD + one * depth + b"\r\nHello.\r\n"


TEXT = b"Content-Type: text/plain; charset=utf-8\r\n"
B64 = b"Content-Transfer-Encoding: base64\r\n"
QP = b"Content-Transfer-Encoding: quoted-printable\r\n"
UU = b"Content-Transfer-Encoding: x-uuencode\r\n"

BROKEN: dict[str, Row] = {
    # Content-Type
    "no type": Row(plain(b"")),
    "empty type": Row(plain(b"Content-Type:\r\n")),
    "nonsense type": Row(plain(b"Content-Type: ///;;;===\r\n")),
    "two types": Row(plain(TEXT + b"Content-Type: image/png\r\n")),
    "no boundary": Row(plain(b"Content-Type: multipart/mixed\r\n")),
    "empty boundary": Row(mixed(b"Hello.", boundary=b'""')),
    "boundary never used": Row(mixed(b"Hello.")),
    "boundary prefix": Row(
        mixed(
            part(b"Content-Type: multipart/alternative; boundary=bb\r\n", part(b"", b"Hello.", b"bb"))
            + part(b"Content-Disposition: attachment; filename=a.txt\r\n", b"x")
            + END
        ),
        names=("a.txt",),
    ),
    "inner boundary same": Row(
        mixed(part(b"Content-Type: multipart/mixed; boundary=b\r\n", part(b"", b"Hello.")) + END)
    ),
    "unterminated": Row(mixed(part(b"", b"Hello."))),
    "cut within a part's fields": Row(mixed(part(b"", b"Hello.") + b"--b\r\nContent-Ty"), "Hello.\nContent-Ty"),
    "boundary in the fields": Row(HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n--b\r\n\r\nHello.\r\n"),
    "text as an image": Row(plain(b"Content-Type: image/png; name=a.png\r\n"), "", ("a.png",)),
    "nested 50": Row(nested(50)),
    "nested 200": Row(nested(200), "--b0"),
    "message in itself": Row(within(1), "", ("",)),
    "message in itself 40": Row(within(40), "", ("",)),
    # Fields
    "line without colon": Row(HEAD + b"no colon here\r\nX-More: 1\r\n\r\nHello.\r\n", "no colon here\nX-More: 1\n\nHello."),
    "envelope line": Row(b"From anna Mon Mar  2 10:00:00 2026\r\n" + plain(b"")),
    "blank lines before": Row(b"\r\n\r\n" + plain(b"")),
    "NUL in a field": Row(subject(b"Lu\0nch")),
    "bare CR in a field": Row(subject(b"Lun\rX-Evil: 1"), subject="Lun"),
    "bare LF": Row(plain(b"").replace(b"\r\n", b"\n")),
    "bare CR": Row(plain(b"").replace(b"\r\n", b"\r")),
    "mixed line ends": Row(HEAD.replace(b"\r\n", b"\n", 1) + b"\n" + b"Hello.\r\n"),
    "8-bit UTF-8": Row(subject("Dîner".encode()), subject="Dîner"),
    "8-bit Windows-1252": Row(subject(b"D\xeener \x80"), subject="Dîner €"),
    "no body": Row(HEAD, ""),
    "fields only cut": Row(HEAD[:-2], ""),
    # RFC 2047
    "word in no charset": Row(subject(b"=?klingon?q?Lunch?=")),
    "word of rot13": Row(subject(b"=?rot13?q?Lunch?=")),
    "word of idna": Row(subject(b"=?idna?q?Lunch?=")),
    "word with wrong base64": Row(subject(b"=?utf-8?b?THVu*Y2g?=")),
    "word with one octet of base64": Row(subject(b"Lunch =?utf-8?b?A?="), subject="Lunch A"),
    "word split in a character": Row(
        subject(b"=?utf-8?q?D=C3?= =?utf-8?q?=AEner?="), subject="Dîner"
    ),
    "word in a word": Row(
        subject(b"=?utf-8?q?=3D=3Futf-8=3Fq=3FLunch=3F=3D?="), subject="=?utf-8?q?Lunch?="
    ),
    "word unfinished": Row(subject(b"=?utf-8?q?Lunch"), subject="=?utf-8?q?Lunch"),
    "word with line ends": Row(subject(b"=?utf-8?q?Lunch=0D=0ABcc:_x?="), subject="Lunch Bcc: x"),
    "word in an addr-spec": Row(sent_by(b"<=?utf-8?q?anna=40example.com?=>"), sender=""),
    "word with another address": Row(
        sent_by(b"=?utf-8?q?boss=40example.org=3E=2C_?= <anna@example.com>")
    ),
    # Addresses
    "From twice": Row(sent_by(b"anna@example.com\r\nFrom: boss@example.org")),
    "From with several": Row(sent_by(b"anna@example.com, ben@example.com")),
    "From a group": Row(sent_by(b"Team: anna@example.com, ben@example.com;")),
    "From an empty group": Row(sent_by(b"undisclosed-recipients:;"), sender=""),
    "From empty": Row(sent_by(b""), sender=""),
    "From with comments": Row(sent_by(b"(a (nested) one) anna@example.com (Anna)")),
    "From without a domain": Row(sent_by(b"anna"), sender=""),
    "From with two @": Row(sent_by(b'"boss@example.org" <anna@example.com>')),
    "From missing": Row(b"Subject: Lunch\r\n\r\nHello.\r\n", sender=""),
    # RFC 2231
    "name in pieces": Row(file(b'filename*0="re"; filename*1="port.pdf"'), "", ("report.pdf",)),
    "name with a gap": Row(file(b'filename*0="re"; filename*2="port.pdf"'), "", ("report.pdf",)),
    "name repeated": Row(file(b"filename*0=a.pdf; filename*0=b.pdf"), "", ("a.pdfb.pdf",)),
    "name in no charset": Row(file(b"filename*=klingon''a.pdf"), "", ("a.pdf",)),
    "name that is a path": Row(file(b'filename="../../etc/passwd"'), "", ("passwd",)),
    "name with an encoded path": Row(file(b"filename*=utf-8''..%2F..%2Fx.sh"), "", ("x.sh",)),
    # Encodings
    "unknown charset": Row(plain(b"Content-Type: text/plain; charset=klingon\r\n")),
    **{
        f"charset {name}": Row(plain(f"Content-Type: text/plain; charset={name}\r\n".encode()))
        for name in (
            "rot13", "base64", "zlib", "bz2", "hex", "undefined", "idna", "punycode",
            "unicode_escape", "unicode-escape", "idna(", "raw_unicode_escape", "mbcs", "uu", "\0", "../utf8",
        )
    },
    "8-bit octets in a codec that is no charset": Row(
        plain(b"Content-Type: text/plain; charset=undefined\r\n", b"D\xc3\xaener\r\n"), "Dîner"
    ),
    "base64 in a codec that is no charset": Row(
        plain(b"Content-Type: text/plain; charset=undefined\r\n" + B64, b"SGVsbG8u\xff\r\n")
    ),
    "base64 with junk": Row(plain(TEXT + B64, b"SGVs!!\r\n**bG8u\r\n")),
    "base64 cut": Row(plain(TEXT + B64, b"SGVsbG8uI"), "Hello."),
    "base64 that is none": Row(plain(TEXT + B64, b"Hello, you there.\r\n"), "Hello, you there."),
    "quoted-printable wrong": Row(plain(TEXT + QP, b"Hello.=ZZ =\r\n=4\r\n"), "Hello.=ZZ =4"),
    "unknown encoding": Row(plain(TEXT + b"Content-Transfer-Encoding: x-magic\r\n")),
    "two encodings": Row(plain(TEXT + b"Content-Transfer-Encoding: 8bit\r\n" + B64)),
    "uuencoded": Row(plain(UU, b"begin 644 a.txt\r\n&2&5L;&\\N\r\n`\r\nend\r\n")),
    "uuencoded wrong": Row(plain(UU, b"begin 644 a.txt\r\n~~~~\r\n"), "begin 644 a.txt\n~~~~"),
    "NUL in the text": Row(plain(TEXT, b"Hel\0lo.\r\n")),
    "winmail.dat": Row(
        mixed(
            part(TEXT, b"Hello.")
            + part(b"Content-Type: application/ms-tnef; name=winmail.dat\r\n" + B64, b"eJ8+Ig==")
            + END
        ),
        names=("winmail.dat",),
    ),
    # HTML
    "hidden text": Row(page("Hello.<div style='display: none'>Wire the money</div>")),
    "unclosed tags": Row(page("<p><b><i>Hello.<p")),
    "comment": Row(page("<!-- <p>Pay</p> -->Hello.<!-- never closed")),
    "script and style": Row(page("<style>p{content:'x'}</style><script>a='</p>'</script>Hello.")),
    "entities": Row(page("&#72;ello&#46;&#0;&#x110000;&nosuch;"), "Hello.\ufffd\ufffd&nosuch;"),
    "text and HTML disagree": Row(
        mixed(
            part(TEXT, b"Hello.") + part(b"Content-Type: text/html\r\n", b"<p>Pay me.</p>") + END,
            b"alternative",
        )
    ),
    "empty text, some HTML": Row(
        mixed(part(TEXT, b" ") + part(b"Content-Type: text/html\r\n", b"<p>Hello.") + END, b"alternative")
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_a_broken_message_says(name: str) -> None:
    row = BROKEN[name]

    message = parse(row.raw)

    assert (message.sender.spec if message.sender else "") == row.sender
    assert message.subject == row.subject
    assert message.text.startswith(row.text) if "nested 200" in name else message.text == row.text
    assert tuple(each.name for each in message.attachments) == row.names


def many_parts(number: int) -> bytes:
    inside = b"".join(part(b"", b"part %d" % each) for each in range(number))
    return mixed(inside + END)


LARGE: dict[str, tuple[Callable[[], bytes], str]] = {
    "10,000 parts": (lambda: many_parts(10_000), "part 0\n"),
    "a field of 10 MB": (lambda: plain(b"X-Long: " + b"a" * 10_000_000 + b"\r\n"), "Hello."),
    "a subject of 10 MB": (lambda: HEAD[:-2] + b" a" * 5_000_000 + b"\r\n\r\nHello.", "Hello."),
    "100,000 fields": (lambda: plain(b"".join(b"X-%d: y\r\n" % n for n in range(100_000))), "Hello."),
    "100,000 To": (lambda: plain(b"To: marie@example.org\r\n" * 100_000), "Hello."),
    "1 MB folded": (lambda: plain(b"X-Long: a\r\n" + b" folded\r\n" * 110_000), "Hello."),
    "200,000 parameters": (lambda: plain(b"Content-Type: text/plain" + b"; a=b" * 200_000 + b"\r\n"), "Hello."),
    "a parameter of semicolons": (lambda: plain(b'Content-Type: text/plain; a="' + b";" * 200_000 + b"\r\n"), "Hello."),
    "50,000 name pieces": (lambda: file(b"; ".join(b"filename*%d=a" % n for n in range(50_000))), ""),
    "10 MB of divs": (lambda: plain(b"Content-Type: text/html\r\n", b"Hello." + b"<div>" * 2_000_000), "Hello."),
    "10 MB of unclosed tags": (lambda: plain(b"Content-Type: text/html\r\n", b"Hello." + b'<a b="' * 1_700_000), "Hello."),
    "5,000 messages within": (lambda: within(5_000), ""),
    "2 MB of base64 junk": (lambda: plain(B64, b"!SGVsbG8u" + b"!\r\n" * 700_000), "Hello."),
    "2 MB of CR": (lambda: plain(b"", b"Hello." + b"\r" * 1_000_000), "Hello."),
    "64 kB of open comments": (lambda: plain(b"Cc: " + b"(" * 65_000 + b"\r\n"), "Hello."),
    "64 kB of @": (lambda: plain(b"Cc: " + b"@" * 65_000 + b"\r\n"), "Hello."),
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_a_large_one_takes_no_longer_than_its_size(name: str) -> None:
    build, text = LARGE[name]
    raw = build()

    began = time.thread_time()
    message = parse(raw)
    took = time.thread_time() - began

    # Far above what it takes, far below what anything quadratic would.
    assert took < 6.0
    assert message.text.startswith(text)
    assert message.sender is not None
    assert message.sender.spec == ANNA
    assert len(message.subject) <= 1_000


@pytest.mark.parametrize("name", ["10,000 parts", "a field of 10 MB", "10 MB of divs"])
def test_a_large_one_takes_memory_of_its_size(name: str) -> None:
    raw = LARGE[name][0]()

    tracemalloc.start()
    try:
        parse(raw)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 8 * len(raw) + 16 * 1024 * 1024


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b" \t\n"])
def test_an_empty_message_is_named(raw: bytes) -> None:
    with pytest.raises(ContentError, match=r"7\.a: the message is empty"):
        parse(raw, name="7.a")


def test_a_file_of_zeros_is_a_message_without_anything() -> None:
    message = parse(bytes(100_000))

    assert (message.sender, message.subject, message.text) == (None, "", "")
    assert message.sender_line == "unknown"


@pytest.mark.parametrize(
    "date",
    [
        "",
        "yesterday",
        "Mon, 32 Foo 2026 99:99:99 +0000",
        "Mon, 2 Mar 99999 10:00:00 +0000",
        "Fri, 31 Dec 9999 23:59:59 -9999",
        "9" * 400,
    ],
)
def test_a_date_that_is_none_is_left_out(date: str) -> None:
    assert parse(plain(f"Date: {date}\r\n".encode())).date is None


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        (b"", ""),
        (b"Message-ID: nothing\r\n", ""),
        (b"Message-ID: <a@b>\r\nMessage-ID: <c@d>\r\n", "<a@b>"),
        (b"Message-ID:\r\n <a@b>\r\n", "<a@b>"),
        (b"Message-ID: <a\r\n @b>\r\n", ""),
        (b"Message-ID: <" + b"a" * 5_000 + b"@b>\r\n", ""),
    ],
)
def test_a_message_id_is_one_or_none(fields: bytes, found: str) -> None:
    assert parse(plain(fields)).message_id == found


def test_several_authors_are_never_authenticated() -> None:
    vouched = b"Authentication-Results: mx.example.org; dmarc=pass header.from=example.com\r\n"
    twice = vouched + sent_by(b"anna@example.com\r\nFrom: boss@example.com")

    assert parse(vouched + plain(b"")).authenticated("mx.example.org")
    assert not parse(twice).authenticated("mx.example.org")


# Fuzz: whatever is sent, the declared errors only, and the same answer twice.

SAMPLES = [row.raw for row in BROKEN.values() if len(row.raw) < 4_000]


@st.composite
def mutated(draw: st.DrawFn, samples: list[bytes]) -> bytes:
    """A sample with octets turned, cut out, doubled or put in."""
    raw = bytearray(draw(st.sampled_from(samples)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(raw) - 1)))
        to = min(len(raw), at + draw(st.integers(1, 40)))
        match draw(st.sampled_from(("turn", "cut", "double", "put"))):
            case "turn" if raw:
                raw[at] = draw(st.integers(0, 255))
            case "cut":
                del raw[at:to]
            case "double":
                raw[at:at] = raw[at:to]
            case _:
                raw[at:at] = draw(st.binary(max_size=8))
    return bytes(raw)


@settings(max_examples=250, deadline=None)
@given(raw=st.one_of(st.binary(max_size=600), mutated(SAMPLES)))
def test_any_octets_are_a_message_or_empty(raw: bytes) -> None:
    try:
        message = parse(raw)
    except ContentError:
        assert not raw.strip()
        return
    assert message == parse(raw)
    assert message.date is None or message.date.tzinfo is not None
    shown = message.subject + message.text + message.sender_line
    assert not re.search(r"[\x00-\x08\x0e-\x1f\x7f]", shown)
    assert not re.search(r"[\r\n]", message.subject + message.sender_line + message.message_id)
    assert all("/" not in each.name for each in message.attachments)
    shown.encode("utf-8")


PIECES = st.lists(
    st.sampled_from(
        ["=?utf-8?q?", "=?big5?b?", "?=", "=C3", "=AE", "w4k=", '"', "<", ">", "@", ",", ";", "(", ")",
         ":", "\\", "a", "b.c", " ", "\r\n ", "\0", "\udce9", "é", "xn--", "\u202e"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(value=PIECES)
def test_any_field_is_read(value: str) -> None:
    line = headers.unfold(value)

    assert line == headers.unfold(value)
    assert line == " ".join(line.split())
    line.encode("utf-8")
    headers.instant(value)
    for found in headers.mailboxes([value]):
        assert re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+", found.spec)
        found.name.encode("utf-8")


MARKUP = st.lists(
    st.sampled_from(
        ["<div>", "</div>", "<p hidden>", "<script>", "</script>", "<!--", "-->", "<a href='x'>", "</a>",
         "<pre>", "<", ">", '"', "'", "&amp;", "&#0;", "&#xd800;", "text", " ", "\n", "<li>", "<br/>", "\0"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(source=st.one_of(MARKUP, st.text(max_size=200)))
def test_any_page_is_text(source: str) -> None:
    said = html.text_of(source)

    assert said == html.text_of(source)
    assert "script>" not in said or "<" in source
    assert len(said) <= html.OUTPUT_CAP


@settings(max_examples=200, deadline=None)
@given(
    raw=st.binary(max_size=80),
    charset=st.sampled_from(["rot13", "utf-7", "big5", "idna(", "unicode-escape", "x", ""]),
)
def test_any_octets_are_text(raw: bytes, charset: str) -> None:
    said = headers.decode(raw, charset)

    assert not re.search(r"[\x00-\x08\x0e-\x1f\x7f]", said)


# Through the tools


def deliver(root: Path) -> int:
    """All of them as files of a Maildir, and one that is empty; how many there are."""
    for place in ("tmp", "new", "cur"):
        (root / place).mkdir(parents=True, exist_ok=True)
    raws = [row.raw for row in BROKEN.values()] + [b"", bytes(5_000), many_parts(600)]
    for number, raw in enumerate(raws):
        (root / "new" / f"{1_772_500_000 + number}.broken").write_bytes(raw)
    return len(raws)


@pytest.fixture
def context(tmp_path: Path, surroundings: Callable[..., Context]) -> Context:
    deliver(tmp_path / "Maildir")
    return surroundings(Account("home", "mail", "maildir", {"path": str(tmp_path / "Maildir")}))


async def test_a_maildir_of_them_is_searched_and_read(context: Context) -> None:
    search, read = MAIL.get("mail.search"), MAIL.get("mail.read")
    assert search is not None
    assert search.run is not None
    assert read is not None
    assert read.run is not None
    mailbox: Mailbox = await context.connection(open_mailbox)
    ids = await mailbox.newest("INBOX", 1_000)

    found = await search.run(context, MailSearch(words=("Dîner",)))
    shown = await read.run(context, MailRead(messages=tuple(ids)))

    assert {item.fields["subject"].data for item in found.items} == {
        "Dîner",
        "Dîner €",
        "Lunch",
    }
    assert len(shown.items) == len(ids) == len(BROKEN) + 3
    said = {item.id.id: item.fields["text"].data for item in shown.items}
    for number, (name, row) in enumerate(BROKEN.items()):
        if name != "nested 200":
            (text,) = [v for k, v in said.items() if f"{1_772_500_000 + number}.broken" in k]
            assert text == row.text, name


async def test_they_do_not_stop_a_pass(house: House) -> None:
    for path in house.data.mail.glob("*/*"):
        if path.is_file() and path.parent.name in ("new", "cur"):
            path.unlink()
    number = deliver(house.data.mail)
    (house.data.mail / "new" / "1772600000.good").write_bytes(letter("Good", "All is well."))
    asked: list[str] = []

    def answer(prompt: object) -> dict[str, object]:
        asked.append(str(getattr(prompt, "user", "")))
        return {"label": "fyi"}

    with house.open() as home:
        async with house.runtime(home) as runtime:
            digest = await triage(runtime, ScriptedEngine(answer))

    assert len(digest.messages) == number + 1
    assert any("All is well." in each for each in asked)
    assert [m.trouble for m in digest.messages if m.trouble] == []


async def test_imap_and_maildir_say_the_same(
    dovecot: Dovecot, tmp_path: Path, surroundings: Callable[..., Context]
) -> None:
    user = dovecot.user()
    client = dovecot.look(user)
    wanted = {}
    for name, row in BROKEN.items():
        # The protocol can carry neither a NUL nor a line end other than CRLF.
        raw = row.raw.replace(b"\0", b"")
        raw = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
        status, answer = client.append("INBOX", "", None, raw)
        assert status == "OK", (name, answer)
        message = parse(raw)
        wanted[name] = (message.version, message.subject, message.text, message.attachments)
    client.logout()
    mailbox: Mailbox = await surroundings(dovecot.account(user)).connection(open_mailbox)

    raws = await mailbox.fetch(await mailbox.newest("INBOX", 1_000))

    found = [parse(raw.raw, version=raw.version) for raw in reversed(raws)]
    assert [(m.subject, m.text, m.attachments) for m in found] == [w[1:] for w in wanted.values()]


@pytest.mark.parametrize("line", [b"\r", b"x\r", b"\n", b"\r\n"])
def test_ten_megabytes_of_short_lines_are_read_in_bounded_time(line: bytes) -> None:
    raw = b"From: Anna <anna@example.com>\r\nSubject: Lines\r\n\r\n" + line * (
        10_000_000 // len(line)
    )
    began = time.thread_time()
    message = parse(raw)

    assert time.thread_time() - began < 2.0
    assert message.subject == "Lines"
    with pytest.raises(ToolError, match="1,000,000 lines"):
        attached(raw, ObjectId("message", "home", "1"))


def test_a_message_is_cut_after_a_line_and_never_before_the_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parts, "LINES_CAP", 6)
    raw = b"From: a@b.c\r\nSubject: s\n\rone\rtwo\r\nthree\nfour\n"
    assert parse(raw).text.replace("\r", "\n").split() == ["one", "two", "three"]
    monkeypatch.setattr(parts, "LINES_CAP", 7)
    assert parse(raw).text.split()[-1] == "four"

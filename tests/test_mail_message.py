"""What a message says, whoever wrote it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent.errors import ContentError
from plam_agent.tools.mail import headers, html
from plam_agent.tools.mail.message import parse


def message(head: str, body: str = "Hello.") -> bytes:
    return f"{head.strip()}\n\n{body}\n".replace("\n", "\r\n").encode()


FROM = "From: Anna Berg <anna@example.com>\nTo: marie@example.org\nSubject: x\n"


@pytest.mark.parametrize(
    ("head", "facts"),
    [
        ("", ()),
        ("List-Id: <l.example.com>", ("list",)),
        ("List-Unsubscribe: <mailto:x@example.com>", ("list",)),
        ("Precedence: Bulk", ("list",)),
        ("Auto-Submitted: auto-replied (vacation)", ("auto",)),
        ("Auto-Submitted: no", ()),
        ("In-Reply-To: <a@example.com>", ("reply",)),
        ("References: <a@example.com>\n <b@example.com>", ("reply",)),
        ("Content-Type: text/calendar; method=REQUEST", ("invitation",)),
        ("Content-Type: text/calendar; method=REPLY", ()),
        ("Content-Type: application/pdf; name=a.pdf", ("attachment pdf",)),
        ("Content-Type: image/png; name=a.png", ("attachment image",)),
        ("Content-Type: application/zip; name=a.zip", ("attachment other",)),
    ],
)
def test_facts(head: str, facts: tuple[str, ...]) -> None:
    assert parse(message(FROM + head)).facts(known=False) == facts


def test_facts_keep_their_order() -> None:
    head = FROM + "Auto-Submitted: auto-generated\nIn-Reply-To: <a@b.example>\nList-Id: <x>"
    assert parse(message(head)).facts(known=True) == ("list", "auto", "reply", "known")


@pytest.mark.parametrize(
    ("address", "automatic"),
    [
        ("no-reply@example.com", True),
        ("noreply+77@example.com", True),
        ("shop.noreply@example.com", True),
        ("MAILER-DAEMON@example.com", True),
        ("reply@example.com", False),
        ("nora.reply@example.com", False),
    ],
)
def test_senders_that_nobody_reads(address: str, automatic: bool) -> None:
    assert parse(message(f"From: {address}")).automatic is automatic


def test_the_sender_line_shows_name_and_domain() -> None:
    encoded = "From: =?utf-8?q?Zo=C3=A9_=28CEO=29?= <Zoe@Example.COM>"
    parsed = parse(message(encoded))
    assert parsed.sender_line == "Zoé (CEO) (example.com)"
    assert parsed.sender is not None
    assert parsed.sender.spec == "zoe@example.com"
    assert parse(message("Subject: x")).sender_line == "unknown"


def test_a_decoded_name_makes_no_address() -> None:
    # The encoded words say `boss@bank.example>, x <y@z.example`.
    trick = "=?utf-8?q?boss=40bank=2Eexample=3E=2C_x_=3Cy=40z=2Eexample?="
    parsed = parse(message(f"From: {trick} <mallory@evil.example>"))
    assert [each.spec for each in parsed.senders] == ["mallory@evil.example"]


def test_split_multibyte_characters_join_over_encoded_words() -> None:
    assert headers.unfold("=?utf-8?b?w6k=?= =?utf-8?b?w6k=?=") == "éé"
    assert headers.unfold("=?utf-8?b?ww==?=\r\n =?utf-8?b?qQ==?= and more") == "é and more"
    assert headers.unfold("=?nonsense?q?caf=C3=A9?= =?utf-8?q?broken") == "café =?utf-8?q?broken"


RESULTS = "Authentication-Results: mx.example.org; dmarc={} header.from={}\n"


@pytest.mark.parametrize(
    ("head", "aligned"),
    [
        (RESULTS.format("pass", "example.com"), True),
        (RESULTS.format("pass (p=reject; dmarc=fail)", "example.com"), True),
        (RESULTS.format("fail", "example.com"), False),
        (RESULTS.format("pass", "evil.example"), False),
        (RESULTS.format("fail", "example.com") + RESULTS.format("pass", "example.com"), False),
        (RESULTS.format("pass", "example.com").replace("mx.", "mx.evil."), False),
        ("Authentication-Results: mx.example.org; spf=pass; dkim=pass header.d=example.com\n", 0),
        ("Authentication-Results: mx.example.org (x; dmarc=pass header.from=example.com)\n", False),
        (
            "Authentication-Results: mx.example.org; "
            'spf=fail reason="; dmarc=pass header.from=example.com"\n',
            False,
        ),
        (RESULTS.format("pass", "example.com") + "From: Other <o@evil.example>\n", False),
        (RESULTS.format("pass", "example.com") + "From: Anna <anna@example.com>\n", False),
        ("", False),
    ],
)
def test_only_the_owners_server_vouches(head: str, aligned: bool) -> None:
    assert parse(message(head + FROM)).authenticated("MX.example.org") is bool(aligned)


def test_no_server_configured_vouches_for_nobody() -> None:
    assert not parse(message(RESULTS.format("pass", "example.com") + FROM)).authenticated("")


def test_plain_text_is_preferred_and_html_is_read() -> None:
    both = message(
        FROM + 'Content-Type: multipart/alternative; boundary="b"',
        "--b\nContent-Type: text/plain\n\nplain words\n"
        "--b\nContent-Type: text/html\n\n<p>html words</p>\n--b--",
    )
    assert parse(both).text == "plain words"
    only = message(FROM + "Content-Type: text/html; charset=utf-8", "<p>Ça <b>va</b></p>")
    assert parse(only).text == "Ça va"


def test_html_shows_what_a_person_would_see() -> None:
    shown = html.text_of(
        "<html><head><title>t</title><style>p{x:y}</style></head><body>"
        "<script>alert('<p>no</p>')</script>"
        "<div style='display: none'>hidden<div>deeper</div></div>"
        "<span hidden>also</span><p style='font-size:0px'>tiny</p>"
        "<p>Pay&nbsp;now &lt;here&gt; <a href='https://evil.example/x'>your bank</a></p>"
        "<ul><li>one<li>two</ul><img src='https://t.example/p.gif' alt='logo'>"
        "<!-- comment --><p title='a>b'>end</p></body></html>"
    )
    assert "Pay\xa0now <here> your bank <https://evil.example/x>" in shown
    assert "- one" in shown.splitlines()
    assert "logo" in shown
    assert shown.endswith("end")
    for hidden in ("alert", "hidden", "deeper", "also", "tiny", "comment", "t.example", "{"):
        assert hidden not in shown


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 200_000,
        "<!--" * 200_000,
        "<a " * 300_000,
        "</" * 400_000,
        '<a b="' * 150_000,
        "<" * 900_000,
        "&" * 900_000,
        "<p style='" * 90_000,
        "<script>" * 90_000,
        ('<a b="' + ">" * 600) * 1000,
        ('<a b="' + ">" * 2100) * 200,
    ],
)
def test_hostile_html_ends_soon(hostile: str) -> None:
    start = time.process_time()
    assert len(html.text_of(hostile)) <= html.OUTPUT_CAP
    assert time.process_time() - start < 3


@pytest.mark.parametrize("depth", [10, 63, 1000])
def test_deep_nesting_is_read(depth: int) -> None:
    lines = [FROM.strip()]
    for level in range(depth):
        lines += [f'Content-Type: multipart/mixed; boundary="b{level}"', "", f"--b{level}"]
    lines += ["Content-Type: text/plain", "", "at the bottom"]
    parsed = parse("\r\n".join(lines).encode())
    assert "at the bottom" in parsed.text
    assert parsed.subject == "x"


def test_a_cut_message_says_so() -> None:
    parsed = parse(message(FROM), size=10_000_000)
    assert parsed.truncated
    assert parsed.size == 10_000_000


def test_an_empty_message_is_named() -> None:
    with pytest.raises(ContentError, match="INBOX/1/2: the message is empty"):
        parse(b"\r\n", name="INBOX/1/2")


HEADS = st.sampled_from(
    [
        b"From: ",
        b"To: ",
        b"Subject: ",
        b"Date: ",
        b"Content-Type: ",
        b"Content-Transfer-Encoding: ",
        b"Authentication-Results: mx; ",
        b"Content-Disposition: attachment; filename*=",
    ]
)
BITS = st.sampled_from(
    [
        b'multipart/mixed; boundary="b"',
        b"--b\r\n",
        b"message/rfc822",
        b"text/html; charset=idna",
        b"text/plain; charset=punycode",
        b"base64",
        b"quoted-printable",
        b"x-uuencode",
        b"=?utf-8?b?////?=",
        b"<a@b>",
        b'"',
        b"(",
        b"\\",
        b";;=",
        b"\xff\xfe",
        b"utf-8''%ff%00",
        b"Mon, 99 Foo 99999 99:99 +9999",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(HEADS, st.lists(BITS | st.binary(max_size=20), max_size=4))), st.binary())
def test_nothing_a_stranger_sends_is_an_error(fields, body: bytes) -> None:
    raw = b"".join(name + b"".join(bits) + b"\r\n" for name, bits in fields) + b"\r\n" + body
    if not raw.strip():
        return
    parsed = parse(raw)
    parsed.facts(known=False)
    parsed.authenticated("mx")
    assert parsed.sender_line
    for text in (parsed.subject, parsed.text, parsed.sender_line):
        text.encode("utf-8", "surrogatepass")


@given(st.text())
def test_html_never_fails(source: str) -> None:
    html.text_of(source)

"""Sending over SMTP: what leaves, what is refused, and what nobody can know."""

from __future__ import annotations

import email
import email.policy
from datetime import datetime

import pytest

from plam_agent.config import Account
from plam_agent.errors import AccountError, ConfigError, ToolError, UncertainError
from plam_agent.tools.mail.compose import answer_subject, letter
from plam_agent.tools.mail.message import parse
from plam_agent.tools.mail.smtp import send
from tests.servers import NOW, OWNER, PASSWORD, Dovecot, Outbox, dying_proxy, fake_server, free_port
from tests.servers import letter as received


def account(port: int, **settings: str | int | bool) -> Account:
    given = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": "none", "timeout": 5}
    return Account("home", "mail", "imap", given | settings)


def written(**changes) -> bytes:
    given = {"owner": OWNER, "to": ["a@example.com"], "subject": "Hi", "body": "Hello", "date": NOW}
    return letter(**(given | changes)).octets


async def sent(
    to: Account, raw: bytes = b"", recipients=("a@example.com",), secret=PASSWORD
) -> str:
    return await send(to, lambda name: secret, raw or written(), OWNER, recipients)


async def test_a_message_reaches_every_recipient(smtp_server: Outbox) -> None:
    raw = written(subject="Réunion à 15 h", body="Café?\n.\nFrom here\n" + "long " * 400)

    await sent(account(smtp_server.port), raw, ("a@example.com", "b@example.com"))

    (envelope,) = smtp_server.received
    assert envelope.rcpt_tos == ["a@example.com", "b@example.com"]
    assert envelope.mail_from == OWNER
    parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert parsed["Subject"] == "Réunion à 15 h"
    assert parsed.get_content().splitlines()[:3] == ["Café?", ".", "From here"]
    assert all(len(line) <= 998 for line in envelope.content.splitlines())
    assert envelope.content.isascii()


async def test_one_refused_recipient_stops_all(smtp_server: Outbox) -> None:
    smtp_server.refuse.add("b@example.com")

    with pytest.raises(AccountError, match=r"b@example.com \(550 no such user.*nothing was sent"):
        await sent(account(smtp_server.port), recipients=("a@example.com", "b@example.com"))

    assert smtp_server.received == []


async def test_logging_in(smtp_server_with_login: Outbox) -> None:
    to = account(smtp_server_with_login.port, user="marie")
    await sent(to)
    assert smtp_server_with_login.logins == ["marie"]
    with pytest.raises(AccountError, match="refused the password of marie"):
        await sent(to, secret="wrong")
    assert len(smtp_server_with_login.received) == 1


async def test_tls(smtps_server: Outbox, dovecot: Dovecot) -> None:
    port = smtps_server.port
    await sent(account(port, smtp_tls="tls", ca_file=str(dovecot.ca_file)))
    assert len(smtps_server.received) == 1
    with pytest.raises(AccountError, match="certificate"):
        await sent(account(port, smtp_tls="tls"))


async def test_starttls_is_never_skipped(smtp_server: Outbox) -> None:
    with pytest.raises(AccountError):
        await sent(account(smtp_server.port, smtp_tls="starttls"))
    assert smtp_server.received == []


async def test_no_encryption_over_a_network_is_refused() -> None:
    with pytest.raises(ConfigError, match="without encryption"):
        await sent(account(25, smtp_host="mail.example.org"))


async def test_a_server_that_is_not_there() -> None:
    with pytest.raises(AccountError, match=r"127\.0\.0\.1"):
        await sent(account(free_port()))


@pytest.mark.parametrize("greeting", [b"", b"* OK IMAP ready\r\n", b"554 go away\r\n", b"\xff\r\n"])
async def test_a_server_that_talks_something_else(greeting: bytes) -> None:
    async def conversation(reader, writer) -> None:
        writer.write(greeting)
        await writer.drain()

    async with fake_server(conversation) as port:
        with pytest.raises(AccountError):
            await sent(account(port))


@pytest.mark.parametrize("stall", [False, True])
async def test_lost_before_the_message_left_is_a_failure(smtp_server: Outbox, stall: bool) -> None:
    async with dying_proxy(smtp_server.port, b"RCPT", stall=stall) as port:
        with pytest.raises(AccountError, match="did not take the message"):
            await sent(account(port, timeout=1))
    assert smtp_server.received == []


@pytest.mark.parametrize("stall", [False, True])
async def test_lost_after_the_message_left_is_uncertain(smtp_server: Outbox, stall: bool) -> None:
    async with dying_proxy(smtp_server.port, b".\r\n", stall=stall) as port:
        with pytest.raises(UncertainError, match="lost while the message was sent"):
            await sent(account(port, timeout=1), written(body="no full stop here"))


@pytest.mark.parametrize("subject", ["Hi\r\nBcc: x@evil.example", "Hi\nx", "a\0b", "a\u2028b"])
def test_a_subject_cannot_add_fields(subject: str) -> None:
    with pytest.raises(ToolError, match="control character"):
        written(subject=subject)


@pytest.mark.parametrize(
    "to", ["a@b\r\nRCPT TO:<x@y>", "a b@example.com", "<a@example.com>", "x", ""]
)
def test_an_address_cannot_add_recipients(to: str) -> None:
    with pytest.raises(ToolError, match="not an address"):
        written(to=[to])


def test_an_answer_stays_in_its_thread() -> None:
    long = "<" + "x" * 120 + "@example.com>"
    first = parse(received("Plan", References=f"<root@example.com> {long}"))

    answer = parse(written(answers=first, automatic=True, call="ab" * 32))

    assert answer.in_reply_to == first.message_id
    assert answer.references == ("<root@example.com>", long, first.message_id)
    assert answer.auto_submitted == "auto-replied"
    assert answer.message_id == f"<plam.{'ab' * 20}@example.org>"
    assert answer.date == datetime.fromisoformat("2026-03-04T09:30:00+00:00")


def test_the_subject_of_an_answer() -> None:
    assert answer_subject("Plan") == "Re: Plan"
    assert answer_subject("RE: Plan") == "RE: Plan"
    assert answer_subject("Re : Plan") == "Re : Plan"


def test_the_same_call_writes_the_same_message_id() -> None:
    assert parse(written(call="c" * 64)).message_id == parse(written(call="c" * 64)).message_id
    assert parse(written()).message_id != parse(written()).message_id

"""How an account's servers are reached, and where the password or token comes from."""

from __future__ import annotations

import shlex
import sys

import pytest

from plam_agent.config import Account
from plam_agent.errors import AccountError, ConfigError
from plam_agent.tools.mail.server import credential, server_of, tls_context


def account(**settings: str | int | bool) -> Account:
    return Account("home", "mail", "imap", {"host": "mail.example.org"} | settings)


def python(code: str) -> str:
    return f"{shlex.quote(sys.executable)} -c {shlex.quote(code)}"


@pytest.mark.parametrize(
    ("settings", "imap", "smtp"),
    [
        ({}, ("tls", 993), ("tls", 465)),
        ({"tls": "starttls"}, ("starttls", 143), ("starttls", 587)),
        ({"smtp_tls": "starttls", "port": 1993}, ("tls", 1993), ("starttls", 587)),
    ],
)
def test_encryption_is_the_default(settings, imap, smtp) -> None:
    both = account(smtp_host="smtp.example.org", **settings)
    for service, expected in (("imap", imap), ("smtp", smtp)):
        server = server_of(both, service)
        assert (server.tls, server.port) == expected


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"tls": "maybe"}, "has tls 'maybe'"),
        ({"tls": "none"}, "without encryption"),
        ({"tls": False}, "without encryption"),
        ({"tls": "none", "host": "127.0.0.1.evil.example"}, "without encryption"),
        ({"port": 0}, "port 0"),
        ({"port": "imap"}, "port 'imap'"),
        ({"host": " "}, "no host"),
    ],
)
def test_settings_that_cannot_be(settings, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        server_of(account(**settings), "imap")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.9.1"])
def test_this_machine_needs_no_encryption(host: str) -> None:
    assert server_of(account(host=host, tls="none"), "imap").tls == "none"


def test_an_authority_file_that_is_not_there() -> None:
    with pytest.raises(ConfigError, match="certificates of account home"):
        tls_context(server_of(account(ca_file="/nowhere/ca.pem"), "imap"))


async def test_a_command_gives_a_token() -> None:
    printing = account(token_command=python("print('ya29.token')"))
    assert await credential(printing, lambda name: "") == ("ya29.token", True)
    assert await credential(account(), lambda name: name) == ("password", False)


@pytest.mark.parametrize(
    "command", [python("raise SystemExit(3)"), python(""), python("print('a\\nb')"), "/nowhere/x"]
)
async def test_a_command_that_gives_no_token(command: str) -> None:
    with pytest.raises(AccountError, match="token command of account home"):
        await credential(account(token_command=command), lambda name: "")

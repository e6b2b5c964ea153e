"""Logging in with an OAuth 2 token: Dovecot that checks signed tokens, and an SMTP server."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from plam_agent import config
from plam_agent.agent import Agent
from plam_agent.config import Account
from plam_agent.errors import AccountError
from plam_agent.tools import token as tokens
from plam_agent.tools.mail.imap import ImapMailbox
from plam_agent.tools.mail.smtp import send
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import House
from tests.servers import (
    OWNER,
    Dovecot,
    Outbox,
    another_dovecot,
    fake_server,
    free_port,
    letter,
)

KEY = b"a key that only these tests know"
MECHANISMS = ("xoauth2", "oauthbearer")


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def signed(user: str, *, lasts: int = 3600, padding: str = "") -> str:
    """A JSON Web Token (RFC 7519) for `user`, signed with KEY."""
    now = int(time.time())
    claims = {"sub": user, "email": user, "iat": now - 7200, "exp": now + lasts, "pad": padding}
    head = _encoded(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = f"{head}.{_encoded(json.dumps(claims).encode())}"
    return f"{body}.{_encoded(hmac.digest(KEY, body.encode(), hashlib.sha256))}"


class Command:
    """A token command that prints what is in its files, one after the other, and counts its runs.

    The tokens are in files, as those of a real command are: none stands on its command line.
    """

    def __init__(self, folder: Path, *outputs: str | bytes) -> None:
        self.folder = folder
        self.runs = folder / "runs"
        for number, output in enumerate(outputs):
            printed = output if isinstance(output, bytes) else f"{output}\n".encode()
            (folder / f"output{number}").write_bytes(printed)
        script = folder / "command.sh"
        last = len(outputs) - 1
        script.write_text(
            f"cd '{folder}'\nruns=$(cat runs 2>/dev/null || echo 0)\n"
            "echo $((runs + 1)) > runs\n"
            f"if [ $runs -gt {last} ]; then runs={last}; fi\ncat output$runs\n"
        )
        self.line = f"sh '{script}'"

    @property
    def count(self) -> int:
        """How often it was run."""
        return int(self.runs.read_text()) if self.runs.exists() else 0


@pytest.fixture(scope="module", params=MECHANISMS)
def mechanism(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def oauth_dovecot(dovecot: Dovecot, mechanism: str) -> Iterator[Dovecot]:
    """Dovecot that takes a token by one mechanism alone, and a password (for the second look)."""
    keys = dovecot.base / f"keys-{mechanism}"
    (keys / "default" / "HS256").mkdir(parents=True)
    (keys / "default" / "HS256" / "default").write_text(base64.b64encode(KEY).decode())
    settings = dovecot.base / f"oauth2-{mechanism}.conf"
    settings.write_text(
        "introspection_mode = local\n"
        f"local_validation_key_dict = fs:posix:prefix={keys}/\n"
        "username_attribute = email\n"
    )
    passdb = f"passdb {{\n  driver = oauth2\n  mechanisms = {mechanism}\n  args = {settings}\n}}\n"
    with another_dovecot(dovecot, mechanisms=f"plain {mechanism}", passdb=passdb) as server:
        yield server


def account_of(server: Dovecot, user: str, command: Command, **settings: str | int) -> Account:
    return server.account(user, token_command=command.line, **settings)


async def folders(account: Account) -> tuple[str, ...]:
    async with ImapMailbox(account, _no_password) as mailbox:
        return await mailbox.folders()


def _no_password(name: str) -> str:
    raise AssertionError(f"{name} was asked for beside a token command")


async def test_a_token_opens_the_mailbox(oauth_dovecot: Dovecot, tmp_path: Path) -> None:
    user = oauth_dovecot.user()
    command = Command(tmp_path, signed(user))

    assert "INBOX" in await folders(account_of(oauth_dovecot, user, command))
    assert command.count == 1


async def test_a_long_token_opens_the_mailbox(oauth_dovecot: Dovecot, tmp_path: Path) -> None:
    user = oauth_dovecot.user()
    command = Command(tmp_path, signed(user, padding="x" * 2000))

    assert "INBOX" in await folders(account_of(oauth_dovecot, user, command))


async def test_an_expired_token_is_renewed_once(oauth_dovecot: Dovecot, tmp_path: Path) -> None:
    user = oauth_dovecot.user()
    command = Command(tmp_path, signed(user, lasts=-600), signed(user))

    assert "INBOX" in await folders(account_of(oauth_dovecot, user, command))
    assert command.count == 2


async def test_a_token_refused_twice_is_told_in_one_sentence(
    oauth_dovecot: Dovecot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    user = oauth_dovecot.user()
    old = signed(user, lasts=-600)
    command = Command(tmp_path, old)

    with pytest.raises(AccountError, match="refused the token") as caught:
        await folders(account_of(oauth_dovecot, user, command))

    assert command.count == 2
    assert "account home" in str(caught.value)
    assert "token_command" in str(caught.value)
    assert old not in _everything_said(caught.value) + caplog.text


async def test_a_token_of_somebody_else_is_refused(oauth_dovecot: Dovecot, tmp_path: Path) -> None:
    user, other = oauth_dovecot.user(), oauth_dovecot.user()

    with pytest.raises(AccountError, match="refused the token"):
        await folders(account_of(oauth_dovecot, user, Command(tmp_path, signed(other))))


class TokenDoor(Outbox):
    """An SMTP server's handler: one mechanism, and a challenge before each refusal."""

    def open_to(self, mechanism: str, right: str) -> None:
        """Take one token by one mechanism."""
        self.right = right
        self.ends: list[bytes] = []
        self.lengths: list[int] = []
        setattr(self, f"auth_{mechanism.upper()}", self.check)

    async def check(self, server: SMTP, args: list[str]) -> AuthResult | None:
        line = args[1] if len(args) > 1 else ""
        self.lengths.append(len(line))
        if line:
            said = base64.b64decode(line)
        else:
            given = await server.challenge_auth(b"")
            assert isinstance(given, bytes)
            said = given
        before, _, rest = said.decode().partition("auth=Bearer ")
        word, _, tail = rest.partition("\1")
        assert tail == "\1"
        assert before == f"user={OWNER}\1" or before.startswith(f"n,a={OWNER},\1host=127.0.0.1\1")
        self.logins.append(word)
        if word == self.right:
            return AuthResult(success=True, auth_data=OWNER)
        end = await server.challenge_auth(b'{"status":"401","schemes":"bearer"}')
        self.ends.append(end if isinstance(end, bytes) else b"cancelled")
        # A rude server, that repeats what it was given, whole and cut short.
        await server.push(f"535 5.7.8 no: {word} begins with {word[:20]}, line {line[:60]}")
        return AuthResult(success=False, handled=True)


class WideSMTP(SMTP):
    """Takes answers as long as RFC 4954 section 4 wants them taken."""

    line_length_limit = 12_290


class WideController(Controller):
    """A controller of such a server."""

    def factory(self) -> SMTP:
        return WideSMTP(self.handler, **self.SMTP_kwargs)


@pytest.fixture
def door(mechanism: str) -> Iterator[TokenDoor]:
    door = TokenDoor(free_port())
    door.open_to(mechanism, "the.right.token.of.today")
    controller = WideController(
        door,
        hostname="127.0.0.1",
        port=door.port,
        auth_require_tls=False,
        auth_exclude_mechanism=["LOGIN", "PLAIN"],
    )
    controller.start()
    try:
        yield door
    finally:
        controller.stop()


def sender(port: int, command: Command, **settings: str | int) -> Account:
    given = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": "none", "smtp_user": OWNER}
    return Account(
        "home", "mail", "imap", given | {"token_command": command.line, "timeout": 10} | settings
    )


async def post(account: Account) -> str:
    return await send(account, _no_password, letter(), OWNER, ["anna@example.com"])


async def test_a_token_opens_the_way_out(door: TokenDoor, tmp_path: Path) -> None:
    command = Command(tmp_path, door.right)

    await post(sender(door.port, command))

    assert len(door.received) == 1
    assert command.count == 1


async def test_a_long_token_follows_the_command_line(door: TokenDoor, tmp_path: Path) -> None:
    door.right = "long." * 600

    await post(sender(door.port, Command(tmp_path, door.right)))

    assert len(door.received) == 1
    assert door.lengths == [0]


async def test_an_expired_token_for_sending_is_renewed_once(
    door: TokenDoor, mechanism: str, tmp_path: Path
) -> None:
    command = Command(tmp_path, "the.token.of.yesterday", door.right)

    await post(sender(door.port, command))

    assert len(door.received) == 1
    assert command.count == 2
    assert door.ends == [b"\1" if mechanism == "oauthbearer" else b""]


@pytest.mark.parametrize("old", ["the.token.of.yesterday", "yesterday." * 90])
async def test_a_token_for_sending_refused_twice_is_never_repeated(
    door: TokenDoor, tmp_path: Path, caplog: pytest.LogCaptureFixture, old: str
) -> None:
    caplog.set_level(logging.DEBUG, "plam_agent")
    caplog.set_level(logging.DEBUG, "aiosmtplib")
    command = Command(tmp_path, old)

    with pytest.raises(AccountError, match="refused the token") as caught:
        await post(sender(door.port, command))

    assert command.count == 2
    assert len(door.logins) == 2
    assert not door.received
    assert "account home" in str(caught.value)
    assert "token_command" in str(caught.value)
    assert "535" in str(caught.value)
    assert old[:20] not in _everything_said(caught.value) + caplog.text


async def test_a_server_without_a_token_mechanism(
    dovecot: Dovecot, smtp_server: Outbox, tmp_path: Path
) -> None:
    command = Command(tmp_path, "some.token.that.nobody.takes")

    with pytest.raises(AccountError, match="takes no OAuth 2 token"):
        await folders(account_of(dovecot, dovecot.user(), command))
    with pytest.raises(AccountError, match="takes no OAuth 2 token"):
        await post(sender(smtp_server.port, command))


@pytest.mark.parametrize(
    "output",
    [
        b"",
        b"\n \n",
        b"one\ntwo\n",
        b"one two\n",
        b"token\r\nA1 DELETE INBOX\r\n",
        b"token\1auth=Bearer other\1",
        b"token\0more\n",
        b"t\xc3\xb6ken\n",
        b"x" * (tokens.LONGEST + 1),
    ],
)
async def test_what_is_no_token_never_reaches_a_server(tmp_path: Path, output: bytes) -> None:
    reached: list[bytes] = []

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] ready\r\n")
        reached.append(await reader.read())

    async with fake_server(conversation) as port:
        settings = {"host": "127.0.0.1", "port": port, "tls": "none", "user": "me", "timeout": 5}
        command = Command(tmp_path, output)
        account = Account("home", "mail", "imap", settings | {"token_command": command.line})
        with pytest.raises(AccountError, match="token command of account home gave no token"):
            await folders(account)

    assert not reached


async def test_a_command_that_fails_or_takes_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = Account("home", "mail", "imap", {"token_command": "sh -c 'echo tok; exit 3'"})
    with pytest.raises(AccountError, match="gave no token"):
        await tokens.token(failing)

    monkeypatch.setattr(tokens, "TIMEOUT", 0.3)
    left = tmp_path / "left"
    # The command itself is over at once; what it started holds its output open.
    line = f"sh -c 'sleep 30 & echo $! > {left}; echo token'"
    for waiting in ("sleep 30", line):
        with pytest.raises(AccountError, match=r"token command of account home took over 0\.3 s"):
            await tokens.token(Account("home", "mail", "imap", {"token_command": waiting}))
    assert await asyncio.to_thread(_ended, int(left.read_text()))


def _ended(process: int) -> bool:
    """Whether a process is over within a second; a zombie, whom nobody has reaped, is."""
    state = Path(f"/proc/{process}/stat")
    for _ in range(100):
        try:
            if state.read_text().rpartition(")")[2].split()[0] in "ZX":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize("endless", [False, True])
async def test_the_challenge_of_a_refusal_is_answered_and_then_cancelled(
    tmp_path: Path, endless: bool
) -> None:
    heard: list[bytes] = []
    challenge = base64.b64encode(b'{"status":"400","schemes":"Bearer"}')

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] ready\r\n")
        while line := await reader.readline():
            tag, *words = line.split()
            if b"AUTHENTICATE" not in words:
                writer.write(tag + b" OK done\r\n")
                continue
            writer.write(b"+ \r\n")
            heard.append(await reader.readline())
            for _ in range(1000 if endless else 1):
                writer.write(b"+ " + challenge + b"\r\n")
                heard.append(await reader.readline())
                if heard[-1].strip() == b"*":
                    break
            writer.write(tag + b" NO [AUTHENTICATIONFAILED] " + heard[-2][:40] + b"\r\n")

    async with fake_server(conversation) as port:
        settings = {"host": "127.0.0.1", "port": port, "tls": "none", "user": "me", "timeout": 5}
        command = Command(tmp_path, "the.token.of.yesterday")
        account = Account("home", "mail", "imap", settings | {"token_command": command.line})
        with pytest.raises(AccountError, match="refused the token"):
            await folders(account)

    assert command.count == 2
    assert [line.strip() for line in heard[1:]].count(b"*") == (2 if endless else 0)
    assert heard[1].strip() == b""
    assert len(heard) == (6 if endless else 4)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("bad token ya29.abcdefghijkl here", "bad token … here"),
        ("bad token=ya29.abcdefghi", "bad token=…"),
        ("got dXNlcj1tZQFhdXRoPUJlYXJl", "got …"),
        ("[AUTHENTICATIONFAILED] try later", "[AUTHENTICATIONFAILED] try later"),
    ],
)
def test_what_a_server_repeats_is_hidden(said: str, told: str) -> None:
    word = "ya29.abcdefghijkl"
    line = base64.b64encode(f"user=me\1auth=Bearer {word}\1\1".encode()).decode()
    assert tokens.hidden(said, word, line) == told


def give(house: House, account: Account) -> None:
    """Make `account` the only mail account of a home."""
    saved = config.load(house.path)
    others = tuple(each for each in saved.accounts if each.kind != "mail")
    config.save(house.path, dataclasses.replace(saved, accounts=(account, *others)))


def journal(house: House) -> str:
    """All that a home has recorded."""
    with house.open() as home:
        return "".join(repr(event) for event in home.journal.events())


async def test_the_journal_never_learns_a_token(house: House, tmp_path: Path) -> None:
    old = "ya29.the.token.of.yesterday"
    command = Command(tmp_path, old)

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK [CAPABILITY IMAP4rev1 AUTH=OAUTHBEARER] ready\r\n")
        while line := await reader.readline():
            tag, *words = line.split()
            if b"AUTHENTICATE" not in words:
                writer.write(tag + b" OK done\r\n")
                continue
            writer.write(b"+ \r\n")
            given = (await reader.readline()).strip()
            writer.write(tag + b" NO what is " + old.encode() + b" or " + given + b"?\r\n")

    async with fake_server(conversation) as port:
        settings = {"host": "127.0.0.1", "port": port, "tls": "none", "user": "me", "timeout": 5}
        account = Account("mail", "mail", "imap", settings | {"token_command": command.line})
        await asyncio.to_thread(give, house, account)
        plan = {"steps": [{"tool": "mail.search", "args": {"words": " budget"}}]}
        with house.open() as home:
            async with house.runtime(home) as runtime:
                engine = ScriptedEngine(lambda _: plan)
                answer = await Agent(runtime, engine).ask("find the mail about the budget")
    told = answer.text + await asyncio.to_thread(journal, house)

    assert command.count == 2
    assert "refused the token" in told
    assert old not in told
    assert base64.b64encode(b"n,a=me,").decode()[:8] not in told


def _everything_said(error: BaseException | None) -> str:
    """The words of an error and of all that led to it, as a traceback would show them."""
    said = ""
    while error is not None:
        said += f"{error} {error!r} {getattr(error, 'fix', '')}\n"
        error = error.__cause__ or error.__context__
    return said

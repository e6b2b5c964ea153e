"""Real mail servers on loopback: Dovecot for IMAP, aiosmtpd for SMTP, and servers that misbehave.

A pytest plugin. Dovecot and its certificate live for the session, each test gets a user of its own.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import getpass
import grp
import imaplib
import itertools
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from plam_agent.config import Account
from plam_agent.tools.context import Connections, Context

PASSWORD = 'pässword "with\\ quotes'
OWNER = "marie@example.org"
FOLDERS = {"Archive": "", "Receipts": "", "Newsletters": "", "Trash": "\\Trash"} | {
    "Drafts": "\\Drafts",
    "Sent": "\\Sent",
}
SMALL = 8192
USERS = 500
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)

_CONFIG = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_login_user = {login}
default_internal_user = {internal}
default_internal_group = {group}
first_valid_uid = 0
first_valid_gid = 0
ssl = yes
ssl_cert = <{base}/cert.pem
ssl_key = <{base}/key.pem
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
mail_max_userip_connections = 100
mail_plugins = quota
mail_location = maildir:{base}/mail/%u
{passdb}
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {base}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {base}/users
}}
plugin {{
  quota = maildir:User quota
  quota_grace = 0
}}
protocol imap {{
  mail_plugins = quota imap_quota
  {imap}
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
  prefix = {prefix}
{folders}
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@dataclass
class Dovecot:
    """A running Dovecot; `user()` makes a user with empty folders."""

    base: Path
    port: int
    tls_port: int
    ca_file: Path
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def user(self, *, small: bool = False) -> str:
        """A user whom no other test has; a small one has room for SMALL octets."""
        return f"{'small' if small else 'user'}{next(self.numbers)}"

    def write_users(self) -> None:
        """Write all users at once: Dovecot looks at the file's time once a second."""
        # Dovecot keeps no mail for root.
        nobody = pwd.getpwnam("nobody")
        root = os.getuid() == 0
        user = nobody.pw_uid if root else os.getuid()
        group = nobody.pw_gid if root else os.getgid()
        password = base64.b64encode(PASSWORD.encode()).decode()
        tail = f"{{PLAIN.b64}}{password}:{user}:{group}::{self.base}/home/"
        lines = []
        for number in range(USERS):
            lines.append(f"user{number}:{tail}user{number}::")
            quota = f"userdb_quota_rule=*:bytes={SMALL}"
            lines.append(f"small{number}:{tail}small{number}::{quota}")
        (self.base / "users").write_text("\n".join(lines) + "\n")

    def account(self, user: str, **settings: str | int | bool) -> Account:
        given = {"host": "127.0.0.1", "port": self.port, "tls": "none", "user": user, "timeout": 10}
        return Account("home", "mail", "imap", given | settings)

    def look(self, user: str) -> imaplib.IMAP4:
        """A second connection, by another library, for what the tests assert."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.authenticate("PLAIN", lambda _: f"\0{user}\0{PASSWORD}".encode())
        return client


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """Dovecot with a certificate of a made-up authority, on a plain and on a TLS port."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        missing = "dovecot is not installed: apt-get install dovecot-imapd"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    # Unix sockets have short names, and as root Dovecot's parts run as users of their own, who
    # must reach them: the tests' own temporary folder is too deep and too private for that.
    with tempfile.TemporaryDirectory(prefix="dovecot") as folder:
        Path(folder).chmod(0o755)
        yield from _running(program, Path(folder))


@contextlib.contextmanager
def another_dovecot(
    like: Dovecot, *, folders: Mapping[str, str] = FOLDERS, **settings: str
) -> Iterator[Dovecot]:
    """A Dovecot beside the session's: other `folders`, `mechanisms`, `passdb`, `separator` or
    `prefix`.

    What a `passdb` reads is written beneath `like.base`; `imap` is put into the protocol's section.
    """
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    assert program is not None
    base = Path(tempfile.mkdtemp(prefix="d", dir=like.base))
    base.chmod(0o755)
    yield from _running(program, base, folders, **settings)


def _running(
    program: str, base: Path, given: Mapping[str, str] = FOLDERS, **settings: str
) -> Iterator[Dovecot]:
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    authority.cert_pem.write_to_path(base / "ca.pem")
    certificate.private_key_pem.write_to_path(base / "key.pem")
    chain = b"".join(pem.bytes() for pem in certificate.cert_chain_pems)
    (base / "cert.pem").write_bytes(chain)
    for name in ("mail", "home"):
        (base / name).mkdir()
        (base / name).chmod(0o777)
    server = Dovecot(base, free_port(), free_port(), base / "ca.pem")
    server.write_users()
    user, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
    root = os.getuid() == 0
    (base / "dovecot.conf").write_text(
        _CONFIG.format(
            base=base,
            login="dovenull" if root else user,
            internal="dovecot" if root else user,
            group="dovecot" if root else group,
            port=server.port,
            tls_port=server.tls_port,
            folders="\n".join(
                f'  mailbox "{name}" {{\n    auto = create\n'
                + (f"    special_use = {use}\n" if use else "")
                + "  }"
                for name, use in given.items()
            ),
            **{
                "mechanisms": "plain login",
                "passdb": "",
                "separator": "/",
                "prefix": "",
                "imap": "",
            }
            | settings,
        )
    )
    process = subprocess.Popen(
        [program, "-F", "-c", str(base / "dovecot.conf")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        _await_greeting(process, server)
        yield server
    finally:
        process.terminate()
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _await_greeting(process: subprocess.Popen[bytes], server: Dovecot) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = (process.stdout.read() if process.stdout else b"").decode("utf-8", "replace")
            pytest.fail(f"dovecot ended with {process.returncode}: {said}")
        try:
            with socket.create_connection(("127.0.0.1", server.port), timeout=2) as client:
                if client.recv(4) == b"* OK":
                    return
        except OSError:
            time.sleep(0.05)
    log = server.base / "dovecot.log"
    pytest.fail(f"dovecot does not answer: {log.read_text() if log.exists() else ''}")


@dataclass
class Outbox:
    """What an SMTP server on loopback was given; `refuse` holds recipients it refuses."""

    port: int = 0
    received: list[Envelope] = field(default_factory=list)
    refuse: set[str] = field(default_factory=set)
    logins: list[str] = field(default_factory=list)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.received.append(envelope)
        return "250 accepted"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        password = getattr(data, "password", b"")
        self.logins.append(getattr(data, "login", b"").decode())
        # Saying that it was handled would leave the client without an answer.
        return AuthResult(success=password == PASSWORD.encode(), handled=False)


@pytest.fixture
def smtp_server() -> Iterator[Outbox]:
    """An SMTP server without TLS that keeps what it is given."""
    outbox = Outbox()
    yield from _controlled(outbox)


@pytest.fixture
def smtp_server_with_login() -> Iterator[Outbox]:
    """An SMTP server that takes a password."""
    outbox = Outbox()
    yield from _controlled(outbox, authenticator=outbox.authenticate, auth_require_tls=False)


@pytest.fixture
def smtps_server(dovecot: Dovecot) -> Iterator[Outbox]:
    """An SMTP server behind TLS with Dovecot's certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(dovecot.base / "cert.pem", dovecot.base / "key.pem")
    yield from _controlled(Outbox(), ssl_context=context)


def _controlled(outbox: Outbox, **settings: object) -> Iterator[Outbox]:
    outbox.port = free_port()
    controller = Controller(outbox, hostname="127.0.0.1", port=outbox.port, **settings)
    controller.start()
    try:
        yield outbox
    finally:
        controller.stop()


Conversation = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def fake_server(
    conversation: Conversation, ssl: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """A TCP server that holds `conversation` with each client; yields its port."""
    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            talks.add(task)
        try:
            await conversation(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        except asyncio.CancelledError:
            return
        finally:
            await _closed(writer)

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=ssl)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await server.wait_closed()


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


THE_END = b".\r\n"


@asynccontextmanager
async def dying_proxy(port: int, word: bytes, *, stall: bool = False) -> AsyncIterator[int]:
    """A proxy to `port` that passes a client's line holding `word` on and then cuts or stalls.

    A `word` that is the end of a message (`THE_END`) is a whole line.
    """

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)

        async def down() -> None:
            while data := await up_reader.read(65_536):
                writer.write(data)
                await writer.drain()

        answers = asyncio.create_task(down())
        try:
            while data := await reader.readline():
                last = data == word if word == THE_END else word in data
                if last:
                    answers.cancel()
                    await asyncio.gather(answers, return_exceptions=True)
                up_writer.write(data)
                await up_writer.drain()
                if last and stall:
                    await asyncio.Event().wait()
                if last:
                    # Until the server has said something, it may not have done anything.
                    await up_reader.read(1)
                    return
        finally:
            answers.cancel()
            up_writer.close()
            await asyncio.gather(answers, return_exceptions=True)
            await _closed(up_writer)

    async with fake_server(conversation) as proxy:
        yield proxy


@pytest.fixture
async def connections() -> AsyncIterator[Connections]:
    """Connections that are closed when the test ends."""
    async with Connections() as opened:
        yield opened


@pytest.fixture
def surroundings(connections: Connections) -> Callable[..., Context]:
    """Makes the context of a call on an account."""

    def build(account: Account, call: str = "", *, automatic: bool = False) -> Context:
        return Context(
            account=account,
            owner=OWNER,
            zone=ZoneInfo("Europe/Paris"),
            now=lambda: NOW,
            secret=lambda name: PASSWORD,
            connections=connections,
            call=call,
            automatic=automatic,
        )

    return build


def letter(
    subject: str = "Hello",
    body: str = "Nothing much.",
    *,
    sender: str = "Anna <anna@example.com>",
    to: str = OWNER,
    number: int = 0,
    date: str = "Tue, 03 Mar 2026 10:00:00 +0100",
    **fields: str,
) -> bytes:
    """A plain message with CRLF line ends."""
    lines = [
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        f"Date: {date}",
        f"Message-ID: <{number}.{abs(hash((subject, body)))}@example.com>",
        *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items()),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        body,
        "",
    ]
    return "\r\n".join(lines).encode()

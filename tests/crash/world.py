"""The servers, started once, and for each kill a home and accounts of its own on them."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import imaplib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from plam_agent import config, keys
from plam_agent.config import Account
from plam_agent.home import Home
from plam_agent.policy.signing import sign
from plam_agent.setup import make_home
from tests import servers, servers_dav
from tests.servers import FOLDERS, OWNER, PASSWORD, Dovecot
from tests.servers_dav import Radicale

PASSPHRASE = "correct horse"
USERS = 6_000
ROOT = Path(__file__).parents[2]
COLLECTIONS = {"calendar": "VEVENT", "tasks": "VTODO", "contacts": ""}
"""What the collection of an account on the DAV server holds."""

POLICY = """plam: 1
serial: 1
owner: {owner}
device: {device}
expires: {expires}
rules:
  - id: look
    allow: [mail.read, mail.search, calendar.search, files.read, files.list]
  - id: work
    allow: [mail.move, mail.flag, mail.trash, mail.draft, mail.save, calendar.*, tasks.*,
            contacts.*, files.*]
    rate: 1000/day
otherwise:
  confirm: [mail.send, mail.reply]
  expires: 24h
triage:
  mailbox: INBOX
  labels:
    - {{label: receipt, means: "proof of a payment", then: {{mail.move: {{to: Receipts}}}}}}
    - {{label: personal, means: "a person writes", then: {{mail.flag: {{flag: important}}}}}}
  otherwise: leave
"""


@dataclass(frozen=True)
class Servers:
    """Where everything runs: the servers, what SMTP delivered, and a home to copy."""

    folder: Path
    dovecot: Dovecot
    radicale: Radicale
    smtp_port: int

    @property
    def delivered(self) -> Path:
        return self.folder / "delivered"

    @property
    def template(self) -> Path:
        return self.folder / "template"


@dataclass(frozen=True)
class World:
    """One kill's accounts: a mailbox, a calendar and a folder that no other kill touches."""

    servers: Servers
    number: int
    folder: Path

    @property
    def user(self) -> str:
        return f"user{self.number}"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @property
    def acks(self) -> Path:
        return self.folder / "acks"

    def open(self) -> Home:
        return Home.open(self.home, lambda: PASSPHRASE)

    @contextlib.contextmanager
    def imap(self) -> Iterator[imaplib.IMAP4]:
        client = self.servers.dovecot.look(self.user)
        try:
            yield client
        finally:
            client.logout()

    def append(self, folder: str, raw: bytes) -> str:
        """Put a message there; its id as the agent's, without the account."""
        with self.imap() as client:
            status, said = client.append(folder, "", None, raw)
        assert status == "OK", said
        found = re.search(rb"APPENDUID (\d+) (\d+)", said[0])
        assert found, said
        return f"{folder}/{int(found[1])}/{int(found[2])}"

    def mail(self) -> dict[str, list[tuple[str, str]]]:
        """By Message-ID: the folder of each copy, and its flags."""
        shown: dict[str, list[tuple[str, str]]] = {}
        with self.imap() as client:
            for folder in ("INBOX", *FOLDERS):
                status, count = client.select(folder, readonly=True)
                if status != "OK" or count == [b"0"]:
                    continue
                _, parts = client.fetch("1:*", "(FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
                for part in parts:
                    if isinstance(part, tuple):
                        name = part[1].decode().partition(":")[2].strip()
                        flags = re.search(r"FLAGS \(([^)]*)\)", part[0].decode())
                        shown.setdefault(name, []).append((folder, flags[1] if flags else ""))
        return shown

    def deliveries(self, subject: str) -> int:
        """How often a message with this subject was accepted by the SMTP server."""
        wanted = f"Subject: {subject}".encode()
        return sum(
            wanted in path.read_bytes()
            for path in self.servers.delivered.iterdir()
            if not path.name.startswith(".")
        )

    def dav(self, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        """A request of another client to the calendar's server."""
        login = base64.b64encode(f"{self.user}:x".encode()).decode()
        request = urllib.request.Request(
            f"{self.servers.radicale.url}/{self.user}/{path}",
            data=body,
            method=method,
            headers={"Authorization": f"Basic {login}"} | headers,
        )
        with urllib.request.urlopen(request, timeout=20) as reply:
            return bytes(reply.read())

    def put(self, name: str, data: bytes) -> None:
        """Put an event or a task there, as another client would."""
        self.dav("PUT", f"office/{name}.ics", data, **{"Content-Type": "text/calendar"})

    def events(self) -> str:
        """All events, tasks or cards of the collection, as one file."""
        return self.dav("GET", "office/").decode()


@contextlib.contextmanager
def running() -> Iterator[Servers]:
    """Dovecot, Radicale and an SMTP server, and a home under a policy that lets things happen."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise RuntimeError("dovecot is not installed: apt-get install dovecot-imapd")
    servers.USERS = USERS
    # Unix sockets have short names, and as root Dovecot's parts run as users of their own.
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="crash")))
        folder.chmod(0o755)
        for name in ("mail", "dav", "delivered", "worlds"):
            (folder / name).mkdir()
        (folder / "mail").chmod(0o755)
        dovecot = stack.enter_context(
            contextlib.contextmanager(servers._running)(program, folder / "mail")
        )
        radicale = stack.enter_context(servers_dav.running(folder / "dav", "--auth-type", "none"))
        port = servers.free_port()
        sink = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.sink", str(port), str(folder / "delivered")],
            cwd=ROOT,
        )
        stack.callback(sink.wait)
        stack.callback(sink.terminate)
        _await(port)
        found = Servers(folder, dovecot, radicale, port)
        _make_template(found.template)
        yield found


def _await(port: int) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _make_template(path: Path) -> None:
    make_home(path, owner=OWNER, zone="Europe/Paris", passphrase=PASSPHRASE, cost=keys.CHEAP)
    text = POLICY.format(
        owner=OWNER,
        device=keys.public(path, "device"),
        expires=(datetime.now(UTC) + timedelta(days=30)).date(),
    )
    (path / "policy.yaml").write_text(text)
    sign(path / "policy.yaml", keys.open_owner(path, PASSPHRASE), now=datetime.now(UTC))
    with Home.open(path, lambda: PASSPHRASE) as home:
        home.secrets.set("mail", "password", PASSWORD)
        for kind in COLLECTIONS:
            home.secrets.set(kind, "password", "x")
        home.policy()


def make(found: Servers, number: int, *, dav: str = "") -> World:
    """Accounts of its own for one kill; `dav` is the kind of the one on the DAV server."""
    folder = found.folder / "worlds" / str(number)
    world = World(found, number, folder)
    folder.mkdir()
    world.files.mkdir()
    world.acks.touch()
    shutil.copytree(found.template, world.home)
    mail = found.dovecot.account(
        world.user, smtp_host="127.0.0.1", smtp_port=found.smtp_port, smtp_tls="none", smtp_user=""
    )
    accounts = [
        dataclasses.replace(mail, name="mail"),
        Account("files", "files", "folder", {"path": str(world.files)}),
    ]
    if dav:
        user = servers_dav.DavUser(found.radicale, world.user)
        user.collection("office", component=COLLECTIONS[dav])
        account = user.account(dav, path=f"/{world.user}/office/")
        accounts.append(dataclasses.replace(account, name=dav))
    config.save(world.home, dataclasses.replace(config.load(world.home), accounts=tuple(accounts)))
    return world


def leftovers(world: World) -> list[str]:
    """What nothing needs any more: files under hidden names, names of what is in no trash."""
    trash = world.folder / "data" / "Trash"
    hidden = [*world.files.rglob(".*"), *trash.rglob(".*")]
    found = [each.name for each in hidden if each.name != ".plam-versions"]
    stray = (trash / "info").glob("*.trashinfo")
    return found + [each.name for each in stray if not (trash / "files" / each.stem).exists()]


def discard(world: World) -> None:
    """Remove what one kill left on this disk."""
    shutil.rmtree(world.folder)
    shutil.rmtree(world.servers.dovecot.base / "mail" / world.user, ignore_errors=True)

"""A simulated owner's home: real keys, policy, mail, calendar and journal.

It is a home like any other in a temporary folder; time passes by a clock that is set, and what is
sent reaches a mail server on loopback that throws it away.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import itertools
import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from plam_agent import config, keys
from plam_agent.config import Account
from plam_agent.home import Home
from plam_agent.policy.signing import sign
from plam_agent.runtime import Runtime
from plam_agent.setup import make_home
from plam_agent.tools.context import Connections
from plam_agent.tools.standard import everything
from plam_agent.tools.vcard import write_card

from .tuning_owner import Spec
from .tuning_stream import Message

PASSPHRASE = "correct horse battery staple"
UNDONE, BATCH = 0.15, 4
LOOKS = timedelta(days=2)
"""How often is looked where messages are, as the nightly timer does."""
_FOLDERS = ("Trash", "Drafts", "Sent")
_READS = "mail.search, mail.read, calendar.search, calendar.free, tasks.search, contacts.search"
_ASKED = "mail.*, calendar.*, tasks.*, contacts.add"


class Clock:
    """A clock that stands where it is set."""

    def __init__(self, now: datetime) -> None:
        """It begins at `now`, which is aware."""
        self.now = now

    def __call__(self) -> datetime:
        """The present; every look at it takes a moment, so that no two events are at once."""
        self.now += timedelta(milliseconds=1)
        return self.now


@dataclass
class House:
    """A simulated owner's home on disk, its accounts' folders, its clock and who lives there."""

    path: Path
    spec: Spec
    clock: Clock
    rng: random.Random
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    arrived: dict[int, str] = field(default_factory=dict)

    @property
    def mail(self) -> Path:
        """The Maildir."""
        return self.path.parent / "Mail"

    def open(self) -> Home:
        """The home, unlocked."""
        return Home.open(self.path, lambda: PASSPHRASE, clock=self.clock)

    @asynccontextmanager
    async def runtime(self, home: Home, model: str) -> AsyncIterator[Runtime]:
        """A runtime for the model with this fingerprint."""
        policy = await asyncio.to_thread(home.policy)
        async with Connections() as connections:
            yield Runtime(home, policy, everything(), connections, model=model)

    def folder(self, name: str) -> Path:
        """The Maildir folder of that name."""
        return self.mail if name == "INBOX" else self.mail / f".{name}"

    def deliver(self, message: Message) -> str:
        """Put a message into the inbox; its Message-ID."""
        number = next(self.numbers)
        identity = f"<m{number}.{self.spec.seed}@mail.example>"
        name = f"{int(message.at.timestamp())}.M{number}P1.mail.example"
        path = self.mail / "new" / name
        path.write_bytes(letter(message, identity, self.spec.owner.address))
        os.utime(path, (message.at.timestamp(),) * 2)
        return identity

    def place(self, identity: str) -> Path | None:
        """The file of a message, wherever it lies."""
        mark = f"Message-ID: {identity}".encode()
        names = ["INBOX", *(label.folder for label in self.spec.labels)]
        for folder in (self.folder(name) for name in names):
            for path in (*folder.glob("new/*"), *folder.glob("cur/*")):
                if mark in path.read_bytes()[:2_000]:
                    return path
        return None

    def move(self, identity: str, folder: str) -> None:
        """Move a message as a mail program does, by hand."""
        path = self.place(identity)
        if path is not None and path.parent.parent != self.folder(folder):
            unique = path.name.partition(":")[0]
            path.rename(self.folder(folder) / "cur" / f"{unique}:2,S")


def build(folder: Path, spec: Spec) -> House:
    """A home for an owner in an empty folder."""
    zone = ZoneInfo(spec.owner.zone)
    start = datetime.combine(spec.starts, datetime.min.time(), tzinfo=zone)
    clock = Clock(start)
    path = folder / "home"
    make_home(
        path,
        owner=spec.owner.address,
        zone=spec.owner.zone,
        language=spec.language,
        passphrase=PASSPHRASE,
        cost=keys.CHEAP,
        clock=clock,
    )
    house = House(path, spec, clock, random.Random(spec.seed + 1))
    for name in ("INBOX", *_FOLDERS, *(label.folder for label in spec.labels)):
        for part in ("cur", "new", "tmp"):
            (house.folder(name) / part).mkdir(parents=True)
        if name != "INBOX":
            (house.folder(name) / "maildirfolder").touch()
    for name in ("Calendar", "Tasks", "Contacts"):
        (folder / name).mkdir()
    people = [person for circle in spec.circles.values() for person in circle.people]
    for number, person in enumerate(people):
        card = write_card(f"p{number}", person.name, [person.address])
        (folder / "Contacts" / f"p{number}.vcf").write_bytes(card)
    (path / "policy.yaml").write_text(_policy(house), encoding="utf-8")
    sign(path / "policy.yaml", keys.open_owner(path, PASSPHRASE), now=clock())
    return house


def _accounts(house: House, port: int) -> tuple[Account, ...]:
    around = house.path.parent
    sending: dict[str, Any] = {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_tls": "none",
        "smtp_user": "",
        "name_shown": house.spec.owner.name,
    }
    return (
        Account("mail", "mail", "maildir", {"path": str(house.mail), **sending}),
        Account("calendar", "calendar", "ics", {"path": str(around / "Calendar")}),
        Account("tasks", "tasks", "ics", {"path": str(around / "Tasks")}),
        Account("contacts", "contacts", "vcf", {"path": str(around / "Contacts")}),
    )


def _policy(house: House) -> str:
    spec = house.spec
    folders = ", ".join(label.folder for label in spec.labels)
    lines = [
        "plam: 1",
        "serial: 2",
        f"owner: {spec.owner.address}",
        "device: " + keys.public(house.path, "device"),
        f"expires: {(spec.starts + timedelta(days=spec.days + 365)).isoformat()}",
        "unattended: queue",
        "rules:",
        f"  - {{id: look, allow: [{_READS}]}}",
        f"  - {{id: tidy, allow: mail.move, where: {{to: [{folders}]}}}}",
        "otherwise:",
        f"  confirm: [{_ASKED}]",
        "  expires: 24h",
        "triage:",
        "  mailbox: INBOX",
        "  labels:",
    ]
    lines += [
        f'    - {{label: {each.label}, means: "{each.means}", '
        f"then: {{mail.move: {{to: {each.folder}}}}}}}"
        for each in spec.labels
    ]
    return "\n".join([*lines, "  otherwise: leave", ""])


def letter(message: Message, identity: str, owner: str) -> bytes:
    """A message as octets, with the headers from which code finds its facts."""
    mail = EmailMessage(policy=SMTP)
    # First, so that a look at the beginning of a file finds it.
    mail["Message-ID"] = identity
    mail["From"] = formataddr((message.name, message.address))
    mail["To"] = owner
    mail["Subject"] = " ".join(message.subject.split())
    mail["Date"] = format_datetime(message.at)
    if "list" in message.facts:
        mail["List-Id"] = "<news.mail.example>"
    if "auto" in message.facts:
        mail["Auto-Submitted"] = "auto-generated"
    if "reply" in message.facts:
        mail["In-Reply-To"] = "<earlier@mail.example>"
    mail.set_content(message.body + "\n")
    if "invitation" in message.facts:
        mail.add_attachment(
            _invitation(message, identity), subtype="calendar", params={"method": "REQUEST"}
        )
    for kind, (main, sub) in _ATTACHED.items():
        if f"attachment {kind}" in message.facts:
            mail.add_attachment(b"0", maintype=main, subtype=sub, filename=f"{kind}.{sub}")
    return mail.as_bytes()


_ATTACHED = {
    "pdf": ("application", "pdf"),
    "image": ("image", "png"),
    "other": ("application", "zip"),
}


def _invitation(message: Message, identity: str) -> str:
    start = message.at + timedelta(days=3)
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//owners//EN\r\nMETHOD:REQUEST\r\n"
        f"BEGIN:VEVENT\r\nUID:{identity[1:-1]}\r\nDTSTAMP:{start:%Y%m%dT%H%M%SZ}\r\n"
        f"DTSTART:{start:%Y%m%dT%H%M%SZ}\r\nSUMMARY:-\r\nORGANIZER:mailto:{message.address}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


@asynccontextmanager
async def living(house: House) -> AsyncIterator[Home]:
    """The home, open, with its accounts and somewhere to send mail to."""
    server = await asyncio.start_server(_swallow, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = config.load(house.path)
    config.save(house.path, dataclasses.replace(settings, accounts=_accounts(house, port)))
    try:
        with house.open() as home:
            yield home
    finally:
        server.close()
        await server.wait_closed()


async def _swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A mail server that takes everything and keeps nothing."""
    with contextlib.suppress(OSError):
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                while (await reader.readline()) not in (b".\r\n", b""):
                    pass
            writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
            if verb == b"QUIT":
                break
        writer.close()

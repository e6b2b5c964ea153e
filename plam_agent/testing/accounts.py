"""Accounts in folders, on which the real drivers work: mail, events and files of a test.

They stand in for servers. What is put into them comes from somebody else, as far as origins go, and
what they hold afterwards is read from the files themselves.
"""

from __future__ import annotations

import mailbox
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from ..config import Account


@dataclass(frozen=True, slots=True)
class FakeMail:
    """A Maildir++ folder as a mail account."""

    path: Path
    name: str = "mail"

    @property
    def account(self) -> Account:
        """The account as the settings have it."""
        return Account(self.name, "mail", "maildir", {"path": str(self.path)})

    def deliver(self, sender: str, subject: str, text: str, *, at: datetime) -> str:
        """Put a message into the inbox, unread, and return its Message-ID."""
        message = EmailMessage(policy=policy.SMTP)
        message["From"], message["To"] = sender, "you@example.org"
        message["Subject"], message["Date"] = subject, format_datetime(at)
        id_ = f"<{abs(hash((sender, subject, text, at)))}@example.org>"
        message["Message-ID"] = id_
        message.set_content(text)
        box = mailbox.Maildir(self.path, create=True)
        try:
            box.add(bytes(message))
        finally:
            box.close()
        return id_

    def subjects(self, folder: str = "INBOX") -> list[str]:
        """The subjects of the messages in a folder, sorted; none where there is no such folder."""
        place = self.path if folder == "INBOX" else self.path / f".{folder}"
        found = []
        for part in ("new", "cur"):
            for file in (place / part).glob("*"):
                with file.open("rb") as opened:
                    found.append(str(mailbox.MaildirMessage(opened)["Subject"]))
        return sorted(found)


@dataclass(frozen=True, slots=True)
class FakeCalendar:
    """A folder of iCalendar files as a calendar."""

    path: Path
    name: str = "calendar"

    @property
    def account(self) -> Account:
        """The account as the settings have it."""
        return Account(self.name, "calendar", "ics", {"path": str(self.path)})

    def add(self, uid: str, title: str, start: datetime, end: datetime) -> None:
        """Put an event into it; `start` and `end` are aware."""
        form = "%Y%m%dT%H%M%SZ"
        lines = [
            *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//plam_agent//testing//EN"),
            *("BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}"),
            f"DTSTAMP:{start.astimezone(UTC):{form}}",
            f"DTSTART:{start.astimezone(UTC):{form}}",
            f"DTEND:{end.astimezone(UTC):{form}}",
            *("END:VEVENT", "END:VCALENDAR"),
        ]
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / f"{uid}.ics").write_bytes("".join(f"{line}\r\n" for line in lines).encode())

    def titles(self) -> list[str]:
        """The titles of its events, sorted."""
        lines = [
            line
            for file in self.path.rglob("*.ics")
            for line in file.read_text(encoding="utf-8").splitlines()
        ]
        return sorted(line.partition(":")[2] for line in lines if line.startswith("SUMMARY"))


@dataclass(frozen=True, slots=True)
class FakeFiles:
    """A folder as a files account."""

    path: Path
    name: str = "files"

    @property
    def account(self) -> Account:
        """The account as the settings have it."""
        return Account(self.name, "files", "folder", {"path": str(self.path)})

    def write(self, name: str, text: str) -> None:
        """Put a file into it, with the folders it is in."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def texts(self) -> dict[str, str]:
        """What its files hold, by their relative paths."""
        return {
            file.relative_to(self.path).as_posix(): file.read_text(encoding="utf-8")
            for file in sorted(self.path.rglob("*"))
            if file.is_file()
        }

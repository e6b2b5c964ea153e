"""A mailbox, a calendar and an address book to try things on, and what each message is.

They belong to Marie Dubois <marie@example.org>, who lives in Paris and writes English and French.
Nothing here is real: every address ends in a domain reserved for examples (RFC 2606, RFC 6761).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from ..errors import InputError
from .dates import fill
from .message import AUTHSERV_ID, Letter, render

__all__ = ["AUTHSERV_ID", "LABELS", "OWNER", "ZONE", "Sample", "create"]

OWNER = "marie@example.org"
ZONE = ZoneInfo("Europe/Paris")
LABELS = ("receipt", "newsletter", "invitation", "personal", "none")
_FOLDERS = ("Archive", "Receipts", "Newsletters", "Trash", "Drafts", "Sent")


@dataclass(frozen=True, slots=True)
class Sample:
    """Where the sample lies, and the ground truth.

    `mail` is a Maildir++ folder, `calendar` holds one event a file (.ics), `contacts` one person a
    file (.vcf). `labels` maps the Message-ID of every message in the inbox, angle brackets
    included, to one of `LABELS`; mail in the other folders is not judged.
    """

    folder: Path
    mail: Path
    calendar: Path
    contacts: Path
    labels: Mapping[str, str]


def create(folder: Path, now: datetime) -> Sample:
    """Write the sample into `folder`, which must be empty or absent, with dates around `now`.

    `now` is an aware datetime. The same `now` gives the same files. Raises InputError where
    `folder` holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(
            "The sample data needs an empty folder.", file=folder, fix="Name another folder."
        )
    now = now.astimezone(ZONE)
    package = files(__name__)
    letters = {item.name: render(item, now) for item in _items(package / "messages", ".mail")}
    events = {item.name: _event(item, now) for item in _items(package / "calendar", ".ics")}
    people = {
        item.name: _text_lines(item.read_text("utf-8"))
        for item in _items(package / "contacts", ".vcf")
    }

    sample = Sample(
        folder,
        folder / "Mail",
        folder / "Calendar",
        folder / "Contacts",
        MappingProxyType({one.message_id: one.label for one in letters.values() if one.label}),
    )
    _maildir(sample.mail, letters)
    for path, contents in ((sample.calendar, events), (sample.contacts, people)):
        path.mkdir(parents=True)
        for name, data in contents.items():
            (path / name).write_bytes(data)
    return sample


def _items(folder: Traversable, suffix: str) -> list[Traversable]:
    return sorted(
        (item for item in folder.iterdir() if item.name.endswith(suffix)),
        key=lambda item: item.name,
    )


def _event(source: Traversable, now: datetime) -> bytes:
    zone = (files(__name__) / "calendar" / "europe-paris.txt").read_text("utf-8")
    text = source.read_text("utf-8").replace("VTIMEZONE\n", zone)
    return _text_lines(fill(text, now.date()))


def _text_lines(text: str) -> bytes:
    """CRLF, and no line above 75 octets (RFC 5545 section 3.1, RFC 6350 section 3.2)."""
    folded = []
    for line in text.splitlines():
        while len(line.encode()) > 75:
            cut = next(n for n in range(75, 0, -1) if len(line[:n].encode()) <= 75)
            folded.append(line[:cut])
            line = " " + line[cut:]
        folded.append(line)
    return "".join(f"{line}\r\n" for line in folded).encode()


def _maildir(path: Path, letters: Mapping[str, Letter]) -> None:
    for folder in (path, *(path / f".{name}" for name in _FOLDERS)):
        for part in ("cur", "new", "tmp"):
            (folder / part).mkdir(parents=True)
        if folder != path:
            (folder / "maildirfolder").touch()
    for source, letter in letters.items():
        folder = path if letter.folder == "INBOX" else path / f".{letter.folder}"
        name = re.sub(r"\.mail$", f".{AUTHSERV_ID}", source)
        file = (
            folder / "new" / name
            if letter.flags is None
            else folder / "cur" / f"{name}:2,{letter.flags}"
        )
        file.write_bytes(letter.data)
        # Maildir keeps the time of arrival (IMAP's INTERNALDATE) as the file's own.
        os.utime(file, (letter.sent.timestamp(),) * 2)

"""The files of a Maildir: which there are, in what order they came, and where each one is now.

A file is known by the unique part of its name; other programs rename it when flags change. Names
begin with the time of delivery (the Maildir convention), so that a folder of fifty thousand is put
in order without a look at any file.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

_DELIVERED = re.compile(r"(\d{9,11})\.(?:M(\d{1,6})(?!\d))?")
_LETTERS = {"D": "\\Draft", "F": "\\Flagged", "R": "\\Answered", "S": "\\Seen", "T": "\\Deleted"}
LETTERS = {flag: letter for letter, flag in _LETTERS.items()}


class Entry(NamedTuple):
    """One file: `place` is its path within the folder (`new/…`, `cur/…`), `arrived` in seconds."""

    arrived: float
    unique: str
    place: str

    @property
    def info(self) -> str:
        """The letters after `:2,`."""
        return self.place.partition(":2,")[2]

    @property
    def flags(self) -> frozenset[str]:
        """The flags under their IMAP names."""
        return frozenset(_LETTERS[letter] for letter in self.info if letter in _LETTERS)


class Files:
    """The files of one folder. What it remembers is checked against the disk before it is used."""

    def __init__(self, home: Path) -> None:
        """Nothing is read yet."""
        self.home = home
        self._known: dict[str, Entry] = {}

    def listed(self) -> list[Entry]:
        """All messages, the last to arrive first; remembered for `located`."""
        entries = sorted(_scanned(self.home), reverse=True)
        self._known = {entry.unique: entry for entry in entries}
        return entries

    def located(self, uniques: Iterable[str]) -> dict[str, Entry]:
        """Where those messages are that still exist; the folder is read again only if need be."""
        wanted = list(dict.fromkeys(uniques))
        if not all(map(self._there, wanted)):
            self.listed()
        return {each: self._known[each] for each in wanted if each in self._known}

    def _there(self, unique: str) -> bool:
        entry = self._known.get(unique)
        return entry is not None and os.path.lexists(self.home / entry.place)

    def path(self, entry: Entry) -> Path:
        """The file of an entry."""
        return self.home / entry.place


def _scanned(home: Path) -> Iterator[Entry]:
    for state in ("new", "cur"):
        with os.scandir(home / state) as found:
            for each in found:
                name = each.name
                if name.startswith("."):
                    continue
                delivered = _DELIVERED.match(name)
                if delivered:
                    arrived = int(delivered[1]) + int(delivered[2] or 0) / 1e6
                else:
                    try:
                        arrived = each.stat().st_mtime
                    except FileNotFoundError:
                        continue  # renamed by another program between the listing and the look
                yield Entry(arrived, name.partition(":2,")[0], f"{state}/{name}")


def encoded(name: str) -> str:
    """A folder's name in modified UTF-7 (RFC 3501 section 5.1.3), as Dovecot writes it to disk."""

    def shifted(match: re.Match[str]) -> str:
        if match[0] == "&":
            return "&-"
        data = base64.b64encode(match[0].encode("utf-16-be"))
        return f"&{data.decode().rstrip('=').replace('/', ',')}-"

    return re.sub(r"[^\x20-\x7e]+|&", shifted, name)


def decoded(name: str) -> str:
    """The inverse of `encoded`; a name that is not well-formed stays as it is."""

    def text(match: re.Match[str]) -> str:
        if not match[1]:
            return "&"
        data = match[1].replace(",", "/")
        return base64.b64decode(data + "=" * (-len(data) % 4)).decode("utf-16-be")

    try:
        return re.sub(r"&([^-]*)-", text, name)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return name

"""What a file may be called: paths within a root, names that are safe to make, names to show."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from ...errors import InputError

ROOT = "."
DEEPEST = 32
LONGEST_PATH = 2_000
LONGEST_NAME = 200  # Octets; file systems allow 255, and temporary names add some.
# Devices of Windows: a synchronised folder could not be used there.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[/\\:\u2044\u2215\u29f8\uff0f\uff3c]+")
_FORBIDDEN = frozenset('<>"|?*')


def parts_of(path: str) -> tuple[str, ...]:
    """The components of a relative path; none for the root itself (`.`).

    Raises InputError for anything that could lead elsewhere or that is hidden.
    """
    if path == ROOT:
        return ()
    parts = tuple(path.split("/"))
    if path.startswith("/"):
        raise InputError(f"{shown(path)} is not a path within the folder")
    if len(path) > LONGEST_PATH or len(parts) > DEEPEST:
        raise InputError(f"{shown(path)[:60]}… is too long a path")
    for part in parts:
        if part in ("", "..", ".") or "\0" in part:
            raise InputError(f"{shown(path)} is not a path within the folder")
        if part.startswith("."):
            raise InputError(f"{shown(path)} is hidden, and hidden files are left alone")
        if not _encodable(part):
            raise InputError(f"{shown(path)} has a name that is not Unicode")
    return parts


def visible(name: str) -> bool:
    """Whether an existing entry is looked at at all: neither hidden nor beyond Unicode."""
    return not name.startswith(".") and _encodable(name)


def _encodable(name: str) -> bool:
    try:
        return len(name.encode()) <= 255
    except UnicodeEncodeError:
        return False


def check_new(name: str) -> None:
    """Raise InputError for a name that should not be made, whoever said it."""
    trouble = ""
    if not name or name != name.strip() or name.endswith("."):
        trouble = "begins or ends with a space or a full stop"
    elif name.startswith("."):
        trouble = "is hidden, and hidden files are left alone"
    elif len(name.encode("utf-8", "surrogatepass")) > LONGEST_NAME:
        trouble = f"is longer than {LONGEST_NAME} octets"
    elif _SEPARATORS.search(name) or any(unicodedata.category(c)[0] == "C" for c in name):
        trouble = "has characters that do not belong into a name"
    elif _DEVICES.match(name):
        trouble = "is a reserved name"
    if trouble:
        raise InputError(
            f"a file cannot be called {shown(name)[:80]!r}: it {trouble}", fix="Say another name."
        )


def safe_name(said: str, instead: str = "file") -> str:
    """A name that a stranger chose as one that can be made; `instead` where nothing is left.

    The last part of a path, in NFC, without control and direction characters, leading dots and
    reserved names, at most LONGEST_NAME octets with its suffix kept.
    """
    name = unicodedata.normalize("NFC", _SEPARATORS.split(said.strip())[-1])
    name = "".join(
        "" if unicodedata.category(c)[0] == "C" else "_" if c in _FORBIDDEN else c for c in name
    )
    name = " ".join(name.split()).strip(". ")
    if not name:
        name = instead
    if _DEVICES.match(name):
        name = f"_{name}"
    return shortened(name)


def shortened(name: str, room: int = LONGEST_NAME) -> str:
    """The name cut to `room` octets, its suffix kept where it is a short one."""
    if len(name.encode()) <= room:
        return name
    suffix = PurePosixPath(name).suffix
    suffix = suffix if len(suffix.encode()) <= 20 else ""
    stem = name.removesuffix(suffix).encode()[: room - len(suffix.encode())]
    return stem.decode(errors="ignore").rstrip(". ") + suffix


def numbered(name: str, number: int) -> str:
    """`report (2).pdf`: the name with a number before its suffix."""
    if number < 2:
        return name
    suffix = PurePosixPath(name).suffix
    stem = shortened(name.removesuffix(suffix), LONGEST_NAME - len(suffix.encode()) - 8)
    return f"{stem} ({number}){suffix}"


def shown(text: str) -> str:
    """Text on one line with everything invisible escaped, for previews and errors."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)

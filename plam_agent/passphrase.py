"""Where a command gets the passphrase: a descriptor, the environment, systemd or the terminal."""

from __future__ import annotations

import getpass
import os
import sys
import warnings
from pathlib import Path

from .errors import InputError, LockedError

VARIABLE = "PLAM_PASSPHRASE"
BUNDLE = "PLAM_BUNDLE_PASSPHRASE"
CREDENTIAL = "plam-passphrase"
LONGEST = 4096
WAYS = (
    f"Give it by --passphrase-fd N, in {VARIABLE}, as the systemd credential {CREDENTIAL}, "
    "or run this on a terminal."
)


def passphrase(
    descriptor: int | None = None, *, ask: str = "Passphrase: ", twice: bool = False
) -> str:
    """The owner's passphrase from the first source there is.

    In order: `--passphrase-fd`, PLAM_PASSPHRASE, the systemd credential `plam-passphrase`, the
    terminal (`twice`: a new one, asked again). One trailing newline is not part of it. Raises
    LockedError where there is none of these.
    """
    found = given(descriptor)
    if found is not None:
        return found
    if not sys.stdin.isatty():
        raise LockedError("a passphrase is needed.", fix=WAYS)
    return _asked(ask, twice=twice)


def offered(descriptor: int | None = None) -> str | None:
    """The owner's passphrase where there is a source for it, a terminal included, else None."""
    found = given(descriptor)
    if found is None and sys.stdin.isatty():
        return _asked("Passphrase: ", twice=False)
    return found


def bundle_passphrase(descriptor: int | None = None, *, twice: bool = False) -> str:
    """The passphrase of a bundle: a descriptor, PLAM_BUNDLE_PASSPHRASE or the terminal.

    `twice` is a new one, asked again. Raises LockedError where there is none of these.
    """
    if descriptor is not None:
        return _from_descriptor(descriptor, "--bundle-passphrase-fd")
    if value := os.environ.get(BUNDLE):
        return value
    if not sys.stdin.isatty():
        raise LockedError(
            "the passphrase of the bundle is needed.",
            fix=f"Give it by --bundle-passphrase-fd N, in {BUNDLE}, or run this on a terminal.",
        )
    return _asked("Passphrase of the bundle: ", twice=twice)


def recovery_key(descriptor: int | None = None) -> str:
    """The printed recovery key, from a descriptor or the terminal. Raises LockedError."""
    if descriptor is not None:
        return _from_descriptor(descriptor, "--recovery-fd")
    if not sys.stdin.isatty():
        raise LockedError(
            "the recovery key is needed.",
            fix="Give it by --recovery-fd N, or run this on a terminal.",
        )
    return _asked("Recovery key: ", twice=False)


def given(descriptor: int | None = None) -> str | None:
    """The owner's passphrase where a source has it without asking anybody, else None."""
    if descriptor is not None:
        return _from_descriptor(descriptor)
    if value := os.environ.get(VARIABLE):
        return value
    if folder := os.environ.get("CREDENTIALS_DIRECTORY"):
        path = Path(folder, CREDENTIAL)
        if path.is_file():
            return _line(path.read_bytes(), str(path))
    return None


def _asked(ask: str, *, twice: bool) -> str:
    try:
        with warnings.catch_warnings():
            # Without a terminal to silence, getpass would echo what is typed.
            warnings.simplefilter("error", getpass.GetPassWarning)
            value = getpass.getpass(ask)
            if twice and getpass.getpass("Once more: ") != value:
                raise InputError("the two passphrases differ.", fix="Try again.")
    except (getpass.GetPassWarning, EOFError) as error:
        raise LockedError("a passphrase is needed.", fix=WAYS) from error
    if not value:
        raise LockedError("no passphrase was given.", fix=WAYS)
    return value


def _from_descriptor(descriptor: int, option: str = "--passphrase-fd") -> str:
    raw = b""
    try:
        while len(raw) <= LONGEST and (part := os.read(descriptor, LONGEST)):
            raw += part
    except OSError as error:
        raise InputError(f"{option} {descriptor} cannot be read: {error.strerror}.") from error
    return _line(raw, f"{option} {descriptor}")


def _line(raw: bytes, source: str) -> str:
    if len(raw) > LONGEST:
        raise InputError(f"the passphrase is longer than {LONGEST} bytes.", file=source)
    try:
        value = raw.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise InputError("the passphrase is not UTF-8 text.", file=source) from error
    if not value:
        raise LockedError("the passphrase is empty.", file=source, fix=WAYS)
    return value

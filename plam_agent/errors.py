"""Every error a person can meet.

PlamError                      what went wrong, and what to do about it
├── InputError                 a file, an option or a request is wrong      exit 2
│   ├── PolicyError            the policy document, with file and line
│   ├── ConfigError            config.toml, an account
│   ├── ModelError             a model or adapter file
│   └── ContentError           a message, calendar or contact file
├── AuthorityError             nothing vouches for what was asked           exit 3
│   ├── SignatureError         unsigned, tampered, older or expired policy; a bad receipt
│   └── LockedError            a passphrase is missing or wrong
├── DamageError                the journal or the vault does not verify     exit 3
├── StorageError               the disk is full or cannot be written        exit 1
├── DownloadError              a model did not arrive, or is not the one    exit 1
│   └── DroppedError           the connection broke: worth another try
├── ToolError                  a tool could not do it                       exit 1
│   ├── AccountError           server dead, password refused, quota
│   └── UncertainError         it may or may not have happened
├── PlanError                  the model's output is not a usable plan      exit 1
└── BusyError                  another process holds the lock               exit 75
"""

from __future__ import annotations


class PlamError(Exception):
    """What went wrong in one sentence, where, and what to do next."""

    exit = 1

    def __init__(
        self, message: str, *, file: object = None, line: int | None = None, fix: str = ""
    ) -> None:
        """Say what is wrong; `file` and `line` point into the reader's own input."""
        super().__init__(message)
        self.message = message
        self.file = str(file) if file is not None else ""
        self.line = line
        self.fix = fix

    def __str__(self) -> str:
        """`file:line: message. fix`, whatever of it is known."""
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        end = "" if self.message.endswith((".", "!", "?")) else "."
        fix = f"{end} {self.fix}" if self.fix else ""
        return f"{place}{self.message}{fix}"


class InputError(PlamError):
    """A file, an option or a request is wrong."""

    exit = 2


class PolicyError(InputError):
    """The policy document is not a policy."""


class ConfigError(InputError):
    """The configuration or an account is wrong."""


class ModelError(InputError):
    """A model or adapter file cannot be used."""


class ContentError(InputError):
    """A message, calendar or contact file cannot be read."""


class AuthorityError(PlamError):
    """Nothing vouches for what was asked."""

    exit = 3


class SignatureError(AuthorityError):
    """A signature is missing, wrong, too old or expired."""


class LockedError(AuthorityError):
    """A key is sealed and the passphrase is missing or wrong."""


class DamageError(PlamError):
    """The journal or the vault does not verify."""

    exit = 3


class StorageError(PlamError):
    """The disk is full or cannot be written; nothing was left half-written."""


class DownloadError(PlamError):
    """A model did not arrive, or what arrived is not what was promised; no old one was touched."""


class DroppedError(DownloadError):
    """The connection broke or the server is busy; what had arrived is kept for another try."""


class ToolError(PlamError):
    """A tool could not do it; nothing happened."""


class AccountError(ToolError):
    """The account's server is dead, refuses, or is out of space."""


class UncertainError(ToolError):
    """The effect may or may not have happened (a connection lost after the send)."""


class PlanError(PlamError):
    """The model's output is not a usable plan."""


class BusyError(PlamError):
    """Another process holds what this one needs."""

    exit = 75

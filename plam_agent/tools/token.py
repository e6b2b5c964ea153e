"""OAuth 2 access tokens from the command that the owner named on the account (`token_command`).

The command is the owner's own (oama, mutt_oauth2.py, a secret manager); it prints one token. It is
run without a shell, its output is read up to a bound and never logged, and what it writes to its
error output is thrown away, because such tools print secrets there.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shlex
import signal

from ..config import Account
from ..errors import AccountError, ConfigError

TIMEOUT = 30.0
LONGEST = 16_384
"""How many octets a token may have; those of large providers have two to four thousand."""

# Long enough to be a piece of a token or of its base64, too long to be a word.
_PIECE = re.compile(r"[A-Za-z0-9+/_.~-]{12,}")

# What opens the owner's home or mailbox is none of the command's business.
_OURS = ("PLAM_PASSPHRASE", "PLAM_PASSWORD")


async def token(account: Account, command: str = "token_command", said: bytes = b"") -> str:
    """One access token of the account, printed by its `token_command`.

    Another setting may name the command; `said` is what it is given to read.
    Raises ConfigError for a command that is none, AccountError where it fails, prints nothing that
    could be a token (RFC 6750 section 2.1), or takes longer than TIMEOUT seconds.
    """
    words = _words(account, command)
    environment = {name: value for name, value in os.environ.items() if name not in _OURS}
    try:
        process = await asyncio.create_subprocess_exec(
            *words,
            stdin=asyncio.subprocess.PIPE if said else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment,
            # A group of its own, so that what it starts ends with it.
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise AccountError(
            f"the token command of account {account.name} cannot be run: {_why(error)}",
            fix=f"Correct {command} in config.toml.",
        ) from error
    whole = False
    try:
        async with asyncio.timeout(TIMEOUT):
            await _tell(process, said)
            out = await _read(process)
            whole = len(out) <= LONGEST
            status = await process.wait() if whole else -1
    except TimeoutError as error:
        raise AccountError(
            f"the token command of account {account.name} took over {TIMEOUT:g} s",
            fix="Run it by hand: it may be waiting for you.",
        ) from error
    finally:
        await _end(process, whole)
    text = out.decode("ascii", "replace").strip()
    if status or not text or not text.isascii() or not text.isprintable() or " " in text:
        raise AccountError(
            f"the token command of account {account.name} gave no token",
            fix="Run it by hand: it must print one access token and exit 0.",
        )
    return text


def hidden(said: str, *secrets: str) -> str:
    """What a server said, without the pieces of it that are in one of `secrets`, or hold one.

    A server may repeat, whole or cut short, the token or the line that carried it.
    """
    kept = [secret.rstrip("=") for secret in secrets if secret.rstrip("=")]

    def shown(piece: re.Match[str]) -> str:
        found = piece.group()
        return "…" if any(found in each or each in found for each in kept) else found

    return _PIECE.sub(shown, said)


def _words(account: Account, setting: str) -> list[str]:
    try:
        words = shlex.split(str(account.settings.get(setting, "")))
    except ValueError:
        words = []
    if not words:
        raise ConfigError(
            f"account {account.name} has a token command that cannot be split into words",
            fix=f"Write {setting} as in a shell: a program and its arguments, quotes closed.",
        )
    return words


async def _tell(process: asyncio.subprocess.Process, said: bytes) -> None:
    """Write what the command is to read, which may be over before it has read it."""
    if process.stdin is None:
        return
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(said)
        await process.stdin.drain()
    process.stdin.close()


async def _read(process: asyncio.subprocess.Process) -> bytes:
    """What the command prints, at most one octet more than LONGEST."""
    assert process.stdout is not None
    out = b""
    while len(out) <= LONGEST:
        piece = await process.stdout.read(LONGEST + 1 - len(out))
        if not piece:
            break
        out += piece
    return out


async def _end(process: asyncio.subprocess.Process, whole: bool) -> None:
    """Kill what still runs of the command's group, and reap it.

    Where the output was not read to its end, something holds it open even if the command is over.
    """
    if process.returncode is None or not whole:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__

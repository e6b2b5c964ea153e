"""What a model computed for the beginning of prompts, kept on disk: sealed, bounded, by use.

A state holds what the beginning says, so it is sealed like everything that is the owner's. Its
name is a keyed mark over the weights, the form of the state and every token, so that a state never
meets another model or prompt, and its name tells nobody what it is of.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from ..errors import DamageError, StorageError
from ..files import private_folder
from ..vault import Sealed, Vault

MOST = 512 * 2**20
_CONTEXT = b"model state 1\0"
_KEY_BYTES = 2


class States:
    """A folder of sealed states, the least recently used of which go first."""

    def __init__(self, folder: Path, vault: Vault, *, most: int = MOST) -> None:
        """`most` is how many bytes the folder may hold."""
        self._folder = folder
        self._vault = vault
        self._most = most

    def name(self, *parts: str) -> str:
        """The name of a state of exactly these parts."""
        return self._vault.mark("model state", *parts)

    def get(self, name: str) -> bytes | None:
        """The state of this name, or None where there is none that opens."""
        path = self._folder / name
        try:
            raw = path.read_bytes()
            # What was used last is dropped last.
            os.utime(path)
        except OSError:
            return None
        size = int.from_bytes(raw[:_KEY_BYTES])
        sealed = Sealed(raw[_KEY_BYTES : _KEY_BYTES + size], raw[_KEY_BYTES + size :])
        try:
            return self._vault.open(sealed, _CONTEXT + name.encode())
        except DamageError:
            # It only saves time: what is damaged is computed anew and replaced.
            self._remove(path)
            return None

    def put(self, name: str, state: bytes) -> None:
        """Keep a state; a disk that is full keeps none, and nothing else is lost."""
        sealed = self._vault.seal(state, _CONTEXT + name.encode())
        data = len(sealed.key).to_bytes(_KEY_BYTES) + sealed.key + sealed.box
        if len(data) > self._most:
            return
        temporary = self._folder / f".{name}.{secrets.token_hex(6)}"
        try:
            private_folder(self._folder)
            self._make_room(len(data))
            # It need not survive a crash, only be whole or absent: a torn one does not open.
            with os.fdopen(
                os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as f:
                f.write(data)
            temporary.replace(self._folder / name)
        except (OSError, StorageError):
            self._remove(temporary)

    def _held(self) -> list[tuple[Path, float, int]]:
        """Path, time of the last use and size of each file, the oldest first."""
        found: list[tuple[Path, float, int]] = []
        with contextlib.suppress(FileNotFoundError):
            for entry in os.scandir(self._folder):
                with contextlib.suppress(FileNotFoundError):
                    stat = entry.stat(follow_symlinks=False)
                    found.append((Path(entry.path), stat.st_mtime, stat.st_size))
        return sorted(found, key=lambda each: each[1])

    def _make_room(self, size: int) -> None:
        held = self._held()
        total = sum(each[2] for each in held) + size
        for path, _, freed in held:
            if total <= self._most:
                break
            self._remove(path)
            total -= freed

    @staticmethod
    def _remove(path: Path) -> None:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)

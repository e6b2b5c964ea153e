"""Sealing at rest: a random key per record, wrapped by the master key.

Destroying a record's wrapped key forgets the record, wherever its box has been copied to.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from . import cards
from .errors import DamageError, LockedError
from .files import RESTORE, bytes_of, framed, locked, text_of, unframed, write_atomic
from .keys import KEY_BYTES, Master, seal, unseal
from .types import canonical


@dataclass(frozen=True, slots=True)
class Sealed:
    """A record at rest: its wrapped key and its box."""

    key: bytes
    box: bytes


class Vault:
    """Seals and opens records for one home."""

    __slots__ = ("_marks", "_root")

    def __init__(self, master: Master) -> None:
        """A vault under the home's master key."""
        self._root = master.derive(b"plam vault 1")
        self._marks = master.derive(b"plam marks 1")

    def mark(self, *parts: str) -> str:
        """What stands for a text where it must not lie readable: equal for equal parts, in hex.

        A keyed BLAKE2b (RFC 7693) of 16 octets: nobody without the master key can try texts.
        """
        return hashlib.blake2b(canonical(parts), key=self._marks, digest_size=16).hexdigest()

    def seal(self, plain: bytes, context: bytes) -> Sealed:
        """`plain` under a fresh key. It opens only where `context` is the same again."""
        key = secrets.token_bytes(KEY_BYTES)
        return Sealed(
            key=seal(self._root, key, b"plam record key 1\0" + context),
            box=seal(key, plain, b"plam record 1\0" + context),
        )

    def open(self, sealed: Sealed, context: bytes) -> bytes:
        """What was sealed. Raises DamageError if key, box or context is not what it was."""
        try:
            key = unseal(self._root, sealed.key, b"plam record key 1\0" + context)
            return unseal(key, sealed.box, b"plam record 1\0" + context)
        except ValueError as error:
            raise DamageError("a sealed record does not open.", fix=RESTORE) from error


class Secrets:
    """The passwords of the owner's accounts, in one sealed file `HOME/secrets`."""

    CONTEXT = b"secrets"

    def __init__(self, home: Path, vault: Vault) -> None:
        """Nothing is read until it is asked for."""
        self._path = home / "secrets"
        self._lock = home / "secrets.lock"
        self._vault = vault

    def get(self, account: str, name: str) -> str:
        """One secret. Raises LockedError if there is none, DamageError if the file is damaged."""
        try:
            return self._read()[account][name]
        except KeyError as error:
            raise LockedError(
                f"no {name} of the account {account} is in the vault.",
                fix=f"Run `plam account add {account}` again.",
            ) from error

    def set(self, account: str, name: str, value: str) -> None:
        """Keep a secret, in the place of an older one. Raises InputError for a card number."""
        cards.refuse(value, f"the {name} of account {account}")
        with locked(self._lock):
            table = self._read()
            table.setdefault(account, {})[name] = value
            self._write(table)

    def names(self) -> list[tuple[str, str]]:
        """Account and name of every secret, sorted."""
        return sorted((account, name) for account, those in self._read().items() for name in those)

    def remove(self, account: str, name: str | None = None) -> None:
        """Destroy one secret of an account, or all of them; what is not there is no error."""
        with locked(self._lock):
            table = self._read()
            if name is None:
                table.pop(account, None)
            elif account in table:
                table[account].pop(name, None)
            self._write({key: those for key, those in table.items() if those})

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        fields = unframed(raw, self._path)
        try:
            sealed = Sealed(bytes_of(fields.get("key")), bytes_of(fields.get("box")))
            plain = self._vault.open(sealed, self.CONTEXT).decode("utf-8", "surrogatepass")
            table: dict[str, dict[str, str]] = json.loads(plain)
        except (ValueError, DamageError) as error:
            raise DamageError(
                "does not open with this home's master key.", file=self._path, fix=RESTORE
            ) from error
        return table

    def _write(self, table: dict[str, dict[str, str]]) -> None:
        sealed = self._vault.seal(canonical(table), self.CONTEXT)
        write_atomic(self._path, framed({"key": text_of(sealed.key), "box": text_of(sealed.box)}))

"""An opened home: its settings, keys, secrets and journal, and the policy in force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from . import config, erasing, keys
from .config import Account, Settings
from .errors import ConfigError
from .journal import Journal
from .policy import ledger
from .policy.organisation import load_above, stack
from .policy.signing import SignedPolicy, load_signed
from .types import Clock
from .vault import Secrets, Vault

POLICY = "policy.yaml"
MEMORY = Account("_memory", "memory", "home")
"""The owner's memory, which every home has: the name is none that a settings file may give."""


def system_clock() -> datetime:
    """The present in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Home:
    """One owner's home, unlocked. A context manager that seals the journal when it closes."""

    path: Path
    settings: Settings
    secrets: Secrets
    device: keys.Signer
    journal: Journal
    clock: Clock
    vault: Vault

    @classmethod
    def open(cls, path: Path, passphrase: Callable[[], str], *, clock: Clock | None = None) -> Self:
        """Unlock the home at `path`; the passphrase is asked for only if the home exists.

        A forgetting that was cut off is completed. Raises ConfigError where there is no home,
        LockedError, DamageError, BusyError and StorageError.
        """
        if not (path / "config.toml").exists():
            raise ConfigError("there is no home here.", file=path, fix="Run `plam init` first.")
        settings = config.load(path)
        master = keys.unlock(path, passphrase())
        vault = Vault(master)
        device = keys.open_device(path, master)
        clock = clock or system_clock
        journal = Journal.open(path, vault, device, clock, anchor=settings.anchor)
        try:
            erasing.complete(path, journal, vault)
        except BaseException:
            journal.close()
            raise
        return cls(path, settings, Secrets(path, vault), device, journal, clock, vault)

    @property
    def zone(self) -> ZoneInfo:
        """The owner's time zone."""
        return self.settings.zone

    @property
    def policy_path(self) -> Path:
        """Where the policy stands; its signature is beside it."""
        return self.path / POLICY

    def now(self) -> datetime:
        """The present in the owner's zone."""
        return self.clock().astimezone(self.settings.zone)

    def public(self, name: str) -> str:
        """The public key `owner`, `approval` or `device`."""
        return keys.public(self.path, name)

    def account(self, name: str) -> Account:
        """The account of this name. Raises ConfigError naming those there are."""
        for account in (*self.settings.accounts, MEMORY):
            if account.name == name:
                return account
        known = ", ".join(account.name for account in self.settings.accounts) or "none"
        raise ConfigError(f"There is no account {name!r}; known: {known}.")

    def accounts(self, kind: str) -> list[Account]:
        """The owner's accounts of `kind`, in the order of the settings."""
        every = (*self.settings.accounts, MEMORY)
        return [account for account in every if account.kind == kind]

    def default_account(self, kind: str) -> Account | None:
        """The owner's account of `kind` that is marked as default, else the first, or None."""
        mine = self.accounts(kind)
        return next((account for account in mine if account.default), mine[0] if mine else None)

    def policy(self) -> SignedPolicy:
        """The policy in force, verified; an accepted serial never goes back.

        Raises SignatureError where it is unsigned, changed, older than one in force before, or
        expired, and PolicyError where it is none.
        """
        with self.journal.reading() as connection:
            highest = ledger.serial(connection)
        signed = load_signed(
            self.policy_path,
            self.public("owner"),
            highest_serial=highest,
            now=self.now(),
            device_public=self.device.public,
        )
        above = self.above(signed)
        if signed.policy.serial > highest:
            with self.journal.transaction() as tx:
                ledger.raise_serial(tx, signed.policy.serial)
        return stack(signed, above)

    def serial_above(self, key: str) -> int:
        """The highest serial that was ever accepted of the organisation with this key, else 0.

        Serials are counted for each key, apart from the owner's: another organisation begins anew.
        """
        seen = [
            int(event.body["serial"])
            for event in self.journal.events(kinds=("organisation",))
            if event.body.get("key") == key
        ]
        return max(seen, default=0)

    def above(self, signed: SignedPolicy) -> SignedPolicy | None:
        """The organisation's policy above a verified one; None where that names none.

        Raises SignatureError where it is missing, changed, older than one in force before, or
        expired.
        """
        key = signed.policy.organisation
        if not key:
            return None
        highest = self.serial_above(key)
        above = load_above(signed.policy, self.policy_path, highest_serial=highest, now=self.now())
        if above is not None and above.policy.serial > highest:
            with self.journal.transaction() as tx:
                tx.append("organisation", {"key": key, "serial": above.policy.serial})
        return above

    def __enter__(self) -> Self:
        """The home is open already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Seal the journal and close it; a disk too full to seal hides no earlier error."""
        self.journal.__exit__(kind, error, trace)

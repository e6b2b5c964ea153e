"""From whom an account's mail is: its own address and the name shown beside it."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import ConfigError
from ..context import Context
from . import headers


@dataclass(frozen=True, slots=True)
class Sender:
    """An addr-spec, domain folded, and the name that people see, which may be empty."""

    address: str
    name: str = ""


def sender_of(context: Context) -> Sender:
    """The account's `address` and `name_shown`; where it has none, the owner's address.

    Raises ConfigError where the address is none that mail can come from, or the name has a line
    break or a control character.
    """
    account = context.account
    said = str(account.settings.get("address") or context.owner)
    address = headers.canonical(said)
    if not address or not address.isascii():
        raise ConfigError(
            f"account {account.name} cannot send from {said!r}: that is no mail address",
            fix=f"Correct address of account {account.name} in config.toml.",
        )
    name = str(account.settings.get("name_shown") or "")
    if not name.isprintable():
        raise ConfigError(
            f"name_shown of account {account.name} has a line break or a control character",
            fix=f"Correct name_shown of account {account.name} in config.toml.",
        )
    return Sender(address, name)


def own(context: Context, address: str) -> bool:
    """Whether an address is the account's or the owner's."""
    mine = {sender_of(context).address.lower(), context.owner.lower()}
    return address.lower() in mine

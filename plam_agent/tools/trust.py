"""Which certificates an account's server is believed by."""

from __future__ import annotations

import ssl

from ..config import Account
from ..errors import ConfigError


def trusted(account: Account) -> ssl.SSLContext:
    """By the system's certificates, or those of its `ca_file`. Blocks; raises ConfigError."""
    try:
        return ssl.create_default_context(cafile=str(account.settings.get("ca_file", "")) or None)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            f"the ca_file of account {account.name} cannot be read", fix="Give a PEM file."
        ) from error

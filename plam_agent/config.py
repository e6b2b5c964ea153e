"""Settings: where a home is, who its owner is, and which accounts it has (`config.toml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the owner.

    `kind` is `mail`, `calendar`, `contacts` or `tasks`; `driver` says how it is reached:
    `imap` or `maildir` for mail, `ics` for calendar and tasks, `vcf` for contacts. `settings` are
    the driver's own (host, port, user, tls, smtp_host, path, authserv_id, …). Secrets are in the
    vault, never here.
    """

    name: str
    kind: str
    driver: str
    settings: Mapping[str, str | int | bool] = field(default_factory=dict)

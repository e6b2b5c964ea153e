"""Settings: where a home is, who its owner is, and which accounts it has (`config.toml`).

    owner = "marie@example.org"
    zone = "Europe/Paris"
    language = "fr"
    region = "FR"

    [[accounts]]
    name = "home"
    kind = "mail"
    driver = "imap"
    host = "imap.example.org"
    user = "marie"

What the tuning at night may do is in `[tuning]` (see `config_tuning`), where it is said that
something waits in `[notices]` (`config_notices`). Relative paths are relative
to the home. Secrets are in the vault; the file refuses them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .config_drivers import CHOICES, PATHS
from .config_drivers import DRIVERS as DRIVERS
from .config_drivers import KINDS as KINDS
from .config_drivers import PLUGIN as PLUGIN
from .config_editing import edited
from .config_lines import LinedText
from .config_notices import SECTION as NOTICES
from .config_notices import Notices
from .config_notices import read as read_notices
from .config_tuning import SECTION, Tuning, read
from .errors import ConfigError
from .files import private_folder, write_atomic

FILE = "config.toml"
Setting = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the owner.

    `kind` is `mail`, `calendar`, `contacts`, `tasks`, `files`, `notes`, `model`, `shop` or `mcp`
    (and `memory`, which every home has by itself); `driver` says how it is reached: `imap` or
    `maildir` for mail, `caldav` or `ics` for calendar and tasks, `carddav` or `vcf` for contacts,
    `folder` for files and notes, `openai` for a remote model, `ucp` for a shop, `stdio` or `http`
    for an MCP server. What a plugin brings has a kind of its own, by the driver `plugin`.
    `settings` are the driver's own (host, port, user, tls, smtp_host, url, path, authserv_id, …).
    Secrets are in the vault, never here.
    """

    name: str
    kind: str
    driver: str
    settings: Mapping[str, Setting] = field(default_factory=dict)

    @property
    def default(self) -> bool:
        """Whether the owner marked it as the one that is meant where a request names none."""
        return bool(self.settings.get("default"))

    @property
    def shared(self) -> bool:
        """Whether others see what is in it, so that writing there leaves the owner's accounts."""
        return bool(self.settings.get("shared"))


@dataclass(frozen=True, slots=True)
class Settings:
    """What `config.toml` says; `language` is of ISO 639-1, `region` of ISO 3166-1 or empty.

    `anchor` is a file outside the home that keeps the journal's signed head. `embedder` is the path
    of the model that compares memories by meaning, MINILM for the one of that package, or empty.
    """

    owner: str
    zone: ZoneInfo
    language: str = "en"
    model: Path | None = None
    adapter: Path | None = None
    accounts: tuple[Account, ...] = ()
    region: str = ""
    anchor: Path | None = None
    embedder: str = ""
    tuning: Tuning = field(default_factory=Tuning)
    notices: Notices = field(default_factory=Notices)

    @property
    def day_first(self) -> bool:
        """Whether 12/11 is 12 November; in a few regions it is 11 December, but not in French."""
        return self.language == "fr" or self.region not in _MONTH_FIRST


MINILM = "minilm"
_TOP = (
    *("owner", "zone", "language", "region", "model", "adapter", "embedder", "anchor"),
    *("accounts", SECTION, NOTICES),
)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+")
_PLUGGED = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_REGION = re.compile(r"[A-Z]{2}")
# The United States, its territories, and those that write dates as it does (CLDR 45).
_MONTH_FIRST = frozenset({"US", "AS", "GU", "MH", "MP", "PH", "PR", "PW", "FM", "UM", "VI"})


def default_home() -> Path:
    """The home where no `--home` is given: $PLAM_HOME, else `plam` in the XDG data folder.

    $XDG_DATA_HOME counts if it is absolute, else it is `~/.local/share` (XDG Base Directory 0.8).
    """
    if home := os.environ.get("PLAM_HOME"):
        return Path(home).expanduser().absolute()
    data = Path(os.environ.get("XDG_DATA_HOME", ""))
    return (data if data.is_absolute() else Path.home() / ".local" / "share") / "plam"


def load_if_there(home: Path) -> Settings | None:
    """The settings of a home, or None where it has none yet. Raises ConfigError as `load` does."""
    return load(home) if (home / FILE).exists() else None


def load(home: Path) -> Settings:
    """Read `HOME/config.toml`. Raises ConfigError with file, line, key and what to do."""
    path = home / FILE
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError as error:
        raise ConfigError(
            "there is no configuration.", file=path, fix="Run `plam init` for a new home."
        ) from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}.", file=path) from error
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8 text.", file=path, fix="Save it as UTF-8.") from error
    return parse(text, path)


def parse(text: str, path: Path) -> Settings:
    """The settings in the text of the file at `path`. Raises ConfigError."""
    return _Reader(text, path).settings()


def save(home: Path, settings: Settings) -> None:
    """Write the settings into `HOME/config.toml`, keeping the owner's comments and order.

    The new text is parsed before it takes the old one's place, so that what `load` would refuse is
    never written. Raises ConfigError and StorageError.
    """
    path = home / FILE
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    text = edited(old, settings, parse(old, path) if old else None)
    parse(text, path)
    private_folder(home)
    write_atomic(path, text.encode())


def add_account(home: Path, account: Account) -> Settings:
    """Add an account to `HOME/config.toml` and return the settings. Raises ConfigError."""
    settings = load(home)
    if any(each.name == account.name for each in settings.accounts):
        raise ConfigError(
            f"there is an account {account.name} already.",
            file=home / FILE,
            fix="Choose another name, or edit the account there.",
        )
    save(home, replace(settings, accounts=(*settings.accounts, account)))
    return load(home)


class _Reader(LinedText):
    """Makes settings of one text."""

    def settings(self) -> Settings:
        table = self.table
        for key in table:
            self.refuse_secret(key, None)
            if key not in _TOP:
                self.wrong(key, f"there is no setting {key}", f"Known are {', '.join(_TOP)}.")
        accounts: list[Account] = []
        listed = table.get("accounts", [])
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            self.wrong("accounts", "accounts is no list of tables", "Write [[accounts]].")
        for number, each in enumerate(listed):
            account = self.account(each, number)
            if any(account.name == other.name for other in accounts):
                self.wrong("name", f"two accounts are called {account.name}", "Rename one.", number)
            if account.default and any(o.default and o.kind == account.kind for o in accounts):
                self.wrong(
                    "default",
                    f"two {account.kind} accounts are marked as default",
                    "Mark one.",
                    number,
                )
            accounts.append(account)
        return Settings(
            owner=self.matching("owner", _ADDRESS, "Write your mail address."),
            zone=self.zone(),
            language=self.matching("language", _LANGUAGE, 'Write "en" or "fr".', "en"),
            region=self.matching("region", _REGION, 'Write one like "GB" or "US".', ""),
            model=self.file("model"),
            adapter=self.file("adapter"),
            accounts=tuple(accounts),
            anchor=self.anchor(accounts),
            embedder=self.embedder(),
            tuning=self.tuning(),
            notices=self.notices(),
        )

    def tuning(self) -> Tuning:
        return read(*self.section(SECTION))

    def notices(self) -> Notices:
        return read_notices(*self.section(NOTICES))

    def account(self, table: dict[str, Any], number: int) -> Account:
        name = self.text(table, "name", number)
        if not _NAME.fullmatch(name):
            self.wrong(
                "name",
                f"an account cannot be called {name!r}",
                "Use lower-case letters, digits, - and _.",
                number,
            )
        if table.get("driver") == PLUGIN:
            return self.plugged(name, table, number)
        kind = self.among(table, "kind", KINDS, number)
        named = self.among(table, "driver", tuple(DRIVERS), number)
        driver = DRIVERS[named]
        if kind not in driver.kinds:
            self.wrong("kind", f"{named} is no driver for {kind}", self.drivers_of(kind), number)
        settings = {key: table[key] for key in table if key not in ("name", "kind", "driver")}
        for key, value in settings.items():
            self.refuse_secret(key, number)
            self.setting(named, key, value, number)
            if key in PATHS:
                settings[key] = str(self.path.parent.absolute() / Path(value).expanduser())
        for key in driver.required:
            if not settings.get(key):
                self.wrong(
                    "driver", f"account {name} has no {key}", f"Add {key} = … to it.", number
                )
        return Account(name, kind, named, settings)

    def plugged(self, name: str, table: dict[str, Any], number: int) -> Account:
        kind = self.text(table, "kind", number)
        if kind in KINDS or not _PLUGGED.fullmatch(kind):
            fix = "Write the plugin's name, as `plam tools list` shows it."
            self.wrong("kind", f"no plugin brings the kind {kind!r}", fix, number)
        settings = {key: table[key] for key in table if key not in ("name", "kind", "driver")}
        for key, value in settings.items():
            self.refuse_secret(key, number)
            if not isinstance(value, Setting):
                self.wrong(key, f"{key} is no text, number, true or false", "Correct it.", number)
            if key in PATHS:
                settings[key] = str(self.path.parent.absolute() / Path(str(value)).expanduser())
        return Account(name, kind, PLUGIN, settings)

    def setting(self, driver: str, key: str, value: Any, number: int) -> None:
        types = DRIVERS[driver].types
        if key not in types:
            known = ", ".join(sorted(types))
            self.wrong(key, f"{driver} has no setting {key}", f"Known are {known}.", number)
        if type(value) not in types[key]:
            words = {str: "text in quotes", int: "a whole number", bool: "true or false"}
            self.wrong(key, f"{key} is not {words[types[key][0]]}", "Correct it.", number)
        if key.endswith("port") and not 0 < value < 65_536:
            self.wrong(key, f"{value} is no port", "Write 1 to 65535.", number)
        if key in CHOICES and value not in CHOICES[key]:
            known = ", ".join(CHOICES[key])
            self.wrong(key, f"{key} cannot be {value!r}", f"Write one of {known}.", number)
        if key == "address" and not (_ADDRESS.fullmatch(value) and value.isprintable()):
            fix = "Write one mail address, without a name."
            self.wrong(key, f"address cannot be {value!r}", fix, number)
        if key == "name_shown" and not value.isprintable():
            fix = "Write a name on one line."
            self.wrong(key, "name_shown has a line break or a control character", fix, number)

    def zone(self) -> ZoneInfo:
        name = self.text(self.table, "zone")
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise self.error(
                "zone", f"there is no time zone {name!r}", 'Write one like "Europe/Paris".'
            ) from error

    def file(self, key: str) -> Path | None:
        if key not in self.table:
            return None
        return self.path.parent.absolute() / Path(self.text(self.table, key)).expanduser()

    def embedder(self) -> str:
        named = self.table.get("embedder") == MINILM
        return MINILM if named else str(self.file("embedder") or "")

    def anchor(self, accounts: list[Account]) -> Path | None:
        """Where the anchor lies: neither beside the journal nor where the agent writes."""
        path = self.file("anchor")
        if path is None:
            return None
        for folder in (self.path.parent, *(a.settings.get("path", "") for a in accounts)):
            if folder and path.resolve().is_relative_to(Path(str(folder)).resolve()):
                fix = "Name a file elsewhere: on another disk, a stick, a server's folder."
                self.wrong("anchor", f"the anchor would lie in {folder}", fix)
        return path

    def drivers_of(self, kind: str) -> str:
        return f"Use {' or '.join(name for name in DRIVERS if kind in DRIVERS[name].kinds)}."

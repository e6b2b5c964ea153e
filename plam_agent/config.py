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

Relative paths are relative to the home. Secrets are in the vault; the file refuses them.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .config_editing import edited
from .errors import ConfigError
from .files import private_folder, write_atomic

FILE = "config.toml"
Setting = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the owner.

    `kind` is `mail`, `calendar`, `contacts`, `tasks`, `files`, `notes` or `model` (and `memory`,
    which every home has by itself); `driver` says how it is reached: `imap` or `maildir` for mail,
    `caldav` or `ics` for calendar and tasks, `carddav` or `vcf` for contacts, `folder` for files
    and notes, `openai` for a remote model. `settings` are the driver's own (host, port, user, tls,
    smtp_host, url, path, authserv_id, …). Secrets are in the vault, never here.
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

    @property
    def day_first(self) -> bool:
        """Whether 12/11 is 12 November; in a few regions it is 11 December, but not in French."""
        return self.language == "fr" or self.region not in _MONTH_FIRST


@dataclass(frozen=True, slots=True)
class _Driver:
    kinds: tuple[str, ...]
    required: tuple[str, ...]
    types: Mapping[str, tuple[type, ...]]


_TEXT, _NUMBER, _FLAG = (str,), (int,), (bool,)
_SENDING: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("user", "tls", "ca_file", "token_command", "authserv_id"), _TEXT),
    **dict.fromkeys(("smtp_host", "smtp_user", "smtp_tls", "address", "name_shown"), _TEXT),
    **dict.fromkeys(("inbox", "drafts", "sent", "trash", "archive"), _TEXT),
    "smtp_port": _NUMBER,
    "timeout": (int, float),
}
_ANY: dict[str, tuple[type, ...]] = {"default": _FLAG, "shared": _FLAG}
_FOLDER = {"path": _TEXT, **_ANY}
_DAV: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("url", "user", "collection", "ca_file", "token_command"), _TEXT),
    "timeout": _NUMBER,
    **_ANY,
}
_IMAP = {"host": _TEXT, "port": _NUMBER, **_SENDING, **_ANY}
_CHAT: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("url", "model", "form", "ca_file", "token_command"), _TEXT),
    "logprobs": _FLAG,
    "context": _NUMBER,
    "timeout": (int, float),
    "default": _FLAG,
}
DRIVERS: Mapping[str, _Driver] = {
    "imap": _Driver(("mail",), ("host", "user"), _IMAP),
    "maildir": _Driver(("mail",), ("path",), {**_FOLDER, **_SENDING}),
    "caldav": _Driver(("calendar", "tasks"), ("url", "user"), _DAV),
    "ics": _Driver(("calendar", "tasks"), ("path",), _FOLDER),
    "carddav": _Driver(("contacts",), ("url", "user"), _DAV),
    "vcf": _Driver(("contacts",), ("path",), _FOLDER),
    "folder": _Driver(("files", "notes"), ("path",), _FOLDER),
    "openai": _Driver(("model",), ("url", "model"), _CHAT),
}
KINDS = ("mail", "calendar", "contacts", "tasks", "files", "notes", "model")
MINILM = "minilm"
_TOP = ("owner", "zone", "language", "region", "model", "adapter", "embedder", "anchor", "accounts")
_PATHS = ("path", "ca_file")
_CHOICES = {
    "tls": ("tls", "starttls", "none"),
    "smtp_tls": ("tls", "starttls", "none"),
    "form": ("json_schema", "json_object"),
}
_SECRET = re.compile(r"(^|_)(password|passphrase|passwd|token|secret)$")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+")
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


class _Reader:
    """Reads one text; its errors know the line of the key they speak of."""

    def __init__(self, text: str, path: Path) -> None:
        self.lines = text.splitlines()
        self.path = path
        try:
            self.table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"at line (\d+)", str(error))
            line = int(at[1]) if at else len(self.lines) or None
            what = re.sub(r" \(at .*\)$", "", str(error))
            raise ConfigError(
                f"is not TOML: {what}.", file=path, line=line, fix="Correct this line."
            ) from error

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
        )

    def account(self, table: dict[str, Any], number: int) -> Account:
        name = self.text(table, "name", number)
        if not _NAME.fullmatch(name):
            self.wrong(
                "name",
                f"an account cannot be called {name!r}",
                "Use lower-case letters, digits, - and _.",
                number,
            )
        kind = self.among(table, "kind", KINDS, number)
        named = self.among(table, "driver", tuple(DRIVERS), number)
        driver = DRIVERS[named]
        if kind not in driver.kinds:
            self.wrong("kind", f"{named} is no driver for {kind}", self.drivers_of(kind), number)
        settings = {key: table[key] for key in table if key not in ("name", "kind", "driver")}
        for key, value in settings.items():
            self.refuse_secret(key, number)
            self.setting(named, key, value, number)
            if key in _PATHS:
                settings[key] = str(self.path.parent.absolute() / Path(value).expanduser())
        for key in driver.required:
            if not settings.get(key):
                self.wrong(
                    "driver", f"account {name} has no {key}", f"Add {key} = … to it.", number
                )
        return Account(name, kind, named, settings)

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
        if key in _CHOICES and value not in _CHOICES[key]:
            known = ", ".join(_CHOICES[key])
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

    def matching(
        self, key: str, pattern: re.Pattern[str], fix: str, default: str | None = None
    ) -> str:
        if default is not None and key not in self.table:
            return default
        value = self.text(self.table, key)
        if not pattern.fullmatch(value):
            self.wrong(key, f"{key} cannot be {value!r}", fix)
        return value

    def among(self, table: dict[str, Any], key: str, known: tuple[str, ...], number: int) -> str:
        value = self.text(table, key, number)
        if value not in known:
            fix = f"Write one of {', '.join(known)}."
            self.wrong(key, f"there is no {key} {value!r}", fix, number)
        return value

    def text(self, table: dict[str, Any], key: str, number: int | None = None) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value:
            what = f"{key} is not text in quotes" if key in table else f"{key} is missing"
            self.wrong(key, what, f'Write {key} = "…".', number)
        return value

    def refuse_secret(self, key: str, number: int | None) -> None:
        if _SECRET.search(key.lower()):
            self.wrong(
                key,
                f"a {key} does not belong into this file",
                "Delete the line, change that secret, and give it to `plam account add`, "
                "which keeps it in the vault.",
                number,
            )

    def drivers_of(self, kind: str) -> str:
        return f"Use {' or '.join(name for name in DRIVERS if kind in DRIVERS[name].kinds)}."

    def wrong(self, key: str, what: str, fix: str, number: int | None = None) -> NoReturn:
        raise self.error(key, what, fix, number)

    def error(self, key: str, what: str, fix: str, number: int | None = None) -> ConfigError:
        return ConfigError(f"{what}.", file=self.path, line=self.line(key, number), fix=fix)

    def line(self, key: str, number: int | None) -> int | None:
        """The line of a key, at the top or in one account; else of the account's first line."""
        heads = [i for i, line in enumerate(self.lines) if re.match(r"\s*\[\[?", line)]
        starts = [i for i in heads if re.match(r"\s*\[\[\s*accounts\s*\]\]", self.lines[i])]
        first, last = 0, heads[0] if heads else len(self.lines)
        if number is not None and number < len(starts):
            first = starts[number]
            last = next((i for i in heads if i > first), len(self.lines))
        is_key = re.compile(rf"\s*(?:\[+\s*)?[\"']?{re.escape(key)}[\"']?\s*[=.\]]").match
        found = next((i for i in range(first, last) if is_key(self.lines[i])), None)
        if found is None and number is None:
            found = next((i for i in heads if is_key(self.lines[i])), None)
        if found is not None:
            return found + 1
        return first + 1 if number is not None else None

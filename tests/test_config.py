"""Settings and accounts: what may be written, and what is said of what may not."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plam_agent.config import Account, Settings, add_account, default_home, load, save
from plam_agent.errors import ConfigError, InputError, StorageError
from plam_agent.files import make_new, write_atomic

GOOD = """\
# Marie's agent
owner = "marie@example.org"   # me
zone = "Europe/Paris"
language = "fr"
model = "models/starter.gguf"

# the mail at home
[[accounts]]
name = "home"
kind = "mail"
driver = "imap"
host = "imap.example.org"  # their server
user = "marie"
port = 993
token_command = "pass show mail"

[[accounts]]
name = "agenda"
kind = "calendar"
driver = "ics"
path = "agenda"
shared = true
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(GOOD)
    return tmp_path


def test_a_configuration_is_read(home: Path) -> None:
    settings = load(home)

    assert settings.owner == "marie@example.org"
    assert settings.zone == ZoneInfo("Europe/Paris")
    assert settings.language == "fr"
    assert settings.model == home / "models/starter.gguf"
    assert settings.adapter is None
    assert [account.name for account in settings.accounts] == ["home", "agenda"]
    assert settings.accounts[0].settings["port"] == 993
    assert settings.accounts[1].settings == {"path": str(home / "agenda"), "shared": True}


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('language = "fr"', 'langauge = "fr"', 4, "there is no setting langauge"),
        ('language = "fr"', 'language = "French"', 4, "language cannot be 'French'"),
        ('zone = "Europe/Paris"', 'zone = "Europe/Pariss"', 3, "no time zone 'Europe/Pariss'"),
        ('zone = "Europe/Paris"', 'zone = "../../etc/passwd"', 3, "no time zone"),
        ('zone = "Europe/Paris"', "zone = 1", 3, "zone is not text"),
        ('zone = "Europe/Paris"\n', "", None, "zone is missing"),
        ('"marie@example.org"', '"marie"', 2, "owner cannot be 'marie'"),
        ("port = 993", 'port = "993"', 14, "port is not a whole number"),
        ("port = 993", "port = true", 14, "port is not a whole number"),
        ("port = 993", "port = 99999", 14, "99999 is no port"),
        ("port = 993", 'tls = "ssl"', 14, "tls cannot be 'ssl'"),
        ("port = 993", 'prot = "x"', 14, "imap has no setting prot"),
        ("port = 993", 'password = "hunter2"', 14, "password does not belong"),
        ("port = 993", 'smtp_password = "hunter2"', 14, "smtp_password does not belong"),
        ("port = 993", 'access_token = "x"', 14, "access_token does not belong"),
        ('language = "fr"', 'password = "x"', 4, "password does not belong"),
        ('language = "fr"', 'region = "France"', 4, "region cannot be 'France'"),
        ("port = 993", 'address = "Marie <m@example.org>"', 14, "address cannot be"),
        ("port = 993", 'address = "marie"', 14, "address cannot be 'marie'"),
        ("port = 993", 'address = "m\\u0000@example.org"', 14, "address cannot be"),
        ("port = 993", 'name_shown = "Marie\\nBcc: x@y.z"', 14, "name_shown has a line break"),
        ('user = "marie"\n', "", 11, "account home has no user"),
        ('user = "marie"', 'user = ""', 11, "account home has no user"),
        ('driver = "imap"', 'driver = "pop3"', 11, "there is no driver 'pop3'"),
        ('kind = "mail"', 'kind = "contacts"', 10, "imap is no driver for contacts"),
        ('kind = "mail"', 'kind = "post"', 10, "there is no kind 'post'"),
        ('path = "agenda"\n', "", 20, "account agenda has no path"),
        ('name = "agenda"', 'name = "home"', 18, "two accounts are called home"),
        ('name = "agenda"', 'name = "My Agenda"', 18, "cannot be called 'My Agenda'"),
        ('name = "agenda"\n', "", 17, "name is missing"),
        (
            '[[accounts]]\nname = "agenda"',
            '[accounts.x]\nname = "agenda"',
            8,
            "imap has no setting x",
        ),
        ('owner = "marie@example.org"', "owner = marie", 2, "is not TOML"),
        ('user = "marie"', 'user = "a"\nuser = "b"', 14, "is not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_what_to_do(
    home: Path, old: str, new: str, line: int | None, said: str
) -> None:
    assert old in GOOD
    (home / "config.toml").write_text(GOOD.replace(old, new, 1))

    with pytest.raises(ConfigError) as caught:
        load(home)
    assert said in caught.value.message
    assert caught.value.line == line
    assert caught.value.file == str(home / "config.toml")
    assert caught.value.fix
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"\0", b"[[accounts]", b"accounts = 3", b""])
def test_what_is_no_configuration_is_refused_in_words(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "config.toml").write_bytes(raw)
    with pytest.raises(ConfigError):
        load(tmp_path)


def test_a_home_without_one_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="plam init"):
        load(tmp_path)


def test_saving_what_was_loaded_changes_nothing(home: Path) -> None:
    save(home, load(home))
    assert (home / "config.toml").read_text() == GOOD


def test_saving_keeps_the_owners_comments_and_writes_the_change(home: Path) -> None:
    settings = load(home)
    moved = replace(
        settings.accounts[0], settings={**settings.accounts[0].settings, "host": "mx.example.org"}
    )
    changed = replace(
        settings,
        language="en",
        model=None,
        adapter=home / "marie.gguf",
        accounts=(moved,),
    )

    save(home, changed)

    text = (home / "config.toml").read_text()
    assert load(home) == changed
    for comment in ("# Marie's agent", "# me", "# the mail at home", "# their server"):
        assert comment in text
    assert stat.S_IMODE((home / "config.toml").stat().st_mode) == 0o600


def test_a_new_home_gets_its_configuration(tmp_path: Path) -> None:
    settings = Settings("a@example.org", ZoneInfo("UTC"))
    save(tmp_path / "new", settings)
    assert load(tmp_path / "new") == settings


def test_an_account_is_added_once(home: Path) -> None:
    account = Account("people", "contacts", "vcf", {"path": "/people"})

    assert add_account(home, account).accounts[-1] == account
    assert load(home).accounts[-1] == account
    with pytest.raises(ConfigError, match="already"):
        add_account(home, account)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("accounts = []", ["work"]),
        (
            'accounts = [{name = "home", kind = "calendar", driver = "ics", path = "/c"}]',
            ["home", "work"],
        ),
    ],
)
def test_an_account_is_added_to_a_list_on_one_line(
    tmp_path: Path, written: str, names: list[str]
) -> None:
    text = f'owner = "a@b.example"\n{written}\nzone = "Europe/Paris"\n'
    (tmp_path / "config.toml").write_text(text)

    added = add_account(tmp_path, Account("work", "calendar", "ics", {"path": "/d"}))

    assert [each.name for each in added.accounts] == names
    assert load(tmp_path) == added


@pytest.mark.parametrize(
    "account",
    [
        Account("x", "mail", "imap", {"host": "h"}),
        Account("x", "mail", "imap", {"host": "h", "user": "u", "password": "hunter2"}),
        Account("x", "mail", "nntp", {}),
    ],
)
def test_an_account_that_would_not_load_is_not_written(home: Path, account: Account) -> None:
    with pytest.raises(ConfigError):
        add_account(home, account)
    assert (home / "config.toml").read_text() == GOOD


def test_the_embedder_is_a_file_or_the_packages(home: Path) -> None:
    settings = load(home)
    assert settings.embedder == ""

    save(home, replace(settings, embedder="minilm"))
    assert load(home).embedder == "minilm"
    save(home, replace(settings, embedder=str(home / "models/e5.gguf")))
    assert load(home).embedder == str(home / "models/e5.gguf")

    (home / "config.toml").write_text(f'embedder = "e5.gguf"\n{GOOD}')
    assert load(home).embedder == str(home / "e5.gguf")


def test_the_home_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAM_HOME", "/srv/plam")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_home() == Path("/srv/plam")
    monkeypatch.delenv("PLAM_HOME")
    assert default_home() == Path("/data/plam")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert default_home() == Path.home() / ".local/share/plam"


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write_atomic(path, b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="disk is full"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_new_file_never_takes_the_place_of_one_that_came_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "file"

    def others_are_first(descriptor: int) -> None:
        path.write_bytes(b"theirs")

    with pytest.raises(InputError, match="is there already"):
        make_new(path, others_are_first)
    assert path.read_bytes() == b"theirs"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('driver = "caldav"\nuser = "m"', "account dav has no url"),
        ('driver = "caldav"\nurl = "https://a.example/"', "account dav has no user"),
        ('driver = "carddav"', "carddav is no driver for calendar"),
        ('driver = "folder"\npath = "x"', "folder is no driver for calendar"),
        (
            'driver = "caldav"\nurl = "https://a.example/"\nuser = "m"\nport = 1',
            "caldav has no setting port",
        ),
        (
            'driver = "caldav"\nurl = "https://a.example/"\nuser = "m"\npassword = "hunter2"',
            "password does not belong",
        ),
    ],
)
def test_a_mistake_in_a_server_of_collections_is_named(home: Path, line: str, said: str) -> None:
    added = f'\n[[accounts]]\nname = "dav"\nkind = "calendar"\n{line}\n'
    (home / "config.toml").write_text(GOOD + added)
    with pytest.raises(ConfigError, match=said) as caught:
        load(home)
    assert caught.value.line
    assert caught.value.fix


def test_a_private_authority_is_named_relative_to_the_home(home: Path) -> None:
    text = 'driver = "caldav"\nurl = "https://a.example/"\nuser = "m"\nca_file = "ca.pem"\n'
    (home / "config.toml").write_text(f'{GOOD}\n[[accounts]]\nname = "dav"\nkind = "tasks"\n{text}')
    assert load(home).accounts[-1].settings["ca_file"] == str(home / "ca.pem")


@pytest.mark.parametrize(
    ("language", "region", "day_first"),
    [("en", "", True), ("en", "GB", True), ("en", "US", False), ("fr", "US", True)],
)
def test_the_region_says_how_figures_are_a_date(
    home: Path, language: str, region: str, day_first: bool
) -> None:
    save(home, replace(load(home), language=language, region=region))

    assert load(home).region == region
    assert load(home).day_first is day_first
    assert ("region" in (home / "config.toml").read_text()) is bool(region)

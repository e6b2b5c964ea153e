"""`plam account`: what the options mean, and one sentence where they do not go together."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plam_agent.config import Account, load
from plam_agent.errors import LockedError
from plam_agent.home import Home
from tests.fixtures_agent import PASSPHRASE, House
from tests.test_cli import Shell

URL = "https://dav.example.org/"


@pytest.fixture
def plam(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Shell:
    """A shell in the sample home, whose accounts have names of their own."""
    monkeypatch.setenv("PLAM_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("PLAM_PASSWORD", "hunter2")
    monkeypatch.setattr("plam_agent.home.system_clock", house.clock)
    return Shell(capsys, house.path)


def account(plam: Shell, name: str) -> Account:
    return next(each for each in load(plam.home).accounts if each.name == name)


def secret(plam: Shell, name: str) -> str:
    with Home.open(plam.home, lambda: PASSPHRASE) as home:
        return home.secrets.get(name, "password")


@pytest.mark.parametrize(
    ("kind", "driver"), [("calendar", "caldav"), ("tasks", "caldav"), ("contacts", "carddav")]
)
def test_a_server_is_added_and_its_password_goes_into_the_vault(
    plam: Shell, kind: str, driver: str
) -> None:
    words = ["account", "add", kind, "--name", "work", "--url", URL, "--user", "marie"]
    assert plam(*words, "--collection", "Team", "--shared", "--default") == 0

    assert account(plam, "work") == Account(
        "work",
        kind,
        driver,
        {"url": URL, "user": "marie", "collection": "Team", "shared": True, "default": True},
    )
    assert secret(plam, "work") == "hunter2"
    assert "hunter2" not in (plam.home / "config.toml").read_text()
    assert plam("account", "list") == 0
    assert f"{URL} (default, shared)" in plam.out
    assert plam("account", "list", "--json") == 0
    assert [(a["default"], a["shared"]) for a in plam.json if a["name"] == "work"] == [(True, True)]


def test_the_password_is_read_from_a_descriptor(plam: Shell) -> None:
    read, write = os.pipe()
    os.write(write, "sésame\n".encode())
    os.close(write)
    words = ["account", "add", "tasks", "--name", "todo", "--url", URL, "--user", "m"]
    assert plam(*words, "--password-fd", str(read)) == 0
    assert secret(plam, "todo") == "sésame"


@pytest.mark.parametrize(
    "place",
    [
        ("calendar", "--url", URL),
        ("contacts", "--url", URL),
        ("mail", "--host", "imap.example.org"),
    ],
)
def test_with_a_token_command_no_password_is_asked_for(
    plam: Shell, monkeypatch: pytest.MonkeyPatch, place: tuple[str, ...]
) -> None:
    monkeypatch.delenv("PLAM_PASSWORD")
    monkeypatch.delenv("PLAM_PASSPHRASE")
    words = ["account", "add", *place, "--name", "work", "--user", "m"]
    assert plam(*words, "--token-command", "oama access m") == 0
    assert account(plam, "work").settings["token_command"] == "oama access m"


@pytest.mark.parametrize(
    ("kind", "driver"),
    [
        ("files", "folder"),
        ("mail", "maildir"),
        ("calendar", "ics"),
        ("tasks", "ics"),
        ("contacts", "vcf"),
    ],
)
def test_a_folder_is_added(plam: Shell, tmp_path: Path, kind: str, driver: str) -> None:
    words = ["account", "add", kind, "--path", str(tmp_path), "--name", "mine", "--shared"]
    assert plam(*words) == 0
    assert account(plam, "mine") == Account(
        "mine", kind, driver, {"path": str(tmp_path), "shared": True}
    )


def test_a_second_default_of_a_kind_is_refused(plam: Shell, tmp_path: Path) -> None:
    words = ["account", "add", "files", "--path", str(tmp_path), "--default", "--name"]
    assert plam(*words, "one") == 0
    assert plam(*words, "two") == 2
    assert "two files accounts are marked as default" in plam.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("calendar", "where is this calendar account? Give --url or --path."),
        ("mail", "where is this mail account? Give --host or --path."),
        ("files", "where is this files account? Give --path."),
        ("files --url https://a.example/", "--url does not lead to files. Give --path."),
        ("mail --url https://a.example/", "--url does not lead to mail."),
        ("calendar --host a.example", "--host does not lead to calendar."),
        ("calendar --url https://a.example/ --path .", "--url and --path do not go together."),
        ("mail --host a.example --path .", "--host and --path do not go together."),
        ("calendar --url https://a.example/", "needs --user"),
        ("mail --host a.example", "needs --user"),
        ("calendar --url http://a.example/ --user m", "without encryption"),
        ("calendar --url a.example --user m", "a url that is none"),
        ("calendar --url https://m:pw@a.example/ --user m", "holds more than"),
        ("calendar --path . --collection Team", "--collection says nothing"),
        ("calendar --path . --token-command x", "--token-command says nothing"),
        ("calendar --url https://a.example/ --user m --port 1", "--port says nothing"),
        ("files --path . --user m", "--user says nothing"),
        ("files --path . --password-fd 0", "keeps no password"),
        (
            "calendar --url https://a.example/ --user m --token-command x --password-fd 0",
            "keeps no password",
        ),
        ("files --path ./nowhere-at-all", "no such folder"),
    ],
)
def test_options_that_do_not_go_together_are_one_sentence(
    plam: Shell, words: str, said: str
) -> None:
    before = (plam.home / "config.toml").read_bytes()
    assert plam("account", "add", *words.split(), "--name", "new") == 2
    assert said in plam.err
    assert plam.err.count("\n") == 1
    assert (plam.home / "config.toml").read_bytes() == before


def test_whom_mail_is_from_is_said_and_checked(plam: Shell, tmp_path: Path) -> None:
    words = ["account", "add", "mail", "--path", str(tmp_path), "--name", "work"]
    assert plam(*words, "--address", "marie") == 2
    assert "address cannot be 'marie'" in plam.err
    assert plam(*words, "--name-shown", "Marie\nBcc: x@example.org") == 2
    assert "line break" in plam.err
    assert plam(*words, "--address", "m@work.example", "--name-shown", "Marie Noël") == 0
    settings = account(plam, "work").settings
    assert (settings["address"], settings["name_shown"]) == ("m@work.example", "Marie Noël")
    assert plam("account", "add", "files", "--path", str(tmp_path), "--address", "a@b.c") == 2


def test_a_remote_model_is_added_with_its_key_in_the_vault_or_with_none(plam: Shell) -> None:
    words = ["account", "add", "model", "--url", "https://llm.example/v1", "--model", "qwen3-8b"]
    assert plam(*words) == 0
    assert plam(*words, "--name", "desk", "--form", "json_object", "--no-password") == 0

    settings = {"url": "https://llm.example/v1", "model": "qwen3-8b"}
    assert account(plam, "model") == Account("model", "model", "openai", settings)
    assert account(plam, "desk").settings == {**settings, "form": "json_object"}
    assert secret(plam, "model") == "hunter2"
    with pytest.raises(LockedError):
        secret(plam, "desk")


@pytest.mark.parametrize(
    "words",
    [
        ["model", "--url", "http://llm.example/v1", "--model", "qwen3"],
        ["model", "--url", "https://llm.example/v1"],
        ["mail", "--path", ".", "--no-password"],
    ],
)
def test_a_remote_model_needs_a_name_and_a_server_that_is_encrypted(
    plam: Shell, words: list[str]
) -> None:
    assert plam("account", "add", *words) == 2

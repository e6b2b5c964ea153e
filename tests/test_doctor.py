"""`plam doctor`: everything that is wrong is said, each with the command that mends it."""

from __future__ import annotations

import re
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from plam_agent import checkup, wire
from tests.fixtures_agent import House
from tests.test_agent import MOVE_WORDS
from tests.test_cli import ROOT, Shell, plam

__all__ = ["plam"]


def bad(shell: Shell) -> dict[str, tuple[str, str]]:
    """What is wrong: by check, what is said and what mends it."""
    return {each["check"]: (each["detail"], each["fix"]) for each in shell.json if not each["ok"]}


def test_nothing_is_wrong_with_a_home_in_order(plam: Shell) -> None:
    assert plam("doctor") == 0
    assert "BAD" not in plam.out
    assert {"policy", "journal", "account", "service", "disk"} <= set(plam.out.split())


def loosen(home: Path) -> None:
    (home / "keys" / "device.key").chmod(0o640)


def unsign(home: Path) -> None:
    (home / "policy.yaml.sig").unlink()


def unset(home: Path) -> None:
    path = home / "config.toml"
    path.write_text(path.read_text().replace('zone = "', 'zone = "Mars/'))


def unmodel(home: Path) -> None:
    path = home / "config.toml"
    path.write_text('model = "no.gguf"\n' + path.read_text())


def unplace(home: Path) -> None:
    path = home / "config.toml"
    path.write_text(path.read_text().replace("Calendar", "Nowhere"))


def forget_words(home: Path) -> None:
    """A memory whose record is not what was sealed."""
    with sqlite3.connect(home / "memory.sqlite") as connection:
        connection.execute("UPDATE memories SET box = zeroblob(100)")
    connection.close()


def embed_by_nothing(home: Path) -> None:
    path = home / "config.toml"
    path.write_text('embedder = "no.gguf"\n' + path.read_text())


def die(home: Path) -> None:
    """A service that was killed leaves its socket."""
    wire.listen(wire.socket_path(home)).close()


@pytest.mark.parametrize(
    ("spoil", "check", "says", "mends"),
    [
        (loosen, "permissions", "others can read", "chmod -R go="),
        (unsign, "policy", "not signed", "plam policy sign"),
        (unset, "settings", "config.toml:2", "Europe/Paris"),
        (unmodel, "model", "no.gguf", "plam model use starter"),
        (unplace, "account calendar", "no such folder", "mkdir -p"),
        (embed_by_nothing, "memory", "no.gguf", "plam model"),
        (die, "service", "ended without a word", "plam run"),
    ],
)
def test_what_is_wrong_is_said_with_what_mends_it(
    plam: Shell, spoil: Callable[[Path], None], check: str, says: str, mends: str
) -> None:
    spoil(plam.home)

    assert plam("doctor", "--json") == 1

    detail, fix = bad(plam)[check]
    assert says in detail
    assert mends in fix
    assert "Traceback" not in plam.err


def test_memories_are_opened_and_told_how_they_are_compared(plam: Shell, house: House) -> None:
    assert plam("doctor") == 0
    assert "nothing is remembered yet; it will be compared by words" in plam.out
    assert plam("memory", "add", "The red bicycle is in the cellar") == 0

    assert plam("doctor") == 0
    assert "1 memory opens, compared by words" in plam.out

    forget_words(house.path)
    assert plam("doctor", "--json") == 1
    assert "memory.sqlite" in bad(plam)["memory"][0]


def test_an_end_of_the_policy_that_is_near_is_said(plam: Shell, house: House) -> None:
    soon = house.clock().date().replace(day=30)
    house.edit_policy(lambda text: re.sub(r"(?m)^expires: \S+", f"expires: {soon}", text))

    assert plam("doctor", "--json") == 1
    assert "7 days" in bad(plam)["policy"][0]


def test_a_clock_that_went_back_and_a_full_disk_are_said(
    plam: Shell, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert plam("ask", MOVE_WORDS) == 0
    house.clock.advance(hours=-2)
    monkeypatch.setattr(checkup, "LEAST_BYTES", 1 << 60)

    assert plam("doctor", "--json") == 1

    wrong = bad(plam)
    assert "recorded at" in wrong["clock"][0]
    assert "MB are free" in wrong["disk"][0]


def test_no_home_and_no_passphrase_are_said(
    plam: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLAM_PASSPHRASE")
    assert plam("doctor", "--json") == 1
    assert "passphrase is needed" in bad(plam)["home"][0]

    plam.home = tmp_path / "nowhere"
    assert plam("doctor", "--json") == 1
    assert "plam init" in bad(plam)["permissions"][1]
    assert not plam.home.exists()


def test_rebuild_writes_the_ledger_anew_from_the_journal(plam: Shell) -> None:
    assert plam("ask", MOVE_WORDS) == 0
    with sqlite3.connect(plam.home / "journal.db") as connection:
        connection.execute("DELETE FROM uses")
    connection.close()
    (plam.home / "journal.seal").unlink()
    assert plam("doctor", "--json") == 1
    detail, fix = bad(plam)["journal"]
    assert "ledger" in detail
    assert "plam doctor --rebuild" in fix

    assert plam("doctor", "--rebuild") == 0
    assert "written anew" in plam.out
    assert plam("doctor") == 0
    assert plam("doctor", "--rebuild") == 0
    assert "was whole" in plam.out


def test_a_service_that_hangs_is_said(plam: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire.Link.receive, "__defaults__", (0.2,))
    silent: socket.socket = wire.listen(wire.socket_path(plam.home))
    try:
        assert plam("doctor", "--json") == 1
        assert "does not answer" in bad(plam)["service"][0]
        assert plam("approvals") == 75
    finally:
        silent.close()


@pytest.mark.parametrize(("version", "sealed", "good"), [(252, 1, 0), (252, 0, 1), (258, 1, 1)])
def test_a_unit_that_its_systemd_cannot_start_is_said(
    plam: Shell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: int,
    sealed: bool,
    good: bool,
) -> None:
    unit = tmp_path / "systemd" / "user" / "plam.service"
    unit.parent.mkdir(parents=True)
    text = (ROOT / "systemd" / "plam.service").read_text()
    unit.write_text(text if sealed else text.replace("\nLoadCredentialEncrypted=", "\n#"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(checkup, "_systemd", lambda: version)

    assert plam("doctor", "--json") == (0 if good else 1)
    if not good:
        assert "systemd 252 opens no sealed passphrase" in bad(plam)["unit"][0]
        assert "plam unlock" in bad(plam)["unit"][1]

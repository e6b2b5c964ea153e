"""A lost passphrase: the printed recovery key opens the home, and no old signature holds."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import plam_agent.keys
from plam_agent import keys
from plam_agent.errors import LockedError, StorageError
from plam_agent.files import write_atomic
from tests.fixtures_agent import House
from tests.test_cli import Shell, plam

__all__ = ["plam"]


@pytest.fixture
def lost(plam: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The recovery key of a new home whose passphrase nobody knows any more."""
    monkeypatch.setattr(plam_agent.keys.Cost.__init__, "__defaults__", (1, 8192))
    plam.home = tmp_path / "new"
    assert plam("init", "--json", "--owner", "a@example.org", "--zone", "Europe/Paris") == 0
    monkeypatch.setenv("PLAM_PASSPHRASE", "a new one")
    return str(plam.json["recovery_key"])


def recovering(plam: Shell, typed: str, *words: str) -> int:
    read, write = os.pipe()
    os.write(write, f"{typed}\n".encode())
    os.close(write)
    try:
        return plam("unlock", "--recovery", "--recovery-fd", str(read), *words)
    finally:
        os.close(read)


def test_a_lost_passphrase_is_replaced_and_the_policy_signed_again(
    plam: Shell, lost: str, house: House
) -> None:
    assert plam("log") == 3
    assert "plam unlock --recovery" in plam.err
    assert plam("doctor") == 1
    assert plam("doctor", "--json") == 1
    assert any("plam unlock --recovery" in each["fix"] for each in plam.json)

    assert recovering(plam, lost.lower(), "--json") == 0
    fresh = plam.json["recovery_key"]

    assert fresh != lost
    assert plam("log") == 0
    assert plam("ask", "what is on today?") == 3
    policy = plam.home / "policy.yaml"
    policy.write_text(re.sub(r"(?m)^serial: 1$", "serial: 2", policy.read_text()))
    assert plam("policy", "sign") == 0
    assert keys.open_approval(plam.home, "a new one")
    assert recovering(plam, lost) == 3
    assert "not the recovery key of this home" in plam.err
    assert recovering(plam, fresh) == 0
    assert "plam policy sign" in plam.out


def test_a_mistyped_key_and_no_home_change_nothing(plam: Shell, lost: str, tmp_path: Path) -> None:
    before = {each.name: each.read_bytes() for each in (plam.home / "keys").iterdir()}
    assert recovering(plam, lost[:-1]) == 3
    assert "mistyped" in plam.err
    assert plam("unlock", "--recovery") == 3
    assert "--recovery-fd" in plam.err
    assert {each.name: each.read_bytes() for each in (plam.home / "keys").iterdir()} == before
    plam.home = tmp_path / "nowhere"
    assert recovering(plam, lost) == 2
    assert not plam.home.exists()


@pytest.mark.parametrize("writes", range(5))
def test_a_recovery_that_is_cut_off_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    recovery = keys.create(tmp_path, "forgotten", cost=keys.CHEAP)
    master = keys.recover(tmp_path, recovery)
    left = iter(range(writes))

    def failing(path: Path, data: bytes) -> None:
        if next(left, None) is None:
            raise StorageError("the disk is full.", file=path)
        write_atomic(path, data)

    monkeypatch.setattr(keys, "write_atomic", failing)
    with pytest.raises(StorageError):
        keys.renew(tmp_path, recovery, "new", cost=keys.CHEAP)
    monkeypatch.setattr(keys, "write_atomic", write_atomic)
    fresh = keys.renew(tmp_path, recovery, "new", cost=keys.CHEAP)

    assert keys.unlock(tmp_path, "new") == master == keys.recover(tmp_path, fresh)
    for opened in (keys.open_owner, keys.open_approval):
        opened(tmp_path, "new")
        with pytest.raises(LockedError):
            opened(tmp_path, "forgotten")

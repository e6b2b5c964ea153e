"""Sealing at rest and the secrets of accounts."""

from __future__ import annotations

import multiprocessing
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plam_agent.errors import DamageError, LockedError
from plam_agent.keys import Master
from plam_agent.vault import Sealed, Secrets, Vault
from tests.fixtures_home import Home

VAULT = Vault(Master(b"m" * 32))


@given(plain=st.binary(max_size=200), context=st.binary(max_size=20))
def test_what_is_sealed_opens_in_its_context(plain: bytes, context: bytes) -> None:
    assert VAULT.open(VAULT.seal(plain, context), context) == plain


@given(plain=st.binary(max_size=60), part=st.sampled_from(["key", "box"]), data=st.data())
def test_any_flipped_bit_keeps_it_shut(plain: bytes, part: str, data: st.DataObject) -> None:
    sealed = VAULT.seal(plain, b"event 1")
    raw = bytearray(getattr(sealed, part))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(DamageError):
        VAULT.open(replace(sealed, **{part: bytes(raw)}), b"event 1")


def test_records_cannot_take_each_others_place_or_keys() -> None:
    first, second = VAULT.seal(b"one", b"event 1"), VAULT.seal(b"two", b"event 2")

    for sealed, context in (
        (first, b"event 2"),
        (Sealed(second.key, first.box), b"event 1"),
        (Sealed(b"", first.box), b"event 1"),
        (Sealed(first.key, b""), b"event 1"),
    ):
        with pytest.raises(DamageError):
            VAULT.open(sealed, context)


def test_another_homes_master_key_opens_nothing() -> None:
    with pytest.raises(DamageError):
        Vault(Master(b"n" * 32)).open(VAULT.seal(b"one", b"x"), b"x")


def test_the_same_record_is_never_sealed_alike() -> None:
    first, second = VAULT.seal(b"one", b"x"), VAULT.seal(b"one", b"x")
    assert first.key != second.key
    assert first.box != second.box


def test_secrets_are_kept_replaced_listed_and_removed(unlocked: Home) -> None:
    secrets = Secrets(unlocked.path, unlocked.vault)
    with pytest.raises(LockedError, match="plam account add home"):
        secrets.get("home", "password")

    secrets.set("home", "password", "hunter2")
    secrets.set("work", "password", "swordfish")
    secrets.set("home", "password", "hünter3")

    again = Secrets(unlocked.path, unlocked.vault)
    assert again.get("home", "password") == "hünter3"
    assert again.names() == [("home", "password"), ("work", "password")]
    again.remove("home")
    again.remove("never", "there")
    assert again.names() == [("work", "password")]
    assert b"swordfish" not in (unlocked.path / "secrets").read_bytes()
    assert stat.S_IMODE((unlocked.path / "secrets").stat().st_mode) == 0o600


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 0.9999), bit=st.integers(0, 7))
def test_any_flipped_bit_of_the_secrets_names_the_file(
    unlocked: Home, where: float, bit: int
) -> None:
    secrets, path = Secrets(unlocked.path, unlocked.vault), unlocked.path / "secrets"
    if not path.exists():
        secrets.set("home", "password", "hunter2")
    good = path.read_bytes()
    at = int(where * len(good))
    path.write_bytes(good[:at] + bytes([good[at] ^ 1 << bit]) + good[at + 1 :])
    try:
        with pytest.raises(DamageError, match="secrets"):
            secrets.get("home", "password")
    finally:
        path.write_bytes(good)


def _set_many(path: Path, vault: Vault, account: str) -> None:
    for number in range(10):
        Secrets(path, vault).set(account, f"s{number}", "x")


def test_two_processes_lose_none_of_each_others_secrets(unlocked: Home) -> None:
    spawn = multiprocessing.get_context("spawn")
    both = [
        spawn.Process(target=_set_many, args=(unlocked.path, unlocked.vault, name))
        for name in ("a", "b")
    ]
    for each in both:
        each.start()
    for each in both:
        each.join(60)

    assert len(Secrets(unlocked.path, unlocked.vault).names()) == 20


def test_secrets_of_another_home_are_damage_not_a_traceback(new_home: Callable[[], Home]) -> None:
    one, other = new_home(), new_home()
    Secrets(one.path, one.vault).set("home", "password", "x")

    with pytest.raises(DamageError, match="master key"):
        Secrets(one.path, other.vault).get("home", "password")

"""The four keys of a home, its passphrase and its recovery key."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plam_agent import keys
from plam_agent.errors import DamageError, InputError, LockedError, SignatureError, StorageError
from plam_agent.passphrase import passphrase

DOMAIN = b"plam test 1\0"
FILES = ["owner.key", "approval.key", "master.key", "device.key"]
SLOW_FIXTURE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "plam"
    keys.create(path, "correct horse", cost=keys.CHEAP)
    return path


def opened(home: Path, name: str, words: str = "correct horse") -> object:
    match name:
        case "owner.key":
            return keys.open_owner(home, words)
        case "approval.key":
            return keys.open_approval(home, words)
        case "master.key":
            return keys.unlock(home, words)
    return keys.open_device(home, keys.unlock(home, words))


def test_every_key_opens_and_its_public_half_is_the_one_written(home: Path) -> None:
    device = keys.open_device(home, keys.unlock(home, "correct horse"))

    assert keys.open_owner(home, "correct horse").public == keys.public(home, "owner")
    assert keys.open_approval(home, "correct horse").public == keys.public(home, "approval")
    assert device.public == keys.public(home, "device")
    assert len({keys.public(home, name) for name in ("owner", "approval", "device")}) == 3


def test_key_files_are_for_their_owner_alone(home: Path) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (home / "keys").iterdir()}

    assert modes == {0o600}
    assert stat.S_IMODE((home / "keys").stat().st_mode) == 0o700
    assert [path.name for path in home.iterdir()] == ["keys"]


@pytest.mark.parametrize("name", FILES)
def test_a_wrong_passphrase_opens_nothing_and_is_not_called_damage(home: Path, name: str) -> None:
    with pytest.raises(LockedError, match="passphrase is wrong"):
        opened(home, name, "battery staple")


def test_no_key_lies_in_the_clear(home: Path) -> None:
    owner = keys.open_owner(home, "correct horse")

    seed = bytes(owner._key)
    everything = b"".join(path.read_bytes() for path in (home / "keys").iterdir())

    assert seed not in everything
    assert "correct" not in repr(owner)


@SLOW_FIXTURE
@given(name=st.sampled_from(FILES), where=st.floats(0, 0.9999), bit=st.integers(0, 7))
def test_any_flipped_bit_of_a_key_file_names_the_file(
    home: Path, name: str, where: float, bit: int
) -> None:
    path = home / "keys" / name
    good = path.read_bytes()
    at = int(where * len(good))
    path.write_bytes(good[:at] + bytes([good[at] ^ 1 << bit]) + good[at + 1 :])
    try:
        with pytest.raises(DamageError, match=name):
            opened(home, name)
    finally:
        path.write_bytes(good)


@pytest.mark.parametrize("name", FILES)
def test_a_truncated_or_empty_key_file_names_the_file(home: Path, name: str) -> None:
    path = home / "keys" / name
    good = path.read_bytes()
    for size in (0, 1, len(good) // 2, len(good) - 1):
        path.write_bytes(good[:size])
        with pytest.raises(DamageError, match=name):
            opened(home, name)


def test_a_public_key_that_was_exchanged_is_noticed(home: Path) -> None:
    other = (home / "keys" / "approval.pub").read_bytes()
    (home / "keys" / "owner.pub").write_bytes(other)

    with pytest.raises(DamageError, match=r"owner\.pub"):
        keys.open_owner(home, "correct horse")


def test_a_signature_stands_for_one_message_in_one_domain_by_one_key(home: Path) -> None:
    owner = keys.open_owner(home, "correct horse")
    signature = owner.sign(DOMAIN, b"yes")

    keys.verify(owner.public, DOMAIN, b"yes", signature)
    others = [
        (keys.public(home, "device"), DOMAIN, b"yes", signature),
        (owner.public, b"plam other 1\0", b"yes", signature),
        (owner.public, DOMAIN, b"no", signature),
        (owner.public, DOMAIN, b"yes", signature[:-1]),
        (owner.public, DOMAIN, b"yes", b""),
        (owner.public.removeprefix("ed25519:"), DOMAIN, b"yes", signature),
        ("ed25519:nonsense", DOMAIN, b"yes", signature),
        ("", DOMAIN, b"yes", signature),
    ]
    for case in others:
        with pytest.raises(SignatureError):
            keys.verify(*case)


@pytest.mark.parametrize("domain", [b"", b"plam", b"plam\0x", b"a\0b\0"])
def test_a_domain_that_could_run_into_the_message_is_a_mistake(home: Path, domain: bytes) -> None:
    with pytest.raises(AssertionError, match="NUL"):
        keys.open_owner(home, "correct horse").sign(domain, b"yes")


def test_the_recovery_key_opens_the_home_however_it_is_typed(tmp_path: Path) -> None:
    recovery = keys.create(tmp_path, "forgotten", cost=keys.CHEAP)
    master = keys.unlock(tmp_path, "forgotten")

    for typed in (recovery, recovery.lower(), recovery.replace("-", " "), f" {recovery}\n"):
        assert keys.recover(tmp_path, typed) == master


def test_a_mistyped_recovery_key_is_told_from_another_homes(tmp_path: Path) -> None:
    mine = keys.create(tmp_path / "a", "x", cost=keys.CHEAP)
    other = keys.create(tmp_path / "b", "x", cost=keys.CHEAP)
    wrong = ("B" if mine[0] != "B" else "C") + mine[1:]

    for typed in (wrong, mine[:-1], mine + "A", "", "not one at all", "\ud800"):
        with pytest.raises(LockedError, match="mistyped"):
            keys.recover(tmp_path / "a", typed)
    with pytest.raises(LockedError, match="not the recovery key of this home"):
        keys.recover(tmp_path / "a", other)


def test_a_new_passphrase_replaces_the_old_one_and_the_recovery_key(tmp_path: Path) -> None:
    old = keys.create(tmp_path, "forgotten", cost=keys.CHEAP)
    master = keys.recover(tmp_path, old)

    new = keys.rewrap(tmp_path, master, "remembered", cost=keys.CHEAP)

    assert keys.unlock(tmp_path, "remembered") == master == keys.recover(tmp_path, new)
    with pytest.raises(LockedError):
        keys.unlock(tmp_path, "forgotten")
    with pytest.raises(LockedError):
        keys.recover(tmp_path, old)


def test_keys_are_never_made_over_others(home: Path) -> None:
    before = keys.public(home, "owner")
    with pytest.raises(InputError, match="has keys already"):
        keys.create(home, "another", cost=keys.CHEAP)
    assert keys.public(home, "owner") == before


def test_an_empty_passphrase_makes_no_home(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="empty passphrase"):
        keys.create(tmp_path / "plam", "", cost=keys.CHEAP)
    assert not (tmp_path / "plam").exists()


def test_a_disk_that_fills_up_leaves_no_half_made_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = iter([None, None, OSError(28, "No space left on device")])

    def full(descriptor: int) -> None:
        if (error := next(calls)) is not None:
            raise error

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="disk is full"):
        keys.create(tmp_path / "plam", "x", cost=keys.CHEAP)
    assert list((tmp_path / "plam").iterdir()) == []


def test_a_home_without_keys_says_what_to_do(tmp_path: Path) -> None:
    for open_one in (keys.open_owner, keys.unlock):
        with pytest.raises(LockedError, match="plam init"):
            open_one(tmp_path, "x")


def test_absurd_stretching_in_a_file_is_refused_before_it_is_done(home: Path) -> None:
    from plam_agent.files import framed, unframed

    path = home / "keys" / "master.key"
    fields = unframed(path.read_bytes(), path)
    path.write_bytes(framed({**fields, "memory": 1 << 60}))

    with pytest.raises(DamageError, match="absurd"):
        keys.unlock(home, "correct horse")


def test_the_default_cost_is_what_a_person_waits_for_at_unlocking() -> None:
    assert keys.Cost().memory >= 64 << 20
    assert keys.Cost().passes >= 2


class TestPassphrase:
    def test_a_descriptor_comes_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PLAM_PASSPHRASE", "from the environment")
        reading, writing = os.pipe()
        os.write(writing, "à bientôt \n".encode())
        os.close(writing)

        assert passphrase(reading) == "à bientôt "
        os.close(reading)

    def test_the_environment_comes_before_systemd(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "plam-passphrase").write_text("from systemd\n")
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
        monkeypatch.setenv("PLAM_PASSPHRASE", "from the environment")
        assert passphrase() == "from the environment"

        monkeypatch.delenv("PLAM_PASSPHRASE")
        assert passphrase() == "from systemd"

    def test_without_a_terminal_every_way_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("PLAM_PASSPHRASE", raising=False)
        monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
        monkeypatch.setattr("sys.stdin", open(os.devnull))  # noqa: SIM115

        with pytest.raises(LockedError) as caught:
            passphrase()
        for way in ("--passphrase-fd", "PLAM_PASSPHRASE", "plam-passphrase", "terminal"):
            assert way in caught.value.fix
        __import__("sys").stdin.close()

    @pytest.mark.parametrize(
        ("answers", "expected"),
        [(["a", "a"], "a"), (["a", "b"], InputError), (["", ""], LockedError)],
    )
    def test_a_new_one_is_asked_twice(
        self, monkeypatch: pytest.MonkeyPatch, answers: list[str], expected: object
    ) -> None:
        left = iter(answers)
        monkeypatch.delenv("PLAM_PASSPHRASE", raising=False)
        monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        monkeypatch.setattr("getpass.getpass", lambda prompt: next(left))

        if isinstance(expected, str):
            assert passphrase(twice=True) == expected
        else:
            with pytest.raises(expected):  # type: ignore[call-overload]
                passphrase(twice=True)

    @pytest.mark.parametrize("raw", [b"", b"\n", b"\xff\xfe", b"x" * 5000])
    def test_what_is_no_passphrase_is_refused(self, raw: bytes) -> None:
        reading, writing = os.pipe()
        os.write(writing, raw)
        os.close(writing)

        with pytest.raises((LockedError, InputError)):
            passphrase(reading)
        os.close(reading)

    def test_a_descriptor_that_is_not_open_is_bad_input(self) -> None:
        with pytest.raises(InputError, match="cannot be read"):
            passphrase(9_999)

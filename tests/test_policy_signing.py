"""A policy is in force only as the exact bytes that the owner signed."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from plam_agent.errors import PolicyError, SignatureError
from plam_agent.keys import Signer
from plam_agent.policy.signing import SignedPolicy, load_signed, sign, signature_path

OWNER = Signer(b"o" * 32)
OTHER = Signer(b"x" * 32)
DEVICE = "ed25519:this-machine"
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
TEXT = f"""plam: 1
serial: 7
owner: marie@example.org
device: {DEVICE}
expires: 2026-12-31
rules:
  - {{id: look, allow: mail.search}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "assistant.yaml"
    path.write_text(TEXT)
    return path


def load(path: Path, owner: str = OWNER.public, **changes: Any) -> SignedPolicy:
    given: dict[str, Any] = {"highest_serial": 7, "now": NOW, "device_public": DEVICE}
    return load_signed(path, owner, **{**given, **changes})


def test_a_signed_policy_comes_back_as_it_was_signed(path: Path) -> None:
    signed = sign(path, OWNER, now=NOW)

    assert load(path) == signed
    assert signed.policy.serial == 7
    assert signed.document == TEXT.encode()
    assert signed.hash == hashlib.sha256(TEXT.encode()).hexdigest()
    assert signed.signed == NOW
    assert sorted(each.name for each in path.parent.iterdir()) == [
        "assistant.yaml",
        "assistant.yaml.sig",
    ]


def test_every_flipped_byte_of_the_policy_or_its_signature_is_detected(path: Path) -> None:
    sign(path, OWNER, now=NOW)

    for file in (path, signature_path(path)):
        whole = file.read_bytes()
        for index in range(len(whole)):
            # All bits of the signature file, one of each byte of the policy.
            for bit in range(8) if file != path else (index % 8,):
                changed = bytearray(whole)
                changed[index] ^= 1 << bit
                file.write_bytes(changed)
                with pytest.raises(SignatureError):
                    load(path)
        file.write_bytes(whole)
    assert load(path).policy.serial == 7


@pytest.mark.parametrize("which", ["policy", "signature"])
@pytest.mark.parametrize("change", ["\n", " ", "#", "\r\n", "\0", "serial: 8\n"])
def test_nothing_can_be_added_or_cut_off(path: Path, which: str, change: str) -> None:
    sign(path, OWNER, now=NOW)
    file = path if which == "policy" else signature_path(path)
    whole = file.read_bytes()

    for bad in (whole + change.encode(), change.encode() + whole, whole[:-1], b""):
        file.write_bytes(bad)
        with pytest.raises(SignatureError) as caught:
            load(path)
        assert caught.value.exit == 3
        assert "plam policy sign" in caught.value.fix


def test_bytes_cannot_move_between_signature_and_policy(path: Path) -> None:
    sign(path, OWNER, now=NOW)
    file = signature_path(path)
    lines = file.read_text().splitlines(keepends=True)

    file.write_text("".join(lines[:3] + lines[4:]))
    path.write_text(lines[3] + TEXT)

    with pytest.raises(SignatureError):
        load(path)


def test_an_unsigned_policy_is_refused(path: Path) -> None:
    with pytest.raises(SignatureError, match="is not signed"):
        load(path)


def test_a_signature_of_somebody_else_is_refused(path: Path) -> None:
    sign(path, OTHER, now=NOW)

    with pytest.raises(SignatureError, match="another key"):
        load(path)


def test_a_signature_in_the_owners_name_by_another_key_is_refused(path: Path) -> None:
    sign(path, OTHER, now=NOW)
    file = signature_path(path)
    file.write_text(file.read_text().replace(OTHER.public, OWNER.public))

    with pytest.raises(SignatureError, match="did not sign these bytes"):
        load(path)


def test_an_older_policy_is_refused_and_the_same_one_is_not(path: Path) -> None:
    sign(path, OWNER, now=NOW)

    assert load(path, highest_serial=7).policy.serial == 7
    with pytest.raises(SignatureError, match="serial 7 is older than 8") as caught:
        load(path, highest_serial=8)
    assert "serial: 9" in caught.value.fix


def test_a_policy_ends_after_its_last_day(path: Path) -> None:
    sign(path, OWNER, now=NOW)
    last = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)

    assert load(path, now=last).policy.serial == 7
    with pytest.raises(SignatureError, match="expired on 2026-12-31"):
        load(path, now=last + timedelta(minutes=1))


def test_a_policy_for_another_machine_is_refused(path: Path) -> None:
    sign(path, OWNER, now=NOW)

    with pytest.raises(SignatureError, match="another machine"):
        load(path, device_public="ed25519:another")


def test_only_the_verified_buffer_is_parsed(path: Path) -> None:
    sign(path, OWNER, now=NOW)

    def swap(public: str, domain: bytes, message: bytes, signature: bytes) -> None:
        path.write_text(TEXT.replace("mail.search", "mail.send"))

    loaded = load(path, verify=swap)

    assert loaded.policy.rules[0].tools[0].text == "mail.search"


def test_an_unverified_policy_is_not_parsed(path: Path) -> None:
    sign(path, OWNER, now=NOW)
    path.write_text("{ this is: not even: yaml")

    with pytest.raises(SignatureError):
        load(path)


def test_what_cannot_be_read_says_so(tmp_path: Path, path: Path) -> None:
    with pytest.raises(PolicyError, match="no such file"):
        load(tmp_path / "nothing.yaml")
    with pytest.raises(PolicyError, match="cannot be read"):
        load(tmp_path)
    path.write_bytes(b"#" * 300_000)
    with pytest.raises(PolicyError, match="more than 262144 bytes"):
        load(path)


def test_signing_refuses_what_could_not_be_loaded(path: Path) -> None:
    with pytest.raises(PolicyError, match="serial 7 has been used") as caught:
        sign(path, OWNER, now=NOW, highest_serial=7)
    assert caught.value.fix == "Set serial: 8."
    with pytest.raises(PolicyError, match="expired"):
        sign(path, OWNER, now=NOW + timedelta(days=60))
    path.write_text(TEXT.replace("rules", "rulez"))
    with pytest.raises(PolicyError, match="Did you mean 'rules'"):
        sign(path, OWNER, now=NOW)
    assert not signature_path(path).exists()


def test_the_serial_beside_the_signature_is_the_policys_own(path: Path) -> None:
    class Careless:
        public = OWNER.public

        def sign(self, domain: bytes, message: bytes) -> bytes:
            return OWNER.sign(domain, message.replace(b"serial: 7\nsigned", b"serial: 8\nsigned"))

    sign(path, Careless(), now=NOW)
    file = signature_path(path)
    file.write_text(file.read_text().replace("serial: 7", "serial: 8"))

    with pytest.raises(SignatureError, match="serials"):
        load(path)


def test_a_signed_policy_is_frozen(path: Path) -> None:
    signed = sign(path, OWNER, now=NOW)

    with pytest.raises(dataclasses.FrozenInstanceError):
        signed.hash = ""  # type: ignore[misc]

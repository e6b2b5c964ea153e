"""The policy file under attack: no changed, foreign, older or ended one comes into force."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from plam_agent import keys
from plam_agent.errors import PlamError, SignatureError
from plam_agent.policy.signing import DOMAIN, sign, signature_path
from tests.adversarial.scene import scene, sign_rules, verbs
from tests.fixtures_agent import PASSPHRASE, House
from tests.fixtures_home import make_home


def opens(house: House) -> str:
    """The policy's hash, or why it is refused."""
    with house.open() as home:
        return home.policy().hash


def swapped(path: Path, at: int) -> None:
    octets = bytearray(path.read_bytes())
    octets[at] ^= 1
    path.write_bytes(octets)


def test_one_bit_anywhere_ends_it(house: House) -> None:
    policy = house.path / "policy.yaml"
    with house.open() as home:
        good = home.policy().hash
        for path in (policy, signature_path(policy)):
            whole = path.read_bytes()
            for at in range(0, len(whole), max(1, len(whole) // 40)):
                swapped(path, at)
                with pytest.raises(PlamError):
                    home.policy()
                path.write_bytes(whole)
        assert home.policy().hash == good


def test_a_stripped_signature_and_an_empty_one_end_it(house: House) -> None:
    signature = signature_path(house.path / "policy.yaml")
    for text in (b"", b"\n", b"none\n", signature.read_bytes() * 2, signature.read_bytes()[:-1]):
        signature.write_bytes(text)
        with pytest.raises(SignatureError):
            opens(house)
    signature.unlink()
    with pytest.raises(SignatureError, match="not signed"):
        opens(house)


def test_another_owners_key_ends_it(house: House, tmp_path: Path) -> None:
    """A thief signs with a key of their own, and also names the owner's in the signature."""
    thief = make_home(tmp_path / "thief")
    path = house.path / "policy.yaml"
    path.write_text(re.sub(r"(?m)^serial: .*", "serial: 9", path.read_text()))
    key = keys.open_owner(thief.path, PASSPHRASE)
    sign(path, key, now=house.clock())
    with pytest.raises(SignatureError, match="another key"):
        opens(house)

    named = signature_path(path)
    owner = keys.public(house.path, "owner")
    named.write_text(named.read_text().replace(key.public, owner))
    with pytest.raises(SignatureError, match="did not sign"):
        opens(house)


def test_the_device_and_approval_keys_sign_no_policy(house: House) -> None:
    path = house.path / "policy.yaml"
    with house.open() as home:
        for other in (home.device, keys.open_approval(house.path, PASSPHRASE)):
            sign(path, other, now=house.clock())
            with pytest.raises(SignatureError):
                home.policy()


def test_a_signature_in_another_domain_is_none(house: House) -> None:
    """What the owner's key signed for another purpose is no policy's signature."""
    path = house.path / "policy.yaml"
    owner = keys.open_owner(house.path, PASSPHRASE)

    class Elsewhere:
        public = owner.public

        def sign(self, domain: bytes, message: bytes) -> bytes:
            return owner.sign(domain.replace(b"policy", b"receipt"), message)

    assert b"policy" in DOMAIN
    sign(path, Elsewhere(), now=house.clock())
    with pytest.raises(SignatureError):
        opens(house)


def test_an_older_policy_does_not_come_back(house: House, tmp_path: Path) -> None:
    """A wider policy of last year, properly signed, replayed with its signature."""
    path = house.path / "policy.yaml"
    old = tmp_path / "old.yaml"
    opens(house)
    for each in (path, signature_path(path)):
        shutil.copy(each, old.with_name(each.name))
    sign_rules(house)
    opens(house)

    for each in (path, signature_path(path)):
        shutil.copy(old.with_name(each.name), each)
    with pytest.raises(SignatureError, match="older"):
        opens(house)


def test_the_signature_of_another_file_is_none(house: House) -> None:
    path = house.path / "policy.yaml"
    mine = signature_path(path).read_bytes()
    house.edit_policy(lambda text: text.replace("rate: 500/day", "rate: 501/day"))
    signature_path(path).write_bytes(mine)
    with pytest.raises(SignatureError, match="did not sign"):
        opens(house)


def test_a_policy_for_another_machine_is_none(house: House, tmp_path: Path) -> None:
    there = make_home(tmp_path / "there").device.public
    house.edit_policy(lambda text: re.sub(r"(?m)^device: .*", f"device: {there}", text))
    with pytest.raises(SignatureError, match="another machine"):
        opens(house)


@pytest.mark.parametrize("days", [400, 40_000])
def test_an_ended_policy_allows_nothing(house: House, days: int) -> None:
    opens(house)
    house.clock.advance(days=days)
    with pytest.raises(SignatureError, match="expired"):
        opens(house)


async def test_a_policy_that_ends_while_it_is_in_use_allows_nothing(house: House) -> None:
    async with scene(house) as attack:
        before = await attack.submit(attack.mail("papa@example.org"))
        house.clock.advance(days=400)
        after = await attack.submit(attack.mail("papa@example.org"))

    assert verbs(before) == ("allow", "done")
    assert verbs(after) == ("deny", "refused")
    assert "expired" in after.outcome.detail
    assert len(attack.effects) == 1


@pytest.mark.parametrize("spoil", [lambda p: p.unlink(), lambda p: p.write_bytes(b"")])
def test_without_a_policy_there_is_no_default(house: House, spoil: Callable[[Path], None]) -> None:
    spoil(house.path / "policy.yaml")
    with pytest.raises(PlamError):
        opens(house)

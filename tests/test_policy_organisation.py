"""An organisation's policy above the owner's: the stricter answer wins, and none refuses all."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from plam_agent.errors import SignatureError
from plam_agent.policy.document import parse
from plam_agent.policy.explain import explain
from plam_agent.policy.organisation import load_above, path_beside, stricter
from plam_agent.policy.signing import sign, signature_path
from plam_agent.types import Allow, Confirm, Decision, Deny

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY = "ed25519:organisation"


class Key:
    public = KEY

    def sign(self, domain: bytes, message: bytes) -> bytes:
        import hashlib

        return hashlib.sha512(domain + message).digest()


def verify(public: str, domain: bytes, message: bytes, signature: bytes) -> None:
    if Key().sign(domain, message) != signature:
        raise SignatureError("wrong")


def text(serial: int = 1, *, expires: str = "2027-01-01", above: str = "") -> bytes:
    top = f"plam: 1\nserial: {serial}\nowner: a@example.org\ndevice: ed25519:x\n"
    return (f"{top}expires: {expires}\n" + (f"organisation: {above}\n" if above else "")).encode()


OWNER = parse(text(above=KEY), "policy.yaml")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The owner's policy, with the organisation's signed beside it."""
    file = path_beside(tmp_path / "policy.yaml")
    file.write_bytes(text(3))
    sign(file, Key(), now=NOW)
    return tmp_path / "policy.yaml"


def test_a_signed_policy_of_the_organisation_stands_above(path: Path) -> None:
    above = load_above(OWNER, path, highest_serial=3, now=NOW, verify=verify)

    assert above is not None
    assert above.policy.serial == 3


def test_a_policy_that_names_no_organisation_has_none_above(path: Path) -> None:
    alone = parse(text(), "policy.yaml")

    assert load_above(alone, path, highest_serial=0, now=NOW, verify=verify) is None


@pytest.mark.parametrize("wrong", ["missing", "unsigned", "changed", "older", "expired", "other"])
def test_without_a_good_one_everything_is_refused(path: Path, wrong: str) -> None:
    file, owner, highest, now = path_beside(path), OWNER, 3, NOW
    if wrong == "missing":
        file.unlink()
    elif wrong == "unsigned":
        signature_path(file).unlink()
    elif wrong == "changed":
        file.write_bytes(text(3, expires="2027-02-01"))
    elif wrong == "older":
        highest = 4
    elif wrong == "expired":
        now = NOW.replace(year=2028)
    else:
        owner = parse(text(above="ed25519:another"), "policy.yaml")

    with pytest.raises(SignatureError, match="organisation"):
        load_above(owner, path, highest_serial=highest, now=now, verify=verify)


ALLOW, HELD = Allow("mine", ("yes",), hold=5), Allow("theirs", ("later",), hold=60)
ASK, DENY = Confirm("theirs", ("ask",), expires=60), Deny("theirs", ("no",))


@pytest.mark.parametrize(
    ("mine", "theirs", "verb", "rule"),
    [
        (ALLOW, HELD, "allow", "mine"),
        (ALLOW, ASK, "confirm", "mine"),
        (ALLOW, DENY, "deny", "organisation"),
        (Confirm("mine"), HELD, "confirm", "mine"),
        (Confirm("mine"), ASK, "confirm", "mine"),
        (Confirm("mine"), DENY, "deny", "organisation"),
        (Deny("mine"), HELD, "deny", "mine"),
        (Deny("mine"), ASK, "deny", "mine"),
        (Deny("mine"), DENY, "deny", "mine"),
    ],
)
def test_the_stricter_answer_wins(mine: Decision, theirs: Decision, verb: str, rule: str) -> None:
    found = stricter(mine, theirs)

    assert (found.verb, found.rule) == (verb, rule)


def test_the_longer_hold_and_the_shorter_question_win() -> None:
    held, asked = stricter(ALLOW, HELD), stricter(Confirm("mine"), ASK)

    assert isinstance(held, Allow)
    assert held.hold == 60
    assert isinstance(asked, Confirm)
    assert asked.expires == 60


def test_explain_says_what_stands_above() -> None:
    assert f"not signed by {KEY}" in explain(OWNER)

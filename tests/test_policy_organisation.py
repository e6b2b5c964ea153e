"""An organisation's policy above the owner's: the stricter answer wins, and none refuses all."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plam_agent import config, keys
from plam_agent.config import Account
from plam_agent.errors import SignatureError
from plam_agent.home import Home
from plam_agent.policy import grants, ledger
from plam_agent.policy.decide import PROBATION
from plam_agent.policy.document import parse
from plam_agent.policy.explain import explain
from plam_agent.policy.organisation import counted_as, load_above, path_beside, stricter
from plam_agent.policy.receipts import check_receipt, sign_receipt
from plam_agent.policy.signing import SignedPolicy, sign, signature_path
from plam_agent.runtime import Performed, Runtime
from plam_agent.setup import make_home
from plam_agent.tools.context import Connections
from plam_agent.tools.registry import Registry
from plam_agent.types import Allow, Confirm, Decision, Deny, Money
from tests.test_budget_race import PASSPHRASE, buying, purchase, shop

BOSS = keys.Signer(b"o" * 32)

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


POLICY = """plam: 1
serial: {serial}
owner: marie@example.org
device: {device}
expires: 2030-01-01
rules:
  - id: flowers
    allow: purchase.buy
    budget: {budget} EUR/month
"""


@pytest.fixture
def under(tmp_path: Path) -> Path:
    """A home past its probation, whose owner may spend 100.00 EUR and whose organisation 5.00."""
    path = tmp_path / "home"
    make_home(path, owner="marie@example.org", zone="UTC", passphrase=PASSPHRASE, cost=keys.CHEAP)
    account = Account("files", "files", "folder", {"path": str(tmp_path)})
    config.save(path, dataclasses.replace(config.load(path), accounts=(account,)))
    mine = POLICY.format(serial=2, device=keys.public(path, "device"), budget="100.00")
    asks = f"organisation: {BOSS.public}\notherwise: {{confirm: [purchase.buy]}}\n"
    (path / "policy.yaml").write_text(mine + asks)
    sign(path / "policy.yaml", keys.open_owner(path, PASSPHRASE), now=datetime.now(UTC))
    # The same rule under the same name, so that one could be taken for the other.
    set_above(path, 1, "5.00", "otherwise: {confirm: [purchase.buy]}\n")
    with Home.open(path, lambda: PASSPHRASE) as home:
        key = keys.open_approval(path, PASSPHRASE)
        asyncio.run(buying(home, "earlier", PROBATION, price=None, approving=key))
    set_above(path, 2, "5.00")
    return path


def set_above(home: Path, serial: int, budget: str, more: str = "") -> None:
    file = path_beside(home / "policy.yaml")
    file.write_text(POLICY.format(serial=serial, device="ed25519:any", budget=budget) + more)
    sign(file, BOSS, now=datetime.now(UTC))


def totals(home: Home) -> tuple[int, int]:
    """What the owner's rule has spent, and the organisation's of the same name."""
    names = ("flowers", counted_as(home.policy().policy, "flowers"))
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    with home.journal.reading() as connection:
        mine, theirs = (ledger.spent(connection, name, long_ago, "EUR") for name in names)
    return mine, theirs


@pytest.mark.timeout(120)
def test_a_race_never_exceeds_the_organisations_budget(under: Path) -> None:
    def racer(number: int) -> collections.Counter[str]:
        with Home.open(under, lambda: PASSPHRASE) as home:
            return asyncio.run(buying(home, f"run-{number}", 2))

    with ThreadPoolExecutor(8) as pool:
        ended = sum(pool.map(racer, range(8)), collections.Counter[str]())

    assert ended == {"done": 5, "refused": 11}
    with Home.open(under, lambda: PASSPHRASE) as home:
        assert totals(home) == (500, 500)
        home.journal.verify(ledger.check)
        with contextlib.closing(sqlite3.connect(under / "journal.db")) as connection:
            connection.execute("DELETE FROM uses")
            connection.commit()
        assert ledger.rebuild(home.journal) > 0
        assert totals(home) == (500, 500)


def test_a_further_policy_counts_on_and_the_owners_own_limit_stays(under: Path) -> None:
    with Home.open(under, lambda: PASSPHRASE) as home:
        assert asyncio.run(buying(home, "a", 6)) == {"done": 5, "refused": 1}
        set_above(under, 3, "7.00")
        assert asyncio.run(buying(home, "b", 6)) == {"done": 2, "refused": 4}
        set_above(under, 4, "900.00")
        assert asyncio.run(buying(home, "c", 1, price=Money(9400, "EUR"))) == {"pending": 1}
        assert asyncio.run(buying(home, "d", 1, price=Money(9300, "EUR"))) == {"done": 1}
        assert totals(home) == (100_00, 100_00)


def test_an_approval_under_another_organisations_policy_is_worth_nothing(under: Path) -> None:
    set_above(under, 3, "0.01", "otherwise: {confirm: [purchase.buy]}\n")
    with Home.open(under, lambda: PASSPHRASE) as home:
        before = home.policy()
        key = keys.open_approval(under, PASSPHRASE)
        call = purchase("a", 0)
        receipt = sign_receipt(key, call, before.hash, home.now())
        set_above(under, 4, "0.02", "otherwise: {confirm: [purchase.buy]}\n")
        after = home.policy()

        assert (after.policy, after.document) == (before.policy, before.document)
        assert after.hash != before.hash
        with pytest.raises(SignatureError, match="policy has changed"):
            check_receipt(home.public("approval"), receipt, call, after.hash, home.now())


def test_what_began_under_the_organisations_earlier_policy_ends(under: Path) -> None:
    async def performed(home: Home, old: SignedPolicy) -> Performed:
        async with Connections() as connections:
            runtime = Runtime(home, old, Registry([shop()]), connections, model="scripted")
            grant = grants.issue(
                home.device, None, holder=home.device.public, policy=old.hash,
                not_after=home.now() + timedelta(minutes=10),
            )  # fmt: skip
            return await runtime.perform(purchase("a", 0), (grant,))

    with Home.open(under, lambda: PASSPHRASE) as home:
        old = home.policy()
        set_above(under, 3, "5.00")
        home.policy()
        done = asyncio.run(performed(home, old))

    assert done.outcome.verb == "refused"
    assert "the organisation's policy was changed" in done.outcome.detail

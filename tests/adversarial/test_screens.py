"""What others wrote, on the owner's screen: it is shown as text and moves nothing."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from plam_agent import config
from plam_agent.config import Account
from plam_agent.types import Value
from tests.adversarial.scene import ATTACKER, FROM_MAIL, scene
from tests.fixtures_agent import House
from tests.test_cli import Shell, plam

HOSTILE = (
    "hi\x1b[2J\x1b]0;owned\x07\x1b[31m\x9b1A\x08\x08\rno\u202etxt.exe\u2066\u200b\ufeff\x7f\x00end"
)
RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


__all__ = ["plam"]


@pytest.fixture
def poisoned(house: House) -> House:
    """A call that waits and one that was refused, made of hostile text."""
    import asyncio

    async def attack() -> None:
        async with scene(house) as at:
            hostile = Value(HOSTILE, FROM_MAIL)
            await at.submit(
                at.mail(ATTACKER, f"x{HOSTILE}@evil.example", subject=hostile, body=hostile)
            )
            await at.submit(at.call("mail.trash", messages=(HOSTILE,)))
            await at.submit(dataclasses.replace(at.mail("a@b.example"), tool=f"mail.{HOSTILE}"))

    asyncio.run(attack())
    return house


def shown(plam: Shell, *words: str) -> str:
    plam(*words)
    return plam.out + plam.err


def commands(plam: Shell) -> Iterator[tuple[str, str]]:
    waiting = re.findall(r"(?m)^ *(\d+)  ", shown(plam, "approvals", "list"))
    logged = re.findall(r"(?m)^ *(\d+)  ", shown(plam, "log", "--all"))
    lines = [
        ("log",), ("log", "--all"), ("approvals", "list"), ("doctor",), ("policy", "explain"),
        *(("approvals", "show", each) for each in waiting),
        *(("approvals", "deny", each) for each in waiting),
        *(("why", each) for each in logged),
        ("why", "999"), ("undo", "999"), ("log", "--run", HOSTILE), ("approvals", "show", HOSTILE),
        ("ask", HOSTILE), ("plan", HOSTILE), ("plan", "--policy", HOSTILE.replace("\0", ""), "x"),
        ("grant", "show", HOSTILE.replace("\0", "")), ("account", "list"), (HOSTILE,),
    ]  # fmt: skip
    assert waiting
    assert len(logged) > 3
    for words in lines:
        yield " ".join(words)[:40], shown(plam, *words)


def test_nothing_hostile_reaches_the_terminal(plam: Shell, poisoned: House) -> None:
    raw = {name: RAW.findall(said) for name, said in commands(plam) if RAW.search(said)}

    assert raw == {}


def test_a_card_shows_every_character(plam: Shell, poisoned: House) -> None:
    """Escaped, not left out: the owner sees that something was hidden, and all of it."""
    plam("approvals", "list")
    (number,) = re.findall(r"(?m)^ *(\d+)  ", plam.out)
    plam("approvals", "show", number)

    assert ATTACKER in plam.out
    assert "U+202E" in plam.out
    for name in ("to", "subject", "body"):
        (line,) = re.findall(rf"(?m)^  {name}: .*(?:\n +\| .*)*", plam.out)
        for code in (r"\x1b", r"\u202e", r"\u200b", r"\x9b", "end"):
            assert code in line, name


def test_a_triage_digest_is_plain_text(plam: Shell, house: House) -> None:
    message = EmailMessage()
    message["From"] = "Eve <eve@evil.example>"
    message["To"] = "me@example.org"
    message["Message-ID"] = "<1@evil.example>"
    message["Date"] = "Mon, 23 Nov 2026 07:00:00 +0000"
    message["Subject"] = HOSTILE.replace("\r", "").replace("\0", "")
    message.set_content(HOSTILE.replace("\r", "").replace("\0", ""))
    (house.data.mail / "new" / "1700000000.evil.1").write_bytes(bytes(message))

    said = shown(plam, "triage", "--dry-run", "--last", "60")

    assert "owned" in said
    assert not RAW.search(said)


def test_an_error_about_an_account_is_plain_text(plam: Shell, house: House, tmp_path: Path) -> None:
    settings = config.load(house.path)
    bad = Account("docs", "files", "folder", {"path": str(tmp_path / "no\x1b[2J\u202ewhere")})
    config.save(house.path, dataclasses.replace(settings, accounts=(*settings.accounts, bad)))

    assert not RAW.search(shown(plam, "doctor"))
    assert not RAW.search(shown(plam, "account", "list"))


@pytest.mark.parametrize("mark", ["\u202e", "\x1b[31m", "\x9b1A", "\u200b"], ids=ascii)
def test_a_policy_error_is_plain_text(plam: Shell, house: House, mark: str) -> None:
    path = house.path / "policy.yaml"
    path.write_text(path.read_text().replace("rules:", f"rul{mark}es:"))

    for words in (("policy", "check"), ("ask", "x")):
        said = shown(plam, *words)
        assert "policy.yaml" in said
        assert not RAW.search(said)

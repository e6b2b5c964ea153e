"""`plam policy` as a person types it: exit codes, JSON, one sentence for each mistake."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from plam_agent import keys
from plam_agent.keys import Signer
from plam_agent.policy.organisation import path_beside
from plam_agent.policy.signing import sign
from tests.fixtures_agent import PASSPHRASE, House
from tests.test_agent import BOOK_WORDS, MOVE_WORDS
from tests.test_cli import Shell, plam

__all__ = ["plam"]

BOSS = Signer(b"o" * 32)


def edited(house: House, change: Callable[[str], str], name: str = "edited.yaml") -> str:
    """A copy of the policy with a change and the next serial, unsigned."""
    text = change((house.path / "policy.yaml").read_text())
    text = re.sub(r"(?m)^serial: (\d+)", lambda m: f"serial: {int(m[1]) + 1}", text)
    path = house.path.parent / name
    path.write_text(text)
    return str(path)


def above(house: House, rules: str, serial: int = 1, expires: str = "2030-01-01") -> Path:
    """Sign an organisation's policy, and have the owner's name its key."""
    path = path_beside(house.path / "policy.yaml")
    top = f"plam: 1\nserial: {serial}\nowner: it@example.org\ndevice: ed25519:any\n"
    path.write_text(f"{top}expires: {expires}\n{rules}")
    sign(path, BOSS, now=house.clock())
    if "organisation:" not in (house.path / "policy.yaml").read_text():
        line = f"organisation: {BOSS.public}\nrules:"
        house.edit_policy(lambda text: text.replace("rules:", line, 1))
    return path


EVERYTHING = 'rules:\n  - {id: all, allow: ["mail.*", "calendar.*"]}\notherwise: {confirm: ["*"]}\n'


def test_names_that_nothing_has_are_found_with_what_looks_like_them(
    plam: Shell, house: House
) -> None:
    def change(text: str) -> str:
        text = text.replace("[Archive, Newsletters, Receipts]", "[Archiv, newsletters]")
        text = text.replace("family: []", "family: [nobody@example.org]")
        return text + "private: {mail: [Helth], calendars: [calender]}\n"

    file = edited(house, change)
    assert plam("policy", "check", file) == 2

    assert "tidy names the mailbox 'newsletters', and there is none." in plam.out
    assert "There is a mailbox 'Newsletters'." in plam.out
    assert "private names the mailbox 'Helth'" in plam.out
    assert "There is a calendar 'calendar'." in plam.out
    assert "note: No contact has the address nobody@example.org of the group family." in plam.out
    assert "not checked: folders of files (there is no files account)" in plam.out

    assert plam("policy", "check", file, "--json") == 2
    assert {each["kind"] for each in plam.json} == {"finding", "note", "not checked"}


def test_a_server_is_asked_only_when_it_is_said(plam: Shell, house: House) -> None:
    config = house.path / "config.toml"
    config.write_text(
        config.read_text()
        + '\n[[accounts]]\nname = "work"\nkind = "mail"\ndriver = "imap"\nhost = "127.0.0.1"\n'
        'port = 9\nuser = "marie"\ntimeout = 2\n'
    )
    file = edited(house, lambda text: text.replace("[Archive,", "[Nowhere,"))

    plam("policy", "check", file)
    assert "not checked: account `work` (no connection asked for)" in plam.out
    # What one account lacks, the one that was not looked at may have.
    assert "Nowhere" not in plam.out

    plam("policy", "check", file, "--online")
    assert "not checked: account `work` (" in plam.out
    assert "no connection asked for" not in plam.out


def test_what_was_not_checked_alone_is_no_fault(plam: Shell, house: House) -> None:
    def change(text: str) -> str:
        return text.split("people:")[0] + "rules:\n  - {id: look, allow: mail.search}\n"

    assert plam("policy", "check", edited(house, change)) == 0
    assert "Nothing to find fault with." in plam.out
    assert "not checked:" in plam.out


def test_a_hidden_character_in_a_mailbox_is_escaped(plam: Shell, house: House) -> None:
    (house.data.mail / ".Invoices\x1b[2J" / "cur").mkdir(parents=True)
    file = edited(house, lambda text: text.replace("[Archive,", "[Invoices2J,"))

    assert plam("policy", "check", file) == 2
    assert "Invoices2J" in plam.out
    assert "\x1b" not in plam.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "none.yaml"], "cannot be read"),
        (["check", "none.yaml", "--online"], "cannot be read"),
        (["explain", "none.yaml"], "cannot be read"),
        (["diff", "none.yaml"], "cannot be read"),
        (["diff", "a", "b", "c"], "two policies are compared at a time"),
        (["replay", "none.yaml"], "cannot be read"),
        (["replay", "none.yaml", "--days", "0"], "--days is a number from 1 to 3660"),
        (["sign", "none.yaml"], "cannot be read"),
        (["init"], "there is a policy"),
        (["init", "nothing", "--force"], "nothing"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(plam: Shell, words: list[str], said: str) -> None:
    assert plam("policy", *words) == 2
    assert said in plam.err
    assert plam.err.count("\n") == 1
    assert "Traceback" not in plam.err


def test_a_wider_edit_is_shown_with_a_call_and_signed(plam: Shell, house: House) -> None:
    file = edited(house, lambda text: text.replace("[Archive,", "[Elsewhere, Archive,"))

    assert plam("policy", "diff", file) == 0
    assert "is wider than" in plam.out
    assert "Elsewhere" in plam.out
    assert plam("policy", "diff", file, "--json") == 0
    assert plam.json["verdict"] == "wider"
    freer = [each["freer"]["tool"] for each in plam.json["differences"] if each["freer"]]
    assert freer == ["mail.move"]
    assert plam("policy", "diff", file, file) == 0
    assert "is equal to" in plam.out

    assert plam("policy", "sign", file, "--json") == 0
    assert plam.json["serial"] == 2
    assert plam("policy", "sign") == 2
    assert "has been used" in plam.err
    assert plam("policy", "explain") == 0
    assert "Elsewhere" in plam.out


def test_replay_of_real_runs_says_what_would_change(plam: Shell, house: House) -> None:
    assert plam("ask", "--json", MOVE_WORDS) == 0
    done = plam.json["calls"][-1]
    assert plam("undo", str(done["event"])) == 0
    assert plam("ask", "--json", BOOK_WORDS) == 4

    same = edited(house, lambda text: text)
    assert plam("policy", "replay", same, "--json") == 0
    assert plam.json["changed"] == []
    calls = plam.json["calls"]
    assert calls >= 2

    none = edited(house, lambda text: text.replace("otherwise:", NEVER + "otherwise:", 1))
    before = len(events(house))
    assert plam("policy", "replay", none, "--json") == 0
    assert plam.json["calls"] == calls
    changed = {each["tool"]: (each["came"], each["after"]) for each in plam.json["changed"]}
    assert changed["calendar.move"] == ("it ran", "deny")
    assert changed["calendar.create"] == ("you were asked", "deny")
    assert len(events(house)) == before

    # What the edit is said to do is what it does.
    assert plam("policy", "sign", none) == 0
    assert plam("ask", "--json", MOVE_WORDS) not in (0, 4)


NEVER = "  - {id: never, deny: [calendar.move, calendar.create]}\n"


def events(house: House) -> list[int]:
    with house.open() as home:
        return [event.seq for event in home.journal.events()]


@pytest.mark.parametrize(
    "wrong", ["missing", "unsigned", "changed", "older", "expired", "stranger"]
)
def test_without_the_organisations_policy_everything_is_refused(
    plam: Shell, house: House, wrong: str
) -> None:
    path = above(house, EVERYTHING, serial=5)
    assert plam("ask", "--json", MOVE_WORDS) == 0
    signature = path.with_name(path.name + ".sig")
    if wrong == "missing":
        path.unlink()
    elif wrong == "unsigned":
        signature.unlink()
    elif wrong == "changed":
        path.write_text(path.read_text() + "# more\n")
    elif wrong == "older":
        above(house, EVERYTHING, serial=4)
    elif wrong == "expired":
        above(house, EVERYTHING, serial=6, expires="2026-11-23")
        house.clock.now = house.clock.now.replace(day=25)
    else:
        sign(path, keys.open_owner(house.path, PASSPHRASE), now=house.clock())

    assert plam("ask", MOVE_WORDS) == 3
    assert "the organisation's policy cannot be used, so everything is refused" in plam.err
    assert plam("triage", "--dry-run") == 3
    assert plam("doctor") == 1
    assert "organisation" in plam.out
    # Reading and comparing goes on without it, and says so.
    plam("policy", "explain")
    assert wrong == "older" or "everything is refused" in plam.out
    assert plam("log") == 0


@pytest.mark.parametrize(
    ("rules", "code", "verb"),
    [
        (EVERYTHING, 0, "allow"),
        ("rules:\n  - {id: ask, confirm: calendar.move}\n", 4, "confirm"),
        ("rules:\n  - {id: no, deny: calendar.move}\n", 3, "deny"),
        ("", 3, "deny"),
    ],
)
def test_the_stricter_of_both_decides(
    plam: Shell, house: House, rules: str, code: int, verb: str
) -> None:
    searching = "  - {id: look, allow: [calendar.search]}\n"
    above(house, rules.replace("rules:\n", f"rules:\n{searching}") or f"rules:\n{searching}")

    assert plam("ask", "--json", MOVE_WORDS) == code
    assert plam.json["calls"][-1]["decision"] == verb


def test_what_stands_above_is_spoken_of(plam: Shell, house: House) -> None:
    above(house, 'rules:\n  - {id: no-time, deny: "calendar.*"}\n  - {id: l, allow: mail.read}\n')

    assert plam("policy", "explain") == 0
    assert "The organisation's policy above it says:" in plam.out
    assert "no-time" in plam.out
    assert plam("policy", "check") == 2
    assert "my-own-time" in plam.out
    assert "answer-people-i-know has no effect: the organisation's policy allows none" in plam.out
    file = edited(house, lambda text: text.replace("[Archive,", "[Elsewhere, Archive,"))
    assert plam("policy", "diff", file) == 0
    assert "Above it stands the organisation's policy" in plam.out
    plam("doctor")
    assert "above it the organisation's, serial 1" in plam.out
    assert plam("ask", "--json", MOVE_WORDS) not in (0, 4)
    assert plam("policy", "replay", edited(house, lambda text: text)) == 0
    assert ", 0 would be decided otherwise" in plam.out

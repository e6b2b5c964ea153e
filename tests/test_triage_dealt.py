"""What triage remembers of earlier passes: the journal's word, whatever becomes of the file."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import plam_agent.dealt as dealt_module
from plam_agent import chain
from plam_agent.dealt import Dealt
from plam_agent.journal import Journal
from plam_agent.vault import Vault
from tests.fixtures_home import Home

NAMES = ("INBOX/1/7", "INBOX/1/8", "INBOX/2/7")


def triaged(message: str, version: str = "", account: str = "mail") -> tuple[str, dict[str, Any]]:
    return "triaged", {"account": account, "message": message, "version": version}


def call(kind: str, message: str, version: str, run: str = "triage-1") -> tuple[str, Any]:
    item = {"$": "object", "kind": "message", "account": "mail", "id": message}
    return kind, {"call": {"run": run, "tool": "mail.move", "versions": [[item, version]]}}


def seen(dealt: Dealt) -> list[bool]:
    return [
        told
        for name in NAMES
        for told in (
            dealt.with_message("mail", name),
            dealt.postponed("mail", name),
            dealt.with_version("mail", f"v{name}"),
            dealt.begun("mail.move", "mail", name, ""),
            dealt.begun("mail.move", "mail", "", f"v{name}"),
        )
    ]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the records opened so far."""
    numbers: list[int] = []
    inner = chain.opened

    def counted(row: Sequence[Any], *rest: Any) -> Any:
        numbers.append(row[0])
        return inner(row, *rest)

    monkeypatch.setattr(chain, "opened", counted)
    return numbers


def fill(journal: Journal, count: int, start: int = 0) -> None:
    with journal.transaction() as tx:
        for number in range(start, start + count):
            tx.append(*triaged(f"INBOX/1/{number}", f"version {number}"))


def test_only_newer_events_are_opened_once_the_file_is_there(
    unlocked: Home, opened: list[int]
) -> None:
    with unlocked.journal() as journal:
        fill(journal, 1_000)
        Dealt.load(unlocked.path, unlocked.vault, journal)
        before = len(opened)
        fill(journal, 3, start=1_000)

        dealt = Dealt.load(unlocked.path, unlocked.vault, journal)

        assert before >= 1_000
        assert opened[before:] == [1_000, 1_001, 1_002, 1_003]
        for number in range(1_003):
            assert dealt.with_message("mail", f"INBOX/1/{number}")
            assert dealt.with_version("mail", f"version {number}")
        assert not dealt.with_message("mail", "INBOX/1/1003")
        assert not dealt.with_message("other", "INBOX/1/1")
        assert not dealt.with_version("mail", "version 1003")


def test_the_file_tells_nobody_what_was_sorted(unlocked: Home) -> None:
    with unlocked.journal() as journal:
        fill(journal, 600)
        dealt = Dealt.load(unlocked.path, unlocked.vault, journal)
        digests = set(dealt._new)

    raw = (unlocked.path / "triaged").read_bytes()
    assert (unlocked.path / "triaged").stat().st_mode & 0o077 == 0
    assert b"INBOX" not in raw
    assert not any(digest in raw for digest in digests)


@pytest.mark.parametrize(
    "harm",
    [
        lambda raw: b"",
        lambda raw: raw[:-1],
        lambda raw: raw[:40] + bytes([raw[40] ^ 1]) + raw[41:],
        lambda raw: b"something else",
    ],
)
def test_a_damaged_file_is_made_anew(unlocked: Home, harm: Callable[[bytes], bytes]) -> None:
    path = unlocked.path / "triaged"
    with unlocked.journal() as journal:
        fill(journal, 600)
        Dealt.load(unlocked.path, unlocked.vault, journal)
        whole = path.read_bytes()
        path.write_bytes(harm(whole))

        dealt = Dealt.load(unlocked.path, unlocked.vault, journal)

        assert all(dealt.with_message("mail", f"INBOX/1/{number}") for number in range(600))
        assert len(path.read_bytes()) == len(whole)


def test_a_file_of_a_longer_journal_or_another_says_nothing(
    new_home: Callable[[], Home],
) -> None:
    mine, other = new_home(), new_home()
    vault = Vault(mine.master)
    with mine.journal() as journal:
        fill(journal, 600)
        Dealt.load(mine.path, vault, journal)
    shutil.copy(mine.path / "triaged", other.path / "triaged")

    with other.journal() as shorter:
        fill(shorter, 2)
        assert not Dealt.load(other.path, vault, shorter).with_message("mail", "INBOX/1/5")
        fill(shorter, 698, start=1_000)
        assert not Dealt.load(other.path, vault, shorter).with_message("mail", "INBOX/1/5")


def test_a_message_stays_dealt_with_when_its_record_is_forgotten(unlocked: Home) -> None:
    with unlocked.journal() as journal:
        fill(journal, 600)
        Dealt.load(unlocked.path, unlocked.vault, journal)
        journal.forget(3)

        dealt = Dealt.load(unlocked.path, unlocked.vault, journal)

        assert dealt.with_message("mail", "INBOX/1/2")


def test_what_the_owner_found_not_to_have_happened_was_not_begun(unlocked: Home) -> None:
    with unlocked.journal() as journal, journal.transaction() as tx:
        ledger_body = {"rule": "", "digest": "", "at": "", "uses": 0, "money": None}
        for name in NAMES[:2]:
            kind, body = call("intent", name, "v")
            tx.append(kind, {**ledger_body, **body})
        intents = [event.seq for event in tx.events]
        tx.append("settled", {"intent": intents[0], "happened": False})
        tx.append("settled", {"intent": intents[1], "happened": True})
    with unlocked.journal() as journal:
        dealt = Dealt.load(unlocked.path, unlocked.vault, journal)

    assert [dealt.begun("mail.move", "mail", name, "") for name in NAMES[:2]] == [False, True]


_names = st.sampled_from(NAMES)
_events = st.lists(
    st.one_of(
        st.builds(lambda n: triaged(n, f"v{n}"), _names),
        st.builds(triaged, _names),
        st.builds(lambda n: ("postponed", triaged(n)[1]), _names),
        st.builds(
            lambda s, h: ("settled", {"intent": s, "happened": h}),
            st.integers(0, 40),
            st.booleans(),
        ),
        st.builds(
            lambda k, n, r: call(k, n, f"v{n}", r),
            st.sampled_from(("intent", "asked")),
            _names,
            st.sampled_from(("triage-1", "run-2")),
        ),
        st.builds(lambda s: ("failed", {"intent": s}), st.integers(0, 40)),
    ),
    max_size=12,
)


@given(first=_events, second=_events)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_what_is_told_does_not_depend_on_when_the_file_was_written(
    unlocked: Home,
    monkeypatch: pytest.MonkeyPatch,
    first: list[tuple[str, Any]],
    second: list[tuple[str, Any]],
) -> None:
    monkeypatch.setattr(dealt_module, "OFTEN", 1)
    (unlocked.path / "triaged").unlink(missing_ok=True)
    (unlocked.path / "journal.db").unlink(missing_ok=True)
    (unlocked.path / "journal.seal").unlink(missing_ok=True)
    with unlocked.journal() as journal:
        for event in first:
            journal.append(*event)
        Dealt.load(unlocked.path, unlocked.vault, journal)
        for event in second:
            journal.append(*event)

        by_file = Dealt.load(unlocked.path, unlocked.vault, journal)
        (unlocked.path / "triaged").unlink(missing_ok=True)
        by_journal = Dealt.load(unlocked.path, unlocked.vault, journal)

    assert seen(by_file) == seen(by_journal)

"""The journal: append-only, sealed, chained, and honest about every byte."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plam_agent.errors import (
    BusyError,
    DamageError,
    InputError,
    LockedError,
    StorageError,
)
from plam_agent.journal import Journal
from plam_agent.policy import ledger
from plam_agent.types import Money
from tests.fixtures_agent import House
from tests.fixtures_home import PASSPHRASE, Home

SLOW_FIXTURE = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def verified(home: Home) -> Any:
    with home.reader() as journal:
        return journal.verify(ledger.check)


def filled(home: Home, count: int = 6) -> Path:
    """A journal with events, ledger rows and a forgotten record, sealed."""
    with home.journal() as journal:
        for number in range(count):
            journal.append("note", {"run": f"r{number % 2}", "text": f"secret text {number} é"})
        with journal.transaction() as tx:
            ledger.reserve(tx, "d1", "answer", home.clock(), money=Money(1250, "EUR"))
            ledger.spend_receipt(tx, "d1")
            ledger.use_grant(tx, "g1", 3)
            ledger.raise_serial(tx, 7)
        journal.forget(2)
    return home.path / "journal.db"


def altered(path: Path, *statements: str) -> None:
    """Change the file behind the journal's back, as somebody with SQLite could."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


class TestAppending:
    def test_what_was_appended_is_read_back_in_order(self, unlocked: Home) -> None:
        with unlocked.journal() as journal:
            first = journal.append("note", {"text": "à bientôt \ud83d\ude00 😀", "n": 1})
            second = journal.append("intent.x", {"run": "r1", "money": Money(5, "EUR")})

        with unlocked.reader() as journal:
            assert [e.seq for e in journal.events()] == [1, 2]
            assert journal.get(1) == first
            assert journal.get(2).body == {"run": "r1", "money": {"minor": 5, "currency": "EUR"}}
            assert second.previous == first.hash

    def test_events_are_chosen_by_number_kind_run_and_count(self, unlocked: Home) -> None:
        with unlocked.journal() as journal:
            with journal.transaction() as tx:
                for number in range(600):
                    tx.append("even" if number % 2 else "odd", {"run": f"r{number % 3}"})

            assert [e.seq for e in journal.events(after=597)] == [598, 599, 600]
            assert sum(1 for _ in journal.events(kinds=("even",))) == 300
            assert sum(1 for _ in journal.events(kinds=("even", "odd"), run="r2")) == 200
            assert [e.seq for e in journal.events(run="r2", limit=2)] == [3, 6]
            assert list(journal.events(limit=0)) == []

    def test_nothing_of_a_body_lies_in_the_clear(self, unlocked: Home) -> None:
        path = filled(unlocked)
        assert b"secret text" not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_a_transaction_is_all_or_nothing(self, unlocked: Home) -> None:
        with unlocked.journal() as journal:
            journal.append("note", {})

            def fail_half_way() -> None:
                with journal.transaction() as tx:
                    tx.append("note", {})
                    ledger.reserve(tx, "d", "rule", unlocked.clock())
                    raise RuntimeError("on purpose")

            with pytest.raises(RuntimeError, match="on purpose"):
                fail_half_way()

            assert [e.seq for e in journal.events()] == [1]
            with journal.reading() as connection:
                assert ledger.used(connection, "rule", datetime(2000, 1, 1, tzinfo=UTC)) == 0
            assert journal.append("note", {}).seq == 2
        assert verified(unlocked).count == 2

    def test_tables_do_not_change_without_an_event(self, unlocked: Home) -> None:
        with unlocked.journal() as journal:
            with (
                pytest.raises(AssertionError, match="without an event"),
                journal.transaction() as tx,
            ):
                tx.connection.execute("INSERT INTO serials VALUES (1, 99)")
            with journal.reading() as connection:
                assert ledger.serial(connection) == 0

    def test_a_body_without_json_form_changes_nothing(self, unlocked: Home) -> None:
        with unlocked.journal() as journal:
            for bad in (object(), float("nan"), b"bytes"):
                with pytest.raises((TypeError, ValueError)):
                    journal.append("note", {"x": bad})
            assert journal.verify().count == 0

    def test_threads_share_one_journal(self, unlocked: Home) -> None:
        with unlocked.journal() as journal:

            def work() -> None:
                for _ in range(10):
                    journal.append("note", {"read": sum(1 for _ in journal.events(limit=5))})

            threads = [threading.Thread(target=work) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert journal.verify().count == 40

    def test_a_clock_that_jumps_back_breaks_nothing(self, unlocked: Home) -> None:
        with unlocked.journal() as journal:
            late = journal.append("note", {})
            unlocked.clock.now -= timedelta(days=400)
            early = journal.append("note", {})

            assert early.time < late.time
            assert [e.seq for e in journal.events()] == [1, 2]
        assert verified(unlocked).sealed

    def test_times_of_any_zone_are_kept_as_the_same_instant(self, unlocked: Home) -> None:
        second_half_past_two = datetime(
            2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris"), fold=1
        )
        with Journal.open(
            unlocked.path, unlocked.vault, unlocked.device, lambda: second_half_past_two
        ) as journal:
            journal.append("note", {})
            assert journal.get(1).time == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    def test_reading_needs_no_device_key_and_cannot_append(self, unlocked: Home) -> None:
        filled(unlocked)
        with unlocked.reader() as journal:
            with pytest.raises(LockedError, match="reading only"):
                journal.append("note", {})
            with journal.reading() as connection, pytest.raises(sqlite3.OperationalError):
                connection.execute("DELETE FROM events")

    def test_a_journal_that_is_not_there_is_bad_input(self, unlocked: Home) -> None:
        with pytest.raises(InputError, match="plam init"):
            unlocked.reader()

    def test_a_closed_journal_says_so(self, unlocked: Home) -> None:
        journal = unlocked.journal()
        journal.close()
        journal.close()
        with pytest.raises(InputError, match="closed"):
            journal.append("note", {})


class TestForgetting:
    def test_a_forgotten_record_is_gone_and_the_chain_still_verifies(self, unlocked: Home) -> None:
        with unlocked.journal() as journal:
            journal.append("note", {"text": "keep"})
            journal.append("note", {"text": "forget me"})
            with journal.reading() as connection:
                query = "SELECT key FROM keys WHERE seq = 2"
                wrapped = connection.execute(query).fetchone()[0]
            journal.forget(2)
            journal.forget(2)

            assert journal.get(2).body == {"forgotten": True}
            assert journal.get(3).body == {"seq": 2, "kind": "note"}
        found = verified(unlocked)
        assert (found.count, found.forgotten, found.sealed) == (3, 1, True)
        assert wrapped not in (unlocked.path / "journal.db").read_bytes()
        assert not (unlocked.path / "journal.db-journal").exists()

    def test_what_says_what_was_forgotten_stays(self, unlocked: Home) -> None:
        filled(unlocked)
        with unlocked.journal() as journal:
            last = max(e.seq for e in journal.events(kinds=("forget",)))
            with pytest.raises(InputError, match="stays"):
                journal.forget(last)
            with pytest.raises(InputError, match="no event 99"):
                journal.forget(99)


class TestDamage:
    def test_a_whole_journal_verifies_with_and_without_the_vault(self, unlocked: Home) -> None:
        filled(unlocked)
        found = verified(unlocked)
        assert (found.count, found.sealed, found.forgotten) == (11, True, 1)
        with Journal.read_only(unlocked.path, None) as journal:
            assert journal.verify() == found
            with pytest.raises(LockedError):
                journal.get(1)

    @pytest.mark.parametrize("name", ["journal.db", "journal.seal"])
    def test_any_flipped_byte_is_detected(self, unlocked: Home, name: str) -> None:
        filled(unlocked)
        path = unlocked.path / name
        good = path.read_bytes()
        seal = unlocked.path / "journal.seal"
        sealed = seal.read_bytes()

        @SLOW_FIXTURE
        @given(at=st.integers(0, len(good) - 1), mask=st.integers(1, 255))
        def flip(at: int, mask: int) -> None:
            path.write_bytes(good[:at] + bytes([good[at] ^ mask]) + good[at + 1 :])
            try:
                with pytest.raises(DamageError):
                    verified(unlocked)
                with pytest.raises(DamageError):
                    unlocked.journal()
            finally:
                for left in ("journal.db-wal", "journal.db-shm", "journal.db-journal"):
                    (unlocked.path / left).unlink(missing_ok=True)
                path.write_bytes(good)
                seal.write_bytes(path.read_bytes() if path == seal else sealed)

        flip()
        assert verified(unlocked).sealed

    def test_without_a_seal_a_flipped_byte_is_damage_or_in_no_record(self, unlocked: Home) -> None:
        path = filled(unlocked)
        (unlocked.path / "journal.seal").unlink()
        good = path.read_bytes()
        with unlocked.reader() as journal:
            told = list(journal.events())

        @SLOW_FIXTURE
        @given(at=st.integers(0, len(good) - 1), mask=st.integers(1, 255))
        def flip(at: int, mask: int) -> None:
            path.write_bytes(good[:at] + bytes([good[at] ^ mask]) + good[at + 1 :])
            with contextlib.suppress(DamageError), unlocked.reader() as journal:
                journal.verify(ledger.check)
                assert list(journal.events()) == told

        flip()

    def test_every_byte_of_the_header_counts(self, unlocked: Home) -> None:
        path = filled(unlocked)
        good = path.read_bytes()
        for at in range(100):
            for mask in (1, 3, 128, 255):
                path.write_bytes(good[:at] + bytes([good[at] ^ mask]) + good[at + 1 :])
                with pytest.raises(DamageError):
                    verified(unlocked)
                for left in ("journal.db-wal", "journal.db-shm"):
                    (unlocked.path / left).unlink(missing_ok=True)

    @pytest.mark.parametrize(
        ("statement", "seq", "what"),
        [
            ("UPDATE events SET kind = 'other' WHERE seq = 3", 3, "hash"),
            ("UPDATE events SET time = '2020' || substr(time, 5) WHERE seq = 3", 3, "hash"),
            ("UPDATE events SET box = zeroblob(60) WHERE seq = 4", 4, "hash"),
            ("UPDATE events SET hash = previous WHERE seq = 5", 5, "hash"),
            ("UPDATE events SET previous = hash WHERE seq = 5", 5, "follow"),
            ("DELETE FROM events WHERE seq = 3", 3, "missing"),
            ("DELETE FROM events WHERE seq > 8", 9, "cut off"),
            ("DELETE FROM events", 1, "cut off"),
            ("UPDATE keys SET key = (SELECT key FROM keys WHERE seq = 4) WHERE seq = 5", 5, "open"),
            ("DELETE FROM keys WHERE seq = 5", 5, "key is gone"),
            ("INSERT INTO keys VALUES (99, x'00')", 99, "no record"),
        ],
    )
    def test_the_first_bad_record_is_named(
        self, unlocked: Home, statement: str, seq: int, what: str
    ) -> None:
        altered(filled(unlocked), statement)
        with pytest.raises(DamageError, match=f"record {seq} .*{what}"):
            verified(unlocked)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE uses SET minor = 1",
            "UPDATE uses SET at = '1999-01-01T00:00:00.000000+00:00'",
            "UPDATE uses SET rule = 'other'",
            "DELETE FROM receipts",
            "UPDATE grant_uses SET uses = 0",
            "UPDATE serials SET serial = 1",
            "INSERT INTO receipts VALUES (1, 'x')",
        ],
    )
    def test_the_ledgers_rows_are_checked_where_no_seal_covers_them(
        self, unlocked: Home, statement: str
    ) -> None:
        altered(filled(unlocked), statement)
        (unlocked.path / "journal.seal").unlink()
        with pytest.raises(DamageError, match="ledger is damaged"):
            verified(unlocked)

    def test_a_rewritten_end_needs_the_device_key(
        self, unlocked: Home, new_home: Callable[[], Home]
    ) -> None:
        path = filled(unlocked)
        forger = new_home()
        last = "SELECT hash FROM events WHERE seq = 4"
        with closing(sqlite3.connect(path)) as connection:
            digest = connection.execute(last).fetchone()[0]
            message = (4).to_bytes(8, "big") + digest.encode()
            signature = forger.device.sign(b"plam head 1\0", message)
            connection.execute("DELETE FROM events WHERE seq > 4")
            connection.execute(
                "UPDATE head SET seq = 4, hash = ?, signature = ?", (digest, signature)
            )
            connection.commit()

        with pytest.raises(DamageError, match="not signed by this device"):
            verified(unlocked)
        with pytest.raises(DamageError, match="not signed by this device"):
            unlocked.journal()

    def test_an_older_copy_of_the_file_is_behind_its_seal(self, unlocked: Home) -> None:
        path = filled(unlocked)
        older = path.read_bytes()
        with unlocked.journal() as journal:
            journal.append("note", {})
        path.write_bytes(older)

        with pytest.raises(DamageError, match="cut off"):
            verified(unlocked)

    @pytest.mark.parametrize("content", [b"", b"\0" * 4096, b"SQLite format 3\0", b"hello"])
    def test_a_file_that_is_no_journal_is_damage_and_is_not_overwritten(
        self, unlocked: Home, content: bytes
    ) -> None:
        path = filled(unlocked)
        path.write_bytes(content)
        for attempt in (lambda: verified(unlocked), unlocked.journal):
            with pytest.raises(DamageError):
                attempt()
        assert path.read_bytes() == content

    def test_a_journal_that_vanished_is_noticed(self, unlocked: Home) -> None:
        filled(unlocked).unlink()
        with pytest.raises(DamageError, match="empty or gone"):
            unlocked.journal()

    def test_any_cut_of_the_file_is_detected(self, unlocked: Home) -> None:
        path = filled(unlocked)
        good = path.read_bytes()
        for size in range(0, len(good), 1021):
            path.write_bytes(good[:size])
            with pytest.raises(DamageError):
                verified(unlocked)

    def test_nothing_is_appended_to_a_damaged_end(self, unlocked: Home) -> None:
        path = filled(unlocked)
        with unlocked.journal() as journal:
            altered(path, "UPDATE events SET kind = 'other' WHERE seq = 11")
            with pytest.raises(DamageError, match="record 11"):
                journal.append("note", {})
            with pytest.raises(DamageError):
                journal.verify()
            altered(path, "UPDATE events SET kind = 'forget' WHERE seq = 11")

    def test_a_new_layout_asks_for_a_newer_version(self, unlocked: Home) -> None:
        altered(filled(unlocked), "PRAGMA user_version = 3")
        with pytest.raises(DamageError, match="layout 3"):
            verified(unlocked)


class TestSealing:
    def test_a_home_that_cannot_be_sealed_hides_no_earlier_error(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        close = Journal.close

        def full(journal: Journal) -> None:
            close(journal)
            raise StorageError("the disk is full.")

        monkeypatch.setattr(Journal, "close", full)
        with pytest.raises(InputError, match="earlier"), house.open():
            raise InputError("earlier")
        with pytest.raises(StorageError, match="full"), house.open():
            pass

    def test_an_open_writer_is_said_to_be_unsealed(self, unlocked: Home) -> None:
        filled(unlocked)
        with unlocked.journal() as journal:
            assert verified(unlocked).sealed
            journal.append("note", {})
            assert not verified(unlocked).sealed
        assert verified(unlocked).sealed

    def test_the_digest_goes_before_the_first_change(self, unlocked: Home) -> None:
        filled(unlocked)
        seal = unlocked.path / "journal.seal"
        assert b'"digest":""' not in seal.read_bytes()
        with unlocked.journal() as journal, journal.transaction() as tx:
            assert b'"digest":""' in seal.read_bytes()
            tx.append("note", {})
        assert b'"digest":""' not in seal.read_bytes()

    def test_the_last_of_two_writers_seals(self, unlocked: Home) -> None:
        first, second = unlocked.journal(), unlocked.journal()
        first.append("note", {})
        second.append("note", {})
        first.close()
        assert verified(unlocked).sealed
        second.append("note", {})
        assert not verified(unlocked).sealed
        second.close()
        assert verified(unlocked).sealed

    def test_reading_leaves_the_files_as_they_are(self, unlocked: Home) -> None:
        path = filled(unlocked)
        before = path.read_bytes(), (unlocked.path / "journal.seal").read_bytes()
        verified(unlocked)
        with unlocked.journal() as journal:
            list(journal.events())
        assert (path.read_bytes(), (unlocked.path / "journal.seal").read_bytes()) == before


APPEND = """
import sys
from pathlib import Path
from datetime import UTC, datetime
from plam_agent import keys
from plam_agent.journal import Journal
from plam_agent.vault import Vault
home, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
master = keys.unlock(home, sys.argv[4])
device = keys.open_device(home, master)
journal = Journal.open(home, Vault(master), device, lambda: datetime.now(UTC))
print("ready", flush=True)
sys.stdin.readline()
for number in range(count):
    event = journal.append("note", {"by": name, "number": number, "text": "x" * 3000})
    print(event.seq, flush=True)
journal.close()
"""


def appending(home: Home, name: str, count: int) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", APPEND, str(home.path), name, str(count), PASSPHRASE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


class TestProcesses:
    def test_two_processes_keep_one_chain(self, unlocked: Home) -> None:
        both = [appending(unlocked, name, 40) for name in ("a", "b")]
        for each in both:
            assert each.stdin
            each.stdin.write("go\n")
            each.stdin.flush()
        for each in both:
            each.communicate(timeout=60)
            assert each.returncode == 0

        assert verified(unlocked).count == 80
        assert verified(unlocked).sealed
        with unlocked.reader() as journal:
            for name in ("a", "b"):
                mine = [e.body["number"] for e in journal.events() if e.body["by"] == name]
                assert mine == list(range(40))

    @pytest.mark.parametrize("after", [1, 7, 23])
    def test_a_killed_writer_loses_nothing_it_had_reported(
        self, unlocked: Home, after: int
    ) -> None:
        filled(unlocked)
        process = appending(unlocked, "a", 10_000)
        assert process.stdin
        assert process.stdout
        process.stdin.write("go\n")
        process.stdin.flush()
        seen = [int(process.stdout.readline()) for _ in range(after)]
        os.kill(process.pid, signal.SIGKILL)
        seen += [int(line) for line in process.communicate()[0].split()]

        found = verified(unlocked)
        assert found.count >= max(seen)
        assert not found.sealed
        with unlocked.journal() as journal:
            assert journal.append("note", {}).seq == found.count + 1
        assert verified(unlocked).sealed

    def test_a_writer_that_keeps_the_journal_makes_others_busy(
        self, unlocked: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("plam_agent.database.PATIENCE", 0.05)
        with unlocked.journal() as first, unlocked.journal() as second:
            with first.transaction() as tx:
                tx.append("note", {})
                with pytest.raises(BusyError):
                    second.append("note", {})
            assert second.append("note", {}).seq == 2


class TestFullDisk:
    def test_nothing_is_half_written_and_it_says_so(self, unlocked: Home) -> None:
        filled(unlocked)
        with unlocked.journal() as journal:
            with journal.reading() as connection:
                pages = connection.execute("PRAGMA page_count").fetchone()[0]
            with journal.reading() as connection:
                connection.execute(f"PRAGMA max_page_count = {pages + 2}")
            with pytest.raises(StorageError, match="disk is full"), journal.transaction() as tx:
                tx.append("note", {"text": "x" * 300_000})
            assert journal.verify(ledger.check).count == 11
            with journal.reading() as connection:
                connection.execute("PRAGMA max_page_count = 1073741823")
            assert journal.append("note", {}).seq == 12
        assert verified(unlocked).sealed

    def test_a_folder_that_cannot_be_written_is_said_in_words(
        self, unlocked: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object, **__: object) -> int:
            raise OSError(30, "Read-only file system")

        monkeypatch.setattr("plam_agent.journal.os.open", refuse)
        with pytest.raises(StorageError, match="read-only file system"):
            unlocked.journal()

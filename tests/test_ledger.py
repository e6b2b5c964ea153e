"""Rates, budgets and single uses: what is counted survives crashes and can be built again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plam_agent.errors import AuthorityError, DamageError, SignatureError
from plam_agent.policy import ledger
from plam_agent.types import Money
from tests.fixtures_home import Home

PARIS = ZoneInfo("Europe/Paris")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ZONES = ["Europe/Paris", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]


def test_uses_are_counted_by_rule_and_from_an_instant(unlocked: Home) -> None:
    with unlocked.journal() as journal:
        with journal.transaction() as tx:
            ledger.reserve(tx, "d1", "answer", NOON - timedelta(days=1))
            ledger.reserve(tx, "d2", "answer", NOON, uses=3)
            ledger.reserve(tx, "d3", "tidy", NOON + timedelta(hours=1))
        with journal.reading() as connection:
            assert ledger.used(connection, "answer", LONG_AGO) == 4
            assert ledger.used(connection, "answer", NOON) == 3
            assert ledger.used(connection, "answer", NOON.astimezone(PARIS)) == 3
            assert ledger.used(connection, "answer", NOON + timedelta(microseconds=1)) == 0
            assert ledger.used(connection, "never", LONG_AGO) == 0


def test_money_is_counted_by_currency(unlocked: Home) -> None:
    with unlocked.journal() as journal:
        with journal.transaction() as tx:
            ledger.reserve(tx, "d1", "shop", NOON, money=Money(1999, "EUR"))
            ledger.reserve(tx, "d2", "shop", NOON, money=Money(1, "EUR"))
            ledger.reserve(tx, "d3", "shop", NOON, money=Money(500, "CHF"))
            ledger.reserve(tx, "d4", "shop", NOON)
        with journal.reading() as connection:
            assert ledger.spent(connection, "shop", LONG_AGO, "EUR") == 2000
            assert ledger.spent(connection, "shop", LONG_AGO, "CHF") == 500
            assert ledger.spent(connection, "shop", LONG_AGO, "USD") == 0


def test_a_reservation_is_the_intent_and_keeps_the_callers_details(unlocked: Home) -> None:
    details = {"run": "r1", "tool": "mail.send", "rule": "not this one"}
    with unlocked.journal() as journal:
        with journal.transaction() as tx:
            seq = ledger.reserve(tx, "d1", "answer", NOON, details=details)

        event = journal.get(seq)
        assert event.kind == "intent"
        assert event.body == {
            "run": "r1",
            "tool": "mail.send",
            "rule": "answer",
            "digest": "d1",
            "at": "2026-06-01T12:00:00.000000+00:00",
            "uses": 1,
            "money": None,
        }


def test_what_was_reserved_before_a_crash_counts(unlocked: Home) -> None:
    journal = unlocked.journal()
    with journal.transaction() as tx:
        ledger.reserve(tx, "d1", "answer", NOON)
    # The process ends here without an outcome and without closing.

    with unlocked.reader() as after, after.reading() as connection:
        assert ledger.used(connection, "answer", LONG_AGO) == 1
    journal.close()


def test_an_approval_is_spent_once(unlocked: Home) -> None:
    with unlocked.journal() as journal:
        with journal.transaction() as tx:
            ledger.spend_receipt(tx, "d1")

        def use_again() -> None:
            with journal.transaction() as tx:
                ledger.reserve(tx, "d1", "answer", NOON)
                ledger.spend_receipt(tx, "d1")

        with pytest.raises(AuthorityError, match="used before"):
            use_again()
        with journal.reading() as connection:
            assert ledger.used(connection, "answer", LONG_AGO) == 0


def test_a_grant_is_used_up_to_its_limit(unlocked: Home) -> None:
    with unlocked.journal() as journal:
        for _ in range(2):
            with journal.transaction() as tx:
                ledger.use_grant(tx, "g", 2)
        with pytest.raises(AuthorityError, match="2 uses"), journal.transaction() as tx:
            ledger.use_grant(tx, "g", 2)
        with journal.transaction() as tx:
            ledger.use_grant(tx, "unlimited", None)
        with journal.reading() as connection:
            assert ledger.grant_used(connection, "g") == 2


def test_a_policys_serial_never_goes_back(unlocked: Home) -> None:
    with unlocked.journal() as journal:
        for number in (3, 3, 7):
            with journal.transaction() as tx:
                ledger.raise_serial(tx, number)
        with pytest.raises(SignatureError, match="7 was accepted"), journal.transaction() as tx:
            ledger.raise_serial(tx, 6)
    with unlocked.reader() as journal, journal.reading() as connection:
        assert ledger.serial(connection) == 7


def test_the_tables_are_built_again_from_the_journal(unlocked: Home) -> None:
    with unlocked.journal() as journal:
        with journal.transaction() as tx:
            ledger.reserve(tx, "d1", "shop", NOON, uses=2, money=Money(5, "EUR"))
            ledger.reserve(tx, "d2", "shop", NOON)
            ledger.spend_receipt(tx, "d1")
            ledger.use_grant(tx, "g", 9)
            ledger.raise_serial(tx, 4)
        journal.forget(2)
    (unlocked.path / "journal.seal").unlink()
    with closing(sqlite3.connect(unlocked.path / "journal.db")) as connection:
        connection.execute("DELETE FROM serials")
        connection.execute("UPDATE uses SET minor = 1 WHERE seq = 1")
        connection.execute("INSERT INTO receipts VALUES (99, 'forged')")
        connection.commit()

    with unlocked.journal() as journal:
        with pytest.raises(DamageError, match="row 1 of uses is not what its event says"):
            journal.verify(ledger.check)
        assert ledger.rebuild(journal) == 3
        assert ledger.rebuild(journal) == 0
        journal.verify(ledger.check)
        with journal.reading() as connection:
            assert ledger.spent(connection, "shop", LONG_AGO, "EUR") == 5
            assert ledger.used(connection, "shop", LONG_AGO) == 3
            assert ledger.serial(connection) == 4


def test_what_reaches_others_is_known_by_its_marks_alone(unlocked: Home) -> None:
    papa, lea = (unlocked.vault.mark("reached", f"{name}@example.org") for name in ("papa", "lea"))
    model = unlocked.vault.mark("made", "model", "mail.send")
    with unlocked.journal() as journal:
        for reached in ((), (papa, lea, papa), (lea,)):
            with journal.transaction() as tx:
                ledger.reserve(tx, "d", "answer", NOON, made=model, reached=reached)
        with journal.transaction() as tx:
            ledger.reserve(tx, "d", "tidy", NOON, reached=(model,))

        with journal.reading() as connection:
            assert ledger.times_made(connection, model, 20) == 3
            assert ledger.times_made(connection, model, 2) == 2
            assert ledger.times_made(connection, papa, 20) == 0
            assert ledger.was_reached(connection, papa)
            assert ledger.was_reached(connection, lea)
            assert not ledger.was_reached(connection, model)
        journal.verify(ledger.check)

    raw = (unlocked.path / "journal.db").read_bytes()
    assert b"papa" not in raw
    assert b"mail.send" not in raw


def test_marks_are_built_again_from_the_journal(unlocked: Home) -> None:
    with unlocked.journal() as journal:
        with journal.transaction() as tx:
            ledger.reserve(tx, "d1", "answer", NOON, made="m", reached=("a", "b"))
            ledger.reserve(tx, "d2", "answer", NOON, made="m", reached=("a",))
        with journal.transaction() as tx:
            tx.connection.execute("DELETE FROM reached WHERE seq = 1 AND mark = 'a'")
            tx.connection.execute("UPDATE reached SET mark = 'c' WHERE seq = 2")
            tx.connection.execute("INSERT INTO made VALUES (9, 'm')")
            tx.append("note", {})

        with pytest.raises(DamageError, match="row 9 of made stands for no event"):
            journal.verify(ledger.check)
        assert ledger.rebuild(journal) == 3
        journal.verify(ledger.check)
        with journal.reading() as connection:
            assert ledger.times_made(connection, "m", 20) == 2
            found = connection.execute("SELECT seq, mark FROM reached ORDER BY seq, mark")
            assert found.fetchall() == [(1, "a"), (1, "b"), (2, "a")]


def test_rows_that_changed_places_are_built_again(unlocked: Home) -> None:
    with unlocked.journal() as journal:
        with journal.transaction() as tx:
            ledger.spend_receipt(tx, "d1")
            ledger.spend_receipt(tx, "d2")
        with journal.transaction() as tx:
            for digest, seq in (("x", 1), ("d1", 2), ("d2", 1)):
                tx.connection.execute("UPDATE receipts SET digest = ? WHERE seq = ?", (digest, seq))
            tx.append("note", {})
        assert ledger.rebuild(journal) == 2
        journal.verify(ledger.check)


@pytest.mark.parametrize(
    ("unit", "start"),
    [
        ("minute", "2026-03-31T00:30:00+02:00"),
        ("hour", "2026-03-31T00:00:00+02:00"),
        ("day", "2026-03-31T00:00:00+02:00"),
        ("week", "2026-03-30T00:00:00+02:00"),
        ("month", "2026-03-01T00:00:00+01:00"),
        ("year", "2026-01-01T00:00:00+01:00"),
    ],
)
def test_windows_are_the_owners_calendar(unit: str, start: str) -> None:
    now = datetime(2026, 3, 30, 22, 30, 59, 5, tzinfo=UTC)
    assert ledger.window_start(now, unit, PARIS).isoformat() == start


def test_a_day_without_midnight_starts_when_the_clocks_jump() -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    start = ledger.window_start(datetime(2018, 11, 4, 12, tzinfo=UTC), "day", zone)
    assert start.astimezone(UTC) == datetime(2018, 11, 4, 3, tzinfo=UTC)


def test_a_day_with_two_midnights_starts_at_the_first() -> None:
    zone = ZoneInfo("America/Havana")
    second_half_past_midnight = datetime(2025, 11, 2, 5, 30, tzinfo=UTC)
    start = ledger.window_start(second_half_past_midnight, "day", zone)
    assert start.astimezone(UTC) == datetime(2025, 11, 2, 4, tzinfo=UTC)


def test_an_unknown_unit_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        ledger.window_start(NOON, "fortnight", PARIS)


@given(
    now=st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),
    later=st.timedeltas(timedelta(0), timedelta(days=40)),
    unit=st.sampled_from(ledger.UNITS),
    name=st.sampled_from(ZONES),
)
def test_a_window_starts_before_now_and_never_goes_back(
    now: datetime, later: timedelta, unit: str, name: str
) -> None:
    zone = ZoneInfo(name)
    start = ledger.window_start(now, unit, zone).astimezone(UTC)
    assert start <= now
    assert start <= ledger.window_start(now + later, unit, zone).astimezone(UTC)
    assert ledger.window_start(start, unit, zone).astimezone(UTC) == start

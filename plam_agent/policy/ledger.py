"""The ledger: how often a rule was used, what it spent, and what may be used only once.

Its tables lie in the journal's file and change only within a journal transaction. Each row is the
shadow of one event and has its number, so that the tables can be checked against the journal and
rebuilt from it. A row is written before the effect: a crash counts as used and spent.

    event kind        body                                              table
    intent            rule, digest, at, uses, money (and what the       uses
                      caller adds: run, step, tool, args, …),
                      made: what stands for a model's use of a tool     made
                      reached: what stands for each destination         reached
    receipt           digest                                            receipts
    grant             grant, uses                                       grant_uses
    serial            serial                                            serials
    settled           given_back: rule, at and money of an intent       uses
                      that the owner found not to have happened
    counted           rule, at, uses, money: an intent counted          uses
                      against the organisation's rule too
    refunded          rule, at and money of an intent that did not      uses
                      happen, or was given back, in all or in part

An event has one row in its table, and in `reached` as many as it reached. The marks of `made` and
`reached` are keyed digests (`Vault.mark`), from which nobody reads who was written to.
`at` is ISO 8601 in UTC with microseconds, `money` is `{"minor": …, "currency": …}` or null. A row
whose event was forgotten stays as it is; there is nothing personal in it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ..errors import AuthorityError, DamageError, SignatureError
from ..journal import Journal
from ..transaction import Transaction
from ..types import Event, Money, data

UNITS = ("minute", "hour", "day", "week", "month", "year")

_COLUMNS = {
    "uses": ("seq", "rule", "digest", "at", "uses", "minor", "currency"),
    "made": ("seq", "mark"),
    "reached": ("seq", "mark"),
    "receipts": ("seq", "digest"),
    "grant_uses": ("seq", "grant_id", "uses"),
    "serials": ("seq", "serial"),
}
# Each event's rows in one table, sorted.
_Rows = dict[int, list[tuple[Any, ...]]]

_KINDS = ("intent", "receipt", "grant", "serial", "settled", "counted", "refunded")


def reserve(
    tx: Transaction,
    call_digest: str,
    rule_id: str,
    at: datetime,
    uses: int = 1,
    money: Money | None = None,
    details: Mapping[str, Any] | None = None,
    made: str = "",
    reached: Iterable[str] = (),
    marks: Iterable[str] = (),
    above: str = "",
) -> int:
    """Append the `intent` of a call and count it against its rule; returns the event's number.

    It counts against the rule `above` too, where an organisation's policy has one that speaks.

    `made` stands for the model and the tool, and `reached` for each destination, where the call
    leaves the owner's accounts; `marks` stand for what else it is found by, a step that runs only
    once or a run that reads, and are kept among what was reached. `details` goes into the event's
    body beside the ledger's own keys, which it cannot replace.
    """
    body: dict[str, Any] = {
        **(details or {}),
        "rule": rule_id,
        "digest": call_digest,
        "at": _instant(at),
        "uses": uses,
        "money": data(money),
    }
    if made:
        body |= {"made": made, "reached": sorted(set(reached))}
    if marked := set(marks):
        body["reached"] = sorted({*body.get("reached", ()), *marked})
    if not above:
        return _record(tx, "intent", body)
    seq = _record(tx, "intent", body | {"above": above})
    counts = ("run", "at", "uses", "money")
    also: dict[str, Any] = {key: body[key] for key in counts if key in body}
    _record(tx, "counted", {**also, "rule": above, "intent": seq})
    return seq


def give_back(tx: Transaction, body: Mapping[str, Any], intent: Mapping[str, Any]) -> int:
    """Append the `settled` event with this body, and give back what `intent` had spent.

    `intent` is the body of what the owner found not to have happened. The money counts as not
    spent; that it was tried stays counted as a use. Returns the event's number.
    """
    given = {key: intent[key] for key in ("rule", "at", "money")} if intent.get("money") else None
    if given and intent.get("above"):
        back = {**given["money"], "minor": -given["money"]["minor"]}
        _record(
            tx,
            "counted",
            {"rule": intent["above"], "at": given["at"], "uses": 0, "money": back},
        )
    return _record(tx, "settled", {**body, "given_back": given} if given else body)


def refund(
    tx: Transaction, intent: int, spent: Mapping[str, Any], minor: int, details: Mapping[str, Any]
) -> int:
    """Append the `refunded` event of so many minor units, given back to the rules that paid.

    `spent` is the body of the intent with that number. Returns the event's number. Raises
    ValueError for what is no amount, or more than the intent spent.
    """
    money = spent.get("money")
    if not money or not 0 < minor <= money["minor"]:
        raise ValueError("a refund is above nothing and not above what was spent")
    given = {"minor": minor, "currency": money["currency"]}
    back = {**given, "minor": -minor}
    if spent.get("above"):
        body = {"rule": spent["above"], "at": spent["at"], "uses": 0, "money": back}
        _record(tx, "counted", body)
    body = {"intent": intent, "rule": spent["rule"], "at": spent["at"], "money": given}
    return _record(tx, "refunded", {**details, **body})


def used(connection: sqlite3.Connection, rule_id: str, since: datetime) -> int:
    """How many uses a rule has had from `since` on."""
    query = "SELECT coalesce(sum(uses), 0) FROM uses WHERE rule = ? AND at >= ?"
    return int(connection.execute(query, (rule_id, _instant(since))).fetchone()[0])


def spent(connection: sqlite3.Connection, rule_id: str, since: datetime, currency: str) -> int:
    """What a rule has spent in `currency` from `since` on, in minor units."""
    query = "SELECT coalesce(sum(minor), 0) FROM uses WHERE rule = ? AND at >= ? AND currency = ?"
    return int(connection.execute(query, (rule_id, _instant(since), currency)).fetchone()[0])


def times_made(connection: sqlite3.Connection, mark: str, most: int) -> int:
    """How many calls with this mark were made, counted up to `most`."""
    query = "SELECT count(*) FROM (SELECT 1 FROM made WHERE mark = ? LIMIT ?)"
    return int(connection.execute(query, (mark, most)).fetchone()[0])


def was_reached(connection: sqlite3.Connection, mark: str) -> bool:
    """Whether a call reached the destination with this mark."""
    query = "SELECT 1 FROM reached WHERE mark = ? LIMIT 1"
    return connection.execute(query, (mark,)).fetchone() is not None


def intents_of(connection: sqlite3.Connection, call_digest: str, mark: str = "") -> set[int]:
    """The numbers of the intents of a call, and of those that reached what `mark` stands for."""
    # What is no intent has no digest.
    query = (
        "SELECT seq FROM uses WHERE digest = ? AND digest <> '' "
        "UNION SELECT seq FROM reached WHERE mark = ?"
    )
    return {int(row[0]) for row in connection.execute(query, (call_digest, mark))}


def serial(connection: sqlite3.Connection) -> int:
    """The highest policy serial ever accepted; 0 before the first."""
    return int(connection.execute("SELECT coalesce(max(serial), 0) FROM serials").fetchone()[0])


def raise_serial(tx: Transaction, number: int) -> None:
    """Accept a policy's serial. Raises SignatureError if a newer policy was accepted before."""
    highest = serial(tx.connection)
    if number < highest:
        raise SignatureError(
            f"the policy has serial {number}, and {highest} was accepted before.",
            fix="Use the newer policy, or sign this one again with a higher serial.",
        )
    if number > highest:
        _record(tx, "serial", {"serial": number})


def receipt_spent(connection: sqlite3.Connection, digest: str) -> bool:
    """Whether this approval, or proof, was used before."""
    query = "SELECT 1 FROM receipts WHERE digest = ?"
    return connection.execute(query, (digest,)).fetchone() is not None


def spend_receipt(tx: Transaction, digest: str) -> None:
    """Use up the approval of one call. Raises AuthorityError if it was used before."""
    query = "SELECT seq FROM receipts WHERE digest = ?"
    row = tx.connection.execute(query, (digest,)).fetchone()
    if row is not None:
        raise AuthorityError(
            f"this approval was used before (event {row[0]}).", fix="Ask for a new one."
        )
    _record(tx, "receipt", {"digest": digest})


def use_grant(tx: Transaction, grant_id: str, limit: int | None, uses: int = 1) -> None:
    """Count uses of a grant, for each grant of a chain. Raises AuthorityError beyond `limit`."""
    if limit is None:
        return
    if grant_used(tx.connection, grant_id) + uses > limit:
        raise AuthorityError(f"the grant allows {limit} uses, and they are used up.")
    _record(tx, "grant", {"grant": grant_id, "uses": uses})


def grant_used(connection: sqlite3.Connection, grant_id: str) -> int:
    """How many uses of a limited grant are gone."""
    query = "SELECT coalesce(sum(uses), 0) FROM grant_uses WHERE grant_id = ?"
    return int(connection.execute(query, (grant_id,)).fetchone()[0])


def window_start(now: datetime, unit: str, zone: ZoneInfo) -> datetime:
    """The start of the calendar window around `now` in the owner's zone.

    Units are `minute`, `hour`, `day`, `week` (from Monday), `month` and `year`. Where midnight
    falls into a gap of the clocks, the window starts at the gap.
    """
    local = now.astimezone(zone).replace(second=0, microsecond=0)
    if unit == "minute":
        return local
    local = local.replace(minute=0)
    if unit == "hour":
        return local
    local = local.replace(hour=0, fold=0)
    match unit:
        case "day":
            return local
        case "week":
            return local - timedelta(days=local.weekday())
        case "month":
            return local.replace(day=1)
        case "year":
            return local.replace(month=1, day=1)
    raise ValueError(f"not a unit of time: {unit!r}")


def check(journal: Journal) -> None:
    """Compare the tables with the events. Raises DamageError naming the first row that differs.

    Fits `Journal.verify(check)`.
    """
    for table, seq, wrong in _differences(journal):
        raise DamageError(
            f"the ledger is damaged: row {seq} of {table} {wrong}.",
            fix="Run `plam doctor --rebuild` to build it from the journal again.",
        )


def rebuild(journal: Journal) -> int:
    """Write the tables anew where they differ from the events; returns how many rows did.

    The journal then says so in an event `rebuilt`.
    """
    with journal.transaction() as tx:
        differences = list(_differences(journal))
        if not differences:
            return 0
        expected, _ = _expected(journal)
        for table, seq, _wrong in differences:
            tx.connection.execute(f"DELETE FROM {table} WHERE seq = ?", (seq,))  # noqa: S608
        for table, seq, _wrong in differences:
            for row in expected[table].get(seq, ()):
                _insert(tx.connection, table, row)
        tx.append("rebuilt", {"rows": [[table, seq] for table, seq, _ in differences]})
    return len(differences)


def _record(tx: Transaction, kind: str, body: Mapping[str, Any]) -> int:
    seq = tx.append(kind, body)
    for table, row in _rows(tx.events[-1]):
        _insert(tx.connection, table, row)
    return seq


def _insert(connection: sqlite3.Connection, table: str, row: tuple[Any, ...]) -> None:
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608


def _rows(event: Event) -> Iterable[tuple[str, tuple[Any, ...]]]:
    """The tables and the rows that an event stands for."""
    body = event.body
    match event.kind:
        case "intent":
            money = body["money"] or {"minor": None, "currency": None}
            yield (
                "uses",
                (
                    event.seq,
                    body["rule"],
                    body["digest"],
                    body["at"],
                    body["uses"],
                    money["minor"],
                    money["currency"],
                ),
            )
            if "made" in body:
                yield "made", (event.seq, body["made"])
            for mark in body.get("reached", ()):
                yield "reached", (event.seq, mark)
        case "receipt":
            yield "receipts", (event.seq, body["digest"])
        case "grant":
            yield "grant_uses", (event.seq, body["grant"], body["uses"])
        case "serial":
            yield "serials", (event.seq, body["serial"])
        case "settled":
            if given := body.get("given_back"):
                # Under the time of the intent, so that it is given back to that period's budget.
                row = (given["rule"], "", given["at"], 0, -given["money"]["minor"])
                yield "uses", (event.seq, *row, given["money"]["currency"])
        case "refunded":
            # Under the time of the intent too.
            given = body["money"]
            row = (body["rule"], "", body["at"], 0, -given["minor"])
            yield "uses", (event.seq, *row, given["currency"])
        case "counted":
            money = body["money"] or {"minor": None, "currency": None}
            row = (body["rule"], "", body["at"], body["uses"], money["minor"])
            yield "uses", (event.seq, *row, money["currency"])
        case _:
            raise AssertionError(f"{event.kind} is no event of the ledger")


def _expected(journal: Journal) -> tuple[dict[str, _Rows], set[int]]:
    """The rows that the events ask for, and the numbers of the events that were forgotten."""
    rows: dict[str, _Rows] = {table: {} for table in _COLUMNS}
    forgotten = set()
    for event in journal.events(kinds=_KINDS):
        if "forgotten" in event.body:
            forgotten.add(event.seq)
            continue
        for table, row in _rows(event):
            rows[table].setdefault(event.seq, []).append(row)
    return rows, forgotten


def _found(connection: sqlite3.Connection, table: str) -> _Rows:
    rows: _Rows = {}
    columns = ", ".join(_COLUMNS[table])
    query = f"SELECT {columns} FROM {table} ORDER BY {columns}"  # noqa: S608
    for row in connection.execute(query):
        rows.setdefault(row[0], []).append(row)
    return rows


def _differences(journal: Journal) -> Iterable[tuple[str, int, str]]:
    with journal.reading() as connection:
        expected, forgotten = _expected(journal)
        found = {table: _found(connection, table) for table in _COLUMNS}
    for table, rows in expected.items():
        for seq in sorted(rows.keys() | found[table].keys()):
            if seq in forgotten:
                continue
            if seq not in rows:
                yield table, seq, "stands for no event"
            elif seq not in found[table]:
                yield table, seq, "is missing"
            elif rows[seq] != found[table][seq]:
                yield table, seq, "is not what its event says"


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")

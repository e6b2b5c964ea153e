"""The journal under attack, and effects where it cannot be written."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from plam_agent.errors import DamageError, PlamError, StorageError
from plam_agent.keys import Signer
from plam_agent.policy import ledger
from plam_agent.transaction import Transaction
from tests.adversarial.scene import scene, verbs
from tests.fixtures_agent import House
from tests.fixtures_home import Home


def written(unlocked: Home, events: int = 6) -> Path:
    with unlocked.journal() as journal:
        for number in range(events):
            journal.append("run", {"run": f"r{number}"})
    return unlocked.path / "journal.db"


def change(path: Path, *statements: str) -> None:
    """Edit the file as somebody with its bytes could; the seal, which would find it, is gone."""
    connection = sqlite3.connect(path)
    for each in statements:
        connection.execute(each)
    connection.commit()
    connection.close()
    (path.parent / "journal.seal").unlink()


EDITS: dict[str, tuple[str, ...]] = {
    "the end cut off": ("DELETE FROM events WHERE seq > 4",),
    "one taken out": ("DELETE FROM events WHERE seq = 3",),
    "two exchanged": (
        "UPDATE events SET seq = 99 WHERE seq = 2",
        "UPDATE events SET seq = 2 WHERE seq = 3",
        "UPDATE events SET seq = 3 WHERE seq = 99",
    ),
    "a body replaced": ("UPDATE events SET box = (SELECT box FROM events WHERE seq = 1) "
                        "WHERE seq = 2",),
    "a time changed": ("UPDATE events SET time = '2020-01-01T00:00:00.000000+00:00' "
                       "WHERE seq = 2",),
    "a kind changed": ("UPDATE events SET kind = 'done' WHERE seq = 2",),
    "one repeated at the end": (
        "INSERT INTO events SELECT 7, time, kind, box, hash, hash FROM events WHERE seq = 6",
    ),
    "a key taken away": ("DELETE FROM keys WHERE seq = 2",),
    "a head of its own": ("UPDATE head SET seq = 4, hash = (SELECT hash FROM events "
                          "WHERE seq = 4)", "DELETE FROM events WHERE seq > 4"),
    "no head": ("DELETE FROM head",),
    "a ledger row of its own": ("INSERT INTO serials VALUES (2, 9)",),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_is_found_without_the_seal(unlocked: Home, edit: tuple[str, ...]) -> None:
    change(written(unlocked), *edit)

    with pytest.raises(DamageError), unlocked.journal() as journal:
        journal.verify(ledger.check)


def test_a_head_by_another_key_is_none(unlocked: Home) -> None:
    """The whole end rewritten and signed, by a device that is not this one."""
    path = written(unlocked)
    change(path, "DELETE FROM events WHERE seq > 4", "DELETE FROM keys WHERE seq > 4")
    from plam_agent.chain import HEAD, head_bytes

    connection = sqlite3.connect(path)
    (last,) = connection.execute("SELECT hash FROM events WHERE seq = 4").fetchone()
    forged = Signer(bytes(32)).sign(HEAD, head_bytes(4, last))
    connection.execute("UPDATE head SET seq = 4, hash = ?, signature = ?", (last, forged))
    connection.commit()
    connection.close()
    with pytest.raises(DamageError, match="not signed by this device"):
        unlocked.journal()


def test_an_older_copy_is_behind_its_seal(unlocked: Home, tmp_path: Path) -> None:
    path = written(unlocked)
    shutil.copy(path, tmp_path / "old.db")
    with unlocked.journal() as journal:
        journal.append("run", {"run": "later"})
    shutil.copy(tmp_path / "old.db", path)

    with pytest.raises(DamageError, match="cut off"):
        unlocked.journal()


def test_two_ends_of_one_journal_are_not_one(unlocked: Home, tmp_path: Path) -> None:
    """A fork: the other copy went on too, and takes this one's place under this one's seal."""
    path = written(unlocked)
    seal = path.parent / "journal.seal"
    for each in (path, seal):
        shutil.copy(each, tmp_path / each.name)
    with unlocked.journal() as journal:
        journal.append("run", {"run": "this end"})
    mine = seal.read_bytes()
    for each in (path, seal):
        shutil.copy(tmp_path / each.name, each)
    with unlocked.journal() as journal:
        journal.append("run", {"run": "the other end"})
    seal.write_bytes(mine)

    with pytest.raises(DamageError):
        unlocked.journal()


async def test_without_a_journal_no_effect_runs(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full at the very moment when the intent is to be written."""
    append = Transaction.append

    def refuse(self: Transaction, kind: str, body: Mapping[str, Any]) -> int:
        if kind == "intent":
            raise StorageError("the disk is full.")
        return append(self, kind, body)

    async with scene(house) as attack:
        before = await attack.submit(attack.mail("papa@example.org"))
        with monkeypatch.context() as patch:
            patch.setattr(Transaction, "append", refuse)
            with pytest.raises(StorageError, match="full"):
                await attack.submit(attack.mail("papa@example.org"))

    assert verbs(before)[1] == "done"
    assert len(attack.effects) == 1


async def test_an_intent_that_the_disk_did_not_take_is_none(house: House) -> None:
    """The real disk full: SQLite may not grow the file, and nothing runs."""
    async with scene(house) as attack:
        await attack.submit(attack.mail("papa@example.org"))

        def narrow() -> None:
            with attack.home.journal.reading() as connection:
                pages = connection.execute("PRAGMA page_count").fetchone()[0]
            assert attack.home.journal._connection is not None
            attack.home.journal._connection.execute(f"PRAGMA max_page_count = {pages}")

        await asyncio.to_thread(narrow)
        stopped = None
        for number in range(200):
            try:
                await attack.submit(attack.mail("papa@example.org", subject=f"{number} " * 100))
            except PlamError as error:
                stopped = error
                break
        intents = await asyncio.to_thread(
            lambda: list(attack.home.journal.events(kinds=("intent",)))
        )

    assert isinstance(stopped, StorageError)
    assert len(attack.effects) == len(intents)


SPOILS: dict[str, Callable[[Path], object]] = {
    "its last page cut off": lambda path: path.write_bytes(path.read_bytes()[:-4096]),
    "gone": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "another file": lambda path: path.write_bytes(b"x" * 8192),
}


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS)
async def test_a_damaged_journal_stops_everything(
    house: House, spoil: Callable[[Path], object]
) -> None:
    async with scene(house) as attack:
        await attack.submit(attack.mail("papa@example.org"))
    await asyncio.to_thread(spoil, house.path / "journal.db")

    with pytest.raises(PlamError):
        await asyncio.to_thread(house.open)

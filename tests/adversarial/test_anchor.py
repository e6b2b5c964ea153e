"""A whole home put back by an older copy of itself, where an anchor lies elsewhere."""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from plam_agent import config, looking
from plam_agent.anchor import EVERY, Anchor, Anchored
from plam_agent.cli import main
from plam_agent.errors import ConfigError, DamageError, StorageError
from plam_agent.journal import Journal
from tests.fixtures_agent import PASSPHRASE, House
from tests.fixtures_home import Home, make_home

PAIR = ("journal.db", "journal.seal")


@pytest.fixture
def anchor(tmp_path: Path) -> Path:
    """Where the anchor lies: on a disk of its own, so to say."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder / "plam.anchor"


def opened(home: Home, anchor: Path) -> Journal:
    return Journal.open(home.path, home.vault, home.device, home.clock, anchor=anchor)


def written(home: Home, anchor: Path, *runs: str) -> None:
    with opened(home, anchor) as journal:
        for run in runs:
            journal.append("run", {"run": run})


def kept(home: Home, folder: Path) -> Path:
    """A copy of the journal and its seal as they are now; each agrees with the other."""
    folder.mkdir()
    for name in PAIR:
        shutil.copy(home.path / name, folder / name)
    return folder


def put_back(home: Home, copy: Path) -> None:
    for name in PAIR:
        shutil.copy(copy / name, home.path / name)


def test_an_older_pair_that_agrees_is_behind_its_anchor(
    unlocked: Home, anchor: Path, tmp_path: Path
) -> None:
    """What was spent, answered and revoked since is not undone by an old copy."""
    written(unlocked, anchor, "a")
    old = kept(unlocked, tmp_path / "old")
    written(unlocked, anchor, "a payment")
    put_back(unlocked, old)

    unlocked.journal().close()  # without its anchor nothing is missed
    put_back(unlocked, old)
    with pytest.raises(DamageError, match="cut off: it was anchored at record 3"):
        opened(unlocked, anchor)


def test_another_continuation_is_not_the_one_that_was_anchored(
    unlocked: Home, anchor: Path, tmp_path: Path
) -> None:
    """A fork of the same length or longer: the record at the anchor is another one."""
    written(unlocked, anchor, "a")
    old = kept(unlocked, tmp_path / "old")
    written(unlocked, anchor, "this end")
    put_back(unlocked, old)
    with unlocked.journal() as journal:
        for number in range(4):
            journal.append("run", {"run": f"the other end {number}"})

    with pytest.raises(DamageError, match="record 3 is not the one that was anchored"):
        opened(unlocked, anchor)


def test_a_home_made_anew_is_not_the_anchored_one(unlocked: Home, anchor: Path) -> None:
    written(unlocked, anchor, "a", "b")
    for name in PAIR:
        (unlocked.path / name).unlink()

    with pytest.raises(DamageError, match="cut off"):
        opened(unlocked, anchor)


def test_the_anchor_moves_while_the_journal_is_open_and_as_it_closes(
    unlocked: Home, anchor: Path
) -> None:
    """A writer that is killed has been anchored within EVERY records."""
    mark = Anchor(anchor, unlocked.device.public)
    with opened(unlocked, anchor) as journal:
        for number in range(EVERY + 5):
            journal.append("run", {"run": str(number)})
        at = mark.read()
        assert at is not None
        assert at.seq == EVERY
        assert journal.verify().anchored == EVERY
    at = mark.read()
    assert at is not None
    assert at.seq == EVERY + 6


def spoiled(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(change(path.read_bytes()))


TAMPERED: dict[str, Callable[[Path], object]] = {
    "a number lowered": spoiled(lambda raw: raw.replace(b'"seq":3', b'"seq":1')),
    "a byte changed": spoiled(lambda raw: raw[:-3] + b"x" + raw[-2:]),
    "cut": spoiled(lambda raw: raw[:40]),
    "emptied": spoiled(lambda raw: b""),
    "grown": spoiled(lambda raw: raw + b"x" * 9999),
    "a pipe": lambda path: (path.unlink(), os.mkfifo(path)),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("spoil", TAMPERED.values(), ids=TAMPERED)
def test_a_tampered_anchor_ends_it(
    unlocked: Home, anchor: Path, spoil: Callable[[Path], object]
) -> None:
    written(unlocked, anchor, "a", "b")
    spoil(anchor)

    with pytest.raises(DamageError):
        opened(unlocked, anchor)


def test_an_anchor_that_another_device_signed_is_none(
    unlocked: Home, anchor: Path, tmp_path: Path
) -> None:
    other = make_home(tmp_path / "other")
    written(unlocked, anchor, "a", "b")
    written(other, anchor.with_name("other.anchor"), "a")
    anchor.with_name("other.anchor").replace(anchor)

    with pytest.raises(DamageError, match="no anchor of this device"):
        opened(unlocked, anchor)


def test_a_seal_is_no_anchor(unlocked: Home, anchor: Path) -> None:
    """The device signs heads, seals and anchors, and none passes for another."""
    written(unlocked, anchor, "a")
    shutil.copy(unlocked.path / "journal.seal", anchor)

    with pytest.raises(DamageError, match="no anchor of this device"):
        opened(unlocked, anchor)


def test_an_anchor_that_is_gone_is_missed_and_not_made_anew(unlocked: Home, anchor: Path) -> None:
    """Unplugged, or taken away to hide something: work goes on, and verifying says it."""
    written(unlocked, anchor, "a")
    anchor.unlink()
    written(unlocked, anchor, "b")

    assert not anchor.exists()
    with opened(unlocked, anchor) as journal, pytest.raises(DamageError, match="is gone"):
        journal.verify()


def test_a_first_anchor_that_cannot_be_written_is_said(unlocked: Home, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        opened(unlocked, tmp_path / "nowhere" / "plam.anchor")


def test_the_agent_cannot_reach_its_anchor(house: House, tmp_path: Path) -> None:
    """Neither in the home nor in a folder that a tool writes into, by a link either."""
    text = (house.path / "config.toml").read_text()
    (tmp_path / "link").symlink_to(house.data.calendar)
    for place in (house.path / "x", house.data.calendar / "x", tmp_path / "link" / "x", Path("x")):
        (house.path / "config.toml").write_text(f'anchor = "{place}"\n{text}')
        with pytest.raises(ConfigError, match="the anchor would lie in"):
            config.load(house.path)


def test_a_home_whose_settings_name_no_anchor_is_held_against_a_copy(
    house: House, anchor: Path, tmp_path: Path
) -> None:
    """The settings are in the home and go back with it; `--anchor` names a copy kept elsewhere."""
    settings = config.load(house.path)
    copy = tmp_path / "whole"
    with house.open() as home:
        home.journal.append("run", {"run": "before"})
    shutil.copytree(house.path, copy)
    config.save(house.path, dataclasses.replace(settings, anchor=anchor))
    with house.open() as home:
        home.journal.append("run", {"run": "later"})
    with house.open() as home:
        assert "Anchored at event" in looking.verify(home).text
    shutil.rmtree(house.path)
    copy.rename(house.path)

    with house.open() as home:
        assert "Anchored" not in looking.verify(home).text
        with pytest.raises(DamageError, match="cut off: it was anchored"):
            looking.verify(home, str(anchor))


def test_the_command_verifies_against_a_copy(
    house: House, anchor: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`plam log verify --anchor FILE`: 0 where it agrees, 3 where it does not."""
    monkeypatch.setenv("PLAM_PASSPHRASE", PASSPHRASE)
    settings = config.load(house.path)
    config.save(house.path, dataclasses.replace(settings, anchor=anchor))
    with house.open() as home:
        home.journal.append("run", {"run": "later"})
    config.save(house.path, settings)
    monkeypatch.chdir(anchor.parent)

    def verified() -> int:
        return main(["log", "verify", "--home", str(house.path), "--anchor", anchor.name])

    assert verified() == 0
    assert "Anchored at event" in capsys.readouterr().out
    anchor.unlink()
    assert verified() == 3
    assert "is gone" in capsys.readouterr().err


def test_an_anchor_never_moves_back(unlocked: Home, anchor: Path) -> None:
    """Of two writers the one that is behind leaves it where the other put it."""
    written(unlocked, anchor, "a", "b")
    before = anchor.read_bytes()

    mark = Anchor(anchor, unlocked.device.public)
    mark.move(unlocked.device, Anchored(1, "0" * 64, "2026-06-01T12:00:00+00:00"))

    assert anchor.read_bytes() == before

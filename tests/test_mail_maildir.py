"""A Maildir on disk: looking changes no file, moving renames, and nothing is half done."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plam_agent.config import Account
from plam_agent.errors import AccountError, ConfigError, UncertainError
from plam_agent.tools.mail.mailbox import Query, message_id_of, search
from plam_agent.tools.mail.maildir import MaildirMailbox
from tests.servers import letter


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("", ".Archive", ".Corbeille", ".&AMk-l&AOk-ments &- co"):
        for part in ("tmp", "new", "cur"):
            (tmp_path / "Maildir" / folder / part).mkdir(parents=True)
    return tmp_path / "Maildir"


@pytest.fixture
def mailbox(root: Path) -> MaildirMailbox:
    return MaildirMailbox(Account("home", "mail", "maildir", {"path": str(root)}))


def put(root: Path, name: str, raw: bytes, *, at: float = 1_772_500_000) -> Path:
    path = root / name
    path.write_bytes(raw)
    os.utime(path, (at, at))
    return path


def tree(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name != "maildirfolder"
    }


async def test_looking_changes_no_file(mailbox: MaildirMailbox, root: Path) -> None:
    put(root, "new/1.a", letter("unread"))
    put(root, "cur/2.b:2,FS", letter("read"), at=1_772_500_001)
    before = tree(root)

    ids = await mailbox.newest("INBOX", 10)
    raws = await mailbox.fetch(ids)
    flags = await mailbox.flags(ids)
    found = await search(mailbox, Query(words=("unread",)), 5)

    assert tree(root) == before
    assert [raw.raw for raw in raws] == [letter("read"), letter("unread")]
    assert [flags[each] for each in ids] == [{"\\Seen", "\\Flagged"}, frozenset()]
    assert found == [message_id_of("home", "INBOX", "1.a")]


async def test_moving_renames_and_keeps_flags(mailbox: MaildirMailbox, root: Path) -> None:
    put(root, "cur/2.b:2,FS", letter("read"))
    put(root, "new/1.a", letter("unread"))
    ids = await mailbox.newest("INBOX", 10)

    moved = await mailbox.move(ids, "Archive")

    assert set(tree(root)) == {".Archive/cur/2.b:2,FS", ".Archive/new/1.a"}
    assert [raw.id for raw in await mailbox.fetch(list(moved.values()))] == list(moved.values())
    assert await mailbox.fetch(ids) == []
    await mailbox.move(list(moved.values()), "INBOX")
    assert set(tree(root)) == {"cur/2.b:2,FS", "new/1.a"}


async def test_an_id_survives_a_change_of_flags(mailbox: MaildirMailbox, root: Path) -> None:
    put(root, "new/1.a", letter("x"))
    (one,) = await mailbox.newest("INBOX", 1)

    await mailbox.store([one], add=("\\Seen", "\\Flagged"))
    await mailbox.store([one], remove=("\\Seen",))

    assert set(tree(root)) == {"cur/1.a:2,F"}
    assert (await mailbox.flags([one]))[one] == {"\\Flagged"}


async def test_folders_in_any_script(mailbox: MaildirMailbox, root: Path) -> None:
    assert set(await mailbox.folders()) == {"INBOX", "Archive", "Corbeille", "Éléments & co"}
    assert await mailbox.special("trash") == "Corbeille"
    assert await mailbox.special("sent") is None
    await mailbox.create_folder("日本")
    placed = await mailbox.append("日本", letter("x"), ("\\Seen",))
    assert (await mailbox.newest("日本", 1)) == [placed]
    assert (root / ".&ZeVnLA-" / "cur").is_dir()


@pytest.mark.parametrize("name", ["../up", "a/b", "", "a..b", ".x"])
async def test_folder_names_that_leave_the_maildir(mailbox: MaildirMailbox, name: str) -> None:
    with pytest.raises(AccountError, match="cannot hold a folder"):
        await mailbox.create_folder(name)


async def test_searching_by_people_words_and_time(mailbox: MaildirMailbox, root: Path) -> None:
    put(root, "cur/1:2,S", letter("Réunion", "au café", sender="Léa <lea@example.net>"), at=1e9)
    put(root, "cur/2:2,", b"Subject: no date\r\n\r\nx\r\n", at=1_772_600_000)

    async def found(**asked) -> list[str]:
        return [each.id for each in await search(mailbox, Query(**asked), 9)]

    assert await found(people=("léa",), words=("CAFÉ",)) == ["INBOX/1"]
    assert await found(words=("réunion", "absent")) == []
    assert await found(unseen=True) == ["INBOX/2"]
    assert await found(since=datetime(2026, 3, 4, tzinfo=UTC)) == ["INBOX/2"]
    assert await found(before=datetime(2026, 3, 4, tzinfo=UTC)) == ["INBOX/1"]


async def test_a_full_disk_leaves_nothing_half_written(
    mailbox: MaildirMailbox, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AccountError, match="disk is full") as caught:
        await mailbox.append("Archive", letter("x"))
    assert "Make room" in caught.value.fix
    assert tree(root) == {}


async def test_a_move_that_fails_half_way_is_put_back(
    mailbox: MaildirMailbox, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        put(root, f"cur/{number}:2,", letter(str(number)))
    ids = await mailbox.newest("INBOX", 10)
    before, rename, done = tree(root), Path.rename, []

    def failing(self: Path, target: Path) -> Path:
        if len(done) == 2:
            done.append(target)
            raise OSError(errno.ENOSPC, "No space left on device")
        done.append(target)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(AccountError, match="disk is full"):
        await mailbox.move(ids, "Archive")
    assert tree(root) == before

    done.clear()

    def stuck(self: Path, target: Path) -> Path:
        if "Archive" not in str(target) or len(done) == 2:
            raise OSError(errno.EIO, "I/O error")
        done.append(target)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stuck)
    with pytest.raises(UncertainError, match="could not be put back"):
        await mailbox.move(ids, "Archive")


async def test_nothing_is_overwritten(mailbox: MaildirMailbox, root: Path) -> None:
    put(root, "cur/1:2,", letter("mine"))
    put(root, ".Archive/cur/1:2,", letter("another"))
    before = tree(root)

    with pytest.raises(AccountError, match="exists"):
        await mailbox.move(await mailbox.newest("INBOX", 1), "Archive")

    assert tree(root) == before


def test_a_path_that_is_no_maildir(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no Maildir"):
        MaildirMailbox(Account("home", "mail", "maildir", {"path": str(tmp_path)}))
